"""A network around one node: rings of neighbours, each under the node that led to it.

The place of a node follows from the network alone, so nothing jumps about
when one more node is opened up.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drawings.drawing import COLOURS, NEUTRAL, Drawing, Language, Mark, cut, cut_within, say
from ontology.types import NODE_TYPES

RING = 170.0
"""Least distance between two rings."""

_CROWD = 0.7
"""Power of the number of leaves that a node's share of the circle goes with."""

_ARC = 20.0
"""Least distance between two neighbours on a ring, such that their labels can be read."""


@dataclass(frozen=True, slots=True)
class Point:
    """A node: its name, type, what stands beside it in words, rows, and whether it has been opened up."""

    label: str
    type: str
    tip: str = ""
    rows: tuple[int, ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An edge in the direction of its fact; ``label`` is the relation in words."""

    source: str
    target: str
    label: str
    weight: int = 1


def spread(nodes: Sequence[str], edges: Sequence[tuple[str, str]], root: str) -> dict[str, tuple[float, float, float]]:
    """Where each node stands: x, y, and the angle in radians at which its label reads outward.

    A node stands on the ring of its distance from the root; its share of the
    circle follows from the leaves below it, less than in proportion, so that
    one crowd does not press all others together. Parts without a way to the
    root follow on the first ring.
    """
    near: dict[str, list[str]] = {node: [] for node in nodes}
    for one, other in edges:
        if one != other and one in near and other in near:
            near[one].append(other)
            near[other].append(one)
    place = {node: number for number, node in enumerate(nodes)}
    parent: dict[str, str] = {}
    depth: dict[str, int] = {root: 0}
    queue = [root]
    starts = [node for node in nodes if node != root]
    while queue or starts:
        if not queue:
            node = starts.pop(0)
            if node in depth:
                continue
            # No way leads there: it hangs on the root without an edge.
            parent[node], depth[node] = root, 1
            queue.append(node)
        node = queue.pop(0)
        for other in sorted(set(near.get(node, ())), key=place.__getitem__):
            if other not in depth:
                parent[other], depth[other] = node, depth[node] + 1
                queue.append(other)
    children: dict[str, list[str]] = {}
    for node in sorted(parent, key=place.__getitem__):
        children.setdefault(parent[node], []).append(node)
    leaves: dict[str, int] = {}
    for node in sorted(depth, key=lambda node: -depth[node]):
        leaves[node] = sum(leaves[child] for child in children.get(node, ())) or 1
    angle, slot = {root: 0.0}, {root: 2 * math.pi}
    slots = [(root, -math.pi / 2)]
    while slots:
        node, start = slots.pop()
        shares = {child: leaves[child] ** _CROWD for child in children.get(node, ())}
        for child, share in shares.items():
            slot[child] = slot[node] * share / sum(shares.values())
            angle[child] = start + slot[child] / 2
            slots.append((child, start))
            start += slot[child]
    # A ring is wide enough for what stands on it.
    radius = {0: 0.0}
    for ring in range(1, max(depth.values()) + 1):
        tightest = min(slot[node] for node in depth if depth[node] == ring)
        radius[ring] = max(radius[ring - 1] + RING, _ARC / tightest)
    return {
        node: (radius[depth[node]] * math.cos(angle[node]), radius[depth[node]] * math.sin(angle[node]), angle[node])
        for node in depth
    }


def network(
    points: Mapping[str, Point],
    lines: Sequence[Line],
    language: Language,
    *,
    root: str,
    summary: str,
    chosen: str | None = None,
    notes: Sequence[str] = (),
) -> Drawing | None:
    """A network around a node; None where it has no edge."""
    if not lines or root not in points:
        return None
    where = spread(list(points), [(line.source, line.target) for line in lines], root)
    types = [label for label in COLOURS if any(point.type == label for point in points.values())]
    words = {label: say(NODE_TYPES[label].TITLE, language) for label in types}
    crowded, dense = len(points) > 60, len(points) > 150
    data: list[dict[str, Any]] = []
    for key, point in points.items():
        x, y, angle = where[key]
        turned = -math.degrees(angle)
        left = math.cos(angle) < -1e-9
        big = key in (root, chosen) or point.open
        data.append(
            {
                "name": key,
                "key": key,
                "x": round(x, 1),
                "y": round(y, 1),
                "category": types.index(point.type) if point.type in types else None,
                "symbolSize": 26 if key == root else 20 if big else 7 if dense else 13,
                "tip": point.tip or point.label,
                "itemStyle": {
                    "color": COLOURS.get(point.type, NEUTRAL),
                    "borderColor": "#000" if key == chosen else "#fff",
                    "borderWidth": 3 if key == chosen else 1,
                },
                "label": {
                    "formatter": cut(point.label, 34 if big else 22).replace("{", "(").replace("}", ")"),
                    "position": "bottom" if key == root else "left" if left else "right",
                    "rotate": 0 if key == root else turned + (180 if left else 0),
                    "fontWeight": "bold" if big else "normal",
                },
            }
        )
    option = {
        "legend": {"bottom": 0, "data": [words[label] for label in types], "type": "scroll"},
        "series": [
            {
                "type": "graph",
                "layout": "none",
                "data": data,
                "links": [
                    {
                        "source": line.source,
                        "target": line.target,
                        "tip": "\n".join(
                            (cut(points[line.source].label, 80), line.label, cut(points[line.target].label, 80))
                        ),
                        "label": {"formatter": line.label.replace("{", "(").replace("}", ")")},
                        "lineStyle": {"width": min(1 + math.log2(line.weight), 6)},
                    }
                    for line in lines
                    if line.source in points and line.target in points
                ],
                "categories": [{"name": words[label], "itemStyle": {"color": COLOURS[label]}} for label in types],
                "roam": True,
                "scaleLimit": {"min": 0.3, "max": 12},
                "preserveAspect": "contain",
                **{side: 70 if dense else 120 for side in ("top", "bottom")},
                **{side: 70 if dense else 130 for side in ("left", "right")},
                "edgeSymbol": ["none", "arrow"],
                "edgeSymbolSize": 6,
                "label": {"show": True, "fontSize": 9 if dense else 11},
                "edgeLabel": {"show": not crowded, "fontSize": 10, "color": "#7A828A"},
                **({"labelLayout": {"hideOverlap": True}} if crowded else {}),
                "lineStyle": {"color": "#9AA5B1", "curveness": 0.06, "opacity": 0.7},
                "emphasis": {"focus": "adjacency", "edgeLabel": {"show": True}, "lineStyle": {"width": 3}},
                "animation": False,
            }
        ],
    }
    marks = {key: Mark(point.label, key, point.rows) for key, point in points.items()}
    height = 640 if len(points) < 30 else 700
    return Drawing("graph", option, height, marks, summary, width=540, notes=tuple(notes))


def _two_lines(label: str) -> str:
    """A name, and on a line of its own what stands behind it in square brackets."""
    name, bracket, rest = label.partition(" [")
    text = cut_within(name, 42) + (f"\n[{rest}" if bracket else "")
    return text.replace("{", "(").replace("}", ")")


@dataclass(frozen=True, slots=True)
class Change:
    """An edge of ``layered``: from what was before to what came after, when and how sure."""

    before: str
    after: str
    label: str
    colour: str
    tip: str


def layered(
    points: Mapping[str, Point], changes: Sequence[Change], language: Language, *, summary: str, root: str | None = None
) -> Drawing | None:
    """What came of what, in columns from the first to the last; None without changes.

    A point stands one column after the last of those that it came of.
    """
    if not changes:
        return None
    column: dict[str, int] = dict.fromkeys(points, 0)
    for _ in points:
        moved = False
        for change in changes:
            if column[change.after] <= column[change.before] < len(points):
                column[change.after] = column[change.before] + 1
                moved = True
        if not moved:
            break
    # What only leads on stands right before where it leads to.
    for key in points:
        after = [column[change.after] for change in changes if change.before == key]
        if after and not any(change.after == key for change in changes):
            column[key] = min(after) - 1
    row: dict[str, float] = {}
    for number in sorted(set(column.values()), reverse=True):
        here = [key for key in points if column[key] == number]

        def pull(key: str) -> tuple[float, str]:
            after = [row[change.after] for change in changes if change.before == key and change.after in row]
            return (sum(after) / len(after) if after else 1e6, points[key].label)

        for place, key in enumerate(sorted(here, key=pull)):
            row[key] = float(place)
    tallest = max(Counter(column.values()).values())
    for number in set(column.values()):
        here = [key for key in points if column[key] == number]
        for key in here:
            row[key] += (tallest - len(here)) / 2
    last = max(column.values())
    data: list[dict[str, Any]] = [
        {
            "name": key,
            "key": key,
            "value": [column[key] - min(column.values()), row[key]],
            "symbolSize": 18 if key == root else 12,
            "tip": point.tip or point.label,
            "itemStyle": {
                "color": COLOURS.get(point.type, NEUTRAL),
                "borderColor": "#000" if key == root else "#fff",
                "borderWidth": 2 if key == root else 1,
            },
            "label": {
                "formatter": _two_lines(point.label),
                "lineHeight": 14,
                "position": "right" if column[key] == last else "top" if column[key] else "left",
                "fontWeight": "bold" if key == root else "normal",
            },
        }
        for key, point in points.items()
    ]
    links = [
        {
            "source": change.before,
            "target": change.after,
            "tip": change.tip,
            "label": {"formatter": change.label.replace("{", "(").replace("}", ")")},
            "lineStyle": {"color": change.colour},
        }
        for change in changes
    ]
    option = {
        "grid": {"left": 285, "right": 285, "top": 16, "bottom": 8},
        "xAxis": {"type": "value", "min": 0, "max": last - min(column.values()), "show": False},
        "yAxis": {"type": "value", "min": -0.6, "max": tallest - 0.4, "inverse": True, "show": False},
        "series": [
            {
                "type": "graph",
                "coordinateSystem": "cartesian2d",
                "data": data,
                "links": links,
                "edgeSymbol": ["none", "arrow"],
                "edgeSymbolSize": 7,
                "label": {"show": True, "fontSize": 12},
                "edgeLabel": {"show": len(changes) <= 6, "fontSize": 10, "color": "#7A828A"},
                "lineStyle": {"width": 2, "opacity": 0.8},
                "emphasis": {"focus": "adjacency", "edgeLabel": {"show": True}},
                "animation": False,
            }
        ],
    }
    marks = {key: Mark(point.label, key, point.rows) for key, point in points.items()}
    return Drawing("tree", option, int(60 + 44 * tallest), marks, summary, width=570 + 165 * max(last, 1))
