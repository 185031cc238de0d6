"""What a person decided about what was read: lines of a file, applied to the facts of a document.

A decision accepts, corrects, rejects or splits one statement of one document,
or says of two indicators or agencies that they are one (merge) or two
(split). It holds the key of the fact, the document, the quote and the value
it judged. When the document is read otherwise, it finds its place again by
the key, else by the quote; where it finds none it has *lost its place*: it is
listed, and applied nowhere.

Applying is a pure function of the reading and the decisions, so neither the
order of loading nor what was applied before can matter. What the readers
found stays beside the result (``DocumentFacts.reading``); so a decision
applies, and is revoked, without the file.

The file has one decision a line, as JSON with keys in a fixed order. Order of
lines means nothing and a line given twice counts once, so that lines of two
branches may be joined in any way (``merge=union`` in ``.gitattributes``).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from graph.facts import DocumentFacts, NodeRecord, Reading, Statement
from graph.heirs import add_succession
from graph.ids import indicator_id, place_slug
from graph.project import canonical_decimal
from graph.records import Records, agency_records, document_records
from graph.resolve import Agency, Resolver, agency_of_id, indicator_key, indicator_name, make_place
from ontology.errors import InputError, PolicygraphError, RefusedFactError
from ontology.evidence import DECISION_FORM, ROLES
from ontology.relations import RELATIONS
from ontology.text import canonical
from ontology.types import NODE_TYPES
from ontology.values import DocumentNumber, PartialDate

Verb = Literal["accept", "correct", "reject", "merge", "split", "revoke"]
Status = Literal["applied", "agreed", "overridden", "lost"]

NO_DECISIONS = "-"
"""Stands for the decisions of a document to which none is applied; else their ids do, joined by blanks."""

MOMENT = "%Y-%m-%dT%H:%M:%SZ"
"""How the time of a decision is written, in UTC."""

GIVEN = "decision"
"""Basis of an owner, lead or supporter whom a person named."""

PARTS = {"SETS", "ASSIGNS", "PRODUCES", "REQUIRES_REPORT", "HAS_FINDING"}
"""Relations whose object belongs to the document: rejecting the one rejects the other with all that it says."""

HEADS = PARTS | {"CITES"}
"""Relations that bring up what a row of the text is about; what else the row says is doubtful for their sake too."""

AGENCY_ROLES = frozenset(ROLES)
"""Relations that give an agency a role; each is looked at by itself."""

TARGET_FIELDS = ("comparator", "value", "value_high", "text_value", "unit", "year")
"""Properties of a target that a person may correct."""

_JUDGED: dict[str, tuple[str, ...]] = {
    "Target": TARGET_FIELDS,
    "Task": ("name",),
    "Product": ("name",),
    "ReportingDuty": ("month", "day", "year", "recurrence"),
    "Finding": ("code",),
}
"""Type of a document's own node → what of it a person judges; a fixed few, so that readers may learn other things."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Named(_Frozen):
    """A node by id, with its name for the person who reads the line; of an indicator the name decides."""

    id: str
    name: str = Field(min_length=1)


