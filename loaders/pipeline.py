"""Files in, facts stored: find, read on all cores, resolve, check, write; one report for the reader.

A file is skipped only if its hash, the reader's version, the vocabulary and
the decisions are all unchanged. One bad file never stops the others, and what
is stored already is not touched by it.
"""

from __future__ import annotations

import gc
import hashlib
import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import NoReturn, TypeVar

from graph.curating import bring
from graph.decisions import NO_DECISIONS, Outcome, read_decisions
from graph.facts import DocumentFacts, SourceInfo
from graph.settings import settings
from graph.store import Store
from loaders.document import ParsedDocument
from loaders.facts import to_facts
from loaders.formats import READERS, read_file, txt_md
from loaders.read import READER_VERSION, ReadDocument, read_document
from ontology import vocabulary
from ontology.errors import InputError, PolicygraphError, RefusedFactError

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")

_BATCH = 32
"""Documents written in one go: enough to spare the cost of a transaction each, few enough to keep memory flat."""

READ_SECONDS = 10.0
"""Seconds of computing that reading one file may take; a plan of 45 KB takes a tenth of one."""

BYTES_PER_SECOND = 100_000
"""A file that is no plain text may take a second more for so many bytes: a scan is large and has few words."""

_FEW = 4
"""Up to so many files are read in this process: starting others would take longer than reading."""


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file.

    ``outcome`` is added, replaced, unchanged, kept out (its id belongs to
    another file) or failed; ``message`` says why for the last two.
    """

    path: str
    outcome: str
    document: str | None = None
    name: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    doubts: dict[str, int] = field(default_factory=dict)
    message: str = ""


@dataclass(slots=True)
class Report:
    """What a load did, file by file, in the order of the files, and the files of folders that no reader knows.

    ``lost`` are decisions that found no place in a document of the load.
    """

    files: list[FileResult] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    lost: list[tuple[str, Outcome]] = field(default_factory=list)

    def outcome(self, name: str) -> list[FileResult]:
        """The files of one outcome."""
        return [file for file in self.files if file.outcome == name]

    @property
    def failed(self) -> bool:
        """Whether any file could not be read or was kept out."""
        return bool(self.outcome("failed") or self.outcome("kept out"))


@dataclass(frozen=True, slots=True)
class _Prepared:
    path: str
    facts: DocumentFacts | None
    error: str = ""
    doubts: tuple[tuple[str, int], ...] = ()


def find_files(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """The files to read, and the files of folders that no reader knows; each sorted, none twice.

    Named files are read whatever they are called; in folders README and
    hidden files are no documents, nor are the lock files of word processors.

    Raises:
        InputError: a path does not exist, or there is nothing to read at all.
    """
    found: dict[Path, None] = {}
    passed_over: dict[Path, None] = {}
    named = list(paths)
    for path in named:
        if not path.exists():
            raise InputError("no such file or folder", where=str(path), todo="Check the path")
        if path.is_file():
            found[path] = None
            continue
        # A folder that may not be looked into is told like a file that cannot be read.
        unread: list[OSError] = []
        for folder, folders, files in os.walk(path, followlinks=False, onerror=unread.append):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                file = Path(folder) / name
                if name.startswith((".", "~$")) or file.stem.upper() == "README":
                    continue
                (found if file.suffix.lower() in READERS else passed_over)[file] = None
        found.update((Path(error.filename), None) for error in unread)
    if not found:
        known = ", ".join(sorted(READERS))
        raise InputError("there is no file to read", where=", ".join(map(str, named)), todo=f"Known types: {known}")
    return list(found), list(passed_over)


def _absolute(path: Path) -> str:
    """The path under which a source is kept. Links that go round in a circle stay as they are."""
    return os.path.realpath(path)


def read_path(path: Path) -> ReadDocument:
    """Read one file; nothing is stored.

    Raises:
        InputError: see ``read_file``; or reading it takes more computing than any document needs.
    """
    with _limited(path):
        return read_document(read_file(path))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles while one document is read.

    It would go over the vocabularies and over what is being made dozens of times, a tenth of the time; nearly all is
    freed without it, and the rest right after.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@_uncollected()
def prepare(path: Path) -> DocumentFacts:
    """Read one file into its facts."""
    return facts_of(read_file(path))


@_uncollected()
def facts_of(parsed: ParsedDocument) -> DocumentFacts:
    """Read a parsed document into its facts.

    Raises:
        InputError: it does not say what document it is.
    """
    read, path = read_document(parsed), Path(parsed.path)
    if read.head.number is None and read.head.kind is None:
        raise InputError(
            "nothing in it says what document it is: neither a number nor a kind such as KẾ HOẠCH",
            where=str(path),
            todo="Give the document with its head; «policygraph read» shows what is read",
        )
    return to_facts(
        read,
        SourceInfo(
            document=read.id,
            path=_absolute(path),
            sha256=read.parsed.sha256,
            reader=READER_VERSION,
            vocabulary=vocabulary.version(),
            decisions=NO_DECISIONS,
            lines=len(read.parsed.lines),
        ),
    )


class _TooLongError(BaseException):
    """Reading a file took too long; no ``except Exception`` on the way may keep it."""


@contextmanager
def _limited(path: Path) -> Iterator[None]:
    """Ends what takes more computing than any document needs. Only a main thread can be ended so."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, frame: object) -> NoReturn:
        raise _TooLongError

    seconds = READ_SECONDS
    if path.suffix.lower() not in txt_md.SUFFIXES and path.is_file():
        seconds += path.stat().st_size / BYTES_PER_SECOND
    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    except _TooLongError:
        raise InputError(
            f"reading was given up after {seconds:.0f} seconds",
            where=str(path),
            todo="See whether it is one document; «policygraph read» tells more",
        ) from None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _prepare(path: str) -> _Prepared:
    try:
        with _limited(Path(path)):
            facts = prepare(Path(path))
    except PolicygraphError as error:
        return _Prepared(path, None, str(error))
    except Exception as error:  # A defect in reading one file must not stop a folder; it is told as such.
        return _Prepared(
            path, None, f"{path}: a defect in the reader ({type(error).__name__}: {error}). Report it with the file."
        )
    doubts = Counter(finding.code for finding in facts.findings if finding.severity != "info")
    return _Prepared(path, facts, doubts=tuple(sorted(doubts.items())))


