"""Whether what a message speaks of costs an allocation. Escaping and allocating are not the same.

Source: cmd/compile/internal/walk (convert.go, builtin.go, expr.go, closure.go) and runtime (iface.go, string.go,
slice.go), go1.22 to go1.27; measured in tests/fixtures/allocates.
"""

from __future__ import annotations

import re

from goescape.findings import expressions
from goescape.findings.evidence import Evidence, Twin
from goescape.findings.expressions import Form, form_of
from goescape.findings.layout import boxing, is_empty
from goescape.findings.model import Allocates, Kind
from goescape.findings.values import Value, value_of
from goescape.syntax import Shape, Type

SMALL_MAP = 8
"""Entries that a map on the stack holds without an allocation (internal/runtime/maps: one group)."""

_ESCAPING = {
    Value.APPEND: Allocates.DEPENDS,
    Value.BOXED: Allocates.DEPENDS,
}
_STAYING = {
    Value.APPEND: Allocates.DEPENDS,
    Value.TEXT: Allocates.DEPENDS,
    Value.PARAMETER: Allocates.NOT_APPLICABLE,
}
_RUNES = re.compile(r"string\((?:rune|int32|\(\[\](?:rune|int32)\))\(")
"""How the text of a string begins that is visibly made of runes."""
_HOLDERS = frozenset({Type.POINTER, Type.SLICE})


def allocates(about: Evidence) -> Allocates:
    """What a message's value costs at run time."""
    if about.kind is Kind.ZERO_COPY:
        return Allocates.NO
    if about.kind is Kind.DOES_NOT_ESCAPE:
        return _staying(about)
    return _escaping(about) if about.kind.is_heap else Allocates.NOT_APPLICABLE


def _escaping(about: Evidence) -> Allocates:
    value, subject = value_of(about), about.subject
    if value is Value.BOXED:
        return _boxed(about)
    if value is Value.TEXT:
        return Allocates.DEPENDS if _may_be_one_byte(about) else Allocates.YES
    if _is_empty(about, value) or (subject == "func literal" and not about.captures):
        return Allocates.NO
    return _ESCAPING.get(value, Allocates.YES)


def _is_empty(about: Evidence, value: Value) -> bool:
    """Whether what is allocated has no bytes: a variable, what a pointer points to, a slice's elements."""
    types = about.facts.types
    if value is Value.VARIABLE:
        return is_empty(about.type, types)
    steps = about.flow.steps if about.flow is not None else ()
    if expressions.is_zero_size(about.subject) or any(step.operation == "zero-sized element" for step in steps):
        return True
    holder = about.underlying if value in (Value.ALLOCATION, Value.MAKE) else None
    return holder is not None and holder.form in _HOLDERS and is_empty(holder.element, types)


def _boxed(about: Evidence) -> Allocates:
    """What an interface costs for an escaping value: nothing for one that is known before the program runs, which
    is read-only data, and for one of a byte, which points into a table of all of them. What has a twin is a string or a
    slice that was just made."""
    if about.twin is Twin.BOX:
        return Allocates.YES
    subject = about.subject
    if _is_constant(about) or expressions.is_one_byte(subject) or expressions.is_empty_value(subject):
        return Allocates.NO
    if subject.endswith("}") and about.site is not None and about.site.literal and not subject.startswith("[]"):
        return Allocates.NO
    return boxing(about.boxed, about.facts.types, escapes=True) or _ESCAPING[Value.BOXED]


def _is_constant(about: Evidence) -> bool:
    """Whether the subject certainly is a constant. A call whose arguments are constants is printed as the conversion of
    one would be: where the source has a call there, what is called must be known to be a type."""
    if not expressions.is_constant(about.subject):
        return False
    callee = expressions.callee(about.subject)
    is_call = about.site is not None and about.site.shape is Shape.CALL
    return not (callee and is_call) or about.facts.types.is_type(callee)


def _may_be_one_byte(about: Evidence) -> bool:
    """Whether a text is a string made of bytes: one of a single byte is shared (runtime/string.go,
    slicebytetostring)."""
    if not _makes_string(about):
        return False
    types = about.facts.types
    operand = types.underlying(about.infer_operand())
    if operand is None:
        return not _RUNES.match(about.subject)
    element = types.underlying(operand.element) if operand.form is Type.SLICE else None
    return element is not None and element.name == "uint8"


def _is_of_one_rune(about: Evidence) -> bool:
    """Whether a text is a string made of a number: a buffer on the stack always has room for it."""
    operand = about.facts.types.underlying(about.infer_operand()) if _makes_string(about) else None
    return operand is not None and operand.form is Type.NAMED and operand.name != "string"


def _makes_string(about: Evidence) -> bool:
    """Whether a text is a conversion to a string, neither a concatenation nor one to a slice."""
    return form_of(about.subject) is not Form.SUM and not about.subject.startswith("(")


def _staying(about: Evidence) -> Allocates:
    value, subject = value_of(about), about.subject
    if value is Value.MAKE:
        fixed = expressions.is_constant(expressions.make_size(subject))
        return Allocates.NO if fixed else Allocates.DEPENDS
    if value is Value.MAKE_MAP:
        return _map_of(expressions.make_size(subject))
    if value is Value.BOXED:
        return boxing(about.boxed, about.facts.types, escapes=False) or Allocates.NO
    if value is Value.TEXT and _is_of_one_rune(about):
        return Allocates.NO
    if subject.startswith("map[") and subject.endswith("{...}"):
        return Allocates.DEPENDS
    return _STAYING.get(value, Allocates.NO)


def _map_of(size: str) -> Allocates:
    """What a map that stays on the stack costs, by the size that its make asks for ("" for none): what it holds
    beyond a few entries is allocated."""
    return Allocates.YES if size.isdigit() and int(size) > SMALL_MAP else Allocates.DEPENDS
