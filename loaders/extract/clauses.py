"""Running text cut so that each piece holds one figure with its own subject.

Shapes read (in words of our own):
- «A đạt 40%; B đạt 50%», «99% X và 41% Y», «A đạt 65%, trong đó có B 30%»: a separator belongs to the side that has a
  name of its own;
- «A đạt 40% năm 2025, 55% năm 2030»: without a separator the year begins the piece;
- «… đạt 40% và không còn xã dưới 5 tiêu chí»: what has to end stands apart, with the figures of its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from loaders.extract.figures import Figure, find_figures
from loaders.extract.target_words import NONE_LEFT, cue, heads
from ontology import vocabulary
from ontology.text import compare_key, rx

_SENTENCE = rx(r";\s*|(?<=[^\d\s])\.\s+(?=[\p{Lu}0-9])|(?<=\d%)\.\s+(?=[\p{Lu}])|(?<=\d)\.\s+(?=[\p{Lu}])")

COMMA = rx(r",\s+|\s+và\s+|\s+(?=trong đó\b)")

LEADING = rx(
    r"^(?:(?:phấn đấu|bảo đảm|đảm bảo|duy trì|giữ vững|tiếp tục|phát triển|có|đạt|được|là|còn|nâng(?! cao)"
    r"|(?:kéo )?(?:tăng(?! trưởng\b| tốc\b| dân số\b)|giảm)|góp phần|sẽ"
    r"|điều chỉnh(?= t[ỷỉ] lệ| tốc độ| tổng| chỉ tiêu)|(?:giữ )?ổn định(?= tỷ| tỉ)"
    r"|hướng tới|hướng đến|định hướng|trước mắt|từ nay(?= đến)|bên cạnh đó|ngoài ra|về\s[^,;:\d]{2,30}(?=,)"
    r"|mục tiêu(?! quốc gia)|chỉ tiêu(?= (?:đến|năm|giai đoạn))|(?:trong )?năm nay|duy trì ở mức|chiếm|khoảng|và"
    r"|trong đó|để|cho|ở mức"
    r"|(?:(?:đến|trong|vào)\s+)?(?:(?:hết|cuối)\s+)?năm \d{4}(?!\s*[-–/\d])|đến \d{4}(?![-–/.\d]|,\d)"
    r"|giai đoạn \d{4}\s*[-–]\s*\d{4}|đồng thời"
    r"|(?:(?:toàn |cả )?(?:tỉnh|thành phố|huyện|xã)(?-i:\s[\p{Lu}]\w*){0,3}|cả nước|toàn quốc)"
    r"(?=\s(?:có|đạt|phấn đấu|đón|thu hút|phục vụ))"
    r"|chất lượng|vững chắc|hằng năm|hàng năm|từng bước)(?!\w)[,:]?\s*)+",
    re.IGNORECASE,
)

_TRAILING = rx(
    r"(?:[\s,:]+(?:từ|đạt|được|là|còn|xuống còn|lên|chiếm|ở mức|đạt mức|duy trì|giảm còn|xuống|tăng lên|đạt được"
    r"|phấn đấu|phấn đấu đạt|trong đó|có|sẽ|(?:giảm|tăng)(?= (?:xuống|lên|còn)))|:\s*giảm)+\s*$",
    re.IGNORECASE,
)


class Piece(NamedTuple):
    """A part of a clause with one figure (or none), and where it begins in the clause."""

    text: str
    start: int
    figure: Figure | None


def clauses(text: str, position: int = 0) -> Iterator[tuple[str, int]]:
    """(clause, offset): split at semicolons and sentence ends outside brackets, from a position on."""
    for match in _SENTENCE.finditer(text, position):
        if text.count("(", position, match.start()) > text.count(")", position, match.start()):
            continue
        if text[position : match.start()].strip():
            yield text[position : match.start()], position
        position = match.end()
    if text[position:].strip():
        yield text[position:], position


def figure_first(piece: Piece) -> bool:
    """Whether a share opens a piece: nothing that names it stands before it."""
    figure = piece.figure
    return (
        figure is not None and figure.percent and not LEADING.sub("", piece.text[: figure.start - piece.start]).strip()
    )


def ended_apart(text: str) -> Iterator[tuple[str, int, bool]]:
    """(words, offset, whether they say that nothing is left) of a clause: «… đạt 40% và không còn xã dưới 5 tiêu chí».

    A figure in such words is of the name; a share is not.
    """
    starts = [0, *(match.end() for match in COMMA.finditer(text))]
    begin = 0
    for index, start in enumerate(starts):
        if start < begin or not NONE_LEFT.match(LEADING.sub("", text[start:]), 0):
            continue
        ends = (s for s in starts[index + 1 :] if _opens_target(text[s:]))
        end = next(ends, len(text))
        if any(figure.percent for figure in find_figures(text[start:end])):
            continue
        if text[begin:start].strip():
            yield text[begin:start], begin, False
        yield text[start:end], start, True
        begin = end
    if text[begin:].strip():
        yield text[begin:], begin, False


#: A verb, or a verb with its object, names no indicator.
VERB_WORDS = 2


def _opens_target(text: str) -> bool:
    """Whether words behind a comma begin a target of their own."""
    return bool(
        heads().match(text)
        or NONE_LEFT.match(text)
        or re.match(r"(?:kéo )?(?:tăng|giảm)\s", text, re.IGNORECASE)
        or ((figures := find_figures(text)) and len(subject_before(text, 0, figures[0]).split()) <= VERB_WORDS)
    )


def pieces(text: str, figures: Sequence[Figure]) -> Iterator[Piece]:
    """Cut a clause so that each piece holds one figure with its own subject."""
    if not figures:
        yield Piece(text, 0, None)
        return
    cuts = [0]
    for left, right in pairwise(figures):
        cuts.append(_cut(text, cuts[-1], left, right))
    cuts.append(len(text))
    for figure, (begin, end) in zip(figures, pairwise(cuts), strict=True):
        yield Piece(text[begin:end], begin, figure)


def subject_before(text: str, begin: int, figure: Figure) -> str:
    """The name before a figure, without the verbs and cues around it; '' where none stands there.

    >>> words = "Phấn đấu đến năm 2030 tỷ lệ che phủ rừng đạt 42%"
    >>> subject_before(words, 0, find_figures(words)[0])
    'tỷ lệ che phủ rừng'
    """
    words = text[begin : figure.start].strip(" ,;:")
    subject = _TRAILING.sub("", " " + LEADING.sub("", words)).strip(" ,;:")
    if figure.percent and words.endswith(" có") and _PLACE_ALONE.fullmatch(subject):
        # «Đà Lạt có 80% hộ …»
        return ""
    if "," not in subject or not cue("verbs").match(subject):
        return subject
    # Work, then what it is to reach: «Mở rộng mạng lưới, tỷ lệ xã có trạm đạt …», «…, phấn đấu có 20 sản phẩm …».
    for separator in COMMA.finditer(subject):
        name = subject[separator.end() :]
        if heads().match(name) and len(LEADING.sub("", name).split()) >= _NAMES_ITSELF:
            return name
    if besides := _BESIDES.search(subject):
        return LEADING.sub("", subject[besides.start("rest") :])
    last = [match.end() for match in COMMA.finditer(words)][-1:]
    reaches = re.search(r"\b(?:có|đạt)$", words) and (figure.percent or words.endswith("có"))
    if last and reaches and not LEADING.sub("", words[last[0] :] + " ").strip():
        return ""
    work, _, doing = subject.rpartition(", ")
    doing = LEADING.sub("", doing) if len(work.split()) >= _LONG_WORK else ""
    return doing if doing and re.sub(r"\s(?:mới|thêm|được)$", "", compare_key(doing)) in _verbs() else subject


_PLACE_ALONE = rx(r"[\p{Lu}][\p{Ll}]+(?:\s[\p{Lu}][\p{Ll}]+){1,3}")


@cache
def _verbs() -> frozenset[str]:
    return frozenset(compare_key(verb) for verb in vocabulary.wording().verbs)


#: «Nâng cao chất lượng dạy học, đồng thời nâng tỷ lệ …»
_BESIDES = rx(r",\s+(?:đồng thời|phấn đấu|góp phần)\s+(?P<rest>[^,]+\s[^,]+)$", re.IGNORECASE)

#: An indicator named in so many words needs none of those before it.
_NAMES_ITSELF = 4

#: Before so many words a verb behind a comma is work of its own.
_LONG_WORK = 6


def _cut(text: str, begin: int, left: Figure, right: Figure) -> int:
    """Where the clause of the left figure ends and that of the right begins."""
    separators = [m for m in COMMA.finditer(text, left.end, right.start) if m.end() <= right.start]
    if not separators:
        # Only a blank or a bracket parts them; the right one begins at its comparing words, or at its year.
        by = _BY_YEAR.search(text[left.end : right.start])
        return left.end + by.start() if by else right.start
    last = separators[-1]
    right_follows = not subject_before(text, last.end(), right)
    if right_follows:
        return last.end()
    if subject_before(text, begin, left):
        return separators[0].end()
    headed = [s for s in separators if heads().match(text, s.end())]
    return (headed[0] if headed else last).end()


_BY_YEAR = rx(
    r"(?<!\w)(?:để\s+)?(?:(?:và\s+)?(?:đến|vào)\s+)(?:(?:hết|cuối)\s+)?năm\s+\d{4}\s*(?:phấn đấu\s*)?$", re.IGNORECASE
)


def figure_within(piece: Piece) -> Figure:
    """The figure of a piece, with offsets in the piece's own words."""
    figure, begin = piece.figure, piece.start
    assert figure is not None
    return replace(figure, start=figure.start - begin, end=figure.end - begin, bare_end=figure.bare_end - begin)


def raw_subject(text: str, opening: int, figure: Figure) -> str:
    """The words before a figure with the verbs they open with."""
    words = text[opening : figure.start].strip(" ,;:")
    return _TRAILING.sub("", " " + words).strip(" ,;:")
