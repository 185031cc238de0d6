"""What the tests of the app share: the sample in a store, and any page of the real app in Streamlit's own harness."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import streamlit as st
from rdf_cases import embedded, on_neo4j, sample
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from graph.facts import DocumentFacts

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent

STORES = ["oxigraph", pytest.param("neo4j", marks=pytest.mark.neo4j)]
"""Parameters of a fixture that runs its tests over both stores."""


@contextmanager
def serving(request: pytest.FixtureRequest, kind: str, documents: tuple[DocumentFacts, ...] = ()) -> Iterator[str]:
    """A store of this kind that holds the sample (or these documents); the app's environment names it."""
    # Nothing that the app keeps of another store may serve this one.
    st.cache_resource.clear()
    st.cache_data.clear()
    with pytest.MonkeyPatch.context() as patch:
        if kind == "neo4j":
            login = request.getfixturevalue("neo4j_server")
            on_neo4j(login, documents or sample()).close()
            address = str(login.uri)
            patch.setenv("NEO4J_USER", login.user)
            patch.setenv("NEO4J_PASSWORD", login.password)
        else:
            address = str(request.getfixturevalue("tmp_path_factory").mktemp("app") / "store")
            embedded(Path(address), documents or sample()).close()
        patch.setenv("POLICYGRAPH_STORE", address)
        yield address


@contextmanager
def running(store: str, **settings: str) -> Iterator[str]:
    """The app in a process of its own, on a store, with these environment variables besides; where it listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), f"--server.port={port}"]
    environment = {**os.environ, "POLICYGRAPH_STORE": store, "PYTHONPATH": str(ROOT), **settings}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _await(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _await(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"the app does not answer at {url}")


def opened(page: str = "", parameters: Mapping[str, str] | None = None, *, lang: str = "vi") -> AppTest:
    """A page of the app, by its name in addresses, as a new visitor sees it."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    # AppTest knows pages that are files only; a page that is a function has the hash of its address.
    app._page_hash = calc_hash(page)
    for name, value in {"lang": lang, **(parameters or {})}.items():
        app.query_params[name] = value
    return app.run()


def texts(app: AppTest) -> str:
    """All that the page says in text, markdown, captions and messages."""
    kinds: tuple[Any, ...] = (
        app.title, app.header, app.subheader, app.markdown, app.caption, app.text, app.code,
        app.info, app.success, app.warning, app.error,
    )  # fmt: skip
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def settled(page: Page) -> None:
    """Wait until the app has drawn all it has to draw."""
    page.wait_for_selector("h1, [data-testid=stAlert]", timeout=60_000)
    page.wait_for_function(
        """() => {
          const [app, waits] = ['stApp', 'stSkeleton'].map((id) => document.querySelector(`[data-testid=${id}]`));
          return app && app.dataset.testScriptState !== 'running' && !waits;
        }""",
        timeout=60_000,
    )
