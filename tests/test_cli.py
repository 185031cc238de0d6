"""The ``policygraph`` command as a person meets it: what it prints, and how it ends.

The sample is loaded once; tests that change a store make their own.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

import cli
from graph import succession
from graph.exports import tables

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "data" / "sample"
PLAN = "document/118_kh-ubnd.can-tho-2024"


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert (self.status, self.err) == (0, "")
        return json.loads(self.out)


def policygraph(*arguments: str) -> Ended:
    """Run the command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with patch.object(sys, "argv", ["policygraph", *arguments]), redirect_stdout(out), redirect_stderr(err):
        try:
            cli.main()
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Ended(status, out.getvalue(), err.getvalue())


def fails(status: int, *arguments: str) -> str:
    """The one sentence of a command that has to fail."""
    ended = policygraph(*arguments)
    assert ended.status == status
    assert ended.out == "" and "Traceback" not in ended.err
    return ended.err


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Ended]:
    folder = str(tmp_path_factory.mktemp("cli") / "store")
    return folder, policygraph("load", str(SAMPLE), "--store", folder, "--workers", "1")


@pytest.fixture(scope="session")
def store(loaded: tuple[str, Ended]) -> str:
    return loaded[0]


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(
        "Số: 45/KH-UBND\nLâm Đồng, ngày 12 tháng 3 năm 2024\nKẾ HOẠCH\nThực hiện Nghị quyết số 31/NQ-CP ngày 5/3/2022\n"
        "Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:\nI. NHIỆM VỤ\n1. Sở Nội vụ chủ trì mua sách.\n",
        encoding="utf-8",
    )
    return path


# --- load -------------------------------------------------------------------------------------------------------------


def test_a_load_reports_each_document(loaded: tuple[str, Ended]) -> None:
    _, ended = loaded
    assert ended.status == 0
    table = re.findall(r"^added +(.+?)  +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) ", ended.out, re.MULTILINE)
    counts = {name: tuple(map(int, numbers)) for name, *numbers in table}
    assert {name: (targets, owners, cited) for name, (targets, owners, _, cited, _) in counts.items()} == {
        "…/KH (Biên Hòa)": (15, 0, 5),
        "113/KH-UBND": (28, 0, 12),
        "118/KH-UBND": (43, 39, 12),
        "…/KH-UBND (Hà Nam, 2024)": (34, 0, 5),
        "…/KH-UBND (Kiên Giang, 2024-07)": (61, 61, 10),
    }
    assert "owner-span-unsettled × 4" in ended.out


def test_loading_again_skips_everything(store: str) -> None:
    ended = policygraph("load", str(SAMPLE), "--store", store)
    assert (ended.status, ended.out) == (0, "5 unchanged, skipped\n")


def test_a_load_as_json(tmp_path: Path, plan: Path) -> None:
    (tmp_path / "empty.txt").touch()
    ended = policygraph("load", str(tmp_path), "--store", str(tmp_path / "store"), "--json")
    assert ended.status == 1, "one file failed"
    by_name = {Path(file["path"]).name: file for file in json.loads(ended.out)}
    assert by_name["plan.txt"]["outcome"] == "added"
    assert by_name["plan.txt"]["document"] == "document/45_kh-ubnd.lam-dong-2024"
    assert by_name["plan.txt"]["read"]["tasks"] == 1
    assert (by_name["empty.txt"]["outcome"], by_name["plan.txt"]["message"]) == ("failed", None)
    assert "the file is empty" in by_name["empty.txt"]["message"]


def test_a_bad_file_is_told_and_the_status_says_so(tmp_path: Path, plan: Path) -> None:
    (tmp_path / "empty.txt").touch()
    ended = policygraph("load", str(tmp_path), "--store", str(tmp_path / "store"))
    assert ended.status == 1
    assert "added" in ended.out and "45/KH-UBND" in ended.out
    assert f"failed: {tmp_path / 'empty.txt'}: the file is empty" in ended.err and "Traceback" not in ended.err


