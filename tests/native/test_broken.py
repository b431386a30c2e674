"""Code that does not compile: what is whole is analysed as ever, what is not is named."""

from __future__ import annotations

import pytest

from goescape.native.engine import NativeEngine

from .conftest import Asked, outputs

MOD = "-- go.mod --\nmodule m\n\ngo 1.24\n"
WHOLE = """\
-- m.go --
package m

type T struct{ next *T }

func kept(p *T) *T { return p.next }

func F() *T {
	t := T{}
	return &t
}

func G(n int) int {
	t := &T{}
	_ = kept(t)
	return n
}
"""
SAID = [
    "./m.go:5:11: leaking param: p to result ~r0 level=1",
    "./m.go:8:2: moved to heap: t",
    "./m.go:13:7: &T{} does not escape",
]

BREAKS = {
    "a type error": ("return n", "return n + undefined", ["G"]),
    "an unclosed call": ("_ = kept(t)", "_ = kept(t", ["G"]),
    "a missing return": ("return n\n", "_ = n\n", []),
    "an unknown import": ("package m\n", 'package m; import "example.com/none"; var _ = none.X\n', ["_"]),
    "another function that is broken": ("func G", "func H() { x. }\n\nfunc G", ["H"]),
}


@pytest.mark.parametrize("how", BREAKS)
async def test_what_is_whole_is_as_before(native: NativeEngine, asked: Asked, how: str) -> None:
    old, new, broken = BREAKS[how]
    assert outputs(await native.analyse(asked(MOD + WHOLE))) == {"m": SAID}
    text = (WHOLE.partition("\n")[2]).replace(old, new)
    analysis = await native.analyse(asked(MOD + WHOLE, overlays={"m.go": text}))
    (report,) = analysis.reports
    assert report.problem is not None
    assert [one.function for one in report.unanalysed] == broken
    kept = [line.partition(": ")[2] for line in SAID if not (broken == ["G"] and "&T{}" in line)]
    assert [line.partition(": ")[2] for line in report.output.splitlines()] == kept


async def test_why_is_said_and_where(native: NativeEngine, asked: Asked) -> None:
    text = (WHOLE.partition("\n")[2]).replace("return n", "return undefined")
    (report,) = (await native.analyse(asked(MOD + WHOLE, overlays={"m.go": text}))).reports
    (one,) = report.unanalysed
    assert (one.function, one.place.line if one.place else 0) == ("G", 12)
    assert "undefined" in one.reason
