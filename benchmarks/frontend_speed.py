"""How fast the front end is, beside the go command in the same run.

    python benchmarks/frontend_speed.py [--module DIR]... [--rounds N] [PACKAGE...]

Packages are of the standard library (default: fmt net/http); a module is measured as a whole. For each: `go vet` and
`go build` after a file of it was touched, with all that it depends on already built; our load in a fresh process with
an empty cache folder (cold) and in the next one (warm). "Declarations": its own, typed, and of everything that it
depends on, directly or not, the names, to be typed when asked for. "Checked": its bodies too, and of its dependencies
what they need. "All": its bodies, and the declarations of everything that it depends on, typed. Then the speed of the
single steps, an edit in a function's body, and peak memory. Times are medians of N rounds, Python's start included.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import shutil
import stat
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.goroot import Toolchain, replace_file, writable_toolchain

from goescape.compiler.store import default_cache_folder
from goescape.packages.environment import find_environment
from goescape.packages.files import Disk
from goescape.packages.loader import Loader
from goescape.packages.patterns import match
from goescape.source import Source
from goescape.syntax.deep import with_deep_stack
from goescape.syntax.document import parse
from goescape.syntax.outlines import Outlines
from goescape.types.loaded import LoadedPackages
from goescape.types.program import Program
from goescape.types.sizes import SIZES

LOADS = ("declarations", "checked", "all")
EDITS = 200
"""Functions whose body is edited."""


@dataclass(frozen=True)
class Subject:
    """What is measured: patterns of `go list` in a folder."""

    name: str
    folder: Path
    patterns: tuple[str, ...]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="*", metavar="PACKAGE")
    parser.add_argument("--module", type=Path, action="append", default=[], metavar="DIR")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--scratch", type=Path, metavar="DIR", help="keep the copies and caches there")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure(json.loads(options.child))))
        return 0
    with tempfile.TemporaryDirectory(prefix="frontend-speed-", ignore_cleanup_errors=True) as temporary:
        scratch = (options.scratch or Path(temporary)).resolve()
        toolchain = writable_toolchain(scratch)
        for subject in _subjects(toolchain, scratch, options.packages, options.module):
            _report(toolchain, scratch, subject, options.rounds)
    return 0


def _subjects(toolchain: Toolchain, scratch: Path, packages: Sequence[str], modules: Sequence[Path]) -> list[Subject]:
    """Packages of the copied GOROOT, and copies of modules."""
    standard = toolchain.go.parent.parent / "src"
    subjects = [Subject(name, standard, (name,)) for name in packages or (() if modules else ("fmt", "net/http"))]
    for module in modules:
        copy = scratch / "modules" / module.name
        if not copy.exists():
            shutil.copytree(module, copy, symlinks=True, copy_function=shutil.copyfile)
            for folder, _, _ in os.walk(copy):
                os.chmod(folder, stat.S_IRWXU)
        subjects.append(Subject(module.name, copy, ("./...",)))
    return subjects


def _report(toolchain: Toolchain, scratch: Path, subject: Subject, rounds: int) -> None:
    print(f"\n{subject.name:<42}{'elapsed':>10}{'processor':>11}", flush=True)
    for command in ("vet", "build"):
        _touched(toolchain, subject, command, "before")
        spent = [_touched(toolchain, subject, command, str(number)) for number in range(rounds)]
        _line(f"go {command}, one file touched", *_medians(spent))
    for what in LOADS:
        loads: dict[str, list[dict[str, float]]] = {"cold": [], "warm": []}
        for number in range(rounds):
            cache = scratch / f"cache-{number}"
            shutil.rmtree(cache, ignore_errors=True)
            for which in loads.values():
                which.append(_child(toolchain, subject, cache, what))
        for name, found in loads.items():
            _line(f"{what}, {name}", *_medians([(load["elapsed"], load["processor"]) for load in found]))
        one = loads["cold"][0]
        print(f"    {one['lines']} lines in {one['packages']} packages; peak memory {one['memory'] / 1024:.0f} MB")
    _report_steps(_child(toolchain, subject, scratch / "cache-0", "steps"))
    _report_edits(_child(toolchain, subject, scratch / "cache-0", "edits")["edits"])


def _report_steps(steps: dict[str, float]) -> None:
    for name in ("parse", "lower", "check"):
        print(f"  {name + ', all bodies':<40}{'':10}{steps[name]:10.3f}s{steps['lines'] / steps[name]:12.0f} lines/s")
    whole = sum(steps[name] for name in ("parse", "lower", "check"))
    print(f"  {'parse, lower and check':<40}{'':10}{whole:10.3f}s{steps['lines'] / whole:12.0f} lines/s")


def _report_edits(seconds: list[tuple[float, float]]) -> None:
    for name, found in zip(("elapsed", "processor"), zip(*seconds, strict=True), strict=False):
        ranked = [each * 1000 for each in sorted(found)]
        middle, late = ranked[len(ranked) // 2], ranked[len(ranked) * 9 // 10]
        print(f"  edit in a body, checked again, {name}: median {middle:.1f} ms, 90% within {late:.1f} ms,", end=" ")
        print(f"slowest {ranked[-1]:.1f} ms ({len(ranked)} edits)", flush=True)


def _line(name: str, elapsed: float, processor: float) -> None:
    print(f"  {name:<40}{elapsed:9.3f}s{processor:10.3f}s", flush=True)


def _medians(found: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(first for first, _ in found), statistics.median(second for _, second in found)


def _touched(toolchain: Toolchain, subject: Subject, command: str, note: str) -> tuple[float, float]:
    """Seconds, elapsed and of processors, of a go command after a comment was added to the subject's largest file."""
    template = '{{range .GoFiles}}{{$.Dir}}/{{.}}{{"\\n"}}{{end}}'
    listed = _go(toolchain, subject, "list", "-f", template, *subject.patterns).split()
    largest = max(map(Path, listed), key=lambda path: path.stat().st_size)
    text = largest.read_bytes()
    replace_file(largest, text + f"\n// {command} {note}\n".encode())
    spent = _spent(lambda: _go(toolchain, subject, command, *subject.patterns))
    replace_file(largest, text)
    return spent


