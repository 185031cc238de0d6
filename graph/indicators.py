"""Indicators that may be one: pairs for a person to judge, never merged here.

Two wordings are one indicator by themselves only where their expanded,
normalised keys are equal (``graph.resolve.indicator_key``), for likeness
cannot tell meanings apart: «trẻ dưới 5 tuổi» and «trẻ dưới 1 tuổi» differ in
one letter. What is merely alike is a proposal, with a score and with what
kept the two apart.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rapidfuzz.fuzz import ratio, token_sort_ratio

from ontology.declare import Words

Reason = Literal["number", "contrast", "order", "more_words", "other_words"]

REASONS: dict[Reason, Words] = {
    "number": Words("khác con số", "another number"),
    "contrast": Words("khác đối tượng hoặc phạm vi", "another group or scope"),
    "order": Words("cùng từ, khác thứ tự", "the same words in another order"),
    "more_words": Words("một bên có thêm từ", "one has further words"),
    "other_words": Words("khác từ", "other words"),
}
"""Why two alike names were not joined, in words."""

LIKE = 80.0
"""From this score on, of 100, two names are alike."""

_SHARED = 0.6
"""Alike names share at least this part of all their words."""

_COMMON = 200
"""A word of more names than this tells little."""

#: Words of which one name has the one and the other has another, or none: they name other things, however alike.
_CONTRASTS: tuple[tuple[str, ...], ...] = (
    ("bảo hiểm y tế", "bảo hiểm xã hội", "bảo hiểm thất nghiệp"),
    ("hộ nghèo", "hộ cận nghèo", "hộ thoát nghèo"),
    ("mầm non", "mẫu giáo", "nhà trẻ", "tiểu học", "trung học cơ sở", "trung học phổ thông", "đại học", "cao đẳng"),
    ("thành thị", "nông thôn", "đô thị", "miền núi"),
    ("nam", "nữ"),
    ("công lập", "ngoài công lập", "tư nhân"),
    ("bắt buộc", "tự nguyện"),
    ("mắc", "tử vong", "chết"),
    ("bác sĩ", "dược sĩ", "điều dưỡng", "y sĩ", "giường bệnh"),
    ("cấp tỉnh", "cấp huyện", "cấp xã"),
    ("phường", "xã", "huyện", "thôn"),
    ("cân nặng", "chiều cao", "thấp còi", "nhẹ cân", "gầy còm"),
    ("tăng", "giảm"),
    ("nguy hại", "sinh hoạt", "công nghiệp", "y tế"),
    ("không",),
    ("chưa",),
    ("ngoài",),
    ("cận",),
    ("khuyết tật",),
    ("dân tộc thiểu số",),
    ("có bằng cấp",),
)


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator as stored: id, normalised name, folded key."""

    id: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two indicators that are alike and not joined.

    Args:
        first, second: the two, by id.
        score: likeness of their names, 0–100, one decimal place.
        reason: what kept them apart.
        only_first, only_second: words that only the one has, in its order.
    """

    first: Indicator
    second: Indicator
    score: float
    reason: Reason
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]

    @property
    def may_be_one(self) -> bool:
        """Whether a person need look: another number or another group is another indicator."""
        return self.reason not in ("number", "contrast")


def propose(indicators: Iterable[Indicator], *, least: float = LIKE) -> list[Proposal]:
    """Pairs of alike indicators with different keys: what may be one first, then by score and ids.

    Args:
        indicators: all indicators; one id given twice counts once.
        least: the smallest score that is alike.
    """
    known = sorted({indicator.id: indicator for indicator in indicators}.values(), key=lambda i: i.id)
    found = [proposal for a, b in _pairs(known) if (proposal := compare(a, b, least=least)) is not None]
    return sorted(found, key=lambda p: (not p.may_be_one, -p.score, p.first.id, p.second.id))


def compare(a: Indicator, b: Indicator, *, least: float = LIKE) -> Proposal | None:
    """The proposal that two indicators make; None where they are one already or not alike.

    >>> poor = Indicator("indicator/a", "Tỷ lệ hộ nghèo", "ty le ho ngheo")
    >>> near = Indicator("indicator/b", "Tỷ lệ hộ cận nghèo", "ty le ho can ngheo")
    >>> found = compare(poor, near)
    >>> found.reason, found.may_be_one
    ('contrast', False)
    """
    if a.key == b.key:
        return None
    first, second = (a, b) if a.id <= b.id else (b, a)
    score = _likeness(first, second, least)
    if score < least:
        return None
    ours, theirs = _words(first.name), _words(second.name)
    only_first, only_second = _only(ours, theirs), _only(theirs, ours)
    reason = _reason(first, second, only_first, only_second)
    return Proposal(first, second, round(score, 1), reason, only_first, only_second)


def _likeness(a: Indicator, b: Indicator, least: float) -> float:
    left, right = a.name.casefold(), b.name.casefold()
    return max(ratio(left, right, score_cutoff=least), token_sort_ratio(left, right, score_cutoff=least))


def _words(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+", name.casefold()))


def _only(ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, ...]:
    rest = Counter(theirs)
    found = []
    for word in ours:
        if rest[word]:
            rest[word] -= 1
        else:
            found.append(word)
    return tuple(found)


def _reason(a: Indicator, b: Indicator, only_a: Sequence[str], only_b: Sequence[str]) -> Reason:
    if any(word[0].isdigit() for word in (*only_a, *only_b)):
        return "number"
    if _contrasts(a.name) != _contrasts(b.name):
        return "contrast"
    if not only_a and not only_b:
        return "order"
    return "other_words" if only_a and only_b else "more_words"


@cache
def _contrasts(name: str) -> tuple[frozenset[str], ...]:
    """Which words of each contrast a name holds; the longer word hides the shorter one within it.

    >>> sorted(word for found in _contrasts("Tỷ lệ trường mầm non ngoài công lập") for word in found)
    ['mầm non', 'ngoài', 'ngoài công lập']
    """
    found = []
    for group in _CONTRASTS:
        rest = f" {' '.join(_words(name))} "
        held = set()
        for word in sorted(group, key=lambda word: (-len(word), word)):
            if f" {word} " in rest:
                held.add(word)
                rest = rest.replace(f" {word} ", "  ")
        found.append(frozenset(held))
    return tuple(found)


def _pairs(indicators: Sequence[Indicator]) -> Iterator[tuple[Indicator, Indicator]]:
    """Pairs that share so much of their words that they can be alike, each once.

    Each name is filed under its rarest words only: two that share so many
    words must share one of those. Words that a great many names have («tỷ lệ»,
    «dân») make no files, unless a name has no others.
    """
    words = [frozenset(indicator.key.split()) for indicator in indicators]
    count = Counter(word for found in words for word in found)
    filed: dict[str, list[int]] = {}
    for number, found in enumerate(words):
        near: set[int] = set()
        kept = len(found) - math.ceil(_SHARED * len(found)) + 1
        rarest = sorted(found, key=lambda word: (count[word], word))[:kept]
        for word in [word for word in rarest if count[word] <= _COMMON] or rarest[:2]:
            near.update(filed.setdefault(word, []))
            filed[word].append(number)
        for other in sorted(near):
            shared = len(found & words[other])
            if shared >= _SHARED * (len(found) + len(words[other]) - shared):
                yield indicators[other], indicators[number]
