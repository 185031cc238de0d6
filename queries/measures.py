"""What the runner measures from the columns of a row: bounds, units, comparisons, times.

The query languages cannot be trusted to do it alike (decimals, nulls, text),
so the texts give what the documents say, and the rest is worked out here.
Nothing is guessed: where the columns do not tell, there is no value.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import cache

from graph.store import Scalar
from ontology import vocabulary
from ontology.declare import Words
from ontology.errors import ValueFormError
from ontology.text import search_key
from ontology.values import PartialDate
from ontology.values.quantity import plain

VERDICTS: dict[str, Words] = {
    "stronger": Words("đòi hỏi cao hơn", "stronger"),
    "equal": Words("bằng", "equal"),
    "weaker": Words("đòi hỏi thấp hơn", "weaker"),
    "different unit": Words("khác đơn vị", "different unit"),
    "different year": Words("khác năm đích", "different year"),
    "not comparable": Words("không so sánh được", "not comparable"),
}
"""What a comparison with a reference may give, and how it reads."""

_FLOOR, _CEILING = (">", ">="), ("<", "<=")


# --- units ------------------------------------------------------------------------------------------------------


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


@cache
def _units() -> dict[str, vocabulary.Unit]:
    """Folded spelling → the unit of the vocabulary."""
    return {_fold(form): unit for unit in vocabulary.units() for form in (unit.name, *unit.also)}


def unit_of(printed: str | None) -> tuple[str, Decimal] | None:
    """The unit in which values are compared, and how many of it one printed unit is.

    Spellings become one by the vocabulary of units, on either side of «/». Another
    denominator is another unit: it is flagged, not converted.

    >>> unit_of("giường bệnh/vạn dân"), unit_of("Giường bệnh/10.000 dân"), unit_of("‰")
    (('giường/10.000 dân', Decimal('1')), ('giường/10.000 dân', Decimal('1')), ('%', Decimal('0.1')))
    >>> unit_of(None) is None
    True
    """
    if printed is None or not printed.strip():
        return None
    known = _units()
    whole = known.get(_fold(printed))
    if whole is not None:
        # «10.000 dân» alone is a denominator; as such it keeps its name.
        if whole.factor is not None and whole.base is not None and whole.kind != "rate":
            return whole.base, Decimal(whole.factor)
        return whole.name, Decimal(1)
    parts = [_fold(part) for part in printed.split("/")]
    return "/".join(known[part].name if part in known else part for part in parts), Decimal(1)


# --- quantities -------------------------------------------------------------------------------------------------


def _decimal(value: Scalar) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None


def bounds(comparator: Scalar, value: Scalar, high: Scalar, unit: Scalar) -> tuple[str | None, str | None, str | None]:
    """The least and the greatest value that meet a target, in the unit compared in, and that unit.

    «> 95 %», «95 % trở lên» and «đạt 95 %» all have the least value 95. A target in words has neither.

    >>> bounds(">", "95", None, "%"), bounds("=", "950", None, "‰"), bounds("range", "30", "32", "giường/vạn dân")
    (('95', None, '%'), ('95', '95', '%'), ('30', '32', 'giường/10.000 dân'))
    """
    found = unit_of(None if unit is None else str(unit))
    name, factor = found if found is not None else (None, Decimal(1))
    least, most = _decimal(value), _decimal(high)
    if least is None:
        return None, None, name
    if comparator != "range":
        most = least if comparator in ("=", *_CEILING) else None
        least = None if comparator in _CEILING else least
    return (
        None if least is None else plain(least * factor),
        None if most is None else plain(most * factor),
        name,
    )


def compare(own: tuple[Scalar, ...], reference: tuple[Scalar, ...]) -> str | None:
    """How a target stands to a reference; each is (comparator, value, value_high, text_value, unit, year).

    None where there is no target on one of the sides.

    Whether more is better is known only where a comparator tells: «≥» asks for
    at least, «≤» for at most. Two plain figures that differ stay «not
    comparable», and so do words that differ and ranges that overlap. «>» and «≥»
    of one figure are equal.

    >>> compare((">=", "97.5", None, None, "%", 2025), ("=", "95", None, None, "%", 2025))
    'stronger'
    >>> compare(("<", "3", None, None, "%", 2025), ("<=", "2", None, None, "%", 2025))
    'weaker'
    >>> compare(("=", "97", None, None, "%", 2025), ("=", "95", None, None, "%", 2025))
    'not comparable'
    >>> compare((">=", "30", None, None, "giường/10.000 dân", None), (">=", "30", None, None, "giường", 2030))
    'different unit'
    """
    if own[0] is None or reference[0] is None:
        return None
    *mine, my_year = own
    *theirs, their_year = reference
    if my_year is not None and their_year is not None and my_year != their_year:
        return "different year"
    comparator, value, high, words, unit = mine
    other, their_value, their_high, their_words, their_unit = theirs
    if value is None and their_value is None:
        same = words is not None and their_words is not None and search_key(str(words)) == search_key(str(their_words))
        return "equal" if same else "not comparable"
    if value is None or their_value is None:
        return "not comparable"
    low, most, name = bounds(comparator, value, high, unit)
    low_there, most_there, name_there = bounds(other, their_value, their_high, their_unit)
    if name != name_there:
        return "different unit"
    figures = {Decimal(figure) for figure in (low, most) if figure is not None}
    figures_there = {Decimal(figure) for figure in (low_there, most_there) if figure is not None}
    upward = comparator in _FLOOR or other in _FLOOR
    downward = comparator in _CEILING or other in _CEILING
    if upward and downward:
        return "not comparable"
    if figures == figures_there:
        return "equal"
    more, less = min(figures) > max(figures_there), max(figures) < min(figures_there)
    if upward == downward or more == less:
        return "not comparable"
    return "stronger" if more == upward else "weaker"


# --- times ------------------------------------------------------------------------------------------------------

_YEARS = re.compile(r"(?<!\d)20\d\d(?!\d)")
_QUARTER = re.compile(r"\bqu[yý]\s+(iv|iii|ii|i|[1-4])\b", re.IGNORECASE)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_MONTH = re.compile(r"\btháng\s+(1[0-2]|0?[1-9])\b|(?<![\d/])\d{1,2}/(1[0-2]|0?[1-9])(?![\d])", re.IGNORECASE)


def due(year: Scalar, month: Scalar, printed: Scalar) -> tuple[int | None, int | None]:
    """Year and quarter in which something falls due, from figures or from a time as printed.

    Of several years the last counts; of several months or quarters, none.

    >>> due(2025, 6, None), due(None, 12, "trước 15/12 hằng năm"), due(None, None, "Quý IV/2024")
    ((2025, 2), (None, 4), (2024, 4))
    >>> due(None, None, "2024 - 2030"), due(None, None, "trước ngày 10/11 hằng năm"), due(None, None, "Hằng năm")
    ((2030, None), (None, 4), (None, None))
    """
    text = "" if printed is None else unicodedata.normalize("NFC", str(printed))
    years = [int(found) for found in _YEARS.findall(text)]
    when = int(year) if year is not None else max(years, default=None)
    if month is not None:
        return when, (int(month) - 1) // 3 + 1
    quarters = {_ROMAN.get(found.lower()) or int(found) for found in _QUARTER.findall(text)}
    if not quarters:
        quarters = {(int(first or second) - 1) // 3 + 1 for first, second in _MONTH.findall(text)}
    return when, quarters.pop() if len(quarters) == 1 else None


def later(date: Scalar, than: Scalar) -> bool | None:
    """Whether a date is surely after another one; None where it is not, or not surely.

    >>> later("2024-06", "2024-05-09"), later("2024", "2024-05-09"), later(None, "2024")
    (True, None, None)
    """
    try:
        if date is None or than is None:
            return None
        return True if PartialDate.parse(str(date)).first > PartialDate.parse(str(than)).last else None
    except ValueFormError:
        return None
