"""One way of folding Vietnamese text, used everywhere that text is compared.

Text is NFC from entry on. ``canonical`` keeps diacritics and only makes
spellings of the same word alike; ``search_key`` drops them and is for search
and for ids alone: «Hòa» and «Hoa» are two places.
"""

from __future__ import annotations

import re
import unicodedata

_ALIKE = {
    **dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0x00AD), "-"),
    **str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "ʼ": "'"}),
}
"""Dashes and quotes as the one that stands for them."""
_ODD = re.compile(f"[{''.join(map(chr, _ALIKE))}]")
_UNSEEN = re.compile("[\u200b\ufeff]")
_NOT_WORD = re.compile(r"[^0-9a-z]+")

#: The tone may stand on either vowel of an open «oa», «oe», «uy»; the first is
#: the older way and the one of most official names (Ủy ban, Hòa Bình).
_TONES = "\u0300\u0301\u0303\u0309\u0323"
#: A mark after the tone belongs to another vowel: in «hoặc» the breve comes after the dot below.
_MARKS = "[\u0300-\u036f]"
_LATE_TONE = re.compile(
    rf"(?<![qQ])([oO])([aAeE])([{_TONES}])(?![^\W\d_]|{_MARKS})|(?<![qQ])([uU])([yY])([{_TONES}])(?![^\W\d_]|{_MARKS})"
)

#: Only a text with one of these can have a late tone; most have none, and a search is faster than to decompose.
_MAYBE_LATE = re.compile("[oO][àáãảạèéẽẻẹÀÁÃẢẠÈÉẼẺẸ]|[uU][ỳýỹỷỵỲÝỸỶỴ]")
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
    text = nfc(text)
    if not _MAYBE_LATE.search(text):
        return text
    return nfc(_LATE_TONE.sub(_move_tone, unicodedata.normalize("NFD", text)))


def squeeze(text: str) -> str:
    """One blank for any run of white space, none at the ends."""
    # The blanks of \s are those of split(); and two more that print nothing.
    return " ".join(_UNSEEN.sub(" ", text).split())


def canonical(text: str) -> str:
    """NFC, one kind of dash and quote, tones placed, blanks squeezed; case and diacritics kept.

    >>> canonical("Uỷ ban  nhân dân – tỉnh")
    'Ủy ban nhân dân - tỉnh'
    """
    text = nfc(text)
    return place_tones(squeeze(text.translate(_ALIKE) if _ODD.search(text) else text))


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
_Y_ALONE = re.compile(r"(?<=[bcdđghklmnpqrstvx])[yýỳỷỹỵ](?!\w)")
_QUI = re.compile(r"(?<=qu)[iíìỉĩị](?!\w)")
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


def _plain_words(text: str) -> str:
    return _NOT_WORD.sub(" ", without_marks(text)).strip()


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
