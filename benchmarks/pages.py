"""How long a person waits for a page of the app, in a real browser: part of ``benchmarks.bench``."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Graph:
    """What is opened of a graph: a resolution, one of another name without targets, and a plan."""

    resolution: str
    number: str
    without: str
    plan: str
    line: int

    def views(self) -> dict[str, tuple[str, dict[str, str]]]:
        """What is opened → page and parameters."""
        owners = "Ask: owners of the targets of a resolution, with today's holders"
        return {
            "Home": ("", {}),
            owners: ("ask", {"q": "target-owners", "from": self.resolution}),
            "Lineage: a resolution as a drawing": ("lineage", {"from": self.resolution}),
            "Documents: a plan with its facts": ("documents", {"id": self.plan, "line": str(self.line)}),
        }


SAMPLE = Graph("document/42-nq_tw-2023", "42-NQ/TW", "113-CTr/TU", "document/118_kh-ubnd.can-tho-2024", 240)


def waits(store: str, graph: Graph, runs: int) -> dict[str, list[float]]:
    """Seconds of each run: what was done → until the page rests; the first time an answer is asked, then remembered."""
    sys.path.insert(0, str(ROOT / "tests"))
    from apps import settled
    from playwright.sync_api import expect

    found: dict[str, list[float]] = {}
    with _browser(store) as (address, tab):

        def opened(name: str, parameters: Mapping[str, str]) -> None:
            tab.goto(f"{address}/{name}?{urlencode(parameters)}")
            settled(tab)

        def answered(words: str, told: str) -> None:
            field = tab.get_by_label("Văn bản gốc", exact=True)
            field.fill(words)
            field.press("Enter")
            expect(tab.get_by_text(told)).to_be_visible(timeout=60_000)

        for what, (name, parameters) in graph.views().items():
            found[f"open, for the first time, {what}"] = [_took(partial(opened, name, parameters))]
            found[f"open {what}"] = [_took(partial(opened, name, parameters)) for _ in range(runs)]
        opened("ask", {"q": "target-owners", "from": graph.resolution})
        asked = found["answer a question after another document was named"] = []
        for _ in range(runs):
            answered(graph.without, "Không có kết quả")
            asked.append(_took(partial(answered, graph.number, "dòng kết quả")))
    return found


def _took(work: Callable[[], object]) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


@contextmanager
def _browser(store: str) -> Iterator[tuple[str, Page]]:
    """The app on a store, and a tab."""
    from apps import running
    from playwright.sync_api import sync_playwright

    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright, running(store) as address:
        browser = playwright.chromium.launch(executable_path=program)
        yield address, browser.new_page(viewport={"width": 1280, "height": 900})
        browser.close()
