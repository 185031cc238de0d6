"""From the words a person types to the id or value a parameter holds.

«NQ-42», «42-NQ/TW», «42 nq tw» and the id itself all mean one document, as
long as the graph holds one that they fit. Where they fit several, all are
listed and the person is asked; nothing is ever guessed from likeness: the
likest names are only offered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from graph.store import Hit, Row, Scalar, Store
from ontology import vocabulary
from ontology.declare import PREFIXES
from ontology.errors import InputError, UnknownNameError
from ontology.text import compare_key, nfc, search_key
from ontology.types import NODE_TYPES
from queries.catalogue import ENTITIES, Language, Parameter
from queries.evidence import part, remembered, rows_of_part

_DETAILS: dict[str, tuple[str, ...]] = {
    "Document": ("number", "year", "place"),
    "Agency": ("jurisdiction_name", "type", "document", "valid_from", "valid_to"),
    "Indicator": (),
    "Jurisdiction": ("kind", "parent"),
    "Target": ("parent", "year", "document"),
    "Domain": (),
}
"""Label → what is fetched beside id and name to tell nodes of one name apart."""

_NEAREST = 5
_LISTED = 20
_TOKEN = re.compile(r"[a-z]+|\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A node that a name may mean. ``details`` are its further fields, as ``_DETAILS`` names them."""

    id: str
    name: str
    details: Mapping[str, Scalar]

    def __str__(self) -> str:
        """Name, place or document, and id: enough to choose by."""
        told = ("jurisdiction_name", "document", "year", "detail")
        beside = next((self.details[name] for name in told if self.details.get(name)), None)
        ended = self.details.get("valid_to")
        return f"{self.name}{f', {beside}' if beside else ''}{f', – {ended}' if ended else ''} ({self.id})"


@cache
def listing(label: str, language: Language, *, one: bool = False) -> str:
    """The text that lists all nodes of a type, or the one whose id is the parameter ``node``.

    It is written from the type's declaration, since each column is one property.

    >>> print(listing("Indicator", "cypher", one=True))
    MATCH (n:Indicator {id: $node})
    RETURN DISTINCT n.id AS id, n.name AS name;
    """
    props = NODE_TYPES[label].props()
    fields = ("name", *_DETAILS[label])
    if language == "cypher":
        columns = ", ".join(f"n.{field} AS {field}" for field in fields)
        return f"MATCH (n:{label}{' {id: $node}' if one else ''})\nRETURN DISTINCT n.id AS id, {columns};"
    used = sorted({"pg", "dcterms", *(props[field].term.partition(":")[0] for field in fields)})
    lines = [f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in used]
    lines.append(f"SELECT DISTINCT ?id {' '.join(f'?{field}' for field in fields)} WHERE {{")
    which = "dcterms:identifier $node ; " if one else ""
    lines.append(f"  ?n a pg:{label} ; {which}dcterms:identifier ?id ; {props['name'].term} ?name .")
    lines += [f"  OPTIONAL {{ ?n {props[field].term} ?{field} }}" for field in fields[1:]]
    return "\n".join([*lines, "}"])


def _candidate(row: Row) -> Candidate:
    details = {field: value for field, value in row.items() if field not in ("id", "name") and value is not None}
    return Candidate(str(row["id"]), str(row["name"]), details)


def candidates(store: Store, label: str) -> Sequence[Candidate]:
    """Every node of a type, by name and id; of the types that are not too many, remembered until the next load."""

    def make() -> list[Candidate]:
        return sorted(map(_candidate, store.ask(listing(label, store.language), {})), key=lambda c: (c.name, c.id))

    return make() if label in ("Target", "Task") else remembered(store, f"all {label}", make)


def describe(store: Store, label: str, node: str) -> Candidate | None:
    """The node of this type and id, if there is one."""
    return next(map(_candidate, store.ask(listing(label, store.language, one=True), {"node": node})), None)


# --- documents --------------------------------------------------------------------------------------------------


@cache
def _kind_words() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Words for kinds of documents → their symbols, longest first: «kế hoạch hành động» before «kế hoạch»."""
    words = {
        search_key(word): search_key(kind.symbol)
        for kind in vocabulary.document_kinds()
        for word in (kind.name, *kind.words)
    }
    return tuple(
        (re.compile(rf"\b{re.escape(word)}\b"), symbol)
        for word, symbol in sorted(words.items(), key=lambda item: (-len(item[0]), item))
        if " " in word
    )


def _document_tokens(text: str) -> tuple[str, ...]:
    """Letters and figures of a document's name, in order: «Nghị quyết số 42-NQ/TW» is nq, 42, nq, tw."""
    clean = re.sub(r"\b(số|năm|ngày)\b", " ", nfc(text), flags=re.IGNORECASE)
    key = re.sub(r"\bso (?=\d)", "", search_key(clean))
    for pattern, symbol in _kind_words():
        key = pattern.sub(symbol, key)
    return tuple(_kind_tokens().get(token, token).lstrip("0") or "0" for token in _TOKEN.findall(key))


