"""A Go file's bytes and its line table.

Inside goescape a position is a 0-based byte offset. Lines and columns exist at the edges only: the compiler
speaks in 1-based lines and 1-based byte columns, an editor in 0-based lines and UTF-8, UTF-16 or UTF-32 units.

Only ``\\n`` ends a line (cmd/compile/internal/syntax/source.go), so a form feed, U+2028 or a lone ``\\r``
inside a line shifts nothing.
"""

from __future__ import annotations

import enum
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property


class ColumnUnit(enum.Enum):
    """What an editor counts columns in."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of byte offsets, ``0 <= start <= end``."""

    start: int
    end: int

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset < self.end

    def encloses(self, other: Span) -> bool:
        """Whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class Source:
    """One version of a file: its absolute path and its bytes. Never raises on bytes that are not UTF-8."""

    path: str
    data: bytes

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset at which each line starts; there is always a first line."""
        starts = [0]
        find, at = self.data.find, 0
        while (at := find(b"\n", at)) >= 0:
            at += 1
            starts.append(at)
        return starts

    def line_of(self, offset: int) -> int:
        """The 0-based line that holds `offset` (clamped to the file)."""
        return bisect_right(self.line_starts, max(0, offset)) - 1

    def line_span(self, line: int) -> Span:
        """The bytes of a 0-based line (clamped to the file) without its ``\\n``."""
        starts = self.line_starts
        line = min(max(line, 0), len(starts) - 1)
        end = starts[line + 1] - 1 if line + 1 < len(starts) else len(self.data)
        return Span(starts[line], end)

    def line_text(self, line: int) -> str:
        """The text of a 0-based line, undecodable bytes replaced."""
        span = self.line_span(line)
        return self.data[span.start : span.end].decode(errors="replace")

    def text(self, span: Span) -> str:
        """The text of `span`, undecodable bytes replaced."""
        return self.data[span.start : span.end].decode(errors="replace")

    def offset(self, line: int, column: int) -> int:
        """The offset of the compiler's 1-based line and byte column; column 0 means the line's start."""
        span = self.line_span(line - 1)
        return min(span.start + max(column - 1, 0), span.end)

    def line_column(self, offset: int) -> tuple[int, int]:
        """The compiler's 1-based line and byte column of `offset`."""
        line = self.line_of(offset)
        return line + 1, offset - self.line_starts[line] + 1

    def position(self, offset: int, unit: ColumnUnit) -> tuple[int, int]:
        """The editor's 0-based line and column, in `unit`, of `offset`."""
        line = self.line_of(offset)
        before = self.data[self.line_starts[line] : offset]
        return line, _units(before, unit)

    def offset_at(self, line: int, column: int, unit: ColumnUnit) -> int:
        """The offset of an editor's 0-based line and column in `unit`, clamped to the line.

        A column inside a character (the second half of a UTF-16 pair) is the character's start.
        """
        if line >= len(self.line_starts):
            return len(self.data)
        span = self.line_span(line)
        raw = self.data[span.start : span.end]
        if unit is ColumnUnit.UTF8 or raw.isascii():
            return span.start + min(max(column, 0), len(raw))
        at = seen = 0
        for char in raw.decode("utf-8", "surrogateescape"):
            width = 2 if unit is ColumnUnit.UTF16 and ord(char) > 0xFFFF else 1
            if seen + width > column:
                break
            seen += width
            at += len(char.encode("utf-8", "surrogateescape"))
        return span.start + at


def _units(raw: bytes, unit: ColumnUnit) -> int:
    """How many of `unit` the bytes `raw` take; an undecodable byte counts as one."""
    if unit is ColumnUnit.UTF8 or raw.isascii():
        return len(raw)
    text = raw.decode("utf-8", "surrogateescape")
    if unit is ColumnUnit.UTF32:
        return len(text)
    return len(text) + sum(char > "\uffff" for char in text)


class Moved:
    """Where spans of one version of a file are in another, by the lines that both begin and end with."""

    def __init__(self, old: Source, new: Source) -> None:
        self._same = old.data == new.data
        if self._same:
            return
        shared = min(len(old.data), len(new.data))
        self._prefix = _line_floor(old.data, common_prefix(old.data, new.data, shared))
        rest = shared - self._prefix
        suffix = common_suffix(old.data, new.data, rest)
        self._shift = len(new.data) - len(old.data)
        self._suffix_start = len(old.data) - suffix
        if not (_starts_line(old.data, self._suffix_start) and _starts_line(new.data, len(new.data) - suffix)):
            self._suffix_start = _next_line(old.data, self._suffix_start)

    def __call__(self, span: Span) -> Span | None:
        """The span in the new version; None when its text was touched."""
        if self._same or span.end <= self._prefix:
            return span
        if span.start >= self._suffix_start:
            return Span(span.start + self._shift, span.end + self._shift)
        return None


def common_prefix(one: bytes, other: bytes, limit: int) -> int:
    """How many bytes, at most `limit`, two byte strings begin with alike."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_suffix(one: bytes, other: bytes, limit: int) -> int:
    """How many bytes, at most `limit`, two byte strings end with alike."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def _line_floor(data: bytes, at: int) -> int:
    return data.rfind(b"\n", 0, at) + 1


def _starts_line(data: bytes, at: int) -> bool:
    return at == 0 or data[at - 1 : at] == b"\n"


def _next_line(data: bytes, at: int) -> int:
    end = data.find(b"\n", at)
    return len(data) if end < 0 else end + 1
