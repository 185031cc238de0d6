"""The lists in ``ontology/vocab``: their form, and what they must hold."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from ontology import vocabulary
from ontology.errors import PolicygraphError
from ontology.text import canonical, compare_key, slug
from ontology.vocabulary import (
    LEVELS,
    VOCAB,
    VocabularyError,
    abbreviations,
    agencies,
    class_of,
    document_bodies,
    document_classes,
    document_kinds,
    domains,
    find_body,
    indicator_words,
    jurisdictions,
    units,
    version,
    wording,
)

REFORM_OF_SO = "2025-03-01"
REFORM_OF_PLACES = "2025-07-01"

UNCHANGED = {
    "ha-noi",
    "hue",
    "lai-chau",
    "dien-bien",
    "son-la",
    "lang-son",
    "cao-bang",
    "quang-ninh",
    "thanh-hoa",
    "nghe-an",
    "ha-tinh",
}
"""The eleven that Nghị quyết 202/2025/QH15 left as they were."""


def _repeated(texts: Iterable[str]) -> list[str]:
    return sorted(text for text, times in Counter(texts).items() if times > 1)


def _clear() -> None:
    for name in (
        "aliases",
        "agencies",
        "abbreviations",
        "jurisdictions",
        "document_kinds",
        "document_classes",
        "document_bodies",
        "units",
        "domains",
        "indicator_words",
        "wording",
        "version",
    ):
        getattr(vocabulary, name).cache_clear()


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(VOCAB.glob("*.toml")), ids=lambda path: path.name)
def test_a_file_is_nfc_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert text.startswith("# "), "a comment in English says what the table is"
    assert "\t" not in text and "\r" not in text and text.endswith("\n")
    assert not re.search(r"[\u00a0\u200b\ufeff]", text), "no invisible characters"


def test_nothing_is_listed_in_the_late_spelling_of_a_tone() -> None:
    """Forms are compared after ``canonical``, so each is written that way once."""
    forms = [form for agency in agencies() for form in agency.forms]
    assert [form for form in forms if canonical(form) != form] == []


def test_version_changes_with_any_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = version()
    assert re.fullmatch(r"[0-9a-f]{12}", first)
    for path in VOCAB.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(vocabulary, "VOCAB", tmp_path)
    _clear()
    try:
        assert version() == first, "it depends on the lists alone, not on where they are"
        with (tmp_path / "units.toml").open("a", encoding="utf-8") as file:
            file.write("# changed\n")
        _clear()
        assert version() != first
    finally:
        monkeypatch.undo()
        _clear()


@pytest.mark.parametrize(
    ("file", "text", "load", "words"),
    [
        (
            "agencies.toml",
            "[[agency]]\nid = 'so-y-te'\nname = 'Sở Y tế'\nkind = 'ministry'\nlevels = ['province']\nplace = 'none'\n",
            "agencies",
            ("agencies.toml", "so-y-te", "ministry"),
        ),
        (
            "agencies.toml",
            "[[agency]]\nid = 'so-y-te'\nname = 'Sở Y tế'\nkind = 'government'\nlevels = ['province']\n"
            "place = 'none'\nshrot = ['SYT']\n",
            "agencies",
            ("so-y-te", "shrot"),
        ),
        (
            "units.toml",
            "[[unit]]\nname = 'ha'\nkind = 'area'\n[[unit]]\nname = 'ha'\nkind = 'area'\n",
            "units",
            ("units.toml", "ha", "twice"),
        ),
        ("units.toml", "[[unit]]\nname = 'ha'\nkind = 'area'\nfactor = '10000'\n", "units", ("ha", "factor")),
        (
            "jurisdictions.toml",
            "[[jurisdiction]]\nid = 'x'\nname = 'X'\nkind = 'province'\nvalid_to = '2025-6-30'\n",
            "jurisdictions",
            ("x", "valid_to"),
        ),
        (
            "jurisdictions.toml",
            "[[jurisdiction]]\nid = 'x'\nname = 'X'\nkind = 'province'\nparent = 'y'\n",
            "jurisdictions",
            ("x", "no such place: y"),
        ),
        ("domains.toml", "[[domain]]\nid = 'y-te'\nname = 'Y tế'\nen = 'Health'\nwords = []\n", "domains", ("y-te",)),
        ("domains.toml", "[[domain]\n", "domains", ("domains.toml",)),
        ("domains.toml", "# nothing\n", "domains", ("[[domain]]",)),
        ("domains.toml", unicodedata.normalize("NFD", "# Văn hóa\n"), "domains", ("domains.toml:1", "NFC")),
        ("domains.toml", None, "domains", ("domains.toml",)),
    ],
)
def test_a_broken_list_is_refused_by_file_and_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, text: str | None, load: str, words: tuple[str, ...]
) -> None:
    if text is not None:
        (tmp_path / file).write_text(text, encoding="utf-8")
    monkeypatch.setattr(vocabulary, "VOCAB", tmp_path)
    _clear()
    try:
        with pytest.raises(VocabularyError) as caught:
            getattr(vocabulary, load)()
    finally:
        monkeypatch.undo()
        _clear()
    assert isinstance(caught.value, PolicygraphError)
    for word in words:
        assert word in str(caught.value)


# --- agencies --------------------------------------------------------------------------------------------------------


def test_the_id_of_an_agency_is_the_slug_of_its_name() -> None:
    for agency in agencies():
        assert agency.id.removesuffix("~2025") == slug(agency.name), agency.id


def test_no_form_names_two_agencies_of_one_level() -> None:
    """Abbreviations differ in a letter or a mark, so they are compared with both."""
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for agency in agencies():
        for form in agency.forms:
            for level in agency.levels:
                named[level, compare_key(form)].add(agency.id)
    assert {key: ids for key, ids in named.items() if len(ids) > 1} == {}


def test_no_agency_names_a_form_twice() -> None:
    assert {agency.id: again for agency in agencies() if (again := _repeated(map(compare_key, agency.forms)))} == {}


def test_an_agency_name_is_full() -> None:
    """No abbreviation is left in a canonical name, but for brands."""
    brands = {"VNPT", "Viettel", "MobiFone"}
    short = {entry.short for entry in abbreviations()}
    for agency in agencies():
        if agency.name not in brands:
            assert not short & set(re.split(r"[ ,]+", agency.name)), agency.name


def test_how_a_name_carries_its_place() -> None:
    for agency in agencies():
        if agency.name.startswith("Sở ") or agency.levels == ("central",):
            assert agency.place == "none", agency.name
        if agency.place == "bare":
            assert not {"central", "commune"} & set(agency.levels), agency.name
    by_name = {agency.id: agency for agency in agencies()}
    for name, place in [
        ("bao-hiem-xa-hoi", "level"),
        ("uy-ban-nhan-dan", "level"),
        ("tinh-uy", "bare"),
        ("thanh-uy", "bare"),
        ("tinh-doan", "bare"),
        ("ban-tuyen-giao-thanh-uy", "bare"),
        ("bao", "bare"),
        ("cuc-thong-ke", "none"),
        ("chinh-phu", "none"),
    ]:
        assert by_name[name].place == place, name


def test_levels_are_in_order_and_once() -> None:
    for agency in agencies():
        assert list(agency.levels) == sorted(set(agency.levels), key=LEVELS.index), agency.id


BEFORE = [
    "Sở Lao động - Thương binh và Xã hội",
    "Sở Kế hoạch và Đầu tư",
    "Sở Nông nghiệp và Phát triển nông thôn",
    "Sở Tài nguyên và Môi trường",
    "Sở Thông tin và Truyền thông",
    "Sở Giao thông vận tải",
    "Ban Dân tộc",
    "Bộ Lao động - Thương binh và Xã hội",
    "Bộ Kế hoạch và Đầu tư",
    "Bộ Nông nghiệp và Phát triển nông thôn",
    "Bộ Tài nguyên và Môi trường",
    "Bộ Thông tin và Truyền thông",
    "Bộ Giao thông vận tải",
    "Ủy ban Dân tộc",
]
SINCE = [
    "Sở Nông nghiệp và Môi trường",
    "Sở Dân tộc và Tôn giáo",
    "Bộ Nông nghiệp và Môi trường",
    "Bộ Dân tộc và Tôn giáo",
]
BOTH = [
    "Sở Nội vụ",
    "Sở Tư pháp",
    "Sở Tài chính",
    "Sở Công Thương",
    "Sở Xây dựng",
    "Sở Khoa học và Công nghệ",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Giáo dục và Đào tạo",
    "Sở Y tế",
    "Sở Ngoại vụ",
    "Sở Du lịch",
    "Bộ Quốc phòng",
    "Bộ Công an",
    "Bộ Ngoại giao",
    "Bộ Nội vụ",
    "Bộ Tư pháp",
    "Bộ Tài chính",
    "Bộ Công Thương",
    "Bộ Xây dựng",
    "Bộ Văn hóa, Thể thao và Du lịch",
    "Bộ Khoa học và Công nghệ",
    "Bộ Giáo dục và Đào tạo",
    "Bộ Y tế",
    "Văn phòng Chính phủ",
    "Thanh tra Chính phủ",
    "Ngân hàng Nhà nước Việt Nam",
]


@pytest.mark.parametrize("name", BEFORE + SINCE + BOTH)
def test_ministries_and_departments_before_and_after_2025(name: str) -> None:
    agency = next(agency for agency in agencies() if agency.name == name)
    ended, began = agency.valid_to is not None, agency.valid_from is not None
    assert (ended, began) == (name in BEFORE, name in SINCE)
    if began:
        assert agency.valid_from == REFORM_OF_SO
    if ended:
        assert agency.valid_to == "2025-02-28"


def test_the_government_since_march_2025_has_fourteen_ministries() -> None:
    ministries = [agency for agency in agencies() if agency.name.startswith("Bộ ") and agency.levels == ("central",)]
    now = [agency.name for agency in ministries if agency.valid_to is None]
    corps = {"Bộ Chính trị", "Bộ Tổng Tham mưu", "Bộ Tư lệnh Bộ đội Biên phòng"}
    assert len(set(now) - corps) == 14


def test_no_body_of_a_district_alone_outlives_the_districts() -> None:
    for agency in agencies():
        if agency.levels == ("district",) and agency.valid_to is None:
            assert agency.kind in {"public_service_unit", "bank"}, agency.id
        assert agency.valid_to is None or agency.valid_from is None or agency.valid_from < agency.valid_to, agency.id


@pytest.mark.parametrize(
    ("printed", "level", "expected"),
    [
        ("Sở LĐTBXH", "province", "so-lao-dong-thuong-binh-va-xa-hoi"),
        ("Sở LĐ-TB&XH", "province", "so-lao-dong-thuong-binh-va-xa-hoi"),
        ("Sở Lao động, Thương binh và Xã hội", "province", "so-lao-dong-thuong-binh-va-xa-hoi"),
        ("Bộ LĐ-TB&XH", "central", "bo-lao-dong-thuong-binh-va-xa-hoi"),
        ("Sở GDĐT", "province", "so-giao-duc-va-dao-tao"),
        ("Sở NNPTNT", "province", "so-nong-nghiep-va-phat-trien-nong-thon"),
        ("Sở NN&MT", "province", "so-nong-nghiep-va-moi-truong"),
        ("UBND", "commune", "uy-ban-nhan-dan"),
        ("VP UBND", "province", "van-phong-uy-ban-nhan-dan"),
        ("Văn phòng HĐND & UBND", "district", "van-phong-hoi-dong-nhan-dan-va-uy-ban-nhan-dan"),
        ("UB MTTQ VN", "province", "uy-ban-mat-tran-to-quoc-viet-nam"),
        ("Mặt trận Tổ quốc Việt Nam", "province", "uy-ban-mat-tran-to-quoc-viet-nam"),
        ("BHXH", "province", "bao-hiem-xa-hoi"),
        ("Ngân hàng chính sách xã hội chi nhánh", "province", "ngan-hang-chinh-sach-xa-hoi-chi-nhanh"),
        ("Chi nhánh Ngân hàng Chính sách xã hội", "province", "ngan-hang-chinh-sach-xa-hoi-chi-nhanh"),
        ("NHCSXH", "central", "ngan-hang-chinh-sach-xa-hoi"),
        ("Cục Thống kê", "province", "cuc-thong-ke"),
        ("Cục Thống kê", "central", "cuc-thong-ke~2025"),
        ("Hội cựu chiến binh", "province", "hoi-cuu-chien-binh"),
        ("Thành Đoàn", "district", "thanh-doan"),
        ("Đài Phát thanh và Truyền hình", "province", "dai-phat-thanh-truyen-hinh"),
        ("Hiệp hội doanh nghiệp", "province", "hiep-hoi-doanh-nghiep"),
        ("Ngân hàng nhà nước khu vực", "province", "ngan-hang-nha-nuoc-khu-vuc"),
        ("Viện KSND", "province", "vien-kiem-sat-nhan-dan"),
        ("Phòng Lao động - Thương binh và Xã hội", "district", "phong-lao-dong-thuong-binh-va-xa-hoi"),
    ],
)
def test_printed_forms_find_their_agency(printed: str, level: str, expected: str) -> None:
    found = [
        agency.id
        for agency in agencies()
        if level in agency.levels and compare_key(printed) in map(compare_key, agency.forms)
    ]
    assert found == [expected]


def test_everyday_words_ask_for_a_place() -> None:
    needy = {agency.name for agency in agencies() if agency.needs_place}
    assert {"Báo", "Thuế", "Thống kê", "Đảng bộ", "Bưu điện"} <= needy
    for agency in agencies():
        if " " not in agency.name:
            assert agency.needs_place, agency.name
        if agency.needs_place:
            assert agency.place != "none", agency.name


# --- abbreviations ---------------------------------------------------------------------------------------------------


def test_abbreviations_expand_to_words() -> None:
    short = {entry.short for entry in abbreviations()}
    for entry in abbreviations():
        assert len(entry.short) > 1 and entry.short != entry.full
        assert not short & set(re.split(r"[ ,]+", entry.full)), entry.short
        assert len(entry.full) > len(entry.short), entry.short


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("LĐTBXH", "Lao động - Thương binh và Xã hội"),
        ("GD&ĐT", "Giáo dục và Đào tạo"),
        ("NNPTNT", "Nông nghiệp và Phát triển nông thôn"),
        ("TN&MT", "Tài nguyên và Môi trường"),
        ("TTTT", "Thông tin và Truyền thông"),
        ("KH&ĐT", "Kế hoạch và Đầu tư"),
        ("KHCN", "Khoa học và Công nghệ"),
        ("VH,TT&DL", "Văn hóa, Thể thao và Du lịch"),
        ("NN&MT", "Nông nghiệp và Môi trường"),
        ("BHYT", "bảo hiểm y tế"),
        ("BHTN", "bảo hiểm thất nghiệp"),
        ("LLLĐ", "lực lượng lao động"),
        ("GDNN", "giáo dục nghề nghiệp"),
        ("KT-XH", "kinh tế - xã hội"),
    ],
)
def test_known_abbreviations(short: str, full: str) -> None:
    assert {entry.short: entry.full for entry in abbreviations()}[short] == full


def test_an_abbreviation_means_the_same_inside_the_name_of_a_department() -> None:
    by_short = {entry.short: entry.full for entry in abbreviations()}
    for agency in agencies():
        for form in agency.short:
            head, _, field = form.partition(" ")
            if head in {"Sở", "Bộ"} and field in by_short and agency.name.startswith(head + " "):
                assert compare_key(agency.name) == compare_key(f"{head} {by_short[field]}"), form


# --- places ----------------------------------------------------------------------------------------------------------


def _provinces(day: str) -> list[vocabulary.JurisdictionEntry]:
    return [place for place in jurisdictions() if place.kind in {"province", "city"} and place.exists_on(day)]


@pytest.mark.parametrize(
    ("day", "count", "cities"),
    [
        ("2024-06-30", 63, 5),
        ("2025-01-01", 63, 6),
        ("2025-06-30", 63, 6),
        ("2025-07-01", 34, 6),
        ("2026-04-30", 34, 7),
    ],
)
def test_provinces_and_cities_on_a_day(day: str, count: int, cities: int) -> None:
    """Huế became a centrally run city on 1 January 2025, Đồng Nai on 30 April 2026."""
    found = _provinces(day)
    assert len(found) == count
    assert sum(place.title(day).startswith("thành phố ") for place in found) == cities
    assert len({place.name for place in found}) == count


def test_the_34_are_formed_of_all_63_each_once() -> None:
    old = {place.id for place in _provinces("2025-06-30")}
    now = _provinces(REFORM_OF_PLACES)
    kept = {place.id for place in now if place.id in old}
    assert kept == UNCHANGED
    parts = [part for place in now for part in place.formed_from]
    assert _repeated([*parts, *kept]) == []
    assert {*parts, *kept} == old


def test_a_place_founded_anew_is_named_after_one_of_its_parts() -> None:
    for place in jurisdictions():
        assert bool(place.formed_from) == place.id.endswith("~2025") == (place.valid_from == REFORM_OF_PLACES)
        if place.formed_from:
            assert len(place.formed_from) in {2, 3}
            assert place.id.removesuffix("~2025") == place.formed_from[-1] == slug(place.name)
            assert place.source == "Nghị quyết 202/2025/QH15"


@pytest.mark.parametrize(
    ("new", "parts"),
    [
        ("can-tho~2025", {"can-tho", "soc-trang", "hau-giang"}),
        ("ca-mau~2025", {"ca-mau", "bac-lieu"}),
        ("an-giang~2025", {"an-giang", "kien-giang"}),
        ("ninh-binh~2025", {"ninh-binh", "ha-nam", "nam-dinh"}),
        ("dong-nai~2025", {"dong-nai", "binh-phuoc"}),
        ("ho-chi-minh~2025", {"ho-chi-minh", "binh-duong", "ba-ria-vung-tau"}),
    ],
)
def test_known_mergers(new: str, parts: set[str]) -> None:
    assert set(next(place for place in jurisdictions() if place.id == new).formed_from) == parts


def test_ids_of_places() -> None:
    known = {place.id: place for place in jurisdictions()}
    for place in known.values():
        if place.kind in {"district", "town"}:
            assert place.parent is not None
            assert place.id == f"{place.parent}.{slug(place.name)}"
            assert known[place.parent].kind in {"province", "city"}
            assert place.valid_to is not None and place.valid_to <= "2025-06-30", "the level ended with June 2025"
        else:
            assert place.id.removesuffix("~2025") == slug(place.name)


def test_cities_and_towns_of_provinces() -> None:
    below = [place for place in jurisdictions() if place.exists_on("2025-06-30")]
    assert sum(place.title().startswith("thành phố ") and place.kind == "district" for place in below) == 87
    assert sum(place.title().startswith("thị xã ") for place in below) == 52


def test_no_spelling_names_two_places_of_one_day_and_parent() -> None:
    for day in ("2024-06-30", "2025-06-30", REFORM_OF_PLACES):
        names = [
            (place.parent, compare_key(name))
            for place in jurisdictions()
            if place.exists_on(day)
            for name in (place.name, *place.also)
        ]
        assert [key for key, times in Counter(names).items() if times > 1] == []


@pytest.mark.parametrize(
    ("place", "day", "title"),
    [
        ("dong-nai.bien-hoa", None, "thành phố Biên Hòa"),
        ("ca-mau", None, "tỉnh Cà Mau"),
        ("hue", "2024-05-01", "tỉnh Thừa Thiên Huế"),
        ("hue", "2025-01-01", "thành phố Huế"),
        ("dong-nai~2025", "2026-04-29", "tỉnh Đồng Nai"),
        ("dong-nai~2025", "2026-04-30", "thành phố Đồng Nai"),
        ("quang-ninh.dong-trieu", "2024-10-31", "thị xã Đông Triều"),
        ("quang-ninh.dong-trieu", "2024-11-01", "thành phố Đông Triều"),
        ("viet-nam", None, "Việt Nam"),
    ],
)
def test_title_of_a_place_on_a_day(place: str, day: str | None, title: str) -> None:
    assert next(entry for entry in jurisdictions() if entry.id == place).title(day) == title


# --- documents -------------------------------------------------------------------------------------------------------


def test_symbols_are_unambiguous() -> None:
    assert _repeated(symbol for kind in document_kinds() for symbol in kind.forms) == []
    assert _repeated(symbol for body in document_bodies() for symbol in body.forms) == []


def test_every_symbol_of_the_decree_on_clerical_work_is_there() -> None:
    """Nghị định 30/2020/NĐ-CP, Phụ lục III: 27 symbols; a letter (thư công, công văn) has none."""
    decree = {
        "NQ", "QĐ", "CT", "QC", "QyĐ", "TC", "TB", "HD", "CTr", "KH", "PA", "ĐA", "DA", "BC", "BB", "TTr", "HĐ", "CĐ",
        "BGN", "BTT", "GUQ", "GM", "GGT", "GNP", "PG", "PC", "PB",
    }  # fmt: skip
    assert len(decree) == 27
    assert decree <= {kind.symbol for kind in document_kinds()}
    laws = {"L", "PL", "LCT", "NĐ", "TT", "TTLT", "NQLT"}
    assert laws <= {kind.symbol for kind in document_kinds()}, "Luật 63/2025/QH15, Điều 4"


@pytest.mark.parametrize(
    ("day", "ministries", "of_rank"),
    [
        (
            "2024-06-30",
            18,
            {"Văn phòng Chính phủ", "Thanh tra Chính phủ", "Ngân hàng Nhà nước Việt Nam", "Ủy ban Dân tộc"},
        ),
        ("2025-03-01", 14, {"Văn phòng Chính phủ", "Thanh tra Chính phủ", "Ngân hàng Nhà nước Việt Nam"}),
    ],
)
def test_the_government_on_a_day(day: str, ministries: int, of_rank: set[str]) -> None:
    """Nghị quyết 08/2021/QH15: 18 ministries and 4 agencies of their rank; 176/2025/QH15: 14 and 3."""
    there = {
        a.name for a in agencies() if (a.valid_from or "0") <= day <= (a.valid_to or "9") and "central" in a.levels
    }
    corps = {"Bộ Chính trị", "Bộ Tổng Tham mưu", "Bộ Tư lệnh Bộ đội Biên phòng"}
    assert len({name for name in there if name.startswith("Bộ ")} - corps) == ministries
    assert of_rank <= there
    assert ("Ủy ban Dân tộc" in there) == ("Ủy ban Dân tộc" in of_rank)


SEVENTEEN = {
    "Sở Nội vụ", "Sở Tư pháp", "Sở Kế hoạch và Đầu tư", "Sở Tài chính", "Sở Công Thương",
    "Sở Nông nghiệp và Phát triển nông thôn", "Sở Giao thông vận tải", "Sở Xây dựng", "Sở Tài nguyên và Môi trường",
    "Sở Thông tin và Truyền thông", "Sở Lao động - Thương binh và Xã hội", "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Khoa học và Công nghệ", "Sở Giáo dục và Đào tạo", "Sở Y tế", "Thanh tra tỉnh", "Văn phòng Ủy ban nhân dân",
}  # fmt: skip
GONE = {
    "Sở Kế hoạch và Đầu tư", "Sở Nông nghiệp và Phát triển nông thôn", "Sở Giao thông vận tải",
    "Sở Tài nguyên và Môi trường", "Sở Thông tin và Truyền thông", "Sở Lao động - Thương binh và Xã hội",
}  # fmt: skip


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2024-06-30", SEVENTEEN), (REFORM_OF_SO, (SEVENTEEN - GONE) | {"Sở Nông nghiệp và Môi trường"})],
)
def test_the_departments_of_every_province_on_a_day(day: str, expected: set[str]) -> None:
    """Nghị định 24/2014/NĐ-CP, Điều 8: 17 in every province; six of them ended with 45/2025/NĐ-CP."""
    assert len(SEVENTEEN) == 17
    there = {
        a.name for a in agencies() if (a.valid_from or "0") <= day <= (a.valid_to or "9") and "province" in a.levels
    }
    assert expected <= there, expected - there
    assert not there & (SEVENTEEN - expected)


def test_a_kind_is_called_by_its_name() -> None:
    for kind in document_kinds():
        assert kind.name in kind.words or any(kind.name in word for word in kind.words), kind.symbol
        for index, word in enumerate(kind.words):
            assert not any(later.startswith(word) for later in kind.words[index + 1 :]), "the longest first"


def test_classes_speak_of_known_kinds_and_bodies() -> None:
    kinds = {kind.symbol for kind in document_kinds()}
    bodies = {body.symbol for body in document_bodies()}
    for found in document_classes():
        assert re.fullmatch(r"([A-Z][a-z]+)+", found.name)
        assert set(found.kinds) <= kinds, found.name
        for form in found.bodies:
            assert form in bodies or (form.endswith("*") and any(b.startswith(form[:-1]) for b in bodies)), form
    assert not document_classes()[-1].kinds and not document_classes()[-1].bodies, "the last one fits everything"


@pytest.mark.parametrize(
    ("kind", "body", "name"),
    [
        ("NQ", "TW", "PartyResolution"),
        ("CTr", "TU", "PartyProgramme"),
        ("KH", "TU", "PartyPlan"),
        ("KH", "TW", "PartyPlan"),
        ("KL", "TW", "PartyConclusion"),
        ("CT", "TU", "PartyDirective"),
        ("QĐ", "TW", "PartyDecision"),
        ("ĐA", "TU", "PartyProject"),
        ("HD", "BTCTW", "PartyDocument"),
        ("NQ", "CP", "GovernmentResolution"),
        ("NĐ", "CP", "GovernmentDecree"),
        ("QĐ", "TTg", "PrimeMinisterDecision"),
        ("CT", "TTg", "PrimeMinisterDirective"),
        ("NQ", "QH15", "NationalAssemblyResolution"),
        ("NQ", "UBTVQH15", "NationalAssemblyResolution"),
        ("L", "QH13", "Law"),
        ("PL", "UBTVQH14", "Ordinance"),
        ("TT", "BLĐTBXH", "Circular"),
        ("QĐ", "BTC", "MinistryDecision"),
        ("KH", "UBND", "ProvincialPlan"),
        ("QĐ", "UBND", "ProvincialDecision"),
        ("NQ", "HĐND", "ProvincialResolution"),
        ("CTr", "UBND", "ProvincialProgramme"),
        ("CT", "UBND", "ProvincialDirective"),
        ("KH", "SCT", "DepartmentDocument"),
        ("BC", "UBND", "OtherDocument"),
        (None, None, "OtherDocument"),
    ],
)
def test_class_of_a_document(kind: str | None, body: str | None, name: str) -> None:
    assert class_of(kind, body).name == name


@pytest.mark.parametrize(
    ("symbol", "issuer", "scope"),
    [
        ("TW", None, "central"),
        ("TU", None, "local"),
        ("CP", "chinh-phu", "central"),
        ("TTg", "thu-tuong-chinh-phu", "central"),
        ("Tg", "thu-tuong-chinh-phu", "central"),
        ("QH15", "quoc-hoi", "central"),
        ("UBTVQH15", "uy-ban-thuong-vu-quoc-hoi", "central"),
        ("UBND", "uy-ban-nhan-dan", "local"),
        ("HĐND", "hoi-dong-nhan-dan", "local"),
        ("BCT", "bo-cong-thuong", "central"),
        ("BGD&ĐT", "bo-giao-duc-va-dao-tao", "central"),
        ("BLĐTBXH", "bo-lao-dong-thuong-binh-va-xa-hoi", "central"),
        ("BNNMT", "bo-nong-nghiep-va-moi-truong", "central"),
        ("SCT", "so-cong-thuong", "local"),
    ],
)
def test_body_of_a_symbol(symbol: str, issuer: str | None, scope: str) -> None:
    body = find_body(symbol)
    assert body is not None
    assert (body.issuer, body.scope) == (issuer, scope)


def test_an_issuer_has_the_level_of_its_scope() -> None:
    levels = {agency.id: agency.levels for agency in agencies()}
    for body in document_bodies():
        if body.issuer:
            assert ("central" in levels[body.issuer]) == (body.scope == "central"), body.symbol


# --- units, fields, indicators ---------------------------------------------------------------------------------------


def test_a_spelling_names_one_unit() -> None:
    assert _repeated(compare_key(form) for unit in units() for form in (unit.name, *unit.also)) == []


def test_units_compare_with_units_of_their_kind() -> None:
    by_name = {unit.name: unit for unit in units()}
    for unit in units():
        if unit.base is not None and unit.factor is not None:
            assert by_name[unit.base].base is None, f"{unit.name}: the base is not itself a multiple"
            assert float(unit.factor) > 0
            assert {unit.kind, by_name[unit.base].kind} in ({unit.kind}, {"age", "time"}), unit.name


@pytest.mark.parametrize(
    ("printed", "name", "factor"),
    [
        ("m <sup>2</sup>", "m²", None),
        ("m2", "m²", None),
        ("m <sup>2</sup> sàn/người", "m² sàn/người", None),
        ("vạn dân", "10.000 dân", "10000"),
        ("tỉ đồng", "tỷ đồng", "1000000000"),
        ("giường bệnh", "giường", None),
        ("Mức độ", "mức độ", None),
        ("Km", "km", "1000"),
        ("phần trăm", "%", None),
        ("bác sỹ", "bác sĩ", None),
    ],
)
def test_printed_units(printed: str, name: str, factor: str | None) -> None:
    found = [unit for unit in units() if compare_key(printed) in map(compare_key, (unit.name, *unit.also))]
    assert [(unit.name, unit.factor) for unit in found] == [(name, factor)]


def test_words_of_a_field_name_no_other() -> None:
    assert _repeated(compare_key(word) for domain in domains() for word in domain.words) == []
    for domain in domains():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", domain.id)


def test_a_kept_spelling_is_not_itself_replaced() -> None:
    spellings = indicator_words().spellings
    replaced = {compare_key(entry.word) for entry in spellings}
    for entry in spellings:
        assert compare_key(entry.word) != compare_key(entry.same), "the tone's place is handled in code"
        assert compare_key(entry.same) not in replaced


def test_words_that_change_the_meaning_are_no_spellings() -> None:
    pairs = {frozenset((entry.word, entry.same)) for entry in indicator_words().spellings}
    for one, other in [
        ("bhyt", "bhtn"),
        ("dưới 1 tuổi", "dưới 5 tuổi"),
        ("hộ nghèo", "hộ cận nghèo"),
        ("đúng tuổi", "đúng độ tuổi"),
        ("trên", "dưới"),
    ]:
        assert frozenset((one, other)) not in pairs


def test_heads_and_breakdowns() -> None:
    words = indicator_words()
    heads = {entry.word for entry in words.heads}
    assert {"Tỷ lệ", "Số", "Diện tích", "Tuổi thọ", "Tổng", "Thu nhập bình quân", "Mức", "Chỉ số"} <= heads
    parts = {entry.word: entry.prefix for entry in words.breakdowns}
    assert parts["Thành thị"] is False and parts["Nông thôn"] is False and parts["Vùng"] is True
    assert not heads & set(parts), "a row cannot both start an indicator and be only a part of one"


# --- wording ---------------------------------------------------------------------------------------------------------


def test_no_cue_stands_twice_in_its_list() -> None:
    for name in type(wording()).model_fields:
        value = getattr(wording(), name)
        if isinstance(value, tuple):
            assert _repeated(map(compare_key, value)) == [], name


def test_a_heading_has_one_role() -> None:
    roles: dict[str, set[str]] = defaultdict(set)
    for role, headings in wording().headers.roles().items():
        assert headings, role
        for heading in headings:
            roles[compare_key(heading)].add(role)
    assert {heading: found for heading, found in roles.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("TT", "code"),
        ("STT", "code"),
        ("Nội dung công việc", "task"),
        ("Tên nhiệm vụ/dự án", "task"),
        ("NHIỆM VỤ VÀ GIẢI PHÁP", "task"),
        ("Tên đề án ưu tiên", "task"),
        ("Chỉ tiêu", "indicator"),
        ("Đơn vị tính", "unit"),
        ("Mục tiêu đến năm {year}", "value"),
        ("Năm {year}", "value"),
        ("Ước thực hiện", "baseline"),
        ("Đơn vị phụ trách theo dõi, đánh giá thực hiện", "owner"),
        ("Sở, ngành chủ trì tham mưu", "lead"),
        ("Chủ trì", "lead"),
        ("Đơn vị phối hợp thực hiện", "support"),
        ("Kết quả dự kiến", "product"),
        ("Thời hạn hoàn thành", "time"),
        ("Thời gian triển khai", "time"),
        ("Ghi chú", "note"),
    ],
)
def test_role_of_a_heading(heading: str, role: str) -> None:
    found = [
        name
        for name, headings in wording().headers.roles().items()
        if compare_key(heading) in map(compare_key, headings)
    ]
    assert found == [role]


def test_years_in_headings_are_written_one_way() -> None:
    for headings in wording().headers.roles().values():
        for heading in headings:
            assert not re.search(r"\d", heading), "a year is {year}: a heading of one document is no rule"
            assert set(re.findall(r"\{.*?\}", heading)) <= {"{year}"}


def test_labels_are_cues_and_leads_are_no_supports() -> None:
    words = wording()
    assert not {*map(compare_key, words.lead)} & {*map(compare_key, words.support)}
    assert not {*map(compare_key, words.lead_label)} & {*map(compare_key, words.support_label)}
    assert not {*map(compare_key, words.product_label)} & {*map(compare_key, words.time_label)}
    assert set(words.verbs_in_names) <= set(words.verbs)
    assert set(words.comparators_after) <= set(words.comparators)
    assert len(words.verbs) >= 150


def test_a_verb_inside_the_name_of_a_body_is_marked() -> None:
    """Else «Trung tâm Phục vụ hành chính công» would end at its verb."""
    words = wording()
    names = [compare_key(form) for agency in agencies() for form in (agency.name, *agency.also)]
    inside = {
        verb
        for verb in words.verbs
        if any(re.search(rf"(?<!\w){re.escape(compare_key(verb))}(?!\w)", name) for name in names)
    }
    assert inside - set(words.verbs_in_names) == set()


@pytest.mark.parametrize(
    ("phrase", "sign"),
    [
        ("trở lên", ">="),
        ("tối thiểu", ">="),
        ("ít nhất", ">="),
        ("không dưới", ">="),
        ("trên", ">"),
        ("hơn", ">"),
        ("vượt", ">"),
        ("dưới", "<"),
        ("thấp hơn", "<"),
        ("tối đa", "<="),
        ("không quá", "<="),
        ("không vượt quá", "<="),
        ("trở xuống", "<="),
        ("đạt", "="),
    ],
)
def test_comparing_phrases(phrase: str, sign: str) -> None:
    assert wording().comparators[phrase] == sign


def test_a_negated_phrase_is_the_weak_opposite() -> None:
    """«không dưới» is >= because «dưới» is <, and so for every such pair."""
    signs = wording().comparators
    opposite = {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}
    for phrase, sign in signs.items():
        plain = phrase.removeprefix("không ")
        if plain != phrase and plain in signs:
            assert sign == opposite[signs[plain]], phrase


def test_completion_and_its_contrary_do_not_meet() -> None:
    words = wording()
    assert not set(words.completion) & set(words.not_completion)
    assert not set(words.vision_sections) & set(words.target_sections)
    assert not set(words.task_sections) & set(words.not_task_sections)


def test_a_cue_is_a_cue_and_not_a_sentence() -> None:
    """Only general terms: a long entry would be a line of one document."""
    words = wording()
    for name in type(words).model_fields:
        value = getattr(words, name)
        if isinstance(value, tuple):
            assert [cue for cue in value if len(cue.split()) > 12] == [], name
