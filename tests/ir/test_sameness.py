"""Identity of types where shapes are involved."""

from __future__ import annotations

import pytest

from goescape.ir.lower.sameness import same, same_ignore_tags
from goescape.ir.shapes import shapify
from goescape.types.identical import identical
from goescape.types.instantiate import instantiate
from goescape.types.model import (
    INT,
    INT64,
    STRING,
    Map,
    Named,
    Package,
    Pointer,
    Scope,
    Slice,
    Struct,
    Type,
    TypeName,
    TypeParam,
    Var,
)
from goescape.types.universe import ANY, TYP, UNIVERSE

PACKAGE = Package("example.com/p", "p", Scope(UNIVERSE))
INTEGER, TEXT = TYP[INT], TYP[STRING]


def declared(name: str, underlying: Type) -> Named:
    t = Named(TypeName(name, PACKAGE, None))
    t.underlying = underlying
    return t


def recursive() -> Named:
    """type List[T any] struct { next *List[T]; value T }"""
    param = TypeParam(TypeName("T", PACKAGE, None), 0, ANY)
    generic = Named(TypeName("List", PACKAGE, None))
    generic.type_params = (param,)
    tail = Var("next", PACKAGE, Pointer(instantiate(generic, (param,))), is_field=True)
    generic.underlying = Struct((tail, Var("value", PACKAGE, param, is_field=True)))
    return generic


NUMBER, NUMBERS = declared("Number", INTEGER), declared("Numbers", Slice(INTEGER))
SHAPE, SHAPES = shapify(INTEGER, False), shapify(Slice(INTEGER), False)
ANY_POINTER = shapify(Pointer(NUMBER), True)
LIST = recursive()

CASES = [
    (SHAPE, INTEGER, True),
    (SHAPE, NUMBER, True),
    (SHAPE, TYP[INT64], False),
    (SHAPE, TEXT, False),
    (Slice(SHAPE), SHAPES, True),
    (Slice(SHAPE), NUMBERS, True),
    (Slice(INTEGER), NUMBERS, False),
    (SHAPES, NUMBERS, True),
    (SHAPES, Slice(TEXT), False),
    (Map(TEXT, SHAPE), Map(TEXT, NUMBER), True),
    (ANY_POINTER, Pointer(NUMBERS), True),
    (ANY_POINTER, INTEGER, False),
    (instantiate(LIST, (SHAPE,)), instantiate(LIST, (INTEGER,)), True),
    (instantiate(LIST, (SHAPE,)), instantiate(LIST, (TEXT,)), False),
    (NUMBER, INTEGER, False),
    (NUMBERS, NUMBERS, True),
]


@pytest.mark.parametrize(("x", "y", "expected"), CASES)
def test_same(x: Type, y: Type, expected: bool) -> None:
    assert same(x, y) == same(y, x) == same_ignore_tags(x, y) == expected


def test_tags() -> None:
    plain = Struct((Var("F", PACKAGE, SHAPE, is_field=True),))
    tagged = Struct((Var("F", PACKAGE, INTEGER, is_field=True),), ("k",))
    assert not same(plain, tagged)
    assert same_ignore_tags(plain, tagged)
    assert not identical(SHAPE, SHAPES)
