"""Who held a duty then, and who holds it on a later day: the reform of 2025 followed change by change.

What happened is data (``ontology/vocab/succession.toml``), and so are the
words by which a function is known (``functions.toml``). This module reads both
and follows them; it knows no store. Every function here is pure.

``function_of`` finds the function of a target or task. ``holders`` answers
with one of five outcomes and never picks where the sources do not:

- ``certain``: one body, every step read in an act or told by a source;
- ``usual``: one body, but the province's own decision was not read;
- ``several``: the duty sits with several bodies at once;
- ``candidates``: the function is open and the bodies it leads to differ;
- ``unknown``: not found out, or ended without a successor. Bodies that are
  only supposed stand among the candidates, never among the holders.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Literal

from pydantic import Field, field_validator, model_validator

from graph.ids import agency_id, document_id, place_id
from graph.resolve import LAST_DAY_OF_DISTRICTS, expand, match_type
from ontology import vocabulary
from ontology.changes import CERTAINTIES
from ontology.declare import Words
from ontology.errors import ValueFormError
from ontology.text import canonical, compare_key, slug
from ontology.values import DocumentNumber
from ontology.vocabulary import WORDS, AgencyType, Entry, JurisdictionEntry, Level, VocabularyError

SUCCESSION, FUNCTIONS = "succession.toml", "functions.toml"
"""The two lists in ``ontology/vocab``."""

Certainty = Literal["law", "secondary", "usual", "unknown"]
Outcome = Literal["certain", "usual", "several", "candidates", "unknown"]
Kind = Literal["merge", "split", "rename", "end", "transfer", "refounded"]

_SURENESS = tuple(CERTAINTIES)
_COUNTRY = "viet-nam"
_REGION = "khu-vuc"
"""Place of a regional body whose number was not read; with the number behind it («khu-vuc-15») where it was."""


# ------------------------------------------------------------------ the lists


@lru_cache(maxsize=4096)
def _span(text: str) -> tuple[str, str]:
    """First and last day of a day, month, year or span of them.

    >>> _span("2025-02/2025-03"), _span("2025")
    (('2025-02-01', '2025-03-31'), ('2025-01-01', '2025-12-31'))
    """
    first, _, last = text.partition("/")
    return _edge(first, False), _edge(last or first, True)


def _edge(text: str, last: bool) -> str:
    if not re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", text):
        raise ValueError(f"no date: {text!r}")
    year, *rest = (int(part) for part in text.split("-"))
    month = rest[0] if rest else (12 if last else 1)
    day = rest[1] if len(rest) > 1 else (calendar.monthrange(year, month)[1] if last else 1)
    return date(year, month, day).isoformat()


@lru_cache(maxsize=4096)
def _before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


class Act(Entry):
    """A legal act. ``title`` and ``en`` are words of our own; ``place`` only for acts of a province."""

    id: str
    number: str
    date: str
    issuer: str
    title: str
    en: str
    place: str | None = None
    note: str | None = None

    @field_validator("date")
    @classmethod
    def _dated(cls, value: str) -> str:
        _span(value)
        return value

    @property
    def document(self) -> str | None:
        """Id of the document in the graph, None where the number has a form of its own."""
        try:
            number = DocumentNumber.parse(self.number)
        except ValueFormError:
            return None
        return document_id(number, place=self.place, year=int(self.date[:4]))


class Ground(Entry):
    """An act on which a change rests, with article and clause where they are known."""

    act: str
    at: str | None = None


class Change(Entry):
    """What became of a type of body, or of one of its functions. ``succession.toml`` tells the meaning of each key."""

    id: str
    kind: Kind
    predecessor: tuple[str, ...] = Field(min_length=1)
    level: Level | None = None
    function: tuple[str, ...] = ()
    successor: tuple[str, ...] = ()
    successor_level: Level | None = None
    successor_place: str | None = None
    only: Literal["commune", "ward"] | None = None
    day: str = Field(alias="from")
    to: str | None = None
    acts: tuple[Ground, ...] = ()
    certainty: Certainty
    scope: Literal["all", "merged"] | tuple[str, ...] = "all"
    replaces: tuple[str, ...] = ()
    note: str | None = None

    @field_validator("day", "to")
    @classmethod
    def _dated(cls, value: str | None) -> str | None:
        if value is not None:
            _span(value)
        return value

    @model_validator(mode="after")
    def _whole(self) -> Change:
        if self.kind in ("refounded", "end") and self.successor:
            raise ValueError(f"a body {self.kind} names no successor")
        if self.kind in ("merge", "rename", "transfer") and not self.successor:
            raise ValueError(f"{self.kind} without a successor")
        if not self.acts and self.certainty != "unknown":
            raise ValueError("without an act the certainty is unknown")
        return self

    @property
    def first(self) -> str:
        """First day on which it may have happened."""
        return _span(self.day)[0]

    @property
    def last(self) -> str:
        """Day on which it had happened."""
        return _span(self.day)[1]


class Unit(Entry):
    """A commune or ward that holds a part of an old territory, and how many old units it took in."""

    id: str
    name: str
    kind: Literal["commune", "ward"]
    units: int
    note: str | None = None


class PlaceChange(Entry):
    """What became of a place, as far as ``jurisdictions.toml`` does not say it."""

    id: str
    kind: Literal["merge", "split", "rename", "end"]
    place: str | None = None
    level: Level | None = None
    into: tuple[Unit, ...] = ()
    day: str = Field(alias="from")
    acts: tuple[Ground, ...] = Field(min_length=1)
    certainty: Certainty
    communes: int | None = None
    note: str | None = None

    _dated = field_validator("day")(lambda value: _edge(value, False))


class Twin(Entry):
    """Two types that differ with the rank of the province only."""

    province: str
    city: str


class Function(Entry):
    """A field of state management, and the words by which it is known."""

    id: str
    name: str
    en: str
    headings: tuple[str, ...] = ()
    words: tuple[str, ...] = Field(min_length=1)
    excluded: tuple[str, ...] = Field(default=(), alias="not")
    note: str | None = None


class Whole(Entry):
    """A name that stands for a whole department and so tells no function."""

    words: str


@cache
def functions() -> tuple[Function, ...]:
    """Functions by which bodies were divided."""
    return vocabulary._list(Function, FUNCTIONS, "function", "id")


@cache
def function_words(function: str) -> Words:
    """Name of a function by its id."""
    return next(Words(entry.name, entry.en) for entry in functions() if entry.id == function)


@cache
def acts() -> dict[str, Act]:
    """Legal acts by id."""
    return {act.id: act for act in vocabulary._list(Act, SUCCESSION, "act", "id")}


@cache
def place_changes() -> tuple[PlaceChange, ...]:
    """Changes of places."""
    return vocabulary._list(PlaceChange, SUCCESSION, "place_change", "id")


@cache
def all_changes() -> tuple[Change, ...]:
    """Every change of a body, in the order of the list, checked against the other lists."""
    found = vocabulary._list(Change, SUCCESSION, "change", "id")
    check_changes(found, place_changes(), acts())
    return found


@cache
def _twins() -> dict[str, Twin]:
    twins = vocabulary._list(Twin, SUCCESSION, "twin", "province")
    return {name: twin for twin in twins for name in (twin.province, twin.city)}


@cache
def _types() -> dict[str, AgencyType]:
    return {agency.id: agency for agency in vocabulary.agencies()}


@cache
def _places() -> dict[str, JurisdictionEntry]:
    """Places by slug: the listed ones, and the units that hold an old territory."""
    found = {place.id: place for place in vocabulary.jurisdictions()}
    for change in place_changes():
        for unit in change.into:
            parent = unit.id.rpartition(".")[0]
            entry = JurisdictionEntry(id=unit.id, name=unit.name, kind=unit.kind, parent=parent, valid_from=change.day)
            found.setdefault(unit.id, entry)
    return found


_DISTRICT = re.compile(r"(?P<parent>[^.]+)\.(?P<level>huyen|quan)-(?P<rest>.+)")


@lru_cache(maxsize=4096)
def _entry(slug: str | None, name: str | None = None) -> JurisdictionEntry | None:
    """A place: a listed one, or a district that is only told by its words («huyện X» of a province of 2024).

    Args:
        name: of a district that no list names, as its document has it.
    """
    if slug is None or slug in _places():
        return _places().get(slug or "")
    found = _DISTRICT.fullmatch(slug)
    if found is None or found["parent"] not in _places():
        return None
    return JurisdictionEntry(
        id=slug,
        name=name or found["rest"].replace("-", " ").title(),
        kind="district",
        word="huyện" if found["level"] == "huyen" else "quận",
        parent=found["parent"],
        valid_to=LAST_DAY_OF_DISTRICTS,
    )


def _known_place(slug: str, name: str | None = None) -> JurisdictionEntry:
    found = _entry(slug, name)
    assert found is not None, slug
    return found


def check_changes(changes: Sequence[Change], places: Sequence[PlaceChange], known: dict[str, Act]) -> None:
    """Refuse changes that contradict the other lists or themselves.

    Raises:
        VocabularyError: a name that no list has; a successor before its founding or after its end; a place that is
            not there; a cycle of bodies on one day.
    """
    types, fields, by_id = _types(), {f.id for f in functions()}, {change.id: change for change in changes}
    slugs = {place.id for place in vocabulary.jurisdictions()}
    for act in known.values():
        _known(act.id, "agency", (act.issuer,), types)
        _known(act.id, "place", filter(None, (act.place,)), slugs)
    for moved in places:
        _known(moved.id, "act", (ground.act for ground in moved.acts), known)
        _known(moved.id, "place", filter(None, (moved.place, *(u.id.rpartition(".")[0] for u in moved.into))), slugs)
    for change in changes:
        _known(change.id, "agency", (*change.predecessor, *change.successor), types)
        _known(change.id, "function", change.function, fields)
        _known(change.id, "act", (ground.act for ground in change.acts), known)
        _known(change.id, "place", change.scope if isinstance(change.scope, tuple) else (), slugs)
        _known(change.id, "change", change.replaces, by_id)
        for identifier in (*change.successor, *(change.predecessor if change.kind == "refounded" else ())):
            agency = types[identifier]
            if (agency.valid_from or "0") > change.last:
                raise _refused(change.id, f"{identifier} follows before its founding on {agency.valid_from}")
            if (agency.valid_to or "9") < change.first:
                raise _refused(change.id, f"{identifier} follows after its end on {agency.valid_to}")
        for identifier in change.predecessor:
            if (types[identifier].valid_from or "0") > change.first:
                raise _refused(change.id, f"{identifier} is left before its founding")
        for other in change.replaces:
            if by_id[other].first > change.first:
                raise _refused(change.id, f"decides {other} anew, which is later")
        if change.to is not None and change.to < change.last:
            raise _refused(change.id, "ends before it begins")
    for day in {change.first for change in changes}:
        _check_cycles([change for change in changes if change.first == day])


def _refused(entry: str, seen: str) -> VocabularyError:
    return VocabularyError(f"{entry}: {seen}", where=f"ontology/vocab/{SUCCESSION}", todo="Mend the entry")


def _known(entry: str, what: str, names: Iterable[str], known: Iterable[str]) -> None:
    have = set(known)
    for name in names:
        if name not in have:
            raise _refused(entry, f"no such {what}: {name}")


def _check_cycles(changes: Sequence[Change]) -> None:
    """On one day no function may come back to a type of body that it left."""
    for function in {None, *(function for change in changes for function in change.function)}:
        edges: dict[str, set[str]] = {}
        for change in changes:
            if _concerns(change, function):
                for left in change.predecessor:
                    edges.setdefault(left, set()).update(set(change.successor) - {left})
        for start in edges:
            seen, ahead = set[str](), list(edges[start])
            while ahead:
                at = ahead.pop()
                if at == start:
                    raise _refused(changes[0].id, f"{start} comes back to itself on {changes[0].first}")
                if at not in seen:
                    seen.add(at)
                    ahead += edges.get(at, ())


# ------------------------------------------------------------------ functions


@dataclass(frozen=True, slots=True)
class FunctionEvidence:
    """Words that point to a function: those of the stated group or heading, or of the target or task itself."""

    function: str
    source: Literal["heading", "words"]
    words: str


@dataclass(frozen=True, slots=True)
class FunctionFinding:
    """The function of a target or task, as far as its words tell it.

    ``functions``: one where it is decided; several where it is open between them; none where nothing points to one.
    ``stated`` and ``worded`` are those of the heading and of the words alone.
    """

    functions: tuple[str, ...]
    evidence: tuple[FunctionEvidence, ...] = ()
    stated: tuple[str, ...] = ()
    worded: tuple[str, ...] = ()

    @property
    def decided(self) -> str | None:
        """The one function, None where it is open."""
        return self.functions[0] if len(self.functions) == 1 else None


_TAG = re.compile(r"<[^<>]*>")
_BETWEEN = re.compile(r"[\s,;:.()\"'/+\-|*–]+")
_BODIES = ("sở ", "bộ ", "ban ", "phòng ", "ủy ban ", "chi cục ", "cục ", "trung tâm ", "hội ", "văn phòng ")


def _tokens(text: str) -> str:
    """The text as words apart by one blank, without case, punctuation and abbreviations.

    >>> _tokens("Lao động - việc làm, BHXH")
    'lao động việc làm bảo hiểm xã hội'
    """
    return _BETWEEN.sub(" ", compare_key(expand(text))).strip()


def same_words(phrase: str, text: str) -> bool:
    """Whether a phrase as ``FunctionEvidence`` gives it stands in a text.

    >>> same_words("bảo hiểm xã hội", "| 3 | <b>Tỷ lệ tham gia BHXH</b> |")
    True
    """
    return f" {phrase} " in f" {_tokens(_TAG.sub(' ', text))} "


@cache
def _phrases(field: Literal["headings", "words"]) -> dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    """First word → phrases that begin with it, longest first, each with its functions; names of bodies have none."""
    found: dict[str, list[str]] = {}
    for function in functions():
        for phrase in getattr(function, field):
            found.setdefault(_tokens(phrase), []).append(function.id)
    names = {form for agency in vocabulary.agencies() for form in (agency.name, *agency.also, *agency.short)}
    wholes = {entry.words for entry in vocabulary._list(Whole, FUNCTIONS, "whole", "words")}
    for name in map(_tokens, (*names, *wholes)):
        if name in map(_tokens, wholes) or name.startswith(_BODIES):
            found.setdefault(name, [])
        if name.startswith(("sở ", "bộ ")) and " và " in name:
            found.setdefault(f"ngành {name.split(' ', 1)[1]}", [])
    table: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for phrase, ids in found.items():
        words = tuple(phrase.split(" "))
        table.setdefault(words[0], []).append((words, tuple(dict.fromkeys(ids))))
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in table.items()}


def _pointers(text: str, field: Literal["headings", "words"]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Phrases found in a text with their functions, from left to right, none inside another."""
    table, tokens, at = _phrases(field), _tokens(text).split(" "), 0
    while at < len(tokens):
        hit = next((r for r in table.get(tokens[at], ()) if tuple(tokens[at : at + len(r[0])]) == r[0]), None)
        if hit is None:
            at += 1
            continue
        yield " ".join(hit[0]), hit[1]
        at += len(hit[0])


