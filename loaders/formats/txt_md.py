"""Plain text and markdown, as OCR and converters leave it."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

from loaders.document import ParsedDocument
from loaders.structure import make_blocks
from ontology.errors import InputError
from ontology.text import nfc

SUFFIXES = (".txt", ".md")

LARGEST = 10_000_000
"""Bytes of the largest text that is read; a thousand pages have about three million."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode(data: bytes, where: str) -> str:
    """The text of a file in UTF-8 (with or without mark) or marked UTF-16, in NFC, newlines as «\\n».

    Raises:
        InputError: any other encoding, bytes that are no text, or more of it than any document has.
    """
    if len(data) > LARGEST:
        raise InputError(
            f"the text is larger than {LARGEST // 1_000_000} MB", where=where, todo="Give one document a file"
        )
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
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
