"""What is known of a candidate once the compiler has judged the edited code."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from goescape.fixes.model import Candidate


class Verdict(enum.Enum):
    """How a proof ended."""

    PROVEN = enum.auto()
    REFUSED = enum.auto()
    """The edited code was analysed, and the fix is none."""
    UNPROVEN = enum.auto()
    """It could not be judged: no toolchain, no time, the code before the edit does not build."""


class Failure(enum.Enum):
    """Why a candidate is refused or unproven. The value is what tables print."""

    DOES_NOT_COMPILE = "the edited code does not compile"
    NOT_FORMATTED = "gofmt would change the edited code"
    STILL_ESCAPES = "the value still escapes"
    NO_GAIN = "no allocation fewer"
    WORSE = "something else got worse"
    CONFLICT = "another fix edits the same text"
    BASELINE_BROKEN = "the package does not build as it is"
    TIMED_OUT = "the proof took too long"
    NO_TOOLCHAIN = "there is no Go toolchain"
    STOPPED = "the compiler was stopped"


@dataclass(frozen=True, slots=True)
class Proof:
    """The verdict on one candidate.

    - `texts`: the new text of every file that it changes, imports settled and gofmt applied, by absolute path; they
      hold for the `before` texts of the same files.
    - `here`, `elsewhere`: how many heap allocations (`Finding.is_heap_allocation`, inlined copies not counted) fewer
      there are in the function that the fix is offered in, and in all others that were looked at. What the fix itself
      may allocate is not subtracted.
    - `detail`: what the compiler said, where it refused; or the first place that got worse.
    """

    candidate: Candidate
    verdict: Verdict
    failure: Failure | None = None
    texts: Mapping[str, bytes] = field(default_factory=dict)
    before: Mapping[str, bytes] = field(default_factory=dict)
    here: int = 0
    elsewhere: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What can be applied together.

    - `texts`: the new text of every file that changes, with all `accepted` fixes in it, imports settled and gofmt
      applied, by absolute path; they hold for the `before` texts of the same files. Their packages build.
    - `accepted`: the proofs of the fixes in it, without texts of their own: each does what it is to do, and together
      they make nothing worse.
    - `others`: the proofs of the rest: refused, unproven, or not to be combined with the accepted (`CONFLICT`).
    """

    texts: Mapping[str, bytes]
    before: Mapping[str, bytes]
    accepted: tuple[Proof, ...]
    others: tuple[Proof, ...]
