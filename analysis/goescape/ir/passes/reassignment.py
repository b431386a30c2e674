"""Which variables are assigned once, and what their value is (cmd/compile/internal/ir/reassignment.go).

Only assignments in the text of a function and of the closures in it count; a variable whose address is taken, or that
is declared without one assignment that it is known by (`Name.defn`), is taken to be reassigned.
"""

from __future__ import annotations

from typing import Final

from goescape.ir import ops
from goescape.ir.lower.operators import outer_value
from goescape.ir.nodes import (
    PAUTO,
    PPARAM,
    Assign,
    AssignList,
    AssignOp,
    Closure,
    Convert,
    Expr,
    Func,
    InlinedCall,
    Name,
    Node,
    Range,
)
from goescape.ir.visit import walk


class ReassignOracle:
    """Answers for the variables of a function and of the closures in it; of the outermost function around a closure, it
    knows all that the closure can see. One pass over the nodes; stale when these change."""

    __slots__ = ("_funcs", "_reassigned")

    def __init__(self, func: Func) -> None:
        self._funcs: set[Func] = set()
        self._reassigned: set[Name] = set()
        waiting = [func]
        while waiting:
            current = waiting.pop()
            self._funcs.add(current)
            for node in walk(current.body or []):
                kind = node.__class__
                if kind in _ASSIGNMENTS:
                    self._note(node)
                elif kind is Closure:
                    assert isinstance(node, Closure)
                    waiting.append(node.func)

    def reassigned(self, name: Name) -> bool:
        """Whether a variable may have another value than that it was declared with. `name` is the variable itself, not
        what a closure knows it by."""
        if name in self._reassigned or name.function not in self._funcs or name.outer is not None:
            return True
        if name.cls == PPARAM:
            return False
        return name.cls != PAUTO or name.defn is None or name.addrtaken

    def static_value(self, expr: Expr) -> Expr:
        """The expression that always has the same value and was evaluated first; it may stand in a function around, and
        have another type."""
        while True:
            found = self._step(expr)
            if found is None:
                return expr
            expr = found

    def _step(self, expr: Expr) -> Expr | None:
        kind = expr.__class__
        if isinstance(expr, Convert) and expr.op == ops.OCONVNOP:
            return expr.x
        if kind is InlinedCall:
            assert isinstance(expr, InlinedCall)
            return expr.results[0]
        if kind is not Name:
            return None
        assert isinstance(expr, Name)
        name = expr.canonical()
        if name.cls != PAUTO or name.defn is None or self.reassigned(name):
            return None
        return assigned_by(name.defn, name)

    def _note(self, node: Node) -> None:
        for target in targets(node):
            name = outer_name(target)
            if name is not None and name.defn is not node:
                self._reassigned.add(name)


def assigned_by(defn: Node, name: Name) -> Expr | None:
    """What the assignment that declares a variable gives to it; None where that is no expression of its own."""
    if isinstance(defn, Assign):
        return defn.y
    if isinstance(defn, AssignList) and defn.op == ops.OAS2:
        return defn.rhs[[each is name for each in defn.lhs].index(True)]
    return None


def targets(node: Node) -> list[Expr]:
    """What an assignment or a range clause assigns to."""
    if isinstance(node, AssignList):
        return node.lhs
    if isinstance(node, (Assign, AssignOp)):
        return [node.x] if node.x is not None else []
    assert isinstance(node, Range)
    return [each for each in (node.key, node.value) if each is not None]


def outer_name(node: Expr) -> Name | None:
    """The variable that an expression is part of, if it is one."""
    found = outer_value(node)
    return found.canonical() if isinstance(found, Name) else None


_ASSIGNMENTS: Final[frozenset[type]] = frozenset({Assign, AssignList, AssignOp, Range})
