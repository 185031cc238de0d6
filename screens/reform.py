"""The reform: which agency was named and who holds its work on a day, what has no heir, what has several, which
provinces became one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from drawings import draw
from drawings.reform import Held, then_and_now
from graph.store import Store
from ontology.changes import OUTCOMES
from ontology.declare import Words
from ontology.relations import RELATIONS
from queries.catalogue import find_question
from queries.evidence import part, rows_of_part
from queries.runner import run
from queries.today import Holding, Holdings
from screens import charts, frame, holdings, picks, rows

_TITLE = Words("Sắp xếp bộ máy", "The reform")
_LEAD = Words(
    "Cơ quan mà văn bản nêu, và cơ quan giữ việc đó vào ngày được chọn, theo từng văn bản sắp xếp; "
    "việc nào chưa rõ ai kế thừa, việc nào nay nhiều cơ quan giữ.",
    "The agency that a document names, and who holds its work on a day, by the acts of the reform; "
    "what has no certain heir, and what several hold.",
)
_VIEW = Words("Cách xem", "View")
_VIEWS = {
    "now": Words("Trước → nay", "Then → now"),
    "orphaned": Words("Chưa rõ ai kế thừa", "No certain heir"),
    "split": Words("Nay nhiều cơ quan giữ", "Several hold it now"),
    "places": Words("Địa bàn", "Places"),
    "differ": Words("Chỉ tiêu tỉnh cũ khác nhau", "Targets that differ"),
}
_QUESTIONS = {
    "orphaned": "orphaned-by-reform",
    "split": "split-by-reform",
    "places": "province-genealogy",
    "differ": "merged-targets-differ",
}
_PLAN = Words("Trong văn bản", "In the document")
_EMPTY = Words(
    "Kho chưa có việc nào được giao. Nạp văn bản bằng lệnh: policygraph load THƯ_MỤC",
    "The store holds no duties yet. Load documents: policygraph load FOLDER",
)
_NOTHING = Words("Không có việc nào như vậy vào ngày này.", "No such duty on this day.")
_UNMAPPED = Words(
    "{number} việc của tập thể («các sở, ban, ngành»), chức danh hoặc tên chưa nhận ra không quy đổi được, không vẽ.",
    "{number} duties of collectives, offices or names not known are not mapped, and not drawn.",
)
_COLOURS = Words("Màu của dải", "Colours of the bands")
_COUNT = Words("{number} việc", "{number} duties")
_WORK = Words("Việc", "Duty")
_ROLE = Words("Vai trò", "Role")
_DOCUMENT = Words("Văn bản", "Document")
_NAMED = Words("Cơ quan được nêu", "Agency named")
_NOW = Words("Giữ việc vào ngày này", "Holder on this day")
_ROW = Words(
    "Chọn một dòng để xem từng thay đổi và văn bản quy định; nhấn vào hình để chỉ xem việc của một cơ quan.",
    "Choose a row for each change and its act; click the drawing to see one agency's duties alone.",
)


@dataclass(frozen=True, slots=True)
class _Duty:
    name: str
    role: str
    document: str
    holding: Holding


def show() -> None:
    """Draw the page."""
    frame.heading(frame.say(_TITLE), frame.say(_LEAD))
    with frame.guarded():
        store = frame.store()
        view = picks.switch(_VIEW, "view", {name: frame.say(words) for name, words in _VIEWS.items()}, "now")
        # Changes of places and of their targets have days of their own.
        day = picks.day(always=True) if view in ("now", "orphaned", "split") else None
        if view == "now":
            assert day is not None
            _now(store, day)
        else:
            _question(store, _QUESTIONS[view], day)


def _now(store: Store, day: date) -> None:
    loaded = {str(row["id"]): str(row["name"]) for row in rows_of_part(store, "loaded-documents")}
    plan = picks.pick(_PLAN, "plan", dict(sorted(loaded.items(), key=lambda item: item[1])))
    duties = _duties(store, {plan: loaded[plan]} if plan else loaded, day)
    mapped = [duty for duty in duties if duty.holding.answer is not None]
    if not mapped:
        st.info(frame.say(_EMPTY))
        return
    if len(mapped) < len(duties):
        st.caption(frame.say(_UNMAPPED).format(number=len(duties) - len(mapped)))
    clicked = charts.clicked("reform")
    chosen = frame.parameter("node")
    if clicked is not None:
        chosen = "" if clicked == chosen else clicked
    held = [Held(place, f"{duty.holding.item}\n{duty.role}", duty.holding) for place, duty in enumerate(mapped)]
    drawing = then_and_now(held, frame.language(), chosen=chosen or None)
    if drawing is None:
        return
    chosen = chosen if chosen in drawing.marks else ""
    frame.keep({"node": chosen})
    st.markdown(f"**{frame.plain(drawing.summary)}**")
    legend = "; ".join(f"{frame.say(words)} ({holdings.in_words(outcome)})" for outcome, words in OUTCOMES.items())
    st.caption(f"{frame.say(_COLOURS)}: {legend}")
    charts.show(drawing, "reform", hint=False, name="reform")
    if chosen:
        mark = drawing.marks[chosen]
        st.markdown(f"**{frame.plain(mark.label)}**")
        if mark.id is not None and frame.known(mark.id):
            frame.link_to(mark.id, mark.label)
        mapped = [mapped[place] for place in mark.rows]
    _table(store, mapped, day)


def _duties(store: Store, documents: dict[str, str], day: date) -> list[_Duty]:
    """Every duty of the documents, with its name and who holds it."""
    found = Holdings(store, day)
    duties = []
    for document, name in sorted(documents.items(), key=lambda item: item[1]):
        rows_of = store.ask(part("duties", store.language), {"document": document})
        names = {str(row["item_id"]): str(row["item"]) for row in rows_of}
        duties += [_Duty(names[str(one.item)], role, name, one) for role, one in found.all(document)]
    return duties


def _table(store: Store, duties: list[_Duty], day: date) -> None:
    st.markdown(frame.say(_COUNT).format(number=len(duties)))
    language = frame.language()
    table = [
        {
            frame.say(_WORK): " ".join(duty.name.split()),
            frame.say(_ROLE): frame.say(RELATIONS[duty.role].reverse),
            frame.say(_NAMED): duty.holding.owner.label if duty.holding.owner else duty.holding.agency_name,
            frame.say(_NOW): duty.holding.words(language),
            frame.say(_DOCUMENT): duty.document,
        }
        for duty in duties
    ]
    event = st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        height=min(38 + 35 * len(table), 420),
        column_config=rows.widths(table),
        on_select="rerun",
        selection_mode="single-row",
        key="reform-rows",
    )
    picked = [place for place in event["selection"]["rows"] if place < len(duties)]
    if not picked:
        st.caption(frame.say(_ROW))
        return
    duty = duties[picked[0]]
    with st.container(border=True):
        short = duty.name if len(duty.name) <= 120 else f"{duty.name[:120].rsplit(' ', 1)[0]} …"
        frame.link_to(str(duty.holding.item), short)
        told = Holdings(store, day).with_lines([duty.holding])
        holdings.show(told[duty.holding.item, duty.holding.agency])


def _question(store: Store, name: str, day: date | None) -> None:
    question = find_question(name)
    st.caption(frame.say(question.description))
    answer = run(store, question, {}, as_of=day)
    if not answer.rows:
        st.success(frame.say(_NOTHING))
        return
    drawing = draw(answer, frame.language())
    if drawing is not None:
        mark = charts.show(drawing, f"reform-{name}", hint=False, name=name)
        if mark is not None:
            answer = replace(answer, rows=[answer.rows[place] for place in mark.rows])
            st.markdown(f"**{frame.plain(mark.label)}**")
    first = ("item", "owner") if day is not None else ()
    rows.show(answer, f"reform-{name}-rows", first=first, hide=() if day is None else ("then",))
