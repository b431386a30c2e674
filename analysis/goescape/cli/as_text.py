"""Findings for people at a terminal: the source line, underlined, the flow step by step, and what to change."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from goescape.compiler.engine import Analysis
from goescape.explain import words
from goescape.explain.labels import Label, label
from goescape.explain.language import Language
from goescape.findings.directives import NOTHING_SAID, Judgement
from goescape.findings.model import Allocates, Finding, PackageReport, Place, Problem
from goescape.source import Source, Span

TAB = "    "
_CODE = re.compile(r"`+ ?(.*?) ?`+")


class TextReport:
    """Prints an analysis. Paths are shown relative to `folder`."""

    def __init__(self, analysis: Analysis, folder: str, language: Language) -> None:
        self._analysis = analysis
        self._folder = folder
        self._language = language
        self._out = Console(highlight=False, soft_wrap=True)
        self._err = Console(stderr=True, highlight=False, soft_wrap=True)
        self._sources = dict(analysis.sources)
        self._judgement = NOTHING_SAID

    def print(self, selection: Callable[[Finding], bool], judgement: Judgement, show_ignored: bool = False) -> None:
        """Print the selected findings, package by package in the order of the source, then a line that counts. What
        breaks an assertion is among them whether it was selected or not; what is ignored is not, unless wished."""
        chosen: list[Finding] = []
        self._judgement = judgement

        def is_shown(finding: Finding) -> bool:
            visible = selection(finding) and (show_ignored or finding not in judgement.ignored)
            return visible or finding in judgement.broken

        for report in self._analysis.reports:
            found = self._own(report, is_shown)
            chosen += found
            for finding in found:
                self.finding(finding)
            self._shortcomings(report)
        self._summary(chosen)
        hidden = [f for report in self._analysis.reports for f in self._own(report, judgement.ignored.__contains__)]
        if hidden and not show_ignored:
            self._out.print("  " + label(Label.IGNORED_COUNT, self._language, count=len(hidden)))

    def problems(self) -> None:
        """Print why packages could not be analysed."""
        for report in self._analysis.reports:
            self._shortcomings(report)

    def finding(self, finding: Finding) -> None:
        """Print one finding with all that is known of it."""
        colour = "yellow" if finding.is_heap_allocation else "cyan"
        code = finding.category.value if finding.category else finding.kind.value
        said = words.headline(finding, self._language)
        if finding in self._judgement.broken:
            colour, said = "red", label(Label.NOESCAPE_BROKEN, self._language, verdict=said)
        where = (self._where(finding.place), "bold")
        self._out.print(Text.assemble(where, ": ", (f"[{code}] ", f"bold {colour}"), self._prose(said)))
        source = self._source(finding.place.file)
        gutter = len(str(finding.place.line))
        if source is not None and finding.place.span is not None:
            self._snippet(source, finding.head or finding.place.span, finding.message, gutter, colour)
        self._notes(finding, gutter)
        self._out.print()

    def _own(self, report: PackageReport, selection: Callable[[Finding], bool]) -> list[Finding]:
        """The selected findings in the package's own files, each once; a test variant's only in its test files."""
        files = {f for f in report.files if not report.for_test or f.endswith("_test.go")}
        found = {
            (f.place.file, f.place.line, f.place.column, f.message): f
            for f in report.findings
            if f.place.file in files and selection(f)
        }
        return [found[key] for key in sorted(found)]

    def _snippet(self, source: Source, span: Span, note: str, gutter: int, colour: str) -> None:
        line = source.line_of(span.start)
        row = source.line_span(line)
        before = source.text(Span(row.start, span.start)).replace("\t", TAB)
        marked = source.text(Span(span.start, min(span.end, row.end))).replace("\t", TAB)
        after = source.text(Span(min(span.end, row.end), row.end)).replace("\t", TAB)
        margin = " " * gutter
        underline = " " * cell_len(before) + "^" * max(cell_len(marked), 1)
        self._out.print(Text(f" {margin} |", "blue"))
        self._out.print(Text.assemble((f" {line + 1:>{gutter}} | ", "blue"), before, (marked, "bold"), after))
        self._out.print(Text.assemble((f" {margin} | ", "blue"), (f"{underline} {note}", colour)))
        self._out.print(Text(f" {margin} |", "blue"))

    def _notes(self, finding: Finding, gutter: int) -> None:
        margin = " " * gutter
        steps = words.steps(finding, self._language)
        for number, step in enumerate(steps, 1):
            place = self._where(step.place) if step.place.file else ""
            text = Text.assemble((f" {margin} = ", "blue"), f"{number}. ", self._prose(step.text))
            if place:
                text.append(f"  {place}", "dim")
            if step.inlined_at:
                origin = label(Label.INLINED_FROM, self._language, place=self._where(step.inlined_at[-1]))
                text.append(f" ({origin})", "dim")
            self._out.print(text)
        cut = words.cut(finding, self._language)
        if cut:
            self._out.print(Text.assemble((f" {margin} = ", "blue"), self._prose(cut)))
        ignored = self._judgement.ignored.get(finding)
        if ignored is not None:
            self._out.print(Text(f" {margin} = {label(Label.IGNORED, self._language, reason=ignored.reason)}"))
        note = words.allocation_note(finding, self._language)
        if note and finding.allocates is not Allocates.NOT_APPLICABLE:
            self._out.print(Text.assemble((f" {margin} = ", "blue"), self._prose(note)))
        for advice in words.advice(finding, self._language)[:2]:
            heading = label(Label.TO_CHANGE, self._language)
            self._out.print(
                Text.assemble((f" {margin} = ", "blue"), (f"{heading}: ", "bold green"), self._prose(advice))
            )

    def _shortcomings(self, report: PackageReport) -> None:
        if report.problem is not None:
            self._problem(report.package, report.problem)
        for one in report.unanalysed:
            where = f"{self._where(one.place)}: " if one.place is not None else ""
            reason = label(Label.NOT_ANALYSED, self._language, reason=one.reason)
            self._err.print(Text.assemble((f"{where}{one.function}: ", "bold"), (reason, "red")))

    def _problem(self, package: str, problem: Problem) -> None:
        reason = label(Label.NOT_ANALYSED, self._language, reason=problem.summary)
        self._err.print(Text.assemble((f"{package}: ", "bold"), (reason, "red")))
        more = [problem.advice] if problem.advice else problem.detail.splitlines()
        for line in more:
            if line.strip() and line.strip() != problem.summary and not line.startswith("# "):
                self._err.print(Text(f"  {line}"))

    def _summary(self, chosen: Iterable[Finding]) -> None:
        heap = [f for f in chosen if f.is_heap_allocation]
        counts = Counter(f.category.value for f in heap if f.category)
        said_by = self._analysis.reports[0].provenance if self._analysis.reports else None
        release = f" ({words.provenance_words(said_by, self._language)})" if said_by else ""
        text = label(Label.SUMMARY, self._language, count=len(heap), packages=len(self._analysis.reports))
        self._out.print(Text.assemble((text, "bold"), release))
        for name, count in counts.most_common():
            self._out.print(f"  {count:>5}  {name}")

    def _where(self, place: Place) -> str:
        path = place.file
        relative = os.path.relpath(path, self._folder) if path else ""
        shown = relative if len(relative) < len(path) else path
        return f"{shown}:{place.line}:{place.column}" if place.column else f"{shown}:{place.line}"

    def _source(self, path: str) -> Source | None:
        if path and path not in self._sources:
            try:
                self._sources[path] = Source(path, Path(path).read_bytes())
            except OSError:
                return None
        return self._sources.get(path)

    def _prose(self, text: str) -> Text:
        """Inline Markdown as text: what stands between backquotes is bold on a terminal."""
        if not self._out.is_terminal:
            return Text(text)
        parts: list[Text] = []
        at = 0
        for match in _CODE.finditer(text):
            parts += [Text(text[at : match.start()]), Text(match[1], "bold")]
            at = match.end()
        return Text.assemble(*parts, text[at:])
