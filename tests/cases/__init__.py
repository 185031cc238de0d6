"""Case tables: ``NAME.toml`` holds ``[[case]]`` entries of a text and what is to be read in it.

The texts are made up for the tests. A case with ``near = true`` is a near miss: it looks like the shape its table is
about and is another one, or none.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from loaders.document import Paragraph, ParsedDocument
from loaders.structure import make_blocks, read_marker
from ontology.text import nfc

Case = dict[str, Any]

some = settings(max_examples=60, deadline=None)
"""Settings of the properties: enough examples to find a slip, none too slow for a busy machine."""


@cache
def _tables(name: str) -> dict[str, list[Case]]:
    found = tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))
    for entries in found.values():
        ids = [entry["id"] for entry in entries]
        assert len(ids) == len(set(ids)), f"{name}.toml: an id stands twice"
    return found


def table(name: str, part: str = "case") -> pytest.MarkDecorator:
    """A decorator that runs a test for each entry of ``[[part]]`` in a file, as its argument ``case``."""
    return pytest.mark.parametrize("case", [pytest.param(entry, id=entry["id"]) for entry in _tables(name)[part]])


def parse(text: str) -> ParsedDocument:
    """A text as the reader of text files gives it."""
    lines = tuple(nfc(text).split("\n"))
    return ParsedDocument("made-up.txt", "0" * 64, lines, make_blocks(lines))


def paragraph(text: str) -> Paragraph:
    """A text as one paragraph on line 1, its marker taken off."""
    marker, rest = read_marker(text)
    return Paragraph(rest, ((0, 1),), marker)
