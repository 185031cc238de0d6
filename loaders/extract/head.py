"""The document's own number, kind, issuer, place, date, title and signer.

Shapes read: «Số: 118 /KH-UBND», a blank number «Số: /KH-UBND», «Cần Thơ, ngày
14 tháng 6 năm 2024», a blank day; the kind in capitals on a line of its own,
the title below it; «UBND tỉnh ban hành Kế hoạch …» or «Ban Chấp hành … xây
dựng kế hoạch» as the enacting words; a signature block «TM. … KT. … PHÓ …»
over the name. A Party plan may have neither number nor date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from rapidfuzz import fuzz

from graph.resolve import find_place, name_end
from loaders.document import Outline, Paragraph
from loaders.extract.bodies import begins_body, body_at
from loaders.extract.citations import canonical_number, kinds, numbers_in
from loaders.extract.mentions import Finding, Head
from loaders.structure import OPEN_END, RECIPIENTS, SIGNING, clean_markup, in_capitals, is_row
from ontology import vocabulary
from ontology.text import canonical, compare_key, rx, without_marks
from ontology.values import DocumentNumber, PartialDate, find_dates, find_numbers

_NUMBER_LINE = rx(r"^(?:(?:Luật|Pháp lệnh|Nghị quyết)\s+)?(?:Số|SỐ|S[oốô]|số)\s*[:.]?\s*(?P<rest>.*)$")
_BLANK_NUMBER = rx(r"^[.…_\s]*(?:(?P<sep>[/-])\s*(?P<kind>[A-ZĐ][A-Za-zĐđ]*)\s*[-–/]\s*(?P<body>[A-ZĐ][\wĐđ&-]*))")
_PLACE_DATE = rx(r"^(?P<place>[\p{Lu}][^,\d]{1,40}),\s*(?P<date>(?:ngày|tháng)\b.*)$")
_ENACTS = rx(
    r"(?:^|[.,;]\s+|\s)(?P<body>[^.,;:]{4,90}?)"
    r"(?:,?\s+\(?(?:khóa|khoá|nhiệm kỳ)\s[^(),.;:]{1,30}\)?|\s+\([^()]{1,60}\))?"
    r"\s+(?:thống nhất\s+)?(?:ban hành|xây dựng|lập|đề ra)\s+(?:Chương trình|Kế hoạch|kế hoạch"
    r"|chương trình|Quyết định|Nghị quyết|Nghị định|Thông tư|Chỉ thị|Quy định|Quy chế|Kết luận|Thông báo|Công điện"
    r"|Đề án|Phương án|Hướng dẫn)"
)
#: «…, Văn phòng A hướng dẫn … như sau:» in a guide or a letter, which names no document that it issues.
_SPEAKS = rx(r"(?:^|[,;]\s+)(?P<body>[^.,;:]{4,90}?)\s+(?:hướng dẫn|đề nghị|yêu cầu|thông báo)\s")
_OFFICES = (
    "Tổng Bí thư|Bí thư|Thủ tướng|Chủ tịch nước|Chủ tịch|Bộ trưởng|Thứ trưởng|Tổng Giám đốc|Giám đốc|Tổng cục trưởng"
    "|Chi cục trưởng|Cục trưởng|Vụ trưởng|Viện trưởng|Hiệu trưởng|Trưởng ban|Trưởng đoàn|Trưởng phòng|Tổ trưởng"
    "|Chánh Văn phòng|Chánh Thanh tra|Chánh án|Chủ nhiệm|Chỉ huy trưởng|Tổng Thư ký|Tổng Kiểm toán nhà nước"
)
_ROLE = rx(rf"(?:^|\s)(?:(?:KT|TL|TUQ|Q)\.\s*)?(?P<role>(?:PHÓ\s+)?(?:{_OFFICES.upper()})(?:\s+THƯỜNG TRỰC)?)\s*$")
_STEAD = rx(r"(?:^|\s)(?:KT|TL|TUQ)\.\s*$")
_RANK = rx(r"^(?:(?:Đại|Thượng|Trung|Thiếu)\s+(?:tướng|tá|úy)\s+|(?:[\p{Lu}][\wĐđ]{0,7}\.\s*)+)", re.IGNORECASE)
#: What stands behind the name of an assembly in a heading: its term and session.
_SESSION = rx(r"\s*,?\s*\(?(?:KHÓA|KHOÁ|NHIỆM KỲ|KỲ HỌP)\b.*$")
_NAME = rx(r"^(?:[\p{Lu}][\p{Ll}]*\.?\s+){1,4}[\p{Lu}][\p{Ll}]+$")
_LOCAL_PLACE = rx(
    r"trên địa bàn\s+(?P<level>tỉnh|thành phố|huyện|quận|thị xã|xã|phường)\s+(?P<place>(?:[\p{Lu}]\w*\s?){1,4})"
)
#: Two columns of a letterhead that a converter left in one line; a blank left for a number or a day parts none.
_GAP = re.compile(
    r"(?<=\S)(?<![Nn]gày)(?<![Tt]háng)(?<![Nn]ăm)(?<![Ss]ố:)(?<!SỐ:)(?<![Ss]ố)(?<!SỐ)\s{3,}(?!tháng\b|năm\b|/\s?[A-ZĐ])(?=\S)"
)
_LINE_IN_CELL = re.compile(rf"<br\s*/?>|{_GAP.pattern}")
#: Digits that a digital signature filled in one by one: «Số: 1 7 /TB-UBND», «ngày 0 9 tháng 01».
_FILLED_NUMBER = re.compile(r"^\d+(?:\s+\d+){1,4}(?=\s*[/-])")
_FILLED_DAY = re.compile(r"\b(ngày|tháng)\s+(\d)\s(\d)(?=\s+(?:tháng|năm))", re.IGNORECASE)
#: What stands on the right of every letterhead: there a line that holds both columns parts, however narrow its gap.
_MOTTO = rx(r"(?:\s|&nbsp;|\*)+(?=\**(?:CỘNG HÒA XÃ HỘI|CỘNG HOÀ XÃ HỘI|ĐẢNG CỘNG SẢN VIỆT NAM))")
#: A body set up by another document prints that one's number in its letterhead.
_SET_UP_BY = rx(r"(?:theo|của)\s+(?:quyết định|kế hoạch|nghị quyết|công văn)(?:\s+số)?\s*$", re.IGNORECASE)
#: What an official letter is about stands below its number, and it has no other title.
_ABOUT = rx(r"^V\s?/\s?v:?\s+", re.IGNORECASE)
_ANNEXED = rx(r"^\(?\s*(?:Ban hành\s+)?(?:kèm|Kèm)\s+theo\s+(?P<kind>[\p{Lu}][^\d]{3,40}?)\s+số\s+", re.IGNORECASE)
#: Level and place behind a body's name in capitals.
_OF_LEVEL = re.compile(r"(?:TỈNH|THÀNH|HUYỆN|QUẬN|THỊ) (?:ỦY|UỶ|ĐOÀN)$")
_BARE_SEAT = rx(r"^[\p{Lu}]+(?:[\s-]+[\p{Lu}]+){0,4}$")
_SEAT = rx(r"^(?:TỈNH|THÀNH PHỐ|TP\.?|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG|ĐẶC KHU)\s+[\p{Lu}\s-]+$")
#: Without marks: a scan may have lost some.
_MOTTOS = ("cong hoa xa hoi chu nghia viet nam", "dang cong san viet nam", "doc lap - tu do - hanh phuc")
_NATION = rx(r"^(?:cong hoa|doc lap|dang cong san|so\s*(?:[:.…/\d]|$))")


_STAMP = rx(r"^(?:DỰ THẢO|(?:TUYỆT |TỐI )?MẬT|HỎA TỐC|HOẢ TỐC|(?:THƯỢNG )?KHẨN|BẢN SAO)\b")
#: «Số:» whose figures stand on the next line, and such figures.
_NUMBER_CUT = rx(r"^(?:Số|SỐ|số)\s*:?$")
_FIGURES = rx(r"^\d+(?:\s*/\s*(?:19|20)\d\d)?\s?[-/–]\s?[\p{Lu}]")
#: A number, and behind it the place and the day, which stood on its right.
_NUMBER_AND_DAY = rx(r"^(?P<number>.*?\S)\s+(?P<day>[\p{Lu}][^,\d]{1,40},\s*(?:ngày|tháng)\b.*)$")
_WORDS_OF_PLACE = rx(r"^[\p{Lu}][\w.]*(?:[\s-]+[\p{Lu}][\w.]*){0,4}$")
#: A title that begins with its maker: «của Ban Bí thư về …», in old print with number and day between the two.
_BY_MAKER = rx(r"^của\s+(?P<maker>.+?)\s+(?P<rest>(?:số\s+\d|về\b|v/v\b).*)$", re.IGNORECASE)
_NUMBER_IN_TITLE = rx(r"^số\s+(?P<number>\S+)\s+(?P<day>ngày\s.*?(?:19|20)\d\d)\s+(?P<rest>\S.*)$", re.IGNORECASE)
#: What follows the name of the maker below a title.
_GROUNDS = rx(r"^(?:[-–]\s*)?(?:Căn cứ|Xét|Thực hiện|Theo|Sau khi|Trên cơ sở|KHÓA|KHOÁ|NHIỆM KỲ|QUYẾT)\b")


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one column of a line, or a paragraph that has no columns, holds."""

    text: str
    line: int
    line_end: int


