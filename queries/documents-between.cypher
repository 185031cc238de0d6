MATCH (low:Document {id: $lower})-[:IMPLEMENTS*0..]->(c:Document)
WITH DISTINCT c
MATCH (c)-[:IMPLEMENTS]->(p:Document)
MATCH (p)-[:IMPLEMENTS*0..]->(up:Document {id: $upper})
RETURN DISTINCT
  c.name AS child,
  c.document_class AS child_class,
  c.year AS child_year,
  p.name AS parent,
  p.document_class AS parent_class,
  p.year AS parent_year,
  c.id AS child_id,
  p.id AS parent_id;
