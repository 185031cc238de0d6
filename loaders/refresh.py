"""Bringing a store up to date without the files: a changed vocabulary, a changed reader, new decisions.

The store keeps each document's text and layout, so a document is read again
from there. Only documents whose facts change are written with other facts;
the rest get the new stamps alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from graph.curating import Brought, bring, check_known
from graph.decisions import NO_DECISIONS, Decisions, read_decisions, undecided
from graph.facts import DocumentFacts, SourceInfo
from graph.settings import settings
from graph.store import Store
from loaders import pipeline
from loaders.formats import READERS, txt_md
from loaders.kept import again
from loaders.read import READER_VERSION
from ontology import vocabulary
from ontology.errors import PolicygraphError

_BATCH = 32


@dataclass(slots=True)
class Refreshed:
    """What a refresh did.

    Args:
        changed: documents whose facts changed, by id as it is now.
        unchanged: how many were read again and say what they said.
        failed: (document, why) of those that could not be read again; they stay as they were.
        brought: what became of the decisions.
    """

    brought: Brought
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)


def stale(source: SourceInfo) -> bool:
    """Whether another reader or vocabulary read it."""
    return (source.reader, source.vocabulary) != (READER_VERSION, vocabulary.version())


def refresh(
    store: Store,
    *,
    decisions: Path | None = None,
    workers: int | None = None,
    progress: Callable[[str], None] = lambda document: None,
) -> Refreshed:
    """Read again what an older reader or vocabulary read, and bring the decisions.

    Args:
        decisions: file of the decisions; the setting's where not given.
        workers: processes that read; all cores where not given.
        progress: called with the id of each document that was read again.

    Raises:
        InputError: the store rests on decisions that the file does not hold.
    """
    path = decisions or settings().decisions
    decided = read_decisions(path)
    check_known(store, decided, path)
    outdated = [source.document for source in store.sources() if stale(source)]
    found = Refreshed(Brought())
    for start in range(0, len(outdated), _BATCH):
        batch = [facts for name in outdated[start : start + _BATCH] if (facts := store.document(name)) is not None]
        _refresh(store, batch, decided, found, workers or os.cpu_count() or 1)
        for facts in batch:
            progress(facts.id)
    found.brought = bring(store, decided, path)
    found.changed = sorted({*found.changed, *found.brought.changed})
    return found


def _refresh(store: Store, batch: Sequence[DocumentFacts], decided: Decisions, found: Refreshed, workers: int) -> None:
    writing: list[DocumentFacts] = []
    leaving: list[str] = []
    for stored, new in zip(batch, pipeline.in_parallel(read_again, batch, workers), strict=True):
        if isinstance(new, str):
            found.failed.append((stored.id, new))
            continue
        applied = decided.apply(new)
        assert applied is not None, "nothing was decided yet of what was only now read"
        facts = applied.facts
        if facts.id != stored.id:
            if store.document(facts.id) is not None:
                found.failed.append((stored.id, f"it is read as {facts.id} now, and that is loaded from another file"))
                continue
            leaving.append(stored.id)
        said = facts.model_copy(update={"source": stored.source, "reading": stored.reading})
        if said == stored:
            found.unchanged += 1
        else:
            found.changed.append(facts.id)
        writing.append(facts)
    if writing:
        store.load(writing)
    for name in leaving:
        store.unload(name)


def read_again(stored: DocumentFacts) -> DocumentFacts | str:
    """A stored document as today's readers read it, or why they cannot."""
    suffix = Path(stored.source.path).suffix.lower()
    if not stored.text or (suffix in READERS and suffix not in txt_md.SUFFIXES and not stored.layout):
        return "the store does not keep what its file looks like; load the file"
    if undecided(stored) is None:
        return "it came with decisions from elsewhere; load its file"
    try:
        facts = pipeline.facts_of(again(stored))
    except PolicygraphError as error:
        return str(error)
    except Exception as error:  # As for files: a defect in one document must not stop the others.
        return f"a defect in the reader ({type(error).__name__}: {error}). Report it with the file."
    return facts.model_copy(
        update={"source": facts.source.model_copy(update={"path": stored.source.path, "decisions": NO_DECISIONS})}
    )