def _pieces(parts: Sequence[Paragraph], source: Sequence[str]) -> list[_Piece]:
    """Paragraphs of a letterhead or a signature; a line in two columns gives each column by itself."""
    found: list[_Piece] = []
    for part in parts:
        lines = [number for _, number in part.starts]
        columns = {number: _columns(source[number - 1].strip()) for number in lines}
        if any(len(cells) > 1 for cells in columns.values()):
            for number in lines:
                cells = map(clean_markup, columns[number])
                # A site's own table above («Loại văn bản | Kế hoạch») names the kind too, but not in capitals.
                found += [_Piece(cell, number, number) for cell in cells if cell.isupper() or not _kind_of(cell)]
        else:
            found.append(_Piece(part.text.strip(" |"), part.line, part.line_end))
    return found


def _mended(pieces: Iterable[_Piece]) -> list[_Piece]:
    """The pieces of a letterhead as they were before a narrow column cut its lines.

    «Số:» / «12/KH-UBND», «CỘNG HÒA XÃ HỘI» / «CHỦ NGHĨA VIỆT NAM», «Lâm» /
    «Đồng, ngày 2 tháng 3 năm 2024» are one piece each, «Số: 12/KH-UBND Lâm
    Đồng, ngày 2 tháng 3 năm 2024» are two.
    """
    found: list[_Piece] = []
    for piece in pieces:
        above = found[-1] if found and piece.line - found[-1].line_end <= 1 else None
        if above is not None and _is_cut(above.text, piece.text):
            found[-1] = _Piece(f"{above.text} {piece.text}", above.line, piece.line_end)
        elif _NUMBER_LINE.match(piece.text) and (both := _NUMBER_AND_DAY.match(piece.text)):
            found += [_Piece(both.group(name), piece.line, piece.line_end) for name in ("number", "day")]
        else:
            found.append(piece)
    return found


