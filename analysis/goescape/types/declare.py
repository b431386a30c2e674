"""Declarations: what completes the objects that they declare (go/types/decl.go).

An object of a package is completed on first use, by `load_object`, in an environment of its own. What may wait until
all heads of the package are known (a typed variable's initial value, bodies of function literals, checks of validity)
is left in that environment's `pending`, and the environment in `Declared.waiting`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from os.path import basename
from traceback import extract_tb
from typing import Any, Final

from goescape.syntax.nodes import Expr, FuncDecl, GenDecl, Ident, Node, TypeSpec, ValueSpec
from goescape.types.assignment import init_const, init_vars
from goescape.types.checker import Checker, Environment, expr, run_pending
from goescape.types.collect import base_type, open_file
from goescape.types.constant import UNKNOWN
from goescape.types.model import (
    EMPTY_TUPLE,
    INVALID,
    Alias,
    Const,
    Func,
    Interface,
    Named,
    Object,
    Scope,
    Signature,
    Type,
    TypeName,
    TypeParam,
    Var,
    unalias,
)
from goescape.types.operand import BAD, Operand
from goescape.types.predicates import is_const_type
from goescape.types.results import TypeProblem
from goescape.types.signature import complete_signature
from goescape.types.typeparams import declare_type_params, set_constraints
from goescape.types.typestring import type_string
from goescape.types.typexpr import typ, var_type
from goescape.types.unit import Declared
from goescape.types.untyped import finish
from goescape.types.validtype import check_valid_type

NO_EXPRESSION: Final = Ident(-1, "_")
"""Stands in the operand of a constant without a value."""

# -------------------------------------------------------------------------------------------- objects of a package


def load_object(obj: Object) -> None:
    """Complete a package-level object or method: the loader of all of them. Its type is set afterwards."""
    declared = obj.site
    assert isinstance(declared, Declared)
    if _is_lowered(declared, obj):
        _within(declared, obj, None, _LOADERS[obj.__class__], obj, declared)
    if obj.type is None:
        obj.type = INVALID


def _within(declared: Declared, obj: Object, scope: Scope | None, action: Callable[..., None], *args: object) -> None:
    """Call `action(c, *args)` for `obj` in a new environment, in the file's scope if None is given. An exception is
    noted as a problem of the declaration, and goes no further."""
    c = declared.file.unit.program.checker
    open_file(declared.file)
    outer, depth = c.env, len(c.stack)
    results = declared.head_results()
    env = Environment(declared.file.package, declared.file, declared, scope or declared.file.scope, results)
    c.env = env
    c.stack.append(obj)
    try:
        action(c, *args)
        finish(c)
    except Exception as error:
        results.problems.append(not_analysed(declared.declaration.head.node, error))
        if obj.__class__ is Func:
            obj.type = INVALID
    del c.stack[depth:]
    c.env = outer
    if env.pending:
        declared.waiting.append(env)


def not_analysed(node: Node, error: Exception) -> TypeProblem:
    """The problem that says that the checker itself has failed, and in which of its lines."""
    frames = extract_tb(error.__traceback__)[-4:]
    places = " > ".join([f"{basename(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames])
    return TypeProblem(node.id, f"not analysed: {error.__class__.__name__}: {error} [{places}]")


def run_waiting(c: Checker, declared: Declared) -> None:
    """Do what was put off while the declaration's objects were completed. A failure costs one of these actions."""
    outer = c.env
    while declared.waiting:
        c.env = env = declared.waiting.pop(0)
        actions = env.pending
        while actions:
            try:
                actions.pop(0)()
                finish(c)
            except Exception as error:
                env.results.problems.append(not_analysed(declared.declaration.head.node, error))
    c.env = outer


def _is_lowered(declared: Declared, obj: Object) -> bool:
    """Whether the lowered declaration declares `obj`: in broken text, names can be listed that its tree has not."""
    node = declared.declaration.head.node
    if isinstance(node, FuncDecl):
        return True
    if not isinstance(node, GenDecl):
        return False
    _, index, place = _spec_of(declared, obj)
    spec = node.specs[index] if index < len(node.specs) else None
    if isinstance(spec, ValueSpec):
        return node.kind in ("const", "var") and place < len(spec.names) and spec.names[place].name == obj.name
    return isinstance(spec, TypeSpec) and spec.name.name == obj.name


