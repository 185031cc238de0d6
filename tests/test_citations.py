"""Documents named in a text, and which of them carries out which."""

from __future__ import annotations

from cases import Case, paragraph, parse, some, table
from hypothesis import given
from hypothesis import strategies as st

from loaders.extract.citations import find_citations, may_carry_out, read_links
from loaders.interchange import to_interchange
from loaders.read import read_document
from ontology.values import DocumentNumber

HEAD = """
Số: 45/KH-UBND

Lâm Đồng, ngày 12 tháng 3 năm 2024

## KẾ HOẠCH

**Phát triển thư viện**

Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:

## I. NHIỆM VỤ"""


@table("citations")
def test_the_citations_of_a_paragraph(case: Case) -> None:
    found = find_citations(paragraph(case["text"]))
    assert [[str(c.number), str(c.date or ""), c.issuer or ""] for c in found] == case["cites"]
    for citation in found:
        assert DocumentNumber.parse(case["text"][citation.start : citation.end]).number == citation.number.number


@table("citations", "whole")
def test_the_citations_of_a_document(case: Case) -> None:
    reading = to_interchange(read_document(parse(f"{HEAD}\n{case['text']}")))
    assert reading["document"]["number"] == "45/KH-UBND"
    read = [[c["number"], c["date"] or "", c["issuer"] or "", c["line"]] for c in reading["cites"]]
    assert read == case["cites"]


@table("links", "opening")
def test_links_of_title_and_enacting_paragraph(case: Case) -> None:
    part = paragraph(case["text"])
    found = read_links(part, find_citations(part), opening=True)
    assert [[str(link.source or ""), str(link.target)] for link in found] == case["links"]


@table("links", "body")
def test_links_of_the_body(case: Case) -> None:
    part = paragraph(case["text"])
    found = read_links(part, find_citations(part), opening=False)
    assert [[str(link.source or ""), str(link.target)] for link in found] == case["links"]


def test_the_same_link_is_told_once_at_its_first_line() -> None:
    text = HEAD.replace("**Phát triển thư viện**", "Thực hiện Nghị quyết số 31/NQ-CP ngày 5/3/2022").replace(
        "Ủy ban", "Thực hiện Nghị quyết số 31/NQ-CP ngày 05 tháng 3 năm 2022 của Chính phủ, Ủy ban"
    )
    links = to_interchange(read_document(parse(text)))["implements"]
    assert [(link["source"], link["number"], link["date"], link["issuer"], link["line"]) for link in links] == [
        (None, "31/NQ-CP", "2022-03-05", "Chính phủ", 8)
    ]


def test_grounds_are_bases_and_no_links() -> None:
    text = HEAD.replace("Ủy ban", "Căn cứ Nghị định số 44/2021/NĐ-CP ngày 1/4/2021 của Chính phủ; Ủy ban")
    reading = to_interchange(read_document(parse(text)))
    assert [basis["number"] for basis in reading["bases"]] == ["44/2021/NĐ-CP"]
    assert reading["implements"] == []
    assert [cited["number"] for cited in reading["cites"]] == ["44/2021/NĐ-CP"]


def test_a_number_with_two_dates_is_doubtful() -> None:
    reading = to_interchange(
        read_document(
            parse(f"{HEAD}\n- Theo Quyết định số 77/QĐ-TTg ngày 5/6/2023 và Quyết định số 77/QĐ-TTg ngày 6/5/2023.")
        )
    )
    assert [(cited["number"], cited["date"]) for cited in reading["cites"]] == [("77/QĐ-TTg", "2023-06-05")]
    assert "dates-conflict" in reading["cites"][0]["doubt"]
    assert "dates-conflict" in {finding["code"] for finding in reading["findings"]}


def test_another_place_beside_a_number_is_kept_and_doubtful() -> None:
    reading = to_interchange(
        read_document(parse(f"{HEAD}\n- Theo Đề án số 05-ĐA/TU ngày 5/6/2023 của Tỉnh ủy Sơn La."))
    )
    cited = reading["cites"][0]
    assert (cited["issuer"], cited["id"], cited["doubt"]) == (
        "Tỉnh ủy Sơn La",
        "document/05-da_tu.son-la-2023",
        ["place-contradicts"],
    )


RANKED = ["8-NQ/TW", "31/NQ-CP", "77/QĐ-TTg", "08/2019/TT-BYT", "12-CTr/TU", "245/KH-UBND"]


@some
@given(st.sampled_from(RANKED), st.sampled_from(RANKED))
def test_none_carries_out_itself_or_one_below(lower: str, higher: str) -> None:
    allowed = may_carry_out(DocumentNumber.parse(lower), DocumentNumber.parse(higher))
    assert not (lower == higher and allowed)
    if RANKED.index(higher) > RANKED.index(lower) + 1:
        assert not allowed or {lower, higher} == {"31/NQ-CP", "77/QĐ-TTg"} or "245/KH-UBND" in (lower, higher)


PHRASES = st.lists(
    st.sampled_from(
        [
            "Thực hiện",
            "triển khai thực hiện",
            "Nghị quyết số 8-NQ/TW",
            "ngày 1/2/2021",
            "của Chính phủ",
            "và",
            ";",
            ",",
            "Chương trình số 12-CTr/TU",
            "Quyết định 77/QĐ-TTg",
            "(gọi tắt là",
            ")",
            ". Ủy ban nhân dân tỉnh",
            "(",
            "số",
        ]
    ),
    max_size=16,
).map(" ".join)


@some
@given(PHRASES, st.booleans())
def test_links_are_between_documents_that_are_named(text: str, opening: bool) -> None:
    part = paragraph(text)
    citations = find_citations(part)
    named = {str(citation.number) for citation in citations}
    for link in read_links(part, citations, opening=opening):
        assert str(link.target) in named
        assert link.source is None or str(link.source) in named
        assert link.source != link.target
        assert opening or link.source is not None


def test_a_date_of_another_year_than_the_numbers_own_is_doubted() -> None:
    text = f"{HEAD}\n1. Theo Nghị định số 31/2013/NĐ-CP ngày 26/11/2008 của Chính phủ."
    reading = to_interchange(read_document(parse(text)))
    assert reading["cites"][0]["doubt"] == ["dates-conflict"]
    assert "dates-conflict" in {finding["code"] for finding in reading["findings"]}
