"""Composite literals (go/types/literals.go: compositeLit, indexedElts)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from goescape.syntax.nodes import ArrayType, BadExpr, CompositeLit, Ellipsis, Expr, Ident, KeyValue
from goescape.types.assignment import assign_operand
from goescape.types.checker import Checker, expr, generic_expr, use
from goescape.types.constant import Rope, Value, text_of
from goescape.types.identical import identical
from goescape.types.index import check_index
from goescape.types.lookup import field_index, lookup
from goescape.types.model import (
    INVALID,
    Array,
    Interface,
    Map,
    Pointer,
    Slice,
    Struct,
    Type,
    Var,
    is_invalid,
)
from goescape.types.operand import BAD, CONSTANT, TYPE, VALUE, Operand, bad
from goescape.types.predicates import is_interface
from goescape.types.typeset import common_under
from goescape.types.typestring import type_string
from goescape.types.typexpr import typ, var_type

_PROMOTED_KEYS: Final = (1, 27)
"""The release of keys that name fields of embedded structs."""


def composite_lit(c: Checker, e: CompositeLit, hint: Type | None) -> Operand:
    """`T{...}`, or `{...}` within another literal, whose element type is the hint: `*T` stands for `&T{...}`."""
    written = e.type
    if written is None:
        if hint is None:
            c.problem(e, "missing type in composite literal")
            _use_elements(c, e.elements)
            return bad(e)
        t = hint
        under = _pointed_at(common_under(t))
    else:
        t = _open_array(c, written) or typ(c, written)
        under = t.under()
        if under.__class__ is Interface:
            under = common_under(t)
    if under is not None and not _elements(c, e, under) and under is not INVALID:
        c.problem(e, f"invalid composite literal type {type_string(t)}")
        return bad(e)
    return Operand(VALUE, t, e)


def _open_array(c: Checker, written: Expr) -> Array | None:
    """The type of `[...]T`, whose length the elements give; None for any other type."""
    if isinstance(written, ArrayType) and isinstance(written.len, Ellipsis):
        return Array(var_type(c, written.elem), -1)
    return None


def _pointed_at(t: Type | None) -> Type | None:
    """The struct, array... that a literal without a type is of: `t` itself or what it points at."""
    return common_under(t.elem) if isinstance(t, Pointer) else t


def _elements(c: Checker, e: CompositeLit, under: Type) -> bool:
    """Check the elements against the literal's underlying type; False if there is no literal of such a type."""
    elements = e.elements
    if under.__class__ is Struct:
        if elements:
            (_keyed_fields if elements[0].__class__ is KeyValue else _ordered_fields)(c, e, under)
    elif under.__class__ is Slice:
        _indexed(c, elements, under.elem, -1)
    elif under.__class__ is Map:
        _entries(c, elements, under)
    elif under.__class__ is Array:
        _array(c, e, under)
    else:
        _use_elements(c, elements)
        return False
    return True


def _use_elements(c: Checker, elements: Iterable[Expr]) -> None:
    """Check the values of a literal whose type is unknown; a key may be a field of who knows what."""
    use(c, [element.value if isinstance(element, KeyValue) else element for element in elements])


def _element(c: Checker, e: Expr, t: Type) -> Operand:
    """Check an element, whose type may be elided, of element type `t`."""
    return expr(c, e, t) if e.__class__ is CompositeLit else generic_expr(c, e)


# -------------------------------------------------------------------------------------------------------- structs


def _keyed_fields(c: Checker, e: CompositeLit, struct: Struct) -> None:
    """`{name: value, ...}`"""
    env = c.env
    given = _Given()
    for element in e.elements:
        if not isinstance(element, KeyValue):
            c.problem(element, "mixture of field:value and value elements in struct literal")
            continue
        x = generic_expr(c, element.value)
        key = element.key
        if not isinstance(key, Ident):
            c.problem(element, "invalid field name in struct literal")
            continue
        i = field_index(struct, env.package, key.name)
        path = (i,) if i >= 0 else _promoted(c, struct, key)
        if path is None:
            continue
        field = _field_at(struct, path)
        env.results.objects[key.id] = field
        env.results.names.add(field.origin)
        if x.mode != BAD:
            assign_operand(c, x, field.type_of(), "struct literal")
        fault = given.add(path, key.name)
        if fault:
            c.problem(element, fault)


def _promoted(c: Checker, struct: Struct, key: Ident) -> tuple[int, ...] | None:
    """The path to the field of an embedded struct that `key` names (Go 1.27); None, with a problem, if it is none."""
    obj, path, indirect = lookup(struct, False, c.env.package, key.name)
    if obj is None or path is None:
        c.problem(key, f"unknown field {key.name} in struct literal")
    elif obj.__class__ is not Var:
        c.problem(key, f"{key.name} is not a field")
    elif c.env.version < _PROMOTED_KEYS:
        c.problem(key, f"use of promoted field {key.name} in struct literal requires go1.27 or later")
    elif indirect:
        c.problem(key, f"invalid implicit pointer indirection to reach {key.name}")
    else:
        return path
    return None


