"""Walking a function's statements and expressions to draw its flow graph (cmd/compile/internal/escape/expr.go).

The rules are in tables by the operation of a node; the modules with the rules fill them. All of an expression is walked
even if its value goes nowhere: what is below may have effects.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from goescape.escape.graph import BLANK, DISCARD, TO_HEAP, Graph, Hole
from goescape.ir import ops
from goescape.ir.nodes import Branch, Expr, ExprStmt, Func, Name, Node
from goescape.ir.visit import walk

if TYPE_CHECKING:
    from goescape.escape.batch import Batch

ExprRule: TypeAlias = "Callable[[Walker, Hole, Any], None]"
StmtRule: TypeAlias = "Callable[[Walker, Any], None]"

EXPRESSIONS: Final[list[ExprRule | None]] = [None] * len(ops.NAMES)
STATEMENTS: Final[list[StmtRule | None]] = [None] * len(ops.NAMES)


def nothing(walker: Walker, hole: Hole, node: Expr) -> None:
    """The rule of what has no parts and flows nowhere."""


class Walker:
    """A function being walked. `depth` is how many loops are around, plus one."""

    __slots__ = ("_looping", "batch", "depth", "func", "graph", "properties")

    def __init__(self, batch: Batch, func: Func) -> None:
        self.batch = batch
        self.func = func
        self.graph: Graph = batch.graph
        self.properties = batch.properties
        self.depth = 1
        self._looping: set[str] | None = None

    def stmts(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            self.stmt(node)

    def block(self, nodes: Sequence[Node]) -> None:
        """Statements in a block: loops that labels in them begin, end with it."""
        depth = self.depth
        for node in nodes:
            self.stmt(node)
        self.depth = depth

    def stmt(self, node: Node | None) -> None:
        if node is None:
            return
        if node.init:
            self.stmts(node.init)
        if node.__class__ is ExprStmt:
            assert isinstance(node, ExprStmt)
            node = node.x
            if node.init:
                self.stmts(node.init)
        rule = STATEMENTS[node.op]
        assert rule is not None, ops.NAMES[node.op]
        rule(self, node)

    def expr(self, hole: Hole, node: Expr | None) -> None:
        """Let an expression's value go into a hole."""
        if node is None:
            return
        if node.init:
            self.stmts(node.init)
        self.value(hole, node)

    def value(self, hole: Hole, node: Expr) -> None:
        """The same, of an expression whose `init` has been walked."""
        if (
            hole.dst != BLANK
            and hole.derefs >= 0
            and (node.type is None or not self.properties.has_pointers(node.type))
        ):
            hole = Hole(BLANK, 0, hole.addrtaken)
        rule = EXPRESSIONS[node.op]
        assert rule is not None, ops.NAMES[node.op]
        rule(self, hole, node)

    def discard(self, node: Expr | None) -> None:
        """An expression whose value goes nowhere."""
        if node is not None:
            self.expr(DISCARD, node)

    def discards(self, nodes: Sequence[Expr]) -> None:
        for node in nodes:
            self.expr(DISCARD, node)

    def to_heap(self, node: Expr | None, why: str, where: Node) -> None:
        """An expression whose value is stored in the heap."""
        self.expr(TO_HEAP.note(where, why), node)

    def location(self, node: Node | None = None) -> int:
        """A new location here."""
        return self.graph.add(node, self.func, self.depth)

    def spill(self, hole: Hole, node: Expr) -> Hole:
        """A new location for what an expression allocates, whose address goes into a hole; values go into it by the
        hole that is returned."""
        location = self.location(node)
        self.graph.flow(hole.addr(node, "spill"), location)
        return Hole(location)

    def tee(self, holes: Sequence[Hole]) -> Hole:
        """One hole for several."""
        if not holes:
            return DISCARD
        if len(holes) == 1:
            return holes[0]
        location = self.location()
        for hole in holes:
            assert hole.derefs >= 0
            self.graph.flow(hole, location)
        return Hole(location)

    def declare(self, name: Name) -> Hole:
        """A variable declared here."""
        location = self.graph.of(name)
        self.graph.depths[location] = self.depth
        return Hole(location)

    def is_looping(self, label: str) -> bool:
        """Whether a goto after a label jumps back to it."""
        if self._looping is None:
            self._looping = _looping_labels(self.func.body or [])
        return label in self._looping


def _looping_labels(body: list[Node]) -> set[str]:
    seen: set[str] = set()
    looping: set[str] = set()
    for node in walk(body):
        if isinstance(node, Branch):
            if node.op == ops.OLABEL:
                seen.add(node.label)
            elif node.op == ops.OGOTO and node.label in seen:
                looping.add(node.label)
    return looping


def is_blank(node: Node | None) -> bool:
    """Whether an assignment to a node stores nothing."""
    return node is None or (isinstance(node, Name) and node.name == "_")
