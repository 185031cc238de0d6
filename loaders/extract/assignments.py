"""Who is given what to do.

Shapes read (in words of our own):
- a line «Sở A chủ trì, phối hợp với Sở B, các sở, ngành có liên quan» under a
  lettered item, the work in the paragraphs below it;
- the same within the paragraph that says the work («Sở A chủ trì, phối hợp
  với Sở B tham mưu …»);
- label lines «- Cơ quan chủ trì: Sở A.», «- Cơ quan phối hợp: …» after the work;
- «Giao Sở A phối hợp Sở B …», «Đề nghị Mặt trận Tổ quốc tỉnh …»;
- a heading that is nothing but bodies, the work in the items below it, where
  «Phối hợp Sở B …» makes B the support;
- the subject of the first main clause («Ban C xây dựng …», «Căn cứ nhiệm vụ
  được giao, các sở … lập …»);
- a task table with columns for lead, support, product and time.
A body named later in the text owns nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from loaders.document import Cell, Outline, Paragraph, Row, Section, Table
from loaders.extract.bodies import Listed, begins_body, cell_words, read_bodies, split_bodies
from loaders.extract.mentions import BodyMention, Finding, TaskMention
from loaders.extract.roles import LEADS, SUPPORTS, Bracket, closing_bracket, labels, opener
from loaders.extract.tables import Columns, align_rows, mend_rows, read_columns
from loaders.extract.times import dated_phrases
from loaders.headers import OWN_CODE, is_code
from ontology import vocabulary
from ontology.text import compare_key, place_tones, without_marks

_ADVERBIAL = re.compile(
    r"^(?:Căn cứ|Trên cơ sở|Theo|Định kỳ|Hằng năm|Hàng năm|Trong quá trình|Đối với|Để|Nhằm|Sau khi|Khi|Trước)\b",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"(?:\b(?:của|theo|do|cho|gửi|với|tại|trên|về|bởi|từ|giữa|qua|đến|cùng|là|tới"
    r"|trình|báo cáo|tham mưu|giúp|đề nghị|giao|chỉ đạo|hướng dẫn|yêu cầu|phối hợp|đôn đốc|hỗ trợ)|[(/])\s*$",
    re.IGNORECASE,
)
#: «Trên cơ sở …, giao Sở A chủ trì …».
_GIVES = re.compile(r"[,;]\s*(?:giao|đề nghị|yêu cầu|phân công)\s+$", re.IGNORECASE)
_WITH = re.compile(r"\b(?:với|cùng)\s*$", re.IGNORECASE)
#: «Chỉ đạo B …» under A's heading is what A does; «Giao B …» there gives it to B.
_DIRECTS = re.compile(r"^(?:chỉ đạo|kiến nghị|yêu cầu|ủy quyền)\b", re.IGNORECASE)
#: No closing formula is longer than so many letters.
_LONGEST_FORMULA = 160
#: No heading that only names bodies is longer.
_LONGEST_TITLE = 100
_REQUEST = re.compile(r"\s+chủ trì.*$", re.IGNORECASE)


@cache
def _cue(name: str) -> re.Pattern[str]:
    words = sorted((compare_key(w) for w in getattr(vocabulary.wording(), name)), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(w) for w in words)})(?!\w)", re.IGNORECASE)


@cache
def _bare_cue(name: str) -> re.Pattern[str]:
    """The same without marks, of two words or more: single syllables without marks are other words."""
    words = sorted((without_marks(w) for w in getattr(vocabulary.wording(), name) if " " in w), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(w) for w in words)})(?!\w)")


@cache
def _closing() -> tuple[str, ...]:
    return tuple(compare_key(formula) for formula in vocabulary.wording().closing_formulas)


def is_closing(text: str) -> bool:
    """Whether a paragraph is a closing formula («Trên đây là …»), which assigns nothing."""
    return compare_key(text[:_LONGEST_FORMULA]).startswith(_closing())


def _mentions(part: Paragraph, bodies: Sequence[Listed], basis: str) -> list[BodyMention]:
    found = []
    for body in bodies:
        first, last = part.line_at(body.start), part.line_at(max(body.start, body.end - 1))
        found.append(BodyMention(body.text, (first,) if first == last else (first, last), basis))
    return found


@dataclass(slots=True)
class Opening:
    """What an item says of who does it: lead, support, and whether nothing but the assignment stands there.

    ``bracket`` is the assignment in brackets at its end.
    """

    lead: list[BodyMention] = field(default_factory=list)
    support: list[BodyMention] = field(default_factory=list)
    alone: bool = False
    bracket: Bracket | None = None


#: Bodies that make directives and plans.
_MAKER = re.compile(
    r"(?:Chủ tịch\s+)?(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND)\b|Thủ tướng|Chính phủ|(?:Ban Thường vụ\s+)?\w+ ủy\b",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\s*(?:yêu cầu|giao|đề nghị)\s+(?:cho\s+)?", re.IGNORECASE)


def read_opening(part: Paragraph) -> Opening:
    """Lead and support as the opening words of a paragraph state them."""
    text = part.text
    given = opener().match(text)
    start = given.end() if given else 0
    bodies, end = read_bodies(text, start)
    if len(bodies) == 1 and given is None and _MAKER.match(bodies[0].text) and (asks := _ASKS.match(text[end:])):
        # «UBND tỉnh yêu cầu các sở …»: who makes the document is not who has to do it.
        asked, after = read_bodies(text, end + asks.end())
        if asked:
            return _after_bodies(part, asked, after, assigned=True)
    if bodies:
        return _after_bodies(part, bodies, end, assigned=given is not None)
    if given is None and _ADVERBIAL.match(text):
        subject, end = _subject(part)
        if subject:
            return _after_bodies(part, subject, end, assigned=True)
    return Opening()


#: «Sở A - cơ quan thường trực - chủ trì …», «Sở A (cơ quan thường trực) chủ trì …».
_APPOSITION = re.compile(
    r"\s*(?:[-–]\s*(?:là\s+)?(?:cơ quan|đơn vị|thường trực)\b[^-–,.;:]{0,80}[-–,]|\([^()]{0,80}\))\s*", re.IGNORECASE
)


def _after_bodies(part: Paragraph, bodies: list[Listed], end: int, *, assigned: bool) -> Opening:
    text = part.text
    if aside := _APPOSITION.match(text, end):
        end = aside.end()
    rest = text[end:]
    led = LEADS.match(rest)
    position = end + (led.end() if led else 0)
    support: list[Listed] = []
    joined = SUPPORTS.match(text[position:])
    if joined:
        support, after = read_bodies(text, position + joined.end())
        if support:
            position = after
    tail = text[position:].strip()
    if not tail or tail in (":", ".", ";"):
        basis = "cell" if led or support else "heading"
        return Opening(_mentions(part, bodies, basis), _mentions(part, support, basis), alone=True)
    if tail.startswith(":"):
        if not support and (joined := _ELIDED.match(tail[1:].lstrip())):
            # «Sở A: phối hợp với Sở B lập …».
            support, _ = read_bodies(text, len(text.rstrip()) - len(tail[1:].lstrip()) + joined.end())
        return Opening(_mentions(part, bodies, "heading"), _mentions(part, support, "heading"))
    if not (assigned or led or support or _cue("verbs").match(place_tones(tail))):
        # «Bảo hiểm xã hội toàn dân …» opens with a body's name and has no predicate: nobody is given anything.
        return Opening()
    return Opening(_mentions(part, bodies, "prose"), _mentions(part, support, "prose"))


def _subject(part: Paragraph) -> tuple[list[Listed], int]:
    """The subject after an opening «Căn cứ …»: the first bodies of the sentence with a predicate right after them.

    With it comes the offset where it ends.
    """
    text = part.text
    stop = re.search(r"[.;](?:\s|$)", text)
    limit = stop.start() if stop else len(text)
    position = 0
    while position < limit:
        match = re.search(r"(?<=\s)\S", text[position:limit])
        if match is None:
            return [], 0
        start = position + match.start()
        if begins_body(text[start:], prose=True):
            bodies, end = read_bodies(text, start)
            if bodies:
                given = bool(_GIVES.search(text[:start]))
                goes_on = (
                    end < limit and (given or not _PREPOSITION.search(text[:start])) and text[end - 1 : end] != ","
                )
                verb = _cue("verbs").match(text, end) if goes_on else None
                if verb:
                    return bodies, end
                # «theo đề nghị của A, B lập …»: B may be the subject; in «phối hợp với A, B lập …» it is not.
                within = goes_on or bool(_WITH.search(text[:start]))
                position = max(end if within else bodies[0].end, start + 1)
                continue
        position = start
    return [], 0


_ELIDED = re.compile(
    r"^(?:Là\s+(?:cơ quan|đơn vị)\s+(?:đầu mối|thường trực|chủ trì)\s*,\s*)?(?:Chủ động\s+)?"
    r"(?:Chủ trì\s*,?\s*(?:và\s+)?)?phối hợp(?:\s+chặt chẽ)?(?:\s+(?:với|cùng(?:\s+với)?))?\s+",
    re.IGNORECASE,
)


def _support_only(part: Paragraph) -> list[BodyMention]:
    """«Phối hợp Sở B …», «Chủ trì, phối hợp với Sở B …» at the opening of an item under A's heading: B supports."""
    match = _ELIDED.match(part.text)
    if not match:
        return []
    bodies, _ = read_bodies(part.text, match.end())
    return _mentions(part, bodies, "prose")


