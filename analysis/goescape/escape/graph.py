"""The flow graph of functions that are analysed together (cmd/compile/internal/escape/graph.go).

A location is a variable, or what an expression allocates, or a value in between; it is a number, and what is known of
it is in lists by that number. An edge says that a location's value (derefs 0), what it points to (1 and more) or its
address (-1) is assigned to another. A hole is where the value of an expression goes.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from goescape.ir.nodes import PPARAM, Func, Name, Node

(HEAP, MUTATOR, CALLEE, BLANK) = range(4)
"""Locations that every graph has: the heap, pointers that are written through, functions that are called, nothing."""
FIRST: Final = 4
"""The first of a graph's own locations."""

Edge: TypeAlias = "tuple[int, int]"
"""The source and the number of dereferences."""


class Note:
    """An operation on a value's way: where, the compiler's word for it, and the one that comes before in the text."""

    __slots__ = ("next", "where", "why")

    def __init__(self, where: Node, why: str, next: Note | None) -> None:
        self.where = where
        self.why = why
        self.next = next


class Hole:
    """Where a value goes: `derefs` times dereferenced into location `dst`. `addrtaken`: it is the address of the
    expression that goes there."""

    __slots__ = ("addrtaken", "derefs", "dst", "notes")

    def __init__(self, dst: int, derefs: int = 0, addrtaken: bool = False, notes: Note | None = None) -> None:
        self.dst = dst
        self.derefs = derefs
        self.addrtaken = addrtaken
        self.notes = notes

    def note(self, where: Node, why: str) -> Hole:
        return Hole(self.dst, self.derefs, self.addrtaken, Note(where, why, self.notes))

    def deref(self, where: Node, why: str) -> Hole:
        return Hole(self.dst, self.derefs + 1, False, Note(where, why, self.notes))

    def addr(self, where: Node, why: str) -> Hole:
        assert self.derefs >= 0
        return Hole(self.dst, self.derefs - 1, True, Note(where, why, self.notes))

    def shift(self, derefs: int) -> Hole:
        return Hole(self.dst, self.derefs + derefs, False, self.notes)


DISCARD: Final = Hole(BLANK)
TO_HEAP: Final = Hole(HEAP)
TO_MUTATOR: Final = Hole(MUTATOR)
TO_CALLEE: Final = Hole(CALLEE)


class Graph:
    """Locations and the edges between them.

    - `nodes`: the variable or expression that a location stands for; None for a value in between.
    - `funcs`: the function that it is in; None of the four special ones.
    - `depths`: how many loops are around its declaration, plus one; 0 of what is outside of all.
    - `into`, `notes`: edges by destination, and the operations on each.
    - `addrtaken`, `reassigned`, `captured`: what was seen of a variable.
    - `params`, `results`: the locations that are parameters; and results, with their number in the signature.
    """

    __slots__ = (
        "_names", "addrtaken", "captured", "depths", "funcs", "into", "nodes", "notes", "params", "reassigned",
        "results",
    )  # fmt: skip

    def __init__(self) -> None:
        self.nodes: list[Node | None] = [None] * FIRST
        self.funcs: list[Func | None] = [None] * FIRST
        self.depths: list[int] = [0] * FIRST
        self.into: list[list[Edge]] = [[] for _ in range(FIRST)]
        self.notes: list[list[Note | None]] = [[] for _ in range(FIRST)]
        self.addrtaken = [False] * FIRST
        self.reassigned = [False] * FIRST
        self.captured = [False] * FIRST
        self.params: list[int] = []
        self.results: dict[int, int] = {}
        self._names: dict[Name, int] = {}

    def add(self, node: Node | None, func: Func, depth: int) -> int:
        """A new location."""
        number = len(self.nodes)
        self.nodes.append(node)
        self.funcs.append(func)
        self.depths.append(depth)
        self.into.append([])
        self.notes.append([])
        self.addrtaken.append(False)
        self.reassigned.append(False)
        self.captured.append(False)
        return number

    def declare(self, func: Func) -> None:
        """Locations for a function's variables."""
        for name in func.dcl:
            self.variable(name, func)
        for index, result in enumerate(func.results):
            self.results[self._names[result.name]] = index

    def variable(self, name: Name, func: Func) -> int:
        """A new location for a variable."""
        assert name not in self._names and name.outer is None
        number = self._names[name] = self.add(name, func, 1)
        if name.cls == PPARAM:
            self.params.append(number)
        return number

    def of(self, name: Name) -> int:
        """The location of a variable."""
        found = self._names.get(name)
        return found if found is not None else self._names[name.canonical()]

    def flow(self, hole: Hole, src: int) -> None:
        """Let a location's value, address or what it points to go where the hole says."""
        if hole.addrtaken:
            self.addrtaken[src] = True
        dst = hole.dst
        if dst == BLANK or (dst == src and hole.derefs >= 0):
            return
        self.into[dst].append((src, hole.derefs))
        self.notes[dst].append(hole.notes)

    def __len__(self) -> int:
        return len(self.nodes)
