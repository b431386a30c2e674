"""Where the nodes of a declaration stand in its text."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from goescape.syntax.nodes import Block, Decl


@dataclass(frozen=True, slots=True)
class Places:
    """Byte offsets in the declaration's text, by a node's id less `Lowered.first`.

    `start` and `end` are go/ast's Pos and End; `anchor` is the place that cmd/compile names in its messages
    (cmd/compile/internal/syntax/parser.go: a call's parenthesis, an operation's operator, a selector's dot ...).
    """

    start: array[int]
    end: array[int]
    anchor: array[int]


@dataclass(frozen=True, slots=True)
class Lowered:
    """A declaration's head, or the body of a function. The ids of its `count` nodes begin with `first`."""

    node: Decl | Block
    places: Places
    first: int
    count: int

