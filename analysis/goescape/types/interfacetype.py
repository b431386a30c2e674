"""Interface types and the unions in them (go/types/interface.go, union.go)."""

from __future__ import annotations

from functools import partial

from goescape.syntax.nodes import BadExpr, Binary, Expr, InterfaceType, Unary
from goescape.types.checker import Checker
from goescape.types.identical import identical
from goescape.types.model import (
    INVALID,
    Func,
    Interface,
    Signature,
    Term,
    Type,
    TypeParam,
    Union,
    Var,
    unalias,
)
from goescape.types.operand import TYPE
from goescape.types.typeset import method_order, type_set_of
from goescape.types.typestring import type_string
from goescape.types.typexpr import typ
from goescape.types.universe import COMPARABLE

MAX_TERMS = 100
"""More terms than these in a union are an error (go/types/union.go: maxTermCount)."""


def interface_type(c: Checker, e: InterfaceType) -> Interface:
    """The interface type that `e` denotes, the receiver of its methods; text that is no element is left out."""
    env = c.env
    result = Interface()
    methods: list[Func] = []
    embedded: list[Type] = []
    for field in e.elements:
        if field.type.__class__ is BadExpr:
            continue
        if not field.names:
            embedded.append(union_type(c, field.type))
            continue
        name = field.names[0]
        if name.name == "_":
            c.problem(name, "methods must have a unique non-blank name")
            continue
        signature = typ(c, field.type)
        if not isinstance(signature, Signature):
            if signature is not INVALID:
                c.problem(field.type, "is not a method signature")
            continue
        if signature.type_params:
            c.problem(field.type, "interface methods cannot have type parameters")
        signature.recv = Var("", env.package, result, env.site, name.id)
        method = Func(name.name, env.package, signature, env.site, name.id)
        env.results.objects[name.id] = method
        methods.append(method)
    result.methods = tuple(sorted(methods, key=method_order))
    result.embedded = tuple(embedded)
    if methods or embedded:
        env.pending.append(partial(_check_methods, c, e, result))
    return result


def union_type(c: Checker, e: Expr) -> Type:
    """The type that an element of an interface denotes: a `Union`, or the type itself where it is a single one."""
    env = c.env
    operators: list[Expr] = []
    nodes: list[Expr] = []
    left = e
    while left.__class__ is Binary and left.op == "|":
        operators.append(left)
        nodes.append(left.y)
        left = left.x
    nodes.append(left)
    nodes.reverse()
    operators.reverse()
    terms: list[Term] = []
    result: Type = INVALID
    for index, node in enumerate(nodes):
        term = _term(c, node)
        if len(nodes) == 1 and not term.tilde:
            return term.type
        if index < MAX_TERMS:
            terms.append(term)
            result = Union(tuple(terms))
        elif index == MAX_TERMS:
            c.problem(node, f"cannot handle more than {MAX_TERMS} union terms (implementation limitation)")
            result = INVALID
        if index > 0:
            env.types[operators[index - 1].id] = result
            env.modes[operators[index - 1].id] = TYPE
    if result is not INVALID:
        env.pending.append(partial(_check_terms, c, tuple(nodes), tuple(terms)))
    return result


def _term(c: Checker, e: Expr) -> Term:
    tilde = e.__class__ is Unary and e.op == "~"
    node = e.x if tilde else e  # type: ignore[union-attr]
    t = typ(c, node)
    if unalias(t).__class__ is TypeParam:
        c.problem(node, "term cannot be a type parameter")
        t = INVALID
    term = Term(tilde, t)
    if tilde:
        c.env.types[e.id] = Union((term,))
        c.env.modes[e.id] = TYPE
    return term


def _check_methods(c: Checker, e: InterfaceType, t: Interface) -> None:
    """Method names must be unique."""
    seen: set[str] = set()
    named = (field for field in e.elements if field.names)
    for field in named:
        name = field.names[0]
        if name.name in seen and name.name != "_":
            c.problem(name, f"duplicate method {name.name}")
        seen.add(name.name)


def _check_terms(c: Checker, nodes: tuple[Expr, ...], terms: tuple[Term, ...]) -> None:
    """What a union's terms may be, and that they do not overlap."""
    for index, term in enumerate(terms):
        t = term.type
        under = t.under()
        if unalias(t) is INVALID or under is INVALID:
            continue
        node = nodes[index]
        if term.tilde and under.__class__ is Interface:
            c.problem(node, f"invalid use of ~ ({type_string(t)} is an interface)")
        elif term.tilde and not identical(under, t):
            c.problem(node, f"invalid use of ~ (underlying type of {type_string(t)} is {type_string(under)})")
        elif under.__class__ is Interface:
            types = type_set_of(under)
            if types.methods:
                c.problem(node, f"cannot use {type_string(t)} in union ({type_string(t)} contains methods)")
            elif t is COMPARABLE:
                c.problem(node, "cannot use comparable in union")
            elif types.comparable:
                c.problem(node, f"cannot use {type_string(t)} in union ({type_string(t)} embeds comparable)")
        elif any(_overlap(term, other) for other in terms[:index]):
            c.problem(node, f"overlapping terms in union: {type_string(t)}")


def _overlap(x: Term, y: Term) -> bool:
    """Whether two terms, at least one of no interface type, have a type in common (go/types: term.disjoint)."""
    if y.type.under().__class__ is Interface:
        return False
    left = x.type.under() if y.tilde else x.type
    right = y.type.under() if x.tilde else y.type
    return identical(left, right)
