"""Figures that the plan sets: rows of indicator tables, bullets and dense paragraphs.

Shapes read (in words of our own):
- a table with columns for indicator, unit, value (one or several years) and
  owner; group rows, parent rows over «+ …» or italic rows, several indicators
  glued into one cell over the rows of their values, a header repeated on each
  page, an owner's cell that spans rows and pages;
- «Tỷ lệ A đạt 65% trở lên, trong đó có B 30% trở lên» (two, the second below
  the first); «99% X và 41% Y»; «cấp tiểu học đạt 99,5%, cấp trung học cơ sở
  tối thiểu đạt 95%» (the second takes its first words from the first);
- «32 giường, 11 bác sĩ trên 10.000 dân» (one base for both);
- «Hoàn thành phổ cập …», «xóa nhà tạm …», «không còn xã dưới 5 tiêu chí»: targets
  without a value, only where something is completed or ended;
- «Đến năm 2025: A đạt 40%; B đạt 50%» (the year holds for both), «A đạt 40% năm
  2025, 55% năm 2030», «tăng 1,5 lần so với năm 2020» (what it is counted from stays
  in the name), «giảm số vụ từ 5-10%» (a fall, no level), «Cơ cấu X: A 40%, B 60%».
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from graph.resolve import name_end
from loaders.document import Outline, Paragraph, Section
from loaders.extract.assignments import is_closing
from loaders.extract.bodies import read_bodies
from loaders.extract.figures import Figure, find_figures, measure_names
from loaders.extract.mentions import BodyMention, TargetMention
from loaders.extract.roles import closing_bracket
from ontology import vocabulary
from ontology.text import canonical, compare_key, place_tones, rx

#: «năm 2026 - 2030» and «giai đoạn 2026 - 2030» end with the year to be reached.
_YEAR = rx(
    r"(?:(?:đến|vào|trong|hết)?\s*năm|giai đoạn(?=\s+\d{4}\s*[-–]))\s+(?:(?:19|20)\d\d\s*[-–]\s*)?((?:19|20)\d\d)",
    re.IGNORECASE,
)
_SENTENCE = rx(r";\s*|(?<=[^\d\s])\.\s+(?=[\p{Lu}0-9])|(?<=\d%)\.\s+(?=[\p{Lu}])|(?<=\d)\.\s+(?=[\p{Lu}])")
_COMMA = rx(r",\s+|\s+và\s+|\s+(?=trong đó\b)")
_LEADING = rx(
    r"^(?:(?:phấn đấu|bảo đảm|đảm bảo|duy trì|giữ vững|tiếp tục|phát triển|có|đạt|được|là|còn|nâng(?! cao)"
    r"|(?:kéo )?(?:tăng(?! trưởng\b| tốc\b| dân số\b)|giảm)|góp phần|sẽ"
    r"|điều chỉnh(?= t[ỷỉ] lệ| tốc độ| tổng| chỉ tiêu)|(?:giữ )?ổn định(?= tỷ| tỉ)"
    r"|hướng tới|hướng đến|định hướng|trước mắt|từ nay(?= đến)|bên cạnh đó|ngoài ra|về\s[^,;:\d]{2,30}(?=,)"
    r"|mục tiêu(?! quốc gia)|chỉ tiêu(?= (?:đến|năm|giai đoạn))|(?:trong )?năm nay|duy trì ở mức|chiếm|khoảng|và"
    r"|trong đó|để|cho|ở mức"
    r"|(?:(?:đến|trong|vào)\s+)?(?:(?:hết|cuối)\s+)?năm \d{4}(?!\s*[-–/\d])|đến \d{4}(?![-–/.\d]|,\d)"
    r"|giai đoạn \d{4}\s*[-–]\s*\d{4}|đồng thời"
    r"|(?:(?:toàn |cả )?(?:tỉnh|thành phố|huyện|xã)(?-i:\s[\p{Lu}]\w*){0,3}|cả nước|toàn quốc)"
    r"(?=\s(?:có|đạt|phấn đấu|đón|thu hút|phục vụ))"
    r"|chất lượng|vững chắc|hằng năm|hàng năm|từng bước)(?!\w)[,:]?\s*)+",
    re.IGNORECASE,
)
_TRAILING = rx(
    r"(?:[\s,:]+(?:từ|đạt|được|là|còn|xuống còn|lên|chiếm|ở mức|đạt mức|duy trì|giảm còn|xuống|tăng lên|đạt được"
    r"|phấn đấu|phấn đấu đạt|trong đó|có|sẽ|(?:giảm|tăng)(?= (?:xuống|lên|còn)))|:\s*giảm)+\s*$",
    re.IGNORECASE,
)
_AT_LEAST = rx(r"^\s*/?\s*(?:[^\W\d]+\s+){1,4}trở (?P<way>lên|xuống)(?!\w)")
_SHARE_OF = rx(
    r"^\s*((?!trở\b|trong\b|so\b|vào\b|và\b|đến\b|theo\b|tổng\b|giảm\b|tăng\b|đạt\b|còn\b|được\b|có\b)[^\W\d]+(?:\s(?!tỉnh\b|của\b)[^\W\d]+)?)(?=\s*(?:[.,;]|$|tỉnh\b|của\b))"
)
_RATIO = rx(r"\S/\s*([\p{Lu}]{2,6})$")
_EACH_YEAR = re.compile(r"\b(?:mỗi|hằng|hàng)\s+năm\b", re.IGNORECASE)
_BARE_VERB = re.compile(r"^(?:hoàn thành|hoàn tất|thực hiện|(?:mỗi|hằng|hàng) năm)$", re.IGNORECASE)
_OPEN_SUBJECT = re.compile(r"\b(?:cho|tại|của|đối với|ở|với|trong|trên)$", re.IGNORECASE)
_COMPARED = re.compile(
    r"(?:so với(?:\s[^\s,;.]+){0,8}|\blần|\bgiá(?: so sánh| cố định| gốc| thực tế)?)\s*$", re.IGNORECASE
)
_CHANGE = re.compile(r"\b(tăng|giảm)\b(?:\s+thêm)?\s*$", re.IGNORECASE)
#: «giảm tai nạn từ 5-10%»: a verb of change at a clause's opening …
_CHANGES = rx(r"(?<!\w)(?P<verb>tăng|giảm)\s", re.IGNORECASE)
#: … which sets a level where such words stand before the figure («giảm tỷ lệ hộ nghèo còn 3%»).
_TO_LEVEL = rx(r"(?<!\w)(?:đạt|còn|xuống|lên|là|chiếm|bằng|dưới|trên|hơn|không quá|tối đa|ở mức)(?!\w)", re.IGNORECASE)
#: The year that the words of a clause lead in with: it holds for what stands behind it in the sentence.
_LEADS_YEAR = rx(
    r"^[\s\-+*•]*(?:(?:phấn đấu|trước mắt|định hướng|hướng tới|hướng đến|mục tiêu|chỉ tiêu|riêng)[,:]?\s+)*"
    r"(?:(?:(?:đến|vào|trong|tới)\s+)?(?:(?:hết|cuối)\s+)?năm\s+|đến\s+|giai đoạn\s+\d{4}\s*[-–]\s*)"
    r"(?P<year>(?:19|20)\d\d)(?![\d/]|\s*[-–]\s*\d|\.\d)(?P<colon>\s*:)?",
    re.IGNORECASE,
)
#: The mark of a footnote that a converter left behind a figure: «dưới 12%3;».
_FOOT = re.compile(r"(?<=[\d)]%)\d{1,2}(?=\s*(?:[.,;)]|$))")
#: Nothing of it is left: what such a clause names is reached as soon as it holds.
_NONE_LEFT = rx(
    r"(?:cơ bản\s+)?(?:không còn|không để|không có|không phát sinh|không xảy ra|chấm dứt)(?=\s)", re.IGNORECASE
)
#: «15 triệu lượt khách»: a power of ten is of the unit.
_POWER = rx(r"^\s*(?:(?:nghìn|ngàn|vạn|triệu|tỷ|tỉ)\s+)(?:lượt\s+(?=\w))?", re.IGNORECASE)
_RATE = rx(r"^\s*/\s*(?P<base>năm|tháng|quý|người)(?!\w)", re.IGNORECASE)
_OF_WHICH = rx(r"^\s*,?\s*trong đó\s*[,:]?\s*", re.IGNORECASE)
_BRACKETS = rx(r"\(([^()]*)\)")
_BASE_TAIL = rx(
    r"\s*(?:/|\btrên|\btrong|\bmỗi)\s*(?:một\s+)?(?P<base>(?:(?:1|10)?(?:\.?0{2,3})+|vạn|nghìn|ngàn"
    r"|triệu)?\s*(?:dân|người|trẻ|năm|hộ|phụ nữ)\b.*)$",
    re.IGNORECASE,
)


#: A vision of this year or later is the far one, which sets no targets.
_FAR = 2040


class _Piece(NamedTuple):
    """A clause with one figure (or none), its offset in the paragraph, and whether it stood in brackets."""

    text: str
    start: int
    figure: Figure | None


@cache
def _heads() -> re.Pattern[str]:
    words = sorted((compare_key(head.word) for head in vocabulary.indicator_words().heads), key=len, reverse=True)
    return rx(rf"(?<!\w)(?:{'|'.join(re.escape(w) for w in words)})(?!\w)", re.IGNORECASE)


@cache
def _completion() -> re.Pattern[str]:
    words = sorted((compare_key(w) for w in vocabulary.wording().completion), key=len, reverse=True)
    return rx(
        rf"^(?:(?:cơ bản|phấn đấu|từng bước)\s+)?(?P<verb>{'|'.join(re.escape(w) for w in words)})(?!\w)", re.IGNORECASE
    )


@cache
def _cue(name: str) -> re.Pattern[str]:
    words = sorted((compare_key(w) for w in getattr(vocabulary.wording(), name)), key=len, reverse=True)
    return rx(rf"(?<!\w)(?:{'|'.join(re.escape(w) for w in words)})(?!\w)", re.IGNORECASE)


def is_target_section(section: Section) -> bool:
    """Whether a section holds concrete targets: the nearest heading that speaks of aims decides.

    A vision counts where it stands among the concrete targets, unless it is the far one.
    """
    far = False
    parts = (section, *section.ancestors())
    for index, part in enumerate(parts):
        title = part.title
        if len(title) > 160 and _ADJUSTS.match(title):
            return True
        if len(title) > 160 or (part is section and find_figures_of_work(section)):
            continue
        concrete = [m.group(0).lower() for m in _cue("target_sections").finditer(title)]
        if _cue("vision_sections").search(title) and all(cue.endswith("đến năm") for cue in concrete):
            years = [int(year) for year in _YEAR.findall(title)]
            if not years or max(years) >= _FAR:
                return False
            far = True
            continue
        if _cue("aim_sections").search(title) or _cue("forecast_sections").search(title):
            return False
        if concrete:
            if far and all(cue.endswith("đến năm") for cue in concrete):
                return False
            # «Các chỉ tiêu chủ yếu» of an account of what was reached are no targets.
            return not any(
                _cue("forecast_sections").search(above.title) and not _AHEAD.search(above.title)
                for above in parts[index + 1 :]
            )
    return False


#: An article that sets targets anew.
_ADJUSTS = rx(
    r"(?:(?:thống nhất|nhất trí|thông qua|phê duyệt)\s+)?(?:việc\s+)?(?:điều chỉnh|sửa đổi|bổ sung)[,\s]"
    r"(?:[^.;:]{0,40}\s)?(?:chỉ tiêu|mục tiêu)\s",
    re.IGNORECASE,
)
#: A heading with such words looks ahead, whatever it accounts for.
_AHEAD = rx(r"(?<!\w)(?:mục tiêu|chỉ tiêu|phương hướng|nhiệm vụ|kế hoạch)(?!\w)", re.IGNORECASE)


def section_year(section: Section) -> int | None:
    """The year that the nearest heading names."""
    for part in (section, *section.ancestors()):
        title = place_tones(part.title)
        if len(title) > 160 or find_figures_of_work(part):
            # No heading, but a target or a list of them: only the year it opens with holds for those below.
            lead = _LEADS_YEAR.match(title)
            years = [lead["year"]] if lead else []
        else:
            years = [m.group(1) for m in _YEAR.finditer(title) if not _COMPARED.search(title[: m.start()])]
        if len(years) == 2 and _TWO_YEARS.search(title):
            # «đến năm 2025 và năm 2030»: each target has to say which.
            return None
        if years:
            return int(years[0])
    return None


_TWO_YEARS = rx(r"năm\s+\d{4}\s+(?:và|,)\s*(?:đến\s+)?năm\s+\d{4}", re.IGNORECASE)


def prose_targets(outline: Outline) -> Iterator[TargetMention]:
    """The targets of every paragraph and bullet of the sections of concrete targets, in order."""
    for section in outline.root.walk():
        if section.paragraph is None or not (is_target_section(section) or _is_aim_alone(section)):
            continue
        year = section_year(section)
        own = [section.paragraph] if len(section.title) > 160 or find_figures_of_work(section) else []
        titles = _Titles()
        for part in (*own, *section.body):
            titles.close(part)
            if led := _LED_IN.match(part.text):
                # «Đến năm 2030:» over the bullets.
                year = int(led["year"])
            elif not (is_closing(part.text) or _is_far_vision(part.text) or titles.open(part)):
                found = paragraph_targets(part, year)
                titles.put(part, found)
                yield from found


def _is_far_vision(text: str) -> bool:
    """Whether a paragraph opens as the far vision does, whose figures set no target: «Tầm nhìn đến năm 2045: …»."""
    years = _YEAR.findall(text[:_LONGEST_THEME]) if _cue("vision_sections").match(text) else []
    return bool(years) and max(map(int, years)) >= _FAR


#: «Phấn đấu đến năm 2030:», alone on its line, is over what stands below it.
_LED_IN = rx(r"^(?:phấn đấu\s+)?đến\s+(?:hết\s+)?năm\s+(?P<year>(?:19|20)\d\d)[^\d:]{0,40}:$", re.IGNORECASE)


def _is_aim_alone(section: Section) -> bool:
    """«MỤC TIÊU» with no heading below it, over bullets that a line «Đến năm 2030:» leads in."""
    return (
        compare_key(section.title).strip(" .:") == "mục tiêu"
        and not section.children
        and any((led := _LED_IN.match(part.text)) and int(led["year"]) < _FAR for part in section.body)
    )


def find_figures_of_work(section: Section) -> bool:
    """Whether a section's own paragraph is a target and no heading: it holds a figure and nothing stands below it.

    Over other paragraphs a share is one all the same, unless it leads them in («đạt 50%:»).
    """
    figures = find_figures(section.title)
    if not section.body and not section.children:
        return bool(figures)
    title = place_tones(section.title)
    return any(figure.percent for figure in figures) and (
        not title.endswith(":") or bool(_OF_WHICH_BELOW.search(title))
    )


#: «Về kinh tế:», «Chỉ tiêu xã hội:» over targets, or before them on their line.
_THEME = rx(
    r"^(?:về|(?:nhóm |các |một số )*(?:chỉ tiêu|mục tiêu)(?: về)?|(?:trong |nhóm )?lĩnh vực)\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_COUNTED = rx(r"^(?:chỉ tiêu|mục tiêu)(?:\s+số)?\s+\d{1,2}$", re.IGNORECASE)
#: Such words lead a list in and name no theme.
_LEADS_IN = rx(
    r"(?<!\w)(?:sau|sau đây|cụ thể|chủ yếu|chính(?! trị| sách| quyền)|cơ bản|cần đạt|phấn đấu|trong đó|bao gồm|gồm"
    r"|riêng|đến|hằng năm|hàng năm|giai đoạn|năm|tổng thể|chung|tổng quát)(?!\w)",
    re.IGNORECASE,
)
#: Such words say of whom or where a target is: they are no theme, and a target without them is another.
_OF_WHOM = rx(
    r"(?<!\w)(?:khu vực|vùng|địa bàn|nông thôn|thành thị|đô thị|miền núi|biên giới|hải đảo|ven biển|cấp|trẻ|người"
    r"|phụ nữ|đồng bào|hộ|xã(?! hội)|phường|huyện)(?!\w)",
    re.IGNORECASE,
)
_OF_WHICH_BELOW = rx(r"(?<!\w)(?:trong đó|bao gồm|gồm)\s*:$", re.IGNORECASE)
_LONGEST_THEME = 80
#: «Y tế:», «Giáo dục và đào tạo:»: a bare theme is no longer.
_BARE_WORDS = 5


def _theme(text: str, *, bare: bool) -> bool:
    """Whether words before a colon name a theme of targets.

    Args:
        text: the words.
        bare: whether a few words without «Về» or «Chỉ tiêu» may.
    """
    if len(text) > _LONGEST_THEME or find_figures(text) or _LEADS_IN.search(text) or _heads().match(text):
        return False
    if _OF_WHOM.search(text):
        return False
    if _THEME.match(text):
        return True
    return bare and text[:1].isupper() and len(text.split()) <= _BARE_WORDS and not _cue("verbs").match(text)


def _themed(text: str) -> tuple[str | None, int]:
    """(theme before a colon, offset of what it is over); «Chỉ tiêu 3: …» is left out and names none.

    >>> _themed("Về kinh tế: tỷ lệ che phủ rừng đạt 52%"), _themed("Chỉ tiêu 3: 95% hộ có điện")
    (('Về kinh tế', 12), (None, 12))
    >>> _themed("Tỷ lệ hộ có điện: thành thị 99%"), _themed("Tiểu học: tỷ lệ trường đạt chuẩn 80%")
    ((None, 0), (None, 0))

    A few bare words may be what the target is of («Tiểu học: tỷ lệ trường đạt chuẩn 80%») and stay with it.
    """
    words, colon, below = text.partition(": ")
    if not (colon and below.strip()):
        return None, 0
    if _COUNTED.match(words) or (_THEME.match(words) and _LEADS_IN.search(words) and not find_figures(words)):
        return None, len(words) + len(colon)
    return (words, len(words) + len(colon)) if _theme(words, bare=False) else (None, 0)


class _Titles:
    """The bullets over the ones being read: «- Về kinh tế:» is a group, «- Tỷ lệ hộ dùng nước sạch:» a parent.

    Each holds down to the next paragraph with its own sign, or with none.
    """

    def __init__(self) -> None:
        self.group: tuple[str, str] | None = None
        self.parent: tuple[str, str, tuple[int, ...]] | None = None

    def close(self, part: Paragraph) -> None:
        sign = _sign(part)
        if self.group and sign in ("", self.group[0]):
            self.group = self.parent = None
        if self.parent and sign in ("", self.parent[0]):
            self.parent = None

    def open(self, part: Paragraph) -> bool:
        """Whether a paragraph is but a title, which then holds for those below."""
        text = place_tones(part.text)
        if not text.endswith(":") or find_figures(text):
            return False
        sign, title = _sign(part), part.text.rstrip(" :")
        if _theme(text.rstrip(" :"), bare=bool(sign)):
            self.group, self.parent = (sign, title), None
        elif sign and _heads().match(text) and not _OF_WHICH_BELOW.search(text) and len(title) <= 2 * _LONGEST_THEME:
            self.parent = (sign, title, tuple(range(part.line, part.line_end + 1)))
        else:
            return False
        return True

    def put(self, part: Paragraph, found: Sequence[TargetMention]) -> None:
        """Give targets what stands over them; one that leads in others («…, trong đó:») stands over these."""
        for target in found:
            target.group = target.group or (self.group[1] if self.group else None)
            if self.parent and target.parent is None:
                target.parent = self.parent[1]
                target.indicator_lines = (*self.parent[2], *range(target.line, target.line_end + 1))
        if found and _OF_WHICH_BELOW.search(place_tones(part.text)):
            last = found[-1]
            self.parent = (_sign(part), last.indicator, tuple(range(last.line, last.line_end + 1)))


def _sign(part: Paragraph) -> str:
    return part.marker.printed if part.marker and part.marker.rank >= _BULLET_RANK else ""


_BULLET_RANK = 30


def paragraph_targets(part: Paragraph, year: int | None) -> list[TargetMention]:
    """The targets of one paragraph.

    Args:
        part: the paragraph.
        year: the section's target year; a year in the clause itself comes first.
    """
    found: list[TargetMention] = []
    # Tones placed one way, so that cue words match; letter by letter the same length as the print.
    words = _FOOT.sub(lambda match: " " * len(match[0]), place_tones(part.text))
    theme, begin = _themed(words)
    led: int | None = None
    whole = listed = False
    earlier = ""
    for text, start in _clauses(words, begin):
        lead = _LEADS_YEAR.match(text)
        if lead:
            led = int(lead["year"])
            # At a paragraph's head it holds for all of it where the heading sets no other year.
            whole = start == begin and (bool(lead["colon"]) or year in (None, led))
        elif not whole and not words[:start].rstrip().endswith(";"):
            led = None
        behind, text, due = _owner_behind(part, text, start)
        owner, text, start = _owner_in_clause(part, text, start)
        same = words[:start].rstrip().endswith(";")
        listed = same and (listed or bool(_LIST_OPENS.search(earlier)))
        targets = _clause(part, text, start, due or led or year, found, listed=listed)
        earlier = text
        # Behind two figures brackets do not tell whether they hold for both.
        owner = owner or (behind if len(targets) == 1 else [])
        for target in targets:
            target.owner = list(owner)
            target.group = theme
        found += targets
    return found


_UNDERTAKES = re.compile(
    r"(?:chủ trì|phụ trách|có trách nhiệm|chịu trách nhiệm|bảo đảm|đảm bảo|phấn đấu|hoàn thành|thực hiện)(?!\w)",
    re.IGNORECASE,
)


#: A list that goes on over semicolons: «trong đó: A 6%; B 8%», «Cơ cấu kinh tế: A 40%; B 60%».
_LIST_OPENS = rx(r"trong đó\s*:|^[\s\-+*]*(?:\w+\s+){0,3}(?:cơ cấu|tỷ trọng)\s[^:;]*:\s", re.IGNORECASE)


def _owner_in_clause(part: Paragraph, text: str, start: int) -> tuple[list[BodyMention], str, int]:
    """The bodies that a clause opens with and that undertake what it sets, and the clause after them.

    Only bodies of the vocabulary count: a collective at the opening («các xã đạt …») may be what is measured.
    """
    lead = len(text) - len(text.lstrip(" -+"))
    bodies, end = read_bodies(text, lead)
    if not bodies or bodies[0].start != lead or not _UNDERTAKES.match(text, end):
        return [], text, start
    if any(name_end(body.text) is None for body in bodies):
        return [], text, start
    mentions = [BodyMention(b.text, (part.line_at(start + b.start),), "prose") for b in bodies]
    return mentions, text[end:], start + end


def _owner_behind(part: Paragraph, text: str, start: int) -> tuple[list[BodyMention], str, int | None]:
    """The bodies that brackets at a clause's end make its lead («… đạt 90% (Sở A chủ trì)»).

    With them comes the clause without the brackets, and the year they name.
    """
    bracket = closing_bracket(text)
    if bracket is None or not bracket.lead or bracket.alone or any(name_end(b.text) is None for b in bracket.lead):
        return [], text, None
    printed = [(part.text[start + b.start : start + b.end], part.line_at(start + b.start)) for b in bracket.lead]
    blank = " " * (bracket.end - bracket.start)
    owner = [BodyMention(words, (line,), "prose") for words, line in printed]
    return owner, f"{text[: bracket.start]}{blank}{text[bracket.end :]}", _own_year(bracket.time or "")


def _clauses(text: str, position: int = 0) -> Iterator[tuple[str, int]]:
    """(clause, offset): split at semicolons and sentence ends outside brackets, from a position on."""
    for match in _SENTENCE.finditer(text, position):
        if text.count("(", position, match.start()) > text.count(")", position, match.start()):
            continue
        if text[position : match.start()].strip():
            yield text[position : match.start()], position
        position = match.end()
    if text[position:].strip():
        yield text[position:], position


def _clause(
    part: Paragraph, text: str, start: int, year: int | None, before: Sequence[TargetMention], *, listed: bool = False
) -> list[TargetMention]:
    brackets = [(m.start(), m.group(1)) for m in _BRACKETS.finditer(text)]
    outer = _BRACKETS.sub(lambda m: " " * len(m.group(0)) if _set_aside(m.group(1)) else m.group(0), text)
    goes_on = _OF_WHICH.match(text) or _LEADS_YEAR.match(text) or _part_opens(text) or listed
    last = before[-1:] if goes_on else []
    found = _plain_clause(part, outer, start, year, None, last)
    for offset, inner in reversed(brackets):
        if not (_set_aside(inner) and find_figures(inner)):
            continue
        # Brackets belong to the figure they stand behind.
        behind = sum(figure.start < offset for figure in find_figures(outer))
        numbered = [i for i, target in enumerate(found) if target.value is not None]
        position = numbered[behind - 1] if 0 < behind <= len(numbered) else len(found) - 1
        above = found[position].indicator if found else None
        if _ELSEWHERE.match(inner) or _restates(inner, share=bool(numbered) and found[position].unit == "%"):
            continue
        found[position + 1 : position + 1] = _plain_clause(part, inner, start + offset + 1, year, above, ())
    return found


_PART = rx(
    r"(?<!\w)(?:(?:khu vực|vùng)\s+)?(?:thành thị|đô thị|nông thôn|miền núi|đồng bằng|ven biển|hải đảo"
    r"|biên giới|vùng cao|vùng thấp)(?!\w)|(?<!\w)(?:nam|nữ) giới(?!\w)",
    re.IGNORECASE,
)


def _is_part(text: str) -> bool:
    """Whether words are but a part of the population: «khu vực nông thôn»."""
    return bool(_PART.fullmatch(text.strip(" ,.;:")))


def _part_in(text: str) -> re.Match[str] | None:
    """The part of the population that a name speaks of, where it speaks of one."""
    found = list(_PART.finditer(text))
    return found[0] if len(found) == 1 else None


def _part_opens(text: str) -> bool:
    figures = find_figures(text)
    return bool(figures) and _is_part(_subject_before(text, 0, figures[0]))


#: Brackets with such words give what holds elsewhere or held before: no targets.
_ELSEWHERE = rx(
    r"\s*(?:cả nước|toàn quốc|bình quân chung|trung bình|mức bình quân|hiện|kế hoạch|thực hiện|ước|kết quả"
    r"|(?:vào )?năm\s+\d{4}\s+(?:là|đạt|có|còn|chiếm|ước))(?!\w)",
    re.IGNORECASE,
)


def _restates(inner: str, *, share: bool = False) -> bool:
    """Whether brackets give but a measure or a bare share, and no subject: «(dưới 2 kg)», «(khoảng 40 ha)».

    Behind a share a bare count is the same in figures: «đạt 50% (8 xã)», «58% (35/60 thôn)».

    >>> _restates("dưới 2 kg"), _restates("khoảng 40 ha"), _restates("≥ 25% hộ dùng điện"), _restates("15 bác sĩ")
    (True, True, False, False)
    """
    if share and re.match(r"\s*(?:\w+\s+)?\d+(?:/\d+)?\s+[^\W\d]+\s*(?:$|,\s*tăng)", inner):
        return True
    figures = find_figures(inner)
    if len(figures) != 1:
        return False
    figure = figures[0]
    around = canonical(f"{inner[: figure.start]} {inner[figure.end :]}").strip(" ,.;:")
    return not _SAYS_NOTHING.sub("", around) or _is_measure(_SAYS_NOTHING.sub("", around))


_SAYS_NOTHING = rx(r"(?<!\w)(?:tương đương|tức|khoảng|toàn quốc|bằng|là|với)(?!\w)\s*|\s+$", re.IGNORECASE)


def _is_measure(text: str) -> bool:
    """Whether words are but a unit that measures: «ha», «triệu đồng/người/năm»."""
    return compare_key(text).split("/")[0].strip() in _measure_keys()


@cache
def _measure_keys() -> frozenset[str]:
    powers = ("", "nghìn ", "ngàn ", "triệu ", "tỷ ", "tỉ ")
    return frozenset({f"{power}{name}" for name in (*measure_names(), "g", "gram", "gam") for power in powers})


def _set_aside(inner: str) -> bool:
    """Whether brackets hold figures of their own or tell how a figure is reckoned; others are part of a name."""
    return bool(find_figures(inner)) or bool(re.search(r"\bnày\b|\btính bằng\b", inner))


def _plain_clause(
    part: Paragraph, text: str, start: int, year: int | None, parent: str | None, before: Sequence[TargetMention]
) -> list[TargetMention]:
    targets: list[TargetMention] = []
    for words, offset, ended in _ended_apart(text):
        if ended:
            targets += _completions(part, words, start + offset, year)
            continue
        if turn := _IN_TURN.search(words):
            targets += _in_turn(part, words, turn, start + offset, year)
            continue
        above = waiting = None
        for piece in _pieces(words, find_figures(words)):
            prior = [*before, *targets]
            found = list(_from_piece(part, piece, start + offset, year, prior, parent, joined=above is not None))
            if found and targets and _WAS.search(words[: piece.start]) and _STRIVES.match(piece.text):
                # «năm 2023 là 4%, phấn đấu đến năm 2025 còn 2%»: what was is no target.
                targets.pop()
            if above and found:
                _share_predicate(above, found[0])
            above = found[-1] if found and _figure_first(piece) and _JOINED.search(piece.text) else None
            if waiting is not None and found and found[0].value is not None and _figure_first(piece):
                # «đến năm 2025 đạt 60% và đến năm 2030 đạt 75% xã có chợ»
                waiting.indicator, waiting.line_end = found[0].indicator, found[0].line_end
                targets.append(waiting)
            waiting = None if found else _nameless(part, piece, start + offset, year)
            targets += found
    _share_base(targets)
    return targets


_WAS = rx(
    r"(?<!đến )(?<!vào )(?<!hết )(?<!cuối )(?<!trong )năm\s+\d{4}\s+(?:là|đạt|còn|chiếm|có)\s[^;]*$", re.IGNORECASE
)
_STRIVES = rx(r"^\s*(?:và\s+)?(?:phấn đấu|mục tiêu)\s+(?:đến|vào|trong)\s", re.IGNORECASE)
_IN_TURN = rx(r"\s*,?\s*(?:(?:chiếm|đạt|là|tăng|giảm)\s+)?(?:tương ứng )?lần lượt(?!\w)", re.IGNORECASE)


def _in_turn(part: Paragraph, text: str, turn: re.Match[str], start: int, year: int | None) -> Iterator[TargetMention]:
    """«Tỷ trọng A, B và C lần lượt là 50%, 30% và 20%»: as many names as figures, else nothing is known."""
    whole = _LEADING.sub("", text[: turn.start()].strip(" ,;:"))
    names = [name.strip() for name in re.split(r",\s+|\s+và\s+", whole)]
    figures = [figure for figure in find_figures(text) if figure.start >= turn.end()]
    if len(names) != len(figures) or len(names) < 2:
        return
    for index, (name, figure) in enumerate(zip(names, figures, strict=True)):
        target = _target(part, text, figure, start, year, (), None, turn.end())
        target.indicator = canonical(name[:1].upper() + name[1:])
        target.unit = figure.sign or _unit_after(text[figures[-1].end :])
        target.parent = canonical(whole[:1].upper() + whole[1:]) if index else None
        yield target


def _nameless(part: Paragraph, piece: _Piece, start: int, year: int | None) -> TargetMention | None:
    """A share with nothing but a year around it: what it is of has to stand behind the next."""
    if piece.figure is None or not _figure_first(piece) or not _LEADS_YEAR.match(piece.text):
        return None
    figure = _shifted(piece)
    return _target(part, piece.text, figure, start + piece.start, year, (), None, 0)


#: «80% A và 60% B phải được thu gom»: what is said of both stands behind the last.
_JOINED = re.compile(r"\svà\s*$", re.IGNORECASE)
_PREDICATE = rx(
    r"(?<!\w)(?:(?:phải|đều|sẽ)\s+)*(?:được|có|đạt|bảo đảm|đảm bảo|sử dụng|tham gia|hoàn thành|thực hiện|đáp ứng"
    r"|triển khai|biết|hưởng|dùng|áp dụng|phải|đủ)(?!\w)",
    re.IGNORECASE,
)


def _figure_first(piece: _Piece) -> bool:
    figure = piece.figure
    return (
        figure is not None and figure.percent and not _LEADING.sub("", piece.text[: figure.start - piece.start]).strip()
    )


def _share_predicate(above: TargetMention, last: TargetMention) -> None:
    """Give a share's bare noun the predicate of the one it is joined to."""
    said = [match for match in _PREDICATE.finditer(last.indicator) if match.start()]
    if said and not _PREDICATE.search(above.indicator) and not _cue("verbs").search(above.indicator):
        # Where it cannot be told which predicate is the clause's, the names stay joined as printed.
        joined = f"và {_decapitalise(last.indicator)}" if len(said) > 1 else last.indicator[said[0].start() :]
        above.indicator = f"{above.indicator} {joined}"
        above.indicator_lines = (*above.indicator_lines, *range(above.line, last.line_end + 1))


