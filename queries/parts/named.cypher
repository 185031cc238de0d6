MATCH (n:Agency|Jurisdiction {id: $node})<-[:PART_OF*0..]-(m:Agency|Jurisdiction)
MATCH (m)<-[:LED_BY|SUPPORTED_BY|OWNED_BY|REPORTED_BY|REPORTS_TO|ISSUED_BY|APPLIES_TO]-(s:Task|Target|ReportingDuty|Document)
RETURN DISTINCT n.id AS id;
