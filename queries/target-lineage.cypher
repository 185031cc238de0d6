MATCH (t:Target {id: $target})<-[:SETS]-(d:Document)
MATCH (d)-[:IMPLEMENTS*0..]->(r:Document)
WHERE NOT EXISTS { (r)-[:IMPLEMENTS]->(:Document) }
WITH DISTINCT t, d, r
OPTIONAL MATCH (d)-[:APPLIES_TO]->(j:Jurisdiction)
RETURN DISTINCT
  t.name AS indicator,
  t.parent AS parent,
  t.comparator AS comparator,
  t.value AS value,
  t.value_high AS value_high,
  t.text_value AS text_value,
  t.unit AS unit,
  t.year AS year,
  t.group AS group,
  d.name AS document,
  d.status AS document_status,
  j.name AS jurisdiction,
  r.name AS resolution,
  r.document_class AS resolution_class,
  r.title AS resolution_title,
  t.doubt AS target_doubt,
  d.id AS document_id,
  r.id AS resolution_id,
  t.id AS target_id;
