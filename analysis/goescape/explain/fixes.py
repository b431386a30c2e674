"""Fixes in words: titles with their proof, why one is not offered."""

from __future__ import annotations

from collections.abc import Mapping

from goescape.explain.fix_texts import en, zh_cn
from goescape.explain.fix_texts.book import FixBook, Gained
from goescape.explain.language import Language
from goescape.fixes.model import Candidate, FixKind, Gain
from goescape.fixes.proof import Failure, Proof, Verdict
from goescape.fixes.reasons import Reason

_BOOKS: Mapping[Language, FixBook] = {Language.ENGLISH: en.BOOK, Language.CHINESE: zh_cn.BOOK}
WIDTH = 40
"""The longest code, in characters, that a title quotes in full."""


def title(proof: Proof, language: Language) -> str:
    """What a menu shows, plain text: what the fix does, what to know, and what the proof found."""
    book = _BOOKS[language]
    return book.title.format(action=action(proof.candidate, language), result=_result(proof, book))


def action(candidate: Candidate, language: Language) -> str:
    """What a fix does, with what should be known of it: "Preallocate capacity for out (an upper bound)"."""
    book = _BOOKS[language]
    facts = {name: _short(text) for name, text in candidate.facts}
    done = book.kinds[candidate.kind].action.format(subject=_short(candidate.subject), **facts)
    notes = [book.notes[note] for note in candidate.notes]
    return book.with_notes.format(action=done, notes=book.comma.join(notes)) if notes else done


def kind_title(kind: FixKind, language: Language) -> str:
    """The name of a fix: "Pass by value"."""
    return _BOOKS[language].kinds[kind].name


def kind_summary(kind: FixKind, language: Language) -> str:
    """What a fix does and when it is offered, in a sentence or two."""
    return _BOOKS[language].kinds[kind].summary


def all_of_kind(kind: FixKind, language: Language) -> str:
    """The title of the action that applies all fixes of a kind in a file."""
    return _BOOKS[language].all_of_kind.format(name=kind_title(kind, language))


def refusal(reason: Reason | Failure, language: Language) -> str:
    """Why a fix is not offered, as a clause."""
    return _BOOKS[language].reasons.get(reason) or reason.value


def _result(proof: Proof, book: FixBook) -> str:
    if proof.verdict is not Verdict.PROVEN:
        return book.unproven
    if proof.candidate.gain is Gain.SIZE:
        return book.smaller
    gained = [(Gained.HERE, proof.here), (Gained.ELSEWHERE, proof.elsewhere)]
    counts = [book.gained[where](count) for where, count in gained if count > 0]
    if len(counts) == 2:
        return book.here_and_elsewhere.format(here=counts[0], elsewhere=proof.elsewhere)
    return counts[0] if counts else book.fewer_at_run_time


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"