def _ended(path: str) -> _Prepared:
    error = InputError("reading it ended its process", where=path, todo="It may need more memory than there is")
    return _Prepared(path, None, str(error))


def in_parallel(
    work: Callable[[_Item], _Made],
    items: Sequence[_Item],
    workers: int,
    lost: Callable[[_Item], _Made] | None = None,
) -> Iterator[_Made]:
    """What the work makes of every item, in the order given, few of them in memory beyond those asked for.

    Args:
        lost: gives what stands for an item over which a process ended twice (out of memory, a defect in a library).

    Raises:
        BrokenProcessPool: that happened, and ``lost`` is not given.
    """
    if len(items) <= _FEW or workers == 1:
        yield from map(work, items)
        return
    done = ended = 0
    while done < len(items):
        with _pool(workers) as pool:
            waiting: deque[Future[_Made]] = deque()
            rest = iter(items[done:])
            try:
                for item in islice(rest, workers * 4):
                    waiting.append(pool.submit(work, item))
                while waiting:
                    made = waiting.popleft().result()
                    done += 1
                    yield made
                    for item in islice(rest, 1):
                        waiting.append(pool.submit(work, item))
            except BrokenProcessPool:
                # One of those at work ended its process, and nobody says which: the next one is tried alone.
                pass
        if done < len(items):
            try:
                with _pool(1) as alone:
                    made = alone.submit(work, items[done]).result()
            except BrokenProcessPool:
                ended += 1
                # Where all end so, it is no matter of the items: processes cannot be started here.
                if lost is None or (ended == done + 1 and ended > 2):
                    raise
                made = lost(items[done])
            done += 1
            yield made


