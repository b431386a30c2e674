"""Joining the compiler's log to its lines: which flow explains which finding, told to its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from goescape.compiler.flows import Explanation, Explanations, storage_subject
from goescape.findings.assemble import Assembler, Trees
from goescape.findings.evidence import Twin
from goescape.findings.model import Finding, Flow, Kind, Place, Step
from goescape.syntax import enclosing_literal, expression_chain, result_names

LONGEST_JOIN = 8
"""How many holders a flow is followed through; a value rarely hides behind more than two."""


def attach(
    findings: Iterable[Finding], explanations: Explanations, assembler: Assembler, trees: Trees
) -> tuple[Finding, ...]:
    """The findings with the flows that explain them.

    A finding whose flow was looked for and not found gets an empty flow. Where inlining printed the same line
    several times, the n-th line takes the n-th explanation.
    """
    findings = list(findings)
    subjects: dict[Place, set[str]] = defaultdict(set)
    for finding in findings:
        subjects[finding.place].add(finding.subject)
    seen: dict[tuple[object, ...], int] = defaultdict(int)
    result = []
    for finding in findings:
        if not (finding.kind.is_heap or finding.kind.is_leak):
            result.append(finding)
            continue
        same = (finding.place.file, finding.place.line, finding.place.column, finding.message)
        number, seen[same] = seen[same], seen[same] + 1
        candidates = explanations.of(finding, _results(finding, trees))
        candidates = candidates or explanations.rewritten(finding, subjects[finding.place])
        entry, twin = _choose(candidates, finding, number)
        if entry is None:
            result.append(replace(finding, flow=Flow(())))
            continue
        flow = _to_the_end(entry, explanations, trees)
        result.append(assembler.explained(finding, flow, entry.inlined_at, twin))
    return tuple(result)


def _results(finding: Finding, trees: Trees) -> frozenset[str]:
    """The named results of the function whose parameter a finding is about."""
    tree = trees.get(finding.place.file) if finding.kind.is_leak else None
    if tree is None:
        return frozenset()
    return result_names(tree, tree.source.offset(finding.place.line, finding.place.column))


def _choose(candidates: list[Explanation], finding: Finding, number: int) -> tuple[Explanation | None, Twin]:
    """The explanation of the finding that is the `number`-th of its text and place.

    Of a value and the interface's storage for it, the compiler speaks in turns, of the storage first: it has
    locations in the order of evaluation (escape/expr.go, OCONVIFACE).
    """
    values = [entry for entry in candidates if entry.is_put_into_its_own_box]
    boxes = [entry for entry in candidates if entry not in values]
    if not values:
        return _nth(candidates, number), Twin.NONE
    if finding.kind is Kind.APPEND_ESCAPES or not boxes:
        return _nth(values, number), Twin.VALUE
    if number % 2:
        return _nth(values, number // 2), Twin.VALUE
    return _nth(boxes, number // 2), Twin.BOX


def _nth(entries: list[Explanation], number: int) -> Explanation | None:
    """The entry with that number; the last one for all that is said more often than explained."""
    return entries[min(number, len(entries) - 1)] if entries else None


def _to_the_end(entry: Explanation, explanations: Explanations, trees: Trees) -> Flow:
    """The entry's flow, followed through the values that hold it: a variable captured by a returned closure
    ends in the return."""
    steps, own = list(entry.flow.steps), len(entry.flow.steps)
    passed = [entry]
    while steps and len(passed) < LONGEST_JOIN:
        holders = [one for one in _holders(steps, entry, explanations, trees) if one not in passed]
        if not holders:
            break
        steps += holders[0].flow.steps
        passed.append(holders[0])
    return Flow(tuple(steps), len(steps) - own)


def _holders(steps: list[Step], entry: Explanation, explanations: Explanations, trees: Trees) -> list[Explanation]:
    """The explanations of the value in whose storage the flow stands so far, if it is certain which that is."""
    subject = storage_subject(steps[-1].target)
    last = next((step for step in reversed(steps) if step.place.file), None)
    if not subject or last is None:
        return []
    place = last.place
    if subject == "func literal":
        start = _literal_start(last, entry, trees)
        return explanations.holders(place.file, *start, subject) if start else []
    there = explanations.holders(place.file, place.line, place.column, subject)
    start = _address_start(place, trees) if subject.startswith("&") and not there else None
    return explanations.holders(place.file, *start, subject) if start else there


def _address_start(place: Place, trees: Trees) -> tuple[int, int] | None:
    """Line and column of the ``&`` before the composite literal whose brace stands at `place`."""
    tree = trees.get(place.file)
    if tree is None:
        return None
    source = tree.source
    brace = source.offset(place.line, place.column)
    spans = expression_chain(tree, brace)
    start = next((span.start for span in spans if source.data[span.start : span.start + 1] == b"&"), None)
    return source.line_column(start) if start is not None else None


def _literal_start(step: Step, entry: Explanation, trees: Trees) -> tuple[int, int] | None:
    """Line and column of the function literal that captures at `step`: the outermost one around the step that
    is not around the captured value too."""
    tree = trees.get(step.place.file)
    if tree is None:
        return None
    source = tree.source
    value = source.offset(entry.place.line, entry.place.column)
    literal = enclosing_literal(tree, source.offset(step.place.line, step.place.column))
    found = None
    while literal is not None and value not in literal:
        found = literal
        literal = enclosing_literal(tree, literal.start - 1) if literal.start else None
    return source.line_column(found.start) if found else None
