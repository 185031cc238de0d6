"""Whole documents: the five digests against what careful readers found, and the evidence behind every statement.

Where ``../shared`` is at hand, the real documents too.
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from cases import parse
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import evidence
from graph.facts import DocumentFacts, SourceInfo
from graph.store import open_store
from loaders.facts import to_facts
from loaders.interchange import to_interchange
from loaders.pipeline import load_paths, read_path
from loaders.read import ReadDocument, read_document
from loaders.structure import clean_markup
from ontology.text import place_tones, search_key

ROOT = Path(__file__).parent.parent
SAMPLES = {path.stem: path for path in sorted((ROOT / "data" / "sample").glob("*.txt"))}
GOLDENS = ROOT / "tests" / "golden" / "sample"
Item = dict[str, Any]


@cache
def read(path: Path) -> ReadDocument:
    return read_path(path)


@cache
def facts(path: Path) -> DocumentFacts:
    found = read(path)
    source = SourceInfo(
        document=found.id,
        path=str(path),
        sha256="0" * 64,
        reader="1",
        vocabulary="1",
        decisions="-",
        lines=len(found.parsed.lines),
    )
    return to_facts(found, source)


def golden(stem: str) -> Item:
    found: Item = json.loads((GOLDENS / f"{stem}.json").read_text(encoding="utf-8"))
    return found


def sample(stem: str) -> tuple[Item, Item]:
    return to_interchange(read(SAMPLES[stem])), golden(stem)


samples = pytest.mark.parametrize("stem", sorted(SAMPLES))


def test_every_digest_has_its_golden() -> None:
    assert {path.stem for path in GOLDENS.glob("*.json")} == set(SAMPLES)


# --- a small comparer -----------------------------------------------------------------------------------------------


def fair(item: Item) -> bool:
    """Whether the readers left it open: found or not, both are right."""
    return bool(item.get("optional") or item.get("uncertain"))


def plain(text: Any) -> Any:
    return place_tones(text).casefold() if isinstance(text, str) else text


def bodies(agencies: Sequence[Any], place: str) -> list[str]:
    """Names without the place of the plan, which a reader may leave out, sorted."""
    names = [plain(a["name"] if isinstance(a, dict) else a) for a in agencies]
    names = [
        re.sub(rf"(?: (?:chi nhánh )?(?:tỉnh|thành phố))?(?: {re.escape(plain(place))})?$", "", name) for name in names
    ]
    return sorted(name.replace("có liên quan", "liên quan").replace(" - ", ", ") for name in names)


def unit(text: str | None) -> str:
    return clean_markup(plain(text or ""))


def same(found: Iterable[list[Any]], wanted: Iterable[list[Any]]) -> None:
    """Equal as bags; a difference shows only what differs."""
    here, there = (Counter(json.dumps(row, ensure_ascii=False) for row in rows) for rows in (found, wanted))
    assert sorted((here - there).elements()) == sorted((there - here).elements())


def name(text: str | None) -> str:
    """An indicator's name; how its base is joined, a first verb, and a page's number inside it make no difference."""
    words = re.sub(r"(?<=\w) \d(?= \w)", "", plain(text or "").replace("/", " trên "))
    return re.sub(r"^(?:cơ bản|xây dựng) ", "", words)


def target_row(target: Item, place: str, *, owner: bool) -> list[Any]:
    words = plain(target["text_value"])
    return [
        target["line"],
        name(target["indicator"]),
        name(target["parent"]),
        target["group"],
        target["comparator"],
        target["value"],
        target["value_high"],
        words,
        unit(target["unit"]),
        target["year"],
        bool(target.get("approx")),
        bodies(target["owner"], place) if owner else [],
    ]


def task_row(task: Item, place: str) -> list[Any]:
    timeline = task.get("timeline", task.get("timeline_text"))
    return [task["code"], bodies(task["lead"], place), bodies(task["support"], place), task["product"], timeline]


def deadline_row(duty: Item, place: str) -> list[Any]:
    return [duty["line"], duty["month"], duty["day"], duty.get("year"), duty["recurrence"], bodies(duty["who"], place)]


# --- the digests ----------------------------------------------------------------------------------------------------


@samples
def test_the_head(stem: str) -> None:
    reading, gold = sample(stem)
    fields = ("number", "kind", "issuer", "jurisdiction", "date", "title", "signer", "signer_role")
    assert {f: reading["document"][f] for f in fields} == {f: gold["document"].get(f) for f in fields}


@samples
def test_the_links(stem: str) -> None:
    reading, gold = sample(stem)
    in_body = {(link["source"], link["number"]) for link in gold["links_in_body"]}
    found = [link for link in reading["implements"] if (link["source"], link["number"]) not in in_body]
    same(
        [[link["source"], link["number"], link["date"], link["line"]] for link in found],
        [[link["source"], link["number"], link["date"], link["line"]] for link in gold["implements"]],
    )


@samples
def test_the_documents_cited(stem: str) -> None:
    reading, gold = sample(stem)
    same(
        [[c["number"], c["date"], c["line"]] for c in reading["cites"]],
        [[c["number"], c["date"], c["line"]] for c in gold["cites"]],
    )
    assert [(c["number"], c["line"]) for c in reading["bases"]] == [(c["number"], c["line"]) for c in gold["bases"]]


@samples
def test_the_targets(stem: str) -> None:
    reading, gold = sample(stem)
    place = gold["document"]["jurisdiction"]
    # Where the print leaves the owner open, either reading is fair.
    open_lines = {target["line"] for target in gold["targets"] if target["owner_basis"] == "uncertain"}
    same(
        [target_row(t, place, owner=t["line"] not in open_lines) for t in reading["targets"]],
        [target_row(t, place, owner=t["line"] not in open_lines) for t in gold["targets"] if not fair(t)],
    )


@samples
def test_the_tasks_with_a_lead(stem: str) -> None:
    reading, gold = sample(stem)
    place = gold["document"]["jurisdiction"]
    led = [task for task in reading["tasks"] if task["lead"]]
    optional = {task["code"] for task in gold["tasks"] if fair(task)}
    same(
        [task_row(t, place) for t in led if t["code"] not in optional],
        [task_row(t, place) for t in gold["tasks"] if not fair(t)],
    )
    spans = [(task["code"], range(task["line"], task["line_end"] + 1)) for task in gold["tasks"]]
    astray = [t["line"] for t in led if not any(t["code"] == code and t["line"] in lines for code, lines in spans)]
    assert astray == []


@samples
def test_the_reports_due(stem: str) -> None:
    reading, gold = sample(stem)
    place = gold["document"]["jurisdiction"]
    dated = [duty for duty in gold["deadlines"] if duty["day"] and duty["month"]]
    same([deadline_row(d, place) for d in reading["deadlines"] if d["day"]], [deadline_row(d, place) for d in dated])


@samples
def test_owners_are_doubted_where_the_readers_were(stem: str) -> None:
    reading, gold = sample(stem)
    open_lines = {target["line"] for target in gold["targets"] if target["owner_basis"] == "uncertain"}
    doubted = {target["line"] for target in reading["targets"] if "owner-span-unsettled" in target.get("doubt", [])}
    assert doubted <= open_lines
    assert all(
        target["line"] in doubted
        for target in reading["targets"]
        if target["line"] in open_lines and not target["owner"]
    )


# --- evidence -------------------------------------------------------------------------------------------------------


def check_evidence(path: Path) -> None:
    """Every quote is what stands in its lines, and holds the words that name the object."""
    said, lines = facts(path), read(path).parsed.lines
    assert said.text == "\n".join(lines)
    assert evidence.wrong_quotes(said, lines) == []
    assert evidence.wrong_mentions(said, lines) == []


def check_figures(path: Path) -> None:
    """The printed figure and the indicator's words stand in the spans of their own fact."""
    assert evidence.wrong_figures(read(path), facts(path)) == []


