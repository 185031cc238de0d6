"""Measures how fast the project is beside a limit or a peer, and writes docs/performance.md.

    python -m benchmarks.bench [SECTION …] [--documents 1700] [--files 10000]

Every figure is a ratio of two times taken in one run, one after the other, so
that a busy machine slows both; at least five runs, of which the smallest, the
middle and the largest are told. Where a child process or the system works
beside us, time is the clock's, else it is the processor's. What was measured
is kept in var/bench.json, so that sections can be measured one at a time.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import cycle, islice, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyoxigraph
import rdflib

from benchmarks import corpus
from graph.exports.rdf import export
from graph.facts import DocumentFacts
from graph.neo4j_server import VERSION as NEO4J
from graph.neo4j_server import Login, Neo4jServer
from graph.rdf import bind
from graph.store import Scalar, Store, open_store
from loaders.pipeline import in_parallel, load_paths, prepare
from ontology.relations import RELATIONS
from queries.catalogue import ENTITIES, Question, catalogue
from queries.names import agency_types, candidates
from queries.runner import run

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "var" / "bench.json"
PAGE = ROOT / "docs" / "performance.md"
WORK = ROOT / "var" / "bench"
RUNS = 5

LONG = 3.0
"""Seconds from which an answer is made once and not five times; the page says so."""


@dataclass(slots=True)
class Figure:
    """One row of the page: what is compared, the goal, and the runs."""

    what: str
    goal: str
    runs: list[float]
    note: str = ""

    def holds(self) -> bool | None:
        """Whether the middle run meets the goal; None where there is none."""
        sign, _, value = self.goal.partition(" ")
        if sign not in ("≥", "≤"):
            return None
        middle, wanted = statistics.median(self.runs), float(value.split(" ")[0])
        return middle >= wanted if sign == "≥" else middle <= wanted


def repeat(
    runs: int, ours: Callable[[], object], peer: Callable[[], object], clock: Callable[[], float]
) -> Iterator[tuple[float, float]]:
    """Seconds of both, one after the other, so often."""
    for _ in range(runs):
        yield took(ours, clock), took(peer, clock)


def took(work: Callable[[], object], clock: Callable[[], float]) -> float:
    begun = clock()
    work()
    return clock() - begun


# ------------------------------------------------------------------ reading


def reading(options: argparse.Namespace) -> list[Figure]:
    """Documents a second and core beside the limit; time and memory over 100, 1,000 and 10,000; all cores."""
    plans = corpus.write(WORK / "reading", 60)
    data = [path.read_bytes() for path in plans]

    def text(raw: bytes) -> str:
        return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")

    def limit() -> None:
        for raw in data:
            unicodedata.normalize("NFC", text(raw)).split("\n")

    prepare(plans[0])
    pairs = list(repeat(RUNS, lambda: [prepare(path) for path in plans], limit, time.process_time))
    # In UTF-8: some plans are written in UTF-16, which makes files larger, not documents longer.
    size = sum(len(text(raw).encode()) for raw in data) / len(data) / 1000
    found = [
        Figure("documents a second and core", "≥ 15", [len(plans) / ours for ours, _ in pairs], f"{size:.0f} KB each"),
        Figure("limit (decode, NFC, split the same bytes): documents a second", "", [60 / peer for _, peer in pairs]),
        Figure("share of the limit", "", [peer / ours for ours, peer in pairs]),
    ]
    counts = [count for count in (100, 1_000, 10_000) if count <= options.files]
    small = [str(path) for path in corpus.write(WORK / "many", counts[-1], size=3_000)]
    base: list[float] = []
    for count in counts:
        each, peak, cores = zip(*(_read_many(small[:count]) for _ in range(RUNS)), strict=True)
        base = base or list(each)
        ratios = [one / first for one, first in zip(each, base, strict=True)]
        if count > 100:
            found.append(Figure(f"time a document at {count:,} files beside 100", "≤ 1.1", ratios, "files of 4 KB"))
        found.append(Figure(f"peak memory of a reading process at {count:,} files, MB", "", list(peak)))
        if count == counts[-1]:
            found.append(Figure("cores used", "", list(cores), f"of {os.cpu_count()}"))
    return found


def _read_many(paths: Sequence[str]) -> tuple[float, float, float]:
    """Processor seconds a document, peak MB of a process, and cores used, of reading in processes of their own."""
    code = "import json, sys; from benchmarks.bench import read_many; read_many(json.load(sys.stdin))"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(list(paths)),
        text=True,
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    found = json.loads(ended.stdout)
    return found["cpu"] / len(paths), found["peak"] / 1000, found["cpu"] / found["clock"]


def read_many(paths: Sequence[str]) -> None:
    """What the child of ``_read_many`` does: reads on all cores and tells its use on standard output."""
    begun, cpu, peak = time.monotonic(), 0.0, 0
    for seconds, memory in in_parallel(_read, paths, os.cpu_count() or 1):
        cpu, peak = cpu + seconds, max(peak, memory)
    print(json.dumps({"cpu": cpu, "clock": time.monotonic() - begun, "peak": peak}))


def _read(path: str) -> tuple[float, int]:
    """Processor seconds of reading one file, and the process's peak memory so far, in KB."""
    seconds = took(lambda: prepare(Path(path)), time.process_time)
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


