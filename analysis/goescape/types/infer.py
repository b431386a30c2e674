"""Inference of type arguments (go/types/infer.go).

Type arguments that a call or an assignment does not give are found in four steps:

    1. typed arguments are unified with the parameters that they are passed to;
    2. what was found is unified with the core types and methods of the constraints, until nothing more is learned;
    3. type parameters that only untyped constants were passed to get the default type of the "largest" of them;
    4. type parameters within what was found are replaced by what was found for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from goescape.syntax.nodes import Node
from goescape.types.checker import Checker
from goescape.types.lookup import has_invalid_embedded, missing_method
from goescape.types.model import (
    INVALID,
    IS_NUMERIC,
    IS_UNTYPED,
    UNTYPED_NIL,
    Array,
    Basic,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Term,
    Tuple,
    Type,
    TypeName,
    TypeParam,
    Union,
    unalias,
)
from goescape.types.operand import BAD, NIL, Operand
from goescape.types.predicates import default_type, is_parameterized
from goescape.types.subst import substitute
from goescape.types.typeset import common_under, type_set_of
from goescape.types.typestring import type_string
from goescape.types.unify import ASSIGN, EXACT, INEXACT, Unifier


def infer(
    c: Checker,
    node: Node,
    type_params: Sequence[TypeParam],
    type_args: Sequence[Type | None],
    params: Tuple,
    args: Sequence[Operand],
    reverse: bool = False,
) -> tuple[Type, ...] | None:
    """The type arguments for all of `type_params`, or None after noting the problem (at `node` or an argument).

    `type_args` are those given: it may be shorter than `type_params`, and hold None. `params` and `args` match in
    number. The type parameters must not occur in the arguments' types unless they mean what is solved for: rename
    those of a function that calls itself (`rename_type_params`). `reverse` where a function is assigned, and
    inference goes from the variable's type to the function's: messages then speak of it that way round.
    """
    given = (*type_args, *(None for _ in range(len(type_params) - len(type_args))))
    if None not in given:
        return given  # type: ignore[return-value]
    for arg in args:
        if arg.mode == BAD:
            return None
    known = {p: t for p, t in zip(type_params, given, strict=True) if t is not None}
    if known and params.vars:
        params = substitute(params, known)  # type: ignore[assignment]
    unifier = Unifier(type_params, given, c.env.version >= (1, 21))
    untyped = _use_arguments(c, unifier, type_params, params, args, reverse)
    if untyped is None or not _use_constraints(c, node, unifier, type_params):
        return None
    if untyped and not _use_untyped(c, unifier, untyped):
        return None
    return _simplify(c, node, type_params, given, [unifier.at(p) for p in type_params])


# ------------------------------------------------------------------------------------------------------- arguments


def _use_arguments(
    c: Checker,
    unifier: Unifier,
    type_params: Sequence[TypeParam],
    params: Tuple,
    args: Sequence[Operand],
    reverse: bool,
) -> list[tuple[TypeParam, Operand]] | None:
    """Unify parameters and typed arguments; the untyped ones with the type parameters they are passed to. None after
    a problem."""
    untyped: list[tuple[TypeParam, Operand]] = []
    for param, arg in zip(params.vars, args, strict=True):
        expected, actual = param.type_of(), arg.type
        if actual.__class__ is Basic and actual.info & IS_UNTYPED:
            if isinstance(expected, TypeParam) and expected in type_params and not _is_nil(arg):
                untyped.append((expected, arg))
            continue
        if not is_parameterized(type_params, expected) and not is_parameterized(type_params, actual):
            continue
        if not unifier.unify(expected, actual, ASSIGN):
            _mismatch(c, unifier, type_params, expected, arg, reverse)
            return None
    return untyped


def _is_nil(arg: Operand) -> bool:
    return arg.mode == NIL or (isinstance(arg.type, Basic) and arg.type.kind == UNTYPED_NIL)


def _mismatch(
    c: Checker, unifier: Unifier, type_params: Sequence[TypeParam], expected: Type, arg: Operand, reverse: bool
) -> None:
    actual = type_string(arg.type)
    known = _known(type_params, [unifier.at(p) for p in type_params])
    if not known:
        names = ", ".join(p.obj.name for p in type_params)
        c.problem(arg.expr, f"type {actual} does not match {type_string(expected)} (cannot infer {names})")
        return
    inferred = substitute(expected, known)
    if inferred is expected:
        c.problem(arg.expr, f"type {actual} does not match {type_string(expected)}")
    elif reverse:
        found = type_string(inferred)
        c.problem(arg.expr, f"inferred type {found} for {type_string(expected)} does not match type {actual}")
    else:
        found = type_string(inferred)
        c.problem(arg.expr, f"type {actual} does not match inferred type {found} for {type_string(expected)}")


def _known(type_params: Sequence[TypeParam], found: Iterable[Type | None]) -> dict[TypeParam, Type]:
    return {p: t for p, t in zip(type_params, found, strict=True) if t is not None}


# ----------------------------------------------------------------------------------------------------- constraints


def _use_constraints(c: Checker, node: Node, unifier: Unifier, type_params: Sequence[TypeParam]) -> bool:
    """Unify type parameters with their constraints as long as this tells of more of them; False after a problem."""
    while True:
        before = unifier.unknowns()
        for param in type_params:
            if not _use_core(unifier, param) or not _use_methods(unifier, type_params, param):
                found = unifier.at(param)
                bound = type_string(param.bound)
                c.problem(node, f"{param.obj.name} (type {type_string(found)}) does not satisfy {bound}")
                return False
        if unifier.unknowns() == before:
            return True


def _use_core(unifier: Unifier, param: TypeParam) -> bool:
    """Unify what is known of `param` with its constraint's core type; an unknown one is the one type that its
    constraint allows, if there is but one."""
    core, single = core_term(param)
    if core is None:
        return True
    found = unifier.at(param)
    if found is not None:
        return unifier.unify(found, core.type, INEXACT)
    if single and not core.tilde:
        unifier.set(param, core.type)
    return True


def _use_methods(unifier: Unifier, type_params: Sequence[TypeParam], param: TypeParam) -> bool:
    """Unify the methods of what is known of `param` with those that its constraint asks for."""
    constraint = param.constraint()
    if not type_set_of(constraint).methods:
        return True
    found = unifier.at(param)
    if found is None or found is INVALID or is_parameterized(type_params, found):
        return True
    missing = missing_method(found, constraint, True, lambda x, y: unifier.unify(x, y, EXACT))
    return missing is None or has_invalid_embedded(found)


def core_term(param: TypeParam) -> tuple[Term | None, bool]:
    """The term of the constraint if it is the only one, and True; else one of the type that underlies all of them,
    with a tilde if any has one, and False; (None, False) if there is no such type."""
    terms = type_set_of(param.constraint()).terms
    if terms is None:
        return None, False
    if len(terms) == 1:
        return terms[0], True
    core = common_under(param)
    if core is None:
        return None, False
    return Term(any(term.tilde for term in terms), core), False


# ------------------------------------------------------------------------------------------------ untyped constants


def _use_untyped(c: Checker, unifier: Unifier, untyped: list[tuple[TypeParam, Operand]]) -> bool:
    """Default types for type parameters that are still unknown; False after a problem."""
    largest: dict[TypeParam, Type] = {}
    for param, arg in untyped:
        if unifier.at(param) is not None:
            continue
        other = largest.get(param)
        found = arg.type if other is None else max_type(other, arg.type)
        if found is None:
            mismatch = f"mismatched types {type_string(other)} and {type_string(arg.type)}"
            c.problem(arg.expr, f"{mismatch} (cannot infer {param.obj.name})")
            return False
        largest[param] = found
    for param, t in largest.items():
        unifier.set(param, default_type(t))
    return True


def max_type(x: Type, y: Type) -> Type | None:
    """The untyped type that values of both untyped types have; None if there is none."""
    if x is y:
        return x
    if not isinstance(x, Basic) or not isinstance(y, Basic) or not x.info & y.info & IS_UNTYPED:
        return None
    if not x.info & IS_NUMERIC or not y.info & IS_NUMERIC:
        return None
    return x if x.kind > y.kind else y


# ---------------------------------------------------------------------------------------------------------- result


def _simplify(
    c: Checker,
    node: Node,
    type_params: Sequence[TypeParam],
    given: Sequence[Type | None],
    found: list[Type | None],
) -> tuple[Type, ...] | None:
    """`found` with no type parameter left in it; None after a problem."""
    _forget_cycles(type_params, found)
    dirty = [i for i, t in enumerate(found) if t is not None and given[i] is None]
    while dirty:
        known = _known(type_params, found)
        dirty = [i for i in dirty if _replace(type_params, known, found, i)]
    for param, t in zip(type_params, found, strict=True):
        if t is None or is_parameterized(type_params, t):
            c.problem(node, f"cannot infer {param.obj.name}")
            return None
    return tuple(found)  # type: ignore[arg-type]


def _replace(
    type_params: Sequence[TypeParam], known: dict[TypeParam, Type], found: list[Type | None], i: int
) -> bool:
    """Replace type parameters in `found[i]`: whether there were any."""
    old = found[i]
    assert old is not None
    new = substitute(old, known)
    if new is old:
        return False
    if isinstance(new, Signature) and new.type_params and not is_parameterized(type_params, new):
        new = Signature(new.params, new.results, new.variadic, new.recv)
    found[i] = new
    return True


def _forget_cycles(type_params: Sequence[TypeParam], found: list[Type | None]) -> None:
    """Forget what was found for a type parameter if that refers back to it: replacing it would never end."""
    index = {param: i for i, param in enumerate(type_params)}
    for param in type_params:
        _walk_for_cycles(param, index, found, set())


def _walk_for_cycles(t: Type, index: dict[TypeParam, int], found: list[Type | None], around: set[Type]) -> None:
    t = unalias(t)
    if t in around:
        if isinstance(t, TypeParam) and t in index:
            found[index[t]] = None
        return
    around.add(t)
    if isinstance(t, TypeParam):
        inferred = found[index[t]] if t in index else None
        if inferred is not None:
            _walk_for_cycles(inferred, index, found, around)
    else:
        for part in _parts(t):
            _walk_for_cycles(part, index, found, around)
    around.remove(t)


def _parts(t: Type) -> Iterator[Type]:
    """The types that `t` is written with."""
    if isinstance(t, (Pointer, Slice, Array, Chan)):
        yield t.elem
    elif isinstance(t, Map):
        yield t.key
        yield t.elem
    elif isinstance(t, Struct):
        yield from (field.type_of() for field in t.fields)
    elif isinstance(t, Signature):
        yield from (var.type_of() for var in (*t.params.vars, *t.results.vars))
    elif isinstance(t, Union):
        yield from (term.type for term in t.terms)
    elif isinstance(t, Interface):
        yield from (method.type_of() for method in t.methods)
        yield from t.embedded
    elif isinstance(t, Named):
        yield from t.type_args


def rename_type_params(type_params: Sequence[TypeParam], t: Type) -> tuple[tuple[TypeParam, ...], Type]:
    """New type parameters in place of `type_params`, and `t` with those: so that a function that calls itself is not
    taken to pass on the type arguments that are looked for.

    A signature's own list of type parameters stays as it is.
    """
    renamed: dict[TypeParam, Type] = {}
    for param in type_params:
        obj = param.obj
        renamed[param] = TypeParam(TypeName(obj.name, obj.pkg, None, obj.site, obj.node), param.index)
    for param, new in renamed.items():
        assert isinstance(new, TypeParam)
        new.obj.type = new
        new.bound = None if param.bound is None else substitute(param.bound, renamed)
    return tuple(renamed.values()), substitute(t, renamed)  # type: ignore[arg-type]
