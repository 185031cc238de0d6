"""An entity in words, wherever a page shows one: name and type, fields, facts with the lines behind them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import streamlit as st

from graph.exports.graphml import type_of
from graph.store import Scalar, Store
from ontology import vocabulary
from ontology.declare import Words
from ontology.evidence import ROLES
from ontology.relations import RELATIONS
from present import below_parent, quantity, status_words, with_place, word
from queries.around import Card, Neighbour, card, neighbours, own_facts, stated
from queries.runner import Fact
from queries.today import Holding, Holdings
from screens import frame, holdings

_FACTS = Words("Dữ kiện ({number}): chọn một dòng để xem căn cứ", "Facts ({number}): choose a row to see its lines")
_RELATION = Words("Quan hệ", "Relation")
_OTHER = Words("Với", "With")
_TYPE = Words("Loại", "Type")
_LINES = Words("Dòng", "Lines")
_VALUE = Words("Giá trị", "Value")
_VOCABULARY = Words(
    "Dữ kiện này suy ra từ bộ từ vựng, không do văn bản nào nêu.",
    "This fact follows from the vocabulary; no document states it.",
)
_NOT_LOADED = Words(
    "Văn bản này chỉ được văn bản khác nêu, chưa được nạp: những gì ghi ở đây là lời của các văn bản đó.",
    "This document is only named by others and not loaded: what stands here is what they say of it.",
)

#: Fields that say nothing more to a reader who sees name, type, place and facts.
_HIDDEN = frozenset({"name", "document", "jurisdiction", "key", "place", "parent", "type", "doubt", "loaded"})
_QUANTITY = frozenset({"comparator", "value", "value_high", "text_value", "unit", "value_printed", "approximate"})

_CODES: dict[str, dict[str, Words]] = {
    "severity": {
        "info": Words("để biết", "for information"),
        "doubt": Words("nghi vấn", "doubtful"),
        "error": Words("lỗi", "error"),
    },
    "recurrence": {
        "once": Words("một lần", "once"),
        "yearly": Words("hằng năm", "yearly"),
        "half-yearly": Words("6 tháng một lần", "half-yearly"),
        "quarterly": Words("hằng quý", "quarterly"),
        "monthly": Words("hằng tháng", "monthly"),
    },
}
"""Field → what its codes are called."""


def code_words(field: str, value: Scalar) -> str:
    """A value as a reader knows it: codes in words, yes and no, the rest as it stands."""
    language = frame.language()
    if isinstance(value, bool):
        return word("yes" if value else "no", language)
    if field == "document_class":
        found = _classes().get(str(value))
    elif field == "status":
        return status_words(value, language)
    elif field == "code":
        return vocabulary.doubt_words(str(value), language)
    else:
        found = _CODES.get(field, {}).get(str(value))
    return str(value) if found is None else frame.say(found)


@cache
def _classes() -> Mapping[str, Words]:
    return {entry.name: Words(entry.vi, entry.en) for entry in vocabulary.document_classes()}


def name_of(found: Card) -> str:
    """A name that says enough by itself: with the row that a target breaks down, or the place of an agency."""
    parent = found.values.get("parent", (None,))[0] if found.label == "Target" else None
    return with_place(below_parent(found.name, parent), found.values.get("jurisdiction_name", (None,))[0])


def other_name(one: Neighbour) -> str:
    """The name of what a node is joined to; a finding goes by its code, whose words are there in both languages."""
    if type_of(one.id) == "Finding":
        last = one.id.rpartition("/")[2]
        code = max((code for code in vocabulary.findings() if last.startswith(code)), key=len, default="")
        if code:
            return vocabulary.doubt_words(code, frame.language())
    return with_place(one.name, one.place)


def title(found: Card) -> None:
    """Type and name."""
    st.caption(frame.kind_of(found.id))
    st.markdown(f"#### {frame.plain(name_of(found))}")


def fields(found: Card) -> None:
    """The properties, doubt first. Text of documents is shown as text."""
    frame.show_doubt("; ".join(str(one) for one in found.values.get("doubt", ())))
    if found.label == "Document" and found.values.get("loaded") == (False,):
        st.info(frame.say(_NOT_LOADED), icon=":material/info:")
    lines = []
    if found.label == "Target":
        values = {name: several[0] for name, several in found.values.items()}
        lines.append((frame.say(_VALUE), quantity(values, frame.language())))
    props = found.props()
    for name, several in found.values.items():
        if name in _HIDDEN or (name in _QUANTITY and found.label == "Target") or (name == "kind"):
            continue
        label = frame.say(props[name].label)
        lines.append((f"{label[:1].upper()}{label[1:]}", "; ".join(code_words(name, one) for one in several)))
    if lines:
        st.markdown("  \n".join(f"**{label}:** {frame.plain(text)}" for label, text in lines))


def held(store: Store, joined: list[Neighbour], day: date | None) -> dict[Fact, Holding]:
    """Facts that name an agency for a duty → who holds that duty on a day."""
    if day is None:
        return {}
    asked = Holdings(store, day)
    found = {one.fact: asked.of(one.fact[0], one.fact[2]) for one in joined if one.fact[1] in ROLES}
    return {fact: holding for fact, holding in found.items() if holding is not None}


def holders(store: Store, node: str, day: date | None) -> None:
    """Beside each agency that a target, task or duty to report names, who holds it on a day."""
    if type_of(node) not in ("Target", "Task", "ReportingDuty"):
        return
    joined = neighbours(store, node)
    found = held(store, joined, day)
    lined = Holdings(store, day).with_lines(found.values()) if day is not None else {}
    for one in joined:
        if one.fact in found:
            role = frame.say(ROLES[one.fact[1]].label)
            st.markdown(f"**{role[:1].upper()}{role[1:]}:** {frame.plain(other_name(one))}")
            holdings.beside(lined[found[one.fact].item, found[one.fact].agency])


def facts(store: Store, node: str, key: str, day: date | None = None) -> None:
    """What a node is joined to as a table, and the lines of the fact that is chosen; else those of the node itself.

    ``day``: beside each agency stands who holds its duty on that day.
    """
    found = card(store, node)
    if found is None:
        return
    joined = neighbours(store, node)
    lines = stated(store, [*(one.fact for one in joined), *own_facts(found)])
    of_day = held(store, joined, day)
    picked = _table(found, joined, {one.fact: [item.line for item in lines[one.fact]] for one in joined}, key, of_day)
    if picked is not None:
        frame.link_to(picked.id, other_name(picked))
        if picked.fact in of_day:
            (told,) = Holdings(store, of_day[picked.fact].as_of).with_lines([of_day[picked.fact]]).values()
            holdings.show(told)
        if RELATIONS[picked.fact[1]].evidence == "vocabulary":
            st.caption(frame.say(_VOCABULARY))
        else:
            frame.show_evidence(lines[picked.fact])
        return
    # What belongs to one document is stated by that document's own fact about it.
    home = [one.fact for one in joined if one.fact[2] == node and node.startswith(f"{one.id}/")]
    items = [item for fact in (*home, *own_facts(found)) for item in lines[fact]]
    if items:
        frame.show_evidence(items)


def _table(
    found: Card, joined: list[Neighbour], lines: Mapping[Fact, list[int]], key: str, of_day: Mapping[Fact, Holding]
) -> Neighbour | None:
    if not joined:
        return None
    st.caption(frame.say(_FACTS).format(number=len(joined)))
    days = {holding.as_of.isoformat() for holding in of_day.values()}
    now = next((f"{word('held_on', frame.language())} {frame.shown_date(day)}" for day in days), "")
    table = [
        {
            frame.say(_RELATION): frame.say(_side(found, one)),
            frame.say(_OTHER): other_name(one),
            **({now: of_day[one.fact].words(frame.language()) if one.fact in of_day else ""} if now else {}),
            frame.say(_TYPE): frame.kind_of(one.id),
            frame.say(_LINES): ", ".join(dict.fromkeys(map(str, lines[one.fact][:4]))),
        }
        for one in joined
    ]
    event = st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        height=min(38 + 35 * len(table), 320),
        on_select="rerun",
        selection_mode="single-row",
        key=f"{key}-{found.id}",
    )
    picked = [place for place in event["selection"]["rows"] if place < len(joined)]
    return joined[picked[0]] if picked else None


def _side(found: Card, one: Neighbour) -> Words:
    relation = RELATIONS[one.fact[1]]
    return relation.forward if one.fact[0] == found.id else relation.reverse
