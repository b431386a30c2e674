"""Function types: parameters, results, receivers (go/types/signature.go)."""

from __future__ import annotations

from functools import partial

from goescape.syntax.nodes import Ellipsis, Expr, Field, FuncType, Ident, Index, Paren, Star
from goescape.types.checker import Checker
from goescape.types.instantiate import instantiate
from goescape.types.model import (
    EMPTY_TUPLE,
    INVALID,
    UNSAFE_POINTER,
    Alias,
    Basic,
    Interface,
    Named,
    Object,
    Pointer,
    Scope,
    Signature,
    Slice,
    Tuple,
    Type,
    TypeParam,
    Var,
    unalias,
)
from goescape.types.operand import TYPE
from goescape.types.subst import substitute
from goescape.types.typeparams import declare_type_param, type_params
from goescape.types.typestring import type_string
from goescape.types.typexpr import generic_type, record_instance, var_type


def func_type(c: Checker, e: FuncType) -> Signature:
    """The signature that `e` denotes, in the present scope."""
    signature = Signature(EMPTY_TUPLE, EMPTY_TUPLE)
    complete_signature(c, signature, e)
    return signature


def complete_signature(c: Checker, signature: Signature, e: FuncType, receiver: tuple[Field, ...] = ()) -> None:
    """Give an empty signature what `e` denotes, in the present scope. `receiver` is a method declaration's receiver
    list. Types within `e` may refer to what is declared with the signature, and find it empty but for its type
    parameters."""
    env = c.env
    outer = env.scope
    names: dict[str, Object] = {}
    recv: Var | None = None
    recv_params: tuple[TypeParam, ...] = ()
    if receiver:
        if len(receiver) > 1:
            c.problem(receiver[-1], "method has multiple receivers")
        env.scope = Scope(outer)
        recv, recv_params = _receiver(c, receiver[0])
    if e.type_params:
        signature.type_params = type_params(c, e.type_params)
    for param in (*recv_params, *signature.type_params):
        names.setdefault(param.obj.name, param.obj)
    params, variadic = _variables(c, e.params, True)
    results, _ = _variables(c, e.results, False)
    env.scope = outer
    if recv is not None and receiver[0].names:
        _declare(c, names, receiver[0].names[:1], (recv,))
    _declare_fields(c, names, e.params, params)
    _declare_fields(c, names, e.results, results)
    signature.recv, signature.recv_type_params = recv, recv_params
    signature.params = Tuple(params) if params else EMPTY_TUPLE
    signature.results = Tuple(results) if results else EMPTY_TUPLE
    signature.variadic = variadic


def function_scope(signature: Signature, outer: Scope) -> Scope:
    """The block of a function's parameters, in which its body stands."""
    scope = Scope(outer, is_func=True)
    for param in (*signature.recv_type_params, *signature.type_params):
        scope.insert(param.obj)
    if signature.recv is not None and signature.recv.name:
        scope.insert(signature.recv)
    for var in (*signature.params.vars, *signature.results.vars):
        if var.name:
            scope.insert(var)
    return scope


# ------------------------------------------------------------------------------------------ parameters and results


def _variables(c: Checker, fields: tuple[Field, ...], may_vary: bool) -> tuple[tuple[Var, ...], bool]:
    """The parameters that `fields` list, not declared yet, and whether the last takes any number of arguments."""
    env = c.env
    found: list[Var] = []
    variadic = False
    named = unnamed = False
    for field in fields:
        node = field.type
        if node.__class__ is Ellipsis:
            if may_vary and field is fields[-1] and len(field.names) <= 1:
                variadic = True
            else:
                c.problem(node, "invalid use of ...")
        t = var_type(c, _element(node))
        if field.names:
            named = True
            found += [Var(name.name, env.package, t, env.site, name.id) for name in field.names]
        else:
            unnamed = True
            var = Var("", env.package, t, env.site, _element(node).id)
            env.results.implicits[field.id] = var
            found.append(var)
    if named and unnamed:
        c.problem(fields[0], "list contains both named and anonymous parameters")
    if variadic:
        last = found[-1]
        last.type = Slice(last.type_of())
        env.types[fields[-1].type.id] = last.type
        env.modes[fields[-1].type.id] = TYPE
    return tuple(found), variadic


def _element(e: Expr) -> Expr:
    """The type that a parameter is written with, without `...`."""
    return e.elem if e.__class__ is Ellipsis and e.elem is not None else e


def _declare_fields(
    c: Checker, names: dict[str, Object], fields: tuple[Field, ...], variables: tuple[Var, ...]
) -> None:
    at = 0
    for field in fields:
        count = len(field.names)
        if count:
            _declare(c, names, field.names, variables[at : at + count])
        at += count or 1


def _declare(c: Checker, names: dict[str, Object], idents: tuple[Ident, ...], variables: tuple[Var, ...]) -> None:
    """Record what the identifiers define; a name may turn up once in a signature."""
    objects = c.env.results.objects
    for name, var in zip(idents, variables, strict=True):
        if name.name != "_" and names.setdefault(name.name, var) is not var:
            c.problem(name, f"{name.name} redeclared in this block")
        else:
            objects[name.id] = var


