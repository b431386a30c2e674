"""Moving text that takes several lines."""

from __future__ import annotations

from goescape.fixes.code import Code
from goescape.source import Span
from goescape.syntax.document import tokens_over_lines
from goescape.syntax.nodes import Node


def moved(code: Code, node: Node, margin: bytes) -> str:
    """A node's text as it stands in a statement that is indented by `margin`: the lines after its first are, as deep as
    they are in relation to its last. Lines that begin inside a comment or string stay as they are."""
    span = code.span(node)
    text = code.source.data[span.start : span.end]
    old = _blanks(code.source.data, span.end)
    inside = tokens_over_lines(text)
    parts, at = [], 0
    for line in text.splitlines(keepends=True):
        shifts = at > 0 and line.startswith(old) and not any(_is_within(at, token) for token in inside)
        parts.append(margin + line[len(old) :] if shifts else line)
        at += len(line)
    return b"".join(parts).decode(errors="surrogateescape")


def _blanks(data: bytes, at: int) -> bytes:
    """The blanks that the line with an offset begins with."""
    line = data[data.rfind(b"\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip(b" \t"))]


def _is_within(at: int, token: Span) -> bool:
    return token.start < at < token.end
