"""Type expressions, and the rule for identifiers (go/types/typexpr.go).

`typ` and its kin check an expression that must be a type, and record it. The rules for the kinds of type expressions
are in `TYPE_RULES`, by the node's class; those of `structtype`, `interfacetype` and `signature` are put there by
`rules.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from goescape.syntax.nodes import (
    ArrayType,
    BadExpr,
    ChanType,
    Ellipsis,
    Expr,
    Ident,
    Index,
    MapType,
    Paren,
    Selector,
    Star,
)
from goescape.types.checker import RULES, Checker, expr, use
from goescape.types.constant import UNKNOWN, representable, to_int
from goescape.types.implements import verify
from goescape.types.instantiate import instantiate
from goescape.types.model import (
    INT,
    INVALID,
    RECV_ONLY,
    SEND_ONLY,
    SEND_RECV,
    Alias,
    Array,
    Builtin,
    Chan,
    Const,
    Func,
    Instance,
    Interface,
    Label,
    Map,
    Named,
    Nil,
    Object,
    PkgName,
    Pointer,
    Slice,
    Type,
    TypeName,
    TypeParam,
    Var,
    is_invalid,
    unalias,
)
from goescape.types.operand import BAD, BUILTIN, CONSTANT, NIL, TYPE, VALUE, VARIABLE, Operand, bad
from goescape.types.predicates import comparable, is_integer, is_untyped
from goescape.types.results import TypeProblem
from goescape.types.typeset import type_set_of
from goescape.types.typestring import type_string
from goescape.types.universe import ANY, COMPARABLE, IOTA, TYP

KIND_NAMES: Final[dict[type, str]] = {
    PkgName: "package",
    Const: "constant",
    TypeName: "type",
    Var: "variable",
    Func: "function",
    Label: "label",
    Builtin: "built-in",
    Nil: "nil",
}
"""What an object is called in a message (go/types/errsupport.go, objectKind)."""

# ---------------------------------------------------------------------------------------------------------- names


def lookup(c: Checker, name: str) -> Object | None:
    """The object that `name` stands for here. What was found at package level, or was not found at all, is noted as
    something that the declaration being checked depends on."""
    env = c.env
    scope = env.scope
    while True:
        obj = scope.names.get(name)
        if obj is not None:
            if scope is env.package.scope or scope is env.file.scope:
                env.results.names.add(obj)
            return obj
        outer = scope.parent
        if outer is None:
            env.results.names.add((env.package.path, name))
            return None
        scope = outer


def ident(c: Checker, e: Ident, hint: Type | None = None) -> Operand:
    """The rule for an identifier: whatever it stands for."""
    name = e.name
    obj = lookup(c, name)
    if obj is None:
        _undefined(c, e)
        return bad(e)
    env = c.env
    env.results.objects[e.id] = obj
    t = obj.type
    if t is None:
        t = obj.type_of()
        if t is INVALID and obj in c.stack:
            c.problem(e, f"invalid cycle in declaration: {name} refers to itself")
    kind = obj.__class__
    if kind is Var:
        if is_invalid(t):
            return bad(e)
        return Operand(VARIABLE, t, e)
    if kind is Func:
        return bad(e) if t is INVALID else Operand(VALUE, t, e)
    return _OTHER_NAMES[kind](c, e, obj, t)


def _undefined(c: Checker, e: Ident) -> None:
    c.problem(e, "cannot use _ as value or type" if e.name == "_" else f"undefined: {e.name}")


def _constant(c: Checker, e: Ident, obj: Const, t: Type) -> Operand:
    if unalias(t) is INVALID:
        return bad(e)
    if obj is IOTA:
        if c.env.iota is None:
            c.problem(e, "cannot use iota outside constant declaration")
            return bad(e)
        return Operand(CONSTANT, t, e, c.env.iota)
    return Operand(CONSTANT, t, e, obj.value)


def _type_operand(c: Checker, e: Ident, obj: TypeName, t: Type) -> Operand:
    if not _old_enough(c, e, t):
        return bad(e)
    return Operand(TYPE, t, e)


def _package_name(c: Checker, e: Ident, obj: PkgName, t: Type) -> Operand:
    c.problem(e, f"use of package {obj.name} not in selector")
    return bad(e)


def _builtin(c: Checker, e: Ident, obj: Builtin, t: Type) -> Operand:
    x = Operand(BUILTIN, INVALID, e)
    x.builtin = obj.name
    return x


def _nil(c: Checker, e: Ident, obj: Nil, t: Type) -> Operand:
    return Operand(NIL, t, e)


_OTHER_NAMES: Final[dict[type, Callable[[Checker, Ident, Any, Type], Operand]]] = {
    Const: _constant,
    TypeName: _type_operand,
    PkgName: _package_name,
    Builtin: _builtin,
    Nil: _nil,
}


def _old_enough(c: Checker, e: Ident, t: Type) -> bool:
    """Whether the file's language version has the predeclared `any` and `comparable`."""
    if (t is ANY or t is COMPARABLE) and c.env.version < (1, 18):
        c.problem(e, f"predeclared {e.name} requires go1.18 or later")
        return False
    return True


