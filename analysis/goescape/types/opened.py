"""Typed programs, kept from one question to the next.

To type-check a package and what it imports takes seconds; after an edit, what it makes stale takes milliseconds. A
program is opened anew only where more has changed than the text of declarations: which files there are, what they
import, go.mod.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Mapping
from functools import partial

from goescape.packages import open_loader
from goescape.packages.environment import Wanted
from goescape.packages.followed import FollowedFiles
from goescape.packages.header import header_of_start, parse_header
from goescape.packages.loader import Loader
from goescape.syntax.deep import with_deep_stack
from goescape.syntax.outlines import Outlines
from goescape.types.loaded import LoadedPackages
from goescape.types.program import Program
from goescape.types.sizes import SIZES

PROGRAMS_KEPT = 2
"""Programs whose types are kept; each takes some hundred megabytes where it is large."""


class Opened:
    """A program, and the loader that it has its packages from. `edits` counts the times that texts changed."""

    def __init__(self, files: FollowedFiles, loader: Loader, program: Program) -> None:
        self.files = files
        self.loader = loader
        self.program = program
        self.edits = 0


class OpenPrograms:
    """Programs by the folder that they are seen from and what they are for. For one thread."""

    def __init__(self, outlines: Outlines | None = None) -> None:
        self._outlines = outlines
        self._kept: OrderedDict[tuple[str, Wanted], Opened] = OrderedDict()

    def of(self, folder: str, wanted: Wanted, unsaved: Mapping[str, bytes]) -> Opened:
        """The code that can be reached from an absolute folder as it is now. Raises KeyError where the architecture is
        none that Go knows."""
        return with_deep_stack(partial(self._of, folder, wanted, unsaved))

    def kept(self) -> frozenset[Opened]:
        """The programs that are there."""
        return frozenset(self._kept.values())

    def forget(self) -> None:
        """Let go of all."""
        self._kept.clear()

    def _of(self, folder: str, wanted: Wanted, unsaved: Mapping[str, bytes]) -> Opened:
        key = (folder, wanted)
        opened = self._kept.pop(key, None)
        if opened is None or not _follow(opened, unsaved):
            opened = self._open(folder, wanted, unsaved)
        self._kept[key] = opened
        while len(self._kept) > PROGRAMS_KEPT:
            self._kept.popitem(last=False)
        return opened

    def _open(self, folder: str, wanted: Wanted, unsaved: Mapping[str, bytes]) -> Opened:
        files = FollowedFiles(folder, unsaved)
        loader = open_loader(folder, os.environ, files, wanted)
        program = Program(LoadedPackages(loader), SIZES[loader.environment.goarch], self._outlines)
        return Opened(files, loader, program)


def _follow(opened: Opened, unsaved: Mapping[str, bytes]) -> bool:
    """Bring a program up to date; False where it has to be opened anew."""
    files = opened.files
    files.show(unsaved)
    if files.torn or files.is_rearranged():
        return False
    for path in files.changed():
        before, now = files.start(path), files.again(path)
        if before is None or now is None or not _begin_alike(before, now) or not path.endswith(".go"):
            return False
        opened.program.update(path, now)
        opened.edits += 1
    return True


def _begin_alike(before: bytes, now: bytes) -> bool:
    """Whether two Go files belong to the same package and import the same, by their first bytes."""
    header = header_of_start(before) or parse_header(before)
    return header.problem is None and header == (header_of_start(now) or parse_header(now))
