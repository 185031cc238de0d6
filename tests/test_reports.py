"""Reports read back: whatever a .docx of an answer says is what the answer says, with its lines numbered."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from docx import Document
from rdf_cases import embedded, sample

import reports
from graph.store import Store
from present import chain_text
from queries.catalogue import catalogue, find_question
from queries.runner import Answer, run

MADE = datetime(2026, 10, 15, 9, 30)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = embedded(tmp_path_factory.mktemp("reports") / "store", sample())
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def answer(store: Store) -> Answer:
    return run(store, find_question("target-owners"), {"from": "NQ-42"}, as_of="2026-10-15")


def read(data: bytes) -> tuple[list[str], list[list[str]]]:
    """The paragraphs of a .docx, and the rows of its one table."""
    book = Document(io.BytesIO(data))
    rows = [[cell.text for cell in row.cells] for table in book.tables for row in table.rows]
    return [paragraph.text for paragraph in book.paragraphs], rows


def test_the_report_says_what_was_asked_of_what_and_when(store: Store, answer: Answer) -> None:
    paragraphs, _ = read(
        reports.docx(
            answer, "vi", store.status(), given={"from": "42-NQ/TW"}, link="http://127.0.0.1/ask?q=x", made=MADE
        )
    )
    assert paragraphs[0] == answer.question.title.vi
    assert "Với điều kiện: Văn bản gốc: 42-NQ/TW" in paragraphs
    assert "Kho dữ liệu: oxigraph, 5 văn bản đã nạp" in paragraphs
    assert "Lập lúc: 15/10/2026 09:30" in paragraphs
    assert "Mở lại câu trả lời: http://127.0.0.1/ask?q=x" in paragraphs


def test_every_row_points_to_its_lines(store: Store, answer: Answer) -> None:
    paragraphs, rows = read(reports.docx(answer, "vi", store.status(), made=MADE))
    head, *body = rows
    assert len(body) == len(answer.rows) == 100
    quotes = {int(found[1]): found[2] for text in paragraphs if (found := re.match(r"\[(\d+)\] (.*)", text, re.DOTALL))}
    assert sorted(quotes) == list(range(1, len(quotes) + 1))
    at = head.index("Căn cứ")
    for cells, row in zip(body, answer.rows, strict=True):
        numbers = [int(number) for number in re.findall(r"\[(\d+)\]", cells[at])]
        assert numbers
        for item in row.evidence:
            start = f"{item.document_label}, dòng {item.line}"
            quote = " ".join(item.quote.split())
            assert any(quotes[number].startswith(start) and quote in quotes[number] for number in numbers)


def test_owner_then_holder_and_doubt_stand_in_words(store: Store, answer: Answer) -> None:
    paragraphs, (head, *body) = read(reports.docx(answer, "vi", store.status(), made=MADE))
    owner, holder = head.index("Cơ quan phụ trách"), head.index("Giữ việc vào 15/10/2026")
    assert holder == owner + 1
    for cells, row in zip(body, answer.rows, strict=True):
        assert cells[holder] == row.holdings["agency"].words("vi")
        assert ("⚠" in cells[owner]) == bool(row.values["doubt"])
    assert any("150/2025/NĐ-CP" in text for text in paragraphs)


def test_the_chains_stand_with_their_lines(store: Store, answer: Answer) -> None:
    paragraphs, _ = read(reports.docx(answer, "en", store.status(), made=MADE))
    chains = {chain_text(chain) for row in answer.rows for chain in row.chain if len(chain.documents) > 1}
    assert chains
    for chain in chains:
        assert any(re.match(rf"{re.escape(chain)}( \(also directly\))? (\[\d+\] ?)+$", text) for text in paragraphs)


@pytest.mark.parametrize("name", catalogue())
def test_every_question_has_a_report_in_both_languages(store: Store, name: str) -> None:
    from test_questions_sample import answered

    found = answered(store, find_question(name))
    for language in ("vi", "en"):
        paragraphs, rows = read(reports.docx(found, language, store.status(), made=MADE))
        assert paragraphs[0] == getattr(found.question.title, language)
        assert len(rows) == (len(found.rows) + 1 if found.rows else 0)


def test_signs_that_no_xml_may_hold_do_no_harm(store: Store, answer: Answer) -> None:
    first = answer.rows[0]
    hostile = replace(first, values={**first.values, "indicator": "a\x00b\x0b<w:p>&amp;"})
    _, rows = read(reports.docx(replace(answer, rows=[hostile], total=1), "vi", store.status(), made=MADE))
    assert any("a\ufffdb\ufffd<w:p>&amp;" in cell for cell in rows[1])


def test_an_answer_without_rows_says_so(store: Store) -> None:
    found = run(store, find_question("shared-ownership"), {"plan": "113/KH-UBND"})
    assert not found.rows
    paragraphs, rows = read(reports.docx(found, "vi", store.status(), made=MADE))
    assert "Không có kết quả." in paragraphs and rows == []
