"""Indicators against plans: the value of each, coloured within its own row."""

from __future__ import annotations

from collections.abc import Sequence

from drawings.charts import Cell, matrix
from drawings.drawing import Drawing, Language, Mark, cut, say
from ontology.declare import Words
from ontology.vocabulary import doubt_words
from present import quantity, with_place
from queries.comparison import Setting

SEPARATOR = "\n"
"""Between indicator and document in the ``id`` of a mark."""

_SUMMARY = Words("{indicators} chỉ số trong {plans} kế hoạch", "{indicators} indicators in {plans} plans")
_COLOURS = Words(
    "Màu chỉ so trong một hàng: nhạt là thấp nhất, đậm là cao nhất của chỉ số đó; xám: không so được "
    "(giá trị bằng chữ, khác đơn vị hoặc nhiều giá trị). Cao hơn chưa hẳn là tốt hơn.",
    "Colours compare within a row only: light is the lowest, dark the highest of that indicator; grey cannot be "
    "compared (words, another unit, several values). Higher is not always better.",
)


def comparison(settings: Sequence[Setting], language: Language, *, shared: int = 2) -> Drawing | None:
    """Plans as columns, the indicators that at least ``shared`` of them set as rows, most shared first.

    A mark's ``id`` holds the ids of its indicator and its document, joined by ``SEPARATOR``.
    """
    groups: dict[str, dict[str, list[Setting]]] = {}
    for one in settings:
        groups.setdefault(one.indicator, {}).setdefault(one.document, []).append(one)
    groups = {indicator: plans for indicator, plans in groups.items() if len(plans) >= shared}
    names = {one.indicator: one.name for one in settings}
    columns = {one.document: with_place(one.document_name, one.place) for one in settings if one.indicator in groups}
    order = sorted(groups, key=lambda indicator: (-len(groups[indicator]), names[indicator], indicator))
    cells: list[Cell] = []
    marks: dict[tuple[str, str], Mark] = {}
    rows: list[str] = []
    for indicator in order:
        plans = groups[indicator]
        # Two indicators of one name would fall into one row.
        label = names[indicator] if names[indicator] not in rows else f"{names[indicator]} ({indicator[-4:]})"
        rows.append(label)
        shares = _shares(plans)
        for document, several in plans.items():
            text = "; ".join(dict.fromkeys(quantity(one.values, language) for one in several))
            doubts = [doubt_words(one.doubt, language) for one in several if one.doubt]
            years = "; ".join(dict.fromkeys(str(one.values["year"]) for one in several if one.values["year"]))
            tip = "\n".join(
                [label, columns[document], f"{text} ({years})" if years else text, *(f"⚠ {d}" for d in doubts)]
            )
            shown = f"⚠ {text}" if doubts else text
            cells.append(Cell(label, columns[document], shares.get(document), cut(shown, 22), (), tip))
            marks[label, columns[document]] = Mark(
                f"{label} – {columns[document]}", f"{indicator}{SEPARATOR}{document}"
            )
    summary = say(_SUMMARY, language, indicators=len(rows), plans=len(columns))
    drawn = matrix(
        cells, language, summary=summary, down=rows, across=sorted(columns.values()), text_width=130, most_down=400
    )
    if drawn is None:
        return None
    across = sorted(columns.values())
    placed = {f"{rows.index(row)}:{across.index(column)}": mark for (row, column), mark in marks.items()}
    return Drawing(
        "matrix", drawn.option, drawn.height, placed, summary, drawn.width, (say(_COLOURS, language), *drawn.notes)
    )


def _shares(plans: dict[str, list[Setting]]) -> dict[str, float]:
    """Where each plan stands between the lowest and the highest of those that can be compared, from 0 to 1."""
    single = {document: several[0] for document, several in plans.items() if len({one.least for one in several}) == 1}
    numbers = {document: one for document, one in single.items() if one.least is not None}
    units = [one.unit for one in numbers.values()]
    usual = max(sorted(set(units), key=str), key=units.count, default=None)
    values = {
        document: float(one.least) for document, one in numbers.items() if one.unit == usual and one.least is not None
    }
    if not values:
        return {}
    low, high = min(values.values()), max(values.values())
    return {document: (value - low) / (high - low) if high > low else 0.0 for document, value in values.items()}
