"""Networks of documents and agencies, and what their measures mean to someone who has to coordinate.

Three networks are made of plain rows (``queries.networks`` asks a store for
them): which document carries out which, which agencies work together on
tasks, and who waits for whom. A collective («các sở, ban, ngành») is kept as
a node and marked, but measured only where that is asked for: it stands for
many, and would be the middle of everything.

The order of nodes, edges and results depends on the graph alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import networkx as nx

from graph.store import Row, Scalar

COLLECTIVE_KINDS = frozenset({"collective", "office"})
"""Kinds of agencies that stand for many: a list under one «các», a post («Thủ trưởng các sở»)."""

_PLACES = 6
"""Decimal places of a share."""

Network: TypeAlias = "nx.Graph[str]"
Directed: TypeAlias = "nx.DiGraph[str]"


@dataclass(frozen=True, slots=True)
class TaskNote:
    """A task as a network names it: id, text, code in its document, id of the document."""

    id: str
    name: str
    code: str | None
    document: str

    def as_json(self) -> dict[str, Any]:
        """The task as one JSON object."""
        return {"id": self.id, "name": self.name, "code": self.code, "document": self.document}


@dataclass(frozen=True, slots=True)
class AgencyNote:
    """An agency as a network names it."""

    id: str
    name: str
    kind: str
    place: str | None
    collective: bool

    def as_json(self) -> dict[str, Any]:
        """The agency as one JSON object."""
        return {"id": self.id, "name": self.name, "kind": self.kind, "place": self.place, "collective": self.collective}


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """An agency through which the work of others runs.

    Args:
        agency: which.
        degree: ``weighted_degree``.
        betweenness: ``betweenness``.
        cut_off: agencies that would no longer be reached from the rest without it (``articulation_points``).
        community: number of its community, from 1, the largest first.
        waited_by, waits_for: how many agencies wait for it, and for how many it waits.
        tasks: ids of the tasks that make it so: those it shares with another agency.
    """

    agency: AgencyNote
    degree: int
    betweenness: float
    cut_off: tuple[str, ...]
    community: int
    waited_by: int
    waits_for: int
    tasks: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The bottleneck as one JSON object."""
        return {
            "agency": self.agency.as_json(),
            "degree": self.degree,
            "betweenness": self.betweenness,
            "cut_off": list(self.cut_off),
            "community": self.community,
            "waited_by": self.waited_by,
            "waits_for": self.waits_for,
            "tasks": list(self.tasks),
        }


@dataclass(frozen=True, slots=True)
class Coordination:
    """Who works with whom and who waits for whom, with the notes that their ids stand for."""

    cooperation: Network
    waiting: Directed
    agencies: Mapping[str, AgencyNote]
    tasks: Mapping[str, TaskNote]


# ------------------------------------------------------------------ building


def document_network(pairs: Iterable[Mapping[str, Scalar]], documents: Iterable[Mapping[str, Scalar]] = ()) -> Directed:
    """Which document carries out which: an edge runs from the lower document to the upper one.

    Args:
        pairs: rows of ``child_id``, ``child``, ``parent_id``, ``parent``.
        documents: rows of ``id`` and ``name`` of the loaded documents; the others are only cited.
    """
    loaded = {str(row["id"]): str(row["name"]) for row in documents}
    names = dict(loaded)
    edges = set()
    for row in pairs:
        for end in ("child", "parent"):
            names[str(row[f"{end}_id"])] = str(row[end])
        edges.add((str(row["child_id"]), str(row["parent_id"])))
    graph: Directed = nx.DiGraph()
    for node in sorted(names):
        graph.add_node(node, type="Document", label=names[node], loaded=node in loaded)
    for child, parent in sorted(edges):
        graph.add_edge(child, parent, type="IMPLEMENTS")
    return graph


def coordination(leads: Iterable[Row], supports: Iterable[Row]) -> Coordination:
    """The networks of agencies, of the tasks that one leads and another supports.

    In ``cooperation`` an edge joins a lead and a supporter of one task; its
    ``weight`` is the number of such tasks, ``tasks`` are their ids. In
    ``waiting`` the same runs from the lead, which waits, to the supporter.

    Args:
        leads, supports: rows of ``task_id``, ``task``, ``code``, ``document_id``, ``agency_id``, ``agency``,
            ``agency_kind``, ``agency_place``.
    """
    leads, supports = list(leads), list(supports)
    agencies = {note.id: note for note in map(_agency, (*leads, *supports))}
    tasks = {note.id: note for note in map(_task, (*leads, *supports))}
    helpers: dict[str, set[str]] = {}
    for row in supports:
        helpers.setdefault(str(row["task_id"]), set()).add(str(row["agency_id"]))
    waits: dict[tuple[str, str], set[str]] = {}
    for row in leads:
        lead, task = str(row["agency_id"]), str(row["task_id"])
        for helper in helpers.get(task, set()) - {lead}:
            waits.setdefault((lead, helper), set()).add(task)
    waiting: Directed = nx.DiGraph()
    cooperation: Network = nx.Graph()
    for graph in (waiting, cooperation):
        for node in sorted(agencies):
            note = agencies[node]
            graph.add_node(
                node, type="Agency", label=note.name, kind=note.kind, place=note.place or "", collective=note.collective
            )
    together: dict[tuple[str, str], set[str]] = {}
    for (lead, helper), shared in sorted(waits.items()):
        waiting.add_edge(lead, helper, type="WAITS_FOR", weight=len(shared), tasks=tuple(sorted(shared)))
        together.setdefault((min(lead, helper), max(lead, helper)), set()).update(shared)
    for (one, other), shared in sorted(together.items()):
        cooperation.add_edge(one, other, type="WORKS_WITH", weight=len(shared), tasks=tuple(sorted(shared)))
    return Coordination(cooperation, waiting, agencies, tasks)


