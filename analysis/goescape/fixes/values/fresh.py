"""Expressions that make a value of their own and yield its address, and how the value alone is written."""

from __future__ import annotations

from goescape.fixes.code import Code, bare
from goescape.fixes.edits.pointers import without
from goescape.fixes.model import Edit
from goescape.syntax.nodes import (
    Block,
    Call,
    CaseClause,
    CommClause,
    CompositeLit,
    For,
    FuncLit,
    If,
    Index,
    Node,
    Paren,
    Range,
    Switch,
    TypeSwitch,
    Unary,
)
from goescape.types.model import Array, Struct, Type

_NEW = b"new("
_HEADED = (If, For, Range, Switch, TypeSwitch)
_ENCLOSING = (Block, CaseClause, CommClause, Paren, CompositeLit, FuncLit)


def is_literal(node: Node | None) -> bool:
    """Whether an expression is ``&T{...}``."""
    inner = bare(node)
    return isinstance(inner, Unary) and inner.op == "&" and isinstance(bare(inner.x), CompositeLit)


def is_new(code: Code, node: Node | None) -> bool:
    """Whether an expression is ``new(T)``, on one line, of a type whose zero value is ``T{}``."""
    inner = bare(node)
    if not isinstance(inner, Call) or code.builtin(inner) != "new" or not code.is_type(inner.args[0]):
        return False
    written = code.text(inner)
    after = code.source.data[code.span(inner.args[0]).end : code.span(inner).end]
    plain = written.startswith(_NEW) and b"\n" not in written and b"," not in after
    return plain and has_literals(code.type_of(inner.args[0]))


def is_fresh(code: Code, node: Node | None) -> bool:
    """Whether an expression makes a value that nobody else has the address of, and that `as_made` can write."""
    return is_literal(node) or is_new(code, node)


def has_literals(t: Type | None) -> bool:
    """Whether ``T{}`` is the zero value of a type."""
    return t is not None and isinstance(t.under(), (Struct, Array))


def as_made(code: Code, node: Node) -> list[Edit]:
    """What makes the value itself of a fresh expression: ``T{...}`` of ``&T{...}``, ``T{}`` of ``new(T)``; in
    parentheses where a block would seem to begin otherwise. Comments stay."""
    inner = bare(node) or node
    span = code.span(inner)
    opening, closing = (b"(", b")") if _is_in_header(code, inner) else (b"", b"")
    if isinstance(inner, Call):
        return [
            Edit(code.path, span.start, span.start + len(_NEW), opening),
            Edit(code.path, span.end - 1, span.end, b"{}" + closing),
        ]
    if not opening:
        return [without(code, inner, 0, 1)]
    return [Edit(code.path, span.start, span.start + 1, opening), Edit(code.path, span.end, span.end, closing)]


def _is_in_header(code: Code, node: Node) -> bool:
    """Whether a literal stands where its brace would begin the block of an if, for or switch."""
    below = node
    for above in code.ancestors(node):
        if isinstance(above, _HEADED):
            return True
        if isinstance(above, _ENCLOSING) or (isinstance(above, (Call, Index)) and below is not _before_bracket(above)):
            return False
        below = above
    return False


def _before_bracket(node: Call | Index) -> Node:
    return node.fun if isinstance(node, Call) else node.x
