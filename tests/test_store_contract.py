"""One suite for every store: what ``graph.store.Store`` promises, tried on Oxigraph and on a real Neo4j.

``quads`` is the yardstick: the whole graph as bytes. Two stores hold the same
graph when their quads are equal.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import permutations
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from builders import (
    CA_MAU,
    CAN_THO,
    CT10,
    CT10_2016,
    CT10_2021,
    GOVERNMENT,
    HEALTH_CA_MAU,
    HEALTH_CAN_THO,
    KH118,
    LABOUR_CAN_THO,
    NQ42,
    NQ68,
    Builder,
    again,
    agency,
    cited,
    citing,
    indicator,
    plan_ca_mau,
    plan_can_tho,
    resolution_68,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.curating import bring
from graph.decisions import NO_DECISIONS, Decisions, append, make, quote_of, read_decisions, undecided
from graph.facts import DocumentFacts, NodeRecord, Statement, fact_key
from graph.store import LoadResult, Store, open_store
from graph.stores import base, journal, oxigraph
from graph.stores.plan import plan
from ontology.errors import PolicygraphError, RefusedFactError, StoreError

TESTS = Path(__file__).parent
KH95 = "document/95_kh-ubnd.ca-mau-2024"

Fresh = Callable[[], Store]


# --- the stores -------------------------------------------------------------------------------------------------


def empty_neo4j(server: Any) -> Store:
    """A store in the tests' Neo4j, emptied; a database that holds other things is left alone."""
    import neo4j

    login = (server.user, server.password)
    with neo4j.GraphDatabase.driver(server.uri, auth=login, notifications_min_severity="OFF") as driver:
        ours = "n:" + "|".join(("Entity", "Statement", "Source", "Tally", "Yearless", "PolicygraphStore"))
        if driver.execute_query(f"MATCH (n) WHERE NOT ({ours}) RETURN n LIMIT 1").records:
            pytest.fail("the Neo4j of NEO4J_URI holds another graph; name an empty one")
        driver.execute_query("MATCH (n) DETACH DELETE n")
    return open_store(server.uri, user=server.user, password=server.password)


@pytest.fixture(params=["oxigraph", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fresh]:
    """Gives an empty store of each kind, anew at each call; the one before is then done with."""
    made: list[Store] = []

    def make() -> Store:
        if request.param == "neo4j":
            made.append(empty_neo4j(request.getfixturevalue("neo4j_server")))
        else:
            made.append(open_store(str(tmp_path / f"store-{len(made)}")))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def store(empty: Fresh) -> Store:
    """An empty store of each kind."""
    return empty()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Fresh]:
    """Makes empty embedded stores, to compare with."""
    made: list[Store] = []

    def make() -> Store:
        made.append(open_store(str(tmp_path / f"fresh-{len(made)}")))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_where_a_file_lay_is_known_to_the_store_and_told_to_nobody(store: Store) -> None:
    def plan(folder: str) -> DocumentFacts:
        return Builder("118/KH-UBND", 2024, place="can-tho", path=f"{folder}/kế hoạch.txt").target("a", "1").build()

    lines = loaded(store, plan("/home/an"))
    assert [source.path for source in store.sources()] == ["/home/an/kế hoạch.txt"]
    told = [line for line in lines if "kế hoạch.txt" in line]
    assert len(told) == 1 and "#fileName>" in told[0] and "/home" not in "".join(lines)
    assert loaded(store, again(plan("/srv/plans"), "2")) != lines, "its SHA-256"
    assert [source.path for source in store.sources()] == ["/srv/plans/kế hoạch.txt"]
    assert sum("kế hoạch.txt" in line for line in store.quads()) == 1
    assert loaded(store, again(plan("/home/an"), "0")) == lines


@pytest.fixture
def without_snapshots() -> Iterator[None]:
    """Spares the snapshots for other processes where a test loads many times and reads through the writer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(oxigraph.OxigraphStore, "_written", lambda self: None)
        yield


def quads(store: Store) -> list[str]:
    """The whole graph."""
    return list(store.quads())


def loaded(store: Store, *documents: DocumentFacts) -> list[str]:
    """The graph after loading these, one after the other."""
    for document in documents:
        store.load([document])
    return quads(store)


def shown(store: Store, document: str, name: str) -> object:
    """The value that a document's node shows."""
    terms = {"title": "dcterms:title", "date": "pg:dateIssued", "loaded": "pg:loaded", "name": "rdfs:label"}
    if store.language == "cypher":
        rows = store.ask(f"MATCH (d:Document {{id: $id}}) RETURN d.{name} AS value", {"id": document})
    else:
        rows = store.ask(
            "PREFIX pg: <https://policygraph.example/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/> "
            "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> SELECT ?value "
            f"{{ ?d dcterms:identifier $id . OPTIONAL {{ ?d {terms[name]} ?value }} }}",
            {"id": document},
        )
    assert len(rows) == 1, rows
    return rows[0]["value"]


def ids(store: Store) -> set[str]:
    """Ids of all nodes."""
    text = {
        "cypher": "MATCH (n:Entity) RETURN n.id AS id",
        "sparql": "PREFIX dcterms: <http://purl.org/dc/terms/> SELECT ?id { ?x dcterms:identifier ?id }",
    }[store.language]
    return {str(row["id"]) for row in store.ask(text, {})}


def facts(store: Store, predicate: str, term: str) -> set[tuple[str, str]]:
    """All (subject, object) of a relation."""
    text = {
        "cypher": f"MATCH (a)-[:{predicate}]->(b) RETURN a.id AS a, b.id AS b",
        "sparql": f"PREFIX pg: <https://policygraph.example/ontology#> PREFIX eli: "
        f"<http://data.europa.eu/eli/ontology#> SELECT ?a ?b {{ ?a {term} ?b }}",
    }[store.language]
    return {(str(row["a"]), str(row["b"])) for row in store.ask(text, {})}


# --- loading, replacing, unloading ------------------------------------------------------------------------------


def test_an_empty_store_answers_everything(store: Store) -> None:
    assert isinstance(store, Store)
    assert quads(store) == [] and list(store.sources()) == []
    assert store.document(KH118.id) is None and store.findings(KH118.id) == ()
    assert store.statements(["0" * 24]) == {} and store.search("y tế") == []
    assert not store.unload(KH118.id)
    status = store.status()
    assert (status.documents_loaded, status.documents_cited, status.statements) == (0, 0, 0)
    assert status.nodes == {} and status.facts == {}


