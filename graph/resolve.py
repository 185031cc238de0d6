"""From names and numbers to ids: who, what and where is meant.

Resolving is a function of the mention, the document's head, the vocabulary
and the decisions, never of what is stored, so that the order of loading
cannot matter. Kind, place, numbers and abbreviations match exactly; likeness
only repairs slips of OCR in the remaining words, and every repair is told.
What cannot be resolved is a node of its one document, of kind
``unresolved``; nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.fuzz import ratio

from graph.ids import agency_id, document_id, owned_id
from ontology import vocabulary
from ontology.text import canonical, compare_key, place_tones, rx, same_vowel
from ontology.text import slug as to_slug
from ontology.values import DocumentNumber
from ontology.vocabulary import AgencyType, DocumentBody, JurisdictionEntry

_LEVEL_TAIL = rx(
    r"^(?:cấp\s+|của\s+)?(?P<level>tỉnh|thành phố|quận|huyện|thị xã|xã|phường)?\s*"
    r"(?P<place>(?-i:[\p{Lu}]).*|\d{1,2})?$",
    re.IGNORECASE,
)
_REGION = rx(r"^(?:khu vực\s+)?([IVX]+|\d{1,2})$", re.IGNORECASE)
_CITY_SHORT = rx(r"\b[Tt][Pp]\.?\s*(?=[\p{Lu}])|\bTP\b\.?")
_AMPERSAND = rx(r"\s*&\s*")
_BRANCH = rx(r"^(?:chi nhánh\s+)(?P<bank>ngân hàng .+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A resolved place: its slug, bare name, level, and the level word printed before its name."""

    slug: str
    name: str
    kind: str
    word: str = ""
    parent: Place | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """A finding about one mention: its code and what to tell the reader."""

    code: str
    message: str
    doubtful: bool = True


@dataclass(frozen=True, slots=True)
class Agency:
    """A resolved agency, ready for a node. ``slips`` are what resolving it brought up."""

    id: str
    name: str
    kind: str
    type: str | None = None
    place: Place | None = None
    document: str | None = None
    slips: tuple[Slip, ...] = ()
    printed: str | None = None
    """Its full name as this document words it, where that is another than the vocabulary's."""

    @property
    def doubt(self) -> tuple[str, ...]:
        """Codes of its doubtful findings."""
        return tuple(slip.code for slip in self.slips if slip.doubtful)


# ------------------------------------------------------------------ places


@cache
def _places_by_name() -> dict[str, tuple[JurisdictionEntry, ...]]:
    found: dict[str, list[JurisdictionEntry]] = {}
    for entry in vocabulary.jurisdictions():
        names = (entry.name, *entry.also, *(state.name for state in entry.earlier if state.name))
        for name in {same_vowel(compare_key(name)) for name in names}:
            found.setdefault(name, []).append(entry)
    return {name: tuple(entries) for name, entries in found.items()}


@cache
def _place_by_id(slug: str) -> JurisdictionEntry | None:
    return next((entry for entry in vocabulary.jurisdictions() if entry.id == slug), None)


def make_place(slug: str, day: str | None = None) -> Place | None:
    """The place of a slug with its level as of a day, None for an unknown slug."""
    entry = _place_by_id(slug)
    if entry is None:
        return None
    name, kind = entry.name, entry.kind
    for state in reversed(entry.earlier):
        if day is not None and day <= state.until:
            name, kind = state.name or name, state.kind or kind
    word = entry.title(day).removesuffix(name).strip()
    parent = make_place(entry.parent, day) if entry.parent and entry.parent != "viet-nam" else None
    return Place(entry.id, name, kind, word, parent)


