"""Running the compiler engine from the command line: progress, and one clear line when there is nothing to run."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from goescape.compiler.engine import Analysis, CompilerEngine
from goescape.compiler.request import Request
from goescape.compiler.store import Store, default_cache_folder
from goescape.compiler.toolchain import ToolchainError, find_toolchain
from goescape.findings.model import PackageReport

FAILED, UNUSABLE, INTERRUPTED = 1, 2, 130
"""Exit codes; see `goescape.cli`."""

Answer = TypeVar("Answer")


def run(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run to the end; Ctrl-C stops the compiler too."""
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None


def fail(message: str, code: int = UNUSABLE) -> SystemExit:
    """Say what is wrong in one line; to be raised."""
    click.echo(f"goescape: {message}", err=True)
    return SystemExit(code)


async def open_engine(go_binary: str) -> CompilerEngine:
    """The engine on the toolchain that is found; ends the program when there is none."""
    try:
        toolchain = await find_toolchain(go_binary)
    except ToolchainError as error:
        raise fail(str(error)) from None
    store = Store(default_cache_folder())
    store.tidy()
    return CompilerEngine(toolchain, store)


async def analyse(engine: CompilerEngine, request: Request, *, flows: bool) -> Analysis:
    """The analysis of a request, with a progress bar on a terminal; ends the program when nothing matches."""
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("compiling", total=None)
        if console.is_terminal:
            bar.update(task, total=await engine.count(request))
        analysis = await engine.analyse(
            request, lambda name: bar.update(task, advance=1, description=f"compiled {name}")
        )
        _demand_packages(analysis)
        if flows:
            bar.update(task, completed=0, description="asking for flows")
            analysis = await engine.explain(request, analysis, lambda name: bar.update(task, advance=1))
    for warning in analysis.warnings:
        click.echo(f"goescape: {warning}", err=True)
    if engine.store.trouble:
        click.echo(f"goescape: {engine.store.trouble}", err=True)
    return analysis


def _demand_packages(analysis: Analysis) -> None:
    """End the program when the patterns name nothing that could be analysed."""
    problem = analysis.problem or next((r.problem for r in analysis.reports if _names_nothing(r)), None)
    if problem is not None:
        raise fail(problem.summary + (f": {problem.advice}" if problem.advice else ""))


def _names_nothing(report: PackageReport) -> bool:
    """Whether a pattern named no package, rather than one that does not build."""
    return report.problem is not None and not report.files
