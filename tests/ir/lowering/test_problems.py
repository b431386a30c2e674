"""Code that is not whole: which functions can't be analysed, why, and that all others can."""

from __future__ import annotations

import pytest

from goescape.ir.nodes import Func
from goescape.ir.package.target import build_target
from goescape.ir.places import Bases
from goescape.release import NEWEST
from goescape.types.program import Program
from goescape.types.sizes import SIZES
from goescape.types.source import Sources

SOUND = """
func sound(p *int) func() *int { return func() *int { return p } }
"""


def lowered(text: str) -> dict[str, Func]:
    """The functions of a package by name."""
    program = Program(Sources({"p": {"p.go": "package p\n" + text + SOUND}}), SIZES["amd64"])
    target = build_target(program, program.unit("p"), NEWEST, Bases())
    return {func.name: func for func in target.funcs}


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("func f() { x := ; _ = x }", {"f": "syntax error: expected an expression"}),
        ("func f() { undefined() }", {"f": "undefined: undefined"}),
        ('func f() int { return "" }', {"f": 'cannot use ""'}),
        ("func f(x missing) {}", {"f": "undefined: missing"}),
        ("func f() { func() { defer g(1); go func() { nothing() }() }() }\nfunc g(int) {}", {"f": "undefined"}),
        ("var v missing\nfunc f() any { return v }", {"f": "a type in it is not known"}),
        ("func (t *T) m() { t.n() }\ntype T struct{}", {"(*T).m": "has no field or method n"}),
    ],
)
def test_reasons(text: str, reasons: dict[str, str]) -> None:
    funcs = lowered(text)
    found = {name: func.problem for name, func in funcs.items() if func.problem}
    assert found.keys() >= reasons.keys()
    assert all(reason in found[name] for name, reason in reasons.items())
    assert all(func.body is None for func in funcs.values() if func.problem)
    assert not funcs["sound"].problem and not funcs["sound.func1"].problem


@pytest.mark.parametrize(
    "text",
    [
        "func f() { x := 1 }",
        "func f() int { }",
        "func f() { L: for { } }",
    ],
)
def test_harmless(text: str) -> None:
    """What the compiler refuses but can be read is analysed."""
    func = lowered(text)["f"]
    assert func.problem == ""
    assert func.body is not None


UNKNOWN = """
type T struct { a int; inner }
type inner struct { of [2]other }
type other missing
type cycle struct { next cycle }
type box[E any] struct { e E }
var v T
"""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("func f(t T) {}", "T"),
        ("func f() (t T) { return }", "T"),
        ("func (t T) f() {}", "T"),
        ("func f() { var t T; _ = &t }", "T"),
        ("func f() any { return &T{} }", "T"),
        ("func f() any { return new(T) }", "T"),
        ("func f() { _ = make([]T, 3) }", "T"),
        ("func f() { _ = []T{1: {}} }", "T"),
        ("func f(p *T) { _ = *p }", "T"),
        ("func f(p *T) any { return p.inner }", "inner"),
        ("func f(p *T) *other { return &p.of[0] }", "[2]other"),
        ("func f(ts []T) { for _, t := range ts { _ = t } }", "T"),
        ("func f(ts map[int]T) any { return ts[0] }", "T"),
        ("func f(ts chan T) { <-ts }", "T"),
        ("func f(t []T) { _ = append(t, g()) }\nfunc g() T", "T"),
        ("func f() { v.a = 1 }", "T"),
        ("func f() { var s struct { other }; _ = s }", "struct { other }"),
        ("func f(o other) {}", "other"),
        ("func f(c *cycle) any { return *c }", "cycle"),
        ("func f() any { return box[T]{} }", "box[p.T]"),
    ],
)
def test_types_without_a_known_size(text: str, name: str) -> None:
    """A variable that holds what is not known may be anything."""
    found = {func.name: func.problem for func in lowered(UNKNOWN + text).values() if func.problem}
    assert found.popitem()[1] == f"the size of {name} is not known"


@pytest.mark.parametrize(
    "text",
    [
        "func f(p *T) *T { return p }",
        "func f(p *T) *int { return &p.a }",
        "func (p *T) f() int { p.f(); return p.a }",
        "func f(p, q []T) { _ = append(p, q...); copy(p, q); _ = len(p) }",
        "func f(p map[string]T) map[string]T { delete(p, ``); return p }",
        "func f() func(T) other { return nil }",
        "func f(b *box[other]) {}",
    ],
)
def test_what_leads_to_types_without_a_known_size(text: str) -> None:
    assert {func.problem for func in lowered(UNKNOWN + text).values()} == {""}


def test_closures_of_what_cannot_be_analysed() -> None:
    funcs = lowered("func f(c chan int) { go func() {}(); defer close(c); v.m() }\nvar v missing")
    assert {name for name, func in funcs.items() if func.problem} == {"f", "f.func1", "f.deferwrap1"}
