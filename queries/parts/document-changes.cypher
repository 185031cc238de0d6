MATCH (c:Document)-[r:AMENDS|REPLACES]->(d:Document)
RETURN DISTINCT d.id AS id, type(r) AS relation, c.id AS by_id, c.name AS by;
