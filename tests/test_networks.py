"""Networks of agencies and documents: small ones worked out by hand, and the same from either store.

The tasks (lead → supporters), with single letters for agencies::

    t1: A → B, C        A ─1─ B     D ─2─ E
    t2: B → C           │ \\   │     │
    t3: A → D           1   1 1     (t4, t5)
    t4: D → E           │    \\│
    t5: E → D           D     C      F: alone, «các sở» supports t1 and leads nothing

A–B, A–C, B–C form a triangle; D hangs on A, E on D. Without A, D and E lose B and C; without D, E loses all.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import builders
import networkx as nx
import pytest

from graph.facts import DocumentFacts
from graph.networks import (
    Coordination,
    articulation_points,
    betweenness,
    bottlenecks,
    circles,
    communities,
    coordination,
    document_network,
    single_bodies,
    weighted_degree,
)
from graph.store import Row, Store, open_store
from queries.networks import agencies, documents
from queries.texts import read_cypher, read_sparql

TASKS = {
    "t1": (["A"], ["B", "C", "all"]),
    "t2": (["B"], ["C", "all"]),
    "t3": (["A"], ["D"]),
    "t4": (["D"], ["E"]),
    "t5": (["E"], ["D"]),
    "t6": (["F"], []),
}


def row(task: str, agency: str) -> Row:
    return {
        "task_id": task,
        "task": f"Việc {task}",
        "code": task,
        "document_id": "document/d",
        "agency_id": agency,
        "agency": f"Sở {agency}",
        "agency_kind": "collective" if agency == "all" else "government",
        "agency_place": None,
    }


def made(tasks: dict[str, tuple[list[str], list[str]]]) -> Coordination:
    return coordination(
        [row(task, lead) for task, (leads, _) in tasks.items() for lead in leads],
        [row(task, helper) for task, (_, helpers) in tasks.items() for helper in helpers],
    )


def edges(graph: Any) -> dict[tuple[str, str], int]:
    found = ((a, b) if graph.is_directed() or a < b else (b, a) for a, b in graph.edges)
    return {(a, b): graph[a][b]["weight"] for a, b in found}


# ------------------------------------------------------------------ by hand


def test_an_edge_joins_a_lead_and_a_supporter_and_counts_their_tasks() -> None:
    found = made(TASKS)
    assert edges(found.cooperation) == {
        ("A", "B"): 1,
        ("A", "C"): 1,
        ("A", "D"): 1,
        ("A", "all"): 1,
        ("B", "C"): 1,
        ("B", "all"): 1,
        ("D", "E"): 2,
    }
    assert found.cooperation["D"]["E"]["tasks"] == ("t4", "t5")
    assert list(found.cooperation) == ["A", "B", "C", "D", "E", "F", "all"]


def test_the_lead_waits_for_the_supporter() -> None:
    waiting = made(TASKS).waiting
    assert edges(waiting) == {
        ("A", "B"): 1,
        ("A", "C"): 1,
        ("A", "D"): 1,
        ("A", "all"): 1,
        ("B", "C"): 1,
        ("B", "all"): 1,
        ("D", "E"): 1,
        ("E", "D"): 1,
    }
    assert circles(waiting) == [("D", "E")]


def test_a_collective_is_kept_and_marked_and_not_measured_unless_asked_for() -> None:
    graph = made(TASKS).cooperation
    assert [node for node, data in graph.nodes(data=True) if data["collective"]] == ["all"]
    assert "all" not in single_bodies(graph)
    assert "all" not in weighted_degree(graph)
    assert weighted_degree(graph, collectives=True)["all"] == 2
    assert weighted_degree(graph, collectives=True)["A"] == 4


def test_an_office_stands_for_many_too() -> None:
    head = row("t1", "X") | {"agency_kind": "office"}
    assert coordination([head], [row("t1", "A")]).agencies["X"].collective


def test_weighted_degree_by_hand() -> None:
    assert weighted_degree(made(TASKS).cooperation) == {"A": 3, "B": 2, "C": 2, "D": 3, "E": 2, "F": 0}


def test_betweenness_by_hand() -> None:
    # Of the ten pairs of others, four pass A (B–D, B–E, C–D, C–E) and three pass D (A–E, B–E, C–E).
    assert betweenness(made(TASKS).cooperation) == {"A": 0.4, "B": 0.0, "C": 0.0, "D": 0.3, "E": 0.0, "F": 0.0}


def test_articulation_points_by_hand() -> None:
    # Without A two parts of two are left: the rest is the one with B. Without D the rest is A, B, C.
    assert articulation_points(made(TASKS).cooperation) == {"A": ("D", "E"), "D": ("E",)}


def test_communities_by_hand() -> None:
    assert communities(made(TASKS).cooperation) == [("A", "B", "C"), ("D", "E")]


def test_bottlenecks_come_worst_first_with_their_tasks() -> None:
    found = bottlenecks(made(TASKS))
    assert [item.agency.id for item in found] == ["A", "D", "B", "C", "E"]
    first = found[0]
    assert (first.degree, first.betweenness, first.cut_off, first.community) == (3, 0.4, ("D", "E"), 1)
    assert (first.waited_by, first.waits_for) == (0, 3)
    assert first.tasks == ("t1", "t3")
    assert found[1].tasks == ("t3", "t4", "t5")
    assert bottlenecks(made(TASKS), top=1) == found[:1]


def test_results_do_not_depend_on_the_order_of_rows() -> None:
    turned = dict(reversed([(task, (leads[::-1], helpers[::-1])) for task, (leads, helpers) in TASKS.items()]))
    one, other = made(TASKS), made(turned)
    assert bottlenecks(one) == bottlenecks(other)
    assert list(one.cooperation.edges(data=True)) == list(other.cooperation.edges(data=True))
    assert communities(one.cooperation) == communities(other.cooperation)


def test_one_that_leads_and_supports_the_same_task_does_not_wait_for_itself() -> None:
    assert edges(made({"t": (["A"], ["A", "B"])}).waiting) == {("A", "B"): 1}


def test_two_leads_of_a_task_both_wait_and_a_task_without_supporters_joins_nobody() -> None:
    assert edges(made({"t": (["A", "B"], ["C"]), "u": (["A"], [])}).waiting) == {("A", "C"): 1, ("B", "C"): 1}


def test_nothing_gives_nothing() -> None:
    empty = coordination([], [])
    assert bottlenecks(empty) == []
    assert communities(empty.cooperation) == []
    assert circles(empty.waiting) == []
    assert list(document_network([])) == []


def test_the_document_network_points_upwards_and_marks_what_is_loaded() -> None:
    pairs: list[Row] = [{"child_id": "document/b", "child": "B", "parent_id": "document/a", "parent": "A"}]
    graph = document_network(pairs, [{"id": "document/b", "name": "B"}, {"id": "document/c", "name": "C"}])
    assert {node: dict(data) for node, data in graph.nodes(data=True)} == {
        "document/a": {"type": "Document", "label": "A", "loaded": False},
        "document/b": {"type": "Document", "label": "B", "loaded": True},
        "document/c": {"type": "Document", "label": "C", "loaded": True},
    }
    assert list(graph.edges) == [("document/b", "document/a")]
    assert nx.is_directed_acyclic_graph(graph)


# ------------------------------------------------------------------ from a store


@pytest.fixture(params=["oxigraph", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Both kinds of store with Cần Thơ's plan, the resolution it carries out, and a plan of three more tasks."""
    if request.param == "neo4j":
        from test_store_contract import empty_neo4j

        made = empty_neo4j(request.getfixturevalue("neo4j_server"))
    else:
        made = open_store(str(tmp_path / "store"))
    made.load([builders.resolution_68(), builders.plan_can_tho(), plan()])
    yield made
    made.close()


