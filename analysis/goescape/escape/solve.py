"""Solving a flow graph: what escapes, and how parameters leak (cmd/compile/internal/escape/solve.go).

A location's distance from another is the least number of dereferences on a way of its value there; negative, if it is
its address that gets there. On the way it never counts as less than 0: where an address went, values that are stored
behind it go on as values. The rules are the compiler's:

- what has its address in a location that outlives it, escapes, and counts as heap from then on;
- what is within a parameter and gets to the heap, to a result, to a pointer that is written through or to a function
  that is called, is what the parameter's tag says.

The compiler starts from every location on its own, again and again until nothing changes. The outcome is a least fixed
point, which does not depend on the order; so it is found here with few walks. One starts from the heap and from all
that escapes, and goes on when more is found to; one each from what is written through, and what is called; one from
every result; one from all variables of a function with closures, for what is in these. Whether a variable is outlived
by another outside of its loop is asked forwards from the variable: few have their address taken in a loop.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from typing import Final

from goescape.escape.graph import CALLEE, HEAP, MUTATOR, Edge, Graph
from goescape.escape.leaks import NONE, RESULTS, LeakTag, tag_of
from goescape.ir.nodes import Closure, Func

FAR: Final = 1 << 30
"""The distance of what does not get there."""
LOWEST: Final = -64
"""How often an address may be stored behind an address, as far as it is counted: no way dereferences it more often."""


class Solution:
    """What is known of the locations of a graph for the functions that are analysed together (`own`).

    - `from_heap`, `from_mutator`, `from_callee`: distances by location. What has its address in the heap, escapes.
    - `leaks`: by parameter, distances from what outlives it without being the heap, and from its function's results.
    """

    __slots__ = (
        "_closures", "_lost", "_outward", "_todo", "from_callee", "from_heap", "from_mutator", "graph", "leaks", "own",
    )  # fmt: skip

    def __init__(self, graph: Graph, own: Collection[Func]) -> None:
        count = len(graph)
        self.graph = graph
        self.own = own
        self._closures = [
            (location, node.func)
            for location, node in enumerate(graph.nodes)
            if isinstance(node, Closure) and node.func in own
        ]
        self.from_heap = [FAR] * count
        self.from_mutator = _distances(graph, MUTATOR)
        self.from_callee = _distances(graph, CALLEE)
        self.leaks: dict[int, list[int]] = {param: [FAR] * (1 + RESULTS) for param in graph.params}
        self._lost: set[Func] = set()
        self._todo: deque[int] = deque()
        self._outward: list[list[Edge]] = []
        self._solve()

    def escapes(self, location: int) -> bool:
        return self.from_heap[location] < 0

    def mutates(self, location: int) -> bool:
        """Whether memory that a location's value points to may be written."""
        return self.from_heap[location] <= 0 or self.from_mutator[location] <= 0

    def tag(self, param: int) -> LeakTag:
        """A parameter's leak tag."""
        leaks = self.leaks[param]
        heap = self.from_heap[param]
        levels = [min(heap, leaks[0]), min(heap, self.from_mutator[param]), min(heap, self.from_callee[param])]
        return tag_of([max(level, 0) if level < FAR else NONE for level in levels + leaks[1:]])

    def _solve(self) -> None:
        graph = self.graph
        self.from_heap[HEAP] = 0
        self._todo.append(HEAP)
        self._flood()
        self._find_lost()
        for result in graph.results:
            self._from_result(result)
        self._from_functions_around()
        self._from_outside_loops()
        while self._find_lost():
            for result in graph.results:
                if graph.funcs[result] in self._lost:
                    self._from_result(result)

    def _flood(self) -> None:
        """Bring the distances from the heap up to date with what was added to `_todo`."""
        into, distances, todo = self.graph.into, self.from_heap, self._todo
        queued = set(todo)
        while todo:
            location = todo.popleft()
            queued.discard(location)
            distance = max(distances[location], 0)
            for src, derefs in into[location]:
                closer = distance + derefs
                if closer < distances[src]:
                    distances[src] = closer
                    if src not in queued:
                        queued.add(src)
                        todo.append(src)

    def _escape(self, location: int) -> None:
        """A location escapes, as another has its address and outlives it."""
        self.from_heap[location] = -1
        self._todo.append(location)
        self._flood()

    def _find_lost(self) -> bool:
        """Find the closures that may be called elsewhere, so that there is no telling where their results go; whether
        there are more than before."""
        known = len(self._lost)
        for location, func in self._closures:
            if self.from_heap[location] <= 0 or self.from_callee[location] <= 0:
                self._lost.add(func)
        return len(self._lost) > known

    def _from_result(self, result: int) -> None:
        """What gets to a result: outlives the call, unless it belongs to a function around a closure all of whose calls
        are known."""
        graph = self.graph
        func = graph.funcs[result]
        assert func is not None
        if not graph.into[result] or self.from_heap[result] < 0:
            return
        place = graph.results[result]
        kept = func not in self._lost
        for location, distance in _reached(graph, [result]).items():
            around = graph.funcs[location]
            assert around is not None
            if (location == result and distance == 0) or (kept and contains(around, func)):
                continue
            self._outlived(location, distance, place + 1 if around is func and place < RESULTS else 0)

    def _from_functions_around(self) -> None:
        """What is in closures, and gets to variables of the functions around."""
        graph = self.graph
        variables: dict[Func, list[int]] = {}
        for func in set(graph.funcs):
            around = func.parent if func is not None and func.closure is not None else None
            while around is not None and around not in variables:
                variables[around] = []
                around = around.parent
        for location, func in enumerate(graph.funcs):
            if func in variables:
                variables[func].append(location)
        for func, roots in variables.items():
            for location, distance in _reached(graph, roots).items():
                inside = graph.funcs[location]
                if inside is not func and inside is not None and contains(func, inside):
                    self._outlived(location, distance, 0)

    def _outlived(self, location: int, distance: int, slot: int) -> None:
        """A location gets to another that outlives it; `slot` says where that stands in `leaks`."""
        leaks = self.leaks.get(location)
        if leaks is not None:
            leaks[slot] = min(leaks[slot], max(distance, 0))
        if distance < 0 and self.from_heap[location] >= 0:
            self._escape(location)

    def _from_outside_loops(self) -> None:
        """What is in a loop, and has its address in a variable outside."""
        graph = self.graph
        depths = graph.depths
        for dst in range(len(graph)):
            for src, derefs in graph.into[dst]:
                if derefs < 0 and depths[src] > 1 and self.from_heap[src] >= 0 and self._gets_out(src, dst):
                    self._escape(src)

    def _gets_out(self, location: int, start: int) -> bool:
        """Whether a variable outside of its loop has a location's address, which is in `start`."""
        graph = self.graph
        func, depth = graph.funcs[location], graph.depths[location]
        outward = self._outward or self._edges_outward()
        lowest = {start: 0}
        todo = deque((start,))
        while todo:
            current = todo.popleft()
            if graph.funcs[current] is func and graph.depths[current] < depth:
                return True
            derefs = lowest[current]
            for dst, more in outward[current]:
                level = max(derefs + more, LOWEST)
                if level <= 0 and level < lowest.get(dst, 1):
                    lowest[dst] = level
                    todo.append(dst)
        return False

    def _edges_outward(self) -> list[list[Edge]]:
        """The edges by their source, with their destinations."""
        outward: list[list[Edge]] = [[] for _ in range(len(self.graph))]
        for dst, edges in enumerate(self.graph.into):
            for src, derefs in edges:
                outward[src].append((dst, derefs))
        self._outward = outward
        return outward


def contains(around: Func, func: Func) -> bool:
    """Whether a function is a closure within another (ir/func.go: ContainsClosure)."""
    if func.closure is None:
        return False
    parent = func.parent
    while parent is not None:
        if parent is around:
            return True
        parent = parent.parent
    return False


def _distances(graph: Graph, root: int) -> list[int]:
    """The distances of all locations from one."""
    found = [FAR] * len(graph)
    for location, distance in _reached(graph, [root]).items():
        found[location] = distance
    return found


def _reached(graph: Graph, roots: list[int]) -> dict[int, int]:
    """The locations that get to one of several, with the least of their distances; these have none but 0, unless an
    address gets back."""
    into = graph.into
    found = dict.fromkeys(roots, 0)
    todo = deque(roots)
    queued = set(roots)
    while todo:
        location = todo.popleft()
        queued.discard(location)
        distance = max(found[location], 0)
        for src, derefs in into[location]:
            closer = distance + derefs
            if closer < found.get(src, FAR):
                found[src] = closer
                if src not in queued:
                    queued.add(src)
                    todo.append(src)
    return found
