"""Reusing a temporary with a sync.Pool.

A value that a function makes on the heap, works with, and has no use for afterwards, is taken from a pool, and put back
when the function ends: after whatever it deferred since. It is worth it for what grows as it is used, or is large, in a
function that may run often: no test, no main function. When taken it is made what it would have been: set to the same
value; what has grown is kept by its method Reset. One pool serves all functions of a package that make the same.

Whether the functions that get the value keep it is not known: the compiler says that it is on the heap because it does
not know either. So this is a refactoring, to be read before it is accepted. What can be seen is required: the function
does not return, store, send or capture the value, or what its methods yield, and those that it calls do not store it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from goescape.findings.model import Category
from goescape.fixes.code import Code, bare
from goescape.fixes.evidence.flow import has_goto
from goescape.fixes.evidence.growth_seen import seen_growth
from goescape.fixes.evidence.keeping import is_kept
from goescape.fixes.evidence.names import fresh, is_predeclared, package_name
from goescape.fixes.evidence.retention import lets_go
from goescape.fixes.evidence.statements import begins_line, definition, indentation, line_end, listed
from goescape.fixes.evidence.uses import Role, uses
from goescape.fixes.finders.pools import is_package_name_free, keeps_growth, pool_for
from goescape.fixes.model import Candidate, Edit, FixKind, Gain, Refusal, Target
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Scene
from goescape.fixes.values.fresh import has_literals
from goescape.syntax.document import comments_of
from goescape.syntax.nodes import (
    Assign,
    Call,
    CompositeLit,
    DeclStmt,
    Expr,
    FuncDecl,
    Ident,
    Node,
    Selector,
    Stmt,
    Unary,
    ValueSpec,
)
from goescape.syntax.walk import walk
from goescape.types.lookup import lookup
from goescape.types.model import Func, Named, Object, Type, TypeName, TypeParam, Var, unalias

KIND = FixKind.SYNC_POOL
LARGE = 1024
"""Bytes from which on a value that does not grow is worth it."""
_KEEPING = frozenset(
    {
        Category.RETURNED_POINTER,
        Category.STORED_OUTSIDE,
        Category.CHANNEL_SEND,
        Category.CLOSURE_CAPTURE,
        Category.GOROUTINE_OR_DEFER,
        Category.SLICE_OR_MAP_ELEMENT,
    }
)


@dataclass(frozen=True)
class _Temporary:
    """A statement that makes a value on the heap: the variable that has it or its address, the value's type as written
    and known, what it is set to (as written; "" for its zero value), and the finding's place."""

    stmt: Stmt
    variable: Var
    written: Expr
    type: Type
    value: Expr | None
    made: Node

    @property
    def is_pointer(self) -> bool:
        """Whether the variable has the address."""
        return not isinstance(self.made, Ident)


def find(code: Code, scene: Scene) -> Iterator[Candidate | Refusal]:
    """Values on the heap that a function makes for itself."""
    for node in code.nodes:
        temporary = _temporary(code, node)
        finding = scene.heap_at(code.path, code.span(temporary.made)) if temporary is not None else None
        if temporary is None or finding is None or not _is_worth_it(code, scene, temporary.type):
            continue
        reason = _objection(code, scene, temporary)
        if finding.category in _KEEPING:
            reason = Reason.MAY_BE_KEPT
        span = code.span(temporary.made)
        if reason is not None:
            yield Refusal(KIND, code.path, span, temporary.variable.name, code.name, reason)
        else:
            yield _candidate(code, scene, temporary)


# ----------------------------------------------------------------------------------------------------- what is made


