"""Lists of bodies: where each begins and ends, in a cell and in running text.

A new body begins only at a named body, a post, or a repeated «các»; a list
under one «các» is one collective, however many commas it holds («các sở, ban,
ngành có liên quan»). A comma or «và» inside a name splits nothing («Sở Văn
hóa, Thể thao và Du lịch»). In running text a list ends where its predicate
begins («chủ trì», «xây dựng», «thường xuyên» …).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from graph.resolve import name_end
from loaders.document import Cell
from ontology import vocabulary
from ontology.text import compare_key, place_tones, rx

_SEPARATOR = rx(r"\s*(?:;|,|(?<!\w)và(?!\w)|&|\+|(?<!\w)cùng với(?!\w)|(?<!\w)cùng(?!\w)|\n)\s*")
#: First words of bodies that the vocabulary may not hold by name.
_HEADS = rx(
    r"(?:Sở|Ban|BQL|Ủy ban|Uỷ ban|Hội|Cục|Chi cục|Tổng cục|Trung tâm|Văn phòng|Bộ|Viện|Trường|Công ty|Tổng công ty"
    r"|Tập đoàn|Ngân hàng"
    r"|Chi nhánh|Quỹ|Đài|Báo|Liên minh|Liên hiệp|Hiệp hội|Phòng|Học viện|Thanh tra|Kho bạc|Bưu điện|Công đoàn"
    r"|Đoàn|Đảng ủy|Đảng uỷ"
    r"|Tòa án|Toà án|UBND|HĐND|UBMTTQ|MTTQ|BHXH|Bảo hiểm|Công an|Liên đoàn|Mặt trận|Thường trực|Tỉnh ủy|Thành ủy"
    r"|Huyện ủy|Đội|Tổ)\s+(?!hành\b|cáo\b|máy\b|ngũ\b|hợp\b|nghị\b|thảo\b|chức\b|kết\b|chống\b)(?=\w)"
)
_CAPITAL_NEXT = rx(r"\w+(?:\s(?:ban|hội|cục|ty|tâm|minh|hiệp|án|hàng|nhánh|phòng|trực))?\s+[\p{Lu}]")
#: «Đảng ủy cơ quan Bộ A», «Tổ đảng ở Viện B»: the Party's organ in a body, whose name goes on with that body's.
_PARTY_ORGAN = rx(
    r"(?:Đảng ủy|Đảng uỷ|Đảng bộ|Chi bộ|Tổ đảng|Đảng đoàn|Ban cán sự đảng|Ban Cán sự đảng)\s+"
    r"(?:(?:các\s+)?cơ quan\s+|ở\s+|tại\s+)?(?=[\p{Lu}])"
)
#: Several bodies by one name: «các sở», «UBND các xã», «UBND quận, huyện».
_SEVERAL = rx(r"(?<!\w)(?:các|toàn thể|cấp)\s|\b(?:quận|huyện|thị xã|thành phố|xã|phường)\s*,", re.IGNORECASE)
#: What a named body is to do, in brackets behind its name.
_SCOPE = rx(r"\s*\([^()]*\)$")
_PLURAL = rx(r"(?:[Cc]ác|[Tt]oàn thể)\s")
#: Level and place that may follow a name: «Trung ương», «tỉnh», «thành phố Cần Thơ», «chi nhánh tỉnh Hà Nam», «Cà Mau».
_TAIL = rx(
    r"^\s+(?:[Tt]rung ương"
    r"|(?:của\s+)?(?:(?:[Cc]hi nhánh|cấp)\s+)?(?:[Tt]ỉnh|[Tt]hành phố|TP\.?|[Hh]uyện|[Qq]uận|[Tt]hị xã"
    r"|[Xx]ã|[Pp]hường)"
    r"(?:\s+[\p{Lu}][\p{Ll}]*(?:\s+[\p{Lu}][\p{Ll}]*){0,3})?"
    r"|(?:[Cc]hi nhánh\s+)?[\p{Lu}][\p{Ll}]+(?:\s+[\p{Lu}][\p{Ll}]+){0,3})(?![\w])"
)
#: «Kho bạc Nhà nước khu vực V»: regions are numbered.
_REGION_TAIL = rx(r"\s+(?:[IVXL]+|\d{1,2})(?!\w)")
#: A list of levels makes a named body a collective: «các huyện, thị xã, thành phố Cà Mau», «quận, huyện».
_LEVEL = r"(?:quận|huyện|thị xã|thành phố|thị trấn|xã|phường|đặc khu|tỉnh)(?!\w)"
_LEVELS_TAIL = rx(
    rf"^\s+(?:các\s+|cấp\s+)?{_LEVEL}(?:(?:\s*,\s*|\s+và\s+)(?:các\s+)?{_LEVEL})*"
    r"(?:(?<=thành phố)\s[\p{Lu}][\p{Ll}]+(?:\s[\p{Lu}][\p{Ll}]+){0,2}"
    r"|\s+(?:thuộc|trực thuộc)\s+(?:tỉnh|thành phố|[Tt]rung ương))?"
)
#: The bodies of that name of every level or place, not the one of the plan's own.
_EVERYWHERE_TAIL = rx(r"\s+(?:các\s+cấp|(?:tại|ở)\s+(?:các\s+)?địa\s+phương)(?!\w)")

#: How many words may follow the last noun of a collective before its predicate is taken to be an unknown verb.
_WORDS_BEYOND = 5
#: Words that narrow a collective and are no predicate.
_QUALIFIER = rx(
    r"(?:có|liên|quan|trong|ngoài|trên|địa|bàn|của|tỉnh|thành|phố|thuộc|trực|cấp|cơ|sở|các|và|phụ|trách|lĩnh|vực|trung|ương|đóng)\b"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One body of a list, with its offsets in the text that was read."""

    text: str
    start: int
    end: int