#: «Tham gia hội sách (Sở A chủ trì)» takes part in what A leads.
_JOINS = re.compile(r"^(?:chủ động\s+)?(?:phối hợp|tham gia|hưởng ứng|phục vụ|tham dự)(?!\w)", re.IGNORECASE)


#: «Họp giao ban (Phó Chủ tịch tỉnh chủ trì)» says who sits in the chair.
_MEETS = re.compile(r"(?<!\w)(?:họp|hội nghị|hội thảo|giao ban|làm việc|lễ)(?!\w)", re.IGNORECASE)


def _chairs(part: Paragraph, bracket: Bracket) -> bool:
    """Whether brackets tell which holder of a post is in the chair of a meeting."""
    return bool(_MEETS.search(part.text)) and any(_cue("posts").match(body.text) for body in bracket.lead)


def _read_item(part: Paragraph) -> Opening:
    """Lead and support of a paragraph by its opening, else by the assignment in brackets at its end."""
    opening = read_opening(part)
    bracket = closing_bracket(part.text)
    if bracket is None or (bracket.lead and (opening.lead or _JOINS.match(place_tones(part.text)))):
        return opening
    if _chairs(part, bracket):
        return opening
    lead = opening.lead or _mentions(part, bracket.lead, "prose")
    return Opening(lead, opening.support or _mentions(part, bracket.support, "prose"), opening.alone, bracket)