def _is_cut(above: str, below: str) -> bool:
    """Whether one line of a letterhead goes on in the next.

    >>> _is_cut("Số:", "12/KH-UBND"), _is_cut("CỘNG", "HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    (True, True)
    >>> _is_cut("Lâm", "Đồng, ngày 2 tháng 3 năm 2024"), _is_cut("SỞ Y TẾ", "Lâm Đồng, ngày 2 tháng 3 năm 2024")
    (True, False)
    """
    if _NUMBER_CUT.match(above):
        return bool(_FIGURES.match(below))
    whole = f"{above} {below}"
    if above.isupper():
        return any(motto.startswith(without_marks(whole)) for motto in _MOTTOS)
    day = _PLACE_DATE.match(whole) if _WORDS_OF_PLACE.match(above) else None
    stated = next(iter(find_dates(day.group("date"))), None) if day else None
    on = stated[2].last if stated else None
    return day is not None and find_place(_bare(day.group("place")), level=None, day=on) is not None


def _bare(place: str) -> str:
    """A place without its level.

    >>> _bare("TP. Hồ Chí Minh"), _bare("Lâm Đồng")
    ('Hồ Chí Minh', 'Lâm Đồng')
    """
    return re.sub(r"^(?:TP\.?|[Tt]hành phố|[Tt]ỉnh)\s*(?=\w)", "", place)


def _is_motto(text: str) -> bool:
    """Whether a line is the State's or the Party's part of a letterhead, a slip of recognition allowed for."""
    plain = without_marks(text)
    return bool(_NATION.match(plain)) or any(fuzz.ratio(plain, motto) >= _MOTTO_LIKENESS for motto in _MOTTOS)


#: Of 100: one letter in eight may be misread.
_MOTTO_LIKENESS = 88


def _columns(line: str) -> list[str]:
    """The columns of one line of a letterhead or a signature.

    >>> _columns("UBND TỈNH SƠN LA CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    ['UBND TỈNH SƠN LA', 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM']
    >>> _columns("Số:      /KH-UBND         Sơn La, ngày    tháng    năm 2026")
    ['Số:      /KH-UBND', 'Sơn La, ngày    tháng    năm 2026']
    """
    halves = (half for column in line.split("|") for half in _MOTTO.split(column.strip()))
    return [cell for half in halves for cell in _GAP.split(half) if cell]


