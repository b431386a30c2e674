"""Texts that are hard on line tables."""

from __future__ import annotations

from hypothesis import strategies as st

from goescape.source import ColumnUnit, Source

WORDS = ("a", "x := 1", "\t", " ", "é", "日本", "😀", "e\u0301", "\ufeff")
LINE_ENDS = ("\n", "\r", "\r\n", "\f", "\v", "\u0085", "\u2028", "\u2029")
PIECES = (*WORDS, *LINE_ENDS)
RAW = (b"\xff", b"\xe6\x97", b"\x80", b"\xed\xa0\x80", b"\x00")
UNITS = st.sampled_from(ColumnUnit)

texts = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)
"""Valid text, with all that some editor or language takes for the end of a line."""

files = st.lists(st.sampled_from([*(piece.encode() for piece in PIECES), *RAW]), max_size=24).map(b"".join)
"""Bytes that need not be UTF-8."""


def source(data: bytes) -> Source:
    return Source("/p/p.go", data)
