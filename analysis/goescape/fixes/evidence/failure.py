"""Results that tell a caller not to look at the others: an error, or false."""

from __future__ import annotations

from goescape.fixes.code import Code, bare
from goescape.fixes.evidence.effects import is_local_to
from goescape.fixes.evidence.flow import within
from goescape.fixes.evidence.statements import listed
from goescape.fixes.evidence.uses import Role, uses
from goescape.syntax.nodes import (
    Assign,
    Binary,
    Block,
    Branch,
    Call,
    CompositeLit,
    ExprStmt,
    Ident,
    If,
    Node,
    Return,
    Stmt,
    Unary,
)
from goescape.types.model import Const, Interface, Signature, Var

_NEVER_RETURN = {
    "os": ("Exit",),
    "log": ("Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"),
    "runtime": ("Goexit",),
    "testing": ("Fatal", "Fatalf", "FailNow", "Skip", "Skipf", "SkipNow"),
}
"""Functions and methods of the standard library that end the function they are called in, by package."""


def is_failure(code: Code, node: Node) -> bool:
    """Whether an expression is certainly false, or an error that is not nil: one that is made there, or a variable
    that was just seen not to be nil."""
    inner = bare(node)
    if isinstance(inner, Call):
        return code.is_call_of(inner, "errors", "New") or code.is_call_of(inner, "fmt", "Errorf")
    if isinstance(inner, Unary):
        return inner.op == "&" and isinstance(bare(inner.x), CompositeLit)
    if not isinstance(inner, Ident):
        return isinstance(inner, CompositeLit)
    obj = code.object_of(inner)
    if isinstance(obj, Const):
        return code.value_of(inner) is False
    return isinstance(obj, Var) and is_local_to(code, obj) and _is_in_failure(code, inner, obj)


def _is_in_failure(code: Code, node: Node, variable: Var) -> bool:
    """Whether a node is in the body of an ``if variable != nil`` that does not assign the variable."""
    for above in code.ancestors(node):
        if isinstance(above, If) and within(code, node, above.body) and is_failure_test(code, above.cond, variable):
            assigned = (use.ident for use in uses(code, variable) if use.role is not Role.READ)
            return not any(within(code, ident, above.body) for ident in assigned)
    return False


def is_failure_test(code: Code, cond: Node, variable: Var) -> bool:
    """Whether a condition is ``variable != nil`` or ``!variable``."""
    cond = bare(cond) or cond
    if isinstance(cond, Unary):
        return cond.op == "!" and code.variable(cond.x) is variable
    if not isinstance(cond, Binary) or cond.op != "!=" or code.variable(cond.x) is not variable:
        return False
    return code.is_nil(cond.y)


def is_guarded(code: Code, assignment: Assign, failure: Var, value: Var) -> bool:
    """Whether the statement after an assignment leaves if `failure` tells so, without looking at `value`."""
    place = listed(code, assignment)
    if place is None or place.stmt is not assignment or len(place.tail) < 2:
        return False
    guard = place.tail[1]
    if not isinstance(guard, If) or guard.init is not None or not is_failure_test(code, guard.cond, failure):
        return False
    looks = any(within(code, ident, guard) for ident in code.mentions(value))
    return not looks and guard.orelse is None and _leaves(code, guard.body)


def _leaves(code: Code, body: Block) -> bool:
    """Whether what follows a block in its list is not run once the block was."""
    last: Stmt | None = body.stmts[-1] if body.stmts else None
    if isinstance(last, Branch):
        return last.op in ("break", "continue")
    return isinstance(last, Return) or (isinstance(last, ExprStmt) and _never_returns(code, last.x))


def _never_returns(code: Code, call: Node) -> bool:
    if code.builtin(call) == "panic":
        return True
    callee = code.callee(call)
    signature = callee.type_of() if callee is not None else None
    if callee is None or callee.pkg is None or not isinstance(signature, Signature):
        return False
    if signature.recv is not None and isinstance(signature.recv.type_of().under(), Interface):
        return False
    return callee.name in _NEVER_RETURN.get(callee.pkg.path, ())
