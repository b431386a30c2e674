"""Proving fixes: the compiler judges the edited text before anybody sees it.

The trials are made in batches, see `batch`; what is compared, in `compare`; what a candidate has to show, in
`judgement`. This module makes proofs of the judgements, keeps them, and combines what is proven.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace

from goescape.compiler.engine import Analysis, CompilerEngine
from goescape.compiler.fingerprint import Fingerprints
from goescape.compiler.request import Request
from goescape.fixes.edits.apply import conflict
from goescape.fixes.edits.formatting import FormatError, Formatter
from goescape.fixes.model import Candidate
from goescape.fixes.proof import Failure, Proof, Settled, Verdict
from goescape.fixes.scene import Module
from goescape.fixes.trials.batch import Batches, Judged
from goescape.fixes.trials.judgement import Subject, is_combinable
from goescape.fixes.trials.trial import Outcome, Trials

AT_ONCE = 64
"""Candidates that are tried in one run, at most, where each is to be judged by itself."""

_UNPROVEN = frozenset({Failure.BASELINE_BROKEN, Failure.TIMED_OUT, Failure.NO_TOOLCHAIN, Failure.STOPPED})


class ProofCache:
    """Proofs by content: of the same edits to the same texts. Hand one to every `Prover` of a session."""

    KEPT = 4096

    def __init__(self) -> None:
        self.fingerprints = Fingerprints()
        self._known: OrderedDict[str, Proof] = OrderedDict()

    def get(self, key: str) -> Proof | None:
        """What was kept under a key."""
        proof = self._known.get(key)
        if proof is not None:
            self._known.move_to_end(key)
        return proof

    def put(self, key: str, proof: Proof) -> None:
        """Keep a proof that holds whenever it is asked for: what could not be judged may be another time."""
        if proof.verdict is Verdict.UNPROVEN:
            return
        self._known[key] = proof
        while len(self._known) > self.KEPT:
            self._known.popitem(last=False)


class Prover:
    """Judges the candidates that were found in one analysis.

    `analysis` answers `request` (with or without flows); `module` is `open_module` of the same request, with which the
    candidates were found. A run of the compiler is given up after `timeout` seconds. Nothing is raised for a user's
    code, and nothing is written beside the cache folder. Not for use by several tasks at once.
    """

    def __init__(
        self,
        engine: CompilerEngine,
        request: Request,
        analysis: Analysis,
        module: Module,
        timeout: float = 60.0,
        cache: ProofCache | None = None,
    ) -> None:
        self._trials = Trials(engine, request, analysis, module, timeout)
        self._batches = Batches(self._trials)
        self._formatter = Formatter(engine.toolchain)
        self._cache = cache if cache is not None else ProofCache()
        self._digests: dict[str, str] = {}
        inputs = self._cache.fingerprints.of(analysis.inputs, request.overlays)
        self._about = repr((request.folder, request.tests, request.options, engine.toolchain.version, inputs))

    async def prove(self, candidates: Sequence[Candidate]) -> AsyncIterator[Proof]:
        """A proof for each candidate on its own merits, as they become known. The first candidates are looked at first;
        many are judged in one run, so that several become known at once. To cancel the task that iterates kills the
        compiler; what is known by then is kept in the cache."""
        waiting: list[Subject] = []
        for candidate in dict.fromkeys(candidates):
            known = self._cache.get(self._key(candidate))
            if known is not None:
                yield known
            else:
                waiting.append(Subject(candidate, self._trials.layout))
        while waiting:
            batch, waiting = _apart(waiting)
            async for judged in self._batches.judged(batch):
                for proof in _proofs(judged):
                    finished = await self._with_texts(proof)
                    self._cache.put(self._key(proof.candidate), finished)
                    yield finished

    async def settle(self, candidates: Sequence[Candidate]) -> Settled:
        """A set of candidates that are applied together, as large as can be, earlier ones preferred: proven together.
        Fixes of different kinds in one declaration are not combined: who wants more looks for candidates again in the
        new text. The proofs have no texts."""
        waiting = [Subject(candidate, self._trials.layout) for candidate in dict.fromkeys(candidates)]
        accepted: list[Subject] = []
        proofs: dict[Candidate, Proof] = {}
        while chosen := self._combinable(accepted, waiting):
            waiting = [subject for subject in waiting if subject not in chosen]
            async for judged in self._batches.judged(chosen, together=True):
                proofs.update((proof.candidate, proof) for proof in _proofs(judged))
            accepted += [subject for subject in chosen if proofs[subject.candidate].verdict is Verdict.PROVEN]
        proofs.update((subject.candidate, _refused(subject, Failure.CONFLICT)) for subject in waiting)
        texts, dropped = await self._verified(accepted)
        proofs.update((proof.candidate, proof) for proof in dropped)
        proven = [proof for proof in proofs.values() if proof.verdict is Verdict.PROVEN]
        others = [proof for proof in proofs.values() if proof.verdict is not Verdict.PROVEN]
        before = {path: self._trials.source(path) for path in texts}
        return Settled(texts, before, tuple(proven), tuple(others))

    def _combinable(self, accepted: Sequence[Subject], waiting: Sequence[Subject]) -> list[Subject]:
        """Those of the waiting, earlier ones preferred, that can be applied with each other and with the accepted."""
        chosen: list[Subject] = []
        for subject in waiting:
            if all(self._goes_with(subject, other) for other in (*accepted, *chosen)):
                chosen.append(subject)
        return chosen

    def _goes_with(self, one: Subject, other: Subject) -> bool:
        if one.candidate.files.isdisjoint(other.candidate.files):
            return one.declares.isdisjoint(other.declares)
        return not conflict(one.candidate, other.candidate) and is_combinable(one, other, self._trials.layout)

    async def _verified(self, accepted: Sequence[Subject]) -> tuple[dict[str, bytes], list[Proof]]:
        """The texts with all that was accepted, tried as a whole; and the refusals of what had to be dropped for that.
        Takes the latest of those that are to blame, until all is well."""
        kept = list(accepted)
        dropped: list[Proof] = []
        while kept:
            outcome, judged = await self._batches.whole(kept)
            if outcome.failure in _UNPROVEN:
                return {}, [*dropped, *(_refused(subject, outcome.failure, outcome.detail) for subject in kept)]
            texts, unformatted = await self._formatted(kept)
            failure, detail, blamed = _blame(kept, outcome, judged)
            if not blamed and unformatted:
                blamed = [subject for subject in kept if unformatted in subject.candidate.files]
                failure = Failure.NOT_FORMATTED
            if not blamed:
                return texts, dropped
            kept.remove(blamed[-1])
            dropped.append(_refused(blamed[-1], failure, detail))
        return {}, dropped

    async def _formatted(self, subjects: Iterable[Subject]) -> tuple[dict[str, bytes], str]:
        """The texts after the edits of subjects, as gofmt has them; and the path of one that it would change."""
        edited = self._trials.edited(subject.candidate for subject in subjects)
        texts: dict[str, bytes] = {}
        for path, text in edited.texts.items():
            try:
                settled = await self._formatter.settled(self._trials.source(path), text)
            except FormatError:
                settled = None
            if settled is None:
                return texts, path
            texts[path] = settled
        return texts, ""

    async def _with_texts(self, proof: Proof) -> Proof:
        """A proof with its texts, unless it is refused; refused if gofmt objects."""
        if proof.verdict is Verdict.REFUSED:
            return proof
        subject = Subject(proof.candidate, self._trials.layout)
        texts, unformatted = await self._formatted([subject])
        if unformatted:
            return _refused(subject, Failure.NOT_FORMATTED, unformatted)
        return replace(proof, texts=texts, before={path: self._trials.source(path) for path in texts})

    def _key(self, candidate: Candidate) -> str:
        """What a proof is kept under: the edits, and all that the compiler's answer depends on."""
        texts = [(path, self._digest(path)) for path in sorted(candidate.files)]
        return hashlib.sha256(repr((self._about, candidate, texts)).encode(errors="replace")).hexdigest()

    def _digest(self, path: str) -> str:
        if path not in self._digests:
            self._digests[path] = hashlib.sha256(self._trials.source(path)).hexdigest()
        return self._digests[path]


