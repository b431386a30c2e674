"""What is passed to code of which nothing is known is taken to leak (more cases: `odd`)."""

from __future__ import annotations

import pytest

from goescape.compiler.store import Store
from goescape.native.engine import NativeEngine
from goescape.native.incremental import PackageAnalysis
from goescape.native.outcome import Outcome

from .conftest import Asked, outputs

MODULE = """\
-- go.mod --
module m

go 1.26
-- a/a.go --
package a

func Keep(p *int) {}

//go:uintptrescapes
func Number(p uintptr) {}
-- b/b.go --
package b

import (
	"unsafe"

	"m/a"
)

func F() {
	x, y := 1, 2
	a.Keep(&x)
	a.Number(uintptr(unsafe.Pointer(&y)))
}
"""
WHOLE = ["b/b.go:10:5: moved to heap: y"]
LEAKING = ["b/b.go:10:2: moved to heap: x", *WHOLE]


@pytest.mark.parametrize("patterns", [("./...",), ("./b",)], ids=" ".join)
async def test_a_package_whose_analysis_fails(
    patterns: tuple[str, ...],
    native: NativeEngine,
    asked: Asked,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is said so whenever it is asked for; of its functions nothing is known but their directives."""
    request = asked(MODULE, *patterns)
    assert outputs(await native.analyse(request))["m/b"] == WHOLE

    def fail(self: PackageAnalysis) -> Outcome:
        if self._unit.key == "m/a":
            raise ArithmeticError("a flaw")
        return outcome(self)

    outcome = PackageAnalysis.outcome
    monkeypatch.setattr(PackageAnalysis, "outcome", fail)
    flawed = NativeEngine(Store(tmp_path_factory.mktemp("other")), native.goroot)
    for _ in range(2):
        analysis = await flawed.analyse(request)
        assert outputs(analysis)["m/b"] == LEAKING
        for report in analysis.reports:
            told = report.problem.summary if report.problem is not None else ""
            assert ("a flaw" in told) == (report.package == "m/a")


IN_A_CIRCLE = """\
-- go.mod --
module m

go 1.26
-- a/a.go --
package a

import "m/b"

func Keep(p *int) {}

func F() {
	x := 1
	b.Keep(&x)
}
-- b/b.go --
package b

import "m/a"

func Keep(p *int) {}

func F() {
	x := 1
	a.Keep(&x)
}
"""


@pytest.mark.parametrize("package", ["a", "b"])
async def test_a_package_of_a_circle_alone(native: NativeEngine, asked: Asked, package: str) -> None:
    (report,) = (await native.analyse(asked(IN_A_CIRCLE, f"./{package}"))).reports
    assert report.problem is not None
    assert report.problem.summary.startswith("import cycle not allowed")
    assert report.output == f"{package}/{package}.go:5:11: p does not escape\n"