def _ends_in_lead(part: Paragraph) -> bool:
    """Whether an assignment in brackets at its end gives a paragraph a lead."""
    opening = _read_item(part)
    return bool(opening.bracket and opening.bracket.lead)


def _is_bracket(part: Paragraph) -> bool:
    """Whether a paragraph is nothing but an assignment in brackets."""
    bracket = closing_bracket(part.text)
    return bracket is not None and bracket.alone


# ------------------------------------------------------------------ prose


_AIMS = re.compile(r"^(?:mục đích|yêu cầu|mục tiêu|các mục tiêu|chỉ tiêu|các chỉ tiêu|quan điểm)\b", re.IGNORECASE)


#: What was or may come to be stands below such a heading, though the part above it speaks of solutions as well.
#: Without marks, which a scan may have changed.
_PAST = re.compile(r"^(?:du bao|tinh hinh|ket qua dat duoc|danh gia tinh hinh)\b")
#: A heading is no longer than so many letters; longer text that speaks of tasks is a statement.
_HEADING = 200


def _not_tasks(title: str) -> bool:
    """Whether a heading is of aims or of what was; a scan may have lost or changed its marks."""
    return bool(_cue("not_task_sections").search(title) or _bare_cue("not_task_sections").search(without_marks(title)))


def in_task_part(section: Section) -> bool:
    """Whether a section lies in a part on tasks, dissemination or organisation, and not under aims within it.

    The highest heading decides; an article or part that only holds numbered
    parts («Điều 1. Phê duyệt Kế hoạch với các nội dung sau») leaves it to them,
    unless the part itself is of tasks, of aims or of what was.
    """
    parts = [section, *section.ancestors()]
    holders = []
    while len(parts) > 1 and _is_holder(parts[-1]):
        holders.append(parts.pop().title[:_HEADING])
    holders = [title for title in holders if not section.code.startswith("Điều")]
    if any(_AIMS.match(title) or _PAST.match(without_marks(title)) or _not_tasks(title) for title in holders):
        return False
    top = parts[-1]
    if any(_AIMS.match(part.title) for part in parts[:-1] if part.children or len(part.title) < 60):
        return False
    if any(_PAST.match(without_marks(part.title)) for part in parts[1:-1]):
        return False
    if top is section and not section.children and not section.body and not _is_article(section):
        return False
    title = top.title[:_HEADING]
    tasks = _cue("task_sections")
    return bool(tasks.search(title) or any(map(tasks.search, holders))) and not _not_tasks(title)


