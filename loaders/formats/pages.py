"""From the words and rulings of a page to its paragraphs and tables in reading order.

All lengths are points, from the page's top left corner as it is read. A
paragraph ends where the next line's first word would still have fitted; a
letterhead or signature in two columns is read column by column; a table is
what rulings enclose, and tells which cells are merged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pdfplumber import table as rulings

from loaders.formats.sheet import Grid, GridCell, Text
from loaders.formats.unruled import Columns, Unruled, find_unruled, may_go_on
from loaders.formats.words import Line, Page, Word, lines_of
from loaders.structure import RECIPIENTS, read_marker
from ontology.text import compare_key, without_marks

_SNAP = 3.0
"""Rulings so near to each other are one."""
_MOST_CROSSINGS = 100_000
"""A page with more is a drawing."""
_INDENT = 8.0
_MARGIN = 0.12
"""The part of a page's height, above and below, where running heads and page numbers stand."""
_PAGE_NUMBER = re.compile(r"^[-–—\s]*\d{1,4}[-–—\s]*$|^Trang\s*\d+(?:\s*/\s*\d+)?$", re.IGNORECASE)
#: Without marks: a scan may have lost some.
_RIGHT_HEAD = re.compile(r"^(?:cong hoa xa hoi|dang cong san viet nam)")


# ---------------------------------------------------------------- turning


def turned(page: Page, quarter: int) -> Page:
    """The page after so many quarter turns to the right: text that ran upwards is turned by one."""
    width, height = page.width, page.height

    def box(x0: float, top: float, x1: float, bottom: float) -> tuple[float, float, float, float]:
        match quarter % 4:
            case 1:
                return height - bottom, x0, height - top, x1
            case 2:
                return width - x1, height - bottom, width - x0, height - top
            case 3:
                return top, width - x1, bottom, width - x0
            case _:
                return x0, top, x1, bottom

    words = []
    for word in page.words:
        x0, top, x1, bottom = box(word.x0, word.top, word.x1, word.bottom)
        words.append(replace(word, x0=x0, top=top, x1=x1, bottom=bottom))
    edges = []
    for edge in page.edges:
        x0, top, x1, bottom = box(edge["x0"], edge["top"], edge["x1"], edge["bottom"])
        edges.append(make_edge(x0, top, x1, bottom))
    if quarter % 2:
        width, height = height, width
    return Page(page.number, width, height, words, edges, page.recognised)


