"""The catalogue: every question as one object, checked against the ontology when it is read.

A question NAME is three files of this folder: ``NAME.toml`` says what it asks
and what its answer shows, ``NAME.cypher`` and ``NAME.rq`` ask it. Whatever of
the three does not fit the others or the ontology is refused with the name of
the file and the fault, so a question that is in the catalogue can be asked.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from rapidfuzz import fuzz

from graph.store import Scalar
from graph.succession import function_words
from ontology.changes import CERTAINTIES, OUTCOMES
from ontology.declare import Words
from ontology.errors import PolicygraphError, UnknownNameError
from ontology.relations import RELATIONS
from ontology.text import search_key
from ontology.types import NODE_TYPES
from queries.measures import VERDICTS
from queries.texts import LINK_PROPS, read_cypher, read_sparql

FOLDER = Path(__file__).parent
"""Where the questions are."""

Language = Literal["cypher", "sparql"]
ParameterType = Literal[
    "document",
    "agency",
    "indicator",
    "jurisdiction",
    "target",
    "domain",
    "agency_type",
    "text",
    "integer",
    "date",
    "choice",
]
ColumnType = Literal["text", "number", "integer", "id", "boolean"]
Door = Literal["planner", "coordinator", "researcher"]
Drawing = Literal["table", "sankey", "tree", "graph", "timeline", "matrix", "bar", "calendar"]

DOORS: dict[Door, Words] = {
    "planner": Words("Người lập kế hoạch", "Planner"),
    "coordinator": Words("Người điều phối", "Coordinator"),
    "researcher": Words("Người nghiên cứu", "Researcher"),
}
"""For whom a question is first of all."""

ENTITIES: dict[str, str] = {
    "document": "Document",
    "agency": "Agency",
    "indicator": "Indicator",
    "jurisdiction": "Jurisdiction",
    "target": "Target",
    "domain": "Domain",
}
"""Parameter types that hold a node's id → the node's label."""

RESERVED = frozenset({"chain", "evidence", "holdings"})
"""Names that an answer's rows use beside their columns."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OF_NAME = frozenset({"relation.forward", "relation.reverse"})
_OF_RELATION = _OF_NAME | {f"relation.{prop}" for prop in LINK_PROPS}
STATED = {name: label for label, kind in NODE_TYPES.items() for name, prop in kind.props().items() if prop.stated}
"""Stated property → label of the nodes that have it."""

_TYPE_OF_DATATYPE: dict[str, ColumnType] = {
    "xsd:decimal": "number",
    "xsd:integer": "integer",
    "xsd:boolean": "boolean",
}


class CatalogueError(PolicygraphError):
    """A question that may not be asked: its files contradict each other or the ontology."""

    exit_status = 5


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Named(_Frozen):
    """Something with a name (letters, digits and ``_``) and a title in both languages."""

    name: str
    title: Words

    @field_validator("name")
    @classmethod
    def _plain(cls, value: str) -> str:
        if not _NAME.fullmatch(value) or value in RESERVED:
            raise ValueError(f"«{value}» is no name: use a-z, 0-9 and _, and none of {', '.join(sorted(RESERVED))}")
        return value

    @field_validator("title")
    @classmethod
    def _worded(cls, value: Words) -> Words:
        return worded(value)


def worded(value: Words) -> Words:
    """The words, if there are some in both languages."""
    if not value.vi.strip() or not value.en.strip():
        raise ValueError("wants words in Vietnamese (vi) and in English (en)")
    return value


class Parameter(_Named):
    """What the asker gives. One of an entity type holds an id; ``queries.names`` finds it from words.

    A parameter that is not required and has no default is null in Cypher and
    unbound in SPARQL. ``existing``: words that fit a body and its heir of the
    same name mean the one that there still is, not the one that documents name.
    """

    type: ParameterType
    existing: bool = False
    required: bool = True
    default: str | int | None = None
    choices: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Parameter:
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("choices belong to a parameter of type choice, and to no other")
        if self.default is not None and self.required:
            raise ValueError("a parameter with a default is not required")
        if self.type == "choice" and self.default is not None and self.default not in self.choices:
            raise ValueError(f"«{self.default}» is none of its choices")
        return self


