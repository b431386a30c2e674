"""Candidates by hand: a module, and replacements in its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from goescape.compiler.engine import CompilerEngine
from goescape.compiler.request import Request
from goescape.fixes.model import Candidate, Edit, FixKind, Gain, Target
from goescape.fixes.opening import open_module
from goescape.fixes.proof import Proof
from goescape.fixes.scene import Limits
from goescape.fixes.trials.prove import ProofCache, Prover
from goescape.source import Span
from tests.archive import write


@dataclass(frozen=True)
class Fix:
    """What a candidate replaces: each text, which must be there once, by another. It is offered at the first, or at
    `at`. The allocations of the expressions in `targets` are to go."""

    replaced: dict[str, str]
    gain: Gain = Gain.ESCAPE
    targets: tuple[str, ...] = ()
    allocates: int = 0
    at: str = ""
    file: str = "p.go"
    kind: FixKind = FixKind.HOIST_OUT_OF_LOOP
    imports: tuple[str, ...] = field(default=())

    def candidate(self, folder: Path) -> Candidate:
        path = folder / self.file
        data = path.read_bytes()
        edits = [self._edit(folder, old, new) for old, new in self.replaced.items()]
        spans = [_target(data, target.encode()) for target in self.targets]
        offered = _span(data, self.at.encode()) if self.at else edits[0].span
        return Candidate(
            self.kind, str(path), offered, self.at or next(iter(self.replaced)), "", tuple(edits), self.gain,
            imports=tuple((str(path), name) for name in self.imports),
            targets=tuple(Target(str(path), span) for span in spans), allocates=self.allocates,
        )  # fmt: skip

    def _edit(self, folder: Path, old: str, new: str) -> Edit:
        file, _, text = old.rpartition("::")
        path = folder / (file or self.file)
        span = _span(path.read_bytes(), text.encode())
        return Edit(str(path), span.start, span.end, new.encode())


def _span(data: bytes, text: bytes) -> Span:
    assert data.count(text) == 1, (text, data.count(text))
    return Span(data.index(text), data.index(text) + len(text))


def _target(data: bytes, text: bytes) -> Span:
    """The span of a text; of that before what follows it only to tell it from others."""
    span = _span(data, text)
    return Span(span.start, span.start + len(text.rstrip(b" :")))


class Bench:
    """A module on disk, and a prover for it that counts its runs."""

    def __init__(self, engine: CompilerEngine, folder: Path, archive: str, **options: object) -> None:
        write(folder, archive)
        if not (folder / "go.mod").exists():
            (folder / "go.mod").write_text("module m\n\ngo 1.26\n")
        self.engine = engine
        self.folder = folder
        self.request = Request(str(folder), ("./...",), tests=True, **options)  # type: ignore[arg-type]

    async def prover(self, timeout: float = 60.0, cache: ProofCache | None = None) -> Prover:
        analysis = await self.engine.analyse(self.request)
        module = open_module(self.request, self.engine.toolchain, Limits())
        return Prover(self.engine, self.request, analysis, module, timeout, cache)

    async def prove(self, *fixes: Fix) -> list[Proof]:
        """The proofs of fixes, in the order of the fixes."""
        candidates = [fix.candidate(self.folder) for fix in fixes]
        proofs = {proof.candidate: proof async for proof in (await self.prover()).prove(candidates)}
        return [proofs[candidate] for candidate in candidates]
