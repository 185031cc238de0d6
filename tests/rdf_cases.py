"""What the tests of RDF share: the sample plans as facts, stores that hold documents, and Apache Jena."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from builders import plan_ca_mau, plan_can_tho, resolution_68

from graph.facts import DocumentFacts
from graph.neo4j_server import class_path, java
from graph.store import Store, open_store
from loaders.pipeline import prepare
from ontology.errors import StoreError

ROOT = Path(__file__).parent.parent
JENA = "org.apache.jena:jena-cmds:5.2.0"
GEPHI = ("org.gephi", "gephi-toolkit", "0.10.1")
GROOVY = "org.apache.groovy:groovy:4.0.24"

SMALL = (plan_can_tho(), resolution_68(), plan_ca_mau())
"""Three documents that share nodes and facts and state different titles of one resolution."""


@cache
def sample() -> tuple[DocumentFacts, ...]:
    """The five sample plans, read once in a process."""
    return tuple(prepare(file) for file in sorted((ROOT / "data" / "sample").glob("*.txt")))


def embedded(folder: Path, documents: Sequence[DocumentFacts] = ()) -> Store:
    """An embedded store that holds these documents."""
    store = open_store(str(folder))
    if documents:
        store.load(documents)
    return store


def on_neo4j(server: Any, documents: Sequence[DocumentFacts] = ()) -> Store:
    """The tests' Neo4j, emptied, with these documents."""
    import neo4j

    login = (server.user, server.password)
    with neo4j.GraphDatabase.driver(server.uri, auth=login, notifications_min_severity="OFF") as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n")
    store = open_store(server.uri, user=server.user, password=server.password)
    if documents:
        store.load(documents)
    return store


def rapper(form: str, file: Path, output: str) -> str:
    """A file as raptor's ``rapper`` reads it, written as N-Triples or N-Quads; skips where it is not installed."""
    if (command := shutil.which("rapper")) is None:
        pytest.skip("rapper is not installed (on Debian: apt-get install raptor2-utils)")
    read = subprocess.run(
        [command, "--quiet", "--input", form, "--output", output, str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert read.returncode == 0 and not read.stderr, read.stderr
    return read.stdout


def jena(main: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of Apache Jena; skips where its jars cannot be had, and fails where they must."""
    return _with_java("Apache Jena", lambda: class_path(JENA), main, *arguments)


def gephi(*files: Path) -> list[list[str]]:
    """What Gephi holds after opening GraphML files: see ``open_in_gephi.groovy``; skips and fails as ``jena``."""
    script = Path(__file__).parent / "open_in_gephi.groovy"
    ran = _with_java("Gephi", _gephi_jars, "groovy.ui.GroovyMain", str(script), *map(str, files))
    assert ran.returncode == 0, ran.stderr
    return [parts for line in ran.stdout.split("\n") if (parts := line.split("\t"))[0] in ("node", "edge")]


def _gephi_jars() -> str:
    from jgo.maven import MavenContext

    # All of Gephi is in one jar; what its description asks for beside it is not all to be had, and not needed.
    group, name, version = GEPHI
    try:
        jar = MavenContext().project(group, name).at_version(version).artifact(classifier="all").resolve()
    except Exception as error:
        raise StoreError(f"its jar cannot be fetched: {error}", where=":".join(GEPHI)) from error
    return os.pathsep.join((class_path(GROOVY), str(jar)))


def _with_java(name: str, jars: Callable[[], str], main: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        path = jars()
    except StoreError as error:
        if os.environ.get("POLICYGRAPH_REQUIRE_NEO4J") == "1":
            raise
        pytest.skip(f"{name} cannot be fetched: {error}")
    command = [str(java()), "-Xmx600m", "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-cp", path, main]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, check=False, encoding="utf-8")
