"""PDF files, with and without a text layer, read in a process of their own.

A PDF may be made to take any time and memory. So another process reads it
(``pdf_worker``), under a limit of memory, and is ended when it has nothing to
tell for too long. It says page by page what it does; recognising a scanned
page takes seconds, and is given more.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from loaders.document import ParsedDocument
from loaders.formats.pages import read_pages
from loaders.formats.sheet import Sheet
from loaders.formats.words import Page, Word
from ontology.errors import InputError

SUFFIXES = (".pdf",)

START_SECONDS = 60.0
"""For the process to start, on a machine that is busy; alone it takes a second."""
PAGE_SECONDS = 10.0
"""For one page with a text layer."""
OCR_SECONDS = 90.0
"""For one page that has to be recognised."""
TEXT_SECONDS = 60.0
"""For all pages with a text layer together."""
MEMORY = 2048
"""Megabytes of address space."""
MAX_PAGES = 500

_ROOT = Path(__file__).parent.parent.parent


def read(path: Path, data: bytes) -> ParsedDocument:
    """Read a PDF file.

    Raises:
        InputError: no PDF, broken, locked, far too long, a scan that cannot be recognised here, or nothing in it.
    """
    pages: list[Page] = []
    recognised: list[int] = []
    for told in _ask(path, data):
        pages.append(
            Page(
                told["page"],
                told["width"],
                told["height"],
                [Word(*word) for word in told["words"]],
                told["edges"],
                told["ocr"],
            )
        )
        if told["ocr"]:
            recognised.append(told["page"])
    sheet = Sheet(path)
    if recognised:
        which = "all pages" if len(recognised) == len(pages) else f"pages {', '.join(map(str, recognised))}"
        sheet.note("text-recognised", f"{which} were read from pictures; compare what matters with the print")
    for number, part in read_pages(pages):
        sheet.add(part, number)
    return sheet.parsed(data)


def _ask(path: Path, data: bytes) -> list[dict[str, Any]]:
    """What the process says of each page."""
    process = subprocess.Popen(
        # -P and the module's own root: whatever lies in the working folder is not imported.
        [sys.executable, "-P", "-m", "loaders.formats.pdf_worker", str(MEMORY), str(MAX_PAGES)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(_ROOT), "OMP_THREAD_LIMIT": "1"},
        start_new_session=True,
    )
    said: queue.Queue[bytes] = queue.Queue()
    threads = [
        threading.Thread(target=_feed, args=(process, data), daemon=True),
        threading.Thread(target=_listen, args=(process, said), daemon=True),
    ]
    for thread in threads:
        thread.start()
    pages: list[dict[str, Any]] = []
    try:
        text_ends = time.monotonic() + START_SECONDS + TEXT_SECONDS
        limit = START_SECONDS
        while True:
            try:
                line = said.get(timeout=min(limit, max(text_ends - time.monotonic(), 0.1)))
            except queue.Empty:
                raise _gave_up(path, f"page {len(pages) + 1} takes too long to read") from None
            if not line:
                break
            told = json.loads(line)
            if "started" in told:
                limit, text_ends = PAGE_SECONDS, time.monotonic() + TEXT_SECONDS
                continue
            if "recognising" in told:
                # Recognising has its own limit, which does not count as reading.
                limit = OCR_SECONDS
                text_ends += OCR_SECONDS
                continue
            limit = PAGE_SECONDS
            if "error" in told:
                raise InputError(told["error"], where=str(path), todo=told["todo"])
            if "done" in told:
                return pages
            pages.append(told)
        raise _gave_up(path, "it is damaged, or asks for too much memory")
    finally:
        _end(process)
        for thread in threads:
            thread.join(timeout=1)


def _gave_up(path: Path, why: str) -> InputError:
    return InputError(
        f"the PDF cannot be read: {why}", where=str(path), todo="Print it into a new PDF, or save it as .docx"
    )


def _feed(process: subprocess.Popen[bytes], data: bytes) -> None:
    assert process.stdin is not None
    try:
        with process.stdin as pipe:
            pipe.write(data)
    except OSError:
        pass  # It has ended, and the one who listens will know.


def _listen(process: subprocess.Popen[bytes], said: queue.Queue[bytes]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        said.put(line)
    said.put(b"")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and what it has started; its session is its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
