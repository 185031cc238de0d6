"""When things go wrong: kills, interrupts, a full disk, hostile files, and many readers beside a writer.

A few of each; ``make soak`` tries the full numbers (docs/reliability.md).
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from test_cli import fails, policygraph
from test_store_contract import empty_neo4j

from benchmarks import kills
from benchmarks.corpus import write
from graph.store import open_store
from loaders import pipeline
from loaders.pipeline import load_paths

PLAN = """Số: {number}/KH-UBND
Lâm Đồng, ngày 12 tháng 3 năm 2024
KẾ HOẠCH
Thực hiện Nghị quyết số 31/NQ-CP ngày 5/3/2022
Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:
I. NHIỆM VỤ
1. Sở Nội vụ chủ trì mua sách.
"""


@pytest.fixture(scope="session")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of small plans."""
    folder = tmp_path_factory.mktemp("plans")
    write(folder, 12, size=2_500)
    (folder / "facts.jsonl").unlink()
    return folder


@pytest.fixture(scope="session")
def undisturbed(plans: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    with closing(open_store(str(tmp_path_factory.mktemp("undisturbed") / "store"))) as store:
        load_paths(store, [plans], workers=1)
        return kills.graph(store)


def numbered(folder: Path) -> Callable[[], str]:
    made = iter(range(1_000))
    return lambda: str(folder / f"store-{next(made)}")


# --- kills ------------------------------------------------------------------------------------------------------------


def test_ten_killed_loads_leave_whole_documents_and_can_be_repeated(plans: Path, tmp_path: Path) -> None:
    done = kills.run(numbered(tmp_path), plans, 10)
    assert (done.tried, done.broken) == (10, [])
    assert done.stored["some"] + done.stored["none"] > 0, "every kill came too late to be one"


@pytest.mark.neo4j
def test_killed_loads_into_neo4j_leave_whole_documents(plans: Path, neo4j_server: Any) -> None:
    def fresh() -> str:
        empty_neo4j(neo4j_server).close()
        return str(neo4j_server.uri)

    login = {"NEO4J_USER": neo4j_server.user, "NEO4J_PASSWORD": neo4j_server.password}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in login.items():
            patch.setenv(name, value)
        done = kills.run(fresh, plans, 4)
    assert (done.tried, done.broken) == (4, [])


def test_an_interrupt_says_so_and_leaves_whole_documents(plans: Path, tmp_path: Path, undisturbed: list[str]) -> None:
    store = str(tmp_path / "store")
    process = subprocess.Popen(
        [sys.executable, "-c", "import cli; cli.main()", "load", str(plans), "--store", store, "--workers", "1"],
        stderr=subprocess.PIPE,
        text=True,
        # A shell lets what it runs in the background ignore Ctrl-C, and tests run so would pass that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        env={**os.environ, "PYTHONPATH": str(kills.ROOT)},
    )
    while process.poll() is None and not Path(store, "data").exists():
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130 and "what was stored before stays whole" in said
    assert "Traceback" not in said
    with closing(open_store(store)) as opened:
        assert kills.graph(opened) == kills.alone(opened, [source.document for source in opened.sources()])
        load_paths(opened, [plans], workers=1)
        assert kills.graph(opened) == undisturbed


# --- the disk ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("largest", [1_000, 20_000, 200_000])
def test_a_disk_without_room_is_a_sentence_and_with_room_the_load_is_whole(
    plans: Path, tmp_path: Path, undisturbed: list[str], largest: int
) -> None:
    """No file may grow beyond so many bytes, which the store sees as it sees a full disk."""
    store = str(tmp_path / "store")

    def narrow() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    ended = subprocess.run(
        [sys.executable, "-c", "import cli; cli.main()", "load", str(plans), "--store", store, "--workers", "1"],
        capture_output=True,
        text=True,
        preexec_fn=narrow,
        env={**os.environ, "PYTHONPATH": str(kills.ROOT)},
    )
    assert ended.returncode == 3 and "File too large" in ended.stderr
    assert "Traceback" not in ended.stderr and "Remove" not in ended.stderr
    if Path(store, "store.json").exists():
        with closing(open_store(store, readonly=True)) as opened:
            assert kills.graph(opened) == kills.alone(opened, [source.document for source in opened.sources()])
    with closing(open_store(store)) as opened:
        load_paths(opened, [plans], workers=1)
        assert kills.graph(opened) == undisturbed


@contextmanager
def as_nobody() -> Iterator[None]:
    """Within it, this process may do what any user may; for root the rights of files mean nothing."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_that_may_not_be_written_is_told() -> None:
    folder = Path(mkdtemp())
    folder.chmod(0o555)
    with as_nobody():
        sentence = fails(3, "load", str(kills.ROOT / "data" / "sample"), "--store", str(folder / "store"))
    assert "Permission denied" in sentence and "that you may write" in sentence
    folder.chmod(0o755)
    folder.rmdir()


def test_two_loads_at_once_end_with_one_store_that_is_whole(
    plans: Path, tmp_path: Path, undisturbed: list[str]
) -> None:
    store = str(tmp_path / "store")
    first, second = (kills.start(store, [plans]) for _ in range(2))
    ends = [process.wait() for process in (first, second)]
    for process in (first, second):
        process.communicate()
    # Whoever came second was told who writes; or came so late that the first had ended.
    assert 0 in ends and set(ends) <= {0, 3}
    with closing(open_store(store)) as opened:
        assert kills.graph(opened) == undisturbed


# --- hostile files ----------------------------------------------------------------------------------------------------


def hostile(folder: Path) -> dict[str, str]:
    """A folder of bad files around three good ones; name → a word of what is said of it, empty for the good ones."""
    folder.mkdir(parents=True)
    told = {
        "good.txt": "",
        "new\nline\x1b[31m.txt": "",
        "zz-good.txt": "",
        "binary.txt": "not UTF-8",
        "named-text.txt": "binary data",
        "mixed.txt": "not UTF-8",
        "empty.txt": "empty",
        "blank.txt": "empty",
        "around.txt": "no such file",
        "nowhere.txt": "no such file",
        "pipe.txt": "no regular file",
        "zero.txt": "no regular file",
        "long.txt": "more than 20 MB",
        "no-plan.txt": "what document it is",
    }
    good = PLAN.format(number=1).encode()
    for number, name in enumerate(("good.txt", "new\nline\x1b[31m.txt", "zz-good.txt"), start=1):
        (folder / name).write_text(PLAN.format(number=number), encoding="utf-8")
    (folder / "binary.txt").write_bytes(b"\x00\xff\x00\x81" * 5_000)
    (folder / "named-text.txt").write_bytes(good + b"\x00\x00")
    (folder / "mixed.txt").write_bytes(good + "Thực hiện".encode("utf-16-le"))
    (folder / "empty.txt").write_bytes(b"")
    (folder / "blank.txt").write_bytes(b" \n\t\n")
    (folder / "around.txt").symlink_to(folder / "around.txt")
    (folder / "nowhere.txt").symlink_to(folder / "nothing")
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    (folder / "zero.txt").symlink_to("/dev/zero")
    with (folder / "long.txt").open("wb") as out:
        out.write(good)
        out.truncate(100_000_000)
    (folder / "no-plan.txt").write_text("Hôm nay trời đẹp.\n", encoding="utf-8")
    return told


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long_lines = (f"{item}. " + "Sở Y tế chủ trì 5% việc; " * 700 for item in range(2, 40))
    (tmp_path / "a.txt").write_text(PLAN.format(number=1) + "\n".join(long_lines), encoding="utf-8")
    (tmp_path / "b.txt").write_text(PLAN.format(number=2), encoding="utf-8")
    monkeypatch.setattr(pipeline, "READ_SECONDS", 0.2)
    with closing(open_store(str(tmp_path / "store"))) as store:
        long, short = load_paths(store, [tmp_path / "a.txt", tmp_path / "b.txt"], workers=1).files
    assert (long.outcome, short.outcome) == ("failed", "added") and "given up after" in long.message


def test_bad_files_are_told_and_stop_no_other(tmp_path: Path) -> None:
    told = hostile(tmp_path / "files")
    begun = time.process_time()
    ended = policygraph("load", str(tmp_path / "files"), "--store", str(tmp_path / "store"), "--workers", "1", "--json")
    assert ended.status == 1 and time.process_time() - begun < 20
    found = {Path(file["path"]).name: file for file in json.loads(ended.out)}
    assert set(found) == set(told)
    for name, words in told.items():
        assert found[name]["outcome"] == ("failed" if words else "added"), name
        assert words in (found[name]["message"] or ""), name


def test_names_of_files_cannot_move_the_cursor(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2J\nb.txt").write_text("Hôm nay trời đẹp.\n", encoding="utf-8")
    (tmp_path / os.fsdecode(b"bad\xff.txt")).write_text(PLAN.format(number=4), encoding="utf-8")
    ended = policygraph("load", str(tmp_path), "--store", str(tmp_path / "store"), "--workers", "1")
    assert ended.status == 1 and "\x1b" not in ended.err and "\\x1b[2J\\nb.txt" in ended.err
    assert "no UTF-8 text" in ended.err and ended.err.encode()
    listed = policygraph("load", str(tmp_path), "--store", str(tmp_path / "store"), "--workers", "1", "--json")
    assert len(json.loads(listed.out.encode("utf-8", "replace"))) == 2


def test_a_folder_that_may_not_be_looked_into_is_told() -> None:
    folder = Path(mkdtemp())
    folder.chmod(0o755)
    (folder / "good.txt").write_text(PLAN.format(number=5), encoding="utf-8")
    (folder / "closed").mkdir(mode=0o700)
    with as_nobody(), closing(open_store(mkdtemp() + "/store")) as store:
        report = load_paths(store, [folder], workers=1)
    assert [(Path(file.path).name, file.outcome) for file in report.files] == [
        ("good.txt", "added"),
        ("closed", "failed"),
    ]
    assert "the folder cannot be read" in report.files[1].message


def _ends_its_process(path: str) -> Any:
    if "deadly" in path:
        os.kill(os.getpid(), signal.SIGKILL)
    return pipeline._prepare(path)


def test_a_file_that_ends_its_process_stops_no_other(tmp_path: Path) -> None:
    paths = []
    for number in range(1, 9):
        path = tmp_path / ("deadly.txt" if number == 3 else f"{number}.txt")
        path.write_text(PLAN.format(number=number), encoding="utf-8")
        paths.append(str(path))
    made = list(pipeline.in_parallel(_ends_its_process, paths, 2, pipeline._ended))
    assert [one.path for one in made] == paths
    assert [Path(one.path).name for one in made if one.facts is None] == ["deadly.txt"]
    assert "ended its process" in made[2].error


# --- readers beside a writer ------------------------------------------------------------------------------------------


def _seen(store: Any) -> dict[str, int]:
    """Document → how many statements it makes, in one query."""
    text = {
        "sparql": "PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX pg: <https://policygraph.example/ontology#> "
        "SELECT ?g (COUNT(?s) AS ?n) WHERE { GRAPH ?g { ?s a pg:Statement } } GROUP BY ?g",
        "cypher": "MATCH (s:Statement)-[:STATED_IN]->(d:Document) RETURN d.id AS g, count(s) AS n",
    }[store.language]
    return {str(row["g"]): int(row["n"]) for row in store.ask(text, {})}


def check_readers(address: str, plans: Path, readers: int = 20) -> int:
    """Twenty readers ask while another process loads; each answer holds whole documents. Returns how many asked."""
    process = kills.start(address, [plans])

    def read(number: int) -> list[dict[str, int]]:
        answers = []
        while process.poll() is None:
            try:
                with closing(open_store(address, readonly=True)) as store:
                    answers += [_seen(store), _seen(store)]
            except Exception as error:
                if "no store yet" not in str(error):
                    raise
        return answers

    with ThreadPoolExecutor(readers) as pool:
        answers = [answer for found in pool.map(read, range(readers)) for answer in found]
    assert process.wait() == 0
    process.communicate()
    with closing(open_store(address, readonly=True)) as store:
        whole = _seen(store)
    assert whole
    for answer in answers:
        assert answer.items() <= whole.items()
    return len(answers)


def test_twenty_readers_see_whole_answers_during_a_load(plans: Path, tmp_path: Path) -> None:
    assert check_readers(str(tmp_path / "store"), plans) >= 20


@pytest.mark.neo4j
def test_twenty_readers_of_neo4j_see_whole_answers(
    plans: Path, neo4j_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty_neo4j(neo4j_server).close()
    monkeypatch.setenv("NEO4J_USER", neo4j_server.user)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.password)
    assert check_readers(neo4j_server.uri, plans) >= 20
