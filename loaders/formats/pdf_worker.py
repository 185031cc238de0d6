"""The process that reads a PDF: the file on stdin, one JSON object a page on stdout.

«python -m loaders.formats.pdf_worker MEGABYTES PAGES» says for each page its
words with their boxes and its rulings; {"started": true} before the first, {"recognising": page} before a page
that has no text layer to be read; {"done": true} at the end; or {"error",
"todo"} and nothing more.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pdfplumber
import pypdfium2
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.geometry import rect_to_edges
from pdfplumber.utils.text import extract_words

from loaders.formats import ocr
from loaders.formats.legacy import is_garbled, lacks_marks, legacy_encoding
from loaders.formats.pages import make_edge, turned
from loaders.formats.words import Page, Word

_PICTURE = 0.5
"""A picture that covers so much of a page is a scan of it."""
_FEW_CHARS = 150
"""What a stamp, a watermark and a page number hold together. Less over a scan is not its text."""
_MANY_CURVES = 1000
_OCR_SECONDS = 80.0
_PRINT_ANEW = "Print it into a new PDF, or save it as .docx"
_STROKE = 3.0
"""Points: many programs draw a line as a box so thin."""
_MAX_EDGES = 20_000
"""Of one page; a map or a chart has more, and no table."""
_MAX_CHARS = 60_000
"""Of one page; the densest annex has a tenth."""


class _GaveUpError(Exception):
    def __init__(self, error: str, todo: str) -> None:
        super().__init__(error)
        self.error, self.todo = error, todo


def _say(**what: Any) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def main(memory: int, most: int) -> None:
    """Read the PDF on stdin."""
    resource.setrlimit(resource.RLIMIT_AS, (memory * 2**20, memory * 2**20))
    data = sys.stdin.buffer.read()
    _say(started=True)
    try:
        for page, recognised in _pages(data, most):
            words = [[w.text, w.x0, w.x1, w.top, w.bottom, w.bold, w.italic, w.sure] for w in page.words]
            _say(page=page.number, width=page.width, height=page.height, words=words, edges=page.edges, ocr=recognised)
        _say(done=True)
    except _GaveUpError as error:
        _say(error=error.error, todo=error.todo)
    except MemoryError:
        _say(error=f"reading the PDF takes more than {memory} MB of memory", todo=_PRINT_ANEW)
    except Exception as error:  # Whatever is wrong inside, the reader of the message can only mend the file.
        _say(error=f"the PDF cannot be read ({type(error).__name__}: {str(error)[:160]})", todo=_PRINT_ANEW)


def _pages(data: bytes, most: int) -> Iterator[tuple[Page, bool]]:
    try:
        drawn = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise _GaveUpError("the PDF is locked by a password", "Save a copy without one") from error
        raise _GaveUpError(f"this is no PDF, or a broken one ({error})", "Get the file again") from error
    if len(drawn) > most:
        raise _GaveUpError(
            f"the PDF has {len(drawn)} pages; {most} is the most that is read", "Cut the document out of it"
        )
    try:
        plumbed = pdfplumber.open(io.BytesIO(data))
        filled = _filled(data) if _has_fields(drawn) else None
        for number, page in enumerate(plumbed.pages, start=1):
            more = _filled_chars(page, filled.pages[number - 1]) if filled else []
            yield _page(page, drawn, number, more)
            page.close()
    except PdfminerException as error:
        raise _GaveUpError(f"this is a broken PDF ({error})", _PRINT_ANEW) from error


# ---------------------------------------------------------------- what is filled in


def _has_fields(drawn: pypdfium2.PdfDocument) -> bool:
    raw = pypdfium2.raw
    for page in drawn:
        kinds = set()
        for index in range(raw.FPDFPage_GetAnnotCount(page)):
            annotation = raw.FPDFPage_GetAnnot(page, index)
            kinds.add(raw.FPDFAnnot_GetSubtype(annotation))
            raw.FPDFPage_CloseAnnot(annotation)
        if kinds & {raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP}:
            return True
    return False


def _filled(data: bytes) -> Any:
    """The file with its fields and stamps made part of the pages."""
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    for page in document:
        page.flatten()
    held = io.BytesIO()
    document.save(held)
    return pdfplumber.open(io.BytesIO(held.getvalue()))


def _filled_chars(page: Any, filled: Any) -> list[dict[str, Any]]:
    """The characters that fields fill in: the text of a form, and of a signature only what fills a blank.

    Offices put the number and the day into a document with a signature each;
    the other signatures are stamps that say who signed and when.
    """

    def place(char: dict[str, Any]) -> tuple[str, int, int]:
        return char["text"], round(char["x0"]), round(char["top"])

    known = {place(char) for char in page.chars}
    new = [char for char in filled.chars if place(char) not in known]
    kept = []
    for note in page.annots:
        inside = [
            char
            for char in new
            if note["x0"] <= (char["x0"] + char["x1"]) / 2 <= note["x1"]
            and note["top"] - 1 <= (char["top"] + char["bottom"]) / 2 <= note["bottom"] + 1
        ]
        signature = "Sig" in str((note.get("data") or {}).get("FT", ""))
        words = "".join(char["text"] for char in inside).strip()
        if not signature or (len(words) <= 8 and words.replace(" ", "").isalnum() and any(map(str.isdigit, words))):
            kept += [char for char in inside if char not in kept]
    return kept


# ---------------------------------------------------------------- a page


def _page(page: Any, drawn: pypdfium2.PdfDocument, number: int, more: list[dict[str, Any]]) -> tuple[Page, bool]:
    chars = [*page.dedupe_chars().chars, *more]
    if len(chars) > _MAX_CHARS:
        raise _GaveUpError(f"page {number} holds {len(chars)} characters, more than any page shows", "Check the file")
    text = "".join(char["text"] for char in chars)
    why = _unreadable(page, text)
    if not why:
        return _read(page, chars, number), False
    if lacking := ocr.missing():
        raise _GaveUpError(f"page {number} {why}, and {lacking}", ocr.INSTALL)
    _say(recognising=number)
    width, height = drawn[number - 1].get_size()
    scale = ocr.scale_for(width, height)
    picture = drawn[number - 1].render(scale=scale).to_pil()
    try:
        return ocr.recognise(picture, number, scale, _OCR_SECONDS), True
    except (subprocess.TimeoutExpired, RuntimeError) as error:
        raise _GaveUpError(f"page {number} {why}, and cannot be recognised ({error})", "Scan it again") from error


def _unreadable(page: Any, text: str) -> str:
    """Why a page's text layer is not its text; empty where it is."""
    letters = sum(char.isalnum() for char in text)
    area = max(page.width * page.height, 1)
    pictures = [min(i["x1"], page.width) - max(i["x0"], 0) for i in page.images], page.images
    covered = sum(
        max(0, width) * max(0, min(image["bottom"], page.height) - max(image["top"], 0))
        for width, image in zip(*pictures, strict=True)
    )
    scanned = covered > _PICTURE * area or len(page.curves) > _MANY_CURVES
    if scanned and not letters:
        return "is a picture without text"
    if scanned and letters < _FEW_CHARS:
        return "is a picture, and its text is only a stamp"
    if legacy_encoding(text) is None and is_garbled(text):
        return "has a text layer whose letters are not those it shows"
    if scanned and lacks_marks(text):
        return "is a picture, and its text layer has lost the marks of Vietnamese"
    return ""


