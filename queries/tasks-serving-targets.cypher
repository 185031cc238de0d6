MATCH (d:Document)-[:ASSIGNS]->(k:Task)-[:SERVES]->(t:Target)
WHERE $plan IS NULL OR d.id = $plan
OPTIONAL MATCH (d)-[:APPLIES_TO]->(j:Jurisdiction)
OPTIONAL MATCH (k)-[o:LED_BY]->(a:Agency)
RETURN DISTINCT
  k.name AS task,
  k.code AS code,
  k.timeline AS timeline,
  a.name AS agency,
  a.jurisdiction_name AS agency_jurisdiction,
  a.id AS agency_id,
  a.kind AS agency_kind,
  o.basis AS basis,
  o.doubt AS doubt,
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
  d.id AS document_id,
  k.id AS task_id,
  t.id AS target_id;
