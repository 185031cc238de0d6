"""The endpoint on a real socket: the protocol, what it refuses, what it survives."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
import rdflib
from builders import CAN_THO, KH118, NQ68
from playwright.sync_api import Page, expect
from rdf_cases import ROOT, SMALL, embedded, on_neo4j
from SPARQLWrapper import CSV, JSON, TSV, TURTLE, XML, SPARQLWrapper

from graph.endpoint.worker import DiedError, Pool, TimeUpError
from graph.stores.free import FreeQuery, snapshot
from queries.catalogue import catalogue

PREFIX = "PREFIX pg: <https://policygraph.example/ontology#> "
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SECONDS = 4.0


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Running:
    """A server that runs as a process of its own."""

    url: str
    process: subprocess.Popen[str] = field(repr=False)

    def get(self, path: str, accept: str = "", **headers: str) -> Reply:
        return self.send(urllib.request.Request(f"{self.url}{path}", headers={"Accept": accept, **headers}))

    def query(self, text: str, accept: str = "") -> Reply:
        return self.get(f"/sparql?{urlencode({'query': text})}", accept)

    def post(self, body: str, kind: str, accept: str = "") -> Reply:
        return self.send(
            urllib.request.Request(
                f"{self.url}/sparql", data=body.encode(), headers={"Content-Type": kind, "Accept": accept}
            )
        )

    def send(self, request: urllib.request.Request) -> Reply:
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Reply(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, {k.lower(): v for k, v in error.headers.items()}, error.read().decode())

    def rows(self, text: str) -> list[dict[str, str]]:
        found = self.query(text)
        assert found.status == 200, found.body
        return [
            {name: term["value"] for name, term in row.items()} for row in json.loads(found.body)["results"]["bindings"]
        ]


def start(address: str, *options: str, **environment: str) -> Running:
    """Start «policygraph serve» and wait until it answers."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "cli",
            "serve",
            "--store",
            address,
            "--port",
            str(port),
            "--seconds",
            str(SECONDS),
            *options,
        ],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    running = Running(f"http://127.0.0.1:{port}", process)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            running.get("/sparql", "text/turtle")
            return running
        except OSError:
            time.sleep(0.2)
    process.kill()
    raise AssertionError(f"the server does not answer: {process.communicate()[1]}")


