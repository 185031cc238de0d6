"""SHACL Core shapes, one property shape for each thing that can be wrong, so that its message can say it.

The IRI of a shape tells what it checks: ``shape:Target-comparator-count`` how
many values there are, ``-value`` that each is an allowed one, ``-evidence``
that a document states the fact, ``-role`` that its participation is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ontology.declare import PREFIXES, Node, Prop, Relation, Words
from ontology.evidence import BRINGS, IDENTIFIER, KINDS, NODE_SLOTS, ROLES, Kind, Slot
from ontology.relations import RELATIONS
from ontology.rendering import is_own, own, turtle
from ontology.types import NODE_TYPES

SHAPES = PREFIXES["pg"].replace("ontology#", "shapes#")

_DATATYPES = {
    "xsd:string": Words("chữ (xsd:string)", "plain text (xsd:string)"),
    "rdf:langString": Words("chữ tiếng Việt (@vi)", "Vietnamese text (@vi)"),
    "xsd:integer": Words("số nguyên (xsd:integer)", "a whole number (xsd:integer)"),
    "xsd:decimal": Words("số thập phân (xsd:decimal)", "a decimal number (xsd:decimal)"),
    "xsd:boolean": Words("true hoặc false (xsd:boolean)", "true or false (xsd:boolean)"),
}

_COUNTS: dict[tuple[int, int | None], Words | None] = {
    (1, 1): Words("phải có đúng một", "must have exactly one"),
    (0, 1): Words("chỉ được có nhiều nhất một", "may have at most one"),
    (1, None): Words("phải có ít nhất một", "must have at least one"),
    (0, None): None,
}

_TITLES = {own(label): kind.TITLE for label, kind in NODE_TYPES.items()} | {
    kind.term: kind.title for kind in KINDS.values()
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A property shape: the last part of its IRI, its path, its constraints and its message."""

    name: str
    path: str
    constraints: tuple[turtle.Pair, ...]
    message: Words


@dataclass(frozen=True, slots=True)
class Field:
    """What rules look at: the values at the end of a path from a thing of one class."""

    title: Words
    name: str
    path: str
    label: Words

    def how_many(self, least: int, most: int | None) -> Iterator[Rule]:
        """The rule on the number of values, if there is a limit."""
        limits = (("sh:minCount", least), ("sh:maxCount", most))
        if words := _COUNTS[least, most]:
            constraints = tuple((term, str(limit)) for term, limit in limits if limit)
            yield Rule(
                f"{self.name}-count",
                self.path,
                constraints,
                Words(
                    f"{self.title.vi} {words.vi} «{self.label.vi}».", f"{self.title.en} {words.en} «{self.label.en}»."
                ),
            )

    def must(self, aspect: str, verb: Words, *constraints: turtle.Pair) -> Rule:
        """A rule on each value; ``verb`` ends the sentence that begins with it."""
        return Rule(
            f"{self.name}-{aspect}",
            self.path,
            constraints,
            Words(
                f"«{self.label.vi}» của {self.title.vi} {verb.vi}.", f"«{self.label.en}» of {self.title.en} {verb.en}."
            ),
        )

    def must_be(self, aspect: str, what: Words, *constraints: turtle.Pair) -> Rule:
        """A rule on what each value is."""
        return self.must(aspect, Words(f"phải là {what.vi}", f"must be {what.en}"), *constraints)


def render() -> str:
    """The shapes in Turtle."""
    return turtle.document(_blocks(), PREFIXES | {"shape": SHAPES})


def _blocks() -> Iterator[str]:
    for kind in NODE_TYPES.values():
        yield from _shape(kind.LABEL, own(kind.LABEL), list(_node_type(kind)))
    for part in KINDS.values():
        yield from _shape(part.name, part.term, list(_kind(part)))


def _shape(name: str, term: str, rules: list[Rule]) -> Iterator[str]:
    named = {f"shape:{name}-{rule.name}": rule for rule in rules}
    yield turtle.block(f"shape:{name}", ("a", "sh:NodeShape"), ("sh:targetClass", term), ("sh:property", list(named)))
    for iri, rule in named.items():
        yield turtle.block(
            iri,
            ("a", "sh:PropertyShape"),
            ("sh:path", rule.path),
            *rule.constraints,
            ("sh:message", turtle.both(rule.message)),
        )


