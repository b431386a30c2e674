"""Statements as text, on one line and shortened (cmd/compile/internal/ir/fmt.go: stmtFmt)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from goescape.ir import ops
from goescape.ir.nodes import (
    Assign,
    AssignList,
    AssignOp,
    Block,
    Branch,
    Clause,
    Declare,
    Expr,
    ExprStmt,
    GoDefer,
    If,
    Node,
    Return,
    Send,
)
from goescape.ir.printing.expressions import Expressions
from goescape.ir.printing.operators import PRECEDENCE, SPELLING


def statement_text(printer: Expressions, node: Node) -> str:
    """Any statement."""
    rule = _RULES.get(node.op)
    return printer.unknown(node) if rule is None else rule(printer, node)


def _list(printer: Expressions, nodes: Iterable[Node]) -> str:
    return "; ".join([_any(printer, node) for node in nodes])


def _any(printer: Expressions, node: Node) -> str:
    if isinstance(node, ExprStmt):
        return printer.expr(node.x)
    return printer.expr(node) if isinstance(node, Expr) else statement_text(printer, node)


def _assign(printer: Expressions, node: Assign) -> str:
    return f"{printer.expr(node.x)} {':=' if node.defines else '='} {printer.expr(node.y)}"


def _assign_list(printer: Expressions, node: AssignList) -> str:
    return f"{printer.exprs(node.lhs)} {':=' if node.defines else '='} {printer.exprs(node.rhs)}"


def _assign_op(printer: Expressions, node: AssignOp) -> str:
    if node.incdec:
        return f"{printer.expr(node.x)}{'++' if node.asop == ops.OADD else '--'}"
    return f"{printer.expr(node.x)} {SPELLING[node.asop]}= {printer.expr(node.y)}"


def _block(printer: Expressions, node: Block) -> str:
    return _list(printer, node.list)


def _declare(printer: Expressions, node: Declare) -> str:
    return f"var {printer.expr(node.x)} {printer.type(node.x.type)}"


def _return(printer: Expressions, node: Return) -> str:
    return f"return {printer.exprs(node.results)}"


def _go(printer: Expressions, node: GoDefer) -> str:
    return f"{'go' if node.op == ops.OGO else 'defer'} {printer.expr(node.call)}"


def _if(printer: Expressions, node: If) -> str:
    init = f"{_any(printer, node.init[0])}; " if len(node.init) == 1 and not node.init[0].init else ""
    orelse = f" else {{ {_list(printer, node.orelse)} }}" if node.orelse else ""
    return f"if {init}{printer.expr(node.cond)} {{ {_list(printer, node.body)} }}{orelse}"


def _clause(printer: Expressions, node: Clause) -> str:
    start = f"case {printer.exprs(node.exprs)}" if node.exprs else "default"
    return f"{start}: {_list(printer, node.body)}"


def _branch(printer: Expressions, node: Branch) -> str:
    return f"{SPELLING[node.op]} {node.label}" if node.label else SPELLING[node.op]


def _label(printer: Expressions, node: Branch) -> str:
    return f"{node.label}: "


def _send(printer: Expressions, node: Send) -> str:
    precedence = PRECEDENCE[ops.OSEND]
    return f"{printer.expr(node.chan, precedence)} <- {printer.expr(node.value, precedence + 1)}"


def _loop(printer: Expressions, node: Node) -> str:
    return "for loop"


def _selection(printer: Expressions, node: Node) -> str:
    return f"{SPELLING[node.op]} statement"


_RULES: Final[dict[int, Callable[[Expressions, Any], str]]] = {
    ops.OAS: _assign,
    ops.OAS2: _assign_list,
    ops.OAS2FUNC: _assign_list,
    ops.OAS2DOTTYPE: _assign_list,
    ops.OAS2MAPR: _assign_list,
    ops.OAS2RECV: _assign_list,
    ops.OASOP: _assign_op,
    ops.OBLOCK: _block,
    ops.ODCL: _declare,
    ops.ORETURN: _return,
    ops.OGO: _go,
    ops.ODEFER: _go,
    ops.OIF: _if,
    ops.OCASE: _clause,
    ops.OBREAK: _branch,
    ops.OCONTINUE: _branch,
    ops.OFALL: _branch,
    ops.OGOTO: _branch,
    ops.OLABEL: _label,
    ops.OSEND: _send,
    ops.OFOR: _loop,
    ops.ORANGE: _loop,
    ops.OSELECT: _selection,
    ops.OSWITCH: _selection,
}
"""By operation."""
