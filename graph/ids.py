"""Ids, each made of the fewest stable fields, never of a title, line, value or owner.

``docs/data-model.md`` shows their forms. Where a name is too long for a
readable id, its beginning stands with six hexadecimal digits of the whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from ontology.text import slug
from ontology.values import DocumentNumber

_LONGEST = 72


def short_slug(text: str, longest: int = _LONGEST) -> str:
    """The slug of a text, cut at a word where it is long and then made unique by its hash.

    >>> short_slug("Tỷ lệ tiêm chủng mở rộng")
    'ty-le-tiem-chung-mo-rong'
    >>> len(short_slug("Tỷ lệ " + "rất dài " * 40)) <= 72
    True
    >>> short_slug("②"), short_slug(" ")  # no letter that an id may have
    ('faab5a', '')
    """
    whole = slug(text)
    if (whole and len(whole) <= longest) or not text.strip():
        return whole
    digest = hashlib.sha256((whole or text).encode()).hexdigest()[:6]
    if not whole:
        return digest
    head = whole[: longest - 7]
    return f"{head.rsplit('-', 1)[0]}-{digest}"


def document_id(number: DocumentNumber, *, place: str | None, year: int | None) -> str:
    """Id of a numbered document; ``place`` is a jurisdiction's slug, None for central bodies.

    >>> document_id(DocumentNumber.parse("118/KH-UBND"), place="can-tho", year=2024)
    'document/118_kh-ubnd.can-tho-2024'
    >>> document_id(DocumentNumber.parse("20/2021/NĐ-CP"), place=None, year=2021)
    'document/20_2021_nd-cp'
    """
    base = f"document/{number.slug}" + (f".{place}" if place else "")
    return base if number.year or not year else f"{base}-{year}"


def unnumbered_id(kind: str, issuer: str, place: str | None, year: int | None, title: str) -> str:
    """Id of a document whose number is blank: kind, issuer, place, year and folded title.

    >>> unnumbered_id("KH", "Ủy ban nhân dân", "ha-nam", 2024, "Thực hiện Nghị quyết số 68/NQ-CP")
    'document/kh-uy-ban-nhan-dan.ha-nam-2024-thuc-hien-nghi-quyet-so-68-nq-cp'
    """
    parts = f"document/{slug(kind)}-{short_slug(issuer, 40)}" + (f".{place}" if place else "")
    return "-".join([parts, *([str(year)] if year else []), short_slug(title, 48)])


def agency_id(type_id: str, place: str | None) -> str:
    """Id of an agency of a known type; ``place`` is None for central bodies.

    >>> agency_id("so-y-te", "can-tho")
    'agency/so-y-te.can-tho'
    """
    return f"agency/{type_id}" + (f".{place}" if place else "")


def place_id(place: str) -> str:
    """Id of a jurisdiction from its slug."""
    return f"place/{place}"


def place_slug(identifier: str | None) -> str | None:
    """Slug of a jurisdiction from its id."""
    return identifier.removeprefix("place/") if identifier else None


def indicator_id(key: str) -> str:
    """Id of an indicator from its key; four hexadecimal digits tell apart keys that only diacritics part.

    >>> indicator_id("số hộ có bò"), indicator_id("số hộ có bố")
    ('indicator/so-ho-co-bo~ff0a', 'indicator/so-ho-co-bo~d2fb')
    """
    return f"indicator/{short_slug(key, 90)}~{hashlib.sha256(key.encode()).hexdigest()[:4]}"


def owned_id(document: str, what: str, parts: Iterable[str]) -> str:
    """Id of a node of one document: ``what`` is target, task, report, product or agency.

    >>> owned_id("document/118_kh-ubnd.can-tho-2024", "agency", ["Các sở, ban, ngành"])
    'document/118_kh-ubnd.can-tho-2024/agency/cac-so-ban-nganh'
    """
    return f"{document}/{what}/" + "-".join(filter(None, (short_slug(part) for part in parts)))


class Ordinals:
    """Tells equals apart: the first keeps its id, the next get «~2», «~3» …

    >>> distinct = Ordinals()
    >>> distinct("a"), distinct("a"), distinct("b")
    ('a', 'a~2', 'b')
    """

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def __call__(self, identifier: str) -> str:
        count = self._seen[identifier] = self._seen.get(identifier, 0) + 1
        return identifier if count == 1 else f"{identifier}~{count}"
