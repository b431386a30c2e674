"""The table of rules for expressions, and those for names and function literals (noder/writer.go: expr)."""

from __future__ import annotations

from goescape.ir.lower import composites, constants, conversions, indexing, operators, selectors
from goescape.ir.lower.builder import EXPRESSIONS, RULES, Builder
from goescape.ir.lower.calls import call
from goescape.ir.lower.instances import function_value
from goescape.ir.nodes import Expr
from goescape.ir.nodes import Nil as NilExpr
from goescape.syntax import nodes as syntax
from goescape.types.model import Nil, Var


def _ident(b: Builder, node: syntax.Ident) -> Expr:
    obj = b.object_of(node)
    if isinstance(obj, Nil):
        return NilExpr(b.pos(node), b.type_of(node))
    if isinstance(obj, Var) and not _is_global(obj):
        return b.local(obj, b.pos(node))
    return function_value(b, node) or selectors.global_name(b, node)


def _is_global(obj: Var) -> bool:
    """Whether a variable is a package's."""
    return obj.pkg is not None and obj.pkg.scope.names.get(obj.name) is obj


def _function_literal(b: Builder, node: syntax.FuncLit) -> Expr:
    return b.function_literal(node)


def fill() -> None:
    """Fill the table."""
    RULES.constant = constants.constant
    RULES.convert = conversions.implicit
    EXPRESSIONS.update(
        {
            syntax.Ident: _ident,
            syntax.CompositeLit: composites.composite,
            syntax.FuncLit: _function_literal,
            syntax.Selector: selectors.selector,
            syntax.Index: indexing.index,
            syntax.SliceExpr: indexing.slice_of,
            syntax.TypeAssert: indexing.type_assert,
            syntax.Call: call,
            syntax.Star: operators.star,
            syntax.Unary: operators.unary,
            syntax.Binary: operators.binary,
        }
    )
