"""What can be listed: agencies, places, kinds of document, units, cue words.

The lists are TOML files in ``ontology/vocab``, one table a file, written by
hand and commented there. This module reads each of them once into frozen
models. A file that breaks its form is refused with the name of the file and
of the entry, never read in part.

Names that the lists lack may be added in a file of one's own (*aliases*,
``POLICYGRAPH_VOCABULARY``, ``vocabulary.toml`` where not set): an alias is one
more form of an entry, nothing else, and belongs to the vocabulary as much as
the lists do.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from rapidfuzz import fuzz, process

from ontology.errors import PolicygraphError
from ontology.text import compare_key, search_key
from ontology.types.agency import AGENCY_KINDS
from ontology.types.jurisdiction import JURISDICTION_KINDS

VOCAB = Path(__file__).parent / "vocab"
"""Where the lists are."""

ALIASES = "POLICYGRAPH_VOCABULARY"
"""The variable of the environment that names the file of aliases; ``vocabulary.toml`` where it is not set."""

LEVELS = ("central", "province", "district", "commune")
"""Levels of government, from the centre down."""

Level = Literal["central", "province", "district", "commune"]
Place = Literal["none", "level", "bare"]
Scope = Literal["central", "local"]
Sign = Literal["<", "<=", ">", ">=", "="]
UnitKind = Literal[
    "percent", "count", "length", "area", "volume", "mass", "power", "money", "time", "level", "rate", "speed", "age"
]


class VocabularyError(PolicygraphError):
    """A list in ``ontology/vocab`` breaks its form."""

    exit_status = 5


class Entry(BaseModel):
    """One entry of a list: frozen, without unknown keys, without empty or repeated strings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*")
    @classmethod
    def _clean(cls, value: object) -> object:
        strings = value if isinstance(value, tuple) else (value,)
        for text in strings:
            if isinstance(text, str) and (not text or text != " ".join(text.split())):
                raise ValueError(f"empty, or spaces too many: {text!r}")
        if isinstance(value, tuple):
            for index, item in enumerate(value):
                if item in value[:index]:
                    raise ValueError(f"named twice: {item!r}")
        return value


def _check_day(text: str | None) -> str | None:
    """The text if it is a full ISO 8601 day or absent."""
    if text is not None:
        date.fromisoformat(text)
    return text


class AgencyType(Entry):
    """A type of body, the same in every place: «Sở Y tế», «Ủy ban nhân dân».

    Args:
        id: the slug of its name; ``~2025`` after it where the reform of 2025 gave an old name to another body.
        name: full Vietnamese name without place.
        kind: one of ``ontology.types.agency.AGENCY_KINDS``.
        levels: where such a body exists.
        place: how the full name carries its place. ``none``: never («Sở Y tế»). ``level``: level word and place
            («Bảo hiểm xã hội tỉnh Cà Mau»). ``bare``: the name tells its level, so only the place follows
            («Tỉnh ủy Cà Mau»).
        needs_place: the name is an everyday word too (Báo, Thuế), a body only with level or place behind it.
        short: abbreviations as printed.
        also: other full wordings.
        ocr: misread forms that one changed letter does not explain.
        valid_from, valid_to: first and last day, where the reform of 2025 began or ended the type.
    """

    id: str
    name: str
    kind: str
    levels: tuple[Level, ...] = Field(min_length=1)
    place: Place
    needs_place: bool = False
    short: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    ocr: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_to: str | None = None
    note: str | None = None

    _days = field_validator("valid_from", "valid_to")(_check_day)

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, value: str) -> str:
        if value not in AGENCY_KINDS:
            raise ValueError(f"no such kind: {value}")
        return value

    @property
    def forms(self) -> tuple[str, ...]:
        """Every way it is printed, the canonical name first, misread forms last."""
        return (self.name, *self.also, *self.short, *self.ocr)


class Abbreviation(Entry):
    """A short form inside names and phrases, and what it stands for."""

    short: str
    full: str
    note: str | None = None


class EarlierState(Entry):
    """What a place was until a day, where its name or level changed but its area did not."""

    until: str
    name: str | None = None
    kind: str | None = None
    source: str | None = None

    _days = field_validator("until")(_check_day)


WORDS = {
    "country": "",
    "province": "tỉnh",
    "city": "thành phố",
    "district": "huyện",
    "town": "thị xã",
    "commune": "xã",
    "ward": "phường",
}
"""Kind of place → the word printed before its name."""


