"""Our N-Quads and TriG read back: a file in, its documents as facts, or every reason why not.

Nothing is taken on trust. Each document is built again from its own graph and
the nodes it names; whatever in the file does not follow from that (a fact that
no statement states, a statement without lines, a node that nobody names) is
told, and then nothing of the file is stored.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from graph.exports.rdf import TEXT, stated
from graph.facts import DOUBT_SEPARATOR, DocumentFacts, FindingRecord, NodeRecord, SourceInfo, Span, Statement
from graph.nquads import parse, value
from graph.project import NodeRow, check_storable, node_row, project
from graph.rdf import (
    LINKS,
    PREDICATES,
    Names,
    fact_quads,
    line,
    mention_quads,
    node_quads,
    source_quads,
    statement_quads,
)
from graph.settings import settings
from graph.sorting import sorted_lines
from graph.store import LoadResult, Store
from graph.stores.staging import Staged
from ontology.declare import Prop, expand
from ontology.errors import PolicygraphError, RefusedFactError
from ontology.evidence import ENTAILS, IDENTIFIER, PARTICIPATION, QUOTE_HASH, SOURCE, SPAN, STATEMENT
from ontology.relations import RELATIONS
from ontology.types import NODE_TYPES

#: So many problems are told; a file with more has one cause.
TOLD = 20

_BATCH = 32


def _iri(term: str) -> str:
    return f"<{expand(term)}>"


_TYPE = _iri("rdf:type")
_LABELS = {_iri(f"pg:{label}"): label for label in NODE_TYPES}
_FIELDS: dict[str, dict[str, tuple[str, Prop]]] = {
    label: {_iri(prop.term): (name, prop) for name, prop in kind.props().items()} for label, kind in NODE_TYPES.items()
}
_STATEMENT = {name: _iri(slot.term) for name, slot in STATEMENT.slots.items()}
_SPAN = {_iri(slot.term): (name, slot) for name, slot in SPAN.slots.items()}
_SOURCE = {_iri(slot.term): (name, slot) for name, slot in SOURCE.slots.items()}
_LINKS = {f"<{iri}>": name for links in LINKS.values() for iri, name in links.items()}
_LINKS_OF = {_iri(f"pg:{label}"): LINKS[expand(f"pg:{label}")] for label in NODE_TYPES}
_STATED_RELATIONS = {_iri(r.term): name for name, r in RELATIONS.items() if r.evidence == "statement"}
_STATED_PROPS = {
    _iri(prop.term): name for kind in NODE_TYPES.values() for name, prop in kind.props().items() if prop.stated
}
_PARTICIPATION = {_iri(PARTICIPATION.slots[name].term) for name in ("matter", "agency", "role")}
_LOADED = _iri(NODE_TYPES["Document"].props()["loaded"].term)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file is refused: what is wrong, in which document or line of the file, and a line of it if there is one."""

    says: str
    where: str = ""
    line: str = ""


class RefusedFileError(RefusedFactError):
    """A file that is not stored, with everything that is wrong with it."""

    def __init__(self, path: Path, problems: Sequence[str], more: bool) -> None:
        self.problems = tuple(problems)
        listed = "".join(f"\n  {problem}" for problem in problems) + ("\n  …" if more else "")
        super().__init__(
            f"nothing was stored, because{listed}",
            where=str(path),
            todo="\n  Only a full export can be read back: --format nquads or trig, --evidence full",
        )


def import_file(store: Store, path: Path, *, progress: Callable[[str], None] = lambda document: None) -> LoadResult:
    """Store the documents of a file, all or none.

    Args:
        progress: called with each document's id when it is stored.

    Raises:
        InputError: the file cannot be read as N-Quads or TriG.
        RefusedFileError: it holds something that no document states; all reasons are named.
        StoreError: the store failed; documents before that are stored.
    """
    added: list[str] = []
    replaced: list[str] = []
    unchanged: list[str] = []
    with Staged(path, settings().base) as staged:
        if problems := list(islice(check(staged), TOLD + 1)):
            raise RefusedFileError(path, _placed(path, problems[:TOLD]), more=len(problems) > TOLD)
        documents = iter(staged.documents())
        while batch := [read_document(staged, document) for document in islice(documents, _BATCH)]:
            result = store.load(batch)
            added += result.added
            replaced += result.replaced
            unchanged += result.unchanged
            for facts in batch:
                progress(facts.id)
    return LoadResult(tuple(added), tuple(replaced), tuple(unchanged))


