"""Selects (noder/reader.go: selectStmt; typecheck/stmt.go: tcSelect)."""

from __future__ import annotations

from typing import Final

from goescape.ir import ops
from goescape.ir.lower.blocks import optional
from goescape.ir.lower.builder import Builder, StmtRule, Unsupported
from goescape.ir.nodes import BLANK, Assign, AssignList, Clause, Convert, Declare, Expr, ExprStmt, Node, Select, Send
from goescape.ir.places import Pos
from goescape.syntax import nodes as syntax


def _select(b: Builder, node: syntax.Select) -> list[Node]:
    return [Select(b.pos(node), [_clause(b, clause) for clause in node.clauses])]


def _clause(b: Builder, node: syntax.CommClause) -> Clause:
    """A clause. Every receive is one that assigns two values, and only receives: what becomes of the values, if they
    have to be converted, is done in the body."""
    pos = b.pos(node)
    comm = optional(b, node.comm)
    found = Clause(pos, b.stmts(node.body))
    if comm:
        found.comm, first = _receive(b, pos, comm[0])
        found.body = first + found.body
    return found


def _receive(b: Builder, pos: Pos, comm: Node) -> tuple[Node, list[Node]]:
    """A clause's communication, and what the body begins with."""
    if isinstance(comm, Send):
        return comm, []
    if isinstance(comm, ExprStmt):
        return AssignList(ops.OSELRECV2, comm.pos, [BLANK, BLANK], [comm.x]), []
    if isinstance(comm, AssignList):
        receive = comm.rhs[0].init.pop()
        receive.op = ops.OSELRECV2
        return receive, [comm]
    if not isinstance(comm, Assign) or comm.x is None or comm.y is None:
        raise Unsupported("a select clause in it neither sends nor receives")
    if isinstance(comm.y, Convert) and comm.y.op == ops.OCONVIFACE and not comm.defines:
        return _converted(b, pos, comm, comm.y)
    value = comm.y.x if isinstance(comm.y, Convert) and comm.y.implicit else comm.y
    return _pair(comm.pos, comm.x, value, comm.defines, comm.init), []


def _converted(b: Builder, pos: Pos, comm: Assign, value: Convert) -> tuple[Node, list[Node]]:
    received = value.x
    assert received.type is not None
    temp = b.temp(pos, received.type)
    value.x = temp
    return _pair(pos, temp, received, True, [Declare(pos, temp)]), [comm]


def _pair(pos: Pos, x: Expr, value: Expr, defines: bool, init: list[Node]) -> Node:
    found = AssignList(ops.OSELRECV2, pos, [x, BLANK], [value], defines)
    found.init = init
    return found


RULES_BY_NODE: Final[dict[type, StmtRule]] = {syntax.Select: _select}
