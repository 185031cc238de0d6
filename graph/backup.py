"""A store as one file, and back: every loaded document as it was read, from either store into either.

The graph is a function of the loaded documents (``graph.project``), so they
are all that has to be kept; the same documents give the same bytes. A backup
is gzip over lines of JSON:

=====  ==========================================================================
first  ``{"policygraph": "backup", "format": 1}``
…      a document each, by id: ``graph.facts.DocumentFacts`` with its text
last   ``{"documents": number, "sha256": digest of all bytes before this line}``
=====  ==========================================================================

Nothing is stored before the whole file has been read through and its digest
found right. As neither the store's form nor the ontology's terms are part of
it, a backup is also the way from a store of an older version to a newer one.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from graph.facts import DocumentFacts
from graph.project import facts_json
from graph.store import LoadResult, Store
from ontology.errors import InputError, PolicygraphError, StoreError

FORMAT = 1

_BATCH = 32
_DAMAGED = "Take another copy of it, or load the files anew"


def backup(store: Store, path: Path, *, progress: Callable[[str], None] = lambda document: None) -> int:
    """Write all documents of a store into a file, which is whole or not there.

    Returns:
        how many documents it holds.

    Raises:
        InputError: the file cannot be written.
        StoreError: the store cannot be read.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    digest, count = hashlib.sha256(), 0
    try:
        # No name and no time within: the same documents give the same bytes.
        with unfinished.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as out:

            def write(text: str) -> None:
                line = f"{text}\n".encode()
                digest.update(line)
                out.write(line)

            write(json.dumps({"policygraph": "backup", "format": FORMAT}))
            for document, packed in store.kept():
                write(facts_json(packed))
                count += 1
                progress(document)
            write(json.dumps({"documents": count, "sha256": digest.hexdigest()}))
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(unfinished, path)
    except OSError as error:
        raise InputError(
            f"the backup cannot be written ({error.strerror or error})",
            where=str(path),
            todo="Name a file in a folder that you may write, on a disk with room",
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def documents_in(path: Path) -> Iterator[str]:
    """The documents of a backup as JSON, one at a time; what follows the last one is looked at too.

    Raises:
        InputError: there is no such file, it is no backup, of another form, or damaged: changed, cut off or added to.
            A damage may be found only at the end, so that nothing of it may be used before.
    """
    digest, count = hashlib.sha256(), 0
    with _lines(path) as lines:
        first = lines.readline()
        head = _object(first)
        if head is None or head.get("policygraph") != "backup":
            raise InputError("it is no backup", where=str(path), todo="Name a file that «policygraph backup» wrote")
        if head.get("format") != FORMAT:
            raise InputError(
                f"the backup has form {head.get('format')}, and this version reads form {FORMAT}",
                where=str(path),
                todo="Restore it with the version of policygraph that wrote it, or a newer one than this",
            )
        digest.update(first)
        held: bytes | None = None
        for line in lines:
            if held is not None:
                digest.update(held)
                count += 1
                yield held.decode()
            held = line
        if (_object(held or b"") or {}) != {"documents": count, "sha256": digest.hexdigest()}:
            raise InputError("the backup is damaged: its digest is another", where=str(path), todo=_DAMAGED)


def restore(
    store: Store, path: Path, *, keep: bool = False, progress: Callable[[str], None] = lambda document: None
) -> LoadResult:
    """Put the documents of a backup into a store; those that it holds already, in the form that the backup has.

    A restore that was interrupted may be repeated.

    Args:
        keep: let documents that the backup lacks stay in the store.
        progress: called with each document's id when it is stored.

    Raises:
        InputError: the backup is missing, damaged or cannot be read; nothing was stored then.
        StoreError: the store holds documents that the backup lacks; or it failed, and what was stored before stays.
    """
    ids = {_facts(text, path).id for text in documents_in(path)}
    others = sorted({source.document for source in store.sources()} - ids)
    if others and not keep:
        raise StoreError(
            f"the store holds {len(others)} documents that the backup lacks, among them {others[0]}",
            todo="Restore into a new store, or let them stay with --keep",
        )
    results: list[LoadResult] = []
    batch: list[DocumentFacts] = []

    def flush() -> None:
        results.append(store.load(batch))
        for facts in batch:
            progress(facts.id)
        batch.clear()

    for text in documents_in(path):
        batch.append(_facts(text, path))
        if len(batch) == _BATCH:
            flush()
    flush()
    return LoadResult(
        added=tuple(one for result in results for one in result.added),
        replaced=tuple(one for result in results for one in result.replaced),
        unchanged=tuple(one for result in results for one in result.unchanged),
    )


@contextmanager
def _lines(path: Path) -> Iterator[gzip.GzipFile]:
    try:
        with gzip.open(path, "rb") as lines:
            yield lines
    except FileNotFoundError as error:
        raise InputError("there is no such file", where=str(path), todo="Check the path") from error
    except gzip.BadGzipFile as error:
        raise InputError(
            "it is no backup, or a damaged one", where=str(path), todo="Name a file that «policygraph backup» wrote"
        ) from error
    except (EOFError, zlib.error, UnicodeDecodeError) as error:
        raise InputError(f"the backup is damaged ({error})", where=str(path), todo=_DAMAGED) from error
    except OSError as error:
        raise InputError(f"the backup cannot be read ({error.strerror or error})", where=str(path)) from error


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _facts(text: str, path: Path) -> DocumentFacts:
    try:
        return DocumentFacts.model_validate_json(text)
    except (ValidationError, PolicygraphError) as error:
        said = (_object(text.encode()) or {}).get("id", "a document")
        raise InputError(
            f"{said} of the backup says what this version cannot store ({str(error).splitlines()[0]})",
            where=str(path),
            todo="Restore it with the version of policygraph that wrote it, or load the files anew",
        ) from error
