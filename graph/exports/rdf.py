"""The graph as a file of RDF: N-Quads, TriG, N-Triples, Turtle or JSON-LD, the same bytes from either store.

Everything is written from the sorted lines that a store gives: the default
graph first, then each document's graph by the document's id. Lines with one
subject stand together, so each form is written as the lines come in, and
nothing is held in memory but one document's lines and a bounded part of the
default graph, whose sorting goes through the disk (``graph.sorting``).

A *selection* of documents is written as a store would hold it that has only
these: the nodes that they name, the facts that they state, and of differing
titles and dates the one that ``graph.project.shown`` chooses among them.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import groupby
from typing import Literal, get_args

from graph.nquads import Line, parse, suffix, value
from graph.project import shown
from graph.rdf import Names, literal, text_literal
from graph.settings import settings
from graph.sorting import sorted_lines, text_lines
from graph.store import Store
from ontology.declare import PREFIXES, expand
from ontology.errors import InputError, UnknownNameError
from ontology.evidence import BRINGS, IDENTIFIER, KINDS, QUOTE_HASH, SPAN, STATEMENT
from ontology.relations import RELATIONS
from ontology.rendering import jsonld
from ontology.types import NODE_TYPES
from ontology.vocabulary import document_classes

Format = Literal["nquads", "trig", "ntriples", "turtle", "jsonld"]
Evidence = Literal["full", "refs", "none"]

FORMATS: tuple[Format, ...] = get_args(Format)
EVIDENCE: tuple[Evidence, ...] = get_args(Evidence)
ROUND_TRIP: tuple[Format, ...] = ("nquads", "trig")
"""Forms that ``policygraph import`` reads back, byte for byte, where they hold the full evidence."""

TEXT = f"<{expand('prov:value')}>"
"""The property by which a source holds the document's text: what PROV calls the direct representation of an entity."""

Section = tuple[str, Iterable[str]]
"""A graph's IRI in angle brackets, empty for the default graph, and its lines, sorted."""

_TYPE = f"<{expand('rdf:type')}>"
_QUOTE = f"<{expand(SPAN.slots['quote'].term)}>"
_QUOTE_HASH = f"<{expand(QUOTE_HASH.term)}>"
_MENTION = f"<{expand(STATEMENT.slots['mention'].term)}>"
_PARTS = {name: f"<{expand(STATEMENT.slots[name].term)}>" for name in ("subject", "predicate", "object")}
_LOADED = f"<{expand(NODE_TYPES['Document'].props()['loaded'].term)}>"


# --- what is written --------------------------------------------------------------------------------------------


def export(
    store: Store,
    form: Format,
    *,
    documents: Collection[str] | None = None,
    evidence: Evidence = "full",
    text: bool = False,
    progress: Callable[[str], None] = lambda document: None,
) -> Iterator[str]:
    """The pieces of the file, to be written one after the other as UTF-8.

    Arguments and errors are those of ``sections``.
    """
    if documents is None and not text and form in ("nquads", "ntriples") and evidence != "refs":
        # What the store gives is what is written: no line has to be looked at.
        return _as_it_is(store, form, evidence, progress)
    return _WRITERS[form](sections(store, documents=documents, evidence=evidence, text=text, progress=progress))


def sections(
    store: Store,
    *,
    documents: Collection[str] | None = None,
    evidence: Evidence = "full",
    text: bool = False,
    progress: Callable[[str], None] = lambda document: None,
) -> Iterator[Section]:
    """The default graph, then each document's graph; each is to be read before the next.

    Args:
        documents: ids of loaded documents; all where not given.
        evidence: ``full`` for statements with quotes, ``refs`` for lines and the quotes' hashes, ``none`` for facts
            without their statements.
        text: add each document's own text.
        progress: called with each document's id before it is written; with "" before the default graph.

    Raises:
        InputError: the text is asked for without the evidence it belongs to.
        UnknownNameError: one of the documents is not loaded.
    """
    if text and evidence == "none":
        raise InputError(
            "the documents' text belongs to their evidence", where="--with-text", todo="Leave out --evidence none"
        )
    names = Names(settings().base)
    # Here and not at the first section, so that a mistake is told before a file is begun.
    chosen = None if documents is None else _loaded(store, documents)
    found = _whole(store) if chosen is None else _selection(store, names, chosen)
    return _told(_shaped(store, names, found, evidence, text), names, progress)


def _loaded(store: Store, documents: Collection[str]) -> list[str]:
    known = {source.document for source in store.sources()}
    if missing := sorted(set(documents) - known):
        raise UnknownNameError(
            f"no document «{missing[0]}» is loaded",
            todo="See «policygraph status» for the ids",
            candidates=tuple(sorted(known)),
        )
    return sorted(set(documents))