def _ended_apart(text: str) -> Iterator[tuple[str, int, bool]]:
    """(words, offset, whether they say that nothing is left) of a clause: «… đạt 40% và không còn xã dưới 5 tiêu chí».

    A figure in such words is of the name; a share is not.
    """
    starts = [0, *(match.end() for match in _COMMA.finditer(text))]
    begin = 0
    for index, start in enumerate(starts):
        if start < begin or not _NONE_LEFT.match(_LEADING.sub("", text[start:]), 0):
            continue
        ends = (s for s in starts[index + 1 :] if _opens_target(text[s:]))
        end = next(ends, len(text))
        if any(figure.percent for figure in find_figures(text[start:end])):
            continue
        if text[begin:start].strip():
            yield text[begin:start], begin, False
        yield text[start:end], start, True
        begin = end
    if text[begin:].strip():
        yield text[begin:], begin, False


_VERB_WORDS = 2


def _opens_target(text: str) -> bool:
    """Whether words behind a comma begin a target of their own."""
    return bool(
        _heads().match(text)
        or _NONE_LEFT.match(text)
        or re.match(r"(?:kéo )?(?:tăng|giảm)\s", text, re.IGNORECASE)
        or ((figures := find_figures(text)) and len(_subject_before(text, 0, figures[0]).split()) <= _VERB_WORDS)
    )


