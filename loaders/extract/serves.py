"""Which task of a document serves which of its targets, and by what evidence.

Two kinds of evidence, told apart by their basis:
- «stated»: the task's text or product states the target: its indicator in all
  its words, and its value (or, for a target in words, what is completed);
- «domain»: no task states the target, but both stand under headings of one
  field. That is weaker: it says where to look, not who answers.

Shapes read (in words of our own):
- the product «32 giường bệnh trở lên/vạn dân» beside any work;
- the work «Nâng tỷ lệ bao phủ vắc xin» with the product «đạt 97%»;
- «Trẻ em học đường - Tỷ lệ trẻ béo phì dưới 8%»: the words before a dash or
  colon only say what it is about;
- «Phổ cập bơi cho học sinh lớp 5» beside the target «Hoàn thành phổ cập …».

What is no statement: another value, unit or year; «tỷ lệ X có bằng cấp» for
«tỷ lệ X», for every further word may make another indicator; «giảm tỷ lệ X 2%»
for «tỷ lệ X 2%», for a change is no level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from graph.resolve import indicator_name, name_end
from loaders.document import Paragraph
from loaders.domains import find_domain
from loaders.extract.figures import read_cell
from loaders.extract.mentions import TargetMention, TaskMention
from loaders.extract.targets import paragraph_targets
from ontology import vocabulary
from ontology.text import compare_key, place_tones, rx, search_key, slug

Basis = Literal["stated", "domain"]

#: Words that may stand or be missing without naming another thing.
_FILLERS = frozenset(("được", "các", "những", "và", "là", "của", "thì"))
#: Words that lead to an indicator and do not belong to it («cao» is what the reader of targets leaves of «nâng cao»).
#: «giảm», «tăng» are checked by ``_is_change``.
_LEADS = tuple(
    tuple(words.split())
    for words in (
        "phấn đấu",
        "bảo đảm",
        "đảm bảo",
        "nâng cao",
        "nâng",
        "cao",
        "tăng",
        "giảm",
        "duy trì",
        "giữ vững",
        "đưa",
        "góp phần",
        "thực hiện",
        "hoàn thành",
        "chỉ tiêu",
        "tiếp tục",
        "từng bước",
        "cơ bản",
        "để",
        "nhằm",
        "có",
        "đạt",
        "về",
    )
)
_SENTENCE = re.compile(r"(?<=;)\s+|(?<=[^\d\s]\.)\s+|(?<=\d\.)\s+(?=\D)")
_TIME = re.compile(r",?\s*(?:(?:đến|vào|trong|hết|từ)\s+)*\bnăm\s+\d{4}\b|,?\s*\bh[àằ]ng năm\b", re.IGNORECASE)
_WHERE = rx(
    r",?\s*\b(?:trên địa bàn(?:\s+toàn)?|toàn|trong)\s+tỉnh\b(?:\s+(?-i:[\p{Lu}])\w*){0,3}"
    r"|,?\s*\btrên địa bàn\s*(?:thành phố)?$",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W_]+|[:;,()]|\s[-–]\s|\.(?=\s|$)")
_BREAK = "|"
_COMMA = ","
_CHANGE = re.compile(r"(?:^|[\s(])(?:mức\s+)?(?:giảm|tăng|nâng)(?=\s)", re.IGNORECASE)
_LEVEL = re.compile(r"\b(?:lên|xuống|còn|đạt|dưới|trên|tối thiểu|ít nhất|ở mức|tối đa|không quá)\s*$", re.IGNORECASE)
_RELATIVE = re.compile(r"^\s*(?:/|mỗi\s|một\s)\s*năm\b|^\s*(?:điểm|so với)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[;,]\s|\.\s")
_NARROWING = re.compile(
    r"^(?:tại|ở|đối với|trong|riêng|với|cho|nhóm|cấp)\b"
    r"|\b(?:vùng|khu vực|thành thị|nông thôn|đô thị|miền núi|biên giới|hải đảo|dân tộc thiểu số|riêng)\b"
)
_ANEW = re.compile(
    r"(?:[,:]|\s[-–])\s+(?=(?:phấn đấu |bảo đảm |đảm bảo )?(?:tỷ|tỉ) (?:lệ|suất|trọng)\s)", re.IGNORECASE
)
_UP, _DOWN = (">", ">="), ("<", "<=")


@dataclass(frozen=True, slots=True)
class Service:
    """A task serves a target; both by their place in the document's lists.

    ``printed`` is the value as the task prints it, where it states the target.
    """

    task: int
    target: int
    basis: Basis
    printed: str | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    """A name as words: ``tokens`` with breaks, ``bare`` without breaks and fillers."""

    tokens: tuple[str, ...]

    @property
    def bare(self) -> tuple[str, ...]:
        return tuple(token for token in self.tokens if token not in (_BREAK, _COMMA))


def target_name(target: TargetMention) -> str:
    """The whole name of a target's indicator: a part of another («Thành thị») with the name of the whole.

    >>> target_name(TargetMention("Thành thị", 1, 1, "=", parent="Tỷ lệ hộ dùng nước sạch"))
    'Tỷ lệ hộ dùng nước sạch: Thành thị'
    """
    parent = target.parent
    if parent and not search_key(target.indicator).startswith(search_key(parent)):
        return f"{parent}: {target.indicator}"
    return target.indicator


def find_services(tasks: Sequence[TaskMention], targets: Sequence[TargetMention]) -> list[Service]:
    """Every link between the tasks and the targets of one document, by task and then by target."""
    found: list[Service] = []
    said = [list(_sayings(task)) for task in tasks]
    # Only targets in words are looked for sentence by sentence.
    in_words = any(target.value is None for target in targets)
    sentences = [_sentences(task) if in_words else [] for task in tasks]
    for number, target in enumerate(targets):
        stated = [
            Service(index, number, "stated", printed)
            for index in range(len(tasks))
            if (printed := _stated(target, said[index], sentences[index])) is not None
        ]
        found += stated or [
            Service(index, number, "domain") for index, task in enumerate(tasks) if _same_domain(task, target)
        ]
    return sorted(found, key=lambda service: (service.task, service.target))


def states(task: TaskMention, target: TargetMention) -> bool:
    """Whether a task states a target."""
    return _stated(target, list(_sayings(task)), _sentences(task)) is not None


def _same_domain(task: TaskMention, target: TargetMention) -> bool:
    if not task.heading or not target.group:
        return False
    domain = find_domain(target.group)
    return domain is not None and domain is find_domain(task.heading)


# ------------------------------------------------------------------ what a task states


def _paragraph(text: str) -> Paragraph:
    return Paragraph(text, ((0, 1),))


def _sayings(task: TaskMention) -> Iterator[TargetMention]:
    """The figures that a task's text and product give, each with its indicator; mere changes left out."""
    texts = [place_tones(text) for text in (task.text, task.product) if text]
    if task.product and len(texts) == 2 and (cell := read_cell(_without_lead(texts[1]))) is not None and cell.value:
        # The work names the indicator and the product gives only its value.
        texts.append(f"{texts[0].rstrip(' .;,')} đạt {_without_lead(texts[1])}")
    # Only a sentence with a digit can hold a figure; most work is told in words.
    sentences = [_without_body(part) for text in texts for part in _SENTENCE.split(text) if re.search(r"\d", part)]
    for part, year in (piece for sentence in sentences for piece in ((sentence, None), *_anew(sentence))):
        for said in paragraph_targets(_paragraph(part), year):
            if said.value is not None and not _is_change(part, said.value_printed or ""):
                yield said