# ---------------------------------------------------------------------------------------------------------- types


def typ(c: Checker, e: Expr) -> Type:
    """The type that `e` denotes, recorded; INVALID where it is none. A generic type must be instantiated."""
    t = _type_of(c, e)
    kind = t.__class__
    if (kind is Named or kind is Alias) and t.type_params and not t.type_args:  # type: ignore[attr-defined]
        c.problem(e, f"cannot use generic type {type_string(t)} without instantiation")
        t = INVALID
    env = c.env
    env.types[e.id] = t
    env.modes[e.id] = TYPE
    return t


def var_type(c: Checker, e: Expr) -> Type:
    """As `typ`, for a variable, field, element...: it must not be a constraint."""
    t = typ(c, e)
    kind = t.__class__
    if kind is Named:
        under = t.underlying  # type: ignore[attr-defined]
        if under is None or under.__class__ is Interface:
            c.env.pending.append(partial(_check_no_constraint, c, e, t))
    elif kind is Interface or (kind is Alias and t is not ANY):
        c.env.pending.append(partial(_check_no_constraint, c, e, t))
    return t


def generic_type(c: Checker, e: Expr) -> tuple[Type, str]:
    """The generic type that `e` denotes, not instantiated, recorded; else INVALID, and the reason where none has been
    given yet."""
    t = _type_of(c, e)
    cause = ""
    if not is_invalid(t) and not (t.__class__ in (Named, Alias) and t.type_params and not t.type_args):
        cause = f"{type_string(t)} is not a generic type"
        t = INVALID
    env = c.env
    env.types[e.id] = t
    env.modes[e.id] = TYPE
    return t, cause


def type_list(c: Checker, exprs: tuple[Expr, ...]) -> tuple[Type, ...] | None:
    """The types that the expressions denote; None, all of them checked, where one is wrong."""
    types = tuple([var_type(c, e) for e in exprs])
    return None if any(is_invalid(t) for t in types) else types


def type_expr(c: Checker, e: Expr, hint: Type | None = None) -> Operand:
    """The rule for type literals where an expression is expected."""
    return Operand(TYPE, typ(c, e), e)


def _type_of(c: Checker, e: Expr) -> Type:
    rule = TYPE_RULES.get(e.__class__)
    if rule is not None:
        return rule(c, e)
    if e.__class__ is not BadExpr:
        c.problem(e, "is not a type")
        use(c, (e,))
    return INVALID


def _type_name(c: Checker, e: Ident) -> Type:
    obj = lookup(c, e.name)
    if obj is None:
        _undefined(c, e)
        return INVALID
    c.env.results.objects[e.id] = obj
    if obj.__class__ is not TypeName:
        c.problem(e, f"{e.name} ({KIND_NAMES[obj.__class__]}) is not a type")
        return INVALID
    t = obj.type
    if t is None:
        t = obj.type_of()
    if _in_progress(t) and _is_endless(c, obj):
        message = f"invalid recursive type: {e.name} refers to itself"
        c.env.results.problems.append(TypeProblem(obj.node if obj.site is c.env.site else e.id, message))
        obj.type = INVALID
        return INVALID
    return t if _old_enough(c, e, t) else INVALID


def _in_progress(t: Type) -> bool:
    """Whether it is just being found out what a declared type or alias stands for."""
    if t.__class__ is Named:
        return t.underlying is None and t.loader is None
    return t.__class__ is Alias and t.rhs is None and t.loader is None


def _is_endless(c: Checker, declared: Object) -> bool:
    """Whether what leads from a type that is being declared back to itself would never end: it comes from a constant
    or variable, or goes through nothing but aliases (go/types/decl.go: validCycle).

    A constant or variable further back does no harm: go/types complains of some of these, by the order in which it
    comes upon them, but the types are well defined.
    """
    has_value = c.stack[-1].__class__ in (Var, Const)
    has_definition = False
    for obj in reversed(c.stack):
        has_definition = has_definition or (obj.__class__ is TypeName and obj.type.__class__ is Named)
        if obj is declared:
            return has_value or not has_definition
    return False


def _qualified_name(c: Checker, e: Selector) -> Type:
    x = RULES[Selector](c, e, None)
    if x.mode == TYPE:
        return x.type
    if x.mode != BAD:
        c.problem(e, "is not a type")
    return INVALID


def _paren(c: Checker, e: Paren) -> Type:
    return typ(c, e.x)


def _pointer(c: Checker, e: Star) -> Type:
    base = var_type(c, e.x)
    return INVALID if is_invalid(base) else Pointer(base)


def _array(c: Checker, e: ArrayType) -> Type:
    if e.len is None:
        return Slice(var_type(c, e.elem))
    if e.len.__class__ is Ellipsis:
        c.problem(e.len, "invalid use of [...] array (outside a composite literal)")
        length = -1
    else:
        length = array_length(c, e.len)
    elem = var_type(c, e.elem)
    return INVALID if length < 0 else Array(elem, length)


