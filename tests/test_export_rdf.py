"""Exports: the same bytes from both stores, and files that other people's tools read as we do."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from builders import CA_MAU, CAN_THO, KH118, NQ42, NQ68, Builder
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld as pyld  # type: ignore[import-untyped]
from rdf_cases import ROOT, SMALL, embedded, jena, on_neo4j, rapper
from typer.testing import CliRunner

import cli
from graph.exports.files import SUFFIXES
from graph.exports.rdf import FORMATS, Evidence, Format, descent, export, of_place
from graph.imports import import_file
from graph.nquads import parse, value
from graph.rdf import text_literal
from graph.sorting import sorted_lines
from graph.store import Store
from ontology.errors import InputError, UnknownNameError

KH95 = "document/95_kh-ubnd.ca-mau-2024"
OX = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
}
TITLE = ox.NamedNode("http://purl.org/dc/terms/title")
WITH_GRAPHS: tuple[Format, ...] = ("nquads", "trig", "jsonld")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    found = embedded(tmp_path_factory.mktemp("export") / "store", SMALL)
    yield found
    found.close()


def whole(store: Store, form: Format, evidence: Evidence = "full", **more: object) -> str:
    return "".join(export(store, form, evidence=evidence, **more))  # type: ignore[arg-type]


def quads(store: Store) -> set[str]:
    return set(store.quads())


def of_pyoxigraph(text: str, form: Format) -> set[str]:
    """The file as pyoxigraph reads it, as canonical lines; of forms without graphs, triples."""
    found = set()
    for quad in ox.parse(text, OX[form]):
        assert isinstance(quad, ox.Quad)
        terms = [str(quad.subject), str(quad.predicate), str(quad.object)]
        graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else f" {quad.graph_name}"
        found.add(f"{' '.join(terms)}{graph} .")
    return found


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_holds_the_same(store: Store, form: Format) -> None:
    text = whole(store, form)
    expected = quads(store) if form in WITH_GRAPHS else {parse(line).triple for line in store.quads()}
    assert of_pyoxigraph(text, form) == expected


def test_nquads_are_the_graph_in_its_one_order(store: Store) -> None:
    lines = whole(store, "nquads").splitlines()
    assert lines == list(store.quads())
    graphs = list(dict.fromkeys(parse(line).graph for line in lines))
    assert graphs[0] == "" and graphs[1:] == sorted(graphs[1:]) and len(graphs) == 1 + len(SMALL)
    for graph in graphs:
        part = [line for line in lines if parse(line).graph == graph]
        assert part == sorted(part)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize(("form", "name"), [("nquads", "nquads"), ("trig", "trig")])
def test_rdflib_reads_the_graphs(store: Store, form: Format, name: str) -> None:
    data = rdflib.Dataset()
    data.parse(data=whole(store, form), format=name)
    by_graph = {str(graph.identifier): len(graph) for graph in data.graphs() if len(graph)}
    assert sum(by_graph.values()) == len(quads(store))
    assert "https://policygraph.example/graph/document/68_nq-cp-2024" in by_graph


@pytest.mark.parametrize(("form", "name"), [("turtle", "turtle"), ("ntriples", "nt")])
def test_rdflib_reads_the_triples(store: Store, form: Format, name: str) -> None:
    graph = rdflib.Graph().parse(data=whole(store, form), format=name)
    assert len(graph) == len({parse(line).triple for line in store.quads()})


def test_an_independent_processor_reads_the_json_ld(store: Store) -> None:
    found = pyld.to_rdf(json.loads(whole(store, "jsonld")), {"format": "application/n-quads"})
    assert {str(quad) for quad in ox.parse(found, ox.RdfFormat.N_QUADS)} == {
        str(quad) for quad in ox.parse("\n".join(store.quads()), ox.RdfFormat.N_QUADS)
    }


def test_json_ld_names_things_as_the_context_does(store: Store) -> None:
    nodes = json.loads(whole(store, "jsonld"))["@graph"]
    plan = next(node for node in nodes if node.get("id") == KH118.id)
    assert plan["name"] == "118/KH-UBND" and plan["year"] == 2024 and plan["loaded"] is True
    assert "ProvincialPlan" in plan["@type"] and len(plan["IMPLEMENTS"]) == 2


@pytest.mark.xdist_group("jena")
def test_apache_jena_reads_every_form(store: Store, tmp_path: Path) -> None:
    files = []
    for form in FORMATS:
        files.append(tmp_path / f"graph{SUFFIXES[form]}")
        files[-1].write_text(whole(store, form), encoding="utf-8")
    checked = jena("riotcmd.riot", "--validate", "--strict", *map(str, files))
    assert checked.returncode == 0, checked.stderr
    read = jena("riotcmd.riot", "--output=nquads", str(tmp_path / "graph.trig"))
    assert read.returncode == 0 and {str(quad) for quad in ox.parse(read.stdout, ox.RdfFormat.N_QUADS)} == {
        str(quad) for quad in ox.parse("\n".join(store.quads()), ox.RdfFormat.N_QUADS)
    }


@pytest.mark.parametrize("form", ["nquads", "trig", "ntriples", "turtle"])
def test_raptor_reads_the_same(store: Store, tmp_path: Path, form: Format) -> None:
    file = tmp_path / f"graph{SUFFIXES[form]}"
    file.write_text(whole(store, form), encoding="utf-8")
    found = rapper(form, file, "ntriples")
    assert {str(quad) for quad in ox.parse(found, ox.RdfFormat.N_TRIPLES)} == {
        str(ox.Quad(quad.subject, quad.predicate, quad.object))
        for quad in ox.parse("\n".join(store.quads()), ox.RdfFormat.N_QUADS)
    }
    if form in WITH_GRAPHS:
        assert of_pyoxigraph(rapper(form, file, "nquads"), "nquads") == quads(store)


@pytest.mark.parametrize("name", ["policygraph.ttl", "shapes.ttl"])
def test_raptor_reads_the_ontology(name: str) -> None:
    file = ROOT / "ontology" / "rendered" / name
    found = rdflib.Graph().parse(data=rapper("turtle", file, "ntriples"), format="nt")
    assert len(found) == len(rdflib.Graph().parse(file, format="turtle")) > 100


@pytest.mark.neo4j
def test_both_stores_give_the_same_bytes(store: Store, neo4j_server: object) -> None:
    with on_neo4j(neo4j_server, SMALL) as other:  # type: ignore[attr-defined]
        for form in FORMATS:
            assert whole(other, form) == whole(store, form)
        assert whole(other, "trig", "refs") == whole(store, "trig", "refs")
        assert whole(other, "trig", text=True) == whole(store, "trig", text=True)
        assert whole(other, "nquads", documents=[KH95]) == whole(store, "nquads", documents=[KH95])
        assert descent(other, NQ68.id) == descent(store, NQ68.id)
        assert of_place(other, "ca-mau") == of_place(store, "ca-mau")


# --- evidence and text ------------------------------------------------------------------------------------------


def test_without_evidence_only_facts_are_written(store: Store) -> None:
    assert whole(store, "nquads", "none").splitlines() == [line for line in store.quads() if not parse(line).graph]


def test_references_hold_hashes_and_no_words(store: Store) -> None:
    full, refs = whole(store, "nquads"), whole(store, "nquads", "refs")
    assert "#quote>" in full and "#quote>" not in refs and "#mention>" not in refs
    assert refs.count("#quoteSha256>") == full.count("#quote>")
    assert refs.count("#line>") == full.count("#line>")
    assert "Tỷ lệ hộ nghèo\\tSở Lao động" in full and "Tỷ lệ hộ nghèo\\tSở Lao động" not in refs


def test_the_text_is_added_on_request_only(store: Store) -> None:
    text = SMALL[0].text
    assert text_literal(text) not in whole(store, "nquads")
    assert text_literal(text) in whole(store, "nquads", text=True)
    with pytest.raises(InputError, match="evidence"):
        whole(store, "nquads", "none", text=True)


# --- selections -------------------------------------------------------------------------------------------------


def test_a_selection_of_all_documents_is_the_whole(store: Store) -> None:
    assert whole(store, "trig", documents=[document.id for document in SMALL]) == whole(store, "trig")


@pytest.mark.parametrize("chosen", [[0], [1], [2], [0, 2], [1, 2]])
def test_a_selection_is_what_a_store_of_these_documents_would_be(
    store: Store, tmp_path: Path, chosen: list[int]
) -> None:
    documents = [SMALL[number] for number in chosen]
    # The yearless directive that the plan cites is joined to nothing in either store, so the two are comparable.
    with embedded(tmp_path / "part", documents) as part:  # type: ignore[attr-defined]
        assert whole(store, "nquads", documents=[document.id for document in documents]) == whole(part, "nquads")


def test_documents_are_chosen_by_descent_and_place(store: Store) -> None:
    assert descent(store, NQ42.id) == sorted(document.id for document in SMALL)
    assert descent(store, KH118.id) == [KH118.id]
    assert of_place(store, CAN_THO.id) == of_place(store, "can-tho") == [KH118.id]
    assert of_place(store, CA_MAU.id) == [KH95]
    with pytest.raises(UnknownNameError, match="There are: ca-mau, can-tho"):
        of_place(store, "ha-noi")
    with pytest.raises(UnknownNameError):
        descent(store, "document/1-nq_tw-1999")
    with pytest.raises(UnknownNameError):
        export(store, "nquads", documents=["document/1-nq_tw-1999"])


# --- size and odd texts -----------------------------------------------------------------------------------------


def test_odd_characters_survive_every_form(tmp_path: Path) -> None:
    title = 'Một "trích" \\ dẫn\tvới\nxuống dòng \u2028 và < > {} \u0007 👍'
    document = Builder("1/KH-UBND", 2024, place="can-tho").states("title", title, words=title).build()
    with embedded(tmp_path / "store", [document]) as odd:  # type: ignore[attr-defined]
        for form in FORMATS:
            found = [
                quad.object.value
                for quad in ox.parse(whole(odd, form), OX[form])
                if quad.predicate == TITLE and isinstance(quad.object, ox.Literal)
            ]
            assert found == [title]
        assert title in {value(parse(line).object) for line in odd.quads()}


@settings(deadline=None)
@given(st.lists(st.text("ab\u2028é😀", max_size=3), max_size=12), st.integers(1, 40))
def test_lines_sorted_on_disk_are_sorted_lines(lines: list[str], size: int) -> None:
    assert list(sorted_lines(lines, size=size)) == sorted(set(lines))


@pytest.mark.parametrize("form", WITH_GRAPHS)
def test_memory_does_not_grow_with_the_documents(tmp_path: Path, form: Format) -> None:
    def plan(number: int) -> Builder:
        made = Builder(f"{number}/KH-UBND", 2024, place="can-tho")
        for part in range(6):
            made.target(f"Chỉ tiêu {part}", "1")
        return made

    def peak(count: int) -> int:
        documents = [plan(number).build() for number in range(1, count + 1)]
        with embedded(tmp_path / f"store-{count}", documents) as many:  # type: ignore[attr-defined]
            tracemalloc.start()
            for _ in export(many, form):
                pass
            found = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return found

    # The default graph is sorted in memory up to a fixed size; the documents' graphs come one by one.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.sorting.SIZE", 200_000)
        patch.setattr("graph.sorting.BLOCK", 100)
        peak(1)
        assert peak(80) < 1.2 * peak(40)


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("%", "PERCENT"),
        ("ha", "HA"),
        ("MW", "MegaW"),
        ("năm", "YR"),
        ("ngày", "DAY"),
        ("ngày làm việc", None),
        ("điểm phần trăm", None),
        ("triệu đồng", None),
        ("hộ", None),
        (None, None),
    ],
)
def test_a_unit_is_told_in_qudt_where_it_is_exactly_that(tmp_path: Path, printed: str | None, unit: str | None) -> None:
    made = Builder("118/KH-UBND", 2024, place="can-tho").target("Chỉ tiêu", "1").build()
    nodes = []
    for node in made.nodes:
        props = {name: value for name, value in node.props.items() if name != "unit"}
        told = {"unit": printed} if printed and node.label == "Target" else {}
        nodes.append(node.model_copy(update={"props": props | told}))
    with embedded(tmp_path / "store", [made.model_copy(update={"nodes": tuple(nodes)})]) as one:  # type: ignore[attr-defined]
        units = [found.object for found in map(parse, one.quads()) if found.predicate.endswith("/qudt/hasUnit>")]
        assert units == ([f"<http://qudt.org/vocab/unit/{unit}>"] if unit else [])
        file = tmp_path / "x.nq"
        file.write_text(whole(one, "nquads"), encoding="utf-8")
        assert whole(one, "nquads", documents=[made.id]) == whole(one, "nquads")
        with embedded(tmp_path / "again", []) as other:  # type: ignore[attr-defined]
            import_file(other, file)
            assert whole(other, "nquads") == whole(one, "nquads")


# --- the command ------------------------------------------------------------------------------------------------


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli.app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_command_writes_to_a_file_or_to_the_screen(store: Store, tmp_path: Path) -> None:
    address = store.status().address
    file = tmp_path / "out.trig"
    run("export", "--store", address, "--format", "trig", "-o", str(file))
    assert file.read_text(encoding="utf-8") == whole(store, "trig")
    assert [path.name for path in tmp_path.iterdir()] == ["out.trig"]
    assert run("export", "--store", address, "--format", "nquads", "--document", "118/KH-UBND") == whole(
        store, "nquads", documents=[KH118.id]
    )
    assert run("export", "--store", address, "--format", "nquads", "--from", "NQ-42") == whole(store, "nquads")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--format", "rdf"],
        ["--format", "nquads", "--evidence", "some"],
        ["--format", "nquads", "--province", "can-tho", "--from", "NQ-42"],
        ["--format", "nquads", "--output", "/nowhere/at/all.nq"],
    ],
)
def test_what_cannot_be_written_is_told(store: Store, arguments: list[str]) -> None:
    with pytest.raises(InputError):
        CliRunner().invoke(
            cli.app,
            ["export", "--store", store.status().address, *arguments],
            catch_exceptions=False,
            standalone_mode=False,
        )
