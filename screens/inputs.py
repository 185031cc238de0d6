"""A widget for each type of parameter: the names of the graph are offered as one types, in any spelling."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from graph.store import Scalar
from ontology.declare import Words
from ontology.errors import PolicygraphError
from ontology.vocabulary import agencies
from present import days_words, detail_words
from queries.catalogue import ENTITIES, Parameter
from queries.documents import names
from queries.examples import Examples
from queries.names import Candidate, agency_types, candidates, complete, describe, resolve_parameter
from screens import frame
from screens.messages import told

OFFERED = 20
"""How many names are offered at once."""

FROM = "from"
"""The parameter that names the resolution to begin with: it has a value from the start."""

LISTED = ("jurisdiction", "domain")
"""Entity types with so few members that all stand in one list."""

_HINT: dict[str, Words] = {
    "document": Words("Số, ký hiệu: NQ-42, 42-NQ/TW, 42 nq tw …", "Number: NQ-42, 42-NQ/TW, 42 nq tw …"),
    "agency": Words("Tên, có thể không dấu: so y te …", "Name, also without diacritics: so y te …"),
    "indicator": Words("Vài chữ của chỉ số: bao hiem y te …", "A few words of the indicator: bao hiem y te …"),
    "target": Words("Vài chữ của chỉ tiêu …", "A few words of the target …"),
}
_OPTIONAL = Words("không bắt buộc", "optional")
_ALL = Words("Tất cả", "All")
_CHOOSE = Words("Chọn …", "Choose …")
_OFFER = Words("Có phải là:", "Is it one of these?")
_FIRST = Words("Gõ để tìm, hoặc chọn:", "Type to find, or choose:")
_UNKNOWN = Words("Chưa hiểu", "Not understood")
_MEANT = Words("Hiểu là", "Understood as")


def follow(key: str, asked: str, value: Scalar) -> None:
    """Let a widget say what the address says, whenever that was changed from outside: by a link, by «back»."""
    if key not in st.session_state or st.session_state.get(f"{key}:kept") != asked:
        st.session_state[key] = value


def kept(key: str, value: Scalar) -> None:
    """Remember what the address was made to say."""
    st.session_state[f"{key}:kept"] = "" if value is None else str(value)


def ask_for(parameter: Parameter, key: str) -> Scalar:
    """The value of a parameter, asked of the visitor; None where there is none yet. The address keeps it."""
    label = frame.say(parameter.title) + ("" if parameter.required else f" ({frame.say(_OPTIONAL)})")
    asked = frame.parameter(parameter.name)
    value: Scalar
    if parameter.type in ENTITIES and parameter.type not in LISTED:
        value = _named(parameter, label, asked, key)
    elif parameter.type in (*LISTED, "agency_type", "choice"):
        value = _of_list(parameter, label, asked, key)
    elif parameter.type == "integer":
        start = int(asked) if asked.removeprefix("-").isdigit() else parameter.default
        follow(key, asked, None if start is None else int(start))
        value = st.number_input(label, value=None, step=1, format="%d", key=key)
    else:
        value = _text(parameter, label, asked, key)
    frame.keep({parameter.name: None if value is None else str(value)})
    kept(key, value)
    return value


def shown(candidate: Candidate) -> str:
    """Name of a node with what tells it from others: place and days, document or year."""
    details, language = candidate.details, frame.language()
    place, document = details.get("jurisdiction_name"), details.get("document")
    if "detail" in details:
        beside = detail_words(str(details["detail"]), language, names(frame.store()))
    elif document:
        beside = names(frame.store()).get(str(document), str(document))
    else:
        begun, ended = (
            None if details.get(name) is None else str(details[name]) for name in ("valid_from", "valid_to")
        )
        beside = ", ".join(filter(None, (None if place is None else str(place), days_words(begun, ended, language))))
    text = candidate.name if not beside or beside in candidate.name else f"{candidate.name} – {beside}"
    return text if len(text) <= 140 else f"{text[:140]}…"


def _text(parameter: Parameter, label: str, asked: str, key: str) -> str | None:
    follow(key, asked, asked or str(parameter.default or ""))
    words = st.text_input(label, key=key, max_chars=200)
    try:
        return str(resolve_parameter(frame.store(), parameter, words)) if words else None
    except PolicygraphError as error:
        sentence, _ = told(error, frame.language())
        st.caption(f"{frame.say(_UNKNOWN)}: {frame.plain(sentence)}")
        return None


def _of_list(parameter: Parameter, label: str, asked: str, key: str) -> str | None:
    """One of a short list, all of it at hand."""
    options: Mapping[str, str]
    if parameter.type == "choice":
        options = {choice: choice for choice in parameter.choices}
    elif parameter.type == "agency_type":
        types = {kind.id: kind.name for kind in agencies()}
        options = {one.id: types.get(one.id, one.name) for one in agency_types(frame.store())}
    else:
        options = {one.id: shown(one) for one in candidates(frame.store(), ENTITIES[parameter.type])}
    start = asked if asked in options else parameter.default
    follow(key, asked, start if start in options else None)
    return st.selectbox(
        label,
        list(options),
        index=None,
        format_func=lambda identifier: options.get(identifier, identifier),
        placeholder=frame.say(_CHOOSE if parameter.required else _ALL),
        key=key,
    )


def _named(parameter: Parameter, label: str, asked: str, key: str) -> str | None:
    """A node of the graph, by the words that are typed; what they may mean is offered below, twenty at a time."""
    state = st.session_state
    chosen_key = f"{key}:id"
    if not asked and parameter.name == FROM and key not in state:
        asked = str(Examples(frame.store()).of_type("document") or "")
    if key not in state or (asked and asked != state.get(f"{key}:kept")):
        # The address says something else than what was last chosen here: it was opened by a link.
        known = describe(frame.store(), ENTITIES[parameter.type], asked) if asked else None
        state[key] = shown(known) if known else asked
        state[chosen_key] = known.id if known else None
    hint = _HINT.get(parameter.type)
    words = str(
        st.text_input(
            label,
            key=key,
            type="search",
            live=True,
            max_chars=300,
            placeholder=frame.say(hint) if hint else None,
        )
        or ""
    ).strip()
    return _understood(parameter, words, state.get(chosen_key), key)


def _understood(parameter: Parameter, words: str, chosen: str | None, key: str) -> str | None:
    store, label = frame.store(), ENTITIES[parameter.type]
    if chosen and (known := describe(store, label, chosen)) and shown(known) == words:
        return chosen
    if words:
        try:
            found = str(resolve_parameter(store, parameter, words))
        except PolicygraphError:
            _offer(frame.say(_OFFER), complete(store, parameter, words, OFFERED), key, label)
            return None
        known = describe(store, label, found)
        if known and shown(known) != words:
            st.caption(f"{frame.say(_MEANT)}: **{frame.plain(shown(known))}**")
        return found
    if parameter.required:
        _offer(frame.say(_FIRST), complete(store, parameter, "", OFFERED), key, label)
    return None


def _offer(heading: str, found: list[Candidate], key: str, label: str) -> None:
    if not found:
        return
    st.caption(heading)
    with st.container(height=220 if len(found) > 6 else "content", border=False, gap=None):
        for one in found:
            st.button(
                frame.plain(shown(one)),
                key=f"{key}:{one.id}",
                type="tertiary",
                on_click=partial(_choose, key, label, one.id),
            )


def _choose(key: str, label: str, identifier: str) -> None:
    known = describe(frame.store(), label, identifier)
    if known is not None:
        st.session_state[key] = shown(known)
        st.session_state[f"{key}:id"] = identifier
