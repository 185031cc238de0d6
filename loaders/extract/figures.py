"""Figures in cells and in running text: number, comparator, unit.

A figure is a value only where nothing says otherwise: ages («trẻ em dưới 5
tuổi»), years, document numbers, and bases («trên 10.000 dân») belong to the
words around them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache

from ontology import vocabulary
from ontology.text import canonical, compare_key
from ontology.values import parse_decimal
from ontology.values.quantity import Comparator

_NUM = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_FIGURE = re.compile(
    rf"(?P<from>từ\s+)?(?P<low>{_NUM})(?:\s*(?P<p1>%|‰))?(?:\s*(?:-|–|đến)\s*(?P<high>{_NUM})(?:\s*(?P<p2>%|‰))?)?"
    r"(?:(?<=[%‰])(?!\s*\d)|(?!\s*[/\d])(?![\w.]*/))",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"mức độ\s+(?P<low>\d)(?!\d)", re.IGNORECASE)
_NOT_BEFORE = re.compile(
    r"(?:\b(?:năm|giai đoạn|khóa|khoá|thứ|số|điều|khoản|ngày|tháng|quý|dự án|tiểu dự án|nhóm|lớp|covid"
    r"|nghị quyết|đề án|mục|bảng|phụ lục)|[-/–])\s*$",
    re.IGNORECASE,
)
_BASE = re.compile(r"^(?:0?1|10|100|1\.000|10\.000|100\.000|1\.000\.000)$")
_BASE_BEFORE = re.compile(r"(?:/|\btrên|\btrong|\bbình quân|\btính trên)\s*$", re.IGNORECASE)
_BASE_POWER = re.compile(r"^\s*(?:nghìn|ngàn|vạn|triệu)\s+(?:dân|người|trẻ|lao động|hộ)\b", re.IGNORECASE)
_BASE_NOUN = re.compile(
    r"^\s*(?:(?:nghìn|ngàn|vạn|triệu)\s+)?(?:dân|người|trẻ|phụ nữ|lao động|bà mẹ|ca|hộ|doanh nghiệp|phương tiện)\b",
    re.IGNORECASE,
)
#: «giá trị sản xuất trên 1 ha»: one of a measure is a base, ten may be a size.
_BASE_ONE = re.compile(r"^\s*(?:ha|héc ta|hecta|km|m2|m²|đơn vị diện tích|sào|lít|tấn)(?!\w)", re.IGNORECASE)
_AGE_AFTER = re.compile(r"^\s*(?:tháng\s+)?tuổi\b", re.IGNORECASE)
#: «từ 6 đến dưới 16 tuổi»: an age with two ends.
_AGE_RANGE = re.compile(r"^\s*(?:tuổi\s+)?đến\s+(?:dưới\s+|hết\s+)?\d{1,3}\s*(?:tháng\s+)?tuổi\b", re.IGNORECASE)
_DURATION_AFTER = re.compile(r"^\s*(?:năm|tháng|ngày|tuần|giờ|lần)\b", re.IGNORECASE)

#: A count may open its clause, alone or after a verb that says no more than «reach» or «keep».
_OPENS = re.compile(
    r"(?:^|[.,;(]\s*|\bvà\s+)(?:(?:phấn đấu|duy trì|bảo đảm|đảm bảo|giữ vững|tiếp tục|đồng thời|có|đạt|tổ chức|đào tạo"
    r"|bồi dưỡng|tập huấn|hình thành|xây dựng|phát triển|thành lập|thu hút|công nhận|(?:mỗi|hằng|hàng) năm|thực hiện"
    r"|tiến hành|trồng|xây|kết nạp|lắp đặt|đầu tư|hoàn thành|mới|thêm|cả nước|toàn tỉnh"
    r"|(?:(?:đến|trong|vào)\s+)?(?:(?:hết|cuối)\s+)?năm \d{4})[,\s]\s*)*$",
    re.IGNORECASE,
)

#: Verbs that a value stands behind.
_REACHES = re.compile(
    r"(?:đạt|được|có|thêm|còn|xuống|lên|gấp|đón|phục vụ|(?:tăng|giảm)(?:\s+(?:bình quân|khoảng|từ))?|trong đó)\s*$",
    re.IGNORECASE,
)
_TOLD = re.compile(r"(?:[^\d\s]:|\d{4}:|\bcho)\s+$", re.IGNORECASE)
#: Such things are listed, not reached: «thực hiện 3 đột phá».
_NO_COUNT = re.compile(
    r"^\s*(?:khâu|đột phá|nhiệm vụ|giải pháp|mục tiêu|chỉ tiêu|trụ cột|quan điểm|nhóm|chương trình|nội dung|nghị quyết"
    r"|phong trào|cuộc vận động|giai đoạn|lĩnh vực|tại chỗ|trong 1|nhà(?! ở))\b",
    re.IGNORECASE,
)
#: «từ 9,5 xuống 7,5»: what is come from is no value.
_BASELINE = re.compile(
    r"^\s*(?:%|‰)?(?:/?\s*(?!trở\b)[^\W\d]+){0,4}\s*(?:\([^()]*\)\s*)?(?:,?\s*(?:(?:vào|trong|của)\s+)?năm \d{4}\s*)?"
    r"(?:giảm |tăng |hạ |nâng )?(?:xuống|lên)(?!\w)",
    re.IGNORECASE,
)
#: Behind one of these a measure is a size, or the part of a name.
_SIZE_BEFORE = re.compile(
    r"(?:quy mô|công suất|loại|cỡ|rộng|dài|cao|sâu|trị giá|giá trị|hỗ trợ|mức|khu vực|bán kính|từ|của|cấp|tuyến|cách)"
    r"\s*$",
    re.IGNORECASE,
)
#: «đạt 3 sao, 4 sao»: grades in a row.
_GRADES = re.compile(r"\d\s+(?P<grade>sao|cấp|bậc|mức)\s*(?:,|và|hoặc|-)\s*\|\s*(?P=grade)(?!\w)", re.IGNORECASE)
#: What parts the pieces of a clause.
_PARTS = re.compile(r"[;()]|,\s|\bvà\b|\btrong đó\b|[^\d\s]\.\s", re.IGNORECASE)
#: A verb that leads from a name to its value.
_LEADS_ON = re.compile(
    r"(?<!\w)(?:đạt|còn|là|chiếm|xuống|lên|giảm|tăng)\s+(?:\w+\s+){0,2}\d[\d.,]*(?:\s*[%‰])?$", re.IGNORECASE
)

_HAVING = re.compile(r"^\s+[^,;()]*(?<!\w)(?:có|với)(?!\w)", re.IGNORECASE)
_REACHES_ON = re.compile(r"(?<!\w)(?:đạt|còn|là|bằng|lên|xuống|tương đương)(?!\w)", re.IGNORECASE)

_SIGNS: dict[str, Comparator] = {"<": "<", ">": ">", "≤": "<=", "≥": ">=", "<=": "<=", ">=": ">=", "=": "="}


@cache
def _phrases(after: bool) -> re.Pattern[str]:
    wording = vocabulary.wording()
    behind = {compare_key(w) for w in wording.comparators_after}
    every = {compare_key(w) for w in (*wording.comparators, *wording.approx)}
    words = sorted((w for w in (behind if after else every - behind) if w[:1].isalpha()), key=len, reverse=True)
    body = "|".join(re.escape(word) for word in words)
    return re.compile(rf"^\s*(?P<phrase>{body})(?!\w)" if after else rf"(?<!\w)(?P<phrase>{body})\s*$", re.IGNORECASE)


_MEASURES = frozenset({"length", "area", "volume", "mass", "power", "money"})


@cache
def measure_names() -> tuple[str, ...]:
    """Names of the units that measure and count nothing («ha», «tỷ đồng»), as search keys, the longest first."""
    names = {compare_key(n) for unit in vocabulary.units() if unit.kind in _MEASURES for n in (unit.name, *unit.also)}
    return tuple(sorted((name for name in names if len(name) > 1), key=lambda name: (-len(name), name)))


@cache
def _measures() -> re.Pattern[str]:
    body = "|".join(re.escape(name) for name in measure_names())
    return re.compile(rf"^\s*(?:(?:{body})(?!\w)|(?:nghìn|ngàn|vạn|triệu|tỷ|tỉ)\s+[^\W\d])", re.IGNORECASE)


@cache
def _meaning() -> dict[str, tuple[Comparator, bool]]:
    wording = vocabulary.wording()
    signs: dict[str, tuple[Comparator, bool]] = {compare_key(w): ("=", True) for w in wording.approx}
    signs.update({compare_key(phrase): (sign, False) for phrase, sign in wording.comparators.items()})
    return signs


#: What stands further from a figure says nothing of it.
_REACH = 400


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its comparator. ``start`` and ``end`` include the comparing words beside it."""

    start: int
    end: int
    printed: str
    comparator: Comparator
    value: Decimal
    value_high: Decimal | None
    sign: str
    """«%», «‰», or nothing."""
    level: bool
    approx: bool
    bare_end: int
    """End of the number and its % alone, before «trở lên»."""

    @property
    def percent(self) -> bool:
        """Whether a share was printed, in hundredths or thousandths."""
        return bool(self.sign)


