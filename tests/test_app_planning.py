"""The pages of planners and coordinators, over the bundled sample in both stores."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from apps import STORES, opened, serving, texts


@pytest.fixture(scope="module", params=STORES)
def store(request: pytest.FixtureRequest) -> Iterator[str]:
    with serving(request, request.param) as address:
        yield address


# --- lineage ----------------------------------------------------------------------------------------------------

HEALTH = "document/118_kh-ubnd.can-tho-2024/target/ty-le-dan-so-tham-gia-bao-hiem-y-te-2030"


def test_the_nq_42_question_is_answered_at_once(store: str) -> None:
    shown = opened("lineage")
    assert not shown.exception
    table = shown.dataframe[0].value
    # Targets with an owner, and those whose document names none: together all of them.
    assert len(table) == 181
    assert (table["Cơ quan phụ trách"] == "(văn bản không nêu)").sum() == 81
    health = table[table["Chỉ tiêu"] == "Tỷ lệ dân số tham gia bảo hiểm y tế"]
    assert "> 95 %" in set(health[health["Cơ quan phụ trách"] == "Sở Y tế (Cần Thơ)"]["Giá trị"])


def test_a_place_a_domain_and_an_owner_narrow_the_rows(store: str) -> None:
    shown = opened("lineage", {"place": "Cần Thơ"})
    assert len(shown.dataframe[0].value) == 43
    shown.selectbox(key="pick-agency").set_value("agency/so-y-te.can-tho").run()
    assert set(shown.dataframe[0].value["Cơ quan phụ trách"].str.startswith("Sở Y tế (Cần Thơ)")) == {True}
    assert shown.query_params["agency"] == "agency/so-y-te.can-tho"


def test_a_node_of_the_address_shows_its_chain_and_its_lines(store: str) -> None:
    shown = opened("lineage", {"place": "Cần Thơ", "node": HEALTH})
    said = texts(shown)
    assert "Sở Y tế" in said and "Căn cứ" in said
    assert any("118/KH-UBND" in expander.label.replace("\\", "") for expander in shown.expander)
    assert any("95" in code.value for code in shown.code)


def test_an_unknown_document_is_a_sentence(store: str) -> None:
    shown = opened("lineage", {"from": "99-NQ/TW"})
    assert not shown.exception
    assert "99\\-NQ/TW" in shown.error[0].value


def test_a_node_that_is_not_there_is_passed_over(store: str) -> None:
    shown = opened("lineage", {"node": "agency/none", "place": "Nowhere"})
    assert not shown.exception
    assert len(shown.dataframe[0].value) == 181


# --- graph ------------------------------------------------------------------------------------------------------


def test_the_graph_begins_at_the_resolution_and_says_it_is_only_cited(store: str) -> None:
    shown = opened("graph")
    said = texts(shown)
    assert not shown.exception and "42\\-NQ/TW" in said
    assert "chưa được nạp" in said
    assert "được triển khai bởi" in set(shown.dataframe[0].value["Quan hệ"])


@pytest.mark.parametrize(
    "node",
    [
        "agency/so-y-te.can-tho",
        "place/can-tho",
        "document/118_kh-ubnd.can-tho-2024",
        "document/118_kh-ubnd.can-tho-2024/task/III.1.a",
        HEALTH,
    ],
)
def test_any_node_is_shown_with_its_facts(store: str, node: str) -> None:
    shown = opened("graph", {"id": node})
    assert not shown.exception and not shown.warning
    assert len(shown.dataframe[0].value)


def test_a_target_in_the_graph_has_its_value_and_its_line(store: str) -> None:
    shown = opened("graph", {"id": HEALTH})
    assert "**Giá trị:** \\> 95 %" in texts(shown)
    assert any("95" in code.value for code in shown.code)


def test_opened_nodes_stand_in_the_address(store: str) -> None:
    shown = opened("graph", {"id": "document/118_kh-ubnd.can-tho-2024", "node": "agency/so-y-te.can-tho"})
    assert "Sở Y tế" not in texts(shown)  # it is no neighbour of the plan, so the plan itself is shown
    shown = opened("graph", {"id": HEALTH, "node": "agency/so-y-te.can-tho"})
    shown.button(key="graph-open").click().run()
    assert shown.query_params["open"] == "agency/so-y-te.can-tho"
    shown.button(key="graph-open").click().run()
    assert "open" not in shown.query_params


def test_a_search_leads_to_a_node(store: str) -> None:
    shown = opened("graph")
    shown.text_input(key="graph-search").set_value("so y te can tho").run()
    shown.button(key="hit-agency/so-y-te.can-tho").click().run()
    assert shown.query_params["id"] == "agency/so-y-te.can-tho"
    assert "Sở Y tế (Cần Thơ)" in texts(shown).replace("\\", "")


def test_a_node_that_is_not_there_is_a_sentence(store: str) -> None:
    shown = opened("graph", {"id": "agency/none.nowhere"})
    assert not shown.exception and "agency/none" in shown.warning[0].value
