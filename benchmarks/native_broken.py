"""What broken code costs the verdicts on the code around it.

    python benchmarks/native_broken.py [--count 2000] [--seed 1] [PATTERN...]

Breaks files of the standard library (or of the packages named) in seeded random places (`mutations`), one at a time, in
an unsaved buffer. After each, the package goes through the native pipeline, and the functions whose text was not
touched are compared with what was said of them before. Functions are `free` that use nothing, directly or through what
they use, whose text was touched: of these, 95% are to keep every message. A function that can't be analysed has to have
a problem and no message; nothing may raise; and when the text is mended, the package has to be as it was.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.broken import (
    COLUMNS,
    ENOUGH,
    Effect,
    Place,
    Users,
    columns,
    functions_of,
    name_of,
    parser,
    place_before,
    reached,
    show_failures,
    times,
)
from benchmarks.mutations import KINDS, Mutation, mutations
from tests.types.engine import last_frames
from tests.types.oracle import packaged_go

from goescape.native.driver import Pipeline
from goescape.native.outcome import Outcome
from goescape.packages.environment import Wanted
from goescape.packages.patterns import match
from goescape.syntax.deep import with_deep_stack
from goescape.types.model import Signature
from goescape.types.opened import Opened, OpenPrograms
from goescape.types.unit import Declared, PackageUnit

Verdicts = tuple[tuple[int, str], ...]
"""The messages of a function in order, by their offset in its declaration."""

_CRASH = "goescape failed"
"""What the reason says of a function that cannot be analysed for a fault of ours."""


@dataclass(frozen=True)
class Function:
    """A function as it was before: where its name is, its text, what was said of it, and the places of what it uses."""

    name: str
    symbol: Place
    text: bytes
    verdicts: Verdicts
    uses: frozenset[Place]
    generic: bool


@dataclass
class Heard(Effect):
    """What a mutation did to what is said of functions. `unanalysed` are those with a problem. `mended` tells whether
    the package came back."""

    unanalysed: int = 0
    mended: bool = True


class Subject:
    """A package to be broken."""

    def __init__(self, folder: str, wanted: Wanted, path: str) -> None:
        self._folder, self._wanted, self._path = folder, wanted, path
        self._programs = OpenPrograms()
        self._opened: Opened | None = None
        outcome = self._run({})
        self._lines = self._printed(outcome)
        self._users = Users(self._pipeline.program, self._unit())
        verdicts = self._verdicts(outcome)
        self._functions = {
            place: self._function(declared, verdicts.get(place, ()))
            for place, declared in functions_of(self._unit()).items()
        }
        self._followers = self._dependents()

    def broken(self, mutation: Mutation) -> Heard:
        """Mutate, look, and mend."""
        effect = Heard(mutation)
        affected = self._affected(mutation)
        began = time.perf_counter()
        try:
            outcome = self._run({mutation.path: mutation.apply(Path(mutation.path).read_bytes())})
            effect.seconds = time.perf_counter() - began
            self._compare(outcome, effect, affected)
            _examine(outcome, effect)
            effect.mended = self._printed(self._run({})) == self._lines
        except Exception as error:
            effect.failures.append(last_frames(error))
        return effect

    # ---------------------------------------------------------------------------------------------------- verdicts

    def _run(self, unsaved: dict[str, bytes]) -> Outcome:
        opened = self._programs.of(self._folder, self._wanted, unsaved)
        if opened is not self._opened:
            self._opened, self._pipeline = opened, Pipeline(opened, None)
        self._pipeline.follow(frozenset([self._path]))
        return with_deep_stack(partial(self._pipeline.run, self._path))

    def _unit(self) -> PackageUnit:
        return self._pipeline.program.unit(self._path)

    def _printed(self, outcome: Outcome) -> list[str]:
        return self._pipeline.printer.lines(outcome.messages)

    def _verdicts(self, outcome: Outcome) -> dict[Place, Verdicts]:
        """What is said, by the declaration in which it is said."""
        found: dict[Place, list[tuple[int, str]]] = defaultdict(list)
        for message in outcome.messages:
            place = self._pipeline.bases.resolve(message.pos)
            if place is not None:
                declared, offset = place
                start = declared.file.syntax.start_of(declared.declaration)
                found[declared.file.path, start].append((offset, message.text))
        return {place: tuple(said) for place, said in found.items()}

    def _compare(self, outcome: Outcome, effect: Heard, affected: set[Place]) -> None:
        mutation, verdicts = effect.mutation, self._verdicts(outcome)
        now = {place_before(mutation, place): place for place in functions_of(self._unit())}
        for place, before in self._functions.items():
            if not mutation.touches(*place, before.text):
                kept = place in now and verdicts.get(now[place], ()) == before.verdicts
                effect.count(before.name, kept=kept, free=before.symbol not in affected)

    # -------------------------------------------------------------------------------------------------- dependence

    def _function(self, declared: Declared, verdicts: Verdicts) -> Function:
        symbol = min(self._users.places(declared.objects), default=("", 0))
        text, uses = declared.declaration.text, self._users.uses(declared)
        return Function(name_of(declared), symbol, text, verdicts, uses, _is_generic(declared))

    def _dependents(self) -> dict[Place, set[Place]]:
        """By the place of whatever is declared: the functions that use it. A generic one is compiled for those who use
        it, and so depends on them too."""
        generic = {function.symbol for function in self._functions.values() if function.generic}
        found: dict[Place, set[Place]] = defaultdict(set)
        for function in self._functions.values():
            for used in function.uses:
                found[used].add(function.symbol)
                if used in generic:
                    found[function.symbol].add(used)
        return found

    def _affected(self, mutation: Mutation) -> set[Place]:
        """The places of what a mutation touches, and of the functions that depend on it."""
        functions = self._functions.items()
        touched = {function.symbol for place, function in functions if mutation.touches(*place, function.text)}
        return reached(self._users.affected(mutation) | touched, self._followers)


def _is_generic(declared: Declared) -> bool:
    signature = declared.objects[0].type_of() if declared.objects else None
    return isinstance(signature, Signature) and bool(signature.type_params or signature.recv_type_params)


def _examine(outcome: Outcome, effect: Heard) -> None:
    """Look at the functions that could not be analysed."""
    effect.unanalysed = len(outcome.problems)
    for problem in outcome.problems:
        if _CRASH in problem.reason or not problem.reason:
            effect.failures.append(f"{problem.function}: {problem.reason}")
    speaking = {message.func.name for message in outcome.messages if message.func.problem}
    effect.failures += [f"{name} has a problem, and messages" for name in sorted(speaking)]


# -------------------------------------------------------------------------------------------------------------- running

Task = tuple[str, str, str, list[Mutation]]
"""A folder and a GOROOT, a package, what is to be done to it."""


def _run(task: Task) -> list[Heard]:
    folder, goroot, path, mutations = task
    subject = Subject(folder, Wanted("linux", "amd64", goroot=goroot), path)
    return [subject.broken(mutation) for mutation in mutations]


def main() -> int:
    options = parser(__doc__).parse_args()
    for name in [name for name in os.environ if name.startswith(("GO", "CGO_")) and not name.startswith("GOESCAPE_")]:
        del os.environ[name]
    os.environ |= {"CGO_ENABLED": "0", "GOENV": "off"}
    goroot = packaged_go().resolve().parent.parent
    tasks = list(_tasks(str(goroot), options))
    effects: list[Heard] = []
    with multiprocessing.get_context("fork").Pool(options.jobs, maxtasksperchild=4) as pool:
        for some in pool.imap_unordered(_run, tasks):
            effects += some
    return _summary(effects, options.show)


def _tasks(goroot: str, options: argparse.Namespace) -> Iterator[Task]:
    folder = str(Path(goroot, "src"))
    loader = OpenPrograms().of(folder, Wanted("linux", "amd64", goroot=goroot), {}).loader
    paths = [path for found in match(loader, options.patterns or ["std"]) for path in found.paths]
    files = [(file, path) for path in paths for file in loader.package(path).compiled_files]
    for path, chosen in mutations(files, options.count, options.seed).items():
        yield folder, goroot, path, chosen


def _summary(effects: Sequence[Heard], shown: int) -> int:
    below = sorted((effect for effect in effects if effect.free_share < ENOUGH), key=lambda effect: effect.free_share)
    for effect in below[:shown]:
        print(f"{effect.free_share:6.1%} of {effect.free:4}  {effect.mutation}")
        print(f"       lost {', '.join(effect.lost[:6])}")
    failures = show_failures(effects, shown)
    unmended = [effect for effect in effects if not effect.mended]
    for effect in unmended[:shown]:
        print(f"did not come back: {effect.mutation}")
    print(f"\n{'mutations':<20}{'number':>7}{COLUMNS}{'of all':>9}")
    for kind in (*KINDS, ""):
        chosen = [effect for effect in effects if kind in ("", effect.mutation.kind)]
        if chosen:
            print(f"{kind or 'all':<20}{_row(chosen)}")
    print(f"analysis after a mutation: {times(effects)}")
    print(f"functions not analysed: {sum(effect.unanalysed for effect in effects) / len(effects):.1f} a mutation")
    print(f"exceptions {failures}; packages that did not come back when mended {len(unmended)}")
    return 1 if below or failures or unmended else 0


def _row(effects: Sequence[Heard]) -> str:
    every = sum(effect.kept for effect in effects) / max(sum(effect.untouched for effect in effects), 1)
    return f"{len(effects):7}{columns([effect.free_share for effect in effects])}{every:9.2%}"


if __name__ == "__main__":
    sys.exit(main())
