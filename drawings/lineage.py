"""From a resolution over programmes and plans to targets and their owners, as a Sankey."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from drawings.drawing import Drawing, Language, say
from drawings.flows import Pair, Strand
from drawings.reform import Held, then_and_now
from drawings.sankey import Node, sankey
from graph.store import Scalar
from ontology.declare import Words
from ontology.vocabulary import doubt_words
from present import below_parent, quantity, status_words, with_place, word
from queries.runner import AnswerRow

NO_OWNER = "none:owner"
"""Key of the node for targets whose document names no owner."""

NO_DOMAIN = "none:domain"

TARGETS = Words("chỉ tiêu", "targets")

_NO_OWNER = Words("Không nêu cơ quan phụ trách", "No owner is named")
_NO_DOMAIN = Words("Chưa xếp lĩnh vực", "No domain")
_SUMMARY = Words(
    "{targets} chỉ tiêu trong {documents} văn bản, từ {root}; {owned} chỉ tiêu có cơ quan phụ trách.",
    "{targets} targets in {documents} documents, from {root}; {owned} of them have an owner.",
)


def links_of(rows: Iterable[AnswerRow]) -> list[Pair]:
    """The links between documents, (upper, lower), that the chains of rows go along."""
    found = {
        (upper, lower) for row in rows for chain in row.chain for (lower, _), (upper, _) in pairwise(chain.documents)
    }
    return sorted(found)


def document_nodes(rows: Iterable[AnswerRow]) -> dict[str, Node]:
    """The documents of the chains of rows, by id."""
    return {node: Node(name, "Document", node) for row in rows for chain in row.chain for node, name in chain.documents}


def target_node(values: Mapping[str, Scalar], language: Language) -> Node:
    """A target with its value, from the columns that the questions on targets share."""
    name = below_parent(str(values["indicator"]), values.get("parent"))
    doubt = values.get("target_doubt")
    return Node(
        name,
        "Target",
        str(values["target_id"]),
        ": " + quantity(dict(values), language) + (f", {values['year']}" if values.get("year") else ""),
        doubt=doubt_words(str(doubt), language) if doubt else "",
    )


def agency_node(values: Mapping[str, Scalar], language: Language, column: str = "agency") -> Node:
    """An agency with its place and whether it stands for many."""
    name = str(values[column])
    place = with_place(name, values.get(f"{column}_jurisdiction")).removeprefix(name)
    many = f"[{word('collective', language)}]" if values.get(f"{column}_kind") == "collective" else ""
    return Node(name, "Agency", str(values[f"{column}_id"]), place, many)


def lineage(
    rows: Sequence[AnswerRow],
    root: tuple[str, str],
    language: Language,
    *,
    domains: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    chosen: str | None = None,
) -> Drawing | None:
    """Targets under a document and who owns them; None without rows.

    Args:
        rows: those of «target-owners» and of «targets-without-owner».
        root: id and name of the document asked from.
        domains: target → (id, name) of its domains: draw these in place of the single targets.
        chosen: key of the node whose paths are lit.
    """
    nodes = {root[0]: Node(root[1], "Document", root[0]), **document_nodes(rows)}
    strands: list[Strand] = []
    for place, row in enumerate(rows):
        values = row.values
        document, target = str(values["document_id"]), str(values["target_id"])
        nodes[document] = _plan(row, language)
        agency = str(values["agency_id"]) if values.get("agency_id") else NO_OWNER
        if agency == NO_OWNER:
            nodes[NO_OWNER] = Node(say(_NO_OWNER, language), "")
        else:
            nodes[agency] = _doubtful(nodes.get(agency), agency_node(values, language), values, language)
        if domains is None:
            nodes[target] = target_node({**values, "target_doubt": _target_doubt(values)}, language)
            strands.append(Strand((document, target, agency), place, target))
            continue
        for domain, name in domains.get(target) or [(NO_DOMAIN, say(_NO_DOMAIN, language))]:
            nodes[domain] = Node(name, "" if domain == NO_DOMAIN else "Domain", None if domain == NO_DOMAIN else domain)
            strands.append(Strand((document, domain, agency), place, target))
    targets = {str(row.values["target_id"]) for row in rows}
    summary = say(
        _SUMMARY,
        language,
        targets=len(targets),
        documents=len({row.values["document_id"] for row in rows}),
        root=root[1],
        owned=len({row.values["target_id"] for row in rows if row.values.get("agency_id")}),
    )
    return sankey(strands, links_of(rows), [root[0]], nodes, language, what=TARGETS, summary=summary, chosen=chosen)


def lineage_now(
    rows: Sequence[AnswerRow], root: tuple[str, str], language: Language, *, chosen: str | None = None
) -> Drawing | None:
    """Plans, the owners that they name, and the bodies that hold the targets on the day asked for.

    Only rows with an owner have a holder; None without any.
    """
    nodes = {root[0]: Node(root[1], "Document", root[0]), **document_nodes(rows)}
    held: list[Held] = []
    for place, row in enumerate(rows):
        for holding in row.holdings.values():
            document = str(row.values["document_id"])
            nodes[document] = _plan(row, language)
            nodes[holding.agency] = _doubtful(
                nodes.get(holding.agency), agency_node(row.values, language), row.values, language
            )
            held.append(Held(place, str(row.values["target_id"]), holding, (document,)))
    return then_and_now(held, language, nodes=nodes, links=links_of(rows), roots=[root[0]], what=TARGETS, chosen=chosen)


def _plan(row: AnswerRow, language: Language) -> Node:
    """The document of a row, with its status."""
    status = row.values.get("document_status")
    below = f"[{status_words(status, language)}]" if status else ""
    return Node(str(row.values["document"]), "Document", str(row.values["document_id"]), below=below)


def _target_doubt(values: Mapping[str, Scalar]) -> Scalar:
    """In rows without an owner the doubt is the target's own."""
    return values.get("target_doubt") or (None if "agency_id" in values else values.get("doubt"))


def _doubtful(known: Node | None, node: Node, values: Mapping[str, Scalar], language: Language) -> Node:
    """An agency is marked as soon as one of its targets is doubtful."""
    doubt = (known.doubt if known else "") or (
        doubt_words(str(values["doubt"]), language) if values.get("doubt") else ""
    )
    return replace(node, doubt=doubt)