def _node_type(kind: type[Node]) -> Iterator[Rule]:
    if not is_own(kind.TERM):
        yield Rule(
            "class",
            "rdf:type",
            (("sh:hasValue", kind.TERM),),
            Words(
                f"{kind.TITLE.vi} cũng phải thuộc lớp chuẩn {kind.TERM}.",
                f"{kind.TITLE.en} must also be of the standard class {kind.TERM}.",
            ),
        )
    yield from _slot(Field(kind.TITLE, "id", IDENTIFIER.term, IDENTIFIER.label), IDENTIFIER)
    for name, prop in kind.props().items():
        field = Field(kind.TITLE, name, prop.term, prop.label)
        yield from field.how_many(int(kind.model_fields[name].is_required()), 1)
        yield from _literal(field, prop)
    for name, slot in NODE_SLOTS.get(kind.LABEL, {}).items():
        yield from _slot(Field(kind.TITLE, name, slot.term, slot.label), slot)
    for relation in RELATIONS.values():
        if kind.LABEL in relation.source:
            yield from _relation(Field(kind.TITLE, relation.name, relation.term, relation.forward), relation)
    if kind.LABEL == "Document":
        for name, slot in BRINGS.items():
            yield from _slot(Field(kind.TITLE, name, slot.term, slot.label), slot)


def _kind(part: Kind) -> Iterator[Rule]:
    for name, slot in part.slots.items():
        path = turtle.blank(("sh:inversePath", slot.term)) if slot.inverse else slot.term
        field = Field(part.title, name, path, slot.label)
        yield from _slot(field, slot)
        if slot.not_after:
            last = part.slots[slot.not_after]
            verb = Words(f"không được đứng sau «{last.label.vi}»", f"must not come after «{last.label.en}»")
            yield field.must("order", verb, ("sh:lessThanOrEquals", last.term))


def _slot(field: Field, slot: Slot) -> Iterator[Rule]:
    yield from field.how_many(slot.least, slot.most)
    if slot.to:
        yield _node(field, slot)
    elif slot.datatype:
        yield from _literal(field, slot)
    if slot.form:
        yield field.must_be("form", slot.form.words, ("sh:pattern", turtle.literal(slot.form.pattern)))
    if slot.minimum is not None:
        what = Words(f"{slot.minimum} trở lên", f"{slot.minimum} or more")
        yield field.must_be("minimum", what, ("sh:minInclusive", str(slot.minimum)))


def _literal(field: Field, prop: Prop) -> Iterator[Rule]:
    if prop.one_of:
        listed = turtle.listing(map(turtle.literal, prop.one_of))
        yield field.must_be("value", _one_of(prop.one_of), ("sh:in", listed))
        return
    what = _DATATYPES[prop.datatype]
    yield field.must_be("value", what, ("sh:datatype", prop.datatype))
    if prop.datatype == "rdf:langString":
        yield field.must_be("language", what, ("sh:languageIn", turtle.listing([turtle.literal("vi")])))


def _node(field: Field, slot: Slot) -> Rule:
    if slot.one_of:
        return field.must_be("value", _one_of(slot.one_of), ("sh:in", turtle.listing(slot.one_of)))
    if known := [term for term in slot.to if term in _TITLES]:
        return _of_class(field, known)
    return field.must_be("value", Words("một IRI", "an IRI"), ("sh:nodeKind", "sh:IRI"))


def _relation(field: Field, relation: Relation) -> Iterator[Rule]:
    yield _of_class(field, list(map(own, relation.target)))
    if relation.evidence == "statement":
        verb = Words("không có trích dẫn: không văn bản nào nêu điều này", "has no statement: no document says it")
        by_object = turtle.blank(("sh:inversePath", "rdf:object"))
        yield field.must("evidence", verb, ("sh:node", _some(by_object, "rdf:predicate", relation.term)))
    if role := ROLES.get(relation.name):
        verb = Words(
            f"không có cv:Participation với vai trò «{role.label.vi}»",
            f"has no cv:Participation with the role «{role.label.en}»",
        )
        yield field.must("role", verb, ("sh:node", _some("cv:participates", "cv:role", role.term)))


def _some(path: str, predicate: str, value: str) -> str:
    """A shape of things from which the path leads to something with that value."""
    wanted = turtle.blank(("sh:property", turtle.blank(("sh:path", predicate), ("sh:hasValue", value))))
    return turtle.blank(
        (
            "sh:property",
            turtle.blank(("sh:path", path), ("sh:qualifiedValueShape", wanted), ("sh:qualifiedMinCount", "1")),
        )
    )


def _of_class(field: Field, classes: list[str]) -> Rule:
    what = Words(
        " hoặc ".join(f"{_TITLES[term].vi} ({term})" for term in classes),
        " or ".join(f"{_TITLES[term].en} ({term})" for term in classes),
    )
    verb = Words(f"phải thuộc lớp {what.vi}", f"must be of class {what.en}")
    if len(classes) == 1:
        return field.must("value", verb, ("sh:class", classes[0]))
    return field.must("value", verb, ("sh:or", turtle.listing(turtle.blank(("sh:class", term)) for term in classes)))


def _one_of(values: tuple[str, ...]) -> Words:
    return Words(f"một trong: {' '.join(values)}", f"one of: {' '.join(values)}")
