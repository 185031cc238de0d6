"""Duties to report by a day.

Shapes read (in words of our own): «định kỳ trước ngày 10 tháng 11 hằng năm,
báo cáo … gửi Sở A tổng hợp»; «… báo cáo UBND tỉnh (qua Sở A) hằng năm (trước
ngày 15/11)»; «riêng năm 2024 báo cáo trước ngày 10/9/2024».
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from loaders.document import Outline, Paragraph, Section
from loaders.extract.assignments import in_task_part, is_closing, read_opening
from loaders.extract.bodies import read_bodies
from loaders.extract.mentions import BodyMention, DeadlineMention, TaskMention
from loaders.extract.times import find_phrases
from ontology.text import rx, squeeze
from ontology.values import find_dates

_DAY = rx(
    r"(?P<day>\d{1,2})\s*(?:/|tháng)\s*(?P<month>\d{1,2})(?:\s*(?:/|năm)\s*(?P<year>(?:19|20)\d\d))?",
    re.IGNORECASE,
)
_REPORT = rx(r"báo cáo", re.IGNORECASE)
_SENTENCE_END = rx(r"[.;]\s+(?=[\p{Lu}])")
_YEARLY = rx(r"(?:hằng|hàng)\s+năm", re.IGNORECASE)
_TO = rx(
    r"(?:[Bb]áo cáo|[Gg]ửi|về|đến|gửi về|báo cáo về|báo cáo đến)\s+(?=(?:Sở|Ủy ban|Uỷ ban|UBND|Bộ|Tỉnh ủy|Thành ủy"
    r"|Thường trực|Ban|Chính phủ|Thủ tướng|HĐND))"
)


def _sentences(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        yield start, match.start() + 1
        start = match.end()
    yield start, len(text)


def read_deadlines(outline: Outline, tasks: Iterable[TaskMention]) -> list[DeadlineMention]:
    """The reporting duties of the parts on tasks and organisation, with the lead of their item as who reports."""
    owners = {(line): task.lead for task in tasks if task.table is None for line in range(task.line, task.line_end + 1)}
    found: list[DeadlineMention] = []
    for section in outline.root.walk():
        if section.paragraph is None or not in_task_part(section):
            continue
        for part in (section.paragraph, *section.body):
            if not is_closing(part.text):
                found += _in_paragraph(part, section, owners.get(part.line, []))
    return found


def _in_paragraph(part: Paragraph, section: Section, lead: list[BodyMention]) -> list[DeadlineMention]:
    text = part.text
    found: list[DeadlineMention] = []
    for start, end in _sentences(text):
        sentence = text[start:end]
        if not _REPORT.search(sentence):
            continue
        # A later sentence may name who reports: «…; UBND tỉnh yêu cầu các sở gửi báo cáo trước ngày …».
        own = read_opening(_cut(part, start, end)).lead if start else []
        for _first, _last, phrase, yearly in find_phrases(sentence):
            for day in _DAY.finditer(phrase):
                month, number = int(day.group("month")), int(day.group("day"))
                if not (1 <= month <= 12 and 1 <= number <= 31):
                    continue
                year = int(day.group("year")) if day.group("year") else None
                recurs = yearly or (bool(_YEARLY.search(sentence)) and year is None)
                found.append(
                    DeadlineMention(
                        what=squeeze(sentence),
                        when_text=phrase,
                        line=part.line_at(start),
                        line_end=part.line_at(end - 1),
                        month=month,
                        day=number,
                        year=year,
                        recurrence="yearly" if recurs and year is None else "once",
                        who=tuple(own or lead),
                        to=tuple(_recipients(part, start, sentence)),
                    )
                )
    return found


def _cut(part: Paragraph, start: int, end: int) -> Paragraph:
    """A sentence of a paragraph as one of its own."""
    starts = [(0, part.line_at(start)), *((at - start, line) for at, line in part.starts if start < at < end)]
    return Paragraph(part.text[start:end], tuple(starts))


def _recipients(part: Paragraph, offset: int, sentence: str) -> list[BodyMention]:
    """The bodies right after «báo cáo», «gửi»; «(qua Sở A)» is the way, not the recipient."""
    found: list[BodyMention] = []
    for match in _TO.finditer(sentence):
        bodies, _ = read_bodies(sentence, match.end())
        for body in bodies:
            line = part.line_at(offset + body.start)
            if all(body.text != known.text for known in found):
                found.append(BodyMention(body.text, (line,), "prose"))
    return found


def has_date(text: str) -> bool:
    """Whether a text names a day."""
    return next(iter(find_dates(text)), None) is not None
