"""What a fix is before it is proven: the edits that it would make, and what they are to gain."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from goescape.fixes.reasons import Reason
from goescape.source import Span


class FixKind(enum.Enum):
    """The fixes. The value is the identifier that users see and configure."""

    PASS_BY_VALUE = "pass-by-value"  # noqa: S105
    RETURN_BY_VALUE = "return-by-value"
    VALUE_RECEIVER = "value-receiver"
    PREALLOCATE_SLICE = "preallocate-slice"
    PREALLOCATE_MAP = "preallocate-map"
    CONSTANT_SIZE = "constant-size"
    STRCONV_FOR_FMT = "strconv-for-fmt"
    BUILD_STRINGS = "build-strings"
    DROP_CONVERSION = "drop-conversion"
    CAPTURE_BY_VALUE = "capture-by-value"
    HOIST_OUT_OF_LOOP = "hoist-out-of-loop"
    VALUES_FOR_POINTERS = "values-for-pointers"
    SYNC_POOL = "sync-pool"
    REORDER_FIELDS = "reorder-fields"

    @property
    def is_refactoring(self) -> bool:
        """Whether it changes the shape of the code rather than a detail: offered on request, never in bulk."""
        return self in (FixKind.SYNC_POOL, FixKind.REORDER_FIELDS)


class Gain(enum.Enum):
    """What makes a fix one, and so what its proof has to show beside that it compiles and nothing got worse."""

    ESCAPE = enum.auto()
    """The compiler said that the targets are on the heap, and no longer says so; there are fewer allocations."""
    RUN_TIME = enum.auto()
    """There are fewer allocations when the code runs: the finder has argued why, from a bound or a rule."""
    SIZE = enum.auto()
    """What is allocated is smaller."""


class Note(enum.Enum):
    """What a user should know of a fix beside its result."""

    UPPER_BOUND = enum.auto()
    """The capacity is the most that can be needed, and may be more than is."""
    LARGER_COPY = enum.auto()
    """More bytes are copied at each call than before."""
    ONCE = enum.auto()
    """It is allocated once, before the loop, even if the loop has no iteration."""
    MANY_ROUNDS = enum.auto()
    """A loop of a few rounds may allocate as often as before, or once more."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The bytes from `start` to `end` of the file at the absolute path `path` become `text`."""

    path: str
    start: int
    end: int
    text: bytes

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Target:
    """A heap allocation that a fix is to remove: the place of its `Finding`."""

    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fix whose preconditions hold, as far as syntax and types can tell.

    - `path`, `span`: where it is offered (the expression or name that it is about).
    - `subject`: what the title names, as written: ``u``, ``make([]T, 0)``.
    - `function`: the declared function it is offered in, as the compiler names it (``F``, ``(*T).M``); "" outside.
    - `edits`: disjoint, in any order, of one or several files; imports are not among them.
    - `imports`: (file path, import path) of what the new text uses: added where missing. Imports that the new text no
      longer uses are dropped without being named.
    - `targets`: heap allocations of which one at least must be gone (`Gain.ESCAPE`); none means: any must be.
    - `allocates`: how many heap allocations the inserted text may itself make (a preallocation: 1).
    - `places`: expressions in `path` at which it is offered too, beside `span` and the targets: what allocates less.
    - `facts`: numbers or texts for the title and the argument, by name: ``{"capacity": "len(xs)"}``.
    """

    kind: FixKind
    path: str
    span: Span
    subject: str
    function: str
    edits: tuple[Edit, ...]
    gain: Gain
    imports: tuple[tuple[str, str], ...] = ()
    targets: tuple[Target, ...] = ()
    allocates: int = 0
    notes: tuple[Note, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    places: tuple[Span, ...] = ()

    @property
    def files(self) -> frozenset[str]:
        """The files that it edits."""
        return frozenset(edit.path for edit in self.edits)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A place where a fix would be looked for, and why it is none."""

    kind: FixKind
    path: str
    span: Span
    subject: str
    function: str
    reason: Reason
