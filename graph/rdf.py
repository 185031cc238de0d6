"""The graph as RDF: rows to N-Quads terms, ids to IRIs and back.

Terms are text in canonical N-Triples form, so that both stores write the same
bytes and SPARQL takes them as they are. A *quad* is here a pair (graph,
triple): the graph's IRI in angle brackets, empty for the default graph, and
"subject predicate object" in one string. No blank nodes.

Graphs, ``BASE`` being a setting:

=======================  =====================================================
default                  nodes, facts, participations: what questions ask
``BASE/graph/DOCUMENT``  what one loaded document states, mentions, its source
``BASE/kept/DOCUMENT``   its packed facts, the file's path; for the embedded store alone
``BASE/kept``            tallies and bookkeeping; for the embedded store alone
=======================  =====================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import quote, unquote

from graph.facts import SourceInfo, Span
from graph.project import FactRow, MentionRow, NodeRow, StatementRow, Value
from ontology.declare import PREFIXES, expand
from ontology.evidence import (
    ENTAILS,
    IDENTIFIER,
    KINDS,
    MENTIONS,
    NODE_SLOTS,
    PARTICIPATION,
    ROLES,
    SOURCE,
    SPAN,
    STATEMENT,
    UNIT_IRI,
)
from ontology.relations import RELATIONS
from ontology.types import NODE_TYPES
from ontology.vocabulary import units

Quad = tuple[str, str]

_SAFE = "/~"
_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f]')
_ESCAPES = {"\t": "\\t", "\b": "\\b", "\n": "\\n", "\r": "\\r", "\f": "\\f", '"': '\\"', "\\": "\\\\"}
_XSD_STRING = "xsd:string"
_CLASS = re.compile(r"[A-Za-z]+")


def text_literal(text: str) -> str:
    r"""A plain literal.

    >>> print(text_literal('Sở "Y tế"\n'))
    "Sở \"Y tế\"\n"
    """
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    return _ESCAPES.get(char) or f"\\u{ord(char):04X}"


def literal(value: Value, datatype: str = _XSD_STRING) -> str:
    """A literal of a declared datatype; Vietnamese text is tagged ``@vi``.

    >>> literal("Quyết định", "rdf:langString"), literal("75.5", "xsd:string")
    ('"Quyết định"@vi', '"75.5"')
    >>> literal(2030, "xsd:integer"), literal(True, "xsd:boolean")
    ('"2030"^^<http://www.w3.org/2001/XMLSchema#integer>', '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>')
    """
    text = text_literal(str(value).lower() if isinstance(value, bool) else str(value))
    if datatype == _XSD_STRING:
        return text
    return f"{text}@vi" if datatype == "rdf:langString" else f"{text}^^{term(datatype)}"


@cache
def term(curie: str) -> str:
    """The IRI of a declared term, in angle brackets.

    >>> term("eli:cites")
    '<http://data.europa.eu/eli/ontology#cites>'
    """
    return f"<{expand(curie)}>"


def class_curie(document_class: str) -> str:
    """The class of documents as a CURIE; names are declared, and of plain letters.

    >>> class_curie("PartyResolution")
    'pg:PartyResolution'
    """
    if not _CLASS.fullmatch(document_class):
        raise ValueError(f"no name of a class: {document_class!r}")
    return f"pg:{document_class}"


def line(quad: Quad) -> str:
    """The quad as one line of N-Quads, without its newline."""
    graph, triple = quad
    return f"{triple} {graph} ." if graph else f"{triple} ."


def terms_of(label: str) -> Mapping[str, str]:
    """Full IRI → field of a node type."""
    return {expand(prop.term): name for name, prop in NODE_TYPES[label].props().items()}


_TYPE = f"<{PREFIXES['rdf']}type>"
_TYPES = {
    label: [f"{_TYPE} {kind}" for kind in dict.fromkeys((term(f"pg:{label}"), term(node.TERM)))]
    for label, node in NODE_TYPES.items()
}
_PROPS = {
    label: {name: (term(prop.term), prop.datatype) for name, prop in node.props().items()}
    for label, node in NODE_TYPES.items()
}
_STATED = {
    name: (term(prop.term), prop.datatype)
    for node in NODE_TYPES.values()
    for name, prop in node.props().items()
    if prop.stated
}
_RELATION = {name: term(relation.term) for name, relation in RELATIONS.items()}
_HAS_UNIT = term(NODE_SLOTS["Target"]["unit_qudt"].term)
PREDICATES = {
    **{expand(prop.term): name for node in NODE_TYPES.values() for name, prop in node.props().items() if prop.stated},
    **{expand(relation.term): name for name, relation in RELATIONS.items() if relation.evidence == "statement"},
}
"""Full IRI of what a statement may state → its name."""

LINKS: dict[str, dict[str, str]] = {
    expand(f"pg:{label}"): {
        expand(relation.term): name
        for name, relation in RELATIONS.items()
        if relation.evidence == "vocabulary" and label in relation.source
    }
    for label in NODE_TYPES
}
"""Class of nodes → full IRI of the relations that the vocabulary makes from them → its name."""


def relation_of(label: str, iri: str) -> str | None:
    """The relation that a property is when it leaves from a node of this type; None where it is none.

    >>> [relation_of(label, expand("eli:based_on")) for label in ("Document", "ChangeEvent", "")]
    ['HAS_LEGAL_BASIS', 'BASED_ON', 'HAS_LEGAL_BASIS']
    """
    stated = PREDICATES.get(iri)
    return LINKS.get(f"{PREFIXES['pg']}{label}", {}).get(iri) or (stated if stated in RELATIONS else None)


@cache
def _units() -> dict[str, str]:
    # By its kept name alone: another spelling («ngày làm việc») may be joined to compare by and yet be another unit.
    return {unit.name: f"<{UNIT_IRI}{unit.qudt}>" for unit in units() if unit.qudt}


_STATEMENT = {name: term(slot.term) for name, slot in STATEMENT.slots.items()}
_SPAN = {name: (term(slot.term), slot.datatype) for name, slot in SPAN.slots.items()}
_SOURCE = {name: (term(slot.term), slot.datatype) for name, slot in SOURCE.slots.items()}
_PARTICIPATION = {name: term(slot.term) for name, slot in PARTICIPATION.slots.items()}


def terms() -> dict[str, str]:
    """Every declared name → its term and datatype, the whole of what turns rows into triples.

    A store keeps them: with one of them changed, what is stored could no longer be found to be replaced.
    """
    found = {f"{label}.{name}": " ".join(pair) for label, props in _PROPS.items() for name, pair in props.items()}
    found |= {label: " ".join(kinds) for label, kinds in _TYPES.items()} | dict(_RELATION)
    for kind in KINDS.values():
        found[kind.name] = kind.term
        found |= {f"{kind.name}.{name}": f"{slot.term} {slot.datatype}" for name, slot in kind.slots.items()}
    found |= {f"{name} role": role.term for name, role in ROLES.items()}
    found["units"] = " ".join(sorted(f"{name} {unit}" for name, unit in _units().items()))
    return found | {"unit": _HAS_UNIT, "id": IDENTIFIER.term, "mentions": MENTIONS.term, "entails": ENTAILS.term}


@lru_cache(maxsize=100_000)
def _quoted(path: str) -> str:
    return quote(path, safe=_SAFE)


@dataclass(frozen=True, slots=True)
class Names:
    """IRIs under one base. All methods but ``id_of`` return them in angle brackets."""

    base: str

    def _iri(self, room: str, path: str) -> str:
        return f"<{self.base}/{room}/{_quoted(path)}>"

    def node(self, identifier: str) -> str:
        """IRI of a node.

        >>> Names("https://policygraph.example").node("agency/so-y-te.can-tho")
        '<https://policygraph.example/id/agency/so-y-te.can-tho>'
        """
        return self._iri("id", identifier)

    def graph(self, document: str) -> str:
        """IRI of a loaded document's named graph, which is also its source."""
        return self._iri("graph", document)

    def statement(self, identifier: str) -> str:
        """IRI of a statement, of its id ``statement/DOCUMENT/KEY``."""
        return f"<{self.base}/{_quoted(identifier)}>"

    def participation(self, key: str) -> str:
        """IRI of the participation that carries a fact's role, basis and doubt."""
        return self._iri("participation", key)

    def kept(self, document: str = "") -> str:
        """IRI of a graph that never leaves the store: of one document, or of the whole store."""
        return self._iri("kept", document) if document else f"<{self.base}/kept>"

    def kept_term(self, name: str) -> str:
        """IRI of a property used in such graphs only."""
        return f"<{self.base}/kept#{name}>"

    def id_of(self, iri: str, room: str = "id") -> str | None:
        """Id of the node with this IRI (without brackets), None where it is another's.

        With another ``room`` it is the id of the document of a ``graph`` or ``kept`` graph.

        >>> Names("https://policygraph.example").id_of("https://policygraph.example/id/place/can-tho")
        'place/can-tho'
        """
        start = f"{self.base}/{room}/"
        return unquote(iri.removeprefix(start)) if iri.startswith(start) else None


