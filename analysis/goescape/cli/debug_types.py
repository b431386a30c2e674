"""``goescape debug types``: what the checker finds out, as JSON lines."""

from __future__ import annotations

import gc
import json
import os
import sys
from pathlib import Path

import click

from goescape.cli.engine import FAILED, UNUSABLE
from goescape.cli.options import tags_of, target_options
from goescape.compiler.store import default_cache_folder
from goescape.packages import open_loader
from goescape.packages.environment import Wanted
from goescape.packages.files import Disk, Files
from goescape.packages.package import Package
from goescape.packages.patterns import match
from goescape.source import Source
from goescape.syntax.outlines import Outlines
from goescape.types.loaded import LoadedPackages
from goescape.types.program import Problem, Program
from goescape.types.records import Record, RecordWriter
from goescape.types.sizes import SIZES
from goescape.types.unit import FileUnit

_NO_EXPRESSIONS = frozenset({"selection", "instance", "implicit"})


@click.command("types")
@target_options
@click.option("--tests", is_flag=True, help="Test files too.")
@click.option("--all-records", is_flag=True, help="Selections, instances and implicit objects too.")
@click.argument("patterns", nargs=-1, metavar="[PATTERN]...")
def command(
    folder: Path, goos: str, goarch: str, tags: str, tests: bool, all_records: bool, patterns: tuple[str, ...]
) -> None:
    """Print the type of each expression and the object of each identifier, one JSON object a line.

    \b
    file, start, end   the place, in bytes
    kind, mode         what the node is, and how it is used
    type               as go/types prints it, with full package paths
    value              a constant's exact value
    object             file:offset of the definition of an identifier

    What is wrong goes to standard error. Exit code: 0 all is well, 1 something is wrong in some package, 2 nothing
    matches.
    """
    wanted = Wanted(goos, goarch, tags_of(tags))
    loader = open_loader(str(folder.resolve()), os.environ, Disk(), wanted)
    arch = loader.environment.goarch
    if arch not in SIZES:
        raise click.BadParameter(f"{arch!r} is no architecture that Go knows", param_hint="--goarch")
    if loader.std_is_shipped:
        click.echo("there is no Go installation: of the standard library, only declarations are known", err=True)
    gc.set_threshold(100_000, 50, 1000)  # syntax and types are many small objects that stay
    outlines = Outlines(default_cache_folder())
    program = Program(LoadedPackages(loader), SIZES[arch], outlines)
    writer = RecordWriter(program)
    complaints, checked = 0, 0
    for found in match(loader, patterns):
        complaints += _complain([f"{found.pattern}: {problem.message}" for problem in found.problems])
        for path in found.paths:
            package = loader.package(path)
            complaints += _complain([f"{path}: {problem.message}" for problem in package.problems])
            for key in _keys(program, package, tests):
                results = program.check(key)
                for file in results.unit.files:
                    _print(writer, file, all_records)
                complaints += _complain([_line(loader.files, problem) for problem in results.problems()])
                checked += 1
    outlines.close()
    if not checked:
        sys.exit(UNUSABLE)
    if complaints:
        sys.exit(FAILED)


def _complain(lines: list[str]) -> int:
    for line in lines:
        click.echo(line, err=True)
    return len(lines)


def _keys(program: Program, package: Package, tests: bool) -> list[str]:
    """What is to be checked of a package: itself, and the variants that its tests are made of."""
    own = [package.path] if package.compiled_files else []
    return own + (program.test_units(package.path) if tests and not package.missing else [])


def _print(writer: RecordWriter, file: FileUnit, everything: bool) -> None:
    records = [one for one in writer.file(file) if everything or one.kind not in _NO_EXPRESSIONS]
    lines = [json.dumps(_as_json(file.path, record), ensure_ascii=False) + "\n" for record in records]
    click.echo("".join(lines), nl=False)


def _as_json(path: str, record: Record) -> dict[str, object]:
    found: dict[str, object] = {"file": path, "start": record.start, "end": record.end, "kind": record.kind}
    found |= {name: value for name in ("mode", "type", "value") if (value := getattr(record, name))}
    if record.object is not None:
        found["object"] = f"{record.object[0]}:{record.object[1]}"
    return found


def _line(files: Files, problem: Problem) -> str:
    line, column = Source(problem.path, files.read(problem.path) or b"").line_column(problem.start)
    return f"{problem.path}:{line}:{column}: {problem.message}"
