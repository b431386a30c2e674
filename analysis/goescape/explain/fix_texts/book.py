"""What one language says about fixes: the tables that every language fills."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from goescape.fixes.model import FixKind, Note
from goescape.fixes.proof import Failure
from goescape.fixes.reasons import Reason


class Gained(enum.Enum):
    """Where heap allocations are gone."""

    HERE = enum.auto()
    """In the function that the fix is offered in."""
    ELSEWHERE = enum.auto()
    """In others: callers, most often."""


@dataclass(frozen=True, slots=True)
class KindText:
    """A fix in words. `action` is a `str.format` template with ``{subject}`` and the candidate's facts; `summary`
    one or two sentences: what it does, and where it is offered."""

    name: str
    action: str
    summary: str


@dataclass(frozen=True, slots=True)
class FixBook:
    """All texts of one language. `title` has ``{action}`` and ``{result}``, `with_notes` ``{action}`` and ``{notes}``,
    `here_and_elsewhere` ``{here}`` (a text of `gained`) and ``{elsewhere}`` (a number), `all_of_kind` ``{name}``.
    `reasons` may leave out what is said in English anyway."""

    kinds: Mapping[FixKind, KindText]
    notes: Mapping[Note, str]
    gained: Mapping[Gained, Callable[[int], str]]
    reasons: Mapping[Reason | Failure, str]
    title: str
    with_notes: str
    comma: str
    here_and_elsewhere: str
    fewer_at_run_time: str
    smaller: str
    unproven: str
    all_of_kind: str
