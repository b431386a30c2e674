"""What a trial says of each candidate that took part."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from goescape.fixes.edits.imports import default_name
from goescape.fixes.model import Candidate, Gain
from goescape.fixes.proof import Failure
from goescape.fixes.trials.compare import Difference
from goescape.fixes.trials.influence import Function, Layout
from goescape.fixes.trials.trial import Outcome
from goescape.syntax.grammar.scanner import KEYWORDS
from goescape.types.universe import UNIVERSE

_NAME = re.compile(rb"(?<![.\w])[A-Za-z_\x80-\xff][\w\x80-\xff]*")
_NO_CODE = re.compile(rb"""//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|`[^`]*`|'(?:\\.|[^'\\\n])+'""", re.S)
"""Comments and strings."""
_DECLARED = re.compile(rb"^(?:var|const|type|func)\s+([A-Za-z_\x80-\xff][\w\x80-\xff]*)", re.M)
_COMMON = {name.encode() for name in (*UNIVERSE.names, *KEYWORDS)}
"""Names that mean the same in all inserted text: finders see to that."""


class Subject:
    """A candidate and what it edits.

    - `functions`: the declarations that it edits; `heads` those that are edited outside a function's body.
    - `declares`: the folders and names of the declarations that it adds.
    - `is_lone`: a declaration that is no function is edited: nobody can say how far that reaches.
    - `home`: the declaration that it is offered in.
    - `edited_names`: the names of the functions that it edits, as `compare.plain_name` has them.
    """

    def __init__(self, candidate: Candidate, layout: Layout) -> None:
        self.candidate = candidate
        self._layout = layout
        self.home = layout.function(candidate.path, candidate.span.start)
        self.edited_names: set[str] = set()
        self.heads: set[Function] = set()
        self.functions: set[Function] = set()
        self.declares: set[tuple[str, bytes]] = set()
        self.is_lone = False
        for edit in candidate.edits:
            declared = layout.at(edit.path, edit.start)
            self.functions.add(layout.function(edit.path, edit.start))
            if edit.start == edit.end and (declared is None or edit.start in (declared.function.start, declared.end)):
                added = _DECLARED.findall(edit.text)
                self.declares |= {(os.path.dirname(edit.path), name) for name in added}
            elif declared is None or not declared.is_function or edit.end > declared.end:
                self.is_lone = True
            else:
                self.edited_names.add(declared.name)
                if edit.start <= declared.body_start:
                    self.heads.add(declared.function)

    @property
    def needs_tests(self) -> bool:
        """Whether tests have to be compiled: they are edited, or may mention what changes its type."""
        is_of_tests = any(path.endswith("_test.go") for path in self.candidate.files)
        return is_of_tests or bool(self.heads) or self.is_lone

    def names(self, functions: Collection[Function]) -> tuple[set[bytes], set[bytes]]:
        """The names in the text that it inserts into some of the declarations; and those of them that stand for no
        package that it imports."""
        edits = (edit for edit in self.candidate.edits if self._layout.function(edit.path, edit.start) in functions)
        inserted = {name for edit in edits for name in _NAME.findall(_NO_CODE.sub(b"", edit.text))}
        return inserted, inserted - _COMMON - {default_name(path).encode() for _, path in self.candidate.imports}


