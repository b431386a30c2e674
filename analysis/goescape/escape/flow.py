"""Why something escapes or leaks: the way that its value takes, told to its end, and where it could be cut."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from goescape.escape.cut import Cuts
from goescape.escape.graph import HEAP, Graph
from goescape.escape.leaks import HEAP as TO_HEAP
from goescape.escape.leaks import RESULT
from goescape.escape.solve import Solution
from goescape.escape.trace import Hop, Trace, Way
from goescape.ir import ops
from goescape.ir.nodes import Name, Node
from goescape.ir.printing import text
from goescape.types.model import Package


class Operation(NamedTuple):
    """What is done to a value on its way: in which expression or statement, and in the compiler's word."""

    where: Node
    why: str


class Flow(NamedTuple):
    """A way. `joined` counts the hops at its end that are of other values, which escape too, and hold this one."""

    hops: Way
    joined: int = 0


class Flows:
    """The flows in a graph that was solved, by location."""

    def __init__(self, solution: Solution) -> None:
        self._graph = solution.graph
        self._trace = Trace(solution)
        self._cuts = Cuts(solution)

    def of_escape(self, location: int) -> Flow | None:
        """Why a location is moved to the heap; None if it is not."""
        own = self._trace.escapes.get(location)
        return self._to_the_end(own) if own is not None else None

    def of_leak(self, param: int, result: int | None = None) -> Flow | None:
        """How what is in a parameter gets to a result, by its number, or to the heap; None if it does not."""
        own = self._trace.leaks.get((param, TO_HEAP if result is None else RESULT + result))
        return self._to_the_end(own) if own is not None else None

    def cut(self, location: int) -> Hop | None:
        """The hop without which a location would not escape: of several, the last that says what is done there. None
        where there are other ways."""
        flow = self.of_escape(location)
        told = [hop for hop in flow.hops if self._graph.notes[hop.target][hop.number]] if flow is not None else []
        return self._cuts.first(location, reversed(told))

    def operations(self, hop: Hop) -> Iterator[Operation]:
        """What is done on a hop, from the value on."""
        note = self._graph.notes[hop.target][hop.number]
        while note is not None:
            yield Operation(note.where, note.why)
            note = note.next

    def _to_the_end(self, own: Way) -> Flow:
        """A way that ends at storage which escapes itself, followed by the way of that."""
        hops, passed = own, {hop.source for hop in own}
        while (holder := hops[-1].target) not in passed and holder in self._trace.escapes:
            if isinstance(self._graph.nodes[holder], Name):
                break
            passed.add(holder)
            hops += self._trace.escapes[holder]
        return Flow(hops, len(hops) - len(own))


def location_text(graph: Graph, location: int, package: Package) -> str:
    """A location in the compiler's words: ``x``, ``{heap}``, ``{storage for &T{...}}``; ``{temp}`` has none."""
    if location == HEAP:
        return "{heap}"
    node = graph.nodes[location]
    if node is None:
        return "{temp}"
    printed = text(node, package)
    return printed if node.op == ops.ONAME else "{storage for " + printed + "}"
