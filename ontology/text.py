"""One way of folding Vietnamese text, used everywhere that text is compared.

Text is NFC from entry on. ``canonical`` keeps diacritics and only makes
spellings of the same word alike; ``search_key`` drops them and is for search
and for ids alone: «Hòa» and «Hoa» are two places.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, wraps

_ALIKE = {
    **dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0x00AD), "-"),
    **str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "ʼ": "'"}),
}
"""Dashes and quotes as the one that stands for them."""
_UNSEEN = ("\u200b", "\ufeff")
_NOT_WORD = re.compile(r"[^0-9a-z]+")

#: The tone may stand on either vowel of an open «oa», «oe», «uy»; the first is
#: the older way and the one of most official names (Ủy ban, Hòa Bình).
_TONES = "\u0300\u0301\u0303\u0309\u0323"
#: A mark after the tone belongs to another vowel: in «hoặc» the breve comes after the dot below.
_MARKS = "[\u0300-\u036f]"
_LATE_TONE = re.compile(
    rf"(?<![qQ])([oO])([aAeE])([{_TONES}])(?![^\W\d_]|{_MARKS})|(?<![qQ])([uU])([yY])([{_TONES}])(?![^\W\d_]|{_MARKS})"
)

_TONED, _TONED_Y = "àáãảạèéẽẻẹÀÁÃẢẠÈÉẼẺẸ", "ỳýỹỷỵỲÝỸỶỴ"
#: Only a text with one of these can have a late tone; most have none, and a search is faster than to decompose. It is
#: for one set, of the rarer letter.
_MAYBE_LATE = re.compile(f"[{_TONED}{_TONED_Y}](?:(?<=[oO][{_TONED}])|(?<=[uU][{_TONED_Y}]))")
#: Without U+034F, which is no mark.
_MARK_RUN = re.compile("[\u0300-\u034e\u0350-\u036f]+")


#: The letters of Vietnamese, for patterns: a range such as À-Ỹ would hold small and capital letters alike.
CAPITALS = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
SMALLS = "a-z" + CAPITALS[3:].lower()


def rx(pattern: str, flags: int = 0) -> re.Pattern[str]:
    r"""``re.compile`` that knows ``\p{Lu}`` and ``\p{Ll}``, within brackets, as the letters of Vietnamese.

    >>> [bool(rx(r"[\p{Lu}]").match(letter)) for letter in "ĐđỨứ"]
    [True, False, True, False]
    """
    return re.compile(pattern.replace(r"\p{Lu}", CAPITALS).replace(r"\p{Ll}", SMALLS), flags)


_REMEMBERED, _SHORT = 4096, 400
"""So many foldings of texts of up to so many letters are remembered: without a bound memory would grow for ever."""


def _remembered(fold: Callable[[str], str]) -> Callable[[str], str]:
    """A folding that remembers: of the lines and names of a document most are folded thrice."""
    known = lru_cache(_REMEMBERED)(fold)

    @wraps(fold)
    def folded(text: str) -> str:
        return known(text) if len(text) <= _SHORT else fold(text)

    return folded


#: Characters that no XML may hold.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The text with «\ufffd» for each character that no XML may hold.

    >>> xml_text("a\\x00b") == "a\\ufffdb"
    True
    """
    return _NOT_XML.sub("\ufffd", text)


def nfc(text: str) -> str:
    """The text in Unicode normal form C."""
    return unicodedata.normalize("NFC", text)


def _move_tone(match: re.Match[str]) -> str:
    first, second, tone = match.group(1, 2, 3) if match.group(1) else match.group(4, 5, 6)
    return first + tone + second


def place_tones(text: str) -> str:
    """Move the tone of an open «oa», «oe», «uy» to its first vowel.

    >>> place_tones("Uỷ ban, hoà nhập, xoá, khoẻ, quý, hoàn, thuỷ, hoặc")
    'Ủy ban, hòa nhập, xóa, khỏe, quý, hoàn, thủy, hoặc'
    """
    return _place_tones(nfc(text))


def _place_tones(text: str) -> str:
    if not _MAYBE_LATE.search(text):
        return text
    return nfc(_LATE_TONE.sub(_move_tone, unicodedata.normalize("NFD", text)))


def squeeze(text: str) -> str:
    """One blank for any run of white space, none at the ends."""
    # The blanks of \s are those of split(); and two more that print nothing.
    for sign in _UNSEEN:
        if sign in text:
            text = text.replace(sign, " ")
    return " ".join(text.split())


