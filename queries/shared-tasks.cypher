MATCH (a:Agency {id: $first})<-[l:LED_BY|SUPPORTED_BY]-(k:Task)-[o:LED_BY|SUPPORTED_BY]->(b:Agency {id: $second})
MATCH (d:Document)-[:ASSIGNS]->(k)
OPTIONAL MATCH (d)-[:APPLIES_TO]->(j:Jurisdiction)
RETURN DISTINCT
  k.name AS task,
  k.code AS code,
  k.timeline AS timeline,
  type(l) AS role,
  a.name AS agency,
  a.jurisdiction_name AS agency_jurisdiction,
  a.id AS agency_id,
  type(o) AS other_role,
  b.name AS other,
  b.jurisdiction_name AS other_jurisdiction,
  b.id AS other_id,
  d.name AS document,
  d.status AS document_status,
  j.name AS jurisdiction,
  d.id AS document_id,
  k.id AS task_id;
