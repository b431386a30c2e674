"""Identity of types (the specification's "Type identity"; go/types/predicates.go, comparer)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from goescape.types.model import (
    INVALID,
    Alias,
    Array,
    Basic,
    Chan,
    Interface,
    Map,
    Named,
    Object,
    Package,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
    Union,
    is_exported,
)


class _Pair:
    """Two interfaces that are being compared, and the pair within which they came up: met again, they are taken to be
    identical, since an interface may refer to itself by its methods."""

    __slots__ = ("around", "x", "y")

    def __init__(self, x: Interface, y: Interface, around: _Pair | None) -> None:
        self.x = x
        self.y = y
        self.around = around


def identical(x: Type, y: Type) -> bool:
    """Whether two types are the same."""
    return x is y or _same(x, y, False, None)


def identical_ignore_tags(x: Type, y: Type) -> bool:
    """Whether two types are the same but for the tags of struct fields."""
    return x is y or _same(x, y, True, None)


def same_package(x: Package | None, y: Package | None) -> bool:
    """Whether unexported names of the two packages are the same names; what is predeclared has no package."""
    return x is y or (x is not None and y is not None and x.path == y.path)


def is_called(obj: Object, pkg: Package | None, name: str) -> bool:
    """Whether a field or method is what `name` means within `pkg` (go/types/object.go, sameId)."""
    return obj.name == name and (obj.pkg is pkg or is_exported(name) or same_package(obj.pkg, pkg))


def _same(x: Type, y: Type, ignore_tags: bool, pair: _Pair | None) -> bool:
    if x is y:
        return True
    while x.__class__ is Alias:
        x = x.target()
    while y.__class__ is Alias:
        y = y.target()
    if x is y:
        return True
    kind = x.__class__
    return kind is y.__class__ and _RULES.get(kind, _single)(x, y, ignore_tags, pair)


def _basic(x: Basic, y: Basic, ignore_tags: bool, pair: _Pair | None) -> bool:
    return x.kind == y.kind


def _elem(x: Pointer | Slice, y: Pointer | Slice, ignore_tags: bool, pair: _Pair | None) -> bool:
    return _same(x.elem, y.elem, ignore_tags, pair)


def _array(x: Array, y: Array, ignore_tags: bool, pair: _Pair | None) -> bool:
    same_length = x.length == y.length or x.length < 0 or y.length < 0
    return same_length and _same(x.elem, y.elem, ignore_tags, pair)


def _map(x: Map, y: Map, ignore_tags: bool, pair: _Pair | None) -> bool:
    return _same(x.key, y.key, ignore_tags, pair) and _same(x.elem, y.elem, ignore_tags, pair)


def _chan(x: Chan, y: Chan, ignore_tags: bool, pair: _Pair | None) -> bool:
    return x.direction == y.direction and _same(x.elem, y.elem, ignore_tags, pair)


def _struct(x: Struct, y: Struct, ignore_tags: bool, pair: _Pair | None) -> bool:
    if len(x.fields) != len(y.fields) or not (ignore_tags or x.tags == y.tags):
        return False
    for f, g in zip(x.fields, y.fields, strict=True):
        if f.embedded != g.embedded or not is_called(f, g.pkg, g.name):
            return False
        if not _same(f.type_of(), g.type_of(), ignore_tags, pair):
            return False
    return True


def _tuple(x: Tuple, y: Tuple, ignore_tags: bool, pair: _Pair | None) -> bool:
    if len(x.vars) != len(y.vars):
        return False
    for v, w in zip(x.vars, y.vars, strict=True):  # noqa: SIM110
        if not _same(v.type_of(), w.type_of(), ignore_tags, pair):
            return False
    return True


def _signature(x: Signature, y: Signature, ignore_tags: bool, pair: _Pair | None) -> bool:
    if x.variadic != y.variadic or len(x.type_params) != len(y.type_params):
        return False
    if x.type_params:
        return _generic_signature(x, y, ignore_tags, pair)
    return _tuple(x.params, y.params, ignore_tags, pair) and _tuple(x.results, y.results, ignore_tags, pair)


def _generic_signature(x: Signature, y: Signature, ignore_tags: bool, pair: _Pair | None) -> bool:
    """Type parameters may have other names: those of `x` are put in the place of those of `y`."""
    from goescape.types.subst import substitute

    mapping: dict[TypeParam, Type] = dict(zip(y.type_params, x.type_params, strict=True))
    for p, q in zip(x.type_params, y.type_params, strict=True):
        if not _same(p.bound or INVALID, substitute(q.bound or INVALID, mapping), ignore_tags, pair):
            return False
    params, results = substitute(y.params, mapping), substitute(y.results, mapping)
    return _same(x.params, params, ignore_tags, pair) and _same(x.results, results, ignore_tags, pair)


def _union(x: Union, y: Union, ignore_tags: bool, pair: _Pair | None) -> bool:
    from goescape.types.typeset import type_set_of

    left, right = type_set_of(Interface((), (x,))), type_set_of(Interface((), (y,)))
    return left.same_terms(right)


def _interface(x: Interface, y: Interface, ignore_tags: bool, pair: _Pair | None) -> bool:
    """Interfaces are identical if they have the same type set, however it is written."""
    from goescape.types.typeset import type_set_of

    left, right = type_set_of(x), type_set_of(y)
    if left is right:
        return True
    if len(left.methods) != len(right.methods) or left.comparable != right.comparable or not left.same_terms(right):
        return False
    around = pair
    while around is not None:
        if (around.x is x and around.y is y) or (around.x is y and around.y is x):
            return True
        around = around.around
    inner = _Pair(x, y, pair)
    for f, g in zip(left.methods, right.methods, strict=True):
        if not is_called(f, g.pkg, g.name) or not _same(f.type_of(), g.type_of(), ignore_tags, inner):
            return False
    return True


def _named(x: Named, y: Named, ignore_tags: bool, pair: _Pair | None) -> bool:
    if x.origin.obj is not y.origin.obj or len(x.type_args) != len(y.type_args):
        return False
    return all(identical(t, u) for t, u in zip(x.type_args, y.type_args, strict=True))


def _single(x: Type, y: Type, ignore_tags: bool, pair: _Pair | None) -> bool:
    """Of what is one object for each type: type parameters, and types that only the IR has."""
    return False


_RULES: Final[dict[type, Callable[[Any, Any, bool, _Pair | None], bool]]] = {
    Basic: _basic,
    Pointer: _elem,
    Slice: _elem,
    Array: _array,
    Map: _map,
    Chan: _chan,
    Struct: _struct,
    Tuple: _tuple,
    Signature: _signature,
    Union: _union,
    Interface: _interface,
    Named: _named,
}
"""Whether two types of a class, which are not the same object, are identical."""
