"""Calls, of functions and of builtins: where arguments and results flow (cmd/compile/internal/escape/call.go)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from goescape.escape.callees import forces_to_heap
from goescape.escape.graph import BLANK, DISCARD, TO_CALLEE, TO_HEAP, TO_MUTATOR, Hole
from goescape.escape.kinds import is_uintptr, is_unsafe_pointer, slice_elem
from goescape.escape.leaks import CALLEE, HEAP, MUTATOR, RESULTS, LeakTag
from goescape.escape.walk import EXPRESSIONS, Walker
from goescape.ir import ops
from goescape.ir.nodes import (
    UINTPTR_ESCAPES,
    UINTPTR_KEEPALIVE,
    Assign,
    Binary,
    Call,
    Composite,
    Convert,
    Declare,
    Expr,
    Func,
    GoDefer,
    InlinedCall,
    KeyValue,
    Name,
    Selector,
    Unary,
)

Holes: TypeAlias = "Sequence[Hole] | None"
"""Where the results of a call go; None where it is a statement."""
CallRule: TypeAlias = "Callable[[Walker, Holes, Any], None]"


def call(walker: Walker, holes: Holes, node: Expr) -> None:
    """A call, whose `init` has been walked."""
    _CALLS[node.op](walker, holes, node)


def go_or_defer(walker: Walker, node: GoDefer) -> None:
    """A deferred call outside of loops holds what it needs until the function returns; all others, in the heap."""
    hole = TO_HEAP
    if node.op == ops.ODEFER and walker.depth == 1 and node.defer_at is None:
        hole = Hole(walker.location())
    assert isinstance(node.call, Call) and not node.call.args
    walker.expr(hole, node.call.fun)


def argument_hole(walker: Walker, holes: Holes, callees: Sequence[Name], index: int) -> Hole:
    """Where an argument goes (the receiver is the first) of a call of one of several functions, of none for an unknown
    one."""
    if not callees:
        return TO_HEAP
    if len(callees) == 1:
        return _tag_hole(walker, holes, callees[0], index)
    return walker.tee([_tag_hole(walker, holes, callee, index) for callee in callees])


def _tag_hole(walker: Walker, holes: Holes, callee: Name, index: int) -> Hole:
    batch = walker.batch
    func = callee.func
    if isinstance(func, Func) and batch.is_mutual(func):
        return Hole(walker.graph.of(batch.params(func)[index].name))
    return _leak_hole(walker, holes, batch.tag(callee, index))


def _leak_hole(walker: Walker, holes: Holes, tag: LeakTag) -> Hole:
    flows = [_OUTSIDE[place].shift(level) for place, level in tag.outside]
    if holes is not None:
        flows += [holes[result].shift(level) for result, level in tag.to_results]
    return walker.tee(flows)


def _argument(walker: Walker, hole: Hole, node: Expr, arg: Expr) -> None:
    walker.expr(hole.note(node, "call parameter"), arg)


def _call_function(walker: Walker, holes: Holes, node: Call) -> None:
    callees = walker.batch.callees.of(node, walker.func)
    if holes is not None:
        _flow_results(walker, holes, callees)
    hole = DISCARD
    if not callees and holes is not None and any(each.dst != BLANK for each in holes):
        hole = TO_CALLEE.note(node, "callee operand")
    walker.expr(hole, node.fun)
    _call_arguments(walker, holes, node, node.args, callees)


def _call_interface(walker: Walker, holes: Holes, node: Call) -> None:
    assert isinstance(node.fun, Selector)
    _call_arguments(walker, holes, node, [node.fun.x, *node.args], ())


def _flow_results(walker: Walker, holes: Sequence[Hole], callees: Sequence[Name]) -> None:
    """The results of functions that are analysed at the same time."""
    for callee in callees:
        func = callee.func
        if isinstance(func, Func) and walker.batch.is_mutual(func):
            for hole, result in zip(holes, func.results, strict=True):
                walker.expr(hole, result.name)


def _call_arguments(walker: Walker, holes: Holes, node: Call, args: list[Expr], callees: Sequence[Name]) -> None:
    if node.is_compiler_var_live:
        for arg in args:
            _argument(walker, DISCARD, node, arg)
        return
    forced = forces_to_heap(callees)
    if forced is not None:
        for arg in args:
            _argument(walker, TO_HEAP if forced else DISCARD, node, arg)
        return
    pragma = walker.batch.pragma(callees) & (UINTPTR_KEEPALIVE | UINTPTR_ESCAPES)
    for index, arg in enumerate(args):
        if pragma:
            _keep_uintptrs(walker, node, arg, pragma)
        if arg.type is None or walker.properties.has_pointers(arg.type):
            _argument(walker, argument_hole(walker, holes, callees, index), node, arg)
        else:
            walker.discard(arg)


def _keep_uintptrs(walker: Walker, node: Call, arg: Expr, pragma: int) -> None:
    """Pointers that are passed as uintptr to a function that asks for their being kept."""
    if arg.op != ops.OSLICELIT:
        _keep_uintptr(walker, node, arg, pragma)
        return
    assert isinstance(arg, Composite)
    for each in arg.list:
        _keep_uintptr(walker, node, each.value if isinstance(each, KeyValue) else each, pragma)


def _keep_uintptr(walker: Walker, node: Call, arg: Expr, pragma: int) -> None:
    if not isinstance(arg, Convert) or arg.op != ops.OCONVNOP:
        return
    if not is_unsafe_pointer(arg.x.type) or not is_uintptr(arg.type):
        return
    temp = _kept(node, arg) or _keep(walker, node, arg)
    hole = TO_HEAP.note(arg, "//go:uintptrescapes") if pragma & UINTPTR_ESCAPES else TO_MUTATOR
    walker.graph.flow(hole, walker.graph.of(temp))


def _keep(walker: Walker, node: Call, conversion: Convert) -> Name:
    """Copy a pointer to a temporary variable, in front of the call."""
    pointer = conversion.x
    assert pointer.type is not None
    pos = conversion.pos if pointer.op in _SHARED else pointer.pos
    temp = walker.func.new_temp(pos, pointer.type)
    temp.addrtaken = True
    copied = [Declare(pos, temp), Assign(pos, temp, pointer)]
    node.init += copied
    walker.graph.variable(temp, walker.func)
    walker.stmts(copied)
    conversion.x = temp
    return temp


def _kept(node: Call, conversion: Convert) -> Name | None:
    """The temporary variable, where an earlier analysis of the same nodes made it."""
    temp = conversion.x
    if isinstance(temp, Name) and any(isinstance(each, Declare) and each.x is temp for each in node.init):
        return temp
    return None


def _inlined(walker: Walker, holes: Holes, node: InlinedCall) -> None:
    walker.stmts(node.body)
    for index, result in enumerate(node.results):
        walker.expr(holes[index] if holes is not None else DISCARD, result)


def _append(walker: Walker, holes: Holes, node: Call) -> None:
    """The slice that is appended to may be the result, or its elements are copied to the heap, as are those that are
    appended. A new backing store counts as outside of all loops."""
    assert holes is not None
    hole = walker.tee((holes[0], TO_MUTATOR))
    if _has_pointer_elements(walker, node.args[0]):
        hole = walker.tee((hole, TO_HEAP.deref(node, "appendee slice")))
    _argument(walker, hole, node, node.args[0])
    if node.spread:
        hole = TO_HEAP.deref(node, "appended slice...") if _has_pointer_elements(walker, node.args[1]) else DISCARD
        _argument(walker, hole, node, node.args[1])
    else:
        for arg in node.args[1:]:
            _argument(walker, TO_HEAP, node, arg)
    walker.graph.depths[walker.spill(holes[0], node).dst] = 0


def _has_pointer_elements(walker: Walker, node: Expr) -> bool:
    elem = slice_elem(node.type)
    return elem is not None and walker.properties.has_pointers(elem)


def _copy(walker: Walker, holes: Holes, node: Binary) -> None:
    _argument(walker, TO_MUTATOR, node, node.x)
    hole = TO_HEAP.deref(node, "copied slice") if _has_pointer_elements(walker, node.y) else DISCARD
    _argument(walker, hole, node, node.y)


def _panic(walker: Walker, holes: Holes, node: Unary) -> None:
    _argument(walker, TO_HEAP, node, node.x)


def _clear(walker: Walker, holes: Holes, node: Unary) -> None:
    _argument(walker, TO_MUTATOR, node, node.x)


def _discard_list(walker: Walker, holes: Holes, node: Call) -> None:
    walker.discards(node.args)


def _discard_one(walker: Walker, holes: Holes, node: Unary) -> None:
    walker.discard(node.x)


def _discard_both(walker: Walker, holes: Holes, node: Binary) -> None:
    walker.discard(node.x)
    walker.discard(node.y)


def _choose(walker: Walker, holes: Holes, node: Call) -> None:
    for arg in node.args:
        _argument(walker, _first(holes), node, arg)


def _unsafe_data(walker: Walker, holes: Holes, node: Unary) -> None:
    _argument(walker, _first(holes), node, node.x)


def _unsafe_pointer(walker: Walker, holes: Holes, node: Binary) -> None:
    _argument(walker, _first(holes), node, node.x)
    walker.discard(node.y)


def _first(holes: Holes) -> Hole:
    return holes[0] if holes is not None else DISCARD


def _method_value(walker: Walker, hole: Hole, node: Selector) -> None:
    """The receiver is kept, and passed to the method some time; what becomes of results then is not known."""
    kept = walker.spill(hole, node)
    callees = (node.method,) if node.method is not None else ()
    passed = argument_hole(walker, [TO_HEAP] * RESULTS, callees, 0)
    walker.expr(walker.tee((passed, kept)), node.x)


def _as_expression(walker: Walker, hole: Hole, node: Expr) -> None:
    _CALLS[node.op](walker, (hole,), node)


_OUTSIDE: Final = {HEAP: TO_HEAP, MUTATOR: TO_MUTATOR, CALLEE: TO_CALLEE}
"""Holes by place in a leak tag."""

_SHARED: Final = frozenset((ops.ONAME, ops.OLITERAL, ops.ONIL, ops.OTYPE))
"""Nodes without a place of their own (ir/node.go: HasUniquePos)."""

_CALLS: Final[dict[int, CallRule]] = {
    ops.OCALLFUNC: _call_function,
    ops.OCALLINTER: _call_interface,
    ops.OINLCALL: _inlined,
    ops.OAPPEND: _append,
    ops.OCOPY: _copy,
    ops.OPANIC: _panic,
    ops.OCOMPLEX: _discard_both,
    ops.ODELETE: _discard_list,
    ops.OPRINT: _discard_list,
    ops.OPRINTLN: _discard_list,
    ops.ORECOVER: _discard_list,
    ops.OMIN: _choose,
    ops.OMAX: _choose,
    ops.OLEN: _discard_one,
    ops.OCAP: _discard_one,
    ops.OREAL: _discard_one,
    ops.OIMAG: _discard_one,
    ops.OCLOSE: _discard_one,
    ops.OCLEAR: _clear,
    ops.OUNSAFESTRINGDATA: _unsafe_data,
    ops.OUNSAFESLICEDATA: _unsafe_data,
    ops.OUNSAFEADD: _unsafe_pointer,
    ops.OUNSAFESLICE: _unsafe_pointer,
    ops.OUNSAFESTRING: _unsafe_pointer,
}

for _op in _CALLS:
    EXPRESSIONS[_op] = _as_expression
EXPRESSIONS[ops.OMETHVALUE] = _method_value
