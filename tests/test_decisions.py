"""A person's decisions: where they attach, what they change, and that revoking them leaves no trace."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from cases import Case, parse, some, table
from hypothesis import given
from hypothesis import strategies as st

from graph.curating import Curator, bring
from graph.decisions import (
    NO_DECISIONS,
    Applied,
    Decision,
    Decisions,
    Verb,
    append,
    judged,
    make,
    quote_of,
    read_decisions,
    undecided,
)
from graph.facts import DocumentFacts, SourceInfo, Statement
from graph.store import Store, open_store
from loaders.facts import to_facts
from loaders.pipeline import load_paths
from loaders.read import read_document
from ontology.errors import InputError, UnknownNameError

PLAN = """ỦY BAN NHÂN DÂN
TỈNH {upper}

Số: {number}/KH-UBND

{place}, ngày 12 tháng 3 năm 2024

KẾ HOẠCH

Thực hiện Nghị quyết số 31/NQ-CP ngày 5/3/2022 của Chính phủ về thư viện

Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:

III. NHIỆM VỤ

1. Sở Nội vụ chủ trì, phối hợp với Sở Tài chính mua sách.

PHỤ LỤC
MỘT SỐ CHỈ TIÊU ĐẾN NĂM 2030

TT|Chỉ tiêu|Đơn vị tính|Mục tiêu đến năm 2030|Cơ quan phụ trách
{rows}
"""
ROWS = """1|Số lượt mượn sách|lượt|900|
2|Tỷ lệ xã có thư viện|%|65|Sở Vãn hóa, Thể thao và Du lịch
3|Tỷ lệ xã có nhà đọc sách|%|70|Hội Bạn Đọc
4|Tỷ lệ trường học có thư viện|%|> 90|Sở Giáo dục và Đào tạo"""
ID = "document/45_kh-ubnd.lam-dong-2024"
CURATOR = "curator"


def text(rows: str = ROWS, number: int = 45, place: str = "Lâm Đồng") -> str:
    return PLAN.format(rows=rows, number=number, place=place, upper=place.upper()).replace("|", "\t")


def reading(rows: str = ROWS) -> DocumentFacts:
    read = read_document(parse(text(rows)))
    source = SourceInfo(
        document=read.id,
        path="a.txt",
        sha256="0" * 64,
        reader="1",
        vocabulary="1",
        decisions=NO_DECISIONS,
        lines=len(read.parsed.lines),
    )
    return to_facts(read, source)


def the(facts: DocumentFacts, predicate: str, words: str = "") -> Statement:
    """The one statement of a relation whose lines hold some words."""
    found = [said for said in facts.statements if said.predicate == predicate and words in quote_of(said)]
    assert len(found) == 1, [said.object for said in found]
    return found[0]


def about(facts: DocumentFacts, said: Statement, verb: Verb, **parts: Any) -> Decision:
    nodes = {node.id: node for node in facts.nodes}
    return make(
        verb,
        by=CURATOR,
        reason="made up for a test",
        document=facts.id,
        fact=said.key,
        subject=said.subject,
        predicate=said.predicate,
        object=said.object,
        line=said.spans[0].line,
        quote=quote_of(said),
        value=judged(said, nodes),
        **parts,
    )


def applied(facts: DocumentFacts, *decisions: Decision) -> Applied:
    found = Decisions(decisions).apply(facts)
    assert found is not None
    return found


def owners(facts: DocumentFacts) -> list[str]:
    """Owners of each target, in the order of the rows."""
    names = {node.id: str(node.props["name"]) for node in facts.nodes}
    rows = sorted((said for said in facts.statements if said.predicate == "SETS"), key=lambda said: said.spans[0].line)
    return [
        "; ".join(
            sorted(names[o.object] for o in facts.statements if o.predicate == "OWNED_BY" and o.subject == r.object)
        )
        for r in rows
    ]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(str(tmp_path / "store"))
    yield opened
    opened.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.jsonl"


def plan(folder: Path, *, rows: str = ROWS, number: int = 45, place: str = "Lâm Đồng") -> Path:
    file = folder / f"{number}.txt"
    file.write_text(text(rows, number, place), encoding="utf-8")
    return file


# --- where a decision finds its place ---------------------------------------------------------------------------------


@table("decisions")
def test_a_decision_on_a_row_that_is_read_again(case: Case, store: Store, path: Path, tmp_path: Path) -> None:
    load_paths(store, [plan(tmp_path, rows=case["row"])], decisions=path)
    stored = store.document(ID)
    assert stored is not None
    curator = Curator(store, path, CURATOR)
    key, reason = the(stored, case["on"]).key, "made up for a test"
    match case["verb"]:
        case "accept":
            curator.accept(key, reason)
        case "reject":
            curator.reject(key, reason)
        case "split":
            curator.split(key, case["to"], reason)
        case _:
            curator.correct(key, reason, to=case["to"][0], gives=case.get("gives"))
    report = load_paths(store, [plan(tmp_path, rows=case["then"])], decisions=path)
    after = store.document(ID)
    assert after is not None
    assert owners(after) == case["owners"]
    assert [outcome.status for _, outcome in report.lost] == (["lost"] if case["status"] == "lost" else [])
    held = Decisions(read_decisions(path).lines).apply(after)
    assert held is not None
    assert [outcome.status for outcome in held.outcomes] == [case["status"]]
    confirmed = {said.confirmed_by for said in after.statements} - {None}
    assert confirmed == ({CURATOR} if case["status"] != "lost" and case["verb"] != "reject" else set())


def renamed(facts: DocumentFacts) -> DocumentFacts:
    """The same reading by a reader that gives its targets other ids."""
    ids = {node.id: f"{node.id}-x" for node in facts.nodes if node.label == "Target"}
    return facts.model_copy(
        update={
            "nodes": tuple(node.model_copy(update={"id": ids.get(node.id, node.id)}) for node in facts.nodes),
            "statements": tuple(
                said.model_copy(
                    update={"subject": ids.get(said.subject, said.subject), "object": ids.get(said.object, said.object)}
                )
                for said in facts.statements
            ),
        }
    )


def test_a_fact_with_another_key_is_found_by_its_quote() -> None:
    facts = reading()
    decision = about(facts, the(facts, "OWNED_BY", "xã có thư viện"), "accept")
    found = applied(renamed(facts), decision)
    assert [(outcome.status, outcome.by_quote) for outcome in found.outcomes] == [("applied", True)]
    assert the(found.facts, "OWNED_BY", "xã có thư viện").decision == decision.id


def test_what_a_better_reader_learns_besides_takes_no_decision_away() -> None:
    facts = reading()
    decisions = [
        about(facts, the(facts, "SETS", "xã có thư viện"), "accept"),
        about(facts, next(said for said in facts.statements if said.predicate == "ASSIGNS"), "accept"),
    ]
    learnt: dict[str, dict[str, str | bool]] = {
        "Target": {"approx": True, "group": "Sách"},
        "Task": {"timeline": "2025", "heading": "Thư viện"},
    }
    better = facts.model_copy(
        update={
            "nodes": tuple(
                node.model_copy(update={"props": {**node.props, **learnt.get(node.label, {})}}) for node in facts.nodes
            )
        }
    )
    assert [outcome.status for outcome in applied(better, *decisions).outcomes] == ["applied", "applied"]


def test_a_quote_behind_several_facts_is_no_place() -> None:
    twice = "\n".join(["1|Tỷ lệ xã có thư viện|%|65|Sở Y tế"] * 2)
    one = reading("1|Tỷ lệ xã có thư viện|%|65|Sở Y tế")
    decision = about(one, the(one, "OWNED_BY"), "reject")
    found = applied(renamed(reading(twice)), decision)
    assert [(outcome.status, outcome.why) for outcome in found.outcomes] == [
        ("lost", "its words now stand behind several facts")
    ]
    assert owners(found.facts) == ["Sở Y tế", "Sở Y tế"]


def test_a_correction_that_the_reader_now_makes_itself_agrees() -> None:
    facts = reading()
    said = the(facts, "OWNED_BY", "xã có thư viện")
    decision = about(facts, said, "correct", to=({"id": "agency/so-y-te.lam-dong", "name": "Sở Y tế"},))
    agency = next(node for node in applied(facts, decision).facts.nodes if node.id == "agency/so-y-te.lam-dong")
    better = facts.model_copy(
        update={
            "nodes": (*facts.nodes, agency),
            "statements": tuple(
                one.model_copy(update={"object": agency.id, "doubt": ()}) if one is said else one
                for one in facts.statements
            ),
        }
    )
    found = applied(better, decision)
    assert [outcome.status for outcome in found.outcomes] == ["agreed"]
    assert the(found.facts, "OWNED_BY", "xã có thư viện").confirmed_by == CURATOR


def test_the_later_of_two_decisions_counts_and_the_other_is_told() -> None:
    facts = reading()
    said = the(facts, "OWNED_BY", "xã có thư viện")
    first = about(facts, said, "accept", at="2026-01-01T00:00:00Z")
    second = about(facts, said, "reject", at="2026-01-02T00:00:00Z")
    for order in ((first, second), (second, first)):
        found = applied(facts, *order)
        assert {o.decision.verb: o.status for o in found.outcomes} == {"accept": "overridden", "reject": "applied"}
        assert owners(found.facts)[1] == ""


# --- what it changes --------------------------------------------------------------------------------------------------


def test_what_was_accepted_is_no_longer_doubtful_and_says_who_confirmed_it() -> None:
    facts = reading()
    said = the(facts, "OWNED_BY", "xã có thư viện")
    assert said.doubt == ("ocr-repair",)
    decision = about(facts, said, "accept")
    now = the(applied(facts, decision).facts, "OWNED_BY", "xã có thư viện")
    assert (now.doubt, now.decision, now.confirmed_by) == ((), decision.id, CURATOR)


def test_a_finding_whose_facts_are_settled_is_told_and_no_doubt() -> None:
    facts = reading()
    unknown = the(facts, "OWNED_BY", "nhà đọc sách")
    found = applied(facts, about(facts, unknown, "correct", to=(AGENCY,))).facts
    severity = {f.code: f.severity for f in found.findings}
    assert (severity["agency-unknown"], severity["ocr-repair"]) == ("info", "doubt")
    told = next(s for s in found.statements if s.predicate == "HAS_FINDING" and "/agency-unknown-" in s.object)
    assert told.confirmed_by == CURATOR
    assert {f.code for f in found.findings} == {f.code for f in facts.findings}


def test_a_revoked_revocation_counts_no_more() -> None:
    facts = reading()
    first = about(facts, the(facts, "OWNED_BY", "nhà đọc sách"), "accept")
    at = "2026-01-01T00:00:00Z"
    second = make("revoke", by=CURATOR, reason="no", of=first.id, at=at)
    third = make("revoke", by=CURATOR, reason="yes", of=second.id, at=at)
    assert Decisions((first, second)).in_force == ()
    assert Decisions((third, second, first)).in_force == (first,)


def test_an_accepted_row_accepts_no_owner() -> None:
    facts = reading()
    target = the(facts, "SETS", "xã có thư viện")
    found = applied(facts, about(facts, target, "accept"))
    assert the(found.facts, "OWNED_BY", "xã có thư viện").doubt == ("ocr-repair",)


def test_a_corrected_value_stands_on_the_target() -> None:
    facts = reading()
    target = the(facts, "SETS", "xã có thư viện")
    found = applied(facts, about(facts, target, "correct", sets={"value": "66.5", "comparator": ">="}))
    node = next(node for node in found.facts.nodes if node.id == target.object)
    assert (node.props["value"], node.props["comparator"], node.props["unit"]) == ("66.5", ">=", "%")
    assert the(found.facts, "SETS", "xã có thư viện").confirmed_by == CURATOR


def test_a_corrected_title_is_the_documents_title() -> None:
    facts = reading()
    title = next(said for said in facts.statements if said.predicate == "title" and said.subject == facts.id)
    found = applied(facts, about(facts, title, "correct", to=({"id": "literal", "name": "Về thư viện"},)))
    assert [s.object for s in found.facts.statements if s.predicate == "title"] == ["Về thư viện"]


def test_nodes_that_nothing_names_any_more_go_and_others_stay() -> None:
    facts = reading()
    target = the(facts, "SETS", "trường học")
    found = applied(facts, about(facts, target, "reject"))
    before, after = ({node.id for node in one.nodes if node.named} for one in (facts, found.facts))
    measured = next(
        said.object for said in facts.statements if said.subject == target.object and said.predicate == "MEASURES"
    )
    own = "agency/so-giao-duc-va-dao-tao.lam-dong"
    assert before - after == {target.object, measured, own} and after <= before
    left = {node.id for node in found.facts.nodes}
    assert not {target.object, measured} & left
    # It came out of what another named body gave away, so it stays in that one's line, no longer as named.
    assert own in left


def test_two_indicators_that_a_person_calls_one_are_one() -> None:
    facts = reading()
    one, other = the(facts, "MEASURES", "xã có thư viện"), the(facts, "MEASURES", "nhà đọc sách")
    names = {node.id: str(node.props["name"]) for node in facts.nodes}
    nodes = tuple({"id": said.object, "name": names[said.object]} for said in (one, other))
    merge = make("merge", by=CURATOR, reason="one thing", nodes=nodes, at="2026-01-01T00:00:00Z")
    found = applied(facts, merge)
    assert {s.object for s in found.facts.statements if s.predicate == "MEASURES"} & {one.object, other.object} == {
        other.object
    }
    assert one.object not in {node.id for node in found.facts.nodes}
    # They are two after all: nothing of the merge is left.
    part = make("split", by=CURATOR, reason="two things", nodes=nodes, at="2026-01-02T00:00:00Z")
    assert applied(facts, merge, part).facts == facts


def test_merges_that_go_round_in_a_circle_end_where_the_last_one_says() -> None:
    facts = reading()
    names = {node.id: str(node.props["name"]) for node in facts.nodes}
    a, b = (the(facts, "MEASURES", words).object for words in ("xã có thư viện", "nhà đọc sách"))
    pair = ({"id": a, "name": names[a]}, {"id": b, "name": names[b]})
    first = make("merge", by=CURATOR, reason="one", nodes=pair, at="2026-01-01T00:00:00Z")
    second = make("merge", by=CURATOR, reason="one", nodes=pair[::-1], at="2026-01-02T00:00:00Z")
    measured = {s.object for s in applied(facts, first, second).facts.statements if s.predicate == "MEASURES"}
    assert a in measured and b not in measured


def test_a_chain_of_merges_rests_on_each_of_them() -> None:
    facts = reading()
    names = {node.id: str(node.props["name"]) for node in facts.nodes}
    a, b, c = (the(facts, "MEASURES", w).object for w in ("xã có thư viện", "nhà đọc sách", "trường học"))

    def merge(one: str, other: str) -> Decision:
        pair = ({"id": one, "name": names[one]}, {"id": other, "name": names[other]})
        return make("merge", by=CURATOR, reason="one", nodes=pair)

    first, second = merge(a, b), merge(b, c)
    found = applied(facts, first, second).facts
    assert {s.object for s in found.statements if s.predicate == "MEASURES"} & {a, b, c} == {c}
    assert set(found.source.decisions.split()) == {first.id, second.id}


def test_a_body_that_only_its_name_tells_can_be_put_in_place() -> None:
    facts = reading()
    said = the(facts, "OWNED_BY", "nhà đọc sách")
    district = {"id": "agency/uy-ban-nhan-dan.lam-dong.huyen-don-duong", "name": "Ủy ban nhân dân huyện Đơn Dương"}
    found = applied(facts, about(facts, said, "correct", to=(district,))).facts
    assert the(found, "OWNED_BY", "nhà đọc sách").object == district["id"]
    assert (district["id"], "PART_OF", "place/lam-dong.huyen-don-duong") in found.links
    assert ("place/lam-dong.huyen-don-duong", "PART_OF", "place/lam-dong") in found.links


# --- properties -------------------------------------------------------------------------------------------------------

FACTS = reading()
AGENCY = {"id": "agency/so-y-te.lam-dong", "name": "Sở Y tế"}
INDICATORS = [{"id": node.id, "name": str(node.props["name"])} for node in FACTS.nodes if node.label == "Indicator"]
MADE = [
    *(about(FACTS, said, "accept") for said in FACTS.statements),
    *(about(FACTS, said, "reject") for said in FACTS.statements),
    *(
        about(FACTS, said, "correct", to=(AGENCY,))
        for said in FACTS.statements
        if said.predicate in ("OWNED_BY", "LED_BY", "SUPPORTED_BY")
    ),
    *(
        about(FACTS, said, "correct", **parts)
        for said in FACTS.statements
        if said.predicate == "SETS"
        for parts in ({"gives": "OWNED_BY", "to": (AGENCY,)}, {"sets": {"value": "12", "year": 2035}})
    ),
    *(
        one
        for pair in permutations(INDICATORS, 2)
        for one in (
            make("merge", by=CURATOR, reason="made up for a test", nodes=pair),
            make("split", by=CURATOR, reason="made up for a test", nodes=pair),
        )
    ),
]
chosen = st.lists(st.sampled_from(MADE), unique_by=lambda decision: decision.id, max_size=8)


@some
@given(chosen)
def test_applying_and_revoking_leaves_what_was_read(decisions: list[Decision]) -> None:
    found = applied(FACTS, *decisions)
    assert undecided(found.facts) == FACTS
    revoked = [make("revoke", by=CURATOR, reason="no", of=decision.id) for decision in decisions]
    assert applied(found.facts, *decisions, *revoked).facts == FACTS


@some
@given(chosen, st.randoms(use_true_random=False))
def test_neither_order_of_lines_nor_repetition_matters(decisions: list[Decision], chance: random.Random) -> None:
    once = applied(FACTS, *decisions).facts
    shuffled = [*decisions]
    chance.shuffle(shuffled)
    assert applied(FACTS, *shuffled).facts == once
    assert applied(once, *shuffled).facts == once, "what was applied before does not matter"


@some
@given(chosen)
def test_every_decision_has_an_outcome_and_no_fact_lacks_its_lines(decisions: list[Decision]) -> None:
    found = applied(FACTS, *decisions)
    of_facts = {decision.id for decision in decisions if decision.fact is not None}
    assert of_facts <= {outcome.decision.id for outcome in found.outcomes} <= {one.id for one in decisions}
    lines = FACTS.text.split("\n")
    for said in found.facts.statements:
        for span in said.spans:
            assert span.quote in "\n".join(lines[span.line - 1 : span.line_end])


# --- in a store -------------------------------------------------------------------------------------------------------


def test_refresh_brings_decisions_without_the_files_and_revoking_restores_the_bytes(
    store: Store, path: Path, tmp_path: Path
) -> None:
    files = [plan(tmp_path), plan(tmp_path, number=46)]
    load_paths(store, files, decisions=path)
    before = list(store.quads())
    for file in files:
        file.unlink()
    curator = Curator(store, path, CURATOR)
    stored = store.document(ID)
    assert stored is not None
    made = [
        curator.accept(the(stored, "OWNED_BY", "xã có thư viện").key, "as printed"),
        curator.correct(the(stored, "OWNED_BY", "nhà đọc sách").key, "asked", to="Sở Nội vụ"),
        curator.correct(the(stored, "SETS", "lượt mượn").key, "asked", to="Sở Tư pháp", gives="OWNED_BY"),
    ]
    assert list(store.quads()) == before, "deciding writes a line, nothing else"
    brought = bring(store, read_decisions(path), path)
    assert brought.changed == [ID], "the other plan is not touched"
    after = store.document(ID)
    assert after is not None
    assert owners(after)[:3] == ["Sở Tư pháp", "Sở Văn hóa, Thể thao và Du lịch", "Sở Nội vụ"]
    assert the(after, "SETS", "lượt mượn").doubt == (), "its owner is settled"
    assert bring(store, read_decisions(path), path).changed == []
    for decision in made:
        curator.revoke(decision.id, "a trial")
    assert bring(store, read_decisions(path), path).changed == [ID]
    assert list(store.quads()) == before


def test_decisions_survive_a_reload_with_another_reader(
    store: Store, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = plan(tmp_path)
    load_paths(store, [file], decisions=path)
    stored = store.document(ID)
    assert stored is not None
    Curator(store, path, CURATOR).accept(the(stored, "OWNED_BY", "xã có thư viện").key, "as printed")
    load_paths(store, [file], decisions=path)
    before = list(store.quads())
    import loaders.pipeline as pipeline

    usual = pipeline.prepare
    monkeypatch.setattr(pipeline, "READER_VERSION", "another")
    monkeypatch.setattr(pipeline, "prepare", lambda file: renamed(usual(file)))
    report = load_paths(store, [file], decisions=path, workers=1)
    assert [(one.outcome) for one in report.files] == ["replaced"] and not report.lost
    after = store.document(ID)
    assert after is not None
    said = the(after, "OWNED_BY", "xã có thư viện")
    assert said.subject.endswith("-x") and said.confirmed_by == CURATOR
    monkeypatch.undo()
    load_paths(store, [file], decisions=path)
    assert list(store.quads()) == before


def test_ten_shuffled_loads_with_decisions_give_equal_bytes(path: Path, tmp_path: Path) -> None:
    places = ["Lâm Đồng", "Cà Mau", "Hà Nam", "Kiên Giang"]
    files = [plan(tmp_path, number=50 + n, place=place) for n, place in enumerate(places)]
    first = open_store(str(tmp_path / "first"))
    load_paths(first, files, decisions=path)
    curator = Curator(first, path, CURATOR)
    for number, place in ((50, "lam-dong"), (51, "ca-mau")):
        stored = first.document(f"document/{number}_kh-ubnd.{place}-2024")
        assert stored is not None
        curator.accept(the(stored, "OWNED_BY", "xã có thư viện").key, "as printed")
        curator.correct(the(stored, "OWNED_BY", "nhà đọc sách").key, "asked", to="Sở Nội vụ")
    assert stored is not None
    one, other = the(stored, "MEASURES", "xã có thư viện"), the(stored, "MEASURES", "nhà đọc sách")
    curator.merge(one.object, other.object, "one thing")
    first.close()
    graphs = set()
    for number in range(10):
        order = random.Random(number).sample(files, len(files))
        shuffled = open_store(str(tmp_path / f"store-{number}"))
        for file in order:
            load_paths(shuffled, [file], decisions=path)
        graphs.add("\n".join(shuffled.quads()))
        shuffled.close()
    assert len(graphs) == 1
    assert one.object not in graphs.pop()


def test_a_merge_holds_in_documents_that_come_later(store: Store, path: Path, tmp_path: Path) -> None:
    load_paths(store, [plan(tmp_path)], decisions=path)
    stored = store.document(ID)
    assert stored is not None
    one, other = the(stored, "MEASURES", "xã có thư viện"), the(stored, "MEASURES", "nhà đọc sách")
    Curator(store, path, CURATOR).merge(one.object, other.object, "one thing")
    load_paths(store, [plan(tmp_path, number=46)], decisions=path)
    for source in list(store.sources()):
        facts = store.document(source.document)
        assert facts is not None
        assert one.object not in {node.id for node in facts.nodes}, source.document


def test_what_one_document_measures_gets_another_name(store: Store, path: Path, tmp_path: Path) -> None:
    load_paths(store, [plan(tmp_path), plan(tmp_path, number=46)], decisions=path)
    stored = store.document(ID)
    assert stored is not None
    indicator = the(stored, "MEASURES", "xã có thư viện").object
    Curator(store, path, CURATOR).rename(indicator, "Tỷ lệ xã có thư viện số", ID, "another thing")
    assert bring(store, read_decisions(path), path).changed == [ID]
    names = {}
    for source in list(store.sources()):
        facts = store.document(source.document)
        assert facts is not None
        measured = the(facts, "MEASURES", "xã có thư viện").object
        names[facts.id] = next(str(node.props["name"]) for node in facts.nodes if node.id == measured)
    assert sorted(names.values()) == ["Tỷ lệ xã có thư viện", "Tỷ lệ xã có thư viện số"]
    assert names[ID] == "Tỷ lệ xã có thư viện số"


def test_reading_never_applies_decisions(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from loaders.interchange import to_interchange
    from loaders.pipeline import read_path

    file = plan(tmp_path)
    before = to_interchange(read_path(file))
    facts = reading()
    append(path, about(facts, the(facts, "OWNED_BY", "xã có thư viện"), "reject"))
    monkeypatch.setenv("POLICYGRAPH_DECISIONS", str(path))
    assert to_interchange(read_path(file)) == before


def test_a_store_is_not_undecided_because_the_file_is_not_there(store: Store, path: Path, tmp_path: Path) -> None:
    file = plan(tmp_path)
    load_paths(store, [file], decisions=path)
    stored = store.document(ID)
    assert stored is not None
    made = Curator(store, path, CURATOR).accept(the(stored, "OWNED_BY", "xã có thư viện").key, "as printed")
    bring(store, read_decisions(path), path)
    before = list(store.quads())
    other = tmp_path / "elsewhere.jsonl"
    for act in (lambda: bring(store, read_decisions(other), other), lambda: load_paths(store, [file], decisions=other)):
        with pytest.raises(InputError, match=f"rests on the decision {made.id}"):
            act()
    assert list(store.quads()) == before


def test_a_document_that_came_with_decisions_is_decided_anew_from_its_file(
    store: Store, path: Path, tmp_path: Path
) -> None:
    from graph.exports.rdf import export
    from graph.imports import import_file

    file = plan(tmp_path)
    load_paths(store, [file], decisions=path)
    stored = store.document(ID)
    assert stored is not None
    curator = Curator(store, path, CURATOR)
    made = curator.accept(the(stored, "OWNED_BY", "xã có thư viện").key, "as printed")
    bring(store, read_decisions(path), path)
    dump = tmp_path / "dump.nq"
    dump.write_text("".join(export(store, "nquads")), encoding="utf-8")
    copy = open_store(str(tmp_path / "copy"))
    import_file(copy, dump)
    assert list(copy.quads()) == list(store.quads()), "the confirmation goes out and comes back"
    curator.revoke(made.id, "a trial")
    assert bring(copy, read_decisions(path), path).unread == [ID]
    assert list(copy.quads()) == list(store.quads()), "what cannot be undone is left and told"
    load_paths(copy, [file], decisions=path)
    bring(store, read_decisions(path), path)
    assert list(copy.quads()) == list(store.quads())
    copy.close()


def test_a_name_means_the_agency_of_the_documents_own_place(store: Store, path: Path, tmp_path: Path) -> None:
    """Though the document names the department of another province, and those that come of both."""
    rows = "1|Tỷ lệ xã có thư viện|%|65|Ban Sách\n2|Tỷ lệ xã có nhà sách|%|65|Sở Y tế tỉnh Cà Mau"
    load_paths(store, [plan(tmp_path, rows=rows)], decisions=path)
    stored = store.document(ID)
    assert stored is not None
    curator = Curator(store, path, CURATOR)
    made = curator.correct(the(stored, "OWNED_BY", "Ban Sách").key, "asked", to="Sở Y tế")
    assert [named.id for named in made.to] == ["agency/so-y-te.lam-dong"]
    curator.revoke(made.id, "a trial")
    made = curator.correct(the(stored, "OWNED_BY", "Ban Sách").key, "asked", to="agency/so-y-te.ca-mau")
    assert [named.id for named in made.to] == ["agency/so-y-te.ca-mau"]


# --- what is refused --------------------------------------------------------------------------------------------------


def test_a_decision_that_cannot_be_made_leaves_no_line(store: Store, path: Path, tmp_path: Path) -> None:
    load_paths(store, [plan(tmp_path)], decisions=path)
    stored = store.document(ID)
    assert stored is not None
    owner, target = the(stored, "OWNED_BY", "nhà đọc sách").key, the(stored, "SETS", "nhà đọc sách").key
    curator = Curator(store, path, CURATOR)
    with pytest.raises(InputError, match="nobody is named as the author"):
        Curator(store, path, " ").accept(owner, "as printed")
    with pytest.raises(InputError, match="needs its reason"):
        curator.accept(owner, " ")
    with pytest.raises(InputError, match="no fact begins with «ffffffff»"):
        curator.accept("ffffffff", "as printed")
    with pytest.raises(InputError, match="too short a key"):
        curator.accept(owner[:3], "as printed")
    with pytest.raises(UnknownNameError, match="Did you mean Sở Y tế"):
        curator.correct(owner, "asked", to="Sở I tế")
    with pytest.raises(InputError, match="Agency has no OWNED_BY"):
        curator.correct(owner, "asked", to="Sở Y tế", gives="OWNED_BY")
    with pytest.raises(InputError, match="cannot be corrected"):
        curator.correct(target, "asked", sets={"name": "x"})
    with pytest.raises(InputError, match="«many» is no decimal number"):
        curator.correct(target, "asked", sets={"value": "many"})
    with pytest.raises(UnknownNameError, match="no decision «d-123»"):
        curator.revoke("d-123", "a trial")
    assert not path.exists()
    made = curator.accept(owner[:8], "as printed")
    bring(store, read_decisions(path), path)
    with pytest.raises(InputError, match="decided already"):
        curator.accept(owner, "again")
    curator.revoke(made.id, "a trial")
    with pytest.raises(InputError, match="revoked already"):
        curator.revoke(made.id, "a trial")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("<<<<<<< ours", "not yet joined"),
        ("{}", "no decision: id"),
        ('{"id": 1', "no decision"),
        (
            '{"id":"d-000000000001","at":"2026-01-01T00:00:00Z","by":"curator","verb":"merge","reason":"r"}',
            "«merge» needs",
        ),
        ('{"id":"d-000000000001","at":"2026-01-01T00:00:00Z","by":"curator","verb":"accept","reason":" "}', "reason"),
    ],
)
def test_a_line_that_is_no_decision_is_named(path: Path, line: str, says: str) -> None:
    append(path, make("revoke", by=CURATOR, reason="no", of="d-000000000001"))
    with path.open("a", encoding="utf-8") as file:
        file.write(line)
    with pytest.raises(InputError, match=says) as caught:
        read_decisions(path)
    assert caught.value.where == f"{path}:2"


def test_the_file_grows_by_whole_lines_and_reads_back(path: Path) -> None:
    facts = reading()
    first = about(facts, the(facts, "OWNED_BY", "xã có thư viện"), "accept")
    append(path, first)
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    second = make("revoke", by="người rà soát", reason="xem lại", of=first.id)
    append(path, second)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2 and "người rà soát" in lines[1]
    found = read_decisions(path)
    assert sorted(found.all, key=lambda one: one.verb) == [first, second] and found.in_force == ()
    # Lines of two branches joined twice over are still the same decisions.
    path.write_text("\n".join([*lines[::-1], *lines]) + "\n", encoding="utf-8")
    assert read_decisions(path).all == found.all


def test_a_line_changed_by_hand_is_no_longer_the_decision_it_was(path: Path) -> None:
    facts = reading()
    append(path, about(facts, the(facts, "OWNED_BY", "xã có thư viện"), "accept"))
    path.write_text(path.read_text(encoding="utf-8").replace('"accept"', '"reject"'), encoding="utf-8")
    with pytest.raises(InputError, match="was changed by hand"):
        read_decisions(path)


def test_git_joins_the_lines_of_two_people(path: Path, tmp_path: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    facts = reading()
    statements = [said for said in facts.statements if said.predicate == "OWNED_BY"]
    first, ours, theirs = (about(facts, said, "accept") for said in statements)
    base, one, other = (tmp_path / name for name in ("base", "one", "other"))
    append(base, first)
    for branch, decision in ((one, ours), (other, theirs)):
        branch.write_bytes(base.read_bytes())
        append(branch, decision)
    subprocess.run(["git", "merge-file", "--union", str(one), str(base), str(other)], check=True)
    assert set(read_decisions(one).by_id) == {first.id, ours.id, theirs.id}