# -------------------------------------------------------------------------------------------------------- receivers


def unpack_receiver(e: Expr) -> tuple[bool, Expr, tuple[Expr, ...] | None]:
    """Whether a receiver's type is a pointer, the base type's expression, and its type parameters (None: none)."""
    pointer = False
    base = _unparen(e)
    if base.__class__ is Star:
        pointer = True
        base = _unparen(base.x)
    if base.__class__ is Index:
        return pointer, base.x, base.indices
    return pointer, base, None


def _unparen(e: Expr) -> Expr:
    while e.__class__ is Paren:
        e = e.x
    return e


def _receiver(c: Checker, field: Field) -> tuple[Var, tuple[TypeParam, ...]]:
    """The receiver, not declared yet, and its type parameters, which are."""
    env = c.env
    pointer, base, params = unpack_receiver(field.type)
    if params is None:
        t = var_type(c, field.type)
        declared: tuple[TypeParam, ...] = ()
        if _through_instance(t):
            c.problem(base, f"cannot define new methods on instantiated type {type_string(t)}")
            t = INVALID
    else:
        t, declared = _generic_receiver(c, field.type, pointer, base, params)
    if field.names:
        if len(field.names) > 1:
            c.problem(field.names[-1], "method has multiple receivers")
        recv = Var(field.names[0].name, env.package, t, env.site, field.names[0].id)
    else:
        recv = Var("", env.package, t, env.site, field.id)
        env.results.implicits[field.id] = recv
    env.pending.append(partial(_check_receiver, c, base, recv))
    return recv, declared


def _through_instance(t: Type) -> bool:
    """Whether a receiver type is an alias of (a pointer to) an instance."""
    while True:
        if t.__class__ is Pointer:
            t = t.elem
        elif t.__class__ is Alias:
            t = t.target()
            inner = t
            while inner.__class__ is Pointer:
                inner = inner.elem
            if inner.__class__ is Named and inner.type_params:
                return True
        else:
            return False


def _generic_receiver(
    c: Checker, whole: Expr, pointer: bool, base: Expr, params: tuple[Expr, ...]
) -> tuple[Type, tuple[TypeParam, ...]]:
    """The receiver type `T[P]`: an instance of T by the type parameters that the receiver itself declares."""
    generic, cause = generic_type(c, base)
    if cause:
        c.problem(base, cause)
    elif generic.__class__ is Alias and unalias(generic) is not INVALID:
        c.problem(base, f"cannot define new methods on generic alias type {type_string(generic)}")
    declared = tuple([_receiver_param(c, e, i) for i, e in enumerate(params)])
    if generic.__class__ is not Named:
        return INVALID, declared
    assert isinstance(generic, Named)
    wanted = generic.type_params
    if len(declared) != len(wanted):
        c.problem(base, f"receiver declares {len(declared)} type parameters, but base type declares {len(wanted)}")
        return INVALID, declared
    mapping: dict[TypeParam, Type] = dict(zip(wanted, declared, strict=True))
    for own, other in zip(declared, wanted, strict=True):
        own.bound = None if other.bound is None else substitute(other.bound, mapping)
    t: Type = instantiate(generic, declared)
    record_instance(c, base, declared, t)
    if pointer:
        t = Pointer(t)
    _record_receiver(c, whole, t)
    return t, declared


def _receiver_param(c: Checker, e: Expr, index: int) -> TypeParam:
    """A type parameter that a receiver declares: its identifier both defines and uses it."""
    if e.__class__ is not Ident:
        c.problem(e, "receiver type parameter must be an identifier")
        return declare_type_param(c, Ident(-1, "_"), index)
    assert isinstance(e, Ident)
    param = declare_type_param(c, e, index)
    env = c.env
    env.results.objects[e.id] = param.obj
    env.types[e.id] = param
    env.modes[e.id] = TYPE
    return param


def _record_receiver(c: Checker, e: Expr, t: Type) -> None:
    env = c.env
    while True:
        env.types[e.id] = t
        env.modes[e.id] = TYPE
        if e.__class__ is Star and t.__class__ is Pointer:
            t = t.elem
        elif e.__class__ is not Paren:
            return
        e = e.x


def _check_receiver(c: Checker, e: Expr, recv: Var) -> None:
    """The receiver base type must be declared in this package, and be no pointer or interface."""
    t = unalias(recv.type_of())
    if t.__class__ is Pointer:
        t = unalias(t.elem)
    if t is INVALID:
        return
    kind = t.__class__
    if kind is Basic or (kind is Named and t.obj.pkg is not c.env.package):  # type: ignore[attr-defined]
        c.problem(e, f"cannot define new methods on non-local type {type_string(t)}")
    elif kind is Named:
        under = t.under()
        if under.__class__ is Pointer or under.__class__ is Interface:
            c.problem(e, f"invalid receiver type {type_string(t)} (pointer or interface type)")
        elif under.__class__ is Basic and under.kind == UNSAFE_POINTER:
            c.problem(e, f"invalid receiver type {type_string(t)} (unsafe.Pointer)")
    else:
        c.problem(e, f"invalid receiver type {type_string(recv.type_of())}")
