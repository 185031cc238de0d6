"""Releases: whole or not there, described, summed, and compared with the last."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from builders import CAN_THO, HEALTH_CAN_THO, NQ42, Builder, plan_can_tho
from playwright.sync_api import Page, expect
from rdf_cases import SMALL, embedded
from typer.testing import CliRunner

import cli
from graph.describe import RIGHTS
from graph.exports.rdf import export
from graph.publish import publish
from graph.settings import settings
from graph.store import Store
from ontology.errors import InputError

DCAT, DCTERMS, SPDX = rdflib.DCAT, rdflib.DCTERMS, rdflib.Namespace("http://spdx.org/rdf/terms#")
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = embedded(tmp_path / "store", SMALL)
    yield found
    found.close()


def test_a_release_holds_what_it_says(store: Store, tmp_path: Path) -> None:
    made = publish(store, tmp_path / "out", date="2026-11-23", licence=LICENCE, address="https://data.example/x/")
    folder = tmp_path / "out" / "2026-11-23"
    assert made.folder == folder
    assert (folder / "policygraph.nq").read_text(encoding="utf-8") == "".join(export(store, "nquads"))
    sums = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    files = {file.name for file in folder.iterdir()}
    assert files == {*sums, "SHA256SUMS", "index.html"}
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert {
        "policygraph.trig",
        "policygraph.ttl",
        "policygraph.nt",
        "policygraph.jsonld",
        "policygraph.zip",
        "policygraph.graphml",
        "ontology.ttl",
        "shapes.ttl",
        "context.jsonld",
        "dataset.ttl",
        "changes.tsv",
        "CHANGELOG.md",
    } <= files


def test_a_release_does_not_tell_where_the_files_lay(tmp_path: Path) -> None:
    plan = Builder("118/KH-UBND", 2024, place="can-tho", path="/home/an/plans/kế hoạch.txt").target("a", "1").build()
    with embedded(tmp_path / "other", [plan]) as one:  # type: ignore[attr-defined]
        publish(one, tmp_path / "out", date="2026-11-23", licence=LICENCE)
    files = [file for file in (tmp_path / "out").rglob("*") if file.is_file()]
    texts = [file.read_bytes() for file in files if file.suffix != ".zip"]
    for archive in (file for file in files if file.suffix == ".zip"):
        with zipfile.ZipFile(archive) as opened:
            texts += [opened.read(name) for name in opened.namelist()]
    assert any("kế hoạch.txt".encode() in text for text in texts)
    assert not any(words in text for text in texts for words in (b"/home", b"plans/", bytes(tmp_path)))


def test_a_release_is_described_with_licence_dates_and_checksums(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path / "out", date="2026-11-23", licence=LICENCE, address="https://data.example/x")
    folder = tmp_path / "out" / "2026-11-23"
    graph = rdflib.Graph().parse(folder / "dataset.ttl", format="turtle")
    about = rdflib.URIRef("https://policygraph.example/dataset")
    assert str(graph.value(about, DCTERMS.license)) == LICENCE
    assert str(graph.value(about, DCTERMS.modified)) == "2026-11-23"
    assert str(graph.value(about, rdflib.VOID.documents)) == "3"
    distributions = list(graph.objects(about, DCAT.distribution))
    assert len(distributions) >= 9
    for part in distributions:
        name = str(part).removeprefix("https://data.example/x/2026-11-23/")
        content = (folder / name).read_bytes()
        assert str(graph.value(part, DCAT.byteSize)) == str(len(content))
        checksum = graph.value(part, SPDX.checksum)
        assert str(graph.value(checksum, SPDX.checksumValue)) == hashlib.sha256(content).hexdigest()
        assert "media-types/" in str(graph.value(part, DCAT.mediaType))


def test_the_licence_is_chosen_by_whoever_publishes(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def licence(name: str, *options: str) -> str:
        command = ["publish", str(tmp_path / "out"), "--store", store.status().address, "--release", name, *options]
        assert CliRunner().invoke(cli.app, command).exit_code == 0
        graph = rdflib.Graph().parse(tmp_path / "out" / name / "dataset.ttl", format="turtle")
        about = rdflib.URIRef("https://policygraph.example/dataset")
        rights = graph.value(about, DCTERMS.rights)
        words = {label.language: str(label) for label in graph.objects(rights, rdflib.RDFS.label)}  # type: ignore[attr-defined]
        assert words == RIGHTS
        page = (tmp_path / "out" / name / "index.html").read_text(encoding="utf-8")
        found = str(graph.value(about, DCTERMS.license))
        assert found in page and RIGHTS["vi"] in page and RIGHTS["en"] in page
        assert {str(part) for part in graph.objects(None, DCTERMS.license)} == {found}
        return found

    assert licence("a") == "https://creativecommons.org/licenses/by/4.0/"
    monkeypatch.setenv("POLICYGRAPH_LICENCE", LICENCE)
    assert licence("b") == LICENCE
    assert licence("c", "--licence", "https://licence.example/x") == "https://licence.example/x"
    monkeypatch.setenv("POLICYGRAPH_LICENCE", "MIT")
    with pytest.raises(InputError, match="whole address"):
        settings()


def test_the_page_links_what_is_there_and_asks_nobody_else(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path / "out", date="2026-11-23")
    for page in (tmp_path / "out" / "index.html", tmp_path / "out" / "2026-11-23" / "index.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.findall(r'src="|<link|@import', text)
        for link in re.findall(r'href="([^"]+)"', text):
            assert link.startswith("https://") or (page.parent / link).exists(), link


@pytest.mark.browser
def test_the_pages_open_from_the_folder(store: Store, tmp_path: Path, page: Page) -> None:
    publish(store, tmp_path / "out", date="2026-11-23")
    page.goto((tmp_path / "out" / "index.html").as_uri())
    page.get_by_role("link", name="2026-11-23").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đồ thị chính sách – 2026-11-23")
    expect(page.get_by_role("link", name="policygraph.trig")).to_be_visible()


def test_changes_since_the_last_release_are_told(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = publish(store, out, date="2026-11-01")
    assert first.before is None and not first.changes
    assert "first release" in (first.folder / "CHANGELOG.md").read_text(encoding="utf-8")
    old = plan_can_tho()
    new = (
        Builder("118/KH-UBND", 2024, place="can-tho", sha="9")
        .says("IMPLEMENTS", NQ42)
        .says("APPLIES_TO", CAN_THO)
        .states("date", "2024-06-08")
        .target("Tỷ lệ bao phủ bảo hiểm y tế", "98", owner=HEALTH_CAN_THO)
        .part_of(HEALTH_CAN_THO, CAN_THO)
    ).build()
    assert new.id == old.id
    store.load([new])
    second = publish(store, out, date="2026-11-23")
    assert second.before == "2026-11-01"
    target = f"{old.id}/target/ty-le-bao-phu-bao-hiem-y-te-2030"
    assert (target, "value", "97", "98") in second.changes.changed
    assert (old.id, "date", "2024-06-07", "2024-06-08") in second.changes.changed
    assert (old.id, "IMPLEMENTS", "document/68_nq-cp-2024", "") in second.changes.removed
    assert second.changes.added == []
    table = (second.folder / "changes.tsv").read_text(encoding="utf-8").splitlines()
    assert f"changed\t{target}\tvalue\t97\t98" in table
    assert f"`{target}` value: 97 → 98" in (second.folder / "CHANGELOG.md").read_text(encoding="utf-8")
    third = publish(store, out, date="2026-11-24")
    assert not third.changes
    assert [entry["name"] for entry in json.loads((out / "releases.json").read_text(encoding="utf-8"))] == [
        "2026-11-24",
        "2026-11-23",
        "2026-11-01",
    ]


def test_the_same_graph_gives_the_same_release(store: Store, tmp_path: Path) -> None:
    one, two = (publish(store, tmp_path / name, date="2026-11-23") for name in ("one", "two"))
    for file in one.folder.iterdir():
        assert file.read_bytes() == (two.folder / file.name).read_bytes(), file.name


@pytest.mark.parametrize(
    "more",
    [
        {"date": "23.11.2026"},
        {"date": "2026-11-23", "name": "../x"},
        {"date": "2026-11-23", "licence": "MIT"},
        {"date": "2026-11-23", "address": "<x>"},
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(store: Store, tmp_path: Path, more: dict[str, str]) -> None:
    with pytest.raises(InputError):
        publish(store, tmp_path / "out", **more)  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_a_release_is_never_overwritten_and_never_half_there(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    publish(store, out, date="2026-11-23")
    with pytest.raises(InputError, match="already"):
        publish(store, out, date="2026-11-23")

    def fails(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("graph.publish._changelog", fails)
    before = sorted(path.name for path in out.iterdir())
    with pytest.raises(InputError, match="No space left"):
        publish(store, out, date="2026-11-24")
    assert sorted(path.name for path in out.iterdir()) == before


def test_the_command_publishes(store: Store, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        cli.app, ["publish", str(tmp_path / "out"), "--store", store.status().address, "--release", "v1"]
    )
    assert result.exit_code == 0 and "the first release" in result.stdout
    assert (tmp_path / "out" / "v1" / "policygraph.nq").exists()
