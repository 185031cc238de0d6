"""Answers as a person reads them in a terminal: one value column, doubt beside the name, chains and lines below."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from rich.console import Console
from rich.table import Table

from graph.decisions import TARGET_FIELDS, Decision
from graph.store import Scalar, Store
from graph.succession import Step
from ontology import vocabulary
from ontology.changes import NOT_MAPPED, OUTCOMES
from ontology.declare import Words
from ontology.evidence import ROLES
from ontology.relations import RELATIONS
from ontology.vocabulary import doubt_words
from queries.catalogue import HOLDINGS, Column, Derived, Owner
from queries.documents import Change
from queries.runner import Answer, AnswerRow, Chain, EvidenceItem
from queries.today import Holding, function_words, owned_duties, step_words

if TYPE_CHECKING:  # networkx takes long to import, and few commands need it
    from graph.networks import Bottleneck, Coordination
    from queries.proposals import Queued

Language = Literal["vi", "en"]

DRAFT = "draft / unnumbered"
"""The status that a document without number or day has in the data."""

#: Columns that are shown as parts of another one.
_QUANTITY = ("comparator", "value", "value_high", "text_value", "unit")
_HIDDEN_KINDS = ("id",)

#: Columns of a holding that the owner's own column shows already, or the list of changes below the table.
_TOLD_BELOW = ("then", "holder_id", "changes", "certainty")

WORDS: dict[str, Words] = {
    "lines": Words("Dòng", "Lines"),
    "rows": Words("dòng kết quả", "rows"),
    "shown": Words("hiển thị", "shown"),
    "chain": Words("Mạch văn bản", "Chain"),
    "line": Words("dòng", "line"),
    "page_number": Words("trang", "page"),
    "also": Words("và trực tiếp", "also directly"),
    "none": Words("Không có kết quả.", "No rows."),
    "proposals": Words(
        "Chỉ số có thể là một (để người xem xét, không tự gộp)",
        "Indicators that may be one (for a person to judge; none is joined)",
    ),
    "bottlenecks": Words("Đầu mối mà công việc của cơ quan khác phải đi qua", "Where the work of others has to pass"),
    "agency": Words("Cơ quan", "Agency"),
    "between": Words("Trung gian", "Between"),
    "joint": Words("Việc chung", "Joint tasks"),
    "waited_by": Words("Bị chờ", "Waited for by"),
    "waits_for": Words("Phải chờ", "Waits for"),
    "cut_off": Words("Nếu thiếu, mất liên hệ", "Without it, cut off"),
    "tasks": Words("Nhiệm vụ", "Tasks"),
    "doubt": Words("nghi vấn", "doubtful"),
    "confirmed": Words("đã xác nhận", "confirmed"),
    "collective": Words("tập thể", "collective"),
    "yes": Words("có", "yes"),
    "no": Words("không", "no"),
    "holdings": Words("Ai giữ các chỉ tiêu, nhiệm vụ sau sắp xếp", "Who holds the targets and tasks after the reform"),
    "made_of": Words(
        "Vào ngày {day}, lập bằng lệnh `policygraph succession --as-of {day}` từ",
        "As of {day}, made by `policygraph succession --as-of {day} --lang en` from",
    ),
    "document": Words("Văn bản", "Document"),
    "all": Words("Tất cả", "All"),
    "duty": Words("Chỉ tiêu, nhiệm vụ", "Target or task"),
    "value": Words("Giá trị (năm), mã", "Value (year), code"),
    "then": Words("Cơ quan khi ban hành", "Owner then"),
    "outcome": Words("Kết luận", "Outcome"),
    "holder": Words("Cơ quan giữ hoặc có thể giữ", "Who holds it or may"),
    "function": Words("Chức năng", "Function"),
    "not_mapped": Words("không quy đổi", "not mapped"),
    "from": Words("từ", "from"),
    "until": Words("đến", "until"),
    "held_on": Words("Giữ việc vào", "Holder on"),
    "as_of": Words("Ngày hỏi", "As of"),
    "changes": Words("Từ cơ quan khi ban hành đến cơ quan giữ", "From the owner then to the holder"),
    "more": Words(
        "Từng dòng văn bản: --evidence; dữ liệu đầy đủ: --json, --csv.",
        "The lines of text behind each row: --evidence; all the data: --json, --csv.",
    ),
}


def word(name: str, language: Language) -> str:
    """A word of the presentation in a language."""
    return str(getattr(WORDS[name], language))


_VERBS: dict[str, Words] = {
    "accept": Words("đúng như đã đọc", "right as read"),
    "correct": Words("sửa", "correct"),
    "reject": Words("bỏ", "take out"),
    "merge": Words("là một", "are one"),
    "split": Words("tách", "split"),
    "revoke": Words("rút", "revoke"),
}


def decision_words(decision: Decision, language: Language) -> str:
    """What a person decided, in one line without who, when and why."""

    def relation(name: str | None) -> str:
        known = RELATIONS.get(name or "")
        return getattr(known.forward, language) if known else name or ""

    # Merged, the first becomes the second; split, they are not one. Of a fact, all the agencies that it names.
    joined = " ≠ " if decision.verb == "split" else " → "
    values = [", ".join(node.name for node in decision.to), *(f"{name}={to}" for name, to in decision.sets.items())]
    right = ", ".join(filter(None, values))
    parts = (
        relation(decision.predicate),
        f"«{_judged_words(decision, language)}»" if decision.value else "",
        joined.join(node.name for node in decision.nodes),
        "→" if right else "",
        relation(decision.gives),
        right,
        decision.of,
    )
    return f"{getattr(_VERBS[decision.verb], language)}: " + " ".join(filter(None, parts))


def _judged_words(decision: Decision, language: Language) -> str:
    """What was judged or replaced; of a target its quantity and year."""
    value = decision.value or ""
    if decision.predicate != "SETS":
        return value
    fields = dict(pair.split("=", 1) for pair in _FIELD.split(value) if "=" in pair)
    year = f" ({fields['year']})" if fields.get("year") else ""
    return quantity(fields, language) + year


_FIELD = re.compile(rf"; (?=(?:{'|'.join(TARGET_FIELDS)})=)")


def number(value: Scalar, language: Language) -> str:
    """A canonical decimal as a reader writes it.

    >>> number("92.5", "vi"), number("12392", "vi"), number("12392.5", "en")
    ('92,5', '12.392', '12,392.5')
    """
    whole, point, rest = str(value).partition(".")
    grouped = f"{int(whole):,}"
    text = grouped + point + rest
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text


def quantity(values: Mapping[str, Scalar], language: Language, prefix: str = "") -> str:
    """Comparator, value and unit as one text: «> 95 %», «85–90 %», «Cơ bản không còn».

    ``prefix`` tells the columns of a second quantity in one row («reference_value»).
    """
    comparator, value, high, text, unit = (values.get(prefix + name) for name in _QUANTITY)
    if value is None:
        return str(text or "")
    sign = "" if comparator in (None, "=", "range") else f"{comparator} "
    upper = f"–{number(high, language)}" if high is not None else ""
    return f"{sign}{number(value, language)}{upper}{f' {unit}' if unit else ''}"


def below_parent(name: str, parent: Scalar) -> str:
    """A target's name; «Thành thị» alone says nothing, so the row it breaks down comes first.

    >>> below_parent("Thành thị", "Tỷ lệ hộ nghèo")
    'Tỷ lệ hộ nghèo: Thành thị'
    """
    return f"{parent}: {name}" if parent and not name.startswith(str(parent)) else name


def with_place(name: str, place: Scalar) -> str:
    """A name with its place, unless it says it: «Sở Y tế (Cần Thơ)»."""
    return f"{name} ({place})" if place and str(place) not in name else name


def shown_date(iso: str | None, language: Language) -> str:
    """A day, month or year as a reader writes it; in English as in the data.

    >>> shown_date("2024-06-14", "vi"), shown_date("2024-07", "vi"), shown_date("2024-06-14", "en")
    ('14/06/2024', '07/2024', '2024-06-14')
    """
    return "/".join(reversed((iso or "").split("-"))) if language == "vi" else iso or ""


_DAYS = re.compile(r"(?P<what>.*?),? ?(?P<begun>\d{4}[\d-]*)? ?– ?(?P<ended>\d{4}[\d-]*)?")


def days_words(begun: str | None, ended: str | None, language: Language) -> str:
    """When something was: «đến 30/06/2025», «từ 01/07/2025».

    >>> days_words(None, "2025-06-30", "vi"), days_words("2025-07-01", None, "en"), days_words(None, None, "vi")
    ('đến 30/06/2025', 'from 2025-07-01', '')
    """
    told = ((word("from", language), begun), (word("until", language), ended))
    return " ".join(f"{name} {shown_date(day, language)}" for name, day in told if day)


def detail_words(detail: str, language: Language, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """What tells a hit from others of its name, for readers; ``names`` of documents by id.

    >>> detail_words("An Giang, – 2025-06-30", "vi"), detail_words("An Giang, 2025-07-01 –", "en")
    ('An Giang, đến 30/06/2025', 'An Giang, from 2025-07-01')
    >>> detail_words("Chính sách xã hội – giai đoạn mới", "vi")
    'Chính sách xã hội – giai đoạn mới'
    """
    if detail in names:
        return names[detail]
    found = _DAYS.fullmatch(detail)
    if found is None or not (found["begun"] or found["ended"]):
        return detail
    return ", ".join(filter(None, (found["what"], days_words(found["begun"], found["ended"], language))))


def status_words(status: Scalar, language: Language) -> str:
    """A document's status for a reader."""
    return "dự thảo / chưa có số, ngày" if status == DRAFT and language == "vi" else str(status)