@cache
def _excluded() -> tuple[tuple[str, str], ...]:
    return tuple((function.id, f" {_tokens(word)} ") for function in functions() for word in function.excluded)


def function_of(words: str, heading: str | None = None) -> FunctionFinding:
    """The function of a target or task: from its stated group or heading first, then from its words.

    Args:
        words: its text, with that of the row above where it is only a part of it («Vùng sâu, vùng xa»).
        heading: the group or heading it stands under, as printed.

    >>> function_of("Tỷ lệ hộ nghèo đa chiều", "Trợ giúp xã hội và giảm nghèo").decided
    'giam-ngheo'
    >>> function_of("Tỷ lệ lao động qua đào tạo", "Phát triển nguồn nhân lực").functions
    ('lao-dong-viec-lam', 'giao-duc-nghe-nghiep')
    >>> function_of("Sở Lao động - Thương binh và Xã hội theo dõi, đôn đốc").functions
    ()
    """
    both = f" {_tokens(words)} {_tokens(heading or '')} "
    barred = {function for function, word in _excluded() if word in both}
    evidence: dict[FunctionEvidence, None] = {}
    sides: tuple[tuple[Literal["heading", "words"], Literal["headings", "words"], str], ...] = (
        ("heading", "headings", heading or ""),
        ("words", "words", words),
    )
    for source, field, text in sides:
        for phrase, ids in _pointers(text, field):
            evidence.update({FunctionEvidence(i, source, phrase): None for i in ids if i not in barred})
    stated, worded = (_in_order(e.function for e in evidence if e.source == side) for side in ("heading", "words"))
    agreed = tuple(function for function in stated if function in worded)
    return FunctionFinding(agreed or stated or worded, tuple(evidence), stated, worded)


