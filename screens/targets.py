"""Targets: indicators against plans, one indicator in every plan, one target with its lines, and what a plan lacks."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from drawings import Drawing, draw
from drawings.charts import Bar, bars
from drawings.comparison import SEPARATOR, comparison
from graph.store import Store
from ontology.declare import Words
from present import quantity, with_place, word
from queries.around import Card, card, neighbours
from queries.catalogue import find_question
from queries.comparison import Setting, settings_of_indicators
from queries.runner import Answer, run
from screens import charts, frame, node, picks, rows
from screens.inputs import ask_for

_TITLE = Words("Chỉ tiêu", "Targets")
_LEAD = Words(
    "Các kế hoạch đặt cùng một chỉ số thế nào. Nhấn một ô để xem dòng văn bản; chọn một chỉ số để xem riêng nó.",
    "How plans set the same indicator. Click a cell for its lines; choose an indicator to see it alone.",
)
_VIEW = Words("Cách xem", "View")
_VIEWS = {
    "shared": Words("Chỉ số chung", "Shared indicators"),
    "all": Words("Mọi chỉ số", "All indicators"),
    "gaps": Words("Kế hoạch thiếu gì", "What a plan lacks"),
}
_FIND = Words("Tìm chỉ số", "Find an indicator")
_PLAN = Words("Kế hoạch", "Plan")
_EMPTY = Words(
    "Kho chưa có chỉ tiêu nào. Nạp văn bản bằng lệnh: policygraph load THƯ_MỤC",
    "The store holds no targets yet. Load documents: policygraph load FOLDER",
)
_NONE_SHARED = Words(
    "Chưa có chỉ số nào mà hai kế hoạch cùng đặt; xem «Mọi chỉ số».", "No two plans set one indicator; see all of them."
)
_ALL = Words("Mọi chỉ tiêu", "All targets")
_OPEN = Words("Xem chỉ số này ở mọi kế hoạch", "See this indicator in every plan")
_GAPS = Words(
    "Chỉ số mà kế hoạch khác đặt và kế hoạch này không có, nhiều kế hoạch đặt nhất đứng trước. "
    "Tên gọi khác nhau có thể là một chỉ số: máy không tự gộp.",
    "Indicators that others set and this plan lacks, the most set first. "
    "Different names may mean one indicator: nothing is joined by likeness.",
)
_CHOOSE_PLAN = Words("Chọn một kế hoạch.", "Choose a plan.")
_NO_GAPS = Words("Kế hoạch này có mọi chỉ số của các kế hoạch khác.", "It has every indicator that others set.")
_REFERENCE = Words("Đối chiếu hai văn bản, chỉ tiêu với chỉ tiêu", "Two documents, target beside target")
_UNITS = Words("Cùng một chỉ số nhưng khác đơn vị", "One indicator in different units")
_BARS = Words("Giá trị thấp nhất đạt chỉ tiêu ({unit})", "The least value that meets the target ({unit})")
_NOT_SET = Words("Kế hoạch đã nạp không đặt chỉ số này", "Loaded plans that do not set it")
_UNKNOWN = Words("Kho không có «{node}».", "The store has no «{node}».")
_LINEAGE = Words("Mạch từ nghị quyết đến chỉ tiêu này", "From the resolution to this target")
_IN_GRAPH = Words("Xem trong đồ thị", "See in the graph")


def show() -> None:
    """Draw the page."""
    with frame.guarded():
        store = frame.store()
        asked = frame.parameter("id")
        found = card(store, asked) if asked else None
        if asked and (found is None or found.label not in ("Indicator", "Target")):
            st.warning(frame.plain(frame.say(_UNKNOWN).format(node=asked)))
            found = None
        if found is None:
            _all(store)
        elif found.label == "Indicator":
            _indicator(store, found)
        else:
            _target(store, found)


# --- all --------------------------------------------------------------------------------------------------------


def _all(store: Store) -> None:
    frame.heading(frame.say(_TITLE), frame.say(_LEAD))
    settings = settings_of_indicators(store)
    if not settings:
        st.info(frame.say(_EMPTY))
        return
    parameter = find_question("indicator-across-plans").parameters[0]
    asked = ask_for(
        parameter.model_copy(update={"name": "indicator", "required": False, "title": _FIND}), "targets:indicator"
    )
    if asked is not None:
        frame.go_to("targets", {"id": str(asked)})
    view = picks.switch(_VIEW, "view", {name: frame.say(words) for name, words in _VIEWS.items()}, "shared")
    day = picks.day() if view != "gaps" else None
    if view == "gaps":
        _gaps(store, settings)
        return
    drawing = comparison(settings, frame.language(), shared=2 if view == "shared" else 1)
    if drawing is None:
        st.info(frame.say(_NONE_SHARED))
        return
    st.markdown(f"**{drawing.summary}**")
    mark = charts.show(drawing, f"targets-{view}", hint=False, name="targets")
    if mark is not None and mark.id is not None:
        indicator, document = mark.id.split(SEPARATOR)
        st.markdown(f"##### {frame.plain(mark.label)}")
        frame.link(frame.say(_OPEN), "targets", {"id": indicator}, icon=":material/compare_arrows:")
        answer = run(store, find_question("indicator-across-plans"), {"indicator": indicator}, as_of=day)
        kept = [row for row in answer.rows if row.values["document_id"] == document]
        rows.show(replace(answer, rows=kept), f"targets-{mark.id}", hide=("indicator_name",), count=False)
    with st.container(horizontal=True):
        frame.link(frame.say(_REFERENCE), "ask", {"q": "targets-against-reference"}, icon=":material/difference:")
        frame.link(frame.say(_UNITS), "ask", {"q": "unit-mismatch"}, icon=":material/straighten:")


def _plans(settings: list[Setting]) -> dict[str, str]:
    found = {one.document: with_place(one.document_name, one.place) for one in settings}
    return dict(sorted(found.items(), key=lambda item: item[1]))


def _gaps(store: Store, settings: list[Setting]) -> None:
    plan = picks.pick(_PLAN, "plan", _plans(settings))
    if not plan:
        st.info(frame.say(_CHOOSE_PLAN))
        return
    st.caption(frame.say(_GAPS))
    answer = run(store, find_question("missing-indicators"), {"plan": plan})
    drawing = draw(answer, frame.language())
    if drawing is None:
        st.success(frame.say(_NO_GAPS))
        return
    mark = charts.show(drawing, "targets-gaps", name="gaps")
    if mark is not None:
        answer = replace(answer, rows=[answer.rows[place] for place in mark.rows])
    rows.show(answer, "targets-gaps-rows", hide=("plans",))


# --- one --------------------------------------------------------------------------------------------------------


def _indicator(store: Store, found: Card) -> None:
    frame.link(frame.say(_ALL), "targets", icon=":material/arrow_back:")
    st.caption(frame.kind_of(found.id))
    frame.heading(found.name)
    answer = run(store, find_question("indicator-across-plans"), {"indicator": found.id}, as_of=picks.day())
    chart = _bars(answer)
    drawing = draw(answer, frame.language())
    chosen = answer
    # Bars where the values are figures of one unit, else the plain values by year.
    if (shown := chart or drawing) is not None:
        mark = charts.show(shown, "indicator", name="indicator")
        if mark is not None:
            chosen = replace(answer, rows=[answer.rows[place] for place in mark.rows])
    rows.show(
        chosen, "indicator-rows", first=("document", "value", "year", "agency"), hide=("indicator_name", "low", "high")
    )
    setting = {str(row.values["document_id"]) for row in answer.rows}
    missing = {node: name for node, name in _plans(settings_of_indicators(store)).items() if node not in setting}
    if missing:
        st.markdown(f"##### {frame.say(_NOT_SET)}")
        with st.container(horizontal=True):
            for identifier, name in missing.items():
                frame.link_to(identifier, name)
    frame.link(frame.say(_IN_GRAPH), "graph", {"id": found.id}, icon=":material/hub:")


def _bars(answer: Answer) -> Drawing | None:
    """The values as bars, where two plans or more set one in the same unit."""
    language = frame.language()
    parts: dict[str, Bar] = {}
    units = set()
    for place, row in enumerate(answer.rows):
        bound = row.values["low"] if row.values["low"] is not None else row.values["high"]
        if bound is None:
            return None
        units.add(row.values["base_unit"])
        name = with_place(str(row.values["document"]), row.values["jurisdiction"])
        label = f"{name}: {quantity(row.values, language)}" + (f", {row.values['year']}" if row.values["year"] else "")
        parts.setdefault(label, Bar(label, "", float(str(bound)), (place,), str(row.values["document_id"])))
    if len(parts) < 2 or len(units) > 1:
        return None
    unit = str(next(iter(units)) or "–")
    return bars(list(parts.values()), language, summary=frame.say(_BARS).format(unit=unit))


def _target(store: Store, found: Card) -> None:
    frame.link(frame.say(_ALL), "targets", icon=":material/arrow_back:")
    st.caption(frame.kind_of(found.id))
    frame.heading(node.name_of(found))
    node.fields(found)
    day = picks.day()
    node.holders(store, found.id, day)
    joined = neighbours(store, found.id)
    with st.container(horizontal=True):
        for one in joined:
            if one.fact[1] == "MEASURES":
                frame.link(frame.say(_OPEN), "targets", {"id": one.id}, icon=":material/compare_arrows:")
        frame.link(frame.say(_IN_GRAPH), "graph", {"id": found.id}, icon=":material/hub:")
    answer = run(store, find_question("target-lineage"), {"target": found.id})
    drawing = draw(answer, frame.language())
    if drawing is not None:
        st.markdown(f"##### {frame.say(_LINEAGE)}")
        mark = charts.show(drawing, "target-lineage", hint=False, name="lineage")
        if mark is not None and mark.id not in (None, found.id):
            frame.link_to(str(mark.id), mark.label)
        with st.expander(word("chain", frame.language())):
            for row in answer.rows:
                frame.show_chains(row.chain)
    node.facts(store, found.id, "target-facts", day)
