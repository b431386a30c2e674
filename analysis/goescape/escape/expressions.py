"""Where the values of expressions flow (cmd/compile/internal/escape/expr.go); calls are in `calls`."""

from __future__ import annotations

from goescape.escape.graph import DISCARD, Hole
from goescape.escape.headers import is_header_data
from goescape.escape.kinds import is_array, is_interface, is_uintptr, is_unsafe_pointer
from goescape.escape.walk import EXPRESSIONS, Walker, nothing
from goescape.ir import ops
from goescape.ir.nodes import (
    PEXTERN,
    PFUNC,
    AddString,
    Binary,
    Closure,
    Composite,
    Convert,
    Expr,
    Index,
    KeyValue,
    Make,
    Name,
    Node,
    Selector,
    SliceOf,
    StructKey,
    TypeAssert,
    Unary,
)
from goescape.ir.order import captures
from goescape.types.model import Type


def element(node: Expr) -> Expr:
    """An element of an array or slice literal, without its index."""
    return node.value if isinstance(node, KeyValue) else node


def asserted(walker: Walker, hole: Hole, t: Type, where: Node, why: str) -> Hole:
    """Where an interface goes whose value of type `t` goes into a hole."""
    if is_interface(t) or walker.properties.is_direct_iface(t):
        return hole.note(where, why)
    return hole.deref(where, why)


def unsafe_value(walker: Walker, hole: Hole, node: Expr) -> None:
    """An expression of type uintptr that becomes a pointer: pointers that it is calculated from flow."""
    walker.stmts(node.init)
    op = node.op
    if op in (ops.OCONV, ops.OCONVNOP):
        assert isinstance(node, Convert)
        if is_unsafe_pointer(node.x.type):
            walker.expr(hole, node.x)
        else:
            walker.discard(node.x)
    elif op == ops.ODOTPTR:
        assert isinstance(node, Selector)
        if is_header_data(node):
            walker.expr(hole.deref(node, "reflect.Header.Data"), node.x)
        else:
            walker.discard(node.x)
    elif op in _UNSAFE_UNARY:
        assert isinstance(node, Unary)
        unsafe_value(walker, hole, node.x)
    elif op in _UNSAFE_BINARY:
        assert isinstance(node, Binary)
        unsafe_value(walker, hole, node.x)
        unsafe_value(walker, hole, node.y)
    elif op in (ops.OLSH, ops.ORSH):
        assert isinstance(node, Binary)
        unsafe_value(walker, hole, node.x)
        walker.discard(node.y)
    else:
        walker.value(DISCARD, node)


def _name(walker: Walker, hole: Hole, node: Name) -> None:
    if node.cls != PFUNC and node.cls != PEXTERN:
        walker.graph.flow(hole, walker.graph.of(node))


def _operand(walker: Walker, hole: Hole, node: Unary) -> None:
    walker.discard(node.x)


def _operands(walker: Walker, hole: Hole, node: Binary) -> None:
    walker.discard(node.x)
    walker.discard(node.y)


def _same(walker: Walker, hole: Hole, node: Unary | Convert) -> None:
    walker.expr(hole, node.x)


def _address(walker: Walker, hole: Hole, node: Unary) -> None:
    walker.expr(hole.addr(node, "address-of"), node.x)


def _indirection(walker: Walker, hole: Hole, node: Unary) -> None:
    walker.expr(hole.deref(node, "indirection"), node.x)


def _dot(walker: Walker, hole: Hole, node: Selector) -> None:
    walker.expr(hole.note(node, "dot"), node.x)


def _dot_of_pointer(walker: Walker, hole: Hole, node: Selector) -> None:
    walker.expr(hole.deref(node, "dot of pointer"), node.x)


def _type_assertion(walker: Walker, hole: Hole, node: TypeAssert) -> None:
    assert node.type is not None
    walker.expr(asserted(walker, hole, node.type, node, "dot"), node.x)


def _index(walker: Walker, hole: Hole, node: Index) -> None:
    if is_array(node.x.type):
        walker.expr(hole.note(node, "fixed-array-index-of"), node.x)
    else:
        walker.expr(hole.deref(node, "dot of pointer"), node.x)
    walker.discard(node.index)


def _map_index(walker: Walker, hole: Hole, node: Index) -> None:
    walker.discard(node.x)
    walker.discard(node.index)


def _slice(walker: Walker, hole: Hole, node: SliceOf) -> None:
    walker.expr(hole.note(node, "slice"), node.x)
    walker.discard(node.low)
    walker.discard(node.high)
    walker.discard(node.max)


def _conversion(walker: Walker, hole: Hole, node: Convert) -> None:
    if is_unsafe_pointer(node.type) and is_uintptr(node.x.type):
        unsafe_value(walker, hole, node.x)
    else:
        walker.expr(hole, node.x)


def _to_interface(walker: Walker, hole: Hole, node: Convert) -> None:
    t = node.x.type
    assert t is not None
    if not is_interface(t) and not walker.properties.is_direct_iface(t):
        hole = walker.spill(hole, node)
    walker.expr(hole.note(node, "interface-converted"), node.x)


def _slice_to_array(walker: Walker, hole: Hole, node: Convert) -> None:
    walker.expr(hole.deref(node, "slice-to-array"), node.x)