class Decision(_Frozen):
    """One line of the file.

    Args:
        id: «d-» and twelve hexadecimal digits of everything else.
        at: when, UTC, ISO 8601 to the second.
        by, reason: who decided, and why; never blank.
        document: the document whose statement it is; of a merge, the only one it holds in.
        fact, subject, predicate, object: key and parts of the fact as it was *read*, before any decision.
        line, quote: where it stands; all spans joined by newlines.
        value: what was judged or replaced: the name of a shared object, the literal, or a document's own object as
            «property=value; …».
        to: correct, split: what takes the object's place.
        gives: correct: the relation in which ``to`` is added to the object, for an owner that was not read.
        sets: correct: property → value of the object, a target.
        nodes: merge: the one that goes and the one that stays; split: the two that are two; with ``to`` the one that
            is another in this document.
        of: revoke: id of the decision that no longer holds.
    """

    id: str = Field(pattern=DECISION_FORM.pattern)
    at: str = Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
    by: str = Field(pattern=r"\S")
    verb: Verb
    document: str | None = None
    fact: str | None = None
    subject: str | None = None
    predicate: str | None = None
    object: str | None = None
    line: int | None = None
    quote: str | None = None
    value: str | None = None
    to: tuple[Named, ...] = ()
    gives: str | None = None
    sets: dict[str, str | int] = {}
    nodes: tuple[Named, ...] = ()
    of: str | None = None
    reason: str = Field(pattern=r"\S")

    @model_validator(mode="after")
    def _complete(self) -> Decision:
        place = (self.document, self.fact, self.subject, self.predicate, self.object, self.quote, self.value)
        about_fact = all(part is not None for part in place)
        if self.verb == "revoke":
            fits = self.of is not None
        elif self.verb == "merge":
            fits = len(self.nodes) == 2 and self.nodes[0].id != self.nodes[1].id
        elif self.verb == "split" and self.nodes:
            fits = len(self.nodes) == 2 or bool(len(self.nodes) == len(self.to) == 1 and self.document)
        elif self.verb == "split":
            fits = about_fact and len(self.to) > 1
        elif self.verb == "correct":
            fits = about_fact and bool(self.to) != bool(self.sets) and (not self.gives or bool(self.to))
        else:
            fits = about_fact
        if not fits:
            raise ValueError(f"a part of what «{self.verb}» needs is missing")
        for name, value in self.sets.items():
            if name not in TARGET_FIELDS:
                raise ValueError(f"«{name}» cannot be corrected, only {', '.join(TARGET_FIELDS)}")
            if name in ("value", "value_high") and value != "":
                try:
                    canonical_decimal(value)
                except RefusedFactError as error:
                    raise ValueError(f"{name}: {error.seen}; write it with a point: 92.5") from error
            if (name == "year") != isinstance(value, int) and value != "":
                raise ValueError(f"«{value}» is no {name}")
            allowed = NODE_TYPES["Target"].props()[name].one_of
            if allowed and value not in allowed:
                raise ValueError(f"{name} is one of {' '.join(allowed)}")
        return self

    @property
    def aspect(self) -> str:
        """What of its fact it decides: the fact itself, or an owner beside it."""
        return self.gives or "fact"

    @property
    def own_id(self) -> str:
        """The id that its contents give it: whoever changes a line makes another decision of it."""
        rest = self.model_dump(exclude={"id"}, exclude_defaults=True, exclude_none=True)
        text = json.dumps(rest, ensure_ascii=False, sort_keys=True)
        return f"d-{hashlib.sha256(text.encode()).hexdigest()[:12]}"

    def line_of_file(self) -> str:
        """The line, without newline."""
        return json.dumps(self.model_dump(exclude_defaults=True, exclude_none=True), ensure_ascii=False)


def make(verb: Verb, *, by: str, reason: str, at: str = "", **parts: Any) -> Decision:
    """A new decision with its id.

    Raises:
        InputError: who or why is missing.
    """
    if not by.strip():
        raise InputError(
            "nobody is named as the author", todo="Give --author NAME, or set POLICYGRAPH_AUTHOR to your name"
        )
    if not reason.strip():
        raise InputError("a decision needs its reason", todo="Give --reason «…» in a few words")
    said = {
        "at": at or datetime.now(UTC).strftime(MOMENT),
        "by": " ".join(by.split()),
        "verb": verb,
        "reason": " ".join(reason.split()),
        **{name: value for name, value in parts.items() if value not in (None, (), {})},
    }
    try:
        draft = Decision.model_validate({"id": f"d-{'0' * 12}", **said})
    except ValidationError as error:
        raise InputError(_first(error), todo="Nothing was decided") from error
    return draft.model_copy(update={"id": draft.own_id})


def _first(error: ValidationError) -> str:
    """The first thing that is wrong, in a sentence."""
    first = error.errors(include_url=False)[0]
    what = ".".join(map(str, first["loc"]))
    return f"{f'{what}: ' if what else ''}{first['msg'].removeprefix('Value error, ')}"


# --- the file ---------------------------------------------------------------------------------------------------


def read_decisions(path: Path) -> Decisions:
    """All decisions of a file; none where there is no file.

    Raises:
        InputError: a line is no decision; the file, the line and what is wrong with it are named.
    """
    found: dict[str, Decision] = {}
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return Decisions(())
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the decisions cannot be read ({error})", where=str(path)) from error
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
            raise InputError(
                "two versions of the file are not yet joined",
                where=where,
                todo="Keep the lines of both and remove the marks; their order does not matter",
            )
        try:
            decision = Decision.model_validate_json(line)
        except ValidationError as error:
            raise InputError(
                f"no decision: {_first(error)}",
                where=where,
                todo="Mend the line, or take it from an earlier version of the file",
            ) from error
        if decision.id != decision.own_id:
            raise InputError(
                f"the line of {decision.id} was changed by hand",
                where=where,
                todo="Take it from an earlier version of the file; to undo a decision, revoke it and decide anew",
            )
        found[decision.id] = decision
    return Decisions(tuple(found.values()))


