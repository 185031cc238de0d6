"""How well documents are read: every reading against the golds that are at hand, field by field.

    python -m benchmarks.accuracy [--shared FOLDER]

writes ``docs/accuracy.md``, which holds figures, lines and names, and below
``var/accuracy`` the wording of each miss. Golds are of two forms: whole
readings of a document, and samples of its rows with counts.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks import evidence
from graph.facts import DocumentFacts, SourceInfo
from graph.resolve import expand
from loaders.facts import to_facts
from loaders.interchange import to_interchange
from loaders.pipeline import read_path
from loaders.read import ReadDocument
from ontology.errors import PolicygraphError
from ontology.text import canonical, compare_key

Item = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SUFFIXES = (".txt", ".md", ".docx", ".html", ".pdf")
GOALS = {"whole": 0.98, "sample": 0.95}

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,11}>")
_FIGURE = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?")

# ------------------------------------------------------------------ tallies


@dataclass(frozen=True, slots=True)
class Miss:
    """One disagreement. ``figures`` are numbers, dates and names, which may be shown; ``words`` are not."""

    line: int | None
    kind: str
    figures: str = ""
    words: str = ""


@dataclass(slots=True)
class Tally:
    """One field of one document: how many are wanted, read and right."""

    name: str
    wanted: int = 0
    read: int = 0
    right: int = 0
    misses: list[Miss] = field(default_factory=list)

    def note(self, agrees: bool, miss: Callable[[], Miss]) -> None:
        """Count a pair that was read and wanted."""
        self.wanted, self.read, self.right = self.wanted + 1, self.read + 1, self.right + agrees
        if not agrees:
            self.misses.append(miss())

    @property
    def precision(self) -> float:
        """Of what was read, how much is right."""
        return self.right / self.read if self.read else float(self.wanted == 0)

    @property
    def recall(self) -> float:
        """Of what is wanted, how much was found."""
        return self.right / self.wanted if self.wanted else float(self.read == 0)

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def macro(tallies: Sequence[Tally]) -> float:
    """The mean F1 of the fields."""
    return sum(t.f1 for t in tallies) / len(tallies)


# ------------------------------------------------------------------ comparing


def _fold(text: object) -> str:
    """Case, tags, quotes, kinds of dash, tones and blanks made alike."""
    return compare_key(re.sub(r"[\"'*_]", "", canonical(_TAG.sub(" ", str(text or "")))))


def _number(text: object) -> str:
    return re.sub(r"\s+", "", _fold(text))


@cache
def _likeness(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    return 1.0 if one == other else SequenceMatcher(None, one, other, autojunk=False).ratio()


def likeness(one: object, other: object) -> float:
    """How alike two wordings are, 0 to 1."""
    return _likeness(_fold(one), _fold(other))


def _unit(unit: object) -> str:
    text = _fold(str(unit or "").replace("²", "2").replace("<sup>2</sup>", "2")).replace("vạn dân", "10.000 dân")
    return re.sub(r"\s+", "", re.sub(r"\s*(?:/|trên|trong)\s*(?=(?:một )?10\.?000 )", "/", text))


def _value(value: object) -> float | None:
    return None if value is None else float(str(value))


def _values(text: object) -> list[float]:
    """The figures of a cell as printed: «26.120» is 26120, «75,5» is 75.5."""
    found = []
    for figure in _FIGURE.findall(str(text)):
        whole = re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", figure)
        found.append(float((figure.replace(".", "") if whole else figure).replace(",", ".")))
    return found


def _days(text: object) -> set[tuple[str, str]]:
    return {
        (d.lstrip("0"), m.lstrip("0")) for d, m in re.findall(r"(\d{1,2})\s*(?:/|tháng)\s*(\d{1,2})(?!\d)", _fold(text))
    }


def _same_time(one: object, other: object) -> bool:
    if not one or not other:
        return not one and not other
    if _days(one) or _days(other):
        return _days(one) == _days(other)
    figures = [re.findall(r"\d+|\b[ivx]+\b", _fold(text)) for text in (one, other)]
    return figures[0] == figures[1] and likeness(one, other) >= 0.8


def _pairs(
    read: Sequence[Item], wanted: Sequence[Item], score: Callable[[Item, Item], float]
) -> list[tuple[Item, Item]]:
    """Each reading with at most one wanted item, the best fit first; below a half is no fit."""
    ranked = sorted(
        ((score(r, w), i, j) for i, r in enumerate(read) for j, w in enumerate(wanted)), key=lambda item: -item[0]
    )
    taken_read: set[int] = set()
    taken_wanted: set[int] = set()
    found = []
    for value, i, j in ranked:
        if value < 0.5:
            break
        if i not in taken_read and j not in taken_wanted:
            taken_read.add(i)
            taken_wanted.add(j)
            found.append((read[i], wanted[j]))
    return found


def _unpaired(items: Sequence[Item], paired: Iterable[Item]) -> list[Item]:
    taken = {id(item) for item in paired}
    return [item for item in items if id(item) not in taken]


# ------------------------------------------------------------------ names of bodies

_LEVEL = re.compile(r"\s(tỉnh|thành phố)$")


@dataclass(frozen=True, slots=True)
class Names:
    """The spellings that a gold accepts of each body, and the places that may follow a name."""

    spellings: dict[str, set[str]]
    places: tuple[str, ...]

    @classmethod
    def of(cls, gold: Item) -> Names:
        """Those of a whole gold."""
        document = gold["document"]
        spellings = {
            _fold(agency["name"]): {
                _fold(agency["name"]),
                *(_fold(re.sub(r"\s*\(OCR\)$", "", alias)) for alias in agency.get("aliases", [])),
            }
            for agency in gold.get("agencies", [])
        }
        places = (document.get(key) for key in ("jurisdiction", "place", "jurisdiction_parent"))
        return cls(spellings, tuple(_fold(place) for place in places if place))

    def _parts(self, name: str) -> tuple[str, str]:
        """A name without its place, and its level."""
        name = _fold(expand(name)).replace("&", "và")
        for place in self.places:
            name = re.sub(rf"\s+{re.escape(place)}$", "", name)
        level = _LEVEL.search(name)
        if level is None or name.startswith("các ") or " các " in name:
            return name, ""
        return name[: level.start()], level.group(1)

    def same(self, read: object, wanted: str, *, canonical_only: bool = False) -> bool:
        """Whether a body read is the one wanted; ``canonical_only``: by its normalised name, not as printed."""
        printed = {str(read)} if not isinstance(read, dict) else {str(read.get("name") or "")}
        if isinstance(read, dict) and not canonical_only:
            printed.add(str(read.get("mention") or ""))
        accepted = {wanted} if canonical_only else {wanted, *self.spellings.get(_fold(wanted), ())}
        return any(
            likeness(one, other) >= 0.95 and (not level or not other_level or level == other_level)
            for one, level in map(self._parts, filter(None, printed))
            for other, other_level in map(self._parts, accepted)
        )

    def same_set(self, read: Sequence[object], wanted: Sequence[str]) -> bool:
        """Whether the bodies read are those wanted, each once."""
        left = list(wanted)
        for body in read:
            match = next((name for name in left if self.same(body, name)), None)
            if match is None:
                return False
            left.remove(match)
        return not left


def _named(bodies: Iterable[Any] | None) -> str:
    return "; ".join(sorted(str(b.get("name")) if isinstance(b, dict) else str(b) for b in bodies or ())) or "none"


# ------------------------------------------------------------------ whole golds


def score_whole(reading: Item, gold: Item) -> list[Tally]:
    """The fields of a reading against a gold that holds the whole document."""
    names = Names.of(gold)
    tallies = [_head(reading["document"], gold["document"], names), *_links(reading, gold)]
    found_names = Tally("names of bodies")
    tallies += _targets(reading, gold, names, found_names)
    tallies += _tasks(reading, gold, names, found_names)
    tallies += [found_names, _deadlines(reading, gold)]
    return tallies


def _head(read: Item, wanted: Item, names: Names) -> Tally:
    tally = Tally("head")
    alike: dict[str, Callable[[Any, Any], bool]] = {
        "number": lambda a, b: _number(a) == _number(b),
        "kind": lambda a, b: _fold(a) in {_fold(b), _fold(wanted.get("kind_label"))},
        "issuer": lambda a, b: bool(a and b) and names.same(a, b),
        "jurisdiction": lambda a, b: re.sub(r"^(?:tỉnh|thành phố|tp\.?)\s+", "", _fold(a)) == _fold(b),
        "date": lambda a, b: _fold(a) == _fold(b),
        "signer": lambda a, b: _fold(a) == _fold(b) or (bool(b) and _fold(a).endswith(f" {_fold(b)}")),
    }
    for key, agrees in alike.items():
        one, other = read.get(key), wanted.get(key)
        tally.note(agrees(one, other), lambda k=key, a=one, b=other: Miss(None, k, f"read {a}, wanted {b}"))  # type: ignore[misc]
    return tally


def _numbers(holder: Item, key: str, own: set[str]) -> set[tuple[str, str]]:
    rows = [row if isinstance(row, dict) else {"number": row} for row in holder.get(key) or []]
    found = [(_number(row.get("source")), _number(row["number"])) for row in rows if row.get("number")]
    return {("" if source in own else source, number) for source, number in found}


def _set_tally(name: str, read: set[tuple[str, str]], wanted: set[tuple[str, str]]) -> Tally:
    shown: Callable[[tuple[str, str]], str] = lambda link: " → ".join(filter(None, link))  # noqa: E731
    misses = [Miss(None, "missing", shown(link)) for link in sorted(wanted - read)]
    misses += [Miss(None, "extra", shown(link)) for link in sorted(read - wanted)]
    return Tally(name, len(wanted), len(read), len(wanted & read), misses)


def _links(reading: Item, gold: Item) -> list[Tally]:
    own = {"", "<this>", _number(gold["document"].get("number")), _number(reading["document"].get("number"))}
    read, wanted = _numbers(reading, "implements", own), _numbers(gold, "implements", own)
    stated_below = _numbers(gold, "links_in_body", own) - wanted
    return [
        _set_tally("implements", {x for x in read if not x[0]}, {x for x in wanted if not x[0]}),
        _set_tally("links between others", {x for x in read if x[0]} - stated_below, {x for x in wanted if x[0]}),
        _set_tally("cites", _numbers(reading, "cites", own), _numbers(gold, "cites", own)),
    ]


def _found(name: str, read: Sequence[Item], wanted: Sequence[Item], pairs: Sequence[tuple[Item, Item]]) -> Tally:
    tally = Tally(name, len(wanted), max(len(read), len(pairs)), len(pairs))
    for kind, items in (
        ("missing", _unpaired(wanted, (w for _, w in pairs))),
        ("extra", _unpaired(read, (r for r, _ in pairs))),
    ):
        for item in items:
            words = str(item.get("indicator") or item.get("text"))
            shown = " ".join(str(item[key]) for key in ("code", "value") if item.get(key) is not None)
            tally.misses.append(Miss(item.get("line"), kind, shown, words))
    return tally


def _targets(reading: Item, gold: Item, names: Names, found_names: Tally) -> list[Tally]:
    read, wanted = reading.get("targets", []), gold.get("targets", [])

    def score(r: Item, w: Item) -> float:
        wordings = [w.get(key) for key in ("indicator", "indicator_corrected", "indicator_restored", "quote")]
        text = max(likeness(r.get("indicator"), wording) for wording in wordings if wording)
        if w.get("parent") and r.get("parent"):
            text = 0.8 * text + 0.2 * likeness(r["parent"], w["parent"])
        near = abs(int(r.get("line") or -99) - int(w["line"])) <= 1
        return 0.55 * text + 0.25 * near + 0.2 * (_value(r.get("value")) == _value(w.get("value")))

    pairs = _pairs(read, wanted, score)
    tallies = [_found("targets found", read, wanted, pairs)]
    alike: dict[str, Callable[[Item, Item], bool]] = {
        "comparator": lambda r, w: str(r.get("comparator")) == str(w.get("comparator")),
        "value": lambda r, w: all(_value(r.get(key)) == _value(w.get(key)) for key in ("value", "value_high")),
        "unit": lambda r, w: _unit(r.get("unit")) in {_unit(w.get("unit")), _unit(w.get("unit_full") or w.get("unit"))},
        "year": lambda r, w: str(r.get("year")) == str(w.get("year")),
        # Where the gold leaves it open either reading is fair, or none with a finding.
        "owner": lambda r, w: (
            w.get("owner_basis") == "uncertain" or names.same_set(r.get("owner") or [], w.get("owner") or [])
        ),
    }
    for key, agrees in alike.items():
        tally = Tally(f"target {key}")
        for r, w in pairs:
            shown = _named if key == "owner" else str
            tally.note(
                agrees(r, w),
                lambda r=r, w=w, k=key, show=shown: Miss(  # type: ignore[misc]
                    w["line"], k, f"read {show(r.get(k))}, wanted {show(w.get(k))}", str(w["indicator"])
                ),
            )
        tallies.append(tally)
    for r, w in pairs:
        _check_names(found_names, r.get("owner"), w.get("owner"), names, w["line"])
    return tallies


def _check_names(
    tally: Tally, read: Sequence[Any] | None, wanted: Sequence[str] | None, names: Names, line: int
) -> None:
    for name in wanted or ():
        match = next((body for body in read or () if names.same(body, name)), None)
        if match is not None:
            bare = Names({}, names.places)
            tally.note(
                bare.same(match, name, canonical_only=True),
                lambda m=match, n=name: Miss(line, "name", f"read {_named([m])}, wanted {n}"),  # type: ignore[misc]
            )


def _tasks(reading: Item, gold: Item, names: Names, found_names: Tally) -> list[Tally]:
    stated = [task for task in gold.get("tasks", []) if task.get("owner_stated", True)]

    def score(r: Item, w: Item) -> float:
        one, other = _fold(r.get("text")), _fold(w.get("text"))
        text = max(_likeness(one, other), _likeness(one[:160], other[:160]))
        near = abs(int(r.get("line") or -99) - int(w.get("line") or -9)) <= 2
        code = bool(r.get("code")) and _fold(r["code"]) == _fold(w.get("code"))
        return 0.6 * text + 0.3 * near + 0.1 * code

    every = _pairs(reading.get("tasks", []), stated, score)
    fair = {id(r) for r, w in every if w.get("optional")}
    pairs = [(r, w) for r, w in every if not w.get("optional")]
    owned = [task for task in reading.get("tasks", []) if task.get("lead") and id(task) not in fair]
    tallies = [_found("tasks found", owned, [w for w in stated if not w.get("optional")], pairs)]
    tallies[0].read = max(len(owned), len(pairs))
    for key in ("lead", "support", "product", "timeline"):
        tally = Tally(f"task {key}")
        for r, w in pairs:
            one, other = r.get(key), w.get("timeline_text" if key == "timeline" else key)
            if key in ("lead", "support"):
                agrees, figures = names.same_set(one or [], other or []), f"read {_named(one)}, wanted {_named(other)}"
                words = ""
                _check_names(found_names, one, other, names, w["line"])
            else:
                agrees = _same_time(one, other) if key == "timeline" else _same_words(one, other)
                figures, words = "", f"read {one!r}, wanted {other!r}"
            tally.note(agrees, lambda w=w, k=key, f=figures, x=words: Miss(w.get("line"), k, f, x))  # type: ignore[misc]
        tallies.append(tally)
    return tallies


def _same_words(one: object, other: object) -> bool:
    return (not one and not other) or likeness(one, other) >= 0.9


def _deadlines(reading: Item, gold: Item) -> Tally:
    read, wanted = (
        Counter(
            (int(d["month"]), int(d["day"])) for d in holder.get("deadlines", []) if d.get("day") and d.get("month")
        )
        for holder in (reading, gold)
    )
    misses = [Miss(None, "missing", f"{d}/{m}") for m, d in (wanted - read).elements()]
    misses += [Miss(None, "extra", f"{d}/{m}") for m, d in (read - wanted).elements()]
    return Tally("report deadlines", wanted.total(), read.total(), (wanted & read).total(), misses)


# ------------------------------------------------------------------ golds of samples

_KINDS = {"kế hoạch": "kh", "quyết định": "qđ", "nghị quyết": "nq", "chương trình": "ctr", "chỉ thị": "ct"}


def _full(text: object) -> str:
    return _fold(expand(str(text or ""))).replace("&", "và")


def _letters(text: str) -> int:
    return len(re.sub(r"\W|\b(?:và|các|cùng)\b", "", text))


def covers(bodies: Sequence[Item] | None, cell: str) -> bool:
    """Whether the bodies read are those of a cell: each stands in it, and not much else does."""
    left = whole = _full(cell)
    if not whole or not bodies:
        return not whole and not bodies
    spelt = [sorted({_full(b.get("name")), _full(b.get("mention"))} - {""}, key=len, reverse=True) for b in bodies]
    for spellings in sorted(spelt, key=lambda words: -len(words[0])):
        name = next((word for word in spellings if word in whole), None)
        if name is None:
            return False
        left = left.replace(name, " ", 1)
    return _letters(left) <= 0.25 * _letters(whole)


def begins(read: object, wanted: str) -> float:
    """1 where a reading begins with the wanted words, whose «…» marks a cut; else how alike they are."""
    want, have = _fold(wanted.replace("…", "")), _fold(read)
    return 1.0 if want and have.startswith(want) else _likeness(have[: len(want) + 10], want)


def score_sample(reading: Item, gold: Item) -> list[Tally]:
    """The fields of a reading against a gold that counts a document's rows and gives a sample of them."""
    tallies = [_sample_head(reading["document"], gold)]
    cited = {_number(c["number"]) for c in reading.get("cites") or []}
    parents = {_number(c["number"]) for key in ("implements", "bases") for c in gold.get(key) or [] if c.get("number")}
    tally = _set_tally("parents among cites", {("", n) for n in parents & cited}, {("", n) for n in parents})
    own = {"", "<this>", _number(gold.get("number")), _number(reading["document"].get("number"))}
    direct = {link for link in _numbers(reading, "implements", own) if not link[0]}
    tallies += [
        tally,
        _set_tally("implements", direct, {("", _number(c["number"])) for c in gold.get("implements") or []}),
    ]
    tallies += [*_sample_tasks(reading, gold), *_sample_targets(reading, gold)]
    return [tally for tally in tallies if tally.wanted or tally.read]


