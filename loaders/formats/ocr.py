"""Recognising scanned pages with Tesseract, where it is installed with its Vietnamese data.

The page is drawn, its words come from Tesseract with their boxes, and its
rulings from long dark runs of the picture, so that a scanned page is read on
like any other.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from functools import cache
from itertools import product
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from loaders.formats.pages import find_tables, make_edge
from loaders.formats.words import Page, Word
from ontology.text import squeeze

DPI = 300
_MAX_PIXELS = 25_000_000
_LANGUAGE = "vie"
INSTALL = (
    "Install Tesseract with Vietnamese (Debian, Ubuntu: apt install tesseract-ocr tesseract-ocr-vie) and load it again"
)

_RULING = 0.25
"""Inches: a shorter dark run is a stroke of a letter."""
_DARK = 170
_UNBROKEN = 0.9
_GAP = 100
"""Points: two strokes in one line with no more between them are one ruling."""
_TALL = 90
"""Pixels: no line of text is higher."""
_THICK = 12
"""Pixels: what is thicker is no ruling."""
_SLOPE = 0.02
_BESIDE = 3
"""Pixels: so far from a ruling the paper is white again."""
_TOUCHED = 0.25
"""The part of a ruling's length that letters may touch. Letters themselves, run together by a poor scan, have more."""
_SURE = 60.0
"""Tesseract's confidence in a word, of 100. Below, the word is read, and told."""
_NOISE = 15.0
_MOST_CELLS = 80
_INK = 40
"""Dark pixels: fewer are dust."""
_SPECK = 6
"""Dark pixels at most; the dot of the smallest letter has more."""
_DUSTY = 300
"""Specks: a page with fewer is left as it is."""
_POOR = 72.0
_MOST_SKEW = 4.0
"""Degrees: a page that lies in the scanner more askew was turned on purpose."""
_SKEWED = 0.35
"""Degrees: Tesseract and the rulings bear with less."""
_CLEARER = 1.1
"""So many times as sharp must the lines of a straightened page be."""


@cache
def missing() -> str:
    """What is missing for recognising pages; empty where all is there."""
    if shutil.which("tesseract") is None:
        return "Tesseract is not installed"
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    if _LANGUAGE not in listed.stdout.split():
        return "Tesseract has no Vietnamese data here"
    return ""


def scale_for(width: float, height: float) -> float:
    """Pixels a point at which a page is drawn: 300 dpi, or less where the page is vast."""
    return float(min(DPI / 72, (_MAX_PIXELS / max(width * height, 1)) ** 0.5))


def recognise(picture: Image.Image, number: int, scale: float, seconds: float) -> Page:
    """The page of a picture in colour, drawn at so many pixels a point.

    Raises:
        subprocess.TimeoutExpired: Tesseract took too long.
        RuntimeError: it failed.
    """
    # Seals and stamps are red: in the picture's red they are white.
    grey = _straight(without_dust(ImageOps.autocontrast(picture.split()[0], cutoff=2)))
    edges, clean = _rulings(grey, scale)
    rows = _words(clean, seconds)
    if _confidence(rows) < _POOR and (quarter := _turn(grey)):
        grey = _straight(grey.rotate(-90 * quarter, expand=True))
        edges, clean = _rulings(grey, scale)
        rows = _words(clean, seconds)
    _reread_figures(grey, rows)
    words = [
        Word(
            row["text"],
            row["left"] / scale,
            (row["left"] + row["width"]) / scale,
            row["top"] / scale,
            row["bottom"] / scale,
            sure=row["conf"] >= _SURE,
        )
        for row in rows
    ]
    width, height = grey.size
    page = Page(number, width / scale, height / scale, words, edges, recognised=True)
    page.words += _lone_words(page, clean, scale)
    return page


def _lone_words(page: Page, clean: Image.Image, scale: float) -> list[Word]:
    """Words in cells that Tesseract has passed over: a lone figure is no text to it until it is shown alone."""
    found = []
    empty = [box for table in find_tables(page)[0] for box in table.empty]
    for x0, top, x1, bottom in empty[:_MOST_CELLS]:
        crop = clean.crop(((x0 + 2) * scale, (top + 2) * scale, (x1 - 2) * scale, (bottom - 2) * scale))
        if min(crop.size) < 8 or np.count_nonzero(np.asarray(crop) < _DARK) < _INK:
            continue
        ink = ImageOps.invert(crop).point(lambda value: value if value > 255 - _DARK else 0).getbbox()
        if ink is None:
            continue
        alone = ImageOps.expand(crop.crop(ink), 30, fill=255)
        text = squeeze(_tesseract(alone, ["-l", _LANGUAGE, "--psm", "7"], 10)).strip("| ")
        if any(map(str.isalnum, text)):
            left, upper = x0 + 2 + ink[0] / scale, top + 2 + ink[1] / scale
            right, lower = x0 + 2 + ink[2] / scale, top + 2 + ink[3] / scale
            found.append(Word(text, left, right, upper, lower, sure=False))
    return found


