"""From a reading to the facts of one document, each with its lines.

Only what is resolved becomes a shared node; collectives, posts and names that
are not known stay nodes of this document. Every statement's spans cover what
it says: an owner's statement has the target's row and, where it was carried,
the owner's cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property

from graph.facts import DocumentFacts, FindingRecord, NodeRecord, SourceInfo, Span, Statement
from graph.headings import Headings
from graph.heirs import add_succession
from graph.ids import Ordinals, indicator_id, owned_id
from graph.records import Records, agency_records, document_records, place_records, record
from graph.resolve import Agency, Place, indicator_key, indicator_name
from loaders.domains import find_domain
from loaders.extract.mentions import BodyMention, TargetMention, TaskMention
from loaders.extract.serves import target_name
from loaders.kept import keep
from loaders.read import Body, Cited, ReadDocument
from ontology.text import search_key
from ontology.values import DocumentNumber
from ontology.values.quantity import plain

DRAFT = "draft / unnumbered"


class _Builder:
    """Collects the nodes and statements of one document."""

    def __init__(self, read: ReadDocument) -> None:
        self.read = read
        self.nodes: dict[str, NodeRecord] = {}
        self.statements: list[Statement] = []
        self.links: set[tuple[str, str, str]] = set()
        self.distinct = Ordinals()
        self.spans: dict[tuple[int, int | None, str], Span] = {}
        self.rows = {
            line: (table, row)
            for table in read.outline.tables
            for row in table.rows
            for line in range(row.line, row.line_end + 1)
        }

    @cached_property
    def headings(self) -> Headings:
        """Where its headings stand; few documents have none, but those may be long."""
        return Headings(self.read.parsed.lines)

    # ---------------------------------------------------------- nodes

    def node(self, label: str, identifier: str, **props: str | int | bool | None) -> str:
        if identifier not in self.nodes:
            self.nodes[identifier] = record(label, identifier, **props)
        return identifier

    def place(self, place: Place) -> str:
        return self._add(place_records(place))

    def agency(self, agency: Agency) -> str:
        # A plan names the same body a hundred times; its id says of which records it is the first.
        return agency.id if agency.id in self.nodes else self._add(agency_records(agency))

    def document(self, number: DocumentNumber, identifier: str, place: Place | None, year: int | None) -> str:
        return self._add(document_records(number, identifier, place, year))

    def _add(self, records: Records) -> str:
        nodes, links = records
        for node in nodes:
            self.nodes.setdefault(node.id, node)
        self.links |= links
        return nodes[0].id

    def cited(self, cited: Cited) -> str:
        return self.document(cited.number, cited.id, cited.place, cited.date.year if cited.date else None)

    def lines_of(self, heading: str, below: int) -> tuple[int, int] | None:
        """The lines that print the heading or group of what begins at a line, for its span."""
        line = self.headings.line_of(heading, below)
        if line is not None:
            return line, line
        key = search_key(heading)
        if not key:
            return None
        # A heading that goes on in the next lines: of the text, or of a cell.
        for part in self.read.outline.paragraphs:
            if key in search_key(part.text):
                return part.line, part.line_end
        for table in self.read.outline.tables:
            for row in table.rows:
                for cell in row.cells:
                    if cell.lines and key in search_key(cell.text):
                        return cell.lines[0], cell.lines[-1]
        return None

    # ---------------------------------------------------------- statements

    def say(
        self,
        subject: str,
        predicate: str,
        object: str,
        spans: Iterable[Span],
        *,
        literal: bool = False,
        basis: str | None = None,
        mention: str | None = None,
        doubt: Iterable[str] = (),
    ) -> None:
        unique = tuple(sorted({(s.line, s.line_end): s for s in spans}.values(), key=lambda s: (s.line, s.line_end)))
        self.statements.append(
            Statement(
                subject=subject,
                predicate=predicate,
                object=object,
                literal=literal,
                spans=unique,
                basis=basis,
                mention=mention,
                doubt=tuple(sorted(set(doubt))),
            )
        )

    def span(self, line: int, line_end: int | None = None, *, words: str = "") -> Span:
        """A span, with its row of a table; with its column, too, where ``words`` stand in one cell of that row."""
        # The facts of a task or target share their lines.
        key = line, line_end, words
        if key not in self.spans:
            self.spans[key] = self._span(*key)
        return self.spans[key]

    def _span(self, line: int, line_end: int | None, words: str) -> Span:
        table, row = self.rows.get(line, (None, None))
        column = None
        if row is not None and words:
            key = search_key(words)
            column = next((c for c, cell in enumerate(row.cells, start=1) if key in search_key(cell.text)), None)
        return self.read.parsed.span(
            line, line_end, table=table.number if table else None, row=row.number if row else None, column=column
        )

    def lines(self, numbers: Iterable[int], words: str = "") -> list[Span]:
        return [self.span(number, words=words) for number in sorted(set(numbers))]

    def body_spans(self, mention: BodyMention, *rest: Span) -> list[Span]:
        return [*rest, *self.lines(mention.lines, mention.text)]


def to_facts(read: ReadDocument, source: SourceInfo) -> DocumentFacts:
    """Everything that the document says, ready for a store."""
    build = _Builder(read)
    _head(build)
    _citations(build)
    targets = [_target(build, *item) for item in read.targets]
    tasks = [_task(build, *item) for item in read.tasks]
    _services(build, tasks, targets)
    _deadlines(build)
    _findings(build)
    add_succession(build.nodes, build.links)
    return DocumentFacts(
        id=read.id,
        source=source,
        nodes=tuple(sorted(build.nodes.values(), key=lambda node: node.id)),
        statements=tuple(build.statements),
        links=tuple(sorted(build.links)),
        findings=tuple(
            FindingRecord(code=f.code, severity=f.severity, message=f.message, line=f.line) for f in read.findings
        ),
        text=read.parsed.text,
        layout=keep(read.parsed),
    )


def _head(build: _Builder) -> None:
    read, head = build.read, build.read.head
    place = build.place(read.place) if read.place else None
    year = head.date.year if head.date else None
    number = str(head.number) if head.number else None
    build.node(
        "Document",
        read.id,
        name=number or _unnumbered_name(read),
        number=number,
        kind=head.kind,
        document_class=read.document_class,
        year=(head.number.year if head.number else None) or year,
        place=place,
    )
    lines = head.lines

    def at(*keys: str) -> list[Span]:
        return [build.span(*lines[key]) for key in keys if key in lines]

    first = at("kind") or at("number") or [build.span(_first_line(read))]
    if head.title:
        build.say(read.id, "title", head.title, at("title") or first, literal=True)
    if head.date:
        build.say(read.id, "date", str(head.date), at("date") or first, literal=True)
    if head.signer:
        build.say(read.id, "signer", head.signer, at("signer") or first, literal=True)
    if head.signer_role:
        build.say(read.id, "signer_role", head.signer_role, at("signer_role") or first, literal=True)
    if read.draft:
        build.say(read.id, "status", DRAFT, at("number", "date") or first, literal=True)
    if read.issuer and "issuer" in lines:
        build.say(
            read.id, "ISSUED_BY", build.agency(read.issuer), at("issuer"), mention=head.issuer, doubt=read.issuer.doubt
        )
    if place and (spans := at("place", "issuer")):
        build.say(read.id, "APPLIES_TO", place, spans[:1], mention=head.place)


def _unnumbered_name(read: ReadDocument) -> str:
    head = read.head
    symbol = "-".join(filter(None, (head.kind, head.body)))
    place = read.place.name if read.place else ""
    return (
        f"…/{symbol} ({', '.join(filter(None, (place, str(head.date) if head.date else '')))})"
        if symbol
        else (head.title or "?")[:60]
    )


def _first_line(read: ReadDocument) -> int:
    return next(i for i, line in enumerate(read.parsed.lines, start=1) if line.strip())


def _citations(build: _Builder) -> None:
    read = build.read
    for cited in read.cited:
        identifier = build.cited(cited)
        spans = [build.span(c.line, c.line_end) for c in cited.mentions]
        build.say(read.id, "CITES", identifier, spans[:5], mention=cited.mentions[0].printed, doubt=cited.doubt)
        dated = next((c for c in cited.mentions if c.date), None)
        if dated is not None and dated.date is not None:
            build.say(
                identifier,
                "date",
                str(dated.date),
                [build.span(dated.line, dated.line_end)],
                literal=True,
                doubt=cited.doubt,
            )
        named = next((c for c in cited.mentions if c.issuer), None)
        if cited.issuer_agency is not None and named is not None:
            last = max(named.line_end, named.issuer_line)
            build.say(
                identifier,
                "ISSUED_BY",
                build.agency(cited.issuer_agency),
                [build.span(named.line, last)],
                mention=cited.issuer,
                doubt={*cited.doubt, *cited.issuer_agency.doubt},
            )
    for basis in read.bases:
        build.say(
            read.id,
            "HAS_LEGAL_BASIS",
            build.cited(basis.cited),
            [build.span(basis.line, basis.line_end)],
            mention=basis.printed,
            doubt=basis.cited.doubt,
        )
    for change in read.changes:
        build.say(
            read.id,
            change.relation,
            build.cited(change.target),
            [build.span(change.line, change.line_end)],
            mention=change.printed,
            doubt=change.target.doubt,
        )
    for link in read.links:
        source = build.cited(link.source) if link.source else read.id
        build.say(
            source,
            "IMPLEMENTS",
            build.cited(link.target),
            [build.span(link.line, link.line_end)],
            mention=link.printed,
        )


# ------------------------------------------------------------------ targets


def _target_spans(build: _Builder, target: TargetMention) -> list[Span]:
    """The row or clause of a target, and the lines of its indicator where they are others."""
    named = build.lines(line for line in target.indicator_lines if not target.line <= line <= target.line_end)
    return [*named, build.span(target.line, target.line_end)]


def _target(build: _Builder, target: TargetMention, owners: list[Body]) -> str:
    read = build.read
    year = str(target.year) if target.year else ""
    identifier = build.distinct(owned_id(read.id, "target", [target.indicator, target.parent or "", year]))
    doubt = sorted({*target.doubt, *target.owner_doubt})
    build.node(
        "Target",
        identifier,
        name=target.indicator,
        document=read.id,
        group=target.group,
        parent=target.parent,
        comparator=target.comparator,
        value=plain(target.value) if target.value is not None else None,
        value_high=plain(target.value_high) if target.value_high is not None else None,
        text_value=target.text_value,
        value_printed=target.value_printed,
        unit=target.unit,
        year=target.year,
        approx=target.approx or None,
        doubt="; ".join(doubt) or None,
    )
    spans = _target_spans(build, target)
    build.say(read.id, "SETS", identifier, spans, mention=target.value_printed, doubt=doubt)
    wording = target_name(target)
    name, key = indicator_name(wording), indicator_key(wording)
    indicator = build.node("Indicator", indicator_id(key), name=name, key=key)
    build.say(identifier, "MEASURES", indicator, spans, mention=target.indicator, doubt=target.doubt)
    _domain(build, identifier, target.group, spans)
    for owner in owners:
        build.say(
            identifier,
            "OWNED_BY",
            build.agency(owner.agency),
            build.body_spans(owner.mention, *spans),
            basis=owner.mention.basis,
            mention=owner.mention.text,
            doubt={*owner.doubt, *target.owner_doubt},
        )
    return identifier


def _domain(build: _Builder, subject: str, heading: str | None, spans: list[Span]) -> None:
    domain = find_domain(heading) if heading else None
    if domain is None:
        return
    where = build.lines_of(heading or "", min(span.line for span in spans))
    build.node("Domain", f"domain/{domain.id}", name=domain.name)
    build.say(
        subject, "IN_DOMAIN", f"domain/{domain.id}", [*([build.span(*where)] if where else []), *spans], mention=heading
    )


# ------------------------------------------------------------------ tasks


def task_code(code: str) -> str:
    """A task's code as part of an id, in plain letters; «đ» is «dd», for «d» is another letter.

    >>> task_code("III.6.đ"), task_code("Điều 1.II"), task_code("Phần thứ hai.1")
    ('III.6.dd', 'Dieu-1.II', 'Phan-thu-hai.1')
    """
    parted = unicodedata.normalize("NFD", code.replace("đ", "dd").replace("Đ", "D"))
    plain = "".join(letter for letter in parted if not unicodedata.combining(letter))
    return re.sub(r"[^A-Za-z0-9._~]+", "-", plain).strip("-")


def _task(build: _Builder, task: TaskMention, lead: list[Body], support: list[Body]) -> str:
    read = build.read
    name = task_code(task.code or "") or owned_id("", "", [task.text]).strip("/")
    prefix = f"t{task.table}." if task.table else ""
    identifier = build.distinct(f"{read.id}/task/{prefix}{name}")
    build.node(
        "Task",
        identifier,
        name=task.text,
        document=read.id,
        code=task.code,
        heading=task.heading,
        timeline=task.timeline,
        doubt="; ".join(sorted(task.doubt)) or None,
    )
    span = build.span(task.line, task.line_end)
    build.say(read.id, "ASSIGNS", identifier, [span], doubt=task.doubt)
    if task.product:
        product = build.node(
            "Product", f"{identifier.replace('/task/', '/product/')}", name=task.product, document=read.id
        )
        build.say(identifier, "PRODUCES", product, [span], mention=task.product)
    _domain(build, identifier, task.heading, [span])
    for relation, bodies in (("LED_BY", lead), ("SUPPORTED_BY", support)):
        for body in bodies:
            build.say(
                identifier,
                relation,
                build.agency(body.agency),
                build.body_spans(body.mention, span),
                basis=body.mention.basis,
                mention=body.mention.text,
                doubt={*body.doubt, *task.doubt},
            )
    return identifier


def _services(build: _Builder, tasks: list[str], targets: list[str]) -> None:
    """That tasks serve targets; what is doubtful about either is doubtful about the link."""
    for service in build.read.services:
        task, target = build.read.tasks[service.task][0], build.read.targets[service.target][0]
        build.say(
            tasks[service.task],
            "SERVES",
            targets[service.target],
            [build.span(task.line, task.line_end), *_target_spans(build, target)],
            basis=service.basis,
            mention=service.printed,
            doubt={*task.doubt, *target.doubt},
        )


def _findings(build: _Builder) -> None:
    read = build.read
    for finding in read.findings:
        # A finding on a blank line (a missing head) rests on the first line that holds text.
        line = finding.line if read.parsed.lines[finding.line - 1].strip() else _first_line(read)
        identifier = build.distinct(f"{read.id}/finding/{finding.code}-{finding.line}")
        build.node(
            "Finding",
            identifier,
            name=finding.message,
            document=read.id,
            code=finding.code,
            severity=finding.severity,
            line=finding.line,
        )
        build.say(read.id, "HAS_FINDING", identifier, [build.span(line)])


def _deadlines(build: _Builder) -> None:
    read = build.read
    for deadline, who, to in read.deadlines:
        when = f"{deadline.month:02d}-{deadline.day:02d}" if deadline.month and deadline.day else "undated"
        identifier = build.distinct(f"{read.id}/report/{when}-{deadline.year or deadline.recurrence}")
        build.node(
            "ReportingDuty",
            identifier,
            name=deadline.what,
            document=read.id,
            month=deadline.month,
            day=deadline.day,
            year=deadline.year,
            recurrence=deadline.recurrence,
            when_text=deadline.when_text,
        )
        span = build.span(deadline.line, deadline.line_end)
        build.say(read.id, "REQUIRES_REPORT", identifier, [span], mention=deadline.when_text)
        for relation, bodies in (("REPORTED_BY", who), ("REPORTS_TO", to)):
            for body in bodies:
                build.say(
                    identifier,
                    relation,
                    build.agency(body.agency),
                    build.body_spans(body.mention, span),
                    basis=body.mention.basis,
                    mention=body.mention.text,
                    doubt=body.doubt,
                )
