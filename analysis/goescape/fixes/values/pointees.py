"""Pointers that lead to memory which nobody writes from some point on, so that a copy made there is as good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from goescape.fixes.code import Code, bare
from goescape.fixes.edits.pointers import Touch, address, pointer_use, without
from goescape.fixes.evidence.flow import is_copied_by_iterations, is_shared_by_iterations, may_follow
from goescape.fixes.evidence.statements import definition, is_result
from goescape.fixes.evidence.uses import Role, is_direct_field, uses
from goescape.fixes.model import Edit
from goescape.fixes.reasons import Reason
from goescape.fixes.values.value_variables import defining_value, is_local
from goescape.syntax.nodes import (
    ArrayType,
    Binary,
    Call,
    CompositeLit,
    FuncLit,
    Ident,
    Index,
    Node,
    Selector,
    StructType,
    Unary,
)
from goescape.types.model import Array, Struct, Var

Harmless: TypeAlias = Callable[[Code, Node], bool]
"""Whether a pointer that an expression (parentheses around it included) yields goes to where it is never written
through, nor kept: where a copy of the value will go instead."""

_LITERAL_TYPES = (Ident, Selector, Index, ArrayType, StructType)


@dataclass(frozen=True, slots=True)
class Pointee:
    """What an expression points to. `value` are the edits by which the expression becomes the value itself."""

    value: tuple[Edit, ...]


def pointee(code: Code, pointer: Node, at: Node, harmless: Harmless) -> Pointee | Reason:
    """What the expression `pointer`, which the call `at` gets as an operand, points to; or why it may be nil, or may
    change once the call was made.

    Known are: a composite literal's address; what `new` makes; the address of a local variable, or of a field of one;
    a local variable that never holds anything but one of the former two.
    """
    inner = bare(pointer)
    if isinstance(inner, Unary) and inner.op == "&":
        value = (without(code, inner, 0, 1),)
        if isinstance(bare(inner.x), CompositeLit):
            return Pointee(value)
        return _variable(code, inner.x, at, harmless, value)
    if isinstance(inner, Call) and code.builtin(inner) == "new":
        return _made(code, inner)
    variable = code.variable(inner) if inner is not None else None
    if variable is None:
        return Reason.SHARED_POINTEE
    start = code.span(pointer).start
    return _pointer(code, variable, at, harmless, (Edit(code.path, start, start, b"*"),))


def addressed(code: Code, operand: Node, at: Node, harmless: Harmless) -> Pointee | Reason:
    """The same for an operand whose address is taken without being written: ``x`` in ``x.M()``."""
    return _variable(code, operand, at, harmless, ())


def origin(code: Code, pointer: Node) -> Node | None:
    """Where the compiler says that what an expression points to is on the heap, if it is: a literal with its ``&``, a
    call of new, the identifier that declares a variable; None where that can't be told from the declaration."""
    inner = bare(pointer)
    if isinstance(inner, Unary) and inner.op == "&":
        return inner if isinstance(bare(inner.x), CompositeLit) else declared(code, inner.x)
    if isinstance(inner, Call) and code.builtin(inner) == "new":
        return inner
    variable = code.variable(inner) if inner is not None else None
    define = definition(code, variable) if variable is not None else None
    start = bare(defining_value(code, define)) if define is not None else None
    return start if start is not None and _is_fresh(code, start) else None


def declared(code: Code, operand: Node) -> Ident | None:
    """The identifier that declares the local variable of which an operand is a field, or a field's field, or all."""
    root = _root(code, operand)
    variable = code.variable(root) if root is not None else None
    return definition(code, variable) if variable is not None and is_local(code, variable) else None


# ------------------------------------------------------------------------------------------------- kinds of pointers


