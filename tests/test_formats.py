"""Word documents, PDF files and web pages: what is read of them, block by block, and from which page and cell."""

from __future__ import annotations

import io
import shutil
import unicodedata
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import docx
import pytest
from conftest import REQUIRED
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from papers import FONTS, Line, Pdf, PdfPage, Rule, ruled, saved, scanned, wrapped
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from graph.facts import Span
from graph.store import open_store
from loaders.document import ParsedDocument
from loaders.formats import SUFFIXES, doc, ocr, read_file
from loaders.interchange import to_interchange
from loaders.pipeline import find_files, load_paths, prepare, read_path
from loaders.read import read_document
from loaders.structure import make_tables, paragraphs
from ontology.errors import InputError

Write = Callable[[str, bytes | str], Path]

HEADER = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian"]
LETTERHEAD = ("ỦY BAN NHÂN DÂN\nTỈNH LÂM ĐỒNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put


def rows(parsed: ParsedDocument) -> list[list[str]]:
    """The cells of the tables' rows, header left out, merged cells in every row that they cover."""
    return [[cell.text for cell in row.cells] for table in make_tables(parsed) for row in table.rows]


def table(document: Any, cells: list[list[str]]) -> Any:
    made = document.add_table(len(cells), len(cells[0]))
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            made.cell(row, column).text = text
    return made


# ------------------------------------------------------------------ Word documents


def test_blocks_are_paragraphs_and_rows_in_their_order(write: Write) -> None:
    document = docx.Document()
    document.add_paragraph("KẾ HOẠCH")
    document.add_paragraph("   ")
    document.add_paragraph("I. MỤC TIÊU\tvà\tyêu cầu")
    table(document, [HEADER[:2], ["1", "Mua sách"]])
    document.add_paragraph("Kết thúc.")
    parsed = read_file(write("a.docx", saved(document)))
    assert parsed.lines == ("KẾ HOẠCH", "I. MỤC TIÊU và yêu cầu", "TT\tNhiệm vụ", "1\tMua sách", "Kết thúc.")
    assert [block.kind for block in parsed.blocks] == ["text", "text", "row", "text"]
    assert parsed.text == "\n".join(parsed.lines)


def test_headers_footers_and_notes_are_no_part_of_the_text(write: Write) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Trang 15"
    document.sections[0].footer.paragraphs[0].text = "Lưu hành nội bộ"
    document.add_paragraph("Nội dung")
    assert read_file(write("a.docx", saved(document))).lines == ("Nội dung",)


def test_text_is_nfc(write: Write) -> None:
    document = docx.Document()
    document.add_paragraph(unicodedata.normalize("NFD", "Ủy ban nhân dân"))
    assert read_file(write("a.docx", saved(document))).lines == ("Ủy ban nhân dân",)


def test_word_numbers_its_lists_and_so_do_we(write: Write) -> None:
    document = docx.Document()
    for words, style in [("Mục đích", "List Number"), ("Yêu cầu", "List Number"), ("Đúng hạn", "List Bullet")]:
        document.add_paragraph(words, style=style)
    assert read_file(write("a.docx", saved(document))).lines == ("1. Mục đích", "2. Yêu cầu", "- Đúng hạn")


LEVELS = [("upperRoman", "%1."), ("decimal", "%2."), ("decimal", "%2.%3."), ("lowerLetter", "%4)")]


def _numbered(items: list[tuple[str, int]], restart: int | None = None) -> Any:
    """A document whose paragraphs (words, level) are numbered in four levels; from ``restart`` on by a list anew."""
    document = docx.Document()
    root = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(LEVELS)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    root.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="78"><w:abstractNumId w:val="77"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
    )
    for place, (words, level) in enumerate(items):
        number = 77 if restart is None or place < restart else 78
        paragraph = document.add_paragraph(words)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
        )
    return document


def test_numbers_in_several_levels(write: Write) -> None:
    items = [("A", 0), ("B", 1), ("C", 2), ("D", 2), ("E", 3), ("F", 1), ("G", 2), ("H", 0), ("I", 1)]
    lines = read_file(write("a.docx", saved(_numbered(items)))).lines
    assert lines == ("I. A", "1. B", "1.1. C", "1.2. D", "a) E", "2. F", "2.1. G", "II. H", "1. I")


def test_a_list_that_begins_anew(write: Write) -> None:
    lines = read_file(write("a.docx", saved(_numbered([("A", 0), ("B", 0), ("C", 0), ("D", 0)], restart=2)))).lines
    assert lines == ("I. A", "II. B", "I. C", "II. D")


