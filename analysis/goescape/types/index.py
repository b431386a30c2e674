"""Index and slice expressions (go/types/index.go). Instantiations are recognised here and handed on."""

from __future__ import annotations

from typing import Final

from goescape.syntax.nodes import Expr, Index, SliceExpr
from goescape.types.assignment import assign_operand
from goescape.types.checker import Checker, expr, expr_or_type, generic_expr, use
from goescape.types.constant import Value, representable, sign, text_of
from goescape.types.identical import identical
from goescape.types.model import (
    INT,
    INVALID,
    IS_INTEGER,
    IS_STRING,
    IS_UNTYPED,
    STRING,
    Array,
    Basic,
    Interface,
    Map,
    Pointer,
    Signature,
    Slice,
    Type,
    TypeParam,
    is_invalid,
    unalias,
)
from goescape.types.operand import BAD, CONSTANT, MAP_INDEX, TYPE, VALUE, VARIABLE, Operand
from goescape.types.predicates import all_basic
from goescape.types.typeset import type_set_each
from goescape.types.typexpr import var_type
from goescape.types.universe import BYTE, TYP
from goescape.types.untyped import convert_untyped, describe, spoil

_INT: Final = TYP[INT]
_BYTES: Final = Slice(BYTE)


def index(c: Checker, e: Index, hint: Type | None) -> Operand:
    """`x[i]`, or the instance `f[T]` of a generic function or type."""
    x, is_function = index_operand(c, e)
    if is_function:
        from goescape.types.generics import func_inst

        func_inst(c, x, e, hint)
    return x


def index_operand(c: Checker, e: Index) -> tuple[Operand, bool]:
    """Check `e`; if it instantiates a function, answer that generic function and True: its arguments are yet to do."""
    x = expr_or_type(c, e.x, True)
    mode = x.mode
    if mode == BAD:
        use(c, e.indices)
        return x, False
    if mode == TYPE:
        x.type = var_type(c, e)
        if is_invalid(x.type):
            spoil(x)
        return x, False
    t = x.type
    if mode == VALUE and isinstance(t, Signature) and t.type_params:
        return x, True
    _index_value(c, x, e)
    return x, False


def _index_value(c: Checker, x: Operand, e: Index) -> None:
    """`x[i]` of a string, array, pointer to array, slice or map, or of a type parameter with only such types."""
    t = x.type
    u = t.under()
    length = -1
    if u.__class__ is Slice:
        x.mode = VARIABLE
        x.type = u.elem
    elif u.__class__ is Map:
        _index_map(c, x, u.key, u.elem, e)
        return
    elif u.__class__ is Interface and unalias(t).__class__ is TypeParam:
        found = _common_index(x)
        if found is None:
            _not_indexable(c, x, e)
            return
        if found.key is not None:
            _index_map(c, x, found.key, found.elem, e)
            return
        x.mode, x.type, length = found.mode, found.elem, found.length
    else:
        one = _indexed(x, u)
        if one is None:
            _not_indexable(c, x, e)
            return
        x.mode, x.type, length = one.mode, one.elem, one.length
    x.value = None
    indices = e.indices
    if not indices:
        spoil(x)
        return
    if len(indices) > 1:
        c.problem(indices[1], "invalid operation: more than one index")
    check_index(c, indices[0], length)


def _not_indexable(c: Checker, x: Operand, e: Index) -> None:
    if not is_invalid(x.type):
        c.problem(e, f"invalid operation: cannot index {describe(x)}")
    use(c, e.indices)
    spoil(x)


def _index_map(c: Checker, x: Operand, key: Type, elem: Type, e: Index) -> None:
    if not e.indices:
        spoil(x)
        return
    if len(e.indices) > 1:
        c.problem(e.indices[1], "invalid operation: more than one index")
    k = generic_expr(c, e.indices[0])
    if k.mode != BAD:
        assign_operand(c, k, key, "map index")
    x.mode = MAP_INDEX
    x.type = elem
    x.value = None


class _Element:
    """What indexing yields: the element's type, how it may be used, the length where it is known (else -1), and the
    type of the key if a map is indexed."""

    __slots__ = ("elem", "key", "length", "mode")

    def __init__(self, elem: Type, mode: int, length: int = -1, key: Type | None = None) -> None:
        self.elem = elem
        self.mode = mode
        self.length = length
        self.key = key


def _indexed(x: Operand, u: Type | None) -> _Element | None:
    """What indexing an `x` of underlying type `u` yields; None if it can't be indexed."""
    if isinstance(u, Basic):
        if not u.info & IS_STRING:
            return None
        length = len(text_of(x.value)) if x.mode == CONSTANT and x.value is not None else -1
        return _Element(BYTE, VALUE, length)
    if isinstance(u, Array):
        return _Element(u.elem, VARIABLE if x.mode == VARIABLE else VALUE, u.length)
    if isinstance(u, Pointer):
        array = u.elem.under()
        return _Element(array.elem, VARIABLE, array.length) if isinstance(array, Array) else None
    if isinstance(u, Slice):
        return _Element(u.elem, VARIABLE)
    if isinstance(u, Map):
        return _Element(u.elem, MAP_INDEX, -1, u.key)
    return None


