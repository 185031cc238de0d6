"""One document, read: found, then resolved, nothing stored.

``read_document`` joins the extractors' findings with the resolver's and keeps
both: the words as printed with their lines, and who or what is meant. From
it come the interchange form (``loaders.interchange``) and the facts
(``loaders.facts``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from graph.ids import document_id, unnumbered_id
from graph.resolve import Agency, Place, Resolver, document_class, find_place, indicator_key, is_central, match_type
from loaders.document import Outline, Paragraph, ParsedDocument, Table
from loaders.extract.assignments import prose_tasks, table_tasks
from loaders.extract.changes import Relation, listed_change, opens_list, read_changes
from loaders.extract.citations import find_citations, read_links, table_paragraphs
from loaders.extract.deadlines import read_deadlines
from loaders.extract.head import read_head
from loaders.extract.mentions import (
    BodyMention,
    Citation,
    DeadlineMention,
    Finding,
    Head,
    Link,
    TargetMention,
    TaskMention,
)
from loaders.extract.references import assign_referred
from loaders.extract.serves import Service, find_services
from loaders.extract.target_tables import table_targets
from loaders.extract.targets import prose_targets
from loaders.structure import make_outline
from ontology import vocabulary
from ontology.text import canonical, compare_key, search_key
from ontology.values import DocumentNumber, PartialDate

READER_VERSION = "13"
"""Raised whenever the same file may be read differently: stored sources of another version are read again."""

_LEVEL_NAME = re.compile(
    r"^(?:(?P<level>tỉnh|thành phố|TP\.?|huyện|quận|thị xã|xã|phường)\s+)?(?P<name>.+)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Body:
    """A body: the mention and who it means."""

    mention: BodyMention
    agency: Agency

    @property
    def doubt(self) -> tuple[str, ...]:
        """Codes of the findings that concern it, sorted."""
        return tuple(sorted({*self.mention.doubt, *self.agency.doubt}))


@dataclass(frozen=True, slots=True)
class Cited:
    """A cited document: its number, what stands beside it, its id, and every place that names it."""

    number: DocumentNumber
    id: str
    date: PartialDate | None
    issuer: str | None
    issuer_agency: Agency | None
    place: Place | None
    mentions: tuple[Citation, ...]
    doubt: tuple[str, ...] = ()

    @property
    def line(self) -> int:
        """First line that names it."""
        return self.mentions[0].line


@dataclass(frozen=True, slots=True)
class ResolvedLink:
    """«source» carries out «target»; a source of None is the document itself."""

    source: Cited | None
    target: Cited
    line: int
    line_end: int
    printed: str


@dataclass(frozen=True, slots=True)
class Basis:
    """A document on which this one rests, with the lines that say so: «Căn cứ …», not the first that name it."""

    cited: Cited
    line: int
    line_end: int
    printed: str


@dataclass(frozen=True, slots=True)
class ResolvedChange:
    """The document amends or replaces another."""

    relation: Relation
    target: Cited
    line: int
    line_end: int
    printed: str


@dataclass(slots=True)
class ReadDocument:
    """Everything read in one document."""

    parsed: ParsedDocument
    outline: Outline
    head: Head
    id: str
    issuer: Agency | None
    place: Place | None
    document_class: str
    cited: list[Cited] = field(default_factory=list)
    bases: list[Basis] = field(default_factory=list)
    links: list[ResolvedLink] = field(default_factory=list)
    changes: list[ResolvedChange] = field(default_factory=list)
    tasks: list[tuple[TaskMention, list[Body], list[Body]]] = field(default_factory=list)
    targets: list[tuple[TargetMention, list[Body]]] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    deadlines: list[tuple[DeadlineMention, list[Body], list[Body]]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def draft(self) -> bool:
        """Whether the document leaves its number or day blank."""
        return self.head.number is None or self.head.date is None or not self.head.date.complete


def read_document(parsed: ParsedDocument) -> ReadDocument:
    """Read one parsed document."""
    outline = make_outline(parsed)
    head, findings = read_head(outline, parsed.lines)
    codes = vocabulary.findings()
    findings += [Finding(note.code, codes[note.code].severity, note.message, note.line) for note in parsed.notes]
    paragraphs = [*outline.paragraphs, *table_paragraphs(outline.tables)]
    citations = {id(part): find_citations(part) for part in paragraphs}
    day = _day(head, [c for found in citations.values() for c in found])
    place = _own_place(head, day)
    resolver = Resolver("", place, day)
    issuer = resolver.agency(head.issuer) if head.issuer else None
    if issuer is not None and issuer.place is not None:
        place = issuer.place
    if _is_central(head, issuer):
        place = None
    identifier = _identifier(head, issuer, place)
    resolver.seat(identifier, place)
    issuer = resolver.agency(head.issuer) if head.issuer else None
    if issuer is not None and issuer.kind == "unresolved":
        issuer = resolver.agency(_usual_case(issuer.name))
    read = ReadDocument(
        parsed,
        outline,
        head,
        identifier,
        issuer,
        place,
        document_class(head.number, head.kind, head.body),
        findings=findings,
    )
    _cite(read, resolver, paragraphs, citations)
    _link(read, outline, paragraphs, citations)
    _assign(read, outline, resolver)
    _doubt_unsure(read)
    read.findings = sorted(set(read.findings), key=lambda f: (f.line, f.code, f.message))
    return read


def _day(head: Head, citations: Sequence[Citation]) -> str | None:
    """The day as of which names are meant: the document's, else the latest date it cites, else none."""
    if head.date is not None:
        return head.date.last if not head.date.complete else str(head.date)
    cited = [c.date.first for c in citations if c.date is not None]
    return max(cited) if cited else None