def _in_order(ids: Iterable[str]) -> tuple[str, ...]:
    have = set(ids)
    return tuple(function.id for function in functions() if function.id in have)


# ------------------------------------------------------------------ bodies and places


@dataclass(frozen=True, slots=True)
class AgencyAt:
    """An owner as a plan names it.

    Args:
        type: id of its type; None for collectives and unresolved names.
        place: slug of its place; None for bodies of the centre.
        kind: its kind, as on the node.
        level: ``district`` where all bodies of the type in the districts of ``place`` are meant.
        place_name: name of a district that no list names.
        named: the day of the plan; changes up to it are past. None where only the names tell the time.
    """

    type: str | None
    place: str | None
    kind: str
    level: Level | None = None
    named: date | None = None
    place_name: str | None = None


_DISTRICTS = re.compile(
    r"^(?:các )+(?:(?:quận|huyện|thị xã|thành phố)(?:\s*,\s*|\s+và\s+|\b))+\s*(?:thuộc .*|[A-ZĐÀ-Ỹ].*)?$"
)


def agency_at(
    name: str,
    kind: str,
    *,
    type: str | None,
    place: str | None,
    named: date | None = None,
    place_name: str | None = None,
) -> AgencyAt:
    """An owner from the fields of its node. «Ủy ban nhân dân các huyện» means those of every district.

    >>> agency_at("Ủy ban nhân dân các huyện, thành phố", "collective", type=None, place="kien-giang").level
    'district'
    >>> agency_at("Các sở, ban, ngành", "collective", type=None, place="kien-giang").type is None
    True
    """
    if type is None and kind == "collective":
        matched = match_type(canonical(name))
        if matched is not None and _DISTRICTS.match(matched[1]):
            of_district = next((agency for agency in matched[0] if "district" in agency.levels), None)
            if of_district is not None:
                return AgencyAt(of_district.id, place, kind, "district", named)
    return AgencyAt(type, place, kind, None, named, None if place in _places() else place_name)


@dataclass(frozen=True, slots=True)
class Holder:
    """A body at a place on a day. ``each``: it stands for the body of every commune of an old territory.

    ``label`` is its name with its place, also where the name lacks it («Sở Y tế tỉnh An Giang»). ``id`` is None
    where which body it is was not read, and for ``each``.
    """

    type: str
    place: str | None
    name: str
    label: str
    id: str | None
    each: bool = False


@dataclass(frozen=True, slots=True)
class _Node:
    type: str
    place: str | None
    level: Level
    territory: str | None = None
    """Where the bodies of all its communes (or districts, by ``level``) are meant."""
    only: str | None = None
    name: str | None = None
    """Of its place or territory, where no list names it."""


def _level(place: str | None) -> Level:
    if place is None:
        return "central"
    if place.startswith(_REGION):
        return "province"
    entry = _entry(place)
    if entry is None or entry.kind in ("province", "city"):
        return "province"
    return "commune" if entry.kind in ("commune", "ward") else "district"


def _province(place: str) -> str:
    """The province of a place, itself where it is one."""
    entry = _entry(place)
    return entry.parent if entry and entry.parent and entry.parent != _COUNTRY else place


@cache
def _merged_into() -> dict[str, str]:
    return {part: place.id for place in vocabulary.jurisdictions() for part in place.formed_from}


def place_on(place: str, day: date | str) -> str:
    """The province that holds a province's territory on a day.

    >>> place_on("kien-giang", date(2025, 6, 30)), place_on("kien-giang", date(2026, 1, 1))
    ('kien-giang', 'an-giang~2025')
    """
    entry = _entry(place)
    ended = entry is not None and entry.valid_to is not None and entry.valid_to < str(day)
    return _merged_into().get(place, place) if ended else place