def _sample_head(read: Item, gold: Item) -> Tally:
    kind = {_KINDS.get(_fold(value), _fold(value)) for value in (read.get("kind"), gold["kind"])}
    wanted_date = gold.get("date") or gold.get("year") or ""
    signer = _fold(re.sub(r"\s*\(.*", "", gold["signer"]))
    agrees = {
        "number": _number(read.get("number")) == _number(gold.get("number") or None),
        "kind": len(kind) == 1,
        "date": str(read.get("date") or "")[: len(wanted_date)] == wanted_date,
        "issuer": _likeness(_full(read.get("issuer")), _full(gold["issuer"])) >= 0.95,
        "signer": bool(read.get("signer")) and signer.endswith(_fold(read["signer"])),
    }
    tally = Tally("head")
    for key, right in agrees.items():
        tally.note(right, lambda k=key: Miss(None, k, f"read {read.get(k)}, wanted {gold.get(k)}"))  # type: ignore[misc]
    return tally


def _count(name: str, wanted: int, read: int) -> Tally:
    misses = [] if wanted == read else [Miss(None, "count", f"read {read}, wanted {wanted}")]
    return Tally(name, wanted, read, min(wanted, read), misses)


def _sample_found(name: str, wanted: Sequence[Item], pairs: Sequence[tuple[Item, Item]]) -> Tally:
    tally = Tally(name, len(wanted), len(pairs), len(pairs))
    for item in _unpaired(wanted, (w for _, w in pairs)):
        words = str(item.get("text") or item.get("indicator"))
        tally.misses.append(Miss(None, "missing", _place(item), words))
    return tally


