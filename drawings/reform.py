"""From the agency that a document names to the body that holds its duty on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from drawings.drawing import OUTCOMES as COLOURS
from drawings.drawing import Drawing, Language, say
from drawings.flows import Flow, Pair, Strand
from drawings.sankey import Node, sankey
from graph.succession import Holder
from ontology.changes import NOT_MAPPED, OUTCOMES
from ontology.declare import Words
from present import shown_date
from queries.today import Holding

NOW = "now:"
"""Before the key of a body as it stands on the day asked for: it may be the very one that was named."""

#: From the least sure on: a band of several is as sure as its weakest.
_WEAKEST = (None, "unknown", "candidates", "several", "usual", "certain")

DUTIES = Words("việc", "duties")
_NAMED = Words("Cơ quan được nêu", "Agency named")
_HOLDS = Words("Giữ việc vào {day}", "Holder on {day}")
_SUMMARY = Words(
    "{duties} việc của {owners} cơ quan được nêu; ngày {day}: {holders} cơ quan giữ.",
    "{duties} duties of {owners} named agencies; on {day}: {holders} bodies hold them.",
)


@dataclass(frozen=True, slots=True)
class Held:
    """One duty and who holds it.

    Args:
        row: its place among the rows.
        item: what counts as one.
        before: nodes that lead to the agency (documents), from the highest.
    """

    row: int
    item: str
    holding: Holding
    before: tuple[str, ...] = ()


def ends(holding: Holding | None, language: Language) -> list[tuple[str, Node]]:
    """Key and node of each body that holds a duty; where none is known, of what is known instead. None is picked."""
    if holding is None or holding.answer is None:
        return [(f"{NOW}none", Node(say(NOT_MAPPED, language), ""))]
    if holding.holders:
        head = say(_HOLDS, language, day=shown_date(holding.as_of.isoformat(), language))
        return [(f"{NOW}{body.id or body.label}", _body(body, head)) for body in holding.holders]
    outcome = holding.outcome or "unknown"
    return [(f"{NOW}{outcome}", Node(say(OUTCOMES[outcome], language), ""))]


def _body(body: Holder, head: str) -> Node:
    """A body, its place behind its name, where it is never cut."""
    own = body.label.startswith(body.name)
    return Node(
        body.name if own else body.label, "Agency", body.id, body.label[len(body.name) :] if own else "", head=head
    )


def then_and_now(
    held: Sequence[Held],
    language: Language,
    *,
    nodes: dict[str, Node] | None = None,
    links: Sequence[Pair] = (),
    roots: Sequence[str] = (),
    what: Words = DUTIES,
    chosen: str | None = None,
) -> Drawing | None:
    """A Sankey from the agencies named to the bodies of the day, bands coloured by what is known; None without duties.

    Args:
        nodes: of ``Held.before``.
        what: the thing that counts.
    """
    known = dict(nodes or {})
    strands: list[Strand] = []
    outcome: dict[int, str | None] = {}
    for one in held:
        owner = one.holding.owner
        head = say(_NAMED, language)
        named = _body(owner, head) if owner else Node(one.holding.agency_name, "Agency", None, head=head)
        node = known.setdefault(one.holding.agency, replace(named, id=one.holding.agency))
        known[one.holding.agency] = replace(node, head=head)
        outcome[one.row] = one.holding.outcome
        for key, node in ends(one.holding, language):
            known.setdefault(key, node)
            strands.append(Strand((*one.before, one.holding.agency, key), one.row, one.item))
    if not strands:
        return None

    def colour(flow: Flow) -> str | None:
        if not flow.target.startswith(NOW):
            return None
        return COLOURS[weakest(outcome[row] for row in flow.rows)]

    summary = say(
        _SUMMARY,
        language,
        duties=len({one.item for one in held}),
        owners=len({one.holding.agency for one in held}),
        holders=len({body.id or body.label for one in held for body in one.holding.holders}),
        day=shown_date(held[0].holding.as_of.isoformat(), language),
    )
    return sankey(strands, links, roots, known, language, what=what, summary=summary, chosen=chosen, colour=colour)


def weakest(outcomes: Iterable[str | None]) -> str | None:
    """The least sure of several outcomes.

    >>> weakest(["certain", "candidates", "usual"])
    'candidates'
    """
    return min(outcomes, key=_WEAKEST.index)
