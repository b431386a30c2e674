"""What the checker found out about one declaration's head, or one function body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goescape.types.model import Instance, Object, Selection, Type

if TYPE_CHECKING:
    from goescape.types.constant import Value


class TypeProblem:
    """What is wrong, at the node with id `node`, or at its last character where `at_end`; `message` is in the words a
    Go programmer knows."""

    __slots__ = ("at_end", "message", "node")

    def __init__(self, node: int, message: str, at_end: bool = False) -> None:
        self.node = node
        self.message = message
        self.at_end = at_end


class Results:
    """By node id (of the declaration; a body's ids continue after its head's).

    `types[id]` is the type of an expression, type expressions included; None where the node is none, or was not
    reached. `modes[id]` is how it was used (`operand` constants). Identifiers that are no expressions (definitions,
    field keys, selected names) have an entry in `objects` alone.
    """

    __slots__ = (
        "implicits",
        "instances",
        "modes",
        "names",
        "objects",
        "problems",
        "selections",
        "types",
        "values",
    )

    def __init__(self, count: int) -> None:
        self.types: list[Type | None] = [None] * count
        self.modes = bytearray(count)
        self.values: dict[int, Value] = {}
        """Exact values of constant expressions; of one that several constants of a group share, the one found last."""
        self.objects: dict[int, Object] = {}
        """What an identifier uses or defines."""
        self.selections: dict[int, Selection] = {}
        """By the id of the `Selector`."""
        self.implicits: dict[int, Object] = {}
        """The variable that a type switch's clause declares, by the clause's id; an unnamed parameter's by field."""
        self.instances: dict[int, Instance] = {}
        """By the id of the identifier that names the generic function or type."""
        self.names: set[Object | tuple[str, str]] = set()
        """What a change of which makes this stale: objects of packages that were used, and (package path, name) for
        names that were looked for in a package's or file's scope without being found there."""
        self.problems: list[TypeProblem] = []