def _allocating_conversion(walker: Walker, hole: Hole, node: Convert) -> None:
    walker.spill(hole, node)
    walker.discard(node.x)


def _new(walker: Walker, hole: Hole, node: Unary) -> None:
    walker.spill(hole, node)


def _make(walker: Walker, hole: Hole, node: Make) -> None:
    walker.spill(hole, node)
    walker.discard(node.len)
    walker.discard(node.cap)


def _make_channel(walker: Walker, hole: Hole, node: Make) -> None:
    walker.discard(node.len)


def _pointer_literal(walker: Walker, hole: Hole, node: Unary) -> None:
    walker.expr(walker.spill(hole, node), node.x)


def _array_literal(walker: Walker, hole: Hole, node: Composite) -> None:
    for each in node.list:
        walker.expr(hole.note(node, "array literal element"), element(each))


def _slice_literal(walker: Walker, hole: Hole, node: Composite) -> None:
    hole = walker.spill(hole, node)
    for each in node.list:
        walker.expr(hole.note(node, "slice-literal-element"), element(each))


def _struct_literal(walker: Walker, hole: Hole, node: Composite) -> None:
    for each in node.list:
        assert isinstance(each, StructKey)
        walker.expr(hole.note(node, "struct literal element"), each.value)


def _map_literal(walker: Walker, hole: Hole, node: Composite) -> None:
    walker.spill(hole, node)
    for each in node.list:
        assert isinstance(each, KeyValue)
        walker.to_heap(each.key, "map literal key", node)
        walker.to_heap(each.value, "map literal value", node)


def _closure(walker: Walker, hole: Hole, node: Closure) -> None:
    """What a closure captures flows to it when it is known how: after all functions were walked."""
    hole = walker.spill(hole, node)
    walker.batch.closures.append((hole, node))
    if not captures(node.func):
        return
    graph = walker.graph
    for name in node.func.captured:
        location = graph.of(name)
        if not graph.captured[location]:
            graph.captured[location] = True
            if graph.depths[location] == walker.depth:
                # What was assigned before, in the same loop, the closure doesn't see.
                graph.reassigned[location] = False
    walker.batch.walk(node.func)


def _concatenation(walker: Walker, hole: Hole, node: AddString) -> None:
    walker.spill(hole, node)
    walker.discards(node.list)


_UNSAFE_UNARY = frozenset((ops.OPLUS, ops.ONEG, ops.OBITNOT))
_UNSAFE_BINARY = frozenset((ops.OADD, ops.OSUB, ops.OOR, ops.OXOR, ops.OMUL, ops.ODIV, ops.OMOD, ops.OAND, ops.OANDNOT))

for _ops, _rule in (
    ((ops.OLITERAL, ops.ONIL, ops.OGETG, ops.OGETCALLERSP, ops.OTYPE, ops.OMETHEXPR, ops.OLINKSYMOFFSET), nothing),
    ((ops.ONAME,), _name),
    ((ops.OPLUS, ops.ONEG, ops.OBITNOT, ops.ONOT, ops.ORECV), _operand),
    (
        (
            ops.OADD, ops.OSUB, ops.OOR, ops.OXOR, ops.OMUL, ops.ODIV, ops.OMOD, ops.OLSH, ops.ORSH, ops.OAND,
            ops.OANDNOT, ops.OEQ, ops.ONE, ops.OLT, ops.OLE, ops.OGT, ops.OGE, ops.OANDAND, ops.OOROR,
        ),
        _operands,
    ),
    ((ops.OADDR,), _address),
    ((ops.ODEREF,), _indirection),
    ((ops.ODOT, ops.ODOTMETH, ops.ODOTINTER), _dot),
    ((ops.ODOTPTR,), _dot_of_pointer),
    ((ops.ODOTTYPE, ops.ODOTTYPE2, ops.ODYNAMICDOTTYPE, ops.ODYNAMICDOTTYPE2), _type_assertion),
    ((ops.OINDEX,), _index),
    ((ops.OINDEXMAP,), _map_index),
    ((ops.OSLICE, ops.OSLICEARR, ops.OSLICE3, ops.OSLICE3ARR, ops.OSLICESTR), _slice),
    ((ops.OCONV, ops.OCONVNOP), _conversion),
    ((ops.OCONVIFACE,), _to_interface),
    ((ops.OITAB, ops.OSPTR, ops.OSLICE2ARRPTR, ops.OPAREN), _same),
    ((ops.OSLICE2ARR,), _slice_to_array),
    ((ops.ORUNES2STR, ops.OBYTES2STR, ops.OSTR2RUNES, ops.OSTR2BYTES, ops.ORUNESTR), _allocating_conversion),
    ((ops.ONEW,), _new),
    ((ops.OMAKESLICE, ops.OMAKEMAP), _make),
    ((ops.OMAKECHAN,), _make_channel),
    ((ops.OPTRLIT,), _pointer_literal),
    ((ops.OARRAYLIT,), _array_literal),
    ((ops.OSLICELIT,), _slice_literal),
    ((ops.OSTRUCTLIT,), _struct_literal),
    ((ops.OMAPLIT,), _map_literal),
    ((ops.OCLOSURE,), _closure),
    ((ops.OADDSTR,), _concatenation),
):  # fmt: skip
    for _op in _ops:
        EXPRESSIONS[_op] = _rule
