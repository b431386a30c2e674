"""The native engine: what the rules of a Go release say of packages, as reports, without a toolchain.

It has the interface of `compiler.engine.CompilerEngine`, and its findings are of the same type, made from lines in the
same form; they say that they are predicted. What does not compile is analysed as far as it is whole: a function that
cannot be analysed is named, with the reason, and the rest stays as it is.
"""

from __future__ import annotations

import datetime
import logging
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from goescape.compiler.engine import Analysis
from goescape.compiler.labour import laboured
from goescape.compiler.listing import Progress
from goescape.compiler.request import Request
from goescape.compiler.store import Store
from goescape.findings.assemble import Assembler, Parsed, Trees
from goescape.findings.directives import MARK
from goescape.findings.model import Engine, PackageReport, Problem, Provenance, Unanalysed
from goescape.findings.paths import PrintedPaths
from goescape.native.driver import Pipeline
from goescape.native.flows import explained
from goescape.native.identity import is_fixed
from goescape.native.kept import KeptLines
from goescape.native.lines import shortened
from goescape.native.outcome import NOTHING, Outcome
from goescape.native.problems import problem_of, told
from goescape.native.said import Said, output_of
from goescape.packages import stddb
from goescape.packages.environment import Wanted
from goescape.packages.loader import Loader
from goescape.packages.patterns import match
from goescape.source import Source
from goescape.syntax.deep import with_deep_stack
from goescape.syntax.outlines import Outlines
from goescape.types.opened import Opened, OpenPrograms
from goescape.types.unit import PackageUnit

NOT_INLINED = "the native engine does not inline yet: this is predicted as of a build with -l"

LOG = logging.getLogger(__name__)


class NativeEngine:
    """One cache folder. `goroot` names the toolchain whose standard library is meant; "" the one that is found, or the
    library that goescape ships."""

    def __init__(self, store: Store, goroot: str = "") -> None:
        self.store = store
        self.goroot = goroot
        self._outlines = Outlines(store.folder)
        self._programs = OpenPrograms(self._outlines)
        self._pipelines: dict[Opened, Pipeline] = {}
        self._parsed: Parsed = {}
        self._bases: dict[tuple[str, str], _Basis] = {}
        self._recomputed: list[str] = []

    async def analyse(
        self, request: Request, progress: Progress | None = None, *, lines_only: bool = False
    ) -> Analysis:
        """Analyse and report; never raises on a user's code. With `lines_only` there are no findings but where comments
        speak of them (`findings.directives`)."""
        return await laboured(partial(self.analyse_now, request, progress, lines_only=lines_only))

    def analyse_now(self, request: Request, progress: Progress | None = None, *, lines_only: bool = False) -> Analysis:
        """The same, in this thread."""
        return with_deep_stack(partial(self._analyse, request, progress, lines_only))

    async def explain(self, request: Request, analysis: Analysis, progress: Progress | None = None) -> Analysis:
        """The analysis with the flows of what it reported last, and with the steps to cut. What was reported of other
        texts than the present ones stays as it is."""
        reports = []
        for report in analysis.reports:
            reports.append(await laboured(partial(with_deep_stack, partial(self._explained, request, report))))
            if progress is not None:
                progress(report.package)
        return replace(analysis, reports=tuple(reports))

    async def count(self, request: Request) -> int | None:
        """How many packages a request names; None where that cannot be told."""
        if stddb.trouble():
            return None
        return await laboured(lambda: len(_matched(self._open(request).loader, request)[0]))

    def _explained(self, request: Request, report: PackageReport) -> PackageReport:
        basis = self._bases.get((report.folder, report.package))
        if basis is None or basis.report is not report or not basis.is_present():
            return report
        try:
            told = explained(report, basis.outcome, basis.pipeline.printer, basis.assembler)
        except Exception:
            LOG.exception("the flows of %s failed", report.package)
            return report
        said = basis.pipeline.said.get((report.package, request.folder))
        if said is not None:
            said.learn(basis.outcome.messages, told.findings)
        return told

    def recomputed(self) -> list[str]:
        """The functions whose escape analysis the last request could not take over from the one before."""
        return self._recomputed

    # ---------------------------------------------------------------------------------------------------- analysis

    def _analyse(self, request: Request, progress: Progress | None, lines_only: bool) -> Analysis:
        analysis = self._analysed(request, progress, lines_only) if not stddb.trouble() else None
        if analysis is None or stddb.trouble():
            return Analysis((), Problem(stddb.trouble(), advice="install goescape again"))
        return analysis

    def _analysed(self, request: Request, progress: Progress | None, lines_only: bool) -> Analysis:
        try:
            opened = self._open(request)
        except KeyError as error:
            return Analysis((), Problem(f"{error.args[0]!r} is no architecture that Go knows"))
        paths, problems = _matched(opened.loader, request)
        if not paths:
            return Analysis((), problems[0] if problems else Problem("no packages match"))
        keys = [key for path in sorted(set(paths)) for key in _units(opened, path, request.tests)]
        pipeline = self._pipeline(opened)
        pipeline.follow(frozenset(keys))
        kept = KeptLines(self.store, opened.loader, frozenset(keys)) if lines_only and not request.tests else None
        work = _Work(request, pipeline, Trees(opened.loader.files.read, self._parsed), self._bases, kept)
        reports = []
        for key in keys:
            reports.append(work.report_lines(key) if lines_only else work.report(key))
            if progress is not None:
                progress(key)
        if lines_only:
            reports += _profiled(opened.loader, reports)
        self._outlines.save()
        self._recomputed = pipeline.recomputed()
        return Analysis(
            tuple(reports),
            inputs=_inputs(opened),
            warnings=(*_doubts(opened.loader), *([NOT_INLINED] if request.options.inline else [])),
            sources=work.sources(),
        )

    def _open(self, request: Request) -> Opened:
        options = request.options
        wanted = Wanted(options.goos, options.goarch, options.tags, self.goroot)
        return self._programs.of(request.folder, wanted, request.overlays)

    def _pipeline(self, opened: Opened) -> Pipeline:
        kept = self._programs.kept()
        self._pipelines = {one: pipeline for one, pipeline in self._pipelines.items() if one in kept}
        known = self._pipelines.get(opened)
        if known is None:
            known = self._pipelines[opened] = Pipeline(opened, self.store)
        return known


