"""Reporting duties as a calendar: what an ordinary calendar reads back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from drawings.agenda import Duty, days_of, duties, to_icalendar
from queries.runner import AnswerRow, EvidenceItem

TODAY = date(2026, 11, 23)


def duty(**given: Any) -> Duty:
    values: dict[str, Any] = {
        "id": "document/d/report/1", "what": "Báo cáo kết quả; gửi trước hạn", "when": "trước ngày 15/11 hằng năm",
        "month": 11, "day": 15, "year": None, "recurrence": "yearly",
        "who": (("agency/so-y-te.can-tho", "Sở Y tế (Cần Thơ)"),), "recipients": (("agency/bo-y-te", "Bộ Y tế"),),
        "document": "document/d", "document_name": "7/KH-UBND", "status": None, "place": "Cần Thơ", "doubt": None,
        "rows": (0,), "evidence": (),
    }  # fmt: skip
    return Duty(**{**values, **given})


def events(*of: Duty) -> list[Any]:
    data, _ = to_icalendar(of, "vi", today=TODAY)
    return list(Calendar.from_ical(data).walk("VEVENT"))


def test_a_yearly_duty_begins_with_the_next_time_and_recurs() -> None:
    (event,) = events(duty())
    assert event.decoded("dtstart") == date(2027, 11, 15)
    assert event.decoded("dtend") == date(2027, 11, 16)
    assert event["rrule"] == {"FREQ": ["YEARLY"]}
    assert str(event["summary"]).startswith("Báo cáo: Sở Y tế (Cần Thơ)")
    # Commas, semicolons and line breaks come back as they were.
    assert "Báo cáo kết quả; gửi trước hạn" in str(event["description"])
    assert "Nơi nhận: Bộ Y tế" in str(event["description"])


@pytest.mark.parametrize(
    ("given", "start", "end", "rule"),
    [
        ({"recurrence": "once", "year": 2024}, "2024-11-15", "2024-11-16", None),
        ({"day": 25}, "2026-11-25", "2026-11-26", {"FREQ": ["YEARLY"]}),
        ({"day": 23}, "2026-11-23", "2026-11-24", {"FREQ": ["YEARLY"]}),
        ({"day": None}, "2026-11-01", "2026-12-01", {"FREQ": ["YEARLY"]}),
        ({"month": 2, "day": None, "recurrence": "once", "year": 2028}, "2028-02-01", "2028-03-01", None),
        ({"month": 2, "day": 29}, "2028-02-29", "2028-03-01", {"FREQ": ["YEARLY"]}),
        (
            {"month": 6, "day": 30, "recurrence": "half-yearly"},
            "2027-06-30", "2027-07-01", {"FREQ": ["MONTHLY"], "INTERVAL": [6], "BYMONTHDAY": [30]},
        ),
        (
            {"month": None, "day": 31, "recurrence": "monthly"},
            "2026-12-31", "2027-01-01", {"FREQ": ["MONTHLY"], "BYMONTHDAY": [31]},
        ),
    ],
)  # fmt: skip
def test_the_time_is_as_declared(given: dict[str, Any], start: str, end: str, rule: dict[str, Any] | None) -> None:
    (event,) = events(duty(**given))
    assert event.decoded("dtstart") == date.fromisoformat(start)
    assert event.decoded("dtend") == date.fromisoformat(end)
    assert event.get("rrule") == rule


@pytest.mark.parametrize(
    "given",
    [
        {"month": None},
        {"recurrence": "once"},
        {"recurrence": None},
        {"month": None, "recurrence": "quarterly"},
        {"month": 2, "day": 30},
        {"month": 4, "day": 31, "year": 2025, "recurrence": "once"},
    ],
)
def test_a_time_that_says_too_little_is_left_out_and_told(given: dict[str, Any]) -> None:
    data, left = to_icalendar([duty(**given), duty()], "en", today=TODAY)
    assert [one.recurrence for one in left] == [duty(**given).recurrence]
    assert len(list(Calendar.from_ical(data).walk("VEVENT"))) == 1


@given(
    st.none() | st.integers(1, 12),
    st.none() | st.integers(1, 31),
    st.none() | st.integers(2020, 2035),
    st.sampled_from([None, "once", "yearly", "half-yearly", "quarterly", "monthly"]),
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
)
def test_no_day_is_made_up(
    month: int | None, day: int | None, year: int | None, again: str | None, today: date
) -> None:
    one = duty(month=month, day=day, year=year, recurrence=again)
    found = days_of(one, today)
    if found is None:
        return
    assert day is None or found[0].day == day
    assert month is None or found[0].month == month
    assert year is None or found[0].year == year
    assert found[1] - found[0] == timedelta(days=1) or (day is None and found[0].day == 1)
    assert year is not None or found[1] > today


def test_the_rows_of_a_duty_are_one_and_every_doubt_is_kept() -> None:
    line = EvidenceItem("document/d", "7/KH-UBND", 4, 4, "…", ("document/d", "REQUIRES_REPORT", "r"), None, 1)
    base: dict[str, Any] = {
        "month": 6, "day": 5, "year": None, "recurrence": "yearly", "when_text": "trước 05/6", "what": "Báo cáo",
        "who": "Sở Y tế", "who_jurisdiction": "Cần Thơ", "who_id": "agency/a", "who_kind": "government", "doubt": None,
        "recipient": None, "recipient_jurisdiction": None, "recipient_id": None, "duty_doubt": "date-incomplete",
        "document": "7/KH-UBND", "document_status": None, "jurisdiction": "Cần Thơ", "document_id": "document/d",
        "duty_id": "r",
    }  # fmt: skip
    other = {**base, "who": "Sở Nội vụ", "who_id": "agency/b", "doubt": "ocr-repair"}
    (found,) = duties([AnswerRow(base, (), (line,)), AnswerRow(other, (), (line,))])
    assert found.who == (("agency/a", "Sở Y tế (Cần Thơ)"), ("agency/b", "Sở Nội vụ (Cần Thơ)"))
    assert found.recipients == () and found.rows == (0, 1) and len(found.evidence) == 1
    assert found.doubt == "date-incomplete; ocr-repair"
    assert "⚠" in str(events(found)[0]["description"])
