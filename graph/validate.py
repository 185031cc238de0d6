"""The graph, or a file of RDF, held against the SHACL shapes; what is wrong said in sentences with document and line.

The shapes want to see every statement of what they check, so a store is not
given to them whole: each document is checked with the nodes that it names,
the facts that it states and its statements (``Store.document_quads``), which
also keeps memory at the size of the largest document. That the default graph
holds nothing else is checked beside it, line by line.
"""

from __future__ import annotations

import multiprocessing
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import rdflib
from pyshacl import validate as run_shacl
from rdflib.namespace import RDF, SH

import ontology
from graph.exports.rdf import stated
from graph.imports import difference
from graph.nquads import parse
from graph.rdf import PREDICATES, Names
from graph.settings import settings
from graph.sorting import sorted_lines, text_lines
from graph.store import Store
from graph.stores.staging import FORMATS as WITH_GRAPHS
from graph.stores.staging import Staged
from ontology.declare import expand
from ontology.errors import InputError
from ontology.evidence import SPAN, STATEMENT
from ontology.types import NODE_TYPES

SHAPES = Path(ontology.__file__).parent / "rendered" / "shapes.ttl"

#: Forms without graphs, which are checked whole.
WITHOUT_GRAPHS = {".ttl": "turtle", ".nt": "nt", ".jsonld": "json-ld", ".rdf": "xml", ".xml": "xml"}

