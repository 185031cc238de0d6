"""Answers as files: CSV and xlsx with equal cells, and GraphML that NetworkX reads back with its types."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import builders
import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from graph.exports.graphml import fact_graph, to_graphml, type_of
from graph.exports.tables import LONGEST, cell, to_csv, to_xlsx
from graph.store import Scalar, Store, open_store
from ontology.errors import InputError
from queries.catalogue import find_question
from queries.networks import agencies, answer_graph, documents
from queries.runner import run

HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://a.example","b")',
    "+84 292",
    "-cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "'=1",
    'a"b',
    "a,b",
    "a\nb",
    "a\r\nb",
    "«ệ» 😀",
    "\x00\x07",
    "\ud7ff\ufffe",
    " ",
    "007",
    "1.10",
    "1e5",
    "-inf",
    "nan",
    "-5",
    "+84",
    "12.50",
    "TRUE",
    "#REF!",
    "2024-05-13",
]


def from_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def from_xlsx(content: bytes) -> list[list[Any]]:
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [[found.value for found in row] for row in sheet.iter_rows()]


def as_text(value: Any) -> str:
    """A cell as a spreadsheet shows it."""
    return "" if value is None else str(value)


def both(header: list[str], rows: list[list[Scalar]], numbers: tuple[str, ...] = ()) -> list[list[str]]:
    """The cells of a table, which CSV and xlsx have alike."""
    cells = from_csv(to_csv(header, rows))
    read = [[as_text(value) for value in row] for row in from_xlsx(to_xlsx(header, rows, numbers=numbers))]
    # A sheet ends with its last row that holds something.
    read += [[""] * len(header)] * (len(cells) - len(read))
    assert read == cells
    return cells


# ------------------------------------------------------------------ tables


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("number", [False, True])
def test_hostile_text_is_the_same_text_in_both_and_no_formula(text: str, number: bool) -> None:
    [_, [found, last]] = both(["a", "b"], [[text, "x"]], ("a",) if number else ())
    assert (found, last) == (cell(text), "x")
    assert not found.startswith(("=", "@", "\t", "\r", "\n"))
    assert not found.startswith(("+", "-")) or float(found) == float(text)
    book = load_workbook(io.BytesIO(to_xlsx(["a"], [[text]])))
    assert book.active is not None
    assert [c.data_type for row in book.active.iter_rows(min_row=2) for c in row] == ["s"]


@settings(deadline=None)  # a workbook goes through files
@given(
    st.lists(
        st.lists(st.text(max_size=20) | st.none() | st.booleans() | st.integers(-999, 999), min_size=2, max_size=2),
        max_size=5,
    )
)
def test_any_table_has_equal_cells(rows: list[list[Scalar]]) -> None:
    both(["a", "b"], rows)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("75.5", 75.5),
        ("40000", 40000),
        ("0", 0),
        ("-2", -2),
        ("0.05", 0.05),
        ("1234567890123456789", "1234567890123456789"),
        ("97.00", "97.00"),
        ("007", "007"),
        ("85–90", "85–90"),
    ],
)
def test_a_number_is_one_in_xlsx_where_no_digit_is_lost(text: str, value: Any) -> None:
    both(["value"], [[text]], ("value",))
    [_, *rows] = from_xlsx(to_xlsx(["value", "x"], [[text, "x"]], numbers=["value"]))
    assert rows[0][0] == value
    assert type(rows[0][0]) is type(value)


def test_text_that_looks_like_a_number_stays_text_in_a_column_of_text() -> None:
    assert from_xlsx(to_xlsx(["code"], [["1.1"], ["6"]]))[1:] == [["1.1"], ["6"]]


def test_a_text_too_long_for_a_cell_is_refused_rather_than_cut() -> None:
    assert from_xlsx(to_xlsx(["a"], [["x" * LONGEST]]))[1] == ["x" * LONGEST]
    with pytest.raises(InputError, match="32768 characters"):
        to_xlsx(["a"], [["x" * (LONGEST + 1)]])


# ------------------------------------------------------------------ graphs


@pytest.mark.parametrize(
    ("identifier", "label"),
    [
        ("document/68_nq-cp-2024", "Document"),
        ("document/d/target/t", "Target"),
        ("document/d/agency/cac-so", "Agency"),
        ("document/d/report/11-10-yearly", "ReportingDuty"),
        ("agency/so-y-te.can-tho", "Agency"),
        ("place/can-tho", "Jurisdiction"),
        ("change/an-giang-2025.an-giang~2025", "ChangeEvent"),
        ("indicator/x", "Indicator"),
        ("domain/y-te", "Domain"),
        ("target/x", None),
        ("2024-05-13", None),
        ("document/d/x", None),
    ],
)
def test_the_type_of_a_node_follows_from_its_id(identifier: str, label: str | None) -> None:
    assert type_of(identifier) == label


def test_graphml_is_read_back_with_its_types_and_labels() -> None:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_node("a", type="Agency", label="Sở «A» <&> \x07", collective=False, size=3, share=0.25, none=None)
    graph.add_node("b", type="Agency", label="B", collective=True, size=0, share=0.0)
    graph.add_edge("a", "b", type="WAITS_FOR", weight=2, tasks=("t1", "t2"))
    read = nx.parse_graphml(to_graphml(graph))
    assert read.is_directed()
    assert dict(read.nodes(data=True)) == {
        "a": {"type": "Agency", "label": "Sở «A» <&> \ufffd", "collective": False, "size": 3, "share": 0.25},
        "b": {"type": "Agency", "label": "B", "collective": True, "size": 0, "share": 0.0},
    }
    assert list(read.edges(data=True)) == [("a", "b", {"type": "WAITS_FOR", "weight": 2, "tasks": "t1; t2"})]


def test_two_relations_between_two_nodes_are_two_edges() -> None:
    facts = {
        ("document/a", "CITES", "document/b"): ["A: 3"],
        ("document/a", "IMPLEMENTS", "document/b"): ["A: 1", "B: 2"],
        ("document/a", "date", "2024"): ["A: 2"],
    }
    graph = fact_graph(facts, {"document/a": "A"})
    read = nx.parse_graphml(to_graphml(graph))
    assert {data["type"] for _, _, data in read.edges(data=True)} == {"CITES", "IMPLEMENTS"}
    assert dict(read.nodes(data=True)) == {
        "document/a": {"type": "Document", "label": "A"},
        "document/b": {"type": "Document", "label": "document/b"},
    }
    assert {data["stated"] for _, _, data in read.edges(data=True)} == {"A: 3", "A: 1; B: 2"}
    assert {data["label_en"] for _, _, data in read.edges(data=True)} == {"cites", "implements"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = open_store(str(tmp_path / "store"))
    made.load([builders.resolution_68(), builders.plan_can_tho(), builders.plan_ca_mau()])
    return made


def test_the_networks_open_in_networkx(store: Store) -> None:
    found = agencies(store)
    read = nx.parse_graphml(to_graphml(found.cooperation))
    assert not read.is_directed()
    assert set(read) == set(found.agencies)
    assert {data["weight"] for _, _, data in read.edges(data=True)} == {1}
    graph = nx.parse_graphml(to_graphml(documents(store)))
    assert graph.nodes[builders.NQ68.id] == {"type": "Document", "label": "68/NQ-CP", "loaded": True}


def test_the_graph_of_an_answer_holds_its_facts_and_chains(store: Store) -> None:
    answer = run(store, find_question("target-owners"), {"from": "42-NQ/TW"})
    graph = answer_graph(answer)
    read = nx.parse_graphml(to_graphml(graph))
    kinds = {data["type"] for _, data in read.nodes(data=True)}
    assert {"Document", "Target", "Agency"} <= kinds
    assert read.nodes[builders.HEALTH_CA_MAU.id]["label"] == "Sở Y tế"
    predicates = {data["type"] for _, _, data in read.edges(data=True)}
    assert {"IMPLEMENTS", "SETS", "OWNED_BY"} <= predicates
    assert all(data["stated"] for _, _, data in read.edges(data=True))


def test_an_answer_without_relations_has_no_graph(store: Store) -> None:
    nothing = run(store, find_question("target-owners"), {"from": "10-CT/TW"})
    assert nothing.rows == []
    with pytest.raises(InputError, match="has no graph"):
        answer_graph(nothing)


# ------------------------------------------------------------------ the command


def policygraph(*arguments: str) -> tuple[int, str, str]:
    from test_cli import policygraph as ended

    result = ended(*arguments)
    return result.status, result.out, result.err


@pytest.fixture
def folder(store: Store, tmp_path: Path) -> str:
    store.close()
    return str(tmp_path / "store")


def test_ask_writes_a_workbook_and_a_graph(folder: str, tmp_path: Path) -> None:
    book, graph = tmp_path / "a.xlsx", tmp_path / "a.graphml"
    command = ["ask", "target-owners", "--from", "42-NQ/TW", "--store", folder]
    status, out, err = policygraph(*command, "--csv", "--xlsx", str(book), "--graphml", str(graph))
    assert (status, err) == (0, "")
    assert [[as_text(v) for v in row] for row in from_xlsx(book.read_bytes())] == from_csv(out)
    assert len(nx.read_graphml(graph)) > 3
    status, out, err = policygraph(*command, "--xlsx", str(book))
    assert (status, out) == (0, "")
    assert str(book) in err.replace("\n", "")


def test_what_cannot_be_written_is_a_sentence(folder: str, tmp_path: Path) -> None:
    command = [
        "ask",
        "target-owners",
        "--from",
        "42-NQ/TW",
        "--store",
        folder,
        "--xlsx",
        str(tmp_path / "no" / "a.xlsx"),
    ]
    status, _, err = policygraph(*command)
    assert status == 2
    assert "cannot be written" in err


def test_bottlenecks_as_json_and_for_the_eye(folder: str) -> None:
    status, out, _ = policygraph("bottlenecks", "--store", folder, "--json", "--top", "1", "--document", "118/KH-UBND")
    assert status == 0
    found = json.loads(out)
    assert found["document"] == builders.KH118.id
    [first] = found["bottlenecks"]
    assert [task["id"] for task in found["tasks"]] == first["tasks"]
    status, out, _ = policygraph("bottlenecks", "--store", folder, "--lang", "en")
    assert status == 0
    assert "Sở Y tế (Cần Thơ)" in out
    assert "III.1" in out


def test_bottlenecks_of_an_unknown_document_are_an_error(folder: str) -> None:
    status, out, err = policygraph("bottlenecks", "--store", folder, "--document", "999/KH-UBND")
    assert (status, out) == (2, "")
    assert "Traceback" not in err
