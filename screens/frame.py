"""What every page shares: the store, the language, addresses, sentences for errors, and the lines behind an answer.

A page is a function without arguments in a module of its own; ``PAGES`` of
``screens.registry`` lists them. It takes its parameters from the address
(``parameter``) and puts them back (``keep``), so that every page can be linked
to and reopens as it was left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Literal, cast
from urllib.parse import urlencode, urlsplit

import streamlit as st

import present
from graph.exports.graphml import type_of
from graph.settings import settings
from graph.store import Scalar, Store, open_store
from ontology.declare import Words
from ontology.errors import PolicygraphError
from ontology.types import NODE_TYPES
from ontology.vocabulary import doubt_words
from present import chain_text, word
from queries.catalogue import Question, find_question
from queries.names import describe
from queries.runner import Answer, AnswerRow, Chain, EvidenceItem, run
from screens import messages

Language = Literal["vi", "en"]

LANGUAGES: dict[Language, str] = {"vi": "Tiếng Việt", "en": "English"}

HOME_OF: dict[str, str] = {
    "Document": "documents",
    "Agency": "agencies",
    "Indicator": "targets",
    "Target": "targets",
}
"""Label of a node → name of the page that shows it; the graph shows all others."""

_EVIDENCE = Words("Căn cứ", "Evidence")
_DOUBT = Words("Nghi vấn", "Doubtful")
_NO_EVIDENCE = Words("Không có dòng văn bản nào.", "No lines.")
_TECHNICAL = Words("Thông báo kỹ thuật (nguyên văn)", "Technical message")
_MORE = Words("văn bản nêu điều này", "documents state this")


# --- look --------------------------------------------------------------------------------------------------------


def dress() -> None:
    """Put on what the theme cannot say; ``app.py`` does it once a run."""
    st.html(Path(__file__).with_name("style.css"))


def heading(title: str, caption: str = "") -> None:
    """Title of a page, and a sentence that says what it is for. Both are shown as text."""
    st.title(plain(title), anchor=False)
    if caption:
        st.caption(plain(caption))


# --- language ---------------------------------------------------------------------------------------------------


def language() -> Language:
    """The language of this visitor: of the address (``?lang=en``), else as last chosen, else Vietnamese."""
    chosen = st.session_state.get("language")
    if chosen is None:
        asked = st.query_params.get("lang")
        chosen = st.session_state["language"] = asked if asked in LANGUAGES else "vi"
    return cast("Language", chosen)


def say(words: Words) -> str:
    """Words in the visitor's language."""
    return words.vi if language() == "vi" else words.en


def choose_language() -> None:
    """The switch, for the side bar."""
    language()
    st.sidebar.radio(
        "Ngôn ngữ / Language", list(LANGUAGES), format_func=LANGUAGES.__getitem__, key="language", horizontal=True
    )


REMEMBERED = 50
"""Answers that are kept, the last ones asked."""


# --- store ------------------------------------------------------------------------------------------------------


@st.cache_resource(show_spinner=False, on_release=lambda store: store.close())
def _opened(address: str) -> Store:
    return open_store(address, readonly=True)


def store() -> Store:
    """The store, open for reading only; it sees each load as soon as that is whole.

    Raises:
        StoreError: it cannot be opened.
    """
    return _opened(settings().store)


def answer(question: Question, parameters: Mapping[str, Scalar], limit: int, as_of: date | None = None) -> Answer:
    """The first rows of an answer, as ``queries.runner.run`` gives them.

    What was asked before is remembered until the next load, for all visitors:
    each click draws a page anew, and a large store takes seconds for some
    answers. Nobody may change what comes back.
    """
    asked = store()
    if (state := asked.state()) is None:
        return run(asked, question, parameters, limit, as_of)
    return _answered(state, question.name, tuple(sorted(parameters.items())), limit, as_of, asked)


@st.cache_resource(max_entries=REMEMBERED, show_spinner=False)
def _answered(
    state: str,
    question: str,
    parameters: tuple[tuple[str, Scalar], ...],
    limit: int,
    as_of: date | None,
    _store: Store,
) -> Answer:
    return run(_store, find_question(question), dict(parameters), limit, as_of)


@contextmanager
def guarded() -> Iterator[None]:
    """Show an error of ours as its sentence; the rest of the page goes on."""
    try:
        yield
    except PolicygraphError as error:
        failed = next(words for kind, words in messages.FAILED if isinstance(error, kind))
        show_error(error, f"{say(failed)}.")


def show_error(error: PolicygraphError, before: str = "") -> None:
    """An error as a sentence in the visitor's language; what another program said of it stands below, as it said it."""
    sentence, message = messages.told(error, language())
    begin = f"**{plain(before)}** " if before else ""
    st.error(f"{begin}{plain(sentence)}", icon=":material/error:")
    if message:
        st.caption(say(_TECHNICAL))
        st.code(message, language=None, wrap_lines=True)


def table_height(rows: int, most: int = 12) -> int | Literal["content"]:
    """Height of a table: as many rows as there are; beyond ``most`` it scrolls."""
    return "content" if rows <= most else 35 * most + 38


# --- addresses --------------------------------------------------------------------------------------------------


def parameter(name: str, default: str = "") -> str:
    """A parameter of the address."""
    return str(st.query_params.get(name, default))


def keep(values: Mapping[str, str | int | None]) -> None:
    """Put what was chosen into the address, so that it reopens this view; empty values leave it."""
    for name, value in values.items():
        if value in (None, ""):
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != str(value):
            st.query_params[name] = str(value)
    st.session_state["_address"] = st.query_params.to_dict()


