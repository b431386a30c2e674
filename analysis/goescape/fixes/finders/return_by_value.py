"""A function that returns the address of a value that it makes returns the value.

Only where every return makes a value of its own, and every caller in the module keeps the result in a variable that is
never assigned again, or uses it on the spot. Whatever else has the value's address while the function runs is no matter
if the value is then on the stack, which is what the proof is to show: the compiler moves to the heap what anyone can
reach after the return (cmd/compile, escape/solve.go: outlives). One allocation less does not show that of each of
several values: then none may be where others can keep it. That does not tell of closures, which may have a copy
(escape/call.go and ir: a variable that nobody assigns is captured by value), so they forbid the fix; and so do deferred
calls, which run once the value was copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from goescape.findings.model import Kind
from goescape.fixes.code import Code, bare
from goescape.fixes.edits.pointers import Touch, address, pointer_use, without
from goescape.fixes.evidence.copying import copy_objection
from goescape.fixes.evidence.effects import is_pure
from goescape.fixes.evidence.failure import is_failure
from goescape.fixes.evidence.flow import inside
from goescape.fixes.evidence.names import means_the_same
from goescape.fixes.evidence.references import references
from goescape.fixes.evidence.statements import definition
from goescape.fixes.evidence.uses import Role, is_captured, uses
from goescape.fixes.model import Candidate, Edit, FixKind, Gain, Note, Refusal, Target
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Scene
from goescape.fixes.values.fresh import as_made, has_literals, is_fresh
from goescape.fixes.values.lending import is_lent
from goescape.fixes.values.result_uses import as_value_result
from goescape.fixes.values.value_variables import ObjectionError, as_value_variable, defining_value, is_local
from goescape.syntax.nodes import Call, Defer, FuncDecl, Ident, Node, Return, Star, Unary
from goescape.types.model import Func, Pointer, Signature, Type, Var


@dataclass(frozen=True, slots=True)
class _Maker:
    """A function whose first result is written as a pointer, `star`, to `elem`; `returns` are its return statements."""

    code: Code
    scene: Scene
    head: FuncDecl
    func: Func
    star: Star
    elem: Type
    returns: tuple[Return, ...]


@dataclass(slots=True)
class _Change:
    """What the fix does. That the variables which will hold values are not moved to the heap is for the proof."""

    edits: list[Edit] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    fails: bool = False
    """Whether nil is returned somewhere, together with an error or false."""


def find(code: Code, scene: Scene) -> Iterator[Candidate | Refusal]:
    """The function itself, if it is one that allocates what it returns."""
    maker = _maker(code, scene)
    if maker is None or not any(_allocation(maker, node) is not None for node in _returned(maker)):
        return
    name = maker.head.name
    try:
        if not _is_run(maker):
            return
        change = _change(maker)
    except ObjectionError as objection:
        yield Refusal(FixKind.RETURN_BY_VALUE, code.path, code.span(name), name.name, code.name, objection.reason)
        return
    yield Candidate(
        kind=FixKind.RETURN_BY_VALUE,
        path=code.path,
        span=code.span(name),
        subject=name.name,
        function=code.name,
        edits=tuple(change.edits),
        gain=Gain.ESCAPE,
        targets=tuple(dict.fromkeys(change.targets)),
        notes=(Note.LARGER_COPY,) if scene.program.sizes.sizeof(maker.elem) > scene.program.sizes.word else (),
    )


def _maker(code: Code, scene: Scene) -> _Maker | None:
    head, block = code.head, code.block
    if not isinstance(head, FuncDecl) or block is None or not head.type.results:
        return None
    func, star = code.object_of(head.name), head.type.results[0].type
    signature = func.type_of() if isinstance(func, Func) else None
    if not isinstance(func, Func) or not isinstance(signature, Signature) or not isinstance(star, Star):
        return None
    if signature.type_params or signature.recv_type_params:
        return None
    elem = code.type_of(star.x)
    returns = tuple(node for node in inside(block) if isinstance(node, Return))
    return _Maker(code, scene, head, func, star, elem, returns) if elem is not None else None


def _returned(maker: _Maker) -> list[Node]:
    """What is returned as the first result, where the results are listed."""
    count = sum(len(result.names) or 1 for result in maker.head.type.results)
    return [stmt.results[0] for stmt in maker.returns if len(stmt.results) == count]


def _allocation(maker: _Maker, returned: Node) -> Target | None:
    """The heap allocation that a returned expression is, names, or has the address of."""
    code, node = maker.code, bare(returned)
    variable = _named(code, node)
    made: Node | None = node
    if variable is not None and isinstance(variable.type_of(), Pointer):
        ident = definition(code, variable)
        made = bare(defining_value(code, ident)) if ident is not None else None
    elif variable is not None:
        made = definition(code, variable)
    span = code.span(made) if made is not None else None
    found = span is not None and maker.scene.heap_at(code.path, span) is not None
    return Target(code.path, span) if found and span is not None else None


def _named(code: Code, node: Node | None) -> Var | None:
    """The local variable ``t`` of ``t`` or ``&t``."""
    inner = node.x if isinstance(node, Unary) and node.op == "&" else node
    variable = code.variable(inner) if inner is not None else None
    return variable if variable is not None and is_local(code, variable) else None


def _is_run(maker: _Maker) -> bool:
    """Whether the function allocates when the program runs: it is not inlined, or its copy in a caller allocates."""
    code = maker.code
    inlinable = maker.scene.findings(code.path, code.span(code.head), Kind.CAN_INLINE)
    if not any(finding.subject == code.name for finding in inlinable):
        return True
    calls = references(maker.scene, maker.func).calls
    return any(_is_inlined_on_heap(maker.scene, code, call) for code, call in calls)


def _is_inlined_on_heap(scene: Scene, code: Code, call: Call) -> bool:
    span = code.span(call)
    copies = [finding for finding in scene.heap(code.path, span) if finding.place.span == span]
    return any(finding.subject != "... argument" for finding in copies)


# --------------------------------------------------------------------------------------------------- the function


def _change(maker: _Maker) -> _Change:
    """All edits. Raises ObjectionError."""
    change, code = _Change(), maker.code
    if any(isinstance(node, Defer) and not _is_unlock(code, node.call) for node in inside(code.block or code.head)):
        raise ObjectionError(Reason.DEFERS)
    objection = copy_objection(maker.scene, maker.elem)
    if objection is not None:
        raise ObjectionError(objection)
    variables = {variable for node in _returned(maker) if (variable := _named(code, bare(node))) is not None}
    if any(is_captured(code, variable) for variable in variables):
        raise ObjectionError(Reason.CLOSURE_SHARES)
    _edit_result(maker, change)
    for stmt in maker.returns:
        _edit_return(maker, stmt, change)
    _edit_variables(maker, change)
    if len(set(change.targets)) > 1 and any(_is_kept(maker, variable) for variable in variables):
        raise ObjectionError(Reason.ADDRESS_TAKEN)
    _edit_callers(maker, change)
    return change


def _edit_result(maker: _Maker, change: _Change) -> None:
    code, result = maker.code, maker.head.type.results[0]
    variables = [code.object_of(name) for name in result.names]
    if len(variables) > 1 or any(len(code.mentions(obj)) > 1 for obj in variables if obj is not None):
        raise ObjectionError(Reason.NAMED_RESULT)
    change.edits.append(without(code, maker.star, 0, 1))


def _edit_return(maker: _Maker, stmt: Return, change: _Change) -> None:
    code = maker.code
    count = sum(len(result.names) or 1 for result in maker.head.type.results)
    if len(stmt.results) != count:
        raise ObjectionError(Reason.NOT_FRESH)
    first, *others = stmt.results
    if code.is_nil(first):
        _edit_failure(maker, first, others, change)
        return
    inner = bare(first)
    if not all(is_pure(code, other, may_panic=not is_fresh(code, inner)) for other in others):
        raise ObjectionError(Reason.RESULT_ORDER)
    if is_fresh(code, inner):
        change.edits += as_made(code, first)
    elif isinstance(inner, Unary) and _named(code, inner) is not None:
        change.edits.append(without(code, inner, 0, 1))
    elif not _is_owner(code, inner):
        raise ObjectionError(Reason.NOT_FRESH)
    target = _allocation(maker, first)
    if target is not None:
        change.targets.append(target)


def _edit_failure(maker: _Maker, first: Node, others: Sequence[Node], change: _Change) -> None:
    """``nil`` becomes ``T{}``, where what is returned with it tells callers not to look."""
    code = maker.code
    if len(others) != 1 or not is_failure(code, others[0]) or not has_literals(maker.elem):
        raise ObjectionError(Reason.MAYBE_NIL)
    if not means_the_same(code, maker.star.x):
        raise ObjectionError(Reason.NAME_TAKEN)
    span = code.span(first)
    change.edits.append(Edit(code.path, span.start, span.end, code.text(maker.star.x) + b"{}"))
    change.fails = True


def _is_owner(code: Code, node: Node | None) -> bool:
    """Whether an expression is a variable that was defined as the address of a value made for it."""
    variable = _named(code, node)
    ident = definition(code, variable) if variable is not None else None
    return ident is not None and is_fresh(code, defining_value(code, ident))


def _edit_variables(maker: _Maker, change: _Change) -> None:
    """The variables that hold the pointer until it is returned hold the value."""
    code = maker.code
    returned = {code.unparenthesised(node) for node in _returned(maker)}
    held = [_named(code, bare(node)) for node in _returned(maker) if isinstance(bare(node), Ident)]
    for variable in dict.fromkeys(variable for variable in held if variable is not None):
        ident = definition(code, variable)
        value = defining_value(code, ident) if ident is not None else None
        if value is not None:
            change.edits += [*as_made(code, value), *as_value_variable(code, variable, returned)]


def _is_kept(maker: _Maker, variable: Var) -> bool:
    """Whether something may keep the address of what is returned, other than the variable itself: of a part of it too,
    in itself even."""
    code = maker.code
    if isinstance(variable.type_of(), Pointer):
        touched = [pointer_use(code, mention) for mention in code.mentions(variable) if not code.defines(mention)]
        given = [
            address(code, use.whole) if use.touch is Touch.ADDRESS else use.pointer
            for use in touched
            if use.touch in (Touch.ADDRESS, Touch.METHOD, Touch.OTHER)
        ]
    else:
        given = [address(code, use.whole) for use in uses(code, variable) if use.role is Role.ADDRESS]
    returned = {code.unparenthesised(node) for node in _returned(maker)}
    return any(node not in returned and not is_lent(maker.scene, code, node) for node in given)


def _is_unlock(code: Code, call: Node) -> bool:
    """Whether a call is of package sync, which neither recovers nor knows of the value."""
    callee = code.callee(call)
    return callee is not None and callee.pkg is not None and callee.pkg.path == "sync"


# ------------------------------------------------------------------------------------------------------ its callers


def _edit_callers(maker: _Maker, change: _Change) -> None:
    found = references(maker.scene, maker.func)
    if found.objection is not None:
        raise ObjectionError(found.objection)
    if not found.are_calls:
        raise ObjectionError(Reason.USED_AS_VALUE)
    for code, call in found.calls:
        change.edits += as_value_result(code, call, change.fails)
