"""What comments before a function ask of the compiler (cmd/compile/internal/noder/lex.go)."""

from __future__ import annotations

from typing import Final

from goescape.ir import nodes as ir
from goescape.syntax.declaration import Declaration

_PRAGMAS: Final = {
    "//go:noinline": ir.NOINLINE,
    "//go:noescape": ir.NOESCAPE,
    "//go:nosplit": ir.NOSPLIT,
    "//go:uintptrkeepalive": ir.UINTPTR_KEEPALIVE,
    "//go:uintptrescapes": ir.UINTPTR_ESCAPES,
    "//go:cgo_unsafe_args": ir.CGO_UNSAFE_ARGS,
}


def pragmas_of(declaration: Declaration) -> int:
    """The flags of a function's declaration."""
    found = 0
    for text in declaration.directives:
        found |= _PRAGMAS.get(text.partition(" ")[0].rstrip(), 0)
    return found