def _cells_of(source: Sequence[str], first: int, last: int) -> list[_Piece]:
    """What the cells of a table that only lays out a letterhead or a signature hold, line by line of each cell."""
    found = []
    for number in range(first, last + 1):
        if is_row(source[number - 1]):
            for cell in re.split(r"\t|\|", source[number - 1]):
                for text in _LINE_IN_CELL.split(cell):
                    if clean := clean_markup(text):
                        found.append(_Piece(clean, number, number))
    return found


def _kind_of(text: str) -> str | None:
    """Symbol of a kind that stands alone as a heading («KẾ HOẠCH» → KH)."""
    key = compare_key(text)
    for entry in vocabulary.document_kinds():
        if key in {compare_key(word) for word in (entry.name, *entry.words)}:
            return entry.symbol
    return None


def read_head(outline: Outline, source: Sequence[str]) -> tuple[Head, list[Finding]]:
    """The head, and what is doubtful in it. ``source`` are the document's lines."""
    findings: list[Finding] = []
    lines: dict[str, tuple[int, int]] = {}
    number: DocumentNumber | None = None
    kind = body = None
    place: str | None = None
    date: PartialDate | None = None
    title_parts: list[Paragraph] = []
    kind_seen = False
    heading = next((p.line for p in outline.opening if _kind_of(p.text)), 0)
    cells = [p for p in _cells_of(source, 1, heading) if p.text.isupper() or not _kind_of(p.text)]
    opening = _mended(sorted([*_pieces(outline.opening, source), *cells], key=lambda p: p.line))
    previous = ""
    for part in opening:
        number_line = _NUMBER_LINE.match(part.text)
        others = _SET_UP_BY.search(previous)
        previous = part.text
        if number_line and others:
            continue
        if number_line and number is None and kind is None and not kind_seen:
            rest = _FILLED_NUMBER.sub(lambda match: re.sub(r"\s", "", match.group(0)), number_line.group("rest"))
            found = next(iter(numbers_in(rest)), None)
            if found and found[0] <= 2:
                number = canonical_number(found[2])
                kind, body = vocabulary.kind_symbol(number.kind), number.body
                if kind is not None and kind.upper() not in kinds():
                    # «2210/SNV-CCHC»: official letters print who writes, and no kind.
                    kind = "CV"
                lines["number"] = (part.line, part.line_end)
            elif blank := _BLANK_NUMBER.match(rest):
                kind, body = blank.group("kind"), blank.group("body")
                lines["number"] = (part.line, part.line_end)
                findings.append(Finding("number-blank", "doubt", "the document leaves its own number blank", part.line))
            continue
        place_date = _PLACE_DATE.match(part.text)
        if place_date and date is None and place is None:
            place = re.sub(r"^TP\.(?=\w)", "TP. ", canonical(place_date.group("place")))
            lines["date"] = lines["place"] = (part.line, part.line_end)
            date = next((d for _, _, d in find_dates(_FILLED_DAY.sub(r"\1 \2\3", place_date.group("date")))), None)
            if date is None or not date.complete:
                findings.append(
                    Finding("date-incomplete", "doubt", "the document leaves its day or month blank", part.line)
                )
            continue
        heading_kind = _kind_of(part.text)
        if heading_kind and not kind_seen:
            kind_seen = True
            lines["kind"] = (part.line, part.line)
            if kind is None:
                kind = heading_kind
            continue
    title_parts, maker = _title(outline.opening, lines["kind"][0]) if kind_seen else ([], None)
    title = None
    if not kind_seen:
        title_parts = _about(outline.opening)
    if title_parts:
        title = canonical(_ABOUT.sub("", " ".join(part.text for part in title_parts)))
        if title.count('"') != 2 or title[0] == title[-1]:
            title = title.strip('"')
        lines["title"] = (title_parts[0].line, title_parts[-1].line_end)
    issuer = _issuer(outline, title_parts, lines)
    maker = maker or (None if title else _maker_above_grounds(outline.opening))
    if issuer is None and maker is not None:
        issuer, lines["issuer"] = (
            canonical(_HEADED_BY.sub("", _SESSION.sub("", maker.text))),
            (maker.line, maker.line_end),
        )
    if title and (by := _by_maker(title)):
        named, title = by
        if issuer is None:
            issuer, lines["issuer"] = named, lines["title"]
        printed = _NUMBER_IN_TITLE.match(title)
        own = next(iter(numbers_in(printed.group("number"))), None) if printed else None
        if printed and own and number is None and "number" not in lines:
            title = printed.group("rest")
            number = canonical_number(own[2])
            kind, body = vocabulary.kind_symbol(number.kind), number.body
            lines["number"] = lines["title"]
            stated = next(iter(find_dates(printed.group("day"))), None)
            if stated and date is None and "date" not in lines:
                date, lines["date"] = stated[2], lines["title"]
    if "number" not in lines and (annexed := _annexed(outline, kind)):
        # Without a letterhead the annex's caption is where the document names itself.
        caption, start, number = annexed
        kind, body = vocabulary.kind_symbol(number.kind), number.body
        lines["number"] = (caption.line_at(start), caption.line_at(start))
        findings.append(Finding("number-from-annex", "info", "the number stands only in an annex", caption.line))
        stated = next(iter(find_dates(caption.text[start:])), None)
        if date is None and "date" not in lines and stated is not None:
            date = stated[2]
            lines["date"] = (caption.line_at(start + stated[0]), caption.line_at(start + stated[1] - 1))
    if issuer is None and "joint" not in lines:
        issuer = _letterhead(outline, opening, title_parts, lines) or _named_elsewhere(outline, opening, lines)
    if issuer is not None and place is not None and compare_key(issuer) in _BARE_ASSEMBLIES:
        seat = find_place(_bare(place), level=None, day=date.last if date else None)
        if seat is None or seat.parent is not None:
            # «ỦY BAN NHÂN DÂN … Mỹ Tho, ngày …»: the province's committee sits in that town, or the town has its own.
            issuer = place = None
            lines.pop("issuer"), lines.pop("place")
    if place is None:
        place = _place_in_words(outline, lines)
    lines.pop("joint", None)
    signer, role = _signer(_closing(outline.closing, source), lines)
    if signer is None:
        behind = max((part.line for part in outline.closing), default=lines.get("kind", (1, 1))[0])
        signer, role = _signer(_cells_of(source, behind, len(source)), lines, role)
    if number is None and "number" not in lines:
        findings.append(
            Finding("number-blank", "doubt", "the document has no number of its own", lines.get("kind", (1, 1))[0])
        )
    if date is None and "date" not in lines:
        findings.append(
            Finding("date-incomplete", "doubt", "the document has no date of its own", lines.get("kind", (1, 1))[0])
        )
    if signer is None:
        findings.append(
            Finding(
                "signer-missing",
                "info",
                "no signer's name was found",
                outline.paragraphs[-1].line_end if outline.paragraphs else 1,
            )
        )
    return Head(number, kind, body, issuer, place, date, title, signer, role, lines), findings


