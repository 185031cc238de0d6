"""Every error that a visitor of the app can meet is a sentence in their language; engines are quoted apart."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from apps import ROOT, opened, serving, texts

from graph.store import open_store
from loaders.formats import READERS
from ontology.errors import InputError, PolicygraphError, RefusedFactError, StoreError, UnknownNameError, ValueFormError
from screens.messages import FAILED, told, vietnamese

REACHED = (
    "graph/console.py",
    "graph/curating.py",
    "graph/decisions.py",
    "graph/exports",
    "graph/facts.py",
    "graph/settings.py",
    "graph/stores/free.py",
    "graph/stores/neo4j.py",
    "graph/stores/oxigraph.py",
    "loaders/formats",
    "loaders/pipeline.py",
    "loaders/uploads.py",
    "ontology/values",
    "queries",
)
"""What a page of the app calls, and where an error may come from."""

RAISED = ("Error", "_broken", "_failed", "_unwritten", "FreeAnswer", "FileResult")
WORDED = ("seen", "todo", "message")
NOT_OURS = ("ValueError", "TypeError", "KeyError", "RuntimeError", "OSError", "CatalogueError", "AssertionError")

VIETNAMESE = re.compile("[àáảãạăâđèéẻẽẹêìíỉĩịòóỏõọôơùúủũụưỳýỷỹỵằắẳẵặầấẩẫậềếểễệồốổỗộờớởỡợừứửữự]", re.IGNORECASE)


def _texts(node: ast.expr, constants: dict[str, str]) -> Iterator[str]:
    """The texts that an expression may be, each of its parts as ``{}``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body, constants), *_texts(node.orelse, constants))
    elif isinstance(node, ast.Name) and node.id in constants:
        yield constants[node.id]


def sentences() -> Iterator[tuple[str, str]]:
    """Where an error is made, and each sentence that it may say."""
    for name in REACHED:
        path = ROOT / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            tree = ast.parse(file.read_text(encoding="utf-8"))
            constants = {
                str(one.targets[0].id): text
                for one in ast.walk(tree)
                if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
                for text in _texts(one.value, {})
            }
            for call in ast.walk(tree):
                if not isinstance(call, ast.Call):
                    continue
                made = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
                if not made.endswith(RAISED) or made in NOT_OURS:
                    continue
                first = {"_GaveUpError": 2, "FreeAnswer": 0, "FileResult": 0}.get(made, 1)
                said = [*call.args[:first], *(key.value for key in call.keywords if key.arg in WORDED)]
                for text in (text for one in said for text in _texts(one, constants)):
                    if text.strip("{}: "):
                        yield f"{file.relative_to(ROOT)}:{call.lineno}", text


def test_every_sentence_of_an_error_is_known_in_vietnamese() -> None:
    found = list(sentences())
    assert len(found) > 200
    unknown = []
    for where, text in found:
        parts = iter(f"x{number}x" for number in range(20))
        english = "".join(part + next(parts) for part in text.split("{}"))
        said = vietnamese(english.removesuffix(f"x{text.count('{}')}x"))
        if said is None or said[0] == text or "{" in said[0]:
            unknown.append(f"{where}: {text!r} → {said}")
    assert not unknown, "\n".join(unknown)


@pytest.mark.parametrize("kind", [InputError, UnknownNameError, StoreError, RefusedFactError, ValueFormError])
def test_every_class_of_errors_has_a_heading_in_both_languages(kind: type[PolicygraphError]) -> None:
    words = next(words for known, words in FAILED if issubclass(kind, known))
    assert VIETNAMESE.search(words.vi) and words.en.isascii()
    # What nobody has put into Vietnamese yet is a Vietnamese sentence all the same; the English stands apart.
    sentence, message = told(kind("something new went wrong", where="a.txt", todo="Do something"), "vi")
    assert VIETNAMESE.search(sentence) and "wrong" not in sentence
    assert message == "a.txt: something new went wrong. Do something"
    assert told(kind("something new went wrong"), "en") == ("something new went wrong.", "")


