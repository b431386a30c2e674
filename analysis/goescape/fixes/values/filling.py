"""Slices whose elements are all set before anybody looks at one."""

from __future__ import annotations

from goescape.fixes.code import Code, bare
from goescape.fixes.evidence.flow import inside
from goescape.fixes.evidence.statements import listed
from goescape.fixes.evidence.uses import Role, is_captured, uses
from goescape.syntax.nodes import Assign, Branch, Call, Ident, Index, Node, Range, Return, Stmt
from goescape.syntax.walk import walk
from goescape.types.model import Array, Slice, Var


def is_filled(code: Code, make: Call) -> bool:
    """Whether ``v := make([]T, n)`` is followed at once by a loop that sets each of the `n` elements, or leaves the
    function: ``for i := range v``, or over as many, whose every round assigns ``v[i]`` before `v` is mentioned."""
    place = listed(code, make)
    stmt = place.stmt if place is not None else None
    if place is None or not isinstance(stmt, Assign) or stmt.op != ":=" or len(stmt.lhs) != 1:
        return False
    variable = code.variable(stmt.lhs[0])
    loop = place.tail[1] if len(place.tail) > 1 else None
    if variable is None or code.unparenthesised(make) is not stmt.rhs[0] or not isinstance(loop, Range):
        return False
    key = code.variable(loop.key) if loop.key is not None and loop.op == ":=" else None
    if key is None or is_captured(code, variable) or not _is_over(code, loop, make, variable):
        return False
    return _assigns_each(code, loop, variable, key)


def _is_over(code: Code, loop: Range, make: Call, variable: Var) -> bool:
    """Whether a loop has as many rounds as `make` makes elements."""
    if code.variable(loop.x) is variable:
        return True
    length = bare(make.args[1])
    if isinstance(length, Call) and code.builtin(length) == "len":
        counted = code.variable(length.args[0])
        t = counted.type_of().under() if counted is not None else None
        return isinstance(t, (Slice, Array)) and code.variable(loop.x) is counted
    counted = code.variable(length) if length is not None else None
    return counted is not None and code.variable(loop.x) is counted


def _assigns_each(code: Code, loop: Range, variable: Var, key: Var) -> bool:
    """Whether each round begins by setting the element at `key`, and all rounds are made."""
    stmts = loop.body.stmts
    at = next((index for index, stmt in enumerate(stmts) if _sets(code, stmt, variable, key)), None)
    if at is None or any(use.role is not Role.READ for use in uses(code, key) if use.ident is not loop.key):
        return False
    before = [node for stmt in stmts[:at] for node in inside(stmt)]
    if any(isinstance(node, (Branch, Return)) for node in before):
        return False
    if any(isinstance(node, Branch) and (node.op != "continue" or node.label) for node in inside(loop.body)):
        return False
    setting = stmts[at]
    mentions = [ident for ident in code.mentions(variable) if loop.body.id < ident.id]
    last = max(node.id for node in walk(loop.body))
    return all(
        ident.id > last or (ident.id >= setting.id and _is_indexed_by(code, ident, key)) for ident in mentions
    ) and _mentions_once(code, setting, variable)


def _sets(code: Code, stmt: Stmt, variable: Var, key: Var) -> bool:
    if not isinstance(stmt, Assign) or stmt.op != "=" or len(stmt.lhs) != 1:
        return False
    left = bare(stmt.lhs[0])
    return isinstance(left, Index) and code.variable(left.x) is variable and code.variable(left.indices[0]) is key


def _is_indexed_by(code: Code, ident: Ident, key: Var) -> bool:
    above = code.parent(code.unparenthesised(ident))
    return isinstance(above, Index) and code.variable(above.indices[0]) is key


def _mentions_once(code: Code, stmt: Node, variable: Var) -> bool:
    found = [node for node in walk(stmt) if isinstance(node, Ident) and code.object_of(node) is variable]
    return len(found) == 1