def _temporary(code: Code, node: Node) -> _Temporary | None:
    """``x := new(T)``, ``x := &T{...}``, ``x := T{...}`` or ``var x T``."""
    if isinstance(node, DeclStmt) and len(node.decl.specs) == 1 and node.decl.kind == "var":
        spec = node.decl.specs[0]
        if isinstance(spec, ValueSpec) and len(spec.names) == 1 and spec.type is not None and not spec.values:
            return _of(code, node, spec.names[0], spec.type, None, spec.names[0])
    if not isinstance(node, Assign) or node.op != ":=" or len(node.lhs) != 1 or len(node.rhs) != 1:
        return None
    name, value = node.lhs[0], bare(node.rhs[0])
    if not isinstance(name, Ident):
        return None
    if isinstance(value, Call) and code.builtin(value) == "new" and code.is_type(value.args[0]):
        return _of(code, node, name, value.args[0], None, value)
    made: Node = name
    if isinstance(value, Unary) and value.op == "&":
        made, value = value, bare(value.x)
    if not isinstance(value, CompositeLit) or value.type is None:
        return None
    return _of(code, node, name, value.type, value if value.elements else None, made)


def _of(
    code: Code, stmt: Stmt, name: Ident, written: Expr, value: Expr | None, made: Node
) -> _Temporary | None:
    variable, t = code.variable(name), code.type_of(written)
    if variable is None or t is None or not code.defines(name):
        return None
    if not has_literals(t) or not isinstance(unalias(t), Named):
        return None
    return _Temporary(stmt, variable, written, t, value, made)


def _is_worth_it(code: Code, scene: Scene, t: Type) -> bool:
    once = code.name == "init" or (code.name == "main" and code.package.name == "main")
    runs_often = not once and not code.path.endswith("_test.go")
    return runs_often and (keeps_growth(t) or scene.program.sizes.sizeof(t) >= LARGE)


# ---------------------------------------------------------------------------------------------------- preconditions


def _objection(code: Code, scene: Scene, temporary: _Temporary) -> Reason | None:
    stmt, variable = temporary.stmt, temporary.variable
    place = listed(code, stmt)
    if place is None or place.stmt is not stmt or not begins_line(code, stmt) or not isinstance(code.head, FuncDecl):
        return Reason.NO_LINE_BEFORE
    if has_goto(code):
        return Reason.HAS_GOTO
    if code.loops_around(stmt):
        return Reason.IN_LOOP
    if any(_is_of_function(code, obj) for obj in _mentioned(code, temporary.written)):
        return Reason.LOCAL_TYPE
    if _has_comment(code, temporary):
        return Reason.COMMENT_LOST
    if not _is_only_used(code, scene, temporary) or _is_error(temporary.type):
        return Reason.MAY_BE_KEPT
    growth = next(seen_growth(scene.module, code, variable), None) if keeps_growth(temporary.type) else None
    if growth is not None:
        return growth
    if package_name(code, "sync") is None or not is_predeclared(code, "new"):
        return Reason.NAME_TAKEN
    inner = walk(temporary.value) if temporary.value is not None else ()
    mentioned = any(isinstance(each, Ident) and each.name == variable.name for each in inner)
    return Reason.NAME_TAKEN if mentioned else None


def _is_only_used(code: Code, scene: Scene, temporary: _Temporary) -> bool:
    """Whether a function does nothing with a value that would let others have it afterwards, as far as it shows."""
    declared = definition(code, temporary.variable)
    home = code.function_around(temporary.stmt)
    for use in uses(code, temporary.variable):
        if use.ident is declared:
            continue
        if use.within is not home or use.role is Role.ASSIGN or not _lets_go(code, temporary, use.ident):
            return False
        above = code.parent(code.unparenthesised(use.ident))
        if is_kept(scene.module, code, above if isinstance(above, Unary) else use.ident):
            return False
    return True


def _lets_go(code: Code, temporary: _Temporary, ident: Ident) -> bool:
    above = code.parent(code.unparenthesised(ident))
    if temporary.is_pointer or isinstance(above, Selector):
        return lets_go(code, ident, trusting=True)
    return isinstance(above, Unary) and above.op == "&" and lets_go(code, above, trusting=True)


def _is_error(t: Type) -> bool:
    """Whether the address of a value of a type is an error: others may wrap it, and hand that on."""
    return isinstance(lookup(unalias(t), True, None, "Error")[0], Func)


