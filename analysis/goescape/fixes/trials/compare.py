"""What the compiler says of a package before and after edits, place by place.

Counted are heap allocations (`Finding.is_heap_allocation`) by the place that the compiler names. Places of the new
text are traced back to the old one; what edits delete or insert is one place for each declaration.

The compiler speaks of one allocation several times where code is compiled several times: the bodies of closures in
functions that are inlined, and of generic functions for each shape. There a message counts once at its place. Of a call
that was inlined all allocations have the call's place: a message counts as often as it is said, divided by how often
the call itself is said to be inlined. Elsewhere it counts as often as it is said: a slice that is made and put into an
interface is two allocations of one name. What is said at the name of a function is about its generic wrapper, and
is in its body as well; what is said of no file is about wrappers that inline a method: neither is counted.

An allocation of an inlined callee belongs to the caller too, where it costs as much as in the callee. So that it is no
gain when a callee merely ceases to be inlined, and no loss when one begins to, a call that was inlined on one side
alone counts on the other with what its callee allocates there.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from goescape.findings.model import Finding, Kind, PackageReport
from goescape.fixes.edits.alignment import Alignment
from goescape.fixes.trials.influence import Function, Layout
from goescape.source import Source, Span

_SHAPE = re.compile(r"go\.shape\.[^\s,()]*")
_CLOSURE = re.compile(r"\.func\d|-range\d")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """An offset in the text before; of what is `edited`, in the text that it is in, before or after. All that is edited
    in one declaration is compared as one, `whole`, with the offset -1. `origin` is in the text before in any case."""

    function: Function
    offset: int
    edited: bool = False
    origin: int = field(default=-1, compare=False)

    @property
    def whole(self) -> Place:
        """What it is compared as."""
        return Place(self.function, -1, True) if self.edited else self


@dataclass(frozen=True, slots=True)
class Difference:
    """How many allocations `fewer` there are at a place; if more, what is said of them and where (1-based line of the
    new text). `counted` tells that no other report of the same files is counted. `inlined` and
    `copied` are the functions whose calls are inlined there, as the compiler names them in the package."""

    place: Place
    fewer: int
    counted: bool
    message: str = ""
    line: int = 0
    inlined: frozenset[str] = frozenset()
    """Before and after."""
    copied: frozenset[str] = frozenset()
    """Before or after."""


Trace = Callable[[str, int], Place]
"""The place of an offset in one version of the file at a path."""


class Traces:
    """Tells places in the texts before and after edits. `alignments` are, by path, the steps from the old text to the
    new one."""

    def __init__(self, layout: Layout, alignments: Mapping[str, tuple[Alignment, ...]]) -> None:
        self._layout = layout
        self._alignments = alignments

    def before(self, path: str, offset: int) -> Place:
        """The place of an offset in the text before."""
        steps = self._alignments.get(path, ())
        return Place(self._layout.function(path, offset), offset, bool(steps) and steps[0].is_edited(offset), offset)

    def after(self, path: str, offset: int) -> Place:
        """The place of an offset in the text after."""
        steps = self._alignments.get(path, ())
        old, inserted = offset, False
        for step in reversed(steps):
            origin = step.origin(old)
            old, inserted = origin.offset, inserted or origin.inserted
        edited = inserted or (bool(steps) and steps[0].is_edited(old))
        return Place(self._layout.function(path, old), offset if edited else old, edited, old)


@dataclass(slots=True)
class _Spot:
    """What is said at one place: how often each message about a value on the heap, which of them are allocations, and
    which functions' calls are inlined, in order. `once` tells that each message counts once."""

    messages: Counter[str] = field(default_factory=Counter)
    allocating: dict[str, Finding] = field(default_factory=dict)
    inlined: list[str] = field(default_factory=list)
    once: bool = False

    def said(self) -> Counter[str]:
        """How often each message counts."""
        copies = self.inlined.count(self.inlined[0]) if self.inlined else 1
        return Counter({m: 1 if self.once else math.ceil(count / copies) for m, count in self.messages.items()})