def _whole(store: Store) -> Iterator[Section]:
    for graph, blocks in store.graphs():
        yield graph, text_lines(blocks)


def _shaped(store: Store, names: Names, found: Iterable[Section], evidence: Evidence, text: bool) -> Iterator[Section]:
    """The sections with as much evidence and text as is asked for."""
    for graph, lines in found:
        if not graph:
            yield graph, lines
        elif evidence == "none":
            return
        else:
            own = [line for said in lines for line in ([said] if evidence == "full" else _without_words(said))]
            if text and (document := names.id_of(graph[1:-1], "graph")) and (facts := store.document(document)):
                own.append(f"{graph} {TEXT} {text_literal(facts.text)} {graph} .")
            yield graph, sorted(own)


def _without_words(text: str) -> Iterator[str]:
    line = parse(text)
    if line.predicate == _QUOTE:
        digest = hashlib.sha256(value(line.object).encode()).hexdigest()
        yield f"{line.subject} {_QUOTE_HASH} {text_literal(digest)} {line.graph} ."
    elif line.predicate != _MENTION:
        yield text


def _told(found: Iterable[Section], names: Names, progress: Callable[[str], None]) -> Iterator[Section]:
    for graph, lines in found:
        progress((names.id_of(graph[1:-1], "graph") or "") if graph else "")
        yield graph, lines


# --- selections -------------------------------------------------------------------------------------------------

_PREFIX = f"PREFIX pg: <{PREFIXES['pg']}> PREFIX dcterms: <{PREFIXES['dcterms']}> "
_DESCENT = {
    "cypher": "MATCH (d:Document {loaded: true})-[:IMPLEMENTS*0..]->(:Document {id: $id}) RETURN DISTINCT d.id AS id",
    "sparql": _PREFIX + "SELECT DISTINCT ?id { ?d pg:carriesOut*/dcterms:identifier $id . "
    "?d pg:loaded true ; dcterms:identifier ?id }",
}
_PLACES = {
    "cypher": "MATCH (d:Document {loaded: true}) RETURN d.id AS id, d.place AS place",
    "sparql": _PREFIX + "SELECT ?id ?place { ?d a pg:Document ; pg:loaded true ; dcterms:identifier ?id "
    "OPTIONAL { ?d pg:place ?place } }",
}


def descent(store: Store, document: str) -> list[str]:
    """The loaded documents that carry out a document, directly or through others, itself included if loaded.

    Raises:
        UnknownNameError: there are none.
    """
    found = sorted(str(row["id"]) for row in store.ask(_DESCENT[store.language], {"id": document}))
    if not found:
        raise UnknownNameError(
            f"no loaded document carries out «{document}»",
            where="--from",
            todo="See «policygraph ask missing-documents»",
        )
    return found


def of_place(store: Store, place: str) -> list[str]:
    """The loaded documents issued in a province, or in a district or city of it.

    Args:
        place: slug (``can-tho``) or id (``place/can-tho``).

    Raises:
        UnknownNameError: there are none; the places of those loaded are named.
    """
    slug = place.removeprefix("place/")
    issued = {
        str(row["id"]): str(row["place"] or "").removeprefix("place/") for row in store.ask(_PLACES[store.language], {})
    }
    found = sorted(identifier for identifier, where in issued.items() if where == slug or where.startswith(f"{slug}."))
    if not found:
        known = tuple(sorted({where.split(".")[0] for where in issued.values() if where}))
        raise UnknownNameError(
            f"no loaded document is of «{place}»",
            where="--province",
            todo=f"There are: {', '.join(known) or 'none'}",
            candidates=known,
        )
    return found


def _selection(store: Store, names: Names, documents: Sequence[str]) -> Iterator[Section]:
    with closing(_Claims()) as claims:

        def lines() -> Iterator[str]:
            for document in documents:
                part, own = store.document_quads(document)
                claims.add(names.node(document), own)
                for text in part:
                    yield _loaded_line(names, text, documents)

        yield "", sorted_lines(_both(lines, claims.shown))
    for document in documents:
        yield names.graph(document), store.document_quads(document)[1]


def _both(first: Callable[[], Iterator[str]], then: Callable[[], Iterator[str]]) -> Iterator[str]:
    # ``then`` knows what to say only once ``first`` is through.
    yield from first()
    yield from then()


def _loaded_line(names: Names, text: str, documents: Sequence[str]) -> str:
    """Whether a document is loaded, as a store would say that holds the selection alone."""
    if f" {_LOADED} " not in text:
        return text
    line = parse(text)
    is_loaded = names.id_of(line.subject[1:-1]) in documents
    return f"{line.subject} {_LOADED} {literal(is_loaded, 'xsd:boolean')} ."