# Nearly all text is of some 250 letters and signs. As one byte each it is folded by tables, which takes a tenth of the
# time of patterns and dictionaries; text with any other sign goes the long way, to the same result.
_FREE = iter(dict.fromkeys(char for char in CAPITALS + SMALLS + "\xa0–—‘’“”…«»²³°±×≤≥•" if not char.isascii()))
#: The sign of each byte: ASCII in its own places, so that blanks are blanks as bytes too, the others where it is free.
_SIGNS = "".join(
    chr(code) if 0x20 <= code < 0x7F or chr(code) in "\0\t\n\v\f\r" else next(_FREE, "\ufffe") for code in range(0x100)
)
_CODES = codecs.charmap_build(_SIGNS)


def _encoded(text: str) -> bytes | None:
    """One byte a sign; None where a sign has none."""
    try:
        return codecs.charmap_encode(text, "strict", _CODES)[0]
    except UnicodeEncodeError:
        return None


def _table(fold: Callable[[str], str]) -> bytes:
    """What the long way makes of each sign; a blank of those it leaves out."""
    return b"".join(codecs.charmap_encode(fold(sign) or " ", "replace", _CODES)[0] for sign in _SIGNS)


_CANONICAL = _table(lambda sign: squeeze(sign.translate(_ALIKE)))


@_remembered
def canonical(text: str) -> str:
    """NFC, one kind of dash and quote, tones placed, blanks squeezed; case and diacritics kept.

    >>> canonical("Uỷ ban  nhân dân – tỉnh")
    'Ủy ban nhân dân - tỉnh'
    """
    codes = _encoded(text)
    if codes is None:
        return _place_tones(squeeze(nfc(text).translate(_ALIKE)))
    words = codes.translate(_CANONICAL).split()
    return _place_tones(codecs.charmap_decode(b" ".join(words), "strict", _SIGNS)[0])


@_remembered
def compare_key(text: str) -> str:
    """``canonical`` in lower case, without the punctuation at its ends: equal keys are equal wordings.

    >>> compare_key("Sở Y tế.") == compare_key("sở y tế")
    True
    >>> compare_key("BHYT") == compare_key("BHTN")
    False
    """
    return canonical(text).casefold().strip(" .,;:-+*\"'")


def without_marks(text: str) -> str:
    """Lower case without diacritics; đ becomes d. Same number of letters.

    >>> without_marks("Đổi mới")
    'doi moi'
    """
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    bare = _MARK_RUN.sub("", plain)
    return bare if bare.isascii() else "".join(char for char in bare if not unicodedata.combining(char))


#: The vowel of an open syllable may be written i or y («tỉ», «tỷ»), behind «qu» too («quí», «quý»).
_Y_ALONE = re.compile(r"[yýỳỷỹỵ](?<=[bcdđghklmnpqrstvx].)(?!\w)")
_QUI = re.compile(r"qu[iíìỉĩị](?!\w)")
_TO_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_TO_Y = str.maketrans("iíìỉĩị", "yýỳỷỹỵ")


def same_vowel(text: str) -> str:
    """Small letters with one spelling of the vowel that may be i or y: «ti le» for «ty le», «quy» for «qui».

    >>> same_vowel("tỷ lệ bác sỹ"), same_vowel("quí một"), same_vowel("thủy lợi, y tế, ngày")
    ('tỉ lệ bác sĩ', 'quý một', 'thủy lợi, y tế, ngày')
    """
    text = _Y_ALONE.sub(lambda match: match.group(0).translate(_TO_I), text)
    return _QUI.sub(lambda match: match.group(0).translate(_TO_Y), text)


KEY_VERSION = 2
"""Raised whenever ``search_key`` folds otherwise: an index of keys of another version is made anew."""


def _folded_words(text: str) -> str:
    return _NOT_WORD.sub(" ", without_marks(text)).strip()


_PLAIN = _table(_folded_words)


def _plain_words(text: str) -> str:
    codes = _encoded(text)
    if codes is None:
        return _folded_words(text)
    return b" ".join(codes.translate(_PLAIN).split()).decode("ascii")


@_remembered
def search_key(text: str) -> str:
    """The search key: no case, no diacritics, one vowel for i and y, words of letters and digits parted by one blank.

    >>> search_key("Uỷ ban nhân dân – TP. Cần Thơ"), search_key("42-NQ/TW")
    ('uy ban nhan dan tp can tho', '42 nq tw')
    >>> search_key("Tỷ lệ bác sỹ") == search_key("tỉ lệ bác sĩ")
    True
    """
    return same_vowel(_plain_words(text))


def slug(text: str) -> str:
    """The words without case and diacritics, with hyphens, as ids use them; i and y stay as written, for ids last.

    >>> slug("Sở Y tế"), slug("Tỷ lệ")
    ('so-y-te', 'ty-le')
    """
    return _plain_words(text).replace(" ", "-")
