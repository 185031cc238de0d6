"""The whole graph as tables and as GraphML: what the RDF holds, cell for cell, and files that others open."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import pty
import subprocess
import sys
import tracemalloc
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from builders import CAN_THO, KH118, NQ42, NQ68, Builder
from openpyxl import load_workbook
from rdf_cases import ROOT, SMALL, embedded, gephi, on_neo4j, sample
from test_cli import fails, policygraph

from graph.exports.graphml import to_graphml, whole
from graph.exports.rdf import Evidence
from graph.exports.records import TABLES, records, write_tables
from graph.exports.tables import Book, Files, zipped
from graph.store import Store
from ontology.evidence import BRINGS
from ontology.relations import RELATIONS
from ontology.types import NODE_TYPES
from queries.catalogue import find_question
from queries.networks import answer_graph
from queries.runner import run

Sheets = dict[str, list[list[str]]]
"""Name of a table → its rows, the header's first."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    found = embedded(tmp_path_factory.mktemp("tables") / "store", [*SMALL, hostile()])
    yield found
    found.close()


def hostile() -> Any:
    """A plan whose words a spreadsheet, XML or CSV could take for its own."""
    title = '=HYPERLINK("http://a.example","b")'
    made = Builder("7/KH-UBND", 2024, place="can-tho").states("title", title)
    made.says("IMPLEMENTS", NQ42).says("CITES", NQ42).says("IMPLEMENTS", NQ42, subject=NQ68)
    return made.target('<b> & \u0007 \u2028, "@x"\n\'+1', "12.50").build()


def rows(store: Store, evidence: Evidence = "full", text: bool = False, **more: Any) -> Iterator[Any]:
    return records(store, evidence=evidence, text=text, **more)


def as_csv(store: Store, folder: Path, evidence: Evidence = "full", text: bool = False, **more: Any) -> Sheets:
    folder.mkdir()
    with Files(folder) as files:
        write_tables(files, rows(store, evidence, text, **more), evidence=evidence, text=text)
    return read_csv(folder)


def read_csv(folder: Path) -> Sheets:
    return {
        path.stem: list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        for path in folder.glob("*.csv")
    }


def as_xlsx(store: Store, file: Path, evidence: Evidence = "full", text: bool = False, **more: Any) -> Sheets:
    with Book(file) as book:
        write_tables(book, rows(store, evidence, text, **more), evidence=evidence, text=text)
    return read_xlsx(file)


def read_xlsx(file: Path) -> Sheets:
    return {
        sheet.title: [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()]
        for sheet in load_workbook(file).worksheets
    }


def table(sheets: Sheets, name: str) -> list[dict[str, str]]:
    header, *found = sheets[name]
    return [dict(zip(header, row, strict=True)) for row in found]


# --- tables -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("evidence", ["full", "refs", "none"])
def test_csv_and_xlsx_have_equal_cells(store: Store, tmp_path: Path, evidence: Evidence) -> None:
    text = evidence != "none"
    tables = as_csv(store, tmp_path / "csv", evidence, text)
    assert tables == as_xlsx(store, tmp_path / "x.xlsx", evidence, text)
    assert set(tables) >= {*NODE_TYPES, "facts", "columns", "relations", "triples"}
    assert ("statements" in tables) == ("texts" in tables) == text


def test_no_cell_is_a_formula(store: Store, tmp_path: Path) -> None:
    tables = as_xlsx(store, tmp_path / "x.xlsx")
    cells = [cell for found in tables.values() for row in found for cell in row]
    assert '\'=HYPERLINK("http://a.example","b")' in cells
    assert not [cell for cell in cells if cell.startswith(("=", "@", "\t", "\n"))]
    kinds = {cell.data_type for sheet in load_workbook(tmp_path / "x.xlsx") for row in sheet for cell in row}
    assert kinds == {"s", "n", "b"}


def test_the_tables_hold_all_nodes_and_facts(store: Store, tmp_path: Path) -> None:
    tables, status = as_csv(store, tmp_path / "csv"), store.status()
    assert {label: len(tables[label]) - 1 for label in NODE_TYPES} == {
        label: status.nodes.get(label, 0) for label in NODE_TYPES
    }
    facts = table(tables, "facts")
    assert Counter(fact["predicate"] for fact in facts) == {
        name: count for name, count in status.facts.items() if count
    }
    said = {(row["document"], row["fact"]) for row in table(tables, "statements")}
    assert len(said) == status.statements