@cache
def _words(name: str) -> re.Pattern[str]:
    """A pattern of one list of ``wording.toml``, longest first, at word boundaries."""
    values = sorted((compare_key(w) for w in getattr(vocabulary.wording(), name)), key=len, reverse=True)
    return rx(rf"(?:{'|'.join(re.escape(v) for v in values)})(?!\w)", re.IGNORECASE)


def begins_body(text: str, *, prose: bool = False) -> bool:
    """Whether a new body begins here. In prose «các» must be followed by a noun for bodies («các đề xuất» is none).

    >>> [begins_body(t) for t in ("Sở Y tế", "các sở", "thành phố Cà Mau", "Thương binh và Xã hội", "Giám đốc Sở")]
    [True, True, False, False, True]
    >>> begins_body("các đề xuất"), begins_body("các đề xuất", prose=True)
    (True, False)
    """
    if plural := _PLURAL.match(text):
        return (
            not prose
            or bool(_words("collective_nouns").match(text.casefold(), plural.end()))
            or begins_body(text[plural.end() :], prose=True)
        )
    if post := _words("posts").match(compare_key(text[:60])):
        # «Lãnh đạo Sở A» holds a post, «Lãnh đạo việc …» is what somebody does.
        return compare_key(post.group()) not in _ALSO_VERBS or _is_headed(text[post.end() :].strip())
    if not text[:1].isupper():
        return False
    if name_end(text) is not None or _organ_end(text):
        return True
    # In running text an unknown name must go on with a capital: «Bộ tiêu chí» is no ministry.
    return bool(_HEADS.match(text)) and (not prose or bool(_CAPITAL_NEXT.match(text)))


#: Words for holders of a post that are verbs as well.
_ALSO_VERBS = frozenset({"lãnh đạo"})


def _is_headed(text: str) -> bool:
    """Whether words after a post name the body that it heads."""
    return begins_body(text, prose=True) or bool(_words("collective_nouns").match(text))


def _organ_end(text: str) -> int:
    """Offset after a Party organ's name with that of the body in which it is; 0 where there is none.

    >>> text = "Tổ đảng ở Viện Kiểm sát nhân dân tối cao có trách nhiệm"
    >>> text[: _organ_end(text)]
    'Tổ đảng ở Viện Kiểm sát nhân dân tối cao'
    """
    organ = _PARTY_ORGAN.match(text)
    body = body_at(text[organ.end() :]) if organ else None
    end = organ.end() + len(body) if organ and body else 0
    return end if end and end > (name_end(text) or 0) else 0


def cell_words(cell: Cell) -> str:
    """The text of a cell of bodies; where each has a paragraph of its own, parted by semicolons.

    >>> cell_words(Cell("- Sở Y tế - Sở Nội vụ", parts=("- Sở Y tế", "- Sở Nội vụ")))
    'Sở Y tế; Sở Nội vụ'
    >>> cell_words(Cell("Sở Nông nghiệp và Môi trường", parts=("Sở Nông nghiệp", "và Môi trường")))
    'Sở Nông nghiệp và Môi trường'
    """
    parts = [part.lstrip("-+•* ").rstrip(" .;,") for part in cell.parts]
    return "; ".join(parts) if len(parts) > 1 and all(map(begins_body, parts)) else cell.text


