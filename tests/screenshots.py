"""Pictures of every page in both languages, over the sample: ``make screenshots``, then look at them.

They go to ``docs/screenshots`` as PNG of few colours, so that a change of a page can be seen in review.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from apps import ROOT, running, settled
from PIL import Image
from playwright.sync_api import sync_playwright
from rdf_cases import embedded, sample

from screens.registry import PAGES

FOLDER = ROOT / "docs" / "screenshots"
WIDTH, HEIGHT = 1280, 900
LARGEST = 150_000

VIEWS: dict[str, tuple[str, dict[str, str]]] = {
    **{page.name or "home": (page.name, {}) for page in PAGES},
    "search": ("", {"find": "bao hiem y te"}),
    "ask-answer": (
        "ask",
        {"q": "target-owners", "from": "document/42-nq_tw-2023", "as_of": "2026-10-15", "row": "21"},
    ),
    "ask-drawing": (
        "ask",
        {"q": "indicator-across-plans", "indicator": "Tỷ lệ dân số tham gia bảo hiểm y tế", "view": "drawing"},
    ),
    "lineage-target": (
        "lineage",
        {
            "place": "Cần Thơ",
            "as_of": "2026-10-15",
            "node": "document/118_kh-ubnd.can-tho-2024/target/ty-le-dan-so-tham-gia-bao-hiem-y-te-2030",
        },
    ),
    "lineage-now": ("lineage", {"view": "now", "as_of": "2026-10-15"}),
    "graph-plan": ("graph", {"id": "document/118_kh-ubnd.can-tho-2024"}),
    "agency": ("agencies", {"id": "agency/so-y-te.can-tho~2025"}),
    "agencies-matrix": ("agencies", {"view": "matrix"}),
    "indicator": ("targets", {"id": "indicator/ty-le-dan-so-tham-gia-bao-hiem-y-te~47e0"}),
    "calendar-quarters": ("calendar", {"view": "quarters"}),
    "reform-orphaned": ("reform", {"view": "orphaned", "as_of": "2026-10-15"}),
    "reform-places": ("reform", {"view": "places"}),
    "document": ("documents", {"id": "document/118_kh-ubnd.can-tho-2024", "line": "249"}),
}
"""Name of a picture → page and parameters."""


def small(png: bytes) -> bytes:
    """The picture in as many colours as fit into ``LARGEST`` bytes."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (128, 64, 32, 16):
        written = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
        if written.tell() < LARGEST:
            break
    return written.getvalue()


def main(wanted: list[str]) -> None:
    """Take the pictures whose names are given; all where none is."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory(prefix="policygraph-") as folder, sync_playwright() as playwright:
        store = Path(folder) / "store"
        embedded(store, sample()).close()
        settings = {"POLICYGRAPH_APP_LOAD": "1", "POLICYGRAPH_DECISIONS": f"{folder}/decisions.jsonl"}
        with running(str(store), **settings) as address:
            browser = playwright.chromium.launch(executable_path=chromium)
            FOLDER.mkdir(parents=True, exist_ok=True)
            for name, (page, parameters) in VIEWS.items():
                for lang in ("vi", "en"):
                    if wanted and name not in wanted:
                        continue
                    tab = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
                    tab.goto(f"{address}/{page}?{urlencode({**parameters, 'lang': lang})}")
                    settled(tab)
                    # Drawings and tables arrive a moment after the page says that it rests.
                    tab.wait_for_timeout(2500)
                    if tab.locator(".echarts-container").count():
                        tab.wait_for_function(
                            "document.querySelector('.echarts-container svg, .echarts-container canvas')"
                        )
                        tab.wait_for_timeout(1500)
                    file = FOLDER / f"{name}.{lang}.png"
                    file.write_bytes(small(tab.screenshot()))
                    tab.close()
                    print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1000} kB")
            browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
