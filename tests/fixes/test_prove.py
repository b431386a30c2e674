"""What the compiler has to say of an edit for it to be offered."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from goescape.compiler.engine import Analysis, CompilerEngine
from goescape.fixes.model import FixKind, Gain
from goescape.fixes.proof import Failure, Proof, Verdict
from goescape.fixes.trials import trial
from goescape.fixes.trials.prove import ProofCache
from tests.fixes.bench import Bench, Fix
from tests.processes import running, slow_package, until_running

HEAD = "-- p.go --\npackage p\n\ntype T struct{ a, b int }\n\nvar sink any\n\n"


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[trial.Scope]:
    """The scopes of the trials that are made."""
    made: list[trial.Scope] = []
    original = trial.Trials.run

    async def run(self: trial.Trials, edited: trial.Edited, scope: trial.Scope) -> trial.Outcome:
        made.append(scope)
        return await original(self, edited, scope)

    monkeypatch.setattr(trial.Trials, "run", run)
    return made


def _told(proof: Proof) -> object:
    return proof.failure.name if proof.failure is not None else (proof.here, proof.elsewhere)


KEEP = "func keep(t *T) { sink = t }\n\n"
CASES: dict[str, tuple[str, Fix, object]] = {
    "an allocation goes": ("func f() { sink = &T{} }", Fix({"sink = &T{}": "_ = T{}"}), (1, 0)),
    "and the target with it": (
        "func f() { sink = &T{1, 2} }", Fix({"sink = &": "_ = "}, targets=("&T{1, 2}",)), (1, 0),
    ),
    "nothing changes": ("func f(n int) int { return n + 1 }", Fix({"n + 1": "1 + n"}), "NO_GAIN"),
    "the message changes": (
        "func f() { x := T{}; sink = &x }", Fix({"x := T{}; sink = &x": "x := new(T); sink = x"}), "NO_GAIN",
    ),
    "the message changes at the same place": (
        "func f(n int) { x := n; sink = &x }", Fix({"x := n; sink = &x": "x := [1]int{n}; sink = &x"}), "NO_GAIN",
    ),
    "one of two targets goes": (
        "func f() { xx := T{1, 2}; yy := T{3, 4}; sink = &xx; sink = &yy }",
        Fix({"sink = &yy": "_ = yy"}, targets=("xx :", "yy :")), (1, 0),
    ),
    "another target goes": (
        "func f() { xx := T{1, 2}; yy := T{3, 4}; sink, sink = &xx, &yy }",
        Fix({"sink, sink = &xx, &yy": "sink = &xx; _ = yy"}, targets=("xx :",)), "STILL_ESCAPES",
    ),
    "one allocation for another elsewhere": (
        KEEP + "func f() { t := T{}; keep(&t) }\n\nfunc g() { f2(T{}) }\n\n//go:noinline\nfunc f2(t T) { _ = t }",
        Fix({"func f() { t := T{}; keep(&t) }": "func f() { }", "_ = t": "keep(&t)"}), "WORSE",
    ),
    "boxed without its star": (
        "func f(t *T) { sink = *t }", Fix({"t *T": "t T", "*t }": "t }"}), "NO_GAIN",
    ),
    "at run time": (
        "func f(xs []int) { var s []int; for _, x := range xs { s = append(s, x) }; sink = s }",
        Fix({"var s []int": "s := make([]int, 0, len(xs))"}, gain=Gain.RUN_TIME, allocates=1), (0, 0),
    ),
    "at run time, with more than was said": (
        "func f(xs []int) { var s []int; for _, x := range xs { s = append(s, x) }; sink = s }",
        Fix({"var s []int": "s := make([]int, 0, len(xs)); sink = new(T)"}, gain=Gain.RUN_TIME, allocates=1), "WORSE",
    ),
    "at run time, where it is inlined": (
        "func f(n int) []int { var s []int; return append(s, n) }\n\nfunc g() []int { return f(1) }",
        Fix({"var s []int": "s := make([]int, 0, n)"}, gain=Gain.RUN_TIME, allocates=1), (0, 0),
    ),
    "no longer inlined, to the callers' loss": (
        "func newT(n int) *T { return &T{n, n} }\n\nfunc g() int { return newT(1).a }\n\nfunc h() { sink = new(int) }",
        Fix({"{ return &": "{ defer func() {}(); return &", "sink = new(int)": "_ = new(int)"}), "WORSE",
    ),
    "no longer inlined, which is no gain": (
        "func newT(n int) *T { return &T{n, n} }\n\nfunc g() { sink = newT(1) }",
        Fix({"{ return &": "{ defer func() {}(); return &"}), "NO_GAIN",
    ),
    "inlined from now on, which is no loss": (
        "func newT(n int) *T { defer func() { sink = new(int) }(); return &T{n, n} }\n\nfunc g() { sink = newT(1) }",
        Fix({"defer func() { sink = new(int) }(); ": ""}), (1, 0),
    ),
    "copies of a closure count once": (
        "func f(n int) func() { return func() { sink = &T{n, n}; sink = n } }\n\nfunc g() { f(1)(); f(2)(); f(3)() }",
        Fix({"; sink = n }": " }"}), (1, 0),
    ),
    "shapes of a generic function count once": (
        "func f[E any](e E) { sink = e; sink = new(E) }\n\nfunc g() { f(1); f(\"a\"); f(T{}); f(&T{}) }",
        Fix({"; sink = new(E)": ""}), (1, 0),
    ),
    "two allocations of one inlined call": (
        "func two() (*T, *T) { return &T{1, 2}, &T{3, 4} }\n\nfunc g() { a, b := two(); sink = a; sink = b }",
        Fix({"return &T{1, 2}, &T{3, 4}": "return nil, &T{3, 4}"}), (1, 0),
    ),
    "it does not compile": ("func f() {}", Fix({"func f() {}": "func f() { x }"}), "DOES_NOT_COMPILE"),
    "it is no Go": ("func f() {}", Fix({"func f() {}": "func f() {"}), "DOES_NOT_COMPILE"),
    "a caller's gain": (
        "//go:noinline\nfunc f(t *T) { sink = t }\n\nfunc g() { t := T{}; f(&t) }",
        Fix({"sink = t": "_ = t"}), (0, 1),
    ),
    "a slice and its box": ("func f(n int) { sink = []int{n} }", Fix({"sink = []int{n}": ""}), (2, 0)),
    "the box, not the slice": (
        "func f(n int) { sink = []int{n} }\n\nvar s []int", Fix({"sink = []": "s = []"}, targets=("[]int{n}",)), (1, 0),
    ),
    "in a method of a generic type": (
        "type L[E any] struct{ e E }\n\nfunc (l *L[E]) M() { sink = l.e; sink = new(int) }\n\nvar _ = new(L[int]).M",
        Fix({"; sink = new(int)": ""}), (1, 0),
    ),
    "after text of many bytes": (
        "// 日本\nfunc größe(größer *T) { s := \"ä\"; sink = &s }", Fix({"sink = &s": "_ = &s"}), (1, 0),
    ),
    "in a column that is not printed": (
        "func f(a int) { /*" + "x" * 300 + "*/ sink = &T{}; sink = a }", Fix({"sink = a": "_ = a"}), (1, 0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
async def test_verdict(name: str, engine: CompilerEngine, tmp_path: Path) -> None:
    source, fix, expected = CASES[name]
    [proof] = await Bench(engine, tmp_path, f"{HEAD}{source}\n").prove(fix)
    assert _told(proof) == expected, proof.detail


IMPORTED = """\
-- p.go --
package p

