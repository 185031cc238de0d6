"""Which sections set targets, for which year, and what stands over a target: its theme, the name it is part of.

Shapes read (in words of our own):
- a heading that speaks of concrete aims or of aims «đến năm 2030»; not those of general aims, of forecasts and
  accounts, nor the far vision;
- «MỤC TIÊU» with no heading below it, over bullets that «Đến năm 2030:» leads in;
- «- Về kinh tế:», «- Tỷ lệ hộ dùng nước sạch:» over further bullets, or before a target on its line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.document import Paragraph, Section
from loaders.extract.figures import find_figures
from loaders.extract.mentions import TargetMention
from loaders.extract.target_words import COMPARED, LEADS_YEAR, YEAR, cue, heads
from ontology.text import compare_key, place_tones, rx

#: A vision of this year or later is the far one, which sets no targets.
_FAR = 2040


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
        if len(title) > 160 or (part is section and is_target_itself(section)):
            continue
        concrete = [m.group(0).lower() for m in cue("target_sections").finditer(title)]
        if cue("vision_sections").search(title) and all(words.endswith("đến năm") for words in concrete):
            years = [int(year) for year in YEAR.findall(title)]
            if not years or max(years) >= _FAR:
                return False
            far = True
            continue
        if cue("aim_sections").search(title) or cue("forecast_sections").search(title):
            return False
        if concrete:
            if far and all(words.endswith("đến năm") for words in concrete):
                return False
            # «Các chỉ tiêu chủ yếu» of an account of what was reached are no targets.
            return not any(
                cue("forecast_sections").search(above.title) and not _AHEAD.search(above.title)
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
        if len(title) > 160 or is_target_itself(part):
            # No heading, but a target or a list of them: only the year it opens with holds for those below.
            lead = LEADS_YEAR.match(title)
            years = [lead["year"]] if lead else []
        else:
            years = [m.group(1) for m in YEAR.finditer(title) if not COMPARED.search(title[: m.start()])]
        if len(years) == 2 and _TWO_YEARS.search(title):
            # «đến năm 2025 và năm 2030»: each target has to say which.
            return None
        if years:
            return int(years[0])
    return None


_TWO_YEARS = rx(r"năm\s+\d{4}\s+(?:và|,)\s*(?:đến\s+)?năm\s+\d{4}", re.IGNORECASE)


def is_far_vision(text: str) -> bool:
    """Whether a paragraph opens as the far vision does, whose figures set no target: «Tầm nhìn đến năm 2045: …»."""
    years = YEAR.findall(text[:_LONGEST_THEME]) if cue("vision_sections").match(text) else []
    return bool(years) and max(map(int, years)) >= _FAR


#: «Phấn đấu đến năm 2030:», alone on its line, is over what stands below it.
LED_IN = rx(r"^(?:phấn đấu\s+)?đến\s+(?:hết\s+)?năm\s+(?P<year>(?:19|20)\d\d)[^\d:]{0,40}:$", re.IGNORECASE)


def is_aim_alone(section: Section) -> bool:
    """«MỤC TIÊU» with no heading below it, over bullets that a line «Đến năm 2030:» leads in."""
    return (
        compare_key(section.title).strip(" .:") == "mục tiêu"
        and not section.children
        and any((led := LED_IN.match(part.text)) and int(led["year"]) < _FAR for part in section.body)
    )


def is_target_itself(section: Section) -> bool:
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
    if len(text) > _LONGEST_THEME or find_figures(text) or _LEADS_IN.search(text) or heads().match(text):
        return False
    if _OF_WHOM.search(text):
        return False
    if _THEME.match(text):
        return True
    return bare and text[:1].isupper() and len(text.split()) <= _BARE_WORDS and not cue("verbs").match(text)


def themed(text: str) -> tuple[str | None, int]:
    """(theme before a colon, offset of what it is over); «Chỉ tiêu 3: …» is left out and names none.

    >>> themed("Về kinh tế: tỷ lệ che phủ rừng đạt 52%"), themed("Chỉ tiêu 3: 95% hộ có điện")
    (('Về kinh tế', 12), (None, 12))
    >>> themed("Tỷ lệ hộ có điện: thành thị 99%"), themed("Tiểu học: tỷ lệ trường đạt chuẩn 80%")
    ((None, 0), (None, 0))

    A few bare words may be what the target is of («Tiểu học: tỷ lệ trường đạt chuẩn 80%») and stay with it.
    """
    words, colon, below = text.partition(": ")
    if not (colon and below.strip()):
        return None, 0
    if _COUNTED.match(words) or (_THEME.match(words) and _LEADS_IN.search(words) and not find_figures(words)):
        return None, len(words) + len(colon)
    return (words, len(words) + len(colon)) if _theme(words, bare=False) else (None, 0)


class Titles:
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
        elif sign and heads().match(text) and not _OF_WHICH_BELOW.search(text) and len(title) <= 2 * _LONGEST_THEME:
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
