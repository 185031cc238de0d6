MATCH (:Document {id: $document})-[:SETS]->(t:Target)-[:IN_DOMAIN]->(m:Domain)
RETURN DISTINCT t.id AS target_id, m.id AS domain_id, m.name AS domain;
