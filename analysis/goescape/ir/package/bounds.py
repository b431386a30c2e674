"""Generic functions and types that are instantiated with ever larger types, without end.

The compiler never meets them: its type checker refuses instantiation cycles (types2/mono.go). Here, what is
instantiated with a type larger than anyone writes has no instances from then on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from goescape.ir.shapes import Shape
from goescape.types.model import (
    Array,
    Chan,
    Func,
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

REASON: Final = "instantiation cycle"
_DEEPEST: Final = 40
_LARGEST: Final = 5_000


class _Extent(NamedTuple):
    """How deep the parts of a type nest, and how many there are."""

    depth: int
    size: int


_POINT: Final = _Extent(0, 1)


class Bounds:
    """Those of one compiled package."""

    def __init__(self) -> None:
        self._unbounded: set[Func | Named] = set()
        self._known: dict[Type, _Extent] = {}

    def copy(self) -> Bounds:
        """The same, to be asked from here on without consequences for this one."""
        found = Bounds()
        found._unbounded, found._known = self._unbounded.copy(), self._known.copy()
        return found

    def refuses(self, origin: Func | Named, args: Iterable[Type]) -> bool:
        """Whether there is no instance of a generic function or type (of a method: its own) for type arguments."""
        if origin in self._unbounded:
            return True
        extents = list(map(self._extent, args))
        if all(extent.depth <= _DEEPEST and extent.size <= _LARGEST for extent in extents):
            return False
        self._unbounded.add(origin)
        return True

    def _extent(self, t: Type) -> _Extent:
        found = self._known.get(t)
        if found is None:
            self._known[t] = _POINT
            found = self._known[t] = self._of_parts(_parts(unalias(t)))
        return found

    def _of_parts(self, parts: Iterable[Type]) -> _Extent:
        extents = list(map(self._extent, parts))
        if not extents:
            return _POINT
        return _Extent(1 + max(one.depth for one in extents), 1 + sum(one.size for one in extents))


def _parts(t: Type) -> Iterable[Type]:
    """The types that a type's text is made of."""
    if isinstance(t, Shape):
        return (t.under(),)
    if isinstance(t, Named):
        return t.type_args
    if isinstance(t, (Pointer, Slice, Array, Chan)):
        return (t.elem,)
    if isinstance(t, Map):
        return (t.key, t.elem)
    if isinstance(t, Struct):
        return [field.type_of() for field in t.fields]
    if isinstance(t, Signature):
        return (t.params, t.results)
    if isinstance(t, Tuple):
        return [var.type_of() for var in t.vars]
    return ()
