MATCH (d:Document {id: $plan})-[:SETS]->(t:Target)-[:MEASURES]->(i:Indicator)
MATCH (i)<-[:MEASURES]-(u:Target)<-[:SETS]-(r:Document {id: $reference})
WHERE t.year = u.year OR NOT EXISTS {
  MATCH (i)<-[:MEASURES]-(z:Target)<-[:SETS]-(r) WHERE z.year = t.year
}
RETURN DISTINCT
  t.name AS indicator,
  t.parent AS parent,
  t.comparator AS comparator,
  t.value AS value,
  t.value_high AS value_high,
  t.text_value AS text_value,
  t.unit AS unit,
  t.year AS year,
  u.name AS reference_indicator,
  u.comparator AS reference_comparator,
  u.value AS reference_value,
  u.value_high AS reference_value_high,
  u.text_value AS reference_text_value,
  u.unit AS reference_unit,
  u.year AS reference_year,
  i.name AS indicator_name,
  t.doubt AS target_doubt,
  d.name AS document,
  d.status AS document_status,
  r.name AS reference_document,
  d.id AS document_id,
  r.id AS reference_document_id,
  t.id AS target_id,
  u.id AS reference_target_id,
  i.id AS indicator_id;
