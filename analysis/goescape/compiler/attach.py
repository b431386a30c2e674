"""Joining the compiler's log to its lines: which flow explains which finding, told to its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from goescape.compiler.flows import Explanation, Explanations, storage_subject
from goescape.findings.assemble import Assembler, Trees
from goescape.findings.model import Finding, Flow, Place, Step
from goescape.syntax import enclosing_literal, expression_chain

LONGEST_JOIN = 8
"""How many holders a flow is followed through; a value rarely hides behind more than two."""


def attach(
    findings: Iterable[Finding], explanations: Explanations, assembler: Assembler, trees: Trees
) -> tuple[Finding, ...]:
    """The findings with the flows that explain them.

    A finding whose flow was looked for and not found gets an empty flow. Where inlining printed the same line
    several times, the n-th line takes the n-th explanation.
    """
    seen: dict[tuple[object, ...], int] = defaultdict(int)
    result = []
    for finding in findings:
        if not (finding.kind.is_heap or finding.kind.is_leak):
            result.append(finding)
            continue
        candidates = explanations.of(finding)
        same = (finding.place.file, finding.place.line, finding.place.column, finding.message)
        number, seen[same] = seen[same], seen[same] + 1
        if not candidates:
            result.append(replace(finding, flow=Flow(())))
            continue
        entry = candidates[min(number, len(candidates) - 1)]
        flow = _to_the_end(entry, explanations, trees)
        result.append(assembler.explained(finding, flow, entry.inlined_at))
    return tuple(result)


def _to_the_end(entry: Explanation, explanations: Explanations, trees: Trees) -> Flow:
    """The entry's flow, followed through the values that hold it: a variable captured by a returned closure
    ends in the return."""
    steps, own = list(entry.flow.steps), len(entry.flow.steps)
    passed = [entry]
    while steps and len(passed) < LONGEST_JOIN:
        holder = _holder(steps, entry, explanations, trees)
        if holder is None or holder in passed:
            break
        steps += holder.flow.steps
        passed.append(holder)
    return Flow(tuple(steps), len(steps) - own)


def _holder(steps: list[Step], entry: Explanation, explanations: Explanations, trees: Trees) -> Explanation | None:
    """The explanation of the value in whose storage the flow stands so far, if it is certain which that is."""
    last = steps[-1]
    subject = storage_subject(last.target)
    if not subject:
        return None
    place = last.place
    start: tuple[int, int] | None = (place.line, place.column)
    if subject == "func literal":
        start = _literal_start(last, entry, trees)
    elif subject.startswith("&"):
        start = _address_start(place, trees) or start
    return explanations.holder(place.file, *start, subject) if start else None


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
