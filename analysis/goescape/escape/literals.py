"""Sizes and values that are known although they are not written as constants: of variables that are assigned one and
never again (cmd/compile/internal/escape/escape.go: rewriteWithLiterals)."""

from __future__ import annotations

from goescape.escape.callees import Callees
from goescape.escape.kinds import is_interface
from goescape.ir import ops
from goescape.ir.nodes import Assign, Composite, Convert, Declare, Expr, Func, Literal, Make, Node, Unary
from goescape.types.model import INT, IS_CONST_TYPE, Basic, Type
from goescape.types.universe import TYP


def rewrite(node: Node | None, func: Func, callees: Callees) -> None:
    """Put the literal in the place of a slice's capacity, or of a value that becomes an interface. What stood there is
    evaluated before, for its effects."""
    if isinstance(node, Make):
        if node.op == ops.OMAKESLICE:
            _rewrite_size(node, func, callees)
    elif isinstance(node, Convert) and node.op == ops.OCONVIFACE:
        _rewrite_operand(node, func, callees)


def _rewrite_size(node: Make, func: Func, callees: Callees) -> None:
    size = node.cap if node.cap is not None else node.len
    if size is None or size.op == ops.OLITERAL:
        return
    literal = _known_size(node, size, func, callees)
    if literal is None:
        return
    _evaluate_before(node, size, func)
    if node.cap is not None:
        node.cap = literal
    else:
        node.len = literal


def _known_size(node: Make, size: Expr, func: Func, callees: Callees) -> Literal | None:
    value = callees.static_value(size, func)
    if isinstance(value, Literal):
        assert size.type is not None and isinstance(value.value, int)
        return Literal(node.pos, size.type, value.value) if value.value >= 0 else None
    if value.op == ops.OLEN:
        assert isinstance(value, Unary)
        measured = callees.static_value(value.x, func)
        if isinstance(measured, Composite) and measured.op == ops.OSLICELIT:
            return Literal(node.pos, TYP[INT], measured.len)
    return None


def _rewrite_operand(node: Convert, func: Func, callees: Callees) -> None:
    operand = node.x
    if operand.op == ops.OLITERAL or operand.type is None or is_interface(operand.type):
        return
    value = callees.static_value(operand, func)
    if isinstance(value, Literal) and _is_constant_of(operand.type, value):
        _evaluate_before(node, operand, func)
        node.x = Literal(node.pos, operand.type, value.value)


def _is_constant_of(t: Type, literal: Literal) -> bool:
    """Whether a literal is of the kind that constants of a type have: the same but for its name
    (ir/val.go: ValidTypeForConst)."""
    return _constant_kind(t) != 0 and _constant_kind(t) == _constant_kind(literal.type)


def _constant_kind(t: Type | None) -> int:
    under = t.under() if t is not None else None
    return under.info & IS_CONST_TYPE if isinstance(under, Basic) else 0


def _evaluate_before(node: Make | Convert, replaced: Expr, func: Func) -> None:
    assert replaced.type is not None
    temp = func.new_temp(node.pos, replaced.type)
    node.init += [Declare(node.pos, temp), Assign(node.pos, temp, replaced)]