def _is_article(section: Section) -> bool:
    return section.code.startswith("Điều")


def _is_holder(section: Section) -> bool:
    """Whether an article or part only holds parts with headings of their own."""
    marker = section.paragraph.marker if section.paragraph else None
    if marker is None or marker.rank:
        return False
    below = (child.paragraph.marker for child in section.children if child.paragraph)
    return any(m is not None and m.rank == 1 for m in below)


#: «Điều 1. Ban hành kèm theo …» only puts into force what stands below or behind it.
_ENACTS = re.compile(r"^(?:ban hành|phê duyệt|thông qua|công bố|nhất trí)\b", re.IGNORECASE)
_ENFORCES = re.compile(r"thi hành (?:quyết định|nghị quyết|chỉ thị|kế hoạch) này", re.IGNORECASE)


def is_directive(section: Section, *, plain: bool) -> bool:
    """Whether an item outside the parts on tasks gives a task by its own words, as articles and conclusions do.

    Args:
        section: the item.
        plain: whether the document gives its orders in numbered items without headings (a directive, a conclusion).
    """
    part = section.paragraph
    if part is None or section.children or _ENFORCES.search(part.text) or is_closing(part.text):
        return False
    if any(above.paragraph and above.paragraph.heading and not _is_article(above) for above in section.ancestors()):
        return False
    ordered = bool(opener().match(part.text))
    if not (plain or (ordered and _is_article(section))):
        return False
    opening = read_opening(part)
    return bool(opening.lead) and not opening.alone


def prose_tasks(outline: Outline, *, plain: bool = False) -> tuple[list[TaskMention], list[Finding]]:
    """The tasks of the numbered and lettered items, owned or not.

    Args:
        outline: the document.
        plain: whether it gives its orders in numbered items without headings.
    """
    tasks: list[TaskMention] = []
    fielded: set[int] = set()
    for section in outline.root.walk():
        if section.paragraph is None or section.paragraph.marker is None:
            continue
        if not (in_task_part(section) or is_directive(section, plain=plain)):
            continue
        if (section.parent is not None and id(section.parent) in fielded) or is_closing(section.title):
            continue
        if _is_article(section) and not section.children and _ENACTS.match(section.title):
            continue
        if section.children:
            if fields := _fields(section):
                fielded.add(id(section))
                tasks.append(fields)
            continue
        tasks += _item(section)
    return tasks, []


def _heading_owner(section: Section) -> list[BodyMention]:
    """Bodies of the nearest heading above that is nothing but bodies."""
    for above in section.ancestors():
        if above.paragraph is None:
            continue
        if found := _heading_bodies(above.paragraph):
            return found
        if _ends_in_lead(above.paragraph):
            return [BodyMention(m.text, m.lines, "heading") for m in _read_item(above.paragraph).lead]
    return []


def _is_of_heading(text: str) -> bool:
    """Whether bodies that an item names are those its heading's owner directs, not those it is given to."""
    return bool(_DIRECTS.match(place_tones(text)))


def _heading_bodies(part: Paragraph) -> list[BodyMention]:
    """The bodies of a heading that names nothing else; a collective may hold words that elsewhere are predicates."""
    opening = read_opening(part)
    if opening.lead and opening.alone:
        return [BodyMention(m.text, m.lines, "heading") for m in opening.lead]
    text = part.text.rstrip(" :")
    if opening.lead or len(text) > _LONGEST_TITLE or not text.startswith(("Các ", "Toàn thể ")):
        return []
    listed = split_bodies(text)
    nouns = all(begins_body(body.text, prose=True) for body in listed)
    return _mentions(part, listed, "heading") if nouns and text[-1:] not in ".;" else []


