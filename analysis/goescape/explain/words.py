"""What hovers, diagnostics and the command line say of a finding."""

from __future__ import annotations

import re
from collections.abc import Iterable

from goescape.explain.allocation import rule_of
from goescape.explain.books import book
from goescape.explain.cut import Link, tell_cut
from goescape.explain.language import Language
from goescape.explain.naming import result_name, shape_of, subject_name
from goescape.explain.narrative import CALL, Explained, tell
from goescape.explain.phrasebook import Leak, Phrasebook, Reason, Word
from goescape.explain.quoting import callee_of, fill, is_legible, quoted
from goescape.findings.model import Allocates, Category, Engine, Finding, Kind, Provenance

__all__ = [
    "Explained",
    "Language",
    "advice",
    "allocation_note",
    "contract",
    "cut",
    "headline",
    "provenance_note",
    "provenance_words",
    "steps",
]

_DEVIRTUALISED = re.compile(r"(?:partially )?devirtualizing .+ to (?P<type>.+)", re.S)
_SIZES = frozenset({"too large for stack", "too aligned for stack"})
"""The operations that tell the reason better than their category does."""
_SHAPED = frozenset({Category.RETURNED_POINTER, Category.STORED_OUTSIDE, Category.LEAKING_PARAM})
"""The categories whose advice differs by how the value was made."""


def headline(finding: Finding, language: Language) -> str:
    """The verdict and its reason, in one line without a full stop."""
    texts = book(language)
    subject = subject_name(finding.subject, texts)
    note = _allocation_clause(finding, texts)
    if finding.kind.is_heap:
        if finding.allocates is Allocates.NO:
            return fill(texts.costless, subject=subject, note=note)
        return _with_reason(fill(texts.verdicts[finding.kind], subject=subject), finding, texts)
    if finding.kind is Kind.DOES_NOT_ESCAPE and finding.allocates in (Allocates.YES, Allocates.DEPENDS):
        return fill(texts.costly, subject=subject, note=note)
    if leak := _leak_of(finding):
        return _of_parameter(subject, _leak_clause(leak, finding, texts), texts)
    devirtualised = _DEVIRTUALISED.fullmatch(finding.message)
    type_name = quoted(devirtualised["type"]) if devirtualised else ""
    return fill(texts.verdicts[finding.kind], subject=subject, type=type_name, word=quoted(finding.message))


def steps(finding: Finding, language: Language) -> list[Explained]:
    """The steps of the finding's flow in words, in order; none while the flow is not known."""
    return tell(finding.flow, book(language)) if finding.flow is not None else []


def cut(finding: Finding, language: Language, link: Link = lambda text, place: text) -> str:
    """On what condition the value would stay on the stack, as a sentence; "" where no step is known to decide it.
    `link` makes the words for the step's place lead there."""
    return tell_cut(finding, book(language), link)


def advice(finding: Finding, language: Language) -> list[str]:
    """What a user could change, as sentences, most useful first.

    Only for what is on the heap, for a parameter that leaks, and for a value that stays but may allocate.
    """
    texts = book(language)
    if finding.kind.is_heap and finding.allocates is Allocates.NO:
        return [texts.words[Word.NOTHING_TO_CHANGE]]
    category = Category.LEAKING_PARAM if finding.kind.is_leak else finding.category
    if category is None or not (finding.kind.is_heap or finding.kind.is_leak or _may_allocate(finding)):
        return []
    specific = [texts.remedies[o] for o in _operations(finding) if o in texts.remedies]
    if finding.kind.is_heap and category in _SHAPED:
        shape = texts.shape_advice.get(shape_of(finding.subject))
        specific += [shape] if shape else []
    return list(dict.fromkeys([*specific, *texts.categories[category].advice]))


def contract(findings: Iterable[Finding], language: Language) -> str:
    """What a function does with one parameter, as one sentence, from all findings about that parameter.

    "" if none of them speaks of a parameter.
    """
    texts = book(language)
    clauses: dict[str, None] = {}
    subject = ""
    for finding in findings:
        leak = _leak_of(finding) or (Leak.NONE if finding.kind is Kind.DOES_NOT_ESCAPE else None)
        if leak is not None:
            subject = subject_name(finding.subject, texts)
            clauses[_leak_clause(leak, finding, texts)] = None
    if not clauses:
        return ""
    return _sentence(_of_parameter(subject, texts.words[Word.LIST].join(clauses), texts), texts)


