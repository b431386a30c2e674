"""Fields and methods by name, those of embedded fields included (go/types/lookup.go; the specification's "Selectors").
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from goescape.types.identical import identical, same_package
from goescape.types.instantiate import instance_method
from goescape.types.model import (
    INVALID,
    Alias,
    Func,
    Interface,
    Named,
    Package,
    Pointer,
    Struct,
    Type,
    Var,
    is_exported,
    unalias,
)
from goescape.types.predicates import is_interface_pointer
from goescape.types.typeset import type_set_of
from goescape.types.typestring import signature_string, type_string

Found: TypeAlias = "tuple[Var | Func | None, tuple[int, ...] | None, bool]"

_NOTHING: Final[Found] = (None, None, False)
_NEEDS_POINTER: Final[Found] = (None, None, True)


def lookup(t: Type, addressable: bool, pkg: Package | None, name: str) -> Found:
    """The field or method that `x.name` means in `pkg`, for an `x` of type `t`: (object, path, whether there is a
    pointer on the way).

    The path is the indices of the embedded fields to go through, then that of the field, or of the method in what
    declares it. Where there is none, the object is None, and: the path is not None if the name is ambiguous; the
    last is true if the method needs a pointer, and `x` is neither one nor `addressable`.
    """
    if name == "_":
        return _NOTHING
    while t.__class__ is Alias:
        t = t.target()
    if t.__class__ is Named:
        under = t.under()
        if under.__class__ is Pointer:
            found = _search(under, False, pkg, name)
            return _NOTHING if found[0].__class__ is Func else found
    return _search(t, addressable, pkg, name)


def field_index(struct: Struct, pkg: Package | None, name: str) -> int:
    """The index of a struct's own field, as `name` means it in `pkg`; -1 if there is none."""
    index = struct.index
    if index is None:
        index = struct.index = {field.name: i for i, field in enumerate(struct.fields) if field.name != "_"}
    i = index.get(name, -1)
    if i >= 0:
        field = struct.fields[i]
        if field.pkg is not pkg and not is_exported(name) and not same_package(field.pkg, pkg):
            return -1
    return i


def method_of(t: Named, name: str) -> Func | None:
    """The method that is declared for `t` under `name`, exported or not; that of an instance is made on first use."""
    origin = t.origin
    declared = origin.methods.get(name)
    if declared is None or t is origin:
        return declared
    method = t.methods.get(name)
    if method is None or method.origin is not declared:
        method = t.methods[name] = instance_method(t, declared)
    return method


def deref(t: Type) -> tuple[Type, bool]:
    """What `t` points at, and True, if it is a pointer type and no declared one; else `t` and False."""
    bare = unalias(t)
    return (bare.elem, True) if isinstance(bare, Pointer) else (t, False)


# ------------------------------------------------------------------------------------------------------------ search


class _Embedded:
    """A type to be searched. `path` leads to the field that embeds it, `indirect` says whether through a pointer;
    `twice` if it is embedded several times at its depth, so that what is found in it is ambiguous."""

    __slots__ = ("indirect", "path", "twice", "type")

    def __init__(self, type: Type, path: tuple[int, ...], indirect: bool, twice: bool) -> None:
        self.type = type
        self.path = path
        self.indirect = indirect
        self.twice = twice


def _search(t: Type, addressable: bool, pkg: Package | None, name: str) -> Found:
    """`lookup` in `t`, which is no alias, or in what it points at."""
    indirect = t.__class__ is Pointer
    if indirect:
        t = t.elem  # type: ignore[attr-defined]
        while t.__class__ is Alias:
            t = t.target()
    under = t.under()
    kind = under.__class__
    if kind is Interface and indirect:
        return _NOTHING
    obj, index = _own(t, under, pkg, name)
    if obj is None:
        return _search_embedded(t, under, indirect, addressable, pkg, name) if kind is Struct else _NOTHING  # type: ignore[arg-type]
    if obj.__class__ is Func and obj.pointer_receiver and not indirect and not addressable:
        return _NEEDS_POINTER
    return obj, (index,), indirect


def _own(t: Type, under: Type, pkg: Package | None, name: str) -> tuple[Var | Func | None, int]:
    """The field or method that a type itself has, not by embedding, and its index."""
    if t.__class__ is Named:
        methods = t.origin.methods
        if name in methods and (is_exported(name) or same_package(t.obj.pkg, pkg)):
            return method_of(t, name), list(methods).index(name)
    kind = under.__class__
    if kind is Struct:
        i = field_index(under, pkg, name)  # type: ignore[arg-type]
        if i >= 0:
            return under.fields[i], i  # type: ignore[attr-defined]
    elif kind is Interface:
        types = type_set_of(under)  # type: ignore[arg-type]
        i = types.position(pkg, name)
        if i >= 0:
            return types.methods[i], i
    return None, -1


