"""Assignments: where what is stored goes (cmd/compile/internal/escape/assign.go)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from goescape.escape.expressions import unsafe_value
from goescape.escape.graph import DISCARD, TO_HEAP, TO_MUTATOR, Hole
from goescape.escape.headers import is_header_data
from goescape.escape.kinds import is_array
from goescape.escape.self_assignment import is_self_assignment
from goescape.escape.walk import Walker, is_blank
from goescape.ir import ops
from goescape.ir.nodes import PEXTERN, Assign, Expr, Index, Name, Node, Selector, Unary

AddressRule: TypeAlias = "Callable[[Walker, Any], Hole]"


def address(walker: Walker, node: Expr | None) -> Hole:
    """Where values go that are stored to an expression, which is walked."""
    if node is None or is_blank(node):
        return DISCARD
    return _ADDRESSES[node.op](walker, node)


def addresses(walker: Walker, nodes: Sequence[Expr | None]) -> list[Hole]:
    return [address(walker, node) for node in nodes]


def assign(walker: Walker, dsts: Sequence[Expr | None], srcs: Sequence[Expr | None], why: str, where: Node) -> None:
    """The assignment `dsts` = `srcs`; where there are fewer sources than destinations, nothing flows to the rest."""
    holes = addresses(walker, dsts)
    for index, dst in enumerate(dsts):
        src = srcs[index] if index < len(srcs) else None
        if src is None:
            continue
        hole = holes[index]
        if dst is not None and dst.op == ops.ODOTPTR and is_header_data(dst):
            unsafe_value(walker, TO_HEAP.note(where, why), src)
            continue
        if is_self_assignment(dst, src):
            walker.batch.ignored_self_assignment(walker.func, where)
            hole = DISCARD
        walker.expr(hole.note(where, why), src)
    reassigned(walker, holes, where)


def reassigned(walker: Walker, holes: Sequence[Hole], where: Node) -> None:
    """Take note that variables are assigned to, but for those that the statement declares."""
    if where.op == ops.OAS:
        assert isinstance(where, Assign)
        if where.y is None and isinstance(where.x, Name) and where.x.defn is None:
            return
    graph = walker.graph
    for hole in holes:
        node = graph.nodes[hole.dst]
        if isinstance(node, Name) and node.defn is where and where.op != ops.ORANGE:
            continue
        graph.reassigned[hole.dst] = True


def _name(walker: Walker, node: Name) -> Hole:
    return TO_HEAP if node.cls == PEXTERN else Hole(walker.graph.of(node))


def _heap(walker: Walker, node: Expr) -> Hole:
    return TO_HEAP


def _dot(walker: Walker, node: Selector) -> Hole:
    return address(walker, node.x)


def _through(walker: Walker, node: Selector | Unary) -> Hole:
    walker.expr(TO_MUTATOR, node.x)
    return TO_HEAP


def _element(walker: Walker, node: Index) -> Hole:
    walker.discard(node.index)
    if is_array(node.x.type):
        return address(walker, node.x)
    walker.expr(TO_MUTATOR, node.x)
    return TO_HEAP


def _map_element(walker: Walker, node: Index) -> Hole:
    walker.discard(node.x)
    walker.to_heap(node.index, "key of map put", node)
    return TO_HEAP


_ADDRESSES: Final[dict[int, AddressRule]] = {
    ops.ONAME: _name,
    ops.OLINKSYMOFFSET: _heap,
    ops.ODOT: _dot,
    ops.OINDEX: _element,
    ops.ODEREF: _through,
    ops.ODOTPTR: _through,
    ops.OINDEXMAP: _map_element,
}
