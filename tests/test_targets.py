"""Targets in running text and in indicator tables: every figure once, with its own name, unit, year and owner."""

from __future__ import annotations

from typing import Any

import pytest
from cases import Case, parse, table

from loaders.extract.target_tables import is_breakdown, split_glued
from loaders.interchange import to_interchange
from loaders.read import read_document
from loaders.structure import clean_markup
from ontology.text import place_tones

HEAD = """
Số: 45/KH-UBND
Lâm Đồng, ngày 12 tháng 3 năm 2024
## KẾ HOẠCH
**Phát triển thư viện**
Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:
"""
SECTION = "## II. MỤC TIÊU\n### 2. Mục tiêu cụ thể đến năm 2030\n"


def reading(text: str) -> dict[str, Any]:
    return to_interchange(read_document(parse(f"{HEAD}{text}\n")))


def row(target: dict[str, Any]) -> list[Any]:
    value = target["text_value"] if target["comparator"] == "text" else target["value"]
    return [target["indicator"], target["comparator"], value, target["unit"] or ""]


def compare(found: list[dict[str, Any]], case: Case) -> None:
    assert [row(target) for target in found] == case["targets"]
    for target, more in zip(found, case.get("more", [{}] * len(found)), strict=True):
        given = {"value_high": None, "group": None, "parent": None, "approx": False} | more
        given.pop("owners", None)
        given = {key: None if value == "" else value for key, value in given.items()}
        assert {key: target[key] for key in given if key != "line"} == {
            key: given[key] for key in given if key != "line"
        }


@table("targets")
def test_the_targets_of_a_bullet(case: Case) -> None:
    found = reading(SECTION + case["text"])["targets"]
    compare(found, case)
    assert all(
        target["year"] == 2030
        for target, more in zip(found, case.get("more", [{}] * len(found)), strict=True)
        if "year" not in more
    )
    assert [[agency["name"] for agency in target["owner"]] for target in found] == [
        more.get("owners", []) for more in case.get("more", [{}] * len(found))
    ]
    assert all(target["group"] is None for target in found)


@table("targets", "whole")
def test_the_sections_that_hold_targets(case: Case) -> None:
    found = reading(case["text"].strip("\n"))["targets"]
    compare(found, case)
    offset = len(HEAD.split("\n")) - 1
    for target, more in zip(found, case.get("more", []), strict=False):
        assert target["line"] == more.get("line", target["line"] - offset) + offset - (1 if "line" in more else 0)


@table("targets")
def test_the_printed_figure_stands_at_the_line_of_its_target(case: Case) -> None:
    parsed = parse(f"{HEAD}{SECTION}{case['text']}\n")
    for target, _ in read_document(parsed).targets:
        words = clean_markup(" ".join(parsed.lines[target.line - 1 : target.line_end]))
        assert target.value_printed and target.value_printed in place_tones(words)


# --- indicator tables -----------------------------------------------------------------------------------------------


def annex(text: str) -> dict[str, Any]:
    return reading(f"I. NHIỆM VỤ\nTheo phụ lục.\nNơi nhận:\n- Lưu: VT.\nPhụ lục\n{text.strip(chr(10))}")


@table("target_tables")
def test_the_targets_of_a_table(case: Case) -> None:
    found = annex(case["text"])["targets"]
    assert [[*row(target), [agency["name"] for agency in target["owner"]]] for target in found] == case["targets"]
    for target, more in zip(found, case.get("more", [{}] * len(found)), strict=True):
        given = {"value_high": None, "parent": None, "doubt": []} | more
        read = target | {
            "doubt": target.get("doubt", []),
            "basis": target["owner"][0]["basis"] if target["owner"] else None,
        }
        assert {key: read[key] for key in given} == given


@table("target_tables")
def test_what_a_flattened_table_leaves_doubtful_is_told(case: Case) -> None:
    codes = {
        "cells-moved",
        "name-cut",
        "value-displaced",
        "owner-span-unsettled",
        "indicators-glued",
        "indicator-missing",
        "abbreviation-suspect",
    }
    found = annex(case["text"])
    assert [f["code"] for f in found["findings"] if f["code"] in codes] == case["findings"]
    told = {finding["code"] for finding in found["findings"]}
    assert {code for target in found["targets"] for code in target.get("doubt", [])} <= told


@table("target_tables", "glued")
def test_names_that_share_a_cell(case: Case) -> None:
    found = split_glued(case["text"], case.get("count", len(case["names"])))
    assert found == (case["names"] or None)
    assert found is None or " ".join(found) == case["text"]


@pytest.mark.parametrize("text", ["Thành thị", "+ Nông thôn", "vùng cao", "Các vùng còn lại", "Cấp xã", "- Tự nguyện"])
def test_a_breakdown_is_told_by_its_words(text: str) -> None:
    assert is_breakdown(text)


@pytest.mark.parametrize(
    "text", ["Tỷ lệ dân thành thị", "Nữ bạn đọc thường xuyên", "Xây dựng nông thôn mới", "Số xã", ""]
)
def test_an_indicator_is_no_breakdown(text: str) -> None:
    assert not is_breakdown(text)


def test_an_owner_that_was_carried_keeps_the_line_of_its_cell() -> None:
    found = annex("TT\tChỉ tiêu\tMục tiêu năm 2030\tĐơn vị phụ trách\n1\tSố báo\t15\tSở Nội vụ\n2\tSố phim\t30\t")[
        "targets"
    ]
    assert [target["owner"][0]["line"] for target in found] == [found[0]["line"]] * 2
    assert found[1]["line"] == found[0]["line"] + 1


def test_equal_indicators_of_a_table_are_two_targets() -> None:
    parsed = parse(f"{HEAD}\nPhụ lục\nTT\tChỉ tiêu\tNăm 2025\tNăm 2030\n1\tSố báo\t5\t9\n2\tSố báo\t6\t7\n")
    read = read_document(parsed)
    assert [(str(t.value), t.year) for t, _ in read.targets] == [("5", 2025), ("9", 2030), ("6", 2025), ("7", 2030)]