def _search_embedded(
    t: Type, struct: Struct, indirect: bool, addressable: bool, pkg: Package | None, name: str
) -> Found:
    """Search what the struct `t` embeds, depth by depth: the shallowest one counts, and must be the only one."""
    seen: dict[object, list[Type]] = {}
    _is_new(t, seen)
    current = _embedded_in(_Embedded(t, (), indirect, False), struct)
    while current:
        found: Found = _NOTHING
        deeper: list[_Embedded] = []
        for each in _merged(current):
            bare = unalias(each.type)
            if bare.__class__ is Named and not _is_new(bare, seen):
                continue
            under = bare.under()
            obj, index = _own(bare, under, pkg, name)
            if obj is not None:
                path = (*each.path, index)
                if found[0] is not None or each.twice:
                    return None, path, False
                found = obj, path, each.indirect
            elif found[0] is None and isinstance(under, Struct):
                deeper.extend(_embedded_in(each, under))
        if found[0] is not None:
            needs_pointer = isinstance(found[0], Func) and found[0].pointer_receiver
            return _NEEDS_POINTER if needs_pointer and not found[2] and not addressable else found
        current = deeper
    return _NOTHING


def _embedded_in(outer: _Embedded, struct: Struct) -> list[_Embedded]:
    found: list[_Embedded] = []
    for i, field in enumerate(struct.fields):
        if field.embedded:
            t, pointer = deref(field.type_of())
            found.append(_Embedded(t, (*outer.path, i), outer.indirect or pointer, outer.twice))
    return found


def _is_new(t: Type, seen: dict[object, list[Type]]) -> bool:
    """Whether a declared type turns up for the first time; instances of a type are compared by their arguments."""
    if not isinstance(t, Named):
        return True
    others = seen.setdefault(t.origin, [])
    if any(identical(t, other) for other in others):
        return False
    others.append(t)
    return True


def _merged(embedded: list[_Embedded]) -> list[_Embedded]:
    """Types of one depth, each of them once."""
    if len(embedded) < 2:
        return embedded
    kept: list[_Embedded] = []
    for each in embedded:
        for other in kept:
            if identical(each.type, other.type):
                other.twice = True
                break
        else:
            kept.append(each)
    return kept


# ---------------------------------------------------------------------------------------------------- missing methods


def missing_method(
    t: Type, interface: Interface, static: bool, same: Callable[[Type, Type], bool] = identical
) -> Func | None:
    """The first method of `interface` that `t` does not have with `same` signature; None if it has them all.

    If `t` is an interface, and not `static`, methods that it does not have are none of those: its dynamic type may
    have them.
    """
    methods = type_set_of(interface).methods
    if not methods:
        return None
    under = t.under()
    if under.__class__ is Interface:
        types = type_set_of(under)
        for method in methods:
            i = types.position(method.pkg, method.name)
            if i < 0:
                if static:
                    return method
            elif not same(types.methods[i].type_of(), method.type_of()):
                return method
        return None
    bare = unalias(t)
    for method in methods:
        found = _search(bare, False, method.pkg, method.name)[0]
        if found.__class__ is not Func or not same(found.type_of(), method.type_of()):
            return method
    return None


def why_missing(t: Type, method: Func) -> str:
    """What a message says, in parentheses, of a method that `missing_method` found."""
    under = t.under()
    name = method.name
    obj: Any
    if isinstance(under, Interface):
        types = type_set_of(under)
        i = types.position(method.pkg, name)
        obj, path, indirect = (types.methods[i] if i >= 0 else None), None, False
    else:
        obj, path, indirect = _search(unalias(t), False, method.pkg, name)
    if isinstance(obj, Func):
        return _wrong_type(name, obj.type_of(), method.type_of())
    if obj is not None:
        return f"({type_string(t)}.{name} is a field, not a method)"
    if path is not None:
        return f"(ambiguous selector {type_string(t)}.{name})"
    if indirect:
        return f"(method {name} has pointer receiver)"
    if is_interface_pointer(t):
        return f"(type {type_string(t)} is pointer to interface, not interface)"
    return f"(missing method {name})"


def _wrong_type(name: str, have: Any, want: Any) -> str:
    wrong = f"wrong type for method {name}"
    if have is INVALID or want is INVALID:
        return f"({wrong})"
    return f"({wrong})\n\t\thave {name}{signature_string(have)}\n\t\twant {name}{signature_string(want)}"


def has_invalid_embedded(t: Type) -> bool:
    """Whether a struct, or the one that `t` points at, embeds what is wrong: any method might come from there."""
    return _has_invalid_embedded(t, set())


def _has_invalid_embedded(t: Type, seen: set[Type]) -> bool:
    under = t.under()
    if under.__class__ is Pointer:
        under = under.elem.under()
    if not isinstance(under, Struct) or under in seen:
        return False
    seen.add(under)
    for field in under.fields:
        if field.embedded:
            embedded = field.type_of()
            if unalias(embedded) is INVALID or _has_invalid_embedded(embedded, seen):
                return True
    return False
