"""Folding of Vietnamese text: one spelling to compare by, one key to search by."""

from __future__ import annotations

import unicodedata

import pytest
from cases import some
from hypothesis import given
from hypothesis import strategies as st

from graph.resolve import Resolver, find_place, indicator_key, make_place
from graph.stores.search import query_words
from ontology.text import (
    canonical,
    compare_key,
    nfc,
    place_tones,
    same_vowel,
    search_key,
    slug,
    squeeze,
    without_marks,
)

VIETNAMESE = st.text(
    alphabet=(
        "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ "
        "0123456789-–,.;/%«»“”\t\n"
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("late", "placed"),
    [
        ("Uỷ ban", "Ủy ban"),
        ("thuỷ lợi", "thủy lợi"),
        ("hoà giải", "hòa giải"),
        ("xoá", "xóa"),
        ("khoẻ", "khỏe"),
        ("HOÀ BÌNH", "HÒA BÌNH"),
        ("toạ đàm", "tọa đàm"),
        ("huỷ", "hủy"),
        ("loè", "lòe"),
        ("Thuỵ", "Thụy"),
    ],
)
def test_the_tone_moves_to_the_first_vowel(late: str, placed: str) -> None:
    assert place_tones(late) == placed


@pytest.mark.parametrize(
    "text",
    ["hoàn thành", "quý", "quỹ", "quà", "hoặc", "khoảng", "thoại", "thuyền", "huyện", "loài", "Hòa", "quyết", "toàn"],
)
def test_a_tone_that_stands_right_stays(text: str) -> None:
    assert place_tones(text) == text


@some
@given(VIETNAMESE | st.text(max_size=40))
def test_placing_tones_keeps_length_and_is_done_once(text: str) -> None:
    text = nfc(text)
    placed = place_tones(text)
    assert place_tones(placed) == placed
    assert len(placed) == len(text)
    assert without_marks(placed) == without_marks(text)


@some
@given(VIETNAMESE | st.text(max_size=40))
def test_the_keys_are_their_own_keys(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)
    assert same_vowel(slug(text).replace("-", " ")) == search_key(text)
    assert compare_key(compare_key(text)) == compare_key(text)
    assert canonical(canonical(text)) == canonical(text)
    assert squeeze(squeeze(text)) == squeeze(text)


@some
@given(st.text(max_size=60))
def test_a_search_key_holds_plain_words_only(text: str) -> None:
    key = search_key(text)
    assert key == " ".join(key.split())
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")


@some
@given(VIETNAMESE)
def test_composed_and_decomposed_text_have_one_key(text: str) -> None:
    taken_apart = unicodedata.normalize("NFD", text)
    assert canonical(taken_apart) == canonical(text)
    assert search_key(taken_apart) == search_key(text)
    assert unicodedata.is_normalized("NFC", canonical(text))


@some
@given(VIETNAMESE)
def test_case_makes_no_difference_to_the_keys(text: str) -> None:
    assert search_key(text.upper()) == search_key(text)
    assert compare_key(text.upper()) == compare_key(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Uỷ ban nhân dân", "ủy ban  nhân dân."), ("Sở Y tế;", "sở y tế"), ("2021–2025", "2021-2025"), ("«Hòa»", "“hoà”")],
)
def test_spellings_of_one_wording_compare_equal(one: str, other: str) -> None:
    assert compare_key(one) == compare_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("BHYT", "BHTN"), ("Hòa", "Hoa"), ("Sở Y tế", "Sở Tư pháp"), ("hộ nghèo", "hộ cận nghèo"), ("dưới 5", "dưới 1")],
)
def test_wordings_of_two_things_do_not(one: str, other: str) -> None:
    assert compare_key(one) != compare_key(other)


def test_diacritics_fold_in_the_search_key_alone() -> None:
    assert search_key("Đổi mới – TP. Đà Lạt") == "doi moi tp da lat"
    assert compare_key("Đà Lạt") != compare_key("Da Lat")
    assert [len(without_marks(word)) for word in ("Đổi", "ưỡn", "Huế")] == [3, 3, 3]


SPELLINGS = [
    ("hoà nhập", "hòa nhập"),
    ("thuỷ lợi", "thủy lợi"),
    ("khoẻ mạnh", "khỏe mạnh"),
    ("tỉ lệ", "tỷ lệ"),
    ("tỉ đồng", "tỷ đồng"),
    ("bác sĩ", "bác sỹ"),
    ("kĩ năng", "kỹ năng"),
    ("quản lí", "quản lý"),
    ("Mĩ thuật", "Mỹ thuật"),
    ("Quí IV", "Quý IV"),
    ("Đổi mới", "đổi mới"),
    ("2021–2025", "2021 - 2025"),
    ("NQ–42", "NQ-42"),
]


@pytest.mark.parametrize(("one", "other"), SPELLINGS)
def test_both_spellings_have_one_search_key(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)
    assert search_key(unicodedata.normalize("NFD", one)) == search_key(other)
    assert query_words(one) == query_words(other)
    assert search_key(f"Chương trình {one} của tỉnh") == search_key(f"Chương trình {other} của tỉnh")


@pytest.mark.parametrize(
    ("one", "other"), [("thủy", "thúi"), ("ngày", "ngai"), ("tay", "tai"), ("y tế", "i tế"), ("Tây", "tai")]
)
def test_another_vowel_is_another_word(one: str, other: str) -> None:
    assert search_key(one) != search_key(other)


def test_names_resolve_in_both_spellings() -> None:
    resolver = Resolver("document/x", make_place("quang-ngai", "2024-01-01"), "2024-01-01")
    for one, other in (
        ("Uỷ ban nhân dân tỉnh", "Ủy ban nhân dân tỉnh"),
        ("Ban Quản lí Khu kinh tế", "Ban Quản lý Khu kinh tế"),
        ("Sở Văn hoá, Thể thao và Du lịch", "Sở Văn hóa – Thể thao và Du lịch"),
    ):
        assert resolver.agency(one).id == resolver.agency(other).id
        assert resolver.agency(one).kind != "unresolved"
    assert find_place("Hoà Bình", level=None, day="2024-01-01") == find_place("Hòa Bình", level=None, day="2024-01-01")
    assert indicator_key("Tỉ lệ bác sỹ") == indicator_key("Tỷ lệ bác sĩ")
