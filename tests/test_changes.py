"""What a document says it amends or replaces, and what it only says of others."""

from __future__ import annotations

import pytest

from loaders.document import Paragraph
from loaders.extract.changes import listed_change, opens_list, read_changes
from loaders.extract.citations import find_citations


def changes(text: str, *, opening: bool = True) -> list[tuple[str, str]]:
    part = Paragraph(text, ((0, 1),))
    found = read_changes(part, find_citations(part), opening=opening)
    return [(change.relation, str(change.citation.number)) for change in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Điều chỉnh một số nội dung Kế hoạch số 5/KH-UBND ngày 3/2/2024", [("AMENDS", "5/KH-UBND")]),
        ("ĐIỀU CHỈNH MỘT SỐ NỘI DUNG KẾ HOẠCH SỐ 5/KH-UBND CỦA ỦY BAN NHÂN DÂN TỈNH", [("AMENDS", "5/KH-UBND")]),
        ("Về việc sửa đổi, bổ sung khoản 2 Điều 3 Quyết định số 7/QĐ-UBND", [("AMENDS", "7/QĐ-UBND")]),
        (
            "Sửa đổi Quy chế làm việc ban hành kèm theo Quyết định số 7/QĐ-UBND và Quyết định số 8/QĐ-UBND",
            [("AMENDS", "7/QĐ-UBND"), ("AMENDS", "8/QĐ-UBND")],
        ),
        ("Ủy ban nhân dân tỉnh ban hành Kế hoạch điều chỉnh Kế hoạch số 4/KH-UBND:", [("AMENDS", "4/KH-UBND")]),
        ("Điều chỉnh Kế hoạch số 5/KH-UBND thực hiện Nghị quyết số 9/NQ-CP", [("AMENDS", "5/KH-UBND")]),
        ("Bãi bỏ Quyết định số 9/QĐ-UBND ngày 1/1/2020", [("REPLACES", "9/QĐ-UBND")]),
        ("Bãi bỏ khoản 2 Điều 3 Quyết định số 9/QĐ-UBND", [("AMENDS", "9/QĐ-UBND")]),
        (
            "Quyết định này có hiệu lực từ ngày ký và thay thế Quyết định số 5/QĐ-UBND, Quyết định số 6/QĐ-UBND.",
            [("REPLACES", "5/QĐ-UBND"), ("REPLACES", "6/QĐ-UBND")],
        ),
        ("Thống nhất điều chỉnh một số chỉ tiêu Nghị quyết số 5/NQ-HĐND ngày 3/2/2024", [("AMENDS", "5/NQ-HĐND")]),
        ("Quyết định này thay thế Điều 2 Quyết định số 9/QĐ-UBND.", [("AMENDS", "9/QĐ-UBND")]),
        (
            "Kế hoạch này thay thế Kế hoạch số 5/KH-UBND; bãi bỏ khoản 3 Mục II Kế hoạch số 6/KH-UBND.",
            [("REPLACES", "5/KH-UBND"), ("AMENDS", "6/KH-UBND")],
        ),
        (
            "Sửa đổi Nghị định số 3/2020/NĐ-CP của Chính phủ về thư viện; Nghị định số 4/2020/NĐ-CP của Chính phủ quy "
            "định về lưu chiểu và Nghị định số 5/2020/NĐ-CP của Chính phủ về xuất bản",
            [("AMENDS", "3/2020/NĐ-CP"), ("AMENDS", "4/2020/NĐ-CP"), ("AMENDS", "5/2020/NĐ-CP")],
        ),
        (
            "Quyết định số 5/QĐ-UBND hết hiệu lực kể từ ngày Quyết định này có hiệu lực.",
            [("REPLACES", "5/QĐ-UBND")],
        ),
    ],
)
def test_what_a_document_changes(text: str, found: list[tuple[str, str]]) -> None:
    assert changes(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Nghị quyết số 71/NQ-CP sửa đổi, bổ sung Nghị quyết số 3/NQ-CP",
        "Bổ sung nguồn lực theo Nghị quyết số 4/NQ-CP",
        "Điều chỉnh quy hoạch thực hiện Nghị quyết số 4/NQ-CP",
        "Thực hiện Kế hoạch số 5/KH-UBND điều chỉnh Kế hoạch số 4/KH-UBND",
        "Nghị quyết số 8/NQ-CP đã thay thế Nghị quyết số 7/NQ-CP",
    ],
)
def test_what_it_says_of_others_is_no_change_of_its_own(text: str) -> None:
    assert changes(text) == []


def test_in_the_body_only_replacing_is_said_of_the_document_itself() -> None:
    assert changes("Điều chỉnh Kế hoạch số 5/KH-UBND cho phù hợp", opening=False) == []
    assert changes("(Kế hoạch này thay thế Kế hoạch số 5/KH-UBND)./.", opening=False) == [("REPLACES", "5/KH-UBND")]


@pytest.mark.parametrize(
    "text",
    [
        "Sửa đổi 03 tiêu chí của Bộ tiêu chí thư viện ban hành kèm theo Quyết định số 7/QĐ-UBND ngày 1/2/2023",
        "Phê duyệt điều chỉnh Chiến lược văn hóa đọc được phê duyệt tại Quyết định số 7/QĐ-UBND",
        "Quyết định này thay thế phần danh mục thực hiện theo mẫu cũ tại Quyết định số 7/QĐ-UBND.",
    ],
)
def test_the_document_that_what_is_changed_came_out_with(text: str) -> None:
    part = Paragraph(text, ((0, 1),))
    of = {body: read_changes(part, find_citations(part), opening=True, body=body) for body in ("UBND", "HĐND", None)}
    assert [(change.relation, str(change.citation.number)) for change in of["UBND"]] == [("AMENDS", "7/QĐ-UBND")]
    assert of["HĐND"] == of[None] == []


def test_a_list_of_what_is_replaced() -> None:
    def part(text: str) -> Paragraph:
        return Paragraph(text, ((0, 1),))

    assert opens_list(part("Quyết định này có hiệu lực từ ngày ký và thay thế các Quyết định sau:"))
    assert opens_list(part("Bãi bỏ toàn bộ các văn bản sau đây:"))
    assert not opens_list(part("Đề nghị bãi bỏ các quyết định sau:"))
    item, other = (
        part("Quyết định số 7/QĐ-UBND về mượn sách."),
        part("Giám đốc Sở Tư pháp theo Quyết định số 8/QĐ-UBND."),
    )
    assert [str(change.citation.number) for change in listed_change(item, find_citations(item))] == ["7/QĐ-UBND"]
    assert listed_change(other, find_citations(other)) == []
