MATCH (d:Document)-[:SETS]->(t:Target)-[:MEASURES]->(i:Indicator)
MATCH (own:Document {id: $plan})
WHERE NOT EXISTS { (own)-[:SETS]->(:Target)-[:MEASURES]->(i) }
OPTIONAL MATCH (d)-[:APPLIES_TO]->(j:Jurisdiction)
RETURN DISTINCT
  i.name AS indicator_name,
  t.name AS indicator,
  t.parent AS parent,
  t.comparator AS comparator,
  t.value AS value,
  t.value_high AS value_high,
  t.text_value AS text_value,
  t.unit AS unit,
  t.year AS year,
  d.name AS document,
  d.status AS document_status,
  j.name AS jurisdiction,
  i.id AS indicator_id,
  d.id AS document_id,
  t.id AS target_id;
