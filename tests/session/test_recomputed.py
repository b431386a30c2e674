"""What is built again after an edit: each case is some open files, edits, and the builds after the last edit.

``$NEW`` makes a text one that was never compiled: what the cache folder knows is what the case told it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from .conftest import Start

A = "-- a/a.go --\npackage a // $NEW\n\nfunc A() *int { return new(int) }\n"
B = '-- b/b.go --\npackage b // $NEW\n\nimport "example.com/m/a"\n\nvar B = a.A()\n'
C = "-- c/c.go --\npackage c // $NEW\n\nvar C = new(bool)\n"
TESTS = "-- a/a_test.go --\npackage a\n\nvar inside = A()\n"
MODULE = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n" + A + B + C + TESTS
A_COMMENTED = A + "\n// A comment.\n"
A_CHANGED = A.replace("new(int)", "nil")
C_COMMENTED = C + "\n// A comment.\n"
BROKEN = "-- c/c.go --\npackage c\n\nvar C = \n"


@dataclass(frozen=True)
class Case:
    """`edits` are archives, saved one after the other."""

    open: tuple[str, ...]
    edits: tuple[str, ...]
    builds: list[str]


CASES = {
    "the same text again": Case(("c/c.go",), (C, C), []),
    "a comment": Case(("c/c.go",), (C, C_COMMENTED), ["./c", "example.com/m/c flows"]),
    "back to an earlier text": Case(("c/c.go",), (C, C_COMMENTED, C), []),
    "there and back again": Case(("c/c.go",), (C, C_COMMENTED, C, C_COMMENTED), []),
    "what does not build": Case(("c/c.go",), (C, BROKEN), ["./c"]),
    "what did not build, again": Case(("c/c.go",), (C, BROKEN, BROKEN), ["./c"]),
    "mended as it was": Case(("c/c.go",), (C, BROKEN, C), []),
    "in a file that others do not depend on": Case(
        ("b/b.go", "c/c.go"), (C, C_COMMENTED), ["./c", "example.com/m/c flows"]
    ),
    "in a dependent": Case(("a/a.go", "b/b.go"), (B, B + "\n// More.\n"), ["./b", "example.com/m/b flows"]),
    "in a dependency, no more than a comment": Case(
        ("a/a.go", "b/b.go"), (A + B, A_COMMENTED), ["./a", "./b", "example.com/m/a flows"]
    ),
    "in a dependency": Case(
        ("a/a.go", "b/b.go"),
        (A + B, A_CHANGED),
        ["./a", "./b", "example.com/m/a flows", "example.com/m/b flows"],
    ),
    "in a dependency, and back": Case(("a/a.go", "b/b.go"), (A + B, A_CHANGED, A), []),
    "in a dependency while no dependent is open": Case(
        ("a/a.go",), (A, A_CHANGED), ["./a", "example.com/m/a flows"]
    ),
    "with its tests on the screen": Case(
        ("a/a.go", "a/a_test.go"),
        (A, A_CHANGED),
        ["./a", "./a tests", "example.com/m/a flows", "example.com/m/a tests flows"],
    ),
    "with its tests on the screen, and back": Case(("a/a.go", "a/a_test.go"), (A, A_CHANGED, A), []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
async def test_edit(start: Start, name: str) -> None:
    case = CASES[name]
    editor = start(MODULE)
    await editor.open(*case.open)
    for edit in case.edits:
        editor.builds()
        await editor.save(edit)
    assert editor.builds() == case.builds