def test_a_load_is_told_and_read_back(store: Store) -> None:
    plan = plan_can_tho()
    assert store.load([plan, resolution_68()]) == LoadResult(added=(plan.id, NQ68.id))
    assert store.document(plan.id) == plan
    assert store.findings(plan.id) == plan.findings
    assert [source.document for source in store.sources()] == [plan.id, NQ68.id]
    assert next(iter(store.sources())) == plan.source
    status = store.status()
    assert (status.documents_loaded, status.documents_cited) == (2, 2)
    assert status.nodes == {"Document": 4, "Agency": 5, "Jurisdiction": 1, "Task": 1, "Target": 2, "Indicator": 2}
    assert status.facts["OWNED_BY"] == 2 and status.facts["PART_OF"] == 3 and status.facts["IMPLEMENTS"] == 3
    assert status.statements == len({said.key for said in plan.statements}) + 6


def test_loading_again_changes_nothing(store: Store) -> None:
    plan = plan_can_tho()
    before = loaded(store, plan, resolution_68())
    assert store.load([plan]) == LoadResult(unchanged=(plan.id,))
    assert quads(store) == before
    # Another file with the same facts: only its source is told anew.
    assert store.load([again(plan, "1")]) == LoadResult(replaced=(plan.id,))
    changed = set(quads(store)) ^ set(before)
    assert len(changed) == 2 and all("#sha256>" in text for text in changed)


def test_a_changed_version_replaces_exactly_what_it_said(store: Store, fresh: Fresh) -> None:
    old = plan_can_tho()
    new = (
        Builder("118/KH-UBND", 2024, place="can-tho", sha="1")
        .says("IMPLEMENTS", NQ42)
        .target("Tỷ lệ bao phủ bảo hiểm y tế", "98", owner=HEALTH_CAN_THO, basis="prose")
        .build()
    )
    loaded(store, old, plan_ca_mau())
    assert store.load([new]) == LoadResult(replaced=(new.id,))
    assert quads(store) == loaded(fresh(), plan_ca_mau(), new)
    # 68 is still named by Cà Mau; the poverty indicator was Cần Thơ's alone.
    assert NQ68.id in ids(store)
    assert indicator("Tỷ lệ hộ nghèo").id not in ids(store) and CT10.id not in ids(store)
    assert store.load([again(old, "2")]).replaced == (old.id,)
    assert quads(store) == loaded(fresh(), again(old, "2"), plan_ca_mau())


def test_unloading_leaves_what_others_say(store: Store, fresh: Fresh) -> None:
    loaded(store, plan_can_tho(), plan_ca_mau(), resolution_68())
    assert store.unload(KH118.id)
    assert quads(store) == loaded(fresh(), resolution_68(), plan_ca_mau())
    assert (KH95, NQ42.id) in facts(store, "IMPLEMENTS", "pg:carriesOut")
    assert not store.unload(KH118.id)
    assert store.unload(KH95) and store.unload(NQ68.id)
    assert quads(store) == []


def test_a_document_that_is_still_cited_stays_as_a_node(store: Store) -> None:
    loaded(store, resolution_68(), plan_ca_mau())
    assert shown(store, NQ68.id, "loaded") is True
    assert store.unload(NQ68.id)
    assert shown(store, NQ68.id, "loaded") is False
    assert shown(store, NQ68.id, "title") is None


def test_shared_nodes_go_with_the_last_that_names_them(store: Store) -> None:
    named = citing("1/KH-UBND", NQ42).model_copy(
        update={"nodes": (*citing("1/KH-UBND", NQ42).nodes, HEALTH_CAN_THO, CAN_THO)}
    )
    loaded(store, plan_can_tho(), named)
    store.unload(KH118.id)
    # Named without a fact is named; its link was given by the plan alone and has gone.
    assert {HEALTH_CAN_THO.id, CAN_THO.id, NQ42.id} <= ids(store)
    assert store.status().facts == {"CITES": 1}
    store.unload(named.id)
    assert ids(store) == set()


def test_links_live_while_somebody_gives_them(store: Store) -> None:
    first = Builder("1/KH-UBND", 2024, place="ca-mau").part_of(HEALTH_CA_MAU, CA_MAU).build()
    second = Builder("2/KH-UBND", 2024, place="ca-mau").part_of(HEALTH_CA_MAU, CA_MAU).build()
    loaded(store, first, second)
    store.unload(first.id)
    assert store.status().facts == {"PART_OF": 1}
    store.unload(second.id)
    assert store.status().facts == {}


def test_two_versions_in_one_load_leave_the_later(store: Store, fresh: Fresh) -> None:
    early, late = citing("1/KH-UBND", NQ42), citing("1/KH-UBND", NQ68, sha="1")
    assert store.load([early, late]) == LoadResult(added=(early.id,), replaced=(late.id,))
    assert quads(store) == loaded(fresh(), late)


# --- the graph is a function of the documents -------------------------------------------------------------------


def everything() -> list[DocumentFacts]:
    """Documents that share, differ and leave out years."""
    return [
        plan_can_tho(),
        plan_ca_mau(),
        resolution_68(),
        citing("1/KH-UBND", CT10, NQ42),
        citing("2/KH-UBND", CT10_2016),
        citing("3/KH-UBND", CT10, CT10_2016),
        Builder("42-NQ/TW", 2023).states("title", "Về tiếp tục đổi mới").says("ISSUED_BY", GOVERNMENT).build(),
    ]


@pytest.mark.usefixtures("without_snapshots")
def test_the_order_of_loading_does_not_matter(empty: Fresh, fresh: Fresh) -> None:
    expected = loaded(fresh(), *everything())
    chance = random.Random(42)
    for _ in range(10):
        store, documents = empty(), everything()
        chance.shuffle(documents)
        middle = chance.randrange(len(documents))
        store.load(documents[:middle])
        store.load(documents[middle:])
        assert quads(store) == expected


@pytest.mark.neo4j
def test_both_stores_hold_the_same_graph(neo4j_server: Any, fresh: Fresh) -> None:
    with empty_neo4j(neo4j_server) as one, fresh() as other:  # type: ignore[attr-defined]
        one.load(everything())
        other.load(everything())
        assert quads(one) == quads(other)
        for text in ("NQ-42", "y te", "bao hiểm", "kế hoạch", "10"):
            assert one.search(text) == other.search(text)
        keys = [said.key for document in everything() for said in document.statements]
        assert one.statements(keys) == other.statements(keys)
        status, same = one.status(), other.status()
        assert (status.nodes, status.facts, status.statements) == (same.nodes, same.facts, same.statements)


