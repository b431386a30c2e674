"""Binary operators: arithmetic, shifts, comparisons (go/types/expr.go: binary, shift, comparison)."""

from __future__ import annotations

from typing import Final

from goescape.syntax.nodes import Binary, Expr, Node
from goescape.types import constant
from goescape.types.assignability import assignable_to
from goescape.types.checker import Checker, expr, record
from goescape.types.constant import UNKNOWN, to_int
from goescape.types.identical import identical
from goescape.types.model import (
    IS_BOOLEAN,
    IS_COMPLEX,
    IS_INTEGER,
    IS_NUMERIC,
    IS_ORDERED,
    IS_STRING,
    IS_UNSIGNED,
    IS_UNTYPED,
    UINT,
    Basic,
    Type,
    is_invalid,
)
from goescape.types.operand import BAD, CONSTANT, VALUE, Operand
from goescape.types.predicates import all_basic, comparable, default_type, has_nil
from goescape.types.typestring import type_string
from goescape.types.universe import TYP
from goescape.types.untyped import (
    BOOL_TYPE,
    COMPARISONS,
    INT_TYPE,
    NIL_TYPE,
    SHIFTS,
    convert_untyped,
    describe,
    match_types,
    overflow,
    represent,
    spoil,
    update,
)

_OPERANDS: Final = {
    "+": IS_NUMERIC | IS_STRING,
    "-": IS_NUMERIC,
    "*": IS_NUMERIC,
    "/": IS_NUMERIC,
    "%": IS_INTEGER,
    "&": IS_INTEGER,
    "|": IS_INTEGER,
    "^": IS_INTEGER,
    "&^": IS_INTEGER,
    "&&": IS_BOOLEAN,
    "||": IS_BOOLEAN,
}
"""The basic types that an operator is defined on."""

_MAX_SHIFT: Final = 1023 - 1 + 52
"""How far a constant may be shifted: enough for the smallest float64."""

_SIGNED_SHIFT_COUNTS: Final = (1, 13)


def binary(c: Checker, e: Binary, hint: Type | None) -> Operand:
    """`x op y`. A chain of operators that leans left is walked, not descended: `a + b + c + ...` may be long."""
    chain = [e]
    first: Expr = e.x
    while isinstance(first, Binary):
        chain.append(first)
        first = first.x
    x = expr(c, first)
    while True:
        node = chain.pop()
        operate(c, x, expr(c, node.y), node.op, node)
        if node is e:
            return x
        x.expr = node
        record(c, x, node)


def operate(c: Checker, x: Operand, y: Operand, op: str, node: Node) -> None:
    """Put the result of `x op y` into `x`. `node` is the expression, or the assignment with the operator."""
    if x.mode == BAD:
        return
    if y.mode == BAD:
        spoil(x)
        return
    if op in SHIFTS:
        shift(c, x, y, op, node)
        return
    if x.type is not y.type:
        match_types(c, x, y)
        if x.mode == BAD:
            return
    if op in COMPARISONS:
        comparison(c, x, y, op, node)
        return
    if x.type is not y.type and not identical(x.type, y.type):
        if not is_invalid(x.type) and not is_invalid(y.type):
            mismatch = f"mismatched types {type_string(x.type)} and {type_string(y.type)}"
            c.problem(node, f"invalid operation: operator {op} ({mismatch})")
        spoil(x)
        return
    _arithmetic(c, x, y, op, node)


def _arithmetic(c: Checker, x: Operand, y: Operand, op: str, node: Node) -> None:
    """`operate` for operands of one type."""
    t = x.type
    basic = t if t.__class__ is Basic else t.under()
    mask = _OPERANDS[op]
    if not (basic.info & mask if isinstance(basic, Basic) else all_basic(t, mask)):
        if not is_invalid(t):
            c.problem(x.expr, f"invalid operation: operator {op} not defined on {describe(x)}")
        spoil(x)
        return
    if (op == "/" or op == "%") and y.mode == CONSTANT and _divides_by_zero(x, y, basic):
        c.problem(y.expr, "invalid operation: division by zero")
        spoil(x)
        return
    if x.mode != CONSTANT or y.mode != CONSTANT:
        x.mode = VALUE
        x.value = None
        return
    if x.value is UNKNOWN or y.value is UNKNOWN:
        x.value = UNKNOWN
        return
    x.value = constant.binary(op, x.value, y.value, basic.info & IS_INTEGER != 0)  # type: ignore[arg-type, attr-defined]
    overflow(c, x, node)


def _divides_by_zero(x: Operand, y: Operand, basic: Type) -> bool:
    """Whether the constant `y` is zero, where that matters: for integers and constants.

    A complex divisor counts as zero if the squares of its parts are (go.dev/issue/20227).
    """
    divisor = y.value
    if divisor is UNKNOWN or divisor is None:
        return False
    if x.mode != CONSTANT and not all_basic(x.type, IS_INTEGER):
        return False
    if constant.sign(divisor) == 0:
        return True
    if x.mode != CONSTANT or not (isinstance(basic, Basic) and basic.info & IS_COMPLEX):
        return False
    re, im = constant.real(divisor), constant.imag(divisor)
    squares = (constant.binary("*", re, re), constant.binary("*", im, im))
    return all(square is not UNKNOWN and constant.sign(square) == 0 for square in squares)


# --------------------------------------------------------------------------------------------------------- shifts


