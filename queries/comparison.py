"""Every indicator as every plan sets it: what a comparison of plans is made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from graph.store import Scalar, Store
from queries.measures import bounds
from queries.runner import part


@dataclass(frozen=True, slots=True)
class Setting:
    """One target as a plan sets it for an indicator.

    Args:
        values: comparator, value, value_high, text_value, unit and year, as ``present.quantity`` takes them.
        least: the value to compare by, in ``unit``: the least that meets the target, else the greatest; None for words.
        unit: in one spelling; None where none is printed.
    """

    indicator: str
    name: str
    target: str
    document: str
    document_name: str
    status: str | None
    place: str | None
    values: dict[str, Scalar]
    least: Decimal | None
    unit: str | None
    doubt: str | None


def settings_of_indicators(store: Store) -> list[Setting]:
    """All targets that measure an indicator, by indicator's name, document and year."""
    found = []
    for row in store.ask(part("indicator-values", store.language), {}):
        values = {name: row[name] for name in ("comparator", "value", "value_high", "text_value", "unit", "year")}
        low, high, unit = bounds(row["comparator"], row["value"], row["value_high"], row["unit"])
        bound = low if low is not None else high
        found.append(
            Setting(
                str(row["indicator_id"]),
                str(row["indicator"]),
                str(row["target_id"]),
                str(row["document_id"]),
                str(row["document"]),
                _text(row["document_status"]),
                _text(row["jurisdiction"]),
                values,
                None if bound is None else Decimal(bound),
                unit,
                _text(row["doubt"]),
            )
        )
    return sorted(found, key=lambda one: (one.name, one.indicator, one.document, str(one.values["year"]), one.target))


def _text(value: Scalar) -> str | None:
    return None if value is None else str(value)
