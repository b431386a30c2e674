"""Unary operators, dereferences and parentheses (go/types/expr.go: unary, chanElem, the cases of exprInternal)."""

from __future__ import annotations

from typing import Final

from goescape.syntax.nodes import CompositeLit, Expr, Paren, Star, Unary
from goescape.types import constant
from goescape.types.checker import Checker, expr, expr_or_type, raw_expr
from goescape.types.constant import UNKNOWN
from goescape.types.identical import identical
from goescape.types.model import (
    IS_BOOLEAN,
    IS_INTEGER,
    IS_NUMERIC,
    IS_UNSIGNED,
    RECV_ONLY,
    SEND_ONLY,
    Basic,
    Chan,
    Pointer,
    Type,
    is_invalid,
)
from goescape.types.operand import BAD, COMMA_OK, CONSTANT, TYPE, VALUE, VARIABLE, Operand
from goescape.types.predicates import all_basic
from goescape.types.typeset import common_under, type_set_each
from goescape.types.untyped import describe, overflow, spoil

_OPERANDS: Final = {"+": IS_NUMERIC, "-": IS_NUMERIC, "^": IS_INTEGER, "!": IS_BOOLEAN}
"""The basic types that an operator is defined on."""


def unparen(e: Expr) -> Expr:
    """`e` without parentheses around it."""
    while isinstance(e, Paren):
        e = e.x
    return e


def paren(c: Checker, e: Paren, hint: Type | None) -> Operand:
    """`(x)`, a value or a type. A hint does not reach through parentheses."""
    return raw_expr(c, e.x)


def unary(c: Checker, e: Unary, hint: Type | None) -> Operand:
    """`+x`, `-x`, `!x`, `^x`, `&x` and `<-x`."""
    x = expr(c, e.x)
    if x.mode == BAD:
        return x
    op = e.op
    if op == "&":
        _address(c, x, e)
    elif op == "<-":
        _receive(c, x)
    elif op == "~":
        c.problem(e, "cannot use ~ outside of interface or type constraint")
        spoil(x)
    else:
        _operate(c, x, op, e)
    return x


def _address(c: Checker, x: Operand, e: Unary) -> None:
    if x.mode != VARIABLE and unparen(e.x).__class__ is not CompositeLit:
        c.problem(e, f"invalid operation: cannot take address of {describe(x)}")
        spoil(x)
        return
    x.mode = VALUE
    x.type = Pointer(x.type)


def _receive(c: Checker, x: Operand) -> None:
    elem = chan_elem(c, x, True)
    if elem is None:
        spoil(x)
        return
    x.mode = COMMA_OK
    x.type = elem
    c.env.has_call_or_receive = True


def _operate(c: Checker, x: Operand, op: str, e: Unary) -> None:
    """Apply an arithmetic or boolean operator."""
    t = x.type
    basic = t if t.__class__ is Basic else t.under()
    mask = _OPERANDS[op]
    if not (basic.info & mask if isinstance(basic, Basic) else all_basic(t, mask)):
        if not is_invalid(t):
            c.problem(e, f"invalid operation: operator {op} not defined on {describe(x)}")
        spoil(x)
        return
    if x.mode != CONSTANT:
        x.mode = VALUE
        return
    if x.value is UNKNOWN:
        return
    bits = 8 * c.program.sizes.sizeof(basic) if basic.info & IS_UNSIGNED else 0  # type: ignore[attr-defined]
    x.value = constant.unary(op, x.value, bits)  # type: ignore[arg-type]
    x.expr = e
    overflow(c, x, e)


def chan_elem(c: Checker, x: Operand, receive: bool) -> Type | None:
    """The element type of the channel `x`, to receive from it or to send to it; None, with a problem, if one can't."""
    forbidden = SEND_ONLY if receive else RECV_ONLY
    faulty = False

    def usable(_: Type | None, u: Type | None) -> bool:
        nonlocal faulty
        faulty = not isinstance(u, Chan) or u.direction == forbidden
        return not faulty

    type_set_each(x.type, usable)
    channel = None if faulty else common_under(x.type)
    if isinstance(channel, Chan):
        return channel.elem
    if not is_invalid(x.type):
        c.problem(x.expr, f"invalid operation: cannot {'receive from' if receive else 'send to'} {describe(x)}")
    return None


def star(c: Checker, e: Star, hint: Type | None) -> Operand:
    """`*x`: what a pointer points at, or a pointer type."""
    x = expr_or_type(c, e.x)
    if x.mode == BAD:
        return x
    if x.mode == TYPE:
        x.type = Pointer(x.type)
        return x
    t = x.type
    pointer = t if t.__class__ is Pointer else t.under()
    base = pointer.elem if isinstance(pointer, Pointer) else _common_base(t)
    if base is None:
        if not is_invalid(t):
            c.problem(e, f"invalid operation: cannot indirect {describe(x)}")
        spoil(x)
        return x
    x.mode = VARIABLE
    x.type = base
    return x


def _common_base(t: Type) -> Type | None:
    """What all pointer types in the type set of `t` point at."""
    base: Type | None = None

    def points_there(_: Type | None, u: Type | None) -> bool:
        nonlocal base
        if not isinstance(u, Pointer) or (base is not None and not identical(u.elem, base)):
            return False
        base = u.elem
        return True

    return base if type_set_each(t, points_there) else None