def _heading_text(section: Section) -> str | None:
    above = section.ancestors()
    return above[0].title if above else None


_WORK_FIELD = re.compile(
    r"^(?:Nhiệm vụ|Nội dung|Nội dung thực hiện|Nội dung nhiệm vụ|Nội dung công việc)\s*:\s*", re.IGNORECASE
)


def _fields(section: Section) -> TaskMention | None:
    """One task whose items are its fields: «a) Nhiệm vụ: …», «b) Cơ quan thực hiện: …», «c) Thời gian: …»."""
    work = next((c for c in section.children if c.paragraph and _WORK_FIELD.match(c.paragraph.text)), None)
    if work is None or work.paragraph is None:
        return None
    roles: dict[str, Paragraph] = {}
    for child in section.children:
        for paragraph in (child.paragraph, *child.body):
            if child is work or paragraph is None:
                continue
            for role, pattern in labels().items():
                match = pattern.match(paragraph.text)
                if match and paragraph.text[match.end() :].strip():
                    roles.setdefault(role, paragraph)
    if "lead" not in roles:
        return None
    opening = _WORK_FIELD.match(work.paragraph.text)
    assert opening is not None
    text = [*([work.paragraph] if work.paragraph.text[opening.end() :].strip() else []), *work.body]
    if not text:
        return None
    task = _from_labels(section, text, roles)
    task.text = _WORK_FIELD.sub("", task.text)
    task.heading = section.title
    return task


#: «(Danh mục nhiệm vụ kèm theo)» under a heading only says where the tasks stand.
_REFERS = re.compile(r"^\((?=[^()]*(?:phụ lục|danh mục|biểu|kèm theo|đính kèm|chi tiết))[^()]*\)[.;]?$", re.IGNORECASE)


def _item(section: Section) -> list[TaskMention]:
    """The task or tasks of one item that has no items below it."""
    part = section.paragraph
    assert part is not None and part.marker is not None
    body = [p for p in section.body if not is_closing(p.text)]
    if body and (part.text.isupper() or part.marker.rank <= 1) and all(_REFERS.match(p.text) for p in body):
        return []
    labelled = _labelled(section, part, body)
    if labelled:
        return labelled
    opening = _read_item(part)
    if not opening.lead and body and (not is_work(section) or any(map(_ends_in_lead, body))):
        return _under_title(section, body)
    text_parts = body if opening.alone and body else [part, *body]
    lead, support = opening.lead, opening.support
    if (not lead or _is_of_heading(part.text)) and (owner := _heading_owner(section)):
        lead, support = owner, _support_only(part) or ([] if opening.lead else support)
    elif opening.alone and len(body) == 1 and not support:
        support = _support_only(body[0])
    if opening.alone and not body and not lead:
        return []
    if opening.alone and body and all(begins_body(p.text) and read_opening(p).lead for p in body):
        # A heading of bodies over bullets that each name their own is only a heading.
        return [
            _task(section, [p], read_opening(p).lead, read_opening(p).support, _heading_text(section)) for p in body
        ]
    return [_task(section, text_parts, lead, support, _heading_text(section), first=part, bracket=opening.bracket)]


def is_work(section: Section) -> bool:
    """Whether the item's own paragraph says the work, and is not only a title over paragraphs."""
    part = section.paragraph
    assert part is not None
    if section.body and _is_long_title(part, section.body):
        return False
    return not section.body or part.text.rstrip().endswith((".", ";", ":")) or len(part.text) > 200


def _is_long_title(part: Paragraph, body: Sequence[Paragraph]) -> bool:
    """Whether a long paragraph is a title all the same: set as a heading, without an end, over bullets that are not."""
    ends = part.text.rstrip().endswith((".", ";", ":", ","))
    listed = all(p.marker is not None and not p.bold for p in body)
    return not ends and listed and (part.bold or (part.heading and part.marker is not None and part.marker.rank > 1))


