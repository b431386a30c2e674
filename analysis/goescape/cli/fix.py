"""``goescape fix``: changes code so that less of it goes to the heap, where the compiler proves that it does."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from goescape.cli import as_diff, fix_json
from goescape.cli import engine as running
from goescape.cli.as_text import TextReport
from goescape.cli.fix_text import FixReport
from goescape.cli.gate import GateError
from goescape.cli.options import LOCALE, Build, build_options, language_of
from goescape.cli.rounds import Outcome, Rounds, Wanted, Watch
from goescape.cli.writing import WriteError, replace_files
from goescape.compiler.engine import Analysis
from goescape.compiler.request import Request
from goescape.explain.labels import Label
from goescape.explain.language import Language
from goescape.fixes.model import FixKind
from goescape.fixes.scene import Limits
from goescape.syntax.outlines import Outlines


@click.command("fix")
@click.argument("patterns", nargs=-1, metavar="[PATTERN]...")
@click.option("--diff", is_flag=True, help="Print a unified diff and change nothing.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to report.")
@click.option("--tests", is_flag=True, help="Fix test files too.")
@click.option(
    "--category",
    "categories",
    multiple=True,
    type=click.Choice([kind.value for kind in FixKind]),
    metavar="FIX",
    help="Only these fixes; refactorings are made only if named.",
)
@click.option("--refused", is_flag=True, help="List the places that were left as they are, and why.")
@click.option(
    "--max-copy",
    type=click.IntRange(min=0),
    default=Limits().max_copy,
    metavar="BYTES",
    help="Most bytes to pass, return or capture by value (default: 128).",
)
@click.option("--exported", is_flag=True, help="Change what code outside the module may use, too.")
@build_options
@LOCALE
def command(
    patterns: tuple[str, ...],
    diff: bool,
    form: str,
    tests: bool,
    categories: tuple[str, ...],
    refused: bool,
    max_copy: int,
    exported: bool,
    build: Build,
    locale: str,
) -> None:
    """Fix what goes to the heap for no need in the packages that PATTERNs name (default: ./...).

    PATTERNs are those of the go command: import paths, folders, ./..., or .go files.

    Each fix is compiled before it is made: it must take allocations away and make nothing worse. Then all that depends
    on it is built, tests included, and only then are files written: all of them, or none. What was fixed is looked
    through again until nothing more is found.

    Exit code: 0 fixed, or nothing to fix; 1 some package could not be analysed (the others were fixed), or files could
    not be written (none was); 2 nothing to look at.
    """
    names, files = _named(build.folder, patterns)
    request = Request(build.folder, names, tests, build.options)
    kinds = [FixKind(name) for name in categories] or [kind for kind in FixKind if not kind.is_refactoring]
    wanted = Wanted(frozenset(kinds), Limits(max_copy, exported), build.options.timeout, files)
    language = language_of(locale)

    analysis, outcome = running.run(_fix(build.go_binary, request, wanted))
    TextReport(analysis, build.folder, language).problems()
    if not diff:
        _write(outcome)
    if form == "json":
        click.echo(fix_json.dump(outcome, build.folder, language, written=not diff))
    else:
        _report(outcome, build.folder, language, diff, refused)
    if any(report.problem is not None for report in analysis.reports):
        sys.exit(running.FAILED)


def _named(folder: str, patterns: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
    """The patterns of packages, and the absolute paths of the files, if files are named: then of these alone."""
    if not patterns or not all(pattern.endswith(".go") for pattern in patterns):
        return patterns or ("./...",), frozenset()
    paths = [os.path.normpath(os.path.join(folder, pattern)) for pattern in patterns]
    missing = [pattern for pattern, path in zip(patterns, paths, strict=True) if not os.path.isfile(path)]
    if missing:
        raise running.fail(f"there is no file {missing[0]}")
    folders = {os.path.relpath(os.path.dirname(path), folder).replace(os.sep, "/") for path in paths}
    return tuple(sorted("./" + name for name in folders)), frozenset(paths)


async def _fix(go_binary: str, request: Request, wanted: Wanted) -> tuple[Analysis, Outcome]:
    engine = await running.open_engine(go_binary)
    analysis = await running.analyse(engine, request, flows=False)
    running.expect_many_objects()
    with _watching() as watch, closing(Outlines(engine.store.folder)) as outlines:
        try:
            return analysis, await Rounds(engine, request, wanted, watch, outlines).run(analysis)
        except GateError as error:
            raise running.fail(f"{error}; nothing was written", running.FAILED) from None


@contextmanager
def _watching() -> Iterator[Watch]:
    """A progress bar, on a terminal."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def watch(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total or None)

        yield watch


def _write(outcome: Outcome) -> None:
    try:
        replace_files(outcome.before, outcome.after)
    except WriteError as error:
        raise running.fail(str(error), running.FAILED) from None
    except KeyboardInterrupt:
        raise running.fail("interrupted; what was written was put back", running.INTERRUPTED) from None


def _report(outcome: Outcome, folder: str, language: Language, diff: bool, refused: bool) -> None:
    """Say what was done. With a diff, that is all of the output; the rest goes to standard error."""
    if diff:
        _print_diff(outcome, folder)
    report = FixReport(outcome, folder, language, Console(stderr=diff, highlight=False, soft_wrap=True))
    report.made()
    if refused:
        report.left()
    report.summary(Label.FIX_POSSIBLE if diff else Label.FIX_MADE)


def _print_diff(outcome: Outcome, folder: str) -> None:
    top = as_diff.common_folder(folder, list(outcome.after))
    if top != folder:
        click.echo(f"goescape: the paths are relative to {top}", err=True)
    console = Console(highlight=False, soft_wrap=True)
    for line in as_diff.unified(outcome.before, outcome.after, top):
        if console.is_terminal:
            console.print(as_diff.coloured(line))
        else:
            click.echo(line, nl=False)
