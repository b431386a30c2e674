"""What an edit recomputes, and that the answer is then that of an engine that knew nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from goescape.compiler.request import BuildOptions, Request
from goescape.compiler.store import Store
from goescape.native.engine import NativeEngine

from ..archive import unpack, write
from .conftest import outputs

MODULE = """\
-- go.mod --
module example.com/m

go 1.24
-- a.go --
package m

import (
	"slices"

	"example.com/m/low"
)

type T struct{ p *int }

var first = second + 1

var second = low.Number()

func leaf(p *int) *int { return p }

func caller(p *int) *int { return leaf(p) }

func above() int {
	n := 1
	return *caller(&n)
}

func even(n *T) bool { return n == nil || odd(n) }

func odd(n *T) bool { return even(n) }

func closures() func() int {
	n := 0
	add := func(m int) { n += m }
	return func() int { add(1); return n }
}

func sorted(in []string) []string { return slices.Sorted(slices.Values(in)) }

func generic[X any](x *X) *X { return x }

func uses() *int {
	n := 2
	return generic(&n)
}

func (t *T) method() *int { return low.Keep(t.p) }
-- low/low.go --
package low

func Number() int { return 1 }

func Keep(p *int) *int { return p }
"""

EDITS = {
    "a comment": ("a.go", "type T", "// about\n\ntype T", []),
    "a blank line in a body": ("a.go", "\tn := 1\n", "\n\tn := 1\n", ["above"]),
    "a body, the summary stays": ("a.go", "return leaf(p)", "q := p; return leaf(q)", ["caller"]),
    "a body, the summary changes": ("a.go", "{ return p }", "{ kept = p; return p }\n\nvar kept *int", None),
    "one of a group": ("a.go", "even(n) }", "even(n) && n.p != nil }", ["even", "odd"]),
    "a closure": ("a.go", "n += m", "n -= m", ["closures", "closures.func1", "closures.func2"]),
    "one closure more": ("a.go", "add(1); return n", "f := func() {}; f(); return n", None),
    "an instance more": ("a.go", "return generic(&n)", 's := "s"; generic(&s); return generic(&n)', None),
    "an instance less": ("a.go", "return slices.Sorted(slices.Values(in))", "return in", None),
    "a generic body": ("a.go", "*X { return x }", "*X { y := x; return y }", None),
    "the order of initialisation": (
        "a.go",
        "n := 0\n",
        "n := second\n",
        ["closures", "closures.func1", "closures.func2"],
    ),
    "a signature": (
        "a.go",
        "func leaf(p *int) *int { return p }",
        "func leaf(p *int, _ ...int) *int { return p }",
        None,
    ),
    "a type": ("a.go", "struct{ p *int }", "struct{ p *int; q [200]int }", None),
    "a function gone": ("a.go", "func above() int {\n\tn := 1\n\treturn *caller(&n)\n}\n", "", None),
    "a dependency's body": ("low/low.go", "*int { return p }", "*int { q := p; return q }", ["Keep"]),
    "a dependency's summary": ("low/low.go", "*int { return p }", "*int { return new(int) }", ["Keep", "(*T).method"]),
    "broken": ("a.go", "return leaf(p)", "return leaf(", None),
}
"""By what is edited: in which file, what, by what, and the functions whose escape analysis is then done again; None
where that is not asked."""


def request(root: Path, texts: dict[str, str]) -> Request:
    overlays = {str(root / name): text.encode() for name, text in texts.items() if name.endswith(".go")}
    return Request(str(root), ("./...",), options=BuildOptions(inline=False), overlays=overlays)


@pytest.mark.parametrize("how", EDITS)
async def test_an_edit(how: str, native: NativeEngine, tmp_path: Path, cache_folder: Path) -> None:
    name, old, new, recomputed = EDITS[how]
    write(tmp_path, MODULE)
    texts = unpack(MODULE)
    await native.analyse(request(tmp_path, texts))
    before = outputs(await native.analyse(request(tmp_path, texts)))
    edited = {**texts, name: texts[name].replace(old, new, 1)}
    analysis = await native.analyse(request(tmp_path, edited))
    fresh = NativeEngine(Store(cache_folder), native.goroot)
    assert outputs(analysis) == outputs(await fresh.analyse(request(tmp_path, edited)))
    if recomputed is not None:
        assert sorted(native.recomputed()) == sorted(recomputed)
    assert outputs(await native.analyse(request(tmp_path, texts))) == before


async def test_findings_are_where_their_text_is(native: NativeEngine, tmp_path: Path) -> None:
    write(tmp_path, MODULE)
    texts = unpack(MODULE)
    await native.analyse(request(tmp_path, texts))
    text = (
        texts["a.go"].replace("type T", "// one\n// more\ntype T").replace("m int", "mm int").replace("+= m", "+= mm")
    )
    analysis = await native.analyse(request(tmp_path, {**texts, "a.go": text}))
    fresh = await NativeEngine(native.store, native.goroot).analyse(request(tmp_path, {**texts, "a.go": text}))
    for one, other in zip(analysis.reports, fresh.reports, strict=True):
        assert [(f.place, f.line, f.head, f.category, f.function) for f in one.findings] == [
            (f.place, f.line, f.head, f.category, f.function) for f in other.findings
        ]