def append(path: Path, decision: Decision) -> None:
    """Write a decision at the end of the file, on a line of its own, and make sure it is on the disk.

    Raises:
        InputError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file:
            ends = file.seek(0, os.SEEK_END)
            if ends:
                file.seek(ends - 1)
            newline = b"" if not ends or file.read(1) == b"\n" else b"\n"
            file.write(newline + decision.line_of_file().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise InputError(f"the decision cannot be written ({error.strerror})", where=str(path)) from error


# --- what holds -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a decision in a document.

    Args:
        status: ``applied``; ``agreed`` where by now it is read as the person said; ``overridden`` by a later one;
            ``lost`` where it has no place any more.
        why: in a sentence, for the last two.
        by_quote: its place was found by the quote, for the fact has another key now.
        facts: keys of the decided statements.
    """

    decision: Decision
    status: Status
    why: str = ""
    by_quote: bool = False
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """A document with its decisions, what became of each, and for each decided key the statement as read."""

    facts: DocumentFacts
    outcomes: tuple[Outcome, ...]
    origins: Mapping[str, Statement]


@dataclass(frozen=True)
class Decisions:
    """The decisions of a file, in the order of time. Those revoked are ``all`` but not ``in_force``."""

    lines: tuple[Decision, ...]

    @cached_property
    def all(self) -> tuple[Decision, ...]:
        """Every decision, revocations included, by time and id."""
        return tuple(sorted(self.lines, key=lambda decision: (decision.at, decision.id)))

    @cached_property
    def by_id(self) -> Mapping[str, Decision]:
        """Id → decision."""
        return {decision.id: decision for decision in self.all}

    @cached_property
    def revoked(self) -> Mapping[str, Decision]:
        """Id of a decision that no longer holds → the revocation. A revocation can be revoked."""
        of: dict[str, list[Decision]] = {}
        for decision in self.all:
            if decision.verb == "revoke" and decision.of is not None:
                of.setdefault(decision.of, []).append(decision)

        def by(identifier: str) -> Decision | None:
            # No circle: an id is a hash of its line, which names what it revokes.
            return next((one for one in of.get(identifier, ()) if by(one.id) is None), None)

        return {identifier: found for identifier in of if (found := by(identifier)) is not None}

    @cached_property
    def in_force(self) -> tuple[Decision, ...]:
        """Those that hold, by time and id."""
        return tuple(d for d in self.all if d.verb != "revoke" and d.id not in self.revoked)

    @cached_property
    def _of_document(self) -> Mapping[str | None, Sequence[Decision]]:
        found: dict[str | None, list[Decision]] = {}
        for decision in self.in_force:
            found.setdefault(decision.document, []).append(decision)
        return found

    @property
    def documents(self) -> frozenset[str]:
        """Documents that decisions in force speak of by name."""
        return frozenset(document for document in self._of_document if document is not None)

    @cached_property
    def everywhere(self) -> tuple[Decision, ...]:
        """Those that hold in every document."""
        return tuple(self._of_document.get(None, ()))

    @cached_property
    def apart(self) -> frozenset[frozenset[str]]:
        """Pairs of nodes that a person said are two; the latest word on a pair counts."""
        found: dict[frozenset[str], bool] = {}
        for decision in self.in_force:
            if len(decision.nodes) == 2:
                found[frozenset(_true(node).id for node in decision.nodes)] = decision.verb == "split"
        return frozenset(pair for pair, two in found.items() if two)

    @property
    def judged_pairs(self) -> frozenset[frozenset[str]]:
        """Pairs of nodes that a person said are one, or two."""
        return frozenset(
            frozenset(_true(node).id for node in decision.nodes)
            for decision in self.in_force
            if len(decision.nodes) == 2
        )

    def of(self, document: str) -> tuple[Decision, ...]:
        """Those that may change a document, by time and id."""
        found = (*self._of_document.get(document, ()), *self.everywhere)
        return tuple(sorted(found, key=lambda decision: (decision.at, decision.id)))

    def apply(self, document: DocumentFacts) -> Applied | None:
        """The document as the decisions have it, whatever was applied to it before.

        Returns:
            None where something was applied and what was read is not known, as after an import.
        """
        base = undecided(document)
        if base is None:
            return None
        decisions = self.of(document.id)
        if not decisions:
            return Applied(_stamped(base, NO_DECISIONS), (), {said.key: said for said in base.statements})
        return _Application(base, decisions).run()

    def stale(self, document: str, applied: str) -> bool:
        """Whether what is applied to a document by name is not what holds; decisions for all documents aside.

        Args:
            applied: the ids, as ``SourceInfo.decisions`` has them. A decision that lost its place is not among them.
        """
        held = set(ids_of(applied))
        own = {d.id for d in self._of_document.get(document, ()) if not (d.verb == "split" and len(d.nodes) == 2)}
        return bool(own - held or held - {d.id for d in self.in_force})

    @cached_property
    def moved(self) -> Mapping[str, frozenset[str]]:
        """Node → ids of the decisions that take it out of every document, by the id it was given and by today's."""
        found: dict[str, set[str]] = {}
        for decision in self.everywhere:
            if decision.verb == "merge" and frozenset(_true(node).id for node in decision.nodes) not in self.apart:
                for node in {decision.nodes[0].id, _true(decision.nodes[0]).id}:
                    found.setdefault(node, set()).add(decision.id)
        return {node: frozenset(ids) for node, ids in found.items()}


