"""Calls whose first result was a pointer and becomes what that pointed to."""

from __future__ import annotations

from goescape.fixes.code import Code
from goescape.fixes.edits.pointers import Touch, as_value, pointer_use
from goescape.fixes.evidence.failure import is_guarded
from goescape.fixes.model import Edit
from goescape.fixes.reasons import Reason
from goescape.fixes.values.value_variables import ObjectionError, as_value_variable
from goescape.syntax.nodes import Assign, Call, Defer, ExprStmt, Go, Ident, Node, ValueSpec
from goescape.types.model import Tuple, Var


def as_value_result(code: Code, call: Call, fails: bool) -> list[Edit]:
    """What makes a call and all uses of its result right.

    With `fails`, the pointer may have been nil, and the second result told so. Raises ObjectionError.
    """
    node = code.unparenthesised(call)
    above = code.parent(node)
    if isinstance(above, (ExprStmt, Go, Defer)):
        return []
    kept = _kept_in(node, above)
    if kept is not None:
        return _as_variable(code, kept, above, fails)
    if isinstance(code.type_of(call), Tuple):
        raise ObjectionError(Reason.POINTER_KEPT)
    use = pointer_use(code, call)
    if use.touch is Touch.OTHER:
        raise ObjectionError(Reason.POINTER_KEPT)
    if use.touch is not Touch.READ:
        raise ObjectionError(Reason.NEEDS_VARIABLE)
    return as_value(code, use)


def _kept_in(node: Node, above: Node | None) -> Node | None:
    """What the first result of a call, parentheses included, is assigned to or defines."""
    if isinstance(above, Assign):
        left, right = above.lhs, above.rhs
    elif isinstance(above, ValueSpec):
        left, right = above.names, above.values
    else:
        return None
    at = next((index for index, value in enumerate(right) if value is node), None)
    return left[at] if at is not None else None


def _as_variable(code: Code, kept: Node, above: Node | None, fails: bool) -> list[Edit]:
    if not isinstance(kept, Ident):
        raise ObjectionError(Reason.POINTER_KEPT)
    if kept.name == "_":
        return []
    variable = code.object_of(kept)
    if not isinstance(variable, Var) or not code.defines(kept):
        raise ObjectionError(Reason.POINTER_ASSIGNED)
    edits = as_value_variable(code, variable)
    if fails and len(code.mentions(variable)) > 1 and not _is_checked(code, above, variable):
        raise ObjectionError(Reason.MAYBE_NIL)
    return edits


def _is_checked(code: Code, above: Node | None, variable: Var) -> bool:
    if not isinstance(above, Assign) or len(above.lhs) != 2:
        return False
    failure = code.variable(above.lhs[1])
    return failure is not None and is_guarded(code, above, failure, variable)
