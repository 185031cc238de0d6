"""The words that give a role: labels («Cơ quan chủ trì: …»), openers («Giao …»), and brackets made of nothing else.

An item may end in its assignment, in brackets (in words of our own):
- «Lập danh mục sách (Sở A chủ trì, phối hợp với Sở B; hoàn thành trong quý II/2026).»;
- «… (chủ trì: Sở A; phối hợp: Sở B; thời gian: 2026)», also on a line of its own;
- «… (giao Sở A)», «… (do Sở A chủ trì)», «… (Sở A thực hiện)»;
- «… (Sở A chủ trì), trình Ủy ban nhân dân tỉnh trước ngày 30/6/2026», where
  what follows is no work of its own.
The whole of the brackets must be such statements. «(theo đề xuất của Sở A)»,
«(sau khi Sở A thẩm định)» and «(Sở A)» give nobody anything, and an item with
two such brackets does not tell which of them holds for which part of it.
«Thẩm định báo cáo (do Sở A thực hiện)» says whose report it is, and «Triển
khai chương trình (do Bộ B chủ trì)» whose programme.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from loaders.extract.bodies import Listed, begins_body, read_bodies, split_bodies
from loaders.extract.times import dated_phrases
from ontology import vocabulary

LEADS = re.compile(
    r"^(?:(?:có trách nhiệm|chịu trách nhiệm|làm|là)\s+)?(?:(?:cơ quan|đơn vị|đầu mối)\s+)?chủ trì\b", re.IGNORECASE
)
SUPPORTS = re.compile(
    r"^[,;]?\s*(?:và\s+)?(?:chủ động\s+)?phối hợp(?:\s+chặt chẽ)?(?:\s+(?:với|cùng(?:\s+với)?))?\s+", re.IGNORECASE
)


@cache
def opener() -> re.Pattern[str]:
    """The words before a body that is given something: «Giao …», «Đề nghị …»."""
    words = sorted((re.escape(w) for w in vocabulary.wording().assign_openers), key=len, reverse=True)
    return re.compile(rf"^(?:{'|'.join(words)})(?:\s*:)?\s+(?:cho\s+)?", re.IGNORECASE)


@cache
def labels() -> dict[str, re.Pattern[str]]:
    """Role → pattern of a label line, «Cơ quan chủ trì: …»."""
    wording = vocabulary.wording()
    lists = {
        "lead": wording.lead_label,
        "support": wording.support_label,
        "product": wording.product_label,
        "time": wording.time_label,
    }
    return {
        role: re.compile(
            rf"^(?:{'|'.join(re.escape(w) for w in sorted(words, key=len, reverse=True))})(?:\s+thực hiện)?\s*:\s*",
            re.IGNORECASE,
        )
        for role, words in lists.items()
    }


@dataclass(slots=True)
class Bracket:
    """An assignment in brackets at the end of a paragraph, with offsets in that paragraph.

    ``alone``: nothing else stands in the paragraph. ``labelled``: the time has
    a label, and is given as printed. ``by``: «do A …».
    ``start`` and ``end`` are those of the brackets.
    """

    lead: list[Listed] = field(default_factory=list)
    support: list[Listed] = field(default_factory=list)
    time: str | None = None
    product: str | None = None
    labelled: bool = False
    alone: bool = False
    by: bool = False
    start: int = 0
    end: int = 0


#: Such statements are short; longer brackets explain something.
_LONGEST = 600
_END = re.compile(r"[\s.;,/*_]*$")
_BETWEEN = re.compile(r"[\s,;.–-]*")
_NEXT = re.compile(r"[,;.]\s+(?=\w)|\s[–-]\s")
#: «chủ trì tổ chức thực hiện», «chủ trì tham mưu»: what is led is the item itself.
_LEADS_ITEM = re.compile(
    r"\s*(?:(?:tham mưu|tổ chức|triển khai|thực hiện)\s*(?:,\s*|và\s+)?){0,3}(?=[,;.–-]|phối hợp|$)", re.IGNORECASE
)
_ASIDE = re.compile(r"\s*\([^()]*\)\s*")
_GIVEN = re.compile(r"^(?:giao|phân công)\s", re.IGNORECASE)
_BY = re.compile(r"do\s+", re.IGNORECASE)
_CENTRAL = re.compile(r"^(?:các\s+)?(?:Bộ|Chính phủ|Thủ tướng|Quốc hội|Trung ương)(?!\w)|Trung ương$", re.IGNORECASE)
#: «Sở A thực hiện», «Sở A tổ chức, triển khai thực hiện»: a verb alone, without an object.
_DOES_ITEM = re.compile(
    r"\s*(?:(?:tổ chức|triển khai)\s*(?:,\s*|và\s+)?){0,2}thực hiện\s*(?=[,;.–-]|phối hợp|$)", re.IGNORECASE
)
#: «Thẩm định báo cáo (do Sở A thực hiện)»: what such an item does may be done to the work of another.
_ACTS_ON = re.compile(
    r"^(?:(?:tiếp tục|tăng cường|thường xuyên|chủ động|tổ chức|đẩy mạnh)\s+)*(?:kiểm tra|giám sát|thẩm định|thẩm tra"
    r"|đánh giá|theo dõi|đôn đốc|tiếp nhận|sử dụng|khai thác|nghiệm thu|góp ý|cho ý kiến|tổng hợp|công bố|công khai"
    r"|rà soát|phê duyệt|kế thừa|hỗ trợ|phối hợp|tham gia|triển khai|thực hiện|áp dụng)(?!\w)",
    re.IGNORECASE,
)
#: What may follow brackets within an item and is no other work: when, what for, who is told of it.
_NO_WORK = re.compile(
    r",?\s*(?:nhằm|để|bảo đảm|đảm bảo|góp phần|hoàn thành|xong|trước|trong|báo cáo|trình|chậm nhất|năm|quý)(?!\w)",
    re.IGNORECASE,
)
_OTHER_WORK = re.compile(
    r"[;()]|[.:]\s|(?<!\w)(?:chủ trì|giao|phối hợp|đồng thời|phân công|chịu trách nhiệm)(?!\w)", re.IGNORECASE
)
_UNIT = r"(?:quý|năm|tháng|ngày|giai đoạn|nhiệm kỳ|\d)"
#: When: «hoàn thành trong quý II/2026», «năm 2026», «hằng năm»; a word that tells no time ends it.
_WHEN = re.compile(
    r"(?:(?:dự kiến|phải|xong|hoàn thành|thực hiện|triển khai|trình(?:\s[^,;()\d]{2,40}?)?)\s+)*"
    r"(?:(?:chậm nhất|là|trước|trong|đến|từ|vào|đầu|giữa|cuối|hết)\s+)*"
    rf"(?:{_UNIT}(?:[\d\s/.–-]|,(?=\s*(?:{_UNIT}|quý|trước))|(?<!\w)(?:[IVX]+|{_UNIT}|đến|và|hết|cuối|trước|từ"
    r"|(?:các|những)\s+năm\s+tiếp\s+theo)(?!\w))*"
    r"|thường xuyên|(?:hằng|hàng)\s+(?:năm|quý|tháng))(?!\w)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_RECURS = re.compile(r"thường xuyên|(?:hằng|hàng)\s+(?:năm|quý|tháng)", re.IGNORECASE)


def closing_bracket(text: str) -> Bracket | None:
    """The assignment in brackets at the end of a paragraph, None where there is none or more than one.

    After the brackets may stand what is no other work: when, what for, who is told.

    >>> found = closing_bracket("Lập danh mục (Sở Y tế chủ trì, phối hợp với Sở Nội vụ; hoàn thành năm 2026).")
    >>> [b.text for b in found.lead], [b.text for b in found.support], found.time
    (['Sở Y tế'], ['Sở Nội vụ'], 'hoàn thành năm 2026')
    >>> closing_bracket("Lập danh mục (theo đề xuất của Sở Y tế)") is closing_bracket("Họp (Sở Y tế)") is None
    True
    """
    spans = list(_bracketed(text))
    stated = [(span, found) for span in spans if span[1] - span[0] <= _LONGEST if (found := _statements(text, *span))]
    if len(stated) != 1:
        return None
    (start, end), found = stated[0]
    found.alone = not text[:start].strip(" -–+*•_")
    if not _END.match(text, end + 1):
        within = _NO_WORK.match(text, end + 1) and not _OTHER_WORK.search(text, end + 1)
        if not within or found.alone or not found.lead or re.search(r";|[.:]\s", text[:start]):
            return None
    if found.by and (any(_CENTRAL.search(b.text) for b in found.lead) or _ACTS_ON.match(text.lstrip(" -–+*•_"))):
        return None
    found.start, found.end = start, end + 1
    return found


def _bracketed(text: str) -> Iterator[tuple[int, int]]:
    """(offset of «(», offset of «)») of each outer pair."""
    opened: list[int] = []
    for match in re.finditer(r"[()]", text):
        if match.group(0) == "(":
            opened.append(match.start())
        elif opened:
            start = opened.pop()
            if not opened:
                yield start, match.start()


def _statements(text: str, start: int, end: int) -> Bracket | None:
    """What stands in brackets at two offsets, if it is nothing but lead, support, product and time."""
    text = text[:end]
    found = Bracket()
    position = start + 1
    while True:
        gap = _BETWEEN.match(text, position)
        position = gap.end() if gap else position
        if position >= end:
            break
        after = _labelled(text, position, found) or _in_words(text, position, found) or _time(text, position, found)
        if after is None:
            return None
        position = after
    return found if found.lead or found.support or found.labelled else None


def _labelled(text: str, position: int, found: Bracket) -> int | None:
    role, match = next(((r, m) for r, p in labels().items() if (m := p.match(text[position:]))), (None, None))
    if match is None:
        return None
    start = position + match.end()
    ends = (m for m in _NEXT.finditer(text, start) if _opens(text[m.end() :], after=text[m.start()]))
    end = next((m.start() for m in ends), len(text))
    words = text[start:end].strip(" .,;")
    if not words:
        return None
    if role in ("lead", "support"):
        bodies = [Listed(b.text, b.start + start, b.end + start) for b in split_bodies(text[start:end])]
        held = found.lead if role == "lead" else found.support
        if held or not all(begins_body(body.text) for body in bodies):
            return None
        held += bodies
    elif role == "time":
        found.time, found.labelled = words, True
    else:
        found.product = words
    return end


def _opens(text: str, *, after: str) -> bool:
    """Whether another statement opens here; a comma may only part it from one with words of its own."""
    stated = any(pattern.match(text) for pattern in labels().values()) or SUPPORTS.match(text)
    return bool(stated or (after != "," and _WHEN.match(text)) or (after == "," and re.match("hoàn thành", text)))


def _in_words(text: str, position: int, found: Bracket) -> int | None:
    """«A chủ trì», «do A chủ trì», «A thực hiện», «giao A», and after a lead «phối hợp với B»."""
    if found.lead:
        joined = SUPPORTS.match(text[position:])
        if joined is None or found.support:
            return None
        found.support, end = read_bodies(text, position + joined.end())
        return _goal(text, end) if found.support else None
    given = _GIVEN.match(text[position:]) and opener().match(text[position:])
    by = _BY.match(text, position)
    lead, end = read_bodies(text, by.end() if by else position + (given.end() if given else 0))
    if not lead:
        return None
    if aside := _ASIDE.match(text, end):
        end = aside.end()
    led = LEADS.match(text[end:])
    if led is None and not given:
        does = _DOES_ITEM.match(text, end)
        if does is None:
            return None
        found.lead, found.by = lead, by is not None
        return does.end()
    found.lead, found.by = lead, by is not None
    return _goal(text, end + (led.end() if led else 0))


def _goal(text: str, position: int) -> int | None:
    """Where the words go on after a role; None where they say that something else than the item is led."""
    goal = _LEADS_ITEM.match(text, position)
    if goal is not None:
        return goal.end()
    blank = position + len(text[position:]) - len(text[position:].lstrip())
    return blank if _WHEN.match(text, blank) else None


def _time(text: str, position: int, found: Bracket) -> int | None:
    match = _WHEN.match(text, position)
    if match is None:
        return None
    words = match.group(0).strip(" .,–-")
    dated = dated_phrases(words)
    if dated or _YEAR.search(words):
        found.time = found.time or "; ".join(dated) or words
    elif not _RECURS.search(words):
        return None
    return match.end()
