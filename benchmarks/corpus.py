"""Plans as many as wanted, in every layout that the loaders know, together with the facts they hold.

A plan is drawn from a seed and its number in the row, so that the first
hundred of a corpus of a hundred and of ten thousand are the same files. The
words are our own and say nothing of any real plan; places, bodies and the
shapes of numbers come from the vocabularies.

    python -m benchmarks.corpus FOLDER [--plans 2000] [--seed 1] [--bytes 45000]

writes the plans and, beside them, ``facts.jsonl``: one object a plan, with
``file`` and what a reading of that file has to find (:func:`facts_of` gives
the same of a reading).
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from graph.resolve import make_place
from ontology import vocabulary

Facts = dict[str, Any]

BYTES = 45_000
"""About the size of a plan as provinces publish them, in UTF-8."""

# ------------------------------------------------------------------ words of our own

_TOPICS = (
    "chuyển đổi số",
    "an sinh xã hội",
    "phát triển kinh tế biển",
    "nông nghiệp sinh thái",
    "năng lượng sạch",
    "giáo dục nghề nghiệp",
    "y tế cơ sở",
    "nhà ở cho công nhân",
    "cải cách hành chính",
    "kinh tế tập thể",
    "bảo vệ nguồn nước",
    "văn hóa đọc",
)
_WHOLES = (
    "hộ nông thôn",
    "trường tiểu học",
    "trạm y tế xã",
    "người cao tuổi",
    "lao động trẻ",
    "hợp tác xã",
    "doanh nghiệp nhỏ",
    "thôn vùng cao",
    "cơ sở chế biến",
    "học sinh phổ thông",
    "trẻ em mẫu giáo",
    "hộ chăn nuôi",
    "tàu cá xa bờ",
    "khu dân cư",
    "thư viện cấp xã",
    "làng nghề",
)
_HAVE = (
    "có kết nối mạng ổn định",
    "được cấp mã định danh",
    "đạt chuẩn môi trường",
    "được khám sức khỏe định kỳ",
    "tham gia bảo hiểm",
    "có công trình cấp nước",
    "được tập huấn kỹ năng",
    "có hồ sơ điện tử",
    "được hỗ trợ vay vốn",
    "áp dụng quy trình sạch",
    "có cán bộ chuyên trách",
    "được kiểm định an toàn",
    "sử dụng dịch vụ trực tuyến",
    "có lối đi cho người khuyết tật",
    "ký hợp đồng tiêu thụ",
    "được chiếu sáng ban đêm",
)
_COUNTED = (
    ("Số giường điều dưỡng trên 10.000 dân", "Giường"),
    ("Diện tích cây xanh bình quân", "m2/người"),
    ("Số sản phẩm OCOP được xếp hạng", "Sản phẩm"),
    ("Thu nhập bình quân", "Triệu đồng"),
    ("Chiều dài đường hoa", "km"),
    ("Tuổi thọ bình quân", "Tuổi"),
)
_GROUPS = (
    "Hạ tầng",
    "Đời sống",
    "Sản xuất",
    "Giáo dục",
    "Y tế",
    "Môi trường",
    "Văn hóa",
    "Việc làm",
)
_VERBS = ("Rà soát", "Số hóa", "Nâng cấp", "Thí điểm", "Nhân rộng", "Kiểm kê", "Đánh giá", "Hoàn thiện", "Công khai")
_OBJECTS = (
    "danh mục dịch vụ phục vụ người dân",
    "hệ thống thủy lợi nội đồng",
    "mạng lưới điểm đọc sách",
    "quy trình tiếp nhận hồ sơ",
    "kho dữ liệu hộ gia đình",
    "mô hình vườn trường",
    "bản đồ vùng ngập",
    "trạm quan trắc nước",
    "chợ phiên nông sản",
    "đội hình hướng dẫn công nghệ",
    "phòng học bộ môn",
    "tuyến đường liên thôn",
    "điểm thu gom chất thải",
    "chuỗi cung ứng lạnh",
)
_ENDS = (
    "gắn với nhu cầu của từng vùng",
    "bảo đảm công khai, minh bạch",
    "ưu tiên địa bàn khó khăn",
    "phù hợp nguồn lực của địa phương",
    "theo lộ trình đã thống nhất",
    "có sự tham gia của cộng đồng",
)
_PROSE = (
    "Nhận thức chung về nội dung này từng bước thay đổi",
    "Kinh nghiệm hay được chia sẻ rộng rãi giữa các vùng",
    "Nguồn lực xã hội được huy động hợp lý, tránh dàn trải",
    "Dữ liệu dùng chung giúp giảm giấy tờ cho người dân",
    "Cách làm phù hợp tập quán được khuyến khích",
    "Khó khăn phát sinh cần được phản ánh sớm",
    "Chất lượng phục vụ là thước đo của sự hài lòng",
    "Sự đồng thuận của nhân dân có ý nghĩa quyết định",
    "Vùng khó khăn cần bước đi phù hợp và bền bỉ",
    "Công nghệ mới mở ra nhiều hướng tiếp cận",
)
_PRODUCTS = ("Báo cáo đánh giá", "Đề án", "Bộ dữ liệu", "Tài liệu hướng dẫn", "Danh mục công khai", "Mô hình mẫu")
_TIMES = ("Hằng năm", "Năm 2026", "Quý IV năm 2026", "2026 - 2028", "Thường xuyên")
_HEADINGS = (
    "Truyền thông và nhận thức",
    "Thể chế và chính sách",
    "Hạ tầng dùng chung",
    "Nguồn nhân lực",
    "Hợp tác và liên kết",
    "Nguồn vốn",
)
_LETTERS = "abcdeghiklmnopq"

# ------------------------------------------------------------------ places, bodies, documents above


@dataclass(frozen=True, slots=True)
class _Above:
    """A document that plans carry out: as it is cited, and its number and date."""

    number: str
    date: datetime.date
    words: str
    """Kind, number, day and maker as a plan cites it."""


@dataclass(frozen=True, slots=True)
class _Root:
    """A resolution of the Party, the Government's that carries it out, and their topic."""

    topic: str
    party: _Above
    government: _Above


