"""How node types and relations are declared.

A node type is a frozen pydantic model that derives from :class:`Node`; what
the renderers need of it stands in class variables, and what they need of a
field stands in a :class:`Prop` inside its annotation. Nothing is declared
twice: OWL, SHACL, JSON-LD, Neo4j constraints and the reference page are all
written from here (``ontology.render``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

PREFIXES: dict[str, str] = {
    "pg": "https://policygraph.example/ontology#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "org": "http://www.w3.org/ns/org#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "qudt": "http://qudt.org/schema/qudt/",
    "p-plan": "http://purl.org/net/p-plan#",
    "cv": "http://data.europa.eu/m8g/",
    "locn": "http://www.w3.org/ns/locn#",
    "schema": "http://schema.org/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
}
"""Prefix → namespace of every vocabulary used. ``pg`` is our own; its base is a setting of a published data set."""


def expand(curie: str) -> str:
    """The full IRI of a CURIE.

    >>> expand("eli:cites")
    'http://data.europa.eu/eli/ontology#cites'
    """
    prefix, _, name = curie.partition(":")
    return PREFIXES[prefix] + name


@dataclass(frozen=True, slots=True)
class Words:
    """A wording in both languages of the project."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Prop:
    """What a field of a node means.

    Args:
        term: CURIE of the RDF property.
        label: name of the field for readers.
        comment: one sentence each: what the value is, its form and unit.
        datatype: CURIE of the XSD datatype, or ``"rdf:langString"`` for Vietnamese text.
        stated: the value comes from a document and carries evidence (a
            Statement); otherwise it follows from the node's id and the vocabulary.
        indexed: asked by value, so Neo4j gets an index.
        one_of: the values it may take; empty where any will do.
        why_own: for ``pg:`` terms, why no standard term fits.
    """

    term: str
    label: Words
    comment: Words
    datatype: str = "xsd:string"
    stated: bool = False
    indexed: bool = False
    one_of: tuple[str, ...] = ()
    why_own: str = ""


class Node(BaseModel):
    """Something that facts are about. ``id`` is made of its fewest stable fields (see ``graph.ids``)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    LABEL: ClassVar[str]
    TERM: ClassVar[str]
    TITLE: ClassVar[Words]
    COMMENT: ClassVar[Words]
    #: Shared nodes hold only what their id and the vocabulary say; the others
    #: belong to one document, whose statements are their source.
    SHARED: ClassVar[bool]
    #: Field whose text stands for the node on screen and in full-text search.
    SHOWN: ClassVar[str] = "name"
    WHY_OWN: ClassVar[str] = ""

    id: str

    @classmethod
    @cache
    def props(cls) -> dict[str, Prop]:
        """Field name → its declaration, in order of declaration; ``id`` has none."""
        found: dict[str, Prop] = {}
        for name, info in cls.model_fields.items():
            for item in info.metadata:
                if isinstance(item, Prop):
                    found[name] = item
        return found

    def stored(self) -> dict[str, Any]:
        """Field → value as both stores keep it: scalars, or tuples of strings; no nulls, no empty tuples."""
        plain = self.model_dump(mode="json", exclude_none=True)
        return {key: value for key, value in plain.items() if value not in ("", [], ())}


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two node types.

    Args:
        name: the relationship type in Neo4j, and the predicate of its statements.
        source, target: labels of the node types it may join.
        forward, reverse: how it reads in each direction.
        term: CURIE of the RDF property from source to target.
        evidence: ``"statement"`` when every such fact rests on lines of a
            document; ``"vocabulary"`` when it follows from the vocabulary alone.
        basis: values the fact's ``basis`` may take; empty where it has none.
        under: CURIE of the wider standard property, where an own term narrows one.
    """

    name: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    forward: Words
    reverse: Words
    comment: Words
    term: str
    evidence: str = "statement"
    basis: tuple[str, ...] = field(default=())
    under: str = ""
    why_own: str = ""
