"""What a request can ask for: each case is a module, a question, and the heap lines of every package answered for."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from goescape.compiler.engine import Analysis, CompilerEngine
from goescape.compiler.request import BuildOptions, Request
from goescape.findings.model import Engine

from ..archive import unpack, write
from .errors import MODULE


@dataclass(frozen=True)
class Case:
    """`unsaved` is an archive of overlays; `heap` has the lines by the compiler's header."""

    archive: str
    heap: dict[str, list[str]]
    patterns: tuple[str, ...] = ("./...",)
    folder: str = "."
    tests: bool = False
    options: BuildOptions = field(default_factory=BuildOptions)
    unsaved: str = ""


A = "-- a/a.go --\npackage a\n\nfunc A() *int { return new(int) }\n"
B = '-- b/b.go --\npackage b\n\nimport "example.com/m/a"\n\nvar B = a.A()\n'
IN_A, IN_B = "a/a.go:3:27: new(int) escapes to heap", "b/b.go:5:12: new(int) escapes to heap"
TAGGED = "-- a.go --\npackage a\n-- a_more.go --\n//go:build more && {} \n\npackage a\n\nvar X = new(int)\n"
IN_TAGGED = "./a_more.go:5:12: new(int) escapes to heap"
TESTED = """\
-- a.go --
package a

func A() *int { return new(int) }
-- a_test.go --
package a

var inside = new(string)
-- x_test.go --
package a_test

var outside = new(bool)
"""
IN_TESTED = "./a.go:3:27: new(int) escapes to heap"
WORKSPACE = """\
-- go.work --
go 1.24

use ./one
use ./two
-- one/go.mod --
module example.com/one

go 1.24
-- one/one.go --
package one

func One() *int { return new(int) }
-- two/go.mod --
module example.com/two

go 1.24
-- two/two.go --
package two

import "example.com/one"

var Two = one.One()
"""
VENDORED = """\
-- go.mod --
module example.com/m

go 1.24

require example.org/x v1.0.0
-- vendor/modules.txt --
# example.org/x v1.0.0
## explicit; go 1.24
example.org/x
-- vendor/example.org/x/x.go --
package x

func X() *int { return new(int) }
-- m.go --
package m

import "example.org/x"

var M = x.X()
"""