def _type_at(type_id: str, place: str | None, day: str) -> str:
    """The type as the rank of its province names it: «Tỉnh ủy» or «Thành ủy»."""
    twin = _twins().get(type_id)
    if twin is None or place is None or _level(place) != "province" or _entry(place) is None:
        return type_id
    return twin.city if _known_place(place).title(day).startswith(WORDS["city"]) else twin.province


_UNIT_WORDS = {None: "xã, phường, đặc khu", "commune": "xã", "ward": "phường, đặc khu"}


@lru_cache(maxsize=65536)
def _holder(node: _Node, day: str) -> Holder:
    type_id = _type_at(node.type, node.place, day)
    agency = _types()[type_id]
    if node.territory is not None:
        entry = _known_place(node.territory, node.name)
        area = entry.title(min(day, entry.valid_to or day))
        if node.level == "district":
            area = f"các quận, huyện, thị xã, thành phố thuộc {area}"
        else:
            area = f"{_UNIT_WORDS[node.only]} trên địa bàn {area}"
            area += " cũ" if entry.valid_to and entry.valid_to < day else ""
        return Holder(type_id, node.place, agency.name, canonical(f"{agency.name} {area}"), None, True)
    if node.place is None:
        return Holder(type_id, None, agency.name, agency.name, agency_id(type_id, None))
    if node.place.startswith(_REGION):
        number = node.place.removeprefix(_REGION).strip("-").upper()
        name = canonical(f"{agency.name} {number}")
        return Holder(type_id, node.place, name, name, agency_id(type_id, node.place) if number else None)
    entry = _known_place(node.place, node.name)
    title = entry.title(min(day, entry.valid_to or day))
    label = f"{agency.name} {entry.name if agency.place == 'bare' else title}"
    name = agency.name if agency.place == "none" else label
    return Holder(type_id, node.place, canonical(name), canonical(label), agency_id(type_id, node.place))


# ------------------------------------------------------------------ following


@dataclass(frozen=True, slots=True)
class StepAct:
    """An act on which a step rests, and where in it."""

    act: Act
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a chain. ``replaced``: a later step decided the same anew, so it no longer counts.

    ``lapsed``: its ground had run out on the day asked for.
    """

    change: str
    kind: str
    day: str
    predecessor: Holder
    successors: tuple[Holder, ...]
    function: tuple[str, ...]
    acts: tuple[StepAct, ...]
    certainty: Certainty
    to: str | None = None
    replaced: bool = False
    lapsed: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Succession:
    """Owner then, holder on the day asked for, and the chain between them.

    ``certainty`` is that of the weakest step that counts, ``law`` where there is none. ``candidates`` are the bodies
    of an open function, or those only supposed. ``function`` is what the answer rests on: none where it did not
    matter, several where it stayed open.
    """

    owner: Holder
    as_of: date
    outcome: Outcome
    certainty: Certainty
    holders: tuple[Holder, ...]
    candidates: tuple[Holder, ...]
    steps: tuple[Step, ...]
    function: tuple[str, ...] = ()

    @property
    def acts(self) -> tuple[str, ...]:
        """Ids of the acts of the steps that count, in order, each once."""
        return tuple(dict.fromkeys(a.act.id for step in self.steps if not step.replaced for a in step.acts))


@dataclass(frozen=True, slots=True)
class _Branch:
    node: _Node | None
    steps: tuple[Step, ...]
    certainty: Certainty


def _weakest(certainties: Iterable[Certainty]) -> Certainty:
    return max(certainties, key=_SURENESS.index, default="law")


def _covers(change: Change, node: _Node) -> bool:
    """Whether a change happened to a body, whatever its function and day."""
    if node.type not in change.predecessor or (node.territory is not None and node.level == "commune"):
        return False
    if change.level is not None and change.level != node.level:
        return False
    entry = _entry(node.place, node.name)
    if entry is not None and entry.valid_to is not None and entry.valid_to < _before(change.first):
        return False
    if change.scope == "all":
        return True
    if node.place is None:
        return False
    if change.scope == "merged":
        return node.place in _merged_into() and entry is not None and entry.valid_to == _before(change.first)
    return node.place in change.scope or (node.level == "district" and _province(node.place) in change.scope)


def _concerns(change: Change, function: str | None) -> bool:
    return not change.function or function in change.function


@cache
def _by_predecessor() -> dict[str, tuple[Change, ...]]:
    found: dict[str, list[Change]] = {}
    for change in all_changes():
        for type_id in change.predecessor:
            found.setdefault(type_id, []).append(change)
    return {type_id: tuple(sorted(rows, key=lambda row: row.first)) for type_id, rows in found.items()}


def _successors(change: Change, node: _Node) -> tuple[_Node, ...]:
    """The bodies that follow a body by a change, as of the day on which it had happened."""
    names = (node.type,) if change.kind == "refounded" else change.successor
    found: list[_Node] = []
    for name in names:
        levels = _types()[name].levels
        level = change.successor_level or (node.level if node.level in levels else levels[0])
        if change.successor_place is not None:
            found.append(_Node(name, change.successor_place, level))
        elif node.place is None or level == "central":
            found.append(_Node(name, None, "central"))
        elif level == "commune" and node.level != "commune":
            found += _communes(name, node, change)
        else:
            place = _province(node.place) if level == "province" and node.level != "province" else node.place
            place = place_on(place, change.last)
            found.append(_Node(_type_at(name, place, change.last), place, level))
    return tuple(dict.fromkeys(found))


def _communes(type_id: str, node: _Node, change: Change) -> Iterator[_Node]:
    """Bodies of the communes that hold an old territory: each where they are listed, else all of them as one."""
    province = place_on(_province(node.place or ""), change.last)
    yield from _units(_Node(type_id, province, "commune", node.place, change.only, node.name), change.last)


def _units(node: _Node, day: str) -> Iterator[_Node]:
    """The bodies of the communes of an old territory, where it is known which these are on a day."""
    moved = next((m for m in place_changes() if m.kind == "split" and m.place == node.territory and m.day <= day), None)
    if moved is None:
        yield node
        return
    for unit in moved.into:
        if node.only in (None, unit.kind):
            yield _Node(node.type, unit.id, "commune")


def _grounds(change: Change | PlaceChange, node: _Node) -> tuple[StepAct, ...]:
    """The acts of a change; where it crosses a change of places, also the act on those places."""
    found = [StepAct(acts()[ground.act], ground.at) for ground in change.acts]
    if isinstance(change, Change) and node.place is not None and node.level in ("province", "district"):
        place = _province(node.place)
        split = change.successor_level == "commune"
        if split or place_on(place, change.last) != place_on(place, _before(change.first)):
            for ground in _place_grounds(place, change.last):
                if acts()[ground.act] not in [a.act for a in found] and (split or ground.act in _mergers()):
                    found.append(StepAct(acts()[ground.act], ground.at))
    return tuple(found)


@cache
def _mergers() -> frozenset[str]:
    """Acts that merged provinces, as against those on their communes."""
    common = [change for change in place_changes() if change.kind == "merge" and change.place is None]
    return frozenset(ground.act for change in common for ground in change.acts)


def _place_grounds(place: str, day: str) -> tuple[Ground, ...]:
    now = place_on(place, day)
    own = [c for c in place_changes() if c.kind == "merge" and c.day <= day and c.place == now]
    common = [c for c in place_changes() if c.kind == "merge" and c.day <= day and c.place is None]
    found = own or (common if now != place else [])
    return tuple(ground for change in found for ground in change.acts)


def _step(change: Change, node: _Node, as_of: str, *, replaced: bool = False) -> Step:
    return Step(
        change.id,
        change.kind,
        change.day,
        _holder(node, _before(change.first)),
        tuple(_holder(each, max(change.last, change.first)) for each in _successors(change, node)),
        change.function,
        _grounds(change, node),
        change.certainty,
        change.to,
        replaced,
        change.to is not None and change.to < as_of and not replaced,
        change.note,
    )


def _renames(node: _Node, since: str, until: str) -> tuple[Step, ...]:
    """Changes of the rank of a body's place in a span of days; its id stays."""
    found = []
    for change in place_changes():
        if change.kind == "rename" and change.place == node.place and since < change.day <= until:
            found.append(
                Step(
                    change.id,
                    change.kind,
                    change.day,
                    _holder(node, _before(change.day)),
                    (_holder(node, change.day),),
                    (),
                    _grounds(change, node),
                    change.certainty,
                    note=change.note,
                )
            )
    return tuple(found)


