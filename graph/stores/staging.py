"""A file of N-Quads or TriG, laid out on disk so that it can be looked at a document at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import pyoxigraph as ox

from graph.rdf import Names
from graph.sorting import sorted_lines
from graph.stores.oxigraph import _node, _Reading
from ontology.errors import InputError

FORMATS = {".nq": ox.RdfFormat.N_QUADS, ".nquads": ox.RdfFormat.N_QUADS, ".trig": ox.RdfFormat.TRIG}

#: Bytes of a file up to which it is laid out in memory.
IN_MEMORY = 64_000_000


class Staged:
    """The file's quads in a folder of their own, which ``close`` removes.

    Raises:
        InputError: the file is missing, of another form, or its syntax is broken; the line is named.
    """

    def __init__(self, path: Path, base: str) -> None:
        self.path = path
        self._names = Names(base)
        if path.suffix.lower() not in FORMATS:
            raise InputError(
                "only N-Quads (.nq) and TriG (.trig) hold the documents' graphs",
                where=str(path),
                todo="Write one with: policygraph export --format nquads",
            )
        if not path.is_file():
            raise InputError("there is no such file", where=str(path), todo="Check the path")
        self._folder = tempfile.TemporaryDirectory(prefix="policygraph-")
        try:
            small = path.stat().st_size <= IN_MEMORY
            self._store = ox.Store() if small else ox.Store(str(Path(self._folder.name) / "data"))
            self._store.bulk_load(path=str(path), format=FORMATS[path.suffix.lower()])
            self._reading = _Reading(self._store, self._names)
        except SyntaxError as error:
            self.close()
            where = f"{path} line {error.lineno}" if error.lineno else str(path)
            raise InputError(f"the file cannot be read: {error.msg}", where=where, todo="Export it anew") from error
        except OSError as error:
            self.close()
            raise InputError(f"the file cannot be read: {error.strerror or error}", where=str(path)) from error
        except BaseException:
            self.close()
            raise

    def documents(self) -> list[str]:
        """Ids of the documents that have a graph in the file, sorted."""
        room = f"{self._names.base}/graph/"
        return sorted(
            self._reading.id_of(graph, "graph")
            for graph in self._store.named_graphs()
            if isinstance(graph, ox.NamedNode) and graph.value.startswith(room)
        )

    def other_graphs(self) -> list[str]:
        """IRIs of graphs that are no document's."""
        room = f"{self._names.base}/graph/"
        found = (graph.value if isinstance(graph, ox.NamedNode) else str(graph) for graph in self._store.named_graphs())
        return sorted(iri for iri in found if not iri.startswith(room))

    def document_quads(self, document: str) -> tuple[list[str], list[str]]:
        """What one document says; see ``graph.store.Store.document_quads``."""
        return self._reading.part(document)

    def default_lines(self) -> Iterator[str]:
        """The default graph, sorted; on disk where it is large."""
        return sorted_lines(self._reading.lines(ox.DefaultGraph()))

    def foreign(self) -> str | None:
        """A term that the graph never holds (a blank node, a quoted triple), None where there is none."""
        for quad in self._store:
            for term in (quad.subject, quad.object):
                if not isinstance(term, ox.NamedNode | ox.Literal):
                    return str(term)
        return None

    def holds(self, document: str) -> bool:
        """Whether the document has a graph in the file."""
        return self._store.contains_named_graph(_node(self._names.graph(document)))

    def close(self) -> None:
        """Remove what was laid out."""
        self._store = self._reading = None  # type: ignore[assignment]
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
