"""What a document's facts become in a store: pure functions, the same for every store.

The graph is a function of the set of loaded documents and of nothing else. To
keep it so without reading the whole store at each load, what a document says
is parted in two:

* its *own*: nodes that belong to it (targets, tasks …), facts with such a node
  at either end, its statements. Nobody else can say these, so they come and
  go with the document.
* its *claims*: what it says of shared nodes. A claim is a triple (of, what,
  value); a store keeps, for each, how many documents make it (a *tally*).
  Something shared is there while its tally is above zero.

========================  =================  ========================
claim                     what               value
========================  =================  ========================
a shared node is there    ``NODE``           the node as JSON
a dated document is named ``DATED``          «1»
a relation between two    the relation       id of the other node
a stated property         the property       the literal
========================  =================  ========================

Where documents differ (two spellings of an indicator's name, three dates of a
resolution), ``shown`` chooses: the document's own statement, else what most
documents say, else the smallest in code point order.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from graph.facts import DocumentFacts, NodeRecord, SourceInfo, Span, Statement, fact_key
from ontology.errors import RefusedFactError, StoreError
from ontology.relations import RELATIONS
from ontology.types import NODE_TYPES
from ontology.vocabulary import document_classes

#: Raised when the same facts would be written otherwise than before, so that an older store is not mended halfway.
PROJECTION = 3

#: ``what`` of the claim that a shared node is there. No relation or property has this name.
NODE = "node"

#: ``what`` of the claim that a document names a dated document; its value is «1». Acts that only the vocabulary
#: names do not decide what a citation without year means.
DATED = "dated"

Value = str | int | bool
Claim = tuple[str, str, str]
Group = tuple[str, str]

_ID = re.compile(r"[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*")
_NUMBERED = re.compile(r"document/\d[^/]*")
_OWN_YEAR = re.compile(r"document/\d[^/_-]*_(?:19|20)\d\d_")
_DATED = re.compile(r"(?P<base>document/\d[^/]*)-(?:19|20)\d\d")


# --- yearless documents -----------------------------------------------------------------------------------------


def base_of(document: str) -> str:
    """The id without the year of issue: what a citation without year would be called.

    >>> base_of("document/10-ct_tw-2016"), base_of("document/10-ct_tw"), base_of("document/111_2024_qh15")
    ('document/10-ct_tw', 'document/10-ct_tw', 'document/111_2024_qh15')
    """
    match = _DATED.fullmatch(document)
    return match["base"] if match and not _OWN_YEAR.match(document) else document


def is_yearless(document: str) -> bool:
    """Whether the id is that of a numbered document cited without its year.

    A symbol that holds its own year is never yearless, nor is a document
    without number, whose id ends in its folded title.

    >>> [is_yearless(f"document/{name}") for name in ("10-ct_tw", "118_kh-ubnd.can-tho", "10-ct_tw-2016")]
    [True, True, False]
    >>> [is_yearless(f"document/{name}") for name in ("20_2021_nd-cp", "111_2024_qh15", "kh-ubnd.ha-nam-2024-y-te")]
    [False, False, False]
    """
    return bool(_NUMBERED.fullmatch(document)) and not _OWN_YEAR.match(document) and not _DATED.fullmatch(document)


def is_dated(document: str) -> bool:
    """Whether a yearless id can be joined to this one.

    >>> is_dated("document/10-ct_tw-2016"), is_dated("document/10-ct_tw"), is_dated("document/20_2021_nd-cp")
    (True, False, False)
    """
    return base_of(document) != document


def join_of(yearless: str, dated: Collection[str], *, loaded: bool) -> str | None:
    """The dated id a yearless one stands for: the only one of its base, None where there is none or more.

    A yearless id that is itself a loaded document stands for that document.
    """
    return next(iter(dated)) if len(dated) == 1 and not loaded and is_yearless(yearless) else None


# --- rows: what a store keeps -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node as stored: its declared properties, for documents also the shown stated ones and ``loaded``."""

    label: str
    id: str
    props: Mapping[str, Value]

    @property
    def document_class(self) -> str | None:
        """Class of a document, which is also its second label in Neo4j and its own type in RDF."""
        found = self.props.get("document_class") if self.label == "Document" else None
        return found if isinstance(found, str) else None


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact between two nodes. Only relations with a declared basis (participations) carry basis and doubt:
    these have one stating document, while the doubts of a shared fact stay with each statement of it."""

    subject: str
    predicate: str
    object: str
    basis: str | None = None
    doubt: str | None = None

    @property
    def key(self) -> str:
        """Key of the fact."""
        return fact_key(self.subject, self.predicate, self.object)


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One document saying one fact; ``id`` is unique in the store."""

    document: str
    statement: Statement

    @property
    def id(self) -> str:
        """Id of the statement, the end of its IRI."""
        return f"statement/{self.document}/{self.statement.key}"


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A loaded document names a shared node, or brings it in by what it names."""

    document: str
    node: str
    named: bool = True


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A loaded document: its source, all its facts packed, and the yearless ids it names."""

    info: SourceInfo
    packed: str
    yearless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TallyRow:
    """How many loaded documents make one claim."""

    of: str
    what: str
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Projection:
    """What one document writes, its yearless citations joined. ``facts`` are its own only; the rest are ``claims``."""

    nodes: Mapping[str, NodeRow] = field(default_factory=dict)
    facts: Mapping[str, FactRow] = field(default_factory=dict)
    statements: Mapping[str, StatementRow] = field(default_factory=dict)
    mentions: Mapping[str, MentionRow] = field(default_factory=dict)
    claims: frozenset[Claim] = frozenset()


