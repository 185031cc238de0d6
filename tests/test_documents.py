"""Whole short documents in the shapes that provinces, ministries and converters give them, against what each says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cases import Case, parse, table

from benchmarks.accuracy import facts_of
from graph.project import check_storable
from loaders.interchange import to_interchange
from loaders.read import read_document

Item = dict[str, Any]


def names(bodies: list[Item]) -> list[str]:
    return [body["name"] for body in bodies]


def task(item: Item) -> list[Any]:
    return [
        item["code"] or "",
        names(item["lead"]),
        names(item["support"]),
        item["product"] or "",
        item["timeline"] or "",
        item["text"],
    ]


def target(item: Item) -> list[Any]:
    values = [item["value"] if item["value"] is not None else item["text_value"]]
    values += [item["value_high"]] if item["value_high"] is not None else []
    return [
        item["indicator"],
        item["comparator"],
        values,
        item["unit"] or "",
        item["year"] or 0,
        names(item["owner"]),
    ]


@table("documents")
def test_a_document_of_its_shape(case: Case) -> None:
    read = read_document(parse(case["text"]))
    check_storable(facts_of(read, Path("plan.txt")))
    reading = to_interchange(read)
    found = {
        "head": {key: value for key, value in reading["document"].items() if key in case["head"]},
        "tasks": [task(item) for item in reading["tasks"] if item["lead"]],
        "targets": [target(item) for item in reading["targets"]],
        "reports": [[f"{d['day']}/{d['month']}", names(d["who"])] for d in reading["deadlines"]],
        "amends": [cited["number"] for cited in reading["amends"]],
        "replaces": [cited["number"] for cited in reading["replaces"]],
    }
    wanted = {"tasks": [], "targets": [], "reports": [], "amends": [], "replaces": []} | {
        key: case[key] for key in found if key in case
    }
    assert found == wanted