def _read(page: Any, chars: list[dict[str, Any]], number: int) -> Page:
    quarter = _direction(chars)
    upright = [char for char in chars if _quarter(char) == quarter]
    edges = _rulings(page)
    width, height = float(page.width), float(page.height)
    if quarter:
        boxes = Page(number, width, height, [_box(char) for char in upright], edges)
        boxes = turned(boxes, quarter)
        width, height, edges = boxes.width, boxes.height, boxes.edges
        for char, box in zip(upright, boxes.words, strict=True):
            char |= {"x0": box.x0, "x1": box.x1, "top": box.top, "bottom": box.bottom, "doctop": box.top}
            char |= {"upright": True, "size": box.bottom - box.top}
    else:
        upright = [_on_its_line(char) for char in upright]
    words = [
        Word(
            word["text"],
            float(word["x0"]),
            float(word["x1"]),
            float(word["top"]),
            float(word["bottom"]),
            _mostly("bold", word["chars"]),
            _mostly("italic", word["chars"]),
        )
        for word in extract_words(upright, x_tolerance_ratio=0.18, keep_blank_chars=False, return_chars=True)
    ]
    return Page(number, width, height, words, edges)


def _rulings(page: Any) -> list[dict[str, Any]]:
    """Lines and the borders of boxes; a box that is only filled shades what stands in it, unless it is so thin."""
    boxes = [box for box in page.rects if box.get("stroke") or min(box["width"], box["height"]) <= _STROKE]
    drawn = [*page.lines, *(edge for box in boxes for edge in rect_to_edges(box))]
    if len(drawn) > _MAX_EDGES:
        return []
    return [make_edge(e["x0"], e["top"], e["x1"], e["bottom"]) for e in drawn]


def _on_its_line(char: dict[str, Any]) -> dict[str, Any]:
    """A character with its box set by its base line: fonts that stand in for others are of another height."""
    size = float(char["size"])
    base = float(char["top"]) + float(char["y1"]) - float(char["matrix"][5])
    if not -size < base - float(char["bottom"]) < size:
        return char
    moved = base - 0.8 * size
    return {**char, "top": moved, "bottom": base + 0.2 * size, "doctop": char["doctop"] + moved - char["top"]}


def _mostly(style: str, chars: list[dict[str, Any]]) -> bool:
    """Whether most of a word's characters are of a font that names the style."""
    return sum(style in str(char["fontname"]).lower() for char in chars) * 2 > len(chars)


def _box(char: dict[str, Any]) -> Word:
    return Word(char["text"], float(char["x0"]), float(char["x1"]), float(char["top"]), float(char["bottom"]))


def _quarter(char: dict[str, Any]) -> int:
    """How many quarter turns to the right make a character upright."""
    a, b, *_ = char.get("matrix") or (1, 0, 0, 1, 0, 0)
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 2
    return 1 if b > 0 else 3


def _direction(chars: list[dict[str, Any]]) -> int:
    return Counter(map(_quarter, chars)).most_common(1)[0][0] if chars else 0


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