def _placed(path: Path, problems: Sequence[Problem]) -> list[str]:
    """The problems as sentences, with the number of the line in the file where it is N-Quads."""
    wanted = {problem.line: 0 for problem in problems if problem.line}
    if wanted and path.suffix.lower() != ".trig":
        with path.open(encoding="utf-8", newline="\n") as lines:
            for number, text in enumerate(lines, start=1):
                if (bare := text.strip()) in wanted:
                    wanted[bare] = number
    places = [f"line {number}: " if (number := wanted.get(problem.line, 0)) else "" for problem in problems]
    return [
        f"{place}{f'{problem.where}: ' if problem.where else ''}{problem.says}"
        for place, problem in zip(places, problems, strict=True)
    ]


# --- checking ---------------------------------------------------------------------------------------------------


def check(staged: Staged) -> Iterator[Problem]:
    """Everything in the file that cannot be stored."""
    names = Names(settings().base)
    documents = staged.documents()
    if term := staged.foreign():
        yield Problem(f"it holds «{term}», a term that no export of ours has")
        return
    if not documents:
        yield Problem(
            f"it holds no document's statements: no graph is of the form <{names.base}/graph/document/…> "
            "(for a file with another base set POLICYGRAPH_BASE to that)"
        )
        return
    for graph in staged.other_graphs():
        yield Problem(f"the graph <{graph}> is no document's")
    problems: list[Problem] = []

    def accounted() -> Iterator[str]:
        for document in documents:
            part, own = staged.document_quads(document)
            try:
                found = list(_check_document(staged, names, document, part, own))
            except PolicygraphError as error:
                found = [Problem(error.seen, error.where or document)]
            problems.extend(found)
            # Of a document that is refused itself, the default graph is not told again.
            yield from part
            for subject, predicate, object_ in stated(own):
                yield f"{subject} {predicate} {object_} ."

    rest = list(islice(difference(staged.default_lines(), sorted_lines(accounted())), TOLD + 1))
    yield from problems
    for text in rest:
        if (problem := _unaccounted(names, text)) is not None:
            yield problem


def _check_document(
    staged: Staged, names: Names, document: str, part: Sequence[str], own: Sequence[str]
) -> Iterator[Problem]:
    if any(f" {_iri(QUOTE_HASH.term)} " in text for text in own):
        yield Problem("its quotes are left out (--evidence refs)", document)
        return
    facts = _document(names, document, part, own)
    check_storable(facts)
    projected = project(facts, {})
    expected = {line(quad) for quad in source_quads(names, facts.source)}
    for statement in projected.statements.values():
        expected.update(map(line, statement_quads(names, statement)))
    for mention in projected.mentions.values():
        expected.update(map(line, mention_quads(names, mention)))
    found = {text for text in own if parse(text).predicate != TEXT}
    for text in sorted(found - expected):
        yield Problem(f"the document's graph holds what is nothing of ours: {text[:300]}", document, text)
    for text in sorted(expected - found):
        yield Problem(f"the document's graph lacks {text[:300]}", document)
    rows = {row.id: row for row in map(_without_loaded, facts.nodes)}
    default = {line(quad) for row in rows.values() for quad in node_quads(names, row)}
    for fact in projected.facts.values():
        default.update(map(line, fact_quads(names, fact)))
    default.update(
        line(("", f"{names.node(of)} {_iri(RELATIONS[what].term)} {names.node(to)}"))
        for of, what, to in projected.claims
        if what in RELATIONS
    )
    there = {text for text in part if f" {_LOADED} " not in text}
    for text in sorted(default - there):
        yield Problem(f"it states a fact that the default graph lacks: {text[:300]}", document)
    for text in sorted(there - default):
        yield Problem(f"the default graph says more of its nodes than it may: {text[:300]}", document, text)


