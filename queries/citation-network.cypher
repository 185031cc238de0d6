MATCH (d:Document)-[l:IMPLEMENTS|HAS_LEGAL_BASIS|CITES|AMENDS|REPLACES]->(m:Document)
WHERE $plan IS NULL OR d.id = $plan
RETURN DISTINCT
  m.name AS cited,
  m.document_class AS cited_class,
  m.year AS cited_year,
  m.title AS cited_title,
  coalesce(m.loaded, false) AS cited_loaded,
  type(l) AS relation,
  d.name AS document,
  d.status AS document_status,
  m.id AS cited_id,
  d.id AS document_id;
