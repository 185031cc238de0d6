"""Names that documents print and the vocabulary lacks: each with where it stands and what it is likest to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args

from rapidfuzz import fuzz, process

from graph.decisions import undecided
from graph.facts import DocumentFacts, NodeRecord, Span
from graph.resolve import match_type
from graph.store import Store
from ontology import vocabulary
from ontology.declare import Words
from ontology.errors import InputError
from ontology.text import compare_key, search_key
from ontology.values.document_number import find_numbers
from ontology.vocabulary import AliasOf

KINDS: dict[AliasOf, Words] = {
    "agency": Words("cơ quan", "agency"),
    "place": Words("địa bàn", "place"),
    "unit": Words("đơn vị tính", "unit"),
    "kind": Words("loại văn bản", "kind of document"),
    "body": Words("ký hiệu cơ quan", "symbol of a body"),
}
"""List of the vocabulary → what its entries are, in words."""

_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Where a name stands: id and name of the document, and the first lines."""

    document: str
    document_name: str
    line: int
    quote: str


@dataclass(slots=True)
class Unknown:
    """A name that a list lacks.

    Args:
        which: the list of the vocabulary it would belong to.
        name: as it is printed most often.
        occurrences: where, by document and line.
        nearest: (id, name) of the likest entries, best first; offered, never taken.
    """

    which: AliasOf
    name: str
    occurrences: list[Occurrence] = field(default_factory=list)
    nearest: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The name as one JSON object."""
        return {
            "list": self.which,
            "list_words": {"vi": KINDS[self.which].vi, "en": KINDS[self.which].en},
            "name": self.name,
            "count": len(self.occurrences),
            "occurrences": [
                {"document": o.document, "document_name": o.document_name, "line": o.line, "quote": o.quote}
                for o in self.occurrences
            ],
            "nearest": [{"id": identifier, "name": name} for identifier, name in self.nearest],
        }


def unknown(store: Store, *, lists: Collection[str] = (), document: str | None = None) -> list[Unknown]:
    """The names met in the loaded documents that the vocabulary lacks, the most frequent first.

    Args:
        lists: only of these lists.
        document: only in this loaded document.

    Raises:
        InputError: there is no such list.
    """
    if wrong := sorted(set(lists) - set(get_args(AliasOf))):
        raise InputError(f"there is no list «{wrong[0]}»", where="--list", todo=f"Use one of {', '.join(KINDS)}")
    found: dict[tuple[AliasOf, str], tuple[Counter[str], list[Occurrence]]] = {}
    for source in store.sources():
        if document not in (None, source.document) or (stored := store.document(source.document)) is None:
            continue
        read = undecided(stored) or stored
        nodes = {node.id: node for node in read.nodes}
        name = str(nodes[read.id].props.get("name", read.id))
        for which, printed, spans in _names(read, nodes):
            if not lists or which in lists:
                words, places = found.setdefault((which, compare_key(printed)), (Counter(), []))
                words[printed] += 1
                span = next((one for one in spans if compare_key(printed) in compare_key(one.quote)), spans[-1])
                places.append(Occurrence(read.id, name, span.line, span.quote))
    made = [
        Unknown(
            which,
            min(words, key=lambda word: (-words[word], word)),
            sorted(set(places), key=lambda place: (place.document, place.line)),
            _nearest(which, key),
        )
        for (which, key), (words, places) in found.items()
    ]
    order = list(KINDS)
    return sorted(made, key=lambda one: (order.index(one.which), -len(one.occurrences), one.name))


def _names(read: DocumentFacts, nodes: dict[str, NodeRecord]) -> Iterator[tuple[AliasOf, str, tuple[Span, ...]]]:
    for said in read.statements:
        node = None if said.literal else nodes[said.object]
        if node is None:
            continue
        if node.label == "Agency" and node.props.get("kind") == "unresolved":
            printed = said.mention or str(node.props["name"])
            matched = match_type(printed)
            # A known body at a place that is not known: the place is what is missing.
            yield ("place", matched[1], said.spans) if matched and matched[1] else ("agency", printed, said.spans)
        elif node.label == "Target" and "unit" in node.props:
            unit = str(node.props["unit"])
            if any(part not in _unit_forms() for part in map(compare_key, unit.split("/"))) and (
                compare_key(unit) not in _unit_forms()
            ):
                yield "unit", unit, said.spans
    # A number of an unknown kind is no citation to the readers, so it is looked for in the text itself.
    for line, text in enumerate(read.text.split("\n"), start=1):
        for _, _, number in find_numbers(text) if "/" in text else ():
            span = Span(line=line, line_end=line, quote=text)
            if number.kind is not None and number.kind.upper() not in _kind_symbols():
                yield "kind", number.kind, (span,)
            elif number.body and vocabulary.find_body(number.body) is None:
                yield "body", number.body, (span,)


@cache
def _kind_symbols() -> frozenset[str]:
    """Symbols of the listed kinds, in capitals."""
    return frozenset(form.upper() for kind in vocabulary.document_kinds() for form in kind.forms)


@cache
def _unit_forms() -> frozenset[str]:
    return frozenset(compare_key(form) for unit in vocabulary.units() for form in (unit.name, *unit.also))


@cache
def _forms(which: AliasOf) -> dict[str, tuple[str, str]]:
    """Search key of every form of a list → id and name of the entry."""
    if which == "agency":
        rows = [(form, agency.id, agency.name) for agency in vocabulary.agencies() for form in agency.forms]
    elif which == "place":
        rows = [
            (form, place.id, place.title())
            for place in vocabulary.jurisdictions()
            for form in (place.name, *place.also)
        ]
    elif which == "unit":
        rows = [(form, unit.name, unit.name) for unit in vocabulary.units() for form in (unit.name, *unit.also)]
    elif which == "kind":
        rows = [(form, kind.symbol, kind.name) for kind in vocabulary.document_kinds() for form in kind.forms]
    else:
        rows = [(form, body.symbol, body.name) for body in vocabulary.document_bodies() for form in body.forms]
    return {search_key(form): (identifier, name) for form, identifier, name in reversed(rows)}


def _nearest(which: AliasOf, key: str) -> tuple[tuple[str, str], ...]:
    forms = _forms(which)
    scored = process.extract(search_key(key), list(forms), scorer=fuzz.ratio, limit=_NEAREST * 3, score_cutoff=50)
    best = sorted(scored, key=lambda item: (-item[1], item[0]))
    return tuple(dict.fromkeys(forms[form] for form, _, _ in best))[:_NEAREST]