CASES: list[tuple[PolicygraphError, str, str]] = [
    (
        StoreError(
            "no Neo4j answers at this address",
            where="bolt://127.0.0.1:1",
            todo="See that the server runs and that host and port are right",
        ),
        "bolt://127.0.0.1:1: không có máy chủ Neo4j nào trả lời ở địa chỉ này. "
        "Hãy kiểm tra máy chủ có đang chạy, tên máy và cổng có đúng không.",
        "",
    ),
    (
        StoreError("the Cypher text cannot be run: Invalid input 'MATCHH': expected MATCH", todo="Mend the query"),
        "Câu Cypher không chạy được. Hãy sửa câu truy vấn.",
        "Invalid input 'MATCHH': expected MATCH",
    ),
    (
        StoreError("the query took longer than 15 seconds", todo="Narrow it"),
        "Câu truy vấn chạy quá 15 giây nên đã bị dừng. Hãy thu hẹp câu truy vấn.",
        "",
    ),
    (
        InputError("CALL is refused: here one may only read the graph", todo="Ask with MATCH"),
        "Không được dùng CALL: ở đây chỉ được đọc đồ thị. Hãy hỏi bằng MATCH.",
        "",
    ),
    (
        UnknownNameError("no document is called «99-NQ/TW»", where="--from", todo="Did you mean 42-NQ/TW or 4-NQ/TW?"),
        "Không có văn bản nào tên «99-NQ/TW». Có phải là 42-NQ/TW hoặc 4-NQ/TW?",
        "",
    ),
    (
        UnknownNameError("«so y te» fits 4 agencies: A; B; and 2 more", todo="Which one is meant? Give its id"),
        "«so y te» khớp với 4 cơ quan: A; B; và 2 mục nữa. Ý bạn là mục nào? Hãy cho mã của nó.",
        "",
    ),
    (
        InputError("the file has more than 20 megabytes", where="a.pdf", todo="Load it by command"),
        "a.pdf: tệp lớn hơn 20 MB, mức cho phép ở đây. Hãy nạp bằng lệnh: policygraph load TỆP.",
        "",
    ),
    (
        # As it comes from the process that reads: already one text.
        InputError(
            "the file is no Word document, or is damaged (no item named 'x'). "
            "Open it in a word processor and save it again as .docx."
        ),
        "Tệp không phải văn bản Word, hoặc đã hỏng. Hãy mở bằng phần mềm soạn thảo và lưu lại thành .docx.",
        "no item named 'x'",
    ),
    (
        InputError(
            "the PDF cannot be read: page 3 is a picture without text, and Tesseract is not installed",
            todo="Print it into a new PDF, or save it as .docx",
        ),
        "Không đọc được tệp PDF: trang 3 là hình ảnh không có chữ; máy chưa cài Tesseract để nhận dạng chữ. "
        "Hãy in lại thành PDF mới, hoặc lưu thành .docx.",
        "",
    ),
    (
        StoreError(
            "the store was made by another version of policygraph",
            where="var/store",
            todo="Load the files into a new folder, or take them over: policygraph rebuild",
        ),
        "var/store: kho do một phiên bản policygraph khác tạo ra. "
        "Hãy nạp văn bản vào thư mục mới, hoặc chuyển sang bằng lệnh: policygraph rebuild.",
        "",
    ),
    (
        StoreError(
            "the data could not be written ([Errno 28] No space left on device)",
            todo="Nothing was stored. See whether the disk is full or the folder may not be written, then load again",
        ),
        "Không ghi được dữ liệu. Chưa lưu gì. Hãy xem đĩa có đầy hoặc thư mục có bị khóa ghi không, rồi nạp lại.",
        "[Errno 28] No space left on device",
    ),
]