def node_quads(names: Names, row: NodeRow) -> Iterator[Quad]:
    """Types, identifier and properties of a node."""
    subject = names.node(row.id)
    for kind in _TYPES[row.label]:
        yield "", f"{subject} {kind}"
    if row.document_class:
        yield "", f"{subject} {_TYPE} {term(class_curie(row.document_class))}"
    yield "", f"{subject} {term(IDENTIFIER.term)} {text_literal(row.id)}"
    for name, value in row.props.items():
        predicate, datatype = _PROPS[row.label][name]
        yield "", f"{subject} {predicate} {literal(value, datatype)}"
    if row.label == "Target" and (unit := _units().get(str(row.props.get("unit")))):
        yield "", f"{subject} {_HAS_UNIT} {unit}"


def fact_quads(names: Names, row: FactRow) -> Iterator[Quad]:
    """The fact as one triple, and its participation where its relation is one."""
    subject, agency = names.node(row.subject), names.node(row.object)
    yield "", f"{subject} {_RELATION[row.predicate]} {agency}"
    if role := ROLES.get(row.predicate):
        part = names.participation(row.key)
        yield "", f"{subject} {_PARTICIPATION['matter']} {part}"
        yield "", f"{agency} {_PARTICIPATION['agency']} {part}"
        yield "", f"{part} {_TYPE} {term(PARTICIPATION.term)}"
        yield "", f"{part} {_PARTICIPATION['role']} {term(role.term)}"
        if row.basis:
            yield "", f"{part} {_PARTICIPATION['basis']} {text_literal(row.basis)}"
        if row.doubt:
            yield "", f"{part} {_PARTICIPATION['doubt']} {text_literal(row.doubt)}"


