"""What the columns of a table are, and rows that a page has cut.

Columns are told by their headings (``wording.toml``), never by position. A
row that goes on over a page is mended into the row above; where a converter
moved its cells by a column, the shift under which they fit is taken and told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loaders.document import Cell, Row, Table
from loaders.extract.bodies import begins_body
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
    _by_content(table, roles, [index for index, _ in values])
    return Columns(roles, tuple(values))


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
