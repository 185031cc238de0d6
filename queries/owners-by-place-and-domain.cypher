MATCH (j:Jurisdiction)<-[:APPLIES_TO]-(d:Document)-[:SETS]->(t:Target)-[o:OWNED_BY]->(a:Agency)
MATCH (t)-[:IN_DOMAIN]->(m:Domain)
WHERE ($jurisdiction IS NULL OR j.id = $jurisdiction) AND ($domain IS NULL OR m.id = $domain)
RETURN DISTINCT
  j.name AS place,
  m.name AS domain_name,
  a.name AS agency,
  a.jurisdiction_name AS agency_jurisdiction,
  a.id AS agency_id,
  a.kind AS agency_kind,
  j.id AS place_id,
  m.id AS domain_id,
  o.doubt AS doubt,
  d.id AS document_id,
  t.id AS target_id;
