MATCH (d:Document {loaded: true})
RETURN DISTINCT d.id AS id, d.name AS name;
