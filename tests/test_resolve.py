"""From names and numbers to ids: kind and place match exactly, repairs are told, nothing is guessed."""

from __future__ import annotations

import pytest
from cases import Case, some, table
from hypothesis import given
from hypothesis import strategies as st

from graph.resolve import Resolver, expand, find_place, indicator_key, indicator_name, make_place, match_type, name_end
from ontology import vocabulary
from ontology.values import DocumentNumber


def resolver(case: Case) -> Resolver:
    day = case.get("day", "2024-06-01")
    place = make_place(case["at"], day) if case["at"] else None
    assert place is not None or not case["at"]
    return Resolver("document/x", place, day)


@table("agencies")
def test_who_a_mention_means(case: Case) -> None:
    found = resolver(case).agency(case["text"], given_task=case.get("task", False))
    assert (found.name, found.id, found.kind) == (case["name"], case["agency"], case["kind"])
    assert list(found.doubt) == case.get("slips", [])
    assert (found.document == "document/x") == (case["kind"] in ("collective", "office", "unresolved"))


@table("agencies")
def test_a_doubt_repeats_the_words_it_is_about(case: Case) -> None:
    found = resolver(case).agency(case["text"], given_task=case.get("task", False))
    words = case["text"].replace("Uỷ", "Ủy").rstrip(".")
    assert [slip.message for slip in found.slips if slip.doubtful and words not in slip.message] == []


def test_a_level_that_is_not_printed_is_told_and_no_doubt() -> None:
    here = Resolver("document/x", make_place("lam-dong", "2024-06-01"), "2024-06-01")
    assert [slip.code for slip in here.agency("Ủy ban nhân dân").slips] == ["level-not-printed"]
    assert here.agency("Ủy ban nhân dân").doubt == ()
    assert here.agency("Ủy ban nhân dân tỉnh").slips == ()


@table("agencies", "place")
def test_which_place_a_name_means(case: Case) -> None:
    found = find_place(case["name"], level=case.get("level"), day=case.get("day"))
    assert (found.slug if found else "") == case["slug"]


@table("agencies", "document")
def test_which_document_a_number_means(case: Case) -> None:
    number = DocumentNumber.parse(case["number"])
    identifier, place, slips = resolver(case).document_ref(number, issuer=case.get("issuer"), year=case.get("year"))
    assert identifier == case["document"]
    assert [slip.code for slip in slips] == case.get("slips", [])
    assert place is None or place.slug in identifier or number.kind == "NĐ"


@table("agencies", "indicator")
def test_which_wordings_are_one_indicator(case: Case) -> None:
    assert (indicator_key(case["one"]) == indicator_key(case["other"])) == case["same"]
    assert indicator_name(indicator_name(case["one"])) == indicator_name(case["one"])


def test_a_body_seated_once_is_meant_again() -> None:
    here = Resolver("document/x", make_place("lam-dong", "2024-06-01"), "2024-06-01")
    bare = here.agency("Công an", given_task=True)
    assert bare.id == "agency/cong-an.lam-dong"
    town = make_place("lam-dong.da-lat", "2024-06-01")
    assert town is not None
    here.seat(here.document, here.place, {"cong-an": town})
    assert here.agency("Công an", given_task=True).id == "agency/cong-an.lam-dong.da-lat"
    assert here.agency("Công an tỉnh", given_task=True).id == "agency/cong-an.lam-dong"


def test_a_day_decides_between_a_body_and_its_successor() -> None:
    before = Resolver("document/x", make_place("lam-dong", "2024-06-01"), "2024-06-01")
    after = Resolver("document/x", None, "2025-09-01")
    assert before.agency("Cục Thống kê").id == "agency/cuc-thong-ke.lam-dong"
    assert after.agency("Cục Thống kê").id == "agency/cuc-thong-ke~2025"


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Sở Y tế, Sở Tư pháp", "Sở Y tế"),
        ("Sở Văn hóa, Thể thao và Du lịch, Sở Y tế", "Sở Văn hóa, Thể thao và Du lịch"),
        ("Sở LĐ-TB&XH và", "Sở LĐ-TB&XH"),
        ("Báo Lâm Đồng", "Báo"),
        ("Thanh tra tỉnh, Sở", "Thanh tra tỉnh"),
    ],
)
def test_where_a_known_name_ends(text: str, known: str) -> None:
    assert text[: name_end(text)] == known


@pytest.mark.parametrize(
    "text", ["báo cáo", "Báo cáo", "thuế suất", "thành phố Đà Lạt", "Sở hữu trí tuệ", "", "Bộ tiêu chí"]
)
def test_everyday_words_are_no_bodies(text: str) -> None:
    assert match_type(text) is None


@pytest.mark.parametrize("agency", vocabulary.agencies(), ids=lambda agency: agency.id)
def test_every_body_of_the_vocabulary_is_found_by_its_name(agency: vocabulary.AgencyType) -> None:
    behind = " Lâm Đồng" if agency.needs_place else ""
    matched = match_type(agency.name + behind)
    assert matched is not None
    assert agency.id.split("~")[0] in {found.id.split("~")[0] for found in matched[0]}


@some
@given(
    st.text(max_size=50) | st.sampled_from([form for agency in vocabulary.agencies() for form in agency.forms]),
    st.booleans(),
)
def test_any_mention_means_something_and_the_same_again(text: str, task: bool) -> None:
    place = make_place("lam-dong", "2024-06-01")
    one = Resolver("document/x", place, "2024-06-01").agency(text, given_task=task)
    other = Resolver("document/x", place, "2024-06-01").agency(text, given_task=task)
    assert one == other
    assert one.id.startswith(("agency/", "document/x/agency/"))
    assert one.name == one.name.strip()


@some
@given(st.text(max_size=50))
def test_expanding_is_done_once(text: str) -> None:
    assert expand(expand(text)) == expand(text)


@pytest.mark.parametrize(
    ("day", "title"), [("2023-03-12", "tỉnh Thừa Thiên Huế"), ("2025-03-12", "thành phố Huế"), (None, "thành phố Huế")]
)
def test_a_place_goes_by_the_name_that_it_had_on_the_day(day: str | None, title: str) -> None:
    place = make_place("hue", day)
    assert place is not None and f"{place.word} {place.name}" == title
    agency = Resolver("document/x", place, day).agency(f"Ủy ban nhân dân {title}")
    assert (agency.id, agency.name, agency.slips) == ("agency/uy-ban-nhan-dan.hue", f"Ủy ban nhân dân {title}", ())
