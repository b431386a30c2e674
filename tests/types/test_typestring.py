"""Types as text where no Go source leads to them easily; all else is held against go/types by the comparison."""

from __future__ import annotations

import pytest

from goescape.types.model import (
    INT,
    INVALID,
    RECV_ONLY,
    SEND_ONLY,
    SEND_RECV,
    STRING,
    UNSAFE_POINTER,
    Alias,
    Array,
    Chan,
    Func,
    Interface,
    Map,
    Named,
    Package,
    Pointer,
    Scope,
    Signature,
    Slice,
    Struct,
    Term,
    Tuple,
    Type,
    TypeName,
    TypeParam,
    Union,
    Var,
)
from goescape.types.typestring import relative_to, signature_string, type_string
from goescape.types.universe import ANY, COMPARABLE, ERROR, TYP, UNIVERSE

PACKAGE = Package("example.com/a/b", "b", Scope(UNIVERSE))
INTEGER, TEXT = TYP[INT], TYP[STRING]


def variables(**types: Type) -> Tuple:
    """Named variables; a name that starts with "_" stands for none."""
    return Tuple(tuple(Var("" if name[0] == "_" else name, PACKAGE, t) for name, t in types.items()))


def parameters(**bounds: Type) -> tuple[TypeParam, ...]:
    return tuple(TypeParam(TypeName(name, PACKAGE, None), i, bound) for i, (name, bound) in enumerate(bounds.items()))


def declared(name: str, params: tuple[TypeParam, ...] = (), args: tuple[Type, ...] = ()) -> Named:
    t = Named(TypeName(name, PACKAGE, None))
    t.type_params, t.type_args = params, args
    return t


def cycle() -> Type:
    t = Slice(INVALID)
    t.elem = Pointer(t)
    return t


RECEIVER = Chan(RECV_ONLY, INTEGER)
UNION = Union((Term(True, INTEGER), Term(False, TEXT)))
METHOD = Func("M", PACKAGE, Signature(variables(x=INTEGER), variables(_0=ERROR)))
FIELDS = (
    Var("A", PACKAGE, INTEGER, is_field=True),
    Var("T", PACKAGE, Pointer(declared("T")), is_field=True, embedded=True),
)


@pytest.mark.parametrize(
    ("t", "expected"),
    [
        (INVALID, "invalid type"),
        (None, "<nil>"),
        (TYP[UNSAFE_POINTER], "unsafe.Pointer"),
        (Array(Slice(Pointer(INTEGER)), 3), "[3][]*int"),
        (Map(TEXT, ERROR), "map[string]error"),
        (Chan(SEND_RECV, RECEIVER), "chan (<-chan int)"),
        (Chan(SEND_ONLY, RECEIVER), "chan<- <-chan int"),
        (Chan(RECV_ONLY, Chan(SEND_RECV, INTEGER)), "<-chan chan int"),
        (Struct(()), "struct{}"),
        (Struct(FIELDS, ('json:"a"', "")), 'struct{A int "json:\\"a\\""; *example.com/a/b.T}'),
        (variables(_0=INTEGER, x=TEXT), "(int, x string)"),
        (Signature(variables(), variables()), "func()"),
        (Signature(variables(_0=INTEGER), variables(_0=TEXT)), "func(int) string"),
        (Signature(variables(), variables(err=ERROR)), "func() (err error)"),
        (Signature(variables(), variables(_0=TEXT, _1=ERROR)), "func() (string, error)"),
        (Signature(variables(x=TEXT, y=Slice(ANY)), variables(), True), "func(x string, y ...any)"),
        (Signature(variables(_0=TEXT), variables(), True), "func(string...)"),
        (
            Signature(variables(), variables(), type_params=parameters(K=COMPARABLE, V=ANY, W=ANY)),
            "func[K comparable, V, W any]()",
        ),
        (Interface(), "interface{}"),
        (Interface((METHOD,), (ERROR, UNION)), "interface{M(x int) error; error; ~int | string}"),
        (Interface((), (UNION,), implicit=True), "~int | string"),
        (ANY, "any"),
        (ANY.under(), "any"),
        (COMPARABLE.under(), "interface{comparable}"),
        (ERROR.under(), "interface{Error() string}"),
        (declared("T"), "example.com/a/b.T"),
        (declared("T", parameters(P=ANY)), "example.com/a/b.T[P any]"),
        (declared("T", parameters(P=ANY), (declared("U"),)), "example.com/a/b.T[example.com/a/b.U]"),
        (declared("T", parameters(P=ANY, Q=ANY), (INTEGER, TEXT)), "example.com/a/b.T[int, string]"),
        (Alias(TypeName("A", PACKAGE, None), INTEGER), "example.com/a/b.A"),
        (parameters(string=ANY)[0], "string/* type parameter */"),
        (cycle(), "[]*<cycle to *types.Slice>"),
    ],
)
def test_type_string(t: Type | None, expected: str) -> None:
    assert type_string(t) == expected


def test_qualifiers() -> None:
    t = Map(declared("K"), declared("V"))
    assert type_string(t, relative_to(PACKAGE)) == "map[K]V"
    assert type_string(t, lambda package: package.name) == "map[b.K]b.V"
    assert signature_string(Signature(variables(x=t), variables()), relative_to(PACKAGE)) == "(x map[K]V)"
