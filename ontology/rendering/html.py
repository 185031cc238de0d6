"""The ontology as one page of HTML with a diagram, for people: ``python -m ontology.rendering.html [FILE]``.

Every term of ours has its anchor, so that ``…/ontology#Target`` leads to it.
The diagram is drawn from the declarations: a type stands right of all that
point at it, each relation leaves its source at a place of its own and passes
behind the types on its way; between types of one column it runs up or down.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from ontology.declare import Prop, Relation, Words, expand
from ontology.evidence import BRINGS, KINDS, NODE_SLOTS, QUOTE_HASH, ROLES, Slot
from ontology.relations import RELATIONS
from ontology.rendering import is_own, own
from ontology.rendering.owl import COMMENT, TITLE, VERSION
from ontology.types import NODE_TYPES
from ontology.vocabulary import document_classes

DEFAULT = Path("site/ontology.html")

_BOX, _COLUMN, _ROW, _GAP, _MARGIN = 130, 262, 18, 26, 16

_STYLE = """:root{color-scheme:light dark;--line:#8886;--mark:#0b5cad}
@media (prefers-color-scheme:dark){:root{--mark:#7db7f0}}
body{font:16px/1.5 system-ui,sans-serif;max-width:76rem;margin:0 auto;padding:1rem}
a{color:var(--mark)}table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}
th,td{text-align:left;vertical-align:top;padding:.3rem .5rem;border:1px solid var(--line);overflow-wrap:break-word}
.scroll{overflow-x:auto}.why{opacity:.75}svg text{font:12px system-ui,sans-serif;fill:currentColor}
svg rect{fill:Canvas;stroke:currentColor}svg path{fill:none;stroke:var(--mark)}svg .name{font-weight:700}
svg .relation{fill:var(--mark);font-size:11px;paint-order:stroke;stroke:Canvas;stroke-width:3px}
.wide{margin-inline:calc(50% - 50vw + 1rem)}svg{display:block;margin:auto}:target{outline:2px solid var(--mark)}"""


def render() -> str:
    """The page."""
    body = _once("\n".join(_body()))
    return (
        '<!doctype html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(TITLE.vi)} {VERSION}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<main>\n{body}\n"
        "</main>\n</body>\n</html>\n"
    )


def _body() -> Iterator[str]:
    yield f"<h1>{escape(TITLE.vi)} {VERSION}</h1>"
    yield f'<p>{escape(COMMENT.vi)}</p><p lang="en">{escape(COMMENT.en)}</p>'
    yield f'<div class="scroll wide" tabindex="0" role="region" aria-label="Sơ đồ / diagram">{diagram()}</div>'
    yield _heading("types", Words("Các loại đối tượng", "Node types"))
    for label, kind in NODE_TYPES.items():
        standard = "" if is_own(kind.TERM) else f" ⊂ {_term(kind.TERM)}"
        yield _section(label, kind.TITLE, kind.COMMENT, f"{_term(own(label))}{standard}", kind.WHY_OWN)
        yield _properties({**kind.props(), **NODE_SLOTS.get(kind.LABEL, {})})
    yield _heading("classes", Words("Các lớp văn bản", "Classes of documents"))
    yield _table(
        ("lớp / class", "vi", "en"),
        ((_anchor(entry.name), escape(entry.vi), escape(entry.en)) for entry in document_classes()),
    )
    yield _heading("relations", Words("Quan hệ", "Relations"))
    yield _table(
        ("quan hệ / relation", "từ / from", "đến / to", "nghĩa / meaning", "thuật ngữ / term"),
        (
            (
                f"<code>{relation.name}</code><br>{_words(relation.forward)}<br>{_words(relation.reverse)}",
                _links(relation.source),
                _links(relation.target),
                _meaning(relation),
                _anchored(relation.term) + (f"<br>⊂ {_term(relation.under)}" if relation.under else ""),
            )
            for relation in RELATIONS.values()
        ),
    )
    yield _heading("roles", Words("Vai trò của cơ quan", "Roles of agencies"))
    yield _table(
        ("vai trò / role", "quan hệ / relation", "nghĩa / meaning"),
        (
            (f"{_anchored(role.term)} {_words(role.label)}", f"<code>{name}</code>", _words(role.comment))
            for name, role in ROLES.items()
        ),
    )
    yield _heading("evidence", Words("Căn cứ", "Evidence"))
    for name, part in KINDS.items():
        wider = "".join(f" ⊂ {_term(term)}" for term in part.under)
        yield _section(name, part.title, part.comment, f"{_term(part.term)}{wider}", part.why_own)
        slots: dict[str, Slot] = dict(part.slots)
        if name == "Span":
            slots["quote_sha256"] = QUOTE_HASH
        yield _properties(slots)
    yield _properties(dict(BRINGS))


def _heading(name: str, words: Words) -> str:
    return f'<h2 id="section-{name}">{_words(words)}</h2>'


def _section(name: str, title: Words, comment: Words, terms: str, why: str) -> str:
    reason = f'<p class="why" lang="en">{escape(why)}</p>' if why else ""
    return f'<h3 id="{name}">{_words(title)}</h3><p>{_words(comment)}</p><p>{terms}</p>{reason}'


def _properties(props: dict[str, Prop] | dict[str, Slot]) -> str:
    return _table(
        ("tên / name", "nghĩa / meaning", "kiểu / datatype", "thuật ngữ / term"),
        (
            (
                f"<code>{escape(name)}</code><br>{_words(prop.label)}",
                _meaning(prop),
                escape(_datatype(prop)),
                _anchored(prop.term),
            )
            for name, prop in props.items()
        ),
    )


def _datatype(prop: Prop) -> str:
    if isinstance(prop, Slot) and prop.to:
        return ", ".join(prop.to)
    return prop.datatype


def _meaning(declared: Prop | Relation) -> str:
    why = f'<br><span class="why" lang="en">{escape(declared.why_own)}</span>' if declared.why_own else ""
    return _words(declared.comment) + why


def _words(words: Words) -> str:
    return f'{escape(words.vi)} <span lang="en">/ {escape(words.en)}</span>'


def _term(curie: str) -> str:
    return f'<a href="{escape(expand(curie), quote=True)}"><code>{escape(curie)}</code></a>'


def _anchor(name: str) -> str:
    return f'<span id="{escape(name)}"><code>{escape(own(name))}</code></span>'


def _anchored(curie: str) -> str:
    """A term; where it is ours, with the anchor that ``render`` leaves to its first use alone."""
    return f'<span id="{escape(curie.partition(":")[2])}">{_term(curie)}</span>' if is_own(curie) else _term(curie)


def _once(text: str) -> str:
    """The page with each anchor at its first place only, as HTML wants it."""
    seen: set[str] = set()

    def keep(match: re.Match[str]) -> str:
        if match[1] in seen:
            return ""
        seen.add(match[1])
        return match[0]

    return re.sub(r' id="([^"]+)"', keep, text)


def _links(labels: Iterable[str]) -> str:
    return ", ".join(f'<a href="#{label}">{label}</a>' for label in labels)


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    return f'<div class="scroll"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{lines}</tbody>\n</table></div>'


# --- the diagram ------------------------------------------------------------------------------------------------


def ranks() -> dict[str, int]:
    """Node type → its column: one right of the rightmost type that points at it."""
    above: dict[str, set[str]] = {label: set() for label in NODE_TYPES}
    for relation in RELATIONS.values():
        for target in relation.target:
            above[target].update(source for source in relation.source if source != target)
    found = dict.fromkeys(NODE_TYPES, 0)
    # As many rounds as there are types settle every chain; a circle would stop growing there, too.
    for _ in NODE_TYPES:
        found = {label: 1 + max((found[source] for source in above[label]), default=-1) for label in NODE_TYPES}
    return found


def diagram() -> str:
    """The types and their relations as SVG."""
    joined: dict[tuple[str, str], list[str]] = {}
    for name, relation in RELATIONS.items():
        for source in relation.source:
            for target in relation.target:
                joined.setdefault((source, target), []).append(name)
    loops = {source: names for (source, target), names in joined.items() if source == target}
    edges = {pair: names for pair, names in joined.items() if pair[0] != pair[1]}
    column = ranks()
    used = sorted(set(column.values()))
    place: dict[str, tuple[int, int, int]] = {}
    tallest = 0
    for number, rank in enumerate(used):
        y = _MARGIN
        for label in (label for label in NODE_TYPES if column[label] == rank):
            out = sum(source == label for source, _ in edges)
            into = sum(target == label for _, target in edges)
            height = _ROW * (max(out, into, 1) + 1 + len(loops.get(label, ())))
            place[label] = _MARGIN + number * _COLUMN, y, height
            beside = sum(label in pair and column[pair[0]] == column[pair[1]] for pair in edges)
            y += height + max(_GAP, _ROW * (beside + 1))
        tallest = max(tallest, y)
    leaving, coming = dict.fromkeys(NODE_TYPES, 0), dict.fromkeys(NODE_TYPES, 0)
    lines: list[str] = []
    words: list[str] = []
    order = list(NODE_TYPES)
    for (source, target), names in sorted(edges.items(), key=lambda edge: (order.index(edge[0][0]), place[edge[0][1]])):
        text = escape(", ".join(names))
        if column[source] == column[target]:
            # Every one further right, its words a line lower.
            step = sum(f"beside-{column[source]}" in line for line in lines)
            upper, lower = sorted((source, target), key=lambda label: place[label][1])
            x = place[source][0] + 12 + 24 * step
            ends = place[upper][1] + place[upper][2], place[lower][1]
            start, end = ends if source == upper else ends[::-1]
            lines.append(f'<path class="beside-{column[source]}" d="M{x} {start} V{end}" marker-end="url(#tip)"/>')
            words.append(f'<text class="relation" x="{x + 6}" y="{ends[0] + _ROW * (step + 1) - 4}">{text}</text>')
            continue
        leaving[source] += 1
        coming[target] += 1
        x1, y1 = place[source][0] + _BOX, place[source][1] + _ROW * leaving[source] + 8
        x2, y2 = place[target][0], place[target][1] + _ROW * coming[target] + 8
        bend = max(60, (x2 - x1) // 3)
        lines.append(f'<path d="M{x1} {y1} C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}" marker-end="url(#tip)"/>')
        words.append(f'<text class="relation" x="{x1 + 6}" y="{y1 - 3}">{text}</text>')
    boxes: list[str] = []
    for label, (x, y, height) in place.items():
        boxes.append(
            f'<a href="#{label}"><rect x="{x}" y="{y}" width="{_BOX}" height="{height}" rx="6"/>'
            f'<text class="name" x="{x + 8}" y="{y + 16}">{label}</text></a>'
        )
        start = y + height - _ROW * len(loops.get(label, ())) + 8
        boxes += [
            f'<text class="relation" x="{x + 8}" y="{start + _ROW * line}">↻ {escape(name)}</text>'
            for line, name in enumerate(loops.get(label, ()))
        ]
    # The words beside the last column reach a little further than its boxes.
    width = _MARGIN * 3 + (len(used) - 1) * _COLUMN + _BOX
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {tallest}" width="{width}" height="{tallest}" '
        'role="img" aria-label="Sơ đồ các loại và quan hệ / diagram of types and relations">'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0 L8 4 L0 8"/></marker></defs>' + "".join(lines + boxes + words) + "</svg>"
    )


def main(arguments: list[str]) -> int:
    """Write the page; the status to exit with."""
    if len(arguments) > 1 or any(argument.startswith("-") for argument in arguments):
        print("usage: python -m ontology.rendering.html [FILE]", file=sys.stderr)
        return 2
    file = Path(arguments[0]) if arguments else DEFAULT
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(render(), encoding="utf-8", newline="\n")
    print(f"written: {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