def find_place(name: str, *, level: str | None, day: str | None, within: Place | None = None) -> Place | None:
    """The one place of a name that existed on a day, at a level where one is printed.

    Args:
        name: bare name, such as «Cần Thơ».
        level: «tỉnh», «thành phố» …, or None where the print has no level word.
        day: ISO day on which it must exist; None accepts any time if only one place fits.
        within: the province in which a district-level place must lie, if known.
    """
    entries = [e for e in _places_by_name().get(same_vowel(compare_key(name)), ()) if day is None or e.exists_on(day)]
    if level is not None:
        entries = [e for e in entries if (place := make_place(e.id, day)) and place.word == level.casefold()]
    elif len(entries) > 1:
        # A bare name means the province, not the town that shares its name.
        entries = [e for e in entries if not e.parent or e.parent == "viet-nam"] or entries
    if within is not None and len(entries) > 1:
        entries = [e for e in entries if e.parent == within.slug or e.id == within.slug] or entries
    if not entries and level is not None and within is not None:
        return _district(name, level.casefold(), day, within)
    return make_place(entries[0].id, day) if len(entries) == 1 else None


#: A proper name: «Châu Thành», «Ea H'leo», «3».
_DISTRICT_NAME = rx(r"[\p{Lu}][\w'’]*(?:[\s-][\p{Lu}][\w'’]*){0,3}|\d{1,2}")
LAST_DAY_OF_DISTRICTS = "2025-06-30"
"""The level of districts ended the day after (Nghị quyết 203/2025/QH15)."""


def _district(name: str, level: str, day: str | None, within: Place) -> Place | None:
    """A rural or urban district of a province, which no list names: told by its pattern.

    >>> lam_dong = make_place("lam-dong", "2024-06-01")
    >>> find_place("Đơn Dương", level="huyện", day="2024-06-01", within=lam_dong).slug
    'lam-dong.huyen-don-duong'
    >>> find_place("Đơn Dương", level="huyện", day="2025-07-01", within=lam_dong) is None
    True
    """
    if level not in ("huyện", "quận") or (day is not None and day > LAST_DAY_OF_DISTRICTS):
        return None
    if within.parent is not None or not _DISTRICT_NAME.fullmatch(name):
        return None
    return Place(f"{within.slug}.{to_slug(f'{level} {name}')}", canonical(name), "district", level, within)


# ------------------------------------------------------------------ abbreviations


#: So many answers about words of documents are remembered; without a bound they would be as many as the documents.
_REMEMBERED = 8192


@cache
def _abbreviations() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """(short form, its pattern, what it stands for), longest first."""
    ranked = sorted(vocabulary.abbreviations(), key=lambda item: -len(item.short))
    short = ((canonical(item.short), item.full) for item in ranked)
    return tuple((word, rx(rf"(?<!\w){re.escape(word)}(?!\w)"), full) for word, full in short)


@lru_cache(_REMEMBERED)
def expand(text: str) -> str:
    """The text with every known abbreviation written out.

    >>> expand("UBND TP. Cần Thơ")
    'Ủy ban nhân dân thành phố Cần Thơ'
    """
    text = _CITY_SHORT.sub("thành phố ", canonical(text))
    for word, pattern, full in _abbreviations():
        if word in text:
            text = pattern.sub(full, text)
    return canonical(text)


# ------------------------------------------------------------------ agencies


@dataclass(frozen=True, slots=True)
class _Form:
    key: str
    agency: AgencyType
    misread: bool


@cache
def _forms() -> dict[str, tuple[_Form, ...]]:
    """First word of a printed form → forms that begin with it, longest first."""
    found: dict[str, dict[str, _Form]] = {}
    for agency in vocabulary.agencies():
        for printed in (*agency.forms,):
            misread = printed in agency.ocr
            for key in {_plain(printed), _plain(expand(printed))}:
                first = key.split(" ", 1)[0]
                forms = found.setdefault(first, {})
                if key not in forms or agency.name == printed:
                    forms[f"{key}\x1f{agency.id}"] = _Form(key, agency, misread)
    return {first: tuple(sorted(forms.values(), key=lambda f: -len(f.key))) for first, forms in found.items()}


def _plain(text: str) -> str:
    """The key under which names are matched: case, hyphen and comma between words do not tell names apart.

    >>> _plain("Sở Lao động, Thương binh và Xã hội") == _plain("Sở Lao động - Thương binh và Xã hội")
    True
    """
    return re.sub(r"(?:[\s,;:()\-–]|\.(?=\s|$))+", " ", _AMPERSAND.sub(" và ", same_vowel(compare_key(text)))).strip()


