"""The pages of the app, in the order of its menu."""

from __future__ import annotations

from dataclasses import dataclass

from ontology.declare import Words
from screens import (
    about,
    agencies,
    ask,
    data,
    deadlines,
    documents,
    graph,
    home,
    lineage,
    load,
    reform,
    review,
    targets,
)
from screens.frame import Screen


@dataclass(frozen=True, slots=True)
class PageInfo:
    """A page: its name in addresses (empty for the root), title, icon, function, and the part of the menu it is in."""

    name: str
    title: Words
    icon: str
    show: Screen
    part: Words


_START = Words("Bắt đầu", "Start")
_TEXTS = Words("Văn bản và dữ liệu", "Documents and data")
_PLAN = Words("Lập kế hoạch", "Planning")

PAGES: tuple[PageInfo, ...] = (
    PageInfo("", Words("Trang đầu", "Home"), ":material/home:", home.show, _START),
    PageInfo("ask", Words("Hỏi", "Ask"), ":material/contact_support:", ask.show, _START),
    PageInfo("lineage", Words("Mạch văn bản", "Lineage"), ":material/account_tree:", lineage.show, _PLAN),
    PageInfo("graph", Words("Đồ thị", "Graph"), ":material/hub:", graph.show, _PLAN),
    PageInfo("agencies", Words("Cơ quan", "Agencies"), ":material/account_balance:", agencies.show, _PLAN),
    PageInfo("targets", Words("Chỉ tiêu", "Targets"), ":material/target:", targets.show, _PLAN),
    PageInfo("calendar", Words("Lịch", "Calendar"), ":material/calendar_month:", deadlines.show, _PLAN),
    PageInfo("reform", Words("Sắp xếp bộ máy", "The reform"), ":material/sync_alt:", reform.show, _PLAN),
    PageInfo("documents", Words("Văn bản", "Documents"), ":material/description:", documents.show, _TEXTS),
    PageInfo("load", Words("Nạp văn bản", "Load"), ":material/upload_file:", load.show, _TEXTS),
    PageInfo("review", Words("Soát xét", "Review"), ":material/rule:", review.show, _TEXTS),
    PageInfo("data", Words("Dữ liệu", "Data"), ":material/database:", data.show, _TEXTS),
    PageInfo("about", Words("Giới thiệu", "About"), ":material/info:", about.show, _TEXTS),
)
