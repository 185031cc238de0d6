"""Queries that anyone may ask: a graph to be read, and nothing else that a query could reach.

This runs in the endpoint's worker processes (``graph.endpoint.worker``). A
query is parsed before it is run, and refused where it is no query or asks
another server (``SERVICE``). Whatever graphs it names, it sees the default
graph and the graphs of documents, and none of those that the store keeps for
itself.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox
from rdflib.plugins.sparql.parser import parseQuery, parseUpdate
from rdflib.plugins.sparql.parserutils import CompValue

from graph.settings import settings
from graph.stores.oxigraph import OxigraphStore
from ontology.declare import PREFIXES

Outcome = Literal["ok", "malformed", "refused", "too large", "not acceptable"]

GRAPHS: dict[str, ox.RdfFormat] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
"""Media types of the answers to CONSTRUCT and DESCRIBE."""


@dataclass(frozen=True, slots=True)
class FreeQuery:
    """A query as it came.

    Args:
        rows, graph: media type wanted for rows and truth values, and for triples; None where none will do.
        default_graphs, named_graphs: IRIs that the protocol names, which go before those in the text.
        limit: how many rows or triples an answer may have.
    """

    text: str
    rows: str | None
    graph: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    limit: int = 100_000


@dataclass(frozen=True, slots=True)
class FreeAnswer:
    """What came of it; ``message`` says why there is no body."""

    outcome: Outcome
    media: str = ""
    body: bytes = b""
    message: str = ""


class FreeStore:
    """A folder to be asked: the embedded store (followed as it changes), or a snapshot that ``snapshot`` made."""

    def __init__(self, folder: str) -> None:
        self._followed: OxigraphStore | None = None
        self._fixed: ox.Store | None = None
        if (Path(folder) / "store.json").exists():
            self._followed = OxigraphStore(folder, readonly=True)
        else:
            self._fixed = ox.Store.read_only(folder)
        self._known: tuple[ox.Store, list[ox.NamedNode]] | None = None

    def _data(self) -> tuple[ox.Store, list[ox.NamedNode]]:
        if self._followed is not None:
            # A store that did not change is the same object.
            store, graphs = self._followed.dataset()
            if self._known is None or self._known[0] is not store:
                self._known = store, [ox.NamedNode(iri) for iri in graphs]
        elif self._known is None and self._fixed is not None:
            graphs_found = [graph for graph in self._fixed.named_graphs() if isinstance(graph, ox.NamedNode)]
            self._known = self._fixed, graphs_found
        assert self._known is not None
        return self._known

    def ask(self, query: FreeQuery) -> FreeAnswer:
        """Answer a query, or say why not."""
        try:
            parsed = parseQuery(query.text)
        except RecursionError:
            return FreeAnswer("malformed", message="The query is nested too deeply.")
        except Exception as error:  # pyparsing's errors, and rdflib's own for undeclared prefixes
            return _no_query(query.text, error)
        if service(parsed):
            return FreeAnswer("refused", message="SERVICE is refused: this endpoint asks no other server.")
        store, graphs = self._data()
        default, named = _dataset(parsed, query, graphs)
        others: list[ox.NamedNode | ox.BlankNode] = [*named]
        try:
            found = store.query(query.text, base_iri=f"{settings().base}/", default_graph=default, named_graphs=others)
            if isinstance(found, ox.QueryTriples):
                return _triples(found, query)
            return _rows(found, query) if isinstance(found, ox.QuerySolutions) else _truth(bool(found), query)
        except _TooLargeError:
            return FreeAnswer(
                "too large",
                message=f"The answer has more than {query.limit} rows. Ask for fewer with "
                "LIMIT, narrow the query, or take the dumps.",
            )
        except (SyntaxError, ValueError) as error:
            return FreeAnswer("malformed", message=f"The query cannot be read: {error}")
        except (OSError, RuntimeError) as error:
            return FreeAnswer("refused", message=f"The query cannot be answered: {error}")


def _no_query(text: str, error: Exception) -> FreeAnswer:
    try:
        parseUpdate(text)
    except Exception:  # What is neither is malformed, whatever is wrong with it.
        return FreeAnswer("malformed", message=f"The query cannot be read: {error}")
    return FreeAnswer("refused", message="Updates, LOAD among them, are refused: this endpoint is for reading.")


def service(parsed: object) -> bool:
    """Whether a parsed query asks another server anywhere.

    >>> service(parseQuery("SELECT * { ?x ?p ?o }")), service(parseQuery("ASK { SERVICE <http://a> { ?x ?p ?o } }"))
    (False, True)
    """
    waiting = [parsed]
    while waiting:
        part = waiting.pop()
        if isinstance(part, CompValue):
            if part.name == "ServiceGraphPattern":
                return True
            waiting.extend(part.values())
        elif isinstance(part, Iterable) and not isinstance(part, str | bytes):
            waiting.extend(part)
    return False


def _dataset(
    parsed: object, query: FreeQuery, graphs: Sequence[ox.NamedNode]
) -> tuple[list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph], list[ox.NamedNode]]:
    """The graphs that the query may see: those that it or the protocol names, as far as they are documents'."""
    default, named = list(query.default_graphs), list(query.named_graphs)
    if not default and not named:
        clauses = [part for part in _clauses(parsed) if part.name == "DatasetClause"]
        default = [str(part.default) for part in clauses if part.default]
        named = [str(part.named) for part in clauses if part.named]
        if not clauses:
            return [ox.DefaultGraph()], list(graphs)
    allowed = {graph.value: graph for graph in graphs}
    return [allowed[iri] for iri in default if iri in allowed], [allowed[iri] for iri in named if iri in allowed]


