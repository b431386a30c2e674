"""Statement lists and blocks, and the table through which the rules for statements call each other.

A rule is a function of the `Checker`, a statement, and its context: the flags below that say what may stand there.
`stmt.py` fills the table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from goescape.syntax.nodes import Block, EmptyStmt, Stmt
from goescape.types.checker import Checker, run_pending
from goescape.types.model import Scope

BREAK_OK: Final = 1
CONTINUE_OK: Final = 2
FALLTHROUGH_OK: Final = 4
FINAL_CASE: Final = 8
IN_TYPE_SWITCH: Final = 16
INNER: Final = BREAK_OK | CONTINUE_OK
"""What of a statement's context holds for the statements in its blocks too."""

StmtRule = Callable[[Checker, Any, int], None]

STMT_RULES: dict[type, StmtRule] = {}
"""By the node's class."""


def stmt(c: Checker, s: Stmt, context: int) -> None:
    """Check a statement, and the function literals in it before anything else is declared."""
    pending = c.env.pending
    since = len(pending)
    STMT_RULES[s.__class__](c, s, context)
    if len(pending) > since:
        run_pending(c, since)


def stmt_list(c: Checker, stmts: tuple[Stmt, ...], context: int) -> None:
    """Check statements in order, in the present scope. The last that is not empty may be a fallthrough if the context
    has it."""
    last: Stmt | None = None
    if context & FALLTHROUGH_OK:
        last = next((s for s in reversed(stmts) if s.__class__ is not EmptyStmt), None)
        context &= ~FALLTHROUGH_OK
    rules = STMT_RULES
    pending = c.env.pending
    since = len(pending)
    for s in stmts:
        rules[s.__class__](c, s, context if s is not last else context | FALLTHROUGH_OK)
        if len(pending) > since:
            run_pending(c, since)


def block(c: Checker, s: Block, context: int) -> None:
    """Check a block in a scope of its own."""
    env = c.env
    outer = env.scope
    env.scope = Scope(outer)
    stmt_list(c, s.stmts, context & INNER)
    env.scope = outer


def clause_body(c: Checker, stmts: tuple[Stmt, ...], context: int) -> None:
    """Check the statements of a case in a scope of their own."""
    env = c.env
    outer = env.scope
    env.scope = Scope(outer)
    stmt_list(c, stmts, context)
    env.scope = outer