def _read(text: str, match: re.Match[str], *, level: bool) -> Figure:
    value, _ = parse_decimal(match.group("low"))
    groups = match.groupdict()
    high = parse_decimal(groups["high"])[0] if groups.get("high") else None
    comparator: Comparator = "range" if high is not None else "="
    approx = False
    start, end = match.start(), match.end()
    while True:
        left = max(0, start - _REACH)
        before = text[left:start]
        sign = re.search(r"(<=|>=|[<>≤≥=])\s*$", before)
        if sign:
            comparator = comparator if comparator == "range" else _SIGNS[sign.group(1)]
            start = left + sign.start()
            continue
        phrase = _phrases(False).search(before)
        if not phrase:
            break
        meaning, about = _meaning()[compare_key(phrase.group("phrase"))]
        approx = approx or about
        if comparator == "=":
            comparator = meaning
        start = left + phrase.start()
    tail = _phrases(True).match(text[end : end + _REACH])
    if tail:
        if comparator in ("=",):
            comparator = _meaning()[compare_key(tail.group("phrase"))][0]
        end += tail.end()
    return Figure(
        start,
        end,
        text[start:end].strip(),
        comparator,
        value,
        high,
        groups.get("p2") or groups.get("p1") or "",
        level,
        approx,
        match.end(),
    )