def _agency(row: Row) -> AgencyNote:
    kind = str(row["agency_kind"])
    place = row.get("agency_place")
    return AgencyNote(
        str(row["agency_id"]), str(row["agency"]), kind, None if place is None else str(place), kind in COLLECTIVE_KINDS
    )


def _task(row: Row) -> TaskNote:
    code = row.get("code")
    return TaskNote(str(row["task_id"]), str(row["task"]), None if code is None else str(code), str(row["document_id"]))


_Graph = TypeVar("_Graph", "nx.Graph[str]", "nx.DiGraph[str]")


def single_bodies(graph: _Graph) -> _Graph:
    """A network of agencies without collectives and posts, and without what only they joined."""
    kept: _Graph = graph.__class__()
    kept.add_nodes_from((node, data) for node, data in graph.nodes(data=True) if not data["collective"])
    kept.add_edges_from((a, b, data) for a, b, data in graph.edges(data=True) if a in kept and b in kept)
    return kept


# ------------------------------------------------------------------ measures


def _measured(graph: Network, collectives: bool) -> Network:
    return graph if collectives else single_bodies(graph)


def weighted_degree(graph: Network, *, collectives: bool = False) -> dict[str, int]:
    """How many joint tasks an agency has with others, each counted once for each partner: where most talks end up."""
    return {node: int(degree) for node, degree in _measured(graph, collectives).degree(weight="weight")}


def betweenness(graph: Network, *, collectives: bool = False) -> dict[str, float]:
    """Share of the shortest ways between other agencies that lead through it: how much waits when it is slow."""
    found = nx.betweenness_centrality(_measured(graph, collectives))
    return {node: round(value, _PLACES) for node, value in found.items()}


def articulation_points(graph: Network, *, collectives: bool = False) -> dict[str, tuple[str, ...]]:
    """Agencies without which others lose every joint way to the rest, and whom: what has no stand-in.

    The rest is the largest of the parts into which the network falls (of
    equal ones that with the smallest id); the others are cut off.
    """
    measured = _measured(graph, collectives)
    found = {}
    for point in sorted(nx.articulation_points(measured)):
        reach = nx.node_connected_component(measured, point) - {point}
        parts = sorted(nx.connected_components(measured.subgraph(reach)), key=lambda part: (-len(part), min(part)))
        found[point] = tuple(sorted(node for part in parts[1:] for node in part))
    return found


def communities(graph: Network, *, collectives: bool = False) -> list[tuple[str, ...]]:
    """Agencies that share more tasks with each other than with the rest: those to call to one meeting.

    Agencies that share no task with anyone are left out. The largest first,
    of equal ones that with the smallest id.
    """
    measured = _measured(graph, collectives)
    busy: Network = nx.Graph()
    for one, other in sorted((min(a, b), max(a, b)) for a, b in measured.edges):
        busy.add_edge(one, other, weight=measured[one][other]["weight"])
    if not busy:
        return []
    found = nx.community.louvain_communities(busy, weight="weight", seed=0)
    return sorted((tuple(sorted(part)) for part in found), key=lambda part: (-len(part), part))


def circles(waiting: Directed) -> list[tuple[str, ...]]:
    """Agencies that wait for one another in a circle: nobody of them can finish first, so they must agree on an order.

    The largest first, of equal ones that with the smallest id.
    """
    found = (tuple(sorted(part)) for part in nx.strongly_connected_components(waiting) if len(part) > 1)
    return sorted(found, key=lambda part: (-len(part), part))


def bottlenecks(networks: Coordination, *, top: int | None = None, collectives: bool = False) -> list[Bottleneck]:
    """The agencies through which most of the others' work runs, with the tasks that make them so: relieve these first.

    By betweenness, then by weighted degree, then by id. Agencies that share no task are left out.
    """
    graph = _measured(networks.cooperation, collectives)
    degree, between = weighted_degree(graph, collectives=True), betweenness(graph, collectives=True)
    cut = articulation_points(graph, collectives=True)
    member = {node: number for number, part in enumerate(communities(graph, collectives=True), 1) for node in part}
    waiting = networks.waiting.subgraph(graph)
    found = [
        Bottleneck(
            networks.agencies[node],
            degree[node],
            between[node],
            cut.get(node, ()),
            member[node],
            waiting.in_degree(node),
            waiting.out_degree(node),
            tuple(sorted({task for other in graph[node] for task in graph[node][other]["tasks"]})),
        )
        for node in graph
        if degree[node]
    ]
    found.sort(key=lambda item: (-item.betweenness, -item.degree, item.agency.id))
    return found[:top]
