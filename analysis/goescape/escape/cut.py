"""Which flow to cut so that something stays on the stack.

What becomes of a location depends on nothing but on where it gets to, and on whether the closures are called elsewhere
whose results are there. Without the flow that is often little; it is a graph of its own, and is solved anew.
"""

from __future__ import annotations

from collections.abc import Iterable

from goescape.escape.graph import FIRST, HEAP, Graph
from goescape.escape.solve import LOWEST, Solution, contains
from goescape.escape.trace import Hop
from goescape.ir.nodes import Closure


class Cuts:
    """The cuts of a graph that was solved."""

    def __init__(self, solution: Solution) -> None:
        self._solution = solution
        self._graph = graph = solution.graph
        self._closures = {node.func: number for number, node in enumerate(graph.nodes) if isinstance(node, Closure)}
        self._hops: list[list[Hop]] = [[] for _ in range(len(graph))]
        """The edges by their source."""
        for target, edges in enumerate(graph.into):
            for number, (source, derefs) in enumerate(edges):
                self._hops[source].append(Hop(source, target, derefs, number))

    def first(self, location: int, candidates: Iterable[Hop]) -> Hop | None:
        """The first of several hops without which a location would not escape; None if there is none."""
        return next((hop for hop in candidates if self._stays(location, hop)), None)

    def _stays(self, location: int, cut: Hop) -> bool:
        return not self._gets_out(location, cut) and not self._escapes(location, cut)

    def _gets_out(self, location: int, cut: Hop) -> bool:
        """Whether a location's address gets to what certainly outlives it, on a way of its own: which is soon seen."""
        lowest, todo = {location: 0}, [location]
        while todo:
            current = todo.pop()
            for hop in self._hops[current]:
                level = max(lowest[current] + hop.derefs, LOWEST)
                if level < lowest.get(hop.target, 0) and hop != cut:
                    if self._outlives(hop.target, location):
                        return True
                    lowest[hop.target] = level
                    todo.append(hop.target)
        return False

    def _outlives(self, root: int, location: int) -> bool:
        graph = self._graph
        around, func = graph.funcs[root], graph.funcs[location]
        if around is None or func is None:
            return root == HEAP
        if root in graph.results:
            return not contains(func, around)
        return contains(around, func) or (around is func and graph.depths[root] < graph.depths[location])

    def _escapes(self, location: int, cut: Hop) -> bool:
        """Whether a location escapes without a hop, all things considered."""
        numbers = {number: number for number in range(FIRST)}
        for reached in self._reached(location, cut):
            numbers.setdefault(reached, len(numbers))
        return Solution(self._part(numbers, cut), self._solution.own).escapes(numbers[location])

    def _reached(self, location: int, cut: Hop) -> Iterable[int]:
        """The locations that may have a location's address, and the closures whose results they are, and what may have
        the address of these."""
        lowest, todo = {location: 0}, [location]
        while todo:
            current = todo.pop()
            level = lowest[current]
            onward = [(hop.target, max(level + hop.derefs, LOWEST)) for hop in self._hops[current] if hop != cut]
            func = self._graph.funcs[current]
            if current in self._graph.results and func in self._closures:
                onward.append((self._closures[func], 0))
            for target, derefs in onward:
                if derefs < lowest.get(target, 1):
                    lowest[target] = derefs
                    todo.append(target)
        return lowest

    def _part(self, numbers: dict[int, int], cut: Hop) -> Graph:
        """Some of the locations as a graph, without the hop; `numbers` has what they are in there."""
        whole, part = self._graph, Graph()
        for old, new in list(numbers.items())[FIRST:]:
            func = whole.funcs[old]
            assert func is not None
            part.add(whole.nodes[old], func, whole.depths[old])
            if old in whole.results:
                part.results[new] = whole.results[old]
        for old in numbers:
            for hop in self._hops[old]:
                if hop.target in numbers and hop != cut:
                    part.into[numbers[hop.target]].append((numbers[old], hop.derefs))
        return part
