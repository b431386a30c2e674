"""A package's analysis from one version of its texts to the next: what an edit makes it do again.

What is said of a function depends on its own text, on the declarations that it uses, and on the summaries of the
functions that it calls: nothing else. Each stage keeps what it made by the objects that it was made from, and these
stay the same objects as long as nothing has changed. So no stage asks what was edited; it looks whether what it has
been given is what it knows.

1. `types.update` keeps the results of heads and bodies that an edit does not concern.
2. `ir.package.kept` keeps a function and its closures as long as the text of the declaration and these results are the
   same objects. Else there is a new `Func`. In which order functions come up is found out anew each time: what a kept
   body came upon is come upon again. What is declared, the initial values of variables among it, is kept together: as
   long as all heads are the same, and variables are initialised in the same order.
3. The passes before escape analysis work within a function and its closures, and change it: they see each `Func` once.
4. The batches are found anew, since their order is that of the messages, from what functions mention, which is kept by
   `Func`. A batch stands if it has the same functions as before, in the same order, and if each summary that was asked
   for then is equal to what it is now. A function that is edited without a change of its summary is thus analysed
   alone; else who calls it is, too, and so on up.
5. Places are relative to declarations (`ir.places`), so that messages stay when text moves; lines are found when they
   are printed.

Other packages matter to a package in two ways. If a declaration changes that it uses, or one whose generic function it
compiles, what the checker knew is stale in the package itself. Else there are the summaries of functions that it calls.
If neither has changed, the whole outcome stands, and nothing of the above is done (`PackageAnalysis.outcome`).
"""

from __future__ import annotations

from goescape.escape import EscapeResult, analyse
from goescape.escape.messages import IMPRECISE_CALL, Message
from goescape.escape.summaries import FunctionTags
from goescape.inline.devirtualise import devirtualise
from goescape.ir.nodes import Func, Imported, Target
from goescape.ir.order import bottom_up
from goescape.ir.package.target import KeptTarget
from goescape.ir.passes.bloop import keep_benchmarks_alive
from goescape.ir.passes.prepare import prepare
from goescape.ir.places import Bases
from goescape.native.outcome import NOTHING, Outcome, Problem
from goescape.native.summaries import ImportedSummaries, importable
from goescape.release import GoRelease
from goescape.types.program import Program
from goescape.types.unit import PackageUnit


class PackageAnalysis:
    """One package unit. `outcome` brings all up to date, and does no more than that takes."""

    def __init__(
        self, program: Program, unit: PackageUnit, release: GoRelease, bases: Bases, summaries: ImportedSummaries
    ) -> None:
        self._program = program
        self._unit = unit
        self._release = release
        self._summaries = summaries
        self._functions = KeptTarget(program, unit, release, bases)
        self._ready: frozenset[Func] = frozenset()
        """The functions that were brought into shape before."""
        self._devirtualised: list[Message] = []
        self._result: EscapeResult | None = None
        self._outcome = NOTHING
        self._edits: dict[PackageUnit, int] = {}
        """The packages whose text was compiled, and how often they had been edited."""
        self._asked: dict[Imported, FunctionTags | None] = {}
        """What was known of the functions of other packages that were asked about."""

    def outcome(self) -> Outcome:
        """What becomes of the package as it is now."""
        if self._edits and self._stands():
            return self._outcome._replace(recomputed=(), lowered=())
        target = self._functions.build()
        fresh = self._prepare(target)
        result = self._result = analyse(target, self._summaries, self._release, self._program.sizes, self._result)
        self._outcome = self._told(target, result, fresh)
        self._edits = {func.site.file.unit: func.site.file.unit.edits for func in target.funcs if func.site is not None}
        self._edits[self._unit] = self._unit.edits
        self._asked = _imported(result)
        return self._outcome

    def _stands(self) -> bool:
        """Whether nothing has changed that the last outcome was found from."""
        if any(unit.edits != edits for unit, edits in self._edits.items()):
            return False
        return all(self._summaries.tags(imported) == tags for imported, tags in self._asked.items())

    def _told(self, target: Target, result: EscapeResult, fresh: list[Func]) -> Outcome:
        problems = [Problem(func.name, func.pos, func.problem) for func in target.funcs if func.problem]
        imprecise = [Message(IMPRECISE_CALL, pos, func, target.package, None) for func, pos in target.imprecise]
        messages = imprecise + self._devirtualised + result.messages
        tags = importable(target.funcs, result.tags)
        return Outcome(messages, tags, problems, result.batches, result.recomputed, fresh)

    def _prepare(self, target: Target) -> list[Func]:
        """Bring the functions that are new, which are returned, into the shape that escape analysis expects."""
        fresh = Target(target.package, target.function)
        fresh.funcs = [func for func in target.funcs if func not in self._ready]
        if any(each.path == "testing" for file in self._unit.files for each in file.syntax.imports):
            keep_benchmarks_alive(fresh)
        said = devirtualise(fresh)
        prepare(fresh)
        self._devirtualised = _in_order(target, self._devirtualised + said) if self._ready else said
        self._ready = frozenset(target.funcs)
        return fresh.funcs


def _in_order(target: Target, messages: list[Message]) -> list[Message]:
    """What devirtualisation said, in its order: by function; then what it says twice, callees first."""
    places = {func: place for place, func in enumerate(target.funcs)}
    once: dict[Message, None] = {}
    twice: list[Message] = []
    for message in messages:
        if message in once:
            twice.append(message)
        elif message.func in places:
            once[message] = None
    if twice:
        upwards = [func for funcs, _ in bottom_up(target.funcs) for func in funcs]
        later = {func: place for place, func in enumerate(upwards)}
        twice.sort(key=lambda message: later[message.func])
    return sorted(once, key=lambda message: places[message.func]) + twice


def _imported(result: EscapeResult) -> dict[Imported, FunctionTags | None]:
    found: dict[Imported, FunctionTags | None] = {}
    for batch in dict.fromkeys(result.batches.values()):
        for callee, tags in batch.asked.items():
            if isinstance(callee.func, Imported):
                found[callee.func] = tags
    return found
