"""A place to ask whatever one likes of a store, in its own language, under limits: for people who write queries.

The embedded store is asked in SPARQL, in a process of its own (``graph.endpoint.worker``);
Neo4j in Cypher, in a transaction for reading whose plan was looked at first.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from graph.endpoint.worker import BusyError, DiedError, Pool, TimeUpError
from graph.store import Scalar, Store
from graph.stores.free import FreeQuery
from ontology.errors import InputError, StoreError


@dataclass(frozen=True, slots=True)
class Reply:
    """What a query gave: a table, or (CONSTRUCT, DESCRIBE) a graph as Turtle; ``more``: it was cut at the limit."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Scalar, ...], ...] = ()
    graph: str = ""
    more: bool = False


class Console(Protocol):
    """Where queries are asked."""

    language: Literal["cypher", "sparql"]

    def ask(self, text: str, limit: int) -> Reply:
        """Answer a query with at most so many rows.

        Raises:
            InputError: it is malformed, or does more than read.
            StoreError: it took too long, or the store cannot be asked.
        """
        ...

    def close(self) -> None:
        """Release what it holds."""
        ...


def open_console(store: Store, *, seconds: float = 30.0) -> Console:
    """The console of a store."""
    return _Cypher(store, seconds) if store.language == "cypher" else _Sparql(store.status().address, seconds)


class _Sparql:
    language: Literal["cypher", "sparql"] = "sparql"

    def __init__(self, folder: str, seconds: float) -> None:
        self._seconds = seconds
        self._pool = Pool(str(Path(folder).resolve()), seconds=seconds, size=1)

    def ask(self, text: str, limit: int) -> Reply:
        query = FreeQuery(text, "application/sparql-results+json", "text/turtle", limit=limit)
        try:
            found = self._pool.ask(query)
        except TimeUpError as error:
            raise StoreError(f"the query took longer than {self._seconds:g} seconds", todo="Narrow it") from error
        except BusyError as error:
            raise StoreError("other queries are being answered", todo="Try again in a moment") from error
        except DiedError as error:
            raise StoreError("the query needs more memory than it may have", todo="Narrow it") from error
        if found.outcome != "ok":
            raise InputError(found.message)
        if found.media == "text/turtle":
            return Reply(graph=found.body.decode())
        told = json.loads(found.body)
        if "boolean" in told:
            return Reply(("ASK",), ((bool(told["boolean"]),),))
        columns = tuple(told["head"]["vars"])
        rows = tuple(
            tuple(row[name]["value"] if name in row else None for name in columns)
            for row in told["results"]["bindings"]
        )
        return Reply(columns, rows)

    def close(self) -> None:
        self._pool.close()


class _Cypher:
    language: Literal["cypher", "sparql"] = "cypher"

    def __init__(self, store: Store, seconds: float) -> None:
        from graph.stores.neo4j import Neo4jStore

        assert isinstance(store, Neo4jStore)
        self._store, self._seconds = store, seconds

    def ask(self, text: str, limit: int) -> Reply:
        columns, rows, more = self._store.ask_freely(text, limit=limit, seconds=self._seconds)
        return Reply(tuple(columns), tuple(tuple(map(_cell, row)) for row in rows), more=more)

    def close(self) -> None:
        """The store is the app's, and stays open."""


def _cell(value: object) -> Scalar:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return json.dumps(value, ensure_ascii=False)
