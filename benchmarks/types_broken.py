"""What broken code costs the code around it.

    python benchmarks/types_broken.py [--count 2000] [--seed 1] [--fresh] [PATTERN...]

Breaks files of the standard library (or of the packages named) in seeded random places, one at a time, in memory: a
token is deleted, a line cut, a bracket dropped, a selector half typed. After each, the package is checked again, and
the functions whose text was not touched are compared with what was known of them before: types, values and objects of
all their expressions. Prints how many mutations left how much, the worst ones, and exceptions, of which there must be
none. Functions are `free` that use nothing whose own declaration was broken: the others, marked *, may well change.
With --fresh, each mutated package is checked by a program that knew nothing before, not by an edit.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.types.engine import FAILED, Engine, ListedPackages, language, last_frames
from tests.types.oracle import Oracle, Unit, packaged_go

from goescape.syntax.nodes import GenDecl
from goescape.types.model import Object
from goescape.types.program import Program
from goescape.types.records import Record, RecordWriter
from goescape.types.results import Results
from goescape.types.unit import Declared, FileUnit, PackageUnit

ENOUGH = 0.95
"""Of the untouched functions: how many are to keep all their types."""

Place = tuple[str, int]
"""A file and a byte offset."""

_TOKEN = re.compile(
    rb"(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<raw>`[^`]*`)|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)+'"
    rb"|(?P<name>[A-Za-z_]\w*)|\d[\w.]*|<<=|>>=|&\^=|\.\.\.|[-+*/%&|^<>=!:]=|&&|\|\||<-|<<|>>|&\^|\+\+|--|[^\s\w]",
    re.DOTALL,
)


@dataclass(frozen=True)
class Mutation:
    """`text` in place of the bytes from `start` to `end` of a file."""

    kind: str
    path: str
    start: int
    end: int
    text: bytes

    def apply(self, data: bytes) -> bytes:
        return data[: self.start] + self.text + data[self.end :]

    def original(self, offset: int) -> int:
        """Where what is at `offset` of the mutated text was before; -1 for what is new."""
        if offset < self.start:
            return offset
        grown = len(self.text) - (self.end - self.start)
        return offset - grown if offset >= self.start + len(self.text) else -1


def _deleted_token(data: bytes, tokens: Sequence[re.Match[bytes]], choose: random.Random) -> tuple[int, int, bytes]:
    token = choose.choice(tokens)
    return token.start(), token.end(), b""


def _dropped_bracket(data: bytes, tokens: Sequence[re.Match[bytes]], choose: random.Random) -> tuple[int, int, bytes]:
    brackets = [token for token in tokens if token[0] in (b"{", b"}", b"(", b")", b"[", b"]")]
    return _deleted_token(data, brackets or tokens, choose)


def _cut_line(data: bytes, tokens: Sequence[re.Match[bytes]], choose: random.Random) -> tuple[int, int, bytes]:
    start = choose.choice(tokens).start()
    end = data.find(b"\n", start)
    return start, len(data) if end < 0 else end, b""


def _half_selector(data: bytes, tokens: Sequence[re.Match[bytes]], choose: random.Random) -> tuple[int, int, bytes]:
    """A line with a name and a dot, before a line that is indented."""
    names = [token for token in tokens if token["name"]]
    token = choose.choice(names or tokens)
    line = data.rfind(b"\n\t", 0, token.start()) + 1
    return line, line, b"\t" + token[0] + b".\n"


KINDS: dict[str, Callable[[bytes, Sequence[re.Match[bytes]], random.Random], tuple[int, int, bytes]]] = {
    "deleted token": _deleted_token,
    "dropped bracket": _dropped_bracket,
    "cut line": _cut_line,
    "half selector": _half_selector,
}


def mutate(path: str, choose: random.Random) -> Mutation | None:
    """A random mutation of a file, None if there is nothing in it."""
    data = Path(path).read_bytes()
    tokens = [found for found in _TOKEN.finditer(data) if not found["comment"]]
    if not tokens:
        return None
    kind = choose.choice(list(KINDS))
    return Mutation(kind, path, *KINDS[kind](data, tokens, choose))


@dataclass
class Effect:
    """What a mutation did: of `untouched` functions, `kept` have all their types, `lost` are those that have not.

    `free` are the untouched ones that use nothing whose text was touched, directly or by the types of what they use,
    and `free_kept` those of them that have all their types. `inside` a function's body, nothing that others use is
    touched.
    """

    mutation: Mutation
    inside: bool = False
    untouched: int = 0
    kept: int = 0
    free: int = 0
    free_kept: int = 0
    lost: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def share(self) -> float:
        return self.kept / self.untouched if self.untouched else 1.0

    @property
    def free_share(self) -> float:
        return self.free_kept / self.free if self.free else 1.0


@dataclass(frozen=True)
class Function:
    """A function as it was before: its text, its parts' results, and its records relative to its start."""

    name: str
    text: bytes
    body_start: int
    results: tuple[object, object]
    records: frozenset[Record]
    uses: frozenset[Place]


