"""One node and what it is joined to, for looking around in the graph.

The texts are written from the declarations of types and relations, so a new
one of either is there at once, and both languages say the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from graph.exports.graphml import type_of
from graph.store import Scalar, Store
from ontology.declare import PREFIXES, Prop, Relation
from ontology.relations import RELATIONS
from ontology.types import NODE_TYPES
from queries.catalogue import Language
from queries.runner import Evidence, EvidenceItem, Fact


@dataclass(frozen=True, slots=True)
class Card:
    """A node by itself. ``values`` are its properties in the order of their declaration, those without value left out;
    of a property of which documents state several values, all."""

    id: str
    label: str
    name: str
    values: dict[str, tuple[Scalar, ...]]

    def props(self) -> dict[str, Prop]:
        """The declarations of its properties."""
        return NODE_TYPES[self.label].props()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A node that a fact joins to another one.

    Args:
        fact: subject, predicate and object; the node asked for is one of the ends.
        id, name: of the other end.
        place: name of its jurisdiction, where it has one.
    """

    fact: Fact
    id: str
    name: str
    place: str | None


def _prefixes(terms: Iterable[str]) -> str:
    used = sorted({term.partition(":")[0] for term in terms} | {"dcterms", "pg"})
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in used)


def _pair(relation: Relation) -> str:
    return f'({relation.term} "{relation.name}")'


@cache
def card_text(label: str, language: Language) -> str:
    """The text that asks for a node's properties; its parameter is ``node``.

    >>> print(card_text("Domain", "cypher"))
    MATCH (n:Domain {id: $node})
    RETURN DISTINCT n.name AS name;
    """
    props = NODE_TYPES[label].props()
    if language == "cypher":
        columns = ", ".join(f"n.{name} AS {name}" for name in props)
        return f"MATCH (n:{label} {{id: $node}})\nRETURN DISTINCT {columns};"
    lines = [_prefixes([NODE_TYPES[label].TERM, *(prop.term for prop in props.values())])]
    lines.append(f"SELECT DISTINCT {' '.join(f'?{name}' for name in props)} WHERE {{\n")
    lines.append(f"  ?n a {NODE_TYPES[label].TERM} ; dcterms:identifier $node .\n")
    lines += [f"  OPTIONAL {{ ?n {prop.term} ?{name} }}\n" for name, prop in props.items()]
    return "".join([*lines, "}"])


@cache
def neighbours_text(label: str, language: Language) -> str:
    """The text that asks for all that a node of a type is joined to; its parameter is ``node``."""
    out = [relation for relation in RELATIONS.values() if label in relation.source]
    into = [relation for relation in RELATIONS.values() if label in relation.target]
    if language == "cypher":
        returned = "m.id AS id, m.name AS name, m.jurisdiction_name AS place"
        sides = [
            (f"MATCH (n:{label} {{id: $node}})-[r:{'|'.join(relation.name for relation in out)}]->(m)", "true", out),
            (f"MATCH (n:{label} {{id: $node}})<-[r:{'|'.join(relation.name for relation in into)}]-(m)", "false", into),
        ]
        return (
            "\nUNION\n".join(
                f"{match}\nRETURN DISTINCT type(r) AS relation, {outward} AS outward, {returned}"
                for match, outward, relations in sides
                if relations
            )
            + ";"
        )
    names = sorted({kind.props()["name"].term for kind in NODE_TYPES.values()})
    sides = [("?n ?p ?m", "true", out), ("?m ?p ?n", "false", into)]
    unions = " UNION ".join(
        f"{{ VALUES (?p ?relation) {{ {' '.join(_pair(one) for one in relations)} }}\n"
        f"    {pattern} . BIND({outward} AS ?outward) }}"
        for pattern, outward, relations in sides
        if relations
    )
    return (
        _prefixes([NODE_TYPES[label].TERM, *names, *(relation.term for relation in RELATIONS.values())])
        + "SELECT DISTINCT ?relation ?outward ?id ?name ?place WHERE {\n"
        + f"  ?n a {NODE_TYPES[label].TERM} ; dcterms:identifier $node .\n  {unions}\n"
        + f"  ?m dcterms:identifier ?id ; {'|'.join(names)} ?name .\n"
        + "  OPTIONAL { ?m pg:jurisdictionName ?place }\n}"
    )


def card(store: Store, node: str) -> Card | None:
    """A node's own properties; None where the store has no such node."""
    label = type_of(node)
    if label is None:
        return None
    rows = store.ask(card_text(label, store.language), {"node": node})
    if not rows:
        return None
    values: dict[str, tuple[Scalar, ...]] = {}
    for name in NODE_TYPES[label].props():
        found = {str(row[name]): row[name] for row in rows if row[name] is not None}
        if found:
            values[name] = tuple(found[text] for text in sorted(found))
    return Card(node, label, str(values.get("name", (node,))[0]), values)


def neighbours(store: Store, node: str) -> list[Neighbour]:
    """All that a node is joined to, in the order of the relations, then by name."""
    label = type_of(node)
    if label is None:
        return []
    rank = {name: place for place, name in enumerate(RELATIONS)}
    found: dict[Fact, Neighbour] = {}
    for row in store.ask(neighbours_text(label, store.language), {"node": node}):
        other, relation = str(row["id"]), str(row["relation"])
        fact = (node, relation, other) if row["outward"] else (other, relation, node)
        found[fact] = Neighbour(fact, other, str(row["name"]), None if row["place"] is None else str(row["place"]))
    return sorted(found.values(), key=lambda one: (rank[one.fact[1]], one.fact[0] != node, one.name, one.id))


def stated(store: Store, facts: Iterable[Fact]) -> dict[Fact, tuple[EvidenceItem, ...]]:
    """Fact → the lines that state it."""
    facts = list(facts)
    evidence = Evidence(store, facts)
    return {fact: evidence.of(fact) for fact in facts}


def own_facts(shown: Card) -> list[Fact]:
    """The facts of a node's own that documents state: title, date, signer of a document."""
    return [
        (shown.id, name, str(value))
        for name, prop in shown.props().items()
        if prop.stated
        for value in shown.values.get(name, ())
    ]