def _pool(workers: int) -> ProcessPoolExecutor:
    # Not fork: a parent with a driver's threads must not be copied.
    context = multiprocessing.get_context(
        "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    )
    return ProcessPoolExecutor(max_workers=workers, mp_context=context)


def load_paths(
    store: Store,
    paths: Sequence[Path],
    *,
    replaces: str | None = None,
    workers: int | None = None,
    decisions: Path | None = None,
    progress: Callable[[str], None] = lambda path: None,
) -> Report:
    """Read files and folders into a store.

    Args:
        store: where to.
        paths: files and folders.
        replaces: id of the stored document that the one file given takes the place of.
        workers: processes that read; all cores where not given.
        decisions: file of the curators' decisions; the setting's where not given.
        progress: called with each path once it is dealt with.

    Raises:
        InputError: a path does not exist, or ``replaces`` fits nothing.
        StoreError: the store failed; files reported so far are stored.
    """
    named, passed_over = find_files(paths)
    files = [str(path) for path in named]
    decided_in = decisions or settings().decisions
    decided = read_decisions(decided_in)
    brought = bring(store, decided, decided_in)
    stored = {source.document: source for source in store.sources()}
    if replaces is not None:
        if len(files) != 1:
            raise InputError("--replaces goes with one file", where=f"{len(files)} files", todo="Load that file alone")
        if replaces not in stored:
            raise InputError(f"no document «{replaces}» is loaded", todo="See «policygraph status» for the ids")
    by_path = {source.path: source for source in stored.values()}
    current = (READER_VERSION, vocabulary.version())
    results: dict[str, FileResult] = {}
    to_read: list[str] = []
    for file in files:
        known = by_path.get(_absolute(Path(file)))
        if (
            known is not None
            and replaces is None
            and (known.reader, known.vocabulary) == current
            and known.document not in brought.unread
            and _hash(file) == known.sha256
        ):
            results[file] = FileResult(file, "unchanged", known.document)
            progress(file)
        else:
            to_read.append(file)
    batch: list[_Prepared] = []
    taken: dict[str, str] = {}
    lost: list[tuple[str, Outcome]] = []
    for prepared in in_parallel(_prepare, to_read, workers or os.cpu_count() or 1, _ended):
        if prepared.facts is None:
            results[prepared.path] = FileResult(prepared.path, "failed", message=prepared.error)
            progress(prepared.path)
            continue
        applied = decided.apply(prepared.facts)
        assert applied is not None, "nothing was decided yet of what was only now read"
        prepared = replace(prepared, facts=applied.facts)
        kept_out = _belongs_elsewhere(prepared, stored, taken, replaces)
        if kept_out:
            results[prepared.path] = kept_out
            progress(prepared.path)
            continue
        taken[applied.facts.id] = prepared.path
        lost += [(applied.facts.id, outcome) for outcome in applied.outcomes if outcome.status == "lost"]
        batch.append(prepared)
        if len(batch) >= _BATCH:
            _write(store, batch, stored, by_path, results, replaces)
            for done in batch:
                progress(done.path)
            batch = []
    if batch:
        _write(store, batch, stored, by_path, results, replaces)
        for done in batch:
            progress(done.path)
    lost += [item for item in brought.lost if item[0] not in taken]
    return Report([results[file] for file in files], [str(path) for path in passed_over], lost)


def _hash(file: str) -> str | None:
    try:
        with open(file, "rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return None


def _is_there(path: str) -> bool:
    # What was imported has a name and no folder: a file of this name, wherever we stand, is not known to be that one.
    return Path(path).is_absolute() and Path(path).exists()


def _belongs_elsewhere(
    prepared: _Prepared, stored: dict[str, SourceInfo], taken: dict[str, str], replaces: str | None
) -> FileResult | None:
    """The result of a file whose document is that of another file, None where it may be written."""
    facts = prepared.facts
    assert facts is not None
    other = stored.get(facts.id)
    if facts.id in taken:
        holder = taken[facts.id]
    elif other is not None and other.path != facts.source.path and replaces != facts.id:
        if other.sha256 == facts.source.sha256 and other.fingerprint == facts.source.fingerprint:
            return FileResult(
                prepared.path, "unchanged", facts.id, message=f"the same document is loaded from {other.path}"
            )
        if other.sha256 == facts.source.sha256 or not _is_there(other.path):
            # The same text from a new place, or the old file is gone: this is the document's file now.
            return None
        holder = other.path
    else:
        return None
    return FileResult(
        prepared.path,
        "kept out",
        facts.id,
        message=f"its document is already that of {holder}. To put this file in its place: --replaces {facts.id}",
    )


def _write(
    store: Store,
    batch: Sequence[_Prepared],
    stored: dict[str, SourceInfo],
    by_path: dict[str, SourceInfo],
    results: dict[str, FileResult],
    replaces: str | None,
) -> None:
    documents = [prepared.facts for prepared in batch if prepared.facts is not None]
    try:
        outcome = store.load(documents)
    except RefusedFactError as error:
        # One document that may not be stored must not keep the others out: find it by loading each alone.
        if len(batch) == 1:
            results[batch[0].path] = FileResult(
                batch[0].path, "failed", documents[0].id, message=f"{batch[0].path}: {error}"
            )
            return
        for prepared in batch:
            _write(store, [prepared], stored, by_path, results, replaces)
        return
    for prepared in batch:
        facts = prepared.facts
        assert facts is not None
        before = by_path.get(facts.source.path)
        gone = {replaces} if replaces else set()
        if before is not None:
            gone.add(before.document)
        state = "added" if facts.id in outcome.added else "replaced" if facts.id in outcome.replaced else "unchanged"
        for old in gone - {facts.id}:
            if old in stored and store.unload(old):
                state = "replaced"
        results[prepared.path] = _result(prepared, state)


def _result(prepared: _Prepared, outcome: str) -> FileResult:
    facts = prepared.facts
    assert facts is not None
    labels = Counter(node.label for node in facts.nodes)
    predicates = Counter(statement.predicate for statement in facts.statements)
    name = next((str(node.props["name"]) for node in facts.nodes if node.id == facts.id), facts.id)
    counts = {
        "targets": labels["Target"],
        "tasks": labels["Task"],
        "owners": predicates["OWNED_BY"],
        "cited": predicates["CITES"],
        "deadlines": labels["ReportingDuty"],
    }
    return FileResult(prepared.path, outcome, facts.id, name, counts, dict(prepared.doubts))


def with_message(result: FileResult, message: str) -> FileResult:
    """The result with another message."""
    return replace(result, message=message)
