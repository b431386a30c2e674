"""What a declaration does with a variable."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from goescape.fixes.code import Code
from goescape.syntax.nodes import (
    Assign,
    FuncLit,
    Ident,
    IncDec,
    Index,
    Node,
    Paren,
    Range,
    Selector,
    SliceExpr,
    Unary,
)
from goescape.types.model import METHOD_VALUE, Array, Func, Pointer, Selection, Type, Var


class Role(enum.Enum):
    """How one mention uses a variable."""

    DEFINE = enum.auto()
    """It is declared here; with or without a value."""
    ASSIGN = enum.auto()
    """It gets another value as a whole: ``x = y``, ``x += y``, ``x++``."""
    STORE = enum.auto()
    """Part of its own memory gets another value: ``x.f = y``, ``x[i] = y`` of an array."""
    ADDRESS = enum.auto()
    """Its address, or that of a part, is taken: ``&x``, ``&x.f``, ``x.M()`` with a pointer receiver, ``x[:]`` of an
    array."""
    READ = enum.auto()
    """Its value, or that of a part, is read, and it stays as it is. What a pointer in it points to may be written."""


@dataclass(frozen=True, slots=True)
class Use:
    """One mention. `whole` is the largest expression around it that is still a part of the variable's own memory:
    ``x.a.b`` in ``x.a.b.c()`` where ``x``, ``a`` and ``b`` are no pointers."""

    ident: Ident
    role: Role
    whole: Node
    within: FuncLit | None
    """The innermost function literal around it."""


def uses(code: Code, variable: Var) -> list[Use]:
    """All mentions of a variable in a declaration, in the text's order."""
    return [_use(code, ident) for ident in code.mentions(variable)]


def is_captured(code: Code, variable: Var) -> bool:
    """Whether a function literal mentions a variable that is declared outside it."""
    found = uses(code, variable)
    home = next((use.within for use in found if use.role is Role.DEFINE), None)
    return any(use.within is not home for use in found)


def _use(code: Code, ident: Ident) -> Use:
    whole = part_around(code, ident)
    role = _role(code, ident, whole)
    return Use(ident, role, whole, code.function_around(ident))


def part_around(code: Code, node: Node) -> Node:
    """The largest expression around one of a variable's memory that is still part of that: ``x.a.b`` around ``x`` where
    nothing on the way is a pointer."""
    while True:
        above = code.parent(node)
        inside = isinstance(above, Paren) or (
            isinstance(above, Selector)
            and above.x is node
            and is_direct_field(code.selection_of(above))
        ) or (isinstance(above, Index) and above.x is node and is_array(code.type_of(node)))
        if not inside or above is None:
            return node
        node = above


def _role(code: Code, ident: Ident, whole: Node) -> Role:
    above = code.parent(whole)
    if code.defines(ident):
        return Role.DEFINE
    if is_assigned(whole, above):
        return Role.ASSIGN if _is_itself(whole) else Role.STORE
    if isinstance(above, Unary) and above.op == "&":
        return Role.ADDRESS
    if isinstance(above, SliceExpr) and above.x is whole and is_array(code.type_of(whole)):
        return Role.ADDRESS
    if isinstance(above, Selector) and above.x is whole and takes_address(code, whole, code.selection_of(above)):
        return Role.ADDRESS
    return Role.READ


def is_assigned(whole: Node, above: Node | None) -> bool:
    """Whether the node above an expression assigns to it."""
    if isinstance(above, Assign):
        return any(whole is left for left in above.lhs)
    if isinstance(above, IncDec):
        return True
    return isinstance(above, Range) and (whole is above.key or whole is above.value)


def _is_itself(whole: Node) -> bool:
    while isinstance(whole, Paren):
        whole = whole.x
    return isinstance(whole, Ident)


def is_array(t: Type | None) -> bool:
    """Whether values of a type are arrays."""
    return t is not None and isinstance(t.under(), Array)


def is_direct_field(selection: Selection | None) -> bool:
    """Whether a selector selects a field without following a pointer."""
    return selection is not None and isinstance(selection.obj, Var) and not selection.indirect


def takes_address(code: Code, operand: Node, selection: Selection | None) -> bool:
    """Whether selecting a method takes the operand's address: of a method with a pointer receiver, where no pointer is
    on the way to what has it."""
    if selection is None or selection.kind != METHOD_VALUE or not isinstance(selection.obj, Func):
        return False
    t = code.type_of(operand)
    is_pointer = t is not None and isinstance(t.under(), Pointer)
    return selection.obj.pointer_receiver and not selection.indirect and not is_pointer
