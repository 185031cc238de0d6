"""Turtle as text, in the order in which it is given, so that equal declarations give equal bytes.

Terms are strings that are Turtle already: a CURIE, or what the functions here
return.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from ontology.declare import PREFIXES, Words

Pair = tuple[str, str | Iterable[str]]
"""A predicate, and its object or objects."""

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_WIDTH = 100


def literal(text: str, language: str = "") -> str:
    r"""A string literal.

    >>> literal('«X» "một"', "vi")
    '"«X» \\"một\\""@vi'
    """
    return json.dumps(text, ensure_ascii=False) + (f"@{language}" if language else "")


def both(words: Words) -> list[str]:
    """A wording as two literals, Vietnamese first."""
    return [literal(words.vi, "vi"), literal(words.en, "en")]


def blank(*pairs: Pair) -> str:
    """An unnamed node with its properties.

    >>> blank(("a", "owl:Class"), ("rdfs:label", ['"x"', '"y"']))
    '[ a owl:Class ; rdfs:label "x", "y" ]'
    """
    return f"[ {' ; '.join(_line(pair) for pair in pairs)} ]"


def listing(items: Iterable[str]) -> str:
    """An RDF list."""
    return f"( {' '.join(items)} )"


def block(subject: str, *pairs: Pair) -> str:
    """A subject and all that is said of it; a pair without objects is left out."""
    lines = [_line((predicate, objects)) for predicate, objects in pairs if objects]
    return f"{subject} " + " ;\n    ".join(lines) + " .\n"


def document(blocks: Iterable[str], prefixes: Mapping[str, str] = PREFIXES) -> str:
    """A whole file: the prefixes that it uses, then the blocks."""
    body = "\n".join(blocks)
    terms = _STRING.sub("", body)
    used = [f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items() if f" {name}:" in f" {terms}"]
    return "".join(used) + "\n" + body


def _line(pair: Pair) -> str:
    predicate, objects = pair
    if isinstance(objects, str):
        return f"{predicate} {objects}"
    several = list(objects)
    between = ", " if sum(map(len, several)) < _WIDTH else ",\n        "
    return f"{predicate} {between.join(several)}"
