"""Hostile text through every door: it stays text, and no query is built from what was read or typed."""

from __future__ import annotations

import ast
import csv
import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openpyxl
import pyoxigraph
import pytest
from test_cli import policygraph
from test_serve import start, stop
from test_store_contract import empty_neo4j

from graph.store import Store, open_store
from loaders.pipeline import load_paths
from queries.catalogue import catalogue
from queries.runner import run

ROOT = Path(__file__).parent.parent

CYPHER = "x'}) DETACH DELETE n //"
SPARQL = '" } ; DROP ALL ; SELECT * { ?s ?p "'
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
FORMULA = "=cmd|'/c calc'!A1"
NASTY = (CYPHER, SPARQL, SCRIPT, FORMULA, "${jndi:ldap://x}", "{{7*7}}", "%s%n", "\\u0022", "`id`", "$(id)", "--all")

PLAN = f"""Số: 9/KH-UBND
Lâm Đồng, ngày 12 tháng 3 năm 2024
KẾ HOẠCH
Thực hiện Nghị quyết số 31/NQ-CP ngày 5/3/2022 về {CYPHER} {SPARQL} {SCRIPT}
Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:
III. NHIỆM VỤ
1. Sở Nội vụ chủ trì, phối hợp với Sở {SCRIPT} mua {CYPHER} {SPARQL}.
2. Sở Y tế chủ trì {FORMULA}.
Phụ lục
STT\tNội dung công việc\tCơ quan chủ trì\tSản phẩm\tThời gian thực hiện
1\t{FORMULA}\tSở Y tế\t{SPARQL}\t{CYPHER}
2\t+1+cmd|x\tSở {FORMULA}\t{SCRIPT}\t@SUM(1)
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "plan'; DROP ALL -- <b>.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def folder(file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    address = str(tmp_path_factory.mktemp("hostile-store") / "store")
    with closing(open_store(address)) as store:
        assert load_paths(store, [file], workers=1).files[0].outcome == "added"
    return address


@pytest.fixture(params=["oxigraph", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest, file: Path, tmp_path: Path) -> Iterator[Store]:
    neo4j = request.param == "neo4j"
    made = empty_neo4j(request.getfixturevalue("neo4j_server")) if neo4j else open_store(str(tmp_path / "store"))
    load_paths(made, [file], workers=1)
    yield made
    made.close()


# --- parameters -------------------------------------------------------------------------------------------------------


def test_no_parameter_of_any_question_is_more_than_text(store: Store) -> None:
    before = list(store.quads())
    for question in catalogue().values():
        for parameter in question.parameters:
            for value in (CYPHER, SPARQL):
                try:
                    run(store, question, {parameter.name: value})
                except Exception as error:
                    # Whatever is wrong with it is told; the database itself never complains of a text.
                    assert type(error).__module__ == "ontology.errors" or "Error" in type(error).__name__
                    assert "cannot be run" not in str(error) and "cannot be read" not in str(error), question.name
    for value in NASTY:
        store.search(value)
        assert store.document(f"document/{value}") is None and not store.unload(f"document/{value}")
        assert store.statements([value]) == {}
    assert list(store.quads()) == before


def test_no_option_of_the_command_is_more_than_text(folder: str) -> None:
    for value in NASTY:
        for arguments in (
            ["ask", "target-owners", f"--from={value}"],
            ["ask", "agency-portfolio", f"--agency={value}"],
            ["export", "--format", "nquads", f"--document={value}"],
            ["export", "--format", "nquads", f"--province={value}"],
            ["unload", "--", value],
            ["bottlenecks", f"--document={value}"],
        ):
            ended = (
                policygraph(*arguments, "--store", folder)
                if "--" not in arguments
                else policygraph("unload", "--store", folder, "--", value)
            )
            assert "Traceback" not in ended.err and "\x1b" not in ended.err
            assert ended.status in (0, 2, 3), (arguments, ended)
    with closing(open_store(folder, readonly=True)) as store:
        assert len(list(store.sources())) == 1


# --- what comes out ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "parser"),
    [
        ("nquads", pyoxigraph.RdfFormat.N_QUADS),
        ("trig", pyoxigraph.RdfFormat.TRIG),
        ("turtle", pyoxigraph.RdfFormat.TURTLE),
        ("jsonld", pyoxigraph.RdfFormat.JSON_LD),
    ],
    ids=["nquads", "trig", "turtle", "jsonld"],
)
def test_rdf_holds_it_as_literals(folder: str, tmp_path: Path, form: str, parser: pyoxigraph.RdfFormat) -> None:
    out = tmp_path / "out"
    assert policygraph("export", "--format", form, "-o", str(out), "--store", folder).status == 0
    quads = list(pyoxigraph.parse(path=str(out), format=parser))
    words = {quad.object.value for quad in quads if isinstance(quad.object, pyoxigraph.Literal)}
    for text in (CYPHER, SPARQL, FORMULA):
        assert any(text in literal for literal in words), text
    assert {type(quad.subject) for quad in quads} == {pyoxigraph.NamedNode}


def _answers(folder: str, *options: str) -> str:
    ended = policygraph("ask", "agency-load", *options, "--store", folder)
    assert ended.status == 0, ended.err
    return ended.out


def test_tables_hold_no_formula_and_drawings_no_markup(folder: str, tmp_path: Path) -> None:
    rows = json.loads(_answers(folder, "--json"))["rows"]
    assert any(FORMULA in str(row) for row in rows)
    for row in csv.reader(io.StringIO(_answers(folder, "--csv"))):
        assert all(cell[:1] not in ("=", "+", "@") for cell in row), row
    _answers(folder, "--xlsx", str(tmp_path / "a.xlsx"), "--graphml", str(tmp_path / "a.graphml"))
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].iter_rows() for cell in row]
    assert cells and all(cell.data_type != "f" for cell in cells)
    assert ET.fromstring((tmp_path / "a.graphml").read_text(encoding="utf-8")) is not None


class _Elements(HTMLParser):
    """The elements of a page that run something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "img" or (tag == "script" and "src" not in given and given.get("type") != "application/json"):
            self.found.append(tag)
        self.found += [name for name, _ in attributes if name.startswith("on")]