@dataclass(frozen=True, slots=True)
class Shown:
    """A column as shown: its heading and how a row's text is made."""

    heading: str
    text: Callable[[AnswerRow], str]


def shown_columns(answer: Answer, language: Language) -> list[Shown]:
    """The columns a reader needs: ids and empty columns left out, a quantity in one, an agency with its place."""
    names = {column.name: column for column in answer.columns}
    prefixes = [name.removesuffix("comparator") for name in names if name.endswith("comparator")]
    parts = {prefix + name: prefix for prefix in prefixes if prefix + "value" in names for name in _QUANTITY}
    filled = {name for name, column in names.items() if any(_tells(column, row.values[name]) for row in answer.rows)}
    shown: list[Shown] = []
    for name, column in names.items():
        if column.type in _HIDDEN_KINDS or name not in filled:
            continue
        if name.endswith("_jurisdiction") and name.removesuffix("_jurisdiction") in names:
            continue
        if (prefix := parts.get(name)) is not None:
            if name == f"{prefix}comparator":
                title = _title(names[f"{prefix}value"], language)
                shown.append(Shown(title, partial(_quantity_text, language=language, prefix=prefix)))
            continue
        if name == "parent" and "indicator" in names:
            continue
        if name in ("doubt", "basis", "resolution") or name.endswith("_kind") or name == "document_status":
            continue
        if isinstance(column, Derived) and (column.kind == "body_id" or column.kind in _TOLD_BELOW[column.joined :]):
            continue
        shown.append(Shown(_title(column, language), _text(name, column, names, language)))
    shown.append(Shown(word("lines", language), _lines))
    return shown


