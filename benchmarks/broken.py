"""What a mutation leaves of a package: which functions it may concern, how many others are as before, and the figures.

Shared by what measures this of types (`types_broken`) and of verdicts (`native_broken`).
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.mutations import Mutation

from goescape.syntax.nodes import GenDecl
from goescape.types.model import Object
from goescape.types.program import Program
from goescape.types.results import Results
from goescape.types.unit import Declared, FileUnit, PackageUnit

ENOUGH = 0.95
"""Of the functions that count: how many are to be as before."""

Place = tuple[str, int]
"""A file and a byte offset."""


@dataclass
class Effect:
    """What a mutation did: of `untouched` functions, `kept` are as before, `lost` are those that are not (*: need not
    be). `free` are the untouched ones that use nothing whose text was touched, directly or by what they use, and
    `free_kept` those of them that are as before. `failures` are exceptions.
    """

    mutation: Mutation
    untouched: int = 0
    kept: int = 0
    free: int = 0
    free_kept: int = 0
    lost: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, name: str, *, kept: bool, free: bool) -> None:
        """Count an untouched function."""
        self.untouched += 1
        self.kept += kept
        self.free += free
        self.free_kept += free and kept
        if not kept:
            self.lost.append(name if free else f"{name}*")

    @property
    def share(self) -> float:
        return self.kept / self.untouched if self.untouched else 1.0

    @property
    def free_share(self) -> float:
        return self.free_kept / self.free if self.free else 1.0


# ------------------------------------------------------------------------------------------------------------ packages


def functions_of(unit: PackageUnit) -> dict[Place, Declared]:
    """A package's functions by where they begin."""
    return {
        (file.path, file.syntax.start_of(each.declaration)): each
        for file in unit.files
        for each in file.declared
        if each.declaration.kind == "func"
    }


def name_of(declared: Declared) -> str:
    """``F`` or ``T.M``."""
    name = declared.declaration.names[0]
    return ".".join(filter(None, (name.receiver, name.name)))


def place_before(mutation: Mutation, place: Place) -> Place:
    """Where what is at a place of the mutated text was before."""
    path, start = place
    return path, mutation.original(start) if path == mutation.path else start


class Users:
    """Which declarations of a package use what of it, before anything is broken. Objects are known by their places,
    since a declaration that is checked again has new ones."""

    def __init__(self, program: Program, unit: PackageUnit) -> None:
        self._program = program
        self._unit = unit
        self._heads: dict[Place, set[Place]] = defaultdict(set)
        for declared in (each for file in unit.files for each in file.declared):
            own = self.places(declared.objects)
            for place in self._names(declared.head):
                self._heads[place] |= own

    def places(self, objects: Iterable[Object]) -> set[Place]:
        return {place for obj in objects if (place := self._program.position(obj))}

    def uses(self, declared: Declared) -> frozenset[Place]:
        """The places of all that a declaration uses."""
        return frozenset(self._names(declared.head) | self._names(declared.body))

    def _names(self, results: Results | None) -> set[Place]:
        return self.places(name for name in results.names if isinstance(name, Object)) if results is not None else set()

    def affected(self, mutation: Mutation) -> set[Place]:
        """What is declared by text that a mutation will touch, and what is declared with the help of that. Whoever uses
        a type depends on its methods: by these it satisfies interfaces."""
        files = [file for file in self._unit.files if file.path == mutation.path]
        touched = [obj for file in files for obj in _touched(file, mutation)]
        return reached(self.places([*touched, *self._receivers(touched)]), self._heads)

    def _receivers(self, objects: Iterable[Object]) -> Iterator[Object]:
        """The types whose methods are among some objects."""
        for obj in objects:
            names = obj.site.declaration.names if isinstance(obj.site, Declared) else ()
            receiver = self._unit.package.scope.names.get(names[0].receiver) if names else None
            if receiver is not None:
                yield receiver


def reached(places: set[Place], users: dict[Place, set[Place]]) -> set[Place]:
    """Places, and those that use them, directly or not."""
    found = set(places)
    waiting = list(places)
    while waiting:
        fresh = users.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return found


def _touched(file: FileUnit, mutation: Mutation) -> Iterator[Object]:
    """The objects whose spec a mutation touches; of constants, those after it too, since they count on from it."""
    for declared in file.declared:
        declaration, start = declared.declaration, file.syntax.start_of(declared.declaration)
        if not mutation.touches(file.path, start, declaration.text):
            continue
        head, body = declaration.head, declaration.body_start
        if not isinstance(head.node, GenDecl) or not head.node.group:
            yield from declared.objects if body < 0 or mutation.start <= start + body else ()
            continue
        broken, specs = False, head.node.specs
        for index, spec in enumerate(specs):
            first, last = head.places.start[spec.id] + start, head.places.end[spec.id] + start
            hit = mutation.start <= last and first <= mutation.end
            broken = hit or (broken and declaration.kind == "const")
            end = specs[index + 1].id if index + 1 < len(specs) else head.count
            yield from [obj for obj in declared.objects if broken and spec.id <= obj.node < end]


# ------------------------------------------------------------------------------------------------------------- figures


def show_failures(effects: Sequence[Effect], shown: int) -> int:
    """Print the most frequent exceptions, each with an example; how many there are in all."""
    failures = Counter(failure for effect in effects for failure in effect.failures)
    for failure, count in failures.most_common(shown):
        example = next(effect for effect in effects if failure in effect.failures)
        print(f"exception {count}x {failure}\n       {example.mutation}")
    return failures.total()


COLUMNS = f"{'none lost':>10}{'95% kept':>10}{'below':>7}{'mean':>8}"


def columns(shares: Sequence[float]) -> str:
    """How many mutations left how much, under `COLUMNS`."""
    enough = sum(share >= ENOUGH for share in shares)
    return f"{shares.count(1.0):10}{enough:10}{len(shares) - enough:7}{sum(shares) / len(shares):8.2%}"


def times(effects: Sequence[Effect]) -> str:
    """How long it took after a mutation."""
    seconds = sorted(effect.seconds for effect in effects)
    middle, late = seconds[len(seconds) // 2], seconds[len(seconds) * 99 // 100]
    return f"median {middle * 1000:.1f} ms, 99% within {late * 1000:.0f} ms"


def parser(description: str | None) -> argparse.ArgumentParser:
    """The options that both have."""
    found = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = found.add_argument
    add("patterns", nargs="*", metavar="PATTERN")
    add("--count", type=int, default=2000, metavar="N")
    add("--seed", type=int, default=1, metavar="N")
    add("--jobs", type=int, default=2, metavar="N", help="processes")
    add("--show", type=int, default=15, metavar="N", help="how many of the worst to print")
    return found