def allocation_note(finding: Finding, language: Language) -> str:
    """Why escaping and allocating differ here, as a sentence; "" where they do not, or do not apply."""
    texts = book(language)
    clause = _allocation_clause(finding, texts)
    return _sentence(clause, texts) if clause else ""


def provenance_note(finding: Finding, language: Language, *, stale: bool = False) -> str:
    """Which release said so, and whether the compiler did; if `stale`, also when (UTC). No full stop."""
    return provenance_words(finding.provenance, language, stale=stale)


def provenance_words(provenance: Provenance, language: Language, *, stale: bool = False) -> str:
    """`provenance_note` for whatever has a provenance: "Go 1.26.6 linux/amd64, compiler"."""
    words = book(language).words
    if provenance.engine is Engine.COMPILER:
        release = provenance.toolchain.removeprefix("go") or provenance.release
        note = fill(words[Word.COMPILED], release=release)
    else:
        word = Word.PREDICTED_WITHOUT_INLINING if provenance.without_inlining else Word.PREDICTED
        note = fill(words[word], release=provenance.release)
    if not stale:
        return note
    return fill(words[Word.AS_OF], note=note, time=f"{provenance.when:%Y-%m-%d %H:%M:%S}")


def _with_reason(verdict: str, finding: Finding, texts: Phrasebook) -> str:
    if finding.category is None or finding.category is Category.UNEXPLAINED:
        return verdict
    reason = _reason(texts.reasons[finding.category], finding, texts)
    return fill(texts.words[Word.BECAUSE], verdict=verdict, reason=reason)


def _reason(reason: Reason, finding: Finding, texts: Phrasebook) -> str:
    for step in finding.flow.steps if finding.flow else ():
        if step.operation in _SIZES:
            return texts.operations[step.operation]
    calls = [s.expression for s in finding.flow.steps if s.operation == CALL] if finding.flow else []
    callees = [callee for callee in map(callee_of, calls) if is_legible(callee)]
    if reason.call and callees:
        return fill(reason.call, callee=subject_name(callees[-1], texts))
    return reason.variable if finding.kind is Kind.MOVED_TO_HEAP else reason.value


def _leak_of(finding: Finding) -> Leak | None:
    """What the message says of a parameter; None if it is not about one, or says that it does not escape."""
    match finding.kind:
        case Kind.LEAKING_PARAM:
            return Leak.HEAP
        case Kind.LEAKING_PARAM_CONTENT:
            return Leak.CONTENT
        case Kind.LEAKING_PARAM_TO_RESULT:
            return Leak.RESULT_CONTENT if finding.level else Leak.RESULT
        case Kind.UINTPTR:
            return Leak.ESCAPING_UINTPTR if finding.message.startswith("marking") else Leak.UNSAFE_UINTPTR
    return None


def _leak_clause(leak: Leak, finding: Finding, texts: Phrasebook) -> str:
    return fill(texts.leaks[leak], result=result_name(finding.result, texts), count=finding.level)


def _of_parameter(subject: str, clause: str, texts: Phrasebook) -> str:
    return fill(texts.words[Word.PARAMETER], subject=subject, clause=clause)


def _may_allocate(finding: Finding) -> bool:
    kept = finding.kind is Kind.DOES_NOT_ESCAPE
    return kept and finding.allocates in (Allocates.YES, Allocates.DEPENDS)


def _operations(finding: Finding) -> list[str]:
    return [step.operation for step in finding.flow.steps] if finding.flow is not None else []


def _allocation_clause(finding: Finding, texts: Phrasebook) -> str:
    rule = rule_of(finding)
    return texts.allocations[rule] if rule is not None else ""


def _sentence(clause: str, texts: Phrasebook) -> str:
    return fill(texts.words[Word.SENTENCE], clause=clause[:1].upper() + clause[1:])
