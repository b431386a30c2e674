"""The compiler engine: what the Go toolchain says of packages, as reports.

`CompilerEngine.analyse` gives the findings as soon as the compiler has spoken; `CompilerEngine.explain` adds the
flows by a second compilation, so that the first answer never waits for them. Both are safe to cancel.

Nothing is built twice for the same text: the go command replays what it compiled before (its build cache lives
in the cache folder, across restarts), and flows are stored under the go command's own hash of the compilation.
"""

from __future__ import annotations

import asyncio
import datetime
import logging
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from goescape.compiler import flows, flows_text, listing, problems
from goescape.compiler.attach import attach
from goescape.compiler.foresight import NOTHING, Foresight, Said
from goescape.compiler.labour import laboured
from goescape.compiler.listing import Listing, Package, Progress
from goescape.compiler.process import ProcessError
from goescape.compiler.request import BuildOptions, Request
from goescape.compiler.store import Store
from goescape.compiler.toolchain import Toolchain, build_environment
from goescape.findings.assemble import Assembler, Parsed, Trees
from goescape.findings.model import Engine, PackageReport, Problem, Provenance
from goescape.findings.paths import PrintedPaths
from goescape.source import Source

LOG = logging.getLogger(__name__)

_Question = tuple[str, tuple[str, ...], bool, BuildOptions]
LOOSE_FILES = "command-line-arguments"
"""The import path that the go command gives to files named on the command line."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """The answer to one request.

    `reports` are ordered by import path, a package before its test variants. `problem` is set when the request
    as a whole failed. `inputs` are the folders whose files decided the answer (the packages' own and those of
    every dependency that can change); `warnings` are the go command's own, one line each. `packages` are the go
    command's words on what `reports` are about, `sources` the texts that were looked at.
    """

    reports: tuple[PackageReport, ...]
    problem: Problem | None = None
    inputs: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    packages: tuple[Package, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Whether all that was asked for could be analysed."""
        return self.problem is None and all(report.problem is None for report in self.reports)