def _without_loaded(record: NodeRecord) -> NodeRow:
    row = node_row(record)
    return NodeRow(
        row.label,
        row.id,
        {name: kept for name, kept in row.props.items() if (row.label, name) != ("Document", "loaded")},
    )


def difference(first: Iterable[str], second: Iterable[str]) -> Iterator[str]:
    """The lines of a sorted list that are not in another sorted list."""
    last = ""
    for text, side in heapq.merge(((text, 1) for text in first), ((text, 0) for text in second)):
        if side and text != last:
            yield text
        last = last if side else text


def _unaccounted(names: Names, text: str) -> Problem | None:
    """Why a line of the default graph may not be there."""
    found = parse(text)
    subject = names.id_of(found.subject[1:-1]) or found.subject
    object_ = (names.id_of(found.object[1:-1]) or found.object) if found.object.startswith("<") else found.object
    if name := _STATED_RELATIONS.get(found.predicate):
        return Problem(f"no document states the fact «{subject} {name} {object_}»", line=text)
    if found.predicate in _PARTICIPATION:
        return Problem(f"no document states what the participation «{subject}» stands for", line=text)
    if found.predicate in _STATED_PROPS and names.id_of(found.subject[1:-1]):
        name = _STATED_PROPS[found.predicate]
        return Problem(f"no document states «{name}» of «{subject}»: {object_[:100]}", line=text)
    if found.predicate == _iri(IDENTIFIER.term):
        return Problem(f"no document names «{subject}»", line=text)
    if found.predicate in _LINKS:
        return Problem(f"no document names both ends of «{subject} {_LINKS[found.predicate]} {object_}»", line=text)
    return Problem(f"nothing in the file rests on a document for {text[:300]}", line=text)


# --- reading ----------------------------------------------------------------------------------------------------


def read_document(staged: Staged, document: str) -> DocumentFacts:
    """All that one document of the file says."""
    return _document(Names(settings().base), document, *staged.document_quads(document))


