"""From lines to paragraphs, sections and tables; nothing of the text is lost.

The input is text as OCR and converters leave it: heading signs whose depth
means nothing, bold that opens on one line and closes on the next, sentences
and table rows cut by a page, rows of tabs or pipes with fragments of HTML.
Numbering, not markup, decides what stands under what.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise, takewhile
from typing import NamedTuple

from rapidfuzz import fuzz

from graph.resolve import name_end
from loaders.document import Block, Cell, Layout, Marker, Outline, Paragraph, ParsedDocument, Row, Section, Table
from loaders.headers import header_rows, is_heading, merge
from ontology import vocabulary
from ontology.text import CAPITALS, compare_key, squeeze

_TAG = re.compile(r"</?(?:b|i|u|em|strong|sup|sub|br|p|span|div|small|font|center)\b[^<>]*>", re.IGNORECASE)
_SUP = re.compile(r"\s*<sup>\s*([23])\s*</sup>", re.IGNORECASE)
_BOLD = re.compile(r"<(b|strong)>(.*?)</\1>", re.IGNORECASE | re.DOTALL)
_ALL_ITALIC = re.compile(r"\s*<(i|em)>[^<]*</\1>\s*", re.IGNORECASE)
_LATEX = re.compile(r"\$([^$\n]*)\$")
_LATEX_SIGNS = (
    ("\\geq", "≥"),
    ("\\leq", "≤"),
    ("\\ge", "≥"),
    ("\\le", "≤"),
    ("\\%", "%"),
    ("\\,", " "),
    ("^{2}", "²"),
    ("^2", "²"),
)
_STARS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)")
_HASHES = re.compile(r"^\s*#{1,6}\s+")
#: A star before an item is its bullet, not the beginning of bold.
_STAR_ITEM = re.compile(r"^\s*\*\s+(?=\*\*\S|[^\s*])")
_RULE = re.compile(r"^\s*(?:[-_=*]\s*){4,}$")
_IMAGE = re.compile(r"^\s*!\[[^\]]*\]\([^)]*\)\s*$")

_ROMAN = re.compile(r"^(?=[IVX])(X{0,2}(?:IX|IV|V?I{0,3}))\s*[.)\-–]\s+(?=\S)")
_PART = re.compile(r"^((?:Phần|Chương|Mục|PHẦN|CHƯƠNG|MỤC)\s+(?:thứ\s+\w+|[IVX]+|\d+))\b[.:]?\s*", re.UNICODE)
_ARTICLE = re.compile(r"^(Điều\s+\d+[a-z]?)\s*[.:]\s*")
#: Papers of the Party put a dash behind the number: «1- Ban …»; behind it a capital, or it is a range.
_DASHED = rf"\s?[-–]\s+(?=[{CAPITALS}])"
_DOTTED = re.compile(rf"^(\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})(?:\s*[.)]?\s+(?=[^\d\s–-])|{_DASHED})")
_ARABIC = re.compile(rf"^(\d{{1,2}})(?:\s*[.)]\s+(?=\D)|{_DASHED})")
_LETTER = re.compile(r"^([a-zđ])\s*[.)]\s+", re.UNICODE)
_BULLET = re.compile(r"^([-+•●▪*–—])\s*(?=\w|\(|\"|“|<|≥)", re.UNICODE)

#: A line that ends in one of these goes on: no phrase of Vietnamese ends there.
OPEN_END = re.compile(
    r"(?:,|\b(?:của|và|các|những|theo|về|cho|với|tại|do|là|bằng|từ|trong|ngày|để|hoặc|cùng|bởi|như|thuộc|giai đoạn"
    r"|[Cc]hi nhánh|Ban|Bộ|Sở|Ủy|Uỷ|Nghị|Chương|Thủ|Chấp)"
    # «Quyết định số» goes on, «Chuyển đổi số» is a heading.
    r"|(?:quyết|định|hoạch|trình|thị|tư|án|[Ll]uật|lệnh|luận|dẫn|báo|văn) số)$"
)
#: A figure goes on with a date: «ngày 28 tháng» / «7 năm 2021».
_DATE_CUT = re.compile(r"\b(?:ngày|tháng|năm)$", re.IGNORECASE)
#: A ground is a paragraph of its own, whatever comma ends the one before it.
_GROUND = re.compile(r"(?:Căn cứ|Xét đề nghị|Theo đề nghị)\s")
#: The years in which a title in capitals ends: «… GIAI ĐOẠN» / «2021-2030».
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)\d\d)?[”\"]?$")
#: What begins a paragraph of its own, though no stop ends the title above it; what is carried out, in a long line.
_OPENS = re.compile(
    r"(?:Căn cứ|Kính gửi)\b"
    r"|(?=.{150})(?:Để\s+)?(?:[Tt]riển khai\s+)?[Tt]hực hiện\s+(?:Nghị|Quyết|Chỉ|Kế|Chương|Công|Kết|Thông|Luật|Đề)\b"
)
_ENDS = (".", ";", ":", "!", "?", "…", "./.", "”", '"')
#: A document with fewer items does not show how its paragraphs are parted.
_FEW_ITEMS = 4
_NEARLY_ALL = 0.85
_PAGE_NUMBER = re.compile(r"^\s*[-–]?\s*\d{1,3}\s*[-–]?\s*$")
#: A numbered item's own number that a converter left on a line of its own.
_BARE = re.compile(r"^(?:\d{1,2}[.)]|\d{1,2}(?:\.\d{1,2}){1,3}[.)]?|[IVX]{1,5}[.)]|[a-zđ][.)])$")
#: A cell between lone bars holds at most so many lines.
_CELL_LINES = 40
#: A heading is short; a longer unfinished line was cut.
_LONG = 60
#: Of 100. Rows of headings that print the same words are nearly alike even when recognised from a scan.
_HEADER_LIKENESS = 88
#: Signs and figures may well stand in every column; a title over a part of a table has letters.
_FEW_LETTERS = 4
#: Between two paragraphs of one cell, in a file with a layout.
PART = "  "
#: Within so many letters a label has its colon.
_LABEL = 40
#: Capitals are wider: a title in capitals is wrapped sooner, and lines of a letterhead are shorter.
_LONG_CAPITALS = 40

#: A scan takes one mark of a vowel for another; what is spelt so must have its colon.
RECIPIENTS = re.compile(r"^(?:n[ơo]i nhận\b|n[ơoưôờởớ]i nh[ậâạaặ]n\s*:)", re.IGNORECASE)
SIGNING = re.compile(r"^(?:T/?M\b|TM\.|KT\.|TL\.|TUQ\.|Q\.\s|T/TM\b|CHỦ TỊCH$|BÍ THƯ$|BỘ TRƯỞNG$|GIÁM ĐỐC$|THỦ TƯỚNG$)")
ANNEX = re.compile(r"^(?:phụ lục|biểu)(?:\s+(?:[IVX]+|\d+|số\s*\d+))?\s*[.:]?\s*$", re.IGNORECASE)


def clean_markup(text: str) -> str:
    """The text without HTML fragments, markdown stars and LaTeX; comparators stay.

    >>> clean_markup("<b>Giáo dục</b> < 3 %"), clean_markup("m <sup>2</sup> sàn/người")
    ('Giáo dục < 3 %', 'm² sàn/người')
    >>> clean_markup(r"( $\\geq 30\\%$  hộ dân")
    '( ≥ 30% hộ dân'
    """
    if "<" in text:
        text = _SUP.sub(lambda match: "²" if match.group(1) == "2" else "³", text)
        text = _TAG.sub(" ", text)
    if "$" in text:
        text = _LATEX.sub(lambda match: _latex(match.group(1)), text)
    if "*" in text or "_" in text:
        text = _STARS.sub("", text)
    return squeeze(text)


def _latex(inner: str) -> str:
    for sign, plain in _LATEX_SIGNS:
        inner = inner.replace(sign, plain)
    return inner


def is_row(line: str) -> bool:
    """Whether a line is a row of a table: cells parted by tabs, or by pipes at least two."""
    return "\t" in line.strip(" ") or (line.lstrip().startswith("|") and line.count("|") >= 3)


_NUMBERED_TAB = re.compile(r"^\s*(?:[IVXLC]+[.)]|\d+(?:\.\d+)*[.)]|[a-zđ][.)]|[-+•])\t[^\t]+$")


def _is_lone_item(lines: Sequence[str], number: int) -> bool:
    """Whether a line with one tab is a numbered paragraph, as word processors write it: no row stands beside it."""
    if not _NUMBERED_TAB.match(lines[number - 1]):
        return False
    beside = [lines[i - 1] for i in (number - 1, number + 1) if 1 <= i <= len(lines)]
    return not any(is_row(line) and not _NUMBERED_TAB.match(line) for line in beside)


def make_blocks(lines: Sequence[str], layout: Layout | None = None) -> tuple[Block, ...]:
    """Blocks that cover every line once, in order; where there is a layout it says which lines are rows.

    >>> [(b.kind, b.line, b.line_end) for b in make_blocks(["", "Số: 1", "a\\tb", "c\\td", "---- ----"])]
    [('blank', 1, 1), ('text', 2, 2), ('row', 3, 4), ('rule', 5, 5)]
    """
    blocks: list[Block] = []
    barred = set() if layout else _bar_regions(lines)
    piped = {} if layout else _open_rows(lines)
    for number, line in enumerate(lines, start=1):
        if number in barred:
            kind = "bars"
        elif layout and layout.tables[number - 1]:
            kind = "row"
        elif not line.strip() or _IMAGE.match(line):
            kind = "blank"
        elif number in piped or (not layout and is_row(line) and not _is_lone_item(lines, number)):
            kind = "row"
        elif _RULE.match(line):
            kind = "rule"
        else:
            kind = "text"
        # Text keeps a block a line: whether lines belong together is the next stage's finding.
        if blocks and kind != "text" and blocks[-1].kind == kind:
            blocks[-1] = Block(blocks[-1].kind, blocks[-1].line, number)
        else:
            blocks.append(Block(kind, number, number))  # type: ignore[arg-type]
    return tuple(blocks)


def _open_rows(lines: Sequence[str]) -> dict[int, bool]:
    """Lines of tables whose rows have bars between their cells and none before them; with each, whether one ends it.

    «TT | Việc | Chủ trì» and at least two rows of as many bars; the first must
    hold known headings of columns, for letterheads are set like that too.

    >>> sorted(_open_rows(["TT | Nhiệm vụ | Chủ trì", "---|---|---", "1 | a | b", "", "2 | c |", "a | b"]))
    [1, 2, 3, 5]
    """
    found: dict[int, bool] = {}
    for first, line in enumerate(lines, start=1):
        bars = line.count("|")
        if bars < 2 or first in found or line.lstrip().startswith("|") or "\t" in line:
            continue
        if sum(is_heading(cell.text) for cell in _cells(line, first)) < 2:
            continue
        run = [first]
        while run[-1] < len(lines):
            below = next((n for n in (run[-1] + 1, run[-1] + 2) if n <= len(lines) and lines[n - 1].strip()), None)
            if below is None or lines[below - 1].count("|") != bars:
                break
            run.append(below)
        if sum(not _is_ruler(lines[number - 1]) for number in run) >= 3:
            found |= dict.fromkeys(run, line.rstrip().endswith("|"))
    return found


def _bar_regions(lines: Sequence[str]) -> set[int]:
    """Lines of tables that stand one cell a line between lone bars: from the first bar of a run to its last.

    A run goes on while the next lone bar follows within a cell's length. One
    whose first cells are no headings of columns only lays out a letterhead or
    a signature; its lines are text. No cell holds the heading that says which
    kind of document it is: the letterhead above is no table below.
    """
    bars = [number for number, line in enumerate(lines, start=1) if line.strip() == "|"]
    kinds = [n for n, line in enumerate(lines, start=1) if bars and line.strip().isupper() and _names_kind(line)]
    found: set[int] = set()
    start = 0
    for index in range(1, len(bars) + 1):
        # A cell begins right below its bar: a blank line there ends the table.
        ended = (
            index == len(bars)
            or bars[index] - bars[index - 1] > _CELL_LINES
            or not lines[bars[index - 1]].strip()
            or any(bars[index - 1] < number < bars[index] for number in kinds)
        )
        if ended:
            if index - start >= 6 and _is_headed(lines, bars[start], bars[index - 1]):
                found.update(range(bars[start], bars[index - 1] + 1))
            start = index
    return found


@cache
def _kind_names() -> frozenset[str]:
    return frozenset(compare_key(word) for kind in vocabulary.document_kinds() for word in (kind.name, *kind.words))


def _names_kind(line: str) -> bool:
    return compare_key(line.strip().rstrip(":")) in _kind_names()


def _is_headed(lines: Sequence[str], first: int, last: int) -> bool:
    """Whether two of the first cells between lone bars are known headings of columns."""
    cells = [cell.text for row in _bar_rows(lines, first, min(last, first + _CELL_LINES))[:2] for cell in row.cells]
    return sum(is_heading(text) for text in cells) >= 2


def read_marker(text: str) -> tuple[Marker | None, str]:
    """The marker that opens a text, and the text after it.

    >>> read_marker("II. MỤC TIÊU")[0].code, read_marker("2.1 Đến năm 2030")[0].code, read_marker("đ) Về nhà ở")[0].rank
    ('II', '2.1', 20)
    >>> read_marker("2021 - 2025. Hỗ trợ")[0] is None
    True
    """
    for pattern, rank in (
        (_PART, 0),
        (_ARTICLE, 0),
        (_ROMAN, 1),
        (_DOTTED, 3),
        (_ARABIC, 2),
        (_LETTER, 20),
        (_BULLET, 30),
    ):
        match = pattern.match(text)
        if not match or not match.group(1):
            continue
        code = squeeze(match.group(1))
        actual = rank + code.count(".") - 1 if rank == 3 else rank
        return Marker(actual, squeeze(match.group(0)), "" if rank == 30 else code), text[match.end() :].strip()
    return None, text


def in_capitals(text: str) -> bool:
    """Whether a line stands in capitals, but for the small letters of symbols and a slip of recognition in twenty.

    >>> in_capitals("THỰC HIỆN QUYẾT ĐỊNH SỐ 77/QĐ-TTg"), in_capitals("UBND tỉnh"), in_capitals("2024")
    (True, False, False)
    """
    if text.isupper() or not text[:5].isupper():
        return text.isupper()
    plain = _SYMBOLS.sub("", text)
    return plain.isupper() or sum(map(str.islower, plain)) * 20 <= sum(map(str.isalpha, plain))


_SYMBOLS = re.compile(r"(?<=[A-ZĐ/-])(?:Tg|Tr|ThU|yĐ|i)(?![a-zà-ỹ])|\b(?:TTg|CTr|TTr)\b")


def _goes_on(previous: str, following: str, *, adjacent: bool, heading: bool) -> bool:
    """Whether a line is the rest of the paragraph before it, which a page or a line break cut."""
    if not previous or previous.endswith(_ENDS):
        return False
    capitals = in_capitals(previous)
    if capitals and adjacent and _YEARS.match(following):
        return True
    if previous.endswith(",") and adjacent and _GROUND.match(following):
        return False
    if capitals != in_capitals(following) or (_OPENS.match(following) and not OPEN_END.search(previous)):
        return False
    if following[0].isdigit() and _DATE_CUT.search(previous):
        return True
    if OPEN_END.search(previous):
        return True
    if adjacent and capitals and len(previous) >= _LONG_CAPITALS:
        return True
    if heading and (len(previous) < _LONG or not following[0].islower()):
        return False
    if following[0].islower():
        return True
    if following[0].isdigit():
        return len(previous) >= _LONG
    return adjacent and (len(previous) >= _LONG or _cuts_name(previous, following))


def _cuts_name(previous: str, following: str) -> bool:
    """Whether a known body name begins in the one line and ends in the next («Tổng Liên đoàn» / «Lao động …»).

    >>> _cuts_name("d) Hội Nạn nhân chất độc da cam, Đài Tiếng nói Việt", "Nam và các báo")
    True
    >>> _cuts_name("a) Sở Y tế", "Sở Nội vụ và các báo")
    False
    """
    if previous.isupper():
        return False
    for word in re.finditer(r"(?<!\w)[^\W\d_]", previous[-_LONG:]):
        tail = previous[-_LONG:][word.start() :]
        end = name_end(f"{tail} {following[:_LONG]}") if tail[0].isupper() else None
        if end is not None and end > len(tail):
            return True
    return False


def _is_wrapped(document: ParsedDocument) -> bool:
    """Whether lines are cut at a width, so that most that follow another at once go on in small letters."""
    lines = _text_lines(document)
    # Lines in capitals do not tell: a letterhead stands in them, and a title goes on in them.
    follow = [
        line
        for number, line in lines.items()
        if line and lines.get(number - 1) and not read_marker(line)[0] and not line.isupper()
    ]
    return sum(line[0].islower() for line in follow) > len(follow) / 2


def _is_spaced(document: ParsedDocument) -> bool:
    """Whether a blank line stands before nearly every numbered item, so that lines without one between belong together.

    Bullets do not count: a list under one item often stands without blank lines.
    """
    lines = _text_lines(document)
    items = [n for n, line in lines.items() if line and (mark := read_marker(line)[0]) and mark.rank < 30]
    apart = [n for n in items if lines.get(n - 1, "") in ("", "|")]
    return len(items) >= _FEW_ITEMS and len(apart) >= _NEARLY_ALL * len(items)


def _words(line: str) -> str:
    """A line of text without markup; a markdown item keeps a bullet.

    >>> _words("*   **Sở A** lập kế hoạch"), _words("## Tổ chức")
    ('• Sở A lập kế hoạch', 'Tổ chức')
    """
    return clean_markup(_STAR_ITEM.sub("• ", _HASHES.sub("", line)))


def _text_lines(document: ParsedDocument) -> dict[int, str]:
    """The text lines without markup, by number."""
    return {block.line: _words(document.lines[block.line - 1]) for block in document.blocks if block.kind == "text"}


def _is_page_number(document: ParsedDocument, line: int) -> bool:
    """Whether a line holds nothing but a small number and stands apart, as page numbers do."""
    if not _PAGE_NUMBER.match(document.lines[line - 1]):
        return False
    beside = [document.lines[n - 1].strip() for n in (line - 1, line + 1) if 1 <= n <= len(document.lines)]
    return len(beside) < 2 or "" in beside


def _runs_on(text: str, marker: Marker | None, clean: str, new: Marker | None, *, open_bold: bool, bold: bool) -> bool:
    """Whether a line right below another belongs to its paragraph, where blank lines part paragraphs.

    Args:
        text: the paragraph so far.
        marker: the marker it opens with.
        clean: the line.
        new: what looks like a marker at the line's beginning.
        open_bold: whether bold is still open at the end of ``text``.
        bold: whether the line opens in bold.
    """
    if open_bold:
        # «PHÓ CHỦ TỊCH / Trần Văn A» share their bold, but not a paragraph.
        return text.isupper() == clean.isupper() or not text.isupper()
    unfinished = not text.endswith(_ENDS)
    if new is not None:
        # «… của Công an tỉnh / - cơ quan thường trực …», «… nêu tại / Mục III …»: a dash or a part within a sentence.
        listed = marker is not None and marker.rank == new.rank
        return unfinished and not text.isupper() and not listed and (new.rank >= 30 or new.rank == 0)
    if text.isupper() and not clean.isupper() and not clean[0].islower():
        return False
    return not SIGNING.match(clean) and not (bold and (text.isupper() or not unfinished))


def paragraphs(document: ParsedDocument) -> Iterator[Paragraph]:
    """The logical paragraphs of a document, in order; table rows are not among them."""
    if document.layout is not None:
        yield from _set_paragraphs(document, document.layout)
        return
    text = ""
    starts: list[tuple[int, int]] = []
    marker: Marker | None = None
    heading = bold = False
    bare: tuple[Marker, int] | None = None
    closed = False
    stars = last_line = 0
    wrapped = _is_wrapped(document)
    spaced = wrapped and _is_spaced(document)
    for block in document.blocks:
        if block.kind in ("row", "bars") and text:
            yield Paragraph(text, tuple(starts), marker, heading, bold)
            text, starts = "", []
        if block.kind != "text" or (wrapped and _is_page_number(document, block.line)):
            continue
        raw = document.lines[block.line - 1]
        clean = _words(raw)
        adjacent = block.line == last_line + 1
        if not clean or clean in ("|", "---"):
            stars += raw.count("**")
            last_line = block.line if adjacent and clean != "|" and raw.strip() else last_line
            continue
        new_marker, rest = read_marker(clean)
        if new_marker is None and spaced and _BARE.match(clean):
            new_marker, rest = read_marker(f"{clean} …")[0], ""
        if bare is not None and new_marker is None:
            # «Chương I» stands alone and its title on the next line.
            new_marker, rest = bare[0], clean
        bare = (new_marker, block.line) if new_marker is not None and not rest else None
        is_heading = bool(_HASHES.match(raw)) or (new_marker is not None and new_marker.rank <= 1)
        may_join = bool(text) and not _HASHES.match(raw) and not RECIPIENTS.match(clean)
        opens_bold = raw.lstrip().startswith("**")
        if spaced and adjacent:
            joins = may_join and _runs_on(
                text, marker, clean, new_marker, open_bold=stars % 2 == 1, bold=opens_bold or closed
            )
        else:
            joins = (
                may_join
                and (new_marker is None or _within_sentence(text, new_marker, adjacent=adjacent))
                and not raw.rstrip("\n").endswith("  ")
                and (not closed or clean[0].islower())
                and (
                    _goes_on(text, clean, adjacent=adjacent, heading=heading)
                    or (
                        # The item of a list in a text of wrapped lines goes on before a capital too; a label
                        # («Cơ quan phối hợp: …») begins a line of its own.
                        wrapped
                        and ":" not in clean[:_LABEL]
                        and adjacent
                        and marker is not None
                        and marker.rank >= 20
                        and not text.endswith(_ENDS)
                        and not clean.isupper()
                    )
                )
            )
        if joins:
            starts.append((len(text) + 1, block.line))
            text = f"{text} {clean}"
            stars += raw.count("**")
        else:
            if text:
                yield Paragraph(text, tuple(starts), marker, heading, bold)
            text, starts, marker, heading = rest, [(0, block.line)], new_marker, is_heading
            bold = raw.strip().lstrip("#").strip().startswith(("**", "<b>"))
            stars = raw.count("**")
        # Bold that closes with the line closes the paragraph, unless the next one goes on in small letters.
        closed = bold and raw.rstrip().endswith("**")
        last_line = block.line
    if text:
        yield Paragraph(text, tuple(starts), marker, heading, bold)


def _set_paragraphs(document: ParsedDocument, layout: Layout) -> Iterator[Paragraph]:
    """Paragraphs of a file that tells them itself: only a page, or a line set in the middle, may have cut one."""
    above: Paragraph | None = None
    bare: Marker | None = None
    for block in document.blocks:
        if block.kind == "row" and above:
            yield above
            above = None
        clean = clean_markup(document.lines[block.line - 1]) if block.kind == "text" else ""
        if not clean:
            continue
        marker, rest = read_marker(clean)
        if bare is not None and marker is None:
            # «Chương I» stands alone and its title on the next line.
            marker, rest = bare, clean
        bare = marker if marker is not None and not rest else None
        adjacent = above is not None and {above.line_end, block.line} <= layout.centred
        if (
            above
            and marker is None
            and not RECIPIENTS.match(clean)
            and (_goes_on(above.text, clean, adjacent=adjacent, heading=above.heading))
        ):
            starts = (*above.starts, (len(above.text) + 1, block.line))
            above = replace(above, text=f"{above.text} {clean}", starts=starts)
            continue
        if above and above.text:
            yield above
        heading = marker is not None and marker.rank <= 1
        above = Paragraph(rest, ((0, block.line),), marker, heading, (block.line, 0) in layout.bold)
    if above and above.text:
        yield above


def _within_sentence(text: str, marker: Marker, *, adjacent: bool) -> bool:
    """Whether what looks like the heading of a part only goes on with a sentence: «… nêu tại» / «Mục III …»."""
    return marker.rank == 0 and adjacent and not text.endswith(_ENDS) and not text.isupper() and len(text) >= _LONG


# ---------------------------------------------------------------- sections


def _code(marker: Marker, above: Section, siblings: Sequence[Section]) -> str:
    """The path of a marker below a section; a letter printed twice is the next one (d, đ)."""
    own = marker.code
    if marker.rank == 20 and own == "d" and siblings and siblings[-1].code.endswith(".d"):
        own = "đ"
    prefix = above.code
    if marker.rank >= 3 and marker.rank < 20:
        # «2.1» repeats the numbers above it: its path starts at the part that is not numbered in arabic.
        node: Section | None = above
        while node is not None and node.paragraph and node.paragraph.marker and 2 <= node.paragraph.marker.rank < 20:
            node = node.parent
        prefix = node.code if node else ""
    return f"{prefix}.{own}" if prefix else own


def make_sections(parts: Sequence[Paragraph], root: Section) -> None:
    """Hang paragraphs below ``root`` by their numbering. Bullets and plain paragraphs go into ``body``."""
    stack: list[tuple[int, Section]] = [(-1, root)]
    for part in parts:
        if part.marker is None or part.marker.rank >= 30:
            stack[-1][1].body.append(part)
            continue
        while stack[-1][0] >= part.marker.rank:
            stack.pop()
        above = stack[-1][1]
        section = Section(_code(part.marker, above, above.children), part, above)
        above.children.append(section)
        stack.append((part.marker.rank, section))


def _lettered(parts: list[Paragraph]) -> list[Paragraph]:
    """The paragraphs with parts «A. …», «B. …» told as such, where roman numbers stand below the first of them."""
    places: list[int] = []
    for index, part in enumerate(parts):
        letter = "ABCDEFGH"[len(places) : len(places) + 1]
        if letter and part.marker is None and re.match(rf"{letter}[.)]\s+[{CAPITALS}]", part.text):
            places.append(index)
    below = parts[places[0] : places[1]] if len(places) > 1 else []
    if not any(part.marker and part.marker.rank == 1 for part in below):
        return parts
    found = list(parts)
    for index in places:
        part = parts[index]
        printed = part.text[:2]
        cut = len(part.text) - len(part.text[2:].lstrip())
        starts = (part.starts[0], *((max(0, start - cut), line) for start, line in part.starts[1:]))
        found[index] = Paragraph(part.text[cut:], starts, Marker(0, printed, printed[0]), True, part.bold)
    return found


def make_outline(document: ParsedDocument) -> Outline:
    """The document's opening, sections, closing block and tables."""
    parts = _lettered(list(paragraphs(document)))
    first = next((i for i, part in enumerate(parts) if part.marker and part.marker.rank <= 2), len(parts))
    ends = next(
        (i for i in range(len(parts)) if RECIPIENTS.match(parts[i].text) and i >= min(first, len(parts) - 1)), None
    )
    if ends is None:
        ends = next((i for i in range(len(parts)) if i > first and SIGNING.match(parts[i].text)), len(parts))
    behind = _attached(parts, first + 1, ends)
    ends = min(ends, behind[0].start if behind else ends)
    root = Section("", None)
    make_sections(parts[first:ends], root)
    annex: Section | None = None
    for attached in behind:
        below = parts[attached.start : attached.end]
        if attached.kind == "plan":
            make_sections(_unsigned(below), root)
        elif attached.kind == "annex":
            if annex is None:
                annex = Section("PL", below[0], root)
                root.children.append(annex)
                below = below[1:]
            make_sections(below, annex)
    return Outline(
        paragraphs=tuple(parts),
        opening=tuple(parts[: min(first, ends)]),
        closing=tuple(parts[ends : behind[0].start if behind else len(parts)]),
        root=root,
        tables=tuple(make_tables(document)),
    )