class CompilerEngine:
    """One toolchain with one cache folder."""

    def __init__(self, toolchain: Toolchain, store: Store) -> None:
        self.toolchain = toolchain
        self.store = store
        self._parsed: Parsed = {}
        self._said: dict[_Question, Said] = {}

    def apart(self) -> CompilerEngine:
        """An engine on the same toolchain and cache for questions of another kind: what is asked of it does not change
        what this one foresees."""
        return CompilerEngine(self.toolchain, self.store)

    async def analyse(self, request: Request, progress: Progress | None = None) -> Analysis:
        """Compile and report; never raises on a user's code, a missing module or a killed compiler."""
        last = self._said.get(_question(request), NOTHING)
        foresight = Foresight(request.folder, self._reading(request), self.provenance(request.options), last)
        try:
            async with foresight.at_work():
                answer = await self._list(request, ["-m"], progress)
        except ProcessError as error:
            return Analysis((), problems.stopped(str(error)))
        except OSError as error:
            return Analysis((), problems.stopped(self._unwritable(error)))
        return await laboured(partial(self._analysis, request, answer, foresight))

    async def count(self, request: Request) -> int | None:
        """How many packages a request names; None when the go command would not say."""
        try:
            return await listing.count_packages(
                self.toolchain.binary,
                request,
                environment=self._environment(request.options),
                scratch=self.store.scratch,
            )
        except (ProcessError, OSError):
            return None

    async def explain(self, request: Request, analysis: Analysis, progress: Progress | None = None) -> Analysis:
        """The same analysis with the flows of every package that compiled.

        When the compiler can't be asked again the reports stay as they are, without flows.
        """
        trees = self._reading(request)
        builds = {package.import_path: package for package in analysis.packages if package.build_id}
        wanted = [report.package for report in analysis.reports if not report.flows and report.package in builds]
        texts = {name: await asyncio.to_thread(self.store.load, _key(builds[name])) for name in wanted}
        missing = [report for report in analysis.reports if texts.get(report.package, "") is None]
        try:
            async for name, text in self._ask_for_flows(request, missing, builds, trees, progress):
                if _is_unchanged(request, builds[name], analysis):
                    texts[name] = text
                    await asyncio.to_thread(self.store.save, _key(builds[name]), text)
        except ProcessError as error:
            LOG.warning("no flows: %s", error)
        except OSError as error:
            LOG.warning("no flows: %s", self._unwritable(error))
        reports = await laboured(partial(self._all_explained, request, analysis, texts, trees))
        return replace(analysis, reports=reports)

    async def _ask_for_flows(
        self,
        request: Request,
        reports: Iterable[PackageReport],
        builds: Mapping[str, Package],
        trees: Trees,
        progress: Progress | None,
    ) -> AsyncIterator[tuple[str, str]]:
        """What the compiler says of the flows of packages, by header path: its log, or what it prints where the log
        has other places or lacks files."""
        asked = {report.package: report for report in reports}
        printed = [name for name in asked if _is_mapped(builds[name], trees)]
        logs: dict[str, str] = {}
        for group in _log_groups(builds[name] for name in asked if name not in printed):
            for name, text in (await self._ask_for_log(request, group, progress)).items():
                if await laboured(partial(_has_all_files, text, asked[name])):
                    yield name, text
                else:
                    logs[name] = text
        group = [builds[name] for name in (*printed, *logs)]
        for name, text in (await self._ask_for_text(request, group, progress) if group else {}).items():
            yield name, logs.get(name, "") + text

    async def _ask_for_text(
        self, request: Request, group: Sequence[Package], progress: Progress | None
    ) -> dict[str, str]:
        """The flows of a group as the compiler prints them, by header path."""
        asked = replace(_about(request, group), tests=any(package.for_test for package in group))
        answer = await self._list(asked, ["-m=2"], progress)
        done = [package.import_path for package in group if package.import_path in answer.compiled]

        def selected() -> dict[str, str]:
            outputs, _ = listing.split_output(answer.said)
            return {name: flows_text.select(outputs.get(name, [])) for name in done}

        return await laboured(selected)

    async def _ask_for_log(
        self, request: Request, group: Sequence[Package], progress: Progress | None
    ) -> dict[str, str]:
        """The compiler's logs of a group by header path. A package and its test variants are compiled under one
        name and would write to the same files: the variants are asked for in a second run, in which the go
        command finds the package done."""
        texts: dict[str, str] = {}
        asked = _about(request, group)
        with tempfile.TemporaryDirectory(dir=self.store.scratch, prefix="flows-") as scratch:
            log = Path(scratch, "log")
            for tests in sorted({bool(package.for_test) for package in group} | {False}):
                shutil.rmtree(log, ignore_errors=True)
                log.mkdir()
                answer = await self._list(replace(asked, tests=tests), _quoted(f"-json=0,{log}"), progress)
                written = await laboured(partial(flows.collect, log))
                for package in group:
                    if bool(package.for_test) == tests and package.import_path in answer.compiled:
                        texts[package.import_path] = written.get(package.compiled_as, "")
        return texts

    async def _list(self, request: Request, flags: list[str], progress: Progress | None = None) -> Listing:
        return await listing.list_packages(
            self.toolchain.binary,
            request,
            compiler_flags=flags,
            environment=self._environment(request.options),
            scratch=self.store.scratch,
            progress=progress,
        )

    def _unwritable(self, error: OSError) -> str:
        return f"the cache folder {self.store.folder} cannot be used: {error.strerror or error}"

    def _environment(self, options: BuildOptions) -> dict[str, str]:
        return build_environment(
            self.toolchain,
            cache=self.store.folder,
            shared_build_cache=options.shared_build_cache,
            goos=options.goos,
            goarch=options.goarch,
        )

    def _analysis(self, request: Request, answer: Listing, foresight: Foresight) -> Analysis:
        if answer.killed_by:
            return Analysis((), problems.stopped(f"the go command was killed ({answer.killed_by})", answer.said))
        outputs, loose = listing.split_output(answer.said)
        if not answer.roots:
            return Analysis((), problems.problem_of(loose or ["no packages match"], request.folder))
        roots = sorted(answer.roots, key=lambda p: (p.for_test or p.import_path, p.import_path))
        files = [file for package in answer.packages for file in package.go_files]
        reports = tuple(self._report(request, p, outputs.get(p.import_path, []), foresight, files) for p in roots)
        sources = foresight.trees.sources()
        if not any(package.errors for package in roots):
            self._said[_question(request)] = Said(roots, files, outputs, sources)
        return Analysis(
            reports,
            inputs=_input_folders(answer.packages),
            warnings=tuple(line for line in loose if "warning" in line),
            packages=tuple(roots),
            sources=sources,
        )

    def provenance(self, options: BuildOptions) -> Provenance:
        """Who says what is said now."""
        now = datetime.datetime.now(datetime.timezone.utc)
        described = self.toolchain.describe(options.goos, options.goarch)
        return Provenance(Engine.COMPILER, self.toolchain.release, described, now)

    def _reading(self, request: Request) -> Trees:
        """The trees of the files as the request has them."""
        return Trees(partial(_read, request), self._parsed)

    def _report(
        self, request: Request, package: Package, lines: list[str], foresight: Foresight, files: Sequence[str]
    ) -> PackageReport:
        problem = problems.problem_of(package.errors, request.folder) if package.errors else None
        return PackageReport(
            package=package.import_path,
            folder=package.folder,
            files=package.go_files,
            findings=foresight.assembler(package, files).findings(lines),
            output="".join(line + "\n" for line in lines),
            provenance=foresight.said_by,
            problem=problem,
            for_test=package.for_test,
        )

    def _all_explained(
        self, request: Request, analysis: Analysis, texts: Mapping[str, str | None], trees: Trees
    ) -> tuple[PackageReport, ...]:
        return tuple(
            self._explained(request, report, texts.get(report.package), trees) for report in analysis.reports
        )

    def _explained(self, request: Request, report: PackageReport, text: str | None, trees: Trees) -> PackageReport:
        if text is None:
            return report
        paths = PrintedPaths(request.folder, report.files, (), trees.directives(report.files))
        explanations = flows_text.with_log(text, paths)
        assembler = Assembler(report.package, report.files, paths, trees, report.provenance)
        findings = attach(report.findings, explanations, assembler, trees)
        return replace(report, findings=findings, flows=True)


