"""Function literals (go/types/literals.go: funcLit)."""

from __future__ import annotations

from functools import partial

from goescape.syntax.nodes import Block, FuncLit
from goescape.types.body import check_block
from goescape.types.checker import Checker
from goescape.types.model import Scope, Signature, Type
from goescape.types.operand import VALUE, Operand
from goescape.types.typexpr import typ


def func_lit(c: Checker, e: FuncLit, hint: Type | None) -> Operand:
    """`func(x T) { ... }`: its body waits for the end of the statement, or declaration, around it."""
    signature = typ(c, e.type)
    assert isinstance(signature, Signature)
    env = c.env
    if env.file.unit.bodies or e.body.stmts:
        env.pending.append(partial(_check_literal, c, signature, e.body, env.scope, env.iota))
    return Operand(VALUE, signature, e)


def _check_literal(c: Checker, signature: Signature, body: Block, outer: Scope, iota: int | None) -> None:
    """Check a literal's body in the scope that it stands in, as part of the present declaration."""
    env = c.env
    kept = (env.scope, env.signature, env.iota, env.has_call_or_receive, env.has_label)
    env.iota = iota
    check_block(c, signature, body, outer)
    env.scope, env.signature, env.iota, env.has_call_or_receive, env.has_label = kept
