"""How much memory a type takes, and what an interface needs to hold a value of it.

Source: cmd/compile/internal/types/size.go and walk/convert.go (dataWord, dataWordFuncName), go1.22 to go1.27.
Sizes are those of machines with 64-bit words.
"""

from __future__ import annotations

from dataclasses import dataclass

from goescape.findings.model import Allocates
from goescape.syntax import Type, TypeTable, WrittenType

WORD = 8
LARGEST_ON_STACK = 1024
"""Bytes up to which a value that does not escape is copied to the stack for its interface (walk/convert.go)."""
_DEEPEST = 40
"""Types nested deeper than this are circular: broken code."""

_SIZES = {
    "bool": 1, "int8": 1, "uint8": 1, "int16": 2, "uint16": 2, "int32": 4, "uint32": 4, "int64": 8, "uint64": 8,
    "int": WORD, "uint": WORD, "uintptr": WORD, "float32": 4, "float64": 8, "complex64": 8, "complex128": 16,
    "string": 2 * WORD, "unsafe.Pointer": WORD,
}  # fmt: skip
_ALIGNMENTS = {"complex64": 4, "complex128": 8, "string": WORD}
_WITH_POINTERS = frozenset({"string", "unsafe.Pointer"})
_WORDS = {Type.POINTER: 1, Type.MAP: 1, Type.CHANNEL: 1, Type.FUNCTION: 1, Type.SLICE: 3, Type.INTERFACE: 2}


@dataclass(frozen=True, slots=True)
class Layout:
    """Size and alignment of a type, in bytes, and whether it holds pointers."""

    size: int
    alignment: int
    pointers: bool


def layout_of(written: WrittenType | None, table: TypeTable, depth: int = 0) -> Layout | None:
    """The layout of a type; None where a part of it is not known."""
    found = table.underlying(written)
    if found is None or depth > _DEEPEST:
        return None
    if found.form is Type.NAMED:
        size = _SIZES[found.name]
        return Layout(size, _ALIGNMENTS.get(found.name, size), found.name in _WITH_POINTERS)
    if found.form in _WORDS:
        return Layout(_WORDS[found.form] * WORD, WORD, True)
    if found.form is Type.ARRAY:
        element = layout_of(found.element, table, depth + 1)
        if found.length == 0 or element is None or found.length is None:
            return Layout(0, element.alignment if element else 1, False) if found.length == 0 else None
        return Layout(element.size * found.length, element.alignment, element.pointers)
    return _layout_of_struct(found, table, depth)


def _layout_of_struct(struct: WrittenType, table: TypeTable, depth: int) -> Layout | None:
    size, alignment, pointers, last = 0, 1, False, 1
    for _, written in struct.fields:
        field = layout_of(written, table, depth + 1)
        if field is None:
            return None
        size = _rounded(size, field.alignment) + field.size
        alignment, pointers, last = max(alignment, field.alignment), pointers or field.pointers, field.size
    size += size > 0 and last == 0
    return Layout(_rounded(size, alignment), alignment, pointers)


def _rounded(size: int, alignment: int) -> int:
    return -(-size // alignment) * alignment


def is_empty(written: WrittenType | None, table: TypeTable) -> bool:
    """Whether values of a type certainly have no bytes."""
    layout = layout_of(written, table)
    return layout is not None and layout.size == 0


def boxing(written: WrittenType | None, table: TypeTable, *, escapes: bool) -> Allocates | None:
    """What it costs to hold a value of a type in an interface; None where the type is not known."""
    layout, sole = layout_of(written, table), _sole_component(written, table)
    if layout is None or sole is None:
        return None
    if layout.size == 0 or (layout.size == 1 and sole.form is Type.NAMED):
        return Allocates.NO
    if not escapes and layout.size <= LARGEST_ON_STACK:
        return Allocates.NO
    is_number = layout.size == layout.alignment and layout.size <= WORD and not layout.pointers
    return Allocates.DEPENDS if is_number else Allocates.YES


def _sole_component(written: WrittenType | None, table: TypeTable) -> WrittenType | None:
    """The type itself, or what it holds if that is but one thing (types/type.go, SoleComponent)."""
    for _ in range(_DEEPEST):
        found = table.underlying(written)
        if found is not None and found.form is Type.STRUCT and len(found.fields) == 1:
            written = found.fields[0][1]
        elif found is not None and found.form is Type.ARRAY and found.length == 1:
            written = found.element
        else:
            return found
    return None
