MATCH (d:Document)
WHERE $plan IS NULL OR d.id = $plan
WITH d
MATCH (d)-[:SETS]->(t:Target)-[o:OWNED_BY]->(a:Agency)
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
  a.name AS agency,
  a.jurisdiction_name AS agency_jurisdiction,
  a.id AS agency_id,
  a.kind AS agency_kind,
  o.basis AS basis,
  o.doubt AS doubt,
  d.name AS document,
  d.status AS document_status,
  j.name AS jurisdiction,
  d.id AS document_id,
  t.id AS target_id;