def find_figures(text: str) -> list[Figure]:
    """The values in a clause, in order.

    >>> [(f.comparator, str(f.value)) for f in find_figures("tỷ lệ trẻ em dưới 5 tuổi thấp còi dưới 15%")]
    [('<', '15')]
    >>> [(f.comparator, str(f.value), f.value_high) for f in find_figures("từ 60% đến 65%, ít nhất 12.392 căn hộ")]
    [('range', '60', Decimal('65')), ('>=', '12392', None)]
    >>> find_figures("đạt từ 50% hộ")[0].printed
    'từ 50%'
    """
    return list(_find(text))


#: A clause is asked for its figures by several rules one after another.
@lru_cache(maxsize=256)
def _find(text: str) -> tuple[Figure, ...]:
    found: list[Figure] = []
    measured: list[Figure] = []
    for match in _FIGURE.finditer(text):
        opening = match.start()
        least = bool(match.group("from")) and not match.group("high")
        if least:
            match = re.compile(rf"(?P<low>{_NUM})(?:\s*(?P<p1>%|‰))?").search(text, match.start("low")) or match
        if re.search(r"[\w]$", text[max(0, match.start("low") - 1) : match.start("low")]) or (
            re.match(r"\w", text[match.end() : match.end() + 1])
            and not re.match(r"m[²2³3]|km|ha|kg", text[match.end() : match.end() + 2])
        ):
            continue
        figure = _read(text, match, level=False)
        before, after = text[max(0, match.start() - _REACH) : match.start()], text[match.end() : match.end() + _REACH]
        percent = figure.percent
        if least and (_AGE_RANGE.match(after) or _BASELINE.match(after)):
            continue
        if least and figure.comparator == "=" and not _AGE_AFTER.match(after):
            # «từ 05 bộ dữ liệu» without an upper end means five or more.
            figure = replace(figure, comparator=">=", start=opening, printed=text[opening : figure.end].strip())
        # «10,6%/năm» is a rate: its % belongs to the unit.
        rate = after.lstrip().startswith("%")
        if not percent and not rate and not _counts(text, match, figure, before, after):
            if _is_measured(match, before, after):
                measured.append(figure)
            continue
        found.append(figure)
    found = _settle(text, found, measured)
    if not any(figure.percent for figure in found):
        found += [_read(text, match, level=True) for match in _LEVEL.finditer(text)]
        found = [f for f in found if f.level or not any(g.level and g.start <= f.start < g.end for g in found)]
    return tuple(sorted(found, key=lambda figure: figure.start))


