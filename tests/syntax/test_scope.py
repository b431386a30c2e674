"""What encloses a place: each case is Go with ``$0`` at the place and what is expected there."""

from __future__ import annotations

import pytest

from goescape.source import Source
from goescape.syntax import SyntaxTree, enclosing_function, enclosing_literal, expression_chain, identifier_at


def at(code: str) -> tuple[SyntaxTree, int]:
    text = f"package p\n\n{code}\n".encode()
    offset = text.index(b"$0")
    return SyntaxTree.parse(Source("/p/x.go", text.replace(b"$0", b""))), offset


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("func F() { $0x() }", "F"),
        ("func F[T any]() { $0x() }", "F[...]"),
        ("func (t T) M() { $0x() }", "T.M"),
        ("func (*T) M() { $0x() }", "(*T).M"),
        ("func (t *T[K, V]) M() { $0x() }", "(*T[...]).M"),
        ("func (t T[_]) M() { $0x() }", "T[...].M"),
        ("func (t (*T)) M() { $0x() }", "(*T).M"),
        ("func (\n\t// the receiver\n\tt *T,\n) M() { $0x() }", "(*T).M"),
        ("func (t *日本) 語() { $0x() }", "(*日本).語"),
        ("func F($0p int) {}", "F"),
        ("func F() { go func() { func() { $0x() }() }() }", "F"),
        ("var v = func() { $0x() }", ""),
        ("type T struct { $0x int }", ""),
        ("// F is $0documented\nfunc F() {}", ""),
        ("func init() { $0 }", "init"),
    ],
)
def test_enclosing_function(code: str, name: str) -> None:
    assert enclosing_function(*at(code)) == name


@pytest.mark.parametrize(
    ("code", "literal"),
    [
        ("func F() { go func() { f(func(a int) { $0x() }) }() }", "func(a int) { x() }"),
        ("func F() { go func() { f(func(a int) { x() })$0 }() }", "func() { f(func(a int) { x() }) }"),
        ("var v = func($0p int) {}", "func(p int) {}"),
        ("func F() { $0x() }", None),
    ],
)
def test_enclosing_literal(code: str, literal: str | None) -> None:
    tree, offset = at(code)
    span = enclosing_literal(tree, offset)
    assert (None if span is None else tree.source.text(span)) == literal


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("func F() { al$0pha() }", "alpha"),
        ("func F() { alpha$0() }", "alpha"),
        ("func F() { $0alpha() }", "alpha"),
        ("func F() { x.fie$0ld() }", "field"),
        ("func 日$0本() {}", "日本"),
        ("var x Ty$0pe", "Type"),
        ("func F() { x +$0 y }", None),
        ("func F() { 'a$0' }", None),
        ("fun$0c F() {}", None),
        ("func F() { x.$0y }", "y"),
    ],
)
def test_identifier_at(code: str, name: str | None) -> None:
    tree, offset = at(code)
    span = identifier_at(tree, offset)
    assert (None if span is None else tree.source.text(span)) == name


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("func F() { y = f(a.b[$0i+1]) }", ["i", "i+1", "a.b[i+1]", "f(a.b[i+1])"]),
        ("func F() { y = f$0 }", ["f"]),
        ("func F() { y = &T{x: $0[]int{1}} }", ["[]int{1}", "T{x: []int{1}}", "&T{x: []int{1}}"]),
        ("func F() { y = g(func() { $0x() }) }", ["x", "x()"]),
        ("func F() { y = g($0func() { x() }) }", ["func() { x() }", "g(func() { x() })"]),
        ("func F($0p *int) {}", ["p"]),
        ("func $0F(p *int) {}", ["F"]),
        ("func (r T) $0M() {}", ["M"]),
        ("func F() { y = p.Do$0($1x) }".replace("$1", ""), ["p.Do(x)"]),
        ('func F() { y = "a" + $0"b" + c }', ['"b"', '"a" + "b"', '"a" + "b" + c']),
        ("func F() {\n$0\n}", []),
        ("$0", []),
    ],
)
def test_expression_chain(code: str, chain: list[str]) -> None:
    tree, offset = at(code)
    assert [tree.source.text(span) for span in expression_chain(tree, offset)] == chain
