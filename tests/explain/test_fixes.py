"""Fixes in words: every fix, note and reason has its texts in every language, and titles say what was proven."""

from __future__ import annotations

import pytest

from goescape.explain import fixes
from goescape.explain.fix_texts import en, zh_cn
from goescape.explain.language import Language
from goescape.fixes.model import Candidate, FixKind, Gain, Note
from goescape.fixes.proof import Failure, Proof, Verdict
from goescape.fixes.reasons import Reason
from goescape.source import Span


def candidate(kind: FixKind = FixKind.PASS_BY_VALUE, notes: tuple[Note, ...] = ()) -> Candidate:
    facts = (("before", "24"), ("after", "16"))
    return Candidate(kind, "/m/a.go", Span(0, 1), "u", "F", (), Gain.ESCAPE, notes=notes, facts=facts)


@pytest.mark.parametrize("book", [en.BOOK, zh_cn.BOOK], ids=["en", "zh-CN"])
def test_every_fix_and_note_has_texts(book: en.FixBook) -> None:
    assert set(book.kinds) == set(FixKind)
    assert set(book.notes) == set(Note)


def test_every_reason_is_said_in_chinese() -> None:
    assert {*Reason, *Failure} - set(zh_cn.BOOK.reasons) == set()


@pytest.mark.parametrize(
    ("here", "elsewhere", "words"),
    [
        (1, 0, "Pass u by value: 1 heap allocation fewer here"),
        (1, 3, "Pass u by value: 1 heap allocation fewer here, 3 at its callers"),
        (0, 2, "Pass u by value: 2 heap allocations fewer at its callers"),
        (0, 0, "Pass u by value: fewer heap allocations at run time"),
    ],
)
def test_titles_say_what_was_proven(here: int, elsewhere: int, words: str) -> None:
    proof = Proof(candidate(), Verdict.PROVEN, here=here, elsewhere=elsewhere)
    assert fixes.title(proof, Language.ENGLISH) == words


def test_a_title_says_that_nothing_was_proven() -> None:
    proof = Proof(candidate(), Verdict.UNPROVEN, Failure.NO_TOOLCHAIN)
    assert fixes.title(proof, Language.ENGLISH) == "Pass u by value: unproven"


def test_notes_stand_in_the_title() -> None:
    proof = Proof(candidate(FixKind.PREALLOCATE_SLICE, (Note.UPPER_BOUND,)), Verdict.PROVEN)
    wanted = "Preallocate capacity for u (an upper bound): fewer heap allocations at run time"
    assert fixes.title(proof, Language.ENGLISH) == wanted


@pytest.mark.parametrize("kind", FixKind)
@pytest.mark.parametrize("language", Language)
def test_every_title_can_be_made(kind: FixKind, language: Language) -> None:
    proof = Proof(candidate(kind), Verdict.PROVEN, here=1)
    assert "u" in fixes.title(proof, language)
    assert "{" not in fixes.title(proof, language)
