"""The field of policy that a heading names."""

from __future__ import annotations

from functools import cache, lru_cache

from ontology import vocabulary
from ontology.text import search_key
from ontology.vocabulary import DomainEntry


@cache
def _words() -> tuple[tuple[str, DomainEntry], ...]:
    pairs = [(search_key(word), entry) for entry in vocabulary.domains() for word in (entry.name, *entry.words)]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0], pair[1].id)))


@lru_cache(4096)
def find_domain(heading: str) -> DomainEntry | None:
    """The domain whose words are the heading, else the only one whose words stand in it; None where several do."""
    key = f" {search_key(heading)} "
    for word, entry in _words():
        if key == f" {word} ":
            return entry
    found: dict[str, DomainEntry] = {}
    rest = key
    for word, entry in _words():
        if f" {word} " in rest:
            found[entry.id] = entry
            rest = rest.replace(f" {word} ", "  ")
    return next(iter(found.values())) if len(found) == 1 else None