def _spent(run: Callable[[], object]) -> tuple[float, float]:
    """Seconds that passed, and that processors worked for child processes, while something ran."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    run()
    elapsed, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return elapsed, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _go(toolchain: Toolchain, subject: Subject, *arguments: str) -> str:
    environment = toolchain.environment | {"GOFLAGS": "", "GOMODCACHE": os.environ.get("GOMODCACHE", "")}
    done = subprocess.run(
        [str(toolchain.go), *arguments],
        cwd=subject.folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0 and arguments[0] != "vet":
        raise RuntimeError(f"go {arguments[0]} in {subject.folder}: {done.stderr[-1000:]}")
    return done.stdout


def _child(toolchain: Toolchain, subject: Subject, cache: Path, what: str) -> dict[str, Any]:
    """Measure in a fresh process; its own time from start to end is added."""
    task = {
        "what": what,
        "folder": str(subject.folder),
        "patterns": subject.patterns,
        "goroot": str(toolchain.go.parent.parent),
    }
    environment = {**os.environ, "GOESCAPE_CACHE": str(cache), "PYTHONHASHSEED": "0"}
    output: list[bytes] = []
    command = [sys.executable, __file__, "--child", json.dumps(task)]
    elapsed, processor = _spent(lambda: output.append(subprocess.check_output(command, env=environment)))
    found: dict[str, Any] = json.loads(output[0])
    return {**found, "elapsed": elapsed, "processor": processor}


# ------------------------------------------------------------------------------------------------ the fresh process


def measure(task: dict[str, Any]) -> dict[str, object]:
    """What one fresh process finds out."""
    gc.set_threshold(100_000, 50, 1000)  # as the command line does
    steps: dict[str, Callable[[dict[str, Any]], dict[str, object]]] = {
        "declarations": _declarations,
        "checked": _checked,
        "all": _all,
        "steps": _steps,
        "edits": _edits,
    }
    return with_deep_stack(partial(steps[str(task["what"])], task))


def _open(task: dict[str, Any]) -> tuple[Program, list[str]]:
    """A program that knows nothing yet, and the keys of the packages that are measured."""
    process = {**os.environ, "GOROOT": task["goroot"], "GOFLAGS": "", "GOWORK": "off", "CGO_ENABLED": "0"}
    files = Disk()
    environment = find_environment(process, files)
    loader = Loader(environment, files, task["folder"])
    named = [path for found in match(loader, task["patterns"]) for path in found.paths]
    keys = [path for path in named if loader.package(path).compiled_files]
    return Program(LoadedPackages(loader), SIZES[environment.goarch], Outlines(default_cache_folder())), keys


def _loaded(program: Program, keys: Sequence[str]) -> dict[str, object]:
    """What was loaded, which is kept for the next process."""
    if program.outlines is not None:
        program.outlines.close()
    return {
        "packages": len(keys),
        "lines": _lines(program, keys),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }


def _reached(program: Program, keys: Sequence[str]) -> list[str]:
    """The keys of packages and of all that they depend on, whose names are then known."""
    reached: dict[str, None] = {}
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in reached and key not in ("unsafe", "C"):
            reached[key] = None
            unit = program.unit(key)
            waiting += [unit.imports.get(each.path, each.path) for file in unit.files for each in file.syntax.imports]
    return list(reached)


def _declarations(task: dict[str, Any]) -> dict[str, object]:
    """Type the packages' declarations, and find those of all that they depend on."""
    program, keys = _open(task)
    _type_heads(program, keys)
    return _loaded(program, _reached(program, keys))


