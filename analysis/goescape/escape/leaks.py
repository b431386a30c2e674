"""Leak tags: what a function's signature says of where a parameter's value goes (cmd/compile/internal/escape/leaks.go).

A tag has eight levels: of flows to the heap, to a pointer that is written through, to a function that is called, and to
each of the first five results. A level is the least number of dereferences on the way, or NONE.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

NONE: Final = -1
"""The level of a flow that there is not."""
RESULTS: Final = 5
"""How many results a tag can speak of; what flows to later ones counts as leaking to the heap."""

(HEAP, MUTATOR, CALLEE, RESULT) = range(4)
"""Places in a tag; result i is at RESULT + i."""

_LENGTH: Final = RESULT + RESULTS
_MARK: Final = "esc:"
_DEEPEST: Final = 254


class LeakTag:
    """A tag; tags with equal levels are the same object. `outside` are the flows to the heap and its like by place in
    the tag, `to_results` those to results by the result's number: pairs with the level."""

    __slots__ = ("levels", "outside", "to_results")

    def __init__(self, levels: tuple[int, ...]) -> None:
        self.levels: Final = levels
        flows = [(place, level) for place, level in enumerate(levels) if level != NONE]
        self.outside: Final = tuple([flow for flow in flows if flow[0] < RESULT])
        self.to_results: Final = tuple([(place - RESULT, level) for place, level in flows if place >= RESULT])

    @property
    def heap(self) -> int:
        return self.levels[HEAP]

    def result(self, index: int) -> int:
        return self.levels[RESULT + index]

    def encode(self) -> str:
        """As in export data: a character a level, one greater than it, without zeros at the end. A tag that leaks to
        the heap itself is empty."""
        if self.levels[HEAP] == 0:
            return ""
        return _MARK + "".join(chr(level + 1) for level in self.levels).rstrip("\0")

    def __repr__(self) -> str:
        return f"LeakTag({self.levels})"


_TAGS: Final[dict[tuple[int, ...], LeakTag]] = {}


def tag_of(levels: Sequence[int]) -> LeakTag:
    """The tag of eight levels. Flows that are no shorter than that to the heap say nothing more, and are left out."""
    heap = min(levels[HEAP], _DEEPEST)
    rest = [min(level, _DEEPEST) for level in levels[1:]]
    if heap >= 0:
        rest = [level if level < heap else NONE for level in rest]
    key = (heap, *rest)
    found = _TAGS.get(key)
    if found is None:
        found = _TAGS[key] = LeakTag(key)
    return found


def decode(encoded: str) -> LeakTag:
    """The tag that `encode` made a text of; what is no tag leaks to the heap."""
    if not encoded.startswith(_MARK):
        return LEAKS
    levels = [ord(each) - 1 for each in encoded[len(_MARK) :]]
    return tag_of(levels + [NONE] * (_LENGTH - len(levels)))


LEAKS: Final = tag_of((0,) + (NONE,) * (_LENGTH - 1))
"""Leaks to the heap."""
KEPT: Final = tag_of((NONE,) * _LENGTH)
"""Flows nowhere."""
UNKNOWN_USE: Final = tag_of((NONE, 0, 0) + (NONE,) * RESULTS)
"""Does not leak, but may be written through and called (a //go:noescape function's)."""
