"""Untyped operands: how a context gives them a type, and when their expressions get their final one.

An untyped expression is remembered in `Environment.untyped` by `checker.record`. As soon as its context gives it a
type, `update` records that type for it and for the operands that share it; what is left at the end of a declaration
or body keeps its untyped type (`finish`). The rules are those of go/types: expr.go (updateExprType,
implicitTypeAndValue, matchTypes) and const.go (overflow, representation).
"""

from __future__ import annotations

from typing import Final

from goescape.syntax.nodes import Binary, Expr, Node, Paren, Unary
from goescape.types.checker import Checker, Untyped
from goescape.types.constant import UNKNOWN, Rope, Value, exact_string, representable
from goescape.types.model import (
    INVALID,
    IS_BOOLEAN,
    IS_NUMERIC,
    IS_STRING,
    IS_UNTYPED,
    UNTYPED_BOOL,
    UNTYPED_COMPLEX,
    UNTYPED_FLOAT,
    UNTYPED_INT,
    UNTYPED_NIL,
    UNTYPED_RUNE,
    UNTYPED_STRING,
    Basic,
    Chan,
    Interface,
    Map,
    Pointer,
    Signature,
    Slice,
    Type,
    TypeParam,
    unalias,
)
from goescape.types.operand import BAD, CONSTANT, Operand
from goescape.types.predicates import (
    all_boolean,
    all_integer,
    all_numeric,
    all_string,
    default_type,
    has_nil,
    is_interface,
)
from goescape.types.typeset import type_set_each, type_set_of
from goescape.types.typestring import type_string
from goescape.types.universe import TYP

NIL_TYPE: Final = TYP[UNTYPED_NIL]
BOOL_TYPE: Final = TYP[UNTYPED_BOOL]
INT_TYPE: Final = TYP[UNTYPED_INT]

SHIFTS: Final = frozenset(("<<", ">>"))
COMPARISONS: Final = frozenset(("==", "!=", "<", "<=", ">", ">="))

_MAX_BITS: Final = 512
"""go/types const.go, overflow: how long an untyped integer constant may grow."""

_MAX_BYTES: Final = 2_000_000_000
"""Of a string constant (cmd/internal/obj, MaxSymSize)."""

_FITS: Final = {
    UNTYPED_BOOL: IS_BOOLEAN,
    UNTYPED_INT: IS_NUMERIC,
    UNTYPED_RUNE: IS_NUMERIC,
    UNTYPED_FLOAT: IS_NUMERIC,
    UNTYPED_COMPLEX: IS_NUMERIC,
    UNTYPED_STRING: IS_STRING,
}
"""Which basic types an untyped value that is not constant may become."""

_WITH_NIL: Final = frozenset((Pointer, Signature, Slice, Map, Chan))

_SHARING: Final = frozenset((Paren, Unary, Binary))
"""Expressions whose type is that of their operands."""


def spoil(x: Operand) -> None:
    """Make `x` an operand of which nothing more will be said."""
    x.mode = BAD
    x.type = INVALID
    x.value = None


def describe(x: Operand) -> str:
    """`x` as a message names it: its value if it is constant, and its type."""
    if x.mode == CONSTANT and x.value is not None:
        return f"{exact_string(x.value)} ({type_string(x.type)} constant)"
    return "untyped nil" if x.type is NIL_TYPE else f"value of type {type_string(x.type)}"


# ------------------------------------------------------------------------------------------------------ constants


def represent(c: Checker, x: Operand, t: Basic) -> bool:
    """Give the constant `x` the value that it has as a `t`; complain and spoil it if it has none."""
    fits, value = representable(x.value, t, c.program.sizes)  # type: ignore[arg-type]
    if fits:
        x.value = value
        return True
    c.problem(x.expr, misfit(x, t))
    spoil(x)
    return False


def misfit(x: Operand, t: Type) -> str:
    """Why the constant or untyped value `x` can not be a `t`."""
    source, target = x.type, t.under()
    name = type_string(t)
    if x.mode == CONSTANT and _is_number(source) and _is_number(target):
        truncates = all_integer(target) and not all_integer(source)
        return f"{describe(x)} truncated to {name}" if truncates else f"{describe(x)} overflows {name}"
    return f"cannot convert {describe(x)} to type {name}"