def ids_of(applied: str) -> tuple[str, ...]:
    """The ids of ``SourceInfo.decisions``.

    >>> ids_of("-"), ids_of("d-000000000001 d-000000000002")
    ((), ('d-000000000001', 'd-000000000002'))
    """
    return tuple(part for part in applied.split(" ") if part.startswith("d-"))


def undecided(document: DocumentFacts) -> DocumentFacts | None:
    """The document as it was read, None where that is not known."""
    if document.reading is None:
        return None if any(said.decision for said in document.statements) else document
    source = document.source.model_copy(update={"decisions": NO_DECISIONS})
    return document.model_copy(
        update={
            "source": source,
            "reading": None,
            **{name: getattr(document.reading, name) for name in Reading.model_fields},
        }
    )


# --- applying ---------------------------------------------------------------------------------------------------


def quote_of(said: Statement) -> str:
    """All its spans' words."""
    return "\n".join(span.quote for span in said.spans)


def judged(said: Statement, nodes: Mapping[str, NodeRecord]) -> str:
    """What a person judges in a statement, as text: see ``Decision.value``."""
    if said.literal:
        return said.object
    node = nodes[said.object]
    if node.shared or node.label == "Agency":
        return str(node.props.get("name", node.id))
    fields = _JUDGED.get(node.label, ("name",))
    return "; ".join(f"{name}={node.props[name]}" for name in fields if name in node.props)


def row_of(said: Statement) -> str:
    """The node whose row of the text a statement belongs to: a target, a task, a cited document …"""
    return said.object if said.predicate in HEADS or said.predicate == "HAS_LEGAL_BASIS" else said.subject


def _true(named: Named) -> Named:
    """An indicator under the id that its name has by today's vocabulary."""
    if not named.id.startswith("indicator/"):
        return named
    return Named(id=indicator_id(indicator_key(named.name)), name=indicator_name(named.name))


class _LostError(PolicygraphError):
    """A decision that has no place."""