def _own_place(head: Head, day: str | None) -> Place | None:
    if not head.place:
        return None
    match = _LEVEL_NAME.match(head.place)
    assert match is not None
    level = match.group("level")
    if level and level.upper().startswith("TP"):
        level = "thành phố"
    return find_place(match.group("name"), level=level.lower() if level else None, day=day) or find_place(
        match.group("name"), level=None, day=None
    )


def _usual_case(name: str) -> str:
    """A known body's name in capitals as a text would write it; any other as it is.

    >>> _usual_case("HỘI ĐỒNG NHÂN DÂN HUYỆN MAI SƠN"), _usual_case("BAN THƯ VIỆN")
    ('Hội đồng nhân dân huyện Mai Sơn', 'BAN THƯ VIỆN')
    """
    matched = match_type(name) if name.isupper() else None
    seat = _LEVEL_NAME.match(matched[1]) if matched else None
    known = {kind.name for kind in matched[0]} if matched else set()
    if matched is None or seat is None or seat.group("level") is None or len(known) != 1:
        return name
    return f"{known.pop()} {seat.group('level').lower()} {seat.group('name').title()}"


def _is_central(head: Head, issuer: Agency | None) -> bool:
    if head.number is not None:
        return is_central(head.number)
    return issuer is not None and issuer.type is not None and issuer.place is None


def _identifier(head: Head, issuer: Agency | None, place: Place | None) -> str:
    year = head.date.year if head.date else None
    slug = place.slug if place else None
    if head.number is not None:
        return document_id(head.number, place=None if is_central(head.number) else slug, year=year)
    kind = "-".join(filter(None, (head.kind or "van-ban", head.body)))
    by = issuer.type if issuer and issuer.type else ""
    return unnumbered_id(kind, by or "khong-ro", slug, year, head.title or "khong-ten")


# ------------------------------------------------------------------ citations


def _cite(
    read: ReadDocument, resolver: Resolver, paragraphs: Sequence[Paragraph], citations: dict[int, list[Citation]]
) -> None:
    own = str(read.head.number) if read.head.number else None
    grouped: dict[str, list[Citation]] = {}
    for part in paragraphs:
        for citation in citations[id(part)]:
            if own is not None and str(citation.number) == own and _same_year(citation, read.head):
                _check_own(read, resolver, citation)
                continue
            if _is_own_line(citation, read.head):
                continue
            grouped.setdefault(str(citation.number), []).append(citation)
    for mentions in grouped.values():
        for same in _by_year(mentions):
            read.cited.append(_cited(read, resolver, same))
    read.cited.sort(key=lambda cited: (cited.line, cited.mentions[0].start))


def _is_own_line(citation: Citation, head: Head) -> bool:
    """Whether a citation is the tail of the document's own number, whose digits stand apart («Số: 1 7 /TB-UBND»)."""
    own = head.number
    return (
        own is not None
        and head.lines.get("number") == (citation.line, citation.line_end)
        and (own.kind, own.body) == (citation.number.kind, citation.number.body)
        and own.number.endswith(citation.number.number)
    )


