"""The head: number, kind, issuer, place, date, title, signer; what is blank stays blank and is told."""

from __future__ import annotations

from cases import Case, parse, table

from loaders.interchange import to_interchange
from loaders.read import read_document
from loaders.structure import paragraphs

FIELDS = ("number", "kind", "issuer", "jurisdiction", "date", "title", "signer", "signer_role")


@table("heads")
def test_the_head_of_a_document(case: Case) -> None:
    reading = to_interchange(read_document(parse(case["text"])))
    assert {field: reading["document"][field] for field in FIELDS} == {
        field: case["head"].get(field) for field in FIELDS
    }


@table("heads")
def test_what_is_doubtful_in_a_head_is_told(case: Case) -> None:
    codes = {"number-blank", "date-incomplete", "signer-missing"}
    findings = to_interchange(read_document(parse(case["text"])))["findings"]
    assert sorted(f["code"] for f in findings if f["code"] in codes) == sorted(case["findings"])


@table("heads")
def test_what_is_read_stands_in_its_lines(case: Case) -> None:
    parsed = parse(case["text"])
    read = read_document(parsed)
    printed = {number: part.text for part in paragraphs(parsed) for _, number in part.starts}
    for field, (first, last) in read.head.lines.items():
        words = " ".join(dict.fromkeys(printed[number] for number in range(first, last + 1) if number in printed))
        expected = {
            "number": "Số",
            "date": str(read.head.date.year) if read.head.date else "",
            "place": (read.head.place or "").split(" ")[-1],
            "kind": "KẾ HOẠCH",
            "title": read.head.title or "",
            "issuer": (read.head.issuer or "").split(" ")[-1],
            "signer": read.head.signer or "",
            "signer_role": (read.head.signer_role or "").upper(),
        }[field]
        assert expected in words


def test_a_blank_number_is_never_a_parents() -> None:
    text = "Số: /KH-UBND\nLâm Đồng, ngày tháng năm 2024\nKẾ HOẠCH\nThực hiện Nghị quyết số 31/NQ-CP\nI. NHIỆM VỤ"
    read = read_document(parse(text))
    assert read.head.number is None and read.draft
    assert read.id.startswith("document/kh-ubnd-") and "31" not in read.id.split("2024")[0]


def test_the_same_head_gives_the_same_id_whatever_follows() -> None:
    head = "Số: 9/KH-UBND\nLâm Đồng, ngày 2 tháng 3 năm 2024\nKẾ HOẠCH\nThư viện\nUBND tỉnh ban hành Kế hoạch:\nI. A\n"
    ids = {read_document(parse(head + rest)).id for rest in ("", "1. Số hóa.", "- Theo Quyết định số 77/QĐ-TTg.")}
    assert ids == {"document/9_kh-ubnd.lam-dong-2024"}


def test_one_number_in_two_provinces_is_two_documents() -> None:
    text = "Số: 9/KH-UBND\n{}, ngày 2 tháng 3 năm 2024\nKẾ HOẠCH\nThư viện\nUBND tỉnh ban hành Kế hoạch:\nI. NHIỆM VỤ\n"
    ids = {read_document(parse(text.format(place))).id for place in ("Lâm Đồng", "Sơn La")}
    assert ids == {"document/9_kh-ubnd.lam-dong-2024", "document/9_kh-ubnd.son-la-2024"}


@table("heads", "maker")
def test_the_maker_that_a_title_or_the_lines_below_it_name(case: Case) -> None:
    reading = to_interchange(read_document(parse(case["text"])))
    assert {field: reading["document"][field] for field in FIELDS} == {
        field: case["head"].get(field) for field in FIELDS
    }
