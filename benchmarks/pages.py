"""How long a person waits for a page of the app, in a real browser over the sample: part of ``benchmarks.bench``."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent
PLAN = "document/118_kh-ubnd.can-tho-2024"
NQ42 = "document/42-nq_tw-2023"

VIEWS: dict[str, tuple[str, Mapping[str, str]]] = {
    "Home": ("", {}),
    "Ask: owners of the targets of NQ-42, with today's holders": ("ask", {"q": "target-owners", "from": NQ42}),
    "Lineage: NQ-42 as a drawing": ("lineage", {}),
    "Documents: a plan with its facts": ("documents", {"id": PLAN, "line": "240"}),
}
"""What is opened → page and parameters."""


def waits(runs: int) -> dict[str, list[float]]:
    """Seconds of each run, in a warm server: what was done → until the page rests."""
    sys.path.insert(0, str(ROOT / "tests"))
    from apps import settled
    from playwright.sync_api import expect

    found: dict[str, list[float]] = {}
    with _browser() as (address, tab):

        def opened(name: str, parameters: Mapping[str, str]) -> None:
            tab.goto(f"{address}/{name}?{urlencode(parameters)}")
            settled(tab)

        def answered(words: str, told: str) -> None:
            field = tab.get_by_label("Văn bản gốc", exact=True)
            field.fill(words)
            field.press("Enter")
            expect(tab.get_by_text(told)).to_be_visible(timeout=60_000)

        for what, (name, parameters) in VIEWS.items():
            opened(name, parameters)
            found[f"open {what}"] = [_took(partial(opened, name, parameters)) for _ in range(runs)]
        opened("ask", {"q": "target-owners", "from": NQ42})
        asked = found["answer a question after another document was named"] = []
        for _ in range(runs):
            answered("113-CTr/TU", "Không có kết quả")
            asked.append(_took(partial(answered, "42-NQ/TW", "100 dòng kết quả")))
    return found


def _took(work: Callable[[], object]) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


@contextmanager
def _browser() -> Iterator[tuple[str, Page]]:
    """The app on the sample, and a tab."""
    from apps import running
    from playwright.sync_api import sync_playwright
    from rdf_cases import embedded, sample

    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory(prefix="policygraph-") as folder, sync_playwright() as playwright:
        embedded(Path(folder) / "store", sample()).close()
        with running(f"{folder}/store") as address:
            browser = playwright.chromium.launch(executable_path=program)
            yield address, browser.new_page(viewport={"width": 1280, "height": 900})
            browser.close()
