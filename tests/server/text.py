"""Texts as an editor counts them, and marks in them."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol.types import Position, Range, TextEdit

_CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}

OPEN, CLOSE = "«", "»"
"""What stands around a part of a text that a test is about."""


def unmarked(text: str) -> tuple[str, list[str]]:
    """A text without its marks, and the marked parts with what stands before them: ``before\\0part``."""
    parts = []
    before, *rest = text.split(OPEN)
    for piece in rest:
        part, found, after = piece.partition(CLOSE)
        assert found, f"no {CLOSE} after {OPEN}{piece}"
        parts.append(f"{before}\0{part}")
        before += part + after
    return before, parts


def marked_ranges(text: str, encoding: str) -> tuple[str, list[Range]]:
    """A text without its marks, and the ranges that they stood around, in an editor's encoding."""
    plain, parts = unmarked(text)
    ranges = []
    for before, part in (entry.split("\0") for entry in parts):
        ranges.append(Range(position(plain, len(before), encoding), position(plain, len(before + part), encoding)))
    return plain, ranges


def position(text: str, at: int, encoding: str) -> Position:
    """Where an editor sees the character number `at`. Only ``\\n`` ends a line, as in Go."""
    codec, size = _CODECS[encoding]
    lines = text[:at].split("\n")
    return Position(len(lines) - 1, len(lines[-1].encode(codec)) // size)


def under(text: str, where: Range, encoding: str) -> str:
    """The text that a range covers."""
    return text[_offset(text, where.start, encoding) : _offset(text, where.end, encoding)]


def edited(text: str, edits: Sequence[TextEdit], encoding: str) -> str:
    """The text after edits, all of which speak of `text`."""
    parts, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character)):
        start, end = _offset(text, edit.range.start, encoding), _offset(text, edit.range.end, encoding)
        assert at <= start <= end, "edits overlap"
        parts += [text[at:start], edit.new_text]
        at = end
    return "".join([*parts, text[at:]])


def _offset(text: str, at: Position, encoding: str) -> int:
    codec, size = _CODECS[encoding]
    lines = text.split("\n")
    head = lines[at.line].encode(codec)[: at.character * size].decode(codec)
    return sum(len(line) + 1 for line in lines[: at.line]) + len(head)
