"""Functions that are analysed together (cmd/compile/internal/escape/escape.go: Batch)."""

from __future__ import annotations

from collections.abc import Sequence

from goescape.escape import statements  # noqa: F401 (fills the tables of rules)
from goescape.escape.allocation import heap_reason
from goescape.escape.callees import Callees
from goescape.escape.graph import FIRST, TO_HEAP, Graph, Hole
from goescape.escape.leaks import LEAKS, LeakTag
from goescape.escape.literals import rewrite
from goescape.escape.messages import SELF_ASSIGNMENT, Message
from goescape.escape.solve import Solution
from goescape.escape.summaries import FunctionTags, Summaries
from goescape.escape.walk import Walker
from goescape.ir.nodes import Closure, Func, Imported, Name, Node, Param
from goescape.ir.order import captures
from goescape.ir.properties import Properties
from goescape.release import GoRelease
from goescape.types.model import Package


class Setting:
    """What the batches of a package share. `tags`: of the functions that have been analysed."""

    def __init__(self, package: Package, summaries: Summaries, release: GoRelease, properties: Properties) -> None:
        self.package = package
        self.summaries = summaries
        self.release = release
        self.properties = properties
        self.callees = Callees(release)
        self.tags: dict[Func, FunctionTags] = {}

    def summary(self, callee: Name) -> FunctionTags | None:
        """What is known of a function that has been analysed, or that is of another package."""
        func = callee.func
        if isinstance(func, Func):
            return self.tags.get(func)
        return self.summaries.tags(func) if isinstance(func, Imported) else None


class Capture:
    """A variable that a closure captures, and how: a copy of it (`by_value`) or its address."""

    __slots__ = ("addrtaken", "by_value", "closure", "name", "reassigned", "width")

    def __init__(self, closure: Func, name: Name, addrtaken: bool, reassigned: bool, width: int, largest: int) -> None:
        self.closure = closure
        self.name = name
        self.addrtaken = addrtaken
        self.reassigned = reassigned
        self.width = width
        self.by_value = not addrtaken and not reassigned and width <= largest


class Batch:
    """The analysis of functions that call each other, and of the closures in them. `messages` has what was said on the
    way, `captures` what closures capture, and `solution` what came out."""

    def __init__(self, funcs: list[Func], setting: Setting) -> None:
        self.funcs = funcs
        self._own = frozenset(funcs)
        self.setting = setting
        self.properties = setting.properties
        self.callees = setting.callees
        self.graph = Graph()
        self.closures: list[tuple[Hole, Closure]] = []
        self.captures: list[Capture] = []
        self.messages: list[Message] = []
        self.asked: dict[Name, FunctionTags | None] = {}
        """The summaries of functions outside of this batch that were asked for."""
        self._marked: list[Name] = []
        """The variables of which it was not known before that their address is taken."""
        self.solution = self._solved()

    def walk(self, func: Func) -> None:
        """Draw a function's flows."""
        if func.body:
            Walker(self, func).block(func.body)

    def is_mutual(self, func: Func) -> bool:
        """Whether a function is of this batch, so that flows go through its body."""
        return func in self._own

    def params(self, func: Func) -> list[Param]:
        """The receiver and the parameters."""
        return [func.recv, *func.params] if func.recv is not None else func.params

    def tag(self, callee: Name, index: int) -> LeakTag:
        """What is known of a parameter (the receiver is the first) of a function outside of this batch."""
        known = self._summary(callee)
        return known.tags[index] if known is not None and index < len(known.tags) else LEAKS

    def pragma(self, callees: Sequence[Name]) -> int:
        """The directives of functions, together."""
        found = 0
        for callee in callees:
            known = self._summary(callee)
            if isinstance(callee.func, Func):
                found |= callee.func.pragma
            else:
                found |= known.pragma if known is not None else 0
        return found

    def ignored_self_assignment(self, func: Func, where: Node) -> None:
        self.messages.append(Message(SELF_ASSIGNMENT, where.pos, func, self.setting.package, where))

    def withdraw(self) -> None:
        """Take back what was noted in the IR, so that the functions can be analysed again. (Literals that were put in
        the place of variables make no difference to that, nor do copies of pointers that are passed as numbers.)"""
        for variable in self._marked:
            variable.addrtaken = False
        self._marked.clear()

    def _summary(self, callee: Name) -> FunctionTags | None:
        found = self.asked[callee] = self.setting.summary(callee)
        return found

    def _solved(self) -> Solution:
        graph = self.graph
        for func in self.funcs:
            graph.declare(func)
        for func in self.funcs:
            if not captures(func):
                self.walk(func)
        for hole, closure in self.closures:
            self._flow_captured(hole, closure)
        self.closures.clear()
        for location in range(FIRST, len(graph)):
            self._examine(location)
        return Solution(graph, self._own)

    def _flow_captured(self, hole: Hole, closure: Closure) -> None:
        for name in closure.func.captured:
            variable = name.canonical()
            location = self.graph.of(variable)
            capture = self._capture(closure.func, variable, location)
            self.captures.append(capture)
            variable.byval = capture.by_value
            kept = hole
            if not capture.by_value:
                if not variable.addrtaken:
                    self._marked.append(variable)
                variable.addrtaken = True
                kept = hole.addr(name, "reference")
            self.graph.flow(kept.note(name, "captured by a closure"), location)

    def _capture(self, closure: Func, variable: Name, location: int) -> Capture:
        graph = self.graph
        assert variable.type is not None
        width = self.properties.size(variable.type)
        largest = self.setting.release.max_captured_by_value
        return Capture(closure, variable, graph.addrtaken[location], graph.reassigned[location], width, largest)

    def _examine(self, location: int) -> None:
        """What is known of a location apart from flows."""
        node, func = self.graph.nodes[location], self.graph.funcs[location]
        if node is None or func is None:
            return
        rewrite(node, func, self.callees)
        why = heap_reason(node, self.setting.release, self.properties)
        if why:
            self.graph.flow(TO_HEAP.addr(node, why), location)