#: «(Ban hành kèm theo Quyết định số …)» stands below the title of what a decision brings with it.
_CAPTION = re.compile(
    r"(?:^|\()\s*(?:(?:ban hành|đính|phê duyệt)\s+(?:kèm\s+)?|kèm\s+)theo\s+(?:\w+\s+){1,6}?số\b", re.IGNORECASE
)
_ANNEX_TITLE = re.compile(r"(?:PHỤ LỤC|BIỂU|DANH MỤC|BẢNG)\b")
#: A title has no more paragraphs.
_TITLE_PARTS = 5


class _Attached(NamedTuple):
    """Paragraphs that stand behind the document proper: a «plan», an «annex» or any «other» text."""

    kind: str
    start: int
    end: int


@cache
def _attachable() -> tuple[tuple[str, str], ...]:
    """How the title of an attached text begins, in capitals, the longest first, and what that makes of it."""
    kinds = {
        word.upper(): "plan" if kind.plan else "other" for kind in vocabulary.document_kinds() for word in kind.words
    }
    return tuple(sorted(kinds.items(), key=lambda item: len(item[0]), reverse=True))


def _attached(parts: Sequence[Paragraph], first: int, ends: int) -> list[_Attached]:
    """The texts behind the document proper, each with the paragraphs up to the next.

    A programme that a decision issues stands behind the decision's signature:
    its kind in capitals, then «(Ban hành kèm theo …)». What it says is said by
    the document. An attached regulation is for good, and gives no tasks.

    Args:
        parts: all paragraphs.
        first: where to look from.
        ends: where the closing block begins; only behind it a lone «PHỤ LỤC» opens an annex.
    """
    opened: dict[int, str] = {i: "annex" for i in range(ends, len(parts)) if _is_annex(parts[i])}
    for at in (i for i in range(first, len(parts)) if _CAPTION.search(parts[i].text)):
        above = range(at, max(first, at - _TITLE_PARTS) - 1, -1)
        title = list(takewhile(lambda i: parts[i].marker is None, above))
        if any(i in opened for i in title):
            continue
        begins = [(i, what) for i in title if (what := _title_kind(parts[i].text))]
        if begins:
            opened[begins[-1][0]] = begins[-1][1]
    for at in range(ends + 1, len(parts)):
        # Saved pages drop the caption: then all of the title has to be in capitals, and parts have to follow.
        below = range(at, min(at + _TITLE_PARTS, len(parts)))
        titled = parts[at].text.isupper() and _title_kind(parts[at].text) == "plan"
        if titled and not opened.keys() & {*below, at - 1} and any(parts[i].marker for i in below):
            opened[at] = "plan"
    starts = sorted(opened)
    return [_Attached(opened[i], i, j) for i, j in pairwise([*starts, len(parts)])]


