"""Ask: every question of the catalogue, its answer as a table and a drawing, and the lines behind each row."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

import reports
from drawings import draw
from graph.exports.graphml import to_graphml
from graph.exports.tables import to_csv, to_xlsx
from graph.rdf import bind
from graph.store import Scalar
from ontology.declare import Words
from ontology.errors import PolicygraphError
from ontology.relations import RELATIONS
from present import Shown, columns_of_a_day, cypher_parameters, day_heading, owners_held, with_changes, word
from queries.catalogue import DOORS, ENTITIES, Question, catalogue, find_question
from queries.documents import changes
from queries.names import describe
from queries.networks import answer_graph
from queries.runner import Answer, AnswerRow, run
from screens import charts, frame, picks, rows
from screens.inputs import ask_for, follow, kept, shown

FEW_ROWS = 200
"""Rows that are shown at first: their evidence is fetched with them, which takes longer than the rows."""

MOST_ROWS = 5000
"""Rows that are shown once all are asked for (``rows=all``); the downloads hold all."""

_TITLE = Words("Hỏi", "Ask")
_ABOUT = Words(
    "Chọn một câu hỏi. Mỗi câu trả lời là một bảng; chọn một dòng để xem dòng văn bản làm căn cứ.",
    "Choose a question. Every answer is a table; choose a row to see the lines it rests on.",
)
_FOR = Words("Dành cho", "For")
_EVERYONE = Words("Tất cả", "All")
_BACK = Words("Tất cả câu hỏi", "All questions")
_GIVE = Words("Hãy cho biết: ", "Please give: ")
_NOTHING = Words(
    "Không có kết quả: kho không có dữ liệu nào phù hợp. Hãy đổi điều kiện, hoặc nạp thêm văn bản.",
    "No rows: nothing in the store fits. Change what is asked for, or load more documents.",
)
_VIEW = Words("Xem", "View")
_TABLE = Words("Bảng", "Table")
_DRAWING = Words("Hình vẽ và bảng", "Drawing and table")
_SHOWN = Words("hiển thị", "shown")
_MORE = Words("Hiện thêm", "Show more")
_ROW = Words("Xem căn cứ của dòng số", "Show the evidence of row")
_ROW_HELP = Words("Hoặc chọn một dòng trong bảng.", "Or choose a row of the table.")
_CHOOSE = Words("Chọn một dòng trong bảng để xem căn cứ.", "Choose a row of the table to see its evidence.")
_OPEN = Words("Mở trang", "Open")
_TAKE = Words("Tải về", "Download")
_LINK = Words("Liên kết", "Link")
_LINK_HELP = Words("Liên kết này mở lại đúng câu trả lời này.", "This link reopens exactly this answer.")
_CODE = Words("Cypher, SPARQL", "Cypher, SPARQL")
_CODE_HELP = Words(
    "Cùng một câu hỏi bằng hai ngôn ngữ; thứ tự, giới hạn, mạch và căn cứ do chương trình thêm vào.",
    "The same question in two languages; order, limits, chain and evidence are added by the program.",
)
_REPORT = Words("Báo cáo (.docx)", "Report (.docx)")


def show() -> None:
    """Draw the page."""
    name = frame.parameter("q")
    if not name:
        _choose()
        return
    try:
        question = find_question(name)
    except PolicygraphError as error:
        _choose(error)
        return
    _ask(question)


# --- choosing ---------------------------------------------------------------------------------------------------


def _choose(error: PolicygraphError | None = None) -> None:
    frame.heading(frame.say(_TITLE), frame.say(_ABOUT))
    if error is not None:
        frame.show_error(error)
    asked = frame.parameter("door")
    doors = [*DOORS]
    chosen = st.segmented_control(
        frame.say(_FOR),
        doors,
        default=asked if asked in doors else None,
        format_func=lambda door: frame.say(DOORS[door]),
        key="door",
    )
    frame.keep({"door": chosen})
    wanted = [chosen] if chosen else doors
    for column, door in zip(st.columns(len(wanted), gap="large"), wanted, strict=True):
        with column:
            st.markdown(f"#### {frame.say(DOORS[door])}")
            for question in catalogue().values():
                if question.door == door:
                    frame.link(frame.say(question.title), "ask", {"q": question.name}, icon=":material/help_outline:")


# --- asking -----------------------------------------------------------------------------------------------------


def _ask(question: Question) -> None:
    frame.link(frame.say(_BACK), "ask", {"door": question.door}, icon=":material/arrow_back:")
    frame.heading(frame.say(question.title), frame.say(question.description))
    with frame.guarded():
        given = _parameters(question)
        lacks = [one for one in question.parameters if one.required and given.get(one.name) is None]
        if lacks:
            st.info(frame.say(_GIVE) + ", ".join(frame.say(one.title) for one in lacks))
            return
        answer = frame.answer(question, given, _limit(), _day(question))
        _answer(answer)


def _limit() -> int:
    """How many rows to show: few, unless more are asked for, or one beyond them."""
    row = frame.parameter("row")
    beyond = row.isdigit() and int(row) > FEW_ROWS
    return MOST_ROWS if beyond or frame.parameter("rows") == "all" else FEW_ROWS


def _show_more() -> None:
    st.query_params["rows"] = "all"


def _parameters(question: Question) -> dict[str, Scalar]:
    given: dict[str, Scalar] = {}
    if not question.parameters:
        return given
    for column, parameter in zip(st.columns(max(len(question.parameters), 2)), question.parameters, strict=False):
        with column:
            given[parameter.name] = ask_for(parameter, f"{question.name}:{parameter.name}")
    return {name: value for name, value in given.items() if value is not None}


def _day(question: Question) -> date | None:
    """The day for which holders are asked; None where the question names no owners, or it is switched off."""
    # A grouped answer would have other groups: it tells holders only when asked.
    return picks.day(usual=not question.group) if question.owners else None


def _answer(answer: Answer) -> None:
    language = frame.language()
    if not answer.rows:
        st.info(frame.say(_NOTHING))
        _code(answer)
        return
    drawing = draw(answer, language)
    more = f" ({len(answer.rows)} {frame.say(_SHOWN)})" if answer.total > len(answer.rows) else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{answer.total}** {word('rows', language)}{more}", width="stretch")
        if more and len(answer.rows) < MOST_ROWS:
            st.button(frame.say(_MORE), on_click=_show_more, icon=":material/expand_more:")
        drawn = drawing is not None and _view() == "drawing"
        _downloads(answer)
        _link(answer)
    places: Sequence[int] = range(len(answer.rows))
    if drawing is not None and drawn:
        mark = charts.show(drawing, f"ask-{answer.question.name}", name=answer.question.name)
        if mark is not None:
            places = mark.rows or places
            st.markdown(f"**{frame.plain(mark.label)}**")
            if mark.id is not None:
                frame.link_to(mark.id, f"{frame.say(_OPEN)}: {mark.label}")
    row = _table(answer, places)
    if row is None:
        st.info(frame.say(_CHOOSE), icon=":material/touch_app:")
    else:
        rows.detail(answer, row)
    _code(answer)


def _view() -> str:
    """Table alone, or drawing and table."""
    names = {"table": _TABLE, "drawing": _DRAWING}
    asked = frame.parameter("view")
    view = st.segmented_control(
        frame.say(_VIEW),
        list(names),
        default=asked if asked in names else "table",
        format_func=lambda name: frame.say(names[name]),
        key="ask:view",
        label_visibility="collapsed",
        required=True,
    )
    frame.keep({"view": view if view != "table" else None})
    return str(view)


def _table(answer: Answer, places: Sequence[int]) -> AnswerRow | None:
    """The rows at these places; the one that is chosen in the table, or by its number."""
    key = f"row:{answer.question.name}:{sorted(answer.parameters.items())}"
    columns = _answer_first(answer, columns_of_a_day(answer, frame.language()))
    columns = with_changes(columns, answer, changes(frame.store()), frame.language())
    table = [
        {"#": place + 1, **{column.heading: column.text(answer.rows[place]) for column in columns}} for place in places
    ]
    asked = frame.parameter("row")
    follow(key, asked, int(asked) if asked.isdigit() and 0 < int(asked) <= len(answer.rows) else None)

    def chosen() -> None:
        rows = st.session_state[f"{key}:table"]["selection"]["rows"]
        st.session_state[key] = places[rows[0]] + 1 if rows else None

    st.dataframe(
        rows.tinted(answer, table, places),
        hide_index=True,
        on_select=chosen,
        selection_mode="single-row",
        key=f"{key}:table",
        column_config={"#": st.column_config.NumberColumn(width=50)} | rows.widths(table),
        height=frame.table_height(len(table)),
    )
    number = st.number_input(
        frame.say(_ROW), 1, len(answer.rows), step=1, key=key, help=frame.say(_ROW_HELP), width=220, value=None
    )
    frame.keep({"row": number})
    kept(key, number)
    return None if number is None else answer.rows[int(number) - 1]


def _answer_first(answer: Answer, columns: list[Shown]) -> list[Shown]:
    """Of targets, what was asked for (indicator, value, year, agency) stands before what it was found in."""
    titles = {column.name: frame.say(column.title) for column in answer.columns}
    if "indicator" not in titles or "value" not in titles:
        return columns
    first = [titles[name] for name in ("indicator", "value", "year", "agency") if name in titles]
    first += [day_heading(answer, owner, frame.language()) for owner in owners_held(answer)]
    return sorted(columns, key=lambda one: first.index(one.heading) if one.heading in first else len(first))


# --- taking away ------------------------------------------------------------------------------------------------


def _cells(answer: Answer) -> tuple[list[str], list[list[Scalar]]]:
    names = [column.name for column in answer.columns]
    return names, [[row.values[name] for name in names] for row in answer.rows]


def _downloads(answer: Answer) -> None:
    """Files of the whole answer, each made when it is asked for."""
    # What the files need is settled here: they are made later, outside the page's own run.
    store, language, link = frame.store(), frame.language(), _address(answer)
    given = {
        parameter.name: shown(node)
        for parameter in answer.question.parameters
        if (label := ENTITIES.get(parameter.type)) and (value := answer.parameters.get(parameter.name))
        if (node := describe(store, label, str(value)))
    }

    def whole() -> Answer:
        if answer.total <= len(answer.rows):
            return answer
        return run(store, find_question(answer.question.name), answer.parameters, as_of=answer.as_of)

    def xlsx() -> bytes:
        found = whole()
        return to_xlsx(*_cells(found), numbers=[one.name for one in found.columns if one.type == "number"])

    def report() -> bytes:
        return reports.docx(whole(), language, store.status(), given=given, link=link, changed=changes(store))

    files: list[tuple[str, str, str, Callable[[], bytes | str]]] = [
        (frame.say(_REPORT), "docx", reports.MEDIA, report),
        ("Excel (.xlsx)", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx),
        ("CSV", "csv", "text/csv", lambda: "\ufeff" + to_csv(*_cells(whole()))),
        ("JSON", "json", "application/json", lambda: json.dumps(whole().as_json(), ensure_ascii=False, indent=2)),
    ]
    if any(item.fact[1] in RELATIONS for row in answer.rows for item in row.evidence):
        files.append(("GraphML", "graphml", "application/graphml+xml", lambda: to_graphml(answer_graph(whole()))))
    with st.popover(frame.say(_TAKE), icon=":material/download:"):
        for label, ending, media, make in files:
            st.download_button(
                label, make, f"{answer.question.name}.{ending}", media, on_click="ignore", width="stretch"
            )


def _address(answer: Answer) -> str:
    given = {name: None if value is None else str(value) for name, value in answer.parameters.items()}
    # The day is named even where it is today's: opened later, the link gives the same answer.
    day = answer.as_of.isoformat() if answer.as_of else "none" if answer.question.owners else None
    seen = {name: frame.parameter(name) for name in ("view", "row", "rows")}
    return frame.here("ask", {"q": answer.question.name, **given, "as_of": day, **seen})


def _link(answer: Answer) -> None:
    with st.popover(frame.say(_LINK), icon=":material/link:"):
        st.caption(frame.say(_LINK_HELP))
        st.code(_address(answer), language=None, wrap_lines=True)


def _code(answer: Answer) -> None:
    with st.expander(frame.say(_CODE), icon=":material/code:"):
        st.caption(frame.say(_CODE_HELP))
        st.code(cypher_parameters(answer.parameters) + answer.question.cypher, language="cypher")
        st.code(bind(answer.question.sparql, answer.parameters), language="sparql")
