"""Small files in the formats that are read, made by hand: PDF from bytes, pictures from a font.

>>> paper = Pdf([PdfPage([Line("Kế hoạch", 100, 80)])])
>>> paper.data()[:8]
b'%PDF-1.7'
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

#: Fonts with the letters of Vietnamese, as Debian's fonts-dejavu-core installs them.
FONTS = tuple(Path("/usr/share/fonts/truetype/dejavu").glob("DejaVuSans.ttf"))
WIDTH = 0.5
"""Of every letter in these PDFs, in sizes."""


@dataclass(frozen=True)
class Line:
    """Words at a place: ``x`` and ``top`` in points from the page's upper left corner."""

    words: str
    x: float
    top: float
    size: float = 12
    bold: bool = False
    turn: int = 0
    """1: the words run upwards."""

    @property
    def right(self) -> float:
        return self.x + len(self.words) * WIDTH * self.size


@dataclass(frozen=True)
class Rule:
    """A straight stroke."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass
class PdfPage:
    """A page: lines, rules, perhaps a picture over all of it; ``rotate`` as the page says, in degrees."""

    lines: list[Line] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    picture: Image.Image | None = None
    width: float = 595
    height: float = 842
    rotate: int = 0
    fields: list[Line] = field(default_factory=list)
    """Words that a signature field shows, each in one of its own."""
    shades: list[Rule] = field(default_factory=list)
    """Boxes that are filled and have no border."""


@dataclass
class Pdf:
    """A PDF file. ``true_letters``: the text layer names the letters that are shown."""

    pages: Sequence[PdfPage]
    true_letters: bool = True

    def data(self) -> bytes:
        objects: list[bytes] = [b"", b""]

        def add(body: bytes) -> int:
            objects.append(body)
            return len(objects)

        def stream(content: bytes, entries: str = "") -> int:
            packed = zlib.compress(content)
            head = f"<< /Length {len(packed)} /Filter /FlateDecode {entries} >>\nstream\n".encode()
            return add(head + packed + b"\nendstream")

        used = sorted({char for page in self.pages for line in (*page.lines, *page.fields) for char in line.words})
        shown = [char if self.true_letters or not char.isalpha() else chr(0x0400 + ord(char) % 200) for char in used]
        pairs = "\n".join(f"<{ord(a):04x}> <{ord(b):04x}>" for a, b in zip(used, shown, strict=True))
        cmap = (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
            "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
            f"{len(used)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
        )
        letters = stream(cmap.encode())
        fonts = ""
        for name, base in (("F", "Paper"), ("B", "Paper-Bold")):
            descendant = add(
                f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{base} /DW {int(WIDTH * 1000)} /FontDescriptor"
                f" << /Type /FontDescriptor /FontName /{base} /Flags 4 /Ascent 800 /Descent -200 /CapHeight 700"
                f" /ItalicAngle 0 /StemV 80 /FontBBox [0 -200 1000 800] >>"
                f" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>".encode()
            )
            font = add(
                f"<< /Type /Font /Subtype /Type0 /BaseFont /{base} /Encoding /Identity-H"
                f" /DescendantFonts [{descendant} 0 R] /ToUnicode {letters} 0 R >>".encode()
            )
            fonts += f" /{name} {font} 0 R"
        kids: list[int] = []
        boxes: list[int] = []
        for page in self.pages:
            drawn = [_text(line, page.height) for line in page.lines]
            drawn += [
                f"{rule.x0} {page.height - rule.top} m {rule.x1} {page.height - rule.bottom} l S" for rule in page.rules
            ]
            drawn = [
                f"0.9 g {s.x0} {page.height - s.bottom} {s.x1 - s.x0} {s.bottom - s.top} re f 0 g" for s in page.shades
            ] + drawn
            images = ""
            if page.picture is not None:
                grey = page.picture.convert("L")
                entries = f"/Type /XObject /Subtype /Image /Width {grey.width} /Height {grey.height}"
                picture = stream(grey.tobytes(), f"{entries} /ColorSpace /DeviceGray /BitsPerComponent 8")
                images = f"/XObject << /P {picture} 0 R >>"
                drawn.insert(0, f"q {page.width} 0 0 {page.height} 0 0 cm /P Do Q")
            content = stream("\n".join(drawn).encode())
            notes = []
            for line in page.fields:
                low, high = page.height - line.top - 1.2 * line.size, page.height - line.top
                appearance = stream(
                    f"BT /F {line.size} Tf 0 {0.3 * line.size} Td <{_codes(line.words)}> Tj ET".encode(),
                    f"/Type /XObject /Subtype /Form /BBox [0 0 {line.right - line.x} {high - low}]"
                    f" /Resources << /Font <<{fonts} >> >>",
                )
                box = add(
                    f"<< /Type /Annot /Subtype /Widget /FT /Sig /T (s{len(boxes)}) /F 4"
                    f" /Rect [{line.x} {low} {line.right} {high}] /AP << /N {appearance} 0 R >> >>".encode()
                )
                boxes.append(box)
                notes.append(f"{box} 0 R")
            kids.append(
                add(
                    f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.width} {page.height}] /Rotate {page.rotate}"
                    f" /Contents {content} 0 R /Annots [{' '.join(notes)}]"
                    f" /Resources << /Font <<{fonts} >> {images} >> >>".encode()
                )
            )
        form = " ".join(f"{box} 0 R" for box in boxes)
        objects[0] = f"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [{form}] >> >>".encode()
        objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
        return assemble(objects)


def _codes(words: str) -> str:
    return "".join(f"{ord(char):04x}" for char in words)


def _text(line: Line, height: float) -> str:
    y = height - line.top - 0.8 * line.size
    matrix = f"0 1 -1 0 {line.x} {y}" if line.turn else f"1 0 0 1 {line.x} {y}"
    return f"BT /{'B' if line.bold else 'F'} {line.size} Tf {matrix} Tm <{_codes(line.words)}> Tj ET"


def assemble(objects: Iterable[bytes], trailer: str = "") -> bytes:
    """A PDF file of objects, the first of them the catalogue."""
    held = io.BytesIO()
    held.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(held.tell())
        held.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = held.tell()
    held.write(f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode())
    for place in places:
        held.write(f"{place:010d} 00000 n \n".encode())
    held.write(f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode())
    return held.getvalue()


def wrapped(
    words: str, x: float, top: float, *, indent: float = 28, right: float = 520, size: float = 12
) -> list[Line]:
    """A paragraph as lines that fill the width, the first one set in."""
    lines: list[Line] = []
    start, held = x + indent, ""
    for word in words.split():
        longer = f"{held} {word}".strip()
        if held and start + len(longer) * WIDTH * size > right:
            lines.append(Line(held, start, top + 1.3 * size * len(lines), size))
            start, held = x, word
        else:
            held = longer
    return [*lines, Line(held, start, top + 1.3 * size * len(lines), size)]


def ruled(rows: Sequence[Sequence[str]], x: Sequence[float], top: float, *, row_height: float = 24) -> PdfPage:
    """A page with a table whose cells all have their borders; ``x`` are those of the columns."""
    page = PdfPage()
    y = top
    for row in rows:
        for column, words in enumerate(row):
            for index, part in enumerate(words.split("\n")):
                page.lines.append(Line(part, x[column] + 4, y + 4 + 12 * index, 9))
        y += row_height
    bottom = top + row_height * len(rows)
    page.rules += [Rule(x[0], top + row_height * n, x[-1], top + row_height * n) for n in range(len(rows) + 1)]
    page.rules += [Rule(border, top, border, bottom) for border in x]
    return page


def columned(
    rows: Sequence[Sequence[str]],
    x: Sequence[float],
    top: float,
    *,
    pitch: float = 15,
    pad: float = 4,
    size: float = 12,
    middle: bool = False,
) -> list[Line]:
    """A table without rulings: cells wrapped to their columns, which begin at ``x`` and end 12 points before the next.

    ``pad`` above and below each row; in the middle of their rows, cells stand beside half lines of others.
    """
    lines: list[Line] = []
    y = top
    for row in rows:
        cells = [
            [line.words for line in wrapped(words, 0, 0, indent=0, right=x[n + 1] - x[n] - 12, size=size)]
            for n, words in enumerate(row)
        ]
        height = max(map(len, cells))
        for n, cell in enumerate(cells):
            down = pitch * (height - len(cell)) / 2 if middle else 0
            lines += [
                Line(words, x[n], y + pad + down + pitch * k, size) for k, words in enumerate(cell) if words.strip()
            ]
        y += pitch * height + 2 * pad
    return lines


def scanned(lines: Iterable[str], *, size: int = 40, turn: int = 0) -> Image.Image:
    """A sheet of paper with lines of text, as a scanner sees it at 200 dpi."""
    sheet = Image.new("L", (1654, 2339), 255)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(str(FONTS[0]), size)
    for number, line in enumerate(lines):
        pen.text((150, 150 + 2 * size * number), line, fill=0, font=font)
    return sheet.rotate(turn, expand=True)


def with_part(data: bytes, name: str, body: bytes) -> bytes:
    """A .docx with one of its parts put in the place of its own."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, body if member.filename == name else old.read(member.filename))
        if name not in old.namelist():
            new.writestr(name, body)
    return held.getvalue()


def saved(document: Any) -> bytes:
    """The bytes of a python-docx document."""
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()
