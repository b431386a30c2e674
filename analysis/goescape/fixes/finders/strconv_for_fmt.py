"""strconv for fmt: `fmt.Sprintf("%d", i)` to `strconv.Itoa(i)`, `fmt.Sprint(s)` to `s`, `fmt.Errorf("%s: x", s)` to
`errors.New(s + ": x")`.

Why there are fewer allocations. fmt makes its text as a string of its own (fmt/print.go: Sprintf), which its caller's
messages do not show, and every argument is put into an interface, which allocates unless its value is constant, a
single byte, zero, or of an integer below 256 (runtime/iface.go). Afterwards

- a lone number costs its text alone (strconv/itoa.go: none below 100), a lone string or boolean nothing;
- a concatenation costs its result, as fmt did, and a text for each number in it, which may be one more than before
  where the number is between 100 and 255, or a single byte. So there must be at least as many strings that were put
  into interfaces as numbers, and more than there are numbers that were put there for nothing.

fmt.Errorf has returned what errors.New makes, unless a verb is %w, since go1.13; as of go1.26 it is inlined, and then
costs nothing more where nothing is formatted (fmt/errors.go).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from goescape.findings.model import Category, Finding, Kind
from goescape.fixes.code import Code
from goescape.fixes.evidence.evaluation import is_order_free, is_timeless
from goescape.fixes.evidence.names import is_predeclared, package_name
from goescape.fixes.model import Candidate, Edit, FixKind, Gain, Refusal, Target
from goescape.fixes.printing.fmt_calls import Printed, Value, printed
from goescape.fixes.printing.fmt_text import Text, text_of
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Scene
from goescape.syntax.document import comments_of
from goescape.syntax.nodes import Binary, Call, Defer, ExprStmt, Go, Index, Selector, SliceExpr, Star, Unary
from goescape.types.constant import text_of as constant_text

_BOXED = (Category.INTERFACE_CONVERSION, Category.REFLECTION)
_MOST = 4
"""Values in a concatenation that is still easier to read than a format."""
_SMALL_BUFFER = (1, 25)
"""The release that lets strconv.FormatFloat make its text in a buffer on the stack."""


@dataclass(frozen=True, slots=True)
class _Operand:
    """An argument of the call: how its text is made, and the heap allocations of its being put into an interface."""

    value: Value
    text: Text
    boxes: tuple[Finding, ...]

    @property
    def is_number(self) -> bool:
        return self.text.makes

    @property
    def is_boxed_string(self) -> bool:
        return bool(self.boxes) and not self.text.makes


def find(code: Code, scene: Scene) -> Iterator[Candidate | Refusal]:
    """Calls of fmt.Sprintf, Sprint, Sprintln and Errorf whose text can be had for less."""
    for call in code.nodes:
        found = printed(code, call) if isinstance(call, Call) else None
        if found is None:
            continue
        boxes = {value: _boxes(code, scene, value) for value in found.values}
        outcome = _outcome(code, scene, found, boxes)
        if isinstance(outcome, Candidate):
            yield outcome
        elif outcome is not None and any(boxes.values()):
            yield Refusal(
                FixKind.STRCONV_FOR_FMT, code.path, code.span(call), code.written(found.call.fun), code.name, outcome
            )


def _outcome(
    code: Code, scene: Scene, call: Printed, boxes: dict[Value, tuple[Finding, ...]]
) -> Candidate | Reason | None:
    """The fix, or why there is none; None where the call is no place to look for one."""
    if isinstance(code.parent(call.call), (ExprStmt, Go, Defer)):
        return None
    operands: dict[Value, _Operand] = {}
    for value in call.values:
        text = text_of(code, value.verb, value.arg)
        if isinstance(text, Reason):
            return text
        operands[value] = _Operand(value, text, boxes[value])
    if len(operands) > _MOST:
        return Reason.MANY_PARTS
    if not _is_in_time(code, call, list(operands.values())):
        return Reason.ARGUMENT_ORDER
    gain = _gain(code, scene, call, list(operands.values()))
    if gain is None:
        return Reason.AS_MANY
    written = _written(code, call, operands)
    if isinstance(written, Reason):
        return written
    edits, imports = written
    return Candidate(
        kind=FixKind.STRCONV_FOR_FMT,
        path=code.path,
        span=code.span(call.call),
        subject=code.written(call.call.fun),
        function=code.name,
        edits=edits,
        gain=gain,
        imports=imports,
        targets=tuple(
            Target(code.path, box.place.span)
            for operand in operands.values()
            for box in operand.boxes
            if box.place.span is not None and gain is Gain.ESCAPE and len(call.parts) == 1
        ),
        allocates=_shown(call, list(operands.values())),
    )


def _is_in_time(code: Code, call: Printed, operands: list[_Operand]) -> bool:
    """Whether it makes no difference when the operands are evaluated in the new text."""
    exprs = [operand.value.arg for operand in operands]
    readers = [operand.value.arg for operand in operands if operand.text.reads_bytes]
    called = [operand.value.arg for operand in operands if operand.text.package]
    is_call = call.function == "Errorf" or (len(call.parts) == 1 and bool(called))
    return is_order_free(code, exprs, readers, called) and (is_call or is_timeless(code, call.call, exprs, readers))


def _boxes(code: Code, scene: Scene, value: Value) -> tuple[Finding, ...]:
    """The heap allocations of an argument's being put into an interface; constants and single bytes need none, whatever
    the compiler says. Of a text that is made for it the compiler says twice that it escapes, and only the flows tell
    which is which."""
    span, t = code.span(value.arg), code.type_of(value.arg)
    if code.value_of(value.arg) is not None or (t is not None and code.program.sizes.sizeof(t) == 1):
        return ()
    found = [f for f in scene.heap(code.path, span) if f.place.span == span and not f.inlined_at]
    boxes = tuple(finding for finding in found if finding.category in _BOXED)
    return boxes or tuple(finding for finding in found if finding.category is Category.STRING_CONVERSION)[1:]


# ------------------------------------------------------------------------------------------------------------- gain


def _gain(code: Code, scene: Scene, call: Printed, operands: list[_Operand]) -> Gain | None:
    """What is gained; None if that is not certain."""
    if not operands:
        return Gain.RUN_TIME if _is_copied(code, scene, call) else None
    boxed = sum(any(box.category in _BOXED for box in operand.boxes) for operand in operands)
    if not (_is_lone_gain(operands[0]) if len(call.parts) == 1 else _is_sum_gain(code, operands)):
        return None
    return Gain.ESCAPE if boxed > _shown(call, operands) else Gain.RUN_TIME


def _shown(call: Printed, operands: list[_Operand]) -> int:
    """How many heap allocations the compiler shows in the new text."""
    if len(call.parts) > 1:
        return 1
    return sum(operand.text.reads_bytes or _is_float(operand) for operand in operands)


def _is_lone_gain(operand: _Operand) -> bool:
    if not operand.is_number:
        return True
    return bool(operand.boxes) and (not _is_float(operand) or all(map(_has_small_buffer, operand.boxes)))


def _is_sum_gain(code: Code, operands: list[_Operand]) -> bool:
    """Whether a concatenation costs less; of a constant number the text would better be written than made."""
    strings = sum(operand.is_boxed_string for operand in operands)
    numbers = [operand for operand in operands if operand.is_number]
    if any(code.value_of(operand.value.arg) is not None for operand in numbers):
        return False
    return strings >= len(numbers) and strings > sum(not operand.boxes for operand in numbers)


def _is_float(operand: _Operand) -> bool:
    return "FormatFloat" in operand.text.before


def _has_small_buffer(finding: Finding) -> bool:
    return tuple(map(int, finding.provenance.release.split(".")[:2])) >= _SMALL_BUFFER


def _is_copied(code: Code, scene: Scene, call: Printed) -> bool:
    """Whether fmt allocates a copy of its format: of one byte it does not, and Errorf not where it is inlined and
    nothing is to be done."""
    value = code.value_of(call.call.args[0]) if call.call.args else None
    format = constant_text(value) if value is not None else b""
    if len(format) < 2 or format == b"%%":
        return False
    inlined = scene.findings(code.path, code.span(call.call), Kind.INLINING_CALL)
    return b"%" in format or not any(finding.message.endswith("fmt.Errorf") for finding in inlined)


# ------------------------------------------------------------------------------------------------------------- text


def _written(
    code: Code, call: Printed, operands: dict[Value, _Operand]
) -> tuple[tuple[Edit, ...], tuple[tuple[str, str], ...]] | Reason:
    """The edits, which leave the arguments alone, and the imports that they need."""
    texts = [operand.text for operand in operands.values()]
    needed = {text.package for text in texts if text.package} | ({"errors"} if call.function == "Errorf" else set())
    names = {path: package_name(code, path) for path in sorted(needed)}
    if None in names.values() or not all(is_predeclared(code, t.predeclared) for t in texts if t.predeclared):
        return Reason.NAME_TAKEN
    opening, closing = _enclosing(code, call, operands, names)
    gaps, text, at = [], opening, code.span(call.call).start
    for index, part in enumerate(call.parts):
        text += " + " if index else ""
        if not isinstance(part, Value):
            text += part
            continue
        own, place = operands[part].text, code.span(part.arg)
        gaps.append((at, place.start, text + own.before.format(names.get(own.package))))
        text, at = own.after, place.end
    gaps.append((at, code.span(call.call).end, text + closing))
    if any(comments_of(code.source.data, start, end) for start, end, _ in gaps):
        return Reason.COMMENT_LOST
    edits = tuple(Edit(code.path, start, end, text.encode()) for start, end, text in gaps)
    return edits, tuple((code.path, path) for path in names)


def _enclosing(
    code: Code, call: Printed, operands: dict[Value, _Operand], names: dict[str, str | None]
) -> tuple[str, str]:
    """What has to stand around the new text: a call of errors.New, or parentheses."""
    if call.function == "Errorf":
        return f"{names['errors']}.New(", ")"
    above = code.parent(call.call)
    is_operand = isinstance(above, (Selector, Index, SliceExpr)) and above.x is call.call
    lone = operands[call.parts[0]] if len(call.parts) == 1 and isinstance(call.parts[0], Value) else None
    is_loose = len(call.parts) > 1 or (
        lone is not None and lone.text.is_operand and isinstance(lone.value.arg, (Binary, Unary, Star))
    )
    return ("(", ")") if is_operand and is_loose else ("", "")
