"""Targets that stand in indicator tables, and who owns them.

An owner's cell that spans rows is flattened to one row of its span. Where it
stands on the first row of the span, it carries down to the next owner's cell
or group row. Where a whole group can also be read with each owner's cell in
the middle of its span, and at least one span of three rows or more says so,
the print does not settle the rows on which the two readings differ: they get
no owner, and a finding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from graph.resolve import name_end
from loaders.document import Cell, Paragraph, Row, Table
from loaders.extract.bodies import begins_body, cell_words, split_bodies
from loaders.extract.figures import find_figures, is_tick, read_cell
from loaders.extract.mentions import BodyMention, Finding, TargetMention
from loaders.extract.tables import Columns, align_rows, read_columns
from loaders.extract.targets import paragraph_targets
from loaders.headers import OWN_CODE, is_code
from ontology import vocabulary
from ontology.text import canonical, compare_key, rx

_CHILD_SIGN = rx(r"^(?:[+\-•–]\s*|[Tt]rong đó\s*:\s*)")
_CAPITAL = rx(r"(?<=[\p{Ll}0-9%\p{Lu})])\s+(?=[\p{Lu}][\p{Ll}])")


@dataclass(slots=True)
class _Line:
    """One row of the table as the group it stands in sees it."""

    row: Row
    indicator: str
    indicator_lines: tuple[int, ...]
    unit: str | None
    parent: str | None
    group: str | None
    is_group: bool
    has_value: bool
    owner: Cell = field(default_factory=Cell)
    displaced: str | None = None
    doubt: tuple[str, ...] = ()


_AIMS = re.compile(r"chỉ tiêu|mục tiêu", re.IGNORECASE)


def is_target_table(columns: Columns, caption: str = "") -> bool:
    """A table of targets has a column for the indicator and one for values, and none that gives a lead for work.

    «Nội dung» heads budgets and forecasts as well: it counts as an indicator
    only beside a column for owners, or under a title that speaks of targets.
    """
    if columns["score"] is not None:
        return False
    if not columns.values:
        return states_values(columns)
    if columns["indicator"] is not None:
        return True
    return columns["task"] is not None and (columns["owner"] is not None or bool(_AIMS.search(caption)))


def states_values(columns: Columns) -> bool:
    """Whether the indicator's own words hold its value: no column of values, but one for who answers for it."""
    answers = columns["owner"] is not None or columns["lead"] is not None
    return columns["indicator"] is not None and answers and not columns.values


def _stated(table: Table, columns: Columns, year: int | None) -> list[TargetMention]:
    """The targets of a table whose indicators hold their values («Kinh tế số chiếm 45% GRDP»)."""
    column = columns["owner"] if columns["owner"] is not None else columns["lead"]
    text_column = columns["indicator"]
    assert text_column is not None
    found: list[TargetMention] = []
    group: str | None = None
    for number, row in enumerate(table.rows, start=1):
        cell, owner = row.cell(text_column), row.cell(column)
        if not cell.text:
            continue
        if not owner.text and not find_figures(cell.text):
            group = cell.text
            continue
        for target in paragraph_targets(Paragraph(cell.text, cell.starts), year):
            target.group, target.table, target.row = group, table.number, number
            target.line, target.line_end = row.line, row.line_end
            target.owner = _mentions(owner, "carried" if owner.carried(row) else "cell") if owner.text else []
            found.append(target)
    return found


def table_targets(table: Table, year: int | None = None) -> tuple[list[TargetMention], list[Finding]]:
    """The targets of an indicator table, and what its flattening leaves doubtful.

    Args:
        table: the table.
        year: the target year that the table's title names, for columns that name none.
    """
    columns = read_columns(table)
    if not is_target_table(columns, table.caption):
        return [], []
    if states_values(columns):
        return _stated(table, columns, year), []
    table, findings = align_rows(table, columns, "indicator" if columns["indicator"] is not None else "task")
    lines = list(_lines(table, columns, findings))
    owners = _owners(lines, columns, findings)
    targets: list[TargetMention] = []
    dated = _years(lines, columns)
    for line, (owner, owner_doubt), within in zip(lines, owners, dated, strict=True):
        if not line.has_value:
            continue
        targets += _targets(table, line, columns, owner, owner_doubt, within or year)
    findings += _suspect_abbreviations(lines, targets)
    return targets, findings


