"""Lists of bodies: where each begins and ends, in cells and in running text."""

from __future__ import annotations

import re

from cases import Case, some, table
from hypothesis import given
from hypothesis import strategies as st

from loaders.extract.bodies import begins_body, body_at, read_bodies, split_bodies


@table("bodies", "cell")
def test_the_bodies_of_a_cell(case: Case) -> None:
    found = split_bodies(case["text"])
    assert [body.text for body in found] == case["bodies"]
    for body in found:
        assert case["text"][body.start : body.end].strip(" .,;") == body.text


@table("bodies", "prose")
def test_the_bodies_that_open_running_text(case: Case) -> None:
    found, end = read_bodies(case["text"])
    assert [body.text for body in found] == case["bodies"]
    assert case["text"][end:] == case["rest"]
    for body in found:
        assert case["text"][body.start : body.end] == body.text


@table("bodies", "prose")
def test_the_first_body_of_running_text(case: Case) -> None:
    first = body_at(case["text"])
    if case["bodies"]:
        assert first is not None and first.startswith(case["bodies"][0])
    else:
        assert first is None and not begins_body(case["text"], prose=True)


WORDS = st.lists(
    st.sampled_from(
        [
            "Sở",
            "Y tế",
            "Tư pháp",
            "các",
            "sở",
            "ban",
            "ngành",
            "và",
            ",",
            ";",
            ".",
            "UBND",
            "huyện",
            "thành phố",
            "Đà Lạt",
            "có liên quan",
            "chủ trì",
            "phối hợp",
            "Thủ trưởng",
            "Lao động",
            "Thương binh",
            "Xã hội",
            "Ban",
            "Công an",
            "tỉnh",
            "(",
            ")",
            "-",
            "&",
            "cùng",
            "\n",
            "Báo",
            "cáo",
            "các tổ chức",
            "Văn hóa",
            "xây dựng",
        ]
    ),
    max_size=25,
).map(" ".join)


#: What a named body is to do may be left out.
BRACKETED = re.compile(r"^\s*\([^()]*\)")


@some
@given(WORDS | st.text(max_size=60))
def test_splitting_invents_and_loses_no_letter(text: str) -> None:
    position = 0
    left_over = []
    for body in split_bodies(text):
        assert body.text and body.text == body.text.strip(" ")
        start = text.find(body.text, position)
        assert start >= position, "the bodies stand in the text in their order, none over another"
        left_over.append(BRACKETED.sub("", text[position:start]))
        position = start + len(body.text)
    left_over.append(BRACKETED.sub("", text[position:]))
    letters = "".join(
        char
        for char in "".join(left_over).replace("cùng với", "").replace("cùng", "").replace("và", "")
        if char.isalnum()
    )
    assert letters == ""


@some
@given(WORDS | st.text(max_size=60), st.integers(0, 20))
def test_reading_in_running_text_stays_within_it(text: str, position: int) -> None:
    found, end = read_bodies(text, position)
    assert end >= 0 and (not found or end <= len(text))
    last = 0
    for body in found:
        assert text[body.start : body.end] == body.text
        assert last <= body.start < body.end <= end
        last = body.end
