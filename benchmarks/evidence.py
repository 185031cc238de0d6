"""Whether what is said of a document stands in its lines, and how each normalised form follows from the printed one.

Every check gives a list of what is wrong, empty where nothing is; the words
of a document stand in them only where they are names or figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from graph.facts import DocumentFacts, NodeRecord, Span, Statement
from graph.resolve import expand, match_type, tidy_collective
from loaders.read import ReadDocument
from loaders.structure import clean_markup
from ontology import vocabulary
from ontology.text import canonical, compare_key, place_tones, without_marks
from ontology.values import find_dates, parse_decimal

# ------------------------------------------------------------------ words and lines


def letters(text: str) -> str:
    """Letters and figures alone, tones placed, without markup: a page or a tag parts no word."""
    return re.sub(r"[\W_]+", "", place_tones(clean_markup(text)).casefold())


def _words(text: str) -> list[str]:
    return [letters(word) for word in re.split(r"[^\w.,]+", text) if letters(word)]


def quoted(spans: Sequence[Span], lines: Sequence[str]) -> str:
    """The letters of spans in line order, no line twice."""
    numbers = sorted({number for span in spans for number in range(span.line, span.line_end + 1)})
    return letters("\n".join(lines[number - 1] for number in numbers))


def stands(mention: str, words: str, cuts: int = 1) -> bool:
    """Whether words stand there as printed; a page may cut them, with other cells of the row between.

    Args:
        mention: the words.
        words: the letters among which they have to stand.
        cuts: how often they may be cut.
    """
    rest = mention.split()
    for _ in range(cuts + 1):
        whole = next((n for n in range(len(rest), 0, -1) if letters(" ".join(rest[:n])) in words), 0)
        rest = rest[whole:]
        if not rest:
            return True
    return False


def wrong_quotes(said: DocumentFacts, lines: Sequence[str]) -> list[str]:
    """Quotes that are not what stands in their lines."""
    return [
        f"{statement.predicate} line {span.line}: the quote is not what stands there"
        for statement in said.statements
        for span in statement.spans
        if span.quote != "\n".join(lines[span.line - 1 : span.line_end]).strip()
    ]


def wrong_mentions(said: DocumentFacts, lines: Sequence[str]) -> list[str]:
    """Statements whose spans lack the words that name their object.

    An indicator's name may be put together («… bác sĩ trên 10.000 dân»):
    ``wrong_figures`` looks at its words.
    """
    wrong = []
    for statement in said.statements:
        mention = statement.mention or (statement.object if statement.predicate in ("title", "signer") else "")
        cuts = sum(span.line_end - span.line + 1 for span in statement.spans)
        if statement.predicate != "MEASURES" and not stands(mention, quoted(statement.spans, lines), cuts):
            wrong.append(f"{statement.predicate} line {statement.spans[0].line}: «{mention[:60]}» does not stand there")
    return wrong


def wrong_figures(found: ReadDocument, said: DocumentFacts) -> list[str]:
    """Targets whose printed figure or indicator's words do not stand in the spans of their own fact."""
    lines = found.parsed.lines
    nodes = {node.id: node.props for node in said.nodes}
    paragraphs = [range(part.line, part.line_end + 1) for part in found.outline.paragraphs]
    wrong = []
    for statement in said.statements:
        if statement.predicate not in ("SETS", "MEASURES", "OWNED_BY"):
            continue
        target = nodes[statement.object if statement.predicate == "SETS" else statement.subject]
        words = quoted(statement.spans, lines)
        where = f"{statement.predicate} line {statement.spans[0].line}"
        printed = str(target.get("value_printed", ""))
        if not printed or letters(printed) not in words:
            wrong.append(f"{where}: the figure «{printed}» does not stand there")
        # The first words of a shortened name («cấp …») stand in the same paragraph, before it.
        around = {line for part in paragraphs for span in statement.spans if span.line in part for line in part}
        context = words + letters("\n".join(lines[line - 1] for line in sorted(around)))
        if missing := [word for word in _words(str(target["name"])) if word not in context]:
            wrong.append(f"{where}: {missing} of the indicator's name do not stand there")
    return wrong


# ------------------------------------------------------------------ named rules

_BODIES = ("OWNED_BY", "LED_BY", "SUPPORTED_BY", "ISSUED_BY", "REPORTED_BY", "REPORTS_TO")
_LINKS = ("IMPLEMENTS", "HAS_LEGAL_BASIS", "CITES", "AMENDS", "REPLACES")
_LEVEL = re.compile(r"(?:chi nhánh )?(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|khu vực)\b")


def _same_type(mention: str, node: NodeRecord) -> bool:
    matched = match_type(mention) or match_type(expand(mention))
    types = {agency.id for agency in matched[0]} if matched else set()
    return node.id.removeprefix("agency/").split(".", 1)[0] in types


