MATCH (i:Indicator)<-[:MEASURES]-(t:Target)<-[:SETS]-(d:Document)
OPTIONAL MATCH (d)-[:APPLIES_TO]->(j:Jurisdiction)
RETURN DISTINCT
  i.id AS indicator_id,
  i.name AS indicator,
  t.id AS target_id,
  t.comparator AS comparator,
  t.value AS value,
  t.value_high AS value_high,
  t.text_value AS text_value,
  t.unit AS unit,
  t.year AS year,
  t.doubt AS doubt,
  d.id AS document_id,
  d.name AS document,
  d.status AS document_status,
  j.name AS jurisdiction;
