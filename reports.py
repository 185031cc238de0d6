"""An answer as a Word document, ready to be laid before someone: question, answer, chains, numbered evidence, doubt."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from graph.store import StoreStatus
from ontology.declare import Words
from ontology.text import xml_text
from ontology.vocabulary import doubt_words
from present import chain_text, columns_of_a_day, line_words, shown_date, with_changes, word
from queries.documents import Change
from queries.runner import Answer, Chain, EvidenceItem
from queries.today import step_words

MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Language = Literal["vi", "en"]

FONT = "Times New Roman"
"""The font of official documents."""

_WORDS: dict[str, Words] = {
    "question": Words("Câu hỏi", "Question"),
    "asked": Words("Với điều kiện", "Asked with"),
    "made": Words("Lập lúc", "Made on"),
    "store": Words("Kho dữ liệu", "Store"),
    "documents": Words("văn bản đã nạp", "documents loaded"),
    "link": Words("Mở lại câu trả lời", "Reopen the answer"),
    "note": Words(
        "Bảng này do chương trình đọc văn bản lập ra. Mỗi dòng dẫn về các dòng văn bản ở phần Căn cứ; hãy đối chiếu "
        "trước khi dùng. Điều có nghi vấn được ghi bằng lời bên cạnh; không ghi chỉ có nghĩa là chương trình "
        "không nhận thấy gì.",
        "This table was made by a program that reads documents. Each row points to the lines of text under Evidence; "
        "compare them before use. What is doubtful is said in words beside it; no such words mean only "
        "that the program noticed nothing.",
    ),
    "answer": Words("Trả lời", "Answer"),
    "evidence": Words("Căn cứ", "Evidence"),
    "doubt": Words("Nghi vấn", "Doubt"),
    "stated": Words("văn bản nêu điều này", "documents state this"),
}


class _Sources:
    """The lines that the report quotes, numbered in the order in which they are first needed."""

    def __init__(self) -> None:
        self.items: list[EvidenceItem] = []
        self._number: dict[tuple[str, int, int], int] = {}

    def numbers(self, items: Iterable[EvidenceItem]) -> str:
        """«[1] [4]»: where the lines of these items stand in the list."""
        found: dict[int, None] = {}
        for item in items:
            key = (item.document, item.line, item.line_end)
            if key not in self._number:
                self.items.append(item)
                self._number[key] = len(self.items)
            found[self._number[key]] = None
        return " ".join(f"[{number}]" for number in found)


def docx(
    answer: Answer,
    language: Language,
    status: StoreStatus,
    *,
    given: Mapping[str, str] | None = None,
    link: str = "",
    changed: Mapping[str, Sequence[Change]] | None = None,
    made: datetime | None = None,
) -> bytes:
    """The report as the bytes of a .docx file.

    Args:
        status: of the store that was asked.
        given: parameter → its value in words; the value itself where there are none.
        link: address that reopens the answer.
        changed: id of a document → what amends or replaces it.
        made: when; now, where not given.
    """
    book = _blank()
    title = getattr(answer.question.title, language)
    book.core_properties.title = xml_text(title)
    book.core_properties.author = "policygraph"
    book.core_properties.language = language
    book.add_heading(xml_text(title), 0)
    _facts(book, answer, language, status, given or {}, link, made or datetime.now())
    note = book.add_paragraph(_say("note", language))
    note.runs[0].italic = True
    sources = _Sources()
    book.add_heading(f"1. {_say('answer', language)}", 1)
    _table(book, answer, language, sources, changed or {})
    parts = 1 + _chains(book, answer, language, sources)
    parts += _changes(book, answer, language, parts + 1)
    _evidence(book, language, sources, parts + 1)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _say(name: str, language: Language) -> str:
    return str(getattr(_WORDS[name], language))


def _blank() -> Docx:
    """A4 on its side, in the font of official documents."""
    book = Document()
    section = book.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(2))
    for style in book.styles:
        if getattr(style, "font", None) is not None and style.name in ("Normal", "Title", "Heading 1"):
            style.font.name = FONT
            # Word takes the font of Vietnamese letters from its own attributes.
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
                fonts.set(qn(kind), FONT)
            for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                fonts.attrib.pop(qn(theme), None)
    book.styles["Normal"].font.size = Pt(12)
    book.styles["Title"].font.size = Pt(18)
    return book


def _facts(
    book: Docx,
    answer: Answer,
    language: Language,
    status: StoreStatus,
    given: Mapping[str, str],
    link: str,
    made: datetime,
) -> None:
    """What was asked, of what, and when."""
    asked = [
        f"{getattr(parameter.title, language)}: {given.get(parameter.name, value)}"
        for parameter in answer.question.parameters
        if (value := answer.parameters.get(parameter.name)) is not None
    ]
    day = f"{shown_date(f'{made:%Y-%m-%d}', language)} {made:%H:%M}"
    lines = {
        "question": getattr(answer.question.description, language),
        "asked": "; ".join(asked),
        "store": f"{status.kind}, {status.documents_loaded} {_say('documents', language)}",
        "made": day,
        "link": link,
    }
    for name, text in lines.items():
        if text:
            paragraph = book.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.add_run(f"{_say(name, language)}: ").bold = True
            paragraph.add_run(xml_text(str(text)))


def _table(
    book: Docx, answer: Answer, language: Language, sources: _Sources, changed: Mapping[str, Sequence[Change]]
) -> None:
    if not answer.rows:
        book.add_paragraph(word("none", language))
        return
    # The last column of a table on screen holds line numbers; here the numbered evidence says more.
    columns = with_changes(columns_of_a_day(answer, language)[:-1], answer, changed, language)
    # Beside an agency's name the doubt is told already.
    told = {"agency", "who"} & {column.name for column in answer.columns}
    doubts = [] if told else [doubt_words(str(row.values.get("doubt") or ""), language) for row in answer.rows]
    headings = ["#", *(column.heading for column in columns), _say("evidence", language)]
    headings += [_say("doubt", language)] if any(doubts) else []
    table = book.add_table(rows=1, cols=len(headings))
    table.style = "Table Grid"
    _repeat(table.rows[0])
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        _write(cell, heading, bold=True)
    for number, row in enumerate(answer.rows, start=1):
        texts = [str(number), *(column.text(row) for column in columns), sources.numbers(row.evidence)]
        texts += [doubts[number - 1]] if any(doubts) else []
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            _write(cell, text)
    book.add_paragraph(f"{answer.total} {word('rows', language)}")


def _write(cell: Any, text: str, *, bold: bool = False) -> None:
    run = cell.paragraphs[0].add_run(xml_text(text))
    run.font.size, run.bold = Pt(10), bold


def _repeat(row: Any) -> None:
    """Let Word repeat a row at the top of each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _chains(book: Docx, answer: Answer, language: Language, sources: _Sources) -> bool:
    """The routes of all rows, each once; false where there are none."""
    found: dict[str, Chain] = {}
    for row in answer.rows:
        for chain in row.chain:
            if len(chain.documents) > 1:
                found.setdefault(chain_text(chain), chain)
    if not found:
        return False
    book.add_heading(f"2. {word('chain', language)}", 1)
    for text, chain in found.items():
        also = f" ({word('also', language)})" if chain.also_direct else ""
        numbers = sources.numbers(item for step in chain.links for item in step.evidence)
        book.add_paragraph(xml_text(f"{text}{also} {numbers}"), style="List Bullet")
    return True