# ------------------------------------------------------------------ loading


def prepared(count: int, size: int = corpus.BYTES) -> list[DocumentFacts]:
    return [prepare(path) for path in corpus.write(WORK / f"plans-{size}", count, size=size)]


def loading(options: argparse.Namespace) -> list[Figure]:
    """Writing beside the peers' own ways, and one document more into many."""
    few = prepared(12)
    return [
        *_load_oxigraph(few),
        *_one_more(few[-1], options.files),
        *_with_neo4j(lambda login: _load_neo4j(login, few[:6])),
    ]


def _load_oxigraph(documents: Sequence[DocumentFacts]) -> list[Figure]:
    ratios, facts = [], []
    for _ in range(RUNS):
        with TemporaryDirectory() as folder:
            with closing(open_store(f"{folder}/ours")) as store:
                ours = took(lambda store=store: store.load(documents), time.process_time)  # type: ignore[misc]
                facts.append(sum(store.status().facts.values()) / ours)
            raw = pyoxigraph.Store(f"{folder}/ours/data").dump(format=pyoxigraph.RdfFormat.N_QUADS)
            assert raw is not None
            peer_store = pyoxigraph.Store(f"{folder}/peer")
            peer = took(lambda: peer_store.bulk_load(raw, pyoxigraph.RdfFormat.N_QUADS), time.process_time)  # noqa: B023
            ratios.append(peer / ours)
    return [
        Figure("Oxigraph: speed beside pyoxigraph's bulk load of the same quads", "≥ 0.5", ratios),
        Figure("Oxigraph: facts a second of processor time", "", facts),
    ]


def _one_more(document: DocumentFacts, count: int) -> list[Figure]:
    """One more document into so many small ones, beside into none."""
    many = WORK / f"store-{count}"
    if not (many / "generation").exists():
        with closing(open_store(str(many))) as store:
            load_paths(store, corpus.write(WORK / "many", count, size=3_000))
    ratios = []
    with TemporaryDirectory() as folder, closing(open_store(str(many))) as full:
        full.unload(document.id)
        for number in range(RUNS):
            with closing(open_store(f"{folder}/{number}")) as empty:
                empty.unload("document/none")
                into_empty = took(lambda empty=empty: empty.load([document]), time.process_time)  # type: ignore[misc]
            into_full = took(lambda: full.load([document]), time.process_time)
            full.unload(document.id)
            ratios.append(into_full / into_empty)
    what = f"Oxigraph: one more document into a store of {count:,} beside into an empty one"
    return [Figure(what, "≤ 1.5", ratios)]


