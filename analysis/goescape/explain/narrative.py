"""A flow told step by step.

The operations are those of cmd/compile/internal/escape, go1.22 to go1.27 (assign.go, call.go, escape.go,
expr.go, stmt.go, utils.go). One that is in no table is shown in the compiler's own word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from goescape.explain.naming import HEAP, is_result, is_storage, is_temporary, location_name
from goescape.explain.phrasebook import Phrasebook, Word
from goescape.explain.quoting import callee_of, fill, is_legible, quoted
from goescape.findings.model import Flow, Place, Step

CALL, CAPTURE, REFERENCE = "call parameter", "captured by a closure", "reference"
ELEMENT_MOVES = ("appended slice...", "appendee slice", "copied slice")
TYPE_ASSERTION, DELAYED, APPENDED = "type assertion", "go or defer", "appended"
"""Not the compiler's words: it calls a type assertion and a field "dot" alike, tells a `go` or `defer`
statement's hold on its arguments as a capture by the closure that it puts around the call, and appending to a
slice as a call."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One step in words (inline Markdown), and where it happens; `inlined_at` as in `Step`."""

    text: str
    place: Place
    inlined_at: tuple[Place, ...] = ()


def tell(flow: Flow, book: Phrasebook) -> list[Explained]:
    """The steps of `flow` in words, in order; two that are one event become one, a repetition is left out.

    Where a value that holds the one before takes over, the step names it.
    """
    events = list(_events(flow.steps))
    told: list[Explained] = []
    for before, event, following in zip([None, *events], events, [*events[1:], None], strict=False):
        holder = location_name(event.source, book) if before is not None and _takes_over(event, before) else ""
        explained = Explained(_text(event, following, holder, book), event.place, event.inlined_at)
        if explained not in told[-1:]:
            told.append(explained)
    return told


def _takes_over(step: Step, before: Step) -> bool:
    return is_storage(step.source) and step.source != before.source


def _text(step: Step, following: Step | None, holder: str, book: Phrasebook) -> str:
    clause, code = _clause(step, following, book), code_of(step, book)
    if holder:
        clause = fill(book.words[Word.IN_TURN], subject=holder, clause=clause)
    return fill(book.words[Word.WITH_CODE], clause=clause, code=code) if code not in ("", holder) else clause


def _events(steps: Sequence[Step]) -> Iterator[Step]:
    """The steps that a reader cares for, with the operations that words exist for.

    A capture and the note that it is one by reference are one event, and so are a call and what it does with
    the elements. What only passes through a place without a name is none.
    """
    linked = _linked(steps)
    for before, step, following in zip([None, *linked], linked, [*linked[1:], None], strict=False):
        if before is not None and _is_reference_of(step, before):
            continue
        if following is None:
            yield replace(step, operation=refined(step))
        elif _is_reference_of(following, step):
            yield replace(step, operation=REFERENCE)
        elif not (_is_passing(step) or _is_told_by(following, step)):
            yield replace(step, operation=refined(step))


def _linked(steps: Sequence[Step]) -> list[Step]:
    """The steps without the hops that only lead out of a temporary: the step into it leads on instead."""
    linked: list[Step] = []
    for step in steps:
        if linked and not step.operation and is_temporary(step.source) and step.source == linked[-1].target:
            linked[-1] = replace(linked[-1], target=step.target)
        else:
            linked.append(step)
    return linked


def _is_reference_of(step: Step, before: Step) -> bool:
    """Whether `step` only says of the capture `before` it that it is one by reference."""
    return (before.operation, step.operation, before.source) == (CAPTURE, REFERENCE, step.source)


def _is_told_by(step: Step, before: Step) -> bool:
    """Whether `step` says what the call `before` it does with the elements."""
    return step.operation in ELEMENT_MOVES and (before.operation, before.expression) == (CALL, step.expression)


def _is_passing(step: Step) -> bool:
    if step.operation.startswith("assign"):
        kept = step.target == HEAP or is_result(step.target)
        return is_temporary(step.target) or not (kept or is_legible(step.expression))
    return not step.operation and is_temporary(step.target)


def refined(step: Step) -> str:
    """The operation of a step: the compiler's word, or one of those that are not the compiler's."""
    if step.operation == "dot" and step.expression.endswith(")"):
        return TYPE_ASSERTION
    if step.operation == CAPTURE and is_temporary(step.expression):
        return DELAYED
    if step.operation == CALL and step.target == HEAP and callee_of(step.expression) == "append":
        return APPENDED
    return step.operation


def _clause(step: Step, following: Step | None, book: Phrasebook) -> str:
    if not step.operation:
        source, target = location_name(step.source, book), location_name(step.target, book)
        return fill(book.words[Word.FLOWS], source=source, target=target)
    ends_hop = following is None or (following.source, following.target) != (step.source, step.target)
    if callee := called(step):
        passed = Word.PASSED_TO_HEAP if step.target == HEAP and ends_hop else Word.PASSED
        return fill(book.words[passed], callee=location_name(callee, book))
    special = book.into_heap if step.target == HEAP else book.into_result if is_result(step.target) else {}
    clause = special.get(step.operation) or book.operations.get(step.operation)
    return clause or fill(book.words[Word.UNKNOWN_OPERATION], word=quoted(step.operation))


def code_of(step: Step, book: Phrasebook) -> str:
    """The expression of the step, if a reader can find it and the clause does not name it already."""
    shown = step.operation and is_legible(step.expression) and not called(step)
    return location_name(step.expression, book) if shown else ""


def called(step: Step) -> str:
    """The function that a step passes an argument to, if a reader can find it."""
    callee = callee_of(step.expression) if step.operation == CALL else ""
    return callee if is_legible(callee) else ""
