MATCH (t:Target)-[:MEASURES]->(i:Indicator)
RETURN DISTINCT i.id AS indicator_id, i.name AS indicator, i.key AS key, t.id AS target_id;