def stop(running: Running) -> str:
    running.process.send_signal(signal.SIGINT)
    return running.process.communicate(timeout=60)[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the small documents, closed."""
    path = tmp_path_factory.mktemp("serve") / "store"
    embedded(path, SMALL).close()
    return path


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Running]:
    running = start(str(folder), "--rows", "400", "--cors", "https://friend.example")
    yield running
    said = stop(running)
    assert "Traceback" not in said, said


# --- the protocol -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_asks_in_every_form(server: Running, method: str) -> None:
    client = SPARQLWrapper(f"{server.url}/sparql")
    client.setMethod(method)
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    client.setQuery(PREFIX + f"SELECT ?x ?name {{ ?x a pg:Document ; {label} ?name }}")
    client.setReturnFormat(JSON)
    found = client.query().convert()
    names = {row["name"]["value"] for row in found["results"]["bindings"]}  # type: ignore[call-overload,index]
    assert {"118/KH-UBND", "68/NQ-CP", "42-NQ/TW"} <= names
    client.setReturnFormat(XML)
    rows = client.query().convert().getElementsByTagName("result")  # type: ignore[union-attr]
    assert len(rows) == len(names)
    client.setReturnFormat(CSV)
    text = client.query().convert().decode()  # type: ignore[union-attr]
    assert {row["name"] for row in csv.DictReader(io.StringIO(text, newline=""))} == names
    client.setReturnFormat(TSV)
    assert client.query().convert().decode().splitlines()[0] == "?x\t?name"  # type: ignore[union-attr]
    plan = f"<https://policygraph.example/id/{KH118.id}>"
    client.setQuery(f"CONSTRUCT {{ {plan} ?p ?o }} {{ {plan} ?p ?o }}")
    client.setReturnFormat(TURTLE)
    assert len(rdflib.Graph().parse(data=client.query().convert(), format="turtle")) > 10  # type: ignore[arg-type]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_asks_as_the_protocol_says(server: Running) -> None:
    def curl(*arguments: str) -> str:
        return subprocess.run(
            ["curl", "-sS", "--max-time", "60", *arguments], capture_output=True, text=True, check=True
        ).stdout

    address = f"{server.url}/sparql"
    assert json.loads(curl("-G", address, "--data-urlencode", "query=ASK { ?s ?p ?o }"))["boolean"] is True
    assert json.loads(curl(address, "--data-urlencode", "query=ASK { ?s ?p ?o }"))["boolean"] is True
    assert json.loads(curl(address, "-H", "Content-Type: application/sparql-query", "--data", "ASK {}"))["boolean"]
    assert curl("-I", f"{address}?query=ASK%20%7B%7D").startswith("HTTP/1.1 200")


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/html, application/xml;q=0.9, */*;q=0.1", "application/sparql-results+xml"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    ],
)
def test_the_form_is_that_which_is_accepted(server: Running, accept: str, media: str) -> None:
    found = server.query("SELECT * { ?s ?p ?o } LIMIT 1", accept)
    assert (found.status, found.headers["content-type"]) == (200, media)
    assert "Accept" in found.headers["vary"].split(", ")


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_graphs_come_in_each_form(server: Running, accept: str, name: str) -> None:
    found = server.query("CONSTRUCT WHERE { ?s a <http://www.w3.org/ns/org#Organization> }", accept)
    assert found.status == 200 and len(rdflib.Graph().parse(data=found.body, format=name)) == 6


def test_results_are_read_back_as_they_were(server: Running) -> None:
    text = (
        'SELECT ?a ?b ?c ?d ?e { BIND("x, \\"y\\"\\n<&>"@vi AS ?a) BIND(1.5 AS ?b) BIND("a\\t\\r\\nb" AS ?c) '
        "BIND(<https://a.example/> AS ?d) }"
    )
    for accept, form in (
        ("application/sparql-results+json", ox.QueryResultsFormat.JSON),
        ("application/sparql-results+xml", ox.QueryResultsFormat.XML),
        ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
    ):
        found = ox.parse_query_results(server.query(text, accept).body.encode(), form)
        assert isinstance(found, ox.QuerySolutions)
        row = next(found)
        decimal = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
        assert [row[name] for name in "abcde"] == [
            ox.Literal('x, "y"\n<&>', language="vi"),
            ox.Literal("1.5", datatype=decimal),
            ox.Literal("a\t\r\nb"),
            ox.NamedNode("https://a.example/"),
            None,
        ], accept
    assert list(csv.reader(io.StringIO(server.query(text, "text/csv").body, newline="")))[1] == [
        'x, "y"\n<&>',
        "1.5",
        "a\t\r\nb",
        "https://a.example/",
        "",
    ]


def test_the_protocol_may_name_the_graphs(server: Running) -> None:
    graph = f"https://policygraph.example/graph/{NQ68.id}"
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    whole = int(server.rows(count)[0]["n"])
    reply = server.get(f"/sparql?{urlencode({'query': count, 'default-graph-uri': graph})}")
    part = int(json.loads(reply.body)["results"]["bindings"][0]["n"]["value"])
    assert 0 < part != whole
    assert int(server.rows(f"SELECT (COUNT(*) AS ?n) FROM <{graph}> {{ ?s ?p ?o }}")[0]["n"]) == part
    assert int(server.rows("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }")[0]["n"]) == len(SMALL)


@pytest.mark.parametrize("question", sorted(catalogue()))
def test_the_page_offers_each_question_and_it_can_be_asked(server: Running, question: str) -> None:
    page = server.get("/?lang=vi", "text/html").body
    examples = json.loads(re.findall(r'id="examples">(.*?)</script>', page, re.DOTALL)[0])
    chosen = next(example for example in examples if example["title"] == catalogue()[question].title.vi)
    assert server.query(chosen["query"]).status == 200, chosen["query"]


# --- descriptions and things ------------------------------------------------------------------------------------


def test_the_service_describes_itself(server: Running) -> None:
    reply = server.get("/sparql", "text/turtle")
    graph = rdflib.Graph().parse(data=reply.body, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert str(graph.value(None, rdflib.RDF.type, sd.Service)) == f"{server.url}/sparql"
    assert list(graph.objects(None, sd.supportedLanguage)) == [sd.SPARQL11Query]
    assert "<textarea" in server.get("/sparql", "text/html,*/*;q=0.8").body


def test_void_and_dcat_tell_licence_and_counts(server: Running) -> None:
    graph = rdflib.Graph().parse(data=server.get("/.well-known/void").body, format="turtle")
    about = rdflib.URIRef("https://policygraph.example/dataset")
    void, dcat, dcterms = rdflib.VOID, rdflib.DCAT, rdflib.DCTERMS
    assert (about, rdflib.RDF.type, dcat.Dataset) in graph and (about, rdflib.RDF.type, void.Dataset) in graph
    assert graph.value(about, dcterms.license) is not None
    assert graph.value(about, void.sparqlEndpoint) == rdflib.URIRef(f"{server.url}/sparql")
    everything = server.rows("SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")[0]["n"]
    assert str(graph.value(about, void.triples)) == everything
    assert str(graph.value(about, void.documents)) == str(len(SMALL))
    assert not [node for node in graph.all_nodes() if isinstance(node, rdflib.BNode)]


@pytest.mark.parametrize(("accept", "name"), [("text/turtle", "turtle"), ("application/ld+json", "json-ld")])
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_a_thing_is_described_at_its_iri(server: Running, accept: str, name: str) -> None:
    for path in (f"id/{KH118.id}", f"graph/{KH118.id}", f"id/{CAN_THO.id}"):
        reply = server.get(f"/{path}", accept)
        graph = rdflib.Graph().parse(data=reply.body, format=name)
        iri = rdflib.URIRef(f"https://policygraph.example/{path}")
        assert reply.status == 200 and ((iri, None, None) in graph or (None, None, iri) in graph)
    statement = server.rows(PREFIX + "SELECT ?x { GRAPH ?g { ?x a pg:Statement } } LIMIT 1")[0]["x"]
    found = server.get(statement.removeprefix("https://policygraph.example"), "text/turtle")
    assert "quote" in found.body


def test_a_browser_gets_a_page_that_asks_nobody_else(server: Running) -> None:
    for path in ("/", f"/id/{KH118.id}"):
        reply = server.get(path, "text/html,application/xhtml+xml,*/*;q=0.8")
        assert reply.headers["content-type"].startswith("text/html")
        assert "default-src 'none'" in reply.headers["content-security-policy"]
        assert not re.findall(r'(?:src|href)="(?:https?:)?//', reply.body)
        for address in re.findall(r'<(?:script|link)[^>]*(?:src|href)="([^"]+)"', reply.body):
            assert server.get(address).status == 200


def test_a_thing_in_turtle_is_short_enough_to_read(server: Running) -> None:
    text = server.get(f"/id/{KH118.id}", "text/turtle").body
    assert "@prefix pg: <https://policygraph.example/ontology#> ." in text
    assert "pg:carriesOut" in text and "eli:id_local" in text


def test_a_browser_is_sent_on_to_the_app(folder: Path) -> None:
    running = start(str(folder), "--app", "https://app.example/x")
    address = f"{running.url}/id/{KH118.id}"
    asked = ["curl", "-sS", "--max-time", "60", "-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", "-H"]
    try:
        html, turtle, data = (
            subprocess.run([*asked, f"Accept: {accept}", url], capture_output=True, text=True, check=True).stdout
            for accept, url in (
                ("text/html,*/*;q=0.8", address),
                ("text/turtle", address),
                ("text/html", f"{address}?view=data"),
            )
        )
    finally:
        stop(running)
    assert html == f"303 https://app.example/x/?id={KH118.id}"
    assert turtle == data == "200 "


@pytest.mark.browser
def test_the_query_page_answers_an_example_by_keyboard(server: Running, page: Page) -> None:
    page.goto(f"{server.url}/")
    expect(page).to_have_title("policygraph – truy vấn SPARQL")
    examples = page.get_by_label("Câu hỏi mẫu")
    expect(examples.get_by_role("option")).to_have_count(len(catalogue()))
    for _ in range(20):
        page.keyboard.press("Tab")
        if examples.evaluate("here => here === document.activeElement"):
            break
    for _ in range(list(catalogue()).index("lineage-down")):
        page.keyboard.press("ArrowDown")
    expect(examples.locator("option:checked")).to_have_text(catalogue()["lineage-down"].title.vi)
    page.keyboard.press("Tab")
    query = page.get_by_label("Truy vấn", exact=True)
    expect(query).to_be_focused()
    page.keyboard.press("Control+Enter")
    state = page.locator("#state")
    expect(state).to_contain_text(" dòng, ")
    rows = page.locator("#result tbody tr")
    expected = server.rows(query.input_value())
    assert expected
    expect(rows).to_have_count(len(expected))
    # The ids in it lead on, by keyboard too.
    rows.get_by_role("link", name=KH118.id).first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"https://policygraph.example/id/{KH118.id}")


@pytest.mark.browser
def test_the_query_page_tells_a_mistake_and_shows_text_as_text(server: Running, page: Page) -> None:
    page.goto(f"{server.url}/?lang=en")
    query, run = page.get_by_label("Query", exact=True), page.get_by_role("button", name="Run")
    query.fill("SELECT ?x {")
    run.click()
    expect(page.get_by_role("alert")).to_contain_text("line:1")
    query.fill("SELECT ('<img src=x onerror=alert(1)>' AS ?x) {}")
    run.click()
    expect(page.get_by_role("cell")).to_have_text("<img src=x onerror=alert(1)>")
    page.get_by_label("Form of the result").select_option("CSV")
    run.click()
    expect(page.locator("pre")).to_contain_text("x\n")


@pytest.mark.parametrize("path", ["/id/document/none", "/graph/document/none", "/id/a%3E%20%3Fs%20%3Fp", "/nothing"])
def test_what_is_not_there_is_not_found(server: Running, path: str) -> None:
    assert server.get(path, "text/turtle").status == 404
    assert server.get(path, "application/n-triples").status == 404


@pytest.mark.parametrize("path", ["/ontology", "/shapes"])
def test_the_terms_are_described_at_their_address(server: Running, path: str) -> None:
    assert len(rdflib.Graph().parse(data=server.get(path, "text/turtle").body, format="turtle")) > 100
    assert server.get("/context", "application/ld+json").status == 200


def test_only_named_origins_may_ask_from_their_pages(server: Running) -> None:
    allowed = server.get("/sparql?query=ASK%7B%7D", Origin="https://friend.example")
    assert allowed.headers["access-control-allow-origin"] == "https://friend.example"
    assert (
        "access-control-allow-origin" not in server.get("/sparql?query=ASK%7B%7D", Origin="https://x.example").headers
    )


# --- what is refused --------------------------------------------------------------------------------------------


class Trap:
    """A socket that nobody may come to."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen()
        self._socket.settimeout(0.2)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self.visits = 0
        self._open = True
        self._thread = threading.Thread(target=self._wait)
        self._thread.start()

    def _wait(self) -> None:
        while self._open:
            try:
                visitor, _ = self._socket.accept()
            except TimeoutError:
                continue
            self.visits += 1
            visitor.close()

    def close(self) -> None:
        self._open = False
        self._thread.join()
        self._socket.close()


@pytest.fixture
def trap() -> Iterator[Trap]:
    with closing(Trap()) as found:
        yield found
    assert found.visits == 0, "a query went out"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {{ SERVICE <{trap}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ SERVICE SILENT <{trap}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ ?s ?p ?o {{ SELECT * {{ OPTIONAL {{ service <{trap}> {{ ?a ?b ?c }} }} }} }} }}",
        "SELECT * {{ BIND(<{trap}> AS ?u) SERVICE ?u {{ ?s ?p ?o }} }}",
        "SELECT * {{ FILTER EXISTS {{ SERVICE <{trap}> {{ ?s ?p ?o }} }} }}",
        "SELECT * {{ S\\u0045RVICE <{trap}> {{ ?s ?p ?o }} }}",
        "ASK {{ ?a ?b ?c MINUS {{ SERVICE <{trap}> {{ ?s ?p ?o }} }} }}",
        "CONSTRUCT {{ ?s ?p ?o }} {{ SERVICE <{trap}> {{ ?s ?p ?o }} }}",
        "SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} GROUP BY ?s HAVING (EXISTS {{ SERVICE <{trap}> {{ ?s ?p ?o }} }})",
        "LOAD <{trap}>",
        "LOAD SILENT <file:///etc/hostname>",
        "INSERT DATA {{ <a:a> <a:a> <a:a> }}",
        "CLEAR ALL",
    ],
)
def test_other_servers_and_updates_are_refused(server: Running, trap: Trap, text: str) -> None:
    query = text.format(trap=trap.url)
    for reply in (
        server.query(query),
        server.post(query, "application/sparql-query"),
        server.post(urlencode({"query": query}), "application/x-www-form-urlencoded"),
    ):
        assert reply.status in (400, 403), reply.body
    assert server.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"] != "0"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <{trap}> {{ ?s ?p ?o }}",
        "DESCRIBE <{trap}>",
        "SELECT * FROM NAMED <{trap}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    ],
)
def test_naming_an_address_does_not_fetch_it(server: Running, trap: Trap, text: str) -> None:
    assert server.query(text.format(trap=trap.url)).status == 200


