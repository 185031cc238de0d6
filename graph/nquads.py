r"""Lines of N-Quads taken apart: what ``graph.rdf`` writes, read back.

Only the canonical form is read (one space between terms, no comments, no
blank nodes), which is what both stores write.

>>> line = parse('<a> <p> "x\\"y"@vi <g> .')
>>> line.subject, line.object, line.graph, value(line.object), suffix(line.object)
('<a>', '"x\\"y"@vi', '<g>', 'x"y', '@vi')
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LINE = re.compile(
    r'(<[^>]*>) (<[^>]*>) (<[^>]*>|"[^"\\]*(?:\\.[^"\\]*)*"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?)(?: (<[^>]*>))? \.',
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_PLAIN = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


class Line(NamedTuple):
    """The terms of one line, as they stand in it; ``graph`` is empty for the default graph."""

    subject: str
    predicate: str
    object: str
    graph: str

    @property
    def triple(self) -> str:
        """The line without its graph."""
        return f"{self.subject} {self.predicate} {self.object} ."


def parse(text: str) -> Line:
    """The terms of a line.

    Raises:
        ValueError: it is not of the canonical form.
    """
    match = _LINE.fullmatch(text)
    if match is None:
        raise ValueError(f"no line of N-Quads: {text[:200]}")
    return Line(match[1], match[2], match[3], match[4] or "")


def value(term: str) -> str:
    """The text of a literal, or the IRI without its brackets."""
    if term.startswith("<"):
        return term[1:-1]
    return _ESCAPE.sub(_unescape, term[1 : term.rindex('"')])


def suffix(term: str) -> str:
    """What follows the text of a literal: ``@vi``, ``^^<…>`` or nothing."""
    return term[term.rindex('"') + 1 :]


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _PLAIN.get(match[3], match[3])
