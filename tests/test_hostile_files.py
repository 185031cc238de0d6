"""Files that are broken, locked, mislabelled, too large or made to do harm: a sentence each, soon, and nothing more."""

from __future__ import annotations

import io
import os
import re
import socket
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import docx
import pytest
from papers import Line, Pdf, PdfPage, assemble, saved, with_part, wrapped
from typer.testing import CliRunner

import cli
from graph.store import open_store
from loaders import pipeline
from loaders.formats import MAX_LINE, MAX_TEXT, pdf, read_file
from loaders.pipeline import load_paths, read_path
from ontology.errors import InputError

Write = Callable[[str, bytes], Path]
SOON = 10.0
"""Seconds for one file, beyond recognising scans."""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return put


@pytest.fixture(autouse=True)
def _soon() -> Iterator[None]:
    start = time.monotonic()
    yield
    # The machine that runs the tests may be busy with others: what hangs takes longer than thrice the time.
    assert time.monotonic() - start < 3 * SOON


def refused(path: Path) -> str:
    """What is said of a file that is not read: one error of ours, that names the file and what to do."""
    with pytest.raises(InputError) as caught:
        read_file(path)
    assert caught.value.where == str(path) and caught.value.todo and caught.value.exit_status == 2
    return str(caught.value)


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for words in paragraphs:
        document.add_paragraph(words)
    return saved(document)


def archive(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in parts.items():
            package.writestr(name, body)
    return held.getvalue()


NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def body(inner: str, doctype: str = "") -> bytes:
    return f'<?xml version="1.0"?>{doctype}<w:document {NAMESPACE}><w:body>{inner}</w:body></w:document>'.encode()


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


# ------------------------------------------------------------------ named by another type


def test_a_pdf_under_another_name_is_read_as_what_it_is(write: Write) -> None:
    data = Pdf([PdfPage(wrapped("Kế hoạch phát triển thư viện", 70, 100))]).data()
    for name in ("a.txt", "a.docx", "a.html", "a.doc"):
        assert read_file(write(name, data)).lines == ("Kế hoạch phát triển thư viện",)


def test_a_word_document_and_a_web_page_under_other_names(write: Write) -> None:
    assert read_file(write("a.pdf", word("Kế hoạch"))).lines == ("Kế hoạch",)
    assert read_file(write("a.doc", "<html><body><p>Kế hoạch</p></body></html>".encode())).lines == ("Kế hoạch",)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"\x7fELF\x02\x01\x01\x00\x00", "not UTF-8 text|binary data"),
        ("a.txt", b"\x00" * 5000 + b"x", "binary data"),
        ("a.md", b"\x89PNG\r\n\x1a\n\x00", "it is a picture"),
        ("a.html", b"\x1f\x8b\x08\x00\x00", "it is a compressed file"),
        ("a.pdf", b"\xff\xd8\xff\xe0\x00\x10JFIF", "it is a picture"),
        ("a.pdf", "Kế hoạch phát triển".encode(), "named .pdf, but it is none"),
        ("a.docx", "Kế hoạch phát triển".encode(), "named .docx, but it is none"),
        ("a.doc", b"\x01\x02\x03\x04", "named .doc, but it is none"),
        ("a.docx", b"PK\x05\x06" + bytes(18), "it is a empty archive|empty archive"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("a.") else "",
)
def test_what_is_in_it_is_something_else(write: Write, name: str, content: bytes, said: str) -> None:
    assert re.search(said, refused(write(name, content)))


def test_a_workbook_is_no_word_document(write: Write) -> None:
    parts = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
    assert "no Word document" in refused(write("a.docx", archive(parts)))


def test_things_that_are_no_files(tmp_path: Path) -> None:
    pipe = tmp_path / "a.txt"
    os.mkfifo(pipe)
    assert "no regular file" in refused(pipe)


# ------------------------------------------------------------------ broken and locked


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_a_file_cut_short(write: Write, suffix: str, keep: float) -> None:
    whole = word("Kế hoạch " * 50) if suffix == ".docx" else Pdf([PdfPage([Line("Kế hoạch", 70, 80)])]).data()
    path = write(f"a{suffix}", whole[: int(len(whole) * keep)])
    try:
        # Much of a PDF may be left without its end; what is read then is its text, and nothing else.
        assert set("".join(read_file(path).lines)) <= set("Kế hoạch")
    except InputError as error:
        assert error.todo and str(path) in str(error)


