"""Graphs as GraphML: for Gephi, yEd, Cytoscape, igraph, and read back by NetworkX with its types."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import networkx as nx

from ontology.relations import RELATIONS
from ontology.text import xml_text

Multi: TypeAlias = "nx.MultiDiGraph[str]"

_OWN: dict[str, str] = {
    "target": "Target",
    "task": "Task",
    "report": "ReportingDuty",
    "product": "Product",
    "finding": "Finding",
    "agency": "Agency",
    "document": "Document",
    "place": "Jurisdiction",
    "indicator": "Indicator",
    "domain": "Domain",
}
"""Segment of an id → label of the node."""


def type_of(identifier: str) -> str | None:
    """The label of a node by its id; None where it is no id of the graph.

    >>> type_of("document/118_kh-ubnd.can-tho-2024/task/III.1.a"), type_of("agency/so-y-te.can-tho"), type_of("2024")
    ('Task', 'Agency', None)
    """
    parts = identifier.split("/")
    if len(parts) == 4 and parts[0] == "document":
        return _OWN.get(parts[2])
    shared = len(parts) == 2 and parts[0] in ("document", "agency", "place", "indicator", "domain")
    return _OWN.get(parts[0]) if shared else None


def fact_graph(facts: Mapping[tuple[str, str, str], Sequence[str]], names: Mapping[str, str]) -> Multi:
    """Facts as a graph: an edge for each relation between two nodes; stated properties are left out.

    Args:
        facts: subject, predicate and object → where it is stated («118/KH-UBND: 12»).
        names: id → name, of the nodes whose name is known; the others go by their id.
    """
    graph: Multi = nx.MultiDiGraph()
    edges = sorted(fact for fact in facts if fact[1] in RELATIONS)
    for node in sorted({end for subject, _, object_ in edges for end in (subject, object_)}):
        graph.add_node(node, type=type_of(node) or "", label=names.get(node, node))
    for subject, predicate, object_ in edges:
        words = RELATIONS[predicate].forward
        graph.add_edge(
            subject,
            object_,
            key=predicate,
            type=predicate,
            label=words.vi,
            label_en=words.en,
            stated=tuple(facts[subject, predicate, object_]),
        )
    return graph


def to_graphml(graph: nx.Graph[str]) -> str:
    """A graph as GraphML: attributes stay what they are, several values become one text, none are left out.

    A program that opens the file finds the kind of a node or edge under
    ``type`` and the name to show under ``label``.
    """
    plain: nx.Graph[str] = graph.__class__()
    plain.add_nodes_from((node, _scalars(data)) for node, data in graph.nodes(data=True))
    if isinstance(graph, nx.MultiGraph):
        assert isinstance(plain, nx.MultiGraph)
        for one, other, key, data in graph.edges(keys=True, data=True):
            plain.add_edge(one, other, key=key, **_scalars(data))
    else:
        plain.add_edges_from((one, other, _scalars(data)) for one, other, data in graph.edges(data=True))
    written = io.BytesIO()
    nx.write_graphml_xml(plain, written)
    return written.getvalue().decode()


def _scalars(data: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    found: dict[str, str | int | float | bool] = {}
    for name, value in data.items():
        if isinstance(value, (list, tuple, set, frozenset)):
            value = "; ".join(map(str, sorted(value) if isinstance(value, (set, frozenset)) else value))
        if value is not None:
            found[name] = value if isinstance(value, (bool, int, float)) else xml_text(str(value))
    return found
