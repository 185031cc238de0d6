"""Choices that stand in the address: a link reopens them, and another link changes them."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from ontology.declare import Words
from screens import frame

_ALL = Words("Tất cả", "All")


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
