"""Loops (noder/writer.go: forStmt; noder/reader.go: forStmt)."""

from __future__ import annotations

from typing import Final

from goescape.ir.lower.assignments import defined_by, target
from goescape.ir.lower.blocks import optional
from goescape.ir.lower.builder import Builder, StmtRule
from goescape.ir.lower.range_exits import is_over_function
from goescape.ir.lower.range_functions import range_over_function
from goescape.ir.lower.reach import static_bool
from goescape.ir.nodes import For, Name, Node, Range
from goescape.syntax import nodes as syntax

_ITERATIONS_DISTINCT: Final = (1, 22)
"""The language version from which each iteration has variables of its own."""


def _distinct(b: Builder) -> bool:
    """Whether each iteration of a loop has variables of its own: the file's language version tells."""
    if b.site.file.version < _ITERATIONS_DISTINCT:
        return False
    b.func.distinct_loops = True
    return True


def _for(b: Builder, node: syntax.For) -> list[Node]:
    """A loop; of one that never begins, its init."""
    known, rest = static_bool(b, node.cond) if node.cond is not None else (1, None)
    init = optional(b, node.init)
    cond = b.expr(rest) if rest is not None else None
    if known < 0:
        return init
    post = optional(b, node.post)
    body = b.stmts(node.body.stmts)
    found = For(b.pos(node), cond, post[0] if post else None, body, _distinct(b))
    found.init = init
    return [found]


def _range(b: Builder, node: syntax.Range) -> list[Node]:
    if is_over_function(b, node):
        return range_over_function(b, node)
    names: list[Name] = []
    variables = [target(b, each, names) for each in (node.key, node.value) if each is not None]
    x = b.expr(node.x)
    found = Range(b.start_of_range(node), None, None, x, [])
    found.key = variables[0] if variables else None
    found.value = variables[1] if len(variables) > 1 else None
    found.defines = defined_by(found, names)
    found.body = b.stmts(node.body.stmts)
    found.distinct = _distinct(b)
    return [found]


RULES_BY_NODE: Final[dict[type, StmtRule]] = {syntax.For: _for, syntax.Range: _range}
