MATCH (a:Agency)<-[:LED_BY]-(k:Task)-[:SUPPORTED_BY]->(b:Agency)
MATCH (d:Document)-[:ASSIGNS]->(k)
WHERE $plan IS NULL OR d.id = $plan
RETURN DISTINCT
  a.name AS lead,
  a.jurisdiction_name AS lead_jurisdiction,
  a.id AS lead_id,
  a.kind AS lead_kind,
  b.name AS support,
  b.jurisdiction_name AS support_jurisdiction,
  b.id AS support_id,
  b.kind AS support_kind,
  d.id AS document_id,
  k.id AS task_id;