class _Claims:
    """Stated properties, counted on disk: of what, which property, which value, by how many, by itself."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("")
        self._base.execute("CREATE TABLE said (of TEXT, what TEXT, value TEXT, form TEXT, own INT)")

    def add(self, document: str, own: Iterable[str]) -> None:
        self._base.executemany(
            "INSERT INTO said VALUES (?, ?, ?, ?, ?)",
            [(of, what, value(said), suffix(said), int(of == document)) for of, what, said in stated(own)],
        )

    def shown(self) -> Iterator[str]:
        """The line of each property with the value to show."""
        rows = self._base.execute(
            "SELECT of, what, form, value, count(*), max(own) FROM said GROUP BY of, what, value ORDER BY of, what"
        )
        for (of, what, form), group in groupby(rows, key=lambda row: row[:3]):
            choices = list(group)
            chosen = shown({row[3]: row[4] for row in choices}, {row[3] for row in choices if row[5]})
            yield f"{of} {what} {text_literal(chosen or '')}{form} ."

    def close(self) -> None:
        self._base.close()


def stated(own: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """The stated properties among a document's statements: subject, property and literal."""
    parts: dict[str, dict[str, str]] = {}
    for text in own:
        line = parse(text)
        for name, predicate in _PARTS.items():
            if line.predicate == predicate:
                parts.setdefault(line.subject, {})[name] = line.object
    for said in parts.values():
        if len(said) == len(_PARTS) and said["object"].startswith('"'):
            yield said["subject"], said["predicate"], said["object"]


# --- N-Quads and N-Triples --------------------------------------------------------------------------------------


def _as_it_is(store: Store, form: Format, evidence: Evidence, progress: Callable[[str], None]) -> Iterator[str]:
    names = Names(settings().base)
    for graph, blocks in store.graphs():
        if graph and evidence == "none":
            return
        progress((names.id_of(graph[1:-1], "graph") or "") if graph else "")
        end = f" {graph} .\n".encode()
        for block in blocks:
            yield (block.replace(end, b" .\n") if graph and form == "ntriples" else block).decode()


def _nquads(sections: Iterable[Section]) -> Iterator[str]:
    for _, lines in sections:
        for text in lines:
            yield f"{text}\n"


def _ntriples(sections: Iterable[Section]) -> Iterator[str]:
    for _, lines in sections:
        for text in lines:
            yield f"{parse(text).triple}\n"


# --- Turtle and TriG --------------------------------------------------------------------------------------------

_NAMESPACES = sorted(((iri, prefix) for prefix, iri in PREFIXES.items()), reverse=True)
_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_INTEGER = re.compile(r"0|-?[1-9][0-9]*")


def _short(iri: str) -> str:
    """An IRI in angle brackets as Turtle: a CURIE where it is a term of a known vocabulary."""
    bare = iri[1:-1]
    for namespace, prefix in _NAMESPACES:
        if bare.startswith(namespace) and _LOCAL.fullmatch(bare, len(namespace)):
            return f"{prefix}:{bare[len(namespace) :]}"
    return iri


def _turtle_object(term: str) -> str:
    if term.startswith("<"):
        return _short(term)
    form = suffix(term)
    if not form.startswith("^^"):
        return term
    datatype, bare = _short(form[2:]), value(term)
    if (datatype == "xsd:integer" and _INTEGER.fullmatch(bare)) or (
        datatype == "xsd:boolean" and bare in ("true", "false")
    ):
        return bare
    return f"{term.removesuffix(form)}^^{datatype}"


def _subjects(lines: Iterable[str]) -> Iterator[tuple[str, list[Line]]]:
    """The lines of one subject after the other: they stand together, for they are sorted."""
    for subject, group in groupby(map(parse, lines), key=lambda line: line.subject):
        yield subject, list(group)


def _turtle_block(subject: str, lines: Iterable[Line], indent: str) -> str:
    pairs = []
    for predicate, group in groupby(lines, key=lambda line: line.predicate):
        verb = "a" if predicate == _TYPE else _short(predicate)
        pairs.append(f"{verb} " + ", ".join(_turtle_object(line.object) for line in group))
    return f"{indent}{_short(subject)} " + f" ;\n{indent}    ".join(pairs) + " .\n"


def _head() -> str:
    return "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()) + "\n"


def _trig(sections: Iterable[Section]) -> Iterator[str]:
    yield _head()
    for graph, lines in sections:
        if graph:
            yield f"\n{graph} {{\n"
        for subject, group in _subjects(lines):
            yield _turtle_block(subject, group, "  " if graph else "")
        if graph:
            yield "}\n"


