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


def test_closures_of_what_cannot_be_analysed() -> None:
    funcs = lowered("func f(c chan int) { go func() {}(); defer close(c); v.m() }\nvar v missing")
    assert {name for name, func in funcs.items() if func.problem} == {"f", "f.func1", "f.deferwrap1"}
