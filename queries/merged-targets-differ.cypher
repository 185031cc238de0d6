MATCH (q:Jurisdiction)<-[:SUCCEEDED_BY]-(p:Jurisdiction)<-[:APPLIES_TO]-(d:Document)-[:SETS]->(t:Target)
WHERE q.kind IN ['province', 'city'] AND ($province_now IS NULL OR q.id = $province_now)
MATCH (t)-[:MEASURES]->(i:Indicator)
MATCH (q)<-[:SUCCEEDED_BY]-(o:Jurisdiction)<-[:APPLIES_TO]-(c:Document)-[:SETS]->(u:Target)-[:MEASURES]->(i)
WHERE p.id < o.id AND (t.year = u.year OR NOT EXISTS {
  MATCH (i)<-[:MEASURES]-(z:Target)<-[:SETS]-(c) WHERE z.year = t.year
})
RETURN DISTINCT
  q.name AS merged,
  t.name AS indicator,
  t.parent AS parent,
  t.comparator AS comparator,
  t.value AS value,
  t.value_high AS value_high,
  t.text_value AS text_value,
  t.unit AS unit,
  t.year AS year,
  d.name AS document,
  p.name AS province,
  u.name AS other_indicator,
  u.parent AS other_parent,
  u.comparator AS other_comparator,
  u.value AS other_value,
  u.value_high AS other_value_high,
  u.text_value AS other_text_value,
  u.unit AS other_unit,
  u.year AS other_year,
  c.name AS other_document,
  o.name AS other_province,
  i.name AS indicator_name,
  t.doubt AS target_doubt,
  q.id AS merged_id,
  p.id AS province_id,
  d.id AS document_id,
  t.id AS target_id,
  c.id AS other_document_id,
  u.id AS other_target_id,
  i.id AS indicator_id
UNION
MATCH (q:Jurisdiction)<-[:SUCCEEDED_BY]-(p:Jurisdiction)<-[:APPLIES_TO]-(d:Document)-[:SETS]->(t:Target)
WHERE q.kind IN ['province', 'city'] AND ($province_now IS NULL OR q.id = $province_now)
MATCH (t)-[:MEASURES]->(i:Indicator)
WHERE NOT EXISTS {
  MATCH (q)<-[:SUCCEEDED_BY]-(n:Jurisdiction)<-[:APPLIES_TO]-(y:Document)-[:SETS]->(x:Target)-[:MEASURES]->(i)
  WHERE n.id <> p.id
}
RETURN DISTINCT
  q.name AS merged,
  t.name AS indicator,
  t.parent AS parent,
  t.comparator AS comparator,
  t.value AS value,
  t.value_high AS value_high,
  t.text_value AS text_value,
  t.unit AS unit,
  t.year AS year,
  d.name AS document,
  p.name AS province,
  null AS other_indicator,
  null AS other_parent,
  null AS other_comparator,
  null AS other_value,
  null AS other_value_high,
  null AS other_text_value,
  null AS other_unit,
  null AS other_year,
  null AS other_document,
  null AS other_province,
  i.name AS indicator_name,
  t.doubt AS target_doubt,
  q.id AS merged_id,
  p.id AS province_id,
  d.id AS document_id,
  t.id AS target_id,
  null AS other_document_id,
  null AS other_target_id,
  i.id AS indicator_id;
