"""All that is known about what one message speaks of."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from goescape.findings.facts import PackageFacts
from goescape.findings.model import Flow, Kind
from goescape.syntax import Site, Type, WrittenType


class Twin(enum.Enum):
    """Which of two values a message is about that have one text and one place.

    A string that is built for an interface has storage of its own, and the interface has storage for the string:
    the compiler says of both that they escape, and only the flows tell them apart.
    """

    NONE = enum.auto()
    """There is one such value, or it is not known yet that there are two."""
    BOX = enum.auto()
    """What the interface holds."""
    VALUE = enum.auto()
    """What was made of the expression itself."""


def _nothing() -> WrittenType | None:
    return None


@dataclass(frozen=True)
class Evidence:
    """A message's kind and subject, and what the source and the compiler's log say about it.

    `site` is the construct in the source, `at_operand` tells that the message's place is that of what a
    conversion there converts. `infer` finds the subject's type by the declarations, `infer_operand` that of what it
    converts. `captures` tells whether a function literal shares a variable with the functions around it (or may):
    one that does not is a constant. `results` are the named results of the functions around the place.
    """

    kind: Kind
    subject: str
    site: Site | None
    facts: PackageFacts
    flow: Flow | None = None
    twin: Twin = Twin.NONE
    at_operand: bool = False
    captures: bool = True
    results: frozenset[str] = frozenset()
    infer: Callable[[], WrittenType | None] = _nothing
    infer_operand: Callable[[], WrittenType | None] = _nothing

    @cached_property
    def type(self) -> WrittenType | None:
        """The subject's type; None where syntax does not tell it."""
        return self.infer()

    @cached_property
    def underlying(self) -> WrittenType | None:
        """The type without names; None where that is not known."""
        return self.facts.types.underlying(self.type)

    @cached_property
    def boxed(self) -> WrittenType | None:
        """The type of what is put into an interface; None where syntax does not tell it."""
        found = self.underlying
        is_conversion = found is not None and found.form is Type.INTERFACE
        return self.infer_operand() if is_conversion else self.type

    @property
    def is_string(self) -> bool | None:
        """Whether the subject is a string; None where that is not known."""
        found = self.underlying
        return None if found is None else (found.form is Type.NAMED and found.name == "string")
