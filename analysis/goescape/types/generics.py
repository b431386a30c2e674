"""Instantiation of generic functions (go/types/call.go: funcInst, instantiateSignature)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from goescape.syntax.nodes import Expr, Index, Paren, Selector
from goescape.types.checker import Checker
from goescape.types.implements import verify
from goescape.types.infer import infer, rename_type_params
from goescape.types.instantiate import instantiate, mark
from goescape.types.model import EMPTY_TUPLE, METHOD_EXPR, Signature, Tuple, Type, TypeParam, Var
from goescape.types.operand import BAD, NO_VALUE, VALUE, Operand
from goescape.types.typexpr import record_instance, type_list
from goescape.types.untyped import spoil

_GENERICS = (1, 18)
"""The release of type parameters."""
_REVERSE_INFERENCE = (1, 21)
"""The release from which type arguments are inferred from what a generic function is assigned or passed to."""


def func_inst(c: Checker, x: Operand, e: Index, hint: Type | None) -> None:
    """Make the generic function `x` its instance `e`; type arguments that `e` does not give are inferred.

    `hint` is the signature of the variable that the function is assigned to, if any. After a problem `x` is bad.
    """
    given = given_type_args(c, x, e)
    if given is not None:
        _complete(c, x, given, hint)


def finish(c: Checker, x: Operand, hint: Type | None) -> None:
    """Instantiate the generic function `x`, which is used without type arguments, for the signature `hint` that it
    must have. Without one, and for a generic type, complain and spoil `x`."""
    if x.mode == BAD or x.mode == NO_VALUE:
        return
    is_function = x.type.__class__ is Signature
    if is_function and hint.__class__ is Signature:
        _complete(c, x, (), hint)
        return
    c.problem(x.expr, f"cannot use generic {'function' if is_function else 'type'} without instantiation")
    spoil(x)


def given_type_args(c: Checker, x: Operand, e: Index) -> tuple[Type, ...] | None:
    """The type arguments that `e` gives for the generic function `x`, not too many; None, with `x` bad, if some are
    wrong."""
    x.expr = e
    signature = x.type
    assert isinstance(signature, Signature)
    if c.env.version < _GENERICS:
        c.problem(e, "function instantiation requires go1.18 or later")
    given = type_list(c, e.indices)
    if given is not None and len(given) > len(signature.type_params):
        c.problem(e.indices[-1], f"got {len(given)} type arguments but want {len(signature.type_params)}")
        given = None
    if given is None:
        spoil(x)
    return given


def _complete(c: Checker, x: Operand, given: tuple[Type, ...], hint: Type | None) -> None:
    """Instantiate the generic function `x` by `given` type arguments, and inferred ones for the rest."""
    generic = x.type
    assert isinstance(generic, Signature)
    arguments: tuple[Type, ...] | None = given
    if len(given) < len(generic.type_params):
        arguments = _infer_from(c, x, generic, given, hint)
    if arguments is None:
        spoil(x)
        return
    x.type = instantiate_signature(c, x.expr, generic, arguments)
    x.mode = VALUE


def _infer_from(
    c: Checker, x: Operand, generic: Signature, given: tuple[Type, ...], hint: Type | None
) -> tuple[Type, ...] | None:
    """The type arguments with which `generic` gets the signature `hint`: those of the call `g(v)`, where v is a
    variable of that type, and g has the type parameters of `generic` and `generic` itself as its parameter's type."""
    params: Tuple = EMPTY_TUPLE
    arguments: list[Operand] = []
    if hint.__class__ is Signature:
        if c.env.version < _REVERSE_INFERENCE:
            c.problem(x.expr, "implicitly instantiated function in assignment requires go1.21 or later")
        plain = Signature(generic.params, generic.results, generic.variadic)
        params = Tuple((Var("", c.env.package, plain),))
        arguments.append(Operand(VALUE, hint, x.expr))
    renamed, passed = rename_type_params(generic.type_params, params)
    return infer(c, x.expr, renamed, given, passed, arguments, bool(arguments))  # type: ignore[arg-type]


def instantiate_signature(c: Checker, e: Expr, generic: Signature, arguments: Sequence[Type]) -> Signature:
    """The instance of a generic function's signature by as many type arguments as it has parameters, recorded for the
    function that `e` names. Whether the arguments satisfy their constraints is checked later."""
    type_args = tuple(arguments)
    instance = _instance(c, generic, type_args)
    record_instance(c, e, type_args, _as_method(c, e, instance))
    c.env.pending.append(partial(_verify, c, e, generic.type_params, type_args))
    return instance


def _instance(c: Checker, generic: Signature, type_args: tuple[Type, ...]) -> Signature:
    """The instance of a signature: one object in a body, as in go/types, for type arguments that are written alike."""
    instances = c.env.instances
    key = (generic, *map(mark, type_args))
    found = instances.get(key)
    if found is None:
        instance = instantiate(generic, type_args)
        assert isinstance(instance, Signature)
        found = instances[key] = instance
    return found


def _as_method(c: Checker, e: Expr, instance: Signature) -> Signature:
    """The instance of a method where `e` is a method expression, in whose signature the receiver is a parameter (1.27,
    go/types/recording.go: recordInstance); any other as it is."""
    while isinstance(e, (Index, Paren)):
        e = e.x
    selection = c.env.results.selections.get(e.id) if isinstance(e, Selector) else None
    if selection is None or selection.kind != METHOD_EXPR:
        return instance
    receiver, *params = instance.params.vars
    return Signature(Tuple(tuple(params)), instance.results, instance.variadic, receiver)


def _verify(c: Checker, e: Expr, params: tuple[TypeParam, ...], arguments: tuple[Type, ...]) -> None:
    cause = verify(params, arguments, c.env.version)
    if cause:
        c.problem(e, cause)
