"""Variables that hold a pointer, turned into variables of what it points to."""

from __future__ import annotations

from collections.abc import Collection

from goescape.fixes.code import Code
from goescape.fixes.edits.pointers import Touch, as_value, pointer_use, without
from goescape.fixes.evidence.statements import definition
from goescape.fixes.evidence.uses import is_assigned
from goescape.fixes.model import Edit
from goescape.fixes.reasons import Reason
from goescape.syntax.nodes import Assign, Call, For, Ident, Node, Star, ValueSpec
from goescape.types.model import Func, Interface, Pointer, Signature, Slice, Type, Var


class ObjectionError(Exception):
    """A precondition does not hold."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def as_value_variable(code: Code, variable: Var, exempt: Collection[Node] = ()) -> list[Edit]:
    """What makes the mentions of a local variable right, and its type where it is written, once the value that it is
    defined with is no longer the pointer but what that pointed to. `exempt` are mentions (parentheses included) that
    are right already.

    The variable is defined once and never assigned, so it and what it pointed to live equally long and are one and the
    same as long as it is not moved to the heap: ``&p`` can stand wherever the pointer was passed on. Raises
    ObjectionError where it is used otherwise.
    """
    ident = definition(code, variable)
    if ident is None or not is_local(code, variable):
        raise ObjectionError(Reason.POINTER_KEPT)
    edits = _type_edits(code, ident)
    for mention in code.mentions(variable):
        if mention is ident or code.unparenthesised(mention) in exempt:
            continue
        use = pointer_use(code, mention)
        edits += as_value(code, use) if use.touch is not Touch.OTHER else _passed_on(code, use.pointer)
    return edits


def is_local(code: Code, variable: Var) -> bool:
    """Whether a variable is declared in the body or the parameters of the function that `code` is."""
    return variable.site is code.declared and code.block is not None and not variable.is_field


def defining_value(code: Code, ident: Ident) -> Node | None:
    """The expression that a variable is defined with, ``p := e`` or ``var p = e``: alone or among as many; None of
    other definitions."""
    above = code.parent(ident)
    if isinstance(above, Assign) and above.op == ":=" and len(above.lhs) == len(above.rhs):
        return next((value for left, value in zip(above.lhs, above.rhs, strict=True) if left is ident), None)
    if isinstance(above, ValueSpec) and len(above.names) == len(above.values):
        return next((value for name, value in zip(above.names, above.values, strict=True) if name is ident), None)
    return None


def _type_edits(code: Code, ident: Ident) -> list[Edit]:
    """The star of a written type goes."""
    above = code.parent(ident)
    if isinstance(above, Assign) and isinstance(code.parent(above), For):
        raise ObjectionError(Reason.LOOP_VARIABLE)
    if not isinstance(above, ValueSpec) or above.type is None:
        return []
    if not isinstance(above.type, Star) or len(above.names) > 1:
        raise ObjectionError(Reason.WRITTEN_TYPE)
    return [without(code, above.type, 0, 1)]


def _passed_on(code: Code, pointer: Node) -> list[Edit]:
    """The address of the variable is passed where the pointer was, to a declared function and as a pointer."""
    above = code.parent(pointer)
    if is_assigned(pointer, above):
        raise ObjectionError(Reason.POINTER_ASSIGNED)
    if not isinstance(above, Call) or not _takes_pointer(code, above, pointer):
        raise ObjectionError(Reason.POINTER_KEPT)
    start = code.span(pointer).start
    return [Edit(code.path, start, start, b"&")]


def _takes_pointer(code: Code, call: Call, pointer: Node) -> bool:
    """Whether a call passes a pointer to a parameter that is one, of a function that is known when it is compiled: what
    others are given is on the heap."""
    callee, signature = code.callee(call), code.type_of(call.fun)
    index = next((place for place, argument in enumerate(call.args) if argument is pointer), None)
    if callee is None or index is None or not isinstance(signature, Signature) or _is_dynamic(callee):
        return False
    params = signature.params.vars
    fixed = len(params) - signature.variadic
    t = params[index].type_of() if index < fixed else _variadic(params[-1].type_of())
    return isinstance(t, Pointer)


def _variadic(t: Type) -> Type:
    return t.elem if isinstance(t, Slice) else t


def _is_dynamic(callee: Func) -> bool:
    """Whether a method is an interface's."""
    signature = callee.type_of()
    receiver = signature.recv if isinstance(signature, Signature) else None
    return receiver is not None and isinstance(receiver.type_of().under(), Interface)
