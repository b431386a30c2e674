"""Statements (cmd/compile/internal/escape/stmt.go)."""

from __future__ import annotations

from goescape.escape.assignments import addresses, assign, reassigned
from goescape.escape.calls import call, go_or_defer
from goescape.escape.expressions import asserted
from goescape.escape.graph import DISCARD, Hole
from goescape.escape.kinds import is_array
from goescape.escape.walk import STATEMENTS, Walker, is_blank
from goescape.ir import ops
from goescape.ir.nodes import (
    Assign,
    AssignList,
    AssignOp,
    Block,
    Branch,
    Declare,
    Expr,
    For,
    If,
    Node,
    Range,
    Return,
    Select,
    Send,
    Switch,
    TailCall,
    TypeSwitchGuard,
    Unary,
)


def _nothing(walker: Walker, node: Node) -> None:
    pass


def _block(walker: Walker, node: Block) -> None:
    walker.stmts(node.list)


def _declare(walker: Walker, node: Declare) -> None:
    if not is_blank(node.x):
        walker.declare(node.x)


def _label(walker: Walker, node: Branch) -> None:
    if node.label != "_" and walker.is_looping(node.label):
        walker.depth += 1


def _if(walker: Walker, node: If) -> None:
    walker.discard(node.cond)
    walker.block(node.body)
    walker.block(node.orelse)


def _for(walker: Walker, node: For) -> None:
    walker.depth += 1
    walker.discard(node.cond)
    walker.stmt(node.post)
    walker.block(node.body)
    walker.depth -= 1


def _range(walker: Walker, node: Range) -> None:
    """What is ranged over is evaluated before the loop."""
    ranged = walker.location()
    walker.expr(Hole(ranged), node.x)
    walker.depth += 1
    holes = addresses(walker, (node.key, node.value))
    if is_array(node.x.type):
        walker.graph.flow(holes[1].note(node, "range"), ranged)
    else:
        walker.graph.flow(holes[1].deref(node, "range-deref"), ranged)
    reassigned(walker, holes, node)
    walker.block(node.body)
    walker.depth -= 1


def _switch(walker: Walker, node: Switch) -> None:
    if isinstance(node.tag, TypeSwitchGuard):
        _guard(walker, node, node.tag)
    else:
        assert node.tag is None or isinstance(node.tag, Expr)
        walker.discard(node.tag)
    for clause in node.clauses:
        walker.discards(clause.exprs)
        walker.block(clause.body)


def _guard(walker: Walker, node: Switch, guard: TypeSwitchGuard) -> None:
    holes = []
    for clause in node.clauses:
        variable = clause.var
        if variable is None:
            continue
        hole = walker.declare(variable)
        if variable.type is not None and walker.properties.has_pointers(variable.type):
            holes.append(asserted(walker, hole, variable.type, clause, "switch case"))
    walker.expr(walker.tee(holes), guard.x)


def _select(walker: Walker, node: Select) -> None:
    for clause in node.clauses:
        walker.stmt(clause.comm)
        walker.block(clause.body)


def _receive(walker: Walker, node: Unary) -> None:
    walker.value(DISCARD, node)


def _send(walker: Walker, node: Send) -> None:
    walker.discard(node.chan)
    walker.to_heap(node.value, "send", node)


def _assign(walker: Walker, node: Assign | AssignOp) -> None:
    assign(walker, (node.x,), (node.y,), "assign", node)


def _assign_list(walker: Walker, node: AssignList) -> None:
    assign(walker, node.lhs, node.rhs, _WHY[node.op], node)


def _assign_results(walker: Walker, node: AssignList) -> None:
    walker.stmts(node.rhs[0].init)
    holes = addresses(walker, node.lhs)
    call(walker, holes, node.rhs[0])
    reassigned(walker, holes, node)


def _return(walker: Walker, node: Return) -> None:
    assign(walker, [result.name for result in walker.func.results], node.results, "return", node)


def _call(walker: Walker, node: Expr) -> None:
    call(walker, None, node)


def _tail_call(walker: Walker, node: TailCall) -> None:
    call(walker, None, node.call)


_WHY = {
    ops.OAS2: "assign-pair",
    ops.OAS2DOTTYPE: "assign-pair-dot-type",
    ops.OAS2MAPR: "assign-pair-mapr",
    ops.OAS2RECV: "assign-pair-receive",
    ops.OSELRECV2: "assign-pair-receive",
}

for _ops, _rule in (
    ((ops.OFALL, ops.OINLMARK, ops.OBREAK, ops.OCONTINUE, ops.OGOTO), _nothing),
    ((ops.OBLOCK,), _block),
    ((ops.ODCL,), _declare),
    ((ops.OLABEL,), _label),
    ((ops.OIF,), _if),
    ((ops.OFOR,), _for),
    ((ops.ORANGE,), _range),
    ((ops.OSWITCH,), _switch),
    ((ops.OSELECT,), _select),
    ((ops.ORECV,), _receive),
    ((ops.OSEND,), _send),
    ((ops.OAS, ops.OASOP), _assign),
    ((ops.OAS2, ops.OAS2DOTTYPE, ops.OAS2MAPR, ops.OAS2RECV, ops.OSELRECV2), _assign_list),
    ((ops.OAS2FUNC,), _assign_results),
    ((ops.ORETURN,), _return),
    (
        (
            ops.OCALLFUNC, ops.OCALLMETH, ops.OCALLINTER, ops.OINLCALL, ops.OCLEAR, ops.OCLOSE, ops.OCOPY, ops.ODELETE,
            ops.OPANIC, ops.OPRINT, ops.OPRINTLN, ops.ORECOVER,
        ),
        _call,
    ),
    ((ops.OGO, ops.ODEFER), go_or_defer),
    ((ops.OTAILCALL,), _tail_call),
):  # fmt: skip
    for _op in _ops:
        STATEMENTS[_op] = _rule
