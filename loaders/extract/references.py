"""Tasks whose owner another item names by their place in the document.

Shapes read (in words of our own): «Sở A: Chủ trì thực hiện các nhiệm vụ nêu
tại điểm b, c khoản 2 mục III», «… tại các mục 1, 2; điểm a mục 3 Phần IV Điều
1 Quyết định này», «… tại mục (II)(3)». A place that two bodies are given is
left to neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from loaders.extract.mentions import BodyMention, TaskMention

#: The item opens with leading; «chủ trì hoặc phối hợp» leaves open which.
_LEADS = re.compile(r"(?:[^.;:]{0,100}\s)?chủ trì\b(?!\s*,?\s*hoặc)", re.IGNORECASE)
_PLACES = re.compile(
    r"(?:nhiệm vụ|nội dung|công việc)\b[^.;]{0,60}?\b(?:tại|thuộc)\s+(?:các\s+)?"
    r"(?P<places>(?:điểm|khoản|tiểu mục|mục|phần)\b(?:[^.]|\.(?=\d))*)",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"(?P<word>điểm|khoản|tiểu mục|mục|phần|điều)\s*"
    r"(?P<labels>\(?(?:[IVX]+|\d+(?:\.\d+)*|[a-zđ])\)?(?:(?:\s*(?:,|và)\s*|\s*)\(?(?:[IVX]+|\d+(?:\.\d+)*|[a-zđ](?!\w))\)?)*)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[IVX]+(?!\w)|\d+(?:\.\d+)*|[a-zđ](?!\w)")
#: Only places of this document: «Điều 2 Nghị định số 5/NĐ-CP» is another's.
_ELSEWHERE = re.compile(r"\bsố\s+\d|\b(?:Luật|Nghị định|Thông tư)\b")
_ARTICLE = re.compile(r"^Điều \d+\.?")


@dataclass(frozen=True, slots=True)
class _Level:
    rank: int
    labels: tuple[str, ...]


def assign_referred(tasks: Sequence[TaskMention]) -> None:
    """Give each task without a lead the body of the one item that is to lead what stands at its place."""
    claims: dict[int, list[TaskMention]] = {}
    for claimant in tasks:
        if not claimant.lead or not claimant.code or not _LEADS.match(claimant.text):
            continue
        codes = set(_codes(claimant.text))
        for index, task in enumerate(tasks):
            if task is not claimant and task.table is None and task.code and _lies_in(task.code, codes):
                claims.setdefault(index, []).append(claimant)
    for index, claimants in claims.items():
        if len(claimants) == 1 and not tasks[index].lead:
            tasks[index].lead = [_carried(body, claimants[0]) for body in claimants[0].lead]


def _carried(body: BodyMention, claimant: TaskMention) -> BodyMention:
    return replace(body, lines=tuple(sorted({*body.lines, claimant.line, claimant.line_end})), basis="carried")


def _lies_in(code: str, codes: set[str]) -> bool:
    bare = _ARTICLE.sub("", code)
    return any(bare == place or bare.startswith(f"{place}.") for place in codes)


def _codes(text: str) -> Iterator[str]:
    """The codes of the places that a text sends to.

    >>> sorted(_codes("Chủ trì thực hiện nhiệm vụ quy định tại các mục 1, 2; điểm a, b mục 7 Phần III Điều 1"))
    ['III.1', 'III.2', 'III.7.a', 'III.7.b']
    >>> list(_codes("Chủ trì triển khai các nhiệm vụ tại mục (IV) (4.1) của Kế hoạch"))
    ['IV.4.1']
    """
    match = _PLACES.search(text)
    if match is None or _ELSEWHERE.search(match["places"]):
        return
    chains: list[list[_Level]] = [[]]
    for found in _LEVEL.finditer(match["places"]):
        labels = tuple(_LABEL.findall(found["labels"]))
        level = _Level(_rank(found["word"].casefold(), labels), labels)
        if level.rank == _NESTED:
            # «mục (IV) (4.1) (4.2)»: the first label is the part, the others stand in it.
            yield from (f"{labels[0]}.{label}" for label in labels[1:])
            continue
        if chains[-1] and level.rank <= chains[-1][-1].rank:
            chains.append([])
        chains[-1].append(level)
    above: list[_Level] = []
    for chain in reversed([chain for chain in chains if chain]):
        # «các mục 1, 2; điểm a mục 7 Phần III»: what a place lacks above it follows further on.
        chain += [level for level in above if level.rank > chain[-1].rank]
        above = chain
        yield from _paths([level for level in reversed(chain) if level.rank < _ARTICLE_RANK])


_NESTED, _ARTICLE_RANK = 0, 4


def _rank(word: str, labels: Sequence[str]) -> int:
    if word == "điều":
        return _ARTICLE_RANK
    roman = re.fullmatch(r"[IVX]+", labels[0]) is not None
    if roman and len(labels) > 1 and not all(re.fullmatch(r"[IVX]+", label) for label in labels):
        return _NESTED
    return 3 if roman else 1 if word == "điểm" else 2


def _paths(levels: Sequence[_Level]) -> Iterator[str]:
    """Codes of levels from the highest down; a place without its part is none that can be found."""
    if not levels or levels[0].rank != 3:
        return
    paths = [""]
    for level in levels:
        paths = [f"{path}.{label}".strip(".") for path in paths for label in level.labels]
    yield from paths
