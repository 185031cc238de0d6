"""Imports: what was exported comes back byte for byte, and what lacks evidence does not come in."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders import KH118, NQ68
from rdf_cases import SMALL, embedded, on_neo4j, sample
from typer.testing import CliRunner

import cli
from graph.exports.files import SUFFIXES
from graph.exports.rdf import Format, export
from graph.imports import RefusedFileError, import_file
from graph.nquads import parse
from graph.store import Scalar, Store
from graph.stores import staging
from ontology.errors import InputError
from queries.catalogue import ENTITIES, catalogue
from queries.names import agency_types, candidates
from queries.runner import run

ROUND_TRIP: list[Format] = ["nquads", "trig"]
ID = "https://policygraph.example/id"


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The five sample plans."""
    found = embedded(tmp_path_factory.mktemp("import") / "store", sample())
    yield found
    found.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Lines of a small export."""
    with embedded(tmp_path_factory.mktemp("import") / "store", SMALL) as found:  # type: ignore[attr-defined]
        return list(found.quads())


def written(store: Store, folder: Path, form: Format = "nquads", **more: object) -> Path:
    path = folder / f"graph{SUFFIXES[form]}"
    path.write_text("".join(export(store, form, **more)), encoding="utf-8", newline="\n")  # type: ignore[arg-type]
    return path


def of_lines(lines: list[str], folder: Path) -> Path:
    path = folder / "lines.nq"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    return path


def refused(lines: list[str], folder: Path) -> tuple[str, ...]:
    """The reasons for which a file of these lines is refused."""
    with embedded(folder / "refusing") as store, pytest.raises(RefusedFileError) as error:  # type: ignore[attr-defined]
        import_file(store, of_lines(lines, folder))
    with embedded(folder / "refusing") as store:  # type: ignore[attr-defined]
        assert list(store.quads()) == [], "something of a refused file was stored"
    return error.value.problems


# --- there and back ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ROUND_TRIP)
def test_the_sample_comes_back_byte_for_byte(plans: Store, tmp_path: Path, form: Format) -> None:
    path = written(plans, tmp_path, form)
    with embedded(tmp_path / "other") as other:  # type: ignore[attr-defined]
        result = import_file(other, path)
        assert len(result.added) == 5
        again = tmp_path / "again"
        again.mkdir()
        assert written(other, again, form).read_bytes() == path.read_bytes()


def test_documents_come_back_as_they_were(plans: Store, tmp_path: Path) -> None:
    with embedded(tmp_path / "other") as other:  # type: ignore[attr-defined]
        import_file(other, written(plans, tmp_path, text=True))
        for source in plans.sources():
            mine, theirs = other.document(source.document), plans.document(source.document)
            assert mine is not None and theirs is not None
            assert mine.text == theirs.text
            # Where the file lay is not told.
            assert mine.source == theirs.source.model_copy(update={"path": theirs.source.file})
            assert sorted(f.message for f in mine.findings) == sorted(f.message for f in theirs.findings)
            assert {node.id for node in mine.nodes} >= {node.id for node in theirs.nodes if node.label == "Target"}


def test_a_document_that_came_back_can_be_unloaded(tmp_path: Path, small: list[str]) -> None:
    with embedded(tmp_path / "one") as one, embedded(tmp_path / "two", SMALL) as two:  # type: ignore[attr-defined]
        import_file(one, of_lines(small, tmp_path))
        for document in (KH118.id, NQ68.id):
            assert one.unload(document) and two.unload(document)
            assert list(one.quads()) == list(two.quads())


def test_the_order_of_the_lines_and_what_is_stored_do_not_matter(tmp_path: Path, small: list[str]) -> None:
    shuffled = small.copy()
    random.Random(7).shuffle(shuffled)
    with embedded(tmp_path / "store", [SMALL[0]]) as store:  # type: ignore[attr-defined]
        result = import_file(store, of_lines(shuffled, tmp_path))
        assert (result.unchanged, len(result.added)) == ((SMALL[0].id,), 2)
        assert list(store.quads()) == small


def test_a_selection_comes_back(tmp_path: Path) -> None:
    with embedded(tmp_path / "whole", SMALL) as store, embedded(tmp_path / "part") as part:  # type: ignore[attr-defined]
        path = written(store, tmp_path, "trig", documents=[KH118.id])
        import_file(part, path)
        assert "".join(export(part, "trig")) == path.read_text(encoding="utf-8")


def test_a_large_file_is_laid_out_on_disk(tmp_path: Path, small: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "IN_MEMORY", 0)
    with embedded(tmp_path / "store") as store:  # type: ignore[attr-defined]
        import_file(store, of_lines(small, tmp_path))
        assert list(store.quads()) == small


@pytest.mark.neo4j
def test_neo4j_gives_and_takes_the_same_file(plans: Store, neo4j_server: object, tmp_path: Path) -> None:
    path = written(plans, tmp_path, "trig")
    with on_neo4j(neo4j_server) as other:  # type: ignore[attr-defined]
        import_file(other, path)
        assert "".join(export(other, "trig")) == path.read_text(encoding="utf-8")


@pytest.mark.neo4j
def test_neo4j_through_rdf_answers_every_question_alike(neo4j_server: object, tmp_path: Path) -> None:
    with on_neo4j(neo4j_server, sample()[1:3]) as one, embedded(tmp_path / "two") as two:  # type: ignore[attr-defined]
        # With the text: the lines of headings that tell a duty's function are found in it.
        import_file(two, written(one, tmp_path, text=True))
        for question in catalogue().values():
            values = parameters(two, question.name)
            assert run(two, question, values).as_json() == run(one, question, values).as_json(), question.name


def parameters(store: Store, name: str) -> dict[str, Scalar]:
    """Values for what a question requires, out of what is stored."""
    found: dict[str, Scalar] = {}
    for parameter in catalogue()[name].parameters:
        if not parameter.required:
            continue
        if parameter.type in ENTITIES:
            ids = sorted(candidate.id for candidate in candidates(store, ENTITIES[parameter.type]))
            wanted = {"document": "document/42-nq_tw-2023", "agency": "agency/so-y-te.kien-giang"}
            found[parameter.name] = wanted.get(parameter.type) if wanted.get(parameter.type) in ids else ids[0]
        elif parameter.type == "agency_type":
            found[parameter.name] = min(candidate.id for candidate in agency_types(store))
        else:
            plain: dict[str, Scalar] = {"text": "y tế", "integer": 2030, "date": "2030"}
            found[parameter.name] = plain.get(parameter.type, next(iter(parameter.choices), None))
    return found


# --- what is refused --------------------------------------------------------------------------------------------

FACT = f"<{ID}/{KH118.id}> <http://data.europa.eu/eli/ontology#amends> <{ID}/{NQ68.id}> ."
"""A fact that no document of the small graph states."""


def without(part: str) -> Callable[[list[str]], list[str]]:
    return lambda lines: [line for line in lines if part not in line]


def with_line(line: str) -> Callable[[list[str]], list[str]]:
    return lambda lines: [*lines, line]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            with_line(FACT),
            "no document states the fact «document/118_kh-ubnd.can-tho-2024 AMENDS document/68_nq-cp-2024»",
        ),
        (with_line(f'<{ID}/{NQ68.id}> <http://purl.org/dc/terms/title> "Tên bịa"@vi .'), "no document states «title»"),
        (
            with_line(f"<{ID}/agency/x> <http://purl.org/dc/terms/isPartOf> <{ID}/place/can-tho> ."),
            "no document names both ends of «agency/x PART_OF place/can-tho»",
        ),
        (
            with_line(f'<{ID}/agency/x> <http://purl.org/dc/terms/identifier> "agency/x" .'),
            "no document names «agency/x»",
        ),
        (with_line('<https://a.example> <https://b.example> "x" .'), "nothing in the file rests on a document"),
        (with_line('<https://a.example> <https://b.example> "x" <https://g.example> .'), "is no document's"),
        (without("#quote>"), "has no line or no quote"),
        (without("#span>"), "has no source lines"),
        (without("#sha256>"), "sha256"),
        (without("#mentions>"), "lacks"),
        (without("/graph/"), "it holds no document's statements"),
        (without("#carriesOut> <https://policygraph.example/id"), "the default graph lacks"),
        (lambda lines: [line.replace("#quote>", "#quoteSha256>") for line in lines], "quotes are left out"),
        (
            lambda lines: [line.replace("policygraph.example/graph", "x.example/graph") for line in lines],
            "no document's",
        ),
        (with_line(f'_:x <https://b.example> "x" <https://policygraph.example/graph/{KH118.id}> .'), "_:"),
        (
            with_line(f'<{ID}/{KH118.id}> <https://b.example> "x" <https://policygraph.example/graph/{KH118.id}> .'),
            "nothing of ours",
        ),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_a_file_without_evidence_is_refused(
    tmp_path: Path, small: list[str], change: Callable[[list[str]], list[str]], says: str
) -> None:
    assert any(says in problem for problem in refused(change(small), tmp_path))


def test_the_line_of_the_file_is_told(tmp_path: Path, small: list[str]) -> None:
    assert refused([*small[:10], FACT, *small[10:]], tmp_path)[0].startswith("line 11: no document states the fact")


def test_a_value_of_another_datatype_is_noticed(tmp_path: Path, small: list[str]) -> None:
    number = next(n for n, line in enumerate(small) if "numericValue" in line and not parse(line).graph)
    moved = small.copy()
    moved[number] = moved[number].replace(parse(small[number]).object, '"12"')
    assert refused(moved, tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("x.nq", "<a> rubbish\n", "line 1"),
        ("x.trig", "@prefix : <x> .\n:a :b", "line"),
        ("x.ttl", "", "N-Quads"),
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, name: str, content: str, says: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with embedded(tmp_path / "store") as store, pytest.raises(InputError, match=says):  # type: ignore[attr-defined]
        import_file(store, tmp_path / name)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with embedded(tmp_path / "store") as store, pytest.raises(InputError, match="no such file"):  # type: ignore[attr-defined]
        import_file(store, tmp_path / "x.nq")


def test_the_command_imports_and_refuses(tmp_path: Path, small: list[str]) -> None:
    address = str(tmp_path / "store")
    good = CliRunner().invoke(cli.app, ["import", str(of_lines(small, tmp_path)), "--store", address])
    assert good.exit_code == 0 and good.stdout.count("added") == 3
    with pytest.raises(RefusedFileError, match="line 1: no document states the fact") as error:
        CliRunner().invoke(
            cli.app,
            ["import", str(of_lines([FACT, *small], tmp_path)), "--store", address],
            catch_exceptions=False,
            standalone_mode=False,
        )
    assert error.value.exit_status == 4