def _with_neo4j(work: Callable[[Login], list[Figure]]) -> list[Figure]:
    with Neo4jServer() as server:
        return work(server.login)


def _empty(login: Login) -> Store:
    import neo4j

    auth = (login.user, login.password)
    with neo4j.GraphDatabase.driver(login.uri, auth=auth) as driver, driver.session() as session:
        # Documents one at a time: one transaction has not memory for all.
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 2000 ROWS").consume()
    return open_store(login.uri, user=login.user, password=login.password)


def _load_neo4j(login: Login, documents: Sequence[DocumentFacts]) -> list[Figure]:
    """Facts a second beside the bare driver, which sends the rows that we prepare, and beside neomodel."""
    import neo4j

    from graph.stores import neo4j as ours_module

    def load() -> list[list[tuple[str, list[Any]]]]:
        """Our load; returns the texts and rows of each transaction as they were sent."""
        sent: list[list[tuple[str, list[Any]]]] = []
        writing: Any = ours_module._Writing
        write, each = writing.write, writing._each

        def recording_write(self: Any, change: Any) -> None:
            sent.append([])
            write(self, change)

        def recording_each(self: Any, text: str, rows: Sequence[Any], *, makes: str = "") -> None:
            if rows:
                sent[-1].append((f"UNWIND $rows AS row {text}", list(rows)))
            each(self, text, rows, makes=makes)

        writing.write, writing._each = recording_write, recording_each
        try:
            with closing(_empty(login)) as store:
                store.unload("document/none")  # makes the indexes, which is no part of a load
                begun = time.monotonic()
                store.load(documents)
                seconds.append(time.monotonic() - begun)
                facts.append(sum(store.status().facts.values()))
        finally:
            writing.write, writing._each = write, each
        return sent

    def bare(sent: Sequence[Sequence[tuple[str, list[Any]]]]) -> float:
        _empty(login).close()
        auth = (login.user, login.password)
        with neo4j.GraphDatabase.driver(login.uri, auth=auth) as driver, driver.session() as session:
            begun = time.monotonic()
            for one in sent:

                def work(transaction: Any, one: Any = one) -> None:
                    for text, rows in one:
                        transaction.run(text, rows=rows).consume()

                session.execute_write(work)
            return time.monotonic() - begun

    seconds: list[float] = []
    facts: list[int] = []
    load()
    ratios, rates, models = [], [], []
    for _ in range(RUNS):
        sent = load()
        ratios.append(bare(sent) / seconds[-1])
        rates.append(facts[-1] / seconds[-1])
    for _ in range(RUNS):
        load()
        _empty(login).close()
        models.append((_neomodel(login, documents[0]) * len(documents)) / seconds[-1])
    return [
        Figure("Neo4j: speed beside the bare driver sending the same rows by UNWIND", "≥ 0.8", ratios),
        Figure("Neo4j: facts a second", "", rates),
        Figure("Neo4j: speed beside neomodel writing the same graph", "≥ 10", models, "neomodel: one of the documents"),
    ]


@cache
def _models() -> tuple[Any, Any]:
    """The graph's nodes and statements as classes of neomodel; a class of one name can be made once."""
    from neomodel import RelationshipTo, StringProperty, StructuredNode, StructuredRel

    class Fact(StructuredRel):
        key = StringProperty()
        basis = StringProperty()
        doubt = StringProperty()

    entity = type(
        "Entity",
        (StructuredNode,),
        {
            "uid": StringProperty(unique_index=True),
            **{name: StringProperty() for name in _FIELDS},
            **{name.lower(): RelationshipTo("Entity", name, model=Fact) for name in RELATIONS},
        },
    )
    said = type(
        "Said",
        (StructuredNode,),
        {
            "uid": StringProperty(unique_index=True),
            **{name: StringProperty() for name in ("fact", "subject", "predicate", "object", "spans")},
            "stated_in": RelationshipTo("Entity", "STATED_IN"),
        },
    )
    # Where neomodel looks for the other end of a relationship that is given by name.
    globals()["Entity"] = entity
    return entity, said