def statement_quads(names: Names, row: StatementRow) -> Iterator[Quad]:
    """The statement and its spans, in its document's graph."""
    graph, subject, said = names.graph(row.document), names.statement(row.id), row.statement
    if said.literal:
        predicate, datatype = _STATED[said.predicate]
        stated = literal(said.object, datatype)
    else:
        predicate, stated = _RELATION[said.predicate], names.node(said.object)
    yield graph, f"{subject} {_TYPE} {term(STATEMENT.term)}"
    yield graph, f"{subject} {_STATEMENT['fact']} {text_literal(said.key)}"
    yield graph, f"{subject} {_STATEMENT['subject']} {names.node(said.subject)}"
    yield graph, f"{subject} {_STATEMENT['predicate']} {predicate}"
    yield graph, f"{subject} {_STATEMENT['object']} {stated}"
    yield graph, f"{subject} {_STATEMENT['document']} {names.node(row.document)}"
    for name, value in (
        ("basis", said.basis),
        ("mention", said.mention),
        ("doubt", said.doubt_text),
        ("decision", said.decision),
        ("confirmed_by", said.confirmed_by),
    ):
        if value is not None:
            yield graph, f"{subject} {_STATEMENT[name]} {text_literal(value)}"
    for number, span in enumerate(said.spans, 1):
        place = f"{subject[:-1]}/{number}>"
        yield graph, f"{subject} {_STATEMENT['spans']} {place}"
        for triple in _span(place, span):
            yield graph, triple


def _span(subject: str, span: Span) -> Iterator[str]:
    yield f"{subject} {_TYPE} {term(SPAN.term)}"
    for name, (predicate, datatype) in _SPAN.items():
        value = getattr(span, name)
        if value is not None:
            yield f"{subject} {predicate} {literal(value, datatype)}"


def mention_quads(names: Names, row: MentionRow) -> Iterator[Quad]:
    """A document names a shared node, or brings it in by what it names."""
    how = MENTIONS if row.named else ENTAILS
    yield names.graph(row.document), f"{names.node(row.document)} {term(how.term)} {names.node(row.node)}"


def source_quads(names: Names, info: SourceInfo) -> Iterator[Quad]:
    """Where a document was read from and by what."""
    graph = names.graph(info.document)
    yield graph, f"{graph} {_TYPE} {term(SOURCE.term)}"
    for name, (predicate, datatype) in _SOURCE.items():
        yield graph, f"{graph} {predicate} {literal(getattr(info, name), datatype)}"


# Strings, IRIs and comments are passed over; of the rest only «$name» and «BOUND($name)» matter.
_TOKEN = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^'\\]|\\.|\'(?!\'\'))*\'\'\''''
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*\'"""
    r"""|<[^<>"{}|^`\\\x00-\x20]*>|\#[^\n]*"""
    r"""|(?P<bound>\bBOUND\s*\(\s*\$(?P<asked>\w+)\s*\))|\$(?P<name>\w+)""",
    re.DOTALL | re.IGNORECASE,
)


def bind(text: str, parameters: Mapping[str, str | int | float | bool | None]) -> str:
    """A SPARQL text with its parameters written in: ``$name`` becomes a literal, ``BOUND($name)`` true.

    A parameter that is None stays a variable that nothing binds, and so does a
    ``$name`` that is no parameter. Values are escaped; nothing in them is read
    as SPARQL.

    >>> bind('SELECT ?x { ?x dcterms:identifier $id FILTER(BOUND($id)) } # $id', {"id": 'a"b'})
    'SELECT ?x { ?x dcterms:identifier "a\\\\"b" FILTER(true) } # $id'
    """

    def put(match: re.Match[str]) -> str:
        value = parameters.get(match["name"] or match["asked"] or "")
        if value is None:
            return match.group()
        if match["bound"]:
            return "true"
        kind = {bool: "xsd:boolean", int: "xsd:integer", float: "xsd:double"}.get(type(value), _XSD_STRING)
        return literal(value if not isinstance(value, float) else repr(value), kind)

    return _TOKEN.sub(put, text)
