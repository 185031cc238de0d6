"""Tables as CSV and as xlsx, with equal cells.

A text that a spreadsheet would run as a formula begins with an apostrophe in
both, which marks it as text. A number stands as printed: in CSV always, in
xlsx as a number where that loses no digit.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from graph.store import Scalar
from ontology.errors import InputError
from ontology.text import xml_text

LONGEST = 32_767
"""Characters that a cell of xlsx holds."""

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
    writer.writerow([cell(name) for name in header])
    writer.writerows([cell(value) for value in row] for row in rows)
    return buffer.getvalue()


def to_xlsx(header: Sequence[str], rows: Iterable[Sequence[Scalar]], *, numbers: Collection[str] = ()) -> bytes:
    """A table as a workbook of one sheet, with the cells of ``to_csv``.

    Args:
        numbers: names of the columns that hold numbers as text («75.5»); other text stays text («007»).

    Raises:
        InputError: a text is longer than a cell of xlsx may be.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    table: list[list[Scalar]] = [list(header), *map(list, rows)]
    longest = max((len(value) for row in table for value in row if isinstance(value, str)), default=0)
    if longest >= LONGEST and (longest := max(len(cell(value)) for row in table for value in row)) > LONGEST:
        raise InputError(
            f"a cell has {longest} characters, and xlsx holds {LONGEST}", where="--xlsx", todo="Take --csv"
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("policygraph")
    sheet.freeze_panes = "A2"

    def made(value: Scalar, number: bool) -> Any:
        if isinstance(value, (bool, int, float)):
            return WriteOnlyCell(sheet, value)
        text = cell(value)
        if number and _is_exact(text):
            return WriteOnlyCell(sheet, float(text) if "." in text else int(text))
        found = WriteOnlyCell(sheet, text or None)
        if text:
            # openpyxl takes a text that begins with «=» for a formula, and «#N/A» for an error; ours is text.
            found.data_type = "s"
        return found

    is_number = [name in numbers for name in header]
    for place, row in enumerate(table):
        sheet.append([made(value, number and place > 0) for value, number in zip(row, is_number, strict=True)])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _is_exact(text: str) -> bool:
    """Whether a spreadsheet's number shows the same digits: 15 are the most it keeps."""
    return bool(_EXACT.fullmatch(text)) and text != "-0" and len(text.strip("-").replace(".", "")) <= 15
