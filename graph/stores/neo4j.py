"""The production store: Neo4j 5 or later by URI. The one file that imports the Neo4j driver.

What stands in the database beside what ``docs/data-model.md`` shows, for
bookkeeping: ``(:Tally)`` counts the documents that make a shared claim,
``(:Source)-[:WRITES]->(:Yearless)`` finds the documents that cite without a
year, and the one ``(:PolicygraphStore)`` says which form all this has. Every
writing transaction takes its lock first, so that two loaders take turns.

A portion of documents is one managed transaction, retried by the driver.
Labels and relationship types are written into query texts; they come from the
ontology's declarations alone, and everything that was read from a document is
a parameter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

import neo4j
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)
from pydantic import SecretStr

import ontology
from graph.facts import DOUBT_SEPARATOR, DocumentFacts, SourceInfo, Span, Statement, fact_key
from graph.project import (
    PROJECTION,
    FactRow,
    Group,
    MentionRow,
    NodeRow,
    SourceRow,
    StatementRow,
    TallyRow,
    base_of,
    unpack,
)
from graph.rdf import (
    Names,
    Quad,
    class_curie,
    fact_quads,
    line,
    mention_quads,
    node_quads,
    source_quads,
    statement_quads,
)
from graph.settings import settings
from graph.sorting import sorted_blocks
from graph.store import Hit, Row, Scalar, StatedBy, StoreStatus
from graph.stores.base import TAKE_OVER, BaseStore, changed
from graph.stores.plan import Change, plan
from graph.stores.search import hit, query_words, search_keys, whole_words
from ontology.errors import InputError, StoreError
from ontology.evidence import BRINGS
from ontology.relations import RELATIONS
from ontology.types import NODE_TYPES

FORMAT = 1

#: Rows of one UNWIND.
ROWS = 5_000

#: Seconds to wait for a connection.
CONNECT_SECONDS = 10.0

#: What the rendered constraints do not hold: it concerns how a store keeps the graph, not what may be said. The
#: words of ``search`` are folded already, and an analyser for English would drop «an», «to», «no» from them.
INTERNAL_SCHEMA = (
    "CREATE FULLTEXT INDEX entity_text IF NOT EXISTS FOR (n:Entity) ON EACH [n.search] "
    "OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}",
    "CREATE CONSTRAINT store_id_unique IF NOT EXISTS FOR (n:PolicygraphStore) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT tally_key_unique IF NOT EXISTS FOR (n:Tally) REQUIRE n.key IS UNIQUE",
    "CREATE INDEX tally_group IF NOT EXISTS FOR (n:Tally) ON (n.group)",
    "CREATE INDEX succession_event IF NOT EXISTS FOR ()-[s:SUCCEEDED_BY]-() ON (s.event)",
    "CREATE CONSTRAINT yearless_id_unique IF NOT EXISTS FOR (n:Yearless) REQUIRE n.id IS UNIQUE",
)
RENDERED_SCHEMA = Path(ontology.__file__).parent / "rendered" / "neo4j.cypher"

_NAMED = re.compile(r"CREATE (?:CONSTRAINT|(?:FULLTEXT )?INDEX) (\w+) ")
#: One relationship for each event and pair of bodies, with the event's properties: what SPARQL reads of the event.
_SUCCESSION = (
    "MATCH (e:ChangeEvent {id: row})-[:ORIGINAL]->(a:Entity) MATCH (e)-[:RESULTING]->(b:Entity) "
    "CREATE (a)-[s:SUCCEEDED_BY]->(b) SET s = e {event: e.id, "
    + ", ".join(f".{name}" for name in NODE_TYPES["ChangeEvent"].props() if name != "name")
    + "}"
)
_SERVER = re.compile(r"Neo4j/(\d+)\.[^ ]*")
_RELATIONS = "|".join(RELATIONS)
_BRINGS = "|".join(BRINGS)
_LINKS = "|".join(name for name, relation in RELATIONS.items() if relation.evidence == "vocabulary")
_OUT_OF_MEMORY = "OutOfMemoryError"

_T = TypeVar("_T")
_Runner = neo4j.ManagedTransaction | neo4j.Session


class _OutOfMemoryError(StoreError):
    """The transaction was larger than the server allows."""


def schema() -> list[str]:
    """Every constraint and index, each a statement that changes nothing where it exists."""
    rendered = RENDERED_SCHEMA.read_text(encoding="utf-8") if RENDERED_SCHEMA.exists() else ""
    plain = "\n".join(text for text in rendered.splitlines() if not text.startswith("//"))
    return [*INTERNAL_SCHEMA, *(text.strip() for text in plain.split(";") if text.strip())]


def _run(runner: _Runner, text: str, **parameters: Any) -> neo4j.Result:
    # The driver wants literal texts, so that no data gets into them: ours hold labels and relationship types of the
    # ontology and nothing else.
    return runner.run(text, parameters)


def _chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), ROWS):
        yield rows[start : start + ROWS]


def _labels(row: NodeRow) -> tuple[str, ...]:
    if row.document_class:
        return "Entity", row.label, class_curie(row.document_class).removeprefix("pg:")
    return "Entity", row.label


def _props(row: NodeRow) -> dict[str, Scalar]:
    """All properties of the node in Neo4j: declared ones, floats to compare by, and the search keys."""
    props: dict[str, Scalar] = {"id": row.id, **row.props}
    for name, declared in NODE_TYPES[row.label].props().items():
        if declared.datatype == "xsd:decimal" and name in row.props:
            props[f"{name}_number"] = float(row.props[name])
    props["search_name"], props["search"] = search_keys(row)
    return props


def _node_row(labels: Collection[str], props: Mapping[str, Any]) -> NodeRow:
    label = next(label for label in NODE_TYPES if label in labels)
    return NodeRow(
        label, props["id"], {name: props[name] for name in NODE_TYPES[label].props() if props.get(name) is not None}
    )


def _statement_props(row: StatementRow) -> dict[str, Scalar]:
    said = row.statement
    spans = [span.model_dump(exclude_none=True) for span in said.spans]
    return {
        "id": row.id,
        "fact": said.key,
        "document": row.document,
        "subject": said.subject,
        "predicate": said.predicate,
        "object": said.object,
        "literal": said.literal,
        "spans": json.dumps(spans, ensure_ascii=False),
        "basis": said.basis,
        "mention": said.mention,
        "doubt": said.doubt_text,
        "decision": said.decision,
        "confirmed_by": said.confirmed_by,
    }


def _statement_row(props: Mapping[str, Any]) -> StatementRow:
    doubt = props.get("doubt")
    return StatementRow(
        props["document"],
        Statement(
            subject=props["subject"],
            predicate=props["predicate"],
            object=props["object"],
            literal=props["literal"],
            spans=tuple(Span.model_validate(span) for span in json.loads(props["spans"])),
            basis=props.get("basis"),
            mention=props.get("mention"),
            doubt=tuple(doubt.split(DOUBT_SEPARATOR)) if doubt else (),
            decision=props.get("decision"),
            confirmed_by=props.get("confirmed_by"),
        ),
    )


def _info(props: Mapping[str, Any]) -> SourceInfo:
    return SourceInfo.model_validate({name: props[name] for name in SourceInfo.model_fields})


def _group(group: Group) -> str:
    return " ".join(group)


class _Reading:
    """The look-ups of ``graph.stores.plan.Lookups`` inside one transaction, each one query."""

    def __init__(self, runner: _Runner) -> None:
        self._runner = runner

    def sources(self, documents: Collection[str]) -> dict[str, SourceRow]:
        found = _run(
            self._runner, "MATCH (s:Source) WHERE s.document IN $ids RETURN properties(s) AS s", ids=list(documents)
        )
        return {
            props["document"]: SourceRow(_info(props), props["facts"], tuple(props["yearless"]))
            for props in found.value("s")
        }

    def fingerprints(self, documents: Collection[str]) -> dict[str, str]:
        found = _run(
            self._runner,
            "MATCH (s:Source) WHERE s.document IN $ids "
            "RETURN s {.document, .path, .sha256, .reader, .vocabulary, .decisions, .lines} AS s",
            ids=list(documents),
        )
        return {info.document: info.fingerprint for info in map(_info, found.value("s"))}

    def loaded(self, documents: Collection[str]) -> set[str]:
        return set(
            _run(
                self._runner, "MATCH (s:Source) WHERE s.document IN $ids RETURN s.document AS id", ids=list(documents)
            ).value("id")
        )

    def namers(self, yearless: Collection[str]) -> set[str]:
        return set(
            _run(
                self._runner,
                "MATCH (y:Yearless)<-[:WRITES]-(s:Source) WHERE y.id IN $ids RETURN DISTINCT s.document AS id",
                ids=list(yearless),
            ).value("id")
        )

    def dated(self, bases: Collection[str]) -> dict[str, set[str]]:
        found = _run(
            self._runner,
            "UNWIND $bases AS base MATCH (d:Document) WHERE d.id STARTS WITH base + '-' RETURN base, d.id AS id",
            bases=list(bases),
        )
        dated: dict[str, set[str]] = {}
        for base, identifier in found.values():
            # The prefix also begins longer symbols: 42-nq_tw and 42-nq_tw-something.
            if base_of(identifier) == base:
                dated.setdefault(base, set()).add(identifier)
        return dated

    def tallies(self, groups: Collection[Group]) -> dict[Group, dict[str, int]]:
        found = _run(
            self._runner,
            "MATCH (t:Tally) WHERE t.group IN $groups "
            "RETURN t.of AS of, t.what AS what, t.value AS value, t.count AS count",
            groups=[_group(group) for group in groups],
        )
        tallies: dict[Group, dict[str, int]] = {}
        for of, what, value, count in found.values():
            tallies.setdefault((of, what), {})[value] = count
        return tallies

    def states(self, pairs: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        ids = {f"statement/{document}/{key}": (document, key) for document, key in pairs}
        found = _run(self._runner, "MATCH (s:Statement) WHERE s.id IN $ids RETURN s.id AS id", ids=list(ids))
        return {ids[identifier] for identifier in found.value("id")}


class _Writing:
    """Writes a change inside one transaction, deletions first."""

    def __init__(self, transaction: neo4j.ManagedTransaction) -> None:
        self._transaction = transaction

    def _each(self, text: str, rows: Sequence[Any], *, makes: str = "") -> None:
        """Run a text over rows; ``makes`` names the counter that has to equal their number."""
        for chunk in _chunks(rows):
            counters = _run(self._transaction, f"UNWIND $rows AS row {text}", rows=list(chunk)).consume().counters
            if makes and getattr(counters, makes) != len(chunk):
                raise StoreError(
                    f"{len(chunk) - getattr(counters, makes)} of {len(chunk)} rows found no place in the graph",
                    todo="It was changed by other means than policygraph. Load the files into an empty database",
                )

    def _grouped(self, rows: Iterable[_T], by: Callable[[_T], Any]) -> Iterator[tuple[Any, list[_T]]]:
        groups: dict[Any, list[_T]] = {}
        for row in rows:
            groups.setdefault(by(row), []).append(row)
        yield from groups.items()

    def write(self, change: Change) -> None:
        """Write all of it."""
        events = _events(change)
        self._each("MATCH ()-[s:SUCCEEDED_BY {event: row}]->() DELETE s", events)
        self._facts_gone([diff.before for diff in change.facts if diff.before and not diff.after])
        for how, rows in _mention_rows(diff.before for diff in change.mentions).items():
            self._each(
                f"MATCH (:Document {{id: row.document}})-[m:{how}]->(:Entity {{id: row.node}}) DELETE m",
                rows,
                makes="relationships_deleted",
            )
        self._each(
            "MATCH (s:Statement {id: row}) DETACH DELETE s",
            [diff.before.id for diff in change.statements if diff.before and not diff.after],
            makes="nodes_deleted",
        )
        self._each(
            "MATCH (n:Entity {id: row}) DETACH DELETE n",
            [diff.before.id for diff in change.nodes if diff.before and not diff.after],
            makes="nodes_deleted",
        )
        self._nodes(change)
        self._sources(change)
        self._statements([diff.after for diff in change.statements if diff.after and not diff.before], new=True)
        self._statements([diff.after for diff in change.statements if diff.after and diff.before], new=False)
        for how, rows in _mention_rows(diff.after for diff in change.mentions).items():
            self._each(
                f"MATCH (d:Document {{id: row.document}}) MATCH (n:Entity {{id: row.node}}) CREATE (d)-[:{how}]->(n)",
                rows,
                makes="relationships_created",
            )
        self._facts_new([diff.after for diff in change.facts if diff.after and not diff.before])
        self._facts_other([diff.after for diff in change.facts if diff.after and diff.before])
        self._each(_SUCCESSION, events)
        self._tallies(change)

    def _nodes(self, change: Change) -> None:
        new = [diff.after for diff in change.nodes if diff.after and not diff.before]
        for labels, rows in self._grouped(new, _labels):
            self._each(
                f"CREATE (n:{':'.join(labels)}) SET n = row", [_props(row) for row in rows], makes="nodes_created"
            )
        other = [(diff.before, diff.after) for diff in change.nodes if diff.before and diff.after]
        for (was, now), pairs in self._grouped(other, lambda pair: (_labels(pair[0]), _labels(pair[1]))):
            labels = "".join(f" REMOVE n:{label}" for label in was if label not in now)
            labels += "".join(f" SET n:{label}" for label in now if label not in was)
            self._each(f"MATCH (n:Entity {{id: row.id}}) SET n = row{labels}", [_props(row) for _, row in pairs])

    def _sources(self, change: Change) -> None:
        self._each(
            "MATCH (s:Source {document: row}) DETACH DELETE s",
            [diff.before.info.document for diff in change.sources if diff.before],
            makes="nodes_deleted",
        )
        self._each(
            "CREATE (s:Source) SET s = row",
            [
                {**diff.after.info.model_dump(), "facts": diff.after.packed, "yearless": list(diff.after.yearless)}
                for diff in change.sources
                if diff.after
            ],
            makes="nodes_created",
        )
        self._each(
            "MERGE (y:Yearless {id: row.yearless}) WITH y, row MATCH (s:Source {document: row.document}) "
            "CREATE (s)-[:WRITES]->(y)",
            [
                {"document": diff.after.info.document, "yearless": name}
                for diff in change.sources
                if diff.after
                for name in diff.after.yearless
            ],
            makes="relationships_created",
        )
        self._each(
            "MATCH (y:Yearless {id: row}) WHERE NOT EXISTS { (y)<-[:WRITES]-() } DELETE y",
            sorted({name for diff in change.sources if diff.before for name in diff.before.yearless}),
        )

    def _statements(self, rows: Sequence[StatementRow], *, new: bool) -> None:
        if new:
            self._each(
                "MATCH (d:Document {id: row.document}) CREATE (s:Statement)-[:STATED_IN]->(d) SET s = row",
                [_statement_props(row) for row in rows],
                makes="nodes_created",
            )
        else:
            self._each("MATCH (s:Statement {id: row.id}) SET s = row", [_statement_props(row) for row in rows])

    def _by_predicate(self, rows: Sequence[FactRow]) -> Iterator[tuple[str, list[FactRow]]]:
        """The rows by relation; ``SUCCEEDED_BY`` is written from the change events."""
        return self._grouped([row for row in rows if row.predicate != "SUCCEEDED_BY"], lambda row: row.predicate)

    def _facts_gone(self, rows: Sequence[FactRow]) -> None:
        for predicate, group in self._by_predicate(rows):
            self._each(
                f"MATCH (:Entity {{id: row.subject}})-[r:{predicate}]->(:Entity {{id: row.object}}) DELETE r",
                _fact_rows(group),
                makes="relationships_deleted",
            )

    def _facts_new(self, rows: Sequence[FactRow]) -> None:
        for predicate, group in self._by_predicate(rows):
            self._each(
                "MATCH (a:Entity {id: row.subject}) MATCH (b:Entity {id: row.object}) "
                f"CREATE (a)-[r:{predicate} {{key: row.key}}]->(b) SET r.basis = row.basis, r.doubt = row.doubt",
                _fact_rows(group),
                makes="relationships_created",
            )

    def _facts_other(self, rows: Sequence[FactRow]) -> None:
        for predicate, group in self._grouped(rows, lambda row: row.predicate):
            self._each(
                f"MATCH (:Entity {{id: row.subject}})-[r:{predicate}]->(:Entity {{id: row.object}}) "
                "SET r.basis = row.basis, r.doubt = row.doubt",
                _fact_rows(group),
            )

    def _tallies(self, change: Change) -> None:
        self._each(
            "MATCH (t:Tally {key: row.key}) DELETE t",
            _tally_rows(diff.before for diff in change.tallies if not diff.after),
            makes="nodes_deleted",
        )
        self._each("MERGE (t:Tally {key: row.key}) SET t = row", _tally_rows(diff.after for diff in change.tallies))


def _mention_rows(rows: Iterable[MentionRow | None]) -> dict[str, list[dict[str, str]]]:
    """Type of the relationship → its rows."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        if row:
            found.setdefault(_how(row), []).append({"document": row.document, "node": row.node})
    return found


