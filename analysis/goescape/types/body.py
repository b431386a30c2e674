"""Function bodies (go/types/stmt.go: funcBody)."""

from __future__ import annotations

from goescape.syntax.nodes import Block
from goescape.types.blocks import stmt_list
from goescape.types.checker import Checker, run_pending
from goescape.types.labels import check_labels
from goescape.types.model import Scope, Signature
from goescape.types.results import TypeProblem
from goescape.types.signature import function_scope
from goescape.types.terminating import terminates
from goescape.types.untyped import finish


def check_body(c: Checker, signature: Signature, body: Block) -> None:
    """Check a declared function's body in the present environment, which is the body's own: its scope is the file's.

    All that is found out is in the environment's results afterwards.
    """
    check_block(c, signature, body, c.env.scope)
    run_pending(c)
    finish(c)


def check_block(c: Checker, signature: Signature, body: Block, outer: Scope) -> None:
    """Check the body of a function, declared or literal, that stands in the scope `outer`."""
    env = c.env
    env.scope = function_scope(signature, outer)
    env.signature = signature
    env.has_label = False
    stmt_list(c, body.stmts, 0)
    if env.has_label:
        check_labels(c, body.stmts)
    if signature.results.vars and not terminates(env.results, body.stmts):
        env.results.problems.append(TypeProblem(body.id, "missing return", at_end=True))
