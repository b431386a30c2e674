"""Conversions between strings and bytes, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass

from goescape.findings.model import Allocates, Category, Finding, Kind
from goescape.fixes.code import Code, bare
from goescape.fixes.scene import Scene
from goescape.syntax.nodes import Call, Expr, Node
from goescape.types.model import INT32, STRING, UINT8, Basic, Slice, Type, unalias
from goescape.types.predicates import is_string

_COSTS = (Allocates.YES, Allocates.DEPENDS)


@dataclass(frozen=True, slots=True)
class Conversion:
    """`string(b)` or `[]byte(s)`, of any named types whose values are such; `operand` is what is converted."""

    call: Call
    operand: Expr
    to_string: bool


def conversion(code: Code, node: Node | None) -> Conversion | None:
    """The conversion of bytes to a string, or of a string to bytes, that an expression is."""
    call = bare(node)
    if not isinstance(call, Call) or not code.is_type(call.fun) or len(call.args) != 1:
        return None
    source, target = code.type_of(call.args[0]), code.type_of(call)
    if is_bytes(source) and _is_text(target):
        return Conversion(call, call.args[0], to_string=True)
    return Conversion(call, call.args[0], to_string=False) if _is_text(source) and is_bytes(target) else None


def is_bytes(t: Type | None) -> bool:
    """Whether a type is a slice of bytes, by name or not, of the predeclared type."""
    under = t.under() if t is not None else None
    element = unalias(under.elem) if isinstance(under, Slice) else None
    return isinstance(element, Basic) and element.kind == UINT8


def is_plain_string(t: Type | None) -> bool:
    """Whether a type is the predeclared string, or that of an untyped constant."""
    found = unalias(t) if t is not None else None
    return isinstance(found, Basic) and is_string(found)


def is_plain_bytes(t: Type | None) -> bool:
    """Whether a type is []byte itself."""
    return t is not None and isinstance(unalias(t), Slice) and is_bytes(t)


def is_rune(t: Type | None) -> bool:
    """Whether a type is the predeclared rune, or int32."""
    found = unalias(t) if t is not None else None
    return isinstance(found, Basic) and found.kind == INT32


def _is_text(t: Type | None) -> bool:
    under = t.under() if t is not None else None
    return isinstance(under, Basic) and (under.kind == STRING or is_string(under))


def copy_made(code: Code, scene: Scene, found: Conversion) -> Finding | None:
    """What the compiler says of the copy that a conversion makes; None where it makes none. A copy that does not escape
    is allocated where it has more than 32 bytes (runtime/string.go: tmpBuf)."""
    span = code.span(found.call)
    said = [f for f in scene.findings(code.path, span) if f.place.span == span and not f.inlined_at]
    if any(finding.kind is Kind.ZERO_COPY for finding in said):
        return None
    copies = (f for f in said if f.category is Category.STRING_CONVERSION and f.allocates in _COSTS)
    return next((f for f in copies if f.kind in (Kind.ESCAPES, Kind.DOES_NOT_ESCAPE)), None)
