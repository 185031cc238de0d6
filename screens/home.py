"""Home: what is loaded, what is doubtful, and where to go from here. An address ``/?id=…`` leads on to its entity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import streamlit as st

from graph.store import Hit, StoreStatus
from ontology.declare import Words
from ontology.types import NODE_TYPES
from ontology.vocabulary import findings
from present import detail_words
from queries.catalogue import DOORS, Door, catalogue, find_question
from queries.documents import LEVELS, Listed, documents, noticed
from queries.documents import names as document_names
from queries.names import look_up, named_agencies
from screens import frame

_TITLE = Words("Đồ thị chính sách", "Policy graph")
_ABOUT = Words(
    "Từ nghị quyết của Đảng đến chỉ tiêu của địa phương và cơ quan phụ trách, kèm dòng văn bản làm căn cứ.",
    "From Party resolutions to local targets and their owners, with the line of text behind every answer.",
)
_SEARCH = Words("Tìm văn bản, cơ quan, chỉ tiêu, chỉ số, nhiệm vụ", "Find documents, agencies, targets, tasks")
_SEARCH_HINT = Words(
    "Có dấu hoặc không dấu: 42-NQ/TW, so y te can tho, bảo hiểm y tế",
    "With or without diacritics: 42-NQ/TW, so y te can tho, bảo hiểm y tế",
)
_NO_HIT = Words(
    "Không tìm thấy. Hãy thử ít chữ hơn, hoặc số, ký hiệu của văn bản.",
    "Nothing was found. Try fewer words, or the number of a document.",
)
_LOADED = Words("Văn bản đã nạp", "Documents loaded")
_CITED = Words("chỉ được viện dẫn", "only cited")
_WHERE = Words("Đã nạp những gì", "What is loaded")
_LEVEL = Words("Cấp", "Level")
_PLACE = Words("Địa bàn", "Place")
_NUMBER = Words("Số văn bản", "Number")
_NAMES = Words("Văn bản", "Documents")
_DOUBT = Words("Điều còn nghi vấn", "What is doubtful")
_NO_DOUBT = Words("Không có điểm nghi vấn nào được ghi nhận.", "Nothing doubtful was noticed.")
_TIMES = Words("{findings} điểm, {documents} văn bản", "findings: {findings}, documents: {documents}")
_ALL_FINDINGS = Words("Xem tất cả, kèm dòng văn bản", "See all, with their lines")
_DRAFTS = Words("văn bản để trống số hoặc ngày ban hành", "documents without number or day of issue")
_DOORS = Words("Bắt đầu từ câu hỏi", "Begin with a question")
_ALL = Words("Tất cả câu hỏi", "All questions")
_EMPTY = Words(
    "**Kho chưa có văn bản nào.** Nạp văn bản ở trang «Nạp văn bản», hoặc chạy lệnh: `policygraph load THƯ_MỤC`",
    "**The store holds no documents yet.** Load some on the page «Load», or run: `policygraph load FOLDER`",
)

_COUNTED = {
    "Target": Words("Chỉ tiêu", "Targets"),
    "Task": Words("Nhiệm vụ", "Tasks"),
    "Agency": Words("Cơ quan", "Agencies"),
    "Indicator": Words("Chỉ số", "Indicators"),
}

_FIRST: dict[Door, tuple[str, ...]] = {
    "planner": ("target-owners", "targets-without-owner", "indicator-across-plans", "missing-indicators"),
    "coordinator": ("agency-portfolio", "deadlines", "tasks-without-lead", "waits-for"),
    "researcher": ("citation-network", "missing-documents", "findings-summary", "unit-mismatch"),
}
"""The questions that stand on the first page; all others are on the page «Ask»."""

_FOR: dict[Door, Words] = {
    "planner": Words(
        "Chỉ tiêu bắt nguồn từ đâu, ai phụ trách, còn thiếu gì.", "Where targets come from, who owns them, what lacks."
    ),
    "coordinator": Words("Ai chủ trì, ai chờ ai, khi nào đến hạn.", "Who leads, who waits for whom, what is due when."),
    "researcher": Words("Dữ liệu, mạng viện dẫn, độ tin cậy.", "Data, citation networks, reliability."),
}
_ICONS: dict[Door, str] = {
    "planner": ":material/flag:",
    "coordinator": ":material/hub:",
    "researcher": ":material/query_stats:",
}


def show() -> None:
    """Draw the page."""
    if (identifier := frame.parameter("id")) and (page := frame.page_of(identifier)):
        frame.go_to(page, {"id": identifier})
    frame.heading(frame.say(_TITLE), frame.say(_ABOUT))
    with frame.guarded():
        status = frame.store().status()
        if not status.documents_loaded:
            st.info(frame.say(_EMPTY), icon=":material/upload_file:")
            return
        _search()
        _counts(status)
        _doors()
        every = documents(frame.store())
        left, right = st.columns([3, 2], gap="large")
        with left:
            _loaded([one for one in every if one.loaded])
        with right:
            _doubtful([one for one in every if one.loaded and one.status])


@st.fragment
def _search() -> None:
    """The search box; as one types, only this part of the page is drawn anew."""
    words = st.text_input(
        frame.say(_SEARCH),
        frame.parameter("find"),
        key="find",
        type="search",
        placeholder=frame.say(_SEARCH_HINT),
        icon=":material/search:",
        live=True,
        max_chars=200,
    )
    if not words:
        return
    with frame.guarded():
        hits = look_up(frame.store(), words)
        if not hits:
            st.caption(frame.say(_NO_HIT))
        names = document_names(frame.store()) if hits else {}
        for hit in hits:
            frame.link_to(hit.id, _hit(hit, names))


def _hit(hit: Hit, names: Mapping[str, str]) -> str:
    """Type, name, and what tells it from others of that name: title, place or document."""
    told = detail_words(hit.detail, frame.language(), names)
    detail = told if told and told not in hit.name else ""
    label = f"{frame.say(NODE_TYPES[hit.label].TITLE)}: {hit.name}"
    text = f"{label} – {detail}" if detail else label
    return text if len(text) <= 160 else f"{text[:160]}…"


def _counts(status: StoreStatus) -> None:
    cited = f"{status.documents_cited} {frame.say(_CITED)}"
    with st.container(horizontal=True, gap="large"):
        st.metric(
            frame.say(_LOADED), status.documents_loaded, cited, delta_color="off", delta_arrow="off", width="content"
        )
        # The graph also holds what became of each agency; here those count that documents name.
        nodes = {**status.nodes, "Agency": len(named_agencies(frame.store()))}
        for label, words in _COUNTED.items():
            st.metric(frame.say(words), nodes.get(label, 0), width="content")


def _doors() -> None:
    st.markdown(f"### {frame.say(_DOORS)}")
    for column, (door, words) in zip(st.columns(len(DOORS)), DOORS.items(), strict=True):
        with column.container(border=True, height="stretch", gap="xsmall"):
            st.markdown(f"**{_ICONS[door]} {frame.say(words)}**  \n{frame.say(_FOR[door])}")
            for name in _FIRST[door]:
                if name in catalogue():
                    frame.link(frame.say(find_question(name).title), "ask", {"q": name})
            frame.link(frame.say(_ALL), "ask", {"door": door}, icon=":material/arrow_forward:")


def _loaded(loaded: list[Listed]) -> None:
    st.markdown(f"### {frame.say(_WHERE)}")
    groups: dict[tuple[str, str], list[Listed]] = {}
    for one in loaded:
        groups.setdefault((frame.say(LEVELS[one.level]), one.place or "–"), []).append(one)
    st.table(
        [
            {
                frame.say(_LEVEL): level,
                frame.say(_PLACE): frame.plain(place),
                frame.say(_NUMBER): str(len(members)),
                frame.say(_NAMES): frame.plain(", ".join(one.name for one in members[:5]))
                + (" …" if len(members) > 5 else ""),
            }
            for (level, place), members in groups.items()
        ],
        hide_index=True,
        border="horizontal",
    )
    for level, count in Counter(one.level for one in loaded).items():
        frame.link(
            f"{frame.say(LEVELS[level])}: {count}", "documents", {"level": level},
            icon=":material/description:",
        )  # fmt: skip


def _doubtful(unnumbered: list[Listed]) -> None:
    st.markdown(f"### {frame.say(_DOUBT)}")
    known, language = findings(), frame.language()
    doubts = [one for one in noticed(frame.store()) if one.severity != "info"]
    if not doubts and not unnumbered:
        st.caption(frame.say(_NO_DOUBT))
        return
    lines = [
        f"- {frame.plain(getattr(known[one.code], language) if one.code in known else one.code)}: "
        + frame.say(_TIMES).format(findings=one.findings, documents=one.documents)
        for one in doubts[:8]
    ]
    if unnumbered:
        names = ", ".join(frame.plain(one.name) for one in unnumbered[:6])
        lines.insert(0, f"- {len(unnumbered)} {frame.say(_DRAFTS)}: {names}")
    st.markdown("\n".join(lines))
    frame.link(frame.say(_ALL_FINDINGS), "ask", {"q": "findings-summary"}, icon=":material/help:")