#: A group's title that only dates its rows: «Đến năm 2030», «Mục tiêu đến năm 2045».
_YEAR_GROUP = re.compile(
    r"^(?:(?:các\s+)?(?:mục tiêu|chỉ tiêu)(?:\s+cụ thể)?\s+)?(?:đến|tới)\s+(?:(?:hết|cuối)\s+)?năm\s+"
    r"(?P<year>(?:19|20)\d\d)[:.]?$",
    re.IGNORECASE,
)


_DATED = re.compile(
    r"^(?:(?:đến|tới)\s+)?(?:năm\s+)?(?P<year>20\d\d)\s*(?:[:–-]\s*)?(?:(?:đạt|là|còn)\s+)?(?=\S)", re.IGNORECASE
)


def _dated(cell: str, year: int | None, titled: int | None) -> list[tuple[str, int | None]]:
    """A cell's values with their years: one, or several where each names its own («2026: 14%; 2030: 30%»).

    >>> _dated("2026 đạt 14%; năm 2030: 30%", None, 2030), _dated("Giữ 98%; 2030 nhóm đầu", None, 2030)
    ([('14%', 2026), ('30%', 2030)], [('Giữ 98%; 2030 nhóm đầu', 2030)])
    """
    parts = [part.strip() for part in cell.split(";")]
    dated = [_DATED.match(part) for part in parts]
    if year is None and len(parts) > 1 and all(dated):
        return [(part[m.end() :], int(m["year"])) for part, m in zip(parts, dated, strict=True) if m]
    return [(cell, year or titled)]


def _years(lines: Sequence[_Line], columns: Columns) -> Iterator[int | None]:
    """The year that the group of each row names; a numbered group within it («11») leaves it in force."""
    year: int | None = None
    for line in lines:
        if line.is_group:
            dated = _YEAR_GROUP.match(line.indicator)
            within = line.row.cell(columns["code"]).text.strip(" .)").isdigit()
            year = int(dated["year"]) if dated else year if within else None
        yield year


def _targets(
    table: Table,
    line: _Line,
    columns: Columns,
    owner: list[BodyMention],
    owner_doubt: tuple[str, ...],
    titled: int | None,
) -> Iterator[TargetMention]:
    cells = [part for index, year in columns.values for part in _dated(line.row.cell(index).text, year, titled)]
    if line.displaced is not None:
        cells = [(line.displaced, columns.values[0][1])]
    for printed, year in cells:
        value = read_cell(printed)
        if value is None or is_tick(printed):
            # A tick under a year is no value; its row is no heading of others either.
            continue
        unit = line.unit if line.unit is not None else value.unit
        yield TargetMention(
            indicator=line.indicator,
            line=line.row.line,
            line_end=line.row.line_end,
            comparator=value.comparator,
            value=value.value,
            value_high=value.value_high,
            text_value=value.text_value,
            value_printed=canonical(printed),
            unit=unit,
            year=year,
            approx=value.approx,
            group=line.group,
            parent=line.parent,
            owner=list(owner),
            doubt=line.doubt,
            owner_doubt=owner_doubt,
            indicator_lines=line.indicator_lines,
            table=table.number,
        )


# ------------------------------------------------------------------ rows


@cache
def _breakdowns() -> tuple[frozenset[str], tuple[str, ...]]:
    words = vocabulary.indicator_words().breakdowns
    whole = frozenset(compare_key(b.word) for b in words)
    return whole, tuple(compare_key(b.word) for b in words if b.prefix)


def is_breakdown(text: str) -> bool:
    """Whether a row's words are only a part of the row above («Thành thị», «Các vùng còn lại»)."""
    key = compare_key(_CHILD_SIGN.sub("", text))
    whole, prefixes = _breakdowns()
    return key in whole or any(key.startswith(prefix + " ") for prefix in prefixes)


