"""The compiler's way to solve a flow graph: walk from every location, until nothing changes."""

from __future__ import annotations

from goescape.escape.graph import CALLEE, FIRST, HEAP, MUTATOR, Graph
from goescape.escape.leaks import RESULTS, LeakTag, tag_of
from goescape.escape.solve import contains
from goescape.ir.nodes import Closure, Func

ESCAPES, MUTATES, CALLS = 1, 2, 4
ALL = ESCAPES | MUTATES | CALLS


class Walks:
    """What is found for a graph: `attributes` by location, and the leaks of parameters."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.attributes = [0] * len(graph)
        self.attributes[HEAP], self.attributes[MUTATOR], self.attributes[CALLEE] = ALL, MUTATES, CALLS
        self.leaks: dict[int, list[int]] = {param: [-1] * (3 + RESULTS) for param in graph.params}
        self.lost: set[Func] = set()
        before = None
        while before != (before := (tuple(self.attributes), len(self.lost))):
            for root in range(len(graph)):
                self._walk(root)

    def tag(self, param: int) -> LeakTag:
        return tag_of(self.leaks[param])

    def _walk(self, root: int) -> None:
        node = self.graph.nodes[root]
        if self.attributes[root] & CALLS and isinstance(node, Closure):
            self.lost.add(node.func)
        for location, distance in self._distances(root).items():
            self._reach(root, location, distance)

    def _distances(self, root: int) -> dict[int, int]:
        found = {root: 0}
        changed = True
        while changed:
            changed = False
            for location, distance in list(found.items()):
                for src, derefs in self.graph.into[location]:
                    closer = max(distance, 0) + derefs
                    if closer < found.get(src, 1 << 30):
                        found[src] = closer
                        changed = True
        return found

    def _reach(self, root: int, location: int, distance: int) -> None:
        outlives = self._outlives(root, location)
        if distance < 0 and outlives:
            self.attributes[location] |= ALL
        if distance <= 0:
            self.attributes[location] |= self.attributes[root] & (MUTATES | CALLS)
        leaks = self.leaks.get(location)
        if leaks is None:
            return
        level = max(distance, 0)
        if outlives:
            _add(leaks, self._slot(root, location), level)
        if self.attributes[root] & MUTATES:
            _add(leaks, 1, level)
        if self.attributes[root] & CALLS:
            _add(leaks, 2, level)

    def _slot(self, root: int, location: int) -> int:
        number = self.graph.results.get(root, RESULTS)
        own = self.graph.funcs[root] is self.graph.funcs[location]
        return 3 + number if own and number < RESULTS and not self.attributes[root] & ESCAPES else 0

    def _outlives(self, root: int, location: int) -> bool:
        if self.attributes[root] & ESCAPES:
            return True
        around, func = self.graph.funcs[root], self.graph.funcs[location]
        if root < FIRST or around is None or func is None:
            return False
        if root in self.graph.results:
            return around in self.lost or not contains(func, around)
        if around is func and self.graph.depths[root] < self.graph.depths[location]:
            return True
        return contains(around, func)


def _add(leaks: list[int], slot: int, level: int) -> None:
    leaks[slot] = level if leaks[slot] < 0 else min(leaks[slot], level)
