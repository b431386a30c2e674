"""Pointer variables through which code only reads, and what reads a value of their own instead."""

from __future__ import annotations

from goescape.fixes.code import Code, bare
from goescape.fixes.edits.pointers import Touch, as_value, pointer_use
from goescape.fixes.evidence.uses import Role, uses
from goescape.fixes.model import Edit
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Module
from goescape.fixes.values.pointees import Harmless
from goescape.syntax.nodes import Call, FuncDecl, Node, Selector
from goescape.types.model import METHOD_VALUE, Func, Pointer, Signature, Var
from goescape.types.unit import Declared

RECEIVER = -1
"""The place of the receiver among parameters."""
_WRITTEN = (Touch.STORE, Touch.ADDRESS)


def value_edits(code: Code, variable: Var, harmless: Harmless) -> tuple[Edit, ...] | Reason:
    """The edits by which a declaration goes on reading once a pointer variable became a variable of what it pointed to,
    its definition left out; or why it does not only read through it. A pointer that is passed on where it is `harmless`
    stays as it is written."""
    edits: list[Edit] = []
    for use in uses(code, variable):
        if use.role is Role.DEFINE:
            continue
        if use.role is not Role.READ:
            return Reason.POINTER_ASSIGNED if use.role is Role.ASSIGN else Reason.POINTER_KEPT
        touched = pointer_use(code, use.ident)
        if touched.touch in _WRITTEN:
            return Reason.WRITTEN_THROUGH
        if touched.touch is not Touch.READ and not harmless(code, touched.pointer):
            return Reason.POINTER_KEPT
        edits += as_value(code, touched)
    return tuple(edits)


class Readers:
    """Which functions only read through which of their pointer parameters."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._known: dict[tuple[Func, int], bool] = {}
        self._open: list[tuple[Func, int]] = []

    def takes(self, code: Code, pointer: Node) -> bool:
        """Whether an expression (parentheses around it included) is passed, as argument or receiver, to a declared
        function that only reads through it, and does not pass it on but to such."""
        call, index = passed(code, pointer)
        callee = code.callee(call) if call is not None else None
        return callee is not None and self._only_reads(callee.origin, index)

    def _only_reads(self, function: Func, index: int) -> bool:
        key = (function, index)
        known = self._known.get(key)
        if known is not None:
            return known
        if key in self._open:
            return key == self._open[-1]
        self._open.append(key)
        self._known[key] = self._judge(function, index)
        self._open.pop()
        return self._known[key]

    def _judge(self, function: Func, index: int) -> bool:
        site = function.site
        if not _gets_pointer(function, index) or not isinstance(site, Declared) or not site.file.unit.bodies:
            return False
        code = self._module.code(site)
        if not isinstance(code.head, FuncDecl) or code.block is None or not code.is_sound:
            return False
        fields = code.head.receiver if index == RECEIVER else code.head.type.params
        names = [name for field in fields for name in field.names]
        if not names:
            return True
        variable = code.object_of(names[index])
        return isinstance(variable, Var) and not isinstance(value_edits(code, variable, self.takes), Reason)


def _gets_pointer(function: Func, index: int) -> bool:
    """Whether what a function gets at a place is a pointer for certain: no interface, and no type parameter."""
    signature = function.type_of()
    if not isinstance(signature, Signature):
        return False
    variable = signature.recv if index == RECEIVER else signature.params.vars[index]
    return variable is not None and isinstance(variable.type_of().under(), Pointer)


def passed(code: Code, pointer: Node) -> tuple[Call | None, int]:
    """The call that a pointer (parentheses around it included) is an operand of, and its place there."""
    above = code.parent(pointer)
    if isinstance(above, Selector):
        call = code.parent(code.unparenthesised(above))
        selection = code.selection_of(above)
        bound = selection is not None and selection.kind == METHOD_VALUE
        return (call, RECEIVER) if bound and isinstance(call, Call) and bare(call.fun) is above else (None, 0)
    if not isinstance(above, Call) or code.is_type(above.fun) or above.spread:
        return None, 0
    index = next((place for place, argument in enumerate(above.args) if argument is pointer), None)
    callee = code.callee(above)
    signature = callee.type_of() if callee is not None else None
    if index is None or not isinstance(signature, Signature) or _is_expression(code, above):
        return None, 0
    fixed = len(signature.params.vars) - signature.variadic
    return (above, index) if index < fixed else (None, 0)


def _is_expression(code: Code, call: Call) -> bool:
    """Whether a call names a method by its type, ``T.M(x)``."""
    fun = bare(call.fun)
    selection = code.selection_of(fun) if isinstance(fun, Selector) else None
    return selection is not None and selection.kind != METHOD_VALUE
