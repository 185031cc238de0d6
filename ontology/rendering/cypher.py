"""Constraints and indexes for Neo4j: one statement a line, each safe to run again."""

from __future__ import annotations

from collections.abc import Iterator

from ontology.types import NODE_TYPES


def render() -> str:
    """The statements, in the order in which they are run."""
    return "".join(f"{statement};\n" for statement in _statements())


def _statements() -> Iterator[str]:
    for label in ("Entity", *NODE_TYPES, "Statement"):
        yield _unique(label, "id")
    yield _unique("Source", "document")
    for label, kind in NODE_TYPES.items():
        for name, prop in kind.props().items():
            if prop.indexed:
                yield _index(label, name)
    yield _index("Statement", "fact")
    yield _index("Statement", "document")
    # ``search`` is folded already; an analyser of words would drop «an» and «to», which are words of Vietnamese.
    yield (
        "CREATE FULLTEXT INDEX entity_text IF NOT EXISTS FOR (n:Entity) ON EACH [n.search] "
        "OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}"
    )


def _unique(label: str, name: str) -> str:
    return f"CREATE CONSTRAINT {label.lower()}_{name}_unique IF NOT EXISTS FOR (n:{label}) REQUIRE n.{name} IS UNIQUE"


def _index(label: str, name: str) -> str:
    return f"CREATE INDEX {label.lower()}_{name} IF NOT EXISTS FOR (n:{label}) ON (n.{name})"
