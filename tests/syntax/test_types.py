"""What declarations tell of types: each case is Go with ``$`` on both sides of an expression, and its type."""

from __future__ import annotations

import pytest

from goescape.source import Source, Span
from goescape.syntax import (
    SyntaxTree,
    Type,
    TypeTable,
    WrittenType,
    all_result_names,
    declaration_of,
    directive_names,
    result_names,
    type_of,
    type_of_operand,
    type_table,
    untyped_variables,
)

DECLARED = """
import "os"

type T struct {
	n     int
	s     string
	next  *T
	links [2]*T
	call  func(int) (string, error)
	U
}
type U struct{ promoted float64 }
type Name string
type Generic[K any] struct{ k K }
type I interface{ M() }

func (t *T) method() byte { return 0 }
func one() int { return 0 }
func two() (T, error) { return T{}, nil }
func generic[K any](k K) K { return k }

var global = "text"
var typed Name
const untyped = 3
const big uint64 = 3
"""
HEAD = "func F(a, b int, s string, t *T, m map[Name][]T, i any, rest ...byte)"


def table_of(tree: SyntaxTree) -> TypeTable:
    table = type_table(tree)
    return TypeTable(table.types, table.hidden, {**untyped_variables(tree, table), **table.variables}, table.functions)


def parse(body: str) -> tuple[SyntaxTree, Span]:
    """A file with a function of this body, and the extent between its marks."""
    text = f"package p\n{DECLARED}\n{HEAD} {{\n{body}\n}}\n"
    before, marked, after = text.split("$")
    start = len(before.encode())
    source = Source("/p/x.go", (before + marked + after).encode())
    return SyntaxTree.parse(source), Span(start, start + len(marked.encode()))


def show(written: WrittenType | None) -> str:
    """A type in Go's notation, a struct by its fields, a function by its results."""
    if written is None:
        return "?"
    inner = show(written.element) if written.element is not None else ""
    match written.form:
        case Type.NAMED:
            return written.name
        case Type.POINTER:
            return "*" + inner
        case Type.SLICE:
            return "[]" + inner
        case Type.ARRAY:
            return f"[{written.length}]{inner}"
        case Type.MAP:
            return f"map[{show(written.key)}]{inner}"
        case Type.CHANNEL:
            return "chan " + inner
        case Type.FUNCTION:
            return f"func() ({', '.join(map(show, written.results))})"
        case Type.STRUCT:
            return "struct { " + "; ".join(f"{name} {show(field)}" for name, field in written.fields) + " }"
        case _:
            return written.form.name.lower()


