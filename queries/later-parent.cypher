MATCH (c:Document)-[:IMPLEMENTS]->(p:Document)
WHERE c.date IS NOT NULL AND p.date IS NOT NULL
RETURN DISTINCT
  c.name AS document,
  c.status AS document_status,
  c.date AS document_date,
  p.name AS parent,
  p.date AS parent_date,
  c.id AS document_id,
  p.id AS parent_id;