def _place(item: Item) -> str:
    return " ".join(str(item.get(key)) for key in ("section", "code") if item.get(key))


def _sample_tasks(reading: Item, gold: Item) -> list[Tally]:
    read = [task for task in reading.get("tasks") or [] if task.get("lead") or task.get("support")]
    rows = (gold.get("task_rows") or gold.get("inline_tasks") or 0) + (gold.get("project_rows") or 0)
    wanted = (gold.get("tasks_sample") or []) + (gold.get("projects_sample") or [])

    def score(r: Item, w: Item) -> float:
        text = begins(r.get("text"), w["text"])
        code = bool(_fold(r.get("code"))) and _fold(r.get("code")).endswith(_fold(w.get("code")))
        return 0.8 * text + 0.1 * code + 0.1 * covers(r.get("lead"), w["lead"]) if text >= 0.6 else 0.0

    pairs = _pairs(read, wanted, score)
    tallies = [_count("tasks counted", gold.get("lead_rows") or rows, len(read))]
    tallies.append(_sample_found("sampled tasks found", wanted, pairs))
    for key in ("lead", "support", "timeline", "product"):
        tally = Tally(f"task {key}")
        for r, w in pairs:
            one, other = r.get(key), w.get(key) or ""
            if key in ("lead", "support"):
                agrees, figures = covers(one, other), f"read {_named(one or [])}, wanted {other}"
            elif key == "timeline":
                agrees, figures = _same_figures(one, other), ""
            else:
                agrees, figures = (not one and not other) or begins(one, other) >= 0.9, ""
            miss = Miss(r.get("line"), key, f"{_place(w)}: {figures}".strip(": "), f"read {one!r}, wanted {other!r}")
            tally.note(agrees, lambda m=miss: m)  # type: ignore[misc]
        tallies.append(tally)
    return tallies


