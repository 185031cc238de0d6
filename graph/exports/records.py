"""The graph as records: nodes by type, facts, statements, for forms that are no RDF.

They are made from the sections that ``graph.exports.rdf`` writes as RDF, so that
a table or a graph of nodes and edges holds what the RDF holds, in its order,
from either store. What waits for something that comes later (a fact for the
names of its ends) waits on disk; in memory stands one document at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby

from graph.exports.rdf import TEXT, Evidence, Section, sections
from graph.exports.tables import Tables
from graph.facts import fact_key
from graph.nquads import Line, parse, suffix, value
from graph.rdf import PREDICATES, Names, relation_of
from graph.settings import settings
from graph.store import Scalar, Store
from ontology.declare import Prop, Words, expand
from ontology.evidence import BRINGS, IDENTIFIER, KINDS, PARTICIPATION, QUOTE_HASH, SOURCE, SPAN, STATEMENT
from ontology.relations import RELATIONS
from ontology.types import NODE_TYPES
from ontology.vocabulary import document_classes

Record = tuple[str, dict[str, Scalar]]
"""Name of a table of ``TABLES``, and column → value; a column that is not there is empty."""


@dataclass(frozen=True, slots=True)
class Column:
    """What stands in a column of a table. ``term`` is the RDF term it stands for, empty where there is none."""

    label: Words
    comment: Words
    term: str = ""
    datatype: str = "xsd:string"


def _column(of: Prop) -> Column:
    return Column(of.label, of.comment, of.term, of.datatype or "xsd:string")


def _columns(props: Mapping[str, Prop]) -> dict[str, Column]:
    return {name: _column(prop) for name, prop in props.items()}


_ID = _column(IDENTIFIER)
_PARTS = _columns({name: STATEMENT.slots[name] for name in ("document", "fact", "subject", "predicate", "object")})
_SUBJECT = Column(
    Words("tên chủ thể", "name of the subject"),
    Words("Tên để đọc, kèm địa bàn.", "Its name for readers, with its place."),
)
_OBJECT = Column(
    Words("tên đối tượng", "name of the object"),
    Words("Tên để đọc, kèm địa bàn; trống nếu là giá trị.", "Its name for readers, with its place; none of a value."),
)
_LITERAL = Column(
    Words("là giá trị", "is a value"),
    Words("Đối tượng là giá trị chứ không phải mã.", "The object is a value, not an id."),
    datatype="xsd:boolean",
)
_SPAN_NUMBER = Column(
    Words("đoạn", "span"),
    Words("Số thứ tự của đoạn căn cứ, từ 1.", "Number of the span among those of the statement, from 1."),
    datatype="xsd:integer",
)
_BROUGHT = Column(
    Words("cách nêu", "how it is named"),
    Words(
        "; ".join(f"{name}: {slot.comment.vi}" for name, slot in BRINGS.items()),
        "; ".join(f"{name}: {slot.comment.en}" for name, slot in BRINGS.items()),
    ),
)
_NODE = Column(Words("đối tượng", "node"), Words("Mã đối tượng dùng chung.", "Id of a shared node."))
_RELATED = {"subject": _PARTS["subject"], "subject_name": _SUBJECT, "predicate": _PARTS["predicate"]}
_GOAL = {"object": _PARTS["object"], "object_name": _OBJECT}

TABLES: dict[str, dict[str, Column]] = {
    **{label: {"id": _ID, **_columns(kind.props())} for label, kind in NODE_TYPES.items()},
    "facts": {
        "fact": _PARTS["fact"],
        **_RELATED,
        **_GOAL,
        **_columns({name: PARTICIPATION.slots[name] for name in ("basis", "doubt")}),
    },
    "statements": {
        "document": _PARTS["document"],
        "fact": _PARTS["fact"],
        **_RELATED,
        **_GOAL,
        "literal": _LITERAL,
        **_columns({name: STATEMENT.slots[name] for name in ("basis", "doubt", "mention")}),
        "span": _SPAN_NUMBER,
        **_columns(SPAN.slots),
        "quote_sha256": _column(QUOTE_HASH),
    },
    "mentions": {"document": _PARTS["document"], "predicate": _BROUGHT, "node": _NODE, "node_name": _OBJECT},
    "sources": {"document": _PARTS["document"], **_columns(SOURCE.slots)},
    "texts": {
        "document": _PARTS["document"],
        "line": _column(SPAN.slots["line"]),
        "text": Column(Words("chữ", "text"), Words("Chữ của dòng.", "Text of the line."), "prov:value"),
    },
    "triples": {
        name: Column(_PARTS[name].label, Words("Như trong RDF.", "As in RDF."))
        for name in ("subject", "predicate", "object")
    },
}
"""Name of a table → its columns. ``triples`` holds what has no column anywhere else."""

_ONLY_FULL = ("mention", "quote")
_ONLY_REFS = ("quote_sha256",)
_NUMBERS = ("xsd:integer", "xsd:decimal")
_OF_EVIDENCE = ("statements", "mentions", "sources")


def _chosen(evidence: Evidence, text: bool) -> dict[str, list[str]]:
    """The tables of an export with this much evidence, and the names of their columns."""
    left_out = {"full": _ONLY_REFS, "refs": _ONLY_FULL, "none": ()}[evidence]
    return {
        table: [name for name in columns if name not in left_out]
        for table, columns in TABLES.items()
        if (evidence != "none" or table not in _OF_EVIDENCE) and (text or table != "texts")
    }


def write_tables(into: Tables, found: Iterable[Record], *, evidence: Evidence = "full", text: bool = False) -> None:
    """Write records as tables; before them two that explain: «columns», and «relations» for the predicates."""
    chosen = _chosen(evidence, text)
    into.begin("columns", ("table", "column", "tên", "name", "nghĩa", "meaning", "term", "datatype"))
    for table, names in chosen.items():
        for name in names:
            column = TABLES[table][name]
            words = column.label.vi, column.label.en, column.comment.vi, column.comment.en
            into.row("columns", (table, name, *words, column.term, column.datatype))
    into.begin(
        "relations", ("relation", "from", "to", "xuôi", "ngược", "forward", "reverse", "nghĩa", "meaning", "term")
    )
    for relation in RELATIONS.values():
        ends = "; ".join(relation.source), "; ".join(relation.target)
        words = relation.forward.vi, relation.reverse.vi, relation.forward.en, relation.reverse.en
        meaning = relation.comment.vi, relation.comment.en
        into.row("relations", (relation.name, *ends, *words, *meaning, relation.term))
    for table, names in chosen.items():
        into.begin(table, names, [name for name in names if TABLES[table][name].datatype in _NUMBERS])
    for table, values in found:
        into.row(table, [values.get(name) for name in chosen[table]])


# --- reading ----------------------------------------------------------------------------------------------------


def _iri(term: str) -> str:
    return f"<{expand(term)}>"


_TYPE = _iri("rdf:type")
_LABELS = {_iri(f"pg:{label}"): label for label in NODE_TYPES}
_CLASSES = {
    *_LABELS,
    *(_iri(kind.TERM) for kind in NODE_TYPES.values()),
    *(_iri(f"pg:{entry.name}") for entry in document_classes()),
}
_PARTICIPATIONS = {_iri(PARTICIPATION.slots[name].term) for name in ("matter", "agency")}
_FIELDS = {
    label: {_iri(prop.term): (name, prop.datatype) for name, prop in kind.props().items()}
    for label, kind in NODE_TYPES.items()
}
_SLOTS = {
    name: {_iri(slot.term): (key, slot.datatype) for key, slot in kind.slots.items()} for name, kind in KINDS.items()
}
_SLOTS["Span"][_iri(QUOTE_HASH.term)] = ("quote_sha256", QUOTE_HASH.datatype)
_BROUGHT_BY = {_iri(slot.term): name for name, slot in BRINGS.items()}
_KINDS = {_iri(kind.term): name for name, kind in KINDS.items()}


def name_of(label: str, props: Mapping[str, Scalar], identifier: str) -> str:
    """The name of a node for readers: «Sở Y tế (Cần Thơ)», and «Tỷ lệ …: Thành thị» of a row that breaks one down.

    >>> name_of("Agency", {"name": "Sở Y tế", "jurisdiction_name": "Cần Thơ"}, "agency/so-y-te.can-tho")
    'Sở Y tế (Cần Thơ)'
    """
    name = str(props.get(NODE_TYPES[label].SHOWN) or identifier)
    parent, place = props.get("parent"), props.get("jurisdiction_name")
    if label == "Target" and parent and not name.startswith(str(parent)):
        name = f"{parent}: {name}"
    return f"{name} ({place})" if place and str(place) not in name else name


def records(
    store: Store,
    *,
    documents: Collection[str] | None = None,
    evidence: Evidence = "full",
    text: bool = False,
    progress: Callable[[str], None] = lambda document: None,
) -> Iterator[Record]:
    """The graph, or what some documents say, record by record: nodes, then facts, then each document's evidence.

    Arguments and errors are those of ``graph.exports.rdf.export``.
    """
    found = sections(store, documents=documents, evidence=evidence, text=text, progress=progress)
    return _Reading(Names(settings().base)).records(found)


class _Reading:
    """What is kept, on disk, while the sections are read."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._base = sqlite3.connect("")
        self._base.executescript(
            "CREATE TABLE name (id TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;"
            "CREATE TABLE fact (subject TEXT, predicate TEXT, object TEXT, key TEXT);"
            "CREATE TABLE part (key TEXT PRIMARY KEY, basis TEXT, doubt TEXT) WITHOUT ROWID;"
        )

    def records(self, found: Iterable[Section]) -> Iterator[Record]:
        with closing(self._base):
            for graph, lines in found:
                if graph:
                    yield from self._document(self._names.id_of(graph[1:-1], "graph") or graph, lines)
                else:
                    for subject, group in groupby(map(parse, lines), key=lambda line: line.subject):
                        yield from self._subject(subject, list(group))
                    yield from self._facts()

    def _id(self, term: str) -> str:
        """Id of a node of ours, else the IRI."""
        return self._names.id_of(term[1:-1]) or term[1:-1]

    def _subject(self, subject: str, lines: list[Line]) -> Iterator[Record]:
        """What the default graph says of one thing."""
        types = [line.object for line in lines if line.predicate == _TYPE]
        if _iri(PARTICIPATION.term) in types and (key := self._names.id_of(subject[1:-1], "participation")):
            part = self._slots("Participation", lines)
            self._base.execute("INSERT INTO part VALUES (?, ?, ?)", (key, part.get("basis"), part.get("doubt")))
            return
        label = next((_LABELS[iri] for iri in types if iri in _LABELS), None)
        identifier = self._id(subject)
        props: dict[str, Scalar] = {}
        for line in lines:
            predicate = relation_of(label or "", line.predicate[1:-1])
            if label and predicate and line.object.startswith("<"):
                ends = identifier, predicate, self._id(line.object)
                self._base.execute("INSERT INTO fact VALUES (?, ?, ?, ?)", (*ends, fact_key(*ends)))
            elif label and line.predicate in _FIELDS[label] and line.object.startswith('"'):
                _put(props, *_FIELDS[label][line.predicate], line.object)
            elif not (label and self._is_told(line, identifier)):
                yield "triples", _triple(line)
        if label:
            name = name_of(label, props, identifier)
            self._base.execute("INSERT INTO name VALUES (?, ?)", (identifier, name))
            yield label, {"id": identifier, **props}

    def _is_told(self, line: Line, identifier: str) -> bool:
        """Whether a line says nothing that the table, the id or the facts do not say."""
        return (
            (line.predicate == _TYPE and line.object in _CLASSES)
            or line.predicate in _PARTICIPATIONS
            or (line.predicate == _iri(IDENTIFIER.term) and value(line.object) == identifier)
        )

    def _facts(self) -> Iterator[Record]:
        rows = self._base.execute(
            "SELECT fact.key, subject, s.name, predicate, object, o.name, basis, doubt FROM fact "
            "LEFT JOIN name s ON s.id = subject LEFT JOIN name o ON o.id = object "
            "LEFT JOIN part ON part.key = fact.key ORDER BY fact.rowid"
        )
        for row in rows:
            yield "facts", dict(zip(TABLES["facts"], row, strict=True))

    def _slots(self, kind: str, lines: Iterable[Line]) -> dict[str, Scalar]:
        found: dict[str, Scalar] = {}
        for line in lines:
            if line.predicate in _SLOTS[kind]:
                _put(found, *_SLOTS[kind][line.predicate], line.object)
        return found

    def _name(self, identifier: Scalar) -> str | None:
        row = self._base.execute("SELECT name FROM name WHERE id = ?", (identifier,)).fetchone()
        return row[0] if row else None

    def _document(self, document: str, lines: Iterable[str]) -> Iterator[Record]:
        """What a document's own graph holds: its source, what it names, its statements with their spans."""
        of: dict[str, list[Line]] = {}
        for line in map(parse, lines):
            of.setdefault(line.subject, []).append(line)
        kind_of = {
            subject: next((_KINDS[line.object] for line in own if line.object in _KINDS), "")
            for subject, own in of.items()
        }
        for subject, own in of.items():
            match kind_of[subject]:
                case "Source":
                    yield "sources", {"document": document, **self._slots("Source", own)}
                    for line in own:
                        if line.predicate == TEXT:
                            for number, words in enumerate(value(line.object).split("\n"), 1):
                                yield "texts", {"document": document, "line": number, "text": words}
                case "Statement":
                    yield from self._statement(document, own, of)
                case "":
                    for line in own:
                        if (name := _BROUGHT_BY.get(line.predicate)) is None:
                            yield "triples", _triple(line)
                            continue
                        node = self._id(line.object)
                        named = {"document": document, "predicate": name, "node": node}
                        yield "mentions", {**named, "node_name": self._name(node)}

    def _statement(self, document: str, own: list[Line], of: Mapping[str, list[Line]]) -> Iterator[Record]:
        said = self._slots("Statement", own)
        spans = sorted(line.object for line in own if line.predicate == _iri(STATEMENT.slots["spans"].term))
        object_ = next(line.object for line in own if line.predicate == _iri(STATEMENT.slots["object"].term))
        subject, goal = self._id(f"<{said['subject']}>"), self._id(object_) if object_.startswith("<") else None
        said |= {
            "document": document,
            "subject": subject,
            "subject_name": self._name(subject),
            "predicate": PREDICATES[str(said["predicate"])],
            "literal": goal is None,
        }
        if goal is not None:
            said |= {"object": goal, "object_name": self._name(goal)}
        # «…/10» after «…/9»
        for number, span in enumerate(sorted(spans, key=lambda iri: (len(iri), iri)), 1):
            yield "statements", {**said, "span": number, **self._slots("Span", of[span])}


def _put(into: dict[str, Scalar], name: str, datatype: str, term: str) -> None:
    """Add a value; several of one name become one text."""
    text = value(term)
    found: Scalar = text
    if datatype == "xsd:integer":
        found = int(text)
    elif datatype == "xsd:boolean":
        found = text == "true"
    into[name] = f"{into[name]}; {text}" if name in into else found


def _triple(line: Line) -> dict[str, Scalar]:
    return {name: _full(getattr(line, name)) for name in ("subject", "predicate", "object")}


def _full(term: str) -> str:
    """A term for a cell: an IRI without brackets, a literal without quotation marks but with its language or type."""
    return value(term) + ("" if term.startswith("<") else suffix(term))