def _pieces(text: str, figures: Sequence[Figure]) -> Iterator[_Piece]:
    """Cut a clause so that each piece holds one figure with its own subject."""
    if not figures:
        yield _Piece(text, 0, None)
        return
    cuts = [0]
    for left, right in pairwise(figures):
        cuts.append(_cut(text, cuts[-1], left, right))
    cuts.append(len(text))
    for figure, (begin, end) in zip(figures, pairwise(cuts), strict=True):
        yield _Piece(text[begin:end], begin, figure)


def _subject_before(text: str, begin: int, figure: Figure) -> str:
    words = text[begin : figure.start].strip(" ,;:")
    subject = _TRAILING.sub("", " " + _LEADING.sub("", words)).strip(" ,;:")
    if figure.percent and words.endswith(" có") and _PLACE_ALONE.fullmatch(subject):
        # «Đà Lạt có 80% hộ …»
        return ""
    if "," not in subject or not _cue("verbs").match(subject):
        return subject
    # Work, then what it is to reach: «Mở rộng mạng lưới, tỷ lệ xã có trạm đạt …», «…, phấn đấu có 20 sản phẩm …».
    for separator in _COMMA.finditer(subject):
        name = subject[separator.end() :]
        if _heads().match(name) and len(_LEADING.sub("", name).split()) >= _NAMES_ITSELF:
            return name
    if besides := _BESIDES.search(subject):
        return _LEADING.sub("", subject[besides.start("rest") :])
    last = [match.end() for match in _COMMA.finditer(words)][-1:]
    reaches = re.search(r"\b(?:có|đạt)$", words) and (figure.percent or words.endswith("có"))
    if last and reaches and not _LEADING.sub("", words[last[0] :] + " ").strip():
        return ""
    work, _, doing = subject.rpartition(", ")
    doing = _LEADING.sub("", doing) if len(work.split()) >= _LONG_WORK else ""
    return doing if doing and re.sub(r"\s(?:mới|thêm|được)$", "", compare_key(doing)) in _verbs() else subject