NOTHING = Projection()


# --- packing ----------------------------------------------------------------------------------------------------


def pack(document: DocumentFacts) -> str:
    """All that a document says as base64 text of compressed JSON."""
    return base64.b64encode(zlib.compress(document.model_dump_json(exclude_defaults=True).encode(), 6)).decode()


def unpack(packed: str) -> DocumentFacts:
    """The document again.

    Raises:
        StoreError: the text was not written by ``pack`` of this version.
    """
    try:
        return DocumentFacts.model_validate_json(facts_json(packed))
    except ValueError as error:
        raise _unreadable() from error


def facts_json(packed: str) -> str:
    """The JSON that ``pack`` compressed, of whatever version, on one line.

    Raises:
        StoreError: it is damaged.
    """
    try:
        return zlib.decompress(base64.b64decode(packed)).decode()
    except (ValueError, zlib.error) as error:
        raise _unreadable() from error


def _unreadable() -> StoreError:
    return StoreError("a stored document cannot be read back", todo="Load the files into a new store")


def source_row(document: DocumentFacts) -> SourceRow:
    """The source of a document, ready to be stored."""
    return SourceRow(document.source, pack(document), tuple(sorted(yearless_names(document))))


# --- checking ---------------------------------------------------------------------------------------------------


def check_storable(document: DocumentFacts) -> None:
    """Refuse what the ontology allows but no store can keep.

    Raises:
        RefusedFactError: a malformed id; the document is not among its own nodes; a node that belongs to another
            document; a stated property without statement; a number that is none; a class or link not declared.
    """
    labels = {node.id: node.label for node in document.nodes}
    if labels.get(document.id) != "Document" or document.source.document != document.id:
        raise RefusedFactError("it is not among its own nodes, or its source names another", where=document.id)
    for node in document.nodes:
        _check_node(document.id, node)
    for statement in document.statements:
        if not statement.literal and RELATIONS[statement.predicate].evidence != "statement":
            raise RefusedFactError(
                f"{statement.predicate} follows from the vocabulary and is not stated",
                where=f"{document.id} line {statement.spans[0].line}",
                todo="Give it as a link",
            )
    for subject, predicate, object_ in document.links:
        relation = RELATIONS.get(predicate)
        if (
            relation is None
            or relation.evidence != "vocabulary"
            or labels.get(subject) not in relation.source
            or labels.get(object_) not in relation.target
        ):
            raise RefusedFactError(
                f"the vocabulary cannot make the link «{subject} {predicate} {object_}»",
                where=document.id,
                todo="Both ends have to be among the document's nodes",
            )


