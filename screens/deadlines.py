"""Calendar: when reports are due, by month and for one's own calendar; and what falls due by quarter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from drawings import draw
from drawings.agenda import Duty, days_of, duties, to_icalendar
from graph.store import Store
from ontology.declare import Words
from present import status_words, with_place
from queries.catalogue import find_question
from queries.runner import Answer, run
from queries.today import Holdings
from screens import charts, frame, holdings, node, picks, rows

_TITLE = Words("Lịch", "Calendar")
_LEAD = Words(
    "Khi nào phải báo cáo, ai báo cáo, gửi đến đâu; và việc gì đến hạn theo quý.",
    "When reports are due, by whom and to whom; and what falls due by quarter.",
)
_VIEW = Words("Cách xem", "View")
_VIEWS = {"reports": Words("Báo cáo", "Reports"), "quarters": Words("Đến hạn theo quý", "Due by quarter")}
_PLACE = Words("Địa bàn", "Jurisdiction")
_WHO = Words("Cơ quan báo cáo hoặc nhận", "Reporter or recipient")
_PLAN = Words("Trong văn bản", "In the document")
_YEAR = Words("Năm", "Year")
_EMPTY = Words(
    "Chưa có hạn nào khớp lựa chọn. Nạp thêm văn bản: policygraph load THƯ_MỤC",
    "No deadline fits. Load more documents: policygraph load FOLDER",
)
_TAKE = Words("Tải lịch (.ics)", "Download calendar (.ics)")
_HELP = Words(
    "Mở bằng Outlook, Google Calendar, lịch điện thoại. Việc lặp lại theo đúng văn bản; "
    "«trước ngày 15/11» đứng ở ngày 15/11.",
    "Opens in Outlook, Google Calendar, a phone. What recurs does so as declared; «before 15/11» stands on 15/11.",
)
_LEFT = Words(
    "{number} nghĩa vụ không có trong tệp lịch vì văn bản ghi thời gian chưa đủ (xem cuối trang).",
    "{number} duties are not in the file: their time is not stated well enough (see below).",
)
_MONTH = Words("Tháng {month}/{year}", "{month}/{year}")
_NO_TIME = Words("Văn bản ghi thời gian chưa đủ", "Time not stated well enough")
_PAST = Words("Đã qua", "Past")
_TO = Words("gửi", "to")
_NOBODY = Words("văn bản không nêu ai báo cáo", "the document names no reporter")
_EVIDENCE = Words("Căn cứ", "Evidence")


def show() -> None:
    """Draw the page."""
    frame.heading(frame.say(_TITLE), frame.say(_LEAD))
    with frame.guarded():
        store = frame.store()
        view = picks.switch(_VIEW, "view", {name: frame.say(words) for name, words in _VIEWS.items()}, "reports")
        day = picks.day()
        if view == "reports":
            _reports(store, day)
        else:
            _quarters(store, day)


# --- reports ----------------------------------------------------------------------------------------------------


def _reports(store: Store, day: date | None) -> None:
    answer = run(store, find_question("deadlines"), {})
    answer = _filtered(answer)
    found = duties(answer.rows)
    if not found:
        st.info(frame.say(_EMPTY))
        return
    drawing = draw(answer, frame.language())
    if drawing is not None:
        mark = charts.show(drawing, "calendar", name="calendar")
        if mark is not None:
            found = duties([answer.rows[place] for place in mark.rows])
            st.markdown(f"##### {frame.plain(mark.label)}")
    today = date.today()
    data, left = to_icalendar(found, frame.language(), today=today)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            frame.say(_TAKE), data, "policygraph.ics", "text/calendar",
            icon=":material/event:", on_click="ignore", help=frame.say(_HELP), disabled=len(left) == len(found),
        )  # fmt: skip
        if left:
            st.caption(frame.say(_LEFT).format(number=len(left)))
    held = Holdings(store, day) if day is not None else None
    groups: dict[tuple[int, int, int], list[Duty]] = {}
    for duty in found:
        groups.setdefault(_when(duty, today), []).append(duty)
    for when in sorted(groups):
        rank, year, month = when
        words = frame.say((_MONTH, _NO_TIME, _PAST)[rank])
        st.markdown(f"#### {words.format(month=f'{month:02d}', year=year)}")
        for duty in groups[when]:
            _shown(duty, held)


def _when(duty: Duty, today: date) -> tuple[int, int, int]:
    """What comes next first; then what has no time; then what is past."""
    days = days_of(duty, today)
    if days is None:
        return 1, 0, 0
    return (2, 0, 0) if days[1] <= today else (0, days[0].year, days[0].month)


def _filtered(answer: Answer) -> Answer:
    left, right = st.columns(2)
    found = answer.rows
    places = sorted({str(row.values["jurisdiction"]) for row in found if row.values["jurisdiction"]})
    with left:
        place = picks.pick(_PLACE, "place", {name: name for name in places})
    found = [row for row in found if place in ("", row.values["jurisdiction"])]
    names: dict[str, str] = {}
    for row in found:
        for end in ("who", "recipient"):
            if row.values[f"{end}_id"]:
                names[str(row.values[f"{end}_id"])] = with_place(
                    str(row.values[end]), row.values[f"{end}_jurisdiction"]
                )
    with right:
        who = picks.pick(_WHO, "agency", dict(sorted(names.items(), key=lambda item: item[1])))
    kept = [row for row in found if who in ("", row.values["who_id"], row.values["recipient_id"])]
    return replace(answer, rows=kept)


def _shown(duty: Duty, held: Holdings | None) -> None:
    """One duty: when, who, to whom, who of them is who on a day, and the lines within."""
    day = f"{duty.day:02d}/{duty.month:02d}" if duty.day and duty.month else ""
    if duty.year:
        day = f"{day}/{duty.year}" if day else str(duty.year)
    again = node.code_words("recurrence", duty.recurrence) if duty.recurrence else ""
    who = "; ".join(name for _, name in duty.who) or f"({frame.say(_NOBODY)})"
    to = "; ".join(name for _, name in duty.recipients)
    when = " · ".join(part for part in (day or (duty.when or ""), again) if part)
    status = f" [{status_words(duty.status, frame.language())}]" if duty.status else ""
    with st.container(border=True):
        st.markdown(f"**{frame.plain(when)}** – {frame.plain(who)}" + (f" → {frame.plain(to)}" if to else ""))
        st.markdown(f"{frame.plain(duty.what)}")
        if held is not None:
            for agency, name in (*duty.who, *duty.recipients):
                st.caption(frame.plain(name))
                holdings.beside(held.of(duty.id, agency))
        st.caption(frame.plain(f"{duty.document_name}{status}" + (f" – «{duty.when}»" if duty.when else "")))
        frame.show_doubt(duty.doubt)
        with st.expander(frame.say(_EVIDENCE)):
            frame.link_to(duty.id, frame.kind_of(duty.id))
            frame.show_evidence(duty.evidence, heading=False)


# --- by quarter -------------------------------------------------------------------------------------------------


def _quarters(store: Store, day: date | None) -> None:
    whole = run(store, find_question("due-by-quarter"), {}, as_of=day)
    plans = {
        str(row.values["document_id"]): with_place(str(row.values["document"]), row.values["jurisdiction"])
        for row in whole.rows
    }
    years = {str(row.values["due_year"]): str(row.values["due_year"]) for row in whole.rows if row.values["due_year"]}
    left, right = st.columns(2)
    with left:
        plan = picks.pick(_PLAN, "plan", dict(sorted(plans.items(), key=lambda item: item[1])))
    with right:
        year = picks.pick(_YEAR, "year", dict(sorted(years.items())))
    kept = [
        row
        for row in whole.rows
        if plan in ("", row.values["document_id"]) and year in ("", str(row.values["due_year"]))
    ]
    answer = replace(whole, rows=kept)
    drawing = draw(answer, frame.language())
    if drawing is None:
        st.info(frame.say(_EMPTY))
        return
    mark = charts.show(drawing, "quarters", name="quarters")
    if mark is not None:
        st.markdown(f"##### {frame.plain(mark.label)}")
        answer = replace(answer, rows=[answer.rows[place] for place in mark.rows])
    rows.show(answer, "quarters-rows", first=("due_year", "due_quarter", "kind", "item", "agency"))
