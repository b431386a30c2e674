"""The builtins for numbers: complex, imag, real, max, min (go/types/builtins.go). Each gets a call and its checked
arguments, and answers the call's operand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from goescape.syntax.nodes import Call
from goescape.types import constant
from goescape.types.assignment import assign_operand
from goescape.types.builtin_signature import value_of
from goescape.types.checker import Checker
from goescape.types.constant import UNKNOWN, Value
from goescape.types.identical import identical
from goescape.types.model import (
    COMPLEX64,
    COMPLEX128,
    EMPTY_INTERFACE,
    FLOAT32,
    FLOAT64,
    INVALID,
    IS_NUMERIC,
    IS_ORDERED,
    IS_UNTYPED,
    UNTYPED_COMPLEX,
    UNTYPED_FLOAT,
    Basic,
    Type,
    TypeParam,
    is_invalid,
    unalias,
)
from goescape.types.operand import BAD, CONSTANT, VALUE, Operand, bad
from goescape.types.predicates import all_basic
from goescape.types.typestring import type_string
from goescape.types.universe import TYP
from goescape.types.untyped import convert_untyped, describe, match_types, update

_COMPLEX_OF: Final = {FLOAT32: COMPLEX64, FLOAT64: COMPLEX128, UNTYPED_FLOAT: UNTYPED_COMPLEX}
_PART_OF: Final = {whole: part for part, whole in _COMPLEX_OF.items()}
_MIN_MAX: Final = (1, 21)
"""The release of min and max."""

# --------------------------------------------------------------------------------------------------------- complex


def make_complex(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """complex(x, y floatT) complexT"""
    x, y = args
    _match_parts(c, x, y)
    if x.mode == BAD or y.mode == BAD:
        return bad(e)
    if not identical(x.type, y.type):
        types = f"{type_string(x.type)} and {type_string(y.type)}"
        c.problem(x.expr, f"invalid operation: complex (mismatched types {types})")
        return bad(e)
    result = _converted(c, x, _COMPLEX_OF, "complex", "floating-point")
    if result is None:
        return bad(e)
    if x.mode == CONSTANT and y.mode == CONSTANT:
        return Operand(CONSTANT, result, e, _complex_value(x.value, y.value))
    return value_of(c, e, result, x.type, x.type)


def _complex_value(x: Value | None, y: Value | None) -> Value:
    if x is None or y is None or x is UNKNOWN or y is UNKNOWN:
        return UNKNOWN
    imaginary = constant.make_imag(constant.to_float(y))
    return constant.binary("+", constant.to_float(x), imaginary, False)


def _match_parts(c: Checker, x: Operand, y: Operand) -> None:
    """Give an untyped part of a complex number the type of the other; two untyped constants become untyped floats.

    Two untyped parts of which one is no constant hold a shift, which no float can have.
    """
    if not _is_untyped(y):
        convert_untyped(c, x, y.type)
    elif not _is_untyped(x):
        convert_untyped(c, y, x.type)
    elif x.mode == CONSTANT and y.mode == CONSTANT:
        _to_float(x)
        _to_float(y)
    else:
        convert_untyped(c, x, TYP[FLOAT64])
        convert_untyped(c, y, TYP[FLOAT64])


def _is_untyped(x: Operand) -> bool:
    t = x.type
    return isinstance(t, Basic) and t.info & IS_UNTYPED != 0


def _to_float(x: Operand) -> None:
    value = x.value
    if value is None or value is UNKNOWN or not all_basic(x.type, IS_NUMERIC):
        return
    if constant.sign(constant.imag(value)) == 0:
        x.type = TYP[UNTYPED_FLOAT]


def _converted(c: Checker, x: Operand, kinds: dict[int, int], name: str, wanted: str) -> Type | None:
    """The type that `kinds` gives for that of `x`; None, with a problem, if there is none."""
    under = x.type.under()
    if unalias(x.type).__class__ is TypeParam:
        c.problem(x.expr, f"{describe(x)} not supported as argument to built-in {name} (see go.dev/issue/50937)")
        return None
    kind = kinds.get(under.kind) if isinstance(under, Basic) else None
    if kind is not None:
        return TYP[kind]
    if under is not INVALID:
        c.problem(x.expr, f"invalid argument: argument has type {type_string(x.type)}, expected {wanted}")
    return None


def real_part(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """real(complexT) floatT"""
    return _part(c, e, args[0], "real", constant.real)


def imaginary_part(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """imag(complexT) floatT"""
    return _part(c, e, args[0], "imag", constant.imag)


def _part(c: Checker, e: Call, x: Operand, name: str, part: Callable[[Value], Value]) -> Operand:
    if _is_untyped(x):
        if x.mode != CONSTANT:
            convert_untyped(c, x, TYP[COMPLEX128])
        elif all_basic(x.type, IS_NUMERIC):
            x.type = TYP[UNTYPED_COMPLEX]
    if x.mode == BAD:
        return bad(e)
    result = _converted(c, x, _PART_OF, name, "complex type")
    if result is None:
        return bad(e)
    if x.mode == CONSTANT and x.value is not None:
        return Operand(CONSTANT, result, e, x.value if x.value is UNKNOWN else part(x.value))
    return value_of(c, e, result, x.type)


# ----------------------------------------------------------------------------------------------------- max and min


def maximum(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """max(x, ...)"""
    return _extreme(c, e, args, ">", "max")


def minimum(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """min(x, ...)"""
    return _extreme(c, e, args, "<", "min")


def _extreme(c: Checker, e: Call, args: list[Operand], op: str, name: str) -> Operand:
    """The argument `a` for which `a op b` holds for all others: constant if all are."""
    if c.env.version < _MIN_MAX:
        c.problem(e.fun, f"built-in {name} requires go1.21 or later")
    first = args[0]
    best = Operand(first.mode, first.type, first.expr, first.value)
    for x in args:
        if not all_basic(x.type, IS_ORDERED):
            if not is_invalid(x.type):
                c.problem(x.expr, f"invalid argument: {describe(x)} cannot be ordered")
            return bad(e)
        if x is not first and not _better(c, best, x, op):
            return bad(e)
    if best.mode != CONSTANT:
        best.mode = VALUE
        if _is_untyped(best):
            assign_operand(c, best, EMPTY_INTERFACE, "argument to built-in")
            if best.mode == BAD:
                return bad(e)
    t = best.type
    for x in args:
        update(c, x.expr, t, True)
    if best.mode == CONSTANT:
        return Operand(CONSTANT, t, e, best.value)
    return value_of(c, e, t, *[t for _ in args])


def _better(c: Checker, best: Operand, x: Operand, op: str) -> bool:
    """Make `best` the one of `best` and `x` that is; False, with a problem, if they have no type in common."""
    match_types(c, best, x)
    if best.mode == BAD:
        return False
    if not identical(best.type, x.type):
        types = f"{type_string(best.type)} (previous argument) and {type_string(x.type)}"
        c.problem(x.expr, f"invalid argument: mismatched types {types}")
        return False
    if best.mode != CONSTANT or x.mode != CONSTANT:
        best.mode = VALUE
        best.value = None
    elif best.value is UNKNOWN or x.value is UNKNOWN:
        best.value = UNKNOWN
    elif constant.compare(op, x.value, best.value):  # type: ignore[arg-type]
        best.type, best.expr, best.value = x.type, x.expr, x.value
    return True
