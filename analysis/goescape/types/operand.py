"""The value of an expression while it is being checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from goescape.types.model import INVALID, Type

if TYPE_CHECKING:
    from goescape.syntax.nodes import Expr
    from goescape.types.constant import Value

# How an expression may be used (go/types/operand.go, operandMode).
BAD: Final = 0
"""Wrong; has been complained of."""
NO_VALUE: Final = 1
BUILTIN: Final = 2
"""`Operand.builtin` names it."""
TYPE: Final = 3
CONSTANT: Final = 4
VARIABLE: Final = 5
"""Addressable."""
MAP_INDEX: Final = 6
"""Assignable, not addressable; may be used as `v, ok`."""
VALUE: Final = 7
NIL: Final = 8
COMMA_OK: Final = 9
"""A value that may be used as `v, ok`."""
CGO_FUNC: Final = 10


class Operand:
    """`value` is a constant's; None for all else (and the empty string for a builtin's absence)."""

    __slots__ = ("builtin", "expr", "mode", "type", "value")

    def __init__(self, mode: int, type: Type, expr: Expr, value: Value | None = None) -> None:
        self.mode = mode
        self.type = type
        self.expr = expr
        self.value = value
        self.builtin = ""


def bad(expr: Expr) -> Operand:
    """An operand of which nothing is known and nothing more will be said."""
    return Operand(BAD, INVALID, expr)