@pytest.mark.skipif(sys.platform != "linux", reason="the second lock is Linux's")
def test_the_kernel_holds_a_second_lock(trap: Trap) -> None:
    # Without the check for SERVICE, in a process like the workers', the query still does not get out.
    code = (
        "import sys, pyoxigraph as ox\nfrom graph.endpoint.worker import no_sockets\nassert no_sockets()\n"
        f"try: print(list(ox.Store().query('SELECT * {{ SERVICE <{trap.url}> {{ ?s ?p ?o }} }}')))\n"
        "except OSError as error: sys.exit(7)"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 7, found.stdout + found.stderr


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {{ GRAPH <https://policygraph.example/kept> {{ ?s ?p ?o }} }}",
        "SELECT * FROM <https://policygraph.example/kept> {{ ?s ?p ?o }}",
        "SELECT * FROM NAMED <https://policygraph.example/kept> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "SELECT * {{ GRAPH <https://policygraph.example/kept/{document}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ GRAPH ?g {{ ?s <https://policygraph.example/kept#facts> ?o }} }}",
    ],
)
def test_what_the_store_keeps_for_itself_is_not_seen(server: Running, text: str) -> None:
    assert server.rows(text.format(document=quote(KH118.id))) == []


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("x", "application/sparql-update", 403),
        ("update=CLEAR%20ALL", "application/x-www-form-urlencoded", 403),
        ("", "application/x-www-form-urlencoded", 400),
        ("query=ASK%7B%7D&query=ASK%7B%7D", "application/x-www-form-urlencoded", 400),
        ("ASK {}", "text/plain", 415),
        ("rubbish", "application/sparql-query", 400),
        ("ASK { ?s nowhere:p ?o }", "application/sparql-query", 400),
        ("{" * 3000, "application/sparql-query", 400),
        ("ASK { " + "{" * 3000 + "}" * 3000 + "}", "application/sparql-query", 400),
        ("#" * 300_000, "application/sparql-query", 413),
        ("#" * 2_000_000, "application/sparql-query", 413),
    ],
)
def test_what_is_no_query_is_told(server: Running, body: str, kind: str, status: int) -> None:
    reply = server.post(body, kind)
    assert reply.status == status and reply.body.strip()


def test_a_form_nobody_can_give_is_not_acceptable(server: Running) -> None:
    assert server.query("ASK {}", "image/png").status == 406
    assert server.query("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "text/csv").status == 406
    assert server.get("/.well-known/void", "image/png").status == 406


# --- what is survived -------------------------------------------------------------------------------------------


def test_an_answer_that_is_too_large_is_not_cut_but_refused(server: Running) -> None:
    everything = "{ { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    reply = server.query(f"SELECT * {everything}")
    assert reply.status == 413 and "400" in reply.body
    assert server.query(f"SELECT * {everything} LIMIT 400").status == 200
    assert server.query(f"CONSTRUCT {{ ?s ?p ?o }} {everything}", "text/turtle").status == 413


def test_a_slow_query_ends_with_its_process(server: Running) -> None:
    started = time.monotonic()
    reply = server.query(SLOW)
    assert reply.status == 503 and f"{SECONDS:g} seconds" in reply.body
    assert time.monotonic() - started < SECONDS + 20
    assert server.query("ASK {}").status == 200


def test_the_process_of_a_slow_query_is_gone(folder: Path) -> None:
    with closing(Pool(str(folder), seconds=1, size=1)) as pool:
        assert pool.ask(FreeQuery("ASK {}", "text/csv", None)).body == b"true"
        before = pool._free.queue[0].pid
        with pytest.raises((TimeUpError, DiedError)) as error:
            pool.ask(FreeQuery(SLOW, "text/csv", None))
        assert isinstance(error.value, TimeUpError)
        with pytest.raises(ProcessLookupError):
            os.kill(before, 0)
        assert pool.ask(FreeQuery("ASK {}", "text/csv", None)).body == b"true"


def test_a_query_without_bounds_does_not_take_the_memory(folder: Path) -> None:
    with closing(Pool(str(folder), seconds=60, memory=1200, size=1)) as pool:
        with pytest.raises((TimeUpError, DiedError)) as error:
            pool.ask(FreeQuery(SLOW.replace("(COUNT(*) AS ?n)", "*") + " ORDER BY ?a", "text/csv", None, limit=10**9))
        assert isinstance(error.value, DiedError)
        assert pool.ask(FreeQuery("ASK {}", "text/csv", None)).body == b"true"


def test_a_worker_that_was_killed_is_replaced(folder: Path) -> None:
    with closing(Pool(str(folder), seconds=30, size=1)) as pool:
        assert pool.ask(FreeQuery("ASK {}", "text/csv", None)).outcome == "ok"
        process = pool._free.queue[0]
        os.kill(process.pid, signal.SIGKILL)
        process._process.wait()
        assert pool.ask(FreeQuery("ASK {}", "text/csv", None)).body == b"true"


def test_the_store_is_followed_as_it_changes(tmp_path: Path) -> None:
    count = FreeQuery("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "text/csv", None)
    with (
        embedded(tmp_path / "store", SMALL[:1]) as store,  # type: ignore[attr-defined]
        closing(Pool(str(tmp_path / "store"), seconds=30, size=1)) as pool,
    ):
        assert pool.ask(count).body.split() == [b"n", b"1"]
        store.load(SMALL[1:])
        assert pool.ask(count).body.split() == [b"n", b"3"]


def test_a_snapshot_answers_like_the_store(folder: Path, tmp_path: Path) -> None:
    with embedded(folder) as store:  # type: ignore[attr-defined]
        snapshot(store.quads(), tmp_path / "snapshot")
    text = FreeQuery("SELECT ?g ?s { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s", "text/csv", None)
    with closing(Pool(str(folder), size=1)) as one, closing(Pool(str(tmp_path / "snapshot"), size=1)) as two:
        assert one.ask(text).body == two.ask(text).body != b""


@pytest.mark.neo4j
def test_a_neo4j_is_served_from_a_snapshot(server: Running, neo4j_server: object) -> None:
    on_neo4j(neo4j_server, SMALL).close()
    login = {"NEO4J_USER": neo4j_server.user, "NEO4J_PASSWORD": neo4j_server.password}  # type: ignore[attr-defined]
    running = start(neo4j_server.uri, **login)  # type: ignore[attr-defined]
    try:
        text = "SELECT ?s ?p { ?s ?p ?o } ORDER BY ?s ?p LIMIT 150"
        assert running.rows(text) == server.rows(text)
        assert f"/id/{KH118.id}" in running.get(f"/id/{KH118.id}", "text/html").body
    finally:
        stop(running)


def test_a_taken_port_is_told(folder: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        found = subprocess.run(
            [sys.executable, "-m", "cli", "serve", "--store", str(folder), "--port", port],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert found.returncode != 0 and "Traceback" not in found.stderr
