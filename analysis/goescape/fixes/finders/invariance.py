"""What a loop makes alike in each iteration, and before which loops that could be made instead."""

from __future__ import annotations

from collections.abc import Iterator

from goescape.fixes.code import Code, bare
from goescape.fixes.evidence.effects import is_pure
from goescape.fixes.evidence.flow import always_leaves, has_goto, inside, within
from goescape.fixes.evidence.statements import Listed, begins_line, listed
from goescape.fixes.evidence.uses import Role, uses
from goescape.fixes.reasons import Reason
from goescape.syntax.nodes import (
    Binary,
    Branch,
    CaseClause,
    For,
    Ident,
    If,
    Labeled,
    Node,
    Range,
    Return,
    Selector,
    Stmt,
)
from goescape.syntax.walk import walk
from goescape.types.model import Object, PkgName, Var


def loops_to_leave(code: Code, node: Node, kept: Var | None = None) -> list[Listed]:
    """The loops that an expression need not be in, as statements, innermost first: they declare nothing of what it
    mentions, leave the variable `kept` as it is, and each iteration evaluates it."""
    found: list[Listed] = []
    for loop in code.loops_around(node):
        place = listed(code, found[-1].stmt if found else node)
        if place is None or place.owner is not loop.body or not _is_repeated(code, node, place):
            break
        if not _counts(code, loop):
            break
        if any(_is_declared_in(code, obj, loop, node) for obj in _objects(code, node)):
            break
        if kept is not None and not keeps_value(code, kept, loop):
            break
        outer = _as_statement(code, loop)
        if outer is None:
            break
        found.append(outer)
    return found


def _counts(code: Code, loop: For | Range) -> bool:
    """Whether a loop goes over something, or counts, or goes on until it is left: one that tries again as long as it
    has to mostly has no iteration at all. A benchmark's loop is left as it is, since it is what is measured."""
    if _measures(code, loop.x if isinstance(loop, Range) else loop.cond):
        return False
    if isinstance(loop, Range) or loop.cond is None:
        return True
    cond = bare(loop.cond)
    compares = isinstance(cond, Binary) and cond.op in ("<", "<=", ">", ">=", "!=")
    return compares and loop.post is not None and is_pure(code, cond, may_panic=True)


def _measures(code: Code, bound: Node | None) -> bool:
    """Whether a loop's bound is the number of rounds of a benchmark."""
    selectors = (node for node in walk(bound) if isinstance(node, Selector)) if bound is not None else ()
    named = (code.object_of(selector.sel) for selector in selectors if selector.sel.name == "N")
    return any(obj is not None and obj.pkg is not None and obj.pkg.path == "testing" for obj in named)


def _as_statement(code: Code, loop: For | Range) -> Listed | None:
    """A loop in the list that it is in, with its labels."""
    place = listed(code, loop)
    inner: Stmt | None = place.stmt if place is not None else None
    while isinstance(inner, Labeled):
        inner = inner.stmt
    return place if inner is loop else None


def _is_repeated(code: Code, node: Node, place: Listed) -> bool:
    """Whether each iteration of a loop evaluates a node in a statement of its body, and another may follow."""
    below = node
    for above in code.ancestors(node):
        if isinstance(above, CaseClause) or (isinstance(above, If) and below is above.orelse):
            return False
        if isinstance(above, Binary) and above.op in ("&&", "||") and below is above.y:
            return False
        if below is place.stmt:
            break
        below = above
    last = place.tail[-1]
    leaves = always_leaves(code, place.tail) or (isinstance(last, Branch) and last.op == "break")
    before = (each for stmt in place.stmts[: place.index] for each in inside(stmt))
    return not leaves and not any(isinstance(each, (Branch, Return)) for each in before)


def _objects(code: Code, node: Node) -> Iterator[Object]:
    found = (code.object_of(each) for each in walk(node) if isinstance(each, Ident))
    return (obj for obj in found if obj is not None)


def _is_declared_in(code: Code, obj: Object, loop: For | Range, node: Node) -> bool:
    """Whether a loop declares an object, and not the node in it itself. Of an object of the declaration that has no
    place, nothing is known."""
    if obj.site is not code.declared or isinstance(obj, PkgName) or (isinstance(obj, Var) and obj.is_field):
        return False
    if not 0 <= obj.node < len(code.nodes):
        return True
    where = code.nodes[obj.node]
    return within(code, where, loop) and not within(code, where, node)


def objection(code: Code, loop: Listed) -> Reason | None:
    """Why nothing can be put before a loop."""
    if has_goto(code):
        return Reason.HAS_GOTO
    return None if begins_line(code, loop.stmt) else Reason.NO_LINE_BEFORE


def keeps_value(code: Code, variable: Var, loop: For | Range) -> bool:
    """Whether a loop leaves a variable as it is: it is a local one that no address of is taken, and that neither a
    function literal nor the loop assigns; where the loop is in a literal that captures it, that nothing assigns."""
    found = uses(code, variable)
    home = next((use.within for use in found if use.role is Role.DEFINE), None)
    if variable.site is not code.declared or any(use.role is Role.ADDRESS for use in found):
        return False
    writes = [use for use in found if use.role in (Role.ASSIGN, Role.STORE)]
    if code.function_around(loop) is not home:
        return not writes
    return all(use.within is home and not within(code, use.ident, loop) for use in writes)