def with_changes(
    columns: Sequence[Shown], answer: Answer, changed: Mapping[str, Sequence[Change]], language: Language
) -> list[Shown]:
    """The columns, with what amends or replaces a document beside its name."""
    names = {column.name: column for column in answer.columns}
    ids = {
        _title(column, language): f"{name}_id"
        for name, column in names.items()
        if (of := names.get(f"{name}_id")) and isinstance(of, Column) and "Document" in of.of
    }

    def told(shown: Shown, row: AnswerRow) -> str:
        found = changed.get(str(row.values.get(ids[shown.heading])), ())
        marks = (f" [{getattr(RELATIONS[one.relation].reverse, language)} {one.name}]" for one in found)
        return shown.text(row) + "".join(marks)

    return [Shown(one.heading, partial(told, one)) if one.heading in ids else one for one in columns]


def columns_of_a_day(answer: Answer, language: Language) -> list[Shown]:
    """The columns a reader needs, and beside each owner, as one sentence, who holds its duty on the day asked for."""
    owners = owners_held(answer)
    told = {f"{owner.name}_{kind}" for owner in owners for kind in HOLDINGS}
    plain = replace(answer, columns=tuple(column for column in answer.columns if column.name not in told))
    found = shown_columns(plain, language)
    for owner in owners:
        title = getattr(answer.question.titled(owner), language)
        beside = next((at for at, column in enumerate(found) if column.heading == title), len(found) - 2)
        heading = day_heading(answer, owner, language)
        found.insert(beside + 1, Shown(heading, partial(_held_text, owner=owner.name, language=language)))
    return found


