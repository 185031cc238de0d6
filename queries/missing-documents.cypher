MATCH (c:Document {loaded: true})-[l:IMPLEMENTS|HAS_LEGAL_BASIS|CITES|AMENDS|REPLACES]->(m:Document)
WHERE NOT coalesce(m.loaded, false)
OPTIONAL MATCH (m)-[:APPLIES_TO]->(j:Jurisdiction)
RETURN DISTINCT
  m.name AS missing,
  m.document_class AS missing_class,
  m.year AS missing_year,
  j.name AS missing_jurisdiction,
  m.title AS missing_title,
  type(l) AS relation,
  c.name AS document,
  m.id AS missing_id,
  c.id AS document_id;
