"""Variables of loops that closures or pointers may outlive become variables of each iteration
(cmd/compile/internal/loopvar: ForCapture).

Whether one is captured, or its address taken, is seen by the text alone; but not in a ``return``, which leaves the
loop. A range loop then assigns to a hidden variable, from which its body begins by setting the real one. A loop of
three clauses carries hidden variables from iteration to iteration; its condition and post statement move into the body.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from goescape.ir import ops
from goescape.ir.lower.operators import outer_value
from goescape.ir.nodes import (
    PEXTERN,
    PFUNC,
    Assign,
    AssignList,
    Branch,
    Closure,
    Declare,
    Expr,
    For,
    Func,
    If,
    Literal,
    Name,
    Node,
    Range,
    Return,
    Unary,
)
from goescape.ir.visit import children, statement_lists
from goescape.types.model import BOOL, Type
from goescape.types.universe import TYP

_BOOL: Final[Type] = TYP[BOOL]


def separate_iterations(func: Func) -> None:
    """Rewrite the loops of a function that need it. Closures in it are functions of their own."""
    if func.distinct_loops and func.body:
        _Rewriter(func).run(func.body)


class _Rewriter:
    """One function. `leaked` has the variables of the loops around and before, and whether they are leaked; `moved` the
    assignments to which declarations of variables move."""

    def __init__(self, func: Func) -> None:
        self.func = func
        self.leaked: dict[Name, bool] = {}
        self.moved: dict[Name, Assign] = {}
        self.depth = 0
        self.return_depth = 0
        self.labels = 0

    def run(self, body: list[Node]) -> None:
        for node in body:
            self.scan(node)
        if self.moved:
            self._move_declarations(body)

    def scan(self, node: Node) -> None:
        """Note what a node leaks, rewrite the loops in it, and itself."""
        rule = _RULES.get(node.__class__)
        if rule is None or not rule(self, node):
            for child in children(node):
                self.scan(child)

    # ------------------------------------------------------------------------------------------------ what leaks

    def closure(self, node: Closure) -> bool:
        if self.return_depth < self.depth:
            for captured in node.func.captured:
                self._leak(captured.canonical())
        return False

    def unary(self, node: Unary) -> bool:
        if node.op == ops.OADDR and self.return_depth < self.depth:
            taken = outer_value(node.x)
            if isinstance(taken, Name) and taken.cls not in (PEXTERN, PFUNC):
                self._leak(taken)
        return False

    def _leak(self, name: Name) -> None:
        if name in self.leaked:
            self.leaked[name] = True

    def returned(self, node: Return) -> bool:
        outer, self.return_depth = self.return_depth, self.depth
        for child in children(node):
            self.scan(child)
        self.return_depth = outer
        return True

    def _inside(self, loop: Node) -> None:
        self.depth += 1
        for child in children(loop):
            self.scan(child)
        self.depth -= 1

    # ------------------------------------------------------------------------------------------------ range loops

    def range(self, node: Range) -> bool:
        if not (node.defines and node.distinct):
            return False
        for variable in (node.key, node.value):
            if isinstance(variable, Name):
                self.leaked[variable] = False
        self._inside(node)
        node.key = self._hidden(node, node.key)
        node.value = self._hidden(node, node.value)
        return True

    def _hidden(self, loop: Range, variable: Expr | None) -> Expr | None:
        """What a range loop assigns to in the place of a variable."""
        if not isinstance(variable, Name) or not self.leaked.get(variable):
            return variable
        hidden = self._temp(variable.type)
        start = Assign(loop.pos, variable, hidden, defines=True)
        loop.body.insert(0, start)
        self.moved[variable] = start
        return hidden

    # --------------------------------------------------------------------------------------- loops of three clauses

    def three_clauses(self, node: For) -> bool:
        if not node.distinct:
            return False
        defined = [name for assign in node.init for name in _defined(assign)]
        for name in defined:
            self.leaked[name] = False
        self._inside(node)
        leaked = [name for name in defined if self.leaked[name]]
        if leaked:
            self._rewrite(node, leaked)
        return True

    def _rewrite(self, loop: For, leaked: list[Name]) -> None:
        before: list[Node] = []
        after: list[Node] = []
        hidden: dict[Name, Name] = {}
        for name in leaked:
            carried = hidden[name] = self._temp(name.type)
            start = name.defn = self.moved[name] = Assign(loop.pos, name, carried, defines=True)
            before.append(start)
            after.append(Assign(loop.pos, carried, name))
        label = self._continue_at_end(loop)
        _replace_defined(loop, hidden)
        if loop.post is not None:
            before.append(self._post_but_first(loop, loop.post))
        if loop.cond is not None:
            stop = Unary(ops.ONOT, loop.cond.pos, loop.cond.type, loop.cond)
            before.append(If(loop.pos, stop, [Branch(ops.OBREAK, loop.pos)], []))
        loop.body = [*before, *loop.body, label, *after]
        loop.cond = loop.post = None

    def _continue_at_end(self, loop: For) -> Branch:
        """The label at the end of the body, to which whatever continues the loop goes now."""
        self.labels += 1
        label = Branch(ops.OLABEL, loop.pos, f".3clNext_{self.labels}")
        for node in loop.body:
            _redirect(node, loop.label, label.label, False)
        return label

    def _post_but_first(self, loop: For, post: Node) -> If:
        """The post statement at the beginning of every iteration but the first."""
        first = self._temp(_BOOL)
        unset = Assign(loop.pos, first, Literal(self.func.pos, _BOOL, False))
        found = If(loop.pos, first, [unset], [post])
        found.init.append(Declare(self.func.pos, first))
        loop.init.append(Assign(loop.pos, first, Literal(self.func.pos, _BOOL, True)))
        return found

    def _temp(self, t: Type | None) -> Name:
        assert t is not None
        return self.func.new_temp(self.func.pos, t)

    # ----------------------------------------------------------------------------------------------- declarations

    def _move_declarations(self, nodes: list[Node]) -> None:
        """Move each declaration of a leaked variable to the assignment that starts an iteration."""
        nodes[:] = [node for node in nodes if not self._moves(node)]
        for node in nodes:
            self._move_below(node)

    def _move_below(self, node: Node) -> None:
        node.init = [each for each in node.init if not self._moves(each)]
        for below in statement_lists(node):
            below[:] = [each for each in below if not self._moves(each)]
        for child in children(node):
            self._move_below(child)

    def _moves(self, node: Node) -> bool:
        start = self.moved.pop(node.x, None) if isinstance(node, Declare) else None
        if start is not None:
            start.init.insert(0, node)
        return start is not None


def _defined(node: Node) -> list[Name]:
    """The variables that a statement of a loop's init declares."""
    if isinstance(node, AssignList) and node.defines:
        return [each for each in node.lhs if isinstance(each, Name)]
    return [node.x] if isinstance(node, Assign) and node.defines and isinstance(node.x, Name) else []


def _replace_defined(loop: For, hidden: dict[Name, Name]) -> None:
    for node in loop.init:
        if isinstance(node, AssignList) and node.defines:
            node.lhs = [hidden.get(each, each) if isinstance(each, Name) else each for each in node.lhs]
        elif isinstance(node, Assign) and node.defines and isinstance(node.x, Name):
            node.x = hidden.get(node.x, node.x)


def _redirect(node: Node, loop_label: str, label: str, nested: bool) -> None:
    """Make whatever continues a loop go to a label instead."""
    if isinstance(node, Branch):
        if node.op == ops.OCONTINUE and (node.label == loop_label if node.label else not nested):
            node.op, node.label = ops.OGOTO, label
        return
    below = nested or isinstance(node, (For, Range))
    for child in children(node):
        _redirect(child, loop_label, label, below)


_RULES: Final[dict[type, Callable[..., bool]]] = {
    Closure: _Rewriter.closure,
    Unary: _Rewriter.unary,
    Return: _Rewriter.returned,
    Range: _Rewriter.range,
    For: _Rewriter.three_clauses,
}
"""By class: whether a rule has seen to what is below the node."""
