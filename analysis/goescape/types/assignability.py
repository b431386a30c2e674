"""Assignability and convertibility (go/types/operand.go, assignableTo; conversions.go, convertibleTo)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from goescape.types.checker import Checker
from goescape.types.identical import identical, identical_ignore_tags
from goescape.types.implements import implements
from goescape.types.model import (
    INT32,
    IS_COMPLEX,
    IS_FLOAT,
    IS_INTEGER,
    IS_STRING,
    IS_UNTYPED,
    SEND_RECV,
    UINT8,
    UINTPTR,
    UNSAFE_POINTER,
    Array,
    Basic,
    Chan,
    Interface,
    Pointer,
    Slice,
    Type,
    TypeParam,
    is_invalid,
    unalias,
)
from goescape.types.operand import BAD, Operand
from goescape.types.predicates import has_name
from goescape.types.typeset import type_set_of
from goescape.types.untyped import implicit_type_and_value

_IS_REAL: Final = IS_INTEGER | IS_FLOAT
_TO_ARRAY: Final = (1, 20)
_TO_ARRAY_POINTER: Final = (1, 17)
"""Language versions from which on a slice may be converted to an array, or to a pointer to one."""


def assignable_to(c: Checker, x: Operand, t: Type) -> bool:
    """Whether `x` may be assigned to a variable of type `t`. What is invalid may."""
    target = unalias(t)
    if x.mode == BAD or is_invalid(target):
        return True
    source = unalias(x.type)
    if identical(source, target):
        return True
    if source.__class__ is Basic and source.info & IS_UNTYPED:
        return implicit_type_and_value(c, x, target)[0] is not None
    return typed_assignable(source, target, c.env.version)


def typed_assignable(source: Type, target: Type, version: tuple[int, int]) -> bool:
    """`assignable_to` for a value of the typed `source`; neither is an alias. `version` is the language's."""
    if identical(source, target) or is_invalid(target):
        return True
    from_param, to_param = source.__class__ is TypeParam, target.__class__ is TypeParam
    source_under, target_under = source.under(), target.under()
    a_literal = not has_name(source) or not has_name(target)
    if a_literal and not from_param and not to_param and identical(source_under, target_under):
        return True
    if target_under.__class__ is Interface and not to_param:
        if implements(source, target, False, version)[0]:
            return True
        if not from_param:
            return False
    if isinstance(source_under, Chan) and source_under.direction == SEND_RECV and isinstance(target_under, Chan):
        return a_literal and identical(source_under.elem, target_under.elem)
    if to_param and not has_name(source):
        return _each_term(target, lambda u: typed_assignable(source, unalias(u), version))
    if from_param and not has_name(target):
        return _each_term(source, lambda u: typed_assignable(unalias(u), target, version))
    return False


def _each_term(param: Type, holds: Callable[[Type], bool]) -> bool:
    """Whether `holds` for every type that a type parameter's constraint lists; not if it lists none."""
    assert isinstance(param, TypeParam)
    terms = type_set_of(param.constraint()).terms
    if not terms:
        return False
    return all(holds(term.type) for term in terms)


def convertible_to(c: Checker, x: Operand, t: Type) -> bool:
    """Whether `T(x)` is valid for an `x` that is not constant, or becomes no constant by it."""
    if assignable_to(c, x, t):
        return True
    source, target = unalias(x.type), unalias(t)
    if source.__class__ is TypeParam:
        return _each_term(source, lambda u: convertible_to(c, Operand(x.mode, u, x.expr), target))
    if target.__class__ is TypeParam:
        return _each_term(target, lambda u: convertible_to(c, x, u))
    return _convertible(source, target, c.env.version)


def _convertible(source: Type, target: Type, version: tuple[int, int]) -> bool:
    """`convertible_to` for a value that can not be assigned; the types are neither aliases nor type parameters."""
    source_under, target_under = source.under(), target.under()
    if identical_ignore_tags(source_under, target_under):
        return True
    if isinstance(source, Pointer) and isinstance(target, Pointer) and _same_bases(source.elem, target.elem):
        return True
    if isinstance(source_under, Basic):
        return _from_basic(source_under, target_under)
    if isinstance(target_under, Basic):
        if target_under.kind == UNSAFE_POINTER:
            return source_under.__class__ is Pointer
        return target_under.info & IS_STRING != 0 and is_bytes_or_runes(source_under)
    return isinstance(source_under, Slice) and _slice_to_array(source_under, target_under, version)


def _same_bases(x: Type, y: Type) -> bool:
    """Whether pointers to the two types convert to each other."""
    if unalias(x).__class__ is TypeParam or unalias(y).__class__ is TypeParam:
        return False
    return identical_ignore_tags(x.under(), y.under())


def _from_basic(source: Basic, target: Type) -> bool:
    """Conversions of numbers, strings and unsafe pointers to other underlying types."""
    if isinstance(target, Basic):
        mask = source.info
        return bool(
            (mask & _IS_REAL and target.info & _IS_REAL)
            or (mask & IS_COMPLEX and target.info & IS_COMPLEX)
            or (mask & IS_INTEGER and target.info & IS_STRING)
            or (source.kind == UINTPTR and target.kind == UNSAFE_POINTER)
            or (source.kind == UNSAFE_POINTER and target.kind == UINTPTR)
        )
    if source.info & IS_STRING:
        return is_bytes_or_runes(target)
    return source.kind == UNSAFE_POINTER and target.__class__ is Pointer


def _slice_to_array(source: Slice, target: Type, version: tuple[int, int]) -> bool:
    """To an array, or a pointer to one, with the same element type."""
    since = _TO_ARRAY
    array = target
    if isinstance(target, Pointer):
        since = _TO_ARRAY_POINTER
        array = target.elem.under()
    return isinstance(array, Array) and identical(source.elem, array.elem) and version >= since


def is_bytes_or_runes(t: Type) -> bool:
    """Whether the underlying type is a slice of bytes or of runes."""
    under = t.under()
    if not isinstance(under, Slice):
        return False
    elem = under.elem.under()
    return isinstance(elem, Basic) and (elem.kind == UINT8 or elem.kind == INT32)
