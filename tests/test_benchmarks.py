"""What the benchmarks and the soak write down: goals met and missed, what was tried and what went wrong."""

from __future__ import annotations

import random

import pytest

from benchmarks.bench import Figure, page
from benchmarks.soak import MARK, PAGE, Part, damaged, table


@pytest.mark.parametrize(
    ("goal", "runs", "holds"),
    [
        ("≥ 0.5", [0.4, 0.6, 0.7], True),
        ("≥ 0.5", [0.3, 0.4, 0.9], False),
        ("≤ 1.2", [1.0, 1.1, 3.0], True),
        ("≤ 1.2", [1.3, 1.3, 1.0], False),
        ("", [1.0], None),
    ],
)
def test_the_middle_run_meets_a_goal_or_not(goal: str, runs: list[float], holds: bool | None) -> None:
    assert Figure("what", goal, runs).holds() is holds


def test_the_page_of_figures_tells_spread_goal_and_machine() -> None:
    figures = [{"what": "speed", "goal": "≥ 2", "runs": [3.0, 1.0, 1.5], "note": "of five"}]
    text = page({"loading": {"date": "2026-11-23", "machine": "two cores", "load": "1", "figures": figures}})
    assert "| speed | ≥ 2 | 1 | 1.5 | 3 | **missed**; of five |" in text
    assert "two cores" in text and "2026-11-23" in text


def test_the_table_of_what_was_tried() -> None:
    part = Part("kills", 3, ["one was lost"], "all were stored")
    kept = {"kills": {"date": "2026-11-23", "commit": "abc1234", "parts": [
        {"what": part.what, "tried": part.tried, "wrong": part.wrong, "note": part.note}]}}  # fmt: skip
    assert "| kills (all were stored) | 3 | 1 | 2026-11-23, abc1234 |" in table(kept)
    assert MARK in PAGE.read_text(encoding="utf-8")


def test_damages_depend_on_the_seed_and_leave_something() -> None:
    data = "Số: 1/KH-UBND\nKẾ HOẠCH\n1\t2\t3\n".encode()
    made = [damaged(data, random.Random(number)) for number in range(200)]
    assert made == [damaged(data, random.Random(number)) for number in range(200)]
    assert all(made) and len(set(made)) > 100
