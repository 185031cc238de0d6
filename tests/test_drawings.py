"""Drawings of answers: flows that count everything once, and a drawing for every question that suggests one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdf_cases import embedded, sample
from test_questions_sample import answered

from drawings import draw
from drawings.answers import SHAPES
from drawings.charts import Bar, Cell, bars, matrix
from drawings.drawing import COLOURS, OUTCOMES, SHADES, Language, cut
from drawings.flows import Flows, Strand, flows, without_circles
from drawings.lineage import NO_OWNER, lineage, lineage_now
from drawings.network import Change, Point, layered, spread
from drawings.sankey import Node, sankey
from graph.store import Store
from ontology.declare import Words
from ontology.types import NODE_TYPES
from queries.catalogue import catalogue, find_question
from queries.runner import run


def bands(found: Flows) -> dict[tuple[str, str], Fraction]:
    return {(flow.source, flow.target): flow.value for flow in found.flows}


# --- flows ------------------------------------------------------------------------------------------------------


def test_a_diamond_counts_a_target_once_and_splits_it_evenly() -> None:
    links = [("42", "68"), ("42", "75"), ("68", "118"), ("75", "118")]
    found = flows([Strand(("118", "target", "owner"), 0, "target")], links, ["42"])
    half = Fraction(1, 2)
    assert bands(found) == {
        ("42", "68"): half,
        ("42", "75"): half,
        ("68", "118"): half,
        ("75", "118"): half,
        ("118", "target"): 1,
        ("target", "owner"): 1,
    }
    assert found.weight["42"] == found.weight["118"] == 1
    assert found.depth == {"42": 0, "68": 1, "75": 1, "118": 2, "target": 3, "owner": 4}


def test_a_direct_link_beside_a_longer_route_is_left_out_and_told() -> None:
    found = flows([Strand(("118",), 0, "t")], [("42", "68"), ("68", "118"), ("42", "118")], ["42"])
    assert bands(found) == {("42", "68"): 1, ("68", "118"): 1}
    assert found.direct == (("42", "118"),)
    assert found.circles == ()


def test_a_link_that_closes_a_circle_is_left_out_and_named() -> None:
    found = flows([Strand(("c",), 0, "t")], [("a", "b"), ("b", "c"), ("c", "b")], ["a"])
    assert bands(found) == {("a", "b"): 1, ("b", "c"): 1}
    assert found.circles == (("c", "b"),)


def test_words_of_a_document_are_no_template_of_the_drawing() -> None:
    node = Node("{b} <b>bold</b>", "Target", "t", ": {c}")
    drawn = sankey([Strand(("t",), 0, "t")], [], [], {"t": node}, "en", what=Words("x", "x"), summary="s")
    assert drawn is not None
    label = drawn.option["series"][0]["data"][0]["label"]["formatter"]
    assert "{" not in label and "<b>bold</b>" in label  # SVG text; what is pointed at is escaped by the page
    cell = matrix([Cell("{a}", "{b}", 1, "{c}", (), "")], "en", summary="s")
    assert cell is not None and "{" not in json.dumps([cell.option["xAxis"]["data"], cell.option["yAxis"]["data"]])


def test_owners_of_one_target_share_it() -> None:
    strands = [Strand(("plan", "target", "one"), 0, "target"), Strand(("plan", "target", "other"), 1, "target")]
    found = flows(strands, [("top", "plan")], ["top"])
    assert found.weight["target"] == 1 and found.weight["one"] == Fraction(1, 2)
    assert found.rows["target"] == (0, 1) and found.rows["other"] == (1,)


def test_plans_at_different_depths_stand_in_one_column_before_their_targets() -> None:
    links = [("top", "deep"), ("deep", "deeper"), ("deeper", "one"), ("top", "other")]
    found = flows([Strand(("one", "s"), 0, "s"), Strand(("other", "t"), 1, "t")], links, ["top"])
    assert found.depth["one"] == found.depth["other"] == 3
    assert found.depth["s"] == found.depth["t"] == 4


def test_what_is_chosen_lights_every_path_through_it_and_no_other() -> None:
    links = [("top", "a"), ("top", "b")]
    strands = [Strand(("a", "s", "x"), 0, "s"), Strand(("a", "t", "y"), 1, "t"), Strand(("b", "u", "x"), 2, "u")]
    found = flows(strands, links, ["top"])
    assert found.lit("x") == {"x", "s", "u", "a", "b", "top"}
    assert found.lit("t") == {"top", "a", "t", "y"}
    assert found.lit("unknown") == frozenset()


NODES = "abcdefg"
PAIRS = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=20)


@given(PAIRS, st.lists(st.sampled_from(NODES), min_size=1, max_size=6))
def test_whatever_the_links_nothing_runs_in_a_circle_and_nothing_counts_twice(
    links: list[tuple[str, str]], plans: list[str]
) -> None:
    strands = [Strand((plan, f"t{place}"), place, f"t{place}") for place, plan in enumerate(plans)]
    found = flows(strands, links, ["a"])
    assert without_circles(bands(found), ["a"])[1] == []
    assert all(found.depth[flow.source] < found.depth[flow.target] for flow in found.flows)
    # What comes to a document goes on from it: of each target there is exactly one.
    arriving: dict[str, Fraction] = {}
    leaving: dict[str, Fraction] = {}
    for (source, target), value in bands(found).items():
        assert value > 0
        arriving[target] = arriving.get(target, Fraction(0)) + value
        leaving[source] = leaving.get(source, Fraction(0)) + value
    for node in set(arriving) & set(leaving):
        own = sum(1 for plan in plans if plan == node)
        assert leaving[node] == found.weight[node]
        assert arriving[node] == found.weight[node] or own
    assert sum((arriving[f"t{place}"] for place in range(len(plans))), Fraction(0)) == len(plans)


# --- other drawings ---------------------------------------------------------------------------------------------


def test_a_heat_map_puts_the_fullest_first_and_says_what_it_cuts() -> None:
    cells = [Cell(f"row {n}", "one", n, str(n), (n,), "") for n in range(60)]
    drawn = matrix(cells, "en", summary="s")
    assert drawn is not None
    assert drawn.option["yAxis"]["data"][0] == "row 59"
    assert len(drawn.option["yAxis"]["data"]) == 40 and "40 of 60 rows" in drawn.notes[0]
    assert drawn.marks["0:0"].rows == (59,)
    assert len(drawn.marks) == len(drawn.option["series"][0]["data"]) == 40


def test_dark_cells_have_white_letters_and_cells_without_number_are_grey() -> None:
    cells = [Cell("a", "x", 1, "1", (), ""), Cell("b", "x", 9, "9", (), ""), Cell("c", "x", None, "ít", (), "")]
    drawn = matrix(cells, "vi", summary="s")
    assert drawn is not None
    looks = {item["label"]["formatter"]: item for item in drawn.option["series"][0]["data"]}
    assert looks["9"]["label"]["color"] == "#fff" and looks["1"]["label"]["color"] == "#222"
    assert looks["ít"]["itemStyle"]["color"] == "#D9D9D9"


def test_bars_are_stacked_by_kind_and_keep_their_rows() -> None:
    parts = [Bar("A", "leads", 2, (0,), "id-a"), Bar("A", "owns", 1, (1,), "id-a"), Bar("B", "leads", 9, (2,))]
    drawn = bars(parts, "en", summary="s")
    assert drawn is not None
    assert drawn.option["yAxis"]["data"] == ["B", "A"]
    assert [series["name"] for series in drawn.option["series"]] == ["leads", "owns"]
    assert drawn.marks["1:1"].rows == (1,) and drawn.marks["1:1"].id == "id-a"
    assert "0:1" not in drawn.marks


def test_every_node_of_a_network_has_a_place_of_its_own() -> None:
    nodes = ["root", *(f"n{place}" for place in range(40)), "alone"]
    edges = [("root", f"n{place}") for place in range(20)] + [("n3", f"n{place}") for place in range(20, 40)]
    where = spread(nodes, edges, "root")
    assert set(where) == set(nodes) and where["root"][:2] == (0.0, 0.0)
    assert len({(round(x), round(y)) for x, y, _ in where.values()}) == len(nodes)
    # Opening one more node leaves the others on their ring.
    more = spread([*nodes, "new"], [*edges, ("n3", "new")], "root")
    assert abs(more["n5"][0] ** 2 + more["n5"][1] ** 2 - where["n5"][0] ** 2 - where["n5"][1] ** 2) < 1


def test_a_label_is_cut_at_a_word() -> None:
    assert cut("một hai ba", 40) == "một hai ba"
    assert cut("một hai ba bốn", 10) == "một hai …"
    assert len(cut("x" * 90, 20)) <= 21


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_type_has_a_colour_of_its_own_and_shades_grow_darker() -> None:
    assert set(COLOURS) == set(NODE_TYPES) and len(set(COLOURS.values())) == len(COLOURS)
    shades = [luminance(shade) for shade in SHADES]
    assert all(one > other for one, other in pairwise(shades))


# --- answers ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample; both stores answer alike, and a drawing sees only the answer."""
    found = embedded(tmp_path_factory.mktemp("drawings") / "store", sample())
    yield found
    found.close()


