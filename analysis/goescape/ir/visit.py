"""Going through the nodes of a function in the compiler's order (cmd/compile/internal/ir/visit.go, node_gen.go)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from goescape.ir import nodes as ir
from goescape.ir.nodes import Node

_Push: TypeAlias = Callable[["list[Node]", Any], None]


def children(node: Node) -> list[Node]:
    """The nodes directly below one, its `init` first. A closure's body is not below its expression."""
    found = list(node.init)
    push = _BELOW.get(node.__class__)
    if push is not None:
        push(found, node)
    return found


def walk(nodes: list[Node]) -> Iterator[Node]:
    """Nodes and all below them, each before what is below it; without the bodies of closures."""
    waiting = nodes[::-1]
    pop = waiting.pop
    while waiting:
        node = pop()
        yield node
        push = _BELOW.get(node.__class__)
        if push is not None or node.init:
            below = children(node)
            below.reverse()
            waiting += below


def statement_lists(node: Node) -> list[list[Node]]:
    """The lists of statements directly below a node, but for its `init`."""
    if isinstance(node, (ir.For, ir.Range, ir.Clause)):
        return [node.body]
    if isinstance(node, ir.If):
        return [node.body, node.orelse]
    return [node.list] if isinstance(node, ir.Block) else []


def _some(found: list[Node], *nodes: Node | None) -> None:
    found += [node for node in nodes if node is not None]


def _x(
    found: list[Node],
    node: ir.Unary | ir.Selector | ir.Convert | ir.Declare | ir.ExprStmt | ir.TypeSwitchGuard,
) -> None:
    found.append(node.x)


def _x_y(found: list[Node], node: ir.Binary) -> None:
    found.append(node.x)
    found.append(node.y)


def _list(found: list[Node], node: ir.AddString | ir.Composite | ir.Block) -> None:
    found += node.list


def _call(found: list[Node], node: ir.Call) -> None:
    _some(found, node.fun)
    found += node.args


def _clause(found: list[Node], node: ir.Clause) -> None:
    _some(found, node.var, node.comm)
    found += node.exprs
    found += node.body


def _if(found: list[Node], node: ir.If) -> None:
    found.append(node.cond)
    found += node.body
    found += node.orelse


def _for(found: list[Node], node: ir.For) -> None:
    _some(found, node.cond, node.post)
    found += node.body


def _range(found: list[Node], node: ir.Range) -> None:
    _some(found, node.x, node.key, node.value)
    found += node.body


def _switch(found: list[Node], node: ir.Switch) -> None:
    _some(found, node.tag)
    found += node.clauses


def _select(found: list[Node], node: ir.Select) -> None:
    found += node.clauses


def _inlined(found: list[Node], node: ir.InlinedCall) -> None:
    found += node.body
    found += node.results


def _assign_list(found: list[Node], node: ir.AssignList) -> None:
    found += node.lhs
    found += node.rhs


def _return(found: list[Node], node: ir.Return) -> None:
    found += node.results


_BELOW: Final[dict[type, _Push]] = {
    ir.Unary: _x,
    ir.Binary: _x_y,
    ir.AddString: _list,
    ir.Selector: _x,
    ir.Index: lambda found, node: _some(found, node.x, node.index),
    ir.SliceOf: lambda found, node: _some(found, node.x, node.low, node.high, node.max),
    ir.KeyValue: lambda found, node: _some(found, node.key, node.value),
    ir.StructKey: lambda found, node: _some(found, node.value),
    ir.TypeAssert: lambda found, node: _some(found, node.x, node.rtype),
    ir.Convert: _x,
    ir.DictionaryWord: _x,
    ir.Composite: _list,
    ir.Make: lambda found, node: _some(found, node.len, node.cap),
    ir.Call: _call,
    ir.InlinedCall: _inlined,
    ir.Assign: lambda found, node: _some(found, node.x, node.y),
    ir.AssignList: _assign_list,
    ir.AssignOp: lambda found, node: _some(found, node.x, node.y),
    ir.Block: _list,
    ir.Declare: _x,
    ir.ExprStmt: _x,
    ir.For: _for,
    ir.Range: _range,
    ir.GoDefer: lambda found, node: _some(found, node.call, node.defer_at),
    ir.If: _if,
    ir.Return: _return,
    ir.Send: lambda found, node: _some(found, node.chan, node.value),
    ir.Clause: _clause,
    ir.Switch: _switch,
    ir.TypeSwitchGuard: _x,
    ir.Select: _select,
    ir.TailCall: lambda found, node: _some(found, node.call),
}