def _anew(text: str) -> Iterator[tuple[str, int | None]]:
    """What follows each comma, colon or dash after which the name of a share begins; later figures may lean on it.

    With the last year named before it, which holds for what follows too.
    """
    for match in _ANEW.finditer(text):
        before = _back(_words(_CLAUSE.split(text[: match.start()])[-1]).tokens)
        if not _narrows(before):
            years = re.findall(r"\bnăm\s+(\d{4})\b", text[: match.start()])
            yield text[match.end() :], int(years[-1]) if years else None


def _without_body(sentence: str) -> str:
    """A sentence without the body that opens it.

    >>> _without_body("Sở Y tế chủ trì, nâng tỷ lệ tiêm nhắc lại")
    'nâng tỷ lệ tiêm nhắc lại'
    """
    end = name_end(sentence)
    return re.sub(r"^\s*[,:]?\s*(?:chủ trì\b\s*[,:]?\s*)?", "", sentence[end:]) if end else sentence


def _without_lead(text: str) -> str:
    return re.sub(r"^(?:(?:phấn đấu|đạt|tỷ lệ|tỷ lệ đạt)\s+)+(?=\D{0,20}\d)", "", text.strip(), flags=re.IGNORECASE)


#: A clause is not longer.
_REACH = 1000


def _is_change(text: str, printed: str) -> bool:
    """Whether a printed figure says by how much something changes, not where it is to stand.

    >>> _is_change("Giảm tỷ lệ sinh con thứ ba 2%", "2%"), _is_change("Giảm tỷ lệ sinh con thứ ba còn 2%", "2%")
    (True, False)
    """
    for match in re.finditer(re.escape(printed), text):
        clause = _CLAUSE.split(text[max(0, match.start() - _REACH) : match.start()])[-1]
        if _RELATIVE.match(text[match.end() :]):
            return True
        if _CHANGE.search(" " + clause) and not _LEVEL.search(clause) and not re.match(r"\D", printed):
            return True
    return False