def test_a_file_kept_out_is_told_with_the_way_in(tmp_path: Path, plan: Path) -> None:
    second = tmp_path / "second.txt"
    second.write_text(plan.read_text(encoding="utf-8").replace("mua sách", "mua báo"), encoding="utf-8")
    folder = str(tmp_path / "store")
    policygraph("load", str(plan), "--store", folder)
    ended = policygraph("load", str(second), "--store", folder)
    assert ended.status == 1
    assert "--replaces document/45_kh-ubnd.lam-dong-2024" in ended.err
    ended = policygraph("load", str(second), "--store", folder, "--replaces", "document/45_kh-ubnd.lam-dong-2024")
    assert ended.status == 0 and "replaced" in ended.out


def test_the_store_of_the_environment(tmp_path: Path, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYGRAPH_STORE", str(tmp_path / "elsewhere"))
    assert policygraph("load", str(plan)).status == 0
    found = policygraph("status", "--json").json
    assert (found["address"], found["documents_loaded"]) == (str(tmp_path / "elsewhere"), 1)


# --- read -------------------------------------------------------------------------------------------------------------


def test_reading_one_file_gives_one_object(plan: Path) -> None:
    found = policygraph("read", str(plan), "--json").json
    links = {"implements", "bases", "amends", "replaces", "cites"}
    assert set(found) == {"document", *links, "tasks", "targets", "deadlines", "findings"}
    assert found["document"]["number"] == "45/KH-UBND"
    assert set(found["document"]) >= {
        "id",
        "number",
        "kind",
        "issuer",
        "jurisdiction",
        "date",
        "title",
        "signer",
        "signer_role",
    }
    assert set(found["implements"][0]) >= {"source", "number", "date", "issuer", "line"}
    task = found["tasks"][0]
    assert set(task) >= {"code", "heading", "text", "lead", "support", "product", "timeline", "line", "line_end"}
    assert set(task["lead"][0]) >= {"name", "mention", "id", "line", "basis"}


def test_reading_several_files_gives_a_list() -> None:
    found = policygraph("read", *(str(path) for path in sorted(SAMPLE.glob("*.txt"))), "--json").json
    assert [len(reading["targets"]) for reading in found] == [15, 28, 43, 34, 61]
    figure = {"comparator", "value", "value_high", "text_value", "unit", "year", "approx"}
    target = figure | {"group", "parent", "indicator", "owner", "line", "line_end"}
    assert all(target <= set(entry) for reading in found for entry in reading["targets"])
    finding = {"code", "severity", "message", "line"}
    assert all(finding <= set(entry) for reading in found for entry in reading["findings"])


def test_reading_for_the_eye(plan: Path) -> None:
    ended = policygraph("read", str(plan))
    assert ended.status == 0
    assert "45/KH-UBND  Ủy ban nhân dân tỉnh Lâm Đồng  2024-03-12" in ended.out
    assert "implements: this document → 31/NQ-CP (line 4)" in ended.out
    assert "0 targets (0 owned), 1 tasks (1 with a lead)" in ended.out


# --- ask --------------------------------------------------------------------------------------------------------------


def test_who_owns_the_targets_that_come_from_a_resolution(store: str) -> None:
    found = policygraph("ask", "target-owners", "--from", "NQ-42", "--store", store, "--json").json
    assert found["question"] == "target-owners"
    assert found["parameters"] == {"from": "document/42-nq_tw-2023"}
    assert len(found["rows"]) == 100
    places = [row["jurisdiction"] for row in found["rows"]]
    assert (places.count("Cần Thơ"), places.count("Kiên Giang")) == (39, 61)
    for row in found["rows"]:
        assert set(found["columns"]) | {"chain", "evidence"} <= set(row)
        assert row["agency"] and row["agency_id"] and row["resolution"] == "42-NQ/TW"


def test_every_row_brings_its_chain_and_its_lines(store: str) -> None:
    found = policygraph("ask", "target-owners", "--from", "42-NQ/TW", "--store", store, "--json").json
    texts = {path.stem.split("-")[0]: path.read_text(encoding="utf-8") for path in SAMPLE.glob("*.txt")}
    lines = {"Cần Thơ": texts["cantho"].split("\n"), "Kiên Giang": texts["kiengiang"].split("\n")}
    for row in found["rows"]:
        assert row["chain"] and row["evidence"]
        for chain in row["chain"]:
            ids = [document["id"] for document in chain["documents"]]
            assert ids[0] == row["document_id"] and ids[-1] == "document/42-nq_tw-2023"
        for item in row["evidence"]:
            assert {"document", "line", "line_end", "quote"} <= set(item)
            printed = "\n".join(lines[row["jurisdiction"]][item["line"] - 1 : item["line_end"]]).strip()
            assert item["quote"] == printed


def test_a_blank_plan_is_marked_as_a_draft(store: str) -> None:
    rows = policygraph("ask", "target-owners", "--from", "NQ-42", "--store", store, "--json").json["rows"]
    assert {(row["jurisdiction"], row["document_status"]) for row in rows} == {
        ("Cần Thơ", None),
        ("Kiên Giang", "draft / unnumbered"),
    }


def test_an_answer_as_csv(store: str) -> None:
    ended = policygraph("ask", "target-owners", "--from", "NQ-42", "--store", store, "--csv")
    assert ended.status == 0
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    assert len(rows) == 100
    columns = policygraph("ask", "target-owners", "--from", "NQ-42", "--store", store, "--json").json["columns"]
    assert list(rows[0]) == columns
    beds = next(row for row in rows if row["indicator"] == "Số giường bệnh" and row["jurisdiction"] == "Kiên Giang")
    assert (beds["value"], beds["comparator"]) == ("36.4", "'="), (
        "a sign that a spreadsheet takes for a formula is marked"
    )
    assert not any(cell[:1] in ("=", "+", "@") for row in rows for cell in row.values())


@pytest.mark.parametrize(
    ("value", "cell"),
    [("=1+1", "'=1+1"), ("+84", "+84"), ("-5", "-5"), ("-a", "'-a"), ("@x", "'@x"), ("\tx", "'\tx"), ("plain", "plain"),
     (None, ""), (-5, "-5"), (2.5, "2.5"), (True, "True")],
)  # fmt: skip
def test_text_that_a_spreadsheet_would_run_is_marked(value: Any, cell: str) -> None:
    assert tables.cell(value) == cell


def test_an_answer_for_the_eye(store: str) -> None:
    ended = policygraph("ask", "target-owners", "--from", "NQ-42", "--limit", "2", "--store", store, "--lang", "en")
    assert ended.status == 0
    assert "Which agency owns each target" in ended.out
    assert "Sở Y tế (Cần Thơ)" in ended.out
    assert "118/KH-UBND → 68/NQ-CP → 42-NQ/TW" in ended.out
    assert "100 rows (2 shown)" in ended.out


def test_evidence_is_printed_where_asked(store: str) -> None:
    ended = policygraph("ask", "target-owners", "--from=NQ-42", "--limit", "1", "--store", store, "--evidence")
    assert "1. 118/KH-UBND, dòng " in ended.out and "«" in ended.out


@pytest.mark.parametrize("name", ["NQ-42", "42-NQ/TW", "42 nq tw", "nghị quyết 42", "document/42-nq_tw-2023"])
def test_a_short_name_of_a_document_suffices(store: str, name: str) -> None:
    found = policygraph("ask", "lineage-down", "--document", name, "--store", store, "--json").json
    assert found["parameters"]["document"] == "document/42-nq_tw-2023"
    assert found["rows"]


# --- questions, status, unload ----------------------------------------------------------------------------------------


def test_the_questions_as_json() -> None:
    found = {question["name"]: question for question in policygraph("questions", "--json").json}
    first = {"target-owners", "lineage-up", "lineage-down", "agency-portfolio", "indicator-across-plans",
             "targets-without-owner", "missing-documents", "deadlines"}  # fmt: skip
    assert first <= set(found)
    owners = found["target-owners"]
    assert set(owners) >= {"name", "title", "parameters", "columns", "cypher", "sparql"}
    assert owners["title"]["vi"] and owners["title"]["en"]
    assert [(p["name"], p["type"], p["required"]) for p in owners["parameters"]] == [("from", "document", True)]
    assert {"agency", "agency_id", "jurisdiction", "doubt"} <= set(owners["columns"])


@pytest.mark.parametrize(("language", "words"), [("vi", "phụ trách từng chỉ tiêu"), ("en", "owns each target")])
def test_the_questions_for_the_eye(language: str, words: str) -> None:
    ended = policygraph("questions", "--lang", language)
    assert ended.status == 0 and "target-owners" in ended.out and "--from" in ended.out and words in ended.out


def test_the_status(store: str) -> None:
    found = policygraph("status", "--store", store, "--json").json
    assert (found["store"], found["address"], found["documents_loaded"]) == ("oxigraph", store, 5)
    assert (found["nodes"]["Target"], found["facts"]["OWNED_BY"]) == (181, 100)
    # Acts on which the reform rests are documents too, though no plan cites them.
    acts = {act.document for act in succession.acts().values()}
    assert found["documents_cited"] == 36 and found["nodes"]["Document"] - 41 <= len(acts)
    assert PLAN in {source["document"] for source in found["sources"]}
    assert all(len(source["sha256"]) == 64 and Path(source["path"]).is_file() for source in found["sources"])
    ended = policygraph("status", "--store", store)
    assert "5 documents loaded" in ended.out and PLAN in ended.out


def test_unloading_leaves_what_others_say(tmp_path: Path, plan: Path) -> None:
    folder = str(tmp_path / "store")
    other = tmp_path / "other.txt"
    other.write_text(plan.read_text(encoding="utf-8").replace("45/KH", "46/KH"), encoding="utf-8")
    policygraph("load", str(plan), str(other), "--store", folder)
    ended = policygraph("unload", "45_kh-ubnd.lam-dong-2024", "--store", folder)
    assert (ended.status, ended.out) == (0, "unloaded document/45_kh-ubnd.lam-dong-2024\n")
    rows = policygraph("ask", "lineage-up", "--document", "46/KH-UBND", "--store", folder, "--json").json["rows"]
    assert any("31/NQ-CP" in str(row) for row in rows)
    assert "Did you mean 46/KH-UBND" in fails(2, "unload", "document/45_kh-ubnd.lam-dong-2024", "--store", folder)


# --- every way to fail ------------------------------------------------------------------------------------------------


def test_no_such_file(tmp_path: Path) -> None:
    for command in (("load", "--store", str(tmp_path / "s")), ("read",)):
        sentence = fails(2, command[0], str(tmp_path / "gone.txt"), *command[1:])
        assert sentence.startswith(f"policygraph: {tmp_path / 'gone.txt'}: no such file")
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [("a.txt", b"", "the file is empty"), ("a.odt", b"x", "files of type «.odt» cannot be read"),
     ("a.txt", b"\xff\xfd", "the file is not UTF-8 text"), ("a.txt", b"a\x00b", "the file holds binary data")],
    ids=["empty", "unknown type", "another encoding", "binary"],
)  # fmt: skip
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert f"policygraph: {path}: {sentence}" in fails(2, "read", str(path))