def _same_figures(one: object, other: object) -> bool:
    if not one and not other:
        return True
    figures = [re.findall(r"\d+|\b[ivx]+\b", _fold(text)) for text in (one, other)]
    return figures[0] == figures[1] and likeness(one, other) >= 0.8


def _sample_targets(reading: Item, gold: Item) -> Iterator[Tally]:
    rows = (gold.get("indicator_rows") or 0) + (gold.get("inline_indicators") or 0)
    read = reading.get("targets") or []
    wanted = [
        {**item, "year": year, "value": value}
        for item in gold.get("indicators_sample") or []
        for year, value in (item.get("values") or {item.get("year"): item.get("value")}).items()
    ]
    if rows:
        distinct = {(_fold(t.get("indicator")), _fold(t.get("parent")), t.get("line")) for t in read}
        yield _count("indicators counted", rows, len(distinct))

    def score(r: Item, w: Item) -> float:
        text = max(begins(r.get("indicator"), w["indicator"]), likeness(r.get("indicator"), w["indicator"]))
        if text < 0.5:
            return 0.0
        value = _value(r.get("value")) in _values(w["value"])
        year = str(r.get("year")) == str(w["year"])
        above = re.sub(r"^\d+\s", "", w.get("parent") or "")
        parent = not above or _fold(above) in _fold(f"{r.get('parent')} {r.get('group')}")
        return 0.6 * text + 0.2 * value + 0.1 * year + 0.1 * parent

    pairs = _pairs(read, wanted, score)
    yield _sample_found("sampled indicators found", wanted, pairs)
    alike: dict[str, Callable[[Item, Item], bool]] = {
        "value": lambda r, w: (
            _value(r.get("value")) in _values(w["value"]) or (not _values(w["value"]) and bool(r.get("text_value")))
        ),
        "comparator": lambda r, w: str(r.get("comparator")) == str(w["comparator"]),
        "unit": lambda r, w: _unit(r.get("unit")) == _unit(w["unit"]),
        "year": lambda r, w: str(r.get("year")) == str(w["year"]),
        "owner": lambda r, w: covers(r.get("owner"), w["owner"]),
    }
    for key, agrees in alike.items():
        tally = Tally(f"indicator {key}")
        for r, w in pairs:
            shown = _named(r.get(key) or []) if key == "owner" else r.get(key)
            miss = Miss(r.get("line"), key, f"{_place(w)}: read {shown}, wanted {w[key]}", str(w["indicator"]))
            tally.note(agrees(r, w), lambda m=miss: m)  # type: ignore[misc]
        yield tally


