"""Loads that are killed (``kill -9``) at random moments, and what is left of them.

After each kill the store has to open and to hold whole documents only: its
graph is byte for byte that of a new store into which these documents were
loaded. Then the load is repeated, and the graph has to be that of a load that
nobody disturbed.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.store import Store, open_store
from loaders.pipeline import load_paths

ROOT = Path(__file__).parent.parent

#: The command «load», with small portions so that one load is many transactions; large ones among them in bulk, and
#: all put in order at the end.
_LOAD = """
import sys
import cli
from graph.stores import base, oxigraph
from loaders import pipeline
base.PORTION_STATEMENTS, oxigraph.BULK, pipeline._BATCH, oxigraph.SETTLE_BYTES = 60, 800, 4, 0
sys.argv = ["policygraph", "load", *sys.argv[1:], "--workers", "1", "--json"]
print("ready", flush=True)
cli.main()
"""


@dataclass(slots=True)
class Kills:
    """What became of a number of killed loads."""

    tried: int = 0
    stored: Counter[str] = field(default_factory=Counter)
    """«none», «some» or «all» of the documents stood in the store after the kill → how often."""
    broken: list[str] = field(default_factory=list)
    """What went wrong, one sentence a kill."""


def start(address: str, paths: Sequence[Path], environment: Mapping[str, str] = {}) -> subprocess.Popen[str]:
    """A process that loads; it has said that it begins."""
    process = subprocess.Popen(
        [sys.executable, "-c", _LOAD, *map(str, paths), "--store", address],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def graph(store: Store) -> list[str]:
    """The whole graph, as «export --format nquads» writes it."""
    return list(store.quads())


def run(
    fresh: Callable[[], str],
    plans: Path,
    kills: int,
    *,
    seed: int = 1,
    environment: Mapping[str, str] = {},
    kill: Callable[[subprocess.Popen[str]], None] = lambda process: process.send_signal(signal.SIGKILL),
) -> Kills:
    """Kill so many loads of a folder.

    Args:
        fresh: gives the address of an empty store.
        plans: the folder that is loaded.
        kills: how many loads are killed.
        seed: what the moments are drawn from.
        environment: the loader's, beside this process's own.
        kill: how the load is ended.
    """
    chance, done = random.Random(seed), Kills()
    address = fresh()
    begun = time.monotonic()
    start(address, [plans], environment).communicate()
    took = time.monotonic() - begun
    with closing(open_store(address)) as store:
        undisturbed = graph(store)
        everything = sum(1 for _ in store.sources())
    for number in range(kills):
        address = fresh()
        process = start(address, [plans], environment)
        time.sleep(chance.random() * took)
        kill(process)
        process.communicate()
        done.tried += 1
        try:
            with closing(open_store(address)) as store:
                # Takes the writer, so that what was committed last is seen; there is no such document.
                store.unload("document/none")
                sources = [source.document for source in store.sources()]
                if graph(store) != alone(store, sources):
                    done.broken.append(f"kill {number}: the store holds other than whole documents")
                load_paths(store, [plans], workers=1)
                if graph(store) != undisturbed:
                    done.broken.append(f"kill {number}: the repeated load gave another graph")
        except Exception as error:  # Whatever it is, it is what this looks for.
            done.broken.append(f"kill {number}: {type(error).__name__}: {error}")
            continue
        done.stored["none" if not sources else "all" if len(sources) == everything else "some"] += 1
    return done


def alone(store: Store, documents: Sequence[str]) -> list[str]:
    """The graph of a new store that these documents of another one are loaded into."""
    with TemporaryDirectory() as folder, closing(open_store(f"{folder}/store")) as other:
        other.load([facts for document in documents if (facts := store.document(document))])
        return graph(other)
