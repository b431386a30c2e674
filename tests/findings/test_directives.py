"""What directives speak of, on annotated texts: every line that ends in ``// about: NAME`` is a finding."""

from __future__ import annotations

import datetime
import re

import pytest

from goescape.findings.directives import Fault, directives_of, judge
from goescape.findings.model import Allocates, Category, Engine, Finding, Kind, Place, Provenance
from goescape.source import Source, Span

SAID_BY = Provenance(Engine.COMPILER, "1.26", "", datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc))

TEXT = """\
package p

func line() {
	_ = new(int) //goescape:ignore it is cold // at: ignored
	_ = new(int) // at: shown
	//goescape:ignore above it
	_ = new(int) // at: ignored
	_ = new(int) // at: shown

	//goescape:ignore with a comment between

	// Another comment.
	_ = new(int) // at: ignored
}

// whole does something.
//
//goescape:noescape
func whole() {
	_ = new(int) // at: broken
	//goescape:ignore but this one is meant
	_ = new(int) // at: ignored
	f := func() {
		_ = new(int) // at: broken
	}
	f()
}

//goescape:noescape

func apart() { // at: broken
	_ = new(int) // at: shown
}

func inText() {
	_ = "//goescape:ignore this is text" // at: shown
	_ = `
//goescape:ignore so is this
` + string(x) // at: shown
	/* //goescape:ignore and this */ _ = new(int) // at: shown
}

//goescape:ignore the whole of it, 全部
func (t *T) method() {
	_ = new(int) // at: ignored
}
"""


def findings(source: Source) -> list[tuple[str, Finding, Span]]:
    """What the text expects of the finding that begins each marked line."""
    found = []
    for match in re.finditer(rb"^[ \t]*(?P<code>.*) // at: (?P<what>\w+)$", source.data, re.M):
        span = Span(match.start("code"), match.start("code") + 1)
        line, column = source.line_column(span.start)
        place = Place(source.path, line, column, span)
        finding = Finding(
            "p", place, "", Kind.ESCAPES, "x", "x escapes to heap", "", Category.UNEXPLAINED, Allocates.YES, SAID_BY
        )
        found.append((match["what"].decode(), finding, span))
    return found


def test_what_each_directive_speaks_of() -> None:
    source = Source("/p/a.go", TEXT.encode())
    expected = findings(source)
    judgement = judge(directives_of(source), [(finding, span) for _, finding, span in expected])

    def seen(finding: Finding) -> str:
        return "ignored" if finding in judgement.ignored else "broken" if finding in judgement.broken else "shown"

    assert [(f.place.line, seen(f)) for _, f, _ in expected] == [(f.place.line, what) for what, f, _ in expected]
    assert judgement.idle == ()


def test_reasons_are_kept() -> None:
    source = Source("/p/a.go", TEXT.encode())
    reasons = [d.reason for d in directives_of(source) if d.name == "ignore"]
    assert reasons[0] == "it is cold // at: ignored"
    assert reasons[-1] == "the whole of it, 全部"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("package p\n\nvar x = new(int) //goescape:ignore\n", Fault.NO_REASON),
        ("package p\n\nvar x = new(int) //goescape:ignored for a reason\n", Fault.UNKNOWN),
        ("package p\n\nvar x = new(int) //goescape:\n", Fault.UNKNOWN),
        ("package p\n\nvar x int\n\n//goescape:noescape\n", Fault.ABOUT_NOTHING),
        ("package p\n\nvar x = new(int) //goescape:ignore a reason\r\n", None),
    ],
)
def test_faults(text: str, fault: Fault | None) -> None:
    (directive,) = directives_of(Source("/p/a.go", text.encode()))
    assert directive.fault is fault


def test_a_directive_with_a_fault_hides_nothing() -> None:
    source = Source("/p/a.go", b"package p\n\nvar x = new(int) //goescape:ignore\n")
    place = Place("/p/a.go", 3, 9, Span(19, 27))
    finding = Finding("p", place, "", Kind.ESCAPES, "", "", "", None, Allocates.YES, SAID_BY)
    judgement = judge(directives_of(source), [(finding, Span(19, 27))])
    assert not judgement.ignored


def test_an_ignore_that_hides_nothing_is_idle() -> None:
    source = Source("/p/a.go", b"package p\n\nvar x = 1 //goescape:ignore for nothing\n")
    (directive,) = directives_of(source)
    assert judge([directive], []).idle == (directive,)
