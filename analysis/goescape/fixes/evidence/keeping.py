"""Functions that keep what they are given: they store it where it is after they returned, or hand it to one that does.

Looked for in the functions that are called by name, as far as their bodies are known, and through the variables,
composite literals and function literals that get it there. What calls an interface's method is not followed: the answer
is for advice, not for proofs.
"""

from __future__ import annotations

from goescape.fixes.code import Code, bare
from goescape.fixes.evidence.interfaces import targets
from goescape.fixes.evidence.retention import is_harmless
from goescape.fixes.evidence.uses import is_array, part_around
from goescape.fixes.scene import Module
from goescape.syntax.nodes import (
    Assign,
    Call,
    CompositeLit,
    Defer,
    Expr,
    FuncDecl,
    FuncLit,
    Go,
    Ident,
    KeyValue,
    Node,
    Return,
    Selector,
    Send,
    SliceExpr,
    TypeAssert,
    Unary,
    ValueSpec,
)
from goescape.types.model import METHOD_VALUE, Func, Signature, Var, unalias
from goescape.types.unit import Declared
from goescape.types.universe import ERROR

_HAVING = (CompositeLit, KeyValue, SliceExpr, TypeAssert)
"""Expressions whose value has the one in it."""
_DEPTH = 4
"""How many calls and variables are followed."""


def is_kept(module: Module, code: Code, held: Node, depth: int = _DEPTH) -> bool:
    """Whether the statement around a value visibly stores it for longer, or a function that gets it does."""
    held = code.unparenthesised(held)
    above = code.parent(held)
    if isinstance(above, (Assign, ValueSpec)):
        return _is_kept_by_names(module, code, above, held, depth)
    if isinstance(above, Send):
        return above.value is held
    if isinstance(above, Return):
        return any(unalias(t) is ERROR for t in targets(code, held) or ())
    if isinstance(above, Selector):
        return _is_kept_by_part(module, code, above, depth)
    is_address = isinstance(above, Unary) and above.op == "&"
    if above is not None and (is_address or isinstance(above, _HAVING)):
        return is_kept(module, code, above, depth)
    return isinstance(above, Call) and _is_kept_by_call(module, code, above, held, depth)


def _is_kept_by_names(module: Module, code: Code, above: Assign | ValueSpec, held: Node, depth: int) -> bool:
    """Whether what a value is assigned to outlives the function, or a variable that gets it is kept."""
    names, values = (above.lhs, above.rhs) if isinstance(above, Assign) else (above.names, above.values)
    if not any(value is held for value in values):
        return False
    pairs = zip(names, values, strict=True) if len(names) == len(values) else ((name, held) for name in names)
    return any(_is_kept_by_name(module, code, name, depth) for name, value in pairs if value is held)


def _is_kept_by_name(module: Module, code: Code, left: Expr, depth: int) -> bool:
    inner = bare(left)
    if isinstance(inner, Ident) and inner.name == "_":
        return False
    variable = code.variable(left)
    if variable is None or variable.site is not code.declared:
        return True
    return depth > 0 and any(_is_mention_kept(module, code, ident, depth - 1) for ident in code.mentions(variable))


def _is_mention_kept(module: Module, code: Code, ident: Ident, depth: int) -> bool:
    """Whether a value is kept where a variable that has it is mentioned, or by a function literal that does so."""
    literals = (above for above in code.ancestors(ident) if isinstance(above, FuncLit))
    return is_kept(module, code, ident, depth) or any(is_kept(module, code, each, depth) for each in literals)


def _is_kept_by_part(module: Module, code: Code, selector: Selector, depth: int) -> bool:
    """Whether a method keeps its receiver, or the address of a field is kept."""
    selection = code.selection_of(selector)
    if selection is None:
        return False
    if selection.kind != METHOD_VALUE:
        part = part_around(code, selector)
        above = code.parent(part)
        has_address = (isinstance(above, Unary) and above.op == "&") or (
            isinstance(above, SliceExpr) and above.x is part and is_array(code.type_of(part))
        )
        return has_address and above is not None and is_kept(module, code, above, depth)
    call = code.parent(code.unparenthesised(selector))
    if not isinstance(call, Call) or bare(call.fun) is not selector:
        return is_kept(module, code, selector, depth)
    can_have = not is_harmless(code.type_of(call))
    started = isinstance(code.parent(call), Go)
    return started or _keeps(module, code, call, None, depth) or (can_have and is_kept(module, code, call, depth))


def _is_kept_by_call(module: Module, code: Code, call: Call, held: Node, depth: int) -> bool:
    if code.is_type(call.fun):
        return is_kept(module, code, call, depth)
    if isinstance(code.parent(call), Go):
        return True
    if code.builtin(call):
        appends = code.builtin(call) == "append" and (call.args[0] is held or not call.spread)
        return appends and is_kept(module, code, call, depth)
    if call.fun is held or isinstance(code.parent(call), Defer):
        return False
    can_have = not is_harmless(code.type_of(call))
    return _keeps(module, code, call, held, depth) or (can_have and is_kept(module, code, call, depth))


def _keeps(module: Module, code: Code, call: Call, argument: Node | None, depth: int) -> bool:
    """Whether the function that is called keeps an argument; without one, whether the method that is keeps its
    receiver."""
    callee = code.callee(call)
    site = callee.origin.site if callee is not None else None
    if depth == 0 or callee is None or not isinstance(site, Declared):
        return False
    inner = module.code(site)
    if inner.block is None or not inner.is_sound:
        return False
    name = _receiver(inner) if argument is None else _parameter(inner, callee.origin, call, argument)
    variable = inner.object_of(name) if name is not None else None
    mentions = inner.mentions(variable) if isinstance(variable, Var) else []
    return any(_is_mention_kept(module, inner, ident, depth - 1) for ident in mentions)


def _receiver(code: Code) -> Ident | None:
    head = code.head
    names = [name for field in head.receiver for name in field.names] if isinstance(head, FuncDecl) else []
    return names[0] if names else None


def _parameter(code: Code, callee: Func, call: Call, argument: Node) -> Ident | None:
    """The parameter that an argument of a call becomes, if it becomes one by itself."""
    signature = callee.type_of()
    head = code.head
    index = next((at for at, each in enumerate(call.args) if each is argument), -1)
    if not isinstance(signature, Signature) or not isinstance(head, FuncDecl) or index < 0:
        return None
    names = [name for field in head.type.params for name in field.names]
    last = len(signature.params.vars) - 1
    return None if index >= len(names) or (signature.variadic and index >= last) else names[index]
