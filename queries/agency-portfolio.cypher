MATCH (a:Agency {id: $agency})<-[l:LED_BY|SUPPORTED_BY|OWNED_BY]-(i:Task|Target)<-[:ASSIGNS|SETS]-(d:Document)
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
  a.name AS agency_name,
  a.jurisdiction_name AS agency_jurisdiction,
  a.id AS agency_id,
  a.kind AS agency_kind,
  l.basis AS basis,
  l.doubt AS doubt,
  d.id AS document_id,
  i.id AS item_id;