@dataclass(slots=True)
class _Application:
    """The decisions of one document at work."""

    base: DocumentFacts
    decisions: Sequence[Decision]
    nodes: dict[str, NodeRecord] = field(default_factory=dict)
    links: set[tuple[str, str, str]] = field(default_factory=set)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    made: list[tuple[Statement, Statement]] = field(default_factory=list)
    """(as read, as decided), in order."""
    moves: dict[str, tuple[Named, Decision]] = field(default_factory=dict)
    """Node → what takes its place wherever it stands, and who says so."""

    def run(self) -> Applied:
        self.nodes = {node.id: node for node in self.base.nodes}
        self.links = set(self.base.links)
        chosen = self._choose()
        for said in self.base.statements:
            self.made += [(said, now) for now in self._decide(said, chosen.get(said.key, {}))]
        self.made = [pair for pair in self.made if not {pair[1].subject, pair[1].object} & self.gone]
        self._merge()
        self._settle_doubts()
        self._settle_findings()
        for identifier, outcome in self.outcomes.items():
            keys = tuple(dict.fromkeys(now.key for _, now in self.made if now.decision == identifier))
            self.outcomes[identifier] = Outcome(
                outcome.decision, outcome.status, outcome.why, outcome.by_quote, keys or outcome.facts
            )
        told = tuple(self.outcomes.values())
        origins = {now.key: was for was, now in reversed(self.made)}
        held = [outcome.decision for outcome in told if outcome.status in ("applied", "agreed")]
        if not held:
            return Applied(_stamped(self.base, NO_DECISIONS), told, origins)
        return Applied(self._facts(" ".join(sorted(decision.id for decision in held))), told, origins)

    # ---------------------------------------------------------- finding the place

    def _choose(self) -> dict[str, dict[str, tuple[Decision, bool]]]:
        """Key of a fact as read → aspect → the decision that counts there, and whether it is now read so."""
        chosen: dict[str, dict[str, tuple[Decision, bool]]] = {}
        for decision in self.decisions:
            if decision.fact is None:
                continue
            try:
                key, by_quote, agreed = self._place(decision)
            except _LostError as error:
                self.outcomes[decision.id] = Outcome(decision, "lost", error.seen)
                continue
            before = chosen.setdefault(key, {}).get(decision.aspect)
            if before is not None:
                self.outcomes[before[0].id] = Outcome(before[0], "overridden", f"by {decision.id}")
            chosen[key][decision.aspect] = (decision, agreed)
            self.outcomes[decision.id] = Outcome(decision, "agreed" if agreed else "applied", by_quote=by_quote)
        return chosen

    def _place(self, decision: Decision) -> tuple[str, bool, bool]:
        """Key of the fact that it is about, whether the quote told it, and whether by now it is read as decided."""
        same = [said for said in self.base.statements if said.key == decision.fact]
        if same and self._says(same[0], decision):
            return self._unread(decision, same[0]), False, False
        quote = canonical(decision.quote or "")
        there = [
            said
            for said in self.base.statements
            if said.predicate == decision.predicate and canonical(quote_of(said)) == quote
        ]
        keys = {said.key: said for said in there if self._says(said, decision)}
        if len(keys) == 1:
            return self._unread(decision, next(iter(keys.values()))), True, False
        if len(keys) > 1:
            raise _LostError("its words now stand behind several facts")
        of_subject = [
            said
            for said in self.base.statements
            if said.subject == decision.subject and said.predicate == decision.predicate
        ]
        if decision.verb == "correct" and len(decision.to) == 1 and not decision.gives:
            for found, by_quote in ((of_subject, False), (there, True)):
                agreed = {said.key for said in found if said.object == self._wanted(decision, said)}
                if len(agreed) == 1:
                    return agreed.pop(), by_quote, True
        changed = same or there or of_subject
        if decision.sets and len({said.key for said in changed}) == 1:
            props = self.nodes[changed[0].object].props
            if all(props.get(name, "") == value for name, value in decision.sets.items()):
                return changed[0].key, not same, True
        if changed:
            now = "; ".join(dict.fromkeys(judged(said, self.nodes) for said in changed[:3]))
            raise _LostError(f"what it judged is read otherwise now: {now}")
        raise _LostError("its words are no longer read in this document")

    def _wanted(self, decision: Decision, said: Statement) -> str:
        return decision.to[0].name if said.literal else _true(decision.to[0]).id

    def _says(self, said: Statement, decision: Decision) -> bool:
        """Whether a statement says what the decision judged."""
        if said.literal or self.nodes[said.object].shared or self.nodes[said.object].label == "Agency":
            return said.object == decision.object or (
                said.object.startswith("indicator/") and _true_id(decision) == said.object
            )
        return judged(said, self.nodes) == decision.value

    def _unread(self, decision: Decision, said: Statement) -> str:
        """The key, unless an owner is given where one is read by now."""
        if decision.gives is not None:
            wanted = {named.id for named in decision.to}
            for other in self.base.statements:
                if other.subject == said.object and other.predicate == decision.gives and other.object not in wanted:
                    raise _LostError(f"it is read otherwise now: {judged(other, self.nodes)}")
        return said.key

    # ---------------------------------------------------------- deciding

    def _decide(self, said: Statement, chosen: Mapping[str, tuple[Decision, bool]]) -> Iterator[Statement]:
        decision, agreed = chosen.get("fact", (None, False))
        if decision is None:
            yield said
        else:
            yield from self._guard(decision, said, lambda: list(self._now(decision, agreed, said)))
        for aspect, (giving, _) in sorted(chosen.items()):
            if aspect != "fact":
                yield from self._guard(giving, None, lambda giving=giving: list(self._given(giving, said)))  # type: ignore[misc]

    def _guard(
        self, decision: Decision, otherwise: Statement | None, work: Callable[[], list[Statement]]
    ) -> list[Statement]:
        """What the work gives; where it cannot be done the decision is lost and the statement stays as read."""
        try:
            return work()
        except _LostError as error:
            self.outcomes[decision.id] = Outcome(decision, "lost", error.seen)
            return [otherwise] if otherwise else []

    def _now(self, decision: Decision, agreed: bool, said: Statement) -> Iterator[Statement]:
        if decision.verb == "reject":
            if said.predicate in PARTS:
                self.gone.add(said.object)
            return
        if decision.verb == "accept" or agreed:
            yield _confirmed(said, decision)
        elif decision.sets:
            node = self.nodes[said.object]
            props = {**node.props, **decision.sets}
            kept = {name: value for name, value in props.items() if value != ""}
            self.nodes[node.id] = node.model_copy(update={"props": kept})
            yield _confirmed(said, decision)
        elif said.literal:
            yield _confirmed(said.model_copy(update={"object": decision.to[0].name}), decision)
        elif said.predicate == "CITES":
            # Everything that the document says of it is said of the other one.
            self._node(decision.to[0], said.predicate)
            self.moves[said.object] = (decision.to[0], decision)
            yield _confirmed(said, decision)
        else:
            for named in decision.to:
                basis = {"basis": GIVEN} if GIVEN in RELATIONS[said.predicate].basis else {}
                object_ = self._node(named, said.predicate)
                yield _confirmed(said.model_copy(update={"object": object_, **basis}), decision)

    def _given(self, decision: Decision, said: Statement) -> Iterator[Statement]:
        assert decision.gives is not None
        for named in decision.to:
            yield Statement(
                subject=said.object,
                predicate=decision.gives,
                object=self._node(named, decision.gives),
                spans=said.spans,
                basis=GIVEN if GIVEN in RELATIONS[decision.gives].basis else None,
                decision=decision.id,
                confirmed_by=decision.by,
            )

    def _node(self, named: Named, predicate: str) -> str:
        """The id of a node that a decision names, put among the document's nodes where it is not yet."""
        named = _true(named)
        if named.id.startswith("indicator/"):
            record = NodeRecord(
                label="Indicator", id=named.id, props={"name": named.name, "key": indicator_key(named.name)}
            )
            self.nodes.setdefault(named.id, record)
        elif (known := self.nodes.get(named.id)) is not None and known.named:
            pass
        elif named.id.startswith("document/"):
            self._add(*cited_records(named))
        else:
            agency = agency_of(named, self.base)
            if agency is None:
                raise _LostError(f"«{named.name}» ({named.id}) is neither in the document nor in the vocabulary")
            self._add(*agency_records(agency))
        if named.id not in self.nodes:
            raise _LostError(f"«{named.name}» ({named.id}) is no document that a number tells")
        if self.nodes[named.id].label not in RELATIONS[predicate].target:
            raise _LostError(f"«{named.id}» cannot be the object of {predicate}")
        return named.id

    def _add(self, nodes: Iterable[NodeRecord], links: Iterable[tuple[str, str, str]]) -> None:
        for node in nodes:
            # What was there for the sake of another's succession only is named now.
            if not ((known := self.nodes.get(node.id)) and known.named):
                self.nodes[node.id] = node
        self.links |= set(links)

    # ---------------------------------------------------------- merging

    def _merge(self) -> None:
        """Put one node in another's place wherever a statement names it."""
        moves = self.moves
        for decision in self.decisions:
            if decision.fact is not None or not decision.nodes:
                continue
            nodes = [_true(node) for node in (*decision.nodes, *decision.to)]
            source, target = nodes[0], nodes[-1]
            if decision.verb == "split" and not decision.to:
                # They are two after all: what joined them before counts no more.
                for one, other in ((source, target), (target, source)):
                    if one.id in moves and moves[one.id][0].id == other.id:
                        del moves[one.id]
                continue
            # The later word counts, also where it turns an earlier one round.
            way = _way(moves, target.id)
            if way and way[-1][0].id == source.id:
                del moves[target.id]
            moves[source.id] = (target, decision)
        decided: list[tuple[Statement, Statement]] = []
        for was, now in self.made:
            object_ = "" if now.literal else now.object
            if now.subject not in moves and object_ not in moves:
                decided.append((was, now))
                continue
            way = _way(moves, object_ if object_ in moves else now.subject)
            last, decision = way[-1]
            try:
                moved = {"object": self._node(last, now.predicate)} if object_ in moves else {"subject": last.id}
            except _LostError as error:
                self.outcomes[decision.id] = Outcome(decision, "lost", error.seen)
                decided.append((was, now))
                continue
            if decision.fact is not None and now.predicate == "ISSUED_BY" and "place-contradicts" in now.doubt:
                # The issuer of that other place was the mistake.
                continue
            self.outcomes |= {step.id: Outcome(step, "applied") for _, step in way if step.fact is None}
            settled = {"agency-unknown"} if decision.fact is None else {"place-contradicts"}
            update: dict[str, Any] = {**moved, "doubt": tuple(code for code in now.doubt if code not in settled)}
            if now.decision is None:
                update |= {"decision": decision.id, "confirmed_by": decision.by}
            decided.append((was, now.model_copy(update=update)))
        self.made = decided
        for decision in self.decisions:
            if decision.fact is None and decision.document and decision.verb in ("merge", "split") and decision.nodes:
                gone = f"the document no longer names «{decision.nodes[0].name}»"
                self.outcomes.setdefault(decision.id, Outcome(decision, "lost", gone))

    # ---------------------------------------------------------- the result

    def _settle_doubts(self) -> None:
        """What a person has settled is doubtful no longer, nor is what was doubtful for its sake alone.

        The doubts of a target's row are its own (those of MEASURES) and those of its owner. An accepted row settles
        its own, for all that rests on it but the agencies: nobody looked at these. A decided owner settles the
        owner's.
        """
        rows: dict[str, list[int]] = {}
        for place, (_, now) in enumerate(self.made):
            rows.setdefault(row_of(now), []).append(place)
            if now.predicate == "SERVES":
                rows.setdefault(now.object, []).append(place)
        for node, places in rows.items():
            head = next((place for place in places if self.made[place][1].predicate in HEADS), None)
            if head is None:
                continue
            was, now = self.made[head]
            measures = [self.made[place][0] for place in places if self.made[place][0].predicate == "MEASURES"]
            own = {code for said in measures or [was] for code in said.doubt}
            owners = [self.made[place][1] for place in places if self.made[place][1].predicate == "OWNED_BY"]
            if owners and all(owner.decision for owner in owners):
                self._undoubt(head, set(was.doubt) - own)
            for place in places if now.decision else ():
                if self.made[place][1].predicate not in AGENCY_ROLES:
                    self._undoubt(place, own)
            record = self.nodes[node]
            if (left := self.made[head][1].doubt) != was.doubt and "doubt" in record.props:
                props = {name: value for name, value in record.props.items() if name != "doubt"}
                doubt = {"doubt": "; ".join(left)} if left else {}
                self.nodes[node] = record.model_copy(update={"props": props | doubt})

    def _undoubt(self, place: int, codes: Collection[str]) -> None:
        was, now = self.made[place]
        if codes and set(now.doubt) & set(codes):
            self.made[place] = was, now.model_copy(update={"doubt": tuple(c for c in now.doubt if c not in codes)})

    def _settle_findings(self) -> None:
        """A finding tells of no doubt any more where every fact that it made doubtful is settled, or it is itself."""
        carried: dict[tuple[str, int], list[tuple[Statement, Statement | None]]] = {}
        kept: dict[int, list[Statement]] = {}
        for was, now in self.made:
            kept.setdefault(id(was), []).append(now)
        for was in self.base.statements:
            for code in was.doubt:
                for line in {line for span in was.spans for line in range(span.line, span.line_end + 1)}:
                    carried.setdefault((code, line), []).extend((was, now) for now in kept.get(id(was), [None]))
        for place, (was, now) in enumerate(self.made):
            if now.predicate != "HAS_FINDING":
                continue
            record = self.nodes[now.object]
            code, line = str(record.props["code"]), int(record.props["line"])
            about = carried.get((code, line), [])
            settled = now.decision is not None or (about and all(not one or code not in one.doubt for _, one in about))
            if not settled or record.props["severity"] == "info":
                continue
            self.nodes[record.id] = record.model_copy(update={"props": {**record.props, "severity": "info"}})
            if now.decision is None:
                who = next((one for _, one in about if one and one.decision), None)
                update = {"decision": who.decision, "confirmed_by": who.confirmed_by} if who else {}
                self.made[place] = was, now.model_copy(update=update)

    def _facts(self, stamp: str) -> DocumentFacts:
        base = self.base
        statements = tuple(now for _, now in self.made)
        # What follows from the named agencies (their heirs, the acts) is made anew from those that are left.
        read = {node.id: node for node in base.nodes if node.named}
        there = {node.id: node for node in self.nodes.values() if node.named}
        lost = _reached(read, base.statements, base.id) - _reached(there, statements, base.id)
        nodes = {identifier: node for identifier, node in there.items() if identifier not in lost}
        links = {link for link in self.links if link[0] in nodes and link[2] in nodes and link[1] == "PART_OF"}
        add_succession(nodes, links)
        severities = {
            (str(node.props["code"]), int(node.props["line"])): str(self.nodes[node.id].props["severity"])
            for node in base.nodes
            if node.label == "Finding" and node.id not in lost
        }
        return DocumentFacts(
            id=base.id,
            source=base.source.model_copy(update={"decisions": stamp}),
            nodes=tuple(sorted(nodes.values(), key=lambda node: node.id)),
            statements=statements,
            links=tuple(sorted(links)),
            findings=tuple(
                found.model_copy(update={"severity": severity})
                for found in base.findings
                if (severity := severities.get((found.code, found.line))) is not None
            ),
            text=base.text,
            layout=base.layout,
            reading=Reading(**{name: getattr(base, name) for name in Reading.model_fields}),
        )