def _spec_of(declared: Declared, obj: Object) -> tuple[GenDecl, int, int]:
    """The lowered declaration of `obj`, the index of its spec, and the place of its name in the spec."""
    names = declared.declaration.names
    index = start = declared.place(obj)
    spec = names[index].spec
    while start > 0 and names[start - 1].spec == spec:
        start -= 1
    node = declared.declaration.head.node
    assert isinstance(node, GenDecl)
    return node, spec, index - start


def _define(c: Checker, name: Ident, obj: Object) -> None:
    """Note where a package-level object is defined; the second one of a name is a problem."""
    obj.node = name.id
    other = c.env.package.scope.names.get(obj.name)
    if other is not None and other is not obj and obj.name != "_":
        c.problem(name, f"{obj.name} redeclared in this block")
    else:
        c.env.results.objects[name.id] = obj


def _load_const(c: Checker, obj: Const, declared: Declared) -> None:
    decl, index, place = _spec_of(declared, obj)
    spec = decl.specs[index]
    assert isinstance(spec, ValueSpec)
    _define(c, spec.names[place], obj)
    _const(c, obj, spec, decl.specs[_origin(decl, index)], place)


def _load_var(c: Checker, obj: Var, declared: Declared) -> None:
    decl, index, place = _spec_of(declared, obj)
    spec = decl.specs[index]
    assert isinstance(spec, ValueSpec)
    start = declared.place(obj) - place
    objects = declared.objects[start : start + len(spec.names)]
    group: list[Var] = [var for var in objects if isinstance(var, Var)]
    if spec.type is not None:
        t = var_type(c, spec.type)
        for name, var in zip(spec.names, group, strict=True):
            _define(c, name, var)
            var.type = t
        if spec.values:
            c.env.pending.append(partial(_init, c, spec, group))
    elif len(spec.values) == 1 and len(group) > 1:
        for name, var in zip(spec.names, group, strict=True):
            _define(c, name, var)
        init_vars(c, group, spec.values, spec, "variable declaration")
    else:
        _define(c, spec.names[place], obj)
        _init_one(c, spec, place, obj)


def _load_type_name(c: Checker, obj: TypeName, declared: Declared) -> None:
    decl, index, _ = _spec_of(declared, obj)
    spec = decl.specs[index]
    assert isinstance(spec, TypeSpec)
    _define(c, spec.name, obj)
    t = _new_type(c, obj, spec)
    if isinstance(t, Named):
        t.loader = _load_underlying
        if _is_member(obj):
            t.methods = declared.file.unit.methods.get(obj.name, {})
    else:
        t.loader = _load_alias


def _is_member(obj: Object) -> bool:
    assert obj.pkg is not None
    return obj.pkg.scope.names.get(obj.name) is obj


def _load_underlying(named: Named) -> None:
    declared, spec = type_spec(named.obj)
    _within(declared, named.obj, _params_scope(declared, named.type_params), _set_underlying, named, spec)


def _load_alias(alias: Alias) -> None:
    declared, spec = type_spec(alias.obj)
    _within(declared, alias.obj, _params_scope(declared, alias.type_params), _set_target, alias, spec)


def type_spec(obj: TypeName) -> tuple[Declared, TypeSpec]:
    """The declaration of a package-level type, and its spec."""
    declared = obj.site
    assert isinstance(declared, Declared)
    decl, index, _ = _spec_of(declared, obj)
    spec = decl.specs[index]
    assert isinstance(spec, TypeSpec)
    return declared, spec


def _params_scope(declared: Declared, params: tuple[TypeParam, ...]) -> Scope | None:
    if not params:
        return None
    scope = Scope(declared.file.scope)
    for param in params:
        scope.insert(param.obj)
    return scope


def _load_func(c: Checker, obj: Func, declared: Declared) -> None:
    node = declared.declaration.head.node
    assert isinstance(node, FuncDecl)
    if node.receiver:
        _define_method(c, obj, node, declared)
    elif node.name.name == "init":
        obj.node = node.name.id
        c.env.results.objects[node.name.id] = obj
    else:
        _define(c, node.name, obj)
    signature = obj.type = Signature(EMPTY_TUPLE, EMPTY_TUPLE)
    complete_signature(c, signature, node.type, node.receiver)
    if signature.type_params and not node.has_body:
        c.problem(node.name, "generic function is missing function body")
    if not node.receiver and _is_entry(obj) and (signature.params.vars or signature.results.vars):
        c.problem(node.name, f"func {obj.name} must have no arguments and no return values")


