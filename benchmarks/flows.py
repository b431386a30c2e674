"""What the compiler's ways of telling flows cost, on the same edit of the same packages.

    python benchmarks/flows.py [--scratch DIR] [--repeat N] [PACKAGE...]

``-m`` gives the findings without flows; ``-m=2`` gives both in one text; ``-json=0`` writes the flows to files and
prints no findings. Each round compiles a new one-line edit of the package's largest file with each of them, in
turn. Prints the medians, and how much each writes. DIR keeps compiled dependencies for the next run.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.edit import Edit
from benchmarks.goroot import Toolchain
from benchmarks.rounds import parser, toolchain_in

PACKAGES = ("fmt", "encoding/json", "go/types", "net/http")
SOURCES = ("-m", "-m=2", "-json=0")


@dataclass
class Figures:
    """What one source costs: seconds, a value a round, and the megabytes that it writes."""

    seconds: list[float] = field(default_factory=list)
    megabytes: float = 0.0

    def __str__(self) -> str:
        return f"{median(self.seconds):8.2f}{self.megabytes:7.1f}"


def measure(toolchain: Toolchain, package: str, rounds: int) -> dict[str, Figures]:
    """The figures of each source on one package. Leaves the toolchain as it was."""
    found = {source: Figures() for source in SOURCES}
    toolchain.run("build", package)
    edit = Edit(toolchain.largest_file(package))
    try:
        for _ in range(rounds):
            for source, figures in found.items():
                edit.next()
                edit.write()
                _compile(toolchain, package, source, figures)
    finally:
        edit.undo()
    return found


def _compile(toolchain: Toolchain, package: str, source: str, figures: Figures) -> None:
    with tempfile.TemporaryDirectory(prefix="flows-") as log:
        flag = f"{source},{log}" if source.startswith("-json") else source
        start = time.perf_counter()
        said = toolchain.run("build", f"-gcflags={flag}", package).stderr
        figures.seconds.append(time.perf_counter() - start)
        written = sum(path.stat().st_size for path in Path(log).rglob("*.json"))
        figures.megabytes = (len(said.encode()) + written) / 1e6


def main() -> None:
    options = parser(__doc__, PACKAGES, 5).parse_args()
    with toolchain_in(options.scratch) as toolchain:
        print(f"{'package':14}" + "".join(f"{source + ' s':>8}{'MB':>7}" for source in SOURCES))
        for package in options.packages:
            found = measure(toolchain, package, options.repeat)
            print(f"{package:14}" + "".join(map(str, found.values())), flush=True)


if __name__ == "__main__":
    main()
