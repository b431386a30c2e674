"""Elements, slices and type assertions (typecheck/expr.go: tcIndex, tcSlice, tcDotType)."""

from __future__ import annotations

from goescape.ir import ops
from goescape.ir.lower.builder import Builder
from goescape.ir.lower.dictionary import type_word
from goescape.ir.lower.instances import function_value
from goescape.ir.lower.kinds import array_behind, first_of, is_string
from goescape.ir.lower.operators import implicit_address, implicit_deref
from goescape.ir.nodes import Expr, Index, SliceOf, TypeAssert
from goescape.ir.shapes import has_shape
from goescape.syntax import nodes as syntax
from goescape.types.model import Array, Map


def index(b: Builder, node: syntax.Index) -> Expr:
    instance = function_value(b, node)
    if instance is not None:
        return instance
    x = b.expr(node.x)
    assert x.type is not None
    pos, t = b.pos(node), first_of(b.type_of(node))
    under = x.type.under()
    if isinstance(under, Map):
        return Index(ops.OINDEXMAP, pos, t, x, b.convert(under.key, node.indices[0]))
    index = b.expr(node.indices[0])
    if array_behind(x.type) is not None:
        x = implicit_deref(pos, x)
    return Index(ops.OINDEX, pos, t, x, index)


def slice_of(b: Builder, node: syntax.SliceExpr) -> Expr:
    x = b.expr(node.x)
    low, high, high_cap = [b.expr(each) if each is not None else None for each in (node.low, node.high, node.max)]
    pos, t = b.pos(node), b.type_of(node)
    assert x.type is not None
    of_array = array_behind(x.type) is not None
    if x.type.under().__class__ is Array:
        x = implicit_address(pos, x)
        of_array = True
    if high_cap is not None:
        op = ops.OSLICE3ARR if of_array else ops.OSLICE3
    else:
        op = ops.OSLICEARR if of_array else ops.OSLICESTR if is_string(t) else ops.OSLICE
    return SliceOf(op, pos, t, x, low, high, high_cap)


def type_assert(b: Builder, node: syntax.TypeAssert) -> Expr:
    assert node.type is not None
    x = b.expr(node.x)
    t = b.type_of(node.type)
    if not b.mapping or not has_shape(t):
        return TypeAssert(ops.ODOTTYPE, b.pos(node), t, x)
    found = TypeAssert(ops.ODYNAMICDOTTYPE, b.pos(node), t, x)
    found.rtype = type_word(b, b.pos(node))
    return found
