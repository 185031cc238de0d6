"""The embedded store's full-text index: one SQLite file beside each snapshot.

A load brings the index of the snapshot before forward by the nodes that it
changed, so that the first search after it waits for nothing. Where there is no
index to bring forward (an older store, a spoilt file), the first search builds
one of all nodes.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from graph.project import NodeRow
from graph.stores.search import UNSEARCHED, search_keys
from ontology.text import KEY_VERSION


def index_file(folder: Path, generation: str) -> Path:
    """The index of a snapshot of a store's folder."""
    return folder / f"search-{generation}.sqlite"


def fitting(file: Path, generation: str) -> sqlite3.Connection | None:
    """The index, open for reading, if it is there, whole, and of this generation of the data and of the folding."""
    if not file.exists():
        return None
    try:
        found = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    except sqlite3.DatabaseError:
        return None
    try:
        stamped = found.execute("SELECT generation FROM stamp").fetchone()
    except sqlite3.DatabaseError:
        stamped = None
    if stamped == (_stamp(generation),):
        return found
    found.close()
    return None


def build(file: Path, rows: Iterable[NodeRow], generation: str) -> None:
    """Write the index of all nodes anew.

    Raises:
        OSError, sqlite3.OperationalError: the file cannot be written.
    """
    _write(file, None, rows, (), generation)


def fill(index: sqlite3.Connection, rows: Iterable[NodeRow], generation: str) -> None:
    """Make an empty database the index of these nodes."""
    with index:
        index.execute("CREATE TABLE known (number INTEGER PRIMARY KEY, id TEXT UNIQUE)")
        index.execute("CREATE VIRTUAL TABLE node USING fts5(id UNINDEXED, label UNINDEXED, name UNINDEXED, words)")
        index.execute("CREATE TABLE stamp (generation TEXT)")
        _put(index, rows, generation)


def bring_forward(folder: Path, before: str, after: str, changed: Mapping[str, NodeRow | None]) -> None:
    """Make the index of the next snapshot from that of the last; nothing where that one is missing or spoilt.

    Args:
        before: generation of the last snapshot; empty where there was none.
        after: generation of the next.
        changed: id of each node that was changed since → the node as it is now, None where it is gone.

    Raises:
        OSError, sqlite3.Error: the index cannot be read or written. Without it a search builds its own.
    """
    old = index_file(folder, before)
    if before:
        if (found := fitting(old, before)) is None:
            return
        found.close()
    rows = (row for row in changed.values() if row is not None)
    _write(index_file(folder, after), old if before else None, rows, changed, after)


def clear(folder: Path, kept: Iterable[str]) -> None:
    """Remove the indexes of snapshots that are gone."""
    names = {index_file(folder, generation).name for generation in kept}
    for file in folder.glob("search-*.sqlite"):
        if file.name not in names:
            file.unlink(missing_ok=True)


def _stamp(generation: str) -> str:
    return f"{generation}.{KEY_VERSION}"


def _write(file: Path, old: Path | None, rows: Iterable[NodeRow], gone: Iterable[str], generation: str) -> None:
    """Write beside the file and put it in its place when it is whole."""
    temporary = file.with_name(f"search.{uuid.uuid4().hex}.tmp")
    try:
        if old is not None:
            shutil.copyfile(old, temporary)
        with closing(sqlite3.connect(temporary)) as index:
            # What is not whole is thrown away: no journal is wanted, nor waiting for the disk.
            index.execute("PRAGMA journal_mode = OFF")
            index.execute("PRAGMA synchronous = OFF")
            if old is None:
                fill(index, rows, generation)
            else:
                with index:
                    for one in gone:
                        for number in index.execute("SELECT number FROM known WHERE id = ?", (one,)).fetchall():
                            index.execute("DELETE FROM node WHERE rowid = ?", number)
                            index.execute("DELETE FROM known WHERE number = ?", number)
                    _put(index, rows, generation)
        os.replace(temporary, file)
    finally:
        temporary.unlink(missing_ok=True)


def _put(index: sqlite3.Connection, rows: Iterable[NodeRow], generation: str) -> None:
    for row in rows:
        if row.label not in UNSEARCHED:
            number = index.execute("INSERT INTO known (id) VALUES (?)", (row.id,)).lastrowid
            index.execute(
                "INSERT INTO node (rowid, id, label, name, words) VALUES (?, ?, ?, ?, ?)",
                (number, row.id, row.label, *search_keys(row)),
            )
    index.execute("DELETE FROM stamp")
    index.execute("INSERT INTO stamp VALUES (?)", (_stamp(generation),))
