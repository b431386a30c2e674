"""``goescape explain FILE:LINE[:COL]``: all that the compiler says of one place, in words."""

from __future__ import annotations

import os
import re

import click

from goescape.cli import engine as running
from goescape.cli.as_text import TextReport
from goescape.cli.options import ENGINE, LOCALE, Build, build_options, language_of
from goescape.compiler.engine import Analysis
from goescape.compiler.request import Request
from goescape.explain.labels import Label, label
from goescape.findings.model import Finding, Kind
from goescape.settings import EngineChoice

_PLACE = re.compile(r"(?P<file>.+?):(?P<line>\d+)(?::(?P<column>\d+))?")
_MUTED = frozenset({Kind.BOUNDS_CHECK, Kind.OTHER})


@click.command("explain")
@click.argument("place", metavar="FILE:LINE[:COL]")
@ENGINE
@build_options
@LOCALE
def command(
    place: str,
    engine: str,
    build: Build,
    locale: str,
) -> None:
    """Explain what the compiler decided at FILE:LINE[:COL]: what stays, what goes to the heap, why, and what to change.

    Lines and columns are 1-based, columns count bytes, as the compiler prints them.

    Exit code: 0 explained, 1 the package could not be analysed, 2 no such place.
    """
    parts = _PLACE.fullmatch(place)
    if parts is None:
        raise running.fail(f"{place!r} is not FILE:LINE or FILE:LINE:COL")
    path = os.path.normpath(os.path.join(build.folder, parts["file"]))
    if not path.endswith(".go") or not os.path.isfile(path):
        raise running.fail(f"{parts['file']} is not a Go file")
    request = Request.of_package(os.path.dirname(path), path.endswith("_test.go"), build.options)

    async def work() -> Analysis:
        chosen = await running.choose_engine(EngineChoice(engine), build.go_binary)
        return await running.analyse(chosen, request, flows=True)

    analysis = running.run(work())
    report = next((r for r in analysis.reports if path in r.files), None)
    if report is None:
        raise running.fail(f"{parts['file']} is not part of a package that is built here")
    if report.problem is not None:
        raise running.fail(report.problem.summary, running.FAILED)
    line, column = int(parts["line"]), int(parts["column"] or 0)
    found = [f for f in report.findings if f.kind not in _MUTED and _is_at(f, analysis, path, line, column)]
    language = language_of(locale)
    if not found:
        click.echo(label(Label.NOTHING_HERE, language, place=place))
        return
    printer = TextReport(analysis, build.folder, language)
    for finding in dict.fromkeys(found):
        printer.finding(finding)


def _is_at(finding: Finding, analysis: Analysis, path: str, line: int, column: int) -> bool:
    """Whether a finding is about the line, or about an expression around the column."""
    if finding.place.file != path:
        return False
    source = analysis.sources.get(path)
    if not column or finding.place.span is None or source is None:
        return finding.place.line == line
    head = finding.head or finding.place.span
    return head.start <= source.offset(line, column) <= head.end