def _grouped(lines: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """Subject → predicate → objects."""
    found: dict[str, dict[str, list[str]]] = {}
    for said in map(parse, lines):
        found.setdefault(said.subject, {}).setdefault(said.predicate, []).append(said.object)
    return found


def _typed(text: str, datatype: str) -> str | int | bool:
    if datatype == "xsd:integer":
        return int(text)
    return text == "true" if datatype == "xsd:boolean" else text


def _document(names: Names, document: str, part: Sequence[str], own: Sequence[str]) -> DocumentFacts:
    """The document, from its part of the default graph and its own graph.

    Raises:
        RefusedFactError: a statement without lines, a node of no type, a document without source.
    """
    graph = names.graph(document)
    said = _grouped(own)
    try:
        source = _source(document, said.get(graph, {}))
        default = _grouped(part)
        brought = {names.id_of(node[1:-1]) for node in said.get(names.node(document), {}).get(_iri(ENTAILS.term), ())}
        nodes = [
            node.model_copy(update={"named": False}) if node.id in brought else node for node in _nodes(names, default)
        ]
        statements = [
            _statement(names, document, subject, parts, said)
            for subject, parts in said.items()
            if _iri(STATEMENT.term) in parts.get(_TYPE, ())
        ]
        text = next(iter(said.get(graph, {}).get(TEXT, ())), None)
        return DocumentFacts(
            id=document,
            source=source,
            nodes=tuple(nodes),
            statements=tuple(statements),
            links=tuple(_links(names, default)),
            findings=tuple(_findings(nodes)),
            text=value(text) if text else "",
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise RefusedFactError(
            f"{'.'.join(map(str, first['loc'])) or 'it'} cannot be: {first['msg']}", where=document
        ) from error
    except ValueError as error:
        if isinstance(error, PolicygraphError):
            raise
        raise RefusedFactError(str(error), where=document) from error


def _source(document: str, parts: dict[str, list[str]]) -> SourceInfo:
    if not parts:
        raise RefusedFactError("nothing says which file it was read from", where=document)
    values = {
        name: _typed(value(objects[0]), slot.datatype)
        for predicate, objects in parts.items()
        if predicate in _SOURCE
        for name, slot in [_SOURCE[predicate]]
    }
    # No folder: where the file lay is not told.
    return SourceInfo.model_validate({"document": document, "path": values.pop("file", None), **values})


def _nodes(names: Names, found: dict[str, dict[str, list[str]]]) -> Iterator[NodeRecord]:
    for subject, parts in found.items():
        identifier = names.id_of(subject[1:-1])
        if identifier is None:
            continue
        label = next((_LABELS[iri] for iri in parts.get(_TYPE, ()) if iri in _LABELS), None)
        if label is None:
            raise RefusedFactError("the node has no type", where=identifier)
        props = {
            name: _typed(value(objects[0]), prop.datatype)
            for predicate, objects in parts.items()
            if predicate in _FIELDS[label]
            for name, prop in [_FIELDS[label][predicate]]
            # Whether a document is loaded, and which of several titles is shown, follows anew.
            if not prop.stated and (label, name) != ("Document", "loaded")
        }
        yield NodeRecord(label=label, id=identifier, props=props)


def _statement(
    names: Names, document: str, iri: str, parts: dict[str, list[str]], said: dict[str, dict[str, list[str]]]
) -> Statement:
    def one(name: str) -> str | None:
        return next(iter(parts.get(_STATEMENT[name], ())), None)

    def text(name: str) -> str | None:
        term = one(name)
        return None if term is None else value(term)

    subject, predicate, object_, doubt = one("subject"), one("predicate"), one("object"), text("doubt")
    if subject is None or predicate is None or object_ is None:
        raise RefusedFactError(f"the statement {iri} lacks a part of its fact", where=document)
    name = PREDICATES.get(predicate[1:-1])
    if name is None:
        raise RefusedFactError(f"the statement {iri} states {predicate}, which is nothing of ours", where=document)
    is_literal = object_.startswith('"')
    statement = Statement(
        subject=names.id_of(subject[1:-1]) or subject,
        predicate=name,
        literal=is_literal,
        object=value(object_) if is_literal else names.id_of(object_[1:-1]) or object_,
        spans=tuple(_spans(document, iri, parts, said)),
        basis=text("basis"),
        mention=text("mention"),
        doubt=tuple(doubt.split(DOUBT_SEPARATOR)) if doubt else (),
        decision=text("decision"),
        confirmed_by=text("confirmed_by"),
    )
    if iri != names.statement(f"statement/{document}/{statement.key}"):
        raise RefusedFactError(f"the statement {iri} bears another key than its fact, {statement.key}", where=document)
    return statement


def _spans(
    document: str, iri: str, parts: dict[str, list[str]], said: dict[str, dict[str, list[str]]]
) -> Iterator[Span]:
    places = parts.get(_STATEMENT["spans"], [])
    for place in sorted(places, key=lambda place: int(place[1:-1].rsplit("/", 1)[1])):
        values = {
            name: _typed(value(objects[0]), slot.datatype)
            for predicate, objects in said.get(place, {}).items()
            if predicate in _SPAN
            for name, slot in [_SPAN[predicate]]
        }
        if not {"line", "quote"} <= values.keys():
            raise RefusedFactError(f"the span {place} of the statement {iri} has no line or no quote", where=document)
        yield Span.model_validate(values)


def _links(names: Names, found: dict[str, dict[str, list[str]]]) -> Iterator[tuple[str, str, str]]:
    """The relations that the vocabulary makes; what a relation's term means depends on the type of its subject."""
    for term, parts in found.items():
        links = {iri: name for kind in parts.get(_TYPE, ()) for iri, name in _LINKS_OF.get(kind, {}).items()}
        for iri, name in links.items():
            for to in parts.get(f"<{iri}>", ()):
                subject, object_ = names.id_of(term[1:-1]), names.id_of(to[1:-1])
                if subject and object_:
                    yield subject, name, object_


def _findings(nodes: Iterable[NodeRecord]) -> Iterator[FindingRecord]:
    for node in nodes:
        if node.label == "Finding":
            yield FindingRecord(
                code=str(node.props["code"]),
                severity=str(node.props["severity"]),
                message=str(node.props["name"]),
                line=int(node.props["line"]),
            )
