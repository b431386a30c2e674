"""What is known of a function whose body is elsewhere."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from goescape.escape.leaks import LeakTag
from goescape.ir.nodes import Imported


class FunctionTags(NamedTuple):
    """A function's summary: the tags of its receiver and parameters, in order, and its directives (`ir.nodes.NOESCAPE`
    and the like), of which those about uintptr concern callers. Equal summaries have equal consequences."""

    tags: tuple[LeakTag, ...]
    pragma: int = 0


class Summaries(Protocol):
    """Where the summaries of other packages' functions come from."""

    def tags(self, imported: Imported) -> FunctionTags | None:
        """None where nothing is known: all that is passed is then taken to leak."""
