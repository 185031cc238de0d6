"""Succession: worked cases, what must hold for every answer, and the lists behind it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest
from cases import Case, table
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from graph.resolve import Resolver, expand, make_place
from graph.succession import (
    AgencyAt,
    Change,
    Event,
    FunctionFinding,
    PlaceChange,
    Succession,
    acts,
    agency_at,
    all_changes,
    check_changes,
    events,
    function_of,
    functions,
    genealogy,
    holders,
    place_changes,
    place_events,
    place_on,
    validity,
)
from ontology.changes import CERTAINTIES, OUTCOMES
from ontology.text import compare_key
from ontology.values import find_numbers
from ontology.vocabulary import VocabularyError, agencies, jurisdictions

TODAY = date(2026, 10, 15)
BIEN_HOA = "dong-nai.bien-hoa"
WARDS = {
    "tran-bien",
    "tam-hiep",
    "bien-hoa",
    "long-binh",
    "long-hung",
    "trang-dai",
    "ho-nai",
    "tan-trieu",
    "phuoc-tan",
    "tam-phuoc",
}


def _owner(case: Case) -> AgencyAt:
    kinds = {agency.id: agency.kind for agency in agencies()}
    return AgencyAt(case["type"], case.get("place"), kinds[case["type"]], case.get("level"), case.get("named"))


def _ask(type_id: str, place: str | None, day: date, function: str | None = None, **more: Any) -> Succession:
    finding = FunctionFinding((function,), worded=(function,)) if function else None
    answer = holders(AgencyAt(type_id, place, "government", **more), function=finding, as_of=day)
    assert answer is not None
    return answer


# --- worked cases ----------------------------------------------------------------------------------------------------


@table("succession")
def test_who_holds_it(case: Case) -> None:
    finding = function_of(case["words"], case.get("heading")) if "words" in case else None
    answer = holders(_owner(case), function=finding, as_of=case["as_of"])
    assert answer is not None
    assert answer.outcome == case["outcome"]
    assert [holder.label for holder in answer.holders] == case.get("holders", [])
    assert [holder.label for holder in answer.candidates] == case.get("candidates", [])
    assert list(answer.acts) == case["acts"]
    if "certainty" in case:
        assert answer.certainty == case["certainty"]
    if "holder_ids" in case:
        assert [holder.id for holder in answer.holders] == case["holder_ids"]


@table("succession", "function")
def test_which_function(case: Case) -> None:
    finding = function_of(case["words"], case.get("heading"))
    assert list(finding.functions) == case["functions"]
    assert finding.decided == (case["functions"][0] if len(case["functions"]) == 1 else None)
    decisive = {evidence.source for evidence in finding.evidence if evidence.function in finding.functions}
    assert sorted(decisive) == case["from"]


def test_evidence_is_words_of_the_text() -> None:
    finding = function_of("Tỷ lệ hộ nghèo đa chiều", "Trợ giúp xã hội và giảm nghèo")
    assert {(e.function, e.source, e.words) for e in finding.evidence} == {
        ("bao-tro-xa-hoi", "heading", "trợ giúp xã hội"),
        ("giam-ngheo", "heading", "giảm nghèo"),
        ("giam-ngheo", "words", "hộ nghèo"),
    }
    assert (finding.stated, finding.worded) == (("bao-tro-xa-hoi", "giam-ngheo"), ("giam-ngheo",))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Các sở, ban, ngành", "collective"),
        ("Thủ trưởng các sở, ban, ngành tỉnh", "office"),
        ("Các tổ chức chính trị - xã hội", "collective"),
        ("Các cấp ủy trực thuộc Thành ủy", "collective"),
        ("Ban Bảo vệ chợ", "unresolved"),
    ],
)
def test_collective_and_unresolved_owners_are_not_mapped(name: str, kind: str) -> None:
    owner = agency_at(name, kind, type=None, place="can-tho")
    assert holders(owner, as_of=TODAY) is None
    assert genealogy(owner).heirs == ()


@pytest.mark.parametrize(
    ("name", "type_id"),
    [
        ("Ủy ban nhân dân các quận, huyện", "uy-ban-nhan-dan"),
        ("Ủy ban nhân dân các huyện, thị xã, thành phố", "uy-ban-nhan-dan"),
        ("Ủy ban nhân dân các huyện, thành phố Cà Mau", "uy-ban-nhan-dan"),
        ("Phòng Lao động - Thương binh và Xã hội các huyện, thành phố", "phong-lao-dong-thuong-binh-va-xa-hoi"),
        ("Ủy ban nhân dân các xã, phường", None),
        ("Các sở, ngành, Ủy ban nhân dân các huyện", None),
    ],
)
def test_all_bodies_of_one_type_in_the_districts(name: str, type_id: str | None) -> None:
    owner = agency_at(name, "collective", type=None, place="ca-mau")
    assert (owner.type, owner.level) == (type_id, "district" if type_id else None)


# --- what must hold for every answer ---------------------------------------------------------------------------------


def _seats() -> list[tuple[str, str | None]]:
    """Every type of a province or the centre with some places, and district types with cities of provinces."""
    provinces = [
        "can-tho",
        "kien-giang",
        "ha-nam",
        "ca-mau",
        "dong-nai",
        "ha-noi",
        "hue",
        "an-giang~2025",
        "dong-nai~2025",
        "can-tho~2025",
    ]
    cities = [BIEN_HOA, "ca-mau.ca-mau", "ha-nam.phu-ly"]
    found: list[tuple[str, str | None]] = []
    for agency in agencies():
        if "central" in agency.levels:
            found.append((agency.id, None))
        if "province" in agency.levels:
            found += [(agency.id, place) for place in provinces]
        if "district" in agency.levels:
            found += [(agency.id, place) for place in cities]
    return found


SEATS = st.sampled_from(_seats())
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
FUNCTIONS = st.none() | st.lists(st.sampled_from([f.id for f in functions()]), max_size=3, unique=True)


def _finding(names: list[str] | None) -> FunctionFinding | None:
    return None if names is None else FunctionFinding(tuple(names), worded=tuple(names))


@settings(deadline=None)  # the first example reads the lists
@given(SEATS, DAYS, FUNCTIONS)
def test_on_the_day_of_its_plan_the_owner_is_as_named(
    seat: tuple[str, str | None], day: date, names: list[str] | None
) -> None:
    answer = holders(AgencyAt(*seat, "government", None, day), function=_finding(names), as_of=day)
    assert answer is not None
    assert (answer.outcome, answer.holders, answer.steps) == ("certain", (answer.owner,), ())


@settings(deadline=None)  # the first example reads the lists
@given(SEATS, st.dates(date(2024, 1, 1), date(2024, 12, 31)), FUNCTIONS)
def test_before_every_change_the_owner_is_as_named(
    seat: tuple[str, str | None], day: date, names: list[str] | None
) -> None:
    kinds = {agency.id: agency for agency in agencies()}
    if kinds[seat[0]].valid_to is not None and str(kinds[seat[0]].valid_to) < day.isoformat():
        return
    answer = holders(AgencyAt(*seat, "government"), function=_finding(names), as_of=day)
    assert answer is not None
    assert (answer.outcome, answer.holders) == ("certain", (answer.owner,))


@settings(deadline=None)  # the first example reads the lists
@given(SEATS, DAYS, FUNCTIONS)
def test_an_answer_says_no_more_than_its_steps(
    seat: tuple[str, str | None], day: date, names: list[str] | None
) -> None:
    answer = holders(AgencyAt(*seat, "government"), function=_finding(names), as_of=day)
    assert answer is not None
    assert answer.outcome in OUTCOMES and answer.certainty in CERTAINTIES
    counted = [step.certainty for step in answer.steps if not step.replaced]
    for step in answer.steps:
        assert step.acts or step.certainty == "unknown"
        assert step.day[:10] <= day.isoformat()
    if answer.outcome == "certain":
        assert set(counted) <= {"law", "secondary"} and len(answer.holders) == 1 and not answer.candidates
        assert answer.holders[0].id is not None
    if answer.outcome == "usual":
        assert "unknown" not in counted and "usual" in counted and len(answer.holders) == 1 and not answer.candidates
    if answer.outcome == "several":
        assert len(answer.holders) > 1 or answer.holders[0].each
        assert answer.certainty != "unknown"
    if answer.outcome in ("candidates", "unknown"):
        assert answer.holders == ()
    if answer.outcome == "candidates":
        assert len(answer.candidates) > 1


@settings(deadline=None)  # the first example reads the lists
@given(SEATS, DAYS, FUNCTIONS)
def test_no_chain_comes_back_to_a_body_it_left(
    seat: tuple[str, str | None], day: date, names: list[str] | None
) -> None:
    answer = holders(AgencyAt(*seat, "government"), function=_finding(names), as_of=day)
    assert answer is not None
    assert [step.day for step in answer.steps] == sorted(step.day for step in answer.steps)
    edges: dict[str, set[str]] = {}
    for step in answer.steps:
        for follower in step.successors:
            if follower.id and step.predecessor.id and follower.id != step.predecessor.id:
                edges.setdefault(step.predecessor.id, set()).add(follower.id)
    for start in edges:
        seen: set[str] = set()
        ahead = [start]
        while ahead:
            for follower_id in edges.get(ahead.pop(), ()):
                assert follower_id != start
                if follower_id not in seen:
                    seen.add(follower_id)
                    ahead.append(follower_id)


@settings(deadline=None)  # the first example reads the lists
@given(SEATS, DAYS, DAYS, FUNCTIONS)
def test_what_happened_by_a_day_has_happened_by_a_later_one(
    seat: tuple[str, str | None], one: date, other: date, names: list[str] | None
) -> None:
    first, last = sorted((one, other))
    chains = []
    for day in (first, last):
        answer = holders(AgencyAt(*seat, "government"), function=_finding(names), as_of=day)
        assert answer is not None
        chains.append({(step.change, step.predecessor.label) for step in answer.steps})
    assert chains[0] <= chains[1]


@settings(deadline=None)  # the first example reads the lists
@given(st.sampled_from([a.id for a in agencies() if "district" in a.levels]), DAYS, FUNCTIONS)
def test_bien_hoa_has_ten_wards_as_holders_or_none(type_id: str, day: date, names: list[str] | None) -> None:
    answer = holders(AgencyAt(type_id, BIEN_HOA, "government"), function=_finding(names), as_of=day)
    assert answer is not None
    wards = [h.place for h in answer.holders if h.place and h.place.startswith("dong-nai~2025.")]
    assert len(wards) == len(set(wards)) and len(wards) in (0, 10)
    if day >= date(2025, 7, 1):
        assert all(holder.place != BIEN_HOA for holder in answer.holders)


def test_a_district_that_no_list_names_ends_with_all_districts() -> None:
    named = {"type": "uy-ban-nhan-dan", "place": "kien-giang.huyen-hon-dat", "place_name": "Hòn Đất"}
    owner = agency_at("Ủy ban nhân dân huyện Hòn Đất", "government", named=date(2024, 7, 1), **named)
    then, now = holders(owner, as_of=date(2025, 6, 30)), holders(owner, as_of=TODAY)
    assert then is not None and (then.outcome, then.owner.label) == ("certain", "Ủy ban nhân dân huyện Hòn Đất")
    assert now is not None and (now.outcome, now.holders[0].each) == ("several", True)
    assert now.holders[0].label == "Ủy ban nhân dân xã, phường, đặc khu trên địa bàn huyện Hòn Đất cũ"
    assert genealogy(owner).heirs[0].predecessor.label == "Ủy ban nhân dân huyện Hòn Đất"
    assert validity(owner.type, owner.place) == (None, "2025-06-30")


# --- events: what stands in the graph ---------------------------------------------------------------------------------


def _events() -> dict[str, list[Event]]:
    """Id → every form in which an event is told, of bodies of every type at some places."""
    found: dict[str, list[Event]] = {}
    for type_id, place in _seats():
        for event in events(type_id, place):
            found.setdefault(event.id, []).append(event)
    return found


def test_an_event_is_the_same_whichever_of_its_bodies_is_asked() -> None:
    assert len(_events()) > 900
    assert all(one == told[0] for told in _events().values() for one in told)


def test_events_have_acts_or_are_unknown_and_lead_onwards_in_time() -> None:
    for event, *_ in _events().values():
        assert event.acts or event.certainty == "unknown", event.id
        assert event.before and re.fullmatch(r"change/[a-z0-9.~-]+", event.id), event.id
        assert not {body.id for body in event.before} & {body.id for body in event.after}, event.id
        for body in event.after:
            begun, ended = validity(body.type, body.place)
            assert body.id is None or (begun or "0") <= event.day.rpartition("/")[2] + "-31", event.id
            assert ended is None or ended[:10] >= event.day[:10], event.id


def test_no_body_comes_back_to_itself_through_any_events() -> None:
    followers: dict[str, set[str]] = {}
    for event, *_ in _events().values():
        for left in event.before:
            followers.setdefault(left.id or left.label, set()).update(body.id or body.label for body in event.after)
    # It has an order if and only if it has no cycle; of several events on one day the order is open.
    assert len(list(TopologicalSorter(followers).static_order())) > 500


def test_the_events_of_a_body_lead_to_those_of_today() -> None:
    found = {body.label for event in events("so-lao-dong-thuong-binh-va-xa-hoi", "ha-nam") for body in event.after}
    assert {
        "Sở Nội vụ tỉnh Ninh Bình",
        "Sở Y tế tỉnh Ninh Bình",
        "Sở Giáo dục và Đào tạo tỉnh Ninh Bình",
        "Sở Nông nghiệp và Môi trường tỉnh Ninh Bình",
        "Công an tỉnh Ninh Bình",
    } <= found


def test_places_have_events_too() -> None:
    (merged,) = place_events("ninh-binh~2025")
    assert [body.id for body in merged.before] == ["place/ha-nam", "place/nam-dinh", "place/ninh-binh"]
    assert [act.act.id for act in merged.acts] == ["nq-202-2025-qh15", "nq-1674-ubtvqh15"]
    (divided,) = place_events(BIEN_HOA)
    assert len(divided.after) == 10 and place_events("dong-nai~2025.tran-bien") == (divided,)
    assert place_events("ha-noi") == ()


def test_the_ten_wards_are_those_of_the_old_city() -> None:
    moved = next(change for change in place_changes() if change.place == BIEN_HOA)
    assert {unit.id.rpartition(".")[2] for unit in moved.into} == WARDS
    assert sorted((unit.units for unit in moved.into), reverse=True) == [6, 4, 4, 3, 3, 1, 1, 1, 1, 1]
    answer = _ask("uy-ban-nhan-dan", BIEN_HOA, TODAY)
    assert "agency/uy-ban-nhan-dan.dong-nai~2025.bien-hoa" in {holder.id for holder in answer.holders}
    assert answer.owner.id == "agency/uy-ban-nhan-dan.dong-nai.bien-hoa"


def test_a_holder_is_the_body_that_a_document_of_today_names() -> None:
    """Else a duty of 2024 and a plan of 2026 would speak of two nodes."""
    asked = [("so-lao-dong-thuong-binh-va-xa-hoi", f.id) for f in functions()] + [
        (a.id, None) for a in agencies() if "province" in a.levels
    ]
    checked = 0
    for place in ("can-tho", "kien-giang", "dong-nai", "ha-noi"):
        for type_id, function in asked:
            for holder in _ask(type_id, place, TODAY, function).holders:
                if holder.place is None or holder.place not in {p.id for p in jurisdictions()}:
                    continue
                seat = make_place(holder.place, TODAY.isoformat())
                resolver = Resolver("document/x", seat, TODAY.isoformat())
                assert resolver.agency(holder.name, given_task=True).id == holder.id
                checked += 1
    assert checked > 100


def test_before_the_merger_and_after_it_are_two_bodies() -> None:
    for place in ("can-tho", "ca-mau"):
        answer = _ask("so-y-te", place, TODAY)
        assert [h.label for h in answer.holders] == [answer.owner.label]
        assert answer.holders[0].id != answer.owner.id


def test_place_on_follows_the_merger() -> None:
    for province, now in [
        ("kien-giang", "an-giang~2025"),
        ("ha-nam", "ninh-binh~2025"),
        ("ha-noi", "ha-noi"),
        ("hau-giang", "can-tho~2025"),
        ("can-tho", "can-tho~2025"),
    ]:
        assert place_on(province, date(2025, 6, 30)) == province
        assert place_on(province, date(2025, 7, 1)) == now


# --- genealogy -------------------------------------------------------------------------------------------------------


def _pairs(links: Any) -> set[tuple[str, str]]:
    return {(link.predecessor.label, link.successor.label) for link in links}


def test_ancestors_of_a_department_of_today() -> None:
    found = genealogy(AgencyAt("so-noi-vu", "can-tho~2025", "government"))
    assert found.heirs == ()
    pairs = _pairs(found.ancestors)
    for name in ("thành phố Cần Thơ", "tỉnh Sóc Trăng", "tỉnh Hậu Giang"):
        assert (f"Sở Lao động - Thương binh và Xã hội {name}", f"Sở Nội vụ {name}") in pairs
        assert (f"Sở Nội vụ {name}", "Sở Nội vụ thành phố Cần Thơ") in pairs
    labour = next(link for link in found.ancestors if link.change == "so-ldtbxh-noi-vu")
    assert set(labour.function) == {"lao-dong-viec-lam", "nguoi-co-cong", "binh-dang-gioi", "quan-ly-bao-hiem-xa-hoi"}


def test_a_function_brings_no_ancestor_that_never_had_it() -> None:
    found = genealogy(AgencyAt("so-cong-thuong", "an-giang~2025", "government"))
    types = {link.predecessor.type for link in found.ancestors}
    assert {"so-tai-nguyen-va-moi-truong", "so-ke-hoach-va-dau-tu", "so-xay-dung", "so-cong-thuong"} <= types
    assert not types & {
        "so-nong-nghiep-va-phat-trien-nong-thon",
        "so-lao-dong-thuong-binh-va-xa-hoi",
        "so-giao-thong-van-tai",
    }


def test_heirs_of_a_department_that_was_divided() -> None:
    found = genealogy(AgencyAt("so-thong-tin-va-truyen-thong", "ha-nam", "government"))
    assert found.ancestors == ()
    assert _pairs(found.heirs) == {
        ("Sở Thông tin và Truyền thông tỉnh Hà Nam", "Sở Khoa học và Công nghệ tỉnh Hà Nam"),
        ("Sở Thông tin và Truyền thông tỉnh Hà Nam", "Sở Văn hóa, Thể thao và Du lịch tỉnh Hà Nam"),
        ("Sở Thông tin và Truyền thông tỉnh Hà Nam", "Công an tỉnh Hà Nam"),
        ("Sở Khoa học và Công nghệ tỉnh Hà Nam", "Sở Khoa học và Công nghệ tỉnh Ninh Bình"),
        ("Sở Văn hóa, Thể thao và Du lịch tỉnh Hà Nam", "Sở Văn hóa, Thể thao và Du lịch tỉnh Ninh Bình"),
        ("Công an tỉnh Hà Nam", "Công an tỉnh Ninh Bình"),
    }


def test_a_ward_descends_from_its_city() -> None:
    found = genealogy(AgencyAt("uy-ban-nhan-dan", "dong-nai~2025.tran-bien", "government"))
    assert _pairs(found.ancestors) == {("Ủy ban nhân dân thành phố Biên Hòa", "Ủy ban nhân dân phường Trấn Biên")}
    assert len(genealogy(AgencyAt("uy-ban-nhan-dan", BIEN_HOA, "government")).heirs) == 10


def test_every_heir_finds_its_ancestor_again() -> None:
    for type_id in ("so-lao-dong-thuong-binh-va-xa-hoi", "bao-hiem-xa-hoi", "so-tai-nguyen-va-moi-truong"):
        for link in genealogy(AgencyAt(type_id, "kien-giang", "government")).heirs:
            if link.successor.place and link.successor.place.startswith("khu-vuc"):
                continue
            back = genealogy(AgencyAt(link.successor.type, link.successor.place, "government", named=date(2024, 1, 1)))
            assert (link.change, link.predecessor.label) in {(a.change, a.predecessor.label) for a in back.ancestors}


# --- the lists -------------------------------------------------------------------------------------------------------


def test_every_change_has_an_act_or_is_unknown() -> None:
    for change in all_changes():
        assert change.acts or change.certainty == "unknown", change.id


def test_acts_have_the_form_of_their_numbers() -> None:
    for act in acts().values():
        assert act.document is not None, act.id
        (found,) = find_numbers(act.number)
        assert str(found[2]) == act.number
        if found[2].year:
            assert act.date.startswith(str(found[2].year)), act.id


def test_every_act_is_used_or_says_why_not() -> None:
    used = {ground.act for change in all_changes() for ground in change.acts}
    used |= {ground.act for change in place_changes() for ground in change.acts}
    assert {identifier for identifier in acts() if identifier not in used} == {"nd-370-2025"}


def test_the_rank_of_dong_nai_agrees_with_the_list_of_places() -> None:
    change = next(change for change in place_changes() if change.kind == "rename")
    place = next(place for place in jurisdictions() if place.id == change.place)
    assert place.title("2026-04-29") != place.title(change.day)


def test_merged_provinces_agree_with_the_list_of_places() -> None:
    new = {place.id: place for place in jurisdictions() if place.formed_from}
    for change in place_changes():
        if change.kind == "merge" and change.place:
            assert change.day == new[change.place].valid_from


def test_words_of_functions_are_told_apart() -> None:
    for function in functions():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", function.id)
        for phrase in (*function.headings, *function.words):
            assert len(phrase.split()) <= 12, phrase
        assert function.id in function_of(function.words[0]).functions, function.id


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"predecessor": ["so-khong-co"]}, "no such agency: so-khong-co"),
    ({"successor": ["so-khong-co"]}, "no such agency: so-khong-co"),
    ({"function": ["khong-co"]}, "no such function: khong-co"),
    ({"acts": [{"act": "khong-co"}]}, "no such act: khong-co"),
    ({"scope": ["khong-co"]}, "no such place: khong-co"),
    ({"replaces": ["khong-co"]}, "no such change: khong-co"),
    ({"successor": ["so-nong-nghiep-va-moi-truong"], "from": "2025-02-01"}, "before its founding"),
    ({"successor": ["so-ke-hoach-va-dau-tu"]}, "after its end"),
    ({"predecessor": ["so-nong-nghiep-va-moi-truong"], "from": "2025-01-01"}, "left before its founding"),
    ({"to": "2025-02-01"}, "ends before it begins"),
]


def _change(**fields: Any) -> Change:
    base = {
        "id": "x",
        "kind": "merge",
        "predecessor": ["so-y-te"],
        "successor": ["so-noi-vu"],
        "from": "2025-03-01",
        "acts": [{"act": "nd-150-2025"}],
        "certainty": "usual",
    }
    return Change.model_validate(base | fields)


@pytest.mark.parametrize(("fields", "words"), BROKEN)
def test_a_change_that_contradicts_the_lists_is_refused(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(VocabularyError, match=re.escape(words)):
        check_changes([_change(**fields)], place_changes(), acts())


def test_a_cycle_on_one_day_is_refused() -> None:
    there, back = _change(), _change(id="y", predecessor=["so-noi-vu"], successor=["so-y-te"])
    with pytest.raises(VocabularyError, match="comes back to itself"):
        check_changes([there, back], place_changes(), acts())
    later = _change(id="y", predecessor=["so-noi-vu"], successor=["so-y-te"], **{"from": "2025-07-01"})
    check_changes([there, later], place_changes(), acts())


@pytest.mark.parametrize(
    "fields",
    [
        {"acts": []},
        {"kind": "refounded"},
        {"kind": "end"},
        {"successor": []},
        {"from": "2025-13-01"},
        {"from": "soon"},
        {"certainty": "sure"},
        {"level": "village"},
        {"predecessor": []},
        {"because": "of"},
    ],
)
def test_a_change_of_another_form_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        _change(**fields)


def test_a_place_that_is_not_there_is_refused() -> None:
    moved = PlaceChange.model_validate(
        {
            "id": "x",
            "kind": "split",
            "place": "nowhere",
            "from": "2025-07-01",
            "acts": [{"act": "nq-202-2025-qh15"}],
            "certainty": "law",
        }
    )
    with pytest.raises(VocabularyError, match="no such place: nowhere"):
        check_changes([], [moved], acts())


# --- the list of owners --------------------------------------------------------------------------------------------

PLANS = {
    "bienhoa": (BIEN_HOA, "2024-05-15"),
    "camau": ("ca-mau", "2024-05-15"),
    "cantho": ("can-tho", "2024-06-15"),
    "hanam": ("ha-nam", "2024-06-15"),
    "kiengiang": ("kien-giang", "2024-07-15"),
}


def _rows(shared_dir: Path) -> Iterator[dict[str, str]]:
    with (shared_dir / "succession" / "owners.tsv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


def _answers(row: dict[str, str]) -> list[Succession | None]:
    place, day = PLANS[row["plan"]]
    resolver = Resolver("document/x", make_place(place, day), day)
    named = resolver.agency(row["owner"], given_task=True)
    seat = named.place.slug if named.place else None
    owner = agency_at(named.name, named.kind, type=named.type, place=seat, named=date.fromisoformat(day))
    if not row["function"]:
        # «The whole» of a department that lost a function later is what it mainly does.
        main = {"so-noi-vu": "noi-vu", "so-xay-dung": "xay-dung", "so-ke-hoach-va-dau-tu": "ke-hoach-dau-tu"}
        mainly = main.get(owner.type or "")
        return [holders(owner, function=FunctionFinding((mainly,)) if mainly else None, as_of=TODAY)]
    meant = function_of(re.sub(r"\(.*?\)", "", row["function"])).functions
    assert meant, row["function"]
    mine = [f for f in meant if any(owner.type in c.predecessor and f in c.function for c in all_changes())]
    assert mine, row
    return [holders(owner, function=FunctionFinding((f,), worded=(f,)), as_of=TODAY) for f in mine]


def _named_in(label: str, successor: str) -> bool:
    """Whether the list names a body: abbreviations aside, with its place or by its own name."""
    told = compare_key(expand(successor))
    return compare_key(label) in told or told.startswith(compare_key(label))


def test_every_row_of_the_list_of_owners(shared_dir: Path) -> None:
    if not (shared_dir / "succession" / "owners.tsv").is_file():
        pytest.skip("the list of owners is not in ../shared")
    rows = list(_rows(shared_dir))
    assert len(rows) > 100
    for row in rows:
        for answer in _answers(row):
            _check_row(row, answer)


def _check_row(row: dict[str, str], answer: Succession | None) -> None:
    where = f"{row['owner']} ({row['plan']}, {row['function']})"
    if row["flag"].startswith("collective"):
        assert answer is None, where
        return
    assert answer is not None, where
    bodies = (*answer.holders, *answer.candidates)
    told = {act.act.number for step in answer.steps for act in step.acts}
    for _, _, number in find_numbers(row["legal_basis"]):
        assert str(number) in told, f"{where}: {number}"
    if row["effective_from"]:
        assert row["effective_from"] in {step.day for step in answer.steps}, where
    if row["kind"] == "abolish/split" and not row["successor"]:
        assert answer.outcome == "candidates" and len(bodies) == 5, where
        return
    if "ten holders" in row["flag"] or "10 phường" in row["successor"]:
        assert {str(h.place).rpartition(".")[2] for h in answer.holders} == WARDS, where
        assert answer.outcome == "several", where
        return
    if row["certainty"] in ("K", "unknown") or "outcome K" in row["flag"]:
        assert answer.outcome == "unknown" and answer.candidates, where
    elif "task split" in row["flag"]:
        assert answer.outcome == "several" and len(answer.holders) == 10 and len(answer.candidates) == 1, where
        return
    elif "usual" in row["flag"] or "K" in row["flag"] or "not read" in row["flag"]:
        assert answer.outcome in ("usual", "several"), where
        assert answer.certainty == "usual", where
    else:
        assert answer.outcome in ("certain", "several"), where
        assert answer.certainty in ("law", "secondary"), where
    if "name not read" in row["successor"]:
        return
    types = {agency.id: agency.name for agency in agencies()}
    names = {place.id: place.name for place in jurisdictions()}
    for body in bodies:
        assert _named_in(body.label, row["successor"]) or _named_in(types[body.type], row["successor"]), where
        if body.place in names and not body.each and row["level"] != "district":
            assert compare_key(names[body.place]) in compare_key(row["successor"]), where
