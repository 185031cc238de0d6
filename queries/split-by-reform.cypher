MATCH (d:Document)
WHERE $of IS NULL OR d.id = $of
WITH d
MATCH (d)-[:ASSIGNS|SETS]->(i:Task|Target)-[l:LED_BY|SUPPORTED_BY|OWNED_BY]->(a:Agency)
WHERE a.valid_to IS NOT NULL
OPTIONAL MATCH (d)-[:APPLIES_TO]->(j:Jurisdiction)
RETURN DISTINCT
  type(l) AS role,
  i.name AS item,
  i.timeline AS timeline,
  i.parent AS parent,
  i.comparator AS comparator,
  i.value AS value,
  i.value_high AS value_high,
  i.text_value AS text_value,
  i.unit AS unit,
  i.year AS year,
  d.name AS document,
  d.status AS document_status,
  j.name AS jurisdiction,
  a.name AS owner,
  a.jurisdiction_name AS owner_jurisdiction,
  a.id AS owner_id,
  a.kind AS owner_kind,
  a.valid_to AS owner_ended,
  l.basis AS basis,
  l.doubt AS doubt,
  d.id AS document_id,
  i.id AS item_id;
