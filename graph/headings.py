"""In which line of a document the heading or group stands under which something is set or assigned."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ontology.text import search_key

_TAG = re.compile(r"<[^<>]*>")
_CELL = re.compile(r"[\t|]")


class Headings:
    """Finds headings among the lines of a document (1-based lines, or blocks)."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._bare = [_TAG.sub(" ", line) for line in lines]
        self._lines = [search_key(line) for line in self._bare]
        self._found: dict[str, tuple[list[int], list[int]]] = {}

    def line_of(self, heading: str, below: int) -> int | None:
        """The line that prints the heading or group of what begins at a line.

        It is the nearest one, there or above, that is the heading or has it in a cell of its own; else the nearest
        above that holds its words, else the first.

        >>> found = Headings(["Nhà ở cho mọi người", "II. Nhà ở", "1 | Nhà ở kiên cố | 95 %", "2 | Nhà tạm"])
        >>> found.line_of("Nhà ở", 3), found.line_of("Nhà ở", 1), found.line_of("Y tế", 3)
        (2, 2, None)
        """
        key = search_key(heading)
        if not key:
            return None
        if key not in self._found:
            self._found[key] = self._find(key)
        cells, words = self._found[key]
        above = [number for number in cells if number <= below] or [number for number in words if number < below]
        return above[-1] if above else next(iter((*cells, *words)), None)

    def _find(self, key: str) -> tuple[list[int], list[int]]:
        """The lines that have the heading in a cell of its own, and all that hold its words."""
        own = re.compile(rf"(?:(?:\d+|[ivxlc]+|[a-h]) )*{re.escape(key)}")
        words = [number for number, line in enumerate(self._lines, start=1) if key in line]
        cells = [
            number
            for number in words
            if any(own.fullmatch(search_key(cell)) for cell in _CELL.split(self._bare[number - 1]))
        ]
        return cells, words
