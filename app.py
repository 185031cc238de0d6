"""Streamlit entry: open the store and show the pages."""

from __future__ import annotations

import streamlit as st

from screens import answer

st.set_page_config(page_title="policygraph", layout="wide")
answer.show()
