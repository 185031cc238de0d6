"""What the whole suite shares: one Neo4j for the run, and the folder of real documents beside the project.

The tests marked ``neo4j`` share one database, so they run one after another:
with ``-n`` they all go to one worker, which starts the server when the first
of them asks for it. ``NEO4J_URI`` (with ``NEO4J_USER`` and ``NEO4J_PASSWORD`` or
``NEO4J_PASSWORD_FILE``) names a server to use in place of an own one; it must
hold nothing, for the tests empty it.

A machine that cannot start a Neo4j skips these tests and says why.
``POLICYGRAPH_REQUIRE_NEO4J=1`` makes that a failure, and so it is a failure
where none of them ran.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.neo4j_server import USER, Login, Neo4jServer
from graph.settings import settings
from ontology.errors import StoreError

ROOT = Path(__file__).parent.parent
NEO4J_REQUIRED = os.environ.get("POLICYGRAPH_REQUIRE_NEO4J") == "1"

_ran_on_neo4j = 0


@pytest.fixture(scope="session")
def start_neo4j() -> Callable[[Neo4jServer], Neo4jServer]:
    """Starts a server of one's own; skips where this machine cannot, and fails where it must."""

    def start(server: Neo4jServer) -> Neo4jServer:
        try:
            return server.start()
        except StoreError as error:
            if NEO4J_REQUIRED:
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
def shared_dir() -> Path:
    """``../shared``: real documents and what careful readers found in them; not part of the project."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder of real documents, ../shared, is not here")
    return folder


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of the one database on one worker, and let their reports say what they are."""
    for item in items:
        if item.get_closest_marker("neo4j"):
            item.add_marker(pytest.mark.xdist_group("neo4j"))
            item.user_properties.append(("store", "neo4j"))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count what ran on Neo4j (with ``-n``, this sees the reports of all workers)."""
    global _ran_on_neo4j
    if report.when == "call" and not report.skipped and ("store", "neo4j") in map(tuple, report.user_properties):
        _ran_on_neo4j += 1


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where Neo4j is required, a run without its tests is no success."""
    if _is_worker(session.config) or session.config.option.collectonly:
        return
    if NEO4J_REQUIRED and not _ran_on_neo4j and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests ran on Neo4j; ``.ci/run`` looks for this line."""
    terminalreporter.write_line(f"tests on a real Neo4j: {_ran_on_neo4j}")


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")
