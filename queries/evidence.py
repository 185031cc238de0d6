"""The lines behind an answer: who states a fact, where and in which words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from graph.facts import DOUBT_SEPARATOR, fact_key
from graph.store import Scalar, StatedBy, Store
from queries.catalogue import FOLDER, Language

EVIDENCE_DOCUMENTS = 5
"""How many documents are quoted for one fact; a link that every plan restates would fill pages."""

Fact = tuple[str, str, str]
"""Subject, predicate, object."""


@cache
def part(name: str, language: Language) -> str:
    """A text that no one asks by itself."""
    return (FOLDER / "parts" / f"{name}.{'cypher' if language == 'cypher' else 'rq'}").read_text(encoding="utf-8")


_REMEMBERED: WeakKeyDictionary[Store, tuple[str, dict[str, Any]]] = WeakKeyDictionary()
_T = TypeVar("_T")


def remembered(store: Store, what: str, make: Callable[[], _T]) -> _T:
    """What was made of the store before, until the next load; not to be changed.

    Lists of all documents or agencies stand on most pages, and take a second in a large store.
    """
    state = store.state()
    if state is None:
        return make()
    kept = _REMEMBERED.get(store)
    if kept is None or kept[0] != state:
        kept = _REMEMBERED[store] = (state, {})
    if what not in kept[1]:
        kept[1][what] = make()
    return cast(_T, kept[1][what])


def rows_of_part(store: Store, name: str) -> Sequence[Mapping[str, Scalar]]:
    """The rows of such a text without parameters, remembered."""
    return remembered(store, f"part {name}", lambda: store.ask(part(name, store.language), {}))


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """Lines of a document that state a fact.

    Args:
        document, document_label: id and name of the document that states it.
        line, line_end, quote: where and how.
        fact: subject, predicate and object, as ids.
        doubt: codes of the findings that concern the statement, joined by «; ».
        stated_by: how many documents state the fact, those not quoted here included.
        confirmed_by: who confirmed or corrected the statement, where a person did.
        page: page of the first line, where the file has pages.
    """

    document: str
    document_label: str
    line: int
    line_end: int
    quote: str
    fact: Fact
    doubt: str | None
    stated_by: int
    confirmed_by: str | None = None
    page: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The item as one JSON object."""
        subject, predicate, object_ = self.fact
        return {
            "document": self.document,
            "document_label": self.document_label,
            "page": self.page,
            "line": self.line,
            "line_end": self.line_end,
            "lines": [self.line, self.line_end],
            "quote": self.quote,
            "fact": {"subject": subject, "predicate": predicate, "object": object_},
            "doubt": self.doubt,
            "stated_by": self.stated_by,
            "confirmed_by": self.confirmed_by,
        }


class Evidence:
    """The statements of all facts of an answer, fetched in one go."""

    def __init__(self, store: Store, facts: Iterable[Fact]) -> None:
        keys = sorted({fact_key(*fact) for fact in facts})
        self._said: dict[str, tuple[StatedBy, ...]] = store.statements(keys) if keys else {}
        self._names: dict[str, str] = {}
        if self._said:
            loaded = rows_of_part(store, "loaded-documents")
            self._names = {str(row["id"]): str(row["name"]) for row in loaded}

    def of(self, fact: Fact, first: str = "") -> tuple[EvidenceItem, ...]:
        """Who states a fact: the document ``first``, then the fact's own document, then by id and line."""
        said = self._said.get(fact_key(*fact), ())
        documents = {statement.document for statement in said}

        def rank(document: str) -> tuple[bool, bool, str]:
            return document != first, not f"{fact[0]}/".startswith(f"{document}/"), document

        chosen = sorted(documents, key=rank)[:EVIDENCE_DOCUMENTS]
        return tuple(
            EvidenceItem(
                document,
                self._names.get(document, document),
                span.line,
                span.line_end,
                span.quote,
                fact,
                DOUBT_SEPARATOR.join(statement.doubt) or None,
                len(documents),
                statement.confirmed_by,
                span.page,
            )
            for document in chosen
            for statement in said
            if statement.document == document
            for span in sorted(statement.spans, key=lambda span: (span.line, span.line_end, span.quote))
        )

    def all(self, facts: Sequence[Fact]) -> tuple[EvidenceItem, ...]:
        """The items of several facts, in their order."""
        return tuple(item for fact in facts for item in self.of(fact))
