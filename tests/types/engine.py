"""Our checker over the packages that the go command lists: the same files, so that types alone are compared."""

from __future__ import annotations

import hashlib
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from goescape.packages.constraints import constraint_of
from goescape.types.program import Program
from goescape.types.records import RecordWriter
from goescape.types.sizes import SIZES
from goescape.types.source import EXTERNAL_TEST, PLAIN, TEST, PackageFiles, PackageSource, SourceFile
from tests.types.oracle import LONG_VALUE, FileRecords, Key, Problem, Record, Unit

FAILED = "not analysed: "
"""How a problem begins that stands for an exception of the checker."""


@dataclass
class Outcome:
    """What our checker said of one package. `failures` are exceptions, also those that it noted itself."""

    files: dict[str, FileRecords] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0.0
    """Processor time that the check took, parsing and what it needed of other packages included."""


@dataclass(frozen=True)
class Failure:
    """An exception of the checker: the last frames of its traceback tell one from another."""

    path: str
    offset: int
    frames: str


class Engine:
    """A program and the records of its packages."""

    def __init__(self, source: PackageSource, arch: str) -> None:
        self.program = Program(source, SIZES[arch])
        self.writer = RecordWriter(self.program)

    def check(self, id: str) -> Outcome:
        """Check all of a package."""
        outcome = Outcome()
        began = time.process_time()
        try:
            problems = self.program.check(id).problems()
        except Exception as error:
            outcome.failures.append(Failure(id, 0, last_frames(error)))
            problems = []
        outcome.seconds = time.process_time() - began
        for file in self.program.unit(id).files:
            records: dict[Key, Record] = {}
            for start, end, kind, mode, type, value, obj in self.writer.file(file):
                place = "" if obj is None else f"{obj[0]}:{obj[1]}"
                records[Key(start, end, kind)] = Record(mode, type, brief(value), place)
            outcome.files[file.path] = FileRecords(f"go{file.version[0]}.{file.version[1]}", records)
        for problem in problems:
            if problem.message.startswith(FAILED):
                outcome.failures.append(Failure(problem.path, problem.start, problem.message))
            outcome.files[problem.path].problems.append(Problem(problem.start, problem.message))
        return outcome


class ListedPackages:
    """A `PackageSource` on a list of units; `newest` is the language of those that do not say, and `overlay` gives
    files other texts."""

    def __init__(
        self, units: Sequence[Unit], newest: tuple[int, int], overlay: Mapping[str, bytes] | None = None
    ) -> None:
        self._units = {unit.id: unit for unit in units}
        self._plain = _without_tests(units)
        self._newest = newest
        self._overlay = overlay or {}
        self._closures: dict[str, frozenset[str]] = {}

    def package(self, path: str, part: str) -> PackageFiles:
        plain, with_tests = self._plain.get(path), self._units.get(f"{path} [{path}.test]")
        external = self._units.get(f"{path}_test [{path}.test]")
        unit = {PLAIN: plain, TEST: with_tests, EXTERNAL_TEST: external}[part]
        if unit is None:
            listed = plain or with_tests or external
            return PackageFiles(path, "", missing="" if listed else f"package {path} is not listed")
        version = language(unit.version) or self._newest
        shared = set(plain.files) if part == TEST and plain is not None else ()
        names = [name for name in unit.files if name not in shared]
        files = tuple([SourceFile(name, self._language(name, version), name in unit.cgo_files) for name in names])
        imports = {written: id.split(" ")[0] for written, id in unit.imports.items()}
        return PackageFiles(unit.path, unit.name, files, imports)

    def _language(self, path: str, version: tuple[int, int]) -> tuple[int, int]:
        """A file's language version: a build constraint may say another than the package's (never below 1.21)."""
        minor = constraint_of(self.read(path)).language()
        return (1, max(minor, 21)) if minor >= 0 else version

    def read(self, path: str) -> bytes:
        given = self._overlay.get(path)
        return Path(path).read_bytes() if given is None else given

    def reaches(self, path: str, target: str) -> bool:
        return target in self._reached(path)

    def _reached(self, path: str) -> frozenset[str]:
        known = self._closures.get(path)
        if known is None:
            unit = self._plain.get(path)
            uses = () if unit is None else [id.split(" ")[0] for id in unit.uses]
            known = self._closures[path] = frozenset(uses).union(*map(self._reached, uses))
        return known


def _without_tests(units: Sequence[Unit]) -> dict[str, Unit]:
    """Units by import path, in the form without tests of their own. `go list` names some only as they are compiled for
    another package's tests, "p [q.test]": those have the same files."""
    found: dict[str, Unit] = {}
    for unit in units:
        tested = unit.id.partition(" [")[2].removesuffix(".test]")
        if unit.path not in (tested, f"{tested}_test"):
            found[unit.path] = found.get(unit.path, unit) if tested else unit
    return found


def language(version: str) -> tuple[int, int] | None:
    """The numbers of "go1.21"."""
    if not version:
        return None
    major, _, minor = version.removeprefix("go").partition(".")
    return int(major), int(minor or 0)


def brief(value: str) -> str:
    """A value as the oracle gives it: a long one by its hash."""
    text = value.encode()
    return value if len(text) <= LONG_VALUE else f"sha256:{hashlib.sha256(text).hexdigest()}"


def last_frames(error: BaseException) -> str:
    """Where an exception came from, innermost last."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return f"{type(error).__name__}: {str(error)[:150]}  [{places}]"
