"""Tables as CSV and as xlsx, with equal cells.

A text that a spreadsheet would run as a formula begins with an apostrophe in
both, which marks it as text. A number stands as printed: in CSV always, in
xlsx as a number where that loses no digit.

Rows are written as they come in, and nothing of a table is held but its last
row. The same rows give the same bytes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Protocol
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from graph.store import Scalar
from ontology.errors import InputError
from ontology.text import xml_text

LONGEST = 32_767
"""Characters that a cell of xlsx holds."""

MOST_ROWS = 1_048_576
"""Rows that a sheet of xlsx holds, the header's included."""

#: Of a column of xlsx, in characters.
WIDTH = 22

#: A file that says when it was written would not be the same twice.
_NO_DAY = (1980, 1, 1, 0, 0, 0)

_FORMULA = ("=", "+", "-", "@", "\t", "\n")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_EXACT = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?")
_BREAK = re.compile(r"\r\n?")


def cell(value: Scalar) -> str:
    """The text of a cell: empty for no value, and marked as text where a spreadsheet would run it.

    >>> cell("=1+1"), cell("-5"), cell(-5), cell(None), cell("@x")
    ("'=1+1", '-5', '-5', '', "'@x")
    """
    if value is None:
        return ""
    text = xml_text(_BREAK.sub("\n", str(value)))
    marked = isinstance(value, str) and text.startswith(_FORMULA) and not _NUMBER.fullmatch(text)
    return f"'{text}" if marked else text


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Scalar]]) -> str:
    """A table as CSV (RFC 4180, lines ended by a newline), the names of its columns first."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([cell(value) for value in row] for row in (header, *rows))
    return buffer.getvalue()


def to_xlsx(header: Sequence[str], rows: Iterable[Sequence[Scalar]], *, numbers: Collection[str] = ()) -> bytes:
    """A table as a workbook of one sheet, with the cells of ``to_csv``.

    Args:
        numbers: names of the columns that hold numbers as text («75.5»); other text stays text («007»).

    Raises:
        InputError: a text is longer than a cell of xlsx may be.
    """
    buffer = io.BytesIO()
    with Book(buffer) as book:
        book.begin("policygraph", header, numbers)
        for row in rows:
            book.row("policygraph", row)
    return buffer.getvalue()


class Tables(Protocol):
    """Where tables are written: each is begun once, then its rows come in, those of other tables in between."""

    def begin(self, table: str, header: Sequence[str], numbers: Collection[str] = ()) -> None:
        """Write the names of a table's columns; ``numbers`` are those that hold numbers as text."""
        ...

    def row(self, table: str, values: Sequence[Scalar]) -> None:
        """Write a row of a table that was begun."""
        ...


class Files(ExitStack):
    """A folder with a CSV file for each table. To be used in ``with``."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._writers: dict[str, Any] = {}

    def begin(self, table: str, header: Sequence[str], numbers: Collection[str] = ()) -> None:
        """Open ``TABLE.csv``."""
        file = self.enter_context((self._folder / f"{table}.csv").open("w", encoding="utf-8", newline=""))
        self._writers[table] = csv.writer(file, lineterminator="\n")
        self.row(table, header)

    def row(self, table: str, values: Sequence[Scalar]) -> None:
        """Write a row."""
        self._writers[table].writerow([cell(value) for value in values])


class Book(ExitStack):
    """A workbook with a sheet for each table, and further ones («facts 2») where a sheet is full. Used in ``with``.

    Args:
        to: file to write.
        rows: how many a sheet may hold.

    Raises:
        InputError: a text is longer than a cell may be; the file then holds the rows before.
    """

    def __init__(self, to: Path | IO[bytes], *, rows: int = MOST_ROWS) -> None:
        # Costs a tenth of a second, which only those who write a workbook pay.
        from xlsxwriter import Workbook  # type: ignore[import-untyped]

        super().__init__()
        file = self.enter_context(to.open("wb")) if isinstance(to, Path) else to
        # Rows wait here until the workbook is packed; a failed one leaves nothing behind.
        folder = self.enter_context(TemporaryDirectory())
        self._book = Workbook(file, {"constant_memory": True, "tmpdir": folder})
        self._book.set_properties({"created": datetime(*_NO_DAY[:3])})
        self._book.use_zip64()
        self._bold = self._book.add_format({"bold": True})
        self._most = rows
        self._sheets: dict[str, _Sheet] = {}
        self.callback(self._close)

    def begin(self, table: str, header: Sequence[str], numbers: Collection[str] = ()) -> None:
        """Begin the first sheet of a table."""
        self._sheets[table] = sheet = _Sheet(table, list(header), [name in numbers for name in header])
        self._add(sheet)

    def row(self, table: str, values: Sequence[Scalar]) -> None:
        """Write a row."""
        sheet = self._sheets[table]
        if sheet.filled == self._most:
            self._add(sheet)
        self._write(sheet, values, sheet.is_number)

    def _add(self, sheet: _Sheet) -> None:
        sheet.number += 1
        sheet.filled = 0
        sheet.made = self._book.add_worksheet(sheet.name if sheet.number == 1 else f"{sheet.name} {sheet.number}")
        sheet.made.freeze_panes(1, 0)
        sheet.made.set_row(0, None, self._bold)
        sheet.made.set_column(0, len(sheet.header) - 1, WIDTH)
        self._write(sheet, sheet.header, [False] * len(sheet.header))

    @staticmethod
    def _write(sheet: _Sheet, values: Sequence[Scalar], is_number: Sequence[bool]) -> None:
        for column, (value, number) in enumerate(zip(values, is_number, strict=True)):
            place = sheet.filled, column
            text = cell(value)
            if isinstance(value, bool):
                sheet.made.write_boolean(*place, value)
            elif isinstance(value, (int, float)) or (number and _is_exact(text)):
                sheet.made.write_number(*place, float(text) if "." in text or "e" in text else int(text))
            elif len(text) > LONGEST:
                raise InputError(
                    f"a text has {len(text)} characters, and a cell of xlsx holds {LONGEST}",
                    where=f"{sheet.name}, {sheet.header[column]}",
                    todo="Write CSV instead",
                )
            elif text:
                # Not «write», which makes formulas, addresses and numbers of texts that look like such.
                sheet.made.write_string(*place, text)
        sheet.filled += 1

    def _close(self) -> None:
        from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

        try:
            self._book.close()
        except FileCreateError as error:
            raise error.args[0] from None


class _Sheet:
    """The sheet of a table that is being filled."""

    made: Any

    def __init__(self, name: str, header: list[str], is_number: list[bool]) -> None:
        self.name, self.header, self.is_number = name, header, is_number
        self.number = self.filled = 0


def zipped(folder: Path, to: Path) -> None:
    """Pack the files of a folder, by name."""
    with ZipFile(to, "w", ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            entry = ZipInfo(file.name, _NO_DAY)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with file.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
                while part := source.read(1 << 20):
                    target.write(part)


def _is_exact(text: str) -> bool:
    """Whether a spreadsheet's number shows the same digits: 15 are the most it keeps."""
    return bool(_EXACT.fullmatch(text)) and text != "-0" and len(text.strip("-").replace(".", "")) <= 15