class _Sum:
    """What is said at some places together: how often each message counts, and what of that is about allocations."""

    def __init__(self, spots: Iterable[_Spot]) -> None:
        self.said: Counter[str] = Counter()
        self.allocating: dict[str, Finding] = {}
        self.inlined: list[str] = []
        for spot in spots:
            self.said.update(spot.said())
            self.allocating.update(spot.allocating)
            self.inlined += spot.inlined

    @property
    def allocations(self) -> Counter[str]:
        """How often each message counts that is about an allocation."""
        return Counter({message: count for message, count in self.said.items() if message in self.allocating})


class Said:
    """What one report says, by place. `sources` are the texts that it speaks of.

    - `leaks`: what is said of parameters, by declaration; `inlinable`: the functions whose bodies can be inlined.
    - `targets`: the places that the allocations of an expression have, by its file and span.
    """

    def __init__(self, report: PackageReport, sources: Mapping[str, Source], trace: Trace, layout: Layout) -> None:
        self.report = report
        self.package = report.package.partition(" ")[0]
        self.spots: dict[Place, _Spot] = defaultdict(_Spot)
        self.leaks: dict[Function, Counter[tuple[Place, str]]] = defaultdict(Counter)
        self.inlinable: set[Function] = set()
        self.targets: dict[tuple[str, Span], set[Place]] = defaultdict(set)
        self._layout = layout
        for finding in report.findings:
            kind = finding.kind
            if finding.place.file and (kind.is_heap or kind.is_leak or kind.is_inlining):
                self._take(finding, trace(finding.place.file, _offset(finding, sources)))
        self._leave_out_copies()

    def _take(self, finding: Finding, place: Place) -> None:
        message = _SHAPE.sub("go.shape", finding.message)
        if finding.kind.is_heap:
            spot = self.spots[place]
            spot.messages[message] += 1
            if finding.is_heap_allocation:
                spot.allocating.setdefault(message, finding)
                if finding.place.span is not None:
                    self.targets[finding.place.file, finding.place.span].add(place.whole)
        elif finding.kind is Kind.INLINING_CALL:
            self.spots[place].inlined.append(plain_name(finding.subject))
        elif finding.kind is Kind.CAN_INLINE and not _CLOSURE.search(finding.subject):
            self.inlinable.add(place.function)
        elif finding.kind.is_leak:
            self.leaks[place.function][place, message] += 1

    def _leave_out_copies(self) -> None:
        """Drop what is said at the name of a generic function, and note where code is compiled several times."""
        for place, spot in list(self.spots.items()):
            declared = self._layout.at(place.function.path, place.origin)
            if declared is None or not declared.is_function:
                continue
            if spot.inlined and place.origin == declared.name_offset:
                del self.spots[place]
            elif not spot.inlined and max(spot.messages.values(), default=1) > 1:
                spot.once = declared.is_compiled_often(place.origin)

    def sums(self) -> dict[Place, _Sum]:
        """What is said, by what is compared as one."""
        spots: dict[Place, list[_Spot]] = defaultdict(list)
        for place, spot in self.spots.items():
            spots[place.whole].append(spot)
        return {place: _Sum(some) for place, some in spots.items()}

    def functions(self) -> Iterator[tuple[str, Function]]:
        """The functions that the package declares, by name."""
        for path in self.report.files:
            for declared in self._layout.declared(path):
                if declared.is_function:
                    yield declared.name, declared.function

    def owned(self) -> dict[Function, tuple[int, set[str]]]:
        """How many allocations each declaration has, and the names of what is inlined into it."""
        found: dict[Function, tuple[int, set[str]]] = {}
        for place, spot in self.spots.items():
            count, inlined = found.get(place.function, (0, set()))
            found[place.function] = count + _Sum([spot]).allocations.total(), inlined | set(spot.inlined)
        return found


def _offset(finding: Finding, sources: Mapping[str, Source]) -> int:
    """The offset of the compiler's point; where it has no column, of the expression on the line. A number that only
    this point has where the text is not known."""
    place = finding.place
    if place.column == 0 and place.span is not None:
        return place.span.start
    source = sources.get(place.file)
    return source.offset(place.line, place.column) if source is not None else place.line << 20 | place.column


