"""Drawings on the screen: ECharts, drawn as SVG by the page's own copy, with what was clicked.

No word of a document becomes markup: labels are SVG text, and what a mark
says when pointed at is escaped before it is shown.
"""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit_echarts import JsCode, st_echarts

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

_FONT = '"Source Sans", "Noto Sans", sans-serif'
_MOST_SVG = 400

_HINT = Words("Nhấn vào một ô, thanh hoặc nút để xem chi tiết.", "Click a cell, bar or node for the details.")
_SAVE = Words("Tải hình", "Save picture")


def show(drawing: Drawing, key: str, *, hint: bool = True, name: str = "policygraph") -> Mark | None:
    """Draw, and return what was last clicked; None before any click, and once the drawing no longer has it.

    Args:
        key: names this drawing in the session.
        name: of the picture's file.
    """
    clicked = show_keys(drawing, key, hint=hint, name=name)
    return None if clicked is None else drawing.marks[clicked]


def show_keys(drawing: Drawing, key: str, *, hint: bool = True, name: str = "policygraph") -> str | None:
    """Draw, and return the key of what was last clicked."""
    svg = len(drawing.marks) <= _MOST_SVG
    option: dict[str, Any] = {
        "textStyle": {"fontFamily": _FONT},
        "tooltip": {"trigger": "item", "confine": True, "formatter": JsCode(_TIP), "enterable": False},
        "toolbox": {
            "right": 4,
            "bottom": 0,
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
        f".st-key-box-{key} .echarts-container{{min-width:{drawing.width}px}}</style>"
    )
    with st.container(key=f"box-{key}"):
        value = st_echarts(
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
    event = value.get("chart_event") if value else None
    clicked = str(event["key"]) if isinstance(event, dict) and "key" in event else None
    return clicked if clicked in drawing.marks else None
