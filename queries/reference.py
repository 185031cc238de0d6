"""Write the reference page of the questions, or check that it is fresh.

``python -m queries.reference`` writes ``docs/questions.md`` from the
catalogue; with ``--check`` it only says whether the page is stale, and exits
with 1 if it is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from ontology.changes import OUTCOMES
from queries.catalogue import ENTITIES, HOLDINGS, Column, Derived, OrderKey, Question, catalogue
from queries.chains import MOST
from queries.runner import EVIDENCE_DOCUMENTS, GROUP_FACTS, GROUP_HOLDINGS

PAGE = Path(__file__).parent.parent / "docs" / "questions.md"

HELD = ", ".join(f"`…_{kind}`" for kind in HOLDINGS)
OUTCOME = ", ".join(f"*{words.en}*" for words in OUTCOMES.values())

_HEAD = f"""\
# The questions

This page is written from `queries/*.toml` and the query texts beside them by `python -m queries.reference`; change
those, not this page. [How both stores keep the graph](data-model.md) explains what the texts ask.

Every question has one text in Cypher and one in SPARQL, and both give the same rows. `$name` is a parameter in either
language. In a Cypher shell set it first, for example `:param from => 'document/42-nq_tw-2023'`. In another SPARQL tool
write the value in its place, for example `"document/42-nq_tw-2023"`; left as it is, the text asks for all values.
An optional parameter that is not wanted is `null` in Cypher, and stays as it is in SPARQL.

A SPARQL text first finds the nodes, then looks up each property in an `OPTIONAL` of its own. So a property that is not
there is null, as in Cypher, and the store follows the rows at hand: with look-ups that have to match, questions about
one document or agency took five to twenty times as long in a store of 300 documents.

The texts give plain rows. What the two languages do differently is done after them, the same for both stores:

- **Order**: numbers by value, text by the code points of its NFC form, null last. A limit counts after sorting.
- **Chain**: the routes by which one document carries out another, longest first, at most {MOST}; a direct link beside
  longer routes is kept and marked `also_direct`. Routes never multiply rows.
- **Evidence**: the lines of the documents that state what the row rests on, at most {EVIDENCE_DOCUMENTS} documents for
  one fact (`stated_by` says how many there are). Each link of a chain has its own.
- **Columns marked *runner*** are counted or measured from the rows, and are not in the texts. Whether more is better
  or worse is known only where a comparator tells («≥», «≤»); what cannot be told is «not comparable».
- **Holders on a day**: where a question names its owners, `--as-of` (a date, or `today`) adds to each the columns
  {HELD}: the owner as named, who holds its duty on that day, by which changes and acts, and how sure that is. The
  outcome is always one of {OUTCOME}; it is null for collectives and unresolved names, which are not mapped.
  [Succession](decisions/0008-succession.md) tells how it is found.
- **Groups**: where one row is shown for each of some columns, it stands for all rows of the text that agree in them,
  and rests on the lines of all, at most {GROUP_FACTS} facts.
- **Counts on a day**: a question that counts what owners have counts it with `--as-of` for the bodies that hold it on
  that day; a row is of such a body (`…_now`, `…_now_id`) instead of the owner as named, who stands in `…_then`. A duty
  is counted once for **each** body that holds it, in the question's own counts and in one of `certain`, `usual`,
  `several` (two bodies or more hold it: the sum over all bodies is more than the number of duties). Where the heir is
  open it stands for each that may hold it under `candidates` **alone**, so that no candidate's load grows by what it
  only may hold; where nobody is known, or all have ended, for the owner as named under `unknown` alone; a collective
  or unresolved owner stands under `not_mapped` alone. Of a pair (who leads, who supports) the less certain of the two
  counts, and where the work of one place went to several, each is paired within its own place only: a ward leads with
  its own bodies, not with the next ward's. Beside each row stand the changes with their acts, and the holdings of up to
  {GROUP_HOLDINGS} of its duties.