@dataclass(frozen=True, slots=True)
class _Place:
    slug: str
    name: str
    level: str
    """«tỉnh» or «thành phố»."""

    @property
    def committee(self) -> str:
        return "Thành ủy" if self.level == "thành phố" else "Tỉnh ủy"


def _day(date: datetime.date, style: int) -> str:
    if style:
        return f"ngày {date.day}/{date.month}/{date.year}"
    return f"ngày {date.day:02d} tháng {date.month:02d} năm {date.year}"


@cache
def _roots() -> tuple[_Root, ...]:
    """Twelve chains from the Party to the Government, the same in every corpus."""
    made = []
    for index, topic in enumerate(_TOPICS):
        party_day = datetime.date(2021 + index % 3, 1 + index, 3 + index)
        government_day = party_day + datetime.timedelta(days=150)
        party, government = f"{20 + index}-NQ/TW", f"{80 + index}/NQ-CP"
        made.append(
            _Root(
                topic,
                _Above(
                    party,
                    party_day,
                    f"Nghị quyết số {party} {_day(party_day, index % 2)} của Ban Chấp hành Trung ương Đảng",
                ),
                _Above(
                    government,
                    government_day,
                    f"Nghị quyết số {government} {_day(government_day, index % 2)} của Chính phủ",
                ),
            )
        )
    return tuple(made)


@cache
def _places(day: str) -> tuple[_Place, ...]:
    """The provinces and cities of a day."""
    found = []
    for entry in vocabulary.jurisdictions():
        if entry.kind not in ("province", "city"):
            continue
        if (entry.valid_from and entry.valid_from > day) or (entry.valid_to and entry.valid_to < day):
            continue
        place = make_place(entry.id, day)
        if place is not None:
            found.append(_Place(entry.id, place.name, "thành phố" if place.kind == "city" else "tỉnh"))
    return tuple(found)


@cache
def _departments(day: str) -> tuple[str, ...]:
    """Names of the departments that every province has on a day."""
    return tuple(
        entry.name
        for entry in vocabulary.agencies()
        if entry.kind == "government"
        and "province" in entry.levels
        and entry.place == "none"
        and entry.name.startswith("Sở ")
        and not (entry.valid_from and entry.valid_from > day)
        and not (entry.valid_to and entry.valid_to < day)
    )


# ------------------------------------------------------------------ one plan


@dataclass(slots=True)
class Plan:
    """A plan as a file, and what stands in it."""

    file: str
    data: bytes
    layout: str
    facts: Facts


