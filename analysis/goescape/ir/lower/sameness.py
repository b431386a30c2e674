"""Identity of types where there are shapes (types/identity.go).

A shape is identical to every type that it may stand for, so that the body that instances share needs no conversions
between the two: go.shape.int and int, []go.shape.int and go.shape.[]int, and all pointers with go.shape.*uint8.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from goescape.ir.shapes import has_shape
from goescape.types import identical as strict
from goescape.types.model import (
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
    unalias,
)
from goescape.types.typeset import type_set_of

_Pairs: TypeAlias = "set[tuple[Type, Type]]"
"""Types that are being compared: met again, they are taken to be identical."""


def same(x: Type, y: Type) -> bool:
    """Whether two types are the same, or may be."""
    return x is y or strict.identical(x, y) or (_have_shape(x, y) and _alike(x, y, False, set()))


def same_ignore_tags(x: Type, y: Type) -> bool:
    """The same but for the tags of struct fields."""
    return x is y or strict.identical_ignore_tags(x, y) or (_have_shape(x, y) and _alike(x, y, True, set()))


def _have_shape(x: Type, y: Type) -> bool:
    return has_shape(x) or has_shape(y)


def _alike(x: Type, y: Type, ignore_tags: bool, pairs: _Pairs) -> bool:
    x, y = unalias(x), unalias(y)
    if x is y or (x, y) in pairs:
        return True
    under, other = x.under(), y.under()
    if under.__class__ is not other.__class__:
        return False
    if isinstance(under, Basic) and isinstance(other, Basic):
        return under.kind == other.kind and (strict.identical(x, y) or _have_shape(x, y))
    if isinstance(x, Named) or isinstance(y, Named):
        if not _have_shape(x, y):
            return strict.identical(x, y)
        if isinstance(under, Pointer):
            return True
    pairs.add((x, y))
    return _RULES[under.__class__](under, other, ignore_tags, pairs)


def _elem(x: Pointer | Slice, y: Pointer | Slice, ignore_tags: bool, pairs: _Pairs) -> bool:
    return _alike(x.elem, y.elem, ignore_tags, pairs)


def _array(x: Array, y: Array, ignore_tags: bool, pairs: _Pairs) -> bool:
    return x.length == y.length and _alike(x.elem, y.elem, ignore_tags, pairs)


def _chan(x: Chan, y: Chan, ignore_tags: bool, pairs: _Pairs) -> bool:
    return x.direction == y.direction and _alike(x.elem, y.elem, ignore_tags, pairs)


def _map(x: Map, y: Map, ignore_tags: bool, pairs: _Pairs) -> bool:
    return _alike(x.key, y.key, ignore_tags, pairs) and _alike(x.elem, y.elem, ignore_tags, pairs)


def _tuple(x: Tuple, y: Tuple, ignore_tags: bool, pairs: _Pairs) -> bool:
    return len(x.vars) == len(y.vars) and all(
        _alike(v.type_of(), w.type_of(), ignore_tags, pairs) for v, w in zip(x.vars, y.vars, strict=True)
    )


def _signature(x: Signature, y: Signature, ignore_tags: bool, pairs: _Pairs) -> bool:
    same = x.variadic == y.variadic and _tuple(x.params, y.params, ignore_tags, pairs)
    return same and _tuple(x.results, y.results, ignore_tags, pairs)


def _struct(x: Struct, y: Struct, ignore_tags: bool, pairs: _Pairs) -> bool:
    if len(x.fields) != len(y.fields) or not (ignore_tags or x.tags == y.tags):
        return False
    return all(
        f.embedded == g.embedded
        and strict.is_called(f, g.pkg, g.name)
        and _alike(f.type_of(), g.type_of(), ignore_tags, pairs)
        for f, g in zip(x.fields, y.fields, strict=True)
    )


def _interface(x: Interface, y: Interface, ignore_tags: bool, pairs: _Pairs) -> bool:
    methods, others = type_set_of(x).methods, type_set_of(y).methods
    return len(methods) == len(others) and all(
        strict.is_called(f, g.pkg, g.name) and _alike(f.type_of(), g.type_of(), ignore_tags, pairs)
        for f, g in zip(methods, others, strict=True)
    )


_RULES: Final[dict[type, Callable[[Any, Any, bool, _Pairs], bool]]] = {
    Pointer: _elem,
    Slice: _elem,
    Array: _array,
    Chan: _chan,
    Map: _map,
    Tuple: _tuple,
    Signature: _signature,
    Struct: _struct,
    Interface: _interface,
}
"""By the class of both underlying types, save basic ones."""
