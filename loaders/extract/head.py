"""The document's own number, kind, issuer, place, date, title and signer.

Shapes read: «Số: 118 /KH-UBND», a blank number «Số: /KH-UBND», «Cần Thơ, ngày
14 tháng 6 năm 2024», a blank day; the kind in capitals on a line of its own,
the title below it; «UBND tỉnh ban hành Kế hoạch …» or «Ban Chấp hành … xây
dựng kế hoạch» as the enacting words; a signature block «TM. … KT. … PHÓ …»
over the name. A Party plan may have neither number nor date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.resolve import find_place, name_end
from loaders.document import Outline, Paragraph
from loaders.extract.bodies import body_at
from loaders.extract.citations import canonical_number, kinds
from loaders.extract.mentions import Finding, Head
from loaders.structure import RECIPIENTS, SIGNING
from ontology import vocabulary
from ontology.text import canonical, compare_key, rx
from ontology.values import DocumentNumber, PartialDate, find_dates, find_numbers

_NUMBER_LINE = rx(r"^(?:Số|SỐ|S[oốô])\s*[:.]?\s*(?P<rest>.*)$")
_BLANK_NUMBER = rx(r"^[.…_\s]*(?:(?P<sep>[/-])\s*(?P<kind>[A-ZĐ][A-Za-zĐđ]*)\s*[-–/]\s*(?P<body>[A-ZĐ][\wĐđ&-]*))")
_PLACE_DATE = rx(r"^(?P<place>[\p{Lu}][^,\d]{1,40}),\s*(?P<date>ngày\b.*)$")
_ENACTS = rx(
    r"(?:^|[.,;]\s+|\s)(?P<body>[^.,;:]{4,90}?)\s+(?:ban hành|xây dựng)\s+(?:Chương trình|Kế hoạch|kế hoạch"
    r"|chương trình|Quyết định|Nghị quyết|Chỉ thị)"
)
_ROLE = rx(
    r"(?:KT\.\s*)?(?P<role>(?:PHÓ\s+)?(?:CHỦ TỊCH|BÍ THƯ|BỘ TRƯỞNG|THỨ TRƯỞNG|GIÁM ĐỐC|THỦ TƯỚNG|TỔNG BÍ THƯ"
    r"|TRƯỞNG BAN|CHÁNH VĂN PHÒNG|CHỦ NHIỆM)"
    r"(?:\s+THƯỜNG TRỰC)?)\s*$"
)
_NAME = rx(r"^(?:[\p{Lu}][\p{Ll}]*\.?\s+){1,4}[\p{Lu}][\p{Ll}]+$")
_LOCAL_PLACE = rx(
    r"trên địa bàn\s+(?P<level>tỉnh|thành phố|huyện|quận|thị xã|xã|phường)\s+(?P<place>(?:[\p{Lu}]\w*\s?){1,4})"
)


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
    for part in outline.opening:
        number_line = _NUMBER_LINE.match(part.text)
        if number_line and number is None and kind is None and not kind_seen:
            rest = number_line.group("rest")
            found = next(iter(find_numbers(rest)), None)
            if found and found[0] <= 2:
                number = canonical_number(found[2])
                kind, body = number.kind, number.body
                lines["number"] = (part.line, part.line)
            elif blank := _BLANK_NUMBER.match(rest):
                kind, body = blank.group("kind"), blank.group("body")
                lines["number"] = (part.line, part.line)
                findings.append(Finding("number-blank", "doubt", "the document leaves its own number blank", part.line))
            continue
        place_date = _PLACE_DATE.match(part.text)
        if place_date and date is None and place is None:
            place = canonical(place_date.group("place"))
            lines["date"] = lines["place"] = (part.line, part.line)
            date = next((d for _, _, d in find_dates(place_date.group("date"))), None)
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
        if kind_seen and not title_parts and not part.text.startswith(("Căn cứ", "---")):
            title_parts.append(part)
    title = None
    if title_parts:
        title = canonical(" ".join(part.text for part in title_parts)).strip('"')
        lines["title"] = (title_parts[0].line, title_parts[-1].line_end)
    issuer = _issuer(outline, title_parts, lines)
    if place is None:
        place = _place_in_words(outline, lines)
    signer, role = _signer(outline.closing, lines)
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
        if part in title_parts:
            continue
        for match in _ENACTS.finditer(part.text):
            words = match.group("body").strip()
            for offset in _word_starts(words):
                tail = words[offset:]
                if re.search(r"\bcủa\s+$", words[:offset]):
                    # «… của Chính phủ ban hành Chương trình …» names another document's maker.
                    continue
                end = name_end(tail)
                if end is not None and (found := body_at(tail)) and not tail[len(found) :].strip():
                    lines["issuer"] = (part.line_at(match.start("body")), part.line_at(match.end()))
                    return canonical(found)
    return None


def _word_starts(text: str) -> list[int]:
    return [match.start() for match in re.finditer(r"\S+", text)]


def _place_in_words(outline: Outline, lines: dict[str, tuple[int, int]]) -> str | None:
    """The place where no line says «place, ngày …»: «trên địa bàn thành phố X» in the opening."""
    for part in outline.opening:
        if match := _LOCAL_PLACE.search(part.text):
            name = canonical(match.group("place"))
            if find_place(name, level=match.group("level"), day=None):
                lines["place"] = (part.line_at(match.start()), part.line_at(match.end() - 1))
                return f"{match.group('level')} {name}"
    return None


def _signer(closing: Sequence[Paragraph], lines: dict[str, tuple[int, int]]) -> tuple[str | None, str | None]:
    """Name and office of the one who signs: the name after the last line of the signing formula."""
    role: str | None = None
    signing = False
    for part in closing:
        text = canonical(part.text)
        if RECIPIENTS.match(text) or (part.marker is not None and part.marker.rank >= 30):
            continue
        if SIGNING.match(text) or _ROLE.search(text):
            signing = True
            if match := _ROLE.search(text):
                role = match.group("role").capitalize().replace("chủ tịch", "Chủ tịch").replace("bí thư", "Bí thư")
                lines["signer_role"] = (part.line, part.line)
            continue
        if signing and _NAME.match(text):
            lines["signer"] = (part.line, part.line)
            return text, role
    return None, role


def known_kind(symbol: str | None) -> bool:
    """Whether a kind symbol is of the vocabulary."""
    return symbol is not None and symbol.upper() in kinds()
