"""Files that come over the web: taken under a harmless name, read in a process of its own, then loaded as any other.

A name is only words on the way to a file and may hold anything; what is kept
of it is shown, and the file is told by its content besides. Reading may be
made slow or large on purpose, so it is done apart, under limits of time and
memory; only what was read so is loaded.
"""

from __future__ import annotations

import hashlib
import os
import re
import resource
import subprocess
import sys
import unicodedata
from pathlib import Path

from graph.facts import DocumentFacts
from graph.store import Store
from loaders.formats import READERS
from loaders.pipeline import FileResult, load_paths, prepare
from ontology.errors import InputError, PolicygraphError
from ontology.text import nfc, squeeze

MEMORY = 4096
"""Megabytes that the reading process may have."""

_LONGEST = 100
_ROOT = Path(__file__).parent.parent
_FACTS, _ERROR = "facts ", "error "


def safe_name(name: str) -> str:
    """The part of a name that is shown and kept: no folders, no signs that cannot be seen, not too long.

    >>> safe_name("../../etc/kế hoạch.TXT"), safe_name("C:\\\\x\\\\a\\u202etxt.exe\\x00.md"), safe_name("///")
    ('kế hoạch.txt', 'atxt.exe.md', 'file')
    """
    last = re.split(r"[/\\]", nfc(name))[-1]
    seen = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    stem, dot, suffix = squeeze(re.sub(r'[<>:"|?*]', "_", seen)).lstrip(".").rpartition(".")
    if not dot:
        return suffix[:_LONGEST] or "file"
    return f"{stem[:_LONGEST].strip() or 'file'}.{suffix.lower()}"


def take(name: str, data: bytes, folder: Path, *, megabytes: float) -> Path:
    """Keep a file under its content and its harmless name.

    Raises:
        InputError: it is too large, empty, of a type no reader knows, or cannot be written.
    """
    shown = safe_name(name)
    if Path(shown).suffix not in READERS:
        known = ", ".join(sorted(READERS))
        raise InputError("files of this type cannot be read", where=shown, todo=f"Known types: {known}")
    if len(data) > megabytes * 1_000_000:
        raise InputError(f"the file has more than {megabytes:g} megabytes", where=shown, todo="Load it by command")
    if not data.strip():
        raise InputError("the file is empty", where=shown, todo="Give the document's text")
    path = folder / f"{hashlib.sha256(data).hexdigest()[:16]}-{shown}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        unfinished.write_bytes(data)
        os.replace(unfinished, path)
    except OSError as error:
        raise InputError(f"the file cannot be kept ({error.strerror})", where=shown) from error
    return path


def shown_name(path: Path) -> str:
    """The harmless name of a file that was taken."""
    return path.name.partition("-")[2]


def preview(path: Path, *, seconds: float, memory: int = MEMORY) -> DocumentFacts:
    """Read a file in a process of its own; nothing is stored.

    Args:
        seconds, memory: how long it may take, and how many megabytes.

    Raises:
        InputError: it cannot be read, or not within the limits.
    """
    name = shown_name(path)
    try:
        # -P and the module's own root: whatever lies in the working folder is not imported.
        ended = subprocess.run(
            [sys.executable, "-P", "-m", "loaders.uploads", str(path), str(memory)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            env={**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(
            f"reading took more than {seconds:g} seconds", where=name, todo="Load it by command"
        ) from error
    told = ended.stdout.decode("utf-8", "replace")
    if told.startswith(_FACTS):
        return DocumentFacts.model_validate_json(told.removeprefix(_FACTS))
    if told.startswith(_ERROR):
        why = told.removeprefix(_ERROR).strip().replace(str(path), name)
        raise InputError(why.removeprefix(f"{name}: "), where=name)
    raise InputError("reading broke off, for lack of memory as a rule", where=name, todo="Load it by command")


def load(store: Store, path: Path, *, replaces: str | None = None) -> FileResult:
    """Load a file that was taken and previewed; ``replaces`` names the document whose place it takes.

    Raises:
        InputError, StoreError: as ``loaders.pipeline.load_paths``.
    """
    return load_paths(store, [path], replaces=replaces, workers=1).files[0]


def _main(path: str, memory: str) -> None:
    limit = int(memory) * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        told = _FACTS + prepare(Path(path)).model_dump_json()
    except PolicygraphError as error:
        told = _ERROR + str(error)
    except Exception as error:  # A defect in reading one file is told as such.
        told = f"{_ERROR}a defect in the reader ({type(error).__name__}). Report it with the file."
    sys.stdout.write(told)


if __name__ == "__main__":
    _main(*sys.argv[1:])