# ------------------------------------------------------------------ documents


@dataclass(slots=True)
class Scored:
    """One document with its gold: the tallies, and how sure its owners are."""

    name: str
    form: str
    tallies: list[Tally]
    owners: int
    doubtful: int
    sure_owners: int
    sure_right: int


@dataclass(slots=True)
class Checked:
    """What stands where for one document: statements, what is wrong, and the rules that led to normalised forms."""

    name: str
    statements: int
    wrong: list[str]
    rules: Counter[str]
    owners: int
    doubtful: int


def facts_of(found: ReadDocument, path: Path) -> DocumentFacts:
    """The facts of a reading that is not stored."""
    source = SourceInfo(
        document=found.id,
        path=path.name,
        sha256="0" * 64,
        reader="1",
        vocabulary="1",
        decisions="-",
        lines=len(found.parsed.lines),
    )
    return to_facts(found, source)


def _doubts(reading: Item) -> tuple[int, int]:
    """How many owners, leads and supporters there are, and how many are in doubt; an open owner counts as one."""
    named = [body for t in reading["targets"] for body in t["owner"]]
    named += [body for t in reading["tasks"] for key in ("lead", "support") for body in t[key]]
    left_open = [t for t in reading["targets"] if not t["owner"] and "owner-span-unsettled" in t.get("doubt", [])]
    doubtful = sum("doubt" in body for body in named)
    return len(named) + len(left_open), doubtful + len(left_open)