def test_a_numbered_plan_has_its_sections(write: Write) -> None:
    items = [("NHIỆM VỤ", 0), ("Thư viện", 1), ("Sở Nội vụ chủ trì mua sách.", 3), ("Sở Y tế chủ trì mua thuốc.", 3)]
    read = read_document(read_file(write("a.docx", saved(_numbered(items)))))
    assert [(task.code, [b.agency.name for b in lead]) for task, lead, _ in read.tasks] == [
        ("I.1.a", ["Sở Nội vụ"]),
        ("I.1.b", ["Sở Y tế"]),
    ]


def test_what_was_deleted_is_gone_and_what_was_inserted_is_there(write: Write) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Giao ")
    for change, name in (("del", "Sở Y tế"), ("ins", "Sở Nội vụ")):
        tag = "delText" if change == "del" else "t"
        paragraph._p.append(
            parse_xml(f'<w:{change} {nsdecls("w")} w:id="1"><w:r><w:{tag}>{name}</w:{tag}></w:r></w:{change}>')
        )
    assert read_file(write("a.docx", saved(document))).lines == ("Giao Sở Nội vụ",)


def test_content_controls_and_text_boxes_are_read_once(write: Write) -> None:
    document = docx.Document()
    document.add_paragraph("Trước")
    document.element.body.insert(
        1,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Trong ô nhập</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    box = "<w:txbxContent><w:p><w:r><w:t>Số: 45/KH-UBND</w:t></w:r></w:p></w:txbxContent>"
    document.add_paragraph("Sau")._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    assert read_file(write("a.docx", saved(document))).lines == ("Trước", "Trong ô nhập", "Sau", "Số: 45/KH-UBND")


def test_a_letterhead_in_a_table_is_text(write: Write) -> None:
    document = docx.Document()
    made = table(document, [list(LETTERHEAD), ["Số: 45/KH-UBND", "Lâm Đồng, ngày 12 tháng 3 năm 2024"]])
    made.cell(0, 0).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    for words in ("KẾ HOẠCH", "Phát triển thư viện", "Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:"):
        document.add_paragraph(words)
    read = read_path(write("a.docx", saved(document)))
    assert list(make_tables(read.parsed)) == []
    assert str(read.head.number) == "45/KH-UBND" and str(read.head.date) == "2024-03-12"
    assert read.issuer is not None and read.issuer.name == "Ủy ban nhân dân tỉnh Lâm Đồng"


def test_a_cell_over_rows_holds_for_each_of_them_and_no_more(write: Write) -> None:
    document = docx.Document()
    made = table(
        document,
        [
            HEADER,
            ["1", "Mua sách", "Sở Nội vụ", "", "2025"],
            ["2", "Dạy đọc", "", "", "2026"],
            ["3", "Mở cửa buổi tối", "", "", "2027"],
        ],
    )
    made.cell(1, 2).merge(made.cell(2, 2))
    read = read_document(read_file(write("a.docx", saved(document))))
    assert [[(b.agency.name, b.mention.basis, b.mention.line) for b in lead] for _, lead, _ in read.tasks] == [
        [("Sở Nội vụ", "cell", 2)],
        [("Sở Nội vụ", "carried", 2)],
        [],
    ]


def test_an_owner_over_rows_and_a_row_without_owner(write: Write) -> None:
    document = docx.Document()
    made = table(
        document,
        [
            ["TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2025", "Cơ quan theo dõi"],
            ["1", "Tỷ lệ xã có thư viện", "%", "65", "Sở Nội vụ"],
            ["2", "Tỷ lệ trường có thư viện", "%", "80", ""],
            ["3", "Số sách mỗi người dân", "cuốn", "0,5", ""],
        ],
    )
    made.cell(1, 4).merge(made.cell(2, 4))
    read = read_document(read_file(write("a.docx", saved(document))))
    assert [[(b.agency.name, b.mention.basis) for b in owners] for _, owners in read.targets] == [
        [("Sở Nội vụ", "cell")],
        [("Sở Nội vụ", "carried")],
        [],
    ]
    assert all(not target.owner_doubt for target, _ in read.targets)


def test_a_task_over_rows_has_the_bodies_of_all_its_rows(write: Write) -> None:
    document = docx.Document()
    made = table(
        document, [HEADER, ["1", "Mua sách", "Sở Nội vụ", "Sở Tài chính", "2025"], ["", "", "Sở Y tế", "", ""]]
    )
    for column in (0, 1, 3, 4):
        made.cell(1, column).merge(made.cell(2, column))
    ((task, lead, support),) = read_document(read_file(write("a.docx", saved(document)))).tasks
    assert task.text == "Mua sách" and [b.agency.name for b in lead] == ["Sở Nội vụ", "Sở Y tế"]
    assert [b.agency.name for b in support] == ["Sở Tài chính"]


def test_a_heading_over_two_columns(write: Write) -> None:
    document = docx.Document()
    made = table(
        document,
        [
            ["TT", "Chỉ tiêu", "Năm 2025", "", "Cơ quan theo dõi"],
            ["", "", "Kế hoạch", "Phấn đấu", ""],
            ["1", "Tỷ lệ xã có thư viện", "65%", "70%", "Sở Nội vụ"],
        ],
    )
    made.cell(0, 2).merge(made.cell(0, 3))
    for column in (0, 1, 4):
        made.cell(0, column).merge(made.cell(1, column))
    (found,) = make_tables(read_file(write("a.docx", saved(document))))
    headings = [cell.text for cell in found.header[0].cells]
    assert headings[:2] == ["TT", "Chỉ tiêu"] and all("2025" in heading for heading in headings[2:4])
    assert [row.number for row in found.rows] == [3]


def test_bodies_below_each_other_in_a_cell_are_each_their_own(write: Write) -> None:
    document = docx.Document()
    made = table(document, [HEADER, ["1", "Mua sách", "", "", "2025"]])
    for column, names in ((2, ["Sở Nội vụ", "Sở Y tế"]), (3, ["Sở Nông nghiệp", "và Môi trường"])):
        made.cell(1, column).text = names[0]
        made.cell(1, column).add_paragraph(names[1])
    ((_, lead, support),) = read_document(read_file(write("a.docx", saved(document)))).tasks
    assert [b.agency.name for b in lead] == ["Sở Nội vụ", "Sở Y tế"]
    assert [b.agency.name for b in support] == ["Sở Nông nghiệp và Môi trường"]


def test_tables_within_cells(write: Write) -> None:
    document = docx.Document()
    made = table(document, [HEADER[:3], ["1", "Mua sách:", "Sở Nội vụ"]])
    inner = made.cell(1, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "500", "cuốn"
    assert rows(read_file(write("a.docx", saved(document)))) == [["1", "Mua sách: 500 cuốn", "Sở Nội vụ"]]

    document = docx.Document()
    frame = document.add_table(1, 1).cell(0, 0)
    frame.text = "Phụ lục"
    inner = frame.add_table(2, 2)
    for place, text in enumerate(["TT", "Nhiệm vụ", "1", "Mua sách"]):
        inner.cell(place // 2, place % 2).text = text
    assert read_file(write("b.docx", saved(document))).lines == ("Phụ lục", "TT\tNhiệm vụ", "1\tMua sách")


def test_two_tables_with_nothing_between_are_two(write: Write) -> None:
    document = docx.Document()
    table(document, [["TT", "Nhiệm vụ"], ["1", "Mua sách"]])
    document.add_paragraph("")
    table(document, [["Số", "Chỉ tiêu"], ["1", "Tỷ lệ xã có thư viện"]])
    document.add_paragraph("")
    table(document, [["Số", "Chỉ tiêu"], ["2", "Tỷ lệ trường có thư viện"]])
    assert [len(found.rows) for found in make_tables(read_file(write("a.docx", saved(document))))] == [1, 2]


def test_bold_and_centred_paragraphs(write: Write) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("Phát triển thư viện công cộng đến năm 2030, tầm nhìn").bold = True
    after = document.add_paragraph("của tỉnh")
    after.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("Ủy ban nhân dân tỉnh")
    parsed = read_file(write("a.docx", saved(document)))
    assert parsed.layout is not None and (1, 0) in parsed.layout.bold and parsed.layout.centred == {1, 2}
    assert [part.text for part in paragraphs(parsed)] == [
        "Phát triển thư viện công cộng đến năm 2030, tầm nhìn của tỉnh",
        "Ủy ban nhân dân tỉnh",
    ]


# ------------------------------------------------------------------ web pages

PAGE = """<!DOCTYPE html><html><head><title>Văn bản</title><style>p {{}}</style></head><body>
<nav><a href="/">Trang chủ</a> <a href="/vb">Văn bản</a></nav>
<div id="menu"><ul><li><a href="/1">Nghị quyết</a></li><li><a href="/2">Kế hoạch</a></li></ul></div>
<div id="all"><div id="side"><a href="/3">Văn bản liên quan đến thư viện, sách và báo chí</a></div>
<div id="text">{}</div></div>
<footer>Bản quyền của cổng thông tin</footer><script>var a = "Số: 1/KH-UBND";</script></body></html>"""
LONG = "Ủy ban nhân dân tỉnh ban hành Kế hoạch phát triển thư viện đến năm 2030 với những nội dung như sau"


def test_the_text_of_a_page_without_what_stands_around_it(write: Write) -> None:
    content = f"<p>{LONG} {LONG}</p><p>Số &amp; tên:<b> Sách</b>\n  mới</p><p style='display: none'>Ẩn</p>"
    parsed = read_file(write("a.html", PAGE.format(content)))
    assert parsed.lines == (f"{LONG} {LONG}", "Số & tên: Sách mới")


def test_lists_are_numbered_as_a_browser_does(write: Write) -> None:
    content = f"<p>{LONG} {LONG}</p><ol start='3'><li>Ba</li><li>Bốn</li></ol>"
    content += "<ol type='a'><li>Một<ul><li>Chấm</li></ul></li></ol>"
    lines = read_file(write("a.html", PAGE.format(content))).lines
    assert lines[1:] == ("3. Ba", "4. Bốn", "a. Một", "- Chấm")


def test_lines_broken_by_hand(write: Write) -> None:
    content = f"<p>{LONG}<br>với sách<br/>1. Mua sách<br> <br>2. Dạy đọc 10 m<sup>2</sup></p>"
    lines = read_file(write("a.html", PAGE.format(content))).lines
    assert lines == (f"{LONG} với sách", "1. Mua sách", "2. Dạy đọc 10 m²")


def test_spans_of_a_table(write: Write) -> None:
    content = f"""<p>{LONG} {LONG} {LONG}</p><table><thead><tr><th rowspan=2>TT</th><th rowspan="2">Nhiệm vụ</th>
    <th colspan="2">Cơ quan thực hiện</th></tr><tr><th>Chủ trì</th><th>Phối hợp</th></tr></thead>
    <tr><td>1</td><td>Mua sách</td><td rowspan="2">Sở Nội vụ</td><td>Sở Tài chính</td></tr>
    <tr><td>2</td><td>Dạy đọc</td><td></td></tr><tr><td colspan="4"><b>II. KHÁC</b></td></tr>
    <tr><td>3</td><td>Mở cửa</td><td><p>Sở Y tế</p><p>Sở Nội vụ</p></td><td></td></tr></table>"""
    parsed = read_file(write("a.html", PAGE.format(content)))
    assert rows(parsed)[1:2] == [["2", "Dạy đọc", "Sở Nội vụ", ""]]
    read = read_document(parsed)
    assert [
        (task.code, task.heading, [b.agency.name for b in lead], [b.agency.name for b in support])
        for task, lead, support in read.tasks
    ] == [
        ("1", None, ["Sở Nội vụ"], ["Sở Tài chính"]),
        ("2", None, ["Sở Nội vụ"], []),
        ("3", "II. KHÁC", ["Sở Y tế", "Sở Nội vụ"], []),
    ]


def test_a_page_laid_out_in_tables(write: Write) -> None:
    content = f"""<table><tr><td><a href="/">Trang chủ</a></td><td><table><tr><td><p>{LONG}</p><p>{LONG}</p>
    <table><tr><td>TT</td><td>Nhiệm vụ</td></tr><tr><td>1</td><td>Mua sách</td></tr></table></td></tr></table>
    </td></tr></table>"""
    parsed = read_file(write("a.htm", f"<html><body>{content}</body></html>"))
    assert parsed.lines[-4:] == (LONG, LONG, "TT\tNhiệm vụ", "1\tMua sách")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_encodings_of_pages(write: Write, encoding: str) -> None:
    declared = '<meta charset="windows-1258">' if encoding == "cp1258" else '<meta charset="utf-8">'
    words = "Thư viện tỉnh"
    # The old code page of Windows has the tones as signs of their own.
    text = "Thư vi\u00ea\u0323n ti\u0309nh" if encoding == "cp1258" else words
    page = f"<html><head>{declared}</head><body><p>{text}</p></body></html>"
    assert read_file(write("a.html", page.encode(encoding))).lines == (words,)


# ------------------------------------------------------------------ PDF files

STATED = (
    "Ủy ban nhân dân tỉnh ban hành Kế hoạch thực hiện Nghị quyết số 31/NQ-CP ngày 05 tháng 3 năm 2022 của Chính phủ"
    " về phát triển thư viện công cộng đến năm 2030 với những nội dung như sau đây và những việc khác cần làm ngay."
)


def plan_page() -> PdfPage:
    """The first page of a plan: a letterhead in two columns, a title, a paragraph, two items."""
    lines = [
        Line("ỦY BAN NHÂN DÂN", 90, 60, 12, True),
        Line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 300, 60, 12, True),
        Line("TỈNH LÂM ĐỒNG", 100, 76, 12, True),
        Line("Độc lập - Tự do - Hạnh phúc", 330, 76, 12, True),
        Line("Số:", 90, 104),
        Line("/KH-UBND", 160, 104),
        Line("Lâm Đồng, ngày 12 tháng 3 năm 2024", 310, 104, 12),
        Line("KẾ HOẠCH", 270, 140, 14, True),
        Line("Phát triển thư viện công cộng", 210, 160, 14, True),
        *wrapped(STATED, 70, 190),
        *wrapped("1. Mục tiêu cụ thể đến năm 2030", 70, 260),
        *wrapped("- Tỷ lệ xã có thư viện đạt 65%.", 70, 280),
        Line("1", 290, 800),
    ]
    return PdfPage(lines, fields=[Line("45", 120, 102), Line("Người ký: Văn phòng 12.03.2024", 320, 10, 8)])


def test_a_pdf_with_a_letterhead_in_two_columns(write: Write) -> None:
    parsed = read_file(write("a.pdf", Pdf([plan_page()]).data()))
    assert parsed.lines == (
        "ỦY BAN NHÂN DÂN",
        "TỈNH LÂM ĐỒNG",
        "Số: 45 /KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Lâm Đồng, ngày 12 tháng 3 năm 2024",
        "KẾ HOẠCH",
        "Phát triển thư viện công cộng",
        STATED,
        "1. Mục tiêu cụ thể đến năm 2030",
        "- Tỷ lệ xã có thư viện đạt 65%.",
    )


def test_the_number_that_a_signature_fills_in_is_read_and_its_stamp_is_not(write: Write) -> None:
    read = read_path(write("a.pdf", Pdf([plan_page()]).data()))
    assert str(read.head.number) == "45/KH-UBND" and str(read.head.date) == "2024-03-12"
    assert not any("Người ký" in line for line in read.parsed.lines)


def test_a_number_cut_at_its_hyphen_is_one(write: Write) -> None:
    words = "Theo quy định của Nghị định của Chính phủ số 217/2025/NĐ- CP ngày 05 tháng 8"
    left, right = words.split("NĐ- ")
    lines = [Line(f"{left}NĐ-", 70, 100), Line(right, 70, 116), Line("x" * 75, 70, 200)]
    assert read_file(write("a.pdf", Pdf([PdfPage(lines)]).data())).lines[0] == words.replace("NĐ- CP", "NĐ-CP")


def test_a_table_goes_on_over_pages(write: Write) -> None:
    x = [60, 90, 280, 400, 540]
    header = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"]
    first = ruled([header, ["1", "Mua sách", "Sở Nội vụ", "2025"], ["2", "Dạy đọc", "Sở Y tế", "2026"]], x, 600)
    first.lines += [*wrapped("II. NHIỆM VỤ", 70, 80), Line("3", 300, 810)]
    second = ruled([header, ["3", "Mở cửa buổi tối", "Sở\nNội vụ", "2027"]], x, 60)
    third = ruled([["4", "Xây nhà", "Sở Xây dựng", "2028"]], x, 60)
    for number, page in enumerate((second, third), start=4):
        page.lines.append(Line(str(number), 300, 30))
    third.lines += wrapped("Trên đây là Kế hoạch.", 70, 300)
    path = write("a.pdf", Pdf([first, second, third]).data())
    parsed = read_file(path)
    (found,) = make_tables(parsed)
    assert [[cell.text for cell in row.cells] for row in found.rows] == [
        ["1", "Mua sách", "Sở Nội vụ", "2025"],
        ["2", "Dạy đọc", "Sở Y tế", "2026"],
        ["3", "Mở cửa buổi tối", "Sở Nội vụ", "2027"],
        ["4", "Xây nhà", "Sở Xây dựng", "2028"],
    ]
    assert [parsed.page(row.line) for row in found.rows] == [1, 1, 2, 3]
    assert [(row.number, row.after_break) for row in found.rows] == [(2, False), (3, False), (5, True), (6, True)]


def test_a_cell_over_rows_of_a_pdf(write: Write) -> None:
    x = [60, 90, 280, 400, 540]
    page = ruled(
        [
            ["TT", "Chỉ tiêu", "Năm 2025", "Cơ quan theo dõi"],
            ["1", "Tỷ lệ xã có thư viện", "65%", "Sở Nội vụ"],
            ["2", "Tỷ lệ trường có thư viện", "80%", ""],
            ["3", "Số sách", "500", ""],
        ],
        x,
        100,
    )
    page.rules = [rule for rule in page.rules if not (rule.top == rule.bottom == 148)]
    page.rules.append(Rule(60, 148, 400, 148))
    read = read_document(read_file(write("a.pdf", Pdf([page]).data())))
    assert [[b.agency.name for b in owners] for _, owners in read.targets] == [["Sở Nội vụ"], ["Sở Nội vụ"], []]


def test_a_table_open_at_its_sides(write: Write) -> None:
    page = ruled([["TT", "Nhiệm vụ"], ["1", "Mua sách"], ["2", "Dạy đọc"]], [60, 90, 400], 100)
    page.rules = [rule for rule in page.rules if rule.x0 == 90 or rule.top == rule.bottom]
    assert rows(read_file(write("a.pdf", Pdf([page]).data()))) == [["1", "Mua sách"], ["2", "Dạy đọc"]]


def test_frames_around_lines_are_no_table(write: Write) -> None:
    lines = wrapped(STATED, 70, 100)
    page = PdfPage([*lines, Line("Kết thúc.", 98, 300)])
    page.rules += [Rule(60, 98 + 15.6 * n, 540, 98 + 15.6 * n) for n in range(len(lines) + 1)]
    page.rules += [Rule(x, 98, x, 110) for x in (60, 300, 540)]
    assert read_file(write("a.pdf", Pdf([page]).data())).lines == (STATED, "Kết thúc.")


def test_shaded_words_are_no_table(write: Write) -> None:
    page = PdfPage(wrapped(STATED, 70, 100))
    page.shades += [Rule(x, 98 + 15.6 * n, x + 120, 113.6 + 15.6 * n) for n in range(4) for x in (70, 190, 310)]
    assert read_file(write("a.pdf", Pdf([page]).data())).lines == (STATED,)


def test_letters_of_another_font_stay_in_their_word(write: Write) -> None:
    page = PdfPage(
        [Line("Th", 70, 100), Line("ư", 82, 99.2, 13, True), Line("vi", 94, 100), Line("ện", 106, 100, 12, True)]
    )
    page.lines += [Line("công", 124, 100)]
    (line,) = read_file(write("a.pdf", Pdf([page]).data())).lines
    assert line.replace(" ", "") == "Thưviệncông" and "việncông" not in line and "việ n" not in line


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_rotated_page(write: Write, rotate: int) -> None:
    page = ruled([["TT", "Nhiệm vụ"], ["1", "Mua sách"]], [60, 90, 400], 100)
    page.rotate = rotate
    # What the page says of its rotation is how it is to be looked at: the text lies then, and is read all the same.
    assert rows(read_file(write("a.pdf", Pdf([page]).data()))) == [["1", "Mua sách"]]


def test_a_page_printed_sideways(write: Write) -> None:
    page = PdfPage([Line("TT", 104, 500, 9, turn=1), Line("Nhiệm vụ", 104, 400, 9, turn=1)])
    page.lines += [Line("1", 128, 500, 9, turn=1), Line("Mua sách", 128, 400, 9, turn=1)]
    page.rules += [Rule(x, 200, x, 520) for x in (90, 114, 138)]
    page.rules += [Rule(90, top, 138, top) for top in (200, 450, 520)]
    assert rows(read_file(write("a.pdf", Pdf([page]).data()))) == [["1", "Mua sách"]]


def test_running_heads_are_left_out(write: Write) -> None:
    pages = [
        PdfPage(
            [
                Line("Cổng thông tin tỉnh", 200, 30, 9),
                *wrapped(f"Phần {n}. {STATED}", 70, 100),
                Line(f"- {n} -", 290, 800),
            ]
        )
        for n in (1, 2, 3)
    ]
    parsed = read_file(write("a.pdf", Pdf(pages).data()))
    assert len(parsed.lines) == 3 and parsed.layout is not None and parsed.layout.pages == (1, 2, 3)


def test_a_paragraph_over_two_pages_is_one(write: Write) -> None:
    words = STATED.split()
    pages = [PdfPage(wrapped(" ".join(words[:34]), 70, 700)), PdfPage(wrapped(" ".join(words[34:]), 70, 60, indent=0))]
    parsed = read_file(write("a.pdf", Pdf(pages).data()))
    (whole,) = paragraphs(parsed)
    assert whole.text == STATED and [parsed.page(line) for _, line in whole.starts] == [1, 2]


def test_a_pdf_without_text(write: Write) -> None:
    with pytest.raises(InputError, match="holds no text"):
        read_file(write("a.pdf", Pdf([PdfPage()]).data()))


# ------------------------------------------------------------------ scans

needs_font = pytest.mark.skipif(
    not FONTS, reason="no font with Vietnamese letters (on Debian: apt install fonts-dejavu-core)"
)
PRINTED = [
    "Số: 45/KH-UBND",
    "Lâm Đồng, ngày 12 tháng 3 năm 2024",
    "KẾ HOẠCH",
    "Phát triển thư viện công cộng",
    "Căn cứ Nghị quyết số 31/NQ-CP ngày 05 tháng 3 năm 2022",
]


@pytest.fixture
def without_tesseract(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@needs_font
@pytest.mark.usefixtures("without_tesseract")
@pytest.mark.parametrize(
    ("page", "true_letters", "why"),
    [
        (PdfPage(picture=scanned(PRINTED) if FONTS else None), True, "page 1 is a picture without text"),
        (
            PdfPage([Line("Văn phòng 12.03.2024 10:21", 350, 20, 8)], picture=scanned(PRINTED) if FONTS else None),
            True,
            "its text is only a stamp",
        ),
        (PdfPage(wrapped(STATED, 70, 100)), False, "letters are not those it shows"),
    ],
    ids=["no text", "a stamp", "garbled"],
)
def test_a_page_that_needs_recognising_names_what_to_install(
    write: Write, page: PdfPage, true_letters: bool, why: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_file(write("a.pdf", Pdf([page], true_letters).data()))
    assert why in str(caught.value) and "Tesseract is not installed" in str(caught.value)
    assert "apt install tesseract-ocr tesseract-ocr-vie" in caught.value.todo and caught.value.exit_status == 2


def _need_tesseract() -> None:
    if missing := ocr.missing():
        if "ocr" in REQUIRED:
            pytest.fail(missing)
        pytest.skip(f"{missing}. {ocr.INSTALL}")


@needs_font
@pytest.mark.ocr
@pytest.mark.parametrize("turn", [0, 90, 180])
def test_a_scanned_page_is_recognised(write: Write, turn: int) -> None:
    _need_tesseract()
    picture = scanned(PRINTED, turn=turn)
    width, height = (595, 842) if turn % 180 == 0 else (842, 595)
    page = PdfPage(picture=picture, width=width, height=height)
    read = read_path(write("a.pdf", Pdf([page]).data()))
    assert str(read.head.number) == "45/KH-UBND" and str(read.head.date) == "2024-03-12"
    assert [str(cited.number) for cited in read.cited] == ["31/NQ-CP"]
    assert "text-recognised" in {finding.code for finding in read.findings}
    assert read.parsed.page(1) == 1


@needs_font
@pytest.mark.parametrize("degrees", [0.0, 0.2, 0.6, -1.5, 3.0])
def test_a_page_that_lay_askew_is_set_straight(degrees: float) -> None:
    sheet = scanned(PRINTED * 4).rotate(-degrees, fillcolor=255)
    assert ocr.skew(sheet) == pytest.approx(degrees if abs(degrees) > 0.3 else 0, abs=0.15)
    assert ocr.skew(scanned([])) == 0


@needs_font
@pytest.mark.ocr
@pytest.mark.parametrize("degrees", [0.0, 1.7, -2.5])
def test_the_rulings_of_a_scan_make_a_table(write: Write, degrees: float) -> None:
    _need_tesseract()
    sheet = scanned([])
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype(str(FONTS[0]), 36)
    cells = [["TT", "Nhiệm vụ", "Cơ quan chủ trì"], ["1", "Mua sách mới", "Sở Nội vụ"], ["2", "Dạy đọc", "Sở Y tế"]]
    x, y = [150, 300, 900, 1450], [200, 300, 400, 500]
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            pen.text((x[column] + 20, y[row] + 25), text, fill=0, font=font)
    for top in y:
        pen.line((x[0], top, x[-1], top), fill=0, width=3)
    for left in x:
        pen.line((left, y[0], left, y[-1]), fill=0, width=3)
    sheet = sheet.rotate(degrees, fillcolor=255)
    (found,) = make_tables(read_file(write("a.pdf", Pdf([PdfPage(picture=sheet)]).data())))
    assert [[cell.text for cell in row.cells][1:] for row in found.rows] == [row[1:] for row in cells[1:]]


@needs_font
@pytest.mark.ocr
def test_a_poor_scan_of_a_table_keeps_its_rows(write: Write) -> None:
    """At 120 dpi letters run together as rulings do; a month stands above a year; a quarter is of strokes only."""
    _need_tesseract()
    rows = [
        ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian"],
        ["1", "Lập danh mục sách quý", "Sở Khoa học và Công nghệ", "Sở Tài chính", "Tháng 9/2026"],
        ["2", "Mua xe thư viện", "Sở Nội vụ", "Sở Giáo dục và Đào tạo", "Năm 2027"],
        ["3", "Mở phòng đọc ở xã", "Sở Xây dựng", "Công an tỉnh", "Quý II/2026"],
    ]
    sheet = Image.new("L", (1403, 992), 255)
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype(str(FONTS[0]), 19)
    x, y = [60, 110, 430, 760, 1080, 1330], [100 + 50 * n for n in range(5)]
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            pen.text((x[column] + 8, y[row] + 14), text, fill=0, font=font)
    for top in y:
        pen.line((x[0], top, x[-1], top), fill=0)
    for left in x:
        pen.line((left, y[0], left, y[-1]), fill=0)
    sheet = sheet.resize((3508, 2480), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(2))
    page = PdfPage(picture=sheet, width=842, height=595)
    (found,) = make_tables(read_file(write("a.pdf", Pdf([page]).data())))
    assert [[cell.text for cell in row.cells][1:] for row in found.rows] == [row[1:] for row in rows[1:]]


@needs_font
def test_dust_is_taken_away_and_dots_are_not() -> None:
    clean = scanned(["Số: 45/KH-UBND. Kết quả: một, hai."])
    assert ocr.without_dust(clean) is clean
    dusty = clean.copy()
    for place in range(1000):
        dusty.putpixel((100 + 37 * (place % 40), 600 + 50 * (place // 40)), 0)
    assert ocr.without_dust(dusty).tobytes() == clean.tobytes()


# ------------------------------------------------------------------ old Word documents


@pytest.mark.usefixtures("without_tesseract")
def test_an_old_word_document_names_what_to_install(write: Write) -> None:
    with pytest.raises(InputError, match="LibreOffice, which is not installed") as caught:
        read_file(write("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)))
    assert caught.value.todo == doc.INSTALL


@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed (apt install libreoffice-writer-nogui)"
)
def test_an_old_word_document_is_read(write: Write) -> None:
    rtf = r"{\rtf1\ansi\uc1 S\u7889?: 45/KH-UBND\par K\u7870? HO\u7840?CH\par}"
    assert read_file(write("a.doc", rtf)).lines == ("Số: 45/KH-UBND", "KẾ HOẠCH")


# ------------------------------------------------------------------ where a fact stands


def test_a_reading_says_the_page(write: Write) -> None:
    pages = [plan_page(), PdfPage(wrapped("II. NHIỆM VỤ", 70, 60) + wrapped("1. Sở Nội vụ chủ trì mua sách.", 70, 90))]
    reading = to_interchange(read_path(write("a.pdf", Pdf(pages).data())))
    (task,) = reading["tasks"]
    assert task["page"] == 2 and task["lead"][0]["page"] == 2
    assert [target["page"] for target in reading["targets"]] == [1]


def test_a_statement_says_page_table_row_and_column(write: Write) -> None:
    x = [60, 90, 280, 400, 540]
    page = plan_page()
    annex = ruled([["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"], ["1", "Mua sách", "Sở Nội vụ", "2025"]], x, 100)
    facts = prepare(write("a.pdf", Pdf([page, annex]).data()))
    (led,) = [statement for statement in facts.statements if statement.predicate == "LED_BY"]
    assert led.spans == (
        Span(line=14, line_end=14, quote="1\tMua sách\tSở Nội vụ\t2025", page=2, table=1, row=2, column=3),
    )


def test_every_store_keeps_the_page(write: Write, tmp_path: Path) -> None:
    path = write("a.pdf", Pdf([plan_page()]).data())
    with closing(open_store(str(tmp_path / "store"))) as store:
        load_paths(store, [path])
        (source,) = store.sources()
        facts = store.document(source.document)
        assert facts is not None
        assert {span.page for statement in facts.statements for span in statement.spans} == {1}


def test_folders_give_every_type_and_pass_over_lock_files(write: Write, tmp_path: Path) -> None:
    for suffix in (*SUFFIXES, ".xlsx"):
        write(f"a{suffix}", "x")
    write("~$a.docx", "x")
    found, passed = find_files([tmp_path])
    assert {path.suffix for path in found} == set(SUFFIXES) == {".doc", ".docx", ".htm", ".html", ".md", ".pdf", ".txt"}
    assert len(found) == len(SUFFIXES) and {path.name for path in passed} == {"a.xlsx"}


def test_a_document_is_the_same_in_every_format(write: Write) -> None:
    lines = [
        "Số: 45/KH-UBND",
        "Lâm Đồng, ngày 12 tháng 3 năm 2024",
        "KẾ HOẠCH",
        STATED,
        "II. NHIỆM VỤ",
        "1. Sở Nội vụ chủ trì mua sách.",
    ]
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    pdf = PdfPage([Line(lines[0], 70, 60), Line(lines[1], 70, 80), Line(lines[2], 270, 110), *wrapped(STATED, 70, 140)])
    pdf.lines += [*wrapped(lines[4], 70, 220), *wrapped(lines[5], 70, 250)]
    files = [
        write("a.txt", "\n\n".join(lines)),
        write("a.docx", saved(document)),
        write("a.html", "<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>"),
        write("a.pdf", Pdf([pdf]).data()),
    ]
    readings = [to_interchange(read_path(path)) for path in files]
    for reading in readings:
        assert reading["document"] == readings[0]["document"]
        assert [c["number"] for c in reading["implements"]] == ["31/NQ-CP"]
        assert [[b["id"] for b in t["lead"]] for t in reading["tasks"]] == [["agency/so-noi-vu.lam-dong"]]


def test_pictures_without_a_font_can_be_made_too() -> None:
    held = io.BytesIO(Pdf([PdfPage([Line("Kế hoạch", 70, 80)])]).data())
    assert held.getvalue().startswith(b"%PDF-1.7") and held.getvalue().rstrip().endswith(b"%%EOF")
