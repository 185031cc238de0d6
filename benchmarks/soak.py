"""Breaks things often, and writes docs/reliability.md: what was tried, how often, and what held.

    python -m benchmarks.soak [PART …] [--share 1]

``make soak`` runs all of it in at most 80 minutes; ``--share 0.1`` tries a
tenth. Each part ends with how often it was tried and what went wrong, one
sentence each; the exit status is 1 where anything did. ``make check`` does a
few of the same (tests/test_unbroken.py).
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import corpus, kills
from benchmarks.mutants import mutants as scanned
from graph.neo4j_server import Neo4jServer
from graph.project import check_storable
from graph.store import open_store
from loaders import pipeline
from loaders.pipeline import load_paths
from ontology.errors import PolicygraphError, RefusedFactError

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "var" / "soak.json"
PAGE = ROOT / "docs" / "reliability.md"

PLANS = 12
READERS = 20


@dataclass(slots=True)
class Part:
    """What was tried, how often, and what went wrong."""

    what: str
    tried: int = 0
    wrong: list[str] = field(default_factory=list)
    note: str = ""


def cli(*arguments: str, environment: Mapping[str, str] = {}, largest: int | None = None) -> tuple[int, str]:
    """Exit status and standard error of the command, in a process of its own; no file may grow beyond ``largest``."""

    def narrow() -> None:
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    ended = subprocess.run(
        [sys.executable, "-c", "import cli; cli.main()", *arguments],
        capture_output=True,
        text=True,
        preexec_fn=narrow,
        env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
    )
    return ended.returncode, ended.stderr


def told(part: Part, status: int, said: str, wanted: int, words: str) -> None:
    """Note where a command did not end with its status and a sentence that holds some words."""
    part.tried += 1
    if status != wanted or words not in said or "Traceback" in said:
        part.wrong.append(f"status {status}, not {wanted}, or no «{words}» in: {said.strip()[-300:]}")


def whole(part: Part, address: str, plans: Path, undisturbed: Sequence[str] | None = None) -> None:
    """Note where a store holds other than whole documents, or a repeated load gives another graph."""
    with closing(open_store(address)) as store:
        store.unload("document/none")
        if kills.graph(store) != kills.alone(store, [source.document for source in store.sources()]):
            part.wrong.append("the store held other than whole documents")
        load_paths(store, [plans], workers=1)
        if undisturbed is not None and kills.graph(store) != list(undisturbed):
            part.wrong.append("the repeated load gave another graph")


# ------------------------------------------------------------------ the embedded store


def embedded_kills(plans: Path, folder: Path, share: float) -> list[Part]:
    """Loads into the embedded store, killed."""
    made = iter(range(10_000))
    done = kills.run(lambda: str(folder / f"killed-{next(made)}"), plans, max(1, round(100 * share)))
    return [_killed("the embedded store", done)]


def _killed(where: str, done: kills.Kills) -> Part:
    stored = ", ".join(f"{count} × {what}" for what, count in sorted(done.stored.items()))
    return Part(
        f"`kill -9` of a load into {where}: it opens, holds whole documents only, and the repeated load gives the same "
        "bytes",
        done.tried,
        done.broken,
        f"of the documents were stored: {stored}",
    )


def embedded_failures(plans: Path, folder: Path, share: float) -> list[Part]:
    """Ctrl-C, two loads, a disk without room, readers beside a writer."""
    with closing(open_store(str(folder / "undisturbed"))) as store:
        load_paths(store, [plans], workers=1)
        undisturbed = kills.graph(store)
    chance = random.Random(2)
    interrupts = Part("Ctrl-C during a load: exit status 130, whole documents, the same bytes afterwards")
    for number in range(max(1, round(20 * share))):
        address = str(folder / f"interrupted-{number}")
        process = kills.start(address, [plans])
        time.sleep(chance.random() * 2)
        process.send_signal(signal.SIGINT)
        process.communicate()
        interrupts.tried += 1
        if process.returncode not in (0, 130):
            interrupts.wrong.append(f"exit status {process.returncode}")
        whole(interrupts, address, plans, undisturbed)
    full = Part("A disk without room (files may not grow): exit status 3, a sentence, the same bytes with room again")
    for number in range(max(3, round(30 * share))):
        address, largest = str(folder / f"full-{number}"), round(500 * 1.35**number) if number < 22 else 300_000
        status, said = cli("load", str(plans), "--store", address, "--workers", "1", largest=largest)
        if status:
            told(full, status, said, 3, "File too large")
            whole(full, address, plans, undisturbed)
    twice = Part("Two loads into one folder at once: one writes, the other is told who does; the same bytes afterwards")
    for number in range(max(1, round(20 * share))):
        address = str(folder / f"twice-{number}")
        both = [kills.start(address, [plans]) for _ in range(2)]
        ends = [process.wait() for process in both]
        for process in both:
            process.communicate()
        twice.tried += 1
        if 0 not in ends or not set(ends) <= {0, 3}:
            twice.wrong.append(f"exit status {ends}")
        whole(twice, address, plans, undisturbed)
    beside = Part(f"{READERS} readers at once during a load into the embedded store see whole answers")
    for number in range(max(1, round(10 * share))):
        readers(beside, str(folder / f"read-{number}"), plans)
    return [interrupts, full, twice, beside]


SEEN = {
    "sparql": "PREFIX pg: <https://policygraph.example/ontology#> "
    "SELECT ?g (COUNT(?s) AS ?n) WHERE { GRAPH ?g { ?s a pg:Statement } } GROUP BY ?g",
    "cypher": "MATCH (s:Statement)-[:STATED_IN]->(d:Document) RETURN d.id AS g, count(s) AS n",
}
"""Language → a query for how many statements each document makes."""


def readers(part: Part, address: str, plans: Path) -> None:
    """Ask from many threads while a process loads; each answer has to hold documents with all their statements."""
    process = kills.start(address, [plans])

    def seen() -> dict[str, int]:
        with closing(open_store(address, readonly=True)) as store:
            return {str(row["g"]): int(str(row["n"])) for row in store.ask(SEEN[store.language], {})}

    def read(number: int) -> list[dict[str, int]]:
        answers = []
        while process.poll() is None:
            try:
                answers.append(seen())
            except PolicygraphError as error:
                if "no store yet" not in str(error):
                    raise
        return answers

    with ThreadPoolExecutor(READERS) as pool:
        answers = [answer for found in pool.map(read, range(READERS)) for answer in found]
    process.communicate()
    final = seen()
    part.tried += len(answers)
    part.wrong += ["an answer held a part of a document" for answer in answers if not answer.items() <= final.items()]


# ------------------------------------------------------------------ hostile files


def mutants(plans: Path, folder: Path, share: float) -> list[Part]:
    """Damaged documents: read or refused, never a defect, never long."""
    chance = random.Random(3)
    part = Part(
        "Damaged documents, half of them as scanners spoil them, half by bytes, lines and control characters: read or "
        "refused with a sentence, none given up; what was read can be stored"
    )
    slowest = 0.0
    originals = [path.read_bytes() for path in sorted((ROOT / "data" / "sample").glob("*.txt"))]
    spoilt = scanned(4, [data.decode() for data in originals])
    originals += [made.data for made in corpus.plans(20, size=4_000)]
    for number in range(max(20, round(10_000 * share))):
        path = folder / f"mutant{chance.choice(('.txt', '.md'))}"
        path.write_bytes(next(spoilt).encode() if number % 2 else damaged(chance.choice(originals), chance))
        begun = time.process_time()
        found = pipeline._prepare(str(path))
        slowest = max(slowest, time.process_time() - begun)
        part.tried += 1
        if "a defect in the reader" in found.error or "given up" in found.error:
            part.wrong.append(f"mutant {number}: {found.error}")
        try:
            if found.facts is not None:
                check_storable(found.facts)
        except RefusedFactError as error:
            part.wrong.append(f"mutant {number}: no store keeps it: {error}")
    part.note = f"the slowest took {slowest:.1f} s"
    return [part]


def damaged(data: bytes, chance: random.Random) -> bytes:
    """A document with one to six damages."""
    for _ in range(chance.randint(1, 6)):
        lines = data.split(b"\n")
        at, to = (chance.randrange(len(lines)) for _ in range(2))
        match chance.randrange(8):
            case 0:
                place = chance.randrange(len(data) + 1)
                data = data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :]
            case 1:
                lines[at], lines[to] = lines[to], lines[at]
                data = b"\n".join(lines)
            case 2:
                data = b"\n".join(lines[:at] + lines[at + chance.randint(1, 5) :])
            case 3:
                data = b"\n".join(lines[: at + 1] + [lines[to]] * chance.randint(1, 50) + lines[at + 1 :])
            case 4:
                data = data.replace(b"\n", b" ", chance.randint(1, 200))
            case 5:
                data = data.replace(b"\t", chance.choice((b"", b"\t\t", b"|", b"\x0b")), chance.randint(1, 50))
            case 6:
                junk = chance.choice((b"\xe2\x80\xae", b"\x1b[31m", b"\xef\xbb\xbf", b"\xcc\x81" * 300, b"9" * 3000))
                data = data[: len(data) // 2] + junk + data[len(data) // 2 :]
            case _:
                data = data[: chance.randrange(len(data) + 1)]
        if not data:
            return b"-"
    return data


# ------------------------------------------------------------------ Neo4j


def neo4j_kills(plans: Path, folder: Path, share: float) -> list[Part]:
    """Loads into Neo4j, killed; readers beside one."""
    with Neo4jServer(folder / "neo4j") as server:
        _log_in(server)

        def fresh() -> str:
            _empty(server)
            return server.uri

        parts = [_killed("Neo4j", kills.run(fresh, plans, max(1, round(100 * share))))]
        beside = Part(f"{READERS} readers at once during a load into Neo4j see whole answers")
        for _ in range(max(1, round(5 * share))):
            readers(beside, fresh(), plans)
        return [*parts, beside]


def neo4j_failures(plans: Path, folder: Path, share: float) -> list[Part]:
    """A server with another password, one that dies and comes back, one that is read-only or short of memory."""
    home = folder / "neo4j"
    wrong = Part("Neo4j with a wrong password: exit status 3, a sentence without the password")
    died = Part("Neo4j killed during a load, started again: a sentence, whole documents, the same bytes afterwards")
    with Neo4jServer(home) as server:
        port = int(server.uri.rsplit(":", 1)[1])
        _log_in(server)
        for secret in ("s3cret-w0rd", "neo4j-"):
            status, said = cli("status", "--store", server.uri, environment={"NEO4J_PASSWORD": secret})
            told(wrong, status, said, 3, "the login was refused")
            if secret in said:
                wrong.wrong.append("the password was told")
        with closing(open_store(server.uri)) as store:
            load_paths(store, [plans], workers=1)
            undisturbed = kills.graph(store)
        _empty(server)
    for number in range(max(1, round(10 * share))):
        server = Neo4jServer(home, port=port).start()
        process = kills.start(server.uri, [plans])
        time.sleep(random.Random(number).random() * 3)
        assert server.process is not None
        server.process.kill()
        process.communicate()
        server.stop()
        status, said = cli("status", "--store", server.uri)
        told(died, status, said, 3, "no Neo4j answers")
        with Neo4jServer(home, port=port) as server:
            whole(died, server.uri, plans, undisturbed)
            _empty(server)
    large = folder / "large"
    corpus.write(large, 1, size=400_000)
    (large / "facts.jsonl").unlink()
    return [wrong, died, *_configured(large, home, port)]


def _log_in(server: Neo4jServer) -> None:
    """Let this process and those it starts log in to a server."""
    os.environ.update({"NEO4J_USER": server.user, "NEO4J_PASSWORD": server.password})


def _configured(plans: Path, home: Path, port: int) -> list[Part]:
    """A server that is read-only, and one that gives a transaction next to no memory."""
    found = []
    for setting, value, words in (
        ("server.databases.default_to_read_only", "true", "writing is not allowed"),
        ("db.memory.transaction.max", "4m", "needs more memory than the server allows"),
    ):
        part = Part(f"Neo4j with `{setting}={value}`: exit status 3 and a sentence")
        with Neo4jServer(home, port=port, settings={setting: value}) as server:
            status, said = cli("load", str(plans), "--store", server.uri, "--workers", "1")
            told(part, status, said, 3, words)
        found.append(part)
    return found


def _empty(server: Neo4jServer) -> None:
    import neo4j

    auth = (server.user, server.password)
    with neo4j.GraphDatabase.driver(server.uri, auth=auth) as driver, driver.session() as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 2000 ROWS").consume()


# ------------------------------------------------------------------ the page


PARTS: dict[str, Callable[[Path, Path, float], Iterable[Part]]] = {
    "kills": embedded_kills,
    "failures": embedded_failures,
    "mutants": mutants,
    "neo4j-kills": neo4j_kills,
    "neo4j-failures": neo4j_failures,
}

MARK = "<!-- what make soak tried: written by it -->"


def table(kept: Mapping[str, Any]) -> str:
    """The table of docs/reliability.md."""
    lines = ["| | tried | went wrong | when, at which commit |", "|---|---|---|---|"]
    for name in PARTS:
        for part in kept.get(name, {}).get("parts", ()):
            what = part["what"] + (f" ({part['note']})" if part["note"] else "")
            when = f"{kept[name]['date']}, {kept[name]['commit']}"
            lines.append(f"| {what} | {part['tried']} | {len(part['wrong'])} | {when} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command ``python -m benchmarks.soak``; returns the status to exit with."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="default: all")
    parser.add_argument("--share", type=float, default=1.0, help="share of the full numbers")
    options = parser.parse_args(arguments)
    command = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, capture_output=True, text=True).stdout.strip() or "no commit"
    failed = False
    for name in options.parts or PARTS:
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            plans = Path(folder) / "plans"
            corpus.write(plans, PLANS, size=2_500)
            (plans / "facts.jsonl").unlink()
            parts = list(PARTS[name](plans, Path(folder), options.share))
        for part in parts:
            failed |= bool(part.wrong)
            print(f"{part.what}: {part.tried} tried, {len(part.wrong)} wrong. {part.note}", flush=True)
            for sentence in part.wrong[:10]:
                print(f"  {sentence}", flush=True)
        # Read only now: another part may have been tried meanwhile.
        kept: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
        kept[name] = {
            "date": datetime.date.today().isoformat(),
            "commit": commit,
            "parts": [asdict(part) for part in parts],
        }
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8")
        before, mark, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
        PAGE.write_text(f"{before}{mark}\n\n{table(kept)}\n", encoding="utf-8")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
