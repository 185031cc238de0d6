"""Numbered documents named in the text, and which of them carries out which.

Shapes read (in words of our own): «Nghị quyết số 5/NQ-CP ngày 01 tháng 02 năm
2023 của Chính phủ», «Chỉ thị 7/CT-TTg», a number parted from its «số» by a
page, «19- NQ/TW», a parenthesis that only gives a short name («sau đây gọi
tắt là …»).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from graph.resolve import find_place, is_central, name_end
from loaders.document import Paragraph, Table
from loaders.extract.bodies import body_at
from loaders.extract.mentions import Citation, Link
from ontology import vocabulary
from ontology.text import rx
from ontology.values import DocumentNumber, PartialDate, find_dates, find_numbers

#: Between a number and its date stands nothing but these.
_TO_DATE = rx(r"^[\s,(]*(?:ký\s+|được ban hành\s+)?$")
#: The issuer follows «của» (or stands at once) after the number or its date.
_ISSUER = rx(r"^[\s,)]*(?:của\s+)(?P<issuer>[\p{Lu}][^,;:()\"“”.]*)")
_ISSUER_IN_CAPITALS = rx(r"^[\s,)]*CỦA\s+")
_AFTER_CAPITALS = rx(r"\s*(?:VỀ|V/V|BAN HÀNH|PHÊ DUYỆT|QUY ĐỊNH|NGÀY)\b|\s*(?:[,;(]|$)")
#: The meeting of a body that adopted it: «Hội nghị lần thứ tám (của) Ban Chấp hành …».
_MEETING = rx(r"Hội nghị lần thứ\s+[\w]+\s+(?:của\s+)?(?=[\p{Lu}])")
#: Words at which the issuer's name ends.
_ISSUER_END = rx(
    r"\s+(?:về|ban hành|thực hiện|triển khai|quy định|phê duyệt|hướng dẫn|sửa đổi|điều chỉnh|ngày|số|và|trong"
    r"|tại|đã|thông qua|là|để"
    r"|khóa|khoá|nhiệm kỳ|cho|được|như|theo|nhằm|tăng cường|đẩy mạnh|công bố|thành lập|kiện toàn|đến|giai đoạn)\b"
)
#: With these the title of a document goes on behind its issuer.
_TITLE_VERB = rx(r"(?:quy định|ban hành|phê duyệt|hướng dẫn|sửa đổi|về|triển khai|thực hiện|điều chỉnh)\b")
_CARRY_OUT = rx(r"(?:triển khai\s+|tổ chức\s+|tiếp tục\s+)*thực hiện\b", re.IGNORECASE)
#: What may stand between «thực hiện» and the number it governs: the words for its kind.
_FILLER = rx(
    r"(?:có hiệu quả|hiệu quả|nghiêm túc|nghiêm|tinh thần"
    r"|tốt|thắng lợi|các|nội dung|số|hành động|của|toàn khóa|chuyên đề|,|:)\b|[,:]",
    re.IGNORECASE,
)
#: What was carried out in years gone by is history: «Trong những năm qua, thực hiện Nghị quyết số …».
_GONE_BY = rx(
    r"\b(?:năm|thời gian|tháng|nhiệm kỳ|giai đoạn)\s+(?:vừa\s+)?qua\b|\bđã\s+(?:\w+\s+){0,3}$"
    r"|\b(?:cuộc họp|phiên họp|hội nghị)\s+(?:\w+\s+){0,6}$|^\W*(?:Qua|Sau)\s",
    re.IGNORECASE,
)
#: A list of what is carried out ends at a ground of another sort, and where the maker issues his own.
_LEAVES = rx(
    r"(?:\b[Xx]ét|\b[Tt]heo) đề nghị\b|\b[Tt]rên cơ sở\b|\bCăn cứ\b"
    r"|,\s*(?:Ủy ban|Uỷ ban|UBND|Ban Chấp hành|Ban Thường vụ|Hội đồng|Bộ |Sở |Chính phủ|Tỉnh ủy|Thành ủy|Huyện ủy)"
    r"[^,;]*\s(?:ban hành|xây dựng|đề ra)\s"
)
_NEW_SENTENCE = rx(r"[.!?]\s+[\p{Lu}]")
_SHORT_NAME = rx(r"\((?:[^()]*?\b(?:gọi tắt|viết tắt|gọi chung)\b[^()]*)\)", re.IGNORECASE)


#: Signs that stand for a figure which could not be recognised: «#6/QĐ-UBND» is no 6/QĐ-UBND.
_BLOTS = tuple("#%!®©°&$@~^|\\{}[]<>")


def kinds() -> set[str]:
    """Every kind symbol of the vocabulary, in upper case."""
    return {symbol.upper() for kind in vocabulary.document_kinds() for symbol in (kind.symbol, *kind.also)}


def canonical_number(number: DocumentNumber) -> DocumentNumber:
    """The number with its kind's and body's symbols in their usual case («75-CTR/TU» is 75-CTr/TU)."""
    kind = number.kind
    for entry in vocabulary.document_kinds():
        if kind and kind.upper() in {symbol.upper() for symbol in (entry.symbol, *entry.also)}:
            kind = entry.symbol
            break
    body = number.body
    for known in vocabulary.document_bodies():
        if body.upper() in {symbol.upper() for symbol in (known.symbol, *known.also)}:
            body = known.symbol
            break
    return number.model_copy(update={"kind": kind, "body": body})


#: Words that a converter left without a blank behind a symbol: «70-TB/TWngày 6/1/2012».
_GLUED = rx(r"(?<=[\p{Lu}\d])(?:[Nn]gày|của|về)\d*$")


def numbers_in(text: str) -> Iterator[tuple[int, int, DocumentNumber]]:
    """Every number in a text as (start, end, number), without a word that is glued to it.

    >>> [str(number) for _, _, number in numbers_in("Thông báo số 70-TB/TWngày 6/1/2012")]
    ['70-TB/TW']
    """
    for start, end, number in find_numbers(text):
        if glued := _GLUED.search(number.body):
            cut = len(number.body) - glued.start()
            yield start, end - cut, number.model_copy(update={"body": number.body[: glued.start()]})
        else:
            yield start, end, number


def find_citations(part: Paragraph) -> list[Citation]:
    """The citations of one paragraph, in order."""
    text = part.text
    found: list[Citation] = []
    numbers = list(numbers_in(text))
    for index, (start, end, number) in enumerate(numbers):
        if number.kind is not None and number.kind.upper() not in kinds():
            continue
        if text[max(0, start - 1) : start] in _BLOTS:
            continue
        limit = numbers[index + 1][0] if index + 1 < len(numbers) else len(text)
        date, after = _date_after(text, end, limit)
        issuer, behind = _issuer_after(text[after:limit])
        if issuer and date is None:
            # «Nghị định số 38/2023/NĐ-CP của Chính phủ ngày 24 tháng 6 năm 2023»
            date, _ = _date_after(text, after + behind, limit)
        found.append(
            Citation(
                canonical_number(number),
                part.line_at(start),
                part.line_at(after - 1),
                start,
                end,
                date,
                issuer,
                part.line_at(after + behind - 1) if issuer else 0,
                text[start:end],
            )
        )
    return found


def _date_after(text: str, end: int, limit: int) -> tuple[PartialDate | None, int]:
    for start, stop, date in find_dates(text[end:limit]):
        before = re.sub(r"ngày\s*$", "", text[end : end + start], flags=re.IGNORECASE)
        if _TO_DATE.match(before):
            return date, end + stop
        break
    return None, end


def _issuer_after(text: str) -> tuple[str | None, int]:
    """The issuer behind a number or its date, and the offset where it ends."""
    if capitals := _ISSUER_IN_CAPITALS.match(text):
        # A title in capitals: only a known name tells where the issuer ends.
        end = name_end(text[capitals.end() :])
        if end is not None and _AFTER_CAPITALS.match(text, capitals.end() + end):
            return text[capitals.end() : capitals.end() + end], capitals.end() + end
    match = _ISSUER.match(text)
    if not match:
        return None, 0
    start = match.start("issuer")
    if meeting := _MEETING.match(text, start):
        start = meeting.end()
    known = _issuing_body(text[start:])
    name = known or _ISSUER_END.split(text[start : match.end()], maxsplit=1)[0].strip()
    return name or None, start + len(name)


def _issuing_body(text: str) -> str | None:
    """The body with which a text begins, without a capital behind it that opens the title («Chính phủ Quy định …»)."""
    known = body_at(text)
    end = name_end(text)
    if known is None or end is None:
        return re.sub(r"\s+(?:về|tại|ngày)$", "", known) if known else None
    tail = known[end:].strip()
    placed = not tail or tail[0].islower() or find_place(tail, level=None, day=None) is not None
    return known if placed or not _TITLE_VERB.match(tail.casefold() + text[len(known) :]) else text[:end]


def table_paragraphs(tables: Iterable[Table]) -> Iterator[Paragraph]:
    """Every cell of every table as a paragraph; an issuer that a page break cuts off its number stays unread."""
    for table in tables:
        for row in (*table.header, *table.rows):
            for cell in row.cells:
                if cell.text and cell.lines:
                    yield Paragraph(cell.text, cell.starts)


def read_links(part: Paragraph, citations: Sequence[Citation], *, opening: bool) -> list[Link]:
    """Which document carries out which, by the grammar of «thực hiện».

    In the title and the enacting paragraph (``opening``) the first «thực
    hiện» is the document's own; below, a link needs a document right before
    «thực hiện». «A thực hiện B; C» closes A at the semicolon; «A thực hiện B
    và C» takes C with B only where A can carry out C, a body never carrying
    out one below it, and no parenthesis named A again before.
    """
    if not citations:
        return []
    text = part.text
    hidden = [range(*match.span()) for match in _SHORT_NAME.finditer(text)]
    shown = [c for c in citations if not any(c.start in span for span in hidden)]
    verbs = [match for match in _CARRY_OUT.finditer(text) if not any(match.start() in span for span in hidden)]
    links: list[Link] = []
    governor: Citation | None = None
    governed = False
    root_open = False
    listed = False
    previous: Citation | None = None
    for citation in shown:
        between_start = previous.end if previous else 0
        between = text[between_start : citation.start]
        verb = next((m for m in reversed(verbs) if between_start <= m.start() and m.end() <= citation.start), None)
        if (
            verb is not None
            and previous is not None
            and ";" in _outside(text[verb.end() : citation.start], hidden, verb.end())
        ):
            # «…; Quyết định số …» goes on with the list, whatever the title before the semicolon speaks of.
            verb = None
        sentence_ends = _sentence_end(between)
        listed = verb is None and (listed or ";" in _outside(between, hidden, between_start))
        if verb is not None and not _names_kind(text[verb.end() : citation.start]):
            # «thực hiện chính sách … quy định tại Nghị định số …» carries out no document.
            governor, governed = None, False
        elif verb is not None and not sentence_ends_after(between, verb.start() - between_start):
            lead = text[between_start : verb.start()]
            if previous is not None and not _breaks(lead, hidden, between_start):
                governor, governed = previous, True
            else:
                root_open = opening and not _GONE_BY.search(_last_sentence(text[: verb.start()]))
                governor, governed = None, root_open
        elif sentence_ends or _LEAVES.search(_outside(between, hidden, between_start)):
            root_open = False
            governor, governed = None, False
        elif governed and governor is not None and previous is not None:
            closes = ";" in _outside(between, hidden, between_start) or any(
                between_start <= span.start < citation.start for span in hidden
            )
            if closes or not may_carry_out(governor.number, citation.number):
                governor, governed = None, root_open
        if (
            governed
            and (governor is None or may_carry_out(governor.number, citation.number))
            and not _is_later(citation, governor)
        ):
            links.append(
                Link(
                    governor.number if governor else None,
                    citation.number,
                    citation.date.year if citation.date else None,
                    governor.date.year if governor and governor.date else None,
                    governor.line if governor else citation.line,
                    citation.line_end,
                    listed=listed and governor is None,
                    at=citation.start,
                    printed=citation.printed,
                )
            )
        previous = citation
    return links


def _is_later(citation: Citation, governor: Citation | None) -> bool:
    """Whether a document was made after the one that would carry it out."""
    if governor is None or governor.date is None or citation.date is None:
        return False
    return citation.date.first > governor.date.last


def _last_sentence(text: str) -> str:
    """What stands of a sentence before the end of a text."""
    ends = [match.start() + 1 for match in _NEW_SENTENCE.finditer(text)]
    return text[ends[-1] :] if ends else text


def _names_kind(text: str) -> bool:
    """Whether words only say what kind of document follows («Chương trình hành động số»).

    >>> _names_kind(" Chương trình hành động số "), _names_kind(" chính sách quy định tại Nghị định số ")
    (True, False)
    """
    rest = text.casefold()
    for word in _kind_words():
        if word in rest:
            rest = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", " ", rest)
    return not _FILLER.sub(" ", rest).strip()


@cache
def _kind_words() -> tuple[str, ...]:
    """Names of all kinds of documents, the longest first."""
    words = {word.casefold() for kind in vocabulary.document_kinds() for word in (kind.name, *kind.words)}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _outside(text: str, hidden: Sequence[range], offset: int) -> str:
    return "".join(char for i, char in enumerate(text) if not any(i + offset in span for span in hidden))


def _sentence_end(text: str) -> bool:
    return bool(_NEW_SENTENCE.search(text))


def sentence_ends_after(text: str, offset: int) -> bool:
    """Whether a sentence ends in a text after an offset."""
    return _sentence_end(text[offset:])


def _breaks(text: str, hidden: Sequence[range], offset: int) -> bool:
    """Whether the words between a document and «thực hiện» leave that document: a new clause or sentence."""
    plain = _outside(text, hidden, offset)
    return bool(
        re.search(
            r"[;.]|,\s*(?:Ủy ban|Uỷ ban|UBND|Ban Chấp hành|Ban Thường vụ|Hội đồng|Bộ |Chính phủ|Tỉnh ủy|Thành ủy)",
            plain,
        )
    ) or any(span.start >= offset and span.stop <= offset + len(text) for span in hidden)


_RANKS = (("TW", 5), ("QH", 5), ("UBTVQH", 5), ("CP", 4), ("TTg", 4))


def _rank(number: DocumentNumber) -> int:
    """How high the issuing body stands: 5 Party centre and National Assembly, 4 Government, 3 ministries, 2 local."""
    for symbol, rank in _RANKS:
        if number.body == symbol or (symbol.endswith("QH") and number.body.startswith(symbol)):
            return rank
    if is_central(number):
        return 3
    return 2 if number.body.upper() in ("TU", "HĐND", "UBND") else 1


def may_carry_out(lower: DocumentNumber, higher: DocumentNumber) -> bool:
    """Whether a document may carry out another: none carries out one of a body below its own, nor itself.

    >>> P = DocumentNumber.parse
    >>> may_carry_out(P("68/NQ-CP"), P("42-NQ/TW")), may_carry_out(P("68/NQ-CP"), P("113-CTr/TU"))
    (True, False)
    """
    return str(lower) != str(higher) and _rank(higher) >= _rank(lower)
