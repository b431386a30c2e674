"""What is wrong with a text as Go."""

from __future__ import annotations

from dataclasses import dataclass

from goescape.source import Span


@dataclass(frozen=True, slots=True)
class Problem:
    """`message` is one line in Go's terms; `span` holds byte offsets in whatever text the problem was found in."""

    span: Span
    message: str

    def moved(self, by: int) -> Problem:
        """The same problem where the text begins at the offset `by`."""
        return Problem(Span(self.span.start + by, self.span.end + by), self.message)