def address(page: str, values: Mapping[str, str | int | None] | None = None) -> str:
    """The address of a page, from the root of the app; ``page`` is its name in ``PAGES``, empty for the root.

    >>> address("ask", {"q": "target-owners", "from": "document/42-nq_tw"})
    '/ask?q=target-owners&from=document%2F42-nq_tw'
    """
    given = {name: value for name, value in (values or {}).items() if value not in (None, "")}
    return f"/{page}" + (f"?{urlencode(given)}" if given else "")


def address_of(identifier: str) -> str:
    """The one address of an entity: the root leads on to the page that shows it.

    >>> address_of("agency/so-y-te.can-tho")
    '/?id=agency%2Fso-y-te.can-tho'
    """
    return address("", {"id": identifier})


def page_of(identifier: str) -> str:
    """Name of the page that shows an entity."""
    found = HOME_OF.get(type_of(identifier) or "", "graph")
    return found if found in _pages() else ""


def link(
    label: str, page: str, values: Mapping[str, str | int | None] | None = None, *, icon: str | None = None
) -> None:
    """A link to another page of the app, in the same tab."""
    given = {name: str(value) for name, value in (values or {}).items() if value not in (None, "")}
    st.page_link(_pages().get(page, _pages()[""]), label=plain(label), icon=icon, query_params=given)


def here(page: str, values: Mapping[str, str | int | None]) -> str:
    """The whole address of a view of this app, in this language, to be sent to others."""
    parts = urlsplit(st.context.url or "")
    lang = {} if language() == "vi" else {"lang": language()}
    return (f"{parts.scheme}://{parts.netloc}" if parts.netloc else "") + address(page, {**values, **lang})


def known(identifier: str) -> bool:
    """Whether the graph has an entity of this id."""
    return describe(store(), type_of(identifier) or "", identifier) is not None if type_of(identifier) else False


def kind_of(identifier: str) -> str:
    """Type of an entity in words: «Văn bản», «Chỉ tiêu»."""
    label = type_of(identifier)
    return say(NODE_TYPES[label].TITLE) if label in NODE_TYPES else ""


def link_to(identifier: str, label: str) -> None:
    """A link to the page of an entity."""
    link(label, page_of(identifier), {"id": identifier})


def go_to(page: str, values: Mapping[str, str | int | None]) -> None:
    """Leave for another page."""
    st.switch_page(
        _pages()[page], query_params={name: str(value) for name, value in values.items() if value not in (None, "")}
    )


def register(pages: Mapping[str, object]) -> None:
    """Tell the pages of this run, by name; ``app.py`` does."""
    st.session_state["_pages"] = dict(pages)
    # A link from a page to itself brings its parameters, but leaves the browser's address as it was.
    now = st.query_params.to_dict()
    if st.session_state.setdefault("_address", now) != now:
        st.query_params.from_dict(now)
        st.session_state["_address"] = now


def _pages() -> dict[str, st.Page]:
    return cast("dict[str, st.Page]", st.session_state["_pages"])


# --- words ------------------------------------------------------------------------------------------------------


def shown_date(iso: str | None) -> str:
    """A day, month or year as a reader writes it: 14/06/2024, 07/2024; in English as in the data."""
    return present.shown_date(iso, language())


# --- text and evidence ------------------------------------------------------------------------------------------

_MARKUP = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>()#+-!|~$:"})


def plain(text: str) -> str:
    """Text of a document for a place that reads Markdown: shown as it stands, never as markup.

    >>> plain("a_b [c](d) <b>")
    'a\\\\_b \\\\[c\\\\]\\\\(d\\\\) \\\\<b\\\\>'
    """
    return text.translate(_MARKUP)


def show_doubt(codes: object) -> None:
    """Say in words what is doubtful, if anything is; ``codes`` as a column «doubt» gives them."""
    if codes:
        st.warning(f"{say(_DOUBT)}: {plain(doubt_words(str(codes), language()))}", icon=":material/help:")


def show_evidence(items: Iterable[EvidenceItem], *, heading: bool = True) -> None:
    """The lines that state something, each with the way to its document. Quotes are text, never markup."""
    if heading:
        st.markdown(f"##### {say(_EVIDENCE)}")
    lines = {(item.document, item.line, item.line_end): item for item in items}
    if not lines:
        st.caption(say(_NO_EVIDENCE))
    for item in lines.values():
        where = f"{item.document_label}, {present.line_words(item, language())}"
        link(where, "documents", {"id": item.document, "line": item.line}, icon=":material/description:")
        st.code(item.quote, language=None, wrap_lines=True)
        if item.doubt:
            show_doubt(item.doubt)
        if item.stated_by > 1:
            st.caption(f"{item.stated_by} {say(_MORE)}")


def show_chains(chains: Iterable[Chain]) -> None:
    """The routes up to the document asked from, each with the lines that state its steps."""
    for chain in chains:
        if len(chain.documents) < 2:
            continue
        also = f" ({word('also', language())})" if chain.also_direct else ""
        with st.expander(plain(chain_text(chain) + also), icon=":material/account_tree:"):
            for step in chain.links:
                show_evidence(step.evidence, heading=False)


def show_row(row: AnswerRow) -> None:
    """Doubt, chain and evidence of one row of an answer."""
    show_doubt(row.values.get("doubt"))
    if any(len(chain.documents) > 1 for chain in row.chain):
        st.markdown(f"##### {word('chain', language())}")
        show_chains(row.chain)
    show_evidence(row.evidence)


Screen = Callable[[], None]
