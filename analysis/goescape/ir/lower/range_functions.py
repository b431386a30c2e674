"""Loops over functions: the body becomes a closure, which the function is called with (cmd/compile/internal/rangefunc).

The variables that this takes are those of the compiler, and so are the checks around: `#stateN` tells in which state a
body is, `#next` where control goes on, `#defers` to which function deferred calls belong. Most of them stand nowhere.
"""

from __future__ import annotations

from typing import Final

from goescape.ir import ops
from goescape.ir.lower.assignments import defined_by, multiple, target
from goescape.ir.lower.blocks import BRANCHES
from goescape.ir.lower.builder import Builder
from goescape.ir.lower.calls import call_of
from goescape.ir.lower.closures import end_closure, new_closure
from goescape.ir.lower.conversions import assigned
from goescape.ir.lower.range_exits import (
    DONE,
    EXHAUSTED,
    MISSING_PANIC,
    PANIC,
    READY,
    RETURN,
    STEP,
    Exits,
    Loop,
    function_around,
    name_results,
)
from goescape.ir.nodes import (
    PFUNC,
    Assign,
    AssignList,
    Binary,
    Branch,
    Call,
    Closure,
    Declare,
    Expr,
    ExprStmt,
    If,
    Imported,
    Literal,
    Name,
    Node,
    Return,
)
from goescape.ir.places import NO_POS, Pos
from goescape.syntax import nodes as syntax
from goescape.types.model import BOOL, EMPTY_TUPLE, INT, Signature, Tuple, Type, Var
from goescape.types.universe import ANY, TYP

_INT: Final = TYP[INT]
_BOOL: Final = TYP[BOOL]


def range_over_function(b: Builder, node: syntax.Range) -> list[Node]:
    """The statements that a loop becomes."""
    exits = b.exits
    if exits is not None and node.id in exits.loops:
        return _Lowering(b, exits, exits.loops[node.id]).lower()
    exits = b.exits = exits or Exits()
    exits.plan(b, node)
    outermost = _Lowering(b, exits, exits.loops[node.id])
    found = outermost.hidden() + outermost.lower()
    exits.loops, exits.replaced = {}, {}
    return found


def leave(b: Builder, node: syntax.Stmt) -> list[Node]:
    """What a statement becomes that leaves the body of a loop over a function."""
    assert b.exits is not None
    exit = b.exits.replaced[node.id]
    pos = b.pos(node)
    found = _set_results(b, pos, node) if isinstance(node, syntax.Return) and node.results else []
    if exit.next:
        found.append(_set(b, pos, "#next", exit.next))
    return [*found, _set(b, pos, b.state, exit.state), _return(pos, exit.result)]


def defers_token(b: Builder, pos: Pos) -> Name | None:
    """What tells a deferred call which function it belongs to, where that is not the closure that it stands in."""
    return _hidden(b, "#defers", pos) if b.state else None


def _set_results(b: Builder, pos: Pos, node: syntax.Return) -> list[Node]:
    """Assign to the results of the function around. Those without a name get one that the printer shows."""
    function = function_around(b)
    name_results(function)
    results = function.func.results
    targets: list[Expr] = [b.local(_variable(each.name), pos) for each in results]
    values = multiple(b, pos, [each.type for each in results], node.results)
    if len(values) == 1:
        return [Assign(pos, targets[0], values[0])]
    return [AssignList(ops.OAS2, pos, targets, values)]


def _variable(name: Name) -> Var:
    assert name.obj is not None
    return name.obj