_FIELDS = ("name", "kind", "code", "comparator", "value", "unit", "year", "text", "group", "parent")


def _neomodel(login: Login, document: DocumentFacts) -> float:
    """Seconds that neomodel takes for the nodes, facts and statements of a document."""
    import neomodel

    host = login.uri.partition("://")[2]
    entity, said = _models()
    neomodel.db.set_connection(f"bolt://{login.user}:{login.password}@{host}")
    neomodel.db.install_labels(entity)
    neomodel.db.install_labels(said)
    begun = time.monotonic()
    with neomodel.db.transaction:
        nodes = {}
        for node in document.nodes:
            props = {name: str(value) for name, value in node.props.items() if name in _FIELDS}
            nodes[node.id] = entity(uid=node.id, **props).save()
        for number, statement in enumerate(document.statements):
            if not statement.literal:
                manager = getattr(nodes[statement.subject], statement.predicate.lower())
                manager.connect(nodes[statement.object], {"key": statement.key, "basis": statement.basis or ""})
            made = said(
                uid=f"{document.id}/{number}",
                fact=statement.key,
                subject=statement.subject,
                predicate=statement.predicate,
                object=statement.object,
                spans=json.dumps([span.model_dump() for span in statement.spans]),
            ).save()
            made.stated_in.connect(nodes[document.id])
    took_seconds = time.monotonic() - begun
    neomodel.db.close_connection()
    return took_seconds


# ------------------------------------------------------------------ asking


def asking(options: argparse.Namespace) -> list[Figure]:
    """Each question beside the bare engine, and on the large graph beside the small one, in Oxigraph."""
    with closing(_built(17)) as small, closing(_built(options.documents)) as large:
        named = {question.name: _named(small, question) for question in catalogue().values()}
        return _compared("Oxigraph", *(_timed(store, _bare_oxigraph, named) for store in (small, large)))


def asking_neo4j(options: argparse.Namespace) -> list[Figure]:
    """The same in Neo4j, and whether its plans start at an index."""
    with closing(_built(17)) as small:
        named = {question.name: _named(small, question) for question in catalogue().values()}
    asked = []
    for count in (17, options.documents):
        with _served(count) as login, closing(open_store(login.uri, user=login.user, password=login.password)) as store:
            asked.append(_timed(store, _bare_neo4j(login), named))
            starts = _starts(login)
    return [*_compared("Neo4j", *asked), *starts]


@contextmanager
def _served(count: int) -> Iterator[Login]:
    """A Neo4j with the plans of ``_built``, kept for the next time; filled where it is not full yet."""
    # As much as a million relations want; what a first run gets by itself is for a laptop.
    settings = {
        "server.memory.heap.max_size": "4g",
        "server.memory.pagecache.size": "4g",
        "db.memory.transaction.max": "2g",
    }
    with Neo4jServer(WORK / f"neo4j-{count}", settings=settings) as server:
        login = server.login
        with (
            closing(open_store(login.uri, user=login.user, password=login.password)) as store,
            closing(_built(count)) as full,
        ):
            there = {source.document for source in store.sources()}
            missing = [source.document for source in full.sources() if source.document not in there]
            for at in range(0, len(missing), 20):
                store.load([facts for document in missing[at : at + 20] if (facts := full.document(document))])
                print(f"  Neo4j: {at:,} of {len(missing):,} plans", end="\r", file=sys.stderr, flush=True)
        yield login


def _built(count: int) -> Store:
    """An embedded store of so many plans of 45 KB, made where it is not there yet."""
    folder = WORK / f"store-{count}-large"
    if not (folder / "generation").exists():
        with closing(open_store(str(folder))) as store:
            load_paths(store, corpus.write(WORK / f"plans-{corpus.BYTES}", count))
            store.settle()
    return open_store(str(folder), readonly=True)


