"""The interchange form of a reading: what ``policygraph read FILE --json`` prints."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from graph.resolve import Agency, kind_of
from loaders.read import Body, Cited, ReadDocument, ResolvedLink


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _agency(body: Body) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": body.agency.printed or body.agency.name,
        "mention": body.mention.text,
        "id": body.agency.id,
        "kind": body.agency.kind,
        "jurisdiction": body.agency.place.name if body.agency.place else None,
        "line": body.mention.line,
        "basis": body.mention.basis,
    }
    if body.doubt:
        entry["doubt"] = list(body.doubt)
    return entry


def _issuer_name(agency: Agency | None, printed: str | None) -> str | None:
    return agency.name if agency is not None else printed


def _cited(cited: Cited) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "number": str(cited.number),
        "kind": kind_of(cited.number),
        "date": str(cited.date) if cited.date else None,
        "issuer": _issuer_name(cited.issuer_agency, cited.issuer),
        "id": cited.id,
        "line": cited.line,
    }
    if cited.doubt:
        entry["doubt"] = list(cited.doubt)
    return entry


def _link(link: ResolvedLink) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "source": str(link.source.number) if link.source else None,
        "number": str(link.target.number),
        "date": str(link.target.date) if link.target.date else None,
        "issuer": _issuer_name(link.target.issuer_agency, link.target.issuer),
        "line": link.line,
    }
    return entry


def to_interchange(read: ReadDocument) -> dict[str, Any]:
    """The reading as one JSON object; lines are 1-based lines, or blocks of docx, pdf and html, with their page."""
    return {key: _paged(read, value) for key, value in _entries(read).items()}


def _paged(read: ReadDocument, value: Any) -> Any:
    """The value with a page beside every line, where the file has pages."""
    if isinstance(value, list):
        return [_paged(read, item) for item in value]
    if not isinstance(value, dict):
        return value
    paged = {key: _paged(read, item) for key, item in value.items()}
    if isinstance(line := value.get("line"), int) and (page := read.parsed.page(line)) is not None:
        paged["page"] = page
    return paged


def _entries(read: ReadDocument) -> dict[str, Any]:
    head = read.head
    return {
        "document": {
            "id": read.id,
            "number": str(head.number) if head.number else None,
            "kind": head.kind,
            "issuer": _issuer_name(read.issuer, head.issuer),
            "jurisdiction": read.place.name if read.place else None,
            "date": str(head.date) if head.date else None,
            "title": head.title,
            "signer": head.signer,
            "signer_role": head.signer_role,
        },
        "implements": [_link(link) for link in read.links],
        "bases": [_cited(basis.cited) | {"line": basis.line} for basis in read.bases],
        "amends": [_cited(c.target) | {"line": c.line} for c in read.changes if c.relation == "AMENDS"],
        "replaces": [_cited(c.target) | {"line": c.line} for c in read.changes if c.relation == "REPLACES"],
        "cites": [_cited(cited) for cited in read.cited],
        "tasks": [_task(*item) for item in read.tasks],
        "targets": [_target(*item) for item in read.targets],
        "deadlines": [_deadline(*item) for item in read.deadlines],
        "findings": [
            {"code": f.code, "severity": f.severity, "message": f.message, "line": f.line} for f in read.findings
        ],
    }


def _doubtful(entry: dict[str, Any], doubt: tuple[str, ...]) -> dict[str, Any]:
    if doubt:
        entry["doubt"] = sorted(set(doubt))
    return entry


def _task(task: Any, lead: list[Body], support: list[Body]) -> dict[str, Any]:
    return _doubtful(
        {
            "code": task.code,
            "heading": task.heading,
            "text": task.text,
            "lead": [_agency(body) for body in lead],
            "support": [_agency(body) for body in support],
            "product": task.product,
            "timeline": task.timeline,
            "line": task.line,
            "line_end": task.line_end,
        },
        task.doubt,
    )


def _target(target: Any, owner: list[Body]) -> dict[str, Any]:
    return _doubtful(
        {
            "group": target.group,
            "parent": target.parent,
            "indicator": target.indicator,
            "unit": target.unit,
            "comparator": target.comparator,
            "value": _number(target.value),
            "value_high": _number(target.value_high),
            "text_value": target.text_value,
            "year": target.year,
            "approx": target.approx,
            "owner": [_agency(body) for body in owner],
            "line": target.line,
            "line_end": target.line_end,
        },
        (*target.doubt, *target.owner_doubt),
    )


def _deadline(deadline: Any, who: list[Body], to: list[Body]) -> dict[str, Any]:
    return {
        "who": [_agency(body) for body in who],
        "what": deadline.what,
        "to": [_agency(body) for body in to],
        "month": deadline.month,
        "day": deadline.day,
        "year": deadline.year,
        "recurrence": deadline.recurrence,
        "when_text": deadline.when_text,
        "line": deadline.line,
    }
