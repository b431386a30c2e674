"""What broken code costs the verdicts on the code around it.

    python benchmarks/native_broken.py [--count 2000] [--seed 1] [PATTERN...]

Breaks files of the standard library (or of the packages named) in seeded random places as `types_broken.py` does, one
at a time, in an unsaved buffer. After each, the package goes through the native pipeline, and the functions whose text
was not touched are compared with what was said of them before. Functions are `free` that use nothing, directly or
through what they use, whose text was touched: of these, 95% are to keep every message. A function that can't be
analysed has to have a problem and no message; nothing may raise; and when the text is mended, the package has to be as
it was.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.types_broken import ENOUGH, KINDS, Mutation, Place, Users, describe, mutate
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

_CRASH = "failed"
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
class Effect:
    """What a mutation did. Of `untouched` functions, `kept` are as before; `free` ones use nothing that was touched,
    and `free_kept` of these are as before. `lost` are those that are not (*: need not be), `unanalysed` those with a
    problem, `failures` exceptions. `mended` tells whether the package came back."""

    mutation: Mutation
    untouched: int = 0
    kept: int = 0
    free: int = 0
    free_kept: int = 0
    unanalysed: int = 0
    lost: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    mended: bool = True
    seconds: float = 0.0

    @property
    def share(self) -> float:
        """Of the free functions: how many are as before."""
        return self.free_kept / self.free if self.free else 1.0


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
            for place, declared in _functions(self._unit()).items()
        }
        self._followers = self._dependents()

    def broken(self, mutation: Mutation) -> Effect:
        """Mutate, look, and mend."""
        effect = Effect(mutation)
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

    def _compare(self, outcome: Outcome, effect: Effect, affected: set[Place]) -> None:
        mutation, verdicts = effect.mutation, self._verdicts(outcome)
        now = {
            (path, mutation.original(start) if path == mutation.path else start): (path, start)
            for path, start in _functions(self._unit())
        }
        for place, before in self._functions.items():
            if _touches(mutation, place, before):
                continue
            kept = place in now and verdicts.get(now[place], ()) == before.verdicts
            free = before.symbol not in affected
            effect.untouched += 1
            effect.kept += kept
            effect.free += free
            effect.free_kept += free and kept
            if not kept:
                effect.lost.append(before.name if free else f"{before.name}*")

    # -------------------------------------------------------------------------------------------------- dependence

    def _function(self, declared: Declared, verdicts: Verdicts) -> Function:
        declaration = declared.declaration
        name = ".".join(filter(None, (declaration.names[0].receiver, declaration.names[0].name)))
        symbol = min(self._users.places(declared.objects), default=("", 0))
        uses = frozenset(self._users.names(declared.head) | self._users.names(declared.body))
        return Function(name, symbol, declaration.text, verdicts, uses, _is_generic(declared))

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
        touched = (function for place, function in self._functions.items() if _touches(mutation, place, function))
        found = self._users.affected(mutation) | {function.symbol for function in touched}
        waiting = list(found)
        while waiting:
            fresh = self._followers.get(waiting.pop(), set()) - found
            found |= fresh
            waiting += fresh
        return found


def _functions(unit: PackageUnit) -> dict[Place, Declared]:
    """A package's functions by file and offset."""
    return {
        (file.path, file.syntax.start_of(each.declaration)): each
        for file in unit.files
        for each in file.declared
        if each.declaration.kind == "func"
    }


def _is_generic(declared: Declared) -> bool:
    signature = declared.objects[0].type_of() if declared.objects else None
    return isinstance(signature, Signature) and bool(signature.type_params or signature.recv_type_params)


def _touches(mutation: Mutation, place: Place, function: Function) -> bool:
    path, start = place
    return path == mutation.path and start <= mutation.end and mutation.start <= start + len(function.text)


def _examine(outcome: Outcome, effect: Effect) -> None:
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


def _run(task: Task) -> list[Effect]:
    folder, goroot, path, mutations = task
    subject = Subject(folder, Wanted("linux", "amd64", goroot=goroot), path)
    return [subject.broken(mutation) for mutation in mutations]


