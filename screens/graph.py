"""The graph, explored from any node: what it is joined to, opened up node by node, with the lines behind every fact."""

from __future__ import annotations

import streamlit as st

from drawings.drawing import COLOURS, Drawing
from drawings.network import Line, Point, network
from graph.exports.graphml import type_of
from graph.store import Store
from ontology.declare import Words
from ontology.relations import RELATIONS
from ontology.types import NODE_TYPES
from present import with_place, word
from queries.around import Card, Neighbour, card, neighbours, own_facts, stated
from queries.networks import documents
from screens import charts, frame, picks

MOST = 500
"""How many nodes are drawn at once."""

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
_FACTS = Words("Dữ kiện: chọn một dòng để xem căn cứ", "Facts: choose a row to see its lines")
_RELATION = Words("Quan hệ", "Relation")
_OTHER = Words("Với", "With")
_TYPE = Words("Loại", "Type")
_LINES = Words("Dòng", "Lines")
_VOCABULARY = Words(
    "Dữ kiện này suy ra từ bộ từ vựng, không do văn bản nào nêu.",
    "This fact follows from the vocabulary; no document states it.",
)

#: Fields that say nothing to a reader who sees name and type.
_HIDDEN = frozenset({"name", "document", "jurisdiction", "key", "place", "parent", "type", "kind"})


def show() -> None:
    """Draw the page."""
    st.title(frame.say(_TITLE))
    st.caption(frame.say(_LEAD))
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
        _page(store, root)


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


def _page(store: Store, root: str) -> None:
    opened = [root, *(node for node in frame.parameter("open").split(",") if node and node != root)]
    clicked, chosen = charts.clicked("graph"), frame.parameter("node") or root
    if clicked is not None:
        if clicked == chosen and clicked != root:
            opened = [node for node in opened if node != clicked] if clicked in opened else [*opened, clicked]
        chosen = clicked
    around = {node: neighbours(store, node) for node in opened}
    types = _types(around)
    drawing, names = _drawing(store, root, opened, around, types, chosen)
    left, right = st.columns([3, 2], gap="medium")
    chosen = chosen if chosen in names else root
    frame.keep({"open": ",".join(opened[1:]), "node": None if chosen == root else chosen})
    with left:
        if drawing is None:
            st.info(frame.say(_ALONE))
        else:
            charts.show(drawing, "graph", hint=False, name="graph")
    with right:
        _panel(store, chosen, root, opened)


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
    for node in opened:
        for one in around[node]:
            if (type_of(one.id) or "") in types or one.id in opened:
                names.setdefault(one.id, with_place(one.name, one.place))
    found = card(store, root)
    names[root] = found.name if found is not None else root
    for node in opened:
        names.setdefault(node, node)
    every = len(names)
    kept = dict(
        [(node, names[node]) for node in opened] + [item for item in names.items() if item[0] not in opened][:MOST]
    )
    lines = {
        one.fact: Line(one.fact[0], one.fact[2], frame.say(RELATIONS[one.fact[1]].forward).replace("… ", ""))
        for node in opened
        for one in around[node]
        if one.fact[0] in kept and one.fact[2] in kept
    }
    points = {
        node: Point(name, type_of(node) or "", f"{_kind(node)}\n{name}", open=node in opened)
        for node, name in kept.items()
    }
    notes = [frame.say(_CUT).format(shown=len(kept), all=every)] if len(kept) < every else []
    summary = frame.say(_SUMMARY).format(nodes=len(kept), name=names[root])
    drawing = network(
        points, list(lines.values()), frame.language(), root=root, summary=summary, chosen=chosen, notes=notes
    )
    return drawing, kept


def _kind(node: str) -> str:
    label = type_of(node)
    return frame.say(NODE_TYPES[label].TITLE) if label is not None else ""


def _panel(store: Store, node: str, root: str, opened: list[str]) -> None:
    """A node in words: its fields, what it is joined to, and the lines of the fact that is chosen."""
    found = card(store, node)
    if found is None:
        return
    st.caption(_kind(node))
    st.markdown(f"#### {frame.plain(found.name)}")
    with st.container(horizontal=True):
        if node != root:
            open_now = node in opened
            if st.button(frame.say(_CLOSE if open_now else _OPEN), icon=":material/hub:", key="graph-open"):
                frame.keep(
                    {
                        "open": ",".join(one for one in opened[1:] if one != node)
                        if open_now
                        else ",".join([*opened[1:], node])
                    }
                )
                st.rerun()
            if st.button(frame.say(_CENTRE), icon=":material/center_focus_strong:", key="graph-centre"):
                _begin_at(node)
        if frame.page_of(node) != "graph":
            frame.link(frame.say(_PAGE), frame.page_of(node), {"id": node}, icon=":material/open_in_new:")
    show_card(found)
    show_facts(store, found, neighbours(store, node), "graph-facts")


def show_card(found: Card) -> None:
    """The properties of a node, doubt first."""
    frame.show_doubt("; ".join(str(one) for one in found.values.get("doubt", ())))
    props = found.props()
    for name, values in found.values.items():
        if name in _HIDDEN or name == "doubt":
            continue
        text = "; ".join(
            word("yes" if one else "no", frame.language()) if isinstance(one, bool) else str(one) for one in values
        )
        label = frame.say(props[name].label)
        st.markdown(f"**{label[:1].upper()}{label[1:]}:** {frame.plain(text)}")


def show_facts(store: Store, found: Card, joined: list[Neighbour], key: str) -> None:
    """What a node is joined to as a table; the lines of the fact that is chosen below it."""
    facts = [one.fact for one in joined]
    lines = stated(store, [*facts, *own_facts(found)])
    table = []
    for one in joined:
        relation = RELATIONS[one.fact[1]]
        table.append(
            {
                frame.say(_RELATION): frame.say(relation.forward if one.fact[0] == found.id else relation.reverse),
                frame.say(_OTHER): with_place(one.name, one.place),
                frame.say(_TYPE): _kind(one.id),
                frame.say(_LINES): ", ".join(dict.fromkeys(str(item.line) for item in lines[one.fact][:4])),
            }
        )
    picked: list[int] = []
    if table:
        st.caption(f"{frame.say(_FACTS)} ({len(table)})")
        event = st.dataframe(
            table, hide_index=True, width="stretch", on_select="rerun", selection_mode="single-row", key=key,
            height=min(38 + 35 * len(table), 320),
        )  # fmt: skip
        picked = [place for place in event["selection"]["rows"] if place < len(joined)]
    if picked:
        one = joined[picked[0]]
        frame.link_to(one.id, with_place(one.name, one.place))
        if RELATIONS[one.fact[1]].evidence == "vocabulary":
            st.caption(frame.say(_VOCABULARY))
        else:
            frame.show_evidence(lines[one.fact])
        return
    own = [item for fact in own_facts(found) for item in lines[fact]]
    # What belongs to one document is stated by that document's own fact about it.
    home = [
        item
        for one in joined
        if one.fact[2] == found.id and found.id.startswith(f"{one.id}/")
        for item in lines[one.fact]
    ]
    if own or home:
        frame.show_evidence([*home, *own])
