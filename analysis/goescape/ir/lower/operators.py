"""Operations: unary, binary, comparisons, concatenation, dereferences and address-takings (noder/writer.go: expr;
typecheck/typecheck.go: typecheck1; typecheck/expr.go: tcArith)."""

from __future__ import annotations

from typing import Final

from goescape.ir import ops
from goescape.ir.lower.builder import Builder
from goescape.ir.lower.kinds import first_of, is_interface, is_shape, is_string, pointee
from goescape.ir.nodes import AddString, Binary, Convert, Expr, Index, Name, Selector, Unary
from goescape.ir.places import Pos
from goescape.syntax import nodes as syntax
from goescape.types.identical import identical
from goescape.types.lookup import missing_method
from goescape.types.model import SEND_RECV, Array, Chan, Interface, Pointer, Type
from goescape.types.predicates import is_untyped

_UNARY: Final = {"+": ops.OPLUS, "-": ops.ONEG, "!": ops.ONOT, "^": ops.OBITNOT, "<-": ops.ORECV}
BINARY: Final = {
    "+": ops.OADD, "-": ops.OSUB, "*": ops.OMUL, "/": ops.ODIV, "%": ops.OMOD,
    "&": ops.OAND, "|": ops.OOR, "^": ops.OXOR, "&^": ops.OANDNOT, "<<": ops.OLSH, ">>": ops.ORSH,
    "&&": ops.OANDAND, "||": ops.OOROR,
    "==": ops.OEQ, "!=": ops.ONE, "<": ops.OLT, "<=": ops.OLE, ">": ops.OGT, ">=": ops.OGE,
}  # fmt: skip
"""Operations by operator."""
SHIFTS: Final = frozenset((ops.OLSH, ops.ORSH))
_LITERALS: Final = frozenset((ops.OARRAYLIT, ops.OMAPLIT, ops.OSLICELIT, ops.OSTRUCTLIT))

# --------------------------------------------------------------------------------------------------------- pointers


def address(pos: Pos, x: Expr, t: Type | None = None) -> Unary:
    """``&x``, of a type if it has one of its own; a variable that x is in has its address taken (ir.NewAddrExpr)."""
    assert x.type is not None
    if x.op in _LITERALS:
        return Unary(ops.OPTRLIT, pos, t or Pointer(x.type), x)
    variable = outer_value(x)
    if isinstance(variable, Name):
        variable.addrtaken = True
        variable.canonical().addrtaken = True
    return Unary(ops.OADDR, pos, t or Pointer(x.type), x)


def outer_value(x: Expr) -> Expr:
    """What an expression is a part of, without following pointers (ir.OuterValue)."""
    while True:
        if x.op == ops.ODOT or x.op == ops.OCONVNOP:
            assert isinstance(x, (Selector, Convert))
            x = x.x
        elif isinstance(x, Index) and x.op == ops.OINDEX and x.x.type is not None:
            if x.x.type.under().__class__ is not Array:
                return x
            x = x.x
        else:
            return x


def implicit_address(pos: Pos, x: Expr) -> Unary:
    found = address(pos, x)
    found.implicit = True
    return found


def implicit_deref(pos: Pos, x: Expr) -> Unary:
    assert x.type is not None
    found = Unary(ops.ODEREF, pos, pointee(x.type), x)
    found.implicit = True
    return found


def star(b: Builder, node: syntax.Star) -> Expr:
    return Unary(ops.ODEREF, b.pos(node), b.type_of(node), b.expr(node.x))


# ------------------------------------------------------------------------------------------------------- operators


def unary(b: Builder, node: syntax.Unary) -> Expr:
    x = b.expr(node.x)
    if node.op == "&":
        return address(b.pos(node), x, b.type_of(node))
    return Unary(_UNARY[node.op], b.pos(node), first_of(b.type_of(node)), x)


def binary(b: Builder, node: syntax.Binary) -> Expr:
    op = BINARY[node.op]
    if op in SHIFTS:
        x = b.expr(node.x)
        return Binary(op, b.pos(node), b.type_of(node), x, b.expr(node.y))
    common = common_type(b, node.x, node.y)
    x, y = b.convert(common, node.x), b.convert(common, node.y)
    t = b.type_of(node)
    if op == ops.OADD and is_string(t):
        return concatenation(b.pos(node), t, x, y)
    return Binary(op, b.pos(node), t, x, y)


def concatenation(pos: Pos, t: Type, x: Expr, y: Expr) -> AddString:
    """``x + y`` of strings: one operation for a whole chain, which stands where the last one does."""
    parts = y.list if isinstance(y, AddString) else [y]
    if isinstance(x, AddString):
        x.pos = pos
        x.type = t
        x.list += parts
        return x
    return AddString(pos, t, [x, *parts])


def common_type(b: Builder, left: syntax.Expr, right: syntax.Expr) -> Type | None:
    """The type that both operands are converted to; None where they have it."""
    x, y = b.type_of(left), b.type_of(right)
    if x is y:
        return None
    if is_untyped(x):
        return y
    if is_untyped(y):
        return x
    if identical(x, y):
        return None
    return y if _assignable(x, y) else x


def _assignable(x: Type, y: Type) -> bool:
    """Whether an `x` may be assigned to a `y`, of two different types of which one may be assigned to the other."""
    if is_interface(x) != is_interface(y):
        return is_interface(y)
    under, to = x.under(), y.under()
    if isinstance(to, Interface):
        return is_shape(x) or (not is_shape(y) and missing_method(x, to, True) is None)
    return not (isinstance(to, Chan) and to.direction == SEND_RECV and under.direction != SEND_RECV)  # type: ignore[attr-defined]
