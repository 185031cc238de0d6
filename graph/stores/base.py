"""What both stores do alike: which documents are written, in what portions, and what is told of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Self

from graph.facts import DocumentFacts, FindingRecord
from graph.project import check_storable
from graph.sorting import text_lines
from graph.store import LoadResult

#: One transaction writes whole documents up to about so many statements and characters of text: enough to spare
#: most of a transaction's own cost, and little enough that memory does not depend on how many are given.
PORTION_STATEMENTS = 3_000
PORTION_TEXT = 8_000_000

#: The way out of a store that another version made.
TAKE_OVER = "policygraph backup FILE, then policygraph restore FILE --store NEW"


def portions(documents: Sequence[DocumentFacts]) -> Iterator[list[DocumentFacts]]:
    """The documents in portions for one transaction each, in their order; none holds one id twice."""
    portion: list[DocumentFacts] = []
    ids: set[str] = set()
    statements = text = 0
    for document in documents:
        statements += len(document.statements)
        text += len(document.text)
        if portion and (document.id in ids or statements > PORTION_STATEMENTS or text > PORTION_TEXT):
            yield portion
            portion, ids = [], set()
            statements, text = len(document.statements), len(document.text)
        portion.append(document)
        ids.add(document.id)
    if portion:
        yield portion


class BaseStore(ABC):
    """The parts of the protocol ``graph.store.Store`` that do not depend on the database."""

    def load(self, documents: Sequence[DocumentFacts]) -> LoadResult:
        """Write documents, each whole or not at all; see ``graph.store.Store.load``.

        Raises:
            RefusedFactError: one of them cannot be stored; nothing was written then.
            StoreError: the database refused; documents of earlier portions are stored.
        """
        for document in documents:
            check_storable(document)
        added: list[str] = []
        replaced: list[str] = []
        unchanged: list[str] = []
        try:
            for portion in portions(documents):
                fingerprints = self._load_portion(portion)
                for document in portion:
                    was = fingerprints.get(document.id)
                    into = added if was is None else unchanged if was == document.source.fingerprint else replaced
                    into.append(document.id)
        finally:
            self._written()
        return LoadResult(tuple(added), tuple(replaced), tuple(unchanged))

    @abstractmethod
    def _load_portion(self, documents: Sequence[DocumentFacts]) -> Mapping[str, str]:
        """Write those with another fingerprint than the stored one, in one transaction.

        Returns:
            document id → fingerprint as it was stored before, for those that were stored.
        """

    @abstractmethod
    def _written(self) -> None:
        """Called once after the last portion, also when one of them failed."""

    @abstractmethod
    def settle(self) -> None:
        """Put in order what was written; see ``graph.store.Store.settle``."""

    @abstractmethod
    def graphs(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """The whole graph as lines of N-Quads, graph by graph; see ``graph.store.Store.graphs``.

        Memory is bounded by the largest document; the default graph is sorted on disk where it is large.
        """

    def quads(self) -> Iterator[str]:
        """The whole graph as N-Quads lines: the default graph, then each document's by id; sorted within each."""
        for _, blocks in self.graphs():
            yield from text_lines(blocks)

    def state(self) -> str | None:
        """See ``graph.store.Store.state``; a server that others write to is asked anew each time."""
        return None

    @abstractmethod
    def document(self, document: str) -> DocumentFacts | None:
        """All that a loaded document says, as it was loaded."""

    def findings(self, document: str) -> tuple[FindingRecord, ...]:
        """What was doubtful in a loaded document, in line order; empty where it is not loaded."""
        found = self.document(document)
        return tuple(sorted(found.findings, key=lambda finding: finding.line)) if found else ()

    @abstractmethod
    def close(self) -> None:
        """Release the store."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def changed(documents: Sequence[DocumentFacts], fingerprints: Mapping[str, str]) -> list[DocumentFacts]:
    """The documents whose stored fingerprint is absent or another."""
    return [document for document in documents if fingerprints.get(document.id) != document.source.fingerprint]
