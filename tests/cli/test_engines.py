"""Which engine answers, and how far they agree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Goescape

MODULE = {
    "go.mod": "module example.com/m\n\ngo 1.24\n",
    "m.go": "package m\n\nfunc F() *int {\n\tx := 1\n\treturn &x\n}\n\nfunc G(p *int) *int { return p }\n",
}
SAID = """\
# example.com/m
./m.go:4:2: moved to heap: x
./m.go:8:8: leaking param: p to result ~r0 level=0
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    for name, text in MODULE.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("engine", ["native", "compiler", "auto"])
def test_the_lines_are_the_same(goescape: Goescape, module: Path, engine: str) -> None:
    said = goescape("check", "--engine", engine, "--no-inline", "--format", "gc", folder=module)
    assert (said.output, said.error, said.status) == (SAID, "", 0)


@pytest.mark.parametrize("engine", ["native", "compiler"])
def test_who_spoke(goescape: Goescape, module: Path, engine: str) -> None:
    said = json.loads(goescape("check", "--engine", engine, "--no-inline", "--format", "json", folder=module).output)
    (package,) = said["packages"]
    assert package["engine"] == engine
    assert (package["toolchain"] == "") == (engine == "native")
    assert [finding["kind"] for finding in package["findings"]] == ["moved-to-heap", "leaking-param-to-result"]


def test_with_inlining_the_native_engine_says_that_it_does_not(goescape: Goescape, module: Path) -> None:
    said = goescape("check", "--engine", "native", "--format", "gc", folder=module)
    assert (said.output, said.status) == (SAID, 0)
    assert said.error == "goescape: the native engine does not inline yet: this is predicted as of a build with -l\n"


def test_what_is_not_analysed_is_named(goescape: Goescape, module: Path) -> None:
    (module / "m.go").write_text(MODULE["m.go"] + "\nfunc H() int { return undefined }\n")
    said = goescape("check", "--engine", "native", "--no-inline", "--format", "gc", folder=module)
    assert (said.output, said.status) == (SAID, 1)
    assert "example.com/m: H not analysed: " in said.error
    text = goescape("check", "--engine", "native", "--no-inline", folder=module)
    assert "m.go:10:6: H: not analysed: " in text.error


def test_verify(goescape: Goescape, module: Path) -> None:
    said = goescape("verify", "--no-inline", "--show", "5", folder=module)
    rows = {line[:40].strip(): line[40:].split() for line in said.output.splitlines()[1:]}
    assert rows["own: escape lines"] == ["2", "2", *["1.0000"] * 4]
    assert rows["own: moved-to-heap"] == ["1", "1", *["1.0000"] * 4]
    assert said.status == 0


def test_verify_fails_where_they_do_not_agree(goescape: Goescape, module: Path) -> None:
    text = "package m\n\nfunc F() *int { return leaf() }\n\nfunc leaf() *int { return new(int) }\n"
    (module / "m.go").write_text(text)
    said = goescape("verify", "--format", "json", "--show", "5", folder=module)
    found = json.loads(said.output)
    assert found["missing"] == ["example.com/m m.go:3:28: new(int) escapes to heap"]
    assert found["spurious"] == found["unanalysed"] == []
    (headline,) = [row for row in found["rows"] if (row["class"], row["kind"]) == ("own", "escape lines")]
    assert headline["exact"] == {"expected": 2, "actual": 1, "matched": 1, "precision": 1.0, "recall": 0.5}
    assert said.status == 1
    assert goescape("verify", "--at-least", "0.5", folder=module).status == 0


def test_verify_has_nothing_to_compare(goescape: Goescape, module: Path) -> None:
    (module / "m.go").write_text("package m\n\nvar x int = nothing\n")
    said = goescape("verify", folder=module)
    assert (said.output, said.error.splitlines()[-1], said.status) == ("", "goescape: no package compiles", 2)
