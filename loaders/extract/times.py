"""Times in running text: dated phrases, reporting days, recurrence."""

from __future__ import annotations

import re
from collections.abc import Iterator

_YEARLY = r"(?:hằng|hàng)\s+năm"
_DATE = r"\d{1,2}(?:\s*/\s*\d{1,2}(?:\s*/\s*(?:19|20)\d\d)?|\s+tháng\s+\d{1,2}(?:\s+năm\s+(?:19|20)\d\d)?)"
#: «ngày Quốc khánh 02/9»: a feast's name may stand before its date.
_FEAST = r"(?:(?:[A-ZĐ]\w+\s+){1,4}(?=\d{1,2}/\d))?"
_DAY = rf"ngày\s+{_FEAST}{_DATE}(?:(?:\s*,\s*|\s+và\s+)(?:(?:trước\s+)?ngày\s+)?{_DATE})*"
_PHRASE = re.compile(
    rf"(?P<every>{_YEARLY})?\s*(?P<open>\(\s*)?(?P<phrase>(?:chậm nhất(?:\s+là)?\s+)?(?:trước|đến|vào|chậm nhất"
    rf"|không quá|hoàn thành trước)\s+(?:là\s+)?{_DAY})"
    rf"(?P<close>\s*\))?(?P<after>\s+(?:{_YEARLY}))?",
    re.IGNORECASE,
)
#: «hoàn thành trong quý IV/2026», «trước tháng 6 năm 2027»: no day, yet a date.
_MONTH = re.compile(
    r"(?:hoàn thành\s+)?(?:chậm nhất(?:\s+là)?\s+)?(?:trong|trước|vào|đến|chậm nhất(?:\s+là)?)\s+(?:hết\s+|cuối\s+)?"
    r"(?:tháng\s+(?:1[0-2]|0?[1-9])|qu[ýí]\s+(?:IV|I{1,3}|[1-4]))(?:\s*/\s*|\s+năm\s+)(?:19|20)\d\d(?!\d)",
    re.IGNORECASE,
)


def dated_phrases(text: str) -> list[str]:
    """The phrases that hold a date, with «hằng năm» where it stands beside them, without «định kỳ».

    >>> dated_phrases("Định kỳ trước ngày 10 tháng 11 hàng năm, báo cáo kết quả")
    ['trước ngày 10 tháng 11 hàng năm']
    >>> dated_phrases("định kỳ hàng năm (trước ngày 10/11) và đột xuất; riêng năm 2024 trước ngày 10/9/2024")
    ['hàng năm (trước ngày 10/11)', 'trước ngày 10/9/2024']
    >>> dated_phrases("Trao sách trước ngày Nhà giáo Việt Nam 20/11/2026")
    ['trước ngày Nhà giáo Việt Nam 20/11/2026']
    >>> dated_phrases("Số hóa kho sách, hoàn thành trong quý IV/2026; sơ kết vào tháng 6 năm 2027")
    ['hoàn thành trong quý IV/2026', 'vào tháng 6 năm 2027']
    """
    found = [(match.start("phrase"), _as_printed(match)) for match in _phrases(text)]
    found += [(match.start(), match.group(0)) for match in _MONTH.finditer(text)]
    return [phrase for _, phrase in sorted(found)]


def _phrases(text: str) -> Iterator[re.Match[str]]:
    # The pattern begins with what may be missing; most texts lack the one word that it must hold.
    return _PHRASE.finditer(text) if "ngày" in text.lower() else iter(())


def _as_printed(match: re.Match[str]) -> str:
    phrase = match.group("phrase")
    if match.group("every") and match.group("open"):
        return f"{match.group('every')} ({phrase})"
    if match.group("every"):
        return f"{match.group('every')} {phrase}"
    return phrase + (match.group("after") or "")


def find_phrases(text: str) -> list[tuple[int, int, str, bool]]:
    """(start, end, phrase, recurs yearly) of each dated phrase."""
    found = []
    for match in _phrases(text):
        yearly = bool(match.group("every") or match.group("after"))
        found.append((match.start("phrase"), match.end(), _as_printed(match), yearly))
    return found