@lru_cache(maxsize=65536)
def _follow(node: _Node, function: str | None, since: str, as_of: str) -> tuple[_Branch, ...]:
    """Where a duty of a body went after a day. ``function`` None: none of those that have changes of their own."""
    rows = [
        c
        for c in _by_predecessor().get(node.type, ())
        if since < c.first <= as_of and _covers(c, node) and _concerns(c, function)
    ]
    anew = {identifier for change in rows for identifier in change.replaces}
    past = tuple(_step(change, node, as_of, replaced=True) for change in rows if change.id in anew)
    rows = [change for change in rows if change.id not in anew]
    if not rows:
        return tuple(_with(past, branch) for branch in _stay(node, since, as_of))
    day = rows[0].first
    group = _foremost([change for change in rows if change.first == day])
    before = past + _renames(node, since, _before(day))
    found: list[_Branch] = []
    for change in group:
        nodes = _successors(change, node)
        if change.successor and not nodes:
            continue  # «only» communes or only wards, and the territory has none of them
        step = _step(change, node, as_of)
        loose = as_of < change.last or step.lapsed
        certainty: Certainty = "unknown" if loose else change.certainty
        step = replace(step, certainty=certainty)
        if loose:
            found.append(_Branch(node, (*before, step), "unknown"))
        if not nodes:
            found.append(_Branch(None, (*before, step), certainty))
        for follower in nodes:
            later = (_Branch(follower, (), "law"),) if loose else _follow(follower, function, change.last, as_of)
            for branch in later:
                sure = _weakest((certainty, branch.certainty))
                found.append(_Branch(branch.node, (*before, step, *branch.steps), sure))
    return tuple(found)


def _foremost(changes: list[Change]) -> list[Change]:
    """Of the changes of one day: those of the function before those of the whole, those of the place before all."""
    changes = [change for change in changes if change.function] or changes
    return [change for change in changes if isinstance(change.scope, tuple)] or changes


def _with(steps: tuple[Step, ...], branch: _Branch) -> _Branch:
    return _Branch(branch.node, (*steps, *branch.steps), branch.certainty)


def _stay(node: _Node, since: str, as_of: str) -> list[_Branch]:
    """A body without a change: itself, or nobody known where its type or its place has ended."""
    if node.territory is not None and node.level == "commune":
        return [_Branch(unit, (), "law") for unit in _units(node, as_of)]
    if node.level == "district" and _districts_end() <= as_of:
        return [_Branch(None, (), "unknown")]
    entry = _entry(node.place, node.name)
    type_ended = (_types()[node.type].valid_to or "9") < as_of
    place_ended = entry is not None and (entry.valid_to or "9") < as_of
    if not type_ended and not place_ended:
        renames = _renames(node, since, as_of)
        return [_Branch(node, renames, _weakest(step.certainty for step in renames))]
    if not type_ended and (supposed := _supposed(node)) is not None:
        change, follower = supposed
        step = Step(
            change.id,
            change.kind,
            change.day,
            _holder(node, _before(change.day)),
            (_holder(follower, change.day),),
            (),
            _grounds(change, node),
            "unknown",
            note="The province was merged; what became of this body was not found out.",
        )
        return [_Branch(follower, (step,), "unknown")]
    return [_Branch(None, (), "unknown")]


def _supposed(node: _Node) -> tuple[PlaceChange, _Node] | None:
    """What a body of a merged province may have become where nobody told: that of its name in the new province."""
    if node.place is None or node.level != "province" or node.place not in _merged_into():
        return None
    now = _merged_into()[node.place]
    change = next((c for c in place_changes() if c.place == now and c.kind == "merge"), None)
    change = change or next(c for c in place_changes() if c.kind == "merge" and c.place is None)
    return change, replace(node, place=now, type=_type_at(node.type, now, change.day))


@cache
def _districts_end() -> str:
    """The day on which the level of districts had ended."""
    return next(change.day for change in place_changes() if change.kind == "end" and change.level == "district")


@lru_cache(maxsize=4096)
def _remit(type_id: str, since: str) -> tuple[str, ...]:
    """Functions of a body that have changes of their own, without those it only received after a day."""
    own = {f for c in _by_predecessor().get(type_id, ()) for f in c.function}
    late = {
        f
        for c in all_changes()
        if type_id in c.successor and type_id not in c.predecessor and c.first > since
        for f in c.function
    }
    return _in_order(own - late)


def _has_rest(node: _Node) -> bool:
    """Whether a body held more than the functions that have changes of their own."""
    whole = [c for c in _by_predecessor().get(node.type, ()) if not c.function and _covers(c, node)]
    if whole:
        return any(change.successor or change.kind in ("refounded", "end") for change in whole)
    return not _types()[node.type].valid_to


@cache
def _reform() -> str:
    """First day on which anything had changed."""
    return min(change.last for change in all_changes())


@cache
def _looked_into() -> frozenset[str]:
    """Types of which some change tells: that others changed nothing by a day is no finding."""
    return frozenset(name for change in all_changes() for name in (*change.predecessor, *change.successor))