def keys(option: Any) -> set[str]:
    """Every key of a mark within an option."""
    if isinstance(option, dict):
        own = {str(option["key"])} if "key" in option else set()
        return own.union(*map(keys, option.values()))
    return set().union(*map(keys, option)) if isinstance(option, list) else set()


def test_every_question_that_suggests_a_drawing_has_one_of_that_kind() -> None:
    suggested = {name: question.drawing for name, question in catalogue().items() if question.drawing != "table"}
    assert {name: shape.kind for name, shape in SHAPES.items()} == suggested


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", SHAPES)
def test_every_drawing_of_the_sample_can_be_clicked(store: Store, name: str, language: Language) -> None:
    answer = answered(store, find_question(name))
    if not answer.rows:  # nobody waits for the first agencies that are tried
        pair = run(store, find_question("lead-support-matrix"), {}).rows[0].values
        answer = run(store, find_question(name), {"agency": pair["support_id"]})
    drawn = draw(answer, language)
    assert drawn is not None and drawn.kind == answer.question.drawing
    json.dumps(drawn.option)
    assert drawn.summary and drawn.height > 60
    # What can be clicked is what is drawn, and it leads to rows of the answer.
    assert set(drawn.marks) <= keys(drawn.option)
    assert all(0 <= row < len(answer.rows) for mark in drawn.marks.values() for row in mark.rows)
    assert any(mark.rows for mark in drawn.marks.values())


