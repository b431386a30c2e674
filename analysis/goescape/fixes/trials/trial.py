"""Trying edits: what the compiler says of packages whose files were edited, against what it said before."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from goescape.compiler.engine import LOOSE_FILES, Analysis, CompilerEngine
from goescape.compiler.request import Request
from goescape.findings.model import PackageReport, Place, Problem
from goescape.fixes.edits.alignment import Alignment, edits_between
from goescape.fixes.edits.apply import applied, edit_text
from goescape.fixes.evidence.unseen import Unseen, built_files
from goescape.fixes.model import Candidate
from goescape.fixes.proof import Failure
from goescape.fixes.scene import Module
from goescape.fixes.trials.compare import Difference, Said, Traces, differences
from goescape.fixes.trials.compare import Place as Spot
from goescape.fixes.trials.influence import Function, Layout
from goescape.source import Source, Span


@dataclass(frozen=True, slots=True)
class Edited:
    """Files after the edits of candidates. `alignments` are, by path, the steps from the old text to the new one."""

    texts: Mapping[str, bytes]
    alignments: Mapping[str, tuple[Alignment, ...]]


@dataclass(frozen=True, slots=True)
class Scope:
    """What is compiled: packages by import path, and whether their tests are."""

    packages: frozenset[str]
    tests: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a trial.

    - `failure`, `detail`: why nothing can be compared; `fault` is the declaration that the compiler complains of.
    - `leaking`: the declarations of whose parameters something else is said; `inlinable` those that can be inlined,
      before or after.
    - `targets`: the places, before, of the allocations of an expression, by its file and span.
    """

    failure: Failure | None = None
    detail: str = ""
    fault: Function | None = None
    differences: tuple[Difference, ...] = ()
    leaking: frozenset[Function] = frozenset()
    inlinable: frozenset[Function] = frozenset()
    targets: Mapping[tuple[str, Span], set[Spot]] = field(default_factory=dict)