class _Basis(NamedTuple):
    """What the latest report on a package was made of."""

    report: PackageReport
    outcome: Outcome
    assembler: Assembler
    pipeline: Pipeline
    sources: tuple[Source, ...]

    def is_present(self) -> bool:
        """Whether the package's texts are still the same."""
        return _sources(self.pipeline.program.unit(self.report.package)) == self.sources


class _Work:
    """The answer to one request. `bases` gets what its reports are made of, by folder and package."""

    def __init__(
        self,
        request: Request,
        pipeline: Pipeline,
        trees: Trees,
        bases: dict[tuple[str, str], _Basis],
        kept: KeptLines | None,
    ) -> None:
        self._bases = bases
        self._kept = kept
        self._request = request
        self._pipeline = pipeline
        self._trees = trees
        now = datetime.datetime.now(datetime.timezone.utc)
        release, inlines = pipeline.release.name.removeprefix("go"), request.options.inline
        self._said_by = Provenance(Engine.NATIVE, release, "", now, without_inlining=inlines)
        self._units: list[PackageUnit] = []

    def report(self, key: str) -> PackageReport:
        """What is found in a package unit."""
        unit = self._unit(key)
        outcome, problem = self._outcome(key, unit)
        return self._with_findings(self._report(key, unit, outcome, problem), outcome, unit)

    def report_lines(self, key: str) -> PackageReport:
        """What is said of a package unit, without findings but where comments speak of them."""
        known = self._kept.of(key) if self._kept is not None else None
        if known is not None:
            return self._replayed(key, known)
        unit = self._unit(key)
        outcome, problem = self._outcome(key, unit)
        report = self._report(key, unit, outcome, problem)
        if any(MARK in file.syntax.source.data for file in unit.files):
            return self._with_findings(report, outcome, unit)
        lines = "".join(line + "\n" for line in self._pipeline.printer.lines(outcome.messages))
        self._pipeline.settle(key)
        if self._kept is not None and problem is None and not report.unanalysed:
            self._kept.keep(key, lines)
        return replace(report, output=self._shortened(lines, report.folder))

    def _unit(self, key: str) -> PackageUnit:
        unit = self._pipeline.program.unit(key)
        self._units.append(unit)
        return unit

    def _outcome(self, key: str, unit: PackageUnit) -> tuple[Outcome, Problem | None]:
        loader = self._pipeline.loader
        try:
            return self._pipeline.run(key), problem_of(unit, loader.package(unit.tested or key), loader)
        except Exception as error:
            LOG.exception("the analysis of %s failed", key)
            return NOTHING, Problem(f"goescape failed on this package: {error!r}", advice="please report it")

    def _report(self, key: str, unit: PackageUnit, outcome: Outcome, problem: Problem | None) -> PackageReport:
        return PackageReport(
            package=key,
            folder=self._pipeline.loader.package(unit.tested or key).folder,
            files=tuple(file.path for file in unit.files),
            findings=(),
            output="",
            provenance=self._said_by,
            problem=problem,
            for_test=unit.tested,
            unanalysed=tuple(self._unanalysed(outcome)),
        )

    def _replayed(self, key: str, lines: str) -> PackageReport:
        package = self._pipeline.loader.package(key)
        output = self._shortened(lines, package.folder)
        return PackageReport(key, package.folder, package.compiled_files, (), output, self._said_by)

    def _shortened(self, lines: str, folder: str) -> str:
        return shortened(lines, folder, self._request.folder) if lines else ""

    def _with_findings(self, report: PackageReport, outcome: Outcome, unit: PackageUnit) -> PackageReport:
        assembler = self._assembler(report.package, unit)
        said = self._said(report.package, unit, report.folder)
        findings = said.findings(outcome.messages, unit, self._pipeline.printer, assembler)
        report = replace(report, findings=findings, output=output_of(findings))
        self._bases[report.folder, report.package] = _Basis(report, outcome, assembler, self._pipeline, _sources(unit))
        return report

    def sources(self) -> Mapping[str, Source]:
        """The texts that were looked at."""
        return {file.path: file.syntax.source for unit in self._units for file in unit.files}

    def _assembler(self, key: str, unit: PackageUnit) -> Assembler:
        files = tuple(file.path for file in unit.files)
        paths = PrintedPaths(self._request.folder, files, (), self._trees.directives(files))
        return Assembler(key, files, paths, self._trees, self._said_by)

    def _said(self, key: str, unit: PackageUnit, folder: str) -> Said:
        """What was said of a package by the last request that was made from the same folder."""
        known = self._pipeline.said.get((key, self._request.folder))
        if known is None:
            is_mapped = bool(self._trees.directives(file.path for file in unit.files))
            known = self._pipeline.said[key, self._request.folder] = Said(folder, self._request.folder, is_mapped)
        return known

    def _unanalysed(self, outcome: Outcome) -> Iterator[Unanalysed]:
        for problem in outcome.problems:
            place = self._pipeline.printer.place(problem.pos)
            yield Unanalysed(problem.function, place, problem.reason)


