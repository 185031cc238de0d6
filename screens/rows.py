"""Rows of an answer within a page: a table, and what is behind the row that is chosen in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st
from pandas import DataFrame
from pandas.io.formats.style import Styler

from ontology.declare import Words
from present import columns_of_a_day, day_heading, owners_held, word
from queries.catalogue import Column
from queries.runner import Answer, AnswerRow
from screens import frame, holdings
from screens.holdings import COLOURS, TINTS

_CHOOSE = Words("Chọn một dòng để xem mạch văn bản và căn cứ.", "Choose a row to see its chain and evidence.")


def show(
    answer: Answer,
    key: str,
    *,
    first: Sequence[str] = (),
    hide: Sequence[str] = (),
    blank: dict[str, Callable[[AnswerRow], str]] | None = None,
    count: bool = True,
) -> None:
    """The table and, below it, the row that is chosen; one row alone is shown at once.

    Args:
        key: names the table in the session.
        first, hide: names of columns that stand first, and of those that are left out.
        blank: column → what stands where it has no value.
    """
    if not answer.rows:
        st.caption(word("none", frame.language()))
        return
    language = frame.language()
    title = {column.name: frame.say(column.title) for column in answer.columns}
    order, hidden = [title[name] for name in first], {title[name] for name in hide}
    # Who holds a duty now stands right behind who was named.
    order += [day_heading(answer, owner, language) for owner in owners_held(answer)]
    fill = {title[name]: make for name, make in (blank or {}).items()}
    columns = [column for column in columns_of_a_day(answer, language) if column.heading not in hidden]
    if first:
        columns.sort(key=lambda column: order.index(column.heading) if column.heading in order else len(order))
    if len(answer.rows) == 1:
        row = answer.rows[0]
        texts = [(column.heading, column.text(row) or fill.get(column.heading, _nothing)(row)) for column in columns]
        st.markdown("  \n".join(f"**{frame.plain(name)}:** {frame.plain(text)}" for name, text in texts if text))
        detail(answer, row)
        return
    if count:
        st.markdown(f"**{len(answer.rows)}** {word('rows', language)}")
    table = [
        {column.heading: column.text(row) or fill.get(column.heading, _nothing)(row) for column in columns}
        for row in answer.rows
    ]
    event = st.dataframe(
        tinted(answer, table, range(len(table))),
        hide_index=True,
        width="stretch",
        height=min(38 + 35 * len(table), 420),
        column_config=widths(table),
        on_select="rerun",
        selection_mode="single-row",
        key=key,
    )
    picked = [place for place in event["selection"]["rows"] if place < len(answer.rows)]
    if picked:
        detail(answer, answer.rows[picked[0]])
    else:
        st.caption(frame.say(_CHOOSE))


def _nothing(_: AnswerRow) -> str:
    return ""


def tinted(answer: Answer, table: list[dict[str, Any]], places: Sequence[int]) -> Any:
    """The table with the cells of holders coloured by what is known; their words say the same."""
    if not owners_held(answer):
        return table
    style = Styler(DataFrame(table))
    for owner in owners_held(answer):
        grounds = [
            f"background-color: {TINTS[COLOURS[held.outcome]]}"
            if (held := answer.rows[place].holdings.get(owner.name))
            else ""
            for place in places
        ]
        style = style.apply(lambda _, grounds=grounds: grounds, subset=[day_heading(answer, owner, frame.language())])
    return style


def widths(table: Sequence[Mapping[str, object]]) -> dict[str, Any]:
    """Wide columns are held narrow enough that the next ones are seen; a cell shows its whole text when clicked."""
    lengths = {name: max(len(name), *(len(str(row[name])) for row in table)) for name in table[0] if name != "#"}
    return {name: st.column_config.TextColumn(width=min(max(7 * size + 20, 70), 280)) for name, size in lengths.items()}


def detail(answer: Answer, row: AnswerRow) -> None:
    """What is behind a row: the pages of all that it names, doubt, chain, lines."""
    with st.container(border=True):
        named: dict[str, str] = {}
        for column in answer.columns:
            value = row.values.get(column.name)
            if isinstance(column, Column) and column.type == "id" and value is not None and frame.kind_of(str(value)):
                stem = column.name.removesuffix("_id")
                name = row.values.get({"target": "indicator"}.get(stem, stem)) or row.values.get(stem) or value
                named.setdefault(str(value), str(name))
        with st.container(horizontal=True):
            for identifier, name in named.items():
                short = name if len(name) <= 60 else f"{name[:60].rsplit(' ', 1)[0]} …"
                frame.link_to(identifier, f"{frame.kind_of(identifier)}: {short}")
        for name in ("target_doubt", "duty_doubt"):
            frame.show_doubt(row.values.get(name))
        for holding in row.holdings.values():
            holdings.show(holding)
        frame.show_row(row)
