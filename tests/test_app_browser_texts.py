"""Finding, reading, asking and loading in a real browser; text of documents stays text whatever it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from apps import running, settled
from rdf_cases import embedded, sample

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

HOSTILE = """\
ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNG
Số: 245/KH-UBND
Lâm Đồng, ngày 12 tháng 8 năm 2024
KẾ HOẠCH
Thực hiện Nghị quyết số 68/NQ-CP ngày 09 tháng 5 năm 2024 <script>window.broken = 1</script> [x](javascript:void(0))
Thực hiện Nghị quyết số 68/NQ-CP ngày 09 tháng 5 năm 2024 của Chính phủ thực hiện Nghị quyết số 42-NQ/TW, như sau:
I. NHIỆM VỤ
1. Sở Nội vụ chủ trì mua <img src=x onerror="window.broken = 2"> sách cho các trường.
PHỤ LỤC
| TT | Chỉ tiêu | Đơn vị tính | Mục tiêu đến năm 2030 | Đơn vị phụ trách |
|---|---|---|---|---|
| 1 | Tỷ lệ trạm y tế có <img src=x onerror="window.broken = 3"> cây xanh | % | 95 | Sở Y tế |
| 2 | Tỷ lệ trường có <b>sân</b> chơi | % | 80 | Sở Giáo dục và Đào tạo |
"""
"""A plan that would be a page: none of its marks may become one."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("browser")
    embedded(folder / "store", sample()).close()
    with running(
        str(folder / "store"),
        POLICYGRAPH_APP_LOAD="1",
        POLICYGRAPH_UPLOADS=str(folder / "uploads"),
        POLICYGRAPH_DECISIONS=str(folder / "decisions.jsonl"),
    ) as url:
        yield url


def goes(page: Page, address: str) -> None:
    page.goto(address)
    settled(page)


def test_search_without_diacritics_leads_to_the_entity(app: str, page: Page) -> None:
    goes(page, app)
    page.get_by_label("Tìm văn bản").press_sequentially("118 kh ubnd")
    hit = page.get_by_role("link", name="Văn bản: 118/KH-UBND").first
    hit.wait_for()
    hit.click()
    page.wait_for_url(re.compile(r"/documents\?.*118_kh-ubnd\.can-tho-2024"))
    page.get_by_role("heading", name="118/KH-UBND").wait_for()
    goes(page, app)
    page.get_by_label("Tìm văn bản").press_sequentially("so y te can tho")
    page.get_by_role("link", name=re.compile(r"Cơ quan: Sở Y tế – Cần Thơ, đến")).wait_for()


def test_a_name_is_offered_while_one_types_and_chosen_by_keyboard(app: str, page: Page) -> None:
    goes(page, f"{app}/ask?q=agency-portfolio")
    page.get_by_label("Cơ quan", exact=True).press_sequentially("so y te")
    offered = page.get_by_role("button", name=re.compile("Sở Y tế – Cần Thơ, đến"))
    offered.wait_for()
    offered.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"agency=.*so-y-te\.can-tho"))
    page.get_by_text(re.compile(r"\d+ dòng kết quả")).wait_for()


def test_the_language_is_switched_where_one_stands(app: str, page: Page) -> None:
    goes(page, f"{app}/ask?q=target-owners&from=document/42-nq_tw-2023&row=3")
    page.get_by_role("heading", name="Cơ quan nào phụ trách").wait_for()
    page.get_by_text("English").click()
    page.get_by_role("heading", name="Which agency owns each target").wait_for()
    settled(page)
    assert "42-nq_tw-2023" in page.url and "row=3" in page.url
    page.get_by_text(re.compile("^118/KH-UBND, line")).and_(page.locator(":visible")).first.wait_for()
    # The menu keeps the language.
    page.get_by_role("link", name="Documents", exact=True).click()
    page.get_by_role("heading", name="Documents").wait_for()


