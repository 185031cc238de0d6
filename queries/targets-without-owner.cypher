MATCH (r:Document {id: $from})<-[:IMPLEMENTS*0..]-(d:Document)
WITH DISTINCT r, d
MATCH (d)-[:SETS]->(t:Target)
WHERE NOT EXISTS { (t)-[:OWNED_BY]->(:Agency) }
OPTIONAL MATCH (d)-[:APPLIES_TO]->(j:Jurisdiction)
RETURN DISTINCT
  r.name AS resolution,
  d.name AS document,
  d.status AS document_status,
  j.name AS jurisdiction,
  t.name AS indicator,
  t.parent AS parent,
  t.comparator AS comparator,
  t.value AS value,
  t.value_high AS value_high,
  t.text_value AS text_value,
  t.unit AS unit,
  t.year AS year,
  t.doubt AS doubt,
  d.id AS document_id,
  t.id AS target_id;