def check_rules(path: Path) -> None:
    """Each normalised name, number, figure and date follows from the printed one by a named rule."""
    used, without = evidence.rules_of(facts(path))
    assert without == []
    assert used or not read(path).cited


@samples
def test_every_quote_is_what_stands_in_its_lines(stem: str) -> None:
    check_evidence(SAMPLES[stem])


@samples
def test_figure_and_name_stand_in_the_spans_of_their_fact(stem: str) -> None:
    check_figures(SAMPLES[stem])


@samples
def test_a_rule_leads_from_print_to_each_normalised_form(stem: str) -> None:
    check_rules(SAMPLES[stem])


@samples
def test_a_domain_is_named_in_its_spans(stem: str) -> None:
    for statement in facts(SAMPLES[stem]).statements:
        if statement.predicate == "IN_DOMAIN":
            assert search_key(statement.mention or "?") in search_key(
                " ".join(re.sub(r"<[^<>]*>", " ", s.quote) for s in statement.spans)
            )


@samples
def test_reading_twice_says_the_same(stem: str) -> None:
    again = read_path(SAMPLES[stem])
    source = facts(SAMPLES[stem]).source
    assert to_facts(again, source) == facts(SAMPLES[stem])


# --- any text -------------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    if text.strip():
        to_interchange(read_document(parse(text)))


# --- the real documents, where they are at hand ---------------------------------------------------------------------

SEEDS = (
    "bienhoa-kh-thanhuy-2024",
    "camau-113-kh-ubnd-2024",
    "cantho-118-kh-ubnd-2024",
    "hanam-kh-ubnd-2024",
    "kiengiang-kh-ubnd-2024-07",
)


