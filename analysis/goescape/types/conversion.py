"""Conversions `T(x)` (go/types/conversions.go, conversion; the relation itself is `assignability.convertible_to`)."""

from __future__ import annotations

from typing import Final

from goescape.types.assignability import convertible_to, is_bytes_or_runes
from goescape.types.checker import Checker
from goescape.types.constant import Value, representable
from goescape.types.model import (
    IS_CONST_TYPE,
    IS_INTEGER,
    IS_STRING,
    IS_UNTYPED,
    Basic,
    Type,
    TypeParam,
    is_invalid,
    unalias,
)
from goescape.types.operand import CONSTANT, VALUE, Operand
from goescape.types.predicates import all_basic, default_type, is_interface
from goescape.types.typeset import type_set_each
from goescape.types.untyped import NIL_TYPE, misfit, spoil, update

_MAX_RUNE: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)
_REPLACEMENT: Final = 0xFFFD


def conversion(c: Checker, x: Operand, target: Type) -> None:
    """Convert `x` to `target`: constant if `x` is and `target` may have constants. Complains and spoils it if it can't.

    The caller sets `x.expr`, which is the argument's here.
    """
    constant = x.mode == CONSTANT
    parameter = unalias(target).__class__ is TypeParam
    under = target.under()
    basic = under if isinstance(under, Basic) and under.info & IS_CONST_TYPE else None
    if constant and basic is not None:
        fits, value = _constant(c, x, basic)
        if fits:
            x.value = value
    elif constant and parameter:
        fits = _fits_all(c, x, target)
        x.mode = VALUE
    else:
        fits = convertible_to(c, x, target)
        if fits:
            x.mode = VALUE
    if not fits:
        if not is_invalid(x.type) and not is_invalid(target):
            c.problem(x.expr, misfit(x, target))
        spoil(x)
        return
    source = x.type
    if isinstance(source, Basic) and source.info & IS_UNTYPED:
        update(c, x.expr, _argument_type(x, source, target, constant and basic is None), True)
    if x.mode != CONSTANT:
        x.value = None
    x.type = target


def _argument_type(x: Operand, source: Basic, target: Type, default: bool) -> Type:
    """The final type of an untyped argument: that of the conversion where a value of it is what is converted.

    Its own default type where the target is an interface, or has no constants (`default`); an integer that becomes a
    string stays what it is, and so does nil.
    """
    if default or source is NIL_TYPE:
        return default_type(source)
    if is_interface(target):
        return default_type(source)
    if x.mode == CONSTANT and source.info & IS_INTEGER and all_basic(target, IS_STRING):
        return source
    return target


def _constant(c: Checker, x: Operand, basic: Basic) -> tuple[bool, Value]:
    """Whether the constant `x` can be converted to `basic`, and its value then: an integer as a string is the
    character of that number."""
    value: Value = x.value  # type: ignore[assignment]
    fits, converted = representable(value, basic, c.program.sizes)
    if fits:
        return True, converted
    source = x.type.under()
    if basic.info & IS_STRING and isinstance(source, Basic) and source.info & IS_INTEGER:
        valid = isinstance(value, int) and 0 <= value <= _MAX_RUNE and value not in _SURROGATES
        return True, chr(value if valid else _REPLACEMENT).encode()  # type: ignore[arg-type]
    return False, value


def _fits_all(c: Checker, x: Operand, target: Type) -> bool:
    """Whether the constant `x` can be converted to every type in the type set of the type parameter `target`."""
    source = x.type.under()
    is_string = isinstance(source, Basic) and source.info & IS_STRING != 0

    def fits(_: Type | None, u: Type | None) -> bool:
        if is_string and u is not None and is_bytes_or_runes(u):
            return True
        return isinstance(u, Basic) and _constant(c, x, u)[0]

    return type_set_each(target, fits)
