"""What comes of a package's analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from goescape.escape.batch import Batch
from goescape.escape.messages import Message
from goescape.ir.nodes import Func
from goescape.ir.places import Pos
from goescape.native.summaries import PackageTags


class Problem(NamedTuple):
    """A function that could not be analysed, where it is, and why."""

    function: str
    pos: Pos
    reason: str


class Outcome(NamedTuple):
    """What became of a package: messages in the compiler's order, summaries, what is not analysed, and the graphs of
    the functions, for questions about flows.

    `recomputed` are the functions that were analysed, and not taken over from before; `lowered` those that were made of
    their text, and not kept.
    """

    messages: list[Message]
    tags: PackageTags
    problems: list[Problem]
    batches: Mapping[Func, Batch]
    recomputed: Sequence[Func]
    lowered: Sequence[Func]


NOTHING: Final = Outcome([], {}, [], {}, (), ())
