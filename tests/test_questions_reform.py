"""The questions that the reform of 2025 raises, asked of both stores, with answers worked out by hand.

Three plans of 2024. Kiên Giang and An Giang are one province since 1 July
2025, and both set the share of poor households and of health insurance; the
city of Biên Hòa is ten wards. Their departments' succession is that of the
vocabulary; nothing in these answers was taken from a run.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from builders import Builder, again

from graph.facts import DocumentFacts, NodeRecord
from graph.heirs import add_succession
from graph.neo4j_server import Login
from graph.resolve import make_place
from graph.store import Row, Scalar, Store, open_store
from graph.succession import type_of, validity
from ontology.errors import InputError
from queries.catalogue import catalogue, find_question
from queries.runner import Answer, run
from queries.today import all_holdings, day, holding

DAY = "2026-10-15"
WARDS = (
    "bien-hoa",
    "ho-nai",
    "long-binh",
    "long-hung",
    "phuoc-tan",
    "tam-hiep",
    "tam-phuoc",
    "tan-trieu",
    "tran-bien",
    "trang-dai",
)


def place(slug: str) -> NodeRecord:
    """A place as a plan of 2024 names it."""
    found = make_place(slug, "2024-07-01")
    assert found is not None
    props: dict[str, str | int | bool] = {"name": found.name, "kind": found.kind}
    for name, when in zip(("valid_from", "valid_to"), validity(None, slug), strict=True):
        props |= {name: when} if when else {}
    return NodeRecord(label="Jurisdiction", id=f"place/{slug}", props=props)


def body(type_id: str, slug: str) -> NodeRecord:
    """A body of a place."""
    kind, seat = type_of(type_id), place(slug)
    props: dict[str, str | int | bool] = {
        "name": kind.name,
        "kind": kind.kind,
        "type": type_id,
        "jurisdiction": seat.id,
        "jurisdiction_name": str(seat.props["name"]),
    }
    for name, when in zip(("valid_from", "valid_to"), validity(type_id, slug), strict=True):
        props |= {name: when} if when else {}
    return NodeRecord(label="Agency", id=f"agency/{type_id}.{slug}", props=props)


LABOUR, HEALTH = "so-lao-dong-thuong-binh-va-xa-hoi", "so-y-te"
LABOUR_KG, LABOUR_AG, HEALTH_KG = body(LABOUR, "kien-giang"), body(LABOUR, "an-giang"), body(HEALTH, "kien-giang")
CITY = body("uy-ban-nhan-dan", "dong-nai.bien-hoa")
FARMS_NOW, HEALTH_NOW = "agency/so-nong-nghiep-va-moi-truong.an-giang~2025", "agency/so-y-te.an-giang~2025"
POOR, INSURED = "Tỷ lệ hộ nghèo", "Tỷ lệ bao phủ bảo hiểm y tế"


def made(build: Builder) -> DocumentFacts:
    """The document with what follows from its agencies."""
    document = build.build()
    nodes, links = {node.id: node for node in document.nodes}, set(document.links)
    add_succession(nodes, links)
    return document.model_copy(update={"nodes": tuple(nodes.values()), "links": tuple(sorted(links))})


def kien_giang() -> DocumentFacts:
    """1/KH-UBND of Kiên Giang, 15 July 2024."""
    build = Builder("1/KH-UBND", 2024, place="kien-giang")
    build.states("date", "2024-07-15").says("APPLIES_TO", place("kien-giang"))
    build.target(POOR, "2", comparator="<=", owner=LABOUR_KG).target(INSURED, "95", owner=HEALTH_KG)
    build.target("Số giờ học", "9", owner=build.collective("Các sở, ban, ngành"))
    return made(build.task("I.1", "Theo dõi, đôn đốc thực hiện", lead=LABOUR_KG))


def an_giang() -> DocumentFacts:
    """2/KH-UBND of An Giang."""
    build = Builder("2/KH-UBND", 2024, place="an-giang")
    build.states("date", "2024-08-01").says("APPLIES_TO", place("an-giang"))
    return made(build.target(POOR, "3", comparator="<=", owner=LABOUR_AG).target(INSURED, "95"))


def bien_hoa() -> DocumentFacts:
    """3/KH-UBND of the city of Biên Hòa."""
    build = Builder("3/KH-UBND", 2024, place="dong-nai.bien-hoa")
    build.states("date", "2024-08-02").says("APPLIES_TO", place("dong-nai.bien-hoa"))
    return made(build.task("I.1", "Chỉnh trang đô thị", lead=CITY))


WORLD = (kien_giang(), an_giang(), bien_hoa())
KG, AG, BH = (document.id for document in WORLD)
POOR_KG, POOR_AG = f"{KG}/target/ty-le-ho-ngheo-2030", f"{AG}/target/ty-le-ho-ngheo-2030"
INSURED_KG, FOLLOW, CLEAN = f"{KG}/target/ty-le-bao-phu-bao-hiem-y-te-2030", f"{KG}/task/I.1", f"{BH}/task/I.1"
HOURS = f"{KG}/target/so-gio-hoc-2030"

Rows = list[tuple[Scalar, ...]]

SHOWN = {
    "inherited-portfolio": ("standing", "role", "item_id", "owner_id", "function", "outcome"),
    "orphaned-by-reform": ("role", "item_id", "owner_id", "outcome", "holder"),
    "split-by-reform": ("role", "item_id", "owner_id", "outcome", "holder"),
    "agency-genealogy": ("line", "change", "date", "before_id", "after_id", "certainty", "act_number"),
    "province-genealogy": ("before_id", "after_id", "date", "act_number", "certainty"),
    "merged-targets-differ": ("merged_id", "comparison", "target_id", "other_target_id"),
}

TEN = "; ".join(
    f"Ủy ban nhân dân phường {name}"
    for name in (
        "Trấn Biên",
        "Tam Hiệp",
        "Biên Hòa",
        "Long Bình",
        "Long Hưng",
        "Trảng Dài",
        "Hố Nai",
        "Tân Triều",
        "Phước Tân",
        "Tam Phước",
    )
)

#: What a department of labour held: where nothing tells the function, it is open between all of these.
HELD = (
    "lao-dong-viec-lam; nguoi-co-cong; binh-dang-gioi; quan-ly-bao-hiem-xa-hoi; tre-em; bao-tro-xa-hoi; "
    "te-nan-xa-hoi; cai-nghien; giao-duc-nghe-nghiep; giam-ngheo"
)

ANSWERS: dict[str, tuple[dict[str, Scalar], Rows]] = {
    # Poverty went to agriculture and environment by Nghị định 150/2025, then the provinces merged; «Theo dõi» may be
    # of any function that the old department held.
    "inherited-portfolio": (
        {"agency": "Sở Nông nghiệp và Môi trường An Giang"},
        [
            ("holder", "OWNED_BY", POOR_KG, LABOUR_KG.id, "giam-ngheo", "usual"),
            ("holder", "OWNED_BY", POOR_AG, LABOUR_AG.id, "giam-ngheo", "usual"),
            ("candidate", "LED_BY", FOLLOW, LABOUR_KG.id, HELD, "candidates"),
        ],
    ),
    "orphaned-by-reform": ({}, [("LED_BY", FOLLOW, LABOUR_KG.id, "candidates", None)]),
    "split-by-reform": ({}, [("LED_BY", CLEAN, CITY.id, "several", TEN)]),
    "agency-genealogy": (
        {"agency": HEALTH_KG.id},
        [
            (
                "ancestor",
                "so-ldtbxh-y-te",
                "2025-03-01",
                LABOUR_KG.id,
                HEALTH_KG.id,
                "usual",
                "150/2025/NĐ-CP; 45/2025/NĐ-CP",
            ),
            (
                "heir",
                "so-tinh-moi",
                "2025-07-01",
                HEALTH_KG.id,
                HEALTH_NOW,
                "usual",
                "202/2025/QH15; 150/2025/NĐ-CP",
            ),
        ],
    ),
    "province-genealogy": (
        {"place": "place/kien-giang"},
        [
            (place_id, "place/an-giang~2025", "2025-07-01", "202/2025/QH15; 1654/NQ-UBTVQH15", "secondary")
            for place_id in ("place/an-giang", "place/kien-giang")
        ],
    ),
    # 95 % of insured in both is no difference; the hours of lessons bind An Giang from one side only.
    "merged-targets-differ": (
        {},
        [
            ("place/an-giang~2025", "weaker", POOR_AG, POOR_KG),
            ("place/an-giang~2025", None, HOURS, None),
        ],
    ),
}


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The world in a folder."""
    store = open_store(str(tmp_path_factory.mktemp("reform") / "store"))
    store.load(WORLD)
    yield store
    store.close()


