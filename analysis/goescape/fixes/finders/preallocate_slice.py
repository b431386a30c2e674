"""Preallocate slice: ``var s []T``, appended to in a loop, becomes ``make([]T, 0, n)``.

The gain: append makes room for twice as many (from 256 elements on, for a quarter more) whenever there is none left, so
that n elements cost about log2(n) allocations (runtime/slice.go: growslice, nextslicecap); with room for n at once they
cost one. `counts.Count` is the n; where it is a constant, there is a gain only if the first append would not make room
for as many already: 8 bytes or one element (runtime/sizeclasses.go), or the 32 bytes on the stack that a slice which
does not escape begins with (Go 1.25: cmd/compile/internal/walk, walkAppend).

What a slice holds room for shows in three ways. Its capacity: nothing may ask for it. Whether two appends to the same
slice write to the same element: while it grows, nothing else may hold its elements or append to it, and afterwards at
most one append may give another slice. Whether it is nil: see `GrowingSlice.form`.
"""

from __future__ import annotations

from collections.abc import Iterator

from goescape.fixes.code import Code
from goescape.fixes.evidence.names import can_make, is_predeclared
from goescape.fixes.evidence.statements import begins_line, insertion, line_end, margin
from goescape.fixes.growth.growing_slice import Form, GrowingSlice
from goescape.fixes.growth.growth import Sure
from goescape.fixes.growth.slice_start import Start, start_of
from goescape.fixes.model import Candidate, Edit, FixKind, Gain, Note, Refusal
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Scene
from goescape.syntax.nodes import FuncDecl, Ident, Node
from goescape.syntax.walk import walk
from goescape.types.model import Label, Object, Var


def find(code: Code, scene: Scene) -> Iterator[Candidate | Refusal]:
    """The slices of a function that begin empty, and are appended to in a loop, or get whole slices appended."""
    if not isinstance(code.head, FuncDecl) or code.block is None:
        return
    for variable in list(code.mentioned()):
        start = start_of(code, variable) if isinstance(variable, Var) and not variable.is_field else None
        if not isinstance(variable, Var) or start is None:
            continue
        growing = GrowingSlice(code, start, variable)
        found = _judged(code, scene, start, growing) if growing.is_repeated else None
        if isinstance(found, Candidate):
            yield found
        elif found is not None:
            name = start.ident
            yield Refusal(FixKind.PREALLOCATE_SLICE, code.path, code.span(name), name.name, code.name, found)


def _judged(code: Code, scene: Scene, start: Start, growing: GrowingSlice) -> Candidate | Reason | None:
    """The fix; None where there is nothing to gain."""
    if growing.is_empty:
        return None
    form = growing.form()
    if isinstance(form, Reason):
        return form
    if not growing.gains(scene, form.room):
        return None
    reason = growing.objection(form.room)
    return reason if reason is not None else _candidate(code, start, growing, form)


def _candidate(code: Code, start: Start, growing: GrowingSlice, form: Form) -> Candidate | Reason:
    count, guarded = form.room.count, form.guarded
    capacity = count.text
    if not count.is_natural and not guarded:
        guarded = code.file.version < (1, 21) or not is_predeclared(code, "max")
        capacity = count.text if guarded else f"max({count.text}, 0)"
    if not can_make(code, capacity):
        return Reason.NAME_TAKEN
    if form.at_start and not guarded:
        edits: list[Edit] | Reason = start.edits(code, capacity) or Reason.COMMENT_LOST
    else:
        edits = _made_later(code, start, growing, count.is_positive if guarded else "", capacity)
    if isinstance(edits, Reason):
        return edits
    return Candidate(
        FixKind.PREALLOCATE_SLICE,
        code.path,
        code.span(start.ident),
        start.ident.name,
        code.name,
        tuple(edits),
        Gain.RUN_TIME,
        allocates=1,
        notes=() if form.room.sure is Sure.EXACT else (Note.UPPER_BOUND,),
        facts=(("capacity", capacity),),
        places=growing.calls,
    )


def _made_later(
    code: Code, start: Start, growing: GrowingSlice, condition: str, capacity: str
) -> list[Edit] | Reason:
    """A statement of its own before the first that appends, under a condition if there is one. Without one, it takes
    the declaration's place where that stands alone on its line."""
    written = start.type_text(code)
    if written is None:
        return Reason.LONG_TYPE
    if not _means_the_same(code, start.type):
        return Reason.NAME_TAKEN
    if not begins_line(code, growing.items[0].stmt):
        return Reason.NO_LINE_BEFORE
    removed = start.removal(code) if not condition and growing.may_be_declared_later else None
    made = f"{start.ident.name} {':=' if removed is not None else '='} make({written}, 0, {capacity})"
    if condition:
        end = (line_end(code) + margin(code, growing.items[0])).decode()
        made = f"if {condition} {{{end}\t{made}{end}}}"
    inserted = insertion(code, growing.items[0], made)
    return [removed, inserted] if removed is not None else [inserted]


def _means_the_same(code: Code, e: Node) -> bool:
    """Whether the names in an expression mean the same everywhere in the function."""
    objects = [obj for node in walk(e) if isinstance(node, Ident) for obj in [code.object_of(node)] if obj is not None]
    others = [obj for obj in code.mentioned() if obj.site is code.declared and not _is_selected(obj)]
    return not any(other.name == obj.name and other is not obj for other in others for obj in objects)


def _is_selected(obj: Object) -> bool:
    """Whether an object's name has a space of its own."""
    return isinstance(obj, Label) or (isinstance(obj, Var) and obj.is_field)
