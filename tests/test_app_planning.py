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