@dataclass(slots=True)
class _Writer:
    """Writes one plan; every fact that goes into the text goes into ``facts`` too."""

    chance: random.Random
    index: int
    size: int
    place: _Place
    date: datetime.date
    root: _Root
    number: str | None
    marks: bool
    """Whether headings have the marks that converters leave."""
    lines: list[str] = field(default_factory=list)
    targets: list[Facts] = field(default_factory=list)
    tasks: list[Facts] = field(default_factory=list)
    deadlines: list[Facts] = field(default_factory=list)
    implements: list[list[str | None]] = field(default_factory=list)
    annexes: list[tuple[str, list[list[str]]]] = field(default_factory=list)
    """Title and rows of the tables behind the signature."""

    # ---------------------------------------------------------- lines

    def say(self, *paragraphs: str) -> None:
        for paragraph in paragraphs:
            self.lines += [paragraph, ""]

    def heading(self, level: int, text: str) -> None:
        self.say(f"{'#' * (level + 2)} {text}" if self.marks else text)

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Rows of cells parted by tabs or by pipes, or a cell a line between lone bars, as converters give them.

        The header stands again where a page begins. Between bars an empty cell
        cannot be told from the end of a row, so that only full tables stand so.
        """
        full = all(all(row) for row in rows)
        form = self.chance.choice(("tabs", "tabs", "pipes", "bars" if full else "tabs"))
        if form == "bars":
            for row in rows:
                self.lines += [line for cell in row for line in ("|", cell)] + ["|"]
            self.lines.append("")
            return
        page = self.chance.randint(12, 25)
        for start in range(1, len(rows), page):
            for row in (rows[0], *rows[start : start + page]):
                self.lines.append("\t".join(row) if form == "tabs" else f"| {' | '.join(row)} |")
                if row is rows[0] and form == "pipes":
                    self.lines.append("|" + "---|" * len(row))
            self.lines.append("")

    def prose(self, sentences: int) -> str:
        return ". ".join(self.chance.choice(_PROSE) for _ in range(sentences)) + "."

    @property
    def written(self) -> int:
        return sum(len(line.encode()) + 1 for line in self.lines)

    # ---------------------------------------------------------- draws

    def body(self) -> str:
        return self.chance.choice(_departments(self.date.isoformat()))

    def bodies(self, few: int, but: Sequence[str] = ()) -> list[str]:
        known = [name for name in _departments(self.date.isoformat()) if name not in but]
        return self.chance.sample(known, few)

    def work(self) -> str:
        return " ".join(self.chance.choice(words) for words in (_VERBS, _OBJECTS, _ENDS))

    def indicators(self, count: int) -> list[str]:
        pairs = [(whole, have) for whole in _WHOLES for have in _HAVE]
        return [f"Tỷ lệ {whole} {have}" for whole, have in self.chance.sample(pairs, count)]

    def value(self) -> tuple[str, Facts]:
        """A figure in percent as a cell prints it, and what it says."""
        low = self.chance.randint(20, 95)
        sign, comparator = self.chance.choice((("", "="), ("> ", ">"), ("< ", "<"), ("≥ ", ">="), ("≤ ", "<=")))
        if self.chance.random() < 0.15:
            return f"{low}-{low + 4}", _figure("range", low, low + 4)
        if self.chance.random() < 0.3:
            return f"{sign}{low},5", _figure(comparator, low + 0.5)
        return f"{sign}{low}", _figure(comparator, low)

    # ---------------------------------------------------------- facts

    def target(self, indicator: str, figure: Facts, *, unit: str = "%", year: int, owner: Sequence[str] = ()) -> None:
        self.targets.append({"indicator": indicator, "unit": unit, **figure, "year": year, "owner": sorted(owner)})

    def task(
        self,
        code: str | None,
        lead: Sequence[str],
        support: Sequence[str],
        *,
        product: str | None = None,
        timeline: str | None = None,
    ) -> None:
        self.tasks.append(
            {
                "code": code,
                "lead": sorted(lead),
                "support": sorted(support),
                "product": product,
                "timeline": timeline,
            }
        )


def _figure(comparator: str, value: float, high: float | None = None) -> Facts:
    return {"comparator": comparator, "value": value, "value_high": high}


# ------------------------------------------------------------------ head and tail


def _head(w: _Writer) -> None:
    committee = _Above(
        f"{w.chance.randint(10, 99)}-CTr/TU",
        w.root.government.date + datetime.timedelta(days=w.chance.randint(20, 60)),
        "",
    )
    local = (
        f"Chương trình số {committee.number} {_day(committee.date, w.index % 2)} của {w.place.committee} {w.place.name}"
    )
    through = w.chance.random() < 0.5
    above = f"{w.root.government.words} và {local}" if through else w.root.government.words
    title = f"Triển khai thực hiện {above} thực hiện {w.root.party.words} về {w.root.topic}"
    w.say("", f"Số: {w.number or '/KH-UBND'}", f"{w.place.name}, {_day(w.date, 0)}")
    w.heading(0, "KẾ HOẠCH")
    w.say(f"**{title}**" if w.marks else title)
    party, government = w.root.party.number, w.root.government.number
    w.implements = [[None, government], [government, party]]
    if through:
        w.implements = [[None, government], [None, committee.number], [committee.number, party]]
    w.say(
        f"Trên cơ sở nội dung nêu trên, Ủy ban nhân dân {w.place.level} ban hành Kế hoạch về {w.root.topic}, "
        "nội dung chính như sau:"
    )
    w.heading(1, "I. MỤC ĐÍCH, YÊU CẦU")
    w.heading(2, "1. Mục đích")
    w.say(w.prose(4))
    w.heading(2, "2. Yêu cầu")
    w.say(w.prose(4))


def _tail(w: _Writer) -> None:
    w.heading(1, "IV. TỔ CHỨC THỰC HIỆN")
    lead = w.body()
    others = w.bodies(2, but=[lead])
    month, day = w.chance.randint(1, 12), w.chance.randint(1, 28)
    w.say(
        f"1. {lead} chủ trì, phối hợp với {', '.join(others)} theo dõi, đôn đốc việc thực hiện Kế hoạch; tổng hợp, "
        f"báo cáo Ủy ban nhân dân {w.place.level} trước ngày {day}/{month} hằng năm."
    )
    w.task("IV.1", [lead], others, timeline=f"trước ngày {day}/{month} hằng năm")
    w.deadlines.append({"month": month, "day": day, "year": None, "recurrence": "yearly", "who": [lead]})
    other = w.body()
    w.say(f"2. {other} tham mưu bố trí kinh phí thực hiện Kế hoạch theo khả năng cân đối của ngân sách.")
    w.task("IV.2", [other], [])
    w.say(f"Trên đây là Kế hoạch của {w.place.level} về {w.root.topic}./.")
    w.say("**Nơi nhận:**" if w.marks else "Nơi nhận:")
    w.lines += ["- Như trên;", "- Lưu: VT.", ""]
    w.say("**TM. ỦY BAN NHÂN DÂN  ", "KT. CHỦ TỊCH  ", "PHÓ CHỦ TỊCH**")


# ------------------------------------------------------------------ targets


def _aims(w: _Writer) -> None:
    w.heading(1, "II. MỤC TIÊU")
    w.heading(2, "1. Mục tiêu chung")
    w.say(w.prose(3))


def _bullets(w: _Writer, count: int) -> None:
    """Targets in bullets, one or two a bullet."""
    year = w.chance.choice((2025, 2030))
    w.heading(2, f"2. Mục tiêu cụ thể đến năm {year}")
    names = w.indicators(count)
    while names:
        name, low = names.pop(), w.chance.randint(20, 95)
        shape = w.chance.randrange(5)
        if shape == 0:
            w.say(f"- {name} đạt từ {low}% trở lên.")
            w.target(name, _figure(">=", low), year=year)
        elif shape == 1:
            bare = name.removeprefix("Tỷ lệ ")
            w.say(f"- {low}% {bare}.")
            w.target(bare.capitalize(), _figure("=", low), year=year)
        elif shape == 2:
            w.say(f"- {name} đạt trên {low}%.")
            w.target(name, _figure(">", low), year=year)
        elif shape == 3 and names:
            second = names.pop()
            w.say(f"- {name} đạt {low}%; tỷ lệ {second.removeprefix('Tỷ lệ ')} dưới {low - 10}%.")
            w.target(name, _figure("=", low), year=year)
            w.target(second, _figure("<", low - 10), year=year)
        else:
            w.say(f"- {name} tối thiểu {low},5%.")
            w.target(name, _figure(">=", low + 0.5), year=year)


def _target_table(w: _Writer, count: int, years: Sequence[int], *, carried: bool) -> None:
    """Targets in a table: an owner in every row, or on the first row of a group and carried down."""
    heads = [f"Mục tiêu đến năm {year}" for year in years] if len(years) == 1 else [f"Năm {year}" for year in years]
    rows = [["TT", "Chỉ tiêu", "Đơn vị tính", *heads, "Đơn vị phụ trách theo dõi, đánh giá"]]
    names, counted = w.indicators(count), list(_COUNTED)
    for number, group in enumerate(w.chance.sample(_GROUPS, min(len(_GROUPS), max(1, count // 5))), start=1):
        rows.append([f"<b>{number}</b>", f"<b>{group}</b>", "", *("" for _ in years), ""])
        owner = w.body()
        for place in range(w.chance.randint(2, 6)):
            if not names:
                break
            if not carried:
                owner = w.body()
            name, unit = (names.pop(), "%") if w.chance.random() < 0.8 or not counted else counted.pop()
            cells = []
            for year in years:
                printed, figure = w.value()
                cells.append(printed)
                w.target(name, figure, unit=unit, year=year, owner=[owner])
            rows.append(["", name, unit, *cells, owner if place == 0 or not carried else ""])
    w.annexes.append((f"CHỈ TIÊU CHỦ YẾU VỀ {w.root.topic.upper()}", rows))


# ------------------------------------------------------------------ tasks


def _sections(w: _Writer, share: float, write: Callable[[str, str], None]) -> None:
    """Numbered headings with lettered items until the plan is as long as wanted, at least two."""
    w.heading(1, "III. NHIỆM VỤ VÀ GIẢI PHÁP")
    number = 0
    while number < 1 or w.written < w.size * share:
        number += 1
        w.heading(2, f"{number}. {w.chance.choice(_HEADINGS)}")
        for letter in _LETTERS[: w.chance.randint(2, 6)]:
            write(letter, f"III.{number}.{letter}")


def _owner_lines(w: _Writer, share: float) -> None:
    """«a) Sở A chủ trì, phối hợp với Sở B», the work in the paragraphs below."""

    def write(letter: str, code: str) -> None:
        lead = w.bodies(w.chance.choice((1, 1, 2)))
        support = w.bodies(w.chance.randint(1, 3), but=lead)
        w.say(f"{letter}) {', '.join(lead)} chủ trì, phối hợp với {', '.join(support)}")
        w.say(f"{w.work()};", f"{w.work()}. {w.prose(2)}")
        w.task(code, lead, support)

    _sections(w, share, write)


def _in_sentence(w: _Writer, share: float) -> None:
    """«a) Sở A chủ trì, phối hợp với Sở B tham mưu …», and «Giao Sở A …»."""

    def write(letter: str, code: str) -> None:
        lead = w.bodies(1)
        if w.chance.random() < 0.3:
            w.say(f"{letter}) Giao {lead[0]} tham mưu việc {w.work().lower()}. {w.prose(2)}")
            w.task(code, lead, [])
            return
        support = w.bodies(w.chance.randint(1, 3), but=lead)
        w.say(
            f"{letter}) {lead[0]} chủ trì, phối hợp với {', '.join(support)} tham mưu việc {w.work().lower()}. "
            f"{w.prose(2)}"
        )
        w.task(code, lead, support)

    _sections(w, share, write)


def _labels(w: _Writer, share: float) -> None:
    """The work, then «- Cơ quan chủ trì: …», «- Cơ quan phối hợp: …», and now and then product and time."""

    def write(letter: str, code: str) -> None:
        lead = w.bodies(1)
        support = w.bodies(w.chance.randint(1, 3), but=lead)
        w.say(f"{letter}) {w.work()}. {w.prose(2)}")
        w.say(f"- Cơ quan chủ trì: {lead[0]}.", f"- Cơ quan phối hợp: {', '.join(support)}.")
        product = time = None
        if w.chance.random() < 0.5:
            product, time = w.chance.choice(_PRODUCTS), w.chance.choice(_TIMES)
            w.say(f"- Sản phẩm: {product}.", f"- Thời gian thực hiện: {time}.")
        w.task(code, lead, support, product=product, timeline=time)

    _sections(w, share, write)


def _fields(w: _Writer, share: float) -> None:
    """Tasks whose items are their fields: the work, who leads, who supports, the time."""
    w.heading(1, "III. NHIỆM VỤ VÀ GIẢI PHÁP")
    number = 0
    while number < 1 or w.written < w.size * share:
        number += 1
        lead = w.bodies(w.chance.choice((1, 1, 2)))
        support, time = w.bodies(w.chance.randint(1, 3), but=lead), w.chance.choice(_TIMES)
        w.heading(2, f"{number}. {w.chance.choice(_HEADINGS)}")
        w.say(
            f"a) Nhiệm vụ: {w.work()}. {w.prose(2)}",
            f"b) Cơ quan chủ trì: {', '.join(lead)}.",
            f"c) Cơ quan phối hợp: {', '.join(support)}.",
            f"d) Thời gian thực hiện: {time}.",
        )
        w.task(f"III.{number}", lead, support, timeline=time)


def _task_table(w: _Writer, share: float, *, grouped: bool) -> None:
    """Prose without owners, then an annex whose table gives lead, support, product and time."""
    w.heading(1, "III. NHIỆM VỤ VÀ GIẢI PHÁP")
    number = 0
    while number < 1 or w.written < w.size * share * 0.6:
        number += 1
        w.heading(2, f"{number}. {w.chance.choice(_HEADINGS)}")
        w.say(w.prose(4), w.prose(4))
    rows = [
        [
            "STT",
            "Nội dung công việc",
            "Cơ quan chủ trì",
            "Cơ quan phối hợp",
            "Sản phẩm",
            "Thời gian thực hiện",
        ]
    ]
    size, group = 0, 0
    while group < 1 or size < w.size * share * 0.5:
        group += 1
        if grouped:
            rows.append([f"<b>{group}</b>", f"<b>{w.chance.choice(_HEADINGS)}</b>", "", "", "", ""])
        for item in range(1, w.chance.randint(3, 7)):
            lead = w.bodies(w.chance.choice((1, 1, 2)))
            support = w.bodies(w.chance.randint(1, 3), but=lead)
            product, time = w.chance.choice(_PRODUCTS), w.chance.choice(_TIMES)
            code = f"{group}.{item}"
            rows.append([code, w.work(), "; ".join(lead), "; ".join(support), product, time])
            w.task(code, lead, support, product=product, timeline=time)
            size += sum(len(cell.encode()) for cell in rows[-1])
    w.annexes.append(("PHÂN CÔNG NHIỆM VỤ", rows))


# ------------------------------------------------------------------ layouts


def _by_annex(w: _Writer) -> None:
    w.heading(2, "2. Các chỉ tiêu chủ yếu")
    w.say("Theo phụ lục đính kèm.")


def _items_and_table(w: _Writer, count: int) -> None:
    _by_annex(w)
    _target_table(w, count, [2030], carried=True)
    _owner_lines(w, 0.8)


def _bullets_and_task_table(w: _Writer, count: int) -> None:
    _bullets(w, count)
    _task_table(w, 0.95, grouped=w.chance.random() < 0.6)


def _bullets_and_labels(w: _Writer, count: int) -> None:
    _bullets(w, count)
    _labels(w, 0.95)


def _sentences_and_years(w: _Writer, count: int) -> None:
    _by_annex(w)
    _target_table(w, count, [2025, 2030], carried=False)
    _in_sentence(w, 0.8)


def _labels_and_table(w: _Writer, count: int) -> None:
    _by_annex(w)
    _target_table(w, count, [2030], carried=False)
    _labels(w, 0.8)


def _bullets_and_fields(w: _Writer, count: int) -> None:
    _bullets(w, count)
    _fields(w, 0.95)


LAYOUTS: dict[str, Callable[[_Writer, int], None]] = {
    "items-and-table": _items_and_table,
    "bullets-and-task-table": _bullets_and_task_table,
    "bullets-and-labels": _bullets_and_labels,
    "bullets-and-fields": _bullets_and_fields,
    "sentences-and-years": _sentences_and_years,
    "labels-and-table": _labels_and_table,
}
"""Name → what is written between the head and the organisation of the work."""

ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16")


def plan(index: int, *, seed: int = 1, size: int = BYTES) -> Plan:
    """The plan of this place in the row; another index gives another document.

    Args:
        index: place in the row, from 0.
        seed: what all is drawn from.
        size: about how many bytes of UTF-8 it has; small ones still hold some of everything.
    """
    chance = random.Random(f"{seed} {index}")
    # Numbers and years go round so that no two plans are one document.
    before_reform = index % 4 != 3
    day = "2024-06-01" if before_reform else "2026-06-01"
    places = _places(day)
    turn, seat = divmod(index // 4 if not before_reform else index, len(places))
    year = chance.choice((2022, 2023, 2024)) if before_reform else 2026
    date = datetime.date(year, chance.randint(1, 12), chance.randint(1, 28))
    layout = chance.choice(sorted(LAYOUTS))
    root = chance.choice(_roots())
    # A draft leaves its number blank; its title is then what tells it from others, so only early ones are drafts.
    draft = turn == 0 and chance.random() < 0.1
    w = _Writer(
        chance,
        index,
        size,
        places[seat],
        date,
        root,
        None if draft else f"{turn + 1}/KH-UBND",
        marks=chance.random() < 0.5,
    )
    _head(w)
    _aims(w)
    LAYOUTS[layout](w, min(120, max(4, size // 750)))
    _tail(w)
    for title, rows in w.annexes:
        w.say("", "Phụ lục", title)
        w.table(rows)
    text = "\n".join(w.lines) + "\n"
    if chance.random() < 0.1:
        text = unicodedata.normalize("NFD", text)
    if chance.random() < 0.1:
        text = text.replace("\n", "\r\n")
    suffix = ".md" if w.marks else ".txt"
    facts = {
        "number": w.number,
        "kind": "KH",
        "jurisdiction": w.place.name,
        "date": w.date.isoformat(),
        "implements": _sorted(w.implements),
        "targets": _sorted(w.targets),
        "tasks": _sorted(w.tasks),
        "deadlines": _sorted(w.deadlines),
    }
    return Plan(f"{index:06d}-{w.place.slug}{suffix}", text.encode(chance.choice(ENCODINGS)), layout, facts)


def plans(count: int, *, seed: int = 1, size: int = BYTES) -> Iterator[Plan]:
    """The first plans of a row."""
    return (plan(index, seed=seed, size=size) for index in range(count))


def write(folder: Path, count: int, *, seed: int = 1, size: int = BYTES) -> list[Path]:
    """Write plans into a folder, and what they hold into its ``facts.jsonl``; the plans' paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    with (folder / "facts.jsonl").open("w", encoding="utf-8") as out:
        for made in plans(count, seed=seed, size=size):
            path = folder / made.file
            path.write_bytes(made.data)
            paths.append(path)
            out.write(json.dumps({"file": made.file, **made.facts}, ensure_ascii=False) + "\n")
    return paths


