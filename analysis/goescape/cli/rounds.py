"""Making fixes, round after round, in memory: look, prove, apply together, build all that depends on it, look again."""

from __future__ import annotations

import asyncio
import difflib
import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

from goescape.cli.gate import Gate
from goescape.cli.writing import is_writable
from goescape.compiler.engine import Analysis, CompilerEngine
from goescape.compiler.request import Request
from goescape.findings.model import PackageReport, Place
from goescape.fixes.model import Candidate, FixKind, Refusal
from goescape.fixes.opening import open_module, scenes
from goescape.fixes.proof import Failure, Proof, Settled, Verdict
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Limits, Module
from goescape.fixes.search import search
from goescape.fixes.trials.prove import ProofCache, Prover
from goescape.syntax.outlines import Outlines

MOST_ROUNDS = 6

Watch: TypeAlias = Callable[[str, int, int], None]
"""Hears what is being done, and how much of how much is done; 0 of 0 where that is not known."""
Found: TypeAlias = Proof | Refusal


@dataclass(frozen=True, slots=True)
class Item:
    """What came of a place where a fix was looked for. `place` is in the text before all rounds."""

    found: Found
    place: Place

    @property
    def about(self) -> Candidate | Refusal:
        return self.found.candidate if isinstance(self.found, Proof) else self.found

    @property
    def reason(self) -> Reason | Failure | None:
        """Why nothing was made of it; None of a fix that was made."""
        return self.found.failure if isinstance(self.found, Proof) else self.found.reason


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rounds came to.

    `before` are the texts on disk of the files that change, `after` their new ones. `made` are the fixes in these,
    `left` all other places that were looked at, as they stand now. `unfinished` tells that more might have been found.
    """

    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    made: tuple[Item, ...]
    left: tuple[Item, ...]
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be fixed. `files` are the only ones in which fixes are offered, absolute; none means all. `timeout`
    is for one run of the compiler, in seconds."""

    kinds: Collection[FixKind]
    limits: Limits
    timeout: float
    files: Collection[str] = ()


