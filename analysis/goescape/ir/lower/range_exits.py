"""How control leaves the bodies of loops over functions, which become closures (cmd/compile/internal/rangefunc).

A statement that leaves such a body sets a variable of the function, `#next`, to a number that says where to go on, and
returns from the closure; behind the call of the iterator, each loop on the way looks at the number.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from goescape.ir.lower.builder import Builder
from goescape.syntax import nodes as syntax
from goescape.syntax.walk import children
from goescape.types.model import Signature, Var

# The states of a loop's body (internal/abi: RF_State).
DONE: Final = 0
READY: Final = 1
PANIC: Final = 2
EXHAUSTED: Final = 3
MISSING_PANIC: Final = 4

RETURN: Final = -1
"""What `#next` is where the function returns."""
STEP: Final = 2
"""What a loop adds to `#next`: twice its depth breaks it, one less continues it."""

Target = tuple[str, str]
"""A branch statement's kind and label."""


class Exit(NamedTuple):
    """What takes the place of a statement: `next` for `#next` (0: it stays), the `state` of the body, and what the
    closure returns."""

    next: int
    state: int
    result: bool


class Loop:
    """A loop over a function. `number` is that of its state variable, `body` that of its closure. What `returns`,
    `breaks`, `continues` and `branches` tell is checked after it."""

    __slots__ = ("body", "branches", "breaks", "continues", "depth", "node", "number", "returns")

    def __init__(self, node: syntax.Range, depth: int, number: int) -> None:
        self.node = node
        self.depth = depth
        self.number = number
        self.body = 0
        self.returns = False
        self.breaks = False
        self.continues = False
        self.branches: dict[Target, int] = {}
        """The value of `#next` by branch."""


class Exits:
    """Of a function: of the outermost loop that is being lowered, all loops over functions in it by their nodes' ids,
    and what takes the place of statements; `hidden` are the variables that they need, in the compiler's order, and
    `variables` those that are declared so far."""

    def __init__(self) -> None:
        self.variables: dict[str, Var] = {}
        self.loops: dict[int, Loop] = {}
        self.replaced: dict[int, Exit] = {}
        self.hidden: list[str] = []
        self.states = 0
        self.bodies = 0

    def plan(self, b: Builder, node: syntax.Range) -> None:
        """Find out all that is to be known of an outermost loop."""
        self.loops, self.replaced, self.hidden = {}, {}, []
        _Planner(b, self).loop(node)

    def pass_over(self, b: Builder, node: syntax.Range) -> None:
        """Count an outermost loop that is left out."""
        self.plan(b, node)
        self.loops, self.replaced = {}, {}

    def need(self, name: str) -> None:
        """Note that a hidden variable is used."""
        if name not in self.hidden:
            self.hidden.append(name)


def is_over_function(b: Builder, node: syntax.Stmt) -> bool:
    """Whether a statement is a loop over a function."""
    return isinstance(node, syntax.Range) and b.type_of(node.x).under().__class__ is Signature


def function_around(b: Builder) -> Builder:
    """The function around the bodies of loops."""
    while b.state:
        assert b.outer is not None
        b = b.outer
    return b


def name_results(b: Builder) -> None:
    """Give the results of a function that have no name one that the printer shows."""
    for i, result in enumerate(b.func.results):
        if result.written in ("", "_"):
            result.written = result.name.name = f"#rv{i + 1}"


def pass_over(b: Builder, dead: syntax.Node, in_loop: bool = False) -> None:
    """See to loops over functions in what is never reached: they are rewritten before it is left out, so that they
    count, and results get names."""
    if isinstance(dead, syntax.FuncLit):
        return
    if isinstance(dead, syntax.Return) and (in_loop or b.state):
        name_results(function_around(b))
    elif isinstance(dead, syntax.Range) and is_over_function(b, dead):
        if not in_loop and not b.state:
            b.exits = b.exits or Exits()
            b.exits.pass_over(b, dead)
        in_loop = True
    for node in children(dead):
        pass_over(b, node, in_loop)


