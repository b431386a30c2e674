"""Unification of types with type parameters (go/types/unify.go).

Two types unify if some choice of types for the *bound* type parameters, those that are solved for, makes them
identical; or, unless unification is exact, makes them alike enough for one to be assignable to the other:

    exact       types must become identical
    inexact     a defined type matches a type literal that its underlying type matches, channels match whatever
                their direction, an interface matches what has its methods
    assign      inexact for the types themselves, exact for their elements

Whether the choice is right in the end (constraints, assignability) is checked where it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from goescape.types.identical import identical, is_called
from goescape.types.lookup import lookup
from goescape.types.model import (
    SEND_RECV,
    Array,
    Basic,
    Chan,
    Func,
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
    unalias,
)
from goescape.types.typeset import common_under, type_set_of

INEXACT: Final = 0
ASSIGN: Final = 1
EXACT: Final = 2
"""Modes; ASSIGN | EXACT is possible, and is as EXACT."""

_DEPTH_LIMIT: Final = 50
"""What goes deeper does not unify (go/types: unificationDepthLimit)."""


class _Pair:
    """Two interfaces that are being compared, and the pair within which they came up."""

    __slots__ = ("around", "x", "y")

    def __init__(self, x: Interface, y: Interface, around: _Pair | None) -> None:
        self.x = x
        self.y = y
        self.around = around


class _Handle:
    """What is known of a type parameter; shared by those that must be the same type."""

    __slots__ = ("type",)

    def __init__(self, type: Type | None) -> None:
        self.type = type


class Unifier:
    """Finds types for `params`. `args` are those given, None where one is to be found.

    `methods` for releases that use the methods of interfaces (1.21 on).
    """

    __slots__ = ("_depth", "_handles", "_methods")

    def __init__(self, params: Sequence[TypeParam], args: Sequence[Type | None], methods: bool) -> None:
        self._handles: dict[Type, _Handle] = {p: _Handle(a) for p, a in zip(params, args, strict=True)}
        self._methods = methods
        self._depth = 0

    def at(self, param: TypeParam) -> Type | None:
        """What was found for `param` so far."""
        return self._handles[param].type

    def set(self, param: TypeParam, t: Type) -> None:
        self._handles[param].type = t

    def unknowns(self) -> int:
        """How many type parameters nothing was found for."""
        return sum(handle.type is None for handle in self._handles.values())

    def unify(self, x: Type, y: Type, mode: int) -> bool:
        """Whether `x` and `y` unify, what was found before taken into account; notes what this tells of the type
        parameters."""
        return self._unify(x, y, mode, None)

    def _unify(self, x: Type, y: Type, mode: int, pair: _Pair | None) -> bool:
        if x is y or unalias(x) is unalias(y):
            return True
        if self._depth >= _DEPTH_LIMIT:
            return False
        self._depth += 1
        found = self._unify_different(x, y, mode, pair)
        self._depth -= 1
        return found

    def _unify_different(self, x: Type, y: Type, mode: int, pair: _Pair | None) -> bool:
        handles = self._handles
        literal, other = unalias(x), unalias(y)
        if literal.__class__ is Named or other in handles:
            x, y, literal, other = y, x, other, literal
        if not mode & EXACT and other.__class__ is Named and self._is_literal(literal):
            y = other = other.under()
            if literal is other:
                return True
        bound = handles.get(literal)
        if bound is not None:
            also_bound = handles.get(other)
            if also_bound is None:
                return self._unify_bound(bound, y, mode, pair)
            if self._join(bound, also_bound):
                return True
            return self._unify(bound.type, also_bound.type, mode, pair)  # type: ignore[arg-type]
        if self._methods and not mode & EXACT:
            answer = self._unify_methods(x, y, pair)
            if answer is not None:
                return answer
        if other.__class__ is TypeParam:
            y, literal, other = x, other, literal
        if literal.__class__ is TypeParam:
            core = common_under(literal)
            return core is not None and self._unify(core, y, ASSIGN, pair)
        return self._unify_structure(literal, other, mode, pair)

    def _is_literal(self, t: Type) -> bool:
        """Whether `t`, which is no alias, may match the underlying type of a defined type."""
        kind = t.__class__
        return kind is not Named and kind is not TypeParam and not (self._methods and kind is Interface)

    def _join(self, x: _Handle, y: _Handle) -> bool:
        """Make two type parameters the same; not possible if both are known."""
        if x is y:
            return True
        if x.type is not None and y.type is not None:
            return False
        kept, given_up = (x, y) if x.type is not None else (y, x)
        for param, handle in self._handles.items():
            if handle is given_up:
                self._handles[param] = kept
        return True

    # -------------------------------------------------------------------------------------- bound type parameters

    def _unify_bound(self, handle: _Handle, y: Type, mode: int, pair: _Pair | None) -> bool:
        """Unify a bound type parameter with `y`, which is none."""
        x = handle.type
        if x is None:
            handle.type = y
            return True
        if not self._unify(x, y, mode, pair) or not _may_stand_for_each_other(x, y):
            return False
        if not mode & EXACT and unalias(x).__class__ is not Named:
            under = y.under()
            if unalias(y).__class__ is Named or (isinstance(under, Chan) and under.direction != SEND_RECV):
                handle.type = y
        return True

    # ------------------------------------------------------------------------------------------------- interfaces

    def _unify_methods(self, x: Type, y: Type, pair: _Pair | None) -> bool | None:
        """Unify by methods if `x` or `y` is an interface; None if neither is."""
        left, right = _interface(x), _interface(y)
        if left is not None and right is not None:
            return self._unify_interfaces(left, right, pair)
        if left is None and right is None:
            return None
        interface, implementation = (right, x) if left is None else (left, y)
        assert interface is not None
        for method in type_set_of(interface).methods:
            found = lookup(implementation, False, method.pkg, method.name)[0]
            if not isinstance(found, Func):
                return False
            signature = found.type_of()
            if isinstance(signature, Signature) and signature.type_params:
                return False
            if not self._unify(method.type_of(), signature, EXACT, pair):
                return False
        return True

    def _unify_interfaces(self, x: Interface, y: Interface, pair: _Pair | None) -> bool:
        """One must have the methods of the other."""
        left, right = type_set_of(x), type_set_of(y)
        if left.comparable != right.comparable or not left.same_terms(right):
            return False
        if _is_among(x, y, pair):
            return True
        if len(left.methods) > len(right.methods):
            left, right = right, left
        inner = _Pair(x, y, pair)
        for method in left.methods:
            position = right.position(method.pkg, method.name)
            if position < 0:
                return False
            if not self._unify(method.type_of(), right.methods[position].type_of(), EXACT, inner):
                return False
        return True

    # -------------------------------------------------------------------------------------------------- structure

    def _unify_structure(self, x: Type, y: Type, mode: int, pair: _Pair | None) -> bool:
        """Unify types of the same form, part by part."""
        unify = _STRUCTURES.get(x.__class__)
        return unify is not None and x.__class__ is y.__class__ and unify(self, x, y, mode, pair)

    def _unify_basic(self, x: Basic, y: Basic, mode: int, pair: _Pair | None) -> bool:
        return x.kind == y.kind

    def _unify_elem(self, x: Slice | Pointer, y: Slice | Pointer, mode: int, pair: _Pair | None) -> bool:
        return self._unify(x.elem, y.elem, _within(mode), pair)

    def _unify_array(self, x: Array, y: Array, mode: int, pair: _Pair | None) -> bool:
        same_length = x.length == y.length or x.length < 0 or y.length < 0
        return same_length and self._unify(x.elem, y.elem, _within(mode), pair)

    def _unify_map(self, x: Map, y: Map, mode: int, pair: _Pair | None) -> bool:
        inner = _within(mode)
        return self._unify(x.key, y.key, inner, pair) and self._unify(x.elem, y.elem, inner, pair)

    def _unify_chan(self, x: Chan, y: Chan, mode: int, pair: _Pair | None) -> bool:
        same_direction = not mode & EXACT or x.direction == y.direction
        return same_direction and self._unify(x.elem, y.elem, _within(mode), pair)

    def _unify_struct(self, x: Struct, y: Struct, mode: int, pair: _Pair | None) -> bool:
        if len(x.fields) != len(y.fields) or x.tags != y.tags:
            return False
        inner = _within(mode)
        for f, g in zip(x.fields, y.fields, strict=True):
            if f.embedded != g.embedded or not is_called(g, f.pkg, f.name):
                return False
            if not self._unify(f.type_of(), g.type_of(), inner, pair):
                return False
        return True

    def _unify_signature(self, x: Signature, y: Signature, mode: int, pair: _Pair | None) -> bool:
        if x.variadic != y.variadic:
            return False
        inner = _within(mode)
        return self._unify(x.params, y.params, inner, pair) and self._unify(x.results, y.results, inner, pair)

    def _unify_tuple(self, x: Tuple, y: Tuple, mode: int, pair: _Pair | None) -> bool:
        if len(x.vars) != len(y.vars):
            return False
        return all(self._unify(v.type_of(), w.type_of(), mode, pair) for v, w in zip(x.vars, y.vars, strict=True))

    def _unify_same_methods(self, x: Interface, y: Interface, mode: int, pair: _Pair | None) -> bool:
        """Interfaces where unification is exact: both must have the same methods."""
        same_number = len(type_set_of(x).methods) == len(type_set_of(y).methods)
        return same_number and self._unify_interfaces(x, y, pair)

    def _unify_named(self, x: Named, y: Named, mode: int, pair: _Pair | None) -> bool:
        if x.origin is not y.origin or len(x.type_args) != len(y.type_args):
            return False
        return all(self._unify(a, b, mode, pair) for a, b in zip(x.type_args, y.type_args, strict=True))


_STRUCTURES: Final[dict[type, Callable[[Unifier, Any, Any, int, _Pair | None], bool]]] = {
    Basic: Unifier._unify_basic,
    Slice: Unifier._unify_elem,
    Pointer: Unifier._unify_elem,
    Array: Unifier._unify_array,
    Map: Unifier._unify_map,
    Chan: Unifier._unify_chan,
    Struct: Unifier._unify_struct,
    Tuple: Unifier._unify_tuple,
    Signature: Unifier._unify_signature,
    Interface: Unifier._unify_same_methods,
    Named: Unifier._unify_named,
}


def _within(mode: int) -> int:
    """The mode for a type's parts: in an assignment they must match exactly."""
    return mode | EXACT if mode & ASSIGN else mode


def _may_stand_for_each_other(x: Type, y: Type) -> bool:
    """Whether a type parameter that was found to be `x` may be `y` as well, which unifies with it.

    Not if just one is an interface, or both are and differ: what was found would depend on the order of arguments.
    """
    left, right = _interface(x), _interface(y)
    if left is None or right is None:
        return left is right
    if unalias(x).__class__ is Named and unalias(y).__class__ is Named:
        return identical(x, y)
    return len(type_set_of(left).methods) == len(type_set_of(right).methods)


def _interface(t: Type) -> Interface | None:
    """The interface that `t` is, by name or not; a type parameter is none."""
    t = unalias(t)
    if t.__class__ is TypeParam:
        return None
    under = t.under()
    return under if isinstance(under, Interface) else None


def _is_among(x: Interface, y: Interface, pair: _Pair | None) -> bool:
    """Whether the two are being compared already: interfaces may refer to themselves by their methods."""
    while pair is not None:
        if (pair.x is x and pair.y is y) or (pair.x is y and pair.y is x):
            return True
        pair = pair.around
    return False