def _same_year(citation: Citation, head: Head) -> bool:
    return citation.date is None or head.date is None or citation.date.year == head.date.year


def _by_year(mentions: Sequence[Citation]) -> list[list[Citation]]:
    """Mentions of one number by the year of their date; undated ones go with the only dated year."""
    years = sorted({m.date.year for m in mentions if m.date})
    days = {(m.date.month, m.date.day) for m in mentions if m.date}
    if len(years) <= 1 or mentions[0].number.year is not None or (len(days) == 1 and None not in days.pop()):
        # A number with its own year is one document whatever date is printed beside it; so is one whose dates
        # are the same day of different years, which is a slip.
        return [list(mentions)]
    groups = [[m for m in mentions if m.date and m.date.year == year] for year in years]
    undated = [m for m in mentions if m.date is None]
    return [*groups, undated] if undated else groups


def _check_own(read: ReadDocument, resolver: Resolver, citation: Citation) -> None:
    """The document names itself; another place or issuer there is a slip to be told."""
    if not citation.issuer or read.place is None:
        return
    agency = resolver.agency(citation.issuer)
    if agency.place is not None and agency.place.slug != read.place.slug and agency.kind != "unresolved":
        read.findings.append(
            Finding(
                "place-contradicts",
                "doubt",
                f"the document's own number stands beside «{citation.issuer}»",
                citation.line,
            )
        )


def _cited(read: ReadDocument, resolver: Resolver, mentions: Sequence[Citation]) -> Cited:
    number = mentions[0].number
    stated = [m.date for m in mentions if m.date]
    date = next((d for d in stated if number.year in (None, d.year)), stated[0] if stated else None)
    issuer = next((m.issuer for m in mentions if m.issuer), None)
    identifier, place, slips = resolver.document_ref(number, issuer=issuer, year=date.year if date else None)
    agency = resolver.agency(issuer) if issuer else None
    if agency is not None and agency.kind in ("unresolved", "collective", "office"):
        agency = None
    doubt = {slip.code for slip in slips}
    for slip in slips:
        read.findings.append(Finding(slip.code, "doubt", slip.message, mentions[0].line))
    dates = {str(m.date) for m in mentions if m.date}
    if len(dates) > 1:
        doubt.add("dates-conflict")
        read.findings.append(
            Finding("dates-conflict", "doubt", f"{number} is dated {' and '.join(sorted(dates))}", mentions[0].line)
        )
    elif date is not None and number.year not in (None, date.year):
        doubt.add("dates-conflict")
        read.findings.append(
            Finding("dates-conflict", "doubt", f"{number} is dated {date}, another year than its own", mentions[0].line)
        )
    issuers = {compare_key(m.issuer) for m in mentions if m.issuer}
    if len(issuers) > 1 and len({resolver.agency(m.issuer).id for m in mentions if m.issuer}) > 1:
        read.findings.append(
            Finding(
                "issuers-differ", "info", f"{number} is given to different issuers in this document", mentions[-1].line
            )
        )
    return Cited(
        number,
        identifier,
        date,
        canonical(issuer) if issuer else None,
        agency,
        place,
        tuple(mentions),
        tuple(sorted(doubt)),
    )


# ------------------------------------------------------------------ links


