"""Assignments that store no pointer that was not there before, such as ``b.buf = b.buf[i:j]``
(cmd/compile/internal/escape/utils.go). Without this, what `b` points to would seem to leak."""

from __future__ import annotations

from typing import Final

from goescape.ir import ops
from goescape.ir.nodes import Binary, Convert, Expr, Index, Literal, Name, Selector, SliceOf, Unary
from goescape.types.constant import compare
from goescape.types.identical import identical
from goescape.types.model import IS_CONST_TYPE, IS_STRING, Basic


def is_self_assignment(dst: Expr | None, src: Expr | None) -> bool:
    """Whether an assignment leaves the lifetimes of all that is involved as they are."""
    if dst is None or src is None:
        return False
    if _is_slice_of_itself(dst, src):
        return True
    if dst.op != src.op:
        return False
    if dst.op in (ops.ODOT, ops.ODOTPTR):
        assert isinstance(dst, Selector) and isinstance(src, Selector)
        return same_safe(dst.x, src.x)
    if dst.op == ops.OINDEX:
        assert isinstance(dst, Index) and isinstance(src, Index)
        return _is_pure(dst.index) and _is_pure(src.index) and same_safe(dst.x, src.x)
    return False


def _is_slice_of_itself(dst: Expr, src: Expr) -> bool:
    """``p.f = p.g[i:j]``. An array in the same object would be sliced by its address, which is new there."""
    stored_by = _dereferenced_name(dst)
    if stored_by is None or not isinstance(src, SliceOf):
        return False
    if src.op in (ops.OSLICEARR, ops.OSLICE3ARR) and src.x.op == ops.OADDR:
        return False
    return _dereferenced_name(src.x) is stored_by


def _dereferenced_name(node: Expr) -> Name | None:
    """`p` of ``*p`` and ``p.f``."""
    if node.op not in (ops.ODEREF, ops.ODOTPTR):
        return None
    assert isinstance(node, (Unary, Selector))
    return node.x if isinstance(node.x, Name) else None


def same_safe(x: Expr, y: Expr) -> bool:
    """Whether two expressions are the same and have no effects (ir/expr.go: SameSafeExpr)."""
    x, y = _unconverted(x), _unconverted(y)
    if x.op != y.op or x.type is None or y.type is None or not identical(x.type, y.type):
        return False
    if isinstance(x, Name):
        return x is y
    if isinstance(x, Selector) and isinstance(y, Selector):
        return x.op in _DOTS and x.sel == y.sel and same_safe(x.x, y.x)
    if isinstance(x, Unary) and isinstance(y, Unary):
        return x.op in _SAME_UNARY and same_safe(x.x, y.x)
    if isinstance(x, Convert) and isinstance(y, Convert):
        return x.op == ops.OCONV and _is_simple(x) and same_safe(x.x, y.x)
    if isinstance(x, Index) and isinstance(y, Index):
        return same_safe(x.x, y.x) and same_safe(x.index, y.index)
    if isinstance(x, Binary) and isinstance(y, Binary):
        return x.op in _ARITHMETIC and same_safe(x.x, y.x) and same_safe(x.y, y.y)
    if isinstance(x, Literal) and isinstance(y, Literal):
        return compare("==", x.value, y.value)
    return x.op == ops.ONIL


def _unconverted(node: Expr) -> Expr:
    while node.op == ops.OCONVNOP:
        assert isinstance(node, Convert)
        node = node.x
    return node


def _is_simple(node: Expr) -> bool:
    """Whether an expression is a number or boolean (types.IsSimple)."""
    under = node.type.under() if node.type is not None else None
    return isinstance(under, Basic) and under.info & IS_CONST_TYPE & ~IS_STRING != 0


def _is_pure(node: Expr) -> bool:
    """Whether an expression surely has no effects on memory."""
    if isinstance(node, Name) or node.op in (ops.OLITERAL, ops.ONIL):
        return True
    if isinstance(node, Binary):
        return node.op in _ARITHMETIC and _is_pure(node.x) and _is_pure(node.y)
    if isinstance(node, Index):
        return node.op == ops.OINDEX and _is_pure(node.x) and _is_pure(node.index)
    if isinstance(node, (Convert, Unary, Selector)):
        return node.op in _PURE and _is_pure(node.x)
    return False


_DOTS: Final = frozenset((ops.ODOT, ops.ODOTPTR))
_SAME_UNARY: Final = frozenset((ops.ODEREF, ops.ONOT, ops.OBITNOT, ops.OPLUS, ops.ONEG))
_ARITHMETIC: Final = frozenset(
    (
        ops.OADD, ops.OSUB, ops.OOR, ops.OXOR, ops.OMUL, ops.OLSH, ops.ORSH, ops.OAND, ops.OANDNOT, ops.ODIV, ops.OMOD,
    )
)  # fmt: skip
_PURE: Final = _SAME_UNARY | _DOTS | {ops.OCONVNOP, ops.OCONV, ops.OLEN, ops.OCAP}
