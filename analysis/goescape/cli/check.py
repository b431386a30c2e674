"""``goescape check``: the findings of packages, as text, as JSON, or as the compiler prints them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from goescape.cli import engine as running
from goescape.cli.options import ENGINE, LOCALE, Build, build_options, language_of
from goescape.compiler.engine import Analysis
from goescape.compiler.request import Request
from goescape.findings.directives import Judgement, judge_all
from goescape.findings.model import Category, Finding, Kind
from goescape.settings import EngineChoice

if TYPE_CHECKING:
    from goescape.cli.as_text import TextReport

GROUPS = {
    "heap": frozenset(kind for kind in Kind if kind.is_heap),
    "stack": frozenset({Kind.DOES_NOT_ESCAPE, Kind.ZERO_COPY}),
    "leaks": frozenset({*(kind for kind in Kind if kind.is_leak), Kind.UINTPTR}),
    "inlining": frozenset(kind for kind in Kind if kind.is_inlining),
    "all": frozenset(Kind),
}
"""Names for several kinds at once."""

KINDS = {**GROUPS, **{kind.value: frozenset({kind}) for kind in Kind}}


@dataclass(frozen=True)
class Selection:
    """Which findings to show; empty means all."""

    kinds: frozenset[Kind]
    categories: frozenset[str]
    functions: frozenset[str]
    costly: bool = False
    """Only what costs an allocation."""

    def __call__(self, finding: Finding) -> bool:
        category = finding.category.value if finding.category else ""
        return (
            (not self.kinds or finding.kind in self.kinds)
            and (not self.costly or finding.is_heap_allocation)
            and (not self.categories or category in self.categories)
            and (not self.functions or _named(finding.function, self.functions))
        )

    @property
    def is_everything(self) -> bool:
        return not (self.kinds or self.categories or self.functions or self.costly)


def _named(function: str, wanted: frozenset[str]) -> bool:
    """Whether a function is one of those wanted, by full name (``(*T).M``), plain (``T.M``) or bare (``M``)."""
    plain = function.replace("(*", "").replace(")", "").replace("[...]", "")
    return bool({function, plain, plain.rpartition(".")[2]} & wanted)


@click.command("check")
@click.argument("patterns", nargs=-1, metavar="[PATTERN]...")
@click.option("--format", "form", type=click.Choice(["text", "json", "gc"]), default="text", help="How to print.")
@click.option("--tests", is_flag=True, help="Analyse test files too.")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(list(KINDS)), metavar="KIND", help="Only these kinds."
)
@click.option(
    "--category",
    "categories",
    multiple=True,
    type=click.Choice([c.value for c in Category]),
    metavar="CATEGORY",
    help="Only these categories.",
)
@click.option("--ignored", is_flag=True, help="Show what //goescape:ignore hides too (text).")
@click.option("--function", "functions", multiple=True, metavar="NAME", help="Only these functions: F, T.M or (*T).M.")
@ENGINE
@build_options
@LOCALE
def command(
    patterns: tuple[str, ...],
    form: str,
    tests: bool,
    kinds: tuple[str, ...],
    categories: tuple[str, ...],
    ignored: bool,
    functions: tuple[str, ...],
    engine: str,
    build: Build,
    locale: str,
) -> None:
    """Show what goes to the heap in the packages that PATTERNs name (default: ./...), and why.

    PATTERNs are those of the go command: import paths, folders, ./..., or .go files.

    Text shows what costs an allocation, json and gc everything, unless kinds, categories or functions are named.
    Several kinds have one name: heap, stack, leaks, inlining, all. The format gc prints the compiler's own lines.

    A comment //goescape:ignore REASON hides what is on its line, or in the function below it, from the text;
    //goescape:noescape asserts that there is nothing to show there.

    Exit code: 0 analysed, 1 some package could not be or an assertion does not hold, 2 nothing to analyse.
    """
    request = Request(build.folder, patterns or ("./...",), tests, build.options)
    wanted = frozenset().union(*(KINDS[name] for name in kinds))
    costly = form == "text" and not kinds and not categories
    selection = Selection(wanted, frozenset(categories), frozenset(functions), costly)

    async def work() -> Analysis:
        chosen = await running.choose_engine(EngineChoice(engine), build.go_binary)
        flows = form != "gc" or bool(categories)
        return await running.analyse(chosen, request, flows=flows, lines_only=not flows and selection.is_everything)

    analysis = running.run(work())
    judgement = judge_all((f for report in analysis.reports for f in report.findings), analysis.sources)
    printers: dict[str, Callable[[], None]] = {
        "gc": lambda: _print_gc(analysis, selection),
        "json": lambda: _print_json(analysis, selection, judgement),
        "text": lambda: _text_report(analysis, request, locale).print(selection, judgement, ignored),
    }
    printers[form]()
    if judgement.broken or any(report.problem is not None for report in analysis.reports):
        sys.exit(running.FAILED)


def _print_gc(analysis: Analysis, selection: Selection) -> None:
    for report in analysis.reports:
        if selection.is_everything:
            lines = report.output
        else:
            lines = "".join(finding.line + "\n" for finding in report.findings if selection(finding))
        if lines:
            click.echo(f"# {report.package}\n{lines}", nl=False)
        if report.problem is not None:
            click.echo((report.problem.detail or report.problem.summary).strip(), err=True)
        for one in report.unanalysed:
            click.echo(f"{report.package}: {one.function} not analysed: {one.reason}", err=True)


def _print_json(analysis: Analysis, selection: Selection, judgement: Judgement) -> None:
    from goescape.cli.as_json import dump

    click.echo(dump(analysis, selection, judgement))


def _text_report(analysis: Analysis, request: Request, locale: str) -> TextReport:
    from goescape.cli.as_text import TextReport

    return TextReport(analysis, request.folder, language_of(locale))
