"""The arguments of a call, and what they tell of a generic function's type arguments (go/types/call.go:
genericExprList, arguments)."""

from __future__ import annotations

from collections.abc import Sequence

from goescape.syntax.nodes import Call, Expr, Index
from goescape.types.assignment import assign_operand
from goescape.types.checker import Checker, generic_expr, multi_expr, record
from goescape.types.generics import func_inst, given_type_args, instantiate_signature
from goescape.types.index import index_operand
from goescape.types.infer import infer, rename_type_params
from goescape.types.model import INVALID, Signature, Slice, Tuple, Type, TypeParam, Var
from goescape.types.operand import BAD, CONSTANT, TYPE, VALUE, Operand
from goescape.types.subst import substitute
from goescape.types.untyped import spoil

_GENERICS = (1, 18)
_GENERIC_ARGUMENTS = (1, 21)
"""The release from which generic functions may be arguments without all their type arguments."""

NO_TYPES: tuple[Type, ...] = ()


class Arguments:
    """The values that a call passes. `type_args` holds, by index, the type arguments given with an argument that is a
    generic function not instantiated yet; empty for most calls."""

    __slots__ = ("type_args", "values")

    def __init__(self, values: list[Operand]) -> None:
        self.values = values
        self.type_args: dict[int, tuple[Type, ...]] | None = None


def arguments_of(c: Checker, e: Call) -> Arguments:
    """Check a call's arguments: those of `f(g())` are all results of `g`. Generic functions may be among them."""
    args = e.args
    if len(args) != 1:
        passed = Arguments([])
        for arg in args:
            if arg.__class__ is Index:
                _indexed_argument(c, arg, passed)
            else:
                passed.values.append(generic_expr(c, arg))
        return passed
    arg = args[0]
    if arg.__class__ is Index:
        passed = Arguments([])
        _indexed_argument(c, arg, passed)
        return passed
    x = multi_expr(c, arg, True)
    t = x.type
    if t.__class__ is Tuple and x.mode != BAD:
        return Arguments([Operand(VALUE, var.type_of(), arg) for var in t.vars])
    return Arguments([x])


def _indexed_argument(c: Checker, e: Expr, passed: Arguments) -> None:
    """Check the argument `a[i]`: an element, or a generic function with some or all of its type arguments."""
    assert isinstance(e, Index)
    x, is_function = index_operand(c, e)
    x.expr = e
    if not is_function:
        record(c, x, e)
        if x.mode == TYPE:
            c.problem(e, "type is not an expression")
            spoil(x)
    elif c.env.version < _GENERIC_ARGUMENTS:
        func_inst(c, x, e, None)
        record(c, x, e)
    else:
        _function_argument(c, x, e, passed)
    passed.values.append(x)


def _function_argument(c: Checker, x: Operand, e: Index, passed: Arguments) -> None:
    given = given_type_args(c, x, e)
    if given is None:
        return
    if len(given) < len(x.type.type_params):  # type: ignore[attr-defined]
        if passed.type_args is None:
            passed.type_args = {}
        passed.type_args[len(passed.values)] = given
        return
    x.type = instantiate_signature(c, e, x.type, given)  # type: ignore[arg-type]
    record(c, x, e)


# ------------------------------------------------------------------------------------------------------ arguments


def pass_arguments(
    c: Checker, e: Call, signature: Signature, passed: Arguments, given: tuple[Type, ...] = NO_TYPES
) -> Signature:
    """Check that `signature` may be called with what is `passed`, and the `given` type arguments.

    Answers the signature, instantiated if it is generic and all went well.
    """
    values = passed.values
    wanted = _parameter_types(c, e, signature, len(values))
    if wanted is None:
        return signature
    if signature.type_params or _has_generic(values):
        return _pass_generic(c, e, signature, passed, given, wanted)
    _assign(c, values, wanted)
    return signature