def owners_held(answer: Answer) -> list[Owner]:
    """The owners whose holders were asked for."""
    there = {name for row in answer.rows for name in row.holdings}
    return [owner for owner in answer.question.owners if owner.name in there]


def day_heading(answer: Answer, owner: Owner, language: Language) -> str:
    """«Giữ việc vào 15/10/2026», with the owner's title where there are several."""
    day = f"{word('held_on', language)} {shown_date(answer.as_of.isoformat() if answer.as_of else None, language)}"
    return day if len(owners_held(answer)) < 2 else f"{getattr(answer.question.titled(owner), language)}: {day}"


def _held_text(row: AnswerRow, *, owner: str, language: Language) -> str:
    return row.holdings[owner].words(language) if owner in row.holdings else ""


def _quantity_text(row: AnswerRow, *, language: Language, prefix: str) -> str:
    return quantity(row.values, language, prefix)


def _tells(column: Column | Derived, value: Scalar) -> bool:
    """Whether a value is worth a column: that there is none with an outcome is not."""
    return bool(value) if isinstance(column, Derived) and column.only else value is not None


def _title(column: Column | Derived, language: Language) -> str:
    return str(getattr(column.title, language))


def _text(
    name: str, column: Column | Derived, names: dict[str, Column | Derived], language: Language
) -> Callable[[AnswerRow], str]:
    place, status = f"{name}_jurisdiction", "document_status"

    def text(row: AnswerRow) -> str:
        value = row.values[name]
        if value is None:
            told = row.holdings.get(name.removesuffix("_outcome")) if name.endswith("_outcome") else None
            return str(getattr(NOT_MAPPED, language)) if told is not None else ""
        if isinstance(value, bool):
            return word("yes" if value else "no", language)
        words = column.words(value, language)
        if isinstance(column, Column) and "Document.document_class" in column.of:
            words = _class_words().get(str(value), {}).get(language, words)
        parts = [words if words is not None else str(value)]
        parent = row.values.get("parent")
        if name == "indicator":
            parts[0] = below_parent(parts[0], parent)
        if place in names:
            parts[0] = with_place(parts[0], row.values[place])
        if name == "document" and row.values.get(status):
            parts.append(f"[{status_words(row.values[status], language)}]")
        if row.values.get(f"{name}_kind") == "collective":
            parts.append(f"[{word('collective', language)}]")
        if name in ("agency", "who") and row.values.get("doubt"):
            parts.append(f"⚠ {doubt_words(str(row.values['doubt']), language)}")
        if name in ("agency", "who") and (people := confirmed_by(row)):
            parts.append(f"✓ {word('confirmed', language)}: {', '.join(people)}")
        return " ".join(parts)

    return text


