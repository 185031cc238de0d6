"""From lines to paragraphs, sections and tables: numbering and layout decide, and nothing is lost."""

from __future__ import annotations

import pytest
from cases import Case, parse, some, table
from hypothesis import given
from hypothesis import strategies as st

from loaders.extract.tables import mend_rows, read_columns
from loaders.headers import role_of
from loaders.structure import RECIPIENTS, clean_markup, make_blocks, make_outline, make_tables, paragraphs

# --- blocks and paragraphs ------------------------------------------------------------------------------------------


@table("paragraphs", "block")
def test_blocks_of_lines(case: Case) -> None:
    assert [[b.kind, b.line, b.line_end] for b in make_blocks(case["text"].split("\n"))] == case["blocks"]


@table("paragraphs")
def test_paragraphs_of_lines(case: Case) -> None:
    found = list(paragraphs(parse(case["text"])))
    assert [[part.text, [line for _, line in part.starts]] for part in found] == case["paragraphs"]


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "",
                "   ",
                "\t",
                "-----",
                "I. NHIỆM VỤ",
                "1. Thư viện",
                "a) Kho sách",
                "- Sách nói,",
                "Nơi nhận:",
                "TT\tViệc\tHạn",
                "1\tSố hóa\tNăm 2026",
                "| TT | Việc |",
                "|---|---|",
                "**Đậm",
                "hết đậm**",
                "### 2. Bảo tàng",
                "Phụ lục",
                "KT. CHỦ TỊCH",
                "![ảnh](a.png)",
                "của Sở Y tế và",
                "số",
                "12/KH-UBND",
            ]
        ),
        st.text(max_size=30).map(lambda text: text.replace("\n", " ")),
    ),
    max_size=25,
)


@some
@given(LINES)
def test_blocks_cover_every_line_once_and_give_the_text_back(lines: list[str]) -> None:
    document = parse("\n".join(lines))
    covered = [line for block in document.blocks for line in range(block.line, block.line_end + 1)]
    assert covered == list(range(1, len(document.lines) + 1))
    assert document.text == "\n".join(document.lines)


@some
@given(LINES)
def test_paragraphs_and_tables_hold_every_word_at_its_line(lines: list[str]) -> None:
    document = parse("\n".join(lines))
    parts = list(paragraphs(document))
    starts = [line for part in parts for _, line in part.starts]
    assert starts == sorted(set(starts))
    texts = {block.line for block in document.blocks if block.kind == "text"}
    # A line of markup alone (stars, an empty tag, a lone bar) has no words to hold.
    assert {line for line in texts if clean_markup(document.lines[line - 1].lstrip("# ")).strip("|")} - set(
        starts
    ) == set()
    for part in parts:
        offsets = [start for start, _ in part.starts] + [len(part.text) + 1]
        for (start, line), stop in zip(part.starts, offsets[1:], strict=True):
            words = part.text[start : stop - 1]
            assert words in clean_markup(document.lines[line - 1])
            assert not words or (part.line_at(start), part.line_at(stop - 2)) == (line, line)


@some
@given(LINES)
def test_sections_lie_within_each_other(lines: list[str]) -> None:
    outline = make_outline(parse("\n".join(lines)))
    held = [id(part) for section in outline.root.walk() for part in (section.paragraph, *section.body) if part]
    assert len(held) == len(set(held))
    for section in outline.root.walk():
        assert all(child.parent is section for child in section.children)
        assert all(section.line <= child.line <= child.line_end <= section.line_end for child in section.children)


# --- sections -------------------------------------------------------------------------------------------------------


@table("sections")
def test_sections_by_their_numbers(case: Case) -> None:
    outline = make_outline(parse(case["text"]))
    found = [[section.code, section.title, len(section.body)] for section in outline.root.walk()[1:]]
    assert found == case["sections"]


@table("sections", "frame")
def test_opening_and_closing(case: Case) -> None:
    outline = make_outline(parse(case["text"]))
    assert [part.text for part in outline.opening] == case["opening"]
    assert [part.text for part in outline.closing] == case["closing"]


# --- tables ---------------------------------------------------------------------------------------------------------


@table("tables")
def test_tables_of_rows(case: Case) -> None:
    found = list(make_tables(parse(case["text"])))
    assert len(found) == len(case["tables"])
    for number, (read, expected) in enumerate(zip(found, case["tables"], strict=True), start=1):
        assert read.number == number
        assert [cell.text for cell in read.header[0].cells] == expected["header"]
        assert [[cell.text for cell in row.cells] for row in read.rows] == expected["rows"]
        assert [index for index, row in enumerate(read.rows) if row.after_break] == expected.get("breaks", [])
        assert [read.line, read.line_end] == expected["lines"]
        assert read.caption == expected.get("caption", "")