def holders(agency: AgencyAt, *, function: FunctionFinding | None = None, as_of: date) -> Succession | None:
    """Who holds on a day what an owner held, and how sure that is.

    Args:
        agency: the owner as named.
        function: the function of the target or task; None where it was not asked for.
        as_of: the day.

    Returns:
        None for collective and unresolved owners, which are not mapped.

    >>> asked = AgencyAt("so-y-te", "kien-giang", "government")
    >>> answer = holders(asked, as_of=date(2026, 10, 1))
    >>> answer.outcome, [holder.label for holder in answer.holders]
    ('usual', ['Sở Y tế tỉnh An Giang'])
    """
    if agency.type is None or agency.type not in _types() or (agency.place is not None and not _knows(agency.place)):
        return None
    place = agency.place
    territory = place if agency.level else None
    node = _Node(agency.type, place, agency.level or _level(place), territory, name=agency.place_name)
    day = as_of.isoformat()
    since = _named(node, agency.named)
    owner = _holder(node, agency.named.isoformat() if agency.named else max(since, _before(_reform())))
    if agency.named is not None and as_of <= agency.named:
        return Succession(owner, as_of, "certain", "law", (owner,), (), ())
    paths, narrowed = _paths(node, function, since, day)
    return _answer(node, owner, as_of, paths, narrowed)


def _knows(place: str) -> bool:
    return _entry(place) is not None or place.startswith(_REGION)


def _named(node: _Node, named: date | None) -> str:
    """The day up to which changes are past: that of the plan, or of the founding of the body it names."""
    entry = _entry(node.place, node.name)
    ends = [end for end in (_types()[node.type].valid_to, entry.valid_to if entry else None) if end]
    if named is not None:
        return min(named.isoformat(), *ends) if ends else named.isoformat()
    begun = [day for day in (_types()[node.type].valid_from, entry.valid_from if entry else None) if day]
    return max(begun, default="0")


def _paths(
    node: _Node, function: FunctionFinding | None, since: str, day: str
) -> tuple[list[tuple[_Branch, ...]], tuple[str, ...]]:
    """One way through the changes for each function that may be meant, and those functions."""
    remit, rest = _remit(node.type, since), _has_rest(node)
    meant: tuple[str | None, ...] = ()
    if function is not None:
        found = function.functions
        if not rest:
            # What the owner never held cannot be meant: then its words, against its heading, may tell.
            found = tuple(f for f in found if f in remit) or tuple(f for f in function.worded if f in remit)
        meant = tuple(dict.fromkeys(f if f in remit else None for f in found))
    if not meant:
        meant = (*remit, *((None,) if rest or not remit else ()))
    paths = [_follow(node, each, since, day) for each in meant]
    return paths, tuple(each for each in meant if each is not None)


def _ends(path: Sequence[_Branch]) -> tuple[frozenset[_Node], frozenset[_Node]]:
    """Nodes that hold, and nodes only supposed, at the end of a way."""
    return (
        frozenset(b.node for b in path if b.node is not None and b.certainty != "unknown"),
        frozenset(b.node for b in path if b.node is not None and b.certainty == "unknown"),
    )


def _answer(
    node: _Node, owner: Holder, as_of: date, paths: Sequence[tuple[_Branch, ...]], narrowed: tuple[str, ...]
) -> Succession:
    day = as_of.isoformat()
    branches = [branch for path in paths for branch in path]
    steps = _merge_steps(branches)
    if not any(b.steps for b in branches) and all(b.node == node for b in branches):
        researched = node.place is None or node.type in _looked_into()
        if day < _reform() or researched:
            return Succession(owner, as_of, "certain", "law", (owner,), (), ())
        # Nobody looked into it: that it went on as it was is only supposed.
        return Succession(owner, as_of, "unknown", "unknown", (), (owner,), ())
    held = _listed(b.node for b in branches if b.certainty != "unknown")
    supposed = _listed(b.node for b in branches if b.certainty == "unknown")
    agreed = len({_ends(path) for path in paths}) == 1
    weakest = _weakest(b.certainty for b in branches)
    if not agreed:
        return Succession(
            owner,
            as_of,
            "candidates",
            weakest,
            (),
            tuple(_holder(n, day) for n in dict.fromkeys((*held, *supposed))),
            steps,
            narrowed,
        )
    now = tuple(_holder(each, day) for each in held)
    maybe = tuple(_holder(each, day) for each in supposed if each not in held)
    function = narrowed if len(narrowed) == 1 else ()
    if not now or any(each.id is None and not each.each for each in now):
        sure = "unknown" if now or maybe else weakest
        return Succession(owner, as_of, "unknown", sure, (), now + maybe, steps, function)
    sure = _weakest(b.certainty for b in branches if b.node is not None and b.certainty != "unknown")
    if len(now) > 1 or now[0].each:
        return Succession(owner, as_of, "several", sure, now, maybe, steps, function)
    outcome: Outcome = "usual" if sure == "usual" else "certain"
    if maybe:
        outcome, now, maybe, sure = "unknown", (), now + maybe, "unknown"
    return Succession(owner, as_of, outcome, sure, now, maybe, steps, function)


def _listed(nodes: Iterable[_Node | None]) -> tuple[_Node, ...]:
    return tuple(dict.fromkeys(node for node in nodes if node is not None))


def _merge_steps(branches: Iterable[_Branch]) -> tuple[Step, ...]:
    """Every step of the branches once, in order of time."""
    found: dict[tuple[str, Holder], Step] = {}
    for branch in branches:
        for step in branch.steps:
            found.setdefault((step.change, step.predecessor), step)
    return tuple(sorted(found.values(), key=lambda step: _span(step.day)))


# ------------------------------------------------------------------ genealogy


@dataclass(frozen=True, slots=True)
class Link:
    """One body following another, or itself under the same name."""

    change: str
    kind: str
    day: str
    predecessor: Holder
    successor: Holder
    function: tuple[str, ...]
    certainty: Certainty
    acts: tuple[StepAct, ...]


@dataclass(frozen=True, slots=True)
class Genealogy:
    """What a body came of and what came of it, in order of time."""

    ancestors: tuple[Link, ...]
    heirs: tuple[Link, ...]


_Key = tuple[str, _Node, _Node]
"""Id of a change, the body that it happened to, and one that followed it."""


@lru_cache(maxsize=65536)
def _heirs(node: _Node, since: str, function: str | None) -> Mapping[_Key, Link]:
    """Every link after a day by which a function of a body moved on, also those decided anew later."""
    found: dict[_Key, Link] = {}
    ahead = [(node, since)]
    while ahead:
        at, day = ahead.pop()
        rows = [
            c for c in _by_predecessor().get(at.type, ()) if c.first > day and _covers(c, at) and _concerns(c, function)
        ]
        if not rows and (supposed := _supposed(at)) is not None and not _types()[at.type].valid_to:
            moved, follower = supposed
            found[moved.id, at, follower] = _link(moved, at, follower, (), "unknown")
        for first in sorted({change.first for change in rows}):
            for change in _foremost([change for change in rows if change.first == first]):
                for follower in _successors(change, at):
                    key = (change.id, at, follower)
                    if key not in found:
                        found[key] = _link(change, at, follower, change.function, change.certainty)
                        ahead.append((follower, change.last))
    return found


def _link(
    change: Change | PlaceChange, at: _Node, follower: _Node, function: tuple[str, ...], certainty: Certainty
) -> Link:
    first, last = _span(change.day)
    return Link(
        change.id,
        change.kind,
        change.day,
        _holder(at, _before(first)),
        _holder(follower, last),
        function,
        certainty,
        _grounds(change, at),
    )


