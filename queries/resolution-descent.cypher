MATCH (d:Document {id: $document})<-[:IMPLEMENTS*0..]-(p:Document)
WITH DISTINCT p
MATCH (c:Document)-[:IMPLEMENTS]->(p)
OPTIONAL MATCH (c)-[:APPLIES_TO]->(j:Jurisdiction)
RETURN DISTINCT
  c.name AS child,
  c.document_class AS child_class,
  c.year AS child_year,
  j.name AS child_jurisdiction,
  c.status AS child_status,
  coalesce(c.loaded, false) AS child_loaded,
  c.id AS child_id,
  p.id AS parent_id;
