"""What a use of a builtin is recorded as: it has no type but in a call, where it gets that call's signature."""

from __future__ import annotations

from goescape.syntax.nodes import Call, Expr, Paren
from goescape.types.checker import Checker
from goescape.types.model import EMPTY_TUPLE, IS_UNTYPED, Basic, Signature, Tuple, Type, Var
from goescape.types.operand import BUILTIN, NO_VALUE, VALUE, Operand
from goescape.types.predicates import default_type


def value_of(c: Checker, e: Call, result: Type, *params: Type) -> Operand:
    """The value, of type `result`, of the call `e` with arguments of the types `params`."""
    record_signature(c, e.fun, builtin_signature(result, *params))
    return Operand(VALUE, result, e)


def no_value_of(c: Checker, e: Call, *params: Type) -> Operand:
    """What the call `e` of a builtin without a result comes to."""
    record_signature(c, e.fun, builtin_signature(None, *params))
    return Operand(NO_VALUE, EMPTY_TUPLE, e)


def builtin_signature(result: Type | None, *params: Type) -> Signature:
    """A signature of unnamed parameters; untyped ones get their default types (go/types makeSig)."""
    variables = [
        Var("", None, default_type(t) if t.__class__ is Basic and t.info & IS_UNTYPED else t)
        for t in params
    ]
    results = EMPTY_TUPLE if result is None else Tuple((Var("", None, result),))
    return Signature(Tuple(tuple(variables)), results)


def record_signature(c: Checker, fun: Expr, signature: Signature) -> None:
    """Record the signature of the builtin that `fun`, perhaps in parentheses, names."""
    env = c.env
    while True:
        env.types[fun.id] = signature
        env.modes[fun.id] = BUILTIN
        if not isinstance(fun, Paren):
            return
        fun = fun.x
