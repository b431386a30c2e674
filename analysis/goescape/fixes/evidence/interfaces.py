"""To which types the code around an expression converts its value."""

from __future__ import annotations

from collections.abc import Sequence

from goescape.fixes.code import Code, bare
from goescape.syntax.nodes import (
    Assign,
    Binary,
    Call,
    CaseClause,
    CompositeLit,
    Defer,
    Expr,
    ExprStmt,
    FuncDecl,
    FuncLit,
    Go,
    Ident,
    IncDec,
    Index,
    KeyValue,
    Node,
    Range,
    Return,
    Selector,
    Send,
    SliceExpr,
    Star,
    Switch,
    Unary,
    ValueSpec,
)
from goescape.types.model import Array, Chan, Map, Pointer, Signature, Slice, Struct, Tuple, Type

_LOOKING = frozenset({"len", "cap", "clear", "copy", "close", "print", "println", "min", "max"})
"""Builtins that convert nothing."""


def targets(code: Code, node: Node) -> list[Type] | None:
    """The types that the value of an expression, or one of its values, is converted to by what is around it; its own
    may be among them. None where it is not known: an argument of a generic function may become anything."""
    node = code.unparenthesised(node)
    above = code.parent(node)
    if isinstance(above, (Selector, SliceExpr, Star, Unary, IncDec, ExprStmt, Go, Defer, FuncLit)):
        return []
    if isinstance(above, Index):
        return [] if above.x is node else _keys(code, above.x)
    if isinstance(above, Call):
        return _call(code, above, node)
    if isinstance(above, Assign):
        return _assigned(code, above.lhs, above.rhs, node)
    if isinstance(above, ValueSpec):
        return [t for t in [code.type_of(above.type)] if t is not None] if above.type is not None else []
    if isinstance(above, Return):
        return _matched(code, above.results, _results(code, above), node)
    if isinstance(above, (CompositeLit, KeyValue)):
        return _element(code, above, node)
    if isinstance(above, Send):
        t = code.type_of(above.chan)
        under = t.under() if t is not None else None
        return [] if node is above.chan else [under.elem] if isinstance(under, Chan) else None
    if isinstance(above, Binary):
        return _known(code, (above.y if node is above.x else above.x,))
    if isinstance(above, Range):
        others = [each for each in (above.key, above.value) if each is not None] if above.op == "=" else []
        return _known(code, others) if node is above.x else []
    if isinstance(above, Switch):
        return _known(code, [each for clause in above.clauses for each in clause.exprs])
    if isinstance(above, CaseClause):
        switch = code.parent(above)
        return _known(code, (switch.tag,)) if isinstance(switch, Switch) and switch.tag is not None else None
    return None


def _known(code: Code, nodes: Sequence[Expr]) -> list[Type] | None:
    """The types of expressions that have one; those of blanks are left out."""
    found = [(each, _type(code, each)) for each in nodes if not _is_blank(each)]
    return [t for _, t in found if t is not None] if all(t is not None for _, t in found) else None


def _type(code: Code, node: Expr) -> Type | None:
    inner = bare(node)
    obj = code.object_of(inner) if isinstance(inner, Ident) else None
    return code.type_of(node) or (obj.type_of() if obj is not None else None)


def _is_blank(node: Expr) -> bool:
    return isinstance(node, Ident) and node.name == "_"


def _keys(code: Code, x: Expr) -> list[Type] | None:
    t = code.type_of(x)
    under = t.under() if t is not None else None
    return [under.key] if isinstance(under, Map) else None


def _call(code: Code, call: Call, node: Node) -> list[Type] | None:
    if call.fun is node:
        return []
    if code.is_type(call.fun):
        return _known(code, (call,))
    builtin = code.builtin(call)
    if builtin:
        return _builtin(code, call, builtin, node)
    callee = code.callee(call)
    origin = callee.origin.type_of() if callee is not None else None
    t = code.type_of(call.fun)
    signature = t.under() if t is not None else None
    if not isinstance(signature, Signature) or (isinstance(origin, Signature) and origin.type_params):
        return None
    params = [var.type_of() for var in signature.params.vars]
    if signature.variadic and not call.spread:
        last = params.pop()
        missing = max(len(call.args), _count(code, call.args)) - len(params)
        params += [last.elem if isinstance(last, Slice) else last] * missing
    return _matched(code, call.args, params, node)


def _builtin(code: Code, call: Call, builtin: str, node: Node) -> list[Type] | None:
    if builtin in _LOOKING:
        return []
    if builtin == "delete":
        return [] if call.args[0] is node else _keys(code, call.args[0])
    t = code.type_of(call)
    under = t.under() if t is not None else None
    if builtin == "append" and isinstance(under, Slice):
        return [under] if call.args[0] is node or call.spread else [under.elem]
    if builtin in ("new", "make") and t is not None:
        return [t]
    return None


def _count(code: Code, args: Sequence[Expr]) -> int:
    t = code.type_of(args[0]) if len(args) == 1 else None
    return len(t.vars) if isinstance(t, Tuple) else len(args)


def _matched(code: Code, nodes: Sequence[Expr], wanted: Sequence[Type], node: Node) -> list[Type] | None:
    """The type wanted of one of several expressions; all of them of a call that yields several values."""
    if _count(code, nodes) != len(wanted):
        return None
    if len(nodes) != len(wanted):
        return list(wanted)
    return next(([t] for each, t in zip(nodes, wanted, strict=True) if each is node), None)


def _assigned(code: Code, lhs: Sequence[Expr], rhs: Sequence[Expr], node: Node) -> list[Type] | None:
    if any(each is node for each in lhs):
        return []
    if len(lhs) != len(rhs):
        return _known(code, lhs)
    return next((_known(code, (left,)) for left, right in zip(lhs, rhs, strict=True) if right is node), None)


def _results(code: Code, statement: Return) -> list[Type]:
    """The results of the function that a return is in."""
    function = code.function_around(statement)
    t = code.type_of(function) if function is not None else None
    if function is None and isinstance(code.head, FuncDecl):
        declared = code.object_of(code.head.name) or next(iter(code.declared.objects), None)
        t = declared.type_of() if declared is not None else None
    return [var.type_of() for var in t.results.vars] if isinstance(t, Signature) else []


def _element(code: Code, above: CompositeLit | KeyValue, node: Node) -> list[Type] | None:
    """What an element of a literal, its key or value, becomes."""
    literal = above if isinstance(above, CompositeLit) else code.parent(above)
    t = code.type_of(literal) if isinstance(literal, CompositeLit) else None
    under = t.under() if t is not None else None
    if isinstance(under, Pointer):
        under = under.elem.under()
    if isinstance(under, (Slice, Array)):
        return [under.elem]
    if isinstance(under, Map) and isinstance(above, KeyValue):
        return [under.key if above.key is node else under.elem]
    if not isinstance(under, Struct) or not isinstance(literal, CompositeLit):
        return None
    if isinstance(above, KeyValue):
        field = code.object_of(above.key) if isinstance(above.key, Ident) else None
        return [] if above.key is node else [field.type_of()] if field is not None else None
    return _matched(code, literal.elements, [field.type_of() for field in under.fields], node)