#: An everyday word is a body only with its level or place behind it: «Báo Cà Mau», not «báo cáo».
_PLACED = rx(r"(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường)\b|[\p{Lu}]")


@dataclass(slots=True)
class _Branch:
    """The forms that are the words so far, and what may follow, by the next word."""

    forms: list[_Form] = field(default_factory=list)
    further: dict[str, _Branch] = field(default_factory=dict)


@cache
def _tree() -> _Branch:
    """The forms by their words: most text begins with no body, which its first word tells."""
    root = _Branch()
    for form in (form for forms in _forms().values() for form in forms):
        branch = root
        for word in form.key.split(" "):
            branch = branch.further.setdefault(word, _Branch())
        branch.forms.append(form)
    return root


_WORD = re.compile(r"&|(?:(?!\.(?:\s|$))[^\s,;:()\-–&])+")
#: What ``compare_key`` leaves out at the ends of a text, and the quotes that it takes for these.
_ENDS = " \t\n\xa0.,;:-+*\"'–—“”„«»‘’"
#: No word of a form is longer, nor any body's name.
_LONGEST_WORD, _LONGEST_NAME = 40, 300


@lru_cache(_REMEMBERED)
def _word_key(word: str) -> str:
    """The key of one word within a name, as ``_plain`` makes it of the whole."""
    return "và" if word == "&" else same_vowel(canonical(word).casefold())


def match_type(text: str) -> tuple[tuple[AgencyType, ...], str, bool, int] | None:
    """The agency types whose longest form begins a name.

    Returns:
        The types (several only where one form serves several levels), the
        words after the form with their case, whether a misread form matched,
        and the offset just after the form; None where the text begins with no form.
    """
    branch, best, last = _tree(), [], 0
    start = len(text) - len(text.lstrip(_ENDS)) if text[:1] in _ENDS else 0
    first = _WORD.search(text, start)
    if first is None:
        return None
    # Most texts fail at their first word; the sign at a last word's end is not of its key.
    if text[first.end() - 1] not in _ENDS and _word_key(first.group()[:_LONGEST_WORD]) not in branch.further:
        return None
    for word in _WORD.finditer(text, start, len(text.rstrip(_ENDS))):
        following = branch.further.get(_word_key(word.group()[:_LONGEST_WORD]))
        if following is None:
            break
        branch = following
        if branch.forms:
            best, last = branch.forms, word.start()
    if not best:
        return None
    # The text's last word with the quote or sign at its end.
    whole = _WORD.match(text, last)
    end = whole.end() if whole else len(text)
    rest = text[end:].strip(" ,-–")
    if all(form.agency.needs_place for form in best) and not _PLACED.match(rest):
        return None
    return tuple(dict.fromkeys(form.agency for form in best)), rest, best[0].misread, end


def name_end(text: str) -> int | None:
    """Offset just after the longest known body name with which a text begins; None where it begins with none.

    >>> text = "Sở Lao động, Thương binh và Xã hội, Sở Y tế"
    >>> text[: name_end(text)]
    'Sở Lao động, Thương binh và Xã hội'
    >>> name_end("thành phố Cà Mau") is None
    True
    """
    return _name_end(text[:_LONGEST_NAME])


@lru_cache(_REMEMBERED)
def _name_end(text: str) -> int | None:
    # The same words are looked at several times: whether a body begins, where it ends, whether another follows.
    matched = match_type(text)
    return matched[3] if matched else None


_COLLECTIVE = rx(
    r"(?:^|\s)(?:các|những|mọi|toàn thể)\s|"
    r"\b(?:quận|huyện|thị xã|thành phố|xã|phường|sở|ban|bộ|ngành|thị trấn)\s*,\s*(?:quận|huyện|thị xã|thành phố"
    r"|xã|phường|sở|ban|ngành|thị trấn)\b|"
    r"\b(?:xã phường|quận huyện)\b|"
    r"\b(?:sở|ban)\s+(?:ban\s+)?ngành\b|\bcấp (?:huyện|xã)\b|\bcấp ủy\b|\s(?:tại|ở) (?:các )?địa phương$",
    re.IGNORECASE,
)


