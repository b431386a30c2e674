"""Statements (go/types/stmt.go)."""

from __future__ import annotations

from typing import Final

from goescape.syntax.nodes import (
    Assign,
    BadStmt,
    Block,
    Branch,
    Call,
    DeclStmt,
    Defer,
    EmptyStmt,
    Expr,
    ExprStmt,
    For,
    Go,
    Ident,
    If,
    IncDec,
    Labeled,
    Range,
    Return,
    Select,
    Selector,
    Send,
    Switch,
    TypeSwitch,
    Unary,
)
from goescape.types.assignment import (
    assign_operand,
    assign_vars,
    inc_dec,
    init_vars,
    op_assign,
    short_var_decl,
)
from goescape.types.blocks import (
    BREAK_OK,
    CONTINUE_OK,
    FALLTHROUGH_OK,
    FINAL_CASE,
    IN_TYPE_SWITCH,
    INNER,
    STMT_RULES,
    block,
    stmt,
)
from goescape.types.builtins import BUILTINS
from goescape.types.checker import Checker, expr, generic_expr, raw_expr, use
from goescape.types.declare import declare_local
from goescape.types.model import IS_BOOLEAN, Basic, Scope
from goescape.types.operand import BAD, BUILTIN, TYPE
from goescape.types.predicates import all_basic
from goescape.types.ranges import range_stmt
from goescape.types.switches import select_stmt, switch_stmt, type_switch_stmt
from goescape.types.unary import chan_elem, unparen

# ---------------------------------------------------------------------------------------------- simple statements


def _nothing(c: Checker, s: BadStmt | EmptyStmt, context: int) -> None:
    """No statement, or broken text, of which the syntax's problems speak."""


def _declaration(c: Checker, s: DeclStmt, context: int) -> None:
    declare_local(c, s.decl)


def _labeled(c: Checker, s: Labeled, context: int) -> None:
    c.env.has_label = True
    STMT_RULES[s.stmt.__class__](c, s.stmt, context)


def _expression(c: Checker, s: ExprStmt, context: int) -> None:
    x = raw_expr(c, s.x)
    mode = x.mode
    if mode == BAD:
        return
    if mode == BUILTIN:
        c.problem(s.x, f"{x.builtin} (built-in) must be called")
    elif mode == TYPE:
        c.problem(s.x, "type is not an expression")
    elif not _may_stand_alone(c, unparen(s.x)):
        c.problem(s.x, "value is not used")


def _may_stand_alone(c: Checker, e: Expr) -> bool:
    """Whether the checked expression is a call of a function, of a builtin with an effect, or a receive operation."""
    if not isinstance(e, Call):
        return isinstance(e, Unary) and e.op == "<-"
    mode = c.env.modes[e.fun.id]
    if mode == BUILTIN:
        return BUILTINS[_called_name(e)].statement
    return mode != TYPE


def _called_name(e: Call) -> str:
    """The name of the builtin that `e` calls."""
    fun = unparen(e.fun)
    if isinstance(fun, Selector):
        fun = fun.sel
    assert isinstance(fun, Ident)
    return fun.name


def _suspended(c: Checker, s: Go | Defer, context: int) -> None:
    """`go f(x)` and `defer f(x)`"""
    keyword = "go" if isinstance(s, Go) else "defer"
    x = raw_expr(c, s.call)
    e = unparen(s.call)
    if not isinstance(e, Call):
        c.problem(s.call, f"expression in {keyword} must be function call")
    elif x.mode != BAD and not _may_stand_alone(c, e):
        is_conversion = c.env.modes[e.fun.id] == TYPE
        c.problem(e, f"{keyword} {'requires function call, not conversion' if is_conversion else 'discards result'}")


def _send(c: Checker, s: Send, context: int) -> None:
    channel = expr(c, s.chan)
    value = generic_expr(c, s.value)
    if channel.mode == BAD or value.mode == BAD:
        return
    elem = chan_elem(c, channel, False)
    if elem is not None:
        assign_operand(c, value, elem, "send")