# ------------------------------------------------------------------ what a reading found, in the same shape


def facts_of(reading: Facts) -> Facts:
    """Of a reading in the interchange form (``policygraph read --json``), what a plan's ``facts`` tell.

    Of tasks, those with a lead: prose that gives nobody anything to do is told by no plan.
    """
    head = reading["document"]

    def names(bodies: Sequence[Facts]) -> list[str]:
        return sorted(body["name"] for body in bodies)

    return {
        **{key: head[key] for key in ("number", "kind", "jurisdiction", "date")},
        "implements": _sorted([link["source"], link["number"]] for link in reading["implements"]),
        "targets": _sorted(
            {key: target[key] for key in ("indicator", "unit", "comparator", "value", "value_high", "year")}
            | {"owner": names(target["owner"])}
            for target in reading["targets"]
        ),
        "tasks": _sorted(
            {key: task[key] for key in ("code", "product", "timeline")}
            | {"lead": names(task["lead"]), "support": names(task["support"])}
            for task in reading["tasks"]
            if task["lead"]
        ),
        "deadlines": _sorted(
            {key: duty[key] for key in ("month", "day", "year", "recurrence")} | {"who": names(duty["who"])}
            for duty in reading["deadlines"]
        ),
    }


def _sorted(items: Iterable[Any]) -> list[Any]:
    return sorted(items, key=lambda item: json.dumps(item, ensure_ascii=False, sort_keys=True))


def main(arguments: Sequence[str] | None = None) -> None:
    """The command ``python -m benchmarks.corpus``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--plans", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bytes", type=int, default=BYTES, help="about the size of a plan (default: %(default)s)")
    options = parser.parse_args(arguments)
    paths = write(options.folder, options.plans, seed=options.seed, size=options.bytes)
    print(f"{len(paths)} plans, {sum(path.stat().st_size for path in paths) / 1e6:.1f} MB, in {options.folder}")


if __name__ == "__main__":
    main()