def _level_added(mention: str, node: NodeRecord) -> bool:
    name, said = compare_key(str(node.props["name"])), compare_key(expand(mention))
    return name.startswith(said + " ") or (name.startswith(said.rsplit(" ", 1)[0]) and bool(_LEVEL.search(said)))


_BODY_RULES: tuple[tuple[str, Callable[[str, NodeRecord, Statement], bool]], ...] = (
    ("as printed", lambda m, n, s: compare_key(m) == compare_key(str(n.props["name"]))),
    ("abbreviation written out", lambda m, n, s: compare_key(expand(m)) == compare_key(str(n.props["name"]))),
    ("level or place added", lambda m, n, s: _level_added(m, n)),
    ("list under one «các» worded one way", lambda m, n, s: tidy_collective(m) == n.props["name"]),
    ("repair of a misread form, told as a finding", lambda m, n, s: "ocr-repair" in s.doubt),
    ("another name of the vocabulary", lambda m, n, s: _same_type(m, n)),
    ("honours or a role left out", lambda m, n, s: compare_key(str(n.props["name"])) in compare_key(expand(m))),
)


def body_rule(mention: str, node: NodeRecord, statement: Statement) -> str | None:
    """The first rule by which a body's name follows from its mention; None where none does."""
    return next((name for name, holds in _BODY_RULES if holds(mention, node, statement)), None)


def number_rule(mention: str, number: str) -> str | None:
    """The rule by which a document's number follows from its mention; None where none does."""
    if mention == number:
        return "as printed"
    bare = re.sub(r"\s+", "", canonical(mention))
    if bare == number:
        return "blanks left out"
    if bare.casefold() == number.casefold():
        return "symbols in their usual case"
    same = without_marks(bare) == without_marks(number)
    return "a symbol that the vocabulary knows without its marks" if same else None


def value_rule(props: Mapping[str, Any]) -> str | None:
    """The rule by which a target's value and comparator follow from the printed figure; None where none does."""
    printed, comparator = canonical(str(props.get("value_printed", ""))), str(props.get("comparator", ""))
    if comparator == "text":
        return "words kept" if compare_key(str(props.get("text_value", ""))) == compare_key(printed) else None
    figures = re.findall(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?", printed)
    values = [parse_decimal(figure)[0] for figure in figures]
    wanted = [Decimal(str(props[key])) for key in ("value", "value_high") if props.get(key) is not None]
    if not wanted or any(value not in values for value in wanted):
        return None
    if len(wanted) == 2:
        return "two ends: range" if comparator == "range" else None
    phrases = vocabulary.wording().comparators
    said = {sign for phrase, sign in phrases.items() if compare_key(phrase) and phrase in printed.casefold()}
    if comparator in said and comparator != "=":
        return "a comparing word or sign"
    if comparator == "=":
        return "no comparing word: equal"
    # «từ 60%» without an upper end, and words that stand behind the unit.
    return "a lower or upper end" if comparator in (">=", "<=") else None


def date_rule(date: str, printed: str) -> str | None:
    """The rule by which a date follows from the words of its spans; None where none does."""
    found = [str(value) for _, _, value in find_dates(clean_markup(printed))]
    return "day, month and year as printed" if any(value == date or value.startswith(date) for value in found) else None


def rules_of(said: DocumentFacts) -> tuple[Counter[str], list[str]]:
    """How often each rule led from print to a normalised form, and the forms to which none does."""
    nodes = {node.id: node for node in said.nodes}
    used: Counter[str] = Counter()
    without: list[str] = []

    def note(kind: str, rule: str | None, shown: str, line: int) -> None:
        if rule is None:
            without.append(f"{kind} line {line}: no rule leads to «{shown}»")
        else:
            used[f"{kind}: {rule}"] += 1

    for statement in said.statements:
        line = statement.spans[0].line
        printed = " ".join(span.quote for span in statement.spans)
        if statement.predicate in _BODIES and statement.mention:
            node = nodes[statement.object]
            shown = f"{statement.mention} → {node.props['name']}"
            note("body", body_rule(statement.mention, node, statement), shown, line)
        elif statement.predicate in _LINKS and statement.mention:
            number = str(nodes[statement.object].props.get("number", ""))
            note("number", number_rule(statement.mention, number), f"{statement.mention} → {number}", line)
        elif statement.predicate == "date":
            note("date", date_rule(statement.object, printed), statement.object, line)
        elif statement.predicate == "SETS":
            props = nodes[statement.object].props
            note("figure", value_rule(props), f"{props.get('value_printed')} → {props.get('value')}", line)
    return used, without
