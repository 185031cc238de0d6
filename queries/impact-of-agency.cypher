MATCH (o:Agency {id: $agency})<-[l:LED_BY|SUPPORTED_BY|OWNED_BY|REPORTED_BY|REPORTS_TO]-(s:Task|Target|ReportingDuty)
MATCH (d:Document)-[:ASSIGNS|SETS|REQUIRES_REPORT]->(s)
RETURN DISTINCT
  type(l) AS relation,
  s.name AS subject,
  o.name AS object,
  o.jurisdiction_name AS object_jurisdiction,
  o.kind AS object_kind,
  d.name AS in_document,
  d.status AS in_document_status,
  s.id AS subject_id,
  o.id AS object_id,
  d.id AS in_document_id
UNION
MATCH (o:Agency {id: $agency})<-[l:ISSUED_BY]-(s:Document)
MATCH (d:Document {id: s.id})
RETURN DISTINCT
  type(l) AS relation,
  s.name AS subject,
  o.name AS object,
  o.jurisdiction_name AS object_jurisdiction,
  o.kind AS object_kind,
  d.name AS in_document,
  d.status AS in_document_status,
  s.id AS subject_id,
  o.id AS object_id,
  d.id AS in_document_id
UNION
MATCH (a:Agency {id: $agency})<-[:LED_BY|SUPPORTED_BY]-(s:Task)-[l:LED_BY|SUPPORTED_BY]->(o:Agency)
MATCH (d:Document)-[:ASSIGNS]->(s)
WHERE o.id <> a.id
RETURN DISTINCT
  type(l) AS relation,
  s.name AS subject,
  o.name AS object,
  o.jurisdiction_name AS object_jurisdiction,
  o.kind AS object_kind,
  d.name AS in_document,
  d.status AS in_document_status,
  s.id AS subject_id,
  o.id AS object_id,
  d.id AS in_document_id
UNION
MATCH (a:Agency {id: $agency})<-[:LED_BY|SUPPORTED_BY]-(s:Task)
WITH DISTINCT s
MATCH (s)-[l:SERVES]->(o:Target|Agency)
MATCH (d:Document)-[:ASSIGNS]->(s)
RETURN DISTINCT
  type(l) AS relation,
  s.name AS subject,
  o.name AS object,
  o.jurisdiction_name AS object_jurisdiction,
  o.kind AS object_kind,
  d.name AS in_document,
  d.status AS in_document_status,
  s.id AS subject_id,
  o.id AS object_id,
  d.id AS in_document_id;
