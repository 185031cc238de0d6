MATCH (d:Document)-[:ASSIGNS]->(k:Task)
WHERE ($plan IS NULL OR d.id = $plan) AND NOT EXISTS { (k)-[:LED_BY]->(:Agency) }
OPTIONAL MATCH (d)-[:APPLIES_TO]->(j:Jurisdiction)
RETURN DISTINCT
  k.name AS task,
  k.code AS code,
  k.timeline AS timeline,
  k.heading AS heading,
  k.doubt AS doubt,
  d.name AS document,
  d.status AS document_status,
  j.name AS jurisdiction,
  d.id AS document_id,
  k.id AS task_id;
