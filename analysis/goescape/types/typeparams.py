"""Type parameter lists, and the constraints in them (go/types/decl.go: collectTypeParams, bound)."""

from __future__ import annotations

from goescape.syntax.nodes import Binary, Expr, Field, Ident, Unary
from goescape.types.checker import Checker
from goescape.types.interfacetype import union_type
from goescape.types.model import INVALID, Interface, Scope, Type, TypeName, TypeParam, unalias
from goescape.types.typexpr import typ


def type_params(c: Checker, fields: tuple[Field, ...]) -> tuple[TypeParam, ...]:
    """The type parameters that `fields` declare, in a new scope that becomes the present one: constraints may speak of
    any of them. The caller puts the old scope back."""
    declared = declare_type_params(c, fields)
    set_constraints(c, fields, declared)
    return declared


def declare_type_params(c: Checker, fields: tuple[Field, ...]) -> tuple[TypeParam, ...]:
    """The first half of `type_params`: the parameters, their constraints not known yet."""
    c.env.scope = Scope(c.env.scope)
    names = [name for field in fields for name in field.names]
    return tuple([declare_type_param(c, name, index) for index, name in enumerate(names)])


def set_constraints(c: Checker, fields: tuple[Field, ...], declared: tuple[TypeParam, ...]) -> None:
    """The second half of `type_params`."""
    at = 0
    for field in fields:
        bound = constraint(c, field.type)
        if unalias(bound).__class__ is TypeParam:
            c.problem(field.type, "cannot use a type parameter as constraint")
            bound = INVALID
        for param in declared[at : at + len(field.names)]:
            param.bound = bound
        at += len(field.names)


def declare_type_param(c: Checker, name: Ident, index: int) -> TypeParam:
    """A type parameter without a constraint, declared in the present scope."""
    env = c.env
    obj = TypeName(name.name, env.package, None, env.site, name.id)
    param = TypeParam(obj, index)
    obj.type = param
    if env.scope.insert(obj) is not None:
        c.problem(name, f"{name.name} redeclared in this block")
    elif name.id >= 0:
        env.results.objects[name.id] = obj
    return param


def constraint(c: Checker, e: Expr) -> Type:
    """The constraint that `e` denotes: a type, or an implicit interface around `~T` or `A | B`."""
    if (e.__class__ is Unary and e.op == "~") or (e.__class__ is Binary and e.op == "|"):
        return Interface((), (union_type(c, e),), implicit=True)
    return typ(c, e)