def _all_functions(node: _Node, since: str) -> tuple[str | None, ...]:
    return (*_remit(node.type, since), *((None,) if _has_rest(node) else ()))


def genealogy(agency: AgencyAt) -> Genealogy:
    """Ancestors and heirs of a body; empty for collective and unresolved ones.

    >>> found = genealogy(AgencyAt("so-tai-chinh", "an-giang~2025", "government"))
    >>> sorted({link.predecessor.label for link in found.ancestors if link.change == "so-khdt"})
    ['Sở Kế hoạch và Đầu tư tỉnh An Giang', 'Sở Kế hoạch và Đầu tư tỉnh Kiên Giang']
    """
    if agency.type is None or agency.type not in _types() or (agency.place is not None and not _knows(agency.place)):
        return Genealogy((), ())
    node = _Node(agency.type, agency.place, agency.level or _level(agency.place), name=agency.place_name)
    heirs = _all_heirs(node, _named(node, agency.named))
    return Genealogy(
        tuple(sorted((link for key, link in _ancestors(node).items() if key not in heirs), key=_in_time)),
        tuple(sorted(heirs.values(), key=_in_time)),
    )


def _all_heirs(node: _Node, since: str) -> dict[_Key, Link]:
    """The links by which any function of a body moved on after a day."""
    found: dict[_Key, Link] = {}
    for function in _all_functions(node, since):
        found.update(_heirs(node, since, function))
    return found


def _ancestors(node: _Node) -> dict[_Key, Link]:
    """The links of all ways that lead to a body."""
    found: dict[_Key, Link] = {}
    own = tuple(type_id for type_id in _same_rank(node.type) if type_id not in _by_predecessor())
    for links in (*_ways_to(node.place, node.name, own).get(node, ()), *_ways_to(node.place, node.name).get(node, ())):
        found.update(_leading_to(node, links))
    return found


@lru_cache(maxsize=1024)
def _ways_to(
    place: str | None, name: str | None, types: tuple[str, ...] | None = None
) -> Mapping[_Node, tuple[Mapping[_Key, Link], ...]]:
    """Body of a place → the ways that lead to it; remembered, for a document names many bodies of one place.

    Args:
        place: where the bodies are, None for central ones.
        name: of the place, where its id does not tell it.
        types: of the bodies that the ways begin with; all that a change concerns where not given.
    """
    found: dict[_Node, list[Mapping[_Key, Link]]] = {}
    for start in _possible_ancestors(place, name, _by_predecessor() if types is None else types):
        for links, ends in _ways_from(start):
            for end in ends:
                found.setdefault(end, []).append(links)
    return {end: tuple(ways) for end, ways in found.items()}


@lru_cache(maxsize=65536)
def _ways_from(start: _Node) -> tuple[tuple[Mapping[_Key, Link], frozenset[_Node]], ...]:
    """The ways of each function of a body that moved on, with the bodies they lead to.

    They are remembered, for all bodies of a place may have come from the same ones.
    """
    begun = _named(start, None)
    ways = (_heirs(start, begun, function) for function in _all_functions(start, begun))
    return tuple((links, frozenset(key[2] for key in links)) for links in ways if links)


def _in_time(link: Link) -> tuple[tuple[str, str], str, str]:
    return _span(link.day), link.predecessor.label, link.successor.label


def _possible_ancestors(here: str | None, name: str | None, types: Iterable[str]) -> Iterator[_Node]:
    """Bodies of such types at a place and at those of which it was made."""
    places: list[str | None] = [here]
    if here is not None:
        entry = _entry(here, name)
        places += entry.formed_from if entry else ()
        if here.startswith(_REGION):
            places += [place.id for place in vocabulary.jurisdictions() if _level(place.id) == "province"]
        for moved in place_changes():
            units = [unit.id for unit in moved.into]
            if moved.place is not None and (here in units or _province(moved.place) in places):
                places.append(moved.place)
    for place in dict.fromkeys(places):
        level, entry = _level(place), _entry(place)
        day = (entry.valid_to if entry else None) or "9"
        for type_id in types:
            if (
                level in _types()[type_id].levels
                and (place is None) == (here is None)
                and _type_at(type_id, place, day) == type_id
            ):
                yield _Node(type_id, place, level)


def _same_rank(type_id: str) -> tuple[str, ...]:
    """A type, and the one that the rank of the province puts in its place."""
    twin = _twins().get(type_id)
    return (type_id,) if twin is None else (twin.province, twin.city)


def _leading_to(node: _Node, links: Mapping[_Key, Link]) -> dict[_Key, Link]:
    """The links of ways that end in a body."""
    wanted, found = {node}, dict[_Key, Link]()
    grown = True
    while grown:
        grown = False
        for key, link in links.items():
            if key not in found and key[2] in wanted:
                found[key] = link
                wanted.add(key[1])
                grown = True
    return found


# ------------------------------------------------------------------ events


@dataclass(frozen=True, slots=True)
class Event:
    """One change as it happened to bodies, or to places, of one province: what was there before it, and what after.

    Args:
        id: id of its node, made of the change and of the one body that followed, else of the first that was left.
        change: id of the change in ``succession.toml``.
        before, after: the bodies; none after where they ended, and those without an id are no nodes. A place stands
            as a ``Holder`` without type.
        day, to: first day and, where its ground is limited in time, last day, as exact as they are known.
        function: ids of the functions; empty for the whole.
    """

    id: str
    change: str
    kind: str
    day: str
    to: str | None
    before: tuple[Holder, ...]
    after: tuple[Holder, ...]
    function: tuple[str, ...]
    acts: tuple[StepAct, ...]
    certainty: Certainty


def validity(type_id: str | None, place: str | None) -> tuple[str | None, str | None]:
    """First and last day of a body, as far as its type and its place tell them.

    >>> validity("so-lao-dong-thuong-binh-va-xa-hoi", "kien-giang"), validity("so-y-te", "an-giang~2025")
    ((None, '2025-02-28'), ('2025-07-01', None))
    """
    entries = (_types().get(type_id or ""), _entry(place))
    begun = [entry.valid_from for entry in entries if entry is not None and entry.valid_from]
    ended = [entry.valid_to for entry in entries if entry is not None and entry.valid_to]
    if type_id is not None and _level(place) == "district":
        ended.append(_before(_districts_end()))
    return max(begun, default=None), min(ended, default=None)


def events(type_id: str, place: str | None, place_name: str | None = None) -> tuple[Event, ...]:
    """The changes of a body, of those that it came of or that followed it, and so on, by day and id.

    They are the same whichever of their bodies is asked.

    >>> found = events("so-y-te", "kien-giang")
    >>> sorted({event.day for event in found})
    ['2025-03-01', '2025-06-16', '2025-07-01', '2026-09-15']
    >>> [event.id for event in found if event.change == "so-ldtbxh-y-te"]
    ['change/so-ldtbxh-y-te.so-y-te.an-giang', 'change/so-ldtbxh-y-te.so-y-te.kien-giang']
    """
    if type_id not in _types() or (place is not None and not _knows(place)):
        return ()
    entry = _entry(place)
    rank = _type_at(type_id, place, (entry.valid_to if entry else None) or "9")
    node = _Node(rank, place, _level(place), name=None if place in _places() else place_name)
    if node not in _EVENTS:
        links = _kin(node)
        found = _told(node, links)
        _EVENTS.update({body: found for body in (node, *(body for key in links for body in key[1:])) if _is_one(body)})
    return _EVENTS[node]


