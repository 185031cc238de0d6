"""Adding an alias: one more form of an entry of the vocabulary, in a file of one's own."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import get_args

from ontology import vocabulary
from ontology.errors import InputError, PolicygraphError, UnknownNameError
from ontology.text import compare_key, nfc, squeeze
from ontology.vocabulary import Alias, AliasOf, Entry

_HEAD = """# Names added to the vocabulary by hand, one [[alias]] each; «policygraph vocab add-alias» writes them.
# Keep this file under version control, beside the decisions.
"""


def lists_of(identifier: str) -> Iterator[AliasOf]:
    """The lists that have an entry of this id, name or symbol."""
    entries: dict[AliasOf, tuple[Entry, ...]] = {
        "agency": vocabulary.agencies(),
        "place": vocabulary.jurisdictions(),
        "unit": vocabulary.units(),
        "kind": vocabulary.document_kinds(),
        "body": vocabulary.document_bodies(),
    }
    for which in get_args(AliasOf):
        if any(vocabulary.key_of(entry) == identifier for entry in entries[which]):
            yield which


def add_alias(name: str, identifier: str, *, by: str, reason: str, which: str | None = None, day: str = "") -> Alias:
    """Add a name to an entry and write it to the file of aliases.

    Args:
        name: as documents print it.
        identifier: id of a type of agency (``so-y-te``) or place (``can-tho``), also as the graph has it
            (``agency/so-y-te.can-tho``, ``place/can-tho``); name of a unit; symbol of a kind or body.
        which: the list, where several have such an entry.

    Raises:
        InputError: who or why is missing, the name is there already or is another's.
        UnknownNameError: no list has such an entry.
    """
    if not by.strip() or not reason.strip():
        raise InputError(
            "who adds it, or why, is missing", todo="Give --author (or set POLICYGRAPH_AUTHOR) and --reason"
        )
    if which is not None and which not in get_args(AliasOf):
        raise InputError(
            f"there is no list «{which}»", where="--list", todo=f"Use one of {', '.join(get_args(AliasOf))}"
        )
    wanted = identifier.removeprefix("place/")
    if wanted.startswith("agency/"):
        wanted = wanted.removeprefix("agency/").partition(".")[0]
    lists = [one for one in lists_of(wanted) if which in (None, one)]
    if len(lists) != 1:
        names = tuple(
            agency.id for agency in vocabulary.agencies() if agency.name in vocabulary.nearest_agencies(wanted)
        )
        raise UnknownNameError(
            f"several lists have «{wanted}»: {', '.join(lists)}" if lists else f"no list has «{wanted}»",
            todo="Name one with --list" if lists else "«policygraph vocab» shows ids. The likest types of agencies are",
            candidates=() if lists else names,
        )
    alias = Alias(
        name=squeeze(nfc(name)),
        list=lists[0],
        of=wanted,
        by=squeeze(by),
        at=day or date.today().isoformat(),
        reason=squeeze(reason),
    )
    if any(compare_key(known.name) == compare_key(alias.name) for known in vocabulary.aliases()):
        raise InputError("the name was added before", where=str(vocabulary.aliases_path()))
    _write(vocabulary.aliases_path(), alias)
    return alias


def _write(path: Path, alias: Alias) -> None:
    """Add the entry; a file that could not be read with it is left as it was."""
    before = path.read_bytes() if path.exists() else None
    # A JSON string is a TOML string, and keys in order of declaration make each entry read alike.
    entry = "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in alias.model_dump().items())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        unfinished.write_bytes((_HEAD.encode() if before is None else before) + f"\n[[alias]]\n{entry}".encode())
        os.replace(unfinished, path)
    except OSError as error:
        raise InputError(f"the alias cannot be written ({error.strerror})", where=str(path)) from error
    vocabulary.forget()
    try:
        for check in (vocabulary.agencies, vocabulary.jurisdictions, vocabulary.units):
            check()
        vocabulary.document_kinds()
        vocabulary.document_bodies()
    except PolicygraphError as error:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)
        vocabulary.forget()
        raise InputError(error.seen, todo="Nothing was added") from error
