"""A value in place of a pointer that a function gets and only reads through: what parameters and receivers share.

What such a pointer leads to is on the heap where the function keeps the pointer beyond the call, as a closure does
that captures it, or where the call is a goroutine's or is deferred in a loop (escape/call.go, escape/leaks.go, go1.26).
Where nobody writes that memory once the call was made, a copy that the call makes is read instead, and callers need no
memory on the heap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from goescape.findings.model import Kind
from goescape.fixes.code import Code, bare
from goescape.fixes.edits.pointers import Touch, pointer_use
from goescape.fixes.evidence.copying import copy_objection
from goescape.fixes.evidence.references import Found, references
from goescape.fixes.evidence.uses import takes_address
from goescape.fixes.model import Candidate, Edit, FixKind, Gain, Note, Refusal, Target
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Module, Scene
from goescape.fixes.values.pointees import Harmless, Pointee, addressed, declared, origin, pointee
from goescape.fixes.values.reading import RECEIVER, Readers, value_edits
from goescape.syntax.nodes import Call, Ident, Node, Selector, Star
from goescape.types.model import Func, Pointer, Type, Var
from goescape.types.unit import PackageUnit

_LATER = re.compile(rb"\b(?:go|defer)\s+[\w.]*?(\w+)\(")


@dataclass(frozen=True)
class Input:
    """A named pointer that a declared function gets. `star` is its type as written, `elem` what it points to, `place`
    its index among the parameters, or RECEIVER."""

    code: Code
    function: Func
    variable: Var
    ident: Ident
    star: Star
    elem: Type
    place: int

    def operand(self, call: Call) -> Node | None:
        """What a call passes; None where one call's results are another's arguments."""
        if self.place != RECEIVER:
            return call.args[self.place] if len(call.args) > self.place else None
        fun = bare(call.fun)
        return fun.x if isinstance(fun, Selector) else None

    def is_itself(self, code: Code, operand: Node) -> bool:
        """Whether a recursive call passes the pointer on."""
        return code is self.code and code.variable(operand) is self.variable


def input_of(code: Code, function: Func, ident: Ident, type: Node, place: int) -> Input | None:
    """What a parameter's or receiver's name and type declare; None unless it is written as a pointer."""
    variable = code.object_of(ident)
    t = variable.type_of() if isinstance(variable, Var) else None
    if not isinstance(variable, Var) or not isinstance(type, Star) or not isinstance(t, Pointer):
        return None
    return Input(code, function, variable, ident, type, t.elem, place)


def judged(scene: Scene, kind: FixKind, given: Input, edits: Iterable[Edit]) -> Candidate | Refusal | None:
    """The fix by which a function gets a value, `edits` being those of its head, or why it can't; None where nobody
    allocates for the pointer."""
    code, span = given.code, given.code.span(given.ident)
    leak = scene.leak(code.path, span)
    kept = leak is not None and leak.kind is Kind.LEAKING_PARAM
    if not kept and not scene.module.once(Spawned).has(code.file.unit, given.function.name):
        return None
    found = references(scene, given.function)
    targets, elsewhere = _allocations(scene, given, found)
    if not targets and not (kept and elsewhere):
        return None
    subject = given.ident.name
    changes = _changes(scene, given, found)
    if isinstance(changes, Reason):
        return Refusal(kind, code.path, span, subject, code.name, changes)
    larger = scene.program.sizes.sizeof(given.elem) > scene.program.sizes.word
    notes = (Note.LARGER_COPY,) if larger else ()
    every = (*edits, *changes)
    return Candidate(kind, code.path, span, subject, code.name, every, Gain.ESCAPE, targets=targets, notes=notes)


class Spawned:
    """The names of the functions that a package calls by go and defer statements."""

    def __init__(self, module: Module) -> None:
        self._names: dict[PackageUnit, set[bytes]] = {}

    def has(self, unit: PackageUnit, name: str) -> bool:
        """Whether something of that name is called so, or may be."""
        names = self._names.get(unit)
        if names is None:
            texts = (file.syntax.source.data for file in unit.files)
            names = self._names[unit] = {name for text in texts for name in _LATER.findall(text)}
        return name.encode() in names


def _allocations(scene: Scene, given: Input, found: Found) -> tuple[tuple[Target, ...], bool]:
    """The heap allocations that calls make for a pointer, and whether there may be some in other packages."""
    targets, elsewhere = [], False
    for code, call in found.calls:
        operand = given.operand(call)
        place = _origin(code, operand) if operand is not None else None
        if place is None:
            continue
        span = code.span(place)
        elsewhere = elsewhere or code.unit is not scene.unit
        if scene.heap_at(code.path, span) is not None:
            targets.append(Target(code.path, span))
    return tuple(dict.fromkeys(targets)), elsewhere


def _origin(code: Code, operand: Node) -> Node | None:
    return origin(code, operand) if _is_pointer(code, operand) else declared(code, operand)


def _is_pointer(code: Code, operand: Node) -> bool:
    t = code.type_of(operand)
    return t is not None and isinstance(t.under(), Pointer)


def _changes(scene: Scene, given: Input, found: Found) -> tuple[Edit, ...] | Reason:
    """What makes the body and all callers right; or why they can't be."""
    operands = [(code, operand.id) for code, call in found.calls if (operand := given.operand(call)) is not None]
    passed = frozenset(operands)
    readers = scene.module.once(Readers)
    body = value_edits(given.code, given.variable, lambda code, node: (code, node.id) in passed)
    if isinstance(body, Reason):
        return body
    objection = copy_objection(scene, given.elem) or found.objection
    if objection is not None:
        return objection
    if not found.are_calls or len(operands) < len(found.calls):
        return Reason.USED_AS_VALUE
    edits = list(body)
    for code, call in found.calls:
        operand = given.operand(call)
        if operand is None or given.is_itself(code, operand):
            continue
        made = _pointee(given, code, call, operand, lambda c, n: (c, n.id) in passed or readers.takes(c, n))
        if not isinstance(made, Pointee):
            return made
        edits += made.value if given.place != RECEIVER else ()
    return tuple(edits)


def _pointee(given: Input, code: Code, call: Call, operand: Node, harmless: Harmless) -> Pointee | Reason:
    """What a call passes, if nobody changes it afterwards."""
    if given.place != RECEIVER:
        return pointee(code, operand, call, harmless)
    fun = bare(call.fun)
    if _is_pointer(code, operand):
        own = pointer_use(code, operand).touch is Touch.METHOD
        return pointee(code, operand, call, harmless) if own else Reason.SHARED_POINTEE
    own = isinstance(fun, Selector) and takes_address(code, operand, code.selection_of(fun))
    return addressed(code, operand, call, harmless) if own else Reason.SHARED_POINTEE
