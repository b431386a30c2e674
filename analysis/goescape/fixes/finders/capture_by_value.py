"""A copy for closures that only read a variable, so that the variable itself stays on the stack.

A closure has its own copy of a variable of at most 128 bytes that is never assigned once a closure captured it, nor
has its address taken; it has the variable's address otherwise, and where the closure is on the heap, the variable is
too. Assignments before the first capture count where they are in another loop than it (ir.Name.Byval,
escape/escape.go: flowClosure, escape/expr.go: OCLOSURE, go1.26). A copy made right before the closure is never
assigned. It does the same where nothing assigns the variable once the closure was made.

Each closure is larger by the copy then, where it had an address: all together must not take more memory than the
variable did. In a loop that the variable is not of, it must have no more bytes than its address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from goescape.findings.model import Kind
from goescape.fixes.code import Code
from goescape.fixes.evidence.copying import copy_objection
from goescape.fixes.evidence.flow import is_shared_by_iterations, may_follow, within
from goescape.fixes.evidence.statements import (
    Listed,
    begins_line,
    declared_in,
    definition,
    insertion,
    is_result,
    listed,
)
from goescape.fixes.evidence.uses import Role, Use, uses
from goescape.fixes.model import Candidate, FixKind, Gain, Refusal, Target
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Scene
from goescape.syntax.nodes import FuncLit, Ident, Node
from goescape.types.model import Var

KIND = FixKind.CAPTURE_BY_VALUE
MAX_BY_VALUE = 128
"""Bytes that a variable may have for closures to capture it by value (escape/escape.go: flowClosure)."""
_WRITING = (Role.ASSIGN, Role.STORE)


@dataclass(frozen=True)
class _Captured:
    """A variable on the heap, where it is declared, and the outermost escaping literals that read it."""

    variable: Var
    declared: Ident
    uses: list[Use]
    literals: list[FuncLit]

    @property
    def writes(self) -> list[Use]:
        return [use for use in self.uses if use.role in _WRITING]


def find(code: Code, scene: Scene) -> Iterator[Candidate | Refusal]:
    """Variables that are on the heap because of closures that do not write them."""
    for variable in list(code.mentioned()):
        captured = _captured(code, scene, variable) if isinstance(variable, Var) and not variable.is_field else None
        if captured is None:
            continue
        reason, places = _judged(code, scene, captured)
        span = code.span(captured.declared)
        if reason is not None:
            yield Refusal(KIND, code.path, span, variable.name, code.name, reason)
            continue
        copied = f"{variable.name} := {variable.name}"
        yield Candidate(
            KIND,
            code.path,
            span,
            variable.name,
            code.name,
            tuple(insertion(code, place, copied, above_comments=True) for place in places),
            Gain.ESCAPE,
            targets=(Target(code.path, span),),
        )


def _captured(code: Code, scene: Scene, variable: Var) -> _Captured | None:
    """A variable that escaping function literals read, and no function literal writes; None for others."""
    declared = definition(code, variable)
    if declared is None:
        return None
    finding = scene.heap_at(code.path, code.span(declared))
    if finding is None or finding.kind is not Kind.MOVED_TO_HEAP:
        return None
    found = uses(code, variable)
    home = code.function_around(declared)
    inner = [use for use in found if use.within is not home]
    if any(use.role is not Role.READ for use in inner):
        return None
    literals = [_outermost(code, use.ident, home) for use in inner]
    escaping = [each for each in literals if _escapes(code, scene, each, variable)]
    unique = list({literal.id: literal for literal in escaping}.values())
    return _Captured(variable, declared, found, unique) if unique else None


def _outermost(code: Code, node: Node, home: FuncLit | None) -> FuncLit:
    """The outermost function literal around a node that is in the function `home`."""
    found = [above for above in code.ancestors(node) if isinstance(above, FuncLit)]
    return next(literal for literal in found if code.function_around(literal) is home)


def _escapes(code: Code, scene: Scene, literal: FuncLit, variable: Var) -> bool:
    """Whether a function literal, or one in it, that reads a variable is on the heap."""
    return any(scene.heap_at(code.path, code.span(each)) is not None for each in _reading(code, literal, variable))


def _reading(code: Code, literal: FuncLit, variable: Var) -> list[FuncLit]:
    """A function literal and those in it that read a variable of the function around it."""
    idents = [ident for ident in code.mentions(variable) if within(code, ident, literal)]
    above = [each for ident in idents for each in code.ancestors(ident) if isinstance(each, FuncLit)]
    return list({each.id: each for each in above if within(code, each, literal)}.values())


def _judged(code: Code, scene: Scene, captured: _Captured) -> tuple[Reason | None, list[Listed]]:
    """Why there is no fix, or the statements before which a copy is to be made."""
    reason = _objection(code, scene, captured)
    if reason is not None:
        return reason, []
    places: list[Listed] = []
    for literal in captured.literals:
        place = listed(code, literal)
        if place is None or within(code, captured.declared, place.stmt) or not begins_line(code, place.stmt):
            return Reason.NO_LINE_BEFORE, []
        if any(within(code, place.stmt, earlier.owner) for earlier in places):
            continue
        if captured.variable.name in declared_in(code, place.owner):
            return Reason.NAME_TAKEN, []
        if any(within(code, write.ident, place.stmt) for write in captured.writes):
            return Reason.ASSIGNED_LATER, []
        places.append(place)
    return None, places


def _objection(code: Code, scene: Scene, captured: _Captured) -> Reason | None:
    if any(use.role is Role.ADDRESS for use in captured.uses):
        return Reason.ADDRESS_TAKEN
    if is_shared_by_iterations(code, captured.declared):
        return Reason.SHARED_LOOP_VARIABLE
    if is_result(code, captured.declared):
        return Reason.NAMED_RESULT
    if any(
        may_follow(code, literal, write.whole, captured.declared)
        for literal in captured.literals
        for write in captured.writes
    ):
        return Reason.ASSIGNED_LATER
    t = captured.variable.type_of()
    objection = copy_objection(scene, t)
    if objection is not None:
        return objection
    size = scene.program.sizes.sizeof(t)
    if size > MAX_BY_VALUE:
        return Reason.TOO_LARGE
    return None if _takes_no_more(code, scene, captured, size) else Reason.COPIED_OFTEN


def _takes_no_more(code: Code, scene: Scene, captured: _Captured, size: int) -> bool:
    """Whether copies take no more memory than the variable and its addresses do."""
    word = scene.program.sizes.word
    closures = [each for literal in captured.literals for each in _reading(code, literal, captured.variable)]
    loops = (loop for closure in closures for loop in code.loops_around(closure))
    if any(not within(code, captured.declared, loop) for loop in loops):
        return size <= word
    return len(closures) * (size - word) <= size