def _mentioned(code: Code, written: Node) -> Iterator[Object]:
    found = (code.object_of(each) for each in walk(written) if isinstance(each, Ident))
    return (obj for obj in found if obj is not None)


def _is_of_function(code: Code, obj: Object) -> bool:
    """Whether an object is declared in a function, or stands for something else in each of its instances."""
    of_type = isinstance(obj, TypeName) and isinstance(unalias(obj.type_of()), TypeParam)
    return of_type or (obj.site is code.declared and isinstance(code.head, FuncDecl))


def _has_comment(code: Code, temporary: _Temporary) -> bool:
    span = code.span(temporary.stmt)
    kept = code.span(temporary.value) if temporary.value is not None else None
    found = comments_of(code.source.data, span.start, span.end)
    return any(kept is None or not kept.encloses(each) for each in found)


# ------------------------------------------------------------------------------------------------------------ edits


def _candidate(code: Code, scene: Scene, temporary: _Temporary) -> Candidate:
    name, written = temporary.variable.name, code.written(temporary.written)
    known = pool_for(code, scene, temporary.type)
    pool = known or _new_name(code, scene, temporary.type)
    between = (line_end(code) + indentation(code, temporary.stmt)).decode()
    value = code.written(temporary.value) if temporary.value is not None else f"{written}{{}}"
    lines = [f"{name} := {pool}.Get().(*{written})", f"defer {pool}.Put({name})"]
    if keeps_growth(temporary.type) and temporary.value is None:
        lines.insert(1, f"{name}.Reset()")
    else:
        lines.insert(1, f"*{name} = {value}")
    span = code.span(temporary.stmt)
    text = between.join(lines)
    declaration = () if known else (_declaration(code, pool, written),)
    edits = (
        Edit(code.path, span.start, span.end, text.encode()),
        *declaration,
        *_address_edits(code, temporary),
    )
    made = code.span(temporary.made)
    return Candidate(
        KIND,
        code.path,
        made,
        name,
        code.name,
        edits,
        Gain.RUN_TIME,
        imports=() if known else ((code.path, "sync"),),
        targets=(Target(code.path, made),),
        allocates=len(declaration),
        facts=(("pool", pool),),
    )


def _new_name(code: Code, scene: Scene, t: Type) -> str:
    """A name for a pool, that nothing in the package's folder has."""
    named = unalias(t)
    name = named.obj.name if isinstance(named, Named) else ""
    wanted = name[:1].lower() + name[1:] + "Pool"
    names = (fresh(code, wanted + number) for number in itertools.chain([""], map(str, itertools.count(2))))
    return next(name for name in names if is_package_name_free(scene, name))


def _declaration(code: Code, pool: str, written: str) -> Edit:
    """A pool's declaration, after the function."""
    sync = package_name(code, "sync") or "sync"
    interface = "any" if code.file.version >= (1, 18) and is_predeclared(code, "any") else "interface{}"
    end = line_end(code).decode()
    text = f"{end * 2}var {pool} = {sync}.Pool{{New: func() {interface} {{ return new({written}) }}}}"
    at = _end_of_line(code)
    return Edit(code.path, at, at, text.encode())


def _end_of_line(code: Code) -> int:
    """Where the line ends that a declaration ends on."""
    end = code.start + len(code.declared.declaration.text)
    line = code.source.line_span(code.source.line_of(end))
    return line.end - code.source.data[line.start : line.end].endswith(b"\r")


def _address_edits(code: Code, temporary: _Temporary) -> Iterator[Edit]:
    """``x`` for each ``&x``, where x is the value's address from now on."""
    if temporary.is_pointer:
        return
    for ident in code.mentions(temporary.variable):
        above = code.parent(code.unparenthesised(ident))
        if isinstance(above, Unary) and above.op == "&":
            span = code.span(above)
            yield Edit(code.path, span.start, span.start + 1, b"")
