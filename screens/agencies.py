"""Agencies: what one leads, supports, owns, waits for and owes; and over all of them, who leads with whom and where
work has to pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from drawings import draw
from drawings.network import Line, Point, network
from graph.networks import COLLECTIVE_KINDS, Bottleneck, Coordination, bottlenecks, circles
from graph.store import Store
from ontology.declare import Words
from ontology.errors import PolicygraphError
from present import with_place, word
from queries.around import card
from queries.catalogue import COUNTED, find_question
from queries.evidence import rows_of_part
from queries.networks import agencies
from queries.runner import Answer, AnswerRow, run
from screens import charts, frame, node, picks, rows
from screens.inputs import ask_for

_TITLE = Words("Cơ quan", "Agencies")
_LEAD = Words(
    "Chọn một cơ quan để xem việc của nó; hoặc xem chung: ai chủ trì với ai, việc phải đi qua đâu, ai gánh bao nhiêu.",
    "Choose an agency to see its work; or look at all: who leads with whom, where work has to pass, who carries most.",
)
_VIEW = Words("Cách xem", "View")
_VIEWS = {
    "bottlenecks": Words("Đầu mối", "Bottlenecks"),
    "matrix": Words("Ma trận chủ trì – phối hợp", "Lead × support"),
    "load": Words("Khối lượng", "Load"),
}
_FIND = Words("Tìm cơ quan", "Find an agency")
_PLAN = Words("Trong văn bản", "In the document")
_NOBODY = Words(
    "Chưa có nhiệm vụ nào do một cơ quan chủ trì và cơ quan khác phối hợp.",
    "No task is led by one agency and supported by another yet.",
)
_BOTTLENECKS = Words(
    "Công việc chung của các cơ quan khác phải đi qua những đầu mối này nhiều nhất: chậm ở đây là chậm nhiều nơi. "
    "«Trung gian» là phần các đường ngắn nhất giữa hai cơ quan khác đi qua cơ quan này.",
    "The joint work of the others passes through these most: what is slow here is slow in many places. "
    "«Between» is the share of the shortest ways between two others that lead through it.",
)
_CIRCLES = Words("Chờ lẫn nhau: không bên nào xong trước được, cần thống nhất thứ tự", "Waiting for one another")
_COLLECTIVES = Words(
    "Kể cả tập thể («các sở, ban, ngành») và chức danh", "With collectives («các sở, ban, ngành») and offices"
)
_HIDDEN = Words(
    "Không vẽ {number} cặp có một tập thể: tập thể là nhiều cơ quan, của riêng từng văn bản.",
    "Not drawn: {number} pairs with a collective, which stands for many and is of its one document.",
)
_OPEN = Words("Mở trang của", "Open the page of")
_ROW = Words("Chọn một dòng để xem các nhiệm vụ và mở trang cơ quan.", "Choose a row for its tasks and its page.")
_ALL = Words("Tất cả cơ quan", "All agencies")
_OWNS = Words("Phụ trách chỉ tiêu", "Targets owned")
_LEADS = Words("Chủ trì", "Leads")
_SUPPORTS = Words("Phối hợp", "Supports")
_WAITS = Words("Phải chờ", "Waits for")
_WAITED = Words("Được chờ", "Waited for by")
_REPORTS = Words("Báo cáo", "Reports")
_NOTHING = Words("Không có.", "None.")
_SHARED = Words(
    "Một tập thể, không phải một cơ quan: văn bản gọi chung nhiều cơ quan. Chỉ tính trong văn bản này.",
    "A collective, not one agency: the document names many together. It counts in this document alone.",
)
_IN_GRAPH = Words("Xem trong đồ thị", "See in the graph")
_NETWORK = Words("Ai chờ ai quanh {name}: mũi tên chỉ đến bên được chờ.", "Who waits for whom around {name}.")
_TASKS = Words("{number} nhiệm vụ", "{number} tasks")
_FAMILY = Words("Từ đâu mà có, đã trở thành gì", "What it came of, what became of it")
_CHANGES = Words("Các thay đổi và văn bản quy định", "The changes and their acts")
_INHERITED = Words("Kế thừa", "Inherited")
_BEGAN = Words("từ {day}", "since {day}")
_ENDED = Words("đến {day}", "until {day}")
_UNKNOWN = Words("Kho không có cơ quan «{node}».", "The store has no agency «{node}».")


_COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "agency-portfolio": ((), ("agency_name", "agency_jurisdiction", "role")),
    "inherited-portfolio": (("item", "value", "owner"), ("then",)),
}
"""Question → the columns that stand first, and those that are left out."""


def show() -> None:
    """Draw the page."""
    with frame.guarded():
        store = frame.store()
        asked = frame.parameter("id")
        if asked:
            _one(store, asked)
        else:
            _all(store)


# --- one --------------------------------------------------------------------------------------------------------


def _one(store: Store, agency: str) -> None:
    frame.link(frame.say(_ALL), "agencies", icon=":material/arrow_back:")
    found = card(store, agency)
    if found is None or found.label != "Agency":
        st.warning(frame.plain(frame.say(_UNKNOWN).format(node=agency)))
        return
    limits = [
        frame.say(words).format(day=frame.shown_date(str(found.values[name][0])))
        for name, words in (("valid_from", _BEGAN), ("valid_to", _ENDED))
        if name in found.values
    ]
    frame.heading(node.name_of(found), " ".join(limits))
    if found.values.get("kind") in (("collective",), ("office",)):
        st.info(frame.say(_SHARED), icon=":material/groups:")
    day = picks.day()
    work = run(store, find_question("agency-portfolio"), {"agency": agency}, as_of=day)
    waits = run(store, find_question("waits-for"), {"agency": agency}, as_of=day)
    waited = run(store, find_question("waited-by"), {"agency": agency}, as_of=day)
    inherited = _inherited(store, agency, day)
    duties = run(store, find_question("deadlines"), {}, as_of=day)
    duties = replace(
        duties, rows=[row for row in duties.rows if agency in (row.values["who_id"], row.values["recipient_id"])]
    )
    parts: list[tuple[Words, int, Answer]] = []
    for words, role in ((_OWNS, "OWNED_BY"), (_LEADS, "LED_BY"), (_SUPPORTS, "SUPPORTED_BY")):
        chosen = [row for row in work.rows if row.values["role"] == role]
        parts.append((words, len({row.values["item_id"] for row in chosen}), replace(work, rows=chosen)))
    for words, answer in ((_WAITS, waits), (_WAITED, waited)):
        parts.append((words, len({row.values["other_id"] for row in answer.rows}), answer))
    parts.append((_REPORTS, len({row.values["duty_id"] for row in duties.rows}), duties))
    if inherited is not None:
        parts.append((_INHERITED, len({row.values["item_id"] for row in inherited.rows}), inherited))
    with st.container(horizontal=True):
        for words, number, _ in parts:
            st.metric(frame.say(words), number, width=116)
    _network(waits, waited, (agency, node.name_of(found)))
    names = [f"{frame.say(words)} ({number})" for words, number, _ in parts]
    first_filled = next((name for name, (_, number, _) in zip(names, parts, strict=True) if number), None)
    for tab, (words, _, answer) in zip(st.tabs(names, default=first_filled), parts, strict=True):
        with tab:
            if answer.rows:
                first, hide = _COLUMNS.get(answer.question.name, ((), ()))
                rows.show(answer, f"agency-{words.en}-{agency}", first=first, hide=hide)
            else:
                st.caption(frame.say(_NOTHING))
    _family(store, agency)
    frame.link(frame.say(_IN_GRAPH), "graph", {"id": agency}, icon=":material/hub:")


def _family(store: Store, agency: str) -> None:
    """What the agency came of and what became of it."""
    changes = run(store, find_question("agency-genealogy"), {"agency": agency})
    drawing = draw(changes, frame.language())
    if drawing is None:
        return
    st.markdown(f"##### {frame.say(_FAMILY)}")
    mark = charts.show(drawing, "agency-family", hint=False, name="genealogy")
    if mark is not None and mark.id not in (None, agency):
        frame.link_to(str(mark.id), f"{frame.say(_OPEN)} {mark.label}")
    with st.expander(frame.say(_CHANGES), icon=":material/history:"):
        rows.show(changes, f"agency-family-{agency}", hide=("change",), count=False)


def _inherited(store: Store, agency: str, day: date | None) -> Answer | None:
    """What it holds of others on a day, else today; None where it is not there then, or has nothing but its own."""
    try:
        answer = run(store, find_question("inherited-portfolio"), {"agency": agency}, as_of=day)
    except PolicygraphError:
        return None
    kept = [row for row in answer.rows if row.values["owner_id"] != agency]
    return replace(answer, rows=kept) if kept else None


def _network(waits: Answer, waited: Answer, agency: tuple[str, str]) -> None:
    """Whom it waits for and who waits for it, as arrows to the one that is waited for."""
    points = {agency[0]: Point(agency[1], "Agency")}
    lines = []
    for answer, outward in ((waits, True), (waited, False)):
        seen: dict[str, AnswerRow] = {}
        for row in answer.rows:
            seen.setdefault(str(row.values["other_id"]), row)
        for other, row in seen.items():
            points.setdefault(
                other, Point(with_place(str(row.values["other"]), row.values["other_jurisdiction"]), "Agency")
            )
            ends = (agency[0], other) if outward else (other, agency[0])
            number = int(row.values["tasks"] or 1)
            lines.append(Line(*ends, frame.say(_TASKS).format(number=number), number))
    summary = frame.say(_NETWORK).format(name=agency[1])
    drawing = network(points, lines, frame.language(), root=agency[0], summary=summary)
    if drawing is None:
        return
    with st.expander(frame.plain(summary), icon=":material/hub:"):
        clicked = charts.show(drawing, "agency-network", hint=False, name="agency")
        if clicked is not None and clicked.id not in (None, agency[0]):
            frame.link_to(str(clicked.id), f"{frame.say(_OPEN)} {clicked.label}")


# --- all --------------------------------------------------------------------------------------------------------


def _all(store: Store) -> None:
    frame.heading(frame.say(_TITLE), frame.say(_LEAD))
    parameter = (
        find_question("agency-portfolio")
        .parameters[0]
        .model_copy(update={"name": "id", "required": False, "title": _FIND})
    )
    if (asked := ask_for(parameter, "agencies:id")) is not None:
        st.rerun() if frame.parameter("id") == asked else frame.go_to("agencies", {"id": str(asked)})
    view = picks.switch(_VIEW, "view", {name: frame.say(words) for name, words in _VIEWS.items()}, "bottlenecks")
    loaded = rows_of_part(store, "loaded-documents")
    plan = picks.pick(_PLAN, "plan", {str(row["id"]): str(row["name"]) for row in loaded})
    if view == "bottlenecks":
        _bottlenecks(agencies(store, plan or None))
        return
    question = find_question("lead-support-matrix" if view == "matrix" else "agency-load")
    answer = run(store, question, {"plan": plan} if plan else {}, as_of=picks.day(usual=False))
    if view == "matrix" and not st.toggle(frame.say(_COLLECTIVES), key="agencies-collectives"):
        single = [row for row in answer.rows if not _of_many(row)]
        if len(single) < len(answer.rows):
            st.caption(frame.say(_HIDDEN).format(number=len(answer.rows) - len(single)))
        answer = replace(answer, rows=single)
    drawing = draw(answer, frame.language())
    if drawing is None:
        st.info(frame.say(_NOBODY))
        return
    mark = charts.show(drawing, f"agencies-{view}", name=question.name)
    if mark is None:
        return
    st.markdown(f"**{frame.plain(mark.label)}**")
    rows.show(replace(answer, rows=[answer.rows[place] for place in mark.rows]), f"agencies-{view}-rows", count=False)


def _of_many(row: AnswerRow) -> bool:
    """Whether a collective or an office is one of the pair; on a day those are not mapped."""
    if "not_mapped" in row.values:
        return row.values["not_mapped"] == sum(int(row.values[name] or 0) for name in COUNTED)
    return bool({row.values["lead_kind"], row.values["support_kind"]} & COLLECTIVE_KINDS)


def _bottlenecks(found: Coordination) -> None:
    worst = bottlenecks(found, top=20)
    if not worst:
        st.info(frame.say(_NOBODY))
        return
    st.caption(frame.say(_BOTTLENECKS))
    language = frame.language()
    table = [
        {
            word("agency", language): with_place(item.agency.name, item.agency.place),
            word("between", language): item.betweenness,
            word("joint", language): item.degree,
            word("waited_by", language): item.waited_by,
            word("waits_for", language): item.waits_for,
            word("cut_off", language): ", ".join(found.agencies[one].name for one in item.cut_off),
        }
        for item in worst
    ]
    event = st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        column_config={
            word("between", language): st.column_config.ProgressColumn(
                format="%.3f", min_value=0.0, max_value=max(item.betweenness for item in worst) or 1.0
            )
        },
        on_select="rerun",
        selection_mode="single-row",
        key="bottlenecks",
    )
    picked = [place for place in event["selection"]["rows"] if place < len(worst)]
    if picked:
        _bottleneck(worst[picked[0]], found)
    else:
        st.caption(frame.say(_ROW))
    for ring in circles(found.waiting):
        names = " ⇄ ".join(with_place(found.agencies[one].name, found.agencies[one].place) for one in ring)
        st.warning(f"{frame.say(_CIRCLES)}: {frame.plain(names)}", icon=":material/sync_problem:")


def _bottleneck(item: Bottleneck, found: Coordination) -> None:
    with st.container(border=True):
        frame.link_to(item.agency.id, f"{frame.say(_OPEN)} {with_place(item.agency.name, item.agency.place)}")
        for task in item.tasks:
            note = found.tasks[task]
            name = note.name if len(note.name) <= 160 else f"{note.name[:160].rsplit(' ', 1)[0]} …"
            frame.link_to(task, f"{note.code or ''} {name}".strip())
