"""Words that the readers of targets look for: heads of indicators, cues of aims, years, what is ended.

Sources: vocab/ (indicator words, wording); shapes of running text as in `loaders.extract.targets`.
"""

from __future__ import annotations

import re
from functools import cache

from ontology import vocabulary
from ontology.text import compare_key, rx

#: «năm 2026 - 2030» and «giai đoạn 2026 - 2030» end with the year to be reached.
YEAR = rx(
    r"(?:(?:đến|vào|trong|hết)?\s*năm|giai đoạn(?=\s+\d{4}\s*[-–]))\s+(?:(?:19|20)\d\d\s*[-–]\s*)?((?:19|20)\d\d)",
    re.IGNORECASE,
)

#: Before a year: it is only compared with.
COMPARED = re.compile(
    r"(?:so với(?:\s[^\s,;.]+){0,8}|\blần|\bgiá(?: so sánh| cố định| gốc| thực tế)?)\s*$", re.IGNORECASE
)

#: The year that the words of a clause lead in with: it holds for what stands behind it in the sentence.
LEADS_YEAR = rx(
    r"^[\s\-+*•]*(?:(?:phấn đấu|trước mắt|định hướng|hướng tới|hướng đến|mục tiêu|chỉ tiêu|riêng)[,:]?\s+)*"
    r"(?:(?:(?:đến|vào|trong|tới)\s+)?(?:(?:hết|cuối)\s+)?năm\s+|đến\s+|giai đoạn\s+\d{4}\s*[-–]\s*)"
    r"(?P<year>(?:19|20)\d\d)(?![\d/]|\s*[-–]\s*\d|\.\d)(?P<colon>\s*:)?",
    re.IGNORECASE,
)

#: Nothing of it is left: what such a clause names is reached as soon as it holds.
NONE_LEFT = rx(
    r"(?:cơ bản\s+)?(?:không còn|không để|không có|không phát sinh|không xảy ra|chấm dứt)(?=\s)", re.IGNORECASE
)

#: «trong đó»: part of what stands before.
OF_WHICH = rx(r"^\s*,?\s*trong đó\s*[,:]?\s*", re.IGNORECASE)


@cache
def heads() -> re.Pattern[str]:
    """The words that an indicator's name begins with: «tỷ lệ», «số lượng»."""
    words = sorted((compare_key(head.word) for head in vocabulary.indicator_words().heads), key=len, reverse=True)
    return rx(rf"(?<!\w)(?:{'|'.join(re.escape(w) for w in words)})(?!\w)", re.IGNORECASE)


@cache
def completion() -> re.Pattern[str]:
    """A clause's opening that completes or ends something: «hoàn thành», «xóa»."""
    words = sorted((compare_key(w) for w in vocabulary.wording().completion), key=len, reverse=True)
    return rx(
        rf"^(?:(?:cơ bản|phấn đấu|từng bước)\s+)?(?P<verb>{'|'.join(re.escape(w) for w in words)})(?!\w)", re.IGNORECASE
    )


@cache
def cue(name: str) -> re.Pattern[str]:
    """The cues of a list of the wording (`ontology.vocabulary.wording`), as whole words."""
    words = sorted((compare_key(w) for w in getattr(vocabulary.wording(), name)), key=len, reverse=True)
    return rx(rf"(?<!\w)(?:{'|'.join(re.escape(w) for w in words)})(?!\w)", re.IGNORECASE)


#: What is said of a share's noun: «được thu gom», «có nước sạch».
PREDICATE = rx(
    r"(?<!\w)(?:(?:phải|đều|sẽ)\s+)*(?:được|có|đạt|bảo đảm|đảm bảo|sử dụng|tham gia|hoàn thành|thực hiện|đáp ứng"
    r"|triển khai|biết|hưởng|dùng|áp dụng|phải|đủ)(?!\w)",
    re.IGNORECASE,
)


def own_year(text: str) -> int | None:
    """The year a clause names; one behind «so với» is only compared with."""
    years = [m for m in YEAR.finditer(text) if not COMPARED.search(text[: m.start()])]
    # «vào năm 2025 và duy trì đến năm 2030» is reached in 2025.
    kept = [m for m in years if not _KEPT_UP.search(text[: m.start()])] or years
    return int(kept[-1].group(1)) if kept else None


_KEPT_UP = rx(r"năm \d{4}.*(?<!\w)duy trì\s*$", re.IGNORECASE)
