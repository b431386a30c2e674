"""Syntax nodes before they have ids.

Ids are in preorder, but what a node is shows only after its first operand was read (`x` may go on as `x + y`). So
the parser makes drafts, and `number` makes the nodes.
"""

from __future__ import annotations

from typing import Any

import msgspec

from goescape.syntax.nodes import Ident, Node


class Draft(msgspec.Struct, gc=False):
    """A node of the class `cls` to be, with the text from `start` to `end` (byte offsets).

    `anchor` is the place that the compiler names; `fields` are those of the class in its order, without the id: other
    drafts, tuples of drafts, or plain values.
    """

    cls: type[Node]
    start: int
    end: int
    anchor: int
    fields: tuple[Any, ...]


def number(draft: Draft, numbered: list[Draft]) -> Any:
    """The node of `draft`. `numbered` grows by the drafts of it and of all below it; an id is an index there."""
    node_id = len(numbered)
    numbered.append(draft)
    cls, fields = draft.cls, draft.fields
    if cls is Ident:
        return Ident(node_id, fields[0])
    values: list[Any] = []
    for field in fields:
        kind = field.__class__
        if kind is Draft:
            values.append(number(field, numbered))
        elif kind is tuple and field:
            values.append(tuple([number(item, numbered) for item in field]))
        else:
            values.append(field)
    return cls(node_id, *values)
