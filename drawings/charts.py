"""Heat maps, bars, trees and time lines as ECharts options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drawings.drawing import COLOURS, NEUTRAL, SERIES, SHADES, Drawing, Kind, Language, Mark, cut, cut_within, say
from ontology.declare import Words

MOST_DOWN, MOST_ACROSS = 40, 40
"""How many rows and columns of a heat map are drawn; the table below it has all."""

MOST_BARS = 30

_STRIPES = ("rgba(127,127,127,0.05)", "rgba(127,127,127,0)")
"""Ground of the columns, such that no empty cell looks like one that has a colour, on light and on dark."""

_CUT = Words(
    "Chỉ vẽ {shown} trong {all} {what}, nhiều nhất đứng trước; bảng có đủ.",
    "Drawn are {shown} of {all} {what}, the largest first; the table has all.",
)
_ROWS = Words("hàng", "rows")
_COLUMNS = Words("cột", "columns")
_BARS = Words("thanh", "bars")


def _braces(text: str) -> str:
    """A label that ECharts does not read as a template."""
    return text.replace("{", "(").replace("}", ")")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a heat map: its place, number (which gives the colour; None: no colour), text, and rows."""

    down: str
    across: str
    value: float | None
    text: str
    rows: tuple[int, ...]
    tip: str


def matrix(
    cells: Sequence[Cell],
    language: Language,
    *,
    summary: str,
    kind: Kind = "matrix",
    down: Sequence[str] | None = None,
    across: Sequence[str] | None = None,
    text_width: int = 44,
    most_down: int = MOST_DOWN,
    letters: int = 36,
) -> Drawing | None:
    """A heat map; None without cells.

    Args:
        down, across: the rows and columns in their order; by default the fullest first.
        text_width: pixels that a cell's text needs.
        letters: of a row's name that fit on one of its two lines.
    """
    if not cells:
        return None
    all_down, all_across = _order(cells, down, "down"), _order(cells, across, "across")
    rows, columns = all_down[:most_down], all_across[:MOST_ACROSS]
    y, x = {name: place for place, name in enumerate(rows)}, {name: place for place, name in enumerate(columns)}
    marks: dict[str, Mark] = {}
    data: list[dict[str, Any]] = []
    values = [cell.value for cell in cells if cell.value is not None]
    low, high = min(values, default=0.0), max(values, default=1.0)
    for cell in cells:
        if cell.down not in y or cell.across not in x:
            continue
        key = f"{y[cell.down]}:{x[cell.across]}"
        marks[key] = Mark(f"{cell.down} · {cell.across}", None, cell.rows)
        # What has no number stands on grey; what is dark has white letters.
        share = None if cell.value is None else (cell.value - low) / ((high - low) or 1)
        data.append(
            {
                "value": [x[cell.across], y[cell.down], 0 if cell.value is None else cell.value],
                "key": key,
                "tip": cell.tip,
                "label": {
                    "formatter": _braces(cell.text),
                    "color": "#fff" if share is not None and share > 0.45 else "#222",
                },
                **({"itemStyle": {"color": "#D9D9D9"}} if cell.value is None else {}),
            }
        )
    # Wide columns have their heads on two lines, narrow ones aslant.
    slanted = text_width < 90 and len(columns) > 4 and max(map(len, columns)) > 6
    longest = min(max(map(len, columns)), 30)
    head = 16 + (int(longest * 5.4) if slanted else 24 if longest < 14 else 40)
    left = min(max(map(len, rows)), letters) * 7 + 12
    column = text_width if len(columns) > 4 else max(text_width, 90)
    name = {"width": left - 16, "overflow": "break", "lineHeight": 13}
    option = {
        "grid": {"left": left, "right": longest * 4 if slanted else 34, "top": head, "bottom": 10},
        "xAxis": {
            "type": "category",
            "data": [_braces(cut_within(name, 32 if slanted else 60)) for name in columns],
            "position": "top",
            "axisLabel": {
                "interval": 0,
                "fontSize": 11,
                **({"rotate": -48} if slanted else {"width": column - 8, "overflow": "break", "lineHeight": 13}),
            },
            "axisTick": {"show": False},
            "splitArea": {"show": True, "areaStyle": {"color": list(_STRIPES)}},
        },
        "yAxis": {
            "type": "category",
            "data": [_braces(cut(name, letters * 2)) for name in rows],
            "inverse": True,
            "axisLabel": {"interval": 0, "fontSize": 11, **name},
            "axisTick": {"show": False},
        },
        "visualMap": {
            "show": False,
            "min": low,
            "max": high if high > low else low + 1,
            "inRange": {"color": list(SHADES)},
        },
        "series": [
            {
                "type": "heatmap",
                "data": data,
                "label": {"show": True, "fontSize": 11},
                "itemStyle": {"borderColor": "rgba(127,127,127,0.35)", "borderWidth": 1},
                "emphasis": {"itemStyle": {"borderColor": "#000", "borderWidth": 2}},
                "animation": False,
            }
        ],
    }
    notes = [
        say(_CUT, language, shown=len(shown), all=len(every), what=say(what, language))
        for shown, every, what in ((rows, all_down, _ROWS), (columns, all_across, _COLUMNS))
        if len(shown) < len(every)
    ]
    width = (
        left
        + len(columns) * (text_width if len(columns) > 4 else max(text_width, 90))
        + (longest * 4 if slanted else 34)
    )
    return Drawing(kind, option, head + 10 + 30 * len(rows), marks, summary, width=width, notes=tuple(notes))


