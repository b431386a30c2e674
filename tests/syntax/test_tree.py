"""Any bytes have a tree, of any size and depth, and every position in it has an answer or none, but no error."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goescape.source import Source, Span
from goescape.syntax import (
    Anchor,
    Shape,
    SyntaxTree,
    enclosing_function,
    enclosing_literal,
    expression_chain,
    identifier_at,
    locate,
    package_facts,
)

from .fixture import find_fixtures

WHOLE = b"\n".join(fixture.data for fixture in find_fixtures())
SUBJECTS = ["", "x", "func literal", "... argument", "&T{...}", "([]byte)(x)", '"a', "F[go.shape.int]", "[[[", "\\"]


def tree_of(data: bytes) -> SyntaxTree:
    return SyntaxTree.parse(Source("/p/x.go", data))


def ask_everything(tree: SyntaxTree, offset: int, subject: str) -> None:
    line, column = tree.source.line_column(offset)
    size = Span(0, len(tree.source.data))
    for anchor in Anchor:
        for at in (column, 0):
            site = locate(tree, line, at, subject, anchor)
            assert site is None or (size.encloses(site.span) and site.span.encloses(site.head) and len(site.span))
    assert isinstance(enclosing_function(tree, offset), str)
    spans = [*expression_chain(tree, offset), enclosing_literal(tree, offset), identifier_at(tree, offset)]
    assert all(span is None or size.encloses(span) for span in spans)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 220), st.sampled_from(SUBJECTS))
def test_noise(data: bytes, offset: int, subject: str) -> None:
    tree = tree_of(data)
    ask_everything(tree, min(offset, len(data)), subject)
    assert package_facts(tree).package == tree.source.text(package_facts(tree).package_span or Span(0, 0))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_cut_and_pasted(data: st.DataObject) -> None:
    """Go with a piece taken out and one put in: what an editor sends while somebody types."""
    place = st.integers(0, len(WHOLE))
    start, end, source, target = (data.draw(place) for _ in range(4))
    text = WHOLE[min(start, end) :][:3000] + WHOLE[source : source + 40] + WHOLE[target : target + 1500]
    tree = tree_of(text)
    ask_everything(tree, data.draw(st.integers(0, len(text))), data.draw(st.sampled_from(SUBJECTS)))


@pytest.mark.parametrize(
    ("opening", "inner", "closing"),
    [
        ("f(", "x", ")"),
        ("T{", "x", "}"),
        ("[]", "int{}", ""),
        ("func() { ", "x", " }()"),
        ("", "x", "+ x"),
        ("*", "x", ""),
    ],
)
def test_depth(opening: str, inner: str, closing: str) -> None:
    depth = 5000
    code = f"package p\n\nfunc f() {{\n\t_ = {opening * depth}{inner}{closing * depth}\n}}\n"
    tree = tree_of(code.encode())
    offset = code.index(opening * depth + inner, 20) + len(opening) * depth
    ask_everything(tree, offset, "f(x)")
    assert enclosing_function(tree, offset) == "f"


def test_large() -> None:
    """Five megabytes of a table: parsed, and each of many messages found without reading it all again."""
    row = '\t{name: "n", at: &T{1}},\n'
    code = "package p\n\nvar table = []T{\n" + row * (5_000_000 // len(row)) + "}\n"
    tree = tree_of(code.encode())
    assert not tree.has_error
    for line in range(4, 20_000):
        site = locate(tree, line, 18, "&T{...}")
        assert site is not None and site.shape is Shape.ADDRESS_OF_COMPOSITE


@pytest.mark.parametrize(
    ("line", "column", "answer"),
    [
        (0, 1, None),
        (1, 1, "package p"),
        (1, 99, None),
        (2, 0, None),
        (2, 1, None),
        (9, 1, None),
        (3, 0, "var x, y = 1, 2"),
    ],
)
def test_outside(line: int, column: int, answer: str | None) -> None:
    tree = tree_of(b"package p\n\n  var x, y = 1, 2  \n")
    site = locate(tree, line, column, "z")
    if line == 1 and site is not None:
        assert site.shape is Shape.OTHER
        return
    assert (None if site is None else tree.source.text(site.span)) == answer


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("//line other.go:10\nfunc f() {}", True),
        ("func f() { /*line other.go:10:2*/ }", True),
        ("//line other.go:10\r\nfunc f() {}", True),
        ("  //line other.go:10\nfunc f() {}", False),
        ("//line is a word\nfunc f() {}", False),
        ("var s = `\n//line other.go:10\n`", False),
        ('var s = "/*line other.go:10*/"', False),
    ],
)
def test_line_directives(code: str, expected: bool) -> None:
    tree = tree_of(f"package p\n\n{code}\n".encode())
    assert tree.has_line_directives is expected
    assert package_facts(tree).has_line_directives is expected


@pytest.mark.parametrize(
    "code",
    [
        "var a = new(1 + 2)",
        'var a = new(f(")"))',
        "var a, b = new([4]int), new(x + 1)",
        "func (r *R[T]) M[K any, V []K](k K) {}",
        "var a = *(*[]byte)(p)",
    ],
)
def test_newer_syntax(code: str) -> None:
    """What the grammar does not know spoils neither itself nor what follows."""
    data = f"package p\n\n{code}\n\nfunc after() {{}}\n".encode()
    tree = tree_of(data)
    assert not tree.has_error
    assert [function.name for function in package_facts(tree).functions][-1] == "after"
    assert tree.source.data == data


@pytest.mark.parametrize(
    "code",
    [
        "func f() {\n\tif x {\n}",
        "func f() {\n\tg(`\n}",
        "func f() {\n\tg(\n}",
        "func f(",
        "func f",
        "func",
        "type T struct {\n\ta",
        "type T interface {",
        "var a = [",
        "}",
    ],
)
def test_a_fault_stays_in_its_declaration(code: str) -> None:
    data = f"package p\n\nfunc before() {{}}\n\n{code}\n\nfunc after() {{\n\tx = 1\n}}\n".encode()
    tree = tree_of(data)
    names = [function.name for function in package_facts(tree).functions]
    assert (names[0], names[-1]) == ("before", "after")
    assert enclosing_function(tree, data.index(b"x = 1")) == "after"
    assert tree.source.data == data


def test_misspelt_path() -> None:
    """A tree is of its source, whatever the path."""
    source = Source(str(Path("/nowhere/日本 .go")), b"package p")
    assert SyntaxTree.parse(source).source is source
