"""What stands at a place the compiler speaks of."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from goescape.source import Span


class Anchor(enum.Enum):
    """What a message is about, which decides what may stand at its position."""

    VALUE = "value"
    """An expression: ``E escapes to heap``, ``E does not escape``, ``append escapes to heap``, a conversion.
    """
    NAME = "name"
    """A declared name: ``moved to heap: x``, ``leaking param: p``, a parameter that does not escape."""
    FUNCTION = "function"
    """A function, a function literal, or the statement that the compiler wraps in one: ``can inline F``."""
    CALL = "call"
    """A call: ``inlining call to F``, ``devirtualizing x.M to T``."""
    STATEMENT = "statement"
    """An assignment: ``ignoring self-assignment in x.s = x.s[:n]``."""


class Shape(enum.Enum):
    """What the source has there, as far as syntax tells.

    ``f(x)`` is a CALL though `f` may be a type; CONVERSION is what can be nothing else: ``[]byte(x)``, and
    ``string(x)`` where the file declares no `string`. MAKE, NEW and APPEND are the built-in functions.
    """

    NAME = "name"
    CALL = "call"
    MAKE = "make"
    NEW = "new"
    APPEND = "append"
    COMPOSITE = "composite"
    ADDRESS_OF_COMPOSITE = "address-of-composite"
    FUNC_LITERAL = "func-literal"
    SELECTOR = "selector"
    INDEX = "index"
    SLICE = "slice"
    BINARY = "binary"
    UNARY = "unary"
    LITERAL = "literal"
    CONVERSION = "conversion"
    TYPE_ASSERTION = "type-assertion"
    RECEIVE = "receive"
    ARGUMENTS = "arguments"
    """The variadic arguments of a call (``... argument``)."""
    STATEMENT = "statement"
    FUNCTION = "function"
    """The name of a declared function."""
    OTHER = "other"
    """A type, or text that could not be read."""


class Role(enum.Enum):
    """What the construct around a site does with it, parentheses aside."""

    RETURNED = "returned"
    SENT = "sent"
    ASSIGNED = "assigned"
    """The right-hand side of an assignment, of ``:=`` or of a ``var``."""
    ARGUMENT = "argument"
    ELEMENT = "element"
    """A key or an element of a composite literal."""
    CALLED = "called"
    """The function that a call calls."""
    RANGED = "ranged"
    """What a range clause goes over."""
    DECLARED = "declared"
    """A name that ``:=``, ``var``, ``const`` or a range clause declares or sets; the case of a type switch that
    declares its variable.
    """
    PARAMETER = "parameter"
    RECEIVER = "receiver"
    RESULT = "result"
    OTHER = "other"


class Launch(enum.Enum):
    """The statement that starts or puts off a call."""

    GO = "go"
    DEFER = "defer"


@dataclass(frozen=True, slots=True)
class Site:
    """The construct that the compiler's point position stands for.

    `span` is all of it: the whole expression, name or statement; for a declared function its name. `head` is
    what to underline: `span`, but without the body of a function literal or of a loop.
    `written` tells whether the compiler's text for it is its text in the source, spelling aside. It is not
    for a folded constant, a method call, what an inlined callee brought in, a variable the compiler made.
    `brought_in` tells that the message is not about the site's own value or name but about one of a callee
    that was inlined there, of the iterator of a loop, of a generic function compiled for certain types: the
    site is but where it happens.
    `callee` is the source of the function called, where the site is a call or an argument of one, else "".
    `launch` is set where the site is the call of a go or defer statement, its function or an argument of it.
    `literal` tells whether the site's value is written with literals alone; for a make its sizes. False says
    nothing: a name may be a constant.
    """

    span: Span
    head: Span
    shape: Shape
    role: Role = Role.OTHER
    written: bool = False
    brought_in: bool = False
    callee: str = ""
    launch: Launch | None = None
    literal: bool = False
