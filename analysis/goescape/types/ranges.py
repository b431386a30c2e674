"""Range loops (go/types/range.go)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from goescape.syntax.nodes import Expr, Ident, Range
from goescape.types.assignment import assign_operand, assign_value, init_var
from goescape.types.blocks import BREAK_OK, CONTINUE_OK, INNER, stmt
from goescape.types.checker import Checker, expr
from goescape.types.identical import identical
from goescape.types.model import (
    BOOL,
    INT,
    INVALID,
    IS_INTEGER,
    IS_STRING,
    SEND_ONLY,
    Array,
    Basic,
    Chan,
    Map,
    Pointer,
    Scope,
    Signature,
    Slice,
    Type,
    TypeParam,
    Var,
    is_invalid,
    unalias,
)
from goescape.types.operand import BAD, VALUE, Operand
from goescape.types.typeset import common_under, type_set_each
from goescape.types.universe import RUNE, TYP
from goescape.types.untyped import describe

_INT: Final = TYP[INT]
_OVER_INT: Final = (1, 22)
_OVER_FUNC: Final = (1, 23)
"""The releases of ranges over integers and over functions."""


class _Yield:
    """What a loop yields: types of key and value, None where there is none; or why it can not be (then INVALID)."""

    __slots__ = ("fault", "key", "value")

    def __init__(self, key: Type | None, value: Type | None, fault: str = "") -> None:
        self.key = key
        self.value = value
        self.fault = fault


def _fault(why: str) -> _Yield:
    return _Yield(INVALID, INVALID, f": {why}" if why else " over this type")


# --------------------------------------------------------------------------------------------------- the statement


def range_stmt(c: Checker, s: Range, context: int) -> None:
    """`for k, v := range x { ... }`"""
    env = c.env
    env.has_call_or_receive = False
    x = expr(c, s.x)
    yields = _Yield(None, None)
    if x.mode != BAD:
        yields = _range_over(c, x.type)
        _complain(c, s, x, yields)
    outer = env.scope
    env.scope = Scope(outer)
    under = x.type.under()
    counts = isinstance(under, Basic) and under.info & IS_INTEGER != 0
    targets = ((s.key, yields.key), (s.value, yields.value))
    if s.op == ":=":
        _declare(c, s, x, targets, counts)
    elif s.key is not None:
        _assign(c, x, targets, counts)
    elif counts:
        assign_operand(c, x, None, "range clause")
    stmt(c, s.body, context & INNER | BREAK_OK | CONTINUE_OK)
    env.scope = outer


def _complain(c: Checker, s: Range, x: Operand, yields: _Yield) -> None:
    if yields.fault:
        c.problem(s.x, f"cannot range over {describe(x)}{yields.fault}")
    elif yields.key is None and s.key is not None:
        c.problem(s.key, f"range over {describe(x)} permits no iteration variables")
    elif yields.value is None and s.value is not None:
        c.problem(s.value, f"range over {describe(x)} permits only one iteration variable")


_Targets = tuple[tuple["Expr | None", "Type | None"], ...]


def _declare(c: Checker, s: Range, x: Operand, targets: _Targets, counts: bool) -> None:
    """Declare the variables of `:=`, in the scope of the loop."""
    env = c.env
    new: list[Var] = []
    for e, t in targets:
        if e is None:
            continue
        if isinstance(e, Ident):
            var = Var(e.name, env.package, None, env.site, e.id)
            env.results.objects[e.id] = var
            if e.name != "_":
                new.append(var)
        else:
            c.problem(e, "cannot declare: not a name")
            var = Var("_", env.package, None)
        if t is None or is_invalid(t):
            var.type = INVALID
        elif counts:
            init_var(c, var, x, "range clause")
        else:
            init_var(c, var, Operand(VALUE, t, e), "assignment")
    if not new:
        c.problem(s, "no new variables on left side of :=")
    for var in new:
        env.scope.insert(var)


def _assign(c: Checker, x: Operand, targets: _Targets, counts: bool) -> None:
    """Assign to what is there already."""
    for e, t in targets:
        if e is None or t is None or is_invalid(t):
            continue
        if not counts:
            assign_value(c, e, Operand(VALUE, t, e), "assignment")
            continue
        assign_value(c, e, x, "range clause")
        under = x.type.under()
        if x.mode != BAD and not (isinstance(under, Basic) and under.info & IS_INTEGER):
            c.problem(e, "cannot use iteration variable: its type is no integer type")


# ------------------------------------------------------------------------------------------------- what it yields


def _range_over(c: Checker, t: Type) -> _Yield:
    """What a loop over a value of type `t` yields."""
    under: Type | None = t.under()
    if unalias(t).__class__ is TypeParam:
        under = common_under(t) if type_set_each(t, _may_receive) else None
    if isinstance(under, Pointer):
        array = under.elem.under()
        under = array if isinstance(array, Array) else under
    rule = _RULES.get(under.__class__)
    return _fault("no core type" if under is None else "") if rule is None else rule(c, t, under)


def _may_receive(_: Type | None, u: Type | None) -> bool:
    return not isinstance(u, Chan) or u.direction != SEND_ONLY


def _over_basic(c: Checker, t: Type, under: Basic) -> _Yield:
    if under.info & IS_STRING:
        return _Yield(_INT, RUNE)
    if not under.info & IS_INTEGER:
        return _fault("")
    if c.env.version < _OVER_INT:
        return _fault("requires go1.22 or later")
    return _Yield(t, None)


def _over_list(c: Checker, t: Type, under: Array | Slice) -> _Yield:
    return _Yield(_INT, under.elem)


def _over_map(c: Checker, t: Type, under: Map) -> _Yield:
    return _Yield(under.key, under.elem)


def _over_chan(c: Checker, t: Type, under: Chan) -> _Yield:
    return _Yield(under.elem, None) if under.direction != SEND_ONLY else _fault("receive from send-only channel")


def _over_func(c: Checker, t: Type, under: Signature) -> _Yield:
    """An iterator, `func(yield func(...) bool)`, yields what it passes to its argument."""
    if c.env.version < _OVER_FUNC:
        return _fault("requires go1.23 or later")
    params = under.params.vars
    wanted = "func must be func(yield func(...) bool)"
    if len(params) != 1:
        return _fault(f"{wanted}: wrong argument count")
    if under.results.vars:
        return _fault(f"{wanted}: unexpected results")
    called = common_under(params[0].type_of())
    if not isinstance(called, Signature):
        return _fault(f"{wanted}: argument is not func")
    passed = [var.type_of() for var in called.params.vars]
    if len(passed) > 2:
        return _fault(f"{wanted}: yield func has too many parameters")
    results = called.results.vars
    if len(results) != 1 or not identical(results[0].type_of(), TYP[BOOL]):
        return _fault(f"{wanted}: yield func does not return bool")
    return _Yield(passed[0] if passed else None, passed[1] if len(passed) == 2 else None)


_RULES: Final[dict[type, Callable[..., _Yield]]] = {
    Basic: _over_basic,
    Array: _over_list,
    Slice: _over_list,
    Map: _over_map,
    Chan: _over_chan,
    Signature: _over_func,
}