def _link(
    read: ReadDocument, outline: Outline, paragraphs: Sequence[Paragraph], citations: dict[int, list[Citation]]
) -> None:
    by_number: dict[str, list[Cited]] = {}
    for cited in read.cited:
        by_number.setdefault(str(cited.number), []).append(cited)

    def known(number: DocumentNumber | None, year: int | None) -> Cited | None:
        if number is None:
            return None
        options = sorted(by_number.get(str(number), []), key=lambda c: c.date is None)
        dated = [c for c in options if year is None or c.date is None or c.date.year == year]
        return (dated or options or [None])[0]  # type: ignore[list-item]

    def rest_on(basis: Basis) -> None:
        if all(basis.cited is not other.cited for other in read.bases):
            read.bases.append(basis)

    seen: set[tuple[str, str]] = set()
    opening = {id(part) for part in outline.opening}
    titled = _title_numbers(read, outline, citations)
    own, in_list = read.head.number, False
    for part in paragraphs:
        found = citations[id(part)]
        links: Iterable[Link] = read_links(part, found, opening=id(part) in opening)
        governed = set()
        for link in links:
            target, source = known(link.target, link.target_year), known(link.source, link.source_year)
            if target is None or (link.source is not None and source is None):
                continue
            if link.listed and str(link.target) not in titled:
                # «Thực hiện A; Nghị định B; …»: only what the title names too is carried out, the rest are grounds.
                rest_on(Basis(target, link.line, link.line_end, link.printed))
                continue
            if link.source is not None:
                governed.add(link.at)
            key = (source.id if source else read.id, target.id)
            if key in seen or key[0] == key[1]:
                continue
            seen.add(key)
            read.links.append(ResolvedLink(source, target, link.line, link.line_end, link.printed))
        article = part.marker is not None and part.marker.code.startswith("Điều")
        changes = read_changes(part, found, opening=id(part) in opening or article, body=own.body if own else None)
        if in_list:
            listed = listed_change(part, found)
            in_list = bool(listed)
            changes = listed or changes
        in_list = in_list or opens_list(part)
        for change in changes:
            at = change.citation
            changed = known(at.number, at.date.year if at.date else None)
            if changed is not None and all((c.relation, c.target) != (change.relation, changed) for c in read.changes):
                read.changes.append(ResolvedChange(change.relation, changed, at.line, at.line_end, at.printed))
        if id(part) in opening and part.text.startswith("Căn cứ"):
            for citation in found:
                basis = known(citation.number, citation.date.year if citation.date else None)
                if basis is not None and citation.start not in governed:
                    rest_on(Basis(basis, citation.line, citation.line_end, citation.printed))
    # What is replaced is more than amended.
    replaced = [change.target for change in read.changes if change.relation == "REPLACES"]
    read.changes[:] = [c for c in read.changes if c.relation == "REPLACES" or c.target not in replaced]


def _title_numbers(read: ReadDocument, outline: Outline, citations: dict[int, list[Citation]]) -> set[str]:
    """The numbers that the title names; every number of the opening where there is no title."""
    lines = read.head.lines.get("title")
    if lines is None:
        return {str(c.number) for part in outline.opening for c in citations[id(part)]}
    return {str(c.number) for part in outline.opening if lines[0] <= part.line <= lines[1] for c in citations[id(part)]}


# ------------------------------------------------------------------ tasks, targets, deadlines


def _assign(read: ReadDocument, outline: Outline, resolver: Resolver) -> None:
    if read.head.kind in vocabulary.wording().standing_kinds:
        return
    tasks, findings = prose_tasks(outline, plain=read.head.kind in vocabulary.wording().order_kinds)
    assign_referred(tasks)
    read.findings += findings
    targets = list(prose_targets(outline))
    for table in outline.tables:
        table_found, table_findings = table_tasks(table)
        tasks += table_found
        read.findings += table_findings
        if not table_found:
            target_found, target_findings = table_targets(table, _table_year(table, outline))
            targets = _merge_targets(targets, target_found)
            read.findings += target_findings
    everyone = [m for task in tasks for m in (*task.lead, *task.support)] + [
        m for target in targets for m in target.owner
    ]
    _seat(resolver, everyone)
    for task in tasks:
        lead, support = _resolve(read, resolver, task.lead), _resolve(read, resolver, task.support)
        if task.table is None:
            # «Sở A chủ trì, phối hợp với Sở A …» is a slip; a table may well print a body in both columns.
            support = [b for b in support if b.agency.id not in {x.agency.id for x in lead}]
        read.tasks.append((task, lead, support))
    for target in targets:
        if not re.search(r"[^\W\d_]{2}", target.indicator):
            read.findings.append(
                Finding("indicator-missing", "error", "a value stands without an indicator", target.line)
            )
            continue
        read.targets.append((target, _resolve(read, resolver, target.owner)))
    # The targets as kept: a link is an index into them, and one left out above would shift all behind it.
    read.services += find_services(tasks, [target for target, _ in read.targets])
    for deadline in read_deadlines(outline, tasks):
        read.deadlines.append((deadline, _resolve(read, resolver, deadline.who), _resolve(read, resolver, deadline.to)))


_TITLE_YEAR = re.compile(r"đến\s+(?:hết\s+)?năm\s+((?:19|20)\d\d)", re.IGNORECASE)


