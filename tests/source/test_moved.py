"""Where a span is after an edit: on the lines that both versions begin or end with, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goescape.source import Moved, Span

from .strategies import files, source


def same_lines(old: bytes, new: bytes) -> tuple[int, int]:
    """How many bytes of whole lines two texts begin with alike, and then end with alike, without overlap."""
    one, other = old.split(b"\n"), new.split(b"\n")
    if one == other:
        return len(old), 0
    ahead = 0
    while ahead < min(len(one), len(other)) - 1 and one[ahead] == other[ahead]:
        ahead += 1
    behind = 0
    while behind < min(len(one), len(other)) - ahead and one[-1 - behind] == other[-1 - behind]:
        behind += 1
    return sum(len(line) + 1 for line in one[:ahead]), len(b"\n".join(one[len(one) - behind :])) if behind else 0


@st.composite
def edits(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A text and what an edit in the middle makes of it; sometimes of no kin."""
    old = draw(files)
    if draw(st.booleans()):
        return old, draw(files)
    start = draw(st.integers(0, len(old)))
    end = draw(st.integers(start, len(old)))
    return old, old[:start] + draw(files) + old[end:]


@given(edits(), st.data())
def test_a_span_moves_with_its_lines(versions: tuple[bytes, bytes], pick: st.DataObject) -> None:
    old, new = versions
    start = pick.draw(st.integers(0, max(len(old) - 1, 0)), label="start")
    span = Span(start, pick.draw(st.integers(min(start + 1, len(old)), len(old)), label="end"))
    ahead, behind = same_lines(old, new)
    expected = None
    if span.end <= ahead:
        expected = span
    elif span.start >= len(old) - behind:
        shift = len(new) - len(old)
        expected = Span(span.start + shift, span.end + shift)
    moved = Moved(source(old), source(new))(span)
    assert moved == expected
    if moved is not None:
        assert new[moved.start : moved.end] == old[span.start : span.end]


CASES = {
    "no edit": ("a\nb\n", "a\nb\n", "b", "b"),
    "a line before": ("a\nb\n", "a\n\nb\n", "b", "b"),
    "a line after": ("a\nb\n", "a\nb\nc\n", "a", "a"),
    "a line less": ("a\nx\nb\n", "a\nb\n", "b", "b"),
    "on the same line": ("a\nb c\n", "a\nb  c\n", "c", None),
    "at the start of its line": ("a\nb\nc\n", "a\n// b\nc\n", "b", None),
    "at the start of the file": ("b\nc\n", "// b\nc\n", "b", None),
    "the line below is as it was": ("b\nc\n", "// b\nc\n", "c", "c"),
    "at the end of the last line": ("a\nb", "a\nbc", "b", None),
    "the last line ends now": ("a\nb", "a\nb\n", "b", None),
    "the line was doubled": ("a\nb\n", "a\na\nb\n", "b", "b"),
}


@pytest.mark.parametrize("case", CASES)
def test_edits(case: str) -> None:
    old, new, word, found = CASES[case]
    start = old.index(word)
    moved = Moved(source(old.encode()), source(new.encode()))(Span(start, start + len(word)))
    assert (new[moved.start : moved.end] if moved else None) == found