def _issuer(outline: Outline, title_parts: Sequence[Paragraph], lines: dict[str, tuple[int, int]]) -> str | None:
    """The body that the enacting paragraph says makes the document."""
    for part in outline.opening:
        if any(part.line == title.line for title in title_parts):
            continue
        speaks = _SPEAKS.finditer(part.text) if part.text.endswith(":") else ()
        for match in (*_ENACTS.finditer(part.text), *speaks):
            words = match.group("body").strip()
            barred = 0
            for offset in _word_starts(words):
                tail = words[offset:]
                if re.search(r"\bcủa\s+$", words[:offset]):
                    # «… của Thủ tướng Chính phủ ban hành Chương trình …» names another document's maker.
                    barred = offset + len(body_at(tail) or "")
                if offset < barred:
                    continue
                before = part.text[: match.start("body")] + match.group("body").lstrip()[:offset]
                if _AND.search(before) and begins_body(tail) and _ends_in_body(before[-_REACH:]):
                    # «Sở A và Công an tỉnh thống nhất ban hành …»: two make it, and neither alone.
                    lines["joint"] = (part.line, part.line_end)
                    break
                end = name_end(tail)
                if end is not None and (found := body_at(tail)) and not tail[len(found) :].strip():
                    lines["issuer"] = (part.line_at(match.start("body")), part.line_at(match.end()))
                    return canonical(found)
    return None


_AND = re.compile(r"\bvà\s+$")


#: No name of a body is longer.
_REACH = 120


