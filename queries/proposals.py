"""The queue of indicators that may be one: alike names of a store's targets, each with the lines that state them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from graph.indicators import REASONS, Indicator, Proposal, propose
from graph.store import Store
from queries.runner import Evidence, EvidenceItem, part


@dataclass(frozen=True, slots=True)
class Queued:
    """A proposal and the lines that measure the one and the other.

    Args:
        proposal: the pair, its likeness (0–100) and what kept it apart.
        first, second: the lines of either indicator's targets, by target and line.
    """

    proposal: Proposal
    first: tuple[EvidenceItem, ...]
    second: tuple[EvidenceItem, ...]

    def as_json(self) -> dict[str, Any]:
        """The proposal as one JSON object."""
        proposal = self.proposal
        sides = (
            (proposal.first, proposal.only_first, self.first),
            (proposal.second, proposal.only_second, self.second),
        )
        return {
            "score": proposal.score,
            "reason": proposal.reason,
            "reason_words": {"vi": REASONS[proposal.reason].vi, "en": REASONS[proposal.reason].en},
            "may_be_one": proposal.may_be_one,
            "indicators": [
                {"id": side.id, "name": side.name, "only": list(only), "evidence": [item.as_json() for item in lines]}
                for side, only, lines in sides
            ],
        }


def queue(store: Store, *, everything: bool = False, judged: Collection[frozenset[str]] = frozenset()) -> list[Queued]:
    """Pairs of indicators for a person to judge, the likeliest first; nothing is joined.

    Args:
        store: where the targets are.
        everything: also the alike pairs that are two for sure (another number, another group).
        judged: pairs of ids that a person has judged already.
    """
    known: dict[str, Indicator] = {}
    targets: dict[str, list[str]] = {}
    for row in store.ask(part("indicator-targets", store.language), {}):
        identifier = str(row["indicator_id"])
        known[identifier] = Indicator(identifier, str(row["indicator"]), str(row["key"]))
        targets.setdefault(identifier, []).append(str(row["target_id"]))
    found = [
        proposal
        for proposal in propose(known.values())
        if (everything or proposal.may_be_one) and frozenset((proposal.first.id, proposal.second.id)) not in judged
    ]
    facts = {
        side.id: [(target, "MEASURES", side.id) for target in sorted(targets[side.id])]
        for proposal in found
        for side in (proposal.first, proposal.second)
    }
    evidence = Evidence(store, (fact for listed in facts.values() for fact in listed))
    return [
        Queued(proposal, evidence.all(facts[proposal.first.id]), evidence.all(facts[proposal.second.id]))
        for proposal in found
    ]
