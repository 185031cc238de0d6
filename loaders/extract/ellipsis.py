"""What a clause leaves out because the one before it says it.

Shapes read (in words of our own):
- «cấp tiểu học đạt 99,5%, cấp trung học cơ sở đạt 95%» (the second takes its first words from the first);
- «giảm 10% số vụ cháy vào năm 2025 và 20% vào năm 2030» (one indicator, a later year);
- «Cơ cấu X: A 40%, B 60%», «…, trong đó A tăng 8%, B tăng 7%» (parts of one whole);
- «32 giường, 11 bác sĩ trên 10.000 dân» (one base for both).
"""

from __future__ import annotations

import re

from loaders.extract.aims import themed
from loaders.extract.clauses import raw_subject, subject_before
from loaders.extract.figures import find_figures
from loaders.extract.mentions import TargetMention
from loaders.extract.target_names import NO_LEAST, Around, is_measure, unit_after
from loaders.extract.target_words import LEADS_YEAR, OF_WHICH, PREDICATE, cue, heads, own_year
from ontology.text import canonical, compare_key, rx

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


def part_opens(text: str) -> bool:
    """Whether a clause opens with a part of the population and its figure: «khu vực nông thôn đạt 70%»."""
    figures = find_figures(text)
    return bool(figures) and _is_part(subject_before(text, 0, figures[0]))


def share_predicate(above: TargetMention, last: TargetMention) -> None:
    """Give a share's bare noun the predicate of the one it is joined to."""
    said = [match for match in PREDICATE.finditer(last.indicator) if match.start()]
    if said and not PREDICATE.search(above.indicator) and not cue("verbs").search(above.indicator):
        # Where it cannot be told which predicate is the clause's, the names stay joined as printed.
        joined = f"và {_decapitalise(last.indicator)}" if len(said) > 1 else last.indicator[said[0].start() :]
        above.indicator = f"{above.indicator} {joined}"
        above.indicator_lines = (*above.indicator_lines, *range(above.line, last.line_end + 1))


def follow(target: TargetMention, words: Around, last: TargetMention | None, parent: str | None) -> None:
    """Give a target what its words leave out because those before them say it.

    Args:
        target: the target, as its own words name it.
        words: the words around its figure.
        last: the target before it in the paragraph.
        parent: the indicator that the brackets around it stand behind.
    """
    target.parent = parent
    if last is None:
        if parent and not words.subject and _SINCE.match(words.after):
            # «(tăng 3% so với năm trước)» tells how the figure before the brackets grows.
            target.indicator = f"{parent} {_decapitalise(target.indicator)}"
    elif words.subject:
        _follow_named(target, words, last)
    else:
        _follow_nameless(target, words, last)


def _follow_nameless(target: TargetMention, words: Around, last: TargetMention) -> None:
    """A figure without a name before it, behind another target."""
    share = words.figure.percent
    alone = _ONLY_YEAR.match(words.after)
    if alone or _says_only_when(words.before, words.after, last.unit):
        # «giảm 10% số vụ cháy vào năm 2025 và 20% vào năm 2030»: one indicator, a later year.
        target.indicator, target.parent = _AT_YEAR.sub("", last.indicator), last.parent
        if not (share or unit_after(words.after)):
            target.unit = last.unit
        if (last.unit or "").startswith("%") and not share:
            # «thu tăng 10%/năm, đến năm 2025 đạt 5.000 tỷ đồng»: a level, and no growth.
            target.indicator = _GROWTH_END.sub("", target.indicator)
        if alone:
            target.unit = words.figure.sign or last.unit
        target.indicator_lines = (*last.indicator_lines, *range(last.line, last.line_end + 1))
    elif share and words.figure.printed.casefold().startswith("chiếm"):
        # «…, đến năm 2030 chiếm 12% xuất khẩu»: the noun behind is what it is a share of.
        target.indicator = f"{_GROWTH_END.sub('', last.indicator)} chiếm {target.indicator}"
    elif OF_WHICH.match(words.text[words.opening :]):
        # «trong đó có 40% số xã đạt chuẩn nâng cao»
        target.parent = last.indicator
    elif not target.parent and last.parent and _alike(target.indicator, last.indicator):
        # «…, trong đó 40% số xã đạt …, 15% số xã đạt …»
        target.parent = last.parent
    elif target.parent and _SINCE.match(words.after):
        # «(tăng 3% so với năm trước)» tells how the figure before the brackets grows.
        target.indicator = f"{target.parent} {_decapitalise(target.indicator)}"


