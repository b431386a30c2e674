"""The predeclared names, and package unsafe (go/types/universe.go)."""

from __future__ import annotations

from typing import Final

from goescape.types.model import (
    BOOL,
    COMPLEX64,
    COMPLEX128,
    EMPTY_TUPLE,
    FLOAT32,
    FLOAT64,
    INT,
    INT8,
    INT16,
    INT32,
    INT64,
    INVALID,
    IS_BOOLEAN,
    IS_COMPLEX,
    IS_FLOAT,
    IS_INTEGER,
    IS_STRING,
    IS_UNSIGNED,
    IS_UNTYPED,
    STRING,
    UINT,
    UINT8,
    UINT16,
    UINT32,
    UINT64,
    UINTPTR,
    UNSAFE_POINTER,
    UNTYPED_BOOL,
    UNTYPED_COMPLEX,
    UNTYPED_FLOAT,
    UNTYPED_INT,
    UNTYPED_NIL,
    UNTYPED_RUNE,
    UNTYPED_STRING,
    Alias,
    Basic,
    Builtin,
    Const,
    Func,
    Interface,
    Named,
    Nil,
    Object,
    Package,
    Scope,
    Signature,
    Tuple,
    TypeName,
    Var,
)

TYP: Final[tuple[Basic, ...]] = (
    INVALID,
    Basic(BOOL, IS_BOOLEAN, "bool"),
    Basic(INT, IS_INTEGER, "int"),
    Basic(INT8, IS_INTEGER, "int8"),
    Basic(INT16, IS_INTEGER, "int16"),
    Basic(INT32, IS_INTEGER, "int32"),
    Basic(INT64, IS_INTEGER, "int64"),
    Basic(UINT, IS_INTEGER | IS_UNSIGNED, "uint"),
    Basic(UINT8, IS_INTEGER | IS_UNSIGNED, "uint8"),
    Basic(UINT16, IS_INTEGER | IS_UNSIGNED, "uint16"),
    Basic(UINT32, IS_INTEGER | IS_UNSIGNED, "uint32"),
    Basic(UINT64, IS_INTEGER | IS_UNSIGNED, "uint64"),
    Basic(UINTPTR, IS_INTEGER | IS_UNSIGNED, "uintptr"),
    Basic(FLOAT32, IS_FLOAT, "float32"),
    Basic(FLOAT64, IS_FLOAT, "float64"),
    Basic(COMPLEX64, IS_COMPLEX, "complex64"),
    Basic(COMPLEX128, IS_COMPLEX, "complex128"),
    Basic(STRING, IS_STRING, "string"),
    Basic(UNSAFE_POINTER, 0, "Pointer"),
    Basic(UNTYPED_BOOL, IS_BOOLEAN | IS_UNTYPED, "untyped bool"),
    Basic(UNTYPED_INT, IS_INTEGER | IS_UNTYPED, "untyped int"),
    Basic(UNTYPED_RUNE, IS_INTEGER | IS_UNTYPED, "untyped rune"),
    Basic(UNTYPED_FLOAT, IS_FLOAT | IS_UNTYPED, "untyped float"),
    Basic(UNTYPED_COMPLEX, IS_COMPLEX | IS_UNTYPED, "untyped complex"),
    Basic(UNTYPED_STRING, IS_STRING | IS_UNTYPED, "untyped string"),
    Basic(UNTYPED_NIL, IS_UNTYPED, "untyped nil"),
)
"""The basic types by kind."""

BYTE: Final = Basic(UINT8, IS_INTEGER | IS_UNSIGNED, "byte")
RUNE: Final = Basic(INT32, IS_INTEGER, "rune")

UNIVERSE: Final = Scope(None)
UNSAFE: Final = Package("unsafe", "unsafe", Scope(UNIVERSE))

ANY_INTERFACE: Final = Interface()
"""What `any` stands for: an object of its own, printed as "any" wherever it turns up."""
ANY: Final = Alias(TypeName("any", None, None), ANY_INTERFACE)


def _error() -> Named:
    """type error interface{ Error() string }"""
    named = Named(TypeName("error", None, None))
    recv = Var("", None, named)
    method = Func("Error", None, Signature(EMPTY_TUPLE, Tuple((Var("", None, TYP[STRING]),)), recv=recv))
    named.underlying = Interface((method,))
    return named


def _comparable() -> Named:
    """type comparable interface{}, of all types that are strictly comparable"""
    named = Named(TypeName("comparable", None, None))
    named.underlying = COMPARABLE_INTERFACE
    return named


COMPARABLE_INTERFACE: Final = Interface()
"""The underlying type of `comparable`: known by its identity, since no syntax says what it holds."""
ERROR: Final = _error()
COMPARABLE: Final = _comparable()
IOTA: Final = Const("iota", None, TYP[UNTYPED_INT], 0)
NIL_OBJECT: Final = Nil("nil", None, TYP[UNTYPED_NIL])

BUILTINS: Final = (
    *("append", "cap", "clear", "close", "complex", "copy", "delete", "imag", "len", "make", "max", "min", "new"),
    *("panic", "print", "println", "real", "recover"),
)
UNSAFE_BUILTINS: Final = ("Add", "Alignof", "Offsetof", "Sizeof", "Slice", "SliceData", "String", "StringData")


def _declare(scope: Scope, *objects: Object) -> None:
    for obj in objects:
        scope.insert(obj)


def _fill() -> None:
    for basic in (*TYP[BOOL:UNSAFE_POINTER], BYTE, RUNE):
        _declare(UNIVERSE, TypeName(basic.name, None, basic))
    for declared in (ANY, ERROR, COMPARABLE):
        declared.obj.type = declared
        _declare(UNIVERSE, declared.obj)
    _declare(
        UNIVERSE,
        Const("true", None, TYP[UNTYPED_BOOL], True),
        Const("false", None, TYP[UNTYPED_BOOL], False),
        IOTA,
        NIL_OBJECT,
        *(Builtin(name, None, INVALID) for name in BUILTINS),
    )
    _declare(
        UNSAFE.scope,
        TypeName("Pointer", UNSAFE, TYP[UNSAFE_POINTER]),
        *(Builtin(name, UNSAFE, INVALID) for name in UNSAFE_BUILTINS),
    )


_fill()