class Column(_Named):
    """A column of the query texts.

    Args:
        type: form of its values. A ``number`` is a canonical decimal string.
        of: what it shows: ``Label`` for an id, ``Label.property`` for a property, ``relation.forward`` or
            ``relation.reverse`` for a relation's name (and the direction in which it is read),
            ``relation.basis``, ``relation.doubt``. Several where rows differ in it.
    """

    type: ColumnType
    of: tuple[str, ...] = Field(min_length=1)

    def words(self, value: str | int | float | bool | None, language: Literal["vi", "en"]) -> str | None:
        """A value for readers: a relation's name becomes its label, in the direction in which it is read.

        >>> role = Column(name="role", title=Words("Vai trò", "Role"), type="text", of=("relation.reverse",))
        >>> role.words("LED_BY", "vi"), role.words("LED_BY", "en"), role.words(None, "en")
        ('chủ trì', 'leads', None)
        """
        relation = RELATIONS.get(str(value)) if not _OF_NAME.isdisjoint(self.of) else None
        if relation is None:
            return None if value is None else str(value)
        label = relation.forward if "relation.forward" in self.of else relation.reverse
        return label.vi if language == "vi" else label.en

    @field_validator("of", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _fits(self) -> Column:
        for item in self.of:
            label, _, prop = item.partition(".")
            if item in _OF_RELATION:
                fitting: set[str] = {"text"}
            elif label in NODE_TYPES and not prop:
                fitting = {"id"}
            elif label in NODE_TYPES and prop in NODE_TYPES[label].props():
                # Some properties hold the id of another node as a literal.
                fitting = {_TYPE_OF_DATATYPE.get(NODE_TYPES[label].props()[prop].datatype, "text")}
                fitting |= {"id"} if fitting == {"text"} else set()
            else:
                raise ValueError(f"«{item}» is no type, property or part of a relation")
            if self.type not in fitting:
                raise ValueError(f"shows {item}, so it is of type {' or '.join(sorted(fitting))}, not {self.type}")
        return self


class EvidencePattern(_Frozen):
    """A fact that each row rests on, by columns: ``target_id OWNED_BY agency_id``.

    ``predicate`` is a relation's name, or a column that holds one, or a stated
    property with the column that shows it: ``document_id date document_date``.
    A row where one of them is null does not rest on it.
    """

    subject: str
    predicate: str
    object: str

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        parts = value.split()
        if len(parts) != 3:
            raise ValueError(f"«{value}» is no fact: write SUBJECT RELATION OBJECT")
        return dict(zip(("subject", "predicate", "object"), parts, strict=True))


DerivedKind = Literal[
    "distance",
    "count",
    "low",
    "high",
    "unit",
    "comparison",
    "year",
    "quarter",
    "later",
    "basis",
    "then",
    "holder",
    "holder_id",
    "candidates",
    "function",
    "changes",
    "certainty",
    "outcome",
    "standing",
    "body",
    "body_id",
    "weakest",
    "line",
]

HOLDINGS: dict[DerivedKind, Words] = {
    "then": Words("khi ban hành", "then"),
    "holder": Words("cơ quan giữ", "holder"),
    "holder_id": Words("mã cơ quan giữ", "holder id"),
    "candidates": Words("các khả năng", "candidates"),
    "function": Words("chức năng", "function"),
    "changes": Words("các thay đổi và văn bản", "changes and their acts"),
    "certainty": Words("độ chắc chắn", "certainty"),
    "outcome": Words("kết luận", "outcome"),
}
"""What a column may tell of an owner on a day → its title, beside that of the owner."""

COUNTED: dict[str, Words] = {
    "certain": Words("Chắc chắn", "Certain"),
    "usual": Words("Theo khung chung", "Usual"),
    "several": Words("Cùng cơ quan khác", "With others"),
    "candidates": Words("Có thể giữ", "May hold"),
    "unknown": Words("Chưa rõ ai giữ", "Holder unknown"),
    "not_mapped": Words("Không quy đổi", "Not mapped"),
}
"""Outcome → title of the column that counts it, where a question counts by holder; ``not_mapped`` is no outcome."""

_BESIDE_BODIES: tuple[DerivedKind, ...] = ("then", "function", "certainty", "changes")
"""What stands beside a body and its counts."""

HELD = ("certain", "usual", "several")
"""The outcomes with which a body is said to hold a duty."""

HOLDING_KINDS: tuple[DerivedKind, ...] = (*HOLDINGS, "standing")
"""Kinds of columns for which a day is asked."""

_QUANTITY = ("comparator", "value", "value_high", "unit")
_ENDS = ("body before", "body after")
_DUTY = ("agency", "task, target or duty to report")
_FORMS: dict[DerivedKind, tuple[ColumnType, str, tuple[str, ...]]] = {
    "distance": ("integer", "least number of links of the chain", ()),
    "count": ("integer", "number of different {counted} for one {per}", ()),
    "low": ("number", "least value that meets {of}", _QUANTITY),
    "high": ("number", "greatest value that meets {of}", _QUANTITY),
    "unit": ("text", "the unit of {of} in its one spelling, in which values are compared", ("unit",)),
    "comparison": (
        "text",
        "how the first of {of} stand to the last",
        (*("comparator", "value", "value_high", "text_value", "unit", "year"),) * 2,
    ),
    "year": ("integer", "year of {of}", ("year", "month", "time as printed")),
    "quarter": ("integer", "quarter of {of}", ("year", "month", "time as printed")),
    "later": ("boolean", "whether the first of {of} is surely after the second", ("date", "date")),
    "basis": ("text", "basis on which {fact} is stated", ()),
    "then": ("text", "the owner of {of} as its document names it, with its place", _DUTY),
    "holder": ("text", "who holds {of} on the day asked for, joined by «; »", _DUTY),
    "holder_id": ("text", "ids of the holders of {of}", _DUTY),
    "candidates": ("text", "bodies that may hold {of}; none of them is picked", _DUTY),
    "function": ("text", "functions that {of} may be of, by their words", _DUTY),
    "changes": ("text", "the changes between the owner of {of} and its holder, each with date, acts, certainty", _DUTY),
    "certainty": ("text", "how sure the weakest change of {of} is", _DUTY),
    "outcome": ("text", "what is known of the holder of {of}", _DUTY),
    "body": ("text", "a body that holds {of} or may, with its place; where none is known, the owner as named", _DUTY),
    "body_id": ("text", "id of that body", _DUTY),
    "weakest": ("text", "what is known of the holder that is known least, of those of the row", ()),
    "line": ("text", "whether the change of {of} leads to the body asked for, or from it", ("body", "change", *_ENDS)),
    "standing": ("text", "whether the last of {of} holds the duty of the first two, or may", (*_DUTY, "agency")),
}
"""Kind → type of its values, what it is in words, and the columns it is made of."""


class Derived(_Named):
    """A column that the runner adds, because the two languages count and measure differently.

    Args:
        kind: ``distance``: least number of links between the two ends of the row's chain. ``count``: how many
            different values of ``counted`` stand in rows with this row's values of ``per`` (in all rows where ``per``
            is empty). ``low``, ``high``, ``unit``: bounds and unit of a quantity, as compared. ``comparison``: one
            quantity beside another (``queries.measures.VERDICTS``). ``year``, ``quarter``: when something falls due.
            ``later``: whether a date is surely after another. ``basis``: that of the statement of ``fact``.
            Those of ``HOLDING_KINDS``: who holds a duty on the day asked for (``queries.today``).
        of: columns that a measured one is made of, as many as ``_FORMS`` names; «-» where there is none.
        only: a count is of rows whose outcome is one of these; None is that of an owner that is not mapped.
        joined: beside a group stand the values of all its rows, each once.
    """

    kind: DerivedKind
    per: tuple[str, ...] = ()
    counted: str | None = None
    only: tuple[str | None, ...] = ()
    joined: bool = False
    of: tuple[str, ...] = ()
    fact: EvidencePattern | None = None

    @field_validator("per", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _whole(self) -> Derived:
        if (self.kind == "count") != (self.counted is not None) or (self.per and self.kind != "count"):
            raise ValueError("per and counted belong to a count, and to nothing else")
        if (self.kind == "basis") != (self.fact is not None):
            raise ValueError("a fact belongs to a basis, and to nothing else")
        if len(self.of) != len(_FORMS[self.kind][2]):
            raise ValueError(f"a {self.kind} is of {len(_FORMS[self.kind][2])} columns: {_FORMS[self.kind][2]}")
        return self

    @property
    def type(self) -> ColumnType:
        """Form of its values."""
        return _FORMS[self.kind][0]

    @property
    def made_of(self) -> tuple[str, ...]:
        """The columns it is made of."""
        fact = () if self.fact is None else (self.fact.subject, self.fact.object)
        counted = () if self.counted is None else (self.counted,)
        return (*self.per, *counted, *(name for name in self.of if name != "-"), *fact)

    def meaning(self) -> str:
        """What it is, in words, its columns in backticks."""

        def quoted(names: Iterable[str]) -> str:
            return ", ".join(f"`{name}`" for name in names if name != "-")

        text = _FORMS[self.kind][1]
        if self.kind == "count" and not self.per:
            return f"number of different `{self.counted}` in the answer"
        fact = "" if self.fact is None else f"`{self.fact.subject} {self.fact.predicate} {self.fact.object}`"
        return text.format(per=quoted(self.per), counted=f"`{self.counted}`", of=quoted(self.of), fact=fact)

    def words(self, value: Scalar, language: Literal["vi", "en"]) -> str | None:
        """A value for readers: the outcome of a comparison or of a succession in their language.

        >>> column = Derived(name="x", title=Words("x", "x"), kind="comparison", of=("-",) * 12)
        >>> column.words("weaker", "vi"), column.words(None, "en")
        ('đòi hỏi thấp hơn', None)
        """
        if value is None:
            return None
        if self.kind == "function":
            return "; ".join(getattr(function_words(one), language) for one in str(value).split("; "))
        found = _WORDS.get(self.kind, {}).get(str(value))
        return str(value) if found is None else found.vi if language == "vi" else found.en


_WORDS: dict[DerivedKind, Mapping[str, Words]] = {
    "comparison": VERDICTS,
    "outcome": OUTCOMES,
    "certainty": CERTAINTIES,
    "line": {"ancestor": Words("tiền thân", "ancestor"), "heir": Words("kế thừa", "heir")},
    "standing": {"holder": Words("đang giữ", "holds it"), "candidate": Words("có thể giữ", "may hold it")},
}
"""Kind of a column → the words for its values."""


class Owner(_Frozen):
    """An owner in a question's rows, whose holder on a day may be asked.

    Args:
        agency: the column that holds the agency's id; ``agency_id`` is of the owner «agency».
        item: the column that holds the id of its target, task or duty to report.
    """

    agency: str
    item: str

    @property
    def name(self) -> str:
        """What the columns of its holder begin with."""
        return self.agency.removesuffix("_id")

    @property
    def body(self) -> str:
        """The column of the body that holds its duty, where holders are counted."""
        return f"{self.name}_now"


class OrderKey(_Frozen):
    """A column to sort by: numbers by value, text by NFC code point, null last either way."""

    column: str
    descending: bool = False

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        match = re.fullmatch(r"(\w+)(?: (asc|desc))?", value)
        if match is None:
            raise ValueError(f"«{value}» is no order: write COLUMN, COLUMN asc or COLUMN desc")
        return {"column": match[1], "descending": match[2] == "desc"}


class Keep(_Frozen):
    """Which rows stay: those with a value in a column: at least ``least``, one of ``values``, all but ``other``.

    Only the last keeps rows without a value.
    """

    column: str
    least: int | None = None
    values: tuple[str, ...] = ()
    other: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        match = re.fullmatch(r"(\w+)(?: >= (\d+)| = (.+)| != (.+))?", value)
        if match is None:
            forms = "COLUMN, COLUMN >= NUMBER, COLUMN = WORDS | WORDS or COLUMN != WORDS"
            raise ValueError(f"«{value}» keeps nothing: write {forms}")
        values = tuple(match[3].split(" | ")) if match[3] else ()
        return {"column": match[1], "least": match[2], "values": values, "other": match[4]}

    def holds(self, value: Scalar) -> bool:
        """Whether a row with this value in the column stays.

        >>> Keep.model_validate("owners >= 2").holds(1), Keep.model_validate("basis = stated").holds("stated")
        (False, True)
        >>> Keep.model_validate("basis != domain").holds(None), Keep.model_validate("basis").holds(None)
        (True, False)
        >>> Keep.model_validate("outcome = unknown | candidates").holds("candidates")
        True
        """
        if self.other is not None:
            return value is None or str(value) != self.other
        if self.least is not None:
            return value is not None and int(value) >= self.least
        return value is not None and (not self.values or str(value) in self.values)

    def __str__(self) -> str:
        if self.least is not None:
            return f"`{self.column}` is at least {self.least}"
        if self.other is not None:
            return f"`{self.column}` is not «{self.other}»"
        return f"`{self.column}` is {' or '.join(f'«{one}»' for one in self.values) or 'there'}"


class ChainSpec(_Frozen):
    """Between which documents a row's chain runs: columns or parameters."""

    lower: str
    upper: str


class Question(_Frozen):
    """One question of the catalogue.

    Args:
        keep: rows that stay, after what the runner derives; counts made later count only these.
        where: column → parameter: rows stay whose column holds the parameter's value, where one is given. For what
            the texts cannot ask, since only the runner knows it.
        group: columns that make a row: rows of the texts that agree in them become one, which rests on the evidence
            of all. Shown are these and the counts for each. Empty: every row of the texts is a row.
        door: for whom it is first of all (``DOORS``).
        owners: the agencies whose holder on a day may be asked (``--as-of``).
        evidence: the facts that a row rests on. None only where rows are changes of bodies, whose ground is the act
            that a column shows.
    """

    name: str
    title: Words
    description: Words
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[Column, ...] = Field(min_length=1)
    derived: tuple[Derived, ...] = ()
    order: tuple[OrderKey, ...] = Field(min_length=1)
    evidence: tuple[EvidencePattern, ...] = ()
    chain: ChainSpec | None = None
    keep: tuple[Keep, ...] = ()
    where: dict[str, str] = {}
    group: tuple[str, ...] = ()
    door: Door
    owners: tuple[Owner, ...] = ()
    drawing: Drawing = "table"
    cypher: str
    sparql: str

    _words = field_validator("title", "description")(worded)

    @property
    def shown(self) -> tuple[Column | Derived, ...]:
        """Every column of the answer: those of the texts, then the runner's; grouped, those of a group."""
        both = self.columns + self.derived
        if not self.group:
            return both
        beside = [c for c in self.derived if c.kind == "count" or c.joined]
        first = [c for c in both if c.name in self.group]
        if any(c.kind == "body" for c in self.derived):
            first.sort(key=lambda c: self.group.index(c.name))
        return (*first, *(c for c in beside if c.name not in self.group))

    def on_a_day(self) -> Question:
        """The same question with the columns that tell who holds each owner's duty on a day.

        A grouped question counts by holder: the owners of its groups give way to the bodies that hold their duties. A
        duty is counted for each body that holds it; for each that may, under ``candidates`` alone; where nobody is
        known, or the owner is not mapped, for the owner as named, under ``unknown`` or ``not_mapped`` alone.
        """
        held = tuple(
            Derived(
                name=f"{owner.name}_{kind}",
                title=Words(f"{self.titled(owner).vi}: {words.vi}", f"{self.titled(owner).en}: {words.en}"),
                kind=kind,
                of=(owner.agency, owner.item),
                joined=bool(self.group),
            )
            for owner in self.owners
            for kind, words in HOLDINGS.items()
            if not self.group or kind in _BESIDE_BODIES
        )
        if not self.group:
            return self.model_copy(update={"derived": held + self.derived})
        bodies: list[Derived] = []
        instead: dict[str, tuple[str, ...]] = {}
        for owner in self.owners:
            name, of, title = owner.body, (owner.agency, owner.item), self.titled(owner)
            told = Words(f"{title.vi} ({HOLDINGS['holder'].vi})", f"{title.en} ({HOLDINGS['holder'].en})")
            bodies.append(Derived(name=name, title=told, kind="body", of=of))
            told = Words(f"{title.vi} ({HOLDINGS['holder_id'].vi})", f"{title.en} ({HOLDINGS['holder_id'].en})")
            bodies.append(Derived(name=f"{name}_id", title=told, kind="body_id", of=of))
            named = (owner.name, f"{owner.name}_jurisdiction", f"{owner.name}_kind")
            instead |= {**dict.fromkeys(named, ()), owner.name: (name,), owner.agency: (f"{name}_id",)}
        items = {owner.item for owner in self.owners}
        counts = tuple(
            one.model_copy(
                update={
                    "per": tuple(new for old in one.per for new in (_both(instead[old]) if old in instead else (old,))),
                    "only": HELD if one.counted in items else (),
                }
            )
            if one.kind == "count"
            else one
            for one in self.derived
        )
        group = tuple(new for old in self.group for new in instead.get(old, (old,)))
        (item,) = items
        weakest = Derived(name="outcome", title=HOLDINGS["outcome"], kind="weakest")
        by_outcome = tuple(
            Derived(
                name=outcome,
                title=title,
                kind="count",
                per=group,
                counted=item,
                only=(None if outcome == "not_mapped" else outcome,),
            )
            for outcome, title in COUNTED.items()
        )
        order = tuple(
            key.model_copy(update={"column": new})
            for key in self.order
            for new in instead.get(key.column, (key.column,))
        )
        derived = (*bodies, weakest, *counts, *by_outcome, *held)
        return self.model_copy(update={"derived": derived, "group": group, "order": order})

    def titled(self, owner: Owner) -> Words:
        """Title of an owner: of the column of its name, else of its id."""
        columns = {column.name: column for column in self.columns}
        names = (owner.name, f"{owner.name}_name", owner.agency)
        return next(columns[name].title for name in names if name in columns)

    @property
    def asked(self) -> tuple[Parameter, ...]:
        """The parameters that its texts take; the others choose among their rows."""
        return tuple(parameter for parameter in self.parameters if parameter.name not in self.where.values())

    def text(self, language: Language) -> str:
        """Its query text in a store's language."""
        return self.cypher if language == "cypher" else self.sparql

    def parameter(self, name: str) -> Parameter:
        """The parameter of this name.

        Raises:
            UnknownNameError: it has none of this name; the nearest are named.
        """
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        known = tuple(parameter.name for parameter in self.parameters)
        raise UnknownNameError(
            f"the question {self.name} has no parameter «{name}»",
            todo=f"It takes {', '.join(known)}" if known else "It takes none",
            candidates=known,
        )


def _both(identifier: tuple[str, ...]) -> tuple[str, ...]:
    """Name and id of a body: not every body has an id of its own."""
    return tuple(name for one in identifier for name in (one.removesuffix("_id"), one))


def _repeated(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [name for name in names if name in seen or seen.add(name)]  # type: ignore[func-returns-value]


def _toml_faults(question: Question) -> list[str]:
    """What in the TOML contradicts itself or the ontology."""
    columns = {column.name: column for column in question.columns}
    every = {column.name for column in (*question.columns, *question.derived)}
    parameters = {parameter.name: parameter for parameter in question.parameters}
    shown = {column.name for column in question.shown}
    names = [*parameters, *(column.name for column in (*question.columns, *question.derived))]
    faults = [f"names «{name}» twice" for name in _repeated(names)]
    # SPARQL has one space of names: a column of a parameter's name would be bound to the parameter.
    faults += [f"parameter «{name}» has the name of a column" for name in parameters if name in every]

    def is_id(name: str, labels: Iterable[str]) -> bool:
        if name in parameters:
            return ENTITIES.get(parameters[name].type, "") in labels
        return name in columns and columns[name].type == "id" and not set(columns[name].of).isdisjoint(labels)

    for derived in question.derived:
        if derived.kind == "distance" and question.chain is None:
            faults.append(f"derives the distance «{derived.name}» without a chain")
        faults += [
            f"derives «{derived.name}» from «{name}», which is no column"
            for name in derived.made_of
            if name not in every and not ((derived.fact or derived.kind in ("standing", "line")) and name in parameters)
        ]
    faults += [f"keeps by «{keep.column}», which is no column" for keep in question.keep if keep.column not in every]
    faults += [f"has rows where «{name}», which is no column" for name in question.where if name not in every]
    faults += [
        f"has rows where «{name}», which is no parameter" for name in question.where.values() if name not in parameters
    ]
    faults += _group_faults(question)
    if not question.evidence and not any("ChangeEvent.act_number" in column.of for column in columns.values()):
        faults.append("names no evidence, and no column shows the acts of a change")
    if question.group and len({owned.item for owned in question.owners}) > 1:
        faults.append("counts by holder, of owners of different items")
    for owned in question.owners:
        if not is_id(owned.agency, ["Agency"]) or not is_id(owned.item, ["Target", "Task", "ReportingDuty"]):
            faults.append(f"owner «{owned.agency}» of «{owned.item}»: no ids of an agency and of what it owns")
        told = {f"{owned.name}_{kind}" for kind in HOLDINGS}
        told |= {owned.body, f"{owned.body}_id", "outcome", *COUNTED} if question.group else set()
        taken = told & {*every, *parameters}
        faults += [f"«{name}» is the name of a column of its owner on a day" for name in sorted(taken)]
    faults += [f"orders by «{key.column}», which is no column" for key in question.order if key.column not in shown]
    for pattern in question.evidence:
        stated = f"evidence «{pattern.subject} {pattern.predicate} {pattern.object}»"
        relation, holder = RELATIONS.get(pattern.predicate), columns.get(pattern.predicate)
        if pattern.predicate in STATED:
            faults += _stated_faults(question, pattern, stated)
            continue
        if relation is None and (holder is None or _OF_NAME.isdisjoint(holder.of)):
            faults.append(f"{stated}: «{pattern.predicate}» is no relation, nor a column that holds one")
            continue
        relations = [relation] if relation is not None else list(RELATIONS.values())
        sources = {label for possible in relations for label in possible.source}
        targets = {label for possible in relations for label in possible.target}
        for name, labels in ((pattern.subject, sources), (pattern.object, targets)):
            if name not in columns and name not in parameters:
                faults.append(f"{stated}: «{name}» is no column or parameter")
            elif not is_id(name, labels):
                faults.append(f"{stated}: «{name}» holds no id of {' or '.join(sorted(labels))}")
    if question.chain is not None:
        ends = (question.chain.lower, question.chain.upper)
        faults += [f"chain: «{end}» holds no id of a Document" for end in ends if not is_id(end, ["Document"])]
    # Two «Sở Y tế» must never look alike.
    for name, column in columns.items():
        if "Agency.name" not in column.of:
            continue
        stem = name.removesuffix("_name")
        for suffix, of in (("jurisdiction", "Agency.jurisdiction_name"), ("id", "Agency")):
            beside = columns.get(f"{stem}_{suffix}")
            if beside is None or of not in beside.of:
                faults.append(f"names the agency «{name}» without a column {stem}_{suffix} that shows {of}")
    return faults


def _group_faults(question: Question) -> list[str]:
    """What a group lacks to stand for its rows."""
    if not question.group:
        return []
    group = set(question.group)
    every = {column.name for column in (*question.columns, *question.derived)}
    faults = [f"groups by «{name}», which is no column" for name in question.group if name not in every]
    for derived in question.derived:
        if derived.kind == "count" and not set(derived.per) <= group:
            faults.append(f"counts «{derived.name}» for columns outside the group")
    for end in (question.chain.lower, question.chain.upper) if question.chain is not None else ():
        if end in every and end not in group:
            faults.append(f"chain: «{end}» is outside the group")
    for name in question.group:
        holder = next((column for column in question.columns if column.name == name), None)
        if holder is not None and "Agency.name" in holder.of:
            stem = name.removesuffix("_name")
            faults += [
                f"groups by the agency «{name}» without {stem}_{suffix}"
                for suffix in ("jurisdiction", "id")
                if f"{stem}_{suffix}" not in group
            ]
    return faults


def _stated_faults(question: Question, pattern: EvidencePattern, stated: str) -> list[str]:
    """What is wrong with evidence of a stated property, such as ``document_id date document_date``."""
    columns = {column.name: column for column in question.columns}
    label = STATED[pattern.predicate]
    subject, value = columns.get(pattern.subject), columns.get(pattern.object)
    faults = []
    if subject is None or subject.type != "id" or label not in subject.of:
        faults.append(f"{stated}: «{pattern.subject}» holds no id of {label}")
    if value is None or f"{label}.{pattern.predicate}" not in value.of:
        faults.append(f"{stated}: «{pattern.object}» shows no {label}.{pattern.predicate}")
    return faults


def _text_faults(question: Question) -> dict[str, list[str]]:
    """File ending → what is wrong with the text, alone and beside the TOML."""
    declared = tuple(column.name for column in question.columns)
    parameters = {parameter.name for parameter in question.asked}
    cypher, sparql = read_cypher(question.cypher), read_sparql(question.sparql)
    faults = {"cypher": list(cypher.faults), "rq": list(sparql.faults)}
    for ending, report in (("cypher", cypher), ("rq", sparql)):
        if report.columns != declared:
            lacks = [f"lacks {name}" for name in declared if name not in report.columns]
            adds = [f"adds {name}" for name in report.columns if name not in declared]
            faults[ending].append(f"has other columns than declared: {', '.join(lacks + adds) or 'in another order'}")
        faults[ending] += [f"does not use the parameter «{name}»" for name in sorted(parameters - report.parameters)]
        faults[ending] += [f"uses ${name}, which is no parameter" for name in sorted(report.parameters - parameters)]
    for column in question.columns:
        shows = cypher.shows.get(column.name)
        if shows is not None and not set(column.of) <= shows:
            seen = " or ".join(sorted(shows)) or "nothing known"
            faults["cypher"].append(f"column {column.name} shows {seen}, not {' or '.join(column.of)}")
    return faults


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise CatalogueError("is missing", where=path.name, todo="A question is .toml, .cypher and .rq") from error
    except UnicodeDecodeError as error:
        raise CatalogueError("is not UTF-8", where=path.name) from error


def load_question(name: str, folder: Path = FOLDER) -> Question:
    """Read and check one question.

    Raises:
        CatalogueError: a file is missing, breaks its form, or contradicts the others or the ontology.
    """
    path = folder / f"{name}.toml"
    try:
        tables: dict[str, Any] = tomllib.loads(_read(path))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"is no TOML: {error}", where=path.name) from error
    texts = {"cypher": _read(folder / f"{name}.cypher"), "sparql": _read(folder / f"{name}.rq")}
    if stray := {"name", *texts} & set(tables):
        raise CatalogueError(f"says {', '.join(sorted(stray))}, which the file names say", where=path.name)
    try:
        question = Question.model_validate({"name": name, **texts, **tables})
    except ValidationError as error:
        faults = [
            f"{'.'.join(map(str, item['loc'])) or 'the file'}: {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors()
        ]
        raise CatalogueError("; ".join(faults), where=path.name) from error
    for ending, found in {"toml": _toml_faults(question), **_text_faults(question)}.items():
        if found:
            raise CatalogueError("; ".join(found), where=f"{name}.{ending}")
    return question


def load_catalogue(folder: Path = FOLDER) -> dict[str, Question]:
    """Name → question, of every question in a folder, by name.

    Raises:
        CatalogueError: as ``load_question``; or a query text belongs to no question.
    """
    names = {path.stem for path in folder.glob("*.toml")}
    for path in sorted([*folder.glob("*.cypher"), *folder.glob("*.rq")]):
        if path.stem not in names:
            raise CatalogueError("belongs to no question", where=path.name, todo=f"Write {path.stem}.toml")
    return {name: load_question(name, folder) for name in sorted(names)}


@cache
def catalogue() -> dict[str, Question]:
    """The questions of policygraph, read once."""
    return load_catalogue()


def find_question(name: str) -> Question:
    """The question of this name.

    Raises:
        UnknownNameError: there is none; the nearest names are given.
    """
    known = catalogue()
    if name in known:
        return known[name]
    asked = search_key(name)

    def likeness(question: Question) -> float:
        titles = (fuzz.WRatio(asked, search_key(title)) for title in (question.title.vi, question.title.en))
        # A title is long, so that something of it is like anything: a name that is nearly right counts for more.
        return max(fuzz.ratio(asked, search_key(question.name)), 0.8 * max(titles))

    near = tuple(sorted(known, key=lambda key: (-likeness(known[key]), key))[:3])
    raise UnknownNameError(f"there is no question «{name}»", todo=f"Did you mean {' or '.join(near)}?", candidates=near)
