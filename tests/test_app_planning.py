"""The pages of planners and coordinators, over the bundled sample in both stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from apps import STORES, opened, serving, texts
from rdf_cases import SMALL, embedded


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
    assert not shown.exception and not any("Kho không có" in warning.value for warning in shown.warning)
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


# --- agencies ---------------------------------------------------------------------------------------------------


def test_an_agency_has_all_its_work_on_one_page(store: str) -> None:
    shown = opened("agencies", {"id": "agency/so-y-te.can-tho"})
    assert not shown.exception and shown.title[0].value.replace("\\", "") == "Sở Y tế (Cần Thơ)"
    numbers = {metric.label: metric.value for metric in shown.metric}
    assert numbers["Phụ trách chỉ tiêu"] == "13"
    assert "Tỷ lệ dân số tham gia bảo hiểm y tế" in set(shown.dataframe[0].value["Nhiệm vụ, chỉ tiêu"])


def test_the_bottlenecks_are_those_of_the_network(store: str) -> None:
    shown = opened("agencies")
    table = shown.dataframe[0].value
    assert list(table["Trung gian"]) == sorted(table["Trung gian"], reverse=True)
    assert any(name.startswith("Sở Lao động") for name in table["Cơ quan"])


@pytest.mark.parametrize("view", ["matrix", "load"])
def test_all_agencies_are_drawn(store: str, view: str) -> None:
    shown = opened("agencies", {"view": view})
    assert not shown.exception and not shown.info


def test_an_unknown_agency_is_a_sentence(store: str) -> None:
    shown = opened("agencies", {"id": "agency/none"})
    assert not shown.exception and "agency/none" in shown.warning[0].value


# --- targets ----------------------------------------------------------------------------------------------------


def test_plans_are_compared_indicator_by_indicator(store: str) -> None:
    shown = opened("targets")
    assert not shown.exception
    assert "chỉ số trong 5 kế hoạch" in texts(shown)


def test_an_indicator_is_shown_in_every_plan_and_where_it_lacks(store: str) -> None:
    shown = opened("targets", {"id": "indicator/ty-le-dan-so-tham-gia-bao-hiem-y-te~47e0"})
    assert not shown.exception
    table = shown.dataframe[0].value
    assert {"118/KH-UBND", "113/KH-UBND"} <= set(table["Văn bản"])
    assert "Kế hoạch đã nạp không đặt chỉ số này" in texts(shown)


def test_a_target_has_its_way_from_the_resolution_and_its_line(store: str) -> None:
    shown = opened("targets", {"id": HEALTH})
    assert not shown.exception
    assert "**Giá trị:** \\> 95 %" in texts(shown)
    assert any("95" in code.value for code in shown.code)


def test_what_a_plan_lacks_is_listed(store: str) -> None:
    shown = opened("targets", {"view": "gaps", "plan": "document/118_kh-ubnd.can-tho-2024"})
    assert not shown.exception
    assert len(shown.dataframe[0].value) > 10


# --- calendar ---------------------------------------------------------------------------------------------------


def test_the_calendar_has_every_duty_with_its_lines(store: str) -> None:
    shown = opened("calendar")
    said = texts(shown).replace("\\", "")
    assert not shown.exception
    assert "25/11 · hằng năm" in said and "Đã qua" in said
    assert shown.code


def test_the_calendar_is_narrowed_by_agency(store: str) -> None:
    shown = opened("calendar", {"place": "Cần Thơ"})
    assert "113/KH" not in texts(shown)
    assert len(shown.get("download_button")) == 1


def test_what_falls_due_is_listed_by_quarter(store: str) -> None:
    shown = opened("calendar", {"view": "quarters", "year": "2030"})
    assert set(shown.dataframe[0].value["Năm đến hạn"]) == {"2030"}


# --- the reform -------------------------------------------------------------------------------------------------


def test_beside_every_owner_stands_who_holds_its_work_now(store: str) -> None:
    shown = opened("lineage", {"place": "Kiên Giang", "as_of": "2026-10-15"})
    assert not shown.exception
    table = shown.dataframe[0].value
    (now,) = [name for name in table.columns if "15/10/2026" in name]
    health = table[table["Cơ quan phụ trách"].str.startswith("Sở Y tế (Kiên Giang)")]
    assert all("Sở Y tế tỉnh An Giang" in text and "chưa chắc chắn" in text for text in health[now])


def test_on_a_day_before_the_reform_the_owner_holds_its_work_itself(store: str) -> None:
    table = opened("lineage", {"place": "Kiên Giang", "as_of": "2024-12-31"}).dataframe[0].value
    (now,) = [name for name in table.columns if "31/12/2024" in name]
    health = table[table["Cơ quan phụ trách"].str.startswith("Sở Y tế (Kiên Giang)")]
    assert all("Sở Y tế tỉnh Kiên Giang" in text for text in health[now])


def test_the_holders_can_be_switched_off(store: str) -> None:
    shown = opened("lineage", {"as_of": "none"})
    assert not any("2026" in name for name in shown.dataframe[0].value.columns)
    assert "now" not in [option for control in shown.get("button_group") for option in getattr(control, "options", ())]


def test_an_agency_says_what_it_came_of_and_what_became_of_it(store: str) -> None:
    said = texts(opened("agencies", {"id": "agency/so-y-te.can-tho"}))
    assert "Từ đâu mà có, đã trở thành gì" in said
    heir = opened("agencies", {"id": "agency/so-y-te.can-tho~2025"})
    assert not heir.exception
    numbers = {metric.label: int(metric.value) for metric in heir.metric}
    assert numbers["Kế thừa"] >= 13 and numbers["Phụ trách chỉ tiêu"] == 0
    assert "từ 01/07/2025" in texts(heir)


@pytest.mark.parametrize("view", ["now", "orphaned", "split", "places", "differ"])
def test_the_reform_is_told_from_every_side(store: str, view: str) -> None:
    shown = opened("reform", {"view": view})
    assert not shown.exception and not shown.error
    assert len(shown.dataframe[0].value)


def test_before_the_reform_nothing_has_lost_its_agency(store: str) -> None:
    shown = opened("reform", {"view": "orphaned", "as_of": "2024-06-30"})
    assert not shown.exception
    assert shown.success


# --- nothing there ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["lineage", "graph", "agencies", "targets", "calendar", "reform"])
@pytest.mark.parametrize("emptied", [True, False])
def test_without_documents_a_page_says_what_to_do(
    name: str, emptied: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "store"
    if emptied:
        kept = embedded(folder, SMALL)
        for source in list(kept.sources()):
            kept.unload(source.document)
        kept.close()
    st.cache_resource.clear()
    monkeypatch.setenv("POLICYGRAPH_STORE", str(folder))
    shown = opened(name)
    assert not shown.exception
    said = [element.value for kind in (shown.info, shown.error) for element in kind]
    assert said and (not emptied or not shown.error)
