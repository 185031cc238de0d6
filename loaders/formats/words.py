"""A page as it is read: words with their boxes, rulings, and words as lines.

All lengths are points, from the page's top left corner.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Word:
    """A word and its box; not ``sure`` where it was hard to recognise."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    bold: bool = False
    italic: bool = False
    sure: bool = True

    @property
    def height(self) -> float:
        """About the size of its type."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Half way down."""
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class Page:
    """A page as it is read: words, and rulings as pdfplumber's edges; ``recognised`` where it was a picture."""

    number: int
    width: float
    height: float
    words: list[Word]
    edges: list[dict[str, Any]] = field(default_factory=list)
    recognised: bool = False


@dataclass(slots=True)
class Line:
    """Words beside each other, from left to right."""

    words: list[Word]

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Where it ends."""
        return max(word.x1 for word in self.words)

    @property
    def top(self) -> float:
        """The top of its highest word."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """The bottom of its lowest word."""
        return max(word.bottom for word in self.words)

    @property
    def middle(self) -> float:
        """Half way down."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """About the size of its type."""
        return sorted(word.height for word in self.words)[len(self.words) // 2]

    @property
    def text(self) -> str:
        """Its words, parted by blanks."""
        return " ".join(word.text for word in self.words)

    @property
    def blank(self) -> float:
        """About the width of a blank."""
        return 0.3 * self.height


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Words as lines from top to bottom; raised and lowered figures stay in theirs."""
    lines: list[Line] = []
    for word in sorted(words, key=lambda word: (word.middle, word.x0)):
        near = [line for line in lines[-4:] if abs(word.middle - line.words[0].middle) < 0.5 * line.words[0].height]
        if near:
            near[-1].words.append(word)
        else:
            lines.append(Line([word]))
    for line in lines:
        line.words.sort(key=lambda word: word.x0)
    lines.sort(key=lambda line: line.words[0].middle)
    return lines