class _Planner:
    """Goes through one outermost loop. `loops` are those around the present statement; `targets` what a branch without
    a label may leave, innermost last; `labels` the statements around that have labels."""

    def __init__(self, b: Builder, exits: Exits) -> None:
        self.b = b
        self.exits = exits
        self.loops: list[Loop] = []
        self.targets: list[syntax.Stmt] = []
        self.labels: dict[str, syntax.Stmt] = {}
        self.label_loops: dict[str, syntax.Range | None] | None = None
        self.numbers: dict[Target, int] = {}

    def loop(self, node: syntax.Range) -> None:
        self.exits.states += 1
        loop = Loop(node, len(self.loops) + 1, self.exits.states)
        self.exits.loops[node.id] = loop
        self.loops.append(loop)
        self._within(node, node.body)
        self.exits.bodies += 1
        loop.body = self.exits.bodies
        if loop.depth > 1:
            self.exits.need("#next")
        self.loops.pop()

    def _within(self, target: syntax.Stmt, *bodies: syntax.Stmt | syntax.CaseClause | syntax.CommClause) -> None:
        self.targets.append(target)
        for body in bodies:
            if isinstance(body, (syntax.CaseClause, syntax.CommClause)):
                self._list(body.body)
            else:
                self._visit(body)
        self.targets.pop()

    def _list(self, stmts: tuple[syntax.Stmt, ...]) -> None:
        for stmt in stmts:
            self._visit(stmt)
        for stmt in stmts:
            self._replace(stmt)

    def _visit(self, node: syntax.Stmt | None) -> None:
        """See to what is below a statement."""
        if isinstance(node, syntax.Range) and is_over_function(self.b, node):
            self.loop(node)
        elif isinstance(node, (syntax.For, syntax.Range)):
            self._within(node, node.body)
        elif isinstance(node, (syntax.Switch, syntax.TypeSwitch, syntax.Select)):
            self._within(node, *node.clauses)
        elif isinstance(node, syntax.Block):
            self._list(node.stmts)
        elif isinstance(node, syntax.If):
            self._visit(node.body)
            self._visit(node.orelse)
        elif isinstance(node, syntax.Labeled):
            self.labels[node.label.name] = node.stmt
            self._list((node.stmt,))

    # ---------------------------------------------------------------------------------------- what is replaced

    def _replace(self, node: syntax.Stmt) -> None:
        """See to a statement itself."""
        if isinstance(node, syntax.Defer):
            self.exits.need("#defers")
        elif isinstance(node, syntax.Return):
            for loop in self.loops:
                loop.returns = True
            self._leave(node, RETURN)
        elif isinstance(node, syntax.Branch) and node.op != "fallthrough":
            self._branch(node)

    def _leave(self, node: syntax.Stmt, next: int) -> None:
        self.exits.need("#next")
        self.exits.replaced[node.id] = Exit(next, DONE, False)

    def _branch(self, node: syntax.Branch) -> None:
        target = self._target(node)
        at = next((i for i, loop in enumerate(self.loops) if loop.node is target), -1)
        innermost = len(self.loops) - 1
        if node.label is None and at != innermost:
            return
        if node.op == "goto" or at < 0:
            self._far(node)
        elif at == innermost:
            again = node.op == "continue"
            self.exits.replaced[node.id] = Exit(0, READY if again else DONE, again)
        else:
            self._out_to(node, at)

    def _out_to(self, node: syntax.Branch, at: int) -> None:
        """Break or continue a loop over a function, out of others in it."""
        again = node.op == "continue"
        first = at + 1 if again else at
        if again:
            self.loops[first].continues = True
        else:
            self.loops[first].breaks = True
        for loop in self.loops[first + 1 :]:
            loop.breaks = True
        self._leave(node, STEP * (at + 1) - again)

    def _far(self, node: syntax.Branch) -> None:
        """Go to a label, or break or continue another kind of loop."""
        assert node.label is not None
        label = node.label.name
        around = self._loop_of_label(label)
        if self.loops[-1].node is around:
            return
        at = next((i for i, loop in enumerate(self.loops) if loop.node is around), -1)
        key = (node.op, label)
        number = self.numbers.setdefault(key, RETURN - 1 - len(self.numbers))
        self.loops[at + 1].branches.setdefault(key, number)
        for loop in self.loops[at + 2 :]:
            loop.returns = True
        self._leave(node, number)

    def _target(self, node: syntax.Branch) -> syntax.Stmt | None:
        if node.label is not None:
            return self.labels.get(node.label.name)
        for target in reversed(self.targets):
            if node.op == "break" or isinstance(target, (syntax.For, syntax.Range)):
                return target
        return None

    def _loop_of_label(self, label: str) -> syntax.Range | None:
        """The innermost loop over a function in which a label stands; None of one outside of the outermost."""
        if self.label_loops is None:
            self.label_loops = {}
            self._find_labels(self.loops[0].node.body, self.loops[0].node)
        return self.label_loops.get(label)

    def _find_labels(self, node: syntax.Stmt | None, loop: syntax.Range) -> None:
        assert self.label_loops is not None
        if isinstance(node, syntax.Labeled):
            self.label_loops[node.label.name] = loop
        if isinstance(node, syntax.Range) and is_over_function(self.b, node):
            loop = node
        for below in _below(node):
            self._find_labels(below, loop)


def _below(node: syntax.Stmt | None) -> tuple[syntax.Stmt | None, ...]:
    """The statements directly below one."""
    if isinstance(node, syntax.Block):
        return node.stmts
    if isinstance(node, syntax.If):
        return node.body, node.orelse
    if isinstance(node, (syntax.For, syntax.Range)):
        return (node.body,)
    if isinstance(node, syntax.Labeled):
        return (node.stmt,)
    if isinstance(node, (syntax.Switch, syntax.TypeSwitch, syntax.Select)):
        return tuple([stmt for clause in node.clauses for stmt in clause.body])
    return ()
