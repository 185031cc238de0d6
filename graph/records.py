"""The nodes of what a document names: what their ids and the vocabulary say of them, with the places they lie in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from functools import lru_cache

from graph.facts import NodeRecord
from graph.ids import place_id
from graph.resolve import Agency, Place, document_class, kind_of
from graph.succession import validity
from ontology.values import DocumentNumber

Link = tuple[str, str, str]
Records = tuple[Sequence[NodeRecord], Set[Link]]
"""Nodes, the named one first, and the links between them."""


def record(label: str, identifier: str, **props: str | int | bool | None) -> NodeRecord:
    """A node with the properties that have a value."""
    kept = {name: value for name, value in props.items() if value is not None and value != ""}
    return NodeRecord(label=label, id=identifier, props=kept)


@lru_cache(maxsize=4096)
def place_records(place: Place | None) -> Records:
    """A place and those it lies in; nothing for None."""
    nodes: list[NodeRecord] = []
    links: set[Link] = set()
    while place is not None:
        begun, ended = validity(None, place.slug)
        parent = place_id(place.parent.slug) if place.parent else None
        identifier = place_id(place.slug)
        nodes.append(
            record(
                "Jurisdiction",
                identifier,
                name=place.name,
                kind=place.kind,
                parent=parent,
                valid_from=begun,
                valid_to=ended,
            )
        )
        if parent:
            links.add((identifier, "PART_OF", parent))
        place = place.parent
    return tuple(nodes), frozenset(links)


def agency_records(agency: Agency) -> Records:
    """An agency and its places."""
    nodes, links = place_records(agency.place)
    slug = agency.place.slug if agency.place else None
    begun, ended = (None, None) if agency.document else validity(agency.type, slug)
    node = record(
        "Agency",
        agency.id,
        name=agency.name,
        kind=agency.kind,
        type=agency.type,
        jurisdiction=place_id(slug) if slug else None,
        jurisdiction_name=agency.place.name if agency.place else None,
        valid_from=begun,
        valid_to=ended,
        document=agency.document,
    )
    return [node, *nodes], links | _within(agency.id, nodes)


def document_records(number: DocumentNumber, identifier: str, place: Place | None, year: int | None) -> Records:
    """A numbered document, and its place where its id has one."""
    nodes, links = place_records(place if "." in identifier.removeprefix("document/") else None)
    node = record(
        "Document",
        identifier,
        name=str(number),
        number=str(number),
        kind=kind_of(number),
        document_class=document_class(number, None, None),
        year=number.year or year,
        place=nodes[0].id if nodes else None,
    )
    return [node, *nodes], links


def _within(identifier: str, places: Iterable[NodeRecord]) -> set[Link]:
    return {(identifier, "PART_OF", place.id) for place in list(places)[:1]}