def _counts(text: str, match: re.Match[str], figure: Figure, before: str, after: str) -> bool:
    """Whether a number without % is a value: compared, or first in its clause, and no age, year, base or label."""
    low = match.group("low")
    if _NOT_BEFORE.search(before) or re.fullmatch(r"(?:19|20)\d\d", low) or _is_base(low, before, after):
        return False
    if re.search(r"mức độ\s*$", before, re.IGNORECASE):
        return False
    compared = figure.start < match.start() or bool(_REACHES.search(before))
    if _AGE_AFTER.match(after):
        return bool(re.search(r"tuổi thọ", before, re.IGNORECASE))
    if _DURATION_AFTER.match(after):
        return compared
    # «Số xã đạt chuẩn: 40 xã», «giải quyết việc làm cho 500 lao động»
    told = bool(_TOLD.search(before)) and not _NO_COUNT.match(after)
    opens = bool(_OPENS.search(text[: figure.start])) and not _NO_COUNT.match(after)
    return compared or told or opens


def _is_base(low: str, before: str, after: str) -> bool:
    """Whether a number is what another one is counted on: «trên 10.000 dân», «trên 1 ha»."""
    if not (_BASE.match(low) and _BASE_BEFORE.search(before)):
        return False
    one = int(low.replace(".", "")) == 1
    return bool(_BASE_POWER.match(after) or (_BASE_ONE if one else _BASE_NOUN).match(after))


def _is_measured(match: re.Match[str], before: str, after: str) -> bool:
    """Whether a number has a measure behind it («5.000 tỷ đồng», «2 triệu lượt»), and no word that makes it a size."""
    low = match.group("low")
    if _NOT_BEFORE.search(before) or _SIZE_BEFORE.search(before) or _is_base(low, before, after):
        return False
    return bool(_measures().match(after)) and re.fullmatch(r"(?:19|20)\d\d", low) is None