def _ends_in_body(text: str) -> bool:
    """Whether a known body's name ends a text but for «và».

    >>> _ends_in_body("Sở Văn hóa, Thể thao và Du lịch và "), _ends_in_body("Căn cứ chức năng và ")
    (True, False)
    """
    before = _AND.sub("", text).rstrip()
    tails = (before[offset:] for offset in _word_starts(before) if before[offset].isupper())
    return any(body_at(tail) == tail for tail in tails)


def _word_starts(text: str) -> list[int]:
    return [match.start() for match in re.finditer(r"\S+", text)]


def _place_in_words(outline: Outline, lines: dict[str, tuple[int, int]]) -> str | None:
    """The place where no line says «place, ngày …»: «trên địa bàn thành phố X» in the opening."""
    for part in outline.opening:
        # A list above the text may name other places' documents.
        if part.marker is None and (match := _LOCAL_PLACE.search(part.text)):
            name = canonical(match.group("place"))
            if find_place(name, level=match.group("level"), day=None):
                lines["place"] = (part.line_at(match.start()), part.line_at(match.end() - 1))
                return f"{match.group('level')} {name}"
    return None


#: A line of a title in capitals that only says who speaks; what about follows in small letters.
_WHOSE = rx(r"^(?:(?:KẾT LUẬN|Ý KIẾN(?: CHỈ ĐẠO)?)\s+)?CỦA\s")
_ON = rx(r"^(?:[Vv]ề|[Tt]ại|[Vv]/v)\s")
#: Bodies of every level and place.
_BARE_ASSEMBLIES = frozenset(map(compare_key, ("Ủy ban nhân dân", "Hội đồng nhân dân", "UBND", "HĐND")))


def _about(opening: Sequence[Paragraph]) -> list[Paragraph]:
    """What an official letter is about: the paragraph below its number, and the short lines on which it goes on."""
    found: list[Paragraph] = []
    for part in opening:
        if found and (
            part.line != found[-1].line_end + 1
            or part.text.isupper()
            or part.text.startswith("Kính gửi")
            or _PLACE_DATE.match(part.text)
            or _NUMBER_LINE.match(part.text)
        ):
            break
        if found or _ABOUT.match(part.text):
            found.append(part)
    return found


def _by_maker(title: str) -> tuple[str, str] | None:
    """The maker with which a title begins, and the title behind it.

    >>> _by_maker("của Ban Bí thư về văn hóa đọc"), _by_maker("Của cải của nhân dân về văn hóa đọc")
    (('Ban Bí thư', 'về văn hóa đọc'), None)
    """
    match = _BY_MAKER.match(title)
    end = name_end(match.group("maker")) if match else None
    if match is None or end is None:
        return None
    maker = canonical(match.group("maker"))
    whole = body_at(maker) == maker if not maker.isupper() else _seated(maker[:end], maker[end:].strip(), bare=True)
    return (maker, match.group("rest")) if whole else None


def _title(opening: Sequence[Paragraph], kind_line: int) -> tuple[list[Paragraph], Paragraph | None]:
    """The paragraphs of the title, and the maker whose name in capitals stands right below it in the same lines.

    The title is the paragraph below the kind, and those right below it in the
    same kind of letters.
    """
    found = _title_parts(opening, kind_line)
    following = next((part for part in opening if found and part.line > found[-1].line), None)
    if found and in_capitals(found[-1].text) and following is not None and _GROUNDS.match(following.text):
        last = found[-1]
        for place, (offset, line) in enumerate(last.starts):
            name = last.text[offset:]
            if len(found) == 1 and not offset:
                continue
            if not OPEN_END.search(last.text[:offset].rstrip().lower()) and _is_maker(_SESSION.sub("", name)):
                maker = Paragraph(name, tuple((start - offset, at) for start, at in last.starts[place:]))
                rest = replace(last, text=last.text[:offset].rstrip(), starts=last.starts[:place])
                assert maker.line == line
                return [*found[:-1], *([rest] if offset else [])], maker
    return found, None


def _maker_above_grounds(opening: Sequence[Paragraph]) -> Paragraph | None:
    """The maker in capitals right above the grounds, where no heading says which kind of document it is."""
    for part, following in pairwise(opening):
        if part.text.isupper() and following.text.startswith("Căn cứ") and _is_maker(part.text):
            return part
    return None


def _is_maker(text: str) -> bool:
    """Whether a line in capitals is nothing but a body and its place, or the one who heads it.

    >>> _is_maker("ỦY BAN NHÂN DÂN TỈNH SƠN LA"), _is_maker("CHÍNH PHỦ"), _is_maker("SỞ Y TẾ VÀ CÁC BỆNH VIỆN")
    (True, True, False)
    """
    name = re.sub(r"^CHỦ TỊCH\s+", "", _HEADED_BY.sub("", text))
    end = name_end(name)
    return end is not None and _seated(name[:end], name[end:].strip(), bare=True)


