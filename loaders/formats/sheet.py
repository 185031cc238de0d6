"""What the readers of docx, pdf and html share: paragraphs and tables in, numbered lines with their layout out.

A line is one paragraph, or one row of a table with its cells parted by tabs;
paragraphs within a cell are parted by two blanks. Only what holds words gets
a line. A table that merely lays out a letterhead or a signature is text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from loaders.document import Layout, Note, ParsedDocument
from loaders.structure import PART, RECIPIENTS, is_same_header, make_blocks
from ontology.errors import InputError
from ontology.text import compare_key, nfc, squeeze, without_marks

MAX_CELLS = 400_000
"""No document's table comes near so many cells; a few bytes of spans can ask for more."""
MAX_COLUMNS = 100

#: The motto opens every letterhead of the State, the other one that of the Party.
_MOTTO = re.compile(r"cong hoa xa hoi chu nghia viet nam|dang cong san viet nam$")
_CODE = re.compile(r"^(?:[IVXLC]+|\d+(?:\.\d+)*|[a-zđ])[.)]?$")


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph; ``unsure`` are those of its words that were hard to recognise."""

    words: str
    bold: bool = False
    italic: bool = False
    centred: bool = False
    unsure: str = ""


@dataclass(slots=True)
class GridCell:
    """A cell: what stands in it, and how many rows and columns it covers."""

    parts: list[Text | Grid]
    rows: int = 1
    columns: int = 1

    def texts(self) -> Iterator[Text]:
        """Its paragraphs that hold words, those of tables within it included."""
        for part in self.parts:
            if isinstance(part, Grid):
                for cell in part.cells.values():
                    yield from cell.texts()
            elif part.words.strip():
                yield part


@dataclass(slots=True)
class Grid:
    """A table: (row, column) from 0 → the cell that begins there.

    ``pages`` of its rows, where known; ``goes_on`` where a page parts it from the table above it.
    """

    cells: dict[tuple[int, int], GridCell]
    pages: list[int] = field(default_factory=list)
    goes_on: bool = False

    @property
    def width(self) -> int:
        """How many columns there are."""
        return max((column + cell.columns for (_, column), cell in self.cells.items()), default=0)

    def rows(self) -> list[list[tuple[int, GridCell]]]:
        """The cells that begin in each row, with their columns."""
        height = max((row for row, _ in self.cells), default=-1) + 1
        found: list[list[tuple[int, GridCell]]] = [[] for _ in range(height)]
        for row, column in sorted(self.cells):
            found[row].append((column, self.cells[row, column]))
        return found

    def lays_out(self) -> bool:
        """Whether it only sets text side by side: one row or column, a letterhead, a signature."""
        filled = [[cell for _, cell in row if any(cell.texts())] for row in self.rows()]
        filled = [row for row in filled if row]
        if len(filled) < 2 or max(map(len, filled)) < 2:
            return True
        first = [compare_key(text.words) for row in filled[:2] for cell in row for text in cell.texts()]
        return any(_MOTTO.search(without_marks(key)) or RECIPIENTS.match(key) for key in first)


class Sheet:
    """Lines as they come, with what the file says beside them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: list[str] = []
        self.notes: list[Note] = []
        self._pages: list[int] = []
        self._tables: list[int] = []
        self._bold: set[tuple[int, int]] = set()
        self._italic: set[tuple[int, int]] = set()
        self._centred: set[int] = set()
        self._merged: dict[tuple[int, int], tuple[int, int]] = {}
        self._unsure: dict[int, str] = {}
        self._table = 0
        self._first_row: list[str] = []
        self._width = 0

    def note(self, code: str, message: str) -> None:
        """Tell something about the line that comes next."""
        self.notes.append(Note(code, message, len(self.lines) + 1))

    def add(self, part: Text | Grid, page: int = 0) -> None:
        """Add a paragraph or a table."""
        if isinstance(part, Text):
            self._text(part, page)
        elif not (part.goes_on and self._continues(part)) and part.lays_out():
            for index, row in enumerate(part.rows()):
                for _, cell in row:
                    for inner in cell.parts:
                        self.add(inner, part.pages[index] if part.pages else page)
        else:
            self._grid(part, page)

    def _doubt(self, unsure: str) -> None:
        if unsure:
            self._unsure[len(self.lines) + 1] = squeeze(unsure)
            self.note("recognition-unsure", f"«{squeeze(unsure)}» was hard to recognise")

    def _line(self, words: str, page: int, table: int) -> int:
        self.lines.append(words)
        self._pages.append(page)
        self._tables.append(table)
        return len(self.lines)

    def _text(self, text: Text, page: int) -> None:
        words = _clean(text.words)
        if not words:
            return
        self._doubt(text.unsure)
        number = self._line(words, page, 0)
        for wanted, kept in ((text.bold, self._bold), (text.italic, self._italic)):
            if wanted:
                kept.add((number, 0))
        if text.centred:
            self._centred.add(number)

    def _grid(self, grid: Grid, page: int) -> None:
        width = grid.width
        rows = grid.rows()
        if width > MAX_COLUMNS or width * len(rows) > MAX_CELLS:
            raise InputError(
                f"a table has {len(rows)} rows of {width} columns, more than any document needs",
                where=str(self.path),
                todo="Check the file; it may be damaged",
            )
        goes_on = self._goes_on(grid, rows)
        if not goes_on:
            self._table = max(self._table, *self._tables, 0) + 1 if self._tables else 1
            self._first_row = [compare_key(_words(cell)) for _, cell in rows[0]]
        self._width = width
        numbers: dict[int, int] = {}
        for index, row in enumerate(rows):
            cells = [""] * width
            for column, cell in row:
                cells[column] = _words(cell)
            covered = any(r < index < r + grid.cells[r, c].rows for r, c in grid.cells) if not any(cells) else True
            if not covered:
                continue
            self._doubt(" ".join(text.unsure for _, cell in row for text in cell.texts() if text.unsure))
            numbers[index] = number = self._line(
                "\t".join(cells), grid.pages[index] if grid.pages else page, self._table
            )
            for column, cell in row:
                texts = list(cell.texts())
                if texts and all(text.bold for text in texts):
                    self._bold.add((number, column))
                if texts and all(text.italic for text in texts):
                    self._italic.add((number, column))
        for (top, left), cell in grid.cells.items():
            if cell.rows * cell.columns == 1 or top not in numbers:
                continue
            for below in range(top, min(top + cell.rows, len(rows))):
                for beside in range(left, left + cell.columns):
                    if (below, beside) != (top, left) and below in numbers:
                        self._merged[numbers[below], beside] = (numbers[top], left)

    def _continues(self, grid: Grid) -> bool:
        """Whether a table of the same width ends in the line above."""
        return bool(self._table) and self._tables[-1:] == [self._table] and grid.width == self._width

    def _goes_on(self, grid: Grid, rows: list[list[tuple[int, GridCell]]]) -> bool:
        """Whether a table only goes on with the one right above it: as wide, and headed alike or not at all."""
        if not self._continues(grid):
            return False
        first = [compare_key(_words(cell)) for _, cell in rows[0]]
        return grid.goes_on or is_same_header(first, self._first_row) or not first[0] or bool(_CODE.match(first[0]))

    def parsed(self, data: bytes) -> ParsedDocument:
        """The document.

        Raises:
            InputError: it holds no words at all.
        """
        if not self.lines:
            raise InputError("the file holds no text", where=str(self.path), todo="Give the document's text")
        layout = Layout(
            tables=tuple(self._tables),
            pages=tuple(self._pages) if any(self._pages) else (),
            bold=frozenset(self._bold),
            italic=frozenset(self._italic),
            centred=frozenset(self._centred),
            merged=self._merged,
            unsure=self._unsure,
        )
        lines = tuple(self.lines)
        return ParsedDocument(
            str(self.path),
            hashlib.sha256(data).hexdigest(),
            lines,
            make_blocks(lines, layout),
            layout,
            tuple(Note(n.code, n.message, min(n.line, len(lines))) for n in self.notes),
        )


def _clean(words: str) -> str:
    return squeeze(nfc(words))


def _words(cell: GridCell) -> str:
    return PART.join(filter(None, (_clean(text.words) for text in cell.texts())))


def spread(rows: Iterable[Iterable[tuple[GridCell, int]]]) -> Grid:
    """The grid of rows of (cell, columns skipped before it), each cell put into the first column that is free.

    Raises:
        ValueError: it is larger than any document needs.
    """
    cells: dict[tuple[int, int], GridCell] = {}
    taken: set[tuple[int, int]] = set()
    for index, row in enumerate(rows):
        column = 0
        for cell, skipped in row:
            column += skipped
            while (index, column) in taken:
                column += 1
            if column >= MAX_COLUMNS or len(taken) > MAX_CELLS:
                raise ValueError(f"a table has more than {MAX_COLUMNS} columns, or {MAX_CELLS} cells")
            cell.columns = max(1, min(cell.columns, MAX_COLUMNS - column))
            cells[index, column] = cell
            taken.update(
                (below, beside)
                for below in range(index, index + cell.rows)
                for beside in range(column, column + cell.columns)
            )
            column += cell.columns
    return Grid(cells)
