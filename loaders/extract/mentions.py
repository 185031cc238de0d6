"""What extractors report: words of the text with their lines, not yet resolved."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from ontology.values import DocumentNumber, PartialDate
from ontology.values.quantity import Comparator


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reader must be told. ``severity``: info (a repair, told for the record), doubt, error."""

    code: str
    severity: str
    message: str
    line: int


@dataclass(frozen=True, slots=True)
class BodyMention:
    """A body as printed: the words, the lines they stand on, and how it came to be owner, lead or support."""

    text: str
    lines: tuple[int, ...]
    basis: str = "cell"
    doubt: tuple[str, ...] = ()

    @property
    def line(self) -> int:
        """First line."""
        return self.lines[0]


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered document named in the text; ``start`` is its offset in the paragraph."""

    number: DocumentNumber
    line: int
    line_end: int
    start: int
    end: int
    date: PartialDate | None = None
    issuer: str | None = None
    issuer_line: int = 0
    """Last line of the issuer, which may stand below the number and its date."""
    printed: str = ""
    """The number as printed."""


@dataclass(frozen=True, slots=True)
class Link:
    """«source» carries out «target»; a source of None is the document itself.

    ``listed``: the target is only a later member of a list parted by
    semicolons, with no «thực hiện» of its own.
    """

    source: DocumentNumber | None
    target: DocumentNumber
    target_year: int | None
    source_year: int | None
    line: int
    line_end: int
    listed: bool = False
    at: int = -1
    """Offset of the target in its paragraph."""
    printed: str = ""
    """The target's number as printed."""


@dataclass(slots=True)
class TaskMention:
    """A task with its bodies as printed; ``lines`` are all the lines it rests on."""

    code: str | None
    heading: str | None
    text: str
    line: int
    line_end: int
    lead: list[BodyMention] = field(default_factory=list)
    support: list[BodyMention] = field(default_factory=list)
    product: str | None = None
    timeline: str | None = None
    doubt: tuple[str, ...] = ()
    table: int | None = None
    row: int | None = None


@dataclass(slots=True)
class TargetMention:
    """A target with its figures read and its owners as printed.

    ``indicator_lines`` differ from ``line`` where several indicators share a
    cell above their values.
    """

    indicator: str
    line: int
    line_end: int
    comparator: Comparator
    value: Decimal | None = None
    value_high: Decimal | None = None
    text_value: str | None = None
    value_printed: str | None = None
    unit: str | None = None
    year: int | None = None
    approx: bool = False
    group: str | None = None
    parent: str | None = None
    owner: list[BodyMention] = field(default_factory=list)
    doubt: tuple[str, ...] = ()
    owner_doubt: tuple[str, ...] = ()
    indicator_lines: tuple[int, ...] = ()
    table: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class DeadlineMention:
    """A duty to report: who, what, to whom and when, as printed and as read."""

    what: str
    when_text: str
    line: int
    line_end: int
    month: int | None
    day: int | None
    year: int | None
    recurrence: str
    who: tuple[BodyMention, ...] = ()
    to: tuple[BodyMention, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """What the document says of itself, as printed, with the lines."""

    number: DocumentNumber | None
    kind: str | None
    body: str | None
    issuer: str | None
    place: str | None
    date: PartialDate | None
    title: str | None
    signer: str | None
    signer_role: str | None
    lines: dict[str, tuple[int, int]] = field(default_factory=dict)
