"""The passes between inlining and escape analysis, in the compiler's order (cmd/compile/internal/gc/main.go)."""

from __future__ import annotations

from goescape.ir.nodes import Target
from goescape.ir.passes.deadlocals import drop_dead_locals
from goescape.ir.passes.loopvar import separate_iterations


def prepare(target: Target) -> None:
    """Bring a package's functions into the shape that escape analysis expects."""
    for func in target.funcs:
        separate_iterations(func)
    drop_dead_locals(target.funcs)
