"""Validation: the sample conforms, also to another judge; what is wrong is told with document and line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders import KH118
from rdf_cases import ROOT, SMALL, embedded, jena, sample
from typer.testing import CliRunner

import cli
from graph.exports.files import SUFFIXES
from graph.exports.rdf import Format, export
from graph.store import Store
from graph.validate import Violation, validate_file, validate_store
from ontology.errors import InputError

Lines = list[str]
PG = "https://policygraph.example/ontology#"


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The five sample plans."""
    found = embedded(tmp_path_factory.mktemp("validate") / "store", sample())
    yield found
    found.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    found = embedded(tmp_path_factory.mktemp("validate") / "store", SMALL)
    yield found
    found.close()


def of_lines(lines: Lines, folder: Path) -> list[Violation]:
    path = folder / "lines.nq"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    return list(validate_file(path, workers=1))


# --- what conforms ----------------------------------------------------------------------------------------------


def test_the_five_plans_conform(plans: Store) -> None:
    seen: list[str] = []
    assert list(validate_store(plans, progress=seen.append)) == []
    assert seen == [source.document for source in plans.sources()]


@pytest.mark.xdist_group("jena")
def test_apache_jena_finds_a_plan_conforming_too(plans: Store, tmp_path: Path) -> None:
    path = tmp_path / "plan.ttl"
    path.write_text("".join(export(plans, "turtle", documents=[KH118.id])), encoding="utf-8")
    shapes = ROOT / "ontology" / "rendered" / "shapes.ttl"
    found = jena("shacl.shacl", "validate", "--text", "--shapes", str(shapes), "--data", str(path))
    assert found.returncode == 0 and "Conforms" in found.stdout, found.stdout + found.stderr


@pytest.mark.parametrize("form", ["nquads", "trig", "turtle", "ntriples", "jsonld"])
def test_a_file_of_any_form_is_checked(small: Store, tmp_path: Path, form: Format) -> None:
    path = tmp_path / f"graph{SUFFIXES[form]}"
    documents = None if form in ("nquads", "trig") else [KH118.id]
    path.write_text("".join(export(small, form, documents=documents)), encoding="utf-8")
    found = list(validate_file(path, workers=1))
    assert [violation.sentence() for violation in found] == []


def test_several_processes_find_the_same(small: Store, tmp_path: Path) -> None:
    lines = [line for line in small.quads() if "#comparator>" not in line]
    path = tmp_path / "x.nq"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    one, two = list(validate_file(path, workers=1)), list(validate_file(path, workers=2))
    assert one == two and len(one) == 3


# --- what does not ----------------------------------------------------------------------------------------------


def drop(part: str, *also: str) -> Callable[[Lines], Lines]:
    return lambda lines: [line for line in lines if not all(piece in line for piece in (part, *also))]


@pytest.mark.parametrize(
    ("change", "shape", "line", "english"),
    [
        (drop("#comparator>", "ty-le-ho-ngheo"), "Target-comparator-count", 13, "must have exactly one «comparator»"),
        (
            lambda lines: [line.replace('#comparator> "<="', '#comparator> "≤"') for line in lines],
            "Target-comparator-value",
            13,
            "must be one of",
        ),
        (drop("participation/", "m8g/role>"), "Participation-role-count", 0, "must have exactly one «role»"),
        (drop("#span>"), "Statement-spans-count", None, "must have at least one «span»"),
        (drop("#quote>", "/1> "), "Span-quote-count", 0, "must have exactly one «quote»"),
        (drop("#lineEnd>"), "Span-line_end-count", 0, "must have exactly one «last line»"),
    ],
    ids=["missing", "value", "role", "spans", "quote", "end"],
)
def test_a_violation_is_a_sentence_with_document_and_line(
    small: Store, tmp_path: Path, change: Callable[[Lines], Lines], shape: str, line: int | None, english: str
) -> None:
    lines = list(export(small, "nquads", documents=[KH118.id]))
    found = [item for item in of_lines(change([text.rstrip("\n") for text in lines]), tmp_path) if item.shape == shape]
    assert found
    first = found[0]
    assert first.document == KH118.id and english in first.message_en and first.message_vi != first.message_en
    if line is None:
        assert first.line is None
    else:
        assert first.line is not None and (line == 0 or first.line == line)
        assert first.sentence("vi").startswith(f"{KH118.id}, dòng {first.line}: ")
        assert first.sentence("en").startswith(f"{KH118.id}, line {first.line}: ")


def test_a_fact_that_no_document_states_is_found(small: Store, tmp_path: Path) -> None:
    base = "https://policygraph.example/id"
    extra = f"<{base}/{KH118.id}> <{PG}carriesOut> <{base}/document/10-ct_tw> ."
    found = of_lines([*small.quads(), extra], tmp_path)
    assert [violation.message_en for violation in found] == [
        f"No document states «{KH118.id} IMPLEMENTS <{base}/document/10-ct_tw>»."
    ]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("x.doc", "", "form of the file"),
        ("x.ttl", "<a> <b> .", "cannot be read"),
        ("x.nq", "rubbish\n", "line 1"),
        ("x.trig", "", "no document's graph"),
    ],
)
def test_a_file_that_cannot_be_checked_is_told(tmp_path: Path, name: str, content: str, says: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        list(validate_file(tmp_path / name))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        list(validate_file(tmp_path / "x.ttl"))


def test_the_command_exits_with_one_on_a_violation(small: Store, tmp_path: Path) -> None:
    address = small.status().address
    good = CliRunner().invoke(cli.app, ["validate", "--store", address, "--workers", "1", "--lang", "en"])
    assert (good.exit_code, good.stdout.strip()) == (0, "Nothing is against the shapes.")
    path = tmp_path / "x.nq"
    path.write_text("".join(f"{line}\n" for line in small.quads() if "#comparator>" not in line), encoding="utf-8")
    bad = CliRunner().invoke(cli.app, ["validate", str(path), "--json", "--workers", "1"])
    assert bad.exit_code == 1
    told = json.loads(bad.stdout)
    assert told["conforms"] is False and {item["shape"] for item in told["violations"]} == {"Target-comparator-count"}
