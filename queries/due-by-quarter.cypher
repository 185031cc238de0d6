MATCH (d:Document)-[l:ASSIGNS|SETS|REQUIRES_REPORT]->(i:Task|Target|ReportingDuty)
WHERE ($plan IS NULL OR d.id = $plan)
  AND (i.year IS NOT NULL OR i.month IS NOT NULL OR i.timeline IS NOT NULL OR i.when_text IS NOT NULL)
OPTIONAL MATCH (d)-[:APPLIES_TO]->(j:Jurisdiction)
OPTIONAL MATCH (i)-[o:LED_BY|OWNED_BY|REPORTED_BY]->(a:Agency)
RETURN DISTINCT
  type(l) AS kind,
  i.name AS item,
  i.parent AS parent,
  i.year AS stated_year,
  i.month AS month,
  i.day AS day,
  i.timeline AS timeline,
  i.when_text AS when_text,
  i.recurrence AS recurrence,
  type(o) AS role,
  a.name AS agency,
  a.jurisdiction_name AS agency_jurisdiction,
  a.id AS agency_id,
  a.kind AS agency_kind,
  d.name AS document,
  d.status AS document_status,
  j.name AS jurisdiction,
  d.id AS document_id,
  i.id AS item_id;