def _follow_named(target: TargetMention, words: Around, last: TargetMention) -> None:
    """A figure behind a name that may be short for a longer one."""
    indicator = target.indicator
    own = OF_WHICH.sub("", raw_subject(words.text, words.opening, words.figure))
    whole_name, colon, _ = last.indicator.partition(": ")
    if _EQUALS.fullmatch(words.subject):
        # «…, tương đương 27 tỷ đồng»: the same in another unit.
        target.indicator, target.parent = last.indicator, last.parent
    elif OF_WHICH.match(words.text[words.opening :]):
        target.parent = last.indicator
        target.indicator = own if heads().match(own) else _of_which(last.indicator, own)
    elif heads().match(indicator):
        pass
    elif re.match(r"(?:đều )?được\s", own) and (said := PREDICATE.search(last.indicator)) and said.start():
        # «người già được khám đạt 70%, được lập hồ sơ đạt 90%»
        target.indicator = f"{last.indicator[: said.start()]}{own}"
    elif _is_part(indicator) and (other := _part_in(last.indicator)):
        # «… tại khu vực đô thị đạt 90%; khu vực nông thôn đạt 70%»
        before, behind = last.indicator[: other.start()], last.indicator[other.end() :]
        target.indicator = f"{before}{_decapitalise(indicator)}{behind}"
    elif last.parent and not target.parent and last.indicator.startswith(_of_which(last.parent, "").strip()):
        # «…, trong đó công nghiệp tăng 8%, dịch vụ tăng 7%»: the list goes on.
        target.indicator, target.parent = _of_which(last.parent, own), last.parent
        target.year = target.year or last.year
    elif colon and not themed(last.indicator)[0]:
        # «Cơ cấu kinh tế: công nghiệp 40%, dịch vụ 45%»
        target.indicator = f"{whole_name.removesuffix(' là')}: {_decapitalise(indicator)}"
        target.year = own_year(words.text) or last.year
    else:
        target.indicator = _fill_ellipsis(indicator, last.indicator)


_EQUALS = re.compile(r"(?:tương đương|tức là|tức)(?: với)?", re.IGNORECASE)

_GROWTH_END = rx(r"\s(?:tăng|giảm)(?:\s(?:bình quân|trung bình|thêm|hằng năm|hàng năm))*$|\schiếm\s.*$", re.IGNORECASE)

_SINCE = rx(r"^\s*so với(?!\w)", re.IGNORECASE)


def _says_only_when(before: str, after: str, unit: str | None) -> bool:
    """Whether the words around a figure name but a year and a unit: «định hướng đến năm 2030 đạt 170 triệu đồng/ha»."""
    if not LEADS_YEAR.match(before.lstrip(" ,;")):
        return False
    rest = NO_LEAST.sub(r"\1", canonical(after)).strip(" ,.;:")
    return not rest or is_measure(rest) or compare_key(rest) == compare_key(unit or "")


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


def _decapitalise(text: str) -> str:
    return text[:1].lower() + text[1:] if not text[:2].isupper() else text


def _fill_ellipsis(indicator: str, above: str) -> str:
    """Give a shortened subject the first words of the one before it.

    >>> _fill_ellipsis("cấp trung học cơ sở", "Tỷ lệ đi học đúng độ tuổi cấp tiểu học")
    'Tỷ lệ đi học đúng độ tuổi cấp trung học cơ sở'
    """
    first = indicator.split(" ", 1)[0]
    match = list(re.finditer(rf"(?<!\w){re.escape(first)}(?!\w)", above, re.IGNORECASE))
    if match and match[-1].start() > 0 and heads().match(above):
        return above[: match[-1].start()] + indicator
    return indicator


def share_base(targets: list[TargetMention]) -> None:
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
