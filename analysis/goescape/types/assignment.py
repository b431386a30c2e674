"""Assignments and initialisations (go/types/assignments.go)."""

from __future__ import annotations

from collections.abc import Sequence

from goescape.syntax.nodes import Assign, Call, Expr, Ident, IncDec, Node, Paren
from goescape.types.assignability import assignable_to
from goescape.types.binary import operate
from goescape.types.checker import UNINSTANTIATED, Checker, expr, multi_expr, run_pending, use
from goescape.types.model import (
    INVALID,
    IS_NUMERIC,
    IS_UNTYPED,
    Basic,
    Const,
    Interface,
    Signature,
    Tuple,
    Type,
    Var,
    is_invalid,
)
from goescape.types.operand import (
    BAD,
    COMMA_OK,
    CONSTANT,
    MAP_INDEX,
    VALUE,
    VARIABLE,
    Operand,
)
from goescape.types.predicates import all_basic, default_type, is_interface
from goescape.types.typeset import common_under
from goescape.types.typestring import type_string
from goescape.types.unary import unparen
from goescape.types.untyped import (
    BOOL_TYPE,
    NIL_TYPE,
    become,
    describe,
    implicit_type_and_value,
    spoil,
)


def assign_operand(c: Checker, x: Operand, target: Type | None, context: str) -> None:
    """Check that `x` may be assigned to a variable of type `target`, to which an untyped one is converted.

    `target` is None for the blank identifier. `context` says what is assigned, for the complaint; `x` is bad then.
    """
    source = x.type
    if source is target and x.mode >= CONSTANT:
        return
    if not _is_value(c, x, target, context):
        return
    if isinstance(source, Basic) and source.info & IS_UNTYPED:
        if not _give_type(c, x, source, target, context):
            return
        source = x.type
    if isinstance(source, Signature) and source.type_params:
        UNINSTANTIATED[0](c, x, target_signature(target))
        if x.mode == BAD:
            return
        source = x.type
    if target is None or source is target or assignable_to(c, x, target):
        return
    if not is_invalid(source) and not is_invalid(target):
        c.problem(x.expr, f"cannot use {describe(x)} as {type_string(target)} value in {context}")
    spoil(x)


def _is_value(c: Checker, x: Operand, target: Type | None, context: str) -> bool:
    """Whether `x` is one value; complains and spoils it if not."""
    if x.mode == BAD:
        return False
    if x.mode < CONSTANT or x.type.__class__ is Tuple:
        what = "blank identifier" if target is None else type_string(target)
        c.problem(x.expr, f"cannot assign to {what} in {context}: not a single value")
        spoil(x)
        return False
    return True


def _give_type(c: Checker, x: Operand, source: Basic, target: Type | None, context: str) -> bool:
    """Convert the untyped `x` for an assignment: to its default type for an interface or the blank identifier."""
    wanted = target
    if wanted is None:
        if source is NIL_TYPE:
            c.problem(x.expr, f"use of untyped nil in {context}")
            spoil(x)
            return False
        wanted = default_type(source)
    elif wanted.__class__ is not Basic and is_interface(wanted):
        wanted = default_type(source)
    new, value = implicit_type_and_value(c, x, wanted)
    if new is None:
        c.problem(x.expr, f"cannot use {describe(x)} as {type_string(wanted)} value in {context}")
        spoil(x)
        return False
    become(c, x, new, value)
    return True


# ------------------------------------------------------------------------------------------------- initialisations


def init_const(c: Checker, lhs: Const, x: Operand) -> None:
    """Check `lhs = x` in a constant declaration. Without a type, `lhs` gets that of `x`; INVALID after a problem."""
    if x.mode == BAD or is_invalid(x.type) or is_invalid(lhs.type):
        if lhs.type is None:
            lhs.type = INVALID
        return
    if x.mode != CONSTANT:
        c.problem(x.expr, f"{describe(x)} is not constant")
        if lhs.type is None:
            lhs.type = INVALID
        return
    if lhs.type is None:
        lhs.type = x.type
    assign_operand(c, x, lhs.type, "constant declaration")
    if x.mode != BAD:
        lhs.value = x.value


def init_var(c: Checker, lhs: Var, x: Operand, context: str) -> None:
    """Check `lhs = x` in a variable declaration. Without a type, `lhs` gets that of `x`; INVALID after a problem."""
    t = lhs.type
    if x.mode == BAD or is_invalid(x.type) or is_invalid(t):
        if t is None:
            lhs.type = INVALID
        spoil(x)
        return
    if t is None:
        t = x.type
        if isinstance(t, Basic) and t.info & IS_UNTYPED:
            if t is NIL_TYPE:
                c.problem(x.expr, f"use of untyped nil in {context}")
                lhs.type = INVALID
                spoil(x)
                return
            t = default_type(t)
        lhs.type = t
    assign_operand(c, x, t, context)


