"""Dates whose day or month may be blank, as drafts leave them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, model_validator

from ontology.errors import ValueFormError

_WORDS = re.compile(
    r"ngày[\s.…_]*(?P<day>\d{1,2})?[\s.…_]*tháng[\s.…_]*(?P<month>\d{1,2})?[\s.…_]*năm\s*(?P<year>(?:19|20)\d\d)?",
    re.IGNORECASE,
)
_SLASHES = re.compile(r"(?<![\d/])(?P<day>\d{1,2})\s*/\s*(?P<month>\d{1,2})\s*/\s*(?P<year>(?:19|20)\d\d)(?![\d/])")
_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")


class PartialDate(BaseModel):
    """A date; ``month`` and ``day`` may be unknown, ``day`` only with its month.

    >>> str(PartialDate(year=2024, month=7)), PartialDate(year=2024, month=2).last
    ('2024-07', '2024-02-29')
    """

    model_config = ConfigDict(frozen=True)

    year: int
    month: int | None = None
    day: int | None = None

    @model_validator(mode="after")
    def _real(self) -> PartialDate:
        if self.day is not None and self.month is None:
            raise ValueError("a day without its month")
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError(f"no month {self.month}")
        if (
            self.month is not None
            and self.day is not None
            and not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]
        ):
            raise ValueError(f"no day {self.day} in month {self.month} of {self.year}")
        return self

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ISO («2024-07»), slashes («09/5/2024») or words («ngày 9 tháng 5 năm 2024»).

        >>> str(PartialDate.parse("ngày 09 tháng 5 năm 2024")), str(PartialDate.parse("ngày tháng 7 năm 2024"))
        ('2024-05-09', '2024-07')
        >>> PartialDate.parse("31/02/2024")
        Traceback (most recent call last):
        ...
        ontology.errors.ValueFormError: «31/02/2024» is no date. Write it as 2024-05-09, 2024-05 or 2024.
        """
        clean = text.strip()
        for pattern in (_ISO, _SLASHES, _WORDS):
            match = pattern.fullmatch(clean)
            found = _of(match) if match else None
            if found:
                return found
        raise ValueFormError(f"«{text}» is no date", todo="Write it as 2024-05-09, 2024-05 or 2024")

    @property
    def complete(self) -> bool:
        """Whether the day is known."""
        return self.day is not None

    def __str__(self) -> str:
        return "-".join([f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None)])

    @property
    def first(self) -> str:
        """The earliest day it may be, ISO."""
        return f"{self.year:04d}-{self.month or 1:02d}-{self.day or 1:02d}"

    @property
    def last(self) -> str:
        """The latest day it may be, ISO."""
        month = self.month or 12
        return f"{self.year:04d}-{month:02d}-{self.day or calendar.monthrange(self.year, month)[1]:02d}"


def _of(match: re.Match[str]) -> PartialDate | None:
    """The date of a match; None where the year is blank or the day does not exist."""
    year, month, day = (match.group(name) for name in ("year", "month", "day"))
    if not year:
        return None
    try:
        return PartialDate(year=int(year), month=int(month) if month else None, day=int(day) if day and month else None)
    except ValueError:
        return None


def find_dates(text: str) -> Iterator[tuple[int, int, PartialDate]]:
    """Every date in words or slashes as (start, end, date), in order.

    >>> [str(d) for _, _, d in find_dates("ngày 24 tháng 11 năm 2023, ngày 29/02/2024 và ngày tháng năm 2024")]
    ['2023-11-24', '2024-02-29', '2024']
    """
    matches = sorted([*_WORDS.finditer(text), *_SLASHES.finditer(text)], key=lambda match: match.start())
    for match in matches:
        if date := _of(match):
            yield match.start(), match.end(), date
