"""What a load or an unload changes, worked out once for both stores.

A store answers a few look-ups by key (:class:`Lookups`); ``plan`` answers with
a :class:`Change`: rows as they are and rows as they have to be. Its work grows
with the documents given (and those whose yearless citations get another
meaning), not with what is stored. Everything is read and written within one
transaction of the store, so the look-ups see one state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from graph.facts import DocumentFacts, fact_key
from graph.project import (
    DATED,
    NODE,
    NOTHING,
    Claim,
    FactRow,
    Group,
    MentionRow,
    NodeRow,
    Projection,
    SourceRow,
    StatementRow,
    TallyRow,
    base_of,
    dated_claims,
    join_of,
    node_row,
    project,
    record_of,
    shown,
    source_row,
    unpack,
    yearless_names,
)
from ontology.relations import RELATIONS
from ontology.types import NODE_TYPES

RowT = TypeVar("RowT")
_Key = TypeVar("_Key")


class Lookups(Protocol):
    """What a store has to answer, inside the transaction that writes. All by key; unknown keys are left out."""

    def sources(self, documents: Collection[str]) -> Mapping[str, SourceRow]:
        """Loaded documents by id."""
        ...

    def loaded(self, documents: Collection[str]) -> Collection[str]:
        """Those of the documents that are loaded."""
        ...

    def namers(self, yearless: Collection[str]) -> Collection[str]:
        """Loaded documents that name any of these yearless ids, joined or not."""
        ...

    def dated(self, bases: Collection[str]) -> Mapping[str, Collection[str]]:
        """Base → the dated documents of it that are in the graph."""
        ...

    def tallies(self, groups: Collection[Group]) -> Mapping[Group, Mapping[str, int]]:
        """(of, what) → value → number of documents that claim it."""
        ...

    def states(self, pairs: Collection[tuple[str, str]]) -> Collection[tuple[str, str]]:
        """Those of the pairs (document, fact key) of which there is a statement."""
        ...


@dataclass(frozen=True, slots=True)
class Diff(Generic[RowT]):
    """One row before and after; None where it is not there."""

    before: RowT | None
    after: RowT | None


@dataclass(slots=True)
class Change:
    """All that one transaction writes. Rows that stay as they are do not appear."""

    sources: list[Diff[SourceRow]] = field(default_factory=list)
    nodes: list[Diff[NodeRow]] = field(default_factory=list)
    facts: list[Diff[FactRow]] = field(default_factory=list)
    statements: list[Diff[StatementRow]] = field(default_factory=list)
    mentions: list[Diff[MentionRow]] = field(default_factory=list)
    tallies: list[Diff[TallyRow]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any((self.sources, self.nodes, self.facts, self.statements, self.mentions, self.tallies))


class _Tallies:
    """Tallies before and after; read from the store group by group, at most once each."""

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups
        self._before: dict[Group, Mapping[str, int]] = {}
        self._touched: dict[Group, list[str]] = {}
        self.delta: Counter[Claim] = Counter()

    def count(self, before: Iterable[Claim], after: Iterable[Claim]) -> None:
        self.delta.subtract(before)
        self.delta.update(after)

    def fetch(self, groups: Iterable[Group]) -> None:
        if missing := set(groups) - self._before.keys():
            found = self._lookups.tallies(missing)
            self._before.update((group, found.get(group, {})) for group in missing)

    def before(self, group: Group) -> Mapping[str, int]:
        return self._before[group]

    def after(self, group: Group) -> dict[str, int]:
        """Value → count, with the change; only those above zero."""
        of, what = group
        found = Counter(self._before[group])
        for value in self._touched.get(group, ()):
            found[value] += self.delta[of, what, value]
        return {value: count for value, count in found.items() if count > 0}

    def settle(self) -> None:
        """Close the counting; forget what did not change and fetch what did."""
        self.delta = Counter({claim: number for claim, number in self.delta.items() if number})
        for of, what, value in self.delta:
            self._touched.setdefault((of, what), []).append(value)
        self.fetch(self._touched)


def plan(lookups: Lookups, incoming: Sequence[DocumentFacts], leaving: Collection[str] = ()) -> Change:
    """What loading ``incoming`` (ids all different) and unloading ``leaving`` changes.

    The documents are written whole, whatever of them is stored already.
    """
    coming = {document.id: document for document in incoming}
    named = coming.keys() | set(leaving)
    stored = dict(lookups.sources(named))
    before = {identifier: unpack(row.packed) for identifier, row in stored.items()}
    after = dict(coming)

    joins_before, joins_after, rejoined = _joins(lookups, before, after)
    change = Change()
    for identifier in sorted(named):
        now = source_row(after[identifier]) if identifier in after else None
        _diff(change.sources, stored.get(identifier), now)
    if rejoined:
        # Others cite a document whose year only now became known, or doubtful: they are projected anew.
        again = {identifier: unpack(row.packed) for identifier, row in lookups.sources(rejoined).items()}
        before |= again
        after |= again
        for old_and_new, joins in ((before, joins_before), (after, joins_after)):
            _join_rest(lookups, old_and_new, joins, known=joins_before.keys() | joins_after.keys())

    old = {identifier: project(document, _only(joins_before)) for identifier, document in before.items()}
    new = {identifier: project(document, _only(joins_after)) for identifier, document in after.items()}
    tallies = _Tallies(lookups)
    for identifier in sorted(old.keys() | new.keys()):
        was, now_is = old.get(identifier, NOTHING), new.get(identifier, NOTHING)
        _diff_all(change.nodes, was.nodes, now_is.nodes)
        _diff_all(change.facts, was.facts, now_is.facts)
        _diff_all(change.statements, was.statements, now_is.statements)
        _diff_all(change.mentions, was.mentions, now_is.mentions)
        tallies.count(was.claims - now_is.claims, now_is.claims - was.claims)
    tallies.settle()
    _shared_facts(change, tallies)
    _shared_nodes(change, tallies, lookups, old, new)
    return change


# --- joins ------------------------------------------------------------------------------------------------------


def _joins(
    lookups: Lookups, before: Mapping[str, DocumentFacts], after: Mapping[str, DocumentFacts]
) -> tuple[dict[str, str | None], dict[str, str | None], set[str]]:
    """Yearless id → dated id before and after, and the other documents for which the two differ."""
    claimed = _Tallies(lookups)
    for identifier in before.keys() | after.keys():
        claimed.count(
            *(dated_claims(documents[identifier]) if identifier in documents else () for documents in (before, after))
        )
    claimed.settle()
    came: set[str] = set()
    went: set[str] = set()
    for of in {of for of, _, _ in claimed.delta}:
        was, now = bool(claimed.before((of, DATED))), bool(claimed.after((of, DATED)))
        if was != now:
            (came if now else went).add(of)

    ids = {name for document in (*before.values(), *after.values()) for name in yearless_names(document)}
    ids |= {base_of(name) for name in came | went}
    dated_before = _dated(lookups, claimed, ids)
    loaded_before = set(lookups.loaded(ids))
    loaded_after = (loaded_before - before.keys()) | (ids & after.keys())
    joins_before: dict[str, str | None] = {}
    joins_after: dict[str, str | None] = {}
    for base in ids:
        dated = dated_before.get(base, set())
        joins_before[base] = join_of(base, dated, loaded=base in loaded_before)
        dated = (dated | {name for name in came if base_of(name) == base}) - went
        joins_after[base] = join_of(base, dated, loaded=base in loaded_after)
    changed = {base for base in ids if joins_before[base] != joins_after[base]}
    rejoined = set(lookups.namers(changed)) - before.keys() - after.keys() if changed else set()
    return joins_before, joins_after, rejoined


def _join_rest(
    lookups: Lookups, documents: Mapping[str, DocumentFacts], joins: dict[str, str | None], *, known: Collection[str]
) -> None:
    """Add the joins of the yearless ids that only re-projected documents name; nothing about these changes."""
    rest = {name for document in documents.values() for name in yearless_names(document)} - set(known)
    dated = _dated(lookups, _Tallies(lookups), rest)
    loaded = lookups.loaded(rest) if rest else ()
    for base in rest:
        joins[base] = join_of(base, dated.get(base, ()), loaded=base in loaded)


def _dated(lookups: Lookups, tallies: _Tallies, bases: Collection[str]) -> dict[str, set[str]]:
    """Base → the dated documents of it that some document names, before the change."""
    found = lookups.dated(bases) if bases else {}
    tallies.fetch((name, DATED) for names in found.values() for name in names)
    return {base: {name for name in names if tallies.before((name, DATED))} for base, names in found.items()}


def _only(joins: Mapping[str, str | None]) -> dict[str, str]:
    return {yearless: dated for yearless, dated in joins.items() if dated is not None}


# --- what is shared ---------------------------------------------------------------------------------------------


def _shared_facts(change: Change, tallies: _Tallies) -> None:
    for of, what, value in sorted(tallies.delta):
        was = tallies.before((of, what)).get(value, 0)
        now = was + tallies.delta[of, what, value]
        change.tallies.append(
            Diff(TallyRow(of, what, value, was) if was else None, TallyRow(of, what, value, now) if now > 0 else None)
        )
        if what in RELATIONS:
            fact = FactRow(of, what, value)
            _diff(change.facts, fact if was else None, fact if now > 0 else None)


def _shared_nodes(
    change: Change, tallies: _Tallies, lookups: Lookups, old: Mapping[str, Projection], new: Mapping[str, Projection]
) -> None:
    """Nodes that come, go, or show another value."""
    nodes = {of for of, what, _ in tallies.delta if what not in RELATIONS} | old.keys() | new.keys()
    tallies.fetch((node, NODE) for node in nodes)
    records = {node: (shown(tallies.before((node, NODE))), shown(tallies.after((node, NODE)))) for node in nodes}
    stated = {
        node: [name for name, prop in NODE_TYPES[record_of(node, found).label].props().items() if prop.stated]
        for node, pair in records.items()
        if (found := pair[1] or pair[0]) is not None
    }
    tallies.fetch((node, name) for node, names in stated.items() for name in names)

    # What a document says of itself goes first. Of those not given here the store is asked.
    foreign = {
        (node, name, value)
        for node, names in stated.items()
        if node not in old and node not in new
        for name in names
        if len(choices := {*tallies.before((node, name)), *tallies.after((node, name))}) > 1
        for value in choices
    }
    keys = {(of, fact_key(of, what, value)): (of, what, value) for of, what, value in foreign}
    others_own = {keys[pair] for pair in lookups.states(keys)} if keys else set()
    absent = {node for node in stated if node not in old and node not in new}
    loaded = set(lookups.loaded(absent)) if absent else set()

    for node in sorted(stated):
        names = stated[node]
        rows: list[NodeRow | None] = []
        for record, group_of, projections in (
            (records[node][0], tallies.before, old),
            (records[node][1], tallies.after, new),
        ):
            if record is None:
                rows.append(None)
                continue
            own = projections.get(node, NOTHING).claims if node in old or node in new else others_own
            choice = {
                name: shown(values, {value for value in values if (node, name, value) in own})
                for name in names
                if (values := group_of((node, name)))
            }
            rows.append(
                node_row(
                    record_of(node, record),
                    {name: value for name, value in choice.items() if value is not None},
                    loaded=node in projections or node in loaded,
                )
            )
        _diff(change.nodes, rows[0], rows[1])


# --- differences ------------------------------------------------------------------------------------------------


def _diff(into: list[Diff[RowT]], before: RowT | None, after: RowT | None) -> None:
    if before != after:
        into.append(Diff(before, after))


def _diff_all(into: list[Diff[RowT]], before: Mapping[_Key, RowT], after: Mapping[_Key, RowT]) -> None:
    for key in dict.fromkeys((*before, *after)):
        _diff(into, before.get(key), after.get(key))
