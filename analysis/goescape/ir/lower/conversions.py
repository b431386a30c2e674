"""Conversions, explicit and implicit (noder/writer.go: convertExpr; noder/reader.go: exprConvert; typecheck/subr.go:
assignOp, convertOp; typecheck/expr.go: tcConv).

A conversion stands where its operand stands, parentheses not taken off.
"""

from __future__ import annotations

from typing import Final

from goescape.ir import ops
from goescape.ir.lower.builder import Builder, Unsupported
from goescape.ir.lower.constants import integer
from goescape.ir.lower.kinds import (
    FLOATING,
    array_behind,
    is_empty_interface,
    is_interface,
    is_named,
    is_shape,
    machine_kind,
)
from goescape.ir.lower.sameness import same, same_ignore_tags
from goescape.ir.nodes import Composite, Convert, Expr, KeyValue, Literal
from goescape.ir.places import Pos
from goescape.ir.shapes import has_shape
from goescape.syntax import nodes as syntax
from goescape.types.constant import text_of
from goescape.types.identical import identical
from goescape.types.model import (
    INT32,
    IS_COMPLEX,
    IS_FLOAT,
    IS_INTEGER,
    IS_NUMERIC,
    IS_STRING,
    SEND_RECV,
    UINT8,
    UINTPTR,
    UNSAFE_POINTER,
    UNTYPED_NIL,
    Array,
    Basic,
    Chan,
    Interface,
    Pointer,
    Slice,
    Type,
    unalias,
)
from goescape.types.universe import BYTE, RUNE, TYP

NIL_TYPE: Final = TYP[UNTYPED_NIL]
_BYTES: Final = Slice(BYTE)
_RUNES: Final = Slice(RUNE)
_REAL: Final = IS_INTEGER | IS_FLOAT


def implicit(b: Builder, target: Type | None, node: syntax.Expr) -> Expr:
    """An expression's value as one of the target type; as it is where that is None, or its own."""
    x = b.expr(node)
    source = x.type
    if target is None or source is target:
        return x
    if source is NIL_TYPE:
        x.type = target
        return x
    return assigned(b, target, x, b.pos(node))


def explicit(b: Builder, node: syntax.Call) -> Expr:
    """``T(x)`` that is no constant."""
    target = b.type_of(node.fun)
    operand = node.args[0]
    x = b.expr(operand)
    if x.type is NIL_TYPE:
        x.type = target
    return _conversion(b, target, x, b.pos(operand))


def assigned(b: Builder, target: Type, x: Expr, pos: Pos) -> Expr:
    """A value converted implicitly, if its type is not the target."""
    source = x.type
    assert source is not None
    if source is target or identical(source, target):
        return x
    found = _conversion(b, target, x, pos)
    found.implicit = True
    return found


def _conversion(b: Builder, target: Type, x: Expr, pos: Pos) -> Expr:
    source = x.type
    assert source is not None
    op = convert_op(b, x.op == ops.OLITERAL, source, target)
    if op == ops.OCONVNOP:
        op = _kept(source, target)
    elif op == ops.OSTR2RUNES and isinstance(x, Literal):
        return _runes(target, x, pos)
    elif op == ops.OBYTES2STR:
        x = _plain_elements(x, source, _BYTES)
    elif op == ops.ORUNES2STR:
        x = _plain_elements(x, source, _RUNES)
    return Convert(op, pos, target, x)


def _kept(source: Type, target: Type) -> int:
    """The operation of a conversion between types of one representation: one between floats rounds, and is kept; and
    one between interfaces changes what goes with the value where a shape is involved."""
    under = source.under()
    if isinstance(under, Basic):
        to = target.under()
        same = isinstance(to, Basic) and under.kind == to.kind and under.kind in FLOATING
        return ops.OCONV if same else ops.OCONVNOP
    if is_interface(target) and not is_empty_interface(target) and not identical(source, target):
        return ops.OCONVIFACE if has_shape(source) or has_shape(target) else ops.OCONVNOP
    return ops.OCONVNOP


def _runes(t: Type, x: Literal, pos: Pos) -> Composite:
    """A constant string converted to a slice of runes: a literal (typecheck/subr.go: stringtoruneslit)."""
    text = text_of(x.value).decode("utf-8", "replace")
    runes: list[Expr] = [KeyValue(pos, integer(pos, i), integer(pos, ord(each))) for i, each in enumerate(text)]
    found = Composite(ops.OSLICELIT, pos, t, runes)
    found.len = len(runes)
    return found


