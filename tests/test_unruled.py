"""Tables of a PDF that no upright rulings enclose, and what only looks like one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from cases import some
from hypothesis import given
from hypothesis import strategies as st
from papers import Line, Pdf, PdfPage, Rule, columned, wrapped

from loaders.document import ParsedDocument
from loaders.formats import read_file
from loaders.formats.pages import read_pages
from loaders.formats.sheet import Grid
from loaders.formats.words import Page, Word
from loaders.read import read_document
from loaders.structure import make_tables

Read = Callable[..., ParsedDocument]

TASKS = [
    ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm", "Thời gian"],
    ["1", "Lập danh mục sách quý của các thư viện huyện miền núi", "Sở Nội vụ", "Sở Tài chính", "Danh mục", "2026"],
    ["2", "Mua xe thư viện", "Sở Văn hóa, Thể thao và Du lịch", "Các sở, ban, ngành", "Xe", "Quý II/2027"],
    ["3", "Mở phòng đọc ở xã", "Sở Y tế", "", "Phòng đọc", "Hằng năm"],
]
X = [60, 90, 240, 370, 500, 600, 690]
FIGURES = [
    ["STT", "Chỉ tiêu", "Đơn vị tính", "Năm 2026", "Năm 2030", "Cơ quan theo dõi"],
    ["1", "Tỷ lệ xã có thư viện", "%", "65", "90", "Sở Nội vụ"],
    ["2", "Số sách trên một người dân của cả tỉnh", "cuốn", "0,5", "1,2", "Sở Văn hóa, Thể thao và Du lịch"],
    ["3", "Lượt đọc", "nghìn lượt", "120", "350", "Sở Y tế"],
]
XF = [60, 100, 260, 350, 420, 490, 640]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def put(*pages: Sequence[Line], rules: Sequence[Rule] = (), number: bool = False) -> ParsedDocument:
        paper = Pdf([PdfPage(list(lines), list(rules), width=842, height=595) for lines in pages])
        path = tmp_path / "a.pdf"
        path.write_bytes(paper.data())
        return read_file(path)

    return put


def cells(parsed: ParsedDocument) -> list[list[str]]:
    """The cells of all rows below the headers."""
    return [[cell.text for cell in row.cells] for table in make_tables(parsed) for row in table.rows]


@pytest.mark.parametrize("pad", [0, 4])
def test_a_table_of_tasks(read: Read, pad: float) -> None:
    parsed = read([*wrapped("II. NHIỆM VỤ", 60, 60), *columned(TASKS, X, 90, pad=pad)])
    assert cells(parsed) == TASKS[1:]
    tasks = read_document(parsed).tasks
    assert [[b.agency.name for b in lead] for _, lead, _ in tasks] == [[row[2]] for row in TASKS[1:]]
    assert [(task.product, task.timeline) for task, _, _ in tasks] == [(row[4], row[5]) for row in TASKS[1:]]


@pytest.mark.parametrize("pad", [0, 4])
def test_cells_in_the_middle_of_their_rows(read: Read, pad: float) -> None:
    assert cells(read(columned(TASKS, X, 90, pad=pad, middle=True))) == TASKS[1:]


def test_a_table_of_indicators(read: Read) -> None:
    found = read_document(read(columned(FIGURES, XF, 90))).targets
    assert [(t.indicator, t.unit, float(t.value or 0), t.year, owner[0].agency.name) for t, owner in found] == [
        (row[1], row[2], float(row[column].replace(",", ".")), year, row[5])
        for row in FIGURES[1:]
        for column, year in ((3, 2026), (4, 2030))
    ]


@pytest.mark.parametrize("middle", [False, True])
def test_lying_rulings_part_rows_that_stand_close(read: Read, middle: bool) -> None:
    """Two lines and one line a row, no code, nothing between rows but a ruling."""
    rows = [row[1:] for row in TASKS]
    heights = [
        15 * max(len(wrapped(w, 0, 0, indent=0, right=X[n + 2] - X[n + 1] - 12)) for n, w in enumerate(r)) for r in rows
    ]
    tops = [90 + sum(heights[:n]) for n in range(len(rows) + 1)]
    rules = [Rule(60, y, 690, y) for y in tops]
    lines = columned(rows, X[1:], 90, pad=0, middle=middle)
    assert cells(read(lines, rules=rules)) == rows[1:]
    assert cells(read(lines)) == []


def test_one_heading_over_two_columns(read: Read) -> None:
    header = [
        Line("TT", 60, 105), Line("Nhiệm vụ", 90, 105), Line("Cơ quan thực hiện", 270, 90),
        Line("Chủ trì", 240, 112), Line("Phối hợp", 370, 112), Line("Thời gian", 500, 105),
    ]  # fmt: skip
    rows = [[*row[:4], row[5]] for row in TASKS[1:]]
    parsed = read([*header, *columned(rows, [*X[:5], 620], 135)])
    assert cells(parsed) == rows
    assert [[b.agency.name for b in support] for _, _, support in read_document(parsed).tasks] == [
        ["Sở Tài chính"], ["Các sở, ban, ngành"], [],
    ]  # fmt: skip


def test_titles_of_groups_stand_across(read: Read) -> None:
    title = "II. Những việc của các năm sau, khi đã có đủ kinh phí và người làm"
    lines = [*columned(TASKS[:3], X, 90), Line(title, 60, 210), *columned(TASKS[3:] * 2, X, 230)]
    parsed = read(lines)
    assert [row[0] for row in cells(parsed)] == ["1", "2", title, "3", "3"]
    assert [task.heading for task, _, _ in read_document(parsed).tasks] == [None, None, title, title]


@pytest.mark.parametrize("repeated", [True, False])
def test_it_goes_on_over_pages_and_through_a_row(read: Read, repeated: bool) -> None:
    first = columned([TASKS[0], TASKS[1], TASKS[2]], X, 90)
    cut = max(line.top for line in first if line.x == X[2]) - 1
    over = [line for line in first if line.top > cut]
    top = 90.0
    head = columned(TASKS[:1], X, top) if repeated else []
    again = [Line(line.words, line.x, line.top - cut + top + (30 if repeated else 0)) for line in over]
    below = columned(TASKS[3:], X, top + (50 if repeated else 20))
    parsed = read(
        [line for line in first if line.top <= cut],
        [
            *head,
            *again,
            *below,
            *wrapped("Trên đây là Kế hoạch mở rộng thư viện của tỉnh, các sở và các xã làm theo.", 60, 300, right=690),
        ],
    )
    tasks = read_document(parsed).tasks
    assert [(task.text, [b.agency.name for b in lead]) for task, lead, _ in tasks] == [
        (row[1], [row[2]]) for row in TASKS[1:]
    ]
    assert [parsed.page(task.line) for task, _, _ in tasks] == [1, 1, 2]


def test_a_row_that_the_page_cuts_and_nothing_goes_on_with_leaves_text(read: Read) -> None:
    lines = columned(TASKS[:3], X, 90)
    last = max(line.top for line in lines)
    lost = wrapped(
        "và các xã ở vùng sâu, vùng xa; những nơi khác đợi đến khi có thêm kinh phí và người làm việc.",
        60,
        90,
        indent=0,
        right=690,
    )
    assert cells(read([line for line in lines if line.top < last], lost)) == []


# ------------------------------------------------------------------ look-alikes


def test_letterheads_and_signatures(read: Read) -> None:
    head = [
        Line("ỦY BAN NHÂN DÂN", 90, 60), Line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 400, 60),
        Line("TỈNH LÂM ĐỒNG", 100, 76), Line("Độc lập - Tự do - Hạnh phúc", 430, 76),
        Line("Nơi nhận:", 60, 300), Line("TM. ỦY BAN NHÂN DÂN", 420, 300),
        Line("- Sở Nội vụ;", 60, 316), Line("CHỦ TỊCH", 460, 316),
        Line("- Lưu: VT.", 60, 332), Line("Trần Văn Mẫu", 450, 380),
    ]  # fmt: skip
    parsed = read(head)
    assert cells(parsed) == [] and "- Sở Nội vụ;" in parsed.lines
    below = read([*columned(TASKS, X, 90), *head[4:]])
    assert cells(below) == TASKS[1:] and "- Sở Nội vụ;" in below.lines


def test_a_table_of_contents(read: Read) -> None:
    lines = [Line("Nội dung", 60, 60), Line("Thời gian", 400, 60), Line("Trang", 600, 60)]
    for n, words in enumerate(("I. Mục tiêu", "II. Nhiệm vụ", "III. Cơ quan chủ trì")):
        lines += [Line(words, 60, 80 + 16 * n), Line("." * 60, 240, 80 + 16 * n), Line(str(n + 1), 620, 80 + 16 * n)]
    assert cells(read(lines)) == []


def test_justified_lines_with_wide_blanks(read: Read) -> None:
    words = [
        "Nhiệm",
        "vụ",
        "của",
        "cơ",
        "quan",
        "chủ",
        "trì",
        "trong",
        "thời",
        "gian",
        "tới",
        "là",
        "mua",
        "sách,",
        "mở",
        "phòng",
        "đọc",
        "và",
        "lập",
        "danh",
        "mục",
        "sách",
    ]
    lines = [Line(word, 60 + 100 * (n % 6), 90 + 16 * (n // 6)) for n, word in enumerate(words)]
    assert cells(read(lines)) == []


def test_headings_over_what_is_no_table(read: Read) -> None:
    """Known headings, and below them words that leave no blank between the columns, or no bodies where they belong."""
    header = columned(TASKS[:1], X, 60)
    text = wrapped(
        "Danh mục này gồm các việc của các sở, ban, ngành và các xã trong năm 2026 và những năm sau đó.",
        60,
        90,
        right=690,
    )
    assert cells(read([*header, *text])) == []
    others = [[row[0], row[1], "12 cuốn", *row[3:]] for row in TASKS[1:]]
    assert cells(read([*header, *columned(others, X, 90)])) == []


def test_where_a_blank_is_closed_it_stays_text(read: Read) -> None:
    lines = columned(TASKS, X, 90)
    wide = [
        Line(f"{line.words} và các trường học", line.x, line.top) if "miền núi" in line.words else line
        for line in lines
    ]
    assert wide != lines and cells(read(wide)) == []


# ------------------------------------------------------------------ a property

_words = st.lists(
    st.sampled_from(["sách", "kho", "chung", "của", "xã", "vùng", "cao", "Đề", "án", "Sở", "Kho", "đã", "trình"]),
    min_size=1,
    max_size=14,
)
_rows = st.lists(
    st.tuples(
        _words.map(lambda w: "Mua " + " ".join(w)),
        st.sampled_from([row[2] for row in TASKS[1:]]),
        st.sampled_from(["2026", "Quý II/2027"]),
    ),
    min_size=2,
    max_size=6,
)


@some
@given(
    rows=_rows,
    pad=st.sampled_from([0, 1, 3, 6]),
    middle=st.booleans(),
    coded=st.booleans(),
    right=st.integers(160, 300),
)
def test_rows_are_read_as_they_are_or_not_at_all(
    rows: list[tuple[str, str, str]], pad: float, middle: bool, coded: bool, right: int
) -> None:
    printed = [["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"]]
    printed += [[str(n), *row] for n, row in enumerate(rows, start=1)]
    x: list[float] = [60, 90, 90 + right, 230 + right, 340 + right]
    if not coded:
        printed, x = [row[1:] for row in printed], x[1:]
    words = [
        Word(word, line.x + 6 * at, line.x + 6 * (at + len(word)), line.top, line.top + 12)
        for line in columned(printed, x, 60, pad=pad, middle=middle)
        for at, word in _placed(line.words)
    ]
    for _, part in read_pages([Page(1, 900, 900, words)]):
        if isinstance(part, Grid):
            found = [[" ".join(text.words.strip() for text in cell.texts()) for _, cell in row] for row in part.rows()]
            assert all(row in printed for row in found)


def _placed(words: str) -> list[tuple[int, str]]:
    found, at = [], 0
    for word in words.split(" "):
        found.append((at, word))
        at += len(word) + 1
    return found
