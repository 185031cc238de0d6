"""Files that come over the web: names that mean harm, limits of size, type and time, and what is then stored."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.store import open_store
from loaders import uploads
from ontology.errors import InputError

PLAN = (
    "Số: 45/KH-UBND\nLâm Đồng, ngày 12 tháng 3 năm 2024\nKẾ HOẠCH\nThực hiện Nghị quyết số 31/NQ-CP ngày 5/3/2022\n"
    "Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:\nI. NHIỆM VỤ\n1. Sở Nội vụ chủ trì mua sách.\n"
).encode()


def take(name: str, data: bytes, folder: Path) -> Path:
    return uploads.take(name, data, folder, megabytes=1)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Windows\\kế hoạch.TXT", "kế hoạch.txt"),
        ("a\u202etxt.exe.md", "atxt.exe.md"),
        ("  .hidden.txt", "hidden.txt"),
        ("a\nb\x00c.txt", "abc.txt"),
        ("x" * 300 + ".md", "x" * 100 + ".md"),
        ("<script>.txt", "_script_.txt"),
        (unicodedata.normalize("NFD", "kế hoạch.txt"), "kế hoạch.txt"),
    ],
)
def test_a_name_is_kept_without_its_harm(name: str, kept: str, tmp_path: Path) -> None:
    path = take(name, PLAN, tmp_path / "uploads")
    assert path.parent == tmp_path / "uploads"
    assert uploads.shown_name(path) == kept
    assert path.read_bytes() == PLAN
    assert [file.name for file in tmp_path.rglob("*")] == ["uploads", path.name]


@given(st.text())
def test_no_name_leaves_its_folder(name: str) -> None:
    safe = uploads.safe_name(name)
    assert safe and "/" not in safe and "\\" not in safe and not safe.startswith(".") and len(safe.encode()) <= 1000
    assert all(unicodedata.category(char)[0] != "C" for char in safe)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("plan.exe", PLAN, "type"),
        ("plan", PLAN, "type"),
        ("plan.txt", b"", "empty"),
        ("plan.txt", b" \n", "empty"),
        ("plan.txt", b"x" * 1_000_001, "megabytes"),
    ],
)
def test_what_cannot_be_read_is_refused_before_it_is_kept(name: str, data: bytes, says: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=says):
        take(name, data, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_read_apart_and_nothing_is_stored(tmp_path: Path) -> None:
    facts = uploads.preview(take("plan.txt", PLAN, tmp_path), seconds=60)
    assert facts.id == "document/45_kh-ubnd.lam-dong-2024"
    assert facts.text.startswith("Số: 45/KH-UBND")


def test_what_is_no_document_is_told_by_its_own_name(tmp_path: Path) -> None:
    path = take("thơ.txt", "Trời xanh mây trắng\n".encode(), tmp_path)
    with pytest.raises(InputError) as caught:
        uploads.preview(path, seconds=60)
    assert "thơ.txt" in str(caught.value) and str(tmp_path) not in str(caught.value)


def test_reading_ends_at_the_time_limit(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="seconds"):
        uploads.preview(take("plan.txt", PLAN, tmp_path), seconds=0.05)


def test_reading_ends_at_the_memory_limit(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        uploads.preview(take("plan.txt", PLAN, tmp_path), seconds=60, memory=30)


def test_a_taken_file_is_loaded_and_another_reading_takes_its_place_only_when_told(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store"))
    first = take("plan.txt", PLAN, tmp_path / "uploads")
    assert uploads.load(store, first).outcome == "added"
    assert uploads.load(store, first).outcome == "unchanged"
    second = take("plan.txt", PLAN + "2. Sở Y tế chủ trì mua thuốc.\n".encode(), tmp_path / "uploads")
    assert second != first and first.exists()
    kept_out = uploads.load(store, second)
    assert kept_out.outcome == "kept out" and kept_out.document == "document/45_kh-ubnd.lam-dong-2024"
    assert uploads.load(store, second, replaces=kept_out.document).outcome == "replaced"
    assert [source.sha256[:16] for source in store.sources()] == [second.name[:16]]
    store.close()


def test_two_documents_of_one_file_name_stay_two(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store"))
    other = PLAN.replace("Lâm Đồng".encode(), "Cà Mau".encode())
    for data in (PLAN, other):
        assert uploads.load(store, take("plan.txt", data, tmp_path / "uploads")).outcome == "added"
    assert len(list(store.sources())) == 2
    store.close()