HEALTH, LABOUR, COMMITTEE = builders.HEALTH_CAN_THO, builders.LABOUR_CAN_THO, builders.CITY_COMMITTEE


def plan() -> DocumentFacts:
    return (
        builders.Builder("7/KH-UBND", 2025, place="can-tho")
        .task("1", "Khám lưu động", lead=HEALTH, support=[LABOUR])
        .task("2", "Kiểm tra", lead=COMMITTEE, support=[HEALTH])
        .task("3", "Báo cáo", lead=COMMITTEE)
        .build()
    )


def test_both_stores_give_the_networks_of_agencies(store: Store) -> None:
    found = agencies(store)
    everyone = "document/118_kh-ubnd.can-tho-2024/agency/cac-so-ban-nganh-co-lien-quan"
    assert edges(found.waiting) == {
        (COMMITTEE.id, HEALTH.id): 1,
        (HEALTH.id, LABOUR.id): 2,
        (HEALTH.id, everyone): 1,
    }
    worst = bottlenecks(found)[0]
    assert (worst.agency.name, worst.agency.place, worst.betweenness) == ("Sở Y tế", "Cần Thơ", 1.0)
    assert worst.tasks == (
        "document/118_kh-ubnd.can-tho-2024/task/III.1",
        "document/7_kh-ubnd.can-tho-2025/task/1",
        "document/7_kh-ubnd.can-tho-2025/task/2",
    )
    assert found.agencies[everyone].collective
    assert found.tasks[worst.tasks[0]].code == "III.1"


def test_both_stores_give_the_networks_of_one_document(store: Store) -> None:
    found = agencies(store, "document/7_kh-ubnd.can-tho-2025")
    assert edges(found.cooperation) == {(LABOUR.id, HEALTH.id): 1, (HEALTH.id, COMMITTEE.id): 1}
    assert set(found.tasks) == {f"document/7_kh-ubnd.can-tho-2025/task/{code}" for code in "123"}


def test_both_stores_give_the_network_of_documents(store: Store) -> None:
    graph = documents(store)
    plan_id = builders.KH118.id
    assert list(graph.edges) == [
        (plan_id, builders.NQ42.id),
        (plan_id, builders.NQ68.id),
        (builders.NQ68.id, builders.NQ42.id),
    ]
    assert {node for node, data in graph.nodes(data=True) if data["loaded"]} == {
        builders.NQ68.id,
        plan_id,
        "document/7_kh-ubnd.can-tho-2025",
    }
    assert graph.nodes[builders.NQ42.id]["label"] == "42-NQ/TW"


@pytest.mark.parametrize("part", ["indicator-values", "links", "target-domains", "task-leads", "task-supporters"])
def test_the_texts_are_plain_and_say_the_same(part: str) -> None:
    from queries.catalogue import FOLDER

    cypher = read_cypher((FOLDER / f"parts/{part}.cypher").read_text(encoding="utf-8"))
    sparql = read_sparql((FOLDER / f"parts/{part}.rq").read_text(encoding="utf-8"))
    assert (cypher.faults, sparql.faults) == ((), ())
    assert (cypher.columns, cypher.parameters) == (sparql.columns, sparql.parameters)
