"""``goescape verify``: how far the native engine agrees with the Go compiler on your own code."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from goescape.cli import engine as running
from goescape.cli.options import Build, build_options
from goescape.compiler.engine import Analysis
from goescape.compiler.request import Request
from goescape.findings.agreement import HEADLINE, Agreement, Score

FORMAT = 1


@click.command("verify")
@click.argument("patterns", nargs=-1, metavar="[PATTERN]...")
@click.option("--tests", is_flag=True, help="Analyse test files too.")
@click.option("--show", type=click.IntRange(min=0), default=0, metavar="N", help="Print up to N lines that differ.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@click.option(
    "--at-least",
    type=click.FloatRange(0, 1),
    default=0.995,
    metavar="SHARE",
    help="Fail where less of the packages' own escape lines agree (default: 0.995).",
)
@build_options
def command(
    patterns: tuple[str, ...],
    tests: bool,
    show: int,
    form: str,
    at_least: float,
    build: Build,
) -> None:
    """Ask the Go compiler and the native engine about the packages that PATTERNs name (default: ./...), and compare.

    \b
    exact      the same line: file, line, column and text
    verdict    the same kind of message at the same place, whatever its text
    precision  how much of what the native engine says the compiler says too
    recall     how much of what the compiler says the native engine says too

    Packages that do not compile are left out. Exit code: 0 they agree, 1 they do not, 2 nothing to compare.
    """
    request = Request(build.folder, patterns or ("./...",), tests, build.options)
    expected, actual = running.run(_both(request, build.go_binary))
    compiled = {report.package for report in expected.reports if report.problem is None}
    if not compiled:
        raise running.fail("no package compiles")
    agreement = Agreement(_outputs(expected, compiled), _outputs(actual, compiled))
    _PRINTERS[form](agreement, actual, show)
    score = agreement.exact(HEADLINE)
    if min(score.precision, score.recall) < at_least:
        sys.exit(running.FAILED)


async def _both(request: Request, go_binary: str) -> tuple[Analysis, Analysis]:
    compiler = await running.open_engine(go_binary)
    native = running.open_native(compiler.toolchain.goroot)
    expected = await running.analyse(compiler, request, flows=False)
    return expected, await running.analyse(native, request, flows=False, lines_only=True)


def _outputs(analysis: Analysis, packages: set[str]) -> list[tuple[str, str]]:
    return [(report.package, report.output) for report in analysis.reports if report.package in packages]


def _print_text(agreement: Agreement, actual: Analysis, show: int) -> None:
    head = ("expected", "actual", "exact P", "exact R", "verdict P", "verdict R")
    click.echo(f"{'':40}" + "".join(f"{name:>11}" for name in head))
    for row in agreement.rows:
        exact, verdict = agreement.exact(row), agreement.verdict(row)
        shares = (exact.precision, exact.recall, verdict.precision, verdict.recall)
        counts = f"{exact.expected:>11}{exact.actual:>11}" + "".join(f"{share:>11.4f}" for share in shares)
        click.echo(f"{': '.join(row):40}{counts}")
    for title, lines in (("missing", agreement.missing()), ("spurious", agreement.spurious())):
        for line in lines[:show]:
            click.echo(f"{title}: {line}")
    for report in actual.reports:
        for one in report.unanalysed:
            click.echo(f"{report.package}: {one.function} not analysed: {one.reason}")


def _print_json(agreement: Agreement, actual: Analysis, show: int) -> None:
    rows = [
        {
            "class": where,
            "kind": kind,
            "exact": _as_json(agreement.exact((where, kind))),
            "verdict": _as_json(agreement.verdict((where, kind))),
        }
        for where, kind in agreement.rows
    ]
    unanalysed = [
        {"package": report.package, "function": one.function, "reason": one.reason}
        for report in actual.reports
        for one in report.unanalysed
    ]
    found = {
        "format": FORMAT,
        "rows": rows,
        "missing": [str(line) for line in agreement.missing()[:show]],
        "spurious": [str(line) for line in agreement.spurious()[:show]],
        "unanalysed": unanalysed,
    }
    click.echo(json.dumps(found, ensure_ascii=False, indent=1))


def _as_json(score: Score) -> dict[str, Any]:
    return {**score._asdict(), "precision": score.precision, "recall": score.recall}


_PRINTERS = {"text": _print_text, "json": _print_json}
