"""What differs between Go releases in what the compiler decides: one table, one row a release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class GoRelease:
    """The rules of one release. Sizes are bytes.

    - `max_stack_var`: a declared variable above it goes to the heap (ir/cfg.go: MaxStackVarSize).
    - `max_implicit_stack_var`: the same of `new`, `&T{}`, `make` and closures (MaxImplicitStackVarSize).
    - `max_captured_by_value`: the largest variable that a closure takes as a copy (escape.go: flowClosure).
    - `several_callees`: a call of a variable that is assigned several functions is one of each (escape/call.go:
      resolveAssignedCallees).
    - `plain_closure_names`: a closure in an inlined body is named as if it were written there (obj.TrimInlineHash).
    """

    name: str
    max_stack_var: int = 128 << 10
    max_implicit_stack_var: int = 64 << 10
    max_captured_by_value: int = 128
    several_callees: bool = False
    plain_closure_names: bool = False


RELEASES: Final = {
    (1, 26): GoRelease("go1.26"),
    (1, 27): GoRelease("go1.27", several_callees=True, plain_closure_names=True),
}
"""By major and minor version."""

NEWEST: Final = RELEASES[max(RELEASES)]


def release_of(version: tuple[int, int]) -> GoRelease:
    """The rules of a release; of one that is not in the table, those of the nearest older one, or of the oldest."""
    known = [each for each in RELEASES if each <= version]
    return RELEASES[max(known) if known else min(RELEASES)]