def main() -> int:
    options = _options()
    for name in [name for name in os.environ if name.startswith(("GO", "CGO_")) and not name.startswith("GOESCAPE_")]:
        del os.environ[name]
    os.environ |= {"CGO_ENABLED": "0", "GOENV": "off"}
    goroot = packaged_go().resolve().parent.parent
    choose = random.Random(options.seed)  # noqa: S311
    tasks = list(_tasks(str(goroot), options, choose))
    effects: list[Effect] = []
    with multiprocessing.get_context("fork").Pool(options.jobs, maxtasksperchild=4) as pool:
        for some in pool.imap_unordered(_run, tasks):
            effects += some
    return _summary(effects, options.show)


def _tasks(goroot: str, options: argparse.Namespace, choose: random.Random) -> Iterator[Task]:
    """Mutations by package: each file is as likely as any other."""
    folder = str(Path(goroot, "src"))
    loader = OpenPrograms().of(folder, Wanted("linux", "amd64", goroot=goroot), {}).loader
    paths = [path for found in match(loader, options.patterns or ["std"]) for path in found.paths]
    files = [(file, path) for path in paths for file in loader.package(path).compiled_files]
    by_package: dict[str, list[Mutation]] = defaultdict(list)
    found = 0
    while found < options.count:
        file, path = choose.choice(files)
        mutation = mutate(file, choose)
        if mutation is not None:
            by_package[path].append(mutation)
            found += 1
    for path, mutations in by_package.items():
        yield folder, goroot, path, mutations


def _summary(effects: Sequence[Effect], shown: int) -> int:
    failures = Counter(failure for effect in effects for failure in effect.failures)
    below = sorted((effect for effect in effects if effect.share < ENOUGH), key=lambda effect: effect.share)
    for effect in below[:shown]:
        print(f"{effect.share:6.1%} of {effect.free:4}  {describe(effect.mutation)}")
        print(f"       lost {', '.join(effect.lost[:6])}")
    for failure, count in failures.most_common(shown):
        example = next(effect for effect in effects if failure in effect.failures)
        print(f"exception {count}x {failure}\n       {describe(example.mutation)}")
    unmended = [effect for effect in effects if not effect.mended]
    for effect in unmended[:shown]:
        print(f"did not come back: {describe(effect.mutation)}")
    print(f"\n{'mutations':<20}{'number':>7}{'none lost':>10}{'95% kept':>10}{'below':>7}{'mean':>8}{'of all':>9}")
    for kind in (*KINDS, ""):
        chosen = [effect for effect in effects if kind in ("", effect.mutation.kind)]
        if chosen:
            print(f"{kind or 'all':<20}{_row(chosen)}")
    seconds = sorted(effect.seconds for effect in effects)
    middle, late = seconds[len(seconds) // 2], seconds[len(seconds) * 99 // 100]
    print(f"analysis after a mutation: median {middle * 1000:.0f} ms, 99% within {late * 1000:.0f} ms")
    print(f"functions not analysed: {sum(effect.unanalysed for effect in effects) / len(effects):.1f} a mutation")
    print(f"exceptions {failures.total()}; packages that did not come back when mended {len(unmended)}")
    return 1 if below or failures or unmended else 0


def _row(effects: Sequence[Effect]) -> str:
    shares = [effect.share for effect in effects]
    enough = sum(share >= ENOUGH for share in shares)
    every = sum(effect.kept for effect in effects) / max(sum(effect.untouched for effect in effects), 1)
    columns = f"{len(shares):7}{shares.count(1.0):10}{enough:10}{len(shares) - enough:7}"
    return f"{columns}{sum(shares) / len(shares):8.2%}{every:9.2%}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("patterns", nargs="*", metavar="PATTERN")
    add("--count", type=int, default=2000, metavar="N")
    add("--seed", type=int, default=1, metavar="N")
    add("--jobs", type=int, default=2, metavar="N", help="processes")
    add("--show", type=int, default=15, metavar="N", help="how many of the worst to print")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