@pytest.mark.parametrize("place", range(40, 2000, 150))
def test_a_word_document_with_a_wrong_byte(write: Write, place: int) -> None:
    data = bytearray(word("Kế hoạch"))
    data[place] ^= 0xFF
    path = write("a.docx", bytes(data))
    try:
        read_file(path)
    except InputError as error:
        assert error.todo and str(path) in str(error)


def test_a_locked_pdf(write: Write) -> None:
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"]
    objects += [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"]
    objects += [b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>"]
    locked = assemble(objects, "/Encrypt 4 0 R /ID [<00> <00>]")
    assert "locked by a password" in refused(write("a.pdf", locked))


def test_a_locked_word_document(write: Write) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(100)
    assert "locked by a password" in refused(write("a.docx", data))
    document = bytearray(word("Kế hoạch"))
    for place in [i for i in range(len(document)) if bytes(document[i : i + 4]) in (b"PK\x03\x04", b"PK\x01\x02")]:
        document[place + (6 if document[place + 2] == 3 else 8)] |= 1
    assert "locked by a password" in refused(write("b.docx", bytes(document)))


# ------------------------------------------------------------------ made to do harm


def test_an_archive_that_unpacks_to_far_too_much(write: Write) -> None:
    bomb = with_part(word("x"), "word/document.xml", body(paragraph(" " * (80 * 2**20))))
    assert len(bomb) < 2**20 and "unpacks to" in refused(write("a.docx", bomb))
    several = archive({f"word/media/{n}.bin": bytes(70 * 2**20) for n in range(5)})
    assert "unpacks to" in refused(write("b.docx", several))


def test_an_archive_that_lies_about_its_size(write: Write) -> None:
    data = bytearray(with_part(word("x"), "word/document.xml", body(paragraph("x" * (30 * 2**20)))))
    place = data.rindex(b"word/document.xml") - 46
    assert data[place : place + 4] == b"PK\x01\x02"
    data[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    assert "damaged" in refused(write("a.docx", bytes(data)))


def test_entities_reach_no_file_and_do_not_grow(write: Write, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("bí mật", encoding="utf-8")
    outer = f'<!DOCTYPE w:document [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    path = write("a.docx", with_part(word("x"), "word/document.xml", body(paragraph("Trước &e; sau"), outer)))
    assert "declares entities" in refused(path)
    grows = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    bomb = f'<!DOCTYPE w:document [<!ENTITY e0 "ha">{grows}]>'
    path = write("b.docx", with_part(word("x"), "word/document.xml", body(paragraph("Trước &e9; sau"), bomb)))
    assert re.search("declares entities|damaged", refused(path))


def test_nothing_is_fetched(write: Write) -> None:
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)

        def listen() -> None:
            try:
                while True:
                    asked.append(server.accept()[0].recv(100))
            except OSError:
                pass

        thread = threading.Thread(target=listen)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        doctype = f'<!DOCTYPE w:document SYSTEM "{address}a.dtd" [<!ENTITY e SYSTEM "{address}e">]>'
        refused(write("a.docx", with_part(word("x"), "word/document.xml", body(paragraph("Một &e;"), doctype))))
        page = f'<html><head><link rel="stylesheet" href="{address}"><base href="{address}"></head><body><p>Một</p>'
        read_file(
            write("a.html", f'{page}<img src="{address}i"><iframe src="{address}f"></iframe></body></html>'.encode())
        )
        thread.join()
    assert asked == []


def test_names_that_lead_out_of_the_archive_write_nothing(write: Write, tmp_path: Path) -> None:
    held = io.BytesIO(word("Kế hoạch"))
    with zipfile.ZipFile(held, "a") as package:
        package.writestr("../../outside.txt", "x")
        package.writestr("/tmp/policygraph-outside.txt", "x")
    assert read_file(write("a.docx", held.getvalue())).lines == ("Kế hoạch",)
    assert not (tmp_path.parent / "outside.txt").exists() and not Path("/tmp/policygraph-outside.txt").exists()
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
        b' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        b' Target="../../../../etc/passwd"/></Relationships>'
    )
    assert "no Word document" in refused(write("b.docx", with_part(word("x"), "_rels/.rels", relations)))


def test_tables_of_impossible_size(write: Write) -> None:
    page = '<html><body><p>Trước</p><table><tr><td colspan="999999999" rowspan="999999999">a</td><td>b</td></tr>'
    page += '<tr><td>1</td><td colspan="70000">2</td></tr></table></body></html>'
    assert "more than 100 columns" in refused(write("a.html", page.encode()))
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr>{paragraph("a")}</w:tc>'
    row = f"<w:tr>{wide}<w:tc>{paragraph('b')}</w:tc></w:tr>"
    data = with_part(word("x"), "word/document.xml", body(f"<w:tbl>{row * 2}</w:tbl>"))
    assert "more than any document needs" in refused(write("a.docx", data))


@pytest.mark.parametrize("depth", [300, 5000, 100_000])
def test_elements_deep_within_each_other(write: Write, depth: int) -> None:
    for name, data in [
        ("a.html", f"<html><body><p>Trước</p>{'<div>' * depth}sâu{'</div>' * depth}</body></html>".encode()),
        ("b.html", f"<html><body><p>Trước</p>{'<table><tr><td>' * depth}sâu</body></html>".encode()),
        (
            "a.docx",
            with_part(
                word("x"),
                "word/document.xml",
                body("<w:tbl><w:tr><w:tc>" * depth + paragraph("sâu") + "</w:tc></w:tr></w:tbl>" * depth),
            ),
        ),
    ]:
        path = write(name, data)
        try:
            assert "sâu" in read_file(path).lines[-1]
        except InputError as error:
            assert error.todo and str(path) in str(error)


# ------------------------------------------------------------------ too large


def test_a_text_of_a_hundred_megabytes_in_one_line(write: Write, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as opened:
        for _ in range(100):
            opened.write(b"a" * 2**20)
    assert f"more than {MAX_TEXT // 2**20} MB" in refused(path)
    assert "holds 10000000 characters" in refused(write("b.txt", b"a" * 10_000_000))
    assert read_file(write("c.txt", b"a" * MAX_LINE)).lines == ("a" * MAX_LINE,)


def test_a_text_that_takes_too_long_to_read(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "READ_SECONDS", 0.2)
    path = write("a.txt", ("KẾ HOẠCH\n\nII. NHIỆM VỤ\n\n" + ("1. " + "Sở A, " * 2000 + "\n\n") * 20).encode())
    with pytest.raises(InputError, match="given up after 0 seconds"):
        read_path(path)
    monkeypatch.undo()
    assert read_path(write("b.txt", "KẾ HOẠCH\n\nMua sách".encode())).head.kind == "KH"


def test_a_paragraph_of_ten_million_letters(write: Write) -> None:
    for name, data in [
        ("a.docx", with_part(word("x"), "word/document.xml", body(paragraph("a" * 10_000_000)))),
        ("a.html", b"<html><body><p>" + b"a" * 10_000_000 + b"</p></body></html>"),
    ]:
        assert "10000000 characters" in refused(write(name, data)), name


def test_a_pdf_of_very_many_pages(write: Write) -> None:
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    objects += [b"<< /Type /Pages /Count 20000 /Kids [" + b"3 0 R " * 20000 + b"] >>"]
    objects += [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"]
    assert "20000 pages" in refused(write("a.pdf", assemble(objects)))


def _page_of(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"]
    objects += [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"]
    objects += [f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream"]
    return assemble(objects)


@pytest.mark.parametrize(
    "content",
    [b" " * (400 * 2**20), b"0 0 m 9 9 l S\n" * 3_000_000, b"q " * 20_000_000],
    ids=["blanks", "strokes", "states"],
)
def test_a_pdf_page_that_unpacks_to_far_too_much(write: Write, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PAGE_SECONDS", 4.0)
    assert refused(write("a.pdf", _page_of(content)))


def test_a_pdf_that_goes_round_in_circles(write: Write) -> None:
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [2 0 R 3 0 R] >>"]
    objects += [b"<< /Type /Page /Parent 3 0 R /MediaBox [0 0 595 842] /Contents [4 0 R 4 0 R] >>", b"4 0 R"]
    assert refused(write("a.pdf", assemble(objects)))


def test_no_process_is_left(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PAGE_SECONDS", 0.01)
    assert "takes too long" in refused(write("a.pdf", Pdf([PdfPage([Line("Kế hoạch", 70, 80)])]).data()))
    me = str(os.getpid())
    children = [
        stat
        for stat in Path("/proc").glob("[0-9]*/stat")
        if stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[1] == me
    ]
    assert not [c for c in children if b"pdf_worker" in (c.parent / "cmdline").read_bytes()]


# ------------------------------------------------------------------ legacy encodings

TCVN3 = "ñy ban nh©n d©n tØnh ban hµnh KÕ ho¹ch thùc hiÖn NghÞ quyÕt cña ChÝnh phñ vÒ ®æi míi th­ viÖn ®Õn n¨m 2030"
VNI = "Uyû ban nhaân daân tænh ban haønh Keá hoaïch thöïc hieän Nghò quyeát cuûa Chính phuû veà ñoåi môùi thö vieän"


@pytest.mark.parametrize(("name", "words"), [("TCVN3", TCVN3), ("VNI", VNI)])
def test_legacy_encodings_are_known_and_refused(write: Write, name: str, words: str) -> None:
    files = [
        write("a.txt", words.encode()),
        write("b.txt", words.encode("latin-1")),
        write("a.docx", word("Kế hoạch", words)),
        write("a.html", f"<html><body><p>{words}</p></body></html>".encode()),
        write("b.html", f"<html><body><p>{words}</p></body></html>".encode("latin-1")),
        write("a.pdf", Pdf([PdfPage(wrapped(words, 70, 100))]).data()),
    ]
    for path in files:
        said = refused(path)
        assert f"in {name}, an encoding from before Unicode" in said and "Unicode, for example with UniKey" in said


def test_an_annex_in_a_legacy_encoding_is_found(write: Write) -> None:
    lines = ["Ủy ban nhân dân tỉnh ban hành Kế hoạch phát triển thư viện"] * 300
    assert "from line 301 on" in refused(write("a.txt", "\n".join([*lines, *[TCVN3] * 5]).encode()))


@pytest.mark.parametrize(
    "words",
    [
        "Ủy ban nhân dân tỉnh ban hành Kế hoạch; giá trị 5 m², ±3 %, «đổi mới», © 2024, ½ số xã, µg/m³, Lâm Đồng®",
        "Các nhà khoa học Müller, Søren, Håkon, Björn và François cùng dự hội nghị về thư viện tại tỉnh Lâm Đồng",
        "UY BAN NHAN DAN TINH BAN HANH KE HOACH PHAT TRIEN THU VIEN CONG CONG DEN NAM 2030",
    ],
)
def test_text_that_is_in_no_legacy_encoding(write: Write, words: str) -> None:
    assert read_file(write("a.txt", words.encode())).lines == (words,)


# ------------------------------------------------------------------ on the command line


def test_the_command_says_one_sentence_and_ends_with_2(write: Write) -> None:
    path = write("a.pdf", b"%PDF-1.7\nbroken")
    result = CliRunner().invoke(cli.app, ["read", str(path)])
    assert result.exit_code == 2 or isinstance(result.exception, InputError)


def test_one_bad_file_stops_no_other(write: Write, tmp_path: Path) -> None:
    folder = tmp_path
    write("a.pdf", b"%PDF-1.7\nbroken")
    write("b.docx", with_part(word("x"), "word/document.xml", body(paragraph(" " * (80 * 2**20)))))
    write("c.docx", word("Số: 45/KH-UBND", "Lâm Đồng, ngày 12 tháng 3 năm 2024", "KẾ HOẠCH", "Mua sách"))
    with closing(open_store(str(tmp_path / ".store"))) as store:
        report = load_paths(store, [folder])
    assert [(Path(file.path).name, file.outcome) for file in report.files] == [
        ("a.pdf", "failed"),
        ("b.docx", "failed"),
        ("c.docx", "added"),
    ]