PLACE = ".dien-bien"
"""In the ids of the first plan of the corpus and of its agencies."""

Bare = Callable[[Store, str, Mapping[str, Scalar]], int]


def _bare_oxigraph(store: Store, text: str, parameters: Mapping[str, Scalar]) -> int:
    """The same text through pyoxigraph alone; number of rows, every cell looked at."""
    database, _ = store.dataset()  # type: ignore[attr-defined]
    rows = 0
    for solution in database.query(bind(text, parameters)):
        rows += bool([str(term) for term in solution])
    return rows


def _bare_neo4j(login: Login) -> Bare:
    """The same text through the Neo4j driver alone."""
    import neo4j

    auth = (login.user, login.password)
    # Without notices, as ours: else every property that no node has yet is told, and timed.
    driver = neo4j.GraphDatabase.driver(login.uri, auth=auth, notifications_min_severity="OFF")

    def ask(store: Store, text: str, parameters: Mapping[str, Scalar]) -> int:
        with driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
            return len([record.data() for record in session.run(text, dict(parameters))])

    return ask


@dataclass(slots=True)
class _Asked:
    """Seconds of one question on one store, run by run."""

    ours: list[float]
    bare: list[float]
    whole: list[float]
    rows: int
    named: bool
    facts: int


def _timed(store: Store, bare: Bare, named: Mapping[str, Mapping[str, Scalar]]) -> dict[str, _Asked]:
    """Every question of the store, with the things that it names."""
    found = {}
    facts = sum(store.status().facts.values())
    for question in catalogue().values():
        given = {parameter.name: parameter.default for parameter in question.parameters} | dict(named[question.name])
        asked = {name: value for name, value in given.items() if value is not None or store.language == "cypher"}
        text = question.text(store.language)
        rows = bare(store, text, asked)
        one = _Asked([], [], [], rows, any(p.type in ENTITIES and p.name in asked for p in question.parameters), facts)
        for _ in range(RUNS):
            one.ours.append(took(lambda: store.ask(text, asked), time.perf_counter))  # noqa: B023
            one.bare.append(took(lambda: bare(store, text, asked), time.perf_counter))  # noqa: B023
            one.whole.append(took(lambda: run(store, question, given, limit=50), time.perf_counter))  # noqa: B023
            if one.ours[0] > LONG:
                break
        found[question.name] = one
        print(f"  {question.name}: {rows} rows, {statistics.median(one.ours):.4f} s", file=sys.stderr, flush=True)
    return found


def _named(small: Store, question: Question) -> dict[str, Scalar]:
    """What a question is asked about: of everything that it may name, the first by which it finds something.

    What need not be named is named too, as who asks of a whole country's plans does.
    """
    samples: dict[str, Scalar] = {"text": "y tế", "integer": 2030, "date": "2030"}
    known: dict[str, list[Scalar]] = {}
    for parameter in question.parameters:
        if parameter.type in ENTITIES:
            ids = [one.id for one in candidates(small, ENTITIES[parameter.type])]
            known[parameter.name] = [*sorted(ids, key=lambda one: (PLACE not in one, one))]
        elif parameter.type == "agency_type":
            known[parameter.name] = list(sorted(one.id for one in agency_types(small)))
        elif parameter.required:
            known[parameter.name] = [samples.get(parameter.type, next(iter(parameter.choices), None))]
    text = question.text(small.language)
    # In step first, so that no list stays at its first while another runs to its end.
    together = zip(*(cycle(ids) for ids in known.values()), strict=True) if known else iter([()])
    values = [*islice(together, 40), *islice(product(*known.values()), 400)]
    tries = [dict(zip(known, one, strict=True)) for one in values]
    return next((given for given in tries if small.ask(text, given)), tries[0])


