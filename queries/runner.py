"""Asking a question of either store: order, limit, chain and evidence as declared.

The query texts give plain rows. All that the two languages do differently is
done here, once: values take one form, rows one order, counts and distances
are made, and every row gets its chain up to the document it was asked from
and the lines of the documents it rests on. So an answer depends on the facts
and not on the store.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise, product
from typing import Any, Literal

from graph.facts import fact_key
from graph.store import Row, Scalar, Store
from graph.succession import line_of
from ontology.changes import OUTCOMES
from ontology.errors import InputError
from ontology.values.quantity import plain
from queries.catalogue import (
    HELD,
    HOLDING_KINDS,
    STATED,
    Column,
    Derived,
    EvidencePattern,
    Language,
    Owner,
    Question,
    catalogue,
)
from queries.chains import Lineage, Route
from queries.evidence import EVIDENCE_DOCUMENTS, Evidence, EvidenceItem, Fact, part
from queries.measures import bounds, compare, due, later, unit_of
from queries.names import describe, resolve_parameter
from queries.today import TODAY, Holding, Holdings, cell, day

__all__ = [
    "EVIDENCE_DOCUMENTS",
    "Answer",
    "AnswerRow",
    "Chain",
    "ChainLink",
    "Evidence",
    "EvidenceItem",
    "Fact",
    "part",
    "resolve_parameter",
    "run",
]

GROUP_HOLDINGS = 12
"""How many holdings are told of one row that counts."""

_RANK: dict[str | None, int] = {outcome: place for place, outcome in enumerate((*OUTCOMES, None))}
"""Outcome → how little is known."""

GROUP_FACTS = 60
"""How many facts are quoted for one row that stands for a group."""


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One step of a chain: that a document carries out another, and who says so."""

    fact: Fact
    evidence: tuple[EvidenceItem, ...]

    def as_json(self) -> dict[str, Any]:
        """The link as one JSON object."""
        subject, predicate, object_ = self.fact
        return {
            "subject": subject,
            "predicate": predicate,
            "object": object_,
            "evidence": [item.as_json() for item in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Chain:
    """One route from the row's document up to the document asked from.

    Args:
        documents: (id, name) from the lower to the upper end; one only where both ends are the same.
        links: the steps between them, one less.
        also_direct: a direct link beside longer routes between the same ends.
    """

    documents: tuple[tuple[str, str], ...]
    links: tuple[ChainLink, ...]
    also_direct: bool = False

    def as_json(self) -> dict[str, Any]:
        """The chain as one JSON object."""
        return {
            "documents": [{"id": node, "name": name} for node, name in self.documents],
            "links": [link.as_json() for link in self.links],
            "also_direct": self.also_direct,
        }


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A row: value by column name, its routes (longest first), and the lines it rests on.

    ``holdings``: name of an owner («agency» for the column ``agency_id``) → who holds its duty on the day asked for.
    """

    values: dict[str, Scalar]
    chain: tuple[Chain, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    holdings: Mapping[str, Holding] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The row as one JSON object: its columns by name, ``chain``, ``evidence``, and ``holdings`` where asked."""
        told = {name: found.as_json() for name, found in self.holdings.items()}
        return {
            **self.values,
            "chain": [chain.as_json() for chain in self.chain],
            "evidence": [item.as_json() for item in self.evidence],
            **({"holdings": told} if told else {}),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gave.

    Args:
        parameters: value by name; ids for entities.
        columns: those of the texts, then the runner's.
        total: number of rows before the limit.
        as_of: the day for which holders were asked; None where they were not.
    """

    question: Question
    parameters: dict[str, Scalar]
    columns: tuple[Column | Derived, ...]
    rows: list[AnswerRow] = field(default_factory=list)
    total: int = 0
    as_of: date | None = None

    def as_json(self) -> dict[str, Any]:
        """The answer as one JSON object: ``question``, ``parameters``, ``columns``, ``rows``, ``total``."""
        return {
            "question": self.question.name,
            "parameters": self.parameters,
            **({"as_of": self.as_of.isoformat()} if self.as_of else {}),
            "columns": [column.name for column in self.columns],
            "rows": [row.as_json() for row in self.rows],
            "total": self.total,
        }


def run(
    store: Store,
    question: Question,
    parameters: Mapping[str, Scalar],
    limit: int | None = None,
    as_of: str | date | None = None,
) -> Answer:
    """Ask a question.

    Args:
        parameters: value by name, as a person gives them («NQ-42») or as ids.
        limit: how many rows to return at most, after sorting.
        as_of: a day or «today»: beside each owner stands who holds its duty on that day. Questions of the reform ask
            for today where none is given.

    Raises:
        InputError: a parameter is missing or of another form, the limit is not positive, or the question has no
            owners to ask the day for.
        UnknownNameError: a parameter is unknown, or its words fit no node or several.
        StoreError: the store cannot be asked.
    """
    if limit is not None and limit < 1:
        raise InputError(f"a limit of {limit} rows shows nothing", where="--limit", todo="Give a positive number")
    question, asked = _at(question, as_of)
    holdings = Holdings(store, asked) if asked is not None else None
    given = _bind(store, question, parameters)
    fetched = store.ask(question.text(store.language), _for(store.language, given))
    rows = _unique(
        {column.name: _scalar(column, row.get(column.name)) for column in question.columns} for row in fetched
    )
    chains = _Chains(store, question, given) if question.chain is not None else None
    if question.group and holdings is not None:
        rows = _by_holder(question, rows, holdings)
    late = _late(question)
    rows = _derive(store, question, rows, given, chains, holdings, without=late)
    _sort(question, rows, without=late)
    groups = _grouped(question, rows)
    kept = [row for row, _ in groups[:limit]]
    if holdings is not None and late:
        names = [column.name for column in question.shown]
        told = [row | {one.name: _holding(one, row, given, holdings) for one in late} for row in kept]
        kept = [{name: row[name] for name in names} for row in told]
    facts = [_group_facts(question, members, given) for _, members in groups[:limit]]
    wanted = {fact for found in facts for fact in found}
    if chains is not None:
        wanted |= {link for row in kept for route in chains.routes(row) for link in _links(route)}
    evidence = Evidence(store, wanted)
    held = _held(question, [members for _, members in groups[:limit]], holdings)
    answer = [
        AnswerRow(row, chains.of(row, evidence) if chains is not None else (), evidence.all(found), one)
        for row, found, one in zip(kept, facts, held, strict=True)
    ]
    return Answer(question, given, question.shown, answer, len(groups), asked)


def _at(question: Question, as_of: str | date | None) -> tuple[Question, date | None]:
    """The question with its columns of a day, and the day."""
    own = any(derived.kind in HOLDING_KINDS for derived in question.derived)
    if as_of is None and not own:
        return question, None
    asked = day(as_of or TODAY)
    if own:
        return question, asked
    if not question.owners:
        known = ", ".join(name for name, one in catalogue().items() if one.owners)
        raise InputError(f"the question {question.name} names no owners", where="--as-of", todo=f"Ask {known}")
    return question.on_a_day(), asked


def _held(question: Question, groups: Sequence[Sequence[Row]], holdings: Holdings | None) -> list[dict[str, Holding]]:
    """Name of each owner → its holding with the lines of its function, for each row.

    Beside a count stands one holding of each owner that it covers and of each answer, the first ``GROUP_HOLDINGS``.
    """
    if holdings is None:
        return [{} for _ in groups]
    found: list[dict[str, Holding]] = []
    for members in groups:
        told: dict[object, tuple[str, Holding]] = {}
        for row in members:
            for owner in question.owners:
                one = _holding_of(owner, row, holdings)
                if one is not None:
                    key = (owner.name, one.agency, one.words("en"), one.function) if question.group else owner.name
                    told.setdefault(key, (owner.name, one))
        several = list(told.values())[: GROUP_HOLDINGS if question.group else None]
        found.append(
            {f"{name}_{number}" if question.group else name: one for number, (name, one) in enumerate(several, 1)}
        )
    lined = holdings.with_lines({(one.item, one.agency): one for row in found for one in row.values()}.values())
    return [{name: lined[one.item, one.agency] for name, one in row.items()} for row in found]


def _holding_of(owner: Owner, row: Row, holdings: Holdings) -> Holding | None:
    item, agency = row[owner.item], row[owner.agency]
    return None if item is None or agency is None else holdings.of(str(item), str(agency))


def _by_holder(question: Question, rows: list[Row], holdings: Holdings) -> list[Row]:
    """A row for each body that holds its duty or may; of several owners, for each of the one with each of the other.

    Where the work of one place went to several, each of these works with its own bodies, not with its neighbours'.
    """
    found = []
    for row in rows:
        sides = [_bodies(owner, row, holdings) for owner in question.owners]
        shared = set.intersection(*({body.place for body in side} for side in sides))
        for bodies in product(*sides):
            places = {body.place for body in bodies}
            if len(places) > 1 and places <= shared:
                continue
            new: Row = {**row, "outcome": max((body.outcome for body in bodies), key=_RANK.__getitem__)}
            for owner, body in zip(question.owners, bodies, strict=True):
                new |= {owner.body: body.label, f"{owner.body}_id": body.id}
            found.append(new)
    return found


@dataclass(frozen=True, slots=True)
class _Body:
    """A body for which a duty is counted, and what is known of its holding it."""

    label: str | None = None
    id: str | None = None
    place: str | None = None
    outcome: str | None = None


def _bodies(owner: Owner, row: Row, holdings: Holdings) -> list[_Body]:
    """Each body for which a duty is counted; where none is known, the owner as named."""
    holding = _holding_of(owner, row, holdings)
    if holding is None:
        return [_Body()]
    bodies = holding.holders if holding.outcome in HELD else holding.candidates
    if bodies and holding.outcome != "unknown":
        return list(dict.fromkeys(_Body(body.label, body.id, body.place, holding.outcome) for body in bodies))
    place = row.get(f"{owner.name}_jurisdiction")
    named = f"{holding.agency_name} ({place})" if place else holding.agency_name
    label, at = (holding.owner.label, holding.owner.place) if holding.owner else (named, None)
    return [_Body(label, holding.agency, at, holding.outcome)]


# --- parameters -------------------------------------------------------------------------------------------------


def _bind(store: Store, question: Question, parameters: Mapping[str, Scalar]) -> dict[str, Scalar]:
    for name in parameters:
        question.parameter(name)
    bound: dict[str, Scalar] = {}
    for parameter in question.parameters:
        value = parameters.get(parameter.name)
        value = parameter.default if value is None else value
        if value is None and parameter.required:
            raise InputError(
                f"the question {question.name} wants the {parameter.type} «{parameter.title.en}»",
                where=f"--{parameter.name}",
                todo="Give it",
            )
        bound[parameter.name] = None if value is None else resolve_parameter(store, parameter, value)
    return bound


def _for(language: Language, parameters: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """Cypher wants every parameter, null too; in SPARQL one without value is a variable not bound."""
    return {name: value for name, value in parameters.items() if value is not None or language == "cypher"}


# --- values and order -------------------------------------------------------------------------------------------


def _scalar(column: Column, value: Scalar) -> Scalar:
    """A value in the one form of its column's type, however a store returns it."""
    if value is None:
        return None
    if column.type == "number":
        return plain(Decimal(str(value)))
    if column.type == "integer":
        return int(value)
    if column.type == "boolean":
        return value if isinstance(value, bool) else str(value) == "true"
    return str(value)


def _unique(rows: Iterable[Row]) -> list[Row]:
    """Each row once: 75.5 and 75.50 are one value, which DISTINCT cannot know of text."""
    return list({tuple(row.items()): row for row in rows}.values())


def _derive(
    store: Store,
    question: Question,
    rows: list[Row],
    given: Mapping[str, Scalar],
    chains: _Chains | None,
    holdings: Holdings | None,
    *,
    without: Sequence[Derived],
) -> list[Row]:
    """The rows with the runner's own columns, one after another; a row goes as soon as it is not to be kept."""
    for name in [column.name for column in question.columns]:
        rows = _stay(question, rows, name, given)
    for derived in question.derived:
        if derived in without:
            continue
        if derived.kind == "count":
            _count(derived, rows)
        elif derived.kind in ("body", "body_id", "weakest"):
            continue  # ``_by_holder`` wrote them
        elif derived.kind == "basis" and derived.fact is not None:
            _basis(store, derived, rows, given)
        elif holdings is not None and derived.kind in HOLDING_KINDS:
            for row in rows:
                row[derived.name] = _holding(derived, row, given, holdings)
        else:
            for row in rows:
                row[derived.name] = _measure(derived, {**given, **row} if derived.kind == "line" else row, chains)
        rows = _stay(question, rows, derived.name, given)
    return rows


def _late(question: Question) -> tuple[Derived, ...]:
    """Columns that nothing else of the question needs, of who holds a duty: only the rows that are shown get them.

    To know a holder all duties of its document are fetched, which is most of the time of a long answer.
    """
    if question.group:
        return ()
    needed = {key.column for key in question.order} | {keep.column for keep in question.keep} | set(question.where)
    needed |= {name for derived in question.derived for name in derived.made_of}
    return tuple(one for one in question.derived if one.kind in HOLDING_KINDS and one.name not in needed)


def _stay(question: Question, rows: list[Row], name: str, given: Mapping[str, Scalar]) -> list[Row]:
    """Rows whose value in a column is such as the question keeps."""
    asked = given.get(question.where[name]) if name in question.where else None
    if asked is not None:
        rows = [row for row in rows if row[name] == asked]
    for keep in question.keep:
        if keep.column == name:
            rows = [row for row in rows if keep.holds(row[name])]
    return rows


def _count(derived: Derived, rows: list[Row]) -> None:
    counted: dict[tuple[Scalar, ...], set[Scalar]] = {}
    for row in rows:
        if not derived.only or row["outcome"] in derived.only:
            counted.setdefault(tuple(row[name] for name in derived.per), set()).add(row[derived.counted or ""])
    for row in rows:
        row[derived.name] = len(counted.get(tuple(row[name] for name in derived.per), set()) - {None})


def _measure(derived: Derived, row: Row, chains: _Chains | None) -> Scalar:
    """The value of a column that follows from the others of its row."""
    values = tuple(None if name == "-" else row[name] for name in derived.of)
    if derived.kind == "distance":
        return None if chains is None else chains.distance(row)
    if derived.kind == "line":
        body, change, before, after = values
        return line_of(str(body), str(change), str(before), None if after is None else str(after))
    if derived.kind in ("low", "high"):
        return bounds(*values)[0 if derived.kind == "low" else 1]
    if derived.kind == "unit":
        found = unit_of(None if values[0] is None else str(values[0]))
        return None if found is None else found[0]
    if derived.kind == "comparison":
        return compare(values[: len(values) // 2], values[len(values) // 2 :])
    if derived.kind == "later":
        return later(*values)
    return due(*values)[0 if derived.kind == "year" else 1]


def _holding(derived: Derived, row: Row, given: Mapping[str, Scalar], holdings: Holdings) -> Scalar:
    """What a column tells of the owner of its row on the day asked for."""
    agency, item, *rest = (row[name] if name in row else given[name] for name in derived.of)
    found = None if agency is None or item is None else holdings.of(str(item), str(agency))
    if derived.kind == "standing":
        return None if found is None else found.standing(str(rest[0]))
    return cell(found, derived.kind)


def _basis(store: Store, derived: Derived, rows: list[Row], given: Mapping[str, Scalar]) -> None:
    """On which basis each row's fact is stated: the first by document, of several."""
    assert derived.fact is not None
    keys: list[str | None] = []
    for row in rows:
        fact = _fact(derived.fact, row, given)
        keys.append(None if fact is None else fact_key(*fact))
    said = store.statements(sorted({key for key in keys if key is not None})) if any(keys) else {}
    for row, key in zip(rows, keys, strict=True):
        row[derived.name] = next((one.basis for one in said.get(key or "", ()) if one.basis is not None), None)


def _grouped(question: Question, rows: list[Row]) -> list[tuple[Row, list[Row]]]:
    """Each row of the answer with the rows of the texts that it stands for, in their order."""
    if not question.group:
        return [(row, [row]) for row in rows]
    shown = [column.name for column in question.shown]
    joined = {column.name: " | " if column.kind == "changes" else "; " for column in question.derived if column.joined}
    groups: dict[tuple[Scalar, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in question.group), []).append(row)
    found = [({name: members[0][name] for name in shown}, members) for members in groups.values()]
    for row, members in found:
        for name, mark in joined.items():
            parts = {part for one in members if one[name] for part in str(one[name]).split(mark)}
            row[name] = mark.join(sorted(parts)) or None
    return found


def _sort(question: Question, rows: list[Row], *, without: Sequence[Derived]) -> None:
    """Sort as declared. Whatever the order leaves open follows the columns, so no store's own order shows."""
    both: tuple[Column | Derived, ...] = (*question.columns, *question.derived)
    columns = {column.name: column for column in both}
    keys = [(columns[key.column], key.descending) for key in question.order]
    keys += [(column, False) for column in both if column not in without]
    # Sorting by the last key first keeps the earlier ones; Python's sort is stable.
    for column, descending in reversed(keys):
        _sort_by(column, rows, descending)


def _sort_by(column: Column | Derived, rows: list[Row], descending: bool) -> None:
    value: Callable[[Row], Any]
    if column.type == "number":

        def value(row: Row) -> Any:
            return Decimal(str(row[column.name]))
    elif column.type in ("integer", "boolean"):

        def value(row: Row) -> Any:
            return row[column.name]
    else:

        def value(row: Row) -> Any:
            return unicodedata.normalize("NFC", str(row[column.name]))

    there = [row for row in rows if row[column.name] is not None]
    absent = [row for row in rows if row[column.name] is None]
    rows[:] = sorted(there, key=value, reverse=descending) + absent


# --- chains -----------------------------------------------------------------------------------------------------


def _links(route: Route) -> list[Fact]:
    return [(lower, "IMPLEMENTS", upper) for lower, upper in pairwise(route)]


class _Chains:
    """The chains of one answer. Rows of one document share theirs.

    Where neither end is a parameter, the lower one is the start, and the links
    above it are fetched once for each document that stands there.
    """

    def __init__(self, store: Store, question: Question, given: Mapping[str, Scalar]) -> None:
        assert question.chain is not None
        self._store, self._spec, self._given = store, question.chain, given
        self._side: Literal["upper", "lower"] = "upper" if question.chain.upper in given else "lower"
        self._names: dict[str, str] = {}
        self._lineages: dict[str, Lineage] = {}
        self._made: dict[tuple[str, str], tuple[Chain, ...]] = {}

    def _lineage(self, start: str) -> Lineage:
        if start not in self._lineages:
            side = "links-below" if self._side == "upper" else "links-above"
            pairs = self._store.ask(part(side, self._store.language), {"start": start})
            self._names |= {str(pair[f"{end}_id"]): str(pair[end]) for pair in pairs for end in ("child", "parent")}
            if start not in self._names and (node := describe(self._store, "Document", start)) is not None:
                self._names[start] = node.name
            links = ((str(pair["child_id"]), str(pair["parent_id"])) for pair in pairs)
            self._lineages[start] = Lineage(links, start, self._side)
        return self._lineages[start]

    def _ends(self, row: Row) -> tuple[str, str] | None:
        """Id of the start, and of the other end; None where the row has one of them not."""
        names = (self._spec.upper, self._spec.lower) if self._side == "upper" else (self._spec.lower, self._spec.upper)
        start, other = (row[name] if name in row else self._given[name] for name in names)
        return None if start is None or other is None else (str(start), str(other))

    def distance(self, row: Row) -> int | None:
        ends = self._ends(row)
        return None if ends is None else self._lineage(ends[0]).distance(ends[1])

    def routes(self, row: Row) -> tuple[Route, ...]:
        ends = self._ends(row)
        return () if ends is None else self._lineage(ends[0]).routes(ends[1])

    def of(self, row: Row, evidence: Evidence) -> tuple[Chain, ...]:
        ends = self._ends(row)
        if ends is None:
            return ()
        if ends not in self._made:
            routes = self.routes(row)
            self._made[ends] = tuple(self._chain(route, len(routes) > 1, evidence) for route in routes)
        return self._made[ends]

    def _chain(self, route: Route, among_others: bool, evidence: Evidence) -> Chain:
        # What the lower document itself says of the whole route is worth more than what a third one says.
        links = tuple(ChainLink(fact, evidence.of(fact, first=route[0])) for fact in _links(route))
        documents = tuple((node, self._names.get(node, node)) for node in route)
        return Chain(documents, links, also_direct=among_others and len(route) == 2)


# --- evidence ---------------------------------------------------------------------------------------------------


def _fact(pattern: EvidencePattern, row: Row, given: Mapping[str, Scalar]) -> Fact | None:
    """The fact that a pattern means in a row; None where a part of it is null."""
    subject, object_ = (row[name] if name in row else given[name] for name in (pattern.subject, pattern.object))
    stated = pattern.predicate in STATED
    predicate = pattern.predicate if stated else row.get(pattern.predicate, pattern.predicate)
    if subject is None or predicate is None or object_ is None:
        return None
    return str(subject), str(predicate), str(object_)


def _facts(question: Question, row: Row, given: Mapping[str, Scalar]) -> list[Fact]:
    """The facts that a row rests on, as declared; those with a null are left out."""
    found = (_fact(pattern, row, given) for pattern in question.evidence)
    return [fact for fact in found if fact is not None]


def _group_facts(question: Question, members: Sequence[Row], given: Mapping[str, Scalar]) -> list[Fact]:
    """The facts that all rows of a group rest on, each once, the first ``GROUP_FACTS`` of a group."""
    if len(members) == 1:
        return _facts(question, members[0], given)
    return list(dict.fromkeys(fact for row in members for fact in _facts(question, row, given)))[:GROUP_FACTS]
