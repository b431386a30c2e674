"""What kind of type a type is (go/types/predicates.go).

The `is_*` predicates are false for type parameters. The `all_*` predicates look into these: they hold if they hold for
every type that the constraint lists, and not if it lists none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from goescape.types.model import (
    BOOL,
    COMPLEX128,
    FLOAT64,
    INT,
    IS_BOOLEAN,
    IS_CONST_TYPE,
    IS_INTEGER,
    IS_NUMERIC,
    IS_STRING,
    IS_UNTYPED,
    STRING,
    UNSAFE_POINTER,
    UNTYPED_BOOL,
    UNTYPED_COMPLEX,
    UNTYPED_FLOAT,
    UNTYPED_INT,
    UNTYPED_NIL,
    UNTYPED_RUNE,
    UNTYPED_STRING,
    Array,
    Basic,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
    Var,
    unalias,
)
from goescape.types.typeset import type_set_each, type_set_of
from goescape.types.universe import RUNE, TYP

_NILABLE: Final = frozenset((Slice, Pointer, Signature, Map, Chan))
_NAMED: Final = frozenset((Basic, Named, TypeParam))

_DEFAULTS: Final[dict[int, Basic]] = {
    UNTYPED_BOOL: TYP[BOOL],
    UNTYPED_INT: TYP[INT],
    UNTYPED_RUNE: RUNE,
    UNTYPED_FLOAT: TYP[FLOAT64],
    UNTYPED_COMPLEX: TYP[COMPLEX128],
    UNTYPED_STRING: TYP[STRING],
}

# ---------------------------------------------------------------------------------------------------- basic types


def is_basic(t: Type, mask: int) -> bool:
    """Whether the underlying type is a basic one with one of the `IS_*` flags of `mask`."""
    under = t.under()
    return under.__class__ is Basic and under.info & mask != 0


def is_integer(t: Type) -> bool:
    return is_basic(t, IS_INTEGER)


def is_string(t: Type) -> bool:
    return is_basic(t, IS_STRING)


def is_const_type(t: Type) -> bool:
    """Whether there are constants of the type."""
    return is_basic(t, IS_CONST_TYPE)


def is_untyped(t: Type) -> bool:
    return t.__class__ is Basic and t.info & IS_UNTYPED != 0


def all_basic(t: Type, mask: int) -> bool:
    """As `is_basic`, for every type that a type parameter's constraint lists."""
    under = t.under()
    if under.__class__ is Basic:
        return under.info & mask != 0
    if under.__class__ is not Interface:
        return False
    return type_set_each(t, lambda _, u: u.__class__ is Basic and u.info & mask != 0)


def all_boolean(t: Type) -> bool:
    return all_basic(t, IS_BOOLEAN)


def all_integer(t: Type) -> bool:
    return all_basic(t, IS_INTEGER)


def all_numeric(t: Type) -> bool:
    return all_basic(t, IS_NUMERIC)


def all_string(t: Type) -> bool:
    return all_basic(t, IS_STRING)


def default_type(t: Type) -> Type:
    """The type that a value of an untyped type gets without a context; `t` itself if it is typed, or nil's."""
    return _DEFAULTS.get(t.kind, t) if t.__class__ is Basic else t


# ---------------------------------------------------------------------------------------------------- other kinds


def is_type_param(t: Type) -> bool:
    return unalias(t).__class__ is TypeParam


def is_interface(t: Type) -> bool:
    """Whether the type is an interface, and no type parameter."""
    return t.under().__class__ is Interface and unalias(t).__class__ is not TypeParam


def is_interface_pointer(t: Type) -> bool:
    """Whether the type is a pointer to an interface or type parameter: such have no methods."""
    under = t.under()
    return under.__class__ is Pointer and under.elem.under().__class__ is Interface


def has_name(t: Type) -> bool:
    """Whether the type is predeclared, declared, or a type parameter."""
    return unalias(t).__class__ in _NAMED


def has_nil(t: Type) -> bool:
    """Whether nil is a value of the type."""
    under = t.under()
    kind = under.__class__
    if isinstance(under, Basic):
        return under.kind == UNSAFE_POINTER
    if kind is not Interface:
        return kind in _NILABLE
    return unalias(t).__class__ is not TypeParam or type_set_each(t, lambda _, u: u is not None and has_nil(u))


# ------------------------------------------------------------------------------------------------------ comparison


def comparable(t: Type, dynamic: bool = True) -> bool:
    """Whether values of the type may be compared by `==`. Unless `dynamic`, comparison must never panic: interfaces
    are then not comparable, save by a constraint. What is invalid is comparable."""
    return _comparable(t, dynamic, set())


def _comparable(t: Type, dynamic: bool, seen: set[Type]) -> bool:
    """`seen` holds types that have been looked into: found comparable, or being looked at."""
    under = t.under()
    kind = under.__class__
    if isinstance(under, Basic):
        return under.kind != UNTYPED_NIL
    if kind is Pointer or kind is Chan:
        return True
    if kind is Interface:
        if dynamic and unalias(t).__class__ is not TypeParam:
            return True
        return _comparable_interface(under, seen)  # type: ignore[arg-type]
    if kind is not Struct and kind is not Array:
        return False
    if t in seen:
        return True
    seen.add(t)
    if kind is Array:
        return _comparable(under.elem, dynamic, seen)  # type: ignore[attr-defined]
    fields = under.fields  # type: ignore[attr-defined]
    return all(_comparable(field.type_of(), dynamic, seen) for field in fields)


def _comparable_interface(t: Interface, seen: set[Type]) -> bool:
    types = type_set_of(t)
    terms = types.terms
    if terms is None:
        return types.comparable
    return bool(terms) and all(_comparable(term.type, False, seen) for term in terms)


# ------------------------------------------------------------------------------------------- types with parameters


def is_parameterized(type_params: Sequence[TypeParam], t: Type) -> bool:
    """Whether any of `type_params` occurs in `t` (go/types/infer.go, isParameterized)."""
    return _occurs(type_params, t, set())


def _occurs(params: Collection[TypeParam], t: Type, seen: set[Type]) -> bool:
    """`seen` holds types in which none was found, or which are being searched."""
    t = unalias(t)
    kind = t.__class__
    if kind is Basic:
        return False
    if kind is TypeParam:
        return t in params
    if t in seen:
        return False
    seen.add(t)
    part: Any = t
    if kind is Pointer or kind is Slice or kind is Array or kind is Chan:
        return _occurs(params, part.elem, seen)
    if kind is Named:
        return any(_occurs(params, argument, seen) for argument in part.type_args)
    if kind is Signature:
        return _any_occurs(params, part.params.vars, seen) or _any_occurs(params, part.results.vars, seen)
    if kind is Map:
        return _occurs(params, part.key, seen) or _occurs(params, part.elem, seen)
    if kind is Struct:
        return _any_occurs(params, part.fields, seen)
    if kind is Tuple:
        return _any_occurs(params, part.vars, seen)
    return kind is Interface and _occurs_in_interface(params, part, seen)


def _any_occurs(params: Collection[TypeParam], variables: tuple[Var, ...], seen: set[Type]) -> bool:
    return any(_occurs(params, var.type_of(), seen) for var in variables)


def _occurs_in_interface(params: Collection[TypeParam], t: Interface, seen: set[Type]) -> bool:
    """In a method, or in all of the terms."""
    types = type_set_of(t)
    for method in types.methods:
        if _occurs(params, method.type_of(), seen):
            return True
    return bool(types.terms) and all(_occurs(params, term.type, seen) for term in types.terms)  # type: ignore[union-attr]
