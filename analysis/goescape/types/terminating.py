"""Whether control can reach the end of a statement (go/types/return.go; the specification's terminating statements)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from goescape.syntax.nodes import (
    Block,
    Branch,
    Call,
    CaseClause,
    CommClause,
    EmptyStmt,
    ExprStmt,
    For,
    Ident,
    If,
    Labeled,
    Range,
    Return,
    Select,
    Stmt,
    Switch,
    TypeSwitch,
)
from goescape.types.model import Builtin
from goescape.types.results import Results
from goescape.types.unary import unparen


def terminates(results: Results, stmts: Sequence[Stmt]) -> bool:
    """Whether a checked list of statements ends in a terminating one."""
    for s in reversed(stmts):
        if s.__class__ is not EmptyStmt:
            return _terminates(results, s, "")
    return False


def _terminates(results: Results, s: Stmt, label: str) -> bool:
    """Whether `s`, which has the label `label` if that is not empty, is terminating."""
    rule = _RULES.get(s.__class__)
    return rule is not None and rule(results, s, label)


def _always(results: Results, s: Return, label: str) -> bool:
    return True


def _labeled(results: Results, s: Labeled, label: str) -> bool:
    return _terminates(results, s.stmt, s.label.name)


def _expression(results: Results, s: ExprStmt, label: str) -> bool:
    """A call of panic."""
    e = unparen(s.x)
    if not isinstance(e, Call):
        return False
    fun = unparen(e.fun)
    return isinstance(fun, Ident) and fun.name == "panic" and results.objects.get(fun.id).__class__ is Builtin


def _branch(results: Results, s: Branch, label: str) -> bool:
    return s.op == "goto" or s.op == "fallthrough"


def _block(results: Results, s: Block, label: str) -> bool:
    return terminates(results, s.stmts)


def _if(results: Results, s: If, label: str) -> bool:
    orelse = s.orelse
    return orelse is not None and terminates(results, s.body.stmts) and _terminates(results, orelse, "")


def _for(results: Results, s: For, label: str) -> bool:
    return s.cond is None and not _has_break(s.body.stmts, label, True)


def _switch(results: Results, s: Switch | TypeSwitch, label: str) -> bool:
    return any(clause.default for clause in s.clauses) and _clauses(results, s.clauses, label)


def _select(results: Results, s: Select, label: str) -> bool:
    return _clauses(results, s.clauses, label)


def _clauses(results: Results, clauses: Sequence[CaseClause | CommClause], label: str) -> bool:
    return all(terminates(results, clause.body) and not _has_break(clause.body, label, True) for clause in clauses)


_RULES: Final[dict[type, Callable[[Results, Any, str], bool]]] = {
    Return: _always,
    Labeled: _labeled,
    ExprStmt: _expression,
    Branch: _branch,
    Block: _block,
    If: _if,
    For: _for,
    Switch: _switch,
    TypeSwitch: _switch,
    Select: _select,
}

# ---------------------------------------------------------------------------------------------------------- breaks


def _has_break(stmts: Sequence[Stmt], label: str, implicit: bool) -> bool:
    """Whether there is a break that names `label`, or, if `implicit`, one without a label, in statements that stand
    directly in what it would leave."""
    return any(_breaks(s, label, implicit) for s in stmts)


def _breaks(s: Stmt, label: str, implicit: bool) -> bool:
    if isinstance(s, Branch):
        return s.op == "break" and (implicit if s.label is None else s.label.name == label)
    if isinstance(s, Block):
        return _has_break(s.stmts, label, implicit)
    if isinstance(s, If):
        if _has_break(s.body.stmts, label, implicit):
            return True
        return s.orelse is not None and _breaks(s.orelse, label, implicit)
    if isinstance(s, Labeled):
        return _breaks(s.stmt, label, implicit)
    if not label:
        return False
    if isinstance(s, (For, Range)):
        return _has_break(s.body.stmts, label, False)
    if isinstance(s, (Switch, TypeSwitch, Select)):
        return any(_has_break(clause.body, label, False) for clause in s.clauses)
    return False