def _check_node(document: str, node: NodeRecord) -> None:
    declared = NODE_TYPES[node.label].props()
    if not _ID.fullmatch(node.id):
        raise RefusedFactError(f"«{node.id}» is not of the form of an id", where=document)
    if not node.shared and (node.props.get("document") != document or not node.id.startswith(f"{document}/")):
        raise RefusedFactError(f"the {node.label} belongs to another document", where=node.id)
    for name, value in node.props.items():
        if declared[name].stated:
            raise RefusedFactError(f"«{name}» is stated by documents", where=node.id, todo="Give it as a statement")
        if declared[name].datatype == "xsd:decimal":
            canonical_decimal(value, where=node.id)
    kind = node.props.get("document_class")
    if node.label == "Document" and kind is not None and kind not in {entry.name for entry in document_classes()}:
        raise RefusedFactError(f"«{kind}» is no declared class of documents", where=node.id)


def canonical_decimal(value: Value, *, where: str = "") -> str:
    """The one way of writing a decimal number, kept alike by every store.

    >>> canonical_decimal("75.50"), canonical_decimal("1500"), canonical_decimal("-0"), canonical_decimal("0.10")
    ('75.5', '1500', '0', '0.1')

    Raises:
        RefusedFactError: it is no finite number.
    """
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise RefusedFactError(f"«{value}» is no decimal number", where=where)
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


# --- projecting -------------------------------------------------------------------------------------------------


def shared_documents(document: DocumentFacts) -> frozenset[str]:
    """Ids of all documents it names, as it names them (before any join), itself included."""
    return frozenset(node.id for node in document.nodes if node.label == "Document" and node.named)


def yearless_names(document: DocumentFacts) -> frozenset[str]:
    """The yearless ones among them."""
    return frozenset(filter(is_yearless, shared_documents(document)))


def dated_claims(document: DocumentFacts) -> frozenset[Claim]:
    """Its claims that it names dated documents: they decide the joins and do not depend on them."""
    return frozenset((name, DATED, "1") for name in shared_documents(document) if is_dated(name))


def _records(nodes: Iterable[NodeRecord]) -> dict[str, NodeRecord]:
    """One record an id; of several different ones the smallest that is named, whatever their order."""
    found: dict[str, NodeRecord] = {}
    for node in nodes:
        first = found.setdefault(node.id, node)
        if first is not node:
            found[node.id] = min(first, node, key=lambda record: (not record.named, _record(record)))
    return found


def _node_claim(node: NodeRecord) -> Claim:
    return node.id, NODE, _record(node)


def project(document: DocumentFacts, joins: Mapping[str, str]) -> Projection:
    """What a document writes.

    Args:
        joins: yearless document id → dated id, for those that are joined.
    """

    def joined(identifier: str) -> str:
        return joins.get(identifier, identifier)

    # A record under a yearless id that is joined says nothing of the dated node, whose namers give their own.
    records = _records(node for node in document.nodes if node.id not in joins)
    shared = {node.id for node in records.values() if node.shared}
    shared |= {joins[node.id] for node in document.nodes if node.id in joins}
    named = {joined(node.id) for node in document.nodes if node.named}

    statements = _merged(document.statements, joins)
    facts = {
        key: FactRow(
            said.subject,
            said.predicate,
            said.object,
            *((said.basis, said.doubt_text) if RELATIONS[said.predicate].basis else (None, None)),
        )
        for key, said in statements.items()
        if not said.literal
    }
    for subject, predicate, object_ in document.links:
        link = FactRow(joined(subject), predicate, joined(object_))
        facts[link.key] = link

    claims: set[Claim] = {_node_claim(node) for node in records.values() if node.shared} | dated_claims(document)
    claims.update((said.subject, said.predicate, said.object) for said in statements.values() if said.literal)
    own_facts: dict[str, FactRow] = {}
    for key, fact in facts.items():
        if fact.subject in shared and fact.object in shared:
            claims.add((fact.subject, fact.predicate, fact.object))
        else:
            own_facts[key] = fact

    return Projection(
        nodes={node.id: node_row(node) for node in records.values() if not node.shared},
        facts=own_facts,
        statements={key: StatementRow(document.id, said) for key, said in statements.items()},
        mentions={node: MentionRow(document.id, node, node in named) for node in sorted(shared - {document.id})},
        claims=frozenset(claims),
    )