def _inc_dec(c: Checker, s: IncDec, context: int) -> None:
    inc_dec(c, s)


def _assign(c: Checker, s: Assign, context: int) -> None:
    op = s.op
    if op == ":=":
        short_var_decl(c, s.lhs, s.rhs, s)
    elif op == "=":
        assign_vars(c, s.lhs, s.rhs, s)
    else:
        op_assign(c, s)


# -------------------------------------------------------------------------------------------------------- branches


def _return(c: Checker, s: Return, context: int) -> None:
    env = c.env
    signature = env.signature
    assert signature is not None
    results = signature.results.vars
    if s.results or not results or not results[0].name:
        init_vars(c, results, s.results, s, "return statement")
        return
    for result in results:
        hiding = env.scope.lookup(result.name)
        if hiding is not None and hiding is not result:
            c.problem(s, f"result parameter {result.name} not in scope at return")


_NEEDS: Final = {"break": BREAK_OK, "continue": CONTINUE_OK, "fallthrough": FALLTHROUGH_OK}
_MISPLACED: Final = {
    "break": "break not in for, switch, or select statement",
    "continue": "continue not in for statement",
    "fallthrough": "fallthrough statement out of place",
    "goto": "goto without a label",
}


def _branch(c: Checker, s: Branch, context: int) -> None:
    if s.label is not None:
        c.env.has_label = True
    elif not context & _NEEDS.get(s.op, 0):
        c.problem(s, _misplaced(s.op, context))


def _misplaced(op: str, context: int) -> str:
    if op == "fallthrough" and context & FINAL_CASE:
        return "cannot fallthrough final case in switch"
    if op == "fallthrough" and context & IN_TYPE_SWITCH:
        return "cannot fallthrough in type switch"
    return _MISPLACED[op]


# ---------------------------------------------------------------------------------------------------- if and loops


def _condition(c: Checker, e: Expr, what: str) -> None:
    x = expr(c, e)
    if x.mode == BAD:
        return
    t = x.type
    if not (t.info & IS_BOOLEAN if isinstance(t, Basic) else all_basic(t, IS_BOOLEAN)):
        c.problem(e, f"non-boolean condition in {what} statement")


def _if(c: Checker, s: If, context: int) -> None:
    context &= INNER
    env = c.env
    outer = env.scope
    if s.init is not None:
        env.scope = Scope(outer)
        stmt(c, s.init, 0)
    _condition(c, s.cond, "if")
    block(c, s.body, context)
    if s.orelse is not None:
        stmt(c, s.orelse, context)
    env.scope = outer


def _for(c: Checker, s: For, context: int) -> None:
    env = c.env
    outer = env.scope
    if s.init is not None:
        env.scope = Scope(outer)
        stmt(c, s.init, 0)
    if s.cond is not None:
        _condition(c, s.cond, "for")
    post = s.post
    if post is not None:
        stmt(c, post, 0)
        if isinstance(post, Assign) and post.op == ":=":
            c.problem(post, "cannot declare in post statement")
            use(c, post.lhs)
    block(c, s.body, context | BREAK_OK | CONTINUE_OK)
    env.scope = outer


def fill_statements() -> None:
    """Put every rule for statements into `blocks.STMT_RULES`."""
    STMT_RULES.update(
        {
            BadStmt: _nothing,
            EmptyStmt: _nothing,
            DeclStmt: _declaration,
            Labeled: _labeled,
            ExprStmt: _expression,
            Send: _send,
            IncDec: _inc_dec,
            Assign: _assign,
            Go: _suspended,
            Defer: _suspended,
            Return: _return,
            Branch: _branch,
            Block: block,
            If: _if,
            For: _for,
            Range: range_stmt,
            Switch: switch_stmt,
            TypeSwitch: type_switch_stmt,
            Select: select_stmt,
        }
    )
