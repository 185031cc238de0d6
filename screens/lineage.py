"""Lineage: from a resolution over programmes and plans to each target and its owner; NQ-42 unless another is asked.

First by domain, since a hundred targets are no picture; each target by name as soon as few enough are left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from drawings import Mark
from drawings.lineage import NO_OWNER, lineage, lineage_now
from graph.store import Store
from ontology.changes import OUTCOMES
from ontology.declare import Words
from ontology.errors import UnknownNameError
from present import with_place
from queries.catalogue import find_question
from queries.names import complete
from queries.networks import documents, domains_of_targets
from queries.runner import Answer, AnswerRow, resolve_parameter
from screens import charts, frame, holdings, picks
from screens import rows as rows_of

START = "NQ-42"

MOST_TARGETS = 45
"""Up to how many targets are drawn one by one at first."""

MOST_ROWS = 500
"""Up to how many rows with an owner, and as many without, are drawn; a country's resolution has thousands."""

_TITLE = Words("Mạch văn bản", "Lineage")
_LEAD = Words(
    "Từ nghị quyết, qua chương trình và kế hoạch, đến từng chỉ tiêu và cơ quan phụ trách. "
    "Nhấn vào một điểm để làm sáng cả mạch đi qua nó và xem căn cứ bên dưới.",
    "From a resolution, through programmes and plans, to each target and its owner. "
    "Click a node to light up every path through it and see its evidence below.",
)
_FROM = Words("Văn bản gốc", "From the document")
_PLACE = Words("Địa bàn", "Jurisdiction")
_DOMAIN = Words("Lĩnh vực", "Domain")
_AGENCY = Words("Cơ quan phụ trách", "Owner")
_VIEW = Words("Cách xem", "View")
_BY_DOMAIN = Words("Gộp theo lĩnh vực", "By domain")
_NOW = Words("Trước → nay", "Then → now")
_COLOURS = Words("Màu của dải bên phải", "Colours of the bands on the right")
_BY_TARGET = Words("Từng chỉ tiêu", "Each target")
_NOBODY = Words("(văn bản không nêu)", "(the document names none)")
_EMPTY = Words(
    "Kho chưa có văn bản nào. Nạp văn bản bằng lệnh: policygraph load THƯ_MỤC",
    "The store holds no documents yet. Load some: policygraph load FOLDER",
)
_NOTHING = Words(
    "Không có chỉ tiêu nào trong các văn bản thực hiện văn bản này.",
    "No document that carries this one out sets a target.",
)
_NO_FIT = Words("Không có chỉ tiêu nào khớp các lựa chọn trên.", "No target fits the choices above.")
_CHOSEN = Words("Đang xem", "Chosen")
_PART = Words(
    "Có {total} dòng; chỉ {shown} dòng đầu được vẽ. Hãy chọn một văn bản ở dưới, ví dụ chương trình hoặc kế hoạch của "
    "một tỉnh, để xem đủ.",
    "There are {total} rows; only the first {shown} are drawn. Choose a document further down, such as the programme "
    "or plan of a province, to see all of it.",
)
_TARGETS = Words("chỉ tiêu", "targets")
_UNCHOOSE = Words("Bỏ chọn", "Show all")
_OPEN = Words("Mở trang", "Open page")
_COUNTS = Words(
    "{targets} chỉ tiêu · {owned} có cơ quan phụ trách · {none} văn bản không nêu",
    "{targets} targets · {owned} with an owner · {none} without",
)


def show() -> None:
    """Draw the page."""
    frame.heading(frame.say(_TITLE), frame.say(_LEAD))
    with frame.guarded():
        _page(frame.store())


def _page(store: Store) -> None:
    first, *others = st.columns(4)
    with first:
        start = _start(store)
    if start is None:
        st.info(frame.say(_EMPTY))
        return
    day = picks.day()
    answer = _answer(start, day)
    if not answer.rows:
        st.info(frame.say(_NOTHING))
        return
    if answer.total > len(answer.rows):
        st.warning(frame.say(_PART).format(shown=len(answer.rows), total=answer.total), icon=":material/filter_alt:")
    domains = domains_of_targets(store, {str(row.values["document_id"]) for row in answer.rows})
    rows = _filtered(answer.rows, domains, others)
    if not rows:
        st.info(frame.say(_NO_FIT))
        return
    chosen = _drawn(rows, start, str(answer.rows[0].values["resolution"]), domains)
    _below(replace(answer, rows=rows), chosen)


def _start(store: Store) -> str | None:
    """Id of the document asked from; None where the store has none to ask from."""
    graph = documents(store)
    uppers = sorted((node for node in graph if graph.in_degree(node)), key=lambda node: (-graph.in_degree(node), node))
    if not uppers:
        return None
    question = find_question("target-owners")
    asked = frame.parameter("from")
    if not asked:
        try:
            asked = str(resolve_parameter(store, question.parameters[0], START))
        except UnknownNameError:
            asked = uppers[0]
    else:
        asked = str(resolve_parameter(store, question.parameters[0], asked))
    names = {node: str(graph.nodes[node]["label"]) for node in uppers}
    names.setdefault(asked, next((one.name for one in complete(store, question.parameters[0], asked)), asked))
    key = "lineage-from"
    if st.session_state.get(f"{key}-kept") != asked or key not in st.session_state:
        st.session_state[key] = asked
    chosen = st.selectbox(frame.say(_FROM), list(names), format_func=names.__getitem__, key=key)
    st.session_state[f"{key}-kept"] = chosen
    frame.keep({"from": chosen})
    return str(chosen)


