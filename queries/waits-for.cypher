MATCH (a:Agency {id: $agency})<-[:LED_BY]-(k:Task)-[:SUPPORTED_BY]->(b:Agency)
MATCH (d:Document)-[:ASSIGNS]->(k)
OPTIONAL MATCH (d)-[:APPLIES_TO]->(j:Jurisdiction)
RETURN DISTINCT
  b.name AS other,
  b.jurisdiction_name AS other_jurisdiction,
  b.id AS other_id,
  b.kind AS other_kind,
  k.name AS task,
  k.code AS code,
  k.timeline AS timeline,
  d.name AS document,
  d.status AS document_status,
  j.name AS jurisdiction,
  a.name AS asked,
  a.jurisdiction_name AS asked_jurisdiction,
  a.id AS asked_id,
  d.id AS document_id,
  k.id AS task_id;
