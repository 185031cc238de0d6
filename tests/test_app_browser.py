"""The app in a real browser: what is clicked in a drawing, both languages, a phone; nothing is asked elsewhere."""

from __future__ import annotations

import re
import time
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from screens.registry import PAGES

pytestmark = pytest.mark.browser

PLAN = "document/118_kh-ubnd.can-tho-2024"
HEALTH = f"{PLAN}/target/ty-le-dan-so-tham-gia-bao-hiem-y-te-2030"
NODES = '.echarts-container svg path:is([stroke="#fff"], [stroke="#000"])'
"""The circles of a network, the chosen one with a black rim."""

PATIENCE = 30_000
"""Milliseconds to wait for what a busy machine takes long to show."""


def go(page: Page, address: str, name: str = "", **parameters: str) -> float:
    """Open a page of the app and wait until it rests; returns the seconds it took."""
    start = time.monotonic()
    page.goto(f"{address}/{name}?{urlencode(parameters)}")
    rest(page)
    return time.monotonic() - start


def rest(page: Page) -> None:
    """Wait until the script has run and its title stands."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=PATIENCE)
    page.wait_for_selector("h1", timeout=PATIENCE)


def drawn(page: Page, text: str) -> None:
    """Click a label of a drawing."""
    label = page.locator("svg text").filter(has_text=text).first
    label.wait_for(timeout=PATIENCE)
    label.click()


def test_a_click_through_the_sankey_leads_to_a_targets_evidence(page: Page, app_address: str) -> None:
    go(page, app_address, "lineage", place="Cần Thơ")
    drawn(page, "Sở Y tế")
    expect(page).to_have_url(re.compile("node=agency"), timeout=PATIENCE)
    expect(page.get_by_text("Đang xem: Sở Y tế (Cần Thơ) · 13 chỉ tiêu")).to_be_visible(timeout=PATIENCE)
    # The paths through it are lit; the others fade.
    faded = page.locator("svg text").filter(has_text="Tỷ lệ đi học đúng").first
    lit = page.locator("svg text").filter(has_text="Tỷ lệ tiêm chủng").first
    assert float(faded.get_attribute("fill-opacity") or 1) < float(lit.get_attribute("fill-opacity") or 1)
    drawn(page, "Tỷ lệ dân số tham gia bảo hiểm")
    expect(page.get_by_text("Căn cứ", exact=True)).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("118/KH-UBND → 68/NQ-CP → 42-NQ/TW")).to_be_visible()
    expect(page.locator('[data-testid="stCode"]').filter(has_text="95").first).to_be_visible()
    # A second click lets all paths shine again.
    drawn(page, "Tỷ lệ dân số tham gia bảo hiểm")
    expect(page).not_to_have_url(re.compile("node="), timeout=PATIENCE)


def test_a_node_of_the_graph_is_opened_by_a_second_click(page: Page, app_address: str) -> None:
    go(page, app_address, "graph")
    before = page.locator("svg text").filter(has_text="Tỷ lệ").count()
    drawn(page, "118/KH-UBND")
    expect(page.get_by_role("heading", name="118/KH-UBND")).to_be_visible(timeout=PATIENCE)
    rest(page)
    drawn(page, "118/KH-UBND")
    expect(page).to_have_url(re.compile("open="), timeout=PATIENCE)
    expect(page.locator("svg text").filter(has_text="Tỷ lệ").nth(before + 10)).to_be_attached(timeout=PATIENCE)
    # The address alone opens it again.
    page.reload()
    expect(page.locator("svg text").filter(has_text="Tỷ lệ").nth(before + 10)).to_be_attached(timeout=PATIENCE)


def test_an_indicator_is_compared_and_its_cell_leads_to_the_line(page: Page, app_address: str) -> None:
    go(page, app_address, "targets")
    expect(page.get_by_text("chỉ số trong 5 kế hoạch")).to_be_visible(timeout=PATIENCE)
    drawn(page, "60–65 %")
    expect(page.get_by_role("heading", name=re.compile("Hà Nam"))).to_be_visible(timeout=PATIENCE)
    expect(page.locator('[data-testid="stCode"]').first).to_be_visible(timeout=PATIENCE)
    page.get_by_text("Xem chỉ số này ở mọi kế hoạch").click()
    expect(page).to_have_url(re.compile("id=indicator"), timeout=PATIENCE)
    expect(page.get_by_text("Kế hoạch đã nạp không đặt chỉ số này")).to_be_visible(timeout=PATIENCE)


def test_the_act_behind_a_holder_is_one_click_away(page: Page, app_address: str) -> None:
    go(page, app_address, "lineage", place="Cần Thơ", node=HEALTH, as_of="2026-10-15")
    expect(page.get_by_text("Sở Y tế thành phố Cần Thơ").first).to_be_visible(timeout=PATIENCE)
    page.get_by_text("Các thay đổi và văn bản quy định").click()
    expect(page.get_by_text(re.compile("202/2025/QH15")).first).to_be_visible(timeout=PATIENCE)


def test_an_agency_of_the_reform_is_clicked_and_its_duties_are_listed(page: Page, app_address: str) -> None:
    go(page, app_address, "reform", as_of="2026-10-15")
    drawn(page, "Sở Y tế tỉnh Kiên Giang")
    expect(page).to_have_url(re.compile("node=agency"), timeout=PATIENCE)
    expect(page.get_by_text(re.compile(r"^\d+ việc$"))).to_be_visible(timeout=PATIENCE)


def test_the_calendar_is_downloaded_and_read_back(page: Page, app_address: str) -> None:
    from icalendar import Calendar

    go(page, app_address, "calendar")
    with page.expect_download(timeout=PATIENCE) as waiting:
        page.get_by_role("button", name="Tải lịch (.ics)").click()
    path = waiting.value.path()
    events = list(Calendar.from_ical(path.read_bytes()).walk("VEVENT"))
    assert len(events) == 9
    assert sum(1 for event in events if "rrule" in event) == 7


def test_the_language_is_switched_in_place(page: Page, app_address: str) -> None:
    go(page, app_address, "lineage", place="Cần Thơ")
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", name="Lineage")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("svg text").filter(has_text="No owner is named").first).to_be_attached(timeout=PATIENCE)
    expect(page).to_have_url(re.compile("place="))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", [one.name for one in PAGES])
def test_no_page_is_wider_than_a_phone(page: Page, app_address: str, name: str, lang: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    go(page, app_address, name, lang=lang)
    page.wait_for_timeout(1000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator('[data-testid="stException"]').count() == 0


def test_a_link_to_an_entity_leads_to_its_page(page: Page, app_address: str) -> None:
    for identifier, heading in ((PLAN, "118/KH-UBND"), ("agency/so-y-te.can-tho", "Sở Y tế (Cần Thơ)")):
        go(page, app_address, "", id=identifier)
        expect(page.get_by_role("heading", name=heading).first).to_be_visible(timeout=PATIENCE)


def test_the_graph_is_usable_with_five_hundred_nodes(page: Page, app_address: str) -> None:
    go(page, app_address, "graph", size="500")
    expect(page.get_by_text("Rộng ra đến 500 nút")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(NODES).nth(499)).to_be_attached(timeout=PATIENCE)
    drawn(page, "118/KH-UBND")
    expect(page.get_by_role("heading", name="118/KH-UBND")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Đặt làm tâm")).to_be_visible()
    rest(page)
    assert page.locator(NODES).count() >= 500
    # Put in the middle, it is drawn with five hundred again.
    page.get_by_role("button", name="Đặt làm tâm").click()
    expect(page).to_have_url(re.compile("id=document"), timeout=PATIENCE)
    expect(page.locator(NODES).nth(499)).to_be_attached(timeout=PATIENCE)


def test_the_day_is_slid_or_typed_and_stands_in_the_address(page: Page, app_address: str) -> None:
    go(page, app_address, "ask", q="target-owners", **{"from": "document/42-nq_tw-2023"}, as_of="2026-10-15")
    slider = page.get_by_role("slider")
    expect(slider).to_have_count(1, timeout=PATIENCE)
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("as_of=2026-10-14"), timeout=PATIENCE)
    page.reload()
    rest(page)
    expect(page.get_by_text("14/10/2026").first).to_be_visible(timeout=PATIENCE)
    # The same day on another page, by its address.
    go(page, app_address, "lineage", as_of="2026-10-14")
    expect(page.get_by_text("14/10/2026").first).to_be_visible(timeout=PATIENCE)