_AND = rx(r"\s*(?:[,;/]|(?<!\w)và(?!\w))\s*")
#: Nouns that name nobody in particular where they stand alone in a cell: «Doanh nghiệp».
_ANYBODY = frozenset(
    {"doanh nghiệp", "hợp tác xã", "tổ chức", "cá nhân", "địa phương", "cơ quan", "đơn vị", "nhà trường", "chủ đầu tư"}
)


def _is_nouns(text: str) -> bool:
    """Whether a mention is only a list of common nouns for bodies, as cells print them without «các».

    >>> _is_nouns("Viện, Trường"), _is_nouns("Bộ, cơ quan ngang bộ"), _is_nouns("Viện Cây trồng")
    (True, True, False)
    """
    nouns = sorted((compare_key(noun) for noun in vocabulary.wording().collective_nouns), key=len, reverse=True)
    parts = [part for part in _AND.split(text) if part]
    for part in parts:
        noun = next((n for n in nouns if compare_key(part) == n or compare_key(part).startswith(n + " ")), None)
        rest = part[len(noun) :].strip() if noun else part
        if noun is None or (rest and rest[0].isupper()):
            return False
    return len(parts) > 1 or compare_key(text) in _ANYBODY


@cache
def _posts() -> re.Pattern[str]:
    words = sorted((re.escape(compare_key(post)) for post in vocabulary.wording().posts), key=len, reverse=True)
    return rx(rf"^(?:{'|'.join(words)})\b", re.IGNORECASE)