def _define_method(c: Checker, obj: Func, node: FuncDecl, declared: Declared) -> None:
    obj.node = node.name.id
    c.env.results.objects[node.name.id] = obj
    if node.type.type_params and c.env.version < (1, 27):
        c.problem(node.name, "generic method requires go1.27 or later")
    unit, name = declared.file.unit, declared.declaration.names[0]
    base = base_type(unit, name.receiver, name.pointer)[0]
    if base is not None and unit.methods.get(base, {}).get(obj.name, obj) is not obj:
        c.problem(node.name, f"method {base}.{obj.name} already declared")


def _is_entry(obj: Func) -> bool:
    assert obj.pkg is not None
    return obj.name == "init" or (obj.name == "main" and obj.pkg.name == "main")


_LOADERS: Final[dict[type, Callable[[Checker, Any, Declared], None]]] = {
    Const: _load_const,
    Var: _load_var,
    TypeName: _load_type_name,
    Func: _load_func,
}

# --------------------------------------------------------------------------------------------------- declarations


def _origin(decl: GenDecl, index: int) -> int:
    """The index of the constant spec whose type and values the one at `index` has: its own, or the last before it."""
    at = index
    while at >= 0:
        spec = decl.specs[at]
        assert isinstance(spec, ValueSpec)
        if spec.type is not None or spec.values:
            return at
        at -= 1
    return index


def _const(c: Checker, obj: Const, spec: ValueSpec, origin: Any, place: int) -> None:
    """Give a constant its type and value. `origin` is the spec that has them."""
    env = c.env
    outer, env.iota = env.iota, spec.index
    env.blamed = None if origin is spec else spec.names[place]
    obj.value = UNKNOWN
    if origin.type is not None:
        t = typ(c, origin.type)
        if not is_const_type(t):
            if unalias(t) is not INVALID and t.under() is not INVALID:
                c.problem(origin.type, f"invalid constant type {type_string(t)}")
            t = INVALID
        obj.type = t
    if place < len(origin.values):
        if obj.type is not INVALID:
            init_const(c, obj, expr(c, origin.values[place]))
    else:
        if obj.type is not INVALID:
            c.problem(spec.names[place], f"missing init expr for {obj.name}")
        init_const(c, obj, Operand(BAD, INVALID, NO_EXPRESSION))
    if place == len(spec.names) - 1 and place + 1 < len(origin.values):
        extra = origin.values[place + 1]
        c.problem(extra, "extra init expr")
    env.iota, env.blamed = outer, None


def _init(c: Checker, spec: ValueSpec, group: list[Var]) -> None:
    """Check the initial values of the variables of a spec."""
    if len(spec.values) == 1 and len(group) > 1:
        init_vars(c, group, spec.values, spec, "variable declaration")
    else:
        for place, var in enumerate(group):
            _init_one(c, spec, place, var)


def _init_one(c: Checker, spec: ValueSpec, place: int, obj: Var) -> None:
    """Check the initial value of one variable that has one of its own."""
    values = spec.values
    if place < len(values):
        init_vars(c, (obj,), values[place : place + 1], spec, "variable declaration")
    elif obj.type is None:
        c.problem(spec.names[place], f"missing type or init expr for {obj.name}")
        obj.type = INVALID
    elif values:
        c.problem(spec.names[place], f"missing init expr for {obj.name}")
    if place == len(spec.names) - 1 and place + 1 < len(values):
        c.problem(values[place + 1], "extra init expr")


def _new_type(c: Checker, obj: TypeName, spec: TypeSpec) -> Named | Alias:
    """The type that a spec declares, with its type parameters; what it stands for is not known yet. The scope of the
    type parameters becomes the present one."""
    t: Named | Alias
    t = Alias(obj) if spec.alias else Named(obj)
    obj.type = t
    if spec.type_params:
        if c.env.version < ((1, 23) if spec.alias else (1, 18)):
            what = "generic type alias requires go1.23" if spec.alias else "type parameter requires go1.18"
            c.problem(spec.type_params[0], f"{what} or later")
        t.type_params = declare_type_params(c, spec.type_params)
        set_constraints(c, spec.type_params, t.type_params)
    if spec.alias and c.env.version < (1, 9):
        c.problem(spec, "type alias requires go1.9 or later")
    if isinstance(t, Named):
        c.env.pending.append(partial(_check_finite, c, spec, t))
    return t