def _common_index(x: Operand) -> _Element | None:
    """What indexing yields for every type in the type set of a type parameter: all maps with one key type, or none,
    and one element type. It is a variable unless one of them says otherwise; the shortest length counts."""
    common: _Element | None = None

    def agrees(_: Type | None, u: Type | None) -> bool:
        nonlocal common
        one = _indexed(x, u)
        if one is None:
            return False
        if common is None:
            common = one
            return True
        if (common.key is None) != (one.key is None) or not identical(common.elem, one.elem):
            return False
        if one.key is not None and not identical(common.key, one.key):  # type: ignore[arg-type]
            return False
        if one.mode == VALUE:
            common.mode = VALUE
        if 0 <= one.length < common.length:
            common.length = one.length
        return True

    return common if type_set_each(x.type, agrees) else None


# --------------------------------------------------------------------------------------------------------- slices


def slice_expr(c: Checker, e: SliceExpr, hint: Type | None) -> Operand:
    """`x[low:high]` and `x[low:high:max]`."""
    x = expr(c, e.x)
    if x.mode == BAD:
        use(c, (e.low, e.high, e.max))
        return x
    length = _sliced(c, x, e)
    if length is None:
        spoil(x)
        return x
    x.mode = VALUE
    x.value = None
    if e.three and (e.high is None or e.max is None):
        c.problem(e, "2nd and 3rd index required in 3-index slice")
        spoil(x)
        return x
    _bounds(c, e, length)
    return x


def _sliced(c: Checker, x: Operand, e: SliceExpr) -> int | None:
    """Give `x` the type of a slice of it; its length if known, else -1. None, with a problem, if it can't be sliced."""
    t = x.type
    u: Type | None = t.under()
    if u.__class__ is Interface:
        u = _common_sliceable(t)
    if u.__class__ is Slice:
        return -1
    if isinstance(u, Basic) and u.info & IS_STRING:
        if e.three:
            c.problem(e, "invalid operation: 3-index slice of string")
            return None
        length = len(text_of(x.value)) if x.mode == CONSTANT and x.value is not None else -1
        if isinstance(t, Basic) and t.info & IS_UNTYPED:
            x.type = TYP[STRING]
        return length
    if isinstance(u, Array):
        if x.mode != VARIABLE:
            c.problem(e, f"invalid operation: cannot slice unaddressable {describe(x)}")
            return None
        x.type = Slice(u.elem)
        return u.length
    if isinstance(u, Pointer):
        array = u.elem.under()
        if isinstance(array, Array):
            x.type = Slice(array.elem)
            return array.length
    if not is_invalid(t):
        c.problem(e, f"cannot slice {describe(x)}")
    return None


def _common_sliceable(t: Type) -> Type | None:
    """The underlying type that all types in the type set of `t` share, strings counting as slices of bytes; a string
    if there is one among them."""
    common: Type | None = None
    has_string = False

    def agrees(_: Type | None, u: Type | None) -> bool:
        nonlocal common, has_string
        if u is None:
            return False
        if isinstance(u, Basic) and u.info & IS_STRING:
            u = _BYTES
            has_string = True
        if common is None:
            common = u
            return True
        return identical(common, u)

    if not type_set_each(t, agrees):
        return None
    return TYP[STRING] if has_string else common


def _bounds(c: Checker, e: SliceExpr, length: int) -> None:
    """Check the indices, and that the constant ones do not fall."""
    limit = length + 1 if length >= 0 else -1
    largest = 0
    for bound in (e.low, e.high, e.max):
        if bound is None:
            continue
        value = check_index(c, bound, limit)[1]
        if value < 0:
            continue
        if value < largest:
            c.problem(bound, f"invalid slice indices: {value} < {largest}")
            return
        largest = value


# -------------------------------------------------------------------------------------------------------- indices


def check_index(c: Checker, e: Expr, limit: int) -> tuple[Type, int]:
    """Check the index `e`, which must be below `limit` (-1: unknown) if it is constant: its type, INVALID if it is
    wrong, and its constant value, else -1."""
    x = expr(c, e)
    if not valid_index(c, x, "index", False):
        return INVALID, -1
    if x.mode != CONSTANT:
        return x.type, -1
    value = x.value
    if not isinstance(value, int):
        return INVALID, -1
    if 0 <= limit <= value:
        c.problem(e, f"invalid argument: index {value} out of bounds [0:{limit}]")
        return INVALID, -1
    return x.type, value


def valid_index(c: Checker, x: Operand, what: str, negative: bool) -> bool:
    """Whether `x` may be an index or a length (`what`): an integer, not negative unless `negative`. Complains if not.

    An untyped constant becomes an int.
    """
    if x.mode == BAD:
        return False
    t = x.type
    if isinstance(t, Basic) and t.info & IS_UNTYPED:
        convert_untyped(c, x, _INT)
        if x.mode == BAD:
            return False
        t = x.type
    if not (t.info & IS_INTEGER if isinstance(t, Basic) else all_basic(t, IS_INTEGER)):
        if not is_invalid(t):
            c.problem(x.expr, f"invalid argument: {what} {describe(x)} must be integer")
        return False
    if x.mode != CONSTANT:
        return True
    value: Value = x.value  # type: ignore[assignment]
    if not negative and sign(value) < 0:
        c.problem(x.expr, f"invalid argument: {what} {describe(x)} must not be negative")
        return False
    fits, x.value = representable(value, _INT, c.program.sizes)
    if not fits:
        c.problem(x.expr, f"invalid argument: {what} {describe(x)} overflows int")
    return fits
