"""The reference page: every class, property and relation, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ontology.declare import Node, Words
from ontology.evidence import BRINGS, ID_FORM, IDENTIFIER, KINDS, NODE_SLOTS, QUOTE_HASH, ROLES, Kind, Slot
from ontology.relations import RELATIONS
from ontology.rendering import is_own, own
from ontology.types import NODE_TYPES
from ontology.vocabulary import document_classes

INTRODUCTION = """\
# The ontology

This page is written from the declarations in `ontology/` by `python -m ontology.render`; change those, not this page.
The same command writes the other forms of it: the OWL ontology (`ontology/rendered/policygraph.ttl`), the SHACL
shapes (`shapes.ttl`), the JSON-LD context (`context.jsonld`) and the constraints and indexes for Neo4j
(`neo4j.cypher`). [How both stores keep the graph](data-model.md) is a page of its own.

A *node* is something that facts are about. A *relation* joins two nodes; a *stated* property gives a node a value that
a document says. Both are facts, and each fact rests on at least one *statement*: a document, its lines and its words.
What is not stated follows from the node's id and the vocabulary.

Names in the first column are those of Neo4j, Cypher and JSON-LD; *term* is the RDF property. Terms of published
vocabularies are used where one fits. The others begin with `pg:`, and the last column says why no standard term does.
"""


def render() -> str:
    """The page in Markdown."""
    return "\n".join(_sections())


def _sections() -> Iterator[str]:
    yield INTRODUCTION
    yield "## Node types\n"
    yield f"Every node has an `id`, in RDF `{IDENTIFIER.term}`: {ID_FORM.words.en}.\n"
    for kind in NODE_TYPES.values():
        yield from _node_type(kind)
    yield "## Relations\n"
    yield (
        "From *source* to *target*. The evidence `statement` means that every such fact rests on lines of a "
        "document; `vocabulary`, that it follows from the vocabulary alone.\n"
    )
    yield _relations()
    yield "### Roles\n"
    yield "These relations also have a `cv:Participation` with a role, which carries the basis and the doubt.\n"
    yield _table(
        ("role", "relation", "vi", "en", "meaning"),
        (
            (f"`{role.term}`", f"`{name}`", role.label.vi, role.label.en, _both(role.comment))
            for name, role in ROLES.items()
        ),
    )
    yield "## Evidence\n"
    yield "Only the RDF form has these as nodes of their own.\n"
    for part in KINDS.values():
        yield from _kind(part)


def _node_type(kind: type[Node]) -> Iterator[str]:
    yield f"### {kind.LABEL}\n"
    shared = "Shared by all documents that name it." if kind.SHARED else "Belongs to one document."
    yield f"**{kind.TITLE.vi}** · {kind.TITLE.en}. {kind.COMMENT.en} {shared} Term: {_terms(kind)}.\n"
    if kind.WHY_OWN:
        yield f"Why an own class: {kind.WHY_OWN}\n"
    fields = kind.model_fields
    yield _table(
        ("property", "term", "datatype", "required", "stated", "vi", "en", "meaning", "why an own term"),
        (
            (
                f"`{name}`",
                f"`{prop.term}`",
                f"`{prop.datatype}`",
                _yes(fields[name].is_required()),
                _yes(prop.stated),
                prop.label.vi,
                prop.label.en,
                _both(prop.comment),
                prop.why_own,
            )
            for name, prop in kind.props().items()
        ),
    )
    if slots := NODE_SLOTS.get(kind.LABEL):
        yield "In RDF alone, made from these:\n"
        yield _slots(slots)
    if kind.LABEL == "Document":
        yield "Classes of documents, each also a second label in Neo4j; the first that fits is taken:\n"
        yield _table(
            ("class", "vi", "en", "symbol of its kind", "symbol of its issuer"),
            (
                (f"`{own(entry.name)}`", entry.vi, entry.en, ", ".join(entry.kinds), ", ".join(entry.bodies))
                for entry in document_classes()
            ),
        )


def _terms(kind: type[Node]) -> str:
    standard = "" if is_own(kind.TERM) else f", under `{kind.TERM}`"
    return f"`{own(kind.LABEL)}`{standard}"


def _relations() -> str:
    columns = (
        "relation",
        "source",
        "target",
        "term",
        "forward",
        "reverse",
        "evidence",
        "basis",
        "meaning",
        "why an own term",
    )
    return _table(
        columns,
        (
            (
                f"`{relation.name}`",
                ", ".join(relation.source),
                ", ".join(relation.target),
                f"`{relation.term}`" + (f", under `{relation.under}`" if relation.under else ""),
                _both(relation.forward),
                _both(relation.reverse),
                relation.evidence,
                ", ".join(relation.basis),
                _both(relation.comment),
                relation.why_own,
            )
            for relation in RELATIONS.values()
        ),
    )


def _kind(part: Kind) -> Iterator[str]:
    yield f"### {part.name}\n"
    wider = f", under {' and '.join(f'`{term}`' for term in part.under)}" if part.under else ""
    yield f"**{part.title.vi}** · {part.title.en}. {part.comment.en} Term: `{part.term}`{wider}.\n"
    if part.why_own:
        yield f"Why an own class: {part.why_own}\n"
    yield _slots(part.slots)
    if part.name == "Source":
        yield "A loaded document also points at the shared nodes it names, and at those that it brings in:\n"
        yield _slots(dict(BRINGS))
    if part.name == "Span":
        yield "In exports without the documents' words (`--evidence refs`) a hash stands for the quote:\n"
        yield _slots({"quote_sha256": QUOTE_HASH})


def _slots(slots: dict[str, Slot]) -> str:
    return _table(
        ("name", "term", "value", "how many", "vi", "en", "meaning", "why an own term"),
        (
            (
                f"`{name}`",
                f"`{slot.term}`" + (", from the value" if slot.inverse else ""),
                _value(slot),
                _how_many(slot),
                slot.label.vi,
                slot.label.en,
                _both(slot.comment),
                slot.why_own,
            )
            for name, slot in slots.items()
        ),
    )


def _value(slot: Slot) -> str:
    return ", ".join(f"`{term}`" for term in slot.to or (slot.datatype,) if term) or "node or literal"


def _how_many(slot: Slot) -> str:
    return str(slot.least) if slot.least == slot.most else f"{slot.least}–{slot.most or 'n'}"


def _both(words: Words) -> str:
    return f"{words.vi} / {words.en}"


def _yes(value: bool) -> str:
    return "yes" if value else ""


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    r"""A table of Markdown; ``|`` in a cell is escaped.

    >>> print(_table(("a", "b"), [("1", "x|y")]))
    | a | b |
    |---|---|
    | 1 | x\|y |
    <BLANKLINE>
    """
    lines = [columns, *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    head, *body = (f"| {' | '.join(line)} |" for line in lines)
    return "\n".join([head, "|" + "---|" * len(columns), *body]) + "\n"
