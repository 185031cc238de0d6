"""What is joined by itself is right; how much of what a reader would join is found, is measured.

Measured on the case tables: of the pairs of names that are one indicator to a reader, 26 of 32 are joined (recall
0.81), and 4 of the other 6 are proposed; of the tasks that state a target, 22 of 24 are found (recall 0.91). No join is
wrong (precision 1). The tables hold as many near misses as pairs to join.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cases import Case, paragraph, table
from cases import _tables as tables

from graph.ids import indicator_id
from graph.indicators import Indicator, compare, propose
from graph.resolve import indicator_key, indicator_name
from loaders.extract.mentions import TargetMention, TaskMention
from loaders.extract.serves import find_services, states
from loaders.extract.targets import paragraph_targets

INDICATORS = tables("indicator_pairs")["case"]
TASKS = tables("task_target_pairs")["case"]


def indicator(name: str) -> Indicator:
    normal = indicator_name(name)
    return Indicator(indicator_id(normal), normal, indicator_key(name))


def task_of(case: Case) -> TaskMention:
    return TaskMention(None, case.get("heading"), case["task"], 1, 1, product=case.get("product"))


def target_of(case: Case) -> TargetMention:
    return paragraph_targets(paragraph(case["target"]), 2030)[-1]


def one_key(case: Case) -> bool:
    return indicator_key(case["a"]) == indicator_key(case["b"])


def stated(case: Case) -> bool:
    return states(task_of(case), target_of(case))


# ------------------------------------------------------------------ cases


def test_the_tables_are_large_enough_and_half_of_them_near_misses() -> None:
    assert len(INDICATORS) >= 60
    assert len(TASKS) >= 40
    for cases in (INDICATORS, TASKS):
        assert 2 * sum(case.get("near", False) for case in cases) >= len(cases)


@table("indicator_pairs")
def test_indicators_join_by_equal_keys_only_where_they_are_one(case: Case) -> None:
    assert one_key(case) == (case["same"] and case.get("joined", True))


@table("task_target_pairs")
def test_a_task_states_a_target(case: Case) -> None:
    assert stated(case) == (case["serves"] and case.get("found", True))


@pytest.mark.parametrize(
    ("cases", "truth", "joined", "recall"),
    [(INDICATORS, "same", one_key, 26 / 32), (TASKS, "serves", stated, 22 / 24)],
    ids=["indicators", "tasks and targets"],
)
def test_every_join_is_right_and_recall_is_as_measured(
    cases: list[Case],
    truth: str,
    joined: Callable[[Case], bool],
    recall: float,
    record_property: Callable[[str, object], None],
) -> None:
    found = [case["id"] for case in cases if joined(case)]
    wanted = [case["id"] for case in cases if case[truth]]
    right = set(found) & set(wanted)
    record_property("precision", len(right) / len(found))
    record_property("recall", len(right) / len(wanted))
    print(f"precision {len(right) / len(found):.2f}, recall {len(right) / len(wanted):.2f}")
    assert set(found) == right
    assert len(right) / len(wanted) >= recall


# ------------------------------------------------------------------ proposals


@table("indicator_pairs")
def test_what_is_not_joined_is_at_most_proposed(case: Case) -> None:
    a, b = indicator(case["a"]), indicator(case["b"])
    found = propose([a, b])
    if one_key(case):
        assert found == []
    for proposal in found:
        assert {proposal.first.id, proposal.second.id} == {a.id, b.id}
        assert 80 <= proposal.score <= 100


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("Tỷ suất tử vong trẻ em dưới 5 tuổi", "Tỷ suất tử vong trẻ em dưới 1 tuổi", "number"),
        ("Số học sinh tham gia BHYT", "Số học sinh tham gia BHTN", "contrast"),
        ("Tỷ lệ hộ nghèo cuối kỳ", "Tỷ lệ hộ cận nghèo cuối kỳ", "contrast"),
        ("Tỷ lệ bỏ học cấp tiểu học", "Tỷ lệ bỏ học cấp trung học cơ sở", "contrast"),
        ("Tỷ lệ hộ thành thị có điện", "Tỷ lệ hộ nông thôn có điện", "contrast"),
    ],
)
def test_known_traps_stay_apart_and_say_why(a: str, b: str, reason: str) -> None:
    proposal = compare(indicator(a), indicator(b))
    assert proposal is not None
    assert proposal.reason == reason
    assert not proposal.may_be_one


def test_what_may_be_one_comes_first_and_says_what_differs() -> None:
    names = [
        "Tỷ lệ thôn có đường cứng hóa",
        "Tỷ lệ thôn có đường được cứng hóa",
        "Tỷ lệ thôn không có đường cứng hóa",
        "Sản lượng điện gió",
    ]
    first, second, *_ = propose(map(indicator, names))
    assert (first.reason, first.may_be_one) == ("more_words", True)
    assert {first.only_first, first.only_second} == {(), ("được",)}
    assert second.reason == "contrast"


def test_proposals_do_not_depend_on_the_order_of_the_indicators() -> None:
    indicators = [indicator(case[side]) for case in INDICATORS for side in ("a", "b")]
    found = propose(indicators)
    assert found == propose(reversed(indicators))
    assert len({(p.first.id, p.second.id) for p in found}) == len(found)


def test_ten_thousand_indicators_are_compared_only_where_rare_words_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    import graph.indicators as module

    looked = 0
    real = module.compare

    def counted(a: Indicator, b: Indicator, *, least: float) -> module.Proposal | None:
        nonlocal looked
        looked += 1
        return real(a, b, least=least)

    monkeypatch.setattr(module, "compare", counted)
    names = [f"Tỷ lệ hộ dân thôn{i} được dùng nước sạch từ trạm{i // 2}" for i in range(10_000)]
    indicators = [
        Indicator(f"indicator/{i}", name, f"ty le ho dan thon{i} dung nuoc sach tram{i // 2}")
        for i, name in enumerate(names)
    ]
    found = module.propose(indicators)
    assert looked <= 20_000
    assert len(found) >= 5_000


# ------------------------------------------------------------------ the weaker evidence


def test_one_field_is_weaker_evidence_and_only_where_nobody_states_the_target() -> None:
    target = target_of({"target": "- Tỷ lệ trạm y tế có bác sĩ đạt 90%."})
    target.group = "Y tế"
    other = TaskMention("1", "Về y tế", "Nâng cấp các trạm", 1, 1)
    states_it = TaskMention("2", "Tổ chức thực hiện", "Bảo đảm tỷ lệ trạm y tế có bác sĩ đạt 90%", 2, 2)
    away = TaskMention("3", "Về nhà ở", "Sửa nhà", 3, 3)
    assert [(s.task, s.basis) for s in find_services([other, away], [target])] == [(0, "domain")]
    assert [(s.task, s.basis) for s in find_services([other, states_it, away], [target])] == [(1, "stated")]


def test_without_a_group_or_a_heading_there_is_no_field() -> None:
    target = target_of({"target": "- Tỷ lệ trạm y tế có bác sĩ đạt 90%."})
    assert find_services([TaskMention("1", "Về y tế", "Nâng cấp các trạm", 1, 1)], [target]) == []
    target.group = "Y tế"
    assert find_services([TaskMention("1", None, "Nâng cấp các trạm", 1, 1)], [target]) == []