def _merged(statements: Iterable[Statement], joins: Mapping[str, str]) -> dict[str, Statement]:
    """Key → the one statement of that fact: spans in line order, doubts united, basis and mention of the first."""
    by_key: dict[str, list[Statement]] = {}
    for said in statements:
        subject = joins.get(said.subject, said.subject)
        target = said.object if said.literal else joins.get(said.object, said.object)
        if (subject, target) != (said.subject, said.object):
            said = said.model_copy(update={"subject": subject, "object": target})
        # A document that names its own number without the year says nothing of another document.
        if said.literal or said.subject != said.object:
            by_key.setdefault(said.key, []).append(said)
    return {key: _merge(group) for key, group in by_key.items()}


def _merge(group: list[Statement]) -> Statement:
    if len(group) == 1 and len(group[0].spans) == 1:
        return group[0]
    group = sorted(group, key=lambda said: min(_place(span) for span in said.spans))
    spans = dict.fromkeys(span for said in group for span in said.spans)
    return group[0].model_copy(
        update={
            "spans": tuple(sorted(spans, key=_place)),
            "mention": next((said.mention for said in group if said.mention is not None), None),
            "doubt": tuple(sorted({code for said in group for code in said.doubt})),
            **_decided(group),
        }
    )


def _decided(group: Iterable[Statement]) -> dict[str, str | None]:
    """Decision and author of the first that has one."""
    first = next((said for said in group if said.decision is not None), None)
    return {"decision": first.decision, "confirmed_by": first.confirmed_by} if first else {}


def _place(span: Span) -> tuple[int, int]:
    return span.line, span.line_end


def node_row(record: NodeRecord, stated: Mapping[str, str] | None = None, *, loaded: bool = False) -> NodeRow:
    """A node as stored: declared properties in their order, decimals in their one form.

    Args:
        stated: shown value of each stated property.
        loaded: whether the store holds the document itself; for documents only.
    """
    props: dict[str, Value] = {}
    for name, declared in NODE_TYPES[record.label].props().items():
        value = (stated or {}).get(name) if declared.stated else record.props.get(name)
        if record.label == "Document" and name == "loaded":
            value = loaded
        if value is not None:
            props[name] = canonical_decimal(value, where=record.id) if declared.datatype == "xsd:decimal" else value
    return NodeRow(record.label, record.id, props)


def _record(node: NodeRecord) -> str:
    # ``loaded`` is derived from the store; a document's opinion of it is left out.
    props = {name: value for name, value in node.props.items() if name != "loaded"}
    return json.dumps({"label": node.label, "props": props}, ensure_ascii=False, sort_keys=True)


def record_of(identifier: str, value: str) -> NodeRecord:
    """The node that a ``NODE`` claim speaks of."""
    return NodeRecord(id=identifier, **json.loads(value))


def shown(values: Mapping[str, int], own: Collection[str] = ()) -> str | None:
    """The value to show of those stated, None where there is none.

    Args:
        values: value → number of documents that state it.
        own: the values that the document it is about states itself.

    >>> shown({"2023-11-24": 2, "2023-11-23": 5, "2023-11-25": 5})
    '2023-11-23'
    >>> shown({"2023-11-24": 2, "2023-11-23": 5}, own=["2023-11-24"])
    '2023-11-24'
    """
    return min(values, key=lambda value: (value not in own, -values[value], value), default=None)
