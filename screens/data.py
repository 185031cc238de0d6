"""Data: the graph as files, and a place to ask it in its store's own language."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import cast

import streamlit as st

from graph.console import Console, Reply, open_console
from graph.exports.files import FORMS, MEDIA_TYPES, SUFFIXES, Form, write
from graph.exports.rdf import Evidence
from graph.exports.tables import to_csv
from graph.rdf import bind
from graph.settings import settings
from graph.store import Store
from ontology.declare import Words
from present import cypher_literal
from queries.catalogue import catalogue, find_question
from queries.examples import Examples
from screens import frame

MOST_ROWS = 1000
MOST_SECONDS = 15.0
"""Time limit of a free query; a question of the catalogue has its own."""

_TITLE = Words("Dữ liệu", "Data")
_ABOUT = Words(
    "Lấy toàn bộ đồ thị dưới các dạng chuẩn, hoặc tự viết câu truy vấn.",
    "Take the whole graph in standard forms, or write queries of your own.",
)
_TAKE = Words("Tải toàn bộ đồ thị", "Download the whole graph")
_FORM = Words("Dạng tệp", "Form")
_EVIDENCE = Words("Căn cứ kèm theo", "Evidence with it")
_EVIDENCES: dict[str, Words] = {
    "full": Words("Dòng và nguyên văn", "Lines and quotes"),
    "refs": Words("Chỉ số dòng", "Line numbers only"),
    "none": Words("Không kèm", "None"),
}
_SAVE = Words("Tải tệp", "Download the file")
_BACK = Words("Dạng này nạp lại được bằng lệnh: policygraph import", "This form can be read back: policygraph import")
_QUERY = Words("Tự truy vấn", "Ask freely")
_SPARQL = Words(
    "SPARQL 1.1 trên kho nhúng. Chỉ đọc; mỗi lần tối đa {seconds} giây và {rows} dòng.",
    "SPARQL 1.1 over the embedded store. Reading only; at most {seconds} seconds and {rows} rows.",
)
_CYPHER = Words(
    "Cypher trên Neo4j. Chỉ đọc; mỗi lần tối đa {seconds} giây và {rows} dòng. Để hỏi bằng SPARQL: policygraph serve",
    "Cypher over Neo4j. Reading only; at most {seconds} seconds and {rows} rows. To ask in SPARQL: policygraph serve",
)
_NO_CYPHER = Words(
    "Cypher chỉ chạy trên Neo4j; câu chữ Cypher của mọi câu hỏi ở trang «Hỏi».",
    "Cypher runs on Neo4j only; the Cypher text of every question is on the page «Ask».",
)
_EXAMPLE = Words("Bắt đầu từ câu hỏi", "Begin with a question")
_PICK = Words("Chọn một câu hỏi mẫu …", "Choose a question …")
_TEXT = Words("Câu truy vấn", "Query")
_RUN = Words("Chạy", "Run")
_ROWS = Words("dòng", "rows")
_CUT = Words("dòng đầu; kết quả còn nữa", "first rows; there are more")
_NONE = Words("Không có kết quả.", "No rows.")
_SAVE_CSV = Words("Tải CSV", "Download CSV")

_FORM_NAMES: dict[Form, str] = {
    "nquads": "N-Quads (.nq)",
    "trig": "TriG (.trig)",
    "ntriples": "N-Triples (.nt)",
    "turtle": "Turtle (.ttl)",
    "jsonld": "JSON-LD (.jsonld)",
    "graphml": "GraphML (.graphml)",
    "csv": "CSV (.zip)",
    "xlsx": "Excel (.xlsx)",
}
_START = {
    "sparql": "PREFIX pg: <https://policygraph.example/ontology#>\n"
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
    "SELECT ?plan (COUNT(?target) AS ?targets) WHERE {\n  ?document pg:sets ?target ; rdfs:label ?plan .\n} "
    "GROUP BY ?plan ORDER BY DESC(?targets)",
    "cypher": "MATCH (d:Document)-[:SETS]->(t:Target)\n"
    "RETURN d.name AS plan, count(t) AS targets ORDER BY targets DESC",
}


@st.cache_resource(show_spinner=False, on_release=lambda console: console.close())
def _console(address: str, _store: Store) -> Console:
    return open_console(_store, seconds=MOST_SECONDS)


def show() -> None:
    """Draw the page."""
    frame.heading(frame.say(_TITLE), frame.say(_ABOUT))
    with frame.guarded():
        _take(frame.store())
    with frame.guarded():
        _ask(frame.store())


# --- files ------------------------------------------------------------------------------------------------------


def _take(store: Store) -> None:
    st.markdown(f"### {frame.say(_TAKE)}")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        form = st.selectbox(frame.say(_FORM), FORMS, format_func=_FORM_NAMES.__getitem__, key="data:form", width=220)
        evidence = st.selectbox(
            frame.say(_EVIDENCE),
            list(_EVIDENCES),
            format_func=lambda name: frame.say(_EVIDENCES[name]),
            key="data:evidence",
            width=220,
        )
        # The file is made when it is asked for: the graph may be large.
        st.download_button(
            frame.say(_SAVE),
            _file(store, form, evidence),
            f"policygraph{SUFFIXES[form]}",
            MEDIA_TYPES[form],
            on_click="ignore",
            icon=":material/download:",
        )
    if form in ("nquads", "trig") and evidence == "full":
        st.caption(frame.say(_BACK))


def _file(store: Store, form: Form, evidence: str) -> Callable[[], bytes]:
    def made() -> bytes:
        with tempfile.TemporaryDirectory(prefix="policygraph-") as folder:
            to = Path(folder) / f"policygraph{SUFFIXES[form]}"
            write(store, form, to, archive=True, evidence=cast("Evidence", evidence))
            return to.read_bytes()

    return made


# --- queries ----------------------------------------------------------------------------------------------------


def _ask(store: Store) -> None:
    st.markdown(f"### {frame.say(_QUERY)}")
    limits = {"seconds": f"{MOST_SECONDS:g}", "rows": MOST_ROWS}
    st.caption(frame.plain(frame.say(_CYPHER if store.language == "cypher" else _SPARQL).format(**limits)))
    if store.language == "sparql":
        st.caption(frame.plain(frame.say(_NO_CYPHER)))
    example = st.selectbox(
        frame.say(_EXAMPLE),
        list(catalogue()),
        index=None,
        format_func=lambda name: frame.say(find_question(name).title),
        placeholder=frame.say(_PICK),
        key="data:example",
    )
    key = f"data:text:{store.language}:{example}"
    if key not in st.session_state:
        st.session_state[key] = _START[store.language] if example is None else _example(store, example)
    text = st.text_area(frame.say(_TEXT), key=key, height=220, max_chars=20_000)
    if st.button(frame.say(_RUN), type="primary", icon=":material/play_arrow:") and text:
        with frame.guarded():
            _reply(_console(settings().store, store).ask(text, MOST_ROWS))


def _example(store: Store, name: str) -> str:
    """A question's text with parameters that fit what is stored."""
    question = find_question(name)
    values = Examples(store).of(question)
    if store.language == "sparql":
        return bind(question.sparql, values)
    return re.sub(r"\$(\w+)", lambda found: cypher_literal(values.get(found[1])), question.cypher)


def _reply(reply: Reply) -> None:
    if reply.graph:
        st.code(reply.graph, language="turtle")
        return
    if not reply.rows:
        st.info(frame.say(_NONE))
        return
    st.markdown(f"**{len(reply.rows)}** {frame.say(_CUT if reply.more else _ROWS)}")
    st.dataframe(
        {name: [row[place] for row in reply.rows] for place, name in enumerate(reply.columns)},
        height=frame.table_height(len(reply.rows), 14),
        hide_index=True,
    )
    st.download_button(
        frame.say(_SAVE_CSV), "\ufeff" + to_csv(reply.columns, reply.rows), "policygraph.csv", "text/csv",
        on_click="ignore", icon=":material/download:",
    )  # fmt: skip
