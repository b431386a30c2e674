"""What ``//line`` and ``/*line*/`` comments make of a file's places (cmd/compile/internal/syntax: parser.go)."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from goescape.source import Source
from goescape.syntax.document import comments_of

_MARKS = (b"//line ", b"/*line ")
_LARGEST_COLUMN = 255
"""Columns from it on are one and the same to the compiler (cmd/internal/src/pos.go: colMax)."""


class Placed(NamedTuple):
    """A place as the compiler names it. `file` is "" for the file itself; `column` is 0 where it is not printed."""

    file: str
    line: int
    column: int


class _Base(NamedTuple):
    """From `offset` on, at real `line` and `column`, places count from `named`."""

    offset: int
    line: int
    column: int
    named: Placed


class LineBases:
    """The places of one version of a file."""

    def __init__(self, source: Source) -> None:
        self._source = source
        has_marks = any(mark in source.data for mark in _MARKS)
        self._bases = _bases(source) if has_marks else []
        self._offsets = [base.offset for base in self._bases]

    def place(self, offset: int) -> Placed:
        """The place of a byte offset."""
        line, column = self._source.line_column(offset)
        column = min(column, _LARGEST_COLUMN)
        at = bisect_right(self._offsets, offset) - 1
        if at >= 0:
            return _printable(_relative(self._bases[at], line, column))
        return _printable(Placed("", line, column))


def _printable(place: Placed) -> Placed:
    return place if 0 < place.column < _LARGEST_COLUMN else place._replace(column=0)


def _relative(base: _Base, line: int, column: int) -> Placed:
    named = base.named
    if named.column == 0:
        column = 0
    elif line == base.line:
        column += named.column - base.column
    return Placed(named.file, named.line + line - base.line, column)


def _bases(source: Source) -> list[_Base]:
    found: list[_Base] = []
    for span in comments_of(source.data):
        text = source.data[span.start : span.end]
        line, column = source.line_column(span.start)
        if not text.startswith(_MARKS) or (text.startswith(b"//") and column != 1) or b"\n" in text:
            continue
        named = _named(_content(text), found[-1].named.file if found else "")
        if named is None:
            continue
        if text.startswith(b"//"):
            found.append(_Base(span.end + 1, line + 1, 1, named))
        else:
            found.append(_Base(span.end, line, column + len(text), named))
    return found


def _content(comment: bytes) -> str:
    text = comment[:-2] if comment.startswith(b"/*") else comment.removesuffix(b"\r")
    return text[len(_MARKS[0]) :].decode(errors="replace")


def _named(text: str, last: str) -> Placed | None:
    """What ``file:line`` or ``file:line:column`` says; None where it says nothing. Without a file and with a column,
    it is the `last` one named."""
    rest, colon, digits = text.rpartition(":")
    if not colon or not _is_number(digits):
        return None
    file, colon, more = rest.rpartition(":")
    if not colon or not _is_number(more):
        return Placed(rest, int(digits), 0) if int(digits) else None
    if not int(more) or not int(digits):
        return None
    return Placed(file or last, int(more), int(digits))


def _is_number(digits: str) -> bool:
    return digits.isascii() and digits.isdigit()
