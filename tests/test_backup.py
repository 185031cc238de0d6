"""Keeping: a store as one file, restored into either store; damage is refused before anything is stored."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import NQ42, citing, plan_ca_mau, plan_can_tho, resolution_68
from test_cli import fails, policygraph
from test_store_contract import empty_neo4j

from graph.backup import backup, restore
from graph.store import Store, open_store
from ontology.errors import InputError, StoreError

DOCUMENTS = (plan_can_tho(), resolution_68(), plan_ca_mau())


@pytest.fixture(params=["oxigraph", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    neo4j = request.param == "neo4j"
    made = empty_neo4j(request.getfixturevalue("neo4j_server")) if neo4j else open_store(str(tmp_path / "store"))
    yield made
    made.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A backup of three documents."""
    made = open_store(str(tmp_path / "backed-up"))
    made.load(DOCUMENTS)
    assert backup(made, tmp_path / "graph.backup") == 3
    made.close()
    return tmp_path / "graph.backup"


def graph(folder: Path) -> list[str]:
    made = open_store(str(folder), readonly=True)
    lines = list(made.quads())
    made.close()
    return lines


def test_what_was_backed_up_comes_back_and_backs_up_to_the_same_bytes(store: Store, file: Path, tmp_path: Path) -> None:
    assert restore(store, file).added == tuple(sorted(document.id for document in DOCUMENTS))
    assert list(store.quads()) == graph(tmp_path / "backed-up")
    found = store.document(DOCUMENTS[0].id)
    assert found and found.text == DOCUMENTS[0].text and found.findings == DOCUMENTS[0].findings
    backup(store, tmp_path / "again.backup")
    assert (tmp_path / "again.backup").read_bytes() == file.read_bytes()
    assert len(restore(store, file).unchanged) == 3


def test_a_restore_that_stopped_halfway_is_repeated(store: Store, file: Path, tmp_path: Path) -> None:
    store.load(DOCUMENTS[1:2])
    restore(store, file)
    assert list(store.quads()) == graph(tmp_path / "backed-up")


def test_documents_that_the_backup_lacks_stay_only_where_asked(store: Store, file: Path) -> None:
    other = citing("1/KH-UBND", NQ42)
    store.load([other])
    with pytest.raises(StoreError, match=r"holds 1 documents that the backup lacks.*--keep"):
        restore(store, file)
    assert [source.document for source in store.sources()] == [other.id]
    restore(store, file, keep=True)
    assert len(list(store.sources())) == 4


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _flipped(data: bytes) -> bytes:
    return data[:300] + bytes([data[300] ^ 4]) + data[301:]


def _edited(data: bytes) -> bytes:
    return gzip.compress(gzip.decompress(data).replace(b"97", b"79"))


def _without_a_document(data: bytes) -> bytes:
    first, _, *rest = gzip.decompress(data).splitlines(keepends=True)
    return gzip.compress(b"".join([first, *rest]))


def _without_its_end(data: bytes) -> bytes:
    return gzip.compress(b"".join(gzip.decompress(data).splitlines(keepends=True)[:-1]))


def _with_more_behind(data: bytes) -> bytes:
    return data + gzip.compress(b"{}\n")


def _newer(data: bytes) -> bytes:
    return gzip.compress(gzip.decompress(data).replace(b'"format": 1', b'"format": 9'))


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_cut, "damaged"),
        (_flipped, "damaged"),
        (_edited, "damaged"),
        (_without_a_document, "damaged"),
        (_without_its_end, "damaged"),
        (_with_more_behind, "damaged"),
        (_newer, "form 9"),
        (lambda data: b"plain text", "no backup"),
        (lambda data: b"", "no backup"),
        (lambda data: gzip.compress(b"[1]\n"), "no backup"),
        (lambda data: gzip.compress(b"\xff\xfe\n"), "no backup"),
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_stored(
    file: Path, tmp_path: Path, spoil: Callable[[bytes], bytes], says: str
) -> None:
    file.write_bytes(spoil(file.read_bytes()))
    sentence = fails(2, "restore", str(file), "--store", str(tmp_path / "new"))
    assert says in sentence and file.name in sentence
    assert not (tmp_path / "new").exists()