class Users:
    """Which declarations of a package use what of it, before anything is broken. Objects are known by their places,
    since a declaration that is checked again has new ones."""

    def __init__(self, program: Program, unit: PackageUnit) -> None:
        self._program = program
        self._unit = unit
        self._heads: dict[Place, set[Place]] = defaultdict(set)
        for declared in (each for file in unit.files for each in file.declared):
            own = self.places(declared.objects)
            for place in self.names(declared.head):
                self._heads[place] |= own

    def places(self, objects: Iterable[Object]) -> set[Place]:
        return {place for obj in objects if (place := self._program.position(obj))}

    def names(self, results: Results | None) -> set[Place]:
        """The places of all that a head or body uses."""
        return self.places(name for name in results.names if isinstance(name, Object)) if results is not None else set()

    def affected(self, mutation: Mutation) -> set[Place]:
        """What is declared by text that a mutation will touch, and what is declared with the help of that."""
        files = [file for file in self._unit.files if file.path == mutation.path]
        waiting = list(self.places(obj for file in files for obj in _touched(file, mutation)))
        found = set(waiting)
        while waiting:
            fresh = self._heads.get(waiting.pop(), set()) - found
            found |= fresh
            waiting += fresh
        return found


def _touched(file: FileUnit, mutation: Mutation) -> Iterator[Object]:
    """The objects whose spec a mutation touches; of constants, those after it too, since they count on from it."""
    for declared in file.declared:
        declaration, start = declared.declaration, file.syntax.start_of(declared.declaration)
        if mutation.start > start + len(declaration.text) or mutation.end < start:
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


class Subject:
    """A package to be broken."""

    def __init__(self, engine: Engine, id: str) -> None:
        self._engine, self._id = engine, id
        engine.program.check(id)
        self._users = Users(engine.program, engine.program.unit(id))
        self.functions = {place: self._function(*place, declared) for place, declared in self._declared(engine).items()}
        self._failures = self._failed(engine)

    def _declared(self, engine: Engine) -> dict[tuple[str, int], Declared]:
        """The package's functions by file and offset."""
        files = engine.program.unit(self._id).files
        return {
            (file.path, file.syntax.start_of(each.declaration)): each
            for file in files
            for each in file.declared
            if each.declaration.kind == "func"
        }

    def _function(self, path: str, start: int, declared: Declared) -> Function:
        declaration = declared.declaration
        name = ".".join(filter(None, (declaration.names[0].receiver, declaration.names[0].name)))
        records = _relative(self._engine.writer, declared, start, None)
        parts = (declared.head, declared.body)
        uses = frozenset(self._users.names(declared.head) | self._users.names(declared.body))
        return Function(name, declaration.text, declaration.body_start, parts, records, uses)

    def _failed(self, engine: Engine) -> set[str]:
        problems = engine.program.check(self._id).problems()
        return {problem.message for problem in problems if problem.message.startswith(FAILED)}

    def broken(self, mutation: Mutation, fresh: Callable[[Mutation], Engine] | None) -> Effect:
        """Mutate, look, and mend."""
        effect = Effect(mutation)
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

    def _compare(self, engine: Engine, effect: Effect, affected: set[Place]) -> None:
        mutation = effect.mutation
        after = {
            (path, mutation.original(start) if path == mutation.path else start): (start, declared)
            for (path, start), declared in self._declared(engine).items()
        }
        for (path, start), before in self.functions.items():
            if path == mutation.path and start <= mutation.end and mutation.start <= start + len(before.text):
                effect.inside = start + before.body_start < mutation.start and mutation.end < start + len(before.text)
                continue
            kept = self._kept(engine, before, mutation, *after.get((path, start), (0, None)))
            free = affected.isdisjoint(before.uses)
            effect.untouched += 1
            effect.kept += kept
            effect.free += free
            effect.free_kept += free and kept
            if not kept:
                effect.lost.append(before.name if free else f"{before.name}*")

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

    def run(self, task: tuple[str, list[Mutation]]) -> tuple[list[Effect], list[str]]:
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


def _run(task: tuple[str, list[Mutation]]) -> tuple[list[Effect], list[str]]:
    assert _breaker is not None
    return _breaker.run(task)