def _sentences(task: TaskMention) -> list[tuple[str, frozenset[str]]]:
    """The sentences of a task's text and product, each with its folded words."""
    parts = [_without_body(part) for text in (task.text, task.product) if text for part in _SENTENCE.split(text)]
    return [(part, frozenset(search_key(part).split())) for part in parts]


# ------------------------------------------------------------------ names as words


@lru_cache(maxsize=20_000)
def _words(name: str) -> _Words:
    """The words of a name under one spelling, with marks where it breaks; years, the plan's own place and fillers gone.

    >>> _words("Tỉ lệ hộ dân được dùng điện trên địa bàn tỉnh Cà Mau (đến năm 2030)").tokens
    ('tỷ', 'lệ', 'hộ', 'dân', 'dùng', 'điện', '|', '|')
    """
    plain = _WHERE.sub(" ", _TIME.sub(" ", place_tones(name)))
    tokens = []
    for token in _TOKEN.findall(compare_key(indicator_name(plain))):
        if token[0].isalnum():
            if token not in _FILLERS:
                tokens.append(token)
        else:
            tokens.append(_COMMA if token == "," else _BREAK)
    return _Words(tuple(tokens))


def _headless(words: Sequence[str]) -> tuple[str, ...]:
    """Words of a share without «tỷ lệ», «số»: «97% trẻ …» and «tỷ lệ trẻ … 97%» are one."""
    if tuple(words[:2]) == ("tỷ", "lệ"):
        return tuple(words[2:])
    return tuple(words[1:]) if words[:1] == ("số",) else tuple(words)


def _only_leads(words: Sequence[str]) -> bool:
    rest = tuple(words)
    while rest:
        lead = next((lead for lead in _LEADS if rest[: len(lead)] == lead), None)
        if lead is None:
            return False
        rest = rest[len(lead) :]
    return True


def _ends_with(said: _Words, wanted: Sequence[str], *, share: bool) -> bool:
    """Whether the wanted words are the last ones said, and what stands before them is no part of the name."""
    tokens = list(said.tokens)
    while tokens and tokens[-1] in (_BREAK, _COMMA):
        tokens.pop()
    left = len(wanted)
    place = len(tokens)
    while place and left:
        place -= 1
        if tokens[place] in (_BREAK, _COMMA):
            continue
        if tokens[place] != wanted[left - 1]:
            return False
        left -= 1
    if left:
        return False
    before = tokens[:place]
    headed = not share
    if share and tuple(before[-2:]) == ("tỷ", "lệ"):
        before, headed = before[:-2], True
    led = _back(before)
    if not _only_leads(led):
        # «Vận động để tỷ lệ X đạt …»: the work, then what it is for.
        aim = next((at for at in range(len(led) - 1, -1, -1) if led[at] in ("để", "nhằm")), None)
        return aim is not None and headed and _only_leads(led[aim:]) and not _narrows(led)
    before = before[: len(before) - len(led)]
    if before and before[-1] == _COMMA and not headed:
        # After a comma only a whole name begins anew: «…, tỷ lệ X», not «A, X».
        return False
    return not before or not _narrows(_back(before[:-1]))


def _narrows(before: Sequence[str]) -> bool:
    """Whether words before a break say of which part the figure is: «Khu vực thành thị: …», «Đối với hộ nghèo, …»."""
    return bool(_NARROWING.search(" ".join(before)))


# ------------------------------------------------------------------ one target


def _stated(
    target: TargetMention, sayings: Sequence[TargetMention], sentences: Sequence[tuple[str, frozenset[str]]]
) -> str | None:
    """The words by which a task states a target; None where it does not."""
    if target.value is not None:
        for said in sayings:
            if _same_value(said, target) and _same_indicator(said, target):
                return said.value_printed
        return None
    # Writing out abbreviations takes long: only sentences that share half the target's words are looked at.
    wanted = set(search_key(target_name(target)).split())
    near = (text for text, words in sentences if 2 * len(words & wanted) >= len(wanted))
    return target.value_printed or target.text_value if any(_in_words(target, _words(text)) for text in near) else None


