"""Review: what a person should look at, each with its lines; whoever may decides here, under a name, with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from math import ceil

import streamlit as st

from graph.curating import Curator, bring
from graph.decisions import Decision, read_decisions
from graph.settings import settings
from graph.store import open_store
from ontology.declare import Words
from ontology.errors import PolicygraphError
from ontology.relations import RELATIONS
from ontology.vocabulary import doubt_words
from present import word
from queries.documents import documents
from queries.review import KINDS, Item, review
from screens import frame

PAGE = 10
"""Items at once."""

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
_CORRECT = Words("Sửa thành", "Put in its place")
_CORRECT_HELP = Words(
    "Tên hoặc mã cơ quan, chỉ số; hoặc nội dung đúng", "Name or id of an agency or indicator; or the text"
)
_ONE = Words("Là một: giữ «{name}»", "They are one: keep «{name}»")
_TWO = Words("Là hai chỉ số khác nhau", "They are two")
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
    items = list(review(frame.store(), read_decisions(path), path, document=document))
    counts = Counter(item.kind for item in items)
    kinds = st.pills(
        frame.say(_KIND),
        [kind for kind in KINDS if counts[kind]],
        selection_mode="multi",
        format_func=lambda kind: f"{frame.say(KINDS[kind])} ({counts[kind]})",
        key="review:kinds",
    )
    items = [item for item in items if not kinds or item.kind in kinds]
    if not items:
        st.info(frame.say(_NONE), icon=":material/task_alt:")
        return
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
        author = st.text_input(frame.say(_NAME), settings().author, key=f"{key}:author", max_chars=100)
        reason = st.text_input(frame.say(_REASON), key=f"{key}:reason", max_chars=500)
        ready = bool(author.strip() and reason.strip())
        if not ready:
            st.caption(frame.say(_WANTED))

        def button(label: str, name: str, made: Callable[[Curator], Decision]) -> None:
            if st.button(label, key=f"{key}:{name}", disabled=not ready, width="stretch"):
                _made(author.strip(), made)

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
            to = st.text_input(frame.say(_CORRECT), key=f"{key}:to", help=frame.say(_CORRECT_HELP), max_chars=500)
            right = partial(Curator.correct, fact=fact, reason=reason, to=to, document=item.document)
            if to.strip():
                button(f"{frame.say(_CORRECT)} «{frame.plain(to)}»", "correct", right)


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
