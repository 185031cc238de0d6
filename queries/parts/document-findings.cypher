MATCH (d:Document)-[:HAS_FINDING]->(f:Finding)
RETURN DISTINCT f.code AS code, f.severity AS severity, f.id AS finding_id, d.id AS document_id;
