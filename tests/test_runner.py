"""The runner's own work: routes, order, limit, derived columns, and names given by people."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, permutations, product
from typing import Any, Literal, cast

import pytest

from graph.facts import Span, fact_key
from graph.store import Hit, Row, Scalar, StatedBy, Store
from ontology.errors import InputError, UnknownNameError
from queries.catalogue import Parameter, Question
from queries.chains import MOST, Lineage
from queries.measures import compare, due
from queries.names import complete, listing
from queries.runner import EVIDENCE_DOCUMENTS, GROUP_FACTS, resolve_parameter, run

# --- routes -----------------------------------------------------------------------------------------------------


def links(text: str) -> list[tuple[str, str]]:
    """«ba cb» is b → a, c → b: the first carries out the second."""
    return [(pair[0], pair[1]) for pair in text.split()]


ROUTES = [
    # links, start, other end, routes from the lower to the upper end
    ("ba", "a", "b", ["ba"]),
    ("ba", "a", "a", ["a"]),
    ("ba", "a", "x", []),
    ("ba cb", "a", "c", ["cba"]),
    # diamond
    ("ba ca db dc", "a", "d", ["dba", "dca"]),
    # direct beside indirect
    ("ba ca db dc da", "a", "d", ["dba", "dca", "da"]),
    # longest first, ties by id
    ("ba cb dc db", "a", "d", ["dcba", "dba"]),
    ("za ya xa wz wy wx", "a", "w", ["wxa", "wya", "wza"]),
    # a cycle beside the way, on the way, through the start, and of one document
    ("ba cb bc", "a", "c", ["cba"]),
    ("ba cb bc ca", "a", "b", ["bca", "ba"]),
    ("ba cb bc ca", "a", "c", ["cba", "ca"]),
    ("ba ab cb", "a", "c", ["cba"]),
    ("ba bb cb", "a", "c", ["cba"]),
    ("ba ab", "a", "a", ["a"]),
    # two diamonds, one over the other: four routes
    ("ba ca db dc ed fd ge gf", "a", "g", ["gedba", "gedca", "gfdba", "gfdca"]),
    # six ways: five are kept
    ("ba ca da ea fa ga zb zc zd ze zf zg", "a", "z", ["zba", "zca", "zda", "zea", "zfa"]),
    # a direct link is kept although six longer routes stand before it
    ("ba ca da ea fa ga zb zc zd ze zf zg za", "a", "z", ["zba", "zca", "zda", "zea", "za"]),
    # links elsewhere do no harm
    ("ba xy yx", "a", "b", ["ba"]),
]


@pytest.mark.parametrize(("text", "start", "other", "routes"), ROUTES)
def test_routes_to_the_upper_end(text: str, start: str, other: str, routes: list[str]) -> None:
    assert ["".join(route) for route in Lineage(links(text), start).routes(other)] == routes


@pytest.mark.parametrize(("text", "start", "other", "routes"), ROUTES)
def test_routes_from_the_lower_end(text: str, start: str, other: str, routes: list[str]) -> None:
    # The same graph asked from below: routes are the same, whichever end is given.
    assert ["".join(route) for route in Lineage(links(text), other, "lower").routes(start)] == routes


def every_route(pairs: set[tuple[str, str]], lower: str, upper: str) -> list[tuple[str, ...]]:
    """All routes, by trying every sequence of other documents."""
    between = {node for pair in pairs for node in pair} - {lower, upper}
    found: list[tuple[str, ...]] = [(lower,)] if lower == upper else []
    for length in range(len(between) + 1):
        for middle in permutations(sorted(between), length):
            route = (lower, *middle, upper)
            if lower != upper and all(pair in pairs for pair in pairwise(route)):
                found.append(route)
    return sorted(found, key=lambda route: (-len(route), route))


def test_routes_are_those_of_trying_everything() -> None:
    chance = random.Random(42)
    for _ in range(150):
        pairs = {(a, b) for a, b in product("abcdef", repeat=2) if chance.random() < 0.28}
        lineage, upward = Lineage(pairs, "a"), Lineage(pairs, "f", "lower")
        for other in "abcdef":
            full = every_route(pairs, other, "a")
            kept = full[:MOST]
            if len(full) > MOST and (other, "a") in pairs:
                kept = [*full[: MOST - 1], (other, "a")]
            assert list(lineage.routes(other)) == kept
            assert lineage.distance(other) == (min(map(len, full)) - 1 if full else None)
            if other == "a":
                assert list(upward.routes("a")) == every_route_kept(pairs, "f", "a")


def every_route_kept(pairs: set[tuple[str, str]], lower: str, upper: str) -> list[tuple[str, ...]]:
    """As ``every_route``, cut as the runner cuts."""
    full = every_route(pairs, lower, upper)
    return [*full[: MOST - 1], (lower, upper)] if len(full) > MOST and (lower, upper) in pairs else full[:MOST]


def test_many_routes_cost_nothing() -> None:
    # 40 layers of 5 documents: 5 ** 40 routes.
    layers = [[f"{layer:02}{name}" for name in "abcde"] for layer in range(40)]
    pairs = [(lower, upper) for above, below in pairwise(layers) for lower in below for upper in above]
    pairs += [(name, "top") for name in layers[0]]
    routes = Lineage(pairs, "top").routes("39a")
    assert len(routes) == MOST
    assert {len(route) for route in routes} == {41}
    # A cycle in such a graph still ends, and still gives routes that repeat nothing.
    lineage = Lineage([*pairs, ("00a", "39e"), ("39e", "00a")], "top")
    assert len(lineage.routes("39a")) == MOST
    assert all(len(set(route)) == len(route) for route in lineage.routes("39a"))
    assert lineage.distance("39e") == 2


def test_routes_do_not_depend_on_the_order_of_links() -> None:
    pairs = links("ba ca db dc da ed fd ge gf ag")
    first = Lineage(pairs, "a").routes("g")
    for seed in range(10):
        random.Random(seed).shuffle(pairs)
        assert Lineage(pairs, "a").routes("g") == first


# --- a store of canned rows -------------------------------------------------------------------------------------


class Canned:
    """A store that answers what it was told to. Only what the runner asks of a store is here."""

    language: Literal["cypher", "sparql"] = "cypher"

    def __init__(self, answers: Mapping[str, list[Row]], said: Iterable[StatedBy] = ()) -> None:
        self.answers, self.said, self.batches = answers, list(said), 0
        self.asked: list[tuple[str, dict[str, Scalar]]] = []
        self.hits: list[Hit] = []

    @property
    def store(self) -> Store:
        """Itself, for the runner."""
        return cast(Store, self)

    def state(self) -> None:
        """Nothing that it answers is to be remembered."""

    def ask(self, text: str, parameters: Mapping[str, Scalar]) -> list[Row]:
        self.asked.append((text, dict(parameters)))
        for start, rows in self.answers.items():
            if start in text:
                return [row for row in rows if parameters.get("node") in (None, row.get("id"))]
        return []

    def search(self, text: str, *, labels: Sequence[str] = (), limit: int = 20) -> list[Hit]:
        """What the store was told to find."""
        return [hit for hit in self.hits if hit.label in labels][:limit]

    def statements(self, facts: Iterable[str]) -> dict[str, tuple[StatedBy, ...]]:
        self.batches += 1
        wanted = set(facts)
        return {key: found for key in wanted if (found := tuple(item for item in self.said if item.fact == key))}


def column(name: str, kind: str, of: str) -> dict[str, Any]:
    return {"name": name, "type": kind, "of": of, "title": {"vi": name, "en": name}}


def question(order: list[str], **more: Any) -> Question:
    """A question over targets."""
    return Question.model_validate(
        {
            "name": "sample",
            "title": {"vi": "x", "en": "x"},
            "description": {"vi": "x", "en": "x"},
            "door": "planner",
            "columns": [
                column("indicator", "text", "Target.name"),
                column("value", "number", "Target.value"),
                column("year", "integer", "Target.year"),
                column("target_id", "id", "Target"),
                column("document_id", "id", "Document"),
            ],
            "order": order,
            "evidence": ["document_id SETS target_id"],
            "cypher": "QUESTION",
            "sparql": "QUESTION",
            **more,
        }
    )


def target(name: str, value: Scalar = None, year: Scalar = None, document: str = "d") -> Row:
    node = f"t-{name}-{value}-{year}"
    return {"indicator": name, "value": value, "year": year, "target_id": node, "document_id": document}


def answer(rows: list[Row], order: list[str], *columns: str, limit: int | None = None) -> list[tuple[Scalar, ...]]:
    found = run(Canned({"QUESTION": rows}).store, question(order), {}, limit)
    return [tuple(row.values[name] for name in columns) for row in found.rows]


# --- order, limit, values ---------------------------------------------------------------------------------------


def test_numbers_are_sorted_by_value_and_null_is_last_either_way() -> None:
    rows = [target("a", "100"), target("b", "9.5"), target("c"), target("d", "20"), target("e", "-3")]
    assert answer(rows, ["value"], "value") == [("-3",), ("9.5",), ("20",), ("100",), (None,)]
    assert answer(rows, ["value desc"], "value") == [("100",), ("20",), ("9.5",), ("-3",), (None,)]


def test_text_is_sorted_by_code_point_of_its_nfc_form() -> None:
    names = ["Đất", "Dân", "Ánh", "ánh", "A\u0301p", "Zô"]
    rows = [target(name) for name in names]
    found = [name for (name,) in answer(rows, ["indicator"], "indicator")]
    assert found == ["Dân", "Zô", "Ánh", "A\u0301p", "ánh", "Đất"]


def test_later_keys_break_ties_and_the_columns_break_the_rest() -> None:
    rows = [target("b", "1", 2030), target("a", "2", 2025), target("b", "2", 2025), target("a", "1", 2025)]
    expected = [("b", 2030, "1"), ("a", 2025, "1"), ("a", 2025, "2"), ("b", 2025, "2")]
    for seed in range(8):
        random.Random(seed).shuffle(rows)
        assert answer(rows, ["year desc"], "indicator", "year", "value") == expected


def test_limit_is_after_sorting() -> None:
    rows = [target(str(number), str(number)) for number in (3, 1, 2)]
    assert answer(rows, ["value"], "value", limit=2) == [("1",), ("2",)]
    with pytest.raises(InputError, match="limit of 0"):
        answer(rows, ["value"], "value", limit=0)


def test_values_take_one_form_and_equal_rows_are_one() -> None:
    rows = [
        {**target("a"), "value": value, "year": year, "target_id": "t"}
        for value, year in (("75.50", 2030), (75.5, "2030"), ("75.5", 2030))
    ]
    assert answer(rows, ["value"], "value", "year") == [("75.5", 2030)]


def test_counts_are_of_different_values() -> None:
    count = {
        "name": "documents",
        "kind": "count",
        "per": "indicator",
        "counted": "document_id",
        "title": {"vi": "x", "en": "x"},
    }
    rows = [target("a", "1", document="p"), target("a", "2", document="p"), target("a", "3", document="q"), target("b")]
    found = run(Canned({"QUESTION": rows}).store, question(["documents desc", "value"], derived=[count]), {})
    assert [(row.values["indicator"], row.values["documents"]) for row in found.rows] == [("a", 2)] * 3 + [("b", 1)]
    assert [shown.name for shown in found.columns][-1] == "documents"


def derived(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": kind, "title": {"vi": name, "en": name}, **more}


def test_a_group_is_one_row_that_rests_on_all_its_rows() -> None:
    rows = [target("a", "1", document="p"), target("a", "2", document="p"), target("b", "3", document="q")]
    count = derived("targets", "count", per="indicator", counted="target_id")
    asked = question(["targets desc", "indicator"], derived=[count], group=["indicator"])
    store = Canned({"QUESTION": rows}, [said("p", 7, "p", "SETS", str(row["target_id"])) for row in rows])
    found = run(store.store, asked, {})
    assert [column.name for column in found.columns] == ["indicator", "targets"]
    assert [row.values for row in found.rows] == [{"indicator": "a", "targets": 2}, {"indicator": "b", "targets": 1}]
    assert [item.fact[2] for item in found.rows[0].evidence] == ["t-a-1-None", "t-a-2-None"]
    assert found.total == 2
    assert len(run(store.store, asked, {}, 1).rows) == 1


def test_a_group_of_many_quotes_the_first_facts() -> None:
    rows = [target("a", str(number), document="p") for number in range(100, 100 + 2 * GROUP_FACTS)]
    store = Canned({"QUESTION": rows}, [said("p", 7, "p", "SETS", str(row["target_id"])) for row in rows])
    (row,) = run(store.store, question(["indicator"], group=["indicator"]), {}).rows
    assert len(row.evidence) == GROUP_FACTS
    assert row.evidence[0].fact[2] == "t-a-100-None"


def test_rows_are_kept_before_what_is_counted_later() -> None:
    rows = [target("a", "1", 2025), target("a", "2", 2030), target("b", "3", 2025), target("c", None, 2025)]
    count = derived("years", "count", per="indicator", counted="year")
    for keep, expected in (
        (["years >= 2"], ["a", "a"]),
        (["value"], ["a", "a", "b"]),
        (["year = 2030"], ["a"]),
        (["value", "years >= 2"], ["a", "a"]),
        (["value != 1"], ["a", "b", "c"]),
    ):
        found = run(Canned({"QUESTION": rows}).store, question(["indicator"], derived=[count], keep=keep), {})
        assert [row.values["indicator"] for row in found.rows] == expected, keep
        counted = [row.values["years"] for row in found.rows]
        assert counted == ([1] if keep == ["year = 2030"] else [expected.count(name) for name in expected]), keep


def test_a_parameter_may_choose_among_derived_values() -> None:
    due = {"name": "due", "type": "integer", "required": False, "title": {"vi": "x", "en": "x"}}
    asked = question(
        ["indicator"],
        parameters=[due],
        where={"due_year": "due"},
        derived=[derived("due_year", "year", of=["year", "-", "indicator"])],
    )
    rows = [target("a", "1", 2025), target("Năm 2030", "2")]
    assert [row.values["due_year"] for row in run(Canned({"QUESTION": rows}).store, asked, {}).rows] == [2030, 2025]
    found = run(Canned({"QUESTION": rows}).store, asked, {"due": "2030"})
    assert [row.values["indicator"] for row in found.rows] == ["Năm 2030"]


def test_the_basis_of_a_fact_is_that_of_its_statement() -> None:
    rows = [target("a", "1", document="p"), target("b", "2", document="p")]
    statement = replace(said("p", 7, "p", "SETS", "t-a-1-None"), basis="stated")
    column = derived("how", "basis", fact="document_id SETS target_id")
    store = Canned({"QUESTION": rows}, [statement])
    found = run(store.store, question(["indicator"], derived=[column]), {})
    assert [row.values["how"] for row in found.rows] == ["stated", None]


def test_evidence_of_a_stated_property_is_its_literal() -> None:
    titled = question(["indicator"], evidence=["document_id date indicator"])
    store = Canned(
        {"QUESTION": [target("2024-05", document="p")]},
        [
            StatedBy(
                fact_key("p", "date", "2024-05"),
                "p",
                "p",
                "date",
                "2024-05",
                True,
                (Span(line=3, line_end=3, quote="tháng 5"),),
                None,
                None,
                (),
            ),
        ],
    )
    (row,) = run(store.store, titled, {}).rows
    assert [(item.line, item.fact) for item in row.evidence] == [(3, ("p", "date", "2024-05"))]


@pytest.mark.parametrize(
    ("own", "reference", "verdict"),
    [
        # comparator, value, value_high, text_value, unit, year
        ((">", "95", None, None, "%", 2025), (">=", "95", None, None, "%", 2025), "equal"),
        (("=", "95", None, None, "%", 2025), (">=", "95", None, None, "%", None), "equal"),
        (("=", "96", None, None, "%", 2025), (">=", "95", None, None, "%", 2025), "stronger"),
        ((">=", "94", None, None, "%", 2025), ("=", "95", None, None, "%", 2025), "weaker"),
        (("<=", "1", None, None, "%", 2025), ("=", "2", None, None, "%", 2025), "stronger"),
        (("<", "950", None, None, "‰", 2025), ("<", "95", None, None, "%", 2025), "equal"),
        ((">=", "95", None, None, "%", 2025), ("<=", "95", None, None, "%", 2025), "not comparable"),
        (("=", "96", None, None, "%", 2025), ("=", "95", None, None, "%", 2025), "not comparable"),
        (("range", "30", "32", None, "%", 2025), ("range", "30", "32", None, "%", 2025), "equal"),
        (("range", "30", "32", None, "%", 2025), (">=", "28", None, None, "%", 2025), "stronger"),
        (("range", "30", "32", None, "%", 2025), (">=", "31", None, None, "%", 2025), "not comparable"),
        (("range", "30", "32", None, "%", 2025), ("<=", "29", None, None, "%", 2025), "weaker"),
        (("text", None, None, "Không còn", None, 2025), ("text", None, None, "không còn", None, 2025), "equal"),
        (("text", None, None, "Hoàn thành", None, 2025), ("=", "100", None, None, "%", 2025), "not comparable"),
        ((">=", "95", None, None, None, 2025), (">=", "95", None, None, "%", 2025), "different unit"),
        ((">=", "9", None, None, "ca/1.000 dân", None), (">=", "9", None, None, "ca/vạn dân", None), "different unit"),
        ((">=", "9", None, None, "bác sỹ/10.000 dân", None), (">=", "9", None, None, "bác sĩ/vạn dân", None), "equal"),
        ((">=", "95", None, None, "%", 2025), (">=", "95", None, None, "%", 2030), "different year"),
        ((">=", "95", None, None, "%", 2025), (None, None, None, None, None, None), None),
    ],
)
def test_targets_compare_only_where_it_can_be_told(
    own: tuple[Scalar, ...], reference: tuple[Scalar, ...], verdict: str | None
) -> None:
    assert compare(own, reference) == verdict
    opposite = {"stronger": "weaker", "weaker": "stronger"}
    assert compare(reference, own) == opposite.get(verdict or "", verdict)


@pytest.mark.parametrize(
    ("year", "month", "printed", "expected"),
    [
        (2025, 6, "trước 20/6/2025", (2025, 2)),
        (None, 12, "hằng năm (trước ngày 15/12)", (None, 4)),
        (None, None, "Quý I hàng năm", (None, 1)),
        (None, None, "Quý III/2024", (2024, 3)),
        (None, None, "Quý I và Quý II năm 2025", (2025, None)),
        (None, None, "2024 - 2030", (2030, None)),
        (None, None, "trước ngày 10 tháng 11 hàng năm", (None, 4)),
        (None, None, "trước ngày 30/10/2024", (2024, 4)),
        (None, None, "Năm 2024 và các năm tiếp theo", (2024, None)),
        (None, None, None, (None, None)),
        (2030, None, None, (2030, None)),
        (None, None, "Hàng năm", (None, None)),
    ],
)
def test_when_something_falls_due(
    year: int | None, month: int | None, printed: str | None, expected: tuple[int | None, int | None]
) -> None:
    assert due(year, month, printed) == expected


# --- evidence ---------------------------------------------------------------------------------------------------


def said(document: str, line: int, subject: str, predicate: str, object_: str) -> StatedBy:
    span = Span(line=line, line_end=line + 1, quote=f"{document}:{line}")
    return StatedBy(
        fact_key(subject, predicate, object_),
        document,
        subject,
        predicate,
        object_,
        literal=False,
        spans=(span,),
        basis=None,
        mention=None,
        doubt=("x", "y"),
    )


def test_evidence_is_fetched_once_and_only_for_the_rows_shown() -> None:
    rows = [target("a", "1", document="p"), target("b", "2", document="p")]
    store = Canned(
        {"QUESTION": rows, "loaded: true": [{"id": "p", "name": "Plan"}]},
        [said("p", 7, "p", "SETS", str(row["target_id"])) for row in rows],
    )
    found = run(store.store, question(["value"]), {}, 1)
    assert store.batches == 1
    (item,) = found.rows[0].evidence
    assert (item.document, item.document_label, item.line, item.line_end, item.quote) == ("p", "Plan", 7, 8, "p:7")
    assert (item.fact, item.doubt, item.stated_by) == (("p", "SETS", "t-a-1-None"), "x; y", 1)
    assert found.total == 2


def test_a_fact_that_all_restate_is_quoted_from_a_few() -> None:
    row = target("a", "1", document="p")
    store = Canned(
        {"QUESTION": [row]},
        [said(document, line, "p", "SETS", "t-a-1-None") for document in "qapbcde" for line in (9, 3)],
    )
    items = run(store.store, question(["value"]), {}).rows[0].evidence
    assert list(dict.fromkeys(item.document for item in items)) == ["p", "a", "b", "c", "d"]
    assert len({item.document for item in items}) == EVIDENCE_DOCUMENTS
    assert {item.stated_by for item in items} == {7}


def test_a_chain_starts_at_the_rows_own_document_where_no_end_is_given() -> None:
    asked = question(
        ["document_id"],
        chain={"lower": "document_id", "upper": "above"},
        derived=[derived("steps", "distance")],
        columns=[column("above", "id", "Document"), column("document_id", "id", "Document")],
        evidence=["document_id IMPLEMENTS above"],
    )
    pairs: list[Row] = [{"child_id": a, "child": a, "parent_id": b, "parent": b} for a, b in links("ba cb")]
    rows: list[Row] = [{"above": "a", "document_id": "c"}, {"above": "a", "document_id": "b"}]
    store = Canned({"QUESTION": rows, "(s:Document {id: $start})-": pairs})
    found = run(store.store, asked, {})
    assert [row.values["steps"] for row in found.rows] == [1, 2]
    assert [[node for node, _ in row.chain[0].documents] for row in found.rows] == [["b", "a"], ["c", "b", "a"]]


# --- names ------------------------------------------------------------------------------------------------------


def document(node: str, number: str | None, year: int | None = None, place: str | None = None, name: str = "") -> Row:
    return {"id": f"document/{node}", "name": number or name, "number": number, "year": year, "place": place}


def agency(node: str, name: str, place: str | None = None, kind: str | None = None) -> Row:
    return {"id": f"agency/{node}", "name": name, "jurisdiction_name": place, "type": kind, "document": None}


NAMES = Canned(
    {
        "(n:Document": [
            document("42-nq_tw-2023", "42-NQ/TW", 2023),
            document("42_nq-cp-2014", "42/NQ-CP", 2014),
            document("68_nq-cp-2024", "68/NQ-CP", 2024),
            document("19-nq_tw-2017", "19-NQ/TW", 2017),
            document("19-nq_tw-2022", "19-NQ/TW", 2022),
            document("113_kh-ubnd.ca-mau-2024", "113/KH-UBND", 2024, "place/ca-mau"),
            document("113_kh-ubnd.can-tho-2024", "113/KH-UBND", 2024, "place/can-tho"),
            document("07-da_tu.can-tho-2021", "07-ĐA/TU", 2021, "place/can-tho"),
            document("111_2024_qh15", "111/2024/QH15", 2024),
            document("kh-ubnd.ha-nam-2024-x", None, 2024, "place/ha-nam", "KH-UBND Hà Nam 2024"),
        ],
        "(n:Agency": [
            agency("so-y-te.can-tho", "Sở Y tế", "Cần Thơ"),
            agency("so-y-te.kien-giang", "Sở Y tế", "Kiên Giang"),
            agency("chinh-phu", "Chính phủ"),
            agency("so-xay-dung.can-tho", "Sở Xây dựng", "Cần Thơ"),
            agency("so-ldtbxh.can-tho", "Sở Lao động, Thương binh và Xã hội", "Cần Thơ"),
        ],
        "(n:Indicator": [
            {"id": "indicator/bhyt", "name": "Tỷ lệ bao phủ bảo hiểm y tế"},
            {"id": "indicator/bhtn", "name": "Tỷ lệ tham gia bảo hiểm thất nghiệp"},
            {"id": "indicator/tu-vong-5", "name": "Tỷ suất tử vong trẻ em dưới 5 tuổi"},
        ],
    }
)


def parameter(kind: str, **more: Any) -> Parameter:
    return Parameter.model_validate({"name": kind, "type": kind, "title": {"vi": kind, "en": kind}, **more})


@pytest.mark.parametrize(
    ("kind", "words", "expected"),
    [
        ("document", "42-NQ/TW", "document/42-nq_tw-2023"),
        ("document", "42 NQ TW", "document/42-nq_tw-2023"),
        ("document", "42nqtw", "document/42-nq_tw-2023"),
        ("document", "nq tw 42", "document/42-nq_tw-2023"),
        ("document", "Nghị quyết số 42-NQ/TW", "document/42-nq_tw-2023"),
        ("document", "nghị quyết 68", "document/68_nq-cp-2024"),
        ("document", "nq68", "document/68_nq-cp-2024"),
        ("document", "NQ-68", "document/68_nq-cp-2024"),
        ("document", "68/NQ-CP", "document/68_nq-cp-2024"),
        ("document", "19-NQ/TW 2017", "document/19-nq_tw-2017"),
        ("document", "19-NQ/TW năm 2022", "document/19-nq_tw-2022"),
        ("document", "113/KH-UBND Cà Mau", "document/113_kh-ubnd.ca-mau-2024"),
        ("document", "kế hoạch 113 can tho", "document/113_kh-ubnd.can-tho-2024"),
        ("document", "7-ĐA/TU", "document/07-da_tu.can-tho-2021"),
        ("document", "da 07", "document/07-da_tu.can-tho-2021"),
        ("document", "111/2024/QH15", "document/111_2024_qh15"),
        ("document", "KH-UBND Hà Nam", "document/kh-ubnd.ha-nam-2024-x"),
        ("document", "document/19-nq_tw-2022", "document/19-nq_tw-2022"),
        ("agency", "agency/so-y-te.kien-giang", "agency/so-y-te.kien-giang"),
        ("agency", "Sở Y tế Kiên Giang", "agency/so-y-te.kien-giang"),
        ("agency", "so y te, can tho", "agency/so-y-te.can-tho"),
        ("agency", "sở xây dựng", "agency/so-xay-dung.can-tho"),
        ("agency", "xay dung", "agency/so-xay-dung.can-tho"),
        ("agency", "Chính phủ", "agency/chinh-phu"),
        ("agency", "sở lao động thương binh và xã hội", "agency/so-ldtbxh.can-tho"),
        ("indicator", "bảo hiểm y tế", "indicator/bhyt"),
        ("indicator", "TỶ LỆ BAO PHỦ BẢO HIỂM Y TẾ", "indicator/bhyt"),
        ("indicator", "duoi 5 tuoi", "indicator/tu-vong-5"),
    ],
)
def test_a_short_name_suffices(kind: str, words: str, expected: str) -> None:
    assert resolve_parameter(NAMES.store, parameter(kind), words) == expected


@pytest.mark.parametrize(
    ("kind", "words", "ids"),
    [
        ("document", "NQ-42", ["document/42-nq_tw-2023", "document/42_nq-cp-2014"]),
        ("document", "42", ["document/42-nq_tw-2023", "document/42_nq-cp-2014"]),
        ("document", "19-NQ/TW", ["document/19-nq_tw-2017", "document/19-nq_tw-2022"]),
        ("document", "113/KH-UBND", ["document/113_kh-ubnd.ca-mau-2024", "document/113_kh-ubnd.can-tho-2024"]),
        ("agency", "Sở Y tế", ["agency/so-y-te.can-tho", "agency/so-y-te.kien-giang"]),
        ("indicator", "bảo hiểm", ["indicator/bhyt", "indicator/bhtn"]),
    ],
)
def test_a_name_that_fits_several_lists_them_all(kind: str, words: str, ids: list[str]) -> None:
    with pytest.raises(UnknownNameError) as caught:
        resolve_parameter(NAMES.store, parameter(kind), words)
    assert len(caught.value.candidates) == len(ids)
    for node in ids:
        assert sum(f"({node})" in candidate for candidate in caught.value.candidates) == 1
        assert node in str(caught.value)
    assert f"--{kind}" in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "words", "nearest"),
    [
        ("document", "43-NQ/TW", "42-NQ/TW"),
        ("document", "NQ 2024", "42-NQ/TW"),
        ("document", "42-QĐ/TW", "42-NQ/TW"),
        ("document", "NQ-43", "42-NQ/TW"),
        ("document", "document/42-nq_tw-2024", ""),
        ("agency", "Sở I tế Cần Thơ", "Sở Y tế, Cần Thơ"),
        ("indicator", "Tỷ suất tử vong trẻ em dưới 1 tuổi", "Tỷ suất tử vong trẻ em dưới 5 tuổi"),
        ("jurisdiction", "Cần Thơ", ""),
    ],
)
def test_an_unknown_name_is_never_guessed(kind: str, words: str, nearest: str) -> None:
    with pytest.raises(UnknownNameError, match=f"no {kind} is called") as caught:
        resolve_parameter(NAMES.store, parameter(kind), words)
    if nearest:
        assert any(candidate.startswith(nearest) for candidate in caught.value.candidates[:3])
        assert "Did you mean" in str(caught.value)


def test_an_id_is_looked_up_alone() -> None:
    store = Canned(NAMES.answers)
    assert resolve_parameter(store.store, parameter("document"), "document/42-nq_tw-2023") == "document/42-nq_tw-2023"
    assert store.asked == [(listing("Document", "cypher", one=True), {"node": "document/42-nq_tw-2023"})]


@pytest.mark.parametrize(
    ("kind", "words", "value", "more"),
    [
        ("integer", " 2030 ", 2030, {}),
        ("integer", 5, 5, {}),
        ("date", "2024-06", "2024-06", {}),
        ("text", "Ca\u0300 Mau", "Cà Mau", {}),
        ("choice", "Chủ trì", "chu-tri", {"choices": ["chu-tri", "phoi-hop"]}),
    ],
)
def test_plain_values(kind: str, words: Scalar, value: Scalar, more: dict[str, Any]) -> None:
    assert resolve_parameter(NAMES.store, parameter(kind, **more), words) == value


@pytest.mark.parametrize(
    ("kind", "words", "more"),
    [
        ("integer", "many", {}),
        ("date", "06/2024", {}),
        ("date", "2024-13", {}),
        ("document", " ", {}),
        ("choice", "đứng đầu", {"choices": ["chu-tri"]}),
    ],
)
def test_plain_values_of_another_form(kind: str, words: str, more: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        resolve_parameter(NAMES.store, parameter(kind, **more), words)
    assert caught.value.exit_status == 2


def test_parameters_are_named_rightly() -> None:
    year = {"name": "year", "type": "integer", "title": {"vi": "Năm", "en": "Year"}}
    asked = question(["value"], parameters=[year])
    store = Canned({"QUESTION": []})
    with pytest.raises(InputError, match=r"--year.*wants the integer «Year»"):
        run(store.store, asked, {})
    with pytest.raises(UnknownNameError, match=r"no parameter «yaer».*It takes year"):
        run(store.store, asked, {"yaer": 2030})
    assert store.asked == []
    assert run(store.store, asked, {"year": "2030"}).parameters == {"year": 2030}
    assert store.asked == [("QUESTION", {"year": 2030})]


def test_an_optional_parameter_is_null_in_cypher_and_unbound_in_sparql() -> None:
    year = {"name": "year", "type": "integer", "required": False, "title": {"vi": "Năm", "en": "Year"}}
    store = Canned({"QUESTION": []})
    run(store.store, question(["value"], parameters=[year]), {})
    store.language = "sparql"
    run(store.store, question(["value"], parameters=[year]), {})
    assert store.asked == [("QUESTION", {"year": None}), ("QUESTION", {})]
    run(store.store, question(["value"], parameters=[{**year, "default": 2030}]), {})
    assert store.asked[-1] == ("QUESTION", {"year": 2030})


# --- completion -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "words", "first"),
    [
        ("document", "nq 42", "document/42-nq_tw-2023"),
        ("document", "42nqtw", "document/42-nq_tw-2023"),
        ("agency", "so y te kien giang", "agency/so-y-te.kien-giang"),
        ("agency", "Sở I tế Cần Thơ", "agency/so-y-te.can-tho"),
        ("indicator", "", "indicator/bhyt"),
    ],
)
def test_completion_without_a_search_goes_by_the_names(kind: str, words: str, first: str) -> None:
    assert complete(NAMES.store, parameter(kind), words)[0].id == first


def test_completion_takes_what_the_store_finds() -> None:
    store = Canned(NAMES.answers)
    store.hits = [Hit("agency/x", "Agency", "Sở X", "Cần Thơ"), Hit("document/x", "Document", "X", "")]
    assert [str(one) for one in complete(store.store, parameter("agency"), "x")] == ["Sở X, Cần Thơ (agency/x)"]
    assert [str(one) for one in complete(store.store, parameter("document"), "x")] == ["X (document/x)"]
    assert store.asked == []


def test_completion_of_other_types() -> None:
    roles = parameter("choice", choices=["chu-tri", "phoi-hop"])
    assert [one.id for one in complete(NAMES.store, roles, "")] == ["chu-tri", "phoi-hop"]
    assert [one.id for one in complete(NAMES.store, roles, "phối")] == ["phoi-hop"]
    assert complete(NAMES.store, parameter("integer"), "20") == []


def test_an_agency_type_is_one_that_the_graph_holds() -> None:
    store = Canned(
        {
            "(n:Agency": [
                agency("so-y-te.can-tho", "Sở Y tế", "Cần Thơ", "so-y-te"),
                agency("so-y-te.ha-nam", "Sở Y tế", "Hà Nam", "so-y-te"),
                agency("so-tai-chinh.can-tho", "Sở Tài chính", "Cần Thơ", "so-tai-chinh"),
            ]
        }
    )
    kind = parameter("agency_type")
    assert resolve_parameter(store.store, kind, "sở y tế") == "so-y-te"
    assert resolve_parameter(store.store, kind, "so-tai-chinh") == "so-tai-chinh"
    assert [one.id for one in complete(store.store, kind, "")] == ["so-tai-chinh", "so-y-te"]
    with pytest.raises(UnknownNameError, match="no agency type is called") as caught:
        resolve_parameter(store.store, kind, "Sở I tế")
    assert "so-y-te" in caught.value.candidates[0]
