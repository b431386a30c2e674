"""In which order functions are analysed: callees before callers, those that call each other together
(cmd/compile/internal/ir/scc.go).

Tarjan's algorithm with two peculiarities that decide the order of messages. A closure that captures never begins a
component, so that it is in that of the function around it. And a function has two numbers: one that it is known by, and
the next, that its own search starts with; so a component whose lowest number is the first is recursive.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from goescape.ir import ops
from goescape.ir.nodes import PFUNC, Closure, Func, Literal, Name, Selector
from goescape.ir.visit import children

Batch: TypeAlias = "tuple[list[Func], bool]"
"""Functions that are analysed together, and whether they call each other (or the one itself)."""

Mentions: TypeAlias = "dict[Func, list[Name]]"
"""The names of the functions that functions mention, in the order of first mention."""

_DONE: Final = 1 << 62
_METHODS: Final = frozenset((ops.ODOTMETH, ops.OMETHVALUE, ops.OMETHEXPR))


def bottom_up(funcs: Sequence[Func], mentions: Mentions | None = None) -> list[Batch]:
    """The batches, in the order in which they are analysed. What functions mention is looked for in `mentions` first,
    and kept there."""
    search = _Search({} if mentions is None else mentions)
    for func in funcs:
        if not captures(func):
            search.visit(func)
    return search.batches


def captures(func: Func) -> bool:
    """Whether a function is a closure with variables of functions around it (ir/func.go: IsClosure)."""
    return func.closure is not None and bool(func.captured)


def references(func: Func) -> list[Func]:
    """The functions that a function mentions, in the order of first mention; its closures are among them."""
    found: dict[Func, None] = {}
    waiting = func.body[::-1] if func.body else []
    while waiting:
        node = waiting.pop()
        kind = node.__class__
        if kind is Name or kind is Literal:
            if node.op == ops.ONAME and node.cls == PFUNC and node.func.__class__ is Func:  # type: ignore[attr-defined]
                found.setdefault(node.func)  # type: ignore[attr-defined]
            continue
        if kind is Closure:
            found.setdefault(node.func)  # type: ignore[attr-defined]
        elif kind is Selector and node.op in _METHODS:
            method = node.method  # type: ignore[attr-defined]
            if method is not None and method.func.__class__ is Func:
                found.setdefault(method.func)
        below = children(node)
        below.reverse()
        waiting += below
    return list(found)


class _Visit:
    """A function being searched from: its number, the lowest that was reached, and what is still to be followed."""

    __slots__ = ("func", "lowest", "number", "waiting")

    def __init__(self, func: Func, number: int, waiting: list[Func]) -> None:
        self.func = func
        self.number = number
        self.lowest = number + 1
        self.waiting = waiting


class _Search:
    def __init__(self, mentions: Mentions) -> None:
        self.batches: list[Batch] = []
        self._mentions = mentions
        self._last = 0
        self._numbers: dict[Func, int] = {}
        self._open: list[Func] = []

    def visit(self, root: Func) -> None:
        """Analyse all that can be reached from a function, and then itself."""
        if root in self._numbers:
            return
        path = [self._enter(root)]
        while path:
            current = path[-1]
            if current.waiting:
                callee = current.waiting.pop()
                number = self._numbers.get(callee)
                if number is None:
                    path.append(self._enter(callee))
                else:
                    current.lowest = min(current.lowest, number)
                continue
            path.pop()
            self._leave(current)
            if path:
                path[-1].lowest = min(path[-1].lowest, current.lowest)

    def _enter(self, func: Func) -> _Visit:
        number = self._last + 1
        self._last += 2
        self._numbers[func] = number
        self._open.append(func)
        names = self._mentions.get(func)
        if names is None:
            names = self._mentions[func] = [each.owner for each in references(func) if each.owner is not None]
        return _Visit(func, number, [name.func for name in reversed(names) if isinstance(name.func, Func)])

    def _leave(self, visit: _Visit) -> None:
        """Where a function is the first of a component, close that."""
        func = visit.func
        if visit.lowest not in (visit.number, visit.number + 1) or captures(func):
            return
        start = len(self._open) - 1
        while self._open[start] is not func:
            start -= 1
        component = self._open[start:]
        del self._open[start:]
        for each in component:
            self._numbers[each] = _DONE
        self.batches.append((component, visit.lowest == visit.number))
