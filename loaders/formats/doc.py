"""Old Word documents, through LibreOffice where it is installed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from loaders.document import ParsedDocument
from loaders.formats import docx
from ontology.errors import InputError

SUFFIXES = (".doc",)

SECONDS = 90.0
"""LibreOffice takes some seconds to start, and longer on a busy machine."""
_NAMES = ("soffice", "libreoffice")
INSTALL = "Install LibreOffice (Debian, Ubuntu: apt install libreoffice-writer-nogui), or save the file as .docx"


def read(path: Path, data: bytes) -> ParsedDocument:
    """Read an old Word document by making a .docx of it.

    Raises:
        InputError: LibreOffice is not installed, or makes nothing of the file.
    """
    office = next(filter(None, map(shutil.which, _NAMES)), None)
    if office is None:
        raise InputError(
            "old Word documents are read through LibreOffice, which is not installed", where=str(path), todo=INSTALL
        )
    with tempfile.TemporaryDirectory(prefix="policygraph-") as folder:
        source = Path(folder) / "document.doc"
        source.write_bytes(data)
        _convert(office, Path(folder), source, path)
        made = source.with_suffix(".docx")
        if not made.exists():
            raise InputError(
                "LibreOffice cannot read the file", where=str(path), todo="Open it in Word and save it as .docx"
            )
        parsed = docx.read(path, made.read_bytes())
    return replace(parsed, sha256=sha256(data).hexdigest())


def _convert(office: str, folder: Path, source: Path, path: Path) -> None:
    # A profile of its own: a LibreOffice that is open on the desktop is not asked, and nothing of it is changed.
    command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder), str(source)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise InputError(
            f"LibreOffice did not read the file within {SECONDS:.0f} seconds",
            where=str(path),
            todo="Open it in Word and save it as .docx",
        ) from None
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
