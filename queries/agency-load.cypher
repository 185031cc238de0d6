MATCH (d:Document)-[:ASSIGNS|SETS|REQUIRES_REPORT]->(i:Task|Target|ReportingDuty)
MATCH (i)-[l:LED_BY|SUPPORTED_BY|OWNED_BY|REPORTED_BY]->(a:Agency)
WHERE $plan IS NULL OR d.id = $plan
RETURN DISTINCT
  a.name AS agency,
  a.jurisdiction_name AS agency_jurisdiction,
  a.id AS agency_id,
  a.kind AS agency_kind,
  type(l) AS role,
  i.name AS item,
  i.year AS stated_year,
  i.timeline AS timeline,
  d.id AS document_id,
  i.id AS item_id;
