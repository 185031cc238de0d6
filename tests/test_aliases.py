"""Names added to the vocabulary by hand, and the list of names it lacks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.store import Store, open_store
from loaders.pipeline import load_paths
from ontology import vocabulary
from ontology.aliases import add_alias
from ontology.errors import InputError, UnknownNameError
from ontology.vocabulary import VocabularyError
from queries.unknown import unknown

ROOT = Path(__file__).parent.parent
BY = {"by": "curator", "reason": "made up for a test"}

PLAN = """ỦY BAN NHÂN DÂN
TỈNH LÂM ĐỒNG

Số: 45/KH-UBND

Lâm Đồng, ngày 12 tháng 3 năm 2024

KẾ HOẠCH

Thực hiện Nghị quyết số 31/NQ-CP ngày 5/3/2022 của Chính phủ về thư viện

Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:

TT|Chỉ tiêu|Đơn vị tính|Mục tiêu đến năm 2030|Cơ quan phụ trách
1|Tỷ lệ xã có thư viện|%|65|Ban Sách và Thư viện
2|Số lượt mượn|ngàn lượt bạn|900|Ban Sách và Thư viện
3|Tỷ lệ trường có thư viện|%|12|Sở Nội vụ
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "vocabulary.toml"
    monkeypatch.setenv("POLICYGRAPH_VOCABULARY", str(path))
    vocabulary.forget()
    yield path
    monkeypatch.undo()
    vocabulary.forget()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "plan.txt").write_text(PLAN.replace("|", "\t"), encoding="utf-8")
    opened = open_store(str(tmp_path / "store"))
    load_paths(opened, [tmp_path / "plan.txt"], decisions=tmp_path / "decisions.jsonl")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("name", "identifier", "which", "of"),
    [
        ("Ban Sách và Thư viện", "so-van-hoa-the-thao-va-du-lich", "agency", "so-van-hoa-the-thao-va-du-lich"),
        ("Ban Sách và Thư viện", "agency/so-noi-vu.lam-dong", "agency", "so-noi-vu"),
        ("xứ Lâm Viên", "place/lam-dong", "place", "lam-dong"),
        ("phần trăm số xã", "%", "unit", "%"),
        ("Bản ghi nhớ dài", "CT", "kind", "CT"),
    ],
)
def test_an_alias_is_one_more_form_of_its_entry(own: Path, name: str, identifier: str, which: str, of: str) -> None:
    before = vocabulary.version()
    made = add_alias(name, identifier, **BY)
    assert (made.list, made.of) == (which, of)
    lists = {
        "agency": vocabulary.agencies,
        "place": vocabulary.jurisdictions,
        "unit": vocabulary.units,
        "kind": vocabulary.document_kinds,
    }
    (entry,) = (one for one in lists[which]() if vocabulary.key_of(one) == of)
    assert name in (*getattr(entry, "also", ()), *getattr(entry, "words", ()))
    assert vocabulary.version() != before, "what is stored has to be read again"
    assert "made up for a test" in own.read_text(encoding="utf-8")


def test_a_second_alias_leaves_the_first(own: Path) -> None:
    add_alias("Ban Sách", "so-noi-vu", **BY)
    add_alias("Ban Báo", "so-noi-vu", **BY)
    assert [alias.name for alias in vocabulary.aliases()] == ["Ban Sách", "Ban Báo"]


def test_what_cannot_be_added_leaves_the_file_as_it_was(own: Path) -> None:
    with pytest.raises(UnknownNameError, match="no list has «so-noi-vuu»") as caught:
        add_alias("Ban Sách", "so-noi-vuu", **BY)
    assert "so-noi-vu" in caught.value.candidates
    with pytest.raises(InputError, match="this is so-y-te already"):
        add_alias("Sở Y tế", "so-noi-vu", **BY)
    with pytest.raises(InputError, match="who adds it"):
        add_alias("Ban Sách", "so-noi-vu", by="", reason="x")
    assert not own.exists()
    add_alias("Ban Sách", "so-noi-vu", **BY)
    before = own.read_bytes()
    with pytest.raises(InputError, match="added before"):
        add_alias("ban sách", "so-noi-vu", **BY)
    with pytest.raises(InputError, match="this is so-y-te already"):
        add_alias("Sở Y tế", "so-noi-vu", **BY)
    assert own.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[alias]]\nname = "X"\n', "list"),
        ('[[alias]]\nname="X"\nlist="agency"\nof="so-q"\nby="b"\nat="2026-01-01"\nreason="r"\n', "no agency «so-q»"),
        ("[[alias]\n", "vocabulary.toml"),
    ],
)
def test_a_broken_file_of_aliases_is_refused_by_entry(own: Path, text: str, says: str) -> None:
    own.write_text(text, encoding="utf-8")
    with pytest.raises(VocabularyError, match=says) as caught:
        vocabulary.agencies()
    assert str(own) in str(caught.value)


def test_names_that_the_vocabulary_lacks_are_listed_with_their_lines(store: Store) -> None:
    found = unknown(store)
    assert [(one.which, one.name, [place.line for place in one.occurrences]) for one in found] == [
        ("agency", "Ban Sách và Thư viện", [15, 16]),
        ("unit", "ngàn lượt bạn", [16]),
    ]
    assert found[0].occurrences[0].quote.startswith("1\tTỷ lệ xã có thư viện")
    assert [one.which for one in unknown(store, lists=["unit"])] == ["unit"]
    assert unknown(store, document="document/other") == []
    with pytest.raises(InputError, match="no list «x»"):
        unknown(store, lists=["x"])


def test_one_command_adds_a_name_and_refresh_reads_with_it(store: Store, tmp_path: Path) -> None:
    """In processes of their own, as a person does it: each command reads the vocabulary anew."""
    store.close()
    (tmp_path / "plan.txt").unlink()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "POLICYGRAPH_STORE": str(tmp_path / "store"),
        "POLICYGRAPH_DECISIONS": str(tmp_path / "decisions.jsonl"),
        "POLICYGRAPH_VOCABULARY": str(tmp_path / "vocabulary.toml"),
        "POLICYGRAPH_AUTHOR": "curator",
    }

    def policygraph(*arguments: str) -> str:
        ended = subprocess.run(
            [sys.executable, "-m", "cli", *arguments],
            env=environment, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    policygraph("vocab", "add-alias", "Ban Sách và Thư viện", "so-noi-vu", "--reason", "a trial")
    told = json.loads(policygraph("refresh", "--json"))
    assert told["changed"] == ["document/45_kh-ubnd.lam-dong-2024"] and told["failed"] == []
    assert [one["name"] for one in json.loads(policygraph("vocab", "--json"))] == ["ngàn lượt bạn"]
    assert json.loads(policygraph("review", "--json", "--kind", "unresolved")) == []