def make_edge(x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    """A ruling in the form that pdfplumber's table functions take."""
    lies = x1 - x0 >= bottom - top
    if lies:
        top = bottom = (top + bottom) / 2
    else:
        x0 = x1 = (x0 + x1) / 2
    return {
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
        "orientation": "h" if lies else "v",
        "object_type": "line",
    }


# ---------------------------------------------------------------- tables


@dataclass(slots=True)
class Found:
    """A table on a page: where it lies, its columns' borders, its cells, and the boxes of those without words."""

    box: tuple[float, float, float, float]
    columns: tuple[float, ...]
    grid: Grid
    empty: list[tuple[float, float, float, float]]


def _borders(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SNAP:
            found.append(value)
    return found


def _nearest(borders: Sequence[float], value: float) -> int:
    return min(range(len(borders)), key=lambda index: abs(borders[index] - value))


def _merged(edges: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rulings of which pieces in one line are made whole; the shortest left out."""
    whole = rulings.merge_edges(
        list(edges), snap_x_tolerance=_SNAP, snap_y_tolerance=_SNAP, join_x_tolerance=_SNAP, join_y_tolerance=_SNAP
    )
    return [edge for edge in whole if max(edge["width"], edge["height"]) >= 6]


def _closed(edges: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rulings, and a border at each side of a table that is open there: where three lines or more end alike."""
    lying = [edge for edge in edges if edge["orientation"] == "h"]
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    groups: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for edge in lying:
        key = next((k for k in groups if max(abs(k[0] - edge["x0"]), abs(k[1] - edge["x1"])) <= 2 * _SNAP), None)
        groups.setdefault(key or (round(edge["x0"]), round(edge["x1"])), []).append(edge)
    added = []
    for (left, right), rows in groups.items():
        top, bottom = min(row["top"] for row in rows), max(row["top"] for row in rows)
        inside = [
            e
            for e in upright
            if left + 9 < e["x0"] < right - 9 and min(e["bottom"], bottom) - max(e["top"], top) > 0.5 * (bottom - top)
        ]
        if len(rows) >= 3 and inside:
            borders = [next((e["x0"] for e in upright if abs(e["x0"] - x) <= 9), x) for x in (left, right)]
            added += [make_edge(x, top, x, bottom) for x in borders]
    return [*edges, *added]


def find_tables(page: Page) -> tuple[list[Found], list[Word]]:
    """The ruled tables of a page from top to bottom, and the words outside them."""
    edges = _merged(_closed(_merged(page.edges)))
    if sum(e["orientation"] == "h" for e in edges) * sum(e["orientation"] == "v" for e in edges) > _MOST_CROSSINGS:
        return [], list(page.words)
    cells = rulings.intersections_to_cells(rulings.edges_to_intersections(edges, _SNAP, _SNAP))
    outside = list(page.words)
    found: list[Found] = []
    cells = [cell for cell in cells if min(cell[2] - cell[0], cell[3] - cell[1]) > 2 * _SNAP]
    for boxes in rulings.cells_to_tables(cells):
        columns = _borders(x for box in boxes for x in (box[0], box[2]))
        rows = _borders(y for box in boxes for y in (box[1], box[3]))
        if len(columns) < 3:
            continue
        held: dict[tuple[float, float, float, float], list[Word]] = {box: [] for box in boxes}
        left: list[Word] = []
        for word in outside:
            x = (word.x0 + word.x1) / 2
            box = next((b for b in boxes if b[0] <= x <= b[2] and b[1] - 1 <= word.middle <= b[3] + 1), None)
            (held[box] if box is not None else left).append(word)
        if sum(bool(words) for words in held.values()) < 2:
            continue
        placed: dict[tuple[int, int], GridCell] = {}
        for box, words in held.items():
            column, row = _nearest(columns, box[0]), _nearest(rows, box[1])
            placed[row, column] = GridCell(
                _cell_parts(words, box),
                max(1, _nearest(rows, box[3]) - row),
                max(1, _nearest(columns, box[2]) - column),
            )
        grid = Grid(placed, pages=[page.number] * (len(rows) - 1))
        if grid.lays_out() and sum(any(any(cell.texts()) for _, cell in row) for row in grid.rows()) > 1:
            # Frames and underlines: their words are read as those of any line. One row may go on from a page before.
            continue
        outside = left
        box = (columns[0], rows[0], columns[-1], rows[-1])
        empty = [cell for cell, words in held.items() if not words]
        found.append(Found(box, tuple(columns), grid, empty))
    found.sort(key=lambda table: table.box[1])
    return found, outside


def _unruled(page: Page, lines: Sequence[Line], above: Columns | None) -> list[Unruled]:
    """The tables without upright rulings; none on a page that was recognised, whose words stand less exactly."""
    if page.recognised or not lines:
        return []
    lying = _merged([edge for edge in page.edges if edge["orientation"] == "h"])
    return find_unruled(lines, [(edge["x0"], edge["top"], edge["x1"]) for edge in lying], above)


def _gridded(table: Unruled, page: Page, lines: Sequence[Line]) -> Found:
    """A table without upright rulings as one of cells."""
    boxes = table.columns.boxes
    cells: dict[tuple[int, int], GridCell] = {}

    def put(row: int, column: int, words: Sequence[Word], rows: int = 1, columns: int = 1) -> None:
        x0, x1 = boxes[column][0] - 4, boxes[column + columns - 1][1] + 4
        cells[row, column] = GridCell(_cell_parts(words, (x0, 0, x1, 0)), rows, columns)

    depth = 0
    if table.headed:
        headings = table.columns.headings
        depth = 2 if any(heading.above for heading in headings) else 1
        for column, heading in enumerate(headings):
            below = headings[column - 1].above if column else ()
            if heading.above:
                if heading.above is not below:
                    put(0, column, heading.above, columns=sum(h.above is heading.above for h in headings))
                put(1, column, heading.words)
            else:
                put(0, column, heading.words, rows=depth)
    for number, row in enumerate(table.rows, start=depth):
        if row.across:
            put(number, 0, row.across, columns=len(boxes))
        for column, words in enumerate(row.cells):
            put(number, column, words)
    held = lines[table.first : table.last + 1]
    box = (boxes[0][0], min(line.top for line in held), boxes[-1][1], max(line.bottom for line in held))
    grid = Grid(cells, pages=[page.number] * (depth + len(table.rows)))
    return Found(box, tuple(x for pair in boxes for x in pair), grid, [])


def _cell_parts(words: Sequence[Word], box: tuple[float, float, float, float]) -> list[Text | Grid]:
    lines = lines_of(words)
    room = box[2] - box[0] - 8
    groups: list[list[Line]] = []
    for line in lines:
        above = groups[-1][-1] if groups else None
        if above is not None and not _ended(above, line, above.x1 - above.x0, room):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_text(group) for group in groups]


def _ended(above: Line, line: Line, filled: float, room: float) -> bool:
    """Whether a line above ends its paragraph: the next line's first word would have fitted, or it opens an item."""
    if filled + above.blank + (line.words[0].x1 - line.words[0].x0) < room - above.blank:
        return True
    return above.text.endswith((".", ";", ":")) and read_marker(line.text)[0] is not None


# ---------------------------------------------------------------- lines and paragraphs


_CUT = re.compile(r"[^\W_][-/]$")


def _text(lines: Sequence[Line], *, centred: bool = False) -> Text:
    words = ""
    for line in lines:
        # «217/2025/NĐ-» / «CP» is one number cut at its hyphen.
        words = f"{words}{line.text}" if _CUT.search(words) and line.text[:1].isupper() else f"{words} {line.text}"
    held = [word for line in lines for word in line.words]
    unsure = " ".join(word.text for word in held if not word.sure)
    return Text(words, all(word.bold for word in held), all(word.italic for word in held), centred, unsure)


def _is_right_head(words: Sequence[Word]) -> bool:
    return bool(_RIGHT_HEAD.match(without_marks(" ".join(word.text for word in words))))


def _split(line: Line, gutter: tuple[float, float] | None = None) -> tuple[Line, Line] | None:
    """A line's left and right part, where it lies in two columns; the space between them known, or to be found."""
    gaps = [(right.x0 - left.x1, index) for index, (left, right) in enumerate(pairwise(line.words), start=1)]
    if gutter is not None:
        wide = [
            (gap, index)
            for gap, index in gaps
            if gap > line.height and max(gutter[0], line.words[index - 1].x1) < min(gutter[1], line.words[index].x0)
        ]
    else:
        heads = [(gap, index) for gap, index in gaps if _is_right_head(line.words[index : index + 5])]
        wide = heads or [(gap, index) for gap, index in gaps if gap > 2.5 * line.height]
    if not wide:
        return None
    _, index = max(wide)
    return Line(line.words[:index]), Line(line.words[index:])


def _columns(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines in reading order, in runs; where they lie in two columns, the left one first."""
    index = 0
    while index < len(lines):
        parted = _split(lines[index])
        if parted is None:
            yield [lines[index]]
            index += 1
            continue
        low, high = parted[0].x1, parted[1].x0
        columns: tuple[list[Line], list[Line]] = ([parted[0]], [parted[1]])
        pending: tuple[list[Line], list[Line]] = ([], [])
        last = index
        for following in range(index + 1, len(lines)):
            line = lines[following]
            both = _split(line, (low, high))
            if both is not None:
                low, high = max(low, both[0].x1), min(high, both[1].x0)
                for side in (0, 1):
                    columns[side].extend(pending[side])
                    columns[side].append(both[side])
                pending, last = ([], []), following
            elif line.x1 <= (low + high) / 2:
                pending[0].append(line)
            elif line.x0 >= (low + high) / 2:
                pending[1].append(line)
            else:
                break
        heads = RECIPIENTS.match(parted[0].text) or _is_right_head(parted[1].words)
        if last == index and not heads:
            yield [lines[index]]
        else:
            yield columns[0]
            yield columns[1]
        index = last + 1


@dataclass(frozen=True, slots=True)
class Margins:
    """Where text begins and ends on pages of one width."""

    left: float
    right: float


def margins(pages: Sequence[Page]) -> dict[int, Margins]:
    """The margins of text, by width of page: where most lines begin at the least, and where long ones end."""
    lefts: dict[int, list[float]] = {}
    rights: dict[int, list[float]] = {}
    for page in pages:
        for line in lines_of(page.words):
            if line.x1 - line.x0 > 0.5 * page.width:
                lefts.setdefault(round(page.width), []).append(line.x0)
                rights.setdefault(round(page.width), []).append(line.x1)
    found = {}
    for width, values in lefts.items():
        ends = sorted(rights[width])
        common = Counter(round(value / 4) for value in values)
        usual = [key for key, count in common.items() if count >= 0.15 * len(values)]
        found[width] = Margins(min(usual, default=min(common)) * 4.0, ends[int(0.8 * (len(ends) - 1))])
    return found


def _paragraphs(lines: Sequence[Line], page: Page, known: Margins | None) -> Iterator[Text]:
    edge = known or Margins(min((line.x0 for line in lines), default=0), max((line.x1 for line in lines), default=0))
    middle = (edge.left + edge.right) / 2

    def centred(line: Line) -> bool:
        inset = min(line.x0 - edge.left, edge.right - line.x1)
        return inset > _INDENT and abs((line.x0 + line.x1) / 2 - middle) < 0.04 * page.width

    group: list[Line] = []
    for run in _columns(lines):
        beside = len(run) > 1
        for line in run:
            if group and (beside or not _follows(group, line, page, edge, centred)):
                yield _text(group, centred=centred(group[0]))
                group = []
            if beside:
                yield _text([line], centred=True)
            else:
                group.append(line)
    if group:
        yield _text(group, centred=centred(group[0]))


def _follows(group: Sequence[Line], line: Line, page: Page, edge: Margins, centred: Any) -> bool:
    """Whether a line goes on with the paragraph of the lines above it."""
    above = group[-1]
    if line.top - above.bottom > 1.2 * above.height or centred(line):
        return False
    if len(group) == 1 and centred(above) and line.x0 > edge.left + _INDENT / 2:
        # The first line of a paragraph may stand in the middle by chance; the next one then begins at the margin.
        return False
    # A recognised line is as high as its letters, one of print as its type.
    if abs(line.height - above.height) > (0.6 if page.recognised else 0.25) * above.height:
        return False
    if above.text.isupper() and len(above.words) > 2 and not line.text.isupper():
        return False
    if above.words[-1].bold and all(w.bold for w in above.words) and not any(w.bold for w in line.words):
        return False
    indented = line.x0 > edge.left + _INDENT
    begins = read_marker(line.text)[0] is not None
    if indented and (begins or (line.x0 > above.x0 + 2 if len(group) > 1 else abs(line.x0 - above.x0) < 2)):
        # A line further in, or as far in as the first line above it, opens a paragraph of its own.
        return False
    return not _ended(above, line, above.x1 - edge.left, edge.right - edge.left)


# ---------------------------------------------------------------- the document


def running(pages: Sequence[Page]) -> set[tuple[int, str]]:
    """Heads and feet that three pages or more repeat, as (height, wording without figures)."""
    seen: Counter[tuple[int, str]] = Counter()
    for page in pages:
        seen.update({_head_key(line) for line in lines_of(page.words) if _is_outer(line, page)})
    return {key for key, count in seen.items() if count >= 3 and count * 2 >= len(pages)}


def _is_outer(line: Line, page: Page) -> bool:
    return line.bottom < _MARGIN * page.height or line.top > (1 - _MARGIN) * page.height


def _head_key(line: Line) -> tuple[int, str]:
    return round(line.top / 6), re.sub(r"\d+", "#", compare_key(line.text))


def read_pages(pages: Sequence[Page]) -> Iterator[tuple[int, Text | Grid]]:
    """Paragraphs and tables of all pages in reading order, each with its page."""
    edges = margins(pages)
    below: Found | None = None
    for page, tables, lines, unruled in _laid(pages):
        for table in unruled:
            tables.append(_gridded(table, page, lines))
            tables[-1].grid.goes_on = not table.headed
        taken = {n for table in unruled for n in range(table.first, table.last + 1)}
        lines = [line for n, line in enumerate(lines) if n not in taken]
        for found in sorted(tables, key=lambda found: found.box[1]):
            above = [line for line in lines if line.top < found.box[1]]
            lines = lines[len(above) :]
            for text in _paragraphs(above, page, edges.get(round(page.width))):
                yield page.number, text
                below = None
            if below is not None and _same(below.columns, found.columns):
                found.grid.goes_on = True
            yield page.number, found.grid
            below = found
        for text in _paragraphs(lines, page, edges.get(round(page.width))):
            yield page.number, text
            below = None


_Laid = tuple[Page, list[Found], list[Line], list[Unruled]]


def _laid(pages: Sequence[Page]) -> list[_Laid]:
    """Each page with its ruled tables, the lines outside them, and the tables among these."""
    heads = running(pages)
    found: list[_Laid] = []
    for page in pages:
        tables, words = find_tables(page)
        lines = [
            line
            for line in lines_of(words)
            if not (_is_outer(line, page) and (_PAGE_NUMBER.match(line.text) or _head_key(line) in heads))
        ]
        before = found[-1] if found else None
        above = before[3][-1] if before and before[3] and before[3][-1].last == len(before[2]) - 1 else None
        unruled = _unruled(page, lines, above.columns if above else None)
        if before and above and not (unruled and unruled[0].first == 0) and may_go_on(lines):
            # Its last row may go on here, in words that cannot be told to be its own.
            before[3].pop()
        found.append((page, tables, lines, unruled))
    return found


def _same(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) <= 2 * _SNAP for a, b in zip(one, other, strict=True))
