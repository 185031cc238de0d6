"""Tables without upright rulings: told by their headings and by the blank that parts their columns in every line.

The first line must hold known headings of columns, three at least. Below it
each line is taken while it leaves a blank between all of them. Rows are told
by rulings between them, else by their codes, where all cells begin beside
these or have them in their middle, else by the higher blank above each; and
what they hold must be what the headings say. Whatever is not clear leaves the
words what they were, lines of text: so letterheads, signatures, tables of
contents and justified lines with wide blanks are no tables.

All lengths are points, from the page's top left corner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from loaders.extract.bodies import begins_body
from loaders.formats.words import Line, Word, lines_of
from loaders.headers import is_code, may_span, whole_role
from loaders.structure import RECIPIENTS, SIGNING

_GUTTER = 0.6
"""Of the size of type: a blank between columns is at least so wide; one between words is half as wide."""
_HEADER_LINES = 6
_MOST_COLUMNS = 20
_TRIES = 4
"""So often at most is a heading cut off that stands right below a table."""
_KNOWN = 3
"""So many headings at least must be known."""
_LONGEST_HEADING = 60
_LONG = 8
"""No heading has more words than these in one line."""
_APART = 2.5
"""Of the size of type: below a higher blank another part of the page begins."""
_ACROSS = 0.9
"""Of a table's width: a shorter ruling is an underline."""
_CLEARER = 1.5
"""So many times as high as the blanks within rows must be those between rows."""
_MORE = 1.5
"""And so many points more."""
_OFF = 0.3
"""Of the size of type: what stands in the middle of its row is off by no more."""
_BODIES = 0.8
"""So many of the cells below the heading of a body must begin with one."""

_GROUP = re.compile(r"^(?:(?:[IVXLC]+|\d+(?:\.\d+)*|[A-ZĐ])[.)]?|Nhóm|NHÓM|Phần|PHẦN)\s+\S")
_SIGN = re.compile(r"^[-–+*•]$")
_NUMBERING = re.compile(r"^\(?(?:\d{1,2}|[A-ZĐ])\)?$")
_TEXTS = ("task", "indicator")
_HOLDERS = ("lead", "support", "owner")


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column: its words, and where they stand; ``above`` those of a heading that spans it."""

    words: tuple[Word, ...]
    x0: float
    x1: float
    role: str | None
    above: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: headings from left to right, and the widest box of their words (x0, x1)."""

    headings: tuple[Heading, ...]
    boxes: tuple[tuple[float, float], ...]

    def place(self, role: str) -> int | None:
        """The first column of a role."""
        return next((i for i, heading in enumerate(self.headings) if heading.role == role), None)


@dataclass(slots=True)
class Row:
    """A row: the words of each column; those of a title that stands across all of them in ``across``."""

    cells: list[list[Word]]
    across: list[Word] = field(default_factory=list)


@dataclass(slots=True)
class Unruled:
    """A table: ``first`` and ``last`` are those of its lines among the page's, ``headed`` whether it has its header."""

    columns: Columns
    rows: list[Row]
    first: int
    last: int
    headed: bool


def find_unruled(
    lines: Sequence[Line], rules: Sequence[tuple[float, float, float]], above: Columns | None
) -> list[Unruled]:
    """The tables among the lines of a page.

    Args:
        lines: from top to bottom, page numbers and running heads left out.
        rules: the lying rulings as (x0, y, x1).
        above: the columns of a table that runs to the end of the page before.
    """
    found: list[Unruled] = []
    index = 0
    if above is not None and lines and _headings(lines, 0) is None:
        table = _table(lines, 0, 0, above, rules, cut=True)
        if table is not None:
            found.append(table)
            index = table.last + 1
    while index < len(lines):
        headed = _headings(lines, index)
        if headed is not None:
            depth, headings = headed
            columns = Columns(headings, tuple((heading.x0, heading.x1) for heading in headings))
            table = _table(lines, index, index + depth, columns, rules, cut=index == 0 and above is not None)
            if table is not None:
                found.append(table)
                index = table.last
        index += 1
    return found


def may_go_on(lines: Sequence[Line]) -> bool:
    """Whether the first lines of a page may be the rest of a row, or the header of a table once more."""
    return bool(lines) and (lines[0].text[:1].islower() or _headings(lines, 0) is not None)