def _sure(reading: Item, gold: Item) -> tuple[int, int]:
    """Of the targets' owners and tasks' leads without doubt, how many there are and how many are right."""
    names = Names.of(gold)
    by_line: dict[int, list[Item]] = {}
    for target in gold.get("targets", []):
        by_line.setdefault(target["line"], []).append(target)
    sure = right = 0
    for target in reading["targets"]:
        if not target["owner"] or any("doubt" in entry for entry in (target, *target["owner"])):
            continue
        wanted = by_line.get(target["line"], [])
        sure += 1
        right += any(
            w.get("owner_basis") == "uncertain" or names.same_set(target["owner"], w.get("owner") or []) for w in wanted
        )
    for task in reading["tasks"]:
        if not task["lead"] or any("doubt" in entry for entry in (task, *task["lead"])):
            continue
        lines = range(task["line"] - 2, task["line"] + 3)
        wanted = [w for w in gold.get("tasks", []) if w.get("line") in lines]
        sure += 1
        right += any(w.get("optional") or names.same_set(task["lead"], w.get("lead") or []) for w in wanted)
    return sure, right


def find_document(shared: Path, gold: Path) -> Path | None:
    """The document that a gold reads: the file it names, or one of its own name."""
    folders = (shared / "corpus" / "seeds", shared / "corpus" / "more")
    named: str | None = json.loads(gold.read_text(encoding="utf-8")).get("file")
    for folder in folders:
        for name in filter(None, (named, *(gold.stem + suffix for suffix in SUFFIXES))):
            if (folder / name).is_file():
                return folder / name
    return None