def _under_title(section: Section, body: Sequence[Paragraph]) -> list[TaskMention]:
    """A title over paragraphs: a task for each paragraph that names who does it, with what stands below it.

    Where only the first assigns, all is one task; a bullet of a lower sign
    belongs to the one above it.
    """
    title = section.title
    groups: list[tuple[Opening, Paragraph, list[Paragraph]]] = []
    stray: list[Paragraph] = []
    sign = ""
    for part in body:
        opening = _read_item(part)
        printed = part.marker.printed if part.marker else ""
        if opening.lead and (not groups or printed == sign):
            groups.append((opening, part, []))
            sign = printed
        elif groups and not (printed and printed == sign):
            groups[-1][2].append(part)
        elif groups:
            # A bullet like the one that names a body, but without one: nobody is named for it.
            groups.append((opening, part, []))
        else:
            stray.append(part)
    if not groups:
        return [_task(section, list(body), _heading_owner(section), [], title)]
    one = len(groups) == 1 and not stray
    tasks: list[TaskMention] = []
    for opening, part, below in groups:
        lead, support = opening.lead, opening.support
        below = below if one or opening.alone or (below and below[0].marker and below[0].marker.printed != sign) else []
        if opening.alone and len(below) == 1 and not support:
            support = _support_only(below[0])
        text = below if opening.alone and below else [part, *below]
        tasks.append(_task(section, text, lead, support, title, first=part, bracket=opening.bracket))
    return tasks


def _labelled(section: Section, part: Paragraph, body: Sequence[Paragraph]) -> list[TaskMention]:
    """Tasks closed by label lines; a new task begins with the first text after a label."""
    tasks: list[TaskMention] = []
    text: list[Paragraph] = [part] if is_work_or_alone(section) else []
    roles: dict[str, Paragraph] = {}

    def close() -> None:
        if roles:
            tasks.append(_from_labels(section, text or [part], roles))

    for paragraph in (piece for p in body for piece in _by_label(p)):
        if _is_bracket(paragraph):
            bracket = closing_bracket(paragraph.text)
            assert bracket is not None
            if roles or not bracket.lead:
                continue
            lead, support = (_mentions(paragraph, bodies, "cell") for bodies in (bracket.lead, bracket.support))
            tasks.append(_task(section, text or [part], lead, support, _own_heading(section), bracket=bracket))
            tasks[-1].line_end = max(tasks[-1].line_end, paragraph.line_end)
            text = []
            continue
        role = next((r for r, pattern in labels().items() if pattern.match(paragraph.text)), None)
        if role is None:
            if roles:
                close()
                text, roles = [], {}
            text.append(paragraph)
        else:
            roles[role] = paragraph
    if not roles and not tasks:
        return []
    close()
    return tasks


_NEXT_LABEL = re.compile(r"[;.]\s+(?=[^\W\d_])")


def _by_label(part: Paragraph) -> list[Paragraph]:
    """A paragraph with several labels («Chủ trì: A; phối hợp: B») as one paragraph for each of them."""
    patterns = labels().values()
    if not any(pattern.match(part.text) for pattern in patterns):
        return [part]
    ends = [match.end() for match in _NEXT_LABEL.finditer(part.text)]
    cuts = [0, *(end for end in ends if any(pattern.match(part.text[end:]) for pattern in patterns))]
    found = []
    for start, end in zip(cuts, [*cuts[1:], len(part.text)], strict=True):
        starts = [(0, part.line_at(start)), *((at - start, line) for at, line in part.starts if start < at < end)]
        found.append(Paragraph(part.text[start:end].strip(" ;"), tuple(starts), part.marker))
    return found


def is_work_or_alone(section: Section) -> bool:
    """Whether the item's own paragraph belongs to the task's text: it says work, or nothing else does."""
    patterns = labels().values()
    others = [p for p in section.body if not (_is_bracket(p) or any(pattern.match(p.text) for pattern in patterns))]
    return not others or is_work(section)


def _own_heading(section: Section) -> str | None:
    """The heading of tasks closed by labels: the item's own paragraph where it is but a title."""
    return _heading_text(section) if is_work_or_alone(section) else section.title


