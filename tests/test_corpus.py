"""The corpus maker: what was written into a plan is read out of it, in every layout, encoding and form of tables."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.corpus import LAYOUTS, facts_of, main, plan, plans, write
from graph.store import open_store
from loaders.interchange import to_interchange
from loaders.pipeline import load_paths, read_path

FIRST = 40
"""So many plans hold every layout (tested)."""


@settings(max_examples=25, deadline=None)
@given(index=st.integers(0, 20_000), seed=st.integers(1, 1_000), size=st.integers(2_000, 12_000))
def test_what_was_written_in_is_read_out(index: int, seed: int, size: int) -> None:
    made = plan(index, seed=seed, size=size)
    with TemporaryDirectory() as folder:
        file = Path(folder) / made.file
        file.write_bytes(made.data)
        found = facts_of(to_interchange(read_path(file)))
    # One fact of the plan at a time: a failure then shows what differs and not two whole plans.
    for what, wanted in made.facts.items():
        assert found[what] == wanted, (made.layout, what)


def test_every_layout_is_drawn_and_holds_targets_tasks_and_reports() -> None:
    made = list(plans(FIRST, size=3_000))
    assert {one.layout for one in made} == set(LAYOUTS)
    assert all(one.facts[what] for one in made for what in ("implements", "targets", "tasks", "deadlines"))
    assert any(target["owner"] for one in made for target in one.facts["targets"])
    assert {one.facts["number"] is None for one in made} == {True, False}


def test_a_plan_depends_on_its_place_and_seed_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few, many = list(plans(3, size=3_000)), list(plans(5, size=3_000))
    assert few == many[:3] and len({one.data for one in many}) == 5
    assert plan(1, seed=2, size=3_000) != few[1]
    main([str(tmp_path / "corpus"), "--plans", "3", "--bytes", "3000"])
    assert capsys.readouterr().out.startswith("3 plans, ")
    listed = [json.loads(line) for line in (tmp_path / "corpus" / "facts.jsonl").read_text().splitlines()]
    assert listed == [{"file": one.file, **one.facts} for one in few]
    assert [(tmp_path / "corpus" / one.file).read_bytes() for one in few] == [one.data for one in few]


def test_no_two_plans_are_one_document_and_the_store_holds_them_all(tmp_path: Path) -> None:
    paths = write(tmp_path / "corpus", FIRST, size=3_000)
    store = open_store(str(tmp_path / "store"))
    report = load_paths(store, paths, workers=1)
    assert [file.message for file in report.files if file.outcome != "added"] == []
    wanted = [json.loads(line) for line in (tmp_path / "corpus" / "facts.jsonl").read_text().splitlines()]
    facts = store.status().facts
    assert facts["SETS"] == sum(len(one["targets"]) for one in wanted)
    assert facts["OWNED_BY"] == sum(len(target["owner"]) for one in wanted for target in one["targets"])
    assert facts["LED_BY"] == sum(len(task["lead"]) for one in wanted for task in one["tasks"])
    store.close()
