"""What the agencies of a document become: the nodes and links of their succession, from the vocabulary alone.

For every shared agency that a document names, the changes that lead from it to
the bodies of today are written, and those of every body that hangs together
with it: the change events, the bodies and places before and after, the acts. So
a line of descent in the graph is whole whichever body is asked. They live as
long as a loaded document names one of these bodies.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from functools import lru_cache

from graph.facts import NodeRecord
from graph.ids import place_id, place_slug
from graph.resolve import document_class, kind_of, make_place
from graph.succession import Event, Holder, StepAct, events, place_entry, place_events, type_of, validity
from ontology.values import DocumentNumber

SEPARATOR = "; "
_UNKNOWN = "–"

Link = tuple[str, str, str]


def add_succession(nodes: MutableMapping[str, NodeRecord], links: set[Link]) -> None:
    """Add to a document's nodes and links what follows from its agencies; nodes it names itself stay as they are."""
    found: dict[str, Event] = {}
    for node in [node for node in nodes.values() if node.shared]:
        if node.label == "Agency" and node.props.get("type"):
            place = node.props.get("jurisdiction")
            seat = place_slug(str(place)) if place else None
            name = node.props.get("jurisdiction_name")
            chain = events(str(node.props["type"]), seat, str(name) if name else None)
            found |= {event.id: event for event in chain}
        if node.label == "Jurisdiction":
            found |= {event.id: event for event in place_events(str(place_slug(node.id)))}
    for event in list(found.values()):
        for body in (*event.before, *event.after):
            if body.place:
                found |= {one.id: one for one in place_events(body.place)}
    for event in found.values():
        for record in _records(event):
            nodes.setdefault(record.id, record)
        links.update(_links(event))
    for node in list(nodes.values()):
        links.update(_parts(node))


def _record(label: str, identifier: str, **props: str | int | None) -> NodeRecord:
    kept = {name: value for name, value in props.items() if value is not None}
    return NodeRecord(label=label, id=identifier, props=kept, named=False)


@lru_cache(maxsize=8192)
def _records(event: Event) -> tuple[NodeRecord, ...]:
    """The nodes of an event; the plans of a province share most of theirs."""
    return tuple(_nodes(event))


def _nodes(event: Event) -> Iterator[NodeRecord]:
    acts = event.acts
    before, after = (SEPARATOR.join(body.label for body in bodies) for bodies in (event.before, event.after))
    yield _record(
        "ChangeEvent",
        event.id,
        name=f"{before} → {after or _UNKNOWN}",
        change=event.change,
        kind=event.kind,
        date=event.day,
        until=event.to,
        function=SEPARATOR.join(event.function) or None,
        certainty=event.certainty,
        act_number=_joined([found.act.number for found in acts]),
        act_date=_joined([found.act.date for found in acts]),
        act_issuer=_joined([type_of(found.act.issuer).name for found in acts]),
        act_article=_joined([found.at for found in acts]),
    )
    for body in (*event.before, *event.after):
        if body.id is not None:
            yield from _body(body)
    for found in acts:
        if (act := _act(found)) is not None:
            yield act
            yield from _places(found.act.place)


def _joined(values: list[str | None]) -> str | None:
    return SEPARATOR.join(value or _UNKNOWN for value in values) or None


def _body(body: Holder) -> Iterator[NodeRecord]:
    yield from _places(body.place)
    if not body.type or body.id is None:
        return
    entry = place_entry(body.place) if body.place else None
    begun, ended = validity(body.type, body.place)
    yield _record(
        "Agency",
        body.id,
        name=body.name,
        kind=type_of(body.type).kind,
        type=body.type,
        jurisdiction=place_id(entry.id) if entry else None,
        jurisdiction_name=entry.name if entry else None,
        valid_from=begun,
        valid_to=ended,
    )


def _places(slug: str | None) -> Iterator[NodeRecord]:
    """A place and those it is part of, as they are when named."""
    entry = place_entry(slug) if slug else None
    if entry is None:
        return
    place = make_place(entry.id, entry.valid_to)
    parent = entry.parent if entry.parent and make_place(entry.parent) and entry.parent != "viet-nam" else None
    begun, ended = validity(None, entry.id)
    yield _record(
        "Jurisdiction",
        place_id(entry.id),
        name=entry.name,
        kind=place.kind if place else entry.kind,
        parent=place_id(parent) if parent else None,
        valid_from=begun,
        valid_to=ended,
    )
    yield from _places(parent)


def _act(found: StepAct) -> NodeRecord | None:
    act = found.act
    if act.document is None:
        return None
    number = DocumentNumber.parse(act.number)
    return _record(
        "Document",
        act.document,
        name=str(number),
        number=str(number),
        kind=kind_of(number),
        document_class=document_class(number, None, None),
        year=number.year or int(act.date[:4]),
        place=place_id(act.place) if act.place else None,
    )


def _links(event: Event) -> Iterator[Link]:
    before, after = ([body.id for body in bodies if body.id] for bodies in (event.before, event.after))
    yield from ((event.id, "ORIGINAL", body) for body in before)
    yield from ((event.id, "RESULTING", body) for body in after)
    yield from ((event.id, "BASED_ON", found.act.document) for found in event.acts if found.act.document)
    yield from ((left, "SUCCEEDED_BY", follower) for left in before for follower in after)


def _parts(node: NodeRecord) -> Iterator[Link]:
    within = node.props.get({"Agency": "jurisdiction", "Jurisdiction": "parent"}.get(node.label, ""))
    if within:
        yield node.id, "PART_OF", str(within)
