"""Lists of statements, without what is dead (noder/writer.go: stmts); and the table of rules for statements."""

from __future__ import annotations

from goescape.ir.lower import assignments, blocks, goroutines, loops, selects, switches
from goescape.ir.lower.builder import RULES, STATEMENTS, Builder, Unsupported
from goescape.ir.lower.range_exits import pass_over
from goescape.ir.lower.range_functions import leave
from goescape.ir.lower.reach import leaves_loop, with_reach
from goescape.ir.nodes import Node
from goescape.syntax import nodes as syntax


def stmts(b: Builder, nodes: tuple[syntax.Stmt, ...]) -> list[Node]:
    """A list of statements, without those that are dead."""
    found: list[Node] = []
    for node, is_dead in with_reach(b, nodes):
        if is_dead:
            pass_over(b, node)
        elif b.state and leaves_loop(b, node):
            found += leave(b, node)
        else:
            rule = STATEMENTS.get(node.__class__)
            if rule is None:
                raise Unsupported("a statement in it is no Go")
            found += rule(b, node)
    return found


def fill() -> None:
    """Fill the tables."""
    for module in (assignments, blocks, goroutines, loops, selects, switches):
        STATEMENTS.update(module.RULES_BY_NODE)
    RULES.stmts = stmts
