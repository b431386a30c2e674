"""Leak tags, as they are encoded in export data."""

from __future__ import annotations

import pytest

from goescape.escape.leaks import KEPT, LEAKS, NONE, UNKNOWN_USE, decode, tag_of


@pytest.mark.parametrize(
    ("levels", "encoded"),
    [
        ((0, 0, 0, 0, 0, 0, 0, 0), ""),
        ((NONE,) * 8, "esc:"),
        ((1, NONE, NONE, NONE, NONE, NONE, NONE, NONE), "esc:\x02"),
        ((NONE, 0, 0, NONE, NONE, NONE, NONE, NONE), "esc:\x00\x01\x01"),
        ((NONE, NONE, NONE, 0, NONE, NONE, NONE, 2), "esc:\x00\x00\x00\x01\x00\x00\x00\x03"),
        ((1000, NONE, NONE, NONE, NONE, NONE, NONE, NONE), "esc:\xff"),
    ],
)
def test_encoding(levels: tuple[int, ...], encoded: str) -> None:
    tag = tag_of(levels)
    assert tag.encode() == encoded
    assert decode(encoded) is tag


def test_flows_no_shorter_than_that_to_the_heap_say_nothing() -> None:
    assert tag_of((1, 0, 1, 2, 0, NONE, NONE, NONE)).levels == (1, 0, NONE, NONE, 0, NONE, NONE, NONE)


def test_what_is_no_tag_leaks() -> None:
    assert decode("") is LEAKS
    assert (LEAKS.heap, KEPT.heap) == (0, NONE)
    assert UNKNOWN_USE.levels == (NONE, 0, 0, NONE, NONE, NONE, NONE, NONE)


def test_flows_are_those_that_there_are() -> None:
    tag = tag_of((NONE, 0, 3, 0, NONE, NONE, NONE, 2))
    assert tag.outside == ((1, 0), (2, 3))
    assert tag.to_results == ((0, 0), (4, 2))