def test_an_answer_without_rows_has_no_drawing(store: Store) -> None:
    answer = answered(store, find_question("target-owners"))
    assert draw(replace(answer, rows=[]), "vi") is None


def test_the_lineage_holds_every_target_once_and_says_who_has_no_owner(store: Store) -> None:
    owned = run(store, find_question("target-owners"), {"from": "NQ-42"})
    without = run(store, find_question("targets-without-owner"), {"from": "NQ-42"})
    start = str(owned.parameters["from"])
    drawn = lineage([*owned.rows, *without.rows], (start, "42-NQ/TW"), "vi")
    assert drawn is not None
    nodes = {item["key"]: item for item in drawn.option["series"][0]["data"]}
    assert nodes[start]["label"]["formatter"] == "42-NQ/TW · 181"
    assert nodes[NO_OWNER]["label"]["formatter"].endswith("· 81")
    assert len(drawn.marks[NO_OWNER].rows) == 81
    # Every band into targets together: each target once.
    targets = {str(row.values["target_id"]) for row in (*owned.rows, *without.rows)}
    links = drawn.option["series"][0]["links"]
    assert sum(link["value"] for link in links if link["target"] in targets) == pytest.approx(181)
    assert any("118/KH-UBND → 42-NQ/TW" in note for note in drawn.notes)


