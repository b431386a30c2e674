"""Struct types (go/types/struct.go)."""

from __future__ import annotations

from functools import partial

from goescape.syntax.nodes import BadExpr, BasicLit, Expr, Field, Ident, Index, Selector, Star, StructType
from goescape.types.checker import Checker
from goescape.types.literal_value import from_literal
from goescape.types.model import (
    INVALID,
    UNSAFE_POINTER,
    Basic,
    Interface,
    Pointer,
    Struct,
    Type,
    TypeParam,
    Var,
    unalias,
)
from goescape.types.typexpr import var_type


def struct_type(c: Checker, e: StructType) -> Struct:
    """The struct type that `e` denotes; text that is no field is left out."""
    fields: list[Var] = []
    tags: list[str] = []
    seen: set[str] = set()
    for field in e.fields:
        t = var_type(c, field.type)
        tag = _tag(c, field.tag)
        if field.type.__class__ is BadExpr and not field.names:
            continue
        if field.names:
            for name in field.names:
                _add(c, fields, tags, seen, Var(name.name, c.env.package, t, c.env.site, name.id, True), name, tag)
        else:
            _embed(c, fields, tags, seen, field, t, tag)
    return Struct(tuple(fields), tuple(tags) if any(tags) else ())


def _add(
    c: Checker, fields: list[Var], tags: list[str], seen: set[str], var: Var, name: Ident, tag: str
) -> None:
    """Append a field, unless there is one of that name."""
    text = var.name
    if text != "_":
        if text in seen:
            c.problem(name, f"{text} redeclared")
            return
        seen.add(text)
    fields.append(var)
    tags.append(tag)
    c.env.results.objects.setdefault(name.id, var)


def _embed(c: Checker, fields: list[Var], tags: list[str], seen: set[str], field: Field, t: Type, tag: str) -> None:
    """Append an embedded field. Its identifier uses the type's name, and is recorded as that."""
    env = c.env
    name = embedded_name(field.type)
    if name is None:
        c.problem(field.type, "embedded field type has no name")
        fields.append(Var("_", env.package, INVALID, env.site, field.type.id, True, True))
        tags.append("")
        return
    var = Var(name.name, env.package, t, env.site, name.id, True, True)
    _add(c, fields, tags, seen, var, name, tag)
    env.pending.append(partial(_check_embedded, c, field.type, t))


def embedded_name(e: Expr) -> Ident | None:
    """The identifier that names an embedded field of type `e`."""
    if e.__class__ is Star:
        e = e.x
        if e.__class__ is Star:
            return None
    while e.__class__ is Index:
        e = e.x
    if e.__class__ is Selector:
        return e.sel
    return e if e.__class__ is Ident else None


def _tag(c: Checker, literal: BasicLit | None) -> str:
    if literal is None:
        return ""
    value = from_literal(literal.kind, literal.text)
    if value.__class__ is bytes:
        return value.decode("utf-8", "surrogateescape")
    c.problem(literal, "incorrect tag syntax")
    return ""


def _check_embedded(c: Checker, e: Expr, t: Type) -> None:
    """An embedded type is T or *T, where T is neither a pointer nor, in *T, an interface."""
    bare = unalias(t)
    pointer = bare.__class__ is Pointer
    if pointer:
        bare = unalias(bare.elem)  # type: ignore[attr-defined]
    under = bare.under()
    kind = under.__class__
    if kind is Basic and under.kind == UNSAFE_POINTER:  # type: ignore[attr-defined]
        c.problem(e, "embedded field type cannot be unsafe.Pointer")
    elif kind is Pointer:
        c.problem(e, "embedded field type cannot be a pointer")
    elif bare.__class__ is TypeParam:
        c.problem(e, "embedded field type cannot be a (pointer to a) type parameter")
    elif kind is Interface and pointer:
        c.problem(e, "embedded field type cannot be a pointer to an interface")
