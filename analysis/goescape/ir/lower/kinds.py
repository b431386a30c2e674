"""What kind of type a type is, as the compiler's types.Type tells it: by its underlying type, shapes included."""

from __future__ import annotations

from typing import Final

from goescape.ir.shapes import Shape
from goescape.types.model import (
    COMPLEX64,
    COMPLEX128,
    FLOAT32,
    FLOAT64,
    INT,
    INT32,
    INT64,
    IS_STRING,
    UINT,
    UINT32,
    UINT64,
    UINTPTR,
    Array,
    Basic,
    Interface,
    Named,
    Pointer,
    Struct,
    Tuple,
    Type,
    unalias,
)
from goescape.types.typeset import type_set_of

FLOATING: Final = frozenset((FLOAT32, FLOAT64, COMPLEX64, COMPLEX128))
_NAMED: Final = frozenset((Basic, Named, Shape))


def is_interface(t: Type) -> bool:
    return t.under().__class__ is Interface


def is_empty_interface(t: Type) -> bool:
    under = t.under()
    return isinstance(under, Interface) and not type_set_of(under).methods


def is_string(t: Type) -> bool:
    under = t.under()
    return isinstance(under, Basic) and under.info & IS_STRING != 0


def is_named(t: Type) -> bool:
    """Whether the type has a symbol (types.Type.Sym)."""
    return unalias(t).__class__ in _NAMED


def is_shape(t: Type) -> bool:
    return unalias(t).__class__ is Shape


def is_pointer(t: Type) -> bool:
    return t.under().__class__ is Pointer


def pointee(t: Type) -> Type:
    """What a pointer type points at; any other type itself."""
    under = t.under()
    return under.elem if isinstance(under, Pointer) else t


def array_behind(t: Type) -> Array | None:
    """The array type that a pointer type points at."""
    under = t.under()
    if not isinstance(under, Pointer):
        return None
    array = under.elem.under()
    return array if isinstance(array, Array) else None


def struct_of(t: Type) -> Struct:
    """The struct type that a type, or what it points at, is."""
    struct = pointee(t).under()
    assert isinstance(struct, Struct)
    return struct


def first_of(t: Type) -> Type:
    """The value's type of an expression that is used as ``v, ok``; any other type itself."""
    return t.vars[0].type_of() if isinstance(t, Tuple) and t.vars else t


def machine_kind(kind: int, word: int) -> int:
    """The basic type that a basic type is on a machine (types.SimType); `word` is the size of a pointer."""
    if word == 8:
        return _WORDS_64.get(kind, kind)
    return _WORDS_32.get(kind, kind)


_WORDS_64: Final = {INT: INT64, UINT: UINT64, UINTPTR: UINT64}
_WORDS_32: Final = {INT: INT32, UINT: UINT32, UINTPTR: UINT32}