def _compared(kind: str, small: Mapping[str, _Asked], large: Mapping[str, _Asked]) -> list[Figure]:
    """Of each question: ours beside the engine on the large graph; large beside small where the rows are as many."""
    facts = {"small": next(iter(small.values())).facts, "large": next(iter(large.values())).facts}
    where = f"{facts['large']:,} relations"
    beside, grown = [], []
    for name, one in large.items():
        ratios = [1.0 if ours - bare <= 0.005 else ours / bare for ours, bare in zip(one.ours, one.bare, strict=True)]
        took_long = f"{statistics.median(one.ours):.3f} s, {one.rows:,} rows" + ("" if len(one.ours) > 1 else ", once")
        beside.append(Figure(f"{kind}: {name} beside the bare engine, {where}", "≤ 1.2", ratios, took_long))
        before = small.get(name)
        if before and one.named and 0 < one.rows <= 1.2 * before.rows:
            spread = [b / a for a, b in zip(before.ours, one.ours, strict=True)]
            what = f"{kind}: {name} at {where} beside {facts['small']:,}"
            grown.append(Figure(what, "≤ 2", spread, f"{took_long} ({before.rows:,} before)"))
    added = {name: statistics.median(one.whole) - statistics.median(one.ours) for name, one in large.items()}
    slowest = max(added, key=lambda name: added[name])
    return [
        *_worst(beside, "within 5 ms counts as 1"),
        *_worst(grown, "of those with as many rows"),
        Figure(
            f"{kind}: seconds that evidence and chain of 50 rows add to a question, {where}",
            "",
            list(added.values()),
            f"all {len(added)} questions; most: {slowest}",
        ),
    ]


def _worst(figures: Sequence[Figure], note: str) -> list[Figure]:
    """Those that miss their goal, else the one that comes nearest to it; with how many there are."""
    ordered = sorted(figures, key=lambda figure: -statistics.median(figure.runs))
    missed = [figure for figure in ordered if not figure.holds()]
    told = f"{len(figures) - len(missed)} of {len(figures)} questions meet the goal, {note}"
    shown = missed or ordered[:1]
    if shown:
        shown[0].note += f"; {told}"
    return shown


def _starts(login: Login) -> list[Figure]:
    """How many questions start with an index, by EXPLAIN."""
    import neo4j

    indexed, others = 0, []
    with (
        neo4j.GraphDatabase.driver(login.uri, auth=(login.user, login.password)) as driver,
        driver.session() as session,
    ):
        for question in catalogue().values():
            if not any(p.type in ENTITIES and p.required for p in question.parameters):
                continue
            values = dict.fromkeys((p.name for p in question.parameters), "x")
            plan: Any = session.run(f"EXPLAIN {question.text('cypher')}", values).consume().plan
            leaves = list(_leaves(plan))
            if all("Scan" not in leaf for leaf in leaves if leaf != "Argument@neo4j"):
                indexed += 1
            else:
                others.append(f"{question.name} ({', '.join(leaf for leaf in leaves if 'Scan' in leaf)})")
    note = f"others: {', '.join(others)}" if others else ""
    total = indexed + len(others)
    return [
        Figure(
            "Neo4j: share of the questions that name a thing and start at an index (EXPLAIN)",
            "≥ 1",
            [indexed / total],
            note,
        )
    ]


def _leaves(plan: Mapping[str, Any]) -> Iterator[str]:
    below = plan.get("children")
    for child in below or ():
        yield from _leaves(child)
    if not below:
        yield str(plan["operatorType"])


# ------------------------------------------------------------------ exporting