def _plain_elements(x: Expr, source: Type, plain: Slice) -> Expr:
    """A slice whose elements are of a declared type, as one of bytes or runes."""
    slice = source.under()
    assert isinstance(slice, Slice)
    return x if unalias(slice.elem).__class__ is Basic else Convert(ops.OCONVNOP, x.pos, plain, x)


# ------------------------------------------------------------------------------------------------- which operation


def convert_op(b: Builder, constant: bool, source: Type, target: Type) -> int:
    """The operation that a conversion is."""
    op = _assign_op(source, target)
    if op >= 0:
        return op
    under, to = source.under(), target.under()
    if same_ignore_tags(under, to) or _same_pointers(source, target):
        return ops.OCONVNOP
    if isinstance(under, Basic):
        op = _from_basic(b, constant, under, to)
    elif isinstance(under, Slice):
        op = _from_slice(under, to, target)
    elif isinstance(under, Pointer) and isinstance(to, Basic) and to.kind == UNSAFE_POINTER:
        op = ops.OCONVNOP
    if op < 0:
        raise Unsupported("a conversion in it is not known")
    return op


def _assign_op(source: Type, target: Type) -> int:
    """The operation that makes a value assignable; -1 where it is not."""
    under, to = source.under(), target.under()
    if isinstance(to, Interface) and not isinstance(under, Interface):
        return ops.OCONVIFACE
    if same(source, target):
        return ops.OCONVNOP
    if same(under, to) and (
        is_empty_interface(source)
        or is_shape(source)
        or is_shape(target)
        or not (isinstance(under, Interface) or (is_named(source) and is_named(target)))
    ):
        return ops.OCONVNOP
    if isinstance(to, Interface):
        return ops.OCONVIFACE
    if isinstance(under, Chan) and under.direction == SEND_RECV and isinstance(to, Chan):
        named = is_named(source) and is_named(target)
        return ops.OCONVNOP if not named and same(under.elem, to.elem) else -1
    return -1


def _same_pointers(source: Type, target: Type) -> bool:
    """Whether they are pointer types without names, to types that are the same underneath."""
    source, target = unalias(source), unalias(target)
    if not isinstance(source, Pointer) or not isinstance(target, Pointer):
        return False
    return same_ignore_tags(source.elem.under(), target.elem.under())


def _from_basic(b: Builder, constant: bool, source: Basic, to: Type) -> int:
    if isinstance(to, Basic):
        return _between_basic(b, constant, source, to)
    if isinstance(to, Slice) and source.info & IS_STRING:
        elem = to.elem.under()
        kind = elem.kind if isinstance(elem, Basic) else -1
        return {UINT8: ops.OSTR2BYTES, INT32: ops.OSTR2RUNES}.get(kind, -1)
    return ops.OCONVNOP if source.kind == UNSAFE_POINTER and isinstance(to, Pointer) else -1


def _between_basic(b: Builder, constant: bool, source: Basic, to: Basic) -> int:
    both_real = source.info & _REAL and to.info & _REAL
    if both_real or source.info & to.info & IS_COMPLEX:
        word = b.context.sizes.word
        same = machine_kind(source.kind, word) == machine_kind(to.kind, word)
        return ops.OCONVNOP if same else ops.OCONV
    if constant and source.info & IS_NUMERIC and to.info & IS_NUMERIC:
        return ops.OCONV
    if source.info & IS_INTEGER and to.info & IS_STRING:
        return ops.ORUNESTR
    return ops.OCONVNOP if {source.kind, to.kind} == {UINTPTR, UNSAFE_POINTER} else -1


def _from_slice(source: Slice, to: Type, target: Type) -> int:
    if isinstance(to, Basic):
        elem = source.elem.under()
        kind = elem.kind if isinstance(elem, Basic) and to.info & IS_STRING else -1
        return {UINT8: ops.OBYTES2STR, INT32: ops.ORUNES2STR}.get(kind, -1)
    if isinstance(to, Array):
        return ops.OSLICE2ARR
    return ops.OSLICE2ARRPTR if array_behind(target) is not None else -1