def test_the_endpoint_shows_it_as_text(folder: str) -> None:
    server = start(folder)
    try:
        plan = "document/9_kh-ubnd.lam-dong-2024"
        for path in ("/", f"/id/{plan}", *(f"/id/{quote(text, safe='')}" for text in NASTY)):
            page = server.get(path, "text/html")
            elements = _Elements()
            elements.feed(page.body)
            assert page.status in (200, 404) and elements.found == [], path
        for text in NASTY:
            assert server.query(text).status in (400, 403)
            asked = f"SELECT ?s {{ ?s ?p {json.dumps(text)} }}"
            assert server.query(asked).status == 200
        for update in ("DELETE WHERE { ?s ?p ?o }", "DROP ALL", 'INSERT DATA { <urn:a> <urn:b> "c" }'):
            assert server.post(update, "application/sparql-update").status in (400, 403, 405, 415)
            assert server.post(update, "application/sparql-query").status in (400, 403)
        assert server.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"] != "0"
    finally:
        assert "Traceback" not in stop(server)


# --- secrets ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["status"], ["ask", "missing-documents"], ["load", str(ROOT / "data" / "sample")]])
def test_no_secret_is_told_by_an_error_a_log_or_the_list_of_processes(command: list[str]) -> None:
    secret = "s3cret-w0rd"
    process = subprocess.Popen(
        [sys.executable, "-X", "dev", "-c", "import cli; cli.main()", *command, "--store", "bolt://127.0.0.1:9"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "NEO4J_USER": "neo4j",
            "NEO4J_PASSWORD": secret,
            "NEO4J_DEBUG": "1",
        },
    )
    listed = Path(f"/proc/{process.pid}/cmdline")
    assert not listed.exists() or secret not in listed.read_text()
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 3 and secret not in said and "127.0.0.1:9" in said


