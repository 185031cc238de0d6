"""Flows from a resolution down to what carries it out: the data of a Sankey drawing.

A Sankey is honest only if each thing is counted once. So of the links between
documents those are left out that have a longer route beside them («42-NQ/TW»
directly beside «42 → 68»), those that close a circle are left out and named,
and what hangs on a document comes down to it in equal parts over the routes
that remain.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import networkx as nx

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Strand:
    """One thing that is counted: a row, say, of a target and its owner.

    Args:
        path: nodes from the document downward: document, target, owner.
        row: its place among the rows.
        counted: the thing that counts as one; strands that share it share its weight.
    """

    path: tuple[str, ...]
    row: int
    counted: str


@dataclass(frozen=True, slots=True)
class Flow:
    """One band: ends, weight, and the rows that pass through it."""

    source: str
    target: str
    value: Fraction
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Flows:
    """What a Sankey shows.

    Args:
        depth: node → its column, from 0.
        weight: node → how much passes through it.
        rows: node → the rows that pass through it.
        direct: links left out beside a longer route, (upper, lower).
        circles: links left out since they close a circle, (upper, lower).
    """

    flows: tuple[Flow, ...]
    depth: Mapping[str, int]
    weight: Mapping[str, Fraction]
    rows: Mapping[str, tuple[int, ...]]
    direct: tuple[Pair, ...]
    circles: tuple[Pair, ...]

    def lit(self, node: str) -> frozenset[str]:
        """The nodes on the paths of everything that passes through a node, itself included."""
        passing = set(self.rows.get(node, ()))
        return frozenset({other for other, rows in self.rows.items() if passing & set(rows)})


def without_circles(links: Iterable[Pair], roots: Sequence[str]) -> tuple[list[Pair], list[Pair]]:
    """The links (upper, lower) that go downward, and those that close a circle.

    Downward is: away from the roots, depth first, by id; so the choice depends
    on the links alone.
    """
    below: dict[str, list[str]] = {}
    for upper, lower in sorted(set(links)):
        below.setdefault(upper, []).append(lower)
    kept: list[Pair] = []
    closing: list[Pair] = []
    done: set[str] = set()
    for root in (*roots, *sorted(below)):
        if root in done:
            continue
        active, stack = {root}, [(root, iter(below.get(root, ())))]
        done.add(root)
        while stack:
            node, others = stack[-1]
            other = next(others, None)
            if other is None:
                active.discard(node)
                stack.pop()
            elif other in active:
                closing.append((node, other))
            else:
                kept.append((node, other))
                if other not in done:
                    done.add(other)
                    active.add(other)
                    stack.append((other, iter(below.get(other, ()))))
    return kept, closing


def flows(strands: Sequence[Strand], links: Iterable[Pair], roots: Sequence[str]) -> Flows:
    """Lay strands over the links between documents.

    Args:
        links: (upper, lower) ids of documents.
        roots: the documents that all comes from, best first.
    """
    down, circles = without_circles(links, roots)
    graph: nx.DiGraph[str] = nx.DiGraph(down)
    graph.add_nodes_from(strand.path[0] for strand in strands)
    graph.add_nodes_from(roots)
    kept: nx.DiGraph[str] = nx.transitive_reduction(graph)
    # A drawing that begins anywhere else would show documents that nothing was asked about.
    tops = [root for root in roots if root in kept] or [node for node in kept if not kept.in_degree(node)]
    order = list(nx.lexicographical_topological_sort(kept))
    from_top = dict.fromkeys(order, 0) | dict.fromkeys(tops, 1)
    for node in order:
        if node not in tops:
            from_top[node] = sum(from_top[upper] for upper in kept.predecessors(node))
    share = {name: Fraction(1, number) for name, number in _counts(strands).items()}
    bands: dict[Pair, Fraction] = {}
    band_rows: dict[Pair, set[int]] = {}
    weight: dict[str, Fraction] = {}
    node_rows: dict[str, set[int]] = {}

    def pass_through(node: str, part: Fraction, row: int) -> None:
        weight[node] = weight.get(node, Fraction(0)) + part
        node_rows.setdefault(node, set()).add(row)

    def pass_along(pair: Pair, part: Fraction, row: int) -> None:
        bands[pair] = bands.get(pair, Fraction(0)) + part
        band_rows.setdefault(pair, set()).add(row)

    for strand in strands:
        part, lower = share[strand.counted], strand.path[0]
        above: dict[str, Fraction] = {lower: part}
        for node in reversed(order):
            if node not in above:
                continue
            pass_through(node, above[node], strand.row)
            uppers = [upper for upper in sorted(kept.predecessors(node)) if from_top[upper]]
            ways = sum(from_top[upper] for upper in uppers)
            for upper in uppers if node not in tops else ():
                piece = above[node] * Fraction(from_top[upper], ways)
                above[upper] = above.get(upper, Fraction(0)) + piece
                pass_along((upper, node), piece, strand.row)
        for node in strand.path[1:]:
            pass_through(node, part, strand.row)
        for pair in pairwise(strand.path):
            pass_along(pair, part, strand.row)
    used = set(weight)
    return Flows(
        tuple(Flow(*pair, bands[pair], tuple(sorted(band_rows[pair]))) for pair in sorted(bands)),
        _depths(strands, kept, order, tops, used),
        weight,
        {node: tuple(sorted(rows)) for node, rows in node_rows.items()},
        tuple(sorted(pair for pair in set(down) - set(kept.edges) if set(pair) <= used)),
        tuple(sorted(pair for pair in circles if set(pair) <= used)),
    )


def _counts(strands: Iterable[Strand]) -> dict[str, int]:
    found: dict[str, int] = {}
    for strand in strands:
        found[strand.counted] = found.get(strand.counted, 0) + 1
    return found


def _depths(
    strands: Sequence[Strand],
    kept: nx.DiGraph[str],
    order: Sequence[str],
    tops: Collection[str],
    used: Collection[str],
) -> dict[str, int]:
    """Documents as far down as their longest route; what hangs on them in columns of its own, all aligned."""
    depth: dict[str, int] = {}
    for node in order:
        if node in used:
            above = [depth[upper] for upper in kept.predecessors(node) if upper in depth and node not in tops]
            depth[node] = max(above, default=-1) + 1
    lowest = max(depth.values(), default=0)
    ends = {strand.path[0] for strand in strands}
    for node in ends:
        # A document that nothing else in the drawing carries out stands with the lowest, right before its targets.
        if not any(lower in used for lower in kept.successors(node)):
            depth[node] = lowest
    for strand in strands:
        for place, node in enumerate(strand.path[1:], start=1):
            depth[node] = max(depth.get(node, 0), lowest + place)
    return depth
