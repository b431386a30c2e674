"""What a dictionary holds (noder/writer.go: writerDict; noder/reader.go: readerDict).

First come the methods of type parameters, then the dictionaries of what is called, run-time types, and pairs of a type
and an interface that it is converted to. Each has one entry, at its first mention. Types are told apart as objects, as
the compiler tells those of its checker apart: ``[]T`` written twice has two entries.
"""

from __future__ import annotations

from typing import TypeAlias

from goescape.types.model import (
    Alias,
    Array,
    Chan,
    Func,
    Interface,
    Map,
    Named,
    Package,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
    Union,
    unalias,
)
from goescape.types.predicates import default_type
from goescape.types.unit import Declared

_Method: TypeAlias = "tuple[int, Package | None, str]"
_Called: TypeAlias = "tuple[Func | Named, tuple[Type, ...]]"


class Entries:
    """Those of one dictionary, while the bodies are read that use it; `site` is the one that is being read."""

    def __init__(self) -> None:
        self._methods: dict[_Method, int] = {}
        self._called: dict[_Called, int] = {}
        self._types: dict[Type, None] = {}
        self._pairs: dict[tuple[Type, Type], None] = {}
        self._uses: dict[tuple[Declared, int], int] = {}
        self._method_uses: dict[tuple[Declared, int], int] = {}
        self._derived: dict[Type, bool] = {}
        self.site: Declared | None = None

    # ---------------------------------------------------------------------------------------------------- the layout

    @property
    def words(self) -> int:
        """How many words the dictionary has."""
        return len(self._methods) + len(self._called) + len(self._types) + len(self._pairs)

    def place(self, site: Declared, node: int) -> int:
        """The word that a mention needs: of a method, by its selector, or of an instance of a function, by the
        identifier. 0 where it needs none."""
        place = self._method_uses.get((site, node))
        if place is not None:
            return place
        use = self._uses.get((site, node))
        return len(self._methods) + use if use is not None else 0

    # ------------------------------------------------------------------------------------------------------- entries

    def type(self, t: Type) -> None:
        """The run-time type of a type, if that depends on type parameters."""
        t = self._written(default_type(t))
        if self._depends(t):
            self._types.setdefault(t)

    def pair(self, source: Type, target: Type) -> None:
        """What it takes to convert from a type to another."""
        source, target = self._written(default_type(source)), self._written(default_type(target))
        self.type(source)
        self.type(target)
        if self._depends(source) or self._depends(target):
            self._pairs.setdefault((source, target))

    def method(self, node: int, parameter: TypeParam, method: Func) -> None:
        """A method of a type parameter, that the selector with the id `node` selects."""
        key = (parameter.index, method.pkg, method.name)
        assert self.site is not None
        self._method_uses[self.site, node] = self._methods.setdefault(key, len(self._methods))

    def call(self, node: int, generic: Func | Named, args: tuple[Type, ...]) -> None:
        """The dictionary of an instance, or of the type whose method is selected, that the node with an id mentions."""
        args = tuple([self._written(t) for t in args])
        assert self.site is not None
        if any(map(self._depends, args)):
            self._uses[self.site, node] = self._called.setdefault((generic, args), len(self._called))

    # --------------------------------------------------------------------------------------------------------- types

    def _written(self, t: Type) -> Type:
        """A type without aliases around it that are local."""
        while isinstance(t, Alias) and t.obj.pkg is not None and t.obj.pkg.scope.names.get(t.obj.name) is not t.obj:
            t = t.target()
        return t

    def _depends(self, t: Type) -> bool:
        """Whether a type depends on type parameters; one that is declared in a generic function does."""
        known = self._derived.get(t)
        if known is None:
            known = self._derived[t] = self._has_parameter(self._written(t))
        return known

    def _has_parameter(self, t: Type) -> bool:
        if isinstance(t, TypeParam):
            return True
        if isinstance(t, Named):
            return t.obj.site is self.site or any(map(self._depends, t.type_args))
        if isinstance(t, Alias):
            return any(map(self._depends, t.type_args))
        if isinstance(t, (Pointer, Slice, Array, Chan)):
            return self._depends(t.elem)
        return any(map(self._depends, _parts(t)))


def _parts(t: Type) -> list[Type]:
    """The types that one without a name and with several parts is made of."""
    if isinstance(t, Map):
        return [t.key, t.elem]
    if isinstance(t, Struct):
        return [field.type_of() for field in t.fields]
    if isinstance(t, Tuple):
        return [var.type_of() for var in t.vars]
    if isinstance(t, Signature):
        return [t.params, t.results]
    if isinstance(t, Interface):
        return [*(method.type_of() for method in t.methods), *t.embedded]
    return [term.type for term in t.terms] if isinstance(t, Union) else []


def named_of(t: Type) -> Named | None:
    """The declared type that a receiver's type is, or points at."""
    under = t.under()
    bare = unalias(under.elem if isinstance(under, Pointer) else t)
    return bare if isinstance(bare, Named) else None
