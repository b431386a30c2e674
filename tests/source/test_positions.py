"""Byte offsets to lines and columns, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goescape.source import ColumnUnit

from .strategies import UNITS, files, source, texts

CODECS = {ColumnUnit.UTF8: ("utf-8", 1), ColumnUnit.UTF16: ("utf-16-le", 2), ColumnUnit.UTF32: ("utf-32-le", 4)}


def width(text: str, unit: ColumnUnit) -> int:
    """How many of `unit` a text takes, by Python's own codec."""
    codec, size = CODECS[unit]
    return len(text.encode(codec)) // size


@given(files)
def test_only_a_newline_ends_a_line(data: bytes) -> None:
    lines = data.split(b"\n")
    table = source(data)
    assert len(table.line_starts) == len(lines)
    for number, line in enumerate(lines):
        span = table.line_span(number)
        assert data[span.start : span.end] == line
        assert table.line_text(number) == line.decode(errors="replace")


@given(files, st.integers(0, 80))
def test_the_line_of_an_offset_is_the_number_of_newlines_before_it(data: bytes, at: int) -> None:
    at = min(at, len(data))
    line, column = source(data).line_column(at)
    before = data[:at]
    assert line == before.count(b"\n") + 1
    assert column == at - (before.rfind(b"\n") + 1) + 1
    assert source(data).offset(line, column) == at


@given(texts, UNITS, st.data())
def test_an_editors_position_counts_what_its_encoding_counts(text: str, unit: ColumnUnit, pick: st.DataObject) -> None:
    at = pick.draw(st.integers(0, len(text)), label="characters before")
    offset = len(text[:at].encode())
    lines = text[:at].split("\n")
    table = source(text.encode())
    position = table.position(offset, unit)
    assert position == (len(lines) - 1, width(lines[-1], unit))
    assert table.offset_at(*position, unit) == offset


@given(files, UNITS, st.integers(-2, 30), st.integers(-2, 30))
def test_any_position_is_clamped_to_its_line(data: bytes, unit: ColumnUnit, line: int, column: int) -> None:
    table = source(data)
    offset = table.offset_at(line, column, unit)
    if line >= len(table.line_starts):
        assert offset == len(data)
    else:
        span = table.line_span(line)
        assert span.start <= offset <= span.end
        _, back = table.position(offset, unit)
        assert back <= max(column, 0)


@given(files, UNITS, st.integers(0, 80))
def test_no_bytes_make_a_position_fail(data: bytes, unit: ColumnUnit, at: int) -> None:
    line, column = source(data).position(min(at, len(data)), unit)
    assert line == data[:at].count(b"\n")
    assert 0 <= column <= at


CLAMPED = {
    "the second half of a pair is the character": ("a😀b", ColumnUnit.UTF16, (0, 2), 1),
    "after the pair": ("a😀b", ColumnUnit.UTF16, (0, 3), 5),
    "one character in UTF-32": ("a😀b", ColumnUnit.UTF32, (0, 2), 5),
    "past the end of the line": ("日本\nb", ColumnUnit.UTF16, (0, 9), 6),
    "past the last line": ("a\nb", ColumnUnit.UTF16, (7, 0), 3),
    "a carriage return belongs to its line": ("a\r\nb", ColumnUnit.UTF16, (0, 9), 2),
    "a separator that is no line end": ("a\u2028b\nc", ColumnUnit.UTF16, (1, 0), 6),
}


@pytest.mark.parametrize("case", CLAMPED)
def test_offset_at(case: str) -> None:
    text, unit, position, offset = CLAMPED[case]
    assert source(text.encode()).offset_at(*position, unit) == offset


COMPILER = {
    "column 0 is the line's start": ((2, 0), 3),
    "a column past the end": ((2, 99), 5),
    "line 0": ((0, 3), 2),
    "a line past the end": ((9, 1), 6),
}


@pytest.mark.parametrize("case", COMPILER)
def test_a_compilers_position_outside_the_file_is_clamped(case: str) -> None:
    (line, column), offset = COMPILER[case]
    assert source(b"ab\ncd\n").offset(line, column) == offset
