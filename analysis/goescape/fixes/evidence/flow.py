"""In which order code runs, as far as its structure tells."""

from __future__ import annotations

from collections.abc import Iterator

from goescape.fixes.code import Code
from goescape.fixes.evidence.statements import listed
from goescape.syntax.nodes import (
    Assign,
    Branch,
    CaseClause,
    CommClause,
    ExprStmt,
    For,
    FuncLit,
    Ident,
    If,
    IncDec,
    Node,
    Range,
    Return,
    Stmt,
)
from goescape.syntax.walk import children


def may_follow(code: Code, first: Node, assigned: Node, definition: Ident) -> bool:
    """Whether a variable may be assigned, as the operand `assigned` of a statement, once `first` was evaluated, while
    it is still the same variable: the one that `definition` made. All three are directly in one function, and each
    iteration of a loop makes its own of the variables that the loop declares (Go 1.22). On the safe side: with goto,
    anything may follow.
    """
    if has_goto(code) or _assigns_after(code, first, assigned):
        return True
    if _never_leaves(code, first, assigned):
        return False
    outlived = [loop for loop in code.loops_around(assigned) if not within(code, definition, loop)]
    if any(loop is other for loop in code.loops_around(first) for other in outlived):
        return True
    return assigned.id > first.id and not _is_exclusive(code, first, assigned)


def is_shared_by_iterations(code: Code, definition: Ident) -> bool:
    """Whether a loop declares a variable that all its iterations have in common, as before Go 1.22."""
    if code.file.version >= (1, 22):
        return False
    loop = next((above for above in code.ancestors(definition) if isinstance(above, (For, Range))), None)
    if isinstance(loop, For):
        return loop.init is not None and within(code, definition, loop.init)
    return loop is not None and (definition is loop.key or definition is loop.value)


def is_copied_by_iterations(code: Code, definition: Ident) -> bool:
    """Whether each iteration of a loop gets its own of a variable with the value of the one before: if that is a
    pointer, they all share what it points to."""
    above = code.parent(definition)
    loop = code.parent(above) if above is not None else None
    return isinstance(loop, For) and loop.init is above


def within(code: Code, node: Node, outer: Node) -> bool:
    """Whether a node is another one or below it."""
    return node is outer or any(above is outer for above in code.ancestors(node))


def inside(node: Node) -> Iterator[Node]:
    """A node and all below it, without the function literals below it."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += [child for child in children(current) if not isinstance(child, FuncLit)]


def always_leaves(code: Code, stmts: tuple[Stmt, ...]) -> bool:
    """Whether statements, once begun, end in leaving the function: the last returns or panics, and none jumps."""
    last = stmts[-1] if stmts else None
    leaves = isinstance(last, Return) or (isinstance(last, ExprStmt) and code.builtin(last.x) == "panic")
    return leaves and not any(isinstance(node, Branch) for stmt in stmts for node in inside(stmt))


def has_goto(code: Code) -> bool:
    """Whether a declaration has a goto, so that its structure does not tell the order in which it runs."""
    return any(isinstance(node, Branch) and node.op == "goto" for node in code.nodes)


def _assigns_after(code: Code, first: Node, assigned: Node) -> bool:
    """Whether the statement that assigns evaluates `first` before it does."""
    statement = code.parent(assigned)
    if isinstance(statement, Range):
        return within(code, first, statement.x)
    return isinstance(statement, (Assign, IncDec)) and within(code, first, statement)


def _never_leaves(code: Code, first: Node, assigned: Node) -> bool:
    """Whether one of the lists of statements around `first`, in which `assigned` is not, ends in leaving the
    function."""
    place = listed(code, first)
    while place is not None and not within(code, assigned, place.owner):
        if always_leaves(code, place.tail):
            return True
        place = listed(code, place.owner)
    return False


def _is_exclusive(code: Code, first: Node, second: Node) -> bool:
    """Whether the two are in branches of which one is taken, `first` in the earlier one."""
    one, common = _below_common(code, first, second)
    other, _ = _below_common(code, second, first)
    if isinstance(common, If):
        return one is common.body and other is common.orelse
    if isinstance(one, CaseClause) and isinstance(other, CaseClause):
        return not any(within(code, first, e) for e in one.exprs) and not _falls_through(common)
    if isinstance(one, CommClause) and isinstance(other, CommClause):
        return one.comm is None or not within(code, first, one.comm)
    return False


def _below_common(code: Code, node: Node, other: Node) -> tuple[Node, Node | None]:
    """The innermost node above two nodes, after the one directly below it that has `node`."""
    below = node
    for above in code.ancestors(node):
        if within(code, other, above):
            return below, above
        below = above
    return below, None


def _falls_through(switch: Node | None) -> bool:
    return switch is not None and any(isinstance(node, Branch) and node.op == "fallthrough" for node in inside(switch))
