"""Allocations, by the text and by the type; tests/fixtures/allocates holds them against measurements."""

from __future__ import annotations

import pytest

from goescape.findings.costs import allocates
from goescape.findings.evidence import Evidence, Twin
from goescape.findings.layout import Layout, boxing, layout_of
from goescape.findings.model import Allocates, Kind
from goescape.syntax import TypeTable, named

from .declared import facts_of, types_of

YES, NO, DEPENDS, NOTHING = Allocates.YES, Allocates.NO, Allocates.DEPENDS, Allocates.NOT_APPLICABLE

COSTS = [
    (Kind.MOVED_TO_HEAP, "x", YES),
    (Kind.ESCAPES, "&T{...}", YES),
    (Kind.ESCAPES, "[]int{}", NO),
    (Kind.ESCAPES, "make([]int, 0)", NO),
    (Kind.ESCAPES, "make([]int, n)", YES),
    (Kind.ESCAPES, "make(map[int]int)", YES),
    (Kind.ESCAPES, "x", DEPENDS),
    (Kind.ESCAPES, "17", NO),
    (Kind.ESCAPES, "byte(c)", NO),
    (Kind.ESCAPES, "struct {}{}", NO),
    (Kind.ESCAPES, "a + b", YES),
    (Kind.ESCAPES, "string(b)", DEPENDS),
    (Kind.ESCAPES, "string(rune(n))", YES),
    (Kind.ESCAPES, "([]byte)(s)", YES),
    (Kind.APPEND_ESCAPES, "append", DEPENDS),
    (Kind.DOES_NOT_ESCAPE, "make([]int, n)", DEPENDS),
    (Kind.DOES_NOT_ESCAPE, "make([]int, 100)", NO),
    (Kind.DOES_NOT_ESCAPE, "make(map[int]int)", DEPENDS),
    (Kind.DOES_NOT_ESCAPE, "make(map[int]int, 8)", DEPENDS),
    (Kind.DOES_NOT_ESCAPE, "make(map[int]int, 9)", YES),
    (Kind.DOES_NOT_ESCAPE, "map[int]int{...}", DEPENDS),
    (Kind.DOES_NOT_ESCAPE, "map[int]int{}", NO),
    (Kind.DOES_NOT_ESCAPE, "a + b", DEPENDS),
    (Kind.DOES_NOT_ESCAPE, "x", NO),
    (Kind.DOES_NOT_ESCAPE, "&T{...}", NO),
    (Kind.ZERO_COPY, "zero-copy string->[]byte conversion", NO),
    (Kind.LEAKING_PARAM, "p", NOTHING),
    (Kind.CAN_INLINE, "F", NOTHING),
]

TYPES = types_of("""
type empty struct{}
type flag bool
type color uint8
type pair struct{ a, b int }
type padded struct { b byte; n int32; c byte }
type trailing struct { n int64; e struct{} }
type boxedInt struct{ n int }
type boxedString struct{ s [1]string }
type large [1025]byte
type circular struct{ c circular }
type generic[T any] struct{ t T }
type unknown struct{ t other.T }
type alias = pair
""")

LAYOUTS = [
    ("empty", Layout(0, 1, False)),
    ("pair", Layout(16, 8, False)),
    ("padded", Layout(12, 4, False)),
    ("trailing", Layout(16, 8, False)),
    ("boxedString", Layout(16, 8, True)),
    ("alias", Layout(16, 8, False)),
    ("complex64", Layout(8, 4, False)),
    ("error", Layout(16, 8, True)),
    ("circular", None),
    ("generic", None),
    ("unknown", None),
    ("T", None),
]

BOXES = [
    ("empty", NO, NO),
    ("bool", NO, NO),
    ("flag", NO, NO),
    ("color", NO, NO),
    ("int16", DEPENDS, NO),
    ("float64", DEPENDS, NO),
    ("boxedInt", DEPENDS, NO),
    ("complex64", YES, NO),
    ("string", YES, NO),
    ("boxedString", YES, NO),
    ("pair", YES, NO),
    ("large", YES, YES),
    ("unknown", None, None),
]


@pytest.mark.parametrize(("kind", "subject", "expected"), COSTS)
def test_by_text(kind: Kind, subject: str, expected: Allocates) -> None:
    assert allocates(Evidence(kind, subject, None, facts_of(""))) is expected


def test_what_holds_a_new_string_or_slice_has_two_words_or_more() -> None:
    assert allocates(Evidence(Kind.ESCAPES, "a + b", None, facts_of(""), twin=Twin.BOX)) is YES


def test_a_function_literal_without_captures_is_a_constant() -> None:
    assert allocates(Evidence(Kind.ESCAPES, "func literal", None, facts_of(""))) is YES
    assert allocates(Evidence(Kind.ESCAPES, "func literal", None, facts_of(""), captures=False)) is NO


@pytest.mark.parametrize(("kind", "subject"), [(Kind.MOVED_TO_HEAP, "x"), (Kind.ESCAPES, "x")])
def test_by_type(kind: Kind, subject: str) -> None:
    about = Evidence(kind, subject, None, facts_of("type T struct{}"), infer=lambda: types_of("type E T").types["E"])
    assert allocates(about) is NO


@pytest.mark.parametrize(("name", "expected"), LAYOUTS)
def test_layout(name: str, expected: Layout | None) -> None:
    assert layout_of(named(name), TYPES) == expected


@pytest.mark.parametrize(("name", "escaping", "staying"), BOXES)
def test_boxing(name: str, escaping: Allocates | None, staying: Allocates | None) -> None:
    assert boxing(named(name), TYPES, escapes=True) is escaping
    assert boxing(named(name), TYPES, escapes=False) is staying


def test_a_type_of_a_function_hides_one_of_the_package() -> None:
    table = types_of("type T struct{}\nfunc F() { type T struct{ n int } }")
    assert layout_of(named("T"), table) is None
    assert layout_of(named("T"), TypeTable()) is None
