"""Routes between two documents, over the links «this one carries out that one».

A query language gives either one path or all of them as lists, and neither
gives the same in Cypher and in SPARQL. So the runner fetches the links below
(or above) one document as plain pairs, and the routes are found here, the
same for every store.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter
from heapq import nsmallest
from typing import Literal

Route = tuple[str, ...]
"""Ids of documents from the lower to the upper end, none twice."""

MOST = 5
"""How many routes are kept between two documents."""

#: How many routes are tried one by one where links form a cycle; a document in a true cycle is a misreading,
#: so such graphs are small.
_PATIENCE = 50_000


def _rank(route: Route) -> tuple[int, Route]:
    """Longest first, ties by id."""
    return -len(route), route


class Lineage:
    """The documents below an upper end, or above a lower one, and their routes to it.

    Args:
        links: (lower, upper) ids; links that no route to the start uses do no harm.
        start: the one end that all routes share.
        side: whether the start is the ``upper`` end of all routes, or the ``lower``.
    """

    def __init__(self, links: Iterable[tuple[str, str]], start: str, side: Literal["upper", "lower"] = "upper") -> None:
        self.start, self.side = start, side
        nearer: dict[str, set[str]] = {start: set()}
        for lower, upper in links:
            node, towards = (lower, upper) if side == "upper" else (upper, lower)
            nearer.setdefault(towards, set())
            # A route ends where it meets the start, so links that leave the start belong to none.
            nearer.setdefault(node, set()).update({towards} - {node} if node != start else ())
        self._nearer = nearer
        self._distance = self._measure()
        self._routes = self._all()

    def distance(self, other: str) -> int | None:
        """Least number of links between a document and the start; None where there is no route."""
        return self._distance.get(other)

    def routes(self, other: str) -> tuple[Route, ...]:
        """Routes between a document and the start, longest first, ties by id, at most ``MOST``.

        A direct link is kept even if there are more longer routes than that.

        >>> Lineage([("plan", "gov"), ("gov", "party"), ("plan", "party")], "party").routes("plan")
        (('plan', 'gov', 'party'), ('plan', 'party'))
        """
        found = self._routes.get(other, ())
        if other != self.start and self.start in self._nearer.get(other, ()):
            direct = (other, self.start) if self.side == "upper" else (self.start, other)
            if direct not in found:
                found = (*found[: MOST - 1], direct)
        return found

    def _farther(self) -> dict[str, list[str]]:
        farther: dict[str, list[str]] = {node: [] for node in self._nearer}
        for node, towards in self._nearer.items():
            for other in towards:
                farther[other].append(node)
        return {node: sorted(others) for node, others in farther.items()}

    def _measure(self) -> dict[str, int]:
        farther, found, queue = self._farther(), {self.start: 0}, deque([self.start])
        while queue:
            node = queue.popleft()
            for other in farther[node]:
                if other not in found:
                    found[other] = found[node] + 1
                    queue.append(other)
        return found

    def _extend(self, node: str, route: Route) -> Route:
        return (node, *route) if self.side == "upper" else (*route, node)

    def _all(self) -> dict[str, tuple[Route, ...]]:
        try:
            order = tuple(TopologicalSorter(self._nearer).static_order())
        except CycleError:
            return self._each() or self._best(*self._without_cycles())
        return self._best(order, self._nearer)

    def _best(self, order: Iterable[str], nearer: dict[str, set[str]]) -> dict[str, tuple[Route, ...]]:
        """The best routes of each document from those of its neighbours.

        In a graph without cycles the best routes of a document go on along
        best routes of its neighbours, so their number never matters.
        """
        found: dict[str, tuple[Route, ...]] = {self.start: ((self.start,),)}
        for node in order:
            if node != self.start:
                longer = (self._extend(node, route) for other in nearer[node] for route in found[other])
                found[node] = tuple(nsmallest(MOST, longer, key=_rank))
        return found

    def _each(self) -> dict[str, tuple[Route, ...]] | None:
        """Every route that repeats no document, tried one by one; None where they are too many."""
        farther = self._farther()
        found: dict[str, list[Route]] = {self.start: [(self.start,)]}
        queue: deque[tuple[str, Route]] = deque([(self.start, (self.start,))])
        tried = 0
        while queue:
            node, route = queue.popleft()
            for other in farther[node]:
                if other not in route:
                    tried += 1
                    if tried > _PATIENCE:
                        return None
                    longer = self._extend(other, route)
                    found.setdefault(other, []).append(longer)
                    queue.append((other, longer))
        return {node: tuple(nsmallest(MOST, routes, key=_rank)) for node, routes in found.items()}

    def _without_cycles(self) -> tuple[list[str], dict[str, set[str]]]:
        """An order of the documents, and the links that go forward in it: all but those that close a cycle.

        Outwards from the start, depth first, by id; so it depends on the links alone.
        """
        farther = self._farther()
        finished: list[str] = []
        seen, stack = {self.start}, [(self.start, iter(farther[self.start]))]
        while stack:
            node, others = stack[-1]
            following = next((other for other in others if other not in seen), None)
            if following is None:
                finished.append(node)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(farther[following])))
        order = finished[::-1]
        place = {node: number for number, node in enumerate(order)}
        return order, {node: {o for o in self._nearer[node] if o in place and place[o] < place[node]} for node in order}