def _order(cells: Sequence[Cell], given: Sequence[str] | None, side: str) -> list[str]:
    if given is not None:
        return list(given)
    total: dict[str, float] = {}
    for cell in cells:
        name = str(getattr(cell, side))
        total[name] = total.get(name, 0) + (1 if cell.value is None else cell.value)
    return sorted(total, key=lambda name: (-total[name], name))


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a bar: whose, of which kind, how long, and its rows."""

    name: str
    kind: str
    value: float
    rows: tuple[int, ...]
    id: str | None = None


def bars(
    parts: Sequence[Bar], language: Language, *, summary: str, colours: Mapping[str, str] | None = None
) -> Drawing | None:
    """Horizontal bars, stacked by kind, the longest first; None without parts.

    ``colours``: kind → its colour, in the order in which kinds are stacked.
    """
    if not parts:
        return None
    total: dict[str, float] = {}
    for part in parts:
        total[part.name] = total.get(part.name, 0) + part.value
    every = sorted(total, key=lambda name: (-total[name], name))
    names = every[:MOST_BARS]
    kinds = list(dict.fromkeys(part.kind for part in parts))
    if colours is not None:
        kinds = [kind for kind in colours if kind in kinds]
    marks: dict[str, Mark] = {}
    series: list[dict[str, Any]] = []
    for place, kind in enumerate(kinds):
        data: list[dict[str, Any]] = []
        for name in names:
            found = [part for part in parts if part.name == name and part.kind == kind]
            value = sum(part.value for part in found)
            key = f"{names.index(name)}:{place}"
            if found:
                rows = tuple(sorted({row for part in found for row in part.rows}))
                marks[key] = Mark(f"{name} · {kind}" if kind else name, found[0].id, rows)
            shown = int(value) if float(value).is_integer() else value
            tip = f"{name}\n{kind}: {shown}" if kind else f"{name}: {shown}"
            data.append({"value": value, "key": key, "tip": tip, "label": {"show": bool(found)}})
        series.append(
            {
                "type": "bar",
                "name": kind,
                "stack": "all",
                "data": data,
                "itemStyle": {
                    "color": colours[kind] if colours else SERIES[place % len(SERIES)],
                    "borderColor": "#fff",
                    "borderWidth": 0.5,
                },
                "label": {
                    "show": True,
                    "position": "inside",
                    "fontSize": 11,
                    "color": "#222" if colours or place == 1 else "#fff",
                },
                "barMaxWidth": 20,
                "animation": False,
            }
        )
    legend = len(kinds) > 1
    left = min(max(map(len, names)), 44) * 7 + 12
    option = {
        **({"legend": {"top": 0, "data": kinds, "type": "scroll"}} if legend else {}),
        "grid": {"left": left, "right": 24, "top": 34 if legend else 8, "bottom": 24},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {
            "type": "category",
            # The end tells bodies of one kind apart.
            "data": [_braces(cut_within(name, 46)) for name in names],
            "inverse": True,
            "axisLabel": {"interval": 0, "fontSize": 11},
            "axisTick": {"show": False},
        },
        "series": series,
    }
    notes = (
        (say(_CUT, language, shown=len(names), all=len(every), what=say(_BARS, language)),)
        if len(names) < len(every)
        else ()
    )
    return Drawing("bar", option, 60 + 26 * len(names), marks, summary, width=left + 360, notes=notes)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A node of a tree: its name, id, the key of the node that it hangs on (None: the root), and its rows."""

    label: str
    id: str
    parent: str | None
    rows: tuple[int, ...]
    tip: str
    faint: bool = False


