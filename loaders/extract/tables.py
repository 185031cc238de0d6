"""What the columns of a table are, and rows that a page has cut.

Columns are told by their headings (``wording.toml``), never by position. A
row that goes on over a page is mended into the row above; where a converter
moved its cells by a column, the shift under which they fit is taken and told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb

from loaders.document import Cell, Row, Table
from loaders.extract.bodies import begins_body
from loaders.extract.figures import read_cell
from loaders.extract.mentions import Finding
from loaders.headers import YEAR, is_code, role_of
from loaders.structure import OPEN_END


@dataclass(frozen=True, slots=True)
class Columns:
    """Role → column index; ``values`` holds (column, year) of each value column, in order."""

    roles: dict[str, int]
    values: tuple[tuple[int, int | None], ...]

    def __getitem__(self, role: str) -> int | None:
        return self.roles.get(role)

    def taken(self, column: int) -> bool:
        """Whether a column has a heading of a known role."""
        return column in self.roles.values() or any(column == index for index, _ in self.values)


#: A column holds bodies where so many of its cells begin with one.
_MOSTLY = 0.6
_HARDLY = 0.3


def read_columns(table: Table) -> Columns:
    """What each column holds; a role found twice keeps its first column, but every value column counts.

    The heading is believed as far as the cells bear it out: «Đơn vị» over
    bodies heads owners, and where the column headed as the lead's holds none
    while one without a heading does, that one is the lead's.
    """
    roles: dict[str, int] = {}
    values: list[tuple[int, int | None]] = []
    for index, cell in enumerate(table.header[0].cells):
        role = role_of(cell.text)
        if role == "value":
            year = YEAR.findall(cell.text)
            values.append((index, int(year[-1]) if year else None))
        if role is not None:
            roles.setdefault(role, index)
    if not values and _holds_values(table, roles):
        values.append((roles.pop("product"), None))
    full = [len(row.cells) for row in table.rows if len(row.cells) >= len(table.header[0].cells)]
    if full and min(full) > len(table.header[0].cells) and not all(row.settled for row in table.rows):
        _trusted(table, roles, values)
    _by_content(table, roles, [index for index, _ in values])
    return Columns(roles, tuple(values))


#: «Kết quả thực hiện», «Kết quả đạt được»: what was reached, not what is aimed at.
_REACHED = re.compile(r"thực hiện|đạt được|\b(?:19|20)\d\d\b", re.IGNORECASE)


def _holds_values(table: Table, roles: dict[str, int]) -> bool:
    """Whether «Kết quả» beside indicators, their units and who answers for them heads values, not what is made."""
    column = roles.get("product")
    if column is None or "indicator" not in roles or "unit" not in roles:
        return False
    if not any(role in roles for role in ("lead", "owner")) or _REACHED.search(table.header[0].cells[column].text):
        return False
    cells = [value for row in table.rows if (value := read_cell(row.cell(column).text))]
    return sum(value.value is not None for value in cells) >= _MOSTLY * len(cells) > 0


def _by_content(table: Table, roles: dict[str, int], values: Sequence[int]) -> None:
    holders = ("lead", "support", "owner")
    unit = roles.get("unit")
    if unit is not None and not any(role in roles for role in holders) and _share_of_bodies(table, unit) >= _MOSTLY:
        roles["owner" if "indicator" in roles or values else "lead"] = roles.pop("unit")
    work = "task" in roles and not values and any(role in roles for role in ("support", "product", "time"))
    if work and "owner" in roles and "lead" not in roles:
        # «Đơn vị chịu trách nhiệm» beside the work and its product or time is who leads it.
        roles["lead"] = roles.pop("owner")
    taken = {*roles.values(), *values}
    free = [i for i in range(max((len(row.cells) for row in table.rows), default=0)) if i not in taken]
    for role in ("lead", "owner"):
        column = roles.get(role)
        if column is None or not free or _share_of_bodies(table, column) > _HARDLY:
            continue
        holding = [index for index in free if _share_of_bodies(table, index) >= _MOSTLY]
        if len(holding) == 1:
            roles[role] = holding[0]


def _share_of_bodies(table: Table, column: int) -> float:
    cells = [text for row in table.rows if (text := row.cell(column).text)]
    return sum(begins_body(text, prose=True) for text in cells) / len(cells) if cells else 0.0


#: What a cell of times holds: years, quarters, months, days, or how often.
_TIME = re.compile(
    r"\b(?:19|20)\d\d\b|\bqu[ýí]\s+(?:I{1,3}|IV|[1-4])\b|\btháng\s+\d|\bngày\s+\d|\b(?:hằng|hàng|cả)\s+(?:năm|quý|tháng)"
    r"|thường xuyên|định kỳ|liên tục",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\d")
#: Of a row with more ways to put its cells only the code and the words are kept.
_MOST_PLACES = 2000


def _trusted(table: Table, roles: dict[str, int], values: list[tuple[int, int | None]]) -> None:
    """Where rows have more cells than their headings, keep only the columns that what they hold bears out."""
    values.clear()
    for role, column in list(roles.items()):
        if role in ("code", "task", "indicator"):
            continue
        cells = [text for row in table.rows if (text := row.cell(column).text)]
        timed = role == "time" and sum(bool(_TIME.search(text)) for text in cells) >= _MOSTLY * len(cells) > 0
        if not timed and not (role in ("lead", "support", "owner") and _share_of_bodies(table, column) >= _MOSTLY):
            del roles[role]


def align_rows(table: Table, columns: Columns, text_role: str) -> tuple[Table, list[Finding]]:
    """The table with rows that lack merged cells put below the headings that their cells fit.

    Converters print a merged cell once: the rows below it have fewer cells,
    and all behind it stand too far left. A cell that fits below two headings
    is left out, and a finding says so.
    """
    width, text, code = len(table.header[0].cells), columns[text_role], columns["code"]
    findings: list[Finding] = []
    if text is None or code is None or text < code:
        return table, findings
    fits = {column: role for role, column in columns.roles.items()} | {column: "value" for column, _ in columns.values}
    rows = []
    for row in table.rows:
        lacking = text + 1 < len(row.cells) < width and is_code(row.cell(code).text)
        if row.settled or not lacking or not all(cell.text for cell in row.cells):
            rows.append(row)
            continue
        tail = row.cells[text + 1 :]
        if comb(width - text - 1, len(tail)) > _MOST_PLACES:
            rows.append(replace(row, cells=row.cells[: text + 1]))
            continue
        placed: dict[tuple[int, ...], int] = {}
        for places in combinations(range(text + 1, width), len(tail)):
            placed[places] = sum(_suits(cell.text, fits.get(at)) for cell, at in zip(tail, places, strict=True))
        best = [places for places, score in placed.items() if score == max(placed.values())]
        cells = [*row.cells[: text + 1], *(Cell() for _ in range(width - text - 1))]
        for index, cell in enumerate(tail):
            where = {places[index] for places in best}
            if len(where) == 1:
                cells[where.pop()] = cell
            elif begins_body(cell.text):
                message = f"«{cell.text}» may stand below two headings in a row that lacks cells; nobody is given"
                findings.append(Finding("owner-span-unsettled", "doubt", message, row.line))
        rows.append(replace(row, cells=cells))
    return replace(table, rows=tuple(rows)), findings


def _suits(text: str, role: str | None) -> int:
    """How well a cell stands below a heading: 2 as its kind, 0 where nothing tells, -3 where it cannot."""
    body, time = begins_body(text), bool(_TIME.search(text))
    if role in ("lead", "support", "owner"):
        return 2 if body else -3
    if role == "time":
        return 2 if time and not body else -1
    if role in ("value", "baseline"):
        return 2 if _FIGURES.search(text) and not body else -3
    return -1 if body else 0


def _fits(above: Cell, below: Cell) -> int:
    """How well a fragment goes on from the cell above it."""
    if not below.text:
        return 0
    if not above.text:
        return -2
    if above.text.endswith((".", ";")):
        return -1
    if OPEN_END.search(above.text):
        return 2
    return 1 if below.text[0].islower() or below.text[0].isdigit() else -1


def mend_rows(rows: Sequence[Row], columns: Columns, *, text_role: str) -> tuple[list[Row], list[Finding]]:
    """Rows with those that a page cut joined to the row above.

    The first row of a page goes on from the last of the page before where it
    has no code of its own and its cells are fragments: none begins a body in
    a body's column while the text column goes on or is empty.
    """
    mended: list[Row] = []
    findings: list[Finding] = []
    code, text, lead = columns["code"], columns[text_role], columns["lead"]
    for row in rows:
        merged = any(cell.carried(row) for cell in row.cells)
        if merged or not (row.after_break and mended and _is_fragment(row, code, text, lead)):
            mended.append(row)
            continue
        above = mended[-1]
        cells = [Cell(c.text, list(c.lines), c.bold, c.italic) for c in row.cells]
        # A fragment may be printed with fewer cells than its table has.
        cells += [Cell() for _ in range(len(above.cells) - len(cells))]
        moved = False
        stray = row.cell(code).text
        if (
            code is not None
            and text is not None
            and text < len(cells)
            and stray
            and not is_code(stray)
            and not row.cell(text).text
        ):
            cells[text], cells[code] = cells[code], Cell()
            moved = True
        shift = 0
        if not moved:
            shift = max((0, 1, -1), key=lambda s: (_shifted_score(above, cells, s), -abs(s)))
        for index, cell in enumerate(cells):
            target = index + shift
            if cell.text and 0 <= target < len(above.cells):
                holder = above.cells[target]
                holder.text = f"{holder.text} {cell.text}".strip()
                holder.lines = [*holder.lines, *cell.lines]
        above.line_end = row.line_end
        if shift or moved:
            findings.append(
                Finding(
                    "cells-moved",
                    "info",
                    "cells of a row cut by a page stand out of their column; they were put back",
                    row.line,
                )
            )
    return mended, findings


def _shifted_score(above: Row, cells: Sequence[Cell], shift: int) -> int:
    score = 0
    for index, cell in enumerate(cells):
        if not cell.text:
            continue
        target = index + shift
        score += _fits(above.cells[target], cell) if 0 <= target < len(above.cells) else -3
    return score


def _is_fragment(row: Row, code: int | None, text: int | None, lead: int | None) -> bool:
    first = row.cell(code).text if code is not None else ""
    if first and is_code(first):
        return False
    filled = [cell for cell in row.cells if cell.text]
    if not filled or len(filled) >= max(4, len(row.cells) - 1) or any(cell.bold for cell in filled):
        return False
    # A row of its own has its text in full, opening with a capital, and a body in the lead's column.
    words = row.cell(text).text
    opens = bool(words) and words[0].isupper() and bool(row.cell(lead).text) and row.cell(lead).text[0].isupper()
    return not (opens and len(filled) >= 3 and not first and len(words) > 25)
