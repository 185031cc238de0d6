"""What a document changes or replaces among the numbered documents it names.

Shapes read (in words of our own): a title or an enacting paragraph «Điều
chỉnh một số nội dung Kế hoạch số 5/KH-UBND …», an article «Sửa đổi khoản 2
Điều 3 Quyết định số 7/QĐ-UBND», «Kế hoạch này thay thế Kế hoạch số …», «Bãi
bỏ Quyết định số …», «thay thế các Quyết định sau:» over a list, «Sửa đổi 3 tiêu
chí … ban hành kèm theo Quyết định số …» (of the same maker), «Quyết định số …
hết hiệu lực kể từ ngày Quyết định này có hiệu lực». A document that another one
is said to change is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from loaders.document import Paragraph
from loaders.extract.mentions import Citation

Relation = Literal["AMENDS", "REPLACES"]

_KIND = (
    r"(?:kế hoạch|quyết định|nghị quyết|chỉ thị|chương trình|thông tư|nghị định|quy định|quy chế|đề án|văn bản"
    r"|hướng dẫn)"
)
_VERBS = (
    r"(?:sửa đổi|điều chỉnh|bổ sung|đính chính|bãi bỏ)(?:\s*(?:,|và)\s*(?:sửa đổi|điều chỉnh|bổ sung|thay thế|bãi bỏ))*"
)
#: The document itself changes another: at the opening of its title or of an article, or behind «ban hành».
_AMENDS = re.compile(
    r"^(?:(?:về việc|v/v|về)\s+)?(?:(?:thống nhất|nhất trí|thông qua|phê duyệt|chấp thuận)\s+)?"
    r"(?:việc\s+)?(?:ban hành\s+)?(?:(?:kế hoạch|quyết định|nghị quyết)\s+)?"
    rf"(?P<verb>{_VERBS})\b",
    re.IGNORECASE,
)
_ENACTS = re.compile(rf"\bban hành\s+{_KIND}\s+(?P<verb>{_VERBS})\b", re.IGNORECASE)
#: What is changed is a document or a part of one: «bổ sung nguồn lực theo Nghị quyết số …» changes none.
_PART = re.compile(
    r"\s*(?:một số\b|các\b|nội dung|(?:khoản|điều|điểm|mục|phần|chương|phụ lục|biểu|danh mục|thời gian|tên|tiến độ"
    rf"|mục tiêu|chỉ tiêu|nhiệm vụ)\b|{_KIND}\b)",
    re.IGNORECASE,
)
#: What is changed may be named first, and the document that it came with last: «Sửa đổi 3 tiêu chí … ban hành tại Quyết
#: định số …». Of another body's document the same words only say what is applied.
_CAME_WITH = re.compile(
    rf"\b(?:kèm theo|(?:ban hành|phê duyệt|công bố|thông qua|quy định)\s+(?:tại|theo)|tại)\s+(?:các\s+)?{_KIND}"
    r"(?:\s+số)?\s*:?\s*$",
    re.IGNORECASE,
)
#: A part of a document: to replace or repeal it is to amend the document.
_ONLY_PART = re.compile(
    r"^\s*(?:một phần|phần|(?:các\s+)?(?:khoản|điều|điểm|mục|chương|phụ lục|biểu|nội dung|quy định tại)\b"
    r"(?!\s+lệ))[^;]*$|\b(?:khoản|điều|điểm|mục|phụ lục)\s+[\dIVXa-zđ]+\b[^;]*$",
    re.IGNORECASE,
)
#: A list over which it is said what becomes of its documents: «… thay thế các Quyết định sau:».
_LIST = re.compile(
    rf"(?:\b{_KIND}\s+này\b[^.;]*\b|^)(?:thay thế|bãi bỏ)\s+(?:toàn bộ\s+)?(?:các\s+)?{_KIND}\b[^.;]*:$", re.IGNORECASE
)
_LISTED = re.compile(rf"^{_KIND}\s+(?:số\b|liên tịch\b)", re.IGNORECASE)
_NEXT_OF_LIST = re.compile(rf";\s*(?:và\s+)?(?:các\s+)?{_KIND}\s+(?:số\s*:?\s*)?$", re.IGNORECASE)
_LAST_OF_LIST = re.compile(rf"\bvà\s+{_KIND}\s+(?:số\s*:?\s*)?$", re.IGNORECASE)
_REPLACES = re.compile(
    rf"\b{_KIND}\s+này\b[^.;]{{0,120}}?(?P<verb>thay thế(?:\s+cho)?|thay cho|bãi bỏ)\b", re.IGNORECASE
)
_LAPSES = re.compile(rf"\bhết hiệu lực\b[^.;]{{0,80}}\b{_KIND}\s+này\b", re.IGNORECASE)
_REPEALS = re.compile(rf"^bãi bỏ\s+(?:toàn bộ\s+|các\s+)?(?={_KIND}\s+số)", re.IGNORECASE)
#: What may not stand between the verb and the document it governs.
_LEAVES = re.compile(r"\b(?:thực hiện|căn cứ|triển khai)\b|[.;]\s", re.IGNORECASE)
#: Behind one of these the next number belongs to the title of the one before.
_WITHIN = re.compile(
    r"\b(?:thực hiện|căn cứ|theo|về|quy định|triển khai|phê duyệt|hướng dẫn|đã được)\b|\.\s", re.IGNORECASE
)
_FARTHEST = 240


@dataclass(frozen=True, slots=True)
class Change:
    """The document changes («AMENDS») or replaces («REPLACES») the cited one."""

    relation: Relation
    citation: Citation


def opens_list(part: Paragraph) -> bool:
    """Whether a paragraph is over a list of documents that this one replaces or repeals."""
    text = part.text.strip()
    return text.endswith(":") and bool(_LIST.search(text))


def listed_change(part: Paragraph, citations: Sequence[Citation]) -> list[Change]:
    """The document with which an item of such a list opens, as replaced."""
    return [Change("REPLACES", citations[0])] if citations and _LISTED.match(part.text.strip()) else []


def read_changes(
    part: Paragraph, citations: Sequence[Citation], *, opening: bool, body: str | None = None
) -> list[Change]:
    """What a paragraph says the document changes or replaces.

    Args:
        part: the paragraph.
        citations: its citations, in order.
        opening: whether it stands in the title, the enacting paragraph or an article of its own.
        body: the symbol of the document's own maker, where its number tells it.
    """
    if not citations:
        return []
    text = part.text
    found: dict[int, Change] = {}
    if opening:
        if repeal := _REPEALS.match(text):
            _take(found, "REPLACES", _governed(text, repeal.end(), citations))
        for pattern in (_AMENDS, _ENACTS):
            match = pattern.search(text)
            if match is None:
                continue
            governed = _governed(text, match.end("verb"), citations) if _PART.match(text, match.end("verb")) else []
            _take(found, "AMENDS", governed or _came_with(text, match.end("verb"), citations, body))
    for match in _REPLACES.finditer(text):
        end = match.end("verb")
        for citation in _governed(text, end, citations):
            part_only = _ONLY_PART.search(text[end : citation.start])
            _take(found, "AMENDS" if part_only else "REPLACES", [citation])
            end = citation.end
        if end == match.end("verb") and _ONLY_PART.search(text[end:].split(";")[0]):
            _take(found, "AMENDS", _came_with(text, end, citations, body))
    if lapse := _LAPSES.search(text):
        before = [c for c in citations if c.end <= lapse.start()]
        if before and not _LEAVES.search(text[before[-1].end : lapse.start()]):
            _take(found, "REPLACES", before[-1:])
    return [found[start] for start in sorted(found)]


def _take(found: dict[int, Change], relation: Relation, citations: Sequence[Citation]) -> None:
    for citation in citations:
        found.setdefault(citation.start, Change(relation, citation))


def _came_with(text: str, position: int, citations: Sequence[Citation], body: str | None) -> list[Citation]:
    """The document of the same maker with which what is changed came out."""
    first = next((c for c in citations if c.start >= position), None)
    if first is None or body is None or first.number.body.upper() != body.upper():
        return []
    between = text[position : first.start]
    if re.search(r"[.;]\s", between) or not _CAME_WITH.search(between):
        return []
    return [first]


def _governed(text: str, position: int, citations: Sequence[Citation]) -> list[Citation]:
    """The citations that a verb ending at an offset governs: the first behind it and those joined to that one."""
    return list(_chain(text, position, [c for c in citations if c.start >= position]))


def _chain(text: str, position: int, citations: Sequence[Citation]) -> Iterator[Citation]:
    listed = False
    for index, citation in enumerate(citations):
        between = text[position : citation.start]
        if index == 0 and (len(between) > _FARTHEST or _LEAVES.search(between)):
            return
        if index and _WITHIN.search(between):
            goes_on = _NEXT_OF_LIST.search(between) or (listed and _LAST_OF_LIST.search(between))
            if not goes_on or re.search(r"[^\d\s]\.\s", between):
                return
            listed = True
        yield citation
        position = citation.end
