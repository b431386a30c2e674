"""Blocks, branches, labels and ``if`` (noder/reader.go: stmt1, ifStmt)."""

from __future__ import annotations

from typing import Final

from goescape.ir import ops
from goescape.ir.lower.builder import Builder, StmtRule
from goescape.ir.lower.range_exits import pass_over
from goescape.ir.lower.reach import static_bool
from goescape.ir.nodes import BLANK, Assign, Block, Branch, For, If, Node
from goescape.syntax import nodes as syntax

BRANCHES: Final = {
    "break": ops.OBREAK,
    "continue": ops.OCONTINUE,
    "goto": ops.OGOTO,
    "fallthrough": ops.OFALL,
}


def one(nodes: list[Node]) -> list[Node]:
    """Several statements as a block, one or none as they are."""
    return nodes if len(nodes) < 2 else [Block(nodes[0].pos, nodes)]


def optional(b: Builder, node: syntax.Stmt | None) -> list[Node]:
    """A statement that may not be there, as one at most."""
    return one(b.stmts((node,))) if node is not None else []


def _block(b: Builder, node: syntax.Block) -> list[Node]:
    return b.stmts(node.stmts)


def _empty(b: Builder, node: syntax.EmptyStmt) -> list[Node]:
    return []


def _branch(b: Builder, node: syntax.Branch) -> list[Node]:
    return [Branch(BRANCHES[node.op], b.pos(node), node.label.name if node.label is not None else "")]


def _labeled(b: Builder, node: syntax.Labeled) -> list[Node]:
    """A label, and the statement that it names: a loop with clauses is told its label."""
    label = Branch(ops.OLABEL, b.pos(node), node.label.name)
    found = b.stmts((node.stmt,))
    named = found[0] if found else None
    if isinstance(named, For):
        named.label = node.label.name
    return [label, *found]


def _if(b: Builder, node: syntax.If) -> list[Node]:
    """One whose condition is known is a block of its init, what the condition does, and the branch that is taken."""
    pos = b.pos(node)
    known, rest = static_bool(b, node.cond)
    init = b.stmts((node.init,)) if node.init is not None else []
    cond = b.expr(rest)
    body = b.stmts(node.body.stmts) if known >= 0 else []
    if known < 0:
        pass_over(b, node.body)
    orelse = b.stmts((node.orelse,)) if known <= 0 and node.orelse is not None else []
    if known > 0 and node.orelse is not None:
        pass_over(b, node.orelse)
    if known == 0:
        found = If(pos, cond, body, orelse)
        found.init = init
        return [found]
    if cond.op != ops.OLITERAL:
        init.append(Assign(pos, BLANK, cond))
    return one([*init, *body, *orelse])


RULES_BY_NODE: Final[dict[type, StmtRule]] = {
    syntax.Block: _block,
    syntax.Branch: _branch,
    syntax.EmptyStmt: _empty,
    syntax.If: _if,
    syntax.Labeled: _labeled,
}
