"""What local names stand for. `x‹n` declares the n-th variable and `x›n` uses it; `x›0` is no local name."""

from __future__ import annotations

import re

import pytest

from goescape.source import Source, Span
from goescape.syntax import SyntaxTree, captures_of, declaration_of, enclosing_literal

MARK = re.compile(r"([^\W\d]\w*)([‹›])(\d)")

PROGRAMS = {
    "parameters, results and receivers": "func (t‹1 *T) F(a‹2, b‹3 int) (r‹4 int) { r›4 = a›2 + b›3; return t›1.r }",
    "a variable begins after its statement": "func F(x‹1 int) { { x‹2 := x›1; _ = x›2 }; _ = x›1 }",
    "a variable declared again with := is the same": "func F() { x‹1, a := 1, 2; x›1, b := a, 3; _ = x›1; _ = b }",
    "a parameter declared again in the body is the same": "func F(x‹1 int) { x›1, y := 2, 3; _ = x›1 + y }",
    "headers belong to the whole statement": (
        "func F(a‹1 int) { if y‹2 := a›1; y›2 > 0 { _ = y›2 } else { _ = y›2 }; _ = y›0 }"
    ),
    "for": "func F() { for i‹2 := 0; i›2 < 3; i›2++ { _ = i›2 } }",
    "range": "func F(m‹1 []int) { for k‹3, v‹4 := range m›1 { _ = k›3 + v›4 } }",
    "type switch": "func F(z‹1 any) { switch t‹2 := z›1.(type) { case int: _ = t›2 } }",
    "select": "func F(c‹1 chan int) { select { case m‹2, ok‹3 := <-c›1: _, _ = m›2, ok›3 } }",
    "var and const in groups": "func F() { var ( p‹1 = 1; q‹2, r‹3 int ); const c‹4 = 2; _ = p›1 + q›2 + r›3 + c›4 }",
    "labels": "func F() {\nL: u‹1 := 3; _ = u›1; goto L }",
    "literals shadow": "func F(a‹1 int) { f‹2 := func(a‹3 int) int { return a›3 }; _ = f›2(a›1) }",
    "package names are not local": "func F() { _ = g›0 + F›0() }",
    "multi-byte names": "func F(é‹1, 日本‹2 int) { _ = é›1 + 日本›2 }",
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_declaration_of(program: str) -> None:
    marked = f"package p\n{program}\n"
    text, names, at = b"", [], 0
    for match in MARK.finditer(marked):
        text += marked[at : match.start()].encode()
        names.append((Span(len(text), len(text) + len(match[1].encode())), match[2], int(match[3])))
        text += match[1].encode()
        at = match.end()
    tree = SyntaxTree.parse(Source("/p.go", text + marked[at:].encode()))
    declared = {number: span for span, mark, number in names if mark == "‹"}
    assert names
    for span, _, number in names:
        assert declaration_of(tree, span.start) == declared.get(number), tree.source.line_column(span.start)


@pytest.mark.parametrize(
    ("program", "names"),
    [
        ("func F(a int) { f := func(b int) int { return a + b + g }; _ = f }", {"a"}),
        ("func F(a int) { f := func(a int) int { c := a; return c }; _ = f }", set()),
        ("func F() { n := 0; f := func() func() { return func() { n++ } }; _ = f }", {"n"}),
        ("var f = func() int { return g }", set()),
    ],
)
def test_captures_of(program: str, names: set[str]) -> None:
    tree = SyntaxTree.parse(Source("/p.go", f"package p\n{program}\n".encode()))
    literal = enclosing_literal(tree, tree.source.data.index(b"func(", tree.source.data.index(b"=")) + 1)
    assert literal is not None
    assert captures_of(tree, literal) == names
