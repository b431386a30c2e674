"""Whom a printed call calls, and what printed names name."""

from __future__ import annotations

import pytest

from goescape.findings.facts import Callee

from .declared import call, facts_of

FACTS = facts_of("""
import (
	"fmt"
	lib "example.com/m/library"
	"example.com/m/pair"
)

type T struct {
	call  func(*int)
	links [2]*T
	more  []*T
}

type U struct{ more [2]int }

func (t *T) m(p *int) {}

type I interface{ n(*int) }

var array [4]*T
var slice []*T

func F(p *int) {}
func G[K any](k K) {}
func assembly(p *int)
""")

CALLS = [
    ("F(&x)", Callee.KNOWN),
    ("G[go.shape.*uint8](&p..dict.G[*int], &x)", Callee.KNOWN),
    ("(*T).m(t, &x)", Callee.KNOWN),
    ("T.m(t, &x)", Callee.KNOWN),
    ("(*library.Pool).Put(p, &x)", Callee.KNOWN),
    ("(*atomic.Pointer[go.shape.int]).Store(p, &x)", Callee.KNOWN),
    ("fmt.Fprintln(w, a...)", Callee.KNOWN),
    ("lib.Buffer.Write(b, &x)", Callee.KNOWN),
    ("pair.Keep[go.shape.*uint8](&pair..dict.Keep[*int], s, &x)", Callee.KNOWN),
    ("iter.Pull[go.shape.int](&iter..dict.Pull[int], f)", Callee.KNOWN),
    ("func literal(&x)", Callee.KNOWN),
    ("print(x)", Callee.KNOWN),
    ("panic(x)", Callee.UNKNOWN),
    ("f(&x)", Callee.UNKNOWN),
    ("t.call(&x)", Callee.UNKNOWN),
    ("i.n(&x)", Callee.UNKNOWN),
    ("handlers[0](&x)", Callee.UNKNOWN),
    ("F(a)(&x)", Callee.UNKNOWN),
    ("assembly(&x)", Callee.FOREIGN),
    ("_Cfunc_read(&x)", Callee.FOREIGN),
    ("reflect.ValueOf(x)", Callee.REFLECTION),
    ("(*reflect.rtype).Elem(x)", Callee.REFLECTION),
    ("append(s, x)", Callee.APPEND),
]


@pytest.mark.parametrize(("expression", "callee"), CALLS)
def test_callee(expression: str, callee: Callee) -> None:
    assert FACTS.callee(call(expression)) is callee


def test_code_that_was_inlined_has_its_own_imports() -> None:
    assert FACTS.callee(call("io.WriteString(w, s)")) is Callee.UNKNOWN
    assert FACTS.callee(call("io.WriteString(w, s)", inlined=True)) is Callee.KNOWN


@pytest.mark.parametrize(
    ("name", "expected"),
    [("n.links", True), ("array", True), ("slice", False), ("n.more", False), ("local", False), ("a.other", False)],
)
def test_array(name: str, expected: bool) -> None:
    """A field counts as an array if every field of its name is one."""
    assert FACTS.is_array(name) is expected


@pytest.mark.parametrize(("selector", "expected"), [("t.m", True), ("i.n", True), ("t.call", False), ("t.x", False)])
def test_method_value(selector: str, expected: bool) -> None:
    assert FACTS.is_method_value(selector) is expected
