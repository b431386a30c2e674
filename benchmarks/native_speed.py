"""How fast the native engine is, beside the compiler in the same run.

    python benchmarks/native_speed.py [--module DIR]... [--rounds N] [--edits N] [PACKAGE...]

Packages are of the standard library (default: fmt encoding/json go/types net/http); a module is measured as a whole.
For each, in turn: `go build -gcflags='-m -l'` after a one-line edit in a body, with all that it depends on already
built, and again, when it replays what it said; `goescape check --engine native --no-inline --format gc` in a fresh
process with an empty cache folder (cold), in the next one, which replays too, and after another edit (warm); and in one
process that stays, as an editor's, the lines after a one-line edit in a body, by stage. Times are medians, in seconds,
Python's start included in all but the last; memory is the peak of the process.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.goroot import Toolchain, replace_file, writable_toolchain

from goescape.compiler.engine import Analysis
from goescape.compiler.request import BuildOptions, Request
from goescape.compiler.store import Store
from goescape.ir.package.target import KeptTarget
from goescape.native import engine, incremental
from goescape.native.said import Said
from goescape.syntax.deep import with_deep_stack
from goescape.types.opened import OpenPrograms
from goescape.types.program import Program

PACKAGES = ("fmt", "encoding/json", "go/types", "net/http")
FLAGS = "-gcflags=-m -l"
_BODY = re.compile(rb"^func [^\n]*\) ?[^\n]*\{\n", re.MULTILINE)

STAGES: tuple[tuple[str, Any, str], ...] = (
    ("texts followed", OpenPrograms, "of"),
    ("types", Program, "check"),
    ("types and IR", KeptTarget, "build"),
    ("devirtualised", incremental, "devirtualise"),
    ("passes", incremental, "prepare"),
    ("escape", incremental, "analyse"),
    ("problems", engine, "problem_of"),
    ("findings", Said, "findings"),
)
"""What is timed within an analysis: where it is, and its name."""


@dataclass(frozen=True)
class Subject:
    """What is measured: a pattern of packages in a folder, and the file that is edited."""

    name: str
    folder: Path
    pattern: str
    file: Path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="*", metavar="PACKAGE")
    parser.add_argument("--module", type=Path, action="append", default=[], metavar="DIR")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--edits", type=int, default=20, metavar="N")
    parser.add_argument("--scratch", type=Path, metavar="DIR", help="keep the copies and caches there")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(with_deep_stack(lambda: edited(json.loads(options.child)))))
        return 0
    with tempfile.TemporaryDirectory(prefix="native-speed-", ignore_cleanup_errors=True) as temporary:
        scratch = (options.scratch or Path(temporary)).resolve()
        toolchain = writable_toolchain(scratch)
        for subject in _subjects(toolchain, scratch, options.packages, options.module):
            _report(toolchain, scratch, subject, options.rounds, options.edits)
    return 0


def _subjects(toolchain: Toolchain, scratch: Path, packages: list[str], modules: list[Path]) -> Iterator[Subject]:
    standard = toolchain.go.parent.parent / "src"
    for name in packages or (() if modules else PACKAGES):
        yield Subject(name, standard, name, toolchain.largest_file(name, generated=False))
    for module in modules:
        copy = scratch / "modules" / module.name
        if not copy.exists():
            shutil.copytree(module, copy)
        files = [path for path in copy.rglob("*.go") if not path.name.endswith("_test.go") and _bodies(path)]
        yield Subject(module.name, copy, "./...", max(files, key=lambda path: path.stat().st_size))


def _whole_runs(
    toolchain: Toolchain, scratch: Path, subject: Subject, rounds: int
) -> tuple[dict[str, float], int]:
    """The median seconds of whole processes, by what they do; and the most memory that one of ours took, in KB."""
    times: dict[str, list[float]] = defaultdict(list)
    original = subject.file.read_bytes()
    cache = scratch / "cold"
    steps: tuple[tuple[str, bool, Callable[[], int]], ...] = (
        ("go build", True, lambda: _build(toolchain, subject)),
        ("go build replayed", False, lambda: _build(toolchain, subject)),
        ("cold", False, lambda: _check(toolchain, subject, cache)),
        ("replayed", False, lambda: _check(toolchain, subject, cache)),
        ("warm", True, lambda: _check(toolchain, subject, cache)),
    )
    memory = 0
    _build(toolchain, subject)
    for number in range(rounds):
        shutil.rmtree(cache, ignore_errors=True)
        for name, is_edited, work in steps:
            if is_edited:
                chosen = random.Random(f"{number} {name}")  # noqa: S311
                replace_file(subject.file, _with_line(original, time.time_ns(), chosen))  # nobody has seen it yet
            start = time.perf_counter()
            peak = work()
            times[name].append(time.perf_counter() - start)
            memory = max(memory, peak) if name == "cold" else memory
    replace_file(subject.file, original)
    return {name: statistics.median(seconds) for name, seconds in times.items()}, memory


def _report(toolchain: Toolchain, scratch: Path, subject: Subject, rounds: int, edits: int) -> None:
    spent, cold_memory = _whole_runs(toolchain, scratch, subject, rounds)
    task = {"folder": str(subject.folder), "pattern": subject.pattern, "file": str(subject.file), "edits": edits}
    task |= {"goroot": str(toolchain.go.parent.parent), "cache": str(scratch / "stays")}
    command = [sys.executable, __file__, "--child", json.dumps(task)]
    done = subprocess.run(command, env=toolchain.environment, stdout=subprocess.PIPE, check=True)
    stays = json.loads(done.stdout)
    baseline = spent["go build"]
    print(f"{subject.name}: {stays['lines']:,} lines said")
    print(f"  go build {FLAGS!r} after an edit {baseline:.2f}, replayed {spent['go build replayed']:.2f}")
    print(f"  native: cold {spent['cold']:.2f}, warm {spent['warm']:.2f}, replayed {spent['replayed']:.2f}", end="")
    print(f", after an edit {stays['edit']:.3f} ({stays['edit'] / baseline:.0%})")
    print(f"  by stage, after an edit: {_stages(stays['stages'])}")
    print(f"  at first, in the process that stays: {stays['first']:.2f} ({_stages(stays['first_stages'])})")
    print(
        f"  peak memory: {cold_memory >> 10} MB cold, {stays['memory'] >> 10} MB in the process that stays", flush=True
    )


def _stages(seconds: dict[str, float]) -> str:
    return ", ".join(f"{name} {spent:.3f}" for name, spent in seconds.items())


def _build(toolchain: Toolchain, subject: Subject) -> int:
    where = () if subject.pattern.endswith("...") else ("-o", os.devnull)
    command = [str(toolchain.go), "build", FLAGS, *where, subject.pattern]
    return _run(command, subject.folder, toolchain.environment)


def _check(toolchain: Toolchain, subject: Subject, cache: Path) -> int:
    command = [sys.executable, "-m", "goescape", "check", "--engine", "native", "--no-inline", "--format", "gc"]
    environment = {**toolchain.environment, "GOESCAPE_CACHE": str(cache), "GOROOT": str(toolchain.go.parent.parent)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its bytecode
    return _run([*command, subject.pattern], subject.folder, environment)


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> int:
    """Run a command that must succeed; the peak of its memory, in KB."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=folder, env=environment, **quiet)  # type: ignore[call-overload]
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return int(usage.ru_maxrss)


