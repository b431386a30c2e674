"""``goescape debug``: what the stages below the analysis know, as JSON lines, for finding faults and for measuring."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from goescape.cli import debug_native, debug_types
from goescape.cli.engine import FAILED, UNUSABLE
from goescape.cli.options import tags_of, target_options
from goescape.packages import open_loader
from goescape.packages.environment import Wanted
from goescape.packages.files import Disk
from goescape.packages.loader import Loader
from goescape.packages.package import Module, Package
from goescape.packages.patterns import match
from goescape.packages.problem import Problem


@click.group("debug", hidden=True)
def command() -> None:
    """Show what the front end knows of Go code, as JSON lines. Nothing is run."""


command.add_command(debug_types.command)
command.add_command(debug_native.command)


@command.command("packages")
@click.argument("patterns", metavar="PATTERN...", nargs=-1)
@target_options
@click.option("--tests", is_flag=True, help="Also what the packages' tests are made of.")
@click.option("--deps", is_flag=True, help="Also all packages that they are built from, first.")
def packages(
    patterns: tuple[str, ...], folder: Path, tags: str, goos: str, goarch: str, tests: bool, deps: bool
) -> None:
    """Print the packages that patterns stand for: files, imports, language version, module, problems; one a line.

    Exit code: 0 all is well, 1 some package has a problem, 2 nothing matches.
    """
    wanted = Wanted(goos, goarch, tags_of(tags))
    loader = open_loader(str(folder.resolve()), os.environ, Disk(), wanted)
    matches = match(loader, patterns)
    roots = [loader.package(path) for one in matches for path in one.paths]
    for problem in (*loader.problems, *(problem for one in matches for problem in one.problems)):
        click.echo(f"goescape: {_line(problem)}", err=True)
    shown = list(dict.fromkeys(package.id for package in _wanted_packages(loader, roots, tests, deps)))
    for id in shown:
        click.echo(json.dumps(_as_json(loader, loader.package(id)), ensure_ascii=False))
    if not roots:
        sys.exit(UNUSABLE)
    if any(_problems(loader, loader.package(id)) for id in shown):
        sys.exit(FAILED)


def _wanted_packages(loader: Loader, roots: list[Package], tests: bool, deps: bool) -> Iterator[Package]:
    variants = [variant for root in roots for variant in loader.tests(root.path)] if tests else []
    yield from loader.dependencies([*roots, *variants]) if deps else [*roots, *variants]


def _line(problem: Problem) -> str:
    place = f"{problem.path}: " if problem.path else ""
    return place + problem.message + (f" ({problem.advice})" if problem.advice else "")


def _as_json(loader: Loader, package: Package) -> dict[str, Any]:
    """A package as JSON; what is empty is left out. Paths are absolute, offsets are of bytes."""
    found: dict[str, Any] = {
        "id": package.id,
        "path": package.path,
        "name": package.name,
        "folder": package.folder,
        "tested": package.tested,
        "module": _module(package.module),
        "standard": package.standard,
        "language": "" if package.missing else _language(package.language),
        "languages": {path: _language(language) for path, language in package.languages.items()},
        "go_files": package.go_files,
        "cgo_files": package.cgo_files,
        "ignored_go_files": package.ignored_go_files,
        "invalid_go_files": package.invalid_go_files,
        "test_go_files": package.test_go_files,
        "external_test_go_files": package.external_test_go_files,
        "other_files": {kind: paths for kind, paths in package.other_files.items() if paths},
        "ignored_other_files": package.ignored_other_files,
        "imports": package.imports,
        "test_imports": package.test_imports,
        "external_test_imports": package.external_test_imports,
        "import_map": dict(package.import_map),
        "implicit": package.implicit,
        "embed_files": package.embed_files,
        "deps": sorted(loader.closure(package.id)),
        "problems": [_problem(problem) for problem in _problems(loader, package)],
    }
    return {name: value for name, value in found.items() if value}


def _problems(loader: Loader, package: Package) -> tuple[Problem, ...]:
    """What is wrong with a package, its part in an import cycle included."""
    if package.id not in loader.closure(package.id):
        return package.problems
    return (*package.problems, Problem("import cycle not allowed"))


def _language(language: tuple[int, int]) -> str:
    return f"{language[0]}.{language[1]}"


def _module(module: Module | None) -> dict[str, Any]:
    if module is None:
        return {}
    found: dict[str, Any] = {
        "path": module.path,
        "version": module.version,
        "folder": module.folder,
        "go": module.go,
        "main": module.main,
        "replacement": str(module.replacement or ""),
    }
    return {name: value for name, value in found.items() if value}


def _problem(problem: Problem) -> dict[str, Any]:
    found: dict[str, Any] = {"message": problem.message, "advice": problem.advice, "path": problem.path}
    if problem.offset >= 0:
        found["offset"] = problem.offset
    return {name: value for name, value in found.items() if value != ""}