def exporting(options: argparse.Namespace) -> list[Figure]:
    """N-Quads of the graph beside the peers' serialisers of the same quads, and what memory that takes."""
    documents: int = options.documents
    ratios, in_memory, rdflibs, peaks = [], [], [], []
    with closing(_built(17)) as store, TemporaryDirectory() as folder:
        out = Path(folder) / "graph.nq"

        def ours() -> None:
            with out.open("w", encoding="utf-8") as file:
                for piece in export(store, "nquads"):
                    file.write(piece)

        ours()
        peer_store = pyoxigraph.Store()
        peer_store.bulk_load(path=str(out))
        dataset = rdflib.Dataset()
        dataset.parse(str(out), format="nquads")
        for _ in range(RUNS):
            mine = took(ours, time.process_time)
            dumped = Path(folder) / "peer.nq"
            same, _ = store.dataset()  # type: ignore[attr-defined]
            peer = took(lambda: same.dump(str(dumped), pyoxigraph.RdfFormat.N_QUADS), time.process_time)  # noqa: B023
            held = took(lambda: peer_store.dump(str(dumped), pyoxigraph.RdfFormat.N_QUADS), time.process_time)  # noqa: B023
            slow = took(lambda: dataset.serialize(str(dumped), format="nquads"), time.process_time)  # noqa: B023
            ratios.append(peer / mine)
            in_memory.append(held / mine)
            rdflibs.append(slow / mine)
    for count in (17, documents):
        _built(count).close()
        peaks.append(_peaks_of_export(count))
    return [
        Figure("N-Quads: speed beside pyoxigraph's serialiser of the same folder", "≥ 0.5", ratios),
        Figure("N-Quads: the same beside a copy that pyoxigraph holds in memory", "≥ 0.5", in_memory),
        Figure("N-Quads: speed beside rdflib's serialiser, all in memory", "≥ 10", rdflibs),
        Figure(
            f"peak memory of the export of {documents:,} plans, at its end beside after the first tenth of its time",
            "≤ 1.1",
            [peaks[1][1] / peaks[1][0]],
            f"{peaks[1][1] / 1000:,.0f} MB; of 17 plans {peaks[0][1] / 1000:,.0f} MB",
        ),
    ]