_PLACE_ALONE = rx(r"[\p{Lu}][\p{Ll}]+(?:\s[\p{Lu}][\p{Ll}]+){1,3}")


@cache
def _verbs() -> frozenset[str]:
    return frozenset(compare_key(verb) for verb in vocabulary.wording().verbs)


#: «Nâng cao chất lượng dạy học, đồng thời nâng tỷ lệ …»
_BESIDES = rx(r",\s+(?:đồng thời|phấn đấu|góp phần)\s+(?P<rest>[^,]+\s[^,]+)$", re.IGNORECASE)


#: An indicator named in so many words needs none of those before it.
_NAMES_ITSELF = 4
#: Before so many words a verb behind a comma is work of its own.
_LONG_WORK = 6


def _cut(text: str, begin: int, left: Figure, right: Figure) -> int:
    """Where the clause of the left figure ends and that of the right begins."""
    separators = [m for m in _COMMA.finditer(text, left.end, right.start) if m.end() <= right.start]
    if not separators:
        # Only a blank or a bracket parts them; the right one begins at its comparing words, or at its year.
        by = _BY_YEAR.search(text[left.end : right.start])
        return left.end + by.start() if by else right.start
    last = separators[-1]
    right_follows = not _subject_before(text, last.end(), right)
    if right_follows:
        return last.end()
    if _subject_before(text, begin, left):
        return separators[0].end()
    headed = [s for s in separators if _heads().match(text, s.end())]
    return (headed[0] if headed else last).end()


