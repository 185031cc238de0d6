"""The NQ-42 question: which agency owns each target that comes from a resolution, with chain and evidence."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from ontology.errors import PolicygraphError
from ontology.vocabulary import doubt_words
from present import Shown, chain_text, shown_columns, word
from queries.catalogue import find_question
from queries.runner import Answer, AnswerRow, run
from screens import frame

Language = Literal["vi", "en"]

_TEXT = {
    "vi": {
        "from": "Văn bản gốc",
        "place": "Địa bàn",
        "agency": "Cơ quan phụ trách",
        "all": "Tất cả",
        "row": "Chọn một dòng để xem văn bản làm căn cứ.",
        "evidence": "Căn cứ",
        "doubt": "Nghi vấn",
        "empty": "Kho chưa có dữ liệu phù hợp. Nạp văn bản: policygraph load THƯ_MỤC",
    },
    "en": {
        "from": "From the document",
        "place": "Jurisdiction",
        "agency": "Agency",
        "all": "All",
        "row": "Choose a row to see the lines it rests on.",
        "evidence": "Evidence",
        "doubt": "Doubtful",
        "empty": "The store holds nothing that fits. Load documents: policygraph load FOLDER",
    },
}


def show() -> None:
    """Draw the page."""
    language = frame.language()
    text = _TEXT[language]
    question = find_question("target-owners")
    st.title(getattr(question.title, language))
    st.caption(getattr(question.description, language))
    asked = st.text_input(text["from"], "NQ-42")
    try:
        answer = run(frame.store(), question, {"from": asked})
    except PolicygraphError as error:
        st.error(str(error))
        return
    if not answer.rows:
        st.info(text["empty"])
        return
    rows = _filtered(answer, text)
    columns = _answer_first(shown_columns(answer, language), answer, language)
    table = [{column.heading: column.text(row) for column in columns} for row in rows]
    st.markdown(f"**{len(rows)}** {word('rows', language)}")
    event = st.dataframe(
        table, hide_index=True, width="stretch", on_select="rerun", selection_mode="single-row", key="rows"
    )
    chosen = event["selection"]["rows"]
    if not chosen or chosen[0] >= len(rows):
        st.info(text["row"])
        return
    _detail(rows[chosen[0]], language, text)


def _answer_first(columns: list[Shown], answer: Answer, language: Language) -> list[Shown]:
    """What was asked for (target, value, agency) before what it was found in."""
    title = {column.name: getattr(column.title, language) for column in answer.columns}
    first = [title["indicator"], title["value"], title["agency"], title["year"]]
    rank = {heading: place for place, heading in enumerate(first)}
    return sorted(columns, key=lambda column: rank.get(column.heading, len(rank)))


def _filtered(answer: Answer, text: dict[str, str]) -> list[AnswerRow]:
    """The rows of the chosen place and agency."""
    rows = answer.rows
    left, right = st.columns(2)
    for column, holder in (("jurisdiction", left), ("agency", right)):
        names = sorted({str(row.values[column]) for row in rows if row.values[column]})
        label = text["place"] if column == "jurisdiction" else text["agency"]
        choice = holder.selectbox(label, [text["all"], *names])
        if choice != text["all"]:
            rows = [row for row in rows if row.values[column] == choice]
    return rows


def _detail(row: AnswerRow, language: Language, text: dict[str, str]) -> None:
    """Chain and evidence of one row. Quotes are shown as text, never as markup."""
    if row.values.get("doubt"):
        st.warning(f"{text['doubt']}: {doubt_words(str(row.values['doubt']), language)}")
    st.subheader(word("chain", language))
    for chain in row.chain:
        also = f" ({word('also', language)})" if chain.also_direct else ""
        st.text(chain_text(chain) + also)
    st.subheader(text["evidence"])
    for item in row.evidence:
        st.caption(f"{item.document_label}, {word('line', language)} {item.line}")
        st.code(item.quote, language=None, wrap_lines=True)
