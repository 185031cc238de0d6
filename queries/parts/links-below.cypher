MATCH (s:Document {id: $start})<-[:IMPLEMENTS*0..]-(p:Document)
WITH DISTINCT p
MATCH (c:Document)-[:IMPLEMENTS]->(p)
RETURN DISTINCT c.id AS child_id, c.name AS child, p.id AS parent_id, p.name AS parent;