def is_combinable(one: Subject, other: Subject, layout: Layout) -> bool:
    """Whether two candidates may be applied together, as far as that can be told from their edits: they share no
    declaration, and add none of one name; or they are of one kind, edit different text, and do not both declare a
    name."""
    if one.declares & other.declares:
        return False
    shared = one.functions & other.functions
    if not shared:
        return True
    if one.candidate.kind is not other.candidate.kind or one.is_lone or other.is_lone:
        return False
    ours, theirs = one.names(shared), other.names(shared)
    known = {name for function in shared for name in layout.names_in(function)}
    return not ((ours[1] - known) & theirs[0] or (theirs[1] - known) & ours[0])


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is made of a candidate, or of several as one: why it is refused, and which of several are `blamed`; or what
    it gains, by declaration."""

    failure: Failure | None = None
    detail: str = ""
    blamed: tuple[Subject, ...] = ()
    gained: Counter[Function] = field(default_factory=Counter)


def judge(group: Sequence[Subject], outcome: Outcome, reached: Collection[Function] | None) -> Judgement:
    """What a trial says of candidates that were tried as one, or together with others that reach other declarations
    than they do (`reached`; None: whatever happened is theirs)."""
    found = [each for each in outcome.differences if reached is None or each.place.function in reached]
    found = [each for each in found if not _is_allowed_copy(each, group)]
    blamed = tuple(subject for subject in group if _remains(subject.candidate, found, outcome))
    if blamed:
        return Judgement(Failure.STILL_ESCAPES, blamed=blamed)
    worse = _worse(found, sum(subject.candidate.allocates for subject in group))
    if worse is not None:
        path, where = worse.place.function.path, f":{worse.line}" if worse.line else ""
        blamed = tuple(subject for subject in group if worse.place.function in subject.functions)
        return Judgement(Failure.WORSE, f"{os.path.basename(path)}{where}: {worse.message}", blamed)
    counted = [each for each in found if each.counted]
    if sum(each.fewer for each in counted) < sum(map(_needed, group)):
        return Judgement(Failure.NO_GAIN)
    written = [each for each in counted if not any(_is_among(each.copied, each, subject) for subject in group)]
    gained: Counter[Function] = Counter()
    for each in written or counted:
        gained[each.place.function] += max(each.fewer, 0)
    return Judgement(gained=gained)


def _needed(subject: Subject) -> int:
    """How many allocations fewer there have to be in all."""
    candidate = subject.candidate
    return 1 if candidate.gain is Gain.ESCAPE else -candidate.allocates


def _is_allowed_copy(each: Difference, group: Sequence[Subject]) -> bool:
    """Whether what got worse at a place is no more than what inserted text may allocate in functions whose calls are
    inlined there: their allocations are counted where they are written."""
    copied = (subject for subject in group if _is_among(each.inlined, each, subject))
    return 0 < -each.fewer <= sum(subject.candidate.allocates for subject in copied)


def _is_among(inlined: Collection[str], each: Difference, subject: Subject) -> bool:
    """Whether a function that a candidate edits is among those that are inlined at a place."""
    pairs = ((called, name) for called in inlined for name in subject.edited_names)
    return not each.place.edited and any(_names(called, name) for called, name in pairs)


def _names(called: str, name: str) -> bool:
    """Whether the compiler, in any package, may call a function so that its own package calls `name`."""
    return called == name or called.partition(".")[2] == name


def _remains(candidate: Candidate, found: Iterable[Difference], outcome: Outcome) -> bool:
    """Whether all of the allocations that a candidate is to remove are still there. One that many functions keep is not
    gone by one of them: so it is enough that one of several is gone. What the new text may allocate is no
    replacement."""
    if candidate.gain is not Gain.ESCAPE or not candidate.targets:
        return False
    wanted = {place for target in candidate.targets for place in outcome.targets.get((target.path, target.span), ())}
    gone = {each.place for each in found if each.fewer + (candidate.allocates if each.place.edited else 0) > 0}
    return wanted.isdisjoint(gone)


def _worse(found: Iterable[Difference], allowed: int) -> Difference | None:
    """A place that got worse: allocations that the inserted text may make are `allowed` in all."""
    for each in found:
        if each.fewer < 0 and not each.place.edited:
            return each
    inserted: Counter[Function] = Counter()
    for each in found:
        if each.place.edited and each.fewer < 0:
            inserted[each.place.function] = max(inserted[each.place.function], -each.fewer)
    last = max((each for each in found if each.place.edited), key=lambda each: -each.fewer, default=None)
    return last if sum(inserted.values()) > allowed else None