def _sources(unit: PackageUnit) -> tuple[Source, ...]:
    return tuple(file.syntax.source for file in unit.files)


def _matched(loader: Loader, request: Request) -> tuple[list[str], list[Problem]]:
    """The import paths that a request's patterns stand for, and what is wrong with those."""
    found = match(loader, request.patterns)
    return [path for one in found for path in one.paths], [told(p) for one in found for p in one.problems]


def _profiled(loader: Loader, reports: list[PackageReport]) -> Iterator[PackageReport]:
    """The reports again of what is built into programs with a profile: where several packages are built, the go command
    compiles these packages for such a program apart (cmd/go/internal/load/pkg.go: setPGOProfilePath). A profile decides
    about inlining alone."""
    if len(reports) < 2:
        return
    programs = [report for report in reports if os.path.isfile(os.path.join(report.folder, "default.pgo"))]
    for program in programs:
        if loader.package(program.package).name == "main":
            needed = loader.closure(program.package)
            for report in reports:
                if report.package in needed and report is not program:
                    yield replace(report, package=f"{report.package} [{program.package}]")


def _doubts(loader: Loader) -> Iterator[str]:
    for problem in loader.problems:
        yield problem.message


def _units(opened: Opened, path: str, tests: bool) -> Iterator[str]:
    package = opened.loader.package(path)
    if package.compiled_files or not tests:
        yield path
    if tests and not package.missing:
        yield from opened.program.test_units(path)


def _inputs(opened: Opened) -> tuple[str, ...]:
    """The folders of all packages that can change and were looked at."""
    loaded = (opened.loader.package(unit.key.partition(" ")[0]) for unit in opened.program.units() if unit.files)
    return tuple(sorted({one.folder for one in loaded if one.folder and not is_fixed(one)}))
