"""The functions of package unsafe (go/types/builtins.go). Each gets a call and its checked arguments, and answers the
call's operand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from goescape.syntax.nodes import Call, Paren, Selector
from goescape.types.assignment import assign_operand
from goescape.types.builtin_signature import value_of
from goescape.types.checker import Checker, expr, record, use
from goescape.types.index import valid_index
from goescape.types.lookup import lookup
from goescape.types.model import (
    FIELD,
    STRING,
    UINTPTR,
    UNSAFE_POINTER,
    Array,
    Named,
    Pointer,
    Selection,
    Slice,
    Struct,
    Type,
    TypeParam,
    Var,
    unalias,
)
from goescape.types.operand import BAD, CONSTANT, VALUE, VARIABLE, Operand, bad
from goescape.types.typeset import common_under
from goescape.types.typestring import type_string
from goescape.types.universe import BYTE, TYP
from goescape.types.untyped import describe

_POINTER: Final = TYP[UNSAFE_POINTER]
_STRING: Final = TYP[STRING]
_UINTPTR: Final = TYP[UINTPTR]
_BYTE_POINTER: Final = Pointer(BYTE)
_ADD_AND_SLICE: Final = (1, 17)
_STRINGS: Final = (1, 20)
"""The releases of unsafe.Add and Slice, and of the rest that came later."""


def _check_version(c: Checker, e: Call, name: str, since: tuple[int, int]) -> None:
    if c.env.version < since:
        c.problem(e.fun, f"unsafe.{name} requires go{since[0]}.{since[1]} or later")


# -------------------------------------------------------------------------------------------- pointers and lengths


def add(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """unsafe.Add(ptr unsafe.Pointer, len IntegerType) unsafe.Pointer"""
    _check_version(c, e, "Add", _ADD_AND_SLICE)
    x, y = args
    assign_operand(c, x, _POINTER, "argument to unsafe.Add")
    if x.mode == BAD or not valid_index(c, y, "length", True):
        return bad(e)
    return value_of(c, e, _POINTER, _POINTER, y.type)


def slice_of(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """unsafe.Slice(ptr *T, len IntegerType) []T"""
    _check_version(c, e, "Slice", _ADD_AND_SLICE)
    x, y = args
    pointer = common_under(x.type)
    if not isinstance(pointer, Pointer):
        c.problem(x.expr, f"invalid argument: {describe(x)} is not a pointer")
        return bad(e)
    if not valid_index(c, y, "length", False):
        return bad(e)
    return value_of(c, e, Slice(pointer.elem), pointer, y.type)


def slice_data(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """unsafe.SliceData(slice []T) *T"""
    _check_version(c, e, "SliceData", _STRINGS)
    x = args[0]
    data = common_under(x.type)
    if not isinstance(data, Slice):
        c.problem(x.expr, f"invalid argument: {describe(x)} is not a slice")
        return bad(e)
    return value_of(c, e, Pointer(data.elem), data)


def string_of(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """unsafe.String(ptr *byte, len IntegerType) string"""
    _check_version(c, e, "String", _STRINGS)
    x, y = args
    assign_operand(c, x, _BYTE_POINTER, "argument to unsafe.String")
    if x.mode == BAD or not valid_index(c, y, "length", False):
        return bad(e)
    return value_of(c, e, _STRING, _BYTE_POINTER, y.type)


def string_data(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """unsafe.StringData(str string) *byte"""
    _check_version(c, e, "StringData", _STRINGS)
    x = args[0]
    assign_operand(c, x, _STRING, "argument to unsafe.StringData")
    if x.mode == BAD:
        return bad(e)
    return value_of(c, e, _BYTE_POINTER, _STRING)


# ---------------------------------------------------------------------------------------------------------- layout


def sizeof(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """unsafe.Sizeof(x T) uintptr"""
    x = args[0]
    assign_operand(c, x, None, "argument to unsafe.Sizeof")
    if x.mode == BAD:
        return bad(e)
    if has_variable_size(x.type):
        return value_of(c, e, _UINTPTR, x.type)
    return _constant(c, e, x, c.program.sizes.sizeof(x.type))


def alignof(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """unsafe.Alignof(x T) uintptr"""
    x = args[0]
    assign_operand(c, x, None, "argument to unsafe.Alignof")
    if x.mode == BAD:
        return bad(e)
    if has_variable_size(x.type):
        return value_of(c, e, _UINTPTR, x.type)
    return _constant(c, e, x, c.program.sizes.alignof(x.type))


def offsetof(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """unsafe.Offsetof(x.f) uintptr; constant even if what follows the field in the struct has no constant size."""
    written = e.args[0]
    selector = written
    while isinstance(selector, Paren):
        selector = selector.x
    if not isinstance(selector, Selector):
        c.problem(written, "invalid argument: not a selector expression")
        use(c, (written,))
        return bad(e)
    x = expr(c, selector.x)
    if x.mode == BAD:
        return bad(e)
    base = _struct_behind(x.type)
    name = selector.sel.name
    field, path, indirect = lookup(base, False, c.env.package, name)
    if not isinstance(field, Var) or path is None or indirect:
        c.problem(written, _no_offset(base, name, field, indirect))
        return bad(e)
    results = c.env.results
    results.objects[selector.sel.id] = field
    results.names.add(field.origin)
    t = field.type_of()
    results.selections[selector.id] = Selection(FIELD, base, field, path, False, t)
    record(c, Operand(VARIABLE if x.mode == VARIABLE else VALUE, t, selector), selector)
    if has_variable_size(base):
        return value_of(c, e, _UINTPTR, t)
    return _constant(c, e, x, _offset(c, base, path))


def _no_offset(base: Type, name: str, found: object, indirect: bool) -> str:
    if found is None:
        return f"invalid argument: {type_string(base)} has no single field {name}"
    if not isinstance(found, Var):
        return f"invalid argument: {name} is a method value"
    return f"invalid argument: field {name} is embedded via a pointer in {type_string(base)}"


def _constant(c: Checker, e: Call, x: Operand, bytes_: int) -> Operand:
    if bytes_ < 0:
        c.problem(x.expr, f"{describe(x)} is too large")
        return bad(e)
    return Operand(CONSTANT, _UINTPTR, e, bytes_)


def _struct_behind(t: Type) -> Type:
    """The struct type that `t` points at; `t` itself if it is no such pointer."""
    pointer = t.under()
    if isinstance(pointer, Pointer) and pointer.elem.under().__class__ is Struct:
        return pointer.elem
    return t


def _offset(c: Checker, t: Type, path: Sequence[int]) -> int:
    """Bytes from the start of the struct `t` to the field at the end of `path`; -1 if it is out of reach."""
    total = 0
    for index in path:
        struct = t.under()
        assert isinstance(struct, Struct)
        offset = c.program.sizes.offsets(struct.fields)[index]
        if offset < 0:
            return -1
        total += offset
        t = struct.fields[index].type_of()
    return total


def has_variable_size(t: Type, seen: dict[Named, bool] | None = None) -> bool:
    """Whether the size of a `t` depends on type arguments, or is without bounds because the type contains itself."""
    bare = unalias(t)
    if bare.__class__ is TypeParam:
        return True
    if not isinstance(bare, Named):
        return _parts_vary(bare, seen)
    if seen is None:
        seen = {}
    known = seen.get(bare)
    if known is None:
        seen[bare] = True
        known = seen[bare] = _parts_vary(bare.under(), seen)
    return known


def _parts_vary(under: Type, seen: dict[Named, bool] | None) -> bool:
    if isinstance(under, Array):
        return has_variable_size(under.elem, seen)
    if isinstance(under, Struct):
        return any(has_variable_size(field.type_of(), seen) for field in under.fields)
    return False