def test_every_line_of_the_facts_is_in_the_tables(tmp_path: Path) -> None:
    """Of the real sample: property by property, the RDF's triples are the tables' cells and the other way round."""
    from graph.nquads import parse, value
    from ontology.declare import expand

    with embedded(tmp_path / "store", sample()) as store:  # type: ignore[attr-defined]
        tables = as_csv(store, tmp_path / "csv")
        lines = [parse(line) for line in store.quads()]
    counted = Counter(line.predicate[1:-1] for line in lines if not line.graph)
    filled = Counter[str]()
    for label, kind in NODE_TYPES.items():
        for name, prop in kind.props().items():
            filled[expand(prop.term)] += sum(row[name] != "" for row in table(tables, label))
    for fact in table(tables, "facts"):
        filled[expand(RELATIONS[fact["predicate"]].term)] += 1
    roles = {expand(f"pg:{name}") for name in ("basis", "doubt")}
    for iri, count in filled.items():
        if iri not in roles and count:
            assert counted[iri] == count, iri
    # What no table has a column for stands in «triples», whole; nothing stands in both.
    assert not {row["predicate"] for row in table(tables, "triples")} & {iri for iri, count in filled.items() if count}
    brought = {expand(slot.term): name for name, slot in BRINGS.items()}
    assert Counter(row["predicate"] for row in table(tables, "mentions")) == Counter(
        brought[line.predicate[1:-1]] for line in lines if line.predicate[1:-1] in brought
    )
    quotes = Counter(value(line.object) for line in lines if line.predicate.endswith("#quote>"))
    printed = Counter(row["quote"].removeprefix("'") for row in table(tables, "statements"))
    assert printed == Counter({quote.removeprefix("'"): count for quote, count in quotes.items()})


def test_a_fact_names_its_ends_and_keeps_basis_and_doubt(store: Store, tmp_path: Path) -> None:
    tables = as_csv(store, tmp_path / "csv")
    facts, said = table(tables, "facts"), table(tables, "statements")
    owned = [fact for fact in facts if fact["predicate"] == "OWNED_BY" and fact["subject"].startswith(KH118.id)]
    assert "Sở Y tế (Cần Thơ)" in {fact["object_name"] for fact in owned}
    assert all(fact["subject_name"] and fact["basis"] in RELATIONS["OWNED_BY"].basis for fact in owned)
    doubted = {(fact["fact"], fact["doubt"]) for fact in facts if fact["doubt"]}
    assert doubted and doubted <= {(key, row["doubt"]) for row in said for key in [row["fact"]]}


def test_every_column_is_explained(store: Store, tmp_path: Path) -> None:
    tables = as_csv(store, tmp_path / "csv", "refs")
    told = table(tables, "columns")
    for name, (header, *_) in tables.items():
        if name not in ("columns", "relations"):
            assert [row["column"] for row in told if row["table"] == name] == header
    assert all(row["tên"] and row["name"] and row["nghĩa"] and row["meaning"] for row in told)
    assert {row["relation"] for row in table(tables, "relations")} == set(RELATIONS)


def test_references_hold_hashes_in_place_of_words(store: Store, tmp_path: Path) -> None:
    # Without the hostile plan, some of whose characters no cell may hold.
    chosen = [document.id for document in SMALL]
    full = table(as_csv(store, tmp_path / "full", documents=chosen), "statements")
    refs = table(as_csv(store, tmp_path / "refs", "refs", documents=chosen), "statements")
    quotes = [row.pop("quote") for row in full]
    assert [row.pop("quote_sha256") for row in refs] == [
        hashlib.sha256(text.removeprefix("'").encode()).hexdigest() for text in quotes
    ]
    assert [row for row in full if row.pop("mention")]
    assert full == refs


def test_the_text_stands_line_by_line(store: Store, tmp_path: Path) -> None:
    texts = table(as_csv(store, tmp_path / "csv", text=True), "texts")
    for document in SMALL:
        own = [row for row in texts if row["document"] == document.id]
        assert "\n".join(row["text"] for row in own) == document.text
        assert [row["line"] for row in own] == [str(number) for number in range(1, len(own) + 1)]


def test_a_selection_is_what_a_store_of_these_documents_would_be(store: Store, tmp_path: Path) -> None:
    chosen = [SMALL[0].id]
    with embedded(tmp_path / "part", [SMALL[0]]) as part:  # type: ignore[attr-defined]
        assert as_csv(store, tmp_path / "a", documents=chosen) == as_csv(part, tmp_path / "b")
        assert "".join(whole(rows(store, documents=chosen))) == "".join(whole(rows(part)))


def test_a_full_sheet_goes_on_in_a_further_one(tmp_path: Path) -> None:
    with Book(tmp_path / "x.xlsx", rows=3) as book:
        book.begin("facts", ["a"], ["a"])
        book.begin("other", ["b"])
        for number in range(5):
            book.row("facts", [str(number)])
    assert read_xlsx(tmp_path / "x.xlsx") == {
        "facts": [["a"], ["0"], ["1"]],
        "other": [["b"]],
        "facts 2": [["a"], ["2"], ["3"]],
        "facts 3": [["a"], ["4"]],
    }


