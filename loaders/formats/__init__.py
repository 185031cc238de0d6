"""Readers of file formats, by suffix; each gives a ``ParsedDocument``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from loaders.document import ParsedDocument
from loaders.formats import docx, html, pdf, txt_md
from ontology.errors import InputError

READERS: dict[str, Callable[[Path, bytes], ParsedDocument]] = {
    suffix: module.read for module in (txt_md, docx, pdf, html) for suffix in module.SUFFIXES
}
"""Lower-case suffix → reader of (path, the file's bytes)."""


def read_file(path: Path) -> ParsedDocument:
    """Read one file by its suffix.

    Raises:
        InputError: no such file, a folder, not readable, empty, or of a format no reader knows.
    """
    if not path.exists():
        raise InputError("no such file", where=str(path), todo="Check the path")
    if path.is_dir():
        raise InputError("this is a folder", where=str(path), todo="Use «policygraph load» for folders, or name a file")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise InputError(
            f"files of type «{path.suffix or 'no suffix'}» cannot be read",
            where=str(path),
            todo=f"Known types: {known}",
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"the file cannot be read ({error.strerror})", where=str(path), todo="Check its permissions"
        ) from error
    if not data.strip():
        raise InputError("the file is empty", where=str(path), todo="Give the document's text")
    return reader(path, data)