def score_gold(document: Path, gold_path: Path) -> Scored:
    """Read a document and score it against its gold."""
    gold = json.loads(gold_path.read_text(encoding="utf-8"))
    reading = to_interchange(read_path(document))
    whole = "document" in gold
    tallies = score_whole(reading, gold) if whole else score_sample(reading, gold)
    sure = _sure(reading, gold) if whole else (0, 0)
    return Scored(gold_path.stem, "whole" if whole else "sample", tallies, *_doubts(reading), *sure)


def check(document: Path) -> Checked:
    """What is wrong with the evidence of a document, and the rules behind its normalised forms."""
    found = read_path(document)
    said = facts_of(found, document)
    lines = found.parsed.lines
    rules, without = evidence.rules_of(said)
    wrong = [
        *evidence.wrong_quotes(said, lines),
        *evidence.wrong_mentions(said, lines),
        *evidence.wrong_figures(found, said),
        *without,
    ]
    name = f"{document.parent.name}/{document.stem}"
    return Checked(name, len(said.statements), wrong, rules, *_doubts(to_interchange(found)))


# ------------------------------------------------------------------ report


def render(scored: Sequence[Scored], checked: Sequence[Checked], unread: Sequence[str]) -> str:
    """docs/accuracy.md."""
    out = [
        "# How well documents are read",
        "",
        "Written by `make accuracy`; not by hand. Each document is read and compared with its gold: whole golds hold",
        "all that is to be read, sampled ones count the rows of a document's tables and give some of them.",
        "Precision is the share of what was read that is right, recall the share of what is there that was found. A",
        "sampled gold counts table rows only: duties that the text itself gives to a body, which are read too, show as",
        "surplus under «tasks counted».",
        "",
        "| Document | Gold | Macro F1 | Goal |",
        "|---|---|---:|---:|",
    ]
    out += [f"| {s.name} | {s.form} | {macro(s.tallies):.3f} | {GOALS[s.form]:.2f} |" for s in scored]
    out += ["", "## By field", "", "| Document | Field | Wanted | Read | Right | Precision | Recall | F1 |"]
    out += ["|---|---|---:|---:|---:|---:|---:|---:|"]
    out += [
        f"| {s.name} | {t.name} | {t.wanted} | {t.read} | {t.right} | {t.precision:.3f} | {t.recall:.3f} | {t.f1:.3f} |"
        for s in scored
        for t in s.tallies
    ]
    out += ["", "## Misses", ""]
    misses = [(s, t, m) for s in scored for t in s.tallies for m in t.misses]
    if misses:
        out += ["| Document | Field | Line | Kind | Figures and names |", "|---|---|---:|---|---|"]
        out += [
            f"| {s.name} | {t.name} | {m.line or ''} | {m.kind} | {m.figures.replace('|', '/')} |" for s, t, m in misses
        ]
    else:
        out += ["None."]
    out += ["", "## How sure the owners are", ""]
    out += [
        "An owner in doubt says so beside its name; one row whose owner the print leaves open counts as one in doubt."
    ]
    out += ["", "| Document | Owners, leads, supporters | In doubt | Share | Without doubt and right |"]
    out += ["|---|---:|---:|---:|---:|"]
    sure = {s.name: f"{s.sure_right} of {s.sure_owners}" for s in scored if s.sure_owners}
    seeds = {f"seeds/{name}": shown for name, shown in sure.items()}
    out += [
        f"| {c.name} | {c.owners} | {c.doubtful} | {c.doubtful / max(c.owners, 1):.3f} | {seeds.get(c.name, '')} |"
        for c in checked
    ]
    out += ["", "## Where it stands", ""]
    out += [
        "Each quote is what stands in its lines; the mention and the figure as printed and the indicator's words stand"
    ]
    out += ["inside the spans of their own fact; each normalised form follows from the printed one by a named rule."]
    out += ["", "| Document | Statements | Wrong |", "|---|---:|---:|"]
    out += [f"| {c.name} | {c.statements} | {len(c.wrong)} |" for c in checked]
    rules: Counter[str] = sum((c.rules for c in checked), Counter())
    out += ["", "| Rule | Times |", "|---|---:|", *(f"| {rule} | {count} |" for rule, count in sorted(rules.items()))]
    if unread:
        out += ["", "Not scored here: " + "; ".join(unread) + "."]
    return "\n".join(out) + "\n"


