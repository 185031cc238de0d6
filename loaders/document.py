"""The models between reading a file and understanding it.

``ParsedDocument`` is what a format reader gives: the file's lines, each in
exactly one block, so that nothing of the text is lost. Of a docx, pdf or html
file a line is a paragraph or a row of a table, and ``Layout`` says what such a
file tells beside the words: pages, tables, merged cells, bold. ``Paragraph`` joins
lines that a page break parted and knows the source line of every character.
``Table`` holds the cells of a table with their source lines, page breaks and
repeated headers taken out but remembered.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from graph.facts import Span

BlockKind = Literal["blank", "text", "row", "bars", "rule"]


@dataclass(frozen=True, slots=True)
class Block:
    """Some consecutive lines of one kind; ``line`` and ``line_end`` are 1-based, inclusive."""

    kind: BlockKind
    line: int
    line_end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file with a layout says beside its words. Lines count from 1, columns from 0.

    Args:
        pages: page of each line, from 1; empty where the file knows none.
        tables: number of the table whose row the line is; 0 for text.
        bold, italic: (line, column) of what is wholly so; column 0 for a line of text.
        centred: lines of text set in the middle: one of them may go on in the next.
        merged: (line, column) of a cell that a merged cell covers → (line, column) where that one is printed.
        unsure: line → its words that were hard to recognise.
    """

    tables: tuple[int, ...]
    pages: tuple[int, ...] = ()
    bold: frozenset[tuple[int, int]] = frozenset()
    italic: frozenset[tuple[int, int]] = frozenset()
    centred: frozenset[int] = frozenset()
    merged: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    unsure: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """What a format's reader has to tell of its work: the code of a finding, its words, and the line."""

    code: str
    message: str
    line: int


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A file as read.

    ``lines`` are the file's lines in NFC, without their newlines; ``blocks``
    cover each of them once and in order. ``layout`` is None for plain text.
    """

    path: str
    sha256: str
    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    layout: Layout | None = None
    notes: tuple[Note, ...] = ()

    @property
    def text(self) -> str:
        """The whole text back from the blocks, newlines as «\\n»."""
        return "\n".join("\n".join(self.lines[block.line - 1 : block.line_end]) for block in self.blocks)

    def page(self, line: int) -> int | None:
        """Page of a line, None where the file knows none."""
        return self.layout.pages[line - 1] if self.layout and self.layout.pages else None

    def span(
        self,
        line: int,
        line_end: int | None = None,
        *,
        table: int | None = None,
        row: int | None = None,
        column: int | None = None,
    ) -> Span:
        """A span over whole lines, quoted as printed. A blank line quotes nothing and cannot be a source."""
        last = line_end or line
        quote = "\n".join(self.lines[line - 1 : last]).strip()
        return Span(line=line, line_end=last, quote=quote, page=self.page(line), table=table, row=row, column=column)


@dataclass(frozen=True, slots=True)
class Marker:
    """The number, letter or bullet that opens a paragraph.

    ``rank`` orders nesting: 0 for parts («Phần», «Chương»), 1 roman, 2 arabic,
    3 and more for dotted numbers (two parts, three parts …), 20 letters,
    30 bullets.
    """

    rank: int
    printed: str
    code: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One logical paragraph: text without markdown, and where each character comes from.

    ``starts`` holds (offset in ``text``, source line) of each source line, in order.
    """

    text: str
    starts: tuple[tuple[int, int], ...]
    marker: Marker | None = None
    heading: bool = False
    bold: bool = False

    @property
    def line(self) -> int:
        """First source line."""
        return self.starts[0][1]

    @property
    def line_end(self) -> int:
        """Last source line."""
        return self.starts[-1][1]

    def line_at(self, offset: int) -> int:
        """Source line of a character of ``text``."""
        index = bisect_right([start for start, _ in self.starts], max(offset, 0)) - 1
        return self.starts[max(index, 0)][1]


@dataclass(slots=True)
class Cell:
    """One cell: its text without markup, its source lines, and whether it was set in bold or italics.

    ``parts`` are its paragraphs where the file tells them. ``offsets`` say where each of
    its lines begins in the text; a cell whose lines were put together from several rows has none.
    """

    text: str = ""
    lines: list[int] = field(default_factory=list)
    bold: str = ""
    italic: bool = False
    parts: tuple[str, ...] = ()
    offsets: list[int] = field(default_factory=list)

    @property
    def starts(self) -> tuple[tuple[int, int], ...]:
        """(offset, source line) of each line, as a paragraph has them; without offsets all of it is the first's."""
        known = self.offsets if len(self.offsets) == len(self.lines) else [0, *(len(self.text) for _ in self.lines[1:])]
        return tuple(zip(known, self.lines, strict=True))

    @property
    def line(self) -> int:
        """First source line; 0 for a cell that holds nothing."""
        return self.lines[0] if self.lines else 0

    def carried(self, row: Row) -> bool:
        """Whether the cell was merged over this row and is printed in one above."""
        return bool(self.lines) and self.line < row.line


@dataclass(slots=True)
class Row:
    """One row; ``after_break`` where a page or a repeated header parts it from the row above.

    ``number`` is its place in the table as printed, from 1, headers counted;
    ``settled`` where the file itself tells which cells are merged.
    """

    cells: list[Cell]
    line: int
    line_end: int
    after_break: bool = False
    number: int = 0
    settled: bool = False

    def cell(self, column: int | None) -> Cell:
        """The cell of a column, an empty one where the row has none."""
        return self.cells[column] if column is not None and column < len(self.cells) else Cell()


@dataclass(frozen=True, slots=True)
class Table:
    """A table over one or more pages. ``header`` are the header rows as first printed; ``number`` counts from 1."""

    number: int
    header: tuple[Row, ...]
    rows: tuple[Row, ...]
    line: int
    line_end: int
    caption: str = ""


@dataclass(slots=True)
class Section:
    """A numbered or lettered part of the document, with what stands under it.

    ``code`` is the whole path («III.1.a»); ``body`` are the paragraphs and
    bullets directly below its own first paragraph; the root has no paragraph.
    """

    code: str
    paragraph: Paragraph | None
    parent: Section | None = None
    children: list[Section] = field(default_factory=list)
    body: list[Paragraph] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The text of its own first paragraph."""
        return self.paragraph.text if self.paragraph else ""

    @property
    def line(self) -> int:
        """First source line; 0 for the root."""
        return self.paragraph.line if self.paragraph else 0

    @property
    def line_end(self) -> int:
        """Last source line of all that stands under it."""
        ends = [self.paragraph.line_end] if self.paragraph else [0]
        ends += [part.line_end for part in self.body]
        ends += [child.line_end for child in self.children]
        return max(ends)

    def walk(self) -> list[Section]:
        """This section and all below it, in document order."""
        found = [self]
        for child in self.children:
            found += child.walk()
        return found

    def ancestors(self) -> list[Section]:
        """The sections above it, nearest first, without the root."""
        found, above = [], self.parent
        while above is not None and above.paragraph is not None:
            found.append(above)
            above = above.parent
        return found


@dataclass(frozen=True, slots=True)
class Outline:
    """A document's structure: the opening paragraphs, its sections, the closing block, tables.

    ``opening`` runs to the first section; ``closing`` from «Nơi nhận» or the
    signature on; ``root`` holds the sections between.
    """

    paragraphs: tuple[Paragraph, ...]
    opening: tuple[Paragraph, ...]
    closing: tuple[Paragraph, ...]
    root: Section
    tables: tuple[Table, ...]