def tree(leaves: Mapping[str, Leaf], language: Language, *, summary: str) -> Drawing | None:
    """A tree from left to right; None where nothing hangs on the root."""
    roots = [key for key, leaf in leaves.items() if leaf.parent is None]
    if len(roots) != 1 or len(leaves) < 2:
        return None
    children: dict[str, list[str]] = {}
    for key, leaf in leaves.items():
        if leaf.parent is not None:
            children.setdefault(leaf.parent, []).append(key)
    ends = sum(1 for key in leaves if key not in children)

    def node(key: str) -> dict[str, Any]:
        leaf = leaves[key]
        return {
            "name": _braces(cut(leaf.label, 40)),
            "key": key,
            "tip": leaf.tip,
            "itemStyle": {
                "color": "#fff" if leaf.faint else COLOURS["Document"],
                "borderColor": NEUTRAL if leaf.faint else COLOURS["Document"],
            },
            "children": [node(child) for child in children.get(key, [])],
        }

    option = {
        "series": [
            {
                "type": "tree",
                "data": [node(roots[0])],
                "left": 20,
                "right": 240,
                "top": 10,
                "bottom": 10,
                "orient": "LR",
                "symbol": "circle",
                "symbolSize": 11,
                "expandAndCollapse": False,
                "initialTreeDepth": -1,
                "label": {"position": "top", "fontSize": 12, "distance": 6},
                "leaves": {"label": {"position": "right"}},
                "lineStyle": {"color": "#9AA5B1", "width": 1.5},
                "emphasis": {"focus": "ancestor"},
                "animationDuration": 200,
            }
        ]
    }
    marks = {key: Mark(leaf.label, leaf.id, leaf.rows) for key, leaf in leaves.items()}
    return Drawing("tree", option, 60 + 30 * ends, marks, summary, width=700)


@dataclass(frozen=True, slots=True)
class Dated:
    """Something with a day (ISO, whole or in part), in a lane of its kind."""

    date: str
    lane: str
    label: str
    id: str
    row: int
    faint: bool = False


def timeline(items: Sequence[Dated], language: Language, *, summary: str) -> Drawing | None:
    """Points on a time axis, a lane for each kind; None without items."""
    if not items:
        return None
    lanes = list(dict.fromkeys(item.lane for item in sorted(items, key=lambda item: (item.date, item.lane))))
    marks: dict[str, Mark] = {}
    data: list[dict[str, Any]] = []
    for place, item in enumerate(items):
        marks[str(place)] = Mark(item.label, item.id, (item.row,))
        data.append(
            {
                # A date in part stands at its beginning, and the tip says it as it is.
                "value": [{4: f"{item.date}-01-01", 7: f"{item.date}-01"}.get(len(item.date), item.date), item.lane],
                "key": str(place),
                "tip": f"{item.label}\n{item.date}",
                "label": {"formatter": _braces(cut(item.label, 24))},
                "itemStyle": {
                    "color": "#fff" if item.faint else COLOURS["Document"],
                    "borderColor": NEUTRAL if item.faint else COLOURS["Document"],
                    "borderWidth": 2,
                },
            }
        )
    left = min(max(map(len, lanes)), 30) * 7 + 12
    option = {
        "grid": {"left": left, "right": 90, "top": 10, "bottom": 60},
        "xAxis": {"type": "time", "axisLabel": {"hideOverlap": True}},
        "yAxis": {"type": "category", "data": lanes, "inverse": True, "splitLine": {"show": True}},
        "dataZoom": [{"type": "slider", "height": 18, "bottom": 8}],
        "series": [
            {
                "type": "scatter",
                "data": data,
                "symbolSize": 13,
                "label": {"show": True, "position": "top", "fontSize": 11},
                "labelLayout": {"hideOverlap": True},
                "animation": False,
            }
        ],
    }
    return Drawing("timeline", option, 110 + 70 * len(lanes), marks, summary, width=760)
