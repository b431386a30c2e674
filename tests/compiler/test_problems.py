"""Whatever the go command objects to becomes one line, with what to do and the place where there is one."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from goescape.compiler.engine import Analysis, CompilerEngine
from goescape.compiler.problems import problem_of
from goescape.compiler.request import BuildOptions, Request
from goescape.findings.model import Problem

from ..archive import write
from .errors import CASES, MODULE, Case


def only_problem(analysis: Analysis) -> Problem:
    """The one thing that is wrong."""
    (problem,) = [p for p in (analysis.problem, *(r.problem for r in analysis.reports)) if p is not None]
    return problem


@pytest.mark.parametrize("name", CASES)
async def test_problem(engine: CompilerEngine, tmp_path: Path, name: str) -> None:
    case = CASES[name]
    write(tmp_path, case.archive)
    options = BuildOptions(goos=case.goos, goarch="m68k" if case.goos == "amiga" else "")
    analysis = await engine.analyse(Request(str(tmp_path / case.folder), tuple(case.pattern.split()), False, options))
    problem = only_problem(analysis)
    assert shown(problem, case, tmp_path, engine.toolchain.version) == case
    assert "\n" not in problem.summary
    assert problem.detail


def shown(problem: Problem, case: Case, root: Path, version: str) -> Case:
    """A problem as the table has it."""

    def generic(text: str) -> str:
        return text.replace(os.path.realpath(root), "$ROOT").replace(f"is Go {version[2:]}", "is Go $GO")

    at = problem.place
    place = f"{Path(os.path.relpath(at.file, root)).as_posix()}:{at.line}:{at.column}" if at else ""
    return replace(case, summary=generic(problem.summary), advice=generic(problem.advice), place=place)


async def test_other_packages_are_reported_beside_one_that_fails(engine: CompilerEngine, tmp_path: Path) -> None:
    write(tmp_path, MODULE + "-- a/a.go --\npackage a\n\nvar x = y\n-- b/b.go --\npackage b\n\nvar X = new(int)\n")
    analysis = await engine.analyse(Request(str(tmp_path), ("./...",)))
    broken, good = analysis.reports
    assert analysis.problem is None
    assert broken.problem is not None
    assert broken.findings == ()
    assert good.problem is None
    assert [finding.line for finding in good.findings] == ["b/b.go:3:12: new(int) escapes to heap"]


@pytest.mark.parametrize("errors", [[""], ["\n\n"], ["# p\n"]])
def test_an_error_without_words_has_a_summary(errors: list[str]) -> None:
    assert problem_of(errors, "/p").summary == "the go command failed without a word"
