"""Whether the native engine tells the flows that the compiler tells.

    python benchmarks/native_flows.py [--cache DIR] [--show N] [PACKAGE...]

Compares the findings that both engines have of a package, built without inlining: how many that are on the heap or
leak have a flow, and of how many flows the steps, the words for them and the category are equal. A native flow may go
on where the compiler's text does not tell which value holds the one before. `cut` is the share of those on the heap
that would stay on the stack but for one step, `ms` what telling all takes the native engine, cuts included. With --show
the first differing flows of each package.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from goescape.compiler.engine import CompilerEngine
from goescape.compiler.request import BuildOptions, Request
from goescape.compiler.store import Store
from goescape.compiler.toolchain import find_toolchain
from goescape.explain import words
from goescape.explain.language import Language
from goescape.findings.model import Finding, PackageReport, Place, Step
from goescape.native.engine import NativeEngine

PACKAGES = (
    "errors", "sort", "strings", "bytes", "bufio", "fmt", "strconv", "slices", "context", "text/template", "os",
    "encoding/json", "database/sql", "go/parser", "go/types", "net", "net/http", "compress/flate", "log/slog",
)  # fmt: skip
NOWHERE = Place("", 0, 0)
COLUMNS = ("findings", "compiler", "native", "steps", "words", "category", "cut", "ms")


def pairs(said: Iterable[Finding], predicted: Iterable[Finding]) -> Iterator[tuple[Finding, Finding]]:
    """The findings on the heap and the leaks that both have, the n-th of a line with the n-th."""
    waiting: dict[str, list[Finding]] = defaultdict(list)
    for finding in predicted:
        waiting[finding.line].append(finding)
    for finding in said:
        if (finding.kind.is_heap or finding.kind.is_leak) and waiting[finding.line]:
            yield finding, waiting[finding.line].pop(0)


def steps(finding: Finding) -> list[Step]:
    """A flow's own steps."""
    flow = finding.flow
    return list(flow.steps[: len(flow.steps) - flow.joined]) if flow is not None else []


def are_steps_equal(said: Finding, predicted: Finding) -> bool:
    """Whether two findings have the same steps of their own, with the same places where the compiler tells one."""
    pairs = zip_longest(steps(said), steps(predicted))
    return all(one == (other if one is None or one.place.file else _placeless(other)) for one, other in pairs)


def _placeless(step: Step | None) -> Step | None:
    return replace(step, place=NOWHERE) if step is not None else None


def is_told_alike(said: Finding, predicted: Finding) -> bool:
    """Whether the words of one flow are those of another, which may go on."""
    first, second = ([step.text for step in words.steps(one, Language.ENGLISH)] for one in (said, predicted))
    return second[: len(first)] == first


def compare(said: PackageReport, predicted: PackageReport, show: int) -> Counter[str]:
    """The figures of one package."""
    figures: Counter[str] = Counter()
    for one, other in pairs(said.findings, predicted.findings):
        has_flow = bool(one.flow is not None and one.flow.steps)
        has_own = bool(other.flow is not None and other.flow.steps)
        figures["findings"] += 1
        figures["compiler"] += has_flow
        figures["native"] += has_own
        figures["heap"] += one.kind.is_heap
        figures["cut"] += other.cut is not None
        if not (has_flow and has_own):
            continue
        figures["both"] += 1
        figures["steps"] += are_steps_equal(one, other)
        figures["words"] += is_told_alike(one, other)
        figures["category"] += one.category == other.category
        if show > 0 and not are_steps_equal(one, other):
            show -= 1
            print(one.line, *_listed("compiler", one), *_listed("native", other), sep="\n")
    return figures


def _listed(name: str, finding: Finding) -> Iterator[str]:
    for step in steps(finding):
        source, place = "&" * (step.derefs < 0) + "*" * step.derefs + step.source, step.place
        yield f"    {name}: {step.target} <- {source}: {step.expression} ({step.operation}) {place.line}:{place.column}"


def _row(name: str, figures: Counter[str], seconds: float) -> str:
    def share(what: str, of: str) -> str:
        return f"{100 * figures[what] / max(figures[of], 1):8.1f}%"

    shares = [share(what, "findings") for what in ("compiler", "native")]
    shares += [share(what, "both") for what in ("steps", "words", "category")]
    return f"{name:18}{figures['findings']:9}{''.join(shares)}{share('cut', 'heap')}{1000 * seconds:9.0f}"


async def _run(cache: Path, packages: Iterable[str], show: int) -> None:
    toolchain = await find_toolchain()
    store = Store(cache)
    compiler, native = CompilerEngine(toolchain, store), NativeEngine(store, toolchain.goroot)
    print(f"{'package':18}" + "".join(f"{name:>9}" for name in COLUMNS))
    total, spent = Counter[str](), 0.0
    with tempfile.TemporaryDirectory(prefix="flows-") as folder:
        Path(folder, "go.mod").write_text("module example.com/flows\n\ngo 1.26\n")
        for package in packages:
            request = Request(folder, (package,), options=BuildOptions(inline=False))
            said = await compiler.explain(request, await compiler.analyse(request))
            predicted = await native.analyse(request)
            start = time.perf_counter()
            predicted = await native.explain(request, predicted)
            seconds = time.perf_counter() - start
            figures = compare(said.reports[0], predicted.reports[0], show)
            total += figures
            spent += seconds
            print(_row(package, figures, seconds), flush=True)
    print(_row("all", total, spent))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, metavar="DIR")
    parser.add_argument("--show", type=int, default=0, metavar="N")
    parser.add_argument("packages", nargs="*", default=PACKAGES, metavar="PACKAGE")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="flows-") as temporary:
        asyncio.run(_run(options.cache or Path(temporary), options.packages, options.show))


if __name__ == "__main__":
    main()
