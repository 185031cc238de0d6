"""Drawings on the screen: ECharts, drawn as SVG by the page's own copy, with what was clicked.

No word of a document becomes markup: labels are SVG text, and what a mark
says when pointed at is escaped before it is shown.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from drawings import Drawing, Mark
from ontology.declare import Words
from screens import frame

_TIP = """function (params) {
  const tip = params.data && params.data.tip;
  if (!tip) return '';
  const signs = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'};
  const lines = String(tip).replace(/[&<>"']/g, (sign) => signs[sign]).split('\\n');
  lines[0] = '<b>' + lines[0] + '</b>';
  return '<div style="max-width:22rem;white-space:normal;overflow-wrap:anywhere">' + lines.join('<br>') + '</div>';
}"""

# The time makes a second click on the same mark a new event.
_CLICK = """function (params) {
  const key = params.data && params.data.key;
  return key === undefined || key === null ? undefined : {key: String(key), at: Date.now()};
}"""

_MOST_SVG = 600
_MOST_HEIGHT = 700

_HINT = Words("Nhấn vào một ô, thanh hoặc nút để xem chi tiết.", "Click a cell, bar or node for the details.")
_SWIPE = Words("↔ Vuốt ngang để xem hết hình.", "↔ Swipe sideways to see all of it.")
_SAVE = Words("Tải hình", "Save picture")


def clicked(key: str) -> str | None:
    """The key of the mark that was clicked since this was last asked; None where none was.

    Ask before the drawing is made, so that what was clicked can be lit in it.
    """
    event = (st.session_state.get(f"chart-{key}") or {}).get("chart_event")
    if not isinstance(event, dict) or "key" not in event or st.session_state.get(f"seen-{key}") == event.get("at"):
        return None
    st.session_state[f"seen-{key}"] = event.get("at")
    return str(event["key"])


def show(drawing: Drawing, key: str, *, hint: bool = True, name: str = "policygraph") -> Mark | None:
    """Draw, and return what was last clicked; None before any click, and once the drawing no longer has it.

    Args:
        key: names this drawing in the session; a page that keeps the choice itself asks ``clicked``.
        name: of the picture's file.
    """
    chosen = f"chosen-{key}"
    if (found := clicked(key)) is not None and found in drawing.marks:
        # The label goes with the key: in another drawing the same place is something else. A second click lets go.
        now = (found, drawing.marks[found].label)
        st.session_state[chosen] = None if st.session_state.get(chosen) == now else now
    # It registers itself with the running app, so it can be imported only there.
    from streamlit_echarts import JsCode, st_echarts

    svg = len(drawing.marks) <= _MOST_SVG
    option: dict[str, Any] = {
        "textStyle": {"fontFamily": "sans-serif"},
        "tooltip": {"trigger": "item", "confine": True, "formatter": JsCode(_TIP), "enterable": False},
        "toolbox": {
            "right": 4,
            "top": 0,
            "feature": {
                "saveAsImage": {
                    "name": name,
                    "title": frame.say(_SAVE),
                    "type": "svg" if svg else "png",
                    "pixelRatio": 2,
                }
            },
        },
        "aria": {"enabled": True, "label": {"description": drawing.summary}},
        **drawing.option,
    }
    # A drawing that is wider than the screen scrolls in its own box; the page does not.
    st.html(
        f"<style>.st-key-box-{key}{{overflow-x:auto}}"
        f".st-key-box-{key} .echarts-container{{min-width:{drawing.width}px}}"
        f".swipe{{display:none;font-size:.8rem;opacity:.7}}"
        f"@media(max-width:640px){{.swipe{{display:block}}}}</style>"
        f'<div class="swipe">{frame.say(_SWIPE)}</div>'
    )
    # What is taller than a screen scrolls in its own box too, so that what was clicked can be read right below.
    with st.container(
        key=f"box-{key}", height=_MOST_HEIGHT if drawing.height > _MOST_HEIGHT else "content", border=False
    ):
        st_echarts(
            option,
            events={"click": _CLICK},
            height=f"{drawing.height}px",
            renderer="svg" if svg else "canvas",
            key=f"chart-{key}",
        )
    for note in drawing.notes:
        st.caption(frame.plain(note))
    if hint and drawing.marks:
        st.caption(frame.say(_HINT))
    name_of, label = st.session_state.get(chosen) or ("", "")
    mark = drawing.marks.get(name_of)
    return mark if mark is not None and mark.label == label else None
