"""From candidates to texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from goescape.fixes.edits import imports
from goescape.fixes.model import Candidate, Edit
from goescape.source import Source


class ConflictError(Exception):
    """Two candidates edit the same text."""


def applied(sources: Mapping[str, Source], candidates: Iterable[Candidate]) -> dict[str, bytes]:
    """The new texts of the files that candidates edit, imports settled.

    `sources` has the text of every file that is edited. An edit that several candidates make alike is made once; raises
    ConflictError where edits overlap otherwise.
    """
    by_file: dict[str, set[Edit]] = defaultdict(set)
    needs: dict[str, list[str]] = defaultdict(list)
    for candidate in candidates:
        for edit in candidate.edits:
            by_file[edit.path].add(edit)
        for path, imported in candidate.imports:
            needs[path].append(imported)
    texts = {}
    for path, edits in by_file.items():
        source = sources[path]
        edited = edit_text(source.data, sorted(edits, key=lambda e: (e.start, e.end)))
        texts[path] = imports.settled(source, edited, needs[path])
    return texts


def conflict(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates cannot both be applied."""
    return any(_overlap(a, b) for a in one.edits for b in other.edits)


def edit_text(data: bytes, edits: Sequence[Edit]) -> bytes:
    """The text after edits that are in order. Raises ConflictError where two overlap."""
    parts, at = [], 0
    for before, edit in zip((None, *edits), edits, strict=False):
        if before is not None and _overlap(before, edit):
            raise ConflictError(f"{edit.path}: two edits at byte {edit.start}")
        parts += [data[at : edit.start], edit.text]
        at = edit.end
    return b"".join([*parts, data[at:]])


def _overlap(a: Edit, b: Edit) -> bool:
    """Whether two edits touch the same text; insertions at one place do, unless they are alike."""
    if a == b or a.path != b.path:
        return False
    if a.start == a.end or b.start == b.end:
        return a.start == b.start or (a.start < b.start < a.end) or (b.start < a.start < b.end)
    return a.start < b.end and b.start < a.end
