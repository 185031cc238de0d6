MATCH (d:Document)-[:REQUIRES_REPORT]->(r:ReportingDuty)
OPTIONAL MATCH (d)-[:APPLIES_TO]->(j:Jurisdiction)
OPTIONAL MATCH (r)-[b:REPORTED_BY]->(a:Agency)
OPTIONAL MATCH (r)-[:REPORTS_TO]->(t:Agency)
RETURN DISTINCT
  r.month AS month,
  r.day AS day,
  r.year AS year,
  r.recurrence AS recurrence,
  r.when_text AS when_text,
  r.name AS what,
  a.name AS who,
  a.jurisdiction_name AS who_jurisdiction,
  a.id AS who_id,
  a.kind AS who_kind,
  b.basis AS basis,
  b.doubt AS doubt,
  t.name AS recipient,
  t.jurisdiction_name AS recipient_jurisdiction,
  t.id AS recipient_id,
  r.doubt AS duty_doubt,
  d.name AS document,
  d.status AS document_status,
  j.name AS jurisdiction,
  d.id AS document_id,
  r.id AS duty_id;
