"""The packages that go/types is tested with: GOROOT/src/internal/types/testdata.

Each is a file, or a folder of files. Comments say where an error is expected: ``x /* ERROR "undeclared" */ + 1``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path

from goescape.source import Source, Span
from goescape.syntax.document import GoFile, parse
from tests.types.fixture import flag_of, package_name
from tests.types.oracle import FileRecords, Key, Oracle, Problem, Record, Unit

_ERROR = re.compile(rb"(?:/\*|//)\s*ERRORx?\s")


def units(oracle: Oracle) -> list[Unit]:
    """All packages of the test data, and the standard library that they import."""
    root = oracle.goroot / "src" / "internal" / "types" / "testdata"
    entries = sorted(entry for folder in root.iterdir() if folder.is_dir() for entry in folder.iterdir())
    return [*oracle.standard, *(_package(entry, str(entry.relative_to(root))) for entry in entries)]


def _package(entry: Path, id: str) -> Unit:
    files = sorted(entry.glob("*.go")) if entry.is_dir() else [entry]
    text = files[0].read_text(encoding="utf-8", errors="replace")
    name, version = package_name(text), flag_of(text, "lang")
    return Unit(id, id, name, str(entry.parent), tuple(map(str, files)), {}, version, True)


def sound_spans(syntax: GoFile, problems: Iterable[Problem]) -> Iterator[Span]:
    """Where the declarations are in which no error is expected and go/types saw none."""
    source = syntax.source
    wrong = {source.line_of(offset) for offset, _, soft in problems if not soft}
    wrong |= {source.line_of(found.start()) for found in _ERROR.finditer(source.data)}
    for declaration in syntax.declarations:
        start = syntax.start_of(declaration)
        span = Span(start, start + len(declaration.text))
        if not any(source.line_of(span.start) <= line <= source.line_of(span.end) for line in wrong):
            yield span


def within_sound(source: Source, ours: FileRecords, theirs: FileRecords) -> tuple[dict[Key, Record], dict[Key, Record]]:
    """The records of both sides that lie in declarations without an error."""
    if all(problem.soft for problem in theirs.problems) and not _ERROR.search(source.data):
        return ours.records, theirs.records
    spans = list(sound_spans(parse(source), theirs.problems))
    starts = [span.start for span in spans]

    def kept(records: dict[Key, Record]) -> dict[Key, Record]:
        found = {}
        for key, record in records.items():
            at = bisect_right(starts, key.start) - 1
            if at >= 0 and key.start < spans[at].end:
                found[key] = record
        return found

    return kept(ours.records), kept(theirs.records)
