"""The graph, explored from any node: what it is joined to, opened up node by node, with the lines behind every fact."""

from __future__ import annotations

from datetime import date

import streamlit as st

from drawings.drawing import COLOURS, Drawing
from drawings.network import Line, Point, network
from graph.exports.graphml import type_of
from graph.store import Store
from ontology.declare import Words
from ontology.relations import RELATIONS
from ontology.types import NODE_TYPES
from queries.around import Neighbour, card, neighbours
from queries.networks import documents
from screens import charts, frame, picks
from screens import node as nodes

MOST = 500
"""How many nodes are drawn at once."""

MOST_OPENED = 250
"""How many nodes are opened to draw that many; each is a query."""

_TITLE = Words("Đồ thị", "Graph")
_LEAD = Words(
    "Bắt đầu từ một văn bản, cơ quan, chỉ tiêu hay nhiệm vụ. Nhấn một nút để xem dữ kiện và căn cứ; "
    "nhấn lần nữa để mở các nút kề nó. Kéo để di chuyển, lăn chuột để phóng to.",
    "Begin at a document, agency, target or task. Click a node for its facts and evidence; "
    "click it again to open what it is joined to. Drag to move, scroll to zoom.",
)
_SEARCH = Words("Tìm nút để bắt đầu", "Find a node to begin at")
_HINT = Words("Tên, số hoặc chỉ số, có dấu hoặc không: so y te, NQ 42 …", "Name, number or indicator: so y te, NQ 42 …")
_NO_HIT = Words("Không tìm thấy «{text}». Thử ít chữ hơn.", "Nothing is called «{text}». Try fewer words.")
_EMPTY = Words(
    "Kho chưa có văn bản nào. Nạp văn bản bằng lệnh: policygraph load THƯ_MỤC",
    "The store holds no documents yet. Load some: policygraph load FOLDER",
)
_UNKNOWN = Words(
    "Kho không có nút «{node}». Tìm tên ở ô trên.", "The store has no node «{node}». Search its name above."
)
_ALONE = Words("Nút này không nối với nút nào.", "This node is joined to nothing.")
_SIZE = Words("Vẽ đến đâu", "How far to draw")
_SIZES = {
    "opened": Words("Các nút đã mở", "What is opened"),
    "150": Words("Rộng ra đến 150 nút", "Up to 150 nodes"),
    "500": Words("Rộng ra đến 500 nút", "Up to 500 nodes"),
}
_TYPES = Words("Loại nút", "Types")
_SUMMARY = Words("{nodes} nút quanh {name}", "{nodes} nodes around {name}")
_CUT = Words(
    "Chỉ vẽ {shown} trong {all} nút; chọn ít loại hơn để thấy phần còn lại.",
    "Drawn are {shown} of {all} nodes; choose fewer types to see the others.",
)
_OPEN = Words("Mở các nút kề", "Open its neighbours")
_CLOSE = Words("Thu lại", "Close")
_CENTRE = Words("Đặt làm tâm", "Put in the middle")
_PAGE = Words("Mở trang", "Open page")


def show() -> None:
    """Draw the page."""
    frame.heading(frame.say(_TITLE), frame.say(_LEAD))
    with frame.guarded():
        store = frame.store()
        _search(store)
        root = frame.parameter("id") or _start(store)
        if not root:
            st.info(frame.say(_EMPTY))
            return
        if card(store, root) is None:
            st.warning(frame.plain(frame.say(_UNKNOWN).format(node=root)))
            return
        _page(store, root, picks.day())


def _start(store: Store) -> str:
    """The document that most others carry out; empty where there is none."""
    graph = documents(store)
    return max(sorted(graph), key=lambda node: graph.in_degree(node), default="")


def _search(store: Store) -> None:
    text = st.text_input(frame.say(_SEARCH), placeholder=frame.say(_HINT), key="graph-search").strip()
    if not text:
        return
    hits = store.search(text, limit=12)
    if not hits:
        st.caption(frame.plain(frame.say(_NO_HIT).format(text=text)))
    for hit in hits:
        kind = frame.say(NODE_TYPES[hit.label].TITLE) if hit.label in NODE_TYPES else hit.label
        beside = f" – {hit.detail}" if hit.detail else ""
        if st.button(frame.plain(f"{kind}: {hit.name}{beside}"), key=f"hit-{hit.id}", type="tertiary"):
            _begin_at(hit.id)


def _begin_at(node: str) -> None:
    """Put a node in the middle, with nothing else opened."""
    frame.keep({"id": node, "open": None, "node": None})
    st.session_state.pop("graph-search", None)
    st.rerun()