def wording(scored: Sequence[Scored], checked: Sequence[Checked]) -> Iterator[tuple[str, str]]:
    """(document, the words of its misses), for the folder that is not kept."""
    for s in scored:
        rows = [f"{t.name} line {m.line} {m.kind} {m.figures}\n    {m.words}" for t in s.tallies for m in t.misses]
        yield s.name, "\n".join(rows)
    for c in checked:
        yield f"{c.name.replace('/', '-')}.evidence", "\n".join(c.wrong)


def main(arguments: Sequence[str] | None = None) -> int:
    """Score every gold at hand, check the evidence of every document, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with gold/ and corpus/")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs" / "accuracy.md")
    parser.add_argument("--words", type=Path, default=ROOT / "var" / "accuracy")
    options = parser.parse_args(arguments)
    golds = sorted([*(options.shared / "gold").glob("*.json"), *(options.shared / "gold" / "more").glob("*.json")])
    if not golds:
        print(
            f"There are no golds in {options.shared / 'gold'}. Name the folder that holds gold/ and corpus/:"
            " make accuracy SHARED=FOLDER. docs/accuracy.md stays as it is.",
            file=sys.stderr,
        )
        return 0
    scored: list[Scored] = []
    unread: list[str] = []
    for gold in golds:
        document = find_document(options.shared, gold)
        try:
            if document is None:
                unread.append(f"{gold.stem} (its document is not there)")
            else:
                scored.append(score_gold(document, gold))
                print(f"{scored[-1].name}: macro F1 {macro(scored[-1].tallies):.3f}")
        except PolicygraphError as error:
            unread.append(f"{gold.stem} ({type(error).__name__})")
    corpora = (ROOT / "data" / "sample", options.shared / "corpus" / "seeds", options.shared / "corpus" / "more")
    texts = [
        path
        for folder in corpora
        for path in sorted(folder.glob("*"))
        if path.suffix in (".txt", ".md") and path.stem != "README"
    ]
    checked = [check(path) for path in texts]
    options.docs.write_text(render(scored, checked, unread), encoding="utf-8")
    options.words.mkdir(parents=True, exist_ok=True)
    for name, words in wording(scored, checked):
        (options.words / f"{name}.txt").write_text(words + "\n", encoding="utf-8")
    wrong = sum(len(c.wrong) for c in checked)
    print(
        f"{sum(c.statements for c in checked)} statements of {len(checked)} documents, {wrong} of them without evidence"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
