"""The app's page over the bundled sample, run by Streamlit's own test harness."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from graph.store import open_store
from loaders.pipeline import load_paths

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store that holds the sample."""
    folder = str(tmp_path_factory.mktemp("app") / "store")
    store = open_store(folder)
    load_paths(store, [ROOT / "data" / "sample"], workers=1)
    store.close()
    return folder


def page(store: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page as first shown; every test gets a store of its own, so nothing cached may serve another."""
    import streamlit as st

    st.cache_resource.clear()
    monkeypatch.setenv("POLICYGRAPH_STORE", store)
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()


def test_the_nq_42_question_is_answered_at_once(loaded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = page(loaded, monkeypatch)
    assert not shown.exception
    assert shown.title[0].value.startswith("Cơ quan nào phụ trách")
    table = shown.dataframe[0].value
    assert len(table) == 100
    health = table[table["Chỉ tiêu"] == "Tỷ lệ dân số tham gia bảo hiểm y tế"]
    assert set(health["Giá trị"]) == {"> 95 %"}
    assert "Sở Y tế (Cần Thơ)" in set(health["Cơ quan phụ trách"])


def test_a_place_narrows_the_rows(loaded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = page(loaded, monkeypatch)
    shown.selectbox[0].set_value("Cần Thơ").run()
    assert len(shown.dataframe[0].value) == 39


def test_the_page_speaks_english(loaded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = page(loaded, monkeypatch)
    shown.sidebar.radio[0].set_value("English").run()
    assert shown.title[0].value.startswith("Which agency owns")
    assert "Agency" in shown.dataframe[0].value.columns


def test_an_unknown_document_is_a_sentence(loaded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = page(loaded, monkeypatch)
    shown.text_input[0].set_value("99-NQ/TW").run()
    assert not shown.exception
    assert "99-NQ/TW" in shown.error[0].value


def test_no_store_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = page(str(tmp_path / "none"), monkeypatch)
    assert not shown.exception
    assert "policygraph load" in shown.error[0].value
