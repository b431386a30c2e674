"""Working out the likely answer while the compiler is busy.

Most of what the compiler says of a package it said before the edit too, of the same places, or of the same places
some lines on. To find the expression, function and category of each message takes a tenth of the time that the
compiler takes; done beforehand, it delays nothing. What is foreseen and then not said is seen by nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from goescape.compiler.listing import Package
from goescape.findings.assemble import Assembler, Trees
from goescape.findings.messages import parse_line
from goescape.findings.model import Provenance
from goescape.findings.paths import PrintedPaths
from goescape.source import Moved, Source, Span

AT_ONCE = 64
"""Lines that are looked at before others get their turn."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said when the same was asked last: of which packages, with which files (dependencies' included),
    the lines by package, and the texts that they speak of."""

    packages: Sequence[Package]
    files: Sequence[str]
    lines: Mapping[str, Sequence[str]]
    sources: Mapping[str, Source]


NOTHING = Said((), (), {}, {})


class Foresight:
    """The assemblers for one request, which may have their findings ready. `folder` is where the go command runs."""

    def __init__(self, folder: str, trees: Trees, said_by: Provenance, last: Said) -> None:
        self.trees = trees
        self.said_by = said_by
        self._folder = folder
        self._last = last
        self._made: dict[Package, Assembler] = {}

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Foresee as long as the caller waits for the compiler."""
        work = asyncio.create_task(self._foresee())
        try:
            yield
        finally:
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work

    def assembler(self, package: Package, files: Sequence[str]) -> Assembler:
        """The assembler of a package: one that has been at work if the package has the same files as before."""
        for known, assembler in self._made.items():
            if (known.import_path, known.go_files) == (package.import_path, package.go_files):
                return assembler
        return Assembler(package.import_path, package.go_files, self._paths(package, files), self.trees, self.said_by)

    async def _foresee(self) -> None:
        last = self._last
        for package in last.packages:
            await asyncio.sleep(0)
            assembler = self._made[package] = self.assembler(package, last.files)
            lines = list(_expected(last, package, self._paths(package, last.files), self.trees))
            for start in range(0, len(lines), AT_ONCE):
                await asyncio.sleep(0)
                assembler.findings(lines[start : start + AT_ONCE])

    def _paths(self, package: Package, files: Sequence[str]) -> PrintedPaths:
        return PrintedPaths(self._folder, package.go_files, files, self.trees.directives(package.go_files))


def _expected(last: Said, package: Package, paths: PrintedPaths, trees: Trees) -> Iterator[str]:
    """The lines that were said of a package, with the places where their expressions are now."""
    shifts: dict[str, _Shift | None] = {}
    for line in last.lines.get(package.import_path, ()):
        message = parse_line(line)
        if message is None:
            continue
        path = paths(message.file)
        if path not in shifts:
            shifts[path] = _shift(last.sources.get(path), trees, path)
        shift = shifts[path]
        if shift is None:
            yield line
        elif place := shift(message.line, message.column):
            yield f"{message.file}:{place}: {message.text}"


class _Shift:
    """Where the places of a file are after an edit, as the compiler prints them."""

    def __init__(self, old: Source, new: Source) -> None:
        self._old, self._new = old, new
        self._moved = Moved(old, new)

    def __call__(self, line: int, column: int) -> str:
        """The line, and the column if there is one; "" for a place that was edited."""
        offset = self._old.offset(line, column)
        span = self._moved(Span(offset, offset))
        if span is None:
            return ""
        line_now, column_now = self._new.line_column(span.start)
        return f"{line_now}:{column_now}" if column else str(line_now)


def _shift(old: Source | None, trees: Trees, path: str) -> _Shift | None:
    """The shift of a file that changed; None for any other."""
    tree = trees.get(path)
    if old is None or tree is None or old.data == tree.source.data:
        return None
    return _Shift(old, tree.source)
