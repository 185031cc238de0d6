"""About: what the data are, how far to trust them, which versions made them, under which licence."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import streamlit as st

from graph.settings import settings
from loaders.read import READER_VERSION
from ontology import vocabulary
from ontology.declare import Words
from ontology.vocabulary import findings
from queries.lines import GROUPS
from screens import frame

ACCURACY = Path(__file__).parent.parent / "docs" / "accuracy.md"
"""The figures of accuracy, where they were measured."""

_TITLE = Words("Giới thiệu", "About")
_ABOUT = Words("Dữ liệu là gì, và tin được đến đâu.", "What the data are, and how far to trust them.")
_WHAT = Words("Dữ liệu là gì", "What the data are")
_WHAT_TEXT = Words(
    "Chương trình đọc văn bản của Đảng, Nhà nước và ghi lại: văn bản nào thực hiện văn bản nào, chỉ tiêu, nhiệm vụ, cơ "
    "quan chủ trì, phối hợp, phụ trách, hạn báo cáo. Mỗi dữ kiện đi kèm văn bản, số dòng và nguyên văn; điều "
    "không có dòng văn bản thì không được lưu.",
    "The program reads documents of Party and State and keeps: which carries out which, targets, tasks, who leads, "
    "supports and owns, when reports are due. Every fact comes with its document, line numbers and quote; what no line "
    "states is not stored.",
)
_TRUST = Words("Tin được đến đâu", "How far to trust it")
_TRUST_TEXT = Words(
    "- Cơ quan phụ trách là tên đứng trong ô, trong câu hoặc đề mục; chương trình không suy đoán.\n"
    "- Điều có nghi vấn được nói bằng lời ngay bên cạnh; không nói gì chỉ có nghĩa là không nhận thấy gì.\n"
    "- Hãy mở dòng văn bản làm căn cứ trước khi dùng một kết quả.",
    "- An owner is a name that stands in a cell, a sentence or a heading; the program does not guess.\n"
    "- What is doubtful is said in words beside it; nothing said means only that nothing was noticed.\n"
    "- Open the lines of text before you use a result.",
)
_ACCURACY = Words("Độ chính xác đã đo", "Measured accuracy")
_DOUBTS = Words("Các loại nghi vấn", "Kinds of doubt")
_CODE = Words("Mã", "Code")
_MEANING = Words("Nghĩa", "Meaning")
_MARKS = Words("Các loại dữ kiện được đánh dấu trong văn bản", "Kinds of facts marked in a document")
_VERSIONS = Words("Phiên bản", "Versions")
_PROGRAM = Words("Chương trình", "Program")
_READER = Words("Bộ đọc", "Reader")
_VOCABULARY = Words("Từ vựng", "Vocabulary")
_STORE = Words("Kho", "Store")
_LICENCE = Words("Giấy phép", "Licence")
_LICENCE_TEXT = Words(
    "Chương trình: Apache-2.0. Dữ liệu xuất ra: {licence}. Văn bản gốc thuộc cơ quan ban hành.",
    "The program: Apache-2.0. Data published from it: {licence}. The documents are their issuers'.",
)


def show() -> None:
    """Draw the page."""
    frame.heading(frame.say(_TITLE), frame.say(_ABOUT))
    st.markdown(f"### {frame.say(_WHAT)}")
    st.markdown(frame.say(_WHAT_TEXT))
    st.markdown(f"### {frame.say(_TRUST)}")
    st.markdown(frame.say(_TRUST_TEXT))
    if ACCURACY.exists():
        with st.expander(frame.say(_ACCURACY), icon=":material/fact_check:"):
            st.markdown(ACCURACY.read_text(encoding="utf-8"))
    with st.expander(frame.say(_DOUBTS), icon=":material/help:"):
        language = frame.language()
        st.table(
            [
                {frame.say(_CODE): frame.plain(code), frame.say(_MEANING): frame.plain(getattr(words, language))}
                for code, words in findings().items()
                if words.severity != "info"
            ],
            hide_index=True,
            border="horizontal",
        )
    with st.expander(frame.say(_MARKS), icon=":material/format_ink_highlighter:"):
        st.markdown("\n".join(f"- {frame.say(words)}" for words in GROUPS.values()))
    st.markdown(f"### {frame.say(_VERSIONS)}")
    _versions()
    st.markdown(f"### {frame.say(_LICENCE)}")
    st.markdown(frame.say(_LICENCE_TEXT).format(licence=settings().licence))


def _versions() -> None:
    lines = [
        f"- {frame.say(_PROGRAM)}: policygraph {_version('policygraph')}, Python {platform.python_version()}",
        f"- {frame.say(_READER)}: {READER_VERSION}",
        f"- {frame.say(_VOCABULARY)}: {vocabulary.version()}",
    ]
    with frame.guarded():
        status = frame.store().status()
        lines.append(f"- {frame.say(_STORE)}: {status.kind}")
    st.markdown("\n".join(lines))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "–"
