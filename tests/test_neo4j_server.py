"""A real Neo4j is started, used, and stopped; its password stays where it belongs."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import neo4j
import pytest
from neo4j.exceptions import AuthError

from graph import neo4j_server as module
from graph.neo4j_server import Login, Neo4jServer, class_path, end, main, running
from ontology.errors import StoreError

ROOT = Path(__file__).parent.parent


@dataclass
class Spied:
    """A server that keeps its folder, and every command and environment with which a process was started for it."""

    server: Neo4jServer
    commands: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def spied(tmp_path_factory: pytest.TempPathFactory, neo4j_server: Login) -> Iterator[Spied]:
    """A server of this module's own. ``neo4j_server`` comes first: where it skips, so does this."""
    spied = Spied(Neo4jServer(tmp_path_factory.mktemp("neo4j") / "home"))

    class Spy(subprocess.Popen[Any]):
        def __init__(self, args: list[str], **options: Any) -> None:
            spied.commands.append(repr(args) + repr(options))
            super().__init__(args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", Spy)
        spied.server.start()
    yield spied
    spied.server.stop()


def ask(login: Login, query: str) -> list[dict[str, Any]]:
    with neo4j.GraphDatabase.driver(login.uri, auth=(login.user, login.password)) as driver:
        return driver.execute_query(neo4j.Query(query)).records  # type: ignore[arg-type, return-value]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def pid(server: Neo4jServer) -> int:
    assert server.process is not None
    return server.process.pid