class _Lowering:
    """One loop. `start` and `end` are the places of all that the text does not have."""

    def __init__(self, b: Builder, exits: Exits, loop: Loop) -> None:
        self.b = b
        self.exits = exits
        self.loop = loop
        self.state = f"#state{loop.number}"
        self.start = b.pos(loop.node)
        self.end = b.end(loop.node.body)

    def hidden(self) -> list[Node]:
        """The declarations that an outermost loop begins with."""
        found: list[Node] = []
        for name in self.exits.hidden:
            if name == "#next":
                found.append(self._declare(name, _INT, None))
            else:
                found.append(self._declare(name, ANY, _runtime_call(self.start, "deferrangefunc", [], ANY)))
        return found

    def lower(self) -> list[Node]:
        """The loop's state, the closure, the call, and what is checked after it."""
        b, start, end = self.b, self.start, self.end
        signature = b.type_of(self.loop.node.x).under()
        assert isinstance(signature, Signature)
        wanted = signature.params.vars[0].type_of()
        found = [self._declare(self.state, _INT, Literal(start, _INT, READY), start)]
        yielded = self._variable(f"#yield{self.loop.body}", wanted.under(), NO_POS)
        found.append(self._define(yielded, self._closure(wanted)))
        call = call_of(b, start, self.loop.node.x, [assigned(b, wanted, yielded, start)])
        found.append(ExprStmt(start, call))
        panic = ExprStmt(end, _runtime_call(end, "panicrangestate", [Literal(end, _INT, MISSING_PANIC)], None))
        found.append(self._if(self.state, ops.OEQ, PANIC, [panic]))
        found.append(_set(b, end, self.state, EXHAUSTED))
        return found + self._checks()

    # ------------------------------------------------------------------------------------------------ the closure

    def _closure(self, wanted: Type) -> Closure:
        """The body, as a function that tells whether to go on."""
        b, node, start = self.b, self.loop.node, self.start
        declared = wanted.under()
        assert isinstance(declared, Signature)
        targets = [each for each in (node.key, node.value) if each is not None]
        params = [self._parameter(i, var.type_of(), targets) for i, var in enumerate(declared.params.vars)]
        result = self._made("#r", _BOOL)
        child, closure = new_closure(b, start, Signature(Tuple(tuple(params)), Tuple((result,))), "range")
        child.exits, child.state = self.exits, self.state
        body = self._assign_parameters(child, params, targets)
        body += self._enter(child)
        body += child.stmts(node.body.stmts)
        body += [_set(child, self.end, self.state, READY), _return(self.end, True)]
        child.func.body = body
        end_closure(child)
        return closure

    def _parameter(self, i: int, t: Type, targets: list[syntax.Expr]) -> Var:
        """The variable that the loop declares, or one that is assigned to what the loop assigns to."""
        ident = targets[i] if i < len(targets) and self.loop.node.op == ":=" else None
        declared = self.b.object_of(ident) if isinstance(ident, syntax.Ident) else None
        if isinstance(declared, Var):
            return declared
        return self._made("_" if ident is not None else f"#p{i + 1}", t)

    def _assign_parameters(self, child: Builder, params: list[Var], targets: list[syntax.Expr]) -> list[Node]:
        if self.loop.node.op == ":=":
            return []
        found: list[Node] = []
        for node, param in zip(targets, params, strict=False):
            pos = child.pos(node)
            x = target(child, node, [])
            value: Expr = child.local(param, pos)
            found.append(Assign(pos, x, value if x.type is None else assigned(child, x.type, value, pos)))
        return found

    def _enter(self, child: Builder) -> list[Node]:
        """Check that the body may run, and note that it does."""
        start = self.start
        temporary = child.declare(self._made("#tmpState", _INT), NO_POS)
        entered = Assign(start, temporary, _hidden(child, self.state, start))
        entered.defines = defined_by(entered, [temporary])
        running = _set(child, start, self.state, PANIC)
        not_ready = Binary(ops.ONE, start, _BOOL, temporary, Literal(start, _INT, READY))
        panic = ExprStmt(start, _runtime_call(start, "panicrangestate", [temporary], None))
        return [entered, running, If(start, not_ready, [panic], [])]

    # -------------------------------------------------------------------------------------------------- the checks

    def _checks(self) -> list[Node]:
        """What is looked at after the iterator has returned: where control goes on."""
        loop, end = self.loop, self.end
        found: list[Node] = []
        for (op, label), number in loop.branches.items():
            found.append(self._if_next(ops.OEQ, number, True, [Branch(BRANCHES[op], end, label)]))
        if loop.depth > 1:
            return found + self._nested_checks()
        if loop.returns:
            found.append(self._if_next(ops.OEQ, RETURN, False, [Return(end, [])]))
        return found

    def _nested_checks(self) -> list[Node]:
        loop, end = self.loop, self.end
        step = STEP * (loop.depth - 1)
        found: list[Node] = []
        if loop.returns:
            found.append(self._if_next(ops.OLT, 0, False, self._stop()))
        too_far = _runtime_call(end, "panicrangestate", [Literal(end, _INT, DONE)], None)
        found.append(self._if_next(ops.OGT, step, False, [ExprStmt(end, too_far)]))
        if loop.continues:
            again = [_set(self.b, end, self.b.state, READY), _return(end, True)]
            found.append(self._if_next(ops.OEQ, step - 1, True, again))
        if loop.breaks:
            found.append(self._if_next(ops.OEQ, step, True, self._stop()))
        if loop.continues or loop.breaks:
            found.append(self._if_next(ops.OGT, 0, False, self._stop()))
        return found

    def _stop(self) -> list[Node]:
        return [_set(self.b, self.end, self.b.state, DONE), _return(self.end, False)]

    def _if_next(self, op: int, number: int, clear: bool, then: list[Node]) -> Node:
        cleared = [_set(self.b, self.end, "#next", 0)] if clear else []
        return self._if("#next", op, number, cleared + then)

    def _if(self, variable: str, op: int, number: int, then: list[Node]) -> Node:
        end = self.end
        cond = Binary(op, end, _BOOL, _hidden(self.b, variable, end), Literal(end, _INT, number))
        return If(end, cond, then, [])

    # ---------------------------------------------------------------------------------------------------- variables

    def _made(self, name: str, t: Type) -> Var:
        return Var(name, self.b.site.file.package, t)

    def _declare(self, name: str, t: Type, value: Expr | None, pos: Pos = NO_POS) -> Node:
        """Declare a variable that closures find by its name."""
        return self._define(self._variable(name, t, pos), value)

    def _variable(self, name: str, t: Type, pos: Pos) -> Name:
        var = self.exits.variables[name] = self._made(name, t)
        return self.b.declare(var, pos)

    def _define(self, name: Name, value: Expr | None) -> Node:
        found = Assign(self.start, name, value)
        if value is None:
            found.init.append(Declare(self.start, name))
        else:
            found.defines = defined_by(found, [name])
        return found


def _hidden(b: Builder, name: str, pos: Pos) -> Name:
    assert b.exits is not None
    return b.local(b.exits.variables[name], pos)


def _set(b: Builder, pos: Pos, name: str, value: int) -> Node:
    return Assign(pos, _hidden(b, name, pos), Literal(pos, _INT, value))


def _return(pos: Pos, value: bool) -> Node:
    return Return(pos, [Literal(pos, _BOOL, value)])


def _runtime_call(pos: Pos, name: str, args: list[Expr], result: Type | None) -> Call:
    """A call of a function of package runtime."""
    params = Tuple(tuple([Var("", None, each.type) for each in args])) if args else EMPTY_TUPLE
    results = Tuple((Var("", None, result),)) if result is not None else EMPTY_TUPLE
    fun = Name(name, pos, Signature(params, results), PFUNC)
    fun.func = Imported("runtime", name, None)
    return Call(ops.OCALLFUNC, pos, result, fun, args)
