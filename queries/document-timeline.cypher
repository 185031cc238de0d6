MATCH (d:Document)
WHERE d.date IS NOT NULL AND ($since IS NULL OR d.year >= $since) AND ($until IS NULL OR d.year <= $until)
OPTIONAL MATCH (d)-[:APPLIES_TO]->(j:Jurisdiction)
RETURN DISTINCT
  d.date AS date,
  d.name AS document,
  d.document_class AS document_class,
  d.title AS title,
  j.name AS jurisdiction,
  d.status AS document_status,
  coalesce(d.loaded, false) AS loaded,
  d.year AS issue_year,
  d.id AS document_id;