def _page(store: Store, root: str, day: date | None) -> None:
    opened = [root, *(node for node in frame.parameter("open").split(",") if node and node != root)]
    clicked, chosen = charts.clicked("graph"), frame.parameter("node") or root
    if clicked is not None:
        if clicked == chosen and clicked != root:
            opened = [node for node in opened if node != clicked] if clicked in opened else [*opened, clicked]
        chosen = clicked
    around = {node: neighbours(store, node) for node in opened}
    wanted = picks.switch(_SIZE, "size", {size: frame.say(words) for size, words in _SIZES.items()}, "opened")
    if wanted != "opened":
        _grow(store, around, int(wanted))
    types = _types(around)
    drawing, names = _drawing(store, root, opened, around, types, chosen)
    # Many nodes get more of the page.
    left, right = st.columns([3 if len(names) > 150 else 2, 1], gap="medium")
    chosen = chosen if chosen in names else root
    frame.keep({"open": ",".join(opened[1:]), "node": None if chosen == root else chosen})
    with left:
        if drawing is None:
            st.info(frame.say(_ALONE))
        else:
            charts.show(drawing, "graph", hint=False, name="graph")
    with right:
        _panel(store, chosen, root, opened, day)
    nodes.facts(store, chosen, "graph-facts", day)


def _grow(store: Store, around: dict[str, list[Neighbour]], wanted: int) -> None:
    """Open the nearest nodes too, one after another, until that many nodes are there or none is left."""
    seen = dict.fromkeys(around)
    for node in list(around):
        seen |= dict.fromkeys(one.id for one in around[node])
    waiting = [node for node in seen if node not in around]
    while waiting and len(seen) < wanted and len(around) < MOST_OPENED:
        node = waiting.pop(0)
        around[node] = neighbours(store, node)
        fresh = [one.id for one in around[node] if one.id not in seen]
        seen |= dict.fromkeys(fresh)
        waiting += dict.fromkeys(fresh)


def _types(around: dict[str, list[Neighbour]]) -> list[str]:
    """The types that are to be drawn: those chosen of those that are there."""
    there = {type_of(one.id) or "" for found in around.values() for one in found}
    options = {label: frame.say(NODE_TYPES[label].TITLE) for label in COLOURS if label in there}
    return picks.several(_TYPES, "types", options)


def _drawing(
    store: Store,
    root: str,
    opened: list[str],
    around: dict[str, list[Neighbour]],
    types: list[str],
    chosen: str,
) -> tuple[Drawing | None, dict[str, str]]:
    """The network, and the names of its nodes."""
    names: dict[str, str] = {}
    for found_of in around.values():
        for one in found_of:
            if (type_of(one.id) or "") in types or one.id in opened:
                names.setdefault(one.id, nodes.other_name(one))
    found = card(store, root)
    names[root] = nodes.name_of(found) if found is not None else root
    for node in opened:
        names.setdefault(node, node)
    around = {node: found_of for node, found_of in around.items() if node in names}
    every = len(names)
    others = [item for item in names.items() if item[0] not in around]
    kept = dict([(node, names[node]) for node in around] + others[: max(MOST - len(around), 0)])
    # Two documents may be joined by several facts: one line says them all.
    words: dict[tuple[str, str], list[str]] = {}
    for found_of in around.values():
        for one in found_of:
            subject, predicate, object_ = one.fact
            said = words.setdefault((subject, object_), [])
            label = frame.say(RELATIONS[predicate].forward).replace("… ", "")
            if subject in kept and object_ in kept and label not in said:
                said.append(label)
    lines = [Line(*pair, "; ".join(said)) for pair, said in words.items() if said]
    points = {
        node: Point(name, type_of(node) or "", f"{frame.kind_of(node)}\n{name}", open=node in opened)
        for node, name in kept.items()
    }
    notes = [frame.say(_CUT).format(shown=len(kept), all=every)] if len(kept) < every else []
    summary = frame.say(_SUMMARY).format(nodes=len(kept), name=names[root])
    drawing = network(points, lines, frame.language(), root=root, summary=summary, chosen=chosen, notes=notes)
    return drawing, kept


def _panel(store: Store, node: str, root: str, opened: list[str], day: date | None) -> None:
    """A node in words, and what can be done with it here."""
    found = card(store, node)
    if found is None:
        return
    nodes.title(found)
    with st.container(horizontal=True):
        if node != root:
            there = node in opened
            if st.button(frame.say(_CLOSE if there else _OPEN), icon=":material/hub:", key="graph-open"):
                now = [one for one in opened[1:] if one != node] if there else [*opened[1:], node]
                frame.keep({"open": ",".join(now)})
                st.rerun()
            if st.button(frame.say(_CENTRE), icon=":material/center_focus_strong:", key="graph-centre"):
                _begin_at(node)
        if (page := frame.page_of(node)) not in ("", "graph"):
            frame.link(frame.say(_PAGE), page, {"id": node}, icon=":material/open_in_new:")
    nodes.fields(found)
    nodes.holders(store, node, day)
