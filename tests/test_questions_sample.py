"""Every question over the five plans of the sample: it answers, its columns are as declared, every row has lines."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from rich.console import Console

from graph.store import Scalar, Store, open_store
from graph.succession import AgencyAt, genealogy
from loaders.pipeline import load_paths
from ontology.values import PartialDate
from present import print_answer, succession_page
from queries.catalogue import COUNTED, HELD, Question, catalogue, find_question
from queries.names import candidates, complete
from queries.runner import Answer, run
from queries.today import Holdings, day

SAMPLE = Path(__file__).parent.parent / "data" / "sample"

#: What is tried first for a parameter of a type; then what completion offers first.
LIKELY = {"document": ("42-NQ/TW", "118/KH-UBND", "113/KH-UBND"), "agency": ("Sở Y tế Cần Thơ",)}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The five plans in a folder."""
    opened = open_store(str(tmp_path_factory.mktemp("sample") / "store"))
    report = load_paths(opened, [SAMPLE])
    assert not report.failed
    yield opened
    opened.close()


def tries(store: Store, question: Question) -> Iterator[dict[str, Scalar]]:
    """Parameters to ask a question with: the required ones, by likely and by offered values."""
    required = [parameter for parameter in question.parameters if parameter.required]
    values = [
        [*LIKELY.get(parameter.type, ()), *(one.id for one in complete(store, parameter, "", limit=5))]
        for parameter in required
    ]
    for chosen in product(*values):
        yield {parameter.name: value for parameter, value in zip(required, chosen, strict=True)}


def answered(store: Store, question: Question) -> Answer:
    """The first answer that has rows, else the last one."""
    answer: Answer | None = None
    for parameters in tries(store, question):
        answer = run(store, question, parameters)
        if answer.rows:
            break
    assert answer is not None
    return answer


@pytest.mark.parametrize("name", catalogue())
def test_every_question_answers(store: Store, name: str) -> None:
    question = find_question(name)
    answer = answered(store, question)
    names = [column.name for column in question.shown]
    assert [column.name for column in answer.columns] == names
    for row in answer.rows:
        assert list(row.values) == names
        # A change of bodies rests on its act, not on a line of a document.
        assert row.evidence or "event_id" in row.values, row.values
        assert all(item.quote.strip() and item.line >= 1 for item in row.evidence)
    for language in ("vi", "en"):
        console = Console(file=io.StringIO(), width=200)
        print_answer(console, answer, language, evidence=True)


def test_the_page_of_the_reform_is_that_of_the_sample(store: Store) -> None:
    page = (SAMPLE.parent.parent / "docs" / "succession.md").read_text(encoding="utf-8").splitlines()
    made = list(succession_page(store, date(2026, 10, 15), "en"))
    assert page[: len(made)] == made, "run: policygraph succession --as-of 2026-10-15 --lang en"
    assert page[len(made) : len(made) + 2] == ["", "## The five plans themselves"]
    # The numbers add up: five outcomes and what is not mapped are all there is.
    for row in (line.split("|")[2:-1] for line in made[4:11] if "/KH" in line or "All |" in line):
        if all(cell.strip().isdigit() for cell in row):
            *outcomes, every = map(int, row)
            assert sum(outcomes) == every > 0


def test_the_line_of_every_body_in_the_graph_is_whole(store: Store) -> None:
    """Whether a document names it or not: what the graph tells of a body is all that is known."""
    question = find_question("agency-genealogy")
    bodies = [one for one in candidates(store, "Agency") if "type" in one.details]
    assert len(bodies) > 200
    for body in bodies[::17]:
        type_id, _, place = body.id.removeprefix("agency/").partition(".")
        known = genealogy(AgencyAt(type_id, place or None, "government"))
        links = {
            (link.change, link.predecessor.id, link.successor.id)
            for link in (*known.ancestors, *known.heirs)
            if link.predecessor.id and link.successor.id and link.predecessor.id != link.successor.id
        }
        rows = [row.values for row in run(store, question, {"agency": body.id}).rows]
        assert {(row["change"], row["before_id"], row["after_id"]) for row in rows if row["after_id"]} == links, body.id


def test_as_of_the_plans_own_day_every_owner_of_the_sample_is_as_named(store: Store) -> None:
    for source in store.sources():
        facts = store.document(source.document)
        assert facts is not None
        stated = [said.object for said in facts.statements if (said.subject, said.predicate) == (facts.id, "date")]
        when = PartialDate.parse(stated[0]).first if stated else "2024-06-30"
        for _, found in Holdings(store, day(when)).all(source.document):
            assert found.answer is None or (found.outcome, found.holders) == ("certain", (found.owner,)), found


@pytest.mark.parametrize(
    ("name", "number"),
    [("agency-load", "items"), ("lead-support-matrix", "tasks"), ("owners-by-place-and-domain", "targets")],
)
def test_counts_by_holder_lose_no_duty_and_prefer_no_candidate(store: Store, name: str, number: str) -> None:
    question = find_question(name)
    plain = sum(int(row.values[number] or 0) for row in run(store, question, {}).rows)
    then = run(store, question, {}, as_of="2024-06-30").rows
    assert sum(int(row.values[outcome] or 0) for row in then for outcome in COUNTED) == plain
    assert not any(row.values[outcome] for row in then for outcome in ("usual", "several", "candidates", "unknown"))
    now = run(store, question, {}, as_of="2026-10-15").rows
    for row in now:
        assert row.values[number] == sum(int(row.values[outcome] or 0) for outcome in HELD), row.values
        assert any(row.values[outcome] for outcome in COUNTED) and row.holdings
    assert sum(int(row.values[outcome] or 0) for row in now for outcome in COUNTED) >= plain


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("impact-of-document", {"document": "42-NQ/TW"}),
        ("impact-of-agency", {"agency": "Sở Y tế Cần Thơ"}),
    ],
)
def test_what_if_is_answered_within_a_second(store: Store, name: str, parameters: dict[str, Scalar]) -> None:
    question = find_question(name)
    run(store, question, parameters)
    # Time of this process alone, for the machine may be busy with other tests.
    before = time.process_time()
    answer = run(store, question, parameters)
    assert time.process_time() - before < 1
    assert answer.rows


def test_completion_finds_numbers_in_any_spelling_and_names_without_diacritics(store: Store) -> None:
    (document,) = find_question("lineage-up").parameters
    (agency,) = find_question("agency-portfolio").parameters
    for words in ("42-NQ/TW", "42 nq tw", "NQ-42", "42nqtw"):
        assert complete(store, document, words)[0].id == "document/42-nq_tw-2023", words
    found = complete(store, agency, "so y te can tho")
    assert found[0].id == "agency/so-y-te.can-tho"
    assert str(found[0]).startswith("Sở Y tế, Cần Thơ")
    assert len(complete(store, agency, "Sở", limit=3)) == 3
    # A slip is answered by the likest real names.
    assert "agency/so-y-te.can-tho" in {one.id for one in complete(store, agency, "Sở I tế Cần Thơ")}