def _turtle(sections: Iterable[Section]) -> Iterator[str]:
    yield _head()
    for _, lines in sections:
        for subject, group in _subjects(lines):
            yield _turtle_block(subject, group, "")


# --- JSON-LD ----------------------------------------------------------------------------------------------------

_Json = str | int | bool | dict[str, str] | Sequence["_Json"]

_CLASSES = {
    **{f"<{expand(f'pg:{label}')}>": label for label in NODE_TYPES},
    **{f"<{expand(kind.term)}>": name for name, kind in KINDS.items()},
    **{f"<{expand(f'pg:{entry.name}')}>": entry.name for entry in document_classes()},
}
_KEYS: dict[str, dict[str, tuple[str, str]]] = {
    **{
        label: {f"<{expand(prop.term)}>": (name, prop.datatype) for name, prop in kind.props().items()}
        for label, kind in NODE_TYPES.items()
    },
    **{
        name: {
            f"<{expand(slot.term)}>": (slot_name, slot.datatype)
            for slot_name, slot in kind.slots.items()
            if slot.datatype and not slot.to
        }
        for name, kind in KINDS.items()
    },
}
"""Type → property → its key in the context and its datatype."""
_KEYS["Span"][_QUOTE_HASH] = ("quote_sha256", QUOTE_HASH.datatype)
_IDENTIFIER = f"<{expand(IDENTIFIER.term)}>"
_RELATION_KEYS = {
    f"<{expand(term)}>": name
    # Two relations of one standard term are told apart by the type of their subject, and share the first one's key.
    for name, term in reversed(
        [*((key, one.term) for key, one in RELATIONS.items()), *((key, one.term) for key, one in BRINGS.items())]
    )
}


def _jsonld(sections: Iterable[Section]) -> Iterator[str]:
    context = json.loads(jsonld.render())["@context"]
    yield f'{{"@context": {_dump(context)},\n"@graph": [\n'
    first = True
    for graph, lines in sections:
        if graph:
            yield ("" if first else ",\n") + f'{{"@id": {_dump(graph[1:-1])}, "@graph": [\n'
            first = True
        for subject, group in _subjects(lines):
            yield ("" if first else ",\n") + _dump(_json_node(subject, group))
            first = False
        if graph:
            yield "\n]}"
            first = False
    yield "\n]}\n"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _json_node(subject: str, lines: Sequence[Line]) -> dict[str, _Json]:
    """One node, under the names of the context; what it has no name for is written as a CURIE and in full."""
    types = [line.object for line in lines if line.predicate == _TYPE]
    named = [_CLASSES[iri] for iri in types if iri in _CLASSES]
    keys = next((_KEYS[name] for name in named if name in _KEYS), {})
    node: dict[str, _Json] = {"@id": value(subject)}
    if types:
        node["@type"] = sorted(_CLASSES.get(iri) or _short(iri).strip("<>") for iri in types)
    for predicate, group in groupby(lines, key=lambda line: line.predicate):
        objects = [line.object for line in group]
        if predicate == _TYPE:
            continue
        found: list[_Json]
        if predicate in keys and all(_fits(term, keys[predicate][1]) for term in objects):
            name, datatype = keys[predicate]
            found = [_plain(value(term), datatype) for term in objects]
            node[name] = found[0] if len(found) == 1 else found
        elif predicate == _IDENTIFIER:
            node["id"] = value(objects[0])
        elif predicate in _RELATION_KEYS and all(term.startswith("<") for term in objects):
            node[_RELATION_KEYS[predicate]] = [value(term) for term in objects]
        else:
            found = [_full(term) for term in objects]
            node[_short(predicate).strip("<>")] = found[0] if len(found) == 1 else found
    return node


def _fits(term: str, datatype: str) -> bool:
    return term.startswith('"') and literal("", datatype) == f'""{suffix(term)}'


def _plain(text: str, datatype: str) -> str | int | bool:
    if datatype == "xsd:integer" and _INTEGER.fullmatch(text):
        return int(text)
    return text == "true" if datatype == "xsd:boolean" and text in ("true", "false") else text


def _full(term: str) -> dict[str, str]:
    if term.startswith("<"):
        return {"@id": value(term)}
    form = suffix(term)
    if form.startswith("@"):
        return {"@value": value(term), "@language": form[1:]}
    return {"@value": value(term), "@type": form[3:-1]} if form else {"@value": value(term)}


_WRITERS: dict[Format, Callable[[Iterable[Section]], Iterator[str]]] = {
    "nquads": _nquads,
    "trig": _trig,
    "ntriples": _ntriples,
    "turtle": _turtle,
    "jsonld": _jsonld,
}