def _how(row: MentionRow) -> str:
    return "MENTIONS" if row.named else "ENTAILS"


def _fact_rows(rows: Iterable[FactRow]) -> list[dict[str, str | None]]:
    return [
        {"key": row.key, "subject": row.subject, "object": row.object, "basis": row.basis, "doubt": row.doubt}
        for row in rows
    ]


def _events(change: Change) -> list[str]:
    """Change events that come, go or change, or whose bodies do."""
    rows = (row for diff in change.nodes for row in (diff.before, diff.after) if row)
    ends = (row for diff in change.facts for row in (diff.before, diff.after) if row)
    found = {row.id for row in rows if row.label == "ChangeEvent"}
    return sorted(found | {row.subject for row in ends if row.predicate in ("ORIGINAL", "RESULTING")})


def _tally_rows(rows: Iterable[TallyRow | None]) -> list[dict[str, str | int]]:
    return [
        {
            "key": fact_key(row.of, row.what, row.value),
            "group": _group((row.of, row.what)),
            "of": row.of,
            "what": row.what,
            "value": row.value,
            "count": row.count,
        }
        for row in rows
        if row
    ]


#: Operators of a plan that reach beyond the graph; those that write are refused by the kind of the query.
_BEYOND = re.compile(r"LoadCSV|ProcedureCall|Show|Terminate|Assert|Allowed|System|Command", re.IGNORECASE)
#: A function of a plug-in has a name of several parts; these are the server's own.
_PLUGIN = re.compile(
    r"\b(?!(?:date|datetime|localdatetime|time|localtime|duration|point|vector)\.)[A-Za-z_]\w*(?:\.\w+)+\(",
    re.IGNORECASE,
)