class JurisdictionEntry(Entry):
    """A place that is governed, within its time of validity.

    ``kind`` is its present or last one; ``word`` is printed before its name
    («thành phố Biên Hòa»). ``earlier`` tells what it was before, oldest first.
    """

    id: str
    name: str
    kind: str
    word: str | None = None
    parent: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    also: tuple[str, ...] = ()
    formed_from: tuple[str, ...] = ()
    earlier: tuple[EarlierState, ...] = ()
    source: str | None = None
    note: str | None = None

    _days = field_validator("valid_from", "valid_to")(_check_day)

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, value: str) -> str:
        if value not in JURISDICTION_KINDS:
            raise ValueError(f"no such kind: {value}")
        return value

    def exists_on(self, day: str) -> bool:
        """Whether it existed on an ISO 8601 day."""
        return (self.valid_from or "0") <= day <= (self.valid_to or "9")

    def title(self, day: str | None = None) -> str:
        """Level word and name, as of a day: «tỉnh Cà Mau», «thành phố Biên Hòa»."""
        name, kind, word = self.name, self.kind, self.word
        for state in reversed(self.earlier):
            if day is not None and day <= state.until:
                name, kind, word = state.name or name, state.kind or kind, None if state.kind else word
        return f"{WORDS[kind] if word is None else word} {name}".strip()


def _symbol_fits(form: str, symbol: str) -> bool:
    """Whether a symbol is the form, or begins like it where the form ends in ``*``."""
    return symbol.startswith(form[:-1]) if form.endswith("*") else symbol == form


class DocumentKind(Entry):
    """A kind of document: its symbol in numbers, its name, the words for it in running text, whether it is a plan."""

    symbol: str
    name: str
    en: str
    words: tuple[str, ...]
    also: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()
    plan: bool = False
    note: str | None = None

    @property
    def forms(self) -> tuple[str, ...]:
        """All by which it is known in a number."""
        return (self.symbol, *self.slips, *self.also)

    def printed(self, symbol: str) -> str:
        """A form of it as it is kept: another symbol stays, its own in other letters is set right."""
        folded = symbol.upper()
        return next((form for form in self.also if form.upper() == folded), self.symbol)


class DocumentClass(Entry):
    """A class of documents, told by kind and issuing body. ``bodies`` may end in ``*`` for any ending.

    Classes are tried in the order of the file; the first that fits is taken.
    An empty tuple fits everything.
    """

    name: str
    vi: str
    en: str
    kinds: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    note: str | None = None

    def fits(self, kind: str | None, body: str | None) -> bool:
        """Whether a document with this kind symbol and body symbol is of the class."""
        if self.kinds and kind not in self.kinds:
            return False
        return not self.bodies or (body is not None and any(_symbol_fits(form, body) for form in self.bodies))


class DocumentBody(Entry):
    """The symbol of an issuing body inside a number; ``issuer`` only where the symbol alone tells it.

    ``scope`` is ``local`` where the place must come from elsewhere in the text.
    """

    symbol: str
    name: str
    scope: Scope
    issuer: str | None = None
    also: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()
    note: str | None = None

    @property
    def forms(self) -> tuple[str, ...]:
        """All by which it is known in a number."""
        return (self.symbol, *self.slips, *self.also)

    def printed(self, symbol: str) -> str:
        """A form of it as it is kept: another symbol stays, its own in other letters is set right."""
        folded = symbol.upper()
        return next((form for form in self.also if form.upper() == folded), self.symbol)


class Unit(Entry):
    """A unit of measurement. ``factor`` × ``base`` makes it comparable with others of that base."""

    name: str
    kind: UnitKind
    also: tuple[str, ...] = ()
    factor: str | None = None
    base: str | None = None
    qudt: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _both(self) -> Unit:
        if (self.factor is None) != (self.base is None):
            raise ValueError("factor and base come together")
        return self


class DomainEntry(Entry):
    """A field of policy, with the words its headings use."""

    id: str
    name: str
    en: str
    words: tuple[str, ...] = Field(min_length=1)


class Spelling(Entry):
    """Two spellings of one word; ``same`` is the one kept."""

    word: str
    same: str


class Head(Entry):
    """A word with which the name of an indicator starts."""

    word: str


class Breakdown(Entry):
    """A row that is only a part of the indicator above it. ``prefix``: the word only begins the row."""

    word: str
    prefix: bool = False


class IndicatorWords(Entry):
    """Words by which indicators are told apart, split and joined."""

    spellings: tuple[Spelling, ...]
    heads: tuple[Head, ...]
    breakdowns: tuple[Breakdown, ...]


