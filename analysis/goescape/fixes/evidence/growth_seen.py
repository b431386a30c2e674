"""Whether it may be seen that a buffer is not new but was reset: it has memory, and what it yields is not nil."""

from __future__ import annotations

from collections.abc import Iterator

from goescape.fixes.code import Code
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Module
from goescape.syntax.nodes import Binary, Call, Node, Selector, SliceExpr
from goescape.types.model import Signature, Slice, Type, Var
from goescape.types.predicates import is_string

_MEASURING = frozenset({"Cap", "Available"})
"""Methods that tell how much memory there is."""


def seen_growth(module: Module, code: Code, variable: Var) -> Iterator[Reason]:
    """What is seen of a buffer's memory, in a declaration: CAPACITY_SEEN, NIL_SEEN."""
    for ident in code.mentions(variable):
        selector = code.parent(code.unparenthesised(ident))
        call = code.parent(code.unparenthesised(selector)) if isinstance(selector, Selector) else None
        if isinstance(selector, Selector) and selector.sel.name in _MEASURING:
            yield Reason.CAPACITY_SEEN
        elif isinstance(call, Call) and _is_slice(code.type_of(call)) and _shows_nil(module, code, call):
            yield Reason.NIL_SEEN


def _shows_nil(module: Module, code: Code, yielded: Node) -> bool:
    """Whether a slice goes where it makes a difference whether it is nil or empty."""
    node = code.unparenthesised(yielded)
    above = code.parent(node)
    if isinstance(above, SliceExpr):
        return _shows_nil(module, code, above)
    if not isinstance(above, Call):
        return isinstance(above, Binary)
    if code.is_type(above.fun):
        converted = code.type_of(above)
        return converted is None or not is_string(converted)
    return not code.builtin(above) and not _ignores_nil(module, code, above, node)


def _ignores_nil(module: Module, code: Code, call: Call, argument: Node) -> bool:
    """Whether a function makes no difference between slices that are nil and such that are empty: those of the standard
    library with a parameter that is one, and methods that write."""
    callee = code.callee(call)
    signature = callee.type_of() if callee is not None else None
    index = next((at for at, each in enumerate(call.args) if each is argument), -1)
    if callee is None or callee.pkg is None or not isinstance(signature, Signature) or index < 0:
        return False
    params = signature.params.vars
    if index >= len(params) or not _is_slice(params[index].type_of()) or signature.variadic:
        return False
    return callee.name == "Write" or module.loader.package(callee.pkg.path).standard


def _is_slice(t: Type | None) -> bool:
    return t is not None and isinstance(t.under(), Slice)