def without_dust(grey: Image.Image) -> Image.Image:
    """The page without the dust of a poor scan: specks of few pixels with white paper around them, where many lie."""
    pixels = np.array(grey)
    dark = (pixels < _DARK).astype(np.uint8)
    near, around = _sums(dark, 2), _sums(dark, 4)
    lone = (near > 0) & (near <= _SPECK) & (near == around)
    if np.count_nonzero(lone & (dark > 0)) < _DUSTY:
        return grey
    pixels[_sums(lone.astype(np.uint8), 2) > 0] = 255
    return Image.fromarray(pixels)


def _sums(marks: Any, reach: int) -> Any:
    """For each pixel the sum of those so far around it."""
    for axis in (0, 1):
        padded = np.pad(marks, [(reach, reach) if axis == n else (0, 0) for n in (0, 1)])
        size = marks.shape[axis]
        marks = sum(padded.take(range(k, k + size), axis) for k in range(2 * reach + 1))
    return marks


def _straight(grey: Image.Image) -> Image.Image:
    """The page with its lines level: turned back by as much as it lay askew in the scanner."""
    angle = skew(grey)
    return grey.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255) if angle else grey


def skew(grey: Image.Image) -> float:
    """By how many degrees lines of text or rulings sink to the right; 0 where by few, or where it is not clear.

    At the right angle the rows of the picture are either full of ink or
    empty: the squares of their sums are the largest.
    """
    small = grey.reduce(max(1, min(grey.size) // 800))
    rows, columns = np.nonzero(np.asarray(small) < _DARK)
    if len(rows) < _INK:
        return 0.0
    middle = columns - small.size[0] / 2

    def sharpness(angle: float) -> float:
        sums = np.bincount(np.round(rows - middle * np.tan(np.radians(angle))).astype(np.int64) + small.size[0])
        return float(np.square(sums, dtype=np.float64).sum())

    best = 0.0
    for step, reach in ((0.5, _MOST_SKEW), (0.1, 0.4)):
        best = max((best + step * k for k in range(-round(reach / step), round(reach / step) + 1)), key=sharpness)
    sure = abs(best) < _MOST_SKEW and sharpness(best) > _CLEARER * sharpness(0.0)
    return best if sure and abs(best) >= _SKEWED else 0.0


_DAY = re.compile(r"^ngày$", re.IGNORECASE)
_MONTH = re.compile(r"^(tháng)(\S{0,3})$", re.IGNORECASE)
_YEAR = re.compile(r"^năm$", re.IGNORECASE)
_NUMBER = re.compile(r"^số:?$", re.IGNORECASE)
#: There are four quarters: strokes behind «Quý» are Roman figures, however they were recognised.
_QUARTER = re.compile(r"^quý (?P<number>[1Il]{2,3}|[1Il]V)(?P<rest>(?:[/,;.)-].*)?)$", re.IGNORECASE)
_ROMAN = {
    **{"".join(strokes): "I" * count for count in (2, 3) for strokes in product("1IL", repeat=count)},
    **{f"{stroke}V": "IV" for stroke in "1IL"},
}


def _reread_figures(grey: Image.Image, rows: list[dict[str, Any]]) -> None:
    """Days, months and numbers filled in by hand are read once more, as the figures that they must be.

    What comes of it is put in the place of what was read, and stays unsure.
    """
    for index in range(len(rows) - 1):
        row, after = rows[index], rows[index + 1]
        beyond = rows[index + 2] if index + 2 < len(rows) else None
        if _NUMBER.match(row["text"]) and after["text"] == ":" and beyond and index + 3 < len(rows):
            row, after, beyond = {**after, "text": row["text"]}, beyond, rows[index + 3]
        end = row["left"] + row["width"]
        if _beside(row, after) and (quarter := _QUARTER.match(f"{row['text']} {after['text']}")):
            after["text"] = f"{_ROMAN[quarter['number'].upper()]}{quarter['rest']}"
            after["conf"] = min(after["conf"], _SURE - 1)
            continue
        if not (_beside(row, after) and (beyond is None or _beside(after, beyond))):
            # In a cell «Tháng 9/2026» may stand above «Năm 2027».
            continue
        if _DAY.match(row["text"]) and beyond and _MONTH.match(beyond["text"]):
            _as_figures(grey, after, end, beyond["left"], 31)
        elif _NUMBER.match(row["text"]) and beyond and beyond["text"].startswith("/"):
            _as_figures(grey, after, end, beyond["left"], 99_999)
        elif (month := _MONTH.match(row["text"])) and month.group(2) and _YEAR.match(after["text"]):
            glued = {**row, "text": month.group(2)}
            _as_figures(grey, glued, row["left"] + int(0.85 * row["width"] * 5 / len(row["text"])), after["left"], 12)
            if glued["text"].isdigit():
                row["text"], row["conf"] = f"{month.group(1)} {glued['text']}", glued["conf"]
        elif _MONTH.match(row["text"]) and beyond and _YEAR.match(beyond["text"]):
            _as_figures(grey, after, end, beyond["left"], 12)


def _beside(row: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether a word stands behind another in one line."""
    middle = (after["top"] + after["bottom"]) / 2
    return bool(row["top"] < middle < row["bottom"] and after["left"] > row["left"])


def _as_figures(grey: Image.Image, row: dict[str, Any], left: int, right: int, most: int) -> None:
    if row["text"].isdigit() and row["conf"] >= _SURE:
        return
    crop = grey.crop((left + 2, row["top"] - 6, max(right - 2, left + 12), row["bottom"] + 6))
    alone = ImageOps.expand(crop, 30, fill=255)
    for language, mode in (("eng", "7"), (_LANGUAGE, "6")):
        options = ["-l", language, "--psm", mode, "-c", "tessedit_char_whitelist=0123456789"]
        try:
            text = _tesseract(alone, options, 10).strip()
        except RuntimeError:
            continue  # English data may be missing.
        if text.isdigit() and 0 < int(text) <= most:
            row["text"], row["conf"] = text, min(row["conf"], _SURE - 1)
            return


#: Signs that Tesseract takes for others: no Vietnamese text has these.
_LETTERS = {"ĐÐ": "Đ", "đð": "đ", "Ð": "Đ", "ð": "đ", "⁄": "/", "∕": "/"}
_SLIPS = re.compile("|".join(_LETTERS))


def _words(grey: Image.Image, seconds: float) -> list[dict[str, Any]]:
    """The words that Tesseract sees, each as high as its line."""
    said = _tesseract(grey, ["-l", _LANGUAGE, "--psm", "3", "tsv"], seconds)
    found: list[dict[str, Any]] = []
    line: dict[str, str] = {}
    for row in csv.DictReader(io.StringIO(said), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == "4":
            line = row
        if row["level"] != "5" or not row["text"].strip(" |"):
            continue
        confidence = float(row["conf"])
        if confidence < (_NOISE if any(map(str.isalnum, row["text"])) else _SURE):
            continue
        top, height = int(line["top"]), int(line["height"])
        if height > 2 * int(row["height"]) and height > _TALL:
            # Tesseract took several lines for one.
            top, height = int(row["top"]), int(row["height"])
        left, width = int(row["left"]), int(row["width"])
        found.append(
            {
                "text": _SLIPS.sub(lambda slip: _LETTERS[slip.group()], row["text"].strip("|")),
                "conf": confidence,
                "left": left,
                "width": width,
                "top": top,
                "bottom": top + height,
            }
        )
    _lower(found)
    return found


#: Capitals with the mark of a tone.
_TONED = "ÀÁẢÃẠẰẮẲẴẶẦẤẨẪẬÈÉẺẼẸỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌỒỐỔỖỘỜỚỞỠỢÙÚỦŨỤỪỨỬỮỰỲÝỶỸỴ"
#: «SỞ», «lỆ» among small letters: with their marks small letters are as high as capitals.
_TOO_HIGH = re.compile(rf"^(?:[^\W\d_][{_TONED}]|[^\W\d_]*[{_TONED}][^\W\d_]*)(?=\W*$)")


def _lower(found: list[dict[str, Any]]) -> None:
    """Give words among small letters the small letters that Tesseract took for capitals for their marks."""
    for before, row, after in zip([None, *found], found, [*found[1:], None], strict=False):
        text = row["text"]
        letters = [char for char in text if char.isalpha()]
        line = [beside["text"] for beside in (before, after) if beside is not None and beside["top"] == row["top"]]
        among = any(char.islower() for beside in line for char in beside)
        mixed = bool(letters) and letters[0].islower()
        if _TOO_HIGH.match(text) and (mixed or (among and len(letters) == 2)):
            row["text"] = text[:1] + text[1:].lower()


def _confidence(rows: list[dict[str, Any]]) -> float:
    return sum(row["conf"] for row in rows) / len(rows) if rows else 0.0


def _turn(grey: Image.Image) -> int:
    """How many quarter turns to the right make a page upright, as Tesseract sees it."""
    try:
        said = _tesseract(grey, ["-l", "osd", "--psm", "0"], 20)
    except RuntimeError:
        return 0
    found = re.search(r"Rotate: (\d+)", said)
    return int(found.group(1)) // 90 if found else 0


def _tesseract(grey: Image.Image, options: list[str], seconds: float) -> str:
    held = io.BytesIO()
    grey.save(held, "png", compress_level=1)
    command = ["tesseract", "stdin", "stdout", "--dpi", str(DPI), *options]
    done = subprocess.run(command, input=held.getvalue(), capture_output=True, timeout=seconds, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode("utf-8", "replace").strip()[:200])
    return done.stdout.decode("utf-8", "replace")


# ---------------------------------------------------------------- rulings


def _rulings(grey: Image.Image, scale: float) -> tuple[list[dict[str, Any]], Image.Image]:
    """The long straight strokes of a picture, in points; and the picture, without them where they rule a table."""
    pixels = np.array(grey)
    dark = pixels < _DARK
    length = int(_RULING * 72 * scale)
    edges = []
    found = {
        lies: [stroke for stroke in _runs(turned, length) if _stands_alone(turned, stroke)]
        for lies, turned in ((True, dark), (False, dark.T))
    }
    ruled = all(sum(x1 - x0 > 4 * length for x0, _, x1, _ in strokes) >= 3 for strokes in found.values())
    for lies, strokes in found.items():
        for x0, top, x1, bottom in strokes if ruled else ():
            held = pixels if lies else pixels.T
            held[top : bottom + 1, x0 : x1 + 1] = 255
        for stroke in _joined(strokes, int(_GAP * scale), int(3 * scale)):
            left, upper, right, lower = (value / scale for value in stroke)
            edges.append(make_edge(left, upper, right, lower) if lies else make_edge(upper, left, lower, right))
    return edges, Image.fromarray(pixels)


def _stands_alone(dark: Any, stroke: tuple[int, int, int, int]) -> bool:
    """Whether the paper is white on both sides of a stroke."""
    x0, top, x1, bottom = stroke
    sides = (max(top - _BESIDE, 0), min(bottom + _BESIDE, len(dark) - 1))
    return all(float(dark[side, x0 : x1 + 1].mean()) <= _TOUCHED for side in sides)


def _joined(strokes: list[tuple[int, int, int, int]], gap: int, off: int) -> list[tuple[int, int, int, int]]:
    """Strokes of one line that the scan has broken, made whole."""
    found: list[list[int]] = []
    for x0, top, x1, bottom in sorted(strokes):
        middle = (top + bottom) // 2
        near = next((f for f in found if abs((f[1] + f[3]) // 2 - middle) <= off and x0 - f[2] <= gap), None)
        if near is None:
            found.append([x0, top, x1, bottom])
        else:
            near[2] = max(near[2], x1)
    return [(x0 - off, top, x1 + off, bottom) for x0, top, x1, bottom in found]


def _runs(dark: Any, length: int) -> list[tuple[int, int, int, int]]:
    """Boxes of horizontal strokes at least so long. A scan's stroke may slope: three rows count as one."""
    thick = dark.copy()
    thick[1:] |= dark[:-1]
    thick[:-1] |= dark[1:]
    if thick.shape[1] <= length:
        return []
    total = np.cumsum(np.pad(thick.astype(np.int32), ((0, 0), (1, 0))), axis=1)
    full = total[:, length:] - total[:, :-length] >= _UNBROKEN * length
    found: list[list[int]] = []
    growing: list[list[int]] = []
    for row in np.flatnonzero(full.any(axis=1)):
        starts = np.flatnonzero(np.diff(np.pad(full[row].astype(np.int8), 1)))
        still = []
        for first, last in zip(starts[::2], starts[1::2], strict=True):
            begin, end = int(first), int(last) - 1 + length
            near = next((r for r in growing if r[3] >= row - 2 and r[0] <= end and begin <= r[2]), None)
            if near is None:
                near = [begin, int(row), end, int(row)]
                found.append(near)
            else:
                near[0], near[2], near[3] = min(near[0], begin), max(near[2], end), int(row)
            still.append(near)
        growing = [r for r in growing if r[3] >= row - 2 and r not in still] + still
    return [(x0, top, x1, bottom) for x0, top, x1, bottom in found if bottom - top <= _THICK + _SLOPE * (x1 - x0)]
