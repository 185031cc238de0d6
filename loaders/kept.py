"""What a store keeps of a file beside its text, so that the document can be read again without the file.

The text is all there is of a text file. Of others the format's reader also
tells pages, tables, merged cells …; this is kept as JSON, whatever fields
``ParsedDocument`` and ``Layout`` have.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from pydantic import TypeAdapter

from graph.facts import DocumentFacts
from loaders.document import Layout, Note, ParsedDocument
from loaders.structure import make_blocks

_LAYOUT = TypeAdapter(Layout)
_NOTES = TypeAdapter(tuple[Note, ...])


def keep(parsed: ParsedDocument) -> str:
    """Layout and notes as JSON; empty for plain text."""
    if parsed.layout is None and not parsed.notes:
        return ""
    return json.dumps({"layout": _plain(parsed.layout), "notes": _plain(parsed.notes)}, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {"pairs": sorted([_plain(key), _plain(held)] for key, held in value.items())}
    if isinstance(value, set | frozenset):
        return sorted(map(_plain, value))
    return [_plain(item) for item in value] if isinstance(value, tuple | list) else value


def again(document: DocumentFacts) -> ParsedDocument:
    """The file of a stored document as its format's reader gave it."""
    kept = json.loads(document.layout or "{}")
    layout = kept.get("layout")
    if layout is not None:
        layout = _LAYOUT.validate_python({name: _value(value) for name, value in layout.items()})
    lines = tuple(document.text.split("\n"))
    return ParsedDocument(
        document.source.path,
        document.source.sha256,
        lines,
        make_blocks(lines, layout),
        layout,
        _NOTES.validate_python(kept.get("notes", ())),
    )


def _value(kept: Any) -> Any:
    if isinstance(kept, dict) and set(kept) == {"pairs"}:
        return {tuple(key) if isinstance(key, list) else key: held for key, held in kept["pairs"]}
    return kept
