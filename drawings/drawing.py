"""A drawing: an ECharts option as plain JSON, what its marks stand for, and what it leaves out.

Nothing here knows of a screen. ``option`` holds no code: what a mark says
when pointed at is its ``tip`` (plain text, lines by ``\\n``), and ``key`` names
it in ``marks``; the screen adds how the two are shown and clicked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ontology.declare import Words

Language = Literal["vi", "en"]
Kind = Literal["sankey", "tree", "graph", "timeline", "matrix", "bar", "calendar"]

COLOURS: dict[str, str] = {
    "Document": "#0072B2",
    "Agency": "#D55E00",
    "Jurisdiction": "#8C6BB1",
    "Task": "#56B4E9",
    "Target": "#E69F00",
    "Indicator": "#009E73",
    "Domain": "#CC79A7",
    "ReportingDuty": "#B8860B",
    "Product": "#4D9F9F",
    "Finding": "#7F7F7F",
    "ChangeEvent": "#5E4FA2",
}
"""Label of a node → its colour: of Okabe and Ito where their eight suffice; a name stands beside every one."""

OUTCOMES: dict[str | None, str] = {
    "certain": "#009E73",
    "usual": "#56B4E9",
    "several": "#56B4E9",
    "candidates": "#E69F00",
    "unknown": "#8A8A8A",
    None: "#8A8A8A",
}
"""What is known of who holds a duty → its colour; the words stand beside it."""

HELD: dict[str, str] = {
    "certain": "#2FB58C",
    "usual": "#7CC4EE",
    "several": "#B5A4DC",
    "candidates": "#E69F00",
    "unknown": "#A9A9A9",
    "not_mapped": "#DADADA",
}
"""Outcome → its colour where duties are counted by holder; each is light enough for dark figures."""

SURENESS: dict[str, str] = {"law": "#009E73", "secondary": "#0072B2", "usual": "#56B4E9", "unknown": "#8A8A8A"}
"""How sure a change is → its colour."""

NEUTRAL = "#8A8A8A"
"""What is missing or not known."""

SHADES = ("#EAF3FA", "#9CC9E6", "#3C8DC4", "#0072B2", "#00446B")
"""From few to many, in one hue: readable without seeing colours."""

SERIES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#7F7F7F")
"""Kinds beside each other, of Okabe and Ito."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a node, cell or bar stands for.

    Args:
        label: its name in full.
        id: id of the entity, where it is one.
        rows: places in ``Answer.rows`` of the rows that it stands for.
    """

    label: str
    id: str | None = None
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing.

    Args:
        height: in pixels, such that its labels can be read.
        width: least width in pixels at which they can; a narrower screen scrolls.
        marks: what can be clicked, by the ``key`` of its data.
        summary: what it shows, in a sentence: for those who do not see it.
        notes: what was left out or cut, one sentence each.
    """

    kind: Kind
    option: Mapping[str, Any]
    height: int
    marks: Mapping[str, Mark]
    summary: str
    width: int = 640
    notes: tuple[str, ...] = field(default=())


def say(words: Words, language: Language, **parts: object) -> str:
    """Words in a language, with their ``{parts}`` filled in."""
    return (words.vi if language == "vi" else words.en).format(**parts)


def cut(text: str, length: int) -> str:
    """A text as a label: cut at a word, with an ellipsis; a place in brackets at its end stays.

    >>> cut("Tỷ lệ dân số tham gia bảo hiểm y tế", 20)
    'Tỷ lệ dân số tham …'
    >>> cut("Sở Nông nghiệp và Phát triển nông thôn (Cần Thơ)", 30)
    'Sở Nông nghiệp và … (Cần Thơ)'
    """
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    start = text.rfind(" (")
    if text.endswith(")") and start > 0 and len(text) - start <= length - 10:
        return cut(text[:start], length - (len(text) - start)) + text[start:]
    head = text[: length - 1]
    return f"{head.rsplit(' ', 1)[0] if ' ' in head else head} …"


def cut_within(text: str, length: int) -> str:
    """A text as a label, cut in its middle: what tells two of one kind apart stands at the end.

    >>> cut_within("Ban Xây dựng Đảng của Đảng ủy phường Trấn Biên", 34)
    'Ban Xây dựng … Trấn Biên'
    """
    text = " ".join(text.split())
    if len(text) <= length or length < 12:
        return cut(text, length)
    room = (length - 3) // 2
    head = text[: room + 1].rsplit(" ", 1)[0]
    return f"{head} … {text[-room - 1 :].split(' ', 1)[-1]}"