def _apart(waiting: Sequence[Subject]) -> tuple[list[Subject], list[Subject]]:
    """The first subjects that can probably be told apart when they are tried together; and the rest."""
    if waiting[0].is_lone:
        return [waiting[0]], list(waiting[1:])
    batch: list[Subject] = []
    rest: list[Subject] = []
    taken: set[object] = set()
    for subject in waiting:
        takes = subject.functions | subject.declares
        differs = subject.is_lone or subject.needs_tests != waiting[0].needs_tests
        if differs or len(batch) == AT_ONCE or not taken.isdisjoint(takes):
            rest.append(subject)
        else:
            batch.append(subject)
            taken |= takes
    return batch, rest


def _blame(
    kept: Sequence[Subject], outcome: Outcome, judged: Iterable[Judged]
) -> tuple[Failure, str, Sequence[Subject]]:
    """Who keeps the others from being applied, and what happens if they all are."""
    if outcome.failure is not None:
        suspects = [subject for subject in kept if outcome.fault in subject.functions]
        return Failure.CONFLICT, outcome.detail, suspects or kept
    for each in judged:
        if each.judgement.failure is not None:
            return Failure.CONFLICT, each.judgement.detail, each.judgement.blamed or each.group.subjects
    return Failure.CONFLICT, "", ()


def _proofs(judged: Judged) -> list[Proof]:
    """The proofs of the subjects of a group, without texts. What a group gains in a declaration is shared by those that
    are offered there, or edit it, or else by all."""
    subjects, judgement = judged.group.subjects, judged.judgement
    if judgement.failure is not None:
        return [_refused(subject, judgement.failure, judgement.detail) for subject in subjects]
    here = dict.fromkeys(subjects, 0)
    elsewhere = dict.fromkeys(subjects, 0)
    for function, fewer in judgement.gained.items():
        owners = [subject for subject in subjects if subject.home == function]
        editors = [subject for subject in subjects if function in subject.functions]
        sharing = owners or editors or subjects
        for number, subject in enumerate(sharing):
            share = (fewer + number) // len(sharing)
            (here if owners else elsewhere)[subject] += share
    return [
        Proof(subject.candidate, Verdict.PROVEN, here=here[subject], elsewhere=elsewhere[subject])
        for subject in subjects
    ]


def _refused(subject: Subject, failure: Failure, detail: str = "") -> Proof:
    verdict = Verdict.UNPROVEN if failure in _UNPROVEN else Verdict.REFUSED
    return Proof(subject.candidate, verdict, failure, detail=detail)
