"""Review: what a person should look at, each with its lines; whoever may decides here, under a name, with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from math import ceil

import streamlit as st

from graph.curating import Curator, bring
from graph.decisions import TARGET_FIELDS, Decision, Decisions, read_decisions
from graph.settings import settings
from graph.store import open_store
from ontology.declare import Words
from ontology.errors import PolicygraphError
from ontology.relations import RELATIONS
from ontology.types import NODE_TYPES
from ontology.vocabulary import doubt_words
from present import decision_words, word
from queries.documents import documents
from queries.review import KINDS, Item, review
from screens import frame

PAGE = 10
"""Items at once."""

_Button = Callable[[str, str, Callable[[Curator], Decision]], None]
"""Draws a button: label, its name among those of one item, and what it decides."""

MOST_DOCUMENTS = 100
"""Beyond so many loaded documents one is chosen first: the queue of all would take long."""

_TITLE = Words("Soát xét", "Review")
_ABOUT = Words(
    "Những chỗ nên có người xem lại: cơ quan nghi vấn, tên chưa xác định, mâu thuẫn, chỉ số có thể là một.",
    "What a person should look at: doubtful owners, unknown names, contradictions, indicators that may be one.",
)
_READ_ONLY = Words(
    "Ở đây chỉ xem. Quyết định bằng lệnh `policygraph accept`, `correct`, `reject`; hoặc người quản trị đặt "
    "`POLICYGRAPH_APP_LOAD=1`.",
    "Here one may only look. Decide by command: `policygraph accept`, `correct`, `reject`; or the app's keeper sets "
    "`POLICYGRAPH_APP_LOAD=1`.",
)
_DOCUMENT = Words("Văn bản", "Document")
_ALL = Words("Tất cả", "All")
_KIND = Words("Loại", "Kind")
_CHOOSE = Words("Kho có nhiều văn bản. Hãy chọn một văn bản.", "The store has many documents. Choose one.")
_NONE = Words("Không còn gì phải xem.", "There is nothing to look at.")
_LEFT = Words("mục phải xem", "items to look at")
_PAGE = Words("Trang", "Page")
_PRINTED = Words("in là", "printed")
_NEAREST = Words("Tên gần nhất trong từ vựng", "Nearest names of the vocabulary")
_DECIDE = Words("Quyết định", "Decide")
_NAME = Words("Tên bạn", "Your name")
_REASON = Words("Lý do", "Reason")
_ACCEPT = Words("Đúng như đã đọc", "Right as read")
_REJECT = Words("Bỏ dữ kiện này", "Take this fact out")
_WHAT = Words("Sửa gì", "What is corrected")
_CORRECT = Words("Sửa thành", "Put in its place")
_CORRECT_HELP = Words(
    "Tên hoặc mã cơ quan, chỉ số; hoặc nội dung đúng", "Name or id of an agency or indicator; or the text"
)
_GIVEN = {
    "OWNED_BY": Words("Cơ quan phụ trách chỉ tiêu", "Owner of the target"),
    "LED_BY": Words("Cơ quan chủ trì nhiệm vụ", "Lead of the task"),
    "SUPPORTED_BY": Words("Cơ quan phối hợp", "Supporter of the task"),
}
_SEVERAL = Words("Là nhiều cơ quan (cách nhau bằng dấu chấm phẩy)", "It names several agencies (semicolons between)")
_SEAT = Words("Nơi ban hành văn bản được viện dẫn", "Place whose the cited document is")
_ONE = Words("Là một: giữ «{name}»", "They are one: keep «{name}»")
_TWO = Words("Là hai chỉ số khác nhau", "They are two")
_DECISIONS = Words("Các quyết định", "Decisions")
_REVOKED = Words("đã rút", "revoked")
_REVOKE = Words("Rút quyết định", "Revoke")
_WRITTEN = Words("Đã ghi quyết định và áp dụng vào kho.", "The decision is written and brought to the store.")
_WANTED = Words("Hãy ghi tên và lý do.", "Give your name and a reason.")


def show() -> None:
    """Draw the page."""
    frame.heading(frame.say(_TITLE), frame.say(_ABOUT))
    if not settings().app_load:
        st.caption(frame.say(_READ_ONLY))
    if told := st.session_state.pop("review:told", None):
        st.success(told, icon=":material/check_circle:")
    with frame.guarded():
        _queue()


def _queue() -> None:
    loaded = {one.id: one for one in documents(frame.store()) if one.loaded}
    asked = frame.parameter("document")
    document = st.selectbox(
        frame.say(_DOCUMENT),
        list(loaded),
        index=list(loaded).index(asked) if asked in loaded else None,
        format_func=lambda node: f"{loaded[node].name} – {loaded[node].title or ''}"[:120],
        placeholder=frame.say(_ALL),
        key="review:document",
    )
    frame.keep({"document": document})
    if document is None and len(loaded) > MOST_DOCUMENTS:
        st.info(frame.say(_CHOOSE))
        return
    path = settings().decisions
    known = read_decisions(path)
    items = list(review(frame.store(), known, path, document=document))
    counts = Counter(item.kind for item in items)
    kinds = st.pills(
        frame.say(_KIND),
        [kind for kind in KINDS if counts[kind]],
        selection_mode="multi",
        format_func=lambda kind: f"{frame.say(KINDS[kind])} ({counts[kind]})",
        key="review:kinds",
    )
    items = [item for item in items if not kinds or item.kind in kinds]
    if items:
        _page(items)
    else:
        st.info(frame.say(_NONE), icon=":material/task_alt:")
    _made_before(known, document)


def _page(items: Sequence[Item]) -> None:
    """Some of the queue, and which page of it."""
    st.markdown(f"**{len(items)}** {frame.say(_LEFT)}")
    pages = ceil(len(items) / PAGE)
    page = st.number_input(frame.say(_PAGE), 1, pages, key="review:page", width=160) if pages > 1 else 1
    for place, item in enumerate(items[(page - 1) * PAGE : page * PAGE]):
        with st.container(border=True):
            _item(item)
            if settings().app_load:
                _decide(item, f"review:{item.fact or place}:{item.document}")


def _item(item: Item) -> None:
    """What is doubtful, the fact, and its lines."""
    language = frame.language()
    st.markdown(f"**{frame.plain(frame.say(KINDS[item.kind]))}**")
    if item.pair is not None:
        for side, lines in ((item.pair.proposal.first, item.pair.first), (item.pair.proposal.second, item.pair.second)):
            frame.link_to(side.id, side.name)
            frame.show_evidence(lines[:2], heading=False)
        return
    if item.codes:
        st.warning(frame.plain(doubt_words("; ".join(item.codes), language)), icon=":material/help:")
    if item.message:
        st.caption(frame.plain(item.message))
    if item.predicate and item.predicate != "HAS_FINDING":
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            frame.link_to(item.subject_id, item.subject)
            relation = RELATIONS.get(item.predicate)
            st.markdown(
                f"*{frame.plain(frame.say(relation.forward) if relation else item.predicate)}*", width="content"
            )
            if item.object_id:
                frame.link_to(item.object_id, item.object)
            else:
                st.text(item.object)
        if item.mention:
            st.caption(f"{frame.say(_PRINTED)} «{frame.plain(item.mention)}»")
    for span in item.spans[:3]:
        where = f"{item.document_name}, {word('line', language)} {span.line}"
        frame.link(where, "documents", {"id": item.document, "line": span.line}, icon=":material/description:")
        st.code(span.quote, language=None, wrap_lines=True)
    if item.nearest:
        st.caption(f"{frame.say(_NEAREST)}: {frame.plain(', '.join(item.nearest))}")


# --- deciding ---------------------------------------------------------------------------------------------------


def _decide(item: Item, key: str) -> None:
    if item.decision is not None or (item.fact is None and item.pair is None):
        return
    with st.popover(frame.say(_DECIDE), icon=":material/gavel:"):
        author, reason = _signed(key)

        def button(label: str, name: str, made: Callable[[Curator], Decision]) -> None:
            if st.button(label, key=f"{key}:{name}", disabled=not (author and reason), width="stretch"):
                _made(author, made)

        if item.pair is not None:
            first, second = item.pair.proposal.first, item.pair.proposal.second
            for kept, gone in ((first, second), (second, first)):
                label = frame.plain(frame.say(_ONE).format(name=kept.name))
                button(label, kept.id, partial(Curator.merge, gone=gone.id, kept=kept.id, reason=reason))
            button(frame.say(_TWO), "two", lambda curator: curator.part(first.id, second.id, reason))
            return
        fact = item.fact or ""
        button(frame.say(_ACCEPT), "accept", lambda curator: curator.accept(fact, reason, document=item.document))
        button(frame.say(_REJECT), "reject", lambda curator: curator.reject(fact, reason, document=item.document))
        if item.predicate != "HAS_FINDING":
            _correct(item, key, reason, button)


def _ways(item: Item) -> dict[str, Words]:
    """What of a fact can be corrected here: a relation to add, a field of a target, or the fact's own object."""
    relation = RELATIONS.get(item.predicate)
    if item.predicate == "SETS":
        props = NODE_TYPES["Target"].props()
        return {"OWNED_BY": _GIVEN["OWNED_BY"], **{name: props[name].label for name in TARGET_FIELDS}}
    if item.predicate == "ASSIGNS":
        return {name: _GIVEN[name] for name in ("LED_BY", "SUPPORTED_BY")}
    if item.predicate == "CITES":
        return {"place": _SEAT}
    several = {"several": _SEVERAL} if relation is not None and "Agency" in relation.target else {}
    return {"to": _CORRECT, **several}


