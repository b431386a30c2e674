"""Running an engine from the command line: progress, and one clear line when there is nothing to run."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Coroutine
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, TypeVar, Union

import click

from goescape.compiler.engine import Analysis, CompilerEngine
from goescape.compiler.request import Request
from goescape.compiler.store import Store, default_cache_folder
from goescape.compiler.toolchain import ToolchainError, find_toolchain
from goescape.findings.model import PackageReport
from goescape.settings import EngineChoice

if TYPE_CHECKING:
    from goescape.cli.bar import Bar
    from goescape.native.engine import NativeEngine

FAILED, UNUSABLE, INTERRUPTED = 1, 2, 130
"""Exit codes; see `goescape.cli`."""

Answer = TypeVar("Answer")
AnyEngine = Union[CompilerEngine, "NativeEngine"]


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
    return CompilerEngine(toolchain, _store())


async def choose_engine(choice: EngineChoice, go_binary: str) -> AnyEngine:
    """The engine that is asked for; with `auto` the compiler, or, where there is no toolchain and none was named, the
    native one."""
    if choice is EngineChoice.AUTO and not go_binary:
        try:
            toolchain = await find_toolchain(go_binary)
        except ToolchainError as error:
            click.echo(f"goescape: {error}; the native engine answers", err=True)
            return open_native()
        return CompilerEngine(toolchain, _store())
    return open_native() if choice is EngineChoice.NATIVE else await open_engine(go_binary)


def open_native(goroot: str = "") -> NativeEngine:
    """The native engine, in a process that is there for it. `goroot` is as in `NativeEngine`."""
    from goescape.native.engine import NativeEngine

    gc.disable()  # nearly all that is made is kept until the process ends
    return NativeEngine(_store(), goroot)


def expect_many_objects() -> None:
    """Have the collector look less often: syntax, types and IR are many small objects that stay."""
    gc.set_threshold(100_000, 50, 1000)


def _store() -> Store:
    store = Store(default_cache_folder())
    store.tidy()
    return store


async def analyse(engine: AnyEngine, request: Request, *, flows: bool, lines_only: bool = False) -> Analysis:
    """The analysis of a request, with a progress bar on a terminal; ends the program when nothing matches. Where
    `lines_only` are needed, an engine that can do without findings does."""
    with _bar() as bar:
        if bar is not None:
            bar.expect(await engine.count(request))
        progress = bar.analysed if bar is not None else None
        if isinstance(engine, CompilerEngine):
            analysis = await engine.analyse(request, progress)
        else:
            analysis = await engine.analyse(request, progress, lines_only=lines_only)
        _demand_packages(analysis)
        if flows:
            if bar is not None:
                bar.ask_for_flows()
            analysis = await engine.explain(request, analysis, bar.explained if bar is not None else None)
    for warning in analysis.warnings:
        click.echo(f"goescape: {warning}", err=True)
    if engine.store.trouble:
        click.echo(f"goescape: {engine.store.trouble}", err=True)
    return analysis


def _bar() -> AbstractContextManager[Bar | None]:
    """A progress bar where there is somebody to see it. What draws it takes longer to load than many an answer."""
    if not sys.stderr.isatty():
        return nullcontext()
    from goescape.cli.bar import Bar

    return Bar()


def _demand_packages(analysis: Analysis) -> None:
    """End the program when the patterns name nothing that could be analysed."""
    problem = analysis.problem or next((r.problem for r in analysis.reports if _names_nothing(r)), None)
    if problem is not None:
        raise fail(problem.summary + (f": {problem.advice}" if problem.advice else ""))


def _names_nothing(report: PackageReport) -> bool:
    """Whether a pattern named no package, rather than one that does not build."""
    return report.problem is not None and not report.files