def init_vars(c: Checker, lhs: Sequence[Var], rhs: Sequence[Expr], at: Node, context: str = "assignment") -> None:
    """Check `lhs = rhs` in a variable declaration, or a return (whose context is "return statement") at `at`.

    Every variable has a type afterwards.
    """
    returns = context == "return statement"
    if len(lhs) == len(rhs) and not _is_one_call(rhs):
        for var, e in zip(lhs, rhs, strict=True):
            init_var(c, var, expr(c, e, target_signature(var.type)), context)
        return
    if len(rhs) != 1:
        use(c, rhs)
        _mismatch(c, at, len(lhs), len(rhs), returns)
    else:
        e = rhs[0]
        values = unpack(c, e, len(lhs) == 2 and not returns)
        if len(values) == len(lhs):
            for var, x in zip(lhs, values, strict=True):
                init_var(c, var, x, context)
            record_comma_ok(c, e, values)
            return
        if values[0].mode != BAD:
            _mismatch(c, at, len(lhs), len(values), returns)
    for var in lhs:
        if var.type is None:
            var.type = INVALID


def _is_one_call(rhs: Sequence[Expr]) -> bool:
    return len(rhs) == 1 and unparen(rhs[0]).__class__ is Call


def target_signature(t: Type | None) -> Type | None:
    """The signature that a generic function must get if it is assigned to a variable of type `t`."""
    if t is None or t.__class__ is Basic:
        return None
    under: Type | None = t.under()
    if under.__class__ is Interface:
        under = common_under(t)
    return under if under.__class__ is Signature else None


def _mismatch(c: Checker, at: Node, wanted: int, given: int, returns: bool) -> None:
    if returns:
        c.problem(at, f"{'not enough' if given < wanted else 'too many'} return values: have {given}, want {wanted}")
    else:
        variables, values = "s" * (wanted != 1), "s" * (given != 1)
        c.problem(at, f"assignment mismatch: {wanted} variable{variables} but {given} value{values}")


def unpack(c: Checker, e: Expr, comma_ok: bool) -> list[Operand]:
    """Check `e` as the values that it stands for: several for a call, two if `comma_ok` and it is a map index, an
    assertion or a receive operation."""
    x = multi_expr(c, e)
    t = x.type
    if isinstance(t, Tuple) and x.mode != BAD:
        return [Operand(VALUE, var.type_of(), e) for var in t.vars]
    if comma_ok and (x.mode == MAP_INDEX or x.mode == COMMA_OK):
        return [x, Operand(VALUE, BOOL_TYPE, e)]
    return [x]


def record_comma_ok(c: Checker, e: Expr, values: list[Operand]) -> None:
    """Record that `e` was used as `v, ok`, if `unpack` has made these two values of it and both could be assigned."""
    if len(values) != 2 or values[0].mode not in (MAP_INDEX, COMMA_OK) or values[1].mode == BAD:
        return
    pkg = c.env.package
    pair = Tuple((Var("", pkg, values[0].type), Var("", pkg, values[1].type)))
    types = c.env.types
    types[e.id] = pair
    while isinstance(e, Paren):
        e = e.x
        types[e.id] = pair


# ---------------------------------------------------------------------------------------------------- assignments


def lhs_type(c: Checker, e: Expr) -> Type | None:
    """The type of the left-hand side `e` of an assignment; None for `_`, INVALID, with a problem, if it is none."""
    name = unparen(e)
    if isinstance(name, Ident) and name.name == "_":
        return None
    x = expr(c, e)
    if x.mode == BAD:
        return INVALID
    if x.mode != VARIABLE and x.mode != MAP_INDEX:
        c.problem(e, "cannot assign to this: neither addressable nor a map index expression")
        return INVALID
    return x.type


def assign_var(c: Checker, lhs: Expr, rhs: Expr) -> None:
    """Check `lhs = rhs`."""
    t = lhs_type(c, lhs)
    if is_invalid(t):
        use(c, (rhs,))
        return
    x = expr(c, rhs, target_signature(t))
    if x.mode != BAD:
        assign_operand(c, x, t, "assignment")