def _correct(item: Item, key: str, reason: str, button: _Button) -> None:
    ways = _ways(item)
    way = next(iter(ways))
    if len(ways) > 1:
        way = st.selectbox(
            frame.say(_WHAT), list(ways), format_func=lambda name: frame.say(ways[name]), key=f"{key}:what"
        )
    right = st.text_input(frame.say(ways[way]), key=f"{key}:to", help=frame.say(_CORRECT_HELP), max_chars=500).strip()
    if not right:
        return
    fact = item.fact or ""
    correct = partial(Curator.correct, fact=fact, reason=reason, document=item.document)
    made: Callable[[Curator], Decision]
    if way == "several":
        names = [name.strip() for name in right.split(";") if name.strip()]
        if len(names) < 2:
            st.caption(frame.say(_SEVERAL))
            return
        made = partial(Curator.split, fact=fact, to=names, reason=reason, document=item.document)
    elif way in _GIVEN:
        made = partial(correct, to=right, gives=way)
    elif way in TARGET_FIELDS:
        made = partial(correct, sets={way: int(right) if way == "year" and right.isdigit() else right})
    elif way == "place":
        made = partial(correct, place=right)
    else:
        made = partial(correct, to=right)
    button(f"{frame.say(ways[way])}: {frame.plain(right)}", "correct", made)