# ---------------------------------------------------------------- headings


def _gutter(words: Sequence[Word]) -> float:
    heights = sorted(word.height for word in words)
    return _GUTTER * heights[len(heights) // 2]


def _boxes(spans: Sequence[tuple[float, float]], gutter: float) -> list[tuple[float, float]]:
    """Spans on the page's width, those with less than a gutter between them made one."""
    found: list[tuple[float, float]] = []
    for x0, x1 in sorted(spans):
        if found and x0 - found[-1][1] < gutter:
            found[-1] = (found[-1][0], max(found[-1][1], x1))
        else:
            found.append((x0, x1))
    return found


def _within(words: Sequence[Word], box: tuple[float, float]) -> list[Word]:
    return [word for word in words if box[0] <= (word.x0 + word.x1) / 2 <= box[1]]


def _said(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _headings(lines: Sequence[Line], start: int) -> tuple[int, tuple[Heading, ...]] | None:
    """How many lines from one on are a header, and its headings; None where they are none."""
    best: tuple[int, int, tuple[Heading, ...]] | None = None
    held: list[Word] = []
    for depth in range(1, min(_HEADER_LINES, len(lines) - start) + 1):
        line = lines[start + depth - 1]
        if held and line.top - max(word.bottom for word in held) > line.height:
            break
        held += line.words
        gutter = _gutter(held)
        boxes = _boxes([(word.x0, word.x1) for word in held], gutter)
        if len(boxes) > _MOST_COLUMNS:
            break
        if len(boxes) < 2:
            if len(held) > _LONG:
                break
            continue
        headings = tuple(h for box in boxes for h in _heading(_within(held, box), lines[start : start + depth], gutter))
        known = sum(heading.role is not None for heading in headings)
        if _heads(headings) and (best is None or known >= best[0]):
            best = known, depth, headings
    return best[1:] if best else None


def _heading(words: Sequence[Word], lines: Sequence[Line], gutter: float) -> list[Heading]:
    """The heading of words above and beside each other, or one that spans others and those."""
    own = set(map(id, words))
    rows = [[word for word in line.words if id(word) in own] for line in lines]
    rows = [row for row in rows if row]
    whole = [word for row in rows for word in row]

    def one(held: Sequence[Word], above: Sequence[Word] = ()) -> Heading:
        x0, x1 = min(word.x0 for word in held), max(word.x1 for word in held)
        return Heading(tuple(held), x0, x1, whole_role(_said(held)), tuple(above))

    if whole_role(_said(whole)) is None:
        for cut in range(1, len(rows)):
            above = [word for row in rows[:cut] for word in row]
            below = [word for row in rows[cut:] for word in row]
            parts = [
                one([w for row in rows[cut:] for w in _within(row, box)], above)
                for box in _boxes([(word.x0, word.x1) for word in below], gutter)
            ]
            roles = {part.role for part in parts}
            if len(parts) > 1 and None not in roles and (may_span(_said(above), roles) or whole_role(_said(above))):
                return parts
    return [one(whole)]


def _heads(headings: Sequence[Heading]) -> bool:
    """Whether headings are those of a table of tasks or of indicators, and known beyond doubt."""
    roles = [heading.role for heading in headings]
    known = {role for role in roles if role is not None}
    unknown = [heading for heading in headings if heading.role is None]
    titled = all(len(_said(h.words)) <= _LONGEST_HEADING and _said(h.words)[:1].isupper() for h in unknown)
    if "score" in known or len(known) < _KNOWN or len(unknown) * 3 > len(headings) or not titled:
        return False
    if any(roles.count(role) > 1 for role in known - {"value"}):
        return False
    return bool(known & set(_TEXTS)) and bool(known & {*_HOLDERS, "value", "unit"})


# ---------------------------------------------------------------- columns


def _table(
    lines: Sequence[Line],
    first: int,
    start: int,
    columns: Columns,
    rules: Sequence[tuple[float, float, float]],
    *,
    cut: bool,
) -> Unruled | None:
    """The table whose header is the lines from ``first`` to ``start``; ``cut`` where a row may go on from before."""
    body: list[tuple[Line, bool]] = []
    boxes = list(columns.boxes)
    bottom = max((word.bottom for line in lines[first:start] for word in line.words), default=0.0)
    pending: list[Line] = []
    for index in range(start, len(lines)):
        line = lines[index]
        if (bottom and line.top - bottom > _APART * line.height) or _ends(line) or _headings(lines, index):
            break
        wider = _widened(boxes, columns, line.words)
        if wider is not None:
            body += [*((group, True) for group in pending), (line, False)]
            boxes, pending = wider, []
        elif not pending and _GROUP.match(line.text) and not line.text.endswith((".", ";")):
            pending.append(line)
        elif body and _is_row(line, boxes, columns):
            return None
        else:
            break
        bottom = max(bottom, line.bottom)
    settled = _settled(boxes, columns)
    if settled is None:
        return None
    columns = replace(columns, boxes=tuple(settled))
    for _ in range(_TRIES if body else 0):
        rows = _rows(body, columns, rules, cut=cut, headed=start > first)
        if rows is not None:
            break
        # What stands right below a table may look like a row of it.
        cut_off = body[_shorter(body, columns) :]
        if cut_off[0][0].text[:1].islower() or any(
            sum(map(bool, _cells([line], columns))) >= _KNOWN for line, _ in cut_off
        ):
            return None
        body = body[: -len(cut_off)]
        if not body:
            return None
    else:
        return None
    last = start + len(body) - 1
    return Unruled(columns, rows, first, last, start > first)


def _ends(line: Line) -> bool:
    """Whether a line opens the recipients, or a signature."""
    gutter = _gutter(line.words)
    parts = [_said(_within(line.words, box)) for box in _boxes([(w.x0, w.x1) for w in line.words], gutter)]
    return any(RECIPIENTS.match(part) or SIGNING.match(part) for part in parts)


def _widened(
    boxes: list[tuple[float, float]], columns: Columns, words: Sequence[Word]
) -> list[tuple[float, float]] | None:
    """The boxes with a line's words in them; None where these close the blank between two headings."""
    wider = _boxes([*boxes, *((word.x0, word.x1) for word in words)], _gutter(words))
    homes = [_home(wider, heading) for heading in columns.headings]
    return wider if len(set(homes)) == len(homes) else None


def _is_row(line: Line, boxes: list[tuple[float, float]], columns: Columns) -> bool:
    """Whether a line that closes a blank between columns looks like one of the table all the same."""
    if line.text[:1].islower():
        return True
    wider = _boxes([*boxes, *((word.x0, word.x1) for word in line.words)], _gutter(line.words))
    filled = [heading for heading in columns.headings if _within(line.words, boxes[_home(boxes, heading)])]
    return len(filled) >= _KNOWN and len({_home(wider, heading) for heading in filled}) > 1


def _home(boxes: Sequence[tuple[float, float]], heading: Heading) -> int:
    return next(i for i, (x0, x1) in enumerate(boxes) if x0 <= heading.x0 and heading.x1 <= x1)


def _settled(boxes: list[tuple[float, float]], columns: Columns) -> list[tuple[float, float]] | None:
    """A box for each heading; one without a heading joins its neighbour where one is far nearer than the other."""
    homes = [_home(boxes, heading) for heading in columns.headings]
    found = [boxes[home] for home in homes]
    for index, (x0, x1) in enumerate(boxes):
        if index in homes:
            continue
        left = max((n for n, home in enumerate(homes) if home < index), default=None)
        right = min((n for n, home in enumerate(homes) if home > index), default=None)
        to_left = x0 - found[left][1] if left is not None else None
        to_right = found[right][0] - x1 if right is not None else None
        if left is not None and (to_right is None or (to_left is not None and 2 * to_left <= to_right)):
            found[left] = (found[left][0], x1)
        elif right is not None and (to_left is None or (to_right is not None and 2 * to_right <= to_left)):
            found[right] = (x0, found[right][1])
        else:
            return None
    return found


# ---------------------------------------------------------------- rows


def _cells(lines: Sequence[Line], columns: Columns) -> list[list[Word]]:
    return [[word for line in lines for word in _within(line.words, box)] for box in columns.boxes]


def _blanks(lines: Sequence[Line]) -> list[float]:
    """The height of the blank above each line but the first."""
    found, bottom = [], lines[0].bottom
    for line in lines[1:]:
        found.append(max(0.0, line.top - bottom))
        bottom = max(bottom, line.bottom)
    return found


def _shorter(body: Sequence[tuple[Line, bool]], columns: Columns) -> int:
    """How many lines stand above a heading that looks like the last row, else above the last of the higher blanks."""
    lines = [line for line, _ in body]
    code = columns.place("code")
    if code is not None:
        coded = next((n for n in reversed(range(len(lines))) if _cells([lines[n]], columns)[code]), 0)
        rest = _cells(lines[coded:], columns)
        if coded and not any(rest[i] for i in _beside(columns)):
            return coded
    blanks = _blanks(lines)
    usual = sorted(blanks)[len(blanks) // 2] if blanks else 0.0
    return max((n for n, blank in enumerate(blanks, start=1) if blank > _CLEARER * usual + _MORE), default=0)


def _rows(
    body: Sequence[tuple[Line, bool]],
    columns: Columns,
    rules: Sequence[tuple[float, float, float]],
    *,
    cut: bool,
    headed: bool,
) -> list[Row] | None:
    """The rows of a table's lines, None where they cannot be told beyond doubt."""
    lines = [line for line, _ in body]
    titles = {id(line) for line, group in body if group}
    blanks = _blanks(lines)
    left, right = columns.boxes[0][0], columns.boxes[-1][1]
    across = [y for x0, y, x1 in rules if min(x1, right) - max(x0, left) >= _ACROSS * (right - left)]
    ruled = {
        n for n, (a, b) in enumerate(pairwise(lines), start=1) if any(a.bottom - 3 <= y <= b.top + 3 for y in across)
    }
    walls = {n for n in range(1, len(lines)) if id(lines[n]) in titles or id(lines[n - 1]) in titles}
    numbered = headed and _numbers_columns(lines[0], columns)
    if numbered:
        walls.add(1)
    by_codes = _by_codes(lines, columns, titles, numbered=numbered, cut=cut), _by_middles(lines, columns, walls)
    for starts in (
        *([ruled | walls] if ruled else []),
        *(starts for starts in by_codes if starts is not None and _higher(blanks, starts)),
        *_by_blanks(blanks, walls | ruled, coded=columns.place("code") is not None),
    ):
        cuts = [0, *sorted(starts), len(lines)]
        parts = [lines[a:b] for a, b in pairwise(cuts)]
        rows = [Row([], list(part[0].words)) if id(part[0]) in titles else Row(_cells(part, columns)) for part in parts]
        if _bear_out(rows[numbered:], columns, cut=cut):
            return rows
    return None


def _numbers_columns(line: Line, columns: Columns) -> bool:
    cells = [_said(cell) for cell in _cells([line], columns)]
    return all(map(_NUMBERING.match, cells))


def _by_codes(
    lines: Sequence[Line], columns: Columns, titles: set[int], *, numbered: bool, cut: bool
) -> set[int] | None:
    """Where rows begin by their codes, where every cell of a row begins beside its code."""
    code, text = columns.place("code"), _text_column(columns)
    if code is None:
        return None
    starts = {n for n, line in enumerate(lines) if n and (id(line) in titles or id(lines[n - 1]) in titles)}
    if numbered:
        starts.add(1)
    below: set[int] | None = set(range(len(columns.boxes))) if cut else None
    for n, line in enumerate(lines):
        if id(line) in titles or (numbered and n == 0):
            below = below if numbered and n == 0 else None
            continue
        cells = _cells([line], columns)
        filled = {index for index, cell in enumerate(cells) if cell}
        if cells[code]:
            if not cells[text] or _said(cells[text])[:1].islower():
                return None
            starts.add(n)
            below = filled
        elif below is None or not filled <= below:
            return None
        else:
            # A cell that has ended does not begin again.
            below = filled
    return starts - {0}


def _by_middles(lines: Sequence[Line], columns: Columns, walls: set[int]) -> set[int] | None:
    """Where rows begin, if each stands as far above the middle of its code as below it, from the first to the last."""
    code = columns.place("code")
    starts: set[int] = set(walls)
    first = 0
    while code is not None and first < len(lines):
        middles = [word.middle for line in lines[first:] for word in _cells([line], columns)[code]]
        if first + 1 in walls or first + 1 == len(lines) or not middles:
            # A title or a row of one line; whether it has a code is asked later.
            first += 1
            continue
        bottom = 2 * middles[0] - lines[first].top
        last = next((n for n in range(first, len(lines)) if lines[n].middle > bottom), len(lines))
        if last == first or abs(max(line.bottom for line in lines[first:last]) - bottom) > _OFF * lines[first].height:
            return None
        starts.add(last)
        first = last
    return starts - {0, len(lines)} if code is not None else None


def _higher(blanks: Sequence[float], starts: set[int]) -> bool:
    """Whether the blank above each row is as high as any within one."""
    within = [blank for n, blank in enumerate(blanks, start=1) if n not in starts]
    return not within or not starts or min(blanks[n - 1] for n in starts) >= max(within) - 0.5


def _by_blanks(blanks: Sequence[float], known: set[int], *, coded: bool) -> Iterator[set[int]]:
    """Where rows may begin by the blank above them, higher than any within a row; without codes only what is clear."""
    free = sorted({round(blank, 1) for n, blank in enumerate(blanks, start=1) if n not in known})
    steps = [(low, high) for low, high in pairwise(free) if high >= _CLEARER * low + _MORE]
    if coded or len(steps) == 1:
        for low, high in reversed(steps):
            yield known | {n for n, blank in enumerate(blanks, start=1) if blank > (low + high) / 2}
    if not steps and free and free[-1] - free[0] <= _MORE:
        # One line a row: each says its work and who does it.
        yield set(range(1, len(blanks) + 1))


def _text_column(columns: Columns) -> int:
    return next(place for role in _TEXTS if (place := columns.place(role)) is not None)


def _bear_out(rows: Sequence[Row], columns: Columns, *, cut: bool) -> bool:
    """Whether rows hold what the headings say: each one code, a text that begins as one, bodies where they belong."""
    code, text = columns.place("code"), _text_column(columns)
    full = [row for row in rows if not row.across]
    if not full or rows[-1].across:
        return False
    said = [[_said(cell) for cell in row.cells] for row in full]
    if cut and code is not None and not said[0][code]:
        # The rest of a row that the page has cut.
        if not all(words[:1].islower() for words in said[0][text : text + 1] if words):
            return False
        said = said[1:]
        if not said:
            return True
    if len(said) < (1 if cut else 2) or not any(cells[i] for cells in said for i in _beside(columns)):
        return False
    for cells in said:
        if not cells[text] or cells[text][:1].islower():
            return False
        if code is not None and not (is_code(cells[code]) or _SIGN.match(cells[code])):
            return False
    if not any(said[-1][i] for i in _beside(columns)):
        # A heading below the table looks like a row of which only these are filled.
        return False
    for role in _HOLDERS:
        column = columns.place(role)
        bodies = [cells[column] for cells in said if re.search(r"\w", cells[column])] if column is not None else []
        if sum(map(begins_body, bodies)) < _BODIES * len(bodies):
            return False
        if any(body[:1].islower() and not begins_body(body) for body in bodies):
            return False
        if code is None and column is not None and any(_holds_two(row.cells[column]) for row in full):
            return False
    values = [i for i, heading in enumerate(columns.headings) if heading.role == "value"]
    if any(sum(any(map(str.isdigit, cells[i])) for cells in said) * 2 < len(said) for i in values):
        return False
    holder = next((place for role in ("lead", "owner") if (place := columns.place(role)) is not None), None)
    if code is None:
        need = [text, *(values or ([holder] if holder is not None else []))]
        return all(cells[i] for cells in said for i in need)
    return True


def _holds_two(words: Sequence[Word]) -> bool:
    """Whether a body begins a line of a cell, and no comma parts it from what stands above: perhaps another row's."""
    lines = [line.text for line in lines_of(words)]
    return any(begins_body(below) and not above.endswith((",", ";")) for above, below in pairwise(lines))


def _beside(columns: Columns) -> list[int]:
    """The columns beside the codes and the texts."""
    return [i for i, heading in enumerate(columns.headings) if heading.role not in ("code", *_TEXTS)]
