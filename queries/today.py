"""Owner then, holder on a day: the succession of every duty that a document gives to an agency.

A *duty* is a task, target or duty to report and one agency that leads,
supports, owns, reports or receives. ``Holdings`` answers who holds it on a day
(``graph.succession`` follows the changes, this module fetches what it needs
from a store and says the answer in words). Both stores give the same answers,
since both only give names and dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from graph.headings import Headings
from graph.ids import place_slug
from graph.store import Row, Scalar, Store
from graph.succession import (
    Certainty,
    FunctionEvidence,
    FunctionFinding,
    Holder,
    Outcome,
    Step,
    StepAct,
    Succession,
    agency_at,
    function_of,
    function_words,
    holders,
    same_words,
    type_of,
)
from ontology.changes import CERTAINTIES, CHANGE_KINDS, NOT_MAPPED, OUTCOMES
from ontology.errors import InputError, ValueFormError
from ontology.values import PartialDate
from queries.evidence import Evidence, EvidenceItem, Fact, part

TODAY = "today"
"""What stands for the day on which the question is asked."""

_STATES = {"target": "SETS", "task": "ASSIGNS", "report": "REQUIRES_REPORT"}


def day(value: str | date) -> date:
    """The day asked for: ``today``, or a whole date.

    >>> day("2026-10-15"), day("15/10/2026") == day("2026-10-15")
    (datetime.date(2026, 10, 15), True)

    Raises:
        InputError: it is no date, or lacks its day.
    """
    if isinstance(value, date):
        return value
    if value.strip().lower() in (TODAY, "hôm nay"):
        return date.today()
    try:
        found = PartialDate.parse(value)
    except ValueFormError as error:
        raise InputError(error.seen, where="--as-of", todo="Write today, or a date such as 2026-10-15") from error
    if not found.complete:
        raise InputError(f"«{value}» names no day", where="--as-of", todo="Write today, or a date such as 2026-10-15")
    return date.fromisoformat(str(found))


@dataclass(frozen=True, slots=True)
class FunctionGround:
    """Words from which a function follows, and the lines in which they stand.

    Args:
        source: whether they are those of the heading, or of the target or task itself.
    """

    function: str
    source: Literal["heading", "words"]
    words: str
    lines: tuple[EvidenceItem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The ground as one JSON object."""
        return {
            "function": self.function,
            "source": self.source,
            "words": self.words,
            "evidence": [item.as_json() for item in self.lines],
        }


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds a duty on a day.

    Args:
        item, agency: ids of the duty's task, target or duty to report, and of the agency as named.
        agency_name: the agency as named.
        as_of: the day asked for.
        answer: owner, holders, candidates, steps, outcome; None where the owner is not mapped (a collective, an
            unresolved name).
        finding: the function of the duty, as far as its words tell it.
        grounds: the words of ``finding``, with their lines once ``Holdings.with_lines`` fetched them.
    """

    item: str | None
    agency: str
    agency_name: str
    as_of: date
    answer: Succession | None
    finding: FunctionFinding = field(default_factory=lambda: FunctionFinding(()))
    grounds: tuple[FunctionGround, ...] = ()

    @property
    def outcome(self) -> Outcome | None:
        """One of ``ontology.changes.OUTCOMES``; None where the owner is not mapped."""
        return self.answer.outcome if self.answer else None

    @property
    def certainty(self) -> Certainty | None:
        """That of the weakest change that counts."""
        return self.answer.certainty if self.answer else None

    @property
    def owner(self) -> Holder | None:
        """The body that the document names, with its place."""
        return self.answer.owner if self.answer else None

    @property
    def holders(self) -> tuple[Holder, ...]:
        """The bodies that hold it: one, or several at once."""
        return self.answer.holders if self.answer else ()

    @property
    def candidates(self) -> tuple[Holder, ...]:
        """The bodies among which none is picked, or that are only supposed."""
        return self.answer.candidates if self.answer else ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The changes between then and that day, in order of time, each with its acts."""
        return self.answer.steps if self.answer else ()

    @property
    def function(self) -> tuple[str, ...]:
        """Ids of the functions that the answer rests on; of those that the words tell where it needs none."""
        return (self.answer.function if self.answer else ()) or self.finding.functions

    @property
    def moved(self) -> bool:
        """Whether anything changed between then and that day."""
        return bool(self.steps) or (self.answer is not None and self.answer.holders != (self.answer.owner,))

    def standing(self, agency: str) -> Literal["holder", "candidate"] | None:
        """Whether a body is among the holders or the candidates."""
        if any(body.id == agency for body in self.holders):
            return "holder"
        return "candidate" if any(body.id == agency for body in self.candidates) else None

    def words(self, language: Literal["vi", "en"]) -> str:
        """The answer as one sentence: outcome, bodies, how sure.

        >>> asked = agency_at("Công an tỉnh", "government", type="cong-an", place="kien-giang")
        >>> found = Holding(None, "", "Công an tỉnh", date(2026, 10, 1), holders(asked, as_of=date(2026, 10, 1)))
        >>> found.words("en")
        'certain: Công an tỉnh An Giang'
        """
        if self.answer is None:
            return str(getattr(NOT_MAPPED, language))
        bodies = self.holders or self.candidates
        told = str(getattr(OUTCOMES[self.answer.outcome], language))
        if bodies:
            supposed = ("giả định: " if language == "vi" else "supposed: ") if self.answer.outcome == "unknown" else ""
            told += f": {supposed}{'; '.join(body.label for body in bodies)}"
        if self.holders and self.candidates:
            told += f" ({'giả định' if language == 'vi' else 'supposed'}: "
            told += f"{'; '.join(body.label for body in self.candidates)})"
        if self.steps and self.answer.outcome in ("usual", "several", "candidates"):
            told += f" ({getattr(CERTAINTIES[self.answer.certainty], language)})"
        return told

    def as_json(self) -> dict[str, Any]:
        """The holding as one JSON object."""
        return {
            "as_of": self.as_of.isoformat(),
            "item": self.item,
            "agency": self.agency,
            "outcome": self.outcome,
            "certainty": self.certainty,
            "words": {"vi": self.words("vi"), "en": self.words("en")},
            "owner": _body(self.owner) if self.owner else None,
            "holders": [_body(body) for body in self.holders],
            "candidates": [_body(body) for body in self.candidates],
            "functions": [
                {"id": one, "vi": function_words(one).vi, "en": function_words(one).en} for one in self.function
            ],
            "function_evidence": [ground.as_json() for ground in self.grounds],
            "changes": [_step(step) for step in self.steps],
        }


