"""The builtins for slices, maps, channels, strings and arrays: append, cap, clear, close, copy, delete, len, make
(go/types/builtins.go). Each gets a call and its checked arguments, and answers the call's operand."""

from __future__ import annotations

from typing import Final

from goescape.syntax.nodes import Call
from goescape.types.arguments import Arguments, pass_arguments
from goescape.types.assignability import assignable_to
from goescape.types.assignment import assign_operand
from goescape.types.builtin_signature import builtin_signature, no_value_of, record_signature, value_of
from goescape.types.checker import Checker
from goescape.types.constant import UNKNOWN, text_of
from goescape.types.identical import identical
from goescape.types.index import check_index
from goescape.types.model import (
    INT,
    INVALID,
    IS_STRING,
    RECV_ONLY,
    Array,
    Basic,
    Chan,
    Interface,
    Map,
    Pointer,
    Slice,
    Type,
    TypeParam,
    is_invalid,
    unalias,
)
from goescape.types.operand import BAD, CONSTANT, VALUE, Operand, bad
from goescape.types.typeset import common_under, type_set_each
from goescape.types.typestring import type_string
from goescape.types.typexpr import var_type
from goescape.types.universe import BYTE, TYP
from goescape.types.untyped import describe

_INT: Final = TYP[INT]
_BYTES: Final = Slice(BYTE)
_CLEAR: Final = (1, 21)
"""The release of clear."""

# -------------------------------------------------------------------------------------------------- append and copy


