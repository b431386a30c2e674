"""Fills the tables through which the rules call each other: importing this makes the checker whole."""

from __future__ import annotations

from goescape.syntax import nodes
from goescape.types.binary import binary
from goescape.types.call import call
from goescape.types.checker import RULES, UNINSTANTIATED
from goescape.types.composite import composite_lit
from goescape.types.funclit import func_lit
from goescape.types.generics import finish
from goescape.types.index import index, slice_expr
from goescape.types.interfacetype import interface_type
from goescape.types.literals import bad_expr, basic_lit, ellipsis, key_value
from goescape.types.selector import selector
from goescape.types.signature import func_type
from goescape.types.stmt import fill_statements
from goescape.types.structtype import struct_type
from goescape.types.typeassert import type_assert
from goescape.types.typexpr import TYPE_RULES, ident, type_expr
from goescape.types.unary import paren, star, unary


def fill() -> None:
    """Put every rule into its table."""
    TYPE_RULES.update(
        {nodes.FuncType: func_type, nodes.InterfaceType: interface_type, nodes.StructType: struct_type}
    )
    literals = (nodes.ArrayType, nodes.StructType, nodes.FuncType, nodes.InterfaceType, nodes.MapType, nodes.ChanType)
    RULES.update(dict.fromkeys(literals, type_expr))
    RULES.update(
        {
            nodes.BadExpr: bad_expr,
            nodes.BasicLit: basic_lit,
            nodes.Binary: binary,
            nodes.Call: call,
            nodes.CompositeLit: composite_lit,
            nodes.Ellipsis: ellipsis,
            nodes.FuncLit: func_lit,
            nodes.Ident: ident,
            nodes.Index: index,
            nodes.KeyValue: key_value,
            nodes.Paren: paren,
            nodes.Selector: selector,
            nodes.SliceExpr: slice_expr,
            nodes.Star: star,
            nodes.TypeAssert: type_assert,
            nodes.Unary: unary,
        }
    )
    UNINSTANTIATED[:] = [finish]
    fill_statements()
