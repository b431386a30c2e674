"""Whether code certainly runs to its end."""

from __future__ import annotations

from goescape.fixes.code import Code
from goescape.fixes.evidence.effects import is_number
from goescape.fixes.growth.bounds import rounds
from goescape.fixes.reasons import Reason
from goescape.syntax.nodes import (
    Assign,
    Binary,
    Branch,
    Call,
    Defer,
    For,
    FuncLit,
    Go,
    Index,
    Node,
    Range,
    Return,
    Select,
    Selector,
    Send,
    SliceExpr,
    Star,
    TypeAssert,
    Unary,
)
from goescape.syntax.walk import walk
from goescape.types.model import Basic, Map, Type

_STOPPING = (Branch, Defer, FuncLit, Go, Return, Select, Send, SliceExpr, Star, TypeAssert)
_RUNNING = frozenset({"append", "cap", "complex", "imag", "len", "make", "max", "min", "new", "real"})
_DIVIDING = frozenset({"/", "%", "<<", ">>", "/=", "%=", "<<=", ">>="})


def runs_through(code: Code, stmt: Node) -> bool:
    """Whether a statement, once begun, comes to its end, if there is memory enough: it does not jump, call, wait or
    panic, and its loops end. On the safe side."""
    return not any(_may_stop(code, node) for node in walk(stmt))


def _may_stop(code: Code, node: Node) -> bool:
    if isinstance(node, Call):
        return not _is_harmless_call(code, node)
    if isinstance(node, (For, Range)):
        return isinstance(rounds(code, node), Reason)
    if isinstance(node, Selector):
        selection = code.selection_of(node)
        return selection is not None and selection.indirect
    if isinstance(node, Index):
        return not _is_simple_map(code.type_of(node.x))
    if isinstance(node, Binary):
        divides = node.op in _DIVIDING and code.value_of(node) is None
        return divides or (node.op in ("==", "!=") and not _is_basic(code.type_of(node.x)))
    if isinstance(node, Assign):
        return node.op in _DIVIDING
    return isinstance(node, _STOPPING) or (isinstance(node, Unary) and node.op == "<-")


def _is_harmless_call(code: Code, call: Call) -> bool:
    name = code.builtin(call)
    if name:
        return name in _RUNNING and (name != "make" or len(call.args) == 1)
    converts = code.is_type(call.fun) and len(call.args) == 1
    return converts and is_number(code.type_of(call.fun)) and is_number(code.type_of(call.args[0]))


def _is_simple_map(t: Type | None) -> bool:
    """Whether a type is a map's whose keys can all be compared."""
    under = t.under() if t is not None else None
    return isinstance(under, Map) and isinstance(under.key.under(), Basic)


def _is_basic(t: Type | None) -> bool:
    return t is not None and isinstance(t.under(), Basic)