class Rounds:
    """Fixes the packages of a request, without writing anything."""

    def __init__(
        self,
        engine: CompilerEngine,
        request: Request,
        wanted: Wanted,
        watch: Watch,
        outlines: Outlines | None = None,
    ) -> None:
        self._engine = engine
        self._outlines = outlines
        self._request = request
        self._wanted = wanted
        self._watch = watch
        self._before: dict[str, bytes] = {}
        self._texts: dict[str, bytes] = {}
        self._made: list[Item] = []
        self._left: dict[str, list[Item]] = {}
        self._known: dict[str, object] = {}
        self._proofs = ProofCache()

    async def run(self, analysis: Analysis) -> Outcome:
        """Make all fixes that are proven. `analysis` is the request's. Raises `gate.GateError`."""
        more = await self._round(analysis)
        for _ in range(MOST_ROUNDS - 1):
            if not more:
                break
            self._watch("compiling again", 0, 0)
            again = await self._engine.analyse(self._now())
            if again.problem is not None:
                break
            more = await self._round(again)
        left = [item for items in self._left.values() for item in items]
        after = {path: text for path, text in self._texts.items() if text != self._before[path]}
        before = {path: self._before[path] for path in after}
        return Outcome(before, after, _sorted(self._made), _sorted(left), unfinished=more)

    def _now(self) -> Request:
        """The request with the texts as they are by now."""
        return replace(self._request, overlays={**self._request.overlays, **self._texts})

    async def _round(self, analysis: Analysis) -> bool:
        """Fix those packages of which something new is known; tell whether anything was."""
        request = self._now()
        module = open_module(request, self._engine.toolchain, self._wanted.limits, self._outlines)
        candidates = await self._look(module, replace(analysis, reports=self._news(analysis)))
        if not candidates:
            return False
        prover = Prover(self._engine, request, analysis, module, self._wanted.timeout, self._proofs)
        settled, broken = await self._settle(prover, Gate(self._engine, request, module.loader), list(candidates))
        for proof in (*settled.others, *broken):
            self._left[candidates[proof.candidate]].append(self._item(module, proof))
        self._made += [self._item(module, proof) for proof in settled.accepted]
        for path, text in settled.texts.items():
            self._before.setdefault(path, settled.before[path])
            self._texts[path] = text
        return bool(settled.accepted)

    def _news(self, analysis: Analysis) -> tuple[PackageReport, ...]:
        """The reports of packages whose text, or what the compiler says of it, differs from what was looked at; those
        of a package and its tests together."""
        groups: dict[str, list[PackageReport]] = defaultdict(list)
        for report in analysis.reports:
            groups[report.for_test or report.package].append(report)
        news: list[PackageReport] = []
        for name, reports in groups.items():
            state = [(report.output, [self._texts.get(path) for path in report.files]) for report in reports]
            if self._known.get(name) != state:
                self._known[name] = state
                news += reports
        return tuple(news)

    async def _look(self, module: Module, analysis: Analysis) -> dict[Candidate, str]:
        """The candidates in the packages of an analysis, each with its package; refusals are noted. Can be interrupted
        between packages."""
        candidates: dict[Candidate, str] = {}
        refusals: dict[Refusal, str] = {}
        for number, scene in enumerate(scenes(module, analysis)):
            await asyncio.sleep(0)
            name = scene.unit.key
            self._watch(f"looking through {name}", number, len(analysis.reports))
            self._left[name] = []
            for found in search(scene, self._wanted.kinds):
                if self._wanted.files and found.path not in self._wanted.files:
                    continue
                if isinstance(found, Refusal):
                    refusals[found] = name
                elif all(map(is_writable, found.files)):
                    candidates[found] = name
                else:
                    refusals[_read_only(found)] = name
        for refusal, name in refusals.items():
            self._left[name].append(self._item(module, refusal))
        return candidates

    async def _settle(
        self, prover: Prover, gate: Gate, candidates: Sequence[Candidate]
    ) -> tuple[Settled, list[Proof]]:
        """The largest set that is proven and breaks nothing, and what was dropped because it breaks something."""
        self._watch("proving", 0, len(candidates))
        settled = await prover.settle(candidates)
        self._watch("building what depends on it", 0, 0)
        breaks = await gate.breaks(settled.texts) if settled.accepted else []
        if not breaks:
            return settled, []
        dropped: list[Proof] = []
        accepted = [proof.candidate for proof in settled.accepted]
        kept, suspects = _parted(accepted, {each.folder for each in breaks})
        if kept and await gate.breaks((await prover.settle(kept)).texts):
            kept, suspects = [], accepted
        kept = await self._with_some(prover, gate, kept, suspects, breaks[0].detail, dropped)
        again = await prover.settle(kept)
        return replace(again, others=(*settled.others, *again.others)), dropped

    async def _with_some(
        self,
        prover: Prover,
        gate: Gate,
        kept: list[Candidate],
        group: list[Candidate],
        detail: str,
        dropped: list[Proof],
    ) -> list[Candidate]:
        """What is kept, with what can be added to it of a group that breaks something as a whole (`detail` says what);
        the rest is `dropped`."""
        if len(group) == 1:
            dropped.append(Proof(group[0], Verdict.REFUSED, Failure.DOES_NOT_COMPILE, detail=detail))
            return kept
        middle = len(group) // 2
        for half in (group[:middle], group[middle:]):
            settled = await prover.settle([*kept, *half])
            breaks = await gate.breaks(settled.texts)
            if breaks:
                kept = await self._with_some(prover, gate, kept, half, breaks[0].detail, dropped)
            else:
                kept = [*kept, *half]
        return kept

    def _item(self, module: Module, found: Found) -> Item:
        about = found.candidate if isinstance(found, Proof) else found
        source = module.program.file(about.path).source
        line, column = source.line_column(about.span.start)
        before = self._before.get(about.path, source.data)
        return Item(found, Place(about.path, _line_before(before, source.data, line), column))


def _parted(candidates: list[Candidate], folders: Collection[str]) -> tuple[list[Candidate], list[Candidate]]:
    """The candidates that edit nothing in some folders; and the others, or all if there are no others."""
    suspects = [each for each in candidates if any(os.path.dirname(path) in folders for path in each.files)]
    innocent = [each for each in candidates if each not in suspects]
    return (innocent, suspects) if suspects else ([], candidates)


def _read_only(candidate: Candidate) -> Refusal:
    return Refusal(
        candidate.kind, candidate.path, candidate.span, candidate.subject, candidate.function, Reason.READ_ONLY
    )


def _sorted(items: Iterable[Item]) -> tuple[Item, ...]:
    """Items in the order of their places."""
    return tuple(sorted(items, key=lambda item: (item.place.file, item.place.line, item.place.column)))


def _line_before(before: bytes, now: bytes, line: int) -> int:
    """The 1-based line of the text `before` edits that became a line of the text `now`, or the nearest above it."""
    if before == now:
        return line
    return _alignment(before, now)[line - 1]


@lru_cache(maxsize=8)
def _alignment(before: bytes, now: bytes) -> list[int]:
    """The 1-based lines of `before` by the lines of `now`."""
    lines: list[int] = []
    matcher = difflib.SequenceMatcher(None, before.split(b"\n"), now.split(b"\n"), autojunk=False)
    for _, start, end, first, last in matcher.get_opcodes():
        lines += [min(start + offset, max(end - 1, 0)) + 1 for offset in range(last - first)]
    return lines