def seed(shared_dir: Path, stem: str) -> Path:
    return shared_dir / "corpus" / "seeds" / f"{stem}.txt"


@pytest.fixture(scope="session")
def scorer(shared_dir: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_reading", shared_dir / "tools" / "score_reading.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("stem", ["camau-113-kh-ubnd-2024", "cantho-118-kh-ubnd-2024"])
def test_a_real_plan_is_read_as_careful_readers_do(shared_dir: Path, scorer: ModuleType, stem: str) -> None:
    gold = json.loads((shared_dir / "gold" / f"{stem}.json").read_text(encoding="utf-8"))
    reading = to_interchange(read(seed(shared_dir, stem)))
    tallies = scorer.score(reading, gold)
    low = {tally.name.strip(): (round(tally.f1, 3), tally.misses) for tally in tallies if tally.f1 < 0.97}
    assert low == {}
    assert sum(tally.f1 for tally in tallies) / len(tallies) >= 0.99


@pytest.mark.parametrize("stem", ["camau-113-kh-ubnd-2024", "cantho-118-kh-ubnd-2024"])
def test_an_owner_without_doubt_is_right(shared_dir: Path, scorer: ModuleType, stem: str) -> None:
    gold = json.loads((shared_dir / "gold" / f"{stem}.json").read_text(encoding="utf-8"))
    reading = to_interchange(read(seed(shared_dir, stem)))
    spellings, places = scorer.gold_names(gold), [scorer.fold(gold["document"]["jurisdiction"])]
    by_line: dict[int, list[Item]] = {}
    for target in gold["targets"]:
        by_line.setdefault(target["line"], []).append(target)
    for target in reading["targets"]:
        if any("doubt" in entry for entry in (target, *target["owner"])):
            continue
        wanted = [w for w in by_line[target["line"]] if w["owner_basis"] != "uncertain"]
        assert not wanted or any(scorer.same_agency_set(target["owner"], w["owner"], spellings, places) for w in wanted)


@pytest.mark.parametrize("stem", SEEDS)
def test_at_most_one_owner_in_ten_is_doubtful(shared_dir: Path, stem: str) -> None:
    targets = [
        t
        for t in to_interchange(read(seed(shared_dir, stem)))["targets"]
        if t["owner"] or "owner-span-unsettled" in t.get("doubt", [])
    ]
    doubtful = [
        t
        for t in targets
        if "owner-span-unsettled" in t.get("doubt", []) or any("doubt" in owner for owner in t["owner"])
    ]
    assert len(doubtful) * 10 <= len(targets)


@pytest.mark.parametrize(
    ("stem", "targets", "owned", "tasks", "cites"),
    [
        ("kiengiang-kh-ubnd-2024-07", 61, 61, 4, 10),
        ("hanam-kh-ubnd-2024", 34, 0, 26, 5),
        ("bienhoa-kh-thanhuy-2024", 15, 0, 7, 5),
        ("cantho-118-kh-ubnd-2024", 43, 39, 26, 12),
        ("camau-113-kh-ubnd-2024", 28, 0, 31, 12),
    ],
)
def test_how_much_a_real_plan_holds(
    shared_dir: Path, stem: str, targets: int, owned: int, tasks: int, cites: int
) -> None:
    reading = to_interchange(read(seed(shared_dir, stem)))
    counts = (
        len(reading["targets"]),
        sum(bool(t["owner"]) for t in reading["targets"]),
        sum(bool(t["lead"]) for t in reading["tasks"]),
        len(reading["cites"]),
    )
    assert counts == (targets, owned, tasks, cites)


def test_every_real_document_that_is_read_can_be_loaded(shared_dir: Path, tmp_path: Path) -> None:
    folders = [shared_dir / "corpus" / name for name in ("seeds", "more")]
    files = [path for folder in folders for path in sorted(folder.iterdir()) if path.suffix in (".txt", ".md", ".docx")]
    with closing(open_store(str(tmp_path / "store"))) as store:
        report = load_paths(store, files)
        kept_out = [file.message for file in report.files if file.outcome != "added"]
        # One was saved without its head.
        assert len(kept_out) <= 1 and all("nothing in it says what document it is" in told for told in kept_out)
        assert store.status().documents_loaded == len(files) - len(kept_out)


@pytest.mark.parametrize("stem", SEEDS)
def test_the_evidence_of_a_real_plan(shared_dir: Path, stem: str) -> None:
    check_evidence(seed(shared_dir, stem))
    check_figures(seed(shared_dir, stem))
    check_rules(seed(shared_dir, stem))


def test_the_evidence_of_real_documents_of_other_kinds(shared_dir: Path) -> None:
    more = sorted(path for path in (shared_dir / "corpus" / "more").glob("*") if path.suffix in (".txt", ".md"))
    for path in more:
        check_evidence(path)
        check_figures(path)
        check_rules(path)
