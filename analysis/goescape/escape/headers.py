"""The data word of reflect.SliceHeader and reflect.StringHeader, an uintptr that is a pointer."""

from __future__ import annotations

from goescape.escape.kinds import pointee
from goescape.ir import ops
from goescape.ir.nodes import Node, Selector
from goescape.types.model import UINTPTR, Basic, Named, Type, unalias


def is_header_data(node: Node) -> bool:
    """Whether an expression is the data word of a header (ir/expr.go: IsReflectHeaderDataField)."""
    if not isinstance(node, Selector) or node.sel != "Data" or node.type is None:
        return False
    t = unalias(node.type)
    if not isinstance(t, Basic) or t.kind != UINTPTR:
        return False
    if node.op == ops.ODOT:
        return _is_header(node.x.type)
    return node.op == ops.ODOTPTR and _is_header(pointee(node.x.type))


def _is_header(t: Type | None) -> bool:
    t = unalias(t) if t is not None else None
    if not isinstance(t, Named) or t.obj.pkg is None or t.obj.pkg.path != "reflect":
        return False
    return t.obj.name in ("SliceHeader", "StringHeader")
