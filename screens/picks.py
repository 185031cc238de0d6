"""Choices that stand in the address: a link reopens them, and another link changes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

import streamlit as st

from ontology.declare import Words
from screens import frame

_ALL = Words("Tất cả", "All")
_HOLDER = Words("Ai giữ việc này vào ngày", "Who holds this on")
_HELP = Words(
    "Từ năm 2025 nhiều cơ quan được hợp nhất, đổi tên: các sở từ 01/3/2025, các tỉnh từ 01/7/2025. "
    "Mỗi câu trả lời nói rõ chắc đến đâu và theo văn bản nào.",
    "Since 2025 many bodies were merged or renamed: departments on 2025-03-01, provinces on 2025-07-01. "
    "Every answer says how sure it is and by which acts.",
)

_EXACT = Words("Đúng ngày", "On the very day")

FIRST_DAY = date(2024, 1, 1)
"""The earliest day that the slider reaches at first; one that is typed, or in the address, widens it."""

_WIDGETS = ("day-on", "day", "day-exact")
_EARLIEST, _LATEST = date(2000, 1, 1), date(2050, 12, 31)


def _follow(name: str, key: str, options: Mapping[str, str], default: str) -> None:
    """Let the widget say what the address says, whenever that was changed from outside."""
    asked = frame.parameter(name, default)
    if st.session_state.get(f"{key}-kept") != asked or key not in st.session_state:
        st.session_state[key] = asked if asked in options or asked == "" else default
    elif st.session_state[key] not in options and st.session_state[key] != "":
        st.session_state[key] = ""


def _keep(name: str, key: str, value: str, default: str) -> str:
    frame.keep({name: None if value == default else value})
    st.session_state[f"{key}-kept"] = value
    return value


def pick(label: Words, name: str, options: Mapping[str, str]) -> str:
    """One of the options, or the empty text for all of them.

    Args:
        name: of the parameter in the address.
        options: value → what is shown.
    """
    key = f"pick-{name}"
    _follow(name, key, options, "")
    value = st.selectbox(
        frame.say(label), ["", *options], format_func=lambda one: options.get(one, frame.say(_ALL)), key=key
    )
    return _keep(name, key, str(value or ""), "")


def switch(label: Words, name: str, options: Mapping[str, str], default: str) -> str:
    """One of a few options, all of them in sight; ``default`` is left out of the address."""
    key = f"switch-{name}"
    _follow(name, key, options, default)
    value = st.segmented_control(
        frame.say(label), list(options), format_func=options.__getitem__, key=key, label_visibility="collapsed"
    )
    return _keep(name, key, str(value or default), default)


def several(label: Words, name: str, options: Mapping[str, str]) -> list[str]:
    """Several of a few options, all at first; the address names those that are left out."""
    key = f"several-{name}"
    hidden = set(frame.parameter(name).split(","))
    asked = ",".join(one for one in options if one not in hidden)
    if st.session_state.get(f"{key}-kept") != (frame.parameter(name), *options) or key not in st.session_state:
        st.session_state[key] = asked.split(",") if asked else []
    chosen = list(
        st.pills(
            frame.say(label),
            list(options),
            selection_mode="multi",
            format_func=options.__getitem__,
            key=key,
            label_visibility="collapsed",
        )
    )
    frame.keep({name: ",".join(one for one in options if one not in chosen)})
    st.session_state[f"{key}-kept"] = (frame.parameter(name), *options)
    return chosen


def day(*, always: bool = False, usual: bool = True) -> date | None:
    """The day for which holders are asked: a slider, and beside it the same day to be typed; None: switched off.

    The address alone keeps it: no ``as_of`` is the usual, a date is that day, ``none`` is off. Each widget writes the
    address, and all follow it.

    Args:
        always: it cannot be switched off.
        usual: whether holders of today are told where the address says nothing.
    """
    asked = frame.parameter("as_of")
    on = always or (asked or ("" if usual or always else "none")) != "none"
    try:
        chosen = min(max(date.fromisoformat(asked), _EARLIEST), _LATEST)
    except ValueError:
        chosen = date.today()
    state, seen = st.session_state, (asked, on)
    if state.get("day-kept") != seen or any(name not in state for name in (_WIDGETS if on else _WIDGETS[:1])):
        state["day-on"], state["day"], state["day-exact"] = on, chosen, chosen
    state["day-kept"] = seen

    def switched() -> None:
        told = date.today().isoformat() if always or not usual else None
        frame.keep({"as_of": told if state["day-on"] else "none" if usual else None})

    def moved(key: str) -> None:
        if state[key] is not None:
            plain = state[key] == date.today() and usual
            frame.keep({"as_of": None if plain else state[key].isoformat()})

    with st.container(horizontal=True, vertical_alignment="center"):
        if always:
            st.markdown(frame.say(_HOLDER), help=frame.say(_HELP), width="content")
        else:
            st.toggle(frame.say(_HOLDER), key="day-on", help=frame.say(_HELP), on_change=switched)
        if not on:
            return None
        st.slider(
            frame.say(_HOLDER), min(FIRST_DAY, chosen), max(date.today(), chosen), key="day", format="DD/MM/YYYY",
            label_visibility="collapsed", width=360, on_change=partial(moved, "day"),
        )  # fmt: skip
        st.date_input(
            frame.say(_EXACT), min_value=_EARLIEST, max_value=_LATEST, key="day-exact", format="DD/MM/YYYY",
            label_visibility="collapsed", width=130, on_change=partial(moved, "day-exact"),
        )  # fmt: skip
    return chosen