# Four plans in any of their versions, and three of the documents they cite.
_CITED = [
    NQ42,
    NQ68,
    CT10,
    CT10_2016,
    CT10_2021,
    cited("20/2021/NĐ-CP"),
    NQ42.model_copy(update={"props": {**NQ42.props, "name": "Nghị quyết 42"}}),
]


@st.composite
def _documents(draw: st.DrawFn) -> DocumentFacts:
    number, year, place = draw(
        st.sampled_from(
            [
                ("1/KH-UBND", 2024, "ha-nam"),
                ("2/KH-UBND", 2024, "ha-nam"),
                ("3/KH-UBND", 2024, "ca-mau"),
                ("42-NQ/TW", 2023, None),
                ("10-CT/TW", 2016, None),
                ("10-CT/TW", None, None),
            ]
        )
    )
    builder = Builder(number, year, place=place, sha=draw(st.sampled_from("0123456789")))
    for node in draw(st.lists(st.sampled_from(_CITED), max_size=4)):
        builder.says(draw(st.sampled_from(["CITES", "IMPLEMENTS"])), node)
    for node, prop, value in draw(
        st.lists(
            st.tuples(
                st.sampled_from([NQ42, CT10, CT10_2016, builder.document]),
                st.sampled_from(["title", "date"]),
                st.sampled_from(["A", "B", "C"]),
            ),
            max_size=3,
        )
    ):
        builder.states(prop, value, of=node)
    if draw(st.booleans()):
        name = draw(st.sampled_from(["Tỷ lệ hộ nghèo", "Tỷ lệ hộ nghẻo"]))
        doubt = draw(st.sampled_from([[], ["owner-carried"]]))
        builder.target(
            name,
            draw(st.sampled_from(["1", "2.50"])),
            doubt=doubt,
            owner=draw(st.sampled_from([None, HEALTH_CA_MAU, builder.collective("Các sở")])),
        )
    if draw(st.booleans()):
        builder.part_of(HEALTH_CA_MAU, CA_MAU)
    return builder.build()


_STEPS = st.lists(st.one_of(st.lists(_documents(), min_size=1, max_size=3), st.integers(0, 5)), min_size=1, max_size=8)


def _walk(store: Store, plain: Store, steps: list[list[DocumentFacts] | int]) -> None:
    """Load and unload in any order; the graph has to be that of the documents left, loaded into a new store."""
    left: dict[str, DocumentFacts] = {}
    for step in steps:
        if isinstance(step, list):
            store.load(step)
            for document in step:
                # An equal fingerprint means the stored version is kept.
                if document.id not in left or left[document.id].source.fingerprint != document.source.fingerprint:
                    left[document.id] = document
        elif left:
            chosen = sorted(left)[step % len(left)]
            assert store.unload(chosen)
            del left[chosen]
    plain.load([left[identifier] for identifier in sorted(left)])
    assert quads(store) == quads(plain)
    for one in (store, plain):
        for identifier in left:
            one.unload(identifier)
        assert quads(one) == []