class Trials:
    """Tries edits of the code that one analysis is about. `timeout` is for one run, in seconds."""

    def __init__(
        self, engine: CompilerEngine, request: Request, analysis: Analysis, module: Module, timeout: float
    ) -> None:
        self.layout = Layout(module.program.file)
        self.module = module
        self._engine = engine.apart()
        self._request = replace(request, options=replace(request.options, timeout=timeout))
        self._reports: dict[str, PackageReport] = {}
        self._sources: dict[str, Source] = {}
        self._names: dict[str, str] = {}
        self._asked: set[Scope] = set()
        self._folders: dict[str, str] = {}
        self._take(analysis)

    # -------------------------------------------------------------------------------------------------- packages

    def package_of(self, path: str) -> str:
        """The import path of the package that a file is built into (of a test: the tested); "" of no file's."""
        folder = os.path.dirname(path)
        if folder not in self._folders:
            for name in self._others:
                self._folders.setdefault(self.module.loader.package(name).folder, name)
        return self._folders.get(folder, "")

    def source(self, path: str) -> bytes:
        """The text of a file before any edit."""
        return self.module.program.file(path).source.data

    def files_of(self, package: str) -> tuple[str, ...]:
        """The Go files of a package, tests included."""
        if package == LOOSE_FILES:
            return self._reports[package].files if package in self._reports else ()
        return built_files(self.module.loader.package(package))

    def importers(self, package: str) -> list[str]:
        """The main modules' packages that a package is built into, directly or not, tests included."""
        loader = self.module.loader
        found = []
        for name in self._others:
            one = loader.package(name)
            tests = (*one.test_imports, *one.external_test_imports)
            reaches = loader.reaches(name, package) or any(id == package or loader.reaches(id, package) for id in tests)
            if name != package and reaches:
                found.append(name)
        return found

    def mentions(self, package: str, name: bytes) -> bool:
        """Whether the text of a package, tests included, has a name."""
        return any(name in self.source(path) for path in self.files_of(package))

    @property
    def _others(self) -> Iterable[str]:
        """The packages of the main modules; without modules, those that were analysed."""
        known = [report.for_test or report.package for report in self._reports.values()]
        own = self.module.once(Unseen).packages or dict.fromkeys(known)
        return [name for name in own if name != LOOSE_FILES]

    # ---------------------------------------------------------------------------------------------------- before

    def _take(self, analysis: Analysis) -> None:
        self._reports.update({report.package: report for report in analysis.reports})
        self._sources.update(analysis.sources)
        self._names.update({each.import_path.partition(" ")[0]: each.name for each in analysis.packages})
        for report in analysis.reports:
            self._folders.setdefault(report.folder, report.for_test or report.package)

    async def baseline(self, scope: Scope) -> Outcome | None:
        """Make sure that it is known what is said before any edit; if it cannot be known, why."""
        missing = frozenset(name for name in scope.packages if not self._is_known(name, scope.tests))
        wanted = Scope(missing, scope.tests)
        if missing and wanted not in self._asked:
            started = time.monotonic()
            analysis = await self._engine.analyse(self._asking(wanted))
            if analysis.problem is not None:
                return self._stopped(analysis.problem, started)
            self._asked.add(wanted)
            self._take(analysis)
        return None

    def broken(self, package: str) -> Problem | None:
        """Why a package does not build as it is."""
        reports = [report for report in self._reports.values() if (report.for_test or report.package) == package]
        found = [report.problem for report in reports if report.problem is not None]
        return found[0] if found else None

    def _is_known(self, package: str, tests: bool) -> bool:
        if package not in self._reports:
            return False
        if not tests or package == LOOSE_FILES:
            return True
        one = self.module.loader.package(package)
        has_tests = bool(one.test_go_files or one.external_test_go_files)
        return not has_tests or any(report.for_test == package for report in self._reports.values())

    def _asking(self, scope: Scope) -> Request:
        if scope.packages == {LOOSE_FILES}:
            return replace(self._request, tests=scope.tests)
        return replace(self._request, patterns=tuple(sorted(scope.packages)), tests=scope.tests)

    def _stopped(self, problem: Problem, started: float) -> Outcome:
        timed_out = time.monotonic() - started >= self._request.options.timeout
        return Outcome(Failure.TIMED_OUT if timed_out else Failure.STOPPED, problem.summary)

    # ----------------------------------------------------------------------------------------------------- after

    def edited(self, candidates: Iterable[Candidate]) -> Edited:
        """The files after the edits of candidates that do not conflict. Raises `ConflictError` where they do."""
        candidates = list(candidates)
        edits = {edit for candidate in candidates for edit in candidate.edits}
        sources = {path: self.module.program.file(path).source for path in {edit.path for edit in edits}}
        texts = applied(sources, candidates)
        alignments = {}
        for path, source in sources.items():
            own = sorted((edit for edit in edits if edit.path == path), key=lambda edit: (edit.start, edit.end))
            steps = [Alignment(own), Alignment(edits_between(path, edit_text(source.data, own), texts[path]))]
            alignments[path] = tuple(steps)
        return Edited(texts, alignments)

    async def run(self, edited: Edited, scope: Scope) -> Outcome:
        """Compile edited files, and compare. The baseline of the scope must be known."""
        started = time.monotonic()
        asked = self._asking(scope)
        analysis = await self._engine.analyse(replace(asked, overlays={**asked.overlays, **edited.texts}))
        if analysis.problem is not None:
            return self._stopped(analysis.problem, started)
        traces = Traces(self.layout, edited.alignments)
        before: list[Said] = []
        after: list[Said] = []
        for report in analysis.reports:
            known = self._reports.get(report.package)
            if known is None or not self._is_same(report, analysis, edited):
                return Outcome(Failure.STOPPED, "files changed meanwhile")
            if known.problem is not None:
                continue
            if report.problem is not None:
                fault = _fault(report.problem.place, edited, traces)
                return Outcome(Failure.DOES_NOT_COMPILE, report.problem.summary, fault)
            before.append(Said(known, self._sources, traces.before, self.layout))
            after.append(Said(report, analysis.sources, traces.after, self.layout))
        return _compared(before, after, self._names)

    def _is_same(self, report: PackageReport, analysis: Analysis, edited: Edited) -> bool:
        """Whether a package's files are those of the baseline, but for the edits; and the baseline's the module's."""
        for path in report.files:
            known, now = self._sources.get(path), analysis.sources.get(path)
            if path in edited.texts:
                if known is not None and known.data != self.source(path):
                    return False
            elif known is not None and now is not None and known.data != now.data:
                return False
        return True


def _fault(place: Place | None, edited: Edited, traces: Traces) -> Function | None:
    """The declaration that a compiler's error is in, if its file was edited."""
    text = edited.texts.get(place.file) if place is not None else None
    if place is None or text is None:
        return None
    return traces.after(place.file, Source(place.file, text).offset(place.line, place.column)).function


def _compared(before: list[Said], after: list[Said], names: Mapping[str, str]) -> Outcome:
    targets: dict[tuple[str, Span], set[Spot]] = defaultdict(set)
    for said in before:
        for key, places in said.targets.items():
            targets[key] |= places
    leaking = {
        function
        for old, new in zip(before, after, strict=True)
        for function in old.leaks.keys() | new.leaks.keys()
        if old.leaks.get(function) != new.leaks.get(function)
    }
    return Outcome(
        differences=tuple(differences(before, after, names)),
        leaking=frozenset(leaking),
        inlinable=frozenset().union(*(said.inlinable for said in (*before, *after))),
        targets=targets,
    )
