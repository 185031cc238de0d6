"""The queue of what a person should look at: doubtful facts, unknown names, contradictions, lost decisions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from graph.curating import bring
from graph.decisions import AGENCY_ROLES, HEADS, Decision, Decisions, Outcome, row_of, undecided
from graph.facts import DocumentFacts, NodeRecord, Span, Statement
from graph.store import Store
from ontology.declare import Words
from ontology.errors import InputError
from ontology.relations import RELATIONS
from ontology.types import NODE_TYPES
from ontology.vocabulary import doubt_words, nearest_agencies
from queries import proposals
from queries.proposals import Queued

Kind = Literal["owner", "unresolved", "repair", "contradiction", "reading", "indicators", "lost"]

KINDS: dict[Kind, Words] = {
    "owner": Words("cơ quan nghi vấn", "doubtful owner"),
    "unresolved": Words("cơ quan chưa xác định", "unresolved agency"),
    "repair": Words("tên đã sửa lỗi nhận dạng", "repaired name"),
    "contradiction": Words("mâu thuẫn", "contradiction"),
    "reading": Words("chỗ đọc nghi vấn", "doubtful reading"),
    "indicators": Words("chỉ số có thể là một", "indicators that may be one"),
    "lost": Words("quyết định mất chỗ", "decision that lost its place"),
}
"""Kind of an item → what it is, in words; in the order in which they are counted."""

_KIND_OF: dict[str, Kind] = {
    "agency-unknown": "unresolved",
    "ocr-repair": "repair",
    "place-contradicts": "contradiction",
    "dates-conflict": "contradiction",
}
_OWNER_CODES = {"owner-span-unsettled"}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at.

    Args:
        kind: one of ``KINDS``.
        document, document_name: where; empty for indicators and for decisions that name no document.
        fact: key to decide by, None for indicators and lost decisions.
        subject, predicate, object: names as a person reads them; the name of the relation.
        subject_id, object_id: their ids.
        codes: findings that concern it.
        spans: the lines it rests on.
        mention: the words as printed that name the object.
        nearest: names of the vocabulary that the mention is likest to.
        message: what else is to be told.
        pair: the two indicators.
        decision: the lost decision.
    """

    kind: Kind
    document: str = ""
    document_name: str = ""
    fact: str | None = None
    subject: str = ""
    predicate: str = ""
    object: str = ""
    subject_id: str = ""
    object_id: str = ""
    codes: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    mention: str | None = None
    nearest: tuple[str, ...] = ()
    message: str = ""
    pair: Queued | None = None
    decision: Decision | None = None

    @property
    def line(self) -> int:
        """First line; 0 where it stands in none."""
        return min((span.line for span in self.spans), default=0)

    def as_json(self) -> dict[str, Any]:
        """The item as one JSON object."""
        relation = RELATIONS.get(self.predicate)
        return {
            "kind": self.kind,
            "kind_words": {"vi": KINDS[self.kind].vi, "en": KINDS[self.kind].en},
            "document": self.document or None,
            "document_name": self.document_name or None,
            "fact": self.fact,
            "subject": {"id": self.subject_id, "name": self.subject} if self.subject_id else None,
            "predicate": self.predicate or None,
            "predicate_words": {"vi": relation.forward.vi, "en": relation.forward.en} if relation else None,
            "object": {"id": self.object_id or None, "name": self.object} if self.object else None,
            "codes": list(self.codes),
            "doubt_words": {
                "vi": doubt_words("; ".join(self.codes), "vi"),
                "en": doubt_words("; ".join(self.codes), "en"),
            },
            "lines": [{"line": span.line, "line_end": span.line_end, "quote": span.quote} for span in self.spans],
            "mention": self.mention,
            "nearest": list(self.nearest),
            "message": self.message or None,
            "indicators": self.pair.as_json() if self.pair else None,
            "decision": self.decision.model_dump(exclude_none=True, exclude_defaults=True) if self.decision else None,
        }


def review(
    store: Store,
    decisions: Decisions,
    path: Path,
    *,
    document: str | None = None,
    codes: Collection[str] = (),
    kinds: Collection[str] = (),
) -> Iterator[Item]:
    """Everything to look at: lost decisions, then facts by document and line, then indicators.

    Documents are taken one after another, so that the first items are there at once.

    Args:
        store: what was read; decisions that ``refresh`` has not brought there yet count as made all the same.
        decisions, path: those made so far, and their file.
        document: only this loaded document.
        codes: only items with one of these finding codes.
        kinds: only these kinds.

    Raises:
        InputError: there is no such kind.
    """
    if unknown := sorted(set(kinds) - set(get_args(Kind))):
        raise InputError(f"there is no kind «{unknown[0]}»", where="--kind", todo=f"Use one of {', '.join(KINDS)}")
    wanted = set(kinds or KINDS)
    return (
        item
        for item in _all(store, decisions, path, document, set(codes), wanted)
        if item.kind in wanted and (not codes or set(codes) & set(item.codes)) and document in (None, item.document)
    )


