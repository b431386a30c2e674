"""What `goescape check` makes of directives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Goescape

CODE = """\
package m

func ignored() *int {
	return new(int) //goescape:ignore it is made once
}

//goescape:noescape
func held(n int) int {
	p := new(int)
	return *p + n
}
"""
BROKEN = """
// broken says what it says.
//
//goescape:noescape
func broken() *int {
	return new(int)
}
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    (tmp_path / "go.mod").write_text("module m\n\ngo 1.24\n")
    (tmp_path / "a.go").write_text(CODE)
    return tmp_path


def test_what_is_ignored_is_counted(goescape: Goescape, module: Path) -> None:
    said = goescape("check", "--locale", "en", folder=module)
    assert (said.status, said.error) == (0, "")
    assert "new(int)" not in said.output
    assert said.output.splitlines()[-1] == "  ignored: 1"


def test_what_is_ignored_can_be_shown(goescape: Goescape, module: Path) -> None:
    said = goescape("check", "--ignored", "--locale", "en", folder=module)
    assert "new(int) escapes to heap" in said.output
    assert "= Ignored: it is made once" in said.output


def test_a_broken_assertion_fails(goescape: Goescape, module: Path) -> None:
    (module / "a.go").write_text(CODE + BROKEN)
    said = goescape("check", "--category", "leaking-param", "--locale", "en", folder=module)
    assert said.status == 1
    assert "a.go:17:12: [returned-pointer] goescape:noescape does not hold: `new(int)` escapes" in said.output


def test_json_has_both(goescape: Goescape, module: Path) -> None:
    (module / "a.go").write_text(CODE + BROKEN)
    said = goescape("check", "--format", "json", "--kind", "heap", folder=module)
    findings = json.loads(said.output)["packages"][0]["findings"]
    assert [(f["line"], f["ignored"], f["breaks_assertion"]) for f in findings] == [
        (4, "it is made once", False),
        (17, None, True),
    ]
    assert said.status == 1


def test_the_compilers_own_lines_stay(goescape: Goescape, module: Path) -> None:
    assert "a.go:4:12: new(int) escapes to heap" in goescape("check", "--format", "gc", folder=module).output
