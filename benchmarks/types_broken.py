"""What broken code costs the code around it.

    python benchmarks/types_broken.py [--count 2000] [--seed 1] [--fresh] [PATTERN...]

Breaks files of the standard library (or of the packages named) in seeded random places (`mutations`), one at a time,
in memory. After each, the package is checked again, and the functions whose text was not touched are compared with what
was known of them before: types, values and objects of all their expressions. Prints how many mutations left how much,
the worst ones, and exceptions, of which there must be none. Functions are `free` that use nothing whose own declaration
was broken: the others, marked *, may well change. With --fresh, each mutated package is checked by a program that knew
nothing before, not by an edit.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
    show_failures,
    times,
)
from benchmarks.mutations import KINDS, Mutation, mutations
from tests.types.engine import FAILED, Engine, ListedPackages, language, last_frames
from tests.types.oracle import Oracle, Unit, packaged_go

from goescape.types.records import Record, RecordWriter
from goescape.types.unit import Declared


@dataclass
class Types(Effect):
    """What a mutation did to the types of functions. `inside` a function's body, nothing that others use is touched."""

    inside: bool = False


@dataclass(frozen=True)
class Function:
    """A function as it was before: its text, its parts' results, and its records relative to its start."""

    name: str
    text: bytes
    body_start: int
    results: tuple[object, object]
    records: frozenset[Record]
    uses: frozenset[Place]


class Subject:
    """A package to be broken."""

    def __init__(self, engine: Engine, id: str) -> None:
        self._engine, self._id = engine, id
        engine.program.check(id)
        self._users = Users(engine.program, engine.program.unit(id))
        self.functions = {place: self._function(*place, declared) for place, declared in self._declared(engine).items()}
        self._failures = self._failed(engine)

    def _function(self, path: str, start: int, declared: Declared) -> Function:
        declaration = declared.declaration
        records = _relative(self._engine.writer, declared, start, None)
        parts = (declared.head, declared.body)
        uses = self._users.uses(declared)
        return Function(name_of(declared), declaration.text, declaration.body_start, parts, records, uses)

    def _declared(self, engine: Engine) -> dict[Place, Declared]:
        return functions_of(engine.program.unit(self._id))

    def _failed(self, engine: Engine) -> set[str]:
        problems = engine.program.check(self._id).problems()
        return {problem.message for problem in problems if problem.message.startswith(FAILED)}

    def broken(self, mutation: Mutation, fresh: Callable[[Mutation], Engine] | None) -> Types:
        """Mutate, look, and mend."""
        effect = Types(mutation)
        data = Path(mutation.path).read_bytes()
        affected = self._users.affected(mutation)
        began = time.perf_counter()
        try:
            engine = self._engine if fresh is None else fresh(mutation)
            engine.program.update(mutation.path, mutation.apply(data))
            engine.program.check(self._id)
            effect.seconds = time.perf_counter() - began
            effect.failures += sorted(self._failed(engine) - self._failures)
            self._compare(engine, effect, affected)
            if fresh is None:
                engine.program.update(mutation.path, data)
                engine.program.check(self._id)
        except Exception as error:
            effect.failures.append(last_frames(error))
        return effect

    def _compare(self, engine: Engine, effect: Types, affected: set[Place]) -> None:
        mutation = effect.mutation
        after = {
            place_before(mutation, place): (place[1], declared) for place, declared in self._declared(engine).items()
        }
        for (path, start), before in self.functions.items():
            if mutation.touches(path, start, before.text):
                effect.inside = start + before.body_start < mutation.start and mutation.end < start + len(before.text)
                continue
            kept = self._kept(engine, before, mutation, *after.get((path, start), (0, None)))
            effect.count(before.name, kept=kept, free=affected.isdisjoint(before.uses))

    @staticmethod
    def _kept(engine: Engine, before: Function, mutation: Mutation, start: int, declared: Declared | None) -> bool:
        if declared is None or declared.declaration.text != before.text:
            return False
        if declared.head is before.results[0] and declared.body is before.results[1]:
            return True
        return before.records == _relative(engine.writer, declared, start, mutation)

    def unmended(self) -> list[str]:
        """Functions that are not as they were although all is mended."""
        after = self._declared(self._engine)
        return [
            function.name
            for (path, start), function in self.functions.items()
            if (path, start) not in after
            or function.records != _relative(self._engine.writer, after[path, start], start, None)
        ]


