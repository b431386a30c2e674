"""Directives that are written speak of what they are to speak of, and gofmt leaves them where they are."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from goescape.findings.annotate import Insertion, above_function, above_line
from goescape.findings.directives import DirectiveKind, Fault, directives_of
from goescape.source import Source

TEXT = """\
package p

func bare() *int { return new(int) }

// documented does 什么.
func documented() *int {
	x := []*int{
		new(int),
	}
	return x[0]
}

// directed has a directive.
//
//go:noinline
func directed() string {
	return `
` + string(make([]byte, 1))
}
"""


def inserted(text: str, insertion: Insertion, reason: str = "") -> Source:
    data = text.encode()
    new = insertion.text[: insertion.cursor] + reason.encode() + insertion.text[insertion.cursor :]
    return Source("/p/a.go", data[: insertion.offset] + new + data[insertion.offset :])


def gofmt(goroot: Path, data: bytes) -> bytes:
    return subprocess.run([goroot / "bin" / "gofmt"], input=data, capture_output=True, check=True).stdout


@pytest.mark.parametrize("where", ["new(int)", "x :=", "new(int),", "return x[0]"])
def test_above_a_line(goroot: Path, where: str) -> None:
    offset = TEXT.encode().rindex(where.encode()) if where == "new(int)," else TEXT.encode().index(where.encode())
    insertion = above_line(Source("/p/a.go", TEXT.encode()), offset, DirectiveKind.IGNORE)
    assert insertion is not None
    after = inserted(TEXT, insertion, "a reason")
    (directive,) = directives_of(after)
    assert (directive.fault, directive.reason) == (None, "a reason")
    assert offset + len(insertion.text) + len("a reason") in directive.scope
    assert gofmt(goroot, after.data) == after.data


def test_not_inside_a_string() -> None:
    offset = TEXT.encode().index(b"string(make")
    assert above_line(Source("/p/a.go", TEXT.encode()), offset, DirectiveKind.IGNORE) is None


@pytest.mark.parametrize("name", ["bare", "documented", "directed"])
@pytest.mark.parametrize("kind", DirectiveKind)
def test_above_a_function(goroot: Path, name: str, kind: DirectiveKind) -> None:
    offset = TEXT.encode().index(f"func {name}".encode()) + 7
    insertion = above_function(Source("/p/a.go", TEXT.encode()), offset, kind)
    assert insertion is not None
    reason = "why" if kind is DirectiveKind.IGNORE else ""
    after = inserted(TEXT, insertion, reason)
    (directive,) = directives_of(after)
    assert directive.kind is kind
    assert directive.fault is None
    assert after.text(directive.scope).startswith(f"func {name}")
    assert gofmt(goroot, after.data) == after.data


def test_without_a_reason_it_asks_for_one() -> None:
    insertion = above_line(Source("/p/a.go", TEXT.encode()), TEXT.index("x :="), DirectiveKind.IGNORE)
    assert insertion is not None
    (directive,) = directives_of(inserted(TEXT, insertion))
    assert directive.fault is Fault.NO_REASON


def test_not_outside_of_functions() -> None:
    assert above_function(Source("/p/a.go", b"package p\n\nvar x = 1\n"), 12, DirectiveKind.NOESCAPE) is None


def test_line_ends_are_kept() -> None:
    insertion = above_line(Source("/p/a.go", b"package p\r\n\r\nvar x = 1\r\n"), 13, DirectiveKind.NOESCAPE)
    assert insertion is not None
    assert insertion.text == b"//goescape:noescape\r\n"