@cache
def _kind_tokens() -> dict[str, str]:
    """Another symbol of a kind → its usual one: «chương trình hành động 21» may be a CTHĐ."""
    return {search_key(form): search_key(kind.symbol) for kind in vocabulary.document_kinds() for form in kind.forms}


def _fits_document(asked: Sequence[str], candidate: Candidate) -> bool:
    """Whether each word and figure asked for stands in the document's number, name, place or year.

    The first figure has to be the document's own serial, so «NQ 42» means no
    resolution of the year 42 and «42» no article.
    """
    number = candidate.details.get("number")
    own = _document_tokens(f"{number or ''} {candidate.name}")
    known = {*own, str(candidate.details.get("year") or ""), *_TOKEN.findall(str(candidate.details.get("place") or ""))}
    figures = [token for token in asked if token.isdigit()]
    if number is not None:
        serial = next((token for token in own if token.isdigit()), None)
        if not figures or figures[0] != serial:
            return False
    elif any(not _YEAR.fullmatch(token) for token in figures):
        return False
    return set(asked) <= known


def _match_documents(text: str, found: Sequence[Candidate]) -> list[Candidate]:
    key = compare_key(text)
    asked = _document_tokens(text)
    levels: tuple[Callable[[Candidate], bool], ...] = (
        lambda c: key in (compare_key(c.name), compare_key(str(c.details.get("number") or c.name))),
        lambda c: bool(asked) and "".join(asked) == "".join(_document_tokens(str(c.details.get("number") or c.name))),
        lambda c: bool(asked) and _fits_document(asked, c),
    )
    return _first(levels, found)


# --- the other types --------------------------------------------------------------------------------------------


@cache
def _type_forms() -> dict[str, tuple[str, ...]]:
    """Id of an agency type → its printed names, «UBND» among them."""
    return {kind.id: kind.forms for kind in vocabulary.agencies()}


def _wordings(candidate: Candidate) -> list[str]:
    """Everything the node may be called, alone and with its place."""
    names = [candidate.name, *_type_forms().get(str(candidate.details.get("type") or ""), ())]
    place = candidate.details.get("jurisdiction_name")
    return names if place is None else [*names, *(f"{name} {place}" for name in names)]


def _match_names(text: str, found: Sequence[Candidate]) -> list[Candidate]:
    exact, folded = compare_key(text.replace(",", " ")), search_key(text)
    levels: tuple[Callable[[Candidate], bool], ...] = (
        lambda c: exact in (compare_key(name.replace(",", " ")) for name in _wordings(c)),
        lambda c: folded in map(search_key, _wordings(c)),
        lambda c: any(f" {folded} " in f" {search_key(name)} " for name in _wordings(c)),
    )
    return _first(levels, found) if folded else []


def _first(levels: Iterable[Callable[[Candidate], bool]], found: Sequence[Candidate]) -> list[Candidate]:
    """What the first level that finds anything finds."""
    return next((fits for level in levels if (fits := [c for c in found if level(c)])), [])


def named_agencies(store: Store) -> frozenset[str]:
    """Ids of the agencies that documents name, without those that only came before or after them."""
    return frozenset(str(row["id"]) for row in rows_of_part(store, "named-agencies"))


def agency_types(store: Store) -> list[Candidate]:
    """The types of which the store holds an agency, by name."""
    held = {str(one.details["type"]) for one in candidates(store, "Agency") if one.details.get("type")}
    named = {kind.id: kind.name for kind in vocabulary.agencies()}
    return sorted((Candidate(one, named.get(one, one), {"type": one}) for one in held), key=lambda c: (c.name, c.id))


# --- parameters -------------------------------------------------------------------------------------------------


def resolve_parameter(store: Store, parameter: Parameter, text: Scalar) -> Scalar:
    """The value of a parameter that a person gave in words.

    Returns:
        An id for an entity type; an int for an integer; else the text in NFC.

    Raises:
        UnknownNameError: no node fits the words (the likest are named), or several do (all are candidates).
        InputError: the words are of another form than the parameter's.
    """
    words = nfc(str(text)).strip()
    where = f"--{parameter.name}"
    if parameter.type in ENTITIES:
        return _resolve_entity(store, parameter, words, where)
    if parameter.type == "agency_type":
        types = agency_types(store)
        return next((one.id for one in types if one.id == words), None) or choose(types, "agency type", words, where)
    if parameter.type == "integer":
        if not re.fullmatch(r"[+-]?\d+", words):
            raise InputError(f"«{words}» is no whole number", where=where)
        return int(words)
    if parameter.type == "date" and not _DATE.fullmatch(words):
        raise InputError(f"«{words}» is no date", where=where, todo="Write YYYY, YYYY-MM or YYYY-MM-DD")
    if parameter.type == "choice":
        fits = [choice for choice in parameter.choices if search_key(choice) == search_key(words)]
        if words not in parameter.choices and len(fits) != 1:
            raise UnknownNameError(
                f"«{words}» is no choice",
                where=where,
                todo=f"Choose one of {', '.join(parameter.choices)}",
                candidates=parameter.choices,
            )
        return words if words in parameter.choices else fits[0]
    return words


