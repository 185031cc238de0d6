"""The measure of accuracy: what it counts, what it shows, and that it says clearly where there is nothing to score."""

from __future__ import annotations

import importlib.util
import json
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from benchmarks.accuracy import (
    Names,
    Scored,
    begins,
    covers,
    find_document,
    likeness,
    macro,
    main,
    render,
    score_gold,
    score_whole,
    wording,
)
from loaders.interchange import to_interchange
from loaders.pipeline import read_path

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "data" / "sample" / "cantho-118-kh-ubnd-2024.txt"
Item = dict[str, Any]


def scored(reading: Item, gold: Item) -> Scored:
    return Scored("plan", "whole", score_whole(reading, gold), 0, 0, 0, 0)


@pytest.fixture
def reading() -> Item:
    return json.loads(json.dumps(to_interchange(read_path(SAMPLE))))  # type: ignore[no-any-return]


def as_gold(reading: Item) -> Item:
    """A gold of the whole form that says what a reading says."""
    gold: Item = json.loads(json.dumps(reading))
    for target in gold["targets"]:
        target["owner"] = [owner["name"] for owner in target["owner"]]
    for task in gold["tasks"]:
        task["lead"], task["support"] = ([b["name"] for b in task[key]] for key in ("lead", "support"))
        task["timeline_text"], task["owner_stated"] = task["timeline"], bool(task["lead"])
    return gold


def test_a_reading_agrees_with_itself(reading: Item) -> None:
    tallies = score_whole(reading, as_gold(reading))
    assert {t.name: t.f1 for t in tallies} == dict.fromkeys((t.name for t in tallies), 1.0)
    assert macro(tallies) == 1.0 and not any(t.misses for t in tallies)


def test_each_field_feels_its_own_error(reading: Item) -> None:
    gold = as_gold(reading)
    gold["document"]["number"] = "1/KH-UBND"
    gold["targets"][0]["value"] = 1234
    gold["targets"][1]["owner"] = ["Sở Tư pháp"]
    gold["tasks"] = [task for task in gold["tasks"] if task["owner_stated"]]
    gold["tasks"][0]["lead"] = ["Sở Tư pháp"]
    gold["cites"].append({"number": "9/NQ-CP"})
    low = {t.name: (t.wanted, t.right) for t in score_whole(reading, gold) if t.f1 < 1}
    assert set(low) == {"head", "cites", "target value", "target owner", "task lead"}
    assert all(wanted - right == 1 for wanted, right in low.values())


def test_misses_show_figures_and_names_but_no_wording(reading: Item) -> None:
    gold = as_gold(reading)
    gold["targets"][0]["indicator"] = "Chiều cao trung bình của hàng cây"
    gold["targets"][0]["line"] = 9999
    gold["targets"][1]["unit"] = "km"
    found = scored(reading, gold)
    page = render([found], [], [])
    words = dict(wording([found], []))["plan"]
    assert "hàng cây" not in page and "hàng cây" in words
    assert "wanted km" in page
    assert str(ROOT) not in page


def test_names_of_bodies_may_lack_their_place_but_not_change_their_level() -> None:
    names = Names({}, ("cần thơ",))
    assert names.same({"name": "Công an thành phố Cần Thơ", "mention": "Công an TP"}, "Công an thành phố")
    assert not names.same({"name": "Công an tỉnh", "mention": "Công an tỉnh"}, "Công an thành phố")
    assert names.same_set([{"name": "Sở Y tế"}], ["Sở Y tế"])
    assert not names.same_set([{"name": "Sở Y tế"}, {"name": "Sở Y tế"}], ["Sở Y tế"])


def test_a_cell_is_covered_by_all_its_bodies() -> None:
    cell = "Sở KH&CN; các sở, ban, ngành liên quan"
    science, others = {"name": "Sở Khoa học và Công nghệ"}, {"mention": "các sở, ban, ngành liên quan"}
    assert covers([science, others], cell)
    assert not covers([science], cell)
    assert not covers([science, others, {"name": "Sở Y tế"}], cell)
    assert covers([], "") and not covers([], cell)


def test_a_cut_wording_begins_what_was_read() -> None:
    assert begins("Trồng cây xanh dọc các tuyến đường", "Trồng cây xanh …") == 1.0
    assert begins("Tỉa cành", "Trồng cây xanh …") < 0.5
    assert likeness("“Hoà nhập”", "Hòa nhập") == 1.0


def test_without_golds_it_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docs = tmp_path / "accuracy.md"
    assert main(["--shared", str(tmp_path / "none"), "--docs", str(docs), "--words", str(tmp_path)]) == 0
    assert "make accuracy SHARED=FOLDER" in capsys.readouterr().err
    assert not docs.exists()


# --- against the golds at hand --------------------------------------------------------------------------------------


def tool(shared_dir: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, shared_dir / "tools" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(shared_dir / "tools"))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.pop(0)
    return module


def golds(shared_dir: Path) -> list[tuple[Path, Path]]:
    """(document, gold) of those whose document is plain text, which needs nothing installed."""
    paths = sorted([*(shared_dir / "gold").glob("*.json"), *(shared_dir / "gold" / "more").glob("*.json")])
    pairs = [(find_document(shared_dir, path), path) for path in paths]
    return [(document, path) for document, path in pairs if document and document.suffix in (".txt", ".md")]


@cache
def result(document: Path, path: Path) -> Scored:
    return score_gold(document, path)


def test_the_figures_are_those_of_other_scorers(shared_dir: Path) -> None:
    for document, path in golds(shared_dir):
        gold = json.loads(path.read_text(encoding="utf-8"))
        other = tool(shared_dir, "score_reading" if "document" in gold else "score_sample")
        theirs = [round(t.f1, 3) for t in other.score(to_interchange(read_path(document)), gold)]
        assert [round(t.f1, 3) for t in result(document, path).tallies] == theirs, path.stem


def test_owners_without_doubt_are_right(shared_dir: Path) -> None:
    for document, path in golds(shared_dir):
        scored = result(document, path)
        assert scored.sure_right == scored.sure_owners, path.stem
        assert scored.doubtful * 10 <= scored.owners, path.stem


def test_the_goals(shared_dir: Path) -> None:
    """Each field of a sampled gold; «tasks counted» counts table rows alone, and a text gives duties as well."""
    for document, path in golds(shared_dir):
        scored = result(document, path)
        fields = [t for t in scored.tallies if t.name != "tasks counted"]
        assert macro(fields) >= (0.98 if scored.form == "whole" else 0.95), path.stem
