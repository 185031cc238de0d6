"""Figures that the plan sets in bullets and dense paragraphs.

A paragraph is cut into clauses and pieces (`clauses`), each figure is named by the words around it (`target_names`),
and what a clause leaves out is taken from the one before it (`ellipsis`).

Shapes read here (in words of our own):
- «Đến năm 2025: A đạt 40%; B đạt 50%» (the year holds for both);
- «Sở X phấn đấu A đạt 40%», «A đạt 40% (Sở X chủ trì)»: an owner in the sentence;
- «A đạt 40% (thành thị 60%)»: brackets with a subject hold a target of their own;
- «Tỷ trọng A, B lần lượt là 50% và 30%»: names and figures apart;
- «Hoàn thành phổ cập …», «xóa nhà tạm …», «không còn xã dưới 5 tiêu chí»: targets without a value, only where
  something is completed or ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph.resolve import name_end
from loaders.document import Outline, Paragraph
from loaders.extract.aims import (
    LED_IN,
    Titles,
    is_aim_alone,
    is_far_vision,
    is_target_itself,
    is_target_section,
    section_year,
    themed,
)
from loaders.extract.assignments import is_closing
from loaders.extract.bodies import read_bodies
from loaders.extract.clauses import (
    COMMA,
    LEADING,
    Piece,
    clauses,
    ended_apart,
    figure_first,
    figure_within,
    pieces,
    subject_before,
)
from loaders.extract.ellipsis import follow, part_opens, share_base, share_predicate
from loaders.extract.figures import Figure, find_figures
from loaders.extract.mentions import BodyMention, TargetMention
from loaders.extract.roles import closing_bracket
from loaders.extract.target_names import around, is_measure, named, unit_after
from loaders.extract.target_words import LEADS_YEAR, NONE_LEFT, OF_WHICH, completion, heads, own_year
from ontology.text import canonical, place_tones, rx

_AT_LEAST = rx(r"^\s*/?\s*(?:[^\W\d]+\s+){1,4}trở (?P<way>lên|xuống)(?!\w)")

#: The mark of a footnote that a converter left behind a figure: «dưới 12%3;».
_FOOT = re.compile(r"(?<=[\d)]%)\d{1,2}(?=\s*(?:[.,;)]|$))")

_BRACKETS = rx(r"\(([^()]*)\)")


def prose_targets(outline: Outline) -> Iterator[TargetMention]:
    """The targets of every paragraph and bullet of the sections of concrete targets, in order."""
    for section in outline.root.walk():
        if section.paragraph is None or not (is_target_section(section) or is_aim_alone(section)):
            continue
        year = section_year(section)
        own = [section.paragraph] if len(section.title) > 160 or is_target_itself(section) else []
        titles = Titles()
        for part in (*own, *section.body):
            titles.close(part)
            if led := LED_IN.match(part.text):
                # «Đến năm 2030:» over the bullets.
                year = int(led["year"])
            elif not (is_closing(part.text) or is_far_vision(part.text) or titles.open(part)):
                found = paragraph_targets(part, year)
                titles.put(part, found)
                yield from found


def paragraph_targets(part: Paragraph, year: int | None) -> list[TargetMention]:
    """The targets of one paragraph.

    Args:
        part: the paragraph.
        year: the section's target year; a year in the clause itself comes first.
    """
    found: list[TargetMention] = []
    # Tones placed one way, so that cue words match; letter by letter the same length as the print.
    words = _FOOT.sub(lambda match: " " * len(match[0]), place_tones(part.text))
    theme, begin = themed(words)
    led: int | None = None
    whole = listed = False
    earlier = ""
    for text, start in clauses(words, begin):
        lead = LEADS_YEAR.match(text)
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
    return owner, f"{text[: bracket.start]}{blank}{text[bracket.end :]}", own_year(bracket.time or "")


def _clause(
    part: Paragraph, text: str, start: int, year: int | None, before: Sequence[TargetMention], *, listed: bool = False
) -> list[TargetMention]:
    brackets = [(m.start(), m.group(1)) for m in _BRACKETS.finditer(text)]
    outer = _BRACKETS.sub(lambda m: " " * len(m.group(0)) if _set_aside(m.group(1)) else m.group(0), text)
    goes_on = OF_WHICH.match(text) or LEADS_YEAR.match(text) or part_opens(text) or listed
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
    return not _SAYS_NOTHING.sub("", around) or is_measure(_SAYS_NOTHING.sub("", around))


_SAYS_NOTHING = rx(r"(?<!\w)(?:tương đương|tức|khoảng|toàn quốc|bằng|là|với)(?!\w)\s*|\s+$", re.IGNORECASE)


def _set_aside(inner: str) -> bool:
    """Whether brackets hold figures of their own or tell how a figure is reckoned; others are part of a name."""
    return bool(find_figures(inner)) or bool(re.search(r"\bnày\b|\btính bằng\b", inner))


def _plain_clause(
    part: Paragraph, text: str, start: int, year: int | None, parent: str | None, before: Sequence[TargetMention]
) -> list[TargetMention]:
    targets: list[TargetMention] = []
    for words, offset, ended in ended_apart(text):
        if ended:
            targets += _completions(part, words, start + offset, year)
            continue
        if turn := _IN_TURN.search(words):
            targets += _in_turn(part, words, turn, start + offset, year)
            continue
        above = waiting = None
        for piece in pieces(words, find_figures(words)):
            prior = [*before, *targets]
            found = list(_from_piece(part, piece, start + offset, year, prior, parent, joined=above is not None))
            if found and targets and _WAS.search(words[: piece.start]) and _STRIVES.match(piece.text):
                # «năm 2023 là 4%, phấn đấu đến năm 2025 còn 2%»: what was is no target.
                targets.pop()
            if above and found:
                share_predicate(above, found[0])
            above = found[-1] if found and figure_first(piece) and _JOINED.search(piece.text) else None
            if waiting is not None and found and found[0].value is not None and figure_first(piece):
                # «đến năm 2025 đạt 60% và đến năm 2030 đạt 75% xã có chợ»
                waiting.indicator, waiting.line_end = found[0].indicator, found[0].line_end
                targets.append(waiting)
            waiting = None if found else _nameless(part, piece, start + offset, year)
            targets += found
    share_base(targets)
    return targets


_WAS = rx(
    r"(?<!đến )(?<!vào )(?<!hết )(?<!cuối )(?<!trong )năm\s+\d{4}\s+(?:là|đạt|còn|chiếm|có)\s[^;]*$", re.IGNORECASE
)

_STRIVES = rx(r"^\s*(?:và\s+)?(?:phấn đấu|mục tiêu)\s+(?:đến|vào|trong)\s", re.IGNORECASE)

_IN_TURN = rx(r"\s*,?\s*(?:(?:chiếm|đạt|là|tăng|giảm)\s+)?(?:tương ứng )?lần lượt(?!\w)", re.IGNORECASE)


def _in_turn(part: Paragraph, text: str, turn: re.Match[str], start: int, year: int | None) -> Iterator[TargetMention]:
    """«Tỷ trọng A, B và C lần lượt là 50%, 30% và 20%»: as many names as figures, else nothing is known."""
    whole = LEADING.sub("", text[: turn.start()].strip(" ,;:"))
    names = [name.strip() for name in re.split(r",\s+|\s+và\s+", whole)]
    figures = [figure for figure in find_figures(text) if figure.start >= turn.end()]
    if len(names) != len(figures) or len(names) < 2:
        return
    for index, (name, figure) in enumerate(zip(names, figures, strict=True)):
        target = _target(part, text, figure, start, year, (), None, turn.end())
        target.indicator = canonical(name[:1].upper() + name[1:])
        target.unit = figure.sign or unit_after(text[figures[-1].end :])
        target.parent = canonical(whole[:1].upper() + whole[1:]) if index else None
        yield target


def _nameless(part: Paragraph, piece: Piece, start: int, year: int | None) -> TargetMention | None:
    """A share with nothing but a year around it: what it is of has to stand behind the next."""
    if piece.figure is None or not figure_first(piece) or not LEADS_YEAR.match(piece.text):
        return None
    figure = figure_within(piece)
    return _target(part, piece.text, figure, start + piece.start, year, (), None, 0)


#: «80% A và 60% B phải được thu gom»: what is said of both stands behind the last.
_JOINED = re.compile(r"\svà\s*$", re.IGNORECASE)


def _from_piece(
    part: Paragraph,
    piece: Piece,
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
    shifted = figure_within(piece)
    head = text[: shifted.start]
    opening = 0
    if completion().match(head.lstrip(" ,")):
        # «Hoàn thành A, tỷ lệ B đạt 99%»: what is completed ends where an indicator's name begins.
        headed = next((s for s in COMMA.finditer(head) if heads().match(head, s.end())), None)
        if headed is not None:
            yield from _completions(part, head[: headed.start()], start + piece.start, year)
            opening = headed.end()
    target = _target(part, text, shifted, start + piece.start, year, before, parent, opening, joined=joined)
    alone = figure.percent and not before and not re.search(r"\w", text[shifted.end :]) and not LEADS_YEAR.match(text)
    # A share with nothing around it («Đạt 40%.») is told as a value without an indicator.
    if (target.indicator or alone) and not _is_bare(shifted, target):
        yield target
    rest = text[shifted.end :]
    if subject_before(text, opening, shifted):
        for separator in COMMA.finditer(rest):
            if completion().match(rest[separator.end() :]):
                yield from _completions(
                    part, rest[separator.end() :], start + piece.start + shifted.end + separator.end(), year
                )
                break


def _is_bare(figure: Figure, target: TargetMention) -> bool:
    """Whether a count has but a measure for its name."""
    return not figure.percent and is_measure(target.indicator)


def _completions(part: Paragraph, text: str, start: int, year: int | None) -> Iterator[TargetMention]:
    """A target without a figure where the clause opens with a verb of completion or ending."""
    clean = re.sub(r"\s+(?:và|trong đó)$", "", text.strip(" ,.;"))
    match = completion().match(clean)
    if not match:
        # «Đến năm 2030 toàn tỉnh không còn …», «trên địa bàn không còn …»
        match = NONE_LEFT.search(clean)
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
        year=own_year(clean) or year,
    )


#: What may stand before «không còn»: the year, the place, «phấn đấu».
_BEFORE_NONE = rx(
    r"(?:(?:(?:đến|vào|trong)\s+)?(?:hết\s+|cuối\s+)?năm\s+\d{4}[,:]?\s*"
    r"|(?:toàn |cả )?(?:tỉnh|thành phố|huyện|xã|nước)\s+|phấn đấu\s+|cơ bản\s+"
    r"|(?:trên|tại)\s+(?:[^\s,;]+\s+){1,6}|khu vực\s+\S+\s+\S+\s+)+",
    re.IGNORECASE,
)


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
    """The target of one figure.

    Args:
        part: the paragraph.
        text: the words of the piece that hold the figure and its name.
        figure: with offsets in the text.
        start: where the text stands in the paragraph.
        year: the year that holds where the text names none.
        before: the targets before it.
        parent: the indicator that the brackets around it stand behind.
        opening: where its name may begin in the text.
        joined: whether «và» joins it to a share before it.
    """
    last = before[-1] if before else None
    words = around(text, figure, opening)
    indicator, unit = named(words, last.indicator if joined and last else None)
    comparator = figure.comparator
    counted = words.rate or not figure.percent
    if comparator == "=" and counted and (tail := _AT_LEAST.match(text[figure.end :])):
        # «35 giường bệnh trở lên/vạn dân»: the comparing words stand after the unit.
        comparator = ">=" if tail.group("way") == "lên" else "<="
    target = TargetMention(
        indicator=indicator,
        line=part.line_at(start + max(0, len(text) - len(text.lstrip()))),
        line_end=part.line_at(start + max(0, len(text.rstrip()) - 1)),
        comparator=comparator,
        value=figure.value,
        value_high=figure.value_high,
        value_printed=figure.printed,
        unit=unit,
        year=own_year(text) or year,
        approx=figure.approx,
    )
    follow(target, words, last, parent)
    name = canonical(target.indicator.strip(" ,.;:-"))
    target.indicator = name[:1].upper() + name[1:]
    return target
