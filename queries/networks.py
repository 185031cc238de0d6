"""The networks of ``graph.networks``, asked of a store, and the graph behind an answer."""

from __future__ import annotations

from collections.abc import Iterable

from graph.exports.graphml import Multi, fact_graph
from graph.networks import Coordination, Directed, coordination, document_network
from graph.store import Row, Store
from ontology.errors import InputError
from queries.catalogue import Column
from queries.evidence import rows_of_part
from queries.runner import Answer, Fact, part


def _ask(store: Store, name: str, **parameters: str | None) -> list[Row]:
    """The rows of a text of ``queries/parts``; in SPARQL a parameter without value is a variable not bound."""
    cypher = store.language == "cypher"
    given = {name: value for name, value in parameters.items() if cypher or value is not None}
    return store.ask(part(name, store.language), given)


def documents(store: Store) -> Directed:
    """Which document carries out which, over the whole store."""
    return document_network(rows_of_part(store, "links"), rows_of_part(store, "loaded-documents"))


def agencies(store: Store, document: str | None = None) -> Coordination:
    """Who works with whom and who waits for whom, in one document or over all."""
    return coordination(_ask(store, "task-leads", document=document), _ask(store, "task-supporters", document=document))


def domains_of_targets(store: Store, documents: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Target of one of these documents → id and name of each domain it stands under, by name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in (row for document in documents for row in _ask(store, "target-domains", document=document)):
        found.setdefault(str(row["target_id"]), []).append((str(row["domain_id"]), str(row["domain"])))
    return {target: sorted(domains, key=lambda one: (one[1], one[0])) for target, domains in found.items()}


def answer_graph(answer: Answer) -> Multi:
    """The facts behind an answer's rows and chains, as a graph of nodes and edges.

    Raises:
        InputError: the answer rests on no relation between two nodes.
    """
    names: dict[str, str] = {}
    columns = {column.name: column for column in answer.columns}
    for row in answer.rows:
        for name, column in columns.items():
            shown = name.removesuffix("_id")
            if isinstance(column, Column) and column.type == "id" and shown != name and shown in columns:
                value, label = row.values[name], row.values[shown]
                if value is not None and label is not None:
                    names.setdefault(str(value), str(label))
        for chain in row.chain:
            names.update(chain.documents)
    lines: dict[Fact, list[str]] = {}
    for row in answer.rows:
        for item in (*row.evidence, *(i for chain in row.chain for link in chain.links for i in link.evidence)):
            where = f"{item.document_label}: {item.line}"
            if where not in lines.setdefault(item.fact, []):
                lines[item.fact].append(where)
        for fact in (link.fact for chain in row.chain for link in chain.links):
            lines.setdefault(fact, [])
    graph = fact_graph(lines, names)
    if not graph:
        raise InputError(
            f"the answer to {answer.question.name} has no graph: it rests on no relation between two nodes",
            where="--graphml",
            todo="Take --csv or --xlsx",
        )
    return graph
