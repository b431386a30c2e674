"""The work on fixes: look for candidates, have them judged, have those of a file judged together.

Jobs share the modules' types (`Modules`), the proofs by content (`ProofCache`) and the engines.
"""

from __future__ import annotations

import asyncio
import math
import os
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace

from goescape.compiler.engine import Analysis, CompilerEngine
from goescape.compiler.listing import Progress
from goescape.compiler.request import Request
from goescape.compiler.store import Store
from goescape.compiler.toolchain import Toolchain
from goescape.fixes.model import Candidate, Edit, FixKind
from goescape.fixes.proof import Proof, Verdict
from goescape.fixes.scene import Limits, Module
from goescape.fixes.trials.prove import ProofCache, Prover
from goescape.proving.hunt import Hunt
from goescape.proving.job import Found, Job
from goescape.proving.modules import Modules
from goescape.proving.offers import Bundle, Offer
from goescape.syntax.outlines import Outlines

FIRST_SECONDS = 0.3
"""How long candidates are looked for before the first of them are judged."""

PATIENCE_SECONDS = 0.05
"""How often a proof that has to wait looks whether it may begin."""


class Craft:
    """Does one job at a time, all in one thread; `is_busy` tells that proofs have to wait."""

    def __init__(self, store: Store, is_busy: Callable[[], bool]) -> None:
        self._store = store
        self._is_busy = is_busy
        self._outlines = Outlines(store.folder)
        self._modules = Modules(self._outlines)
        self._proofs = ProofCache()
        self._engines: dict[str, CompilerEngine] = {}

    async def do(self, job: Job, hand_over: Callable[[Found], None]) -> None:
        """Find out what the job asks for."""
        limits = Limits(job.settings.max_copy, job.settings.exported)
        module = self._modules.of(job.request, job.toolchain, limits)
        timeout = job.settings.proof_timeout
        prover = Prover(self._engine(job.toolchain), job.request, job.analysis, module, timeout, self._proofs)
        offers = list(job.known)
        async for proof in _judged(job, module, prover):
            offers.append(Offer(proof, is_local(proof.candidate, module, job.folder)))
            hand_over(offers[-1])
        for path in job.files:
            async for bundle in _bundles(path, offers, prover):
                hand_over(bundle)
        self._outlines.save()

    def _engine(self, toolchain: Toolchain) -> CompilerEngine:
        known = self._engines.get(toolchain.binary)
        if known is None:
            known = self._engines[toolchain.binary] = PatientEngine(toolchain, self._store, self._is_busy)
        return known


class PatientEngine(CompilerEngine):
    """An engine that lets others go first: the session's builds, and whatever else runs on the machine."""

    def __init__(self, toolchain: Toolchain, store: Store, is_busy: Callable[[], bool]) -> None:
        super().__init__(toolchain, store)
        self._is_busy = is_busy

    def apart(self) -> CompilerEngine:
        return self

    async def analyse(self, request: Request, progress: Progress | None = None) -> Analysis:
        while self._is_busy():  # noqa: ASYNC110 (what is waited for happens in another thread)
            await asyncio.sleep(PATIENCE_SECONDS)
        return await super().analyse(replace(request, background=True), progress)


async def _judged(job: Job, module: Module, prover: Prover) -> AsyncIterator[Proof]:
    """The candidates' proofs. The first are judged while the rest are still looked for; those that are local come
    before the others, since many of them can be judged in one run, and of their package alone."""
    known = [offer.candidate for offer in job.known]
    most = 0 if job.settled else max(job.settings.max_proofs - len(known), 0)
    hunt = Hunt(module, job.analysis, job.folder, job.settings.disabled, job.places, known)
    local, others = _parted((await hunt.more(FIRST_SECONDS, most))[:most], module, job.folder)
    rest = asyncio.ensure_future(hunt.more(math.inf, most - len(local) - len(others)))
    try:
        async for proof in prover.prove(local):
            yield proof
        more = (await rest)[: most - len(local) - len(others)]
    finally:
        rest.cancel()
    local, far = _parted(more, module, job.folder)
    async for proof in prover.prove(local):
        yield proof
    async for proof in prover.prove([*others, *far]):
        yield proof


def _parted(
    candidates: Sequence[Candidate], module: Module, folder: str
) -> tuple[list[Candidate], list[Candidate]]:
    """Those candidates that are local, and the others."""
    local = [candidate for candidate in candidates if is_local(candidate, module, folder)]
    return local, [candidate for candidate in candidates if candidate not in local]


def is_local(candidate: Candidate, module: Module, folder: str) -> bool:
    """Whether a candidate edits nothing but function bodies of the package in a folder."""
    return all(os.path.dirname(edit.path) == folder and _is_in_body(edit, module) for edit in candidate.edits)


def _is_in_body(edit: Edit, module: Module) -> bool:
    """Whether an edit is within the body of one function."""
    file = module.program.file(edit.path)
    declaration = file.declaration_at(edit.start)
    if declaration is None or declaration.kind != "func" or declaration.body_start < 0:
        return False
    start = file.start_of(declaration)
    return start + declaration.body_start < edit.start and edit.end < start + len(declaration.text)


async def _bundles(path: str, offers: Sequence[Offer], prover: Prover) -> AsyncIterator[Bundle]:
    """What can be applied together of the quick fixes of a file: of all of them, and of each kind that has several."""
    proven = [offer for offer in offers if offer.path == path and offer.proof.verdict is Verdict.PROVEN]
    quick = [offer for offer in proven if not offer.candidate.kind.is_refactoring]
    every = await _bundle(path, None, quick, prover)
    if every is not None:
        yield every
    for kind in dict.fromkeys(offer.candidate.kind for offer in quick):
        group = [offer for offer in quick if offer.candidate.kind is kind]
        alike = every if len(group) == len(quick) else await _bundle(path, kind, group, prover)
        if alike is not None and len(alike.offers) > 1:
            yield replace(alike, kind=kind)


async def _bundle(path: str, kind: FixKind | None, group: Sequence[Offer], prover: Prover) -> Bundle | None:
    """Fixes that were proven one by one, together; None where none is left of them."""
    if not group:
        return None
    if len(group) == 1:
        return Bundle(path, kind, tuple(group), group[0].texts, group[0].before)
    settled = await prover.settle([offer.candidate for offer in group])
    accepted = {proof.candidate for proof in settled.accepted}
    kept = tuple(offer for offer in group if offer.candidate in accepted)
    return Bundle(path, kind, kept, settled.texts, settled.before) if kept else None
