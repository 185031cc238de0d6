"""What the whole suite shares: one Neo4j, one browser, and the folder of real documents beside the project.

The tests marked ``neo4j`` share one database, so they run one after another:
with ``-n`` they all go to one worker, which starts the server when the first
of them asks for it. ``NEO4J_URI`` (with ``NEO4J_USER`` and ``NEO4J_PASSWORD`` or
``NEO4J_PASSWORD_FILE``) names a server to use in place of an own one; it must
hold nothing, for the tests empty it.

The tests marked ``browser`` open pages in Chromium, each in a tab of its own
(fixture ``page``), and run on one worker too. ``CHROMIUM`` names the program
where it is not found by itself.

A machine that has no Neo4j, no Chromium or no Tesseract (tests marked
``ocr``) skips these tests and says why. ``POLICYGRAPH_REQUIRE_NEO4J=1``,
``POLICYGRAPH_REQUIRE_BROWSER=1`` and ``POLICYGRAPH_REQUIRE_OCR=1`` make that a
failure, and so it is a failure where none of them ran.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from graph.neo4j_server import USER, Login, Neo4jServer
from graph.settings import settings
from ontology.errors import StoreError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
REQUIRED = {
    name for name in ("neo4j", "browser", "ocr") if os.environ.get(f"POLICYGRAPH_REQUIRE_{name.upper()}") == "1"
}
"""Marks of the tests that must not be skipped here."""

_ran: Counter[str] = Counter()


@pytest.fixture(scope="session")
def start_neo4j() -> Callable[[Neo4jServer], Neo4jServer]:
    """Starts a server of one's own; skips where this machine cannot, and fails where it must."""

    def start(server: Neo4jServer) -> Neo4jServer:
        try:
            return server.start()
        except StoreError as error:
            if "neo4j" in REQUIRED:
                raise
            pytest.skip(f"Neo4j cannot be started: {error}")

    return start


@pytest.fixture(scope="session")
def neo4j_server(start_neo4j: Callable[[Neo4jServer], Neo4jServer]) -> Iterator[Login]:
    """A running Neo4j: ``uri``, ``user``, ``password``. Its database is shared; who uses it empties it first."""
    if uri := os.environ.get("NEO4J_URI"):
        password = settings().password()
        yield Login(uri, settings().neo4j_user or USER, password.get_secret_value() if password else "")
        return
    with start_neo4j(Neo4jServer()) as server:
        yield server.login


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window. What a page asks of any other machine finds no address."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if found is None:
        if "browser" in REQUIRED:
            pytest.fail("no Chromium is installed")
        pytest.skip("no Chromium is installed (on Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"]
        chromium = playwright.chromium.launch(executable_path=found, args=options)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh tab. The test fails where a script of the page did, or where anything was asked of another machine."""
    context = browser.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    elsewhere: list[str] = []
    failures: list[str] = []
    context.on("request", lambda request: None if _is_here(request.url) else elsewhere.append(request.url))
    context.on("weberror", lambda error: failures.append(str(error.error)))
    yield opened
    context.close()
    assert elsewhere == [], "asked of another machine"
    assert failures == [], "scripts that failed"


def _is_here(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob", "about", "file") or parts.hostname in ("127.0.0.1", "localhost")


@pytest.fixture(scope="session")
def app_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The whole app on the sample, as ``make run`` starts it: where it listens."""
    from apps import running
    from rdf_cases import embedded, sample

    folder = tmp_path_factory.mktemp("app") / "store"
    embedded(folder, sample()).close()
    with running(str(folder)) as address:
        yield address


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """``../shared``: real documents and what careful readers found in them; not part of the project."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder of real documents, ../shared, is not here")
    return folder


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of the one database, and of the browser, on one worker; their reports say what they need."""
    for item in items:
        for name in ("neo4j", "browser", "ocr"):
            if item.get_closest_marker(name):
                if name != "ocr":
                    item.add_marker(pytest.mark.xdist_group(name))
                item.user_properties.append(("needs", name))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count what ran on Neo4j, in the browser, with Tesseract (with ``-n``, this sees the reports of all workers)."""
    if report.when == "call" and not report.skipped:
        _ran.update(str(value) for name, value in report.user_properties if name == "needs")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where Neo4j, the browser or Tesseract is required, a run without its tests is no success."""
    if _is_worker(session.config) or session.config.option.collectonly:
        return
    if any(not _ran[name] for name in REQUIRED) and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests ran on Neo4j, in a browser and with Tesseract; ``.ci/run`` looks for these lines."""
    terminalreporter.write_line(f"tests on a real Neo4j: {_ran['neo4j']}")
    terminalreporter.write_line(f"tests in a real browser: {_ran['browser']}")
    terminalreporter.write_line(f"tests of recognising scans: {_ran['ocr']}")


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")
