"""Which of the forms on offer an ``Accept`` header wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def preferred(accept: str, offers: Sequence[str], also: Mapping[str, str] | None = None) -> str | None:
    """The media type to answer with, None where none will do.

    Args:
        accept: the header; empty where there is none, and then the first offer is taken.
        offers: media types, the one to be taken among equals first.
        also: other name of a media type → the one that is meant by it.

    >>> preferred("text/csv;q=0.5, application/json", ["text/csv", "a/json"], {"application/json": "a/json"})
    'a/json'
    >>> preferred("text/*, */*;q=0.1", ["a/b", "text/csv"]), preferred("image/png", ["a/b"]), preferred("", ["a/b"])
    ('text/csv', None, 'a/b')
    """
    if not accept.strip():
        return offers[0] if offers else None
    wanted: list[tuple[str, float]] = []
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    weight = float(parameter[2:])
                except ValueError:
                    weight = 0.0
        wanted.append(((also or {}).get(name, name), weight))

    def rank(offer: str) -> tuple[int, float]:
        """How exactly the header names the offer, and its weight there."""
        kind = offer.split("/")[0]
        for exactness, name in ((3, offer), (2, f"{kind}/*"), (1, "*/*")):
            weights = [weight for wanted_name, weight in wanted if wanted_name == name]
            if weights:
                return exactness, max(weights)
        return 0, 0.0

    best, best_key = None, (0.0, 0, 0)
    for place, offer in enumerate(offers):
        exactness, weight = rank(offer)
        key = (weight, exactness, -place)
        if weight > 0 and key > best_key:
            best, best_key = offer, key
    return best
