MATCH (d:Document)-[:HAS_FINDING]->(f:Finding {code: 'place-contradicts'})
OPTIONAL MATCH (d)-[:APPLIES_TO]->(j:Jurisdiction)
RETURN DISTINCT
  f.name AS message,
  f.line AS line,
  d.name AS document,
  d.status AS document_status,
  j.name AS jurisdiction,
  d.id AS document_id,
  f.id AS finding_id;
