"""Plain text and markdown, as OCR and converters leave it."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

from loaders.document import ParsedDocument
from loaders.formats.legacy import find_legacy, refuse
from loaders.structure import make_blocks
from ontology.errors import InputError
from ontology.text import nfc

SUFFIXES = (".txt", ".md")

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode(data: bytes, where: str) -> str:
    """The text of a file in UTF-8 (with or without mark) or marked UTF-16, in NFC, newlines as «\\n».

    Raises:
        InputError: any other encoding, or bytes that are no text.
    """
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if found := find_legacy(data.decode("latin-1").splitlines()):
            raise refuse(*found, where) from error
        raise InputError(
            f"the file is not {encoding.upper()} text (byte {error.start})",
            where=where,
            todo="Save it as UTF-8 and load it again",
        ) from error
    if "\x00" in text:
        raise InputError(
            "the file holds binary data", where=where, todo="Give a text file, or name it by its true type"
        )
    return nfc(text.replace("\r\n", "\n").replace("\r", "\n"))


def read(path: Path, data: bytes) -> ParsedDocument:
    """Read text: one source line a line of the file."""
    lines = tuple(decode(data, str(path)).split("\n"))
    return ParsedDocument(str(path), hashlib.sha256(data).hexdigest(), lines, make_blocks(lines))