def append(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """append(s S, x ...E) S; of bytes also append(s, string...)."""
    x = args[0]
    elem = _slice_elem(x.type)
    if elem is None:
        c.problem(x.expr, f"invalid append: argument must be a slice; have {describe(x)}")
        return bad(e)
    s = x.type
    if e.spread and len(args) == 2 and _is_text(args[1].type, False) and assignable_to(c, x, _BYTES):
        signature = builtin_signature(s, s, args[1].type)
        signature.variadic = True
    else:
        signature = builtin_signature(s, s, Slice(elem))
        signature.variadic = True
        pass_arguments(c, e, signature, Arguments(args))
    record_signature(c, e.fun, signature)
    return Operand(VALUE, s, e)


def copy(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """copy(x, y []E) int; of bytes also copy(x, string)."""
    x, y = args
    if not (_is_text(y.type, True) and assignable_to(c, x, _BYTES)):
        to, source = _slice_elem(x.type), _slice_elem(y.type)
        if source is None and _is_text(y.type, True):
            source = BYTE
        if to is None or source is None:
            faulty = x if to is None else y
            c.problem(faulty.expr, f"invalid copy: argument must be a slice; have {describe(faulty)}")
            return bad(e)
        if not identical(to, source):
            types = f"{type_string(to)} and {type_string(source)}"
            c.problem(x.expr, f"invalid copy: arguments have different element types {types}")
            return bad(e)
    return value_of(c, e, _INT, x.type, y.type)


def _slice_elem(t: Type) -> Type | None:
    """The element type of the slice type, or of all those in the type set, `t`; None if there is none."""
    under = t.under()
    if isinstance(under, Slice):
        return under.elem
    elem: Type | None = None

    def agrees(_: Type | None, u: Type | None) -> bool:
        nonlocal elem
        if not isinstance(u, Slice) or (elem is not None and not identical(elem, u.elem)):
            return False
        elem = u.elem
        return True

    return elem if type_set_each(t, agrees) else None


def _is_text(t: Type, bytes_alone: bool) -> bool:
    """Whether a `t` is a string or a slice of bytes, whatever its type argument; not always the latter unless
    `bytes_alone` may be."""
    has_string = False

    def fits(_: Type | None, u: Type | None) -> bool:
        nonlocal has_string
        if isinstance(u, Basic) and u.info & IS_STRING:
            has_string = True
            return True
        return isinstance(u, Slice) and identical(u.elem, BYTE)

    return type_set_each(t, fits) and (bytes_alone or has_string)


# ----------------------------------------------------------------------------------------------------- len and cap

_SIZED: Final = frozenset((Array, Slice, Chan))
"""What has a length and a capacity."""


def length(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """len(x): constant for a constant string, and for an array if nothing is called or received in x."""
    x = args[0]
    under = x.type.under()
    if isinstance(under, Basic) and under.info & IS_STRING:
        if x.mode == CONSTANT:
            return Operand(CONSTANT, _INT, e, len(text_of(x.value)))  # type: ignore[arg-type]
        return value_of(c, e, _INT, x.type)
    if under.__class__ is Map:
        return value_of(c, e, _INT, x.type)
    return _size(c, e, x, under, "len")


def capacity(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """cap(x): constant for an array if nothing is called or received in x."""
    x = args[0]
    return _size(c, e, x, x.type.under(), "cap")


def _size(c: Checker, e: Call, x: Operand, under: Type, name: str) -> Operand:
    sized = _array_behind(under)
    if isinstance(sized, Array):
        if not c.env.has_call_or_receive:
            return Operand(CONSTANT, _INT, e, sized.length if sized.length >= 0 else UNKNOWN)
        return value_of(c, e, _INT, x.type)
    if sized.__class__ in _SIZED or (sized.__class__ is Interface and _all_sized(x.type, name)):
        return value_of(c, e, _INT, x.type)
    if under is not INVALID:
        c.problem(x.expr, f"invalid argument: {describe(x)} for built-in {name}")
    return bad(e)


def _array_behind(u: Type) -> Type:
    """The array that a pointer type points at; any other type itself."""
    if isinstance(u, Pointer):
        array = u.elem.under()
        if isinstance(array, Array):
            return array
    return u


def _all_sized(t: Type, name: str) -> bool:
    """Whether every type in the type set of the type parameter `t` has a length, or a capacity."""
    if unalias(t).__class__ is not TypeParam:
        return False
    is_len = name == "len"

    def sized(_: Type | None, u: Type | None) -> bool:
        if u is None:
            return False
        u = _array_behind(u)
        if u.__class__ in _SIZED:
            return True
        return is_len and (u.__class__ is Map or (isinstance(u, Basic) and u.info & IS_STRING != 0))

    return type_set_each(t, sized)


# -------------------------------------------------------------------------------------------- clear, close, delete


def clear(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """clear(m), of a map or slice."""
    x = args[0]
    if c.env.version < _CLEAR:
        c.problem(e.fun, "clear requires go1.21 or later")

    def clearable(_: Type | None, u: Type | None) -> bool:
        return u.__class__ is Map or u.__class__ is Slice

    if not type_set_each(x.type, clearable):
        c.problem(x.expr, f"invalid argument: cannot clear {describe(x)}: argument must be map or slice")
        return bad(e)
    return no_value_of(c, e, x.type)


def close(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """close(c), of a channel that may be sent to."""
    x = args[0]

    def closable(_: Type | None, u: Type | None) -> bool:
        return isinstance(u, Chan) and u.direction != RECV_ONLY

    if not type_set_each(x.type, closable):
        what = "receive-only" if isinstance(x.type.under(), Chan) else "non-"
        c.problem(x.expr, f"invalid operation: cannot close {what} channel {describe(x)}")
        return bad(e)
    return no_value_of(c, e, x.type)


def delete(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """delete(m, key)"""
    x, element = args
    key: Type | None = None

    def has_key(_: Type | None, u: Type | None) -> bool:
        nonlocal key
        if not isinstance(u, Map) or (key is not None and not identical(u.key, key)):
            return False
        key = u.key
        return True

    if not type_set_each(x.type, has_key) or key is None:
        c.problem(x.expr, f"invalid argument: {describe(x)} is not a map")
        return bad(e)
    assign_operand(c, element, key, "argument to delete")
    if element.mode == BAD:
        return bad(e)
    return no_value_of(c, e, x.type, key)


# ------------------------------------------------------------------------------------------------------------ make

_FEWEST: Final = {Slice: 2, Map: 1, Chan: 1}
"""How many arguments make takes at least; there may be one more."""


def make(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """make(T), make(T, n) and make(T, n, m)."""
    written = e.args
    t = var_type(c, written[0])
    if is_invalid(t):
        return bad(e)
    under = common_under(t) if unalias(t).__class__ is TypeParam else t.under()
    fewest = _FEWEST.get(under.__class__)
    if fewest is None:
        if under is not INVALID:
            text = type_string(t)
            c.problem(written[0], f"invalid argument: cannot make {text}: type must be slice, map, or channel")
        return bad(e)
    if not fewest <= len(written) <= fewest + 1:
        expected = f"{fewest} or {fewest + 1} arguments; found {len(written)}"
        c.problem(e, f"invalid operation: make({type_string(t)}) expects {expected}")
        return bad(e)
    sizes = [check_index(c, size, -1) for size in written[1:]]
    if len(sizes) == 2 and sizes[0][1] > sizes[1][1] >= 0:
        c.problem(written[1], "invalid argument: length and capacity swapped")
    return value_of(c, e, t, t, *[size[0] for size in sizes])
