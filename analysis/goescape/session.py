"""The incremental store: what is known of each package, what an edit makes stale, and what has to be built.

A `Session` belongs to one editor. It keeps the text of open files, the last answer for every folder, and at most
one build a folder: a newer text cancels the build of an older one, and whoever waits gets the newest answer.

The unit of work is a folder (a package with its test variants). An answer is kept under the content of all the
files that decided it, so that a text that was analysed before is answered from memory. A folder is built for its
findings first; these are announced at once, and again when a second, background build has brought their flows.
An edit in one folder makes stale the folders that depend on it; those with open files are built again. Once findings
are there, fixes for them are looked for and proven (`Proposals`).

Findings may be predicted first (`Predictions`): at once, after every edit, and where there is no toolchain or nothing
may be run. What the compiler says of the same text takes their place.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from goescape.choice import Choice, Chooser
from goescape.compiler.engine import Analysis, CompilerEngine
from goescape.compiler.fingerprint import Fingerprints
from goescape.compiler.modules import module_folders, module_root
from goescape.compiler.request import BuildOptions, Request
from goescape.compiler.store import Store
from goescape.findings.model import Engine, Finding, PackageReport, Problem, Unanalysed
from goescape.folders import Answer, Folder
from goescape.predictions import Predictions
from goescape.proposals import Proposals
from goescape.proving.job import Job
from goescape.proving.offers import Bundle, Offer, Offers
from goescape.proving.workshop import Workshop
from goescape.settings import Settings
from goescape.source import Moved, Source, Span
from goescape.status import State, Status, status_of

LOG = logging.getLogger(__name__)

T = TypeVar("T")

BUILDS_AT_ONCE = 2
"""Builds of different folders that may run at the same time."""

QUIET_SECONDS = 0.15
"""How long a folder must be left alone before a build is started in place of one that was overtaken."""


class Listener(Protocol):
    """Who is told of what changes. Called on the event loop; must not block."""

    def findings_changed(self, folder: str) -> None:
        """The findings, or the problem, of the files in a folder are new."""

    def status_changed(self, status: Status) -> None:
        """The status line is new."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding of an open file and where its expression is in the text as it is now."""

    finding: Finding
    span: Span
    head: Span


