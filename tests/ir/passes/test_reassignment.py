"""Which variables have one value, and which: of every ``use(x)`` of a function, its closures included."""

from __future__ import annotations

import pytest

from goescape.ir.nodes import Call, Closure, Func, Name, Node
from goescape.ir.package.target import build_target
from goescape.ir.passes.reassignment import ReassignOracle
from goescape.ir.places import Bases
from goescape.ir.printing import text
from goescape.ir.visit import walk
from goescape.release import NEWEST
from goescape.types.program import Program
from goescape.types.sizes import SIZES
from goescape.types.source import Sources

DECLARED = """
package p

type T struct{ a [2]int; f int }

func use(any)            {}
func two() (int, *int)   { return 0, nil }
func value() int         { return 0 }
"""


def nodes_of(func: Func) -> list[Node]:
    found = list(walk(func.body or []))
    closures = [node.func for node in found if isinstance(node, Closure)]
    return found + [node for closure in closures for node in nodes_of(closure)]


def values_of(function: str) -> list[str]:
    """What is passed to `use`, as it always is; "-" of a variable that may have other values."""
    program = Program(Sources({"p": {"p.go": DECLARED + function}}), SIZES["amd64"])
    assert program.check("p").problems() == []
    target = build_target(program, program.unit("p"), NEWEST, Bases())
    func = next(func for func in target.funcs if func.name == "f")
    oracle = ReassignOracle(func)
    found: list[str] = []
    for node in nodes_of(func):
        if isinstance(node, Call) and isinstance(node.fun, Name) and node.fun.name == "use":
            [arg] = node.args
            inner = getattr(arg, "x", arg)
            known = oracle.static_value(inner)
            reassigned = isinstance(known, Name) and known.outer is None and oracle.reassigned(known)
            found.append("-" if reassigned else text(known, target.package))
    return found


@pytest.mark.parametrize(
    ("function", "values"),
    [
        ("func f(p int) { use(p) }", ["p"]),
        ("func f(p int) { p = 3; use(p) }", ["-"]),
        ("func f() { x := 3; use(x) }", ["3"]),
        ("func f() { x := 3; y := x; use(y) }", ["3"]),
        ("func f() { x, y := 3, value(); use(x); use(y) }", ["3", "value()"]),
        ("func f() { x := 3; x = 4; use(x) }", ["-"]),
        ("func f() { x := 3; x++; use(x) }", ["-"]),
        ("func f() { x := 3; x += 2; use(x) }", ["-"]),
        ("func f() { x := 3; p := &x; use(x); use(*p) }", ["-", "*p"]),
        ("func f() { var x int; use(x) }", ["-"]),
        ("func f() { var x = 3; use(x) }", ["3"]),
        ("func f() { x, _ := two(); use(x) }", [".autotmp_1"]),
        ("func f() { t := T{}; t.f = 3; use(t) }", ["-"]),
        ("func f() { t := T{}; t.a[0] = 3; use(t) }", ["-"]),
        ("func f() { t := &T{}; t.f = 3; use(t) }", ["&T{}"]),
        ("func f() { s := []int{1}; s[0] = 3; use(s) }", ["[]int{...}"]),
        ("func f() { for x := range 3 { use(x) } }", ["x"]),
        ("func f() { for x := 0; x < 3; x++ { use(x) } }", ["-"]),
        ("func f(c chan int) { select { case x := <-c: use(x) } }", ["-"]),
        ("func f(i any) { switch x := i.(type) { case int: use(x) } }", ["x"]),
        ("func f() { x := 3; func() { use(x) }() }", ["3"]),
        ("func f() { x := 3; func() { x = 4 }(); use(x) }", ["-"]),
        ("func f() { func() { x := 3; func() { use(x) }() }() }", ["3"]),
        ("func f() (r int) { r = 3; use(r); return }", ["-"]),
        ("var x = 3\nfunc f() { use(x) }", ["-"]),
    ],
)
def test_values(function: str, values: list[str]) -> None:
    assert values_of(function) == values