def test_every_flipped_byte_is_noticed(file: Path, tmp_path: Path) -> None:
    """Nothing but the packing's own time stamp and system byte may change unseen."""
    data, wanted = file.read_bytes(), graph(tmp_path / "backed-up")
    for place in range(0, len(data), 97):
        file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        store = open_store(str(tmp_path / "restored"))
        try:
            restore(store, file)
            assert list(store.quads()) == wanted, place
        except InputError:
            assert list(store.sources()) == [] or place < 10
        store.close()


def test_a_document_that_this_version_cannot_store_is_named(file: Path, tmp_path: Path) -> None:
    lines = gzip.decompress(file.read_bytes()).decode().splitlines()
    lines[1] = lines[1].replace('"SETS"', '"DECREES"')
    from hashlib import sha256

    body = "".join(f"{line}\n" for line in lines[:-1])
    last = json.dumps({"documents": 3, "sha256": sha256(body.encode()).hexdigest()})
    file.write_bytes(gzip.compress(f"{body}{last}\n".encode()))
    sentence = fails(2, "restore", str(file), "--store", str(tmp_path / "new"))
    assert "document/118_kh-ubnd.can-tho-2024" in sentence and "cannot store" in sentence


def test_the_commands_say_what_they_did(file: Path, tmp_path: Path) -> None:
    new = str(tmp_path / "new")
    assert policygraph("restore", str(file), "--store", new).out == "3 added, 0 replaced, 0 unchanged\n"
    again = tmp_path / "again.backup"
    assert policygraph("backup", str(again), "--store", new).out == f"3 documents in {again}\n"
    assert again.read_bytes() == file.read_bytes()
    assert "no such file" in fails(2, "restore", str(tmp_path / "none"), "--store", new)
    assert "cannot be written" in fails(2, "backup", str(tmp_path / "none" / "file"), "--store", new)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.backup", "backed-up", "graph.backup", "new"]


def _older(folder: Path) -> None:
    """Make the store one that an older version wrote: another projection, another term."""
    about = json.loads((folder / "store.json").read_text(encoding="utf-8"))
    about["projection"] = 0
    about["terms"] = {name: f"{iri}-before" for name, iri in about["terms"].items()}
    (folder / "store.json").write_text(json.dumps(about), encoding="utf-8")


def test_a_store_of_an_older_version_is_refused_with_the_way_out_and_the_way_works(file: Path, tmp_path: Path) -> None:
    old, out, new = tmp_path / "backed-up", tmp_path / "out.backup", tmp_path / "new"
    wanted = graph(old)
    _older(old)
    for command in (["status"], ["load", str(Path(__file__).parent.parent / "data" / "sample")]):
        sentence = fails(3, *command, "--store", str(old))
        assert "policygraph backup FILE" in sentence and "policygraph restore FILE" in sentence
    assert policygraph("backup", str(out), "--store", str(old)).status == 0
    assert out.read_bytes() == file.read_bytes()
    assert policygraph("restore", str(out), "--store", str(new)).status == 0
    assert graph(new) == wanted


@pytest.mark.neo4j
def test_a_neo4j_of_an_older_version_is_refused_and_taken_over(neo4j_server: Any, file: Path, tmp_path: Path) -> None:
    import neo4j

    store = empty_neo4j(neo4j_server)
    store.load(DOCUMENTS)
    store.close()
    login = (neo4j_server.user, neo4j_server.password)
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=login) as driver:
        driver.execute_query("MATCH (s:PolicygraphStore) SET s.projection = 0")
    with pytest.raises(StoreError, match="policygraph backup FILE"):
        open_store(neo4j_server.uri, user=login[0], password=login[1])
    old = open_store(neo4j_server.uri, user=login[0], password=login[1], any_version=True)
    backup(old, tmp_path / "out.backup")
    old.close()
    assert (tmp_path / "out.backup").read_bytes() == file.read_bytes()