@pytest.fixture(scope="module")
def neo4j(neo4j_server: Login) -> Iterator[Store]:
    """The world in the tests' Neo4j, and nothing else."""
    store = open_store(neo4j_server.uri, user=neo4j_server.user, password=neo4j_server.password)
    for source in list(store.sources()):
        store.unload(source.document)
    store.load(WORLD)
    yield store
    store.close()


@pytest.fixture(params=["oxigraph", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest) -> Store:
    """The world in either store."""
    found: Store = request.getfixturevalue(request.param)
    return found


def asked(store: Store, name: str, as_of: str = DAY) -> Answer:
    """The answer to a question as ``ANSWERS`` asks it."""
    question = find_question(name)
    dated = any(derived.kind == "outcome" for derived in question.derived)
    return run(store, question, ANSWERS[name][0], as_of=as_of if dated else None)


@pytest.mark.parametrize("name", ANSWERS)
def test_rows(store: Store, name: str) -> None:
    answer = asked(store, name)
    assert [tuple(row.values[column] for column in SHOWN[name]) for row in answer.rows] == ANSWERS[name][1]
    for row in answer.rows:
        assert row.evidence or row.values["act_number"]


@pytest.mark.neo4j
@pytest.mark.parametrize("name", ANSWERS)
def test_both_stores_give_the_same_answer(oxigraph: Store, neo4j: Store, name: str) -> None:
    assert asked(oxigraph, name).as_json() == asked(neo4j, name).as_json()


def test_before_the_reform_nothing_is_orphaned_split_or_inherited(store: Store) -> None:
    for name in ("orphaned-by-reform", "split-by-reform"):
        assert asked(store, name, "2024-12-31").rows == []
    mine = run(store, find_question("inherited-portfolio"), {"agency": LABOUR_KG.id}, as_of="2024-12-31")
    assert {(row.values["item_id"], row.values["outcome"]) for row in mine.rows} == {
        (POOR_KG, "certain"),
        (FOLLOW, "certain"),
    }


# --- holders beside owners -------------------------------------------------------------------------------------------


def test_an_owner_on_a_day_has_its_holder_chain_and_acts(store: Store) -> None:
    answer = run(store, find_question("agency-portfolio"), {"agency": LABOUR_KG.id}, as_of=DAY)
    row = next(row for row in answer.rows if row.values["item_id"] == POOR_KG)
    assert row.values["agency_then"] == "Sở Lao động - Thương binh và Xã hội tỉnh Kiên Giang"
    assert (row.values["agency_holder"], row.values["agency_holder_id"]) == (
        "Sở Nông nghiệp và Môi trường tỉnh An Giang",
        FARMS_NOW,
    )
    assert (row.values["agency_outcome"], row.values["agency_certainty"]) == ("usual", "usual")
    found = row.holdings["agency"]
    assert [(step.change, [act.act.number for act in step.acts]) for step in found.steps if not step.replaced] == [
        ("so-ldtbxh-giam-ngheo", ["150/2025/NĐ-CP"]),
        ("so-tinh-moi", ["202/2025/QH15", "150/2025/NĐ-CP"]),
    ]
    assert answer.as_of == date(2026, 10, 15)
    (told,) = [one for one in answer.as_json()["rows"] if one["item_id"] == POOR_KG]
    assert told["holdings"]["agency"]["holders"][0]["id"] == FARMS_NOW


# --- counted by holder -----------------------------------------------------------------------------------------------

CITY_NOW = "agency/uy-ban-nhan-dan.dong-nai~2025."
LABOUR_HEIRS = tuple(
    f"agency/{kind}.an-giang~2025"
    for kind in ("so-noi-vu", "so-y-te", "cong-an", "so-giao-duc-va-dao-tao", "so-nong-nghiep-va-moi-truong")
)
"""Who may hold what a department of labour was told to do without a word of which: those that got a part of it."""

COUNTED = ("certain", "usual", "several", "candidates", "unknown", "not_mapped")

LOAD: dict[tuple[str, str], tuple[int, ...]] = {
    # The share of poor households of both provinces is now one department's; insurance stayed with health.
    (FARMS_NOW, "OWNED_BY"): (2, 0, 2, 0, 0, 0, 0),
    (HEALTH_NOW, "OWNED_BY"): (1, 0, 1, 0, 0, 0, 0),
    # «Theo dõi» may be of any of five: it stands under candidates alone, and adds to nobody's load.
    **{(heir, "LED_BY"): (0, 0, 0, 0, 1, 0, 0) for heir in LABOUR_HEIRS},
    # The city is ten wards, each of which has to do it.
    **{(CITY_NOW + ward, "LED_BY"): (1, 0, 0, 1, 0, 0, 0) for ward in WARDS},
    # «Các sở, ban, ngành» are not mapped.
    (f"{KG}/agency/cac-so-ban-nganh", "OWNED_BY"): (0, 0, 0, 0, 0, 0, 1),
}
"""Body of today and role → duties held, and in how many of which the holder is known how."""


def counted(answer: Answer, keys: tuple[str, ...], number: str) -> dict[tuple[Scalar, ...], tuple[Scalar, ...]]:
    """The rows of a counted answer by these columns: how many are held, then each outcome's number."""
    found = {
        tuple(row.values[key] for key in keys): tuple(row.values[name] for name in (number, *COUNTED))
        for row in answer.rows
    }
    assert len(found) == len(answer.rows)
    return found


def test_what_each_body_of_today_carries(store: Store) -> None:
    answer = run(store, find_question("agency-load"), {}, as_of=DAY)
    assert counted(answer, ("agency_now_id", "role"), "items") == LOAD
    loads = {str(row.values["agency_now_id"]): row.values["load"] for row in answer.rows}
    assert loads[FARMS_NOW] == 2 and loads["agency/so-noi-vu.an-giang~2025"] == 0
    row = next(row for row in answer.rows if row.values["agency_now_id"] == FARMS_NOW and row.values["items"])
    assert row.values["agency_then"] == (
        "Sở Lao động - Thương binh và Xã hội tỉnh An Giang; Sở Lao động - Thương binh và Xã hội tỉnh Kiên Giang"
    )
    assert "150/2025/NĐ-CP" in str(row.values["agency_changes"])
    assert {item.document for item in row.evidence} == {KG, AG}
    assert {found.agency for found in row.holdings.values()} == {LABOUR_KG.id, LABOUR_AG.id}


def test_before_the_reform_each_carries_what_its_plan_says(store: Store) -> None:
    answer = run(store, find_question("agency-load"), {}, as_of="2024-12-31")
    plain = run(store, find_question("agency-load"), {})
    told = counted(answer, ("agency_now_id", "role"), "items")
    assert told[LABOUR_KG.id, "OWNED_BY"] == (1, 1, 0, 0, 0, 0, 0)
    assert {key: sum(int(number or 0) for number in numbers[1:]) for key, numbers in told.items()} == {
        (row.values["agency_id"], row.values["role"]): row.values["items"] for row in plain.rows
    }


def test_who_leads_with_whom_is_counted_by_the_less_certain_of_the_two(store: Store) -> None:
    build = Builder("4/KH-UBND", 2024, place="kien-giang")
    build.states("date", "2024-09-01").says("APPLIES_TO", place("kien-giang"))
    build.task("I.1", "Hỗ trợ hộ nghèo", lead=LABOUR_KG, support=(HEALTH_KG,))
    document = made(build.task("I.2", "Theo dõi, đôn đốc thực hiện", lead=HEALTH_KG, support=(LABOUR_KG,)))
    store.load([document])
    try:
        answer = run(store, find_question("lead-support-matrix"), {"plan": document.id}, as_of=DAY)
    finally:
        store.unload(document.id)
    assert counted(answer, ("lead_now_id", "support_now_id"), "tasks") == {
        (FARMS_NOW, HEALTH_NOW): (1, 0, 1, 0, 0, 0, 0),
        **{(HEALTH_NOW, heir): (0, 0, 0, 0, 1, 0, 0) for heir in LABOUR_HEIRS},
    }


def test_the_wards_of_an_old_city_work_each_with_its_own_bodies(store: Store) -> None:
    build = Builder("5/KH-UBND", 2024, place="dong-nai.bien-hoa")
    build.states("date", "2024-09-01").says("APPLIES_TO", place("dong-nai.bien-hoa"))
    office = body("van-phong-hoi-dong-nhan-dan-va-uy-ban-nhan-dan", "dong-nai.bien-hoa")
    document = made(build.task("I.1", "Chỉnh trang đô thị", lead=CITY, support=(office,)))
    store.load([document])
    try:
        answer = run(store, find_question("lead-support-matrix"), {"plan": document.id}, as_of=DAY)
    finally:
        store.unload(document.id)
    assert counted(answer, ("lead_now_id", "support_now_id"), "tasks") == {
        (CITY_NOW + ward, str(office.id).replace("dong-nai.bien-hoa", f"dong-nai~2025.{ward}")): (1, 0, 0, 1, 0, 0, 0)
        for ward in WARDS
    }


@pytest.mark.neo4j
@pytest.mark.parametrize("name", ["agency-load", "lead-support-matrix", "owners-by-place-and-domain"])
def test_both_stores_count_by_holder_alike(oxigraph: Store, neo4j: Store, name: str) -> None:
    one, other = (run(kept, find_question(name), {}, as_of=DAY).as_json() for kept in (oxigraph, neo4j))
    assert one == other


def test_a_function_has_the_line_that_tells_it(store: Store) -> None:
    found = holding(store, POOR_KG, LABOUR_KG.id, DAY)
    assert found is not None
    (ground,) = found.grounds
    assert (ground.function, ground.source, ground.words) == ("giam-ngheo", "words", "hộ nghèo")
    assert [item.quote for item in ground.lines] == [f"{POOR} <= 2 %"]
    assert holding(store, POOR_KG, HEALTH_KG.id, DAY) is None


def test_a_collective_is_not_mapped(store: Store) -> None:
    collective = f"{KG}/agency/cac-so-ban-nganh"
    found = holding(store, HOURS, collective, DAY)
    assert found is not None
    assert (found.outcome, found.holders, found.candidates) == (None, (), ())
    assert found.words("en").startswith("not mapped") and found.words("vi").startswith("không quy đổi")


def test_a_city_has_ten_wards_or_none(store: Store) -> None:
    now = holding(store, CLEAN, CITY.id, DAY)
    assert now is not None and now.outcome == "several"
    assert sorted(str(ward.id) for ward in now.holders) == [
        f"agency/uy-ban-nhan-dan.dong-nai~2025.{ward}" for ward in WARDS
    ]
    then = holding(store, CLEAN, CITY.id, "2025-06-30")
    assert then is not None and [ward.id for ward in then.holders] == [CITY.id]


def test_on_the_day_of_its_plan_every_owner_is_as_named(store: Store) -> None:
    for document, when in ((KG, "2024-07-15"), (AG, "2024-08-01"), (BH, "2024-08-02")):
        for _, found in all_holdings(store, when):
            if found.item is not None and found.item.startswith(document) and found.answer is not None:
                assert (found.outcome, [one.id for one in found.holders], found.steps) == (
                    "certain",
                    [found.agency],
                    (),
                )


def test_a_question_without_owners_takes_no_day(store: Store) -> None:
    with pytest.raises(InputError, match="names no owners"):
        run(store, find_question("lineage-up"), {"document": KG}, as_of="today")
    with pytest.raises(InputError, match="names no day"):
        day("2026-10")
    assert day("today") == date.today()


def test_every_question_that_names_owners_has_an_item_for_each() -> None:
    named = {name for name, question in catalogue().items() if question.owners}
    assert {"target-owners", "agency-portfolio", "shared-ownership", "inherited-portfolio", "deadlines"} <= named
    assert {"agency-load", "lead-support-matrix", "owners-by-place-and-domain"} <= named


# --- in the graph ----------------------------------------------------------------------------------------------------


def rows(store: Store, cypher: str, sparql: str) -> list[Row]:
    """What the store's own language answers."""
    prefixes = (
        "PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX org: <http://www.w3.org/ns/org#> "
        "PREFIX eli: <http://data.europa.eu/eli/ontology#> PREFIX pg: <https://policygraph.example/ontology#> "
    )
    found = store.ask(cypher if store.language == "cypher" else prefixes + sparql, {})
    return sorted(found, key=lambda row: [str(value) for value in row.values()])


def test_the_succession_stands_in_the_graph_with_its_acts(store: Store) -> None:
    found = rows(
        store,
        f"MATCH (a {{id: '{LABOUR_KG.id}'}})-[s:SUCCEEDED_BY]->(b {{id: '{HEALTH_KG.id}'}}) RETURN s.change AS change, "
        "s.kind AS kind, s.date AS date, s.function AS function, s.certainty AS certainty, s.act_number AS number, "
        "s.act_date AS dated, s.act_issuer AS issuer, s.act_article AS article",
        "SELECT ?change ?kind ?date ?function ?certainty ?number ?dated ?issuer ?article { ?e a org:ChangeEvent ; "
        f'org:originalOrganization/dcterms:identifier "{LABOUR_KG.id}" ; '
        f'org:resultingOrganization/dcterms:identifier "{HEALTH_KG.id}" ; pg:change ?change ; pg:changeKind ?kind ; '
        "pg:effectiveFrom ?date ; pg:function ?function ; pg:certainty ?certainty ; pg:actNumber ?number ; "
        "pg:actDate ?dated ; pg:actIssuer ?issuer ; pg:actArticle ?article }",
    )
    assert found == [
        {
            "change": "so-ldtbxh-y-te",
            "kind": "transfer",
            "date": "2025-03-01",
            "function": "tre-em; bao-tro-xa-hoi; te-nan-xa-hoi",
            "certainty": "usual",
            "number": "150/2025/NĐ-CP; 45/2025/NĐ-CP",
            "dated": "2025-06-12; 2025-02-28",
            "issuer": "Chính phủ; Chính phủ",
            "article": "Điều 8(10); –",
        }
    ]


def test_a_change_points_at_its_act_and_a_merger_has_all_its_bodies(store: Store) -> None:
    found = rows(
        store,
        f"MATCH (e:ChangeEvent)-[:RESULTING]->(b {{id: '{HEALTH_NOW}'}}) MATCH (e)-[:ORIGINAL]->(a) "
        "MATCH (e)-[:BASED_ON]->(d:Document) RETURN DISTINCT a.id AS body, d.id AS act",
        f'SELECT DISTINCT ?body ?act {{ ?e org:resultingOrganization/dcterms:identifier "{HEALTH_NOW}" ; '
        "org:originalOrganization/dcterms:identifier ?body ; eli:based_on/dcterms:identifier ?act }",
    )
    assert found == [
        {"body": f"agency/so-y-te.{old}", "act": act}
        for old in ("an-giang", "kien-giang")
        for act in ("document/150_2025_nd-cp", "document/202_2025_qh15")
    ]


def test_several_changes_between_two_bodies_are_several(store: Store) -> None:
    """Poverty reduction went to agriculture twice: unclear from March, by decree from June."""
    heir = "agency/so-nong-nghiep-va-moi-truong.kien-giang"
    found = rows(
        store,
        f"MATCH (a {{id: '{LABOUR_KG.id}'}})-[s:SUCCEEDED_BY]->(b {{id: '{heir}'}}) "
        "RETURN s.date AS date, s.certainty AS certainty",
        f'SELECT ?date ?certainty {{ ?e org:originalOrganization/dcterms:identifier "{LABOUR_KG.id}" ; '
        f'org:resultingOrganization/dcterms:identifier "{heir}" ; pg:effectiveFrom ?date ; pg:certainty ?certainty }}',
    )
    assert found == [
        {"date": "2025-03-01", "certainty": "unknown"},
        {"date": "2025-06-16", "certainty": "usual"},
    ]


def test_no_body_follows_itself_and_every_change_has_an_act_or_is_unknown(store: Store) -> None:
    assert not rows(
        store,
        "MATCH (a)-[:SUCCEEDED_BY*1..8]->(a) RETURN DISTINCT a.id AS id",
        "SELECT DISTINCT ?id { ?a pg:succeededBy+ ?a ; dcterms:identifier ?id }",
    )
    assert not rows(
        store,
        "MATCH (e:ChangeEvent) WHERE e.certainty <> 'unknown' AND NOT EXISTS { (e)-[:BASED_ON]->() } RETURN e.id AS id",
        'SELECT ?id { ?e a org:ChangeEvent ; dcterms:identifier ?id ; pg:certainty ?c FILTER(?c != "unknown") '
        "FILTER NOT EXISTS { ?e eli:based_on ?d } }",
    )


def test_what_only_the_vocabulary_brings_in_is_no_mention(store: Store) -> None:
    named, brought = set[str](), set[str]()
    graph = store.document_quads(KG)[1]
    for line in graph:
        found = named if "#mentions>" in line else brought if "#entails>" in line else set[str]()
        found.add(line.split()[2].rpartition("/id/")[2].rstrip(">"))
    assert LABOUR_KG.id in named and HEALTH_NOW in brought
    assert not named & brought
    assert store.status().documents_cited == 0


# --- loading and unloading -------------------------------------------------------------------------------------------


def lines(*documents: DocumentFacts, folder: Any) -> list[str]:
    """The graph of some documents."""
    store = open_store(str(folder))
    store.load(documents)
    found = list(store.quads())
    store.close()
    return found


def test_the_succession_does_not_depend_on_the_order_of_loading(tmp_path: Any) -> None:
    found = [lines(*order, folder=tmp_path / str(number)) for number, order in enumerate(permutations(WORLD))]
    assert all(one == found[0] for one in found)


def test_a_chain_lives_as_long_as_a_document_names_an_agency_of_it(store: Store) -> None:
    ask = (
        f"MATCH (a:Agency {{id: '{HEALTH_NOW}'}}) RETURN a.id AS id",
        f'SELECT ?id {{ ?a dcterms:identifier ?id FILTER(?id = "{HEALTH_NOW}") }}',
    )
    before = list(store.quads())
    assert rows(store, *ask)
    store.unload(KG)
    # An Giang's department of labour left its children and social protection to the same heir.
    assert rows(store, *ask)
    store.unload(AG)
    assert not rows(store, *ask)
    store.load(WORLD[:2])
    assert list(store.quads()) == before


def test_a_document_loaded_again_with_other_agencies_takes_its_chains_along(store: Store) -> None:
    before = list(store.quads())
    changed = again(made(Builder("3/KH-UBND", 2024, place="dong-nai.bien-hoa")), "7")
    store.load([changed])
    assert not rows(
        store,
        f"MATCH (a {{id: '{CITY.id}'}})-[s:SUCCEEDED_BY]->() RETURN s.change AS change",
        f'SELECT ?change {{ ?e org:originalOrganization/dcterms:identifier "{CITY.id}" ; pg:change ?change }}',
    )
    store.load([WORLD[2]])
    assert list(store.quads()) == before