def main() -> int:
    options = _options()
    oracle = Oracle(packaged_go(), options.cache)
    units = oracle.packages(oracle.goroot / "src", options.patterns or ["std"])
    global _breaker
    _breaker = Breaker(units, oracle, options.fresh)
    choose = random.Random(options.seed)  # noqa: S311
    tasks = _tasks([unit for unit in units if unit.wanted], options.count, choose)
    effects: list[Effect] = []
    unmended: list[str] = []
    with multiprocessing.get_context("fork").Pool(options.jobs, maxtasksperchild=20) as pool:
        for some, others in pool.imap_unordered(_run, tasks):
            effects += some
            unmended += others
    return _summary(effects, unmended, options.show)


def _tasks(units: Sequence[Unit], count: int, choose: random.Random) -> list[tuple[str, list[Mutation]]]:
    """Mutations by package: each file is as likely as any other."""
    files = [(file, unit.id) for unit in units for file in unit.files]
    by_package: dict[str, list[Mutation]] = defaultdict(list)
    found = 0
    while found < count:
        path, id = choose.choice(files)
        mutation = mutate(path, choose)
        if mutation is not None:
            by_package[id].append(mutation)
            found += 1
    return list(by_package.items())


def _summary(effects: Sequence[Effect], unmended: Sequence[str], shown: int) -> int:
    failures = Counter(failure for effect in effects for failure in effect.failures)
    below = [effect for effect in effects if effect.share < ENOUGH]
    worst = sorted(below, key=lambda effect: (effect.free_share, effect.share))
    for effect in worst[:shown]:
        print(f"{effect.share:6.1%} of {effect.untouched:4} {effect.free_share:6.1%} of {effect.free:4}", end="  ")
        print(describe(effect.mutation), " in a body" * effect.inside)
        print(f"       lost {', '.join(effect.lost[:6])}")
    for failure, count in failures.most_common(shown):
        example = next(effect for effect in effects if failure in effect.failures)
        print(f"exception {count}x {failure}\n       {describe(example.mutation)}")
    print(f"\n{'mutations':<20}{'number':>7}{'none lost':>10}{'95% kept':>10}{'below':>7}{'mean':>8}", end="")
    print(f"{'of free: none lost':>20}{'95% kept':>10}{'below':>7}{'mean':>8}")
    groups = {kind: [effect for effect in effects if effect.mutation.kind == kind] for kind in KINDS}
    groups["in a body"] = [effect for effect in effects if effect.inside]
    groups["elsewhere"] = [effect for effect in effects if not effect.inside]
    groups["all"] = list(effects)
    for kind, found in groups.items():
        if found:
            print(f"{kind:<20}{_row(found)}")
    seconds = sorted(effect.seconds for effect in effects)
    middle, late = seconds[len(seconds) // 2], seconds[len(seconds) * 99 // 100]
    print(f"check after a mutation: median {middle * 1000:.1f} ms, 99% within {late * 1000:.0f} ms")
    print(f"exceptions {failures.total()}; functions that did not come back when mended {len(unmended)}")
    print(*(f"       {name}" for name in unmended[:shown]), sep="\n", end="")
    return 1 if worst or failures or unmended else 0


def _row(effects: Sequence[Effect]) -> str:
    every = _columns([effect.share for effect in effects])
    free = _columns([effect.free_share for effect in effects])
    return f"{len(effects):7}{every}{'':10}{free}"


def _columns(shares: Sequence[float]) -> str:
    enough = sum(share >= ENOUGH for share in shares)
    return f"{shares.count(1.0):10}{enough:10}{len(shares) - enough:7}{sum(shares) / len(shares):8.2%}"


def describe(mutation: Mutation) -> str:
    """What was done, and where."""
    data = Path(mutation.path).read_bytes()
    line = data.count(b"\n", 0, mutation.start) + 1
    text = " ".join(data[mutation.start : mutation.end].decode(errors="replace").split())
    return f"{mutation.kind} {text[:40] or mutation.text.decode().strip()!r}  {mutation.path}:{line}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("patterns", nargs="*", metavar="PATTERN")
    add("--count", type=int, default=2000, metavar="N")
    add("--seed", type=int, default=1, metavar="N")
    add("--fresh", action="store_true", help="a new program for each mutation")
    add("--jobs", type=int, default=2, metavar="N", help="processes")
    add("--show", type=int, default=15, metavar="N", help="how many of the worst to print")
    add("--cache", type=Path, default=Path(tempfile.gettempdir()) / "goescape-types", metavar="DIR")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