def _field_at(struct: Struct, path: tuple[int, ...]) -> Var:
    """The field that a path of field indices through embedded structs leads to."""
    for i in path[:-1]:
        struct = struct.fields[i].type_of().under()  # type: ignore[assignment]
    return struct.fields[path[-1]]


class _Given:
    """The fields that a literal has given so far, by their paths."""

    __slots__ = ("_enclosing", "_paths")

    def __init__(self) -> None:
        self._paths: set[tuple[int, ...]] = set()
        self._enclosing: set[tuple[int, ...]] = set()
        """Paths of the embedded fields around them."""

    def add(self, path: tuple[int, ...], name: str) -> str:
        """Note that a field is given; what is wrong with that, if anything."""
        fault = ""
        if path in self._paths:
            fault = f"duplicate field name {name} in struct literal"
        elif path in self._enclosing:
            fault = f"cannot specify embedded field {name} and enclosed promoted field"
        self._paths.add(path)
        for end in range(1, len(path)):
            if path[:end] in self._paths:
                fault = fault or f"cannot specify promoted field {name} and enclosing embedded field"
            self._enclosing.add(path[:end])
        return fault


def _ordered_fields(c: Checker, e: CompositeLit, struct: Struct) -> None:
    """`{value, ...}`"""
    fields = struct.fields
    package = c.env.package
    for i, element in enumerate(e.elements):
        if element.__class__ is KeyValue:
            c.problem(element, "mixture of field:value and value elements in struct literal")
            continue
        x = generic_expr(c, element)
        if i >= len(fields):
            c.problem(element, "too many values in struct literal")
            return
        field = fields[i]
        if field.pkg is not package and not field.exported:
            c.problem(element, f"implicit assignment to unexported field {field.name} in struct literal")
        elif x.mode != BAD:
            assign_operand(c, x, field.type_of(), "struct literal")
    if len(e.elements) < len(fields):
        c.problem(e, "too few values in struct literal")


# ------------------------------------------------------------------------------------------------ arrays and slices


def _array(c: Checker, e: CompositeLit, array: Array) -> None:
    """The elements of an array. One of unknown length ([...]T, or after an error) gets it from them."""
    length = _indexed(c, e.elements, array.elem, array.length)
    if array.length >= 0:
        return
    broken = any(element.__class__ is BadExpr for element in e.elements)
    array.length = -1 if broken else length
    if e.type is not None:
        c.env.types[e.type.id] = array
        c.env.modes[e.type.id] = TYPE


def _indexed(c: Checker, elements: tuple[Expr, ...], elem: Type, length: int) -> int:
    """Check the elements of an array of `length` (-1: unknown, or a slice); the length that they ask for."""
    index = longest = 0
    seen: set[int] | None = None
    for element in elements:
        value = element
        if isinstance(element, KeyValue):
            value = element.value
            if seen is None:
                seen = set(range(index))
            index = _key(c, element, length, index)
        elif 0 <= length <= index:
            c.problem(element, f"index {index} is out of bounds (>= {length})")
        if seen is not None:
            if index in seen:
                c.problem(element, f"duplicate index {index} in array or slice literal")
            seen.add(index)
        index += 1
        if index > longest:
            longest = index
        x = _element(c, value, elem)
        if x.mode != BAD:
            assign_operand(c, x, elem, "array or slice literal")
    return longest


def _key(c: Checker, element: KeyValue, length: int, index: int) -> int:
    """The constant index that is an element's key; `index` after a problem."""
    t, key = check_index(c, element.key, length)
    if key >= 0:
        return key
    if not is_invalid(t):
        c.problem(element, "index must be integer constant")
    return index


# ----------------------------------------------------------------------------------------------------------- maps


def _entries(c: Checker, elements: tuple[Expr, ...], mapping: Map) -> None:
    """`{key: value, ...}`"""
    key_type, elem = mapping.key, mapping.elem
    dynamic = is_interface(key_type)
    seen: dict[object, list[Type]] = {}
    for element in elements:
        if not isinstance(element, KeyValue):
            c.problem(element, "missing key in map literal")
            continue
        x = _element(c, element.key, key_type)
        if x.mode != BAD:
            assign_operand(c, x, key_type, "map literal")
        if x.mode == BAD:
            continue
        if x.mode == CONSTANT and _is_duplicate(x, dynamic, seen):
            c.problem(element.key, "duplicate key in map literal")
            continue
        x = _element(c, element.value, elem)
        if x.mode != BAD:
            assign_operand(c, x, elem, "map literal")


def _is_duplicate(x: Operand, dynamic: bool, seen: dict[object, list[Type]]) -> bool:
    """Whether the constant key `x` has been `seen`, and note it. In a map whose keys are `dynamic`ally typed, equal
    keys of different types are different."""
    key = _comparable(x.value)
    types = seen.get(key)
    if types is None:
        seen[key] = [x.type]
        return False
    if not dynamic or any(identical(t, x.type) for t in types):
        return True
    types.append(x.type)
    return False


def _comparable(value: Value | None) -> object:
    """A hashable stand-in for a constant, equal for equal ones of a type."""
    if isinstance(value, Rope):
        return text_of(value)
    return (value,) if isinstance(value, bool) else value
