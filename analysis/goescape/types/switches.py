"""Switches over values and types, and select statements (go/types/stmt.go)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from goescape.syntax.nodes import (
    Assign,
    CaseClause,
    CommClause,
    Expr,
    ExprStmt,
    Ident,
    Select,
    Send,
    Stmt,
    Switch,
    TypeSwitch,
    Unary,
)
from goescape.types.assignment import assign_operand
from goescape.types.binary import comparison
from goescape.types.blocks import (
    BREAK_OK,
    FALLTHROUGH_OK,
    FINAL_CASE,
    IN_TYPE_SWITCH,
    INNER,
    clause_body,
    stmt,
    stmt_list,
)
from goescape.types.checker import Checker, expr
from goescape.types.constant import BigFloat, Rope, to_float
from goescape.types.identical import identical
from goescape.types.model import (
    BOOL,
    INVALID,
    Interface,
    Named,
    Nil,
    Pointer,
    Scope,
    Type,
    TypeParam,
    Var,
    is_invalid,
    unalias,
)
from goescape.types.operand import BAD, CONSTANT, Operand
from goescape.types.predicates import comparable, has_nil
from goescape.types.typeassert import check_assertion
from goescape.types.typestring import type_string
from goescape.types.typexpr import var_type
from goescape.types.unary import unparen
from goescape.types.universe import TYP
from goescape.types.untyped import convert_untyped, describe, spoil

_BOOL: Final = TYP[BOOL]

_Seen = dict[object, list[Type]]
"""Types of the constant cases so far, by value."""


def _check_defaults(c: Checker, clauses: Sequence[CaseClause | CommClause]) -> None:
    defaults = [clause for clause in clauses if _is_default(clause)]
    for clause in defaults[1:]:
        c.problem(clause, "multiple defaults")


def _is_default(clause: CaseClause | CommClause) -> bool:
    return clause.comm is None if isinstance(clause, CommClause) else clause.default


# --------------------------------------------------------------------------------------------- switches over values


def switch_stmt(c: Checker, s: Switch, context: int) -> None:
    """`switch init; tag { case a, b: ... }`"""
    context = context & INNER | BREAK_OK
    env = c.env
    outer = env.scope
    if s.init is not None:
        env.scope = Scope(outer)
        stmt(c, s.init, 0)
    x = _tag(c, s)
    _check_defaults(c, s.clauses)
    seen: _Seen = {}
    last = s.clauses[-1] if s.clauses else None
    for clause in s.clauses:
        for e in clause.exprs:
            _case(c, x, e, seen)
        clause_body(c, clause.body, context | (FINAL_CASE if clause is last else FALLTHROUGH_OK))
    env.scope = outer


def _tag(c: Checker, s: Switch) -> Operand:
    """What the cases are compared with: the tag's value, or true if there is none."""
    if s.tag is None:
        return Operand(CONSTANT, _BOOL, Ident(s.id, "true"), True)
    x = expr(c, s.tag)
    assign_operand(c, x, None, "switch expression")
    if x.mode != BAD and not comparable(x.type) and not has_nil(x.type):
        c.problem(s.tag, f"cannot switch on {describe(x)}")
        spoil(x)
    return x


def _case(c: Checker, x: Operand, e: Expr, seen: _Seen) -> None:
    """Check the case `e` of a switch over `x`."""
    v = expr(c, e)
    if x.mode == BAD or v.mode == BAD:
        return
    convert_untyped(c, v, x.type)
    if v.mode == BAD:
        return
    mode, t, value = v.mode, v.type, v.value
    comparison(c, v, x, "==", e, True)
    if v.mode == BAD or mode != CONSTANT:
        return
    key = _case_key(value)
    if key is None:
        return
    types = seen.setdefault(key, [])
    if any(identical(t, other) for other in types):
        c.problem(e, "duplicate case in expression switch")
    else:
        types.append(t)


def _case_key(value: object) -> object:
    """What equal constants have in common; None for those that may turn up twice: booleans and complex numbers."""
    kind = value.__class__
    if kind is int or kind is bytes:
        return value
    if kind is Rope:
        return value.join()  # type: ignore[attr-defined]
    if kind is Fraction or kind is BigFloat:
        number = to_float(value)  # type: ignore[arg-type]
        return ("float", number) if number.__class__ is Fraction else None
    return None


