"""What the heading of a column says it holds, and which rows of a table are its header.

Headings are data (``wording.toml``). A header may take two rows, the second
below cells that span several columns («Cơ quan thực hiện» over «Chủ trì» and
«Phối hợp»), and may stand below a row that only gives the table's title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from loaders.document import Cell, Row
from ontology import vocabulary
from ontology.text import compare_key, without_marks

YEAR = re.compile(r"(?:19|20)\d\d")
_CODE = re.compile(r"^(?:[IVXLC]+|\d+(?:\.\d+)*|[a-zđ]|[A-Z])[.)]?$")
#: A row's code at the head of its words, where no column holds the codes.
OWN_CODE = re.compile(r"^(?P<code>[IVXLC]+|\d{1,2}(?:\.\d{1,2})*)[.)]\s+(?=[^\W\d_])")
#: No heading of a column is longer.
_LONGEST = 120
_ROWS = 4


@cache
def _headings() -> tuple[tuple[str, str], ...]:
    """(heading, role), longest first: «Đơn vị phụ trách …» is an owner, «Đơn vị» a unit."""
    pairs = [
        (re.sub(r"\s*\{year\}", "", _key(heading)), role)
        for role, headings in vocabulary.wording().headers.roles().items()
        for heading in headings
    ]
    return tuple(
        sorted({(heading, role) for heading, role in pairs if heading}, key=lambda pair: (-len(pair[0]), pair))
    )


def _key(heading: str) -> str:
    return re.sub(r"\s*/\s*", "/", compare_key(heading))


@cache
def _whole() -> dict[str, str]:
    """Heading → role; those of two words or more without their marks too, which a scan may have changed."""
    found: dict[str, str] = {}
    for heading, role in _headings():
        found.setdefault(heading, role)
    for heading, role in _headings():
        if " " in heading:
            found.setdefault(without_marks(heading), role)
    return found


@cache
def _openings() -> tuple[tuple[str, str], ...]:
    """(heading, role) of headings that others may begin with, longest first; without marks as above."""
    return tuple(sorted(_whole().items(), key=lambda pair: -len(pair[0])))


def whole_role(heading: str) -> str | None:
    """The role of a column whose heading is a known one from its first word to its last, years and brackets aside."""
    key = _key(heading)
    bare = re.sub(r"\s+", " ", YEAR.sub("", re.sub(r"\([^()]*\)", "", key))).strip(" .,;:()-/")
    wanted = (key, bare, without_marks(key), without_marks(bare))
    return next((role for text in wanted if (role := _whole().get(text))), "value" if YEAR.fullmatch(key) else None)


def role_of(heading: str) -> str | None:
    """The role of a column by its heading: the whole heading first, else the longest known one it begins with."""
    key = _key(heading)
    if not key:
        return None
    if role := whole_role(heading):
        return role
    unmarked = without_marks(key)
    for known, role in _openings():
        begins = (f"{known} ", f"{known},", f"{known}/")
        if len(known) > 3 and (key.startswith(begins) or (" " in known and unmarked.startswith(begins))):
            return role
    return "value" if YEAR.search(key) else None


def is_code(text: str) -> bool:
    """Whether a cell holds a row's code: «1», «4.2», «II», «a)»."""
    return bool(_CODE.match(text.strip()))


def is_heading(text: str) -> bool:
    """Whether a cell is a known heading of a column."""
    return len(text) <= _LONGEST and role_of(text) is not None


def header_rows(rows: Sequence[Row]) -> tuple[int, int]:
    """Where the header begins among the first rows of a table, and how many rows it has.

    Without two known headings in any of them the first row is the header.
    """
    for start in range(min(_ROWS, len(rows))):
        if sum(is_heading(text) for text in {cell.text for cell in rows[start].cells if cell.text}) >= 2:
            break
    else:
        return 0, 1
    below = rows[start + 1] if start + 1 < len(rows) else None
    return start, 1 + (below is not None and _goes_below(rows[start], below))


