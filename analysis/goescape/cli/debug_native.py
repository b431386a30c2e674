"""``goescape debug native``: what the native engine says of packages, as the compiler prints it."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import click

from goescape.cli.engine import FAILED, UNUSABLE, expect_many_objects, fail
from goescape.cli.options import tags_of, target_options
from goescape.compiler.store import default_cache_folder
from goescape.packages.environment import Wanted
from goescape.packages.patterns import match
from goescape.syntax.deep import with_deep_stack
from goescape.syntax.outlines import Outlines
from goescape.types.opened import OpenPrograms


@click.command("native")
@target_options
@click.option("--no-inline", is_flag=True, help="Without inlining (-l).")
@click.option("--all", "everything", is_flag=True, help="Dependencies too are compiled so (-gcflags=all=...).")
@click.argument("patterns", nargs=-1, metavar="[PATTERN]...")
def command(
    folder: Path, goos: str, goarch: str, tags: str, no_inline: bool, everything: bool, patterns: tuple[str, ...]
) -> None:
    """Print what the native engine says of packages, as `go build -gcflags=-m` does. Failures are not caught."""
    try:
        from goescape.native.driver import Pipeline
        from goescape.native.lines import shortened
    except ImportError as error:
        raise fail(f"a stage is missing: {error}") from None
    base = str(folder.resolve())
    expect_many_objects()
    outlines = Outlines(default_cache_folder())
    opened = OpenPrograms(outlines).of(base, Wanted(goos, goarch, tags_of(tags)), {})
    loader, pipeline = opened.loader, Pipeline(opened, None)
    paths = [path for found in match(loader, patterns) for path in found.paths]
    pipeline.follow(frozenset(paths))
    pipeline.summaries.all_together = everything
    failures = 0
    for path in paths:
        outcome = with_deep_stack(partial(pipeline.run, path))
        text = "".join(line + "\n" for line in pipeline.printer.lines(outcome.messages))
        if text:
            click.echo(f"# {path}\n" + shortened(text, loader.package(path).folder, base), nl=False)
        for one in outcome.problems:
            click.echo(f"{path}: {one.function} not analysed: {one.reason}", err=True)
        failures += len(outcome.problems)
    outlines.close()
    if not paths:
        sys.exit(UNUSABLE)
    if failures:
        sys.exit(FAILED)