# --- no query from strings --------------------------------------------------------------------------------------------

QUERY = re.compile(
    r"\b(?:MATCH|MERGE|UNWIND|SELECT|INSERT|DELETE|DETACH|CONSTRUCT|DROP|OPTIONAL|FILTER|RETURN|WHERE|VALUES|UNION)\b"
)

DECLARED: dict[str, set[str]] = {
    # Labels, relationship types and properties come from the ontology's declarations.
    "graph/stores/neo4j.py": {"':'.join(labels)", "labels", "label", "predicate", "how", "text"},
    # Quads as graph.rdf escapes them, names of graphs, terms of the ontology; «chosen» is a row of «?».
    "graph/stores/oxigraph.py": {"'\\n'.join(triples)", "graph", "name", "pattern", "chosen", "order"},
    # «pattern» is one of two written beside it; the IRI of an address is quoted as all IRIs are.
    "graph/endpoint/server.py": {"pattern", "_ABOUT[room].replace('{iri}', iri)"},
    # A number in a message.
    "graph/stores/free.py": {"query.limit"},
    # Types and fields of the ontology; ids are the parameter $node.
    "queries/names.py": {
        "label",
        "columns",
        "field",
        "' {id: $node}' if one else ''",
        "' '.join((f'?{field}' for field in fields))",
    },
    "queries/around.py": {
        "label",
        "columns",
        "name",
        "match",
        "outward",
        "returned",
        "pattern",
        "unions",
        "' '.join((f'?{name}' for name in props))",
        "' '.join((_pair(one) for one in relations))",
        "'|'.join((relation.name for relation in out))",
        "'|'.join((relation.name for relation in into))",
        "'|'.join(names)",
    },
}
"""File → what its query texts are put together from, beside constants and terms of the ontology."""

# What is joined of pieces that are texts themselves is looked at piece by piece.
CONSTANT = re.compile(
    r"'[^']*'\.join\(\(f['\"].*\)\)|_?[A-Z][A-Z_]+|(?:[\w\[\]']+\.)*(?:term|TERM)|expand\([^()]*\)|_prefixes\(.*\)|f?['\"].*['\"]"
)


def built(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and expression of everything that is put into a text which reads like a query."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            words = [part.value for part in node.values if isinstance(part, ast.Constant)]
            put: list[Any] = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            sides = (node.left, node.right)
            put = [side for side in sides if not isinstance(side, ast.Constant | ast.JoinedStr | ast.BinOp)]
            words = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            words = [node.func.value.value] if isinstance(node.func.value, ast.Constant) else []
            put = [*node.args, *(keyword.value for keyword in node.keywords)]
        else:
            continue
        if any(isinstance(word, str) and QUERY.search(word) for word in words):
            yield from ((node.lineno, ast.unparse(expression)) for expression in put)


def undeclared(path: str, tree: ast.AST) -> list[str]:
    allowed = DECLARED.get(path, set())
    return [
        f"{path}:{line} puts «{expression}» into a query; give it as a parameter"
        for line, expression in built(tree)
        if expression not in allowed and not CONSTANT.fullmatch(expression)
    ]


def test_no_query_is_built_from_strings() -> None:
    files = [ROOT / name for name in ("cli.py", "app.py", "present.py")]
    files += [
        file for part in ("graph", "loaders", "queries", "screens") for file in sorted((ROOT / part).rglob("*.py"))
    ]
    found = [
        breach
        for file in files
        for breach in undeclared(file.relative_to(ROOT).as_posix(), ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "f\"MATCH (n {{id: '{id}'}}) RETURN n\"",
        '"SELECT * WHERE { ?s ?p \'" + typed + "\' }"',
        "\"MATCH (n) WHERE n.id = '%s' RETURN n\" % typed",
        '"DELETE WHERE {{ <{}> ?p ?o }}".format(iri)',
    ],
)
def test_a_query_from_strings_is_seen(code: str) -> None:
    assert len(undeclared("queries/runner.py", ast.parse(code))) == 1
