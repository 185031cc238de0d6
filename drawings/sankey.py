"""Flows as an ECharts Sankey."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drawings.drawing import COLOURS, NEUTRAL, Drawing, Language, Mark, cut, say
from drawings.flows import Flows, Pair, Strand, flows
from ontology.declare import Words

_GAP = 15
_LABEL = 34

_DIRECT = Words(
    "Văn bản thực hiện trực tiếp và cả qua văn bản khác: chỉ vẽ đường dài hơn ({pairs}).",
    "Carried out directly and through others as well: only the longer route is drawn ({pairs}).",
)
_CIRCLE = Words(
    "Các văn bản dẫn vòng tới nhau, không vẽ: {pairs}. Nên xem lại cách đọc các văn bản này.",
    "Links that close a circle are not drawn: {pairs}. These documents may have been misread.",
)
_SHARED = Words(
    "Bề rộng của dải: mỗi {what} tính một lần, chia đều cho các đường đi xuống nó.",
    "Width of a band: each {what} counts once, split evenly over the routes that lead to it.",
)
_PASSING = Words("{number} {what}", "{number} {what}")


@dataclass(frozen=True, slots=True)
class Node:
    """How a node is drawn.

    Args:
        label: short name, its first line cut where it is long.
        type: label of the entity, which gives its colour; empty for what is missing.
        id: id of the entity; None where it is none.
        below: a second line («draft / unnumbered»).
        doubt: what is doubtful about it, in words.
    """

    label: str
    type: str
    id: str | None = None
    below: str = ""
    doubt: str = ""


def sankey(
    strands: Sequence[Strand],
    links: Sequence[Pair],
    roots: Sequence[str],
    nodes: Mapping[str, Node],
    language: Language,
    *,
    what: Words,
    summary: str,
    chosen: str | None = None,
) -> Drawing | None:
    """A Sankey of strands; None where there is none.

    Args:
        what: the thing that counts, in the plural («chỉ tiêu», «targets»).
        chosen: the node whose paths are lit; the others fade.
    """
    if not strands:
        return None
    found = flows(strands, links, roots)
    counted = {strand.row: strand.counted for strand in strands}
    passing = set(found.rows.get(chosen or "", ()))
    lit = found.lit(chosen) if chosen is not None and passing else None
    number = {node: len({counted[row] for row in rows}) for node, rows in found.rows.items()}
    last = max(found.depth.values())
    unit = say(what, language)
    data = [
        _item(key, nodes[key], found, number[key], unit, language, lit is None or key in lit, key == chosen, last)
        for key in sorted(found.weight, key=lambda key: (found.depth[key], nodes[key].type, nodes[key].label, key))
    ]
    bands: list[dict[str, Any]] = []
    for flow in found.flows:
        on = lit is None or bool(passing & set(flow.rows))
        things = len({counted[row] for row in flow.rows})
        bands.append(
            {
                "source": flow.source,
                "target": flow.target,
                "value": round(float(flow.value), 4),
                "tip": f"{cut(nodes[flow.source].label, 80)} → {cut(nodes[flow.target].label, 80)}\n{things} {unit}",
                "lineStyle": {"opacity": (0.6 if lit is not None else 0.32) if on else 0.06},
            }
        )
    columns = Counter(found.depth[node] for node in found.weight)
    total = sum(float(found.weight[node]) for node in found.weight if found.depth[node] == last)
    tallest = max(columns.values())
    thick = 14.0 if total <= 12 else 7.0 if total <= 60 else 3.0
    height = int(40 + tallest * _GAP + max(total, 1.0) * thick)
    option = {
        "series": [
            {
                "type": "sankey",
                "data": data,
                "links": bands,
                "left": 4,
                "right": 250 if last else 160,
                "top": 12,
                "bottom": 12,
                "nodeGap": _GAP,
                "nodeWidth": 14,
                "nodeAlign": "left",
                "draggable": False,
                "layoutIterations": 64,
                "emphasis": {"focus": "trajectory"},
                "lineStyle": {"color": "source", "curveness": 0.5},
                "label": {"fontSize": 12, "lineHeight": 14, "position": "right"},
                "animationDuration": 300,
            }
        ]
    }
    marks = {key: Mark(nodes[key].label, nodes[key].id, found.rows[key]) for key in found.weight}
    notes = [say(_SHARED, language, what=unit)] if any(flow.value.denominator > 1 for flow in found.flows) else []
    for words, pairs in ((_DIRECT, found.direct), (_CIRCLE, found.circles)):
        if pairs:
            named = "; ".join(f"{nodes[lower].label} → {nodes[upper].label}" for upper, lower in pairs)
            notes.append(say(words, language, pairs=named))
    return Drawing("sankey", option, max(height, 240), marks, summary, width=190 * (last + 1) + 60, notes=tuple(notes))


def _item(
    key: str, node: Node, found: Flows, number: int, unit: str, language: Language, on: bool, chosen: bool, last: int
) -> dict[str, Any]:
    mark = "⚠ " if node.doubt else ""
    short = cut(node.label, _LABEL if found.depth[key] else 24)
    text = f"{mark}{short} · {number}" + (f"\n{node.below}" if node.below else "")
    tip = "\n".join(
        part
        for part in (cut(node.label, 400), node.below, f"{number} {unit}", node.doubt and f"⚠ {node.doubt}")
        if part
    )
    return {
        "name": key,
        "key": key,
        "depth": found.depth[key],
        "tip": tip,
        # Braces are a template to ECharts.
        "label": {
            "formatter": text.replace("{", "(").replace("}", ")"),
            "fontWeight": "bold" if chosen else "normal",
            "opacity": 1 if on else 0.35,
        },
        "itemStyle": {
            "color": COLOURS.get(node.type, NEUTRAL),
            "opacity": 1 if on else 0.2,
            **({"borderColor": "#000", "borderWidth": 2} if chosen else {}),
        },
    }
