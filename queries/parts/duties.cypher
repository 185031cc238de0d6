MATCH (d:Document {id: $document})-[:ASSIGNS|SETS|REQUIRES_REPORT]->(i:Task|Target|ReportingDuty)
MATCH (i)-[l:LED_BY|SUPPORTED_BY|OWNED_BY|REPORTED_BY|REPORTS_TO]->(a:Agency)
RETURN DISTINCT
  d.date AS date,
  i.id AS item_id,
  i.name AS item,
  i.parent AS parent,
  coalesce(i.group, i.heading) AS heading,
  type(l) AS role,
  a.id AS agency_id,
  a.name AS agency,
  a.kind AS agency_kind,
  a.type AS agency_type,
  a.jurisdiction AS agency_place,
  a.jurisdiction_name AS agency_place_name;