def confirmed_by(row: AnswerRow) -> list[str]:
    """Who confirmed the part that an agency has in a row, by name; nobody where a part of it is only read."""
    roles = [item for item in row.evidence if item.fact[1] in ROLES]
    return sorted({item.confirmed_by or "" for item in roles}) if all(item.confirmed_by for item in roles) else []


@cache
def _class_words() -> dict[str, dict[str, str]]:
    """Class of documents → its name in each language."""
    return {entry.name: {"vi": entry.vi, "en": entry.en} for entry in vocabulary.document_classes()}


def line_words(item: EvidenceItem, language: Language) -> str:
    """Where a quote begins: «dòng 12», and in a file with pages «trang 3, dòng 12»."""
    page = f"{word('page_number', language)} {item.page}, " if item.page is not None else ""
    return f"{page}{word('line', language)} {item.line}"


def _lines(row: AnswerRow) -> str:
    """Line numbers of the row's own evidence, shortest form."""
    found = sorted({(item.line, item.line_end) for item in row.evidence})
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in found[:4]) + (" …" if len(found) > 4 else "")


def cypher_literal(value: Scalar) -> str:
    """A value as Cypher writes it.

    >>> cypher_literal("it's"), cypher_literal(None), cypher_literal(True), cypher_literal(2030)
    ("'it\\\\'s'", 'null', 'true', '2030')
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    escaped = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'" if isinstance(value, str) else str(value)


def cypher_parameters(parameters: Mapping[str, Scalar]) -> str:
    """Lines that set a question's parameters in a Cypher shell or in Neo4j's Browser.

    >>> print(cypher_parameters({"from": "document/42-nq_tw", "year": 2030, "plan": None}), end="")
    :param from => 'document/42-nq_tw'
    :param year => 2030
    :param plan => null
    """
    return "".join(f":param {name} => {cypher_literal(value)}\n" for name, value in parameters.items())


def chain_text(chain: Chain) -> str:
    """«118/KH-UBND → 68/NQ-CP → 42-NQ/TW»."""
    return " → ".join(name for _, name in chain.documents)


def print_answer(console: Console, answer: Answer, language: Language, *, evidence: bool = False) -> None:
    """Print an answer: table, chains with the lines that state them, and what else there is."""
    console.print(f"[bold]{getattr(answer.question.title, language)}[/bold]")
    if not answer.rows:
        console.print(word("none", language))
        return
    table = Table(box=None, header_style="bold", pad_edge=False, show_lines=False)
    table.add_column("#", justify="right", style="dim")
    columns = shown_columns(answer, language)
    for column in columns:
        table.add_column(column.heading, overflow="fold")
    for number, row in enumerate(answer.rows, start=1):
        table.add_row(str(number), *(_plain(column.text(row)) for column in columns))
    console.print(table)
    if evidence:
        _print_evidence(console, answer.rows, language)
    _print_chains(console, answer.rows, language)
    _print_changes(console, answer, language)
    extra = f" ({len(answer.rows)} {word('shown', language)})" if answer.total > len(answer.rows) else ""
    console.print(f"\n{answer.total} {word('rows', language)}{extra}. {word('more', language)}")


def _plain(text: str) -> str:
    """Text of documents is never markup."""
    return text.replace("[", r"\[")


def _source(item: EvidenceItem, language: Language) -> str:
    """Document, line and the beginning of its text."""
    quote = " ".join(item.quote.split())
    quote = quote if len(quote) <= 110 else quote[:110].rsplit(" ", 1)[0] + " …"
    return f"{item.document_label}, {line_words(item, language)}: «{quote}»"


def _print_evidence(console: Console, rows: Sequence[AnswerRow], language: Language) -> None:
    for number, row in enumerate(rows, start=1):
        console.print()
        # One line that states two facts of the row is shown once.
        for item in {(i.document, i.line, i.line_end): i for i in row.evidence}.values():
            quote = " ".join(item.quote.split())
            doubt = f"  ⚠ {doubt_words(item.doubt, language)}" if item.doubt else ""
            doubt += f"  ✓ {word('confirmed', language)}: {item.confirmed_by}" if item.confirmed_by else ""
            console.print(
                f"{number}. {item.document_label}, {line_words(item, language)}: «{quote}»{doubt}",
                markup=False,
                soft_wrap=True,
            )


def _print_chains(console: Console, rows: Sequence[AnswerRow], language: Language) -> None:
    seen: dict[str, Chain] = {}
    for row in rows:
        for chain in row.chain:
            if len(chain.documents) > 1:
                seen.setdefault(chain_text(chain), chain)
    if not seen:
        return
    console.print(f"\n[bold]{word('chain', language)}[/bold]")
    for text, chain in seen.items():
        also = f" ({word('also', language)})" if chain.also_direct else ""
        console.print(f"  {text}{also}", markup=False)
        for link in chain.links:
            first = next(iter(link.evidence), None)
            if first is None:
                continue
            console.print(f"    {_source(first, language)}", markup=False, style="dim")


def _print_changes(console: Console, answer: Answer, language: Language) -> None:
    """Each way from an owner to its holder once, with the rows that took it, its changes and their acts."""
    if answer.as_of is None:
        return
    console.print(f"\n{word('as_of', language)}: {answer.as_of.isoformat()}")
    ways: dict[tuple[str, str, tuple[Step, ...]], list[int]] = {}
    for number, row in enumerate(answer.rows, start=1):
        for found in row.holdings.values():
            if found.owner is not None and found.steps:
                ways.setdefault((found.owner.label, found.words(language), found.steps), []).append(number)
    if ways:
        console.print(f"[bold]{word('changes', language)}[/bold]")
    for (owner, words, steps), numbers in ways.items():
        rows = ", ".join(map(str, dict.fromkeys(numbers)))
        console.print(f"  {owner} → {words}  [#{rows}]", markup=False, soft_wrap=True)
        for step in steps:
            console.print(f"    {step_words(step, language)}", markup=False, soft_wrap=True, style="dim")


def print_proposals(console: Console, queued: Sequence[Queued], language: Language) -> None:
    """Print pairs of indicators that may be one, each with the first line that states the one and the other."""
    from graph.indicators import REASONS

    console.print(f"[bold]{word('proposals', language)}[/bold]")
    if not queued:
        console.print(word("none", language))
        return
    for number, item in enumerate(queued, start=1):
        proposal = item.proposal
        reason = getattr(REASONS[proposal.reason], language)
        only = " | ".join(" ".join(words) or "–" for words in (proposal.only_first, proposal.only_second))
        console.print(f"\n{number}. {proposal.score:.1f}  {reason}: {only}", markup=False)
        for side, lines in ((proposal.first, item.first), (proposal.second, item.second)):
            console.print(f"   {side.name}", markup=False, soft_wrap=True)
            documents = {line.document: line for line in reversed(lines)}
            for line in reversed(documents.values()):
                console.print(f"     {_source(line, language)}", markup=False, soft_wrap=True, style="dim")


def print_bottlenecks(console: Console, worst: Sequence[Bottleneck], found: Coordination, language: Language) -> None:
    """Print the agencies on which most of the others' work waits, each with the tasks that make it so."""
    console.print(f"[bold]{word('bottlenecks', language)}[/bold]")
    if not worst:
        console.print(word("none", language))
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("#", justify="right", style="dim")
    for heading in ("agency", "between", "joint", "waited_by", "waits_for", "cut_off", "tasks"):
        left = heading in ("agency", "cut_off", "tasks")
        table.add_column(word(heading, language), justify="left" if left else "right", overflow="fold")
    for number, item in enumerate(worst, start=1):
        place = f" ({item.agency.place})" if item.agency.place and item.agency.place not in item.agency.name else ""
        codes = [found.tasks[task].code or found.tasks[task].name for task in item.tasks]
        table.add_row(
            str(number), _plain(item.agency.name + place), f"{item.betweenness:.3f}", str(item.degree),
            str(item.waited_by), str(item.waits_for),
            _plain(", ".join(found.agencies[node].name for node in item.cut_off)),
            _plain(", ".join(codes[:6]) + (f" … ({len(codes)})" if len(codes) > 6 else "")),
        )  # fmt: skip
    console.print(table)


