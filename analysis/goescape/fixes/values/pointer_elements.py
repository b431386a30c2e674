"""Pointers as elements of slices, maps and channels."""

from __future__ import annotations

from dataclasses import dataclass

from goescape.fixes.code import Code, bare
from goescape.syntax.nodes import ArrayType, ChanType, MapType, Node, SliceExpr
from goescape.types.model import Chan, Map, Pointer, Slice, Type, Var


@dataclass(frozen=True, slots=True)
class Put:
    """A pointer is put into a variable of the group: `node` is the expression that yields it. `variable` is the pointer
    variable that it comes from, or the one that it is the address of; None for elements, of which there may be many."""

    node: Node
    variable: Var | None


@dataclass(frozen=True, slots=True)
class Store:
    """What a pointer leads to is written, by the operand `node`; `variable` as in `Put`."""

    node: Node
    variable: Var | None


def element_of(t: Type | None) -> Type | None:
    """What the elements of a slice, map or channel point to, if they are pointers; None of all other types."""
    if not isinstance(t, (Slice, Map, Chan)):
        return None
    elem = t.elem
    return elem.elem if isinstance(elem, Pointer) else None


def element_type(node: Node) -> Node | None:
    """The elements' type in a written type."""
    if isinstance(node, MapType):
        return node.value
    if isinstance(node, ChanType) or (isinstance(node, ArrayType) and node.len is None):
        return node.elem
    return None


def is_channel(code: Code, node: Node) -> bool:
    """Whether an expression is a channel."""
    t = code.type_of(node)
    return t is not None and isinstance(t.under(), Chan)


def container_of(code: Code, node: Node | None) -> Var | None:
    """The slice, map or channel of pointers that an expression names or is a part of."""
    inner = bare(node)
    while isinstance(inner, SliceExpr):
        inner = bare(inner.x)
    variable = code.variable(inner) if inner is not None else None
    return variable if variable is not None and element_of(variable.type_of()) is not None else None
