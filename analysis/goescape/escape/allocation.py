"""What must be in the heap whatever becomes of it (cmd/compile/internal/escape/utils.go: HeapAllocReason)."""

from __future__ import annotations

from goescape.escape.kinds import pointee, slice_elem
from goescape.ir import ops
from goescape.ir.nodes import PPARAM, PPARAMOUT, Closure, Expr, Literal, Make, Name, Node, Selector
from goescape.ir.properties import Properties
from goescape.release import GoRelease

TOO_LARGE = "too large for stack"
TOO_ALIGNED = "too aligned for stack"
ZERO_SIZED = "zero-sized element"
REASONS = frozenset((TOO_LARGE, TOO_ALIGNED, ZERO_SIZED))

_INT32 = 1 << 31


def heap_reason(node: Node | None, release: GoRelease, properties: Properties) -> str:
    """Why what a location stands for cannot be on the stack; "" if it can, as far as its type goes."""
    if not isinstance(node, Expr) or node.type is None:
        return ""
    if isinstance(node, Name) and node.cls in (PPARAM, PPARAMOUT):
        return ""
    word = properties.sizes.word
    if not 0 <= properties.size(node.type) <= release.max_stack_var:
        return TOO_LARGE
    if properties.alignment(node.type) > word:
        return TOO_ALIGNED
    limit = release.max_implicit_stack_var
    if node.op in (ops.ONEW, ops.OPTRLIT):
        elem = pointee(node.type)
        assert elem is not None
        if not 0 <= properties.size(elem) <= limit:
            return TOO_LARGE
        return TOO_ALIGNED if properties.alignment(elem) > word else ""
    if isinstance(node, Closure):
        return TOO_LARGE if _closure_size(node, properties) > limit else ""
    if isinstance(node, Selector) and node.op == ops.OMETHVALUE:
        receiver = node.x.type
        return TOO_LARGE if receiver is not None and word + properties.size(receiver) > limit else ""
    if isinstance(node, Make) and node.op == ops.OMAKESLICE:
        return _slice_reason(node, limit, properties)
    return ""


def _closure_size(node: Closure, properties: Properties) -> int:
    """Bytes of a closure: its code, and what it captures, in order (typecheck/func.go: ClosureType)."""
    word = properties.sizes.word
    size = word
    for name in node.func.captured:
        assert name.type is not None
        by_value = name.canonical().byval
        alignment = properties.alignment(name.type) if by_value else word
        size = (size + alignment - 1) & -alignment
        size += properties.size(name.type) if by_value else word
    return (size + word - 1) & -word


def _slice_reason(node: Make, limit: int, properties: Properties) -> str:
    """A slice whose size is not constant may be on the stack: that is decided when it is made."""
    elem = slice_elem(node.type)
    assert elem is not None
    size = properties.size(elem)
    if size == 0:
        return ZERO_SIZED
    count = node.cap if node.cap is not None else node.len
    if not isinstance(count, Literal) or not isinstance(count.value, int):
        return ""
    if not -_INT32 <= count.value < _INT32:
        return ""
    return TOO_LARGE if count.value > limit // size else ""