@pytest.mark.parametrize(("error", "sentence", "message"), CASES)
def test_an_error_in_vietnamese(error: PolicygraphError, sentence: str, message: str) -> None:
    assert told(error, "vi") == (sentence, message)


# --- on the pages -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store(request: pytest.FixtureRequest) -> Iterator[str]:
    with serving(request, "oxigraph") as address:
        yield address


def test_a_bad_query_is_a_sentence_and_the_engines_words_stand_apart(store: str) -> None:
    shown = opened("data")
    shown.text_area[0].set_value("SELECT nothing").run()
    next(one for one in shown.button if one.label == "Chạy").click().run()
    (error,) = shown.error
    assert error.value.replace("\\", "").endswith("Câu truy vấn không đọc được.")
    assert any("Expected SelectQuery" in code.value for code in shown.code)


def test_an_update_is_refused_in_vietnamese(store: str) -> None:
    shown = opened("data")
    shown.text_area[0].set_value("DELETE WHERE { ?s ?p ?o }").run()
    next(one for one in shown.button if one.label == "Chạy").click().run()
    assert "Không được sửa dữ liệu" in shown.error[0].value


def test_an_unknown_question_is_told_in_vietnamese(store: str) -> None:
    said = opened("ask", {"q": "target-owner"}).error[0].value.replace("\\", "")
    assert said.startswith("Không có câu hỏi «target-owner». Có phải là target-owners hoặc")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [("{}/none", "Chưa có kho dữ liệu"), ("bolt://127.0.0.1:9", "Không có máy chủ Neo4j nào trả lời")],
)
def test_a_store_that_is_away_is_told_in_vietnamese(
    address: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    st.cache_resource.clear()
    monkeypatch.setenv("POLICYGRAPH_STORE", address.format(tmp_path))
    monkeypatch.setenv("NEO4J_USER", "neo4j")
    monkeypatch.setenv("NEO4J_PASSWORD", "secret-enough")
    said = opened("lineage").error[0].value.replace("\\", "")
    assert sentence.lower() in said.lower() and "Hãy" in said


def test_a_store_of_another_version_is_told_in_vietnamese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(str(tmp_path / "store")).close()
    about = tmp_path / "store" / "store.json"
    about.write_text(re.sub(r'"format": *\d+', '"format": 0', about.read_text(encoding="utf-8")), encoding="utf-8")
    st.cache_resource.clear()
    monkeypatch.setenv("POLICYGRAPH_STORE", str(tmp_path / "store"))
    said = opened("lineage").error[0].value.replace("\\", "")
    assert "kho do một phiên bản policygraph khác tạo ra" in said


FILES = {
    "a.txt": (b"", "Tệp trống"),
    "b.docx": (b"no zip at all", "Hãy"),
    "c.pdf": (b"%PDF-1.4 broken", "Đây không phải tệp PDF, hoặc tệp đã hỏng"),
    "d.txt": (b"\xff\xfe\x00\x01\x02", "Hãy"),
    "e.txt": ("Chỉ là vài chữ, không có đầu văn bản.\n".encode(), "không cho biết là văn bản gì"),
    "f.txt": (b"x" * 1_200_000, "Tệp lớn hơn 1 MB"),
}
"""Files that are not read: bytes, and what is said of them."""


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_refused_is_told_in_vietnamese(
    store: str, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data, sentence = FILES[name]
    monkeypatch.setenv("POLICYGRAPH_APP_LOAD", "1")
    monkeypatch.setenv("POLICYGRAPH_APP_LOAD_MB", "1")
    monkeypatch.setenv("POLICYGRAPH_UPLOADS", str(tmp_path / "uploads"))
    assert Path(name).suffix in READERS
    shown = opened("load")
    shown.file_uploader[0].set_value((name, data, "application/octet-stream")).run()
    said = shown.error[0].value.replace("\\", "")
    assert name in said and sentence in said, texts(shown)
    assert "Hãy" in said
