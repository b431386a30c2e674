"""Where a directive is to be written so that it speaks of a line, or of a function, and gofmt leaves it there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from goescape.findings.directives import DirectiveKind
from goescape.source import Source, Span
from goescape.syntax.document import parse, tokens_over_lines

_DIRECTIVE_LINE = re.compile(rb"//[a-z0-9]+:[a-z0-9]")
"""What gofmt takes for a directive in a doc comment (go/ast: isDirective)."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """`text` goes in front of the byte at `offset`; `cursor` is where in `text` a reason is to be written."""

    offset: int
    text: bytes
    cursor: int


def above_line(source: Source, offset: int, kind: DirectiveKind) -> Insertion | None:
    """A directive on a line of its own above the line that holds `offset`; None where that would be inside a string or
    comment."""
    start = source.line_span(source.line_of(offset)).start
    if any(token.start < start < token.end for token in tokens_over_lines(source.data)):
        return None
    return _line(source, start, kind, blank=False)


def above_function(source: Source, offset: int, kind: DirectiveKind) -> Insertion | None:
    """A directive for the whole function whose declaration holds `offset`; None outside of functions."""
    file = parse(source)
    declaration = file.declaration_at(offset)
    if declaration is None or declaration.kind != "func":
        return None
    line = source.line_of(file.start_of(declaration))
    start = source.line_span(line).start
    above = source.line_span(line - 1) if line else Span(0, 0)
    comment = source.data[above.start : above.end].strip()
    prose = comment.startswith(b"//") and not _DIRECTIVE_LINE.match(comment)
    return _line(source, start, kind, blank=prose)


def _line(source: Source, start: int, kind: DirectiveKind, *, blank: bool) -> Insertion:
    """A line with a directive, indented as the line that starts at `start`; after an empty comment line if `blank`."""
    line = source.line_span(source.line_of(start))
    text = source.data[line.start : line.end]
    indent = text[: len(text) - len(text.lstrip(b" \t"))]
    end = b"\r\n" if text.endswith(b"\r") else b"\n"
    empty = indent + b"//" + end if blank else b""
    written = indent + b"//goescape:" + kind.value.encode() + (b" " if kind is DirectiveKind.IGNORE else b"")
    return Insertion(start, empty + written + end, len(empty + written))
