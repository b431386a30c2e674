"""What can be reached: conditions that are known, and statements after which nothing comes (noder/writer.go:
staticBool, terminates)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from goescape.ir.lower.builder import Builder
from goescape.syntax import nodes as syntax
from goescape.types.model import Builtin


class Known(NamedTuple):
    """Whether a condition is always true (1), always false (-1) or neither (0), and what is left of it to evaluate."""

    value: int
    cond: syntax.Expr


def static_bool(b: Builder, cond: syntax.Expr) -> Known:
    """What is known of a condition."""
    value = b.value_of(cond)
    if value is not None:
        return Known(1 if value else -1, cond)
    if isinstance(cond, syntax.Unary) and cond.op == "!":
        inner = static_bool(b, cond.x)
        # As in the compiler, which does not turn the answer round.
        return Known(inner.value, cond if inner.cond is cond.x else syntax.Unary(cond.id, cond.op, inner.cond))
    if isinstance(cond, syntax.Binary) and cond.op in _DECIDES:
        return _static_pair(b, cond)
    return Known(0, cond)


_DECIDES = {"&&": -1, "||": 1}
"""What an operand has to be to decide the whole."""


def _static_pair(b: Builder, cond: syntax.Binary) -> Known:
    decides = _DECIDES[cond.op]
    x = static_bool(b, cond.x)
    if x.value == decides:
        return x
    y = static_bool(b, cond.y)
    if x.value == -decides or y.value == decides:
        if b.value_of(x.cond) is not None:
            return y
        return Known(y.value, _rebuilt(cond, x, y))
    return Known(0, _rebuilt(cond, x, y))


def _rebuilt(cond: syntax.Binary, x: Known, y: Known) -> syntax.Expr:
    if x.cond is cond.x and y.cond is cond.y:
        return cond
    return syntax.Binary(cond.id, cond.op, x.cond, y.cond)


def terminates(b: Builder, stmt: syntax.Stmt | None) -> bool:
    """Whether control never gets from a statement to the next one, as far as the compiler looks when it drops dead
    code."""
    kind = stmt.__class__
    if kind is syntax.Return:
        return True
    if isinstance(stmt, syntax.ExprStmt):
        return _is_panic(b, stmt.x)
    if isinstance(stmt, (syntax.If, syntax.Block)):
        known = b.ends.get(stmt.id)
        if known is None:
            known = b.ends[stmt.id] = _ends(b, stmt)
        return known
    return isinstance(stmt, syntax.Branch) and (stmt.op == "goto" or leaves_loop(b, stmt))


def _ends(b: Builder, stmt: syntax.If | syntax.Block) -> bool:
    if isinstance(stmt, syntax.Block):
        return terminates(b, last_non_empty(stmt.stmts))
    value = static_bool(b, stmt.cond).value
    return (value < 0 or terminates(b, stmt.body)) and (value > 0 or terminates(b, stmt.orelse))


def with_reach(b: Builder, nodes: tuple[syntax.Stmt, ...]) -> Iterator[tuple[syntax.Stmt, bool]]:
    """The statements of a list, and whether each is dead: what follows a terminating one, unless a label comes after it
    in the list."""
    last_label = max((i for i, node in enumerate(nodes) if node.__class__ is syntax.Labeled), default=-1)
    ended = False
    for i, node in enumerate(nodes):
        is_dead = ended and i > last_label
        yield node, is_dead
        ended = ended if is_dead else terminates(b, node)


def leaves_loop(b: Builder, stmt: syntax.Stmt) -> bool:
    """Whether a statement leaves the body of a loop over a function, which becomes a closure."""
    return b.exits is not None and stmt.id in b.exits.replaced


def last_non_empty(stmts: tuple[syntax.Stmt, ...]) -> syntax.Stmt | None:
    """The last statement that is one."""
    return next((stmt for stmt in reversed(stmts) if stmt.__class__ is not syntax.EmptyStmt), None)


def falls_through(stmts: tuple[syntax.Stmt, ...]) -> bool:
    """Whether a clause ends in ``fallthrough``."""
    stmt = last_non_empty(stmts)
    while isinstance(stmt, syntax.Labeled):
        stmt = stmt.stmt
    return isinstance(stmt, syntax.Branch) and stmt.op == "fallthrough"


def bare(node: syntax.Expr) -> syntax.Expr:
    """An expression without the parentheses around it."""
    while isinstance(node, syntax.Paren):
        node = node.x
    return node


def _is_panic(b: Builder, node: syntax.Expr) -> bool:
    call = bare(node)
    fun = bare(call.fun) if isinstance(call, syntax.Call) else None
    return isinstance(fun, syntax.Ident) and fun.name == "panic" and b.object_of(fun).__class__ is Builtin
