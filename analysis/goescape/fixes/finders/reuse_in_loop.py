"""A slice or map that each iteration of a loop makes and lets go of is made once, and cleared where it was made.

That nobody keeps it beyond the iteration, the compiler has to say: the `make` does not escape, to variables that are
declared outside the loop neither (escape/solve.go: outlives). It is also read from what is done with the variable: its
elements are read and written, and it is given to declared functions that yield nothing it could be in. Those have no
other place to keep it: what they store through a pointer, the compiler takes to be on the heap (escape/assign.go:
addr). A function literal among the arguments could store it in a variable that it captures.

A slice whose size is not constant is allocated at run time where it has more than 32 bytes (walk/builtin.go:
walkMakeSlice, go1.25); a map where room for more than 8 elements is asked for (walk/builtin.go: walkMakeMap,
internal/runtime/maps/map.go: NewMap, go1.24). A map that is made without may stay that small.
"""

from __future__ import annotations

from collections.abc import Iterator

from goescape.findings.model import Allocates, Kind
from goescape.fixes.code import Code, bare
from goescape.fixes.edits.lines import moved
from goescape.fixes.evidence.names import is_predeclared
from goescape.fixes.evidence.retention import lets_go
from goescape.fixes.evidence.statements import begins_line, definition, insertion, listed, margin
from goescape.fixes.finders.invariance import loops_to_leave, objection
from goescape.fixes.model import Candidate, Edit, FixKind, Gain, Note, Refusal
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Scene
from goescape.syntax.nodes import Assign, Call, Expr, Ident, Node, Selector
from goescape.types.model import Map, Slice, TypeParam, Var, unalias
from goescape.types.predicates import is_string

KIND = FixKind.HOIST_OUT_OF_LOOP
_SMALL_MAP = 8
"""Elements that a map has room for before it allocates any (internal/abi/map.go: MapGroupSlots)."""


def reused(code: Code, scene: Scene) -> Iterator[Candidate | Refusal]:
    """The slices and maps that a loop makes anew, as large each time."""
    for node in code.nodes:
        made = _made(code, scene, node)
        if made is None:
            continue
        assign, variable, measured = made
        loops = loops_to_leave(code, assign.rhs[0], measured)
        if not loops:
            continue
        span = code.span(assign.rhs[0])
        subject = code.written(assign.rhs[0])
        reason = _objection(code, assign, variable) or objection(code, loops[-1])
        if reason is not None:
            yield Refusal(KIND, code.path, span, subject, code.name, reason)
            continue
        whole = code.span(assign)
        edits = (
            insertion(code, loops[-1], moved(code, assign, margin(code, loops[-1])), above_comments=True),
            Edit(code.path, whole.start, whole.end, f"clear({variable.name})".encode()),
        )
        notes = (Note.ONCE,)
        yield Candidate(KIND, code.path, span, subject, code.name, edits, Gain.RUN_TIME, notes=notes, allocates=1)


def _made(code: Code, scene: Scene, node: Node) -> tuple[Assign, Var, Var | None] | None:
    """The statement ``v := make([]T, len(x))`` or ``v := make(map[K]V, n)`` that a node is, in a loop, where the
    compiler says that it is allocated at run time and kept nowhere; with the variables v and x, None where n is
    constant."""
    if not isinstance(node, Assign) or node.op != ":=" or len(node.lhs) != 1 or len(node.rhs) != 1:
        return None
    call, variable = bare(node.rhs[0]), code.variable(node.lhs[0])
    if variable is None or not isinstance(call, Call) or code.builtin(call) != "make" or len(call.args) != 2:
        return None
    if not code.loops_around(call) or scene.heap_at(code.path, code.span(call)) is not None:
        return None
    measured = _measured(code, call.args[1])
    span, under = code.span(call), unalias(variable.type_of()).under()
    findings = scene.findings(code.path, span, Kind.DOES_NOT_ESCAPE)
    here = [each for each in findings if each.place.span == span]
    if isinstance(under, Map):
        has_room = measured is not None or _is_over(code, call.args[1], _SMALL_MAP)
        return (node, variable, measured) if here and has_room else None
    grows = any(each.allocates is Allocates.DEPENDS for each in here)
    fits = isinstance(under, Slice) and measured is not None and _fits(scene, measured)
    return (node, variable, measured) if grows and fits else None


def _measured(code: Code, size: Expr) -> Var | None:
    """The slice or string variable whose length a size is."""
    call = bare(size)
    if not isinstance(call, Call) or code.builtin(call) != "len":
        return None
    variable = code.variable(call.args[0])
    t = variable.type_of() if variable is not None else None
    if t is None or isinstance(unalias(t), TypeParam):
        return None
    return variable if isinstance(t.under(), Slice) or is_string(t) else None


def _fits(scene: Scene, measured: Var) -> bool:
    """Whether there is room for as many elements as a slice or string has already, so that making them cannot panic:
    its own are not without size."""
    under = measured.type_of().under()
    return not isinstance(under, Slice) or scene.program.sizes.sizeof(under.elem) > 0


def _is_over(code: Code, size: Expr, least: int) -> bool:
    value = code.value_of(size)
    return isinstance(value, int) and value > least


def _objection(code: Code, assign: Assign, variable: Var) -> Reason | None:
    place = listed(code, assign)
    if place is None or place.stmt is not assign or not begins_line(code, assign):
        return Reason.NO_LINE_BEFORE
    if code.file.version < (1, 21) or not is_predeclared(code, "clear"):
        return Reason.NO_CLEAR
    declared = definition(code, variable)
    mentions = [ident for ident in code.mentions(variable) if ident is not declared]
    if any(code.function_around(ident) is not code.function_around(assign) for ident in mentions):
        return Reason.MAY_BE_KEPT
    if not all(lets_go(code, ident) for ident in mentions):
        return Reason.MAY_BE_KEPT
    others = (node for node in code.nodes if isinstance(node, Ident) and node.name == variable.name)
    if any(code.object_of(each) is not variable and not _is_selected(code, each) for each in others):
        return Reason.NAME_TAKEN
    return None


def _is_selected(code: Code, ident: Ident) -> bool:
    above = code.parent(ident)
    return isinstance(above, Selector) and above.sel is ident
