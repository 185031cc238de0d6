"""Graphs as GraphML: for Gephi, yEd, Cytoscape, igraph, and read back by NetworkX with its types.

``to_graphml`` writes a graph of NetworkX, such as an answer's or a network's;
``whole`` writes the graph itself, however large, as its records come in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, TypeAlias
from xml.sax.saxutils import escape, quoteattr

import networkx as nx

from graph.exports.records import TABLES, Record, name_of
from graph.facts import fact_key
from graph.store import Scalar
from ontology.relations import RELATIONS
from ontology.text import xml_text
from ontology.types import NODE_TYPES

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
    "change": "ChangeEvent",
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
    shared = len(parts) == 2 and parts[0] in ("document", "agency", "place", "indicator", "domain", "change")
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
    nodes = [(name, _scalars(data)) for name, data in graph.nodes(data=True)]
    edges: list[tuple[str, str, str, dict[str, Scalar]]]
    if isinstance(graph, nx.MultiGraph):
        found = graph.edges(keys=True, data=True)
        edges = [(fact_key(one, str(key), other), one, other, _scalars(data)) for one, other, key, data in found]
    else:
        edges = [("", one, other, _scalars(data)) for one, other, data in graph.edges(data=True)]
    declared = {"node": _kinds(data for _, data in nodes), "edge": _kinds(data for *_, data in edges)}
    return "".join(
        [
            _opening(declared, "directed" if graph.is_directed() else "undirected"),
            *(_node(name, data, declared) for name, data in nodes),
            *(_edge(key, one, other, data, declared) for key, one, other, data in edges),
            _CLOSING,
        ]
    )


def _scalars(data: Mapping[str, Any]) -> dict[str, Scalar]:
    found: dict[str, Scalar] = {}
    for name, value in data.items():
        if isinstance(value, (list, tuple, set, frozenset)):
            value = "; ".join(map(str, sorted(value) if isinstance(value, (set, frozenset)) else value))
        if value is not None:
            found[name] = value if isinstance(value, (bool, int, float)) else str(value)
    return found


def _kinds(found: Iterable[Mapping[str, Scalar]]) -> dict[str, str]:
    """Attribute → its type; one that comes in several is text, or a floating number where all are numbers."""
    kinds: dict[str, set[str]] = {}
    for data in found:
        for name, value in data.items():
            kind = {bool: "boolean", int: "int", float: "double"}.get(type(value), "string")
            kinds.setdefault(name, set()).add(kind)
    several = {name: "double" if of == {"int", "double"} else "string" for name, of in kinds.items() if len(of) > 1}
    return {name: several.get(name) or min(of) for name, of in kinds.items()}


# --- elements ---------------------------------------------------------------------------------------------------

_Declared: TypeAlias = Mapping[str, Mapping[str, str]]
"""Of «node» and «edge»: attribute → its type."""
_CLOSING = "</graph>\n</graphml>\n"


def _opening(declared: _Declared, edges: str) -> str:
    keys = (
        f'<key id="{of}_{name}" for="{of}" attr.name="{name}" attr.type="{kind}"/>\n'
        for of, attributes in declared.items()
        for name, kind in attributes.items()
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
        + "".join(keys)
        + f'<graph id="policygraph" edgedefault="{edges}">\n'
    )


def _node(name: str, data: Mapping[str, Scalar], declared: _Declared) -> str:
    return f"<node id={_quoted(name)}>{_data('node', data, declared['node'])}</node>\n"


def _edge(key: str, source: str, target: str, data: Mapping[str, Scalar], declared: _Declared) -> str:
    """An edge; its relation stands in the element too.

    Gephi takes edges of one id for one, and of several between two nodes keeps
    those whose ``label`` in the element differs (as TinkerPop and Neo4j's APOC
    write it); other readers pass over it.
    """
    own = f'id="{key}" ' if key else ""
    relation = f" label={_quoted(str(data['type']))}" if "type" in data else ""
    ends = f"source={_quoted(source)} target={_quoted(target)}"
    return f"<edge {own}{ends}{relation}>{_data('edge', data, declared['edge'])}</edge>\n"


def _quoted(text: str) -> str:
    return quoteattr(xml_text(text))


def _data(of: str, values: Mapping[str, Scalar], declared: Mapping[str, str]) -> str:
    return "".join(
        f'<data key="{of}_{name}">{_text(values[name])}</data>'
        for name in declared
        if values.get(name) not in (None, "")
    )


def _text(value: Scalar) -> str:
    # A line that ends with a carriage return would lose it in any reader of XML.
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return escape(xml_text(text), {"\r": "&#13;"})


# --- the whole graph --------------------------------------------------------------------------------------------

_KINDS = {"xsd:integer": "int", "xsd:decimal": "double", "xsd:boolean": "boolean"}


def _attribute(label: str, name: str) -> str:
    """What a node's property is called here, where «type» and «label» say what and who the node is."""
    return f"{label.lower()}_{name}" if name in ("id", "type", "label") else name


