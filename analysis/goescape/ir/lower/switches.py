"""Switches (noder/writer.go: switchStmt; noder/reader.go: switchStmt; noder/quirks.go)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from goescape.ir.lower.blocks import optional
from goescape.ir.lower.builder import Builder, StmtRule
from goescape.ir.lower.reach import bare, falls_through
from goescape.ir.nodes import Clause, Node, Switch, TypeExpr, TypeSwitchGuard
from goescape.ir.places import Pos
from goescape.syntax import nodes as syntax
from goescape.types.assignability import typed_assignable
from goescape.types.constant import UNKNOWN_KIND, Value, compare, kind_of
from goescape.types.model import BOOL, Chan, Interface, Nil, Type, Var, unalias
from goescape.types.predicates import is_interface, is_untyped
from goescape.types.universe import TYP

# ---------------------------------------------------------------------------------------------- of an expression


def _switch(b: Builder, node: syntax.Switch) -> list[Node]:
    pos = b.pos(node)
    init = optional(b, node.init)
    tag, clauses = node.tag, node.clauses
    value: Value | None = True if tag is None else b.value_of(tag)
    if value is not None:
        taken = known_clause(b, value, clauses)
        if taken is not None:
            tag, clauses = None, taken
    common = common_type(b, tag, clauses)
    found = Switch(pos, b.convert(common, tag) if tag is not None else None, [])
    for clause in clauses:
        lowered = Clause(b.pos(clause), [])
        lowered.exprs = [b.convert(common, each) for each in clause.exprs]
        lowered.body = b.stmts(clause.body)
        found.clauses.append(lowered)
    found.init = init
    return [found]


def known_clause(
    b: Builder, tag: Value, clauses: tuple[syntax.CaseClause, ...]
) -> tuple[syntax.CaseClause, ...] | None:
    """What is left of the clauses where it is known which one is taken: that one as the default, or none at all. None
    where it is not known, or it falls through to others."""
    default: syntax.CaseClause | None = None
    for clause in clauses:
        if not clause.exprs:
            default = clause
        for each in clause.exprs:
            value = b.value_of(each)
            if value is None:
                return None
            if UNKNOWN_KIND not in (kind_of(tag), kind_of(value)) and compare("==", tag, value):
                return _alone(clause)
    return _alone(default) if default is not None else ()


def _alone(clause: syntax.CaseClause) -> tuple[syntax.CaseClause, ...] | None:
    if falls_through(clause.body):
        return None
    return (syntax.CaseClause(clause.id, (), True, clause.body),)


def common_type(b: Builder, tag: syntax.Expr | None, clauses: Iterable[syntax.CaseClause]) -> Type | None:
    """What the tag and the cases are converted to: the tag's type; an empty interface where that or a case is an
    interface and the case can't be assigned to it; None for channels, that are left as they are."""
    wanted = b.raw_type_of(tag) if tag is not None else TYP[BOOL]
    if wanted is None or wanted.under().__class__ is Chan:
        return None
    for clause in clauses:
        for each in clause.exprs:
            t = b.raw_type_of(each)
            if t is None or is_untyped(t) or not (is_interface(t) or is_interface(wanted)):
                continue
            if not typed_assignable(unalias(t), unalias(wanted), b.site.file.version):
                return Interface()
    return b.resolve(wanted)


# ------------------------------------------------------------------------------------------------------- of a type


def _type_switch(b: Builder, node: syntax.TypeSwitch) -> list[Node]:
    pos = b.pos(node)
    init = optional(b, node.init)
    name = node.bind.name if node.bind is not None else ""
    guard = TypeSwitchGuard(b.pos(node.guard), name, b.expr(node.guard.x))
    found = Switch(pos, guard, [])
    found.clauses = [_type_clause(b, clause, guard) for clause in node.clauses]
    found.init = init
    return [found]


def _type_clause(b: Builder, node: syntax.CaseClause, guard: TypeSwitchGuard) -> Clause:
    found = Clause(b.pos(node), [])
    for each in node.exprs:
        found.exprs.append(b.expr(each) if is_nil(b, each) else TypeExpr(b.pos(each), b.type_of(each)))
    variable = b.implicit_of(node)
    if isinstance(variable, Var) and guard.name:
        found.var = b.declare(variable, _end_of_type(b, node.exprs[-1]) if node.exprs else found.pos)
        found.var.defn = guard
    found.body = b.stmts(node.body)
    return found


def is_nil(b: Builder, node: syntax.Expr) -> bool:
    """Whether an expression is ``nil``."""
    inner = bare(node)
    return isinstance(inner, syntax.Ident) and isinstance(b.object_of(inner), Nil)


def _end_of_type(b: Builder, node: syntax.Expr) -> Pos:
    """Where a clause's variable is said to be declared: at the last part of the clause's last type."""
    while True:
        inner = _last_part(node)
        if inner is None:
            return b.start(node.x) if isinstance(node, syntax.Selector) else b.pos(node)
        node = inner


def _last_part(node: syntax.Expr) -> syntax.Expr | None:
    if isinstance(node, (syntax.Paren, syntax.Star)):
        return node.x
    if isinstance(node, (syntax.ArrayType, syntax.ChanType, syntax.Ellipsis)):
        return node.elem
    if isinstance(node, syntax.MapType):
        return node.value
    if isinstance(node, syntax.Index):
        return node.indices[-1]
    if isinstance(node, syntax.InterfaceType):
        return _last_field(node.elements)
    return _last_field(node.results) or _last_field(node.params) if isinstance(node, syntax.FuncType) else None


def _last_field(fields: tuple[syntax.Field, ...]) -> syntax.Expr | None:
    return fields[-1].type if fields else None


RULES_BY_NODE: Final[dict[type, StmtRule]] = {syntax.Switch: _switch, syntax.TypeSwitch: _type_switch}
