"""Constant size: ``make([]T, n)`` with a variable that is never assigned becomes one with a constant.

The gain: a slice that does not escape is on the stack if its size is a constant of the compiler and it takes at most
64 KiB (cmd/compile/internal/ir: MaxImplicitStackVarSize; escape: HeapAllocReason). Of any other size it goes to the
heap: since Go 1.25 where it turns out to take more than 32 bytes when it runs (walk: walkMakeSlice), before that
always. The compiler follows local variables that are set once (since Go 1.25), but not package variables or arithmetic.

The variable becomes a typed constant, so that expressions keep their types; an untyped one where none can tell. What a
constant must not do (overflow, divide by nothing, exceed an array) does not compile.
"""

from __future__ import annotations

from collections.abc import Iterator

from goescape.findings.model import Category, Finding, Kind
from goescape.fixes.code import Code, bare
from goescape.fixes.evidence.effects import is_number
from goescape.fixes.finders.number_variable import NumberVariable, number_variable
from goescape.fixes.model import Candidate, Edit, FixKind, Gain, Refusal, Target
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Scene
from goescape.syntax.nodes import Binary, Call, FuncDecl, Node
from goescape.types.model import Slice, Var

_ON_STACK = 32
"""Bytes that a slice of any size may have on the stack (cmd/compile/internal/base: VariableMakeThreshold)."""
_LARGEST = 64 << 10
"""Bytes that a slice of constant size may have there (cmd/compile/internal/ir: MaxImplicitStackVarSize)."""
_HYBRID = (1, 25)
"""The first release that puts small slices of any size on the stack."""


def find(code: Code, scene: Scene) -> Iterator[Candidate | Refusal]:
    """The slices of a function that are not on the stack for want of a constant."""
    if not isinstance(code.head, FuncDecl) or code.block is None:
        return
    for call in code.nodes:
        if not isinstance(call, Call) or code.builtin(call) != "make":
            continue
        finding = _finding(code, scene, call)
        found = _judged(code, scene, call, finding) if finding is not None else None
        if isinstance(found, Candidate):
            yield found
        elif found is not None:
            yield Refusal(FixKind.CONSTANT_SIZE, code.path, code.span(call), code.written(call), code.name, found)


def _finding(code: Code, scene: Scene, call: Call) -> Finding | None:
    """What the compiler says of a slice that has no constant size and for that reason may be on the heap."""
    span = code.span(call)
    for finding in scene.findings(code.path, span):
        if finding.place.span != span or finding.inlined_at:
            continue
        if finding.kind is Kind.DOES_NOT_ESCAPE and finding.category is Category.UNKNOWN_SIZE:
            return finding
        old = tuple(map(int, finding.provenance.release.split(".")[:2])) < _HYBRID
        if old and finding.is_heap_allocation and finding.category in (Category.UNKNOWN_SIZE, Category.UNEXPLAINED):
            return finding
    return None


def _judged(code: Code, scene: Scene, call: Call, finding: Finding) -> Candidate | Reason | None:
    """The fix; None where the size is no constant, or small."""
    slice_type = code.type_of(call)
    under = slice_type.under() if slice_type is not None else None
    size = code.program.sizes.sizeof(under.elem) if isinstance(under, Slice) else 0
    variables: dict[Var, NumberVariable] = {}
    value = _value(code, scene, call.args[-1], variables)
    if value is None or size <= 0 or value * size <= _ON_STACK or not variables:
        return None
    if value * size > _LARGEST:
        return Reason.OVER_STACK_LIMIT
    edits: list[Edit] = []
    for defined in variables.values():
        changed = defined.objection(scene) or defined.edits(scene)
        if isinstance(changed, Reason):
            return changed
        edits += changed
    on_heap = finding.kind.is_heap
    return Candidate(
        FixKind.CONSTANT_SIZE,
        code.path,
        code.span(call),
        code.written(call),
        code.name,
        tuple(edits),
        Gain.ESCAPE if on_heap else Gain.RUN_TIME,
        targets=(Target(code.path, code.span(call)),) if on_heap else (),
        facts=(("size", str(value)), ("bytes", str(value * size))),
    )


def _value(code: Code, scene: Scene, e: Node | None, variables: dict[Var, NumberVariable]) -> int | None:
    """What an expression comes to if the variables in it are what they are declared with; these are added to
    `variables`. None where that is no number known here."""
    e = bare(e)
    value = code.value_of(e) if e is not None else None
    if value is not None:
        return value if isinstance(value, int) and not isinstance(value, bool) else None
    if isinstance(e, Binary) and e.op in ("+", "-", "*"):
        x, y = _value(code, scene, e.x, variables), _value(code, scene, e.y, variables)
        if x is None or y is None:
            return None
        return x + y if e.op == "+" else x - y if e.op == "-" else x * y
    if isinstance(e, Call) and code.is_type(e.fun) and len(e.args) == 1 and is_number(code.type_of(e.fun)):
        return _value(code, scene, e.args[0], variables)
    variable = code.variable(e) if e is not None else None
    defined = number_variable(scene, variable) if variable is not None else None
    if variable is None or defined is None:
        return None
    variables[variable] = defined
    return defined.number
