"""Flows as an ECharts Sankey."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drawings.drawing import COLOURS, NEUTRAL, Drawing, Language, Mark, cut, cut_within, say
from drawings.flows import Flow, Flows, Pair, Strand, flows
from ontology.declare import Words
from ontology.types import NODE_TYPES

_GAP = 15
_LETTER = 6.1
"""Width of a letter of a label, in pixels, on average."""

_END, _END_OF_FEW = 230, 340
"""Pixels that the labels right of the last column need; where there are few columns, there is room for whole names."""

_UNIT = 10
"""Pixels that one number of a column stands for."""

_CLOSE = 0.9

_MOST = {"Agency": 250, "Document": 245, "Target": 330, "Task": 330}
"""Type → most pixels that its labels get; others 168."""

_HEAD = 34

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
    "Width of a band: each of the {what} counts once, split evenly over the routes that lead to it.",
)


@dataclass(frozen=True, slots=True)
class Node:
    """How a node is drawn.

    Args:
        label: short name, its first line cut where it is long.
        type: label of the entity, which gives its colour; empty for what is missing.
        id: id of the entity; None where it is none.
        tail: what stands behind the name and is never cut: the value of a target, the place of an agency.
        below: a second line («draft / unnumbered»).
        doubt: what is doubtful about it, in words.
        head: what stands above its column, where that is not its type.
    """

    label: str
    type: str
    id: str | None = None
    tail: str = ""
    below: str = ""
    doubt: str = ""
    head: str = ""

    @property
    def full(self) -> str:
        """The name with its tail."""
        return self.label + self.tail


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
    colour: Callable[[Flow], str | None] | None = None,
) -> Drawing | None:
    """A Sankey of strands; None where there is none.

    Args:
        what: the thing that counts, in the plural («chỉ tiêu», «targets»).
        chosen: the node whose paths are lit; the others fade.
        colour: of a band; None for that of the node that it comes from.
    """
    if not strands:
        return None
    found = flows(strands, links, roots)
    counted = {strand.row: strand.counted for strand in strands}
    passing = set(found.rows.get(chosen or "", ()))
    lit = found.lit(chosen) if chosen is not None and passing else None
    number = {node: len({counted[row] for row in rows}) for node, rows in found.rows.items()}
    unit = say(what, language)
    place, room = _columns(found, nodes)
    end = _END if len(place) > 2 else _END_OF_FEW
    # Few labels are as long as the longest: the columns may stand a little closer than it wants.
    width = round(max(place.values()) * _UNIT * _CLOSE) + end
    data = [
        _item(
            key,
            nodes[key],
            place[found.depth[key]],
            int(room.get(found.depth[key], end) / _LETTER) - 2,
            f"{number[key]} {unit}",
            lit is None or key in lit,
            key == chosen,
        )
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
                "tip": f"{cut(nodes[flow.source].full, 80)} → {cut(nodes[flow.target].full, 80)}\n{things} {unit}",
                "lineStyle": {
                    "opacity": (0.6 if lit is not None else 0.32) if on else 0.06,
                    **({"color": tint} if colour is not None and (tint := colour(flow)) is not None else {}),
                },
            }
        )
    last = max(found.depth.values())
    tallest = max(Counter(found.depth[node] for node in found.weight).values())
    total = float(sum(weight for node, weight in found.weight.items() if found.depth[node] == last))
    thick = 14.0 if total <= 12 else 7.0 if total <= 60 else 2.0
    height = int(_HEAD + 20 + tallest * _GAP + max(total, 1.0) * thick)
    option = {
        "title": _heads(found, nodes, place, (width, end), language),
        "series": [
            {
                "type": "sankey",
                "data": data,
                "links": bands,
                "left": 0,
                # A share, so that the heads above stay above their columns at any width.
                "right": f"{100 * end / width:.2f}%",
                "top": _HEAD,
                "bottom": 16,
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
        ],
    }
    marks = {key: Mark(nodes[key].full, nodes[key].id, found.rows[key]) for key in found.weight}
    notes = [say(_SHARED, language, what=unit)] if any(flow.value.denominator > 1 for flow in found.flows) else []
    for words, pairs in ((_DIRECT, found.direct), (_CIRCLE, found.circles)):
        if pairs:
            named = "; ".join(f"{nodes[lower].label} → {nodes[upper].label}" for upper, lower in pairs)
            notes.append(say(words, language, pairs=named))
    return Drawing("sankey", option, max(height, 240), marks, summary, width=width, notes=tuple(notes))


def _columns(found: Flows, nodes: Mapping[str, Node]) -> tuple[dict[int, int], dict[int, int]]:
    """Where each column stands, in units, and how many pixels there are up to the next.

    ECharts spaces columns by their numbers, so numbers left free are room for labels.
    """
    longest: dict[int, int] = {}
    columns = len({found.depth[key] for key in found.weight})
    for key in found.weight:
        node = nodes[key]
        # Where there are few columns, there is room for whole names.
        depth, most = found.depth[key], 400 if columns < 3 else _MOST.get(node.type, 168)
        # Behind the name stand its tail and how much passes through; before it, perhaps a mark of doubt.
        letters = max(len(node.label) + len(node.tail) + 8, len(node.below) + 4)
        longest[depth] = max(longest.get(depth, 0), min(int(letters * _LETTER), most))
    place: dict[int, int] = {}
    at = 0
    for depth in sorted(longest):
        place[depth] = at
        at += max(longest[depth] // _UNIT, 9)
    return place, {depth: longest[depth] for depth in longest if depth < max(longest)}


def _heads(
    found: Flows, nodes: Mapping[str, Node], place: Mapping[int, int], size: tuple[int, int], language: Language
) -> list[dict[str, Any]]:
    """What stands in the columns: the type, above the first column of each. ``size``: whole width, right margin."""
    heads: list[dict[str, Any]] = []
    before: tuple[str, str] = ("", "")
    span = max(place.values()) or 1
    for depth in sorted(place):
        found_here = [nodes[node] for node in found.weight if found.depth[node] == depth and nodes[node].type]
        named = Counter(
            (node.head or say(NODE_TYPES[node.type].TITLE, language), node.type) for node in found_here
        ).most_common(1)
        if named and named[0][0] != before:
            text, kind = before = named[0][0]
            share = place[depth] / span * (size[0] - size[1]) / size[0]
            heads.append(
                {
                    # The colour stands in a square, since not every one of them can be read as letters.
                    "text": f"{{mark|■}} {text}",
                    "left": f"{100 * share:.2f}%",
                    "top": 8,
                    "padding": 0,
                    "textStyle": {
                        "fontSize": 12,
                        "fontWeight": "bold",
                        "rich": {"mark": {"color": COLOURS.get(kind, NEUTRAL), "fontSize": 14}},
                    },
                }
            )
    return heads


def _item(key: str, node: Node, column: int, letters: int, number: str, on: bool, chosen: bool) -> dict[str, Any]:
    # A target says its value; all else, how many targets it stands for.
    tail = node.tail + ("" if node.type == "Target" else f" · {number.split()[0]}")
    shorten = cut_within if node.type == "Agency" and not node.tail else cut
    text = f"{'⚠ ' if node.doubt else ''}{shorten(node.label, max(letters - len(tail), 12))}{tail}"
    text += f"\n{node.below}" if node.below else ""
    doubt = f"⚠ {node.doubt}" if node.doubt else ""
    return {
        "name": key,
        "key": key,
        "depth": column,
        "tip": "\n".join(part for part in (cut(node.full, 400), node.below, number, doubt) if part),
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
