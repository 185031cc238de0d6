"""Every form of the graph: the one door to the writers, for the command and for releases."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Literal, get_args

from graph.exports import rdf
from graph.exports.graphml import whole
from graph.exports.records import records, write_tables
from graph.exports.tables import Book, Files, zipped
from graph.store import Store
from ontology.errors import InputError

TextForm = Literal[rdf.Format, "graphml"]
Form = Literal[TextForm, "csv", "xlsx"]

TEXT_FORMS: tuple[TextForm, ...] = get_args(TextForm)
FORMS: tuple[Form, ...] = get_args(Form)
"""All forms. Only those of ``rdf.ROUND_TRIP`` can be read back."""

SUFFIXES: dict[Form, str] = {
    "nquads": ".nq",
    "trig": ".trig",
    "ntriples": ".nt",
    "turtle": ".ttl",
    "jsonld": ".jsonld",
    "graphml": ".graphml",
    "csv": ".zip",
    "xlsx": ".xlsx",
}
MEDIA_TYPES: dict[Form, str] = {
    "nquads": "application/n-quads",
    "trig": "application/trig",
    "ntriples": "application/n-triples",
    "turtle": "text/turtle",
    "jsonld": "application/ld+json",
    "graphml": "application/xml",
    "csv": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def pieces(
    store: Store,
    form: TextForm,
    *,
    documents: Collection[str] | None = None,
    evidence: rdf.Evidence = "full",
    text: bool = False,
    progress: Callable[[str], None] = lambda document: None,
) -> Iterator[str]:
    """The pieces of a form that is one text; arguments and errors are those of ``rdf.sections``.

    Raises:
        InputError: texts are asked for in a form that has no place for them.
    """
    if form != "graphml":
        return rdf.export(store, form, documents=documents, evidence=evidence, text=text, progress=progress)
    if text:
        raise InputError("a graph of nodes and edges has no place for texts", where="--with-text", todo="Leave it out")
    return whole(records(store, documents=documents, evidence=evidence, progress=progress))


def write(
    store: Store,
    form: Form,
    to: Path,
    *,
    archive: bool = False,
    documents: Collection[str] | None = None,
    evidence: rdf.Evidence = "full",
    text: bool = False,
    progress: Callable[[str], None] = lambda document: None,
) -> None:
    """Write the graph, or what some documents say.

    Args:
        to: a file that is written over; of ``csv`` a folder to make, unless it is to be an ``archive`` (zip).

    The other arguments and errors are those of ``pieces``.

    Raises:
        InputError: a text is too long for a workbook's cell.
        OSError: it cannot be written.
    """
    if form == "csv" or form == "xlsx":
        found = records(store, documents=documents, evidence=evidence, text=text, progress=progress)
        if form == "xlsx":
            with Book(to) as book:
                return write_tables(book, found, evidence=evidence, text=text)
        with tempfile.TemporaryDirectory(dir=to.parent, prefix=".policygraph-") as temporary:
            folder = Path(temporary) if archive else to
            folder.mkdir(exist_ok=archive)
            with Files(folder) as files:
                write_tables(files, found, evidence=evidence, text=text)
            if archive:
                zipped(folder, to)
        return None
    found_text = pieces(store, form, documents=documents, evidence=evidence, text=text, progress=progress)
    with to.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(found_text)