def _from_labels(section: Section, text: Sequence[Paragraph], roles: dict[str, Paragraph]) -> TaskMention:
    def bodies(role: str) -> list[BodyMention]:
        line = roles.get(role)
        if line is None:
            return []
        match = labels()[role].match(line.text)
        assert match is not None
        offset = match.end()
        listed = [Listed(b.text, b.start + offset, b.end + offset) for b in split_bodies(line.text[offset:])]
        return _mentions(line, listed, "cell")

    def words(role: str) -> str | None:
        line = roles.get(role)
        return labels()[role].sub("", line.text).strip(" .") or None if line else None

    task = _task(section, text, bodies("lead"), bodies("support"), _own_heading(section))
    task.text = _WORK_FIELD.sub("", task.text)
    task.product, task.timeline = words("product"), words("time") or task.timeline
    task.line_end = max([task.line_end, *(line.line_end for line in roles.values())])
    return task


def _task(
    section: Section,
    text: Sequence[Paragraph],
    lead: list[BodyMention],
    support: list[BodyMention],
    heading: str | None,
    *,
    first: Paragraph | None = None,
    bracket: Bracket | None = None,
) -> TaskMention:
    start = first or text[0]
    joined = " ".join(p.text for p in text)
    timeline = "; ".join(dated_phrases(joined)) or None
    if bracket and bracket.time and (timeline is None or bracket.labelled or bracket.alone):
        timeline = bracket.time
    return TaskMention(
        code=section.code or None,
        heading=heading,
        text=joined,
        line=min(start.line, text[0].line),
        line_end=max(p.line_end for p in text),
        lead=list(lead),
        support=list(support),
        product=bracket.product if bracket else None,
        timeline=timeline,
    )


# ------------------------------------------------------------------ tables


def is_task_table(columns: Columns) -> bool:
    """A task table has a column for the work and one for who leads it.

    «Chỉ tiêu» beside «Chủ trì» alone heads targets with their owners, not work.
    """
    if columns["lead"] is None or columns["score"] is not None:
        return False
    if columns["unit"] is not None and not any(columns[role] is not None for role in ("support", "product", "time")):
        # Amounts in units beside who spends them are a budget.
        return False
    return columns["task"] is not None or (
        columns["indicator"] is not None and any(columns[role] is not None for role in ("support", "product", "time"))
    )


#: Both roles in one cell: «Chủ trì: A; phối hợp: B», «A chủ trì, phối hợp với B», «A (chủ trì), B».
_BOTH = (
    re.compile(
        r"^(?:(?:cơ quan|đơn vị)\s+)?chủ trì\s*:\s*(?P<lead>.+?)[;.,\s]+(?:(?:cơ quan|đơn vị)\s+)?"
        r"phối hợp(?:\s+thực hiện)?\s*:\s*(?P<support>.+)$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?P<lead>.+?)\s+chủ trì\s*[,;]?\s*(?:và\s+)?phối hợp\s+(?:(?:với|cùng)\s+)?(?P<support>.+)$", re.IGNORECASE
    ),
    re.compile(r"^(?P<lead>.+?)\s*\(chủ trì\)\s*[,;.]*\s*(?:và\s+)?(?P<support>.+)$", re.IGNORECASE),
)
_ALONE = re.compile(
    r"^(?:(?:cơ quan|đơn vị)\s+)?(?:chủ trì|phối hợp)\s*:\s*|\s*\((?:chủ trì|phối hợp)\)", re.IGNORECASE
)


def _both_roles(cell: Cell) -> tuple[Cell, Cell]:
    """Lead and support of one cell that states both; the support is empty where it states only one."""
    for pattern in _BOTH:
        if match := pattern.match(cell.text):
            lead, support = _ALONE.sub("", match["lead"]), _ALONE.sub("", match["support"])
            return Cell(lead.strip(" ,;"), list(cell.lines)), Cell(support.strip(" ,;."), list(cell.lines))
    text = _ALONE.sub("", cell.text)
    return (cell if text == cell.text else Cell(text, list(cell.lines), cell.bold, cell.italic)), Cell()


def _cell_bodies(cell: Cell, basis: str = "cell") -> list[BodyMention]:
    text = cell_words(cell)
    given = opener().match(text)
    if given:
        # «Đề nghị Mặt trận … chủ trì tổ chức thực hiện» in a cell is a request: the body alone is the lead.
        bodies, _ = read_bodies(text, given.end())
        return [BodyMention(body.text, tuple(cell.lines), basis) for body in bodies]
    return [BodyMention(_REQUEST.sub("", body.text), tuple(cell.lines), basis) for body in split_bodies(text)]


