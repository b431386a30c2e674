"""What escape analysis asks of types: layout, and whether there are pointers in them (types/size.go, types/type.go)."""

from __future__ import annotations

from typing import Final

from goescape.ir.shapes import is_not_in_heap
from goescape.types.model import (
    INVALID_KIND,
    STRING,
    UNSAFE_POINTER,
    UNTYPED_NIL,
    UNTYPED_STRING,
    Array,
    Basic,
    Interface,
    Named,
    Pointer,
    Slice,
    Struct,
    Tuple,
    Type,
)
from goescape.types.sizes import Sizes

_POINTER_KINDS: Final = frozenset((STRING, UNSAFE_POINTER, UNTYPED_NIL, UNTYPED_STRING, INVALID_KIND))
"""The kinds of values that hold pointers; what is not known may hold some."""


class Properties:
    """Answers for one architecture. They are kept, by type."""

    __slots__ = ("_alignments", "_not_in_heap", "_pointers", "_sizes", "sizes")

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self._sizes: dict[Type, int] = {}
        self._alignments: dict[Type, int] = {}
        self._pointers: dict[Type, bool] = {}
        self._not_in_heap: dict[Named, bool] = {}

    def size(self, t: Type) -> int:
        """Bytes of a variable."""
        found = self._sizes.get(t)
        if found is None:
            found = self._sizes[t] = self.sizes.sizeof(t)
        return found

    def alignment(self, t: Type) -> int:
        """What a variable's address is a multiple of."""
        found = self._alignments.get(t)
        if found is None:
            found = self._alignments[t] = self.sizes.alignof(t)
        return found

    def is_zero_size(self, t: Type) -> bool:
        return self.size(t) == 0

    def has_pointers(self, t: Type) -> bool:
        """Whether a value holds something that the garbage collector follows."""
        found = self._pointers.get(t)
        if found is None:
            self._pointers[t] = False
            found = self._pointers[t] = self._find_pointers(t)
        return found

    def is_direct_iface(self, t: Type) -> bool:
        """Whether an interface holds a value itself and not a pointer to it: it is a pointer, or nothing but one."""
        return self.has_pointers(t) and self.size(t) == self.sizes.word

    def _find_pointers(self, t: Type) -> bool:
        under = t.under()
        if isinstance(under, Basic):
            return under.kind in _POINTER_KINDS
        if isinstance(under, (Pointer, Slice)):
            return not is_not_in_heap(under.elem, self._not_in_heap)
        if isinstance(under, Array):
            return under.length != 0 and self.has_pointers(under.elem)
        if isinstance(under, Struct):
            return any(self.has_pointers(field.type_of()) for field in under.fields)
        if isinstance(under, Tuple):
            return any(self.has_pointers(var.type_of()) for var in under.vars)
        return True


def is_interface(t: Type) -> bool:
    """Whether a type is an interface (never asked of type parameters: there are none in the IR)."""
    return t.under().__class__ is Interface
