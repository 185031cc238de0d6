"""The process that answers other people's queries, and the pool of them.

A query may be hostile or merely too large, and Oxigraph has no time limit. So
it runs in a process of its own, kept warm: the pool ends it at the time limit
and starts another. In that process the kernel holds three locks besides: a
limit of memory, a timer that ends it should the pool be gone, and, on Linux, a
filter under which no socket can be opened, so that no query reaches the net
even if it should get past the check for ``SERVICE``.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import platform
import queue
import resource
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from graph.stores.free import FreeAnswer, FreeQuery, FreeStore

#: A process that starts may take so long on a busy machine; alone it takes about a second.
START_SECONDS = 60.0

_ROOT = Path(__file__).parent.parent.parent


class TimeUpError(Exception):
    """The query was ended at the time limit."""


class BusyError(Exception):
    """Every process was at work until the time limit."""


class DiedError(Exception):
    """The process ended by itself, for lack of memory as a rule."""


# --- the pool's side --------------------------------------------------------------------------------------------


class _Process:
    def __init__(self, folder: str, *, seconds: float, memory: int) -> None:
        ours, theirs = Pipe()
        self._pipe: Connection = ours
        self._ready = False
        with contextlib.closing(theirs):
            # -P and the module's own root: whatever lies in the working folder is not imported.
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "graph.endpoint.worker",
                    str(theirs.fileno()),
                    folder,
                    str(seconds),
                    str(memory),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": str(_ROOT)},
            )

    def ask(self, query: FreeQuery, seconds: float) -> FreeAnswer:
        try:
            if not self._ready:
                if not self._pipe.poll(START_SECONDS):
                    raise DiedError
                self._pipe.recv_bytes()
                self._ready = True
            self._pipe.send_bytes(json.dumps(asdict(query)).encode())
            if not self._pipe.poll(seconds):
                raise TimeUpError
            head: dict[str, Any] = json.loads(self._pipe.recv_bytes())
            return FreeAnswer(head["outcome"], head["media"], self._pipe.recv_bytes(), head["message"])
        except (EOFError, OSError) as error:
            raise DiedError from error

    @property
    def pid(self) -> int:
        return self._process.pid

    def idle_dead(self) -> bool:
        return self._process.poll() is not None

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._pipe.close()


@dataclass
class Pool:
    """So many warm processes that answer queries on one folder.

    Args:
        folder: the embedded store's, or a snapshot's (``graph.stores.free.snapshot``).
        seconds: time limit of a query; so long, too, one may wait for a free process.
        memory: limit of a process, in megabytes of address space.
    """

    folder: str
    seconds: float = 30.0
    memory: int = 2048
    size: int = 2
    _free: queue.Queue[_Process] = field(default_factory=queue.Queue, init=False, repr=False)
    _closed: bool = field(default=False, init=False, repr=False)

    def __post_init__(self) -> None:
        for _ in range(self.size):
            self._free.put(self._start())

    def _start(self) -> _Process:
        return _Process(self.folder, seconds=self.seconds, memory=self.memory)

    def ask(self, query: FreeQuery) -> FreeAnswer:
        """Answer a query.

        Raises:
            TimeUpError: it took too long; its process is gone.
            DiedError: its process ended, for lack of memory as a rule.
            BusyError: no process was free in time.
        """
        try:
            process = self._free.get(timeout=self.seconds)
        except queue.Empty as error:
            raise BusyError from error
        if process.idle_dead():
            process.end()
            process = self._start()
        try:
            answer = process.ask(query, self.seconds)
        except BaseException:
            process.end()
            if not self._closed:
                self._free.put(self._start())
            raise
        if self._closed:
            process.end()
        else:
            self._free.put(process)
        return answer

    def close(self) -> None:
        """End all processes."""
        self._closed = True
        while True:
            try:
                self._free.get_nowait().end()
            except queue.Empty:
                return


# --- the process's side -----------------------------------------------------------------------------------------


class _Filter(ctypes.Structure):
    _fields_ = (("code", ctypes.c_ushort), ("yes", ctypes.c_ubyte), ("no", ctypes.c_ubyte), ("k", ctypes.c_uint))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.POINTER(_Filter)))


#: Number of the system call «socket» by machine.
_SOCKET = {"x86_64": 41, "aarch64": 198}

_LOAD_NUMBER, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_DENY, _ALLOW = 0x00050000 | 13, 0x7FFF0000
_NO_NEW_PRIVILEGES, _SECCOMP, _SECCOMP_FILTER = 38, 22, 2


def no_sockets() -> bool:
    """Let the kernel refuse every new socket of this process, for good; False where it has no such filter."""
    number = _SOCKET.get(platform.machine())
    if sys.platform != "linux" or number is None:
        return False
    rules = (_Filter * 4)(
        _Filter(_LOAD_NUMBER, 0, 0, 0),
        _Filter(_IF_EQUAL, 0, 1, number),
        _Filter(_RETURN, 0, 0, _DENY),
        _Filter(_RETURN, 0, 0, _ALLOW),
    )
    program = _Program(len(rules), rules)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    return bool(
        prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
        and prctl(_SECCOMP, _SECCOMP_FILTER, ctypes.byref(program), 0, 0) == 0
    )


def main(descriptor: int, folder: str, seconds: float, memory: int) -> None:
    """Answer queries until the pool closes the pipe."""
    pipe = Connection(descriptor)
    limit = memory * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    no_sockets()
    # The timer's signal ends the process, whatever it is doing.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    store = FreeStore(folder)
    pipe.send_bytes(b"ready")
    while True:
        try:
            asked = json.loads(pipe.recv_bytes())
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)
        try:
            query = FreeQuery(
                asked["text"],
                asked["rows"],
                asked["graph"],
                tuple(asked["default_graphs"]),
                tuple(asked["named_graphs"]),
                asked["limit"],
            )
            answer = store.ask(query)
        except MemoryError:
            # What is left of this process is not to be trusted.
            os._exit(1)
        signal.setitimer(signal.ITIMER_REAL, 0)
        head = {"outcome": answer.outcome, "media": answer.media, "message": answer.message}
        pipe.send_bytes(json.dumps(head).encode())
        pipe.send_bytes(answer.body)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), int(sys.argv[4]))
