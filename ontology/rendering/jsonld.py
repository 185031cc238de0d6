"""The JSON-LD 1.1 context: a node in JSON has the names that it has in Neo4j.

Fields are scoped to their type, because one name (``name``, ``kind``) has a
term of its own in each. Relations have the same meaning everywhere. The
keywords ``@id`` and ``@type`` have no other names: agencies have a field
``type``.
"""

from __future__ import annotations

import json
from typing import Any

from ontology.declare import PREFIXES, Prop
from ontology.evidence import BRINGS, IDENTIFIER, KINDS, QUOTE_HASH, ROLES, Slot
from ontology.relations import RELATIONS
from ontology.rendering import own
from ontology.types import NODE_TYPES
from ontology.vocabulary import document_classes

Context = dict[str, Any]


def render() -> str:
    """The context as a JSON document."""
    context: Context = {"@version": 1.1, **PREFIXES, "id": IDENTIFIER.term}
    for label, kind in NODE_TYPES.items():
        fields = {name: _field(prop) for name, prop in kind.props().items()}
        context[label] = {"@id": own(label), "@context": fields}
    for entry in document_classes():
        context[entry.name] = own(entry.name)
    for name, part in KINDS.items():
        fields = {name: _slot(slot) for name, slot in part.slots.items()}
        if name == "Span":
            fields["quote_sha256"] = _slot(QUOTE_HASH)
        context[name] = {"@id": part.term, "@context": fields}
    for relation in RELATIONS.values():
        context[relation.name] = {"@id": relation.term, "@type": "@id", "@container": "@set"}
    for name, slot in BRINGS.items():
        context[name] = {"@id": slot.term, "@type": "@id", "@container": "@set"}
    context |= {role.term.partition(":")[2]: role.term for role in ROLES.values()}
    return json.dumps({"@context": context}, ensure_ascii=False, indent=2) + "\n"


def _field(prop: Prop) -> Context:
    if prop.datatype == "rdf:langString":
        return {"@id": prop.term, "@language": "vi"}
    if prop.datatype == "xsd:string":
        return {"@id": prop.term}
    return {"@id": prop.term, "@type": prop.datatype}


def _slot(slot: Slot) -> Context:
    """A slot; one with listed nodes as values takes their short names."""
    if not slot.to:
        return _field(slot) if slot.datatype else {"@id": slot.term}
    entry: Context = {"@reverse" if slot.inverse else "@id": slot.term, "@type": "@vocab" if slot.one_of else "@id"}
    return entry if slot.most else entry | {"@container": "@set"}