def _body(body: Holder) -> dict[str, Any]:
    return {
        "id": body.id,
        "name": body.name,
        "label": body.label,
        "type": body.type,
        "place": body.place,
        "each": body.each,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "change": step.change,
        "kind": step.kind,
        "date": step.day,
        "until": step.to,
        "from": _body(step.predecessor),
        "to": [_body(body) for body in step.successors],
        "function": list(step.function),
        "acts": [_act(found) for found in step.acts],
        "certainty": step.certainty,
        "replaced": step.replaced,
        "lapsed": step.lapsed,
        "note": step.note,
    }


def _act(found: StepAct) -> dict[str, Any]:
    act = found.act
    return {
        "id": act.id,
        "number": act.number,
        "date": act.date,
        "issuer": issuer(act.issuer),
        "article": found.at,
        "document": act.document,
        "title": {"vi": act.title, "en": act.en},
    }


def issuer(type_id: str) -> str:
    """Name of the body that issued an act, by its type."""
    return type_of(type_id).name


def act_words(found: StepAct) -> str:
    """An act as it is cited: number and article.

    >>> from graph.succession import acts
    >>> act_words(StepAct(acts()["nd-150-2025"], "Điều 8(5)"))
    '150/2025/NĐ-CP, Điều 8(5)'
    """
    return ", ".join(filter(None, (found.act.number, found.at)))


