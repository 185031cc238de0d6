"""Facts, the statements that carry them, and all that one document says.

A *fact* is a subject, a predicate and an object: a relation of
``ontology.relations`` between two node ids, or a stated property of
``ontology.types`` with a literal. A fact is stored once, however many
documents say it. A *statement* is one document saying one fact, with the
lines and the quote. A fact without a statement that has a source cannot be
built.
"""

from __future__ import annotations

import hashlib
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ontology.errors import RefusedFactError
from ontology.relations import RELATIONS
from ontology.types import NODE_TYPES

DOUBT_SEPARATOR = "; "


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(_Frozen):
    """Where in the source a statement stands.

    ``line`` and ``line_end`` are 1-based and inclusive: lines of a text file,
    block numbers of a docx, pdf or html file. ``quote`` is text of those lines
    as printed, without changes.
    """

    line: int = Field(ge=1)
    line_end: int = Field(ge=1)
    quote: str = Field(min_length=1)
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Span:
        if self.line_end < self.line:
            raise ValueError(f"line_end {self.line_end} stands before line {self.line}")
        return self


def fact_key(subject: str, predicate: str, object: str) -> str:
    """The key of a fact: 24 hex digits that depend on nothing but the fact.

    >>> fact_key("118_kh-ubnd.can-tho-2024", "IMPLEMENTS", "68_nq-cp-2024")
    'a6009a5732a983d82ec7e6fd'
    """
    return hashlib.sha256("\x1f".join((subject, predicate, object)).encode()).hexdigest()[:24]


class Statement(_Frozen):
    """One document saying one fact.

    Args:
        subject, predicate: id of a node, and a relation's name or a stated property's name.
        object: id of a node where ``literal`` is false, else the literal's text.
        spans: the lines it rests on; at least one.
        basis: how an owner, lead or supporter was found (``relations.OWNER_BASIS``).
        mention: the words of the document that name the object, as printed.
        doubt: codes of the findings that concern it, sorted.
        decision, confirmed_by: id of the curator's decision that it rests on too, and who made it.
    """

    subject: str
    predicate: str
    object: str
    literal: bool = False
    spans: tuple[Span, ...]
    basis: str | None = None
    mention: str | None = None
    doubt: tuple[str, ...] = ()
    decision: str | None = None
    confirmed_by: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _sourced(cls, values: Any) -> Any:
        if isinstance(values, dict) and not values.get("spans"):
            fact = " ".join(str(values.get(part)) for part in ("subject", "predicate", "object"))
            raise RefusedFactError(
                f"the fact «{fact}» has no source lines", todo="Give the lines and the quote it rests on"
            )
        return values

    @property
    def key(self) -> str:
        """Key of the fact it states."""
        return fact_key(self.subject, self.predicate, self.object)

    @property
    def doubt_text(self) -> str | None:
        """The doubt as one scalar, the form in which both stores and every answer show it."""
        return DOUBT_SEPARATOR.join(self.doubt) or None


class NodeRecord(_Frozen):
    """A node as a document needs it: its type and what its id and the vocabulary (or the document) say of it.

    ``named`` is false of a shared node that the document does not name, and that follows by the vocabulary from what
    it names: the heirs of an agency, the acts of its succession.
    """

    label: str
    id: str
    props: dict[str, str | int | bool]
    named: bool = True

    @model_validator(mode="after")
    def _declared(self) -> NodeRecord:
        kind = NODE_TYPES.get(self.label)
        if kind is None:
            raise RefusedFactError(f"«{self.label}» is no node type of the ontology", where=self.id)
        known = kind.props()
        if unknown := [name for name in self.props if name not in known]:
            raise RefusedFactError(f"{self.label} has no property {', '.join(sorted(unknown))}", where=self.id)
        return self

    @property
    def shared(self) -> bool:
        """Whether other documents may name the same node (an agency of one document is not shared)."""
        return NODE_TYPES[self.label].SHARED and "document" not in self.props


class SourceInfo(_Frozen):
    """What is known of a loaded file, and of what read it.

    A file is skipped when all of ``sha256``, ``reader``, ``vocabulary`` and
    ``decisions`` equal those of the stored source. ``path`` finds the file
    again; it says something of the machine, so nothing that others see holds
    more of it than ``file``.
    """

    document: str
    path: str
    sha256: str
    reader: str
    vocabulary: str
    decisions: str
    lines: int

    @property
    def file(self) -> str:
        """The file's name, without the folder that it lay in."""
        return self.path.replace("\\", "/").rpartition("/")[2]

    @property
    def fingerprint(self) -> str:
        """Everything that the stored facts depend on, as one string."""
        return " ".join((self.sha256, self.reader, self.vocabulary, self.decisions))


class FindingRecord(_Frozen):
    """Something doubtful, repaired or contradictory that the reader must tell."""

    code: str
    severity: str
    message: str
    line: int


class Reading(_Frozen):
    """What the readers found in a document, before a person's decisions were applied."""

    nodes: tuple[NodeRecord, ...]
    statements: tuple[Statement, ...]
    links: tuple[tuple[str, str, str], ...] = ()
    findings: tuple[FindingRecord, ...] = ()


class DocumentFacts(_Frozen):
    """All that one document says: the unit that is loaded, replaced and unloaded whole.

    ``links`` are relations that the vocabulary alone makes (PART_OF), as
    (subject, predicate, object); they live as long as their ends are named.
    ``text`` is the document as read, kept (compressed) so that the app can
    show any line; ``layout`` is what the file says beside its text, as
    ``loaders.kept`` writes it, so that it can be read again. ``reading`` is
    there only where decisions were applied: what they were applied to, so that
    others can be applied without the file.
    """

    id: str
    source: SourceInfo
    nodes: tuple[NodeRecord, ...]
    statements: tuple[Statement, ...]
    links: tuple[tuple[str, str, str], ...] = ()
    findings: tuple[FindingRecord, ...] = ()
    text: str = ""
    layout: str = ""
    reading: Reading | None = None

    @model_validator(mode="after")
    def _closed(self) -> DocumentFacts:
        known = {node.id: node.label for node in self.nodes}
        for statement in self.statements:
            where = f"{self.id} line {statement.spans[0].line}"
            source_label = known.get(statement.subject)
            if source_label is None:
                raise RefusedFactError(f"nothing is known of «{statement.subject}»", where=where)
            if statement.literal:
                prop = NODE_TYPES[source_label].props().get(statement.predicate)
                if prop is None or not prop.stated:
                    raise RefusedFactError(
                        f"{source_label} has no stated property «{statement.predicate}»", where=where
                    )
                continue
            relation = RELATIONS.get(statement.predicate)
            target_label = known.get(statement.object)
            if relation is None or source_label not in relation.source or target_label not in relation.target:
                raise RefusedFactError(
                    f"the ontology does not allow {source_label} {statement.predicate} {target_label}", where=where
                )
            if statement.basis is not None and statement.basis not in relation.basis:
                raise RefusedFactError(f"«{statement.basis}» is no basis of {statement.predicate}", where=where)
        return self