def test_a_folder_to_read(tmp_path: Path) -> None:
    assert "this is a folder" in fails(2, "read", str(tmp_path))
    assert "there is no file to read" in fails(2, "load", str(tmp_path), "--store", str(tmp_path / "s"))


def test_an_unknown_question_offers_the_nearest(store: str) -> None:
    sentence = fails(2, "ask", "target-owner", "--store", store)
    assert "there is no question «target-owner». Did you mean target-owners" in sentence
    names = {question["name"] for question in policygraph("questions", "--json").json}
    assert set(sentence.split("Did you mean ")[1].split("?")[0].split(" or ")) <= names


def test_an_unknown_document_offers_the_nearest(store: str) -> None:
    sentence = fails(2, "ask", "target-owners", "--from", "42-NQ/TV", "--store", store)
    assert "--from: no document is called «42-NQ/TV»" in sentence
    assert "42-NQ/TW" in sentence


def test_a_name_of_two_documents_lists_both(store: str) -> None:
    sentence = fails(2, "ask", "lineage-up", "--document", "19", "--store", store)
    assert "«19» fits 2 documents" in sentence
    assert "document/19-kh_tw-2023" in sentence and "document/19-nq_tw-2022" in sentence


def test_an_agency_of_two_provinces_lists_both(store: str) -> None:
    sentence = fails(2, "ask", "agency-portfolio", "--agency", "Sở Y tế", "--store", store)
    assert "agency/so-y-te.can-tho" in sentence and "agency/so-y-te.kien-giang" in sentence


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["ask", "target-owners"], "target-owners wants the document"),
        (["ask", "target-owners", "--from"], "--from: the value is missing"),
        (["ask", "target-owners", "NQ-42"], "«NQ-42» stands without a parameter's name"),
        (["ask", "target-owners", "--form", "NQ-42"], "has no parameter «form». It takes from"),
        (["ask", "target-owners", "--from", ""], "--from"),
        (["ask", "target-owners", "--from", "NQ-42", "--lang", "fr"], "there is no language «fr»"),
        (["unload", "document/nothing"], "no document is called «document/nothing»"),
    ],
    ids=["no parameter", "no value", "no name", "wrong name", "empty value", "bad language", "not loaded"],
)
def test_what_cannot_be_asked(store: str, arguments: Sequence[str], sentence: str) -> None:
    said = fails(2, *arguments, "--store", store) if arguments[-1] != "--from" else fails(2, *arguments)
    assert sentence in said and said.startswith("policygraph: ")


