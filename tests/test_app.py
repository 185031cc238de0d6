"""The frame of the app and its first page, over the bundled sample in both stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from apps import STORES, opened, serving

from screens.registry import PAGES


@pytest.fixture(scope="module", params=STORES)
def store(request: pytest.FixtureRequest) -> Iterator[str]:
    with serving(request, request.param) as address:
        yield address


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_every_page_opens_in_both_languages(store: str, name: str, lang: str) -> None:
    shown = opened(name, lang=lang)
    assert not shown.exception and not shown.error
    assert shown.title[0].value


def test_the_nq_42_question_is_answered_at_once(store: str) -> None:
    shown = opened("lineage")
    assert shown.title[0].value.startswith("Cơ quan nào phụ trách")
    table = shown.dataframe[0].value
    assert len(table) == 100
    health = table[table["Chỉ tiêu"] == "Tỷ lệ dân số tham gia bảo hiểm y tế"]
    assert set(health["Giá trị"]) == {"> 95 %"}
    assert "Sở Y tế (Cần Thơ)" in set(health["Cơ quan phụ trách"])


def test_the_language_is_switched_where_one_stands(store: str) -> None:
    shown = opened("lineage")
    shown.sidebar.radio[0].set_value("en").run()
    assert shown.title[0].value.startswith("Which agency owns")
    assert "Agency" in shown.dataframe[0].value.columns


def test_an_unknown_document_is_a_sentence(store: str) -> None:
    shown = opened("lineage")
    shown.text_input[0].set_value("99-NQ/TW").run()
    assert not shown.exception
    assert "99-NQ/TW" in shown.error[0].value


def test_no_store_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    st.cache_resource.clear()
    monkeypatch.setenv("POLICYGRAPH_STORE", str(tmp_path / "none"))
    shown = opened("lineage")
    assert not shown.exception
    assert "policygraph load" in shown.error[0].value