class Headers(Entry):
    """Headings of table columns, by the role of the column; ``{year}`` stands for any year."""

    code: tuple[str, ...]
    task: tuple[str, ...]
    indicator: tuple[str, ...]
    unit: tuple[str, ...]
    value: tuple[str, ...]
    baseline: tuple[str, ...]
    owner: tuple[str, ...]
    lead: tuple[str, ...]
    support: tuple[str, ...]
    product: tuple[str, ...]
    time: tuple[str, ...]
    score: tuple[str, ...]
    note: tuple[str, ...]

    def roles(self) -> dict[str, tuple[str, ...]]:
        """Role → headings, in order of declaration."""
        return {role: getattr(self, role) for role in type(self).model_fields}


class Wording(Entry):
    """Cue phrases that the readers of text look for.

    ``lead`` and ``support`` hold the cues in prose and the labels; the labels
    alone are in ``lead_label`` and ``support_label``. ``comparators`` maps a
    phrase beside a figure to a sign; those that stand after the figure are
    also in ``comparators_after``. ``verbs_in_names`` are those of ``verbs``
    that are also parts of names, so that alone they do not end a list of bodies.
    """

    lead: tuple[str, ...]
    lead_label: tuple[str, ...]
    support: tuple[str, ...]
    support_label: tuple[str, ...]
    product_label: tuple[str, ...]
    time_label: tuple[str, ...]
    assign_openers: tuple[str, ...]
    posts: tuple[str, ...]
    collective_nouns: tuple[str, ...]
    verbs: tuple[str, ...]
    verbs_in_names: tuple[str, ...]
    comparators: Mapping[str, Sign]
    comparators_after: tuple[str, ...]
    approx: tuple[str, ...]
    completion: tuple[str, ...]
    not_completion: tuple[str, ...]
    target_sections: tuple[str, ...]
    vision_sections: tuple[str, ...]
    aim_sections: tuple[str, ...]
    forecast_sections: tuple[str, ...]
    standing_kinds: tuple[str, ...]
    order_kinds: tuple[str, ...]
    task_sections: tuple[str, ...]
    not_task_sections: tuple[str, ...]
    annex_headings: tuple[str, ...]
    closing_formulas: tuple[str, ...]
    report_verbs: tuple[str, ...]
    recurrence: tuple[str, ...]
    headers: Headers


class FindingWords(Entry):
    """A code of a finding, how grave it is, and what it says to a reader."""

    code: str
    severity: Literal["info", "doubt", "error"]
    vi: str
    en: str


AliasOf = Literal["agency", "place", "unit", "kind", "body"]


class Alias(Entry):
    """A name that a person added to an entry of a list.

    Args:
        name: as documents print it.
        list: which list: types of agencies, places, units, kinds of documents, symbols of issuing bodies.
        of: id of the entry; the name of a unit, the symbol of a kind or body.
        by, at, reason: who added it, on which day, why.
    """

    name: str
    list: AliasOf
    of: str
    by: str
    at: str
    reason: str

    _days = field_validator("at")(_check_day)


EntryT = TypeVar("EntryT", bound=Entry)


def _where(file: str | Path) -> str:
    return str(file) if isinstance(file, Path) else f"ontology/vocab/{file}"


def _read(file: str | Path) -> dict[str, Any]:
    """The tables of one file, refused where it is not TOML, not UTF-8 or not NFC."""
    path = VOCAB / file if isinstance(file, str) else file
    try:
        text = path.read_bytes().decode("utf-8")
        tables = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise VocabularyError(str(error), where=_where(file), todo="Mend the file") from error
    for number, line in enumerate(text.split("\n"), 1):
        if not unicodedata.is_normalized("NFC", line):
            raise VocabularyError(
                "not in NFC",
                where=f"{_where(file)}:{number}",
                todo="Write the line in Unicode normalisation form C",
            )
    return tables


def _model(model: type[EntryT], raw: object, file: str | Path, entry: str) -> EntryT:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise VocabularyError(
            f"{entry}: {field}: {first['msg']}" if field else f"{entry}: {first['msg']}",
            where=_where(file),
            todo="Mend the entry",
        ) from error


def _list(model: type[EntryT], file: str | Path, table: str, key: str) -> tuple[EntryT, ...]:
    """The entries of ``[[table]]``, no two of one ``key``."""
    rows = _read(file).get(table)
    if not isinstance(rows, list) or not rows:
        raise VocabularyError(f"has no [[{table}]]", where=_where(file), todo="Mend the file")
    found: dict[str, EntryT] = {}
    for number, row in enumerate(rows, 1):
        name = str(row.get(key, f"number {number}")) if isinstance(row, dict) else f"number {number}"
        if name in found:
            raise VocabularyError(f"[[{table}]] {name} stands twice", where=_where(file), todo="Keep one of them")
        found[name] = _model(model, row, file, f"[[{table}]] {name}")
    return tuple(found.values())


