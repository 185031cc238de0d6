"""What the tests of RDF share: the sample plans as facts, stores that hold documents, and Apache Jena."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
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
    try:
        jars = class_path(JENA)
    except StoreError as error:
        if os.environ.get("POLICYGRAPH_REQUIRE_NEO4J") == "1":
            raise
        pytest.skip(f"Apache Jena cannot be fetched: {error}")
    return subprocess.run(
        [str(java()), "-Xmx600m", "-cp", jars, main, *arguments], capture_output=True, text=True, check=False
    )
