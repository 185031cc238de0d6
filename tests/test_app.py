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


def test_the_language_is_switched_where_one_stands(store: str) -> None:
    shown = opened("lineage")
    shown.sidebar.radio[0].set_value("en").run()
    assert shown.title[0].value == "Lineage"
    assert "Agency" in shown.dataframe[0].value.columns


def test_no_store_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    st.cache_resource.clear()
    monkeypatch.setenv("POLICYGRAPH_STORE", str(tmp_path / "none"))
    shown = opened("lineage")
    assert not shown.exception
    assert "policygraph load" in shown.error[0].value
