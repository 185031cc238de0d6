MATCH (d:Document)-[:ASSIGNS]->(k:Task)-[:LED_BY]->(a:Agency)
WHERE $document IS NULL OR d.id = $document
RETURN DISTINCT
  k.id AS task_id,
  k.name AS task,
  k.code AS code,
  d.id AS document_id,
  a.id AS agency_id,
  a.name AS agency,
  a.kind AS agency_kind,
  a.jurisdiction_name AS agency_place;
