"""Drop a conversion: the form of a call that takes what is there, and does not copy it first.

    w.Write([]byte(s))                  w.WriteString(s)
    w.WriteString(string(b))            w.Write(b)
    append(x, string(b)...)             append(x, b...)
    copy(x, string(b))                  copy(x, b)
    strings.Index(string(b), "x")       bytes.Index(b, []byte("x"))
    bytes.Index([]byte(s), []byte("x")) strings.Index(s, "x")
    len(string([]byte(s)))              len(s)

What the compiler knows to be without a copy is left alone: it says so, or does not speak of it (map lookups,
comparisons, ranges; cmd/compile/internal/walk/order.go, go1.22: zero-copy conversions to bytes). A copy that stays on
the stack is made in a buffer of 32 bytes there, and allocated if it is longer (runtime/string.go).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from goescape.findings.model import Finding, Kind
from goescape.fixes.code import Code, bare
from goescape.fixes.evidence.conversions import (
    Conversion,
    conversion,
    copy_made,
    is_bytes,
    is_plain_string,
)
from goescape.fixes.evidence.effects import is_pure
from goescape.fixes.evidence.evaluation import is_timeless, summands
from goescape.fixes.evidence.names import is_predeclared, package_name
from goescape.fixes.evidence.writers import is_known, keeps_its_memory, leaves_alone, receiver
from goescape.fixes.model import Candidate, Edit, FixKind, Gain, Refusal, Target
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Scene
from goescape.syntax.document import comments_of
from goescape.syntax.nodes import Binary, Call, Defer, Expr, Go, Index, Selector, SliceExpr, Star, Unary
from goescape.types.constant import text_of

_ALIKE = ("Compare", "Contains", "Count", "EqualFold", "HasPrefix", "HasSuffix", "Index", "LastIndex")
"""Functions of packages strings and bytes that take two texts and find the same in them."""
_ALIKE_OF_ONE = ("ContainsAny", "ContainsRune", "IndexAny", "IndexByte", "IndexRune", "LastIndexAny", "LastIndexByte")
"""Those whose second argument is of the same type in both."""
_SMALL = 32
"""Bytes of a constant that are copied to the stack for a call that does not keep them."""

Changes: TypeAlias = "tuple[list[Edit], tuple[tuple[str, str], ...]]"
"""Edits, and the imports that they need."""
Outcome: TypeAlias = "Changes | Reason | None"


def find(code: Code, scene: Scene) -> Iterator[Candidate | Refusal]:
    """Conversions whose operand the call around them could take as it is."""
    for node in code.nodes:
        found = conversion(code, node) if isinstance(node, Call) else None
        if found is None or code.value_of(found.call) is not None:
            continue
        copied = copy_made(code, scene, found)
        outcome = _outcome(code, scene, found, copied) if copied is not None else None
        if copied is None or outcome is None:
            continue
        yield _finished(code, found, copied, outcome)


def _finished(code: Code, found: Conversion, copied: Finding, outcome: Changes | Reason) -> Candidate | Refusal:
    kind, span, subject = FixKind.DROP_CONVERSION, code.span(found.call), code.written(found.call.fun)
    if isinstance(outcome, Reason):
        return Refusal(kind, code.path, span, subject, code.name, outcome)
    edits, imports = outcome
    if any(comments_of(code.source.data, edit.start, edit.end) for edit in edits):
        return Refusal(kind, code.path, span, subject, code.name, Reason.COMMENT_LOST)
    is_heap = copied.kind is Kind.ESCAPES
    targets = (Target(code.path, span),) if is_heap else ()
    gain = Gain.ESCAPE if is_heap else Gain.RUN_TIME
    return Candidate(kind, code.path, span, subject, code.name, tuple(edits), gain, imports, targets)


def _outcome(code: Code, scene: Scene, found: Conversion, copied: Finding) -> Outcome:
    above = code.parent(code.unparenthesised(found.call))
    outer = conversion(code, above)
    if outer is not None and outer.to_string is not found.to_string:
        return None
    inner = conversion(code, found.operand)
    if inner is not None and found.to_string and not inner.to_string:
        return _round_trip(code, found, inner, copied)
    if not isinstance(above, Call) or code.is_type(above.fun):
        return None
    if code.builtin(above) in ("append", "copy"):
        return _builtin(code, above, found)
    if not is_plain_string(code.type_of(found.operand)) and not found.to_string and not is_predeclared(code, "string"):
        return Reason.NAME_TAKEN
    if code.is_call_of(above, "strings" if found.to_string else "bytes", *_ALIKE, *_ALIKE_OF_ONE):
        return _searched(code, scene, above, found)
    return _written(code, scene, above, found)


# ------------------------------------------------------------------------------------------------------- the forms


def _round_trip(code: Code, found: Conversion, inner: Conversion, copied: Finding) -> Outcome:
    """`string([]byte(s))`: a copy for its own sake where it is kept."""
    if copied.kind is Kind.ESCAPES:
        return Reason.COPY_MEANT
    if not is_timeless(code, found.call, [inner.operand]):
        return Reason.ARGUMENT_ORDER
    whole, operand = code.span(found.call), code.span(inner.operand)
    above = code.parent(found.call)
    is_loose = isinstance(inner.operand, (Binary, Unary, Star))
    is_held = isinstance(above, (Selector, Index, SliceExpr))
    plain = is_plain_string(code.type_of(found.call)) and is_plain_string(code.type_of(inner.operand))
    if plain and not (is_loose and is_held):
        return [Edit(code.path, whole.start, operand.start, b""), Edit(code.path, operand.end, whole.end, b"")], ()
    return _stripped(code, inner), ()


def _builtin(code: Code, call: Call, found: Conversion) -> Outcome:
    """`append(x, string(b)...)` and `copy(x, string(b))`, which move memory as if by way of a copy."""
    is_last = len(call.args) == 2 and bare(call.args[1]) is found.call
    if not is_last or not found.to_string or not is_bytes(code.type_of(call.args[0])):
        return None
    if not is_pure(code, call.args[0], may_panic=True) and not _is_slicing(code, call.args[0]):
        return Reason.ARGUMENT_ORDER
    if not is_timeless(code, call, [found.operand], [found.operand]):
        return Reason.ARGUMENT_ORDER
    return _stripped(code, found), ()


def _is_slicing(code: Code, e: Expr) -> bool:
    """Whether an expression is a slice of what is pure, with pure bounds."""
    inner = bare(e)
    parts = (inner.x, inner.low, inner.high, inner.max) if isinstance(inner, SliceExpr) else ()
    return bool(parts) and all(is_pure(code, part, may_panic=True) for part in parts)


def _searched(code: Code, scene: Scene, call: Call, found: Conversion) -> Outcome:
    """A function of strings in place of that of bytes, or the other way round."""
    fun = call.fun
    if len(call.args) != 2 or bare(call.args[0]) is not found.call or not isinstance(fun, Selector):
        return None
    package = "bytes" if found.to_string else "strings"
    name = package_name(code, package)
    if name is None:
        return Reason.NAME_TAKEN
    other: list[Edit] | None = []
    if fun.sel.name in _ALIKE:
        other = _converted(code, call.args[1], found.to_string)
    elif not is_pure(code, call.args[1]):
        other = None
    if other is None:
        return Reason.AS_MANY
    opening, closing = _as_plain(code, found)
    called = f"{name}.{fun.sel.name}(".encode()
    whole = replace(opening, start=code.span(fun).start, text=called + opening.text)
    return [whole, closing, *other], ((code.path, package),)


def _converted(code: Code, e: Expr, to_bytes: bool) -> list[Edit] | None:
    """The edits that make the second argument one of the other type, without a copy on the heap."""
    inner = conversion(code, e)
    if inner is not None and inner.to_string is to_bytes:
        return _as_plain(code, inner) if is_pure(code, inner.operand) else None
    value, span = code.value_of(e), code.span(e)
    if not to_bytes or value is None or len(text_of(value)) > _SMALL or not is_predeclared(code, "byte"):
        return None
    return [
        Edit(code.path, span.start, span.start, b"[]byte("),
        Edit(code.path, span.end, span.end, b")"),
    ]


def _written(code: Code, scene: Scene, call: Call, found: Conversion) -> Outcome:
    """A writer's method for what is there."""
    fun, method = bare(call.fun), code.callee(call)
    wanted, instead = ("WriteString", "Write") if found.to_string else ("Write", "WriteString")
    writer = receiver(call)
    if method is None or method.name != wanted or len(call.args) != 1 or writer is None:
        return None
    if not isinstance(fun, Selector) or code.selection_of(fun) is None:
        return None
    if not is_known(code, scene, writer):
        return Reason.WRITER_UNKNOWN
    if found.to_string:
        if not leaves_alone(code, scene, writer):
            return Reason.WRITER_UNKNOWN
        if not keeps_its_memory(code, writer):
            return Reason.OWN_MEMORY
        if isinstance(code.parent(call), (Go, Defer)):
            return Reason.LATER_CALL
    if not is_pure(code, writer, may_panic=True):
        return Reason.ARGUMENT_ORDER
    if len(list(summands(code, found.operand))) > 1:
        return Reason.AS_MANY
    name = code.span(fun.sel)
    return [Edit(code.path, name.start, name.end, instead.encode()), *_as_plain(code, found)], ()


# --------------------------------------------------------------------------------------------------------- the edits


def _as_plain(code: Code, found: Conversion) -> list[Edit]:
    """The operand in place of the conversion; a string of a declared type has to be converted to a string."""
    opening, closing = _stripped(code, found)
    if found.to_string or is_plain_string(code.type_of(found.operand)):
        return [opening, closing]
    return [replace(opening, text=b"string("), replace(closing, text=b")")]


def _stripped(code: Code, found: Conversion) -> list[Edit]:
    """The two edits, before and after the operand, that leave it alone."""
    whole, operand = code.span(found.call), code.span(found.operand)
    return [Edit(code.path, whole.start, operand.start, b""), Edit(code.path, operand.end, whole.end, b"")]
