"""Constant expressions: literals of their types (noder/helpers.go: FixValue, idealType)."""

from __future__ import annotations

from typing import Final

from goescape.ir.lower.builder import Builder
from goescape.ir.nodes import Literal
from goescape.ir.places import Pos
from goescape.syntax import nodes as syntax
from goescape.types.constant import Complex, Value, imag, real, round_float, to_complex, to_float, to_int
from goescape.types.model import (
    COMPLEX64,
    FLOAT32,
    INT,
    IS_COMPLEX,
    IS_FLOAT,
    IS_INTEGER,
    UINTPTR,
    Basic,
    Type,
)
from goescape.types.universe import TYP

INT_TYPE: Final = TYP[INT]
UINTPTR_TYPE: Final = TYP[UINTPTR]


def constant(b: Builder, node: syntax.Expr) -> Literal:
    """An expression with a value."""
    value = b.value_of(node)
    assert value is not None
    t = b.type_of(node)
    return Literal(b.pos(node), t, fixed(t, value))


def integer(pos: Pos, value: int) -> Literal:
    """An int that the text does not have."""
    return Literal(pos, INT_TYPE, value)


def fixed(t: Type, value: Value) -> Value:
    """A value as one of a type: rounded, and of the type's kind."""
    under = t.under()
    if value.__class__ is int or not isinstance(under, Basic):
        return value if not isinstance(under, Basic) or under.info & IS_INTEGER else _fixed(under, value)
    return _fixed(under, value)


def _fixed(t: Basic, value: Value) -> Value:
    if t.info & IS_INTEGER:
        return to_int(value)
    if t.info & IS_FLOAT:
        return round_float(to_float(value), 32 if t.kind == FLOAT32 else 64)
    if t.info & IS_COMPLEX:
        bits = 32 if t.kind == COMPLEX64 else 64
        whole = to_complex(value)
        return Complex(round_float(to_float(real(whole)), bits), round_float(to_float(imag(whole)), bits))
    return value
