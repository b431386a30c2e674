"""The pools that a package has: one for each type is enough."""

from __future__ import annotations

import os

from goescape.fixes.code import Code, bare
from goescape.fixes.evidence.statements import listed
from goescape.fixes.evidence.unseen import is_mentioned_unseen
from goescape.fixes.scene import Scene
from goescape.packages.constraints import name_matches
from goescape.packages.header import parse_header
from goescape.syntax.nodes import (
    Assign,
    Call,
    CompositeLit,
    ExprStmt,
    FuncLit,
    GenDecl,
    Ident,
    KeyValue,
    Node,
    Return,
    Selector,
    Star,
    Stmt,
    TypeAssert,
    ValueSpec,
)
from goescape.types.identical import identical
from goescape.types.model import Named, Pointer, Type, Var, unalias
from goescape.types.unit import Declared

_GROWING = frozenset({("bytes", "Buffer")})
"""Types whose method Reset makes a value like a new one, but for the memory that it has grown to."""


def keeps_growth(t: Type) -> bool:
    """Whether values of a type have a method Reset that keeps what they have grown to."""
    named = unalias(t)
    return isinstance(named, Named) and (_path_of(named), named.obj.name) in _GROWING


def pool_for(code: Code, scene: Scene, t: Type) -> str | None:
    """The name of a package's ``var pool = sync.Pool{New: func() any { return new(T) }}`` for values of a type that new
    text in a declaration can use: all that take from it reset what they get. It is in a file that every build has."""
    for name, obj in scene.unit.package.scope.names.items():
        if isinstance(obj, Var) and _is_pool(obj.type_of()) and _makes(scene, obj, t) and _means(code, name, obj):
            path = scene.unit.key.partition(" ")[0]
            hidden = obj.exported or is_mentioned_unseen(scene.module, path, name, exported=False)
            if not hidden and _is_reset_by_all(scene, obj, keeps_growth(t)):
                return name
    return None


def is_package_name_free(scene: Scene, name: str) -> bool:
    """Whether no file in the folder of a package mentions a name that this build leaves out, so that it can be declared
    for all of them."""
    return not is_mentioned_unseen(scene.module, scene.unit.key.partition(" ")[0], name, exported=False)


def _is_pool(t: Type) -> bool:
    named = unalias(t)
    return isinstance(named, Named) and named.obj.name == "Pool" and _path_of(named) == "sync"


def _path_of(named: Named) -> str:
    return named.obj.pkg.path if named.obj.pkg is not None else ""


def _makes(scene: Scene, pool: Var, t: Type) -> bool:
    """Whether a pool is declared by itself, in a file of every build, with a function that makes zero values of a
    type."""
    if not isinstance(pool.site, Declared) or not _is_in_every_build(scene, pool.site.file.path):
        return False
    code = scene.module.code(pool.site)
    specs = code.head.specs if isinstance(code.head, GenDecl) else ()
    spec = next((each for each in specs if isinstance(each, ValueSpec) and _declares(code, each, pool)), None)
    value = bare(spec.values[0]) if spec is not None and len(spec.values) == len(spec.names) == 1 else None
    if not isinstance(value, CompositeLit) or len(value.elements) != 1 or not isinstance(value.elements[0], KeyValue):
        return False
    made = _returned(value.elements[0].value)
    if not isinstance(made, Call) or code.builtin(made) != "new" or not code.is_type(made.args[0]):
        return False
    found = code.type_of(made)
    return isinstance(found, Pointer) and identical(found.elem, t)


def _declares(code: Code, spec: ValueSpec, pool: Var) -> bool:
    return any(code.object_of(name) is pool for name in spec.names)


def _returned(function: Node) -> Node | None:
    """What a function literal yields that does nothing else."""
    stmts = function.body.stmts if isinstance(function, FuncLit) else ()
    only = stmts[0] if len(stmts) == 1 else None
    return bare(only.results[0]) if isinstance(only, Return) and len(only.results) == 1 else None


def _is_in_every_build(scene: Scene, path: str) -> bool:
    header = parse_header(scene.module.loader.files.read(path) or b"", path)
    constrained = header.constraint.text or header.constraint.plus_lines or header.imports_cgo()
    return not constrained and not path.endswith("_test.go") and name_matches(os.path.basename(path), frozenset())


def _means(code: Code, name: str, pool: Var) -> bool:
    """Whether a name means a pool wherever a declaration mentions it."""
    mentions = [node for node in code.nodes if isinstance(node, Ident) and node.name == name]
    return all(code.object_of(ident) is pool for ident in mentions)


def _is_reset_by_all(scene: Scene, pool: Var, by_method: bool) -> bool:
    """Whether all mentions of a pool put something back, or take something and reset it at once; a method may do that
    where `by_method`."""
    mentions = ((code, ident) for code in scene.codes() for ident in code.mentions(pool) if not code.defines(ident))
    return all(_puts(code, ident) or _takes(code, ident, by_method) for code, ident in mentions)


def _called(code: Code, ident: Ident, method: str) -> Node | None:
    """The call of a pool's method."""
    selector = code.parent(code.unparenthesised(ident))
    call = code.parent(code.unparenthesised(selector)) if isinstance(selector, Selector) else None
    is_called = isinstance(call, Call) and isinstance(selector, Selector) and bare(call.fun) is selector
    return call if is_called and isinstance(selector, Selector) and selector.sel.name == method else None


def _puts(code: Code, ident: Ident) -> bool:
    return _called(code, ident, "Put") is not None


def _takes(code: Code, ident: Ident, by_method: bool) -> bool:
    """Whether what is taken from a pool is reset by the next statement: ``x := pool.Get().(*T)`` and then ``x.Reset()``
    or ``*x = ...``."""
    call = _called(code, ident, "Get")
    asserted = code.parent(code.unparenthesised(call)) if call is not None else None
    place = listed(code, asserted) if isinstance(asserted, TypeAssert) else None
    if place is None or not isinstance(place.stmt, Assign) or bare(place.stmt.rhs[0]) is not asserted:
        return False
    taken = code.variable(place.stmt.lhs[0]) if len(place.stmt.lhs) == 1 else None
    return taken is not None and len(place.tail) > 1 and _resets(code, place.tail[1], taken, by_method)


def _resets(code: Code, stmt: Stmt, variable: Var, by_method: bool) -> bool:
    if isinstance(stmt, Assign):
        left = bare(stmt.lhs[0])
        return stmt.op == "=" and len(stmt.lhs) == 1 and isinstance(left, Star) and code.variable(left.x) is variable
    call = bare(stmt.x) if isinstance(stmt, ExprStmt) else None
    method = bare(call.fun) if isinstance(call, Call) else None
    is_reset = by_method and isinstance(method, Selector) and method.sel.name == "Reset"
    return is_reset and isinstance(method, Selector) and code.variable(method.x) is variable