type T struct{ a, b int }

var Sink any

func NewT(n int) *T { return &T{n, n} }

func (t *T) A() int { return t.a }

func Quiet() { Sink = new(string) }

func Loud() { Sink = new(int) }
-- q/q.go --
package q

import "m"

func Use() int { return p.NewT(1).A() }
-- q/q_test.go --
package q

import "testing"

func TestUse(t *testing.T) { Use() }
"""


async def test_importers(engine: CompilerEngine, tmp_path: Path, runs: list[trial.Scope]) -> None:
    """What others can notice is tried with them, and nothing else is."""
    bench = Bench(engine, tmp_path, IMPORTED)
    [worse] = await bench.prove(Fix({"{ return &": "{ defer func() {}(); return &", "Sink = new(int)": ""}))
    assert worse.failure is Failure.WORSE
    assert worse.detail == "q.go: the call of p.NewT is no longer inlined"
    assert {"m", "m/q"} == runs[-1].packages
    runs.clear()
    [alone] = await bench.prove(Fix({"Sink = new(string)": "_ = new(string)"}))
    assert alone.verdict is Verdict.PROVEN
    assert [scope.packages for scope in runs] == [{"m"}]


TESTED = """\
-- p.go --
package p

func add(n *int) *int { return n }

func other() { sink = new(string) }

