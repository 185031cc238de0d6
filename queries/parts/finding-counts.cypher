MATCH (d:Document)-[:HAS_FINDING]->(f:Finding)
RETURN
  f.code AS code,
  f.severity AS severity,
  count(DISTINCT f) AS findings,
  count(DISTINCT d) AS documents;