def _resolve_entity(store: Store, parameter: Parameter, words: str, where: str) -> str:
    label = ENTITIES[parameter.type]
    noun = label.lower()
    if not words:
        raise InputError(f"no {noun} is named", where=where, todo="Give its name or its id")
    if "/" in words and (known := describe(store, label, words)) is not None:
        return known.id

    def first(fits: list[Candidate]) -> list[Candidate]:
        if parameter.existing:
            return [one for one in fits if "valid_to" not in one.details]
        named = part("named", store.language)
        return [one for one in fits if store.ask(named, {"node": one.id})]

    return choose(candidates(store, label), noun, words, where, first)


def fitting(found: Sequence[Candidate], noun: str, words: str) -> list[Candidate]:
    """The nodes that the words fit."""
    return _match_documents(words, found) if noun == "document" else _match_names(words, found)


def choose(
    found: Sequence[Candidate],
    noun: str,
    words: str,
    where: str,
    first: Callable[[list[Candidate]], list[Candidate]] = lambda fits: fits,
) -> str:
    """The one node that the words fit; never one of several, and never the likest.

    Of a body and its heir of the same name the one is meant that ``first`` keeps: that which documents name, or that
    which there still is.
    """
    fits = fitting(found, noun, words)
    if len(fits) > 1:
        fits = first(fits) or fits
    if len(fits) == 1:
        return fits[0].id
    if fits:
        names = tuple(map(str, fits))
        more = f"; and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
        raise UnknownNameError(
            f"«{words}» fits {len(names)} {noun[:-1] + 'ies' if noun.endswith('y') else noun + 's'}: "
            f"{'; '.join(names[:_LISTED])}{more}",
            where=where,
            todo="Which one is meant? Give its id",
            candidates=names,
        )
    near = _nearest(words, found)
    todo = f"Did you mean {' or '.join(near)}?" if near else f"The store holds no {noun} yet; load documents first"
    raise UnknownNameError(f"no {noun} is called «{words}»", where=where, todo=todo, candidates=near)


def _nearest(words: str, found: Sequence[Candidate]) -> tuple[str, ...]:
    """The likest real names, best first; an order that depends on nothing but the names."""
    return tuple(map(str, _likest(words, found)))


def _likest(words: str, found: Sequence[Candidate]) -> list[Candidate]:
    keys = [search_key(f"{c.name} {c.details.get('jurisdiction_name') or ''}") for c in found]
    wanted = search_key(words)
    scored = process.extract(wanted, keys, scorer=fuzz.WRatio, limit=None)
    # Short words («NQ-43») are as like to one number as to another: the whole, in any order, decides.
    best = sorted(scored, key=lambda item: (-item[1], -fuzz.token_sort_ratio(wanted, item[0]), item[2]))[:_NEAREST]
    return [found[place] for _, _, place in best]


# --- completion -------------------------------------------------------------------------------------------------


def complete(store: Store, parameter: Parameter, text: str, limit: int = 20) -> list[Candidate]:
    """What a person may mean who has typed so far: real names of the graph, best first, at most ``limit``.

    Numbers of documents are found in any spelling, names with and without
    diacritics. Without words, the first by name; where nothing fits, the
    likest. A number, a date or free text has no completion.
    """
    words = nfc(text).strip()
    if parameter.type == "choice":
        found = [Candidate(choice, choice, {}) for choice in parameter.choices]
    elif parameter.type == "agency_type":
        found = agency_types(store)
    elif parameter.type in ENTITIES:
        label = ENTITIES[parameter.type]
        if words and (hits := store.search(words, labels=[label], limit=limit)):
            return [Candidate(hit.id, hit.name, {"detail": hit.detail} if hit.detail else {}) for hit in hits]
        found = list(candidates(store, label))
    else:
        return []
    if not words:
        return found[:limit]
    fits = fitting(found, parameter.type, words)
    near = [] if fits else _likest(words, found)
    return (fits or near)[:limit]


def look_up(store: Store, text: str, limit: int = 20) -> list[Hit]:
    """Whatever a person may mean, of any type: hits of the store's search, else documents by number in any spelling."""
    words = nfc(text).strip()
    hits = store.search(words, limit=limit) if words else []
    if hits or not words:
        return hits
    found = _match_documents(words, candidates(store, "Document"))[:limit]
    return [Hit(one.id, "Document", one.name, "") for one in found]