def _assign(c: Checker, values: list[Operand], wanted: Sequence[Type]) -> None:
    for x, t in zip(values, wanted, strict=True):
        if x.type is not t or x.mode < CONSTANT:
            assign_operand(c, x, t, "argument")


def _parameter_types(c: Checker, e: Call, signature: Signature, count: int) -> list[Type] | None:
    """The types of the parameters that `count` arguments are passed to; None, with a problem, if it is the wrong
    number. Those of a variadic function are repeated as needed, unless a slice is passed as a whole."""
    wanted = [var.type or var.type_of() for var in signature.params.vars]
    if signature.variadic:
        if e.spread:
            if len(e.args) == 1 and count > 1:
                c.problem(e, f"cannot use ... with {count}-valued expression")
                return None
        else:
            last = wanted.pop()
            missing = count - len(wanted)
            if missing > 0:
                elem = last.elem if isinstance(last, Slice) else INVALID
                wanted.extend([elem] * missing)
    elif e.spread:
        c.problem(e, "cannot use ... in call to non-variadic function")
        return None
    if count == len(wanted):
        return wanted
    few = "not enough" if count < len(wanted) else "too many"
    at: Expr = e.args[len(wanted)] if len(wanted) < count <= len(e.args) else e
    c.problem(at, f"{few} arguments in call: have {count}, want {len(wanted)}")
    return None


def _has_generic(values: list[Operand]) -> bool:
    for x in values:
        t = x.type
        if t.__class__ is Signature and t.type_params:
            return True
    return False


def _pass_generic(
    c: Checker,
    e: Call,
    signature: Signature,
    passed: Arguments,
    given: tuple[Type, ...],
    wanted: list[Type],
) -> Signature:
    """`pass_arguments` where the function, or a function among the arguments, is generic: all their type parameters
    are inferred together."""
    own = signature.type_params
    count = len(own)
    if count and c.env.version < _GENERICS:
        c.problem(e, "implicit function instantiation requires go1.18 or later")
    params: Type = Tuple(tuple([Var("", None, t) for t in wanted]))
    all_params: list[TypeParam] = []
    known: list[Type | None] = []
    if count:
        renamed, params = rename_type_params(own, params)
        all_params.extend(renamed)
        known = [*given, *[None] * (count - len(given))]
    generic = _rename_arguments(passed, all_params, known)
    if generic and c.env.version < _GENERIC_ARGUMENTS:
        at = passed.values[generic[0]].expr
        c.problem(at, "implicitly instantiated function as argument requires go1.21 or later")
    found = infer(c, e, all_params, known, params, passed.values)  # type: ignore[arg-type]
    if found is None:
        return signature
    result = signature
    if count:
        result = instantiate_signature(c, e.fun, signature, found[:count])
        params = substitute(params, dict(zip(all_params[:count], found[:count], strict=True)))
    for i in generic:
        x = passed.values[i]
        function = x.type
        assert isinstance(function, Signature)
        end = count + len(function.type_params)
        x.type = instantiate_signature(c, x.expr, function, found[count:end])
        record(c, x, x.expr)
        count = end
    _assign(c, passed.values, [var.type_of() for var in params.vars])  # type: ignore[attr-defined]
    return result


def _rename_arguments(passed: Arguments, all_params: list[TypeParam], known: list[Type | None]) -> list[int]:
    """Give each generic function among the arguments type parameters of its own: `f(g, g)` may mean two instances.

    They are added to `all_params`, and what is known of them to `known`. Answers the indices of those arguments.
    """
    generic: list[int] = []
    for i, x in enumerate(passed.values):
        t = x.type
        if not isinstance(t, Signature) or not t.type_params:
            continue
        renamed, function = rename_type_params(t.type_params, t)
        assert isinstance(function, Signature)
        x.type = Signature(function.params, function.results, function.variadic, function.recv, renamed)
        all_params.extend(renamed)
        if passed.type_args is not None:
            known.extend(passed.type_args.get(i, NO_TYPES))
        known.extend([None] * (len(all_params) - len(known)))
        generic.append(i)
    return generic