def _true_id(decision: Decision) -> str:
    return _true(Named(id=decision.object or "", name=decision.value or "-")).id


def _stamped(document: DocumentFacts, stamp: str) -> DocumentFacts:
    return document.model_copy(update={"source": document.source.model_copy(update={"decisions": stamp})})


def _confirmed(said: Statement, decision: Decision) -> Statement:
    return said.model_copy(update={"doubt": (), "decision": decision.id, "confirmed_by": decision.by})


def _way(moves: Mapping[str, tuple[Named, Decision]], node: str) -> list[tuple[Named, Decision]]:
    """The merges that lead on from a node, one after another; none where nothing takes its place."""
    way: list[tuple[Named, Decision]] = []
    seen = {node}
    while node in moves and moves[node][0].id not in seen:
        way.append(moves[node])
        node = moves[node][0].id
        seen.add(node)
    return way


def _reached(nodes: Mapping[str, NodeRecord], statements: Iterable[Statement], document: str) -> set[str]:
    """Ids that the statements name, and what these nodes refer to."""
    found: set[str] = set()
    waiting = {document}
    for said in statements:
        waiting |= {said.subject} if said.literal else {said.subject, said.object}
    while waiting:
        node = waiting.pop()
        found.add(node)
        waiting |= {value for value in nodes[node].props.values() if isinstance(value, str) and value in nodes} - found
    return found


