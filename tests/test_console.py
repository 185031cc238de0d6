"""Free queries on either store: they read the graph, and whatever else they try is refused with a sentence."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from builders import plan_can_tho
from rdf_cases import SMALL, embedded, on_neo4j

from graph.console import Console, open_console
from graph.store import open_store
from ontology.errors import InputError, PolicygraphError, StoreError

PLAN = plan_can_tho().id
PG = "PREFIX pg: <https://policygraph.example/ontology#> "
SECONDS = 6.0


@pytest.fixture(scope="module")
def sparql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    folder = tmp_path_factory.mktemp("console") / "store"
    embedded(folder, SMALL).close()
    store = open_store(str(folder), readonly=True)
    console = open_console(store, seconds=SECONDS)
    yield console
    console.close()
    store.close()


@pytest.fixture(scope="module")
def cypher(request: pytest.FixtureRequest) -> Iterator[Console]:
    store = on_neo4j(request.getfixturevalue("neo4j_server"), SMALL)
    yield open_console(store, seconds=SECONDS)
    store.close()


@pytest.fixture(scope="module")
def visited() -> Iterator[list[str]]:
    """What is asked of a server of ours: nothing may be."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"a,b\n1,2\n")

        do_POST = do_GET

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    asked.append(str(server.server_port))
    yield asked
    server.shutdown()
    server.server_close()


def test_sparql_rows_and_graphs(sparql: Console) -> None:
    text = PG + "SELECT ?id { ?t a pg:Target ; <http://purl.org/dc/terms/identifier> ?id } ORDER BY ?id"
    reply = sparql.ask(text, 100)
    assert reply.columns == ("id",)
    assert all(str(row[0]).startswith("document/") for row in reply.rows) and reply.rows
    assert sparql.ask("ASK { ?x ?y ?z }", 5).rows == ((True,),)
    assert "Target" in sparql.ask(PG + "CONSTRUCT { ?t a pg:Target } WHERE { ?t a pg:Target }", 100).graph


@pytest.mark.neo4j
def test_cypher_rows(cypher: Console) -> None:
    reply = cypher.ask(f"MATCH (d:Document {{id: '{PLAN}'}})-[:SETS]->(t) RETURN d.id AS id, t, count(*) AS n", 100)
    assert reply.columns == ("id", "t", "n")
    assert reply.rows[0][0] == PLAN and reply.rows[0][2] == 1
    assert '"name"' in str(reply.rows[0][1]) and '"search"' not in str(reply.rows[0][1])
    few = cypher.ask("MATCH (n) RETURN n.id AS id", 3)
    assert len(few.rows) == 3 and few.more
    assert not cypher.ask("MATCH (n:Document) RETURN n.id AS id", 500).more


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "LOAD <http://127.0.0.1:{port}/x>",
        "SELECT * { SERVICE <http://127.0.0.1:{port}/x> { ?x ?y ?z } }",
        "SELECT * {",
        "",
    ],
)
def test_sparql_that_does_more_than_read_is_refused(sparql: Console, visited: list[str], text: str) -> None:
    with pytest.raises(InputError):
        sparql.ask(text.replace("{port}", visited[0]), 10)
    assert len(visited) == 1


@pytest.mark.neo4j
@pytest.mark.parametrize(
    "text",
    [
        "CREATE (n:Document {id: 'x'})",
        "MATCH (n) SET n.name = 'x'",
        "MATCH (n) DETACH DELETE n",
        "MERGE (n:X {id: 1}) RETURN n",
        "LOAD CSV FROM 'http://127.0.0.1:{port}/x' AS row RETURN row",
        "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
        "MATCH (n) CALL { LOAD CSV FROM 'http://127.0.0.1:{port}/x' AS row RETURN row } RETURN row",
        "CALL dbms.listConfig() YIELD name, value RETURN name, value",
        "CALL db.labels()",
        "SHOW USERS",
        "SHOW TRANSACTIONS",
        "SHOW SETTINGS YIELD name, value RETURN name, value",
        "TERMINATE TRANSACTION 'neo4j-transaction-1'",
        "USE system SHOW USERS",
        "CREATE INDEX x FOR (n:Document) ON (n.x)",
        "DROP INDEX entity_text",
        "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'",
        "STOP DATABASE neo4j",
        "PROFILE MATCH (n) RETURN n",
        "CYPHER runtime=slotted CREATE (n)",
        "MATCH (n) RETURN n; MATCH (m) DELETE m",
        "/* */ // x\n CREATE (n)",
        "RETURN apoc.util.sha1(['a'])",
        "MATCH (n",
        "",
    ],
)
def test_cypher_that_does_more_than_read_is_refused(cypher: Console, visited: list[str], text: str) -> None:
    before = cypher.ask("MATCH (n) RETURN count(n) AS n", 1).rows
    with pytest.raises(PolicygraphError):
        cypher.ask(text.replace("{port}", visited[0]), 10)
    assert len(visited) == 1
    assert cypher.ask("MATCH (n) RETURN count(n) AS n", 1).rows == before


@pytest.mark.neo4j
def test_functions_of_the_server_itself_may_be_used(cypher: Console) -> None:
    text = "RETURN date.truncate('year', date('2026-10-15')) AS day, toUpper('a') AS letter"
    assert cypher.ask(text, 1).rows == (("2026-01-01", "A"),)


def test_sparql_has_a_time_limit(sparql: Console) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with pytest.raises(StoreError, match="longer than"):
        sparql.ask(slow, 10)
    assert sparql.ask("ASK { ?x ?y ?z }", 5).rows == ((True,),)


@pytest.mark.neo4j
def test_cypher_has_a_time_limit(cypher: Console) -> None:
    slow = "MATCH (a), (b), (c), (d), (e), (f) WHERE a.id + b.id + c.id + d.id + e.id + f.id = 'x' RETURN count(*) AS n"
    with pytest.raises(StoreError, match="longer than"):
        cypher.ask(slow, 10)
