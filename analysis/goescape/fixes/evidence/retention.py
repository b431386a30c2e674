"""Whether the memory that an expression leads to is let go of when the expression around it is over.

Read from syntax and types: elements and fields are read and written, and their addresses not taken; functions get it,
and yield nothing that could have it. What a function does with an argument beside that is not looked at here: its
caller knows from the compiler that nothing keeps it, or trusts that.
"""

from __future__ import annotations

from goescape.fixes.code import Code, bare
from goescape.fixes.evidence.uses import is_assigned, part_around, takes_address
from goescape.syntax.nodes import (
    Binary,
    Call,
    Defer,
    ExprStmt,
    Go,
    Index,
    Node,
    Range,
    Selector,
    SliceExpr,
    Star,
    Unary,
)
from goescape.types.model import (
    IS_CONST_TYPE,
    METHOD_VALUE,
    UNSAFE_POINTER,
    Array,
    Basic,
    Interface,
    Signature,
    Struct,
    Tuple,
    Type,
    TypeParam,
    unalias,
)
from goescape.types.predicates import is_basic, is_string
from goescape.types.universe import ERROR

_LOOKING = frozenset({"len", "cap", "clear", "copy", "delete"})


def lets_go(code: Code, held: Node, trusting: bool = False) -> bool:
    """Whether the expression around a slice, map or pointer does not have it any more when it is over.

    By itself, only declared functions may get it, and no function value or interface together with it: what they store
    through a pointer the compiler takes to be on the heap (escape/assign.go: addr), so that it says that something
    escapes; but a literal could store it in a variable that it captures. When `trusting`, any function may get it, and
    yield a string or an error, or something that is an argument in turn; and a deferred one may.
    """
    held = code.unparenthesised(held)
    above = code.parent(held)
    if isinstance(above, SliceExpr):
        return above.x is held and lets_go(code, above, trusting)
    if isinstance(above, Selector):
        return _selected(code, above, trusting)
    if isinstance(above, Index):
        return above.x is held and _is_value(code, above)
    if isinstance(above, Star):
        return _is_value(code, above)
    if isinstance(above, Range):
        return above.x is held
    if isinstance(above, Binary):
        return above.op in ("==", "!=")
    return isinstance(above, Call) and above.fun is not held and _as_argument(code, above, held, trusting)


def _selected(code: Code, selector: Selector, trusting: bool) -> bool:
    """Whether a field is read or written, or a method called that lets go."""
    selection = code.selection_of(selector)
    if selection is None:
        return False
    if selection.kind != METHOD_VALUE:
        return _is_value(code, selector, trusting)
    call = code.parent(code.unparenthesised(selector))
    return trusting and isinstance(call, Call) and bare(call.fun) is selector and _yields_nothing(code, call, trusting)


def _is_value(code: Code, part: Node, trusting: bool = False) -> bool:
    """Whether a part of memory is read or written, and its address not taken."""
    whole = part_around(code, part)
    above = code.parent(whole)
    if is_assigned(whole, above):
        return True
    if isinstance(above, Unary) and above.op == "&":
        return False
    if isinstance(above, SliceExpr) and above.x is whole:
        t = code.type_of(whole)
        return t is not None and not isinstance(t.under(), Array)
    if isinstance(above, Selector) and above.x is whole and takes_address(code, whole, code.selection_of(above)):
        return _selected(code, above, trusting)
    return True


def _as_argument(code: Code, call: Call, held: Node, trusting: bool) -> bool:
    if code.is_type(call.fun):
        t = code.type_of(call)
        return t is not None and (is_basic(t, IS_CONST_TYPE) or (trusting and lets_go(code, call, trusting)))
    builtin = code.builtin(call)
    if builtin:
        return builtin in _LOOKING or (builtin == "append" and call.spread and call.args[1] is held)
    if not trusting and (code.callee(call) is None or any(_calls_back(code.type_of(each)) for each in call.args)):
        return False
    return _yields_nothing(code, call, trusting)


def _yields_nothing(code: Code, call: Call, trusting: bool) -> bool:
    """Whether nothing that a call yields can lead to what it got."""
    above = code.parent(code.unparenthesised(call))
    if isinstance(above, Go):
        return False
    if isinstance(above, Defer):
        return trusting
    if isinstance(above, ExprStmt):
        return True
    t = code.type_of(call)
    yields_nothing = is_harmless(t) if trusting else all(_is_plain(each) for each in _results(t))
    return yields_nothing or (trusting and lets_go(code, call, trusting))


def _calls_back(t: Type | None) -> bool:
    """Whether a value of a type can be called."""
    return t is None or isinstance(t.under(), (Signature, Interface))


def is_harmless(t: Type | None) -> bool:
    """Whether what a call yields, by its type, hardly leads to what the function got: numbers, strings, errors."""
    results = [(each, _is_plain(each)) for each in _results(t)]
    return all(plain or (each is not None and (is_string(each) or unalias(each) is ERROR)) for each, plain in results)


def _results(t: Type | None) -> list[Type | None]:
    return [var.type_of() for var in t.vars] if isinstance(t, Tuple) else [t]


def _is_plain(t: Type | None) -> bool:
    """Whether values of a type have no pointers in them."""
    if t is None or isinstance(unalias(t), TypeParam):
        return False
    under = t.under()
    if isinstance(under, Struct):
        return all(_is_plain(field.type_of()) for field in under.fields)
    if isinstance(under, Array):
        return _is_plain(under.elem)
    return isinstance(under, Basic) and under.kind != UNSAFE_POINTER and not is_string(under)