def test_a_deep_link_reopens_the_answer(app: str, page: Page) -> None:
    goes(page, f"{app}/ask?q=target-owners&from=document/42-nq_tw-2023&as_of=2026-10-15&row=50&lang=en")
    page.get_by_role("button", name="Link").click()
    link = page.get_by_text(re.compile(r"^http://127\.0\.0\.1.*ask\?")).inner_text()
    shown = page.get_by_role("spinbutton", name="Show the evidence of row").input_value()
    goes(page, link)
    assert page.get_by_role("spinbutton", name="Show the evidence of row").input_value() == shown == "50"
    page.get_by_text("Who holds this on 2026-10-15").wait_for()


def test_a_line_of_the_text_is_found_and_its_facts_are_shown(app: str, page: Page) -> None:
    facts = next(one for one in sample() if "118_kh-ubnd" in one.id)
    owned = next(one for one in facts.statements if one.predicate == "OWNED_BY")
    line = owned.spans[-1].line
    goes(page, f"{app}/documents?id={facts.id}&line={line}")
    current = page.locator(".line[aria-current]")
    current.wait_for()
    assert current.get_attribute("data-line") == str(line)
    # Scrolled to, within its own box.
    assert current.evaluate("row => row.offsetTop - row.parentElement.scrollTop < row.parentElement.clientHeight")
    assert current.locator(".tag").count() >= 1
    led = next(one for one in facts.statements if one.predicate == "LED_BY")
    page.get_by_role("button", name=re.compile(rf"^Dòng {led.spans[0].line},")).click()
    page.get_by_text(f"Dữ kiện ở dòng {led.spans[0].line}").wait_for()
    page.wait_for_url(re.compile(rf"line={led.spans[0].line}\b"))


def test_an_uploaded_document_is_previewed_then_answered_for_and_stays_text(
    app: str, page: Page, tmp_path: Path
) -> None:
    file = tmp_path / "kế <b>hoạch.txt"
    file.write_text(HOSTILE, encoding="utf-8")
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    goes(page, f"{app}/load")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("heading", name="245/KH-UBND").wait_for(timeout=60_000)
    page.get_by_text("Chỉ tiêu đọc được (2)").wait_for()
    # Nothing is stored yet.
    other = page.context.new_page()
    goes(other, f"{app}/documents?id=document/245_kh-ubnd.lam-dong-2024")
    other.get_by_text("Kho không có văn bản này").wait_for()
    page.get_by_role("button", name="Lưu vào kho (1)").click()
    page.get_by_text("đã nạp").first.wait_for(timeout=60_000)
    page.get_by_role("link", name="Mở văn bản").click()
    page.get_by_role("heading", name="245/KH-UBND").wait_for()
    page.locator(".line").first.wait_for()
    assert '<img src=x onerror="window.broken = 2">' in page.locator(".text").inner_text()
    goes(page, f"{app}/ask?q=target-owners&from=NQ-42")
    page.get_by_text("102 dòng kết quả").wait_for()
    for address in (
        "/documents?id=document/245_kh-ubnd.lam-dong-2024&line=12",
        "/ask?q=target-owners&from=NQ-42&row=100",
        "/ask?q=target-owners&from=NQ-42&row=101",
        "/ask?q=target-owners&from=NQ-42&view=drawing",
        "/ask?q=indicator-across-plans&indicator=tram+y+te+co",
        "/?find=tram+y+te+co",
        "/documents",
        "/review",
    ):
        goes(page, f"{app}{address}")
        page.wait_for_timeout(300)
        assert page.evaluate("window.broken") is None, address
        assert page.locator("img[src=x]").count() == 0, address
        assert page.locator("a[href^='javascript:']").count() == 0, address
    goes(page, f"{app}/?find=tram+y+te+co")
    page.get_by_text('<img src=x onerror="window.broken = 3"> cây xanh').first.wait_for()


def test_whoever_walks_by_keyboard_reaches_the_search_and_a_question(app: str, page: Page) -> None:
    goes(page, app)
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.ariaLabel || document.activeElement.innerText"))
    assert any("Tìm văn bản" in str(name) for name in reached)
    assert any("Cơ quan nào phụ trách" in str(name) for name in reached)
