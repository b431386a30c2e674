"""Texts of fmt that are copied at once: `w.Write([]byte(fmt.Sprintf(...)))` to `fmt.Fprintf(w, ...)`,
`sb.WriteString(fmt.Sprintf(...))` likewise, `[]byte(fmt.Sprintf(...))` to `fmt.Appendf(nil, ...)`, and
`append(b, fmt.Sprintf(...)...)` to `fmt.Appendf(b, ...)`.

Why there are fewer allocations. fmt formats into a buffer that it keeps (fmt/print.go: newPrinter). Sprintf makes a
string of it, Fprintf hands it to one call of Write, and Appendf appends it: the string is not made, nor the copy of it
in a []byte that escapes. Appendf is there as of Go 1.19.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from goescape.findings.model import Category, Kind
from goescape.fixes.code import Code, bare
from goescape.fixes.evidence.conversions import is_bytes, is_plain_bytes
from goescape.fixes.evidence.effects import is_pure, is_unchanged, writes
from goescape.fixes.evidence.evaluation import is_timeless
from goescape.fixes.evidence.uses import is_direct_field
from goescape.fixes.evidence.writers import as_interface, is_interface, is_known, leaves_alone, receiver
from goescape.fixes.model import Candidate, Edit, FixKind, Gain, Refusal
from goescape.fixes.printing.format_verbs import parts_of
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Scene
from goescape.syntax.document import comments_of
from goescape.syntax.nodes import BasicLit, Call, Defer, Expr, Go, Node, Selector
from goescape.types.constant import text_of
from goescape.types.model import Basic, unalias

_PRINTED = {"Sprintf": ("Fprintf", "Appendf"), "Sprint": ("Fprint", "Append"), "Sprintln": ("Fprintln", "Appendln")}
"""The functions that print the same, into a writer and to a slice."""
_APPENDF = (1, 19)


@dataclass(frozen=True, slots=True)
class _Into:
    """A text of fmt, its conversion to bytes (or None), and the call, `whole`, whose last argument that is and which
    copies it: a method of `target`, or `append` to it."""

    text: Call
    converted: Call | None
    whole: Call
    target: Expr


def find_printed(code: Code, scene: Scene) -> Iterator[Candidate | Refusal]:
    """Calls of fmt.Sprintf, Sprint and Sprintln that are an argument of what copies their text."""
    for text in code.nodes:
        if not isinstance(text, Call) or not code.is_call_of(text, "fmt", *_PRINTED) or not text.args:
            continue
        outcome = _outcome(code, scene, text)
        if isinstance(outcome, Candidate):
            yield outcome
        elif outcome is not None:
            yield Refusal(
                FixKind.BUILD_STRINGS, code.path, code.span(text), code.written(text.fun), code.name, outcome
            )


def _outcome(code: Code, scene: Scene, text: Call) -> Candidate | Reason | None:
    if not isinstance(text.fun, Selector):
        return None
    converted = _conversion(code, text)
    into = _into(code, text, converted)
    reason = None
    if into is not None:
        found = _as_append(code, into) if code.builtin(into.whole) else _as_print(code, scene, into)
        if isinstance(found, Candidate):
            return found
        reason = found
    if converted is None or not _is_heap(code, scene, converted):
        return reason
    found = _as_bytes(code, text, converted)
    return found if isinstance(found, Candidate) else reason or found


def _conversion(code: Code, text: Call) -> Call | None:
    """The conversion of a text to bytes."""
    above = code.parent(code.unparenthesised(text))
    is_conversion = isinstance(above, Call) and code.is_type(above.fun) and is_bytes(code.type_of(above))
    return above if isinstance(above, Call) and is_conversion else None


def _into(code: Code, text: Call, converted: Call | None) -> _Into | None:
    """The call that copies a text, if one does."""
    argument = code.unparenthesised(converted or text)
    whole = code.parent(argument)
    if not isinstance(whole, Call) or not whole.args or whole.args[-1] is not argument:
        return None
    target, wanted = receiver(whole), "Write" if converted is not None else "WriteString"
    name = code.callee(whole)
    if len(whole.args) == 1 and not whole.spread and name is not None and name.name == wanted and target is not None:
        is_method = isinstance(fun := bare(whole.fun), Selector) and code.selection_of(fun) is not None
        return _Into(text, converted, whole, target) if is_method else None
    if len(whole.args) != 2 or converted is not None:
        return None
    is_append = code.builtin(whole) == "append" and whole.spread
    if is_append or code.is_call_of(whole, "io", "WriteString"):
        return _Into(text, converted, whole, whole.args[0])
    return None


# ------------------------------------------------------------------------------------------------------- the forms


def _as_print(code: Code, scene: Scene, into: _Into) -> Candidate | Reason:
    """fmt.Fprintf in place of a writer's method."""
    prefix: str | None = ""
    if into.converted is None or not is_interface(code, scene, into.target):
        if not is_known(code, scene, into.target):
            return Reason.WRITER_UNKNOWN
        prefix = as_interface(code, scene, into.target)
    if not leaves_alone(code, scene, into.target):
        return Reason.WRITER_UNKNOWN
    if prefix is None:
        return Reason.WRITER_MOVED
    if isinstance(code.parent(into.whole), (Go, Defer)):
        return Reason.LATER_CALL
    is_heap = into.converted is not None and _is_heap(code, scene, into.converted)
    return _moved(code, into, _PRINTED[_name(into.text)][0], prefix, Gain.ESCAPE if is_heap else Gain.RUN_TIME)


