"""A store brought up to date without the files: a document read again from what is kept is the document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest

import loaders.pipeline as pipeline
from graph.curating import Curator
from graph.decisions import read_decisions
from graph.project import pack, unpack
from graph.store import Store, open_store
from loaders import read, refresh
from loaders.document import Note
from loaders.formats import READERS, read_file
from loaders.kept import again, keep
from loaders.pipeline import load_paths, prepare
from ontology.errors import PolicygraphError

ROOT = Path(__file__).parent.parent
SAMPLE = sorted((ROOT / "data" / "sample").glob("*.txt"))

PAGE = """<html><head><title>t</title></head><body>
<p>ỦY BAN NHÂN DÂN<br>TỈNH LÂM ĐỒNG</p><p>Số: 45/KH-UBND</p><p>Lâm Đồng, ngày 12 tháng 3 năm 2024</p>
<p><b>KẾ HOẠCH</b></p><p>Thực hiện Nghị quyết số 31/NQ-CP ngày 5/3/2022 của Chính phủ về thư viện</p>
<p>Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:</p>
<table><tr><th>TT</th><th>Chỉ tiêu</th><th>Đơn vị tính</th><th>Mục tiêu đến năm 2030</th><th>Cơ quan phụ trách</th></tr>
<tr><td>1</td><td>Tỷ lệ xã có thư viện</td><td>%</td><td>65</td><td rowspan="2">Sở Nội vụ</td></tr>
<tr><td>2</td><td><b>Số lượt mượn</b></td><td>lượt</td><td>900</td></tr></table>
</body></html>"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(str(tmp_path / "store"))
    yield opened
    opened.close()


@pytest.fixture
def decisions(tmp_path: Path) -> Path:
    return tmp_path / "decisions.jsonl"


def same_without_its_file(path: Path) -> None:
    facts = prepare(path)
    assert refresh.read_again(unpack(pack(facts))) == facts


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_a_text_read_again_from_the_store_is_the_same(path: Path) -> None:
    same_without_its_file(path)


def test_a_page_with_merged_cells_read_again_from_the_store_is_the_same(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(PAGE, encoding="utf-8")
    same_without_its_file(page)
    owners = [said.object for said in prepare(page).statements if said.predicate == "OWNED_BY"]
    assert owners == ["agency/so-noi-vu.lam-dong"] * 2, "the merged cell is of no use if it is not read"


def test_everything_that_a_layout_says_is_kept(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(PAGE, encoding="utf-8")
    parsed = read_file(page)
    assert parsed.layout is not None
    filled = replace(
        parsed.layout,
        pages=tuple(range(1, len(parsed.lines) + 1)),
        bold=frozenset({(1, 0)}),
        italic=frozenset({(2, 0), (1, 0)}),
        centred=frozenset({1}),
        merged={(2, 1): (1, 1), (1, 2): (1, 1)},
        unsure={3: "ốm", 1: "x"},
    )
    assert all(getattr(filled, field.name) for field in fields(filled)), "a new field is to be tried here too"
    whole = replace(parsed, layout=filled, notes=(Note("ocr-repair", "một chữ", 2),))
    facts = prepare(page).model_copy(update={"layout": keep(whole)})
    found = again(facts)
    assert (found.layout, found.notes, found.lines) == (filled, whole.notes, whole.lines)


def test_every_real_document_read_again_from_the_store_is_the_same(shared_dir: Path) -> None:
    tried = 0
    for path in sorted((shared_dir / "corpus" / "more").iterdir()):
        if path.suffix.lower() in READERS and path.stat().st_size < 300_000:
            try:
                same_without_its_file(path)
                tried += 1
            except PolicygraphError:
                continue
    assert tried >= 5


def test_only_what_a_changed_vocabulary_reads_otherwise_is_told_as_changed(
    store: Store, decisions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = []
    for number, owner in ((45, "Sở Nội vụ"), (46, "Hội Bạn Đọc")):
        files.append(tmp_path / f"{number}.html")
        files[-1].write_text(PAGE.replace("45/KH", f"{number}/KH").replace("Sở Nội vụ", owner), encoding="utf-8")
    load_paths(store, files, decisions=decisions)
    curator = Curator(store, decisions, "curator")
    (key, *_) = (
        said.key
        for said in (store.document("document/45_kh-ubnd.lam-dong-2024") or pytest.fail("it is not loaded")).statements
        if said.predicate == "OWNED_BY"
    )
    curator.accept(key, "as printed")
    refresh.refresh(store, decisions=decisions)
    for file in files:
        file.unlink()

    # Another vocabulary: the unknown body has become a known one.
    usual = pipeline.facts_of
    monkeypatch.setattr(
        pipeline,
        "facts_of",
        lambda parsed: usual(
            type(parsed)(
                parsed.path,
                parsed.sha256,
                tuple(line.replace("Hội Bạn Đọc", "Sở Tư pháp") for line in parsed.lines),
                parsed.blocks,
                parsed.layout,
            )
        ),
    )
    monkeypatch.setattr(refresh, "READER_VERSION", "another")
    monkeypatch.setattr(pipeline, "READER_VERSION", "another")
    done = refresh.refresh(store, decisions=decisions, workers=1)
    assert (done.changed, done.unchanged, done.failed) == (["document/46_kh-ubnd.lam-dong-2024"], 1, [])
    kept = store.document("document/45_kh-ubnd.lam-dong-2024")
    assert kept is not None and kept.source.reader == "another"
    assert [said.confirmed_by for said in kept.statements if said.key == key] == ["curator"]
    assert refresh.refresh(store, decisions=decisions).changed == []
    assert read_decisions(decisions).in_force


def test_a_document_whose_text_is_not_kept_stays_and_is_told(
    store: Store, decisions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "a.html"
    page.write_text(PAGE, encoding="utf-8")
    facts = prepare(page)
    store.load([facts.model_copy(update={"layout": ""})])
    before = list(store.quads())
    monkeypatch.setattr(refresh, "READER_VERSION", f"{read.READER_VERSION}-next")
    done = refresh.refresh(store, decisions=decisions)
    assert [name for name, _ in done.failed] == [facts.id]
    assert "load the file" in done.failed[0][1]
    assert list(store.quads()) == before
