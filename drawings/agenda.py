"""Reporting duties, one each, and as an iCalendar file (RFC 5545)."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from icalendar import Calendar, Event, vRecur

from drawings.drawing import Language
from graph.facts import DOUBT_SEPARATOR
from ontology.vocabulary import doubt_words
from present import status_words, with_place
from queries.runner import AnswerRow, EvidenceItem

_RULES: dict[str, dict[str, Any]] = {
    "yearly": {"freq": "yearly"},
    "half-yearly": {"freq": "monthly", "interval": 6},
    "quarterly": {"freq": "monthly", "interval": 3},
    "monthly": {"freq": "monthly"},
}
"""Recurrence → its rule, from a first day on."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty to report: the rows of «deadlines» on it, as one.

    Args:
        who, recipients: (id, name with place), each once.
        rows: places of its rows in the answer.
        doubt: codes of all that is doubtful about it, joined.
    """

    id: str
    what: str
    when: str | None
    month: int | None
    day: int | None
    year: int | None
    recurrence: str | None
    who: tuple[tuple[str, str], ...]
    recipients: tuple[tuple[str, str], ...]
    document: str
    document_name: str
    status: str | None
    place: str | None
    doubt: str | None
    rows: tuple[int, ...]
    evidence: tuple[EvidenceItem, ...]


def duties(rows: Sequence[AnswerRow]) -> list[Duty]:
    """The duties of an answer to «deadlines», in its order."""
    groups: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(str(row.values["duty_id"]), []).append(place)
    return [_duty(identifier, places, rows) for identifier, places in groups.items()]


def _duty(identifier: str, places: Sequence[int], rows: Sequence[AnswerRow]) -> Duty:
    of = [rows[place].values for place in places]
    first = of[0]

    def text(name: str) -> str | None:
        return None if first[name] is None else str(first[name])

    def number(name: str) -> int | None:
        return None if first[name] is None else int(str(first[name]))

    def ends(name: str) -> tuple[tuple[str, str], ...]:
        found = {
            str(v[f"{name}_id"]): with_place(str(v[name]), v[f"{name}_jurisdiction"]) for v in of if v[f"{name}_id"]
        }
        return tuple(found.items())

    codes = [code for v in of for name in ("doubt", "duty_doubt") for code in str(v[name] or "").split(DOUBT_SEPARATOR)]
    evidence = {(item.document, item.line, item.line_end): item for place in places for item in rows[place].evidence}
    return Duty(
        identifier, str(first["what"]), text("when_text"), number("month"), number("day"), number("year"),
        text("recurrence"), ends("who"), ends("recipient"), str(first["document_id"]), str(first["document"]),
        text("document_status"), text("jurisdiction"),
        DOUBT_SEPARATOR.join(dict.fromkeys(code for code in codes if code)) or None,
        tuple(places), tuple(evidence.values()),
    )  # fmt: skip


def days_of(duty: Duty, today: date) -> tuple[date, date] | None:
    """The first day of a duty in a calendar and the day after its last; None where its time does not say enough.

    A duty with a month and no day takes the whole month. One that recurs and
    names no year begins with the first time that is not past.

    >>> from dataclasses import replace
    >>> yearly = Duty("d", "", None, 11, 10, None, "yearly", (), (), "", "", None, None, None, (), ())
    >>> days_of(yearly, date(2026, 11, 23)), days_of(replace(yearly, recurrence="once"), date(2026, 11, 23))
    ((datetime.date(2027, 11, 10), datetime.date(2027, 11, 11)), None)
    """
    if duty.recurrence == "monthly" and duty.month is None and duty.year is None and duty.day is not None:
        # Every month has it: begin with the first month that has this day.
        for ahead in range(4):
            year, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
            if duty.day <= calendar.monthrange(year, month + 1)[1]:
                found = date(year, month + 1, duty.day)
                if found >= today:
                    return found, found + timedelta(days=1)
        return None
    if duty.month is None:
        return None
    if duty.year is not None:
        return _days(duty.year, duty.month, duty.day)
    if duty.recurrence not in _RULES:
        return None
    # Once more than two ordinary years ahead, for the 29th of February.
    for year in range(today.year, today.year + 9):
        days = _days(year, duty.month, duty.day)
        if days is not None and days[1] > today:
            return days
    return None


def _days(year: int, month: int, day: int | None) -> tuple[date, date] | None:
    try:
        first = date(year, month, day or 1)
    except ValueError:
        return None
    if day is not None:
        return first, first + timedelta(days=1)
    return first, first + timedelta(days=calendar.monthrange(year, month)[1])


def to_icalendar(
    found: Iterable[Duty], language: Language, *, today: date, name: str = "policygraph"
) -> tuple[bytes, list[Duty]]:
    """The duties as a calendar, and those that have no place in one since their time says too little.

    An event lasts the whole day (or month); it recurs as the document says.
    Its day is the one printed: «trước ngày 15/11» stands on 15 November, with
    the printed words beside it.
    """
    whole = Calendar()
    whole.add("prodid", "-//policygraph//reporting duties//VI")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("x-wr-calname", name)
    left: list[Duty] = []
    for duty in found:
        days = days_of(duty, today)
        if days is None:
            left.append(duty)
            continue
        event = Event()
        event.add("uid", f"{duty.id}@policygraph")
        event.add("dtstamp", datetime.combine(today, time(), UTC))
        event.add("dtstart", days[0])
        event.add("dtend", days[1])
        event.add("transp", "TRANSPARENT")
        event.add("summary", _summary(duty, language))
        event.add("description", _description(duty, language))
        if duty.recurrence in _RULES:
            rule = dict(_RULES[duty.recurrence])
            if rule["freq"] == "monthly" and duty.day is not None:
                rule["bymonthday"] = duty.day
            event.add("rrule", vRecur(rule))
        whole.add_component(event)
    return bytes(whole.to_ical()), left


def _summary(duty: Duty, language: Language) -> str:
    who = "; ".join(name for _, name in duty.who)
    what = " ".join(duty.what.split())
    what = what if len(what) <= 120 else f"{what[:120].rsplit(' ', 1)[0]} …"
    return f"{'Báo cáo' if language == 'vi' else 'Report'}: {who + ' – ' if who else ''}{what}"


def _description(duty: Duty, language: Language) -> str:
    vi = language == "vi"
    status = f" [{status_words(duty.status, language)}]" if duty.status else ""
    lines = [" ".join(duty.what.split())]
    if duty.when:
        lines.append(f"{'Thời hạn như đã in' if vi else 'When, as printed'}: {duty.when}")
    for label, ends in (
        (("Cơ quan báo cáo" if vi else "Who"), duty.who),
        (("Nơi nhận" if vi else "To"), duty.recipients),
    ):
        if ends:
            lines.append(f"{label}: {'; '.join(end for _, end in ends)}")
    where = ", ".join(str(item.line) for item in duty.evidence[:4])
    lines.append(f"{'Căn cứ' if vi else 'Evidence'}: {duty.document_name}{status}, {'dòng' if vi else 'line'} {where}")
    if duty.doubt:
        lines.append(f"⚠ {doubt_words(duty.doubt, language)}")
    return "\n".join(lines)