CASES = [
    ("_ = $a$", "int"),
    ("_ = $rest$", "[]byte"),
    ("_ = $a + b$", "int"),
    ("_ = $a + 1$", "int"),
    ("_ = $1 << a$", "?"),
    ("_ = $a == b$", "bool"),
    ("_ = $s + global$", "string"),
    ("_ = $-a$", "int"),
    ("_ = $&a$", "*int"),
    ("_ = $*t$", "T"),
    ("_ = $t.n$", "int"),
    ("_ = $t.next.next.s$", "string"),
    ("_ = $t.promoted$", "float64"),
    ("_ = $t.links[0]$", "*T"),
    ("_ = $t.links[:]$", "[]*T"),
    ("_ = $t.absent$", "?"),
    ("_ = $s[0]$", "uint8"),
    ("_ = $s[1:]$", "string"),
    ("_ = $m[`x`]$", "[]T"),
    ("_ = $i.(T)$", "T"),
    ("_ = $T{n: 1}$", "T"),
    ("_ = $[]Name{`x`}$", "[]Name"),
    ("_ = $[3]int{}$", "[3]int"),
    ("_ = $[...]int{}$", "?"),
    ("_ = $func() Name { return `` }$", "func() (Name)"),
    ("_ = $Name(s)$", "Name"),
    ("_ = $[]byte(s)$", "[]byte"),
    ("_ = $one()$", "int"),
    ("_ = $t.method()$", "byte"),
    ("x, err := t.call(1); _ = $x$; _ = err", "string"),
    ("x, err := two(); _ = x; _ = $err$", "error"),
    ("_ = $generic(a)$", "K"),
    ("_ = $Generic[int]{}$", "?"),
    ("_ = $os.Args$", "?"),
    ("_ = $len(s)$", "int"),
    ("_ = $min(1, a)$", "int"),
    ("_ = $new(T)$", "*T"),
    ("_ = $make(map[Name]int, a)$", "map[Name]int"),
    ("_ = $append(rest, 1)$", "[]byte"),
    ("len := func(string) Name { return `` }; _ = $len(s)$", "Name"),
    ("_ = $global$", "string"),
    ("_ = $typed$", "Name"),
    ("_ = $untyped$", "int"),
    ("_ = $big$", "uint64"),
    ("_ = $'x'$", "int32"),
    ("x := 1.5; _ = $x$", "float64"),
    ("var x, y Name; _ = x; _ = $y$", "Name"),
    ("x, ok := m[`x`]; _ = x; _ = $ok$", "bool"),
    ("for x := range m { _ = $x$ }", "Name"),
    ("for _, x := range m { _ = $x$ }", "[]T"),
    ("for _, x := range s { _ = $x$ }", "int32"),
    ("for x := range a { _ = $x$ }", "int"),
    ("for _, x := range t.links { _ = $x$ }", "*T"),
    ("switch x := i.(type) { case Name: _ = $x$ }", "Name"),
    ("switch x := i.(type) { case Name, int: _ = $x$ }", "?"),
    ("switch x := i.(type) { default: _ = $x$ }", "?"),
    ("if i, ok := $i$.(T); ok { _ = i }", "any"),
    ("if i, ok := i.(T); ok { _ = $i$ }", "T"),
    ("s := $s$; _ = s", "string"),
    ("type Name int; var x Name; _ = $x$", "Name"),
    ("var $x$ struct{}; _ = &x", "struct {  }"),
    ("x := x; _ = $x$", "?"),
]


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_type(body: str, expected: str) -> None:
    tree, span = parse(body)
    assert show(type_of(tree, span, table_of(tree))) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("type Name int; var x Name; _ = $x$", "?"),
        ("var x Name; _ = $x$", "string"),
        ("var x I; _ = $x$", "interface"),
        ("var x Generic; _ = $x$", "?"),
        ("var x os.File; _ = $x$", "?"),
        ("_ = $generic(a)$", "?"),
    ],
)
def test_underlying(body: str, expected: str) -> None:
    """A name that a function declares too is not known."""
    tree, span = parse(body)
    table = table_of(tree)
    assert show(table.underlying(type_of(tree, span, table))) == expected


@pytest.mark.parametrize(
    ("body", "expected"), [("_ = $Name(s)$", "string"), ("_ = $[]byte(s)$", "string"), ("_ = $one()$", "?")]
)
def test_operand(body: str, expected: str) -> None:
    tree, span = parse(body)
    assert show(type_of_operand(tree, span, table_of(tree))) == expected


@pytest.mark.parametrize(
    ("body", "declared"),
    [
        ("x := 1; { x := $x$; _ = x }", "x := 1"),
        ("x := 1; if x := $x$; x > 0 {}", "x := 1"),
        ("x := 1; { x := x; _ = $x$ }", "x := x"),
        ("x := i; switch x := $x$.(type) { case int: _ = x }", "x := i;"),
        ("x := s; for _, x := range $x$ { _ = x }", "x := s"),
    ],
)
def test_a_name_is_not_visible_in_what_gives_it_its_value(body: str, declared: str) -> None:
    tree, span = parse(body)
    found = declaration_of(tree, span.start)
    assert found is not None
    assert tree.source.data[found.start :].startswith(declared.encode())


def test_results() -> None:
    code = b"package p\nfunc F(p int) (a, b int) { f := func(q int) (c int) { return 0 }; return f(0), 0 }\n"
    tree = SyntaxTree.parse(Source("/p/x.go", code))
    inner, outer = code.index(b"q int"), code.index(b"p int)")
    assert result_names(tree, outer) == all_result_names(tree, outer) == {"a", "b"}
    assert result_names(tree, inner) == {"c"}
    assert all_result_names(tree, inner) == {"a", "b", "c"}
    assert result_names(tree, 0) == frozenset()


def test_directives() -> None:
    code = 'package p\n\n//line gen.y:10\nvar a = 1\n/*line sub/b.y:3:4*/ var b = "//line no.y:1"\n// line other.y:1\n'
    assert directive_names(SyntaxTree.parse(Source("/p/x.go", code.encode()))) == {"gen.y", "sub/b.y"}
    assert directive_names(SyntaxTree.parse(Source("/p/x.go", b"package p\n"))) == frozenset()
