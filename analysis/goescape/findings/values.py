"""What kind of value a message is about: something with storage of its own, or a value boxed in an interface."""

from __future__ import annotations

import enum

from goescape.findings import expressions
from goescape.findings.expressions import Form, form_of
from goescape.findings.facts import PackageFacts
from goescape.findings.model import Flow
from goescape.syntax import Role, Site


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
    Form.APPEND: Value.APPEND,
    Form.BYTES_OR_STRING: Value.TEXT,
}

_DECLARED = (Role.PARAMETER, Role.RECEIVER, Role.RESULT)


def value_of(subject: str, flow: Flow | None, site: Site | None, facts: PackageFacts) -> Value:
    """The value that `subject`, in the compiler's text, is about."""
    if subject == "append":
        return Value.APPEND
    if site is not None and site.role in _DECLARED:
        return Value.PARAMETER
    form = form_of(subject)
    if form is Form.SUM:
        return Value.TEXT if _is_text(subject, flow) else Value.BOXED
    if form is Form.SELECTOR and facts.is_method_value(subject):
        return Value.METHOD_VALUE
    return _BY_FORM.get(form, Value.BOXED)


def _is_text(subject: str, flow: Flow | None) -> bool:
    """Whether a sum concatenates strings rather than adding numbers.

    A string or a number among its operands tells. Otherwise the flow does: a number has storage only because an
    interface holds it, and the interface is most often an element of the variadic arguments.
    """
    parts = expressions.operands(subject)
    if any(part.startswith(('"', "string(")) for part in parts):
        return True
    if any(expressions.is_constant(part) for part in parts):
        return False
    steps = flow.steps if flow is not None else ()
    boxed = len(steps) > 1 and steps[1].operation == "slice-literal-element" and "... argument" in steps[1].target
    return not boxed
