"""Trying candidates many at a time, and telling whose doing what was.

A compilation of a large package takes seconds, so candidates are tried together. What is then said of one holds for it
alone, by this argument. To each candidate belong the functions that it reaches (`influence`): where it edits something,
where the body that is inlined may be another, or where the tags of what is called are. Inlinable are those of which the
compiler says so before or after, and tags changed where it says something else of parameters: both as the trial has
shown. If no function belongs to two candidates, then of a function that belongs to one, the compiler says the same
whether the others are applied or not; and of one that belongs to none, what it said before. From the callees up: a
function's own text is edited by its candidate alone; a body that is inlined into it, or a tag that changed, comes from
a function that, were it another candidate's, would make this function the other candidate's too. Functions that call
each other in a circle are analysed as one, for the least set of leaks that explains itself: what is said of all of them
after all edits, and was before, explains itself after some of the edits too, so that the least set is no larger then.
So each difference is owed to one candidate. Candidates that turn out to share a function are tried again apart, and so
are those of a trial that does not compile. What edits a declaration that is no function is tried alone.

What a tag has beside what is printed of it (how deep content leaks, whether it is written to) is not seen to change.
Where that matters to a function, and a candidate in whose reach the function is not is to blame, no candidate of the
trial is judged by it, but each alone.

A fix that other packages may notice, by the same rule, is tried with these as well. Tests are compiled where they are
edited, and where the head of a function is: no other edit can break them, and what they allocate is nobody's loss.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from goescape.fixes.proof import Failure
from goescape.fixes.trials.influence import Declared, Function, Graph
from goescape.fixes.trials.judgement import Judgement, Subject, judge
from goescape.fixes.trials.trial import Edited, Outcome, Scope, Trials


@dataclass(frozen=True, slots=True)
class Group:
    """Subjects that cannot be told apart, and the functions that each reaches."""

    subjects: tuple[Subject, ...]
    reaches: tuple[frozenset[Function], ...]

    @property
    def reached(self) -> frozenset[Function]:
        """The functions that any reaches."""
        return frozenset().union(*self.reaches)


@dataclass(frozen=True, slots=True)
class Judged:
    """Subjects on which there is one judgement."""

    group: Group
    judgement: Judgement


class Batches:
    """Tries batches of candidates."""

    def __init__(self, trials: Trials) -> None:
        self._trials = trials
        self._graphs: dict[frozenset[str], Graph] = {}

    async def judged(self, batch: Sequence[Subject], together: bool = False) -> AsyncIterator[Judged]:
        """A judgement on each subject, as they become known; the edits of a batch must not overlap. Those that are only
        good `together` are judged as one where that is asked for, and each alone otherwise."""
        good: list[Subject] = []
        for subject in batch:
            failed = await self._objection(subject)
            if failed is not None:
                yield Judged(Group((subject,), (frozenset(),)), failed)
            else:
                good.append(subject)
        if not good:
            return
        edited = self._trials.edited(subject.candidate for subject in good)
        outcome, groups = await self._explored(good, edited)
        if outcome.failure is not None:
            parts: Sequence[Sequence[Subject]] = _split(good, outcome)
            if len(parts) == 1:
                for subject in good:
                    yield Judged(Group((subject,), (frozenset(),)), Judgement(outcome.failure, outcome.detail))
                return
        else:
            rest: list[Judged] = []
            for group in groups:
                judgement = _judgement(group, outcome, len(good))
                if len(group.subjects) == 1 or (together and judgement.failure is None):
                    yield Judged(group, judgement)
                else:
                    rest.append(Judged(group, judgement))
            parts = _parted(rest) if together else _disjoint([judged.group for judged in rest])
        for part in parts:
            async for judged in self.judged(part, together):
                yield judged

    async def whole(self, batch: Sequence[Subject]) -> tuple[Outcome, list[Judged]]:
        """What a trial of subjects together says; what failed is in the judgements, or in the outcome."""
        edited = self._trials.edited(subject.candidate for subject in batch)
        outcome, groups = await self._explored(batch, edited)
        return outcome, [Judged(group, _judgement(group, outcome, len(batch))) for group in groups]

    async def _objection(self, subject: Subject) -> Judgement | None:
        """Why a subject cannot be tried."""
        packages = {self._trials.package_of(path) for path in subject.candidate.files}
        if "" in packages:
            return Judgement(Failure.BASELINE_BROKEN, "no package is built from an edited file")
        failed = await self._trials.baseline(Scope(frozenset(packages), False))
        if failed is not None:
            return Judgement(failed.failure, failed.detail)
        broken = next((problem for name in sorted(packages) if (problem := self._trials.broken(name))), None)
        return Judgement(Failure.BASELINE_BROKEN, broken.summary) if broken is not None else None

    # ------------------------------------------------------------------------------------------- how far it reaches

    async def _explored(self, batch: Sequence[Subject], edited: Edited) -> tuple[Outcome, list[Group]]:
        """The outcome of a trial with all that may notice it."""
        names = frozenset(self._trials.package_of(path) for path in edited.texts)
        scope = Scope(names, any(subject.needs_tests for subject in batch))
        if any(subject.is_lone for subject in batch):
            scope = Scope(names.union(*map(self._trials.importers, names)), True)
        while True:
            failed = await self._trials.baseline(scope)
            outcome = failed or await self._trials.run(edited, scope)
            if outcome.failure is not None:
                return outcome, []
            groups = self._groups(batch, outcome, scope)
            wider = self._wider(batch, groups, outcome, scope)
            if wider == scope:
                return outcome, groups
            scope = wider

    def _groups(self, batch: Sequence[Subject], outcome: Outcome, scope: Scope) -> list[Group]:
        """The subjects, those as one that reach the same functions."""
        graph = self._graph(scope)
        passes_on = partial(_passes_on, outcome, _heads(batch))
        groups: list[Group] = []
        for subject in batch:
            reached = graph.reached(subject.functions, passes_on) | subject.functions
            sharing = [group for group in groups if not group.reached.isdisjoint(reached)]
            subjects = [*(each for group in sharing for each in group.subjects), subject]
            reaches = [*(each for group in sharing for each in group.reaches), reached]
            groups = [*(group for group in groups if group not in sharing), Group(tuple(subjects), tuple(reaches))]
        known = frozenset().union(*(group.reached for group in groups))
        if any(each.place.function not in known for each in outcome.differences):
            return [Group(tuple(batch), (known,) * len(batch))]
        return groups

    def _wider(self, batch: Sequence[Subject], groups: Iterable[Group], outcome: Outcome, scope: Scope) -> Scope:
        """The scope with those packages that may notice what is not refused yet."""
        graph, heads = self._graph(scope), _heads(batch)
        packages = set(scope.packages)
        for group in groups:
            if len(group.subjects) == 1 and _judgement(group, outcome, len(batch)).failure is not None:
                continue
            reached = (graph.declared[function] for function in group.reached if function in graph.declared)
            for declared in reached:
                if declared.called is None or not declared.is_nameable or not _passes_on(outcome, heads, declared):
                    continue
                name = declared.called.name.encode()
                others = self._trials.importers(self._trials.package_of(declared.function.path))
                packages.update(each for each in others if self._trials.mentions(each, name))
        return Scope(frozenset(packages), scope.tests)

    def _graph(self, scope: Scope) -> Graph:
        if scope.packages not in self._graphs:
            files = [self._trials.files_of(package) for package in sorted(scope.packages)]
            self._graphs[scope.packages] = Graph(self._trials.layout, files)
        return self._graphs[scope.packages]


def _heads(batch: Iterable[Subject]) -> frozenset[Function]:
    return frozenset().union(*(subject.heads for subject in batch))


def _passes_on(outcome: Outcome, heads: frozenset[Function], declared: Declared) -> bool:
    """Whether the compiler may say something else of what calls a function that is reached."""
    function = declared.function
    known = function in outcome.inlinable or function in outcome.leaking or function in heads
    return known or declared.is_generic


def _judgement(group: Group, outcome: Outcome, tried: int) -> Judgement:
    """What is made of a group: all that happened is that of one which was tried without others."""
    return judge(group.subjects, outcome, None if len(group.subjects) == tried else group.reached)


def _split(batch: Sequence[Subject], outcome: Outcome) -> list[Sequence[Subject]]:
    """The parts in which to try again what did not compile: those that edit what the compiler complains of apart from
    the rest. One part: to try again is no use."""
    folders = {os.path.dirname(path) for subject in batch for path in subject.candidate.files}
    hopeless = outcome.failure is Failure.STOPPED or (outcome.failure is Failure.TIMED_OUT and len(folders) == 1)
    if hopeless or len(batch) == 1:
        return [batch]
    suspects = [subject for subject in batch if outcome.fault in subject.functions]
    if outcome.fault is not None and 0 < len(suspects) < len(batch):
        return [[subject for subject in batch if subject not in suspects], suspects]
    return [batch[: len(batch) // 2], batch[len(batch) // 2 :]]


def _disjoint(groups: Sequence[Group]) -> list[list[Subject]]:
    """The subjects of groups in as few parts as can be easily, in none of which two reach the same function."""
    parts: list[tuple[list[Subject], set[Function]]] = []
    for group in groups:
        for subject, reached in zip(group.subjects, group.reaches, strict=True):
            part = next((part for part in parts if part[1].isdisjoint(reached)), None)
            if part is None:
                part = ([], set())
                parts.append(part)
            part[0].append(subject)
            part[1].update(reached)
    return [subjects for subjects, _ in parts]


def _parted(failed: Sequence[Judged]) -> list[list[Subject]]:
    """The subjects of groups that failed without those that are to blame, and these; or one half and the other."""
    first: list[Subject] = []
    second: list[Subject] = []
    for each in failed:
        subjects, blamed = each.group.subjects, each.judgement.blamed
        if not 0 < len(blamed) < len(subjects):
            blamed = subjects[(len(subjects) + 1) // 2 :]
        first += [subject for subject in subjects if subject not in blamed]
        second += blamed
    return [first, second]