def succession_page(store: Store, as_of: date, language: Language, *, counts: bool = False) -> Iterator[str]:
    """Lines of Markdown: every owned target and led task by what is known of its holder on a day, each plan's counted.

    Args:
        counts: the numbers alone.
    """
    outcomes = (*OUTCOMES, None)
    files = {info.document: info.file for info in store.sources()}
    found: dict[str, list[tuple[str, str, Holding]]] = {}
    names: dict[str, str] = {}
    for document, duties in owned_duties(store, as_of).items():
        facts = store.document(document)
        if facts is not None and duties:
            props = {node.id: node.props for node in facts.nodes}
            names[document] = _plain_cell(str(props[document]["name"]))
            found[document] = [(*_duty(props[str(one.item)], language), one) for one in duties]
    if not counts:
        title, made = word("holdings", language), word("made_of", language).format(day=as_of.isoformat())
        listed = ", ".join(f"`{files[document]}`" for document in found)
        yield from (f"# {title}", "", f"{made} {listed}.", "")
    heads = [getattr(OUTCOMES[one], language) if one else word("not_mapped", language) for one in outcomes]
    yield from _rows((word("document", language), *heads, word("all", language)), ("",) + ("-:",) * 7)
    for document, rows in found.items():
        numbers = [sum(held.outcome == one for _, _, held in rows) for one in outcomes]
        yield from _rows((names[document], *map(str, numbers), str(len(rows))))
    every = [held.outcome for rows in found.values() for _, _, held in rows]
    yield from _rows(
        (word("all", language), *(str(sum(one == held for held in every)) for one in outcomes), str(len(every)))
    )
    if counts:
        return
    for document, rows in found.items():
        yield from ("", f"## {names[document]}", "")
        columns = ("duty", "value", "then", "outcome", "holder", "function")
        yield from _rows([word(name, language) for name in columns], ("",) * len(columns))
        ranked = sorted(enumerate(rows), key=lambda pair: (outcomes.index(pair[1][2].outcome), pair[0]))
        for _, (name, value, held) in ranked:
            bodies = held.holders or held.candidates
            told = "; ".join(body.label for body in bodies) if held.answer else ""
            functions = "; ".join(getattr(function_words(one), language) for one in held.finding.functions)
            outcome = heads[outcomes.index(held.outcome)]
            then = held.owner.label if held.owner else held.agency_name
            yield from _rows((name, value, then, outcome, told, functions))


def _rows(cells: Sequence[str], below: Sequence[str] = ()) -> Iterator[str]:
    yield f"| {' | '.join(map(_plain_cell, cells))} |"
    if below:
        yield f"|{'|'.join(one or '---' for one in below)}|"


def _plain_cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _duty(props: Mapping[str, Scalar], language: Language) -> tuple[str, str]:
    """Name of a target or task, and its value and year or its code."""
    parent, name = props.get("parent"), str(props["name"])
    if "value_printed" not in props:
        return name, str(props.get("code") or "")
    year = f" ({props['year']})" if props.get("year") else ""
    whole = name if not parent or name.startswith(str(parent)) else f"{parent}: {name}"
    return whole, quantity(dict(props), language) + year