#: A minister decides as the head of the ministry; the chairman of a people's committee is a maker by law.
_HEADED_BY = rx(r"^(?:BỘ TRƯỞNG|GIÁM ĐỐC|CHỦ NHIỆM|CỤC TRƯỞNG|TỔNG CỤC TRƯỞNG)\s+")
_LEVELS = ("TỈNH", "THÀNH PHỐ", "HUYỆN", "QUẬN", "THỊ XÃ", "XÃ", "PHƯỜNG")


def _title_parts(opening: Sequence[Paragraph], kind_line: int) -> list[Paragraph]:
    below = [part for part in opening if part.line > kind_line and not part.text.startswith("---")]
    found: list[Paragraph] = []
    for part in below:
        if _NUMBER_LINE.match(part.text) and find_first(part.text):
            continue
        if part.text.startswith(("Căn cứ", "Kính gửi")):
            if found:
                break
            continue
        if (
            len(found) == 1
            and part.line == found[-1].line_end + 1
            and _WHOSE.match(found[0].text)
            and _ON.match(part.text)
        ):
            # «KẾT LUẬN CỦA BAN THƯỜNG VỤ …» / «về văn hóa đọc»
            found.append(part)
            break
        if found and not (
            part.line == found[-1].line_end + 1
            and (in_capitals(part.text) or part.text == part.text.upper())
            and in_capitals(found[-1].text)
            and name_end(part.text) is None
        ):
            break
        found.append(part)
    return found


def find_first(text: str) -> DocumentNumber | None:
    """The first document number of a text, None where it has none."""
    return next((number for _, _, number in find_numbers(text)), None)


def _annexed(outline: Outline, kind: str | None) -> tuple[Paragraph, int, DocumentNumber] | None:
    """The document's own number from an annex's caption («Kèm theo Quyết định số …»), and where it stands."""
    for part in outline.paragraphs:
        match = _ANNEXED.match(part.text)
        first = next(iter(find_numbers(part.text[match.end() :])), None) if match else None
        if match is None or first is None or kind is None:
            continue
        number = canonical_number(first[2])
        if _kind_of(match.group("kind")) == kind == vocabulary.kind_symbol(number.kind):
            return part, match.end() + first[0], number
    return None


def _letterhead(
    outline: Outline, opening: Sequence[_Piece], title_parts: Sequence[Paragraph], lines: dict[str, tuple[int, int]]
) -> str | None:
    """The body in whose name the document is made: the line in capitals above «Căn cứ», else the letterhead's."""
    after = title_parts[-1].line_end if title_parts else None
    for part in outline.opening:
        if after is None or part.line <= after:
            continue
        if not part.text.isupper():
            break
        if name_end(part.text) is not None:
            lines["issuer"] = (part.line, part.line_end)
            return canonical(_SESSION.sub("", part.text))
    head = _above_number(opening, lines)
    names = [p for p in head if p.text.isupper() and not _is_motto(p.text) and not _STAMP.match(p.text)]
    # The lowest name is the maker's own: «UBND TỈNH …» stands above a department's.
    for index, piece in reversed(list(enumerate(names))):
        whole = " ".join(p.text for p in names[index:])
        end = name_end(whole)
        # Below the line with its place a body may be printed with its level alone.
        if end is not None and _seated(whole[:end], whole[end:].strip(), bare=index > 0):
            lines["issuer"] = (piece.line, names[-1].line)
            return canonical(whole)
    return None


def _above_number(opening: Sequence[_Piece], lines: dict[str, tuple[int, int]]) -> list[_Piece]:
    """The pieces above the number's line; where one row of a table holds the whole letterhead, those before it."""
    line = lines.get("number", lines.get("kind", (0, 0)))[0]
    numbered = next((i for i, p in enumerate(opening) if p.line == line and _NUMBER_LINE.match(p.text)), 0)
    before = {id(piece) for piece in opening[:numbered]}
    return [p for p in opening if p.line < line or id(p) in before]


def _seated(name: str, rest: str, *, bare: bool = False) -> bool:
    """Whether nothing but a place follows a name in capitals; one that holds its level needs none before the place.

    >>> _seated("ỦY BAN NHÂN DÂN", "TỈNH SƠN LA"), _seated("TỈNH ỦY", "SƠN LA"), _seated("SỞ Y TẾ", "SƠN LA")
    (True, True, False)

    With ``bare`` a level alone will do: «ỦY BAN NHÂN DÂN TỈNH».
    """
    return (
        not rest
        or (bare and rest.upper() in _LEVELS)
        or bool(_SEAT.match(rest))
        or bool(_OF_LEVEL.search(name) and _BARE_SEAT.match(rest))
    )


