"""Type sets: what an interface, or a type parameter by its constraint, stands for (go/types/typeset.go, under.go)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from goescape.types.identical import identical, is_called
from goescape.types.model import (
    INVALID,
    SEND_RECV,
    Chan,
    Func,
    Interface,
    Named,
    Package,
    Term,
    Type,
    TypeParam,
    Union,
    is_exported,
    unalias,
)
from goescape.types.terms import Terms, intersect, is_subset, normal
from goescape.types.universe import COMPARABLE_INTERFACE


class TypeSet:
    """The types that have all of `methods`, and are within `terms`.

    `methods` are in the order of their names, exported ones first. `terms` is None for no restriction, empty for no
    type at all. `comparable` further restricts the set to comparable types; where there are terms, those that are not
    comparable have been dropped instead.
    """

    __slots__ = ("_positions", "comparable", "methods", "terms")

    def __init__(self, methods: tuple[Func, ...], terms: Terms, comparable: bool) -> None:
        self.methods = methods
        self.terms = terms
        self.comparable = comparable
        self._positions: dict[str, tuple[int, ...]] = {}
        for i, method in enumerate(methods):
            self._positions[method.name] = (*self._positions.get(method.name, ()), i)

    def is_all(self) -> bool:
        """Whether every type is in the set."""
        return self.terms is None and not self.comparable and not self.methods

    def is_empty(self) -> bool:
        """Whether the terms leave no type."""
        return self.terms is not None and not self.terms

    def is_method_set(self) -> bool:
        """Whether the methods say it all: the interface may be used outside constraints."""
        return self.terms is None and not self.comparable

    def same_terms(self, other: TypeSet) -> bool:
        x, y = self.terms, other.terms
        return x is y or (is_subset(x, y) and is_subset(y, x))

    def subset_of(self, other: TypeSet) -> bool:
        """Whether the terms are within those of `other`."""
        return is_subset(self.terms, other.terms)

    def position(self, pkg: Package | None, name: str) -> int:
        """The index of the method that `name` means within `pkg`; -1 if there is none."""
        for i in self._positions.get(name, ()):
            if is_called(self.methods[i], pkg, name):
                return i
        return -1


_EVERYTHING: Final = TypeSet((), None, False)
_COMPARABLE: Final = TypeSet((), None, True)


def type_set_of(interface: Interface) -> TypeSet:
    """The type set of an interface, computed on first use."""
    found = interface.type_set
    if found is not None:
        return found
    if interface is COMPARABLE_INTERFACE:
        found = _COMPARABLE
    elif not interface.methods and not interface.embedded:
        found = _EVERYTHING
    else:
        interface.type_set = _EVERYTHING
        found = _compute(interface)
        if not all(_is_complete(t) for t in interface.embedded):
            interface.type_set = None
            return found
    interface.type_set = found
    return found


def _is_complete(t: Type) -> bool:
    """Whether what is embedded is known by now; a type that is just being declared is not."""
    t = unalias(t)
    return t.__class__ is not Named or t.underlying is not None


def _compute(interface: Interface) -> TypeSet:
    methods = {method_order(method): method for method in reversed(interface.methods)}
    terms: Terms = None
    comparable = False
    for embedded in interface.embedded:
        under = embedded.under()
        if under.__class__ is Interface:
            inner = type_set_of(under)
            for method in inner.methods:
                methods.setdefault(method_order(method), method)
            terms = intersect(terms, inner.terms)
            comparable = comparable or inner.comparable
        elif under.__class__ is Union:
            terms = intersect(terms, _union_terms(under))
        elif under is not INVALID:
            terms = intersect(terms, (Term(False, embedded),))
    if comparable and terms is not None:
        terms = _strictly_comparable(terms)
        comparable = False
    return TypeSet(tuple([methods[key] for key in sorted(methods)]), terms, comparable)


def method_order(method: Func) -> tuple[bool, str, str]:
    """What tells methods apart, in their order: exported ones first, then by name (go/types/object.go, cmp)."""
    name = method.name
    if is_exported(name):
        return False, name, ""
    return True, name, "" if method.pkg is None else method.pkg.path


def _union_terms(union: Union) -> Terms:
    found: list[Term] = []
    for term in union.terms:
        t = term.type
        under = t.under()
        if under.__class__ is Interface:
            inner = type_set_of(under).terms
            if inner is None:
                return None
            found.extend(inner)
        elif under is not INVALID and not (term.tilde and not identical(t, under)):
            found.append(term)
    return normal(found)


def _strictly_comparable(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    from goescape.types.predicates import comparable

    return tuple([term for term in terms if comparable(term.type, False)])


# ------------------------------------------------------------------------------------------ types and type parameters


def type_set_each(t: Type, holds: Callable[[Type | None, Type | None], bool]) -> bool:
    """Whether `holds(u, underlying type of u)` for all `u` that `t` may be: for the types that its constraint lists if
    `t` is a type parameter, else for `t` itself. For a type parameter whose constraint lists none, it is called once,
    with None."""
    bare = unalias(t)
    if bare.__class__ is not TypeParam:
        return holds(t, t.under())
    terms = type_set_of(bare.constraint()).terms
    if not terms:
        return holds(None, None)
    return all(holds(term.type, term.type.under()) for term in terms)


def common_under(t: Type) -> Type | None:
    """The underlying type that all types have which `t` may be; None if there is none.

    Channels agree if their elements do and their directions do not clash: the most restricted one is the answer.
    """
    common: Type | None = None

    def agrees(_: Type | None, under: Type | None) -> bool:
        nonlocal common
        if under is None:
            return False
        if common is None:
            common = under
            return True
        if isinstance(common, Chan) and isinstance(under, Chan):
            if not identical(common.elem, under.elem):
                return False
            if common.direction == SEND_RECV:
                common = under
            return under.direction in (SEND_RECV, common.direction)
        return identical(common, under)

    return common if type_set_each(t, agrees) else None
