"""The review queue and the curator's commands, as a person meets them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from test_cli import Ended, fails, policygraph

from graph.facts import fact_key

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
CAN_THO = "document/118_kh-ubnd.can-tho-2024"

PLAN = """Số: {number}/KH-UBND

Lâm Đồng, ngày 12 tháng 3 năm 2024

KẾ HOẠCH

Thực hiện Nghị quyết số 31/NQ-CP ngày 5/3/2022 của Chính phủ về thư viện

Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:

TT|Chỉ tiêu|Đơn vị tính|Mục tiêu đến năm 2030|Cơ quan phụ trách
1|{indicator}|%|65|{owner}
"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("review") / "store")
    assert policygraph("load", str(SAMPLE), "--store", folder, "--workers", "1").status == 0
    return folder


class Desk:
    """A store of one's own, a file of decisions, and the commands at both."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.decisions = folder, folder / "decisions.jsonl"
        self.at = ("--store", str(folder / "store"))
        self.file = ("--decisions", str(self.decisions))

    def plan(self, number: int = 45, indicator: str = "Tỷ lệ xã có thư viện", owner: str = "Ban Sách") -> Path:
        path = self.folder / f"{number}.txt"
        text = PLAN.format(number=number, indicator=indicator, owner=owner).replace("|", "\t")
        path.write_text(text, encoding="utf-8")
        return path

    def load(self, *files: Path) -> Ended:
        return policygraph("load", *map(str, files), *self.at, "--workers", "1")

    def run(self, command: str, *arguments: str) -> Ended:
        return policygraph(command, *arguments, *self.at, *self.file)

    def decide(self, command: str, *arguments: str) -> str:
        ended = self.run(command, *arguments, "--author", "curator", "--reason", "made up for a test")
        assert (ended.status, ended.err) == (0, "")
        return ended.out.split()[0]

    def queue(self, *arguments: str) -> list[dict[str, Any]]:
        found = self.run("review", *arguments, "--json").json
        assert isinstance(found, list)
        return found

    def bytes(self) -> bytes:
        out = self.folder / "export.nq"
        assert policygraph("export", "--format", "nquads", "--output", str(out), *self.at).status == 0
        return out.read_bytes()

    def run_decisions(self) -> list[dict[str, Any]]:
        found = policygraph("decisions", *self.file, "--json").json
        assert isinstance(found, list)
        return found

    def ask(self, question: str, *arguments: str) -> Any:
        return policygraph("ask", question, *arguments, *self.at, "--json").json


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("POLICYGRAPH_DECISIONS", str(tmp_path / "decisions.jsonl"))
    return Desk(tmp_path)


# --- what is in the queue ---------------------------------------------------------------------------------------------


def test_the_queue_of_the_sample(sample: str) -> None:
    items = policygraph("review", "--store", sample, "--json").json
    assert Counter(item["kind"] for item in items if item["document"] == CAN_THO) == {
        "contradiction": 3,
        "owner": 5,
        "reading": 1,
    }
    assert sum(item["kind"] == "repair" for item in items) == 5
    for item in items:
        if item["fact"]:
            assert item["lines"] and all(line["quote"] for line in item["lines"])
            assert item["doubt_words"]["vi"] and item["doubt_words"]["en"]


def test_one_doubt_of_a_row_is_asked_about_once(sample: str) -> None:
    """What is cited with a wrong place has a date and an issuer too: these rest on the same doubt."""
    items = policygraph("review", "--store", sample, "--code", "place-contradicts", "--json").json
    assert [item["predicate"] for item in items] == ["CITES", "CITES", "HAS_FINDING"]


@pytest.mark.parametrize(
    ("arguments", "kinds"),
    [
        (("--document", "118/KH-UBND"), {"contradiction", "owner", "reading"}),
        (("--kind", "repair"), {"repair"}),
        (("--code", "owner-span-unsettled"), {"owner"}),
        (("--kind", "lost"), set()),
    ],
)
def test_the_queue_is_filtered(sample: str, arguments: tuple[str, ...], kinds: set[str]) -> None:
    items = policygraph("review", "--store", sample, *arguments, "--json").json
    assert {item["kind"] for item in items} == kinds


def test_the_queue_reads_well_in_both_languages(sample: str) -> None:
    vi = policygraph("review", "--store", sample, "--code", "owner-span-unsettled").out
    en = policygraph("review", "--store", sample, "--code", "owner-span-unsettled", "--lang", "en").out
    assert "cơ quan nghi vấn: bảng không cho biết" in vi and "dòng 263: «" in vi and "4 mục" in vi
    assert "doubtful owner: the table does not settle" in en and "line 263: «" in en


def test_indicators_that_may_be_one_wait_until_a_person_judges(desk: Desk) -> None:
    desk.load(desk.plan(45, "Tỷ lệ xã có thư viện sách"), desk.plan(46, "Tỷ lệ xã có nhà thư viện sách"))
    (item,) = desk.queue("--kind", "indicators")
    first, second = (side["id"] for side in item["indicators"]["indicators"])
    decision = desk.decide("split", first, second)
    assert desk.queue("--kind", "indicators") == []
    desk.decide("revoke", decision)
    assert len(desk.queue("--kind", "indicators")) == 1
    desk.decide("merge", first, second)
    assert desk.queue("--kind", "indicators") == []
    assert len(desk.run("refresh", "--json").json["changed"]) == 1
    rows = desk.ask("indicator-across-plans", "--indicator", second)["rows"]
    assert len(rows) == 2, "both plans measure the one that stays"


# --- deciding ---------------------------------------------------------------------------------------------------------


def test_from_the_queue_to_the_answer_and_back(desk: Desk) -> None:
    desk.load(desk.plan())
    (item,) = desk.queue("--kind", "unresolved")
    assert item["mention"] == "Ban Sách" and item["nearest"]
    before = desk.bytes()
    decision = desk.decide("correct", item["fact"][:8], "--to", "Sở Nội vụ")
    assert desk.queue("--kind", "unresolved") == [], (
        "what is decided waits no longer, though it is not in the store yet"
    )
    assert desk.bytes() == before
    assert desk.run("refresh", "--json").json["changed"] == ["document/45_kh-ubnd.lam-dong-2024"]
    (row,) = desk.ask("target-owners", "--from", "31/NQ-CP")["rows"]
    assert row["agency"] == "Sở Nội vụ" and not row["doubt"]
    assert {line["confirmed_by"] for line in row["evidence"] if line["fact"]["predicate"] == "OWNED_BY"} == {"curator"}
    shown = policygraph("ask", "target-owners", "--from", "31/NQ-CP", *desk.at).out
    assert "✓ đã xác nhận: curator" in shown
    listed = desk.run_decisions()
    assert [one["verb"] for one in listed] == ["correct"] and listed[0]["value"] == "Ban Sách"
    desk.decide("revoke", decision)
    desk.run("refresh")
    assert desk.bytes() == before
    assert [one["revoked_by"] is None for one in desk.run_decisions()] == [False, True]


def test_the_list_says_what_was_decided_and_why(desk: Desk) -> None:
    desk.load(desk.plan())
    (item,) = desk.queue("--kind", "unresolved")
    sets = next(
        row
        for row in desk.ask("target-owners", "--from", "31/NQ-CP")["rows"][0]["evidence"]
        if row["fact"]["predicate"] == "SETS"
    )["fact"]
    key = fact_key(sets["subject"], "SETS", sets["object"])
    first = desk.decide("split", item["fact"], "--to", "Sở Nội vụ", "--to", "Sở Y tế")
    second = desk.decide("correct", key, "--set", "unit=xã")
    vi, en = (policygraph("decisions", *desk.file, "--lang", lang).out.split("\n") for lang in ("vi", "en"))
    assert vi[0].startswith(first) and vi[0].endswith("curator  tách: do … phụ trách «Ban Sách» → Sở Nội vụ, Sở Y tế")
    assert en[2].startswith(second) and "curator  correct: sets «" in en[2] and en[2].endswith("» → unit=xã")
    assert "value=" not in en[2] and "(2030)" in en[2]
    assert vi[1].endswith(": made up for a test")


def test_a_decision_that_lost_its_place_is_told_at_load_and_stays_in_the_queue(desk: Desk) -> None:
    desk.load(desk.plan())
    (item,) = desk.queue("--kind", "unresolved")
    decision = desk.decide("correct", item["fact"], "--to", "Sở Nội vụ")
    ended = desk.load(desk.plan(owner="Ban Báo"))
    assert f"a decision lost its place: {decision}" in ended.err
    (lost,) = desk.queue("--kind", "lost")
    assert lost["decision"]["id"] == decision and "read otherwise now: Ban Báo" in lost["message"]
    assert [one["mention"] for one in desk.queue("--kind", "unresolved")] == ["Ban Báo"]
    desk.run("unload", "45/KH-UBND")


def test_decisions_on_documents_that_are_not_loaded_are_listed(desk: Desk) -> None:
    desk.load(desk.plan())
    (item,) = desk.queue("--kind", "unresolved")
    desk.decide("accept", item["fact"])
    policygraph("unload", "45/KH-UBND", *desk.at)
    (lost,) = desk.queue("--kind", "lost")
    assert lost["message"] == "its document is not loaded"


def test_a_correction_is_said_in_one_way(desk: Desk) -> None:
    desk.load(desk.plan())
    (item,) = desk.queue("--kind", "unresolved")
    by = ("--author", "curator", "--reason", "x", *desk.at, *desk.file)
    assert "in one way" in fails(2, "correct", item["fact"], *by)
    assert "in one way" in fails(2, "correct", item["fact"], "--to", "Sở Nội vụ", "--owner", "Sở Y tế", *by)
    assert "has no value" in fails(2, "correct", item["fact"], "--set", "value", *by)
    assert "nobody is named" in fails(2, "accept", item["fact"], "--reason", "x", *desk.at, *desk.file)
    assert "what is to be split is not said" in fails(2, "split", item["fact"], *by)
    assert "neither an indicator nor an agency" in fails(2, "merge", "Tỷ lệ gì đó", "Sở Nội vụ", *by)
    assert "there is no kind «x»" in fails(2, "review", "--kind", "x", *desk.at, *desk.file)
    assert not desk.decisions.exists()


def test_a_citation_with_a_wrong_place_gets_the_right_one(desk: Desk) -> None:
    desk.load(SAMPLE / "cantho-118-kh-ubnd-2024.txt")
    before = desk.bytes()
    item = desk.queue("--code", "place-contradicts")[0]
    assert item["object"]["name"] == "07-ĐA/TU"
    by = ("--author", "curator", "--reason", "x", *desk.at, *desk.file)
    assert "no place is called «Cần Thơi»" in fails(2, "correct", item["fact"], "--place", "Cần Thơi", *by)
    decision = desk.decide("correct", item["fact"], "--place", "Cần Thơ")
    assert desk.run("refresh", "--json").json["changed"] == [CAN_THO]
    after = desk.bytes().decode()
    assert "07-da_tu.can-tho-2021" in after and "07-da_tu.ca-mau" not in after
    assert not [
        line for line in after.splitlines() if "/id/document/07-da_tu.can-tho-2021> " in line and "passed_by" in line
    ]
    assert len(desk.queue("--code", "place-contradicts")) == 2, "the other two wait"
    assert policygraph("validate", *desk.at).status == 0
    desk.decide("revoke", decision)
    desk.run("refresh")
    assert desk.bytes() == before


def test_a_limit_shows_the_first_and_says_that_there_are_more(sample: str) -> None:
    shown = policygraph("review", "--store", sample, "--limit", "2", "--lang", "en").out
    assert shown.count("\n  line") >= 2 and "2 items; there are more" in shown
    assert len(policygraph("review", "--store", sample, "--limit", "2", "--json").json) == 2