def split_bodies(text: str) -> list[Listed]:
    """The bodies of a cell or label line, which holds nothing else.

    >>> [b.text for b in split_bodies("Sở Lao động, Thương binh và Xã hội, Sở Y tế, UBND các huyện, thành phố Cà Mau")]
    ['Sở Lao động, Thương binh và Xã hội', 'Sở Y tế', 'UBND các huyện, thành phố Cà Mau']
    >>> [b.text for b in split_bodies("Các sở, ban, ngành có liên quan và UBND các huyện")]
    ['Các sở, ban, ngành có liên quan', 'UBND các huyện']
    """
    text = text.rstrip(" .;,:")
    found: list[Listed] = []
    start = _skip(text, 0)
    position = start + (name_end(text[start:]) or 0)
    while True:
        separator = _SEPARATOR.search(text, position)
        if separator is None:
            break
        before, following = text[start : separator.start()], text[separator.end() :]
        parted = ";" in separator.group(0) or "\n" in separator.group(0) or begins_body(following)
        bracketed = before.count("(") > before.count(")") and ")" in following
        if before.strip() and not bracketed and (parted or _only_nouns_follow(before, following)):
            found.append(_listed(before, start))
            start = separator.end()
            position = start + (name_end(text[start:]) or 0)
        else:
            position = separator.end()
    if text[start:].strip(" .;,"):
        found.append(_listed(text[start:].rstrip(" .;,"), start))
    return found


def _listed(body: str, start: int) -> Listed:
    """A body of a list, without what its bracket says that it is to do; a collective keeps what may narrow it."""
    bare = _SCOPE.sub("", body)
    if not _SEVERAL.search(bare) and (name_end(bare) or _HEADS.match(bare)):
        body = bare
    return Listed(body.strip(" "), start, start + len(body.rstrip(" ")))


_LEVEL_WORD = rx(rf"(?:cấp\s+)?{_LEVEL}", re.IGNORECASE)
_ENDS_NAMED = rx(rf"(?:^|\s)(?:[\p{{Lu}}][\w&.-]*|{_LEVEL})(?:\s*\([^()]*\))?$")


def _only_nouns_follow(before: str, following: str) -> bool:
    """Whether a name is over and common nouns for bodies go on with the list: «Sở A, doanh nghiệp».

    Behind a name that is not known they may belong to it («Trung tâm Hỗ trợ
    doanh nghiệp, hợp tác xã»): it has to end in a capital or its level.
    """
    nouns = _words("collective_nouns")
    if _PLURAL.match(before) or _LEVEL_WORD.match(following) or not nouns.match(following):
        return False
    bare = _SCOPE.sub("", before)
    if end := name_end(bare):
        rest = bare[end:]
        return not rest.strip() or bool(_TAIL.fullmatch(rest))
    parts = _SEPARATOR.split(following.split(";")[0])
    return bool(_HEADS.match(before) and _ENDS_NAMED.search(before)) and all(map(nouns.match, filter(None, parts)))


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in " -–+•*.,;:":
        position += 1
    return position


#: No name, and no list that is one collective, is longer; what follows need not be looked at.
_REACH = 1000


def body_at(text: str) -> str | None:
    """The one body with which running text begins, without what follows it; None where none begins."""
    text = text[:_REACH]
    if not begins_body(text, prose=True):
        return None
    post = _words("posts").match(place_tones(text).casefold())
    behind = post.end() + 1 if post else 0
    if not behind and (organ := _organ_end(text)):
        return text[:organ]
    end = name_end(text[behind:])
    if end is not None:
        end += behind
    if end is not None and not _PLURAL.match(text) and not _PLURAL.match(text, behind):
        if everywhere := _EVERYWHERE_TAIL.match(text, end):
            return text[: everywhere.end()]
        levels = _LEVELS_TAIL.match(text[end:])
        if levels and any(word in levels.group(0) for word in (",", " và ", " các ", " cấp ")):
            return text[: end + len(levels.group(0))]
        region = _REGION_TAIL.match(text, end) if text[:end].casefold().endswith("khu vực") else None
        tail = region or _TAIL.match(text[end:])
        return text[: end + len(tail.group(0))] if tail else text[:end]
    return text[: _predicate(text, 0)].strip(" ,;") or None


