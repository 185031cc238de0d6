MATCH (a:Jurisdiction)<-[:ORIGINAL]-(e:ChangeEvent)-[:RESULTING]->(b:Jurisdiction)
WHERE $place IS NULL OR EXISTS { MATCH (e)-[:ORIGINAL|RESULTING]->(p:Jurisdiction {id: $place}) }
RETURN DISTINCT
  e.kind AS kind,
  e.date AS date,
  e.until AS until,
  a.name AS before,
  a.id AS before_id,
  a.valid_to AS before_ended,
  b.name AS after,
  b.id AS after_id,
  b.valid_from AS after_began,
  e.act_number AS act_number,
  e.act_date AS act_date,
  e.act_issuer AS act_issuer,
  e.act_article AS act_article,
  e.certainty AS certainty,
  e.change AS change,
  e.id AS event_id;