def test_a_doubtful_target_and_its_agency_carry_a_mark(store: Store) -> None:
    owned = run(store, find_question("target-owners"), {"from": "NQ-42"})
    doubtful = [row for row in owned.rows if row.values["doubt"]]
    assert doubtful
    drawn = lineage(doubtful, ("document/42-nq_tw-2023", "42-NQ/TW"), "en")
    assert drawn is not None
    marked = [item for item in drawn.option["series"][0]["data"] if item["label"]["formatter"].startswith("⚠")]
    assert {str(row.values["agency_id"]) for row in doubtful} <= {item["key"] for item in marked}


# --- the reform -------------------------------------------------------------------------------------------------


def test_who_holds_an_owners_work_is_drawn_beside_it_and_none_is_picked(store: Store) -> None:
    owned = run(store, find_question("target-owners"), {"from": "NQ-42"}, as_of="2026-10-15")
    drawn = lineage_now(owned.rows, (str(owned.parameters["from"]), "42-NQ/TW"), "vi")
    assert drawn is not None
    nodes = {item["key"]: item for item in drawn.option["series"][0]["data"]}
    assert "Sở Y tế tỉnh An Giang" in nodes["now:agency/so-y-te.an-giang~2025"]["tip"]
    open_ones = [row for row in owned.rows for one in row.holdings.values() if one.outcome == "candidates"]
    assert open_ones
    assert len(drawn.marks["now:candidates"].rows) == len(open_ones)
    # The bands say how sure it is: what is open is orange, whoever was named.
    links = drawn.option["series"][0]["links"]
    colours = {link["lineStyle"]["color"] for link in links if link["target"] == "now:candidates"}
    assert colours == {OUTCOMES["candidates"]}


def test_a_body_that_stayed_is_another_node_now_than_then(store: Store) -> None:
    owned = run(store, find_question("target-owners"), {"from": "NQ-42"}, as_of="2024-12-31")
    drawn = lineage_now(owned.rows, (str(owned.parameters["from"]), "42-NQ/TW"), "en")
    assert drawn is not None
    assert {"agency/so-y-te.can-tho", "now:agency/so-y-te.can-tho"} <= set(drawn.marks)
    assert drawn.marks["now:agency/so-y-te.can-tho"].id == "agency/so-y-te.can-tho"


def test_what_came_of_what_stands_in_columns_of_time() -> None:
    points = {name: Point(name, "Agency") for name in "abcd"}
    steps = [("a", "b"), ("b", "c"), ("d", "c")]
    drawn = layered(points, [Change(one, other, "", "#000000", "") for one, other in steps], "en", summary="s")
    assert drawn is not None
    x = {item["key"]: item["value"][0] for item in drawn.option["series"][0]["data"]}
    assert x["a"] < x["b"] < x["c"] and x["d"] == x["b"]
    # A circle is a mistake of the list and must not hang the page.
    assert layered(points, [Change("a", "b", "", "#000", ""), Change("b", "a", "", "#000", "")], "en", summary="s")


def test_many_tasks_are_left_out_of_a_flow_and_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = answered(store, find_question("tasks-serving-targets"))
    monkeypatch.setattr("drawings.answers.MOST_TASKS", 1)
    drawn = draw(answer, "en")
    assert drawn is not None and "Many tasks" in drawn.notes[-1]
    assert not any("/task/" in key for key in drawn.marks)


def test_a_name_that_was_kept_is_told_apart_by_its_days(store: Store) -> None:
    answer = run(store, find_question("agency-genealogy"), {"agency": "agency/so-y-te.can-tho"})
    drawn = draw(answer, "vi")
    assert drawn is not None
    assert drawn.marks["agency/so-y-te.can-tho"].label == "Sở Y tế (Cần Thơ) [đến 30/06/2025]"
    assert drawn.marks["agency/so-y-te.can-tho~2025"].label == "Sở Y tế (Cần Thơ) [từ 01/07/2025]"
