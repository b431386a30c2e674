"""Addresses for which package sync/atomic may need an alignment that machines of 32 bits do not give by themselves.

There a word of 64 bits is only aligned where it is the first in what is allocated, or happens to be at a multiple of
eight bytes (sync/atomic, "Bugs"). What a function does with an address is not looked at: atomics may hide in any.
"""

from __future__ import annotations

from collections.abc import Iterator

from goescape.fixes.code import Code
from goescape.fixes.evidence.uses import is_array, part_around, takes_address
from goescape.syntax.nodes import Node, Selector, SliceExpr, Unary
from goescape.types.model import (
    INT64,
    METHOD_VALUE,
    UINT64,
    Array,
    Basic,
    Func,
    Named,
    Pointer,
    Selection,
    Struct,
    Type,
    unalias,
)


def gives_address(code: Code, node: Node) -> bool:
    """Whether the address of a part of a struct is taken, whose value or pointer an expression yields, and that part
    has integers of 64 bits; those of the types of sync/atomic are aligned anywhere."""
    above = code.parent(code.unparenthesised(node))
    selection = code.selection_of(above) if isinstance(above, Selector) else None
    if not isinstance(above, Selector) or selection is None:
        return False
    if selection.kind == METHOD_VALUE:
        return _is_wide(_embedded(code.type_of(above.x), selection))
    part = part_around(code, above)
    return _is_wide(code.type_of(part)) and _is_address_taken(code, part)


def _is_address_taken(code: Code, part: Node) -> bool:
    above = code.parent(part)
    if isinstance(above, Selector):
        return takes_address(code, part, code.selection_of(above))
    if isinstance(above, SliceExpr):
        return above.x is part and is_array(code.type_of(part))
    return isinstance(above, Unary) and above.op == "&"


def _embedded(t: Type | None, selection: Selection) -> Type | None:
    """The type of the embedded field whose address a method of it gets; None where it is not in the struct itself, or
    the method gets none."""
    if not isinstance(selection.obj, Func) or not selection.obj.pointer_receiver or len(selection.path) < 2:
        return None
    under = t.under() if t is not None else None
    inner: Type | None = under.elem if isinstance(under, Pointer) else t
    for index in selection.path[:-1]:
        struct = inner.under() if inner is not None else None
        inner = struct.fields[index].type_of() if isinstance(struct, Struct) else None
    return None if inner is None or isinstance(inner.under(), Pointer) else inner


def _is_wide(t: Type | None) -> bool:
    """Whether values of a type have integers of 64 bits in them."""
    return t is not None and any(isinstance(part, Basic) and part.kind in (INT64, UINT64) for part in _inline(t))


def _inline(t: Type) -> Iterator[Type]:
    """What values of a type have in them, without following pointers or looking into types of sync/atomic."""
    t = unalias(t)
    if isinstance(t, Named) and t.obj.pkg is not None and t.obj.pkg.path == "sync/atomic":
        return
    under = t.under()
    yield under
    if isinstance(under, Struct):
        for field in under.fields:
            yield from _inline(field.type_of())
    elif isinstance(under, Array):
        yield from _inline(under.elem)