def _all(
    store: Store, decisions: Decisions, path: Path, document: str | None, codes: set[str], kinds: set[str]
) -> Iterator[Item]:
    if not codes and "lost" in kinds:
        brought = bring(store, decisions, path, write=False)
        yield from (_lost(outcome, where) for where, outcome in brought.lost)
        yield from map(_idle, brought.idle)
    if kinds - {"indicators", "lost"}:
        loaded = sorted(source.document for source in store.sources())
        for name in loaded if document is None else [document]:
            if (stored := store.document(name)) is not None:
                applied = decisions.apply(stored)
                facts = stored if applied is None else applied.facts
                yield from _items(facts, undecided(facts) or facts)
    if document is None and not codes and "indicators" in kinds:
        yield from _pairs(store, decisions)


def _pairs(store: Store, decisions: Decisions) -> Iterator[Item]:
    return (Item("indicators", pair=queued) for queued in proposals.queue(store, judged=decisions.judged_pairs))


def _lost(outcome: Outcome, document: str) -> Item:
    decision = outcome.decision
    return Item("lost", document=document, message=outcome.why, decision=decision)


def _idle(decision: Decision) -> Item:
    why = "its document is not loaded" if decision.document else "no loaded document names what it is about"
    return Item("lost", document=decision.document or "", message=why, decision=decision)


def _items(facts: DocumentFacts, read: DocumentFacts) -> list[Item]:
    """The doubtful statements of a document that nobody has decided, then findings that no statement carries."""
    nodes = {node.id: node for node in facts.nodes}
    head = str(nodes[facts.id].props.get("name", facts.id))
    items = []
    for said, codes in _doubtful(facts.statements):
        kind = _kind(said, codes)
        mention = said.mention
        items.append(
            Item(
                kind,
                document=facts.id,
                document_name=head,
                fact=said.key,
                subject=_name(nodes[said.subject]),
                predicate=said.predicate,
                object=said.object if said.literal else _name(nodes[said.object]),
                subject_id=said.subject,
                object_id="" if said.literal else said.object,
                codes=codes,
                spans=said.spans,
                mention=mention,
                nearest=nearest_agencies(mention, 3) if kind == "unresolved" and mention else (),
            )
        )
    carried = {
        (code, line)
        for said in read.statements
        for code in said.doubt
        for span in said.spans
        for line in range(span.line, span.line_end + 1)
    }
    for said in facts.statements:
        node = nodes.get(said.object) if said.predicate == "HAS_FINDING" else None
        if node is None or said.decision or node.props["severity"] == "info":
            continue
        code = str(node.props["code"])
        if (code, int(node.props["line"])) not in carried:
            items.append(
                Item(
                    _KIND_OF.get(code, "reading"),
                    document=facts.id,
                    document_name=head,
                    fact=said.key,
                    subject=head,
                    predicate="HAS_FINDING",
                    object=_name(node),
                    subject_id=facts.id,
                    object_id=node.id,
                    codes=(code,),
                    spans=said.spans,
                    message=str(node.props["name"]),
                )
            )
    return sorted(items, key=lambda item: (item.line, item.predicate, item.subject_id, item.object_id))


def _doubtful(statements: Sequence[Statement]) -> Iterator[tuple[Statement, tuple[str, ...]]]:
    """Undecided doubtful statements with the codes that are theirs: one doubt of a row is asked about once."""
    rows: dict[str, list[Statement]] = {}
    for said in statements:
        rows.setdefault(row_of(said), []).append(said)

    def codes(row: Iterable[Statement], predicates: Collection[str]) -> set[str]:
        return {code for said in row if said.predicate in predicates for code in said.doubt}

    for said in statements:
        if not said.doubt or said.decision or said.predicate in ("MEASURES", "SERVES"):
            # What is doubtful of the row is asked about with the fact that sets it.
            continue
        row = rows[row_of(said)]
        left = set(said.doubt)
        if said.predicate == "SETS":
            left -= codes(row, {"OWNED_BY"}) - codes(row, {"MEASURES"})
        elif said.predicate not in HEADS | AGENCY_ROLES:
            left -= codes(row, HEADS)
        if left:
            yield said, tuple(sorted(left))


def _kind(said: Statement, codes: Collection[str]) -> Kind:
    for code, kind in _KIND_OF.items():
        if code in codes:
            return kind
    return "owner" if said.predicate in AGENCY_ROLES or _OWNER_CODES & set(codes) else "reading"


def _name(node: NodeRecord) -> str:
    name = str(node.props.get("name", node.id))
    parent = node.props.get("parent") if node.label == "Target" else None
    place = node.props.get("jurisdiction_name") if node.label == "Agency" else None
    assert node.label in NODE_TYPES
    if parent:
        return f"{parent}: {name}"
    return f"{name} ({place})" if place and str(place) not in name else name
