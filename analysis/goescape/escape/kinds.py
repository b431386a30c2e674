"""What kind of type an operand has; False for None, the type of what has no value."""

from __future__ import annotations

from goescape.types.model import UINTPTR, UNSAFE_POINTER, Array, Basic, Interface, Pointer, Signature, Slice, Type


def is_interface(t: Type | None) -> bool:
    return t is not None and t.under().__class__ is Interface


def is_array(t: Type | None) -> bool:
    return t is not None and t.under().__class__ is Array


def is_function(t: Type | None) -> bool:
    return t is not None and t.under().__class__ is Signature


def is_uintptr(t: Type | None) -> bool:
    return _is_basic(t, UINTPTR)


def is_unsafe_pointer(t: Type | None) -> bool:
    return _is_basic(t, UNSAFE_POINTER)


def slice_elem(t: Type | None) -> Type | None:
    """The element type of a slice type; None of other types."""
    under = t.under() if t is not None else None
    return under.elem if isinstance(under, Slice) else None


def pointee(t: Type | None) -> Type | None:
    """What a pointer type points at; None of other types."""
    under = t.under() if t is not None else None
    return under.elem if isinstance(under, Pointer) else None


def _is_basic(t: Type | None, kind: int) -> bool:
    under = t.under() if t is not None else None
    return isinstance(under, Basic) and under.kind == kind