def step_words(step: Step, language: Literal["vi", "en"]) -> str:
    """A change as one line: date, what happened, from whom to whom, by which acts, how sure."""
    kind = CHANGE_KINDS[step.kind]
    after = "; ".join(body.label for body in step.successors) or "–"
    told = [f"{step.day}: {getattr(kind, language)}: {step.predecessor.label} → {after}"]
    if step.function:
        told.append(", ".join(getattr(function_words(one), language) for one in step.function))
    told.append("; ".join(map(act_words, step.acts)) or ("không có văn bản" if language == "vi" else "no act"))
    told.append(str(getattr(CERTAINTIES[step.certainty], language)))
    if step.replaced:
        told.append("văn bản sau đã quy định lại" if language == "vi" else "decided anew by a later act")
    if step.lapsed:
        told.append("hết hiệu lực" if language == "vi" else "its ground has run out")
    return " | ".join(told)


def _chain(steps: Iterable[Step]) -> str | None:
    """The changes as one cell: date, kind as its code, bodies, acts."""
    told = []
    for step in steps:
        after = "; ".join(body.label for body in step.successors) or "–"
        acts = "; ".join(map(act_words, step.acts)) or "unknown"
        told.append(f"{step.day} {step.kind}: {step.predecessor.label} → {after} ({acts}; {step.certainty})")
    return " | ".join(told) or None


def cell(holding: Holding | None, kind: str) -> Scalar:
    """One column of a holding; several bodies are joined by «; »."""
    if holding is None:
        return None
    if kind == "then":
        return holding.owner.label if holding.owner else holding.agency_name
    if kind in ("outcome", "certainty"):
        return holding.outcome if kind == "outcome" else holding.certainty
    if kind == "changes":
        return _chain(holding.steps)
    texts: Iterable[str | None]
    if kind == "holder_id":
        texts = (body.id for body in holding.holders)
    elif kind == "function":
        texts = holding.function
    else:
        texts = (body.label for body in (holding.holders if kind == "holder" else holding.candidates))
    return "; ".join(filter(None, texts)) or None


# --- from a store -----------------------------------------------------------------------------------------------


