"""Home: what is loaded, what is doubtful, and where to go from here. An address ``/?id=…`` leads on to its entity."""

from __future__ import annotations

import streamlit as st

from ontology.declare import Words
from screens import frame

_TITLE = Words("Đồ thị chính sách", "Policy graph")


def show() -> None:
    """Draw the page."""
    if identifier := frame.parameter("id"):
        frame.go_to(frame.page_of(identifier), {"id": identifier})
    st.title(frame.say(_TITLE))
