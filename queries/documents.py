"""The documents of a store, for lists: level, place, number, title, date, status, and what has changed them since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from graph.store import Scalar, Store
from ontology import vocabulary
from ontology.declare import Words
from queries.evidence import rows_of_part

Level = Literal["central", "province", "district", "commune", "unknown"]

LEVELS: dict[Level, Words] = {
    "central": Words("Trung ương", "Central"),
    "province": Words("Tỉnh, thành phố", "Province"),
    "district": Words("Huyện, quận", "District"),
    "commune": Words("Xã, phường", "Commune"),
    "unknown": Words("Chưa xác định", "Unresolved"),
}

_LEVEL_OF: dict[str, Level] = {
    "country": "central",
    "province": "province",
    "city": "province",
    "district": "district",
    "town": "district",
    "commune": "commune",
    "ward": "commune",
}


@dataclass(frozen=True, slots=True)
class Change:
    """Another document that amends or replaces one: ``AMENDS`` or ``REPLACES``, its id and name."""

    relation: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as a list shows it. ``place`` is a name; ``changes`` by relation and id."""

    id: str
    name: str
    number: str | None
    document_class: str | None
    title: str | None
    date: str | None
    year: int | None
    level: Level
    place: str | None
    status: str | None
    loaded: bool
    changes: tuple[Change, ...] = ()

    @property
    def kind(self) -> Words | None:
        """Its kind in words: «Kế hoạch của tỉnh»."""
        return _classes().get(self.document_class or "")


@cache
def _classes() -> dict[str, Words]:
    return {entry.name: Words(entry.vi, entry.en) for entry in vocabulary.document_classes()}


@cache
def _places() -> dict[str, tuple[str, Level]]:
    return {place.id: (place.name, _LEVEL_OF[place.kind]) for place in vocabulary.jurisdictions()}


@dataclass(frozen=True, slots=True)
class Noticed:
    """How many findings of a kind there are, and of how many documents."""

    code: str
    severity: str
    findings: int
    documents: int


def noticed(store: Store) -> list[Noticed]:
    """What was noticed in reading, by kind; the most frequent first.

    The question «findings-summary» counts the same and gives the lines of each, which takes its time in a large store.
    """
    kinds: dict[tuple[str, str], tuple[set[Scalar], set[Scalar]]] = {}
    for row in rows_of_part(store, "document-findings"):
        found, stated_in = kinds.setdefault((str(row["code"]), str(row["severity"])), (set(), set()))
        found.add(row["finding_id"])
        stated_in.add(row["document_id"])
    counted = [Noticed(*kind, len(found), len(stated_in)) for kind, (found, stated_in) in kinds.items()]
    return sorted(counted, key=lambda one: (-one.findings, one.code, one.severity))


def names(store: Store) -> dict[str, str]:
    """Id → name of every loaded document."""
    return {str(row["id"]): str(row["name"]) for row in rows_of_part(store, "loaded-documents")}


def changes(store: Store) -> dict[str, tuple[Change, ...]]:
    """Id of a document → the documents that amend or replace it, by relation and id."""
    found: dict[str, list[Change]] = {}
    for row in rows_of_part(store, "document-changes"):
        change = Change(str(row["relation"]), str(row["by_id"]), str(row["by"]))
        found.setdefault(str(row["id"]), []).append(change)
    return {node: tuple(sorted(made, key=lambda one: (one.relation, one.id))) for node, made in found.items()}


def documents(store: Store) -> list[Listed]:
    """Every document of the store, loaded or only cited: by level, place, date (the undated last) and name."""
    changed = changes(store)
    found = [_listed(row, changed.get(str(row["id"]), ())) for row in rows_of_part(store, "documents")]
    order = list(LEVELS)
    return sorted(found, key=lambda one: (order.index(one.level), one.place or "", one.date or "9", one.name, one.id))


def _listed(row: Mapping[str, Scalar], changed: tuple[Change, ...]) -> Listed:
    def text(name: str) -> str | None:
        value = row.get(name)
        return None if value is None else str(value)

    place = text("place")
    name: str | None = None
    level: Level = "central"
    if place is not None:
        bare = place.removeprefix("place/")
        name, level = _places().get(bare, (bare, "unknown"))
    year = row.get("year")
    return Listed(
        id=str(row["id"]),
        name=str(row["name"]),
        number=text("number"),
        document_class=text("document_class"),
        title=text("title"),
        date=text("date"),
        year=None if year is None else int(year),
        level=level,
        place=name,
        status=text("status"),
        loaded=row.get("loaded") is True or str(row.get("loaded")) == "true",
        changes=changed,
    )
