"""Spoilt documents: none crashes the reading or holds it up, and no fact quotes what is not there.

``MUTANTS`` in the environment says how many; ``make soak`` reads a thousand.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import FrameType

import pytest
from cases import parse

from benchmarks.accuracy import facts_of
from benchmarks.evidence import wrong_mentions, wrong_quotes
from benchmarks.mutants import mutants
from graph.project import check_storable
from loaders.interchange import to_interchange
from loaders.read import read_document

ROOT = Path(__file__).parent.parent
COUNT = int(os.environ.get("MUTANTS", "200"))
SECONDS = 20
"""No part of a document takes near so long; one that does hangs."""


@contextmanager
def within(seconds: int, what: str) -> Iterator[None]:
    """Fail where the block takes longer."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"reading takes more than {seconds} s: {what}")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def texts(shared: Path | None) -> list[str]:
    folders = [ROOT / "data" / "sample"]
    folders += [shared / "corpus" / name for name in ("seeds", "more")] if shared else []
    paths = [path for folder in folders for path in sorted(folder.glob("*")) if path.suffix in (".txt", ".md")]
    return [path.read_text(encoding="utf-8") for path in paths if path.stem != "README"]


def read_all(sources: list[str], count: int) -> None:
    for number, text in enumerate(islice(mutants(1, sources), count)):
        with within(SECONDS, f"mutant {number}"):
            found = read_document(parse(text))
            said = facts_of(found, Path("x.txt"))
            to_interchange(found)
            check_storable(said)
        lines = found.parsed.lines
        assert wrong_quotes(said, lines) == [], f"mutant {number}"
        assert wrong_mentions(said, lines) == [], f"mutant {number}"


def test_spoilt_digests_are_read_and_quoted_as_they_stand() -> None:
    read_all(texts(None), COUNT // 2)


def test_spoilt_real_documents_are_read_and_quoted_as_they_stand(shared_dir: Path) -> None:
    read_all(texts(shared_dir), COUNT - COUNT // 2)


def test_mutants_are_the_same_for_the_same_seed() -> None:
    sources = texts(None)
    first, again, other = (list(islice(mutants(seed, sources), 5)) for seed in (1, 1, 2))
    assert first == again != other
    assert all(text.strip() for text in first)


def test_a_hang_is_told() -> None:
    with pytest.raises(TimeoutError, match="more than 1 s"), within(1, "an endless loop"):
        while True:
            pass