def _predicate(text: str, position: int) -> int:
    """Offset at which the predicate of a collective, post or unknown name begins, or the sentence ends."""
    nouns, verbs = _words("collective_nouns"), _words("verbs")
    lowered = place_tones(text).casefold()
    starts = [match.start() for match in re.finditer(r"\S+", text) if match.start() >= position]
    skip_to = position
    named_to = 0
    beyond = 0
    # In «Ban Quản lý Vườn quốc gia …» the noun only opens a name: it goes on as far as its capitals.
    proper = text[:1].isupper() and not _PLURAL.match(text)
    for index, start in enumerate(starts):
        if start < skip_to:
            continue
        if named_to and beyond >= _WORDS_BEYOND:
            # No verb of ours so soon after the last noun for bodies: the name ends with that noun.
            return named_to
        before = text[:start].rstrip()
        if index and before.endswith((".", ":", ";")):
            return len(before) - (1 if before.endswith((".", ":", ";")) else 0)
        if index and begins_body(text[start:], prose=True) and _SEPARATOR.search(text[max(0, start - 6) : start]):
            end = name_end(text[start:])
            skip_to = start + (end or 1)
            continue
        noun = nouns.match(lowered, start)
        # «tổ chức» is a body after «các» or a comma, and a verb elsewhere.
        if noun and not (
            verbs.match(lowered, start) and not re.search(r"(?:\b(?:các|và)|[,;])$", before, re.IGNORECASE)
        ):
            skip_to = named_to = noun.end()
            beyond = 0
            continue
        verb = verbs.match(lowered, start)
        if index and verb and not _within_name(text, lowered, start, verb.end()):
            return start
        if proper and named_to and text[start].isupper():
            named_to, beyond = start + len(text[start:].split(None, 1)[0].rstrip(",.;:")), 0
            continue
        beyond += 0 if _QUALIFIER.match(lowered, start) else 1
    return len(text)


def _within_name(text: str, lowered: str, start: int, end: int) -> bool:
    """Whether a verb is part of a name.

    It is where it has a capital («Trung tâm Đào tạo nghề») or where the lead's
    own verb follows at once («Viện Nghiên cứu phát triển chủ trì»).
    """
    if text[start].isupper():
        return True
    listed = _PLURAL.match(text) and text[:start].rstrip().endswith(",")
    if listed and _words("verbs_in_names").match(lowered, start) and _words("verbs").match(lowered, end + 1):
        # «các cơ sở giáo dục, đào tạo lồng ghép …»: the first of two verbs goes with the noun before it.
        return True
    in_names = _words("verbs_in_names").match(lowered, start)
    return (
        bool(in_names)
        and text[:start].split(" ", 1)[0][:1].isupper()
        and not _PLURAL.match(text)
        and bool(_words("lead").match(lowered, end + 1))
    )


def read_bodies(text: str, position: int = 0) -> tuple[list[Listed], int]:
    """The list of bodies at an offset of running text, and the offset where it ends.

    >>> text = "Sở Y tế, Sở Giáo dục và Đào tạo chủ trì, phối hợp với các sở, ngành có liên quan"
    >>> bodies, end = read_bodies(text)
    >>> [b.text for b in bodies], text[end:end + 7]
    (['Sở Y tế', 'Sở Giáo dục và Đào tạo'], 'chủ trì')
    """
    found: list[Listed] = []
    position = _skip(text, position)
    end = position
    while position < len(text) and begins_body(text[position:], prose=True):
        body = body_at(text[position:])
        if not body:
            break
        body = _cut_at_next(body)
        found.append(Listed(body, position, position + len(body)))
        end = position + len(body)
        separator = _SEPARATOR.match(text, end)
        if separator is None or not separator.group(0).strip():
            break
        position = separator.end()
        if not begins_body(text[position:], prose=True):
            break
    return found, _skip_blank(text, end)


def _cut_at_next(body: str) -> str:
    """A collective reads on to its predicate; cut it where another body of the list begins."""
    first = name_end(body) or 0
    for separator in _SEPARATOR.finditer(body, first):
        if separator.group(0).strip() and begins_body(body[separator.end() :], prose=True):
            return body[: separator.start()].rstrip()
    return body


def _skip_blank(text: str, position: int) -> int:
    while position < len(text) and text[position] == " ":
        position += 1
    return position
