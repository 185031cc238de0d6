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
        bare = [_TAG.sub(" ", line) for line in lines]
        self._lines = [search_key(line) for line in bare]
        self._cells = [[search_key(cell) for cell in _CELL.split(line)] for line in bare]

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
        own = re.compile(rf"(?:(?:\d+|[ivxlc]+|[a-h]) )*{re.escape(key)}")
        cells = [number for number, keys in enumerate(self._cells, start=1) if any(map(own.fullmatch, keys))]
        words = [number for number, line in enumerate(self._lines, start=1) if key in line]
        above = [number for number in cells if number <= below] or [number for number in words if number < below]
        return above[-1] if above else next(iter((*cells, *words)), None)
