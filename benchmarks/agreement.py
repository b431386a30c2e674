"""Whether goescape prints what the compiler prints.

    python benchmarks/agreement.py [--scratch DIR] [PATTERN...]

Compares ``goescape check --format gc`` with ``go build -gcflags=-m``: on the packages named, or else on the cases
of tests/agreement (two of which download modules). Prints a line a case and the first difference of each package
that has one; exits with 1 if any has. DIR keeps compiled packages for the next run.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.agreement.case import CASES, Case
from tests.agreement.compare import compare
from tests.agreement.sides import SideError, Sides


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scratch", type=Path, metavar="DIR")
    parser.add_argument("patterns", nargs="*", metavar="PATTERN")
    options = parser.parse_args()
    cases = (Case(tuple(options.patterns)),) if options.patterns else CASES
    with tempfile.TemporaryDirectory(prefix="agreement-", ignore_cleanup_errors=True) as temporary:
        scratch = options.scratch or Path(temporary)
        try:
            return _run(Sides(scratch), cases)
        except SideError as error:
            print(error, file=sys.stderr)
            return 2


def _run(sides: Sides, cases: tuple[Case, ...]) -> int:
    print(f"{'named':>6}{'with output':>12}{'equal':>7}{'lines':>9}  case")
    for module in sorted({case.module for case in cases if case.module}):
        sides.download(module)
    unequal = []
    for case in cases:
        outcome = compare(sides, case)
        unequal += outcome.unequal
        spoken = len(outcome.agreements)
        print(f"{outcome.named:6}{spoken:12}{spoken - len(outcome.unequal):7}{outcome.lines:9}  {case}", flush=True)
    for agreement in unequal:
        print(f"\n{agreement.difference}")
    return 1 if unequal else 0


if __name__ == "__main__":
    sys.exit(main())
