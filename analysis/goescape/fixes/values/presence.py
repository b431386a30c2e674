"""Whether an element that was asked for is there where it is looked at."""

from __future__ import annotations

from goescape.fixes.code import Code, bare
from goescape.fixes.evidence.failure import is_guarded
from goescape.fixes.evidence.flow import within
from goescape.syntax.nodes import Assign, Ident, If
from goescape.types.model import Var


def is_present(code: Code, stmt: Assign, variable: Var) -> bool:
    """Whether the first variable of ``variable, ok := m[k]``, or of a receive, is mentioned only where `ok` was seen to
    be true: in the body of an ``if variable, ok := m[k]; ok``, or after an ``if !ok`` that leaves."""
    ok, first = code.variable(stmt.lhs[1]), bare(stmt.lhs[0])
    others = [ident for ident in code.mentions(variable) if ident is not first]
    if ok is None or not isinstance(first, Ident) or not code.defines(first):
        return not others
    above = code.parent(stmt)
    if isinstance(above, If) and above.init is stmt and code.variable(above.cond) is ok:
        return all(within(code, ident, above.body) for ident in others)
    return is_guarded(code, stmt, ok, variable)