def _check_finite(c: Checker, spec: TypeSpec, named: Named) -> None:
    if not check_valid_type(named):
        c.problem(spec.name, f"invalid recursive type {named.obj.name}")


def _set_underlying(c: Checker, named: Named, spec: TypeSpec) -> None:
    t = _definition(c, spec.type, named)
    if unalias(t).__class__ is TypeParam:
        c.problem(spec.type, "cannot use a type parameter as RHS in type declaration")
        t = INVALID
    named.underlying = t.under()
    bare = unalias(t)
    if isinstance(bare, Named) and bare.underlying is None:
        c.problem(spec.name, f"invalid recursive type {named.obj.name}")


def _definition(c: Checker, e: Expr, named: Named) -> Type:
    """As `typ`, for the right side of a type declaration: methods of an interface get the declared type as receiver."""
    t = typ(c, e)
    if t.__class__ is Interface:
        for method in t.methods:
            if isinstance(method.type, Signature) and method.type.recv is not None:
                method.type.recv.type = named
    return t


def _set_target(c: Checker, alias: Alias, spec: TypeSpec) -> None:
    t = typ(c, spec.type)
    if t.__class__ is TypeParam and t in alias.type_params:
        c.problem(spec.type, "cannot use type parameter declared in alias declaration as RHS")
        t = INVALID
    bare = t
    while isinstance(bare, Alias):
        bare = bare.target()
    alias.rhs = t


# --------------------------------------------------------------------------------------------- local declarations


def declare_local(c: Checker, decl: GenDecl) -> None:
    """Check a declaration in a function's body, spec by spec, each in the scope of those before it."""
    declare = _LOCAL.get(decl.kind)
    if declare is None:
        c.problem(decl, f"invalid {decl.kind} declaration in a function")
        return
    for index in range(len(decl.specs)):
        declare(c, decl, index)


def _local_consts(c: Checker, decl: GenDecl, index: int) -> None:
    spec = decl.specs[index]
    assert isinstance(spec, ValueSpec)
    origin = decl.specs[_origin(decl, index)]
    env = c.env
    since = len(env.pending)
    found: list[Object] = []
    for place, name in enumerate(spec.names):
        obj = Const(name.name, env.package, None, None, env.site, name.id)
        _const(c, obj, spec, origin, place)
        found.append(obj)
    run_pending(c, since)
    _insert(c, spec.names, found)


def _local_vars(c: Checker, decl: GenDecl, index: int) -> None:
    spec = decl.specs[index]
    assert isinstance(spec, ValueSpec)
    env = c.env
    since = len(env.pending)
    t = None if spec.type is None else var_type(c, spec.type)
    group = [Var(name.name, env.package, t, env.site, name.id) for name in spec.names]
    if spec.type is not None and len(spec.values) != 1:
        _give_own_types(c, spec.type, group[1:])
    if spec.values or t is None:
        _init(c, spec, group)
    run_pending(c, since)
    _insert(c, spec.names, group)


def _give_own_types(c: Checker, e: Expr, group: list[Var]) -> None:
    """Give each variable a type object of its own, as go/types does. What is wrong with the type has been said."""
    problems, pending = c.env.results.problems, c.env.pending
    said, waiting = len(problems), len(pending)
    for var in group:
        var.type = var_type(c, e)
    del problems[said:], pending[waiting:]


def _local_type(c: Checker, decl: GenDecl, index: int) -> None:
    spec = decl.specs[index]
    assert isinstance(spec, TypeSpec)
    env = c.env
    obj = TypeName(spec.name.name, env.package, None, env.site, spec.name.id)
    _insert(c, (spec.name,), (obj,))
    outer = env.scope
    c.stack.append(obj)
    t = _new_type(c, obj, spec)
    if isinstance(t, Named):
        _set_underlying(c, t, spec)
    else:
        _set_target(c, t, spec)
    c.stack.pop()
    env.scope = outer


def _insert(c: Checker, names: tuple[Ident, ...], objects: Any) -> None:
    """Declare local objects, from here on in scope."""
    env = c.env
    for name, obj in zip(names, objects, strict=True):
        if env.scope.insert(obj) is not None:
            c.problem(name, f"{obj.name} redeclared in this block")
        else:
            env.results.objects[name.id] = obj


_LOCAL: Final[dict[str, Callable[[Checker, GenDecl, int], None]]] = {
    "const": _local_consts,
    "var": _local_vars,
    "type": _local_type,
}