_TWICE = 2


def _named_elsewhere(outline: Outline, opening: Sequence[_Piece], lines: dict[str, tuple[int, int]]) -> str | None:
    """A maker that the vocabulary does not know: the letterhead's capitals as the text itself writes them, twice.

    «BAN CHỈ ĐẠO / ĐỔI MỚI THƯ VIỆN» is «Ban Chỉ đạo Đổi mới thư viện», if the text names that board again.
    """
    head = _above_number(opening, lines)
    names = [
        p
        for above, p in zip([None, *head], head, strict=False)
        if p.text.isupper()
        # «ĐOÀN KIỂM TRA THEO QUYẾT ĐỊNH» goes on with the number of that decision.
        and (not _is_motto(p.text) or (above and _SET_UP_BY.search(above.text) and find_first(p.text)))
    ]
    for index in range(len(names)):
        words = without_marks(" ".join(p.text for p in names[index:])).split()
        if len(words) < 3:
            continue
        pattern = re.compile(r"(?<!\w)" + r"\W+".join(map(re.escape, words)) + r"(?!\w)")
        found: dict[str, list[tuple[int, int]]] = {}
        for part in outline.paragraphs:
            plain = without_marks(part.text)
            for match in pattern.finditer(plain) if len(plain) == len(part.text) else ():
                name = canonical(part.text[match.start() : match.end()])
                if name[:1].isupper() and not name.isupper():
                    found.setdefault(name, []).append((part.line_at(match.start()), part.line_at(match.end() - 1)))
        name = max(found, key=lambda name: (len(found[name]), name), default="")
        if name and len(found[name]) >= _TWICE:
            lines["issuer"] = found[name][0]
            return name
    return None


def _closing(parts: Sequence[Paragraph], source: Sequence[str]) -> list[_Piece]:
    """The pieces of the closing block without the list of recipients."""
    listed = {number for part in parts if part.marker and part.marker.rank >= 30 for _, number in part.starts}
    return [
        piece
        for piece in _pieces(parts, source)
        if not RECIPIENTS.match(canonical(piece.text))
        and not (piece.line in listed and not (piece.text.isupper() or _NAME.match(piece.text)))
    ]


def _signer(
    closing: Sequence[_Piece], lines: dict[str, tuple[int, int]], role: str | None = None
) -> tuple[str | None, str | None]:
    """Name and office of the one who signs: the name after the last line of the signing formula."""
    signing = False
    for part in closing:
        text = canonical(part.text)
        if SIGNING.match(text) or _ROLE.search(text) or _is_misread_office(text):
            signing = True
            # «KT. CHỦ TỊCH» names the one in whose stead another signs.
            if (match := _ROLE.search(text)) and not _STEAD.search(text[: match.start("role")]):
                role = _office(match.group("role"))
                lines["signer_role"] = (part.line, part.line_end)
            continue
        name = _RANK.sub("", text)
        if signing and _NAME.match(name):
            lines["signer"] = (part.line, part.line_end)
            return name, role
    return None, role


def _is_misread_office(text: str) -> bool:
    """Whether a line in capitals is an office but for its marks. Which one is not told by it: marks tell them apart.

    >>> _is_misread_office("TRƯỚNG BAN"), _is_misread_office("Trưởng ban"), _is_misread_office("SỞ Y TẾ")
    (True, False, False)
    """
    plain = without_marks(text)
    return text.isupper() and any(plain.endswith(f" {o}") or plain == o for o in _plain_offices())


@cache
def _plain_offices() -> frozenset[str]:
    return frozenset(without_marks(office) for office in _OFFICES.split("|"))


def _office(printed: str) -> str:
    """An office in its usual case.

    >>> _office("PHÓ CHỦ TỊCH THƯỜNG TRỰC"), _office("CHÁNH VĂN PHÒNG")
    ('Phó Chủ tịch Thường trực', 'Chánh Văn phòng')
    """
    usual = {office.upper(): office for office in (*_OFFICES.split("|"), "Thường trực")}
    for capitals in sorted(usual, key=len, reverse=True):
        printed = printed.replace(capitals, usual[capitals])
    return printed.replace("PHÓ", "Phó")