def _made(code: Code, call: Call) -> Pointee | Reason:
    """What ``new(T)`` makes, as ``T{}``; of ``new(x)``, x, if that is a literal or constant."""
    what, whole = call.args[0], code.span(call)
    inner, span = bare(what), code.span(what)
    t = code.type_of(what)
    if code.is_type(what):
        if not isinstance(what, _LITERAL_TYPES) or t is None or not isinstance(t.under(), (Struct, Array)):
            return Reason.NO_LITERAL
        end = b"{}"
    elif isinstance(inner, CompositeLit) or code.value_of(what) is not None:
        end = b""
    else:
        return Reason.NO_LITERAL
    around = code.source.data[whole.start : span.start] + code.source.data[span.end : whole.end]
    if b"/" in around:
        return Reason.COMMENT_LOST
    return Pointee((Edit(code.path, whole.start, span.start, b""), Edit(code.path, span.end, whole.end, end)))


def _variable(code: Code, operand: Node, at: Node, harmless: Harmless, value: tuple[Edit, ...]) -> Pointee | Reason:
    """The address of a local variable, or of a field of one."""
    define, root = declared(code, operand), _root(code, operand)
    variable = code.variable(root) if root is not None else None
    if define is None or variable is None:
        return Reason.CHANGED_LATER
    if is_result(code, define):
        return Reason.NAMED_RESULT
    if is_shared_by_iterations(code, define):
        return Reason.SHARED_LOOP_VARIABLE
    for use in uses(code, variable):
        if use.role is Role.ADDRESS and not harmless(code, address(code, use.whole)):
            return Reason.ADDRESS_TAKEN
        if use.role in (Role.ASSIGN, Role.STORE) and _may_change(code, define, use.whole, at):
            return Reason.CHANGED_LATER
    return Pointee(value)


def _pointer(code: Code, variable: Var, at: Node, harmless: Harmless, value: tuple[Edit, ...]) -> Pointee | Reason:
    """A local variable that points to what was made for it."""
    define = definition(code, variable)
    start = bare(defining_value(code, define)) if define is not None else None
    if define is None or start is None or not is_local(code, variable) or not _is_fresh(code, start):
        return Reason.SHARED_POINTEE
    shared = is_copied_by_iterations(code, define)
    for use in uses(code, variable):
        if use.role is Role.DEFINE:
            continue
        if use.role is not Role.READ:
            return Reason.SHARED_POINTEE
        touched = pointer_use(code, use.ident)
        if touched.touch is Touch.STORE and (shared or _may_change(code, define, touched.whole, at)):
            return Reason.CHANGED_LATER
        given = address(code, touched.whole) if touched.touch is Touch.ADDRESS else touched.pointer
        kept = touched.touch not in (Touch.READ, Touch.STORE)
        if kept and not harmless(code, given) and not _is_compared(code, given):
            return Reason.POINTER_KEPT
    return Pointee(value)


def _may_change(code: Code, define: Ident, assigned: Node, at: Node) -> bool:
    """Whether a variable, or what it points to, may be written, as the operand `assigned`, once `at` was evaluated."""
    home = code.function_around(define)
    if code.function_around(assigned) is not home:
        return True
    literals = (above for above in code.ancestors(at) if isinstance(above, FuncLit))
    first = next((literal for literal in literals if code.function_around(literal) is home), at)
    if code.function_around(at) is home:
        first = at
    return may_follow(code, first, assigned, define)


# ------------------------------------------------------------------------------------------------------- small steps


def _root(code: Code, operand: Node) -> Ident | None:
    """The identifier that a chain of selectors starts with, of which none follows a pointer."""
    inner = bare(operand)
    while isinstance(inner, Selector) and is_direct_field(code.selection_of(inner)):
        inner = bare(inner.x)
    return inner if isinstance(inner, Ident) else None


def _is_fresh(code: Code, start: Node) -> bool:
    """Whether an expression makes what it points to."""
    literal = isinstance(start, Unary) and start.op == "&" and isinstance(bare(start.x), CompositeLit)
    return literal or (isinstance(start, Call) and code.builtin(start) == "new")


def _is_compared(code: Code, pointer: Node) -> bool:
    above = code.parent(pointer)
    return isinstance(above, Binary) and above.op in ("==", "!=")