def shift(c: Checker, x: Operand, y: Operand, op: str, node: Node) -> None:
    """Put `x << y` or `x >> y` into `x`.

    An untyped constant that is shifted by a variable waits for its type: it is marked, and must become an integer.
    """
    value = to_int(x.value) if x.mode == CONSTANT and x.value is not None else None
    t = x.type
    untyped = isinstance(t, Basic) and t.info & IS_UNTYPED != 0
    integer = all_basic(t, IS_INTEGER)
    if not integer and not (untyped and value is not None and value.__class__ is int):
        _complain(c, x, f"invalid operation: shifted operand {describe(x)} must be integer")
        spoil(x)
        return
    if not _shift_count(c, y):
        spoil(x)
        return
    if x.mode != CONSTANT:
        if not integer:
            _complain(c, x, f"invalid operation: shifted operand {describe(x)} must be integer")
            spoil(x)
            return
        x.mode = VALUE
        return
    if y.mode == CONSTANT:
        _shift_constant(c, x, y, op, node)
        return
    if untyped:
        remembered = c.env.untyped.get(x.expr.id)
        if remembered is not None:
            remembered.is_lhs = True
    elif not integer:
        _complain(c, x, f"invalid operation: shifted operand {describe(x)} must be integer")
        spoil(x)
        return
    x.mode = VALUE
    x.value = None


def _complain(c: Checker, x: Operand, message: str) -> None:
    """Note a problem with `x`, unless its type is unknown because of another one."""
    if not is_invalid(x.type):
        c.problem(x.expr, message)


def _shift_count(c: Checker, y: Operand) -> bool:
    """Whether `y` may be a shift count; complains if not."""
    t = y.type
    untyped = isinstance(t, Basic) and t.info & IS_UNTYPED
    if y.mode == CONSTANT:
        count = to_int(y.value)  # type: ignore[arg-type]
        if count.__class__ is int and count < 0:
            c.problem(y.expr, f"invalid operation: negative shift count {describe(y)}")
            return False
        return represent(c, y, TYP[UINT]) if untyped else True
    if all_basic(t, IS_INTEGER):
        if c.env.version < _SIGNED_SHIFT_COUNTS and not all_basic(t, IS_UNSIGNED):
            c.problem(y.expr, f"invalid operation: signed shift count {describe(y)} requires go1.13 or later")
            return False
        return True
    if untyped:
        convert_untyped(c, y, TYP[UINT])
        return y.mode != BAD
    _complain(c, y, f"invalid operation: shift count {describe(y)} must be integer")
    return False


def _shift_constant(c: Checker, x: Operand, y: Operand, op: str, node: Node) -> None:
    """`shift` for two constants. One that is no integer type but has an integer's value (2.0) becomes an integer."""
    basic = x.type.under()
    if not (isinstance(basic, Basic) and basic.info & IS_INTEGER):
        x.type = INT_TYPE
    if x.value is UNKNOWN or y.value is UNKNOWN:
        x.value = UNKNOWN
        return
    count = to_int(y.value)  # type: ignore[arg-type]
    if not isinstance(count, int) or count > _MAX_SHIFT:
        c.problem(y.expr, f"invalid shift count {describe(y)}")
        spoil(x)
        return
    x.value = constant.shift(op, to_int(x.value), count)  # type: ignore[arg-type]
    overflow(c, x, node)


# ---------------------------------------------------------------------------------------------------- comparisons


def comparison(c: Checker, x: Operand, y: Operand, op: str, node: Node, case: bool = False) -> None:
    """Put the untyped boolean `x op y` into `x`. `case` for the implicit `==` of a switch, whose tag is `y`."""
    xt, yt = x.type, y.type
    if is_invalid(xt) or is_invalid(yt):
        spoil(x)
        return
    fault = "" if xt is yt and _plainly_ordered(xt) else _incomparable(c, x, y, op)
    if fault:
        what = "invalid case in switch" if case else f"invalid operation: operator {op}"
        c.problem(node, f"{what} ({fault})")
        spoil(x)
        return
    if x.mode == CONSTANT and y.mode == CONSTANT:
        x.value = constant.compare(op, x.value, y.value)  # type: ignore[arg-type]
    else:
        x.mode = VALUE
        x.value = None
        if isinstance(xt, Basic) and xt.info & IS_UNTYPED:
            update(c, x.expr, default_type(xt), True)
        if isinstance(yt, Basic) and yt.info & IS_UNTYPED:
            update(c, y.expr, default_type(yt), True)
    x.type = BOOL_TYPE


def _plainly_ordered(t: Type) -> bool:
    """Whether all comparisons are defined on the basic type `t`."""
    return isinstance(t, Basic) and t.info & IS_ORDERED != 0


def _incomparable(c: Checker, x: Operand, y: Operand, op: str) -> str:
    """Why `x op y` is not defined; empty if it is."""
    xt, yt = x.type, y.type
    if xt is not yt and not assignable_to(c, x, yt) and not assignable_to(c, y, xt):
        return f"mismatched types {type_string(xt)} and {type_string(yt)}"
    if op == "==" or op == "!=":
        if xt is NIL_TYPE or yt is NIL_TYPE:
            other = yt if xt is NIL_TYPE else xt
            return "" if has_nil(other) else f"operator {op} not defined on nil"
        faulty = xt if not comparable(xt) else None if xt is yt or comparable(yt) else yt
    else:
        faulty = xt if not all_basic(xt, IS_ORDERED) else None if all_basic(yt, IS_ORDERED) else yt
    return "" if faulty is None else f"operator {op} not defined on {type_string(faulty)}"
