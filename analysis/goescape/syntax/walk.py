"""Going through nodes without knowing their classes."""

from __future__ import annotations

from collections.abc import Iterator

from goescape.syntax.nodes import Node


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below a node, in the order of their ids."""
    for name in node.__struct_fields__[1:]:
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from value


def walk(node: Node) -> Iterator[Node]:
    """A node and all below it, in preorder, which is the order of their ids."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += reversed(list(children(current)))