def plain_name(subject: str) -> str:
    """A function as `influence.Declared.name` has it, from the compiler's words: without type arguments and without the
    star of its receiver; the package's name stays before it."""
    name = re.sub(r"\(\*?([^()]*)\)", r"\1", _without_brackets(subject))
    return name.rpartition("/")[2]


def _without_brackets(text: str) -> str:
    depth, kept = 0, []
    for char in text:
        depth += char == "["
        if not depth:
            kept.append(char)
        depth -= char == "]"
    return "".join(kept)


class Callees:
    """What functions allocate, and what is inlined into them, by the names that the compiler calls them. `names` are
    the packages' own names, by import path."""

    def __init__(self, reports: Iterable[Said], names: Mapping[str, str]) -> None:
        self._names = names
        self._known: dict[tuple[str, str], tuple[int, set[str]]] = {}
        for said in reports:
            owned = said.owned()
            for name, function in said.functions():
                count, inlined = owned.get(function, (0, set()))
                for key in ((said.package, name), ("", f"{names.get(said.package, '')}.{name}")):
                    known, known_inlined = self._known.get(key, (0, set()))
                    self._known[key] = max(known, count), known_inlined | inlined

    def knows(self, package: str, name: str) -> bool:
        """Whether a function, as a package's messages name it, was looked at."""
        return self._find(package, name) is not None

    def cost(self, package: str, names: Sequence[str]) -> int:
        """How many allocations there are in functions that a call makes in place of what was inlined there, as a
        package's messages name them; what is inlined into one of them is counted with that."""
        found = {name: known for name in names if (known := self._find(package, name)) is not None}
        inner = {name for _, inlined in found.values() for name in inlined}
        return sum(count for name, (count, _) in found.items() if name not in inner)

    def _find(self, package: str, name: str) -> tuple[int, set[str]] | None:
        return self._known.get((package, name)) or self._known.get(("", name))


def differences(before: Sequence[Said], after: Sequence[Said], names: Mapping[str, str]) -> Iterator[Difference]:
    """The places of which something else is said; `before` and `after` are about the same packages, in this order."""
    callees = Callees(before, names), Callees(after, names)
    counting = _counting(after)
    for old, new in zip(before, after, strict=True):
        was, now = old.sums(), new.sums()
        for place in sorted(was.keys() | now.keys()):
            sums = was.get(place, _NOTHING), now.get(place, _NOTHING)
            fewer, message, line = _compared(*sums, new.package, *callees, edited=place.edited)
            if fewer:
                first, second = (frozenset(each.inlined) for each in sums)
                counted = counting.get(place.function.path) is new
                yield Difference(place, fewer, counted, message, line, first & second, first | second)


def _counting(reports: Iterable[Said]) -> Mapping[str, Said]:
    """The report that counts for each file: of a package with its tests, rather than without."""
    found: dict[str, Said] = {}
    for said in sorted(reports, key=lambda said: said.report.for_test != said.package):
        for path in said.report.files:
            found.setdefault(path, said)
    return found


_NOTHING = _Sum(())


def _compared(
    was: _Sum, now: _Sum, package: str, before: Callees, after: Callees, *, edited: bool
) -> tuple[int, str, int]:
    """How many allocations fewer there are at a place; if more, what is said of one and its line."""
    common = was.said & now.said
    gone, come = was.allocations - common, now.allocations - common
    fewer = gone.total() - come.total()
    first = next((now.allocating[message] for message in come), None)
    message, line = (first.message, first.place.line) if first is not None else ("", 0)
    if edited:
        return fewer, message, line
    lost, gained = _only(was.inlined, now.inlined), _only(now.inlined, was.inlined)
    fewer += before.cost(package, gained) - after.cost(package, lost)
    if lost and lost[0] == was.inlined[0] and not after.knows(package, lost[0]):
        fewer = min(fewer, -1)
    if lost and not message:
        message = f"the call of {lost[0]} is no longer inlined"
    return fewer, message, line


def _only(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """The calls that are inlined on one side alone; those of function literals left out."""
    return [name for name in dict.fromkeys(one) if name not in other and not _CLOSURE.search(name)]
