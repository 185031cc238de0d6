"""Web pages, saved from official gazettes and law sites with their menus.

The page's text is the part that holds nearly all words outside links; menus,
forms and scripts around it are passed over. Numbers of lists are printed, as
a browser does.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html

from loaders.document import ParsedDocument
from loaders.formats.docx import render
from loaders.formats.legacy import find_legacy, refuse
from loaders.formats.sheet import MAX_COLUMNS, Grid, GridCell, Sheet, Text, spread
from ontology.errors import InputError

SUFFIXES = (".html", ".htm")

MAX_DEPTH = 200
_MAX_ROWS = 20_000


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DROPPED = _names(
    "script style noscript template head nav header footer aside form button select option input textarea iframe"
    " object embed svg canvas audio video map dialog menu link meta base"
)
_BLOCKS = _names(
    "html body p div section article main h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre center address figure"
    " figcaption table thead tbody tfoot tr td th caption hr fieldset details summary form header"
)
_HOLDERS = _names("div section article main center form td tbody tr span font")
_BOLD = _names("b strong th h1 h2 h3 h4 h5 h6")
_ITALIC = _names("i em")
_LIST_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_MOST = 0.8
"""The part that holds so much of the words of what is around it is where the text stands."""


def read(path: Path, data: bytes) -> ParsedDocument:
    """Read a web page.

    Raises:
        InputError: its encoding is unknown, or there is no text in it.
    """
    text = _decode(path, data)
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8"), parser=parser)
        if stopped := next((entry.message for entry in parser.error_log if "depth" in entry.message.lower()), ""):
            raise ValueError(stopped)
        _prune(root)
        sheet = Sheet(path)
        for part in _Walk().parts(_main(root), _Style(), 0):
            sheet.add(part)
    except (lxml.etree.LxmlError, ValueError, RecursionError) as error:
        raise InputError(
            f"the page cannot be read ({str(error)[:120]})", where=str(path), todo="Save it from the browser again"
        ) from error
    return sheet.parsed(data)


def _decode(path: Path, data: bytes) -> str:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _strict(path, data, name)
    declared = _CHARSET.search(data[:8192])
    name = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    # Browsers, too, take UTF-16 in such a line for UTF-8: it could not be read if it were true.
    return _strict(path, data, "utf-8" if name.startswith("utf-16") else name)


def _strict(path: Path, data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError) as error:
        if found := find_legacy(data.decode("latin-1").splitlines()):
            raise refuse(*found, str(path)) from error
        raise InputError(
            f"the page is not {name.upper()} text", where=str(path), todo="Save it as UTF-8 from the browser"
        ) from error


def _prune(root: Any) -> None:
    """Take out what no reader sees: scripts, menus, forms' fields, hidden parts."""
    for element in list(root.iter()):
        if element is root or not isinstance(element.tag, str):
            continue
        gone = element.tag in _DROPPED - {"form", "header"} or _HIDDEN.search(element.get("style", ""))
        if gone and element.getparent() is not None:
            element.drop_tree()


def _main(root: Any) -> Any:
    """The innermost element that holds nearly all words that are no links."""
    weights: dict[Any, int] = {}
    for element in reversed(list(root.iter())):
        own = len((element.text or "").split()) if element.tag != "a" else 0
        weights[element] = own + sum(weights[child] + len((child.tail or "").split()) for child in element)
        if element.tag == "a":
            weights[element] = 0
    body = root.find("body")
    found = body if body is not None else root
    while True:
        inner = [child for child in found if child.tag in _HOLDERS or (child.tag == "table" and _wraps(child))]
        best = max(inner, key=weights.__getitem__, default=None)
        if best is None or weights[best] < _MOST * weights[found]:
            return found
        found = best


def _wraps(table: Any) -> bool:
    """Whether a table holds the page rather than figures: a cell of it has most of the words, in blocks of its own."""
    return any(True for _ in table.iter("table") if _ is not table) or len(list(table.iter("td"))) <= 3


