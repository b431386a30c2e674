"""Slices, maps and channels of pointers that hold the values themselves.

What is put into such a container is on the heap (cmd/compile, escape/assign.go and escape/call.go: elements of slices,
maps and channels, and what append is given, flow there). A copy in the container is the same to the program if nobody
compares the pointers and nothing is written through one of them that can be read through another: `_objection`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from goescape.fixes.code import Code
from goescape.fixes.evidence.copying import copy_objection
from goescape.fixes.evidence.flow import has_goto, is_copied_by_iterations, may_follow, within
from goescape.fixes.evidence.statements import definition
from goescape.fixes.evidence.uses import Role, is_captured, uses
from goescape.fixes.model import Candidate, FixKind, Gain, Refusal, Target
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Scene
from goescape.fixes.values.fresh import is_fresh
from goescape.fixes.values.pointer_elements import Put, Store, element_of
from goescape.fixes.values.pointer_groups import Group
from goescape.fixes.values.value_variables import defining_value, is_local
from goescape.syntax.nodes import Assign, Defer, Go, Ident, Node, Range
from goescape.types.model import Chan, Map, Slice, Var

KIND = FixKind.VALUES_FOR_POINTERS
_MAP_ELEMENT: Final = 128
"""Bytes: a map allocates each value that is larger (internal/abi/map.go, MapMaxElemBytes; Go 1.24 to 1.27)."""


def find(code: Code, scene: Scene) -> Iterator[Candidate | Refusal]:
    """The local containers of pointers for whose elements memory is allocated."""
    seen: set[Var] = set()
    for variable in sorted(_containers(code), key=lambda variable: variable.node):
        elem = element_of(variable.type_of())
        ident = definition(code, variable)
        if variable in seen or elem is None or ident is None:
            continue
        group = Group(code, scene, variable, elem)
        seen.update(group.containers)
        targets = _targets(group, scene)
        if not targets:
            continue
        reason = group.objection or _copied(group, scene) or _objection(group)
        span, name = code.span(ident), ident.name
        if reason is not None:
            yield Refusal(KIND, code.path, span, name, code.name, reason)
        else:
            yield Candidate(KIND, code.path, span, name, code.name, tuple(group.edits), Gain.ESCAPE, targets=targets)


def _containers(code: Code) -> list[Var]:
    variables = [obj for obj in code.mentioned() if isinstance(obj, Var) and is_local(code, obj)]
    return [variable for variable in variables if element_of(variable.type_of()) is not None]


def _targets(group: Group, scene: Scene) -> tuple[Target, ...]:
    path = group.code.path
    spans = [group.code.span(node) for node in group.made]
    return tuple(dict.fromkeys(Target(path, span) for span in spans if scene.heap_at(path, span) is not None))


def _copied(group: Group, scene: Scene) -> Reason | None:
    """Why values of the type cannot be elements."""
    objection = copy_objection(scene, group.elem)
    if objection is not None:
        return objection
    in_map = any(isinstance(variable.type_of(), Map) for variable in group.containers)
    return Reason.TOO_LARGE if in_map and scene.program.sizes.sizeof(group.elem) > _MAP_ELEMENT else None


# ------------------------------------------------------------------------------------------------------------ writing


def _objection(group: Group) -> Reason | None:
    """Why copies would not do. What was never written is the same in each copy. What is written:

    - by the variable that it was made with, until it is put elsewhere: `_is_own`;
    - in place, as an element of the one slice that has it: `_is_in_place`;
    - by the variable that received it from a channel, if nobody else has it: `_is_handed_over`.
    """
    if any(_is_reassigned(group, loop) for loop in group.loops):
        return Reason.SHARED_ARRAY
    if any(_is_assigned_elsewhere(group, variable) for variable in group.pointers):
        return Reason.POINTER_ASSIGNED
    in_place = [store for store in group.stores if store.variable is None]
    if in_place and not _is_in_place(group, in_place):
        return Reason.WRITTEN_THROUGH
    for store in group.stores:
        if store.variable is not None and not _is_own(group, store, store.variable):
            return Reason.WRITTEN_THROUGH
    return None


def _is_reassigned(group: Group, loop: Range) -> bool:
    """Whether a slice may be assigned while a loop goes over the elements that it had."""
    code = group.code
    variable = code.variable(loop.x)
    if variable is None or not isinstance(variable.type_of(), Slice):
        return False
    assigned = [use for use in uses(code, variable) if use.role is Role.ASSIGN]
    captured = is_captured(code, variable)
    return any(within(code, use.ident, loop.body) or (captured and use.within is not None) for use in assigned)


def _is_assigned_elsewhere(group: Group, variable: Var) -> bool:
    """Whether a function literal may assign a pointer variable, or sees it assigned."""
    assigned = any(use.role is Role.ASSIGN for use in uses(group.code, variable))
    return assigned and is_captured(group.code, variable)


def _is_own(group: Group, store: Store, variable: Var) -> bool:
    """Whether a write by a variable is seen by no other: it is before the pointer is put elsewhere, or nobody else has
    the pointer."""
    code, ident = group.code, definition(group.code, variable)
    if ident is None or is_captured(code, variable):
        return False
    if variable in group.values:
        return not _may_be_put_before(group, store.node, variable, ident)
    if is_copied_by_iterations(code, ident) or any(use.role is Role.ASSIGN for use in uses(code, variable)):
        return False
    if is_fresh(code, defining_value(code, ident)):
        return not _may_be_put_before(group, store.node, variable, ident)
    return _is_handed_over(group) and not _puts(group, variable)


def _may_be_put_before(group: Group, node: Node, variable: Var, ident: Ident) -> bool:
    """Whether `node` may be evaluated once the pointer was put elsewhere."""
    return any(may_follow(group.code, put.node, node, ident) for put in _puts(group, variable))


def _puts(group: Group, variable: Var) -> list[Put]:
    return [put for put in group.puts if put.variable is variable]


def _is_in_place(group: Group, stores: list[Store]) -> bool:
    """Whether one slice has all elements, and nobody has a copy of one while it is written."""
    code = group.code
    container = group.containers[0]
    if len(group.containers) > 1 or not isinstance(container.type_of(), Slice) or is_captured(code, container):
        return False
    if any(put.variable is None for put in group.puts) or not all(_is_alone(code, store.node) for store in stores):
        return False
    return all(_gives_away(group, variable) for variable in group.values) and all(
        _gives_away(group, variable) or _looks_between(group, variable, stores) for variable in group.pointers
    )


def _is_alone(code: Code, node: Node) -> bool:
    """Whether the statement that writes an element assigns nothing else."""
    above = code.parent(node)
    return not isinstance(above, Assign) or len(above.lhs) == 1


def _gives_away(group: Group, variable: Var) -> bool:
    """Whether a variable has the pointer, or is what it leads to, and has no more use for it once it was put into a
    container, which happens once."""
    code, ident = group.code, definition(group.code, variable)
    if ident is None or is_captured(code, variable) or len(_puts(group, variable)) != 1:
        return False
    if variable in group.pointers and not is_fresh(code, defining_value(code, ident)):
        return False
    if not _is_put_once(group, variable, ident):
        return False
    if any(use.role is Role.ASSIGN for use in uses(code, variable)):
        return False
    put = _puts(group, variable)[0]
    mentions = [mention for mention in code.mentions(variable) if mention is not ident]
    used = [mention for mention in mentions if not within(code, mention, put.node)]
    return not any(_is_put_off(code, mention) or may_follow(code, put.node, mention, ident) for mention in used)


def _is_put_off(code: Code, node: Node) -> bool:
    return any(isinstance(above, (Go, Defer)) for above in code.ancestors(node))


def _looks_between(group: Group, variable: Var, stores: list[Store]) -> bool:
    """Whether a variable is a loop's, of which no round writes an element."""
    code, ident = group.code, definition(group.code, variable)
    loop = code.parent(ident) if ident is not None else None
    if not isinstance(loop, Range) or is_captured(code, variable) or _puts(group, variable):
        return False
    return not any(within(code, store.node, loop.body) for store in stores)


def _is_handed_over(group: Group) -> bool:
    """Whether each pointer goes through one channel once, and who sends it has no more use for it."""
    if not all(isinstance(variable.type_of(), Chan) for variable in group.containers):
        return False
    senders = [variable for variable in (*group.pointers, *group.values) if _puts(group, variable)]
    return all(_gives_away(group, variable) for variable in senders)


def _is_put_once(group: Group, variable: Var, ident: Ident) -> bool:
    """Whether what a variable points to is made anew each time that it is put elsewhere."""
    code = group.code
    if has_goto(code) or (variable in group.pointers and is_copied_by_iterations(code, ident)):
        return False
    return code.loops_around(_puts(group, variable)[0].node) == code.loops_around(ident)
