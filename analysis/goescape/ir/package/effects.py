"""What evaluating an initial value may do besides giving a value (cmd/compile/internal/staticinit/sched.go)."""

from __future__ import annotations

from typing import Final

from goescape.ir import ops
from goescape.ir.nodes import (
    PEXTERN,
    Assign,
    AssignList,
    AssignOp,
    Binary,
    Call,
    ExprStmt,
    Imported,
    Index,
    Literal,
    Make,
    Name,
    Node,
    Selector,
    Unary,
)
from goescape.ir.visit import walk
from goescape.types.constant import sign
from goescape.types.model import Array

_HARMLESS: Final = frozenset((
    ops.ONAME, ops.OTYPE, ops.OLITERAL, ops.ONIL, ops.OADD, ops.OSUB, ops.OOR, ops.OXOR, ops.OADDSTR, ops.OADDR,
    ops.OANDAND, ops.OBYTES2STR, ops.ORUNES2STR, ops.OSTR2BYTES, ops.OSTR2RUNES, ops.OCAP, ops.OCOMPLIT, ops.OMAPLIT,
    ops.OSTRUCTLIT, ops.OARRAYLIT, ops.OSLICELIT, ops.OPTRLIT, ops.OCONV, ops.OCONVIFACE, ops.OCONVNOP, ops.ODOT,
    ops.OEQ, ops.ONE, ops.OLT, ops.OLE, ops.OGT, ops.OGE, ops.OKEY, ops.OSTRUCTKEY, ops.OLEN, ops.OMUL, ops.OLSH,
    ops.ORSH, ops.OAND, ops.OANDNOT, ops.ONEW, ops.ONOT, ops.OBITNOT, ops.OPLUS, ops.ONEG, ops.OOROR, ops.OPAREN,
    ops.ORUNESTR, ops.OREAL, ops.OIMAG, ops.OCOMPLEX,
))  # fmt: skip
_DIVISIONS: Final = frozenset((ops.ODIV, ops.OMOD))
_MAKES: Final = frozenset((ops.OMAKECHAN, ops.OMAKEMAP))
_CALLS: Final = frozenset((ops.OCALLFUNC, ops.OCALLINTER))
_PROGRAM_COUNTERS: Final = ("FuncPCABI0", "FuncPCABIInternal")
_MUTATIONS: Final = frozenset((ops.OAPPEND, ops.OCLEAR, ops.OCOPY))


def has_side_effects(value: Node) -> bool:
    """Whether it matters that a value is computed, even if nothing needs it (AnySideEffects)."""
    return any(_has_effect(node) for node in walk([value]))


def _has_effect(node: Node) -> bool:
    if node.op in _HARMLESS:
        return False
    if node.op in _DIVISIONS and isinstance(node, Binary):
        return not isinstance(node.y, Literal) or sign(node.y.value) == 0
    if node.op in _MAKES and isinstance(node, Make):
        return not isinstance(node.len, Literal) or node.len.value.__class__ is not int or node.len.value != 0
    return True


def may_change_variables(value: Node) -> bool:
    """Whether computing a value may change variables of the package that is compiled (mayModifyPkgVar)."""
    return any(_changes(node) for node in walk([value]))


def _changes(node: Node) -> bool:
    if node.op in _CALLS and isinstance(node, Call):
        return not _is_program_counter(node)
    if node.op in _MUTATIONS:
        return not isinstance(node, ExprStmt)
    if isinstance(node, (Assign, AssignOp)):
        return not _is_elsewhere(node.x)
    return isinstance(node, AssignList) and not all(map(_is_elsewhere, node.lhs))


def _is_program_counter(call: Call) -> bool:
    """Whether a call is one of an intrinsic that is no call (ir/func.go: IsFuncPCIntrinsic)."""
    fun = call.fun.func if isinstance(call.fun, Name) else None
    return (
        isinstance(fun, Imported) and fun.package == "internal/abi" and fun.key in ("FuncPCABI0", "FuncPCABIInternal")
    )


def _is_elsewhere(target: Node | None) -> bool:
    """Whether what is assigned to is a local variable, or another package's."""
    while target is not None and not isinstance(target, Name):
        target = _outer(target)
    return isinstance(target, Name) and not (target.cls == PEXTERN and target.pkg is None)


def _outer(target: Node) -> Node | None:
    """What a part of a variable is a part of; None where it is not one (ir/expr.go: OuterValue)."""
    if isinstance(target, Selector) and target.op == ops.ODOT:
        return target.x
    if isinstance(target, Unary) and target.op in (ops.OPAREN, ops.ODEREF):
        return target.x
    if isinstance(target, Index) and target.x.type is not None and isinstance(target.x.type.under(), Array):
        return target.x
    return None
