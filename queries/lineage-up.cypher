MATCH (d:Document {id: $document})-[:IMPLEMENTS*0..]->(c:Document)
WITH DISTINCT c
MATCH (c)-[:IMPLEMENTS]->(p:Document)
OPTIONAL MATCH (p)-[:APPLIES_TO]->(j:Jurisdiction)
RETURN DISTINCT
  p.name AS parent,
  p.document_class AS parent_class,
  p.year AS parent_year,
  j.name AS parent_jurisdiction,
  p.title AS parent_title,
  coalesce(p.loaded, false) AS parent_loaded,
  c.name AS child,
  p.id AS parent_id,
  c.id AS child_id;
