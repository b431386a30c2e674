"""What the native engine says before the compiler has spoken, or where no compiler can; and how often it was right."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from goescape.compiler.engine import Analysis
from goescape.compiler.request import BuildOptions, Request
from goescape.compiler.store import Store
from goescape.findings.agreement import HEADLINE, Agreement
from goescape.findings.model import PackageReport, Step
from goescape.source import Source

if TYPE_CHECKING:
    from goescape.native.engine import NativeEngine

LOG = logging.getLogger(__name__)


class Predictions:
    """`confirmed` and `corrected` count the lines that the compiler said as they were predicted, and those that it said
    otherwise, or not, or that were not predicted."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._engine: NativeEngine | None = None
        self._goroot = ""
        self._explained: dict[tuple[str, str], tuple[PackageReport, Mapping[str, Source]]] = {}
        """The latest, by folder and package, with the texts that it is of."""
        self.confirmed = 0
        self.corrected = 0

    @staticmethod
    def are_worth_it(options: BuildOptions) -> bool:
        """Whether the rules that the native engine knows are those of such a build."""
        return not options.inline

    async def of(self, request: Request, goroot: str = "") -> Analysis:
        """The prediction for a request. `goroot` is the toolchain's that will be asked, if there is one."""
        if self._engine is None or self._goroot != goroot:
            from goescape.native.engine import NativeEngine

            self._engine, self._goroot = NativeEngine(self._store, goroot), goroot
        return await self._engine.analyse(request)

    async def explain(self, request: Request, predicted: Analysis) -> Analysis:
        """A prediction with its flows, and with the steps to cut."""
        if self._engine is None:
            return predicted
        explained = await self._engine.explain(request, predicted)
        for report in explained.reports:
            self._explained[report.folder, report.package] = report, predicted.sources
        return explained

    def with_cuts(self, said: Analysis) -> Analysis:
        """What the compiler said, with the steps to cut of what was predicted alike of the same texts."""
        return replace(said, reports=tuple(self._with_cuts(report, said.sources) for report in said.reports))

    def _with_cuts(self, said: PackageReport, sources: Mapping[str, Source]) -> PackageReport:
        predicted, texts = self._explained.get((said.folder, said.package), (None, {}))
        if predicted is None or any(texts.get(path) != sources.get(path) for path in said.files):
            return said
        cuts: dict[str, list[Step | None]] = defaultdict(list)
        for finding in predicted.findings:
            cuts[finding.line].append(finding.cut)
        findings = (replace(one, cut=cuts[one.line].pop(0)) if cuts[one.line] else one for one in said.findings)
        return replace(said, findings=tuple(findings))

    def judge(self, predicted: Analysis, said: Analysis) -> None:
        """Count what the compiler said of the same texts."""
        compiled = {report.package: report.output for report in said.reports if report.problem is None}
        foretold = [(report.package, report.output) for report in predicted.reports if report.package in compiled]
        expected = [(package, compiled[package]) for package, _ in foretold]
        agreement = Agreement(expected, foretold)
        matched = agreement.exact(HEADLINE).matched
        differing = [*agreement.missing(), *agreement.spurious()]
        self.confirmed += matched
        self.corrected += len(differing)
        if differing:
            LOG.info("the compiler corrects %d of %d predictions: %s ...", len(differing), matched, differing[0])

    def __str__(self) -> str:
        """In one line; "" where nothing was counted."""
        if not self.confirmed + self.corrected:
            return ""
        return f"predictions: {self.confirmed} confirmed, {self.corrected} corrected"
