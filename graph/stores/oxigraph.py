"""The embedded store: Oxigraph in a folder. No server; the one file that imports pyoxigraph.

What is in the folder::

    store.json     what this is: format, base of the IRIs
    data/          Oxigraph's own files (RocksDB), for the writer alone
    snapshots/     what readers open: the data after a load, as hard links to files that never change
    generation     name of the snapshot to open; readers look at it before they read
    pending/       a change that was begun and has to be made (graph.stores.journal); gone when it is
    writer.json    who writes, or wrote last: process id and time
    settled        size of the data in bytes when they were last put in order
    search-….sqlite  the full-text index of a snapshot (graph.stores.fulltext)

One SPARQL update is one transaction, so a portion of documents is written by
one update: deletions, then insertions. A large portion is written down first
and then made by the faster way that is none. Packed facts and tallies stand in
graphs of their own (``graph.rdf``), because only then are they written in the
same transaction; ``quads`` leaves them out.

Oxigraph can open a folder for reading while another process writes it, but
promises nothing then: files that a snapshot needs vanish when RocksDB compacts.
Hence the snapshots. The writer is taken at the first load and held until
``close``; until then, and in other processes, reading goes through the last
snapshot.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
import shutil
import sqlite3
import threading
import time
import uuid
import weakref
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, Literal, TypeGuard, TypeVar, cast

import pyoxigraph as ox

from graph.facts import DOUBT_SEPARATOR, DocumentFacts, SourceInfo, Span, fact_key
from graph.project import (
    PROJECTION,
    Group,
    NodeRow,
    SourceRow,
    TallyRow,
    Value,
    base_of,
    is_dated,
    unpack,
)
from graph.rdf import (
    LINKS,
    PREDICATES,
    Names,
    Quad,
    bind,
    fact_quads,
    line,
    mention_quads,
    node_quads,
    source_quads,
    statement_quads,
    terms,
    terms_of,
    text_literal,
)
from graph.settings import settings
from graph.sorting import LineSorter, in_graph
from graph.store import Hit, Row, Scalar, StatedBy, StoreStatus
from graph.stores import fulltext, journal
from graph.stores.base import TAKE_OVER, BaseStore, changed
from graph.stores.plan import Change, plan
from graph.stores.search import FIELDS, UNSEARCHED, hit, query_words, whole_words
from ontology.declare import expand
from ontology.errors import StoreError
from ontology.evidence import IDENTIFIER, MENTIONS, NODE_SLOTS, PARTICIPATION, ROLES, SOURCE, SPAN, STATEMENT
from ontology.relations import RELATIONS
from ontology.types import NODE_TYPES

FORMAT = 1

#: A long load makes a snapshot every so many seconds, so that readers can follow it.
SNAPSHOT_SECONDS = 5.0

#: From so many new quads on, a change is written down and made in bulk: below, a transaction takes less time.
BULK = 10_000

#: Data that have grown so much since they were last put in order are worth it; small ones lie in memory anyway.
SETTLE_BYTES, SETTLE_GROWTH = 32_000_000, 1.25

_DEFAULT = ox.DefaultGraph()
_TYPE = ox.NamedNode(expand("rdf:type"))
_IDENTIFIER = ox.NamedNode(expand(IDENTIFIER.term))
_STATEMENT = {name: ox.NamedNode(expand(slot.term)) for name, slot in STATEMENT.slots.items()}
_SPAN = {expand(slot.term): name for name, slot in SPAN.slots.items()}
_SOURCE = {expand(slot.term): name for name, slot in SOURCE.slots.items()}
_HAS_UNIT = ox.NamedNode(expand(NODE_SLOTS["Target"]["unit_qudt"].term))
_SOURCE_TYPE = ox.NamedNode(expand(SOURCE.term))
_FIELDS = {
    expand(f"pg:{label}"): frozenset(
        {expand(IDENTIFIER.term), *(expand(prop.term) for prop in kind.props().values() if not prop.stated)}
    )
    for label, kind in NODE_TYPES.items()
}
"""Class of nodes → the properties that need no statement."""
_FACT_PARTS = tuple(_STATEMENT[name] for name in ("subject", "predicate", "object"))
_ONLY_ACTS = (
    f"{{ SELECT DISTINCT ?x {{ ?e a <{expand('pg:ChangeEvent')}> ; <{expand(RELATIONS['BASED_ON'].term)}> ?x }} }} "
    f"FILTER NOT EXISTS {{ GRAPH ?g {{ ?d <{expand(MENTIONS.term)}> ?x }} }} "
    f"FILTER NOT EXISTS {{ ?x <{expand('pg:loaded')}> true }}"
)
"""Acts of succession that no document cites."""
_PARTICIPATION = frozenset(expand(PARTICIPATION.slots[name].term) for name in ("matter", "agency"))
_ONLY_IN = ox.NamedNode(expand("pg:onlyIn"))
_XSD = expand("xsd:")
_INTEGER, _BOOLEAN = f"{_XSD}integer", f"{_XSD}boolean"
_FLOATS = (f"{_XSD}double", f"{_XSD}float")
_LOCK_WORDS = ("lock", "LOCK")
_DISK_WORDS = tuple(os.strerror(number) for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO))
"""What the system says of a disk that is full, read-only or ill; the store itself is whole then."""
_RIGHTS_WORDS = tuple(os.strerror(number) for number in (errno.EACCES, errno.EPERM))
_UNFINISHED = re.compile(r"store\.\d+\.tmp")

_T = TypeVar("_T")


def _node(bracketed: str) -> ox.NamedNode:
    return ox.NamedNode(bracketed[1:-1])


def _scalar(term: ox.Literal) -> Value | float:
    """A literal as Python sees it; decimals stay canonical text so that no digit is lost."""
    kind = term.datatype.value
    if kind == _INTEGER:
        return int(term.value)
    if kind == _BOOLEAN:
        return term.value in ("true", "1")
    return float(term.value) if kind in _FLOATS else term.value


def _text(term: object) -> str:
    """A term of a quad as N-Quads text, escaped as ``graph.rdf`` escapes."""
    if isinstance(term, ox.NamedNode):
        return f"<{term.value}>"
    if isinstance(term, ox.Literal):
        text = text_literal(term.value)
        if term.language:
            return f"{text}@{term.language}"
        return text if term.datatype.value == f"{_XSD}string" else f"{text}^^<{term.datatype.value}>"
    raise StoreError(f"the store holds a term of another's: {term}", todo="Load the files into a new store")


class _Reading:
    """Reads from one Oxigraph store or snapshot; also the look-ups that ``plan`` needs."""

    def __init__(self, store: ox.Store, names: Names) -> None:
        self.store, self.names = store, names
        self.kept = _node(names.kept())
        self._facts = _node(names.kept_term("facts"))
        self._written = _node(names.kept_term("written"))
        self._path = _node(names.kept_term("path"))
        self._base = _node(names.kept_term("base"))
        self._generation = _node(names.kept_term("generation"))
        self.counted: StoreStatus | None = None
        """What was counted in a snapshot, which never changes; counting takes a second for a million relations."""

    def generation(self) -> str:
        """The stamp of the last committed load; empty before the first."""
        quad = next(self.store.quads_for_pattern(self.kept, self._generation, None, self.kept), None)
        return quad.object.value if quad and isinstance(quad.object, ox.Literal) else ""

    def searched(self) -> Iterator[NodeRow]:
        """Every node that a search may find, with the properties it is found by."""
        for label, kind in NODE_TYPES.items():
            if label in UNSEARCHED:
                continue
            fields = {name: prop for name, prop in kind.props().items() if name in (kind.SHOWN, *FIELDS)}
            solutions = self.store.query(
                f"SELECT * WHERE {{ ?node a <{expand(f'pg:{label}')}> "
                + " ".join(f"OPTIONAL {{ ?node <{expand(prop.term)}> ?{name} }}" for name, prop in fields.items())
                + " }"
            )
            assert isinstance(solutions, ox.QuerySolutions)
            for solution in solutions:
                found = {name: term.value for name in fields if isinstance(term := solution[name], ox.Literal)}
                yield NodeRow(label, self.id_of(solution["node"]), found)

    # Look-ups of graph.stores.plan.Lookups.

    def sources(self, documents: Collection[str]) -> dict[str, SourceRow]:
        found = {}
        for document in documents:
            info, packed = self.info(document), self.packed(document)
            if info and packed:
                graph = _node(self.names.graph(document))
                written = self.store.quads_for_pattern(graph, self._written, None, _node(self.names.kept(document)))
                found[document] = SourceRow(info, packed, tuple(sorted(_value(quad) for quad in written)))
        return found

    def loaded(self, documents: Collection[str]) -> set[str]:
        return {document for document in documents if self._is_loaded(document)}

    def _is_loaded(self, document: str) -> bool:
        graph = _node(self.names.graph(document))
        return ox.Quad(graph, _TYPE, _SOURCE_TYPE, graph) in self.store

    def namers(self, yearless: Collection[str]) -> set[str]:
        return {
            self.id_of(quad.graph_name, "kept")
            for name in yearless
            for quad in self.store.quads_for_pattern(None, self._written, ox.Literal(name), None)
        }

    def dated(self, bases: Collection[str]) -> dict[str, set[str]]:
        return {
            base: {
                self.id_of(quad.subject)
                for quad in self.store.quads_for_pattern(None, self._base, ox.Literal(base), self.kept)
            }
            for base in bases
        }

    def tallies(self, groups: Collection[Group]) -> dict[Group, dict[str, int]]:
        found: dict[Group, dict[str, int]] = {}
        for of, what in groups:
            subject, predicate = _node(self.names.node(of)), _node(self.names.kept_term(what))
            for quad in self.store.quads_for_pattern(subject, predicate, None, self.kept):
                count, _, value = _value(quad).partition(" ")
                found.setdefault((of, what), {})[value] = int(count)
        return found

    def states(self, pairs: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        return {
            (document, key)
            for document, key in pairs
            if ox.Quad(
                _node(self.names.statement(f"statement/{document}/{key}")),
                _STATEMENT["fact"],
                ox.Literal(key),
                _node(self.names.graph(document)),
            )
            in self.store
        }

    # Everything else.

    def id_of(self, term: object, room: str = "id") -> str:
        """Id behind an IRI of ours, the IRI itself where it is another's."""
        iri = _iri(term)
        return self.names.id_of(iri, room) or iri

    def info(self, document: str) -> SourceInfo | None:
        graph = _node(self.names.graph(document))
        values = {
            name: _scalar(quad.object)
            for quad in self.store.quads_for_pattern(graph, None, None, graph)
            if (name := _SOURCE.get(quad.predicate.value)) and isinstance(quad.object, ox.Literal)
        }
        if not values:
            return None
        path = next(self.store.quads_for_pattern(graph, self._path, None, _node(self.names.kept(document))))
        values |= {"document": document, "path": _value(path)}
        return SourceInfo.model_validate({name: values[name] for name in SourceInfo.model_fields})

    def packed(self, document: str) -> str | None:
        graph, kept = _node(self.names.graph(document)), _node(self.names.kept(document))
        quad = next(self.store.quads_for_pattern(graph, self._facts, None, kept), None)
        return _value(quad) if quad else None

    def kept_facts(self) -> Iterator[tuple[str, str]]:
        """Every loaded document by id, with its packed facts; rests on no term of the ontology."""
        found = self.store.quads_for_pattern(None, self._facts, None, None)
        by_id = {self.id_of(quad.subject, "graph"): quad.graph_name for quad in found}
        for document in sorted(by_id):
            yield document, _value(next(self.store.quads_for_pattern(None, self._facts, None, by_id[document])))

    def documents(self) -> list[str]:
        """Ids of the loaded documents, sorted."""
        found = self.store.quads_for_pattern(None, _TYPE, _SOURCE_TYPE, None)
        return sorted(self.id_of(quad.subject, "graph") for quad in found)

    def node(self, label: str, identifier: str) -> NodeRow:
        subject, fields = _node(self.names.node(identifier)), terms_of(label)
        props: dict[str, Value] = {}
        for iri, name in fields.items():
            for quad in self.store.quads_for_pattern(subject, ox.NamedNode(iri), None, _DEFAULT):
                value = _scalar(quad.object) if isinstance(quad.object, ox.Literal) else self.id_of(quad.object)
                props[name] = value if not isinstance(value, float) else str(value)
        return NodeRow(label, identifier, props)

    def stated(self, key: str) -> Iterator[StatedBy]:
        for found in self.store.quads_for_pattern(None, _STATEMENT["fact"], ox.Literal(key), None):
            graph = found.graph_name
            values: dict[ox.NamedNode, list[object]] = {}
            for quad in self.store.quads_for_pattern(found.subject, None, None, graph):
                values.setdefault(quad.predicate, []).append(quad.object)

            def text(name: str, values: Mapping[ox.NamedNode, list[object]] = values) -> str | None:
                first = next(iter(values.get(_STATEMENT[name], ())), None)
                return first.value if isinstance(first, ox.Literal) else None

            (subject,), (predicate,), (object_,), (document,) = (
                values[_STATEMENT[name]] for name in ("subject", "predicate", "object", "document")
            )
            is_literal = isinstance(object_, ox.Literal)
            spans = sorted(values[_STATEMENT["spans"]], key=lambda place: int(_iri(place).rsplit("/", 1)[1]))
            doubt = text("doubt")
            yield StatedBy(
                fact=key,
                document=self.id_of(document),
                subject=self.id_of(subject),
                predicate=PREDICATES[_iri(predicate)],
                object=object_.value if isinstance(object_, ox.Literal) else self.id_of(object_),
                literal=is_literal,
                spans=tuple(self._span(_iri(place), graph) for place in spans),
                basis=text("basis"),
                mention=text("mention"),
                doubt=tuple(doubt.split(DOUBT_SEPARATOR)) if doubt else (),
                decision=text("decision"),
                confirmed_by=text("confirmed_by"),
            )

    def _span(self, iri: str, graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> Span:
        return Span.model_validate(
            {
                name: _scalar(quad.object)
                for quad in self.store.quads_for_pattern(ox.NamedNode(iri), None, None, graph)
                if (name := _SPAN.get(quad.predicate.value)) and isinstance(quad.object, ox.Literal)
            }
        )

    def count(self, pattern: str) -> int:
        solutions = self.store.query(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
        assert isinstance(solutions, ox.QuerySolutions)
        term = next(solutions)["n"]
        return int(term.value) if isinstance(term, ox.Literal) else 0

    def lines(self, graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[str]:
        name = _text(graph) if isinstance(graph, ox.NamedNode) else ""
        for quad in self.store.quads_for_pattern(None, None, None, graph):
            yield line((name, f"{_text(quad.subject)} {_text(quad.predicate)} {_text(quad.object)}"))

    def triples(self, graph: ox.NamedNode) -> bytes:
        """The N-Triples of a graph, in no order."""
        found = self.store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
        assert found is not None
        return found

    def part(self, document: str) -> tuple[list[str], list[str]]:
        """What one document says, as ``graph.store.Store.document_quads`` returns it."""
        graph = _node(self.names.graph(document))
        own = list(self.store.quads_for_pattern(None, None, None, graph))
        if not own:
            return [], []
        room = f"{self.names.base}/id/"
        nodes = {
            term
            for quad in own
            for term in (quad.subject, quad.object)
            if isinstance(term, ox.NamedNode) and term.value.startswith(room)
        }
        nodes.update(
            quad.subject
            for quad in self.store.quads_for_pattern(None, _ONLY_IN, ox.Literal(document), _DEFAULT)
            if isinstance(quad.subject, ox.NamedNode)
        )
        found: set[ox.Quad] = set()
        for node in nodes:
            quads = list(self.store.quads_for_pattern(node, None, None, _DEFAULT))
            types = {quad.object.value for quad in quads if quad.predicate == _TYPE and _is_iri(quad.object)}
            fields = next((fields for iri, fields in _FIELDS.items() if iri in types), frozenset())
            links = next((links for iri, links in LINKS.items() if iri in types), {})
            found.update(
                quad
                for quad in quads
                if quad.predicate == _TYPE
                or (quad.predicate.value in fields and isinstance(quad.object, ox.Literal))
                or (quad.predicate.value in links and quad.object in nodes)
                or quad.predicate == _HAS_UNIT
            )
        for fact in self._stated_facts(own):
            if fact in self.store:
                found.add(fact)
            found.update(self._participation(fact))
        return sorted(line(("", _triple(quad))) for quad in found), sorted(self.lines(graph))

    def _stated_facts(self, own: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """The triples between nodes that the statements of a graph state."""
        parts: dict[object, dict[ox.NamedNode, object]] = {}
        for quad in own:
            if quad.predicate in _FACT_PARTS:
                parts.setdefault(quad.subject, {})[quad.predicate] = quad.object
        for said in parts.values():
            subject, predicate, object_ = (said.get(name) for name in _FACT_PARTS)
            if (
                isinstance(subject, ox.NamedNode)
                and isinstance(predicate, ox.NamedNode)
                and isinstance(object_, ox.NamedNode)
            ):
                yield ox.Quad(subject, predicate, object_, _DEFAULT)

    def _participation(self, fact: ox.Quad) -> Iterator[ox.Quad]:
        name = PREDICATES.get(fact.predicate.value, "")
        if name not in ROLES:
            return
        key = fact_key(self.id_of(fact.subject), name, self.id_of(fact.object))
        part = _node(self.names.participation(key))
        yield from self.store.quads_for_pattern(part, None, None, _DEFAULT)
        for end in (fact.subject, fact.object):
            if isinstance(end, ox.NamedNode):
                yield from (
                    quad
                    for quad in self.store.quads_for_pattern(end, None, part, _DEFAULT)
                    if quad.predicate.value in _PARTICIPATION
                )


def _triple(quad: ox.Quad) -> str:
    return f"{_text(quad.subject)} {_text(quad.predicate)} {_text(quad.object)}"


def _is_iri(term: object) -> TypeGuard[ox.NamedNode]:
    return isinstance(term, ox.NamedNode)


def _iri(term: object) -> str:
    assert isinstance(term, ox.NamedNode), term
    return term.value


def _value(quad: ox.Quad) -> str:
    assert isinstance(quad.object, ox.Literal), quad
    return quad.object.value


class OxigraphStore(BaseStore):
    """The graph in a folder.

    Args:
        path: the folder; made, with those above it, where it is not there.
        readonly: never write, and let others write.
        base: base of the IRIs; the setting where not given. A store keeps that with which it was made.
        any_version: open what another version or base made, too; only ``kept`` may be asked of it.

    Raises:
        StoreError: there is no store to read; the folder is a file, holds other things, cannot be written, was
            half deleted, or was made by another version or for another base.
    """

    language: Literal["cypher", "sparql"] = "sparql"

    def __init__(
        self, path: str | Path, readonly: bool = False, *, base: str | None = None, any_version: bool = False
    ) -> None:
        self.path = Path(path)
        self.readonly = readonly
        self._data, self._snapshots = self.path / "data", self.path / "snapshots"
        self._names = Names(
            _prepare(self.path, readonly=readonly, base=base or settings().base, any_version=any_version)
        )
        self._guard = threading.RLock()
        self._writer: _Reading | None = None
        self._reader: tuple[str, _Reading] | None = None
        self._search_memory: tuple[str, sqlite3.Connection] | None = None
        self._changed: dict[str, NodeRow | None] | None = None
        """Nodes that were written since the last snapshot, by id; None where that is not known."""
        self._dirty = self._closed = False
        self._published = time.monotonic()
        if (self.path / "generation").exists() and not (self._data / "CURRENT").exists():
            raise self._broken("its data are gone")

    def __repr__(self) -> str:
        return f"OxigraphStore({str(self.path)!r})"

    # --- writing ------------------------------------------------------------------------------------------------

    def _load_portion(self, documents: Sequence[DocumentFacts]) -> dict[str, str]:
        with self._guard:
            writer = self._take()
            infos = {document.id: writer.info(document.id) for document in documents}
            fingerprints = {identifier: info.fingerprint for identifier, info in infos.items() if info}
            if new := changed(documents, fingerprints):
                self._commit(writer, plan(writer, new))
                if time.monotonic() - self._published > SNAPSHOT_SECONDS:
                    self._written()
            return fingerprints

    def unload(self, document: str) -> bool:
        """Remove what one document says; what others say stays. False where it was not loaded."""
        with self._guard:
            writer = self._take()
            if not writer.loaded([document]):
                return False
            try:
                self._commit(writer, plan(writer, (), [document]))
            finally:
                self._written()
            return True

    def settle(self) -> None:
        """Have RocksDB merge the files that loads leave: of a million relations, answers then take a third of the time.

        That takes a twentieth of the time of the loads, and room for the data once more; where the disk has not so
        much nothing is done.
        """
        with self._guard:
            self._open()
            if self._writer is None:
                return
            self._written()
            size, last = _size(self._data), self.path / "settled"
            known = 0
            with suppress(OSError, ValueError):
                known = int(last.read_text(encoding="utf-8"))
            if size < max(SETTLE_BYTES, SETTLE_GROWTH * known) or shutil.disk_usage(self.path).free < 2 * size:
                return
            # Where it fails, the data are as whole as they were, and readers have them.
            with suppress(OSError):
                self._writer.store.optimize()
                last.write_text(f"{_size(self._data)}\n", encoding="utf-8")
                self._commit(self._writer, Change())
            self._written()

    def _commit(self, writer: _Reading, change: Change) -> None:
        old, new = _quads(change, self._names)
        stamp = f"{self._names.kept()} {self._names.kept_term('generation')}"
        if before := writer.generation():
            old.add((self._names.kept(), f"{stamp} {text_literal(before)}"))
        new.add((self._names.kept(), f"{stamp} {text_literal(uuid.uuid4().hex)}"))
        come = new - old
        bulk = len(come) >= BULK
        operations = [_data("DELETE", old - new), "" if bulk else _data("INSERT", come)]
        for diff in change.sources:
            if diff.before and not diff.after:
                document = diff.before.info.document
                operations += [
                    f"DROP SILENT GRAPH {name}" for name in (self._names.graph(document), self._names.kept(document))
                ]
        update = ";\n".join(filter(None, operations))
        try:
            if bulk:
                journal.write(self.path, update, come)
            else:
                writer.store.update(update)
        except OSError as error:
            raise self._unwritten(error, "Nothing of these documents was stored") from error
        self._dirty = True
        if self._changed is not None:
            self._changed |= {diff.before.id: None for diff in change.nodes if diff.before}
            self._changed |= {diff.after.id: diff.after for diff in change.nodes if diff.after}
        if bulk:
            self._make(writer)

    def _make(self, writer: _Reading) -> None:
        """Make what is written down; where that fails, this writer is of no use any more."""
        try:
            journal.make(self.path, writer.store)
        except OSError as error:
            self._writer, self._dirty, self._changed = None, False, None
            raise self._unwritten(error, "What is missing of these documents follows at the next load") from error

    def _unwritten(self, error: OSError, state: str) -> StoreError:
        return StoreError(
            f"the data could not be written ({error})",
            where=str(self.path),
            todo=f"{state}. See whether the disk is full or the folder may not be written, then load again",
        )

    def _written(self) -> None:
        """Let readers know."""
        with self._guard:
            if self._dirty and self._writer:
                try:
                    self._publish(self._writer)
                except OSError as error:
                    raise self._unwritten(
                        error, "The documents are stored, and are seen after the next load"
                    ) from error
                self._dirty = False

    def _publish(self, writer: _Reading) -> None:
        """Make a snapshot of what is committed, point readers to it, and remove those that nobody reads."""
        now = writer.generation()
        self._snapshots.mkdir(exist_ok=True)
        if not (self._snapshots / now).exists():
            unfinished = self._snapshots / f"{now}.{os.getpid()}.tmp"
            writer.store.backup(str(unfinished))
            os.rename(unfinished, self._snapshots / now)
        if self._changed is not None:
            # Without an index the first search builds one: that it cannot be written stops no load.
            with suppress(OSError, sqlite3.Error):
                fulltext.bring_forward(self.path, self._generation(), now, self._changed)
        temporary = self.path / f"generation.{os.getpid()}.tmp"
        temporary.write_text(f"{now}\n", encoding="utf-8")
        os.replace(temporary, self.path / "generation")
        for folder in self._snapshots.iterdir():
            if folder.name != now and (hold := _hold(folder, shared=False)) is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(hold)
        with suppress(OSError):  # What is left is removed after the next load.
            fulltext.clear(self.path, [folder.name for folder in self._snapshots.iterdir()])
        self._published, self._changed = time.monotonic(), {}

    def _take(self) -> _Reading:
        """The writer, held from now on until ``close``."""
        self._open()
        if self.readonly:
            raise StoreError("the store was opened for reading only", where=str(self.path))
        if self._writer is None:
            self._reader = None
            try:
                writer = _Reading(ox.Store(str(self._data)), self._names)
            except (OSError, RuntimeError) as error:
                raise self._refused(error) from error
            self._make(writer)
            try:
                _describe(self.path, self._names.base)
                (self.path / "writer.json").write_text(
                    json.dumps({"pid": os.getpid(), "since": time.strftime("%Y-%m-%d %H:%M:%S")}), encoding="utf-8"
                )
                if writer.generation() != self._generation():
                    # The process that wrote last ended before it could say so.
                    self._publish(writer)
            except OSError as error:
                raise self._unwritten(error, "Nothing was stored") from error
            self._writer, self._changed = writer, {}
        return self._writer

    def _refused(self, error: Exception) -> StoreError:
        if not any(word in str(error) for word in _LOCK_WORDS):
            return self._broken(str(error))
        try:
            holder = json.loads((self.path / "writer.json").read_text(encoding="utf-8"))
            who = f"process {int(holder['pid'])}, since {holder['since']}"
            who = "this process" if holder["pid"] == os.getpid() else who
        except (OSError, ValueError, KeyError, TypeError):
            who = "another process"
        return StoreError(
            f"the store is being written by {who}", where=str(self.path), todo="Wait until it has ended, then try again"
        )

    def _broken(self, seen: str) -> StoreError:
        todo = "Remove the folder and load the files again, or restore a backup"
        if any(words in seen for words in _DISK_WORDS):
            todo = "Make room on the disk or mend it, then try again; what is stored stays whole"
        elif any(words in seen for words in _RIGHTS_WORDS):
            todo = "See that you may read and write the folder and all that is in it"
        return StoreError(f"the store cannot be opened: {seen}", where=str(self.path), todo=todo)

    # --- reading ------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        if self._closed:
            raise StoreError("the store was closed", where=str(self.path))

    def _generation(self) -> str:
        try:
            return (self.path / "generation").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise self._broken(str(error)) from error

    def _reading(self) -> _Reading:
        """What to read from: the writer where it is ours, else a snapshot no older than the last load."""
        with self._guard:
            self._open()
            if self._writer:
                return self._writer
            generation = self._generation()
            while self._reader is None or self._reader[0] != generation:
                if (reading := self._snapshot(generation)) is not None:
                    self._reader = generation, reading
                elif (newer := self._generation()) == generation:
                    raise self._broken("its snapshot is gone")
                else:
                    generation = newer
            return self._reader[1]

    def _snapshot(self, generation: str) -> _Reading | None:
        """The snapshot of this name, kept from being removed while it is read; None where it is gone."""
        if not generation:
            return _Reading(ox.Store(), self._names)
        folder = self._snapshots / generation
        if (hold := _hold(folder, shared=True)) is None:
            return None
        try:
            reading = _Reading(ox.Store.read_only(str(folder)), self._names)
        except (OSError, RuntimeError) as error:
            os.close(hold)
            raise self._broken(str(error)) from error
        weakref.finalize(reading, os.close, hold)
        return reading

    def _read(self, work: Callable[[_Reading], _T]) -> _T:
        with self._guard:
            reading = self._reading()
            if reading is self._writer:
                # What is written in bulk is seen in part until it is done: another thread that reads must wait.
                return self._work(reading, work)
        return self._work(reading, work)

    def _work(self, reading: _Reading, work: Callable[[_Reading], _T]) -> _T:
        try:
            return work(reading)
        except (OSError, RuntimeError) as error:
            raise self._broken(str(error)) from error

    def sources(self) -> Iterator[SourceInfo]:
        """Every loaded source, by document id."""

        def work(reading: _Reading) -> list[SourceInfo]:
            return [info for document in reading.documents() if (info := reading.info(document))]

        yield from self._read(work)

    def document(self, document: str) -> DocumentFacts | None:
        """All that a loaded document says, as it was loaded."""
        packed = self._read(lambda reading: reading.packed(document))
        return unpack(packed) if packed else None

    def kept(self) -> Iterator[tuple[str, str]]:
        """Every loaded document by id, with its packed facts, all of one moment."""
        reading = self._reading()
        try:
            yield from reading.kept_facts()
        except (OSError, RuntimeError) as error:
            raise self._broken(str(error)) from error

    def ask(self, text: str, parameters: Mapping[str, Scalar]) -> list[Row]:
        """Run a SELECT query; ``$name`` stands for a parameter (``graph.rdf.bind``).

        Returns:
            rows of column → int (xsd:integer), bool, float (xsd:double), None (unbound) or text; decimals are
            text, and the IRI of a node is its id.
        """

        def work(reading: _Reading) -> list[Row]:
            solutions = reading.store.query(bind(text, parameters))
            if not isinstance(solutions, ox.QuerySolutions):
                raise StoreError("a question has to be a SELECT query")
            columns = [variable.value for variable in solutions.variables]
            return [{column: self._cell(reading, solution[column]) for column in columns} for solution in solutions]

        try:
            return self._read(work)
        except SyntaxError as error:
            raise StoreError(f"the SPARQL text cannot be read: {error}", todo="Mend the query") from error

    @staticmethod
    def _cell(reading: _Reading, term: object) -> Scalar:
        if term is None:
            return None
        return _scalar(term) if isinstance(term, ox.Literal) else reading.id_of(term)

    def statements(self, facts: Iterable[str]) -> dict[str, tuple[StatedBy, ...]]:
        """Fact key → who states it, by document id and line. Unknown keys are left out."""
        keys = dict.fromkeys(facts)

        def work(reading: _Reading) -> dict[str, tuple[StatedBy, ...]]:
            return {
                key: tuple(found)
                for key in keys
                if (found := sorted(reading.stated(key), key=lambda said: (said.document, said.spans[0].line)))
            }

        return self._read(work)

    def state(self) -> str | None:
        """The snapshot that is read, by its name; None for the writer."""
        with self._guard:
            reading = self._reading()
            return None if reading is self._writer else reading.generation()

    def status(self) -> StoreStatus:
        """Counts of what is stored; ``facts`` are those between nodes."""
        return self._read(self._status)

    def _status(self, reading: _Reading) -> StoreStatus:
        if reading.counted:
            return reading.counted
        nodes = {label: reading.count(f"?x a <{expand(f'pg:{label}')}>") for label in NODE_TYPES}
        shared = Counter(relation.term for relation in RELATIONS.values())
        facts = {
            name: reading.count(
                f"?x <{expand(relation.term)}> ?y"
                + (f" . ?x a <{expand(f'pg:{relation.source[0]}')}>" if shared[relation.term] > 1 else "")
            )
            for name, relation in RELATIONS.items()
        }
        loaded = len(reading.documents())
        status = StoreStatus(
            kind="oxigraph",
            address=str(self.path),
            documents_loaded=loaded,
            documents_cited=nodes["Document"] - loaded - reading.count(_ONLY_ACTS),
            nodes={label: number for label, number in nodes.items() if number},
            facts={name: number for name, number in facts.items() if number},
            statements=reading.count(f"GRAPH ?g {{ ?x a <{expand(STATEMENT.term)}> }}"),
        )
        if reading is not self._writer:
            reading.counted = status
        return status

    def graphs(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """The whole graph as lines of N-Quads, graph by graph; see ``BaseStore.graphs``.

        Oxigraph writes the terms, in the canonical form that ``graph.rdf`` writes too; the order is ours.
        """
        reading = self._reading()
        try:
            with LineSorter() as sorter:
                reading.store.dump(cast(IO[bytes], sorter), ox.RdfFormat.N_TRIPLES, from_graph=_DEFAULT)
                yield "", sorter.blocks()
            for document in reading.documents():
                graph = self._names.graph(document)
                yield graph, in_graph(reading.triples(_node(graph)), graph)
        except (OSError, RuntimeError) as error:
            raise self._broken(str(error)) from error

    def document_quads(self, document: str) -> tuple[list[str], list[str]]:
        """What one loaded document says; see ``graph.store.Store.document_quads``."""
        return self._read(lambda reading: reading.part(document))

    def dataset(self) -> tuple[ox.Store, list[str]]:
        """The data that readers see now, and the IRIs of the documents' graphs: all that a query of others may see."""
        reading = self._reading()
        return reading.store, [self._names.graph(document)[1:-1] for document in reading.documents()]

    def close(self) -> None:
        """Release the folder; further calls are errors."""
        with self._guard:
            try:
                if not self._closed:
                    self._written()
            finally:
                self._closed = True
                self._writer = self._reader = None
                if self._search_memory:
                    self._search_memory[1].close()
                    self._search_memory = None

    # --- search -------------------------------------------------------------------------------------------------

    def search(self, text: str, *, labels: Sequence[str] = (), limit: int = 20) -> list[Hit]:
        """Nodes whose name, number or other names match, with and without diacritics, best first."""
        words = query_words(text)
        return self._read(lambda reading: self._search(reading, words, labels, limit)) if words else []

    def _search(self, reading: _Reading, words: tuple[str, ...], labels: Sequence[str], limit: int) -> list[Hit]:
        whole = set(whole_words(words))
        phrase = " ".join(words)
        in_name = " AND ".join("instr(' ' || name || ' ', ' ' || ?) > 0" for _ in words)
        order = f"""CASE WHEN name = ? THEN 0 WHEN substr(name, 1, ?) = ? THEN 1 WHEN {in_name} THEN 2
                    WHEN instr(' ' || words || ' ', ?) > 0 THEN 3 ELSE 4 END, length(name), id"""
        chosen = f"AND label IN ({', '.join('?' * len(labels))})" if labels else ""
        matching = " AND ".join(f'"{word}"' if word in whole else f'"{word}"*' for word in words)
        values: list[str | int] = [
            matching,
            *labels,
            phrase,
            len(phrase) + 1,
            f"{phrase} ",
            *(f"{word} " if word in whole else word for word in words),
            f" {phrase} ",
            limit,
        ]
        with self._guard, self._search_index(reading) as index:
            rows = index.execute(
                f"SELECT label, id FROM node WHERE words MATCH ? {chosen} ORDER BY {order} LIMIT ?", values
            ).fetchall()
        return [hit(reading.node(label, identifier)) for label, identifier in rows]

    @contextmanager
    def _search_index(self, reading: _Reading) -> Iterator[sqlite3.Connection]:
        """The full-text index of what ``reading`` holds: the file where it fits, else built anew."""
        generation = reading.generation()
        if self._search_memory and self._search_memory[0] == generation:
            yield self._search_memory[1]
            return
        file = fulltext.index_file(self.path, generation)
        if (found := fulltext.fitting(file, generation)) is None:
            try:
                fulltext.build(file, reading.searched(), generation)
                found = fulltext.fitting(file, generation)
            except (OSError, sqlite3.OperationalError):
                pass  # The folder may only be read from here: the index is kept in memory.
            if found is None:
                memory = sqlite3.connect(":memory:", check_same_thread=False)
                fulltext.fill(memory, reading.searched(), generation)
                if self._search_memory:
                    self._search_memory[1].close()
                self._search_memory = generation, memory
                yield memory
                return
        with closing(found):
            yield found


# --- the folder -------------------------------------------------------------------------------------------------


def _hold(folder: Path, *, shared: bool) -> int | None:
    """Lock a snapshot's folder: many may read it, one may remove it when nobody reads it.

    Returns:
        a file descriptor that holds the lock until it is closed; None where the folder is gone or somebody else's.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX | fcntl.LOCK_NB)
        if folder.exists():
            return descriptor
    except OSError:
        pass
    os.close(descriptor)
    return None


def _prepare(path: Path, *, readonly: bool, base: str, any_version: bool) -> str:
    """See that the folder is a store, making one where that is allowed.

    Returns:
        the base of its IRIs.
    """
    file = path / "store.json"
    where = str(path)
    try:
        if not file.exists():
            if path.exists() and not path.is_dir():
                raise StoreError("it is a file, and the store is a folder", where=where, todo="Name a folder")
            # What a process left that ended before it could describe the store is no other thing.
            foreign = path.exists() and any(not _UNFINISHED.fullmatch(entry.name) for entry in path.iterdir())
            # Another process may have made the store while this one looked.
            if foreign and not file.exists():
                raise StoreError(
                    "the folder holds other things than a store",
                    where=where,
                    todo="Name a new folder, or remove this one if it is a store half deleted",
                )
            if readonly and not file.exists():
                raise StoreError("there is no store yet", where=where, todo="Load files first: policygraph load PATH")
            if not file.exists():
                path.mkdir(parents=True, exist_ok=True)
                _describe(path, base)
        about = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise StoreError(
            f"the folder cannot be used ({error.strerror})", where=where, todo="Name a folder that you may write"
        ) from error
    except ValueError:
        about = None
    if not isinstance(about, dict) or about.get("store") != "policygraph" or not isinstance(about.get("base"), str):
        raise StoreError(
            "store.json does not describe a store", where=where, todo="Remove the folder and load the files again"
        )
    if any_version and about.get("format") == FORMAT:
        return str(about["base"])
    now, then = terms(), about.get("terms")
    same_terms = isinstance(then, dict) and all(now.get(name) == said for name, said in then.items())
    if (about.get("format"), about.get("projection")) != (FORMAT, PROJECTION) or not same_terms:
        raise StoreError(
            "the store was made by another version of policygraph",
            where=where,
            todo=f"Load the files into a new folder, or take them over: {TAKE_OVER}",
        )
    if about["base"] != base:
        raise StoreError(
            f"the store was made for the base {about['base']}, not {base}",
            where=where,
            todo="Set POLICYGRAPH_BASE to that of the store, or load the files into a new folder",
        )
    return base


def _size(folder: Path) -> int:
    """Bytes of RocksDB's tables; those that vanish while we look count nothing."""
    found = 0
    for table in folder.glob("*.sst"):
        with suppress(OSError):
            found += table.stat().st_size
    return found


def _describe(path: Path, base: str) -> None:
    """Write what the store is; terms that were declared since it was made are added at the next writing."""
    about = {"store": "policygraph", "format": FORMAT, "projection": PROJECTION, "base": base, "terms": terms()}
    temporary = path / f"store.{os.getpid()}.tmp"
    try:
        temporary.write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
        os.replace(temporary, path / "store.json")
    finally:
        temporary.unlink(missing_ok=True)


# --- writing ----------------------------------------------------------------------------------------------------


def _tally_quad(names: Names, row: TallyRow) -> Quad:
    return names.kept(), f"{names.node(row.of)} {names.kept_term(row.what)} {text_literal(f'{row.count} {row.value}')}"


def _kept_source(names: Names, row: SourceRow) -> Iterator[Quad]:
    graph, kept = names.graph(row.info.document), names.kept(row.info.document)
    yield kept, f"{graph} {names.kept_term('facts')} {text_literal(row.packed)}"
    yield kept, f"{graph} {names.kept_term('path')} {text_literal(row.info.path)}"
    for name in row.yearless:
        yield kept, f"{graph} {names.kept_term('written')} {text_literal(name)}"


def _base_quad(names: Names, row: NodeRow) -> Iterator[Quad]:
    if row.label == "Document" and is_dated(row.id):
        yield names.kept(), f"{names.node(row.id)} {names.kept_term('base')} {text_literal(base_of(row.id))}"


def _quads(change: Change, names: Names) -> tuple[set[Quad], set[Quad]]:
    """What the change takes away and what it brings."""
    old: set[Quad] = set()
    new: set[Quad] = set()
    for node in change.nodes:
        for row, into in ((node.before, old), (node.after, new)):
            if row:
                into.update(node_quads(names, row))
                into.update(_base_quad(names, row))
    for fact in change.facts:
        for fact_row, into in ((fact.before, old), (fact.after, new)):
            if fact_row:
                into.update(fact_quads(names, fact_row))
    for statement in change.statements:
        for statement_row, into in ((statement.before, old), (statement.after, new)):
            if statement_row:
                into.update(statement_quads(names, statement_row))
    for mention in change.mentions:
        for mention_row, into in ((mention.before, old), (mention.after, new)):
            if mention_row:
                into.update(mention_quads(names, mention_row))
    for source in change.sources:
        for source_row, into in ((source.before, old), (source.after, new)):
            if source_row:
                into.update(source_quads(names, source_row.info))
                into.update(_kept_source(names, source_row))
    for tally in change.tallies:
        for tally_row, into in ((tally.before, old), (tally.after, new)):
            if tally_row:
                into.add(_tally_quad(names, tally_row))
    return old, new


def _data(operation: str, quads: Iterable[Quad]) -> str:
    """A ``DELETE DATA`` or ``INSERT DATA`` of the quads; empty where there are none."""
    graphs: dict[str, list[str]] = {}
    for graph, triple in quads:
        graphs.setdefault(graph, []).append(f"{triple} .")
    blocks = [
        "\n".join(triples) if not graph else f"GRAPH {graph} {{\n" + "\n".join(triples) + "\n}"
        for graph, triples in graphs.items()
    ]
    return f"{operation} DATA {{\n" + "\n".join(blocks) + "\n}" if blocks else ""
