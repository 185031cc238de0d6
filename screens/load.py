"""Load: documents are read and shown with their doubts first, and stored only when one says so. Off unless allowed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from graph.facts import DocumentFacts, SourceInfo
from graph.settings import settings
from graph.store import open_store
from loaders import uploads
from loaders.formats import READERS
from ontology.declare import Words
from ontology.errors import PolicygraphError
from ontology.types import NODE_TYPES
from ontology.vocabulary import doubt_words
from present import quantity, status_words, word
from screens import frame

MOST_FILES = 20
MOST_ROWS = 200
"""Targets that a preview lists."""

_TITLE = Words("Nạp văn bản", "Load documents")
_ABOUT = Words(
    "Chương trình đọc tệp và cho xem trước; chỉ lưu vào kho khi bạn đồng ý.",
    "Files are read and shown first; they are stored only when you say so.",
)
_OFF = Words(
    "Ứng dụng này chỉ để xem. Người quản trị có thể cho phép nạp bằng cách đặt `POLICYGRAPH_APP_LOAD=1` rồi chạy lại; "
    "hoặc nạp bằng lệnh: `policygraph load THƯ_MỤC`",
    "This app is for reading only. Its keeper may allow loading by setting `POLICYGRAPH_APP_LOAD=1` and starting it "
    "again; or load by command: `policygraph load FOLDER`",
)
_FILES = Words("Chọn tệp", "Choose files")
_LIMIT = Words(
    "Tối đa {files} tệp, mỗi tệp tối đa {size} MB: {types}", "At most {files} files of {size} MB each: {types}"
)
_BROWSE = Words("Chọn tệp từ máy", "Choose from this machine")
_EACH = Words("Mỗi tệp tối đa {size} MB: {types}", "At most {size} MB a file: {types}")
_REFUSED = Words(
    "Không nhận tệp này: chỉ nhận tệp tối đa {size} MB, loại {types}",
    "Not taken: only files of at most {size} MB, of the types {types}",
)
_READING = Words("Đang đọc", "Reading")
_STORING = Words("Đang lưu", "Storing")
_READ = Words("Đã đọc", "Read")
_MANY = Words("Quá nhiều tệp; chỉ đọc {files} tệp đầu.", "Too many files; only the first {files} are read.")
_DOUBTS = Words("Điều còn nghi vấn", "What is doubtful")
_NO_DOUBT = Words("Không nhận thấy điều gì nghi vấn.", "Nothing doubtful was noticed.")
_TARGETS = Words("Chỉ tiêu đọc được", "Targets read")
_OWNER = Words("Cơ quan phụ trách", "Owner")
_VALUE = Words("Giá trị", "Value")
_YEAR = Words("Năm", "Year")
_LINE = Words("Dòng", "Line")
_SAME = Words("Văn bản này đã có trong kho và không thay đổi.", "This document is in the store already, unchanged.")
_THERE = Words(
    "Kho đã có văn bản này. Nếu đồng ý, bản mới sẽ thay thế bản đã nạp.",
    "The store has this document already. If you agree, the new reading takes the place of the old.",
)
_REPLACE = Words("Thay bản đã nạp", "Replace the loaded one")
_TWICE = Words("Một tệp khác ở trên là cùng văn bản này.", "Another file above is the same document.")
_STORE = Words("Lưu vào kho", "Store")
_NOTHING = Words("Chưa có gì để lưu.", "There is nothing to store yet.")
_OUTCOME: dict[str, Words] = {
    "added": Words("đã nạp", "loaded"),
    "replaced": Words("đã thay", "replaced"),
    "unchanged": Words("không đổi", "unchanged"),
    "kept out": Words("không nạp", "kept out"),
    "failed": Words("hỏng", "failed"),
}
_OPEN = Words("Mở văn bản", "Open the document")
_AGAIN = Words("Nạp tệp khác", "Load other files")

_COUNTED = ("Target", "Task", "ReportingDuty", "Document", "Agency")


@dataclass(frozen=True, slots=True)
class _Upload:
    """A file as it was read: its facts, or why there are none."""

    name: str
    path: Path | None
    facts: DocumentFacts | None
    error: PolicygraphError | None = None


def show() -> None:
    """Draw the page."""
    frame.heading(frame.say(_TITLE), frame.say(_ABOUT))
    if not settings().app_load:
        st.info(frame.say(_OFF), icon=":material/lock:")
        return
    with frame.guarded():
        if "load:done" in st.session_state:
            _done()
            return
        read = _taken()
        if read:
            _choose(read)


# --- reading ----------------------------------------------------------------------------------------------------


def _taken() -> list[_Upload]:
    """The files that were given, each read once."""
    limits = settings()
    types = ", ".join(sorted(READERS))
    _in_words(f"{limits.app_load_mb:g}", types)
    given = st.file_uploader(
        frame.say(_FILES),
        type=[suffix.lstrip(".") for suffix in sorted(READERS)],
        accept_multiple_files=True,
        max_upload_size=max(1, round(limits.app_load_mb)),
        key=f"load:files:{st.session_state.get('load:round', 0)}",
        help=frame.say(_LIMIT).format(files=MOST_FILES, size=f"{limits.app_load_mb:g}", types=types),
    )
    if len(given) > MOST_FILES:
        st.warning(frame.say(_MANY).format(files=MOST_FILES))
    known: dict[str, _Upload] = st.session_state.setdefault("load:read", {})
    wanted = given[:MOST_FILES]
    fresh = [file for file in wanted if file.file_id not in known]
    if fresh:
        bar = st.progress(0.0)
        for number, file in enumerate(fresh):
            name = uploads.safe_name(file.name)
            bar.progress(number / len(fresh), f"{frame.say(_READING)} {frame.plain(name)} …")
            known[file.file_id] = _read(name, file.getvalue())
        bar.empty()
    return [known[file.file_id] for file in wanted]


def _in_words(megabytes: str, types: str) -> None:
    """Streamlit's own words in its widget, in the visitor's language; where its marks change, its English shows."""
    place = '[data-testid="stFileUploader"]'
    texts = {
        f'{place} [data-testid="stFileUploaderDropzone"] button p': frame.say(_BROWSE),
        f'{place} [data-testid="stFileUploaderDropzoneInstructions"] span': frame.say(_EACH).format(
            size=megabytes, types=types
        ),
        f'{place} [role="alert"]': frame.say(_REFUSED).format(size=megabytes, types=types),
    }
    rules = (
        f'{where}{{font-size:0}}{where}::after{{content:"{text}";font-size:.9rem}}' for where, text in texts.items()
    )
    st.html(f"<style>{''.join(rules)}</style>")


def _read(name: str, data: bytes) -> _Upload:
    limits = settings()
    try:
        path = uploads.take(name, data, limits.uploads, megabytes=limits.app_load_mb)
        return _Upload(name, path, uploads.preview(path, seconds=limits.app_load_seconds))
    except PolicygraphError as error:
        return _Upload(name, None, None, error)


# --- looking ----------------------------------------------------------------------------------------------------


def _choose(read: list[_Upload]) -> None:
    """What was read, and the button that stores it."""
    stored = _stored()
    chosen: list[tuple[_Upload, str | None]] = []
    seen: set[str] = set()
    for place, upload in enumerate(read):
        if upload.facts is None:
            if upload.error is not None:
                frame.show_error(PolicygraphError(upload.error.seen, todo=upload.error.todo), f"{upload.name}:")
            continue
        facts = upload.facts
        with st.container(border=True):
            _about(upload.name, facts)
            other = stored.get(facts.id)
            if facts.id in seen:
                st.warning(frame.say(_TWICE))
            elif other is None:
                chosen.append((upload, None))
            elif other.sha256 == facts.source.sha256:
                st.success(frame.say(_SAME))
            else:
                st.warning(frame.say(_THERE), icon=":material/sync:")
                if st.checkbox(frame.say(_REPLACE), key=f"load:replace:{place}:{facts.source.sha256}"):
                    chosen.append((upload, facts.id))
            seen.add(facts.id)
            _preview(facts)
    label = f"{frame.say(_STORE)} ({len(chosen)})"
    if st.button(label, type="primary", disabled=not chosen, icon=":material/save:"):
        _store(chosen)
        st.rerun()
    if not chosen:
        st.caption(frame.say(_NOTHING))


def _stored() -> dict[str, SourceInfo]:
    """The sources of the store; none where there is no store yet."""
    try:
        return {source.document: source for source in frame.store().sources()}
    except PolicygraphError:
        return {}


def _about(name: str, facts: DocumentFacts) -> None:
    """What document it is, and how much was read."""
    head = next(node.props for node in facts.nodes if node.id == facts.id)
    said = {one.predicate: one.object for one in facts.statements if one.literal and one.subject == facts.id}
    st.markdown(f"#### {frame.plain(str(head.get('name', facts.id)))}")
    told = [name, frame.shown_date(said.get("date")), said.get("title", "")]
    st.caption(frame.plain(" · ".join(filter(None, told))))
    if status := said.get("status"):
        st.warning(frame.plain(status_words(status, frame.language())), icon=":material/edit_document:")
    # What only the vocabulary adds (heirs of bodies, acts of the reform) was not read here.
    named = {end for one in facts.statements for end in (one.subject, one.object)}
    labels = Counter(node.label for node in facts.nodes if node.id in named)
    counts = [f"**{labels[label]}** {frame.say(NODE_TYPES[label].TITLE).lower()}" for label in _COUNTED]
    st.markdown(f"{frame.say(_READ)}: " + ", ".join(counts))


def _preview(facts: DocumentFacts) -> None:
    doubts = [finding for finding in facts.findings if finding.severity != "info"]
    with st.expander(f"{frame.say(_DOUBTS)} ({len(doubts)})", expanded=bool(doubts), icon=":material/help:"):
        if not doubts:
            st.caption(frame.say(_NO_DOUBT))
        lines = [
            f"- {word('line', frame.language())} {finding.line}: "
            f"{frame.plain(doubt_words(finding.code, frame.language()))}"
            for finding in doubts
        ]
        st.markdown("\n".join(lines))
    names = {node.id: str(node.props.get("name", node.id)) for node in facts.nodes}
    owners: dict[str, list[str]] = {}
    lines_of: dict[str, int] = {}
    for one in facts.statements:
        if one.predicate == "OWNED_BY":
            owners.setdefault(one.subject, []).append(names[one.object])
        if one.predicate == "SETS":
            lines_of[one.object] = one.spans[0].line
    targets = [node for node in facts.nodes if node.label == "Target"]
    if targets:
        with st.expander(f"{frame.say(_TARGETS)} ({len(targets)})", icon=":material/flag:"):
            st.dataframe(
                [
                    {
                        frame.say(NODE_TYPES["Target"].TITLE): names[node.id],
                        frame.say(_VALUE): quantity(dict(node.props), frame.language()),
                        frame.say(_YEAR): str(node.props.get("year", "")),
                        frame.say(_OWNER): "; ".join(owners.get(node.id, [])),
                        frame.say(_LINE): lines_of.get(node.id),
                    }
                    for node in targets[:MOST_ROWS]
                ],
                hide_index=True,
                height=frame.table_height(len(targets), 10),
            )


# --- storing ----------------------------------------------------------------------------------------------------


def _store(chosen: list[tuple[_Upload, str | None]]) -> None:
    """Load what was chosen, one after another, into the store opened for writing."""
    done: list[tuple[str, str, str, str]] = []
    store = open_store(settings().store)
    bar = st.progress(0.0)
    try:
        for number, (upload, replaces) in enumerate(chosen):
            assert upload.path is not None
            bar.progress(number / len(chosen), f"{frame.say(_STORING)} {frame.plain(upload.name)} …")
            result = uploads.load(store, upload.path, replaces=replaces)
            why = result.message.removeprefix(f"{upload.path}: ")
            done.append((upload.name, result.outcome, result.document or "", why))
    finally:
        store.close()
        bar.empty()
        st.session_state["load:done"] = done


def _done() -> None:
    """What became of each file."""
    for name, outcome, document, message in st.session_state["load:done"]:
        text = f"**{frame.plain(name)}**: {frame.say(_OUTCOME[outcome])}"
        if outcome in ("failed", "kept out"):
            frame.show_error(PolicygraphError(message), f"{name}: {frame.say(_OUTCOME[outcome])}.")
            continue
        st.success(text, icon=":material/check_circle:")
        frame.link(frame.say(_OPEN), "documents", {"id": document}, icon=":material/description:")
    if st.button(frame.say(_AGAIN), icon=":material/upload_file:"):
        del st.session_state["load:done"]
        st.session_state.pop("load:read", None)
        st.session_state["load:round"] = st.session_state.get("load:round", 0) + 1
        st.rerun()