def _is_share(target: TargetMention) -> bool:
    return (target.unit or "").startswith("%")


def _same_value(said: TargetMention, target: TargetMention) -> bool:
    if (said.value, said.value_high) != (target.value, target.value_high):
        return False
    if {said.comparator, target.comparator} & set(_UP) and {said.comparator, target.comparator} & set(_DOWN):
        return False
    if said.year and target.year and said.year != target.year:
        return False
    if _is_share(said) != _is_share(target):
        return False
    return slug(said.unit or "") == slug(target.unit or "") or not (said.unit and target.unit)


def _names(target: TargetMention) -> list[str]:
    """The names a target goes by: the whole one, and its own where its base makes it stand alone."""
    names = [target_name(target)]
    if target.parent and "/" in target.indicator:
        names.append(target.indicator)
    return list(dict.fromkeys(names))


def _same_indicator(said: TargetMention, target: TargetMention) -> bool:
    share = _is_share(target)
    for wanted in (_words(name).bare for name in _names(target)):
        for given in (_words(name) for name in _names(said)):
            if given.bare == wanted or _ends_with(given, wanted, share=False):
                return True
            rest = _headless(wanted)
            if share and (_headless(given.bare) == rest or _ends_with(given, rest, share=True)):
                return True
    return False


# ------------------------------------------------------------------ targets in words


@cache
def _completion_verbs() -> tuple[tuple[str, ...], ...]:
    verbs = {_words(verb).bare for verb in vocabulary.wording().completion}
    return tuple(sorted(verbs, key=lambda verb: (-len(verb), verb)))


#: To do what these complete is to work towards the target; to speak of what others end («xóa nhà tạm») is not.
_COMPLETES = frozenset(
    tuple(verb.split()) for verb in ("hoàn thành", "cơ bản hoàn thành", "hoàn thành cơ bản", "hoàn tất")
)


def _in_words(target: TargetMention, text: _Words) -> bool:
    """Whether a text states a target in words: what is to be completed with its verb, or the value beside the name."""
    name = _words(target_name(target)).bare
    name = _after_basically(name)
    verb = next((verb for verb in _completion_verbs() if name[: len(verb)] == verb), None)
    if verb is not None:
        rest = name[len(verb) :]
        return any(
            _opens_work(before) or (before == () and verb in _COMPLETES)
            for before, after in _places(text, rest)
            if after == ()
        )
    value = _words(target.text_value or "").bare
    if len(value) < 2:
        return False
    return any(
        (after == () and _is_led(before, value)) or (after == value and _is_led(before, ()))
        for before, after in _places(text, _headless(name))
    )


def _after_basically(name: tuple[str, ...]) -> tuple[str, ...]:
    """A name without «cơ bản» before a verb of completion."""
    rest = name[2:]
    return rest if name[:2] == ("cơ", "bản") and any(rest[: len(v)] == v for v in _completion_verbs()) else name


def _opens_work(before: tuple[str, ...]) -> bool:
    """Whether the words before are a verb of completion, with nothing but leading words before it."""
    verb = next((verb for verb in _completion_verbs() if before[len(before) - len(verb) :] == verb), None)
    return verb is not None and _only_leads(before[: len(before) - len(verb)])


def _is_led(before: tuple[str, ...], value: tuple[str, ...]) -> bool:
    before = before[:-2] if before[-2:] == ("tỷ", "lệ") else before
    return before[len(before) - len(value) :] == value and _only_leads(before[: len(before) - len(value)])


def _places(text: _Words, wanted: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Words of the clause before and after each place where the wanted words stand one after another."""
    tokens = text.tokens
    if not wanted:
        return
    for start in range(len(tokens)):
        place, matched = start, 0
        while place < len(tokens) and matched < len(wanted):
            if tokens[place] == wanted[matched]:
                matched += 1
            elif tokens[place] not in (_BREAK, _COMMA) or not matched:
                break
            place += 1
        if matched == len(wanted):
            yield _back(tokens[:start]), _forth(tokens[place:])


def _back(tokens: Sequence[str]) -> tuple[str, ...]:
    ends = [index for index, token in enumerate(tokens) if token in (_BREAK, _COMMA)]
    return tuple(tokens[ends[-1] + 1 :] if ends else tokens)


def _forth(tokens: Sequence[str]) -> tuple[str, ...]:
    return tuple(tokens[: next((i for i, token in enumerate(tokens) if token in (_BREAK, _COMMA)), len(tokens))])