def split_glued(text: str, count: int) -> list[str] | None:
    """Indicators that share one cell, parted where a new name begins; None where that does not give ``count``.

    >>> split_glued("Tỷ lệ nghèo Tỷ lệ cận nghèo", 2)
    ['Tỷ lệ nghèo', 'Tỷ lệ cận nghèo']
    >>> split_glued("Tỷ lệ nghèo Tỷ lệ cận nghèo", 3) is None
    True
    """
    if count == 1:
        return [text]
    for starts in (_head_starts(text), _repeated_starts(text), [m.end() for m in _CAPITAL.finditer(text)]):
        cuts = [0, *(s for s in starts if s > 0)]
        if len(cuts) == count:
            return [text[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    return None


def _head_starts(text: str) -> list[int]:
    words = sorted((head.word for head in vocabulary.indicator_words().heads), key=len, reverse=True)
    pattern = rx(rf"(?<!\w)(?:{'|'.join(re.escape(w) for w in words)})(?!\w)")
    return [match.start() for match in pattern.finditer(text)]


def _repeated_starts(text: str) -> list[int]:
    first = " ".join(text.split(" ")[:2])
    return [match.start() for match in re.finditer(re.escape(first), text)]


@dataclass(slots=True)
class _Nested:
    """A group «11» whose rows are «11.1», «11.2»: with «12» the group around it goes on."""

    code: str = ""
    outer: str | None = None
    seen: bool = False

    def opened_by(self, code: str, group: str | None) -> _Nested:
        """The state after a group's row, which may follow another of its kind."""
        number = code.strip(" .)")
        return _Nested(number, self.outer if self.code else group) if number.isdigit() else _Nested()

    def left_by(self, code: str) -> bool:
        """Whether a row's code lies outside the group; only rows with longer codes show that it has rows of its own."""
        number = code.strip(" .)")
        if not self.code or not number[:1].isdigit():
            return False
        if number.startswith(f"{self.code}."):
            self.seen = True
            return False
        left = self.seen and number.split(".")[0] != self.code
        if left:
            self.code = ""
        return left


def _lines(table: Table, columns: Columns, findings: list[Finding]) -> Iterator[_Line]:
    text_column = columns["indicator"] if columns["indicator"] is not None else columns["task"]
    assert text_column is not None
    group: str | None = None
    parent: str | None = None
    parent_code = ""
    nested = _Nested()
    rows = list(table.rows)
    glued: list[tuple[str, tuple[int, ...]]] = []
    for index, row in enumerate(rows):
        cell = row.cell(text_column)
        code = row.cell(columns["code"]).text
        owner, displaced, doubt = _owner_cell(row, columns, findings)
        values = [row.cell(column).text for column, _ in columns.values]
        has_value = any(read_cell(v) is not None for v in values) or displaced is not None
        unit = row.cell(columns["unit"]).text or None
        text = cell.text
        if columns["code"] is None and (numbered := OWN_CODE.match(text)):
            # «1. Tỷ lệ …» where no column holds the codes.
            code, text = numbered["code"], text[numbered.end() :]
        if not text and (has_value or unit):
            # A value without a name: the cell above holds several names.
            name, lines = glued.pop(0) if glued else ("", ())
            if not name:
                findings.append(
                    Finding("indicator-missing", "error", "a value stands in a row without an indicator", row.line)
                )
                yield _Line(row, "", (), unit, None, group, False, False, owner)
                continue
            yield _Line(row, name, lines, unit, None, group, False, has_value, owner, displaced, doubt)
            continue
        glued = []
        if not text:
            yield _Line(row, "", (), unit, None, group, False, False, owner)
            continue
        if nested.left_by(code):
            group, parent = nested.outer, None
        below = _values_below(rows, index, text_column, columns)
        bold_rest = text[len(cell.bold) :].strip() if cell.bold and text.startswith(cell.bold) else None
        if has_value and bold_rest:
            # «<b>Group</b> name name» over the rows of their values.
            group, parent = cell.bold, None
            text = bold_rest
        elif not has_value and ((code and "." not in code.strip(".") and is_code(code)) or cell.bold == text):
            nested = nested.opened_by(code, group)
            group, parent = text, None
            yield _Line(row, text, (row.line,), unit, None, group, True, False, owner)
            continue
        if has_value and below:
            names = split_glued(text, below + 1)
            if names is None:
                findings.append(
                    Finding(
                        "indicators-glued",
                        "error",
                        f"{below + 1} values stand beside indicators that cannot be told apart",
                        row.line,
                    )
                )
                glued = []
                yield _Line(row, "", (), unit, None, group, False, False, owner)
                continue
            glued = [(name, tuple(cell.lines)) for name in names[1:]]
            yield _Line(row, names[0], tuple(cell.lines), unit, None, group, False, True, owner, displaced, doubt)
            continue
        within = bool(parent_code) and code.strip().startswith(f"{parent_code}.") and code.strip(" .") != parent_code
        child = bool(_CHILD_SIGN.match(text)) or cell.italic or is_breakdown(text) or within
        name = _CHILD_SIGN.sub("", text)
        if child and parent is not None:
            yield _Line(row, name, tuple(cell.lines), unit, parent, group, False, has_value, owner, displaced, doubt)
            continue
        parent_code = code.strip(" .") if is_code(code) else ""
        if not has_value:
            parent = name
            yield _Line(row, name, tuple(cell.lines), unit, None, group, False, False, owner)
            continue
        parent = name
        yield _Line(row, name, tuple(cell.lines), unit, None, group, False, True, owner, displaced, doubt)


def _values_below(rows: Sequence[Row], index: int, text_column: int, columns: Columns) -> int:
    """How many rows after this one have a value but no name."""
    count = 0
    for row in rows[index + 1 :]:
        if row.cell(text_column).text:
            break
        if any(row.cell(column).text for column, _ in columns.values) or row.cell(columns["unit"]).text:
            count += 1
    return count


def _owner_cell(row: Row, columns: Columns, findings: list[Finding]) -> tuple[Cell, str | None, tuple[str, ...]]:
    """The row's owner cell; a value that was pushed into it, and then a doubt."""
    column = columns["owner"] if columns["owner"] is not None else columns["lead"]
    cell = row.cell(column)
    if (
        column is not None
        and not cell.text
        and not columns.taken(column + 1)
        and begins_body(row.cell(column + 1).text)
    ):
        # A wider page pushed the cell into a column that has no heading.
        cell = row.cell(column + 1)
        findings.append(Finding("cells-moved", "info", f"«{cell.text}» stands one column beside the owner's", row.line))
    if not cell.text or column is None:
        return Cell(), None, ()
    empty = not any(row.cell(index).text for index, _ in columns.values)
    known = begins_body(cell.text) or name_end(cell.text) is not None
    if empty and not known and row.cell(columns["indicator"]).text and cell.text[:1].isupper():
        findings.append(
            Finding(
                "value-displaced",
                "doubt",
                f"«{cell.text}» stands in the owner's column and is read as the value; the owner's own cell"
                f" cannot be seen",
                row.line,
            )
        )
        return Cell(), cell.text, ("value-displaced",)
    return cell, None, ()


# ------------------------------------------------------------------ owners

_Owner = tuple[list[BodyMention], tuple[str, ...]]


def _owners(lines: Sequence[_Line], columns: Columns, findings: list[Finding]) -> list[_Owner]:
    """Owner of each row, by group."""
    if columns["owner"] is None and columns["lead"] is None:
        return [([], ()) for _ in lines]
    _join_cut_names(lines, findings)
    owners: list[_Owner] = []
    start = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or lines[index].is_group or lines[index].group != lines[start].group:
            owners += _group_owners(lines[start:index], findings)
            start = index
    return owners


def _join_cut_names(lines: Sequence[_Line], findings: list[Finding]) -> None:
    """«Sở Xây» on one page and «dựng» on the next are one cell over both rows."""
    last: _Line | None = None
    for line in lines:
        text = line.owner.text
        if text and text[0].islower() and last is not None:
            whole = f"{last.owner.text} {text}"
            end = name_end(whole)
            if end is not None and end > len(last.owner.text):
                joined = Cell(whole, [*last.owner.lines, *line.owner.lines])
                findings.append(
                    Finding(
                        "name-cut",
                        "info",
                        f"«{last.owner.text}» and «{text}» are one name cut by a page",
                        line.row.line,
                    )
                )
                last.owner = joined
                line.owner = Cell()
                continue
        if text:
            last = line


def _settled_owners(group: Sequence[_Line]) -> list[_Owner]:
    """Owners where the file tells which rows a cell covers: an empty cell is empty; a group's owner holds for it."""
    owners: list[_Owner] = []
    above: _Line | None = None
    for line in group:
        if line.is_group:
            above = line
        holder = line if line.owner.text else above
        if holder is None or not holder.owner.text:
            owners.append(([], ()))
            continue
        basis = "cell" if holder is line and not line.is_group and not line.owner.carried(line.row) else "carried"
        doubt = ("value-displaced",) if line.displaced is not None else ()
        owners.append((_mentions(holder.owner, basis), doubt))
    return owners


def _group_owners(group: Sequence[_Line], findings: list[Finding]) -> list[_Owner]:
    if all(line.row.settled for line in group):
        return _settled_owners(group)
    carried = _carried_down(group)
    centred = _centred(group)
    owners: list[_Owner] = []
    unsettled: list[int] = []
    for index, line in enumerate(group):
        holder = carried[index]
        if centred is not None and line.has_value and centred[index] is not None and holder is not centred[index]:
            unsettled.append(line.row.line)
            owners.append(([], ("owner-span-unsettled",)))
        elif holder is None:
            # An owner's cell further down that may begin above it: nothing says where.
            later = any(other.owner.text for other in group[index:])
            if later and line.has_value:
                unsettled.append(line.row.line)
            owners.append(([], ("owner-span-unsettled",) if later and line.has_value else ()))
        else:
            basis = "cell" if group[index] is holder and not line.is_group else "carried"
            doubt = ("value-displaced",) if line.displaced is not None else ()
            owners.append((_mentions(holder.owner, basis), doubt))
    for line_number in unsettled:
        findings.append(
            Finding(
                "owner-span-unsettled",
                "doubt",
                "the flattened table does not settle whose span this row is in; no owner is given",
                line_number,
            )
        )
    return owners


def _mentions(cell: Cell, basis: str) -> list[BodyMention]:
    return [BodyMention(body.text, tuple(cell.lines), basis) for body in split_bodies(cell_words(cell))]


def _carried_down(group: Sequence[_Line]) -> list[_Line | None]:
    holder: _Line | None = None
    found: list[_Line | None] = []
    for line in group:
        if line.owner.text:
            holder = line
        found.append(holder)
    return found


def _centred(group: Sequence[_Line]) -> list[_Line | None] | None:
    """The reading in which every owner's cell is in the middle of its span; None where there is none worth the doubt.

    A span of n rows has its cell on row n // 2. Rows that only name a group or
    a parent may be left out of a span's beginning.
    """
    rows = [index for index, line in enumerate(group) if not line.is_group]
    holders = [index for index in rows if group[index].owner.text]
    if not holders or any(line.is_group and line.owner.text for line in group):
        return None
    spans: list[tuple[int, int]] = []
    position = 0
    for holder in holders:
        place = rows.index(holder)
        while (
            position < place and not group[rows[position]].has_value and (place - position) * 2 > len(rows) - position
        ):
            position += 1
        before = place - position
        if before < 0:
            return None
        following = holders[holders.index(holder) + 1 :]
        limit = rows.index(following[0]) if following else len(rows)
        # n // 2 == before  →  n is 2·before or 2·before + 1.
        sizes = [n for n in (2 * before + 1, 2 * before) if n >= 1 and position + n <= limit and n // 2 == before]
        if following:
            if not sizes:
                return None
            size = sizes[0]
        else:
            size = next((n for n in sizes if position + n == len(rows)), 0)
            if not size:
                return None
        spans.append((position, position + size))
        position += size
        while following and position < rows.index(following[0]) and not group[rows[position]].has_value:
            position += 1
    if not any(
        stop - begin >= 3 and sum(group[rows[i]].has_value for i in range(begin, stop)) >= 3 for begin, stop in spans
    ):
        return None
    reading: list[_Line | None] = [None] * len(group)
    for (begin, stop), holder in zip(spans, holders, strict=True):
        for i in range(begin, stop):
            reading[rows[i]] = group[holder]
    return reading


# ------------------------------------------------------------------ slips of print


def _letters_apart(one: str, other: str) -> int:
    """How many letters of one abbreviation the other lacks, in any order.

    >>> _letters_apart("BHYT", "BHTN"), _letters_apart("BHXH", "BHTN")
    (1, 2)
    """
    return (Counter(one) - Counter(other)).total()


def _suspect_abbreviations(lines: Sequence[_Line], targets: Sequence[TargetMention]) -> list[Finding]:
    """A subject of the group's title that no row has, beside one a letter away that two rows have (BHTN, BHYT)."""
    findings: list[Finding] = []
    short = {item.short: compare_key(item.full) for item in vocabulary.abbreviations()}
    groups: dict[str, list[TargetMention]] = {}
    for target in targets:
        if target.group:
            groups.setdefault(target.group, []).append(target)
    for title, members in groups.items():
        key = compare_key(title)
        named = [abbreviation for abbreviation, full in short.items() if full in key]

        def rows_of(abbreviation: str, members: Sequence[TargetMention] = members) -> list[TargetMention]:
            return [
                m
                for m in members
                if short[abbreviation] in compare_key(m.indicator)
                or re.search(rf"\b{re.escape(abbreviation)}\b", m.indicator)
            ]

        missing = [a for a in named if not rows_of(a)]
        for absent in missing:
            for other in named:
                printed = [m for m in members if re.search(rf"\b{re.escape(other)}\b", m.indicator)]
                if len(other) == len(absent) and _letters_apart(other, absent) <= 1 and len(rows_of(other)) > 1:
                    for member in printed:
                        member.doubt = (*member.doubt, "abbreviation-suspect")
                        findings.append(
                            Finding(
                                "abbreviation-suspect",
                                "doubt",
                                f"«{other}» may be a slip for «{absent}», which the group names and no row has",
                                member.line,
                            )
                        )
    return findings