def _goes_below(header: Row, row: Row) -> bool:
    """Whether a row is the second one of a header: known headings, none of them a code or a sentence."""
    above = {_key(cell.text) for cell in header.cells if cell.text}
    own = [cell.text for cell in row.cells if cell.text and _key(cell.text) not in above]
    return bool(own) and all(is_heading(text) and (YEAR.fullmatch(text) or not is_code(text)) for text in own)


def merge(rows: Sequence[Row], width: int) -> Row:
    """One row of headings from the rows of a header, column by column.

    Args:
        rows: the header's rows.
        width: cells of the table's widest rows, for a second row that prints only what stands below a spanning cell.
    """
    if len(rows) == 1:
        return rows[0]
    first, second = rows[0], rows[1]
    upper, lower = list(first.cells), list(second.cells)
    if len(lower) != width and all(cell.text for cell in lower):
        upper, lower = _spread(upper, lower, width)
    cells = []
    for index in range(max(len(upper), len(lower))):
        above = upper[index] if index < len(upper) else Cell()
        below = lower[index] if index < len(lower) else Cell()
        cells.append(_joined(above, below))
    return Row(cells, first.line, second.line_end)


def _joined(above: Cell, below: Cell) -> Cell:
    if not below.text or _key(above.text) == _key(below.text):
        return above
    if not above.text:
        return below
    whole = f"{above.text} {below.text}"
    # «Thực hiện năm» over «2023»: both together; «Cơ quan thực hiện» over «Chủ trì»: the lower one.
    alone = role_of(below.text)
    # «Lộ trình» over years spans values, whatever it heads alone.
    whole = below.text if alone == "value" and role_of(above.text) == "time" else whole
    text = whole if alone in (None, "value") else below.text
    return Cell(text, [*above.lines, *below.lines], above.bold and below.bold, above.italic and below.italic)


def _spread(upper: list[Cell], lower: list[Cell], width: int) -> tuple[list[Cell], list[Cell]]:
    """Give each cell of the second row its place below the cell that spans it.

    Where that cannot be told, only the columns left of the first spanning
    cell keep their headings: a column without one says nothing, a column
    under another's says something false.
    """
    roles = {role_of(cell.text) for cell in lower}
    spanning = [index for index, cell in enumerate(upper) if may_span(cell.text, roles)]
    count = len(upper) + len(lower) - width
    if len(spanning) > count:
        # «Năm 2026» holds its own year and spans nothing, «Mục tiêu» may.
        spanning = [
            index
            for index in spanning
            if not (role_of(upper[index].text) == "value" and YEAR.search(upper[index].text))
        ]
    if count < 1 or len(spanning) != count or len(lower) % count:
        return upper[: spanning[0]] if spanning else [], []
    each = len(lower) // count
    above: list[Cell] = []
    below: list[Cell] = []
    for index, cell in enumerate(upper):
        if index in spanning:
            above += [cell] * each
            below += lower[spanning.index(index) * each :][:each]
        else:
            above.append(cell)
            below.append(Cell())
    return above, below


_BODIES = re.compile(r"cơ quan|đơn vị|phân công|thực hiện|trách nhiệm|chủ trì", re.IGNORECASE)
_VALUES = re.compile(r"mục tiêu|chỉ tiêu|kế hoạch|giai đoạn|lộ trình|năm|dự kiến|phấn đấu", re.IGNORECASE)


def may_span(text: str, roles: set[str | None]) -> bool:
    """Whether a heading may stand over several columns of such roles."""
    if roles & {"lead", "support"}:
        return bool(_BODIES.search(text)) and role_of(text) not in ("code", "task", "time")
    if "value" in roles or "baseline" in roles:
        return bool(_VALUES.search(text)) and role_of(text) not in ("code", "indicator", "task", "unit")
    return False
