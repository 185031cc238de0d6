MATCH (r:Document {id: $document})<-[:IMPLEMENTS*0..]-(o:Document|Agency)
WITH DISTINCT o
MATCH (o)<-[l:IMPLEMENTS]-(s:Document)
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
MATCH (r:Document {id: $document})<-[:IMPLEMENTS*0..0]-(o:Document|Agency)<-[l:CITES|HAS_LEGAL_BASIS|AMENDS|REPLACES]-(s:Document)
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
MATCH (r:Document {id: $document})<-[:IMPLEMENTS*0..]-(s:Document)
WITH DISTINCT s
MATCH (s)-[l:ASSIGNS|SETS|REQUIRES_REPORT]->(o:Task|Target|ReportingDuty|Agency)
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
MATCH (r:Document {id: $document})<-[:IMPLEMENTS*0..]-(d:Document)
WITH DISTINCT d
MATCH (d)-[:ASSIGNS|SETS|REQUIRES_REPORT]->(s:Task|Target|ReportingDuty)
MATCH (s)-[l:LED_BY|SUPPORTED_BY|OWNED_BY|REPORTED_BY]->(o:Agency)
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
