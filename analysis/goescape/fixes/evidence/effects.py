"""What evaluating or running code does beside yielding a value, as far as syntax and types tell.

All answers are on the safe side: `is_pure` says yes, and `Writes` says no, only where it is certain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goescape.fixes.code import Code, bare
from goescape.fixes.evidence.uses import Role, is_array, uses
from goescape.syntax.nodes import (
    Assign,
    BasicLit,
    Binary,
    Call,
    Expr,
    FuncLit,
    Go,
    Ident,
    IncDec,
    Index,
    Node,
    Range,
    Selector,
    Send,
    Star,
    Unary,
)
from goescape.syntax.walk import walk
from goescape.types.model import (
    IS_CONST_TYPE,
    Array,
    Const,
    Func,
    Interface,
    Map,
    Nil,
    Object,
    Pointer,
    Slice,
    Type,
    Var,
)
from goescape.types.predicates import all_numeric, is_basic, is_string

_PURE_BUILTINS = frozenset({"len", "cap", "real", "imag", "complex", "min", "max"})
_PURE_OPERATORS = frozenset({"+", "-", "*", "&", "|", "^", "&^", "&&", "||", "==", "!=", "<", "<=", ">", ">="})


def is_pure(code: Code, e: Node | None, may_panic: bool = False) -> bool:
    """Whether evaluating an expression does nothing but yield its value, and cannot panic: neither calls, receives nor
    allocates. With `may_panic`, following a pointer, indexing and dividing are allowed."""
    e = bare(e)
    if e is None:
        return True
    if code.value_of(e) is not None or isinstance(e, (BasicLit, FuncLit)):
        return True
    if isinstance(e, Ident):
        return isinstance(code.object_of(e), (Var, Const, Nil, Func))
    if isinstance(e, Selector):
        return _is_pure_selector(code, e, may_panic)
    if isinstance(e, Star):
        return may_panic and is_pure(code, e.x, may_panic)
    if isinstance(e, Index):
        return _is_pure_index(code, e, may_panic)
    if isinstance(e, Unary):
        return e.op in ("+", "-", "^", "!") and is_pure(code, e.x, may_panic)
    if isinstance(e, Binary):
        return _is_pure_binary(code, e, may_panic)
    return isinstance(e, Call) and _is_pure_call(code, e, may_panic)


def _is_pure_selector(code: Code, e: Selector, may_panic: bool) -> bool:
    selection = code.selection_of(e)
    if selection is None:
        return isinstance(code.object_of(e.sel), (Var, Const))
    return isinstance(selection.obj, Var) and (may_panic or not selection.indirect) and is_pure(code, e.x, may_panic)


def _is_pure_index(code: Code, e: Index, may_panic: bool) -> bool:
    t = code.type_of(e.x)
    under = t.under() if t is not None else None
    operands = is_pure(code, e.x, may_panic) and all(is_pure(code, index, may_panic) for index in e.indices)
    if isinstance(under, Map):
        return operands and not isinstance(under.key.under(), Interface)
    constant = isinstance(under, Array) and code.value_of(e.indices[0]) is not None
    return operands and (may_panic or constant)


def _is_pure_binary(code: Code, e: Binary, may_panic: bool) -> bool:
    t = code.type_of(e.x)
    if t is None or not is_basic(t, IS_CONST_TYPE):
        return False
    if e.op == "+" and is_string(t):
        return False
    allowed = e.op in _PURE_OPERATORS or may_panic
    return allowed and is_pure(code, e.x, may_panic) and is_pure(code, e.y, may_panic)


def _is_pure_call(code: Code, e: Call, may_panic: bool) -> bool:
    if code.builtin(e) in _PURE_BUILTINS:
        return all(is_pure(code, arg, may_panic) for arg in e.args)
    if not code.is_type(e.fun) or len(e.args) != 1:
        return False
    target, source = code.type_of(e.fun), code.type_of(e.args[0])
    return is_number(target) and is_number(source) and is_pure(code, e.args[0], may_panic)


def is_number(t: Type | None) -> bool:
    """Whether a type is a number's, or a type parameter's with nothing but such."""
    return t is not None and all_numeric(t)


@dataclass(frozen=True, slots=True)
class Writes:
    """What running some code may change: variables by name, and, with `memory`, whatever can be reached through
    pointers or by other functions: package variables, variables whose address is taken or that a function literal
    assigns."""

    variables: frozenset[Object]
    memory: bool


def writes(code: Code, nodes: Iterable[Node]) -> Writes:
    """What running statements or evaluating expressions may change; what function literals in them do included."""
    inner = [each for node in nodes for each in walk(node)]
    assignments = (each for each in inner if isinstance(each, (Assign, IncDec, Range)))
    stored = [_stored_into(code, left) for each in assignments for left in _assigned(each)]
    memory = None in stored or any(_reaches_others(code, each) for each in inner)
    return Writes(frozenset(variable for variable in stored if variable is not None), memory)


def _reaches_others(code: Code, node: Node) -> bool:
    """Whether other code may run, or be waited for, so that memory is changed by it."""
    if isinstance(node, Call):
        return not _keeps_memory(code, node)
    return isinstance(node, (Send, Go)) or (isinstance(node, Unary) and node.op == "<-")


def _assigned(node: Assign | IncDec | Range) -> list[Expr]:
    if isinstance(node, Assign):
        return list(node.lhs)
    if isinstance(node, IncDec):
        return [node.x]
    return [e for e in (node.key, node.value) if e is not None]


def _stored_into(code: Code, left: Node) -> Object | None:
    """The variable whose own memory an assignment changes; None where it goes through a pointer, slice or map."""
    inner = bare(left)
    while not isinstance(inner, Ident):
        if isinstance(inner, Selector):
            selection = code.selection_of(inner)
            if selection is None:
                return code.object_of(inner.sel)
            if selection.indirect:
                return None
            inner = bare(inner.x)
        elif isinstance(inner, Index):
            t = code.type_of(inner.x)
            if t is None or not isinstance(t.under(), Array):
                return None
            inner = bare(inner.x)
        else:
            return None
    return code.object_of(inner)


def _keeps_memory(code: Code, call: Call) -> bool:
    """Whether a call certainly changes nothing that was there before: a conversion, or a builtin that only looks."""
    return code.is_type(call.fun) or code.builtin(call) in (*_PURE_BUILTINS, "make", "new", "panic")


def is_local_to(code: Code, variable: Object) -> bool:
    """Whether nothing but this declaration's direct assignments, outside function literals, changes a variable: it is
    declared here, its address is not taken, and no function literal assigns it."""
    if not isinstance(variable, Var) or variable.site is not code.declared or variable.is_field:
        return False
    found = uses(code, variable)
    home = next((use.within for use in found if use.role is Role.DEFINE), None)
    changing = (Role.ASSIGN, Role.STORE)
    return not any(use.role is Role.ADDRESS or (use.role in changing and use.within is not home) for use in found)


def is_unchanged(code: Code, e: Node, changes: Writes) -> bool:
    """Whether a pure expression (`is_pure`, panics allowed) has the same value after `changes` as before."""
    nodes = list(walk(e))
    variables = {code.object_of(node) for node in nodes if isinstance(node, Ident)}
    for variable in variables:
        if not isinstance(variable, Var) or variable.is_field:
            continue
        if variable in changes.variables or (changes.memory and not is_local_to(code, variable)):
            return False
    reachable = changes.memory or not all(is_local_to(code, variable) for variable in changes.variables)
    return not reachable or not any(_reads_memory(code, node) for node in nodes)


def _reads_memory(code: Code, node: Node) -> bool:
    """Whether a node reads what a pointer, slice or map leads to; the length of a map is there too."""
    if isinstance(node, Selector):
        return _follows_pointer(code, node)
    if isinstance(node, Call):
        return code.builtin(node) in ("len", "cap") and not _is_held(code.type_of(node.args[0]))
    return isinstance(node, Star) or (isinstance(node, Index) and not is_array(code.type_of(node.x)))


def _is_held(t: Type | None) -> bool:
    """Whether the length of a value of a type is in the value itself."""
    return t is not None and (is_string(t) or isinstance(t.under(), (Array, Pointer, Slice)))


def _follows_pointer(code: Code, node: Selector) -> bool:
    selection = code.selection_of(node)
    return selection is not None and selection.indirect
