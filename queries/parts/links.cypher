MATCH (c:Document)-[:IMPLEMENTS]->(p:Document)
RETURN DISTINCT c.id AS child_id, c.name AS child, p.id AS parent_id, p.name AS parent;
