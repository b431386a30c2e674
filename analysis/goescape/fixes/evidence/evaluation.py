"""Whether expressions can be evaluated one by one, or at another time, instead of all together for a call.

The specification ("Order of evaluation") orders calls, receptions and logical operations. When variables are read,
pointers followed and elements indexed it leaves open: the compiler does so as late as it can, after the calls that
stand further right (cmd/compile/internal/walk/order.go, go1.22 to go1.26).
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterator, Sequence

from goescape.fixes.code import Code, bare
from goescape.fixes.evidence.effects import is_pure, is_unchanged, writes
from goescape.syntax.nodes import (
    Assign,
    Binary,
    Call,
    CompositeLit,
    Expr,
    FuncLit,
    Ident,
    Index,
    KeyValue,
    Node,
    Paren,
    Return,
    Selector,
    SliceExpr,
    Star,
    TypeAssert,
    Unary,
    ValueSpec,
)
from goescape.syntax.walk import children, walk
from goescape.types.predicates import is_string

_AROUND = (Binary, Call, CompositeLit, Index, KeyValue, Paren, Selector, SliceExpr, Star, TypeAssert, Unary)
"""The expressions whose operands are evaluated together with those of the expression around them."""
_LISTS = (Assign, Return, ValueSpec)
"""The statements whose expressions are evaluated together."""


class _Risk(enum.IntEnum):
    """How evaluating an expression may panic. Two that only follow pointers panic alike."""

    NONE = enum.auto()
    NIL_POINTER = enum.auto()
    ANY = enum.auto()


def is_order_free(
    code: Code, exprs: Sequence[Expr], reads_bytes: Collection[Expr] = (), called: Collection[Expr] = ()
) -> bool:
    """Whether it makes no difference that what is made of each expression is made before the next is evaluated, and
    that variables may be read, and pointers followed, at another time in relation to calls. What is made of an
    expression may read memory that it leads to only where it is one of `reads_bytes`; it is made by a call where it is
    one of `called`, and so before what is made of the others."""
    if all(is_pure(code, part, may_panic=True) for e in exprs for part in summands(code, e)):
        risks = [risk for e in exprs if (risk := _risk(code, e)) is not _Risk.NONE]
        return len(called) in (0, len(exprs)) or len(risks) < 2 or _Risk.ANY not in risks
    active = [e for e in exprs if not _is_steady(code, e, exprs, e in reads_bytes)]
    return len(active) < 2 or all(e not in reads_bytes and _is_ordered(code, e) for e in active)


def is_timeless(code: Code, place: Expr, exprs: Sequence[Expr], reads_bytes: Collection[Expr] = ()) -> bool:
    """Whether it makes no difference that expressions at `place`, which are operands of a call there, are evaluated
    without one: after the calls that the statement makes further right."""
    others = [other for other in _evaluated_later(code, place) if not _is_inert(code, other)]
    if all(is_pure(code, other) for other in others):
        return True
    changes = writes(code, others)
    if any(e in reads_bytes for e in exprs) and (changes.memory or changes.variables):
        return False
    parts = [part for e in exprs for part in summands(code, e) if not _is_ordered(code, part)]
    if not all(is_pure(code, part, may_panic=True) and is_unchanged(code, part, changes) for part in parts):
        return False
    ours = max((_risk(code, part) for part in parts), default=_Risk.NONE)
    return ours is _Risk.NONE or max(ours, *(_risk(code, other) for other in others)) is _Risk.NIL_POINTER


def _evaluated_later(code: Code, place: Node) -> Iterator[Node]:
    """The expressions of a statement that are evaluated after one in it, and what it assigns to; up to the call that
    the one is an argument of, or to the operator that decides whether the next operand is evaluated."""
    below = place
    for above in code.ancestors(place):
        if isinstance(above, _LISTS):
            yield from (child for child in children(above) if child is not below)
            return
        if not isinstance(above, _AROUND) or (isinstance(above, Binary) and above.op in ("&&", "||")):
            return
        yield from (child for child in children(above) if child.id > below.id)
        if isinstance(above, Call) and above.fun is not below and _is_ordered(code, above):
            return
        below = above


def _is_inert(code: Code, node: Node) -> bool:
    """Whether there is nothing to evaluate: a type, or a name, which may be that of a variable that is assigned."""
    return isinstance(bare(node), (FuncLit, Ident)) or code.is_type(node)


def summands(code: Code, e: Expr) -> Iterator[Expr]:
    """The operands of a concatenation, which itself does nothing but allocate; any other expression, and a constant, by
    itself."""
    inner, t = bare(e), code.type_of(e)
    is_sum = t is not None and is_string(t) and code.value_of(e) is None
    if isinstance(inner, Binary) and inner.op == "+" and is_sum:
        yield from summands(code, inner.x)
        yield from summands(code, inner.y)
    else:
        yield e


def _is_steady(code: Code, e: Expr, all: Sequence[Expr], reads_bytes: bool) -> bool:
    """Whether an expression cannot panic, and what is made of it is the same before the others are evaluated as
    after it."""
    changes = writes(code, (other for other in all if other is not e))
    if reads_bytes and (changes.memory or changes.variables):
        return False
    return not any(not is_pure(code, part) or not is_unchanged(code, part, changes) for part in summands(code, e))


def _is_ordered(code: Code, e: Expr) -> bool:
    """Whether evaluating an expression is a call or a reception, with nothing around it."""
    inner = bare(e)
    if isinstance(inner, Call):
        return not (code.is_type(inner.fun) or code.builtin(inner))
    return isinstance(inner, Unary) and inner.op == "<-"


def _risk(code: Code, e: Node) -> _Risk:
    """How evaluating an expression, or assigning to it, may panic."""
    parts = list(summands(code, e)) if isinstance(e, Binary) else [e]
    if all(is_pure(code, part) for part in parts):
        return _Risk.NONE
    follows = all(is_pure(code, part, may_panic=True) for part in parts)
    is_checked = any(isinstance(node, Index) or (isinstance(node, Binary) and _divides(node)) for node in walk(e))
    return _Risk.NIL_POINTER if follows and not is_checked else _Risk.ANY


def _divides(e: Binary) -> bool:
    return e.op in ("/", "%", "<<", ">>")
