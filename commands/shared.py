"""What all commands share: the store, the consoles, JSON, the options that several have."""

from __future__ import annotations

import json as json_module
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Annotated, Any, Literal

import typer
from rich.console import Console

from graph.settings import settings
from graph.store import Store, open_store
from ontology.errors import InputError

Language = Literal["vi", "en"]

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store", help="Folder of the embedded store, or neo4j://… ; default $POLICYGRAPH_STORE or var/store."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
LangOption = Annotated[str, typer.Option("--lang", envvar="POLICYGRAPH_LANG", help="Language of titles: vi or en.")]

error_console = Console(stderr=True, highlight=False)


def out() -> Console:
    """The console for answers. Piped output has no width of its own; a table is then as wide as it needs."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else 200)


def print_json(value: Any) -> None:
    """Print a value as JSON, its letters as they are."""
    print(json_module.dumps(value, ensure_ascii=False, indent=2))


def language(lang: str) -> Language:
    """The language of a ``--lang``.

    Raises:
        InputError: there is no such language.
    """
    if lang not in ("vi", "en"):
        raise InputError(f"there is no language «{lang}»", where="--lang", todo="Use vi or en")
    return "vi" if lang == "vi" else "en"


@contextmanager
def opened(address: str | None, *, readonly: bool = True, any_version: bool = False) -> Iterator[Store]:
    """The store of ``--store`` or of the settings, put in order if much was written, and closed at the end."""
    store = open_store(address or settings().store, readonly=readonly, any_version=any_version)
    try:
        yield store
        if not readonly:
            with error_console.status("putting the store in order") if sys.stderr.isatty() else nullcontext():
                store.settle()
    finally:
        store.close()
