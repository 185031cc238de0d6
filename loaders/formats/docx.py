"""Word documents.

Paragraphs get the number or bullet that Word would print before them. Text
that was deleted under tracked changes, headers, footers and notes are left
out; text boxes follow the paragraph that holds them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from loaders.document import ParsedDocument
from loaders.formats.sheet import Grid, GridCell, Sheet, Text
from ontology.errors import InputError

SUFFIXES = (".docx",)

MAX_PART = 64 * 2**20
"""Bytes that one XML part may unpack to. The longest plans have two million."""
MAX_UNPACKED = 300 * 2**20
"""Bytes that the whole file may unpack to, pictures included."""
_MAX_DEPTH = 20

_SKIPPED = {qn(f"w:{name}") for name in ("del", "moveFrom", "instrText", "delText", "txbxContent", "rPr", "pPr")}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_P, _TBL, _TR, _TC, _BOX = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "txbxContent"))


def read(path: Path, data: bytes) -> ParsedDocument:
    """Read a Word document.

    Raises:
        InputError: no Word document, broken, locked by a password, or one that unpacks to far too much.
    """
    _check_package(path, data)
    try:
        document = docx.Document(io.BytesIO(data))
        if document.element.getroottree().docinfo.doctype:
            raise InputError(
                "the file declares entities, as no word processor does",
                where=str(path),
                todo="Check where it comes from; open it in a word processor and save it again",
            )
        body = document.element.body
        numbers = _Numbering(document)
        sheet = Sheet(path)
        for part in _parts(body, numbers, 0):
            sheet.add(part)
    except InputError:
        raise
    except Exception as error:  # Whatever is wrong inside, the reader of the message can only mend the file.
        raise _broken(path, f"{type(error).__name__}: {error}") from error
    return sheet.parsed(data)


def _broken(path: Path, why: str) -> InputError:
    return InputError(
        f"the file is no Word document, or is damaged ({why[:160]})",
        where=str(path),
        todo="Open it in a word processor and save it again as .docx",
    )


def _check_package(path: Path, data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, ValueError, RuntimeError, EOFError) as error:
        raise _broken(path, str(error)) from error
    if any(member.flag_bits & 1 for member in members):
        raise InputError("the file is locked by a password", where=str(path), todo="Save it without one")
    xml = [member.file_size for member in members if member.filename.endswith((".xml", ".rels"))]
    unpacked = sum(member.file_size for member in members)
    if max(xml, default=0) > MAX_PART or unpacked > MAX_UNPACKED:
        raise InputError(
            f"the file unpacks to {unpacked // 2**20} MB, more than any document needs",
            where=str(path),
            todo="Check where it comes from; remove its pictures if it is genuine",
        )


# ---------------------------------------------------------------- paragraphs and tables


def _parts(holder: Any, numbers: _Numbering, depth: int) -> Iterator[Text | Grid]:
    """What stands in a body, cell or text box, in order; content controls and insertions are looked through."""
    if depth > _MAX_DEPTH:
        raise ValueError(f"tables stand {depth} deep in each other")
    for element in holder:
        if element.tag == _P:
            yield from _paragraph(element, numbers)
            for box in element.iter(_BOX):
                if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                    yield from _parts(box, numbers, depth + 1)
        elif element.tag == _TBL:
            yield _table(element, numbers, depth)
        elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml")):
            yield from _parts(element, numbers, depth + 1)


def _paragraph(element: Any, numbers: _Numbering) -> Iterator[Text]:
    pieces = [(words, run) for words, run in _runs(element) if words]
    printed = "".join(words for words, _ in pieces)
    if not printed.strip():
        return
    inked = [run for words, run in pieces if words.strip()]
    bold = all(numbers.is_set(run, element, "w:b") for run in inked)
    italic = all(numbers.is_set(run, element, "w:i") for run in inked)
    align = numbers.first(element, "w:jc")
    centred = align is not None and align.get(qn("w:val")) == "center"
    label = numbers.label(element)
    for index, line in enumerate(_hand_broken(printed)):
        yield Text(f"{label} {line}" if label and not index else line, bold, italic, centred)


def _hand_broken(printed: str) -> list[str]:
    """The lines that a hand has parted within a paragraph; one that goes on in small letters was only wrapped."""
    lines: list[str] = []
    for line in filter(str.strip, printed.split("\n")):
        if lines and line.strip()[0].islower():
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    return lines


def _runs(element: Any) -> Iterator[tuple[str, Any]]:
    """Pieces of text with the run they stand in."""
    for child in element:
        if child.tag in _SKIPPED or child.tag == _FALLBACK:
            continue
        if child.tag == qn("w:t"):
            yield child.text or "", element
        elif child.tag in (qn("w:tab"), qn("w:ptab")):
            yield " ", element
        elif child.tag in (qn("w:br"), qn("w:cr")):
            yield "\n", element
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-", element
        elif isinstance(child.tag, str):
            yield from _runs(child)


def _table(table: Any, numbers: _Numbering, depth: int) -> Grid:
    rows: list[list[tuple[GridCell, int]]] = []
    open_cells: dict[int, GridCell] = {}
    for row in _children(table, _TR):
        cells: list[tuple[GridCell, int]] = []
        column = skipped = _int(row, "w:trPr/w:gridBefore")
        for element in _children(row, _TC):
            span = max(1, _int(element, "w:tcPr/w:gridSpan") or 1)
            merge = element.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            above = open_cells.get(column)
            if (
                merge is not None
                and merge.get(qn("w:val")) != "restart"
                and above is not None
                and above.columns == span
            ):
                above.rows += 1
                skipped += span
            else:
                cell = GridCell(list(_parts(element, numbers, depth + 1)), columns=span)
                cells.append((cell, skipped))
                skipped = 0
                open_cells[column] = cell
            column += span
        rows.append(cells)
    return _placed(rows)


def _placed(rows: list[list[tuple[GridCell, int]]]) -> Grid:
    """As ``spread``, but the skipped columns already count those that cells above cover."""
    cells: dict[tuple[int, int], GridCell] = {}
    for index, row in enumerate(rows):
        column = 0
        for cell, skipped in row:
            column += skipped
            cells[index, column] = cell
            column += cell.columns
    return Grid(cells)


def _children(element: Any, tag: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, those in content controls included."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _children(child, tag)


def _int(element: Any, path: str) -> int:
    found = element.find("/".join(qn(step) for step in path.split("/")))
    value = found.get(qn("w:val"), "") if found is not None else ""
    return int(value) if value.isdigit() else 0


# ---------------------------------------------------------------- numbering

_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_PLACEHOLDER = re.compile(r"%([1-9])")


def roman(number: int) -> str:
    """A number below 100 in small Roman letters.

    >>> roman(14), roman(49)
    ('xiv', 'xlix')
    """
    text = ""
    for value, letters in ((50, "l"), (40, "xl"), *_ROMAN):
        while number >= value:
            text, number = text + letters, number - value
    return text


def render(number: int, form: str) -> str:
    """A count as Word prints it in a number format.

    >>> [render(4, form) for form in ("decimal", "upperRoman", "lowerLetter", "decimalZero", "bullet")]
    ['4', 'IV', 'd', '04', '4']
    """
    if form in ("upperRoman", "lowerRoman") and 0 < number < 100:
        return roman(number).upper() if form == "upperRoman" else roman(number)
    if form in ("upperLetter", "lowerLetter") and number > 0:
        letter = "abcdefghijklmnopqrstuvwxyz"[(number - 1) % 26] * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    return f"{number:02d}" if form == "decimalZero" else str(number)


class _Numbering:
    """The numbers and bullets of a document's paragraphs, counted as they are asked for; and what its styles say."""

    def __init__(self, document: Any) -> None:
        self._styles = {style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))}
        self._default = next(
            (
                key
                for key, style in self._styles.items()
                if style.get(qn("w:default")) in ("1", "true") and style.get(qn("w:type")) == "paragraph"
            ),
            None,
        )
        self._abstract: dict[str, Any] = {}
        self._nums: dict[str, Any] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()
        try:
            root = document.part.numbering_part.element
        except (KeyError, RuntimeError):
            return
        self._abstract = {item.get(qn("w:abstractNumId")): item for item in root.iter(qn("w:abstractNum"))}
        self._nums = {item.get(qn("w:numId")): item for item in root.iter(qn("w:num"))}

    def _chain(self, paragraph: Any) -> Iterator[Any]:
        """The paragraph's own properties, then those of its style and of the styles that one rests on."""
        own = paragraph.find(qn("w:pPr"))
        named = own.find(qn("w:pStyle")) if own is not None else None
        if own is not None:
            yield own
        key = named.get(qn("w:val")) if named is not None else self._default
        seen = set()
        while key in self._styles and key not in seen:
            seen.add(key)
            style = self._styles[key]
            yield style
            based = style.find(qn("w:basedOn"))
            key = based.get(qn("w:val")) if based is not None else None

    def first(self, paragraph: Any, name: str) -> Any:
        """The nearest statement of a paragraph property, None where there is none."""
        for holder in self._chain(paragraph):
            inner = holder.find(qn("w:pPr")) if holder.tag == qn("w:style") else holder
            found = inner.find(qn(name)) if inner is not None else None
            if found is not None:
                return found
        return None

    def is_set(self, run: Any, paragraph: Any, name: str) -> bool:
        """Whether a run is bold or italic, by itself or by the paragraph's style."""
        holders = [run.find(qn("w:rPr"))]
        holders += [style.find(qn("w:rPr")) for style in self._chain(paragraph) if style.tag == qn("w:style")]
        for holder in holders:
            found = holder.find(qn(name)) if holder is not None else None
            if found is not None:
                return str(found.get(qn("w:val"), "1")) not in ("0", "false", "off")
        return False

    def label(self, paragraph: Any) -> str:
        """The number or bullet that Word prints before a paragraph; counts it."""
        place = None
        level = 0
        for holder in self._chain(paragraph):
            inner = holder.find(qn("w:pPr")) if holder.tag == qn("w:style") else holder
            found = inner.find(qn("w:numPr")) if inner is not None else None
            if found is not None and found.find(qn("w:numId")) is not None:
                place = found.find(qn("w:numId")).get(qn("w:val"))
                level = _int(found, "w:ilvl")
                if holder is not inner and found.find(qn("w:ilvl")) is None:
                    level = self._level_of_style(place, holder.get(qn("w:styleId")))
                break
        num = self._nums.get(place or "")
        if place in (None, "0") or num is None or level > 8:
            return ""
        key = num.find(qn("w:abstractNumId")).get(qn("w:val"))
        counts = self._counts.setdefault(key, [None] * 9)
        self._restart(str(place), num, counts)
        current = counts[level]
        counts[level] = self._start(key, level) if current is None else current + 1
        counts[level + 1 :] = [None] * (8 - level)
        definition = self._level(num, key, level)
        if definition is None:
            return ""
        form = _value(definition, "w:numFmt")
        printed = _value(definition, "w:lvlText")
        if form == "none":
            return ""
        if form == "bullet":
            return printed if printed in ("-", "+", "•", "*", "–") else "-"
        legal = definition.find(qn("w:isLgl")) is not None

        def shown(match: re.Match[str]) -> str:
            above = int(match.group(1)) - 1
            count = counts[above]
            number = self._start(key, above) if count is None else count
            other = definition if above == level else self._level(num, key, above)
            own = _value(other, "w:numFmt") if other is not None else "decimal"
            return render(number, "decimal" if legal and own != "decimalZero" else own)

        return _PLACEHOLDER.sub(shown, printed).strip()

    def _level_of_style(self, place: str, style: str) -> int:
        """The level that names the style, where the style names none itself."""
        num = self._nums.get(place)
        holder = self._abstract.get(num.find(qn("w:abstractNumId")).get(qn("w:val"))) if num is not None else None
        for level in holder.iter(qn("w:lvl")) if holder is not None else ():
            if _value(level, "w:pStyle") == style:
                return int(level.get(qn("w:ilvl")))
        return 0

    def _restart(self, place: str, num: Any, counts: list[int | None]) -> None:
        """A list may begin its levels anew, once."""
        for override in num.iter(qn("w:lvlOverride")):
            level = int(override.get(qn("w:ilvl"), "0"))
            start = override.find(qn("w:startOverride"))
            if start is not None and level <= 8 and (place, level) not in self._started:
                counts[level] = int(start.get(qn("w:val"), "1")) - 1
            self._started.add((place, level))

    def _level(self, num: Any, key: str, level: int) -> Any:
        for holder in (*num.iter(qn("w:lvlOverride")), self._abstract.get(key)):
            if holder is None:
                continue
            for found in holder.iter(qn("w:lvl")):
                if found.get(qn("w:ilvl")) == str(level):
                    return found
        return None

    def _start(self, key: str, level: int) -> int:
        found = self._level(self._abstract.get(key, ()), key, level) if key in self._abstract else None
        value = _value(found, "w:start") if found is not None else ""
        return int(value) if value.isdigit() else 1


def _value(element: Any, name: str) -> str:
    found = element.find(qn(name))
    return str(found.get(qn("w:val"), "")) if found is not None else ""