def assign_value(c: Checker, lhs: Expr, x: Operand, context: str) -> None:
    """Check `lhs = x`."""
    t = lhs_type(c, lhs)
    if is_invalid(t):
        spoil(x)
    elif x.mode != BAD:
        assign_operand(c, x, t, context)


def assign_vars(c: Checker, lhs: Sequence[Expr], rhs: Sequence[Expr], at: Node) -> None:
    """Check the assignment `lhs = rhs` at `at`."""
    if len(lhs) == len(rhs) and not _is_one_call(rhs):
        for left, right in zip(lhs, rhs, strict=True):
            assign_var(c, left, right)
        return
    if len(rhs) != 1:
        _use_lhs(c, lhs)
        use(c, rhs)
        _mismatch(c, at, len(lhs), len(rhs), False)
        return
    values = unpack(c, rhs[0], len(lhs) == 2)
    if len(values) == len(lhs):
        for left, x in zip(lhs, values, strict=True):
            assign_value(c, left, x, "assignment")
        record_comma_ok(c, rhs[0], values)
        return
    if values[0].mode != BAD:
        _mismatch(c, at, len(lhs), len(values), False)
    _use_lhs(c, lhs)


def _use_lhs(c: Checker, lhs: Sequence[Expr]) -> None:
    for e in lhs:
        name = unparen(e)
        if not isinstance(name, Ident) or name.name != "_":
            use(c, (e,))


def op_assign(c: Checker, e: Assign) -> None:
    """Check `x op= y`."""
    if len(e.lhs) != 1 or len(e.rhs) != 1:
        c.problem(e, f"assignment operation {e.op} requires single-valued expressions")
        use(c, e.lhs)
        use(c, e.rhs)
        return
    x = expr(c, e.lhs[0])
    mode, t = x.mode, x.type
    operate(c, x, expr(c, e.rhs[0]), e.op[:-1], e)
    _store(c, x, mode, t, e.lhs[0])


def inc_dec(c: Checker, e: IncDec) -> None:
    """Check `x++` and `x--`."""
    x = expr(c, e.x)
    if x.mode == BAD:
        return
    mode, t = x.mode, x.type
    if not (t.info & IS_NUMERIC if isinstance(t, Basic) else all_basic(t, IS_NUMERIC)):
        if not is_invalid(t):
            c.problem(e, f"invalid operation: {e.op} not defined on {describe(x)}")
        return
    _store(c, x, mode, t, e.x)


def _store(c: Checker, x: Operand, mode: int, t: Type, lhs: Expr) -> None:
    """Check the assignment of `x`, the result of an operation, to `lhs`, its first operand, of `mode` and type `t`."""
    if x.mode == BAD:
        return
    if mode != VARIABLE and mode != MAP_INDEX:
        c.problem(lhs, "cannot assign to this: neither addressable nor a map index expression")
        return
    assign_operand(c, x, t, "assignment operation")


# ------------------------------------------------------------------------------------------------------------- :=


def short_var_decl(c: Checker, lhs: Sequence[Expr], rhs: Sequence[Expr], at: Node) -> None:
    """Check `lhs := rhs` at `at`, and declare the new variables once the function literals in `rhs` are checked."""
    env = c.env
    since = len(env.pending)
    variables, new = _short_variables(c, lhs)
    init_vars(c, variables, rhs, at)
    run_pending(c, since)
    if not new and all(isinstance(e, Ident) for e in lhs):
        c.problem(at, "no new variables on left side of :=")
    for var in new:
        env.scope.insert(var)


def _short_variables(c: Checker, lhs: Sequence[Expr]) -> tuple[list[Var], list[Var]]:
    """The variables that a short declaration assigns to (stand-ins for what is none), and the new ones among them."""
    env = c.env
    objects = env.results.objects
    variables: list[Var] = []
    new: list[Var] = []
    seen: set[str] = set()
    for e in lhs:
        if not isinstance(e, Ident):
            use(c, (e,))
            c.problem(e, "non-name on left side of :=")
            variables.append(Var("_", env.package, None))
            continue
        name = e.name
        if name in seen:
            c.problem(e, f"{name} repeated on left side of :=")
            variables.append(Var("_", env.package, None))
            continue
        if name != "_":
            seen.add(name)
        known = env.scope.names.get(name)
        if known is None:
            var = Var(name, env.package, None, env.site, e.id)
            if name != "_":
                new.append(var)
            objects[e.id] = var
            variables.append(var)
            continue
        objects[e.id] = known
        if isinstance(known, Var):
            variables.append(known)
        else:
            c.problem(e, f"cannot assign to {name}")
            variables.append(Var("_", env.package, None))
    return variables, new