_BY_YEAR = rx(
    r"(?<!\w)(?:để\s+)?(?:(?:và\s+)?(?:đến|vào)\s+)(?:(?:hết|cuối)\s+)?năm\s+\d{4}\s*(?:phấn đấu\s*)?$", re.IGNORECASE
)


def _shifted(piece: _Piece) -> Figure:
    """The figure of a piece, with offsets in the piece's own words."""
    figure, begin = piece.figure, piece.start
    assert figure is not None
    return replace(figure, start=figure.start - begin, end=figure.end - begin, bare_end=figure.bare_end - begin)


def _from_piece(
    part: Paragraph,
    piece: _Piece,
    start: int,
    year: int | None,
    before: Sequence[TargetMention],
    parent: str | None,
    *,
    joined: bool = False,
) -> Iterator[TargetMention]:
    text, figure = piece.text, piece.figure
    if figure is None:
        yield from _completions(part, text, start + piece.start, year)
        return
    shifted = _shifted(piece)
    head = text[: shifted.start]
    opening = 0
    if _completion().match(head.lstrip(" ,")):
        # «Hoàn thành A, tỷ lệ B đạt 99%»: what is completed ends where an indicator's name begins.
        headed = next((s for s in _COMMA.finditer(head) if _heads().match(head, s.end())), None)
        if headed is not None:
            yield from _completions(part, head[: headed.start()], start + piece.start, year)
            opening = headed.end()
    target = _target(part, text, shifted, start + piece.start, year, before, parent, opening, joined=joined)
    alone = figure.percent and not before and not re.search(r"\w", text[shifted.end :]) and not _LEADS_YEAR.match(text)
    # A share with nothing around it («Đạt 40%.») is told as a value without an indicator.
    if (target.indicator or alone) and not _is_bare(shifted, target):
        yield target
    rest = text[shifted.end :]
    if _subject_before(text, opening, shifted):
        for separator in _COMMA.finditer(rest):
            if _completion().match(rest[separator.end() :]):
                yield from _completions(
                    part, rest[separator.end() :], start + piece.start + shifted.end + separator.end(), year
                )
                break


