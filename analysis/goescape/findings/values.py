"""What kind of value a message is about: something with storage of its own, or a value boxed in an interface."""

from __future__ import annotations

import enum

from goescape.findings import expressions
from goescape.findings.evidence import Evidence, Twin
from goescape.findings.expressions import Form, form_of
from goescape.findings.model import Flow, Kind
from goescape.syntax import Role, Shape, Type, named


class Value(enum.Enum):
    """The values that escape analysis gives a location (cmd/compile/internal/escape: ``e.spill``)."""

    VARIABLE = enum.auto()
    """A declared variable."""
    ALLOCATION = enum.auto()
    """``new``, ``&T{}``, a slice or map literal, a function literal, the slice of variadic arguments."""
    MAKE = enum.auto()
    MAKE_MAP = enum.auto()
    APPEND = enum.auto()
    TEXT = enum.auto()
    """A concatenation, or a conversion between string and a slice of bytes or runes."""
    METHOD_VALUE = enum.auto()
    BOXED = enum.auto()
    """Any other value: it has storage of its own because an interface holds it."""
    PARAMETER = enum.auto()


_BY_FORM = {
    Form.MAKE_SLICE: Value.MAKE,
    Form.MAKE_MAP: Value.MAKE_MAP,
    Form.NEW: Value.ALLOCATION,
    Form.POINTER_LITERAL: Value.ALLOCATION,
    Form.SLICE_LITERAL: Value.ALLOCATION,
    Form.MAP_LITERAL: Value.ALLOCATION,
    Form.FUNCTION_LITERAL: Value.ALLOCATION,
    Form.VARIADIC: Value.ALLOCATION,
}

_DECLARED = (Role.PARAMETER, Role.RECEIVER, Role.RESULT)


def value_of(about: Evidence) -> Value:
    """The value that a message is about."""
    if about.kind is Kind.MOVED_TO_HEAP:
        return Value.VARIABLE
    if about.subject == "append":
        return Value.APPEND
    if about.site is not None and about.site.role in _DECLARED:
        return Value.PARAMETER
    if about.twin is Twin.BOX:
        return Value.BOXED
    form = form_of(about.subject)
    if form is Form.SUM:
        return Value.TEXT if _concatenates(about) else Value.BOXED
    if form is Form.BYTES_OR_STRING:
        return Value.BOXED if _stands_at_conversion(about) else Value.TEXT
    if form is Form.VALUE and _converts_to_text(about):
        return Value.TEXT
    if form is Form.SELECTOR and about.facts.is_method_value(about.subject):
        return Value.METHOD_VALUE
    return _BY_FORM.get(form, Value.BOXED)


def _stands_at_conversion(about: Evidence) -> bool:
    """Whether the place of a conversion's message is the conversion's own: what it makes is reported at the place
    of what it converts, and what holds the result in an interface at its own (noder/writer.go, convertExpr)."""
    site = about.site
    is_conversion = site is not None and site.written and site.shape in (Shape.CONVERSION, Shape.CALL)
    return is_conversion and not about.at_operand and about.twin is Twin.NONE


def _converts_to_text(about: Evidence) -> bool:
    """Whether the subject is a conversion to a string or a slice type that has a name of the package's own."""
    target = about.facts.types.underlying(named(expressions.converted_to(about.subject)))
    if target is None or not (about.at_operand or about.twin is Twin.VALUE):
        return False
    return target.form is Type.SLICE or (target.form is Type.NAMED and target.name == "string")


def _concatenates(about: Evidence) -> bool:
    """Whether a sum concatenates strings rather than adding numbers.

    The operands tell, or their types; else the flow does: a number has storage only because an interface holds
    it, and the interface is most often an element of the variadic arguments.
    """
    parts = expressions.operands(about.subject)
    if about.twin is Twin.VALUE or any(map(expressions.is_text, parts)):
        return True
    if any(map(expressions.is_numeric, parts)):
        return False
    return about.is_string if about.is_string is not None else not _is_variadic_element(about.flow)


def _is_variadic_element(flow: Flow | None) -> bool:
    steps = flow.steps if flow is not None else ()
    return len(steps) > 1 and steps[1].operation == "slice-literal-element" and "... argument" in steps[1].target