def aliases_path() -> Path:
    """The file of aliases, whether it is there or not."""
    return Path(os.environ.get(ALIASES) or "vocabulary.toml").absolute()


@cache
def aliases() -> tuple[Alias, ...]:
    """The names that were added to the lists; none where there is no file."""
    path = aliases_path()
    return _list(Alias, path, "alias", "name") if path.exists() else ()


def _named(entries: tuple[EntryT, ...], which: AliasOf, forms: Callable[[EntryT], Iterable[str]]) -> tuple[EntryT, ...]:
    """The entries of a list with their aliases among the other forms."""
    added = [alias for alias in aliases() if alias.list == which]
    if not added:
        return entries
    found = {key_of(entry): entry for entry in entries}
    for alias in added:
        entry = found.get(alias.of)
        if entry is None:
            raise VocabularyError(
                f"[[alias]] {alias.name}: no {which} «{alias.of}»",
                where=str(aliases_path()),
                todo="Mend the entry; «policygraph vocab add-alias» looks the id up",
            )
        wanted = compare_key(alias.name)
        if any(compare_key(form) == wanted for form in forms(entry)):
            continue
        other = next((e for e in entries if wanted in map(compare_key, forms(e)) and _meet(entry, e)), None)
        if other is not None:
            raise VocabularyError(
                f"[[alias]] {alias.name}: this is {key_of(other)} already",
                where=str(aliases_path()),
                todo="Remove the entry, or correct the facts one by one",
            )
        found[alias.of] = _with(entry, alias.name)
    return tuple(found.values())


def _with(entry: EntryT, name: str) -> EntryT:
    """The entry with one more form; of a kind of document a phrase is one of its words, else another symbol."""
    form = "words" if " " in name and "words" in type(entry).model_fields else "also"
    return entry.model_copy(update={form: (*getattr(entry, form), name)})


def key_of(entry: Entry) -> str:
    """What an alias names an entry by: its id; the name of a unit, the symbol of a kind or body."""
    return str(next(getattr(entry, name) for name in ("id", "symbol", "name") if hasattr(entry, name)))


def _meet(one: object, other: object) -> bool:
    """Whether one form of both would be read in one place: agencies of different levels may share theirs."""
    if isinstance(one, AgencyType) and isinstance(other, AgencyType):
        return bool(set(one.levels) & set(other.levels))
    if isinstance(one, JurisdictionEntry) and isinstance(other, JurisdictionEntry):
        return one.parent == other.parent
    return True


@cache
def agencies() -> tuple[AgencyType, ...]:
    """Types of bodies."""
    return _named(_list(AgencyType, "agencies.toml", "agency", "id"), "agency", lambda agency: agency.forms)


def nearest_agencies(words: str, limit: int = 5) -> tuple[str, ...]:
    """Names of the types of bodies that are likest to a name, best first; only to be offered, never to be taken.

    >>> nearest_agencies("Sở I tế")[0]
    'Sở Y tế'
    """
    wanted = search_key(words)
    forms = {search_key(form): agency.name for agency in reversed(agencies()) for form in agency.forms}
    scored = process.extract(wanted, list(forms), scorer=fuzz.ratio, limit=limit * 3, score_cutoff=50)
    ranked = sorted(scored, key=lambda item: (-item[1], item[0]))
    return tuple(dict.fromkeys(forms[key] for key, _, _ in ranked))[:limit]


@cache
def abbreviations() -> tuple[Abbreviation, ...]:
    """Short forms inside names and phrases."""
    return _list(Abbreviation, "departments.toml", "abbreviation", "short")


@cache
def jurisdictions() -> tuple[JurisdictionEntry, ...]:
    """Places: the country, provinces and cities of 2024 and since 2025, cities and towns of provinces until 2025."""
    found = _list(JurisdictionEntry, "jurisdictions.toml", "jurisdiction", "id")
    known = {place.id for place in found}
    for place in found:
        for other in (*place.formed_from, *((place.parent,) if place.parent else ())):
            if other not in known:
                raise VocabularyError(
                    f"[[jurisdiction]] {place.id}: no such place: {other}",
                    where="ontology/vocab/jurisdictions.toml",
                    todo="Mend the entry",
                )
    return _named(found, "place", lambda place: (place.name, *place.also))


@cache
def document_kinds() -> tuple[DocumentKind, ...]:
    """Kinds of documents: NQ, KH, QĐ …"""
    found = _list(DocumentKind, "document_kinds.toml", "kind", "symbol")
    return _named(found, "kind", lambda kind: (*kind.forms, kind.name, *kind.words))