def table_tasks(table: Table) -> tuple[list[TaskMention], list[Finding]]:
    """The tasks of a task table, row by row; group rows are headings."""
    columns = read_columns(table)
    if not is_task_table(columns):
        return [], []
    text_role = "task" if columns["task"] is not None else "indicator"
    table, unsettled = align_rows(table, columns, text_role)
    printed = [_as_printed(row) if row.cell(columns[text_role]).carried(row) else row for row in table.rows]
    rows, findings = mend_rows(printed, columns, text_role=text_role)
    open_rows = {finding.line for finding in unsettled}
    findings += unsettled
    rows = _with_continued(rows, columns, text_role, len(table.header[0].cells), findings)
    tasks: list[TaskMention] = []
    heading: str | None = None
    for number, row in enumerate(rows, start=1):
        code = row.cell(columns["code"]).text
        text = row.cell(columns[text_role])
        alone = [cell for cell in row.cells if cell.text]
        if len(alone) == 1 and (alone[0] is text or row.cells[0] is alone[0]):
            # A group's title may begin in the column of the codes, whose cell then spans the row.
            heading = alone[0].text
            continue
        if not text.text:
            continue
        if _is_group(row, columns, text_role):
            heading = text.text
            continue
        lead, support = row.cell(columns["lead"]), row.cell(columns["support"])
        if not support.text:
            lead, support = _both_roles(lead)
        product, time = row.cell(columns["product"]), row.cell(columns["time"])
        numbered = OWN_CODE.match(text.text) if columns["code"] is None else None
        code = numbered["code"] if numbered else code
        tasks.append(
            TaskMention(
                code=code.rstrip(".)") if is_code(code) else None,
                heading=heading,
                text=text.text[numbered.end() :] if numbered else text.text,
                line=row.line,
                line_end=row.line_end,
                lead=_cell_bodies(lead, "carried" if lead.carried(row) else "cell") if lead.text else [],
                support=_cell_bodies(support, "carried" if support.carried(row) else "cell") if support.text else [],
                product=product.text or None,
                timeline=time.text or None,
                doubt=("owner-span-unsettled",) if row.line in open_rows else (),
                table=table.number,
                row=number,
            )
        )
    return tasks, findings


def _as_printed(row: Row) -> Row:
    """A row below the first of a task's cell without what stands in cells merged from above: it only adds to it."""
    return replace(row, cells=[Cell() if cell.carried(row) else cell for cell in row.cells])


def _with_continued(
    rows: Sequence[Row], columns: Columns, text_role: str, width: int, findings: list[Finding]
) -> list[Row]:
    """Rows with those that only go on with the task above joined to it.

    Where a task's cell spans rows, the rows below it print only the others:
    aligned under blanks, or, in a table of one cell a line, nothing but them.
    """
    kept: list[Row] = []
    for row in rows:
        filled = [cell for cell in row.cells if cell.text]
        above = kept[-1] if kept else None
        if above is None or not filled or not above.cell(columns["lead"]).text:
            kept.append(row)
            continue
        if len(row.cells) < width and len(row.cells) == len(filled) <= 2 and _all_bodies(filled):
            named = dict(zip((columns["lead"], columns["support"]), filled, strict=False))
        elif not row.cell(columns[text_role]).text and not row.cell(columns["code"]).text:
            named = {columns[role]: row.cell(columns[role]) for role in ("lead", "support", "product", "time")}
        else:
            kept.append(row)
            continue
        for column, cell in named.items():
            if column is not None and cell.text and column < len(above.cells):
                held = above.cells[column]
                glue = " " if cell.text[0].islower() and not begins_body(cell.text) else "; "
                above.cells[column] = Cell(
                    f"{cell_words(held)}{glue}{cell_words(cell)}".strip("; "), [*held.lines, *cell.lines]
                )
        above.line_end = max(above.line_end, row.line_end)
        findings.append(Finding("row-continued", "info", "the row goes on with the task above it", row.line))
    return kept


def _all_bodies(cells: Sequence[Cell]) -> bool:
    return all(begins_body(cell.text, prose=True) for cell in cells)


def _is_group(row: Row, columns: Columns, text_role: str) -> bool:
    """A heading within the table: no body, product or time, and a title rather than a task."""
    others = [row.cell(columns[role]).text for role in ("lead", "support", "product", "time")]
    return not any(others)
