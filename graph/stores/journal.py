"""A large change written down before it is made, so that it is made whole or not at all.

Oxigraph writes many quads three times as fast into files of their own (``bulk_load``)
as in a transaction, but a process that ends in the middle leaves some of them.
So the change stands in the store's folder first::

    pending/delete.ru   what goes, as a SPARQL update
    pending/insert.nq   what comes, as N-Quads

The folder gets its name when both files are on the disk: from then on the
change counts as made. Whoever takes the writer next makes it where the name is
still there, which may be for the second time: deletions and insertions have no
quad in common, and making them again changes nothing. Readers meanwhile look
at snapshots of before.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from graph.rdf import Quad


class _Database(Protocol):
    """What is asked of Oxigraph's store."""

    def update(self, update: str) -> None: ...

    def bulk_load(self, *, path: str) -> None: ...

    def flush(self) -> None: ...


def write(folder: Path, delete: str, insert: Iterable[Quad]) -> None:
    """Write a change down; when this returns, it will be made.

    Raises:
        OSError: the disk is full or cannot be written; nothing will be made then.
    """
    unfinished = folder / f"pending.{os.getpid()}.tmp"
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        unfinished.mkdir()
        quads = "".join([f"{triple} {graph} .\n" if graph else f"{triple} .\n" for graph, triple in insert])
        for name, text in (("delete.ru", delete), ("insert.nq", quads)):
            with (unfinished / name).open("w", encoding="utf-8", newline="\n") as out:
                out.write(text)
                out.flush()
                os.fsync(out.fileno())
        os.rename(unfinished, folder / "pending")
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def make(folder: Path, store: _Database) -> None:
    """Make the change that is written down, if there is one, and cross it out.

    Raises:
        OSError: it could not be made; it stays written down.
    """
    for left in folder.glob("pending.*.tmp"):
        shutil.rmtree(left, ignore_errors=True)
    pending = folder / "pending"
    if not pending.exists():
        return
    if delete := (pending / "delete.ru").read_text(encoding="utf-8"):
        store.update(delete)
    store.bulk_load(path=str(pending / "insert.nq"))
    # A transaction may lie in memory for a while: it has to be on the disk before what tells of it goes.
    store.flush()
    made = folder / f"pending.{os.getpid()}.tmp"
    os.rename(pending, made)
    shutil.rmtree(made, ignore_errors=True)
