"""What code does with the pointer that an expression yields, and how the same is written with the value itself."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from goescape.fixes.code import Code
from goescape.fixes.evidence.uses import is_array, is_assigned, part_around, takes_address
from goescape.fixes.model import Edit
from goescape.syntax.nodes import (
    BasicLit,
    Call,
    Ident,
    Index,
    Node,
    Paren,
    Selector,
    SliceExpr,
    Star,
    TypeAssert,
    Unary,
)
from goescape.syntax.walk import walk
from goescape.types.model import FIELD, METHOD_VALUE, Func, Pointer, Selection, Struct, Type

_WORD = re.compile(rb"[A-Za-z0-9_\x80-\xff]")
_SIMPLE = (Ident, Index, BasicLit)


class Touch(enum.Enum):
    """What is done with what a pointer points to."""

    READ = enum.auto()
    """It, or a part, is read; a method with a value receiver is called or bound."""
    STORE = enum.auto()
    """It, or a part, gets another value."""
    ADDRESS = enum.auto()
    """The address of a part is taken: ``&p.f``, ``p.array[:]``, ``p.f.M()`` with a pointer receiver."""
    METHOD = enum.auto()
    """A method with a pointer receiver gets the pointer: ``p.M()``, or ``p.M`` bound to it."""
    OTHER = enum.auto()
    """The pointer itself is copied, compared, converted or passed on."""


@dataclass(frozen=True, slots=True)
class PointerUse:
    """One use of a pointer. `pointer` is the expression that yields it, parentheses around it included; `star` is what
    follows it, if it is written; `whole` is the largest part of what it points to that the use is about (the pointer
    itself for METHOD and OTHER)."""

    pointer: Node
    touch: Touch
    whole: Node
    star: Star | None = None


def pointer_use(code: Code, node: Node) -> PointerUse:
    """How an expression of pointer type is used by what stands around it."""
    pointer = code.unparenthesised(node)
    above = code.parent(pointer)
    if isinstance(above, Star) and not code.is_type(above):
        return _part(code, pointer, above, above)
    if isinstance(above, Selector) and above.x is pointer:
        return _selected(code, pointer, above)
    if isinstance(above, Index) and above.x is pointer and points_to_array(code.type_of(node)):
        return _part(code, pointer, above)
    if isinstance(above, SliceExpr) and above.x is pointer:
        return PointerUse(pointer, Touch.ADDRESS, pointer)
    return PointerUse(pointer, Touch.OTHER, pointer)


def _selected(code: Code, pointer: Node, above: Selector) -> PointerUse:
    selection = code.selection_of(above)
    if selection is None or selection.kind not in (FIELD, METHOD_VALUE):
        return PointerUse(pointer, Touch.OTHER, pointer)
    own = not _leaves(selection)
    if isinstance(selection.obj, Func):
        touch = Touch.METHOD if selection.obj.pointer_receiver and own else Touch.READ
        return PointerUse(pointer, touch, pointer)
    return _part(code, pointer, above) if own else PointerUse(pointer, Touch.READ, above)


def _leaves(selection: Selection) -> bool:
    """Whether what is selected lies behind another pointer, or interface, than the one that it is selected from."""
    t: Type = selection.recv.under()
    t = t.elem if isinstance(t, Pointer) else t
    for index in selection.path[:-1]:
        under = t.under()
        if not isinstance(under, Struct) or index >= len(under.fields):
            return True
        t = under.fields[index].type_of()
    return len(selection.path) > 1 and isinstance(t.under(), Pointer)


def _part(code: Code, pointer: Node, part: Node, star: Star | None = None) -> PointerUse:
    whole = part_around(code, part)
    above = code.parent(whole)
    if is_assigned(whole, above):
        return PointerUse(pointer, Touch.STORE, whole, star)
    address = (
        (isinstance(above, Unary) and above.op == "&")
        or (isinstance(above, SliceExpr) and above.x is whole and is_array(code.type_of(whole)))
        or (isinstance(above, Selector) and above.x is whole and takes_address(code, whole, code.selection_of(above)))
    )
    return PointerUse(pointer, Touch.ADDRESS if address else Touch.READ, whole, star)


def address(code: Code, whole: Node) -> Node:
    """The expression that yields the address of a variable's part, parentheses around it included: ``&x``, or ``x``
    itself in ``x.M()``."""
    above = code.parent(whole)
    return code.unparenthesised(above) if isinstance(above, Unary) else whole


def points_to_array(t: Type | None) -> bool:
    """Whether a type is a pointer to an array's."""
    under = t.under() if t is not None else None
    return isinstance(under, Pointer) and is_array(under.elem)


def as_value(code: Code, use: PointerUse) -> list[Edit]:
    """What makes a use right once the expression yields the value: a written star goes, with parentheses around it that
    what follows needed. Where nothing in the operand can be edited as well, all of it is, so that what the compiler
    says of the star before and of the operand after is said of one place."""
    star = use.star
    if star is None:
        return []
    around = code.parent(star)
    if isinstance(around, Paren) and _is_before_suffix(code, code.unparenthesised(star)):
        size = code.span(around).end - code.span(around).start
        return [without(code, around, 0, 1), without(code, star, 0, 1), without(code, around, size - 1, size)]
    if code.text(star) == b"*" + code.text(star.x) and all(isinstance(node, _SIMPLE) for node in walk(star.x)):
        span = code.span(star)
        return [Edit(code.path, span.start, span.end, _apart(code, span.start, span.start + 1) + code.text(star.x))]
    return [without(code, star, 0, 1)]


def _is_before_suffix(code: Code, node: Node) -> bool:
    """Whether an expression is followed by a selector, an index or arguments, which bind closer than a star."""
    above = code.parent(node)
    return isinstance(above, (Selector, Index, SliceExpr, TypeAssert)) or (
        isinstance(above, Call) and above.fun is node
    )


def without(code: Code, node: Node, start: int, end: int) -> Edit:
    """The bytes from `start` to `end` of a node's text taken out."""
    at = code.span(node).start
    return Edit(code.path, at + start, at + end, _apart(code, at + start, at + end))


def _apart(code: Code, start: int, end: int) -> bytes:
    """What keeps the texts before and after a gap two words: ``return*p``."""
    data = code.source.data
    return b" " if _WORD.match(data[start - 1 : start]) and _WORD.match(data[end : end + 1]) else b""
