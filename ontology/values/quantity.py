"""Figures of targets: number, comparator, unit.

Vietnamese print writes a decimal comma and a thousands dot, but OCR and
hurried typists swap them; the rule by which a printed number becomes a
decimal has a name, so that a reader can check each one.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from ontology.errors import ValueFormError

Comparator = Literal["<", "<=", ">", ">=", "=", "range", "text"]
NumberRule = Literal[
    "integer", "decimal comma", "decimal point", "thousands dots", "thousands dots, decimal comma", "thousands blanks"
]

_RULES: tuple[tuple[NumberRule, re.Pattern[str]], ...] = (
    ("integer", re.compile(r"\d+")),
    ("thousands dots", re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")),
    ("thousands dots, decimal comma", re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+,\d+")),
    ("decimal comma", re.compile(r"\d+,\d+")),
    ("decimal point", re.compile(r"\d+\.\d+")),
    ("thousands blanks", re.compile(r"[1-9]\d{0,2}(?: \d{3})+")),
)


def parse_decimal(text: str) -> tuple[Decimal, NumberRule]:
    """A printed number and the rule that read it. Three digits after a dot are thousands.

    >>> [str(parse_decimal(t)[0]) for t in ("75,5", "31.7", "1.500", "12.392", "03", "1.234.567,8")]
    ['75.5', '31.7', '1500', '12392', '3', '1234567.8']
    >>> parse_decimal("1.500")[1]
    'thousands dots'
    >>> parse_decimal("abc")
    Traceback (most recent call last):
    ...
    ontology.errors.ValueFormError: «abc» is no number. Write digits, with a decimal comma and dots between thousands.
    """
    clean = text.strip()
    for rule, pattern in _RULES:
        if pattern.fullmatch(clean):
            if rule in ("thousands dots", "thousands dots, decimal comma"):
                clean = clean.replace(".", "")
            elif rule == "thousands blanks":
                clean = clean.replace(" ", "")
            return Decimal(clean.replace(",", ".")), rule
    raise ValueFormError(f"«{text}» is no number", todo="Write digits, with a decimal comma and dots between thousands")


def plain(value: Decimal) -> str:
    """The canonical decimal string: no exponent, no trailing zeros after the point.

    >>> plain(Decimal("95.50")), plain(Decimal("1E+3")), plain(Decimal("100"))
    ('95.5', '1000', '100')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class Quantity(BaseModel):
    """A comparator with its value.

    ``value_high`` only for ``range``; ``text_value`` only for ``text``.
    ``approx`` where the print says «khoảng».
    """

    model_config = ConfigDict(frozen=True)

    comparator: Comparator
    value: Decimal | None = None
    value_high: Decimal | None = None
    text_value: str | None = None
    unit: str | None = None
    approx: bool = False

    @model_validator(mode="after")
    def _whole(self) -> Quantity:
        if (self.comparator == "text") != (self.value is None):
            raise ValueError("a text quantity has no value, every other has one")
        if (self.comparator == "range") != (self.value_high is not None):
            raise ValueError("a range has an upper value, nothing else has")
        if self.value is not None and self.value_high is not None and self.value_high < self.value:
            raise ValueError("the upper value is below the lower")
        return self

    @property
    def low(self) -> Decimal | None:
        """The least value that meets it; None where there is no lower bound."""
        return self.value if self.comparator in ("=", ">", ">=", "range") else None

    @property
    def high(self) -> Decimal | None:
        """The greatest value that meets it; None where there is no upper bound."""
        if self.comparator == "range":
            return self.value_high
        return self.value if self.comparator in ("=", "<", "<=") else None

    def __str__(self) -> str:
        """For readers.

        >>> str(Quantity(comparator="range", value=85, value_high=90, unit="%"))
        '85–90 %'
        """
        if self.value is None:
            return self.text_value or ""
        sign = "" if self.comparator in ("=", "range") else self.comparator + " "
        figure = plain(self.value) + (f"–{plain(self.value_high)}" if self.value_high is not None else "")
        about = "≈ " if self.approx else ""
        return f"{about}{sign}{figure}{' ' + self.unit if self.unit else ''}"