def _relative(writer: RecordWriter, declared: Declared, base: int, mutation: Mutation | None) -> frozenset[Record]:
    """The records of a function, by places that a mutation elsewhere does not change; a selected method's number among
    the methods of its type is left out."""
    records = set()
    for record in writer.declaration(declared):
        if record.kind == "selection" and record.mode != "field":
            record = record._replace(value="")
        place = record.object
        if mutation is not None and place is not None and place[0] == mutation.path:
            place = (place[0], mutation.original(place[1]))
        records.add(record._replace(start=record.start - base, end=record.end - base, object=place))
    return frozenset(records)


class Breaker:
    """Breaks packages, in one process."""

    def __init__(self, units: Sequence[Unit], oracle: Oracle, fresh: bool) -> None:
        self._units, self._oracle, self._fresh = units, oracle, fresh

    def run(self, task: tuple[str, list[Mutation]]) -> tuple[list[Types], list[str]]:
        """The effects of a package's mutations, and functions that did not come back when all was mended."""
        id, mutations = task
        subject = Subject(self._engine(None), id)
        effects = [subject.broken(mutation, self._engine if self._fresh else None) for mutation in mutations]
        return effects, [f"{id} {name}" for name in subject.unmended()]

    def _engine(self, mutation: Mutation | None) -> Engine:
        overlay = {} if mutation is None else {mutation.path: mutation.apply(Path(mutation.path).read_bytes())}
        packages = ListedPackages(self._units, language(self._oracle.language) or (1, 0), overlay)
        return Engine(packages, self._oracle.goarch)


_breaker: Breaker | None = None


def _run(task: tuple[str, list[Mutation]]) -> tuple[list[Types], list[str]]:
    assert _breaker is not None
    return _breaker.run(task)


def main() -> int:
    options = _options()
    oracle = Oracle(packaged_go(), options.cache)
    units = oracle.packages(oracle.goroot / "src", options.patterns or ["std"])
    global _breaker
    _breaker = Breaker(units, oracle, options.fresh)
    files = [(file, unit.id) for unit in units if unit.wanted for file in unit.files]
    tasks = list(mutations(files, options.count, options.seed).items())
    effects: list[Types] = []
    unmended: list[str] = []
    with multiprocessing.get_context("fork").Pool(options.jobs, maxtasksperchild=20) as pool:
        for some, others in pool.imap_unordered(_run, tasks):
            effects += some
            unmended += others
    return _summary(effects, unmended, options.show)


def _summary(effects: Sequence[Types], unmended: Sequence[str], shown: int) -> int:
    below = [effect for effect in effects if effect.share < ENOUGH]
    worst = sorted(below, key=lambda effect: (effect.free_share, effect.share))
    for effect in worst[:shown]:
        print(f"{effect.share:6.1%} of {effect.untouched:4} {effect.free_share:6.1%} of {effect.free:4}", end="  ")
        print(effect.mutation, " in a body" * effect.inside)
        print(f"       lost {', '.join(effect.lost[:6])}")
    failures = show_failures(effects, shown)
    print(f"\n{'mutations':<20}{'number':>7}{COLUMNS}{'of free:':>10}{COLUMNS}")
    groups = {kind: [effect for effect in effects if effect.mutation.kind == kind] for kind in KINDS}
    groups["in a body"] = [effect for effect in effects if effect.inside]
    groups["elsewhere"] = [effect for effect in effects if not effect.inside]
    groups["all"] = list(effects)
    for kind, found in groups.items():
        if found:
            print(f"{kind:<20}{_row(found)}")
    print(f"check after a mutation: {times(effects)}")
    print(f"exceptions {failures}; functions that did not come back when mended {len(unmended)}")
    print(*(f"       {name}" for name in unmended[:shown]), sep="\n", end="")
    return 1 if worst or failures or unmended else 0


def _row(effects: Sequence[Types]) -> str:
    every = columns([effect.share for effect in effects])
    free = columns([effect.free_share for effect in effects])
    return f"{len(effects):7}{every}{'':10}{free}"


def _options() -> argparse.Namespace:
    options = parser(__doc__)
    options.add_argument("--fresh", action="store_true", help="a new program for each mutation")
    cache = Path(tempfile.gettempdir()) / "goescape-types"
    options.add_argument("--cache", type=Path, default=cache, metavar="DIR")
    return options.parse_args()


if __name__ == "__main__":
    sys.exit(main())