_EVENTS: dict[_Node, tuple[Event, ...]] = {}
"""What ``events`` found before; all bodies of one kin share it."""


def _is_one(node: _Node) -> bool:
    """Whether a body is known by name: not that of every commune, nor that of a region whose number was not read."""
    return node.place != _REGION and node.territory is None


def _kin(node: _Node) -> dict[_Key, Link]:
    """Every link by which bodies hang together with one."""
    found: dict[_Key, Link] = {}
    ahead, seen = [node], {node}
    while ahead:
        body = ahead.pop()
        links = {**_all_heirs(body, _named(body, None)), **_ancestors(body)}
        found.update(links)
        near = {end for key in links for end in key[1:] if _is_one(end)} - seen
        seen |= near
        ahead += near
    return found


def _told(node: _Node, links: Mapping[_Key, Link]) -> tuple[Event, ...]:
    """The events of links, each with all its bodies."""
    bodies = dict.fromkeys((node, *(body for key in links for body in key[1:])))
    known: dict[str, Change | PlaceChange] = {one.id: one for one in place_changes()}
    known |= {one.id: one for one in all_changes()}
    moved: dict[tuple[str, _Node], tuple[_Node, ...]] = {}
    for name, at, follower in links:
        change = known[name]
        moved[name, at] = _successors(change, at) if isinstance(change, Change) else (follower,)
    for body in bodies:
        for change in _by_predecessor().get(body.type, ()):
            if not change.successor and change.kind != "refounded" and _covers(change, body):
                moved[change.id, body] = ()
    grouped: dict[tuple[str, tuple[_Node, ...], _Node | None], list[_Node]] = {}
    for (name, at), followers in moved.items():
        if followers != (at,):
            one = bool(followers) and all(map(_is_one, followers))
            grouped.setdefault((name, followers, None if one else at), []).append(at)
    found = [_event(known[name], left, followers) for (name, followers, _), left in grouped.items()]
    return tuple(sorted(found, key=lambda event: (_span(event.day), event.id)))


def _event(change: Change | PlaceChange, left: Sequence[_Node], followers: Sequence[_Node]) -> Event:
    first, last = _span(change.day)
    before = tuple(sorted((_holder(node, _before(first)) for node in left), key=lambda body: body.label))
    after = tuple(sorted((_holder(node, last) for node in followers if node not in left), key=lambda body: body.label))
    own = change if isinstance(change, Change) else None
    grounds = {found.act.id: found for node in sorted(left, key=str) for found in _grounds(change, node)}
    return Event(
        f"change/{change.id}.{_tail(before, after)}",
        change.id,
        change.kind,
        change.day,
        own.to if own else None,
        before,
        after,
        own.function if own else (),
        tuple(grounds.values()),
        own.certainty if own else "unknown",
    )


def _tail(before: Sequence[Holder], after: Sequence[Holder]) -> str:
    one = after[0] if len(after) == 1 and after[0].id else before[0]
    return one.id.partition("/")[2] if one.id else slug(one.label)


@cache
def place_events(place: str) -> tuple[Event, ...]:
    """The changes by which a province was merged, or its city divided, and those that it came of; by day and id.

    >>> [(event.id, [body.id for body in event.before]) for event in place_events("kien-giang")]
    [('change/an-giang-2025.an-giang~2025', ['place/an-giang', 'place/kien-giang'])]
    """
    found: dict[str, Event] = {}
    now = _merged_into().get(place, place)
    entry = _entry(now)
    if entry is not None and entry.formed_from:
        moved = next((c for c in place_changes() if c.place == now and c.kind == "merge"), None)
        moved = moved or next(c for c in place_changes() if c.kind == "merge" and c.place is None)
        found[now] = _place_event(moved, entry.formed_from, (now,))
    for moved in place_changes():
        units = tuple(unit.id for unit in moved.into)
        if moved.kind == "split" and moved.place is not None and place in (moved.place, *units):
            found[moved.id] = _place_event(moved, (moved.place,), units)
    return tuple(sorted(found.values(), key=lambda event: (_span(event.day), event.id)))


def _place_event(moved: PlaceChange, left: Iterable[str], made: Iterable[str]) -> Event:
    def body(slug: str) -> Holder:
        entry = _known_place(slug)
        return Holder("", slug, entry.name, entry.title(min(moved.day, entry.valid_to or moved.day)), place_id(slug))

    before, after = (tuple(sorted(map(body, slugs), key=lambda one: one.label)) for slugs in (left, made))
    grounds = tuple(StepAct(acts()[ground.act], ground.at) for ground in moved.acts)
    name = f"change/{moved.id}.{_tail(before, after)}"
    return Event(name, moved.id, moved.kind, moved.day, None, before, after, (), grounds, moved.certainty)


def place_entry(slug: str) -> JurisdictionEntry | None:
    """A place of the vocabulary, or a unit that holds an old territory."""
    return _entry(slug)


def type_of(type_id: str) -> AgencyType:
    """A type of body by its id."""
    return _types()[type_id]


@lru_cache(maxsize=1024)
def _lines(body: str) -> Mapping[tuple[str, str | None, str | None], Literal["ancestor", "heir"]]:
    """Change, id of the body before and of that after → on which side of a body it stands."""
    type_id, _, place = body.removeprefix("agency/").partition(".")
    if type_id not in _types() or (place and not _knows(place)):
        return {}
    node = _Node(type_id, place or None, _level(place or None))
    heirs, found = (
        _all_heirs(node, _named(node, None)),
        dict[tuple[str, str | None, str | None], Literal["ancestor", "heir"]](),
    )
    for side, links in (("ancestor", _ancestors(node)), ("heir", heirs)):
        for link in links.values():
            found[link.change, link.predecessor.id, link.successor.id] = "heir" if side == "heir" else "ancestor"
    for event in events(type_id, place or None):
        if not any(one.id for one in event.after):
            for left in event.before:
                if left.id == body or any(link.successor.id == left.id for link in heirs.values()):
                    found[event.change, left.id, None] = "heir"
    return found


def line_of(body: str, change: str, before: str, after: str | None) -> Literal["ancestor", "heir"] | None:
    """Whether a change of bodies, by their ids, leads to a body or from it; None where it does neither.

    >>> old, new = "agency/so-y-te.kien-giang", "agency/so-y-te.an-giang~2025"
    >>> line_of(new, "so-tinh-moi", old, new), line_of(old, "so-tinh-moi", old, new)
    ('ancestor', 'heir')
    """
    return _lines(body).get((change, before, after))
