MATCH (d:Document)
WHERE $plan IS NULL OR d.id = $plan
WITH d
MATCH (d)-[:SETS]->(x:Target)-[:MEASURES]->(:Indicator)<-[:MEASURES]-(y:Target)<-[:SETS]-(d)
MATCH (x)-[l:OWNED_BY]->(a:Agency)
MATCH (y)-[o:OWNED_BY]->(b:Agency)
WHERE x.id < y.id
  AND NOT EXISTS { (y)-[:OWNED_BY]->(a) } AND NOT EXISTS { (x)-[:OWNED_BY]->(b) }
OPTIONAL MATCH (d)-[:APPLIES_TO]->(j:Jurisdiction)
RETURN DISTINCT
  type(l) AS relation,
  x.name AS item,
  x.parent AS parent,
  a.name AS agency,
  a.jurisdiction_name AS agency_jurisdiction,
  a.id AS agency_id,
  a.kind AS agency_kind,
  y.name AS other_item,
  y.parent AS other_parent,
  type(o) AS other_relation,
  b.name AS other,
  b.jurisdiction_name AS other_jurisdiction,
  b.id AS other_id,
  b.kind AS other_kind,
  d.name AS document,
  d.status AS document_status,
  j.name AS jurisdiction,
  d.id AS document_id,
  x.id AS item_id,
  y.id AS other_item_id,
  null AS shared_target,
  null AS shared_target_id
UNION
MATCH (d:Document)
WHERE $plan IS NULL OR d.id = $plan
WITH d
MATCH (d)-[:ASSIGNS]->(x:Task|Target)-[l:LED_BY]->(a:Agency)
MATCH (d)-[:ASSIGNS]->(y:Task|Target)-[o:LED_BY]->(b:Agency)
WHERE x.name = y.name AND x.id < y.id
  AND NOT EXISTS { (y)-[:LED_BY]->(a) } AND NOT EXISTS { (x)-[:LED_BY]->(b) }
OPTIONAL MATCH (d)-[:APPLIES_TO]->(j:Jurisdiction)
RETURN DISTINCT
  type(l) AS relation,
  x.name AS item,
  x.parent AS parent,
  a.name AS agency,
  a.jurisdiction_name AS agency_jurisdiction,
  a.id AS agency_id,
  a.kind AS agency_kind,
  y.name AS other_item,
  y.parent AS other_parent,
  type(o) AS other_relation,
  b.name AS other,
  b.jurisdiction_name AS other_jurisdiction,
  b.id AS other_id,
  b.kind AS other_kind,
  d.name AS document,
  d.status AS document_status,
  j.name AS jurisdiction,
  d.id AS document_id,
  x.id AS item_id,
  y.id AS other_item_id,
  null AS shared_target,
  null AS shared_target_id
UNION
MATCH (d:Document)
WHERE $plan IS NULL OR d.id = $plan
WITH d
MATCH (d)-[:ASSIGNS]->(x:Task|Target)-[:SERVES]->(y:Target)-[o:OWNED_BY]->(b:Agency)
MATCH (x)-[l:LED_BY]->(a:Agency)
WHERE NOT EXISTS { (y)-[:OWNED_BY]->(a) } AND NOT EXISTS { (x)-[:LED_BY]->(b) }
OPTIONAL MATCH (d)-[:APPLIES_TO]->(j:Jurisdiction)
RETURN DISTINCT
  type(l) AS relation,
  x.name AS item,
  x.parent AS parent,
  a.name AS agency,
  a.jurisdiction_name AS agency_jurisdiction,
  a.id AS agency_id,
  a.kind AS agency_kind,
  y.name AS other_item,
  y.parent AS other_parent,
  type(o) AS other_relation,
  b.name AS other,
  b.jurisdiction_name AS other_jurisdiction,
  b.id AS other_id,
  b.kind AS other_kind,
  d.name AS document,
  d.status AS document_status,
  j.name AS jurisdiction,
  d.id AS document_id,
  x.id AS item_id,
  y.id AS other_item_id,
  null AS shared_target,
  null AS shared_target_id
UNION
MATCH (d:Document)
WHERE $plan IS NULL OR d.id = $plan
WITH d
MATCH (d)-[:ASSIGNS]->(x:Task|Target)-[:SERVES]->(t:Target)<-[:SERVES]-(y:Task|Target)<-[:ASSIGNS]-(d)
MATCH (x)-[l:LED_BY]->(a:Agency)
MATCH (y)-[o:LED_BY]->(b:Agency)
WHERE x.id < y.id
  AND NOT EXISTS { (y)-[:LED_BY]->(a) } AND NOT EXISTS { (x)-[:LED_BY]->(b) }
OPTIONAL MATCH (d)-[:APPLIES_TO]->(j:Jurisdiction)
RETURN DISTINCT
  type(l) AS relation,
  x.name AS item,
  x.parent AS parent,
  a.name AS agency,
  a.jurisdiction_name AS agency_jurisdiction,
  a.id AS agency_id,
  a.kind AS agency_kind,
  y.name AS other_item,
  y.parent AS other_parent,
  type(o) AS other_relation,
  b.name AS other,
  b.jurisdiction_name AS other_jurisdiction,
  b.id AS other_id,
  b.kind AS other_kind,
  d.name AS document,
  d.status AS document_status,
  j.name AS jurisdiction,
  d.id AS document_id,
  x.id AS item_id,
  y.id AS other_item_id,
  t.name AS shared_target,
  t.id AS shared_target_id;