var sink any
-- p_test.go --
package p

import "testing"

func TestAdd(t *testing.T) { n := 1; _ = *add(&n) }

func TestOther(t *testing.T) { sink = new(int) }
"""


async def test_own_tests(engine: CompilerEngine, tmp_path: Path, runs: list[trial.Scope]) -> None:
    """Tests are compiled where they can break."""
    fixes = [
        Fix({"add(n *int) *int { return n }": "add(n int) int { return n }", "sink = new(string)": ""}),
        Fix({"sink = new(int)": "_ = new(int)"}, file="p_test.go"),
        Fix({"sink = new(string)": ""}),
    ]
    broken, proven, alone = await Bench(engine, tmp_path, TESTED).prove(*fixes)
    assert (broken.failure, proven.verdict, alone.verdict) == (
        Failure.DOES_NOT_COMPILE, Verdict.PROVEN, Verdict.PROVEN,
    )  # fmt: skip
    assert "p_test.go:5" in broken.detail
    assert [scope.tests for scope in runs] == [True, True, True, False]


MANY = """\
-- p.go --
package p

var sink any

%s

func cycle0() { sink = new(int8); cycle1() }

func cycle1() { sink = new(int16); cycle0() }

func leaf(s []int) []int { return append(s, 1) }

func user0() { sink = leaf(nil) }
"""


async def test_many_at_once(engine: CompilerEngine, tmp_path: Path, runs: list[trial.Scope]) -> None:
    """What is found in company is what is found alone."""
    functions = (f"func f{n}() {{\n\tsink = &[{n}]int{{}}\n\tsink = new([{n}]string)\n}}" for n in range(1, 13))
    bench = Bench(engine, tmp_path, MANY % "\n\n".join(functions))
    fixes = [Fix({f"sink = &[{n}]int{{}}": f"_ = [{n}]int{{}}"}) for n in range(1, 10)]
    fixes += [Fix({f"new([{n}]string)": f"&[{n}]string{{}}"}) for n in (2, 11)]
    fixes += [Fix({"sink = new([12]string)": "undefined()"}), Fix({"append(s, 1)": "nil"})]
    fixes += [Fix({"sink = new(int8)": ""}), Fix({"sink = new(int16)": ""})]
    together = await bench.prove(*fixes)
    assert len(runs) < len(fixes) / 2
    alone = [(await bench.prove(fix))[0] for fix in fixes]
    assert [_told(proof) for proof in together] == [_told(proof) for proof in alone]
    expected = [(1, 0)] * 9 + ["NO_GAIN"] * 2 + ["DOES_NOT_COMPILE"]
    assert [_told(proof) for proof in together[:12]] == expected
    assert [_told(proof) for proof in together[13:]] == [(1, 0)] * 2
    assert [proof.texts for proof in together] == [proof.texts for proof in alone]


async def test_broken_before(engine: CompilerEngine, tmp_path: Path) -> None:
    [proof] = await Bench(engine, tmp_path, HEAD + "func f() { sink = &T{} }\n\nvar x int = \"\"\n").prove(
        Fix({"sink = &T{}": "_ = T{}"})
    )
    assert (proof.verdict, proof.failure) == (Verdict.UNPROVEN, Failure.BASELINE_BROKEN)
    assert "cannot use" in proof.detail


async def test_compilers_words(engine: CompilerEngine, tmp_path: Path) -> None:
    [proof] = await Bench(engine, tmp_path, HEAD + "func f() {}\n").prove(Fix({"f() {}": "f() { x }"}))
    assert proof.detail.endswith("p.go:7:12: undefined: x")
    assert "overlay" not in proof.detail


async def test_time_limit(engine: CompilerEngine, tmp_path: Path) -> None:
    bench = Bench(engine, tmp_path, slow_package())
    prover = await bench.prover(timeout=0.05)
    fix = Fix({"func f7() any { x": "func f7() any { y := 0; _ = y; x"})
    [proof] = [proof async for proof in prover.prove([fix.candidate(tmp_path)])]
    assert (proof.verdict, proof.failure) == (Verdict.UNPROVEN, Failure.TIMED_OUT)
    settled = await prover.settle([fix.candidate(tmp_path)])
    assert not settled.texts
    assert [proof.failure for proof in settled.others] == [Failure.TIMED_OUT]


async def test_cancelled(engine: CompilerEngine, tmp_path: Path) -> None:
    """To cancel the task that iterates ends the compiler."""
    bench = Bench(engine, tmp_path, slow_package())
    prover = await bench.prover()
    fix = Fix({"func f7() any { x": "func f7() any { y := 0; _ = y; x"})

    async def work() -> None:
        async for _ in prover.prove([fix.candidate(tmp_path)]):
            pass

    task = asyncio.create_task(work())
    await until_running(str(tmp_path), "compile")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not running(str(tmp_path))


async def test_kept_by_content(engine: CompilerEngine, tmp_path: Path, runs: list[trial.Scope]) -> None:
    bench = Bench(engine, tmp_path, HEAD + "func f() { sink = &T{} }\n")
    cache = ProofCache()
    candidate = Fix({"sink = &T{}": "_ = T{}"}).candidate(tmp_path)
    first = [proof async for proof in (await bench.prover(cache=cache)).prove([candidate])]
    made = len(runs)
    again = [proof async for proof in (await bench.prover(cache=cache)).prove([candidate])]
    assert (again, len(runs)) == (first, made)
    (tmp_path / "other.go").write_text("package p\n")
    assert [proof async for proof in (await bench.prover(cache=cache)).prove([candidate])] == first
    assert len(runs) > made


async def test_unsaved_text(engine: CompilerEngine, tmp_path: Path) -> None:
    """What is proven is the text that the user sees."""
    saved = HEAD + "func f() { }\n"
    bench = Bench(engine, tmp_path, saved)
    path = tmp_path / "p.go"
    unsaved = path.read_bytes().replace(b"{ }", b"{ sink = &T{} }")
    path.write_bytes(unsaved)
    candidate = Fix({"sink = &T{}": "_ = T{}"}).candidate(tmp_path)
    path.write_bytes(unsaved.replace(b"sink = &T{}", b""))
    bench.request = replace(bench.request, overlays={str(path): unsaved})
    [proof] = [proof async for proof in (await bench.prover()).prove([candidate])]
    assert proof.verdict is Verdict.PROVEN
    assert proof.before == {str(path): unsaved}
    assert proof.texts == {str(path): unsaved.replace(b"sink = &T{}", b"_ = T{}")}


FORMATTED = HEAD + """\
func f() {
	a := 1                // one
	sink = &T{b: 2, a: 1} // two
	_ = a                 // three
}
"""
SETTLED = """\
func f() {
	a := 1            // one
	_ = T{b: 2, a: 1} // two
	_ = a             // three
}
"""


async def test_formatted_text_stays_so(engine: CompilerEngine, tmp_path: Path) -> None:
    [proof] = await Bench(engine, tmp_path, FORMATTED).prove(Fix({"sink = &T{b": "_ = T{b"}))
    [after] = proof.texts.values()
    assert after.decode().endswith(SETTLED)


async def test_other_text_keeps_its_form(engine: CompilerEngine, tmp_path: Path) -> None:
    [proof] = await Bench(engine, tmp_path, FORMATTED.replace("\t", "  ")).prove(Fix({"sink = &T{b": "_ = T{b"}))
    [after] = proof.texts.values()
    assert after.decode().endswith(SETTLED.replace("\t", "  "))


async def test_edits_are_formatted_in_any_text(engine: CompilerEngine, tmp_path: Path) -> None:
    """In a text that gofmt would change anyway, an edit gives it nothing more to do."""
    archive = FORMATTED.replace("\tsink any", "\tsink  any").replace("var sink any", "var  sink any")
    [proof] = await Bench(engine, tmp_path, archive).prove(Fix({"sink = &T{b": "_   =   T{b"}))
    [after] = proof.texts.values()
    assert b"var  sink any" in after
    assert after.decode().endswith(SETTLED)


ROOM = HEAD + """\
func f(a, b int) {
	sink = &a
	sink = new(int)
	sink = new(bool)
}

