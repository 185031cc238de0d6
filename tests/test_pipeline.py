"""Files into the store: what is added, skipped, replaced, kept out, refused; one bad file stops no other."""

from __future__ import annotations

import hashlib
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.imports import import_file
from graph.store import Store, open_store
from loaders import pipeline
from loaders.formats import READERS, read_file
from loaders.pipeline import Report, find_files, load_paths, prepare
from ontology.errors import InputError, PolicygraphError

PLAN = """Số: {number}/KH-UBND

Lâm Đồng, ngày 12 tháng 3 năm {year}

KẾ HOẠCH

Thực hiện Nghị quyết số 31/NQ-CP ngày 5/3/2022 của Chính phủ về thư viện

Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:

II. MỤC TIÊU

2. Mục tiêu cụ thể đến năm 2030

- Tỷ lệ xã có thư viện đạt {value}%.

III. NHIỆM VỤ

1. Sở Nội vụ chủ trì, phối hợp với Sở Tài chính mua sách.
"""
ID = "document/{}_kh-ubnd.lam-dong-2024"


def plan(folder: Path, name: str, number: int = 45, *, value: int = 65, year: int = 2024) -> Path:
    path = folder / name
    path.write_text(PLAN.format(number=number, year=year, value=value), encoding="utf-8")
    return path


def outcomes(report: Report) -> list[tuple[str, str]]:
    return [(Path(file.path).name, file.outcome) for file in report.files]