class Session:
    """Everything that a language server needs to know of the code, without a word of its protocol."""

    def __init__(self, store: Store, listener: Listener) -> None:
        self.settings = Settings()
        self.trusted = False
        self.store = store
        self._listener = listener
        self._open: dict[str, Source] = {}
        self._folders: dict[str, Folder] = {}
        self._fingerprints = Fingerprints()
        self._chooser = Chooser(store)
        self._slots = asyncio.Semaphore(BUILDS_AT_ONCE)
        self.predictions = Predictions(store)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._ended = False
        self._builds = 0
        """Builds for findings that run or wait to."""
        self._proposals = Proposals(Workshop(store, lambda: self._builds > 0), self._plan, self._tell)
        self.status = Status(State.OFF, "not started")

    # Texts

    def open(self, path: str, data: bytes) -> None:
        """The editor shows a file with this text; called for every later version of the text too."""
        before = self.source(path)
        self._open[path] = Source(path, data)
        self._note(path, before.data if before is not None else None, data)

    def close(self, path: str) -> None:
        """The editor no longer shows the file."""
        before = self._open.pop(path, None)
        now = self.source(path)
        if before is not None:
            self._note(path, before.data, now.data if now is not None else None)

    def look_at(self, path: str, offset: int) -> None:
        """The user is at this byte of a file."""
        self._proposals.look_at(path, offset)

    def _note(self, path: str, before: bytes | None, now: bytes | None) -> None:
        if before is None or before != now:
            self._proposals.note(self._folders.values(), path, before, now)

    def is_open(self, path: str) -> bool:
        return path in self._open

    @property
    def open_files(self) -> tuple[str, ...]:
        return tuple(self._open)

    @property
    def analysed_files(self) -> tuple[str, ...]:
        """The files of every package that was analysed."""
        reports = (report for folder in self._folders.values() for report in folder.good.values())
        return tuple(dict.fromkeys(path for report in reports for path in report.files))

    def source(self, path: str) -> Source | None:
        """The text of a file as it is now: the editor's, else the disk's; None when it can't be read."""
        known = self._open.get(path)
        if known is not None:
            return known
        try:
            return Source(path, Path(path).read_bytes())
        except OSError:
            return None

    # Answers

    def findings_in(self, path: str) -> list[Shown]:
        """The findings of a file, in the compiler's order, where they are in its present text.

        Findings whose text was edited since they were made are left out.
        """
        folder = self._folders.get(os.path.dirname(path))
        now = self.source(path)
        if folder is None or now is None:
            return []
        moved = Moved(folder.texts.get(path, now), now)
        shown = []
        for finding in self._of_file(folder, path):
            span = moved(finding.place.span) if finding.place.span is not None else None
            head = moved(finding.head) if finding.head is not None else None
            if span is not None:
                shown.append(Shown(finding, span, head or span))
        return shown

    def unanalysed_in(self, path: str) -> list[tuple[Unanalysed, Span]]:
        """The functions of a file that nothing is said of, with their names' places in its present text."""
        folder, now, report = self._folders.get(os.path.dirname(path)), self.source(path), self.report_of(path)
        if folder is None or now is None or report is None:
            return []
        moved = Moved(folder.texts.get(path, now), now)
        places = [(one, one.place) for one in report.unanalysed]
        spans = [(one, moved(at.span)) for one, at in places if at is not None and at.file == path and at.span]
        return [(one, span) for one, span in spans if span is not None]

    def report_of(self, path: str) -> PackageReport | None:
        """The report that a file's findings are from: the package's, or a test variant's for a test file."""
        folder = self._folders.get(os.path.dirname(path))
        if folder is None:
            return None
        holding = [report for report in folder.good.values() if path in report.files]
        return min(holding, key=lambda report: (bool(report.for_test), report.package), default=None)

    def problem_of(self, path: str) -> Problem | None:
        """Why the newest text of a file's package could not be analysed, if it could not."""
        folder = self._folders.get(os.path.dirname(path))
        if folder is None:
            return None
        report = self.report_of(path)
        return (report.problem if report is not None else None) or folder.problem

    def _of_file(self, folder: Folder, path: str) -> Iterator[Finding]:
        report = self.report_of(path)
        seen: set[tuple[object, ...]] = set()
        own = (finding for finding in report.findings if finding.place.file == path) if report is not None else ()
        for finding in own:
            key = (finding.place.line, finding.place.column, finding.message, finding.flow)
            if key not in seen:
                seen.add(key)
                yield finding

    # Fixes

    def offers_in(self, path: str) -> list[Offer]:
        """The fixes that are offered in a file and hold for the present texts."""
        return [offer for offer in self._offered(path) if offer.path == path and self._is_as(offer.before)]

    def bundles_in(self, path: str) -> list[Bundle]:
        """The fixes of a file that were proven together and hold for the present texts."""
        folder = self._folders.get(os.path.dirname(path))
        known = folder.offers.bundles() if folder is not None and folder.offers is not None else []
        return [bundle for bundle in known if bundle.path == path and self._is_as(bundle.before)]

    def offered(self, path: str, key: str) -> Offer | Bundle | None:
        """What was offered in a file under a key, if it still holds; closed files are looked at, too."""
        known: list[Offer | Bundle] = [*self.offers_in(path), *self.bundles_in(path)]
        found = next((one for one in known if one.key == key), None)
        if found is None:
            return None
        now = {name: self.source(name) for name in found.before}
        same = all((source := now[name]) is not None and source.data == data for name, data in found.before.items())
        return found if same else None

    def _offered(self, path: str) -> list[Offer]:
        folder = self._folders.get(os.path.dirname(path))
        if folder is None or folder.offers is None:
            return []
        return folder.offers.offers(unproven=self.settings.fixes.unproven)

    def _is_as(self, texts: Mapping[str, bytes]) -> bool:
        """Whether the open ones of some files have these texts."""
        return all(path not in self._open or self._open[path].data == data for path, data in texts.items())

    # Work

    async def analyse_file(self, path: str) -> None:
        """Bring the findings of a file's folder, then those of open folders that depend on it, up to date.

        Returns when the folder's own findings are there; when a newer text overtakes this one, the newer's.
        """
        folder = os.path.dirname(path)
        await self._analyse_folder(folder)
        for dependent in self._dependents(folder):
            self._spawn(self._analyse_folder(dependent))
        self._go_on()

    async def follow_edit(self, path: str) -> None:
        """Predict the findings of a file's folder anew once its text is left alone, if that is what is predicted."""
        folder = self._folders.setdefault(os.path.dirname(path), Folder(os.path.dirname(path)))
        if folder.predicting is not None:
            folder.predicting.cancel()
        if self._chooser.latest.predicts:
            folder.predicting = self._spawn(self._guarded(folder, partial(self._predict_soon, folder)))

    async def analyse_folders(self, folders: Iterable[str]) -> None:
        """Bring the findings of several folders up to date."""
        await asyncio.gather(*(self._analyse_folder(folder) for folder in folders))
        self._go_on()

    def _go_on(self) -> None:
        """Prove again what other folders' new texts have put in doubt."""
        for folder in [folder for path, folder in self._folders.items() if self._is_shown(path)]:
            if folder.fixing is None or folder.fixing.done():
                self._proposals.start(folder)

    async def analyse_all(self, roots: Iterable[str]) -> None:
        """Analyse every package below the roots; returns early when that is cancelled."""
        work = self._spawn(self._analyse_all(roots))
        try:
            await asyncio.wait({work})
        finally:
            work.cancel()
        if not work.cancelled():
            work.result()

    async def _analyse_all(self, roots: Iterable[str]) -> None:
        choice = await self._choose()
        engine = choice.compiler
        if engine is None and not choice.predicts:
            return
        modules = [module for root in roots for module in module_folders(root)]
        for module in modules:
            self._say(Status(State.BUSY, f"analysing every package of {os.path.basename(module) or module}"))
            options = BuildOptions.of(self.settings)
            request = Request(module, ("./...",), self.settings.tests, options, self._unsaved())
            with self._urgent():
                analysis = await (engine.analyse(request) if engine is not None else self.predictions.of(request))
            self._distribute(request, analysis)
            if self.settings.flows:
                explained = await (engine or self.predictions).explain(request, analysis)
                self._distribute(request, self.predictions.with_cuts(explained))

    def _distribute(self, request: Request, analysis: Analysis) -> None:
        """Give every folder of an analysis its part."""
        for path in sorted({report.folder for report in analysis.reports} or {request.folder}):
            folder = self._folders.setdefault(path, Folder(path))
            again = folder.answer is not None and folder.answer.request is request
            offers = folder.answer.offers if folder.answer is not None and again else self._offers_for(analysis)
            self._take(folder, Answer(request, analysis, offers))
            self._proposals.start(folder)

    def _offers_for(self, analysis: Analysis) -> Offers:
        """No offers yet, for an analysis of texts that may have changed meanwhile."""
        offers = self._proposals.follow(analysis.inputs)
        for path, source in self._open.items():
            if path in analysis.sources:
                offers.note(path, analysis.sources[path].data, source.data)
        return offers

    async def restart(self) -> None:
        """Forget the toolchain and every answer, and analyse the open files again."""
        self.stop()
        self._chooser.forget()
        self._folders.clear()
        for folder in sorted({os.path.dirname(path) for path in self._open}):
            await self._analyse_folder(folder)

    def cancel(self) -> None:
        """Stop all that runs because the user wishes so, and say so."""
        self.stop()
        if self.status.state is State.BUSY:
            self._say(Status(State.WARNING, "the analysis was cancelled", "save a file to analyse its package again"))

    def stop(self) -> None:
        """Stop all that runs; the processes die with their tasks."""
        for folder in self._folders.values():
            folder.stop()
        for task in self._tasks:
            task.cancel()

    async def end(self) -> None:
        """Stop all that runs, for good; returns when it has ended, and the processes with it."""
        self._ended = True
        while self._tasks:
            self.stop()
            await asyncio.wait(set(self._tasks))

    def _spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def changed_on_disk(self, paths: Iterable[str]) -> set[str]:
        """The folders with open files that files changed on disk make stale."""
        paths = list(paths)
        for path in paths:
            self._note(path, None, None)
        changed = {os.path.dirname(path) for path in paths}
        ruled = tuple(os.path.join(os.path.dirname(p), "") for p in paths if not p.endswith(".go"))
        stale = set()
        for path in {os.path.dirname(path) for path in self._open}:
            inputs = self._folders[path].inputs if path in self._folders else {path}
            if inputs & changed or (ruled and os.path.join(path, "").startswith(ruled)):
                stale.add(path)
        self._go_on()
        return stale

    async def _analyse_folder(self, path: str) -> None:
        """Start the folder's work anew, and wait until no newer work has taken its place."""
        folder = self._folders.setdefault(path, Folder(path))
        overtaken = folder.work is not None and not folder.work.done()
        folder.stop()
        folder.work = self._spawn(self._guarded(folder, partial(self._work, folder, overtaken)))
        waiting = None
        while folder.work is not waiting and folder.work is not None:
            waiting = folder.work
            await asyncio.wait({waiting})

    async def _guarded(self, folder: Folder, work: Callable[[], Awaitable[None]]) -> None:
        """Run work to its end; a crash becomes the folder's problem, and the rest lives on."""
        try:
            await work()
        except Exception as error:
            LOG.exception("the analysis of %s crashed", folder.path)
            folder.problem = Problem(
                f"goescape failed on this package: {error!r}", advice="please report it; the log has more"
            )
            self._say(Status(State.ERROR, folder.problem.summary))
            self._listener.findings_changed(folder.path)

    async def _work(self, folder: Folder, overtaken: bool) -> None:
        if overtaken:
            await asyncio.sleep(QUIET_SECONDS)
        choice = await self._choose()
        engine = choice.compiler
        if engine is None and choice.predicts:
            self._say(Status(State.BUSY, f"analysing {os.path.basename(folder.path)}"))
            await self._predict(folder)
            return
        if engine is None:
            refusal = choice.refusal
            folder.problem = Problem(refusal.message) if refusal and refusal.state is State.ERROR else None
            self._listener.findings_changed(folder.path)
            return
        if self.settings.fixes.enable:
            self._spawn(self._proposals.get_ready())
        answer = self._remembered(folder)
        if answer is None:
            prediction = self._spawn(self._predict(folder)) if choice.predicts else None
            with self._urgent():
                async with self._slots:
                    answer = await self._build(engine, folder, prediction)
        else:
            answer.offers.confirm()
            self._take(folder, answer)
        self._proposals.start(folder)
        if self.settings.flows and not all(r.flows for r in answer.analysis.reports if r.problem is None):
            explain = partial(self._explain, engine, folder, answer)
            folder.background = self._spawn(self._guarded(folder, explain))

    @contextmanager
    def _urgent(self) -> Iterator[None]:
        """While findings are waited for, no proof is begun."""
        self._builds += 1
        try:
            yield
        finally:
            self._builds -= 1

    # Predictions

    async def _predict_soon(self, folder: Folder) -> None:
        await asyncio.sleep(QUIET_SECONDS)
        await self._predict(folder)

    async def _predict(self, folder: Folder) -> Analysis:
        """Predict a folder's findings for its present text; the flows of what was predicted follow."""
        request = self._package_request(folder.path, tests=self._tests_matter(folder.path))
        compiler = self._chooser.latest.compiler
        goroot = compiler.toolchain.goroot if compiler is not None else ""
        analysis = await self.predictions.of(request, goroot)
        offers = folder.answer.offers if folder.answer is not None else self._proposals.follow()
        answer = Answer(request, analysis, offers)
        self._take(folder, answer)
        if self.settings.flows:
            self._spawn(self._guarded(folder, partial(self._explain_prediction, folder, answer)))
        return analysis

    async def _explain_prediction(self, folder: Folder, answer: Answer) -> None:
        """Bring the flows of a prediction; it stays the present answer only if nothing newer has come."""
        explained = await self.predictions.explain(answer.request, answer.analysis)
        if folder.answer is answer:
            self._take(folder, replace(answer, analysis=explained))

    def _settle(self, prediction: asyncio.Task[Analysis], answer: Answer) -> None:
        """The compiler has spoken: count how right the prediction was, if there is one by now."""
        if not prediction.done():
            prediction.cancel()
        elif not prediction.cancelled():
            error = prediction.exception()
            if error is None:
                self.predictions.judge(prediction.result(), answer.analysis)
            else:
                LOG.error("the prediction for %s failed", answer.request.folder, exc_info=error)

    async def _build(self, engine: CompilerEngine, folder: Folder, prediction: asyncio.Task[Analysis] | None) -> Answer:
        """Build the package, then, where they are looked at, its tests; announce each as it comes.

        An answer is remembered only if nothing that was known to decide it changed on disk meanwhile, and if it is
        a good one: what went wrong may be mended where no fingerprint sees it (the module cache, a killed process).
        It is announced last, since whoever hears of it may change files at once.
        """
        stages = (False, True) if self._tests_matter(folder.path) else (False,)
        for tests in stages:
            request = self._package_request(folder.path, tests=tests)
            texts = {path: source.data for path, source in self._open.items()}
            self._say(Status(State.BUSY, f"analysing {os.path.basename(folder.path)}"))
            inputs = folder.inputs
            before = self._fingerprint(inputs, request, texts)
            answer = await self._ask(engine, folder, request)
            answer.offers.inputs = frozenset(answer.analysis.inputs)
            if prediction is not None and not tests:
                self._settle(prediction, answer)
            folder.take(answer)
            if answer.analysis.is_good and self._fingerprint(inputs, request, texts) == before:
                folder.remember(self._fingerprint(folder.inputs, request, texts), answer)
            self._announce(folder)
        return answer

    async def _ask(self, engine: CompilerEngine, folder: Folder, request: Request) -> Answer:
        """The engine's answer. Unsaved text of other files that does not build is left out; a folder without
        a module is analysed file by file."""
        offers = self._proposals.follow()
        analysis = await engine.analyse(request)
        if not analysis.is_good and request.overlays:
            saved = replace(request, overlays={})
            again = await engine.analyse(saved)
            if again.is_good:
                for path, data in request.overlays.items():
                    offers.note(path, None, data)
                return Answer(saved, again, offers)
        if analysis.problem is not None and module_root(folder.path) is None:
            analysis = await self._file_by_file(engine, folder, analysis)
        return Answer(request, analysis, offers)

    async def _file_by_file(self, engine: CompilerEngine, folder: Folder, failed: Analysis) -> Analysis:
        """Each open file of a folder without a module on its own, beside the folder's problem."""
        reports: list[PackageReport] = []
        sources: dict[str, Source] = {}
        for path in [path for path in self._open if os.path.dirname(path) == folder.path]:
            options = BuildOptions.of(self.settings)
            request = Request(folder.path, (os.path.basename(path),), False, options, self._unsaved())
            analysis = await engine.explain(request, await engine.analyse(request))
            reports += analysis.reports
            sources.update(analysis.sources)
        return replace(failed, reports=tuple(reports), sources=sources)

    async def _explain(self, engine: CompilerEngine, folder: Folder, answer: Answer) -> None:
        """Bring the flows of an answer; it stays the present one only if nothing newer has come."""
        async with self._slots:
            request = replace(answer.request, background=True)
            analysis = await engine.explain(request, answer.analysis)
        explained = replace(answer, analysis=self.predictions.with_cuts(analysis))
        for fingerprint, known in folder.answers.items():
            if known is answer:
                folder.answers[fingerprint] = explained
        if folder.answer is answer:
            self._take(folder, explained)

    def _take(self, folder: Folder, answer: Answer) -> None:
        folder.take(answer)
        self._announce(folder)

    def _announce(self, folder: Folder) -> None:
        self._describe(folder)
        self._listener.findings_changed(folder.path)

    def _tell(self, folder: Folder) -> None:
        """Say how many fixes there are, if there is nothing to say that matters more."""
        if self.status.state is State.READY:
            self._describe(folder)

    def _describe(self, folder: Folder) -> None:
        self._say(status_of(folder, self._chooser.latest.silence, str(self.predictions)))

    def _remembered(self, folder: Folder) -> Answer | None:
        """The answer for the text as it is now, if it is one of the latest."""
        tests = self._tests_matter(folder.path)
        request = self._package_request(folder.path, tests=tests)
        texts = {path: source.data for path, source in self._open.items()}
        return folder.answers.get(self._fingerprint(folder.inputs, request, texts))

    def _fingerprint(self, inputs: Iterable[str], request: Request, texts: dict[str, bytes]) -> str:
        content = self._fingerprints.of(inputs, texts)
        return f"{request.tests} {request.options} {content}"

    def _package_request(self, folder: str, *, tests: bool) -> Request:
        return Request.of_package(folder, tests, BuildOptions.of(self.settings), self._unsaved())

    def _plan(self, folder: Folder) -> Job | None:
        """What is to be found out about the fixes of a folder with open files; None where nothing is."""
        fixes, engine, answer = self.settings.fixes, self._chooser.latest.compiler, folder.answer
        if engine is None or answer is None or not fixes.enable or not self._is_shown(folder.path):
            return None
        if any(report.provenance.engine is Engine.NATIVE for report in answer.analysis.reports):
            return None
        places = self._proposals.places
        ranks = {path: rank for rank, (path, _) in enumerate(places)}
        files = [path for path in self._open if os.path.dirname(path) == folder.path]
        return Job(
            folder.path,
            replace(answer.request, overlays=self._unsaved()),
            answer.analysis,
            engine.toolchain,
            fixes,
            places,
            tuple(sorted(files, key=lambda path: ranks.get(path, len(ranks)))),
        )

    def _is_shown(self, folder: str) -> bool:
        """Whether a file of the folder is open."""
        return any(os.path.dirname(path) == folder for path in self._open)

    def _unsaved(self) -> dict[str, bytes]:
        """The text of the open Go files that differs from the disk's."""
        unsaved = {}
        for path, source in self._open.items():
            try:
                saved: bytes | None = Path(path).read_bytes()
            except OSError:
                saved = None
            if source.data != saved:
                unsaved[path] = source.data
        return unsaved

    def _tests_matter(self, folder: str) -> bool:
        """Whether the folder's tests are to be analysed: when one of them is open."""
        return self.settings.tests and any(
            path.endswith("_test.go") and os.path.dirname(path) == folder for path in self._open
        )

    def _dependents(self, folder: str) -> list[str]:
        """The other folders with open files that depend on a folder."""
        shown = {os.path.dirname(path) for path in self._open} - {folder}
        return sorted(path for path in shown if path in self._folders and folder in self._folders[path].inputs)

    async def _choose(self) -> Choice:
        """Who is asked, as things are now; the status says why nobody is, where the user must know."""
        if self._ended:
            return Choice()
        choice = await self._chooser.choose(self.settings, self.trusted)
        if choice.refusal is not None:
            self._say(choice.refusal)
        return choice

    def _say(self, status: Status) -> None:
        compiler = self._chooser.latest.compiler
        toolchain = compiler.toolchain.describe() if compiler is not None else ""
        status = replace(status, detail=status.detail or self.store.trouble, toolchain=toolchain)
        if status != self.status:
            self.status = status
            self._listener.status_changed(status)
