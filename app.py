"""Streamlit entry: the frame of the app and its menu; the pages stand in ``screens``."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from screens import frame
from screens.registry import PAGES

# A file of our own: Streamlit fetches the picture of a named icon from another machine.
ICON = Path(__file__).parent / "screens" / "icon.svg"
st.set_page_config(page_title="policygraph", page_icon=ICON, layout="wide")
frame.dress()
frame.choose_language()
pages = {
    page.name: st.Page(
        page.show, title=frame.say(page.title), icon=page.icon, url_path=page.name, default=not page.name
    )
    for page in PAGES
}
frame.register(pages)
menu: dict[str, list[st.Page]] = {}
for page in PAGES:
    menu.setdefault(frame.say(page.part), []).append(pages[page.name])
st.navigation(menu, expanded=True).run()
