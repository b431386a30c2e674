"""What the compiler says of a function: messages, printed when they are asked for."""

from __future__ import annotations

from typing import Final, TypeAlias

from goescape.ir.nodes import Func, Node
from goescape.ir.places import Pos
from goescape.ir.printing import function_text, text
from goescape.types.model import Package

(
    MOVED, ESCAPES, STAYS, APPEND_ESCAPES, APPEND_STAYS, ZERO_COPY,
    LEAKS, LEAKS_CONTENT, LEAKS_RESULT, PARAM_STAYS, UNSAFE_UINTPTR, ESCAPING_UINTPTR, ESCAPING_UINTPTRS,
    SELF_ASSIGNMENT, DEVIRTUALISED, PARTLY_DEVIRTUALISED, SHAPED_RECEIVER, SHAPED_INTERFACE, IMPRECISE_CALL,
) = range(19)  # fmt: skip
"""Kinds of messages."""

_FORMATS: Final = (
    "moved to heap: {0}",
    "{0} escapes to heap",
    "{0} does not escape",
    "append escapes to heap",
    "append does not escape",
    "zero-copy string->[]byte conversion",
    "leaking param: {1}",
    "leaking param content: {1}",
    "leaking param: {1}",
    "{1} does not escape",
    "assuming {1} is unsafe uintptr",
    "marking {1} as escaping uintptr",
    "marking {1} as escaping ...uintptr",
    "{2} ignoring self-assignment in {0}",
    "devirtualizing {0} to {1}",
    "partially devirtualizing {0} to {1}",
    "cannot devirtualize {0}: shaped receiver {1}",
    "cannot devirtualize {0}: shaped interface {1}",
    "imprecise interface call",
)


MessageIdentity: TypeAlias = "tuple[int, Pos, Func, Node | None, str]"


class Message:
    """A message: its place, its kind, the node that it is about (None: a parameter) and what else it names.

    `func` is the function that it belongs to; `location` the number in its flow graph of what it is about, -1 for none.
    """

    __slots__ = ("detail", "func", "kind", "location", "node", "package", "pos")

    def __init__(
        self, kind: int, pos: Pos, func: Func, package: Package, node: Node | None, detail: str = "", location: int = -1
    ) -> None:
        self.kind = kind
        self.pos = pos
        self.func = func
        self.package = package
        self.node = node
        self.detail = detail
        self.location = location

    @property
    def identity(self) -> MessageIdentity:
        """What it says of which node; equal if the same is said again."""
        return self.kind, self.pos, self.func, self.node, self.detail

    @property
    def text(self) -> str:
        """As the compiler prints it, without the place."""
        subject = text(self.node, self.package) if self.node is not None else ""
        return _FORMATS[self.kind].format(subject, self.detail, function_text(self.func, self.package))
