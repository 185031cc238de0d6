MATCH (d:Document)-[:HAS_FINDING]->(f:Finding)
WHERE $plan IS NULL OR d.id = $plan
RETURN DISTINCT
  f.code AS code,
  f.severity AS severity,
  f.name AS message,
  f.line AS line,
  d.name AS document,
  d.status AS document_status,
  d.id AS document_id,
  f.id AS finding_id;