@table("tables", "role")
def test_what_a_column_is(case: Case) -> None:
    assert {heading: role_of(heading) or "" for heading in case["headings"]} == dict.fromkeys(
        case["headings"], case["role"]
    )


def test_a_column_of_each_year() -> None:
    read = next(
        make_tables(parse("TT\tChỉ tiêu\tHiện trạng năm 2024\tNăm 2026\tNăm 2030\tGhi chú\n1\tSách\t5\t6\t9\t"))
    )
    columns = read_columns(read)
    assert columns.values == ((3, 2026), (4, 2030))
    assert (columns["code"], columns["indicator"], columns["baseline"], columns["note"], columns["owner"]) == (
        0,
        1,
        2,
        5,
        None,
    )


@table("tables", "mend")
def test_rows_that_a_page_has_cut(case: Case) -> None:
    read = next(make_tables(parse(case["text"])))
    rows, findings = mend_rows(read.rows, read_columns(read), text_role="task")
    assert [[cell.text for cell in row.cells] for row in rows] == case["rows"]
    assert [row.line_end for row in rows] == case["ends"]
    assert [finding.line for finding in findings if finding.code == "cells-moved"] == case["moved"]


def test_a_mended_cell_keeps_the_lines_of_both_pages() -> None:
    text = (
        "TT\tNhiệm vụ\tCơ quan chủ trì\tHạn hoàn thành\n1\tSố hóa kho\tSở Văn\tNăm 2026\n\n\ttư liệu\thóa và Thể thao\t"
    )
    read = next(make_tables(parse(text)))
    rows, _ = mend_rows(read.rows, read_columns(read), text_role="task")
    assert [cell.lines for cell in rows[0].cells] == [[2], [2, 4], [2, 4], [2]]


def test_a_fragment_with_fewer_cells_than_its_table_is_joined() -> None:
    read = next(make_tables(parse("Nhiệm vụ\tCơ quan chủ trì\tTT\nSố hóa kho\tSở Nội vụ\t1\n\ntư liệu\t")))
    rows, _ = mend_rows(read.rows, read_columns(read), text_role="task")
    assert [cell.text for cell in rows[0].cells] == ["Số hóa kho tư liệu", "Sở Nội vụ", "1"]


WRAPPED = """
## II. NHIỆM VỤ

a) Kiện toàn và giao thêm việc
Ban Chỉ đạo số hóa thư viện của tỉnh, bảo đảm
mỗi quý họp một lần.

b) Mở rộng tủ sách
tại các thôn và
các trường học.

- Chủ trì: Sở Nội vụ
Phối hợp: Sở Tài chính
"""


def test_an_item_of_wrapped_lines_goes_on_before_a_capital() -> None:
    outline = make_outline(parse(WRAPPED))
    assert [part.text for part in outline.paragraphs][1:] == [
        "Kiện toàn và giao thêm việc Ban Chỉ đạo số hóa thư viện của tỉnh, bảo đảm mỗi quý họp một lần.",
        "Mở rộng tủ sách tại các thôn và các trường học.",
        "Chủ trì: Sở Nội vụ",
        "Phối hợp: Sở Tài chính",
    ]


def test_where_lines_are_paragraphs_a_capital_begins_another() -> None:
    lines = ["## II. NHIỆM VỤ", "a) Mở rộng tủ sách", "Sở Nội vụ chủ trì.", "b) Số hóa kho", "Sở Tài chính chủ trì."]
    outline = make_outline(parse("\n".join(lines)))
    assert [part.line for part in outline.paragraphs] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("text", ["", "\n\n", "\t\t\n\t", "|||\n|||", "a\tb", "<b>", "$\\geq$"])
def test_nothing_to_read_is_read_as_nothing(text: str) -> None:
    outline = make_outline(parse(text))
    assert outline.root.children == [] and outline.tables == ()


@pytest.mark.parametrize(
    ("line", "opens"),
    [("Nơi nhận:", True), ("Noi nhận", True), ("Nưi nhận: Như trên", True), ("Nơi nhân viên làm việc", False)],
)
def test_recipients_are_known_by_misread_marks_too(line: str, opens: bool) -> None:
    assert bool(RECIPIENTS.match(line)) is opens