def _map(c: Checker, e: MapType) -> Type:
    key = var_type(c, e.key)
    elem = var_type(c, e.value)
    c.env.pending.append(partial(_check_map_key, c, e.key, key))
    return Map(key, elem)


_DIRECTIONS: Final = {"both": SEND_RECV, "send": SEND_ONLY, "receive": RECV_ONLY}


def _chan(c: Checker, e: ChanType) -> Type:
    return Chan(_DIRECTIONS[e.dir], var_type(c, e.elem))


def _ellipsis(c: Checker, e: Ellipsis) -> Type:
    c.problem(e, "invalid use of ...")
    if e.elem is not None:
        use(c, (e.elem,))
    return INVALID


def array_length(c: Checker, e: Expr) -> int:
    """The constant length that `e` gives, 0 or more; -1, with a problem, where it gives none."""
    if e.__class__ is Ident:
        obj = lookup(c, e.name)
        if obj is None:
            c.problem(e, f"undefined array length {e.name} or missing type constraint")
            return -1
        if obj.__class__ is not Const:
            c.problem(e, f"invalid array length {e.name}")
            return -1
    x = expr(c, e)
    if x.mode != CONSTANT:
        if x.mode != BAD:
            c.problem(e, "array length must be constant")
        return -1
    if (is_untyped(x.type) or is_integer(x.type)) and x.value is not None:
        value = to_int(x.value)
        if value is UNKNOWN:
            if x.value is UNKNOWN:
                return -1
        elif value.__class__ is int and value >= 0 and representable(value, TYP[INT], c.program.sizes)[0]:
            return value
    c.problem(e, "invalid array length" if is_integer(x.type) else "array length must be integer")
    return -1


def instantiated_type(c: Checker, e: Index) -> Type:
    """The type `G[A, B]`, its instance recorded at the identifier that names G; INVALID where it cannot be made."""
    if c.env.version < (1, 18):
        c.problem(e, "type instantiation requires go1.18 or later")
    generic, cause = generic_type(c, e.x)
    if cause:
        c.problem(e, f"invalid operation: {cause}")
    if is_invalid(generic):
        return generic
    arguments = type_list(c, e.indices)
    if arguments is None:
        return INVALID
    assert isinstance(generic, (Named, Alias))
    wanted = len(generic.type_params)
    if len(arguments) != wanted:
        few = "not enough" if len(arguments) < wanted else "too many"
        c.problem(e, f"{few} type arguments for type {generic.obj.name}: have {len(arguments)}, want {wanted}")
        return _broken_instance(generic, arguments)
    result = instantiate(generic, arguments)
    record_instance(c, e.x, arguments, result)
    c.env.pending.append(partial(_check_arguments, c, e, generic.type_params, arguments))
    return result


def _broken_instance(generic: Named | Alias, arguments: tuple[Type, ...]) -> Type:
    """What stands for a declared type with the wrong number of type arguments."""
    if generic.__class__ is Alias:
        return INVALID
    broken = Named(generic.obj)
    broken.type_params, broken.type_args, broken.underlying = generic.type_params, arguments, INVALID
    return broken


def record_instance(c: Checker, name: Expr, arguments: tuple[Type, ...], result: Type) -> None:
    """Note what the generic function or type that the expression `name` names was instantiated with."""
    while name.__class__ is not Ident:
        if name.__class__ is Selector:
            name = name.sel
        elif name.__class__ is Index or name.__class__ is Paren:
            name = name.x
        else:
            return
    c.env.results.instances[name.id] = Instance(arguments, result)


TYPE_RULES: Final[dict[type, Callable[[Checker, Any], Type]]] = {
    Ident: _type_name,
    Selector: _qualified_name,
    Index: instantiated_type,
    Paren: _paren,
    ArrayType: _array,
    Ellipsis: _ellipsis,
    Star: _pointer,
    MapType: _map,
    ChanType: _chan,
}

# --------------------------------------------------------------- what is checked when all types around are known


def _check_no_constraint(c: Checker, e: Expr, t: Type) -> None:
    under = t.under()
    if under.__class__ is not Interface or unalias(t).__class__ is TypeParam:
        return
    types = type_set_of(under)
    if not types.is_method_set():
        what = "interface is (or embeds) comparable" if types.comparable else "interface contains type constraints"
        c.problem(e, f"cannot use type {type_string(t)} outside a type constraint: {what}")


def _check_map_key(c: Checker, e: Expr, key: Type) -> None:
    if unalias(key) is not INVALID and not comparable(key):
        why = " (missing comparable constraint)" if unalias(key).__class__ is TypeParam else ""
        c.problem(e, f"invalid map key type {type_string(key)}{why}")


def _check_arguments(c: Checker, e: Index, params: tuple[TypeParam, ...], arguments: tuple[Type, ...]) -> None:
    cause = verify(params, arguments, c.env.version)
    if cause:
        c.problem(e, cause)
