"""Documents: the list of them, and the text of one as loaded, with what was read in each line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import streamlit as st

from graph.facts import DOUBT_SEPARATOR, DocumentFacts
from ontology.declare import Words
from ontology.evidence import ROLES
from ontology.relations import RELATIONS
from ontology.text import search_key
from ontology.vocabulary import doubt_words, findings
from present import quantity, status_words, word
from queries.catalogue import find_question
from queries.documents import LEVELS, Listed, documents
from queries.lines import GROUPS, Said, TextLine, text_lines
from queries.runner import run
from queries.today import Holdings
from screens import frame, holdings, picks
from screens.inputs import follow, kept

_TITLE = Words("Văn bản", "Documents")
_ABOUT = Words(
    "Chọn một văn bản để đọc nguyên văn, với mọi dữ kiện được đánh dấu ở đúng dòng.",
    "Choose a document to read its text, with every fact marked at its lines.",
)
_LEVEL = Words("Cấp", "Level")
_PLACE = Words("Địa bàn", "Place")
_ALL = Words("Tất cả", "All")
_FIND = Words("Lọc theo số, trích yếu", "Filter by number or title")
_FIND_HINT = Words("Số, ký hiệu hoặc vài chữ …", "Number or a few words …")
_CITED = Words("Cả văn bản chỉ được viện dẫn", "Also documents that are only cited")
_NUMBER = Words("Số, ký hiệu", "Number")
_KIND = Words("Loại", "Kind")
_NAME = Words("Trích yếu", "Title")
_DATE = Words("Ngày ban hành", "Date")
_STATUS = Words("Tình trạng", "Status")
_TEXT = Words("Toàn văn", "Text")
_IS_LOADED = Words("đã nạp", "loaded")
_IS_CITED = Words("chỉ được viện dẫn", "only cited")
_NONE = Words("Không có văn bản nào như vậy.", "There are no such documents.")
_CHOOSE = Words("Mở văn bản", "Open the document")
_PICK = Words("Chọn trong bảng, hoặc tại đây …", "Choose in the table, or here …")
_BACK = Words("Tất cả văn bản", "All documents")
_UNKNOWN = Words("Kho không có văn bản này: ", "The store knows no such document: ")
_NOT_LOADED = Words(
    "Kho chưa có toàn văn của văn bản này; dưới đây là điều các văn bản khác nói về nó.",
    "The store does not hold this document itself; below is what others say of it.",
)
_ABOVE = Words("Thực hiện", "Carries out")
_BELOW = Words("Được thực hiện bởi", "Is carried out by")
_LEGEND = Words("Chú giải", "Key")
_SHOW = Words("Chỉ đánh dấu", "Mark only")
_LINE = Words("Dòng", "Line")
_FACTS = Words("Dữ kiện ở dòng", "Facts at line")
_NO_FACTS = Words("Không có dữ kiện nào được đọc ở dòng này.", "Nothing was read in this line.")
_PICK_LINE = Words(
    "Chọn một dòng được đánh dấu để xem dữ kiện đọc được từ đó.", "Choose a marked line to see what was read in it."
)
_HERE = Words("Văn bản này", "This document")
_FINDINGS = Words("Điểm cần lưu ý", "Findings")
_COUNTS = Words("Đã đọc được", "What was read")
_LINES = Words("dòng", "lines")
_GO = Words("Đến dòng số", "Go to line")

_text = st.components.v2.component(
    "policygraph.text",
    html='<div class="text" role="region" tabindex="0"></div>',
    css=Path(__file__).with_name("text.css").read_text(encoding="utf-8"),
    js=Path(__file__).with_name("text.js").read_text(encoding="utf-8"),
)


def show() -> None:
    """Draw the page."""
    identifier = frame.parameter("id")
    with frame.guarded():
        if identifier:
            _one(identifier)
        else:
            _list()


# --- the list ---------------------------------------------------------------------------------------------------


def _list() -> None:
    frame.heading(frame.say(_TITLE), frame.say(_ABOUT))
    every = documents(frame.store())
    levels = [level for level in LEVELS if any(one.level == level for one in every)]
    places = sorted({one.place for one in every if one.place})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        level = st.selectbox(
            frame.say(_LEVEL), levels, index=_index(levels, frame.parameter("level")), key="documents:level",
            format_func=lambda name: frame.say(LEVELS[name]), placeholder=frame.say(_ALL), width=180,
        )  # fmt: skip
        place = st.selectbox(
            frame.say(_PLACE), places, index=_index(places, frame.parameter("place")), key="documents:place",
            placeholder=frame.say(_ALL), width=180,
        )  # fmt: skip
        words = st.text_input(
            frame.say(_FIND), frame.parameter("find"), key="documents:find", type="search", live=True, max_chars=200,
            placeholder=frame.say(_FIND_HINT), width=320,
        )  # fmt: skip
        cited = st.checkbox(frame.say(_CITED), frame.parameter("cited") == "1", key="documents:cited")
    frame.keep({"level": level, "place": place, "find": words, "cited": "1" if cited else None})
    wanted = search_key(words or "")
    found = [
        one
        for one in every
        if (cited or one.loaded)
        and (level is None or one.level == level)
        and (place is None or one.place == place)
        and wanted in search_key(f"{one.number or one.name} {one.title or ''} {one.place or ''}")
    ]
    if not found:
        st.info(frame.say(_NONE))
        return
    event = st.dataframe(
        [_row(one) for one in found],
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="documents:table",
        height=frame.table_height(len(found), 18),
        column_config={frame.say(_NAME): st.column_config.TextColumn(width=320)},
    )
    chosen = event["selection"]["rows"]
    by_id = {one.id: one for one in found}
    picked = st.selectbox(
        frame.say(_CHOOSE),
        list(by_id),
        index=None,
        format_func=lambda node: f"{by_id[node].name} – {by_id[node].title or ''}"[:140],
        placeholder=frame.say(_PICK),
        key="documents:pick",
    )
    if chosen and chosen[0] < len(found):
        picked = found[chosen[0]].id
    if picked:
        frame.go_to("documents", {"id": picked})


def _index(options: Sequence[str], asked: str) -> int | None:
    return list(options).index(asked) if asked in options else None


def _row(one: Listed) -> dict[str, str]:
    return {
        frame.say(_NUMBER): one.name,
        frame.say(_PLACE): one.place or frame.say(LEVELS[one.level]),
        frame.say(_DATE): frame.shown_date(one.date) or str(one.year or ""),
        frame.say(_STATUS): "; ".join(_states(one)),
        frame.say(_NAME): one.title or "",
        frame.say(_KIND): frame.say(one.kind) if one.kind else "",
        frame.say(_LEVEL): frame.say(LEVELS[one.level]),
        frame.say(_TEXT): frame.say(_IS_LOADED if one.loaded else _IS_CITED),
    }


def _states(one: Listed) -> list[str]:
    """Draft, amended by, replaced by: what a reader must know of a document before using it."""
    states = [status_words(one.status, frame.language())] if one.status else []
    return states + [f"{frame.say(RELATIONS[change.relation].reverse)} {change.name}" for change in one.changes]


# --- one document -----------------------------------------------------------------------------------------------


def _one(identifier: str) -> None:
    frame.link(frame.say(_BACK), "documents", icon=":material/arrow_back:")
    about = next((one for one in documents(frame.store()) if one.id == identifier), None)
    if about is None:
        st.error(frame.say(_UNKNOWN) + frame.plain(identifier))
        return
    frame.heading(about.name, about.title or "")
    told = [
        frame.say(about.kind) if about.kind else "",
        about.place or frame.say(LEVELS[about.level]),
        frame.shown_date(about.date),
    ]
    st.markdown(" · ".join(frame.plain(text) for text in told if text))
    for state in _states(about):
        st.warning(frame.plain(state[:1].upper() + state[1:]), icon=":material/edit_document:")
    _relatives(identifier)
    document = frame.store().document(identifier) if about.loaded else None
    if document is None:
        st.info(frame.say(_NOT_LOADED))
        _impact(identifier)
        return
    _text_of(document)


def _relatives(identifier: str) -> None:
    """The documents right above and right below."""
    for heading, name, near, far in (
        (_ABOVE, "lineage-up", "parent", "child"),
        (_BELOW, "lineage-down", "child", "parent"),
    ):
        rows = run(frame.store(), find_question(name), {"document": identifier}).rows
        found = {
            str(row.values[f"{near}_id"]): str(row.values[near])
            for row in rows
            if row.values[f"{far}_id"] == identifier
        }
        if found:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"{frame.say(heading)}:", width="content")
                for node, label in found.items():
                    frame.link_to(node, label)


def _impact(identifier: str) -> None:
    question = find_question("impact-of-document")
    frame.link(frame.say(question.title), "ask", {"q": question.name, "document": identifier})


@st.fragment
def _text_of(document: DocumentFacts) -> None:
    """The text and the facts of one line; as a line is chosen, only this part of the page is drawn anew."""
    lines = text_lines(document)
    asked = frame.parameter("line")
    line = int(asked) if asked.isdigit() and 0 < int(asked) <= len(lines) else None
    there = [group for group in GROUPS if any(group in one.groups for one in lines)]
    shown = st.pills(
        frame.say(_SHOW),
        there,
        selection_mode="multi",
        format_func=lambda group: f"{frame.say(GROUPS[group])} ({sum(group in one.groups for one in lines)})",
        key=f"marks:{document.id}",
    )
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _viewer(document, lines, line, list(shown) or list(GROUPS))
    with right:
        day = picks.day()
        key = f"line:{document.id}"
        follow(key, str(line or ""), line)
        number = st.number_input(
            frame.say(_GO), 1, len(lines), value=None, step=1, key=key, width=200, on_change=lambda: _keep_line(key)
        )
        kept(key, number)
        if line is None:
            st.info(frame.say(_PICK_LINE), icon=":material/touch_app:")
            _findings(lines)
        else:
            _facts_at(document, lines[line - 1], day)


def _keep_line(key: str) -> None:
    """Before the page is drawn anew, let the address say which line was chosen."""
    value = st.session_state[key]
    line = value if value is None or isinstance(value, int) else value["line"]
    frame.keep({"line": None if line is None else int(line)})


def _viewer(document: DocumentFacts, lines: list[TextLine], line: int | None, shown: list[str]) -> None:
    language, known = frame.language(), findings()

    def words(code: str) -> str:
        return str(getattr(known[code], language)) if code in known else code

    key = f"text:{document.id}"
    _text(
        key=key,
        data={
            "document": f"{document.id} {document.source.fingerprint}",
            "language": language,
            "line": frame.say(_LINE),
            "chosen": line,
            "shown": shown,
            "groups": {group: frame.say(title) for group, title in GROUPS.items()},
            "lines": [
                [
                    one.number,
                    one.text,
                    [group for group in one.groups if group in shown],
                    sorted({words(finding.code) for finding in one.findings}),
                ]
                for one in lines
            ],
        },
        on_line_change=lambda: _keep_line(key),
    )


def _facts_at(document: DocumentFacts, line: TextLine, day: date | None) -> None:
    st.markdown(f"##### {frame.say(_FACTS)} {line.number}")
    for code in {finding.code for finding in line.findings}:
        frame.show_doubt(code)
    if not line.said:
        st.caption(frame.say(_NO_FACTS))
    props = {node.id: node.props for node in document.nodes}
    topics = line.topics(document.id)
    held = Holdings(frame.store(), day) if day is not None else None
    with st.container(height=560 if len(topics) > 3 else "content", border=False):
        for node, (name, facts) in topics.items():
            with st.container(border=True, gap=None):
                value = quantity(dict(props[node]), frame.language())
                year = props[node].get("year") if value else None
                st.caption(" · ".join(filter(None, (frame.kind_of(node), frame.plain(value), str(year or "")))))
                frame.link_to(node, name)
                for one in facts:
                    _fact(one, node)
                    if held is not None and one.predicate in ROLES and one.object[0] is not None:
                        holdings.beside(held.of(node, one.object[0]))
                # A doubt of the line itself is told above already.
                there = {finding.code for finding in line.findings}
                doubts = {code for one in facts for code in (one.doubt or "").split(DOUBT_SEPARATOR) if code}
                frame.show_doubt(DOUBT_SEPARATOR.join(sorted(doubts - there)))


def _fact(one: Said, topic: str) -> None:
    """What a fact tells of its topic; the other end of a relation is a link."""
    node, name = one.object
    label = frame.plain(frame.say(one.label))
    if node is None:
        shown = frame.shown_date(name) if one.predicate == "date" else name
        st.markdown(f"{label}: {frame.plain(shown)}")
    elif node == topic:
        st.markdown(f"{frame.say(_HERE)} {label}")
    else:
        with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall"):
            st.markdown(f"{label}:", width="content")
            frame.link_to(node, name)


def _findings(lines: list[TextLine]) -> None:
    there = [(line, finding) for line in lines for finding in line.findings if finding.severity != "info"]
    if not there:
        return
    st.markdown(f"##### {frame.say(_FINDINGS)}")
    for line, finding in there:
        words = doubt_words(finding.code, frame.language())
        frame.link(
            f"{word('line', frame.language())} {line.number}: {words}", "documents",
            {"id": frame.parameter("id"), "line": line.number}, icon=":material/help:",
        )  # fmt: skip
