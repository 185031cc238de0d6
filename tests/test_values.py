"""Numbers of documents, partial dates, quantities: what stands printed and what it means."""

from __future__ import annotations

import calendar
from decimal import Decimal
from typing import Literal

import pytest
from cases import Case, some, table
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from loaders.extract.figures import find_figures, read_cell
from ontology.errors import ValueFormError
from ontology.values import DocumentNumber, PartialDate, Quantity, find_dates, find_numbers, parse_decimal
from ontology.values.quantity import Comparator, plain

# --- numbers of documents -------------------------------------------------------------------------------------------


@table("document_numbers")
def test_numbers_in_a_text(case: Case) -> None:
    found = list(find_numbers(case["text"]))
    assert [str(number) for _, _, number in found] == case["numbers"]
    for start, end, number in found:
        assert DocumentNumber.parse(case["text"][start:end]) == number


@table("document_numbers", "slug")
def test_the_slug_keeps_separators(case: Case) -> None:
    assert DocumentNumber.parse(case["text"]).slug == case["slug"]


@pytest.mark.parametrize("text", ["", "31", "NQ/TU", "31-NQ", "Nghị quyết 31-NQ/TU", "31-NQ/TU về du lịch", "/KH-UBND"])
def test_what_is_no_number_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(ValueFormError) as caught:
        DocumentNumber.parse(text)
    assert f"«{text}» is no document number" in str(caught.value)
    assert "42-NQ/TW" in str(caught.value)


KINDS = st.sampled_from(["NQ", "KH", "QĐ", "CTr", "NĐ", "TTLT", "QyĐ", "ĐA", "L"])
BODIES = st.sampled_from(["TW", "TU", "CP", "TTg", "UBND", "HĐND", "BGDĐT", "BGD&ĐT", "BYT-BTC", "VPCP"])
YEARS = st.integers(1945, 2060)
DIGITS = st.from_regex(r"[0-9]{1,5}", fullmatch=True)


@st.composite
def numbers(draw: st.DrawFn) -> DocumentNumber:
    form: Literal["party", "state", "normative", "assembly"] = draw(
        st.sampled_from(["party", "state", "normative", "assembly"])
    )
    if form == "assembly":
        body = draw(st.sampled_from(["QH15", "QH9", "UBTVQH14"]))
        return DocumentNumber(form=form, number=draw(DIGITS), kind=None, body=body, year=draw(YEARS))
    year = draw(YEARS) if form == "normative" else None
    return DocumentNumber(form=form, number=draw(DIGITS), kind=draw(KINDS), body=draw(BODIES), year=year)


@some
@given(numbers())
def test_a_number_is_read_back_from_its_canonical_form(number: DocumentNumber) -> None:
    assert DocumentNumber.parse(str(number)) == number
    assert [found for _, _, found in find_numbers(f"theo số {number} nêu trên")] == [number]


@some
@given(numbers(), numbers())
def test_two_numbers_have_two_slugs(one: DocumentNumber, other: DocumentNumber) -> None:
    assume(str(one).replace("&", "") != str(other).replace("&", ""))
    assume(str(one).replace("Đ", "D").upper() != str(other).replace("Đ", "D").upper())
    assert one.slug != other.slug


@some
@given(st.text(max_size=80))
def test_any_text_is_searched_for_numbers_and_dates(text: str) -> None:
    ends = 0
    for start, end, number in find_numbers(text):
        assert ends <= start < end <= len(text)
        assert number.number in text[start:end]
        ends = end
    for start, end, date in find_dates(text):
        assert str(date.year) in text[start:end]


# --- dates ----------------------------------------------------------------------------------------------------------


@table("partial_dates")
def test_dates_in_a_text(case: Case) -> None:
    assert [str(date) for _, _, date in find_dates(case["text"])] == case["dates"]


@table("partial_dates", "whole")
def test_a_date_and_the_days_it_may_be(case: Case) -> None:
    date = PartialDate.parse(case["text"])
    assert (str(date), date.first, date.last) == (case["date"], case["first"], case["last"])
    assert date.complete == (date.first == date.last)


@table("partial_dates", "refused")
def test_what_is_no_date_is_refused(case: Case) -> None:
    with pytest.raises(ValueFormError, match="is no date"):
        PartialDate.parse(case["text"])


@pytest.mark.parametrize(("year", "month", "day"), [(2024, None, 5), (2024, 0, None), (2024, 13, 1), (2023, 2, 29)])
def test_no_impossible_date_can_be_built(year: int, month: int | None, day: int | None) -> None:
    with pytest.raises(ValidationError):
        PartialDate(year=year, month=month, day=day)


@st.composite
def dates(draw: st.DrawFn) -> PartialDate:
    year = draw(st.integers(1930, 2060))
    month = draw(st.none() | st.integers(1, 12))
    day = draw(st.none() | st.integers(1, calendar.monthrange(year, month)[1])) if month else None
    return PartialDate(year=year, month=month, day=day)


