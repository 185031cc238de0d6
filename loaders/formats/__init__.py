"""Readers of file formats, by suffix; each gives a ``ParsedDocument``."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from loaders.document import ParsedDocument
from loaders.formats import docx, html, pdf, txt_md
from ontology.errors import InputError

READERS: dict[str, Callable[[Path, bytes], ParsedDocument]] = {
    suffix: module.read for module in (txt_md, docx, pdf, html) for suffix in module.SUFFIXES
}
"""Lower-case suffix → reader of (path, the file's bytes)."""


LARGEST = 200_000_000
"""Bytes of the largest file that is read: scans of a thousand pages are smaller."""


def read_file(path: Path) -> ParsedDocument:
    """Read one file by its suffix.

    Raises:
        InputError: no such file, a folder or a device, not readable, empty, too large, a name that is no text, or of
            a format no reader knows.
    """
    if not path.exists():
        raise InputError("no such file", where=str(path), todo="Check the path")
    if path.is_dir():
        try:
            os.scandir(path).close()
        except OSError as error:
            raise InputError(
                f"the folder cannot be read ({error.strerror})", where=str(path), todo="Check its permissions"
            ) from error
        raise InputError("this is a folder", where=str(path), todo="Use «policygraph load» for folders, or name a file")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise InputError(
            f"files of type «{path.suffix or 'no suffix'}» cannot be read",
            where=str(path),
            todo=f"Known types: {known}",
        )
    if not path.is_file():
        # A pipe would be waited for and a device read without end.
        raise InputError("this is no file but a pipe or a device", where=str(path), todo="Give a file")
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise InputError("the file's name is no UTF-8 text", where=str(path), todo="Rename the file") from error
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(
                f"the file is larger than {LARGEST // 1_000_000} MB", where=str(path), todo="Give one document a file"
            )
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"the file cannot be read ({error.strerror})", where=str(path), todo="Check its permissions"
        ) from error
    if not data.strip():
        raise InputError("the file is empty", where=str(path), todo="Give the document's text")
    return reader(path, data)