def _is_number(t: Type) -> bool:
    return isinstance(t, Basic) and t.info & IS_NUMERIC != 0


def overflow(c: Checker, x: Operand, node: Node) -> None:
    """Check the result `x` of a constant operation: a typed one must fit its type, an untyped integer 512 bits; no
    string may be too long to be linked (Go 1.27)."""
    value = x.value
    if value is UNKNOWN:
        c.problem(node, "constant result is not representable")
        return
    t = x.type
    basic = t if t.__class__ is Basic else t.under()
    if not basic.info & IS_UNTYPED:  # type: ignore[attr-defined]
        represent(c, x, basic)  # type: ignore[arg-type]
    elif value.__class__ is int and value.bit_length() > _MAX_BITS:
        c.problem(node, "constant overflow")
        x.value = UNKNOWN
    if value.__class__ is Rope and len(value) > _MAX_BYTES:
        c.problem(node, "constant string too long")
        x.value = UNKNOWN


# ----------------------------------------------------------------------------------------------- giving them types


def convert_untyped(c: Checker, x: Operand, target: Type) -> None:
    """Make the untyped `x` a `target`, if that may be; complain and spoil it if not. A typed `x` stays as it is."""
    new, value = implicit_type_and_value(c, x, target)
    if new is None:
        c.problem(x.expr, misfit(x, target))
        spoil(x)
    else:
        become(c, x, new, value)


def become(c: Checker, x: Operand, new: Type, value: Value | None) -> None:
    """Give `x` what `implicit_type_and_value` answered, and record it."""
    if value is not None:
        x.value = value
        remembered = c.env.untyped.get(x.expr.id)
        if remembered is not None:
            remembered.value = value
    if new is not x.type:
        x.type = new
        update(c, x.expr, new, False, value is not None)


def implicit_type_and_value(c: Checker, x: Operand, target: Type) -> tuple[Type | None, Value | None]:
    """The type of `x` where a `target` is expected, and its value as such if it is constant.

    (None, None) if it can not be one. The value is None where it does not change. nil stays untyped.
    """
    source = x.type
    if not (isinstance(source, Basic) and source.info & IS_UNTYPED) or x.mode == BAD:
        return source, None
    under = target if target.__class__ is Basic else target.under()
    if under.__class__ is Basic:
        return _as_basic(c, x, source, target, under)
    if under.__class__ is Interface:
        return _as_interface(c, x, source, target, under)
    if under.__class__ in _WITH_NIL and source is NIL_TYPE:
        return NIL_TYPE, None
    return None, None


def _as_basic(
    c: Checker, x: Operand, source: Basic, target: Type, under: Basic
) -> tuple[Type | None, Value | None]:
    """`implicit_type_and_value` for a target whose underlying type is basic, perhaps untyped itself, or invalid."""
    if under.info & IS_UNTYPED:
        return _wider(source, under), None
    if under is INVALID:
        return source, None
    if x.mode == CONSTANT:
        fits, value = representable(x.value, under, c.program.sizes)  # type: ignore[arg-type]
        return (target, value) if fits else (None, None)
    if source is NIL_TYPE:
        return (NIL_TYPE if has_nil(under) else None), None
    return (target if under.info & _FITS[source.kind] else None), None


def _wider(x: Basic, y: Basic) -> Basic | None:
    """The later of two untyped numeric types in the order int, rune, float, complex."""
    if x is y:
        return x
    if x.info & IS_NUMERIC and y.info & IS_NUMERIC:
        return x if x.kind > y.kind else y
    return None


def _as_interface(
    c: Checker, x: Operand, source: Basic, target: Type, under: Interface
) -> tuple[Type | None, Value | None]:
    """`implicit_type_and_value` for an interface, or for a type parameter: any type of its type set must do."""
    if unalias(target).__class__ is TypeParam:

        def fits(_: Type | None, u: Type | None) -> bool:
            return u is not None and implicit_type_and_value(c, x, u)[0] is not None

        if not type_set_each(target, fits):
            return None, None
        return (NIL_TYPE if source is NIL_TYPE else target), None
    if source is NIL_TYPE:
        return NIL_TYPE, None
    if not type_set_of(under).is_all():
        return None, None
    return default_type(source), None