@pytest.mark.usefixtures("without_snapshots")
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(_STEPS)
def test_any_history_gives_the_graph_of_what_is_left(steps: list[list[DocumentFacts] | int]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        store, plain = open_store(f"{folder}/a"), open_store(f"{folder}/b")
        try:
            _walk(store, plain, steps)
        finally:
            store.close()
            plain.close()


@pytest.mark.neo4j
@pytest.mark.usefixtures("without_snapshots")
def test_any_history_gives_that_graph_in_neo4j_too(neo4j_server: Any, fresh: Fresh) -> None:
    plain, store = fresh(), empty_neo4j(neo4j_server)

    @settings(max_examples=12, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
    @given(_STEPS)
    def walk(steps: list[list[DocumentFacts] | int]) -> None:
        _walk(store, plain, steps)

    try:
        walk()
    finally:
        store.close()


# --- documents cited without their year -------------------------------------------------------------------------


def test_a_citation_without_year_joins_the_only_dated_document(store: Store) -> None:
    without, dated = citing("1/KH-UBND", CT10), citing("2/KH-UBND", CT10_2016)
    for order in permutations([without, dated]):
        loaded(store, *order)
        assert facts(store, "CITES", "eli:cites") == {(without.id, CT10_2016.id), (dated.id, CT10_2016.id)}
        assert CT10.id not in ids(store)
        key = fact_key(without.id, "CITES", CT10_2016.id)
        assert [said.document for said in store.statements([key])[key]] == [without.id]
        for document in order:
            store.unload(document.id)


def test_a_second_dated_document_undoes_the_join(store: Store, fresh: Fresh) -> None:
    without, first, second = citing("1/KH-UBND", CT10), citing("2/KH-UBND", CT10_2016), citing("3/KH-UBND", CT10_2021)
    loaded(store, without, first, second)
    assert (without.id, CT10.id) in facts(store, "CITES", "eli:cites")
    assert {CT10.id, CT10_2016.id, CT10_2021.id} <= ids(store)
    for gone, other in ((first, CT10_2021), (second, CT10_2016)):
        store.unload(gone.id)
        assert (without.id, other.id) in facts(store, "CITES", "eli:cites") and CT10.id not in ids(store)
        store.load([gone])
    assert quads(store) == loaded(fresh(), second, without, first)
    store.unload(first.id)
    store.unload(second.id)
    assert facts(store, "CITES", "eli:cites") == {(without.id, CT10.id)}


def test_the_dated_document_itself_may_be_the_one_that_joins(store: Store) -> None:
    itself = Builder("10-CT/TW", 2016).says("CITES", CT10).says("CITES", NQ42).build()
    loaded(store, citing("1/KH-UBND", CT10), itself)
    # That it names its own number without the year is no citation of another document.
    assert facts(store, "CITES", "eli:cites") == {("document/1_kh-ubnd.ha-nam-2024", itself.id), (itself.id, NQ42.id)}
    loaded(store, citing("2/KH-UBND", CT10_2021))
    assert (itself.id, CT10.id) in facts(store, "CITES", "eli:cites")


def test_one_document_that_says_it_both_ways_states_it_once(store: Store) -> None:
    both = citing("1/KH-UBND", CT10, NQ42, CT10_2016)
    loaded(store, both)
    key = fact_key(both.id, "CITES", CT10_2016.id)
    (said,) = store.statements([key])[key]
    assert [span.line for span in said.spans] == [2, 4]
    assert store.status().statements == 2


def test_symbols_that_hold_their_year_are_left_alone(store: Store) -> None:
    decree, law = cited("20/2021/NĐ-CP"), cited("111/2024/QH15")
    loaded(store, citing("1/KH-UBND", decree, law))
    assert (decree.id, law.id) == ("document/20_2021_nd-cp", "document/111_2024_qh15")
    assert {decree.id, law.id} <= ids(store)


# --- what is shown ----------------------------------------------------------------------------------------------


def _dating(number: str, date: str) -> DocumentFacts:
    return Builder(number, 2024, place="ha-nam").states("date", date, of=NQ42).build()


def test_the_value_shown_is_the_own_then_the_most_stated_then_the_smallest(store: Store) -> None:
    loaded(store, _dating("1/KH-UBND", "2023-11-25"))
    assert shown(store, NQ42.id, "date") == "2023-11-25"
    loaded(store, _dating("2/KH-UBND", "2023-11-24"))
    assert shown(store, NQ42.id, "date") == "2023-11-24", "of equals the smallest"
    loaded(store, _dating("3/KH-UBND", "2023-11-25"))
    assert shown(store, NQ42.id, "date") == "2023-11-25", "the most stated"
    own = Builder("42-NQ/TW", 2023).states("date", "2023-11-30").build()
    loaded(store, own)
    assert shown(store, NQ42.id, "date") == "2023-11-30", "its own"
    loaded(store, _dating("4/KH-UBND", "2023-11-25"))
    assert shown(store, NQ42.id, "date") == "2023-11-30"
    store.unload(own.id)
    assert shown(store, NQ42.id, "date") == "2023-11-25"
    store.unload("document/3_kh-ubnd.ha-nam-2024")
    store.unload("document/4_kh-ubnd.ha-nam-2024")
    assert shown(store, NQ42.id, "date") == "2023-11-24"


def test_the_name_of_a_shared_node_is_the_one_most_documents_give(store: Store) -> None:
    def naming(number: str, name: str) -> DocumentFacts:
        return Builder(number, 2024, place="ha-nam").target(name, "1").build()

    slip, right = "Tỷ lệ hộ nghẻo", "Tỷ lệ hộ nghèo"
    assert indicator(slip).id == indicator(right).id
    loaded(store, naming("1/KH-UBND", slip), naming("2/KH-UBND", right), naming("3/KH-UBND", right))
    assert [hit.name for hit in store.search("ho ngheo", labels=["Indicator"])] == [right]
    store.unload("document/2_kh-ubnd.ha-nam-2024")
    store.unload("document/3_kh-ubnd.ha-nam-2024")
    assert [hit.name for hit in store.search("ho ngheo", labels=["Indicator"])] == [slip]


# --- evidence ---------------------------------------------------------------------------------------------------


def test_statements_bring_lines_quote_basis_and_doubt(store: Store) -> None:
    plan = plan_can_tho()
    loaded(store, plan, resolution_68())
    shared = fact_key(NQ42.id, "title", "Tiếp tục đổi mới, nâng cao chất lượng chính sách xã hội")
    owned = next(said for said in plan.statements if said.predicate == "OWNED_BY" and said.doubt)
    found = store.statements([owned.key, shared, "0" * 24, shared])
    assert list(found) == [owned.key, shared]
    assert [said.document for said in found[shared]] == [KH118.id, NQ68.id]
    assert found[shared][0].literal and found[shared][0].predicate == "title"
    (said,) = found[owned.key]
    assert (said.subject, said.predicate, said.object) == (owned.subject, "OWNED_BY", owned.object)
    assert (said.spans, said.basis, said.doubt) == (owned.spans, "carried", ("owner-carried",))
    assert said.mention == "Sở Lao động - Thương binh và Xã hội"


def test_what_a_person_confirmed_is_told_with_the_statement(store: Store, fresh: Fresh) -> None:
    plan_facts = plan_can_tho()
    store.load([plan_facts])
    before = list(store.quads())
    owner = next(said for said in plan_facts.statements if said.doubt)
    decision = make(
        "accept",
        by="người rà soát",
        reason="đúng như bản in",
        document=plan_facts.id,
        fact=owner.key,
        subject=owner.subject,
        predicate=owner.predicate,
        object=owner.object,
        quote=quote_of(owner),
        value=str(LABOUR_CAN_THO.props["name"]),
    )
    decided = Decisions((decision,)).apply(plan_facts)
    assert decided is not None
    store.load([decided.facts])
    (stated,) = store.statements([owner.key])[owner.key]
    assert (stated.decision, stated.confirmed_by, stated.doubt) == (decision.id, "người rà soát", ())
    assert store.document(plan_facts.id) == decided.facts
    beside = fresh()
    beside.load([decided.facts])
    assert list(store.quads()) == list(beside.quads())
    read = undecided(decided.facts)
    assert read is not None
    store.load([read.model_copy(update={"source": plan_facts.source})])
    assert list(store.quads()) == before


def test_a_merge_is_brought_to_the_documents_it_concerns_and_taken_back(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    store.load([resolution_68(), undecided_plan(plan_can_tho()), undecided_plan(plan_ca_mau())])
    before = list(store.quads())
    nodes = tuple({"id": node.id, "name": str(node.props["name"])} for node in (LABOUR_CAN_THO, HEALTH_CAN_THO))
    merge = make("merge", by="người rà soát", reason="một cơ quan", nodes=nodes)
    append(path, merge)
    assert bring(store, read_decisions(path), path).changed == [KH118.id], "Cà Mau's plan names neither"
    assert bring(store, read_decisions(path), path).changed == []
    owned = store.statements([fact_key(said.subject, "OWNED_BY", HEALTH_CAN_THO.id) for said in owners_of_118()])
    assert {said.decision for stated in owned.values() for said in stated} == {None, merge.id}
    append(path, make("revoke", by="người rà soát", reason="hai cơ quan", of=merge.id))
    assert bring(store, read_decisions(path), path).changed == [KH118.id]
    assert list(store.quads()) == before


def undecided_plan(facts: DocumentFacts) -> DocumentFacts:
    return facts.model_copy(update={"source": facts.source.model_copy(update={"decisions": NO_DECISIONS})})


def owners_of_118() -> list[Statement]:
    return [said for said in plan_can_tho().statements if said.predicate == "OWNED_BY"]


def test_one_fact_said_twice_is_one_statement_with_all_its_lines(store: Store) -> None:
    twice = (
        Builder("1/KH-UBND", 2024, place="ha-nam")
        .target("Tỷ lệ hộ nghèo", "1", owner=HEALTH_CA_MAU, basis="cell", doubt=["b"])
        .target("Tỷ lệ hộ nghèo", "1", owner=HEALTH_CA_MAU, basis="prose", doubt=["a"])
        .build()
    )
    loaded(store, twice)
    key = next(said.key for said in twice.statements if said.predicate == "OWNED_BY")
    (said,) = store.statements([key])[key]
    assert [span.line for span in said.spans] == [4, 7]
    assert (said.basis, said.doubt) == ("cell", ("a", "b"))


def test_hostile_text_is_text(store: Store, fresh: Fresh) -> None:
    nasty = "a\"b\\ \\u0022 }; DROP ALL # \n\t<x> \u2028 \x01 ”'); MATCH (n) DETACH DELETE n //"
    document = Builder("1/KH-UBND", 2024, place="ha-nam").states("title", nasty, words=nasty).build()
    loaded(store, document)
    assert shown(store, document.id, "title") == nasty
    assert store.document(document.id) == document
    assert quads(store) == loaded(fresh(), document)
    key = fact_key(document.id, "title", nasty)
    assert store.statements([key])[key][0].spans[0].quote == nasty


@pytest.mark.parametrize("value", ["x", 'a"b', "} # ", "\\", None, 5, 2.5, True])
def test_parameters_come_back_as_they_went(store: Store, value: object) -> None:
    text = {"cypher": "RETURN $value AS value", "sparql": "SELECT ?value { BIND($value AS ?value) }"}[store.language]
    assert store.ask(text, {"value": value}) == [{"value": value}]  # type: ignore[dict-item]


def test_values_are_decimal_text_and_years_are_numbers(store: Store) -> None:
    loaded(store, plan_can_tho())
    text = {
        "cypher": "MATCH (t:Target) RETURN t.value AS value, t.year AS year, t.approx AS approx, t.value_high AS high",
        "sparql": "PREFIX pg: <https://policygraph.example/ontology#> PREFIX qudt: <http://qudt.org/schema/qudt/> "
        "SELECT ?value ?year ?approx ?high { ?t a pg:Target ; qudt:numericValue ?value ; "
        "pg:targetYear ?year ; pg:approximate ?approx OPTIONAL { ?t pg:valueHigh ?high } }",
    }[store.language]
    rows = store.ask(text, {})
    assert sorted(rows, key=lambda row: str(row["value"])) == [
        {"value": "0.5", "year": 2030, "approx": False, "high": None},
        {"value": "97", "year": 2030, "approx": False, "high": None},
    ]


def test_a_query_that_cannot_be_run_is_said_to_be_so(store: Store) -> None:
    loaded(store, resolution_68())
    with pytest.raises(StoreError):
        store.ask("this is no query", {})
    writing = {"cypher": "CREATE (n:Entity) RETURN n.id AS id", "sparql": "DELETE WHERE { ?s ?p ?o }"}[store.language]
    before = quads(store)
    with pytest.raises(StoreError):
        store.ask(writing, {})
    assert quads(store) == before != []


@pytest.mark.neo4j
def test_two_loaders_of_one_server_take_turns(neo4j_server: Any, fresh: Fresh) -> None:
    stores = [
        empty_neo4j(neo4j_server),
        open_store(neo4j_server.uri, user=neo4j_server.user, password=neo4j_server.password),
    ]
    documents = everything()
    with ThreadPoolExecutor(2) as pool:
        list(
            pool.map(
                lambda pair: [pair[0].load([document]) for document in pair[1]],
                zip(stores, (documents[:4], documents[3:]), strict=True),
            )
        )
    assert quads(stores[0]) == loaded(fresh(), *documents)
    for one in stores:
        one.close()


# --- refused, failing, killed -----------------------------------------------------------------------------------


def _foreign_target() -> DocumentFacts:
    good = Builder("1/KH-UBND", 2024, place="ha-nam").target("Tỷ lệ", "1").build()
    other = {"document": "document/other"}
    return good.model_copy(
        update={
            "nodes": tuple(
                node.model_copy(update={"props": {**node.props, **other}}) if node.label == "Target" else node
                for node in good.nodes
            )
        }
    )


def _refused() -> list[DocumentFacts]:
    good = citing("1/KH-UBND", NQ42)
    return [
        good.model_copy(update={"nodes": tuple(node for node in good.nodes if node.id != good.id)}),
        good.model_copy(update={"links": ((good.id, "PART_OF", NQ42.id),)}),
        good.model_copy(update={"links": ((HEALTH_CAN_THO.id, "PART_OF", CAN_THO.id),)}),
        good.model_copy(update={"nodes": (*good.nodes, GOVERNMENT.model_copy(update={"id": "agency/<x>"}))}),
        good.model_copy(
            update={
                "nodes": (
                    *good.nodes,
                    NQ68.model_copy(update={"props": {**NQ68.props, "document_class": "Entity) DETACH DELETE (n"}}),
                )
            }
        ),
        good.model_copy(
            update={
                "nodes": (*good.nodes, NQ68.model_copy(update={"props": {**NQ68.props, "title": "not by a statement"}}))
            }
        ),
        _foreign_target(),
        Builder("1/KH-UBND", 2024, place="ha-nam").target("Tỷ lệ", "nhiều").build(),
    ]


@pytest.mark.parametrize(
    "bad",
    _refused(),
    ids=[
        "itself-missing",
        "stated-as-link",
        "link-without-ends",
        "id",
        "class",
        "unstated-title",
        "another's",
        "no-number",
    ],
)
def test_refused_facts_leave_nothing(store: Store, bad: DocumentFacts) -> None:
    with pytest.raises(RefusedFactError):
        store.load([resolution_68(), bad])
    assert quads(store) == []


def _fail_at(monkeypatch: pytest.MonkeyPatch, store: Store, number: int) -> None:
    """Let the transaction of this number fail after everything was sent to the database."""
    module = sys.modules[type(store).__module__]
    calls = 0

    def count() -> bool:
        nonlocal calls
        calls += 1
        return calls == number

    if store.language == "sparql":
        real_data = oxigraph._data

        def data(operation: str, quads: Any) -> str:
            text = real_data(operation, quads)
            if operation == "INSERT" and count():
                # Runs after the insertion, in the same update, and fails.
                return f"{text};\nCREATE GRAPH <urn:x>;\nCREATE GRAPH <urn:x>"
            return text

        monkeypatch.setattr(module, "_data", data)
    else:
        writing: Any = module._Writing
        real = writing.write

        def write(self: Any, change: Any) -> None:
            real(self, change)
            if count():
                raise RuntimeError("injected")

        monkeypatch.setattr(writing, "write", write)


def test_a_failure_in_the_middle_leaves_whole_documents(
    store: Store, fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "PORTION_STATEMENTS", 1)
    documents = everything()
    with monkeypatch.context() as patch:
        _fail_at(patch, store, 4)
        with pytest.raises(RuntimeError):
            store.load(documents)
    assert [source.document for source in store.sources()] == sorted(document.id for document in documents[:3])
    assert quads(store) == loaded(fresh(), *documents[:3])
    store.load(documents)
    assert quads(store) == loaded(fresh(), *documents)


def test_a_failing_replacement_leaves_the_old_version(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = loaded(store, plan_can_tho(), plan_ca_mau())
    with monkeypatch.context() as patch:
        _fail_at(patch, store, 1)
        with pytest.raises(RuntimeError):
            store.load([again(plan_can_tho(), "1"), citing("1/KH-UBND", CT10_2016)])
    assert quads(store) == before


def test_large_portions_written_the_faster_way_give_the_same_graph(
    fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = everything()
    wanted = loaded(fresh(), *documents[1:-1], again(documents[-1], "1"))
    monkeypatch.setattr(oxigraph, "BULK", 1)
    store = fresh()
    store.load(documents)
    store.load([again(documents[-1], "1")])
    store.unload(documents[0].id)
    assert quads(store) == wanted


@pytest.mark.parametrize("at", ["update", "bulk_load", "flush"])
def test_a_change_that_was_written_down_is_made_by_the_next_writer(
    tmp_path: Path, fresh: Fresh, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    monkeypatch.setattr(oxigraph, "BULK", 1)
    folder = str(tmp_path / "store")
    store = open_store(folder)
    before = loaded(store, plan_can_tho())

    class Fails:
        """Oxigraph on a full disk: it stops in the middle of a change."""

        def __init__(self, real: Any) -> None:
            self._real = real

        def __getattr__(self, name: str) -> Any:
            if name != at:
                return getattr(self._real, name)
            if at == "bulk_load":
                # A part of it is written already.
                lines = (tmp_path / "store" / "pending" / "insert.nq").read_bytes().splitlines(keepends=True)
                self._real.load(b"".join(lines[:50]), format=pyoxigraph.RdfFormat.N_QUADS)
            raise OSError(28, "No space left on device")

    real_make = journal.make
    with monkeypatch.context() as patch:
        patch.setattr(journal, "make", lambda folder, database: real_make(folder, Fails(database)))
        with pytest.raises(StoreError, match="disk is full"):
            store.load([again(plan_can_tho(), "1"), plan_ca_mau(), resolution_68()])
        # Who reads, here or elsewhere, sees what was there before, whole; who wants to write is told.
        reader = open_store(folder, readonly=True)
        assert quads(reader) == quads(store) == before
        with pytest.raises(StoreError, match="disk is full"):
            store.unload("document/none")
    reader.close()
    store.unload("document/none")
    assert quads(store) == loaded(fresh(), again(plan_can_tho(), "1"), plan_ca_mau(), resolution_68())
    assert not list((tmp_path / "store").glob("pending*"))
    store.close()


_KILLED = """
import sys
from builders import citing, again, plan_can_tho, plan_ca_mau, resolution_68, CT10, CT10_2016, CT10_2021, NQ42
from graph.store import open_store
from graph.stores import base, oxigraph
base.PORTION_STATEMENTS = 40
oxigraph.BULK = 400
store = open_store(sys.argv[1])
print("ready", flush=True)
for turn in range(10_000):
    sha = "0123456789abcdef"[turn % 16]
    store.load([again(document, sha) for document in (
        plan_can_tho(), resolution_68(), plan_ca_mau(), citing("1/KH-UBND", CT10), citing("2/KH-UBND", CT10_2016))])
    store.unload("document/2_kh-ubnd.ha-nam-2024")
    store.load([again(citing("3/KH-UBND", CT10_2021), sha)])
    store.unload("document/3_kh-ubnd.ha-nam-2024")
"""


@contextmanager
def _python(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process that has said it is ready; killed (-9) at the end."""
    paths = os.pathsep.join((str(TESTS), str(TESTS.parent)))
    with subprocess.Popen(
        [sys.executable, "-c", *arguments], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths}
    ) as process:
        try:
            assert process.stdout and process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_killed_in_the_middle_it_holds_whole_documents(tmp_path: Path, fresh: Fresh) -> None:
    folder, chance = tmp_path / "killed", random.Random(7)
    for _ in range(5):
        with _python(_KILLED, str(folder)):
            time.sleep(0.05 + chance.random() / 2)
        store = open_store(str(folder))
        store.unload("document/none")  # takes the writer: a snapshot may be older than what was committed
        documents = [store.document(source.document) for source in store.sources()]
        assert quads(store) == loaded(fresh(), *filter(None, documents))
        store.close()


# --- put in order -----------------------------------------------------------------------------------------------


def test_settling_changes_nothing_that_is_seen(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oxigraph, "SETTLE_BYTES", 0)
    before = loaded(store, *everything())
    store.settle()
    store.settle()
    assert quads(store) == before and store.search("hộ nghèo")


def test_settling_is_done_after_much_was_written_and_seen_by_readers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "store"
    monkeypatch.setattr(oxigraph, "SETTLE_BYTES", 0)
    with closing(open_store(str(folder))) as writer, closing(open_store(str(folder), readonly=True)) as reader:
        writer.load([plan_can_tho(), resolution_68()])
        before, state = quads(reader), reader.state()
        tables = sorted(file.name for file in (folder / "data").glob("*.sst"))
        writer.settle()
        assert reader.state() != state and quads(reader) == before
        assert sorted(file.name for file in (folder / "data").glob("*.sst")) != tables
        settled = reader.state()
        writer.settle()
        assert reader.state() == settled, "nothing was written since"
        reader.settle()


@pytest.mark.parametrize(("what", "value"), [("SETTLE_BYTES", 10**12), ("free", 0)])
def test_little_data_and_a_full_disk_are_left_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, value: int
) -> None:
    monkeypatch.setattr(oxigraph, "SETTLE_BYTES", 0)
    if what == "free":
        monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(1, 1, value))
    else:
        monkeypatch.setattr(oxigraph, what, value)
    folder = tmp_path / "store"
    with closing(open_store(str(folder))) as store, closing(open_store(str(folder), readonly=True)) as reader:
        store.load([plan_can_tho()])
        state = reader.state()
        store.settle()
        assert reader.state() == state and not (folder / "settled").exists()


# --- search -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["NQ-42", "42-NQ/TW", "42 NQ TW", "nq 42", "42", "42 - nq/tw"])
def test_a_document_is_found_by_any_spelling_of_its_number(store: Store, text: str) -> None:
    loaded(store, plan_can_tho(), resolution_68(), citing("420/KH-UBND", cited("142-NQ/TW", 2020)))
    found = store.search(text)
    assert found[0].id == NQ42.id and found[0].name == "42-NQ/TW" and found[0].label == "Document"
    assert not {"document/142-nq_tw-2020", "document/420_kh-ubnd.ha-nam-2024"} & {hit.id for hit in found}


@pytest.mark.parametrize("text", ["Sở Y tế Cần Thơ", "so y te can tho", "SỞ Y TẾ cần thơ", "sơ y tê cân"])
def test_search_with_and_without_diacritics(store: Store, text: str) -> None:
    loaded(store, plan_can_tho(), plan_ca_mau())
    assert [hit.id for hit in store.search(text)] == [HEALTH_CAN_THO.id]


def test_two_departments_of_one_name_are_told_apart(store: Store) -> None:
    loaded(store, plan_can_tho(), plan_ca_mau())
    assert [(hit.name, hit.detail) for hit in store.search("sở y tế", labels=["Agency"])] == [
        ("Sở Y tế", "Cà Mau"),
        ("Sở Y tế", "Cần Thơ"),
    ]


def test_words_that_english_would_drop_are_found(store: Store) -> None:
    place = agency("Tổ công tác", "an-giang", place_name="An Giang")
    loaded(store, Builder("1/KH-UBND", 2024, place="an-giang").says("ISSUED_BY", place).build())
    assert [hit.id for hit in store.search("tổ an")] == [place.id]


def test_search_finds_either_spelling(store: Store) -> None:
    loaded(store, plan_can_tho(), plan_ca_mau())
    for one, other in (("tỷ lệ hộ nghèo", "tỉ lệ hộ nghèo"), ("kế hoạch 118-KH/UBND", "kế hoạch 118–KH/UBND")):
        assert store.search(one) == store.search(other)
    assert store.search("tỉ lệ hộ nghèo", labels=["Indicator"])


def test_search_limits_filters_and_follows_changes(store: Store) -> None:
    loaded(store, plan_can_tho(), plan_ca_mau())
    assert len(store.search("tỷ lệ", limit=2)) == 2
    assert {hit.label for hit in store.search("tỷ lệ", labels=["Indicator"])} == {"Indicator"}
    assert store.search('"', limit=5) == [] and store.search("( AND ) OR *~^") == []
    store.unload(KH118.id)
    assert [hit.id for hit in store.search("hộ nghèo")] == []


def test_findings_are_not_looked_up(store: Store) -> None:
    builder = Builder("1/KH-UBND", 2024, place="ha-nam")
    finding = NodeRecord(
        label="Finding",
        id=f"{builder.id}/finding/x-1",
        props={"name": "Số để trống", "document": builder.id, "code": "x", "severity": "info", "line": 1},
    )
    loaded(store, builder.says("HAS_FINDING", finding).build())
    assert finding.id in ids(store) and store.search("số để trống") == []


def test_a_title_finds_its_document(store: Store) -> None:
    loaded(store, resolution_68())
    assert [hit.id for hit in store.search("chính sách xã hội")] == [NQ42.id]
    assert store.search("chinh sach")[0].detail.startswith("Tiếp tục đổi mới")


# --- RDF --------------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of itself
def test_the_quads_are_plain_rdf(store: Store) -> None:
    lines = loaded(store, *everything())
    dataset = rdflib.Dataset()
    dataset.parse(data="\n".join(lines), format="nquads")
    assert len(list(dataset.quads())) == len(lines) == len(set(lines))
    for quad in dataset.quads():
        assert not any(isinstance(term, rdflib.BNode) for term in quad)
    assert not any("/kept" in line for line in lines)


def test_the_default_graph_comes_first_then_documents_by_id(store: Store) -> None:
    lines = loaded(store, *everything())
    graphs = [line.rsplit(" ", 2)[1] if "/graph/" in line.rsplit(" ", 2)[1] else "" for line in lines]
    order = list(dict.fromkeys(graphs))
    assert order == [
        "",
        *(
            f"<https://policygraph.example/graph/{document}>"
            for document in sorted(source.document for source in store.sources())
        ),
    ]
    for graph in order:
        part = [line for line, of in zip(lines, graphs, strict=True) if of == graph]
        assert part == sorted(part)


# --- the folder -------------------------------------------------------------------------------------------------


def _todo(error: pytest.ExceptionInfo[StoreError]) -> str:
    assert error.value.todo
    return str(error.value)


def test_a_reader_sees_what_a_writer_in_another_process_loads(tmp_path: Path) -> None:
    folder = str(tmp_path / "store")
    writer = open_store(folder)
    writer.load([resolution_68()])
    reader = open_store(folder, readonly=True)
    assert quads(reader) == quads(writer)
    writer.load([plan_ca_mau()])
    assert reader.status().documents_loaded == 2 and reader.search("sở y tế ca mau")
    with pytest.raises(StoreError):
        reader.load([plan_can_tho()])
    writer.close()
    assert quads(reader)
    reader.close()
    with pytest.raises(StoreError):
        quads(reader)


_HOLDS = """
import sys, time
from builders import resolution_68
from graph.store import open_store
store = open_store(sys.argv[1])
store.load([resolution_68()])
print("ready", flush=True)
time.sleep(60)
"""


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    folder = str(tmp_path / "store")
    with _python(_HOLDS, folder) as process:
        store = open_store(folder)
        with pytest.raises(StoreError) as error:
            store.load([plan_ca_mau()])
        assert f"process {process.pid}" in _todo(error)
        assert store.status().documents_loaded == 1
    assert store.load([plan_ca_mau()]).added
    store.close()


def test_no_store_to_read(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as error:
        open_store(str(tmp_path / "none"), readonly=True)
    assert "policygraph load" in _todo(error) and not (tmp_path / "none").exists()


def _make(folder: Path) -> None:
    store = open_store(str(folder))
    store.load([resolution_68()])
    store.close()


def _file(folder: Path) -> None:
    folder.write_text("no folder")


def _under_a_file(folder: Path) -> None:
    folder.parent.rmdir()
    folder.parent.write_text("no folder")


def _foreign(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")


def _other_version(folder: Path) -> None:
    _make(folder)
    (folder / "store.json").write_text('{"store": "policygraph", "format": 99, "base": "https://policygraph.example"}')


def _other_terms(folder: Path) -> None:
    _make(folder)
    text = (folder / "store.json").read_text()
    (folder / "store.json").write_text(text.replace("ontology#carriesOut", "ontology#implements"))


def _no_json(folder: Path) -> None:
    _make(folder)
    (folder / "store.json").write_text("[")


def _without_data(folder: Path) -> None:
    _make(folder)
    shutil.rmtree(folder / "data")


def _without_tables(folder: Path) -> None:
    _make(folder)
    for file in folder.rglob("*.sst"):
        file.unlink()


def _other_base(folder: Path) -> None:
    _make(folder)
    text = (folder / "store.json").read_text()
    (folder / "store.json").write_text(text.replace("policygraph.example", "data.example"))


@pytest.mark.parametrize(
    "spoil",
    [
        _file,
        _under_a_file,
        _foreign,
        _other_version,
        _other_terms,
        _no_json,
        _without_data,
        _without_tables,
        _other_base,
    ],
)
def test_a_folder_that_is_no_store_is_explained(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    folder = tmp_path / "room" / "store"
    folder.parent.mkdir()
    spoil(folder)
    for readonly in (False, True):
        with pytest.raises(StoreError) as error:  # noqa: SIM117
            with open_store(str(folder), readonly=readonly) as store:  # type: ignore[attr-defined]
                quads(store) if readonly else store.load([plan_ca_mau()])
        assert "store" in _todo(error)


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError) as error:
        open_store(str(tmp_path / "store"))
    assert "write" in _todo(error)
    tmp_path.chmod(0o700)


def test_a_spoilt_search_index_is_built_again(tmp_path: Path) -> None:
    _make(tmp_path / "store")
    store = open_store(str(tmp_path / "store"), readonly=True)
    found = store.search("chính phủ")
    assert found
    (index,) = (tmp_path / "store").glob("search-*.sqlite")
    index.write_bytes(b"no database")
    assert store.search("chính phủ") == found
    store.close()


def _indexed(folder: Path) -> set[tuple[str, ...]]:
    """What the one search index of a store holds."""
    (file,) = folder.glob("search-*.sqlite")
    with closing(sqlite3.connect(file)) as index:
        return set(index.execute("SELECT id, label, name, words FROM node"))


def test_a_load_brings_the_search_index_forward(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    plans = [plan_ca_mau(), plan_can_tho()]
    # The last load cites without a year what the first dates: nodes change and go, others come.
    steps: list[Callable[[Store], object]] = [
        lambda store: store.load([citing("42-NQ/TW", cited("42-NQ/TW"))]),
        lambda store: store.load(plans),
        lambda store: store.load([resolution_68()]),
        lambda store: store.unload(plans[0].id),
    ]
    for step in steps:
        with open_store(str(folder)) as store:  # type: ignore[attr-defined]
            step(store)
        brought = _indexed(folder)
        for file in folder.glob("search-*.sqlite"):
            file.unlink()
        with open_store(str(folder), readonly=True) as store:  # type: ignore[attr-defined]
            store.search("chính phủ")
        assert brought == _indexed(folder) and brought


# --- the server -------------------------------------------------------------------------------------------------


def test_nobody_answers() -> None:
    with pytest.raises(StoreError) as error:
        open_store("bolt://127.0.0.1:9", user="neo4j", password="s3cret-word")
    assert "s3cret-word" not in _todo(error) and "127.0.0.1:9" in str(error.value)


@pytest.mark.parametrize("uri", ["bolt://neo4j:s3cret-word@127.0.0.1:9", "neo4j+nonsense://127.0.0.1:9"])
def test_an_address_that_cannot_be_used(uri: str) -> None:
    with pytest.raises(PolicygraphError) as error:
        open_store(uri, password="s3cret-word")
    assert "s3cret-word" not in str(error.value)


@pytest.mark.neo4j
def test_a_refused_login_never_shows_the_password(
    neo4j_server: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(StoreError) as error:
        open_store(neo4j_server.uri, user=neo4j_server.user, password="s3cret-word")
    assert "NEO4J_PASSWORD" in _todo(error) and "s3cret-word" not in str(error.value)
    for name in ("NEO4J_PASSWORD", "NEO4J_PASSWORD_FILE"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(StoreError):
        open_store(neo4j_server.uri)
    file = tmp_path / "password"
    file.write_text(f"{neo4j_server.password}\n")
    monkeypatch.setenv("NEO4J_PASSWORD_FILE", str(file))
    store = open_store(neo4j_server.uri, user=neo4j_server.user)
    assert neo4j_server.password not in repr(store)
    store.close()


@pytest.mark.neo4j
def test_a_missing_database_is_named(neo4j_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_DATABASE", "nowhere")
    with pytest.raises(StoreError) as error:
        open_store(neo4j_server.uri, user=neo4j_server.user, password=neo4j_server.password)
    assert "nowhere" in _todo(error)


@pytest.mark.neo4j
def test_a_question_has_a_time_limit(neo4j_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYGRAPH_QUERY_SECONDS", "0.5")
    store = empty_neo4j(neo4j_server)
    with pytest.raises(StoreError) as error:
        store.ask("UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN count(a + b) AS n", {})
    assert "0.5 seconds" in _todo(error)
    store.close()


@pytest.mark.neo4j
def test_a_portion_too_large_for_the_server_is_halved(
    neo4j_server: Any, fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.stores.neo4j import _OutOfMemoryError

    store = empty_neo4j(neo4j_server)

    def small(lookups: Any, incoming: Any, leaving: Any = ()) -> Any:
        if len(incoming) > 2:
            raise _OutOfMemoryError("too much")
        return plan(lookups, incoming, leaving)

    monkeypatch.setattr("graph.stores.neo4j.plan", small)
    documents = everything()
    assert store.load(documents).added == tuple(document.id for document in documents)
    assert quads(store) == loaded(fresh(), *documents)
    store.close()