def _beyond_reading(kind: str | None, plan: Mapping[str, Any] | None) -> str:
    """What a query would do besides reading the graph, as its plan says; empty where nothing."""
    if kind != "r" or not plan:
        return "a query that does more than read"
    waiting = [plan]
    while waiting:
        step = waiting.pop()
        operator = str(step["operatorType"]).partition("@")[0]
        if _BEYOND.search(operator):
            return f"«{operator}»"
        if called := _PLUGIN.search(str(step.get("args", {}).get("Details", ""))):
            return f"«{called[0][:-1]}»"
        waiting += step.get("children", ())
    return ""


def _plain(value: Any) -> Any:
    """A value of an answer as JSON has it; nodes and relationships by the properties that are for reading."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, neo4j.graph.Node | neo4j.graph.Relationship):
        return {name: _plain(item) for name, item in value.items() if name not in ("facts", "search", "search_name")}
    if isinstance(value, neo4j.graph.Path):
        return [_plain(item) for item in value.nodes]
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return str(value)


class Neo4jStore(BaseStore):
    """The graph in a Neo4j database.

    Args:
        uri: ``neo4j://``, ``neo4j+s://``, ``bolt://`` …, without a login in it.
        user, password: the login; where not given, ``NEO4J_USER`` and ``NEO4J_PASSWORD`` or the file that
            ``NEO4J_PASSWORD_FILE`` names. A password stands in no message and no ``repr``.
        database: name of the database; where not given ``NEO4J_DATABASE``, else the user's own.
        any_version: open what another version made, too; only ``kept`` may be asked of it.

    Raises:
        StoreError: nobody answers at the URI, it is no Neo4j 5 or later, it refuses the login, the database is
            missing, or its graph was made by another version.
    """

    language: Literal["cypher", "sparql"] = "cypher"

    def __init__(
        self,
        uri: str,
        user: str | None = None,
        password: str | SecretStr | None = None,
        *,
        database: str | None = None,
        any_version: bool = False,
    ) -> None:
        chosen = settings()
        parts = urlsplit(uri)
        self.address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        if "@" in parts.netloc:
            raise StoreError(
                "the address holds a login",
                where=self.address,
                todo="Give it in NEO4J_USER and NEO4J_PASSWORD or NEO4J_PASSWORD_FILE",
            )
        secret = SecretStr(password) if isinstance(password, str) else password or chosen.password()
        self._database = database or chosen.neo4j_database
        self._seconds = chosen.query_seconds
        self._names = Names(chosen.base)
        self._has_schema = self._closed = False
        auth = (user or chosen.neo4j_user or "neo4j", secret.get_secret_value()) if secret else None
        with self._told():
            self._driver = neo4j.GraphDatabase.driver(
                uri,
                auth=auth,
                connection_timeout=CONNECT_SECONDS,
                notifications_min_severity="OFF",
                user_agent="policygraph",
            )
        try:
            with self._told():
                server = self._driver.get_server_info().agent
                version = _SERVER.fullmatch(server)
                if not version or int(version[1]) < 5:
                    raise StoreError(f"«{server}» answers, and Neo4j 5 or later is needed", where=self.address)
                if not any_version:
                    self._check_form()
        except BaseException:
            self._driver.close()
            raise

    def __repr__(self) -> str:
        return f"Neo4jStore({self.address!r})"

    # --- sessions and errors ------------------------------------------------------------------------------------

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Every error of the driver as a sentence that says what to do; none repeats the login."""
        where = self.address
        try:
            yield
        except AuthError as error:
            raise StoreError(
                "the login was refused", where=where, todo="Set NEO4J_USER, and NEO4J_PASSWORD or NEO4J_PASSWORD_FILE"
            ) from error
        except (ServiceUnavailable, SessionExpired) as error:
            raise StoreError(
                "no Neo4j answers at this address",
                where=where,
                todo="See that the server runs and that host and port are right",
            ) from error
        except (ConfigurationError, ValueError) as error:
            raise StoreError(
                f"the address cannot be used ({error})",
                where=where,
                todo="Write it as neo4j://HOST:7687 or bolt://HOST:7687",
            ) from error
        except Neo4jError as error:
            raise self._sentence(error) from error
        except DriverError as error:
            raise StoreError(f"the Neo4j driver gave up ({error})", where=where) from error

    def _sentence(self, error: Neo4jError) -> StoreError:
        code, where = error.code or "", self.address
        if "DatabaseNotFound" in code or "DatabaseUnavailable" in code:
            return StoreError(
                f"the database «{self._database or 'neo4j'}» is not there or not running",
                where=where,
                todo="Set NEO4J_DATABASE to one that SHOW DATABASES lists",
            )
        if code.endswith(_OUT_OF_MEMORY):
            return _OutOfMemoryError(
                "one transaction needs more memory than the server allows",
                where=where,
                todo="Raise db.memory.transaction.max and db.memory.transaction.total.max",
            )
        if "TransactionTimedOut" in code:
            return StoreError(
                f"the question took longer than {self._seconds:g} seconds and was stopped",
                where=where,
                todo="Narrow it, or raise POLICYGRAPH_QUERY_SECONDS",
            )
        if "Forbidden" in code or "ReadOnly" in code or "AccessMode" in code:
            return StoreError(
                "writing is not allowed here",
                where=where,
                todo="Log in as a user that may write, to a database that is not read-only",
            )
        if ".Statement." in code:
            return StoreError(f"the Cypher text cannot be run: {error.message}", where=where, todo="Mend the query")
        return StoreError(f"Neo4j says: {error.message} ({code})", where=where)

    @contextmanager
    def _session(self, access: str = neo4j.READ_ACCESS) -> Iterator[neo4j.Session]:
        if self._closed:
            raise StoreError("the store was closed", where=self.address)
        with self._told(), self._driver.session(database=self._database, default_access_mode=access) as session:
            yield session

    def _read(self, work: Callable[[neo4j.ManagedTransaction], _T]) -> _T:
        with self._session() as session:
            return session.execute_read(work)

    # --- writing ------------------------------------------------------------------------------------------------

    def _check_form(self) -> None:
        def form(transaction: neo4j.ManagedTransaction) -> list[list[Any]]:
            return _run(transaction, "MATCH (s:PolicygraphStore) RETURN s.format, s.projection").values()

        if self._read(form) not in ([], [[FORMAT, PROJECTION]]):
            raise StoreError(
                "the graph was made by another version of policygraph",
                where=self.address,
                todo=f"Load the files into an empty database, or take them over: {TAKE_OVER}",
            )

    def _schema(self) -> None:
        if not self._has_schema:
            with self._session(neo4j.WRITE_ACCESS) as session:
                # An index made for a constraint has its name, so that this lists both.
                there = set(_run(session, "SHOW INDEXES YIELD name, state WHERE state = 'ONLINE'").value("name"))
                missing = [text for text in schema() if not (name := _NAMED.match(text)) or name[1] not in there]
                for text in missing:
                    _run(session, text).consume()
                if missing:
                    _run(session, "CALL db.awaitIndexes(600)").consume()
            self._has_schema = True

    def _write(self, work: Callable[[neo4j.ManagedTransaction], _T]) -> _T:
        """Run a writing transaction after any other of ours: they are planned from what they read."""

        def alone(transaction: neo4j.ManagedTransaction) -> _T:
            _run(
                transaction,
                "MERGE (s:PolicygraphStore {id: 'store'}) "
                "SET s.turn = coalesce(s.turn, 0) + 1, s.format = $format, s.projection = $projection",
                format=FORMAT,
                projection=PROJECTION,
            ).consume()
            return work(transaction)

        self._schema()
        with self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(alone)

    def _load_portion(self, documents: Sequence[DocumentFacts]) -> Mapping[str, str]:
        def work(transaction: neo4j.ManagedTransaction) -> dict[str, str]:
            reading = _Reading(transaction)
            fingerprints = reading.fingerprints([document.id for document in documents])
            if new := changed(documents, fingerprints):
                self._apply(transaction, plan(reading, new))
            return fingerprints

        try:
            return self._write(work)
        except _OutOfMemoryError:
            if len(documents) < 2:
                raise
            middle = len(documents) // 2
            return {**self._load_portion(documents[:middle]), **self._load_portion(documents[middle:])}

    def unload(self, document: str) -> bool:
        """Remove what one document says; what others say stays. False where it was not loaded."""

        def work(transaction: neo4j.ManagedTransaction) -> bool:
            reading = _Reading(transaction)
            if not reading.loaded([document]):
                return False
            self._apply(transaction, plan(reading, (), [document]))
            return True

        return self._write(work)

    def _apply(self, transaction: neo4j.ManagedTransaction, change: Change) -> None:
        _Writing(transaction).write(change)

    def _written(self) -> None:
        """Nothing to do: readers see what is committed."""

    def settle(self) -> None:
        """Nothing to do: the server orders its files itself."""

    # --- reading ------------------------------------------------------------------------------------------------

    def sources(self) -> Iterator[SourceInfo]:
        """Every loaded source, by document id."""

        def work(transaction: neo4j.ManagedTransaction) -> list[SourceInfo]:
            found = _run(
                transaction,
                "MATCH (s:Source) RETURN s {.document, .path, .sha256, .reader, .vocabulary, .decisions, .lines} AS s",
            )
            return [_info(props) for props in found.value("s")]

        yield from sorted(self._read(work), key=lambda info: info.document)

    def document(self, document: str) -> DocumentFacts | None:
        """All that a loaded document says, as it was loaded."""
        row = self._read(lambda transaction: _Reading(transaction).sources([document])).get(document)
        return unpack(row.packed) if row else None

    def kept(self) -> Iterator[tuple[str, str]]:
        """Every loaded document by id, with its packed facts; each is whole, though not all of one moment."""
        with self._session() as session:
            # One at a time: to sort them all, the server would hold them all.
            for document in sorted(_run(session, "MATCH (s:Source) RETURN s.document AS id").value("id")):
                found = _run(session, "MATCH (s:Source {document: $id}) RETURN s.facts AS facts", id=document)
                yield from ((document, packed) for packed in found.value("facts"))

    def ask(self, text: str, parameters: Mapping[str, Scalar]) -> list[Row]:
        """Run a reading Cypher query with READ access and the time limit of the settings.

        Returns:
            rows of column → scalar; a column that is a node, list or map is an error.
        """
        with self._session() as session:
            result = session.run(neo4j.Query(text, timeout=self._seconds), dict(parameters))
            rows = [record.data() for record in result]
        for row in rows:
            for column, value in row.items():
                if value is not None and not isinstance(value, str | int | float | bool):
                    raise StoreError(f"the column «{column}» is no scalar", todo="Return properties, not nodes")
        return rows

    def ask_freely(self, text: str, *, limit: int, seconds: float) -> tuple[list[str], list[list[Any]], bool]:
        """Run a query that anyone may have written: it may only read this graph, and not for long.

        A transaction for reading is no wall: in one, LOAD CSV reads files and
        addresses of the server, and procedures do what they like. So the
        server is asked first what it would do.

        Args:
            limit: rows at most.
            seconds: time limit.

        Returns:
            columns, rows of plain values, and whether there are more rows.

        Raises:
            InputError: it would do anything but read the graph.
            StoreError: it is no Cypher, or took too long.
        """
        with self._session() as session:
            plan = session.run(neo4j.Query(f"EXPLAIN {text}", timeout=seconds)).consume()
            if refused := _beyond_reading(plan.query_type, plan.plan):
                raise InputError(f"{refused} is refused: here one may only read the graph", todo="Ask with MATCH")
            found = session.run(neo4j.Query(text, timeout=seconds))
            columns = list(found.keys())
            rows = [[_plain(value) for value in record.values()] for record in islice(found, limit)]
            more = found.peek() is not None
            found.consume() if not more else session.close()
        return columns, rows, more

    def statements(self, facts: Iterable[str]) -> dict[str, tuple[StatedBy, ...]]:
        """Fact key → who states it, by document id and line. Unknown keys are left out."""
        keys = list(dict.fromkeys(facts))

        def work(transaction: neo4j.ManagedTransaction) -> list[dict[str, Any]]:
            return _run(
                transaction, "MATCH (s:Statement) WHERE s.fact IN $keys RETURN properties(s) AS s", keys=keys
            ).value("s")

        found: dict[str, list[StatedBy]] = {}
        for row in map(_statement_row, self._read(work)):
            said = row.statement
            found.setdefault(said.key, []).append(
                StatedBy(
                    fact=said.key,
                    document=row.document,
                    subject=said.subject,
                    predicate=said.predicate,
                    object=said.object,
                    literal=said.literal,
                    spans=said.spans,
                    basis=said.basis,
                    mention=said.mention,
                    doubt=said.doubt,
                    decision=said.decision,
                    confirmed_by=said.confirmed_by,
                )
            )
        return {
            key: tuple(sorted(found[key], key=lambda said: (said.document, said.spans[0].line)))
            for key in keys
            if key in found
        }

    def search(self, text: str, *, labels: Sequence[str] = (), limit: int = 20) -> list[Hit]:
        """Nodes whose name, number or other names match, with and without diacritics, best first."""
        words = query_words(text)
        if not words:
            return []
        whole = set(whole_words(words))

        def work(transaction: neo4j.ManagedTransaction) -> list[list[Any]]:
            # A database that was never written to has no index to ask.
            if not _run(transaction, "SHOW INDEXES YIELD name WHERE name = 'entity_text'").values():
                return []
            return _run(
                transaction,
                """
                CALL db.index.fulltext.queryNodes('entity_text', $query) YIELD node AS n
                WHERE size($labels) = 0 OR any(label IN labels(n) WHERE label IN $labels)
                WITH n, CASE
                  WHEN n.search_name = $phrase THEN 0
                  WHEN n.search_name STARTS WITH $phrase + ' ' THEN 1
                  WHEN all(word IN $words WHERE ' ' + n.search_name + ' ' CONTAINS ' ' + word) THEN 2
                  WHEN ' ' + n.search + ' ' CONTAINS ' ' + $phrase + ' ' THEN 3
                  ELSE 4 END AS rank
                RETURN labels(n), properties(n) ORDER BY rank, size(n.search_name), n.id LIMIT $limit""",
                query=" ".join(f"+{word}" if word in whole else f"+{word}*" for word in words),
                labels=list(labels),
                phrase=" ".join(words),
                limit=limit,
                words=[f"{word} " if word in whole else word for word in words],
            ).values()

        return [hit(_node_row(*found)) for found in self._read(work)]

    def status(self) -> StoreStatus:
        """Counts of what is stored; ``facts`` are those between nodes."""

        def work(transaction: neo4j.ManagedTransaction) -> tuple[list[list[Any]], list[list[Any]], int, int, int]:
            nodes = _run(
                transaction,
                "UNWIND $labels AS label MATCH (n:Entity) WHERE label IN labels(n) RETURN label, count(*)",
                labels=list(NODE_TYPES),
            ).values()
            facts = _run(transaction, f"MATCH (:Entity)-[r:{_RELATIONS}]->() RETURN type(r), count(*)").values()
            # Several changes may have led from one body to another; that it succeeded is one fact.
            facts += _run(
                transaction,
                "MATCH (a:Entity)-[r:SUCCEEDED_BY]->(b) WITH DISTINCT type(r) AS name, a, b RETURN name, count(*)",
            ).values()
            statements = _run(transaction, "MATCH (s:Statement) RETURN count(*) AS n").value("n")[0]
            loaded = _run(transaction, "MATCH (s:Source) RETURN count(*) AS n").value("n")[0]
            acts = _run(
                transaction,
                "MATCH (:ChangeEvent)-[:BASED_ON]->(x:Document) "
                "WHERE NOT x.loaded AND NOT EXISTS { (x)<-[:MENTIONS]-() } RETURN count(DISTINCT x) AS n",
            ).value("n")[0]
            return nodes, facts, statements, loaded, acts

        nodes, facts, statements, loaded, acts = self._read(work)
        by_label, by_predicate = dict(nodes), dict(facts)
        return StoreStatus(
            kind="neo4j",
            address=self.address,
            documents_loaded=loaded,
            documents_cited=by_label.get("Document", 0) - loaded - acts,
            nodes={label: by_label[label] for label in NODE_TYPES if label in by_label},
            facts={name: by_predicate[name] for name in RELATIONS if name in by_predicate},
            statements=statements,
        )

    def graphs(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """The whole graph as lines of N-Quads, graph by graph; see ``BaseStore.graphs``."""
        yield "", sorted_blocks(self._default_lines())
        for info in self.sources():
            yield self._names.graph(info.document), sorted_blocks(self._document_lines(info))

    def _default_lines(self) -> Iterator[str]:
        with self._session() as session:
            for labels, props in _run(session, "MATCH (n:Entity) RETURN labels(n), properties(n)"):
                yield from map(line, node_quads(self._names, _node_row(labels, props)))
            for predicate in RELATIONS:
                for subject, object_, basis, doubt in _run(
                    session, f"MATCH (a:Entity)-[r:{predicate}]->(b:Entity) RETURN a.id, b.id, r.basis, r.doubt"
                ):
                    yield from map(line, fact_quads(self._names, FactRow(subject, predicate, object_, basis, doubt)))

    def _document_lines(self, info: SourceInfo) -> Iterator[str]:
        def work(transaction: neo4j.ManagedTransaction) -> tuple[list[Any], list[list[Any]]]:
            said = _run(transaction, "MATCH (s:Statement {document: $id}) RETURN properties(s) AS s", id=info.document)
            statements = said.value("s")
            there = _run(
                transaction, f"MATCH (:Document {{id: $id}})-[m:{_BRINGS}]->(n) RETURN n.id, type(m)", id=info.document
            )
            return statements, there.values()

        statements, mentions = self._read(work)
        yield from map(line, source_quads(self._names, info))
        for props in statements:
            yield from map(line, statement_quads(self._names, _statement_row(props)))
        for node, how in mentions:
            yield from map(line, mention_quads(self._names, MentionRow(info.document, node, how == "MENTIONS")))

    def document_quads(self, document: str) -> tuple[list[str], list[str]]:
        """What one loaded document says; see ``graph.store.Store.document_quads``."""

        def work(transaction: neo4j.ManagedTransaction) -> tuple[SourceInfo | None, set[str]]:
            found = _run(
                transaction,
                "MATCH (s:Source {document: $id}) RETURN s {.document, .path, .sha256, .reader, "
                ".vocabulary, .decisions, .lines} AS s",
                id=document,
            ).value("s")
            if not found:
                return None, set()
            return _info(found[0]), {line(quad) for quad in self._part(transaction, document)}

        info, part = self._read(work)
        return (sorted(part), sorted(self._document_lines(info))) if info else ([], [])

    def _part(self, transaction: neo4j.ManagedTransaction, document: str) -> Iterator[Quad]:
        """What the document adds to the default graph, without stated properties."""
        stated = _run(
            transaction,
            "MATCH (s:Statement {document: $id}) RETURN s.subject, s.predicate, s.object, s.literal",
            id=document,
        ).values()
        named = _run(
            transaction, f"MATCH (:Document {{id: $id}})-[:{_BRINGS}]->(n) RETURN n.id AS id", id=document
        ).value("id")
        ids = {document, *named, *(row[0] for row in stated), *(row[2] for row in stated if not row[3])}
        nodes = _run(
            transaction, "MATCH (n:Entity) WHERE n.id IN $ids RETURN labels(n), properties(n)", ids=list(ids)
        ).values()
        nodes += _run(
            transaction,
            "MATCH (n:Entity) WHERE n.id STARTS WITH $own RETURN labels(n), properties(n)",
            own=f"{document}/",
        ).values()
        for labels, props in nodes:
            row = _node_row(labels, props)
            declared = NODE_TYPES[row.label].props()
            yield from node_quads(
                self._names,
                NodeRow(
                    row.label, row.id, {name: value for name, value in row.props.items() if not declared[name].stated}
                ),
            )
        ids.update(props["id"] for _, props in nodes)
        by_predicate: dict[str, list[dict[str, str]]] = {}
        for subject, predicate, object_, literal in stated:
            if not literal:
                by_predicate.setdefault(predicate, []).append({"subject": subject, "object": object_})
        for predicate, rows in by_predicate.items():
            for subject, object_, basis, doubt in _run(
                transaction,
                "UNWIND $rows AS row MATCH (a:Entity {id: row.subject})"
                f"-[r:{predicate}]->(b:Entity {{id: row.object}}) RETURN a.id, b.id, r.basis, r.doubt",
                rows=rows,
            ):
                yield from fact_quads(self._names, FactRow(subject, predicate, object_, basis, doubt))
        for subject, predicate, object_ in _run(
            transaction,
            f"MATCH (a:Entity)-[r:{_LINKS}]->(b:Entity) WHERE a.id IN $ids AND b.id IN $ids RETURN a.id, type(r), b.id",
            ids=list(ids),
        ):
            yield from fact_quads(self._names, FactRow(subject, predicate, object_))

    def close(self) -> None:
        """Release the connections; further calls are errors."""
        if not self._closed:
            self._closed = True
            self._driver.close()