@cache
def document_classes() -> tuple[DocumentClass, ...]:
    """Classes of documents, in the order in which they are tried."""
    return _list(DocumentClass, "document_kinds.toml", "class", "name")


@cache
def document_bodies() -> tuple[DocumentBody, ...]:
    """Symbols of issuing bodies: TW, TU, CP, UBND …"""
    found = _list(DocumentBody, "document_kinds.toml", "body", "symbol")
    known = {agency.id for agency in agencies()}
    for body in found:
        if body.issuer is not None and body.issuer not in known:
            raise VocabularyError(
                f"[[body]] {body.symbol}: no such agency: {body.issuer}",
                where="ontology/vocab/document_kinds.toml",
                todo="Mend the entry",
            )
    return _named(found, "body", lambda body: body.forms)


@lru_cache(1024)
def kind_symbol(kind: str | None) -> str | None:
    """The symbol of the kind that a number names by any of its forms; others are given back.

    >>> kind_symbol("CTHĐ"), kind_symbol("KH"), kind_symbol("XY")
    ('CTr', 'KH', 'XY')
    """
    found = (entry for entry in document_kinds() if kind and kind.upper() in map(str.upper, entry.forms))
    return next((entry.symbol for entry in found), kind)


def is_kind(symbol: str) -> bool:
    """Whether a symbol is one of a kind, in any form."""
    return any(symbol.upper() in map(str.upper, entry.forms) for entry in document_kinds())


def find_body(symbol: str) -> DocumentBody | None:
    """The body of a symbol, in any of its spellings: an exact one first, then a pattern.

    >>> [body and body.symbol for body in map(find_body, ("QH15", "BGD&ĐT", "XYZ"))]
    ['QH*', 'BGDĐT', None]
    """
    for body in document_bodies():
        if symbol in body.forms:
            return body
    for body in document_bodies():
        if any(form.endswith("*") and _symbol_fits(form, symbol) for form in body.forms):
            return body
    return None


def class_of(kind: str | None, body: str | None) -> DocumentClass:
    """The class of a document, by kind symbol and body symbol, both canonical.

    >>> class_of("NQ", "TW").name, class_of("NQ", "CP").name, class_of("KH", "UBND").name, class_of("L", "QH13").name
    ('PartyResolution', 'GovernmentResolution', 'ProvincialPlan', 'Law')
    """
    return next(found for found in document_classes() if found.fits(kind, body))


@cache
def units() -> tuple[Unit, ...]:
    """Units of measurement."""
    return _named(_list(Unit, "units.toml", "unit", "name"), "unit", lambda unit: (unit.name, *unit.also))


@cache
def domains() -> tuple[DomainEntry, ...]:
    """Fields of policy."""
    return _list(DomainEntry, "domains.toml", "domain", "id")


@cache
def indicator_words() -> IndicatorWords:
    """Spellings, heads and breakdowns of indicators."""
    file = "indicators.toml"
    return IndicatorWords(
        spellings=_list(Spelling, file, "spelling", "word"),
        heads=_list(Head, file, "head", "word"),
        breakdowns=_list(Breakdown, file, "breakdown", "word"),
    )


@cache
def wording() -> Wording:
    """Cue phrases of the readers of text."""
    return _model(Wording, _read("wording.toml"), "wording.toml", "the file")


@cache
def findings() -> dict[str, FindingWords]:
    """Code → what it means, for every finding a reading may have."""
    return {entry.code: entry for entry in _list(FindingWords, "findings.toml", "finding", "code")}


def doubt_words(doubt: str | None, language: Literal["vi", "en"]) -> str:
    """A doubt, as codes joined by «; », in words.

    >>> doubt_words("ocr-repair; value-displaced", "en").count(";")
    2
    """
    known = findings()
    codes = [code for code in (doubt or "").split("; ") if code]
    return "; ".join(getattr(known[code], language) if code in known else code for code in codes)


@cache
def version() -> str:
    """Twelve hexadecimal digits that change whenever any list changes, the aliases among them."""
    digest = hashlib.sha256()
    own = aliases_path()
    for path in (*sorted(VOCAB.glob("*.toml")), *((own,) if own.exists() else ())):
        digest.update(b"aliases" if path == own else path.name.encode())
        digest.update(b"\0")
        digest.update(path.read_bytes())
        digest.update(b"\0")
    return digest.hexdigest()[:12]


def forget() -> None:
    """Read the lists anew at the next question; for this module alone, other modules keep what they made of them."""
    for found in list(globals().values()):
        if hasattr(found, "cache_clear"):
            found.cache_clear()