def _table_year(table: Table, outline: Outline) -> int | None:
    """The target year that the lines right above a table name; the nearest ones count."""
    above = [part for part in outline.paragraphs if part.line_end < table.line][-4:]
    for part in reversed(above):
        if years := _TITLE_YEAR.findall(part.text):
            return int(years[-1])
    return None


def _merge_targets(stated: list[TargetMention], tabled: list[TargetMention]) -> list[TargetMention]:
    """Targets of the text and of a table; one that both state is the table's, which names the owner."""

    def key(target: TargetMention) -> tuple[str, str, object, object, str]:
        return (
            indicator_key(target.indicator),
            indicator_key(target.parent or ""),
            target.value,
            target.value_high,
            target.text_value or "",
        )

    twice = {key(target): target for target in tabled}
    kept: list[TargetMention] = []
    for target in stated:
        same = twice.get(key(target))
        if same is None or same.year not in (None, target.year):
            kept.append(target)
            continue
        same.year = same.year or target.year
        same.indicator_lines = (*same.indicator_lines, *range(target.line, target.line_end + 1))
    return kept + tabled


def _seat(resolver: Resolver, mentions: Iterable[BodyMention]) -> None:
    """Where a body is named with its place once, the same name without a place means that one."""
    found: dict[str, set[Place]] = {}
    for mention in mentions:
        agency = resolver.agency(mention.text, given_task=True)
        printed_bare = any(slip.code == "level-not-printed" for slip in agency.slips)
        if agency.type and agency.place and not printed_bare:
            found.setdefault(agency.type, set()).add(agency.place)
    settled = {kind: next(iter(places)) for kind, places in found.items() if len(places) == 1}
    resolver.seat(resolver.document, resolver.place, settled)


_UNSURE = "recognition-unsure"
_NEARLY = 80


def _doubt_unsure(read: ReadDocument) -> None:
    """Doubt on numbers, bodies and targets that rest on words that were hard to recognise."""
    unsure = read.parsed.layout.unsure if read.parsed.layout else {}
    if not unsure:
        return

    def rests(lines: Iterable[int], *printed: str | None) -> bool:
        known = search_key(" ".join(filter(None, printed)))
        words = [search_key(word) for line in lines for word in unsure.get(line, "").split()]
        # A word with a slip is not the one that was made of it, but nearly.
        return any(
            word and (set(known.split()).issuperset(word.split()) or fuzz.ratio(word, known) >= _NEARLY)
            for word in words
        )

    def bodies(found: list[Body]) -> list[Body]:
        return [with_doubt(b, [_UNSURE]) if rests(b.mention.lines, b.mention.text) else b for b in found]

    for place, cited in enumerate(read.cited):
        if all(rests(range(m.line, m.line_end + 1), str(m.number)) for m in cited.mentions):
            again = replace(cited, doubt=tuple(sorted({*cited.doubt, _UNSURE})))
            read.cited[place] = again
            read.bases = [replace(b, cited=again) if b.cited is cited else b for b in read.bases]
            for at, link in enumerate(read.links):
                ends = [again if end is cited else end for end in (link.source, link.target)]
                read.links[at] = replace(link, source=ends[0], target=ends[1] or link.target)
    read.tasks = [(task, bodies(lead), bodies(support)) for task, lead, support in read.tasks]
    for target, _ in read.targets:
        if rests(range(target.line, target.line_end + 1), target.value_printed, target.indicator):
            target.doubt = tuple(sorted({*target.doubt, _UNSURE}))
    read.targets = [(target, bodies(owner)) for target, owner in read.targets]
    read.deadlines = [(deadline, bodies(who), bodies(to)) for deadline, who, to in read.deadlines]


def _resolve(read: ReadDocument, resolver: Resolver, mentions: Iterable[BodyMention]) -> list[Body]:
    bodies: list[Body] = []
    for mention in mentions:
        agency = resolver.agency(mention.text, given_task=True)
        if any(body.agency.id == agency.id for body in bodies):
            continue
        bodies.append(Body(mention, agency))
        for slip in agency.slips:
            if slip.code not in ("level-not-printed", "role-in-cell"):
                read.findings.append(
                    Finding(slip.code, "doubt" if slip.doubtful else "info", slip.message, mention.line)
                )
    return bodies


def with_doubt(body: Body, doubt: Iterable[str]) -> Body:
    """The body with more doubt on its mention."""
    return replace(body, mention=replace(body.mention, doubt=tuple(sorted({*body.mention.doubt, *doubt}))))