def _peaks_of_export(count: int) -> tuple[float, float]:
    """Peak memory of the process (kB) after the first tenth of an export's time, and at its end."""
    with TemporaryDirectory() as folder:
        command = [
            "export",
            "--format",
            "nquads",
            "-o",
            f"{folder}/out.nq",
            "--store",
            str(WORK / f"store-{count}-large"),
        ]
        running = subprocess.Popen(
            [sys.executable, "-c", "import cli; cli.main()", *command], cwd=ROOT, stderr=subprocess.DEVNULL
        )
        peaks: list[float] = []
        while running.poll() is None:
            status = Path(f"/proc/{running.pid}/status").read_text(encoding="utf-8")
            if (found := re.search(r"^VmHWM:\s+(\d+)", status, re.MULTILINE)) is not None:
                peaks.append(float(found[1]))
            time.sleep(0.05)
    if running.returncode:
        raise RuntimeError(f"the export of {count} plans ended with {running.returncode}")
    return peaks[len(peaks) // 10], peaks[-1]


# ------------------------------------------------------------------ the app


def showing(options: argparse.Namespace) -> list[Figure]:
    """Seconds until a page of the app rests, over the sample of five plans and over the large graph."""
    from benchmarks.pages import SAMPLE, Graph, waits

    with closing(_built(options.documents)) as store:
        plan = next(one.id for one in candidates(store, "Document") if PLACE in one.id and "_kh-ubnd" in one.id)
        above = run(store, catalogue()["lineage-up"], {"document": plan}).rows
    upper = next(row.values for row in above if row.values["parent_class"] == "PartyResolution")
    # The last is an act of the reform: no target comes from it.
    large = Graph(str(upper["parent_id"]), str(upper["parent"]), "02/2025/NĐ-CP", plan, 240)
    found = []
    with TemporaryDirectory() as folder:
        with closing(open_store(f"{folder}/store")) as store:
            load_paths(store, [ROOT / "data" / "sample"])
        for where, graph, name in (
            (f"{folder}/store", SAMPLE, "the sample"),
            (str(WORK / f"store-{options.documents}-large"), large, f"{options.documents:,} plans"),
        ):
            for what, runs in waits(where, graph, RUNS).items():
                goal = "≤ 0.5 s" if what.startswith("answer") else "≤ 1.5 s"
                note = "seconds, Chromium" + ("; once, in a server just started" if len(runs) == 1 else "")
                found.append(Figure(f"{name}: {what}", goal, runs, note))
    return found


SECTIONS: dict[str, tuple[str, Callable[[argparse.Namespace], list[Figure]]]] = {
    "reading": ("Reading", reading),
    "loading": ("Loading", loading),
    "asking": ("Asking Oxigraph", asking),
    "asking-neo4j": ("Asking Neo4j", asking_neo4j),
    "exporting": ("Exporting", exporting),
    "showing": ("Showing pages", showing),
}

_HEAD = """# Performance

This page is written by `make bench`. Every figure is a ratio of two times that were taken in one run, one after the
other (or a rate beside the limit or peer of the same run); smallest, middle and largest of at least five runs. Nothing
in the tests asserts a time: the figures are here to be looked at. The documents are those of `benchmarks/corpus.py`,
about 45 KB each with 60 targets and 70 tasks, unless another size is named.
"""


def machine() -> str:
    """What the figures were taken on; neither its name nor a path."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("pyoxigraph", "neo4j", "rdflib", "pydantic", "neomodel")
    )
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB of memory, {platform.system()} "
        f"{platform.release().split('-')[0]}, Python {platform.python_version()}, Neo4j {NEO4J}, {packages}"
    )


def page(kept: Mapping[str, Any]) -> str:
    """docs/performance.md of what was measured."""
    parts = [_HEAD]
    for name, (title, _) in SECTIONS.items():
        if name not in kept:
            continue
        section = kept[name]
        parts.append(
            f"## {title}\n\nOn {section['date']}: {section['machine']}. Load of the machine: {section['load']}.\n"
        )
        parts.append("| | goal | smallest | middle | largest | |\n|---|---|---|---|---|---|")
        for row in section["figures"]:
            figure = Figure(**row)
            runs = sorted(figure.runs)
            met = {True: "met", False: "**missed**", None: ""}[figure.holds()]
            told = "; ".join(filter(None, (met, figure.note)))
            middle = statistics.median(runs)
            spread = " | ".join(_figure(value) for value in (runs[0], middle, runs[-1]))
            parts.append(f"| {figure.what} | {figure.goal} | {spread} | {told} |")
        parts.append("")
    rest = ROOT / "benchmarks" / "remains.md"
    if rest.exists():
        parts.append(rest.read_text(encoding="utf-8"))
    return "\n".join(parts).rstrip() + "\n"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def main(arguments: Sequence[str] | None = None) -> None:
    """The command ``python -m benchmarks.bench``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("sections", nargs="*", choices=[[], *SECTIONS], help="default: all")
    parser.add_argument(
        "--documents", type=int, default=1_700, help="plans in the large graph (1,700: a million facts)"
    )
    parser.add_argument("--files", type=int, default=10_000, help="small files read, and stored before one more")
    options = parser.parse_args(arguments)
    WORK.mkdir(parents=True, exist_ok=True)
    kept: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    for name in options.sections or SECTIONS:
        title, work = SECTIONS[name]
        print(title, file=sys.stderr, flush=True)
        load = f"{os.getloadavg()[0]:.0f} processes for {os.cpu_count()} cores"
        figures = work(options)
        kept[name] = {
            "date": datetime.date.today().isoformat(),
            "machine": machine(),
            "load": load,
            "figures": [{key: getattr(figure, key) for key in Figure.__slots__} for figure in figures],
        }
        KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8")
        PAGE.write_text(page(kept), encoding="utf-8")


if __name__ == "__main__":
    main()
