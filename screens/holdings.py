"""Owner then, holder on a day: the answer in words and colour, each change with its acts."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from graph.succession import Outcome, Step, StepAct
from ontology.changes import CERTAINTIES, CHANGE_KINDS
from ontology.declare import Words
from queries.today import Holding, function_words, issuer
from screens import frame

Colour = Literal["green", "blue", "orange", "gray"]

COLOURS: dict[Outcome | None, Colour] = {
    "certain": "green",
    "usual": "blue",
    "several": "blue",
    "candidates": "orange",
    "unknown": "gray",
    None: "gray",
}
"""What is known → its colour; the words say it besides."""

TINTS: dict[Colour, str] = {
    "green": "rgba(0, 158, 115, 0.22)",
    "blue": "rgba(86, 180, 233, 0.22)",
    "orange": "rgba(230, 159, 0, 0.28)",
    "gray": "rgba(127, 127, 127, 0.25)",
}
"""The ground of a table's cell, light enough for dark and for white letters."""

_COLOUR_WORDS: dict[Colour, Words] = {
    "green": Words("lục", "green"),
    "blue": Words("lam", "blue"),
    "orange": Words("cam", "orange"),
    "gray": Words("xám", "grey"),
}

_HOLDS = Words("Ai giữ việc này vào ngày", "Who holds this on")
_NAMED = Words("Văn bản nêu", "The document names")
_FUNCTION = Words("Chức năng được xét", "Function that decides")
_WORDS = Words("Dòng văn bản cho biết chức năng", "The lines that tell the function")
_CHANGES = Words("Các thay đổi và văn bản quy định", "The changes and their acts")
_ACT = Words("Văn bản", "Act")
_NO_ACT = Words("không có văn bản", "no act")
_LATER = Words("văn bản sau đã quy định lại", "decided anew by a later act")
_LAPSED = Words("hết hiệu lực", "its ground has run out")


def in_words(outcome: str) -> str:
    """The colour of what is known, in words."""
    return next(frame.say(_COLOUR_WORDS[colour]) for known, colour in COLOURS.items() if known == outcome)


def beside(holding: Holding | None) -> None:
    """Who holds a duty, in a line beside its owner; one click opens the changes and their acts. None: nothing."""
    if holding is None:
        return
    words = f"{frame.shown_date(holding.as_of.isoformat())} → {frame.plain(holding.words(frame.language()))}"
    with st.popover(f":{COLOURS[holding.outcome]}[{words}]", type="tertiary", icon=":material/history:"):
        show(holding)


def show(holding: Holding) -> None:
    """The holding of one duty: who was named, who holds it, and each change in between with its acts."""
    language = frame.language()
    with st.container(border=True):
        st.markdown(f"**{frame.say(_HOLDS)} {frame.shown_date(holding.as_of.isoformat())}**")
        box = {"green": st.success, "blue": st.info, "orange": st.warning}.get(COLOURS[holding.outcome], _neutral)
        box(frame.plain(holding.words(language)))
        named = holding.owner.label if holding.owner else holding.agency_name
        st.caption(f"{frame.say(_NAMED)}: {frame.plain(named)}")
        if holding.function:
            words = "; ".join(frame.say(function_words(one)) for one in holding.function)
            st.caption(f"{frame.say(_FUNCTION)}: {frame.plain(words)}")
        if holding.steps:
            with st.expander(f"{frame.say(_CHANGES)} ({len(holding.steps)})", icon=":material/history:"):
                for step in holding.steps:
                    _step(step)
        lines = [line for ground in holding.grounds for line in ground.lines]
        if lines:
            with st.expander(frame.say(_WORDS), icon=":material/description:"):
                frame.show_evidence(lines, heading=False)


def _neutral(text: str) -> None:
    st.container(border=True).markdown(text)


def _step(step: Step) -> None:
    after = "; ".join(body.label for body in step.successors) or "–"
    told = [frame.say(CERTAINTIES[step.certainty])]
    told += [frame.say(_LATER)] if step.replaced else []
    told += [frame.say(_LAPSED)] if step.lapsed else []
    st.markdown(
        f"**{frame.shown_date(step.day)}** · {frame.say(CHANGE_KINDS[step.kind])}: "
        f"{frame.plain(step.predecessor.label)} → {frame.plain(after)}  \n*{frame.plain('; '.join(told))}*"
    )
    if not step.acts:
        st.caption(frame.say(_NO_ACT))
    for found in step.acts:
        _act(found)


def _act(found: StepAct) -> None:
    """An act, as it is cited; one that the graph knows is a link."""
    act = found.act
    title = act.title if frame.language() == "vi" else (act.en or act.title)
    cited = ", ".join(filter(None, (act.number, found.at)))
    label = f"{cited} – {issuer(act.issuer)}, {frame.shown_date(act.date)}: {title}"
    if act.document and frame.known(act.document):
        frame.link_to(act.document, label)
    else:
        st.caption(f"{frame.say(_ACT)}: {frame.plain(label)}")
