"""The OWL ontology: our own classes, properties and roles, tied to the standard terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ontology.declare import PREFIXES, Prop, Relation, Words
from ontology.evidence import BRINGS, KINDS, NODE_SLOTS, QUOTE_HASH, ROLES, SPAN, Slot
from ontology.relations import RELATIONS
from ontology.rendering import is_own, own, turtle
from ontology.types import NODE_TYPES
from ontology.vocabulary import DocumentClass, document_classes

VERSION = "0.1.0"
"""Of the ontology: raised when a term is added, changed or dropped."""

ONTOLOGY = f"<{PREFIXES['pg'].rstrip('#')}>"
LICENCE = "<https://www.apache.org/licenses/LICENSE-2.0>"
TITLE = Words("Bản thể học policygraph", "The policygraph ontology")
COMMENT = Words(
    "Văn bản chính sách, chỉ tiêu, nhiệm vụ, cơ quan phụ trách, và dòng văn bản nêu từng điều.",
    "Policy documents, their targets, tasks and owners, and the lines that state each of these.",
)
ROLE_SCHEME = own("roles")
WHY_OWN_KINDS = "ELI leaves kinds of documents to each country (eli:type_document), and Viet Nam has published none."
WHY_OWN_ROLES = "CPSV-AP leaves the roles of cv:Participation to those who use it."


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a property: the class it is declared for, and what it takes there."""

    domain: tuple[str, ...]
    range: tuple[str, ...]
    declared: Prop | Relation

    @property
    def to_node(self) -> bool:
        """Whether its values are nodes."""
        return isinstance(self.declared, Relation) or (isinstance(self.declared, Slot) and bool(self.declared.to))

    @property
    def label(self) -> Words:
        """How it reads."""
        return self.declared.forward if isinstance(self.declared, Relation) else self.declared.label

    @property
    def under(self) -> str:
        """The wider standard property, if it has one."""
        return self.declared.under if isinstance(self.declared, (Relation, Slot)) else ""


def uses() -> Iterator[Use]:
    """Every use of every property, in reading order."""
    for kind in NODE_TYPES.values():
        for prop in kind.props().values():
            yield Use((own(kind.LABEL),), (prop.datatype,), prop)
        for slot in NODE_SLOTS.get(kind.LABEL, {}).values():
            yield Use((own(kind.LABEL),), slot.to, slot)
    for relation in RELATIONS.values():
        yield Use(tuple(map(own, relation.source)), tuple(map(own, relation.target)), relation)
    for part in KINDS.values():
        for slot in part.slots.values():
            values = slot.to or (slot.datatype,)
            yield Use(values, (part.term,), slot) if slot.inverse else Use((part.term,), values, slot)
    for slot in BRINGS.values():
        yield Use((own("Document"),), slot.to, slot)
    yield Use((SPAN.term,), (QUOTE_HASH.datatype,), QUOTE_HASH)


def own_properties() -> dict[str, list[Use]]:
    """Own property → its uses; a property of several classes has several."""
    found: dict[str, list[Use]] = {}
    for use in uses():
        if is_own(use.declared.term):
            found.setdefault(use.declared.term, []).append(use)
    return found


def render() -> str:
    """The ontology in Turtle."""
    return turtle.document(
        [
            _header(),
            *_classes_of_nodes(),
            *_classes_of_documents(),
            *_classes_of_evidence(),
            *map(_property, own_properties().values()),
            *_roles(),
        ]
    )


def _header() -> str:
    return turtle.block(
        ONTOLOGY,
        ("a", "owl:Ontology"),
        ("owl:versionInfo", turtle.literal(VERSION)),
        ("owl:versionIRI", ONTOLOGY.replace(">", f"/{VERSION}>")),
        ("dcterms:license", LICENCE),
        ("dcterms:title", turtle.both(TITLE)),
        ("rdfs:label", turtle.both(TITLE)),
        ("rdfs:comment", turtle.both(COMMENT)),
    )


def _classes_of_nodes() -> Iterator[str]:
    for kind in NODE_TYPES.values():
        standard = () if is_own(kind.TERM) else (kind.TERM,)
        yield _class(own(kind.LABEL), kind.TITLE, kind.COMMENT, standard, kind.WHY_OWN)


def _classes_of_documents() -> Iterator[str]:
    for entry in document_classes():
        yield _class(own(entry.name), Words(entry.vi, entry.en), _told_by(entry), (own("Document"),), WHY_OWN_KINDS)


def _told_by(entry: DocumentClass) -> Words:
    kinds, bodies = ", ".join(entry.kinds) or "…", ", ".join(entry.bodies) or "…"
    return Words(
        f"Ký hiệu loại: {kinds}; ký hiệu cơ quan: {bodies}.",
        f"Symbol of its kind: {kinds}; symbol of its issuer: {bodies}.",
    )


def _classes_of_evidence() -> Iterator[str]:
    for part in KINDS.values():
        if is_own(part.term):
            yield _class(part.term, part.title, part.comment, part.under, part.why_own)


def _class(term: str, label: Words, comment: Words, under: tuple[str, ...] = (), why_own: str = "") -> str:
    return turtle.block(
        term,
        ("a", "owl:Class"),
        ("rdfs:subClassOf", under),
        *_words(label, [comment], why_own),
    )


def _property(of: list[Use]) -> str:
    first = of[0]
    return turtle.block(
        first.declared.term,
        ("a", "owl:ObjectProperty" if first.to_node else "owl:DatatypeProperty"),
        ("rdfs:subPropertyOf", first.under),
        ("rdfs:domain", _any_of([term for use in of for term in use.domain])),
        ("rdfs:range", _any_of([term for use in of for term in use.range])),
        *_words(first.label, [use.declared.comment for use in of], first.declared.why_own),
    )


def _roles() -> Iterator[str]:
    scheme = Words("Vai trò của cơ quan", "Roles of agencies")
    comment = Words("Các vai trò trong cv:Participation.", "The roles in a cv:Participation.")
    yield turtle.block(ROLE_SCHEME, ("a", "skos:ConceptScheme"), *_words(scheme, [comment], WHY_OWN_ROLES))
    for role in ROLES.values():
        yield turtle.block(
            role.term,
            ("a", "skos:Concept"),
            ("skos:inScheme", ROLE_SCHEME),
            ("skos:prefLabel", turtle.both(role.label)),
            *_words(role.label, [role.comment], WHY_OWN_ROLES),
        )


def _words(label: Words, comments: list[Words], why_own: str = "") -> Iterator[turtle.Pair]:
    yield "rdfs:label", turtle.both(label)
    yield "rdfs:comment", [text for comment in dict.fromkeys(comments) for text in turtle.both(comment)]
    yield "skos:scopeNote", turtle.literal(why_own, "en") if why_own else ""
    yield "rdfs:isDefinedBy", ONTOLOGY


def _any_of(classes: list[str]) -> str:
    distinct = list(dict.fromkeys(classes))
    if len(distinct) == 1:
        return distinct[0]
    return turtle.blank(("a", "owl:Class"), ("owl:unionOf", turtle.listing(distinct)))
