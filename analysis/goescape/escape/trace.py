"""The ways by which things escape and parameters leak, those that the compiler tells with -m=2
(cmd/compile/internal/escape/solve.go: walkAll, walkOne).

Of several ways that a value takes, the compiler tells the one that it comes upon first; so the ways are found by its
own procedure: from every location, all is walked to that gets there, locations in the order of a queue, those that
escape in front. Only locations that may outlive another are walked from: what else the compiler's walks find out, the
solution knows. A trace is made when a flow is asked for, once for a graph.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple, TypeAlias

from goescape.escape.allocation import REASONS
from goescape.escape.graph import FIRST, HEAP, Graph
from goescape.escape.leaks import HEAP as TO_HEAP
from goescape.escape.leaks import RESULT, RESULTS
from goescape.escape.solve import Solution, contains
from goescape.ir.nodes import Closure, Func, Name


class Hop(NamedTuple):
    """A value's step from one location to another: `derefs` times dereferenced, or its address (-1). `number` is that
    of the edge among those into `target`."""

    source: int
    target: int
    derefs: int
    number: int


Way: TypeAlias = "tuple[Hop, ...]"
"""Hops one after the other, from the value on."""


class Trace:
    """`escapes` has, by location, the way to what outlives it; `leaks`, by parameter and slot of its tag (leaks.HEAP,
    or leaks.RESULT + the number of a result), the way with the fewest dereferences."""

    def __init__(self, solution: Solution) -> None:
        self.escapes: dict[int, Way] = {}
        self.leaks: dict[tuple[int, int], Way] = {}
        self._solution = solution
        self._graph = solution.graph
        count = len(self._graph)
        self._levels: dict[tuple[int, int], int] = {}
        self._lost: set[Func] = set()
        self._called = [distance <= 0 for distance in solution.from_callee]
        self._params = frozenset(self._graph.params)
        self._outliving = _may_outlive(self._graph)
        self._results = _by_function(self._graph)
        self._distance = [0] * count
        self._next: list[tuple[int, int]] = [(0, 0)] * count
        self._seen = [0] * count
        """The number of the last walk that came to a location, which is when the two above are from."""
        self._walks = 0
        self._waiting: deque[int] = deque((HEAP, *reversed(range(FIRST, count))))
        self._is_waiting = [True] * count
        self._note_direct()
        self._run()

    def _note_direct(self) -> None:
        """Escapes that show when the graph is drawn: to the heap itself, or to storage that is there already."""
        graph, todo = self._graph, [HEAP]
        for target in todo:  # which grows
            for number, (source, derefs) in enumerate(graph.into[target]):
                if derefs >= 0 or source in self.escapes:
                    continue
                self.escapes[source] = (Hop(source, target, derefs, number),)
                note = graph.notes[target][number]
                is_late = target == HEAP and note is not None and note.why in REASONS
                if not is_late and not isinstance(graph.nodes[source], Name):
                    todo.append(source)

    def _run(self) -> None:
        while self._waiting:
            root = self._waiting.popleft()
            self._is_waiting[root] = False
            escapes = root == HEAP or root in self.escapes
            if self._called[root] or escapes:
                self._lose(root)
            if self._graph.into[root] and (escapes or self._outliving[root]):
                self._walk(root, escapes)

    def _lose(self, root: int) -> None:
        """A closure may be called elsewhere: there is no telling where its results go."""
        node = self._graph.nodes[root]
        if isinstance(node, Closure) and node.func in self._solution.own and node.func not in self._lost:
            self._lost.add(node.func)
            for result in self._results.get(node.func, ()):
                self._enqueue(result)

    def _enqueue(self, location: int) -> None:
        if self._is_waiting[location]:
            return
        self._is_waiting[location] = True
        if location in self.escapes:
            self._waiting.appendleft(location)
        else:
            self._waiting.append(location)

    def _walk(self, root: int, escapes: bool) -> None:
        """Find what gets to a location, which escapes or may outlive others."""
        into, distances, nexts, seen = self._graph.into, self._distance, self._next, self._seen
        self._walks = walk = self._walks + 1
        seen[root], distances[root], nexts[root] = walk, 0, (root, -1)
        todo, queued = deque((root,)), {root}
        while todo:
            location = todo.popleft()
            queued.discard(location)
            distance = distances[location]
            if distance <= 0 or location in self._params:
                outlived = escapes or self._outlives(root, location)
                if self._arrive(root, location, distance, escapes, outlived):
                    continue
            distance = max(distance, 0)
            for number, (source, derefs) in enumerate(into[location]):
                closer = distance + derefs
                if source in self.escapes or (seen[source] == walk and distances[source] <= closer):
                    continue
                seen[source], distances[source], nexts[source] = walk, closer, (location, number)
                if source not in queued:
                    queued.add(source)
                    todo.append(source)

    def _arrive(self, root: int, location: int, distance: int, escapes: bool, outlived: bool) -> bool:
        """Take note that something gets to what is walked from; whether it escapes, which was not known."""
        if outlived and location in self._params and location not in self.escapes:
            self._leak(root, location, max(distance, 0), escapes)
        if escapes and distance <= 0 and not self._called[location]:
            self._called[location] = True
            if isinstance(self._graph.nodes[location], Closure):
                self._enqueue(location)
        if distance >= 0 or not outlived or location in self.escapes:
            return False
        self.escapes[location] = self._way(root, location)
        self._enqueue(location)
        return True

    def _leak(self, root: int, param: int, level: int, escapes: bool) -> None:
        number = self._graph.results.get(root, RESULTS)
        is_own = number < RESULTS and not escapes and self._graph.funcs[root] is self._graph.funcs[param]
        key = (param, RESULT + number if is_own else TO_HEAP)
        if root != param and (key not in self._levels or level < self._levels[key]):
            self._levels[key] = level
            self.leaks[key] = self._way(root, param)

    def _way(self, root: int, location: int) -> Way:
        """The way from a location that this walk came to; a circle ends where it began."""
        hops: list[Hop] = []
        passed: set[int] = set()
        while location not in passed:
            passed.add(location)
            target, number = self._next[location]
            hops.append(Hop(location, target, self._graph.into[target][number][1], number))
            if target == root:
                break
            location = target
        return tuple(hops)

    def _outlives(self, root: int, location: int) -> bool:
        """Whether a location that does not escape outlives another (solve.go: outlives)."""
        graph = self._graph
        around, func = graph.funcs[root], graph.funcs[location]
        if around is None or func is None:
            return False
        if root in graph.results:
            return around in self._lost or not contains(func, around)
        if around is func:
            return graph.depths[root] < graph.depths[location]
        return contains(around, func)


def _may_outlive(graph: Graph) -> list[bool]:
    """Which locations may outlive others although they do not escape."""
    deepest: dict[Func, int] = {}
    around: set[Func] = set()
    for func, depth in zip(graph.funcs[FIRST:], graph.depths[FIRST:], strict=True):
        assert func is not None
        deepest[func] = max(depth, deepest.get(func, 0))
    for func in deepest:
        while func.closure is not None and func.parent is not None and func.parent not in around:
            func = func.parent
            around.add(func)
    found = [False] * len(graph)
    for location in range(FIRST, len(graph)):
        owner = graph.funcs[location]
        assert owner is not None
        is_outer = owner in around or graph.depths[location] < deepest[owner]
        found[location] = is_outer or location in graph.results
    return found


def _by_function(graph: Graph) -> dict[Func, list[int]]:
    """The locations of functions' results."""
    found: dict[Func, list[int]] = {}
    for result in graph.results:
        func = graph.funcs[result]
        assert func is not None
        found.setdefault(func, []).append(result)
    return found
