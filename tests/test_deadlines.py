"""Duties to report: who, to whom, by which day, how often."""

from __future__ import annotations

from typing import Any

from cases import Case, parse, table

from loaders.extract.times import dated_phrases
from loaders.interchange import to_interchange
from loaders.read import read_document

HEAD = """
Số: 45/KH-UBND
Lâm Đồng, ngày 12 tháng 3 năm 2024
## KẾ HOẠCH
**Phát triển thư viện**
Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:
"""


def deadlines(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = to_interchange(read_document(parse(f"{HEAD}\n{text}\n")))["deadlines"]
    return found


@table("deadlines")
def test_who_reports_when(case: Case) -> None:
    read = [
        [
            [a["name"] for a in found["who"]],
            found["month"],
            found["day"],
            found["recurrence"],
            found["year"] or 0,
            [a["name"] for a in found["to"]],
        ]
        for found in deadlines(case["text"])
    ]
    assert read == case["deadlines"]


@table("deadlines")
def test_a_duty_is_quoted_where_it_stands(case: Case) -> None:
    lines = f"{HEAD}\n{case['text']}\n".replace("**", "").split("\n")
    for found in deadlines(case["text"]):
        assert found["when_text"].split("ngày")[-1].split("hằng")[0].strip(" )") in lines[found["line"] - 1]
        assert "báo cáo" in found["what"].lower()


@table("deadlines", "phrase")
def test_dated_phrases(case: Case) -> None:
    assert dated_phrases(case["text"]) == case["phrases"]
