"""What a function does with the value of a slice variable: who can see that it is nil, how much it holds room for, and
whether others share its elements."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from goescape.fixes.code import Code, bare
from goescape.fixes.evidence.uses import is_array, part_around, takes_address
from goescape.syntax.nodes import (
    Assign,
    Binary,
    Call,
    Expr,
    FuncLit,
    Ident,
    Index,
    Node,
    Range,
    Selector,
    SliceExpr,
    Unary,
)
from goescape.types.model import Array, Nil, Type, Var
from goescape.types.predicates import is_string

_LOOKING = frozenset({"len", "copy", "clear"})
_MEASURING = frozenset({"cap", "print", "println"})


class Sight(enum.Enum):
    """What one mention of a slice variable sees or does."""

    DEFINE = enum.auto()
    GROWS = enum.auto()
    """It is appended to itself: ``s = append(s, x)``; the variable that is assigned, and the argument."""
    ELEMENTS = enum.auto()
    """Its length or the values of its elements, which a nil slice and an empty one have alike."""
    ELEMENT_ADDRESS = enum.auto()
    """The address of an element is taken."""
    NIL = enum.auto()
    """It is compared with nil."""
    CAPACITY = enum.auto()
    """How much it holds room for; print shows that too."""
    REPLACED = enum.auto()
    """It is assigned something else."""
    ADDRESS = enum.auto()
    """The address of the variable is taken."""
    EXTENDED = enum.auto()
    """It is appended to, and the result goes elsewhere."""
    VALUE = enum.auto()
    """The slice goes somewhere, or part of it: it is passed, returned, stored, sliced."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One mention; `within` is the innermost function literal around it."""

    ident: Ident
    sight: Sight
    within: FuncLit | None


def mentions(code: Code, variable: Var) -> list[Seen]:
    """What each mention of a slice variable in a declaration sees, in the text's order."""
    return [Seen(ident, _sight(code, ident), code.function_around(ident)) for ident in code.mentions(variable)]


def self_append(code: Code, stmt: Node | None) -> Call | None:
    """The call in ``s = append(s, ...)``; None of any other statement."""
    if not isinstance(stmt, Assign) or stmt.op != "=" or len(stmt.lhs) != 1 or len(stmt.rhs) != 1:
        return None
    call = bare(stmt.rhs[0])
    if not isinstance(call, Call) or code.builtin(call) != "append" or not isinstance(bare(stmt.lhs[0]), Ident):
        return None
    target = code.variable(stmt.lhs[0])
    return call if target is not None and code.variable(call.args[0]) is target else None


def _sight(code: Code, ident: Ident) -> Sight:
    if code.defines(ident):
        return Sight.DEFINE
    node = code.unparenthesised(ident)
    above = code.parent(node)
    if isinstance(above, Assign) and any(node is left for left in above.lhs):
        return Sight.GROWS if self_append(code, above) is not None else Sight.REPLACED
    if isinstance(above, Range):
        return Sight.ELEMENTS if node is above.x else Sight.REPLACED
    if isinstance(above, Unary) and above.op == "&":
        return Sight.ADDRESS
    if isinstance(above, Binary):
        other = above.y if node is above.x else above.x
        return Sight.NIL if isinstance(_named(code, other), Nil) else Sight.VALUE
    if isinstance(above, Index) and node is above.x:
        return _of_element(code, above)
    if isinstance(above, Selector) and takes_address(code, node, code.selection_of(above)):
        return Sight.ADDRESS
    return _of_argument(code, node, above) if isinstance(above, Call) else Sight.VALUE


def _named(code: Code, e: Expr) -> object:
    inner = bare(e)
    return code.object_of(inner) if isinstance(inner, Ident) else None


def _of_element(code: Code, element: Index) -> Sight:
    whole = part_around(code, element)
    above = code.parent(whole)
    if isinstance(above, Unary) and above.op == "&":
        return Sight.ELEMENT_ADDRESS
    if isinstance(above, SliceExpr) and above.x is whole and is_array(code.type_of(whole)):
        return Sight.ELEMENT_ADDRESS
    if isinstance(above, Range) and above.x is whole:
        return Sight.ELEMENTS
    is_method = isinstance(above, Selector) and takes_address(code, whole, code.selection_of(above))
    return Sight.ELEMENT_ADDRESS if is_method else Sight.ELEMENTS


def _of_argument(code: Code, node: Node, call: Call) -> Sight:
    name = code.builtin(call)
    if name in _MEASURING:
        return Sight.CAPACITY
    if name in _LOOKING:
        return Sight.ELEMENTS
    if name == "append":
        if node is not call.args[0]:
            return Sight.ELEMENTS if call.spread else Sight.VALUE
        grows = self_append(code, code.parent(code.unparenthesised(call))) is call
        return Sight.GROWS if grows else Sight.EXTENDED
    converted = code.type_of(call.fun) if code.is_type(call.fun) else None
    return Sight.ELEMENTS if _copies(converted) else Sight.VALUE


def _copies(t: Type | None) -> bool:
    """Whether a conversion of a slice to a type copies its elements."""
    return t is not None and (is_string(t) or isinstance(t.under(), Array))