def _made_before(known: Decisions, document: str | None) -> None:
    """The decisions of a document, or all, newest first; each may be revoked."""
    made = [one for one in reversed(known.all) if document in (None, one.document)]
    if not made:
        return
    with st.expander(f"{frame.say(_DECISIONS)} ({len(made)})"):
        pages = ceil(len(made) / PAGE)
        page = st.number_input(frame.say(_PAGE), 1, pages, key="review:decisions", width=160) if pages > 1 else 1
        for one in made[(page - 1) * PAGE : page * PAGE]:
            revoked = f" – *{frame.say(_REVOKED)}*" if one.id in known.revoked else ""
            st.markdown(frame.plain(decision_words(one, frame.language())) + revoked)
            st.caption(frame.plain(f"{one.at[:10]}, {one.by}: {one.reason}"))
            if one.document and one.line:
                where = f"{word('line', frame.language())} {one.line}"
                frame.link(where, "documents", {"id": one.document, "line": one.line}, icon=":material/description:")
            if settings().app_load and not revoked and one.verb != "revoke":
                with st.popover(frame.say(_REVOKE), icon=":material/undo:"):
                    author, reason = _signed(f"review:{one.id}")
                    ready = bool(author and reason)
                    if st.button(frame.say(_REVOKE), key=f"review:{one.id}:revoke", disabled=not ready):
                        _made(author, partial(Curator.revoke, decision=one.id, reason=reason))


def _signed(key: str) -> tuple[str, str]:
    """Who decides and why, as they are being written."""
    author = st.text_input(frame.say(_NAME), settings().author, key=f"{key}:author", max_chars=100).strip()
    reason = st.text_input(frame.say(_REASON), key=f"{key}:reason", max_chars=500).strip()
    if not (author and reason):
        st.caption(frame.say(_WANTED))
    return author, reason


def _made(author: str, make: Callable[[Curator], Decision]) -> None:
    """Write a decision and bring it to the store."""
    path = settings().decisions
    try:
        make(Curator(frame.store(), path, author))
        store = open_store(settings().store)
        try:
            bring(store, read_decisions(path), path)
        finally:
            store.close()
    except PolicygraphError as error:
        frame.show_error(error)
        return
    st.session_state["review:told"] = frame.say(_WRITTEN)
    st.rerun()
