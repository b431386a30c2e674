"""Calls, and conversions written as calls (go/types/call.go: callExpr)."""

from __future__ import annotations

from goescape.syntax.nodes import Call, Index
from goescape.types.arguments import NO_TYPES, arguments_of, pass_arguments
from goescape.types.assignment import target_signature
from goescape.types.builtins import call_builtin
from goescape.types.checker import Checker, expr, raw_expr, record, use
from goescape.types.conversion import conversion
from goescape.types.generics import given_type_args, instantiate_signature
from goescape.types.index import index_operand
from goescape.types.model import (
    EMPTY_TUPLE,
    Alias,
    Interface,
    Named,
    Signature,
    Type,
    TypeParam,
    is_invalid,
    unalias,
)
from goescape.types.operand import BAD, BUILTIN, CONSTANT, NO_VALUE, TYPE, VALUE, Operand, bad
from goescape.types.predicates import is_parameterized
from goescape.types.typeset import common_under, type_set_of
from goescape.types.typestring import type_string
from goescape.types.untyped import describe


def call(c: Checker, e: Call, hint: Type | None) -> Operand:
    """`f(x)`: a call of a function or builtin, or a conversion."""
    fun = e.fun
    explicit: Index | None = None
    if fun.__class__ is Index:
        x, is_function = index_operand(c, fun)
        x.expr = fun
        record(c, x, fun)
        if is_function:
            explicit = fun
    else:
        x = raw_expr(c, fun, None, True)
    mode = x.mode
    if mode >= CONSTANT:
        return _call_value(c, x, e, explicit)
    if mode == BUILTIN:
        return call_builtin(c, x.builtin, e)
    if mode == TYPE:
        return _convert(c, x.type, e)
    if mode == NO_VALUE:
        c.problem(fun, "(no value) used as value")
    use(c, e.args)
    return bad(e)


# ---------------------------------------------------------------------------------------------------- conversions


def _convert(c: Checker, target: Type, e: Call) -> Operand:
    """`T(x)`"""
    if isinstance(target, (Named, Alias)) and target.type_params and not target.type_args:
        c.problem(e.fun, f"cannot use generic type {type_string(target)} without instantiation")
        return bad(e)
    args = e.args
    if len(args) != 1:
        use(c, args)
        few = "missing argument" if not args else "too many arguments"
        c.problem(args[-1] if args else e, f"{few} in conversion to {type_string(target)}")
        return bad(e)
    x = expr(c, args[0], target_signature(target))
    if x.mode == BAD:
        return bad(e)
    if e.spread:
        c.problem(args[0], f"invalid use of ... in conversion to {type_string(target)}")
        return bad(e)
    if _is_constraint(target):
        text = type_string(target)
        problem = f"cannot use interface {text} in conversion (contains specific type constraints or is comparable)"
        c.problem(e, problem)
        return bad(e)
    conversion(c, x, target)
    x.expr = e
    return x


def _is_constraint(t: Type) -> bool:
    """Whether `t` is an interface that only a type parameter's constraint may be."""
    under = t.under()
    return (
        isinstance(under, Interface)
        and unalias(t).__class__ is not TypeParam
        and not type_set_of(under).is_method_set()
    )


# ---------------------------------------------------------------------------------------------------------- calls


def _call_value(c: Checker, x: Operand, e: Call, explicit: Index | None) -> Operand:
    """Call the function `x`, whose type arguments, if some are given, are those of `explicit`."""
    t = x.type
    signature = t if t.__class__ is Signature else _signature_of(c, x)
    if signature is None:
        use(c, e.args)
        return bad(e)
    generic = bool(signature.type_params)
    given = NO_TYPES
    if explicit is not None:
        checked = given_type_args(c, x, explicit)
        if checked is None:
            use(c, e.args)
            return bad(e)
        given = checked
        if len(given) == len(signature.type_params):
            signature = instantiate_signature(c, explicit, signature, given)
            given = NO_TYPES
    passed = arguments_of(c, e)
    result: Signature = pass_arguments(c, e, signature, passed, given)
    env = c.env
    if generic and not result.type_params:
        fun = e.fun
        env.types[fun.id] = result
        env.modes[fun.id] = VALUE
    env.has_call_or_receive = True
    variables = result.results.vars
    if not variables:
        return Operand(NO_VALUE, EMPTY_TUPLE, e)
    value: Type = result.results
    if len(variables) == 1:
        value = variables[0].type or variables[0].type_of()
    if result.type_params and is_parameterized(result.type_params, value):
        return bad(e)
    return Operand(VALUE, value, e)


def _signature_of(c: Checker, x: Operand) -> Signature | None:
    """The signature of a function of a declared type, or of a type parameter with functions alone."""
    under = common_under(x.type) if unalias(x.type).__class__ is TypeParam else x.type.under()
    if isinstance(under, Signature):
        return under
    if not is_invalid(x.type):
        c.problem(x.expr, f"invalid operation: cannot call non-function {describe(x)}")
    return None
