"""Folding of Vietnamese text: one spelling to compare by, one key to search by."""

from __future__ import annotations

import unicodedata

import pytest
from cases import some
from hypothesis import given
from hypothesis import strategies as st

from ontology.text import canonical, compare_key, nfc, place_tones, search_key, slug, squeeze, without_marks

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
    assert slug(text) == search_key(text).replace(" ", "-")
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
