"""Which bytes of one version of a text are which of another."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from goescape.fixes.model import Edit

_WORDS = re.compile(rb"\s+|\S+")


def edits_between(path: str, before: bytes, after: bytes) -> tuple[Edit, ...]:
    """The edits, in order, that make `after` of the text `before` of the file at `path`: as small as can be, so that
    what an editor holds at places of the text stays where it is. No edit begins or ends within a character.

    Lines are matched by what they say, blanks aside: what gofmt does to a line is edited blank by blank.
    """
    if before == after:
        return ()
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Edit] = []
    at = 0
    for size, part in _blocks(old, new):
        for edit in _trimmed(path, at, before[at : at + size], part):
            last = found.pop() if found and found[-1].end == edit.start else Edit(path, edit.start, edit.start, b"")
            found.append(Edit(path, last.start, edit.end, last.text + edit.text))
        at += size
    return tuple(found)


def _blocks(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
    """The text before, cut into pieces: the size of each, and what it becomes."""
    said_before, said_after = [b"".join(line.split()) for line in old], [b"".join(line.split()) for line in new]
    start = _common(said_before, said_after, min(len(old), len(new)))
    end = _common(said_before[::-1], said_after[::-1], min(len(old), len(new)) - start)
    middle = SequenceMatcher(None, said_before[start : len(old) - end], said_after[start : len(new) - end])
    opcodes = [(tag, a + start, b + start, c + start, d + start) for tag, a, b, c, d in middle.get_opcodes()]
    tail = ("equal", len(old) - end, len(old), len(new) - end, len(new))
    for tag, first, last, other_first, other_last in [("equal", 0, start, 0, start), *opcodes, tail]:
        if tag == "equal":
            for one, other in zip(old[first:last], new[other_first:other_last], strict=True):
                yield from _words(one, other)
        else:
            yield sum(map(len, old[first:last])), b"".join(new[other_first:other_last])


def _words(one: bytes, other: bytes) -> Iterator[tuple[int, bytes]]:
    """Two lines that differ in blanks at most, in pieces of which as many as can be are the same."""
    words, others = _WORDS.findall(one), _WORDS.findall(other)
    if [word for word in words if not word.isspace()] != [word for word in others if not word.isspace()]:
        yield len(one), other
        return
    for blank, new_blank, word in zip(_blanks(words), _blanks(others), [*_said(words), b""], strict=True):
        yield len(blank), new_blank
        yield len(word), word


def _said(words: Iterable[bytes]) -> list[bytes]:
    return [word for word in words if not word.isspace()]


def _blanks(words: Iterable[bytes]) -> list[bytes]:
    """The blanks before each word and after the last."""
    blanks = [b""]
    for word in words:
        if word.isspace():
            blanks[-1] = word
        else:
            blanks.append(b"")
    return blanks


def _common(one: Sequence[bytes], other: Sequence[bytes], limit: int) -> int:
    """How many items, at most `limit`, two sequences begin with alike."""
    return next((at for at in range(limit) if one[at] != other[at]), limit)


def _trimmed(path: str, at: int, old: bytes, new: bytes) -> Iterator[Edit]:
    """The edit of a piece at a place, without what it begins and ends with alike."""
    if old == new:
        return
    limit = min(len(old), len(new))
    start = next((i for i in range(limit) if old[i] != new[i]), limit)
    while start and (_is_inside(old, start) or _is_inside(new, start)):
        start -= 1
    limit -= start
    end = next((i for i in range(limit) if old[-1 - i] != new[-1 - i]), limit)
    while end and (_is_inside(old, len(old) - end) or _is_inside(new, len(new) - end)):
        end -= 1
    yield Edit(path, at + start, at + len(old) - end, new[start : len(new) - end])


def _is_inside(text: bytes, at: int) -> bool:
    """Whether an offset is within a character of UTF-8."""
    return at < len(text) and text[at] & 0xC0 == 0x80


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a byte of a new text comes from: its offset in the old text; for what was `inserted`, the place of the edit
    that inserted it."""

    offset: int
    inserted: bool


class Alignment:
    """The places of a text before and after edits, which are disjoint, in any order."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._edits = sorted(set(edits), key=lambda edit: (edit.start, edit.end))
        self._starts = [edit.start for edit in self._edits]
        self._news: list[int] = []
        shift = 0
        for edit in self._edits:
            self._news.append(edit.start + shift)
            shift += len(edit.text) - (edit.end - edit.start)

    def is_edited(self, offset: int) -> bool:
        """Whether the byte at an offset of the text before is deleted, or is the first after an edit: the x of ``*x``
        when the star is deleted."""
        at = bisect_right(self._starts, offset) - 1
        return at >= 0 and offset <= self._edits[at].end

    def origin(self, offset: int) -> Origin:
        """Where the byte at an offset of the text after comes from."""
        at = bisect_right(self._news, offset) - 1
        if at < 0:
            return Origin(offset, False)
        edit, new = self._edits[at], self._news[at]
        if offset < new + len(edit.text):
            return Origin(edit.start, True)
        return Origin(edit.end + offset - new - len(edit.text), False)
