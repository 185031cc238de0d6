"""Numbers of Vietnamese documents: 42-NQ/TW, 68/NQ-CP, 20/2021/NĐ-CP, 111/2024/QH15.

The separators carry meaning: Party documents are written NUMBER-KIND/BODY,
those of the State NUMBER/KIND-BODY, normative ones NUMBER/YEAR/KIND-BODY,
and those of the National Assembly NUMBER/YEAR/QHn. 68/NQ-CP and 68-NQ/TW are
two documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ontology.errors import ValueFormError
from ontology.text import CAPITALS, SMALLS, nfc, without_marks

_KIND = rf"(?P<kind>[{CAPITALS}][{CAPITALS}{SMALLS}]{{0,5}})"
_BODY = rf"(?P<body>[{CAPITALS}][{CAPITALS}{SMALLS}0-9&]*(?:-[{CAPITALS}][{CAPITALS}{SMALLS}0-9&]*)*)"
_NUMBER = r"(?P<number>\d{1,5}(?:\.\d{1,3})?)"
_DASH = r"\s?[-\u2010-\u2015]\s?"
_SLASH = r"\s?/\s?"
_FORMS: tuple[tuple[Literal["party", "state", "normative", "assembly"], re.Pattern[str]], ...] = (
    ("assembly", re.compile(rf"{_NUMBER}{_SLASH}(?P<year>(?:19|20)\d\d){_SLASH}(?P<body>(?:UBTV)?QH\d{{1,2}})\b")),
    ("normative", re.compile(rf"{_NUMBER}{_SLASH}(?P<year>(?:19|20)\d\d){_SLASH}{_KIND}{_DASH}{_BODY}")),
    ("party", re.compile(rf"{_NUMBER}{_DASH}{_KIND}{_SLASH}{_BODY}")),
    ("state", re.compile(rf"{_NUMBER}{_SLASH}{_KIND}{_DASH}{_BODY}")),
)
#: What may stand before a number: nothing that makes it the tail of a longer word or figure («H.Th/15-LĐ»).
_BEFORE = re.compile(r"[\w./]$")


class DocumentNumber(BaseModel):
    """A document's number and symbol.

    ``number`` keeps leading zeros («07-ĐA/TU»); ``year`` only where the number
    itself prints it; ``kind`` is None in numbers of the National Assembly.
    """

    model_config = ConfigDict(frozen=True)

    form: Literal["party", "state", "normative", "assembly"]
    number: str
    kind: str | None
    body: str
    year: int | None = None

    @classmethod
    def parse(cls, text: str) -> DocumentNumber:
        """Read one number; blanks around its separators do not matter.

        >>> str(DocumentNumber.parse("118 /KH-UBND")), str(DocumentNumber.parse("19- NQ/TW"))
        ('118/KH-UBND', '19-NQ/TW')
        >>> DocumentNumber.parse("20/2021/NĐ-CP").year
        2021
        >>> DocumentNumber.parse("Nghị quyết")
        Traceback (most recent call last):
        ...
        ontology.errors.ValueFormError: «Nghị quyết» is no document number. Write it as 42-NQ/TW or 20/2021/NĐ-CP.
        """
        clean = nfc(text).strip()
        for form, pattern in _FORMS:
            if match := pattern.fullmatch(clean):
                return cls._of(form, match)
        raise ValueFormError(f"«{text}» is no document number", todo="Write it as 42-NQ/TW or 20/2021/NĐ-CP")

    @classmethod
    def _of(cls, form: Literal["party", "state", "normative", "assembly"], match: re.Match[str]) -> DocumentNumber:
        parts = match.groupdict()
        year = parts.get("year")
        return cls(
            form=form,
            number=parts["number"],
            kind=parts.get("kind"),
            body=parts["body"],
            year=int(year) if year else None,
        )

    def __str__(self) -> str:
        """The canonical form.

        >>> str(DocumentNumber(form="party", number="42", kind="NQ", body="TW"))
        '42-NQ/TW'
        """
        if self.form == "assembly":
            return f"{self.number}/{self.year}/{self.body}"
        if self.form == "party":
            return f"{self.number}-{self.kind}/{self.body}"
        middle = f"{self.number}/{self.year}" if self.year else self.number
        return f"{middle}/{self.kind}-{self.body}"

    @property
    def slug(self) -> str:
        """The form used in ids: no diacritics or case, separators kept («/» as «_»).

        >>> DocumentNumber.parse("68/NQ-CP").slug, DocumentNumber.parse("68-NQ/TW").slug
        ('68_nq-cp', '68-nq_tw')
        """
        return without_marks(str(self)).replace("/", "_").replace("&", "")


def find_numbers(text: str) -> Iterator[tuple[int, int, DocumentNumber]]:
    """Every number in a text as (start, end, number), in order, none inside another.

    >>> [(str(n)) for _, _, n in find_numbers("số 19- NQ/TW và 43/2016/TT-BLĐTBXH; Phòng KGVX (H.Th/15-LĐ)")]
    ['19-NQ/TW', '43/2016/TT-BLĐTBXH']
    """
    found: list[tuple[int, int, DocumentNumber]] = []
    if "/" not in text:
        # Every form has one, and few paragraphs have.
        return iter(found)
    taken: list[range] = []
    for form, pattern in _FORMS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if _BEFORE.search(text[max(0, start - 1) : start]) or any(start < r.stop and r.start < end for r in taken):
                continue
            taken.append(range(start, end))
            found.append((start, end, DocumentNumber._of(form, match)))
    return iter(sorted(found, key=lambda item: item[0]))
