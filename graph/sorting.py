"""Lines by the million in code point order, as blocks of bytes, with a bounded part of them in memory.

Everything here works on whole blocks, because one step of Python for every
line takes longer than all the rest of an export. UTF-8 sorts as its code
points do. A line never holds a newline: N-Quads escapes it.
"""

from __future__ import annotations

import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from types import TracebackType
from typing import IO, Self

#: Bytes of lines that are sorted in memory; more are sorted on disk, in runs of so many.
SIZE = 16_000_000

#: Lines of one block that is handed on.
BLOCK = 10_000


class LineSorter:
    """A file to write lines to in any order and to read from in theirs, each once.

    Args:
        size: bytes that are held in memory; ``SIZE`` where not given.
    """

    def __init__(self, size: int | None = None) -> None:
        self._size = size or SIZE
        self._parts: list[bytes] = []
        self._held = 0
        self._files = ExitStack()
        self._runs: list[IO[bytes]] = []

    def write(self, data: bytes) -> int:
        """Take a piece of the text; lines may be cut anywhere."""
        self._parts.append(data)
        self._held += len(data)
        if self._held >= self._size:
            self._spill()
        return len(data)

    def flush(self) -> None:
        """Nothing to do; whoever writes to a file may call it."""

    def blocks(self) -> Iterator[bytes]:
        """The lines in their order, many at a time; nothing may be written any more."""
        if not self._runs:
            yield from _blocks(self._sorted(b"".join(self._parts)))
            return
        self._spill(whole=True)
        yield from self._merged()

    def _sorted(self, text: bytes) -> list[bytes]:
        # Only that much in memory: the pieces are not needed once they are lines.
        self._parts, self._held = [], 0
        lines = text.split(b"\n")
        if not lines[-1]:
            lines.pop()
        lines.sort()
        return list(dict.fromkeys(lines))

    def _spill(self, whole: bool = False) -> None:
        text = b"".join(self._parts)
        end = len(text) if whole else text.rfind(b"\n") + 1
        lines = self._sorted(text[:end])
        if end < len(text):
            self._parts, self._held = [text[end:]], len(text) - end
        if lines:
            file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the others
            self._files.callback(file.close)
            file.writelines(_blocks(lines))
            file.seek(0)
            self._runs.append(file)

    def _merged(self) -> Iterator[bytes]:
        # Of each run the next lines are at hand. What is not above the smallest of their last lines is complete:
        # it is put together and sorted, which for runs that are sorted already is a merge.
        portion = max(self._size // len(self._runs), 1)
        held: list[list[bytes]] = [[] for _ in self._runs]
        begin = [0] * len(held)
        while True:
            for number, file in enumerate(self._runs):
                if begin[number] == len(held[number]):
                    text = file.read(portion)
                    held[number], begin[number] = (text + file.readline()).split(b"\n")[:-1], 0
            if not (live := [lines for lines in held if lines]):
                return
            bound = min(lines[-1] for lines in live)
            found: list[bytes] = []
            for number, lines in enumerate(held):
                end = bisect_right(lines, bound, begin[number])
                found += lines[begin[number] : end]
                begin[number] = end
            found.sort()
            yield from _blocks(list(dict.fromkeys(found)))

    def close(self) -> None:
        """Remove what is on disk."""
        self._parts = []
        self._files.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _blocks(lines: list[bytes], end: bytes = b"\n") -> Iterator[bytes]:
    for begin in range(0, len(lines), BLOCK):
        yield end.join([*lines[begin : begin + BLOCK], b""])


def in_graph(triples: bytes, graph: str) -> Iterator[bytes]:
    """The lines of one graph's canonical N-Triples as those of N-Quads, in their order.

    Args:
        triples: N-Triples of the graph, in any order, each once.
        graph: its IRI in angle brackets.

    >>> b"".join(in_graph(b"<b> <p> <c> .\\n<a> <p> <c> .\\n", "<g>"))
    b'<a> <p> <c> <g> .\\n<b> <p> <c> <g> .\\n'
    """
    lines = triples.split(b" .\n")[:-1]
    lines.sort()
    return _blocks(lines, f" {graph} .\n".encode())


def text_lines(blocks: Iterable[bytes]) -> Iterator[str]:
    """The lines of the blocks, without their newlines."""
    for block in blocks:
        # Not str.splitlines: N-Quads text may hold U+2028 and the like.
        yield from block.decode().split("\n")[:-1]


def sorted_lines(lines: Iterable[str], *, size: int | None = None) -> Iterator[str]:
    """The lines in code point order, each once; where there are more than ``size`` bytes they are sorted on disk."""
    return text_lines(sorted_blocks(lines, size=size))


def sorted_blocks(lines: Iterable[str], *, size: int | None = None) -> Iterator[bytes]:
    """The same with their newlines, many at a time."""
    source = iter(lines)
    with LineSorter(size) as sorter:
        while portion := list(islice(source, 1000)):
            portion.append("")
            sorter.write("\n".join(portion).encode())
        yield from sorter.blocks()
