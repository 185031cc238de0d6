MATCH (d:Document)
RETURN DISTINCT
  d.id AS id,
  d.name AS name,
  d.number AS number,
  d.document_class AS document_class,
  d.title AS title,
  d.date AS date,
  d.year AS year,
  d.place AS place,
  d.status AS status,
  coalesce(d.loaded, false) AS loaded;