CASES = {
    "every package of a module": Case(
        MODULE + A + B, {"example.com/m/a": [IN_A], "example.com/m/b": [IN_B]}
    ),
    "a folder": Case(MODULE + A + B, {"example.com/m/b": [IN_B]}, ("./b",)),
    "an import path": Case(MODULE + A + B, {"example.com/m/a": [IN_A]}, ("example.com/m/a",)),
    "several patterns, one twice": Case(
        MODULE + A + B, {"example.com/m/a": [IN_A], "example.com/m/b": [IN_B]}, ("./b", "./a", "example.com/m/b")
    ),
    "a file": Case(MODULE + A + B, {"command-line-arguments": [IN_A]}, ("a/a.go",)),
    "a file without a module": Case(
        "-- a.go --\npackage a\n\nvar X = new(int)\n",
        {"command-line-arguments": ["./a.go:3:12: new(int) escapes to heap"]},
        ("a.go",),
    ),
    "from a folder inside": Case(
        MODULE + A + B, {"example.com/m/b": ["./b.go:5:12: new(int) escapes to heap"]}, (".",), "b"
    ),
    "tags": Case(
        MODULE + TAGGED.format("other"),
        {"example.com/m": [IN_TAGGED]},
        options=BuildOptions(tags=("more", "other")),
    ),
    "without tags": Case(MODULE + TAGGED.format("other"), {"example.com/m": []}),
    "a system and an architecture": Case(
        MODULE + TAGGED.format("plan9 && 386"),
        {"example.com/m": [IN_TAGGED]},
        options=BuildOptions(tags=("more",), goos="plan9", goarch="386"),
    ),
    "without inlining": Case(
        MODULE + A + B,
        {"example.com/m/a": [IN_A], "example.com/m/b": []},
        options=BuildOptions(inline=False),
    ),
    "without tests": Case(MODULE + TESTED, {"example.com/m": [IN_TESTED]}),
    "tests, in the package and outside": Case(
        MODULE + TESTED,
        {
            "example.com/m": [IN_TESTED],
            "example.com/m [example.com/m.test]": ["./a_test.go:3:17: new(string) escapes to heap", IN_TESTED],
            "example.com/m_test [example.com/m.test]": ["./x_test.go:3:18: new(bool) escapes to heap"],
        },
        tests=True,
    ),
    "a workspace of modules": Case(
        WORKSPACE, {"example.com/two": ["./two.go:5:18: new(int) escapes to heap"]}, folder="two"
    ),
    "a vendor folder": Case(VENDORED, {"example.com/m": ["./m.go:5:12: new(int) escapes to heap"]}),
    "unsaved text": Case(
        MODULE + A, {"example.com/m/a": ["a/a.go:3:12: new(bool) escapes to heap"]},
        unsaved="-- a/a.go --\npackage a\n\nvar A = new(bool)\n",
    ),
    "unsaved text of a dependency": Case(
        MODULE + A + B, {"example.com/m/b": ["b/b.go:5:12: new(bool) escapes to heap"]}, ("./b",),
        unsaved="-- a/a.go --\npackage a\n\nfunc A() *bool { return new(bool) }\n",
    ),
    "unsaved text mends what is saved": Case(
        MODULE + "-- a.go --\npackage a\n\nvar X = y\n", {"example.com/m": ["./a.go:3:12: new(int) escapes to heap"]},
        unsaved="-- a.go --\npackage a\n\nvar X = new(int)\n",
    ),
    "a file and a folder that were never saved": Case(
        MODULE + A, {"example.com/m/a": [IN_A], "example.com/m/n": ["n/n.go:3:12: new(int) escapes to heap"]},
        unsaved="-- n/n.go --\npackage n\n\nvar N = new(int)\n",
    ),
}  # fmt: skip


async def ask(engine: CompilerEngine, folder: Path, case: Case) -> Analysis:
    write(folder, case.archive)
    overlays = {str(folder / name): text.encode() for name, text in unpack(case.unsaved).items()}
    return await engine.analyse(Request(str(folder / case.folder), case.patterns, case.tests, case.options, overlays))


@pytest.mark.parametrize("name", CASES)
async def test_request(engine: CompilerEngine, tmp_path: Path, name: str) -> None:
    case = CASES[name]
    analysis = await ask(engine, tmp_path, case)
    assert analysis.problem is None
    assert [report.problem for report in analysis.reports if report.problem] == []
    found = {r.package: [f.line for f in r.findings if f.kind.is_heap] for r in analysis.reports}
    assert found == case.heap
    assert list(found) == sorted(found)


async def test_nothing_of_a_request_is_left_on_disk(engine: CompilerEngine, tmp_path: Path) -> None:
    case = CASES["unsaved text of a dependency"]
    before = sorted(engine.store.scratch.iterdir())
    analysis = await engine.explain(Request(str(tmp_path), case.patterns), await ask(engine, tmp_path, case))
    assert analysis.reports
    assert sorted(engine.store.scratch.iterdir()) == before
    assert {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()} == set(unpack(case.archive))


async def test_the_folders_that_decide_the_answer(engine: CompilerEngine, tmp_path: Path) -> None:
    """A dependency's folder can change the answer; the standard library's cannot."""
    analysis = await ask(engine, tmp_path, CASES["a folder"])
    assert analysis.inputs == (str(tmp_path / "a"), str(tmp_path / "b"))


async def test_who_says_so(engine: CompilerEngine, tmp_path: Path) -> None:
    analysis = await ask(engine, tmp_path, CASES["a system and an architecture"])
    said_by = analysis.reports[0].provenance
    version = engine.toolchain.version
    assert (said_by.engine, said_by.toolchain) == (Engine.COMPILER, f"{version} plan9/386")
    assert said_by.when.tzinfo is not None
    assert all(finding.provenance == said_by for finding in analysis.reports[0].findings)
