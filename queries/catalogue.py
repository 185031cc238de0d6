"""The catalogue: every question as one object, checked against the ontology when it is read.

A question NAME is three files of this folder: ``NAME.toml`` says what it asks
and what its answer shows, ``NAME.cypher`` and ``NAME.rq`` ask it. Whatever of
the three does not fit the others or the ontology is refused with the name of
the file and the fault, so a question that is in the catalogue can be asked.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from rapidfuzz import fuzz, process

from ontology.declare import Words
from ontology.errors import PolicygraphError, UnknownNameError
from ontology.relations import RELATIONS
from ontology.text import search_key
from ontology.types import NODE_TYPES
from queries.texts import LINK_PROPS, read_cypher, read_sparql

FOLDER = Path(__file__).parent
"""Where the questions are."""

Language = Literal["cypher", "sparql"]
ParameterType = Literal["document", "agency", "indicator", "jurisdiction", "text", "integer", "date", "choice"]
ColumnType = Literal["text", "number", "integer", "id", "boolean"]
Drawing = Literal["table", "sankey", "tree", "graph", "timeline", "matrix", "bar", "calendar"]

ENTITIES: dict[str, str] = {
    "document": "Document", "agency": "Agency", "indicator": "Indicator", "jurisdiction": "Jurisdiction",
}
"""Parameter types that hold a node's id → the node's label."""

RESERVED = frozenset({"chain", "evidence"})
"""Names that an answer's rows use beside their columns."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OF_NAME = frozenset({"relation.forward", "relation.reverse"})
_OF_RELATION = _OF_NAME | {f"relation.{prop}" for prop in LINK_PROPS}
_TYPE_OF_DATATYPE: dict[str, ColumnType] = {
    "xsd:decimal": "number", "xsd:integer": "integer", "xsd:boolean": "boolean",
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
    unbound in SPARQL.
    """

    type: ParameterType
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


class Derived(_Named):
    """A column that the runner adds, because the two languages count and measure differently.

    ``distance``: least number of links between the two ends of the row's
    chain. ``count``: how many different values of ``counted`` stand in rows
    with this row's value of ``per``.
    """

    kind: Literal["distance", "count"]
    per: str | None = None
    counted: str | None = None
    type: Literal["integer"] = "integer"

    @model_validator(mode="after")
    def _whole(self) -> Derived:
        if (self.kind == "count") != (self.per is not None and self.counted is not None):
            raise ValueError("per and counted belong to a count, and to nothing else")
        return self


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


class EvidencePattern(_Frozen):
    """A fact that each row rests on, by columns: ``target_id OWNED_BY agency_id``.

    ``predicate`` is a relation's name, or a column that holds one. A row where
    one of them is null does not rest on it.
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


class ChainSpec(_Frozen):
    """Between which documents a row's chain runs: columns or parameters; at least one a parameter."""

    lower: str
    upper: str


class Question(_Frozen):
    """One question of the catalogue."""

    name: str
    title: Words
    description: Words
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[Column, ...] = Field(min_length=1)
    derived: tuple[Derived, ...] = ()
    order: tuple[OrderKey, ...] = Field(min_length=1)
    evidence: tuple[EvidencePattern, ...] = Field(min_length=1)
    chain: ChainSpec | None = None
    drawing: Drawing = "table"
    cypher: str
    sparql: str

    _words = field_validator("title", "description")(worded)

    @property
    def shown(self) -> tuple[Column | Derived, ...]:
        """Every column of the answer: those of the texts, then the runner's."""
        return self.columns + self.derived

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


def _repeated(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [name for name in names if name in seen or seen.add(name)]  # type: ignore[func-returns-value]


def _toml_faults(question: Question) -> list[str]:
    """What in the TOML contradicts itself or the ontology."""
    columns = {column.name: column for column in question.columns}
    parameters = {parameter.name: parameter for parameter in question.parameters}
    shown = {column.name for column in question.shown}
    faults = [f"names «{name}» twice" for name in _repeated([*parameters, *(c.name for c in question.shown)])]
    # SPARQL has one space of names: a column of a parameter's name would be bound to the parameter.
    faults += [f"parameter «{name}» has the name of a column" for name in parameters if name in shown]

    def is_id(name: str, labels: Iterable[str]) -> bool:
        if name in parameters:
            return ENTITIES.get(parameters[name].type, "") in labels
        return name in columns and columns[name].type == "id" and not set(columns[name].of).isdisjoint(labels)

    for derived in question.derived:
        if derived.kind == "distance" and question.chain is None:
            faults.append(f"derives the distance «{derived.name}» without a chain")
        faults += [
            f"derives «{derived.name}» from «{name}», which is no column"
            for name in (derived.per, derived.counted) if name is not None and name not in columns
        ]
    faults += [f"orders by «{key.column}», which is no column" for key in question.order if key.column not in shown]
    for pattern in question.evidence:
        stated = f"evidence «{pattern.subject} {pattern.predicate} {pattern.object}»"
        relation, holder = RELATIONS.get(pattern.predicate), columns.get(pattern.predicate)
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
        if not set(ends) & set(parameters):
            faults.append("chain: none of its ends is a parameter")
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


def _text_faults(question: Question) -> dict[str, list[str]]:
    """File ending → what is wrong with the text, alone and beside the TOML."""
    declared = tuple(column.name for column in question.columns)
    parameters = {parameter.name for parameter in question.parameters}
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
    titles = {key: search_key(f"{key} {question.title.vi} {question.title.en}") for key, question in known.items()}
    near = tuple(key for _, _, key in process.extract(search_key(name), titles, scorer=fuzz.WRatio, limit=3))
    raise UnknownNameError(
        f"there is no question «{name}»", todo=f"Did you mean {' or '.join(near)}?", candidates=near
    )