def match_types(c: Checker, x: Operand, y: Operand) -> None:
    """Give an untyped one of two operands the other's type where that makes sense; spoils both if it fails."""
    if not _may_convert(x, y):
        return
    convert_untyped(c, x, y.type)
    if x.mode == BAD:
        return
    convert_untyped(c, y, x.type)
    if y.mode == BAD:
        spoil(x)


def _may_convert(x: Operand, y: Operand) -> bool:
    """Whether the types of two operands may match after an implicit conversion (go/types matchTypes, mayConvert).

    If not, the operation itself complains of the mismatch.
    """
    xt, yt = x.type, y.type
    x_info = xt.info if isinstance(xt, Basic) else 0
    y_info = yt.info if isinstance(yt, Basic) else 0
    if not (x_info | y_info) & IS_UNTYPED:
        return False
    if x_info & IS_NUMERIC and y_info & IS_NUMERIC:
        return True
    if all_numeric(xt) != all_numeric(yt):
        return False
    if is_interface(xt) or is_interface(yt):
        return True
    if all_boolean(xt) != all_boolean(yt) or all_string(xt) != all_string(yt):
        return False
    if xt is NIL_TYPE:
        return has_nil(yt)
    if yt is NIL_TYPE:
        return has_nil(xt)
    return xt.under().__class__ is not Pointer and yt.under().__class__ is not Pointer


# ------------------------------------------------------------------------------------------------- recording types


def update(c: Checker, e: Expr | None, t: Type, final: bool, checked: bool = False) -> None:
    """Record `t` as the type of the untyped expression `e` and of the operands that share its type.

    If `t` is untyped too, and not `final`, it is only remembered. `checked` says that the value of `e` is known to be
    a `t`. Nothing happens for an expression that has its type already.
    """
    env = c.env
    while e is not None:
        old = env.untyped.get(e.id)
        if old is None:
            return
        inner: Expr | None = None
        if e.__class__ in _SHARING:
            inner = _sharing_operand(c, e, old, t, final)
        if not final and isinstance(t, Basic) and t.info & IS_UNTYPED:
            old.type = t
        else:
            del env.untyped[e.id]
            if checked or _may_become(c, old, t):
                env.types[e.id] = t
                env.modes[e.id] = old.mode
                if old.value is not None:
                    env.results.values[e.id] = old.value
        e = inner
        checked = False


def _sharing_operand(c: Checker, e: Expr, old: Untyped, t: Type, final: bool) -> Expr | None:
    """The (left) operand of `e` that has its type; the right one is updated here.

    Operands of a constant operation never become values: they keep their untyped types.
    """
    if isinstance(e, Paren):
        return e.x
    if old.value is not None:
        return None
    if isinstance(e, Unary):
        return e.x
    if e.__class__ is not Binary or e.op in COMPARISONS:
        return None
    if e.op not in SHIFTS:
        update(c, e.y, t, final)
    return e.x


def _may_become(c: Checker, old: Untyped, t: Type) -> bool:
    """Whether the expression of `old` may be a `t`: integer if it is shifted, and with a value that fits."""
    if old.is_lhs and not all_integer(t):
        c.problem(old.expr, f"shifted operand (type {type_string(t)}) must be integer")
        return False
    if old.value is None:
        return True
    x = Operand(old.mode, old.type, old.expr, old.value)
    if implicit_type_and_value(c, x, t)[0] is not None:
        return True
    c.problem(old.expr, misfit(x, t))
    return False


def finish(c: Checker) -> None:
    """Record the untyped types of all expressions that no context has given a type."""
    env = c.env
    if not env.untyped:
        return
    types, modes, values = env.types, env.modes, env.results.values
    for i, rest in env.untyped.items():
        types[i] = rest.type
        modes[i] = rest.mode
        if rest.value is not None:
            values[i] = rest.value
    env.untyped.clear()