What a column shows is a property of the [ontology](ontology.md), a type for an id of it, or a part of a relation: its
name, which reads as the ontology words it `forward` or in `reverse`, its `basis` or its `doubt`. Evidence names facts
by columns and parameters; where a column stands in the middle, it holds the relation's name.

A document, agency or indicator may be given by its id or by a name: «NQ-42», «42-NQ/TW», «42 nq tw», «Sở Y tế Cần Thơ».
Where a name fits several, all are listed; nothing is guessed.
"""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    titles = list(head)
    lines = [f"| {' | '.join(titles)} |", f"|{'---|' * len(titles)}"]
    return [*lines, *(f"| {' | '.join(map(_cell, row))} |" for row in rows)]


def _ordered(key: OrderKey) -> str:
    return f"`{key.column}`{', descending' if key.descending else ''}"


def _shows(column: Column | Derived) -> str:
    if isinstance(column, Column):
        return ", ".join(f"`{item}`" for item in column.of)
    return f"*runner*: {column.meaning()}"


def _parameters(question: Question) -> list[str]:
    if not question.parameters:
        return ["No parameters.", ""]
    rows = []
    for one in question.parameters:
        default = "required" if one.required else "optional" if one.default is None else f"default `{one.default}`"
        kind = f"{one.type} (an id of `{ENTITIES[one.type]}`)" if one.type in ENTITIES else one.type
        choices = f": {', '.join(f'`{choice}`' for choice in one.choices)}" if one.choices else ""
        rows.append((f"`{one.name}`", kind + choices, default, one.title.vi, one.title.en))
    return [*_table(("parameter", "type", "", "vi", "en"), rows), ""]


def _section(question: Question) -> list[str]:
    columns = ((f"`{c.name}`", c.type, _shows(c), c.title.vi, c.title.en) for c in question.shown)
    lines = [
        f"## {question.name}",
        "",
        f"**{question.title.vi}** · {question.title.en}",
        "",
        question.description.vi,
        "",
        question.description.en,
        "",
        *_parameters(question),
        *_table(("column", "type", "shows", "vi", "en"), columns),
        "",
        f"- Order: {', '.join(map(_ordered, question.order))}.",
        "- Evidence: " + ", ".join(f"`{e.subject} {e.predicate} {e.object}`" for e in question.evidence) + ".",
    ]
    if question.chain is not None:
        lines.append(f"- Chain: from `{question.chain.lower}` up to `{question.chain.upper}`.")
    if question.owners:
        names = ", ".join(f"`{owner.agency}` of `{owner.item}`" for owner in question.owners)
        how = "counted by" if question.group else "told with"
        lines.append(f"- Owners, whose holder on a day is {how} `--as-of`: {names}.")
    kept = [*map(str, question.keep), *(f"`{name}` is `${by}`, where given" for name, by in question.where.items())]
    if kept:
        lines.append(f"- Kept by the runner: rows in which {' and '.join(kept)}.")
    if question.group:
        lines.append(f"- One row for each {', '.join(f'`{name}`' for name in question.group)}.")
    return [
        *lines,
        f"- Suggested drawing: {question.drawing}.",
        "",
        "```cypher",
        question.cypher.strip(),
        "```",
        "",
        "```sparql",
        question.sparql.strip(),
        "```",
        "",
    ]


def render(questions: Mapping[str, Question]) -> str:
    """The whole page."""
    rows = ((f"[`{name}`](#{name})", one.title.vi, one.title.en) for name, one in questions.items())
    lines = [_HEAD, *_table(("question", "vi", "en"), rows), ""]
    for question in questions.values():
        lines += _section(question)
    return "\n".join(lines).rstrip() + "\n"


def main(arguments: list[str], page: Path = PAGE) -> int:
    """Write the page if it is stale, or with ``--check`` only say so; the status to exit with."""
    check = arguments == ["--check"]
    if arguments and not check:
        print("usage: python -m queries.reference [--check]", file=sys.stderr)
        return 2
    content = render(catalogue()).encode()
    if page.exists() and page.read_bytes() == content:
        return 0
    print(f"{'stale' if check else 'written'}: {page}")
    if not check:
        page.write_bytes(content)
    return int(check)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
