"""Selectors `x.f`: qualified names, fields, method values and method expressions (go/types/call.go, selector)."""

from __future__ import annotations

from typing import Final

from goescape.syntax.nodes import Ident, Selector
from goescape.types.checker import Checker, expr_or_type
from goescape.types.lookup import lookup
from goescape.types.model import (
    FIELD,
    INVALID,
    METHOD_EXPR,
    METHOD_VALUE,
    Builtin,
    Const,
    Func,
    Interface,
    Named,
    Object,
    PkgName,
    Pointer,
    Selection,
    Signature,
    Tuple,
    Type,
    TypeName,
    Var,
    unalias,
)
from goescape.types.operand import BAD, BUILTIN, CONSTANT, TYPE, VALUE, VARIABLE, Operand, bad
from goescape.types.typestring import type_string
from goescape.types.untyped import spoil

_MODES: Final[dict[type[Object], int]] = {
    Const: CONSTANT,
    TypeName: TYPE,
    Var: VARIABLE,
    Func: VALUE,
    Builtin: BUILTIN,
}
"""How an object of a package may be used."""


def selector(c: Checker, e: Selector, hint: Type | None) -> Operand:
    """`x.f` as an expression: a value, a type of another package, or a method expression."""
    qualifier = e.x
    if qualifier.__class__ is Ident:
        name = c.env.scope.lookup(qualifier.name)
        if name.__class__ is PkgName:
            return _qualified(c, e, name)
    x = expr_or_type(c, qualifier)
    if x.mode != BAD:
        _member(c, x, e)
    return x


def _qualified(c: Checker, e: Selector, name: PkgName) -> Operand:
    """`pkg.Name`"""
    results = c.env.results
    results.objects[e.x.id] = name
    results.names.add(name)
    name.used = True
    imported = name.imported
    sel = e.sel
    if imported.missing:
        return bad(e)
    found = imported.member(sel.name)
    if found is None:
        results.names.add((imported.path, sel.name))
        c.problem(sel, f"undefined: {name.name}.{sel.name}")
        return bad(e)
    results.names.add(found)
    if not found.exported:
        c.problem(sel, f"name {sel.name} not exported by package {imported.name}")
    results.objects[sel.id] = found
    mode = _MODES[found.__class__]
    t = found.type_of()
    if mode == BUILTIN:
        x = Operand(mode, t, e)
        x.builtin = found.name
        return x
    if t is INVALID:
        return bad(e)
    return Operand(mode, t, e, found.value if isinstance(found, Const) else None)


def _member(c: Checker, x: Operand, e: Selector) -> None:
    """Make `x` the field or method of it that `e` selects."""
    sel = e.sel
    obj, path, indirect = lookup(x.type, x.mode == VARIABLE, c.env.package, sel.name)
    if obj is None or path is None:
        _missing(c, x, e, path is not None, indirect)
        spoil(x)
        return
    t = obj.type_of()
    results = c.env.results
    results.objects[sel.id] = obj
    results.names.add(obj.origin)
    if x.mode == TYPE:
        _method_expression(c, x, e, obj, path, indirect)
    elif obj.__class__ is Var:
        results.selections[e.id] = Selection(FIELD, x.type, obj, path, indirect, t)
        x.mode = VARIABLE if x.mode == VARIABLE or indirect else VALUE
        x.type = t
        x.value = None
    elif isinstance(t, Signature):
        if t.recv is not None:
            t = Signature(t.params, t.results, t.variadic, None, t.type_params)
        results.selections[e.id] = Selection(METHOD_VALUE, x.type, obj, path, indirect, t)
        x.mode = VALUE
        x.type = t
        x.value = None
    else:
        spoil(x)


def _missing(c: Checker, x: Operand, e: Selector, ambiguous: bool, indirect: bool) -> None:
    """Complain that there is no such field or method, in the words for the reason."""
    name = e.sel.name
    t = x.type
    under = t.under()
    if under is INVALID or _is_damaged(t):
        return
    text = type_string(t)
    if ambiguous:
        problem = f"ambiguous selector {name} of {text}"
    elif indirect and x.mode == TYPE:
        problem = f"invalid method expression {text}.{name} (needs pointer receiver (*{text}).{name})"
    elif indirect:
        problem = f"cannot call pointer method {name} on {text}"
    elif isinstance(under, Pointer) and under.elem.under().__class__ is Interface:
        problem = f"undefined: type {text} is pointer to interface, not interface"
    else:
        problem = f"undefined: type {text} has no field or method {name}"
    c.problem(e.sel, problem)


def _is_damaged(t: Type) -> bool:
    """Whether the declaration of (what points to) `t` is broken, so that fields and methods of it may be lost."""
    bare = unalias(t)
    if isinstance(bare, Pointer):
        bare = unalias(bare.elem)
    site = bare.obj.site if isinstance(bare, Named) else None
    return site is not None and site.declaration.has_error


def _method_expression(
    c: Checker, x: Operand, e: Selector, obj: Object, path: tuple[int, ...], indirect: bool
) -> None:
    """`T.m`: a function whose first parameter is the receiver."""
    signature = obj.type_of()
    if not isinstance(obj, Func) or not isinstance(signature, Signature) or signature.recv is None:
        if signature is not INVALID:
            c.problem(e.sel, f"undefined: type {type_string(x.type)} has no method {e.sel.name}")
        spoil(x)
        return
    recv = signature.recv
    selected = _with_receiver(signature, recv, recv.name, x.type)
    c.env.results.selections[e.id] = Selection(METHOD_EXPR, x.type, obj, path, indirect, selected)
    params = signature.params.vars
    named = bool(params) and params[0].name != ""
    x.type = _with_receiver(signature, recv, (recv.name or "_") if named else "", x.type)
    x.mode = VALUE


def _with_receiver(signature: Signature, recv: Var, name: str, receiver: Type) -> Signature:
    """The function that takes a method's receiver as its first parameter."""
    first = Var(name, recv.pkg, receiver, recv.site, recv.node)
    params = Tuple((first, *signature.params.vars))
    return Signature(params, signature.results, signature.variadic, None, signature.type_params)