_STATEMENT = {name: rdflib.URIRef(expand(slot.term)) for name, slot in STATEMENT.slots.items()}
_LINE = rdflib.URIRef(expand(SPAN.slots["line"].term))
_LABELS = [rdflib.URIRef(expand(kind.props()[kind.SHOWN].term)) for kind in NODE_TYPES.values()]


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is wrong.

    Args:
        document: id of the document that says it; empty where none does.
        line: first line of the document that it rests on, if there is one.
        node: id (or IRI) of what it is about; ``name`` is its name, if it has one.
        message_vi, message_en: what is wrong.
        value: the value it is about, if there is one.
        shape: the last part of the shape's IRI, empty where no shape says it.
    """

    document: str
    line: int | None
    node: str
    name: str
    message_vi: str
    message_en: str
    value: str = ""
    shape: str = ""

    def sentence(self, language: str = "vi") -> str:
        """All of it in one sentence, document and line first."""
        word = "dòng" if language == "vi" else "line"
        place = f"{self.document}, {word} {self.line}" if self.line else self.document
        message = self.message_vi if language == "vi" else self.message_en
        about = f"{self.name} ({self.node})" if self.name and self.name != self.node else self.node
        value = f" [{self.value}]" if self.value and self.value not in message else ""
        return f"{place}{': ' if place else ''}{message}{value} — {about}"

    def as_json(self) -> dict[str, Any]:
        """The violation as a JSON object."""
        return {
            "document": self.document or None,
            "line": self.line,
            "node": self.node,
            "name": self.name or None,
            "message": {"vi": self.message_vi, "en": self.message_en},
            "value": self.value or None,
            "shape": self.shape or None,
        }


class _Parts(Protocol):
    def document_quads(self, document: str) -> tuple[list[str], list[str]]: ...


def validate_store(
    store: Store, *, workers: int | None = None, progress: Callable[[str], None] = lambda document: None
) -> Iterator[Violation]:
    """Everything in a store that is against the shapes, document by document.

    Args:
        workers: processes that check; all cores where not given.
        progress: called with each document's id once it is checked.
    """

    def default() -> Iterator[str]:
        for _, blocks in store.graphs():
            yield from text_lines(blocks)
            return

    yield from _documents(store, [source.document for source in store.sources()], default, workers, progress)


def validate_file(
    path: Path, *, workers: int | None = None, progress: Callable[[str], None] = lambda document: None
) -> Iterator[Violation]:
    """Everything in a file that is against the shapes.

    Files with graphs are checked a document at a time, others whole.

    Args:
        workers, progress: as for ``validate_store``.

    Raises:
        InputError: it is no file of a known form, or its syntax is broken.
    """
    suffix = path.suffix.lower()
    if suffix in WITH_GRAPHS:
        with Staged(path, settings().base) as staged:
            if not staged.documents():
                raise InputError(
                    f"it holds no document's graph of the base {settings().base}",
                    where=str(path),
                    todo="Set POLICYGRAPH_BASE to that of the file",
                )
            yield from _documents(staged, staged.documents(), staged.default_lines, workers, progress)
        return
    if suffix not in WITHOUT_GRAPHS:
        raise InputError(
            "the form of the file is not known",
            where=str(path),
            todo=f"Name it {', '.join([*WITH_GRAPHS, *WITHOUT_GRAPHS])}",
        )
    try:
        # Names of graphs are of no concern here: all of a JSON-LD file is one graph to the shapes.
        data = rdflib.Dataset(default_union=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            data.parse(source=str(path), format=WITHOUT_GRAPHS[suffix])
        graph = rdflib.Graph()
        for quad in data.quads((None, None, None, None)):
            graph.add(quad[:3])
    except OSError as error:
        raise InputError(f"the file cannot be read ({error.strerror or error})", where=str(path)) from error
    except Exception as error:  # Each of rdflib's parsers raises errors of its own.
        raise InputError(f"the file cannot be read: {str(error).strip().splitlines()[0]}", where=str(path)) from error
    progress(str(path))
    yield from violations(graph, "")


def _documents(
    found: _Parts,
    documents: Sequence[str],
    default: Callable[[], Iterator[str]],
    workers: int | None,
    progress: Callable[[str], None],
) -> Iterator[Violation]:
    checked: list[Violation] = []

    def lines() -> Iterator[str]:
        # The lines of each document serve twice: they are checked, and the default graph may hold no others.
        with _Checks(min(workers or os.cpu_count() or 1, len(documents)), checked, progress) as checks:
            for document in documents:
                part, own = found.document_quads(document)
                checks.submit(document, part, own)
                yield from part
                for subject, predicate, object_ in stated(own):
                    yield f"{subject} {predicate} {object_} ."

    rest = list(difference(default(), sorted_lines(lines())))
    yield from checked
    names = Names(settings().base)
    for text in rest:
        line = parse(text)
        subject = names.id_of(line.subject[1:-1]) or line.subject
        name = PREDICATES.get(line.predicate[1:-1], line.predicate)
        said = f"{subject} {name} {line.object}"
        yield Violation("", None, subject, "", f"Không văn bản nào nêu «{said}».", f"No document states «{said}».")


class _Checks:
    """Checks documents, in several processes where there are many; results in the order of the documents."""

    def __init__(self, workers: int, into: list[Violation], progress: Callable[[str], None]) -> None:
        self._into, self._progress, self._workers = into, progress, workers
        self._waiting: list[tuple[str, Future[list[Violation]]]] = []
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        if self._workers > 1:
            # Not fork: a parent with a driver's threads must not be copied.
            methods = multiprocessing.get_all_start_methods()
            context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
            self._pool = ProcessPoolExecutor(self._workers, mp_context=context)
        return self

    def submit(self, document: str, part: list[str], own: list[str]) -> None:
        """Have a document checked, now or soon; at most a few wait, so that memory stays flat."""
        if self._pool is None:
            self._into.extend(_check(document, part, own))
            self._progress(document)
            return
        self._waiting.append((document, self._pool.submit(_check, document, part, own)))
        self._collect(self._workers * 2)

    def _collect(self, at_most: int) -> None:
        while len(self._waiting) > at_most:
            document, result = self._waiting.pop(0)
            self._into.extend(result.result())
            self._progress(document)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._collect(0)
        finally:
            if self._pool is not None:
                self._pool.shutdown(cancel_futures=True)


def _check(document: str, part: list[str], own: list[str]) -> list[Violation]:
    return list(violations(document_graph(part, own), document))


def document_graph(part: Sequence[str], own: Sequence[str]) -> rdflib.Graph:
    """A document's part of the default graph and its own, and of each stated property one value, as one graph."""
    graph = rdflib.Graph()
    lines = [*part, *(parse(text).triple for text in own)]
    shown: dict[tuple[str, str], str] = {}
    for subject, predicate, object_ in sorted(stated(own)):
        shown.setdefault((subject, predicate), object_)
    lines += [f"{subject} {predicate} {object_} ." for (subject, predicate), object_ in shown.items()]
    graph.parse(data="\n".join(lines) + "\n", format="nt")
    return graph


