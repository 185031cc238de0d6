"""A document's text line by line, with what was read in each line: for whoever compares the text with the facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from graph.facts import DocumentFacts, FindingRecord, Statement
from ontology.declare import Words
from ontology.relations import RELATIONS
from ontology.types import NODE_TYPES

Group = Literal["head", "document", "target", "owner", "task", "agency", "report", "domain"]

GROUPS: dict[Group, Words] = {
    "head": Words("Về văn bản này", "About this document"),
    "document": Words("Văn bản khác", "Other document"),
    "target": Words("Chỉ tiêu", "Target"),
    "owner": Words("Phụ trách", "Owner"),
    "task": Words("Nhiệm vụ", "Task"),
    "agency": Words("Chủ trì, phối hợp", "Lead, support"),
    "report": Words("Báo cáo", "Report"),
    "domain": Words("Lĩnh vực", "Domain"),
}
"""Kinds of facts as a reader tells them apart, each with a colour and these words."""

GROUP_OF: dict[str, Group] = {
    "IMPLEMENTS": "document",
    "HAS_LEGAL_BASIS": "document",
    "CITES": "document",
    "AMENDS": "document",
    "REPLACES": "document",
    "ISSUED_BY": "head",
    "APPLIES_TO": "head",
    "SETS": "target",
    "MEASURES": "target",
    "OWNED_BY": "owner",
    "ASSIGNS": "task",
    "PRODUCES": "task",
    "SERVES": "task",
    "LED_BY": "agency",
    "SUPPORTED_BY": "agency",
    "REQUIRES_REPORT": "report",
    "REPORTED_BY": "report",
    "REPORTS_TO": "report",
    "IN_DOMAIN": "domain",
}
"""Relation → the kind of its facts. What is said of another document is of the kind ``document``."""

UNMARKED = ("HAS_FINDING",)
"""Relations that are no facts of the text; findings stand beside their lines by themselves."""


@dataclass(frozen=True, slots=True)
class Said:
    """One fact that a line states.

    Args:
        subject, object: (id, name); of a stated property, the object is the value, without id.
        predicate: a relation's or a property's name; ``label`` is how it reads.
    """

    group: Group
    predicate: str
    label: Words
    subject: tuple[str, str]
    object: tuple[str | None, str]
    basis: str | None
    doubt: str | None
    mention: str | None


@dataclass(slots=True)
class TextLine:
    """A line of the text, from 1, with the facts that it states and the findings that stand at it."""

    number: int
    text: str
    said: list[Said] = field(default_factory=list)
    findings: list[FindingRecord] = field(default_factory=list)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The kinds of its facts, each once, in the order of ``GROUPS``."""
        there = {one.group for one in self.said}
        return tuple(group for group in GROUPS if group in there)

    def topics(self, document: str) -> dict[str, tuple[str, list[Said]]]:
        """What the line speaks of: id → name and facts. A fact is the topic's whose particulars it tells.

        Of «the document sets a target» the target is the topic; of «the target
        is owned by an agency», too; of the document's own date the document.
        """
        found: dict[str, tuple[str, list[Said]]] = {}
        for said in sorted(self.said, key=lambda one: list(GROUPS).index(one.group)):
            node, name = said.object
            topic, title = (node, name) if said.subject[0] == document and node is not None else said.subject
            found.setdefault(topic, (title, []))[1].append(said)
        return found


def text_lines(document: DocumentFacts) -> list[TextLine]:
    """Every line of the document as loaded, with what was read in it."""
    lines = [TextLine(number, text) for number, text in enumerate(document.text.split("\n"), start=1)]
    labels = {node.id: node.label for node in document.nodes}
    names = {node.id: str(node.props.get(NODE_TYPES[node.label].SHOWN, node.id)) for node in document.nodes}
    for statement in document.statements:
        if statement.predicate in UNMARKED:
            continue
        said = _said(document.id, statement, labels, names)
        places = {number for span in statement.spans for number in range(span.line, span.line_end + 1)}
        for number in sorted(places):
            if number <= len(lines):
                lines[number - 1].said.append(said)
    for finding in document.findings:
        if finding.line <= len(lines):
            lines[max(finding.line, 1) - 1].findings.append(finding)
    return lines


def _said(document: str, statement: Statement, labels: Mapping[str, str], names: Mapping[str, str]) -> Said:
    subject = statement.subject
    if statement.literal:
        label = NODE_TYPES[labels[subject]].props()[statement.predicate].label
        value: tuple[str | None, str] = None, statement.object
        group: Group = "head"
    else:
        relation = RELATIONS[statement.predicate]
        # «do … chủ trì» is a frame for a sentence; before a colon the other direction reads better: «chủ trì: Sở Y tế».
        label = Words(relation.reverse.vi, relation.forward.en) if "…" in relation.forward.vi else relation.forward
        value = statement.object, names[statement.object]
        group = GROUP_OF[statement.predicate]
    if group == "head" and subject != document:
        group = "document"
    return Said(
        group,
        statement.predicate,
        label,
        (subject, names[subject]),
        value,
        statement.basis,
        statement.doubt_text,
        statement.mention,
    )
