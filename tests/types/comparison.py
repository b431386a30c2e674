"""Our records against go/types', and why they differ."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from goescape.source import Source
from tests.types.oracle import Key, Record

EXTRA_KINDS = ("selection", "instance", "implicit")
"""Records that stand beside those of expressions and identifiers."""


@dataclass(frozen=True)
class Difference:
    """Where a record differs. `what` is "missing", "extra" or the field; `ours` and `theirs` are that field's text.

    A difference is a `root` if nothing below its node differs, nor the definition that its identifier names: others
    are mostly its consequences.
    """

    path: str
    key: Key
    what: str
    ours: str
    theirs: str
    root: bool

    def cause(self) -> tuple[str, str, str, str]:
        """What differences with one cause have in common: texts without the names in them."""
        return self.key.kind, self.what, shape_of(self.ours), shape_of(self.theirs)


@dataclass
class Tally:
    """Counts over records: `compared` are go/types'."""

    compared: int = 0
    expressions: int = 0
    by_field: Counter[str] = field(default_factory=Counter)
    differing: int = 0
    """Records of expressions and identifiers that differ in type, value or object, are missing or extra."""

    def add(self, other: Tally) -> None:
        self.compared += other.compared
        self.expressions += other.expressions
        self.by_field += other.by_field
        self.differing += other.differing


def compare(
    path: str, ours: Mapping[Key, Record], theirs: Mapping[Key, Record], tally: Tally
) -> list[Difference]:
    """Compare one file's records; counts go into `tally`."""
    tally.compared += len(theirs)
    tally.expressions += sum(key.kind not in EXTRA_KINDS for key in theirs)
    if ours == theirs:
        return []
    found = list(_differences(ours, theirs))
    for key, what, _, _ in found:
        tally.by_field[f"{what} ({key.kind})" if key.kind in EXTRA_KINDS else what] += 1
    counted = {key for key, what, _, _ in found if key.kind not in EXTRA_KINDS and what != "mode"}
    tally.differing += len(counted)
    places = _Places({key for key, *_ in found}, path)
    return [
        Difference(path, key, what, mine, other, places.is_root(key, ours.get(key), theirs.get(key)))
        for key, what, mine, other in found
    ]


def _differences(
    ours: Mapping[Key, Record], theirs: Mapping[Key, Record]
) -> Iterator[tuple[Key, str, str, str]]:
    for key, their in theirs.items():
        our = ours.get(key)
        if our == their:
            continue
        if our is None:
            yield key, "missing", "", f"{their.mode} {their.type}"
            continue
        for name, mine, other in zip(Record._fields, our, their, strict=True):
            if mine != other:
                yield key, name, mine, other
    for key in ours.keys() - theirs.keys():
        yield key, "extra", f"{ours[key].mode} {ours[key].type}", ""


class _Places:
    """Which differing nodes lie within which."""

    def __init__(self, differing: Iterable[Key], path: str) -> None:
        self._keys = sorted(differing)
        self._starts = [key.start for key in self._keys]
        self._path = path

    def is_root(self, key: Key, *sides: Record | None) -> bool:
        first, last = bisect_left(self._starts, key.start), bisect_right(self._starts, key.end)
        within = self._keys[first:last]
        if any(other.end <= key.end and other[:2] != key[:2] for other in within):
            return False
        return not any(self._defined_amiss(key, side) for side in sides if side is not None)

    def _defined_amiss(self, key: Key, side: Record) -> bool:
        path, _, offset = side.object.rpartition(":")
        if path != self._path or int(offset) == key.start:
            return False
        at = bisect_left(self._starts, int(offset))
        return at < len(self._starts) and self._starts[at] == int(offset)


def shape_of(text: str) -> str:
    """A text with qualified names, numbers and quoted texts made alike, and no longer than a line."""
    text = re.sub(r'"(?:[^"\\]|\\.)*"', '"…"', text)
    text = re.sub(r"[\w./\-]*\b[\w\-]+\.[A-Za-z_]\w*", "N", text)
    text = re.sub(r"\b\d[\dxXa-fA-F/.pe+-]*\b", "#", text)
    return text if len(text) <= 110 else f"{text[:107]}..."


def show(difference: Difference, source: Source) -> str:
    """``path:line:column  source text`` of a difference."""
    key = difference.key
    line, column = source.line_column(key.start)
    text = " ".join(source.data[key.start : min(key.end, key.start + 60)].decode(errors="replace").split())
    return f"{difference.path}:{line}:{column}  {text}"
