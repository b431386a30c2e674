"""Packages of the standard library, measured in rounds: options, the toolchain, and a line of figures a package."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from benchmarks.goroot import Toolchain, writable_toolchain


class Figures(Protocol):
    """What was measured, as a line of a table."""

    @property
    def holds(self) -> bool:
        """Whether it is within its limits."""


def parser(description: str | None, packages: Sequence[str], rounds: int) -> argparse.ArgumentParser:
    """The options --scratch and --repeat, and packages, with what they are by default."""
    found = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument("--scratch", type=Path, metavar="DIR")
    found.add_argument("--repeat", type=int, default=rounds, metavar="N")
    found.add_argument("packages", nargs="*", default=packages, metavar="PACKAGE")
    return found


@contextmanager
def toolchain_in(scratch: Path | None) -> Iterator[Toolchain]:
    """A toolchain that may be edited, and its cache, in a folder that is kept, or in one for this run."""
    with tempfile.TemporaryDirectory(prefix="rounds-") as temporary:
        toolchain = writable_toolchain(scratch or Path(temporary))
        toolchain.cache.mkdir(parents=True, exist_ok=True)
        yield toolchain


def show(heading: str, figures: Iterable[Figures]) -> bool:
    """Print figures as they come; whether all hold."""
    print(heading)
    held = True
    for each in figures:
        held &= each.holds
        print(f"{each}  {verdict(each.holds)}", flush=True)
    return held


def verdict(holds: bool) -> str:
    """Whether limits hold, in a word."""
    return "ok" if holds else "MISSED"