class _Style:
    __slots__ = ("bold", "centred", "italic")

    def __init__(self, bold: bool = False, italic: bool = False, centred: bool = False) -> None:
        self.bold, self.italic, self.centred = bold, italic, centred

    def within(self, element: Any) -> _Style:
        style = element.get("style", "")
        return _Style(
            self.bold or element.tag in _BOLD or bool(_BOLD_STYLE.search(style)),
            self.italic or element.tag in _ITALIC,
            self.centred
            or element.tag == "center"
            or element.get("align", "").lower() == "center"
            or bool(_CENTRED.search(style)),
        )


class _Walk:
    """Goes through a tree and gives its paragraphs and tables in order."""

    def __init__(self) -> None:
        self._pieces: list[tuple[str, _Style]] = []
        self._label = ""

    def _close(self) -> Iterator[Text]:
        pieces, self._pieces = self._pieces, []
        words = "".join(piece for piece, _ in pieces)
        if not words.strip():
            return
        inked = [style for piece, style in pieces if piece.strip()]
        label, self._label = self._label, ""
        yield Text(
            f"{label} {words}" if label else words,
            all(style.bold for style in inked),
            all(style.italic for style in inked),
            inked[0].centred,
        )

    def parts(self, element: Any, style: _Style, depth: int) -> Iterator[Text | Grid]:
        """What stands in an element."""
        yield from self._inside(element, style.within(element), depth)
        yield from self._close()

    def _inside(self, element: Any, style: _Style, depth: int) -> Iterator[Text | Grid]:
        if depth > MAX_DEPTH:
            self._pieces.append((element.text_content(), style))
            return
        self._say(element.text, style, element)
        for child in element:
            tag = child.tag
            if not isinstance(tag, str):
                pass
            elif tag == "br":
                yield from self._broken(child)
            elif tag == "table":
                yield from self._close()
                yield _table(child, style.within(child), depth)
            elif tag in ("sup", "sub"):
                self._pieces.append((_raised(child), style))
            elif tag in _BLOCKS:
                yield from self._close()
                if tag == "li":
                    self._label = _list_label(child)
                yield from self._inside(child, style.within(child), depth + 1)
                yield from self._close()
            else:
                yield from self._inside(child, style.within(child), depth + 1)
            self._say(child.tail, style, element)

    def _broken(self, child: Any) -> Iterator[Text]:
        """A line that a hand has broken; one that goes on in small letters was only wrapped."""
        following = (child.tail or "").strip() or _first_words(child.getnext())
        if following[:1].islower():
            self._pieces.append((" ", _Style()))
        else:
            yield from self._close()

    def _say(self, words: str | None, style: _Style, holder: Any) -> None:
        if words:
            self._pieces.append((words, style))


def _first_words(element: Any) -> str:
    return element.text_content().strip() if element is not None and isinstance(element.tag, str) else ""


def _raised(element: Any) -> str:
    words = str(element.text_content()).strip()
    return {"2": "²", "3": "³"}.get(words, words) if element.tag == "sup" else words


def _list_label(item: Any) -> str:
    holder = item.getparent()
    if holder is None or holder.tag != "ol":
        return "-" if holder is not None and holder.tag == "ul" else ""
    before = sum(1 for _ in item.itersiblings("li", preceding=True))
    start = holder.get("start", "1")
    number = int(start) + before if re.fullmatch(r"\d{1,6}", start) else 1 + before
    return render(number, _LIST_FORMS.get(holder.get("type", "1"), "decimal")) + "."


def _span(element: Any, name: str, most: int) -> int:
    value = element.get(name, "1").strip()
    return max(1, min(int(value), most)) if re.fullmatch(r"\d{1,9}", value) else 1


def _rows_of(table: Any) -> list[Any]:
    rows = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows += [row for row in child if row.tag == "tr"]
    return rows[:_MAX_ROWS]


def _table(table: Any, style: _Style, depth: int) -> Grid:
    elements = _rows_of(table)
    rows: list[list[tuple[GridCell, int]]] = []
    for index, row in enumerate(elements):
        cells = []
        for element in row:
            if element.tag in ("td", "th"):
                parts = list(_Walk().parts(element, style, depth + 1))
                down = _span(element, "rowspan", len(elements) - index)
                cells.append((GridCell(parts, down, _span(element, "colspan", MAX_COLUMNS)), 0))
        rows.append(cells)
    return spread(rows)