def _as_append(code: Code, into: _Into) -> Candidate | Reason | None:
    """fmt.Appendf in place of append."""
    t = code.type_of(into.target)
    if not is_plain_bytes(t) or code.file.version < _APPENDF:
        return None
    if not is_timeless(code, into.whole, [into.target]):
        return Reason.ARGUMENT_ORDER
    return _moved(code, into, _PRINTED[_name(into.text)][1], "", Gain.RUN_TIME)


def _as_bytes(code: Code, text: Call, converted: Call) -> Candidate | Reason | None:
    """fmt.Appendf in place of a conversion to bytes."""
    if code.file.version < _APPENDF:
        return None
    if not _is_never_empty(code, text):
        return Reason.EMPTY_IS_NIL
    whole, inner, t = code.span(converted), code.span(text), code.type_of(converted)
    fun, first = code.span(text.fun), code.span(text.args[0]).start
    edits = [
        Edit(code.path, fun.start, fun.end, _renamed(code, text, _PRINTED[_name(text)][1])),
        Edit(code.path, first, first, b"nil, "),
    ]
    if is_plain_bytes(t):
        edits += [Edit(code.path, whole.start, inner.start, b""), Edit(code.path, inner.end, whole.end, b"")]
    return _candidate(code, text, tuple(edits), Gain.ESCAPE)


def _moved(code: Code, into: _Into, function: str, prefix: str, gain: Gain) -> Candidate | Reason:
    """A call of fmt with the target as its first argument, in place of the whole."""
    if not (prefix and _is_variable(code, into.target)) and not _is_order_free(code, into.target, into.text.args):
        return Reason.ARGUMENT_ORDER
    whole, target, text = code.span(into.whole), code.span(into.target), code.span(into.text)
    first = code.span(into.text.args[0]).start
    opening = _renamed(code, into.text, function) + b"(" + prefix.encode()
    edits = (
        Edit(code.path, whole.start, target.start, opening),
        Edit(code.path, target.end, first, b", "),
        Edit(code.path, text.end, whole.end, b""),
    )
    return _candidate(code, into.text, edits, gain)


def _candidate(code: Code, text: Call, edits: tuple[Edit, ...], gain: Gain) -> Candidate | Reason:
    if any(comments_of(code.source.data, edit.start, edit.end) for edit in edits):
        return Reason.COMMENT_LOST
    return Candidate(
        FixKind.BUILD_STRINGS, code.path, code.span(text), code.written(text.fun), code.name, edits, gain
    )


# ---------------------------------------------------------------------------------------------------- preconditions


def _is_heap(code: Code, scene: Scene, converted: Node) -> bool:
    """Whether the bytes of a conversion are on the heap. The compiler names the place of what is converted."""
    return any(
        finding.kind is Kind.ESCAPES
        and finding.category is Category.STRING_CONVERSION
        and "(fmt.Sprint" in finding.subject
        and not finding.inlined_at
        for finding in scene.heap(code.path, code.span(converted))
    )


def _is_never_empty(code: Code, text: Call) -> bool:
    """Whether a text certainly has a byte, by what it has beside its arguments' texts."""
    if _name(text) == "Sprintln":
        return True
    if _name(text) == "Sprint":
        return any(text_of(v) for arg in text.args if (v := code.value_of(arg)) is not None)
    literal = bare(text.args[0])
    value = code.value_of(literal) if isinstance(literal, BasicLit) else None
    if value is None:
        return False
    return any(isinstance(part, str) for part in parts_of(text_of(value).decode(errors="replace")))


def _is_variable(code: Code, target: Expr) -> bool:
    """Whether a target is a variable of which the address is always the same, or a field of one."""
    inner: Node | None = bare(target)
    while isinstance(inner, Selector) and is_direct_field(code.selection_of(inner)):
        inner = bare(inner.x)
    return inner is not None and code.variable(inner) is not None


def _is_order_free(code: Code, target: Expr, args: Sequence[Expr]) -> bool:
    """Whether it makes no difference that the target is evaluated before fmt is called."""
    changes = writes(code, args)
    if not all(_has_no_methods(code, arg) for arg in args):
        changes = replace(changes, memory=True)
    if is_pure(code, target) and is_unchanged(code, target, changes):
        return True
    is_silent = all(_has_no_methods(code, arg) and is_pure(code, arg) for arg in args)
    return is_silent and is_pure(code, target, may_panic=True)


def _has_no_methods(code: Code, arg: Expr) -> bool:
    """Whether printing an argument calls nothing."""
    t = code.type_of(arg)
    return t is not None and isinstance(unalias(t), Basic)


def _name(text: Call) -> str:
    fun = bare(text.fun)
    return fun.sel.name if isinstance(fun, Selector) else ""


def _renamed(code: Code, text: Call, function: str) -> bytes:
    """What is called, with the name of another function of fmt."""
    return code.text(text.fun).removesuffix(_name(text).encode()) + function.encode()