def _is_bare(figure: Figure, target: TargetMention) -> bool:
    """Whether a count has but a measure for its name."""
    return not figure.percent and _is_measure(target.indicator)


def _completions(part: Paragraph, text: str, start: int, year: int | None) -> Iterator[TargetMention]:
    """A target without a figure where the clause opens with a verb of completion or ending."""
    clean = re.sub(r"\s+(?:và|trong đó)$", "", text.strip(" ,.;"))
    match = _completion().match(clean)
    if not match:
        # «Đến năm 2030 toàn tỉnh không còn …», «trên địa bàn không còn …»
        match = _NONE_LEFT.search(clean)
        if not match or not _BEFORE_NONE.fullmatch(clean[: match.start()]):
            return
        clean = clean[match.start() :]
    offset = start + text.index(clean)
    words = canonical(clean)
    yield TargetMention(
        indicator=words[:1].upper() + words[1:] if words[:1].isupper() else words,
        line=part.line_at(offset),
        line_end=part.line_at(offset + len(clean) - 1),
        comparator="text",
        text_value=match.group(0),
        value_printed=match.group(0),
        year=_own_year(clean) or year,
    )


#: What may stand before «không còn»: the year, the place, «phấn đấu».
_BEFORE_NONE = rx(
    r"(?:(?:(?:đến|vào|trong)\s+)?(?:hết\s+|cuối\s+)?năm\s+\d{4}[,:]?\s*"
    r"|(?:toàn |cả )?(?:tỉnh|thành phố|huyện|xã|nước)\s+|phấn đấu\s+|cơ bản\s+"
    r"|(?:trên|tại)\s+(?:[^\s,;]+\s+){1,6}|khu vực\s+\S+\s+\S+\s+)+",
    re.IGNORECASE,
)


def _own_year(text: str) -> int | None:
    """The year a clause names; one behind «so với» is only compared with."""
    years = [m for m in _YEAR.finditer(text) if not _COMPARED.search(text[: m.start()])]
    # «vào năm 2025 và duy trì đến năm 2030» is reached in 2025.
    kept = [m for m in years if not _KEPT_UP.search(text[: m.start()])] or years
    return int(kept[-1].group(1)) if kept else None


_KEPT_UP = rx(r"năm \d{4}.*(?<!\w)duy trì\s*$", re.IGNORECASE)


