"""What a session knows of one folder: a package with its test variants."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field, replace

from goescape.compiler.engine import LOOSE_FILES, Analysis
from goescape.compiler.request import Request
from goescape.findings.model import PackageReport, Problem
from goescape.proving.offers import Offers
from goescape.source import Source

ANSWERS_KEPT = 8
"""Versions of a folder's text whose answers are kept in memory."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An analysis, the request that it answers, and what is known of the fixes for it."""

    request: Request
    analysis: Analysis
    offers: Offers


@dataclass(slots=True)
class Folder:
    """What is known of one folder.

    `good` are the last reports of packages that compiled, `texts` the versions of the files that they speak of.
    `answer` is the newest one, good or not; `answers` the latest ones by fingerprint. `work` brings the findings,
    `background` the flows, `fixing` the fixes, `predicting` what is foretold after an edit.
    """

    path: str
    answer: Answer | None = None
    answers: OrderedDict[str, Answer] = field(default_factory=OrderedDict)
    good: dict[str, PackageReport] = field(default_factory=dict)
    texts: dict[str, Source] = field(default_factory=dict)
    problem: Problem | None = None
    work: asyncio.Task[None] | None = None
    background: asyncio.Task[None] | None = None
    fixing: asyncio.Task[None] | None = None
    predicting: asyncio.Task[None] | None = None

    @property
    def inputs(self) -> set[str]:
        """The folders whose files decide the answer, as far as known."""
        return {self.path, *(self.answer.analysis.inputs if self.answer else ())}

    @property
    def offers(self) -> Offers | None:
        """The fixes for the newest answer, if that speaks of packages."""
        known = self.answer is not None and self.answer.analysis.problem is None
        return self.answer.offers if self.answer is not None and known else None

    def remember(self, fingerprint: str, answer: Answer) -> None:
        """Keep an answer for when the text is again what it is."""
        self.answers[fingerprint] = answer
        self.answers.move_to_end(fingerprint)
        while len(self.answers) > ANSWERS_KEPT:
            self.answers.popitem(last=False)

    def take(self, answer: Answer) -> None:
        """Make an answer the present one. Packages that failed keep their last good report."""
        self.answer = answer
        self.problem = answer.analysis.problem
        fresh = {_name(r): r for r in answer.analysis.reports if r.folder == self.path}
        if fresh:
            gone = {name for name in self.good if name not in fresh and (answer.request.tests or "[" not in name)}
            for name in gone:
                del self.good[name]
        for name, report in fresh.items():
            if report.problem is None or report.problem.local or report.findings:
                self.good[name] = report
                self.texts.update({f: answer.analysis.sources[f] for f in report.files if f in answer.analysis.sources})
            elif name in self.good:
                self.good[name] = replace(self.good[name], problem=report.problem, stale=True)
            else:
                self.good[name] = report
        if self.problem is not None:
            old = {name: report for name, report in self.good.items() if name not in fresh}
            self.good.update({n: replace(r, problem=self.problem, stale=True) for n, r in old.items()})

    def stop(self) -> None:
        """Stop all that is done for the folder."""
        for task in (self.work, self.background, self.fixing, self.predicting):
            if task is not None:
                task.cancel()


def _name(report: PackageReport) -> str:
    """What a report is kept under: its package; of a file on its own, which shares its name with others, the file."""
    return report.files[0] if report.package == LOOSE_FILES and report.files else report.package