def day_of(document: DocumentFacts) -> str | None:
    """The day as of which the document's names are meant: its own, if it states one."""
    for said in document.statements:
        if said.literal and said.subject == document.id and said.predicate == "date":
            return PartialDate.parse(said.object).last
    return None


def cited_records(named: Named) -> Records:
    """The nodes of a document that a number (the name) and an id tell, and of its place; none for another id."""
    number = DocumentNumber.parse(named.name)
    rest = named.id.removeprefix(f"document/{number.slug}")
    match = re.fullmatch(r"(?:\.(?P<place>.+?))?(?:-(?P<year>\d{4}))?", rest)
    place = make_place(match["place"]) if match and match["place"] else None
    if match is None or (match["place"] and place is None):
        return [], set()
    return document_records(number, named.id, place, int(match["year"]) if match["year"] else None)


def resolver_of(document: DocumentFacts) -> Resolver:
    """Resolves names as this document means them."""
    head = next(node for node in document.nodes if node.id == document.id)
    slug, day = place_slug(str(head.props.get("place", ""))), day_of(document)
    return Resolver(document.id, make_place(slug, day) if slug else None, day)


def agency_of(named: Named, document: DocumentFacts) -> Agency | None:
    """The agency of an id as the document means it: by type and place, else (a district) by its name."""
    agency = agency_of_id(named.id, day_of(document))
    if agency is None:
        found = resolver_of(document).agency(named.name, given_task=True)
        agency = found if found.id == named.id else None
    return agency