def _declared() -> dict[str, dict[str, str]]:
    """Of nodes and of edges: attribute → its type. One that types of nodes hold in different forms is text."""
    nodes = {"type": "string", "label": "string"}
    for label in NODE_TYPES:
        for name, column in TABLES[label].items():
            if name != "id":
                attribute, kind = _attribute(label, name), _KINDS.get(column.datatype, "string")
                nodes[attribute] = kind if nodes.get(attribute, kind) == kind else "string"
    edges = dict.fromkeys(("type", "label", "label_en", "basis", "doubt", "stated"), "string")
    return {"node": nodes, "edge": {**edges, "documents": "int"}}


def whole(found: Iterable[Record]) -> Iterator[str]:
    """The pieces of a file with every node and every fact between two of them as an edge of its own.

    An edge says under ``stated`` where (documents' ids and lines), and under
    ``documents`` how many state it. Edges wait on disk for that, so that
    memory does not grow with the graph. Decimals become floating numbers, and
    the table of what has no place in a graph (``triples``) is left out.
    """
    declared = _declared()
    yield _opening(declared, "directed")
    with closing(sqlite3.connect("")) as base:
        base.execute("CREATE TABLE edge (key TEXT, source TEXT, relation TEXT, target TEXT, basis TEXT, doubt TEXT)")
        base.execute("CREATE TABLE said (key TEXT, document TEXT, line INT, line_end INT)")
        for table, values in found:
            if table in NODE_TYPES:
                identifier = str(values["id"])
                props = {_attribute(table, name): value for name, value in values.items() if name != "id"}
                own = {"type": table, "label": name_of(table, values, identifier), **props}
                yield _node(identifier, own, declared)
            elif table == "facts":
                row = [values[name] for name in ("fact", "subject", "predicate", "object", "basis", "doubt")]
                base.execute("INSERT INTO edge VALUES (?, ?, ?, ?, ?, ?)", row)
            elif table == "statements" and not values["literal"]:
                row = [values[name] for name in ("fact", "document", "line", "line_end")]
                base.execute("INSERT INTO said VALUES (?, ?, ?, ?)", row)
        base.execute("CREATE INDEX said_of ON said (key)")
        for key, source, relation, target, basis, doubt in base.execute("SELECT * FROM edge ORDER BY rowid"):
            said = base.execute("SELECT document, line, line_end FROM said WHERE key = ? ORDER BY rowid", (key,))
            places = list(said)
            own = {
                "type": relation,
                "label": RELATIONS[relation].forward.vi,
                "label_en": RELATIONS[relation].forward.en,
                "basis": basis,
                "doubt": doubt,
                "stated": "; ".join(f"{of}: {line}" + (f"–{end}" if end != line else "") for of, line, end in places),
                "documents": len({of for of, _, _ in places}),
            }
            yield _edge(key, source, target, own, declared)
    yield _CLOSING