def values(store: Store) -> list[str]:
    return sorted(
        str(node.props["value"])
        for source in store.sources()
        if (facts := store.document(source.document)) is not None
        for node in facts.nodes
        if node.label == "Target"
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(str(tmp_path / "store"))
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "plans"
    made.mkdir()
    return made


# --- what becomes of a file -------------------------------------------------------------------------------------------


def test_a_file_is_added_with_all_it_says(store: Store, folder: Path) -> None:
    report = load_paths(store, [plan(folder, "a.txt")])
    file = report.files[0]
    assert (file.outcome, file.document, file.name) == ("added", ID.format(45), "45/KH-UBND")
    assert file.counts == {"targets": 1, "tasks": 1, "owners": 0, "cited": 1, "deadlines": 0}
    assert not report.failed
    source = next(iter(store.sources()))
    assert source.path == str((folder / "a.txt").resolve())
    assert source.sha256 == hashlib.sha256((folder / "a.txt").read_bytes()).hexdigest()
    assert store.status().documents_loaded == 1


def test_an_unchanged_file_is_skipped(store: Store, folder: Path) -> None:
    path = plan(folder, "a.txt")
    load_paths(store, [path])
    before = list(store.quads())
    report = load_paths(store, [path])
    assert outcomes(report) == [("a.txt", "unchanged")]
    assert report.files[0].counts == {}, "it was not read again"
    assert list(store.quads()) == before


def test_a_changed_file_replaces_what_it_said(store: Store, folder: Path) -> None:
    load_paths(store, [plan(folder, "a.txt", value=65)])
    report = load_paths(store, [plan(folder, "a.txt", value=70)])
    assert outcomes(report) == [("a.txt", "replaced")]
    assert values(store) == ["70"]
    assert store.status().documents_loaded == 1


def test_a_file_with_another_number_replaces_what_its_path_said(store: Store, folder: Path) -> None:
    load_paths(store, [plan(folder, "a.txt", 45)])
    report = load_paths(store, [plan(folder, "a.txt", 46)])
    assert outcomes(report) == [("a.txt", "replaced")]
    assert [source.document for source in store.sources()] == [ID.format(46)]


def test_a_second_file_of_one_document_is_kept_out(store: Store, folder: Path) -> None:
    load_paths(store, [plan(folder, "a.txt", value=65)])
    report = load_paths(store, [plan(folder, "b.txt", value=70)])
    assert outcomes(report) == [("b.txt", "kept out")]
    assert report.failed
    message = report.files[0].message
    assert str(folder / "a.txt") in message and f"--replaces {ID.format(45)}" in message
    assert values(store) == ["65"]


def test_two_files_of_one_document_in_one_load(store: Store, folder: Path) -> None:
    report = load_paths(store, [plan(folder, "a.txt", value=65), plan(folder, "b.txt", value=70)])
    assert outcomes(report) == [("a.txt", "added"), ("b.txt", "kept out")]
    assert values(store) == ["65"]


def test_the_same_text_from_another_path_changes_nothing(store: Store, folder: Path) -> None:
    load_paths(store, [plan(folder, "a.txt")])
    report = load_paths(store, [plan(folder, "copy.txt")])
    assert outcomes(report) == [("copy.txt", "unchanged")]
    assert "a.txt" in report.files[0].message and not report.failed


def test_a_moved_file_is_the_documents_file(store: Store, folder: Path) -> None:
    path = plan(folder, "a.txt", value=65)
    load_paths(store, [path])
    path.unlink()
    report = load_paths(store, [plan(folder, "b.txt", value=70)])
    assert outcomes(report) == [("b.txt", "replaced")]
    assert values(store) == ["70"]
    assert [Path(source.path).name for source in store.sources()] == ["b.txt"]


def test_a_file_of_the_name_that_an_import_told_is_the_documents_file(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_paths(store, [plan(folder, "a.txt", value=65)])
    (folder / "x.nq").write_text("".join(f"{line}\n" for line in store.quads()), encoding="utf-8")
    store.unload(ID.format(45))
    import_file(store, folder / "x.nq")
    monkeypatch.chdir(folder)
    assert outcomes(load_paths(store, [plan(folder, "a.txt", value=70)])) == [("a.txt", "replaced")]
    assert values(store) == ["70"]


def test_a_second_file_takes_the_place_of_the_first_where_asked(store: Store, folder: Path) -> None:
    load_paths(store, [plan(folder, "a.txt", value=65)])
    report = load_paths(store, [plan(folder, "b.txt", value=70)], replaces=ID.format(45))
    assert outcomes(report) == [("b.txt", "replaced")]
    assert values(store) == ["70"]


def test_a_file_of_another_number_takes_the_place_where_asked(store: Store, folder: Path) -> None:
    load_paths(store, [plan(folder, "draft.txt", 45)])
    report = load_paths(store, [plan(folder, "final.txt", 46)], replaces=ID.format(45))
    assert outcomes(report) == [("final.txt", "replaced")]
    assert [source.document for source in store.sources()] == [ID.format(46)]


def test_one_file_at_a_time_takes_a_place(store: Store, folder: Path) -> None:
    load_paths(store, [plan(folder, "a.txt", 45)])
    with pytest.raises(InputError, match="--replaces goes with one file"):
        load_paths(store, [plan(folder, "b.txt", 46), plan(folder, "c.txt", 47)], replaces=ID.format(45))
    with pytest.raises(InputError, match="no document «document/nothing» is loaded"):
        load_paths(store, [folder / "b.txt"], replaces="document/nothing")
    assert [source.document for source in store.sources()] == [ID.format(45)]


# --- folders ----------------------------------------------------------------------------------------------------------


def test_one_bad_file_stops_no_other(store: Store, folder: Path) -> None:
    plan(folder, "a.txt", 45)
    (folder / "b.txt").write_bytes(b"")
    (folder / "c.txt").write_bytes("Kế hoạch".encode("utf-16-be"))
    (folder / "d.md").write_bytes(b"\xff\x00\x01 binary")
    plan(folder, "e.txt", 46)
    seen: list[str] = []
    report = load_paths(store, [folder], workers=1, progress=seen.append)
    assert outcomes(report) == [
        ("a.txt", "added"),
        ("b.txt", "failed"),
        ("c.txt", "failed"),
        ("d.md", "failed"),
        ("e.txt", "added"),
    ]
    assert report.failed and sorted(Path(path).name for path in seen) == ["a.txt", "b.txt", "c.txt", "d.md", "e.txt"]
    assert all(file.message for file in report.outcome("failed"))
    assert {source.document for source in store.sources()} == {ID.format(45), ID.format(46)}


def test_a_defect_of_the_reader_is_told_and_stops_no_other(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import loaders.pipeline as pipeline

    def prepare_or_break(path: Path) -> object:
        if path.name == "b.txt":
            raise ZeroDivisionError("a slip of ours")
        return prepare(path)

    monkeypatch.setattr(pipeline, "prepare", prepare_or_break)
    report = load_paths(store, [plan(folder, "a.txt", 45), plan(folder, "b.txt", 46)])
    assert outcomes(report) == [("a.txt", "added"), ("b.txt", "failed")]
    assert "a defect in the reader (ZeroDivisionError: a slip of ours)" in report.files[1].message


def test_what_is_stored_survives_a_file_gone_bad(store: Store, folder: Path) -> None:
    path = plan(folder, "a.txt")
    load_paths(store, [path])
    path.write_bytes(b"\xff\xfe\xfd")
    assert outcomes(load_paths(store, [path])) == [("a.txt", "failed")]
    assert values(store) == ["65"]


def test_a_folder_gives_its_readable_files_in_order(folder: Path) -> None:
    (folder / "deep" / "er").mkdir(parents=True)
    wanted = [
        plan(folder, "b.txt"),
        plan(folder, "c.MD"),
        plan(folder / "deep", "a.txt"),
        plan(folder / "deep" / "er", "z.md"),
    ]
    for name in ("README.md", "readme.txt", ".hidden.txt", "notes.odt", "picture.png", "no-suffix"):
        (folder / name).write_text("x", encoding="utf-8")
    assert find_files([folder])[0] == wanted
    assert find_files([folder / "deep", folder])[0] == [*wanted[2:], *wanted[:2]], "none twice"
    assert find_files([folder / "README.md"])[0] == [folder / "README.md"], "a file that is named is read"


def test_nothing_to_read_is_an_error(folder: Path) -> None:
    with pytest.raises(InputError, match="there is no file to read"):
        find_files([folder])
    with pytest.raises(InputError, match="no such file or folder"):
        find_files([folder / "gone"])


def test_many_files_are_read_by_several_processes(store: Store, folder: Path) -> None:
    for number in range(1, 8):
        plan(folder, f"{number}.txt", number, value=number)
    report = load_paths(store, [folder], workers=2)
    assert outcomes(report) == [(f"{number}.txt", "added") for number in range(1, 8)]
    assert values(store) == [str(number) for number in range(1, 8)]


def test_the_order_of_loading_does_not_matter(tmp_path: Path, folder: Path) -> None:
    paths = [plan(folder, f"{number}.txt", number) for number in (1, 2, 3)]
    dumps = []
    for name, order in (("one", paths), ("other", paths[::-1])):
        opened = open_store(str(tmp_path / name))
        for path in order:
            load_paths(opened, [path])
        dumps.append(list(opened.quads()))
        opened.close()
    assert dumps[0] == dumps[1]


def test_memory_does_not_grow_with_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_BATCH", 4)
    peaks = []
    # The first load fills the caches of patterns and vocabulary, and is not counted.
    for turn, count in enumerate((4, 8, 40)):
        place = tmp_path / f"files{turn}"
        place.mkdir()
        for number in range(1, count + 1):
            plan(place, f"{number}.txt", number)
        opened = open_store(str(tmp_path / f"store{turn}"))
        tracemalloc.start()
        report = load_paths(opened, [place], workers=1)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        opened.close()
        assert len(report.outcome("added")) == count
    assert peaks[2] < 1.5 * peaks[1]


# --- error sentences --------------------------------------------------------------------------------------------------


def test_a_missing_file(folder: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_file(folder / "gone.txt")
    assert str(caught.value) == f"{folder / 'gone.txt'}: no such file. Check the path."
    assert caught.value.exit_status == 2


def test_a_folder_is_no_file(folder: Path) -> None:
    with pytest.raises(InputError, match="this is a folder"):
        read_file(folder)


@pytest.mark.parametrize("name", ["plan.odt", "plan.exe", "plan"])
def test_an_unknown_type(folder: Path, name: str) -> None:
    (folder / name).write_text("x", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_file(folder / name)
    assert "cannot be read" in str(caught.value) and all(suffix in str(caught.value) for suffix in READERS)


@pytest.mark.parametrize("content", [b"", b"  \n\t\n "])
def test_an_empty_file(folder: Path, content: bytes) -> None:
    (folder / "a.txt").write_bytes(content)
    with pytest.raises(InputError, match="the file is empty"):
        read_file(folder / "a.txt")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("Kế hoạch".encode("utf-16-be"), "is not UTF-8 text|holds binary data"),
        (b"K\xea ho\xf9ch", r"is not UTF-8 text \(byte 1\)"),
        (b"MZ\x90\x00\x01\x02 text", "is not UTF-8 text|holds binary data"),
        (b"text\x00\x01\x02 text", "holds binary data"),
        (b"\xff\xfeK", "is not UTF-16 text"),
    ],
    ids=["UTF-16 without its mark", "the old Vietnamese code page", "a program", "binary", "half a letter"],
)
def test_another_encoding(folder: Path, content: bytes, sentence: str) -> None:
    (folder / "a.txt").write_bytes(content)
    with pytest.raises(InputError, match=sentence) as caught:
        read_file(folder / "a.txt")
    assert str(folder / "a.txt") in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encodings_that_are_read(folder: Path, encoding: str) -> None:
    (folder / "a.txt").write_bytes("Số: 45\r\nKế hoạch".encode(encoding))
    assert read_file(folder / "a.txt").lines == ("Số: 45", "Kế hoạch")


def test_a_file_that_may_not_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = plan(folder, "a.txt")

    def refuse(self: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match=r"the file cannot be read \(Permission denied\)\. Check its permissions"):
        read_file(path)


def test_every_error_of_ours_says_where_and_what_to_do(folder: Path) -> None:
    (folder / "a.txt").write_bytes(b"\xff")
    for path in (folder, folder / "gone.txt", folder / "a.txt"):
        with pytest.raises(PolicygraphError) as caught:
            read_file(path)
        assert caught.value.where == str(path) and caught.value.todo
