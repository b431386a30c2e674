"""What is wrong with a package, so that it would not compile: the first thing, in one line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

from goescape.findings.model import Place, Problem
from goescape.packages import problem as packages
from goescape.packages.loader import Loader
from goescape.packages.package import Package
from goescape.types.program import problems_of
from goescape.types.unit import FileUnit, PackageUnit


def problem_of(unit: PackageUnit, package: Package, loader: Loader) -> Problem | None:
    """The first problem: of the package, else of a file's syntax, else of its types; None where there is none. It is
    local wherever there is text to analyse."""
    problem = _problem(unit, package, loader)
    return replace(problem, local=bool(unit.files)) if problem is not None else None


def _problem(unit: PackageUnit, package: Package, loader: Loader) -> Problem | None:
    if package.problems:
        return told(package.problems[0])
    cycle = _cycle(package, loader)
    if cycle:
        return Problem(f"import cycle not allowed: {' imports '.join(cycle)}")
    found = (problem for file in unit.files for problem in (*_of_syntax(file), *_of_types(file)))
    return next(found, None)


def told(problem: packages.Problem) -> Problem:
    """A problem of packages, as reports have it."""
    return Problem(problem.message, advice=problem.advice)


def _cycle(package: Package, loader: Loader) -> list[str]:
    """The paths by which a package imports itself, with those of its own module that are between; none where it does
    not."""
    way = [(package.id, iter(package.imports))]
    seen = {package.id}
    while way:
        for id in way[-1][1]:
            if id == package.id:
                return [*(path for path, _ in way), id]
            imported = loader.package(id)
            if id not in seen and imported.module is not None and imported.module.main:
                seen.add(id)
                way.append((id, iter(imported.imports)))
                break
        else:
            way.pop()
    return []


def _of_syntax(file: FileUnit) -> Iterator[Problem]:
    for problem in file.syntax.problems:
        yield _at(file, problem.span.start, f"syntax error: {problem.message}")


def _of_types(file: FileUnit) -> Iterator[Problem]:
    for declared in file.declared:
        for problem in problems_of(declared):
            yield _at(file, problem.start, problem.message)


def _at(file: FileUnit, offset: int, message: str) -> Problem:
    line, column = file.syntax.source.line_column(offset)
    text = f"{os.path.basename(file.path)}:{line}:{column}: {message}"
    return Problem(text, place=Place(file.path, line, column))
