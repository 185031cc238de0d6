"""Readers of file formats; each gives a ``ParsedDocument``.

``SUFFIXES`` are the types of file that can be read, ``read_file`` reads one.
A file is taken for what its first bytes say, whatever it is named; only text
is told by its suffix.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable
from pathlib import Path

from loaders.document import ParsedDocument
from loaders.formats import doc, docx, html, pdf, txt_md
from loaders.formats.legacy import find_legacy, refuse
from ontology.errors import InputError

READERS: dict[str, Callable[[Path, bytes], ParsedDocument]] = {
    suffix: module.read for module in (txt_md, docx, pdf, html, doc) for suffix in module.SUFFIXES
}
"""Lower-case suffix → reader of (path, the file's bytes)."""

SUFFIXES = tuple(sorted(READERS))
"""The suffixes of files that can be read."""

MAX_BYTES = 100 * 2**20
"""Of a file with pictures: a scan of two hundred pages has half of it."""
MAX_TEXT = 20 * 2**20
"""Bytes of a text or a web page, whose markup may be far longer than its words."""
MAX_LETTERS = 5_000_000
"""Of any document: seventy times a long plan's."""
MAX_LINE = 20_000
"""Letters of one paragraph or row. The longest met has fourteen hundred; a whole document in one line has no parts."""

_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""Stands in what Word makes of a .docx under a password."""
_TEXT = frozenset((*txt_md.SUFFIXES, *html.SUFFIXES))
#: (first bytes, what they are, the suffix of its reader; none where there is no reader)
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "PDF", ".pdf"),
    (b"PK\x03\x04", "Word document", ".docx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word document", ".doc"),
    (b"{\\rtf", "RTF document", ".doc"),
    (b"PK\x05\x06", "empty archive", ""),
    (b"\x89PNG", "picture", ""),
    (b"\xff\xd8\xff", "picture", ""),
    (b"II*\x00", "picture", ""),
    (b"MM\x00*", "picture", ""),
    (b"GIF8", "picture", ""),
    (b"\x1f\x8b", "compressed file", ""),
    (b"7z\xbc\xaf\x27\x1c", "compressed file", ""),
    (b"Rar!", "compressed file", ""),
)


def read_file(path: Path) -> ParsedDocument:
    """Read one file.

    Raises:
        InputError: no such file, a folder, not readable, empty, too large, of a format no reader knows, damaged,
            locked, in a legacy encoding; or something that is needed to read it is not installed.
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
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise InputError("the file's name is no UTF-8 text", where=str(path), todo="Rename the file") from error
    suffix = path.suffix.lower()
    if suffix not in READERS:
        raise InputError(
            f"files of type «{path.suffix or 'no suffix'}» cannot be read",
            where=str(path),
            todo=f"Known types: {', '.join(SUFFIXES)}",
        )
    data = _bytes(path, MAX_TEXT if suffix in _TEXT else MAX_BYTES)
    if not data.strip():
        raise InputError("the file is empty", where=str(path), todo="Give the document's text")
    parsed = READERS[_true_suffix(path, suffix, data)](path, data)
    _check_text(path, parsed)
    return parsed


def _bytes(path: Path, most: int) -> bytes:
    try:
        if not path.is_file():
            raise InputError("this is no regular file", where=str(path), todo="Name a file")
        with path.open("rb") as opened:
            data = opened.read(most + 1)
    except OSError as error:
        raise InputError(
            f"the file cannot be read ({error.strerror})", where=str(path), todo="Check its permissions"
        ) from error
    if len(data) > most:
        raise InputError(
            f"the file has more than {most // 2**20} MB, the most that is read of its type",
            where=str(path),
            todo="Check that it is one document; cut it or shrink its pictures",
        )
    return data


def _true_suffix(path: Path, suffix: str, data: bytes) -> str:
    """The suffix of the reader that fits the file's bytes."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, kind, reader in _SIGNATURES:
        if start.startswith(signature) and not (signature == b"{\\rtf" and suffix in _TEXT):
            if not reader:
                raise InputError(
                    f"named {suffix}, but it is a {kind}", where=str(path), todo="Give the document itself"
                )
            if reader == ".doc" and _LOCKED in data:
                raise InputError("the file is locked by a password", where=str(path), todo="Save it without one")
            return reader
    if suffix in _TEXT or (suffix == ".pdf" and b"%PDF-" in data[:1024]):
        return suffix
    if start[:200].lower().startswith((b"<!doctype html", b"<html", b"<?xml")) or start.startswith(codecs.BOM_UTF16_LE):
        # «Save as .doc» of some sites is a web page.
        return ".html"
    raise InputError(
        f"named {suffix}, but it is none: nothing of that type is in it",
        where=str(path),
        todo="Get the file again, or name it by its true type",
    )


def _check_text(path: Path, parsed: ParsedDocument) -> None:
    longest = max(range(len(parsed.lines)), key=lambda index: len(parsed.lines[index]))
    if len(parsed.lines[longest]) > MAX_LINE:
        raise InputError(
            f"line {longest + 1} holds {len(parsed.lines[longest])} characters; {MAX_LINE} is the most that is read",
            where=str(path),
            todo="Part the text into its paragraphs",
        )
    if sum(map(len, parsed.lines)) > MAX_LETTERS:
        raise InputError(
            f"the text has more than {MAX_LETTERS // 10**6} million characters",
            where=str(path),
            todo="Cut it into documents",
        )
    if (found := find_legacy(parsed.lines)) is not None:
        raise refuse(*found, str(path))
