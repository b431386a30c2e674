"""Which declared types contain themselves, and that the others stay as they are."""

from __future__ import annotations

import pytest

from goescape.types.model import INVALID, Named, TypeName
from goescape.types.program import Program
from goescape.types.sizes import SIZES
from goescape.types.source import Sources

OTHER = "package q\n\ntype Box[T any] struct{ held T }\n\ntype Pointer[T any] struct{ _ [0]*T; at uintptr }\n"


@pytest.mark.parametrize(
    ("text", "endless"),
    [
        ("type T struct{ t *T; f func(T) T; s []T; m map[string]T; c chan T }", ""),
        ("type T interface{ M(T) interface{ T } }", ""),
        ("type T struct{ T }", "T"),
        ("type T [2]T", "T"),
        ("type T [2]struct{ u U }\ntype U struct{ n int; t T }\ntype V struct{ t T }", "T"),
        ("type I interface{ J }\ntype J interface{ K }\ntype K interface{ I }", "I"),
        ("type T struct{ a A }\ntype A = U\ntype U struct{ t T }", "T"),
        ("type T[P any] struct{ f P }\ntype U struct{ u T[U] }", "U"),
        ("type T[P any] struct{ f *P }\ntype U struct{ u T[U] }", ""),
        ("type T[P any] struct{ f U[P] }\ntype U[P any] struct{ g P }\ntype V struct{ v T[int]; w T[T[int]] }", ""),
        ("type T[P any] struct{ f *T[[]P] }", ""),
        ("type T[P any] struct{ f T[[]P] }", "T"),
        ("type T[P any] [10]T[*P]\nvar t T[int]", "T"),
        ("type X[T any] interface{ X[*T] }\nvar _ X[int]", "X"),
        ("type A[P any] [1]P\ntype B[P any] A[P]\ntype T struct{ b B[T] }", "T"),
        ("type T struct{ b q.Box[T] }", "T"),
        ("type T struct{ b q.Pointer[T]; c q.Box[*T]; d q.Box[q.Box[int]] }", ""),
        ("func f() { type L struct{ l [1]L } }\ntype T struct{}", ""),
    ],
)
def test_types_that_contain_themselves(text: str, endless: str) -> None:
    source = f'package p\nimport "q"\nvar _ q.Box[int]\n{text}\n'
    program = Program(Sources({"p": {"p.go": source}, "q": {"q.go": OTHER}}), SIZES["amd64"])
    problems = [problem.message for problem in program.check("p").problems()]
    names = program.unit("p").package.scope.names.values()
    declared = [obj.type_of() for obj in names if isinstance(obj, TypeName)]
    invalid = [t.obj.name for t in declared if isinstance(t, Named) and t.under() is INVALID]
    assert declared
    assert invalid == ([endless] if endless else [])
    local = ["L"] if "type L" in text else []
    assert problems == [f"invalid recursive type {name}" for name in [*invalid, *local]]