# --- GraphML ----------------------------------------------------------------------------------------------------


def test_networkx_opens_the_graph_with_types_and_labels(store: Store) -> None:
    graph = nx.parse_graphml("".join(whole(rows(store))))
    status = store.status()
    assert isinstance(graph, nx.MultiDiGraph)
    assert Counter(data["type"] for _, data in graph.nodes(data=True)) == +Counter(status.nodes)
    assert Counter(data["type"] for _, _, data in graph.edges(data=True)) == +Counter(status.facts)
    plan = graph.nodes[KH118.id]
    assert (plan["label"], plan["year"], plan["loaded"]) == ("118/KH-UBND", 2024, True)
    [target] = [data for _, data in graph.nodes(data=True) if data["type"] == "Target" and "<b>" in data["label"]]
    assert (target["value"], target["label"]) == (12.5, '<b> & \ufffd \u2028, "@x"\n\'+1')
    assert graph.nodes[CAN_THO.id]["type"] == "Jurisdiction"


def test_parallel_edges_are_kept_and_say_where(store: Store) -> None:
    graph = nx.parse_graphml("".join(whole(rows(store))))
    found = {data["type"]: data for data in graph["document/7_kh-ubnd.can-tho-2024"][NQ42.id].values()}
    assert set(found) == {"IMPLEMENTS", "CITES"}
    assert found["IMPLEMENTS"]["stated"] == "document/7_kh-ubnd.can-tho-2024: 3"
    assert found["CITES"]["stated"] == "document/7_kh-ubnd.can-tho-2024: 4"
    [shared] = [data for data in graph["document/68_nq-cp-2024"][NQ42.id].values() if data["type"] == "IMPLEMENTS"]
    assert shared["documents"] == 2
    assert [place.split(": ")[0] for place in shared["stated"].split("; ")] == [
        "document/68_nq-cp-2024",
        "document/7_kh-ubnd.can-tho-2024",
    ]
    bare = nx.parse_graphml("".join(whole(rows(store, "none"))))
    assert all("stated" not in data and data["documents"] == 0 for _, _, data in bare.edges(data=True))


@pytest.mark.xdist_group("jena")
def test_gephi_opens_the_graph_and_an_answer_with_types_and_labels(tmp_path: Path) -> None:
    """Every edge: Gephi takes edges of one id for one, and merges parallel ones whose type it does not see."""
    plans = embedded(tmp_path / "store", sample())
    answer = run(plans, find_question("target-owners"), {"from": "42-NQ/TW"})
    files = {"graph": "".join(whole(rows(plans))), "answer": to_graphml(answer_graph(answer))}
    plans.close()
    for name, text in files.items():
        (tmp_path / f"{name}.graphml").write_text(text, encoding="utf-8")
    found = gephi(*(tmp_path / f"{name}.graphml" for name in files))
    for number, text in enumerate(files.values()):
        graph = nx.parse_graphml(text)
        opened = [line for line in found if line[1] == str(number)]
        assert {tuple(line[2:]) for line in opened if line[0] == "node"} == {
            (node, data["type"], data["label"]) for node, data in graph.nodes(data=True)
        }
        edges = Counter(tuple(line[2:]) for line in opened if line[0] == "edge")
        assert edges == Counter(
            (one, other, data["type"], data["type"], data["label"]) for one, other, data in graph.edges(data=True)
        )
    between = Counter((line[2], line[3]) for line in found if line[:2] == ["edge", "0"])
    assert max(between.values()) > 1


# --- the same bytes, flat memory --------------------------------------------------------------------------------


def files_of(store: Store, folder: Path) -> dict[str, bytes]:
    """The three forms as files."""
    as_csv(store, folder / "csv")
    zipped(folder / "csv", folder / "csv.zip")
    as_xlsx(store, folder / "x.xlsx")
    (folder / "x.graphml").write_text("".join(whole(rows(store))), encoding="utf-8")
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_the_same_graph_gives_the_same_bytes(store: Store, tmp_path: Path) -> None:
    other = [*SMALL, hostile()][::-1]
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
    first = files_of(store, tmp_path / "one")
    assert set(first) == {"csv.zip", "x.xlsx", "x.graphml"} and files_of(store, tmp_path / "two") == first
    with embedded(tmp_path / "store", other) as again:  # type: ignore[attr-defined]
        assert files_of(again, tmp_path / "three") == first


@pytest.mark.neo4j
def test_both_stores_give_the_same_bytes(store: Store, neo4j_server: object, tmp_path: Path) -> None:
    for name in ("embedded", "neo4j"):
        (tmp_path / name).mkdir()
    with on_neo4j(neo4j_server, [*SMALL, hostile()]) as other:  # type: ignore[attr-defined]
        assert files_of(other, tmp_path / "neo4j") == files_of(store, tmp_path / "embedded")