# ---------------------------------------------------------------------------------------------- switches over types


def type_switch_stmt(c: Checker, s: TypeSwitch, context: int) -> None:
    """`switch init; v := x.(type) { case A, B: ... }`: every clause has a variable of its own."""
    context = context & INNER | BREAK_OK | IN_TYPE_SWITCH
    env = c.env
    outer = env.scope
    env.scope = Scope(outer)
    if s.init is not None:
        stmt(c, s.init, 0)
    bind = s.bind
    if bind is not None and bind.name == "_":
        c.problem(bind, "no new variable on left side of :=")
        bind = None
    x = _switched(c, s)
    _check_defaults(c, s.clauses)
    seen: dict[object, list[Type]] = {}
    for clause in s.clauses:
        t = _clause_type(c, x, clause.exprs, seen)
        around = env.scope
        env.scope = Scope(around)
        if bind is not None:
            var = Var(bind.name, env.package, t, env.site, bind.id)
            env.scope.insert(var)
            env.results.implicits[clause.id] = var
        stmt_list(c, clause.body, context)
        env.scope = around
    env.scope = outer


def _switched(c: Checker, s: TypeSwitch) -> Operand | None:
    """The interface value whose type is asked for; None, with a problem, if it is none."""
    x = expr(c, s.guard.x)
    if x.mode == BAD:
        return None
    if unalias(x.type).__class__ is TypeParam:
        c.problem(s.guard.x, f"cannot use type switch on type parameter value {describe(x)}")
        return None
    if x.type.under().__class__ is not Interface:
        c.problem(s.guard.x, f"{describe(x)} is not an interface")
        return None
    return x


def _clause_type(c: Checker, x: Operand | None, exprs: tuple[Expr, ...], seen: dict[object, list[Type]]) -> Type:
    """The type of the variable in a clause: that of its only case if that is a type, else that of `x`."""
    t: Type | None = None
    for e in exprs:
        t = _case_type(c, e)
        if is_invalid(t):
            continue
        if _is_repeated(t, seen):
            c.problem(e, f"duplicate case {'nil' if t is None else type_string(t)} in type switch")
        elif x is not None and t is not None:
            check_assertion(c, x.type, t, e)
    if len(exprs) == 1 and t is not None:
        return t
    return INVALID if x is None else x.type


def _case_type(c: Checker, e: Expr) -> Type | None:
    """The type that a case names; None for nil."""
    name = unparen(e)
    if isinstance(name, Ident) and c.env.scope.lookup(name.name).__class__ is Nil:
        expr(c, e)
        return None
    return var_type(c, e)


def _is_repeated(t: Type | None, seen: dict[object, list[Type]]) -> bool:
    """Whether an identical type is among those seen; `t` is then one of them."""
    if t is None:
        key: object = None
    else:
        depth, bare = 0, unalias(t)
        while isinstance(bare, Pointer):
            depth, bare = depth + 1, unalias(bare.elem)
        key = (depth, bare.origin if isinstance(bare, Named) else bare.__class__)
    same = seen.setdefault(key, [])
    if t is None:
        repeated = bool(same)
        same.append(INVALID)
        return repeated
    if any(identical(t, other) for other in same):
        return True
    same.append(t)
    return False


# --------------------------------------------------------------------------------------------------------- selects


def select_stmt(c: Checker, s: Select, context: int) -> None:
    """`select { case v := <-c: ... }`"""
    context = context & INNER | BREAK_OK
    env = c.env
    _check_defaults(c, s.clauses)
    for clause in s.clauses:
        comm = clause.comm
        if not _communicates(comm):
            assert comm is not None
            c.problem(comm, "select case must be send or receive (possibly with assignment)")
            continue
        outer = env.scope
        env.scope = Scope(outer)
        if comm is not None:
            stmt(c, comm, context)
        stmt_list(c, clause.body, context)
        env.scope = outer


def _communicates(s: Stmt | None) -> bool:
    """Whether a clause may begin so: a send or receive operation, or nothing for `default`."""
    if s is None or isinstance(s, Send):
        return True
    if isinstance(s, ExprStmt):
        e: Expr = s.x
    elif isinstance(s, Assign) and len(s.rhs) == 1:
        e = s.rhs[0]
    else:
        return False
    e = unparen(e)
    return isinstance(e, Unary) and e.op == "<-"