def _read(request: Request, path: str) -> bytes | None:
    """The bytes of a file as a request has them: unsaved text first, then the disk; None when it can't be read."""
    overlay = request.overlays.get(path)
    if overlay is not None:
        return overlay
    try:
        return Path(path).read_bytes()
    except OSError:
        return None


def _is_unchanged(request: Request, package: Package, analysis: Analysis) -> bool:
    """Whether a package's files are still those that were analysed, so that what is said now is said of them."""
    known = {path: analysis.sources[path].data for path in package.go_files if path in analysis.sources}
    return all(_read(request, path) == data for path, data in known.items())


def _question(request: Request) -> _Question:
    """What is the same in a request that is made again after an edit."""
    return request.folder, request.patterns, request.tests, request.options


def _input_folders(packages: Iterable[Package]) -> tuple[str, ...]:
    return tuple(sorted({p.folder for p in packages if p.folder and not p.immutable and not p.is_test_main}))


def _is_mapped(package: Package, trees: Trees) -> bool:
    """Whether the compiler reads other text than the package's files, or gives it other places."""
    return package.uses_cgo or bool(trees.directives(package.go_files))


def _about(request: Request, group: Iterable[Package]) -> Request:
    """The request for just the packages of a group."""
    names = sorted({package.for_test or package.import_path for package in group})
    return request if names == [LOOSE_FILES] else replace(request, patterns=tuple(names))


def _quoted(flag: str) -> list[str]:
    """A compiler's flag as the go command takes it within -gcflags, which must not begin with a quote."""
    if not any(char.isspace() or char in "'\"" for char in flag):
        return [flag]
    quote = '"' if "'" in flag else "'"
    return ["-m=0", f"{quote}{flag}{quote}"]


def _has_all_files(log: str, report: PackageReport) -> bool:
    """Whether the log explains all files. It is written to files that are called like the Go files without their
    folders: one overwrites the other where code of a file of the same name was compiled in (logopt/log_opts.go).
    """
    needed = {finding.place.file for finding in report.findings if finding.kind.is_heap and finding.place.file}
    return needed <= flows.files(log)


def _key(package: Package) -> str:
    return f"flows 4 {package.import_path} {package.build_id}"


def _log_groups(packages: Iterable[Package]) -> Iterator[list[Package]]:
    """Packages that can write their logs in one run: every program is compiled as ``main``, so each is alone."""
    together = []
    programs: dict[str, list[Package]] = {}
    for package in packages:
        name = package.for_test or package.import_path
        if package.compiled_as == "main" or name in programs:
            programs.setdefault(name, []).append(package)
        else:
            together.append(package)
    if together:
        yield together
    yield from programs.values()
