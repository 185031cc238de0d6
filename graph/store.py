"""The store protocol, and ``open_store``.

Two stores keep the same graph: Oxigraph in a folder (embedded, the default)
and Neo4j by URI. Everything outside ``graph/stores`` speaks to this protocol
only. Both derive what they write from the same projection
(``graph.project``), so that they hold the same facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from graph.facts import DocumentFacts, FindingRecord, SourceInfo, Span

Scalar = str | int | float | bool | None
Row = dict[str, Scalar]


@dataclass(frozen=True, slots=True)
class StatedBy:
    """One document's statement of a fact, as a store returns it."""

    fact: str
    document: str
    subject: str
    predicate: str
    object: str
    literal: bool
    spans: tuple[Span, ...]
    basis: str | None
    mention: str | None
    doubt: tuple[str, ...]
    decision: str | None = None
    confirmed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A node found by ``Store.search``."""

    id: str
    label: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What one ``load`` did: document ids by what became of them, in the order given."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """What is in a store. ``nodes`` and ``facts`` count by label and by predicate."""

    kind: Literal["oxigraph", "neo4j"]
    address: str
    documents_loaded: int
    documents_cited: int
    nodes: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, int] = field(default_factory=dict)
    statements: int = 0


@runtime_checkable
class Store(Protocol):
    """Where the graph is kept. Every method may raise ``ontology.errors.StoreError``."""

    #: Language of the query texts that ``ask`` takes.
    language: Literal["cypher", "sparql"]

    def load(self, documents: Sequence[DocumentFacts]) -> LoadResult:
        """Write documents, each whole or not at all; one with an equal fingerprint is left alone.

        A document that is there already is replaced: exactly what it said and
        nobody else says goes.
        """
        ...

    def unload(self, document: str) -> bool:
        """Remove what one document says; what others say stays. False where it was not loaded."""
        ...

    def settle(self) -> None:
        """Put in order what was written, where that was much; what is asked gets the same answers, sooner."""
        ...

    def sources(self) -> Iterator[SourceInfo]:
        """Every loaded source, by document id."""
        ...

    def document(self, document: str) -> DocumentFacts | None:
        """All that a loaded document says, as it was loaded."""
        ...

    def kept(self) -> Iterator[tuple[str, str]]:
        """Every loaded document by id, with all that it says as ``graph.project.pack`` made it."""
        ...

    def findings(self, document: str) -> tuple[FindingRecord, ...]:
        """What was doubtful in a loaded document, in line order."""
        ...

    def state(self) -> str | None:
        """A text that is another after every load; None where what was read may not be remembered."""
        ...

    def ask(self, text: str, parameters: Mapping[str, Scalar]) -> list[Row]:
        """Run a reading query of the store's language; every row a mapping of column to scalar."""
        ...

    def statements(self, facts: Iterable[str]) -> dict[str, tuple[StatedBy, ...]]:
        """Fact key → who states it, by document id and line. Unknown keys are left out."""
        ...

    def search(self, text: str, *, labels: Sequence[str] = (), limit: int = 20) -> list[Hit]:
        """Nodes whose name, number or other names match, with and without diacritics, best first."""
        ...

    def status(self) -> StoreStatus:
        """Counts of what is stored."""
        ...

    def quads(self) -> Iterator[str]:
        """The whole graph as N-Quads lines (no newline), in the one order that depends only on the graph."""
        ...

    def graphs(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """The same lines, graph by graph: its IRI in angle brackets («» for the default graph, which is always the
        first), and its lines with their newlines, many at a time; each graph is to be read before the next.
        """
        ...

    def document_quads(self, document: str) -> tuple[list[str], list[str]]:
        """What one loaded document says, as N-Quads lines, sorted; both lists are empty where it is not loaded.

        Returns:
            its part of the default graph (the nodes that it names without their stated properties, the facts that
            it states, the links between its nodes), and its own graph.
        """
        ...

    def close(self) -> None:
        """Release the store; further calls are errors."""
        ...


def open_store(
    url: str, *, readonly: bool = False, user: str | None = None, password: Any = None, any_version: bool = False
) -> Store:
    """Open a store by address: a folder (or ``oxigraph:FOLDER``), or a ``neo4j://`` / ``bolt://`` URI.

    Args:
        any_version: open also what another version made, for ``kept`` alone: the way out of an older store.

    Raises:
        StoreError: the folder cannot be used, the server is away, the login is refused, another version made it.
    """
    if url.split(":", 1)[0].split("+")[0] in ("neo4j", "bolt"):
        from graph.stores.neo4j import Neo4jStore

        return Neo4jStore(url, user=user, password=password, any_version=any_version)
    from graph.stores.oxigraph import OxigraphStore

    return OxigraphStore(url.removeprefix("oxigraph:"), readonly=readonly or any_version, any_version=any_version)