def _clauses(parsed: object) -> Iterator[CompValue]:
    for part in parsed if isinstance(parsed, Iterable) else ():
        if isinstance(part, CompValue):
            found = part.datasetClause
            yield from found if isinstance(found, list) else [found] if found else []


# --- answers ----------------------------------------------------------------------------------------------------


class _TooLargeError(Exception):
    """More rows than an answer may have."""


def _limited(found: Iterable[ox.QuerySolution], limit: int) -> Iterator[ox.QuerySolution]:
    for number, item in enumerate(found, start=1):
        if number > limit:
            raise _TooLargeError
        yield item


def _triples(found: ox.QueryTriples, query: FreeQuery) -> FreeAnswer:
    if query.graph is None:
        return FreeAnswer("not acceptable", message=f"The answer is a graph: {', '.join(GRAPHS)}")
    triples: set[ox.Triple] = set()
    for triple in found:
        triples.add(triple)
        if len(triples) > query.limit:
            raise _TooLargeError
    body = ox.serialize(sorted(triples, key=str), format=GRAPHS[query.graph], prefixes=PREFIXES)
    return FreeAnswer("ok", query.graph, body or b"")


def _truth(found: bool, query: FreeQuery) -> FreeAnswer:
    if query.rows is None:
        return FreeAnswer("not acceptable", message=f"The answer is true or false: {', '.join(ROWS)}")
    word = "true" if found else "false"
    body = {
        "application/sparql-results+json": f'{{"head":{{}},"boolean":{word}}}',
        "application/sparql-results+xml": f"{_XML}<head></head><boolean>{word}</boolean></sparql>",
    }.get(query.rows, word)
    return FreeAnswer("ok", query.rows, body.encode())


def _rows(found: ox.QuerySolutions, query: FreeQuery) -> FreeAnswer:
    if query.rows is None:
        return FreeAnswer("not acceptable", message=f"The answer is a table: {', '.join(ROWS)}")
    columns = [variable.value for variable in found.variables]
    written = ROWS[query.rows](columns, ([row[column] for column in columns] for row in _limited(found, query.limit)))
    return FreeAnswer("ok", query.rows, written.encode())


_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None
_Rows = Iterable[list[_Term]]
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def _json_term(term: _Term) -> dict[str, str]:
    if isinstance(term, ox.Literal):
        more = {"xml:lang": term.language} if term.language else {}
        if not more and term.datatype.value != _XSD_STRING:
            more = {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value, **more}
    if isinstance(term, ox.NamedNode | ox.BlankNode):
        return {"type": "uri" if isinstance(term, ox.NamedNode) else "bnode", "value": term.value}
    raise ValueError("quoted triples have no place in an answer")


def _json(columns: list[str], rows: _Rows) -> str:
    found = [
        {column: _json_term(term) for column, term in zip(columns, row, strict=True) if term is not None}
        for row in rows
    ]
    return json.dumps({"head": {"vars": columns}, "results": {"bindings": found}}, ensure_ascii=False)


def _xml_term(term: _Term) -> str:
    found = _json_term(term)
    # What XML cannot hold at all is shown as such; a carriage return would be read as a line feed.
    value = _NOT_IN_XML.sub("\ufffd", escape(found["value"], {"\r": "&#13;"}))
    if found["type"] != "literal":
        return f"<{found['type']}>{value}</{found['type']}>"
    more = "".join(f" {name}={quoteattr(found[name])}" for name in ("xml:lang", "datatype") if name in found)
    return f"<literal{more}>{value}</literal>"


def _xml(columns: list[str], rows: _Rows) -> str:
    pieces = [_XML, "<head>", *(f"<variable name={quoteattr(column)}/>" for column in columns), "</head>\n<results>\n"]
    for row in rows:
        bound = [(name, term) for name, term in zip(columns, row, strict=True) if term is not None]
        cells = (f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>" for name, term in bound)
        pieces.append(f"<result>{''.join(cells)}</result>\n")
    return "".join([*pieces, "</results>\n</sparql>\n"])


def _csv(columns: list[str], rows: _Rows) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if term is None else _json_term(term)["value"] for term in row])
    return buffer.getvalue()


def _tsv(columns: list[str], rows: _Rows) -> str:
    lines = ["\t".join(f"?{column}" for column in columns)]
    lines += ("\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row) for row in rows)
    return "\n".join(lines) + "\n"


ROWS: dict[str, Callable[[list[str], _Rows], str]] = {
    "application/sparql-results+json": _json,
    "application/sparql-results+xml": _xml,
    "text/csv": _csv,
    "text/tab-separated-values": _tsv,
}
"""Media types of the answers to SELECT and ASK → what writes the table."""


def snapshot(lines: Iterable[str], folder: Path) -> None:
    """Lay N-Quads lines down in a folder that ``FreeStore`` can open."""
    store = ox.Store(str(folder))
    batch: list[str] = []
    for text in lines:
        batch.append(text)
        if len(batch) == 100_000:
            store.bulk_load("\n".join(batch).encode(), format=ox.RdfFormat.N_QUADS)
            batch.clear()
    store.bulk_load("\n".join(batch).encode(), format=ox.RdfFormat.N_QUADS)
    store.flush()