def test_the_language_of_questions_is_checked_too() -> None:
    assert "there is no language «xx». Use vi or en" in fails(2, "questions", "--lang", "xx")


@pytest.mark.parametrize("arguments", [["ask", "missing-documents"], ["status"]])
def test_no_store_yet(tmp_path: Path, arguments: Sequence[str]) -> None:
    sentence = fails(3, *arguments, "--store", str(tmp_path / "none"))
    assert "there is no store yet. Load files first" in sentence
    assert not (tmp_path / "none").exists(), "asking makes no store"


def test_a_store_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert str(tmp_path / "file") in fails(3, "status", "--store", str(tmp_path / "file"))


@pytest.mark.parametrize("arguments", [["fly"], ["load"], ["read"], ["ask"], ["status", "--colour"]])
def test_a_wrong_command_line_says_how(arguments: Sequence[str]) -> None:
    ended = policygraph(*arguments)
    assert ended.status == 2 and "Traceback" not in ended.err
    assert "Usage" in ended.err or "Usage" in ended.out


def test_an_interrupted_command_ends_with_130(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "app", interrupt)
    ended = policygraph("status", "--store", store)
    assert ended.status == 130 and "what was stored before stays whole" in ended.err


def test_as_a_process_of_its_own(store: str, tmp_path: Path) -> None:
    environment = {**os.environ, "POLICYGRAPH_STORE": store, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, str(ROOT / "cli.py"), "ask", "target-owners", "--from", "NQ-42", "--csv"]
    good = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)
    assert (good.returncode, good.stderr, good.stdout.count("\n")) == (0, "", 101)
    bad = subprocess.run(
        [*command[:-2], "X-0"], capture_output=True, text=True, cwd=tmp_path, env=environment, check=False
    )
    assert (bad.returncode, bad.stdout) == (2, "") and "Traceback" not in bad.stderr