def _target(
    part: Paragraph,
    text: str,
    figure: Figure,
    start: int,
    year: int | None,
    before: Sequence[TargetMention],
    parent: str | None,
    opening: int,
    *,
    joined: bool = False,
) -> TargetMention:
    subject = _subject_before(text, opening, figure)
    if _BARE_VERB.match(subject) and (figure.percent or _EACH_YEAR.match(subject)):
        # «Hoàn thành 100% A», «mỗi năm có 150 B»: the noun is behind the figure.
        subject = ""
    if subject:
        subject = _with_change(subject, text[opening : figure.bare_end])
    after = text[figure.end :]
    rate = _RATE.match(after) if figure.percent else None
    if rate:
        after = after[rate.end() :]
    child = bool(_OF_WHICH.match(text[opening:]))
    unit: str | None
    if subject:
        if figure.percent or figure.level:
            unit = figure.sign or "mức độ"
            if figure.percent and (whole := _RATIO.search(subject)):
                # «chi cho nghiên cứu/GRDP đạt 2%»: the share is of what stands behind the stroke.
                unit = f"{unit} {whole.group(1)}"
            if figure.percent and not rate and not _SHARED_CHANGE.match(subject) and (base := _SHARE_OF.match(after)):
                # «chiếm 45% GRDP»: what it is a share of belongs to the unit.
                unit = f"{figure.sign} {base.group(1)}"
        else:
            unit = _yearly(_unit_after(after), text[opening : figure.start])
        indicator = subject = _FROM.sub("", subject)
        worked = len(subject.split()) <= _VERB_WORDS and _OF_ALL.match(after) and not _heads().match(subject)
        if figure.percent and (_OPEN_SUBJECT.search(subject) or _is_work(subject) or worked):
            # «duy trì điều trị cho 100% người bệnh», «xóa 100% điểm đen»: the noun after the figure ends the subject.
            indicator = f"{subject} {_until_break(after)}"
            unit = figure.sign
        elif not figure.percent and unit and re.search(r"\scho$", subject):
            indicator = f"{subject} {_noun(after).split('/')[0]}"
        elif (
            not figure.percent
            and not figure.level
            and not after.strip(" ,.;")
            and (named := _UNIT_NAMED.search(subject))
        ):
            # «Số bác sĩ (người): 15»
            indicator, unit = subject[: named.start()], named["unit"]
        elif (
            not figure.percent
            and not figure.level
            and unit
            and (
                _opens_with_verb(text[opening : figure.start])
                or _opens_with_verb(subject)
                or _ENDS_IN_VERB.search(subject)
            )
        ):
            # «Xây dựng được ít nhất N căn hộ cho …»: the noun after the figure is part of the name.
            indicator = f"{subject} {_noun(after)}"
    else:
        if figure.percent:
            unit, indicator = figure.sign, _until_break(after)
            change = _CHANGE.search(text[opening : figure.start])
            if change:
                # «Tăng 15% lượng khách» sets a change, not a level.
                indicator = f"{change.group(1)} {indicator}"
            elif joined and before and (shared := _SHARED_CHANGE.match(before[-1].indicator)):
                # «giảm 25% A và 20% B»
                indicator = f"{shared.group(0).strip().lower()} {indicator}"
        elif figure.level:
            unit, indicator = "mức độ", _until_break(after)
        else:
            unit = _yearly(_unit_after(after), text[opening : figure.start])
            indicator = _with_base(after)
    if rate:
        unit = f"{figure.sign}/{rate['base']}"
    if (
        subject
        and (since := _SINCE_YEAR.search(text[figure.bare_end :]))
        and _GROWS.search(text[opening : figure.bare_end])
    ):
        # What a growth is counted from belongs to its name.
        indicator = f"{indicator} {since['since']}"
    inherited_parent = parent
    indicator_lines: tuple[int, ...] = ()
    if (
        before
        and not subject
        and (_ONLY_YEAR.match(after) or _says_only_when(text[opening : figure.start], after, before[-1].unit))
    ):
        # «giảm 10% số vụ cháy vào năm 2025 và 20% vào năm 2030»: one indicator, a later year.
        last = before[-1]
        indicator = _AT_YEAR.sub("", last.indicator)
        unit, inherited_parent = (unit if figure.percent or _unit_after(after) else last.unit), last.parent
        if (last.unit or "").startswith("%") and not figure.percent:
            # «thu tăng 10%/năm, đến năm 2025 đạt 5.000 tỷ đồng»: a level, and no growth.
            indicator = _GROWTH_END.sub("", indicator)
        if _ONLY_YEAR.match(after):
            unit = figure.sign or last.unit
        indicator_lines = (*last.indicator_lines, *range(last.line, last.line_end + 1))
    elif before and subject and _EQUALS.fullmatch(subject):
        # «…, tương đương 27 tỷ đồng»: the same in another unit.
        indicator, inherited_parent = before[-1].indicator, before[-1].parent
    elif before and not subject and figure.percent and figure.printed.casefold().startswith("chiếm"):
        # «…, đến năm 2030 chiếm 12% xuất khẩu»: the noun behind is what it is a share of.
        indicator = f"{_GROWTH_END.sub('', before[-1].indicator)} chiếm {indicator}"
    elif before and child and not subject:
        # «trong đó có 40% số xã đạt chuẩn nâng cao»
        inherited_parent = before[-1].indicator
    elif before and not subject and not parent and before[-1].parent and _alike(indicator, before[-1].indicator):
        # «…, trong đó 40% số xã đạt …, 15% số xã đạt …»
        inherited_parent = before[-1].parent
    elif parent and not subject and _SINCE.match(after):
        # «(tăng 3% so với năm trước)» tells how the figure before the brackets grows.
        indicator = f"{parent} {_decapitalise(indicator)}"
    elif subject and before:
        last = before[-1]
        own = _OF_WHICH.sub("", _raw_subject(text, opening, figure))
        whole_name, colon, _ = last.indicator.partition(": ")
        if child:
            inherited_parent = last.indicator
            indicator = own if _heads().match(own) else _of_which(last.indicator, own)
        elif _heads().match(indicator):
            pass
        elif re.match(r"(?:đều )?được\s", own) and (said := _PREDICATE.search(last.indicator)) and said.start():
            # «người già được khám đạt 70%, được lập hồ sơ đạt 90%»
            indicator = f"{last.indicator[: said.start()]}{own}"
        elif _is_part(indicator) and (other := _part_in(last.indicator)):
            # «… tại khu vực đô thị đạt 90%; khu vực nông thôn đạt 70%»
            indicator = f"{last.indicator[: other.start()]}{_decapitalise(indicator)}{last.indicator[other.end() :]}"
        elif last.parent and not parent and last.indicator.startswith(_of_which(last.parent, "").strip()):
            # «…, trong đó công nghiệp tăng 8%, dịch vụ tăng 7%»: the list goes on.
            inherited_parent = last.parent
            indicator = _of_which(last.parent, own)
            year = year or last.year
        elif colon and not _themed(last.indicator)[0]:
            # «Cơ cấu kinh tế: công nghiệp 40%, dịch vụ 45%»
            indicator = f"{whole_name.removesuffix(' là')}: {_decapitalise(indicator)}"
            year = last.year
        else:
            indicator = _fill_ellipsis(indicator, last.indicator)
    indicator = canonical(indicator.strip(" ,.;:-"))
    comparator = figure.comparator
    if comparator == "=" and (rate or not figure.percent) and (tail := _AT_LEAST.match(text[figure.end :])):
        # «35 giường bệnh trở lên/vạn dân»: the comparing words stand after the unit.
        comparator = ">=" if tail.group("way") == "lên" else "<="
    return TargetMention(
        indicator=indicator[:1].upper() + indicator[1:],
        line=part.line_at(start + max(0, len(text) - len(text.lstrip()))),
        line_end=part.line_at(start + max(0, len(text.rstrip()) - 1)),
        comparator=comparator,
        value=figure.value,
        value_high=figure.value_high,
        value_printed=figure.printed,
        unit=unit,
        year=_own_year(text) or year,
        approx=figure.approx,
        parent=inherited_parent,
        indicator_lines=indicator_lines,
    )


_UNIT_NAMED = rx(r"\s*\((?P<unit>[^\W\d]+(?:\s[^\W\d]+)?)\)$")
_EQUALS = re.compile(r"(?:tương đương|tức là|tức)(?: với)?", re.IGNORECASE)
_GROWTH_END = rx(r"\s(?:tăng|giảm)(?:\s(?:bình quân|trung bình|thêm|hằng năm|hàng năm))*$|\schiếm\s.*$", re.IGNORECASE)
#: «xóa 100% điểm đen»: the verb is part of what is reached.
_ENDS = re.compile(r"^(?:xóa|xóa bỏ|loại bỏ|chấm dứt|phủ sóng|kết nạp|trồng|đóng góp)$", re.IGNORECASE)


#: «mỗi huyện xây dựng được 1 mô hình …»
_ENDS_IN_VERB = rx(r"\s(?:xây dựng|thành lập|triển khai|tổ chức|hình thành|kết nạp|công nhận)$", re.IGNORECASE)
#: «triệt xóa 80% số điểm …»
_OF_ALL = rx(r"^\s*(?:tổng số|số|các)\s", re.IGNORECASE)


def _is_work(subject: str) -> bool:
    """Whether words before a share are but verbs: «thu gom, xử lý 90% chất thải»."""
    parts = re.split(r",\s+|\s+và\s+", subject)
    verbs = [part for part in parts if _cue("verbs").fullmatch(part) or _ENDS.match(part)]
    return bool(verbs) and all(len(part.split()) <= 2 for part in parts if part not in verbs)


#: «tăng 1,5 lần so với năm 2020», «gấp 2 lần năm 2010»
_SINCE_YEAR = rx(
    r"^\s*(?:%|lần)?(?:\s+trở lên)?\s*(?P<since>(?:so với\s[^,;.()]{0,60}?)?năm\s+\d{4})(?!\d)", re.IGNORECASE
)
_GROWS = rx(r"(?<!\w)(?:tăng|giảm|gấp)(?!\w)", re.IGNORECASE)
#: «giảm từ 9,5 xuống 7,5»: where it comes from is no part of the name.
_FROM = rx(r"\s+(?:(?:tăng|giảm|nâng|hạ)\s+)?từ\s+\d[\d.,]*\s*%?(?:\s*\([^()]*\))?(?:\s+năm \d{4})?$", re.IGNORECASE)
_SINCE = rx(r"^\s*so với(?!\w)", re.IGNORECASE)
_SHARED_CHANGE = re.compile(r"^(?:giảm|tăng)\s", re.IGNORECASE)


def _with_change(subject: str, words: str) -> str:
    """A subject with the verb that was before it where the figure is how much it changes.

    >>> _with_change("tai nạn giao thông", "giảm tai nạn giao thông từ 5-10%")
    'giảm tai nạn giao thông'
    >>> _with_change("tỷ lệ hộ nghèo", "phấn đấu giảm tỷ lệ hộ nghèo xuống còn 2%")
    'tỷ lệ hộ nghèo'
    """
    before, found, behind = words.partition(subject)
    verbs = list(_CHANGES.finditer(before))
    if not found or not verbs or _TO_LEVEL.search(behind) or re.search(r"[<>≤]", behind):
        return subject
    return f"{verbs[-1]['verb'].lower()} {subject}"