class Holdings:
    """Who holds the duties of a store on one day. Each document's duties are fetched once, when first asked for."""

    def __init__(self, store: Store, as_of: date) -> None:
        self._store, self.as_of = store, as_of
        self._rows: dict[str, dict[tuple[str, str], list[Row]]] = {}
        self._made: dict[tuple[str, str], Holding] = {}
        self._texts: dict[str, tuple[list[str], Headings]] = {}

    def of(self, item: str, agency: str) -> Holding | None:
        """The holding of one duty; None where the graph has no such duty."""
        key = (item, agency)
        if key not in self._made:
            rows = self._duties(item.rpartition("/")[0].rpartition("/")[0]).get(key)
            if rows is None:
                return None
            self._made[key] = self._holding(rows[0])
        return self._made[key]

    def all(self, document: str) -> Iterator[tuple[str, Holding]]:
        """Every duty of one loaded document, as (role, holding), by item, role and agency.

        The role is the relation: LED_BY, SUPPORTED_BY, OWNED_BY, REPORTED_BY or REPORTS_TO.
        """
        duties = self._duties(document)
        for item, role, agency in sorted({(key[0], str(row["role"]), key[1]) for key in duties for row in duties[key]}):
            found = self.of(item, agency)
            assert found is not None
            yield role, found

    def with_lines(self, found: Iterable[Holding]) -> dict[tuple[str | None, str], Holding]:
        """The holdings with the lines of their functions' words, by item and agency."""
        wanted = list(found)
        evidence = Evidence(self._store, {fact for one in wanted if (fact := self._states(one)) is not None})
        return {(one.item, one.agency): replace(one, grounds=self._grounds(one, evidence)) for one in wanted}

    def _duties(self, document: str) -> dict[tuple[str, str], list[Row]]:
        """Item and agency → the rows that join them, in one order whatever the store's."""
        if document not in self._rows:
            found: dict[tuple[str, str], list[Row]] = {}
            rows = self._store.ask(part("duties", self._store.language), {"document": document})
            for row in sorted(rows, key=lambda row: str(row["role"])):
                found.setdefault((str(row["item_id"]), str(row["agency_id"])), []).append(row)
            self._rows[document] = found
        return self._rows[document]

    def _holding(self, row: Mapping[str, Scalar]) -> Holding:
        def text(name: str) -> str | None:
            value = row.get(name)
            return None if value is None else str(value)

        named = text("date")
        asked = agency_at(
            str(row["agency"]),
            str(row["agency_kind"]),
            type=text("agency_type"),
            place=place_slug(text("agency_place")),
            place_name=text("agency_place_name"),
            named=date.fromisoformat(PartialDate.parse(named).first) if named else None,
        )
        finding = function_of(" ".join(filter(None, (text("parent"), text("item")))), text("heading"))
        return Holding(
            str(row["item_id"]),
            str(row["agency_id"]),
            str(row["agency"]),
            self.as_of,
            holders(asked, function=finding, as_of=self.as_of),
            finding,
            tuple(FunctionGround(one.function, one.source, one.words) for one in finding.evidence),
        )

    def _states(self, holding: Holding) -> Fact | None:
        """The fact by which its document sets or assigns the duty."""
        if holding.item is None:
            return None
        owned, _, _ = holding.item.rpartition("/")
        document, _, what = owned.rpartition("/")
        return document, _STATES[what], holding.item

    def _grounds(self, holding: Holding, evidence: Evidence) -> tuple[FunctionGround, ...]:
        fact = self._states(holding)
        if fact is None:
            return holding.grounds
        items = evidence.of(fact)
        lines = {"words": items, "heading": self._heading(fact, holding, items)}
        return tuple(
            replace(ground, lines=tuple(item for item in lines[ground.source] if same_words(ground.words, item.quote)))
            for ground in holding.grounds
        )

    def _heading(self, fact: Fact, holding: Holding, items: Sequence[EvidenceItem]) -> tuple[EvidenceItem, ...]:
        """The line that prints the heading a duty stands under."""
        rows = self._duties(fact[0]).get((fact[2], holding.agency))
        heading = rows[0]["heading"] if rows else None
        if heading is None or not items or not any(ground.source == "heading" for ground in holding.grounds):
            return ()
        if fact[0] not in self._texts:
            document = self._store.document(fact[0])
            lines = document.text.split("\n") if document is not None else []
            self._texts[fact[0]] = (lines, Headings(lines))
        lines, headings = self._texts[fact[0]]
        line = headings.line_of(str(heading), min(item.line for item in items))
        return () if line is None else (replace(items[0], line=line, line_end=line, quote=lines[line - 1]),)


def holding(store: Store, item: str, agency: str, as_of: str | date = TODAY) -> Holding | None:
    """Who holds one duty on a day, with the lines of its function; None where the graph has no such duty.

    Args:
        item: id of a target, task or duty to report.
        agency: id of an agency that leads, supports, owns, reports or receives it.

    Raises:
        InputError: ``as_of`` is no day.
    """
    asked = Holdings(store, day(as_of))
    found = asked.of(item, agency)
    return None if found is None else asked.with_lines([found])[item, agency]


def all_holdings(store: Store, as_of: str | date = TODAY) -> list[tuple[str, Holding]]:
    """Every duty of every loaded document, as (role, holding), without lines. For tables and drawings of the whole."""
    asked = Holdings(store, day(as_of))
    return [found for info in store.sources() for found in asked.all(info.document)]


def owned_duties(store: Store, as_of: str | date = TODAY) -> dict[str, list[Holding]]:
    """Loaded document → the holdings of its owned targets and led tasks, in the order of their ids."""
    asked, owning = Holdings(store, day(as_of)), ("OWNED_BY", "LED_BY")
    return {
        info.document: [found for role, found in asked.all(info.document) if role in owning] for info in store.sources()
    }


__all__ = [
    "FunctionEvidence",
    "FunctionGround",
    "Holding",
    "Holdings",
    "act_words",
    "all_holdings",
    "cell",
    "day",
    "function_words",
    "holding",
    "issuer",
    "owned_duties",
    "step_words",
]