def _bodies(path: Path) -> list[re.Match[bytes]]:
    return list(_BODY.finditer(path.read_bytes()))


def _with_line(data: bytes, number: int, chosen: random.Random) -> bytes:
    """A text with one line more in the body of some function."""
    end = chosen.choice(list(_BODY.finditer(data))).end()
    return data[:end] + f"\t_ = {number}\n".encode() + data[end:]


# ------------------------------------------------------------------------------------- the process that stays


class _Stopwatch:
    """Adds up what is spent in stages."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        for name, owner, attribute in STAGES:
            setattr(owner, attribute, self._timed(name, getattr(owner, attribute)))

    def _timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **keywords: Any) -> Any:
            start = time.perf_counter()
            try:
                return function(*args, **keywords)
            finally:
                self.spent[name] += time.perf_counter() - start

        return timed

    def take(self) -> dict[str, float]:
        taken = dict(self.spent)
        self.spent.clear()
        return taken


def edited(task: dict[str, Any]) -> dict[str, Any]:
    """Analyse, then again after each of some edits."""
    gc.set_threshold(100_000, 50, 1000)
    watch = _Stopwatch()
    native = engine.NativeEngine(Store(Path(task["cache"])), task["goroot"])
    data = Path(task["file"]).read_bytes()
    chosen = random.Random(1)  # noqa: S311
    start = time.perf_counter()
    analysis = _analysed(native, task, {})
    first, first_stages = time.perf_counter() - start, watch.take()
    spent, stages = [], defaultdict(list)
    for number in range(task["edits"]):
        text = _with_line(data, number, chosen)
        gc.collect()
        start = time.perf_counter()
        _analysed(native, task, {task["file"]: text})
        spent.append(time.perf_counter() - start)
        for name, seconds in watch.take().items():
            stages[name].append(seconds)
    return {
        "lines": sum(len(report.findings) for report in analysis.reports),
        "first": first,
        "first_stages": first_stages,
        "edit": statistics.median(spent),
        "stages": {name: statistics.median(seconds) for name, seconds in stages.items()},
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }


def _analysed(native: engine.NativeEngine, task: dict[str, Any], overlays: dict[str, bytes]) -> Analysis:
    options = BuildOptions(inline=False)
    return native.analyse_now(Request(task["folder"], (task["pattern"],), False, options, overlays))


if __name__ == "__main__":
    sys.exit(main())
