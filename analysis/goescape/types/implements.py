"""Which types implement an interface or satisfy a constraint (go/types/instantiate.go, implements; lookup.go)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from goescape.types.lookup import has_invalid_embedded, missing_method, why_missing
from goescape.types.model import (
    INVALID,
    Interface,
    Pointer,
    Type,
    TypeParam,
    unalias,
)
from goescape.types.predicates import comparable, is_interface_pointer
from goescape.types.subst import substitute
from goescape.types.terms import includes
from goescape.types.typeset import TypeSet, type_set_of
from goescape.types.typestring import type_string

_OK: Final = (True, "")
_NEWEST: Final = (1, 27)
_INTERFACES_COMPARABLE: Final = (1, 20)
"""The language version from which on ordinary interfaces satisfy comparable."""


def implements(v: Type, t: Type, constraint: bool, version: tuple[int, int] = _NEWEST) -> tuple[bool, str]:
    """Whether `v` implements the interface `t`, or satisfies it as a `constraint`, and else why not."""
    v_under, t_under = v.under(), t.under()
    if v_under is INVALID or t_under is INVALID:
        return _OK
    if isinstance(v_under, Pointer) and v_under.elem.under() is INVALID:
        return _OK
    verb = "satisfy" if constraint else "implement"
    if not isinstance(t_under, Interface):
        what = "is pointer to interface, not interface" if is_interface_pointer(t) else "is not an interface"
        return _failed(v, verb, t, f"(type {type_string(t)} {what})")
    wanted = type_set_of(t_under)
    if wanted.is_all():
        return _OK
    offered = type_set_of(v_under) if isinstance(v_under, Interface) else None
    if offered is not None and offered.is_empty():
        return _OK
    if wanted.is_empty():
        return False, f"cannot {verb} {type_string(t)} (empty type set)"
    if unalias(v) is not INVALID:
        missing = missing_method(v, t_under, True)
        if missing is not None and not has_invalid_embedded(v):
            return _failed(v, verb, t, why_missing(v, missing))
    if wanted.terms is not None and not _is_within(v, offered, wanted):
        return _failed(v, verb, t, f"({type_string(v)} is not in the type set of {type_string(t)})")
    return _compares(v, wanted, constraint, version)


def _failed(v: Type, verb: str, t: Type, why: str) -> tuple[bool, str]:
    return False, f"{type_string(v)} does not {verb} {type_string(t)} {why}"


def _is_within(v: Type, offered: TypeSet | None, wanted: TypeSet) -> bool:
    """Whether `v`, or every type of an interface, is of one of the terms."""
    if offered is not None:
        return offered.subset_of(wanted)
    return any(includes(term, v) for term in wanted.terms or ())


def _compares(v: Type, wanted: TypeSet, constraint: bool, version: tuple[int, int]) -> tuple[bool, str]:
    """Whether `v` is comparable if it has to be: strictly, or, for a constraint, so that comparison may panic."""
    if not _must_compare(wanted) or comparable(v, False):
        return _OK
    name = type_string(v)
    if not constraint or not comparable(v, True):
        return False, f"{name} does not {'satisfy' if constraint else 'implement'} comparable"
    if version < _INTERFACES_COMPARABLE:
        return False, f"{name} to satisfy comparable requires go1.20 or later"
    return _OK


def _must_compare(wanted: TypeSet) -> bool:
    """Whether only comparable types are in the set."""
    if wanted.terms is None:
        return wanted.comparable
    return all(comparable(term.type, False) for term in wanted.terms)


def assertable_to(v: Type, t: Type) -> tuple[bool, str]:
    """Whether a value of the interface type `v` may hold a `t`, and else why not, in parentheses."""
    interface = v.under()
    if not isinstance(interface, Interface) or t.under().__class__ is Interface or unalias(t) is INVALID:
        return _OK
    missing = missing_method(t, interface, False)
    if missing is None or has_invalid_embedded(t):
        return _OK
    return False, why_missing(t, missing)


def verify(params: Sequence[TypeParam], type_args: Sequence[Type], version: tuple[int, int] = _NEWEST) -> str:
    """Why the type arguments do not satisfy the constraints of the type parameters; empty if they do."""
    mapping = dict(zip(params, type_args, strict=True))
    for param, argument in mapping.items():
        bound = param.bound
        if bound is None or bound.under().__class__ is not Interface or unalias(bound).__class__ is TypeParam:
            bound = param.constraint()
        ok, cause = implements(argument, substitute(bound, mapping), True, version)
        if not ok:
            return cause
    return ""
