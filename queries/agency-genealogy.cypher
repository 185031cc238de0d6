MATCH (x:Agency {id: $agency})<-[:SUCCEEDED_BY*0..]-(b:Agency)<-[:RESULTING]-(e:ChangeEvent)-[:ORIGINAL]->(a:Agency)
RETURN DISTINCT
  e.kind AS kind,
  e.date AS date,
  e.until AS until,
  e.function AS function,
  a.name AS before,
  a.jurisdiction_name AS before_jurisdiction,
  a.id AS before_id,
  a.valid_to AS before_ended,
  b.name AS after,
  b.jurisdiction_name AS after_jurisdiction,
  b.id AS after_id,
  b.valid_from AS after_began,
  e.act_number AS act_number,
  e.act_date AS act_date,
  e.act_issuer AS act_issuer,
  e.act_article AS act_article,
  e.certainty AS certainty,
  e.change AS change,
  e.id AS event_id
UNION
MATCH (x:Agency {id: $agency})-[:SUCCEEDED_BY*0..]->(a:Agency)<-[:ORIGINAL]-(e:ChangeEvent)
OPTIONAL MATCH (e)-[:RESULTING]->(b:Agency)
RETURN DISTINCT
  e.kind AS kind,
  e.date AS date,
  e.until AS until,
  e.function AS function,
  a.name AS before,
  a.jurisdiction_name AS before_jurisdiction,
  a.id AS before_id,
  a.valid_to AS before_ended,
  b.name AS after,
  b.jurisdiction_name AS after_jurisdiction,
  b.id AS after_id,
  b.valid_from AS after_began,
  e.act_number AS act_number,
  e.act_date AS act_date,
  e.act_issuer AS act_issuer,
  e.act_article AS act_article,
  e.certainty AS certainty,
  e.change AS change,
  e.id AS event_id;
