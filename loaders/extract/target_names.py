"""What the words around a figure call it: indicator and unit.

Shapes read (in words of our own):
- the name before a share («tỷ lệ che phủ rừng đạt 42%»), behind it («95% hộ dùng nước sạch»), on both sides («điều trị
  cho 90% người bệnh»);
- a count with its unit and base («12 giường bệnh trên 10.000 dân», «150 sản phẩm mỗi năm»), after a verb that is part
  of the name («xây dựng được 40 căn hộ»);
- «tăng 1,5 lần so với năm 2020» (what it is counted from stays in the name), «giảm số vụ từ 5-10%» (a fall, no level).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from loaders.extract.clauses import VERB_WORDS, subject_before
from loaders.extract.figures import Figure, measure_names
from loaders.extract.target_words import PREDICATE, cue, heads
from ontology import vocabulary
from ontology.text import canonical, compare_key, rx

_SHARE_OF = rx(
    r"^\s*((?!trở\b|trong\b|so\b|vào\b|và\b|đến\b|theo\b|tổng\b|giảm\b|tăng\b|đạt\b|còn\b|được\b|có\b)[^\W\d]+(?:\s(?!tỉnh\b|của\b)[^\W\d]+)?)(?=\s*(?:[.,;]|$|tỉnh\b|của\b))"
)

_RATIO = rx(r"\S/\s*([\p{Lu}]{2,6})$")

_EACH_YEAR = re.compile(r"\b(?:mỗi|hằng|hàng)\s+năm\b", re.IGNORECASE)

_BARE_VERB = re.compile(r"^(?:hoàn thành|hoàn tất|thực hiện|(?:mỗi|hằng|hàng) năm)$", re.IGNORECASE)

_OPEN_SUBJECT = re.compile(r"\b(?:cho|tại|của|đối với|ở|với|trong|trên)$", re.IGNORECASE)

_CHANGE = re.compile(r"\b(tăng|giảm)\b(?:\s+thêm)?\s*$", re.IGNORECASE)

#: «giảm tai nạn từ 5-10%»: a verb of change at a clause's opening …
_CHANGES = rx(r"(?<!\w)(?P<verb>tăng|giảm)\s", re.IGNORECASE)

#: … which sets a level where such words stand before the figure («giảm tỷ lệ hộ nghèo còn 3%»).
_TO_LEVEL = rx(r"(?<!\w)(?:đạt|còn|xuống|lên|là|chiếm|bằng|dưới|trên|hơn|không quá|tối đa|ở mức)(?!\w)", re.IGNORECASE)

#: «15 triệu lượt khách»: a power of ten is of the unit.
_POWER = rx(r"^\s*(?:(?:nghìn|ngàn|vạn|triệu|tỷ|tỉ)\s+)(?:lượt\s+(?=\w))?", re.IGNORECASE)

_RATE = rx(r"^\s*/\s*(?P<base>năm|tháng|quý|người)(?!\w)", re.IGNORECASE)

_BASE_TAIL = rx(
    r"\s*(?:/|\btrên|\btrong|\bmỗi)\s*(?:một\s+)?(?P<base>(?:(?:1|10)?(?:\.?0{2,3})+|vạn|nghìn|ngàn"
    r"|triệu)?\s*(?:dân|người|trẻ|năm|hộ|phụ nữ)\b.*)$",
    re.IGNORECASE,
)


def is_measure(text: str) -> bool:
    """Whether words are but a unit that measures: «ha», «triệu đồng/người/năm»."""
    return compare_key(text).split("/")[0].strip() in _measure_keys()


@cache
def _measure_keys() -> frozenset[str]:
    powers = ("", "nghìn ", "ngàn ", "triệu ", "tỷ ", "tỉ ")
    return frozenset({f"{power}{name}" for name in (*measure_names(), "g", "gram", "gam") for power in powers})


class Around(NamedTuple):
    """The words around a figure.

    Attributes:
        text: the words of the piece.
        opening: where its subject may begin.
        figure: with offsets in the text.
        subject: the name before it, without verbs and cues; '' where none stands there.
        after: the words behind it and behind its rate.
        rate: what a share is of each («5%/năm»: «năm»).
    """

    text: str
    opening: int
    figure: Figure
    subject: str
    after: str
    rate: str | None

    @property
    def before(self) -> str:
        """All words before the figure."""
        return self.text[self.opening : self.figure.start]


def around(text: str, figure: Figure, opening: int) -> Around:
    """The words around a figure, told apart.

    >>> from loaders.extract.figures import find_figures
    >>> words = "hạ tỷ lệ trẻ thấp còi từ 20% xuống còn 15% vào năm 2030"
    >>> found = around(words, find_figures(words)[-1], 0)
    >>> found.subject, found.after, found.rate
    ('hạ tỷ lệ trẻ thấp còi', ' vào năm 2030', None)
    """
    subject = subject_before(text, opening, figure)
    if _BARE_VERB.match(subject) and (figure.percent or _EACH_YEAR.match(subject)):
        # «Hoàn thành 100% A», «mỗi năm có 150 B»: the noun is behind the figure.
        subject = ""
    if subject:
        subject = _FROM.sub("", _with_change(subject, text[opening : figure.bare_end]))
    after = text[figure.end :]
    rate = _RATE.match(after) if figure.percent else None
    return Around(text, opening, figure, subject, after[rate.end() :] if rate else after, rate and rate["base"])


def named(words: Around, joined: str | None) -> tuple[str, str | None]:
    """(indicator, unit) as the words around a figure say them.

    Args:
        words: the words.
        joined: the indicator of the share that this one is joined to by «và».
    """
    figure = words.figure
    if not words.subject:
        indicator, unit = _named_behind(words, joined)
    else:
        indicator, unit = _share_named(words) if figure.percent or figure.level else _count_named(words)
    if words.rate:
        unit = f"{figure.sign}/{words.rate}"
    since = _SINCE_YEAR.search(words.text[figure.bare_end :])
    if words.subject and since and _GROWS.search(words.text[words.opening : figure.bare_end]):
        # What a growth is counted from belongs to its name.
        indicator = f"{indicator} {since['since']}"
    return indicator, unit


def _share_named(words: Around) -> tuple[str, str | None]:
    """(indicator, unit) of a share or a level behind its name."""
    figure, subject, after = words.figure, words.subject, words.after
    if not figure.percent:
        return subject, figure.sign or "mức độ"
    worked = len(subject.split()) <= VERB_WORDS and _OF_ALL.match(after) and not heads().match(subject)
    if _OPEN_SUBJECT.search(subject) or _is_work(subject) or worked:
        # «duy trì điều trị cho 100% người bệnh», «xóa 100% điểm đen»: the noun after the figure ends the subject.
        return f"{subject} {_until_break(after)}", figure.sign
    unit = figure.sign
    if whole := _RATIO.search(subject):
        # «chi cho nghiên cứu/GRDP đạt 2%»: the share is of what stands behind the stroke.
        unit = f"{unit} {whole.group(1)}"
    if not words.rate and not _SHARED_CHANGE.match(subject) and (base := _SHARE_OF.match(after)):
        # «chiếm 45% GRDP»: what it is a share of belongs to the unit.
        unit = f"{figure.sign} {base.group(1)}"
    return subject, unit


def _count_named(words: Around) -> tuple[str, str | None]:
    """(indicator, unit) of a count behind its name."""
    subject, after = words.subject, words.after
    unit = _yearly(unit_after(after), words.before)
    if unit and re.search(r"\scho$", subject):
        return f"{subject} {_noun(after).split('/')[0]}", unit
    if not after.strip(" ,.;") and (printed := _UNIT_NAMED.search(subject)):
        # «Số bác sĩ (người): 15»
        return subject[: printed.start()], printed["unit"]
    worked = _opens_with_verb(words.before) or _opens_with_verb(subject) or _ENDS_IN_VERB.search(subject)
    if unit and worked:
        # «Xây dựng được ít nhất N căn hộ cho …»: the noun after the figure is part of the name.
        return f"{subject} {_noun(after)}", unit
    return subject, unit


def _named_behind(words: Around, joined: str | None) -> tuple[str, str | None]:
    """(indicator, unit) of a figure that its name follows."""
    if words.figure.level:
        return _until_break(words.after), "mức độ"
    if not words.figure.percent:
        return _with_base(words.after), _yearly(unit_after(words.after), words.before)
    indicator = _until_break(words.after)
    if change := _CHANGE.search(words.before):
        # «Tăng 15% lượng khách» sets a change, not a level.
        indicator = f"{change.group(1)} {indicator}"
    elif joined and (shared := _SHARED_CHANGE.match(joined)):
        # «giảm 25% A và 20% B»
        indicator = f"{shared.group(0).strip().lower()} {indicator}"
    return indicator, words.figure.sign


_UNIT_NAMED = rx(r"\s*\((?P<unit>[^\W\d]+(?:\s[^\W\d]+)?)\)$")

#: «xóa 100% điểm đen»: the verb is part of what is reached.
_ENDS = re.compile(r"^(?:xóa|xóa bỏ|loại bỏ|chấm dứt|phủ sóng|kết nạp|trồng|đóng góp)$", re.IGNORECASE)

#: «mỗi huyện xây dựng được 1 mô hình …»
_ENDS_IN_VERB = rx(r"\s(?:xây dựng|thành lập|triển khai|tổ chức|hình thành|kết nạp|công nhận)$", re.IGNORECASE)

#: «triệt xóa 80% số điểm …»
_OF_ALL = rx(r"^\s*(?:tổng số|số|các)\s", re.IGNORECASE)


def _is_work(subject: str) -> bool:
    """Whether words before a share are but verbs: «thu gom, xử lý 90% chất thải»."""
    parts = re.split(r",\s+|\s+và\s+", subject)
    verbs = [part for part in parts if cue("verbs").fullmatch(part) or _ENDS.match(part)]
    return bool(verbs) and all(len(part.split()) <= 2 for part in parts if part not in verbs)


#: «tăng 1,5 lần so với năm 2020», «gấp 2 lần năm 2010»
_SINCE_YEAR = rx(
    r"^\s*(?:%|lần)?(?:\s+trở lên)?\s*(?P<since>(?:so với\s[^,;.()]{0,60}?)?năm\s+\d{4})(?!\d)", re.IGNORECASE
)

_GROWS = rx(r"(?<!\w)(?:tăng|giảm|gấp)(?!\w)", re.IGNORECASE)

#: «giảm từ 9,5 xuống 7,5»: where it comes from is no part of the name.
_FROM = rx(r"\s+(?:(?:tăng|giảm|nâng|hạ)\s+)?từ\s+\d[\d.,]*\s*%?(?:\s*\([^()]*\))?(?:\s+năm \d{4})?$", re.IGNORECASE)

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


#: «giường bệnh trở lên/vạn dân» is «giường bệnh/vạn dân»; further off «trở lên» is of a name.
NO_LEAST = rx(r"^(\s*/?\s*(?:[^\W\d]+\s+){0,3}[^\W\d]+)\s+trở (?:lên|xuống)(?!\w)")

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


def unit_after(after: str) -> str | None:
    """The unit of a count: the noun after the figure with its base.

    >>> unit_after(" người/năm"), unit_after(" giường bệnh trên 10.000 dân"), unit_after("m² sàn/người")
    ('người/năm', 'giường bệnh/10.000 dân', 'm² sàn/người')
    """
    clean = canonical(_NOTE.sub(" ", after)).strip(" ,.;:")
    clean = NO_LEAST.sub(r"\1", clean)
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
    if PREDICATE.fullmatch(" ".join(words[1:2])):
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
    clean = NO_LEAST.sub(r"\1", canonical(_POWER.sub("", after))).strip(" ,.;:")
    measure, blank, noun = clean.partition(" ")
    if blank and compare_key(measure) in _measure_keys() and not noun.startswith(("/", "trên ", "so ")):
        # «800 ha rau được chứng nhận»: the measure is no part of the name.
        clean = noun
    base = _BASE_TAIL.search(clean)
    return f"{clean[: base.start()].strip(' ,')}/{base.group('base').strip()}" if base else _until_break(clean)
