"""Documents as scanners and converters spoil them, made from whole ones.

A mutant is a part of a document with its head: letters misread and dropped,
lines cut or lost, cells out of order, pages fed the wrong way round. The same
seed and texts give the same mutants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

#: Letters that recognition takes for others.
_CONFUSED = str.maketrans({"ầ": "â", "ộ": "ô", "đ": "d", "Đ": "D", "ủ": "ù", "l": "1", "O": "0", "–": "-", "ư": "u"})
_DIRT = "aeồ1l|.,;()<>*#-\t\n "
_HEAD, _PART = 25, 90


def noise(text: str, rng: Random) -> str:
    """Some letters misread or dropped."""
    kept = (rng.choice(_DIRT) if rng.random() < 0.01 else c for c in text if rng.random() > 0.005)
    return "".join(c.translate(_CONFUSED) if rng.random() < 0.02 else c for c in kept)


def cut_lines(text: str, rng: Random) -> str:
    """Lines cut in two by a page, or lost."""
    lines: list[str] = []
    for line in text.split("\n"):
        chance = rng.random()
        at = rng.randrange(len(line) + 1)
        lines += [] if chance < 0.08 else [line[:at], "", line[at:]] if chance < 0.25 else [line]
    return "\n".join(lines)


def shuffle_columns(text: str, rng: Random) -> str:
    """Cells of table rows in another order, some gone; in a table of one cell a line, its lines."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        cells = line.split("\t")
        if len(cells) > 1 and rng.random() < 0.5:
            lines[number] = "\t".join(rng.sample(cells, rng.randrange(1, len(cells) + 1)))
        elif line.strip() == "|" and number and rng.random() < 0.2:
            lines[number - 1], lines[number] = lines[number], lines[number - 1]
    return "\n".join(lines)


def shuffle_lines(text: str, rng: Random) -> str:
    """Lines in another order: pages fed the wrong way round."""
    lines = text.split("\n")
    if len(lines) < 5:
        return text
    a, b, c, d = sorted(rng.sample(range(len(lines)), 4))
    return "\n".join(lines[c:d] + lines[:a] + lines[d:] + lines[b:c] + lines[a:b])


def shout(text: str, rng: Random) -> str:
    """Some lines in capitals."""
    return "\n".join(line.upper() if rng.random() < 0.2 else line for line in text.split("\n"))


def run_together(text: str, rng: Random) -> str:
    """Breaks between lines lost, so that what they parted runs together."""
    return "".join(c if c != "\n" or rng.random() > 0.1 else " " for c in text)


DAMAGE: tuple[Callable[[str, Random], str], ...] = (
    noise,
    cut_lines,
    shuffle_columns,
    shuffle_lines,
    shout,
    run_together,
)


def mutants(seed: int, texts: Sequence[str]) -> Iterator[str]:
    """Spoilt parts of the texts without end, each with one to three kinds of damage; none is blank.

    Args:
        seed: the same seed and texts give the same mutants.
        texts: whole documents.
    """
    rng = Random(seed)
    while True:
        lines = rng.choice(texts).split("\n")
        start = rng.randrange(max(1, len(lines) - _PART // 2))
        text = "\n".join([*lines[: rng.choice((0, _HEAD))], *lines[start : start + rng.randint(10, _PART)]])
        for spoil in rng.sample(DAMAGE, rng.randint(1, 3)):
            text = spoil(text, rng)
        if text.strip():
            yield text