def _says_only_when(before: str, after: str, unit: str | None) -> bool:
    """Whether the words around a figure name but a year and a unit: «định hướng đến năm 2030 đạt 170 triệu đồng/ha»."""
    if not _LEADS_YEAR.match(before.lstrip(" ,;")):
        return False
    rest = _NO_LEAST.sub(r"\1", canonical(after)).strip(" ,.;:")
    return not rest or _is_measure(rest) or compare_key(rest) == compare_key(unit or "")


def _alike(one: str, other: str) -> bool:
    """Whether two names begin with the same two words."""
    return compare_key(one).split()[:2] == compare_key(other).split()[:2] and len(one.split()) > 1


def _of_which(whole: str, own: str) -> str:
    """The name of a part: «GRDP tăng», «công nghiệp tăng» is «GRDP công nghiệp tăng»."""
    verb = re.search(r"\s(tăng|giảm|chiếm)$", whole)
    if verb and (not own or own.casefold().endswith(verb[1])):
        whole = whole[: verb.start()]
    return f"{whole} {_decapitalise(own)}"


#: Behind a figure stands nothing but its year.
_AT_YEAR = rx(r"\s+(?:(?:vào|đến|trong)\s+)?(?:hết\s+)?năm\s+(?:19|20)\d\d$", re.IGNORECASE)
_ONLY_YEAR = rx(rf"^{_AT_YEAR.pattern.removesuffix('$')}\W*$", re.IGNORECASE)


#: «giường bệnh trở lên/vạn dân» is «giường bệnh/vạn dân»; further off «trở lên» is of a name.
_NO_LEAST = rx(r"^(\s*/?\s*(?:[^\W\d]+\s+){0,3}[^\W\d]+)\s+trở (?:lên|xuống)(?!\w)")


def _raw_subject(text: str, opening: int, figure: Figure) -> str:
    words = text[opening : figure.start].strip(" ,;:")
    return _TRAILING.sub("", " " + words).strip(" ,;:")


def _decapitalise(text: str) -> str:
    return text[:1].lower() + text[1:] if not text[:2].isupper() else text


_VERB_LEAD = rx(
    r"^\s*(?:(?:phấn đấu|đồng thời|(?:mỗi|hằng|hàng) năm|(?:đến|trong|vào)\s+(?:hết\s+)?năm \d{4}|có)[,:]?\s+)*"
    r"(?:xây dựng|hoàn thành|đầu tư|thành lập|hỗ trợ|trồng|xây|lắp đặt|sửa chữa|nâng cấp|hình thành|phát triển"
    r"|tổ chức|thu hút|ban hành|cấp|công nhận|bồi dưỡng|tập huấn|đào tạo|đón|phục vụ|kết nạp|thực hiện|thêm)\b",
    re.IGNORECASE,
)


def _opens_with_verb(text: str) -> bool:
    return bool(_VERB_LEAD.match(text))


def _noun(after: str) -> str:
    """The noun behind a count, without the power of ten that is of its unit."""
    return re.sub(r"\s+trở (?:lên|xuống)$", "", _until_break(_POWER.sub("", after)))


def _until_break(text: str) -> str:
    """The subject after a figure; it runs to the end of its piece."""
    return re.sub(r"(?:^|\s+)(?:và|,)\s*$", "", text.strip(" ,.;:"))


#: The mark of a footnote: «30.000 ha[1]».
_NOTE = re.compile(r"\s*\[\d{1,3}\]\s*")


def _unit_after(after: str) -> str | None:
    """The unit of a count: the noun after the figure with its base.

    >>> _unit_after(" người/năm"), _unit_after(" giường bệnh trên 10.000 dân"), _unit_after("m² sàn/người")
    ('người/năm', 'giường bệnh/10.000 dân', 'm² sàn/người')
    """
    clean = canonical(_NOTE.sub(" ", after)).strip(" ,.;:")
    clean = _NO_LEAST.sub(r"\1", clean)
    base = _BASE_TAIL.search(clean)
    if base:
        noun = clean[: base.start()].strip(" ,")
        if len(noun.split()) <= _LONGEST_UNIT:
            return f"{noun}/{base.group('base').strip()}" if noun else None
    key = compare_key(clean)
    known = sorted((name for unit in vocabulary.units() for name in (unit.name, *unit.also)), key=len, reverse=True)
    for name in known:
        if (
            key == compare_key(name)
            or key.startswith(compare_key(name) + " ")
            or key.startswith(compare_key(name) + ",")
        ):
            return clean[: len(name)]
    words = clean.split(" ")
    if _PREDICATE.fullmatch(" ".join(words[1:2])):
        words = words[:1]
    return None if _NO_UNIT.match(clean) else " ".join(words[:2]).strip(" ,") or None


#: «bác sĩ, dược sĩ đại học/vạn dân»: a unit has no more words before its base.
_LONGEST_UNIT = 6
#: With these no unit begins.
_NO_UNIT = rx(
    r"(?:vào|đến|trong|so|từ|và|theo|của|trở|trên|với|tại|cho|ở|năm|để|nhằm|khi|do|hoặc|trong đó)(?!\w)", re.IGNORECASE
)


def _yearly(unit: str | None, before: str) -> str | None:
    """The unit of a count; «mỗi năm» before it makes it one a year.

    >>> _yearly("sản phẩm", "mỗi năm có ít nhất "), _yearly("lao động", "tạo việc làm cho ")
    ('sản phẩm/năm', 'lao động')
    """
    return f"{unit}/năm" if unit and "/" not in unit and _EACH_YEAR.search(before) else unit


def _with_base(after: str) -> str:
    """The indicator named by the noun after a count: «giường bệnh/vạn dân».

    >>> _with_base(" bác sĩ, dược sĩ đại học/vạn dân"), _with_base(" giường bệnh trở lên/vạn dân")
    ('bác sĩ, dược sĩ đại học/vạn dân', 'giường bệnh/vạn dân')
    """
    clean = _NO_LEAST.sub(r"\1", canonical(_POWER.sub("", after))).strip(" ,.;:")
    measure, blank, noun = clean.partition(" ")
    if blank and compare_key(measure) in _measure_keys() and not noun.startswith(("/", "trên ", "so ")):
        # «800 ha rau được chứng nhận»: the measure is no part of the name.
        clean = noun
    base = _BASE_TAIL.search(clean)
    return f"{clean[: base.start()].strip(' ,')}/{base.group('base').strip()}" if base else _until_break(clean)


def _fill_ellipsis(indicator: str, above: str) -> str:
    """Give a shortened subject the first words of the one before it.

    >>> _fill_ellipsis("cấp trung học cơ sở", "Tỷ lệ đi học đúng độ tuổi cấp tiểu học")
    'Tỷ lệ đi học đúng độ tuổi cấp trung học cơ sở'
    """
    first = indicator.split(" ", 1)[0]
    match = list(re.finditer(rf"(?<!\w){re.escape(first)}(?!\w)", above, re.IGNORECASE))
    if match and match[-1].start() > 0 and _heads().match(above):
        return above[: match[-1].start()] + indicator
    return indicator


def _share_base(targets: list[TargetMention]) -> None:
    """«32 giường, 11 bác sĩ trên 10.000 dân»: a base after the last of several counts is the base of each."""
    for index in range(len(targets) - 1, 0, -1):
        here, above = targets[index], targets[index - 1]
        if not (here.unit and "/" in here.unit and above.unit and "/" not in above.unit):
            continue
        if above.value is None or above.unit in ("%", "mức độ") or len(above.indicator.split()) > 5:
            continue
        if compare_key(above.indicator).startswith(compare_key(above.unit)):
            base = here.unit.split("/", 1)[1]
            above.unit = f"{compare_key(above.indicator)}/{base}"
            above.indicator = f"{above.indicator}/{base}"