def _checked(task: dict[str, Any]) -> dict[str, object]:
    """Check the packages, and of others what they need."""
    program, keys = _open(task)
    for key in keys:
        program.check(key)
    return _loaded(program, keys)


def _all(task: dict[str, Any]) -> dict[str, object]:
    """Check the packages, and type all declarations of all that they depend on."""
    program, keys = _open(task)
    for key in keys:
        program.check(key)
    reached = _reached(program, keys)
    _type_heads(program, reached)
    return _loaded(program, reached)


def _type_heads(program: Program, keys: Sequence[str]) -> None:
    for key in keys:
        for file in program.unit(key).files:
            for declared in file.declared:
                program.head_results(file, declared.declaration)


def _steps(task: dict[str, Any]) -> dict[str, object]:
    """Parse all files, lower all declarations, check all bodies: each on its own, once all heads are known."""
    program, keys = _open(task)
    for key in keys:
        program.check(key)
    files = [file for key in keys for file in program.unit(key).files]
    began = time.process_time()
    parsed = [parse(Source(file.path, file.syntax.source.data)) for file in files]
    lowering = time.process_time()
    for syntax in parsed:
        for declaration in syntax.declarations:
            _ = declaration.head, declaration.body
    lowered = time.process_time()
    for file in files:
        for declared in file.declared:
            declared.body = None
    checking = time.process_time()
    for key in keys:
        program.check(key)
    return {
        "parse": lowering - began,
        "lower": lowered - lowering,
        "check": time.process_time() - checking,
        "lines": _lines(program, keys),
    }


def _edits(task: dict[str, Any]) -> dict[str, object]:
    """Begin function bodies with another statement, check, and take it out again: seconds of each,
    elapsed and of the processor."""
    program, keys = _open(task)
    for key in keys:
        program.check(key)
    functions = [
        (key, file.path, file.syntax.start_of(each.declaration) + each.declaration.body_start + 1)
        for key in keys
        for file in program.unit(key).files
        for each in file.declared
        if each.declaration.body_start >= 0
    ]
    chosen = random.Random(1).sample(functions, min(EDITS, len(functions)))  # noqa: S311
    texts = {file.path: file.syntax.source.data for key in keys for file in program.unit(key).files}
    seconds = []
    for key, path, at in chosen:
        text = texts[path]
        for data in (text[:at] + b" _ = 0;" + text[at:], text):
            began, worked = time.perf_counter(), time.process_time()
            program.update(path, data)
            program.check(key)
            seconds.append((time.perf_counter() - began, time.process_time() - worked))
    return {"edits": seconds}


def _lines(program: Program, keys: Sequence[str]) -> int:
    return sum(file.syntax.source.data.count(b"\n") for key in keys for file in program.unit(key).files)


if __name__ == "__main__":
    sys.exit(main())