def _is_annex(part: Paragraph) -> bool:
    return part.marker is None and bool(ANNEX.match(part.text))


def _title_kind(text: str) -> str:
    if _ANNEX_TITLE.match(text):
        return "annex"
    return next((what for word, what in _attachable() if text.startswith(word)), "")


def _unsigned(parts: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """An attached text without its closing block."""
    ends = (i for i, part in enumerate(parts) if i and (RECIPIENTS.match(part.text) or SIGNING.match(part.text)))
    return parts[: next(ends, len(parts))]


# ---------------------------------------------------------------- tables


def _set_cells(document: ParsedDocument, layout: Layout, number: int) -> list[Cell]:
    """The cells of a row whose file tells them; a merged cell stands in every row that it covers."""
    cells = []
    for column, raw in enumerate(document.lines[number - 1].split("\t")):
        line, printed = layout.merged.get((number, column), (number, column))
        if line < number:
            raw = document.lines[line - 1].split("\t")[printed]
        text = clean_markup(raw)
        bold = text if (line, printed) in layout.bold else ""
        parts = tuple(filter(None, map(clean_markup, raw.split(PART))))
        cells.append(Cell(text, [line] if text else [], bold, (line, printed) in layout.italic, parts))
    return cells


def _cells(line: str, number: int, *, closed: bool | None = None) -> list[Cell]:
    """The cells of a row; ``closed`` is told where no bar stands before the first: whether one stands behind the last.

    >>> [cell.text for cell in _cells("| a | b |", 1)], [cell.text for cell in _cells(" | a |", 1, closed=False)]
    (['a', 'b'], ['', 'a', ''])
    """
    inner = line.strip().strip("|") if closed is None else line.rstrip().removesuffix("|") if closed else line
    raw_cells = line.split("\t") if "\t" in line else inner.split("|")
    return [
        Cell(
            text=clean_markup(raw),
            lines=[number] if clean_markup(raw) else [],
            bold=clean_markup(" ".join(match.group(2) for match in _BOLD.finditer(raw))),
            italic=bool(_ALL_ITALIC.fullmatch(raw)),
        )
        for raw in raw_cells
    ]


_COLUMN_NUMBER = re.compile(r"^\(?(?P<number>\d{1,2})\)?(?:\s*=\s*[\d()+\-*/:x,.%\s]+)?$|^\(?[A-ZĐ]\)?$")


def _is_number_row(row: Row) -> bool:
    """A row that only numbers the columns: «1 | 2 | 3», «(1) | (2) | (3)», «A | B | 1 | 2=1/3»."""
    found = [_COLUMN_NUMBER.match(cell.text) for cell in row.cells if cell.text]
    digits = [int(match["number"]) for match in found if match and match["number"]]
    return (
        len(found) >= 3
        and all(found)
        and len(digits) >= 2
        and digits == list(range(digits[0], digits[0] + len(digits)))
    )


def _is_ruler(line: str) -> bool:
    return bool(re.fullmatch(r"[\s|:\-–+]+", line))


def make_tables(document: ParsedDocument) -> Iterator[Table]:
    """Every table: row blocks with only blank lines between them are one table over several pages."""
    group: list[Row] = []
    pages_apart = False
    number = table = 0
    caption = ""
    piped = _open_rows(document.lines) if document.layout is None else {}

    def finish() -> Iterator[Table]:
        nonlocal number
        if len(group) > 1:
            number += 1
            yield _table(number, group, caption, document.layout)
        group.clear()

    for block in document.blocks:
        if block.kind == "blank":
            pages_apart = True
            continue
        if block.kind == "bars":
            yield from finish()
            group.extend(_bar_rows(document.lines, block.line, block.line_end))
            yield from finish()
            continue
        if block.kind != "row":
            yield from finish()
            if block.kind == "text":
                caption = clean_markup(_HASHES.sub("", document.lines[block.line - 1]))
            continue
        for line in range(block.line, block.line_end + 1):
            raw = document.lines[line - 1]
            layout = document.layout
            if layout is None and _is_ruler(raw):
                continue
            if layout is not None and layout.tables[line - 1] != table:
                yield from finish()
                table = layout.tables[line - 1]
            cells = _set_cells(document, layout, line) if layout else _cells(raw, line, closed=piped.get(line))
            if group and layout and document.page(line) != document.page(group[-1].line):
                pages_apart = True
            row = Row(cells, line, line, pages_apart and bool(group), settled=layout is not None)
            pages_apart = False
            group.append(row)
    yield from finish()


_ROW_CODE = re.compile(r"^(?:[IVXLC]+|\d+(?:\.\d+)*|[a-zđA-ZĐ])[.)]?$")


def _bar_rows(lines: Sequence[str], first: int, last: int) -> list[Row]:
    """Rows of a table whose cells stand one a line between lone bars.

    A row is «bar cell bar cell … bar», so two bars in a row end one row and
    open the next, and every bar more is an empty cell; the header's width
    tells on which side of the boundary.
    """
    tokens: list[Cell | None] = []
    for number in range(first, last + 1):
        raw = lines[number - 1]
        if raw.strip() == "|":
            tokens.append(None)
            continue
        text = clean_markup(raw)
        if not text:
            continue
        if tokens and tokens[-1] is not None:
            cell = tokens[-1]
            cell.lines.append(number)
            cell.offsets.append(len(cell.text) + 1)
            cell.text = f"{cell.text} {text}"
            cell.bold = (
                f"{cell.bold} {text}".strip()
                if raw.strip().endswith("**") or raw.strip().startswith("**")
                else cell.bold
            )
        else:
            bold = text if raw.strip().startswith("**") else ""
            tokens.append(Cell(text, [number], bold, offsets=[0]))
    rows: list[list[Cell]] = [[]]
    width = 0
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token is not None:
            rows[-1].append(token)
            index += 1
            continue
        run = index
        while run < len(tokens) and tokens[run] is None:
            run += 1
        bars, index = run - index, run
        filled = len(rows[-1])
        following = tokens[index] if index < len(tokens) else None
        if not filled:
            rows[-1].extend(Cell() for _ in range(bars - 1))
        elif bars == 1:
            continue
        elif not width:
            width = filled
            rows.append([Cell() for _ in range(bars - 2)])
        elif bars - 2 >= (missing := max(0, width - filled)):
            rows[-1].extend(Cell() for _ in range(missing))
            rows.append([Cell() for _ in range(bars - 2 - missing)])
            width = max(width, filled)
        elif following is None or _ROW_CODE.match(following.text) or (bars == 2 and len(rows) == 2):
            # A second row of headings has only the cells below those that span it.
            rows.append([Cell() for _ in range(bars - 2)])
        else:
            rows[-1].extend(Cell() for _ in range(bars - 1))
    made = []
    for cells in rows:
        numbers = [number for cell in cells for number in cell.lines]
        if numbers:
            made.append(Row(cells, numbers[0], numbers[-1]))
    return made


def is_same_header(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two rows print the same headings, but for a slip of recognition in a letter or two."""
    return one == other or fuzz.ratio(" ".join(one), " ".join(other)) >= _HEADER_LIKENESS


def _across(row: Row, layout: Layout | None) -> Row:
    """A row of headings with those that span several columns over each of them."""
    if layout is None:
        return row
    origins = [layout.merged.get((row.line, column), (0, column)) for column in range(len(row.cells))]
    return replace(row, cells=[row.cells[c if line == row.line else i] for i, (line, c) in enumerate(origins)])


def _table(number: int, group: Sequence[Row], caption: str, layout: Layout | None = None) -> Table:
    start, depth = header_rows(group)
    header = [_across(row, layout) for row in group[start : start + depth]]
    repeated = [_filled(row) for row in group[start : start + depth]]
    rows: list[Row] = []
    broken = False
    for place, row in enumerate(group, start=1):
        row.number = place
    for row in group[start + depth :]:
        key = _filled(row)
        again = any(is_same_header(key, other) for other in repeated)
        if again or _is_number_row(row):
            broken = broken or again
            continue
        row.after_break = row.after_break or broken
        broken = False
        if any(cell.text for cell in row.cells):
            rows.append(row if layout else _once(row))
    # Group rows and rows below merged cells print fewer cells than the table has.
    widths = Counter(len(row.cells) for row in rows if len(row.cells) >= len(header[0].cells))
    width = max(widths, key=lambda cells: (widths[cells], cells), default=0)
    titled = " ".join(cell.text for row in group[:start] for cell in row.cells if cell.text)
    return Table(number, (merge(header, width),), tuple(rows), group[0].line, group[-1].line_end, titled or caption)


def _once(row: Row) -> Row:
    """A row whose one text a converter repeated over all the columns that its cell spans, with the text in the first.

    >>> [cell.text for cell in _once(Row([Cell("II"), *(Cell("Thư viện và phòng đọc"),) * 3], 1, 1)).cells]
    ['II', 'Thư viện và phòng đọc', '', '']
    """
    for start in (0, 1):
        words, *repeated = row.cells[start:] or [Cell()]
        alike = all(compare_key(cell.text) == compare_key(words.text) for cell in repeated)
        if repeated and alike and sum(letter.isalpha() for letter in words.text) >= _FEW_LETTERS:
            return replace(row, cells=[*row.cells[: start + 1], *(Cell() for _ in repeated)])
    return row


def _filled(row: Row) -> list[str]:
    return [compare_key(cell.text) for cell in row.cells if cell.text]