func g() {
	used := 1
	sink = []int{used}
	sink = []bool{used > 0}
}

func h() {
	sink = new(string)
}
"""
A, N, B = Fix({"sink = &a": "_ = a"}), Fix({"sink = new(int)": ""}), Fix({"sink = new(bool)": ""})
S = Fix({"sink = new(string)": ""})
OTHER = FixKind.DROP_CONVERSION
TOGETHER: dict[str, tuple[tuple[Fix, ...], list[object]]] = {
    "in one function": ((A, N, B, S), [(1, 0)] * 4),
    "of the same text": ((N, Fix({"sink = new(int)": "_ = 1"}), S), [(1, 0), "CONFLICT", (1, 0)]),
    "of the same text, the first no good": ((Fix({"= new(int)": "= new(uint)"}), N), ["NO_GAIN", (1, 0)]),
    "of two kinds in one function": ((N, replace(B, kind=OTHER), replace(S, kind=OTHER)), [(1, 0), "CONFLICT", (1, 0)]),
    "that declare one name": (
        (Fix({"sink = &a": "n := a; _ = n"}), Fix({"sink = new(int)": "n := 1; _ = n"})), [(1, 0), "CONFLICT"],
    ),
    "that declare one name in the package": (
        (Fix({"sink = &a": "_ = n", "\n\nfunc g": "\n\nvar n int\n\nfunc g"}, at="sink = &a"),
         Fix({"sink = new(string)": "_ = n", "\n\nfunc h": "\n\nvar n int\n\nfunc h"}, at="sink = new(string)")),
        [(1, 0), "CONFLICT"],
    ),
    "that leave a variable unused": (
        (Fix({"sink = []int{used}": ""}), Fix({"sink = []bool{used > 0}": ""}), S), [(2, 0), "CONFLICT", (1, 0)],
    ),
    "one does not compile": ((A, Fix({"sink = new(int)": "x"}), B, S), [(1, 0), "DOES_NOT_COMPILE", (1, 0), (1, 0)]),
    "one is no gain": ((A, Fix({"new(int)": "new(uint)"}, targets=("new(int)",)), B, S),
                       [(1, 0), "STILL_ESCAPES", (1, 0), (1, 0)]),
}  # fmt: skip


@pytest.mark.parametrize("name", TOGETHER)
async def test_settled(name: str, engine: CompilerEngine, tmp_path: Path) -> None:
    """What is applied together is what is accepted, and it builds."""
    fixes, expected = TOGETHER[name]
    bench = Bench(engine, tmp_path, ROOM)
    candidates = [fix.candidate(tmp_path) for fix in fixes]
    settled = await (await bench.prover()).settle(candidates)
    proofs = {proof.candidate: proof for proof in (*settled.accepted, *settled.others)}
    assert [_told(proofs[candidate]) for candidate in candidates] == expected
    before = await engine.analyse(bench.request)
    after = await engine.analyse(replace(bench.request, overlays=settled.texts))
    assert after.is_good
    assert _allocations(before) - _allocations(after) == sum(proof.here for proof in settled.accepted)


def _allocations(analysis: Analysis) -> int:
    return sum(finding.is_heap_allocation for report in analysis.reports for finding in report.findings)