def _answer(start: str, day: date | None) -> Answer:
    """Every target below a document: those with an owner, then those without, in rows of one form."""
    owned = frame.answer(find_question("target-owners"), {"from": start}, MOST_ROWS, day)
    without = frame.answer(find_question("targets-without-owner"), {"from": start}, MOST_ROWS)
    blank = dict.fromkeys(column.name for column in owned.columns)
    rest = [
        AnswerRow({**blank, **row.values, "doubt": None, "target_doubt": row.values["doubt"]}, row.chain, row.evidence)
        for row in without.rows
    ]
    return replace(owned, rows=[*owned.rows, *rest], total=owned.total + without.total)


def _owner(row: AnswerRow) -> str:
    if row.values["agency_id"] is None:
        return frame.say(_NOBODY)
    return with_place(str(row.values["agency"]), row.values["agency_jurisdiction"])


def _filtered(
    rows: list[AnswerRow], domains: dict[str, list[tuple[str, str]]], holders: Sequence[DeltaGenerator]
) -> list[AnswerRow]:
    """The rows of the chosen place, domain and owner, chosen in these three columns."""
    left, middle, right = holders
    places = sorted({str(row.values["jurisdiction"]) for row in rows if row.values["jurisdiction"]})
    with left:
        place = picks.pick(_PLACE, "place", {name: name for name in places})
    rows = [row for row in rows if place in ("", row.values["jurisdiction"])]
    fields = dict(sorted({one for row in rows for one in domains.get(str(row.values["target_id"]), [])}))
    with middle:
        domain = picks.pick(_DOMAIN, "domain", dict(sorted(fields.items(), key=lambda item: item[1])))
    rows = [
        row for row in rows if not domain or domain in (key for key, _ in domains.get(str(row.values["target_id"]), []))
    ]
    owners = {str(row.values["agency_id"] or NO_OWNER): _owner(row) for row in rows}
    with right:
        agency = picks.pick(_AGENCY, "agency", dict(sorted(owners.items(), key=lambda item: item[1])))
    return [row for row in rows if agency in ("", str(row.values["agency_id"] or NO_OWNER))]


def _drawn(
    rows: list[AnswerRow], start: str, name: str, domains: dict[str, list[tuple[str, str]]]
) -> tuple[str, Mark] | None:
    """The drawing; returns what is chosen in it."""
    targets = {str(row.values["target_id"]) for row in rows}
    owned = {str(row.values["target_id"]) for row in rows if row.values["agency_id"]}
    st.markdown(frame.say(_COUNTS).format(targets=len(targets), owned=len(owned), none=len(targets - owned)))
    views = {"domain": frame.say(_BY_DOMAIN), "target": frame.say(_BY_TARGET)}
    if any(row.holdings for row in rows):
        views["now"] = frame.say(_NOW)
    view = picks.switch(_VIEW, "view", views, "target" if len(targets) <= MOST_TARGETS else "domain")
    clicked = charts.clicked("lineage")
    chosen = frame.parameter("node")
    if clicked is not None:
        chosen = "" if clicked == chosen else clicked
    lit = chosen or None
    if view == "now":
        drawing = lineage_now(rows, (start, name), frame.language(), chosen=lit)
        legend = "; ".join(f"{frame.say(words)} ({holdings.in_words(outcome)})" for outcome, words in OUTCOMES.items())
        st.caption(f"{frame.say(_COLOURS)}: {legend}")
    else:
        shown = domains if view == "domain" else None
        drawing = lineage(rows, (start, name), frame.language(), domains=shown, chosen=lit)
    if drawing is None:
        return None
    chosen = chosen if chosen in drawing.marks else ""
    frame.keep({"node": chosen})
    charts.show(drawing, "lineage", hint=False, name="lineage")
    return (chosen, drawing.marks[chosen]) if chosen else None


def _below(answer: Answer, chosen: tuple[str, Mark] | None) -> None:
    """The rows of what is chosen, and the chain and evidence of one of them."""
    rows = answer.rows
    if chosen is not None:
        mark = chosen[1]
        rows = [rows[place] for place in mark.rows]
        number = len({row.values["target_id"] for row in rows})
        left, middle, right = st.columns([6, 2, 2], vertical_alignment="center")
        left.markdown(f"**{frame.say(_CHOSEN)}:** {frame.plain(mark.label)} · {number} {frame.say(_TARGETS)}")
        with middle:
            if mark.id is not None:
                frame.link(frame.say(_OPEN), frame.page_of(mark.id), {"id": mark.id}, icon=":material/open_in_new:")
        if right.button(frame.say(_UNCHOOSE), icon=":material/close:"):
            frame.keep({"node": None})
            st.rerun()
    rows_of.show(
        replace(answer, rows=rows),
        "lineage-rows",
        first=("indicator", "value", "agency", "year"),
        blank={"agency": _owner},
    )