@cache
def _shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(SHAPES, format="turtle")


def violations(graph: rdflib.Graph, document: str) -> Iterator[Violation]:
    """What in a graph is against the shapes, in order of line and node."""
    _, results, _ = run_shacl(graph, shacl_graph=_shapes(), inference="none", advanced=False, js=False)
    assert isinstance(results, rdflib.Graph)
    names = Names(settings().base)
    found = [
        _violation(graph, results, result, names, document)
        for result in results.subjects(RDF.type, SH.ValidationResult)
    ]
    yield from sorted(found, key=lambda item: (item.document, item.line or 0, item.node, item.shape, item.value))


def _violation(
    graph: rdflib.Graph, results: rdflib.Graph, result: rdflib.term.Node, names: Names, document: str
) -> Violation:
    node = results.value(result, SH.focusNode)
    value = results.value(result, SH.value)
    shape = results.value(result, SH.sourceShape)
    messages = {getattr(text, "language", None): str(text) for text in results.objects(result, SH.resultMessage)}
    any_message = next(iter(messages.values()), "")
    statement = _statement_of(graph, node, value)
    said_by = graph.value(statement, _STATEMENT["document"]) if statement is not None else None
    return Violation(
        document=document or (names.id_of(str(said_by)) or str(said_by) if said_by is not None else ""),
        line=_line_of(graph, statement),
        node=names.id_of(str(node)) or str(node),
        name=next((str(text) for label in _LABELS for text in graph.objects(node, label)), "")[:100],
        message_vi=messages.get("vi", any_message),
        message_en=messages.get("en", any_message),
        value="" if value is None else (names.id_of(str(value)) or str(value))[:200],
        shape=str(shape).rpartition("#")[2] if isinstance(shape, rdflib.URIRef) else "",
    )


def _statement_of(
    graph: rdflib.Graph, node: rdflib.term.Node | None, value: rdflib.term.Node | None
) -> rdflib.term.Node | None:
    """The statement that is meant, or that best tells where a node stands in its document."""
    if node is None:
        return None
    if (node, RDF.type, rdflib.URIRef(expand(STATEMENT.term))) in graph:
        return node
    if (of := graph.value(predicate=_STATEMENT["spans"], object=node)) is not None:
        return of
    about = [
        *(
            said
            for said in graph.subjects(_STATEMENT["subject"], node)
            if value is not None and (said, _STATEMENT["object"], value) in graph
        ),
        *sorted(graph.subjects(_STATEMENT["object"], node), key=str),
        *sorted(graph.subjects(_STATEMENT["subject"], node), key=str),
    ]
    if about:
        return about[0]
    # A participation stands in no statement; the thing it belongs to does.
    matter = graph.value(predicate=rdflib.URIRef(expand("cv:hasParticipation")), object=node)
    return None if matter is None or matter == node else _statement_of(graph, matter, None)


def _line_of(graph: rdflib.Graph, statement: rdflib.term.Node | None) -> int | None:
    if statement is None:
        return None
    lines = [
        int(str(line))
        for span in graph.objects(statement, _STATEMENT["spans"])
        for line in graph.objects(span, _LINE)
        if str(line).isdecimal()
    ]
    return min(lines, default=None)
