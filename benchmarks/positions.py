"""How often the place of a message is found, over the whole standard library or the packages named.

    python benchmarks/positions.py [PATTERN...]

Prints a line for each message that fails, and the figures after them.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.syntax.positions import measure
from tests.syntax.toolchain import Go


def main(patterns: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        tally = measure(Go(os.environ.get("GOCACHE") or f"{folder}/cache"), Path(folder), patterns)
    print(*tally.unlike, "", *tally.strays, "", sep="\n")
    print(f"messages with a column           {tally.messages:8}  (without, or rewritten by cgo: {tally.elsewhere})")
    print(f"at their point in go/parser      {tally.anchored:8.3%}  (all but {len(tally.strays)})")
    print(f"brought in by inlining           {tally.brought_in:8}")
    print(f"own values and names             {tally.texts:8}")
    print(f"spelled as in the source         {tally.alike:8.3%}  (all but {len(tally.unlike)})")
    print("shapes", *(f"{shape} {count}" for shape, count in tally.shapes.most_common()), sep="\n  ")


if __name__ == "__main__":
    main(sys.argv[1:] or ["std"])
