"""Lists of statements, without what is dead (noder/writer.go: stmts); and the table of rules for statements."""

from __future__ import annotations

from goescape.ir.lower import assignments, blocks, goroutines, loops, selects, switches
from goescape.ir.lower.builder import RULES, STATEMENTS, Builder, Unsupported
from goescape.ir.lower.range_exits import pass_over
from goescape.ir.lower.range_functions import leave
from goescape.ir.lower.reach import leaves_loop, terminates
from goescape.ir.nodes import Node
from goescape.syntax import nodes as syntax


def stmts(b: Builder, nodes: tuple[syntax.Stmt, ...]) -> list[Node]:
    """A list of statements. What follows a terminating one is left out, unless a label comes after it in the list."""
    found: list[Node] = []
    dead = False
    last_label = -1
    for i, node in enumerate(nodes):
        if node.__class__ is syntax.Labeled:
            last_label = i
    for i, node in enumerate(nodes):
        if dead and i > last_label:
            pass_over(b, node)
            continue
        if b.state and leaves_loop(b, node):
            found += leave(b, node)
        else:
            rule = STATEMENTS.get(node.__class__)
            if rule is None:
                raise Unsupported("a statement in it is no Go")
            found += rule(b, node)
        dead = terminates(b, node)
    return found


def fill() -> None:
    """Fill the tables."""
    for module in (assignments, blocks, goroutines, loops, selects, switches):
        STATEMENTS.update(module.RULES_BY_NODE)
    RULES.stmts = stmts
