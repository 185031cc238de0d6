"""A document line by line with what was read in it, and the list of documents, over the sample."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import pytest
from builders import plan_ca_mau, plan_can_tho
from rdf_cases import embedded, on_neo4j, sample

from graph.facts import DocumentFacts, Statement
from graph.store import Store, open_store
from ontology.relations import RELATIONS
from present import shown_columns, with_changes
from queries.catalogue import find_question
from queries.documents import LEVELS, changes, documents, names, noticed
from queries.lines import GROUP_OF, GROUPS, UNMARKED, text_lines
from queries.names import candidates, named_agencies
from queries.runner import run


@pytest.fixture(scope="module", params=["oxigraph", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    if request.param == "neo4j":
        opened = on_neo4j(request.getfixturevalue("neo4j_server"), sample())
    else:
        opened = embedded(tmp_path_factory.mktemp("lines") / "store", sample())
    yield opened
    opened.close()


def test_every_relation_that_a_text_states_has_its_kind() -> None:
    stated = {name for name, relation in RELATIONS.items() if relation.evidence == "statement"}
    assert stated <= set(GROUP_OF) | set(UNMARKED)
    assert set(GROUP_OF.values()) <= set(GROUPS)


@pytest.mark.parametrize("document", sample(), ids=lambda one: one.id[:40])
def test_every_statement_stands_at_each_of_its_lines(document: DocumentFacts) -> None:
    lines = text_lines(document)
    assert "\n".join(line.text for line in lines) == document.text
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    marked = [one for one in document.statements if one.predicate not in UNMARKED]
    told = sum(len(line.said) for line in lines)
    assert told == sum(len(covered(one)) for one in marked)
    for statement in marked:
        for number in covered(statement):
            assert any(
                (said.predicate, said.subject[0]) == (statement.predicate, statement.subject)
                and (said.object[1] if statement.literal else said.object[0]) == statement.object
                for said in lines[number - 1].said
            )
    assert sum(len(line.findings) for line in lines) == len(document.findings)


def covered(statement: Statement) -> set[int]:
    return {number for span in statement.spans for number in range(span.line, span.line_end + 1)}


def test_a_line_tells_its_facts_by_what_they_are_about() -> None:
    document = next(one for one in sample() if "118_kh-ubnd" in one.id)
    owned = next(one for one in document.statements if one.predicate == "OWNED_BY")
    line = text_lines(document)[owned.spans[-1].line - 1]
    topics = line.topics(document.id)
    assert {"OWNED_BY"} <= {said.predicate for said in topics[owned.subject][1]}
    assert sum(len(facts) for _, facts in topics.values()) == len(line.said)
    assert line.groups == tuple(group for group in GROUPS if group in {said.group for said in line.said})


def test_the_documents_of_a_store(store: Store) -> None:
    found = documents(store)
    loaded = {one.name: one for one in found if one.loaded}
    assert len(loaded) == 5 and len(found) > 30
    can_tho = loaded["118/KH-UBND"]
    assert (can_tho.level, can_tho.place, can_tho.date) == ("province", "Cần Thơ", "2024-06-14")
    assert can_tho.kind is not None and can_tho.kind.en == "Plan of a People's Committee"
    bien_hoa = next(one for one in loaded.values() if one.place == "Biên Hòa")
    assert (bien_hoa.level, bien_hoa.status) == ("district", "draft / unnumbered")
    above = next(one for one in found if one.name == "42-NQ/TW")
    assert (above.level, above.place, above.loaded) == ("central", None, False)
    ranks = [list(LEVELS).index(one.level) for one in found]
    assert ranks == sorted(ranks)


def test_what_was_noticed_is_counted_as_the_question_counts_it(store: Store) -> None:
    asked = run(store, find_question("findings-summary"), {}).rows
    names = ("code", "severity", "findings", "documents")
    assert [tuple(row.values[name] for name in names) for row in asked] == [astuple(one) for one in noticed(store)]
    assert {one.severity for one in noticed(store)} >= {"doubt", "info"}


def test_the_agencies_that_documents_name(store: Store) -> None:
    named = named_agencies(store)
    assert "agency/so-y-te.can-tho" in named
    assert named < {one.id for one in candidates(store, "Agency")}


def test_what_is_remembered_of_all_documents_ends_with_the_next_load(tmp_path: Path) -> None:
    folder = str(tmp_path / "store")
    with open_store(folder) as writer:  # type: ignore[attr-defined]
        writer.load([plan_can_tho()])
        assert plan_ca_mau().id not in names(writer)
        with open_store(folder, readonly=True) as reader:  # type: ignore[attr-defined]
            first = names(reader)
            assert reader.state() is not None and names(reader) == first and plan_ca_mau().id not in first
            writer.load([plan_ca_mau()])
            assert plan_ca_mau().id in names(reader) and plan_ca_mau().id in names(writer)


def test_an_amended_document_says_by_which(tmp_path_factory: pytest.TempPathFactory) -> None:
    amended = "document/68_nq-cp-2024"
    plan = plan_can_tho()
    span = plan.statements[0].spans
    later = Statement(subject=plan.id, predicate="AMENDS", object=amended, spans=span)
    opened = embedded(
        tmp_path_factory.mktemp("changes") / "store",
        [plan.model_copy(update={"statements": (*plan.statements, later)})],
    )
    found = {one.id: one for one in documents(opened)}
    answer = run(opened, find_question("lineage-up"), {"document": plan.id})
    columns = with_changes(shown_columns(answer, "vi"), answer, changes(opened), "vi")
    opened.close()
    told = {column.text(row) for row in answer.rows for column in columns}
    assert f"68/NQ-CP [được sửa đổi bởi {found[plan.id].name}]" in told
    assert [(change.relation, change.id) for change in found[amended].changes] == [("AMENDS", plan.id)]
    assert found[plan.id].changes == ()