@pytest.mark.parametrize("form", ["csv", "xlsx", "graphml"])
def test_memory_does_not_grow_with_the_documents(tmp_path: Path, form: str) -> None:
    def plan(number: int) -> Builder:
        made = Builder(f"{number}/KH-UBND", 2024, place="can-tho").says("IMPLEMENTS", NQ42)
        for part in range(6):
            made.target(f"Chỉ tiêu {part}", "1")
        return made

    def peak(count: int) -> int:
        documents = [plan(number).build() for number in range(1, count + 1)]
        with embedded(tmp_path / f"store-{count}", documents) as many:  # type: ignore[attr-defined]
            tracemalloc.start()
            if form == "csv":
                with Files(tmp_path) as files:
                    write_tables(files, records(many))
            elif form == "xlsx":
                with Book(tmp_path / "x.xlsx") as book:
                    write_tables(book, records(many))
            else:
                for _ in whole(records(many)):
                    pass
            found = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return found

    with pytest.MonkeyPatch.context() as patch:
        # More than is sorted in memory, in both.
        patch.setattr("graph.sorting.SIZE", 200_000)
        patch.setattr("graph.sorting.BLOCK", 100)
        peak(1)
        assert peak(80) < 1.2 * peak(40)


# --- the command ------------------------------------------------------------------------------------------------


def test_the_command_writes_folders_archives_workbooks_and_graphs(store: Store, tmp_path: Path) -> None:
    command = ["export", "--store", store.status().address, "--document", "118/KH-UBND"]
    for name, form in (("a", "csv"), ("a.zip", "csv"), ("a.xlsx", "xlsx"), ("a.graphml", "graphml")):
        ended = policygraph(*command, "--format", form, "-o", str(tmp_path / name))
        assert (ended.status, ended.out, ended.err) == (0, "", "")
    expected = as_csv(store, tmp_path / "expected", documents=[KH118.id])
    assert read_csv(tmp_path / "a") == expected == read_xlsx(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    assert read_csv(tmp_path / "unpacked") == expected
    assert KH118.id in nx.read_graphml(tmp_path / "a.graphml")
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["csv"], "Name a file or folder"),
        (["xlsx"], "Name a file or folder"),
        (["xlsx", "-o", "/nowhere/at/all.xlsx"], "cannot be written"),
        (["csv", "-o", "/nowhere/at/all"], "cannot be written"),
        (["csv", "-o", "/nowhere/at/all.zip"], "cannot be written"),
        (["csv", "-o", str(ROOT / "tests")], "Name one that is not there yet"),
        (["graphml", "-o", str(ROOT / "tests")], "cannot be written"),
        (["graphml", "--with-text"], "no place for texts"),
        (["csv", "-o", "x", "--with-text", "--evidence", "none"], "belongs to their evidence"),
    ],
)
def test_what_cannot_be_written_is_a_sentence(store: Store, arguments: list[str], says: str) -> None:
    assert says in fails(2, "export", "--store", store.status().address, "--format", *arguments)


def test_a_text_too_long_for_a_workbook_leaves_no_file(tmp_path: Path) -> None:
    long = Builder("9/KH-UBND", 2024, place="can-tho").states("title", "x" * 40_000).build()
    with embedded(tmp_path / "store", [long]) as found:  # type: ignore[attr-defined]
        command = ["export", "--store", found.status().address, "--format", "xlsx", "-o", str(tmp_path / "x.xlsx")]
        assert "Document, title" in fails(2, *command)
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_the_others_say_that_they_are_one_way(tmp_path: Path) -> None:
    assert "one-way" in policygraph("export", "--help").out
    (tmp_path / "x.graphml").write_text("<graphml/>", encoding="utf-8")
    for name in ("x.graphml", "x.xlsx", "x.csv"):
        assert "only N-Quads (.nq) and TriG (.trig)" in fails(
            2, "import", str(tmp_path / name), "--store", str(tmp_path / "s")
        )


@pytest.mark.parametrize("form", ["trig", "xlsx"])
def test_a_progress_bar_counts_the_documents(store: Store, tmp_path: Path, form: str) -> None:
    master, slave = pty.openpty()
    command = ["export", "--store", store.status().address, "--format", form, "-o", str(tmp_path / "out")]
    with subprocess.Popen(
        [sys.executable, "-m", "cli", *command], cwd=ROOT, stderr=slave, env={**os.environ, "TERM": "xterm"}
    ) as process:
        os.close(slave)
        shown = b""
        while part := _read(master):
            shown += part
    os.close(master)
    assert process.returncode == 0
    assert "exporting" in shown.decode() and "5/5" in shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def test_the_tables_are_those_of_the_ontology() -> None:
    for label, kind in NODE_TYPES.items():
        assert list(TABLES[label]) == ["id", *kind.props()]