def _changes(book: Docx, answer: Answer, language: Language, place: int) -> bool:
    """Each change between an owner and its holder once, with its acts; false where there are none."""
    found = dict.fromkeys(
        step_words(step, language) for row in answer.rows for held in row.holdings.values() for step in held.steps
    )
    if not found:
        return False
    book.add_heading(f"{place}. {word('changes', language)}", 1)
    for text in found:
        book.add_paragraph(xml_text(text), style="List Bullet")
    return True


def _evidence(book: Docx, language: Language, sources: _Sources, place: int) -> None:
    """Every line quoted, under its number."""
    book.add_heading(f"{place}. {_say('evidence', language)}", 1)
    for number, item in enumerate(sources.items, start=1):
        lines = line_words(item, language) + (f"–{item.line_end}" if item.line_end > item.line else "")
        quote = " ".join(item.quote.split())
        paragraph = book.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(4)
        paragraph.add_run(f"[{number}] ").bold = True
        paragraph.add_run(xml_text(f"{item.document_label}, {lines}: «{quote}»"))
        if item.stated_by > 1:
            paragraph.add_run(f" ({item.stated_by} {_say('stated', language)})")
        if item.doubt:
            paragraph.add_run(
                xml_text(f" {_say('doubt', language)}: {doubt_words(item.doubt, language)}")
            ).italic = True
