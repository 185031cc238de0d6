"""A real Neo4j is started, used and stopped; its password stays where it belongs."""

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
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString

import neo4j
import pytest
from neo4j.exceptions import AuthError

from graph import neo4j_server as module
from graph.neo4j_server import Login, Neo4jServer, class_path, main, running
from ontology.errors import StoreError

ROOT = Path(__file__).parent.parent

Start = Callable[[Neo4jServer], Neo4jServer]


# --- on a real server -------------------------------------------------------------------------------------------


@dataclass
class Watched:
    """A server that keeps its folder, and every command with its environment that was run to start it."""

    server: Neo4jServer
    commands: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, start_neo4j: Start) -> Iterator[Watched]:
    """A server of this module's own, so that it can be stopped."""
    watched = Watched(Neo4jServer(tmp_path_factory.mktemp("neo4j") / "home"))

    class Spy(subprocess.Popen[Any]):
        def __init__(self, args: list[str], **options: Any) -> None:
            watched.commands.append(f"{args} {options}")
            super().__init__(args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", Spy)
        start_neo4j(watched.server)
    with watched.server:
        yield watched


def ask(login: Login, query: LiteralString) -> list[list[Any]]:
    """The rows of a query, as lists."""
    auth = (login.user, login.password)
    with neo4j.GraphDatabase.driver(login.uri, auth=auth) as driver, driver.session() as session:
        return session.run(query).values()


def process_id(server: Neo4jServer) -> int:
    assert server.process is not None
    return server.process.pid


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def serve(home: Path) -> subprocess.Popen[str]:
    """``python -m graph.neo4j_server`` as a process of its own, once it says that it runs."""
    command = [sys.executable, "-m", "graph.neo4j_server", "--home", str(home)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    said = process.stdout.readline()
    while "runs." not in said:
        assert process.poll() is None, said
        said = process.stdout.readline()
    return process


@pytest.mark.neo4j
def test_it_answers_whoever_has_the_password(watched: Watched) -> None:
    rows = ask(watched.server.login, "CALL dbms.components() YIELD versions, edition RETURN versions[0], edition")
    assert rows == [[module.VERSION, "community"]]
    assert re.fullmatch(r"bolt://127\.0\.0\.1:\d+", watched.server.uri)


@pytest.mark.neo4j
@pytest.mark.parametrize("password", ["wrong", "neo4j"])
def test_it_refuses_a_wrong_password_and_the_one_that_every_neo4j_begins_with(watched: Watched, password: str) -> None:
    with pytest.raises(AuthError):
        ask(Login(watched.server.uri, watched.server.user, password), "RETURN 1")


@pytest.mark.neo4j
def test_the_password_is_in_its_file_and_nowhere_else(watched: Watched) -> None:
    server = watched.server
    secret = server.password
    assert server.password_file.read_text() == f"{secret}\n"
    assert stat.S_IMODE(server.password_file.stat().st_mode) == 0o600

    assert len(watched.commands) == 2, "the admin tool and the server"
    assert not [command for command in watched.commands if secret in command]
    assert secret not in f"{server!r} {server.login!r}"
    held = [file for file in server.home.rglob("*") if file.is_file() and secret.encode() in file.read_bytes()]
    assert held == [server.password_file]


@pytest.mark.neo4j
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="this system does not show processes as files")
def test_other_users_do_not_see_the_password_in_the_process(watched: Watched) -> None:
    process = Path(f"/proc/{process_id(watched.server)}")
    assert b"CommunityEntryPoint" in (process / "cmdline").read_bytes()
    for name in ("cmdline", "environ"):
        assert watched.server.password.encode() not in (process / name).read_bytes()


@pytest.mark.neo4j
def test_a_second_one_in_the_same_folder_is_refused(watched: Watched) -> None:
    first = watched.server
    with pytest.raises(StoreError, match=f"already runs there: {first.uri}, process {process_id(first)}"):
        Neo4jServer(first.home).start()
    assert ask(first.login, "RETURN 1") == [[1]], "the first one is none the worse for it"


@pytest.mark.neo4j
def test_serve_says_that_one_runs_already(watched: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(watched.server.home)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Neo4j already runs")
    assert watched.server.uri in said
    assert str(watched.server.password_file) in said
    assert watched.server.password not in said


@pytest.mark.neo4j
def test_the_stock_shell_is_logged_in(watched: Watched, capfd: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(watched.server.home)]
    assert main([*home, "shell", "--format", "plain", "RETURN 'đổi mới' AS word"]) == 0
    assert capfd.readouterr().out == 'word\n"đổi mới"\n'
    assert main([*home, "shell", "NO CYPHER"]) != 0
    assert "Invalid input" in capfd.readouterr().err


@pytest.mark.neo4j
def test_a_command_gets_it_as_its_store(
    watched: Watched, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "of another server")
    script = (
        "from graph.settings import settings; s = settings(); "
        "print(s.store, s.neo4j_user, s.password().get_secret_value() == open(s.neo4j_password_file).read().strip()); "
        "raise SystemExit(7)"
    )
    assert main(["--home", str(watched.server.home), "with", sys.executable, "-c", script]) == 7
    assert capfd.readouterr().out == f"{watched.server.uri} neo4j True\n"


@pytest.mark.neo4j
def test_data_and_password_outlive_the_process(watched: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    server, first = watched.server, process_id(watched.server)
    ask(server.login, "CREATE (:Kept {name: 'Cần Thơ'})")
    server.stop()
    assert not is_alive(first)
    assert running(server.home) is None

    process = serve(server.home)
    try:
        login = running(server.home)
        assert login is not None
        assert login.password == server.password
        assert ask(login, "MATCH (n:Kept) RETURN n.name") == [["Cần Thơ"]]
        assert main(["--home", str(server.home), "stop"]) == 0
        assert capsys.readouterr().out == "Stopped.\n"
        said, _ = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0
    assert server.password not in said
    assert running(server.home) is None


@pytest.mark.neo4j
@pytest.mark.usefixtures("watched")  # where that one skips, this one would fail
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_a_killed_keeper_leaves_no_server(tmp_path: Path) -> None:
    home = tmp_path / "home"
    process = serve(home)
    process.kill()
    process.communicate()
    deadline = time.monotonic() + 60
    while running(home) is not None:
        assert time.monotonic() < deadline, "the server lives on"
        time.sleep(0.1)
    assert (home / "server.json").exists(), "nobody was left to remove it"
    assert running(home) is None


@pytest.mark.neo4j
def test_stop_leaves_no_process_and_no_temporary_folder(start_neo4j: Start) -> None:
    server = Neo4jServer()
    assert not server.home.exists()
    start_neo4j(server)
    pid, port = process_id(server), int(server.uri.rsplit(":", 1)[1])
    assert stat.S_IMODE(server.home.stat().st_mode) == 0o700
    assert server.start() is server, "starting a started one changes nothing"
    assert process_id(server) == pid

    server.stop()
    assert not is_alive(pid)
    assert not server.home.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)
    server.stop()


# --- without one ------------------------------------------------------------------------------------------------


@pytest.fixture
def no_java(monkeypatch: pytest.MonkeyPatch) -> None:
    """No jars are fetched and no process is started; whoever needs one fails."""

    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError(f"a process was started: {arguments}")

    monkeypatch.setattr(module, "class_path", lambda coordinate: "no.jar")
    monkeypatch.setattr(subprocess, "Popen", refuse)


@pytest.mark.usefixtures("no_java")
def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(StoreError, match=f"port {port} is taken"):
            Neo4jServer(tmp_path / "home", port=port).start()


@pytest.mark.usefixtures("no_java")
def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(StoreError, match="holds other files"):
        Neo4jServer(tmp_path).start()
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(StoreError, match="is no folder"):
        Neo4jServer(tmp_path / "thesis.txt").start()


@pytest.mark.usefixtures("no_java")
def test_data_without_its_password_is_not_opened_nor_written_over(tmp_path: Path) -> None:
    for folder in ("conf", "data/databases"):
        (tmp_path / folder).mkdir(parents=True)
    with pytest.raises(StoreError, match="password of this server's data cannot be read"):
        Neo4jServer(tmp_path).start()
    assert not (tmp_path / "password").exists()
    assert running(tmp_path) is None, "a start that failed holds no lock"


def test_what_a_crash_left_behind_is_no_server(tmp_path: Path) -> None:
    (tmp_path / "server.lock").touch()
    (tmp_path / "server.json").write_text(f'{{"uri": "bolt://127.0.0.1:1", "pid": {os.getpid()}}}')
    assert running(tmp_path) is None
    assert module.end(tmp_path) is False


@pytest.mark.parametrize("command", [["shell", "RETURN 1"], ["with"], ["with", "no-such-command-anywhere"]])
def test_the_command_says_what_is_wrong(
    command: list[str], sham_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--home", str(sham_home), *command]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Error: ")


@pytest.fixture
def sham_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a server; one that is started there is a sham."""
    monkeypatch.setattr(Neo4jServer, "start", lambda self: self)
    return tmp_path


@pytest.mark.parametrize(
    ("log", "cause"),
    [
        ("", "it said nothing"),
        ("Error: could not find java\n", "Error: could not find java"),
        (
            "2026-11-23 13:26:24.285+0000 ERROR Failed to start Neo4j on localhost:7474.\n"
            "java.lang.RuntimeException: Error starting Neo4j database server at /data\n"
            "\tat org.neo4j.server.CommunityEntryPoint.main(CommunityEntryPoint.java:30)\n"
            "Caused by: org.neo4j.kernel.lifecycle.LifecycleException: Component failed to start\n"
            "Caused by: org.neo4j.io.locker.FileLockException: Lock file has been locked by another process\n"
            "\t... 7 more\n"
            "2026-11-23 13:26:24.288+0000 INFO  Stopped.\n",
            "Lock file has been locked by another process",
        ),
    ],
)
def test_the_cause_of_a_failed_start_is_read_from_its_log(tmp_path: Path, log: str, cause: str) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "neo4j.log").write_text(log)
    assert module._why(tmp_path) == cause


class Artifact:
    """A jar of which the first downloads are cut off."""

    def __init__(self, jar: Path, *, cut_off: int) -> None:
        self.jar, self.cut_off = jar, cut_off

    def resolve(self) -> Path:
        if not self.jar.exists():
            with zipfile.ZipFile(self.jar, "w") as jar:
                jar.writestr("Main.class", "code")
            if self.cut_off:
                self.cut_off -= 1
                os.truncate(self.jar, 10)
        return self.jar


def test_a_jar_that_was_cut_off_is_fetched_again_once(tmp_path: Path) -> None:
    jar = module._whole_jar(Artifact(tmp_path / "once.jar", cut_off=1))
    assert zipfile.is_zipfile(jar)
    with pytest.raises(OSError, match=r"twice\.jar arrived damaged"):
        module._whole_jar(Artifact(tmp_path / "twice.jar", cut_off=2))
    assert not (tmp_path / "twice.jar").exists()


def test_jars_are_resolved_once_and_again_when_one_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jars = [tmp_path / "a.jar", tmp_path / "b.jar"]
    asked: list[str] = []

    def fetch(coordinate: str) -> list[Path]:
        asked.append(coordinate)
        for jar in jars:
            jar.touch()
        return jars

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(module, "_fetch", fetch)
    expected = f"{jars[0]}{os.pathsep}{jars[1]}"
    assert [class_path("g:a:1"), class_path("g:a:1")] == [expected, expected]
    assert asked == ["g:a:1"]
    jars[1].unlink()
    assert class_path("g:a:1") == expected
    assert asked == ["g:a:1", "g:a:1"]


@pytest.fixture
def hang_up() -> Iterator[None]:
    """Leaves the answer to a hang-up as it was: the suite itself may run under «nohup»."""
    before = signal.getsignal(signal.SIGHUP)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("hang_up")
def test_a_terminal_that_closes_is_like_an_interrupt() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    with pytest.raises(KeyboardInterrupt), module._interrupted_by_signals():
        signal.raise_signal(signal.SIGHUP)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_DFL


@pytest.mark.usefixtures("hang_up")
def test_a_hang_up_that_is_ignored_stays_ignored() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with module._interrupted_by_signals():
        signal.raise_signal(signal.SIGHUP)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
