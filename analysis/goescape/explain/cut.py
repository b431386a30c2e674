"""The one step to cut, as what would have to be otherwise."""

from __future__ import annotations

import os
from collections.abc import Callable

from goescape.explain.naming import HEAP, is_temporary, location_name
from goescape.explain.narrative import CALL, called, code_of, refined
from goescape.explain.phrasebook import Phrasebook, Word
from goescape.explain.quoting import fill, quoted
from goescape.findings.model import Finding, Place, Step

Link = Callable[[str, Place], str]
"""Makes the words for a place lead there."""


def tell_cut(finding: Finding, book: Phrasebook, link: Link) -> str:
    """On what condition the value would stay on the stack, as a sentence; "" where no step is known to decide it."""
    step = finding.cut
    if step is None:
        return ""
    clause, code = _condition(step, finding, book), code_of(step, book)
    if code not in ("", location_name(step.source, book)):
        clause = fill(book.words[Word.WITH_CODE], clause=clause, code=code)
    if step.place.file:
        place = link(_where(step.place, finding.place, book), step.place)
        clause = fill(book.words[Word.AT_PLACE], clause=clause, place=place)
    return fill(book.words[Word.WOULD_STAY], clause=clause)


def _condition(step: Step, finding: Finding, book: Phrasebook) -> str:
    operation, callee = refined(step), called(step)
    template = book.cuts.get(operation) or book.words[Word.CUT_UNKNOWN]
    if callee and operation == CALL:
        template = book.words[Word.CUT_CALL]
    elif step.target == HEAP:
        template = book.cuts_from_heap.get(operation) or template
    return fill(
        template,
        subject=_subject(step, finding, book),
        target=location_name(step.target, book),
        callee=location_name(callee, book),
        word=quoted(operation),
    )


def _subject(step: Step, finding: Finding, book: Phrasebook) -> str:
    """What moves: the value itself, also on its way through a place without a name, or another that holds it."""
    itself = finding.flow.steps[0].source if finding.flow is not None else ""
    if step.source == itself or is_temporary(step.source):
        return book.words[Word.ITSELF]
    return location_name(step.source, book)


def _where(place: Place, own: Place, book: Phrasebook) -> str:
    if place.file == own.file:
        return fill(book.words[Word.LINE], line=place.line)
    return f"{os.path.basename(place.file)}:{place.line}"
