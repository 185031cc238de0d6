"""Whether text is what it seems: legacy Vietnamese encodings, text layers that are garbled.

Before Unicode, fonts such as .VnTime (TCVN3) and VNI-Times gave letters of
Western Europe the shapes of Vietnamese ones. Without the font, «nhân dân» is
«nh©n d©n» or «nhaân daân»: that may look like text, and would be read wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ontology.errors import InputError
from ontology.text import CAPITALS, SMALLS

_WORD = re.compile(r"\S+")
#: Signs that TCVN3 uses as letters, beside a plain letter; those that print uses as signs are left out.
#: Each begins with the odd letters themselves, which a search skips to, and then looks at what stands beside them.
_TCVN3 = re.compile(r"[µ¶¸¹¨¼½¾©®ª¬×ß÷·](?:(?<=[^\W\d_].)|(?<=[®¸©µ¬ª¨])(?=[^\W\d_]))")
#: Letters that follow a vowel in VNI only: Vietnamese has none of them.
_VNI = re.compile(
    r"[øûïåäëüØÛÏÅÄËÜâÂöñÖÑæÆ](?:(?<=[aeiouyAEIOUYôöÔÖ][øûïåäëüØÛÏÅÄËÜ])|(?<=[aoeAOE][âÂ])|(?<=[öñÖÑ])(?=[aeiouyôAEIOUYÔ])|(?<=[a-zA-Z][æÆ]))"
)
_FEW = 5
_SHARE = 0.08
"""The part of the words of a stretch that must look so. Real text has next to none."""
_STRETCH = 60

_ALPHABET = frozenset(CAPITALS + SMALLS + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ²³µμªºΩαβ")
_MARKED = _ALPHABET - frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ²³µμªºΩαβ")
_CID = re.compile(r"\(cid:\d+\)")
_GARBLED = 0.03
_MANY_LETTERS = 200
_UNMARKED = 0.04
"""Of the letters of Vietnamese, a quarter and more carry a mark."""


def legacy_encoding(text: str) -> str | None:
    """«TCVN3» or «VNI» where that is what the text is in, else None.

    >>> legacy_encoding("ñy ban nh©n d©n tØnh ban hµnh KÕ ho¹ch thùc hiÖn NghÞ quyÕt ®æi míi")
    'TCVN3'
    >>> legacy_encoding("Uyû ban nhaân daân tænh ban haønh Keá hoaïch thöïc hieän Nghò quyeát ñoåi môùi")
    'VNI'
    >>> legacy_encoding("Ủy ban nhân dân tỉnh ban hành Kế hoạch; 5 m², ±3 %, «đổi mới», © 2024")
    """
    for name, pattern in (("TCVN3", _TCVN3), ("VNI", _VNI)):
        # Most text is of neither; what is looked for stands within words.
        if len(pattern.findall(text)) < _FEW:
            continue
        words = _WORD.findall(text)
        hits = sum(bool(pattern.search(word)) for word in words)
        if hits >= _FEW and hits >= _SHARE * len(words):
            return name
    return None


def find_legacy(lines: Sequence[str]) -> tuple[str, int] | None:
    """The legacy encoding that some stretch of lines is in, and its first line; None where there is none."""
    for first in range(0, len(lines), _STRETCH):
        stretch = lines[first : first + _STRETCH]
        if (name := legacy_encoding(" ".join(stretch))) is not None:
            pattern = _TCVN3 if name == "TCVN3" else _VNI
            return name, first + 1 + next(i for i, line in enumerate(stretch) if pattern.search(line))
    return None


def refuse(name: str, line: int, where: str) -> InputError:
    """What to say of text in a legacy encoding."""
    font = ".VnTime" if name == "TCVN3" else "VNI-Times"
    return InputError(
        f"from line {line} on the text is in {name}, an encoding from before Unicode (fonts such as {font})",
        where=where,
        todo="Convert it to Unicode, for example with UniKey's toolkit, and load it again",
    )


def is_garbled(text: str) -> bool:
    """Whether the letters of a text layer are not those that the page shows.

    >>> is_garbled("KӂH+Ҥ&+ NLӇP tra YLӋF FKҩS hành"), is_garbled("Kế hoạch kiểm tra việc chấp hành")
    (True, False)
    """
    unknown = len(_CID.findall(text))
    letters = [
        char for char in _CID.sub("", text) if char.isalpha() or char == "\ufffd" or "\ue000" <= char <= "\uf8ff"
    ]
    odd = sum(char not in _ALPHABET for char in letters) + unknown
    return odd > _GARBLED * (len(letters) + unknown)


def lacks_marks(text: str) -> bool:
    """Whether text enough to tell is without the marks of Vietnamese, as scanners' own recognition leaves it."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= _MANY_LETTERS and sum(char in _MARKED for char in letters) < _UNMARKED * len(letters)
