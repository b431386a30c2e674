"""Edits between two texts, and where the bytes of one are in the other."""

from __future__ import annotations

import random

import pytest

from goescape.fixes.edits.alignment import Alignment, Origin, edits_between
from goescape.fixes.edits.apply import edit_text
from goescape.fixes.model import Edit

TEXTS = [
    (b"", b""),
    (b"", b"a\n"),
    (b"a\n", b""),
    (b"a\nb\nc\n", b"a\nc\n"),
    (b"a\nb\nc", b"a\nb\nb\nc"),
    (b"x := 1   // one\nlonger := 2 // two\n", b"x := 1      // one\nlonger := 22 // two\n"),
    ("größe := 1\n".encode(), "größer := 1\n".encode()),
    ("é\n".encode(), "è\n".encode()),
    (b"\xff\xfe\n", b"\xff\x80\n"),
    (b"a\r\nb\r\n", b"a\nb\n"),
    (b"if x {\ny()\n}\n", b"if x {\n\ty()\n}\n"),
]


@pytest.mark.parametrize(("before", "after"), TEXTS)
def test_edits_make_the_new_text(before: bytes, after: bytes) -> None:
    for one, other in ((before, after), (after, before)):
        edits = edits_between("p.go", one, other)
        assert edit_text(one, edits) == other
        assert all(edit.text != one[edit.start : edit.end] for edit in edits)
        assert list(edits) == sorted(edits, key=lambda edit: edit.start)


def test_edits_make_any_new_text() -> None:
    chance = random.Random(1)  # noqa: S311
    words = [b"a", b" ", b"\n", b"\t", "ü".encode(), b"// c", b"}", b"\r\n", b"\xbc"]
    for _ in range(3000):
        before, after = (b"".join(chance.choices(words, k=chance.randrange(12))) for _ in range(2))
        edits = edits_between("p.go", before, after)
        assert edit_text(before, edits) == after, (before, after)


def test_edits_keep_characters_whole() -> None:
    before, after = "x := \"ä日本\"\n".encode(), "x := \"ö日木\"\n".encode()
    for edit in edits_between("p.go", before, after):
        before[edit.start : edit.end].decode()
        edit.text.decode()


def test_blanks_are_edited_by_themselves() -> None:
    before = b"\ta := 1 // one\n\tlong := 2 // two\n\tz := f(a,\n\t\tb)\n"
    after = b"\ta := 1     // one\n\tlonger := 2 // two\n\tz := f(a,\n\t\tb)\n"
    edits = edits_between("p.go", before, after)
    assert [(before[edit.start : edit.end], edit.text) for edit in edits] == [(b"", b"    "), (b"", b"er")]


def test_an_edit_far_away_moves_nothing_between() -> None:
    lines = [b"line %d\n" % number for number in range(4000)]
    changed = [*lines[:10], b"new\n", *lines[10:3000], b"other\n", *lines[3001:]]
    edits = edits_between("p.go", b"".join(lines), b"".join(changed))
    assert len(edits) == 2


def test_origins() -> None:
    before = b"f(&u, x)"
    edits = [Edit("p.go", 2, 3, b""), Edit("p.go", 7, 7, b", nil"), Edit("p.go", 0, 1, b"gg")]
    after = edit_text(before, sorted(edits, key=lambda edit: edit.start))
    assert after == b"gg(u, x, nil)"
    alignment = Alignment(edits)
    kept = [(after[at : at + 1], alignment.origin(at)) for at in range(len(after))]
    assert [origin for _, origin in kept[:2]] == [Origin(0, True)] * 2
    for byte, origin in kept:
        assert origin.inserted or before[origin.offset : origin.offset + 1] == byte
    assert [at for at in range(len(before)) if alignment.is_edited(at)] == [0, 1, 2, 3, 7]