@some
@given(dates())
def test_a_date_is_read_back_however_it_is_printed(date: PartialDate) -> None:
    assert PartialDate.parse(str(date)) == date
    words = f"ngày {date.day or ''} tháng {date.month or ''} năm {date.year}"
    assert PartialDate.parse(words) == date
    assert [found for _, _, found in find_dates(f"họp {words}, tại trụ sở")] == [date]
    if date.complete:
        assert PartialDate.parse(f"{date.day}/{date.month:02d}/{date.year}") == date
    assert date.first <= date.last
    assert date.first.startswith(str(date)) and date.last.startswith(str(date))


# --- quantities -----------------------------------------------------------------------------------------------------


@table("quantities", "number")
def test_a_printed_number_and_the_rule_that_reads_it(case: Case) -> None:
    value, rule = parse_decimal(case["text"])
    assert (value, rule) == (Decimal(case["value"]), case["rule"])


@table("quantities", "nonumber")
def test_what_is_no_number_at_all(case: Case) -> None:
    with pytest.raises(ValueFormError, match="is no number"):
        parse_decimal(case["text"])


@table("quantities", "cell")
def test_the_value_of_a_cell(case: Case) -> None:
    found = read_cell(case["text"])
    if case["comparator"] == "none":
        assert found is None
        return
    assert found is not None
    assert (found.comparator, found.text_value, found.unit, found.approx) == (
        case["comparator"],
        case.get("words"),
        case.get("unit"),
        case.get("approx", False),
    )
    assert found.value == (Decimal(case["value"]) if "value" in case else None)
    assert found.value_high == (Decimal(case["high"]) if "high" in case else None)


@table("quantities", "prose")
def test_the_figures_of_a_clause(case: Case) -> None:
    found = find_figures(case["text"])
    read = [[f.comparator, f.value, *([f.value_high] if f.value_high is not None else [])] for f in found]
    assert read == [[sign, *map(Decimal, values)] for sign, *values in case["figures"]]
    for figure in found:
        assert figure.printed in case["text"][figure.start : figure.end]


def test_about_is_told_and_changes_no_sign() -> None:
    near, exact = find_figures("khoảng 300 hộ")[0], find_figures("đạt 300 hộ")[0]
    assert (near.comparator, near.approx, exact.comparator, exact.approx) == ("=", True, "=", False)


DECIMALS = st.decimals(min_value=0, max_value=10**9, places=3, allow_nan=False, allow_infinity=False)


@some
@given(DECIMALS)
def test_a_number_is_read_back_from_plain_and_from_print(value: Decimal) -> None:
    text = plain(value)
    assert Decimal(text) == value
    assert "E" not in text and not ("." in text and text.endswith("0"))
    whole, _, rest = text.partition(".")
    printed = f"{int(whole):,}".replace(",", ".") + (f",{rest}" if rest else "")
    assert parse_decimal(printed)[0] == value
    assert parse_decimal(text.replace(".", ","))[0] == value


SIGNS: dict[Comparator, str] = {"<": "< ", "<=": "≤ ", ">": "> ", ">=": "≥ ", "=": ""}


@some
@given(st.sampled_from(sorted(SIGNS)), st.integers(0, 10**7))
def test_a_cell_gives_back_what_a_quantity_prints(sign: Comparator, value: int) -> None:
    cell = read_cell(f"{SIGNS[sign]}{value}")
    assert cell is not None and (cell.comparator, cell.value) == (sign, Decimal(value))
    shown = str(Quantity(comparator=sign, value=Decimal(value)))
    again = read_cell(shown)
    assert again is not None and (again.comparator, again.value) == (sign, Decimal(value))


@some
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_range_holds_both_its_ends(one: int, other: int) -> None:
    low, high = sorted((one, other))
    quantity = Quantity(comparator="range", value=Decimal(low), value_high=Decimal(high), unit="%")
    assert quantity.low == low and quantity.high == high
    cell = read_cell(f"{low} - {high}")
    assert cell is not None and cell.value == low and cell.value_high == high


@pytest.mark.parametrize(
    ("comparator", "value", "high", "text"),
    [
        ("=", None, None, None),
        ("text", Decimal(1), None, "một"),
        ("range", Decimal(1), None, None),
        (">", Decimal(1), Decimal(2), None),
        ("range", Decimal(5), Decimal(2), None),
    ],
)
def test_half_a_quantity_cannot_be_built(
    comparator: Comparator, value: Decimal | None, high: Decimal | None, text: str | None
) -> None:
    with pytest.raises(ValidationError):
        Quantity(comparator=comparator, value=value, value_high=high, text_value=text)


@pytest.mark.parametrize(
    ("comparator", "low", "high"),
    [("<", None, 5), ("<=", None, 5), (">", 5, None), (">=", 5, None), ("=", 5, 5)],
)
def test_the_bounds_of_a_quantity(comparator: Comparator, low: int | None, high: int | None) -> None:
    quantity = Quantity(comparator=comparator, value=Decimal(5))
    assert (quantity.low, quantity.high) == (low, high)


@some
@given(st.text(max_size=120))
def test_any_text_is_searched_for_figures(text: str) -> None:
    read_cell(text)
    for figure in find_figures(text):
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.value_high is None or figure.comparator == "range"