def _belongs_to_name(text: str, figure: Figure, found: list[Figure]) -> bool:
    """Whether a verb leads from a figure to another («xã dưới 5 tiêu chí còn 4%»), or it stands in a row of grades."""
    if figure.percent and figure.comparator not in ("<", ">", "<=", ">="):
        return False
    if not figure.percent and _GRADES.search(f"{text[: figure.start]}|{text[figure.end :]}"):
        return True
    if not figure.percent and any(
        # «100% người được khám ít nhất 1 lần/năm», «5 dự án có vốn trên 1.000 tỷ đồng»
        (other.percent or _HAVING.search(text[other.end : figure.start]))
        and other.end <= figure.start
        and not _PARTS.search(text[other.end : figure.start])
        and not _REACHES_ON.search(text[other.bare_end : figure.bare_end])
        for other in found
    ):
        return True
    if not figure.percent and any(
        # «có 5 xã đạt 12 tiêu chí»: what opens the clause is counted.
        not other.percent
        and other.end <= figure.start
        and _OPENS.search(text[: other.start])
        and not _PARTS.search(text[other.end : figure.start])
        for other in found
    ):
        return True
    return (figure.percent or not _OPENS.search(text[: figure.start])) and any(
        figure.bare_end < other.start
        and _LEADS_ON.search(text[figure.bare_end : other.bare_end])
        and not _PARTS.search(text[figure.bare_end : other.start])
        for other in found
    )


def _settle(text: str, found: list[Figure], measured: list[Figure]) -> list[Figure]:
    """The values among figures, in order.

    A measured number without a comparing word is one only where its piece of the clause holds no other.
    """
    kept = [figure for figure in found if not _belongs_to_name(text, figure, found)]
    for figure in measured:
        others = [other for other in (*found, *measured) if other is not figure]
        if not any(_PARTS.search(text[min(figure.end, o.end) : max(figure.start, o.start)]) is None for o in others):
            kept.append(figure)
    return sorted(kept, key=lambda figure: figure.start)


# ------------------------------------------------------------------ cells

_CELL = re.compile(
    rf"^(?P<sign><=|>=|[<>≤≥=])?\s*(?P<low>{_NUM})\s*(?P<pct>%)?(?:\s*(?:-|–|đến)\s*(?P<high>{_NUM})\s*(?P<pct2>%)?)?$"
)


@dataclass(frozen=True, slots=True)
class CellValue:
    """The value of a table cell, with the unit where the cell prints one."""

    comparator: Comparator
    value: Decimal | None = None
    value_high: Decimal | None = None
    text_value: str | None = None
    unit: str | None = None
    approx: bool = False


#: A mark that says «in this year», not how much.
_TICKS = frozenset("xX×✓✔√☑v")


def is_tick(text: str) -> bool:
    """Whether a cell holds nothing but a tick.

    >>> is_tick(" x "), is_tick("✓"), is_tick("xã"), is_tick("")
    (True, True, False, False)
    """
    return text.strip() in _TICKS


def read_cell(text: str) -> CellValue | None:
    """The value of a cell; None where it is empty or only a dash.

    >>> read_cell("< 3").comparator, str(read_cell("85-90").value_high), read_cell("Cơ bản không còn").text_value
    ('<', '90', 'Cơ bản không còn')
    >>> str(read_cell("1.500").value), str(read_cell("31.7").value), read_cell("95 trở lên").comparator, read_cell("-")
    ('1500', '31.7', '>=', None)
    """
    clean = canonical(text).strip(" ;")
    if not clean or set(clean) <= set("-–—./ "):
        return None
    if match := _CELL.match(clean):
        low = parse_decimal(match.group("low"))[0]
        high = parse_decimal(match.group("high"))[0] if match.group("high") else None
        sign: Comparator = "range" if high is not None else _SIGNS[match.group("sign") or "="]
        if high is not None and high < low:
            return CellValue("text", text_value=clean)
        return CellValue(sign, low, high, unit="%" if match.group("pct") or match.group("pct2") else None)
    figures = find_figures(clean)
    if len(figures) == 1:
        figure = figures[0]
        before, rest = clean[: figure.start].strip(" ,"), clean[figure.end :].strip(" ,.")
        if not before and len(rest) <= 25 and not re.search(r"\d", rest):
            unit = "%" if figure.percent else ("mức độ" if figure.level else rest or None)
            if figure.percent and rest:
                return CellValue("text", text_value=clean)
            return CellValue(figure.comparator, figure.value, figure.value_high, unit=unit, approx=figure.approx)
    return CellValue("text", text_value=clean)
