"""Who is given what to do: every shape of an assignment, and what only looks like one."""

from __future__ import annotations

from typing import Any

import pytest
from cases import Case, parse, table

from loaders.interchange import to_interchange
from loaders.read import read_document

HEAD = """
Số: 45/KH-UBND

Lâm Đồng, ngày 12 tháng 3 năm 2024

## KẾ HOẠCH

**Phát triển thư viện**

Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:
"""


def reading(text: str) -> dict[str, Any]:
    return to_interchange(read_document(parse(f"{HEAD}\n{text}\n")))


def owned(text: str) -> list[dict[str, Any]]:
    return [task for task in reading(text)["tasks"] if task["lead"]]


@table("assignments")
def test_who_is_given_what(case: Case) -> None:
    found = owned(case["text"])
    names = [[task["code"], *([a["name"] for a in task[role]] for role in ("lead", "support"))] for task in found]
    assert names == [[task["code"], task["lead"], task["support"]] for task in case["tasks"]]
    for task, expected in zip(found, case["tasks"], strict=True):
        assert (task["product"], task["timeline"]) == (expected.get("product"), expected.get("timeline"))
        assert task["text"] == expected.get("text", task["text"])
        assert task["heading"] == expected.get("heading", task["heading"])
        assert {a["basis"] for a in task["lead"]} == {expected.get("basis", task["lead"][0]["basis"])}


@table("assignments")
def test_mentions_stand_in_their_lines(case: Case) -> None:
    lines = f"{HEAD}\n{case['text']}\n".split("\n")
    for task in owned(case["text"]):
        assert 1 <= task["line"] <= task["line_end"] <= len(lines)
        for agency in (*task["lead"], *task["support"]):
            first = agency["mention"].split(" ")[0]
            assert first in lines[agency["line"] - 1]


def test_a_task_table_sets_no_targets() -> None:
    found = reading(
        "Phụ lục\nTT\tNhiệm vụ\tCơ quan chủ trì\tThời gian\n1\tMở 12 phòng đọc, đạt 90%\tSở Nội vụ\tNăm 2026"
    )
    assert found["targets"] == [] and len(found["tasks"]) == 1


@pytest.mark.parametrize("slip", ["Sở Giáo dục và Đào tao", "Sở Giáo dục và ào tạo"])
def test_a_misread_lead_is_repaired_and_doubtful(slip: str) -> None:
    lead = owned(f"## I. NHIỆM VỤ\n1. {slip} chủ trì, phối hợp với Sở Tài chính mua sách.")[0]["lead"]
    assert [(agency["name"], agency["mention"], agency["doubt"]) for agency in lead] == [
        ("Sở Giáo dục và Đào tạo", slip, ["ocr-repair"])
    ]


def test_an_unknown_lead_is_kept_as_printed() -> None:
    task = owned("## I. NHIỆM VỤ\n1. Trường Đại học Tân Sinh chủ trì mở tủ sách rừng.")[0]
    assert [(a["name"], a["kind"], a["doubt"]) for a in task["lead"]] == [
        ("Trường Đại học Tân Sinh", "unresolved", ["agency-unknown"])
    ]


def test_two_provinces_have_two_departments() -> None:
    one = owned("## I. NHIỆM VỤ\n1. Sở Nội vụ chủ trì mua sách.")[0]["lead"][0]
    assert (one["id"], one["jurisdiction"]) == ("agency/so-noi-vu.lam-dong", "Lâm Đồng")