@cache
def _verbs() -> re.Pattern[str]:
    words = sorted((re.escape(compare_key(verb)) for verb in vocabulary.wording().verbs), key=len, reverse=True)
    return rx(rf"^(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


_BODY_OF_LEVELS = rx(
    r"(?:Ủy ban nhân dân|Hội đồng nhân dân)\s+(?:(?:các|cấp)\s+)?"
    r"(?:(?:,\s*|và\s+)?(?:quận|huyện|thị xã|thành phố|thị trấn|xã|phường|đặc khu)(?!\w)\s*)+"
)


#: «các Sở», but «Giám đốc Sở Y tế».
_COMMON_NOUN = rx(r"\b(?:Sở|Ban|Ngành|Cơ sở|Cơ quan|Đơn vị)\b(?!\s[\p{Lu}])")


def tidy_collective(text: str) -> str:
    """One wording of a list under one «các»: commas between its nouns, «có liên quan», «các» before levels.

    >>> tidy_collective("các sở, ban ngành có liên quan")
    'Các sở, ban, ngành có liên quan'
    >>> tidy_collective("UBND quận, huyện"), tidy_collective("các Sở ngành liên quan")
    ('Ủy ban nhân dân các quận, huyện', 'Các sở, ngành có liên quan')
    >>> tidy_collective("UBND xã phường"), tidy_collective("Lãnh đạo Ban Dân nguyện")
    ('Ủy ban nhân dân các xã, phường', 'Lãnh đạo Ban Dân nguyện')
    >>> tidy_collective("UBND cấp xã thực hiện ở cơ sở"), tidy_collective("UBND các xã, phường triển khai")
    ('Ủy ban nhân dân cấp xã', 'Ủy ban nhân dân các xã, phường')
    """
    name = expand(text).strip(" .,;:")
    if (levels := _BODY_OF_LEVELS.match(name)) and _verbs().match(name[levels.end() :]):
        # The sentence that a cell adds to the name is no part of it.
        name = levels.group(0).rstrip()
    name = re.sub(r"\b(sở|ban|ngành)\s+(?=(?:ban|ngành)\b)", r"\1, ", name, flags=re.IGNORECASE)
    name = _COMMON_NOUN.sub(lambda m: m.group(0).lower(), name)
    name = re.sub(r"(?<!có )liên quan$", "có liên quan", name)
    name = re.sub(r"\bcấp (tỉnh|thành phố)\b", r"\1", name)
    name = re.sub(r"\b(?:(xã) (phường)|(quận) (huyện))\b", lambda m: ", ".join(filter(None, m.groups())), name)
    name = re.sub(r"\b(quận|huyện|thị xã) và (huyện|thị xã|thành phố)\b", r"\1, \2", name)
    name = re.sub(
        r"^(Ủy ban nhân dân|Hội đồng nhân dân|Phòng [^,]+?)(?<! các)\s+"
        r"(?=(?:quận|huyện|thị xã|thành phố|xã|phường)\s*,)",
        r"\1 các ",
        name,
    )
    name = re.sub(r"^(?:sở|ban)\b(?=,)", lambda m: f"các {m.group(0)}", name)
    return canonical(name[:1].upper() + name[1:])


def _levels_for(place: Place | None) -> str:
    if place is None:
        return "central"
    if place.parent is None:
        return "province"
    return "commune" if place.kind in ("commune", "ward") else "district"


@dataclass(slots=True)
class Resolver:
    """Resolves the mentions of one document.

    Args:
        document: the document's id.
        place: the place its issuer governs, None for a central body.
        day: the day as of which places are meant, ISO; None where nothing dates the document.
        seated: names found in full elsewhere in the document, by agency type: a mention without level means the one.
    """

    document: str
    place: Place | None
    day: str | None
    seated: dict[str, Place] = field(default_factory=dict)
    _known: dict[tuple[str, bool], Agency] = field(default_factory=dict)

    def seat(self, document: str, place: Place | None, seated: dict[str, Place] | None = None) -> None:
        """Set what the head and the names found in full say; what was resolved before may mean others now."""
        self.document, self.place = document, place
        self.seated = seated if seated is not None else self.seated
        self._known.clear()

    @property
    def province(self) -> Place | None:
        """The province the document belongs to, itself or the one above."""
        return self.place.parent or self.place if self.place else None

    # -------------------------------------------------------------- agencies

    def agency(self, mention: str, *, given_task: bool = False) -> Agency:
        """Who a mention means.

        Args:
            mention: the words as printed, one body (lists are split before).
            given_task: the body leads, supports or owns; then «Mặt trận Tổ quốc» is the committee of the plan's level.
        """
        known = self._known.get((mention, given_task))
        if known is None:
            known = self._known[mention, given_task] = self._resolve(mention, given_task)
        return known

    def _resolve(self, mention: str, given_task: bool) -> Agency:
        text = _strip_honours(canonical(mention))
        named = self._named(text, given_task)
        if named is not None:
            return named
        if _posts().match(text):
            return self._own(tidy_collective(text), "office")
        if _COLLECTIVE.search(text) or text[:1].islower() or _is_nouns(text):
            return self._own(tidy_collective(text), "collective")
        repaired = self._repaired(text, given_task)
        if repaired is not None:
            return repaired
        name = expand(text)
        slip = Slip("agency-unknown", f"«{mention}» is not in the vocabulary of agencies; it stays unresolved")
        return replace(self._own(name, "unresolved"), slips=(slip,))

    def _own(self, name: str, kind: str) -> Agency:
        return Agency(owned_id(self.document, "agency", [name]), name, kind, document=self.document, place=self.place)

    def _named(self, text: str, given_task: bool) -> Agency | None:
        branch = _BRANCH.match(text)
        if branch:
            text = branch.group("bank")
        matched = match_type(text) or match_type(expand(text))
        if matched is None:
            return None
        types, rest, misread, _ = matched
        rest = re.sub(r"^[Cc]hi nhánh\s*", "", expand(rest)).strip(" .,;:")
        if rest.lower().startswith(("tại ", "ở ")):
            rest = rest.split(" ", 1)[1]
        slips: list[Slip] = []
        if misread:
            slips.append(Slip("ocr-repair", f"«{text}» is read as «{types[0].name}», a form misread before"))
        region = _REGION.match(rest)
        if region:
            name = canonical(
                f"{types[0].name.removesuffix(' khu vực').removesuffix(' Khu vực')} khu vực {region.group(1).upper()}"
            )
            return Agency(
                agency_id(types[0].id, f"khu-vuc-{region.group(1).lower()}"),
                name,
                types[0].kind,
                types[0].id,
                slips=tuple(slips),
            )
        if rest and _verbs().match(place_tones(rest)):
            # «Sở A chủ trì hướng dẫn» in a cell: the body with what it is to do.
            slips.append(Slip("role-in-cell", f"«{text}» holds more than the body's name", doubtful=False))
            rest = ""
        tail = _LEVEL_TAIL.match(rest)
        if rest and tail is None:
            return None
        level, place_name = (tail.group("level"), tail.group("place")) if tail else (None, None)
        place, kind_slips = self._seat(types, level, place_name, text)
        if place is _NOWHERE:
            return None
        slips += kind_slips
        agency = self._type_at(types, place)
        if agency is None:
            return None
        if (
            not level
            and not place_name
            and not given_task
            and not _implied_level(agency.name)
            and agency.place != "none"
            and place is not None
        ):
            slips.append(Slip("level-not-printed", f"«{text}» is printed without its level", doubtful=False))
        made = _make_agency(agency, place, tuple(slips))
        if place_name and not level and agency.place == "level" and _plain(expand(text)) == _plain(text):
            made = replace(made, printed=canonical(text))
        return made

    def _seat(
        self, types: tuple[AgencyType, ...], level: str | None, name: str | None, text: str
    ) -> tuple[Place | None, list[Slip]]:
        """The place of a named body; ``_NOWHERE`` where its words name a place that is not known."""
        level = level or _implied_level(types[0].name)
        if name:
            place = find_place(name, level=level, day=self.day, within=self.province)
            if place is None and level is None:
                place = find_place(
                    re.sub(r"^(?:tỉnh|thành phố)\s+", "", name), level=None, day=self.day, within=self.province
                )
            if place is None and self.place and compare_key(name) == compare_key(self.place.name):
                place = self.place
            if place is None:
                return _NOWHERE, []
            slips = [] if make_place(place.slug) else [_unlisted(place)]
            own = {p.slug for p in (self.place, self.province) if p}
            above = {p.parent.slug for p in (place,) if p.parent}
            if self.place and place.slug not in own and not (above & own):
                slips.append(
                    Slip("place-contradicts", f"«{text}» names {place.name}, but the document is of {self.place.name}")
                )
            return place, slips
        if all(agency.levels == ("central",) for agency in types):
            return None, []
        if level:
            return self._place_of_level(level), []
        seated = next((self.seated[agency.id] for agency in types if agency.id in self.seated), None)
        if seated is not None:
            return seated, []
        if self.place is None:
            return None, []
        own_level = _levels_for(self.place)
        if any(own_level in agency.levels for agency in types):
            return self.place, []
        if any("province" in agency.levels for agency in types):
            return self.province, []
        return None, []

    def _place_of_level(self, level: str) -> Place | None:
        """The plan's own place, or the one above it, that has the printed level."""
        if self.place is None:
            return _NOWHERE
        return next((p for p in (self.place, self.province) if p and p.word == level.casefold()), _NOWHERE)

    def _type_at(self, types: tuple[AgencyType, ...], place: Place | None) -> AgencyType | None:
        level = _levels_for(place)
        fitting = [agency for agency in types if level in agency.levels and _in_time(agency, self.day)]
        fitting = fitting or [agency for agency in types if level in agency.levels]
        return fitting[0] if fitting else None

    def _repaired(self, text: str, given_task: bool) -> Agency | None:
        """A name one slip of OCR away from exactly one known name; numbers and short words must be equal."""
        expanded = expand(text)
        keys = {_plain(text), _plain(expanded)}
        candidates: dict[str, int] = {}
        for form in (form for forms in _forms().values() for form in forms):
            for key in keys:
                if form.key[:2] != key[:2] or abs(len(form.key) - len(key)) > 2:
                    continue
                distance = _slip_distance(key, form.key)
                if distance is not None:
                    known = candidates.get(form.agency.id)
                    candidates[form.agency.id] = distance if known is None else min(known, distance)
        if not candidates:
            return None
        best = min(candidates.values())
        winners = [identifier for identifier, distance in candidates.items() if distance == best]
        if len(winners) != 1:
            return None
        agency = next(item for item in vocabulary.agencies() if item.id == winners[0])
        made = self._named(agency.name, given_task)
        if made is None:
            return None
        return replace(made, slips=(*made.slips, Slip("ocr-repair", f"«{text}» is read as «{agency.name}»")))

    # -------------------------------------------------------------- documents

    def document_ref(
        self, number: DocumentNumber, *, issuer: str | None, year: int | None
    ) -> tuple[str, Place | None, tuple[Slip, ...]]:
        """Id and place of a cited document, and what was doubtful about its place.

        Args:
            number: its number.
            issuer: the issuing body as printed beside it, if any.
            year: year of its date as printed, if any.
        """
        if is_central(number):
            return document_id(number, place=None, year=year), None, ()
        place = self.place
        slips: tuple[Slip, ...] = ()
        if issuer:
            body = self.agency(issuer)
            if body.place is not None:
                place = body.place
                slips = tuple(slip for slip in body.slips if slip.code == "place-contradicts")
        elif self.place is not None and self.place.parent is not None and _body_level(number) == "province":
            place = self.place.parent
        return document_id(number, place=place.slug if place else None, year=year), place, slips


def _make_agency(agency: AgencyType, place: Place | None, slips: tuple[Slip, ...] = ()) -> Agency:
    name = agency.name
    if place is not None and agency.place == "level":
        name = f"{agency.name} {place.word} {place.name}"
    elif place is not None and agency.place == "bare":
        name = f"{agency.name} {place.name}"
    return Agency(
        agency_id(agency.id, place.slug if place else None),
        canonical(name),
        agency.kind,
        agency.id,
        place,
        slips=slips,
    )


def agency_of_id(identifier: str, day: str | None) -> Agency | None:
    """The agency that an id means on a day; None where the vocabulary has no such type or place.

    >>> agency_of_id("agency/ubnd.can-tho", None) is None
    True
    >>> agency_of_id("agency/bao-hiem-xa-hoi.ca-mau", "2024-07-01").name
    'Bảo hiểm xã hội tỉnh Cà Mau'
    """
    type_id, _, slug = identifier.removeprefix("agency/").partition(".")
    agency = next((item for item in vocabulary.agencies() if item.id == type_id), None)
    place = make_place(slug, day) if slug else None
    if agency is None or (slug and place is None) or _levels_for(place) not in agency.levels:
        return None
    return _make_agency(agency, place)


_IMPLIED = rx(r"\b(tỉnh|thành|huyện|quận|thị) (?:ủy|đoàn)\b", re.IGNORECASE)


def _implied_level(name: str) -> str | None:
    """The level that a name itself holds: «Thành ủy» is of a city, wherever it lies.

    >>> _implied_level("Ban Tuyên giáo Thành ủy"), _implied_level("Sở Y tế")
    ('thành phố', None)
    """
    match = _IMPLIED.search(name)
    return (
        {"thành": "thành phố", "thị": "thị xã"}.get(match.group(1).lower(), match.group(1).lower()) if match else None
    )


def _unlisted(place: Place) -> Slip:
    message = f"«{place.word} {place.name}» is in no list; it is read as a district by its words"
    return Slip("district-unlisted", message, doubtful=False)


_NOWHERE = Place("", "", "")
"""Stands for a printed place that is not known, so that the name stays unresolved."""


def _strip_honours(text: str) -> str:
    return re.sub(r"^(?:đ/c|đồng chí)\s+", "", text, flags=re.IGNORECASE).strip(" .,;:")


def _in_time(agency: AgencyType, day: str | None) -> bool:
    return day is None or ((agency.valid_from or "0") <= day <= (agency.valid_to or "9"))


def _slip_distance(read: str, known: str) -> int | None:
    """Edits between a misread name and a known one, None where they are no slip apart.

    One edit in a short form, two in a long one; figures and words of up to
    two letters have to be equal, for BHYT and BHTN are not one slip apart.
    """
    if abs(len(read) - len(known)) > 2 or read == known or re.findall(r"\d+", read) != re.findall(r"\d+", known):
        return None
    allowed = 1 if len(known) < 24 else 2
    distance = DamerauLevenshtein.distance(read, known, score_cutoff=allowed)
    if distance > allowed:
        return None
    read_words, known_words = read.split(" "), known.split(" ")
    if len(read_words) == len(known_words):
        changed = [(a, b) for a, b in zip(read_words, known_words, strict=True) if a != b]
        if any(len(b) <= 4 and len(a) == len(b) for a, b in changed) and len(known) < 16:
            return None
    return distance if ratio(read, known) >= 85 else None


@lru_cache(_REMEMBERED)
def is_central(number: DocumentNumber) -> bool:
    """Whether the symbol's body is one of the centre, so that the number needs no place.

    >>> is_central(DocumentNumber.parse("42-NQ/TW")), is_central(DocumentNumber.parse("118/KH-UBND"))
    (True, False)
    """
    if (writer := letter_writer(number)) is not None:
        return writer.scope == "central"
    for body in vocabulary.document_bodies():
        for symbol in body.forms:
            if number.body == symbol or (symbol.endswith("*") and number.body.startswith(symbol[:-1])):
                return body.scope == "central"
    return number.form == "assembly" or number.body.startswith(("QH", "UBTVQH"))


def letter_writer(number: DocumentNumber) -> DocumentBody | None:
    """Who writes an official letter, whose number names its writer in the place of a kind («555/LĐTBXH-BTXH»).

    None where the number names a kind, or the vocabulary does not know the writer.

    >>> [body and body.symbol for body in map(letter_writer, map(DocumentNumber.parse, ("7/UBND-KT", "7/KH-UBND")))]
    ['UBND', None]
    """
    if number.kind is None or vocabulary.is_kind(number.kind):
        return None
    return vocabulary.find_body(number.kind) or vocabulary.find_body(f"B{number.kind}")


def kind_of(number: DocumentNumber) -> str | None:
    """The symbol of a numbered document's kind; of an official letter CV, which its number leaves out."""
    return "CV" if letter_writer(number) is not None else vocabulary.kind_symbol(number.kind)


def _body_level(number: DocumentNumber) -> str | None:
    """Level that a local symbol implies: provincial Party committees sign TU; UBND and HĐND exist at every level."""
    return "province" if number.body.upper() == "TU" else None


def document_class(number: DocumentNumber | None, kind: str | None, body: str | None) -> str:
    """The class of a document by its kind and body symbols («PartyResolution»); the last class fits all."""
    kind = kind_of(number) if number else vocabulary.kind_symbol(kind)
    body = number.body if number else body
    known = vocabulary.find_body(body) if body else None
    body = body if known is None or known.symbol.endswith("*") else known.symbol
    for entry in vocabulary.document_classes():
        if entry.fits(kind, body):
            return entry.name
    return "OtherDocument"


@cache
def _spellings() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """(word, its pattern, the same word as it is kept)."""
    pairs = ((compare_key(pair.word), compare_key(pair.same)) for pair in vocabulary.indicator_words().spellings)
    return tuple((word, rx(rf"(?<!\w){re.escape(word)}(?!\w)"), same) for word, same in pairs)


@lru_cache(_REMEMBERED)
def indicator_name(text: str) -> str:
    """The normalised name of an indicator: abbreviations written out, one spelling of each word.

    >>> indicator_name("Tỉ lệ LLLĐ trong độ tuổi tham gia BHXH")
    'Tỷ lệ lực lượng lao động trong độ tuổi tham gia bảo hiểm xã hội'
    """
    name = compare_key(expand(text))
    for word, pattern, same in _spellings():
        if word in name:
            name = pattern.sub(same, name)
    name = re.sub(r"^[+\-•*]\s*", "", name).strip(" .,;:")
    return name[:1].upper() + name[1:]


def indicator_key(text: str) -> str:
    """The key two wordings must share to be one indicator: the normalised name in small letters, without punctuation.

    Diacritics stay: «bò» and «bố» are two things.

    >>> indicator_key("Tỉ lệ tiêm chủng, mở rộng") == indicator_key("Tỷ lệ tiêm chủng mở rộng")
    True
    >>> indicator_key("Số hộ có bò") == indicator_key("Số hộ có bố")
    False
    """
    return re.sub(r"[^\w%]+", " ", indicator_name(text).casefold()).strip()
